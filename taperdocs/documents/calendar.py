"""The fridge calendar: a month a page, read from 1.5 m and ticked off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.documents.frame import Frame, frame, printed
from taperdocs.documents.marks import mark, note_figures, notes, outlook, outlook_figures, without
from taperdocs.documents.measure import lines, width
from taperdocs.documents.paging import paged, shared_out
from taperdocs.documents.week import WeekPage, is_many, week_facts, week_pages, weeks
from taperdocs.facts import Fact, Facts
from taperdocs.figures import Figured, Figures
from taperdocs.options import Options
from taperdocs.phrases import need
from taperdocs.plan import Plan
from taperdocs.regimen import Day, Intake
from taperdocs.supply import supply
from taperdocs.words import Words

_DAY = timedelta(1)
# Lengths in units, which are mm on A4; style.css has the same numbers.
_HEAD, _FOOT, _SIDE = 15, 15, 7
_TITLE, _WEEKDAYS, _SUMMARY = 10.5, 6.7, 4.5
_DATE, _SLOT, _NUMERAL, _BOX, _LINE, _PADDING, _BORDER = 5.6, 4.4, 11, 8, 3.5, 1.2, 1.3
_STRETCH = 12
_SPARE = 2
_SMALL = 8.5
_BIG = 34
_SUMMARY_SIZE = 10.5
_BESIDE_BOX = 9.2


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: its number, what is special about it, what is taken, and notes below."""

    number: str
    kind: str
    mark: str
    intakes: tuple["CellIntake", ...]
    nothing: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellIntake:
    """One tick box: when, how much, in which unit, and how to make it up."""

    slot: str
    amount: str
    long: bool
    unit: str
    how: str


@dataclass(frozen=True, slots=True)
class Row:
    """A week and its height in tenths of a unit."""

    height: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A month, or the part of it that fits a page."""

    title: str
    part: str
    summary: str
    rows: tuple[Row, ...]
    number: int
    parts: int


@dataclass(frozen=True, slots=True)
class CalendarView:
    """All months with the names of the weekdays above each, or in the week edition all weeks."""

    frame: Frame
    weekdays: tuple[str, ...]
    pages: tuple[Page, ...]
    weeks: tuple[WeekPage, ...]

    @property
    def heights(self) -> tuple[int, ...]:
        """Return the different heights of rows; rows of one height share one class."""
        months = {row.height for page in self.pages for row in page.rows}
        return tuple(sorted(months | {row.height for page in self.weeks for row in page.rows}))


def view(plan: Plan, options: Options) -> CalendarView:
    """Decide everything that the calendar says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Fridge calendar"), landscape=True)
    room = float(edges.sheet.height) - _HEAD - _FOOT - _TITLE - _WEEKDAYS - _SPARE
    inside = float(edges.sheet.width) - 2 * _SIDE
    if is_many(plan):
        found = list[WeekPage]()
        for days in weeks(options, *printed(plan, options)):
            summary = _summary(plan, words, days[0], days[-1])
            size = (inside, room - _SUMMARY * lines(summary, _SUMMARY_SIZE, inside))
            found += week_pages(plan, options, days, size, summary)
        return CalendarView(edges, (), (), tuple(found))
    shown = tuple(
        page for month in months(plan, options) for page in _pages(plan, options, month, (inside, room))
    )
    return CalendarView(edges, options.language.weekdays, shown, ())


def months(plan: Plan, options: Options) -> Iterator[tuple[date, tuple[tuple[date | None, ...], ...]]]:
    """Yield each month to print: its first day, and its weeks with None for the days of other months."""
    first, last = printed(plan, options)
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(31)).replace(day=1)
        blank = (month.weekday() - options.language.first_weekday) % 7
        days: list[date | None] = [None] * blank + [
            month + timedelta(n) for n in range((following - month).days)
        ]
        days += [None] * (-len(days) % 7)
        yield month, tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7))
        month = following


def _pages(
    plan: Plan,
    options: Options,
    month: tuple[date, tuple[tuple[date | None, ...], ...]],
    size: tuple[float, float],
) -> Iterator[Page]:
    """Give each week the height that it needs; weeks that do not fit go on another page, evenly."""
    words, (inside, height) = Words(options.language), size
    weeks = [tuple(_cell(plan, options, day) if day else None for day in week) for week in month[1]]
    needed = [max(_height(cell, inside / 7 - 2) for cell in week) for week in weeks]
    for count in (1, 2, 3, 4, 5):  # lines of the summary, which says more where a page has more weeks
        room = height - _SUMMARY * count
        parts = paged(needed, room)
        summaries = [_summary(plan, words, *_ends(month[1][part])) for part in parts]
        if all(lines(summary, _SUMMARY_SIZE, inside) <= count for summary in summaries):
            break
    for number, (part, summary) in enumerate(zip(parts, summaries, strict=True), start=1):
        heights = shared_out(needed[part], room, _STRETCH)
        rows = tuple(Row(high, cells) for high, cells in zip(heights, weeks[part], strict=True))
        count = len(parts)
        label = words.text("part {number} of {parts}", number=number, parts=count) if count > 1 else ""
        yield Page(options.language.month(month[0]), label, summary, rows, number, count)


def _height(cell: Cell | None, column: float) -> float:
    """Return the height that a cell's content takes, in units."""
    if cell is None:
        return _DATE + _PADDING
    height = (
        _DATE
        + _PADDING
        + {"new": _BORDER, "without": _DATE}.get(cell.kind, 0)
        + sum(lines(note, _SMALL, column, bold=True) for note in cell.notes) * _LINE
    )
    for intake in cell.intakes:
        beside = (1 + lines(intake.how, _SMALL, column - _BESIDE_BOX)) * _LINE
        height += (_SLOT if intake.slot else 0) + _NUMERAL + max(_BOX, beside)
    return height + (_LINE * 2 if cell.nothing else 0)


def _cell(plan: Plan, options: Options, day: date) -> Cell:
    words, intakes = Words(options.language), plan.on(day)
    kind, said = mark(plan, words, day)
    return Cell(
        options.language.number(day.day),
        kind,
        said,
        tuple(_intake(plan, words, intake, alone=_alone(plan, day)) for intake in intakes),
        words.nothing() if without(plan, day) else "",
        tuple(notes(plan, words, day)),
    )


def _alone(plan: Plan, day: date) -> bool:
    """Tell whether a square has one dose of the plan's one drug: its time then stands behind the unit."""
    return len(plan.on(day)) == 1 and len(plan.drugs) == 1


def _intake(plan: Plan, words: Words, intake: Intake, *, alone: bool) -> CellIntake:
    amount, slot = words.amount(intake.dose), words.slot(intake.slot)
    label = " ".join(part for part in (intake.drug if len(plan.drugs) > 1 else "", slot) if part)
    return CellIntake(
        "" if alone else label,
        amount,
        width(amount, _BIG, bold=True) > _LONGEST_NUMERAL,
        ", ".join(part for part in (intake.dose.unit, slot) if part) if alone else intake.dose.unit,
        words.pieces(plan.pieces(intake)),
    )


_LONGEST_NUMERAL = 38.0


def _ends(weeks_shown: Sequence[tuple[date | None, ...]]) -> tuple[date, date]:
    """Return the first and the last day of some weeks."""
    shown = [day for week in weeks_shown for day in week if day]
    return shown[0], shown[-1]


def _days(plan: Plan, first: date, last: date) -> Iterator[tuple[date, Day]]:
    """Yield the days from *first* to *last* with their intakes."""
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return ((day, plan.on(day)) for day in days)


def _summary(plan: Plan, words: Words, first: date, last: date) -> str:
    """Say what is needed from *first* to *last*, the days of a page, and what changes after *first*."""
    uses = ", ".join(need(words, plan, use) for use in supply(plan, _days(plan, first, last)))
    coming = outlook(plan, words, first)
    if not coming and plan.open:
        coming = words.text("Goes on like this until you and your prescriber agree otherwise.")
    needed = words.text("Needed on this page: {need}.", need=uses) if uses else ""
    return " ".join(part for part in (needed, coming) if part)


def facts(plan: Plan, options: Options, shown: CalendarView) -> Facts:
    """Return what each page must hold: its title, its summary, and with each date every dose with its pieces.

    Of the view only the number of rows on each page is used.
    """
    say, found = Figured(plan, options.language), list[Fact]()
    if is_many(plan):
        pages = iter(shown.weeks)
        for days in weeks(options, *printed(plan, options)):
            found += week_facts(plan, say, days, pages, _summary_facts(plan, say, days[0], days[-1]))
    else:
        found += _month_facts(plan, options, say, iter(shown.pages))
    return Facts("cell", tuple(found), say, (plan.code,), len(shown.pages) + len(shown.weeks))


def _month_facts(plan: Plan, options: Options, say: Figured, pages: Iterator[Page]) -> Iterator[Fact]:
    for month, weeks_of_month in months(plan, options):
        left = weeks_of_month
        while left:
            page = next(pages)
            part, left = left[: len(page.rows)], left[len(page.rows) :]
            label = (*say.number(page.number), *say.number(page.parts)) if page.parts > 1 else ()
            yield Fact(f"{month:%Y-%m}", (*say.month(month), *label))
            yield Fact(f"{month:%Y-%m}, summary", _summary_facts(plan, say, *_ends(part)))
            yield from (
                Fact(day.isoformat(), _day_facts(plan, say, day)) for week in part for day in week if day
            )


def _summary_facts(plan: Plan, say: Figured, first: date, last: date) -> Figures:
    return say.uses(supply(plan, _days(plan, first, last))) + outlook_figures(plan, say, first)


def _day_facts(plan: Plan, say: Figured, day: date) -> Figures:
    found: list[str] = [*say.number(day.day)]
    for intake in plan.on(day):
        amount, slot = say.dose(intake.dose), say.slot(intake)
        order = amount + slot if _alone(plan, day) else slot + amount
        found += [*say.drug(intake), *order, *say.pieces(intake)]
    if without(plan, day):
        found.append(say.nothing)
    return (*found, *note_figures(plan, say, day))
