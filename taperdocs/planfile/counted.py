"""Doses that are written as a number of tablets, capsules, films or puffs: ``2 tablets``, ``½ tablet``."""

import re
from dataclasses import dataclass
from fractions import Fraction

from taperdocs.plan.form import Form

_PARTS = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}
SIGNS = "".join(_PARTS)
_WORDS = {
    **{word: Fraction(1) for word in ("a", "one", "eine", "un", "une", "una")},
    **{word: Fraction(2) for word in ("two", "zwei", "deux", "dos")},
    **{word: Fraction(3) for word in ("three", "drei", "trois", "tres")},
    **{word: Fraction(4) for word in ("four", "vier", "quatre", "cuatro")},
    **{word: Fraction(1, 2) for word in ("half", "half a", "a half", "a half a", "eine halbe")},
    **{word: Fraction(1, 2) for word in ("un demi", "une demi", "medio", "media")},
    **{
        word: Fraction(1, 4)
        for word in ("quarter", "a quarter", "quarter of a", "a quarter of a", "eine viertel")
    },
    **{word: Fraction(1, 3) for word in ("third", "a third", "third of a", "a third of a", "eine drittel")},
    **{word: Fraction(2, 3) for word in ("two thirds", "two thirds of a")},
    **{
        word: Fraction(1, 8)
        for word in ("eighth", "an eighth", "eighth of a", "an eighth of a", "eine achtel")
    },
}
NOUNS = "|".join(dict.fromkeys(form.row.written for form in Form if form.row.written))
_NUMBER = r"[0-9]{1,3}(?:[.,](?:5|25|75)0?|\.(?:125|375|625|875))?"
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_COUNT = (
    rf"(?P<number>{_NUMBER})(?:\s*(?:and|und)?\s*(?P<after>[{SIGNS}]))?|(?P<part>[{SIGNS}])|(?P<word>{_WORD})"
)
_COUNTED = re.compile(rf"(?:{_COUNT})\s*(?P<noun>{NOUNS})\.?", re.IGNORECASE)


def any_case(pattern: str) -> str:
    """Return a pattern whose letters match in either case, for a JSON Schema, which cannot ignore case."""
    return "".join(
        f"[{sign}{sign.upper()}]" if sign.isascii() and sign.isalpha() else sign for sign in pattern
    )


COUNTED = rf"({_NUMBER}(\s*{any_case('(and|und)?')}\s*[{SIGNS}])?|[{SIGNS}]|{any_case(_WORD)})\s*({any_case(NOUNS)})\.?"
"""A number of tablets as a pattern without names, for the JSON Schema."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of pieces and how they are called, such as tablets; *text* is how it was written."""

    count: Fraction
    noun: str
    text: str

    def fits(self, form: str) -> bool:
        """Tell whether what has this *form* is counted with this noun."""
        written = next((known.row.written for known in Form if known == form), "")
        return re.fullmatch(written, self.noun, re.IGNORECASE) is not None


def read_counted(text: str) -> Counted | None:
    """Read a number of pieces; None where *text* says something else."""
    match = _COUNTED.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    if match["word"]:
        return Counted(_WORDS[match["word"].lower()], match["noun"], text.strip())
    whole = Fraction((match["number"] or "0").replace(",", "."))
    part = _PARTS.get(match["after"] or match["part"] or "", Fraction(0))
    if part and whole.denominator != 1:
        return None
    return Counted(whole + part, match["noun"], text.strip()) if whole + part else None
