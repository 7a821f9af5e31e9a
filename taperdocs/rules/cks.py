"""What the British primary care summary on benzodiazepines and z-drugs describes.

NICE Clinical Knowledge Summary "Benzodiazepine and z-drug withdrawal", United Kingdom, read in copies of the
NHS that give no year. For diazepam it has a schedule with cuts in mg for each range of doses, every 1 to 2 weeks. For
other benzodiazepines it gives examples: 5 to 10 % every 1 to 2 weeks, or one eighth every 2 weeks; slower for small
doses. Its plans for z-drugs cut half a tablet, a quarter of the dose, so those examples are not about them.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import Group, named
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Reduction, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.scope import covers
from taperdocs.rules.wording import BY_AMOUNT, beyond

CKS = Source(
    say("NICE CKS Benzodiazepine and z-drug withdrawal, no year given, United Kingdom"),
    say("NICE CKS (UK)"),
    "copies of the NHS",
)
_WEEK, _TENTH = 7, 10
_FORTNIGHT, _EIGHTH = 14, Fraction(100, 8)
"""Days, and the largest cut within them in percent."""
_BANDS = (
    (5, Decimal("0.5"), Decimal(1)),
    (10, Decimal(1), Decimal(1)),
    (20, Decimal(1), Decimal(2)),
    (40, Decimal(2), Decimal(4)),
)
"""For diazepam up to so many mg a day, the smallest and the largest cut in 1 to 2 weeks, in mg; none above."""
_BAND = say("{least} to {most} every 1 to 2 weeks below {below}")
_ONE_CUT = say("{most} every 1 to 2 weeks below {below}")
_SCHEDULE = say(
    "every 1 to 2 weeks 2 to 4 mg less below 40 mg, 1 to 2 mg below 20 mg, 1 mg below 10 mg, 0.5 to 1 mg below 5 mg"
)
_EXAMPLES = say("cuts such as 5 to 10 % every 1 to 2 weeks, or one eighth every 2 weeks")


def _describes(plan: Plan, drug: str) -> Message | None:
    if not covers(plan, drug, Group.BENZODIAZEPINE):
        return None
    if not _is_diazepam(drug):
        return _EXAMPLES
    return _SCHEDULE if max(level.amount for level in means(plan, drug)) <= _BANDS[-1][0] else None


@rule(CKS, Of.NOT_STATED, pace=_describes)
def cks_pace(plan: Plan) -> Iterator[Remark]:
    """Find diazepam cut by more mg than its schedule, or other drugs by more than 10 % in 7 days and 1/8 in 14."""
    for drug in plan.drugs:
        if _describes(plan, drug):
            week, fortnight = (reductions(plan, drug, days) for days in (_WEEK, _FORTNIGHT))
            if all(fall.stops for fall in fortnight):
                continue
            if _is_diazepam(drug):
                large = [fall for fall in week if _is_large(fall, fall.amount)]
                fast = any(_is_large(fall, fall.paced(fall.amount)) for fall in large)
                yield from beyond(large, CKS, _limit, _level(fast=fast), BY_AMOUNT)
            else:
                both = [
                    (short, long)
                    for short, long in zip(week, fortnight, strict=True)
                    if short.of_both > _TENTH and long.of_both > _EIGHTH
                ]
                fast = any(
                    short.paced(short.of_both) > _TENTH and long.paced(long.of_both) > _EIGHTH
                    for short, long in both
                )
                yield from beyond((long for _, long in both), CKS, _EXAMPLES, _level(fast=fast))


def _level(*, fast: bool) -> Level:
    """Return the level of cuts that are too large: a note where their average over the time is not too *fast*."""
    return Level.ASK if fast else Level.NOTE


def _is_diazepam(drug: str) -> bool:
    return named(drug) == "diazepam"


def _band(fall: Reduction) -> tuple[int, Decimal, Decimal] | None:
    """Return the row of the schedule that the dose before the reduction is in."""
    return next((band for band in _BANDS if fall.old.amount <= band[0]), None)


def _is_large(fall: Reduction, size: Fraction) -> bool:
    band = _band(fall)
    return band is not None and size > band[2]


def _limit(fall: Reduction) -> Message:
    below, *cuts = (Dose(Decimal(each), "mg") for each in _band(fall) or ())
    said = _BAND if cuts[0] != cuts[1] else _ONE_CUT
    return said.put(least=cuts[0], most=cuts[1], below=below)
