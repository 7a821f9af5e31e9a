"""What sources say of a drug beside a pace that could be compared: who depends on it, how to begin, what not to do."""

from collections.abc import Callable, Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.asam import ASAM
from taperdocs.rules.australia import ANTIEPILEPTICS, SLOWLY, UWA, UWA_GROUPS
from taperdocs.rules.canada import CANADA
from taperdocs.rules.compared import Comparison
from taperdocs.rules.drugs import Group, is_of, named
from taperdocs.rules.maudsley import MAUDSLEY
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Describes, Source
from taperdocs.rules.scope import against_seizures, covers, for_sleep
from taperdocs.rules.steroids import ESE, PREDNISONE, taken_long

RCP = Source(
    say("Royal College of Physicians, adrenal insufficiency, no year given, United Kingdom"),
    say("RCP (UK)"),
    "its page",
)
"""https://rcp.ac.uk/improving-care/resources/prevention-and-emergency-management-of-adult-patients-with-adrenal-
insufficiency"""
PPI = Source(
    say("Deprescribing proton pump inhibitors, Canadian Family Physician, 2017, Canada"),
    say("Canadian guideline (2017)"),
    "its abstract",
)
"""https://www.cfp.ca/content/63/5/354"""


def _where(says: Message, about: Callable[[Plan, str], bool]) -> Describes:
    """Return *says* for the drugs that the source is *about*."""
    return lambda plan, drug: says if about(plan, drug) else None


def _least_strength(plan: Plan, drug: str) -> Message | None:
    """Say from what UWA stops, and from what the plan does: no strengths are known here, so neither is judged."""
    last = reductions(plan, drug, 1)[-1]
    if not last.stops or not is_of(drug, *UWA_GROUPS):
        return None
    return say(
        "older people: a stop from half of the lowest standard strength; this plan stops from {dose}",
        dose=last.before,
    )


_DESCRIBED: tuple[tuple[Source, Describes], ...] = (
    (
        ASAM,
        _where(
            say(
                "dependence is likely after 3 months of use on at least 4 days a week, above low doses after 1 month"
            ),
            lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE),
        ),
    ),
    (
        CANADA,
        _where(
            say(
                "a slow taper is offered from 65 years of age on, and from 18 years after more than 4 weeks of use"
            ),
            lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG) and for_sleep(plan),
        ),
    ),
    (
        MAUDSLEY,
        _where(
            say(
                "a first cut of about 25 %, 15 % or 10 % of the least usual dose, or less, at low, moderate or high "
                "risk; larger ones from higher doses"
            ),
            lambda plan, drug: covers(plan, drug, Group.GABAPENTINOID),
        ),
    ),
    (UWA, _least_strength),
    (ANTIEPILEPTICS, _where(SLOWLY, against_seizures)),
    (
        ESE,
        _where(
            say(
                "at the dose that the body makes itself, a slow taper with a look at symptoms, or a morning test of "
                "cortisol"
            ),
            lambda plan, drug: is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug),
        ),
    ),
    (
        ESE,
        _where(
            say(
                "a table of cuts in mg of prednisone, which was not compared: no drug is converted into another"
            ),
            lambda plan, drug: (
                is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug) and named(drug) not in PREDNISONE
            ),
        ),
    ),
    (
        ESE,
        _where(
            say("a change to a steroid that acts for a shorter time, once this one is no longer needed"),
            lambda _, drug: named(drug) in {"dexamethasone", "betamethasone"},
        ),
    ),
    (
        RCP,
        _where(
            say(
                "a steroid emergency card from 5 mg of prednisolone a day, or the equivalent of another steroid, for 4 "
                "weeks or longer"
            ),
            lambda plan, drug: is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug),
        ),
    ),
    (
        PPI,
        _where(
            say(
                "a lower dose, a stop, or use on demand; not for Barrett, severe oesophagitis or after a bleeding "
                "ulcer"
            ),
            lambda _, drug: is_of(drug, Group.PPI),
        ),
    ),
)
"""What sources say that is compared with nothing."""


def descriptions(plan: Plan) -> Iterator[Comparison]:
    """Yield what sources say of each drug that is cut, beside a pace; no plan goes beyond that or stays within it."""
    for source, describes in _DESCRIBED:
        for drug in plan.drugs:
            says = describes(plan, drug) if reductions(plan, drug, 1) else None
            if says:
                yield Comparison(drug, source.short, source.message, says, beyond=None)
