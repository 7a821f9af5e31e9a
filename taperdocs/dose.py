"""A dose: an exact decimal amount and its unit, nothing else."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, FloatOperation, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import Self

from taperdocs.errors import Refused, say

EXACT = Context(
    prec=5000, Emin=-9999, Emax=9999, traps=[Inexact, FloatOperation, InvalidOperation, DivisionByZero, Overflow]
)
"""The context of all arithmetic on amounts: what would have to be rounded raises instead."""

MILLIGRAMS = {"g": Fraction(1000), "mg": Fraction(1), "mcg": Fraction(1, 1000)}
"""The units a dose may have, in mg. mcg and never µg, which is misread as mg (ISMP list of error-prone abbreviations, 2021)."""

LARGEST = 999_999
DECIMALS = 9
BRIEF = 4


@dataclass(frozen=True, slots=True, order=False)
class Dose:
    """An amount of a drug. Doses add and compare within one unit only."""

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        """Refuse what is no amount and normalise, so that 0.50 mg and 0.5 mg are one value."""
        if self.unit not in MILLIGRAMS or not self.amount.is_finite() or self.amount < 0:
            raise Refused(say("{dose} is not a dose", dose=f"{self.amount} {self.unit}"), HOW)
        object.__setattr__(self, "amount", normal(self.amount))

    def __bool__(self) -> bool:
        """Tell whether there is anything to take."""
        return bool(self.amount)

    def __add__(self, other: Self) -> Self:
        """Return the exact sum of two doses of one unit."""
        return type(self)(EXACT.add(self.amount, self._same(other)), self.unit)

    def __lt__(self, other: Self) -> bool:
        """Compare two doses of one unit."""
        return self.amount < self._same(other)

    def __str__(self) -> str:
        """Return the dose as a plan file has it: ``0.5 mg``."""
        return f"{self.amount:f} {self.unit}"

    @property
    def brief(self) -> str:
        """Return the dose, cut off (never rounded) with an ellipsis after ``BRIEF`` decimals."""
        whole, _, decimals = f"{self.amount:f}".partition(".")
        return f"{whole}.{decimals[:BRIEF]}… {self.unit}" if len(decimals) > BRIEF else str(self)

    @property
    def milligrams(self) -> Fraction:
        """Return the amount in mg."""
        return Fraction(self.amount) * MILLIGRAMS[self.unit]

    def _same(self, other: Self) -> Decimal:
        if other.unit != self.unit:
            message = f"{self} and {other} have different units"
            raise ValueError(message)
        return other.amount


def normal(amount: Decimal) -> Decimal:
    """Return *amount* without trailing zeros and without an exponent."""
    amount = EXACT.normalize(amount) if amount else Decimal(0)
    exponent = amount.as_tuple().exponent
    return EXACT.quantize(amount, Decimal(1)) if isinstance(exponent, int) and exponent > 0 else amount


def decimal(value: Fraction) -> Decimal | None:
    """Return *value* as an exact decimal, or None where it has no end, like 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)) if rest == 1 else None


def dose_of(milligrams: Fraction, unit: str) -> Dose | None:
    """Return the dose of so many *milligrams* in *unit*, or None where no decimal says it exactly."""
    amount = decimal(milligrams / MILLIGRAMS[unit])
    return None if amount is None else Dose(amount, unit)


HOW = say('Write digits and a unit with a space between them, as in "0.5 mg". The units are mg, mcg and g.')
_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_NUMBER = re.compile(r"(0|[1-9]\d*)(?:([.,])(\d+))?", re.ASCII)
_REFUSALS = (
    # The first that matches says what is wrong. Examples in remedies are never made from what was written:
    # a near miss of a dose is not offered (one digit can be a tenfold overdose).
    (r"[.,]\d.*", "has no zero before the point", 'Write the zero, as in "0.5 mg": a lone point is easily overlooked.'),
    (r".*[µμ]g.*|.*\d\s*ug", "has a unit that is misread as mg", 'Write micrograms as mcg, as in "50 mcg".'),
    (r".*(?:[¼½¾⅓⅔⅛]|\d/\d).*", "is a fraction", 'Write the amount as a decimal number, as in "0.5 mg".'),
    (r"[-−–]\s*\d.*", "is below zero", "Write the dose that is taken, not the cut."),
    (r"\d+(?:[.,]\d+)?\s*[-–]\s*\d.*", "is a range", "Write the one dose that was agreed; a step may have a range of length, not of dose."),
    (r"\d+(?:[.,]\d+)?\s*(?i:tab(?:let)?s?|tbl|pills?|caps(?:ule)?s?|drops?|ml)\b.*", "counts packets, not drug", 'Write the drug in it, as in "0.5 mg"; taperdocs works out the tablets from the products.'),
    (r"\d+(?:[.,]\d+){2,}.*", "has two separators", 'Write one decimal sign and nothing between thousands, as in "1250 mg" or "0.5 mg".'),
    (r"\d+[ '’]\d{3}\b.*", "has a gap inside the number", 'Write nothing between thousands, as in "1250 mg".'),
    (r"0\d.*", "begins with a needless zero", 'Write the number plainly, as in "5 mg" or "0.5 mg".'),
    (r"\d+(?:[.,]\d+)?", "has no unit", 'Write the unit as well, as in "0.5 mg".'),
    (r"\d+(?:[.,]\d+)?(?:mg|mcg|g)", "has no space before its unit", 'Write a space between number and unit, as in "0.5 mg": without it the m can be read as zeros.'),
    (r".*\b(?:m?c?g)\b.*\b(?:m?c?g)\b.*", "has two units", 'Write one dose with one unit, as in "0.5 mg".'),
    (r"\d+[.,]", "ends with a point", 'Write the number plainly, as in "5 mg" or "0.5 mg".'),
)


def read_dose(text: str) -> Dose:
    """Read a dose as people write it: digits, one decimal point or comma, a space, a unit.

    Raise ``Refused`` for everything else, and for what means two things in two countries: "1,000 mg".
    """
    amount, unit = _split(text.strip())
    number = _NUMBER.fullmatch(amount)
    if unit not in MILLIGRAMS or number is None:
        raise _refusal(text.strip())
    whole, sign, decimals = number[1], number[2], number[3] or ""
    if len(decimals) == 3 and whole != "0" and len(whole) <= 3 and (sign == "," or decimals[-1] == "0"):  # noqa: PLR2004  three digits are what make a group of thousands
        raise Refused(
            say('"{text}" is read as {one} in one country and as {other} in another', text=text,
                one=f"{whole}.{decimals}".rstrip("0").rstrip("."), other=whole + decimals),
            say('Write a decimal point ("1.125 mg") or nothing between thousands ("1125 mg"), and no zero at the end of decimals.'),
        )
    if len(whole) > len(str(LARGEST)) or len(decimals) > DECIMALS:
        raise Refused(
            say('"{text}" is larger or finer than any dose', text=text[:40]),
            say("Write at most {whole} digits before the point and {decimals} after it.", whole=len(str(LARGEST)), decimals=DECIMALS),
        )
    return Dose(EXACT.create_decimal(f"{whole}.{decimals or 0}"), unit)


def _split(text: str) -> tuple[str, str]:
    parts = re.split(_SPACE, text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) > 1 else (text, "")


def _refusal(text: str) -> Refused:
    shown = text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004  a line of a message
    if not text:
        return Refused(say("there is no dose"), HOW)
    for pattern, why, remedy in _REFUSALS:
        if re.fullmatch(pattern, text, re.DOTALL):
            return Refused(say('"{text}" is not a dose: it ' + why, text=shown), say(remedy))
    return Refused(say('"{text}" is not a dose', text=shown), HOW)
