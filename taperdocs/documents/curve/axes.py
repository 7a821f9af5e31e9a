"""The axes of the dose curve: the place of a day and a dose, and which doses and days are labelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from taperdocs.language.marked import marked
from taperdocs.language.words import Words
from taperdocs.pdf.measure import MM, width
from taperdocs.plan.dose import Dose, dose_of
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen, total

SIZE = 3.6
"""Size of the texts, units: 10 points on A4."""

_APART, _GAP = 4.4, 3.0
"""Least distance between labelled doses, and least gap between the labels of days, units."""

_STEPS = (1, 2, 7, 14, 28, 56, 112, 364, 728, 1820)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)
"""Distances between labelled days: in days, and in months."""

_YEAR = 12
_MOST_IN_WEEKS = 26 * 7
"""The longest plan that is labelled by days and weeks, in days; a longer dated one is labelled by months."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in units; x grows to the right, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Tell whether the two have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A text; *x* and *y* are where its baseline begins."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The days and doses that are drawn, and the area that they are drawn in. *highest* is a daily dose in mg."""

    first: date
    days: int
    highest: Fraction
    area: Box

    def x(self, day: date) -> float:
        """Return the x of the beginning of a day, in units; days outside the plot are put at its ends."""
        past = min(max((day - self.first).days, 0), self.days)
        return self.area.left + (self.area.right - self.area.left) * past / self.days

    def y(self, mean: Fraction) -> float:
        """Return the y of a mean daily dose in mg, in units."""
        return self.area.bottom - (self.area.bottom - self.area.top) * float(mean / self.highest)


def wide(text: str) -> float:
    """Return the width of a text of the curve, in units."""
    return width(text, SIZE / MM)


def label(text: str, x: float, y: float) -> Label:
    """Return a text that begins at *x* and is centred on *y*."""
    return Label(f"{x:.2f}", f"{y + SIZE * 0.35:.2f}", text)


def dose_ticks(plan: Plan, present: date, highest: Fraction, height: float) -> tuple[Dose, ...]:
    """Return the doses to label: the highest, the present, the last, and others of the plan with room.

    Where no dose qualifies, as in a plan whose days all differ, it is a round dose instead. *highest* is in mg,
    *height* in units.
    """
    period = plan.period(present)
    steps = (*((period.step.regimen,) if period else ()), *(p.step.regimen for p in reversed(plan.periods)))
    daily = list(dict.fromkeys(dose for regimen in steps for dose in _daily(regimen)))
    first = sorted(daily, key=lambda dose: dose.milligrams, reverse=True)[:1]
    apart = highest * Fraction(_APART) / Fraction(height)
    return _apart((*first, *daily), apart) or _apart(_round(plan, highest), apart)


def _apart(doses: tuple[Dose, ...], least: Fraction) -> tuple[Dose, ...]:
    """Return the doses that are at least *least* mg from zero and from each dose kept before."""
    found = list[Dose]()
    for dose in doses:
        places = (Fraction(0), *(other.milligrams for other in found))
        if all(abs(dose.milligrams - place) >= least for place in places):
            found.append(dose)
    return tuple(found)


def _daily(regimen: Regimen) -> Iterator[Dose]:
    """Yield the daily dose of each drug whose daily total is always the same."""
    for drug in regimen.drugs:
        totals = {total(day, drug) for day in regimen.days}
        if len(totals) == 1 and (dose := totals.pop()):
            yield dose


def _round(plan: Plan, highest: Fraction) -> tuple[Dose, ...]:
    unit = next(intake.dose.unit for step in plan.steps for intake in step.regimen.doses)
    power = Fraction(1)
    while power > highest:
        power /= 10
    while power * 10 <= highest:
        power *= 10
    best = max(power * digit for digit in (1, 2, 5) if power * digit <= highest)
    dose = dose_of(best, unit)
    return (dose,) if dose else ()


def day_ticks(plan: Plan, words: Words, plot: Plot) -> tuple[tuple[date, str], ...]:
    """Return the days to label with their labels, as close together as these have room."""
    return next((days for days in _rulers(plan, words, plot) if _readable(days, plot)), ())


def _readable(days: tuple[tuple[date, str], ...], plot: Plot) -> bool:
    """Tell whether there are any days, and room between any two for the widest label."""
    places = [plot.x(day) for day, _ in days]
    widest = max((wide(text) for _, text in days), default=0)
    return bool(days) and all(after - before >= widest + _GAP for before, after in pairwise(places))


def _rulers(plan: Plan, words: Words, plot: Plot) -> Iterator[tuple[tuple[date, str], ...]]:
    """Yield choices of days to label, the densest first: every so many days, or in long plans first days of months."""
    if plan.outline.dated and plot.days > _MOST_IN_WEEKS:
        for step in _MONTHS:
            found = (day for day in _months(plot) if (day.year * _YEAR + day.month - 1) % step == 0)
            yield tuple((day, _month(words, day)) for day in found)
    else:
        for step in _STEPS:
            days = (plot.first + timedelta(number) for number in range(0, plot.days, step))
            yield tuple((day, marked(words.language.short_day(day), f"date:{day}")) for day in days)


def _months(plot: Plot) -> Iterator[date]:
    """Yield the first day of each month that begins within the plot."""
    last, day = plot.first + timedelta(plot.days - 1), plot.first.replace(day=1)
    while (day := (day + timedelta(31)).replace(day=1)) <= last:
        yield day


def _month(words: Words, day: date) -> str:
    said = words.language.brief_date(day) if day.month == 1 else words.language.short_day(day)
    return marked(said, f"date:{day}")
