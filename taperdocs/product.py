"""A product is one packet; ``pieces`` says which packets, whole or cut, make a dose exactly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import product as combinations
from math import gcd, lcm

from taperdocs.dose import Dose, dose_of, normal
from taperdocs.errors import Refused, say


class Split(StrEnum):
    """What a product may be cut into, as its leaflet says."""

    NO = "no"
    HALF = "half"
    QUARTER = "quarter"


class Form(StrEnum):
    """What a product is."""

    TABLET = "tablet"
    DISPERSIBLE = "orodispersible tablet"
    MODIFIED = "modified-release tablet"
    COATED = "gastro-resistant tablet"
    CAPSULE = "capsule"
    MODIFIED_CAPSULE = "modified-release capsule"
    SOLUTION = "solution"
    SUSPENSION = "suspension"


LIQUIDS = frozenset({Form.SOLUTION, Form.SUSPENSION})
MAY_BE_SPLIT = frozenset({Form.TABLET, Form.DISPERSIBLE})
"""Modified-release and gastro-resistant products and capsules are swallowed whole."""

_PARTS = {
    Split.NO: (Fraction(0),),
    Split.HALF: (Fraction(0), Fraction(1, 2)),
    Split.QUARTER: (Fraction(0), Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)),
}
# Three quarters are a half and a quarter: two cut pieces.
_CUTS = {Fraction(0): 0, Fraction(1, 2): 1, Fraction(1, 4): 1, Fraction(3, 4): 2}


@dataclass(frozen=True, slots=True)
class Product:
    """One packet: drug, form, strength a tablet or in *per* mL, what it may be split into.

    ``measure`` is the smallest mark of the syringe, in mL. Raise ``Refused`` for a packet that cannot be.
    """

    drug: str
    form: Form
    strength: Dose
    split: Split = Split.NO
    per: Decimal = Decimal(1)
    measure: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a split that the form forbids and a liquid without a syringe."""
        if not self.strength:
            raise Refused(say("a packet with nothing in it"), say('Write the strength that is on the packet, as in "0.5 mg".'))
        if self.split is not Split.NO and self.form not in MAY_BE_SPLIT:
            raise Refused(
                say('a {form} is never split, but this one says split = "{split}"', form=self.form, split=self.split),
                say("Take the split out and add the strengths that are at hand; ask the pharmacist what exists."),
            )
        if self.liquid and not self.measure:
            raise Refused(
                say("a {form} needs the smallest mark of the syringe", form=self.form),
                say('Add the mark that the syringe has, as in measure = "0.1 mL".'),
            )
        if not self.liquid and (self.measure or self.per != 1):
            raise Refused(
                say("a {form} is not measured in mL", form=self.form),
                say('Write form = "solution" or "suspension" if it is a liquid, or take mL out.'),
            )

    @property
    def liquid(self) -> bool:
        """Tell whether it is measured and not counted."""
        return self.form in LIQUIDS

    @property
    def smallest(self) -> Fraction:
        """Return the smallest piece that can be taken, in mg."""
        if self.measure:
            return self.strength.milligrams * Fraction(self.measure) / Fraction(self.per)
        return self.strength.milligrams * min((part for part in _PARTS[self.split] if part), default=Fraction(1))

    @property
    def label(self) -> str:
        """Return what is on the packet: ``0.5 mg tablet``, ``2 mg/5 mL solution``."""
        if not self.liquid:
            return f"{self.strength} {self.form}"
        return f"{self.strength}/{f'{self.per:f} ' if self.per != 1 else ''}mL {self.form}"


@dataclass(frozen=True, slots=True)
class Piece:
    """So much of one product: tablets in quarters, halves and wholes, or mL of a liquid."""

    product: Product
    count: Fraction

    @property
    def milligrams(self) -> Fraction:
        """Return how much drug is in it, in mg."""
        return self.product.strength.milligrams * self.count / Fraction(self.product.per)


Pieces = tuple[Piece, ...]


def read_strength(text: str) -> tuple[str, Decimal]:
    """Split ``2 mg/5 mL`` into the dose as text and the mL it is in; a tablet's ``0.5 mg`` is in 1."""
    match = re.fullmatch(r"(.*?)\s*(?:/|\bin\b)\s*(.*)", text.strip())
    if not match:
        return text, Decimal(1)
    return match[1], Decimal(1) if match[2] == "mL" else read_volume(match[2])


def read_volume(text: str) -> Decimal:
    """Read ``0.1 mL``; raise ``Refused`` for anything else."""
    match = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,3})?) mL", text.strip(), re.ASCII)
    volume = normal(Decimal(match[1].replace(",", "."))) if match else Decimal(0)
    if not volume:
        raise Refused(say('"{text}" is not a volume', text=text[:40]), say('Write digits, a space and mL, as in "0.1 mL".'))
    return volume


@lru_cache(maxsize=4096)
def pieces(dose: Dose, products: tuple[Product, ...]) -> Pieces | None:
    """Say which packets make *dose* exactly, or None where they cannot.

    Fewest cut pieces first, then fewest pieces, then fewest different products, then the larger
    strengths. A liquid counts one piece for every mark of the syringe, so that tablets carry the
    bulk of a dose and the liquid only what they cannot make.
    """
    ordered = sorted(products, key=lambda product: (product.liquid, -product.strength.milligrams))
    sizes, unit = _sizes(ordered)
    if not dose:
        return ()
    target = dose.milligrams / unit if unit else Fraction(1, 2)
    if target.denominator != 1:
        return None
    best: tuple[int, ...] | None = None
    for cuts, parts in _cut_parts(tuple(ordered)):
        if best and cuts > best[0]:
            break
        rest = target - sum(size * part for size, part in zip(sizes, parts, strict=True))
        if rest >= 0 and rest.denominator == 1:
            found = _fewest(int(rest), sizes, tuple(bool(part) for part in parts))
            if found and (best is None or (cuts, found[0] + cuts, found[1]) < best[:3]):
                best = (cuts, found[0] + cuts, found[1], *found[2])
                chosen = parts
    if best is None:
        return None
    counts = [whole * _step(product) + part for product, whole, part in zip(ordered, best[3:], chosen, strict=True)]
    return tuple(Piece(product, count) for product, count in zip(ordered, counts, strict=True) if count)


def nearest(dose: Dose, products: Sequence[Product]) -> tuple[Dose, Dose | None]:
    """Return the nearest doses below and above that *products* can make; zero is always one of them."""
    top = dose.milligrams + min((product.smallest for product in products), default=Fraction(0))
    amounts = sorted(_makeable(top, products))
    below = max(amount for amount in amounts if amount.milligrams <= dose.milligrams)
    return below, next((amount for amount in amounts if amount.milligrams >= dose.milligrams), None)


def how_many(lowest: Dose, highest: Dose, products: Sequence[Product]) -> int:
    """Count the different doses from *lowest* to *highest* that *products* can make."""
    return sum(dose.milligrams >= lowest.milligrams for dose in _makeable(highest.milligrams, products))


def _step(product: Product) -> Fraction:
    # What one counted piece is: a tablet, or a mark of the syringe in mL.
    return Fraction(product.measure) if product.measure else Fraction(1)


def _sizes(products: Sequence[Product]) -> tuple[list[int], Fraction]:
    """Return the products' counted pieces as whole multiples of a common unit, and that unit in mg."""
    if not products:
        return [], Fraction(0)
    smallest = [product.smallest for product in products]
    denominator = lcm(*(size.denominator for size in smallest))
    unit = Fraction(gcd(*(int(size * denominator) for size in smallest)), denominator)
    sizes = [p.smallest if p.liquid else p.strength.milligrams for p in products]
    return [int(size / unit) for size in sizes], unit


@lru_cache(maxsize=256)
def _cut_parts(products: tuple[Product, ...]) -> tuple[tuple[int, tuple[Fraction, ...]], ...]:
    """Return each choice of one cut part a product with its number of cut pieces, fewest first."""
    choices = combinations(*(_PARTS[product.split] for product in products))
    return tuple(sorted(((sum(_CUTS[part] for part in parts), parts) for parts in choices), key=lambda choice: choice[0]))


def _fewest(target: int, sizes: Sequence[int], used: tuple[bool, ...]) -> tuple[int, int, tuple[int, ...]] | None:
    """Make *target* from whole pieces: how many, of how many products (with those *used* already), how many each."""
    best: tuple[int, int, tuple[int, ...]] | None = None
    dead: set[tuple[int, int]] = set()

    def fill(index: int, rest: int, counts: tuple[int, ...]) -> bool:
        nonlocal best
        if index == len(sizes):
            if rest:
                return False
            kinds = sum(bool(count) or was for count, was in zip(counts, used, strict=True))
            if best is None or (sum(counts), kinds) < best[:2]:
                best = (sum(counts), kinds, counts)
            return True
        if (index, rest) in dead:
            return False
        size, made = sizes[index], False
        last = index == len(sizes) - 1
        for count in range(rest // size, rest // size - 1 if last else -1, -1):
            left = rest - count * size
            largest = max(sizes[index + 1 :], default=1)
            if best and sum(counts) + count + -(-left // largest) > best[0]:
                return True  # not dead: cut short because something better is known
            made |= fill(index + 1, left, (*counts, count))
        if not made:
            dead.add((index, rest))
        return made

    fill(0, target, ())
    return best


def _makeable(top: Fraction, products: Sequence[Product]) -> Iterator[Dose]:
    """Yield every dose up to *top* mg that *products* can make, zero first, where a decimal says it exactly."""
    _, unit = _sizes(products)
    unit_name = products[0].strength.unit if products else "mg"
    sizes = sorted({int(product.smallest / unit) for product in products} | {int(p.strength.milligrams / unit) for p in products if not p.liquid}) if unit else []
    reached = [True]
    for amount in range(1, int(top / unit) + 1 if unit else 1):
        reached.append(any(size <= amount and reached[amount - size] for size in sizes))
    for amount, made in enumerate(reached):
        if made and (dose := dose_of(amount * unit, unit_name)) is not None:
            yield dose
