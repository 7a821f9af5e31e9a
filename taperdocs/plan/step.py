"""Steps, as the plan file has them, and periods, which are steps with dates."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Self

from taperdocs.plan.length import DAY, LONGEST_PLAN, Length, Pace
from taperdocs.plan.problems import Place
from taperdocs.plan.regimen import WEEKDAYS, Day, Intake, Regimen

Written = tuple[Place, Intake]
"""An intake and the place where it is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """A regimen for a length of time, written in the plan file or worked out by a strategy.

    ``asked`` has the regimens that were asked for, before higher doses that the packets make replaced them; equal
    neighbours of a strategy are one step. ``begins`` is the day of the plan (1 is the first) or the date on which the
    step must begin. ``place`` is where the step is written. ``rule`` has the arguments of the strategy by name, so
    that the read-back can work the doses out again.
    """

    length: Length
    regimen: Regimen
    condition: str = ""
    begins: int | date | None = field(default=None, compare=False)
    strategy: str = ""
    rule: tuple[tuple[str, object], ...] = field(default=(), compare=False)
    asked: tuple[Regimen, ...] = ()
    number: int = field(default=0, compare=False)
    place: Place = field(default=(), compare=False)

    @property
    def written(self) -> Iterator[Written]:
        """Return each intake with the place where it is written; a patch is one for all days."""
        return (
            (self.place_of(index, intake), intake)
            for index, day in enumerate(self.regimen.rates)
            for intake in day
        )

    def place_of(self, index: int, intake: Intake) -> Place:
        """Return where an *intake* of the day *index* of the cycle is written: the step if it has no key for it."""
        if self.strategy or "steps" in self.place:
            return self.place
        if len(self.regimen.rates) == 1:
            return (*self.place, intake.slot.key)
        if not self.regimen.weekly:
            return (*self.place, "cycle", index)
        week, weekday = divmod(index, len(WEEKDAYS))
        weeks = () if self.regimen.by_weekday else (week,)
        return (*self.place, "cycle", *weeks, WEEKDAYS[weekday])


@dataclass(frozen=True, slots=True)
class Period:
    """A step, or a part of one, from its first to its last day, both included.

    ``move_on`` is the first day on which the next step may begin early. ``held`` tells whether a hold added these
    days, and *why* is its reason. ``open`` tells whether the period goes on after *last*, which is then only the last
    day that is laid out. ``offset`` is the day of the cycle, from 0, on *first*.
    """

    step: Step
    first: date
    last: date
    move_on: date | None = None
    held: bool = False
    open: bool = False
    offset: int = 0
    why: str = ""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a period without days, which is a bug."""
        if self.last < self.first:
            message = "a period ends before it begins"
            raise ValueError(message)

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[tuple[date, Day]]:
        """Yield each date with its intakes."""
        for number in range(len(self)):
            day = self.first + timedelta(number)
            yield day, self.on(day)

    def on(self, day: date) -> Day:
        """Return the intakes on *day*."""
        return self.step.regimen.on(day, self.first, self.offset)

    @property
    def cycle(self) -> tuple[Day, ...]:
        """Return the days of the cycle from the first day on; fewer where the period is shorter than the cycle."""
        days = min(len(self), len(self.step.regimen.days))
        return tuple(self.on(self.first + timedelta(number)) for number in range(days))

    def later(self, days: int) -> Self:
        """Return the period moved by *days*."""
        by = timedelta(days)
        move_on = self.move_on + by if self.move_on else None
        return replace(self, first=self.first + by, last=self.last + by, move_on=move_on)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Periods without gap or overlap, and those that wait for the last of them, which is open, to end.

    That last one is an open hold, or a step that waits for something. Waiting periods have no dates: they keep old
    ones, of which only order and lengths count. ``stays`` tells whether the last dose goes on after the last period.
    """

    periods: tuple[Period, ...]
    waiting: tuple[Period, ...] = ()
    stays: bool = field(default=False, compare=False)

    @property
    def open(self) -> bool:
        """Tell whether the last dose goes on after the last day that is laid out."""
        return self.periods[-1].open or self.stays

    @property
    def on_hold(self) -> bool:
        """Tell whether a hold is open; the waiting periods wait for its end."""
        return bool(self.waiting) and self.periods[-1].held

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the different steps in their order, as their numbers tell them apart."""
        found = {period.step.number: period.step for period in (*self.periods, *self.waiting)}
        return tuple(found.values())

    def with_steps(self, steps: Mapping[int, Step]) -> Self:
        """Return the schedule with other *steps* by their numbers."""
        # Copy only periods whose step is another one: copying all of them would be the slowest part.
        dated, waiting = (
            tuple(
                period if period.step is (step := steps[period.step.number]) else replace(period, step=step)
                for period in periods
            )
            for periods in (self.periods, self.waiting)
        )
        return replace(self, periods=dated, waiting=waiting)

    def period(self, day: date) -> Period | None:
        """Return the period that *day* is in."""
        index = bisect_right(self.periods, day, key=lambda period: period.first) - 1
        return self.periods[index] if index >= 0 and day <= self.periods[index].last else None

    def extended_to(self, day: date) -> Self:
        """Return the schedule with its last period laid out to *day* at least; unchanged unless it is open."""
        *before, last = self.periods
        if not self.open or last.last >= day:
            return self
        return replace(self, periods=(*before, replace(last, last=day)))

    def split(self, on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
        """Return the periods before the day *on* and the rest, as if what waits came next.

        A period across that day becomes two.
        """
        periods = self.extended_to(on).periods
        before = [period for period in periods if period.first < on]
        after = [period for period in periods if period.last >= on]
        after += following(self.waiting, periods[-1].last)
        if before and after and before[-1] is after[0]:
            whole, early, done = after[0], after[0].move_on, (on - after[0].first).days
            still = early if early and early < on else None
            before[-1] = replace(whole, last=on - DAY, move_on=still, open=False)
            later = max(early, on) if early else None
            after[0] = replace(whole, first=on, move_on=later, offset=whole.offset + done)
        return tuple(before), tuple(after)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included, that are in one period of each of two schedules; None where in no period."""

    first: date
    last: date
    old: Period | None
    new: Period | None

    @property
    def first_different(self) -> date | None:
        """Return the first day on which doses or hold differ, or None."""
        old, new = self.old, self.new
        if old is None or new is None:
            return None if old is new else self.first
        if old.held != new.held:
            return self.first
        turns = len(old.step.regimen.days) * len(new.step.regimen.days)
        days = (self.first + timedelta(n) for n in range(min(turns, (self.last - self.first).days + 1)))
        return next((day for day in days if old.on(day) != new.on(day)), None)

    @property
    def said(self) -> object:
        """Return what both schedules say of these days; neighbours with equal values can be merged."""
        return [
            period and (period.step.regimen, period.held, period.open, period.why)
            for period in (self.old, self.new)
        ]


def stretches(old: Schedule, new: Schedule) -> Iterator[Stretch]:
    """Yield the days of both schedules, cut wherever a period of either begins or ends."""
    periods = (*old.periods, *new.periods)
    edges = sorted({edge for period in periods for edge in (period.first, period.last + DAY)})
    for first, after in pairwise(edges):
        yield Stretch(first, after - DAY, old.period(first), new.period(first))


def following(periods: tuple[Period, ...], last: date) -> tuple[Period, ...]:
    """Return *periods*, which follow each other, moved so that the first of them begins after the day *last*."""
    if not periods:
        return ()
    by = (last - periods[0].first).days + 1
    return tuple(period.later(by) for period in periods)


def arranged(periods: Iterable[Period], *, stays: bool = False) -> Schedule:
    """Return the schedule of *periods* that follow each other: what comes after an open one waits."""
    every = tuple(periods)
    dated = next((n for n, period in enumerate(every, start=1) if period.open), len(every))
    return Schedule(every[:dated], every[dated:], stays)


def counted(steps: tuple[Step, ...], start: date, pace: Pace) -> tuple[Step, ...]:
    """Return *steps* with the days of those whose length is months or ends on a date, each from its first day on.

    After a step that waits no first day is known, and such a length stays uncounted.
    """
    found, first = list[Step](), start
    for step in steps:
        length = step.length.counted(first)
        found.append(step if length == step.length else replace(step, length=length))
        if length.longest is None or (first - start).days > LONGEST_PLAN:
            break
        first += timedelta(length.days(pace))
    return (*found, *steps[len(found) :])


def lay_out(steps: tuple[Step, ...], start: date, pace: Pace) -> Schedule:
    """Put the *steps* one after the other from *start* on."""
    periods: list[Period] = []
    first = start
    for step in steps:
        days = step.length.days(pace)
        if not days:
            continue
        early = pace is Pace.LONGEST and step.length.shortest < days
        move_on = first + timedelta(step.length.shortest) if early and step.length.longest else None
        last = first + timedelta(days - 1)
        periods.append(Period(step, first, last, move_on, open=step.length.longest is None))
        first = last + DAY
    return arranged(periods)
