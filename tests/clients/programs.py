"""Two calendar programs: khal in a terminal, and the server Radicale, which phones speak to."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from time import monotonic, sleep

import pytest
from clients.libraries import expanded
from clients.seen import FIRST, LAST, LONDON, Seen, at, plain, printed

_END = "END:VCALENDAR\r\n"


class Khal:
    """The program khal, with its calendar in a folder."""

    _SHOWN = "{start-date-long}\t{start-time}\t{status}\t{title}"

    def __init__(self, folder: Path) -> None:
        """Begin with an empty calendar."""
        (folder / "calendar").mkdir()
        day, clock = "%Y-%m-%d", "%H:%M"
        self._settings = folder / "khal.conf"
        self._settings.write_text(
            f"[calendars]\n[[plan]]\npath = {folder / 'calendar'}\n"
            f"[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\n"
            f"dateformat = {day}\nlongdateformat = {day}\ntimeformat = {clock}\n"
            f"datetimeformat = {day} {clock}\nlongdatetimeformat = {day} {clock}\n"
            "[default]\ndefault_calendar = plan\n",
            encoding="utf-8",
        )

    def take(self, *files: Path) -> None:
        """Import files; --batch updates what is known without asking."""
        self._khal("import", "--batch", "-a", "plan", *map(str, files))

    def seen(self) -> list[Seen]:
        """List the days one by one."""
        listed = self._khal("list", "--format", self._SHOWN, "--day-format", "", str(FIRST), str(LAST))
        return sorted(map(self._line, listed.splitlines()))

    def _line(self, line: str) -> Seen:
        day, clock, status, title = line.split("\t")
        moment = f"{day} {clock}".strip()
        start = at(datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)) if clock else day
        return Seen(start, plain(title), "CANCELLED" in status)

    def _khal(self, *args: str) -> str:
        return printed(str(Path(sys.executable).parent / "khal"), "-c", str(self._settings), *args)


class Radicale:
    """A Radicale server, spoken to through CalDAV as a phone does: one PUT for each event."""

    def __init__(self, port: int, calendar: str) -> None:
        """Make a calendar on the server."""
        self._port, self._path = port, f"/somebody/{calendar}/"
        self._ask("MKCALENDAR", self._path, '<mkcalendar xmlns="urn:ietf:params:xml:ns:caldav"/>')

    def take(self, *files: Path) -> None:
        """Put each event under its UID: a new one is made, a known one replaced."""
        for file in files:
            head, *events = re.split(r"(?=BEGIN:VEVENT)", file.read_bytes().decode())
            for event in events:
                uid = re.findall(r"UID:(.*)\r", event)[0]
                alone = f"{head}{event}" if event.endswith(_END) else f"{head}{event}{_END}"
                self._ask("PUT", f"{self._path}{uid}.ics", alone, "text/calendar")

    def seen(self) -> list[Seen]:
        """Fetch the events that the server has for these days, and expand them as a phone does."""
        told = self._ask(
            "REPORT",
            self._path,
            '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
            "<d:prop><c:calendar-data/></d:prop>"
            '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{FIRST:%Y%m%d}T000000Z" end="{LAST + timedelta(1):%Y%m%d}T000000Z"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>",
        )
        found = re.findall(r"BEGIN:VCALENDAR.*?END:VCALENDAR", unescape(told), re.DOTALL)
        return sorted(one for calendar in found for one in expanded(calendar))

    def _ask(self, method: str, path: str, body: str, kind: str = "application/xml") -> str:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        login = {"Authorization": "Basic c29tZWJvZHk6", "Content-Type": kind, "Depth": "1"}
        connection.request(method, path, body.encode(), login)
        with connection.getresponse() as answer:
            assert answer.status < 300, (method, answer.status)
            return answer.read().decode()


@contextmanager
def radicale(folder: Path) -> Iterator[int]:
    """Run a Radicale server on a free port of this machine, and no longer than the tests run."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = [
        *(sys.executable, "-m", "radicale", "--auth-type=none", f"--server-hosts=127.0.0.1:{port}"),
        *(f"--storage-filesystem-folder={folder}", "--logging-level=error"),
    ]
    # It ends with what it reads: a test run that is killed leaves no server behind.
    watched = ["sh", "-c", '"$@" & server=$!; cat >/dev/null; kill $server', "sh", *server]
    with subprocess.Popen(
        watched, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            _wait_for(port)
            yield port
        finally:
            running.communicate()


def _wait_for(port: int) -> None:
    late = monotonic() + 60
    while monotonic() < late:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            sleep(0.1)
        else:
            return
        finally:
            connection.close()
    pytest.fail("Radicale does not answer")
