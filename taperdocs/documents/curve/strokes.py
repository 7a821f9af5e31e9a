"""The strokes of the dose curve as SVG paths: lines of drugs, axes, hatched and framed areas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from taperdocs.documents.curve.axes import Box, Plot
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import mean
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.step import Period

# Lengths in units, which are mm on A4.
TICK, ARROW = 1.4, 2.6
_HATCH, _WINDOW, _NARROWEST = 2.2, 1.8, 0.6
_TRIANGLE = "l-1.7 -3h3.4z"
_DAY = timedelta(1)

Corner = tuple[float, float]
"""The x and y of a point of a line, in units."""


@dataclass(frozen=True, slots=True)
class Way:
    """The line of one drug: its corners, one part for each time in which the drug is taken without a break."""

    drug: str
    parts: tuple[tuple[Corner, ...], ...]

    @property
    def path(self) -> str:
        """Return the line as an SVG path."""
        return "".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners) for corners in self.parts)


@dataclass(frozen=True, slots=True)
class Area:
    """The area of a hold or of an optional step, and its period."""

    box: Box
    period: Period


def ways(plan: Plan, plot: Plot) -> tuple[Way, ...]:
    """Return the line of each drug; it starts and ends on the axis where the drug comes in or stops."""
    return tuple(Way(drug, tuple(_parts(plan, plot, drug))) for drug in plan.drugs)


def _parts(plan: Plan, plot: Plot, drug: str) -> Iterator[tuple[Corner, ...]]:
    bottom, periods = plot.area.bottom, plan.periods
    for taken, group in groupby(periods, key=lambda period: drug in period.step.regimen.drugs):
        run = list(group)
        if taken:
            begins = [(plot.x(run[0].first), bottom)] if run[0] is not periods[0] else []
            goes_on = run[-1] is periods[-1] and plan.open
            ends = [] if goes_on else [(plot.x(run[-1].last + _DAY), bottom)]
            corners = [
                (x, plot.y(mean(period.step.regimen, drug)))
                for period in run
                for x in (plot.x(period.first), plot.x(period.last + _DAY))
            ]
            yield (*begins, *corners, *ends)


def areas(plan: Plan, plot: Plot) -> tuple[Area, ...]:
    """Return the areas of holds and of steps that are taken only if needed."""
    found = []
    for run in merged_periods(plan):
        if run.held or run.step.length.optional:
            first = plot.x(run.first)
            last = max(plot.x(run.last + _DAY), first + _NARROWEST)
            found.append(Area(Box(first, plot.area.top, last, plot.area.bottom), run))
    return tuple(found)


def axes(plot: Plot, doses: list[float], days: list[float]) -> str:
    """Draw both axes with a tick at each y of *doses* and each x of *days*."""
    area = plot.area
    return (
        f"M{area.left:.2f} {area.top:.2f}V{area.bottom:.2f}H{area.right:.2f}"
        + "".join(f"M{area.left:.2f} {y:.2f}h-{TICK}" for y in doses)
        + "".join(f"M{x:.2f} {area.bottom:.2f}v{TICK}" for x in days)
    )


def windows(plan: Plan, plot: Plot) -> str:
    """Draw small frames on the axis over the days on which the next step may already begin."""
    bottom = plot.area.bottom
    return "".join(
        framed(Box(plot.x(period.move_on), bottom - _WINDOW, plot.x(period.last + _DAY), bottom))
        for period in plan.periods
        if period.move_on and not period.step.length.optional
    )


def framed(box: Box) -> str:
    """Return the outline of *box* as a path."""
    return f"M{box.left:.2f} {box.bottom:.2f}V{box.top:.2f}H{box.right:.2f}V{box.bottom:.2f}Z"


def hatched(box: Box) -> str:
    """Draw a frame filled with lines that rise to the right, cut off at its sides."""
    height = box.bottom - box.top
    at, found = box.left - height + _HATCH, [framed(box)]
    while at < box.right:
        first, last = max(at, box.left), min(at + height, box.right)
        rise = (box.bottom - (first - at), box.bottom - (last - at))
        found.append(f"M{first:.2f} {rise[0]:.2f}L{last:.2f} {rise[1]:.2f}")
        at += _HATCH
    return "".join(found)


def present_mark(plot: Plot, day: date, height: float) -> tuple[str, str]:
    """Return the line through a day, and the triangle at its top, which is *height* units below the upper edge."""
    x = plot.x(day)
    return f"M{x:.2f} {height:.2f}V{plot.area.bottom:.2f}", f"M{x:.2f} {height:.2f}{_TRIANGLE}"


def arrows(plan: Plan, plot: Plot, lines: tuple[Way, ...]) -> str:
    """Draw an arrow at each line that goes on without an end."""
    ends = [way.parts[-1][-1] for way in lines if way.parts] if plan.open else []
    return "".join(f"M{x + ARROW:.2f} {y:.2f}l-{ARROW} -1.6v3.2z" for x, y in ends if x >= plot.area.right)
