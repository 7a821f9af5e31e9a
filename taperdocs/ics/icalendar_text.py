"""Says an event, and the clock of the place where it happens, in iCalendar.

It is written as text, and icalendar escapes and folds each line as RFC 5545 asks for: its components take four
times as long, and write rules and durations in another way than before.
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
    kind, begin, lasts = "VALUE=DATE", event.day, _DAY
    if event.at:
        kind, begin, lasts = f"TZID={zone}", datetime.combine(event.day, event.at), _DOSE
    yield line(f"DTSTART;{kind}", stamp(begin))
    yield line(f"DTEND;{kind}", stamp(begin + lasts))
    if event.every:
        every = f";INTERVAL={event.every}" if event.every > 1 else ""
        yield line("RRULE", f"FREQ=DAILY{every}{_until(event, zone)}")


def _until(event: Event, zone: str) -> str:
    """Return the last time, which must be of the kind of the first: a day, or with an hour in UTC."""
    if event.last is None:
        return ""
    last = instant(zone, datetime.combine(event.last, event.at)) if event.at else event.last
    return f";UNTIL={stamp(last)}"


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
    rule = "FREQ=YEARLY;BYMONTH={};BYDAY={}".format(*onset.every) if onset.every else ""
    return component(
        "DAYLIGHT" if onset.after > onset.before else "STANDARD",
        line("DTSTART", stamp(onset.at)),
        line("RRULE", rule) if rule else "",
        line("TZOFFSETFROM", _offset(onset.before)),
        line("TZOFFSETTO", _offset(onset.after)),
        text("TZNAME", onset.name),
    )


def component(name: str, *parts: str) -> str:
    """Return a component of properties and other components."""
    return f"BEGIN:{name}\r\n{''.join(parts)}END:{name}\r\n"


def line(name: str, value: str) -> str:
    """Return a property with its *value* as it is, in lines of at most 75 octets that part no sign."""
    whole = f"{name}:{value}"
    if len(whole) <= _LONGEST_LINE and whole.isascii():
        return f"{whole}\r\n"
    from icalendar.parser import Contentline  # noqa: PLC0415  only a document needs it

    return f"{Contentline(whole).to_ical().decode()}\r\n"


def text(name: str, *lines: str) -> str:
    """Return a property that holds text in one or several lines."""
    from icalendar import vText  # noqa: PLC0415  only a document needs it

    return line(name, vText("\n".join(plain(one) for one in lines)).to_ical().decode())


def stamp(value: date) -> str:
    """Return a day as ``20261207``, a time by some clock as ``20261207T080000``, and one in UTC with a Z."""
    if not isinstance(value, datetime):
        return f"{value:%Y%m%d}"
    return f"{value:%Y%m%dT%H%M%S}{'Z' if value.tzinfo else ''}"


def _offset(value: timedelta) -> str:
    """Return how far a clock is from that of the world: ``+0100``, ``-0330``."""
    minutes = abs(value) // timedelta(minutes=1)
    return f"{'-' if value < timedelta(0) else '+'}{minutes // 60:02}{minutes % 60:02}"


def plain(value: str) -> str:
    """Return *value* as one line of signs that are shown."""
    return _STEERING.sub(lambda sign: " " if sign[0].isspace() else "", value).strip()
