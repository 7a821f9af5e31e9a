"""Says in figures what a plan has, to compare a finished .ics with; not from what wrote the file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from taperdocs.errors import ReadBackError
from taperdocs.facts import vocabulary
from taperdocs.languages import Language
from taperdocs.plan import Plan
from taperdocs.product import Piece
from taperdocs.regimen import Day, Intake, Regimen, Slot
from taperdocs.words import Words

_WEEK = 7
_PARTS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}

Figures = tuple[str, ...]
"""Numbers with their units, and the words that tell them apart, in their order: ``0.5 mg morning`` is two."""


@dataclass(frozen=True)
class Figured:
    """What a plan has in figures, in the order in which the events say it."""

    plan: Plan
    language: Language

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        mark = re.escape(self.language.decimal_mark)
        words = sorted(vocabulary(self.language, self.plan.drugs), key=len, reverse=True)
        known = "|".join(re.escape(word) for word in words)
        # The one drug's name tells nothing apart, but it may hold a figure or a time of day.
        name = "" if self.several else rf"(?<!\w)(?P<name>(?i:{re.escape(self.plan.drugs[0])}))(?!\w)|"
        number = rf"(?P<number>[0-9]+(?:{mark}[0-9]+)?)(?:\s*(?P<unit>mcg|mg|g|mL)\b)?"
        return re.compile(rf"{name}(?<!\w)(?P<word>{known})(?!\w)|{number}|[¼½¾]")

    def figures(self, text: str) -> Figures:
        """Return what counts in *text*."""
        found = self._pattern.finditer(" ".join(text.split()))
        return tuple(self._figure(match) for match in found if not match.groupdict().get("name"))

    def _figure(self, match: re.Match[str]) -> str:
        if match["word"]:
            return match["word"]
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
        parts = {"d": str(day.day), "M": self.language.month_name(day), "y": str(day.year)}
        return tuple(parts[part] for part in self.language.date_order)

    def days(self, number: int) -> str:
        """Return a number of days, in weeks where it is whole weeks."""
        return str(number // _WEEK if number % _WEEK == 0 else number)

    def slot(self, intake: Intake) -> Figures:
        """Return the time of day, where there is one."""
        return () if intake.slot is Slot.ANY else (Words(self.language).slot(intake.slot),)

    def day(self, day: Day) -> Figures:
        """Return each intake's dose and time; a day of several drugs says their names."""
        named = len({intake.drug for intake in day}) > 1
        found: list[str] = []
        for intake in day:
            found += [intake.drug] * named
            found += [_amount(Fraction(intake.dose.amount), intake.dose.unit), *self.slot(intake)]
        return tuple(found) or (self.nothing,)

    def intake(self, intake: Intake) -> Figures:
        """Return the time and the pieces, which must add up to the dose."""
        pieces = self.plan.pieces(intake)
        if sum(piece.milligrams for piece in pieces) != intake.dose.milligrams:
            message = "plan.ics: the pieces of an intake do not add up to its dose"
            raise ReadBackError(message)
        drug = (intake.drug,) if self.several else ()
        return (*drug, *self.slot(intake), *(figure for piece in pieces for figure in _piece(piece)))

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

    def regimen(self, regimen: Regimen, drugs: Iterable[str]) -> Figures:
        """Return the totals of a cycle's days, each with its number of days where they differ."""
        drugs = tuple(drugs)
        runs = [
            (said, sum(1 for _ in run))
            for said, run in groupby(self.totals(day, drugs) for day in regimen.days)
        ]
        if len(runs) == 1:
            return runs[0][0]
        return tuple(figure for said, number in runs for figure in (*said, self.days(number)))

    def change(self, old: Regimen | None, new: Regimen) -> Figures:
        """Return old and new dose of each drug; of one that is new or stays as it was only one."""
        taken = {*new.drugs, *(old.drugs if old else ())}
        drugs = [drug for drug in self.plan.drugs if drug in taken] or self.plan.drugs
        return tuple(figure for drug in drugs for figure in self._drug_change(drug, old, new))

    def _drug_change(self, drug: str, old: Regimen | None, new: Regimen) -> Figures:
        name, dose = (drug,) * self.several, self.regimen(new, (drug,))
        if old is None or (drug in new.drugs and drug not in old.drugs):
            return (*name, *dose)
        was = self.regimen(old, (drug,))
        same = was == dose and _kinds(drug, old) == _kinds(drug, new)
        return (*name, *(() if same else was), *dose)


def _piece(piece: Piece) -> Iterator[str]:
    """Yield the count and the strength; of a liquid volume, dose and strength."""
    product = piece.product
    unit = product.strength.unit
    strength = _amount(Fraction(product.strength.amount), unit)
    if product.liquid:
        taken = Fraction(product.strength.amount) * piece.count / Fraction(product.per)
        yield from (_amount(piece.count, "mL"), _amount(taken, unit), strength)
        yield from (_amount(Fraction(product.per), "mL"),) if product.per != 1 else ()
        return
    yield from (_amount(Fraction(part)) for part in divmod(piece.count, 1) if part)
    yield strength


def _amount(value: Fraction, unit: str = "") -> str:
    return f"{value} {unit}" if unit else str(value)


def _kinds(drug: str, regimen: Regimen) -> set[Day]:
    return {tuple(intake for intake in day if intake.drug == drug) for day in regimen.days}
