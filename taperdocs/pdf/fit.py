"""Fits content into the room of a page: rows onto pages, none cut and none lost, and parts in their fullest form."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

TENTHS = 10


def paged(heights: Sequence[float], room: float) -> tuple[slice, ...]:
    """Distribute rows of these *heights* over as few pages of height *room* as possible, as evenly as they fit.

    A row that is higher than a page is alone on its page.
    """
    found = _filled(heights, room)
    each, more = divmod(len(heights), len(found))
    firsts = [page * each + min(page, more) for page in range(len(found) + 1)]
    even = tuple(slice(first, end) for first, end in pairwise(firsts))
    return even if all(sum(heights[part]) <= room for part in even) else found


def _filled(heights: Sequence[float], room: float) -> tuple[slice, ...]:
    found: list[slice] = []
    first, filled = 0, 0.0
    for index, height in enumerate(heights):
        if index > first and filled + height > room:
            found.append(slice(first, index))
            first, filled = index, 0.0
        filled += height
    return (*found, slice(first, len(heights)))


def shared_out(heights: Sequence[float], room: float, most: float) -> tuple[int, ...]:
    """Return *heights* in tenths, with the rest of *room* spread evenly; no row grows by more than *most*."""
    spare = min(max(room - sum(heights), 0) / max(len(heights), 1), most)
    return tuple(int((height + spare) * TENTHS) for height in heights)


def shared_widths(needs: Sequence[float], shares: Sequence[float], room: float) -> tuple[float, ...]:
    """Give each column of a table the width that it *needs*, and all of them as much of what is left.

    If that is more than *room*, the columns that need most divide by their *shares* what the others leave. A column
    without a share is never narrower than it needs to be.
    """
    wide = {at for at, share in enumerate(shares) if share}
    room -= sum(need for need, share in zip(needs, shares, strict=True) if not share)
    while narrow := {at for at in wide if needs[at] <= room * shares[at] / sum(shares[one] for one in wide)}:
        room -= sum(needs[at] for at in narrow)
        wide -= narrow
    spare, whole = 0 if wide else room / len(needs), sum(shares[one] for one in wide)
    return tuple(
        round(room * shares[at] / whole if at in wide else need + spare, 2) for at, need in enumerate(needs)
    )


def beside(widths: Iterable[float], apart: float, room: float) -> int:
    """Return on how many lines of *room* parts of these *widths* stand beside each other, so far *apart*."""
    count, filled = 1, 0.0
    for width in widths:
        if filled and filled + width > room:
            count, filled = count + 1, 0.0
        filled += width + apart
    return count


def fitted(parts: Sequence[Sequence[float]], enough: Sequence[int], room: float) -> tuple[int, ...]:
    """Return which form of each part to print, given the heights of all forms, the fullest first.

    *enough* is the form of each part that will do. Each part gets that form before any part gets a fuller one; earlier
    parts come first. If not even the shortest forms fit, they are returned all the same.
    """
    chosen = [len(forms) - 1 for forms in parts]
    for fullest in (enough, [0] * len(parts)):
        for number, forms in enumerate(parts):
            others = (parts[other][form] for other, form in enumerate(chosen) if other != number)
            left = room - sum(others)
            better = range(fullest[number], chosen[number])
            chosen[number] = next((form for form in better if forms[form] <= left), chosen[number])
    return tuple(chosen)
