"""Which days stand on which page: a month a page, else four weeks a page that run through the ends of months."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import PageHead, Room, page_foot, page_head
from taperdocs.documents.calendar.square import Blank, Blocks, Look, Square, square
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import dates_between
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import shared_out
from taperdocs.pdf.kit import Text
from taperdocs.plan.length import DAY, WEEK
from taperdocs.plan.plan import Plan

_FOUR = 4
"""Most weeks on a page that is no month."""
_ROWS = 2
"""Weeks of squares that a page must hold; what is higher goes on pages with a row for each day."""
_LEAST = 3
"""Weeks that the first month must have left, so that its page is full."""

Week = tuple[date | None, ...]
"""The days of a row, None for those that are not on its page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A week and its height in tenths of a unit."""

    height: int
    cells: tuple[Square | Blank, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A month or up to four weeks."""

    head: PageHead
    rows: tuple[Row, ...]
    foot: tuple[Text, ...]
    kind = "squares"


@dataclass(frozen=True)
class Squares:
    """Makes the squares of a plan, and lays weeks of them out on pages."""

    plan: Plan
    options: Options
    room: Room
    span: tuple[date, date]
    made: dict[tuple[date, Look], Square] = field(default_factory=dict)
    blocks: Blocks = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """Return the words of the pages' language."""
        return Words(self.options.language)

    @property
    def _column(self) -> float:
        """Return the width of a day's square."""
        return self.room.width / WEEK - sizes.RULE

    def weeks(self) -> tuple[Week, ...]:
        """Return all weeks to print; None stands for days before the first or after the last one."""
        first, last = self.span
        begin = first - timedelta((first.weekday() - self.options.language.first_weekday) % WEEK)
        found = list[Week]()
        while begin <= last:
            days = (begin + timedelta(number) for number in range(WEEK))
            found.append(tuple(day if first <= day <= last else None for day in days))
            begin += timedelta(WEEK)
        return tuple(found)

    def hold(self, week: Week) -> bool:
        """Tell whether the days of a week fit squares that are not too high for a page."""
        cells = [self._square(day, named=True, drawn=False) for day in week if day]
        most = (self.room.height - sizes.TITLE.line - sizes.WEEKDAYS.line - sizes.SPARE) / _ROWS
        return all(cell.fits for cell in cells) and max(cell.height for cell in cells) <= most

    def _square(self, day: date, *, named: bool, drawn: bool = True) -> Square:
        key = day, Look(self._column, named, drawn)
        if key not in self.made:
            self.made[key] = square(self.plan, self.words, day, key[1], self.blocks)
        return self.made[key]

    def pages(self, run: Sequence[Week]) -> Iterator[Page]:
        """Yield the pages of weeks in a row: months if each of them fits a page and they fill it, else four weeks."""
        months = tuple(self.months(run))
        running = self._running(run)
        whole = len(months[0]) >= min(_LEAST, len(run)) and self._whole(run)
        if whole and len(months) <= len(running) + len(months) // _FOUR:
            made = [self._month(weeks) for weeks in months]
            if all(made):
                yield from (page for page in made if page)
                return
        yield from running

    def months(self, run: Sequence[Week]) -> Iterator[tuple[Week, ...]]:
        """Yield the weeks of each month of *run*; the first day without a dose stays with the last one."""
        days = [day for week in run for day in week if day]
        month_of = self.options.language.month_of
        for _, some in groupby(days, key=lambda day: month_of(self._counted(day))):
            inside = set(some)
            weeks = (tuple(day if day in inside else None for day in week) for week in run)
            yield tuple(week for week in weeks if any(week))

    def _counted(self, day: date) -> date:
        """Return the day in whose month a day is printed."""
        return day - DAY if day == self.plan.first_day_without and day > self.span[0] else day

    def _whole(self, run: Sequence[Week]) -> bool:
        """Tell whether all days of the months of *run* that are printed are in *run*."""
        days, month_of = [day for week in run for day in week if day], self.options.language.month_of
        before, after = days[0] - DAY, days[-1] + DAY
        return (before < self.span[0] or month_of(before) != month_of(days[0])) and (
            after > self.span[1] or month_of(self._counted(after)) != month_of(days[-1])
        )

    def _month(self, weeks: tuple[Week, ...]) -> Page | None:
        first = next(day for day in weeks[0] if day)
        month = self.options.language.month_of(first)
        title = marked(self.options.language.month(month), f"month:{month}")
        return self._page(weeks, title, named=False)

    def _running(self, run: Sequence[Week]) -> list[Page]:
        """Return pages of up to four weeks, and no last page with a single week if the page before it has three.

        A last week that has only the first day without a dose stays with the weeks before it if it fits.
        """
        made, first = list[tuple[int, Page]](), 0
        while first < len(run):
            many, page = self._most(run[first : first + _FOUR])
            made.append((many, page))
            first += many
        *before, (many, _) = made
        if many == 1 and before:
            weeks = run[-1 - before[-1][0] :]
            alone = [day for day in run[-1] if day] == [self.plan.first_day_without]
            together = self._four_weeks(weeks) if alone else None
            half = -(-len(weeks) // 2)
            parts = [self._four_weeks(weeks[:half]), self._four_weeks(weeks[half:])]
            even = [together] if together else parts
            if len(weeks) > _LEAST or together:
                return [*(page for _, page in before[:-1]), *(page for page in even if page)]
        return [page for _, page in made]

    def _most(self, weeks: Sequence[Week]) -> tuple[int, Page]:
        """Return the page with the most of the next weeks, and how many these are."""
        for many in range(len(weeks), 0, -1):
            page = self._four_weeks(weeks[:many], forced=many == 1)
            if page:
                return many, page
        message = "a page of one week is always made"
        raise ValueError(message)

    def _four_weeks(self, weeks: Sequence[Week], *, forced: bool = False) -> Page | None:
        days = [day for week in weeks for day in week if day]
        title = dates_between(self.words, days[0], days[-1])
        return self._page(weeks, title, named=True, forced=forced)

    def _page(
        self, weeks: Sequence[Week], title: Marked, *, named: bool, forced: bool = False
    ) -> Page | None:
        """Return a page with these weeks, if need be without drawings on a line of their own.

        Return None if they do not fit; *forced* makes the page all the same.
        """
        days = tuple(day for week in weeks for day in week if day)
        head = page_head(self.plan, self.options, title, (days[0], days[-1]), self.room.width)
        after = days[-1] + DAY
        goes_on = after if named and after <= self.span[1] else None
        foot = page_foot(self.plan, self.words, days, self.room.width, goes_on)
        left = self.room.height - head.height - sizes.WEEKDAYS.height("x", self.room.width) - sizes.SPARE
        left -= sum(line.height(self.room.width) for line in foot)
        for drawn in (True, False):
            rows = [self._cells(week, days, named=named, drawn=drawn) for week in weeks]
            needed = [max(cell.height for cell in cells) + 0.1 for cells in rows]
            if sum(needed) <= left or (forced and not drawn):
                heights = shared_out(needed, left, sizes.STRETCH)
                shown = (Row(high, cells) for high, cells in zip(heights, rows, strict=True))
                return Page(head, tuple(shown), foot)
        return None

    def _cells(
        self, week: Week, days: tuple[date, ...], *, named: bool, drawn: bool
    ) -> tuple[Square | Blank, ...]:
        found, said = list[Square | Blank](), False
        for place, day in enumerate(week):
            if day:
                month_of = self.options.language.month_of
                first = day == days[0] or month_of(day) == day
                says = (named and first) or month_of(self._counted(day)) != month_of(day)
                found.append(self._square(day, named=says, drawn=drawn))
                continue
            following = days[-1] + DAY
            tells = not named and not said and place > 0 and week[place - 1] == days[-1]
            tells = tells and following <= self.span[1]
            said = said or tells
            month = self.options.language.month_name(following)
            text = marked(self.words.text("→ {month} page", month=month), f"monthof:{following}")
            found.append(Blank(Text(sizes.ON, text) if tells else None))
        return tuple(found)
