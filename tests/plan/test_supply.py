"""What a plan uses of each packet, exactly and in whole tablets or mL."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.cli.comparison import last_change
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.plan.supply import supply
from taperdocs.planfile.reader import read

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


def test_the_first_sample_needs_25_tablets() -> None:
    """Six weeks of one, a half and a quarter are 24 and a half: halves are kept and used."""
    plan = read((folder("samples") / "clonazepam.toml").read_bytes())

    assert [(use.used, use.whole, use.packs) for use in supply(plan)] == [(Fraction(49, 2), 25, None)]


def test_a_hold_says_what_it_adds() -> None:
    """Two weeks more of half a tablet a day are 7 tablets, beside the old number and on the page of changes."""
    text = (folder("samples") / "clonazepam.toml").read_text()
    old, new = (
        read((text + hold).encode())
        for hold in ("", '\n[[change]]\nkind = "hold"\non = 2025-09-20\nweeks = 2\n')
    )
    words = Words(language("en-GB"))

    said = last_change(old, new, words, 200).replace("\N{NO-BREAK SPACE}", " ")
    assert "25 tablets of 0.5 mg" in said
    assert "32 tablets of 0.5 mg (7 more)" in said


def test_packs_and_bottles_are_whole() -> None:
    """A packet is not opened at the counter."""
    text = PLAN.source.decode().replace('measure = "0.1 mL"', 'measure = "0.1 mL"\npack_size = "1,2 mL"')
    plan = read(text.replace('split = "quarter"', 'split = "quarter"\npack_size = 14').encode())
    words = Words(language("en-GB"))

    # A line that began with "14)" could be read as another count.
    assert [words.use(use).replace("\N{NO-BREAK SPACE}", "_") for use in supply(plan)] == [
        "2_mL of 2.5_mg/\N{WORD JOINER}mL solution (2_bottles_of_1.2_mL)",
        "46 tablets of 0.5_mg (4_packs_of_14)",
    ]
