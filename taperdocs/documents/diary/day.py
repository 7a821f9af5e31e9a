"""One day of the diary: what is printed for it in advance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from taperdocs.documents.day_marks import marks, nothing, review
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels
from taperdocs.language.words import Drawing, Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day, Intake


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose to tick: when, which drug where there are several, and each of the pieces that make it.

    *dose* is printed large: what the hand does. Where that is a volume, *same* is the dose in the unit of the plan.
    *stays*: whether it is a patch that is left on, so that there is nothing to tick; then *pieces* is its rate.
    """

    time: str
    drug: str
    dose: str
    same: str
    pieces: tuple[str, ...]
    drawing: Drawing | None
    stays: bool = False

    @property
    def said(self) -> str:
        """Return the dose with its drug and time, for the description of a form field."""
        return ", ".join(
            part
            for part in (self.same or (self.pieces[0] if self.stays else self.dose), self.drug, self.time)
            if part
        )


class Content(NamedTuple):
    """What determines the height of the row of a day: days with equal content are equally high."""

    marks: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One day: the key of its form fields, its weekday and date, what is special about it, and its doses."""

    day: date
    key: str
    names: tuple[str, str]
    marks: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]
    nothing: str

    @property
    def said(self) -> Marked:
        """Return the name of the day in the description of a form field."""
        return marked(" ".join(name for name in self.names if name.strip("_")), f"date:{self.day}")

    @property
    def content(self) -> Content:
        """Return all but its name."""
        return Content(self.marks, self.notes, self.taken, self.nothing)


def doses(plan: Plan, words: Words, taken: Day) -> tuple[Taken, ...]:
    """Return the doses of a day to tick. Doses without a time are labelled as first, second and so on."""
    return tuple(_taken(plan, words, *each) for each in zip(taken, labels(words, taken), strict=True))


def _taken(plan: Plan, words: Words, intake: Intake, label: str) -> Taken:
    amount, unit, beside = words.numeral(plan, intake)
    dose, made = words.language.together(f"{amount} {unit}"), words.each_made(plan, intake)
    if intake.stays:
        # What is done with the patch is large: its rate would look like one to put on.
        dose, made = made[0].replace(" ", NO_BREAK), (dose,)
    return Taken(
        label,
        intake.drug if len(plan.drugs) > 1 else "",
        dose,
        words.dose(intake.dose) if beside else "",
        made,
        words.drawing(plan, intake),
        intake.stays,
    )


def told_apart(taken: Sequence[Taken]) -> tuple[tuple[str, str], ...]:
    """Return the mark and the text that tell each dose of a day from the others: time, or drug, or both."""
    times, drugs = [one.time for one in taken], [one.drug for one in taken]
    for mark, each in (("time", times), ("drug", drugs)):
        if len(set(each)) == len(each) and (all(each) or len(each) == 1):
            return tuple((mark if text else "", text) for text in each)
    return tuple(("label", f"{one.drug} {one.time}".strip()) for one in taken)


def entry(plan: Plan, words: Words, day: date, taken: tuple[Taken, ...]) -> Entry:
    """Return what is printed for a day with its doses; in a plan without dates, with a blank for the date."""
    language, dated = words.language, plan.outline.dated
    names = (marked(language.weekday(day)), marked(language.day_month(day), f"date:{day}"))
    return Entry(
        day,
        f"d{day.isoformat()}" if dated else f"day{(day - plan.first_day).days + 1}",
        names if dated else (names[1], names[0]),
        marks(plan, words, day),
        tuple(review(words, planned) for planned in plan.outline.reviews if planned.on == day),
        taken,
        nothing(plan, words, day),
    )
