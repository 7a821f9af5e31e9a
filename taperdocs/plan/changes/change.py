"""What every change is, and how a course is cut where one begins."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, Protocol

from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Course, Period


class Change(Protocol):
    """Something that happened on a day, for so many days where it has a length, and why.

    ``name`` is the word on paper, translated where it is printed.
    """

    name: ClassVar[str]

    @property
    def on(self) -> date:
        """Return the first day that is different."""

    @property
    def days(self) -> int | None:
        """Return how many days it lasts, None where that is not said."""

    @property
    def why(self) -> str:
        """Return the reason in the person's own words."""

    def apply(self, course: Course) -> Course:
        """Return the course after the change; raise ``Refused`` where it makes no sense."""


def split(periods: Sequence[Period], on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Cut *periods* into those before *on* and those from *on* on; one that spans it becomes two."""
    before: list[Period] = []
    after: list[Period] = []
    for period in periods:
        if period.last < on:
            before.append(period)
        elif period.first >= on:
            after.append(period)
        else:
            done, early = (on - period.first).days, period.move_on
            still = early if early and early < on else None
            before.append(replace(period, last=on - timedelta(1), move_on=still, open=False))
            later = max(early, on) if early else None
            after.append(replace(period, first=on, move_on=later, offset=period.offset + done))
    return tuple(before), tuple(after)


def moved(periods: Sequence[Period], first: date) -> tuple[Period, ...]:
    """Return *periods* so that they begin on *first*, their lengths and order kept."""
    return tuple(period.later((first - periods[0].first).days) for period in periods)


def reaching(course: Course, on: date) -> tuple[Period, ...]:
    """Return the periods of *course*, the last of them as far as *on* where its end is only a horizon."""
    *before, last = course.periods
    if not goes_on(course) or last.last >= on:
        return course.periods
    return (*before, replace(last, last=on))


def goes_on(course: Course) -> bool:
    """Tell whether the last day of *course* is only a horizon."""
    return course.periods[-1].open or course.stays


def without_effect(old: Course, new: Course, on: date) -> bool:
    """Tell whether a change *on* a day leaves each day from it on as it was: doses, hold, what may be done.

    The days before it are the same in any case.
    """
    if old.waiting or new.waiting or goes_on(old) != goes_on(new):
        return False
    ends = [course.periods[-1].last for course in (old, new)]
    if not goes_on(old) and ends[0] != ends[1]:
        return False
    # One day past the later end, so that a last dose that goes on is compared too.
    until = max(ends) + timedelta(1)
    periods = (split(reaching(course, until), on)[1] for course in (old, new))
    return all(_alike(*pair) for pair in _abreast(*periods))


def _abreast(old: tuple[Period, ...], new: tuple[Period, ...]) -> Iterator[tuple[Period, Period]]:
    """Yield both, which cover the same days, cut wherever a period of either begins."""
    both = [deque(old), deque(new)]
    while all(both):
        after = min(periods[0].last for periods in both) + timedelta(1)
        cut = [split((periods.popleft(),), after) for periods in both]
        for periods, (_, rest) in zip(both, cut, strict=True):
            periods.extendleft(rest)
        yield cut[0][0][0], cut[1][0][0]


def _alike(one: Period, other: Period) -> bool:
    """Tell whether two periods of the same days say the same."""
    if any(getattr(one, name) != getattr(other, name) for name in ("held", "open", "move_on")):
        return False
    if one.step.condition != other.step.condition:
        return False
    turns = len(one.step.regimen.days) * len(other.step.regimen.days)
    days = (one.first + timedelta(number) for number in range(min(turns, len(one))))
    return all(one.on(day) == other.on(day) for day in days)


def begun(course: Course, on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Cut *course* where a change begins.

    Raise ``Refused`` while a hold is open, before the second day and after the last one.
    """
    if course.waiting:
        raise Refused(
            say("on {on} a hold is open, which has no end yet", on=on),
            say('End the hold first, with a change of kind "resume".'),
        )
    before, after = split(reaching(course, on), on)
    if not before:
        raise Refused(
            say("on {on} there is no day before it that stays as it is", on=on),
            say("Write a day after the first one; before that, change the steps themselves."),
            "on",
        )
    if not after:
        raise Refused(
            say("{on} is after the last day of the plan", on=on),
            say("Write a day up to {last}, the last of the plan.", last=before[-1].last),
            "on",
        )
    return before, after
