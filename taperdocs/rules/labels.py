"""What the official labels of single drugs describe; some are faster than the guidelines, some slower.

They are labels of the United States, read in transcriptions (alprazolam, clonazepam for panic disorder; no year
given) and at DailyMed (pregabalin, 2025). The label of clonazepam cuts 0.125 mg twice daily every 3 days.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import find
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import Reduction, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.wording import FASTER, remark

ALPRAZOLAM = Source(
    say("label of alprazolam, no year given, United States"),
    say("US label"),
    "no year given",
    "United States",
    "a transcription",
)
CLONAZEPAM = Source(
    say("label of clonazepam for panic disorder, no year given, United States"),
    say("US label"),
    "no year given",
    "United States",
    "a transcription",
)
PREGABALIN = Source(
    say("label of pregabalin, 2025, United States"),
    say("US label (2025)"),
    "2025",
    "United States",
    "DailyMed",
)
_THREE_DAYS, _WEEK = 3, 7
_PACE = say("by {limit} a day every 3 days")
_STOPS = say("{drug} stops {days} days after its first cut.")
_STOPS_NEXT_DAY = say("{drug} stops on the day after its first cut.")
_ALPRAZOLAM, _CLONAZEPAM = Decimal("0.5"), Decimal("0.25")
"""Largest cuts of the daily dose within three days, in mg."""


@rule(ALPRAZOLAM, Of.AMOUNT, pace=True)
def alprazolam_label(plan: Plan) -> Iterator[Remark]:
    """Find more than 0.5 mg alprazolam a day less within 3 days."""
    yield from _more(plan, "alprazolam", ALPRAZOLAM, _ALPRAZOLAM)


@rule(CLONAZEPAM, Of.AMOUNT, pace=True)
def clonazepam_label(plan: Plan) -> Iterator[Remark]:
    """Find more than 0.25 mg clonazepam a day less within 3 days."""
    yield from _more(plan, "clonazepam", CLONAZEPAM, _CLONAZEPAM)


@rule(PREGABALIN, Of.DAYS, pace=True)
def pregabalin_label(plan: Plan) -> Iterator[Remark]:
    """Find fewer than 7 days from the first cut of pregabalin to its stop."""
    for drug, found in _named(plan, "pregabalin", 1):
        if found[-1].stops and len(found) > 1 and (found[-1].on - found[0].on).days < _WEEK:
            days = (found[-1].on - found[0].on).days
            parts = (
                (_STOPS_NEXT_DAY if days == 1 else _STOPS).put(drug=drug, days=days),
                say(
                    "Faster than {source} describes: gradually, over at least 1 week.",
                    source=PREGABALIN.short,
                ),
                say("Ask whether this is meant."),
            )
            also = say("{stops} {faster}", stops=parts[0], faster=parts[1])
            yield Remark(Level.ASK, found[0].on, found[-1].on, parts, drug, 2, also=also)


def _more(plan: Plan, name: str, source: Source, limit: Decimal) -> Iterator[Remark]:
    for _, found in _named(plan, name, _THREE_DAYS):
        fast = [fall for fall in found if fall.amount > Fraction(limit)]
        if fast and any(not fall.stops for fall in found):
            worst = max(fast, key=lambda fall: fall.amount)
            parts = worst.by_amount, FASTER
            yield remark(tuple(fast), worst, parts, source, _PACE.put(limit=Dose(limit, "mg")))


def _named(plan: Plan, name: str, days: int) -> Iterator[tuple[str, tuple[Reduction, ...]]]:
    for drug in plan.drugs:
        known = find(drug)
        found = reductions(plan, drug, days) if known and known.name == name else ()
        if found:
            yield drug, found
