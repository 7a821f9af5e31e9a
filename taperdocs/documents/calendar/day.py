"""The calendar's giant edition, a day a page, for people who see very little."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.calendar.heading import Room
from taperdocs.documents.day_marks import mark, notes, nothing
from taperdocs.documents.syringe import Syringe, syringe
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import every_allowed, labels, named, part_of
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Options
from taperdocs.pdf.fit import paged
from taperdocs.pdf.measure import MM, drawn_width, lines, width
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.regimen import Intake

# Lengths in units, which are mm on A4, and text sizes in points; style.css has the same numbers.
_DATE, _MARK, _NOTE, _NUMERAL, _LINE, _PADDING = 18, 12, 9, 38, 9, 5
_NUMERAL_SIZE, _TEXT = 113, 18
_BOX, _GAP, _SIGN, _UNIT, _TITLE = 32, 10, 45.4, 34, 48
_LABELS, _LEADING = (48, 34, 26, 18), 1.1
"""Sizes of the time of day, points, and the height of its line as a part of its size."""


@dataclass(frozen=True, slots=True)
class GiantIntake:
    """One dose: its place in the day, when, how much, its drawing, its pieces, and a syringe *beside* it or below.

    *tick*: whether something is done that can be ticked; a patch that is left on has no box. *same* is the dose of what
    is measured or counted, and stands *below* its large figure where there is no room beside it. *how_points* is the
    size of *how* in points: what is left on has nothing else that tells it from what is changed, and is said large.
    """

    place: int
    tick: bool
    label: str
    amount: str
    unit: str
    same: str
    below: bool
    drawing: Drawing | None
    how: str
    how_points: int
    syringe: Syringe | None
    beside: bool
    points: int

    @property
    def label_size(self) -> float:
        """Return the size of its label in units."""
        return round(self.points * MM, 3)

    @property
    def how_size(self) -> float:
        """Return the size of its pieces in units."""
        return round(self.how_points * MM, 3)

    @property
    def label_height(self) -> float:
        """Return the height of its label in units."""
        return round(self.label_size * _LEADING, 3) if self.label else 0


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
    beneath = _NOTE * sum(lines(one, _TEXT, size.width, bold=True) for one in allowed)
    for day in days_between(*span):
        kind, said = mark(plan, words, day)
        title = width(language.weekday(day), _TITLE, bold=True) + width(
            f" {language.full_date(day)}, {part_of(words, 9, 9)}", _UNIT, bold=True
        )
        beside, special = title <= size.width, tuple(notes(plan, words, day))
        taken = plan.on(day)
        shown = tuple(
            _intake(plan, words, (place, intake), marked(label, f"label:{day},{place}"), size)
            for place, (intake, label) in enumerate(zip(taken, labels(words, taken), strict=True))
        )
        room = size.height - _DATE - (_MARK if said else 0)
        room -= _NOTE * sum(lines(note, _TEXT, size.width, bold=True) for note in special)
        heights = [_height(intake, size) for intake in shown]
        parts = paged(heights, room) if shown else (slice(0, 0),)
        if len(parts) > 1 and not beside:
            parts = paged(heights, room - _NOTE)
        if shown and sum(heights[parts[-1]]) + beneath > room - _NOTE:
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
    (amount, unit, same), pieces = words.numeral(plan, intake), plan.pieces(intake)
    drawing = words.drawing(plan, intake)
    alone = _BOX + width(amount, _NUMERAL_SIZE, bold=True) + width(f"{unit}  ", _UNIT, bold=True)
    beside = width(f"{same} ", _UNIT, bold=True)
    below = bool(same) and alone + beside > size.width
    taken = alone if below else alone + beside
    if drawing and taken + drawn_width(drawing.parts, _SIGN) > size.width:
        drawing = None
    taken += drawn_width(drawing.parts, _SIGN) if drawing else 0
    liquid = syringe(plan, words, intake)
    said, how = marked(named(plan, intake.drug, label), *label.marks), words.pieces(pieces)
    return GiantIntake(
        place,
        not intake.stays,
        said,
        amount,
        unit,
        same,
        below,
        drawing,
        how,
        _fitting(how, size) if intake.stays else _TEXT,
        liquid,
        liquid is not None and taken + float(liquid.width) / size.unit + _GAP <= size.width,
        _fitting(said, size),
    )


def _fitting(said: str, size: Room) -> int:
    """Return the largest size of bold print, points, in which a line fits."""
    return next((points for points in _LABELS if width(said, points, bold=True) <= size.width), _LABELS[-1])


def _height(intake: GiantIntake, size: Room) -> float:
    drawn = float(intake.syringe.height) / size.unit if intake.syringe and not intake.beside else 0
    large = intake.how_points > _TEXT
    how = intake.how_size * _LEADING if large else _LINE * lines(intake.how, _TEXT, size.width)
    same = _NOTE if intake.below else 0
    return intake.label_height + _NUMERAL + same + how + drawn + _PADDING
