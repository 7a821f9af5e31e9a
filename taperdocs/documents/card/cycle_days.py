"""The different days of a cycle as the card says them, each with the dates on which it is taken."""

from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import LISTED
from taperdocs.language.words import Words
from taperdocs.plan.regimen import Day
from taperdocs.plan.runs import PlanStatus
from taperdocs.plan.step import Period


@dataclass(frozen=True, slots=True)
class Turn:
    """A day of a cycle: what is taken, its *first* date, and all dates on which it is taken.

    *come_round*: whether the cycle repeats after these dates. Without dates it is every day; with *other* it is
    every day that no other turn names.
    """

    taken: Day
    first: date
    dates: tuple[date, ...] = ()
    come_round: bool = False
    other: bool = False


def turns(now: PlanStatus) -> tuple[Turn, ...]:
    """Return the different days of the cycle from now on.

    In a cycle that repeats, the day that is most frequent comes last, without dates, if it comes more than once. There
    are none after the end of the plan, or where they are too many for a short text.
    """
    if now.period is None:
        return ()
    period, count = now.period, len(now.period.step.regimen.days)
    goes_on = period.open or not now.laid_out
    come_round = goes_on or now.day + timedelta(count) <= period.last
    found: dict[Day, list[date]] = {}
    for on in (now.day + timedelta(number) for number in range(count)):
        if come_round or on <= period.last:
            found.setdefault(period.on(on), []).append(on)
    if len(found) == 1:
        return tuple(Turn(taken, now.day) for taken in found)
    most = max(found, key=lambda taken: len(found[taken]))
    other = most if come_round and len(found[most]) > 1 else None
    shown = (
        _turn(period, count, taken, dates, goes_on=goes_on)
        for taken, dates in found.items()
        if taken != other
    )
    whole = (*shown, *(() if other is None else (Turn(other, found[other][0], come_round=True, other=True),)))
    return whole if sum(max(len(turn.taken), 1) for turn in whole) <= LISTED else ()


def _turn(period: Period, count: int, taken: Day, dates: list[date], *, goes_on: bool) -> Turn:
    """Return a turn that comes round for each of its *dates*, or else with all dates that are left of the step."""
    days = timedelta(count)
    if goes_on or all(on + days <= period.last for on in dates):
        return Turn(taken, dates[0], tuple(dates), come_round=True)
    left = (on for on in sorted((*dates, *(one + days for one in dates))) if on <= period.last)
    return Turn(taken, dates[0], tuple(left))


def when(words: Words, period: Period, turn: Turn) -> Marked:
    """Say on which days a turn is taken."""
    language = words.language
    if turn.other:
        return marked(words.text("on all other days"))
    if period.step.regimen.by_weekday:
        return marked(", ".join(language.weekday(day) for day in sorted(turn.dates, key=date.weekday)))
    said, dates = (
        ", ".join(language.day_month(day) for day in turn.dates),
        [f"date:{day}" for day in turn.dates],
    )
    if not turn.come_round:
        return marked(said, *dates)
    again = words.texts("and every {number} day after", "and every {number} days after", len(period.cycle))
    return marked(f"{said} {again}", *dates, f"cycle:{period.step.number}")
