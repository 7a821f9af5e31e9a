"""What happens to a plan later: each change is a frozen value that turns one course into the next.

The days before a change are never touched. A new kind is one class here and its name in ``CHANGES``.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Protocol

from taperdocs.errors import Refused, say
from taperdocs.length import HORIZON
from taperdocs.step import Course, Period


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


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay on the dose of the day before *on*, for *days*, or until a resume.

    Everything later moves; nothing is left out. A hold that begins on the first day of a lower dose
    keeps the dose before it: a hold never lowers a dose.
    """

    name: ClassVar[str] = "Hold"

    on: date
    days: int | None = None
    why: str = ""

    def apply(self, course: Course) -> Course:
        """Insert the held days; without a number of days let the later periods wait undated."""
        before, after = _split(course.periods, self.on)
        if course.waiting:
            raise Refused(
                say("a hold is already open on {on}", on=self.on),
                say('Add a change with kind = "resume" before this one, or take this one out.'),
            )
        if not before:
            raise Refused(
                say("the hold begins on {on}, before there is a dose to stay on", on=self.on),
                say("A hold begins after the first day; to begin the whole plan later, change its start."),
                "on",
            )
        if not after:
            raise Refused(
                say("the hold begins on {on}, after the last day that is laid out", on=self.on),
                say("Write a day up to {last}, the last of the plan.", last=before[-1].last),
                "on",
            )
        stay = before[-1]
        held = Period(
            stay.step,
            self.on,
            self.on + timedelta(HORIZON - 1),
            held=True,
            open=True,
            offset=stay.offset + len(stay),
            why=self.why,
        )
        opened = Course((*before, held), after)
        return opened if self.days is None else _resume(opened, self.on + timedelta(self.days))


@dataclass(frozen=True, slots=True)
class Resume:
    """End the open hold: *on* is the first day on which the plan goes on."""

    name: ClassVar[str] = "Resume"
    days: ClassVar[None] = None

    on: date
    why: str = ""

    def apply(self, course: Course) -> Course:
        """Give the waiting periods their dates again."""
        if not course.waiting:
            raise Refused(
                say("there is no open hold to resume from on {on}", on=self.on),
                say("A hold with a number of days ends by itself; take this change out."),
            )
        if self.on <= course.periods[-1].first:
            raise Refused(
                say("the plan resumes on {on}, before its hold has lasted a day", on=self.on),
                say("Write {day} or a later day.", day=course.periods[-1].first + timedelta(1)),
                "on",
            )
        return _resume(course, self.on)


CHANGES: dict[str, type[Hold] | type[Resume]] = {"hold": Hold, "resume": Resume}


def _resume(course: Course, on: date) -> Course:
    *before, held = course.periods
    by = (on - course.waiting[0].first).days
    periods, goes_on = [*before, replace(held, last=on - timedelta(1), open=False)], True
    for waits in course.waiting:
        period, last = waits.later(by), periods[-1]
        # As long as the held step goes on, so does its cycle: no two high days of every other day meet.
        goes_on = goes_on and period.step == held.step
        periods.append(replace(period, offset=last.offset + len(last)) if goes_on else period)
    return Course(tuple(periods))


def _split(periods: tuple[Period, ...], on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
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
