"""Writes events and time zones as iCalendar text.

The library icalendar only escapes and folds lines, as RFC 5545 demands. Its component classes take four times as long,
and write rules and durations differently.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from taperdocs.ics.events import Event
from taperdocs.language.language import JOIN
from taperdocs.plan.length import DAY
from taperdocs.plan.time_zone import Onset, instant, onsets

_LONGEST_LINE = 75
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2067\u2068\ud800-\udfff]")
"""Characters that are removed: control characters, which break some programs, and those that reverse a text.

The characters that keep a number and its unit together, from left to right, are not among them.
"""
AT_ONCE = "P0D"
"""Trigger of an alarm at the beginning of its event."""
_DOSE = timedelta(minutes=15)
"""Length of the event of a dose with an hour: just long enough to be seen."""


def when(event: Event, zone: str) -> Iterator[str]:
    """Yield the lines for beginning, end and repetition."""
    kind, begin, lasts = "VALUE=DATE", event.day, DAY
    if event.at:
        kind, begin, lasts = f"TZID={zone}", datetime.combine(event.day, event.at), _DOSE
    yield line(f"DTSTART;{kind}", stamp(begin))
    yield line(f"DTEND;{kind}", stamp(begin + lasts))
    if event.every:
        every = f";INTERVAL={event.every}" if event.every > 1 else ""
        yield line("RRULE", f"FREQ=DAILY{every}{_until(event, zone)}")


def _until(event: Event, zone: str) -> str:
    """Return the end of the repetition, of the kind of its beginning: a day, or a time in UTC."""
    if event.last is None:
        return ""
    last = instant(zone, datetime.combine(event.last, event.at)) if event.at else event.last
    return f";UNTIL={stamp(last)}"


def state(event: Event, trigger: str) -> Iterator[str]:
    """Yield the line for a cancelled event, or its alarm, which must be last: some programs lose what follows it."""
    if event.cancelled:
        yield line("STATUS", "CANCELLED")
    elif trigger and (event.at or trigger != AT_ONCE):
        # An alarm at the beginning of a whole-day event would ring at midnight, so it gets none.
        yield component(
            "VALARM", line("ACTION", "DISPLAY"), line("TRIGGER", trigger), text("DESCRIPTION", event.summary)
        )


def clock(zone: str, first: date, last: date) -> str:
    """Return the time zone with its changes of the clock as yearly rules, which all programs can read."""
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
    """Return a property with its *value* unescaped, in lines of at most 75 octets that split no character."""
    whole = f"{name}:{value}"
    if len(whole) <= _LONGEST_LINE and whole.isascii():
        return f"{whole}\r\n"
    from icalendar.parser import Contentline  # noqa: PLC0415  only a document needs it

    return f"{Contentline(whole).to_ical().decode()}\r\n"


def text(name: str, *lines: str) -> str:
    """Return a property whose value is a text of one or several lines, escaped."""
    from icalendar import vText  # noqa: PLC0415  only a document needs it

    return line(name, vText("\n".join(plain(one) for one in lines)).to_ical().decode())


def stamp(value: date) -> str:
    """Return a day as ``20261207``, a time by some clock as ``20261207T080000``, and one in UTC with a Z."""
    if not isinstance(value, datetime):
        return f"{value:%Y%m%d}"
    return f"{value:%Y%m%dT%H%M%S}{'Z' if value.tzinfo else ''}"


def _offset(value: timedelta) -> str:
    """Return an offset from UTC: ``+0100``, ``-0330``."""
    minutes = abs(value) // timedelta(minutes=1)
    return f"{'-' if value < timedelta(0) else '+'}{minutes // 60:02}{minutes % 60:02}"


def plain(value: str) -> str:
    """Return *value* on one line, without control characters, and without what holds words together on paper."""
    return _STEERING.sub(lambda sign: " " if sign[0].isspace() else "", value.replace(JOIN, "")).strip()
