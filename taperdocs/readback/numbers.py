"""Reads the numbers and telling words of a text, and writes values in the same form: ``0.5 mg morning`` is two."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby

from taperdocs.language.language import Language
from taperdocs.language.words import EVERY_OTHER, Words
from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.dose import RATE, UNITS, Dose
from taperdocs.plan.form import Drawn, Form, Nouns, Split
from taperdocs.plan.product import Piece, Pieces, Product
from taperdocs.plan.regimen import NAMED_TIMES, Day, Intake, Regimen, Slot, by_slot

_UNITS = {
    UNITS: Nouns("unit", "units"),
    "mcg": Nouns("microgram", "micrograms"),
    RATE: Nouns("microgram/h", "micrograms/h"),
}
"""The units that are written in words."""
JOIN = "\N{WORD JOINER}"
"""Holds a strength such as "2 mg/5 mL" together; it says and draws nothing."""
_WEEK = 7
_BRIEF = 10**4
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
"""An hour of the clock: one word, not two numbers."""
_PARTS = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}
_PLAIN = "\N{BLACK SLIGHTLY SMALL CIRCLE}"
_DRAWN = {
    "⬤": ("scored", Fraction(1)),
    "◔": ("scored", Fraction(1, 4)),
    "◐": ("scored", Fraction(1, 2)),
    "◕": ("scored", Fraction(3, 4)),
    "\ue003": ("scored", Fraction(1, 3)),
    "\ue008": ("scored", Fraction(1, 8)),
    _PLAIN: ("tablet", Fraction(1)),
    "⬭": ("capsule", Fraction(1)),
    "▭": ("film", Fraction(1)),
    "▣": ("patch", Fraction(1)),
    "🌢": ("syringe", Fraction(1)),
    "🜄": ("drop", Fraction(1)),
}
"""What each sign is, and how much of it."""

_ALIKE = [
    [sign for sign, (other, _) in _DRAWN.items() if other == kind]
    for kind in {kind for kind, _ in _DRAWN.values()}
]

Said = tuple[str, ...]
"""Numbers with their units, and the words that tell them apart, in the order of the text."""
Hand = Callable[[Intake], Said]
"""Returns what the hand counts or measures of a dose, where that is said before it."""


def _dose_alone(_: Intake) -> Said:
    return ()


@dataclass(frozen=True)
class Numbers:
    """Reads the texts of a plan with these *drugs*; names of other *known* drugs tell its numbers apart too."""

    drugs: tuple[str, ...]
    language: Language
    known: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        mark = re.escape(self.language.decimal_mark)
        names = tuple(dict.fromkeys((*self.drugs, *self.known)))
        told = {
            *(said for slot in NAMED_TIMES for said in self.slot(slot)),
            *self.language.month_names(),
            *self.language.month_names("abbreviated"),
            *(names if len(names) > 1 else ()),
            *self._shouted,
            self.nothing,
            self.left_on,
            self.off,
        }
        known = "|".join(re.escape(word) for word in sorted(told, key=len, reverse=True))
        # A single drug's name tells nothing apart. It is matched so that a figure or time of day in it is not read.
        name = "" if len(names) > 1 else rf"(?<!\w)(?P<name>(?i:{re.escape(names[0])}))(?!\w)|"
        parts, units = "".join(_PARTS), "|".join(map(re.escape, sorted(self._counted, key=len, reverse=True)))
        # Signs in a row are of one product, so they are of one kind.
        signs = "|".join(f"[{''.join(same)}]+" for same in _ALIKE)
        number = rf"(?P<number>[0-9]+(?:{mark}[0-9]+)?)(?:…?\s*(?P<unit>{units}|mcg/h|mcg|mg|g|mL)\b)?"
        return re.compile(
            rf"{name}(?<!\w)(?P<word>{known}|{_CLOCK})(?!\w)|{number}|[{parts}]|(?P<drawn>{signs})"
        )

    @cached_property
    def _shouted(self) -> dict[str, str]:
        """Return the names of several drugs by how they are written in capitals."""
        names = dict.fromkeys((*self.drugs, *self.known))
        return {name.upper(): name for name in names} if len(names) > 1 else {}

    def read(self, text: str) -> Said:
        """Return the numbers and telling words of *text*; a tick box may stand between a number and its unit."""
        # Cached, since pages repeat the same line many times.
        if text not in self._texts:
            found = self._pattern.finditer(" ".join(text.replace("☐", " ").replace(JOIN, "").split()))
            self._texts[text] = tuple(
                self._said(match) for match in found if not match.groupdict().get("name")
            )
        return self._texts[text]

    @cached_property
    def _texts(self) -> dict[str, Said]:
        return {}

    def _said(self, match: re.Match[str]) -> str:
        if match["word"]:
            return self._shouted.get(match["word"], match["word"])
        if match["drawn"]:
            signs = [_DRAWN[sign] for sign in match["drawn"]]
            return _drawn(signs[0][0], sum((part for _, part in signs), Fraction(0)))
        number, unit = match["number"], match["unit"] or ""
        value = _fraction(number.replace(self.language.decimal_mark, ".")) if number else _PARTS[match[0]]
        return amount(value, self._counted.get(unit, unit))

    @cached_property
    def _counted(self) -> dict[str, str]:
        """Return the nouns for one and for several of what is told by its number, each with the name of its form."""
        told = {form.value: form.row.nouns for form in Form if form.row.leads and form.row.nouns.several}
        told |= _UNITS
        return {
            self.language.ngettext(*noun, number): name for name, noun in told.items() for number in (5, 1)
        }

    def hand(self, piece: Piece) -> str:
        """Return what the hand counts or measures of a piece, if that is told by its number."""
        product = piece.product
        if product.beads and piece.count >= 1:
            return ""
        if product.in_one:
            return amount(piece.count * product.in_one, product.form)
        return amount(piece.count, self.unit(product)) if self.unit(product) else ""

    def unit(self, product: Product) -> str:
        """Return in what a packet is counted: nothing for pieces whose dose leads."""
        if product.liquid:
            return "mL"
        if product.beads:
            return ""
        return product.form.value if product.form.value in self._counted.values() else ""

    @cached_property
    def several(self) -> bool:
        """Tell whether there are several drugs, so that each dose names its own."""
        return len(self.drugs) > 1

    @cached_property
    def nothing(self) -> str:
        """Return what a day without a dose says."""
        return self.language.gettext("no dose")

    @cached_property
    def left_on(self) -> str:
        """Return what a day says on which a patch stays on."""
        return self.language.gettext("leave on")

    @cached_property
    def off(self) -> str:
        """Return what the day says on which the last patch comes off."""
        return self.language.gettext("take the patch off")

    @cached_property
    def _dates(self) -> dict[date, tuple[Said, ...]]:
        return {}

    def date(self, day: date) -> tuple[Said, ...]:
        """Return the ways to write a date: in full, without its year, with a short month, and as a number alone."""
        if day not in self._dates:
            language = self.language
            texts = (language.brief_date(day), language.short_day(day), language.square(day))
            # The pages write them with the same function, so the number of the day is compared by itself.
            number = language.date_parts(day, "d")
            short = (said for said in map(self.read, texts) if set(number) <= set(said))
            ways = (language.date_parts(day), language.date_parts(day, "dM"), *short)
            self._dates[day] = tuple(dict.fromkeys(ways))
        return self._dates[day]

    def dose(self, dose: Dose) -> Said:
        """Return a dose."""
        return (amount(Fraction(dose.amount), dose.unit),)

    def brief(self, dose: Dose) -> Said:
        """Return a dose that was asked for, cut off after four decimals."""
        return (amount(Fraction(int(Fraction(dose.amount) * _BRIEF), _BRIEF), dose.unit),)

    def percent(self, share: Fraction) -> Said:
        """Return a percentage without its sign: exact if two decimals can say it, else rounded to one."""
        exact = (share * 100).denominator == 1
        return (str(abs(share) if exact else abs(Fraction(round(share * 10), 10))),)

    def days(self, number: int) -> Said:
        """Return a number of days, in weeks if they are whole."""
        return (str(number // _WEEK if number % _WEEK == 0 else number),)

    def drug(self, drug: str) -> Said:
        """Return a drug's name; nothing if the plan has one drug."""
        return (drug,) * self.several

    def slot(self, slot: Slot) -> Said:
        """Return the name of a time of day; nothing if none was given."""
        if slot == Slot.ANY:
            return ()
        return (slot.name if slot.hour else self.language.gettext(slot.name),)

    def strength(self, product: Product) -> Said:
        """Return what stands on a packet."""
        strength = self.dose(product.strength)
        return strength if product.per == 1 else (*strength, amount(Fraction(product.per), "mL"))

    def need(self, product: Product, whole: int, packs: int | None) -> Said:
        """Return how much of a product is needed, and in how many packets if that is known."""
        unit = self.unit(product)
        said = (*self.drug(product.drug), amount(Fraction(whole), unit), *self.strength(product))
        if packs is None or product.pack_size is None:
            return said
        size = amount(Fraction(product.pack_size), unit if product.liquid else "")
        return (*said, str(packs), size)

    def allowed(self, one: AsNeeded, pieces: Pieces) -> Said:
        """Return what is allowed when needed: dose, drug and how often a day; of puffs their number leads."""
        leads = self.hand(pieces[0]) if len(pieces) == 1 else ""
        dose, name = self.dose(one.dose), self.read(one.drug)
        taken, beside = ((leads,), dose) if leads else (dose, ())
        # French says the name first: "alprazolam 0,5 mg", since "de" would be "d'" before some names.
        named = self.language.gettext("{dose} {drug}").startswith("{drug}")
        return (*((*name, *taken) if named else (*taken, *name)), *beside, str(one.most))

    def pieces(self, pieces: Iterable[Piece]) -> Said:
        """Return count and strength of each piece; for a liquid, its volume, dose and strength."""
        return tuple(said for piece in pieces for said in self._piece(piece))

    def made(self, intake: Intake, pieces: Iterable[Piece]) -> Said:
        """Return what makes an intake; of patches that stay, how many they are."""
        if intake.stays:
            return self.left_on, str(sum(piece.count for piece in pieces))
        return self.pieces(pieces)

    def _piece(self, piece: Piece) -> Iterator[str]:
        product = piece.product
        if product.beads:
            yield from self._beads(piece, product.beads)
            return
        if product.liquid:
            taken = Fraction(product.strength.amount) * piece.count / Fraction(product.per)
            counted = product.form is Form.UNITS
            yield from (self.hand(piece), *(() if counted else (amount(taken, product.strength.unit),)))
        else:
            yield from (amount(Fraction(part), self.unit(product)) for part in divmod(piece.count, 1) if part)
        yield from self.strength(product)

    def _beads(self, piece: Piece, inside: int) -> Iterator[str]:
        """Yield whole capsules with their strength, and the beads of one more with their dose."""
        capsules, part = divmod(piece.count, 1)
        strength = self.strength(piece.product)
        if capsules:
            yield from (amount(Fraction(capsules)), *strength)
        if part:
            dose = piece.product.strength
            yield from (amount(part * inside, Form.BEADS), amount(Fraction(dose.amount) * part, dose.unit))
            yield from () if capsules else strength

    def drawn(self, pieces: tuple[Piece, ...], products: tuple[Product, ...]) -> Said:
        """Return pieces as they are drawn, followed by the words for people who cannot see them."""
        signs = (said for piece in pieces for said in self._drawn(piece, products))
        return (*signs, *self.pieces(pieces))

    def _drawn(self, piece: Piece, products: tuple[Product, ...]) -> Iterator[str]:
        """Yield what is drawn of a product, and its strength if there is another one that looks the same."""
        product = piece.product
        alike = [one for one in products if one.drug == product.drug and one.liquid == product.liquid]
        several = any((one.strength, one.per) != (product.strength, product.per) for one in alike)
        if product.liquid:
            yield _drawn(f"{product.form.row.drawn}", Fraction(1))
            yield from self.strength(product) if several else ()
            return
        drawn = product.form.row.drawn
        scored = drawn is Drawn.TABLET and product.split is not Split.NO
        yield _drawn("scored" if scored else f"{drawn}", piece.count)
        if several:
            yield amount(Fraction(product.strength.amount), product.strength.unit)

    def totals(self, day: Day, drugs: Iterable[str]) -> Said:
        """Return the total of each drug on a day."""
        found = list[str]()
        for drug in (drugs := tuple(drugs)):
            doses = [intake.dose for intake in day if intake.drug == drug]
            if doses:
                found += [drug] * (len(drugs) > 1)
                found.append(amount(sum((Fraction(d.amount) for d in doses), Fraction(0)), doses[0].unit))
        return tuple(found) or (self.nothing,)

    def taken(
        self, day: Day, drugs: Iterable[str], *, timed: bool | None = None, hand: Hand = _dose_alone
    ) -> Said:
        """Return each dose of a day by itself, behind what the *hand* does; if *timed*, with its time of day."""
        found = list[str]()
        if timed is None:
            timed = len({intake.slot for intake in day}) > 1
        for drug in (drugs := tuple(drugs)):
            intakes = [intake for intake in day if intake.drug == drug]
            found += [drug] * (bool(intakes) and len(drugs) > 1)
            for intake in intakes:
                found += [*hand(intake), *self.dose(intake.dose), *(self.slot(intake.slot) if timed else ())]
        return tuple(found) or (self.nothing,)

    def regimen(
        self,
        regimen: Regimen,
        drugs: Iterable[str] = (),
        *,
        timed: bool | None = None,
        hand: Hand = _dose_alone,
    ) -> Said:
        """Return the doses of the days of a cycle; if they differ, each with its number of days."""
        drugs = tuple(drugs) or self.drugs
        if timed is None:
            timed = len({intake.slot for intake in regimen.doses}) > 1
        found = tuple(self.taken(day, drugs, timed=timed, hand=hand) for day in regimen.days)
        runs = [(said, sum(1 for _ in run)) for said, run in groupby(found)]
        if len(runs) == 1:
            return runs[0][0]
        if regimen.weekly:
            return tuple(_weeks(found))
        if len(found) == EVERY_OTHER:
            return tuple(part for said in dict.fromkeys(found) for part in said)
        return tuple(part for said, number in runs for part in (*said, *self.days(number)))

    def change(self, old: Regimen | None, new: Regimen) -> Said:
        """Return old and new dose of each drug; for a drug that is new or unchanged, only the one dose."""
        taken = {*new.drugs, *(old.drugs if old else ())}
        drugs = [drug for drug in self.drugs if drug in taken] or self.drugs
        return tuple(part for drug in drugs for part in self._change(drug, old, new))

    def was(self, old: Regimen, new: Regimen) -> Said:
        """Return the old doses of each drug, at each time, that the new doses differ from."""
        return tuple(part for drug in self.drugs for part in self._was(drug, old, new))

    def _was(self, drug: str, old: Regimen, new: Regimen) -> Said:
        name, found = self.drug(drug), list[str]()
        if slots := by_slot(drug, old, new):
            for slot, (dose, _) in slots.items():
                found += (*name, *self.slot(slot), *(self.dose(dose) if dose else ()))
            return tuple(found)
        mine = [[[one for one in day if one.drug == drug] for day in regimen.days] for regimen in (old, new)]
        if mine[0] == mine[1]:
            return ()
        return (*name, *(self.regimen(old, (drug,)) if drug in old.drugs else ()))

    def _change(self, drug: str, old: Regimen | None, new: Regimen) -> Said:
        name = self.drug(drug)
        if old and (slots := by_slot(drug, old, new)):
            found = list[str]()
            for slot, doses in slots.items():
                found += (*name, *self.slot(slot))
                for one in doses:
                    found += self.dose(one) if one else (self.nothing,)
            return tuple(found)
        both = [intake for regimen in (old, new) if regimen for intake in regimen.doses]
        several = len({intake.drug for intake in both}) > 1
        timed = len({intake.slot for intake in both if several or intake.drug == drug}) > 1
        dose = self.regimen(new, (drug,), timed=timed)
        if old is None or (drug in new.drugs and drug not in old.drugs):
            return (*name, *dose)
        was, words = self.regimen(old, (drug,), timed=timed), Words(self.language)
        # The numbers alone do not tell: a cycle of days and other days of the week can have the same ones.
        said = {words.regimen(regimen, (drug,), timed=timed) for regimen in (old, new)}
        same = len(said) == 1 and _kinds(drug, old) == _kinds(drug, new)
        return (*name, *(() if same else was), *dose)


def _weeks(days: tuple[Said, ...]) -> Iterator[str]:
    """Yield which weeks of a cycle have which doses; those of most days come last in each week."""
    usual = Counter(days).most_common(1)[0][0]
    weeks, begun = [days[at : at + _WEEK] for at in range(0, len(days), _WEEK)], 1
    for week, group in groupby(weeks):
        after = begun + len(list(group))
        if len(weeks) > 1:
            yield from dict.fromkeys((str(begun), str(after - 1)))
            yield str(len(weeks))
        for said in sorted(dict.fromkeys(week), key=lambda one: one == usual):
            yield from said
        begun = after


@lru_cache(maxsize=4096)
def _fraction(number: str) -> Fraction:
    return Fraction(number)


def amount(value: Fraction, unit: str = "") -> str:
    """Write a number as it is compared, with its unit."""
    return f"{value} {unit}" if unit else str(value)


def plain(said: Said) -> str:
    """Return numbers for a message without the words among them, which can be names of drugs."""
    return " ".join(one if one[0].isdigit() else "…" for one in said) or "nothing"


def _drawn(kind: str, number: Fraction) -> str:
    return f"drawn {kind} {number}"


def _kinds(drug: str, regimen: Regimen) -> set[Day]:
    return {tuple(intake for intake in day if intake.drug == drug) for day in regimen.days}
