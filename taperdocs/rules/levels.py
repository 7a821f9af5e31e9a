"""The levels of a drug by date: from which day on how much is taken a day, on average where the days differ.

They are worked out from the doses of the days alone, never from how the steps are cut up: the same days written as one
cycle or as two steps have the same levels. A dose that stays for a week is a level of its own. Days that repeat (every
other day, some days of the week) are one level with their mean. What is left are short steps; where old and new doses
are taken in turn among them, the days are pooled until each mean is lower than the one before.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, groupby

from taperdocs.plan.length import HORIZON, LONGEST_PLAN
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import milligrams

_WEEK = 7
_LONGEST_RHYTHM = 14
"""Days of the longest rhythm that is looked for."""
_LONG = timedelta(LONGEST_PLAN)
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean daily dose in mg from its *first* day on.

    *even* tells whether every day has exactly this dose. *begins* is the day from which its length is counted: after
    days with and without a dose, a stop begins when the rhythm ends, and *first* is the first day without a dose.
    """

    first: date
    amount: Fraction
    begins: date
    even: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """Days of one level: from *start* up to *end*, or already from *earliest* on; numbers count from the first day."""

    start: int
    end: int
    amount: Fraction
    even: bool = True
    rhythm: int = 1
    earliest: int = 0


# Cached, since most rules ask for the same drug of the same plan.
@lru_cache(maxsize=16)
def means(plan: Plan, drug: str) -> tuple[Mean, ...]:
    """Return the levels of *drug* by date; a stop is the last of them, with 0 mg.

    The first is what was taken before the plan, where the plan file says it.
    """
    days, before = _days(plan, drug)
    found, begins = list[Mean](), 0
    parts = _parts(days)
    for number, part in enumerate(parts):
        begins = _begins(begins, parts[number - 1], part) if number else 0
        first = plan.first_day + timedelta(begins - before)
        if not number and before:
            # Since when is not known to the day: long enough that it is no short step.
            first -= _LONG
        shown = first if part.amount else min(first, plan.first_day + timedelta(part.earliest - before))
        if not found or found[-1].amount != part.amount:
            found.append(Mean(shown, part.amount, first, part.even))
    return tuple(found)


def left_out(plan: Plan, drug: str) -> tuple[date, ...]:
    """Return the days without *drug* that lie less than a week apart between days with it."""
    days, before = _days(plan, drug)
    found, number = list[date](), 0
    for taken, run in groupby(days, key=bool):
        count = len(list(run))
        if not taken and before < number and number + count < len(days) and count < _WEEK:
            found += (plan.first_day + timedelta(day - before) for day in range(number, number + count))
        number += count
    return tuple(found)


def _days(plan: Plan, drug: str) -> tuple[list[Fraction], int]:
    """Return the mg of each day and the number of days before the plan among them.

    What was taken before is there for four weeks, and so is what comes after: nothing after a stop, else the last dose.
    """
    earlier = plan.before(plan.periods[0])
    days = [milligrams(earlier.step.regimen.days[0], drug)] * HORIZON if earlier else []
    before, last = len(days), plan.periods[-1]
    rounds = max(HORIZON, 2 * len(last.step.regimen.days))
    whole = plan.extended_to(last.first + timedelta(rounds - 1)) if plan.open else plan
    for period in whole.periods:
        cycle = [milligrams(taken, drug) for taken in period.cycle]
        days += (cycle[number % len(cycle)] for number in range(len(period)))
    return days + ([] if plan.open else [_NONE] * HORIZON), before


def _begins(since: int, old: _Part, new: _Part) -> int:
    """Return the day on which *new* begins: where several would do, after whole weeks or whole rhythms.

    A day with the higher dose of every other day may belong to the level before or to this one.
    """
    earliest = max(new.earliest, since + 1)
    choice = range(min(earliest, old.end), old.end + 1)
    whole = [day for day in choice if not (day - since) % _WEEK] or [
        day for day in choice if not (day - since) % old.rhythm and old.rhythm > 1
    ]
    return whole[-1] if whole else old.end


def _parts(days: Sequence[Fraction]) -> list[_Part]:
    """Cut *days* into parts of one level each."""
    lengths = [sum(1 for _ in run) for _, run in groupby(days)]
    starts = list(accumulate(lengths, initial=0))[:-1]
    parts, loose, day = list[_Part](), list[_Part](), 0
    while day < len(days):
        run = bisect_right(starts, day) - 1
        end = starts[run] + lengths[run]
        part = _Part(day, end, days[day], earliest=starts[run])
        rhythm = _rhythm(days, day, end) if lengths[run] < _WEEK else None
        if rhythm or lengths[run] >= _WEEK:
            part = rhythm or part
            parts += (*_pooled(loose, parts, part.amount), part)
            loose = []
        else:
            loose.append(part)
        day = part.end
    return [*parts, *_pooled(loose, parts, _NONE)]


def _rhythm(days: Sequence[Fraction], day: int, run: int) -> _Part | None:
    """Return the days from *day* on that repeat, at least twice, and go on after the day *run*."""
    found = list[_Part]()
    for rhythm in range(2, _LONGEST_RHYTHM + 1):
        end = day + rhythm
        while end < len(days) and days[end] == days[end - rhythm]:
            end += 1
        earliest = day
        while earliest > max(0, day - rhythm + 1) and days[earliest - 1] == days[earliest - 1 + rhythm]:
            earliest -= 1
        if run < end <= len(days) and end - earliest >= 2 * rhythm and day + rhythm <= len(days):
            mean = sum(days[day : day + rhythm], _NONE) / rhythm
            found.append(_Part(day, end, mean, even=False, rhythm=rhythm, earliest=earliest))
    longest = max(found, key=lambda part: part.end, default=None)
    # A shorter rhythm that lasts as long is the same one: two rounds of it are no rhythm of their own.
    return longest and next(part for part in found if part.end > longest.end - longest.rhythm)


def _pooled(loose: Sequence[_Part], before: Sequence[_Part], after: Fraction) -> list[_Part]:
    """Pool short runs of days, of which the higher doses were taken before, until each mean is lower than the last."""
    pooled = list[_Part]()
    first = before[-1].amount if before else loose[0].amount if loose else _NONE
    highest = max((part.amount for part in before), default=_NONE)
    for part in loose:
        pooled.append(part)
        while (
            pooled[1:] and pooled[-1].amount > pooled[-2].amount and part.amount <= highest and after <= first
        ):
            new, old = pooled.pop(), pooled.pop()
            days = [(one.end - one.start) for one in (old, new)]
            mean = (old.amount * days[0] + new.amount * days[1]) / sum(days)
            pooled.append(_Part(old.start, new.end, mean, even=False, earliest=old.start))
        highest = max(highest, part.amount)
    return pooled
