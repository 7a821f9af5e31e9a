"""Doses are exact: nothing is ever rounded, and pieces add up to each dose."""

from collections import Counter
from decimal import Decimal, FloatOperation, Inexact
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import amounts, plans, units

from taperdocs.plan.dose import EXACT, Dose, decimal, dose_of, read_dose
from taperdocs.plan.form import LIQUIDS, PARTS
from taperdocs.plan.plan import Plan
from taperdocs.plan.supply import supply


@given(amounts, units)
def test_milligrams_are_exact(amount: Decimal, unit: str) -> None:
    """A dose in any unit is the same number of mg both ways."""
    dose = Dose(amount, unit)

    assert dose_of(dose.milligrams, dose.unit) == dose


@given(amounts, amounts, units)
def test_doses_add_and_compare_exactly(one: Decimal, other: Decimal, unit: str) -> None:
    """A sum is never rounded, and the order is that of the amounts."""
    assert (Dose(one, unit) + Dose(other, unit)).milligrams == Dose(one, unit).milligrams + Dose(
        other, unit
    ).milligrams
    assert (Dose(one, unit) < Dose(other, unit)) == (one < other)


def test_units_are_never_mixed() -> None:
    """Mg and mcg neither add nor compare: that is the slip that multiplies by a thousand."""
    for mixed in (
        lambda: read_dose("1 mg") + read_dose("1 mcg"),
        lambda: read_dose("1 mg") < read_dose("1 mcg"),
    ):
        with pytest.raises(ValueError, match="different units"):
            mixed()


def test_a_long_amount_is_cut_off_with_an_ellipsis_and_never_rounded() -> None:
    """An amount that was asked for and is not taken shows four decimals."""
    assert str(read_dose("0.59049 mg").brief_message) == "0.5904… mg"
    assert str(read_dose("0.0625 mg").brief_message) == "0.0625 mg"


def test_what_would_be_rounded_raises() -> None:
    """The arithmetic of amounts traps rounding and floats."""
    with pytest.raises(Inexact):
        EXACT.divide(Decimal(1), Decimal(3))
    with pytest.raises(FloatOperation):
        EXACT.create_decimal(0.1)


@given(st.fractions())
def test_a_fraction_is_a_decimal_only_where_it_ends(value: Fraction) -> None:
    """1/8 is 0.125 and 1/3 is none."""
    written = decimal(value)

    assert (written is not None) == (10**400 % value.denominator == 0)
    assert written is None or Fraction(written) == value


@given(plans())
def test_pieces_add_up_exactly_to_each_dose(plan: Plan) -> None:
    """Each piece is of the same drug, and of a size that its packet allows."""
    for intake in {intake for _, day in plan.days() for intake in day}:
        made = plan.pieces(intake)
        # A patch that is left on takes no piece.
        assert sum(piece.milligrams for piece in made) == (0 if intake.stays else intake.dose.milligrams)
        for piece in made:
            assert piece.product in plan.outline.products
            assert piece.product.drug == intake.drug
            if piece.product.form in LIQUIDS:
                assert (piece.count / Fraction(piece.product.measure or 1)).denominator == 1
            else:
                assert piece.count % 1 in PARTS[piece.product.split]


@given(plans())
def test_the_supply_is_the_sum_of_the_pieces_day_by_day(plan: Plan) -> None:
    """Counted the long way, one day after the other."""
    used: Counter[object] = Counter()
    for _, day in plan.days():
        for intake in day:
            for piece in plan.pieces(intake):
                used[piece.product] += piece.count  # type: ignore[assignment]  # a Counter may hold fractions

    assert {use.product: use.used for use in supply(plan)} == {
        product: count for product, count in used.items() if count
    }
