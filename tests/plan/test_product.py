"""A product is one packet as it stands in the cupboard; what cannot be is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from taperdocs.plan.dose import read_dose
from taperdocs.plan.form import MAY_BE_SPLIT, Form, Split
from taperdocs.plan.problems import Refused
from taperdocs.plan.product import Product, read_strength, read_volume


@pytest.mark.parametrize(
    ("written", "dose", "per"),
    [
        ("0.5 mg", "0.5 mg", "1"),
        ("0,5 mg", "0.5 mg", "1"),
        ("2.5 mg/mL", "2.5 mg", "1"),
        ("2.5 mg/ml", "2.5 mg", "1"),
        ("2 mg/5 mL", "2 mg", "5"),
        ("2 mg / 5 mL", "2 mg", "5"),
        ("2 mg in 5 mL", "2 mg", "5"),
        ("2 mg per 5 mL", "2 mg", "5"),
        ("25 mcg/0,5 mL", "25 mcg", "0.5"),
    ],
)
def test_a_strength_is_read_from_the_packet(written: str, dose: str, per: str) -> None:
    """Tablets have a dose, liquids a dose in so many mL."""
    assert read_strength(written) == (read_dose(dose), Decimal(per))


@pytest.mark.parametrize(
    "written", ["", "2.5", "2.5 mg/", "2.5 mg/5", "2.5 mg/0 mL", "10 mg/20 mg", "1,000 mg"]
)
def test_nothing_else_is_a_strength(written: str) -> None:
    """What is no dose in no volume is refused."""
    with pytest.raises(Refused):
        read_strength(written)


@pytest.mark.parametrize(
    "written", ["", "0 mL", "0.1", ".1 mL", "-1 mL", "1 L", "01 mL", "1,250 mL", "99999 mL"]
)
def test_nothing_else_is_a_volume(written: str) -> None:
    """A volume is above zero and in mL."""
    with pytest.raises(Refused):
        read_volume(written)


@pytest.mark.parametrize("form", [form for form in Form if form not in MAY_BE_SPLIT])
@pytest.mark.parametrize("split", [Split.HALF, Split.QUARTER])
def test_what_is_swallowed_whole_is_never_split(form: Form, split: Split) -> None:
    """Capsules, modified-release and gastro-resistant products and liquids have no halves."""
    with pytest.raises(Refused, match="is never split"):
        Product("clonazepam", form, read_dose("0.5 mg"), split, measure=Decimal("0.1"))


def test_a_liquid_needs_its_syringe_and_a_tablet_has_none() -> None:
    """Only what is measured has a smallest mark."""
    with pytest.raises(Refused, match="smallest mark"):
        Product("clonazepam", Form.SOLUTION, read_dose("2.5 mg"))
    with pytest.raises(Refused, match="not measured"):
        Product("clonazepam", Form.TABLET, read_dose("2.5 mg"), measure=Decimal("0.1"))


def test_an_empty_packet_is_refused() -> None:
    """A strength of nothing makes no dose."""
    with pytest.raises(Refused, match="nothing in it"):
        Product("clonazepam", Form.TABLET, read_dose("0 mg"))


@pytest.mark.parametrize(
    ("product", "label", "smallest"),
    [
        (Product("d", Form.TABLET, read_dose("0.5 mg")), "0.5 mg tablet", "1/2"),
        (Product("d", Form.TABLET, read_dose("0.5 mg"), Split.HALF), "0.5 mg tablet", "1/4"),
        (Product("d", Form.TABLET, read_dose("0.5 mg"), Split.QUARTER), "0.5 mg tablet", "1/8"),
        (
            Product("d", Form.SOLUTION, read_dose("2.5 mg"), measure=Decimal("0.1")),
            "2.5 mg/mL solution",
            "1/4",
        ),
        (
            Product("d", Form.SUSPENSION, read_dose("2 mg"), per=Decimal(5), measure=Decimal("0.5")),
            "2 mg/5 mL suspension",
            "1/5",
        ),
        # A mark of 0.1 mL holds 0.0666… mg, which no decimal says: three of them are measured at once.
        (
            Product("d", Form.SOLUTION, read_dose("10 mg"), per=Decimal(15), measure=Decimal("0.1")),
            "10 mg/15 mL solution",
            "1/5",
        ),
    ],
)
def test_a_product_has_a_label_and_a_smallest_piece(product: Product, label: str, smallest: str) -> None:
    """The label is what stands on the packet; the smallest piece is in mg and always a decimal."""
    assert (product.label, product.smallest) == (label, Fraction(smallest))
