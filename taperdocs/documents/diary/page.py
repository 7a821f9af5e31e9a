"""One page of the diary: a week, or as many of its days as fit, with a head, the curve and the boxes that ask."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from taperdocs.documents.curve.curve import Curve, small_curve, small_mark
from taperdocs.documents.day_marks import begins, mark, outlook
from taperdocs.documents.diary import sizes
from taperdocs.documents.diary.day import Entry
from taperdocs.documents.diary.layout import Layout
from taperdocs.documents.diary.ready_box import Coming, Ready, near, ready
from taperdocs.documents.diary.ready_box import height as ready_height
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import agreed_of, change, dates_between, part_of, unbroken
from taperdocs.language.words import Words
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.pdf.kit import Text
from taperdocs.plan.plan import Plan

WEEK = 7
_TALLEST = 16.0
"""Height, in units, that the changes in the head may have; above it the head gives only their days."""
_TALLEST_NARROW = 11.0
"""The same limit on a narrow page, which is also a short one: two lines of text."""
_MOST_NEWS = 3
"""Most changes that the head of a page lists one by one."""
_SPARE = 0.6
"""Height that stays empty on each page, in units."""

Rows = Sequence[Entry]
Parts = tuple[slice, ...]
"""The rows of each page of a week, as slices of the week's rows."""
_Room = Callable[[slice, int, int], float]
"""Returns the height for the rows of a page, given which rows these are, its number and the number of pages."""


class Tried(NamedTuple):
    """How one layout divides a week into pages.

    *over* is by how much the fullest page overflows, in units; 0 where everything fits. *parts* are the pages.
    """

    over: float
    parts: Parts

    @property
    def cost(self) -> tuple[float, int]:
        """Return the key by which layouts are compared, smallest first: least overflow, then fewest pages."""
        return self.over, len(self.parts)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one page says.

    *under*: whether the dates stand below the title, because there is no room beside it. *curve* is the curve and the
    mark of the present day on it; empty on a narrow page. *days* pairs each row with its height in tenths of a unit,
    not counting what stands below the row. *layout* is an index into the layouts of the diary. *key* is the prefix
    of the names of the form's fields.
    """

    title: str
    dates: str
    under: bool
    news: tuple[Text, ...]
    ready: tuple[Ready, ...]
    curve: tuple[Curve, ...]
    days: tuple[tuple[int, Entry], ...]
    layout: int
    key: str


@dataclass(frozen=True, slots=True)
class Binder:
    """Divides weeks into pages. Its fields are what all pages share.

    *inside* and *height* are the width and height of the page within its margins, in units; *rooms* are those already
    measured, since each layout asks for them again.
    """

    plan: Plan
    words: Words
    steps: tuple[Coming, ...]
    who: str
    foot: tuple[str, str]
    inside: float
    height: float
    rooms: dict[tuple[date, date, int, int], float] = field(default_factory=dict)

    def leaves(self, rows: Rows, layouts: Sequence[Layout], tried: Sequence[Tried]) -> Iterator[Leaf]:
        """Yield the pages of a week in the best of *layouts*; *tried* has the outcome of each, in the same order."""
        chosen = min(range(len(tried)), key=lambda number: tried[number].cost)
        parts, layout = tried[chosen].parts, layouts[chosen]
        week = week_of(self.plan, rows[0].day)
        needed = _heights(rows, layout)
        for number, part in enumerate(parts, start=1):
            days = tuple(row.day for row in rows[part])
            title, dates = self._title(days[0]), self._dates(days, number, len(parts))
            asked = tuple(ready(self.plan, self.words, step) for step in near(self.steps, days))
            heights = shared_out(needed[part], self._room(days, number, len(parts)), sizes.MOST_STRETCH)
            yield Leaf(
                title,
                dates,
                self._under(title, dates),
                self._news(days),
                asked,
                self._curve(days, sizes.LOW if asked else sizes.HIGH),
                tuple(
                    (int(high - 10 * layout.below(row)), row)
                    for high, row in zip(heights, rows[part], strict=True)
                ),
                chosen,
                f"week{week}" if len(parts) == 1 else f"week{week}part{number}",
            )

    def tried(self, rows: Rows, layouts: Iterable[Layout]) -> tuple[Tried, ...]:
        """Divide the rows of a week into pages once for each layout."""
        days = tuple(row.day for row in rows)

        def room(part: slice, number: int, count: int) -> float:
            return self._room(days[part], number, count)

        return tuple(_tried(_heights(rows, layout), room) for layout in layouts)

    def _title(self, day: date) -> Marked:
        number = self.words.language.number(week_of(self.plan, day))
        return marked(self.words.text("Week {number}", number=number), f"week:{day}")

    def _under(self, title: str, dates: str) -> bool:
        """Tell whether the dates go below the title because there is no room between it and the curve."""
        return sizes.TITLE.width(f"{title} ") + sizes.DATES.width(dates) > self._beside

    def _dates(self, days: tuple[date, ...], number: int, parts: int) -> Marked:
        said = dates_between(self.words, days[0], days[-1])
        if parts == 1:
            return said
        part = part_of(self.words, number, parts)
        return marked(f"{said}, {part}", said, part)

    @property
    def _beside(self) -> float:
        """Return the width that the curve leaves for the head, in units; on a narrow page the full width."""
        return self.inside if self.inside < sizes.NARROW else self.inside - sizes.CURVE - sizes.APART

    def _curve(self, days: tuple[date, ...], high: float) -> tuple[Curve, ...]:
        """Return the curve and the mark of the present day, both *high* units high; nothing on a narrow page."""
        if self.inside < sizes.NARROW:
            return ()
        present = min(max(days[0], self.plan.first_day), self.plan.last_day)
        return (
            small_curve(self.plan, self.words, sizes.CURVE, high),
            small_mark(self.plan, self.words, present, sizes.CURVE, high),
        )

    def _news(self, days: tuple[date, ...]) -> tuple[Text, ...]:
        """Return what changes on these days, or else the next change, and the conditions of their steps."""
        changes = tuple(self._changes(days))
        if len(changes) > _MOST_NEWS:
            changes = (marked(self.words.text("New doses on several days: each day says its own.")),)
        coming = marked("") if changes or near(self.steps, days) else outlook(self.plan, self.words, days[0])
        # Where the next change is not known, that line says what the step waits for.
        one_by_one = _conditions(self.plan, self.words, days, waits=not coming)
        said = " ".join(f"{condition}." for condition in one_by_one)
        conditions = marked(said, f"conditions:{days[0]},{days[-1]}")
        if sum(sizes.NEWS.height(one, self._beside) for one in changes) > (
            _TALLEST if self.inside >= sizes.NARROW else _TALLEST_NARROW
        ):
            changes = tuple(self._days_of_changes(days))
        if coming and sizes.SOON.height(coming, self._beside) > _TALLEST:
            coming = self._day_of_next(days[0])
        return (
            *(Text(sizes.NEWS, one) for one in changes),
            *(Text(sizes.SOON, one) for one in (conditions, coming) if one),
        )

    def _days_of_changes(self, days: tuple[date, ...]) -> Iterator[Marked]:
        """Yield a line for each day with new doses that does not name the doses, to save room."""
        for day in days:
            period = self.plan.period(day)
            if period and period.first == day and begins(self.plan, period) and self.plan.before(period):
                said = self.words.text(
                    "New doses on {date}: each box says its own.", date=self.words.language.long_day(day)
                )
                yield marked(said, f"date:{day}")

    def _day_of_next(self, day: date) -> Marked:
        coming = self.plan.next_change(day)
        said = coming and self.words.text("Next change: {date}.", date=self.words.language.day(coming.first))
        return marked(said or "", f"nextday:{day}")

    def _changes(self, days: tuple[date, ...]) -> Iterator[Marked]:
        for period in self.plan.periods:
            if period.first in days and begins(self.plan, period) and self.plan.before(period):
                sign, said = (
                    mark(self.plan, self.words, period.first)[1][:1],
                    change(self.words, self.plan, period),
                )
                when = self.words.language.long_day(period.first)
                text = self.words.text("{date}: {change}", date=when, change=said)
                yield marked(unbroken(f"{sign} {text}"), f"date:{period.first}", said)

    def _room(self, days: tuple[date, ...], number: int, parts: int) -> float:
        """Return the height that head, boxes and foot leave for the rows, in units."""
        key = days[0], days[-1], number, parts
        if key not in self.rooms:
            self.rooms[key] = self._measured_room(days, number, parts)
        return self.rooms[key]

    def _measured_room(self, days: tuple[date, ...], number: int, parts: int) -> float:
        beside, boxes = self._beside, near(self.steps, days)
        under = self._under(self._title(days[0]), self._dates(days, number, parts))
        high = sizes.TITLE.line + (sizes.DATES.line if under else 0) + sizes.WHO.height(self.who, beside)
        high += sum(one.height(beside) for one in self._news(days))
        least = 0 if self.inside < sizes.NARROW else sizes.LOW if boxes else sizes.HIGH
        high = max(high, least) + sizes.UNDER
        high += sum(
            ready_height(ready(self.plan, self.words, one), self.inside) + sizes.UNDER for one in boxes
        )
        urgent, legend = self.foot
        foot = (
            sizes.URGENT.height(urgent, self.inside)
            + sizes.LEGEND.height(legend, self.inside)
            + sizes.UNDER
            + sizes.RULE
            + _SPARE
        )
        return self.height - high - foot


def drugs_of(plan: Plan, words: Words) -> Iterator[Marked]:
    """Yield each drug with the forms and strengths of its packets, as in ``clonazepam, tablets of 0.5 mg``."""
    for drug in plan.drugs:
        found = [(place, one) for place, one in enumerate(plan.outline.products) if one.drug == drug]
        forms = [one.form for _, one in found]
        packets = sorted(found, key=lambda packet: forms.index(packet[1].form))
        each = (
            words.text(
                "{forms} of {strengths}",
                forms=words.noun(form, Fraction(2)),
                strengths=", ".join(words.strength(one) for _, one in group),
            )
            for form, group in groupby(packets, key=lambda packet: packet[1].form)
        )
        said = ", ".join((drug, *each))
        yield marked(said, f"packets:{','.join(str(place) for place, _ in packets)}")


def week_of(plan: Plan, day: date) -> int:
    """Return the number of the week of *day*; week 1 begins on the plan's first day."""
    return (day - plan.first_day).days // WEEK + 1


def _tried(needed: Sequence[float], room: _Room) -> Tried:
    parts = _shared(needed, room)
    each = enumerate(parts, start=1)
    over = (sum(needed[part]) - room(part, number, len(parts)) for number, part in each)
    return Tried(max(0, *over), parts)


def _shared(needed: Sequence[float], room: _Room) -> Parts:
    """Divide rows of these heights into pages.

    The room for rows depends on the days of a page, since these decide what its head says. So the division is repeated
    with the smallest room found until every page fits, at most once for each row.
    """
    parts = paged(needed, room(slice(0, len(needed)), 1, 1))
    for _ in needed if len(parts) > 1 else ():
        rooms = [room(part, number, len(parts)) for number, part in enumerate(parts, 1)]
        if all(sum(needed[part]) <= there for part, there in zip(parts, rooms, strict=True)):
            break
        parts = paged(needed, min(rooms))
    return parts


def _heights(rows: Rows, layout: Layout) -> tuple[float, ...]:
    """Return the height of each row with what stands below it, in units."""
    return tuple(layout.row(row) + layout.below(row) for row in rows)


def _conditions(plan: Plan, words: Words, days: tuple[date, ...], *, waits: bool) -> tuple[str, ...]:
    """Return the conditions of the steps of *days*, each once; with *waits* also what these steps wait for."""
    steps = [period.step for period in map(plan.period, days) if period]
    said = (agreed_of(words, step) for step in steps if waits or step.condition)
    return tuple(dict.fromkeys(one for one in said if one))
