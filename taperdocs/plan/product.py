"""A product, which is one kind of packet, and how its strength and amounts are read from text."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Self

from taperdocs.plan.dose import (
    AN_HOUR,
    RATE,
    UNITS,
    Dose,
    decimal,
    endless_part,
    normal,
    read_amount,
    read_dose,
)
from taperdocs.plan.form import PARTS, Form, Split
from taperdocs.plan.length import read_length_in_words
from taperdocs.plan.problems import Message, Refused, excerpt, say


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of packet; ``strength`` is that of one tablet, or of *per* mL.

    ``measure`` is the volume between two marks of the syringe, in mL; ``syringe`` is what it holds, in mL; ``scale``
    is the length of its scale from empty to full, in mm. ``drops`` are the drops in one mL, and ``beads`` the beads
    in one capsule. The ``strength`` of a patch is its rate, and it is changed every ``change_every`` days.
    ``pack_size`` is what one packet or bottle holds, and ``on_hand`` what is at home, in pieces or mL. Raise
    ``Refused`` for values that do not fit together.
    """

    drug: str
    form: Form
    strength: Dose
    split: Split = Split.NO
    per: Decimal = Decimal(1)
    measure: Decimal | None = None
    syringe: Decimal | None = None
    scale: Decimal | None = None
    pack_size: Decimal | None = None
    on_hand: Decimal | None = None
    drops: int | None = None
    beads: int | None = None
    change_every: int | None = None

    def __post_init__(self) -> None:
        """Refuse values that do not fit together, such as a split capsule or a liquid without a syringe."""
        if not self.strength:
            raise Refused(
                say("a packet with nothing in it"),
                say('Write the strength that is on the packet, as in "0.5 mg".'),
                "strength",
            )
        if self.split not in self.form.row.splits:
            raise Refused(
                say(
                    'a {form} is never split, but this one says split = "{split}"',
                    form=say(self.form.value),
                    split=self.split,
                ),
                say("Take the split out; ask the pharmacist for a strength or form that makes the dose."),
                "split",
            )
        if self.split is Split.THIRD and decimal(self.strength.milligrams / 3) is None:
            raise Refused(
                say("no decimal number says how much a third of {dose} is", dose=self.strength),
                say(
                    "Ask the prescriber for doses in halves or quarters, or for a packet that makes them whole."
                ),
                "split",
            )
        self._check_rate()
        self._check_unit()
        if self.scale and not self.syringe:
            raise Refused(
                say("the length of a scale stands here without what the syringe holds"),
                say('Add what the syringe holds when it is full, as in syringe = "5 mL".'),
                "scale",
            )
        if self.syringe and self.measure and Fraction(self.syringe) % Fraction(self.measure):
            raise Refused(
                say("the marks of the syringe do not end where it is full"),
                say("Look at the syringe: write its smallest mark in measure, and its last one in syringe."),
                "syringe",
            )
        if self.on_hand and not self.liquid and Fraction(self.on_hand) % 1 not in PARTS[self.split]:
            raise Refused(
                say("{number} ends in a part that this packet is not cut into", number=self.on_hand),
                say("Count the whole ones alone; parts are counted where split says that they may be cut."),
                "on_hand",
            )

    def _check_rate(self) -> None:
        """Refuse a patch without a rate or a rhythm, and both of these of what is no patch."""
        patch = self.form is Form.PATCH
        if patch and self.strength.unit != RATE:
            raise Refused(
                say("the packet of a patch says its rate, and {dose} is none", dose=self.strength),
                say('Write what is on the packet, as in rate = "25 mcg/h".'),
                "strength",
            )
        if patch and not self.change_every:
            raise Refused(
                say("it is not said how often this patch is changed"),
                say('Add what was agreed, as in change_every = "72 hours".'),
            )
        if not patch and self.strength.unit == RATE:
            raise Refused(
                say("a {form} has no rate", form=say(self.form.label)),
                say('Write form = "patch" if it is one, or else the strength that is on the packet.'),
                "strength",
            )
        if not patch and self.change_every:
            raise Refused(
                say(
                    "only a patch stays on for days and is changed, and this is a {form}",
                    form=say(self.form.label),
                ),
                say('Write form = "patch" if it is one, or take this line out.'),
                "change_every",
            )

    def _check_unit(self) -> None:
        """Refuse keys that do not fit how the form is counted: by pieces, by beads, by mL or by drops."""
        if bool(self.beads) is not (self.form is Form.BEADS):
            raise (
                Refused(
                    say("it is not said how many beads are in one capsule"),
                    say(
                        "Add what the maker says, as in beads = 60; without it, no number of beads is a dose."
                    ),
                )
                if not self.beads
                else Refused(
                    say("a {form} is not counted in beads", form=say(self.form.label)),
                    say(
                        'Write form = "beads" if capsules are opened and their beads counted, or take this line out.'
                    ),
                    "beads",
                )
            )
        if self.form is Form.UNITS:
            if self.strength.unit != UNITS or self.measure or self.syringe or self.scale or self.drops:
                raise Refused(
                    say("a pen or syringe with marks in units holds units, and is not measured in mL"),
                    say('Write its strength as on the packet, as in "100 units/mL", and no mL marks.'),
                    "strength",
                )
            return
        dropped = self.form is Form.DROPS
        if dropped and not self.drops:
            raise Refused(
                say("it is not said how many drops are one mL"),
                say("Add what the packet or its leaflet says, as in drops_per_mL = 25."),
            )
        if self.drops and not dropped:
            raise Refused(
                say("a {form} is not counted in drops", form=say(self.form.value)),
                say('Write form = "drops" if its doses are counted in drops, or take this line out.'),
                "drops_per_mL",
            )
        if dropped and (self.measure or self.syringe or self.scale):
            raise Refused(
                say("drops are counted, and not measured with a syringe"),
                say('Take this line out, or write form = "solution" where a syringe is used.'),
                next(key for key in ("measure", "syringe", "scale") if getattr(self, key)),
            )
        if self.liquid and not dropped and not self.measure:
            raise Refused(
                say("a {form} needs the smallest mark of the syringe", form=say(self.form.value)),
                say('Add the mark that the syringe has, as in measure = "0.1 mL".'),
            )
        if not self.liquid and (self.measure or self.syringe or self.scale or self.per != 1):
            raise Refused(
                say("a {form} is not measured in mL", form=say(self.form.value)),
                say('Write form = "solution" or "suspension" if it is a liquid, or take mL out.'),
                next((key for key in ("measure", "syringe", "scale") if getattr(self, key)), "strength"),
            )

    @property
    def liquid(self) -> bool:
        """Tell whether the product is measured in mL and not counted."""
        return self.form.liquid

    @property
    def kept(self) -> bool:
        """Tell whether the rest of a cut piece can be used on another day."""
        return self.form.row.kept

    @property
    def unstocked(self) -> Self:
        """Return the product without its pack size and stock, for comparing products."""
        return replace(self, pack_size=None, on_hand=None)

    @property
    def marks(self) -> int:
        """Return how many marks of the syringe, or drops, are taken at once: the fewest with an exact decimal of mg.

        With 2 mg/3 mL, 0.1 mL holds 0.0666… mg and 0.3 mL holds 0.2 mg, so three marks are measured at once.
        """
        if not self.liquid and not self.beads:
            return 1
        return endless_part(self.strength.milligrams * self._mark / Fraction(self.per))

    @property
    def _mark(self) -> Fraction:
        """Return the smallest amount that can be measured or counted: pieces, or mL."""
        return 1 / self.in_one if self.in_one else Fraction(self.measure or 1)

    @property
    def in_one(self) -> Fraction | None:
        """Return how many of what the hand counts are in one mL or capsule: drops, units, beads; else None."""
        if self.form is Form.UNITS:
            return Fraction(self.strength.amount) / Fraction(self.per)
        inside = self.drops or self.beads
        return Fraction(inside) if inside else None

    @property
    def counted(self) -> Fraction:
        """Return the smallest amount that is counted: one tablet, or the mL of the marks or drops taken at once."""
        return self._mark * self.marks

    @property
    def smallest(self) -> Fraction:
        """Return the smallest piece that can be taken, in mg."""
        part = min((part for part in PARTS[self.split] if part), default=self.counted)
        return self.strength.milligrams * part / Fraction(self.per)

    @property
    def message(self) -> Message:
        """Return what is on the packet as a message: each language has its own order and decimal sign."""
        per = Message("{per} ", (("per", self.per),)) if self.per != 1 else ""
        liquid = Message("{dose}/{per}mL", (("dose", self.strength.message), ("per", per)))
        strength = liquid if self.liquid else self.strength.message
        return say("{strength} {form}", strength=strength, form=say(self.form.label))

    @property
    def label(self) -> str:
        """Return the packet in the units of a plan file: ``0.5 mg tablet``, ``50 mcg/5 mL solution``."""
        per = "" if self.per == 1 else f"{self.per} "
        return f"{self.strength}{f'/{per}mL' if self.liquid else ''} {self.form.label}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of pieces, or of mL of a liquid."""

    number: Decimal
    liquid: bool

    def of(self, form: Form, key: str) -> Decimal:
        """Return the number; raise ``Refused`` where a *form* in mL is counted in pieces, or the other way round."""
        if self.liquid and not form.liquid:
            raise Refused(
                say("a {form} is not measured in mL", form=say(form.value)),
                say("Count it and write a number, as in {key} = 28.", key=key),
                key,
            )
        if not self.liquid and form.liquid:
            raise Refused(
                say("a {form} is measured and not counted", form=say(form.value)),
                say('Write its mL, as in {key} = "100 mL".', key=key),
                key,
            )
        return self.number


@dataclass(frozen=True, slots=True)
class Piece:
    """An amount of one product: *count* is the number of tablets, whole or in parts, or of mL."""

    product: Product
    count: Fraction

    @property
    def number(self) -> Fraction:
        """Return what the hand counts or measures: pieces, mL, drops or units."""
        return self.count * (self.product.in_one or 1)

    @property
    def milligrams(self) -> Fraction:
        """Return the amount of drug, in mg."""
        return self.product.strength.milligrams * self.count / Fraction(self.product.per)


Pieces = tuple[Piece, ...]
"""The pieces that make one dose."""


def read_strength(text: str) -> tuple[Dose, Decimal]:
    """Read ``2 mg/5 mL`` as a dose and its mL; for a tablet, ``0.5 mg``, the second value is 1.

    Raise ``Refused`` for anything else.
    """
    dose, sign, volume = _PER.sub("/", text.strip()[:_LONGEST_TEXT], count=1).partition("/")
    if not sign:
        return read_dose(dose), Decimal(1)
    if re.fullmatch(rf"\s*(?:{AN_HOUR})\.?\s*", volume, re.IGNORECASE):
        return read_dose(text), Decimal(1)
    if re.search(r"\d\s*m?c?g", volume):
        raise Refused(
            say('"{text}" has two strengths', text=excerpt(text)),
            say(
                "taperdocs knows packets with one drug only. Write the strength of the drug that is tapered."
            ),
        )
    return read_dose(dose), Decimal(1) if volume.strip().lower() == "ml" else read_volume(volume)


def read_volume(text: str) -> Decimal:
    """Read ``0.1 mL``; raise ``Refused`` for anything else."""
    match = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,3})?)\s*m[lL]\.?", text.strip(), re.ASCII)
    volume = read_amount(match[1], text.strip()) if match else Decimal(0)
    if not volume:
        fine = re.fullmatch(r"\d{1,4}[.,]\d{4,}\s*m[lL]\.?", text.strip(), re.ASCII)
        raise Refused(
            say('"{text}" is finer than any syringe: a volume has three decimals at most', text=excerpt(text))
            if fine
            else say('"{text}" is not a volume', text=excerpt(text)),
            say('Volumes are from 0.001 mL to 9999.999 mL; write the number with its unit, as in "0.1 mL".'),
        )
    return volume


def read_pack_size(value: object) -> Amount:
    """Read ``28`` or ``100 mL``; raise ``Refused`` for 0 and for anything else."""
    amount = read_on_hand(value)
    if not amount.number or (not amount.liquid and amount.number % 1):
        raise Refused(
            say("a packet of {value} cannot be", value=excerpt(value)),
            say('Write what is printed on it, as in pack_size = 28, or of a liquid "100 mL".'),
        )
    return amount


def read_on_hand(value: object) -> Amount:
    """Read ``28``, ``12.5`` or ``100 mL``; raise ``Refused`` for anything else."""
    match = _VOLUME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        return Amount(normal(Decimal(match[1].replace(",", "."))), liquid=True)
    number = value if isinstance(value, int | Decimal) and not isinstance(value, bool) else -1
    finite = not isinstance(number, Decimal) or number.is_finite()
    if not finite or not 0 <= number <= MOST_PIECES or Fraction(number) * 8 % 1:
        raise Refused(
            say('"{value}" does not say how many', value=excerpt(value)),
            say('Write a number without quotation marks, as in 28 or 12.5, or of a liquid "100 mL".'),
        )
    return Amount(normal(Decimal(number)), liquid=False)


def read_change_every(text: str) -> int:
    """Read ``72 hours`` or ``7 days`` as whole days; raise ``Refused`` for anything else."""
    hours = re.fullmatch(
        r"(\d{1,3})\s*(?:hours?|hrs?|h|std\.?|stunden?)", text.strip(), re.ASCII | re.IGNORECASE
    )
    how = say(
        'Write whole days, as in "72 hours", "3 days" or "7 days", and at most {most} days.', most=MOST_WORN
    )
    if hours and int(hours[1]) % _HOURS:
        raise Refused(
            say('"{text}" are no whole days, and taperdocs lays out days and not hours', text=excerpt(text)),
            how,
        )
    days = int(hours[1]) // _HOURS if hours else read_length_in_words(text).fixed
    if not days or days > MOST_WORN:
        raise Refused(say('"{text}" does not say how often a patch is changed', text=excerpt(text)), how)
    return days


_HOURS = 24
MOST_WORN = 14
"""Most days for which a patch stays on; those that are sold stay on for 1 to 7."""


def read_scale(text: str) -> Decimal:
    """Read ``57 mm``; raise ``Refused`` for anything else."""
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d)?)\s*mm", text.strip(), re.ASCII)
    length = read_amount(match[1], text.strip()) if match else Decimal(0)
    if not length:
        raise Refused(
            say('"{text}" is not the length of a scale', text=excerpt(text)),
            say(
                'Measure the syringe from 0 to its last mark and write digits, a space and mm, as in "57 mm".'
            ),
        )
    return length


_PER = re.compile(r"\s*(?:/|\bin\b|\bper\b)\s*")
_VOLUME = re.compile(r"(\d{1,5}(?:[.,]\d{1,3})?)\s*m[lL]\.?", re.ASCII)
_LONGEST_TEXT = 80
MOST_PIECES = 99_999
