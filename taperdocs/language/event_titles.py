"""Titles of events without a dose: for events that were withdrawn, and for doses too long for a title."""

from enum import StrEnum

from taperdocs.language.words import Words


class Kind(StrEnum):
    """What happens on the day of an event."""

    STEP = "step"
    HOLD = "hold"
    GOES_ON = "goes on"
    LAST = "last"
    WITHOUT = "without"
    REVIEW = "review"
    ORDER = "order"
    DOSE = "dose"


def cancelled(words: Words) -> dict[Kind, str]:
    """Return, for each kind, the title of an event that was withdrawn."""
    return {
        Kind.STEP: words.text("Cancelled: next step"),
        Kind.HOLD: words.text("Cancelled: hold"),
        Kind.GOES_ON: words.text("Cancelled: end of the hold"),
        Kind.LAST: words.text("Cancelled: last dose day"),
        Kind.WITHOUT: words.text("Cancelled: first day without"),
        Kind.REVIEW: words.text("Cancelled: review"),
        Kind.ORDER: words.text("Cancelled: last day to order"),
        Kind.DOSE: words.text("Cancelled: dose"),
    }


def short(words: Words) -> dict[Kind, str]:
    """Return, for each kind, a title that names no dose."""
    return {
        Kind.STEP: words.text("Next step: see the doses below"),
        Kind.HOLD: words.text("Hold: see the doses below"),
        Kind.GOES_ON: words.text("Hold ends: the plan goes on, same dose"),
        Kind.LAST: words.text("Last dose day"),
        Kind.WITHOUT: words.text("First day without"),
        Kind.REVIEW: words.text("Review"),
        Kind.ORDER: words.text("Last day to order"),
        Kind.DOSE: words.text("Doses: see below"),
    }
