"""Doses that are written as a number of tablets or capsules: ``2 tablets``, ``½ tablet``."""

import re
from dataclasses import dataclass
from fractions import Fraction

_PARTS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_WORDS = {
    **{word: Fraction(1) for word in ("a", "one", "eine")},
    **{word: Fraction(2) for word in ("two", "zwei")},
    **{word: Fraction(3) for word in ("three", "drei")},
    **{word: Fraction(4) for word in ("four", "vier")},
    **{word: Fraction(1, 2) for word in ("half", "half a", "a half", "a half a", "eine halbe")},
    **{
        word: Fraction(1, 4)
        for word in ("quarter", "a quarter", "quarter of a", "a quarter of a", "eine viertel")
    },
}
NOUNS = r"tablets?|tabs?|pills?|tabletten?|capsules?|caps?|kapseln?"
_NUMBER = r"[0-9]{1,3}(?:[.,](?:5|25|75)0?)?"
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_COUNT = rf"(?P<number>{_NUMBER})(?:\s*(?:and|und)?\s*(?P<after>[½¼¾]))?|(?P<part>[½¼¾])|(?P<word>{_WORD})"
_COUNTED = re.compile(rf"(?:{_COUNT})\s*(?:{NOUNS})\.?", re.IGNORECASE)


def any_case(pattern: str) -> str:
    """Return a pattern whose letters match in either case, for a JSON Schema, which cannot ignore case."""
    return "".join(
        f"[{sign}{sign.upper()}]" if sign.isascii() and sign.isalpha() else sign for sign in pattern
    )


COUNTED = (
    rf"({_NUMBER}(\s*{any_case('(and|und)?')}\s*[½¼¾])?|[½¼¾]|{any_case(_WORD)})\s*({any_case(NOUNS)})\.?"
)
"""A number of tablets as a pattern without names, for the JSON Schema."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of tablets or capsules, to the quarter; *text* is how it was written."""

    count: Fraction
    text: str


def read_counted(text: str) -> Counted | None:
    """Read a number of tablets or capsules; None where *text* says something else."""
    match = _COUNTED.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    if match["word"]:
        return Counted(_WORDS[match["word"].lower()], text.strip())
    whole = Fraction((match["number"] or "0").replace(",", "."))
    part = _PARTS.get(match["after"] or match["part"] or "", Fraction(0))
    if part and whole.denominator != 1:
        return None
    return Counted(whole + part, text.strip()) if whole + part else None
