"""The box that asks, before a step down or before stopping, whether its conditions are met."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.diary.sizes import ASK, FRAME, OTHERWISE, QUESTION, READY
from taperdocs.language.marked import marked
from taperdocs.language.phrases import change
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Text
from taperdocs.plan.cuts import cuts
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Period


@dataclass(frozen=True, slots=True)
class Ready:
    """What the box says: a question (*title*), the conditions to tick, and what to do if not all are ticked."""

    title: str
    ask: tuple[Text, ...]
    otherwise: Text


@dataclass(frozen=True, slots=True)
class Coming:
    """A step down that the box asks about; *period* None means the stop.

    *earliest* comes before *planned* where the plan allows moving on early.
    """

    earliest: date
    planned: date
    period: Period | None


def steps_down(plan: Plan) -> tuple[Coming, ...]:
    """Return each step down and the stop; nothing where the plan file has no conditions (``[ready]``)."""
    return tuple(_steps_down(plan)) if plan.outline.ready else ()


def _steps_down(plan: Plan) -> Iterator[Coming]:
    for period in plan.periods:
        if any(cut.amount > 0 for cut in cuts(plan, period)):
            yield Coming(_earliest(plan, period.first), period.first, period)
    if stop := plan.first_day_without:
        yield Coming(_earliest(plan, stop), stop, None)


def near(steps: tuple[Coming, ...], days: tuple[date, ...]) -> tuple[Coming, ...]:
    """Return the steps that a page with *days* asks about.

    These are planned after the page's first day, and may begin at the latest on the day after its last.
    """
    return tuple(step for step in steps if days[0] < step.planned and step.earliest <= days[-1] + DAY)


def _earliest(plan: Plan, planned: date) -> date:
    """Return the first day on which the step planned for the day *planned* may begin, never later than that day."""
    before = plan.period(planned - DAY)
    return before.move_on if before and before.move_on else planned


def ready(plan: Plan, words: Words, step: Coming) -> Ready:
    """Return the box that asks about a step."""
    otherwise = Text(OTHERWISE, words.text("Not all ticked? Stay on this dose and ring."))
    ask = tuple(Text(ASK, marked(one, f"text:ready,{place}")) for place, one in enumerate(plan.outline.ready))
    dates = dict.fromkeys(f"date:{day}" for day in (step.planned, step.earliest))
    changes = [f"change:{step.planned}"] if step.period else []
    return Ready(marked(_title(plan, words, step), *changes, *dates), ask, otherwise)


def _title(plan: Plan, words: Words, step: Coming) -> str:
    planned, earliest = words.language.long_day(step.planned), words.language.day_month(step.earliest)
    if step.period is None and step.earliest == step.planned:
        return words.text("Ready to stop on {day}?", day=planned)
    if step.period is None:
        return words.text("Ready to stop on {day}, or from {earliest} on?", day=planned, earliest=earliest)
    said = change(words, plan, step.period)
    if step.earliest == step.planned:
        return words.text("Ready for {change} on {day}?", change=said, day=planned)
    return words.text(
        "Ready for {change} on {day}, or from {earliest} on?", change=said, day=planned, earliest=earliest
    )


def height(box: Ready, room: float) -> float:
    """Return the height of a box *room* units wide, in units; several conditions share a line where they fit."""
    inside = room - READY.start - READY.end - 2 * FRAME
    rows, filled, row = QUESTION.height(box.title, inside), 0.0, 0.0
    for text in (*box.ask, box.otherwise):
        needed = min(text.width, inside)
        if filled + needed > inside:
            rows, filled, row = rows + row, 0.0, 0.0
        high = text.style.around(text.style.line) if needed < inside else text.height(inside)
        filled, row = filled + needed, max(row, high)
    return 2 * FRAME + READY.around(rows + row)
