"""What the European and American guideline on glucocorticoids describes.

Glucocorticoid-induced adrenal insufficiency, European Society of Endocrinology and Endocrine Society, 2024: use of
less than 3 to 4 weeks needs no taper; for longer use its table 4 suggests cuts by the current dose of prednisone, for
diseases that are not of the glands. It also has the doses that pose a risk after 3 to 4 weeks. No drug is
converted into another, so the table is compared with prednisone and prednisolone only.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import named
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Reduction, amount, reductions, weighed
from taperdocs.rules.rule import Of, Remark, Source, joined, rule
from taperdocs.rules.scope import months
from taperdocs.rules.wording import BY_AMOUNT, beyond, question

ESE = Source(
    say(
        "ESE and Endocrine Society guideline on glucocorticoid-induced adrenal insufficiency, 2024, Europe and "
        "United States"
    ),
    say("Endocrine Society (2024)"),
    "its pocket guide and the pages of the society",
)
_PHYSIOLOGICAL = {
    "prednisone": ("4", "6"),
    "prednisolone": ("4", "6"),
    "hydrocortisone": ("15", "25"),
    "methylprednisolone": ("3", "5"),
    "dexamethasone": ("0.25", "0.5"),
}
"""The range of doses above which the guideline sees a risk after 3 to 4 weeks, in mg a day."""
PREDNISONE = {"prednisone", "prednisolone"}
_LONG = 28
"""Days after which the body may make too little cortisol."""
_WEEK = 7
_TABLE = ((5, 1, 4), (10, 1, 1), (20, Decimal("2.5"), 1), (40, 5, 1))
"""Of prednisone up to so many mg a day, the largest cut in mg and the fewest weeks for it."""
_ENDS = {5, 40}
"""Ends that belong to the row below them alone: the first row is of more than 40 mg, and 5 mg has a row of its own.

Of 10 mg and 20 mg the table has two rows, so a cut that one of them has is not beyond the table.
"""
_ABOVE = 10
"""Largest cut in a week above the highest row of the table, in mg."""
_TABLE_SAYS = say(
    "5 to 10 mg a week above 40 mg; 5 mg a week at 20 to 40 mg; 2.5 mg every 1 to 4 weeks at 10 to 20 mg; 1 mg "
    "every 1 to 4 weeks at 5 to 10 mg; 1 mg every 4 weeks at 5 mg and below"
)
_ROWS = {
    None: say("5 to 10 mg a week above 40 mg"),
    40: say("5 mg a week at 20 to 40 mg"),
    20: say("2.5 mg every 1 to 4 weeks at 10 to 20 mg"),
    10: say("1 mg every 1 to 4 weeks at 5 to 10 mg"),
    5: say("1 mg every 4 weeks at 5 mg and below, if there are no symptoms or a test is negative"),
}
_SHORT_SAYS = say("no taper is needed for less than 3 to 4 weeks")
_SLOWER = say("slower at {least} to {most} and below")
_RISK = say("after 3 to 4 weeks slower at {least} to {most} and below")


def _describes(plan: Plan, drug: str) -> Message | None:
    """Return what the guideline says for as long as *drug* is taken: the table is for prednisone alone."""
    if named(drug) not in _PHYSIOLOGICAL or not weighed(plan, drug):
        return None
    last = reductions(plan, drug, 1)[-1:]
    if not last or not _is_long(plan, drug, last[0]):
        return _SHORT_SAYS
    return _TABLE_SAYS if named(drug) in PREDNISONE else None


def _slower(plan: Plan, drug: str) -> Message | None:
    if named(drug) not in _PHYSIOLOGICAL or not weighed(plan, drug) or _describes(plan, drug):
        return None
    least, most = _range(named(drug))
    return _SLOWER.put(least=least, most=most)


@rule(ESE, Of.AMOUNT, pace=_describes, at_once=True)
def steroid_pace(plan: Plan) -> Iterator[Remark]:
    """Find prednisone or prednisolone, taken for 28 days or more, cut by more mg than table 4 has for its dose."""
    for drug in plan.drugs:
        if _describes(plan, drug) == _TABLE_SAYS:
            found = reductions(plan, drug, _WEEK)
            large = [fall for fall in found if _is_long(plan, drug, fall) and _times(fall) > 1]
            # The cut that is furthest from its own row leads: in mg, those of high doses would always be the largest.
            worst_first = sorted(large, key=_times, reverse=True)
            singles = (
                one
                for fall in worst_first
                for one in beyond((fall,), ESE, lambda fall: _ROWS[_row(fall)], does=BY_AMOUNT)
            )
            if large:
                yield joined(tuple(singles))


def _row(fall: Reduction) -> int | None:
    """Return the upper end of the row for the dose before; at the end between two rows the larger cut counts."""
    dose = fall.old.amount
    return next((most for most, *_ in _TABLE if dose < most or (dose == most and most in _ENDS)), None)


def _times(fall: Reduction) -> Fraction:
    """Return how many times as large a reduction is as the table has it for its dose."""
    most, weeks = next(((cut, weeks) for upper, cut, weeks in _TABLE if upper == _row(fall)), (_ABOVE, 1))
    # Where cuts come sooner than the table has them, several of them are compared with one of its own.
    days = max(_WEEK, fall.apart)
    size = fall.amount * weeks * _WEEK / days if weeks > 1 else fall.paced(fall.amount)
    return size / Fraction(most)


def taken_long(plan: Plan, drug: str) -> bool:
    """Tell whether a glucocorticoid is taken for 28 days or more, before a stop or without one."""
    last = reductions(plan, drug, 1)[-1:] if drug in plan.drugs else ()
    return not last or not last[0].stops or _is_long(plan, drug, last[0])


def _is_long(plan: Plan, drug: str, fall: Reduction) -> bool:
    """Tell whether *drug* has been taken for 28 days before the reduction, in the plan or, as it says, before it."""
    since = months(plan) if plan.outline.before else None
    first = next((level.begins for level in means(plan, drug) if level.amount), plan.first_day)
    first = max(first, plan.first_day)
    return bool(since and since[0] > 0) or (fall.new.begins - first).days >= _LONG


@rule(ESE, Of.AMOUNT, pace=lambda plan, drug: _describes(plan, drug) or _slower(plan, drug), within=False)
def steroid_stop(plan: Plan) -> Iterator[Remark]:
    """Find a stop from above the body's own need, 28 days or more after a dose above it."""
    for drug, (least, most) in _steroids(plan):
        levels, found = means(plan, drug), reductions(plan, drug, 1)
        above = next((level.begins for level in levels if level.amount > most.milligrams), None)
        stop = found[-1] if found and found[-1].stops else None
        if stop and above and stop.amount > most.milligrams:
            days = (stop.on - max(above, plan.first_day)).days
            if days >= _LONG:
                says = _RISK.put(least=least, most=most)
                yield question(ESE, stop.line, says, (stop.on, stop.on), drug)


@rule(ESE, Of.AMOUNT, pace=_slower, within=False)
def steroid_end(plan: Plan) -> Iterator[Remark]:
    """Find cuts of a drug without a table that are faster, in mg a week, at the body's own need than above it."""
    for drug, (least, most) in _steroids(plan):
        if not _slower(plan, drug):
            continue
        levels = means(plan, drug)
        paces = [
            (old, new.first, (old.amount - new.amount) / (new.begins - old.begins).days)
            for old, new in pairwise(levels)
            if old.amount > new.amount
        ]
        high = [pace for old, _, pace in paces if old.amount > most.milligrams]
        low = [(first, pace) for old, first, pace in paces if old.amount <= most.milligrams]
        if high and low and max(pace for _, pace in low) > max(high):
            said = say(
                "{drug} falls faster from {most} down ({low} a week) than above ({high}).",
                drug=drug,
                most=most,
                low=amount(max(pace for _, pace in low) * 7, "mg"),
                high=amount(max(high) * 7, "mg"),
            )
            worst = max(low, key=lambda one: one[1])[0]
            says = _SLOWER.put(least=least, most=most)
            yield question(ESE, said, says, (low[0][0], low[-1][0]), drug, worst=worst)


def _steroids(plan: Plan) -> Iterator[tuple[str, tuple[Dose, Dose]]]:
    for drug in plan.drugs:
        if named(drug) in _PHYSIOLOGICAL and weighed(plan, drug):
            yield drug, _range(named(drug))


def _range(name: str) -> tuple[Dose, Dose]:
    least, most = (Dose(Decimal(each), "mg") for each in _PHYSIOLOGICAL[name])
    return least, most
