"""The calendar's giant edition, a day a page, for people who see very little."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import Room
from taperdocs.documents.day_marks import mark, notes, nothing
from taperdocs.documents.syringe import Syringe, syringe
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import every_allowed, labels, named, part_of
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Options
from taperdocs.pdf.fit import paged
from taperdocs.pdf.kit import Style, Text
from taperdocs.pdf.measure import MM, drawn_width
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.regimen import Intake

_BOX = sizes.GIANT_BOX + sizes.GIANT_UNIT.width("  ")
"""Width of the box to tick with the white after it."""


@dataclass(frozen=True, slots=True)
class GiantIntake:
    """One dose: its place in the day, when, how much, its drawing, its pieces, and a syringe *beside* it or below.

    *tick*: whether something is done that can be ticked; a patch that is left on has no box. *same* is the dose of what
    is measured or counted, and stands *below* its large figure where there is no room beside it. Of a patch, *how* is
    large: it alone tells whether it is changed or left on. *top* is the height of the label, in units.
    """

    place: int
    tick: bool
    label: tuple[Text, ...]
    amount: str
    unit: str
    same: str
    below: bool
    drawing: Drawing | None
    how: Text
    syringe: Syringe | None
    beside: bool
    top: float


@dataclass(frozen=True, slots=True)
class GiantPage:
    """A day, or the part of its doses that fits a page; *allowed* is what may be taken when needed."""

    day: date
    weekday: str
    date: str
    part: str
    kind: str
    mark: str
    notes: tuple[str, ...]
    intakes: tuple[GiantIntake, ...]
    nothing: str
    allowed: tuple[Marked, ...]


def day_pages(plan: Plan, options: Options, span: tuple[date, date], size: Room) -> Iterator[GiantPage]:
    """Yield the pages of the days of *span*; doses that do not fit *size* go on another page of their day."""
    words, language = Words(options.language), options.language
    allowed = every_allowed(words, plan)
    note = sizes.GIANT_NOTE
    beneath = sum(note.height(one, size.width) for one in allowed)
    for day in days_between(*span):
        kind, said = mark(plan, words, day)
        date = f" {language.full_date(day)}, {part_of(words, 9, 9)}"
        title = sizes.GIANT_TITLE.width(language.weekday(day)) + sizes.GIANT_UNIT.width(date)
        beside, special = title <= size.width, tuple(notes(plan, words, day))
        taken = plan.on(day)
        shown = tuple(
            _intake(plan, words, (place, intake), marked(label, f"label:{day},{place}"), size)
            for place, (intake, label) in enumerate(zip(taken, labels(words, taken), strict=True))
        )
        room = size.height - sizes.GIANT_TITLE.line - (sizes.GIANT_MARK.line if said else 0)
        room -= sum(note.height(one, size.width) for one in special)
        heights = [_height(intake, size) for intake in shown]
        parts = paged(heights, room) if shown else (slice(0, 0),)
        if len(parts) > 1 and not beside:
            parts = paged(heights, room - note.line)
        if shown and sum(heights[parts[-1]]) + beneath > room - note.line:
            parts = (*parts, slice(len(shown), len(shown)))
        for number, part in enumerate(parts, start=1):
            label = part_of(words, number, len(parts)) if len(parts) > 1 else ""
            yield GiantPage(
                day,
                language.weekday(day),
                language.full_date(day),
                label if beside else "",
                kind,
                said,
                special if beside or not label else (label, *special),
                shown[part],
                nothing(plan, words, day),
                allowed if number == len(parts) else (),
            )


def _intake(plan: Plan, words: Words, at: tuple[int, Intake], label: Marked, size: Room) -> GiantIntake:
    place, intake = at
    amount, unit, same = words.numeral(plan, intake)
    drawing, larger = words.drawing(plan, intake), sizes.GIANT_UNIT
    alone = _BOX + sizes.GIANT_NUMERAL.width(amount) + larger.width(f"{unit}  ")
    beside = larger.width(f"{same} ")
    below = bool(same) and alone + beside > size.width
    taken = alone if below else alone + beside
    drawn = drawn_width(drawing.parts, sizes.GIANT_SIGN / MM) if drawing else 0
    if taken + drawn > size.width:
        drawing, drawn = None, 0
    liquid = syringe(plan, words, intake)
    said, how = (
        marked(named(plan, intake.drug, label), *label.marks),
        marked(words.made(plan, intake), "pieces"),
    )
    above = (Text(_fitting(said, size), said),) if said else ()
    return GiantIntake(
        place,
        not intake.stays,
        above,
        amount,
        unit,
        same,
        below,
        drawing,
        Text(_fitting(how, size, 2) if intake.drug in plan.patches else sizes.GIANT_HOW, how),
        liquid,
        liquid is not None
        and taken + drawn + float(liquid.width) / size.unit + sizes.GIANT_GAP <= size.width,
        sum(text.height(size.width) for text in above),
    )


def _fitting(said: str, size: Room, lines: int = 1) -> Style:
    """Return the largest style of a label in which a text takes so many *lines*, else the smallest."""
    labels = sizes.GIANT_LABELS
    return next((one for one in labels if one.height(said, size.width) <= lines * one.line), labels[-1])


def _height(intake: GiantIntake, size: Room) -> float:
    drawn = float(intake.syringe.height) / size.unit if intake.syringe and not intake.beside else 0
    same = sizes.GIANT_NOTE.line if intake.below else 0
    below = intake.how.height(size.width) + drawn + sizes.GIANT_BELOW + sizes.RULE
    return intake.top + sizes.GIANT_NUMERAL.line + same + below
