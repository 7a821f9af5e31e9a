"""How far the dose of a drug is reduced within a number of days, as an exact amount and as percentages.

A mean daily dose is compared with the highest one of the days before it. Where the plan file does not say what was
taken before its first day, its first dose is assumed for the days before.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from taperdocs.plan.dose import MILLIGRAMS, RATE, Dose, decimal, dose_of
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import find, may_replace
from taperdocs.rules.levels import Mean, means

_HUNDRED = 100
_SAYABLE = 100
"""Hundredths are the finest part that is shown, of a mg or of a percent."""
_TEN = 10
_WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise of the mean daily dose from *old* to *new*.

    *after_cut* tells whether an earlier dose was higher than *old*.
    """

    old: Mean
    new: Mean
    after_cut: bool

    @property
    def days(self) -> int:
        """Return for how many days the dose before was taken."""
        return (self.new.begins - self.old.begins).days


@dataclass(frozen=True, slots=True)
class Reduction:
    """A reduction of the mean daily dose of *drug* from *old* to *new* within the *days* days up to the day *on*.

    *highest* is the highest mean daily dose of the plan so far, in mg; *cuts* is the number of cuts in the reduction.
    *apart* is the number of days from it to the next cut, or of the last one those since the change before it. It is
    none for a stop that is larger than the cut before: nothing comes after it over which it could be an average.
    """

    drug: str
    on: date
    days: int
    old: Mean
    new: Mean
    highest: Fraction
    unit: str
    cuts: int
    apart: int

    @property
    def amount(self) -> Fraction:
        """Return the size of the reduction in mg."""
        return self.old.amount - self.new.amount

    @property
    def of_present(self) -> Fraction:
        """Return the reduction in percent of the dose before it."""
        return self.amount / self.old.amount * _HUNDRED

    @property
    def of_highest(self) -> Fraction:
        """Return the reduction in percent of the highest dose so far."""
        return self.amount / self.highest * _HUNDRED

    @property
    def of_both(self) -> Fraction:
        """Return the smaller of both percentages, which is beyond a limit whatever that is a percentage of."""
        return min(self.of_present, self.of_highest)

    def paced(self, size: Fraction) -> Fraction:
        """Return the *size* of the reduction as it is on average over the interval that it is measured over."""
        return size * self.days / max(self.days, self.apart)

    @property
    def stops(self) -> bool:
        """Tell whether the drug is stopped: the reduction is then 100 % of the dose before."""
        return not self.new.amount

    @property
    def message(self) -> Message:
        """Return the calculation in words, with both percentages where they differ."""
        top, is_top = amount(self.highest, self.unit), self.old.amount == self.highest
        if self.stops and is_top:
            said = _STOP_FROM_TOP if self._even else _MEAN_STOP_FROM_TOP
            return self._put(said)
        said = _OF_TOP if self.stops else _OF_ITSELF if is_top else _OF_BOTH
        return said.put(
            course=self.course,
            old=amount(self.old.amount, self.unit),
            present=percent(self.of_present),
            highest=percent(self.of_highest),
            top=top,
        )

    @property
    def course(self) -> Message:
        """Return the doses before and after, as the beginning of a sentence."""
        if self.stops:
            return self._put(_STOP if self._even else _MEAN_STOP)
        return self._put(_FALL if self._even else _MEAN_FALL)

    @property
    def share(self) -> Message:
        """Return the reduction in percent of the dose before it, in words."""
        return percent(self.of_present)

    @property
    def line(self) -> Message:
        """Return the calculation in few words: ``1 mg → 0.5 mg a day, −50 %``.

        The percentage is of the dose before; that of the highest dose follows where it differs.
        """
        if self.stops:
            return self._stopping or self.by_amount
        if self.old.amount == self.highest:
            return self.short_line
        present, highest = (percent(share, "\N{MINUS SIGN}") for share in (self.of_present, self.of_highest))
        present = _OF_HIGHEST.put(present=present, highest=highest)
        return _SHARED.put(course=self._brief, present=present)

    @property
    def short_line(self) -> Message:
        """Return the calculation of a cut without the percentage of the highest dose."""
        return _SHARED.put(course=self._brief, present=percent(self.of_present, "\N{MINUS SIGN}"))

    @property
    def by_amount(self) -> Message:
        """Return the doses before and after in few words: ``1 mg → 0.5 mg a day``."""
        return say("{course}.", course=self._brief)

    @property
    def cut(self) -> Message:
        """Return the size of the reduction in words; where the days differ, it is called an average."""
        said = say("{dose}") if self._even else say("{dose} on average")
        return said.put(dose=amount(self.amount, self.unit))

    @property
    def last_step(self) -> Message:
        """Return a stop in few words that say that it is one."""
        return self.line if self.amount == self.highest else say("Last step: {line}", line=self.line)

    @property
    def _stopping(self) -> Message | None:
        """Return a stop in one cut in few words, with its share of the highest dose."""
        if self.cuts > 1:
            return None
        if self.amount == self.highest:
            return _AT_ONCE.put(course=self._brief)
        share = say("half") if self.amount * 2 == self.highest else percent(self.of_highest)
        return _LAST_SHARE.put(course=self._brief, share=share)

    @property
    def _brief(self) -> Message:
        if self.stops:
            said = _BRIEF_STOP if self.old.even else _BRIEF_MEAN_STOP
        else:
            said = _BRIEF if self._even else _BRIEF_MEAN
        if self.cuts == 1:
            return self._put(said)
        return self._put(said, say("{drug}, over {days} days:", drug=self.drug, days=self.days))

    @property
    def before(self) -> Message:
        """Return the mean daily dose before the reduction, in words."""
        return daily(self.old, self.unit)

    @property
    def _even(self) -> bool:
        return self.old.even and self.new.even

    def _put(self, said: Message, drug: Message | None = None) -> Message:
        doses = {"old": amount(self.old.amount, self.unit), "new": amount(self.new.amount, self.unit)}
        cuts = _CUTS.put(cuts=self.cuts, days=self.days) if self.cuts > 1 else _CUT
        if self.unit == RATE:
            said = _OF_A_RATE.get(said, said)
        return said.put(drug=drug or self.drug, cuts=cuts, **doses)


_SHARED = say("{course}, {present}.")
_OF_HIGHEST = say("{present} ({highest} of the highest dose)")
_BRIEF = say("{drug} {old} → {new} a day")
_BRIEF_MEAN = say("{drug} {old} → {new} a day on average")
_BRIEF_STOP = say("{drug} {old} → no dose")
_BRIEF_MEAN_STOP = say("{drug} {old} a day on average → no dose")
_LAST_SHARE = say("{course}, {share} of the highest dose.")
_AT_ONCE = say("Last step: {course} at once.")
_CUT = say("in one cut")
_CUTS = say("in {cuts} cuts within {days} days")
_FALL = say("{drug}: from {old} to {new} a day {cuts}")
_MEAN_FALL = say("{drug}: from {old} to {new} a day (averages) {cuts}")
_STOP = say("{drug}: from {old} a day to no dose {cuts}")
_MEAN_STOP = say("{drug}: from {old} a day (an average) to no dose {cuts}")
_STOP_FROM_TOP = say("{drug}: from {old} a day, the highest dose so far, to no dose {cuts}.")
_MEAN_STOP_FROM_TOP = say(
    "{drug}: from {old} a day (an average), the highest dose so far, to no dose {cuts}."
)
_OF_A_RATE = {
    _BRIEF: say("{drug} {old} → {new}"),
    _FALL: say("{drug}: from {old} to {new} {cuts}"),
    _STOP: say("{drug}: from {old} to no dose {cuts}"),
    _BRIEF_MEAN: say("{drug} {old} → {new} on average"),
    _BRIEF_MEAN_STOP: say("{drug} {old} on average → no dose"),
    _STOP_FROM_TOP: say("{drug}: from {old}, the highest dose so far, to no dose {cuts}."),
}
"""What is said of a patch: its rate is not an amount of each day."""
_OF_BOTH = say("{course}, by {present} of {old} and {highest} of the highest dose, {top}.")
_OF_ITSELF = say("{course}, by {present} of {old}, the highest dose so far.")
_OF_TOP = say("{course}, by {highest} of the highest dose, {top}.")


def percent(share: Fraction, sign: str = "") -> Message:
    """Return a percentage with its *sign*, exactly, or rounded to a tenth and marked "about".

    A share just above a whole percent is never rounded down to it: limits are whole percents.
    """
    exact = decimal(share)
    if exact is not None and (share * _SAYABLE).denominator == 1:
        return say("{sign}{number}\N{NO-BREAK SPACE}%", sign=sign, number=exact)
    tenths = Fraction(round(share * _TEN), _TEN)
    if tenths != floor(share):
        return say("about {sign}{number}\N{NO-BREAK SPACE}%", sign=sign, number=decimal(tenths))
    if share < 1:
        return say("less than {sign}{number}\N{NO-BREAK SPACE}%", sign=sign, number=Decimal("0.1"))
    return say("more than {sign}{number}\N{NO-BREAK SPACE}%", sign=sign, number=floor(share))


def amount(milligrams: Fraction, unit: str) -> Message:
    """Return a dose in *unit*: exactly, or rounded to a hundredth (of mcg to a tenth) and marked "about"."""
    exact = dose_of(milligrams, unit)
    if exact is not None:
        return exact.message
    parts = _TEN if unit == "mcg" else _SAYABLE
    rounded = decimal(Fraction(round(milligrams / MILLIGRAMS[unit] * parts), parts))
    if not rounded:
        return say("less than {dose}", dose=Dose(decimal(Fraction(1, parts)) or Decimal(1), unit))
    return say("about {dose}", dose=Dose(rounded, unit))


def daily(level: Mean, unit: str) -> Message:
    """Return a mean daily dose in words; where the days differ, it is called an average."""
    if unit == RATE and level.even:
        return amount(level.amount, unit)
    said = say("{dose} a day") if level.even else say("{dose} a day on average")
    return said.put(dose=amount(level.amount, unit))


def rises(plan: Plan, drug: str) -> Iterator[Rise]:
    """Yield each rise of the mean daily dose of *drug*."""
    highest = Fraction(0)
    for old, new in pairwise(means(plan, drug)):
        highest = max(highest, old.amount)
        if new.amount > old.amount:
            yield Rise(old, new, after_cut=highest > old.amount)


def unit_of(plan: Plan, drug: str) -> str:
    """Return the unit of the first dose of *drug* in the plan."""
    return next(i.dose.unit for step in plan.steps for i in step.regimen.doses if i.drug == drug)


def weighed(plan: Plan, drug: str) -> bool:
    """Tell whether the doses of *drug* are amounts of its mass, as the limits of sources in mg are."""
    return Dose(Decimal(1), unit_of(plan, drug)).kind == "mg"


def reductions(plan: Plan, drug: str, days: int) -> tuple[Reduction, ...]:
    """Return each reduction of *drug*, measured over the *days* days before it.

    A reduction is a switch, and left out, where a drug that may replace this one rises within a week of it.
    """
    levels, rising = means(plan, drug), _others_rise(plan, drug)
    unit = unit_of(plan, drug)
    firsts, highest, found = [level.begins for level in levels], levels[0].amount, list[Reduction]()
    for number, (before, new) in enumerate(pairwise(levels), start=1):
        highest = max(highest, before.amount)
        earliest = max(bisect_right(firsts, new.begins - timedelta(days)) - 1, 0)
        old = max(levels[earliest:number], key=lambda level: level.amount)
        since = pairwise(levels[levels.index(old, earliest) : number + 1])
        cuts = sum(one.amount > other.amount for one, other in since)
        if before.amount > new.amount and not any(abs(day - new.first) <= _WEEK for day in rising):
            later = pairwise(levels[number:])
            following = next((low.begins for high, low in later if low.amount < high.amount), None)
            apart = (following - new.begins if following else new.begins - before.begins).days
            if not new.amount and found and before.amount > found[-1].old.amount - found[-1].new.amount:
                apart = 0
            found.append(Reduction(drug, new.first, days, old, new, highest, unit, cuts, apart))
    return tuple(found)


def replacing(plan: Plan, drug: str) -> tuple[date, ...]:
    """Return the days on which another drug that *drug* may replace falls or stops."""
    return tuple(
        new.first
        for other in plan.drugs
        if other != drug and find(other) and find(drug) and may_replace(drug, other)
        for old, new in pairwise(means(plan, other))
        if new.amount < old.amount
    )


def switch_days(plan: Plan, drug: str) -> tuple[date, ...]:
    """Return the days on which *drug* gives way to another that may replace it, or comes in the place of one."""
    rising, falling = _others_rise(plan, drug), replacing(plan, drug)
    return tuple(
        new.first
        for old, new in pairwise(means(plan, drug))
        if any(abs(day - new.first) <= _WEEK for day in (rising if new.amount < old.amount else falling))
    )


def _others_rise(plan: Plan, drug: str) -> tuple[date, ...]:
    """Return the days on which another drug that may replace *drug* rises or is started.

    An unknown drug with a course of its own is no replacement: a switch that is meant is written in one table of steps.
    """
    return tuple(
        new.first
        for other in plan.drugs
        if other != drug and may_replace(drug, other) and (find(other) or not plan.outline.courses)
        for old, new in pairwise(means(plan, other))
        if new.amount > old.amount
    )
