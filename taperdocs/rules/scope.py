"""What a plan is for and how long the drug was taken before it, as far as the plan file says so in words."""

import re

from taperdocs.plan.plan import Plan
from taperdocs.rules.drugs import Group, is_of

_EPILEPSY = re.compile(r"[eé]pilep|seizure|anf[aä]ll|convulsi", re.IGNORECASE)
"""What a plan says that is for epilepsy, in any language of the program."""
_PSYCHOSIS = re.compile(r"psychos|psychot|schizo|psicos|psicót|esquizo", re.IGNORECASE)
"""What a plan says that is for psychosis."""
_SLEEP = re.compile(r"insomnia|sleep|schlaf", re.IGNORECASE)
"""What a plan says that is for sleep, in English or German."""
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_MONTHS = {
    "spring|frühling|frühjahr|printemps|primavera": (3, 6),
    "summer|sommer|été|verano": (6, 9),
    "autumn|fall|herbst|automne|otoño": (9, 12),
    "jan|ene": (1, 1),
    "feb|fév": (2, 2),
    "mar|mär": (3, 3),
    "apr|avr|abr": (4, 4),
    "may|mai": (5, 5),
    "jun|juin": (6, 6),
    "jul|juil": (7, 7),
    "aug|aoû|ago": (8, 8),
    "sep": (9, 9),
    "o[ck]t": (10, 10),
    "nov": (11, 11),
    "de[cz]|déc|dic": (12, 12),
}
"""The months, from 1, that a word before a year may mean, by how it begins in the languages of the program."""
_DEPENDENCE = (Group.BENZODIAZEPINE, Group.GABAPENTINOID)
"""Groups that guidance on dependence is about, and of which some drugs are also for epilepsy."""


def for_epilepsy(plan: Plan, drug: str) -> bool:
    """Tell whether *drug* is taken for epilepsy, as the plan says in what it is for or in its title.

    The guidance about dependence is then not about it.
    """
    return says_epilepsy(plan) and is_of(drug, *_DEPENDENCE)


def says_epilepsy(plan: Plan) -> bool:
    """Tell whether the plan says that it is about epilepsy."""
    return _says(plan, _EPILEPSY)


def for_psychosis(plan: Plan) -> bool:
    """Tell whether the plan says that it is about a psychosis."""
    return _says(plan, _PSYCHOSIS)


def _says(plan: Plan, what: re.Pattern[str]) -> bool:
    return bool(what.search(plan.outline.indication or plan.outline.title))


def against_seizures(plan: Plan, drug: str) -> bool:
    """Tell whether *drug* is an antiepileptic, or one that the plan says is taken for epilepsy."""
    return is_of(drug, Group.ANTIEPILEPTIC) or for_epilepsy(plan, drug)


def for_sleep(plan: Plan) -> bool:
    """Tell whether the plan says that it is about a drug taken to sleep."""
    return _says(plan, _SLEEP)


def covers(plan: Plan, drug: str, *groups: Group) -> bool:
    """Tell whether guidance on *groups* is about *drug* in this plan."""
    return is_of(drug, *groups) and not for_epilepsy(plan, drug)


def months(plan: Plan) -> tuple[int, int] | None:
    """Return for how many months at least and at most the drug was taken before the plan; None where no year is named.

    A year alone may mean any of its months; a season is the months from its first one on.
    """
    since = plan.outline.since.casefold()
    year = _YEAR.search(since)
    if not year or not plan.outline.dated:
        return None
    first, last = next(
        (span for word, span in _MONTHS.items() if re.search(rf"\b(?:{word})", since)), (1, 12)
    )
    now = plan.first_day.year * 12 + plan.first_day.month - int(year[0]) * 12
    return now - last, now - first
