"""Which packets, whole or cut, make a dose exactly, and which doses they can make."""

from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import NamedTuple

from taperdocs.plan.dose import Dose, exact_dose
from taperdocs.plan.product import PARTS, Piece, Pieces, Product

# Three quarters are a half and a quarter: two cut pieces.
_CUTS = {Fraction(0): 0, Fraction(1, 2): 1, Fraction(1, 4): 1, Fraction(3, 4): 2}


@lru_cache(maxsize=4096)
def pieces(dose: Dose, products: tuple[Product, ...]) -> Pieces | None:
    """Say which packets make *dose* exactly, or None where they cannot.

    Fewest cut pieces first, then fewest pieces, then fewest different products, then the larger
    strengths. A liquid counts one piece for every mark of the syringe, so that tablets carry the
    bulk of a dose and the liquid only what they cannot make.
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
    """Return the nearest doses below and above that *products* can make; zero is always one of them."""
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
    """Tell whether *products* have so little in common that the ways to make *dose* are past counting."""
    return dose.milligrams / _packing(products).unit > _MOST_UNITS


_MOST_UNITS = 50_000
"""Beyond any real cupboard: 500 mg measured to a hundredth of a mg."""


class _Found(NamedTuple):
    """A way to make an amount; the smaller one, compared from left to right, is the better one."""

    cuts: int
    pieces: int
    kinds: int
    counts: tuple[Fraction, ...] = ()


class _Packing:
    """The products, larger strengths first and liquids last, and what their pieces have in common.

    All amounts are whole numbers of ``unit``, the largest amount in mg that every piece is a multiple of.
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
        """Make *rest* from the products from *index* on."""
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
            cuts, room = _CUTS[part], rest - int(size * part)
            for whole in range(room // size, -1, -1):
                left = room - whole * size
                if left and not largest_left:
                    break
                pieces_here = whole * marks + cuts
                at_least = pieces_here + (-(-left // largest_left) if left else 0)
                if best and (cuts, at_least) > best[:2]:
                    continue
                if tail := self.fill(index + 1, left):
                    kinds, counts = tail.kinds + bool(whole or part), (whole * counted + part, *tail.counts)
                    found = _Found(cuts + tail.cuts, pieces_here + tail.pieces, kinds, counts)
                    best = found if best is None or found[:3] < best[:3] else best
        return best


@lru_cache(maxsize=16)
def _packing(products: tuple[Product, ...]) -> _Packing:
    return _Packing(products)


@lru_cache(maxsize=256)
def _reach(sizes: tuple[int, ...], top: int) -> int:
    """Return a number whose bit n tells whether sums of *sizes* make n, up to *top*."""
    reach, below_top = 1, (2 << top) - 1
    for size in sizes:
        step = size
        while step <= top:
            reach |= reach << step & below_top
            step *= 2
    return reach
