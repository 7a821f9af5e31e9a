"""What the British textbook on deprescribing describes of a first cut of benzodiazepines and z-drugs.

The Maudsley Deprescribing Guidelines, 2024, United Kingdom, read in a copy: about 20 % or less for people at low
risk of withdrawal; any feature of a higher risk moves a person up, to smaller cuts.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Of, Remark, Source, describes, rule
from taperdocs.rules.scope import covers
from taperdocs.rules.wording import beyond, first_cut

MAUDSLEY = Source(
    say("Maudsley Deprescribing Guidelines, 2024, United Kingdom"), say("Maudsley (UK 2024)"), "a copy"
)
_FIRST = 20
"""Largest first cut at low risk, in percent."""
_SAYS = say("about 20 % or less to begin with at low risk, less at a higher one")
_describes = describes(_SAYS, lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG))


@rule(MAUDSLEY, Of.NOT_STATED, pace=_describes, first_cut=True)
def maudsley_first(plan: Plan) -> Iterator[Remark]:
    """Find a first cut of more than 20 %, by both bases, which are the same unless the dose rose before."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if _describes(plan, drug) else ()
        if found and not found[0].stops and found[0].of_both > _FIRST:
            yield from beyond(found[:1], MAUDSLEY, _SAYS, does=first_cut(plan))
