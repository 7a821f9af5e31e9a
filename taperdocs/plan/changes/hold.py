"""A hold stays on a dose; a resume ends one that is open."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile
from typing import ClassVar

from taperdocs.plan.length import HORIZON
from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Period, Schedule, arranged, following


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay on the dose of the day before, for some days or open.

    An open hold lasts until a resume. Everything later moves; nothing is left out. A hold never lowers a dose: where it
    begins on the first day of a lower dose, it keeps the dose before that.
    """

    name: ClassVar[str] = "Hold"

    on: date
    days: int | None = None
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Insert the held days; without a number of days the later periods wait without dates."""
        if schedule.on_hold:
            raise Refused(
                say("a hold is already open on {on}", on=self.on),
                say('End it first, with a change of kind "resume".'),
            )
        before, after = schedule.split(self.on)
        if not before:
            raise Refused(
                say("the hold begins on {on}, before there is a dose to stay on", on=self.on),
                say("A hold begins after the first day; to begin the whole plan later, change its start."),
                "on",
            )
        if not after:
            raise Refused(
                say("the hold begins on {on}, after the last day of the plan", on=self.on),
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
        opened = replace(schedule, periods=(*before, held), waiting=after)
        return opened if self.days is None else _resume(opened, self.on + timedelta(self.days))


@dataclass(frozen=True, slots=True)
class Resume:
    """End the hold that is open or still runs: the plan goes on."""

    name: ClassVar[str] = "Resume"
    days: ClassVar[None] = None

    on: date
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Give the waiting periods dates again; the rest of any hold is left out."""
        opened = schedule if schedule.on_hold else self._reopened(schedule)
        if self.on <= opened.periods[-1].first:
            raise Refused(
                say("the plan resumes on {on}, before its hold has lasted a day", on=self.on),
                say("Write {day} or a later day.", day=opened.periods[-1].first + timedelta(1)),
                "on",
            )
        left = tuple(dropwhile(lambda period: period.held, opened.waiting))
        return _resume(replace(opened, waiting=left), self.on)

    def _reopened(self, schedule: Schedule) -> Schedule:
        """Return *schedule* as if the hold that runs on this day were open."""
        runs = (one.held and one.first <= self.on <= one.last for one in schedule.periods)
        index = next((index for index, held in enumerate(runs) if held), None)
        if index is None:
            raise Refused(
                say("there is no hold to resume from on {on}", on=self.on),
                say('A step that waits for something ends with a change of kind "move-on".')
                if schedule.waiting
                else say("A hold with a number of days ends by itself: nothing needs to be resumed."),
            )
        held, rest = schedule.periods[: index + 1], schedule.periods[index + 1 :]
        return replace(
            schedule, periods=held, waiting=(*rest, *following(schedule.waiting, schedule.periods[-1].last))
        )


def _resume(schedule: Schedule, on: date) -> Schedule:
    *before, held = schedule.periods
    periods, goes_on = [*before, replace(held, last=on - timedelta(1), open=False)], True
    for period in following(schedule.waiting, on - timedelta(1)):
        last = periods[-1]
        # The rest of the held step continues its cycle, so that no two high days of every other day meet.
        goes_on = goes_on and period.step == held.step
        periods.append(replace(period, offset=last.offset + len(last)) if goes_on else period)
    return arranged(periods, stays=schedule.stays)
