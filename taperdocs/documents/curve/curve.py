"""Draws the dose over time, with a line for each drug and marks for holds and the present day, and says it in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from taperdocs.documents.curve.axes import Box, Label, Plot, day_ticks, dose_ticks, wide
from taperdocs.documents.curve.labels import ROW, above, at_the_axes, at_the_lines
from taperdocs.documents.curve.strokes import (
    ARROW,
    TICK,
    Way,
    areas,
    arrows,
    axes,
    framed,
    hatched,
    present_mark,
    ways,
    windows,
)
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import mean
from taperdocs.plan.runs import merged_periods

_SMALL = Box(0.5, 3.4, 2, 0.8)
"""The margins of the small curve, units."""

_DASHES = ("", "3.2 1.4", ".9 1.2", "5 1.2 .9 1.2")
"""SVG dash patterns of the lines, the first drug's first."""

_HOLDS_SAID = 3
"""The most holds that are said one by one."""


@dataclass(frozen=True, slots=True)
class Line:
    """The path of one drug, and the SVG dash pattern that tells it from the others."""

    path: str
    dash: str


@dataclass(frozen=True, slots=True)
class Curve:
    """SVG paths and texts of the drawing, in units. *alt* is the same in words.

    ``holds`` are hatched; ``optional`` steps and ``windows``, in which one may move on, are framed. ``present`` is
    the line through the present day. ``solid`` is what is filled: the triangle of the present day, and arrows on
    lines without an end.
    """

    width: str
    height: str
    lines: tuple[Line, ...]
    axes: str
    holds: str
    optional: str
    windows: str
    present: str
    solid: str
    labels: tuple[Label, ...]
    alt: str


def curve(plan: Plan, words: Words, present: date, width: float, height: float) -> Curve:
    """Draw the mean daily dose of each drug over the days that are laid out, with labels at axes and lines."""
    plot, doses = _plot(plan, words, present, width, height)
    shown, lines, marked = _shown(plan, present), ways(plan, plot), areas(plan, plot)
    names = tuple(at_the_lines(plot, lines, shown)) if len(lines) > 1 else ()
    days = [plot.x(day) for day, _ in day_ticks(plan, words, plot)]
    return replace(
        _drawn(plan, plot, shown, ROW - 0.6, _alt(plan, words, present)),
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        lines=tuple(_lines(lines, [stroke for _, stroke in names])),
        axes=axes(plot, [plot.y(dose.milligrams) for dose in doses], days),
        labels=(
            *at_the_axes(plan, words, plot, doses, width),
            *above(words, plot, marked, shown, width),
            *(name for name, _ in names),
        ),
    )


@lru_cache(maxsize=8)
def small_curve(plan: Plan, words: Words, width: float, height: float) -> Curve:
    """Draw a small curve without texts, which is the same on every page."""
    small = _drawn(plan, _small(plan, width, height), None, _SMALL.top, words.text("Dose over time"))
    return replace(small, width=f"{width:.1f}", height=f"{height:.1f}")


def small_mark(plan: Plan, words: Words, present: date, width: float, height: float) -> Curve:
    """Draw the mark of the present day, which is laid over the small curve."""
    shown = _shown(plan, present)
    line, triangle = present_mark(_small(plan, width, height), shown, _SMALL.top) if shown else ("", "")
    said = words.text("Dose over time, with a mark at {date}.", date=words.language.full_date(present))
    alt = marked(said, f"date:{present}")
    return Curve(f"{width:.1f}", f"{height:.1f}", (), "", "", "", "", line, triangle, (), alt)


def _small(plan: Plan, width: float, height: float) -> Plot:
    room = Box(_SMALL.left, _SMALL.top, width - _SMALL.right, height - _SMALL.bottom)
    return Plot(plan.first_day, _days(plan), _highest(plan), room)


def _drawn(plan: Plan, plot: Plot, shown: date | None, mark: float, alt: str) -> Curve:
    """Draw everything but the texts; the triangle of the present day hangs *mark* units below the top."""
    lines, marked = ways(plan, plot), areas(plan, plot)
    line, triangle = present_mark(plot, shown, mark) if shown else ("", "")
    return Curve(
        width="",
        height="",
        lines=tuple(_lines(lines, [])),
        axes=axes(plot, [], []),
        holds="".join(hatched(area.box) for area in marked if area.period.held),
        optional="".join(framed(area.box) for area in marked if not area.period.held),
        windows=windows(plan, plot),
        present=line,
        solid=triangle + arrows(plan, plot, lines),
        labels=(),
        alt=alt,
    )


def _lines(lines: Sequence[Way], strokes: Sequence[str]) -> Iterator[Line]:
    for number, way in enumerate(lines):
        stroke = strokes[number] if strokes else ""
        yield Line(way.path + stroke, _DASHES[number % len(_DASHES)])


def _shown(plan: Plan, present: date) -> date | None:
    return present if plan.first_day <= present <= plan.last_day else None


def _plot(
    plan: Plan, words: Words, present: date, width: float, height: float
) -> tuple[Plot, tuple[Dose, ...]]:
    """Return the plot, with room left around it for the texts, and the doses to label at the axis."""
    highest = _highest(plan)
    marked = any(period.held or period.step.length.optional for period in plan.periods)
    top, bottom = ROW * (2 if marked else 1) + 0.5, height - 2 * ROW - TICK
    doses = dose_ticks(plan, present, highest, bottom - top)
    names = (*(words.dose(dose) for dose in doses), words.language.number(0))
    left = max(map(wide, names)) + TICK + 1
    return Plot(plan.first_day, _days(plan), highest, Box(left, top, width - ARROW - 1, bottom)), doses


def _days(plan: Plan) -> int:
    return (plan.last_day - plan.first_day).days + 1


def _highest(plan: Plan) -> Fraction:
    return max(mean(period.step.regimen, drug) for period in plan.periods for drug in plan.drugs)


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
