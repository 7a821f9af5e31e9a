"""Merges periods that belong together, and tells which period a plan is in on a day."""

from dataclasses import dataclass, replace
from datetime import date

from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Period


def merged_periods(plan: Plan, *, unbroken: bool = False) -> tuple[Period, ...]:
    """Return the dated periods; neighbours that are one step, or one hold of a step, are merged.

    With *unbroken*, periods stay apart where the cycle starts again.
    """
    found: list[list[Period]] = []
    for period in plan.periods:
        if found and _goes_on(found[-1][-1], period, unbroken=unbroken):
            found[-1].append(period)
        else:
            found.append([period])
    return tuple(_merged(run) if len(run) > 1 else run[0] for run in found)


def steps_waiting(plan: Plan) -> int:
    """Return how many steps have no dates, since they wait for a hold or for another step to end."""
    return len({period.step.number for period in plan.waiting} - {plan.periods[-1].step.number})


def _merged(run: list[Period]) -> Period:
    early = next((period.move_on for period in run if period.move_on), None)
    return replace(run[0], last=run[-1].last, move_on=early, open=run[-1].open)


def merged_with(plan: Plan, period: Period) -> Period:
    """Return *period* merged with its neighbours of the same step or hold."""
    return next(run for run in merged_periods(plan) if run.first <= period.first <= run.last)


def _goes_on(before: Period, period: Period, *, unbroken: bool) -> bool:
    regimen = period.step.regimen
    if (before.step.number, before.step.regimen, before.held) != (period.step.number, regimen, period.held):
        return False
    in_turn = (before.offset + len(before) - period.offset) % len(regimen.days) == 0
    return not unbroken or regimen.by_weekday or in_turn


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """Where the plan stands on *day*: in *period*, or None after its end.

    ``begun`` is false before the first day; *day* and *period* are then the first ones. ``laid_out`` is false where an
    open plan goes on but is not laid out to this day.
    """

    period: Period | None
    day: date
    begun: bool = True
    laid_out: bool = True


def status_on(plan: Plan, day: date) -> PlanStatus:
    """Return where the plan stands on *day*; a plan without dates has not begun."""
    if not plan.outline.dated or day < plan.first_day:
        return PlanStatus(plan.periods[0], plan.first_day, begun=False)
    if plan.first_day_without and day >= plan.first_day_without:
        return PlanStatus(None, day)
    period = plan.period(day)
    return PlanStatus(period or plan.periods[-1], day, laid_out=period is not None)
