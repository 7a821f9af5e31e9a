"""The calendar's week edition, for three or more doses a day: a day a row, a time of day a column."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from taperdocs.documents.marks import mark, note_figures, notes, without
from taperdocs.documents.measure import lines
from taperdocs.documents.paging import paged, shared_out
from taperdocs.facts import Fact
from taperdocs.figures import Figured, Figures
from taperdocs.options import Options
from taperdocs.plan import Plan
from taperdocs.regimen import Day, Intake, Slot
from taperdocs.words import Words

_MOST_COLUMNS = 5
MANY = 3
"""So many doses on one day do not fit the square of a month."""

_WEEK = 7
_DAY = timedelta(1)
# Lengths in units, which are mm on A4; style.css has the same numbers.
_NAME, _LABEL, _DOSE, _LINE, _PADDING, _NOTE, _DATE_COLUMN, _MARK, _STRETCH = (
    5.4,
    4.2,
    11.5,
    3.7,
    2.5,
    3.8,
    46,
    5.6,
    10,
)
_SMALL = 9.0


@dataclass(frozen=True, slots=True)
class Column:
    """A time of day, of one drug or of all."""

    slot: Slot
    drug: str | None = None

    def of(self, taken: Day) -> Day:
        """Return the intakes of a day that belong here."""
        return tuple(i for i in taken if i.slot is self.slot and self.drug in {None, i.drug})


@dataclass(frozen=True, slots=True)
class WeekIntake:
    """One tick box: which drug, how much, in which unit, and how to make it up."""

    drug: str
    amount: str
    unit: str
    how: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day: its height in tenths of a unit, its name, what is special, and the doses of each column."""

    height: int
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

    title: str
    part: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[WeekRow, ...]
    number: int
    parts: int


def is_many(plan: Plan) -> bool:
    """Tell whether a day of the plan has so many doses that the calendar goes by weeks."""
    return max(len(day) for period in plan.periods for day in period.step.regimen.days) >= MANY


def columns_of(plan: Plan, days: tuple[date, ...]) -> tuple[Column, ...]:
    """Return the columns of a week: a drug at a time of day each, or the times where those are too many."""
    taken = [intake for day in days for intake in plan.on(day)]
    times = [slot for slot in Slot if any(intake.slot is slot for intake in taken)]
    each = tuple(
        Column(slot, drug)
        for slot in times
        for drug in plan.drugs
        if any((i.slot, i.drug) == (slot, drug) for i in taken)
    )
    return each if len(each) <= _MOST_COLUMNS else tuple(Column(slot) for slot in times)


def weeks(options: Options, first: date, last: date) -> Iterator[tuple[date, ...]]:
    """Yield the days of each week of the territory from *first* to *last*."""
    begin = first - timedelta((first.weekday() - options.language.first_weekday) % _WEEK)
    while begin <= last:
        yield tuple(begin + timedelta(number) for number in range(_WEEK))
        begin += timedelta(_WEEK)


def week_pages(
    plan: Plan, options: Options, days: tuple[date, ...], size: tuple[float, float], summary: str
) -> Iterator[WeekPage]:
    """Put a week on as many pages of *size* (width and height for the rows) as it needs."""
    words, language = Words(options.language), options.language
    columns = columns_of(plan, days)
    room = (size[0] - _DATE_COLUMN) / max(len(columns), 1) - 3
    rows = tuple(_row(plan, words, day, columns) for day in days)
    needed = tuple(_height(row, room) for row in rows)
    title = words.text(
        "{first} to {last}", first=language.short_day(days[0]), last=language.brief_date(days[-1])
    )
    parts = paged(needed, size[1])
    for number, part in enumerate(parts, start=1):
        heights = shared_out(needed[part], size[1], _STRETCH)
        label = (
            words.text("part {number} of {parts}", number=number, parts=len(parts)) if len(parts) > 1 else ""
        )
        shown = tuple(replace(row, height=height) for row, height in zip(rows[part], heights, strict=True))
        names = (words.text("Day"), *(_name(plan, words, column) for column in columns))
        yield WeekPage(title, label, summary, names, shown, number, len(parts))


def _name(plan: Plan, words: Words, column: Column) -> str:
    drug = column.drug if len(plan.drugs) > 1 else ""
    return " ".join(part for part in (words.slot(column.slot), drug) if part) or words.text("any time")


def week_facts(
    plan: Plan, say: Figured, days: tuple[date, ...], pages: Iterator[WeekPage], summary: Figures
) -> Iterator[Fact]:
    """Yield what the pages of a week must hold; of *pages* only the number of rows on each is used."""
    left = days
    while left:
        page = next(pages)
        part, left = left[: len(page.rows)], left[len(page.rows) :]
        label = (*say.number(page.number), *say.number(page.parts)) if page.parts > 1 else ()
        yield Fact(f"week of {days[0]}", (*say.short_day(days[0]), *say.brief_date(days[-1]), *label))
        yield Fact(f"week of {days[0]}, summary", summary)
        columns = columns_of(plan, days)
        several = len(plan.drugs) > 1
        for column in columns:
            name = (column.drug,) if several and column.drug else ()
            yield Fact(f"week of {days[0]}, columns", (*say.slot_name(column.slot), *name))
        for day in part:
            yield Fact(day.isoformat(), _name_facts(plan, say, day))
            taken = plan.on(day)
            yield from (Fact(f"{day}, {column.slot}", _dose_facts(say, taken, column)) for column in columns)


def _name_facts(plan: Plan, say: Figured, day: date) -> Figures:
    return (
        *say.day_month(day),
        *note_figures(plan, say, day),
        *((say.nothing,) if without(plan, day) else ()),
    )


def _dose_facts(say: Figured, taken: Day, column: Column) -> Figures:
    found: list[str] = []
    for intake in column.of(taken):
        found += [
            *(() if column.drug else say.drug(intake)),
            *say.dose(intake.dose),
            *say.pieces(intake),
        ]
    return tuple(found)


def _row(plan: Plan, words: Words, day: date, columns: tuple[Column, ...]) -> WeekRow:
    taken = plan.on(day)
    kind, said = mark(plan, words, day)
    nothing = words.nothing() if without(plan, day) else ""
    cells = tuple(
        tuple(_intake(plan, words, intake, column) for intake in column.of(taken)) for column in columns
    )
    return WeekRow(
        0,
        words.language.weekday(day),
        words.language.day_month(day),
        kind,
        said,
        tuple(notes(plan, words, day)),
        cells,
        nothing,
    )


def _intake(plan: Plan, words: Words, intake: Intake, column: Column) -> WeekIntake:
    drug = intake.drug if len(plan.drugs) > 1 and not column.drug else ""
    return WeekIntake(drug, words.amount(intake.dose), intake.dose.unit, words.pieces(plan.pieces(intake)))


def _height(row: WeekRow, room: float) -> float:
    name = 2 * _NAME + (_MARK if row.mark else 0) + (_NAME if row.nothing else 0)
    name += sum(lines(note, _SMALL, _DATE_COLUMN - 3, bold=True) for note in row.notes) * _NOTE
    doses = (
        sum(
            (_LABEL if i.drug else 0) + _DOSE + lines(f"{i.unit}: {i.how}", _SMALL, room) * _LINE
            for i in cell
        )
        for cell in row.columns
    )
    return max((name, *doses)) + _PADDING
