"""The levels of the dose curve: how much of a drug is taken a day, from when to when, and how that is labelled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from taperdocs.documents.curve.axes import PLAIN, Box, Label, Plot, label, wide
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.plan.cuts import level_on
from taperdocs.plan.cuts import levels as plan_levels
from taperdocs.plan.dose import Dose
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen, total

_OVER, _AWAY, _LINE, _APART = 0.7, 0.4, 0.6, 1.5
"""Gaps: from a line to its label, from a corner to its label, around a line, and between labels; units."""
_TWO = 2


@dataclass(frozen=True, slots=True)
class Level:
    """A mean daily dose in mg from the day *first* to the day *last*, and the regimen that has it."""

    first: date
    last: date
    mean: Fraction
    regimen: Regimen


def levels(plan: Plan, drug: str) -> tuple[Level, ...]:
    """Return the levels of a drug, those without a dose left out."""
    row, found = plan_levels(plan, drug), list[Level]()
    for _, group in groupby(plan.periods, key=lambda one: _totals(level_on(row, one.first).regimen, drug)):
        run = list(group)
        level = level_on(row, run[0].first)
        if drug in level.regimen.drugs:
            found.append(Level(run[0].first, run[-1].last, level.mean, level.regimen))
    return tuple(found)


def _totals(regimen: Regimen, drug: str) -> tuple[Dose | None, ...]:
    """Return the different daily doses of a cycle, in its order, and None for a day without."""
    return tuple(dict.fromkeys(total(day, drug) for day in regimen.days))


def said(plan: Plan, words: Words, drug: str, level: Level) -> Marked:
    """Say a level: its dose, or of a cycle of different days that it is a mean, and of what."""
    totals = _totals(level.regimen, drug)
    doses = [dose for dose in totals if dose]
    texts = [words.dose(dose) if dose else words.measured(Decimal(0), doses[0].unit) for dose in totals]
    text = texts[0]
    if len(totals) == _TWO:
        text = words.text("mean of {one} and {other}", one=texts[0], other=texts[1])
    elif len(totals) > _TWO:
        amounts = [dose.amount if dose else Decimal(0) for dose in totals]
        lowest, highest = (texts[amounts.index(end)] for end in (min(amounts), max(amounts)))
        text = words.text("mean of {lowest} to {highest}", lowest=lowest, highest=highest)
    return marked(text, f"level:{level.first},{plan.drugs.index(drug)}")


def line(plan: Plan, plot: Plot, found: tuple[Level, ...]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the corners of a drug's line, a part for each time in which it is taken without a break.

    It starts and ends on the axis where the drug comes in or stops.
    """
    parts, bottom = list[tuple[tuple[float, float], ...]](), plot.area.bottom
    run = list[Level]()
    for level, after in zip(found, (*found[1:], None), strict=True):
        run.append(level)
        if after and after.first == level.last + DAY:
            continue
        begins = [(plot.x(run[0].first), bottom)] if run[0].first > plan.first_day else []
        ends = [] if plan.open and level.last == plan.last_day else [(plot.x(level.last + DAY), bottom)]
        corners = [(x, plot.y(one.mean)) for one in run for x in (plot.x(one.first), plot.x(one.last + DAY))]
        parts.append((*begins, *corners, *ends))
        run = []
    return tuple(parts)


def strokes(parts: Iterable[tuple[tuple[float, float], ...]]) -> Iterator[Box]:
    """Yield the room that each stroke of a line takes."""
    for part in parts:
        for one, other in pairwise(part):
            (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
            yield Box(left - _LINE, top - _LINE, right + _LINE, bottom + _LINE)


def labels(
    texts: tuple[tuple[Level, Marked], ...], plot: Plot, taken: list[Box], present: date, width: float
) -> Iterator[Label]:
    """Yield the label of each level that has room for it; the present level, the first and the last come first."""
    order = sorted(texts, key=lambda one: _rank(texts, one[0], present))
    for level, text in order:
        now = level.first <= present <= level.last
        for box in _places(level, plot, wide(text, bold=now)):
            if box.left >= 0 and box.right <= width and not any(map(box.meets, taken)):
                taken.append(Box(box.left - _APART, box.top, box.right + _APART, box.bottom))
                yield label(text, box.left, (box.top + box.bottom) / 2, bold=now)
                break


def _rank(texts: tuple[tuple[Level, Marked], ...], level: Level, present: date) -> tuple[bool, bool, int]:
    ends = level in (texts[0][0], texts[-1][0])
    return not level.first <= present <= level.last, not ends, (level.first - level.last).days


def _places(level: Level, plot: Plot, room: float) -> Iterator[Box]:
    """Yield where the label of a level may stand, best first: above its line, below it, behind its end."""
    left, right, y = plot.x(level.first), plot.x(level.last + DAY), plot.y(level.mean)
    high = PLAIN.points * 0.8
    above, below = y - _LINE - _OVER - high, y + _LINE + _OVER
    for top in (above, below):
        beside = left - room - _LINE - _AWAY
        for x in (left + _LINE + _AWAY, (left + right - room) / 2, right - room - _LINE - _AWAY, beside):
            box = Box(x, top, x + room, top + high)
            if box.bottom < plot.area.bottom - _LINE and (top == above or left <= x <= right - room):
                yield box
    # Where the dose falls, there is room behind the end of a short level.
    yield Box(right + 2 * _LINE, y - high / 2, right + 2 * _LINE + room, y + high / 2)
