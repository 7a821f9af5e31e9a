"""A medicine that is allowed beside the plan: taken only when it is needed, and never part of a day's dose."""

import re
from dataclasses import dataclass

from taperdocs.plan.dose import Dose
from taperdocs.plan.problems import Refused, excerpt, say
from taperdocs.plan.product import Product

MOST_TIMES = 24
"""Most times a day that a medicine may be allowed."""

_WORDS = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
    "einmal": 1,
    "zweimal": 2,
    "dreimal": 3,
    "viermal": 4,
}
_DAY = r"(?:a|per|in a|am|pro)\s+(?:day|tag)|/\s*(?:day|d|tag)|daily|täglich|in 24 (?:hours|h|stunden)"
_MOST = re.compile(
    rf"(?:(?P<number>[1-9][0-9]?)(?:\s*(?:x|×|times|mal))?|(?P<word>{'|'.join(_WORDS)}))\s*(?:{_DAY})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """A medicine with its *dose* each time, at most *most* times a day, and *why* it is taken, which may be empty.

    *product* is its own packet; where that is None, the plan's packets of the drug make the dose, if there are any.
    """

    drug: str
    dose: Dose
    most: int
    why: str = ""
    product: Product | None = None


def read_most(text: str) -> int:
    """Read ``2 a day`` or ``twice daily`` as a number of times; raise ``Refused`` for anything else."""
    match = _MOST.fullmatch(" ".join(text.split()))
    number = (_WORDS[match["word"].lower()] if match["word"] else int(match["number"])) if match else 0
    if not 0 < number <= MOST_TIMES:
        raise Refused(
            say('"{text}" does not say how many times a day', text=excerpt(text)),
            say('Write at most how many times a day it may be taken, as in most = "2 a day".'),
        )
    return number
