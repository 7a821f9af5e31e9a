"""Writes iCalendar as text: icalendar escapes and folds each property as RFC 5545 asks for.

Its own components cost a millisecond each, which is seconds for the doses of five years.
"""

import re
from datetime import date, datetime, timedelta

_LONGEST_LINE = 75
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2067\u2068\ud800-\udfff]")
"""Control signs, which some programs break on, and what turns the direction of writing and with it a dose.

Signs that hold a number and its unit together from left to right are none of them: they turn nothing.
"""


def component(name: str, *parts: str) -> str:
    """Return a component of properties and other components."""
    return f"BEGIN:{name}\r\n{''.join(parts)}END:{name}\r\n"


def line(name: str, value: str) -> str:
    """Return a property with its *value* as it is, in lines of at most 75 octets that part no sign."""
    whole = f"{name}:{value}"
    short = len(whole) <= _LONGEST_LINE and whole.isascii()
    if short:
        return f"{whole}\r\n"
    from icalendar.parser import Contentline  # noqa: PLC0415  only a document needs it

    return f"{Contentline(whole).to_ical().decode()}\r\n"


def text(name: str, *lines: str) -> str:
    """Return a property that holds text in one or several lines."""
    from icalendar import vText  # noqa: PLC0415  only a document needs it

    return line(name, vText("\n".join(plain(one) for one in lines)).to_ical().decode())


def day(value: date) -> str:
    """Return a date as calendars write it: ``20261207``."""
    return f"{value:%Y%m%d}"


def local(value: datetime) -> str:
    """Return a time by some clock: ``20261207T080000``."""
    return f"{value:%Y%m%dT%H%M%S}"


def utc(value: datetime) -> str:
    """Return a time by the clock of the world: ``20261207T080000Z``."""
    return f"{local(value)}Z"


def offset(value: timedelta) -> str:
    """Return how far a clock is from that of the world: ``+0100``, ``-0330``."""
    minutes = abs(value) // timedelta(minutes=1)
    return f"{'-' if value < timedelta(0) else '+'}{minutes // 60:02}{minutes % 60:02}"


def plain(value: str) -> str:
    """Return *value* as one line of signs that are shown."""
    return _STEERING.sub(lambda sign: " " if sign[0].isspace() else "", value).strip()
