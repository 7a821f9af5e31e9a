"""A leaf of the diary: a week, or the part of it that fits a page, with its title, summary, curve and boxes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.curve.curve import Curve, small_curve, small_mark
from taperdocs.documents.day_marks import outlook
from taperdocs.documents.diary.columns import Columns
from taperdocs.documents.diary.day import Entry, height
from taperdocs.documents.diary.ready_box import Coming, Ready, near, ready
from taperdocs.documents.diary.ready_box import height as ready_height
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import part_of
from taperdocs.language.words import Words
from taperdocs.pdf.fit import paged, shared_out
from taperdocs.pdf.measure import lines, width
from taperdocs.plan.plan import Plan

WEEK = 7
# Text sizes in points, lengths in units, which are mm on A4; style.css has the same numbers.
_TITLE, _DATES, _NAMES, _SPARE, _STRETCH = 10.0, 6.0, 5.0, 0.8, 4.0
_LARGE, _STRONG = 24.1, 14.2
_TEXT, _TEXT_LINE, _NOTE, _NOTE_LINE = 12.2, 5.2, 10.2, 4.3
_CURVE, _CURVE_HIGH, _CURVE_LOW, _APART, _CLOSE, _FRAME, _UNDER = 50.0, 15.5, 9.5, 4.0, 2.0, 4.0, 1.0
_ABOVE_LEGEND = 1.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. *layout* is the place of its columns in the layouts of the diary; *key* begins names of its fields.

    *under*: whether its dates stand below the title, because the curve leaves no room behind it. *mark* is laid over
    *curve*. *days* have the height of each row, in tenths of a unit.
    """

    title: str
    dates: str
    under: bool
    summary: str
    ready: tuple[Ready, ...]
    curve: Curve
    mark: Curve
    days: tuple[tuple[int, Entry], ...]
    layout: int
    key: str


@dataclass(frozen=True, slots=True)
class _Head:
    """What is above the rows of some days."""

    summary: str
    ready: tuple[Ready, ...]


@dataclass(frozen=True, slots=True)
class Binder:
    """Puts weeks on leaves, and holds what all of them share; *inside* and *height* are those of the text, in units."""

    plan: Plan
    words: Words
    steps: tuple[Coming, ...]
    legend: tuple[str, ...]
    inside: float
    height: float

    def leaves(self, rows: Sequence[tuple[date, Entry]], columns: Columns, layout: int) -> Iterator[Leaf]:
        """Yield the leaves of a week, as many as it needs; *layout* is the place of *columns* in the diary."""
        days, number_of_week = tuple(day for day, _ in rows), week_of(self.plan, rows[0][0])
        week = self.words.text("Week {number}", number=self.words.language.number(number_of_week))
        title = marked(week, f"week:{days[0]}")
        high = {row.content: height(row, columns) for _, row in rows}
        needed = tuple(high[row.content] for _, row in rows)
        parts = self._parts(title, days, needed)
        for number, part in enumerate(parts, start=1):
            head, dates = self._head(days[part]), self._dates(days, number, len(parts))
            under = self._under(title, dates)
            heights = shared_out(needed[part], self._room(head, under=under), _STRETCH)
            yield Leaf(
                title,
                dates,
                under,
                head.summary,
                head.ready,
                *self._curve(days[part][0], _CURVE_LOW if head.ready else _CURVE_HIGH),
                tuple((tenths, row) for tenths, (_, row) in zip(heights, rows[part], strict=True)),
                layout,
                f"week{number_of_week}" if len(parts) == 1 else f"week{number_of_week}part{number}",
            )

    def _parts(self, title: str, days: tuple[date, ...], needed: tuple[float, ...]) -> tuple[slice, ...]:
        """Share the rows of a week among pages; a part number makes the title longer, which may cost a line."""
        head = self._head(days)
        parts = paged(needed, self._room(head, under=self._under(title, self._dates(days, 1, 1))))
        if len(parts) == 1:
            return parts
        under = self._under(title, self._dates(days, len(parts), len(parts)))
        return paged(needed, self._room(head, under=under))

    def _under(self, title: str, dates: str) -> bool:
        """Tell whether the dates go below the title, having no room between it and the curve."""
        said = width(f"{title} ", _LARGE, bold=True) + width(dates, _STRONG)
        return said > self.inside - _CURVE - _CLOSE

    def _dates(self, days: tuple[date, ...], number: int, parts: int) -> Marked:
        language = self.words.language
        first, last = language.short_day(days[0]), language.brief_date(days[-1])
        said = self.words.text("{first} to {last}", first=first, last=last)
        said = marked(said, f"date:{days[0]}", f"date:{days[-1]}")
        if parts == 1:
            return said
        part = part_of(self.words, number, parts)
        return marked(f"{said}, {part}", said, part)

    def _curve(self, day: date, high: float) -> tuple[Curve, Curve]:
        """Return the curve and its mark, *high* units high."""
        present = min(max(day, self.plan.first_day), self.plan.last_day)
        return (
            small_curve(self.plan, self.words, _CURVE, high),
            small_mark(self.plan, self.words, present, _CURVE, high),
        )

    def _head(self, days: tuple[date, ...]) -> _Head:
        """Return the conditions of these days, and a box about each step down that is near, else the next change."""
        asked = near(self.steps, days)
        said = [f"{condition}." for condition in _conditions(self.plan, days)]
        coming = marked("") if asked else outlook(self.plan, self.words, days[0])
        summary = marked(" ".join((*said, coming)).strip(), f"conditions:{days[0]},{days[-1]}", coming)
        return _Head(summary, tuple(ready(self.plan, self.words, step) for step in asked))

    def _room(self, head: _Head, *, under: bool) -> float:
        """Return the height that is left for rows, in units."""
        beside = self.inside - (0 if head.ready else _CURVE + _APART)
        high = _TITLE + (_DATES if under else 0)
        high += _TEXT_LINE * lines(head.summary, _TEXT, beside) if head.summary else 0
        high += sum(ready_height(box, self.inside - _FRAME) for box in head.ready)
        high = max(high, _CURVE_LOW if head.ready else _CURVE_HIGH) + _UNDER
        legend = _ABOVE_LEGEND + _NOTE_LINE * sum(lines(line, _NOTE, self.inside) for line in self.legend)
        return self.height - high - _NAMES - legend - _SPARE


def week_of(plan: Plan, day: date) -> int:
    """Return the number of the week that *day* is in, counted from 1 at the plan's first day."""
    return (day - plan.first_day).days // WEEK + 1


def _conditions(plan: Plan, days: tuple[date, ...]) -> tuple[str, ...]:
    """Return the conditions of the steps that *days* are in."""
    periods = (plan.period(day) for day in days)
    return tuple(dict.fromkeys(p.step.condition for p in periods if p and p.step.condition))
