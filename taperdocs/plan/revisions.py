"""The plan as it was before its last changes, and the first day on which two plans differ."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from taperdocs.plan.build import build, builds
from taperdocs.plan.plan import Plan


def revision(plan: Plan, number: int) -> Plan:
    """Return *plan* as it was after its first *number* changes; what was agreed since stays as it is now."""
    if not 0 <= number <= plan.revision:
        message = f"there is no revision {number}"
        raise ValueError(message)
    if number == plan.revision:
        return plan
    earlier = replace(plan.outline, changes=plan.outline.changes[:number])
    origin = plan.origin and replace(plan.origin, changes=plan.origin.changes[:number])
    return replace(build(earlier), origin=origin)


def revisions(plan: Plan) -> Iterator[Plan]:
    """Yield *plan* as it was before its first change and after each of them, itself last."""
    yield from islice(builds(plan.outline), plan.revision)
    yield plan


def level(old: Plan, new: Plan) -> tuple[Plan, Plan]:
    """Return both plans laid out a day past either's last, so that an end can be told from a horizon."""
    until = max(old.last_day, new.last_day) + timedelta(1)
    return old.reaching(until), new.reaching(until)


def first_difference(old: Plan, new: Plan) -> date | None:
    """Return the first day whose doses, or whose hold, are not the same in both plans; None without one."""
    old, new = level(old, new)
    first, last = min(old.first_day, new.first_day), max(old.last_day, new.last_day)
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return next((day for day in days if _on(old, day) != _on(new, day)), None)


def _on(plan: Plan, day: date) -> object:
    period = plan.period(day)
    return period and (period.on(day), period.held)
