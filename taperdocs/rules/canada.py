"""What the Canadian guideline on benzodiazepines and z-drugs for insomnia describes.

Deprescribing benzodiazepine receptor agonists, Canadian Family Physician, 2018, Canada. Its table 2 lists the tapers of
the trials: about 25 % of the original dose every 2 weeks, 12.5 % near the end. Its abstract says to whom a slow
taper is offered: to people of 65 years or more, and to those of 18 to 64 years after more than 4 weeks of use. It is
for insomnia only, so a plan is compared only where it says so. (https://www.cfp.ca/content/64/5/339,
https://pubmed.ncbi.nlm.nih.gov/29760253/)
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import Group
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.scope import covers, for_sleep
from taperdocs.rules.wording import beyond, cut_before_stop

CANADA = Source(
    say("Deprescribing benzodiazepine receptor agonists, Canadian Family Physician, 2018, Canada"),
    say("Canadian guideline (2018)"),
    "its table of trials and its abstract",
)
_FORTNIGHT, _QUARTER = 14, 25
_TRIALS = say("in its trials about 25 % of the original dose every 2 weeks, 12.5 % near the end")


def _describes(plan: Plan, drug: str) -> Message | None:
    sleep = covers(plan, drug, Group.BENZODIAZEPINE, Group.Z_DRUG) and for_sleep(plan)
    return _TRIALS if sleep else None


@rule(CANADA, Of.HIGHEST, pace=_describes)
def canada_trials(plan: Plan) -> Iterator[Remark]:
    """Find, where the plan is for sleep, over 25 % of the highest dose less in 14 days; a note, since trials differ."""
    for _, says, found in cut_before_stop(plan, _FORTNIGHT, _describes):
        yield from beyond((fall for fall in found if fall.of_highest > _QUARTER), CANADA, says, Level.NOTE)
