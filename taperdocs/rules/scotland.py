"""What the guides of the Scottish Government and of NHS Fife describe.

Quality prescribing guides, Scottish Government, 2024: "Benzodiazepines and z-drugs" (reduction schedules) and
"Antidepressants" (standard reduction). "Gabapentinoid reduction", leaflet of NHS Fife, March 2025.
"""

from collections.abc import Iterator
from decimal import Decimal

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import Group, named
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Of, Remark, Source, describes, rule
from taperdocs.rules.scope import covers, for_epilepsy
from taperdocs.rules.wording import BY_AMOUNT, SAYS, beyond, cut_before_stop, question, sooner

SCOT_BZ = Source(
    say("Scottish Government, Benzodiazepines and z-drugs: quality prescribing guide, 2024, Scotland"),
    say("Scotland (2024)"),
    "its pages",
)
SCOT_AD = Source(
    say("Scottish Government, Antidepressants: quality prescribing guide, 2024, Scotland"),
    say("Scotland (2024)"),
    "its page on standard reduction",
)
FIFE = Source(say("NHS Fife, Gabapentinoid reduction, 2025, Scotland"), say("NHS Fife (2025)"), "the leaflet")
_WEEK, _FORTNIGHT = 7, 14
_STOPS_AT = {"citalopram": 20, "escitalopram": 10, "fluoxetine": 20, "sertraline": 50}
"""Highest daily doses, in mg, from which the guide describes a stop without further steps."""
_A_WEEK = {"gabapentin": 300, "pregabalin": 75}
"""Largest cuts of the daily dose within a week that the leaflet describes, in mg."""


_FORTNIGHTLY = say("consider cutting every 2 to 4 weeks")
_WEEKLY = say("one step every 1 to 4 weeks")
_benzodiazepines = describes(
    _FORTNIGHTLY, lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG)
)
_ssris = describes(_WEEKLY, lambda plan, drug: covers(plan, drug, Group.SSRI))


def _fife(plan: Plan, drug: str) -> Message | None:
    limit = None if for_epilepsy(plan, drug) else _A_WEEK.get(named(drug))
    return say("{limit} a day less each week", limit=Dose(Decimal(limit), "mg")) if limit else None


@rule(SCOT_BZ, Of.DAYS, pace=_benzodiazepines)
def cuts_every_fortnight(plan: Plan) -> Iterator[Remark]:
    """Find cuts of a benzodiazepine or z-drug that are less than 14 days apart."""
    yield from sooner(plan, _FORTNIGHT, SCOT_BZ, _benzodiazepines)


@rule(SCOT_AD, Of.DAYS, pace=_ssris)
def cuts_every_week(plan: Plan) -> Iterator[Remark]:
    """Find cuts of an SSRI that are less than 7 days apart."""
    yield from sooner(plan, _WEEK, SCOT_AD, _ssris, Level.ASK)


@rule(SCOT_AD, Of.AMOUNT)
def stops_from_more(plan: Plan) -> Iterator[Remark]:
    """Find an SSRI that stops from more mg a day than the source describes for a stop without steps."""
    for drug in plan.drugs:
        found, limit = reductions(plan, drug, 1), _STOPS_AT.get(named(drug))
        if limit and found and found[-1].stops and found[-1].amount > limit:
            says = say(
                "a stop without further steps from {limit}, and slower where needed",
                limit=Dose(Decimal(limit), "mg"),
            )
            last, also = found[-1], SAYS.put(source=SCOT_AD.short, limit=says)
            yield question(SCOT_AD, last.line, says, (last.on, last.on), drug, also=also)


def tells_a_stop(drug: str) -> bool:
    """Tell whether the guide says from which dose *drug* is stopped without further steps."""
    return named(drug) in _STOPS_AT


@rule(FIFE, Of.AMOUNT, pace=_fife)
def fife_week(plan: Plan) -> Iterator[Remark]:
    """Find on average more than 300 mg gabapentin or 75 mg pregabalin a day less in a week."""
    for drug, says, found in cut_before_stop(plan, _WEEK, _fife):
        fast = (fall for fall in found if fall.paced(fall.amount) > _A_WEEK[named(drug)])
        yield from beyond(fast, FIFE, says, does=BY_AMOUNT)
