"""The dose over time as a drawing: a line a drug, holds and the present day marked, and in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from taperdocs.dose import dose_of
from taperdocs.plan import Plan
from taperdocs.words import Words

_TOP, _LEFT, _BOTTOM = 4.5, 16.0, 6.0
_APART = 17.0
_DOSES_APART = 5.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A text at a place of an axis."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Paths and texts in units, ready for an SVG of *width* by *height*."""

    width: str
    height: str
    left: str
    base: str
    lines: tuple[str, ...]
    holds: str
    held: tuple[Tick, ...]
    axes: str
    days: tuple[Tick, ...]
    doses: tuple[Tick, ...]
    present: str
    alt: str


def curve(plan: Plan, words: Words, present: date, width: float, height: float) -> Curve:
    """Draw the mean daily dose of each drug over the days that are laid out."""
    total = (plan.last_day - plan.first_day).days + 1
    means = {drug: [_mean(plan, index, drug) for index in range(len(plan.periods))] for drug in plan.drugs}
    highest = max(mean for of_drug in means.values() for mean in of_drug)
    base, wide, tall = height - _BOTTOM, width - _LEFT - 8, height - _BOTTOM - _TOP

    def x(day: date) -> float:
        return _LEFT + wide * min(max((day - plan.first_day).days, 0), total) / total

    def y(mean: Fraction) -> float:
        return base - tall * float(mean / highest)

    ends = [
        (x(period.first), _LEFT + wide * ((period.last - plan.first_day).days + 1) / total)
        for period in plan.periods
    ]
    lines = tuple(
        "M"
        + "L".join(
            f"{start:.1f} {y(mean):.1f}L{end:.1f} {y(mean):.1f}"
            for (start, end), mean in zip(ends, of_drug, strict=True)
        )
        + ("" if plan.open else f"L{_LEFT + wide:.1f} {base:.1f}")
        for of_drug in means.values()
    )
    holds = "".join(
        f"M{a:.1f} {base:.1f}V{_TOP:.1f}H{b:.1f}V{base:.1f}Z"
        for (a, b), p in zip(ends, plan.periods, strict=True)
        if p.held
    )
    shown: list[Tick] = []
    for period in plan.periods:
        at = x(period.first)
        if plan.is_new(period) and (not shown or at - float(shown[-1].at) >= _APART):
            shown.append(Tick(f"{at:.1f}", words.language.short_day(period.first)))
    return Curve(
        f"{width:.0f}",
        f"{height:.0f}",
        f"{_LEFT:.0f}",
        f"{base:.1f}",
        lines,
        holds,
        tuple(
            Tick(f"{a:.1f}", words.text("hold"))
            for (a, _), p in zip(ends, plan.periods, strict=True)
            if p.held
        ),
        f"M{_LEFT:.0f} {_TOP:.1f}V{base:.1f}H{_LEFT + wide:.1f}",
        tuple(shown),
        _dose_ticks(plan, words, y, highest),
        f"{x(present):.1f}" if plan.first_day <= present <= plan.last_day else "",
        _alt(plan, words),
    )


def _mean(plan: Plan, index: int, drug: str) -> Fraction:
    regimen = plan.periods[index].step.regimen
    amounts = (intake.dose.milligrams for day in regimen.days for intake in day if intake.drug == drug)
    return sum(amounts, start=Fraction(0)) / len(regimen.days)


def _dose_ticks(
    plan: Plan, words: Words, y: Callable[[Fraction], float], highest: Fraction
) -> tuple[Tick, ...]:
    """Name the highest dose, the last one, and zero."""
    last = max(_mean(plan, len(plan.periods) - 1, drug) for drug in plan.drugs)
    units = {intake.drug: intake.dose.unit for step in plan.steps for intake in step.regimen.doses}
    unit = next(iter(units.values()))
    named = (
        [highest]
        if y(last) - y(highest) < _DOSES_APART or y(Fraction(0)) - y(last) < _DOSES_APART
        else [highest, last]
    )
    doses = [dose for mean in named if (dose := dose_of(mean, unit))]
    return (
        *(Tick(f"{y(dose.milligrams):.1f}", words.dose(dose)) for dose in doses),
        Tick(f"{y(Fraction(0)):.1f}", words.language.number(0)),
    )


def _alt(plan: Plan, words: Words) -> str:
    """Say the curve in words."""
    parts = [
        words.text(
            "{date}: {doses}",
            date=words.language.full_date(period.first),
            doses=words.regimen(period.step.regimen, plan.drugs),
        )
        for period in plan.periods
        if plan.is_new(period) or period.held
    ]
    return words.text("Dose over time. {steps}", steps="; ".join(parts))
