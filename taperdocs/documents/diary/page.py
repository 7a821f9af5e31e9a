"""A leaf of the diary: a week, or the part of it that fits a page, with its head, curve and boxes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import NamedTuple

from taperdocs.documents.curve.curve import Curve, small_curve, small_mark
from taperdocs.documents.day_marks import begins, mark, outlook
from taperdocs.documents.diary.day import Entry
from taperdocs.documents.diary.layout import Layout
from taperdocs.documents.diary.ready_box import Coming, Ready, near, ready
from taperdocs.documents.diary.ready_box import height as ready_height
from taperdocs.documents.diary.sizes import (
    APART,
    CURVE,
    DATES,
    HIGH,
    LEGEND,
    LOW,
    MOST_STRETCH,
    NARROW,
    NEWS,
    RULE,
    SOON,
    TITLE,
    UNDER,
    URGENT,
    WHO,
)
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import change, dates_between, part_of, terms, unbroken
from taperdocs.language.words import Words
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.pdf.kit import Text
from taperdocs.plan.plan import Plan

WEEK = 7
_TALLEST = 16.0
"""Height of the changes above which a page says only their days, in units."""
_TALLEST_NARROW = 11.0
"""The same on a narrow page, which is low too: two lines."""
_MOST_NEWS = 3
"""The most changes in a week that its head tells one by one."""
_SPARE = 0.6
"""White that is left free on a page, in units."""

Rows = Sequence[Entry]
Parts = tuple[slice, ...]
"""Which rows of a week are on each of its pages."""


class Tried(NamedTuple):
    """How a layout shares out a week: by how much a day is higher than its page, in units, and the pages."""

    over: float
    parts: Parts

    @property
    def cost(self) -> tuple[float, int]:
        """Return what makes one layout better than another: first that every day fits, then fewer pages."""
        return self.over, len(self.parts)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. *layout* is the place of its layout in those of the diary; *key* begins names of its fields.

    *under*: whether its dates stand below the title, having no room behind it. *curve* is the curve with what is laid
    over it; a narrow page has none. *days* have the height of each row without what is below it, in tenths of a unit.
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
    """Puts weeks on leaves, and holds what all of them share; *inside* and *height* are those of the text, in units."""

    plan: Plan
    words: Words
    steps: tuple[Coming, ...]
    who: str
    foot: tuple[str, str]
    inside: float
    height: float

    def leaves(self, rows: Rows, layouts: Sequence[Layout], tried: Sequence[Tried]) -> Iterator[Leaf]:
        """Yield the leaves of a week in the first layout that needs the fewest, as *tried* says of each."""
        chosen = min(range(len(tried)), key=lambda number: tried[number].cost)
        parts, layout = tried[chosen].parts, layouts[chosen]
        week = week_of(self.plan, rows[0].day)
        needed = _heights(rows, layout)
        for number, part in enumerate(parts, start=1):
            days = tuple(row.day for row in rows[part])
            title, dates = self._title(days[0]), self._dates(days, number, len(parts))
            asked = tuple(ready(self.plan, self.words, step) for step in near(self.steps, days))
            heights = shared_out(needed[part], self._room(days, number, len(parts)), MOST_STRETCH)
            yield Leaf(
                title,
                dates,
                self._under(title, dates),
                self._news(days),
                asked,
                self._curve(days, LOW if asked else HIGH),
                tuple(
                    (int(high - 10 * layout.below(row)), row)
                    for high, row in zip(heights, rows[part], strict=True)
                ),
                chosen,
                f"week{week}" if len(parts) == 1 else f"week{week}part{number}",
            )

    def tried(self, rows: Rows, layouts: Iterable[Layout]) -> tuple[Tried, ...]:
        """Share the rows of a week among pages in each layout."""
        days = tuple(row.day for row in rows)
        room = cache(lambda first, last, number, count: self._room(days[first:last], number, count))
        return tuple(_tried(_heights(rows, layout), room) for layout in layouts)

    def _title(self, day: date) -> Marked:
        number = self.words.language.number(week_of(self.plan, day))
        return marked(self.words.text("Week {number}", number=number), f"week:{day}")

    def _under(self, title: str, dates: str) -> bool:
        """Tell whether the dates go below the title, having no room between it and the curve."""
        return TITLE.width(f"{title} ") + DATES.width(dates) > self._beside

    def _dates(self, days: tuple[date, ...], number: int, parts: int) -> Marked:
        said = dates_between(self.words, days[0], days[-1])
        if parts == 1:
            return said
        part = part_of(self.words, number, parts)
        return marked(f"{said}, {part}", said, part)

    @property
    def _beside(self) -> float:
        """Return the width of the head beside the curve."""
        return self.inside if self.inside < NARROW else self.inside - CURVE - APART

    def _curve(self, days: tuple[date, ...], high: float) -> tuple[Curve, ...]:
        """Return the curve and its mark, *high* units high."""
        if self.inside < NARROW:
            return ()
        present = min(max(days[0], self.plan.first_day), self.plan.last_day)
        return (
            small_curve(self.plan, self.words, CURVE, high),
            small_mark(self.plan, self.words, present, CURVE, high),
        )

    def _news(self, days: tuple[date, ...]) -> tuple[Text, ...]:
        """Return the conditions of these days and what changes on them, else the next change."""
        changes = tuple(self._changes(days))
        if len(changes) > _MOST_NEWS:
            changes = (marked(self.words.text("New doses on several days: each day says its own.")),)
        coming = marked("") if changes or near(self.steps, days) else outlook(self.plan, self.words, days[0])
        # Where the next change is not known, that line says what the step waits for.
        one_by_one = _conditions(self.plan, self.words, days, waits=not coming)
        said = " ".join(f"{condition}." for condition in one_by_one)
        conditions = marked(said, f"conditions:{days[0]},{days[-1]}")
        if sum(NEWS.height(one, self._beside) for one in changes) > (
            _TALLEST if self.inside >= NARROW else _TALLEST_NARROW
        ):
            changes = tuple(self._days_of_changes(days))
        if coming and SOON.height(coming, self._beside) > _TALLEST:
            coming = self._day_of_next(days[0])
        return (
            *(Text(NEWS, one) for one in changes),
            *(Text(SOON, one) for one in (conditions, coming) if one),
        )

    def _days_of_changes(self, days: tuple[date, ...]) -> Iterator[Marked]:
        """Yield the days with new doses, where the doses themselves would take too much of the page."""
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
        """Return the height that is left for rows, in units."""
        beside, boxes = self._beside, near(self.steps, days)
        under = self._under(self._title(days[0]), self._dates(days, number, parts))
        high = TITLE.line + (DATES.line if under else 0) + WHO.height(self.who, beside)
        high += sum(one.height(beside) for one in self._news(days))
        least = 0 if self.inside < NARROW else LOW if boxes else HIGH
        high = max(high, least) + UNDER
        high += sum(ready_height(ready(self.plan, self.words, one), self.inside) + UNDER for one in boxes)
        urgent, legend = self.foot
        foot = URGENT.height(urgent, self.inside) + LEGEND.height(legend, self.inside) + UNDER + RULE + _SPARE
        return self.height - high - foot


def drugs_of(plan: Plan, words: Words) -> Iterator[Marked]:
    """Say each drug with what stands on its packets: ``clonazepam, tablets of 0.5 mg``."""
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
    """Return the number of the week that *day* is in, counted from 1 at the plan's first day."""
    return (day - plan.first_day).days // WEEK + 1


def _tried(needed: Sequence[float], room: Callable[[int, int, int, int], float]) -> Tried:
    parts = _shared(needed, room)
    each = enumerate(parts, start=1)
    over = (sum(needed[part]) - room(part.start, part.stop, number, len(parts)) for number, part in each)
    return Tried(max(0, *over), parts)


def _shared(needed: Sequence[float], room: Callable[[int, int, int, int], float]) -> Parts:
    """Share rows that need these heights among pages; what a page has above its rows depends on its days."""
    parts = paged(needed, room(0, len(needed), 1, 1))
    for _ in needed if len(parts) > 1 else ():
        rooms = [room(part.start, part.stop, number, len(parts)) for number, part in enumerate(parts, 1)]
        if all(sum(needed[part]) <= there for part, there in zip(parts, rooms, strict=True)):
            break
        parts = paged(needed, min(rooms))
    return parts


def _heights(rows: Rows, layout: Layout) -> tuple[float, ...]:
    """Return the heights of rows with what stands below them; those of equal days are worked out once."""
    different = {row.content: row for row in rows}
    high = {content: layout.row(row) + layout.below(row) for content, row in different.items()}
    return tuple(high[row.content] for row in rows)


def _conditions(plan: Plan, words: Words, days: tuple[date, ...], *, waits: bool) -> tuple[str, ...]:
    """Return the conditions of the steps that *days* are in, and with *waits* what these steps wait for."""
    steps = [period.step for period in map(plan.period, days) if period]
    said = (terms(words, step) if waits else step.condition for step in steps)
    return tuple(dict.fromkeys(one for one in said if one))
