"""A dose is an exact amount and a unit, read as people write it and refused where it is not clear."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import amounts, units

from taperdocs.plan.dose import EXACT, Dose, read_dose
from taperdocs.plan.problems import Refused

doses = st.builds(Dose, amounts, units)


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("0.5 mg", "0.5", "mg"),
        ("0,5 mg", "0.5", "mg"),
        ("  60 mg ", "60", "mg"),
        ("0.0625 mg", "0.0625", "mg"),
        ("0,0625 mg", "0.0625", "mg"),
        ("0,125 mg", "0.125", "mg"),
        ("1.125 mg", "1.125", "mg"),
        ("2.50 mg", "2.5", "mg"),
        ("1000 mg", "1000", "mg"),
        ("50 mcg", "50", "mcg"),
        ("1.5 g", "1.5", "g"),
        ("0 mg", "0", "mg"),
        ("0.5\N{NO-BREAK SPACE}mg", "0.5", "mg"),
        ("0.5\N{NARROW NO-BREAK SPACE}mg", "0.5", "mg"),
        ("999999.123456789 mg", "999999.123456789", "mg"),
        ("0.5mg", "0.5", "mg"),
        ("0,5mg", "0.5", "mg"),
        (".5 mg", "0.5", "mg"),
        ("5  mg", "5", "mg"),
        ("5 MG", "5", "mg"),
        ("5 mg.", "5", "mg"),
        ("0.5 milligrams", "0.5", "mg"),
        ("500 micrograms", "500", "mcg"),
        ("50 µg", "50", "mcg"),
        ("50\N{GREEK SMALL LETTER MU}g", "50", "mcg"),
        ("0,5 Milligramm", "0.5", "mg"),
        ("1 gram", "1", "g"),
    ],
)
def test_a_dose_is_read_as_it_is_written(written: str, amount: str, unit: str) -> None:
    """A point or a comma, with or without a space, the unit however it is written; nothing is rounded."""
    assert read_dose(written) == Dose(Decimal(amount), unit)


@pytest.mark.parametrize("written", ["1,000 mg", "1.000 mg", "10,125 mg", "2.500 mg", "250,000 mcg"])
def test_what_means_two_numbers_in_two_countries_is_refused(written: str) -> None:
    """Three digits after a sign are decimals in one country and thousands in another."""
    with pytest.raises(Refused, match=r"in one country and as .* in another"):
        read_dose(written)


NO_DOSES = """
5
5mgg
5. mg
.. 5 mg
05 mg
5 M
½ mg
10-5-5 mg
20/15/15 mg
1/2 mg
1 mg 2 mg
-1 mg
+1 mg
1e3 mg
1_000 mg
\N{ARABIC-INDIC DIGIT FIVE} mg
1-2 mg
1 tablet
1 mL
0x1 mg
NaN mg
inf mg
"""


@pytest.mark.parametrize("written", ["", "1 mg\n2 mg", *NO_DOSES.splitlines()])
def test_nothing_else_is_a_dose(written: str) -> None:
    """What has no meaning, or two, is refused and never guessed."""
    with pytest.raises(Refused):
        read_dose(written)


@given(st.text(alphabet="0123456789.,- mcgµ/x%oO½", max_size=12))
def test_no_dose_is_ever_proposed(written: str) -> None:
    """The remedy shows fixed examples: a near miss of a dose can be a tenfold overdose."""
    examples = {"0.5 mg", "5 mg", "1250 mg", "1.125 mg", "1125 mg", "2 mg", "1 mg", "0 mg"}
    assert set(re.findall(r"\d[\d.,]* m?c?g", remedy(written))) <= examples


def remedy(written: str) -> str:
    """Return what is said of a dose that is refused; nothing where it is one."""
    try:
        read_dose(written)
    except Refused as refused:
        return str(refused.remedy)
    return ""


def another_reading(written: str) -> Dose | None:
    """Read a dose without the patterns of the reader: sign by sign, from both ends."""
    text = (
        written.strip()
        .casefold()
        .removesuffix(".")
        .replace("\N{GREEK SMALL LETTER MU}", "u")
        .replace("µ", "u")
    )
    names = {"mg": "mg", "mgs": "mg", "mcg": "mcg", "mcgs": "mcg", "ug": "mcg", "g": "g"}
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = names.get(text[len(number) :])
    whole, sign, decimals = number.strip().replace(",", ".").partition(".")
    if unit is None or (sign and not decimals) or not (whole + decimals).isdecimal():
        return None
    return Dose(Decimal(int(whole or "0")) + Decimal(int(decimals or "0")) / 10 ** len(decimals), unit)


@given(
    doses.map(str),
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from("0123456789.,- mcgµ/x%oO½")), max_size=3),
)
def test_no_slip_changes_a_dose_in_silence(written: str, slips: list[tuple[int, str]]) -> None:
    """What is read after any slips of the pen is what another reading makes of the same signs, or it is refused."""
    for place, sign in slips:
        written = written[:place] + sign + written[place + 1 :]
    try:
        read = read_dose(written)
    except Refused:
        return
    assert read == another_reading(written)


@given(doses)
def test_a_dose_reads_back(dose: Dose) -> None:
    """What a plan file shows of a dose is that dose, to the last decimal."""
    written = str(dose)
    whole, _, decimals = written.split(" ", maxsplit=1)[0].partition(".")

    assert "E" not in written
    assert not decimals.endswith("0")
    if not (len(decimals) == 3 and decimals.endswith("0") and whole != "0"):
        assert read_dose(written) == dose


@given(amounts, units)
def test_trailing_zeros_are_no_difference(amount: Decimal, unit: str) -> None:
    """0.50 mg and 0.5 mg are one value, with one hash and one text."""
    one, other = Dose(amount, unit), Dose(EXACT.multiply(amount, Decimal("1.000")), unit)

    assert (one, hash(one), str(one)) == (other, hash(other), str(other))


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1"])
def test_a_dose_is_a_finite_amount(amount: str) -> None:
    """A dose cannot be made from what is no amount."""
    with pytest.raises(Refused):
        Dose(Decimal(amount), "mg")
