"""What the card says about the days ahead: the next change, from when one may move on, the last dose day."""

from datetime import date

from taperdocs.documents.card.panel import KEY, NOTE, STRONG, TEXT, Block, Face, block, fitting
from taperdocs.language.marked import marked
from taperdocs.language.phrases import change
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import PlanStatus
from taperdocs.plan.step import Period

_LINES = 5
"""The most lines that the next change may take."""


def ahead(plan: Plan, words: Words, now: PlanStatus, period: Period) -> Block:
    """Say the next change, or that there is none; from when one may move on; and the last dose day."""
    coming, parts = plan.next_change(now.day), list[tuple[Face, str]]()
    if coming:
        whole = _change(words, plan, coming)
        said = whole or words.text("New doses: they are on the printed calendar.")
        dates = (words.text("Next change: {date}", date=date) for date in _dates(words, coming.first))
        parts.append((KEY, marked(_one_line(KEY, *dates), f"{'nextof' if whole else 'nextday'}:{now.day}")))
        parts.append((fitting((STRONG, KEY), said), said))
    elif plan.waiting:
        parts.append((TEXT, words.text("The later steps have no dates until the hold ends.")))
    elif plan.open:
        parts.append((TEXT, words.text("Goes on like this until you and your prescriber agree otherwise.")))
    if period.move_on and not period.step.length.optional:
        early = words.text("You may move on from {date}.", date=words.language.full_date(period.move_on))
        parts.append((NOTE, marked(early, f"moveon:{period.first}")))
    if plan.last_dose_day:
        dates = (words.text("Last dose day: {date}", date=date) for date in _dates(words, plan.last_dose_day))
        parts.append((NOTE, marked(_one_line(NOTE, *dates), "lastdose")))
    return block(*parts, gap=2, rule=True)


def ended(plan: Plan, words: Words) -> Block:
    """Say the last dose day and the first day without a dose; raise ``ValueError`` for a plan without an end."""
    last, without = plan.last_dose_day, plan.first_day_without
    if not last or not without:
        message = "only a plan with a last dose day ends"
        raise ValueError(message)
    date_of = words.language.full_date
    return block(
        (TEXT, marked(words.text("Last dose day: {date}", date=date_of(last)), "lastdose")),
        (TEXT, marked(words.text("First day without: {date}", date=date_of(without)), "without")),
    )


def _dates(words: Words, day: date) -> tuple[str, ...]:
    """Return ways to write a date, the longest first."""
    return words.language.day(day), words.language.full_date(day)


def _one_line(face: Face, *said: str) -> str:
    """Return the first text that takes one line, else the last."""
    return next((text for text in said if len(face.lines(text)) == 1), said[-1])


def _change(words: Words, plan: Plan, coming: Period) -> str:
    """Return the old and the new doses, or nothing where they take too many lines for a panel."""
    said = str(change(words, plan, coming))
    return said if len(KEY.lines(said)) <= _LINES else ""
