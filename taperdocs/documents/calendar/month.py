"""The fridge calendar: read from 1.5 m and ticked off; by months or weeks, and in larger editions by days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.day import GiantPage, day_pages
from taperdocs.documents.calendar.heading import Room
from taperdocs.documents.calendar.pages import Page, Squares
from taperdocs.documents.calendar.week import Days, WeekPage
from taperdocs.documents.calendar.whole import WholePlan, whole_plan
from taperdocs.documents.sheet import BOTTOM, EDGE, Frame, frame, printed
from taperdocs.language.language import Language
from taperdocs.language.words import Words
from taperdocs.options import Edition, Options
from taperdocs.pdf.kit import sheet_of
from taperdocs.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Everything that the calendar says.

    *top* is the margin above a page, in units. *weekdays* are the numbers and names above each page of squares.
    *pages* are those of the standard and large editions, *days* those of the giant one. *whole* is the page with the
    whole plan, if one is printed.
    """

    frame: Frame
    top: float
    weekdays: tuple[tuple[int, str], ...]
    pages: tuple[Page | WeekPage, ...]
    days: tuple[GiantPage, ...] = ()
    whole: WholePlan | None = None

    @property
    def heights(self) -> tuple[int, ...]:
        """Return each height that a row has, in tenths of a unit; style.css makes a class for each."""
        return tuple(sorted({row.height for page in (*self.pages, *self._whole) for row in page.rows}))

    @property
    def _whole(self) -> tuple[WholePlan, ...]:
        return (self.whole,) if self.whole else ()

    @property
    def dates(self) -> tuple[float, float]:
        """Return the widths of the column of dates in "busy" and "large" pages, in units."""
        return sizes.BUSY.date, sizes.LARGE.date

    @property
    def edge(self) -> float:
        """Return the margin at the sides, in units."""
        return EDGE

    @property
    def bottom(self) -> float:
        """Return the margin at the foot, in units."""
        return BOTTOM

    @property
    def sheet(self) -> str:
        """Return the classes and variables of the style sheet."""
        return sheet_of(sizes)


def view(plan: Plan, options: Options) -> CalendarView:
    """Decide everything that the calendar says."""
    words = Words(options.language)
    plan = _filled(plan, options)
    edges = frame(plan, options, words.text("Fridge calendar"), landscape=True, headed=False)
    top = sizes.DRAFT_TOP if edges.draft else sizes.TOP
    unit = float(edges.sheet.unit.removesuffix("mm"))
    room = Room(edges.sheet.width - 2 * EDGE, edges.sheet.height - top - BOTTOM, unit)
    first, last = printed(plan, options)
    if options.edition is Edition.GIANT:
        return CalendarView(edges, top, (), (), tuple(day_pages(plan, options, (first, last), room)))
    squares = Squares(plan, options, room, (first, last))
    part = options.first or options.last
    whole = None if part else whole_plan(plan, options, room)
    return CalendarView(edges, top, _weekdays(options.language), tuple(_pages(squares)), whole=whole)


def _pages(squares: Squares) -> Iterator[Page | WeekPage]:
    """Yield the pages: squares for runs of weeks whose days fit them, a row for each day for the other weeks."""
    plan, options, room = squares.plan, squares.options, squares.room
    large, weeks = options.edition is Edition.LARGE, squares.weeks()
    squared = [not large and squares.hold(week) for week in weeks]
    if [day for day in weeks[-1] if day] == [plan.first_day_without] and len(weeks) > 1:
        # The first day without a dose shall not have a page of its own, so it gets the kind of the page before it.
        squared[-1] = squared[-2]
    for place in range(len(weeks)):
        neighbours = squared[max(place - 1, 0) : place] + squared[place + 1 : place + 2]
        if neighbours and not any(neighbours):
            # A single week of squares would leave half of its page white.
            squared[place] = False
    for as_squares, run in groupby(zip(squared, weeks, strict=True), key=lambda one: one[0]):
        some = tuple(week for _, week in run)
        if as_squares:
            yield from squares.pages(some)
        else:
            days = Days(plan, options, "large" if large else "busy", room, squares.span[1])
            yield from days.pages(tuple(tuple(day for day in week if day) for week in some))


def _weekdays(language: Language) -> tuple[tuple[int, str], ...]:
    """Return the number (Monday is 0) and name of each weekday, from the territory's first day of the week on."""
    numbers = ((language.first_weekday + number) % 7 for number in range(7))
    return tuple(zip(numbers, language.weekdays, strict=True))


def _filled(plan: Plan, options: Options) -> Plan:
    """Return *plan*; one without an end is laid out to the end of its last printed month.

    Otherwise empty squares after its last day could be read as days without a dose. Only the standard edition has
    squares.
    """
    if not plan.open or options.edition is not Edition.STANDARD:
        return plan
    _, last = printed(plan, options)
    month = options.language.month_of(last)
    return plan.extended_to(options.language.month_of(month + timedelta(31)) - timedelta(1))
