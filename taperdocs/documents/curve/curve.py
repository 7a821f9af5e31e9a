"""Draws the dose over time and says it in words: a panel for each drug, since two drugs never share an axis."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from taperdocs.documents.curve.axes import PLAIN, Box, Label, Plot, day_ticks, label, wide
from taperdocs.documents.curve.levels import Level, labels, levels, line, said, strokes
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.plan.length import DAY, WEEK
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import merged_periods

# Lengths in units.
_ROW = PLAIN.line
_BARS, _BAR, _TICK, _ARROW = 3.6, 1.6, 0.8, 2.6
_GAP, _EDGE = 1.2, 1.0
_PANEL, _TEXTED = 24, 14
"""Good height of the panel of a drug, and least height of a small curve with texts."""
_HOLDS_SAID = 3
"""The most holds that are said one by one."""


@dataclass(frozen=True, slots=True)
class Curve:
    """SVG paths and texts of the drawing, in units. *alt* is the same in words.

    *lines* are those of the doses, *axes* the thin ones. *present* is dashed. *solid* is filled: bars of holds, and
    arrows on lines without an end. *optional* are the frames of steps that are taken only if needed.
    """

    width: str
    height: str
    lines: str
    axes: str
    optional: str
    present: str
    solid: str
    labels: tuple[Label, ...]
    alt: str

    @property
    def size(self) -> float:
        """Return the size of its texts, in units."""
        return PLAIN.points


@dataclass(frozen=True, slots=True)
class _Bar:
    """A run of days under the axis: held, or taken only if needed."""

    left: float
    right: float
    held: bool


def good_height(plan: Plan) -> float:
    """Return the height that shows each drug well: 35 units for one."""
    return _ROW + _BARS + _PANEL * len(plan.drugs) + (_ROW * len(plan.drugs) if len(plan.drugs) > 1 else 3.4)


def curve(plan: Plan, words: Words, present: date, width: float, height: float) -> Curve:
    """Draw the mean daily dose of each drug over the days that are laid out; each level is labelled with its dose."""
    several, shown = len(plan.drugs) > 1, plan.first_day <= present <= plan.last_day
    bars = any(run.held or run.step.length.optional for run in merged_periods(plan))
    foot = height - _ROW - _BARS * bars
    each, found, panels = foot / len(plan.drugs), list[Label](), list[tuple[Plot, tuple[Level, ...]]]()
    lines, axes = "", ""
    for number, drug in enumerate(plan.drugs):
        top, named = each * number, levels(plan, drug)
        if several:
            found.append(label(marked(drug, f"drug:{number}"), 0, top + _ROW / 2, bold=True))
        area = Box(_EDGE, top + _ROW * (1 + several), width - _ARROW - _EDGE, top + each - _EDGE)
        plot = Plot(plan.first_day, _days(plan), max(level.mean for level in named), area)
        parts = line(plan, plot, named)
        taken = list(strokes(parts))
        if shown:
            taken.append(Box(plot.x(present) - 0.5, area.top, plot.x(present) + 0.5, area.bottom))
        texts = tuple((level, said(plan, words, drug, level)) for level in named)
        found += labels(texts, plot, taken, present, width)
        lines, axes = lines + _path(parts), f"{axes}M{area.left:.2f} {area.bottom:.2f}H{area.right:.2f}"
        panels.append((plot, named))
    plot = panels[-1][0]
    placed = tuple(_bars(plan, plot)) if bars else ()
    row = plot.area.bottom + _TICK + _BARS / 2 - 0.2
    found += _named(words, placed, row, width)
    dates = tuple(_dates(plan, words, plot, present if shown else None, (width, height)))
    today = (f"M{one.x(present):.2f} {one.area.top:.2f}V{one.area.bottom:.2f}" for one, _ in panels)
    return Curve(
        f"{width:.1f}",
        f"{height:.1f}",
        lines,
        axes + "".join(f"M{at:.2f} {plot.area.bottom:.2f}v{_TICK}" for at, _ in dates),
        "".join(_framed(bar, row) for bar in placed if not bar.held),
        "".join(today) if shown else "",
        "".join(_filled(bar, row) for bar in placed if bar.held) + _arrows(plan, panels),
        (*found, *(text for _, text in dates)),
        _alt(plan, words, present),
    )


def _days(plan: Plan) -> int:
    return (plan.last_day - plan.first_day).days + 1


def _path(parts: Iterable[tuple[tuple[float, float], ...]]) -> str:
    return "".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners) for corners in parts)


def _arrows(plan: Plan, panels: Iterable[tuple[Plot, tuple[Level, ...]]]) -> str:
    """Draw an arrow at each line that goes on without an end."""
    ends = [
        (plot.area.right, plot.y(named[-1].mean))
        for plot, named in panels
        if plan.open and named[-1].last == plan.last_day
    ]
    return "".join(f"M{x + _ARROW:.2f} {y:.2f}l-{_ARROW} -1.6v3.2z" for x, y in ends)


def _bars(plan: Plan, plot: Plot) -> Iterator[_Bar]:
    for run in merged_periods(plan):
        if run.held or run.step.length.optional:
            left = plot.x(run.first)
            yield _Bar(left, max(plot.x(run.last + DAY), left + 1), run.held)


def _filled(bar: _Bar, y: float) -> str:
    return f"M{bar.left:.2f} {y - _BAR / 2:.2f}H{bar.right:.2f}v{_BAR}H{bar.left:.2f}z"


def _framed(bar: _Bar, y: float) -> str:
    return _filled(replace(bar, left=bar.left + 0.2, right=bar.right - 0.2), y)


def _named(words: Words, bars: tuple[_Bar, ...], y: float, width: float) -> Iterator[Label]:
    """Yield what each bar is, beside it, where that has room."""
    taken = [Box(bar.left, y, bar.right, y) for bar in bars]
    for bar in bars:
        text = words.text("hold") if bar.held else words.text("only if needed")
        for x in (bar.right + _GAP, bar.left - _GAP - wide(text)):
            box = Box(x, y, x + wide(text), y)
            if x >= 0 and box.right <= width and not any(map(box.meets, taken)):
                taken.append(replace(box, left=box.left - _GAP, right=box.right + _GAP))
                yield label(text, x, y)
                break


def _dates(
    plan: Plan, words: Words, plot: Plot, present: date | None, size: tuple[float, float]
) -> Iterator[tuple[float, Label]]:
    """Yield the labels of days with the x of each day: the last day and the present one before all others."""
    brief, last, width, y = words.language.brief_date, _last(plan, words), size[0], size[1] - _ROW / 2
    first = marked(brief(plan.first_day), "first")
    wanted = [(plot.area.right, last, width - wide(last))]
    if present:
        text = marked(words.text("today, {date}", date=words.language.short_day(present)), f"date:{present}")
        x, room = plot.x(present), wide(text, bold=True)
        rightmost = width - wide(last) - 2.1 * _GAP - room
        leftmost = wide(first) + 2.1 * _GAP
        at = max(min(x - room / 2, rightmost), leftmost if leftmost <= rightmost else 0)
        # It stands under its line, if need be in the place of the first day.
        wanted.append((x, text, at if at <= x else max(x - room / 2, 0)))
    wanted.append((plot.area.left, first, 0))
    for day, text in day_ticks(plan, words, plot):
        x = plot.x(day)
        wanted.append((x, text, x - wide(text) / 2))
    taken = list[Box]()
    for number, (x, text, at) in enumerate(wanted):
        now = bool(present) and number == 1
        box = Box(at - _GAP, y, at + wide(text, bold=now) + _GAP, y)
        if at >= 0 and at + wide(text, bold=now) <= width and not any(map(box.meets, taken)):
            taken.append(box)
            yield x, label(text, at, y, bold=now)


def _last(plan: Plan, words: Words) -> Marked:
    """Say the last dose day."""
    if not plan.last_dose_day:
        return marked(words.text("no end is set"))
    day = words.language.brief_date(plan.last_dose_day)
    return marked(words.text("last dose {date}", date=day), "lastdose")


@lru_cache(maxsize=8)
def small_curve(plan: Plan, words: Words, width: float, height: float) -> Curve:
    """Draw a small curve without texts, which is the same on every page: panels stand side by side."""
    lines, axes, solid = "", "", ""
    for plot, named in _small(plan, width, height):
        lines += _path(line(plan, plot, named))
        axes += f"M{plot.area.left:.2f} {plot.area.bottom:.2f}H{plot.area.right:.2f}"
        solid += _arrows(plan, [(plot, named)])
    alt = words.text("Dose over time")
    return Curve(f"{width:.1f}", f"{height:.1f}", lines, axes, "", "", solid, (), alt)


def small_mark(plan: Plan, words: Words, present: date, width: float, height: float) -> Curve:
    """Draw what is laid over the small curve: the week from *present* on as a bar, its first dose, the last day."""
    solid, texts, last = "", list[Label](), _last(plan, words)
    if wide(last) <= width and height >= _TEXTED:
        texts.append(label(last, width - wide(last), height - _ROW / 2))
    shown = plan.first_day <= present <= plan.last_day
    for (plot, named), drug in zip(_small(plan, width, height), plan.drugs, strict=True):
        area = plot.area
        if shown:
            left = min(plot.x(present), area.right - 1)
            bar = _Bar(left, max(plot.x(present + WEEK * DAY), left + 1), held=True)
            solid += _filled(bar, area.bottom + _TICK + _BAR / 2)
        level = next((one for one in named if one.first <= present <= one.last), None)
        if level and height >= _TEXTED:
            said_now = _small_said(plan, words, drug, level)
            room = max(min(plot.x(present), area.right + _ARROW - wide(said_now, bold=True)), area.left)
            if room + wide(said_now, bold=True) <= area.right + _ARROW + _EDGE:
                texts.append(label(said_now, room, _ROW / 2, bold=True))
    told = words.text("Dose over time, with a mark at {date}.", date=words.language.full_date(present))
    alt = marked(told, f"date:{present}")
    return Curve(f"{width:.1f}", f"{height:.1f}", "", "", "", "", solid, tuple(texts), alt)


def _small_said(plan: Plan, words: Words, drug: str, level: Level) -> Marked:
    dose = said(plan, words, drug, level)
    if drug in plan.patches:
        # A rate is not an amount of a day.
        return (
            dose if len(plan.drugs) == 1 else marked(f"{drug} {dose}", f"drug:{plan.drugs.index(drug)}", dose)
        )
    if len(plan.drugs) == 1:
        return marked(words.text("{dose} a day", dose=dose), dose)
    return marked(f"{drug} {dose}", f"drug:{plan.drugs.index(drug)}", dose)


@lru_cache(maxsize=8)
def _small(plan: Plan, width: float, height: float) -> tuple[tuple[Plot, tuple[Level, ...]], ...]:
    """Return the panel of each drug of the small curve, side by side, with its levels."""
    each, found = width / len(plan.drugs), list[tuple[Plot, tuple[Level, ...]]]()
    for number, drug in enumerate(plan.drugs):
        named = levels(plan, drug)
        left, right = each * number + 0.5, each * (number + 1) - _ARROW - _EDGE
        row = _ROW if height >= _TEXTED else 0
        area = Box(left, row + 0.6, right, height - row - _TICK - _BAR - 0.4)
        found.append((Plot(plan.first_day, _days(plan), max(level.mean for level in named), area), named))
    return tuple(found)


def _alt(plan: Plan, words: Words, present: date) -> Marked:
    """Say the curve in a few sentences, however long the plan is."""
    sentences = tuple(_sentences(plan, words, present))
    return marked(" ".join(sentences), *sentences)


def _sentences(plan: Plan, words: Words, present: date) -> Iterator[Marked]:
    date_of = words.language.full_date
    first, last = plan.periods[0], next(p for p in reversed(plan.periods) if p.step.regimen.drugs)
    start = words.regimen(first.step.regimen, plan.drugs)
    begun = words.text("Dose over time. From {date}: {doses}.", date=date_of(plan.first_day), doses=start)
    yield marked(begun, "begins")
    if len(plan.steps) > 1:
        yield marked(words.texts("{number} step.", "{number} steps.", len(plan.steps)), "steps")
    if last.step.regimen != first.step.regimen:
        doses, since = words.regimen(last.step.regimen, plan.drugs), plan.since(last)
        said = words.text("At the end, from {date}: {doses}.", date=date_of(since), doses=doses)
        yield marked(said, f"ends:{since}")
    if plan.last_dose_day:
        yield marked(words.text("Last dose day: {date}.", date=date_of(plan.last_dose_day)), "lastdose")
    else:
        yield marked(words.text("No end is set."))
    yield from _holds(plan, words)
    if period := plan.period(present):
        doses = words.regimen(period.step.regimen, plan.drugs)
        yield marked(
            words.text("On {date}: {doses}.", date=date_of(present), doses=doses), f"takes:{present}"
        )


def _holds(plan: Plan, words: Words) -> Iterator[Marked]:
    date_of, holds = words.language.full_date, [run for run in merged_periods(plan) if run.held]
    for run in holds[:_HOLDS_SAID]:
        if run.open:
            said = words.text("Hold from {first} on.", first=date_of(run.first))
        else:
            said = words.text(
                "Hold from {first} to {last}.", first=date_of(run.first), last=date_of(run.last)
            )
        yield marked(said, f"held:{run.first}")
    if len(holds) > _HOLDS_SAID:
        said = words.texts("{number} more hold.", "{number} more holds.", len(holds) - _HOLDS_SAID)
        yield marked(said, f"holds:{_HOLDS_SAID}")
