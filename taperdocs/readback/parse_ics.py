"""Parses a finished .ics with another library than the one that wrote it; refuses what our events never contain."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from io import StringIO
from typing import NoReturn

import vobject
from vobject.base import getLogicalLines, parseLine
from vobject.icalendar import stringToDate, stringToDateTime, stringToDurations, stringToTextValues

from taperdocs.plan.problems import ReadBackError

_LONGEST_LINE = 75
"""Most bytes of a line, without its end (RFC 5545)."""
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]|(?<!\r)\n|\r(?!\n)")
"""A control character, or a line that does not end with CR and LF."""
_REQUIRED = {
    *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
    *("CATEGORIES", "CLASS", "TRANSP"),
}
"""Properties that every event has."""
_ALLOWED = {*_REQUIRED, "STATUS", "RRULE"}
"""Properties that an event may have."""
_CALENDAR = {"VERSION", "PRODID", "X-WR-CALNAME"}
"""Properties that every calendar has; METHOD may be there too."""
_ALARM = {"ACTION", "TRIGGER", "DESCRIPTION"}
"""Properties that every alarm has, and no others."""
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
"""Begins a calendar around the time zone alone, since vobject makes rules of a zone only inside a calendar."""
_RULE = re.compile(
    r"FREQ=DAILY(?:;INTERVAL=(?P<every>[1-9][0-9]*))?(?:;UNTIL=(?P<last>[0-9]{8}(?:T[0-9]{6}Z)?))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Found:
    """An event as the file states it.

    It begins on *day* and *at* a time of its *zone*; an all-day event has the time None and the zone "". *every* is the
    interval of its repetition in days, 0 for an event that comes once. *last* is the last day or moment of the
    repetition, None where it has no end. *stamps* are DTSTAMP and LAST-MODIFIED. *alarm* is how long before the
    beginning it rings. *lines* are those of the description.
    """

    uid: str
    sequence: str
    stamps: tuple[datetime, datetime]
    day: date
    at: time | None
    lasts: timedelta
    zone: str
    every: int
    last: date | datetime | None
    cancelled: bool
    alarm: timedelta | None
    summary: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file. *zone* and *clock* are the name and rules of the time zone in it, "" and None without one."""

    events: tuple[Found, ...]
    method: str
    zone: str
    clock: tzinfo | None


@dataclass(slots=True)
class _Part:
    """A component, such as an event: properties and their parameters by name, and its *children*."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    children: list["_Part"] = field(default_factory=list)


def refuse(file: str, where: str, what: str) -> NoReturn:
    """Raise ``ReadBackError`` with the file, the place and what is wrong there, which must hold nothing personal."""
    message = f"{file}, {where}: {what}"
    # Drop the parser's own error, which would quote texts of the plan.
    raise ReadBackError(message) from None


def parsed(file: str, data: bytes) -> Parsed:
    """Parse *data*; raise ``ReadBackError`` unless it is one plain calendar."""
    text = _text(file, data)
    head, zone, rest = _without_zone(text)
    try:
        calendar = _part(head + rest)
        clock = vobject.readOne(f"{_HEAD}{zone}END:VCALENDAR\r\n").vtimezone if zone else None
        events = tuple(_found(part) for part in calendar.children)
    except (vobject.base.VObjectError, ValueError, LookupError, TypeError) as error:
        # Pass on our own words only: the parser's may quote the file.
        ours = f": {error}" if isinstance(error, _OddError) else ""
        refuse(file, "file", f"it cannot be parsed ({type(error).__name__.lstrip('_')}{ours})")
    if calendar.name != "VCALENDAR" or calendar.values.keys() - {"METHOD"} != _CALENDAR:
        refuse(file, "file", "it is not one plain calendar")
    return Parsed(
        events,
        calendar.values.get("METHOD", ""),
        clock.tzid.value if clock else "",
        clock.tzinfo if clock else None,
    )


class _OddError(ValueError):
    """The file has something that our events never have."""


def _odd(what: str) -> NoReturn:
    raise _OddError(what)


def _text(file: str, data: bytes) -> str:
    """Decode the file and check its lines; some calendar programs reject lines that are too long or end wrongly."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        refuse(file, "file", "it is not UTF-8")
    lines = data.split(b"\r\n")
    if lines.pop() or max(map(len, lines), default=0) > _LONGEST_LINE or _CONTROL.search(text):
        refuse(file, "file", "a line is too long, has a control sign or does not end as it must")
    return text


def _without_zone(text: str) -> tuple[str, str, str]:
    """Return what stands before the time zone, the zone, and what stands after it; all of it first without a zone."""
    begin, end = "BEGIN:VTIMEZONE\r\n", "END:VTIMEZONE\r\n"
    head, found, rest = text.partition(begin)
    zone, closed, tail = rest.partition(end)
    return (head, begin + zone + end, tail) if found and closed else (text, "", "")


def _part(text: str) -> _Part:
    """Parse *text*, which must be exactly one component."""
    whole = _Part("")
    open_parts = [whole]
    for content, _ in getLogicalLines(StringIO(text), allowQP=False):
        name, parameters, value, group = parseLine(content)
        name = name.upper()
        if name == "BEGIN":
            open_parts.append(_Part(value))
        elif name == "END":
            done = open_parts.pop()
            if done.name != value:
                _odd("a component is not closed")
            open_parts[-1].children.append(done)
        elif name in open_parts[-1].values or group:
            _odd("a property is there twice")
        else:
            open_parts[-1].values[name] = value
            if parameters:
                open_parts[-1].parameters[name] = ";".join("=".join(one) for one in parameters)
    if len(open_parts) != 1 or whole.values or len(whole.children) != 1:
        _odd("it is not one component")
    return whole.children[0]


def _found(part: _Part) -> Found:
    """Return the event of a component; refuse every property, parameter and value that our events never have."""
    value, given = part.values, part.parameters
    if (
        part.name != "VEVENT"
        or not _REQUIRED <= value.keys() <= _ALLOWED
        or not given.keys() <= {"DTSTART", "DTEND"}
    ):
        _odd("a property is missing, or one too many")
    if value.get("STATUS", "CANCELLED") != "CANCELLED" or given.get("DTSTART") != given.get("DTEND"):
        _odd("its status or its zone is another")
    kind = given.get("DTSTART", "")
    begin, end = (_moment(value[name], kind) for name in ("DTSTART", "DTEND"))
    summary = _plain(value["SUMMARY"])
    every, last = _rule(value["RRULE"]) if "RRULE" in value else (0, None)
    return Found(
        value["UID"],
        value["SEQUENCE"],
        (_utc(value["DTSTAMP"]), _utc(value["LAST-MODIFIED"])),
        begin.date() if isinstance(begin, datetime) else begin,
        begin.time() if isinstance(begin, datetime) else None,
        end - begin,
        kind.removeprefix("TZID=") if kind != "VALUE=DATE" else "",
        every,
        last,
        "STATUS" in value,
        _alarm(part.children, summary),
        summary,
        tuple(_plain(value["DESCRIPTION"]).split("\n")),
    )


def _plain(value: str) -> str:
    """Return a text without its escapes; refuse one with an unescaped comma, at which the library would split it."""
    texts: list[str] = stringToTextValues(value)
    if len(texts) != 1:
        _odd("a text is not escaped")
    return texts[0]


def _moment(value: str, kind: str) -> date:
    """Return a day, or the local time of a zone as a ``datetime``; *kind* is the parameter, which says which."""
    if kind == "VALUE=DATE" and re.fullmatch(r"[0-9]{8}", value):
        day: date = stringToDate(value)
        return day
    if kind.startswith("TZID=") and re.fullmatch(r"[0-9]{8}T[0-9]{6}", value):
        moment: datetime = stringToDateTime(value)
        return moment
    _odd("a time is not of its kind")


def _utc(value: str) -> datetime:
    if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", value):
        _odd("a time is not of its kind")
    moment: datetime = stringToDateTime(value)
    return moment.replace(tzinfo=UTC)


def _rule(rule: str) -> tuple[int, date | datetime | None]:
    """Return the interval in days, and the last day or moment; None where the repetition has no end."""
    match = _RULE.fullmatch(rule)
    if match is None:
        _odd("it does not come again as doses do")
    last = match["last"]
    until = None if last is None else _utc(last) if last.endswith("Z") else _moment(last, "VALUE=DATE")
    return int(match["every"] or 1), until


def _alarm(alarms: list[_Part], summary: str) -> timedelta | None:
    """Return how long before the beginning the alarm rings, None without one; refuse an alarm of another text."""
    if not alarms:
        return None
    said = alarms[0].values
    if len(alarms) > 1 or alarms[0].name != "VALARM" or said.keys() != _ALARM or alarms[0].parameters:
        _odd("it has more than one plain alarm")
    durations: list[timedelta] = stringToDurations(said["TRIGGER"])
    (before,) = durations
    if said["ACTION"] != "DISPLAY" or _plain(said["DESCRIPTION"]) != summary or before > timedelta(0):
        _odd("its alarm says something else, or rings after the beginning")
    return -before
