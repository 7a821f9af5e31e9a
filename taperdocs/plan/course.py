"""Courses: the timelines of several drugs, laid over each other day by day into the steps of one plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import lcm

from taperdocs.plan.length import Length, Pace
from taperdocs.plan.regimen import Day, Regimen
from taperdocs.plan.step import Period, Schedule, Step, lay_out

_DAY = timedelta(1)
_WEEK = 7
MOST_DAYS = 56
"""Most days of a cycle."""


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of one drug from its own first day on; *stays* tells whether its last dose goes on after them."""

    drug: str
    start: date
    steps: tuple[Step, ...]
    stays: bool = False


def laid_over(courses: tuple[Course, ...]) -> tuple[Step, ...]:
    """Return the steps of the plan: a new one begins wherever a step of a course begins, or a course ends.

    The steps of the *courses* must have fixed lengths, except for an open last one. A drug whose dose goes on is in
    the last step, which is then open.
    """
    laid = [_Laid(lay_out(course.steps, course.start, Pace.LONGEST), course.stays) for course in courses]
    edges = sorted({edge for one in laid for edge in one.edges})
    made = [_step(_on(laid, first), first, after) for first, after in pairwise(edges)]
    endless = any(one.endless for one in laid)
    return (*made, *([_step(_on(laid, edges[-1]), edges[-1], None)] if endless else []))


@dataclass(frozen=True, slots=True)
class _Laid:
    """A course with dates; *stays* tells whether its last dose goes on."""

    schedule: Schedule
    stays: bool

    @property
    def endless(self) -> bool:
        return self.stays or self.schedule.open

    @property
    def edges(self) -> tuple[date, ...]:
        """Return the first day of each step, and the first day after the last one if it ends."""
        periods = self.schedule.periods
        after = () if self.endless else (periods[-1].last + _DAY,)
        return (*(period.first for period in periods), *after)

    def on(self, day: date) -> Period | None:
        """Return the period that *day* is in."""
        last = self.schedule.periods[-1]
        return last if self.endless and day > last.last else self.schedule.period(day)


def _on(laid: Iterable[_Laid], day: date) -> tuple[Period, ...]:
    """Return the period of each course that *day* is in."""
    return tuple(period for one in laid if (period := one.on(day)))


def _step(periods: tuple[Period, ...], first: date, after: date | None) -> Step:
    """Return the step from *first* to the day before *after*, or without an end."""
    begins = [one.step for one in periods if one.first == first]
    condition = "; ".join(step.condition for step in begins if step.condition)
    days = (after - first).days if after else None
    length = Length(days, days) if days else Length(1, None)
    # Where only an end of a course begins a step, it stands at the course that goes on.
    place = next((step.place for step in begins), periods[0].step.place if periods else ())
    return Step(length, _regimen(periods, first, days), condition, place=place)


def _regimen(periods: tuple[Period, ...], first: date, days: int | None) -> Regimen:
    cycles = [one.step.regimen for one in periods]
    every = lcm(*(len(cycle.days) for cycle in cycles))
    named = all(cycle.weekly or len(cycle.days) == 1 for cycle in cycles)
    if any(cycle.weekly for cycle in cycles) and (every == _WEEK or named) and every <= MOST_DAYS:
        # Each week from Monday on, so that the days have their names.
        dates = (first + number * _DAY for number in range(every))
        written = sorted(dates, key=lambda day: ((day - first).days // _WEEK, day.weekday()))
        return Regimen(tuple(_day(periods, day) for day in written), weekly=True)
    # A longer cycle than a plan may have is cut off here, and refused by the checks.
    count = min(every, days or every, MOST_DAYS + 1)
    return Regimen(tuple(_day(periods, first + number * _DAY) for number in range(count)))


def _day(periods: tuple[Period, ...], day: date) -> Day:
    """Return the intakes of all courses on *day*, in the order of the day."""
    return tuple(
        sorted((intake for one in periods for intake in one.on(day)), key=lambda intake: intake.slot)
    )
