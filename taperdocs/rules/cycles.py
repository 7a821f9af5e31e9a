"""Finds places where a change of the plan brings the high days of two cycles together.

The source is the plan itself, whose days alternate. A hold continues the cycle of its step, so it causes no finding.
The rule only points out the place; the program never starts a cycle on another day by itself.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, groupby, pairwise, product, takewhile

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.plan.regimen import Day, Regimen, milligrams
from taperdocs.plan.step import Period, Step
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, rule

_DAY = timedelta(1)
_MEET = say("{count} days with the higher dose of {drug} follow each other here.")
_MOVED = say(
    "In the plan as written, higher and lower days are taken in turn; a change has moved the higher ones together."
)


@rule(THIS_PLAN, Of.DAYS)
def high_days_meet(plan: Plan) -> Iterator[Remark]:
    """Find more days in a row with the higher dose than either of the two steps has by itself."""
    told = dict.fromkeys(plan.drugs, plan.first_day)
    for (before, period), drug in product(_moved(plan), plan.drugs):
        first, last = _run(plan, period.first, drug)
        longest = max(_longest(one.step.regimen, drug) for one in (before, period))
        longest = max(longest, _written(plan, before.step, period.step, drug))
        if first < period.first <= last and (last - first).days >= longest and told[drug] <= first:
            told[drug] = last
            meet = _MEET.put(count=(last - first).days + 1, drug=drug)
            yield Remark(Level.ASK, first, last, (meet, _MOVED), drug)


def _moved(plan: Plan) -> Iterator[tuple[Period, Period]]:
    """Yield the neighbouring periods that meet on or after the day of the first change."""
    for change in plan.outline.changes[:1]:
        yield from (pair for pair in pairwise(plan.periods) if pair[1].first >= change.on)


def _run(plan: Plan, seam: date, drug: str) -> tuple[date, date]:
    """Return the first and last day of the run of high days around *seam*."""
    back = sum(1 for _ in takewhile(lambda n: _high_on(plan, seam - n * _DAY, drug), count(1)))
    on = sum(1 for _ in takewhile(lambda n: _high_on(plan, seam + n * _DAY, drug), count(0)))
    return seam - back * _DAY, seam + (on - 1) * _DAY


def _high_on(plan: Plan, day: date, drug: str) -> bool:
    period = plan.period(day)
    return period is not None and _high(period.step.regimen, period.on(day), drug)


def _high(regimen: Regimen, day: Day, drug: str) -> bool:
    """Tell whether *day* has more of *drug* than the lowest day of its cycle."""
    return milligrams(day, drug) > min(milligrams(each, drug) for each in regimen.days)


def _longest(regimen: Regimen, drug: str) -> int:
    """Return the longest run of high days in a cycle that repeats."""
    high = [_high(regimen, day, drug) for day in regimen.days * 2]
    return min(max((sum(group) for _, group in groupby(high)), default=0), len(regimen.days))


def _written(plan: Plan, old: Step, new: Step, drug: str) -> int:
    """Return how many high days meet between two steps in the plan as written; 0 where the steps do not meet."""
    if new.number != old.number + 1 or old.regimen.weekly or new.regimen.weekly:
        return 0
    lengths = [step.length.days(plan.outline.pace) for step in (old, new)]
    ends = takewhile(lambda n: _high(old.regimen, _day(old, n), drug), reversed(range(lengths[0])))
    begins = takewhile(lambda n: _high(new.regimen, _day(new, n), drug), range(lengths[1]))
    return sum(1 for _ in ends) + sum(1 for _ in begins)


def _day(step: Step, number: int) -> Day:
    return step.regimen.days[number % len(step.regimen.days)]
