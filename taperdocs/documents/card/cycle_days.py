"""The days that come round in a cycle, as a card says them: with the dates on which each is taken."""

from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.language.phrases import LISTED
from taperdocs.language.words import Words
from taperdocs.plan.regimen import Day
from taperdocs.plan.runs import PlanStatus
from taperdocs.plan.step import Period
from taperdocs.readback.figures import Figured, Figures


@dataclass(frozen=True, slots=True)
class Turn:
    """A day of a cycle and the dates on which it is taken; they *come_round* unless the step ends before.

    Without dates it is each day, or of a cycle with other days each *other* one.
    """

    taken: Day
    dates: tuple[date, ...] = ()
    come_round: bool = False
    other: bool = False


def turns(now: PlanStatus) -> tuple[Turn, ...]:
    """Return the different days of the cycle from now on; the most frequent one of several comes last.

    There are none after the plan, and none where they are too many for any short text.
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
        return tuple(Turn(taken) for taken in found)
    most = max(found, key=lambda taken: len(found[taken]))
    other = most if come_round and len(found[most]) > 1 else None
    shown = (Turn(taken, tuple(dates), come_round) for taken, dates in found.items() if taken != other)
    whole = (*shown, *(() if other is None else (Turn(other, come_round=True, other=True),)))
    return whole if sum(max(len(turn.taken), 1) for turn in whole) <= LISTED else ()


def when(words: Words, period: Period, turn: Turn) -> str:
    """Say on which days something is taken."""
    language = words.language
    if turn.other:
        return words.text("on all other days")
    if period.step.regimen.weekly:
        return ", ".join(language.weekday(day) for day in sorted(turn.dates, key=date.weekday))
    return ", ".join(language.day_month(day) for day in turn.dates)


def when_figures(say: Figured, period: Period, turn: Turn) -> Figures:
    """Return the figures of these days."""
    if turn.other or period.step.regimen.weekly:
        return ()
    return tuple(figure for day in turn.dates for figure in say.day_month(day))
