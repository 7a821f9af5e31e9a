"""What sources say of a drug beside a pace that could be compared: who depends on it, how to begin, what not to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.asam import ASAM
from taperdocs.rules.australia import ANTIEPILEPTICS, SLOWLY
from taperdocs.rules.canada import CANADA
from taperdocs.rules.compared import Comparison
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.maudsley import MAUDSLEY
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Source
from taperdocs.rules.scope import against_seizures, covers, for_sleep
from taperdocs.rules.steroids import ESE

RCP = Source(
    say("Royal College of Physicians, adrenal insufficiency, no year given, United Kingdom"),
    say("RCP (UK)"),
    "no year given",
    "United Kingdom",
    "its page",
)
"""https://rcp.ac.uk/improving-care/resources/prevention-and-emergency-management-of-adult-patients-with-adrenal-
insufficiency"""
PPI = Source(
    say("Deprescribing proton pump inhibitors, Canadian Family Physician, 2017, Canada"),
    say("Canadian guideline (2017)"),
    "2017",
    "Canada",
    "its abstract",
)
"""https://www.cfp.ca/content/63/5/354"""


@dataclass(frozen=True, slots=True)
class _Described:
    """What a *source* says of drugs that it is *about*."""

    source: Source
    says: Message
    about: Callable[[Plan, str], bool]


_DESCRIBED = (
    _Described(
        ASAM,
        say(
            "dependence is likely after 3 months of use on at least 4 days a week, above low doses after 1 month"
        ),
        lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE),
    ),
    _Described(
        CANADA,
        say(
            "a slow taper is offered from 65 years of age on, and from 18 years after more than 4 weeks of use"
        ),
        lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG) and for_sleep(plan),
    ),
    _Described(
        MAUDSLEY,
        say(
            "a first cut of about 25 %, 15 % or 10 % of the least usual dose, or less, at low, moderate or high risk; "
            "larger ones from higher doses"
        ),
        lambda plan, drug: covers(plan, drug, Group.GABAPENTINOID),
    ),
    _Described(ANTIEPILEPTICS, SLOWLY, against_seizures),
    _Described(
        ESE,
        say("a change to a steroid that acts for a shorter time, once this one is no longer needed"),
        lambda _, drug: (
            (known := find(drug)) is not None and known.name in {"dexamethasone", "betamethasone"}
        ),
    ),
    _Described(
        RCP,
        say(
            "a steroid emergency card from 5 mg of prednisolone a day, or as much of another, for 4 weeks on"
        ),
        lambda _, drug: is_of(drug, Group.GLUCOCORTICOID),
    ),
    _Described(
        PPI,
        say(
            "a lower dose, a stop, or use on demand; not for Barrett, severe oesophagitis or after a bleeding ulcer"
        ),
        lambda _, drug: is_of(drug, Group.PPI),
    ),
)


def descriptions(plan: Plan) -> Iterator[Comparison]:
    """Yield what sources say of each drug that is cut, beside a pace; no plan goes beyond that or stays within it."""
    for one in _DESCRIBED:
        for drug in plan.drugs:
            if one.about(plan, drug) and reductions(plan, drug, 1):
                yield Comparison(drug, one.source.short, one.source.message, one.says, beyond=None)
