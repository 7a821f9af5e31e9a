"""Turns model values into words, the same for every document, the .ics and the terminal."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from taperdocs.dose import EXACT, Dose, decimal, dose_of, normal
from taperdocs.languages import NO_BREAK, Language
from taperdocs.length import Length
from taperdocs.product import Form, Piece, Pieces, Product
from taperdocs.regimen import Day, Intake, Regimen, Slot, total
from taperdocs.supply import Use

ARROW = "→"
_PARTS = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}


@dataclass(frozen=True)
class Words:
    """Says doses, pieces, lengths and regimens in one language; refuses what it cannot say exactly."""

    language: Language

    def text(self, text: str, **values: object) -> str:
        """Translate *text* and put *values* in."""
        return self.language.gettext(text).format_map(values)

    def texts(self, one: str, several: str, number: int, **values: object) -> str:
        """Translate the form that goes with *number* and put it and *values* in."""
        return self.language.ngettext(one, several, number).format_map(
            {"number": self.language.number(number), **values}
        )

    def amount(self, dose: Dose) -> str:
        """Return the numeral alone: ``0.5``."""
        return self.language.number(dose.amount)

    def dose(self, dose: Dose) -> str:
        """Return ``0.5 mg``, on one line."""
        return f"{self.amount(dose)}{NO_BREAK}{dose.unit}"

    def brief(self, dose: Dose) -> str:
        """Return a dose that was asked for and is not taken: cut off, never rounded, after four decimals."""
        shown = Decimal(dose.brief.split(" ")[0].rstrip("…"))
        return f"{self.language.number(shown)}{'…' if shown != dose.amount else ''}{NO_BREAK}{dose.unit}"

    def count(self, count: Fraction) -> str:
        """Return ``2``, ``½`` or ``1 and ½``: a fraction never stands directly after a digit."""
        whole, part = divmod(count, 1)
        if part and part not in _PARTS:
            message = "tablets are counted in quarters"
            raise ValueError(message)
        number = self.language.number(int(whole))
        if not part:
            return number
        return (
            self.text("{whole} and {part}", whole=number, part=_PARTS[part]).replace(" ", NO_BREAK)
            if whole
            else _PARTS[part]
        )

    def strength(self, product: Product) -> str:
        """Return ``0.5 mg``, ``2.5 mg/mL`` or ``2 mg/5 mL``."""
        if not product.liquid:
            return self.dose(product.strength)
        per = "" if product.per == 1 else f"{self.language.number(product.per)}{NO_BREAK}"
        return f"{self.dose(product.strength)}/{per}mL"

    def product(self, product: Product) -> str:
        """Return what stands on the packet: ``0.5 mg tablet``."""
        return f"{self.strength(product)} {self.form(product.form, Fraction(1))}"

    def form(self, form: Form, count: Fraction) -> str:
        """Return the noun that goes with *count*."""
        number = 1 if count <= 1 else 2
        forms = {
            Form.TABLET: self.language.ngettext("tablet", "tablets", number),
            Form.DISPERSIBLE: self.language.ngettext(
                "orodispersible tablet", "orodispersible tablets", number
            ),
            Form.MODIFIED: self.language.ngettext(
                "modified-release tablet", "modified-release tablets", number
            ),
            Form.COATED: self.language.ngettext(
                "gastro-resistant tablet", "gastro-resistant tablets", number
            ),
            Form.CAPSULE: self.language.ngettext("capsule", "capsules", number),
            Form.MODIFIED_CAPSULE: self.language.ngettext(
                "modified-release capsule", "modified-release capsules", number
            ),
            Form.SOLUTION: self.language.gettext("solution"),
            Form.SUSPENSION: self.language.gettext("suspension"),
        }
        return forms[form]

    def piece(self, piece: Piece) -> str:
        """Return ``½ tablet of 0.5 mg`` or ``1.2 mL (3 mg) of 2.5 mg/mL solution``."""
        product = piece.product
        noun, strength = self.form(product.form, piece.count), self.strength(product)
        if not product.liquid:
            return self.text(
                "{count} {form} of {strength}", count=self.count(piece.count), form=noun, strength=strength
            )
        dose, volume = dose_of(piece.milligrams, product.strength.unit), decimal(piece.count)
        if dose is None or volume is None:
            message = "a volume that no decimal says"
            raise ValueError(message)
        return self.text(
            "{volume}\N{NO-BREAK SPACE}mL ({dose}) of {strength} {form}",
            volume=self.language.number(volume),
            dose=self.dose(dose),
            strength=strength,
            form=noun,
        )

    def pieces(self, pieces: Pieces) -> str:
        """Return all pieces of a dose, joined by a plus sign."""
        return " + ".join(self.piece(piece) for piece in pieces)

    def use(self, use: Use) -> str:
        """Return how much of a product is needed, in whole tablets or mL: ``53 tablets of 0.5 mg``."""
        product = use.product
        count, strength, form = (
            self.language.number(use.whole),
            self.strength(product),
            self.form(product.form, Fraction(use.whole)),
        )
        if product.liquid:
            return self.text(
                "{count}\N{NO-BREAK SPACE}mL of {strength} {form}", count=count, strength=strength, form=form
            )
        return self.text("{count} {form} of {strength}", count=count, form=form, strength=strength)

    def slot(self, slot: Slot) -> str:
        """Return the time of day; nothing where none was given."""
        names = {
            Slot.MORNING: self.language.gettext("morning"),
            Slot.NOON: self.language.gettext("noon"),
            Slot.EVENING: self.language.gettext("evening"),
            Slot.BEDTIME: self.language.gettext("bedtime"),
            Slot.ANY: "",
        }
        return names[slot]

    def days(self, number: int) -> str:
        """Return ``1 day``, ``10 days``, ``2 weeks``."""
        if number and number % 7 == 0:
            return self.texts("{number} week", "{number} weeks", number // 7)
        return self.texts("{number} day", "{number} days", number)

    def length(self, length: Length) -> str:
        """Return ``2 weeks``, ``2–3 weeks``, ``up to 2 weeks``, ``open``."""
        shortest, longest = length.shortest, length.longest
        if longest is None:
            return (
                self.text("open")
                if shortest <= 1
                else self.text("at least {length}", length=self.days(shortest))
            )
        if shortest == longest:
            return self.days(longest)
        if not shortest:
            return self.text("up to {length}", length=self.days(longest))
        if shortest % 7 == 0 and longest % 7 == 0:
            return self.text(
                "{shortest}–{longest} weeks",
                shortest=self.language.number(shortest // 7),
                longest=self.language.number(longest // 7),
            )
        return self.text(
            "{shortest}–{longest} days",
            shortest=self.language.number(shortest),
            longest=self.language.number(longest),
        )

    def percent(self, share: Fraction) -> str:
        """Return a share of a hundred, to two decimals where they say it exactly and else to one.

        It describes a cut and is never taken.
        """
        digits = 2 if (share * 100).denominator == 1 else 1
        value = EXACT.divide(Decimal(round(share * 10**digits)), Decimal(10**digits))
        return f"{self.language.number(normal(value))}{NO_BREAK}%"

    def nothing(self) -> str:
        """Return what a day without a dose says."""
        return self.text("no dose")

    def day(self, day: Day) -> str:
        """Return a day's intakes: ``0.5 mg morning, 0.25 mg bedtime``; with several drugs their names too."""
        if not day:
            return self.nothing()
        several = len({intake.drug for intake in day}) > 1
        said = []
        for intake in day:
            parts = (intake.drug if several else "", self.dose(intake.dose), self.slot(intake.slot))
            said.append(NO_BREAK.join(part for part in parts if part))
        return ", ".join(said)

    def totals(self, day: Day, drugs: Iterable[str]) -> str:
        """Return a day's total of each drug: ``0.75 mg``; with several drugs their names too."""
        drugs = tuple(drugs)
        taken = [(drug, total(day, drug)) for drug in drugs]
        said = [
            self.dose(dose) if len(drugs) == 1 else f"{drug} {self.dose(dose)}"
            for drug, dose in taken
            if dose
        ]
        return " + ".join(said) if said else self.nothing()

    def taken(self, day: Day, drugs: Iterable[str], *, timed: bool | None = None) -> str:
        """Return each dose of a day apart: ``2 mg + 2 mg``, *timed* ``2 mg morning + 3 mg bedtime``."""
        drugs, said = tuple(drugs), list[str]()
        if timed is None:
            timed = len({intake.slot for intake in day}) > 1
        for drug in drugs:
            doses = " + ".join(self._dose_at(intake, timed=timed) for intake in day if intake.drug == drug)
            if doses:
                said.append(f"{drug} {doses}" if len(drugs) > 1 else doses)
        return ", ".join(said) or self.nothing()

    def _dose_at(self, intake: Intake, *, timed: bool) -> str:
        slot = self.slot(intake.slot) if timed else ""
        return NO_BREAK.join(part for part in (self.dose(intake.dose), slot) if part)

    def regimen(self, regimen: Regimen, drugs: Iterable[str], *, timed: bool | None = None) -> str:
        """Return the doses of each day of the cycle: ``0.5 mg`` or ``9 mg 1 day, 10 mg 6 days``.

        Doses of one day are never added up: who reads a sum beside single doses takes it once more. The
        times stand behind them where there are several, or as *timed* says.
        """
        drugs = tuple(drugs)
        if timed is None:
            timed = len({intake.slot for intake in regimen.doses}) > 1
        return self._runs(self.taken(day, drugs, timed=timed) for day in regimen.days)

    def daily(self, regimen: Regimen, drugs: Iterable[str]) -> str:
        """Return the total of each day of the cycle."""
        drugs = tuple(drugs)
        return self._runs(self.totals(day, drugs) for day in regimen.days)

    def _runs(self, days: Iterable[str]) -> str:
        runs = [(said, sum(1 for _ in group)) for said, group in groupby(days)]
        if len(runs) == 1:
            return runs[0][0]
        return ", ".join(f"{said} {self.days(number)}" for said, number in runs)
