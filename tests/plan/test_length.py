"""A length is fixed, a range, optional or open, in whole days or weeks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.length import HORIZON, Length, Pace, read_length, read_length_in_words
from taperdocs.plan.problems import Refused


@pytest.mark.parametrize(
    ("written", "shortest", "longest"),
    [
        ("2", 14, 14),
        ("2-3", 14, 21),
        ("2–3", 14, 21),
        ("2 - 3", 14, 21),
        ("2-2", 14, 14),
        ("0-2", 0, 14),
        ("2+", 14, None),
        ("open", 1, None),
    ],
)
def test_weeks_are_read(written: str, shortest: int, longest: int | None) -> None:
    """A number, a range, a range from nothing on, at least so many, or no end."""
    assert read_length(written, 7) == Length(shortest, longest)


@pytest.mark.parametrize(
    ("written", "shortest", "longest"),
    [
        ("2 weeks", 14, 14),
        ("2w", 14, 14),
        ("1 week", 7, 7),
        ("10 days", 10, 10),
        ("10d", 10, 10),
        ("2-3 weeks", 14, 21),
        ("2+ weeks", 14, None),
        ("open", 1, None),
        ("2 Weeks", 14, 14),
    ],
)
def test_lengths_with_their_unit_are_read(written: str, shortest: int, longest: int | None) -> None:
    """In a line of steps and in a strategy the unit stands behind the number."""
    assert read_length_in_words(written) == Length(shortest, longest)


@pytest.mark.parametrize(
    "written", ["", "0", "0-0", "3-2", "-2", "1.5", "two", "2 weeks", "1 month", "99999", "2-", "1e3", "٢"]
)
def test_nothing_else_is_a_number_of_weeks(written: str) -> None:
    """What lasts no day, ends before it begins or is past all plans is refused."""
    with pytest.raises(Refused):
        read_length(written, 7)


@pytest.mark.parametrize(
    "written", ["", "2", "2 m", "weeks", "2 weeks 3 days", "0 weeks", "3-2 weeks", "1.5 weeks"]
)
def test_nothing_else_is_a_length(written: str) -> None:
    """A length without a unit, or with one that has two meanings, is refused."""
    with pytest.raises(Refused):
        read_length_in_words(written)


def test_the_pace_says_which_end_of_a_range_is_laid_out() -> None:
    """An open length has its shortest days, or four weeks where that is more."""
    assert Length(14, 21).days(Pace.LONGEST) == 21
    assert Length(14, 21).days(Pace.SHORTEST) == 14
    assert Length(1, None).days(Pace.LONGEST) == HORIZON == 28
    assert Length(70, None).days(Pace.SHORTEST) == 70


def test_a_length_from_nothing_on_is_optional() -> None:
    """Optional and ranged are one idea."""
    assert Length(0, 14).optional
    assert not Length(1, 14).optional


@given(st.integers(0, 99), st.integers(1, 99), st.booleans())
def test_lengths_add_up(shortest: int, more: int, open_ended: bool) -> None:  # noqa: FBT001  drawn
    """Equal steps in a row last as long as all of them; with an open one they are open."""
    one, other = Length(shortest, shortest + more), Length(7, None if open_ended else 7)

    assert one + other == Length(shortest + 7, None if open_ended else shortest + more + 7)
