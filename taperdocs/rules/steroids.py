"""What the European and American guideline on glucocorticoids describes.

Glucocorticoid-induced adrenal insufficiency, European Society of Endocrinology and Endocrine Society, 2024. It
gives no pace for all diseases, and none is invented here. Its amounts are of prednisone, prednisolone and
hydrocortisone.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import find
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import amount, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule

ESE = Source(
    say(
        "ESE and Endocrine Society guideline on glucocorticoid-induced adrenal insufficiency, 2024, Europe and "
        "United States"
    ),
    say("ESE and Endocrine Society (2024)"),
    "2024",
    "Europe and United States",
    "the pages of the society",
)
_PHYSIOLOGICAL = {"prednisone": (4, 6), "prednisolone": (4, 6), "hydrocortisone": (15, 25)}
"""The range of the body's own need that the guideline gives, in mg a day."""
_LONG = 28
"""Days above the body's own need after which the body may make too little cortisol."""


@rule(ESE, Of.AMOUNT)
def steroid_stop(plan: Plan) -> Iterator[Remark]:
    """Find a stop from above the body's own need, 28 days or more after a dose above it."""
    for drug, (least, most) in _steroids(plan):
        levels, found = means(plan, drug), reductions(plan, drug, 1)
        above = next((level.first for level in levels if level.amount > most), None)
        stop = found[-1] if found and found[-1].stops else None
        if stop and above and stop.amount > most and (stop.on - above).days >= _LONG:
            parts = (
                say(
                    "{drug} stops from {dose}; the plan is first above {most} {days} days before.",
                    drug=drug,
                    dose=stop.before,
                    days=(stop.on - above).days,
                    most=_mg(most),
                ),
                say(
                    "{source}: after 3 to 4 weeks above about {least} to {most} a day the body may make too "
                    "little cortisol of its own. It describes going slower from there, and watching for symptoms "
                    "or a morning cortisol test.",
                    source=ESE.short,
                    least=_mg(least),
                    most=_mg(most),
                ),
                say("Ask before this day whether the stop is meant."),
            )
            yield Remark(Level.ASK, stop.on, stop.on, parts, drug)


@rule(ESE, Of.AMOUNT)
def steroid_end(plan: Plan) -> Iterator[Remark]:
    """Find cuts that are faster, in mg a week, at or below the body's own need than above it."""
    for drug, (least, most) in _steroids(plan):
        levels = means(plan, drug)
        paces = [
            (old, new.first, (old.amount - new.amount) / (new.begins - old.begins).days)
            for old, new in pairwise(levels)
            if old.amount > new.amount
        ]
        high = [pace for old, _, pace in paces if old.amount > most]
        low = [(first, pace) for old, first, pace in paces if old.amount <= most]
        if high and low and max(pace for _, pace in low) > max(high):
            parts = (
                say(
                    "{drug} falls faster at {most} a day and below than above it: by {low} a week there, and by "
                    "at most {high} a week before.",
                    drug=drug,
                    most=_mg(most),
                    low=amount(max(pace for _, pace in low) * 7, "mg"),
                    high=amount(max(high) * 7, "mg"),
                ),
                say(
                    "The source describes faster above and slower from about {least} to {most} on, with a watch "
                    "for symptoms or a morning cortisol test.",
                    least=_mg(least),
                    most=_mg(most),
                ),
                say("Ask whether this is meant."),
            )
            worst = max(low, key=lambda one: one[1])[0]
            yield Remark(Level.ASK, low[0][0], low[-1][0], parts, drug, worst=worst)


def _steroids(plan: Plan) -> Iterator[tuple[str, tuple[int, int]]]:
    for drug in plan.drugs:
        known = find(drug)
        if known and known.name in _PHYSIOLOGICAL:
            yield drug, _PHYSIOLOGICAL[known.name]


def _mg(number: int) -> Dose:
    return Dose(Decimal(number), "mg")
