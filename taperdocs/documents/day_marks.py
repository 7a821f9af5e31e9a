"""What is special about a day, as a mark and as notes; the same in every edition and in the diary."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import change, hold
from taperdocs.language.words import Words
from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan, Review
from taperdocs.plan.step import Period
from taperdocs.plan.stock import refills

_DAY = timedelta(1)


def mark(plan: Plan, words: Words, day: date) -> tuple[str, str]:
    """Return the kind and the word of the mark of a day; both are empty for a day with nothing special.

    The word begins with a sign, so that marks can be told apart by shape too.
    """
    period, kind, said = plan.period(day), "", ""
    if period is None:
        first = day == plan.first_day_without
        kind, said = ("without", words.text("○ FIRST DAY WITHOUT")) if first else ("outside", "")
    elif day == plan.last_dose_day:
        kind, said = "last", words.text("⚑ LAST DOSE DAY")
    elif day == period.first and plan.is_new(period):
        kind, said = "new", _new(plan, words, period)
    elif period.held:
        kind, said = "held", words.text("⏸ HOLD")
    elif period.step.length.optional:
        kind, said = "needed", words.text("□ ONLY IF NEEDED")
    elif period.move_on and period.move_on <= day:
        kind, said = "window", words.text("▶ MAY MOVE ON")
    return kind, said


def _new(plan: Plan, words: Words, period: Period) -> str:
    """Return the mark of a new dose: lower, higher, or neither for all drugs alike."""
    if not plan.before(period):
        return words.text("● FIRST DAY")
    ways = {cut.amount > 0 for cut in cuts(plan, period)}
    if len(ways) != 1:
        return words.text("■ NEW DOSE")
    return words.text("▼ NEW DOSE") if ways == {True} else words.text("▲ NEW DOSE")


def legend(plan: Plan, words: Words, days: Iterable[date]) -> tuple[str, ...]:
    """Explain those marks of *days* that are not clear by their words alone, in at most three lines."""
    said = {
        "held": words.text("⏸ HOLD: stay on this dose until the hold ends."),
        "window": words.text("▶ MAY MOVE ON: the next step may begin on any of these days, as agreed.")
        if plan.outline.agreed
        else words.text("▶ MAY MOVE ON: the next step may begin on any of these days."),
        "needed": words.text("□ ONLY IF NEEDED: this step is taken only if its condition is met."),
    }
    kinds = {mark(plan, words, day)[0] for day in days}
    return tuple(text for kind, text in said.items() if kind in kinds)


def without(plan: Plan, day: date) -> bool:
    """Tell whether nothing is taken on a day: a day of the plan without a dose, or one after the last dose day."""
    after = plan.first_day_without is not None and day >= plan.first_day_without
    return after or (plan.period(day) is not None and not plan.on(day))


def notes(plan: Plan, words: Words, day: date) -> Iterator[Marked]:
    """Yield the notes of a day: reviews, the last day to order, a change, a hold, and tomorrow's new doses."""
    yield from (review(words, planned) for planned in plan.outline.reviews if planned.on == day)
    if any(refill.order_by == day for refill in refills(plan)):
        # It says no number: a number in the square of a day could be read as a dose.
        yield marked(words.text("Last day to order"))
    period = plan.period(day)
    if period is None:
        return
    if day == period.first and plan.is_new(period) and plan.before(period):
        yield change(words, plan, period)
    if day == period.first and period.step.condition:
        yield marked(period.step.condition, f"condition:{day}")
    if _begins_hold(plan, period, day):
        yield hold(words, plan, period)
    if _following(plan, day):
        # Only the new doses: with the old ones beside them, a reader could choose the wrong one.
        doses = words.taken(plan.on(day + _DAY), plan.drugs)
        yield marked(words.text("Tomorrow: {doses}", doses=doses), f"doses:{day + _DAY}")


def urgent(words: Words) -> str:
    """Return the emergency line of each diary page."""
    return words.text(
        "A fit, a collapse, cannot be woken, trouble breathing: ring the emergency number {blank}.",
        blank="_" * 16,
    )


def outlook(plan: Plan, words: Words, after: date) -> Marked:
    """Say the next change after a day, else the last dose day unless it is over, else nothing."""
    return marked(_outlook(plan, words, after), f"next:{after}")


def _outlook(plan: Plan, words: Words, after: date) -> str:
    coming, date_of = plan.next_change(after), words.language.day
    if coming:
        said = change(words, plan, coming)
        return words.text("Next change: {date}, {change}.", date=date_of(coming.first), change=said)
    last = plan.last_dose_day
    return words.text("Last dose day: {date}.", date=date_of(last)) if last and last >= after else ""


def review(words: Words, planned: Review) -> Marked:
    """Return the note of a planned review, with what the plan says about it."""
    said = words.text("Review: {what}", what=planned.what) if planned.what else words.text("Review")
    return marked(said, f"review:{planned.on}")


def _begins_hold(plan: Plan, period: Period, day: date) -> bool:
    before = plan.before(period)
    return period.held and day == period.first and not (before and before.held)


def _following(plan: Plan, day: date) -> Period | None:
    """Return the period with new doses that begins on the next day, if any."""
    here, following = plan.period(day), plan.period(day + _DAY)
    return following if here and following and following is not here and plan.is_new(following) else None
