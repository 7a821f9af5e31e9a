"""How long a step lasts: one idea for fixed, ranged, optional and open lengths."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from taperdocs.errors import Refused, say

HORIZON = 28
"""How many days are laid out of a length whose end is not known."""

_LONGEST = 7305
_UNITS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6})|(\s*\+))?", re.ASCII)
_HOW = say('Write a number of weeks or days, a range such as "2-3", or "2+" or "open" for a last step without an end.')


class Pace(StrEnum):
    """Which end of a range is laid out."""

    LONGEST = "longest"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True)
class Length:
    """Shortest and longest days of a step; *longest* None is open, *shortest* 0 is optional."""

    shortest: int
    longest: int | None

    def days(self, pace: Pace) -> int:
        """Return how many days are laid out; of an open length its horizon."""
        if self.longest is None:
            return max(self.shortest, HORIZON)
        return self.longest if pace is Pace.LONGEST else self.shortest

    @property
    def optional(self) -> bool:
        """Tell whether the step may be left out."""
        return self.shortest == 0

    def __add__(self, other: Self) -> Self:
        """Return both lengths, one after the other."""
        longest = None if self.longest is None or other.longest is None else self.longest + other.longest
        return type(self)(self.shortest + other.shortest, longest)


def read_length(text: str, unit: int) -> Length:
    """Read ``2``, ``2-3``, ``0-2``, ``2+`` or ``open`` in units of so many days; raise ``Refused`` for the rest."""
    if text.strip() == "open":
        return Length(1, None)
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise Refused(say('"{text}" is not a length', text=text[:40]), _HOW)
    shortest = int(match[1]) * unit
    longest = None if match[3] else int(match[2] or match[1]) * unit
    if longest is not None and longest < shortest:
        raise Refused(
            say('"{text}" ends before it begins', text=text),
            say('Write the shorter number first, as in "2-3".'),
        )
    if longest == 0:
        raise Refused(say('"{text}" lasts no day', text=text), say("Take the step out, or write how long it lasts."))
    if max(shortest, longest or 0) > _LONGEST:
        raise Refused(
            say('"{text}" is longer than any plan', text=text),
            say("Look for a digit too many, or write days where weeks are meant."),
        )
    return Length(shortest, longest)


def read_length_in_words(text: str) -> Length:
    """Read a length with its unit: ``2 weeks``, ``2-3w``, ``10 days``, ``open``; raise ``Refused`` for the rest."""
    match = re.fullmatch(r"(.*?)\s*([A-Za-z]+)", text.strip())
    if text.strip() == "open":
        return Length(1, None)
    if match is None or match[2].lower() not in _UNITS:
        raise Refused(
            say('"{text}" is not a length', text=text[:40]), say('Write a number and its unit, as in "2 weeks" or "10 days".')
        )
    return read_length(match[1], _UNITS[match[2].lower()])
