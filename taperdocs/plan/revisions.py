"""Earlier revisions of a plan, and the differences between two plans."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import islice

from taperdocs.plan.build import builds
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Stretch, stretches
from taperdocs.plan.supply import Use, supply


def revisions(plan: Plan) -> Iterator[Plan]:
    """Yield *plan* as it was before its first change and after each change; the last one is *plan* itself.

    Only the changes differ: everything else in the plan file is as it is now.
    """
    for number, earlier in enumerate(islice(builds(plan.outline), plan.revision)):
        yield replace(
            earlier, origin=plan.origin and replace(plan.origin, changes=plan.origin.changes[:number])
        )
    yield plan


def revision(plan: Plan, number: int) -> Plan:
    """Return *plan* as it was after its first *number* changes; raise ``ValueError`` where it has fewer."""
    if not 0 <= number <= plan.revision:
        message = f"there is no revision {number}"
        raise ValueError(message)
    return next(islice(revisions(plan), number, None))


@dataclass(frozen=True)
class PlanDifference:
    """The differences between two plans; an open plan is laid out until one day past the later end."""

    old: Plan
    new: Plan

    @cached_property
    def last_day(self) -> date:
        """Return the last day that is compared: one past both, to tell 'stops here' from 'not laid out further'."""
        return max(self.old.last_day, self.new.last_day) + DAY

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Return the stretches of days whose doses differ, or of which only one plan holds."""
        found = list[Stretch]()
        plans = (plan.extended_to(self.last_day) for plan in (self.old, self.new))
        for stretch in stretches(*(plan.schedule for plan in plans)):
            if stretch.first_different is None:
                continue
            if found and found[-1].last + DAY == stretch.first and found[-1].said == stretch.said:
                found[-1] = replace(found[-1], last=stretch.last)
            else:
                found.append(stretch)
        return tuple(found)

    @property
    def first(self) -> date | None:
        """Return the first day on which doses or hold differ, or None."""
        return self.stretches[0].first_different if self.stretches else None

    @cached_property
    def needed(self) -> tuple[tuple[Use, Use], ...]:
        """Return what the old and the new plan need of each packet; empty where one of them is open."""
        if self.old.open or self.new.open:
            return ()
        before, now = ({use.product.unstocked: use for use in supply(plan)} for plan in (self.old, self.new))
        products = (*self.old.outline.products, *self.new.outline.products)
        return tuple(
            (before.get(product, Use(product, Fraction(0))), now.get(product, Use(product, Fraction(0))))
            for product in dict.fromkeys(product.unstocked for product in products)
            if product in before or product in now
        )
