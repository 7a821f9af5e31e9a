"""Strategies: works out exactly which doses a rule such as "10 % every 2 weeks" asks for.

A strategy is a function. Its parameters are the keys of its ``[[step]]`` in the plan file, and the first line of its
docstring is its description in the schema. It returns doses, each taken once a day for *every*, or stages, which say
their days and their length themselves. To add one, write the function and list it in ``STRATEGIES``. No strategy
rounds, and none goes below *to*.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from taperdocs.plan.dose import EXACT, Dose
from taperdocs.plan.length import Length
from taperdocs.plan.problems import Refused, excerpt, say
from taperdocs.plan.regimen import Slot

MOST = 1000
"""Most steps of one strategy; more are a slip of the pen."""


class Basis(StrEnum):
    """What a percentage is taken of."""

    PRESENT = "present"
    START = "start"


class Percent(Decimal):
    """A percentage above 0 and below 100."""


class Turn(StrEnum):
    """When the next time of day has its turn."""

    EACH_CUT = "each cut"
    WHOLE_DOSE = "whole dose"


SlotDoses = tuple[tuple[Slot, Dose], ...]
"""The dose at each time of a day."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a strategy or a line: the doses of each day of its cycle, *weekly* from Monday on, and its length."""

    days: tuple[SlotDoses, ...]
    length: Length
    weekly: bool = False


def linear(start: Dose, cut: Dose, every: Length, to: Dose) -> tuple[Dose, ...]:
    """Cut the same amount *every* so often, from *start* down to exactly *to*."""
    del every
    _falling(start, to)
    if not cut:
        raise Refused(
            say("a cut of nothing never reaches {to}", to=to),
            say('Write the amount of each cut, as in cut = "0.5 mg".'),
            "cut",
        )
    if cut.unit != start.unit:
        raise Refused(
            say("the cut is in {cut} and the dose in {start}", cut=cut.unit, start=start.unit),
            say("Write all doses of a drug in one unit."),
            "cut",
        )
    count, left = divmod(start.amount - to.amount, cut.amount)
    if left:
        raise Refused(
            say("cuts of {cut} from {start} never arrive at {to} exactly", cut=cut, start=start, to=to),
            say(
                'Write as "to" the last dose of these cuts, and what comes after it as a [[step]] of its own.'
            ),
            "to",
        )
    _bounded(int(count))
    amounts = (
        EXACT.subtract(start.amount, EXACT.multiply(cut.amount, number)) for number in range(int(count) + 1)
    )
    return tuple(Dose(amount, start.unit) for amount in amounts if amount)


def percent(
    start: Dose, cut: Percent, every: Length, to: Dose, of: Basis = Basis.PRESENT
) -> tuple[Dose, ...]:
    """Cut a percentage *of* the present or the start dose *every* so often, and go no lower than *to*."""
    del every
    _falling(start, to)
    if not to:
        raise Refused(
            say("percentages of a dose never arrive at 0"),
            say(
                'Write as "to" a dose that no cut may go below. The last dose taken is the last one that is not '
                "below it, often a higher one; after it the plan stops by itself."
            ),
            "to",
        )
    share = EXACT.divide(Decimal(cut), Decimal(100))
    keep, doses = EXACT.subtract(Decimal(1), share), [start.amount]
    while doses[-1] >= to.amount:
        _bounded(len(doses))
        less = EXACT.multiply(start.amount, share)
        doses.append(
            EXACT.multiply(doses[-1], keep) if of is Basis.PRESENT else EXACT.subtract(doses[-1], less)
        )
    return tuple(Dose(amount, start.unit) for amount in doses[:-1])


def dsns(start: Dose, cut: Dose, to: Dose, old: int, stay: Length) -> tuple[Stage, ...]:
    """Take each lower dose on one day after *old* days of the old dose, then after one less, until it is the only one.

    After one new day and one old day come two new days and one old day, then three, up to *old* new days. Then the new
    dose is taken alone for *stay*, before the next cut.
    """
    doses = (*linear(start, cut, stay, to), *([to] if not to else []))
    _bounded(2 * old * (len(doses) - 1))
    found = list[Stage]()
    for before, after in pairwise(doses):
        mixed = [(after,) + (before,) * number for number in range(old, 0, -1)]
        mixed += [(before,) + (after,) * number for number in range(2, old + 1)]
        found += (Stage(tuple(map(_once, days)), Length(len(days), len(days))) for days in mixed)
        found += [Stage((_once(after),), stay)] if after else []
    return tuple(found)


def slide(  # noqa: PLR0913, PLR0917  its parameters are its keys
    start: Dose,
    cut: Dose | Percent,
    every: Length,
    cuts: int,
    hold: Length,
    to: Dose,
    of: Basis = Basis.PRESENT,
) -> tuple[Stage, ...]:
    """Make so many *cuts*, one *every* so often, then stay on the last dose for *hold*, and so on down to *to*.

    A cut is an amount or a percentage, as in the two strategies above.
    """
    doses = percent(start, cut, every, to, of) if isinstance(cut, Percent) else linear(start, cut, every, to)
    return tuple(
        Stage((_once(dose),), hold if number and number % cuts == 0 else every)
        for number, dose in enumerate(doses)
    )


def in_turn(  # noqa: PLR0913, PLR0917  its parameters are its keys
    start: SlotDoses, order: tuple[Slot, ...], cut: Dose, every: Length, to: Dose, turn: Turn
) -> tuple[Stage, ...]:
    """Cut the dose of one time of day *every* so often while the others stay: each time in turn, in this *order*.

    The next time has its turn after each cut, or once the whole dose of a time has come down to *to*.
    """
    present = dict(start)
    if sorted(order) != sorted(present):
        raise Refused(
            say("the order does not name each time of start once"),
            say("Write the same times in both; the first in the order is cut first."),
            "order",
        )
    left = {slot: len(linear(present[slot], cut, every, to)) - bool(to) for slot in order}
    _bounded(sum(left.values()))
    found = [_stage(present, every)]
    for slot in _turns(order, left, turn):
        present[slot] = Dose(EXACT.subtract(present[slot].amount, cut.amount), to.unit)
        found.append(_stage(present, every))
    return tuple(stage for stage in found if any(stage.days))


def _turns(order: tuple[Slot, ...], left: dict[Slot, int], turn: Turn) -> Iterator[Slot]:
    """Yield the time of each cut; *left* is how many cuts each time has."""
    if turn is Turn.WHOLE_DOSE:
        for slot in order:
            yield from [slot] * left[slot]
        return
    for number in range(max(left.values())):
        yield from (slot for slot in order if left[slot] > number)


def _stage(present: Mapping[Slot, Dose], length: Length) -> Stage:
    return Stage((tuple((slot, present[slot]) for slot in sorted(present) if present[slot]),), length)


def _once(dose: Dose) -> SlotDoses:
    """Return a day with one dose whose time of day is not said here, or without a dose."""
    return ((Slot.ANY, dose),) if dose else ()


STRATEGIES: dict[str, Callable[..., tuple[Dose, ...] | tuple[Stage, ...]]] = {
    "linear": linear,
    "percent": percent,
    "dsns": dsns,
    "slide": slide,
    "in-turn": in_turn,
}


def stages(name: str, values: Mapping[str, Any]) -> tuple[Stage, ...]:
    """Return the stages of the strategy *name* with these *values* of its keys; raise ``Refused`` where it has none."""
    return tuple(
        one if isinstance(one, Stage) else Stage((_once(one),), values["every"])
        for one in STRATEGIES[name](**values)
    )


def read_percent(text: str) -> Percent:
    """Read ``10 %``; raise ``Refused`` for anything else."""
    match = re.fullmatch(r"(\d{1,2}(?:[.,]\d{1,4})?)\s*%", text.strip(), re.ASCII)
    value = Percent(match[1].replace(",", ".")) if match else Percent(0)
    if not value:
        raise Refused(
            say('"{text}" is not a percentage above 0 and below 100', text=excerpt(text)),
            say('Write digits and the percent sign, as in "10 %"; taper = "linear" cuts a fixed amount.'),
        )
    return value


def _falling(start: Dose, to: Dose) -> None:
    if start.unit != to.unit:
        raise Refused(
            say("the taper starts in {start} and ends in {to}", start=start.unit, to=to.unit),
            say("Write all doses of a drug in one unit."),
            "to",
        )
    if start.amount <= to.amount:
        raise Refused(
            say("the taper from {start} to {to} does not go down", start=start, to=to),
            say('Write the higher dose as "start" and the lower one as "to".'),
        )


def _bounded(count: int) -> None:
    if count >= MOST:
        raise Refused(
            say("this taper has more than {most} steps", most=MOST),
            say("Look for a slip of the pen in the cut, or for an end that is far too low."),
        )
