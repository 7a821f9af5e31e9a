"""Says in figures what a plan has, and finds the figures in a finished text, so that both can be compared."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from taperdocs.language.language import Language
from taperdocs.language.words import EVERY_OTHER, Words
from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Piece, Product
from taperdocs.plan.regimen import Day, Intake, Regimen, Slot, by_slot
from taperdocs.plan.step import Period
from taperdocs.plan.stock import Refill
from taperdocs.plan.supply import Use

_WEEK = 7
_BRIEF = 10**4
_PARTS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_DRAWN = {"⬤": Fraction(1), "⬭": Fraction(1), "◔": Fraction(1, 4), "◐": Fraction(1, 2), "◕": Fraction(3, 4)}

Figures = tuple[str, ...]
"""Numbers with their units, and the words that tell them apart, in their order: ``0.5 mg morning`` is two."""


@dataclass(frozen=True)
class Figured:
    """What a plan has in figures, each thing in the order in which the words say it.

    Where a text speaks of another plan too, the drugs of that one are *known* as well.
    """

    plan: Plan
    language: Language
    known: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        mark = re.escape(self.language.decimal_mark)
        drugs = tuple(dict.fromkeys((*self.plan.drugs, *self.known)))
        words = sorted(vocabulary(self.language, drugs), key=len, reverse=True)
        known = "|".join(re.escape(word) for word in words)
        # The one drug's name tells nothing apart, but it may hold a figure or a time of day.
        name = "" if len(drugs) > 1 else rf"(?<!\w)(?P<name>(?i:{re.escape(self.plan.drugs[0])}))(?!\w)|"
        number = rf"(?P<number>[0-9]+(?:{mark}[0-9]+)?)(?:…?\s*(?P<unit>mcg|mg|g|mL)\b)?"
        return re.compile(rf"{name}(?<!\w)(?P<word>{known})(?!\w)|{number}|[¼½¾]|(?P<drawn>[⬤⬭◔◐◕]+)")

    def figures(self, text: str) -> Figures:
        """Return what counts in *text*; a tick box between a number and its unit does not part them."""
        # Pages and calendars say the same line many times.
        if text not in self._read:
            found = self._pattern.finditer(" ".join(text.replace("☐", " ").split()))
            figures = (self._figure(match) for match in found if not match.groupdict().get("name"))
            self._read[text] = tuple(figures)
        return self._read[text]

    @cached_property
    def _read(self) -> dict[str, Figures]:
        return {}

    def _figure(self, match: re.Match[str]) -> str:
        if match["word"]:
            return match["word"]
        if match["drawn"]:
            return _drawn(sum(map(_DRAWN.__getitem__, match["drawn"]), Fraction(0)))
        number = match["number"]
        value = Fraction(number.replace(self.language.decimal_mark, ".")) if number else _PARTS[match[0]]
        return _amount(value, match["unit"] or "")

    @cached_property
    def several(self) -> bool:
        """Tell whether each dose says its drug."""
        return len(self.plan.drugs) > 1

    @cached_property
    def nothing(self) -> str:
        """Return what a day without a dose says."""
        return Words(self.language).nothing()

    def full_date(self, day: date) -> Figures:
        """Return day, month and year in the territory's order."""
        return self.language.date_parts(day)

    def square(self, day: date) -> Figures:
        """Return the number that stands in the square of a day."""
        return self.figures(self.language.square(day))

    def month(self, day: date) -> Figures:
        """Return month and year."""
        return self.language.date_parts(day, "My")

    def day_month(self, day: date) -> Figures:
        """Return day and month in the territory's order."""
        return self.language.date_parts(day, "dM")

    def short_day(self, day: date) -> Figures:
        """Return what counts in a date whose month is abbreviated: May is as long as its abbreviation."""
        return self.figures(self.language.short_day(day))

    def brief_date(self, day: date) -> Figures:
        """Return what counts in a date with its year whose month is abbreviated."""
        return self.figures(self.language.brief_date(day))

    def number(self, number: int) -> Figures:
        """Return a plain number."""
        return (str(number),)

    def dose(self, dose: Dose) -> Figures:
        """Return a dose."""
        return (_amount(Fraction(dose.amount), dose.unit),)

    def brief(self, dose: Dose) -> Figures:
        """Return a dose that was asked for, cut off after four decimals."""
        return (_amount(Fraction(int(Fraction(dose.amount) * _BRIEF), _BRIEF), dose.unit),)

    def percent(self, share: Fraction | None) -> Figures:
        """Return a percentage without its sign: exact with two decimals, else to one."""
        if share is None:
            return ()
        exact = (share * 100).denominator == 1
        return (str(abs(share) if exact else abs(Fraction(round(share * 10), 10))),)

    def days(self, number: int) -> Figures:
        """Return a number of days, in weeks where it is whole weeks."""
        return (str(number // _WEEK if number % _WEEK == 0 else number),)

    def drug(self, intake: Intake) -> Figures:
        """Return the drug, where the plan has several."""
        return (intake.drug,) * self.several

    def slot_name(self, slot: Slot) -> Figures:
        """Return the name of a time of day, where it has one."""
        return () if slot is Slot.ANY else (Words(self.language).slot(slot),)

    def slot(self, intake: Intake) -> Figures:
        """Return the time of day, where there is one."""
        return self.slot_name(intake.slot)

    def strength(self, product: Product) -> Figures:
        """Return what stands on a packet."""
        return _strength(product)

    def uses(self, uses: Iterable[Use]) -> Figures:
        """Return whole tablets or mL, strength and packets of each product; of several drugs the name first."""
        found: list[str] = []
        for use in uses:
            found += [use.product.drug] * self.several
            found += [
                _amount(Fraction(use.whole), "mL" if use.product.liquid else ""),
                *_strength(use.product),
            ]
            if use.packs is not None and use.product.pack_size:
                holds = _amount(Fraction(use.product.pack_size), "mL" if use.product.liquid else "")
                found += [str(use.packs), holds]
        return tuple(found)

    def order(self, refill: Refill) -> Figures:
        """Return the last day to order, or the first one that is not covered, and what is needed."""
        return (*self.full_date(refill.by or refill.lasts + timedelta(1)), *self.uses(refill.uses))

    def at_hand(self, use: Use) -> Figures:
        """Return what is at hand of a product and its strength, the drug first where there are several."""
        unit = "mL" if use.product.liquid else ""
        parts = (use.used,) if unit or not use.used else (part for part in divmod(use.used, 1) if part)
        return (
            *(use.product.drug,) * self.several,
            *(_amount(Fraction(part), unit) for part in parts),
            *_strength(use.product),
        )

    def day(self, day: Day) -> Figures:
        """Return each intake's dose and time; a day of several drugs says their names."""
        named = len({intake.drug for intake in day}) > 1
        found: list[str] = []
        for intake in day:
            found += [intake.drug] * named
            found += [_amount(Fraction(intake.dose.amount), intake.dose.unit), *self.slot(intake)]
        return tuple(found) or (self.nothing,)

    def pieces(self, intake: Intake) -> Figures:
        """Return the pieces of an intake, which must add up to its dose."""
        pieces = self.plan.pieces(intake)
        if sum(piece.milligrams for piece in pieces) != intake.dose.milligrams:
            message = "the pieces of an intake do not add up to its dose"
            raise ReadBackError(message)
        return tuple(figure for piece in pieces for figure in _piece(piece))

    def drawn(self, intake: Intake) -> Figures:
        """Return the pieces of an intake as they are drawn and then said; nothing where they are not."""
        pieces = self.plan.pieces(intake)
        if Words(self.language).drawing(pieces) is None:
            return ()
        signs = (_drawn(piece.count) for piece in pieces if not piece.product.liquid)
        return (*signs, *self.pieces(intake))

    def intake(self, intake: Intake) -> Figures:
        """Return drug, time and pieces."""
        return (*self.drug(intake), *self.slot(intake), *self.pieces(intake))

    def totals(self, day: Day, drugs: Iterable[str]) -> Figures:
        """Return each drug's total of a day."""
        drugs, found = tuple(drugs), list[str]()
        for drug in drugs:
            doses = [intake.dose for intake in day if intake.drug == drug]
            if doses:
                found += [drug] * (len(drugs) > 1)
                found.append(
                    _amount(sum((Fraction(dose.amount) for dose in doses), Fraction(0)), doses[0].unit)
                )
        return tuple(found) or (self.nothing,)

    def taken(self, day: Day, drugs: Iterable[str], *, timed: bool | None = None) -> Figures:
        """Return each dose of a day apart, *timed* with its time of day."""
        drugs, found = tuple(drugs), list[str]()
        if timed is None:
            timed = len({intake.slot for intake in day}) > 1
        for drug in drugs:
            intakes = [intake for intake in day if intake.drug == drug]
            found += [drug] * (bool(intakes) and len(drugs) > 1)
            for intake in intakes:
                found += [*self.dose(intake.dose), *(self.slot(intake) if timed else ())]
        return tuple(found) or (self.nothing,)

    def regimen(self, regimen: Regimen, drugs: Iterable[str], *, timed: bool | None = None) -> Figures:
        """Return the doses of a cycle's days, each with its number of days where they differ."""
        drugs = tuple(drugs)
        if timed is None:
            timed = len({intake.slot for intake in regimen.doses}) > 1
        return self._cycle(regimen, (self.taken(day, drugs, timed=timed) for day in regimen.days))

    def daily(self, regimen: Regimen, drugs: Iterable[str]) -> Figures:
        """Return the totals of a cycle's days, each with its number of days where they differ."""
        drugs = tuple(drugs)
        return self._cycle(regimen, (self.totals(day, drugs) for day in regimen.days))

    def _cycle(self, regimen: Regimen, days: Iterable[Figures]) -> Figures:
        found = tuple(days)
        runs = [(said, sum(1 for _ in run)) for said, run in groupby(found)]
        if len(runs) == 1:
            return runs[0][0]
        if regimen.weekly or len(found) == EVERY_OTHER:
            return tuple(figure for said in dict.fromkeys(found) for figure in said)
        return tuple(figure for said, number in runs for figure in (*said, *self.days(number)))

    def change_at(self, period: Period) -> Figures:
        """Return old and new dose of each drug in the period that brings them."""
        before = self.plan.before(period)
        return self.change(before.step.regimen if before else None, period.step.regimen)

    def change(self, old: Regimen | None, new: Regimen) -> Figures:
        """Return old and new dose of each drug; of one that is new or stays as it was only one."""
        taken = {*new.drugs, *(old.drugs if old else ())}
        drugs = [drug for drug in self.plan.drugs if drug in taken] or self.plan.drugs
        return tuple(figure for drug in drugs for figure in self._drug_change(drug, old, new))

    def _drug_change(self, drug: str, old: Regimen | None, new: Regimen) -> Figures:
        both = [
            intake.slot
            for regimen in (old, new)
            if regimen
            for intake in regimen.doses
            if intake.drug == drug
        ]
        if old and (slots := by_slot(drug, old, new)):
            return ((drug,) * self.several) + tuple(
                figure
                for slot, doses in slots.items()
                for figure in (
                    *self.slot_name(slot),
                    *(part for dose in doses for part in (self.dose(dose) if dose else (self.nothing,))),
                )
            )
        timed = len(set(both)) > 1
        name, dose = (drug,) * self.several, self.regimen(new, (drug,), timed=timed)
        if old is None or (drug in new.drugs and drug not in old.drugs):
            return (*name, *dose)
        was, words = self.regimen(old, (drug,), timed=timed), Words(self.language)
        # The same figures can be said of a cycle of days, and of other days of the week.
        said = {words.regimen(regimen, (drug,), timed=timed) for regimen in (old, new)}
        same = len(said) == 1 and _kinds(drug, old) == _kinds(drug, new)
        return (*name, *(() if same else was), *dose)


def vocabulary(language: Language, drugs: tuple[str, ...]) -> frozenset[str]:
    """Return the words that tell numbers apart: times of day, months, several drugs, a day without a dose."""
    words = Words(language)
    months = (language.month_name(date(2000, number, 1)) for number in range(1, 13))
    several = drugs if len(drugs) > 1 else ()
    slots = (words.slot(slot) for slot in Slot if slot is not Slot.ANY)
    return frozenset({*slots, *months, *several, words.nothing()})


def _piece(piece: Piece) -> Iterator[str]:
    """Yield the count and the strength; of a liquid volume, dose and strength."""
    product = piece.product
    if product.liquid:
        taken = Fraction(product.strength.amount) * piece.count / Fraction(product.per)
        yield from (_amount(piece.count, "mL"), _amount(taken, product.strength.unit))
    else:
        yield from (_amount(Fraction(part)) for part in divmod(piece.count, 1) if part)
    yield from _strength(product)


def _drawn(count: Fraction) -> str:
    return f"drawn {count}"


def _strength(product: Product) -> Figures:
    strength = _amount(Fraction(product.strength.amount), product.strength.unit)
    return (strength,) if product.per == 1 else (strength, _amount(Fraction(product.per), "mL"))


def _amount(value: Fraction, unit: str = "") -> str:
    return f"{value} {unit}" if unit else str(value)


def _kinds(drug: str, regimen: Regimen) -> set[Day]:
    return {tuple(intake for intake in day if intake.drug == drug) for day in regimen.days}
