"""Places the texts in the dose curve so that none touches another."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, pairwise

from taperdocs.documents.curve.axes import SIZE, Box, Label, Plot, day_ticks, label, wide
from taperdocs.documents.curve.strokes import TICK, Area, Way
from taperdocs.language.marked import marked
from taperdocs.language.words import Words
from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan

ROW = 4.6
"""Height of a row of texts, units."""

_GAP, _FARTHER, _BESIDE, _LINE, _SAMPLE = 1.2, 4.5, 2.6, 0.6, 9
"""Gaps between texts, from a line to a name beyond its end, from the present day to its date, around lines; length of a
sample stroke; units."""


def at_the_axes(plan: Plan, words: Words, plot: Plot, doses: Iterable[Dose], width: float) -> Iterator[Label]:
    """Yield the labels of doses and days, and below them the first and the last day."""
    area = plot.area
    texts = (
        *(
            (marked(words.dose(dose), f"scale:{dose.amount:f},{dose.unit}"), plot.y(dose.milligrams))
            for dose in doses
        ),
        (marked(words.language.number(0), "number:0"), area.bottom),
    )
    for text, y in texts:
        yield label(text, area.left - TICK - 1 - wide(text), y)
    free, y = 0.0, area.bottom + TICK + ROW / 2
    for day, named in day_ticks(plan, words, plot):
        x = min(max(plot.x(day) - wide(named) / 2, 0), width - wide(named))
        if x >= free:
            yield label(named, x, y)
            free = x + wide(named) + _GAP
    yield from _ends(plan, words, plot, y + ROW)


def _ends(plan: Plan, words: Words, plot: Plot, y: float) -> Iterator[Label]:
    first = marked(words.text("first day {date}", date=words.language.brief_date(plan.first_day)), "first")
    last = marked(words.text("no end is set"))
    if plan.last_dose_day:
        said = words.text("last dose day {date}", date=words.language.brief_date(plan.last_dose_day))
        last = marked(said, "lastdose")
    left, right = plot.area.left, max(plot.area.right - wide(last), 0)
    if left + wide(first) + _GAP < right:
        yield label(first, left, y)
    yield label(last, right, y)
    key, between = words.text("□ may move on"), left + wide(first) + 3 * _GAP
    if any(period.move_on and not period.step.length.optional for period in plan.periods):
        middle = (between + right - wide(key)) / 2
        if between <= middle:
            yield label(key, middle, y)


def above(
    words: Words, plot: Plot, areas: tuple[Area, ...], present: date | None, width: float
) -> Iterator[Label]:
    """Yield the date of the present day, and below it what each marked area is, where that has room."""
    taken, today = list[Box](), None
    if present:
        said, today = words.text("today, {date}", date=words.language.short_day(present)), plot.x(present)
        beside = today + _BESIDE if today + _BESIDE + wide(said) <= width else today - _BESIDE - wide(said)
        yield label(marked(said, f"date:{present}"), beside, ROW / 2)
        taken.append(Box(today, 0, today, plot.area.top))
    for area in areas:
        text = words.text("hold") if area.period.held else words.text("only if needed")
        for x in _over(area.box, wide(text), today):
            room = Box(x - _GAP, ROW, x + wide(text) + _GAP, ROW)
            if 0 <= x <= width - wide(text) and not any(map(room.meets, taken)):
                yield label(text, x, ROW * 1.5)
                taken.append(room)
                break


def _over(box: Box, room: float, today: float | None) -> Iterator[float]:
    """Yield the x at which a text *room* wide may begin, best first: over its days, beside the present day."""
    yield from ((box.left + box.right - room) / 2, box.left, box.right - room)
    if today is not None and box.left <= today <= box.right:
        yield from (today + 2 * _GAP, today - 2 * _GAP - room)


def at_the_lines(plot: Plot, lines: tuple[Way, ...], present: date | None) -> Iterator[tuple[Label, str]]:
    """Yield the name of each line: above or below its longest flat part with room, else in the upper right corner.

    A name in the corner comes with a path: a sample stroke, to be drawn like its line. Any other path is empty.
    """
    taken = [stroke for way in lines for stroke in _strokes(way)]
    if present:
        taken.append(Box(plot.x(present), plot.area.top, plot.x(present), plot.area.bottom))
    for number, way in enumerate(lines):
        room = next((box for box in _places(plot, way, way.drug) if not any(map(box.meets, taken))), None)
        stroke = ""
        if room is None:
            left, top = plot.area.right - wide(way.drug), plot.area.top + ROW * number
            room = Box(left, top, plot.area.right, top + ROW)
            stroke = f"M{left - _SAMPLE - _GAP:.2f} {top + ROW / 2:.2f}h{_SAMPLE}"
        taken.append(room)
        named = marked(way.drug, f"drug:{number}")
        yield label(named, room.left, (room.top + room.bottom) / 2), stroke


def _strokes(way: Way) -> Iterator[Box]:
    for one, other in chain.from_iterable(pairwise(part) for part in way.parts):
        (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        yield Box(left - _LINE, top - _LINE, right + _LINE, bottom + _LINE)


def _places(plot: Plot, way: Way, text: str) -> Iterator[Box]:
    level = [(one, other) for part in way.parts for one, other in pairwise(part) if one[1] == other[1]]
    for one, other in sorted(level, key=lambda ends: ends[0][0] - ends[1][0]):
        for x in (one[0] + _GAP, (one[0] + other[0] - wide(text)) / 2, other[0] + _GAP, other[0] + _FARTHER):
            for top in (one[1] - SIZE - 2 * _LINE, one[1] + 2 * _LINE):
                box = Box(x, top, x + wide(text), top + SIZE)
                area = plot.area
                if (
                    x >= area.left
                    and box.right <= area.right
                    and top >= area.top
                    and box.bottom <= area.bottom
                ):
                    yield box
