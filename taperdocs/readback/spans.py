"""The days of a plan that belong together, found day by day, and what each revision had of them.

What reads a finished phone calendar back goes by these, and not by what wrote it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.revisions import revision
from taperdocs.plan.step import Period, Step

_Known = TypeVar("_Known", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row of one step, all held or none."""

    first: date
    last: date
    step: Step
    held: bool
    move_on: date | None
    why: str = ""


def last_dose_day(plan: Plan) -> date | None:
    """Return the last day with a dose, None where no end is set."""
    return None if plan.open else max(day for day, intakes in plan.days() if intakes)


def spans(plan: Plan) -> Iterator[Span]:
    """Yield the days that belong together: of one step, all held or none, in one unbroken cycle."""
    run: list[tuple[date, Period, int]] = []
    for period in plan.periods:
        for day, intakes in period:
            place = place_in_cycle(period, day)
            if intakes != period.step.regimen.days[place]:
                message = f"plan.ics: {day} has another dose than its step"
                raise ReadBackError(message)
            if run and not _goes_on(run[-1], period, place):
                yield _span(run)
                run = []
            run.append((day, period, place))
    yield _span(run)


def place_in_cycle(period: Period, day: date) -> int:
    """Return which day of its cycle *day* is; of a weekly one its day of the week."""
    regimen = period.step.regimen
    return (
        day.weekday() if regimen.weekly else (period.offset + (day - period.first).days) % len(regimen.days)
    )


def _goes_on(last: tuple[date, Period, int], period: Period, place: int) -> bool:
    _, before, was = last
    same = (before.step.number, before.held) == (period.step.number, period.held)
    return same and place == (was + 1) % len(period.step.regimen.days)


def _span(run: list[tuple[date, Period, int]]) -> Span:
    first, period, _ = run[0]
    early = next((one.move_on for _, one, _ in run if one.move_on), None)
    return Span(first, run[-1][0], period.step, period.held, early, period.why)


def withdrawn(plan: Plan, known: Callable[[Plan], dict[Hashable, _Known]]) -> Counter[_Known]:
    """Count what each change has taken back: what is *known* of a revision and not of the next one."""
    gone, before = Counter[_Known](), dict[Hashable, _Known]()
    for number in range(plan.revision + 1 if plan.revision else 0):
        now = known(revision(plan, number))
        gone.update(day for name, day in before.items() if name not in now)
        before = now
    return gone


def named(plan: Plan) -> Iterator[tuple[Hashable, Span]]:
    """Yield the spans, each with what it is known by: its step and which time, or the day of its hold."""
    last, before, times = last_dose_day(plan), None, Counter[Hashable]()
    for span in spans(plan):
        if last and span.first > last:
            return
        if span.held:
            name: Hashable = ("hold", span.first)
        elif before and before.held and before.step.number == span.step.number:
            name = ("goes on", before.first)
        else:
            name = (
                "step",
                span.step.place,
                [s.number for s in plan.steps if s.place == span.step.place].index(span.step.number),
            )
        times[name] += 1
        yield (name, times[name]), span
        before = span
