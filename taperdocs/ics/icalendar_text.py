"""Says an event, and the clock of the place where it happens, in iCalendar.

It is written as text: icalendar escapes and folds each property as RFC 5545 asks for.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from taperdocs.ics.events import Event
from taperdocs.plan.time_zone import Onset, instant, onsets

_LONGEST_LINE = 75
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2067\u2068\ud800-\udfff]")
"""Control signs, which some programs break on, and what turns the direction of writing and with it a dose.

Signs that hold a number and its unit together from left to right are none of them: they turn nothing.
"""
AT_ONCE = "P0D"
"""The trigger of an alarm at the beginning."""
_DOSE = timedelta(minutes=15)
"""How long a dose with a time of day is in the calendar: seen, and no longer."""
_DAY = timedelta(1)


def when(event: Event, zone: str) -> Iterator[str]:
    """Yield the beginning, the end, and the days on which it comes again."""
    if event.at is None:
        yield line("DTSTART;VALUE=DATE", day(event.day))
        yield line("DTEND;VALUE=DATE", day(event.day + _DAY))
    else:
        begin = datetime.combine(event.day, event.at)
        yield line(f"DTSTART;TZID={zone}", local(begin))
        yield line(f"DTEND;TZID={zone}", local(begin + _DOSE))
    if event.every:
        every = f";INTERVAL={event.every}" if event.every > 1 else ""
        yield line("RRULE", f"FREQ=DAILY{every}{_until(event, zone)}")


def _until(event: Event, zone: str) -> str:
    """Return the last time, which must be of the kind of the first: a day, or with an hour in UTC."""
    if event.last is None:
        return ""
    if event.at is None:
        return f";UNTIL={day(event.last)}"
    return f";UNTIL={utc(instant(zone, datetime.combine(event.last, event.at)))}"


def state(event: Event, trigger: str) -> Iterator[str]:
    """Yield that it is cancelled, or its alarm, which stands last: some programs lose what comes after it."""
    if event.cancelled:
        yield line("STATUS", "CANCELLED")
    elif trigger and (event.at or trigger != AT_ONCE):
        # On an event of a whole day that would be at midnight.
        yield component(
            "VALARM", line("ACTION", "DISPLAY"), line("TRIGGER", trigger), text("DESCRIPTION", event.summary)
        )


def clock(zone: str, first: date, last: date) -> str:
    """Return the changes of the clock as all kinds of programs read them: by yearly rules, without lists."""
    return component("VTIMEZONE", line("TZID", zone), *map(_onset, onsets(zone, first, last)))


def _onset(onset: Onset) -> str:
    rule = ""
    if onset.every:
        month, weekday = onset.every
        rule = line("RRULE", f"FREQ=YEARLY;BYMONTH={month};BYDAY={weekday}")
    return component(
        "DAYLIGHT" if onset.after > onset.before else "STANDARD",
        line("DTSTART", local(onset.at)),
        rule,
        line("TZOFFSETFROM", offset(onset.before)),
        line("TZOFFSETTO", offset(onset.after)),
        text("TZNAME", onset.name),
    )


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
