"""One day of the diary: what is printed for it in advance, and the height of its row."""

from dataclasses import dataclass
from datetime import date

from taperdocs.documents.day_marks import mark, review, without
from taperdocs.documents.diary.columns import Columns, Taken, unbroken
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels
from taperdocs.language.words import Words
from taperdocs.pdf.measure import lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day

# A text size in points; lengths in units, which are mm on A4. style.css has the same numbers.
_NOTE, _LINE = 10.2, 4.3
_NAME, _NOTHING, _PADDING, _FRAME = 6.2, 8.4, 0.7, 4.7
MARK = 5.0
"""Height of a line of the mark of a day, units."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day: the key of its form fields, its weekday and date, what is special about it, and its doses."""

    day: date
    key: str
    names: tuple[str, str]
    kind: str
    mark: str
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]
    nothing: str

    @property
    def said(self) -> Marked:
        """Return the name of the day in the description of a form field."""
        return marked(" ".join(name for name in self.names if name.strip("_")), f"date:{self.day}")

    @property
    def content(self) -> tuple[object, ...]:
        """Return what determines the height of its row: days with equal content are equally high."""
        return (self.mark, self.notes, self.taken, self.nothing)


def doses(plan: Plan, words: Words, taken: Day) -> tuple[Taken, ...]:
    """Return the doses of a day to tick. Doses without a time are labelled as first, second and so on."""
    return tuple(
        Taken(
            words.dose(intake.dose),
            ", ".join(part for part in (intake.drug if len(plan.drugs) > 1 else "", label) if part),
            words.listed(unbroken(words.piece(piece)) for piece in plan.pieces(intake)),
            words.drawing(plan, intake),
        )
        for intake, label in zip(taken, labels(words, taken), strict=True)
    )


def entry(plan: Plan, words: Words, day: date, taken: tuple[Taken, ...]) -> Entry:
    """Return what is printed for a day with its doses; in a plan without dates, with a blank for the date."""
    language, dated = words.language, plan.outline.dated
    names = (marked(language.weekday(day)), marked(language.day_month(day), f"date:{day}"))
    kind, said = mark(plan, words, day)
    return Entry(
        day,
        f"d{day.isoformat()}" if dated else f"day{(day - plan.first_day).days + 1}",
        names if dated else (names[1], names[0]),
        kind,
        said,
        tuple(review(words, planned) for planned in plan.outline.reviews if planned.on == day),
        taken,
        words.nothing() if without(plan, day) else "",
    )


def height(day: Entry, columns: Columns) -> float:
    """Return the height of the row of a day, in units."""
    named = _NAME + 3 * columns.row
    noted = sum(lines(note, _NOTE, columns.dose - 2, bold=True) for note in day.notes) * _LINE
    marked_as = MARK * lines(day.mark, _NOTE, columns.dose - _FRAME, bold=True) if day.mark else 0
    doses = marked_as + noted + columns.doses(day.taken) + (_NOTHING if day.nothing else 0)
    return max(named, doses, columns.ratings) + _PADDING
