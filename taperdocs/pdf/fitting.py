"""Fits what a page says into its room: each part has forms, from all of it to a word where the rest is."""

from collections.abc import Sequence


def fitted(parts: Sequence[Sequence[float]], enough: Sequence[int], room: float) -> tuple[int, ...]:
    """Return which form of each part to print, given the heights of all forms, the fullest first.

    Every part is given a form that is *enough* before any is given a fuller one, the first parts first. Where
    not even the shortest forms fit, they are what is returned.
    """
    chosen = [len(forms) - 1 for forms in parts]
    for fullest in (enough, [0] * len(parts)):
        for number, forms in enumerate(parts):
            others = (parts[other][form] for other, form in enumerate(chosen) if other != number)
            left = room - sum(others)
            better = range(fullest[number], chosen[number])
            chosen[number] = next((form for form in better if forms[form] <= left), chosen[number])
    return tuple(chosen)
