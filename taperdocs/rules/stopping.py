"""What sources say of a class of drugs to whoever holds its card: not to stop it suddenly, what to know of old doses.

No figure is in it. Sources: NICE guideline NG215 (2022, United Kingdom, BMJ 2022;378:o1454) for medicines of
dependence and antidepressants; for glucocorticoids the national patient safety alert on adrenal crisis (2020, United
Kingdom) and Australian Prescriber, Deprescribing (Australia). The VA's opioid taper tool (2016, United States) says
that an old dose can be an overdose. The same alert names the steroid emergency card and rules for days of illness
(also Pulse, United Kingdom, and the Royal College of Physicians).
"""

from taperdocs.plan.plan import Plan
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.general import NG215_GROUPS


def stops_slowly(plan: Plan, drug: str) -> bool:
    """Tell whether a source says that *drug* must not be stopped suddenly, also where its name is hidden."""
    shown, true = plan.outline.products, (plan.origin or plan.outline).products
    names = {one.drug: other.drug for one, other in zip(shown, true, strict=True)}
    return is_of(names.get(drug, drug), *NG215_GROUPS, Group.GLUCOCORTICOID)


def old_dose_harms(drug: str) -> bool:
    """Tell whether a source says that an old dose can be an overdose after a while without it."""
    return is_of(drug, Group.OPIOID)


def has_sick_days(drug: str) -> bool:
    """Tell whether a source says that a missed dose is dangerous and that days of illness have rules of their own."""
    return is_of(drug, Group.GLUCOCORTICOID)
