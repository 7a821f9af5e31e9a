"""What is special about a day, in one word and in notes, the same in every edition and in the diary."""

from collections.abc import Iterator
from datetime import date, timedelta

from taperdocs.phrases import change
from taperdocs.plan import Plan
from taperdocs.words import Words

_DAY = timedelta(1)


def mark(plan: Plan, words: Words, day: date) -> tuple[str, str]:
    """Return the shape and the word of the most important thing about a day; both empty for any other day."""
    period = plan.period(day)
    if period is None:
        return (
            ("without", words.text("FIRST DAY WITHOUT")) if day == plan.first_day_without else ("outside", "")
        )
    if day == plan.last_dose_day:
        return "last", words.text("LAST DOSE DAY")
    if day == period.first and plan.is_new(period):
        return "new", words.text("NEW DOSE") if plan.before(period) else words.text("FIRST DAY")
    if period.held:
        return "held", words.text("HOLD")
    if period.move_on and period.move_on <= day:
        return "window", words.text("MAY MOVE ON")
    return "", ""


def notes(plan: Plan, words: Words, day: date) -> Iterator[str]:
    """Say what has changed, what changes tomorrow, and from when the next step may be taken early."""
    period = plan.period(day)
    if period is None:
        return
    if day == period.first and plan.is_new(period) and plan.before(period):
        yield change(words, plan, period)
        if period.step.condition:
            yield period.step.condition
    following = plan.period(day + _DAY)
    if following and following is not period and plan.is_new(following):
        yield words.text("Tomorrow: {change}", change=change(words, plan, following))
    if period.move_on == day:
        yield words.text("From today you may move on, as agreed")
