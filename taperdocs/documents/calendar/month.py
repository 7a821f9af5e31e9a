"""The fridge calendar: a month a page, read from 1.5 m and ticked off; larger editions by week and by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from taperdocs.documents.calendar.day import GiantPage, Size, day_pages
from taperdocs.documents.calendar.heading import PageHead, page_head
from taperdocs.documents.calendar.week import WeekPage, week_pages, weeks
from taperdocs.documents.day_marks import legend, mark, notes, outlook, without
from taperdocs.documents.page_frame import Frame, frame, printed
from taperdocs.language.language import Language
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels, need, order
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Edition, Options
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.pdf.measure import drawn_width, lines, width
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day, Intake
from taperdocs.plan.stock import refills
from taperdocs.plan.supply import supply

# Lengths in units, which are mm on A4, and text sizes in points; style.css has the same numbers.
_HEAD, _HEAD_TEXT, _FOOT, _FOOT_TEXT, _SIDE = 10.8, 5.6, 12.5, 7.9, 5
_UNPRINTED = 4.5
"""Edge of a sheet that many printers leave white, mm."""
_TITLE, _WEEKDAYS, _LEGEND = 10, 6.3, 4.6
_DATE, _TAG, _LABEL, _NUMERAL, _BOX, _LINE, _PADDING, _BORDER = 5.2, 4.8, 4.4, 10, 8, 4.2, 0.6, 1.3
_STRETCH = 12
_SPARE = 1
_SMALL = 10.21
_MARK = 10.21
_BESIDE_BOX = 9.2
_UNIT = 12.2
_DRAWN = 14.8
_NUMERALS = ((34.1, ""), (32.1, "long"))
_INSIDE = 39.3
"""Width inside a square with the frame of a new dose, with the slack of ``measure.width``, units."""
_FRAMES = {"held": 2.0, "new": 0.3}
"""Width that the frame of each kind of day takes from its square, units."""

MANY = 3
"""Number of doses on one day that is too many for the square of a month."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: its number, its mark, its doses, and its notes.

    *wide*: whether the mark stands below the number, since it is too wide to stand beside it.
    """

    day: date
    number: str
    kind: str
    mark: str
    wide: bool
    intakes: tuple["CellIntake", ...]
    nothing: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellIntake:
    """One dose to tick: when, how much, its unit, its drawing, and *how* to make it up.

    *size* is the class of its numerals in style.css. *beside* and *below* are notes and a label, beside its box and
    below it.
    """

    label: str
    amount: str
    size: str
    unit: str
    drawing: Drawing | None
    beside: tuple[str, ...]
    below: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Row:
    """A week and its height in tenths of a unit."""

    height: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A month, or the part of it that fits a page."""

    head: PageHead
    rows: tuple[Row, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """All months, with the weekdays above each; in the larger editions all weeks or all days instead.

    *edges* are the margins of a page at the top, the sides and the foot, in units.
    """

    frame: Frame
    weekdays: tuple[tuple[int, str], ...]
    pages: tuple[Page, ...] = ()
    weeks: tuple[WeekPage, ...] = ()
    days: tuple[GiantPage, ...] = ()
    edges: tuple[float, float, float] = (_HEAD, _SIDE, _FOOT)

    @property
    def heights(self) -> tuple[int, ...]:
        """Return the different heights of rows, in tenths of a unit; style.css has a class for each."""
        months = {row.height for page in self.pages for row in page.rows}
        return tuple(sorted(months | {row.height for page in self.weeks for row in page.rows}))


def view(plan: Plan, options: Options) -> CalendarView:
    """Decide everything that the calendar says."""
    words, edition = Words(options.language), edition_of(plan, options)
    plan = _filled(plan, options)
    edges = frame(plan, options, words.text("Fridge calendar"), landscape=True)
    unprinted = _UNPRINTED / float(edges.sheet.unit.removesuffix("mm"))
    top, foot = max(_HEAD, _HEAD_TEXT + unprinted), max(_FOOT, _FOOT_TEXT + unprinted)
    side = max(_SIDE, unprinted)
    height = float(edges.sheet.height) - top - foot - _TITLE - _SPARE
    inside = float(edges.sheet.width) - 2 * side
    first, last = printed(plan, options)
    if edition is Edition.GIANT:
        size = Size(inside, height, float(edges.sheet.unit.removesuffix("mm")))
        shown = tuple(day_pages(plan, options, (first, last), size))
        return CalendarView(edges, (), days=shown, edges=(top, side, foot))
    if edition is Edition.LARGE:
        moved = ""
        if options.edition is not edition:
            moved = words.text(
                "Too much stands on one day for the square of a month, so each week has its page."
            )
        found, summary = list[WeekPage](), partial(_summary, plan, words)
        for days in weeks(options, first, last):
            found += week_pages(plan, options, days, (inside, height - _WEEKDAYS), (summary, moved))
        return CalendarView(edges, (), weeks=tuple(found), edges=(top, side, foot))
    room = (inside, height - _WEEKDAYS)
    pages = (page for month in months(plan, options) for page in _pages(plan, options, month, room))
    return CalendarView(edges, _weekdays(options.language), tuple(pages), edges=(top, side, foot))


def _weekdays(language: Language) -> tuple[tuple[int, str], ...]:
    """Return the number, 0 for Monday, and the name of each weekday, beginning with the territory's first one."""
    numbers = ((language.first_weekday + number) % 7 for number in range(7))
    return tuple(zip(numbers, language.weekdays, strict=True))


def edition_of(plan: Plan, options: Options) -> Edition:
    """Return the edition asked for, but the large one where a day does not fit the square of a month."""
    words, days = Words(options.language), [day for p in plan.periods for day in p.step.regimen.days]
    widest = max(width(words.amount(i.dose), _NUMERALS[-1][0], bold=True) for day in days for i in day)
    fits = max(map(len, days)) < MANY and widest <= _INSIDE
    return options.edition if fits or options.edition is not Edition.STANDARD else Edition.LARGE


def _filled(plan: Plan, options: Options) -> Plan:
    """Return *plan* extended to the end of its last printed month, if it goes on and months are printed.

    Otherwise the empty squares after the last day could be read as days without a dose.
    """
    if not plan.open or edition_of(plan, options) is not Edition.STANDARD:
        return plan
    _, last = printed(plan, options)
    month = options.language.month_of(last)
    return plan.extended_to(options.language.month_of(month + timedelta(31)) - timedelta(1))


def months(plan: Plan, options: Options) -> Iterator[tuple[date, tuple[tuple[date | None, ...], ...]]]:
    """Yield the first day of each month to print, and its weeks, with None for days of other months."""
    first, last = printed(plan, options)
    month = options.language.month_of(first)
    while month <= last:
        following = options.language.month_of(month + timedelta(31))
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
    """Yield the pages of a month; weeks that do not fit one page are shared evenly among several."""
    words, (inside, height) = Words(options.language), size
    column, title = inside / 7 - 2.5, marked(options.language.month(month[0]), f"month:{month[0]}")
    weeks_shown = [
        tuple(_cell(plan, options, day, column) if day else None for day in week) for week in month[1]
    ]
    needed = [max(_height(cell, column) for cell in week) for week in weeks_shown]
    # Head and legend differ from page to page: rows are shared out so that they fit between the highest ones.
    around = _LEGEND * len(_legend_of(plan, words, month[1])) + max(
        page_head(words, title, (9, 9), _summary(plan, words, *_ends(some)), inside).height
        for some in (*((week,) for week in month[1]), *((month[1],) if refills(plan) else ()))
    )
    parts = paged(needed, height - around)
    for number, part in enumerate(parts, start=1):
        explained = _legend_of(plan, words, month[1][part])
        summary = _summary(plan, words, *_ends(month[1][part]))
        head = page_head(words, title, (number, len(parts)), summary, inside)
        heights = shared_out(needed[part], height - _LEGEND * len(explained) - head.height, _STRETCH)
        rows = tuple(Row(high, cells) for high, cells in zip(heights, weeks_shown[part], strict=True))
        yield Page(head, rows, explained)


def _legend_of(plan: Plan, words: Words, weeks_shown: Sequence[tuple[date | None, ...]]) -> tuple[str, ...]:
    return legend(plan, words, (day for week in weeks_shown for day in week if day))


def _height(cell: Cell | None, column: float) -> float:
    """Return the height of the content of a cell, in units."""
    if cell is None:
        return _DATE + _PADDING
    column -= _FRAMES.get(cell.kind, 0)
    tag = _TAG * lines(cell.mark, _MARK, column - 2, bold=True) if cell.wide else 0
    height = _DATE + _PADDING + tag + (_BORDER if cell.kind == "new" else 0)
    for intake in cell.intakes:
        height += (_LABEL if intake.label else 0) + _NUMERAL + max(_BOX, _LINE * (1 + len(intake.beside)))
        height += _LINE * sum(lines(note, _SMALL, column, bold=True) for note in intake.below)
        height += _LINE * lines(intake.how, _SMALL, column)
    height += _LINE * sum(lines(note, _SMALL, column, bold=True) for note in cell.notes)
    return height + (_LINE * 2 if cell.nothing else 0)


def _cell(plan: Plan, options: Options, day: date, column: float) -> Cell:
    words, intakes = Words(options.language), plan.on(day)
    kind, said = mark(plan, words, day)
    column -= _FRAMES.get(kind, 0)
    number = options.language.square(day)
    wide = width(f"{number} ", 14.2, bold=True) + width(said, _MARK, bold=True) + 3 > column
    special = tuple(notes(plan, words, day))
    alone = _alone(plan, day)
    named = labels(words, intakes)
    return Cell(
        day,
        number,
        kind,
        said,
        wide and bool(said),
        tuple(
            _intake(
                plan,
                words,
                intake,
                (marked(label, f"label:{day},{index}"), alone, column),
                () if index else special,
            )
            for index, (intake, label) in enumerate(zip(intakes, named, strict=True))
        ),
        words.nothing() if without(plan, day) else "",
        () if intakes else special,
    )


def _alone(plan: Plan, day: date) -> bool:
    """Tell whether a square has a single dose of the plan's only drug; its label then stands beside the box."""
    return len(plan.on(day)) == 1 and len(plan.drugs) == 1


def _intake(
    plan: Plan, words: Words, intake: Intake, where: tuple[Marked, bool, float], special: tuple[str, ...]
) -> CellIntake:
    (label, alone, column), amount, pieces = where, words.amount(intake.dose), plan.pieces(intake)
    drug = intake.drug if len(plan.drugs) > 1 else ""
    named = marked(" ".join(part for part in (drug, label) if part), *label.marks)
    room, unit = column - _BESIDE_BOX, intake.dose.unit
    drawing = words.drawing(plan, intake)
    if drawing and width(f"{unit} ", _UNIT, bold=True) + drawn_width(drawing.parts, _DRAWN) > room:
        drawing = None
    beside = (named,) if alone and label else ()
    fits = bool(special) and not beside and width(special[0], _SMALL, bold=True) <= room
    return CellIntake(
        "" if alone else named,
        amount,
        _size(amount),
        unit,
        drawing,
        (*beside, *special[:1]) if fits else beside,
        special[1:] if fits else special,
        words.pieces(pieces),
    )


def _size(amount: str) -> str:
    """Return the class of the largest numerals in which an amount fits the square of a new dose."""
    return next((name for size, name in _NUMERALS if width(amount, size, bold=True) <= _INSIDE), "long")


def _ends(weeks_shown: Sequence[tuple[date | None, ...]]) -> tuple[date, date]:
    """Return the first and the last day of *weeks_shown*."""
    shown = [day for week in weeks_shown for day in week if day]
    return shown[0], shown[-1]


def _days(plan: Plan, first: date, last: date) -> Iterator[tuple[date, Day]]:
    """Yield the days from *first* to *last* with their intakes."""
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return ((day, plan.on(day)) for day in days)


def _summary(plan: Plan, words: Words, first: date, last: date) -> Marked:
    """Say what is needed from *first* to *last*, the days of a page, what to order then, and the next change."""
    uses = ", ".join(need(words, plan, use) for use in supply(plan, _days(plan, first, last)))
    coming = outlook(plan, words, first)
    if not coming and plan.open:
        coming = marked(words.text("Goes on like this until you and your prescriber agree otherwise."))
    needed = words.text("Needed on this page: {need}.", need=uses) if uses else ""
    orders = [
        (place, refill)
        for place, refill in enumerate(refills(plan))
        if refill.order_by and first <= refill.order_by <= last
    ]
    ordered = "\n".join(order(words, plan, refill) for _, refill in orders)
    said = "\n".join(part for part in (needed, ordered, coming) if part)
    # Nothing is known about days after the last one that is laid out.
    needs = [f"needed:{first},{min(last, plan.last_day)}"] if needed else []
    return marked(said, *needs, *(f"order:{place}" for place, _ in orders), coming)
