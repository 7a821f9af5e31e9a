"""What is needed for which days: to the part of a tablet for each step and dispensing, so that it adds up to page 1."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from taperdocs.documents.handoff.steps import runs
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import need, order, used
from taperdocs.language.words import Words
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan
from taperdocs.plan.stock import Refill, StockCover, counted_on, refills, stock_cover
from taperdocs.plan.supply import Span, Until, dispensing_times, end_of, span_of


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Days and what they need; *what* they are. A *sum* is of the rows above it; what is asked is in whole packets."""

    what: str
    dates: str
    days: str
    need: str
    sum: bool = False


def supply_rows(plan: Plan, words: Words, span: Span) -> Iterator[SupplyRow]:
    """Yield the parts of what page 1 asks for, their sum, and what is needed after it."""
    ends = {last for _, _, last in dispensing_times(plan)}
    for what, first, last in _parts(plan, words, span, ends):
        yield _row(plan, words, what, (first, last))
    yield _sum(plan, words, words.text("asked on the first page"), span)
    last = end_of(plan)[0]
    first = span.last + DAY
    for one in sorted(end for end in ends if first <= end < last):
        yield _row(plan, words, words.text("dispensing"), (first, one))
        first = one + DAY
    if first <= last:
        rest = words.text("dispensing") if ends else words.text("after that")
        yield _row(plan, words, rest, (first, last))
        whole = words.text("as far as laid out") if plan.open else words.text("to the end")
        yield replace(_row(plan, words, whole, (span.first, last)), sum=True)


def _parts(plan: Plan, words: Words, span: Span, ends: set[date]) -> Iterator[tuple[Marked, date, date]]:
    """Yield the days of *span*, divided where a step begins and where a time of dispensing ends."""
    whole = tuple(runs(plan))
    first = span.first
    while first <= span.last:
        run = next((run for run in whole if run[0].first <= first <= run[-1].last), whole[-1])
        last = span.last if run is whole[-1] and plan.open else min(run[-1].last, span.last)
        last = min((end for end in ends if first <= end < last), default=last)
        ends_of = (plan.period(day) or run[-1] for day in (first, last))
        numbers = dict.fromkeys(period.step.number for period in ends_of)
        number = "–".join(map(words.language.number, numbers))
        several, single = (
            words.text("Steps {number}", number=number),
            words.text("Step {number}", number=number),
        )
        said = several if len(numbers) > 1 else single
        if run[0].held:
            said = f"{said}\n{words.text('⏸ SAME DOSE')}"
        yield marked(said, *(f"stepnumber:{one}" for one in numbers)), first, last
        first = last + DAY


def _row(plan: Plan, words: Words, what: str, days: tuple[date, date]) -> SupplyRow:
    span = span_of(plan, *days, Until.DISPENSING)
    uses = "\n".join(used(words, plan, use) for use in span.uses) or words.text("nothing")
    return SupplyRow(what, *_days(words, span), marked(uses, f"used:{span.first},{span.last}"))


def _sum(plan: Plan, words: Words, what: str, span: Span) -> SupplyRow:
    uses = "\n".join(need(words, plan, use) for use in span.uses) or words.text("nothing")
    return SupplyRow(what, *_days(words, span), marked(uses, f"needed:{span.first},{span.last}"), sum=True)


def _days(words: Words, span: Span) -> tuple[Marked, Marked]:
    first, last = (words.language.brief_date(day) for day in (span.first, span.last))
    said = marked(
        words.text("{first} – {last}", first=first, last=last), f"date:{span.first}", f"date:{span.last}"
    )
    return said, marked(words.language.number(len(span)), f"count:{span.first},{span.last}")


def orders(plan: Plan, words: Words, present: date) -> tuple[Marked, ...]:
    """Say how long the counted packets last, and what to order by when.

    Nothing where neither stock nor time to order is known: what is left over would be a guess.
    """
    known = (product.on_hand is not None for product in plan.outline.products)
    if not plan.outline.order_ahead and not any(known):
        return ()
    present = present if plan.outline.dated else plan.first_day
    still = (one for one in stock_cover(plan) if one.last is None or one.last + DAY >= present)
    coming = (one for one in refills(plan) if one.lasts + DAY >= present)
    return (
        *(_lasts(plan, words, one) for one in still),
        *(_order(plan, words, one) for one in coming),
    )


def _order(plan: Plan, words: Words, refill: Refill) -> Marked:
    """Say what to order by when, and for which days: these can be others than those of the rows above."""
    days, _ = _days(words, span_of(plan, refill.first, refill.last, Until.DISPENSING))
    said = marked(order(words, plan, refill), f"order:{refills(plan).index(refill)}")
    return marked(words.text("{date}: {change}", date=days, change=said), days, said)


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
