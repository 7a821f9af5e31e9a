"""Changes of pace: begin the next step early, make the steps longer, or leave out an optional step."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile
from typing import ClassVar

from taperdocs.plan.changes.change import begun
from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Period, Schedule, arranged, following


@dataclass(frozen=True, slots=True)
class MoveOn:
    """Begin the next step: early, as the range of the present one allows, or because what it waits for has come.

    Everything later moves forward by as many days. A step of "2-3 weeks" can end after two weeks, but not before.
    """

    name: ClassVar[str] = "Move on"
    days: ClassVar[None] = None

    on: date
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Leave out the rest of the present step."""
        before, after = begun(schedule, self.on)
        present = before[-1]
        rest = tuple(takewhile(lambda period: period.step.number == present.step.number, after))
        left = after[len(rest) :]
        if not rest:
            raise Refused(
                say("a new step begins on {on} already", on=self.on),
                say("There is nothing to move on from. A step that may be left out is left out with a skip."),
                "on",
            )
        if rest[0].held:
            raise Refused(
                say("the move on is on {on}, within a hold", on=self.on),
                say('End the hold first, with a change of kind "resume".'),
                "on",
            )
        allowed = next((period.move_on for period in (present, *rest) if period.move_on), None)
        if not rest[0].step.length.waits and (allowed is None or self.on < allowed):
            raise Refused(
                say("the step of {on} does not yet allow to move on", on=self.on),
                say("Write {day} or a later day of that step.", day=allowed)
                if allowed
                else say(
                    "It is not laid out longer than its shortest time. What else the prescriber agrees to is "
                    'a change of kind "replan".'
                ),
                "on",
            )
        if not left:
            raise Refused(
                say("the move on is on {on}, in the last step of the plan", on=self.on),
                say("There is no step to move on to. To stop earlier, ask the prescriber for a new plan."),
                "on",
            )
        return arranged((*before, *following(left, before[-1].last)), stays=schedule.stays)


@dataclass(frozen=True, slots=True)
class Slow:
    """Make the present step and each later one some days longer.

    An open step has no end to move. A step that is over stays as it was, also while a hold prolongs it.
    """

    name: ClassVar[str] = "Slower"

    on: date
    days: int = 0
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Lengthen the last period of each step that is not over."""
        if not self.days:
            raise Refused(
                say("it is not said how much slower"),
                say("Write by how many days each remaining step is longer, as in days = 7."),
            )
        before, after = begun(schedule, self.on)
        periods, first, longer = list(before), self.on, False
        for index, period in enumerate(after):
            final = index + 1 == len(after)
            ends = final or after[index + 1].step.number != period.step.number
            more = self.days if ends and not period.open and not period.held else 0
            later = period.later((first - period.first).days)
            move_on = later.move_on + timedelta(more) if later.move_on else None
            periods.append(replace(later, last=later.last + timedelta(more), move_on=move_on))
            first = periods[-1].last + timedelta(1)
            # Laying out more days of a last dose that goes on does not make it longer.
            longer = longer or (bool(more) and not (final and schedule.stays))
        if not longer:
            raise Refused(
                say("from {on} on no step has an end that could come later", on=self.on),
                say("Its dose goes on already: nothing needs to be slower."),
                "on",
            )
        return arranged(periods, stays=schedule.stays)


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave out the optional step that runs, or else the next one."""

    name: ClassVar[str] = "Skip"
    days: ClassVar[None] = None

    on: date
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Remove the days of that step; everything later moves forward by as many days."""
        before, after = begun(schedule, self.on)
        optional = next((period.step.number for period in after if period.step.length.optional), None)
        if optional is None:
            raise Refused(
                say("no step from {on} on may be left out", on=self.on),
                say('Only a step whose shortest length is 0, as in weeks = "0-2", can be skipped.'),
                "on",
            )
        periods: list[Period] = list(before)
        for period in after:
            if period.step.number != optional:
                periods += following((period,), periods[-1].last)
        return arranged(periods, stays=schedule.stays)
