"""The next change in the hand-off, with its day, and what is needed until when."""

from dataclasses import dataclass, replace
from datetime import date

from taperdocs.documents.handoff.taken_now import conditions
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import change, need
from taperdocs.language.words import Words
from taperdocs.pdf.measure import MM, lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import PlanStatus, merged_with
from taperdocs.plan.step import Period
from taperdocs.plan.supply import Span, Until

# Lengths in units; style.css has the same numbers.
_PADDING, _TITLE, _NOTE = 3.6, 6.4, 5.4
_TITLE_SIZE, _TEXT_SIZE = 5 / MM, 4.3 / MM
_SIZES = ((6.4, 8, 1), (5, 6.2, 3), (4.3, 5.4, 6))
"""Forms of a change: text size and height of a line in units, and the most lines it may take."""
_MOST_USES = 8
"""The most packets that the first page lists as needed."""


@dataclass(frozen=True, slots=True)
class Coming:
    """The next change in text of *size* tenths of a unit, and a note on its conditions; *height* is in units."""

    title: str
    size: int
    text: str
    note: str
    height: float


@dataclass(frozen=True, slots=True)
class Needed:
    """What is needed until which day, packet by packet; *more* says how many packets are on other pages.

    *stock* says how long the packets at hand last, and by when to order more.
    """

    title: str
    size: int
    uses: tuple[str, ...]
    more: str
    note: str
    stock: tuple[str, ...]
    height: float


def coming_forms(plan: Plan, words: Words, now: PlanStatus, inside: float) -> tuple[Coming, ...]:
    """Return the forms of the next change, the largest first; the last ones say only its day."""
    title, (text, short), note = words.text("Next change"), _texts(plan, words, now), _note(plan, words, now)
    if now.period is None:
        return (Coming("", 0, "", "", 0),)
    found = [
        _coming(title, said, note, size, inside)
        for said in (text, short)
        for size, (high, _, most) in enumerate(_SIZES)
        if lines(said, high / MM, inside, bold=True) <= most
    ]
    return tuple(found)


def _coming(title: str, text: str, note: str, size: int, inside: float) -> Coming:
    high, line, _ = _SIZES[size]
    height = _PADDING + _TITLE + line * lines(text, high / MM, inside, bold=True)
    height += _NOTE * lines(note, _TEXT_SIZE, inside) if note else 0
    return Coming(title, int(high * 10), text, note, height)


def _next(plan: Plan, now: PlanStatus) -> tuple[date, Period | None] | None:
    """Return the day of the next change and its period, else the first day without a dose and None, else None."""
    if now.period is None:
        return None
    after = now.day if now.begun else plan.first_day
    if coming := plan.next_change(after):
        return coming.first, coming
    return (plan.first_day_without, None) if plan.first_day_without else None


def _texts(plan: Plan, words: Words, now: PlanStatus) -> tuple[Marked, Marked]:
    """Return the next change with its doses, and a shorter text without them."""
    found = _next(plan, now)
    if found is None:
        text = marked(words.text("None: this dose goes on, no end is set."))
        if plan.waiting:
            waiting = words.texts(
                "{number} step waits for the hold to end.",
                "{number} steps wait for the hold to end.",
                len({period.step.number for period in plan.waiting}),
            )
            text = marked(waiting, "waits")
        return text, text
    day, period = words.language.day(found[0]), found[1]
    short = marked(words.text("{date}: see the step table", date=day), f"nextday:{now.day}")
    if period is None:
        text = marked(words.text("{date}: first day without", date=day), "without")
        return text, text
    # An arrow at the end of a line would part the old dose from the new one.
    said = change(words, plan, period).replace("→ ", f"→{NO_BREAK}")
    return marked(words.text("{date}: {change}", date=day, change=said), f"nextof:{now.day}"), short


def _note(plan: Plan, words: Words, now: PlanStatus) -> Marked:
    found, early = _next(plan, now), _early(plan, now)
    said = list[Marked]()
    if early and early > now.day:
        from_day = words.text("▶ MAY MOVE ON from {date} on.", date=words.language.full_date(early))
        said.append(marked(from_day, f"moveon:{now.day}"))
    elif early:
        said.append(marked(words.text("▶ MAY MOVE ON: any day now.")))
    said += conditions(words, found[1]) if found and found[1] else ()
    return marked(" ".join(said), *said)


def _early(plan: Plan, now: PlanStatus) -> date | None:
    """Return the day from which the next step may begin early; None while the plan is held."""
    if now.period is None or now.period.held or not now.laid_out:
        return None
    return merged_with(plan, now.period).move_on


def needed_forms(
    plan: Plan, words: Words, span: Span | None, stock: tuple[str, ...], inside: float
) -> tuple[Needed, ...]:
    """Return the forms of what is needed in *span*, the largest first; *stock* is said only in the fullest ones."""
    if span is None:
        return (Needed("", 0, (), "", "", (), 0),)
    uses = needs(plan, words, span) or (words.text("nothing"),)
    most = min(len(uses), _MOST_USES)
    sizes = [(size, most) for size in range(len(_SIZES))]
    fewer = [(2, shown) for shown in range(most - 1, -1, -1)]
    full = [_needed(plan, words, span, (size, uses, shown), inside) for size, shown in sizes]
    stocked = [_stocked(form, stock, inside) for form in full] if stock else []
    return (
        *stocked,
        *(full[-1:] if stock else full),
        *(_needed(plan, words, span, (size, uses, shown), inside) for size, shown in fewer),
    )


def needs(plan: Plan, words: Words, span: Span) -> tuple[Marked, ...]:
    """Say what *span* needs, packet by packet."""
    mark = f"needed:{span.first},{span.last}"
    return tuple(marked(need(words, plan, use), f"{mark},{place}") for place, use in enumerate(span.uses))


def _stocked(form: Needed, stock: tuple[str, ...], inside: float) -> Needed:
    more = sum(_NOTE * lines(text, _TEXT_SIZE, inside, bold=True) for text in stock)
    return replace(form, stock=stock, height=form.height + more)


def _needed(
    plan: Plan, words: Words, span: Span, said: tuple[int, tuple[str, ...], int], inside: float
) -> Needed:
    size, uses, shown = said
    title, note, left = _until(words, span), _span_note(plan, words, span), len(uses) - shown
    more = words.texts(
        "and {number} packet more, on the next pages", "and {number} packets more, on the next pages", left
    )
    if not shown:
        more = words.texts("{number} packet, on the next pages", "{number} packets, on the next pages", left)
    more = marked(more, f"number:{left}")
    high, line, _ = _SIZES[size]
    height = _PADDING + _TITLE * lines(title, _TITLE_SIZE, inside, bold=True)
    height += _NOTE * lines(note, _TEXT_SIZE, inside) + (_NOTE if left else 0)
    height += sum(line * lines(use, high / MM, inside, bold=True) for use in uses[:shown])
    return Needed(title, int(high * 10), uses[:shown], more if left else "", note, (), height)


def _until(words: Words, span: Span) -> Marked:
    date_of = words.language.full_date(span.last)
    said = {
        Until.REVIEW: words.text("Needed until the next review, {date}", date=date_of),
        Until.DISPENSING: words.text("Needed to {date}, the day before the next dispensing", date=date_of),
        Until.LAST_DOSE: words.text("Needed to the last dose day, {date}", date=date_of),
        Until.LAID_OUT: words.text("Needed to {date}, the last day that is laid out", date=date_of),
    }
    return marked(said[span.until], f"date:{span.last}")


def _span_note(plan: Plan, words: Words, span: Span) -> Marked:
    first, days = words.language.full_date(span.first), words.days(len(span))
    said = words.text("{days} from {date}, both days included; rounded up.", days=days, date=first)
    what = _review(plan, span)
    if plan.open and span.last > plan.last_day:
        goes_on = words.text("It counts on the present dose going on.")
        said = f"{said} {goes_on}"
    review = words.text("Review: {what}", what=what)
    marks = (f"length:{span.first},{span.last}", f"date:{span.first}")
    return marked(f"{said} {review}.", *marks, f"review:{span.last}") if what else marked(said, *marks)


def _review(plan: Plan, span: Span) -> str:
    if span.until is not Until.REVIEW:
        return ""
    return next((review.what for review in plan.outline.reviews if review.on == span.last), "")
