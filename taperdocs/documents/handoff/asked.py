"""The box that tells the doctor what to do: agree, sign, and prescribe so much for so many days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.handoff.sizes import ASK, FRAME, PADDING, TEXT
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import need
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import PlanStatus
from taperdocs.plan.supply import Span, Until, Use, at_most
from taperdocs.rules import Level, check

_MOST_USES = 8
"""Most products that the box lists."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The box at the top of the first page.

    *lead* is the request, *uses* are the amounts to prescribe, one for each product, and *note* says for which
    days. *more* says how many products are left to other pages. *height* is in units.
    """

    lead: str
    uses: tuple[str, ...]
    more: str
    note: str
    height: float


def asks(plan: Plan, words: Words, now: PlanStatus, span: Span | None, inside: float) -> tuple[Ask, ...]:
    """Return the box in every form that it may take, the fullest first: each lists one product fewer.

    *span* is None where nothing is to be prescribed; *inside* is the width of the page in units.
    """
    lead, notes = _lead(plan, words, now, span), tuple(_notes(plan, words, now, span))
    note = marked(" ".join(notes), *notes)
    uses = needs(plan, words, span) if span else ()
    most = min(len(uses), _MOST_USES)
    counted = f"neededleft:{span.first},{span.last}" if span else ""
    return tuple(_ask(words, (lead, note, counted), uses, shown, inside) for shown in range(most, -1, -1))


def _ask(
    words: Words, said: tuple[str, str, str], uses: tuple[Marked, ...], shown: int, inside: float
) -> Ask:
    left, (lead, note, counted), room = len(uses) - shown, said, inside - 2 * (PADDING + FRAME)
    more = words.texts(
        "and {number} product more: see the next pages",
        "and {number} products more: see the next pages",
        left,
    )
    if not shown:
        more = words.texts(
            "{number} product: how many, see the next pages",
            "{number} products: how many of each, see the next pages",
            left,
        )
    more = marked(more, f"{counted},{shown}") if left else ""
    height = 2 * (PADDING / 2 + FRAME) + sum(ASK.height(text, room) for text in (lead, *uses[:shown]))
    height += sum(TEXT.height(text, room) for text in (more, note) if text)
    return Ask(lead, uses[:shown], more, note, height)


def needs(plan: Plan, words: Words, span: Span) -> tuple[Marked, ...]:
    """Return what *span* needs, a text for each product."""
    mark = f"needed:{span.first},{span.last}"
    return tuple(marked(_need(words, plan, use), f"{mark},{place}") for place, use in enumerate(span.uses))


def _need(words: Words, plan: Plan, use: Use) -> str:
    """Return ``clonazepam 53 tablets of 0.5 mg``, with the drug even where it is the only one: this is prescribed."""
    said = need(words, plan, use)
    return said if len(plan.drugs) > 1 else f"{use.product.drug} {said}"


def _lead(plan: Plan, words: Words, now: PlanStatus, span: Span | None) -> Marked:
    if now.period is None:
        return marked(words.text("For your records: this plan has ended."))
    if span is None:
        return marked(words.text("Please agree how the plan goes on, and sign."))
    days = words.texts("{number} day", "{number} days", len(span))
    said = words.text("Please agree or change, sign, and prescribe {days}:", days=days)
    if plan.outline.agreed:
        said = words.text("Please confirm or change, sign, and prescribe {days}:", days=days)
    return marked(said, f"count:{span.first},{span.last}")


def _notes(plan: Plan, words: Words, now: PlanStatus, span: Span | None) -> Iterator[Marked]:
    """Yield by when to answer, for which days to prescribe, and what is prescribed for need beside that."""
    asked = answer_by(plan, now)
    if asked:
        date = words.language.full_date(asked)
        by = words.text("Please answer before {date}.", date=date)
        if asked == now.day and now.begun:
            by = words.text("Please answer today, {date}, before the dose.", date=date)
        yield marked(by, f"date:{asked}")
    if span:
        yield _note(plan, words, span)
        for place in range(len(plan.outline.as_needed)):
            yield _if_needed(plan, words, place, len(span))


def _if_needed(plan: Plan, words: Words, place: int, days: int) -> Marked:
    """Return the most that *days* can use of what is allowed, with a blank: no plan says until when it is."""
    one, until = plan.outline.as_needed[place], "_" * 10
    most = at_most(plan, one, days)
    if not most:
        said = words.text("{drug}, only if needed, until {blank}.", drug=one.drug, blank=until)
        return marked(said, f"allowedasked:{place}")
    uses = words.listed(words.use(use.unpacked) for use in most)
    said = words.text(
        "{drug}, only if needed: for {days} at most {uses}, until {blank}.",
        drug=one.drug,
        days=words.days(days),
        uses=uses,
        blank=until,
    )
    return marked(said, f"allowedasked:{place},{days}")


def answer_by(plan: Plan, now: PlanStatus) -> date | None:
    """Return the next day that is asked about, perhaps today; None where nothing is, or the plan has no dates."""
    if not plan.outline.dated or now.period is None:
        return None
    asked = (one for one in check(plan, now.day) if one.level is Level.ASK)
    days = (day for one in asked for day in one.each or (one.first, one.last))
    return min((day for day in days if day >= now.day or not now.begun), default=None)


def _note(plan: Plan, words: Words, span: Span) -> Marked:
    """Return for which days to prescribe, and why up to that day."""
    first, last = (words.language.full_date(day) for day in (span.first, span.last))
    said = words.text("{first} to {last}, both days included", first=first, last=last)
    marks = [f"date:{span.first}", f"date:{span.last}"]
    what = next((review.what for review in plan.outline.reviews if review.on == span.last), "")
    if span.until is Until.REVIEW and what:
        why = words.text("up to the next review: {what}", what=what)
        said, marks = f"{said}; {why}.", [*marks, f"review:{span.last}"]
    elif span.until is Until.REVIEW:
        said = f"{said}; {words.text('up to the next review')}."
    elif span.until is Until.LAST_DOSE:
        said = f"{said}; {words.text('up to the last dose')}."
    else:
        said = f"{said}."
    if plan.open and span.last > plan.last_day:
        said = f"{said} {words.text('It counts on the present dose going on.')}"
    return marked(said, *marks)
