"""What the guides of the Scottish Government and of NHS Fife describe.

Quality prescribing guides, Scottish Government, 2024: "Benzodiazepines and z-drugs" (reduction schedules) and
"Antidepressants" (standard reduction). "Gabapentinoid reduction", leaflet of NHS Fife, March 2025.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.wording import FASTER, remark

SCOT_BZ = Source(
    say("Scottish Government, Benzodiazepines and z-drugs: quality prescribing guide, 2024, Scotland"),
    say("Scottish Government (2024)"),
    "2024",
    "Scotland",
    "its pages",
)
SCOT_AD = Source(
    say("Scottish Government, Antidepressants: quality prescribing guide, 2024, Scotland"),
    say("Scottish Government (2024)"),
    "2024",
    "Scotland",
    "its page on standard reduction",
)
FIFE = Source(
    say("NHS Fife, Gabapentinoid reduction, 2025, Scotland"),
    say("NHS Fife (2025)"),
    "2025",
    "Scotland",
    "the leaflet",
)
_OFTEN = say(
    "{drug} is cut more often than {source} describes: again after {days} days, where that is soonest."
)
_OFTEN_NEXT_DAY = say("{drug} is cut more often than {source} describes: again on the next day.")
_ALSO = say(
    "Also cut more often than {source} describes, again after {days} days, where that is soonest: {limit}."
)
_ALSO_NEXT_DAY = say("Also cut more often than {source} describes, again on the next day: {limit}.")
_WEEK, _FORTNIGHT = 7, 14
_STOPS_AT = {"citalopram": 20, "escitalopram": 10, "fluoxetine": 20, "sertraline": 50}
"""Highest daily doses, in mg, from which the guide describes a stop without further steps."""
_A_WEEK = {"gabapentin": 300, "pregabalin": 75}
"""Largest cuts of the daily dose within a week that the leaflet describes, in mg."""


@rule(SCOT_BZ, Of.DAYS, pace=True)
def cuts_every_fortnight(plan: Plan) -> Iterator[Remark]:
    """Find cuts of a benzodiazepine or z-drug that are less than 14 days apart."""
    limit = say("consider cutting every 2 to 4 weeks")
    for drug in plan.drugs:
        if is_of(drug, Group.BENZODIAZEPINE, Group.Z_DRUG):
            yield from _sooner(plan, drug, _FORTNIGHT, SCOT_BZ, limit)


@rule(SCOT_AD, Of.DAYS, pace=True)
def cuts_every_week(plan: Plan) -> Iterator[Remark]:
    """Find cuts of an SSRI that are less than 7 days apart."""
    limit = say("one step every 1 to 4 weeks, each after a review")
    for drug in plan.drugs:
        if is_of(drug, Group.SSRI):
            yield from _sooner(plan, drug, _WEEK, SCOT_AD, limit)


def _sooner(plan: Plan, drug: str, days: int, source: Source, limit: Message) -> Iterator[Remark]:
    cuts = [fall.new.begins for fall in reductions(plan, drug, days)]
    soon = [(early, late) for early, late in pairwise(cuts) if (late - early).days < days]
    if soon:
        days = min((late - early).days for early, late in soon)
        parts = (
            (_OFTEN_NEXT_DAY if days == 1 else _OFTEN).put(source=source.short, drug=drug, days=days),
            say("The source: {limit}.", limit=limit),
            say("Ask whether this is meant."),
        )
        also = (_ALSO_NEXT_DAY if days == 1 else _ALSO).put(source=source.short, days=days, limit=limit)
        yield Remark(Level.ASK, soon[0][1], soon[-1][1], parts, drug, 2, also=also)


@rule(SCOT_AD, Of.AMOUNT)
def stops_from_more(plan: Plan) -> Iterator[Remark]:
    """Find an SSRI that stops from more mg a day than the source describes for a stop without steps."""
    for drug in plan.drugs:
        known, found = find(drug), reductions(plan, drug, 1)
        limit = _STOPS_AT.get(known.name) if known else None
        if limit and found and found[-1].stops and found[-1].amount > limit:
            parts = (
                say("{drug} stops from {dose}.", drug=drug, dose=found[-1].before),
                say(
                    "The source describes a stop without further steps from {limit}, and says that slower may be "
                    "needed even then.",
                    limit=Dose(Decimal(limit), "mg"),
                ),
                say("Ask whether this stop is meant."),
            )
            yield Remark(Level.ASK, found[-1].on, found[-1].on, parts, drug)


@rule(FIFE, Of.AMOUNT, pace=True)
def fife_week(plan: Plan) -> Iterator[Remark]:
    """Find more than 300 mg gabapentin or 75 mg pregabalin a day less within 7 days."""
    for drug in plan.drugs:
        known = find(drug)
        limit = _A_WEEK.get(known.name) if known else None
        found = reductions(plan, drug, _WEEK) if limit else ()
        fast = [fall for fall in found if limit and fall.amount > limit]
        if limit and fast and any(not fall.stops for fall in found):
            worst = max(fast, key=lambda fall: fall.amount)
            parts, most = (worst.by_amount, FASTER), Dose(Decimal(limit), "mg")
            yield remark(tuple(fast), worst, parts, FIFE, say("by {limit} a day each week", limit=most))


@rule(FIFE, Of.DAYS)
def two_at_once(plan: Plan) -> Iterator[Remark]:
    """Find two drugs that are both cut within 7 days; a switch from one to the other is left out."""
    for one, other in combinations(plan.drugs, 2):
        days = [
            max(first.on, second.on)
            for first in reductions(plan, one, 1)
            for second in reductions(plan, other, 1)
            if abs((first.on - second.on).days) < _WEEK
        ]
        if days:
            parts = (
                say("{one} and {other} are both cut within 7 days.", one=one, other=other),
                say(
                    "{source}, in its leaflet on gabapentin and pregabalin, describes one change at a time.",
                    source=FIFE.short,
                ),
                say("Ask whether both are meant."),
            )
            yield Remark(Level.ASK, min(days), max(days), parts)
