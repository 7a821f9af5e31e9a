"""What a plan is for and how long the drug was taken before it, as far as the plan file says so in words."""

import re

from taperdocs.plan.plan import Plan
from taperdocs.rules.drugs import Group, is_of

_EPILEPSY = re.compile(r"epilep|seizure|anf[aä]ll|convulsi", re.IGNORECASE)
"""What a plan says that is for epilepsy, in English or German."""
_SLEEP = re.compile(r"insomnia|sleep|schlaf", re.IGNORECASE)
"""What a plan says that is for sleep, in English or German."""
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_DEPENDENCE = (Group.BENZODIAZEPINE, Group.GABAPENTINOID)
"""Groups that guidance on dependence is about, and of which some drugs are also for epilepsy."""


def for_epilepsy(plan: Plan, drug: str) -> bool:
    """Tell whether *drug* is taken for epilepsy, as the plan says in what it is for or in its title.

    The guidance about dependence is then not about it.
    """
    said = plan.outline.indication or plan.outline.title
    return bool(_EPILEPSY.search(said)) and is_of(drug, *_DEPENDENCE)


def against_seizures(plan: Plan, drug: str) -> bool:
    """Tell whether *drug* is an antiepileptic, or one that the plan says is taken for epilepsy."""
    return is_of(drug, Group.ANTIEPILEPTIC) or for_epilepsy(plan, drug)


def for_sleep(plan: Plan) -> bool:
    """Tell whether the plan says that it is about a drug taken to sleep."""
    return bool(_SLEEP.search(plan.outline.indication or plan.outline.title))


def covers(plan: Plan, drug: str, *groups: Group) -> bool:
    """Tell whether guidance on *groups* is about *drug* in this plan."""
    return is_of(drug, *groups) and not for_epilepsy(plan, drug)


def years(plan: Plan) -> int | None:
    """Return how many calendar years before the plan the drug was begun; None where the plan names no year."""
    year = _YEAR.search(plan.outline.since)
    return plan.first_day.year - int(year[0]) if year and plan.outline.dated else None
