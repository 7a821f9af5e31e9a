"""What the guides of the Scottish Government and of NHS Fife describe.

Quality prescribing guides, Scottish Government, 2024: "Benzodiazepines and z-drugs" (reduction schedules) and
"Antidepressants" (standard reduction). "Gabapentinoid reduction", leaflet of NHS Fife, March 2025.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from taperdocs.dose import Dose
from taperdocs.drugs import Group, find, is_of
from taperdocs.errors import Message, say
from taperdocs.plan import Plan
from taperdocs.rules.fall import amount, falls
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import Of, Remark, Source, rule

SCOT_BZ = Source(
    say("Scottish Government, Benzodiazepines and z-drugs: quality prescribing guide, 2024, Scotland"),
    say("the Scottish Government (2024, Scotland)"),
    "2024",
    "Scotland",
    "its pages",
)
SCOT_AD = Source(
    say("Scottish Government, Antidepressants: quality prescribing guide, 2024, Scotland"),
    say("the Scottish Government (2024, Scotland)"),
    "2024",
    "Scotland",
    "its page on standard reduction",
)
FIFE = Source(
    say("NHS Fife, Gabapentinoid reduction, 2025, Scotland"),
    say("NHS Fife (2025, Scotland)"),
    "2025",
    "Scotland",
    "the leaflet",
)
_WEEK, _FORTNIGHT = 7, 14
_STOPS_AT = {"citalopram": 20, "escitalopram": 10, "fluoxetine": 20, "sertraline": 50}
"""From which doses a day, in mg, the guide describes a stop without steps."""
_A_WEEK = {"gabapentin": 300, "pregabalin": 75}
"""By how many mg a day the leaflet goes down in a week."""


@rule(SCOT_BZ, Of.DAYS, pace=True)
def cuts_every_fortnight(plan: Plan) -> Iterator[Remark]:
    """Find cuts of a benzodiazepine or z-drug sooner than 14 days after each other."""
    limit = say("consider cutting every 2 to 4 weeks")
    for drug in plan.drugs:
        if is_of(drug, Group.BENZODIAZEPINE, Group.Z_DRUG):
            yield from _sooner(plan, drug, _FORTNIGHT, SCOT_BZ, limit)


@rule(SCOT_AD, Of.DAYS, pace=True)
def cuts_every_week(plan: Plan) -> Iterator[Remark]:
    """Find cuts of an SSRI sooner than 7 days after each other."""
    limit = say("one step every 1 to 4 weeks, each after a review")
    for drug in plan.drugs:
        if is_of(drug, Group.SSRI):
            yield from _sooner(plan, drug, _WEEK, SCOT_AD, limit)


def _sooner(plan: Plan, drug: str, days: int, source: Source, limit: Message) -> Iterator[Remark]:
    cuts = [fall.on for fall in falls(plan, drug, days)]
    soon = [(early, late) for early, late in pairwise(cuts) if (late - early).days < days]
    if soon:
        message = say(
            "Faster than {source} describes, by this calculation: {drug} is cut again after {days} days, "
            "where that is soonest.",
            source=source.short,
            drug=drug,
            days=min((late - early).days for early, late in soon),
        )
        more = say("The source: {limit}.", limit=limit)
        yield Remark(Level.ASK, soon[0][1], soon[-1][1], message, drug, more)


@rule(SCOT_AD, Of.AMOUNT)
def stops_from_more(plan: Plan) -> Iterator[Remark]:
    """Find an SSRI that stops from more mg a day than the source describes for a stop without steps."""
    for drug in plan.drugs:
        known, found = find(drug), falls(plan, drug, 1)
        limit = _STOPS_AT.get(known.name) if known else None
        if limit and found and found[-1].stops and found[-1].amount > limit:
            message = say(
                "{drug} stops from {dose} a day. The source describes a stop without further steps from "
                "{limit}, and says that slower may be needed even then. Ask whether this stop is meant.",
                drug=drug,
                dose=amount(found[-1].amount, found[-1].unit),
                limit=Dose(Decimal(limit), "mg"),
            )
            yield Remark(Level.ASK, found[-1].on, found[-1].on, message, drug)


@rule(FIFE, Of.AMOUNT, pace=True)
def fife_week(plan: Plan) -> Iterator[Remark]:
    """Find more than 300 mg gabapentin or 75 mg pregabalin a day less within 7 days."""
    for drug in plan.drugs:
        known = find(drug)
        limit = _A_WEEK.get(known.name) if known else None
        found = falls(plan, drug, _WEEK) if limit else ()
        fast = [fall for fall in found if limit and fall.amount > limit]
        if limit and fast and any(not fall.stops for fall in found):
            worst = max(fast, key=lambda fall: fall.amount)
            message = say(
                "Faster than {source} describes, by this calculation: {drug} from {old} to {new} a day within "
                "{days} days, by {amount}.",
                source=FIFE.short,
                drug=drug,
                old=amount(worst.old.amount, worst.unit),
                new=amount(worst.new.amount, worst.unit),
                days=_WEEK,
                amount=amount(worst.amount, worst.unit),
            )
            more = say("The source: by {limit} a day each week.", limit=Dose(Decimal(limit), "mg"))
            yield Remark(Level.ASK, fast[0].on, fast[-1].on, message, drug, more)


@rule(FIFE, Of.DAYS)
def two_at_once(plan: Plan) -> Iterator[Remark]:
    """Find two drugs that are both cut within 7 days; one in the place of the other is a switch."""
    for one, other in combinations(plan.drugs, 2):
        days = [
            max(first.on, second.on)
            for first in falls(plan, one, 1)
            for second in falls(plan, other, 1)
            if abs((first.on - second.on).days) < _WEEK
        ]
        if days:
            message = say(
                "{one} and {other} are both cut within 7 days. The source describes one change at a time. Ask "
                "whether both are meant.",
                one=one,
                other=other,
            )
            yield Remark(Level.ASK, min(days), max(days), message)
