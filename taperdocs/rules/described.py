"""What sources say of a drug beside a pace that could be compared: who depends on it, how to begin, what not to do."""

from collections.abc import Callable, Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.asam import ASAM
from taperdocs.rules.australia import ANTIEPILEPTICS, SLOWLY, UWA, UWA_GROUPS
from taperdocs.rules.canada import CANADA
from taperdocs.rules.cdc import CDC, for_pain
from taperdocs.rules.compared import Comparison
from taperdocs.rules.drugs import Group, is_of, named
from taperdocs.rules.maudsley import MAUDSLEY
from taperdocs.rules.reduction import reductions, switch_days
from taperdocs.rules.rule import Source
from taperdocs.rules.scope import against_seizures, covers, for_sleep
from taperdocs.rules.scotland import SCOT_AD, SCOT_BZ
from taperdocs.rules.steroids import ESE, PREDNISONE, taken_long

RCP = Source(
    say("Royal College of Physicians, adrenal insufficiency, no year given, United Kingdom"),
    say("RCP (UK)"),
    "its page",
)
"""https://rcp.ac.uk/improving-care/resources/prevention-and-emergency-management-of-adult-patients-with-adrenal-
insufficiency"""
QS8 = Source(
    say("NICE quality standard QS8 Depression in adults, statement 4, no year given, United Kingdom"),
    say("NICE QS8 (UK)"),
    "its page",
)
"""https://nice.org.uk/guidance/qs8/chapter/quality-statement-4-stopping-antidepressants"""
AWP = Source(
    say("NHS Avon and Wiltshire, reducing and stopping antipsychotics, no year given, England"),
    say("NHS AWP (England)"),
    "its leaflet",
)
"""https://awp.nhs.uk/patients-and-carers/leaflets-and-resources/patient-and-carer-information-leaflets/medicines/guide-
slowly-reducingstopping-antipsychotics-lowering-risk-relapse-and-withdrawal"""
PPI = Source(
    say("Deprescribing proton pump inhibitors, Canadian Family Physician, 2017, Canada"),
    say("Canadian guideline (2017)"),
    "its abstract",
)
"""https://www.cfp.ca/content/63/5/354"""


def _stops(plan: Plan, drug: str) -> bool:
    return reductions(plan, drug, 1)[-1].stops


def _benzodiazepine(plan: Plan, drug: str) -> bool:
    return covers(plan, drug, Group.BENZODIAZEPINE)


def _antidepressant(_: Plan, drug: str) -> bool:
    return is_of(drug, Group.SSRI, Group.ANTIDEPRESSANT)


_DESCRIBED: tuple[tuple[Source, Message, Callable[[Plan, str], bool]], ...] = (
    (
        ASAM,
        say(
            "dependence is likely after 3 months of use on at least 4 days a week, above low doses after 1 month"
        ),
        _benzodiazepine,
    ),
    (
        SCOT_BZ,
        say("a review 5 to 7 days after the first cut or a switch, and one before each further cut"),
        lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG),
    ),
    (CDC, say("contact at least once a month while the dose is cut"), lambda _, drug: for_pain(drug)),
    (SCOT_AD, say("a review before each cut"), lambda _, drug: is_of(drug, Group.SSRI)),
    (
        QS8,
        say("the next cut once withdrawal symptoms are gone or bearable, at a pace agreed with the person"),
        _antidepressant,
    ),
    (
        UWA,
        say("the next cut once there is no sign of withdrawal or relapse"),
        lambda _, drug: is_of(drug, Group.ANTIPSYCHOTIC),
    ),
    (
        AWP,
        say("back to the dose before, and a talk with the team, where withdrawal is too much"),
        lambda _, drug: is_of(drug, Group.ANTIPSYCHOTIC),
    ),
    (UWA, say("being free of symptoms before each cut"), lambda _, drug: is_of(drug, Group.PPI)),
    (
        CANADA,
        say(
            "a slow taper is offered from 65 years of age on, and from 18 years after more than 4 weeks of use"
        ),
        lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG) and for_sleep(plan),
    ),
    (
        MAUDSLEY,
        say(
            "a first cut of about 25 %, 15 % or 10 % of the least usual dose, or less, at low, moderate or high "
            "risk; larger ones from higher doses"
        ),
        lambda plan, drug: covers(plan, drug, Group.GABAPENTINOID),
    ),
    (
        UWA,
        say("a stop from half of the lowest standard strength, which was not compared"),
        lambda plan, drug: is_of(drug, *UWA_GROUPS, Group.PPI) and _stops(plan, drug),
    ),
    (ANTIEPILEPTICS, SLOWLY, against_seizures),
    (
        ESE,
        say(
            "at the dose that the body makes itself, a slow taper with a look at symptoms, or a morning test of "
            "cortisol"
        ),
        lambda plan, drug: is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug),
    ),
    (
        ESE,
        say("a table of cuts in mg of prednisone, which was not compared: no drug is converted into another"),
        lambda plan, drug: (
            is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug) and named(drug) not in PREDNISONE
        ),
    ),
    (
        ESE,
        say("a change to a steroid that acts for a shorter time, once this one is no longer needed"),
        lambda _, drug: named(drug) in {"dexamethasone", "betamethasone"},
    ),
    (
        RCP,
        say(
            "a steroid emergency card from 5 mg of prednisolone a day, or the equivalent of another steroid, for 4 "
            "weeks or longer"
        ),
        lambda plan, drug: is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug),
    ),
    (
        PPI,
        say(
            "a lower dose, a stop, or use on demand after 4 weeks or more, with symptoms gone; not for Barrett, "
            "severe oesophagitis or after a bleeding ulcer"
        ),
        lambda _, drug: is_of(drug, Group.PPI),
    ),
)
"""What sources say that is compared with nothing."""


def descriptions(plan: Plan) -> Iterator[Comparison]:
    """Yield what sources say of each drug that is cut, beside a pace; no plan goes beyond that or stays within it."""
    for source, says, about in _DESCRIBED:
        for drug in plan.drugs:
            if reductions(plan, drug, 1) and about(plan, drug):
                yield Comparison(drug, source.short, source.message, says, beyond=None)
    switched = [drug for drug in plan.drugs if switch_days(plan, drug) and _benzodiazepine(plan, drug)]
    if switched:
        compared = max(switched, key=lambda drug: bool(reductions(plan, drug, 1)))
        yield Comparison(compared, ASAM.short, ASAM.message, _SWITCH, beyond=None)


_SWITCH = say("a switch may go better over 1 to 2 weeks than over 1 to 2 days")
