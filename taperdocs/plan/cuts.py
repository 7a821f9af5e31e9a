"""The size of each cut: as an exact amount, and in percent of the dose before it and of the start dose."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from taperdocs.plan.dose import RATE, Dose, exact_dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import mean
from taperdocs.plan.step import Period


@dataclass(frozen=True, slots=True)
class Cut:
    """The change of one drug from one regimen to the next; a rise is negative.

    ``amount`` is the difference in mg over *days* days: one day where both regimens are daily, else the shortest
    time in which both cycles end together. The percentages are of mean daily doses, None where that dose was 0.
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
        return exact_dose(abs(self.amount), self.unit)


def cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return the cut of each drug whose mean daily dose *period* changes.

    There is none for the first period, unless the plan file says what was taken before; that is then the start dose.
    """
    before = plan.before(period)
    if before is None:
        return ()
    begin = plan.before(plan.periods[0]) or plan.periods[0]
    old, new, start = before.step.regimen, period.step.regimen, begin.step.regimen
    days, found = lcm(len(old.days), len(new.days)), list[Cut]()
    for drug in plan.drugs:
        was, now, first = (mean(regimen, drug) for regimen in (old, new, start))
        if was != now:
            unit = next(intake.dose.unit for intake in (*old.doses, *new.doses) if intake.drug == drug)
            of_present, of_start = ((was - now) / dose * 100 if dose else None for dose in (was, first))
            # A rate is not added up over days: a patch of 25 mcg/h is one of 25 mcg/h on each of them.
            over = 1 if unit == RATE else days
            found.append(Cut(drug, (was - now) * over, unit, over, of_present, of_start))
    return tuple(found)
