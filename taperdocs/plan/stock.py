"""Works out how long the stock of each packet lasts, and what must be ordered when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from taperdocs.plan.length import DAY
from taperdocs.plan.pharmacy import Pharmacy
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.product import Product
from taperdocs.plan.supply import Use, dispensing_times, end_of, kept, taken_of

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class StockCover:
    """The stock of a product and the last day for which it is enough, or None where it lasts for all days laid out."""

    product: Product
    on_hand: Use
    last: date | None


@dataclass(frozen=True, slots=True)
class Refill:
    """What must be ordered for the days from *first* to *last*; the stock before it is enough up to the day *lasts*.

    ``order_by`` is the last day to order it, or None where the plan does not say how long an order takes. *number*
    counts the times of dispensing, from 1.
    """

    number: int
    lasts: date
    order_by: date | None
    first: date
    last: date
    uses: tuple[Use, ...]


# Cached, since each day of a calendar asks for it.
@lru_cache(maxsize=8)
def refills(plan: Plan) -> tuple[Refill, ...]:
    """Return what must be ordered and by when, in the order of the days.

    Where the plan has times of dispensing, each has a refill of its own; else one refill is for all the days to come.
    Empty where the plan names no pack size, no stock and no time for an order.
    """
    outline, found = plan.outline, list[Refill]()
    counted = any(product.pack_size or product.on_hand is not None for product in outline.products)
    if not outline.order_ahead and not counted:
        return ()
    pharmacy = Pharmacy(outline.order_ahead, outline.closed) if outline.order_ahead else None
    there = _at_hand(plan)
    for number, first, last in _times(plan):
        needs = [(day, _needs(plan, day)) for day in days_between(first, last)]
        uses, lasts = list[Use](), last
        for product in outline.products:
            needed = sum((need.get(product, _NOTHING) for _, need in needs), _NOTHING)
            use = Use(product, max(needed - there[product], _NOTHING))
            if use.used:
                uses.append(use)
                daily = ((day, need.get(product, _NOTHING)) for day, need in needs)
                lasts = min(lasts, _enough(daily, there[product]) or last)
            there[product] += _handed_out(use) - needed
        if uses:
            by = pharmacy.order_by(lasts) if pharmacy else None
            found.append(Refill(number, lasts, by, first, last, tuple(uses)))
    return tuple(found)


@lru_cache(maxsize=8)
def stock_cover(plan: Plan) -> tuple[StockCover, ...]:
    """Return how long the stock of each counted product lasts, in the order of the products."""
    there, end = _at_hand(plan), end_of(plan)[0]
    if all(product.on_hand is None for product in plan.outline.products):
        return ()
    needs = [(day, _needs(plan, day)) for day in days_between(counted_on(plan), end)]
    return tuple(
        StockCover(
            product,
            Use(product, Fraction(product.on_hand)),
            _enough(((day, need.get(product, _NOTHING)) for day, need in needs), there[product]),
        )
        for product in plan.outline.products
        if product.on_hand is not None
    )


def counted_on(plan: Plan) -> date:
    """Return the day on whose morning the stock was counted."""
    return max(plan.outline.counted or plan.first_day, plan.first_day)


def _times(plan: Plan) -> Iterator[tuple[int, date, date]]:
    """Yield number, first and last day of each time of dispensing since the count, or one time for all days."""
    since, end = counted_on(plan), end_of(plan)[0]
    times = dispensing_times(plan) if plan.outline.dispense_every else ((1, since, end),)
    for number, first, last in times:
        if since <= min(last, end):
            yield number, max(first, since), min(last, end)


def _at_hand(plan: Plan) -> dict[Product, Fraction]:
    """Return the stock of each product, without parts that must not be kept."""
    there = {product: Fraction(product.on_hand or 0) for product in plan.outline.products}
    return {
        product: on_hand if kept(plan, product) else Fraction(floor(on_hand))
        for product, on_hand in there.items()
    }


def _needs(plan: Plan, day: date) -> dict[Product, Fraction]:
    """Return what *day* needs of each product: whole tablets where parts must not be kept."""
    taken = taken_of(plan, plan.on(day))
    return {p: number if kept(plan, p) else Fraction(ceil(number)) for p, number in taken.items()}


def _enough(daily: Iterator[tuple[date, Fraction]], there: Fraction) -> date | None:
    """Return the last day for which the stock *there* is enough, or None where it is enough for all."""
    for day, needed in daily:
        there -= needed
        if there < 0:
            return day - DAY
    return None


def _handed_out(use: Use) -> Fraction:
    """Return what the pharmacy hands out: whole packets, or whole pieces where the pack size is not known."""
    if use.packs is not None and use.product.pack_size:
        return use.packs * Fraction(use.product.pack_size)
    return Fraction(use.whole)
