"""How long a step lasts: a fixed, ranged, optional or open length, and how it is read from text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from taperdocs.plan.problems import Message, Refused, excerpt, say

HORIZON = 28
"""Days that are laid out where the end of a length is not known."""

LONGEST_PLAN = 7305
"""Longest plan, in days: twenty years. Anything longer is a slip of the pen."""

_UNITS = {
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen"), 7),
}
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6})|(\s*\+))?", re.ASCII)
_LONGEST_TEXT = 80
_HOW = say(
    "Write a number of whole weeks or days, as in weeks = 2; a range in quotation marks, as in "
    'weeks = "2-3"; or, for a last step without an end, "open".'
)


class Pace(StrEnum):
    """Which end of a range is laid out."""

    LONGEST = "longest"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True)
class Length:
    """Shortest and longest length of a step, in days: *longest* None is open, *shortest* 0 is optional."""

    shortest: int
    longest: int | None

    def days(self, pace: Pace) -> int:
        """Return how many days are laid out; for an open length at least ``HORIZON``."""
        if self.longest is None:
            return max(self.shortest, HORIZON)
        return self.longest if pace is Pace.LONGEST else self.shortest

    @property
    def optional(self) -> bool:
        """Tell whether the step may be left out."""
        return self.shortest == 0

    def __add__(self, other: Self) -> Self:
        """Return the length of both, one after the other."""
        longest = None if self.longest is None or other.longest is None else self.longest + other.longest
        return type(self)(self.shortest + other.shortest, longest)


def read_length(text: str, unit: int) -> Length:
    """Read ``2``, ``2-3``, ``0-2``, ``2+`` or ``open``; *unit* is 1 or 7 days; raise ``Refused`` for all else."""
    plain = text.strip()
    if plain == "open":
        return Length(1, None)
    match = _RANGE.fullmatch(plain)
    if match is None:
        raise _refusal(plain)
    shortest = int(match[1]) * unit
    longest = None if match[3] else int(match[2] or match[1]) * unit
    if longest is not None and longest < shortest:
        raise Refused(
            say('"{text}" ends before it begins', text=plain),
            say('Write the shorter length first, as in "2-3".'),
        )
    if longest == 0:
        raise Refused(
            say('"{text}" lasts no day', text=plain),
            say(
                'Take the step out, or write how long it lasts; one that is taken only if needed lasts "0-2".'
            ),
        )
    if max(shortest, longest or 0) > LONGEST_PLAN:
        raise Refused(
            say('"{text}" is longer than any plan', text=plain),
            say("Look for a digit too many, or for weeks where days are meant."),
        )
    return Length(shortest, longest)


def read_length_in_words(text: str) -> Length:
    """Read a length with its unit: ``2 weeks``, ``2-3w``, ``for 10 days``, ``open``; raise ``Refused`` for all else."""
    plain = re.sub(r"^for\s+", "", text.strip())
    if plain == "open":
        return Length(1, None)
    match = re.fullmatch(r"([^A-Za-z]{1,40}?)\s*([A-Za-z]{1,10})\.?", plain)
    if match is None or match[2].lower() not in _UNITS:
        raise _refusal(plain, say('Write a number and its unit, as in "2 weeks", "10 days" or "2-3 weeks".'))
    return read_length(match[1], _UNITS[match[2].lower()])


def _refusal(text: str, how: Message = _HOW) -> Refused:
    shown = excerpt(text)
    if re.fullmatch(r".*month.*", text[:_LONGEST_TEXT], re.IGNORECASE):
        return Refused(
            say('"{text}" is not a length: months differ', text=shown), say("Count it in weeks or in days.")
        )
    if re.fullmatch(r"\d+[.,]\d+.*", text[:_LONGEST_TEXT]):
        return Refused(
            say('"{text}" is not a length: it is no whole number', text=shown),
            say("Write parts of a week in days, as in days = 10."),
        )
    if how is _HOW and (
        match := re.fullmatch(r"([\d\s+–-]+)(?:days?|weeks?|d|w)", text[:_LONGEST_TEXT], re.IGNORECASE)
    ):
        if (span := _RANGE.fullmatch(match[1].strip())) and span[2] and int(span[2]) < int(span[1]):
            return Refused(
                say('"{text}" ends before it begins, and says its unit twice', text=shown),
                say('Write the shorter length first and the numbers alone, as in weeks = "2-3".'),
            )
        return Refused(
            say('"{text}" says its unit twice', text=shown),
            say("Write the number alone, as in weeks = 2 or days = 10: the key is the unit."),
        )
    return Refused(say('"{text}" is not a length', text=shown), how)
