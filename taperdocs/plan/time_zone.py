"""Hours, names of time zones, and the days on which a zone changes its clocks.

The zones come from the package tzdata and never from the system: systems have different rules, and the same plan must
give the same file everywhere.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from taperdocs.plan.problems import Refused, excerpt, say

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK, _MINUTE = timedelta(7), timedelta(minutes=1)
_LONG_AGO = 1970
"""First year of the rules in a file. It is the same in all files: some programs use the first one for all calendars."""
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<clock>[ap]\.?m\.?|h|uhr)?", re.ASCII | re.IGNORECASE
)
_NOON, _DAY_HOURS, _HOUR_MINUTES = 12, 24, 60
_HALVES = {"a": 0, "p": _NOON}
"""Hours to add to an hour of the first and the second half of the day."""
_AHEAD = 10
"""Years that are looked at after the last day, to see whether one yearly rule explains all changes of the clock."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of the clock: its time *at* by the old clock, the offsets from UTC, and the name of the new time.

    ``every`` is the month and weekday on which it repeats each year, ``(3, "-1SU")`` for the last Sunday in March;
    None where it happens once.
    """

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    every: tuple[int, str] | None = None


def read_hour(text: str) -> time:
    """Read ``08:00``, or ``8:00``, ``8.00``, ``8 am`` or ``8 Uhr``; raise ``Refused`` for any other text."""
    match = _HOUR.fullmatch(text.strip())
    if match is None or not (match["minute"] or match["clock"]):
        raise _no_hour(text)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["clock"] or "").lower()[:1]
    if half in _HALVES and hour == _NOON:
        raise Refused(
            say('"{text}" has two meanings: noon and midnight', text=excerpt(text)),
            say('Write "12:00" for noon, "00:00" for the start of a day or "23:59" for its end.'),
        )
    if hour == _DAY_HOURS and minute == 0:
        raise Refused(
            say(
                '"{text}" has two meanings: the end of this day and the start of the next', text=excerpt(text)
            ),
            say('Write "23:59" for the end of a day and "00:00" for its start.'),
        )
    if hour >= _DAY_HOURS or minute >= _HOUR_MINUTES or (half in _HALVES and not 1 <= hour < _NOON):
        raise _no_hour(text)
    return time(hour + _HALVES.get(half, 0), minute)


def _no_hour(text: str) -> Refused:
    return Refused(
        say('"{text}" is not a time of day', text=excerpt(text)),
        say('Write hours and minutes from "00:00" to "23:59", as in "08:00" or "21:30".'),
    )


def read_zone(text: str) -> str:
    """Read the name of a time zone; raise ``Refused`` for an unknown one."""
    name = text.strip()
    if name in _names():
        return name
    spelling = {known.casefold(): known for known in sorted(_names())}
    near = get_close_matches(name.casefold().replace(" ", "_"), spelling, n=1, cutoff=0.8)
    remedy = (
        say('Did you mean "{near}"?', near=spelling[near[0]])
        if near
        else say('Write continent and city, as in "Europe/London" or "America/New_York".')
    )
    raise Refused(say('"{text}" is not a time zone', text=excerpt(name)), remedy)


def instant(zone: str, local: datetime) -> datetime:
    """Return the time in UTC when the clock in *zone* shows *local*."""
    return local.replace(tzinfo=_zone(zone)).astimezone(UTC)


def offset(zone: str, local: datetime) -> timedelta:
    """Return the offset from UTC when the clock in *zone* shows *local*."""
    return local.replace(tzinfo=_zone(zone)).utcoffset() or timedelta(0)


def onsets(zone: str, first: date, last: date) -> tuple[Onset, ...]:
    """Return the changes of the clock from before *first* to after *last*.

    These are two yearly rules where they explain every change, and else each change singly.
    """
    return _onsets(zone, first.year, last.year)


@lru_cache(maxsize=64)
def _onsets(zone: str, first: int, last: int) -> tuple[Onset, ...]:
    begin, end = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + _AHEAD, 1, 1, tzinfo=UTC)
    found = tuple(_changes(_zone(zone), begin, end))
    if not found:
        here = begin.astimezone(_zone(zone))
        return (_standing(here, datetime(_LONG_AGO, 1, 1)),)  # noqa: DTZ001  local time of the zone
    turns = (tuple(one for one in found if (one.after > one.before) is later) for later in (False, True))
    yearly = tuple(_yearly(turn, range(begin.year, end.year)) for turn in turns)
    if all(yearly):
        return tuple(one for one in yearly if one)
    return (_standing(begin.astimezone(_zone(zone)), begin.replace(tzinfo=None)), *found)


def _standing(here: datetime, at: datetime) -> Onset:
    """Return an onset for the offset that holds at the beginning."""
    now = here.utcoffset() or timedelta(0)
    return Onset(at, now, now, here.tzname() or "")


def _yearly(found: tuple[Onset, ...], years: range) -> Onset | None:
    """Return *found* as one yearly rule from ``_LONG_AGO`` on, or None where no rule explains them all."""
    kinds = {(one.at.month, one.at.time(), one.before, one.after, one.name) for one in found}
    if len(kinds) != 1 or [one.at.year for one in found] != list(years):
        return None
    for counted in (_from_the_end, _from_the_start):
        days = {counted(one.at) for one in found}
        if len(days) == 1:
            place, month = days.pop(), found[0].at.replace(year=_LONG_AGO, day=1)
            same = (month + timedelta(day) for day in range(monthrange(month.year, month.month)[1]))
            return replace(
                found[0], at=next(day for day in same if counted(day) == place), every=(month.month, place)
            )
    return None


def _from_the_start(day: datetime) -> str:
    return f"{(day.day - 1) // 7 + 1}{_DAYS[day.weekday()]}"


def _from_the_end(day: datetime) -> str:
    last = monthrange(day.year, day.month)[1]
    return f"-{(last - day.day) // 7 + 1}{_DAYS[day.weekday()]}"


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Onset]:
    """Yield each change of the clock: look for its week, then for its minute."""
    while begin < end:
        later = min(begin + _WEEK, end)
        old, new = (moment.astimezone(zone).utcoffset() for moment in (begin, later))
        if old is not None and new is not None and old != new:
            early, late = begin, later
            while late - early > _MINUTE:
                middle = early + (late - early) // 2 // _MINUTE * _MINUTE
                early, late = (
                    (early, middle) if middle.astimezone(zone).utcoffset() == new else (middle, late)
                )
            yield Onset((late + old).replace(tzinfo=None), old, new, late.astimezone(zone).tzname() or "")
        begin = later


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
