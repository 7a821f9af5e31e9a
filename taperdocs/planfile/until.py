"""Reads what a step lasts until: a date as people write it, or what the step waits for."""

import re
from datetime import date

from taperdocs.plan.length import Length, read_length_in_words
from taperdocs.plan.problems import Refused, excerpt, say

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years of a plan; any other is a slip of the pen."""

_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
)
_MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), 1)} | {"sept": 9}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{}>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?"
_DATES = (
    r"(?P<year>[0-9]{4})-(?P<number>[0-9]{2})-(?P<day>[0-9]{2})",
    rf"(?:(?:the|zum|dem|el|le)\s+)?{_DAY.format('day')}\s*(?:(?:of|de)\s+)?(?P<month>{_NAME})\.?,?\s+(?:de\s+)?(?P<year>[0-9]{{4}})",
    rf"(?P<month>{_NAME})\.?\s+{_DAY.format('day')},?\s+(?P<year>[0-9]{{4}})",
)
DATE = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in _DATES)
"""A date with its year that is read in one way, as a pattern without names."""
_READ = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _DATES)
_NO_YEAR = re.compile(
    rf"(?:the\s+)?(?:[0-9]{{1,2}}(?:st|nd|rd|th|\.)?\s*)?(?:{_NAME})\.?(?:\s+[0-9]{{1,2}}\.?)?", re.IGNORECASE
)
_HOW = say("Write year-month-day, as in until = 2027-01-31.")


def read_until(text: str) -> Length:
    """Read ``2027-01-31``, ``31 January 2027`` or what the step waits for; raise ``Refused`` for anything else."""
    plain = " ".join(text.split())
    for match in filter(None, (pattern.fullmatch(plain) for pattern in _READ)):
        number = match["number"] if "number" in match.groupdict() else None
        month = int(number) if number else _MONTHS[match["month"].lower()]
        return until_day(_day(plain, int(match["year"]), month, int(match["day"])))
    if re.fullmatch(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{2,4}\.?", plain):
        raise Refused(
            say('"{text}" is a day in one country and another day, or none, in another', text=plain), _HOW
        )
    if _NO_YEAR.fullmatch(plain):
        raise Refused(say('"{text}" does not say which day of which year', text=excerpt(plain)), _HOW)
    if not re.search(r"[^\W\d_]{2}", plain):
        raise Refused(
            say('"{text}" is neither a day nor something to wait for', text=excerpt(plain)),
            say(
                'Write a date, as in until = 2027-01-31, or what it waits for, as in until = "the rash is gone".'
            ),
        )
    if _is_length(plain):
        raise Refused(
            say('"{text}" is how long, and not until when', text=excerpt(plain)),
            say('Write a length as weeks = 2, or as weeks = "open" for a last step without an end.'),
        )
    return Length(1, None, waits=plain)


def until_day(day: date) -> Length:
    """Return the length whose last day is *day*, not counted yet; raise ``Refused`` for a year of another century."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            say("the year {year} is a slip of the pen", year=day.year),
            say("Write a year from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR),
        )
    return Length(1, 1, until=day)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(say('"{text}" is not a day of the calendar', text=text), _HOW) from None


def _is_length(text: str) -> bool:
    try:
        read_length_in_words(text)
    except Refused:
        return False
    return True
