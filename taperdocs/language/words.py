"""Puts the values of a plan into words, the same for every document, the .ics and the terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from taperdocs.language.language import NO_BREAK, Language
from taperdocs.plan.dose import EXACT, SPELT, UNITS, Dose, decimal, dose_of, exact_dose, normal
from taperdocs.plan.form import Drawn, Form, Split
from taperdocs.plan.length import WEEK, Length
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Piece, Pieces, Product
from taperdocs.plan.regimen import Day, Intake, Regimen, Slot, total
from taperdocs.plan.supply import Use

EVERY_OTHER = 2
"""Days in a cycle of every other day."""
MOST_DRAWN = 6
"""Most pieces that are drawn; more are given in words alone, so that nobody has to count them."""

MOST_HELD = 20
"""Most letters of a dose and its time that no line break parts."""

_PLAIN, _SCORED = "\N{BLACK SLIGHTLY SMALL CIRCLE}", "⬤"
"""A whole tablet of a packet that is never divided, and of one that may be: only the latter has a score line."""
_SIGNS = {
    Drawn.TABLET: _PLAIN,
    Drawn.CAPSULE: "⬭",
    Drawn.FILM: "▭",
    Drawn.PATCH: "▣",
    Drawn.SYRINGE: "🌢",
    Drawn.DROP: "🜄",
}
"""The sign of a whole piece."""
_CUT = (
    (Fraction(3, 4), "◕"),
    (Fraction(1, 2), "◐"),
    (Fraction(1, 3), "\ue003"),
    (Fraction(1, 4), "◔"),
    (Fraction(1, 8), "\ue008"),
)
"""The signs of cut pieces, the largest first. Unicode has no sign for a third or an eighth of a circle."""
_PARTS = {
    Fraction(1, 2): "½",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
    Fraction(1, 8): "⅛",
    Fraction(3, 8): "⅜",
    Fraction(5, 8): "⅝",
    Fraction(7, 8): "⅞",
}


class DrawnPart(NamedTuple):
    """The signs of one product, and its strength; that is empty where signs alone tell the products apart."""

    signs: str
    strength: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Pieces drawn as signs of the project's own font, and the same in words for a screen reader.

    ``taperdocs.pdf.measure.drawn_width`` measures its parts.
    """

    parts: tuple[DrawnPart, ...]
    alt: str

    @property
    def signs(self) -> str:
        """Return signs and strengths as one text on one line: ``⬤⬤ 20  ◐ 5``."""
        said = (NO_BREAK.join(text for text in part if text) for part in self.parts)
        return (2 * NO_BREAK).join(said)


class Numeral(NamedTuple):
    """A dose as the hand makes it: the large figure, its unit, and what stands beside both, which may be empty."""

    amount: str
    unit: str
    beside: str


@lru_cache(maxsize=16)
def _for_a_day(plan: Plan, drug: str) -> bool:
    """Tell whether the doses of *drug* are one for a whole day, wherever they have no time."""
    days = (day for step in plan.steps for day in step.regimen.days)
    return all(sum(one.drug == drug for one in day) <= 1 for day in days)


def _are_several(pieces: Pieces) -> bool:
    """Tell whether *pieces* are so many tablets, capsules or films that they may be shared out over a day."""
    shared = all(piece.product.form.row.drawn in _SHARED and not piece.product.in_one for piece in pieces)
    return shared and sum(piece.count for piece in pieces) > _MOST_AT_ONCE


_MOST_AT_ONCE = 3
"""Of so few nobody asks; "2 tablets for the day" in each square would only be longer to read."""
_SHARED = {Drawn.TABLET, Drawn.CAPSULE, Drawn.FILM}
"""As what products are drawn that a day's amount without a time may have several of."""


@dataclass(frozen=True)
class Words:
    """Puts doses, pieces, lengths and regimens into the words of one language; refuses what has no exact words."""

    language: Language

    def text(self, text: str, **values: object) -> str:
        """Translate *text* and put *values* in."""
        return self.language.gettext(text).format_map(values)

    def texts(self, one: str, several: str, number: int, **values: object) -> str:
        """Translate the plural form for *number* and put *number* and *values* in."""
        return self.language.ngettext(one, several, number).format_map(
            {"number": self.language.number(number), **values}
        )

    def amount(self, dose: Dose) -> str:
        """Return the numeral alone: ``0.5``."""
        return self.language.number(dose.amount)

    def dose(self, dose: Dose) -> str:
        """Return ``0.5 mg``, on one line."""
        return self.measured(dose.amount, dose.unit)

    def measured(self, amount: Decimal, unit: str) -> str:
        """Return an amount with its unit, kept together as by ``Language.together``."""
        return self.language.together(f"{self.language.number(amount)} {self.unit(unit, amount)}")

    def unit(self, unit: str, amount: Decimal) -> str:
        """Return a unit beside *amount*: ``mg``, and in the words of the language ``units`` and ``micrograms``."""
        if unit not in SPELT:
            return unit
        return self.language.noun(SPELT[unit].one, SPELT[unit].several, amount)

    def brief(self, dose: Dose) -> str:
        """Return a dose that is only shown and not taken, cut off (never rounded) after ``BRIEF`` decimals."""
        cut = "…" if dose.cut_off != dose.amount else ""
        unit = self.unit(dose.unit, dose.cut_off)
        return self.language.together(f"{self.language.number(dose.cut_off)}{cut} {unit}")

    def count(self, count: Fraction) -> str:
        """Return ``2``, ``½`` or ``1 and ½``: a fraction never stands directly after a digit."""
        whole, part = divmod(count, 1)
        if part and part not in _PARTS:
            message = "no sign says this part of a tablet"
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
        per = "" if product.per == 1 else f"{self.language.number(product.per)} "
        if product.strength.unit == UNITS:
            # A line may break between a word, a slash and another unit.
            return self.language.together(
                self.text("{units} per {volume}", units=self.dose(product.strength), volume=f"{per}mL")
            )
        return self.language.together(f"{self.dose(product.strength)}/{per}mL")

    def product(self, product: Product) -> str:
        """Return the text on the packet: ``0.5 mg tablet``, ``25 microgram tablet``."""
        said, strength = self.language.gettext("{strength} {form}"), self.strength(product)
        if said.startswith("{strength}") and not product.liquid:
            # Before a noun a unit has no plural.
            unit = self.unit(product.strength.unit, Decimal(1))
            strength = self.language.together(f"{self.amount(product.strength)} {unit}")
        return said.format(strength=strength, form=self.noun(product.form, Fraction(1)))

    def form(self, form: Form, count: Fraction) -> str:
        """Return the noun of a form in the plural form for *count*."""
        one, several = form.row.nouns
        if not several:
            return self.language.gettext(one)
        # "½ tablet", though a unit has its plural below one: "0.5 micrograms".
        return self.language.noun(one, several, max(count, Fraction(1)))

    def noun(self, form: Form, count: Fraction) -> str:
        """Return the noun of what is in a packet: of tablets in the plural form for *count*, of drops the plural."""
        if form is Form.BEADS:
            return self.form(Form.CAPSULE, count)
        return self.language.gettext(form.label) if form.liquid else self.form(form, count)

    def piece(self, piece: Piece) -> str:
        """Return ``½ tablet of 0.5 mg``, ``1.2 mL (3 mg) of 2.5 mg/mL solution``, ``5 drops (1 mg) of 5 mg/mL``."""
        product = piece.product
        noun, strength = self.form(product.form, piece.number), self.strength(product)
        if product.form is Form.UNITS:
            return self._unbroken(
                "{count} {form} of {strength}", count=self.count(piece.number), form=noun, strength=strength
            )
        if product.beads:
            return self._beads(piece, product.beads)
        if product.drops:
            return self._unbroken(
                "{count} {form} ({dose}) of {strength}",
                count=self.count(piece.number),
                form=noun,
                dose=self.dose(exact_dose(piece.milligrams, product.strength.unit)),
                strength=strength,
            )
        if not product.liquid:
            return self._unbroken(
                "{count} {form} of {strength}", count=self.count(piece.count), form=noun, strength=strength
            )
        dose, volume = dose_of(piece.milligrams, product.strength.unit), decimal(piece.count)
        if dose is None or volume is None:
            message = "a volume that no decimal says"
            raise ValueError(message)
        return self._unbroken(
            "{volume} ({dose}) of {strength} {form}",
            volume=self.measured(volume, "mL"),
            dose=self.dose(dose),
            strength=strength,
            form=noun,
        )

    def _beads(self, piece: Piece, inside: int) -> str:
        """Return ``2 capsules of 60 mg``, ``30 beads (30 mg) of one 60 mg capsule``, or both."""
        capsules, part = divmod(piece.count, 1)
        whole, strength = Fraction(capsules), self.strength(piece.product)
        number, left = part * inside, Piece(piece.product, part)
        each = {
            "capsules": self._unbroken(
                "{count} {form}", count=self.count(whole), form=self.form(Form.CAPSULE, whole)
            ),
            "beads": self._unbroken(
                "{count} {form}", count=self.count(number), form=self.form(Form.BEADS, number)
            ),
            "dose": self.dose(exact_dose(left.milligrams, piece.product.strength.unit)),
            "strength": strength,
        }
        if not part:
            return self._unbroken("{capsules} of {strength}", **each)
        if not whole:
            return self._unbroken("{beads} ({dose}) of one {strength} capsule", **each)
        return self._unbroken("{capsules} of {strength} and {beads} ({dose}) of another", **each)

    def _unbroken(self, text: str, **values: str) -> str:
        """Translate a text about one piece; it breaks neither after its count nor between "of" and a strength."""
        said = self.language.gettext(text)
        for together in ("{count} {form}", " {strength}"):
            said = said.replace(together, together.replace(" ", NO_BREAK))
        return said.format_map(values)

    def numeral(self, plan: Plan, intake: Intake) -> Numeral:
        """Return what the hand does: ``6``, ``mL`` and ``= 2.4 mg`` for one measured liquid alone, else the dose.

        Of what is neither weighed nor cut, such as puffs, the number leads too.
        """
        return self.numeral_of(intake.dose, plan.pieces(intake))

    def numeral_of(self, dose: Dose, pieces: Pieces) -> Numeral:
        """Return what the hand does with the *pieces* of a dose, which may be unknown."""
        number = decimal(pieces[0].number) if len(pieces) == 1 else None
        if (
            number is None
            or not pieces[0].product.form.row.leads
            or (pieces[0].product.beads and pieces[0].count >= 1)
        ):
            return Numeral(self.amount(dose), self.unit(dose.unit, dose.amount), "")
        (piece,) = pieces
        same = self.language.together(f"= {self.dose(dose)}")
        unit = "mL" if piece.product.measure else self.form(piece.product.form, piece.number)
        return Numeral(self.language.number(number), unit, same)

    def by_hand(self, plan: Plan, intake: Intake) -> str:
        """Return a dose as the hand makes it: ``5 drops = 0.5 mg``; only the dose where no count or volume leads.

        "1.84 mg" alone has been read as 1.84 mL.
        """
        amount, unit, beside = self.numeral(plan, intake)
        return " ".join((self.language.together(f"{amount} {unit}"), *([beside] if beside else ())))

    def pieces(self, pieces: Pieces) -> str:
        """Return all pieces of a dose: ``1 tablet of 5 mg, 1 tablet of 2 mg and 0.5 mL (1 mg) of …``."""
        return self.listed(map(self.piece, pieces))

    def made(self, plan: Plan, intake: Intake) -> str:
        """Return what makes an intake, or what is done with a patch, as ``each_made`` does, in one text."""
        return self.listed(self.each_made(plan, intake))

    def each_made(self, plan: Plan, intake: Intake) -> tuple[str, ...]:
        """Return each of the pieces of an intake by itself; of many for a day without a time, that they are for it.

        Of a patch ``take all off, then put on 1 patch of 25 mcg/h``: two can be worn, and "change" sounds like one of
        them. Of one that stays, ``leave on: 2 patches``, so that they can be counted.
        """
        pieces = plan.pieces(replace(intake, stays=False))
        first, *others = map(self.piece, pieces)
        if pieces[0].product.form is not Form.PATCH:
            if intake.slot == Slot.ANY and _for_a_day(plan, intake.drug) and _are_several(pieces):
                *said, last = first, *others
                return (*said, self.text("{pieces} for the day", pieces=last))
            return (first, *others)
        if intake.stays:
            count = sum((piece.count for piece in pieces), Fraction(0))
            worn = self._unbroken(
                "{count} {form}", count=self.count(count), form=self.form(Form.PATCH, count)
            )
            return (self.text("{head}: {said}", head=self.text("leave on"), said=worn),)
        return (self.text("take all off, then put on {patches}", patches=first), *others)

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts as a list in a sentence: ``one``, ``one and two``, ``one, two and three``."""
        *others, last = texts
        return self.text("{others} and {last}", others=", ".join(others), last=last) if others else last

    def drawing(self, plan: Plan, intake: Intake) -> Drawing | None:
        """Draw the pieces of an intake: each tablet, whole or cut, and a syringe for a liquid.

        Return None for too many pieces, and for what has no sign. A strength stands after its signs where the plan has
        packets of the drug that the signs do not tell apart.
        """
        pieces = plan.pieces(intake)
        drawn = [self._signs(piece) for piece in pieces]
        if not all(drawn) or not 0 < sum(map(len, drawn)) <= MOST_DRAWN:
            return None
        products = tuple(one for one in plan.outline.products if one.drug == intake.drug)
        strengths = (self._strength_drawn(piece.product, products) for piece in pieces)
        return Drawing(
            tuple(DrawnPart(*part) for part in zip(drawn, strengths, strict=True)),
            self.text("Drawing: {pieces}", pieces=self.pieces(pieces)),
        )

    def _signs(self, piece: Piece) -> str:
        drawn = piece.product.form.row.drawn
        whole, part = divmod(piece.count, 1)
        if drawn is None or piece.product.liquid:
            return _SIGNS[drawn] if drawn else ""
        if drawn is not Drawn.TABLET:
            return "" if part else _SIGNS[drawn] * int(whole)
        signs = (_PLAIN if piece.product.split is Split.NO else _SCORED) * int(whole)
        for size, sign in _CUT:
            if part.denominator % size.denominator == 0:
                signs += sign * int(part // size)
                part %= size
        return signs

    def _strength_drawn(self, product: Product, products: Iterable[Product]) -> str:
        """Return the strength where the signs do not tell it: ``of 5 mg``.

        "5" alone is read as five tablets, and "5 mg" beside a dose as another dose.
        """
        alike = {(one.strength, one.per) for one in products if one.liquid == product.liquid}
        said = self.text("of {strength}", strength=self.strength(product))
        return said.replace(" ", NO_BREAK) if len(alike) > 1 else ""

    def use(self, use: Use) -> str:
        """Return how much of a product is needed: ``53 tablets of 0.5 mg (2 packs of 28)``."""
        needed = self._packed(use.product, Fraction(use.whole), Decimal(use.whole))
        packs, holds = use.packs, use.product.pack_size
        if packs is None or holds is None:
            return needed
        if use.product.liquid:
            volume = self.measured(holds, "mL")
            said = self.texts(
                "{number} bottle of {volume}", "{number} bottles of {volume}", packs, volume=volume
            )
        else:
            size = self.language.number(holds)
            said = self.texts("{number} pack of {size}", "{number} packs of {size}", packs, size=size)
        return self.text("{need} ({packs})", need=needed, packs=self.language.together(said))

    def used(self, use: Use) -> str:
        """Return how much of a product is taken, to the part of a tablet: ``22 and ½ tablets of 0.5 mg``."""
        product, strength = use.product, self.strength(use.product)
        if product.measure:
            volume = self.measured(decimal(use.exact) or Decimal(use.whole), "mL")
            form = self.form(product.form, use.exact)
            return self.text("{volume} of {strength} {form}", volume=volume, strength=strength, form=form)
        number = use.exact if product.beads else use.exact * (product.in_one or 1)
        form = self.noun(product.form, number) if product.beads else self.form(product.form, number)
        count = self.count(number)
        return self.text("{count} {form} of {strength}", count=count, form=form, strength=strength)

    def at_hand(self, use: Use) -> str:
        """Return the stock of a product, to the quarter of a tablet: ``12 and ½ tablets of 0.5 mg``."""
        return self._packed(use.product, use.used, use.product.on_hand or Decimal(0))

    def _packed(self, product: Product, number: Fraction, volume: Decimal) -> str:
        """Return a *number* of pieces of a product, or of a liquid its *volume* in mL."""
        form, strength = self.noun(product.form, number), self.strength(product)
        if product.liquid:
            millilitres = self.measured(volume, "mL")
            return self.text(
                "{volume} of {strength} {form}", volume=millilitres, strength=strength, form=form
            )
        count = self.count(number)
        return self.text("{count} {form} of {strength}", count=count, form=form, strength=strength)

    def slot(self, slot: Slot) -> str:
        """Return the time of day, an hour as it is written; empty where none was given."""
        names = {
            Slot.MORNING: self.language.gettext("morning"),
            Slot.NOON: self.language.gettext("noon"),
            Slot.AFTERNOON: self.language.gettext("afternoon"),
            Slot.EVENING: self.language.gettext("evening"),
            Slot.BEDTIME: self.language.gettext("bedtime"),
            Slot.ANY: "",
        }
        return names.get(slot, slot.name)

    def when(self, slot: Slot) -> str:
        """Return the time of day as it stands behind a dose: "at 15:00", since two numbers side by side would blur.

        No line break parts it: of the Spanish for "in the morning" the last word alone says "tomorrow".
        """
        said = self.text("at {hour}", hour=slot.name) if slot.hour else self.slot(slot)
        return said.replace(" ", NO_BREAK)

    def turn(self, number: int) -> str:
        """Return ``first dose`` to ``ninth dose`` for doses without a time; a day has nine of them at most."""
        names = (
            self.language.gettext("first dose"),
            self.language.gettext("second dose"),
            self.language.gettext("third dose"),
            self.language.gettext("fourth dose"),
            self.language.gettext("fifth dose"),
            self.language.gettext("sixth dose"),
            self.language.gettext("seventh dose"),
            self.language.gettext("eighth dose"),
            self.language.gettext("ninth dose"),
        )
        return names[number - 1]

    def days(self, number: int) -> str:
        """Return ``1 day``, ``10 days``, ``2 weeks``."""
        if number and number % 7 == 0:
            return self.texts("{number} week", "{number} weeks", number // 7)
        return self.texts("{number} day", "{number} days", number)

    def length(self, length: Length) -> str:
        """Return ``2 weeks``, ``2–3 weeks``, ``1 month``, ``up to 2 weeks``, ``until 31 Jan 2027``, ``open``."""
        if length.waits:
            return self.text("until {what}", what=length.waits)
        if length.until:
            return self.text(
                "until {what}", what=self.language.together(self.language.brief_date(length.until))
            )
        shortest, longest = length.months or (length.shortest, length.longest)
        said = self._months if length.months else self.days
        if longest is None:
            return (
                self.text("open") if shortest <= 1 else self.text("at least {length}", length=said(shortest))
            )
        if shortest == longest:
            return said(longest)
        return self.text("up to {length}", length=said(longest)) if not shortest else self._range(length)

    def _range(self, length: Length) -> str:
        shortest, longest = length.months or (length.shortest, length.longest or 0)
        number = self.language.number
        if length.months:
            return self.text(
                "{shortest}–{longest} months", shortest=number(shortest), longest=number(longest)
            )
        if shortest % 7 == 0 and longest % 7 == 0:
            return self.text(
                "{shortest}–{longest} weeks", shortest=number(shortest // 7), longest=number(longest // 7)
            )
        return self.text("{shortest}–{longest} days", shortest=number(shortest), longest=number(longest))

    def _months(self, number: int) -> str:
        return self.texts("{number} month", "{number} months", number)

    def percent(self, share: Fraction) -> str:
        """Return a percentage: with up to two decimals where that is exact, else as "about" with one.

        A percentage only describes a cut; nobody takes it.
        """
        exact = (share * 100).denominator == 1
        digits = 2 if exact else 1
        value = EXACT.divide(Decimal(round(share * 10**digits)), Decimal(10**digits))
        said = self.language.together(f"{self.language.number(normal(value))} %")
        return said if exact else self.text("about {share}", share=said)

    def nothing(self) -> str:
        """Return the words for a day without a dose."""
        return self.text("no dose")

    def day(self, day: Day) -> str:
        """Return a day's intakes: ``0.5 mg morning, 0.25 mg bedtime``; with several drugs their names too."""
        if not day:
            return self.nothing()
        several = len({intake.drug for intake in day}) > 1
        said = []
        for intake in day:
            parts = (intake.drug if several else "", self.dose(intake.dose), self.when(intake.slot))
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
        return self.listed(said) if said else self.nothing()

    def taken(
        self,
        day: Day,
        drugs: Iterable[str],
        *,
        timed: bool | None = None,
        between: str = ", ",
        plan: Plan | None = None,
    ) -> str:
        """Return the single doses of a day: ``2 mg and 2 mg``, or *timed*, ``2 mg morning and 3 mg bedtime``.

        What stands *between* two drugs may be the end of a line. With its *plan*, each is said as the hand makes it.
        """
        drugs, said = tuple(drugs), list[str]()
        if timed is None:
            timed = len({intake.slot for intake in day}) > 1
        for drug in drugs:
            if doses := [self._dose_at(intake, plan, timed=timed) for intake in day if intake.drug == drug]:
                said.append(f"{drug} {self.listed(doses)}" if len(drugs) > 1 else self.listed(doses))
        return between.join(said) or self.nothing()

    def _dose_at(self, intake: Intake, plan: Plan | None, *, timed: bool) -> str:
        dose, slot = self.by_hand(plan, intake) if plan else self.dose(intake.dose), self.when(intake.slot)
        said = NO_BREAK.join((dose, slot) if timed and slot else (dose,))
        # A narrow column has no room for more; dose and time may stand on two lines, each of them whole.
        return said if len(said) <= MOST_HELD else said.replace(f"{NO_BREAK}{slot}", f" {slot}")

    def regimen(
        self,
        regimen: Regimen,
        drugs: Iterable[str],
        *,
        timed: bool | None = None,
        lines: bool = False,
        plan: Plan | None = None,
    ) -> str:
        """Return the doses of each day: ``0.5 mg``, or ``1 mg on one day, no dose on the next, in turn``.

        Doses of one day are never added up, since somebody may take a sum beside single doses once more. Times
        follow the doses where there are several times, or as *timed* says. With its *plan*, each dose is said as the
        hand makes it. With *lines* each drug begins one, but not in a cycle of several days, where a line for each day
        and drug would say less.
        """
        drugs = tuple(drugs)
        if timed is None:
            timed = len({intake.slot for intake in regimen.doses}) > 1
        between = ",\n" if lines and len(regimen.rates) == 1 else ", "
        return self._cycle(
            regimen, (self.taken(day, drugs, timed=timed, between=between, plan=plan) for day in regimen.days)
        )

    def daily(self, regimen: Regimen, drugs: Iterable[str]) -> str:
        """Return the total of each day of the cycle."""
        drugs = tuple(drugs)
        return self._cycle(regimen, (self.totals(day, drugs) for day in regimen.days))

    def _cycle(self, regimen: Regimen, days: Iterable[str]) -> str:
        """Join the texts of the *days* of a cycle and say that they repeat."""
        found = tuple(days)
        runs = [(said, sum(1 for _ in group)) for said, group in groupby(found)]
        if len(runs) == 1:
            return runs[0][0]
        if regimen.by_weekday:
            return self._week(found, found)
        if regimen.weekly:
            return self.language.apart(self._weeks(found))
        if len(found) == EVERY_OTHER:
            return self.text("{one} on one day, {other} on the next, in turn", one=found[0], other=found[1])
        said = ", ".join(self.text("{dose} for {days}", dose=dose, days=self.days(n)) for dose, n in runs)
        return self.text("{doses}, in turn", doses=said)

    def _weeks(self, days: tuple[str, ...]) -> Iterator[str]:
        """Yield ``week 1 of 2: 1 mg on Monday; no dose on all other days``: each run of equal weeks of a cycle."""
        weeks = [days[begin : begin + WEEK] for begin in range(0, len(days), WEEK)]
        ended, count = 0, self.language.number(len(weeks))
        for week, group in groupby(weeks):
            begun, ended = ended + 1, ended + sum(1 for _ in group)
            first, last = self.language.number(begun), self.language.number(ended)
            which = self.text("weeks {first} to {last} of {count}", first=first, last=last, count=count)
            if begun == ended:
                which = self.week_of(begun, len(weeks))
            yield self.text("{weeks}: {doses}", weeks=which, doses=self._week(week, days))

    def _week(self, week: tuple[str, ...], days: tuple[str, ...]) -> str:
        """Return ``1 mg on Monday; no dose on all other days``: what most *days* of the cycle have comes last."""
        usual = max(dict.fromkeys(days), key=days.count)
        doses = [self._weekdays(said, week) for said in dict.fromkeys(week) if said != usual]
        if usual in week:
            doses.append(self.text("{dose} on all other days", dose=usual) if doses else usual)
        return self.language.apart(doses)

    def week_of(self, number: int, count: int) -> str:
        """Return ``week 1 of 2``: which week of a cycle of so many weeks."""
        said = (self.language.number(one) for one in (number, count))
        return self.text("week {number} of {count}", **dict(zip(("number", "count"), said, strict=True)))

    def weekdays_of(self, places: Iterable[int], count: int) -> str:
        """Return ``week 1 of 2: Monday, Friday``: the days at these *places* in a cycle of *count* weeks."""
        return self.language.apart(
            self.text(
                "{weeks}: {doses}",
                weeks=self.week_of(week + 1, count),
                doses=", ".join(self.language.weekday_name(place % WEEK) for place in group),
            )
            for week, group in groupby(places, key=lambda place: place // WEEK)
        )

    def _weekdays(self, said: str, week: tuple[str, ...]) -> str:
        """Return ``1 mg on Monday, Friday``: the weekdays that have the text *said*."""
        days = (self.language.weekday_name(number) for number, other in enumerate(week) if other == said)
        return self.text("{dose} on {weekdays}", dose=said, weekdays=", ".join(days))
