"""How a schedule is cut where a change begins, and whether the change has an effect."""

from datetime import date, timedelta

from taperdocs.plan.problems import Refused, say
from taperdocs.plan.step import Period, Schedule, Stretch, stretches


def without_effect(old: Schedule, new: Schedule, on: date) -> bool:
    """Tell whether a change leaves each day from *on* as it was: its doses, its hold, and what may be done on it.

    The days before *on* are the same in any case.
    """
    if old.open != new.open or _waits(old) != _waits(new):
        return False
    ends = [schedule.periods[-1].last for schedule in (old, new)]
    if not old.open and ends[0] != ends[1]:
        return False
    # Compare one day past the later end, so that a last dose that goes on counts too.
    until = max(ends) + timedelta(1)
    rest = (Schedule(schedule.extended_to(until).split(on)[1]) for schedule in (old, new))
    return not any(
        stretch.first_different or _may(stretch, stretch.old) != _may(stretch, stretch.new)
        for stretch in stretches(*rest)
    )


def _waits(schedule: Schedule) -> object:
    """Return what is to come once the last period of *schedule* ends."""
    return [
        (
            period.step.regimen,
            len(period),
            period.held,
            period.open,
            period.move_on and period.move_on - period.first,
        )
        for period in schedule.waiting
    ]


def _may(stretch: Stretch, period: Period | None) -> object:
    """Return what *period* says of the days of *stretch*, apart from their doses."""
    if period is None:
        return None
    early, ends = period.move_on, period.last == stretch.last
    move_on = max(early, stretch.first) if early and early <= stretch.last else None
    return period.held, period.open and ends, move_on, period.step.condition


def begun(schedule: Schedule, on: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Return the periods of *schedule* before and after the day *on*, as if what waits came next.

    Raise ``Refused`` while a hold is open, and where *on* is not between the second and the last day.
    """
    if schedule.on_hold:
        raise Refused(
            say("on {on} a hold is open, which has no end yet", on=on),
            say('End the hold first, with a change of kind "resume".'),
        )
    before, after = schedule.split(on)
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
