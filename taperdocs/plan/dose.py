"""A dose, which is an exact decimal amount with a unit, and how it is read from text."""

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal, DivisionByZero, FloatOperation, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from functools import lru_cache
from typing import Self

from taperdocs.plan.problems import Counted, Message, Refused, excerpt, say

EXACT = Context(
    # Digits: each of a thousand cuts by a percentage with four decimals adds six.
    prec=7000,
    Emin=-9999,
    Emax=9999,
    traps=[Inexact, FloatOperation, InvalidOperation, DivisionByZero, Overflow],
)
"""The context of all arithmetic on amounts: it raises instead of rounding."""

UNITS = "units"
"""International units, which no factor turns into mg. They are never IU or U (ISMP, 2021)."""
RATE = "mcg/h"
"""The rate of a patch, which no factor turns into mg: a patch of 25 mcg/h is worn all day."""
MILLIGRAMS = {
    "g": Fraction(1000),
    "mg": Fraction(1),
    "mcg": Fraction(1, 1000),
    UNITS: Fraction(1),
    RATE: Fraction(1),
}
"""The units that a dose may have, in mg; what is no weight, in itself.

Micrograms are mcg and never µg, which is misread as mg (ISMP list of error-prone abbreviations, 2021).
"""
SPELT = {
    UNITS: Counted("unit", "units"),
    "mcg": Counted("microgram", "micrograms"),
    RATE: Counted("microgram/h", "micrograms/h"),
}
"""The units that are said in words, for one and for several; each language has its own, as American English "mcg"."""

_OWN_KINDS = frozenset({UNITS, RATE})

LARGEST = 999_999
"""Largest amount of a dose, in its unit."""
DECIMALS = 9
"""Most decimals that a dose may be written with."""
BRIEF = 4
"""Decimals after which a dose that is only shown is cut off."""


@dataclass(frozen=True, slots=True, order=False)
class Dose:
    """An amount of a drug. Doses add and compare within one unit only."""

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        """Refuse what is not a dose, and normalise: 0.50 mg equals 0.5 mg."""
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
    def kind(self) -> str:
        """Return what the unit measures: the same for all weights, and else the unit. Kinds are never compared."""
        return self.unit if self.unit in _OWN_KINDS else "mg"

    @property
    def message(self) -> Message:
        """Return the dose as a message; each language writes the number with its own decimal sign."""
        return Message(
            "{amount} {unit}", (("amount", self.amount), ("unit", unit_said(self.unit, self.amount)))
        )

    @property
    def cut_off(self) -> Decimal:
        """Return the amount, cut off (never rounded) after ``BRIEF`` decimals."""
        whole, _, decimals = f"{self.amount:f}".partition(".")
        return Decimal(f"{whole}.{decimals[:BRIEF]}") if len(decimals) > BRIEF else self.amount

    @property
    def brief_message(self) -> Message:
        """Return the dose as a message, with an ellipsis where its amount is cut off."""
        cut = "…" if self.cut_off != self.amount else ""
        unit = unit_said(self.unit, self.cut_off)
        return Message(f"{{amount}}{cut} {{unit}}", (("amount", self.cut_off), ("unit", unit)))

    @property
    def milligrams(self) -> Fraction:
        """Return the amount in mg, or in its own unit where that is no weight."""
        return _milligrams(self.amount, self.unit)

    def _same(self, other: Self) -> Decimal:
        if other.unit != self.unit:
            message = f"{self} and {other} have different units"
            raise ValueError(message)
        return other.amount


def unit_said(unit: str, amount: Decimal) -> str | Counted:
    """Return a unit for a message: a word of it is translated."""
    return replace(SPELT[unit], number=amount) if unit in SPELT else unit


@lru_cache(maxsize=4096)
def _milligrams(amount: Decimal, unit: str) -> Fraction:
    # Cached, since the fraction of an amount with thousands of decimals is slow to work out.
    return Fraction(amount) * MILLIGRAMS[unit]


def normal(amount: Decimal) -> Decimal:
    """Return *amount* without trailing zeros and without an exponent."""
    amount = EXACT.normalize(amount) if amount else Decimal(0)
    exponent = amount.as_tuple().exponent
    return EXACT.quantize(amount, Decimal(1)) if isinstance(exponent, int) and exponent > 0 else amount


def endless_part(value: Fraction) -> int:
    """Return the denominator of *value* without its factors 2 and 5: 1 where the decimals end, 3 for 1/6."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest


def decimal(value: Fraction) -> Decimal | None:
    """Return *value* as an exact decimal, or None where its decimals never end, as with 1/3."""
    if endless_part(value) != 1:
        return None
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def dose_of(milligrams: Fraction, unit: str) -> Dose | None:
    """Return *milligrams* as a dose in *unit*, or None where no decimal is exact."""
    amount = decimal(milligrams / MILLIGRAMS[unit])
    return None if amount is None else Dose(amount, unit)


def exact_dose(milligrams: Fraction, unit: str) -> Dose:
    """Return *milligrams* as a dose in *unit*; raise ``ValueError`` where no decimal is exact."""
    dose = dose_of(milligrams, unit)
    if dose is None:
        message = "an amount that no decimal says"
        raise ValueError(message)
    return dose


HOW = say('Write digits and a unit, as in "0.5 mg". The units are mg, mcg, g and units.')
UNIT_NAMES = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams", "milligramm"), "mg"),
    **dict.fromkeys(("milligramme", "milligrammes", "miligramo", "miligramos"), "mg"),
    **dict.fromkeys(("mcg", "mcgs", "ug", "µg", "μg", "microgram", "micrograms", "mikrogramm"), "mcg"),
    **dict.fromkeys(("microgramme", "microgrammes", "microgramo", "microgramos"), "mcg"),
    **dict.fromkeys(("g", "gram", "grams", "gramm", "gramme", "grammes", "gramo", "gramos"), "g"),
    **dict.fromkeys(("unit", "units", "iu", "ie", "einheit", "einheiten"), UNITS),
    **dict.fromkeys(("unité", "unités", "unidad", "unidades", "ui"), UNITS),
}
"""How people write each unit, in small letters. It is printed in one way only."""
_WRITTEN = re.compile(r"([0-9][0-9.,]*|[.,][0-9]+)[ \t\u00a0\u202f]*([^\W\d_]+)\.?")
_MICROGRAMS = "|".join(
    sorted((name for name, unit in UNIT_NAMES.items() if unit == "mcg"), key=len, reverse=True)
)
AN_HOUR = "hours?|hr|h|std|stunde"
"""How people write an hour behind "per"."""
RATE_UNIT = rf"(?:{_MICROGRAMS})\s*(?:/|\b(?:an|per|pro)\b)\s*(?:{AN_HOUR})"
"""How people write the unit of a rate, as a pattern without regard to case."""
_RATE_WRITTEN = re.compile(rf"([0-9][0-9.,]*|[.,][0-9]+)[ \t\u00a0\u202f]*{RATE_UNIT}\.?", re.IGNORECASE)
_AMOUNT = re.compile(r"(0|[1-9]\d*)(?:([.,])(\d+))?", re.ASCII)
_LONGEST_TEXT = 80
_GROUP = 3
"""Digits in a group of thousands."""

_NUMBER = r"\d+(?:[.,]\d+)?"
_PIECES = r"tab(?:let)?s?|tbl|pills?|caps(?:ule)?s?|drops?|films?|puffs?|patch(?:es)?"
_DRUG_IN_IT = say(
    "Write how much drug that is in mg, as on the packet; taperdocs works out how to make it up."
)
_NO_RATE = say(
    "Write the rate of a patch in mcg/h, as its packet has it; taperdocs does not lay out pumps or other rates."
)
_REFUSALS: tuple[tuple[str, Message, Message], ...] = (
    # The first pattern that matches gives the message. The example in a remedy is never made from what was
    # written, since one wrong digit can be a tenfold overdose. Where only the packet can say the dose, there is
    # no example, since it would be copied.
    (
        rf"{_NUMBER}\s*([-–/])\s*{_NUMBER}(?:\s*\1\s*{_NUMBER})+\s*(?:m?c?g\b.*)?",
        say('"{text}" has two meanings: doses at several times of the day, or doses one after the other'),
        say(
            'Write each dose with its time, as in "morning 2 mg, noon 1 mg, bedtime 1 mg", or each with its length, as '
            'in "2 mg 1w; 1 mg 1w".'
        ),
    ),
    (
        r".*(?:[¼½¾⅓⅔⅛]|\d\s*/\s*\d)\s*m?c?g\b.*",
        say('"{text}" is not a dose: it is a fraction'),
        say("Write it as a decimal number."),
    ),
    (
        rf"(?:\d+\s+)?\d\s*/\s*\d+\s*(?i:{_PIECES})\b.*",
        say('"{text}" is not a dose: it is a fraction'),
        say(
            'Where the drug has one packet, write "½ tablet" or "1½ tablets"; otherwise write how much drug it is, in '
            "mg."
        ),
    ),
    (r".*(?:[¼½¾⅓⅔⅛]|\d\s*/\s*\d).*|half\b.*", say('"{text}" is not a dose: it is a fraction'), _DRUG_IN_IT),
    (
        r".*%.*",
        say('"{text}" is not a dose: it is a percentage'),
        say('Write an amount, as in "0.5 mg"; a percentage stands only after cut, with taper = "percent".'),
    ),
    (
        r"[-−–]\s*\d.*",
        say('"{text}" is not a dose: it is below zero'),
        say("Write the dose that is taken; a cut is written without a minus sign."),
    ),
    (
        rf"{_NUMBER}\s*(?:mg|mcg|g)?\s*(?:[-–]|\bto\b)\s*\d.*",
        say('"{text}" is not a dose: it is a range'),
        say("Write the one dose that was agreed; a step may have a range of length, not of dose."),
    ),
    (
        rf"(?:{_NUMBER}|[a-z ]+)\s*(?i:{_PIECES})\b.*",
        say('"{text}" is not a dose: it says how many, and not how much drug is in them'),
        _DRUG_IN_IT,
    ),
    (
        rf"(?:{_NUMBER}|[a-z ]+)\s*(?i:ml)\b.*",
        say('"{text}" is not a dose: it is a volume, and not the drug in it'),
        _DRUG_IN_IT,
    ),
    (
        rf"{_NUMBER}\s*m?c?g\s*(?:/|\bper\b)\s*(?:h|hr|hours?|std\.?|stunde)\b.*",
        say('"{text}" is not a dose: it is the rate of a patch or pump'),
        _NO_RATE,
    ),
    (
        rf"{_NUMBER}\s*m?c?g\s*(?:/|\bper\b|\bin\b)\s*[\d.,]*\s*m[lL]\b.*",
        say('"{text}" is not a dose: it is a strength'),
        say("Write how much drug is taken, not what a mL has in it; taperdocs works out the mL."),
    ),
    (
        rf"\d+\s*[x×].*|{_NUMBER}\s*m?c?g\s*(?:[x×*/]|(?:per|daily|a|every|twice|once|at|in)\b).*",
        say('"{text}" is not a dose: it says more than one dose'),
        say(
            'Write one dose, as in "0.5 mg", and the time of day as its key: morning, noon, afternoon, evening, '
            'bedtime or an hour such as "15:00". Two doses without a time are a list, as in ["0.5 mg", "0.5 mg"].'
        ),
    ),
    (
        r"\d+(?:[.,]\d+){2,}.*",
        say('"{text}" is not a dose: its number has two separators'),
        say('Write one decimal sign and nothing between thousands, as in "1250 mg" or "0.5 mg".'),
    ),
    (
        r"\d+[\s'’]\d{3}\b.*",
        say('"{text}" is not a dose: its number has a gap'),
        say('Write nothing between thousands, as in "1250 mg".'),
    ),
    (
        r"0\d.*",
        say('"{text}" is not a dose: its number begins with a needless zero'),
        say('Write the number plainly, as in "5 mg" or "0.5 mg".'),
    ),
    (
        r"0(?:[.,]0+)?",
        say('"{text}" is not a dose: it has no unit'),
        say('Write a day without a dose as "0 mg".'),
    ),
    (
        rf"[.,]\d+|{_NUMBER}",
        say('"{text}" is not a dose: it has no unit'),
        say('Write the unit as well, as in "0.5 mg".'),
    ),
    (
        r".*(?:\b|\d)m?c?g\b.*(?:\b|\d)m?c?g\b.*",
        say('"{text}" is not a dose: it has two units'),
        say('Write one dose with one unit, as in "0.5 mg".'),
    ),
    (
        r"\d+[.,](?:\s.*)?",
        say('"{text}" is not a dose: its number ends with a point'),
        say('Write the number plainly, as in "5 mg" or "0.5 mg".'),
    ),
    (
        r"[OoIl\d.,]+\s*m?c?g",
        say('"{text}" is not a dose: it has a letter among its digits'),
        say("Write the digits 0 and 1, not the letters O and l that look like them."),
    ),
    (
        rf"{_NUMBER}\s*[^\W\d_]+",
        say('"{text}" is not a dose: its unit is not known'),
        say('The units are mg, mcg, g and units; write number, space and unit, as in "0.5 mg".'),
    ),
)


def read_dose(text: str) -> Dose:
    """Read a dose as people write it: digits, at most one decimal point or comma, and a unit.

    "0.5mg", "0,5 mg", ".5 mg" and "500 micrograms" have one meaning each. Raise ``Refused`` for everything else, and
    for text with two meanings: "1,000 mg" depends on the country, "10-5-5 mg" is a range or three doses.
    """
    plain = text.strip()
    if rate := _RATE_WRITTEN.fullmatch(plain[:_LONGEST_TEXT]):
        number = f"0{rate[1]}" if rate[1][0] in ".," else rate[1]
        if _AMOUNT.fullmatch(number):
            return Dose(read_amount(number, plain), RATE)
    match = _WRITTEN.fullmatch(plain) if len(plain) <= _LONGEST_TEXT else None
    unit = UNIT_NAMES.get(match[2].lower()) if match else None
    if match is None or unit is None:
        raise _refusal(plain)
    number = f"0{match[1]}" if match[1][0] in ".," else match[1]
    if _AMOUNT.fullmatch(number) is None:
        raise _refusal(plain)
    return Dose(read_amount(number, plain), unit)


def read_amount(number: str, text: str) -> Decimal:
    """Read the *number* in *text*; raise ``Refused`` where it is not a number, too large, or ambiguous."""
    match = _AMOUNT.fullmatch(number)
    if match is None:
        raise Refused(say('"{text}" has no number', text=excerpt(text)), HOW)
    whole, sign, decimals = match[1], match[2], match[3] or ""
    grouped = len(decimals) == _GROUP and whole != "0" and len(whole) <= _GROUP
    if grouped and (sign == "," or decimals[-1] == "0"):
        raise Refused(
            say(
                '"{text}" is read as {one} in one country and as {other} in another',
                text=text,
                one=f"{whole}.{decimals}".rstrip("0").rstrip("."),
                other=whole + decimals,
            ),
            say(
                "Write a decimal point and no zero at the end of the decimals, or nothing between thousands, "
                'as in "1.125 mg" or "1125 mg".'
            ),
        )
    if len(whole) > len(str(LARGEST)) or len(decimals) > DECIMALS:
        raise Refused(
            say('"{text}" is larger or finer than any dose', text=excerpt(text)),
            say(
                "Write at most {whole} digits before the point and {decimals} after it.",
                whole=len(str(LARGEST)),
                decimals=DECIMALS,
            ),
        )
    return normal(EXACT.create_decimal(f"{whole}.{decimals or 0}"))


def _refusal(text: str) -> Refused:
    if not text:
        return Refused(say("there is no dose"), HOW)
    if len(text) <= _LONGEST_TEXT:
        for pattern, message, remedy in _REFUSALS:
            if re.fullmatch(pattern, text, re.DOTALL):
                return Refused(message.put(text=excerpt(text)), remedy)
    return Refused(say('"{text}" is not a dose', text=excerpt(text)), HOW)
