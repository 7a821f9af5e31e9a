"""Two plans side by side: a plan as it was before its last changes, and what is not the same in both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise

from taperdocs.plan.build import build, builds
from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Period
from taperdocs.plan.supply import Use, supply

_DAY = timedelta(1)


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included, each of which is in one period of either plan, or in none."""

    first: date
    last: date
    old: Period | None
    new: Period | None

    @property
    def first_different(self) -> date | None:
        """Return the first of the days whose doses, or whose hold, are not the same; None without one."""
        old, new = self.old, self.new
        if old is None or new is None:
            return None if old is new else self.first
        if old.held != new.held:
            return self.first
        turns = len(old.step.regimen.days) * len(new.step.regimen.days)
        days = (self.first + timedelta(n) for n in range(min(turns, (self.last - self.first).days + 1)))
        return next((day for day in days if old.on(day) != new.on(day)), None)

    @property
    def said(self) -> object:
        """Return what either plan says of the days, the same for those that go on alike."""
        return [
            period and (period.step.regimen, period.held, period.open, period.why)
            for period in (self.old, self.new)
        ]


@dataclass(frozen=True)
class PlanDifference:
    """What is not the same in two plans, each compared as far as a day past the other where it has no end."""

    old: Plan
    new: Plan

    @cached_property
    def last_day(self) -> date:
        """Return the last day that is compared: one past both, so that an end differs from a horizon."""
        return max(self.old.last_day, self.new.last_day) + _DAY

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Return the days on which the doses differ, or whether they are held."""
        found = list[Stretch]()
        for stretch in self._cut():
            if stretch.first_different is None:
                continue
            if found and found[-1].last + _DAY == stretch.first and found[-1].said == stretch.said:
                found[-1] = replace(found[-1], last=stretch.last)
            else:
                found.append(stretch)
        return tuple(found)

    def _cut(self) -> Iterator[Stretch]:
        """Cut the days of both plans wherever a period of either begins or ends."""
        old, new = self.old.reaching(self.last_day), self.new.reaching(self.last_day)
        periods = (*old.periods, *new.periods)
        edges = sorted({edge for period in periods for edge in (period.first, period.last + _DAY)})
        for first, after in pairwise(edges):
            yield Stretch(first, after - _DAY, old.period(first), new.period(first))

    @property
    def first(self) -> date | None:
        """Return the first day whose doses, or whose hold, are not the same in both plans; None without one."""
        return self.stretches[0].first_different if self.stretches else None

    @cached_property
    def needed(self) -> tuple[tuple[Use, Use], ...]:
        """Return what is needed of each packet before and now; nothing unless both plans have an end."""
        if self.old.open or self.new.open:
            return ()
        before, now = ({use.product.unstocked: use for use in supply(plan)} for plan in (self.old, self.new))
        products = (*self.old.outline.products, *self.new.outline.products)
        return tuple(
            (before.get(product, Use(product, Fraction(0))), now.get(product, Use(product, Fraction(0))))
            for product in dict.fromkeys(product.unstocked for product in products)
            if product in before or product in now
        )
