"""Libraries on which other programs stand: ical.js, icalendar with recurring-ical-events, ical and ics.

They read calendars and do not keep them. So each is put into a program that keeps what it has read as the
standard says: an event with a known UID takes its place if its sequence is higher.
"""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import ics
import pytest
import recurring_ical_events
from clients.seen import FIRST, LAST, LONDON, Seen, at, plain, printed, start_of
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar


class IcalJs:
    """The library ical.js, on which Thunderbird and Nextcloud stand."""

    VERSION = "2.2.1"

    def __init__(self, _: Path) -> None:
        """Begin with no file."""
        self._files: list[Path] = []

    def take(self, *files: Path) -> None:
        """Remember the files: all of them are imported one after the other."""
        self._files += files

    def seen(self) -> list[Seen]:
        """Let it find the days on which each event comes, by the time zone that is in the file."""
        script = [str(Path(__file__).with_name("icaljs.cjs")), str(self.library()), str(FIRST), str(LAST)]
        told = printed(self.node(), *script, *map(str, self._files))
        return sorted(self._event(*event) for event in json.loads(told))

    def _event(self, start: str, title: str, cancelled: bool) -> Seen:  # noqa: FBT001  as the program prints it
        moment = start if len(start) == len("2027-02-01") else at(datetime.fromisoformat(start))
        return Seen(moment, plain(title), cancelled)

    @staticmethod
    def node() -> str:
        """Return where Node.js is: beside this Python, or in the system."""
        beside = shutil.which("node", path=str(Path(sys.executable).parent))
        return beside or shutil.which("node") or _missing("Node.js")

    @staticmethod
    def library() -> Path:
        """Return where the library is."""
        path = Path(sys.prefix) / "npm" / "node_modules" / "ical.js" / "dist" / "ical.es5.cjs"
        return path if path.is_file() else Path(_missing("ical.js"))


def _missing(what: str) -> str:
    command = f"npm install --prefix {Path(sys.prefix) / 'npm'} ical.js@{IcalJs.VERSION}"
    pytest.fail(f"{what} is missing. `sh .ci/setup dev` installs it; by hand: {command}", pytrace=False)


class Reader:
    """What all of them have that read Python."""

    def __init__(self, _: Path) -> None:
        """Begin with an empty calendar."""
        self._known: dict[str, str] = {}
        self._zone = ""

    def take(self, *files: Path) -> None:
        """Take each event that is new, or whose sequence is higher than that of the known one."""
        for file in files:
            self._take(file.read_bytes().decode())

    def _take(self, text: str) -> None:
        zone = re.search(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", text, re.DOTALL)
        self._zone = zone[0] if zone else self._zone
        for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r\n", text, re.DOTALL):
            uid = re.findall(r"UID:(.*)\r", event)[0]
            if uid not in self._known or _sequence(event) > _sequence(self._known[uid]):
                self._known[uid] = event

    def calendar(self) -> str:
        """Return what is known as one calendar."""
        events = "".join(self._known.values())
        head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a reader//EN\r\n"
        return f"{head}{self._zone}{events}END:VCALENDAR\r\n"


def _sequence(event: str) -> int:
    return int(re.findall(r"SEQUENCE:(\d+)", event)[0])


class RecurringIcalEvents(Reader):
    """The libraries icalendar and recurring-ical-events."""

    def seen(self) -> list[Seen]:
        """Let it find the days on which each event comes."""
        return sorted(expanded(self.calendar()))


def expanded(calendar: str) -> Iterator[Seen]:
    """Yield what a calendar shows on each day, as the library recurring-ical-events finds it."""
    found = recurring_ical_events.of(Calendar.from_ical(calendar)).between(FIRST, LAST + timedelta(1))
    for event in found:
        cancelled = event.get("STATUS") == "CANCELLED"
        yield Seen(start_of(event["DTSTART"].dt), plain(str(event["SUMMARY"])), cancelled)


class Ical(Reader):
    """The library ical, on which the calendars of Home Assistant stand."""

    def seen(self) -> list[Seen]:
        """Let it find the days on which each event comes."""
        calendar = IcsCalendarStream.calendar_from_ics(self.calendar())
        found = calendar.timeline_tz(LONDON).overlapping(
            datetime.combine(FIRST, time(), LONDON), datetime.combine(LAST + timedelta(1), time(), LONDON)
        )
        return sorted(
            Seen(start_of(event.start), plain(event.summary or ""), event.status == "CANCELLED")
            for event in found
        )


class Ics(Reader):
    """The library ics, which knows no event that comes again."""

    def seen(self) -> list[Seen]:
        """Return the first day of each event."""
        found = ics.Calendar(self.calendar()).events  # type: ignore[attr-defined]  # mypy takes the folder tests/ics for it
        return sorted(
            Seen(
                str(event.begin.date()) if event.all_day else at(event.begin.datetime),
                plain(event.name),
                event.status == "CANCELLED",
            )
            for event in found
        )
