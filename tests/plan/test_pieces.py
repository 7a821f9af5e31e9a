"""Pieces are the packets that make a dose: exact, with the fewest cuts, then the fewest pieces."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product as combinations
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.dose import Dose, dose_of, read_dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.pieces import how_many, nearest, pieces, too_fine
from taperdocs.plan.product import Pieces, Product, read_strength, read_volume


def tablet(strength: str, split: str = "quarter") -> Product:
    """Return a tablet of *strength*."""
    return Product("drug", Form.TABLET, read_dose(strength), Split(split))


def liquid(strength: str, measure: str) -> Product:
    """Return a solution of *strength*."""
    dose, per = read_strength(strength)
    return Product("drug", Form.SOLUTION, dose, per=per, measure=read_volume(measure))


def said(made: Pieces | None) -> str:
    """Say pieces as a test writes them: ``3 of 20 mg tablet + 1/2 of 5 mg tablet``."""
    return (
        " + ".join(f"{piece.count} of {piece.product.label}" for piece in made)
        if made is not None
        else "impossible"
    )


PREDNISOLONE = (tablet("20 mg", "half"), tablet("5 mg", "half"), tablet("1 mg", "no"))
CLONAZEPAM = (tablet("0.5 mg"),)
WITH_DROPS = (tablet("2 mg", "half"), liquid("2.5 mg/mL", "0.1 mL"))


@pytest.mark.parametrize(
    ("dose", "products", "expected"),
    [
        ("1 mg", CLONAZEPAM, "2 of 0.5 mg tablet"),
        ("0.5 mg", CLONAZEPAM, "1 of 0.5 mg tablet"),
        ("0.25 mg", CLONAZEPAM, "1/2 of 0.5 mg tablet"),
        ("0.125 mg", CLONAZEPAM, "1/4 of 0.5 mg tablet"),
        ("0.875 mg", CLONAZEPAM, "7/4 of 0.5 mg tablet"),
        ("0.0625 mg", CLONAZEPAM, "impossible"),
        ("0 mg", CLONAZEPAM, ""),
        ("1 mg", (), "impossible"),
        ("60 mg", PREDNISOLONE, "3 of 20 mg tablet"),
        ("58 mg", PREDNISOLONE, "2 of 20 mg tablet + 3 of 5 mg tablet + 3 of 1 mg tablet"),
        # Two and a half tablets of 5 mg would be fewer pieces; nothing cut comes first.
        ("12 mg", PREDNISOLONE, "2 of 5 mg tablet + 2 of 1 mg tablet"),
        ("12.5 mg", PREDNISOLONE, "5/2 of 5 mg tablet"),
        ("2.5 mg", PREDNISOLONE, "1/2 of 5 mg tablet"),
        ("0.5 mg", PREDNISOLONE, "impossible"),
        # A liquid carries only what tablets cannot.
        ("4.25 mg", WITH_DROPS, "2 of 2 mg tablet + 1/10 of 2.5 mg/mL solution"),
        ("1 mg", WITH_DROPS, "2/5 of 2.5 mg/mL solution"),
        ("500 mcg", CLONAZEPAM, "1 of 0.5 mg tablet"),
        ("0.2 mg", (liquid("10 mg/15 mL", "0.1 mL"),), "3/10 of 10 mg/15 mL solution"),
    ],
)
def test_a_dose_is_made_from_packets(dose: str, products: tuple[Product, ...], expected: str) -> None:
    """Fewest cut pieces, then fewest pieces, then fewest different packets, then the larger strengths."""
    assert said(pieces(read_dose(dose), products)) == expected


CUTS = {Fraction(0): 0, Fraction(1, 4): 1, Fraction(1, 2): 1, Fraction(3, 4): 2}
STEPS = {Split.NO: Fraction(1), Split.HALF: Fraction(1, 2), Split.QUARTER: Fraction(1, 4)}


def cost(made: dict[Product, Fraction]) -> tuple[int, int, int]:
    """Return cut pieces, pieces and different packets; a mark of the syringe is a piece."""
    cut = counted = 0
    for product, count in made.items():
        if product.measure:
            counted += int(count / Fraction(product.measure))
        else:
            cuts = CUTS[count % 1]
            cut, counted = cut + cuts, counted + int(count) + cuts
    return cut, counted, sum(bool(count) for count in made.values())


def every_way(dose: Dose, products: tuple[Product, ...]) -> Iterator[dict[Product, Fraction]]:
    """Try each count of each product."""
    ranges = []
    for product in products:
        step = Fraction(product.measure) if product.measure else STEPS[product.split]
        one = product.strength.milligrams * step / Fraction(product.per)
        ranges.append([step * number for number in range(int(dose.milligrams / one) + 1)])
    for counts in combinations(*ranges):
        milligrams = (
            product.strength.milligrams * count / Fraction(product.per)
            for product, count in zip(products, counts, strict=True)
        )
        if sum(milligrams) == dose.milligrams:
            yield dict(zip(products, counts, strict=True))


tablets = st.builds(
    lambda quarters, split: tablet(f"{Decimal(quarters) / 4} mg", split),
    st.integers(1, 14),
    st.sampled_from(("no", "half", "quarter")),
)
liquids = st.builds(liquid, st.sampled_from(("1 mg/mL", "2 mg/mL")), st.sampled_from(("0.5 mL", "0.25 mL")))
packets = st.lists(
    tablets | liquids, min_size=1, max_size=3, unique_by=lambda product: (product.form, product.strength)
)
quarters = st.integers(0, 32).map(lambda number: Dose(Decimal(number) / 4, "mg"))


@given(quarters, packets.map(tuple))
def test_the_pieces_are_the_best_of_all_ways(dose: Dose, products: tuple[Product, ...]) -> None:
    """A search that tries everything finds no better way, and none where there is none."""
    made, ways = pieces(dose, products), [cost(way) for way in every_way(dose, products)]

    assert (made is None) == (not ways)
    if made is not None:
        assert sum(piece.milligrams for piece in made) == dose.milligrams
        assert cost({piece.product: piece.count for piece in made}) == min(ways)


@given(quarters, packets.map(tuple))
def test_the_order_of_the_packets_is_no_difference(dose: Dose, products: tuple[Product, ...]) -> None:
    """The same cupboard makes the same dose in as many pieces, however it is listed."""
    one, other = pieces(dose, products), pieces(dose, products[::-1])

    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert cost({p.product: p.count for p in one}) == cost({p.product: p.count for p in other})


@given(st.integers(0, 200).map(lambda number: Dose(Decimal(number) / 16, "mg")), packets.map(tuple))
def test_the_nearest_doses_are_the_nearest(dose: Dose, products: tuple[Product, ...]) -> None:
    """Both can be made and enclose the dose, and nothing between them can be made."""
    below, above = nearest(dose, products)
    finest = min(product.smallest for product in products) / 16
    between = (
        below.milligrams + finest * n for n in range(1, int((above.milligrams - below.milligrams) / finest))
    )

    assert below.milligrams <= dose.milligrams <= above.milligrams
    assert pieces(below, products) is not None
    assert pieces(above, products) is not None
    assert not any(pieces(made, products) for milligrams in between if (made := dose_of(milligrams, "mg")))


def test_the_nearest_doses_have_the_unit_of_the_dose() -> None:
    """A person who writes mcg is answered in mcg."""
    assert nearest(read_dose("300 mcg"), CLONAZEPAM) == (read_dose("250 mcg"), read_dose("375 mcg"))


def test_different_doses_are_counted() -> None:
    """Quarters of 0.5 mg make eight doses from 0.125 mg to 1 mg."""
    assert how_many(read_dose("0.0625 mg"), read_dose("1 mg"), CLONAZEPAM) == 8
    assert how_many(read_dose("0 mg"), read_dose("1 mg"), CLONAZEPAM) == 9


@pytest.mark.parametrize(
    ("dose", "products", "most"),
    [
        ("60 mg", (tablet("20 mg"), tablet("5 mg"), tablet("1 mg")), 3_000),
        ("59.75 mg", (tablet("20 mg"), tablet("5 mg"), tablet("1 mg")), 30_000),
        ("7.93 mg", (tablet("2 mg"), tablet("0.5 mg"), liquid("1 mg/mL", "0.01 mL")), 30_000),
    ],
)
def test_the_search_takes_few_steps(dose: str, products: tuple[Product, ...], most: int) -> None:
    """Counted in function calls, which are the same on every machine; benchmarks/pieces.py has the times."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event.endswith("call")

    # Another drug, so that nothing is remembered from other tests.
    products = tuple(replace(product, drug=f"counted {dose}") for product in products)
    sys.setprofile(count)
    made = pieces(read_dose(dose), products)
    sys.setprofile(None)

    assert made is not None
    assert calls < most


def test_packets_with_nothing_in_common_are_told_apart() -> None:
    """A mistyped strength would make a search without end."""
    assert too_fine(read_dose("1 mg"), (tablet("0.500001 mg"), tablet("0.5 mg")))
    assert not too_fine(read_dose("300 mcg"), (tablet("88 mcg"), tablet("137 mcg"), tablet("25 mcg")))
