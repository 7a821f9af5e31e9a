"""Nothing wrong is handed over: a fault in any layer is refused, by one day, one tablet or one percent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.plan.dose import Dose
from taperdocs.plan.pieces import pieces
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Pieces, Product
from taperdocs.plan.regimen import Day
from taperdocs.plan.step import Period, Step
from taperdocs.plan.strategies import STRATEGIES, Percent, percent
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20))
TEXT = b"""
format = 1
drug = "diazepam"
start = 2026-12-07
make = "nearest-above"

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[step]]
weeks = 2
morning = "2 mg"
bedtime = "3 mg"

[[step]]
taper = "percent"
start = "4 mg"
cut = "10 %"
every = "2 weeks"
to = "2 mg"

[[change]]
kind = "hold"
on = 2026-12-30
days = 5
"""

Fault = Callable[[pytest.MonkeyPatch], Plan]
"""Brings a fault in, and returns the plan that is made with it."""


def test_the_plan_without_a_fault_is_made() -> None:
    """What follows is refused for its fault alone."""
    assert [file.name for file in make(read(TEXT), ["ics"], OPTIONS)] == ["plan.ics"]


def answers_for_the_day_before(patch: pytest.MonkeyPatch) -> Plan:
    """Let the plan be asked for a day and answer for the one before."""
    right = Plan.on

    def on(plan: Plan, day: date) -> Day:
        return right(plan, day - timedelta(1))

    patch.setattr(Plan, "on", on)
    return read(TEXT)


def lists_the_day_before(patch: pytest.MonkeyPatch) -> Plan:
    """Let each period answer for the day before, as long as the cycle is more than one day."""
    patch.setattr(Period, "on", lambda period, day: period.step.regimen.days[0][day.day % 2 :])
    return read(TEXT)


def a_period_is_a_day_short(_: pytest.MonkeyPatch) -> Plan:
    """Let the first period end a day early, and all others begin a day early."""
    plan = read(TEXT)
    first, *later = plan.periods
    moved = (replace(first, last=first.last - timedelta(1)), *(period.later(-1) for period in later))
    return replace(plan, schedule=replace(plan.schedule, periods=moved))


def the_plan_ends_a_day_early(_: pytest.MonkeyPatch) -> Plan:
    """Let the last period lose its last day."""
    plan = read(TEXT)
    *others, last = plan.periods
    shorter = replace(last, last=last.last - timedelta(1))
    return replace(plan, schedule=replace(plan.schedule, periods=(*others, shorter)))


def a_held_day_is_not_marked(_: pytest.MonkeyPatch) -> Plan:
    """Let the hold be nowhere on the page."""
    plan = read(TEXT)
    unmarked = tuple(replace(period, held=False) for period in plan.periods)
    return replace(plan, schedule=replace(plan.schedule, periods=unmarked))


def a_dose_is_exchanged(_: pytest.MonkeyPatch) -> Plan:
    """Let a step have another dose in its period than it was written with."""
    plan = read(TEXT)

    def other(step: Step) -> Step:
        intakes = step.regimen.days[0]
        day = (replace(intakes[0], dose=Dose(Decimal(3), "mg")), *intakes[1:])
        return replace(step, regimen=replace(step.regimen, days=(day,)))

    first, *later = plan.periods
    periods = (replace(first, step=other(first.step)), *later)
    return replace(plan, schedule=replace(plan.schedule, periods=periods))


def a_percent_is_doubled(patch: pytest.MonkeyPatch) -> Plan:
    """Let the strategy cut 20 % where 10 % was written."""

    def doubled(cut: Percent, **rest: object) -> tuple[Dose, ...]:
        return percent(cut=Percent(cut * 2), **rest)  # type: ignore[arg-type]

    patch.setitem(STRATEGIES, "percent", doubled)
    return read(TEXT)


def a_half_is_left_out(patch: pytest.MonkeyPatch) -> Plan:
    """Let the pieces of a dose be half of what they are."""

    def short(dose: Dose, products: tuple[Product, ...]) -> Pieces:
        return tuple(replace(piece, count=piece.count / 2) for piece in pieces(dose, products) or ())

    patch.setattr("taperdocs.plan.plan.pieces", short)
    return read(TEXT)


FAULTS: tuple[Fault, ...] = (
    answers_for_the_day_before,
    lists_the_day_before,
    a_period_is_a_day_short,
    the_plan_ends_a_day_early,
    a_held_day_is_not_marked,
    a_dose_is_exchanged,
    a_percent_is_doubled,
    a_half_is_left_out,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
def test_a_fault_in_the_days_is_refused(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is made, and the notice names neither person nor drug."""
    plan = fault(monkeypatch)

    with pytest.raises(ReadBackError) as refused:
        next(make(plan, ["ics"], OPTIONS))

    assert "check_days" in {entry.name for entry in refused.traceback}
    assert "diazepam" not in str(refused.value)
