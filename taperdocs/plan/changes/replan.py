"""A new arrangement, which replaces all steps from a day on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from taperdocs.plan.length import Pace
from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Schedule, Step, lay_out


@dataclass(frozen=True, slots=True)
class Replan:
    """Take other steps instead of those that were to come.

    It also ends an open hold.
    """

    name: ClassVar[str] = "New arrangement"
    days: ClassVar[None] = None

    on: date
    why: str = ""
    drug: str = ""
    steps: tuple[Step, ...] = ()
    pace: Pace = Pace.LONGEST

    def apply(self, schedule: Schedule) -> Schedule:
        """Keep the days before *on* and lay out the new steps after them."""
        before, _ = schedule.split(self.on)
        if not before:
            raise Refused(
                say("the new arrangement is on {on}, before there is a day that stays as it is", on=self.on),
                say("Change the steps of the plan themselves."),
                "on",
            )
        if before[-1].last + timedelta(1) < self.on:
            raise Refused(
                say("the new arrangement is on {on}, after the plan is over", on=self.on),
                say("Write a day up to {last}, or begin a new plan.", last=before[-1].last + timedelta(1)),
                "on",
            )
        new = lay_out(self.steps, self.on, self.pace)
        if not new.periods:
            raise Refused(
                say("no day of the new arrangement is laid out"),
                say("Write at least one step that lasts a day or longer."),
            )
        return replace(new, periods=(*before, *new.periods))
