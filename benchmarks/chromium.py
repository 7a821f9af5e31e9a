"""Controls headless Chromium through its debugging pipe, to measure it both warm and cold."""

import base64
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clock import NOWHERE, Used

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-pipe",
)
_PRINT = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True}
_END = b"\0"
_FREE = 10
"""Smallest file descriptor that cannot collide with those of Chromium's pipe, 3 and 4."""


class RefusedError(Exception):
    """Chromium refused a request."""


@dataclass(slots=True)
class Browser:
    """A running Chromium: its process, the ends of its pipe, the bytes read so far, and the number of messages sent."""

    process: int
    sends: int
    hears: int
    rest: bytes = b""
    sent: int = 0

    def ask(self, method: str, tab: str = "", **values: object) -> int:
        """Send a request; return the number of its answer."""
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": values, **({"sessionId": tab} if tab else {})}
        os.write(self.sends, json.dumps(message).encode() + _END)
        return self.sent

    def answers(self, *numbers: int) -> tuple[dict[str, Any], ...]:
        """Wait for the answers with these *numbers* and return them."""
        found = dict[int, dict[str, Any]]()
        while any(number not in found for number in numbers):
            message = self._next()
            if "error" in message:
                raise RefusedError(message["error"]["message"])
            if "id" in message:
                found[message["id"]] = message["result"]
        return tuple(found[number] for number in numbers)

    def open(self) -> str:
        """Open a tab and return its session."""
        (made,) = self.answers(self.ask("Target.createTarget", url="about:blank"))
        (tab,) = self.answers(self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True))
        self.answers(self.ask("Page.enable", tab["sessionId"]))
        name: str = tab["sessionId"]
        return name

    def show(self, pages: Mapping[str, Path]) -> None:
        """Load a page in each tab and wait until all are loaded, with their fonts."""
        for tab, path in pages.items():
            self.ask("Page.navigate", tab, url=path.as_uri())
        waiting = set(pages)
        while waiting:
            message = self._next()
            if "error" in message:
                raise RefusedError(message["error"]["message"])
            if message.get("method") == "Page.loadEventFired":
                waiting.discard(message["sessionId"])

    def print(self, tabs: Sequence[str]) -> tuple[bytes, ...]:
        """Print all tabs at the same time; return their PDFs."""
        numbers = [self.ask("Page.printToPDF", tab, **_PRINT) for tab in tabs]
        return tuple(base64.b64decode(answer["data"]) for answer in self.answers(*numbers))

    def _next(self) -> dict[str, Any]:
        parts = [self.rest]
        while _END not in parts[-1]:
            if not (part := os.read(self.hears, 1 << 20)):
                message = "it has ended"
                raise RefusedError(message)
            parts.append(part)
        whole, _, self.rest = b"".join(parts).partition(_END)
        message = json.loads(whole)
        return dict(message)


@contextmanager
def started(program: str, environment: Mapping[str, str]) -> Iterator[Browser]:
    """Run Chromium with an empty profile; at the end close it and wait."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = _start(program, profile, environment)
        try:
            yield browser
        finally:
            browser.ask("Browser.close")
            os.waitpid(browser.process, 0)
            os.close(browser.sends)
            os.close(browser.hears)


def _start(program: str, profile: str, environment: Mapping[str, str]) -> Browser:
    hear, sends = os.pipe()
    hears, send = os.pipe()
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FREE) for end in (hear, send)]
    for end in (hear, send):
        os.close(end)
    # The sandbox refuses to start as root.
    flags = (*_FLAGS, f"--user-data-dir={profile}", *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    pipes = ((os.POSIX_SPAWN_DUP2, ends[0], 3), (os.POSIX_SPAWN_DUP2, ends[1], 4))
    process = os.posix_spawnp(program, [program, *flags], environment, file_actions=(*NOWHERE, *pipes))
    for end in ends:
        os.close(end)
    return Browser(process, sends, hears)


@contextmanager
def warm(program: str, environment: Mapping[str, str]) -> Iterator["Tab"]:
    """Run Chromium with one tab, for printing pages one after the other."""
    with started(program, environment) as browser:
        yield Tab(browser, browser.open())


@dataclass(frozen=True, slots=True)
class Tab:
    """The one tab of a warm Chromium."""

    browser: Browser
    name: str

    def prints(self, path: Path) -> Used:
        """Load and print a page; return the time that it took."""
        before, start = cpu_of(self.browser.process), time.perf_counter()
        self.browser.show({self.name: path})
        (data,) = self.browser.print([self.name])
        wall = time.perf_counter() - start
        path.with_suffix(".chromium.pdf").write_bytes(data)
        return Used(wall, cpu_of(self.browser.process) - before)


def prints_cold(program: str, environment: Mapping[str, str], paths: Sequence[Path]) -> Used:
    """Start Chromium, print all pages at once, each in its own tab, and end it; return the time that it took."""
    start = time.perf_counter()
    with started(program, environment) as browser:
        tabs = {browser.open(): path for path in paths}
        browser.show(tabs)
        for path, data in zip(paths, browser.print(tuple(tabs)), strict=True):
            path.with_suffix(".chromium.pdf").write_bytes(data)
        cpu = cpu_of(browser.process)
    return Used(time.perf_counter() - start, cpu)


def cpu_of(process: int) -> float:
    """Return the CPU seconds of a process and its descendants; 0 where there is no /proc."""
    times, parents = dict[int, float](), dict[int, int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # the process has ended meanwhile
            continue
        number = int(path.parent.name)
        parents[number], times[number] = int(fields[1]), sum(map(int, fields[11:15]))
    mine = {process}
    while more := {number for number, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(times.get(number, 0) for number in mine) / os.sysconf("SC_CLK_TCK")
