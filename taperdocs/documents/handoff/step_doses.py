"""The doses of a step on each different day of its cycle, with the pieces that make them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from taperdocs.language.phrases import labels
from taperdocs.language.words import Drawing, Words
from taperdocs.pdf.fit import paged
from taperdocs.pdf.measure import MM, lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day, Regimen
from taperdocs.plan.step import Step

# Lengths in units; style.css has the same numbers.
_OTHERS = 129
_HIGHEST = 200
_MOST_DRAWN = 4
"""The most doses a day that have drawings."""
_WHICH, _DOSE, _PIECES = 5.4, 6.2, 4.8
_WHICH_SIZE, _DOSE_SIZE, _PIECES_SIZE = 4.3 / MM, 5 / MM, 3.6 / MM


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of a step: on *which* days of the cycle, of which drug, how much, *when*, and its pieces.

    *place* is the number of its step, of the day in the cycle, and of the dose in the day. *total*, the daily
    dose of its drug, is said only with the last of several doses.
    """

    place: str
    which: str
    drug: str
    dose: str
    when: str
    drawing: Drawing | None
    pieces: str
    total: str


def doses_of(plan: Plan, words: Words, step: Step) -> Iterator[Dose]:
    """Yield the doses of each different day of the cycle of a step, drug by drug."""
    for day, numbers in _different_days(step.regimen):
        place = f"{step.number},{numbers[0] - 1}"
        which = _which_days(words, step.regimen, numbers)
        if not day:
            yield Dose("", which, "", words.nothing(), "", None, "", "")
        for drug in plan.drugs:
            doses = tuple(intake for intake in day if intake.drug == drug)
            total = words.totals(doses, (drug,))
            for number, (intake, when) in enumerate(zip(doses, labels(words, doses), strict=True), start=1):
                pieces = plan.pieces(intake)
                yield Dose(
                    f"{place},{day.index(intake)}",
                    which,
                    _name(plan, doses) if number == 1 else "",
                    words.dose(intake.dose),
                    when,
                    words.drawing(plan, intake) if len(day) <= _MOST_DRAWN else None,
                    words.pieces(pieces),
                    words.text("{total} a day", total=total) if number == len(doses) > 1 else "",
                )
                which = ""


def _name(plan: Plan, doses: Day) -> str:
    """Return the drug's name where the plan has several: before a single dose, or on a line above several."""
    if len(plan.drugs) == 1:
        return ""
    return f"{doses[0].drug}{' ' if len(doses) == 1 else chr(10)}"


def _different_days(regimen: Regimen) -> Iterator[tuple[Day, tuple[int, ...]]]:
    """Yield each different day of a cycle with its numbers in the cycle, counted from 1."""
    for day in dict.fromkeys(regimen.days):
        yield day, tuple(number for number, other in enumerate(regimen.days, start=1) if other == day)


def _which_days(words: Words, regimen: Regimen, numbers: tuple[int, ...]) -> str:
    """Say which days of the cycle *numbers* are; nothing where every day is the same."""
    if len(regimen.days) == 1:
        return ""
    if regimen.weekly:
        return ", ".join(words.language.weekday_name(number - 1) for number in numbers)
    said = ", ".join(
        "–".join(words.language.number(number) for number in ends) for ends in _ends_of_runs(numbers)
    )
    return words.text("day {numbers} of {count}, in turn", numbers=said, count=len(regimen.days))


def _ends_of_runs(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the first and the last number of each run of consecutive *numbers*, or a number alone."""
    for _, group in groupby(enumerate(numbers), key=lambda counted: counted[1] - counted[0]):
        run = [number for _, number in group]
        yield (run[0], run[-1]) if len(run) > 1 else (run[0],)


def _height(dose: Dose, room: float) -> float:
    high = _WHICH * (lines(dose.which, _WHICH_SIZE, room) if dose.which else 0)
    high += _DOSE * lines(f"{dose.drug}{dose.dose} {dose.when}", _DOSE_SIZE, room, bold=True)
    signs = dose.drawing.signs if dose.drawing else ""
    high += _PIECES * lines(f"{signs} {dose.pieces}", _PIECES_SIZE, room) if dose.pieces else 0
    return high + (_WHICH * lines(dose.total, _WHICH_SIZE, room) if dose.total else 0)


def parts_of(doses: tuple[Dose, ...], inside: float) -> tuple[slice, ...]:
    """Divide the doses of a row that is too high for a page; nearly always they are one part."""
    heights = [_height(dose, inside - _OTHERS) for dose in doses]
    return paged(heights, _HIGHEST) if sum(heights) > _HIGHEST else (slice(0, len(heights)),)
