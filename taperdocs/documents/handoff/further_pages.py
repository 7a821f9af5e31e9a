"""The hand-off behind its first page: all steps, what is needed when, in full every list, and blanks to ask about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.curve.curve import Curve, curve, good_height
from taperdocs.documents.handoff.asked import needs
from taperdocs.documents.handoff.first_page import First
from taperdocs.documents.handoff.guidance import guidance
from taperdocs.documents.handoff.lists import Listing, allowed_at_most, changes
from taperdocs.documents.handoff.people import listed_packets
from taperdocs.documents.handoff.sizes import APART, BLANK, NARROW, blank
from taperdocs.documents.handoff.steps import StepRow, divided, step_rows
from taperdocs.documents.handoff.supplies import SupplyRow, orders, supply_rows
from taperdocs.language.marked import marked
from taperdocs.language.phrases import asked_note, role
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.form import Drawn
from taperdocs.plan.plan import Contact, Plan
from taperdocs.plan.supply import Span, needed_next, supply
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.stopping import (
    MOST_CONTROLLED,
    has_sick_days,
    has_withdrawal,
    in_driving_law,
    is_controlled,
)

_FOUR_WEEKS = 28
"""Days for which the most of what is allowed is worked out after the end of the plan."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Widths of columns, in units: the numbers of steps, dates, doses and cuts, and of the table of supply."""

    step: float
    dates: float
    doses: float
    cut: float
    what: float
    days: float


@dataclass(frozen=True, slots=True)
class Behind:
    """The pages behind the first: the step table with a group of rows for each step, the supply table, and lists."""

    widths: Widths
    curve: Curve | None
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    steps: tuple[tuple[StepRow, ...], ...]
    supply_title: str
    supply_columns: tuple[str, ...]
    supply: tuple[SupplyRow, ...]
    supply_notes: tuple[str, ...]
    listings: tuple[Listing, ...]
    questions: tuple[str, ...]


def behind(plan: Plan, options: Options, first: First, size: tuple[float, float]) -> Behind:
    """Decide the pages behind the *first*; *size* is the width and height of their text, in units."""
    inside, words = size[0], Words(options.language)
    widths, present = _widths(inside), options.as_of if plan.outline.dated else date.min
    # Two pages of small paper hold what one of A4 does.
    room = size[1] * (2 if inside < NARROW else 1)
    said = guidance(plan, words, inside, room, present)
    span = needed_next(plan, options.as_of if plan.outline.dated else plan.first_day)
    note = asked_note(words, plan)
    return Behind(
        widths,
        None if first.curve else curve(plan, words, options.as_of, inside, good_height(plan)),
        (note,) if note else (),
        (
            words.text("Step"),
            words.text("From – to"),
            words.text("Dose, and what makes it"),
            words.text("Cut; % of the mean daily dose before, and of the one before the plan")
            if plan.outline.before
            else words.text("Cut; % of the mean daily dose before, and of the first"),
        ),
        tuple(
            tuple(divided(words, row, widths.doses - APART)) for row in step_rows(plan, words, options.as_of)
        ),
        _supply_title(plan, words),
        (words.text("For"), words.text("From – to"), words.text("Days"), words.text("Needs")),
        tuple(supply_rows(plan, words, span)) if span else (),
        tuple(_supply_notes(plan, words, span)),
        tuple(
            listing
            for part in (_before(plan, options, words, first), said, _after(plan, options, words, first))
            for listing in part
            if listing.lines
        ),
        tuple(_questions(plan, words, inside)),
    )


def _widths(inside: float) -> Widths:
    if inside < NARROW:
        return Widths(14, 36, inside - 14 - 36 - 32, 32, 30, 12)
    return Widths(14, 54, inside - 14 - 54 - 54, 54, 42, 14)


def _supply_title(plan: Plan, words: Words) -> str:
    if any(product.form.row.drawn is Drawn.TABLET for product in plan.outline.products):
        return words.text("Supply, to the part of a tablet")
    return words.text("Supply, exactly")


def _supply_notes(plan: Plan, words: Words, span: Span | None) -> Iterator[str]:
    if plan.open:
        last = words.language.full_date(plan.last_day)
        yield marked(words.text("The plan has no end; it is laid out to {date}.", date=last), "laidout")
    if any(use.lost for use in supply(plan)):
        yield words.text(
            "What a cut leaves over on a day is not kept for the next one; it is counted as needed."
        )
    controlled = [drug for drug in plan.drugs if is_controlled(drug)]
    if controlled and span and len(span) > MOST_CONTROLLED and words.language.code == "en-GB":
        said = words.text(
            "Controlled drugs of Schedules 2 to 4 in the UK ({drugs}): good practice is 30 days a prescription, longer "
            "only if justified (NHSBSA).",
            drugs=words.listed(controlled),
        )
        yield marked(said, "found")


def _before(plan: Plan, options: Options, words: Words, first: First) -> Iterator[Listing]:
    """Yield the lists that stand before what guidance says: of packets."""
    counted_off = words.text(
        "What is at home, or left over from packets before, is counted off: an order can be less than is needed."
    )
    ordered = orders(plan, words, options.as_of)
    yield Listing(words.text("At home, and orders"), (counted_off, *ordered) if ordered else ())
    span = needed_next(plan, options.as_of if plan.outline.dated else plan.first_day)
    if span and first.ask.more:
        yield Listing(words.text("All that is asked for"), needs(plan, words, span))
    if plan.outline.as_needed:
        told = tuple(allowed_at_most(plan, words, len(span) if span else _FOUR_WEEKS))
        beside = words.text(
            "It is no part of the doses above and of what they need: how often it is taken is not known."
        )
        yield Listing(words.text("Allowed beside the plan, only if needed"), (*told, beside))


def _after(plan: Plan, options: Options, words: Words, first: First) -> Iterator[Listing]:
    """Yield the lists that stand after it: what the first page had no room for."""
    outline = plan.outline
    if first.past.left_out:
        yield Listing(words.text("If it gets too hard, we agreed"), first.hard)
    if first.past.more or (first.past.left_out and outline.changes):
        yield Listing(words.text("All changes"), changes(plan, words, options.as_of))
    if first.packets < len(outline.products):
        yield Listing(words.text("All packets"), listed_packets(plan, words))
    if len(outline.contacts) > 1:
        contacts = (
            marked(_contact(words, one), f"contact:{place}") for place, one in enumerate(outline.contacts)
        )
        yield Listing(words.text("Whom to ring"), tuple(contacts))


def _contact(words: Words, contact: Contact) -> str:
    phone = words.language.together(contact.phone) if contact.phone else ""
    return ", ".join(part for part in (role(words, contact.role), contact.name, phone) if part)


def _questions(plan: Plan, words: Words, inside: float) -> Iterator[str]:
    """Yield blanks for what a doctor may want to know; nobody is advised."""
    driving, card = words.text("Driving:"), words.text("Steroid emergency card, given and carried:")
    if words.language.code == "en-GB" and any(map(in_driving_law, plan.drugs)):
        driving = words.text("Driving (in England and Wales: the drug-driving law):")
    long = words.text("Taken for how many months:")
    if any(is_of(drug, Group.GLUCOCORTICOID) for drug in plan.drugs):
        long = words.text("Taken for how many weeks:")
    with_withdrawal = (
        words.text("Other sedatives, and opioids:"),
        words.text("Alcohol:"),
        words.text("Seizures, ever:"),
    )
    naloxone = words.text("Naloxone at home:")
    for asked in (
        *(() if plan.outline.indication else (words.text("What it is taken for:"),)),
        *(() if plan.outline.since else (long,)),
        *(with_withdrawal if has_withdrawal(plan) else ()),
        words.text("Pregnancy:"),
        driving,
        words.text("Earlier attempts to come off:"),
        *((naloxone,) if any(is_of(drug, Group.OPIOID) for drug in plan.medicines) else ()),
        *((card,) if any(has_sick_days(plan, drug) for drug in plan.drugs) else ()),
        *(() if plan.outline.reviews else (words.text("Next review, and with whom:"),)),
    ):
        yield f"{asked} {blank(BLANK, inside - BLANK.width(f'{asked} ') - 1)}"
