"""How far the dose of a drug falls within so many days, exactly, of both doses that it can be a part of.

What is compared is the mean daily dose: on the first day of a lower one, and so many days before it. Of what
was taken before the plan begins nothing is known; there the plan's first dose stands.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

from taperdocs.dose import Dose, decimal, dose_of
from taperdocs.drugs import may_replace
from taperdocs.errors import Message, say
from taperdocs.plan import Plan
from taperdocs.regimen import Regimen

_HUNDRED = 100
_SAYABLE = 100
_WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean daily dose in mg from a day on; *even* where each day has it."""

    first: date
    amount: Fraction
    even: bool = True


@dataclass(frozen=True, slots=True)
class Fall:
    """The mean daily dose of *drug* falls from *old* to *new* within *days* days, the last of them *on*.

    *highest* is the highest one up to then.
    """

    drug: str
    on: date
    days: int
    old: Mean
    new: Mean
    highest: Fraction
    unit: str

    @property
    def amount(self) -> Fraction:
        """Return by how many mg it falls."""
        return self.old.amount - self.new.amount

    @property
    def of_present(self) -> Fraction:
        """Return the fall in percent of the dose before."""
        return self.amount / self.old.amount * _HUNDRED

    @property
    def of_highest(self) -> Fraction:
        """Return the fall in percent of the highest dose."""
        return self.amount / self.highest * _HUNDRED

    @property
    def stops(self) -> bool:
        """Tell whether nothing is left: that is always the whole of the dose before."""
        return not self.new.amount

    @property
    def message(self) -> Message:
        """Return the calculation, with both percentages."""
        said = _FALL if self.old.even and self.new.even else _MEAN_FALL
        return said.put(
            drug=self.drug,
            old=amount(self.old.amount, self.unit),
            new=amount(self.new.amount, self.unit),
            days=self.days,
            present=percent(self.of_present),
            highest=percent(self.of_highest),
        )


_FALL = say(
    "{drug} from {old} to {new} a day within {days} days, a cut of {present} of the dose before and "
    "{highest} of the highest dose."
)
_MEAN_FALL = say(
    "{drug} from {old} to {new} a day on average within {days} days, a cut of {present} of the dose before and "
    "{highest} of the highest dose."
)


def percent(share: Fraction) -> Message:
    """Return a percentage exactly, or that it is more than a whole one or less than 1; never rounded."""
    exact = decimal(share)
    if exact is not None and (share * _SAYABLE).denominator == 1:
        return say("{number}\N{NO-BREAK SPACE}%", number=exact)
    if share < 1:
        return say("less than {number}\N{NO-BREAK SPACE}%", number=1)
    return say("more than {number}\N{NO-BREAK SPACE}%", number=floor(share))


def amount(milligrams: Fraction, unit: str) -> Message:
    """Return a dose exactly, or that it is more than so many hundredths of a mg."""
    exact = dose_of(milligrams, unit)
    if exact is not None:
        return exact.message
    whole = decimal(Fraction(floor(milligrams * _SAYABLE), _SAYABLE))
    return say("more than {dose}", dose=Dose(whole, "mg")) if whole is not None else say("")


def means(plan: Plan, drug: str) -> tuple[Mean, ...]:
    """Return the mean daily doses of *drug*, each from its first day on, to the first day without."""
    found: list[Mean] = []
    for period in plan.periods:
        here = _mean(period.step.regimen, drug, period.first)
        if not found or found[-1].amount != here.amount:
            found.append(here)
    if plan.first_day_without and found[-1].amount:
        found.append(Mean(plan.first_day_without, Fraction(0)))
    return tuple(found)


def _mean(regimen: Regimen, drug: str, first: date) -> Mean:
    days = [
        sum((intake.dose.milligrams for intake in day if intake.drug == drug), start=Fraction(0))
        for day in regimen.days
    ]
    return Mean(first, sum(days, start=Fraction(0)) / len(days), len(set(days)) == 1)


def falls(plan: Plan, drug: str, days: int) -> tuple[Fall, ...]:
    """Return each fall of *drug* with what it fell in the *days* days before; of a switch there is none."""
    levels, rising = means(plan, drug), _others_rise(plan, drug)
    unit = next(i.dose.unit for step in plan.steps for i in step.regimen.doses if i.drug == drug)
    firsts, highest, found = [level.first for level in levels], levels[0].amount, list[Fall]()
    for number, (before, new) in enumerate(pairwise(levels), start=1):
        highest = max(highest, before.amount)
        earliest = max(bisect_right(firsts, new.first - timedelta(days)) - 1, 0)
        old = max(levels[earliest:number], key=lambda level: level.amount)
        if before.amount > new.amount and not any(abs(day - new.first) <= _WEEK for day in rising):
            found.append(Fall(drug, new.first, days, old, new, highest, unit))
    return tuple(found)


def _others_rise(plan: Plan, drug: str) -> tuple[date, ...]:
    """Return the days on which a drug of its kind rises or comes in: one takes the place of the other."""
    return tuple(
        new.first
        for other in plan.drugs
        if other != drug and may_replace(drug, other)
        for old, new in pairwise(means(plan, other))
        if new.amount > old.amount
    )
