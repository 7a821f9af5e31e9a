"""The levels of a drug by date, and the size of each cut: as an exact amount, and in percent of the doses before.

A level is a mean daily dose over the doses' own rhythm: a step that goes on as the days before it would have gone on
changes nothing, so that the same days written as one cycle or as two steps are cut by the same.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import lcm

from taperdocs.plan.dose import RATE, Dose, exact_dose
from taperdocs.plan.length import HORIZON
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import WEEKDAYS, Regimen, mean, milligrams
from taperdocs.plan.step import Period


@dataclass(frozen=True, slots=True)
class Level:
    """A mean daily dose of one drug, in mg, from the day *first* on: of the cycle of *regimen*.

    ``rhythm`` is the number of days after which the doses of the drug repeat.
    """

    first: date
    mean: Fraction
    rhythm: int
    regimen: Regimen


@dataclass(frozen=True, slots=True)
class Cut:
    """The change of one drug from one level to the next; a rise is negative.

    ``amount`` is the difference in mg over *days* days: one day where both levels are daily, else the shortest
    time in which both rhythms end together. The percentages are of mean daily doses, None where that dose was 0.
    """

    drug: str
    amount: Fraction
    unit: str
    days: int
    of_present: Fraction | None
    of_start: Fraction | None

    @property
    def dose(self) -> Dose:
        """Return the amount without its sign."""
        return exact_dose(abs(self.amount), self.unit)


def cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return the cut of each drug whose level changes on the first day of *period*.

    There is none for the first period, unless the plan file says what was taken before; that is then the start dose.
    """
    before, found = plan.before(period), list[Cut]()
    for drug in plan.drugs if before else ():
        first, *_ = row = levels(plan, drug)
        was, now = (level_on(row, day) for day in (period.first - timedelta(1), period.first))
        if was.mean != now.mean:
            fall = was.mean - now.mean
            doses = (*was.regimen.doses, *now.regimen.doses)
            unit = next(intake.dose.unit for intake in doses if intake.drug == drug)
            # A rate is not added up over days: a patch of 25 mcg/h is one of 25 mcg/h on each of them.
            days = 1 if unit == RATE else lcm(was.rhythm, now.rhythm)
            of_present, of_start = (fall / dose * 100 if dose else None for dose in (was.mean, first.mean))
            found.append(Cut(drug, fall * days, unit, days, of_present, of_start))
    return tuple(found)


def level_on(row: Sequence[Level], day: date) -> Level:
    """Return which of the levels in *row* a day is in."""
    return row[bisect_right(row, day, key=lambda level: level.first) - 1]


# Cached, since each row of a table asks for the levels of the same plan.
@lru_cache(maxsize=64)
def levels(plan: Plan, drug: str) -> tuple[Level, ...]:
    """Return the levels of *drug* by date, those without a dose included."""
    found, days = list[Level](), list[Fraction]()
    for first, regimen, row in _stretches(plan, drug):
        level, both = Level(first, mean(regimen, drug), _rhythm(regimen, drug), regimen), days + row
        goes_on = next((one for one in (*found[-1:], level) if _goes_on(both, one)), None)
        if found and goes_on:
            days, found[-1] = both, replace(goes_on, first=found[-1].first)
        else:
            days, found = row, [*found, level]
    return tuple(found)


def _stretches(plan: Plan, drug: str) -> Iterator[tuple[date, Regimen, list[Fraction]]]:
    """Yield the days in a row with the same doses: the first of them, the regimen, and the mg of each day.

    What was taken before the plan, and what goes on after it, is there for as long as a rhythm needs to be told.
    """
    enough = HORIZON + 2 * max(len(step.regimen.days) for step in plan.steps)
    if earlier := plan.before(plan.periods[0]):
        yield plan.first_day - timedelta(enough), earlier.step.regimen, _days(earlier, drug, enough)
    for regimen, run in groupby(plan.periods, key=lambda period: period.step.regimen):
        periods = list(run)
        row = [dose for one in periods for dose in _days(one, drug, len(one) + enough * plan.endless(one))]
        yield periods[0].first, regimen, row


def _days(period: Period, drug: str, count: int) -> list[Fraction]:
    """Return the mg of a drug on each of *count* days from the first day of *period* on."""
    regimen = period.step.regimen
    cycle = [milligrams(day, drug) for day in regimen.days]
    days = (period.first + timedelta(number) for number in range(count))
    return [cycle[regimen.place(day, period.first, period.offset)] for day in days]


def _rhythm(regimen: Regimen, drug: str) -> int:
    """Return after how many days the doses of a drug repeat; in a cycle by weekday, whole weeks if not each day."""
    cycle = [milligrams(day, drug) for day in regimen.days]
    lengths = (n for n in range(1, len(cycle) + 1) if not len(cycle) % n and _repeats(cycle, n))
    return next(n for n in lengths if n == 1 or not regimen.weekly or not n % len(WEEKDAYS))


def _goes_on(days: list[Fraction], level: Level) -> bool:
    """Tell whether *days* are those of one level: two rounds at least, since any few days could begin a long cycle."""
    rhythm, taken = level.rhythm, sum(days[: level.rhythm], start=Fraction(0))
    return len(days) >= 2 * rhythm and _repeats(days, rhythm) and taken == level.mean * rhythm


def _repeats(days: list[Fraction], rhythm: int) -> bool:
    return days[rhythm:] == days[:-rhythm]
