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
from taperdocs.plan.revisions import revisions
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
    if plan.open:
        return None
    days = (day for period in reversed(plan.periods) for day in reversed(tuple(period)))
    return next(day for day, intakes in days if intakes)


def check_cycles(plan: Plan) -> None:
    """Raise ``ReadBackError`` where a day has another dose than its place in the cycle of its step."""
    for period in plan.periods:
        for day, intakes in period:
            if intakes != period.step.regimen.days[place_in_cycle(period, day)]:
                message = f"plan.ics: {day} has another dose than its step"
                raise ReadBackError(message)


def spans(plan: Plan) -> Iterator[Span]:
    """Yield the days that belong together: of one step, all held or none, in one unbroken cycle."""
    run: list[Period] = []
    for period in plan.periods:
        if run and not _goes_on(run[-1], period):
            yield _span(run)
            run = []
        run.append(period)
    yield _span(run)


def place_in_cycle(period: Period, day: date) -> int:
    """Return which day of its cycle *day* is; of a weekly one its day of the week."""
    regimen = period.step.regimen
    return (
        day.weekday() if regimen.weekly else (period.offset + (day - period.first).days) % len(regimen.days)
    )


def _goes_on(before: Period, period: Period) -> bool:
    same = (before.step.number, before.held) == (period.step.number, period.held)
    place = (place_in_cycle(before, before.last) + 1) % len(before.step.regimen.days)
    return same and place_in_cycle(period, period.first) == place


def _span(run: list[Period]) -> Span:
    early = next((one.move_on for one in run if one.move_on), None)
    return Span(run[0].first, run[-1].last, run[0].step, run[0].held, early, run[0].why)


def withdrawn(plan: Plan, known: Callable[[Plan], dict[Hashable, _Known]]) -> Counter[_Known]:
    """Count what each change has taken back: what is *known* of a revision and not of the next one."""
    gone, before = Counter[_Known](), dict[Hashable, _Known]()
    for earlier in revisions(plan) if plan.revision else ():
        now = known(earlier.round_twice())
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
