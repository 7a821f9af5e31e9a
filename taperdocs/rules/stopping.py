"""What sources say of a class of drugs to whoever holds its card: not to stop it suddenly, what to know of old doses.

No figure is in it. Sources: NICE guideline NG215 (2022, United Kingdom, BMJ 2022;378:o1454) for medicines of
dependence and antidepressants; for glucocorticoids the national patient safety alert on adrenal crisis (2020, United
Kingdom) and Australian Prescriber, Deprescribing (Australia). The VA's opioid taper tool (2016, United States) says
that an old dose can be an overdose. The same alert names the steroid emergency card and rules for days of illness
(also Pulse, United Kingdom, and the Royal College of Physicians). Of antipsychotics a leaflet of the NHS (Avon and
Wiltshire, England) says to return to the dose before and talk with the team where withdrawal is too much. Of a sudden
stop Australian Prescriber speaks too (beta-blockers, levodopa, antiepileptics), and so do the labels of clonidine and
baclofen. England and Wales name some medicines in their drug-driving law (Pharmacy Network, 2015, United Kingdom).
NHSBSA (no year given, United Kingdom) calls 30 days a prescription good practice for controlled drugs of Schedules 2, 3
and 4 (https://faq.nhsbsa.nhs.uk/knowledgebase/article/KA-01429/en-us). Which drugs are in Schedule 4 says the law
(http://www.legislation.gov.uk/uksi/2001/3998/schedule/4/); those of Schedules 2 and 3 are examples of a pharmacy law
page (https://pharmacylaw.co.uk) and of a glossary (http://ed.mdict.net/k822480.html), without morphine, of which weak
solutions are in Schedule 5.
"""

from taperdocs.plan.plan import Plan
from taperdocs.rules.drugs import Group, find, is_of, named
from taperdocs.rules.general import NG215_GROUPS
from taperdocs.rules.reduction import reductions
from taperdocs.rules.scope import for_psychosis
from taperdocs.rules.steroids import taken_long


def stops_slowly(plan: Plan, drug: str) -> bool:
    """Tell whether a source says that *drug* must not be stopped suddenly, also where its name is hidden."""
    shown, true = plan.outline.products, (plan.origin or plan.outline).products
    names = {one.drug: other.drug for one, other in zip(shown, true, strict=True)}
    known = find(names.get(drug, drug))
    if known and known.group is Group.GLUCOCORTICOID:
        return taken_long(plan, drug)
    return known is not None and (known.group in _SLOWLY or known.name in {"clonidine", "baclofen"})


_SLOWLY = {*NG215_GROUPS, Group.BETA_BLOCKER, Group.LEVODOPA, Group.ANTIEPILEPTIC}
_DRIVING = {
    "clonazepam",
    "diazepam",
    "flunitrazepam",
    "lorazepam",
    "oxazepam",
    "temazepam",
    "methadone",
    "morphine",
}
"""Drugs that the drug-driving law of England and Wales names."""
_CONTROLLED = {"oxycodone", "fentanyl", "methadone", "tramadol", "buprenorphine", "pregabalin"}
"""Controlled drugs of Schedules 2 and 3 of the United Kingdom that a source names, beside sedatives."""
_NOT_LISTED = {"etizolam", "quazepam", "eszopiclone"}
"""The sedatives that no source here has in a schedule."""
MOST_CONTROLLED = 30
"""Days a prescription of a controlled drug that are good practice in the United Kingdom."""


def old_dose_harms(plan: Plan, drug: str) -> bool:
    """Tell whether a source says that the first dose can be an overdose after a while on less, as the plan has it."""
    return is_of(drug, Group.OPIOID) and bool(reductions(plan, drug, 1))


def has_withdrawal(plan: Plan) -> bool:
    """Tell whether a medicine of the plan may have a withdrawal; short courses of steroids and PPIs have none."""
    return any(
        taken_long(plan, drug) if is_of(drug, Group.GLUCOCORTICOID) else not is_of(drug, Group.PPI)
        for drug in plan.medicines
    )


def knows_voices(plan: Plan) -> bool:
    """Tell whether the person may see or hear things already: an antipsychotic is taken, or the plan says psychosis."""
    return for_psychosis(plan) or any(is_of(drug, Group.ANTIPSYCHOTIC) for drug in plan.medicines)


def may_go_back(drug: str) -> bool:
    """Tell whether a source describes a return to the dose before, together with the team."""
    return is_of(drug, Group.ANTIPSYCHOTIC)


def in_driving_law(drug: str) -> bool:
    """Tell whether the drug-driving law of England and Wales names *drug*."""
    return named(drug) in _DRIVING


def is_controlled(drug: str) -> bool:
    """Tell whether *drug* is a controlled drug of Schedule 2, 3 or 4 in the United Kingdom."""
    sedative = is_of(drug, Group.BENZODIAZEPINE, Group.Z_DRUG) and named(drug) not in _NOT_LISTED
    return sedative or named(drug) in _CONTROLLED


def has_sick_days(plan: Plan, drug: str) -> bool:
    """Tell whether a source says that a missed dose is dangerous and that days of illness have rules of their own.

    It says so of glucocorticoids that are taken for 4 weeks or longer.
    """
    return is_of(drug, Group.GLUCOCORTICOID) and taken_long(plan, drug)
