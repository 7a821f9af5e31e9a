"""The days on which two plans are not the same, with what each of them says for those days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import level
from taperdocs.plan.step import Period

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included, each of which is in one period of either plan, or in none."""

    first: date
    last: date
    old: Period | None
    new: Period | None


def different(old: Plan, new: Plan) -> tuple[Stretch, ...]:
    """Return the days on which the doses differ, or whether they are held.

    What has no end is compared up to a day after the other plan.
    """
    old, new = level(old, new)
    found = list[Stretch]()
    for stretch in _stretches(old, new):
        if _same(stretch):
            continue
        before = found[-1] if found else None
        if before and before.last + _DAY == stretch.first and _alike(before, stretch):
            found[-1] = replace(before, last=stretch.last)
        else:
            found.append(stretch)
    return tuple(found)


def _stretches(old: Plan, new: Plan) -> Iterator[Stretch]:
    """Cut the days of both plans wherever a period of either begins or ends."""
    periods = (*old.periods, *new.periods)
    edges = sorted({edge for period in periods for edge in (period.first, period.last + _DAY)})
    for first, after in pairwise(edges):
        yield Stretch(first, after - _DAY, old.period(first), new.period(first))


def _same(stretch: Stretch) -> bool:
    old, new = stretch.old, stretch.new
    if old is None or new is None:
        return old is new
    if old.held != new.held:
        return False
    turns = len(old.step.regimen.days) * len(new.step.regimen.days)
    days = (stretch.first + timedelta(n) for n in range(min(turns, (stretch.last - stretch.first).days + 1)))
    return all(old.on(day) == new.on(day) for day in days)


def _alike(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches say the same of either plan."""
    return [_said(one.old), _said(one.new)] == [_said(other.old), _said(other.new)]


def _said(period: Period | None) -> object:
    return period and (period.step.regimen, period.held, period.open, period.why)
