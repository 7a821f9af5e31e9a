"""The calendar's large edition, a week a page, with a row for each day and a column for each time of day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations_with_replacement

from taperdocs.documents.calendar.heading import PageHead, page_head
from taperdocs.documents.day_marks import legend, mark, notes, without
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Options
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.pdf.measure import drawn_width, lines, width
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake, Slot

_WEEK = 7
# Lengths in units, which are mm on A4, and text sizes in points; style.css has the same numbers.
_NAME, _LABEL, _DOSE, _LINE, _PADDING, _NOTE, _DATE_COLUMN, _MARK, _LEGEND, _STRETCH = (
    6,
    4.6,
    13.2,
    4.6,
    1.6,
    4.4,
    70,
    5.4,
    4.6,
    10,
)
_FRAME = 1.25
"""Height that the thicker frame of a new dose adds to its row, units."""

_TEXT, _SMALL = 12.2, 10.21
_NUMERAL = 48.2
_BOX = 10.5
_UNIT, _DRAWN, _PADDED = 18.2, 22.7, 6


@dataclass(frozen=True, slots=True)
class Column:
    """A time of day, or several neighbouring ones, for one drug or, with None, for all drugs."""

    slots: tuple[Slot, ...]
    drug: str | None = None

    def has(self, intake: Intake) -> bool:
        """Tell whether an intake belongs in this column."""
        return intake.slot in self.slots and self.drug in {None, intake.drug}


@dataclass(frozen=True, slots=True)
class WeekIntake:
    """One dose to tick: its day and place in the day, its label, how much, its drawing, and *how* to make it up."""

    place: str
    label: str
    amount: str
    unit: str
    drawing: Drawing | None
    how: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day: the height of its row in tenths of a unit, its name, mark and notes, and the doses of each column."""

    height: int
    day: date
    weekday: str
    date: str
    kind: str
    mark: str
    notes: tuple[str, ...]
    columns: tuple[tuple[WeekIntake, ...], ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A week, or the part of it that fits a page."""

    head: PageHead
    columns: tuple[str, ...]
    rows: tuple[WeekRow, ...]
    legend: tuple[str, ...]


def columns_of(plan: Plan, days: tuple[date, ...], most: int) -> tuple[Column, ...]:
    """Return at most *most* columns: one for each drug at each time of day, else for each time or for several times."""
    taken = [intake for day in days for intake in plan.on(day)]
    times = [slot for slot in Slot if any(intake.slot is slot for intake in taken)]
    each = tuple(
        Column((slot,), drug)
        for slot in times
        for drug in plan.drugs
        if any((i.slot, i.drug) == (slot, drug) for i in taken)
    )
    if len(each) <= most:
        return each
    size = -(-len(times) // most)
    return tuple(Column(tuple(times[n : n + size])) for n in range(0, len(times), size))


def weeks(options: Options, first: date, last: date) -> Iterator[tuple[date, ...]]:
    """Yield the seven days of each week from *first* to *last*; weeks begin on the territory's first weekday."""
    begin = first - timedelta((first.weekday() - options.language.first_weekday) % _WEEK)
    while begin <= last:
        yield tuple(begin + timedelta(number) for number in range(_WEEK))
        begin += timedelta(_WEEK)


def week_pages(
    plan: Plan,
    options: Options,
    days: tuple[date, ...],
    size: tuple[float, float],
    said: tuple[Callable[[date, date], str], str],
) -> Iterator[WeekPage]:
    """Yield the pages of a week; *size* is in units.

    *said* is what makes the summary of some days, and the line that says why weeks are shown, if any.
    """
    summary, moved = said
    words, language = Words(options.language), options.language
    columns = columns_of(plan, days, _most_columns(plan, words, size[0]))
    room = (size[0] - _DATE_COLUMN) / max(len(columns), 1) - 3
    rows = tuple(_row(plan, words, day, columns, room) for day in days)
    needed = tuple(_height(row, room) for row in rows)
    title = marked(
        words.text(
            "{first} to {last}", first=language.short_day(days[0]), last=language.brief_date(days[-1])
        ),
        f"date:{days[0]}",
        f"date:{days[-1]}",
    )
    explained = (*legend(plan, words, days), *((moved,) if moved else ()))
    under = size[1] - _LEGEND * len(explained)
    # The head differs from page to page: rows are shared out so that they fit below the highest head.
    heads = (
        page_head(words, title, (9, 9), summary(first, last), size[0])
        for first, last in combinations_with_replacement(days, 2)
    )
    parts = paged(needed, under - page_head(words, title, (1, 1), summary(days[0], days[-1]), size[0]).height)
    if len(parts) > 1:
        parts = paged(needed, under - max(head.height for head in heads))
    for number, part in enumerate(parts, start=1):
        shown_days = days[part]
        head = page_head(words, title, (number, len(parts)), summary(shown_days[0], shown_days[-1]), size[0])
        left = under - head.height
        heights = shared_out(needed[part], left, _STRETCH)
        shown = tuple(replace(row, height=height) for row, height in zip(rows[part], heights, strict=True))
        names = (marked(words.text("Day")), *(_name(plan, words, column) for column in columns))
        yield WeekPage(head, names, shown, explained)


def _most_columns(plan: Plan, words: Words, inside: float) -> int:
    """Return the most columns that hold every amount of the plan with its box and its unit."""
    widest = max(
        width(words.amount(i.dose), _NUMERAL, bold=True) + width(f"  {i.dose.unit}", _UNIT, bold=True)
        for step in plan.steps
        for i in step.regimen.doses
    )
    return max(int((inside - _DATE_COLUMN) // (widest + _BOX + _PADDED)), 1)


def _name(plan: Plan, words: Words, column: Column) -> Marked:
    drug = column.drug if len(plan.drugs) > 1 else ""
    marks = (f"times:{','.join(column.slots)}", *([f"drug:{plan.drugs.index(drug)}"] if drug else []))
    if column.slots == (Slot.ANY,) and drug:
        return marked(drug, *marks)
    # Merged columns name all their times. Without "any time", an untimed dose would seem to belong to bedtime.
    times = ", ".join(_time(words, slot) for slot in column.slots)
    return marked(" ".join(part for part in (times, drug) if part), *marks)


def _time(words: Words, slot: Slot) -> str:
    return words.text("any time") if slot is Slot.ANY else words.slot(slot)


def _row(plan: Plan, words: Words, day: date, columns: tuple[Column, ...], room: float) -> WeekRow:
    taken = plan.on(day)
    kind, said = mark(plan, words, day)
    named = tuple(
        (f"{day},{place}", intake, label)
        for place, (intake, label) in enumerate(zip(taken, labels(words, taken), strict=True))
    )
    cells = tuple(
        tuple(_intake(plan, words, one, column, room) for one in named if column.has(one[1]))
        for column in columns
    )
    return WeekRow(
        0,
        day,
        words.language.weekday(day),
        words.language.day_month(day),
        kind,
        said,
        tuple(notes(plan, words, day)),
        cells,
        words.nothing() if without(plan, day) else "",
    )


def _intake(
    plan: Plan, words: Words, named: tuple[str, Intake, str], column: Column, room: float
) -> WeekIntake:
    place, intake, label = named
    drug = intake.drug if len(plan.drugs) > 1 and not column.drug else ""
    turn = label if intake.slot is Slot.ANY else ""
    if len(column.slots) > 1:
        turn = label or _time(words, intake.slot)
    amount, pieces = words.amount(intake.dose), plan.pieces(intake)
    drawing = words.drawing(plan, intake)
    beside = width(f"{amount}  ", _NUMERAL, bold=True) + width(intake.dose.unit, _UNIT, bold=True) + _BOX
    if drawing and beside + drawn_width(drawing.parts, _DRAWN) > room:
        drawing = None
    marks = [f"drug:{place}"] * bool(drug) + [f"time:{place}"] * (len(column.slots) > 1)
    text = marked(" ".join(part for part in (drug, turn) if part), *marks)
    return WeekIntake(place, text, amount, intake.dose.unit, drawing, words.pieces(pieces))


def _height(row: WeekRow, room: float) -> float:
    name = 2 * _NAME + (_MARK if row.mark else 0) + (_NAME if row.nothing else 0)
    name += sum(lines(note, _SMALL, _DATE_COLUMN - 3, bold=True) for note in row.notes) * _NOTE
    name += _FRAME if row.kind == "new" else 0
    doses = (
        sum((_LABEL if i.label else 0) + _DOSE + lines(i.how, _TEXT, room) * _LINE for i in cell)
        for cell in row.columns
    )
    return max((name, *doses)) + _PADDING
