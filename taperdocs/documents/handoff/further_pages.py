"""The hand-off behind its first page: all steps, all supply, and in full every list that was shortened."""

from collections.abc import Iterator
from dataclasses import dataclass

from taperdocs.documents.curve.curve import Curve, curve
from taperdocs.documents.handoff.first_page import First, needed
from taperdocs.documents.handoff.history import found, listed_changes
from taperdocs.documents.handoff.next_change import needs
from taperdocs.documents.handoff.on_hand import stock
from taperdocs.documents.handoff.step_table import (
    StepRow,
    divided,
    step_row,
    stop_row,
)
from taperdocs.documents.handoff.summary import listed_packets
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import marked
from taperdocs.language.phrases import asked_note, closing, need
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Contact, Plan
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.stock import refills
from taperdocs.plan.supply import Span, Use, dispensings, supply
from taperdocs.rules import check

_CURVE = 64
"""Height of the curve where the first page has no room for it, units."""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A span of dispensing: its days, what they need, and, where stock is known, what to hand out and when to order."""

    dates: str
    days: str
    need: str
    refill: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading with lines under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The pages behind the first: the step table with a group of rows for each period, the supply table, and lists."""

    curve: Curve | None
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    steps: tuple[tuple[StepRow, ...], ...]
    every: str
    span_columns: tuple[str, ...]
    spans: tuple[SpanRow, ...]
    listings: tuple[Listing, ...]


def behind(plan: Plan, options: Options, first: First, inside: float) -> Behind:
    """Decide the pages behind the *first*; *inside* is the width of the text in units."""
    words = Words(options.language)
    rows = [step_row(plan, words, period, options.as_of) for period in merged_periods(plan)]
    rows += [step_row(plan, words, period, options.as_of, waits) for waits, period in enumerate(plan.waiting)]
    rows += [stop_row(words, plan.first_day_without)] if plan.first_day_without else []
    every = plan.outline.dispense_every
    return Behind(
        None if first.curve else curve(plan, words, options.as_of, inside, _CURVE),
        tuple(_notes(plan, words)),
        (
            words.text("Step"),
            words.text("From – to"),
            words.text("Dose, and what makes it"),
            words.text("Cut, of the mean daily dose"),
            words.text("Needs, rounded up"),
        ),
        tuple(tuple(divided(words, row, inside)) for row in rows),
        marked(words.text("Dispensed every {days}", days=words.days(every)), "every") if every else "",
        (
            words.text("From – to"),
            words.text("Days"),
            words.text("Needs, rounded up"),
            *((words.text("To hand out"),) if refills(plan) else ()),
            *((words.text("Order by"),) if refills(plan) and plan.outline.order_ahead else ()),
        ),
        tuple(_span_row(plan, words, span) for span in dispensings(plan, options.as_of)),
        tuple(listing for listing in _listings(plan, options, words, first) if listing.lines),
    )


def _notes(plan: Plan, words: Words) -> Iterator[str]:
    if note := asked_note(words, plan):
        yield note
    uses = "; ".join(need(words, plan, use) for use in supply(plan))
    said = words.text("Needed for the whole plan: {uses}.", uses=uses)
    if plan.open:
        last = words.language.full_date(plan.last_day)
        said = words.text("Needed to {date}, as far as the plan is laid out: {uses}.", date=last, uses=uses)
    yield marked(said, "laidout", f"needed:{plan.first_day},{plan.last_day}")
    if any(use.lost for use in supply(plan)):
        yield words.text(
            "What a cut leaves over on a day is not kept for the next one; it is counted as needed."
        )
    yield words.text("In the tables each row is rounded up for itself; added up they can be more than this.")


def _span_row(plan: Plan, words: Words, span: Span) -> SpanRow:
    first, last = (words.language.brief_date(day).replace(" ", NO_BREAK) for day in (span.first, span.last))
    ends = f"{span.first},{span.last}"
    uses = "; ".join(need(words, plan, use) for use in _span_uses(plan, span)) or words.text("nothing")
    dates = words.text("{first} – {last}", first=first, last=last)
    return SpanRow(
        marked(dates, f"date:{span.first}", f"date:{span.last}"),
        marked(words.language.number(len(span)), f"count:{ends}"),
        marked(uses, f"needed:{ends}"),
        tuple(_refill_cells(plan, words, span)),
    )


def _span_uses(plan: Plan, span: Span) -> tuple[Use, ...]:
    """Return what a span needs, in packets only where no refills say how many packets to hand out."""
    return tuple(use.unpacked for use in span.uses) if refills(plan) else span.uses


def _refill_cells(plan: Plan, words: Words, span: Span) -> Iterator[str]:
    """Yield what to hand out for a span, and by when to order it; two cells at most, none without refills."""
    refill = next((refill for refill in refills(plan) if refill.last == span.last), None)
    if refill is None:
        yield from (words.text("nothing"), "")[: bool(refills(plan)) * (1 + bool(plan.outline.order_ahead))]
        return
    place = refills(plan).index(refill)
    yield marked("; ".join(need(words, plan, use) for use in refill.uses), f"handout:{place}")
    if refill.order_by:
        yield marked(words.language.brief_date(refill.order_by), f"orderby:{place}")


def _listings(plan: Plan, options: Options, words: Words, first: First) -> Iterator[Listing]:
    outline, span = plan.outline, needed(plan, options.as_of)
    if check(plan):
        said = (found(words, finding) for finding in check(plan))
        yield Listing(words.text("Worth a look"), (*said, closing(words)))
    if first.past[0].shown < len(outline.changes):
        yield Listing(words.text("All changes"), listed_changes(plan, words))
    if first.record[1].shown < len(outline.products):
        yield Listing(words.text("All packets"), listed_packets(plan, words))
    if span and first.needed.more:
        yield Listing(first.needed.title, needs(plan, words, span))
    at_hand = stock(plan, words, options.as_of)
    if at_hand and not first.needed.stock:
        yield Listing(words.text("At hand, and to order"), at_hand)
    if len(outline.contacts) > 1:
        contacts = (marked(_contact(one), f"contact:{place}") for place, one in enumerate(outline.contacts))
        yield Listing(words.text("Whom to ring"), tuple(contacts))


def _contact(contact: Contact) -> str:
    return ", ".join(part for part in (contact.role, contact.name, contact.phone) if part)
