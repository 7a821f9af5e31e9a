"""Two plans side by side: a plan as it was before its last changes, and what is not the same in both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice

from taperdocs.plan.build import builds
from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Stretch, stretches
from taperdocs.plan.supply import Use, supply

_DAY = timedelta(1)


def revisions(plan: Plan) -> Iterator[Plan]:
    """Yield *plan* as it was before its first change and after each of them, itself last.

    What was agreed since stays as it is now.
    """
    for number, earlier in enumerate(islice(builds(plan.outline), plan.revision)):
        yield replace(
            earlier, origin=plan.origin and replace(plan.origin, changes=plan.origin.changes[:number])
        )
    yield plan


def revision(plan: Plan, number: int) -> Plan:
    """Return *plan* as it was after its first *number* changes."""
    if not 0 <= number <= plan.revision:
        message = f"there is no revision {number}"
        raise ValueError(message)
    return next(islice(revisions(plan), number, None))


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
        plans = (plan.extended_to(self.last_day) for plan in (self.old, self.new))
        for stretch in stretches(*(plan.schedule for plan in plans)):
            if stretch.first_different is None:
                continue
            if found and found[-1].last + _DAY == stretch.first and found[-1].said == stretch.said:
                found[-1] = replace(found[-1], last=stretch.last)
            else:
                found.append(stretch)
        return tuple(found)

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
