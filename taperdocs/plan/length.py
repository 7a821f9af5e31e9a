"""How long a step lasts: a fixed, ranged, optional or open length, and how it is read from text."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from taperdocs.plan.problems import Message, Refused, excerpt, say

DAY, WEEK = timedelta(1), 7
"""A day between dates, and the days of a week."""
HORIZON = 28
"""Days that are laid out where the end of a length is not known."""

LONGEST_PLAN = 7305
"""Longest plan, in days: twenty years. Anything longer is a slip of the pen."""

_UNITS = {
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen"), 1),
    **dict.fromkeys(("día", "días", "dia", "dias", "jour", "jours", "j"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen"), 7),
    **dict.fromkeys(("semana", "semanas", "semaine", "semaines", "sem"), 7),
}
_MONTH_UNITS = frozenset(("month", "months", "monat", "monate", "monaten", "mes", "meses", "mois"))
_MOST_MONTHS = LONGEST_PLAN // 30
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6})|(\s*\+))?", re.ASCII)
_LONGEST_TEXT = 80
_HOW = say(
    "Write a number of whole weeks or days, as in weeks = 2; a range in quotation marks, as in "
    'weeks = "2-3"; or, for a last step without an end, "open".'
)
_A_MONTH = say("Write it as months = 1, or count it in weeks or in days.")


class Pace(StrEnum):
    """Which end of a range is laid out."""

    LONGEST = "longest"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True)
class Length:
    """Shortest and longest length of a step, in days: *longest* None is open, *shortest* 0 is optional.

    *months* is the shortest and longest number of calendar months, and *until* the last day, where a length was
    written so; its days are then known once they are ``counted`` from its first day. *waits* is what an open length
    waits for, in the person's own words: the next step begins after it.
    """

    shortest: int
    longest: int | None
    months: tuple[int, int] | None = None
    until: date | None = None
    waits: str = ""

    def days(self, pace: Pace) -> int:
        """Return how many days are laid out; for an open length at least ``HORIZON``."""
        if self.longest is None:
            return max(self.shortest, HORIZON)
        return self.longest if pace is Pace.LONGEST else self.shortest

    @property
    def optional(self) -> bool:
        """Tell whether the step may be left out."""
        return self.shortest == 0

    @property
    def fixed(self) -> int | None:
        """Return the number of days of a length that is the same wherever it begins; None for any other."""
        return None if self.shortest != self.longest or self.months or self.until else self.longest

    @property
    def written(self) -> Self:
        """Return the length as it was written, before its days were counted."""
        if self.months:
            return replace(self, shortest=min(self.months[0], 1), longest=1)
        return replace(self, shortest=1, longest=1) if self.until else self

    def counted(self, first: date) -> Self:
        """Return the length with the days that it has where it begins on *first*, one where it would have none."""
        if self.months:
            ends = [(month_end(first, number) - first).days + 1 if number else 0 for number in self.months]
            return replace(self, shortest=ends[0], longest=ends[1])
        if self.until:
            days = max((self.until - first).days + 1, 1)
            return replace(self, shortest=days, longest=days)
        return self

    def __add__(self, other: Self) -> Self:
        """Return the length of both, one after the other."""
        longest = None if self.longest is None or other.longest is None else self.longest + other.longest
        return type(self)(self.shortest + other.shortest, longest)


def month_end(first: date, months: int) -> date:
    """Return the last of so many *months* from *first*: the day before the same day of the month that follows them.

    Where that month has no such day, it is the last day of that month: a month from 31 January ends on 28 February.
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    there = monthrange(year, month + 1)[1]
    if first.day > there:
        return date(year, month + 1, there)
    return date(year, month + 1, first.day) - timedelta(1)


def in_months(shortest: int, longest: int) -> Length:
    """Return a length of calendar months whose days are not counted yet."""
    return Length(1, 1, months=(shortest, longest)).written


def read_months(text: str) -> Length:
    """Read a number or a range of calendar months; raise ``Refused`` for all else."""
    read = read_length(text, 1)
    if read.longest is None:
        raise Refused(
            say('"{text}" months have no end', text=excerpt(text)),
            say(
                'Write months = 2 or months = "2-3"; a length that waits is until = "the blood test is back".'
            ),
        )
    if read.longest > _MOST_MONTHS:
        raise _too_long(text.strip())
    return in_months(read.shortest, read.longest)


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
        raise _too_long(plain)
    return Length(shortest, longest)


def _too_long(text: str) -> Refused:
    return Refused(
        say('"{text}" is longer than any plan', text=text),
        say("Look for a digit too many, or for weeks where days are meant."),
    )


def read_length_in_words(text: str) -> Length:
    """Read a length with its unit: ``2 weeks``, ``2-3w``, ``1 month``, ``open``; raise ``Refused`` for all else."""
    plain = re.sub(r"^(?:for|für|durante|por|pendant)\s+", "", text.strip())
    if plain == "open":
        return Length(1, None)
    match = re.fullmatch(r"([^A-Za-z]{1,40}?)\s*([^\W\d_]{1,10})\.?", plain)
    if match and match[2].lower() in _MONTH_UNITS and _RANGE.fullmatch(match[1].strip()):
        return read_months(match[1])
    if match is None or match[2].lower() not in _UNITS:
        raise _refusal(plain, say('Write a number and its unit, as in "2 weeks", "10 days" or "2-3 weeks".'))
    return read_length(match[1], _UNITS[match[2].lower()])


def _refusal(text: str, how: Message = _HOW) -> Refused:
    shown = excerpt(text)
    if re.fullmatch(r"\d+[.,]\d+.*", text[:_LONGEST_TEXT]):
        return Refused(
            say('"{text}" is not a length: it is no whole number', text=shown),
            say("Write parts of a week in days, as in days = 10."),
        )
    if re.fullmatch(r".*(month|monat).*", text[:_LONGEST_TEXT], re.IGNORECASE):
        return Refused(say('"{text}" is not a number of weeks or days', text=shown), _A_MONTH)
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
