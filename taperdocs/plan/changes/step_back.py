"""A step back: some days of the previous step, then the present step again."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile, groupby
from typing import ClassVar

from taperdocs.plan.changes.change import begun
from taperdocs.plan.length import Pace
from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Period, Schedule, arranged, following


@dataclass(frozen=True, slots=True)
class StepBack:
    """Go back one step for some days, then take the present one again.

    The present step is that of the day *on*. It starts again and lasts its full length, so that nobody goes down
    faster after a step back than before it.
    """

    name: ClassVar[str] = "Step back"

    on: date
    days: int = 0
    why: str = ""
    drug: str = ""

    def apply(self, schedule: Schedule) -> Schedule:
        """Insert the days of the previous step, then the whole present step, and move the rest."""
        if not self.days:
            raise Refused(
                say("it is not said for how long"),
                say("Write how many days the doses of the step before are taken, as in days = 7."),
            )
        before, after = begun(schedule, self.on)
        present = after[0].step.number
        earlier = next((period for period in reversed(before) if period.step.number < present), None)
        if earlier is None:
            raise Refused(
                say("the step back is on {on}, in the first step of the plan", on=self.on),
                say("There is no step before it. To stay on this dose longer, write a hold."),
                "on",
            )
        # Right after its own step the cycle continues, as in a hold, so that no two high days of every other day meet.
        offset = earlier.offset + len(earlier) if earlier is before[-1] else 0
        last = self.on + timedelta(self.days - 1)
        back = Period(earlier.step, self.on, last, offset=offset, why=self.why)
        again = _again(_around(schedule, self.on), back.last + timedelta(1))
        left = tuple(dropwhile(lambda period: period.step.number == present, after))
        return arranged((*before, back, again, *following(left, again.last)), stays=schedule.stays)


def _around(schedule: Schedule, on: date) -> tuple[Period, ...]:
    """Return the neighbouring periods of the step that the day *on* is in."""
    runs = [tuple(run) for _, run in groupby(schedule.periods, key=lambda period: period.step.number)]
    return next((run for run in runs if run[0].first <= on <= run[-1].last), runs[-1])


def _again(run: tuple[Period, ...], first: date) -> Period:
    """Return the step of a *run* of periods, beginning again on *first* with its full length but without its holds."""
    parts = [period for period in run if not period.held] or list(run)
    days, length, open_end = sum(map(len, parts)), parts[0].step.length, parts[-1].open
    early = length.longest is not None and any(period.move_on for period in parts)
    move_on = first + timedelta(days - (length.longest or 0) + length.shortest) if early else None
    if open_end:
        days = length.days(Pace.LONGEST)
    return replace(
        parts[0],
        first=first,
        last=first + timedelta(days - 1),
        move_on=move_on,
        open=open_end,
        held=False,
        offset=0,
    )
