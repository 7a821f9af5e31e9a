"""Strategies: works out exactly which doses a rule such as "10 % every 2 weeks" asks for.

A strategy is a function. Its parameters are the keys of its ``[[step]]`` in the plan file, and the first line of its
docstring is its description in the schema. To add one, write the function and list it in ``STRATEGIES``. No strategy
rounds, and none goes below *to*.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from taperdocs.plan.dose import EXACT, Dose
from taperdocs.plan.length import Length
from taperdocs.plan.problems import Refused, excerpt, say

MOST = 1000
"""Most steps of one strategy; more are a slip of the pen."""


class Basis(StrEnum):
    """What a percentage is taken of."""

    PRESENT = "present"
    START = "start"


class Percent(Decimal):
    """A percentage above 0 and below 100."""


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


STRATEGIES: dict[str, Callable[..., tuple[Dose, ...]]] = {"linear": linear, "percent": percent}


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
