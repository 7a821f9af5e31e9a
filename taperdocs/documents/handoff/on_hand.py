"""What the hand-off says about the packets at hand and the next order."""

from datetime import date, timedelta

from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import order
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.stock import Refill, StockCover, counted_on, refills, stock_cover


def stock(plan: Plan, words: Words, present: date) -> tuple[Marked, ...]:
    """Say how long the counted packets last, and what to order next."""
    coming = upcoming(plan, present)
    return (
        *(_lasts(plan, words, one) for one in _still(plan, present)),
        *((marked(order(words, plan, coming), f"order:{refills(plan).index(coming)}"),) if coming else ()),
    )


def upcoming(plan: Plan, present: date) -> Refill | None:
    """Return the first refill that is needed on *present* or later, None where there is none."""
    present = present if plan.outline.dated else plan.first_day
    return next((refill for refill in refills(plan) if refill.lasts + timedelta(1) >= present), None)


def _still(plan: Plan, present: date) -> tuple[StockCover, ...]:
    """Return the counted packets that last to the day before *present* or longer."""
    present = present if plan.outline.dated else plan.first_day
    return tuple(one for one in stock_cover(plan) if one.last is None or one.last + timedelta(1) >= present)


def _lasts(plan: Plan, words: Words, one: StockCover) -> Marked:
    return marked(_lasts_said(plan, words, one), f"lasting:{plan.outline.products.index(one.product)}")


def _lasts_said(plan: Plan, words: Words, one: StockCover) -> str:
    drug = f"{one.product.drug} " if len(plan.drugs) > 1 else ""
    there, day = f"{drug}{words.at_hand(one.on_hand)}", words.language.full_date(counted_on(plan))
    if one.last is None:
        return words.text(
            "At hand on {date}: {uses}, enough for all days that are laid out.", date=day, uses=there
        )
    if one.last < counted_on(plan):
        return words.text("At hand on {date}: {uses}, not enough for one day.", date=day, uses=there)
    last = words.language.full_date(one.last)
    return words.text("At hand on {date}: {uses}, enough to {last}.", date=day, uses=there, last=last)
