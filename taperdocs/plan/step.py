"""A step is what was written; a period is a step with dates."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Self

from taperdocs.plan.length import Length, Pace
from taperdocs.plan.problems import Place
from taperdocs.plan.regimen import Day, Regimen

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Step:
    """A regimen for a length, as written or as an agreed strategy works out.

    ``asked`` are the regimens that were asked for where the next makeable doses stand in for them;
    equal ones of a strategy in a row are one step. ``begins`` is a day of the plan (1 is the first) or a
    date on which the step must begin; like ``place``, where it is written, it is no part of the meaning.
    ``rule`` has what the strategy was given, by name, for the read-back to work the doses out again.
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


@dataclass(frozen=True, slots=True)
class Period:
    """A step, or a part of one, from its first to its last day, both included.

    ``move_on`` is the first day on which the next step may be taken early; ``held`` days were added by
    a hold, for the reason *why*; ``open`` says that *last* is only the horizon; ``offset`` is where the cycle
    stands on *first*.
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
        """Refuse a period without days, which would be a bug."""
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
        """Return the days that repeat, from the first on; fewer where the period is shorter."""
        days = min(len(self), len(self.step.regimen.days))
        return tuple(self.on(self.first + timedelta(number)) for number in range(days))

    def later(self, days: int) -> Self:
        """Return the period moved by *days*."""
        by = timedelta(days)
        move_on = self.move_on + by if self.move_on else None
        return replace(self, first=self.first + by, last=self.last + by, move_on=move_on)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Periods without gap or overlap, and those that wait undated for an open hold to end.

    The waiting ones keep the dates that they would have had; only their order and lengths count. ``stays``
    says that the last dose goes on after the last period.
    """

    periods: tuple[Period, ...]
    waiting: tuple[Period, ...] = ()
    stays: bool = field(default=False, compare=False)

    @property
    def open(self) -> bool:
        """Tell whether the last day is only a horizon."""
        return self.periods[-1].open or self.stays

    def period(self, day: date) -> Period | None:
        """Return the period that *day* is in."""
        index = bisect_right(self.periods, day, key=lambda period: period.first) - 1
        return self.periods[index] if index >= 0 and day <= self.periods[index].last else None

    def extended_to(self, day: date) -> Self:
        """Return the schedule with the last period as far as *day* at least, where its end is only a horizon."""
        *before, last = self.periods
        if not self.open or last.last >= day:
            return self
        return replace(self, periods=(*before, replace(last, last=day)))

    def split(self, on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
        """Return the periods before *on* and those from *on* on; one that spans it becomes two."""
        periods = self.extended_to(on).periods
        before = [period for period in periods if period.first < on]
        after = [period for period in periods if period.last >= on]
        if before and after and before[-1] is after[0]:
            whole, early, done = after[0], after[0].move_on, (on - after[0].first).days
            still = early if early and early < on else None
            before[-1] = replace(whole, last=on - _DAY, move_on=still, open=False)
            later = max(early, on) if early else None
            after[0] = replace(whole, first=on, move_on=later, offset=whole.offset + done)
        return tuple(before), tuple(after)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included, each of which is in one period of two schedules, or in none."""

    first: date
    last: date
    old: Period | None
    new: Period | None

    @property
    def first_different(self) -> date | None:
        """Return the first of the days whose doses, or whose hold, are not the same; None without one."""
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
        """Return what either plan says of the days, the same for those that go on alike."""
        return [
            period and (period.step.regimen, period.held, period.open, period.why)
            for period in (self.old, self.new)
        ]


def stretches(old: Schedule, new: Schedule) -> Iterator[Stretch]:
    """Cut the days of both schedules wherever a period of either begins or ends."""
    periods = (*old.periods, *new.periods)
    edges = sorted({edge for period in periods for edge in (period.first, period.last + _DAY)})
    for first, after in pairwise(edges):
        yield Stretch(first, after - _DAY, old.period(first), new.period(first))


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
        first = last + timedelta(1)
    return Schedule(tuple(periods))
