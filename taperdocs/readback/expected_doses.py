"""What each reminder of doses.ics must be: worked out day by day from the plan, not from what wrote it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day, Slot
from taperdocs.readback.expected_events import Expected, Line, expect
from taperdocs.readback.figures import Figured
from taperdocs.readback.spans import named, place_in_cycle

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Dose:
    """What is taken at one time of a day, and when that is by the clock; None for the whole day."""

    at: time | None
    intakes: Day


def doses(plan: Plan, hours: dict[Slot, time]) -> Iterator[tuple[date, tuple[Dose, ...]]]:
    """Yield each day with its doses; where no end is set, a cycle more of them, to see that it goes on."""
    for period in plan.periods:
        for day, intakes in period:
            yield day, _doses(intakes, hours)
    last = plan.periods[-1]
    for number in range(len(last.step.regimen.days) if plan.open else 0):
        day = plan.last_day + (number + 1) * _DAY
        yield day, _doses(last.on(day), hours)


def _doses(intakes: Day, hours: dict[Slot, time]) -> tuple[Dose, ...]:
    return tuple(
        Dose(hours.get(slot), tuple(one for one in intakes if one.slot is slot))
        for slot in dict.fromkeys(one.slot for one in intakes)
    )


def reminder(plan: Plan, say: Figured, day: date, dose: Dose) -> Expected:
    """Return what the reminder of *dose* must say."""
    lines = tuple(Line(say.intake(intake)) for intake in dose.intakes)
    return expect(plan, say, day, Line(say.taken(dose.intakes, plan.drugs, timed=True)), lines)


def series(plan: Plan, hours: dict[Slot, time]) -> dict[Hashable, tuple[date, time | None]]:
    """Return the first day of each series and its hour by what it is known by."""
    found: dict[Hashable, tuple[date, time | None]] = {}
    for name, span in named(plan):
        turns, length = len(span.step.regimen.days), (span.last - span.first).days + 1
        goes_on = plan.open and span.last == plan.last_day
        for number in range(turns if goes_on else min(length, turns)):
            day = span.first + number * _DAY
            period = plan.period(day) or plan.periods[-1]
            place = place_in_cycle(period, day)
            for slot in dict.fromkeys(intake.slot for intake in period.on(day)):
                found[name, slot, place] = day, hours.get(slot)
    return found
