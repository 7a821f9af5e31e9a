"""What the British primary care summary on benzodiazepines and z-drugs describes.

NICE Clinical Knowledge Summary "Benzodiazepine and z-drug withdrawal", United Kingdom, read in copies of the
NHS that give no year. It describes 5 to 10 % every 1 to 2 weeks, or one eighth every 2 weeks, and slower cuts of
small doses.
"""

from collections.abc import Iterator
from fractions import Fraction

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.wording import faster

CKS = Source(
    say("NICE CKS Benzodiazepine and z-drug withdrawal, no year given, United Kingdom"),
    say("NICE CKS (UK)"),
    "no year given",
    "United Kingdom",
    "copies of the NHS",
)
_WEEK, _TENTH = 7, 10
_FORTNIGHT, _EIGHTH = 14, Fraction(100, 8)
"""Days, and the largest cut within them in percent."""


@rule(CKS, Of.NOT_STATED, pace=True)
def cks_pace(plan: Plan) -> Iterator[Remark]:
    """Find more than 10 % less within 7 days and also more than one eighth within 14."""
    limit = say("5 to 10 % every 1 to 2 weeks, or one eighth every 2 weeks (of which dose is not said)")
    for drug in plan.drugs:
        if is_of(drug, Group.BENZODIAZEPINE, Group.Z_DRUG):
            week, fortnight = (reductions(plan, drug, days) for days in (_WEEK, _FORTNIGHT))
            both = (
                long
                for short, long in zip(week, fortnight, strict=True)
                if min(short.of_present, short.of_highest) > _TENTH
                and min(long.of_present, long.of_highest) > _EIGHTH
            )
            if any(not fall.stops for fall in fortnight):
                yield from faster(both, CKS, limit)
