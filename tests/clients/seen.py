"""What a calendar program that is not ours shows after somebody has imported a file into it."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

FIRST, LAST = date(2027, 2, 1), date(2027, 5, 31)
"""The days that are looked at."""
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, order=True)
class Seen:
    """What a program shows: a day, or a moment in UTC, the title, and whether it is marked as cancelled."""

    start: str
    title: str
    cancelled: bool = False


class Client(Protocol):
    """A calendar program with one calendar."""

    def take(self, *files: Path) -> None:
        """Import files."""

    def seen(self) -> list[Seen]:
        """Return all that it shows."""


def at(moment: datetime) -> str:
    """Return a moment as it is compared."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def printed(*command: str) -> str:
    """Run a program and return what it prints; it must end well."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def plain(text: str) -> str:
    """Return *text* with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def start_of(start: date) -> str:
    """Return a day or a moment as it is compared."""
    return at(start) if isinstance(start, datetime) else str(start)
