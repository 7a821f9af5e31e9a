"""Works out which packets, whole or cut, make a dose exactly, and which doses they can make."""

from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import NamedTuple

from taperdocs.plan.dose import Dose, exact_dose
from taperdocs.plan.form import PARTS, cuts
from taperdocs.plan.product import Piece, Pieces, Product


@lru_cache(maxsize=4096)
def pieces(dose: Dose, products: tuple[Product, ...]) -> Pieces | None:
    """Return the pieces that make *dose* exactly, or None where the packets cannot make it.

    The best way has the fewest cut pieces, then the fewest pieces, then the fewest different products, then the
    larger strengths. Each mark of a syringe counts as a piece, so tablets make most of a dose and a liquid only
    the rest.
    """
    if not dose:
        return ()
    packing = _packing(products)
    target = dose.milligrams / packing.unit if packing.unit else Fraction(1, 2)
    possible = target.denominator == 1 and _reach(packing.smallest, int(target)) >> int(target) & 1
    found = packing.fill(0, int(target)) if possible else None
    if found is None:
        return None
    return tuple(
        Piece(product, count) for product, count in zip(packing.products, found.counts, strict=True) if count
    )


def nearest(dose: Dose, products: tuple[Product, ...]) -> tuple[Dose, Dose]:
    """Return the nearest doses below and above *dose* that *products* can make; the lower one may be zero."""
    packing = _packing(products)
    low = int(dose.milligrams // packing.unit)
    high = -int(-dose.milligrams // packing.unit)
    reach = _reach(packing.smallest, high + min(packing.smallest))
    below = (reach & ((2 << low) - 1)).bit_length() - 1
    over = reach >> high
    above = high + (over & -over).bit_length() - 1  # its lowest bit
    return exact_dose(below * packing.unit, dose.unit), exact_dose(above * packing.unit, dose.unit)


def how_many(lowest: Dose, highest: Dose, products: tuple[Product, ...]) -> int:
    """Count the different doses from *lowest* to *highest* that *products* can make."""
    packing = _packing(products)
    low, high = -int(-lowest.milligrams // packing.unit), int(highest.milligrams // packing.unit)
    return (_reach(packing.smallest, high) >> low).bit_count()


def too_fine(dose: Dose, products: tuple[Product, ...]) -> bool:
    """Tell whether the common unit of *products* is so small that making *dose* takes too long to work out."""
    return dose.milligrams / _packing(products).unit > _MOST_UNITS


_MOST_UNITS = 50_000
"""Largest dose in common units of the packets: 500 mg at a unit of 0.01 mg, more than any real packets need."""


class _Found(NamedTuple):
    """A way to make an amount; of two, the better one is the smaller tuple."""

    cuts: int
    pieces: int
    kinds: int
    counts: tuple[Fraction, ...] = ()


class _Packing:
    """The products, larger strengths first and liquids last, with their amounts as multiples of one unit.

    ``unit`` is the largest amount, in mg, of which every piece is a whole multiple.
    """

    def __init__(self, products: tuple[Product, ...]) -> None:
        self.products = sorted(
            products,
            key=lambda product: (product.liquid, -product.strength.milligrams / Fraction(product.per)),
        )
        amounts = [product.smallest for product in products]
        denominator = lcm(*(amount.denominator for amount in amounts))
        self.unit = Fraction(gcd(*(int(amount * denominator) for amount in amounts)), denominator)
        self.smallest = tuple(sorted({int(amount / self.unit) for amount in amounts}))
        self.sizes = [
            int(Piece(product, product.counted).milligrams / self.unit) for product in self.products
        ]
        self.marks = [product.marks for product in self.products]
        self.counted = [product.counted for product in self.products]
        self.known: dict[tuple[int, int], _Found | None] = {}

    def fill(self, index: int, rest: int) -> _Found | None:
        """Return the best way to make *rest* from the products from *index* on, or None."""
        if index == len(self.products):
            return None if rest else _Found(0, 0, 0)
        if (index, rest) not in self.known:
            self.known[index, rest] = self._fill(index, rest)
        return self.known[index, rest]

    def _fill(self, index: int, rest: int) -> _Found | None:
        size, marks, counted = self.sizes[index], self.marks[index], self.counted[index]
        best: _Found | None = None
        largest_left = max(self.sizes[index + 1 :], default=0)
        for part in PARTS[self.products[index].split]:
            cut, room = cuts(part), rest - int(size * part)
            for whole in range(room // size, -1, -1):
                left = room - whole * size
                if left and not largest_left:
                    break
                pieces_here = whole * marks + cut
                at_least = pieces_here + (-(-left // largest_left) if left else 0)
                if best and (cut, at_least) > best[:2]:
                    continue
                if tail := self.fill(index + 1, left):
                    kinds, counts = tail.kinds + bool(whole or part), (whole * counted + part, *tail.counts)
                    found = _Found(cut + tail.cuts, pieces_here + tail.pieces, kinds, counts)
                    best = found if best is None or found[:3] < best[:3] else best
        return best


@lru_cache(maxsize=16)
def _packing(products: tuple[Product, ...]) -> _Packing:
    return _Packing(products)


@lru_cache(maxsize=256)
def _reach(sizes: tuple[int, ...], top: int) -> int:
    """Return a number whose bit n tells whether a sum of *sizes* is n; at least up to *top*."""
    reach, below_top = 1, (2 << top) - 1
    for size in sizes:
        step = size
        while step <= top:
            reach |= reach << step & below_top
            step *= 2
    return reach
