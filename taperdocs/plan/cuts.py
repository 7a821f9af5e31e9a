"""How far a step goes down: exactly in amount, and in percent of the present and of the start dose."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from taperdocs.plan.dose import Dose, dose_of
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen, mean
from taperdocs.plan.step import Period
from taperdocs.plan.strategies import share


@dataclass(frozen=True, slots=True)
class Cut:
    """The change of one drug from one regimen to the next; a rise is below zero.

    ``amount`` is in mg, over *days* days: one where both are daily, else the shortest time in which both
    cycles come round. The percentages are of the mean daily dose, None where that was nothing.
    """

    drug: str
    amount: Fraction
    unit: str
    days: int
    of_present: Fraction | None
    of_start: Fraction | None

    @property
    def dose(self) -> Dose:
        """Return the amount without its sign."""
        dose = dose_of(abs(self.amount), self.unit)
        if dose is None:
            message = "a sum of doses is a decimal"
            raise ValueError(message)
        return dose


def cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return what *period* changes, drug by drug; nothing for the first period or the same regimen."""
    before = plan.before(period)
    if before is None or not plan.is_new(period):
        return ()
    old, new, start = before.step.regimen, period.step.regimen, plan.periods[0].step.regimen
    found = (_cut(drug, old, new, start) for drug in plan.drugs)
    return tuple(cut for cut in found if cut.amount)


def _cut(drug: str, old: Regimen, new: Regimen, start: Regimen) -> Cut:
    days = lcm(len(old.days), len(new.days))
    was, now, first = (mean(regimen, drug) for regimen in (old, new, start))
    unit = (
        next(i.dose.unit for regimen in (old, new, start) for i in regimen.doses if i.drug == drug)
        if was or now
        else "mg"
    )
    return Cut(
        drug,
        (was - now) * days,
        unit,
        days,
        share(was, now) if was else None,
        (was - now) / first * 100 if first else None,
    )
