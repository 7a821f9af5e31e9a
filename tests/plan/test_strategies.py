"""A strategy is agreed arithmetic: exact doses from the first to the last, and none below it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.dose import Dose, read_dose
from taperdocs.plan.length import Length
from taperdocs.plan.problems import Refused
from taperdocs.plan.strategies import Basis, Percent, linear, percent, read_percent

FORTNIGHT = Length(14, 14)


def texts(doses: tuple[Dose, ...]) -> list[str]:
    """Return doses as a plan file has them."""
    return [str(dose) for dose in doses]


def test_linear_cuts_the_same_amount_down_to_its_end() -> None:
    """The end is one of the doses."""
    doses = linear(read_dose("1 mg"), read_dose("0.25 mg"), FORTNIGHT, read_dose("0.25 mg"))
    assert texts(doses) == ["1 mg", "0.75 mg", "0.5 mg", "0.25 mg"]


def test_linear_to_zero_ends_with_the_last_dose_that_is_taken() -> None:
    """After the last step the plan stops by itself."""
    doses = linear(read_dose("1 mg"), read_dose("0.25 mg"), FORTNIGHT, read_dose("0 mg"))
    assert texts(doses) == ["1 mg", "0.75 mg", "0.5 mg", "0.25 mg"]


def test_percent_of_the_present_dose_is_exact() -> None:
    """Ten percent of what is taken now: the decimals grow and none is rounded."""
    doses = percent(read_dose("1 mg"), Percent("10"), FORTNIGHT, read_dose("0.6 mg"))
    assert texts(doses) == ["1 mg", "0.9 mg", "0.81 mg", "0.729 mg", "0.6561 mg"]


def test_percent_of_the_start_dose_cuts_the_same_each_time() -> None:
    """Ten percent of what was taken first."""
    doses = percent(read_dose("1 mg"), Percent("10"), FORTNIGHT, read_dose("0.6 mg"), Basis.START)
    assert texts(doses) == ["1 mg", "0.9 mg", "0.8 mg", "0.7 mg", "0.6 mg"]


def test_a_thousand_fine_cuts_are_exact() -> None:
    """The longest taper that can be written has doses of thousands of decimals."""
    doses = percent(read_dose("1.000000001 mg"), Percent("0.0001"), FORTNIGHT, read_dose("0.9991 mg"))
    assert doses[-1].milligrams == Fraction("1.000000001") * Fraction("0.999999") ** (len(doses) - 1)


@given(st.integers(1, 9999), st.integers(1, 99), st.integers(1, 100), st.sampled_from(Basis))
def test_percent_falls_and_never_below_its_end(start: int, cut: int, end: int, of: Basis) -> None:
    """Each dose is the one before less the cut, the last is the last that is not below the end."""
    first, last = Dose(Decimal(start + end), "mg"), Dose(Decimal(end), "mg")
    doses = percent(first, Percent(cut), FORTNIGHT, last, of)
    amounts = [dose.milligrams for dose in doses]
    base = [amounts[0] if of is Basis.START else amount for amount in amounts]
    following = [amount - whole * Fraction(cut, 100) for amount, whole in zip(amounts, base, strict=True)]

    assert amounts == [first.milligrams, *following[:-1]]
    assert following[-1] < last.milligrams <= amounts[-1]


@given(st.integers(1, 200), st.integers(0, 50), st.integers(1, 100))
def test_linear_arrives_exactly(cut: int, end: int, count: int) -> None:
    """From the first to the last dose there are as many cuts as were counted."""
    start, each, to = (Dose(Decimal(amount), "mg") for amount in (end + cut * count, cut, end))
    doses = linear(start, each, FORTNIGHT, to)

    assert [dose.milligrams for dose in doses] == [
        end + cut * n for n in range(count, -1, -1) if end + cut * n
    ]


@pytest.mark.parametrize(
    ("start", "cut", "to", "why"),
    [
        ("1 mg", "0.3 mg", "0 mg", "never arrive at 0 mg"),
        ("1 mg", "0 mg", "0 mg", "a cut of nothing"),
        ("1 mg", "100 mcg", "0 mg", "the cut is in mcg"),
        ("1 mg", "0.1 mg", "0 mcg", "starts in mg and ends in mcg"),
        ("1 mg", "0.1 mg", "1 mg", "does not go down"),
        ("1 mg", "0.1 mg", "2 mg", "does not go down"),
        ("999 mg", "0.001 mg", "0 mg", "more than 1000 steps"),
    ],
)
def test_a_linear_taper_that_goes_nowhere_is_refused(start: str, cut: str, to: str, why: str) -> None:
    """It must go down, in one unit, and arrive."""
    with pytest.raises(Refused, match=why):
        linear(read_dose(start), read_dose(cut), FORTNIGHT, read_dose(to))


@pytest.mark.parametrize(
    ("start", "cut", "to", "why"),
    [
        ("1 mg", "10", "0 mg", "never arrive at 0"),
        ("1 mg", "10", "1 mg", "does not go down"),
        ("1 mg", "10", "5 mcg", "ends in mcg"),
        ("1 mg", "0.0001", "0.1 mg", "more than 1000 steps"),
    ],
)
def test_a_percentage_that_goes_nowhere_is_refused(start: str, cut: str, to: str, why: str) -> None:
    """Percentages never arrive at nothing: the lowest dose is agreed."""
    with pytest.raises(Refused, match=why):
        percent(read_dose(start), Percent(cut), FORTNIGHT, read_dose(to))


@pytest.mark.parametrize(
    ("written", "value"), [("10 %", "10"), ("10%", "10"), ("2.5 %", "2.5"), ("2,5 %", "2.5")]
)
def test_a_percentage_is_read(written: str, value: str) -> None:
    """With or without a space, with a point or a comma."""
    assert read_percent(written) == Percent(value)


@pytest.mark.parametrize("written", ["10", "0 %", "100 %", "-5 %", "ten %", "", "10 % of the start", "1e1 %"])
def test_nothing_else_is_a_percentage(written: str) -> None:
    """A number without its sign is no percentage."""
    with pytest.raises(Refused):
        read_percent(written)


def test_the_last_percentage_is_the_last_that_is_not_below_the_end() -> None:
    """The end is a limit, not a dose that is taken."""
    doses = percent(read_dose("3.5 mg"), read_percent("33 %"), Length(7, 7), read_dose("0.75 mg"))

    assert [str(dose.brief_message) for dose in doses] == ["3.5 mg", "2.345 mg", "1.5711… mg", "1.0526… mg"]
