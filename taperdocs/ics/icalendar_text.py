"""Says an event, and the clock of the place where it happens, in iCalendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from taperdocs.ics.component import component, day, line, local, offset, text, utc
from taperdocs.ics.events import Event
from taperdocs.plan.time_zone import Onset, instant, onsets

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
