"""Draws a plan's days as text, so that a test shows the calendar that it expects."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day
from taperdocs.plan.step import Period

OUTSIDE = "."
NOTHING = "-"
HELD = "h"
OPEN = "?"


def draw(plan: Plan) -> str:
    """Return a line a week, from Monday on: the date and the doses of each day without their unit.

    ``-`` is a day without a dose, ``.`` a day outside the plan. Intakes are joined by ``+``, those of several
    drugs begin with two letters of the drug; ``h`` is a held day and ``?`` one of an open end.
    """
    cells = {day: _cell(plan, period, doses) for period in plan.periods for day, doses in period}
    width = max(len(cell) for cell in cells.values())
    lines = []
    for week in _weeks(plan.first_day, plan.last_day):
        row = (cells.get(week + timedelta(number), OUTSIDE).ljust(width) for number in range(7))
        lines.append("  ".join((str(week), *row)).rstrip())
    return "\n".join(lines) + "\n"


def runs(plan: Plan) -> str:
    """Return a line for each run of equal days: its first and last day and the doses of each of them."""
    days = ((day, _cell(plan, period, doses)) for period in plan.periods for day, doses in period)
    lines = []
    for cell, group in groupby(days, key=lambda entry: entry[1]):
        run = [day for day, _ in group]
        lines.append(f"{run[0]} to {run[-1]}  {cell}")
    return "\n".join(lines) + "\n"


def _weeks(first: date, last: date) -> Iterator[date]:
    monday = first - timedelta(first.weekday())
    while monday <= last:
        yield monday
        monday += timedelta(7)


def _cell(plan: Plan, period: Period, day: Day) -> str:
    several = len(plan.drugs) > 1
    doses = "+".join(f"{intake.drug[:2] if several else ''}{intake.dose.amount:f}" for intake in day)
    return (doses or NOTHING) + HELD * period.held + OPEN * period.open
