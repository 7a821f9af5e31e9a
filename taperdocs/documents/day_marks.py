"""What is special about a day, in one word and in notes, the same in every edition and in the diary."""

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
    """Return the shape and the word of the most important thing about a day; both empty for any other day.

    The word has a sign before it, so that each mark is told by its form alone too.
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
    """Say a new dose with the way that it goes."""
    if not plan.before(period):
        return words.text("● FIRST DAY")
    ways = {cut.amount > 0 for cut in cuts(plan, period)}
    if len(ways) != 1:
        return words.text("■ NEW DOSE")
    return words.text("▼ NEW DOSE") if ways == {True} else words.text("▲ NEW DOSE")


def legend(plan: Plan, words: Words, days: Iterable[date]) -> tuple[str, ...]:
    """Return what the marks of *days* mean, where their words alone do not say it: three lines at most."""
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
    """Tell whether a day has no dose: one of the plan, or one after its last dose day."""
    after = plan.first_day_without is not None and day >= plan.first_day_without
    return after or (plan.period(day) is not None and not plan.on(day))


def notes(plan: Plan, words: Words, day: date) -> Iterator[Marked]:
    """Say what has changed, until when a hold lasts, what is taken tomorrow, reviews, and when to order."""
    yield from (review(words, planned) for planned in plan.outline.reviews if planned.on == day)
    if any(refill.order_by == day for refill in refills(plan)):
        # Without a number: one in the square of a day would be read as a dose.
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
        # Only what is taken then: an old and a new dose in one square would be two doses to choose from.
        doses = words.taken(plan.on(day + _DAY), plan.drugs)
        yield marked(words.text("Tomorrow: {doses}", doses=doses), f"doses:{day + _DAY}")


def urgent(words: Words) -> str:
    """Return the one line that every week of a diary has room for."""
    return words.text(
        "A fit, a collapse, cannot be woken, trouble breathing: ring the emergency number {blank}.",
        blank="_" * 16,
    )


def outlook(plan: Plan, words: Words, after: date) -> Marked:
    """Say the next change after a day, or without one the last dose day that is still to come."""
    return marked(_outlook(plan, words, after), f"next:{after}")


def _outlook(plan: Plan, words: Words, after: date) -> str:
    coming, date_of = plan.next_change(after), words.language.day
    if coming:
        said = change(words, plan, coming)
        return words.text("Next change: {date}, {change}.", date=date_of(coming.first), change=said)
    last = plan.last_dose_day
    return words.text("Last dose day: {date}.", date=date_of(last)) if last and last >= after else ""


def review(words: Words, planned: Review) -> Marked:
    """Say that the plan is looked at together, and with whom or where."""
    said = words.text("Review: {what}", what=planned.what) if planned.what else words.text("Review")
    return marked(said, f"review:{planned.on}")


def _begins_hold(plan: Plan, period: Period, day: date) -> bool:
    before = plan.before(period)
    return period.held and day == period.first and not (before and before.held)


def _following(plan: Plan, day: date) -> Period | None:
    """Return the period that begins on the next day with other doses."""
    here, following = plan.period(day), plan.period(day + _DAY)
    return following if here and following and following is not here and plan.is_new(following) else None
