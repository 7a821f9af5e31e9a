"""What a plan uses of each packet, exactly and in whole tablets or mL."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.plan import Plan
from taperdocs.reader import read
from taperdocs.supply import supply

PLAN = read(
    b"""
format = 1
drug = "clonazepam"
start = 2025-09-01

[[product]]
form = "solution"
strength = "2.5 mg/mL"
measure = "0.1 mL"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[product]]
form = "tablet"
strength = "2 mg"

[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"

[[step]]
weeks = 2
dose = "0.25 mg"

[[step]]
weeks = 2
dose = "0.125 mg"
"""
)


def used(plan: Plan, first: date, last: date) -> list[tuple[str, Fraction, int]]:
    """Return what is used from *first* to *last*."""
    days = [(day, intakes) for day, intakes in plan.days() if first <= day <= last]
    return [(use.product.label, use.used, use.whole) for use in supply(plan, days)]


def test_the_whole_plan_in_the_order_of_the_packets() -> None:
    """14 days of two, one, a tenth of a mL and a quarter; the 2 mg tablet is not used."""
    assert [(use.product.label, use.used, use.whole) for use in supply(PLAN)] == [
        ("2.5 mg/mL solution", Fraction(7, 5), 2),
        ("0.5 mg tablet", Fraction(91, 2), 46),
    ]


def test_some_days_only() -> None:
    """From the last day of 0.5 mg to the first of 0.25 mg."""
    assert used(PLAN, date(2025, 9, 28), date(2025, 9, 29)) == [
        ("2.5 mg/mL solution", Fraction(1, 10), 1),
        ("0.5 mg tablet", Fraction(1), 1),
    ]
    assert used(PLAN, date(2024, 1, 1), date(2024, 1, 31)) == []


@given(plans(), st.data())
def test_two_parts_of_a_plan_use_what_the_whole_uses(plan: Plan, data: st.DataObject) -> None:
    """Wherever it is cut in two: halves of tablets are kept."""
    days = list(plan.days())
    cut = data.draw(st.integers(0, len(days)))
    parts = [{use.product: use.used for use in supply(plan, part)} for part in (days[:cut], days[cut:])]

    for use in supply(plan):
        assert sum(part.get(use.product, Fraction(0)) for part in parts) == use.used
        assert 0 <= use.whole - use.used - use.lost < 1
