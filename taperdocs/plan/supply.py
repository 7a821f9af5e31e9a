"""Works out what a plan, or some of its days, uses of each product: exactly, in whole pieces and in whole packets."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Self

from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import Day


@dataclass(frozen=True, slots=True)
class Use:
    """What is *used* of one product, in tablets or mL, and what is *lost* of tablets that are cut."""

    product: Product
    used: Fraction
    lost: Fraction = Fraction(0)

    @property
    def whole(self) -> int:
        """Return the number of whole tablets or mL that are needed."""
        return ceil(self.used + self.lost)

    @property
    def exact(self) -> Fraction:
        """Return the number of tablets or mL that are needed, to the part of a tablet."""
        return self.used + self.lost

    @property
    def unpacked(self) -> Self:
        """Return the same without a pack size, so that it is shown in pieces or mL alone."""
        return replace(self, product=self.product.unstocked)

    @property
    def packs(self) -> int | None:
        """Return the number of packets or bottles that are needed, or None where the pack size is not known."""
        pack_size = self.product.pack_size
        return ceil((self.used + self.lost) / Fraction(pack_size)) if pack_size else None


_NOTHING = Fraction(0)
_FOUR_WEEKS = timedelta(27)
"""From the first to the last of 28 days."""


class Until(StrEnum):
    """Why a span ends on its last day."""

    REVIEW = "review"
    FOUR_WEEKS = "four weeks"
    DISPENSING = "dispensing"
    LAST_DOSE = "last dose"
    LAID_OUT = "laid out"


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends included, and what they use."""

    first: date
    last: date
    until: Until
    uses: tuple[Use, ...]

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1


def supply(plan: Plan, days: Iterable[tuple[date, Day]] | None = None) -> tuple[Use, ...]:
    """Return what *days* use, by default all days of the plan, in the order of the products.

    The rest of a cut tablet is used later, or lost at the end of the day where it must not be kept.
    """
    used, lost = dict[Product, Fraction](), dict[Product, Fraction]()
    for intakes, times in Counter(day for _, day in (plan.days() if days is None else days)).items():
        for product, taken in taken_of(plan, intakes).items():
            used[product] = used.get(product, _NOTHING) + taken * times
            if not kept(plan, product):
                lost[product] = lost.get(product, _NOTHING) + (ceil(taken) - taken) * times
    return tuple(
        Use(product, used[product], lost.get(product, _NOTHING))
        for product in plan.outline.products
        if product in used
    )


def at_most(plan: Plan, allowed: AsNeeded, days: int) -> tuple[Use, ...]:
    """Return the most that *days* can use of what is *allowed* when needed; none where no packet of it is known.

    It is no part of what the plan needs: how often it is taken is not known.
    """
    each = {piece.product: piece.count * allowed.most for piece in plan.makes(allowed)}
    return tuple(
        Use(product, count * days, _NOTHING if kept(plan, product) else (ceil(count) - count) * days)
        for product, count in each.items()
    )


def taken_of(plan: Plan, intakes: Day) -> dict[Product, Fraction]:
    """Return how much of each product a day takes."""
    taken = dict[Product, Fraction]()
    for piece in (piece for intake in intakes for piece in plan.pieces(intake)):
        taken[piece.product] = taken.get(piece.product, _NOTHING) + piece.count
    return taken


def kept(plan: Plan, product: Product) -> bool:
    """Tell whether the rest of a cut tablet may be used on the next day; what is left of a liquid always may."""
    return product.liquid or (plan.outline.keep_parts and product.kept)


def needed_next(plan: Plan, present: date) -> Span | None:
    """Return what is needed from *present* until the plan is next looked at.

    That is the day of the next review, which is included, and without a review four weeks; but no day after the last
    dose. In an open plan the last dose goes on until that day. None after the end of the plan.
    """
    first, (end, until) = max(present, plan.first_day), end_of(plan)
    known = date.max if plan.open else end
    if first > known:
        return None
    reviews = sorted(review.on for review in plan.outline.reviews if review.on > first)
    last, why = (reviews[0], Until.REVIEW) if reviews else (first + _FOUR_WEEKS, Until.FOUR_WEEKS)
    return span_of(plan, first, *((last, why) if last < known else (end, until)))


def dispensing_times(plan: Plan) -> Iterator[tuple[int, date, date]]:
    """Yield number, first and last day of each time of dispensing, counted from the first day of the plan.

    The last one may end after the plan.
    """
    every = plan.outline.dispense_every
    if not every:
        return
    for number in count():
        first = plan.first_day + timedelta(number * every)
        if first > end_of(plan)[0]:
            return
        yield number + 1, first, first + timedelta(every - 1)


def end_of(plan: Plan) -> tuple[date, Until]:
    """Return the last day with a dose, or the last day that is laid out where the plan is open."""
    if plan.last_dose_day:
        return plan.last_dose_day, Until.LAST_DOSE
    return plan.last_day, Until.LAID_OUT


def span_of(plan: Plan, first: date, last: date, until: Until) -> Span:
    """Return the days from *first* to *last* with what they use; in an open plan the last dose goes on."""
    days, goes_on = days_between(first, last), plan.periods[-1] if plan.open else None
    taken = ((day, goes_on.on(day) if goes_on and day > goes_on.last else plan.on(day)) for day in days)
    return Span(first, last, until, supply(plan, taken))
