"""The places of the dose curve: where a day and a dose are drawn, and which days are labelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Style
from taperdocs.plan.plan import Plan

PLAIN, BOLD = Style("plain", 9, 4), Style("strong", 9, 4, bold=True)
"""How the texts of the curve are set."""

_STEPS = (1, 2, 7, 14, 28, 56, 112, 364, 728, 1820)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)
"""Distances between labelled days: in days, and in months."""

_GAP, _YEAR = 3.0, 12
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
    """A text; *x* and *y* are where its baseline begins. *strong*: whether it is bold."""

    x: str
    y: str
    text: str
    strong: bool = False


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


def wide(text: str, *, bold: bool = False) -> float:
    """Return the width of a text of the curve, in units."""
    return (BOLD if bold else PLAIN).width(text)


def label(text: str, x: float, y: float, *, bold: bool = False) -> Label:
    """Return a text that begins at *x* and is centred on *y*."""
    return Label(f"{x:.2f}", f"{y + PLAIN.points * 0.35:.2f}", text, bold)


def day_ticks(plan: Plan, words: Words, plot: Plot) -> tuple[tuple[date, Marked], ...]:
    """Return the days to label with their labels, as close together as these have room."""
    return next((days for days in _rulers(plan, words, plot) if _readable(days, plot)), ())


def _readable(days: tuple[tuple[date, Marked], ...], plot: Plot) -> bool:
    """Tell whether there are any days, and room between any two for the widest label."""
    places = [plot.x(day) for day, _ in days]
    widest = max((wide(text) for _, text in days), default=0)
    return bool(days) and all(after - before >= widest + _GAP for before, after in pairwise(places))


def _rulers(plan: Plan, words: Words, plot: Plot) -> Iterator[tuple[tuple[date, Marked], ...]]:
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


def _month(words: Words, day: date) -> Marked:
    said = words.language.brief_date(day) if day.month == 1 else words.language.short_day(day)
    return marked(said, f"date:{day}")
