"""What must be read back from a page: figures and words straight from the plan, not from the view."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from taperdocs.dose import MILLIGRAMS
from taperdocs.languages import Language
from taperdocs.plan import Plan
from taperdocs.product import Piece
from taperdocs.regimen import Day, Intake, Regimen, Slot, total
from taperdocs.step import Period
from taperdocs.supply import Use
from taperdocs.words import Words

Token = Fraction | str
"""A number, or a word that tells numbers apart: a time of day, a drug, a month, "no tablet"."""

_PARTS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Fact:
    """The numbers and words that a block (a cell or row, a paragraph, a heading) holds, in their order.

    ``where`` names it in a report: a date or the number of a step, nothing personal.
    """

    where: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Facts:
    """Everything that is read back from a document, tables by ``cell`` or by ``row``.

    Blocks without a number or a word of the vocabulary are left out; ``everywhere`` stands on each page;
    ``pages`` is their number where the view decides it.
    """

    by: str
    facts: tuple[Fact, ...]
    language: Language
    drugs: tuple[str, ...]
    everywhere: tuple[str, ...] = ()
    pages: int | None = None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        mark = re.escape(self.language.decimal_mark)
        words = sorted(vocabulary(self.language, self.drugs), key=len, reverse=True)
        known = "|".join(re.escape(word) for word in words)
        return re.compile(rf"(?P<number>[0-9]+(?:{mark}[0-9]+)?)|[¼½¾]|(?<!\w)(?:{known})(?!\w)")

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the numbers and the words that count in *text*, in their order."""
        found: list[Token] = []
        for match in self._pattern.finditer(" ".join(text.split())):
            number = match["number"]
            found.append(
                Fraction(number.replace(self.language.decimal_mark, "."))
                if number
                else _PARTS.get(match[0], match[0])
            )
        return tuple(found)


def vocabulary(language: Language, drugs: tuple[str, ...]) -> frozenset[str]:
    """Return the words that tell numbers apart on a page."""
    words = Words(language)
    months = (language.month_name(date(2000, number, 1)) for number in range(1, 13))
    several = drugs if len(drugs) > 1 else ()
    return frozenset(
        {*(words.slot(slot) for slot in Slot if slot is not Slot.ANY), *months, *several, words.nothing()}
    )


@dataclass(frozen=True)
class Tokens:
    """Says in tokens what a plan has, each thing in the order in which the words say it."""

    plan: Plan
    language: Language

    def full_date(self, day: date) -> tuple[Token, ...]:
        """Return day, month and year in the territory's order."""
        parts: dict[str, Token] = {
            "d": Fraction(day.day),
            "M": self.language.month_name(day),
            "y": Fraction(day.year),
        }
        return tuple(parts[part] for part in self.language.date_order)

    def month(self, day: date) -> tuple[Token, ...]:
        """Return month and year."""
        return tuple(token for token in self.full_date(day) if token != day.day)

    def day_month(self, day: date) -> tuple[Token, ...]:
        """Return day and month in the territory's order."""
        return tuple(token for token in self.full_date(day) if token != day.year)

    def short_day(self, day: date) -> tuple[Token, ...]:
        """Return what counts in a date whose month is abbreviated: May is as long as its abbreviation."""
        return self.text(self.language.short_day(day))

    def brief_date(self, day: date) -> tuple[Token, ...]:
        """Return what counts in a date with the year whose month is abbreviated."""
        return self.text(self.language.brief_date(day))

    def text(self, text: str) -> tuple[Token, ...]:
        """Return what is in a text that the plan file has, such as a reason or a question."""
        return Facts("cell", (), self.language, self.plan.drugs).tokens(text)

    def uses(self, uses: Iterable[Use]) -> tuple[Token, ...]:
        """Return whole tablets or mL and strength of each product, the drug first where there are several."""
        found: list[Token] = []
        for use in uses:
            found += [use.product.drug] if len(self.plan.drugs) > 1 else []
            found += [Fraction(use.whole), Fraction(use.product.strength.amount)]
            found += [Fraction(use.product.per)] if use.product.per != 1 else []
        return tuple(found)

    def piece(self, piece: Piece) -> Iterator[Token]:
        """Yield the count and the strength; of a liquid volume, dose and strength."""
        product = piece.product
        if product.liquid:
            yield from (
                piece.count,
                piece.milligrams / MILLIGRAMS[product.strength.unit],
                Fraction(product.strength.amount),
            )
            yield from (Fraction(product.per),) if product.per != 1 else ()
            return
        whole, part = divmod(piece.count, 1)
        yield from (Fraction(value) for value in (whole, part) if value)
        yield Fraction(product.strength.amount)

    def pieces(self, intake: Intake) -> tuple[Token, ...]:
        """Return the tokens of all pieces that make an intake."""
        return tuple(token for piece in self.plan.pieces(intake) for token in self.piece(piece))

    def slot(self, intake: Intake) -> tuple[Token, ...]:
        """Return the time of day, where there is one."""
        return self.slot_name(intake.slot)

    def slot_name(self, slot: Slot) -> tuple[Token, ...]:
        """Return the name of a time of day, where it has one."""
        return () if slot is Slot.ANY else (Words(self.language).slot(slot),)

    def drug(self, intake: Intake) -> tuple[Token, ...]:
        """Return the drug, where the plan has several."""
        return (intake.drug,) if len(self.plan.drugs) > 1 else ()

    def totals(self, day: Day, drugs: tuple[str, ...]) -> tuple[Token, ...]:
        """Return each drug's total of a day, or that there is none."""
        found: list[Token] = []
        for drug in drugs:
            dose = total(day, drug)
            if dose:
                found += [drug, Fraction(dose.amount)] if len(drugs) > 1 else [Fraction(dose.amount)]
        return tuple(found) or (Words(self.language).nothing(),)

    def days(self, number: int) -> tuple[Token, ...]:
        """Return a number of days, in weeks where they are whole."""
        return (Fraction(number // _WEEK if number % _WEEK == 0 else number),)

    def regimen(self, regimen: Regimen, drugs: tuple[str, ...]) -> tuple[Token, ...]:
        """Return the totals of a cycle, each with its number of days where they differ."""
        each = (self.totals(day, drugs) for day in regimen.days)
        runs = [(totals, sum(1 for _ in group)) for totals, group in groupby(each)]
        if len(runs) == 1:
            return runs[0][0]
        return tuple(token for totals, days in runs for token in (*totals, *self.days(days)))

    def change(self, period: Period) -> tuple[Token, ...]:
        """Return old and new doses of each drug in the period that brings them; a new drug has no old one."""
        before, new = self.plan.before(period), period.step.regimen
        old = before.step.regimen if before else Regimen(((),))
        found: list[Token] = []
        for drug in self.plan.drugs:
            if drug in {*old.drugs, *new.drugs}:
                found += [drug] if len(self.plan.drugs) > 1 else []
                was, now = self.regimen(old, (drug,)), self.regimen(new, (drug,))
                same = [
                    {tuple(i for i in day if i.drug == drug) for day in regimen.days}
                    for regimen in (old, new)
                ]
                unchanged = was == now and same[0] == same[1]
                found += now if drug not in old.drugs or unchanged else was + now
        return tuple(found)

    def percent(self, share: Fraction | None) -> tuple[Token, ...]:
        """Return a percentage without its sign: exact with two decimals, else to one."""
        if share is None:
            return ()
        return (abs(share) if (share * 100).denominator == 1 else abs(Fraction(round(share * 10), 10)),)
