"""What stands behind the first page of the hand-off: all steps, all supply, and every list in full."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from taperdocs.documents.curve.curve import Curve, curve
from taperdocs.documents.handoff.first_page import First, needed
from taperdocs.documents.handoff.history import changed_figures, found, found_figures
from taperdocs.documents.handoff.on_hand import stock, stock_facts
from taperdocs.documents.handoff.step_table import (
    StepRow,
    divided,
    step_facts,
    step_row,
    stop_facts,
    stop_row,
)
from taperdocs.documents.handoff.summary import asked_figures, packet, packet_figures
from taperdocs.language.language import NO_BREAK
from taperdocs.language.phrases import asked_note, changed, closing, need
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Contact, Plan
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.stock import Refill, refills
from taperdocs.plan.supply import Span, Use, dispensings, supply
from taperdocs.readback.facts import Fact
from taperdocs.readback.figures import Figured
from taperdocs.rules import check

_CURVE = 64


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A time of dispensing: its days, what they need, and where it is known what to hand out and when to order."""

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
    """The step table, one group of rows a period, the supply, and lists."""

    curve: Curve | None
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    steps: tuple[tuple[StepRow, ...], ...]
    every: str
    span_columns: tuple[str, ...]
    spans: tuple[SpanRow, ...]
    listings: tuple[Listing, ...]


def behind(plan: Plan, options: Options, first: First, inside: float) -> Behind:
    """Decide what stands behind the *first* page: all findings, and every list that it does not show in full."""
    words = Words(options.language)
    rows = [step_row(plan, words, period, options.as_of) for period in merged_periods(plan)]
    rows += [step_row(plan, words, period, options.as_of, dated=False) for period in plan.waiting]
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
        words.text("Dispensed every {days}", days=words.days(every)) if every else "",
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
    if plan.open:
        last = words.language.full_date(plan.last_day)
        yield words.text("Needed to {date}, as far as the plan is laid out: {uses}.", date=last, uses=uses)
    else:
        yield words.text("Needed for the whole plan: {uses}.", uses=uses)
    if any(use.lost for use in supply(plan)):
        yield words.text(
            "What a cut leaves over on a day is not kept for the next one; it is counted as needed."
        )
    yield words.text("In the tables each row is rounded up for itself; added up they can be more than this.")


def _span_row(plan: Plan, words: Words, span: Span) -> SpanRow:
    first, last = (words.language.brief_date(day).replace(" ", NO_BREAK) for day in (span.first, span.last))
    return SpanRow(
        words.text("{first} – {last}", first=first, last=last),
        words.language.number(len(span)),
        "; ".join(need(words, plan, use) for use in _span_uses(plan, span)) or words.text("nothing"),
        tuple(_refill_cells(plan, words, span)),
    )


def _span_uses(plan: Plan, span: Span) -> tuple[Use, ...]:
    """Return what some days need; in packets only where it is not known how many of them are handed out."""
    return tuple(use.unpacked for use in span.uses) if refills(plan) else span.uses


def _refill_cells(plan: Plan, words: Words, span: Span) -> Iterator[str]:
    """Yield what to hand out for a time of dispensing beside what is there, and by when to order it."""
    refill = _refill(plan, span)
    if refill is None:
        yield from (words.text("nothing"), "")[: bool(refills(plan)) * (1 + bool(plan.outline.order_ahead))]
        return
    yield "; ".join(need(words, plan, use) for use in refill.uses)
    if refill.by:
        yield words.language.brief_date(refill.by)


def _refill(plan: Plan, span: Span) -> Refill | None:
    return next((refill for refill in refills(plan) if refill.last == span.last), None)


def _listings(plan: Plan, options: Options, words: Words, first: First) -> Iterator[Listing]:
    outline, span = plan.outline, needed(plan, options.as_of)
    if check(plan):
        said = (found(words, finding) for finding in check(plan))
        yield Listing(words.text("Worth a look"), (*said, closing(words)))
    if _more_changes(plan, first):
        yield Listing(words.text("All changes"), tuple(changed(words, entry) for entry in outline.changes))
    if _more_packets(plan, first):
        yield Listing(
            words.text("All packets"), tuple(packet(words, product) for product in outline.products)
        )
    if span and first.needed.more:
        yield Listing(first.needed.title, tuple(need(words, plan, use) for use in span.uses))
    if _more_stock(plan, words, options, first):
        yield Listing(words.text("At hand, and to order"), stock(plan, words, options.as_of))
    if len(outline.contacts) > 1:
        yield Listing(words.text("Whom to ring"), tuple(_contact(contact) for contact in outline.contacts))


def _more_stock(plan: Plan, words: Words, options: Options, first: First) -> bool:
    """Tell whether the first page does not say what is at hand."""
    return bool(stock(plan, words, options.as_of)) and not first.needed.stock


def _more_changes(plan: Plan, first: First) -> bool:
    return first.past[0].shown < len(plan.outline.changes)


def _more_packets(plan: Plan, first: First) -> bool:
    return first.record[1].shown < len(plan.outline.products)


def _contact(contact: Contact) -> str:
    return ", ".join(part for part in (contact.role, contact.name, contact.phone) if part)


def behind_facts(plan: Plan, options: Options, say: Figured, first: First, shown: Behind) -> Iterator[Fact]:
    """Yield the figures of each row and each line; of what is *shown* only how much a row or a list holds."""
    if plan.asked != len(plan.steps):
        yield Fact("steps asked", asked_figures(plan, say))
    until = say.full_date(plan.last_day) if plan.open else ()
    yield Fact("supply", (*until, *say.uses(supply(plan))))
    groups = iter(shown.steps)
    for dated, period in chain(((True, p) for p in merged_periods(plan)), ((False, p) for p in plan.waiting)):
        parts = [len(row.doses) for row in next(groups)]
        for figures in step_facts(plan, say, period, parts, dated=dated):
            yield Fact(f"step {period.step.number} from {period.first}", figures)
    if plan.first_day_without:
        yield Fact("stop", stop_facts(say, plan.first_day_without))
    if plan.outline.dispense_every:
        yield Fact("dispensed every", say.days(plan.outline.dispense_every))
    for span in dispensings(plan, options.as_of):
        dates = (*say.brief_date(span.first), *say.brief_date(span.last), *say.number(len(span)))
        refill = _refill(plan, span)
        more = say.uses(refill.uses) if refill else ()
        by = say.brief_date(refill.by) if refill and refill.by else ()
        yield Fact(f"dispensed on {span.first}", (*dates, *say.uses(_span_uses(plan, span)), *more, *by))
    yield from _listing_facts(plan, options, say, first)


def _listing_facts(plan: Plan, options: Options, say: Figured, first: First) -> Iterator[Fact]:
    span, contacts = needed(plan, options.as_of), plan.outline.contacts
    for finding in check(plan):
        yield Fact(f"finding {finding.rule}", found_figures(say, finding))
    for entry in plan.outline.changes if _more_changes(plan, first) else ():
        yield Fact(f"change of {entry.on}", changed_figures(say, entry))
    for product in plan.outline.products if _more_packets(plan, first) else ():
        yield Fact("packet", packet_figures(say, product))
    if span and first.needed.more:
        yield Fact("needed until", say.full_date(span.last))
        yield from (Fact("needed", say.uses((use,))) for use in span.uses)
    if _more_stock(plan, Words(say.language), options, first):
        yield from stock_facts(plan, say, options.as_of)
    yield from (Fact("contact", say.figures(_contact(contact))) for contact in contacts if len(contacts) > 1)
