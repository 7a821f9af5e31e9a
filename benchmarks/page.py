"""The local web page as a browser meets it, beside a Starlette page that does nothing: ``python benchmarks/page.py``.

As a program it is that page.
"""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from clock import FailedError, Used

_SETTLED = 5
"""Seconds after which a server that nobody asks anything has loaded what it loads ahead."""
_OURS = {
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


@dataclass
class Visitor:
    """A browser at a server that has told its *address*; ``peak`` is the memory of the server in MiB, once it ended."""

    address: str
    server: "subprocess.Popen[str]"
    peak: float = 0

    def __post_init__(self) -> None:
        """Enter, which replaces the token of the address by a cookie."""
        self.cookie = ""
        self._asked("GET", f"/?{urlsplit(self.address).query}")

    def gets(self, path: str) -> Used:
        """Return the time until a page is there."""
        return self._asked("GET", path)

    def posts(self, path: str, **fields: str) -> Used:
        """Return the time until the answer to a form is there."""
        return self._asked("POST", path, urlencode(fields))

    def pictures(self, path: str) -> tuple[Used, ...]:
        """Return for each part of a page, which is sent while it is made, the time until its first picture is there."""
        found, start = list[Used](), time.perf_counter()
        with self._answer("GET", path) as answer:
            while part := answer.read1(1_000_000):
                if picture := re.search(r'<img class="sheet" src="([^"]+)"', part.decode()):
                    self.gets(unescape(picture[1]))
                    found.append(Used(time.perf_counter() - start, 0))
        return tuple(found)

    def _asked(self, method: str, path: str, body: str | None = None) -> Used:
        start = time.perf_counter()
        with self._answer(method, path, body) as answer:
            answer.read()
        return Used(time.perf_counter() - start, 0)

    def _answer(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=600)
        # Else the server would keep the line open.
        line.request(method, path, body, {**_OURS, "Cookie": self.cookie, "Connection": "close"})
        answer = line.getresponse()
        if answer.status >= http.client.BAD_REQUEST:
            message = f"{method} {path} was answered with {answer.status}"
            raise FailedError(message)
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer


@contextmanager
def visiting(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Visitor]:
    """Start a server that tells its address on its first line, and end it afterwards."""
    server = _started(command, environment)
    assert server.stdout  # noqa: S101  it is a pipe
    visitor = Visitor(server.stdout.readline().strip(), server)
    try:
        yield visitor
    finally:
        visitor.peak = _ended(server)


def starts(command: Sequence[str], environment: Mapping[str, str]) -> Used:
    """Return the time until a server has told its address."""
    start = time.perf_counter()
    server = _started(command, environment)
    assert server.stdout  # noqa: S101  it is a pipe
    server.stdout.readline()
    wall = time.perf_counter() - start
    _ended(server)
    return Used(wall, 0)


def opens(command: Sequence[str], environment: Mapping[str, str]) -> Used:
    """Return the time until a server has shown its first page."""
    start = time.perf_counter()
    with visiting(command, environment) as visitor:
        visitor.gets("/")
        return Used(time.perf_counter() - start, 0)


def idle(command: Sequence[str], environment: Mapping[str, str], paths: Sequence[str]) -> float:
    """Return the memory of a server, in MiB, that has shown some pages and then waits."""
    with visiting(command, environment) as visitor:
        time.sleep(_SETTLED)
        for path in paths:
            visitor.gets(path)
    return visitor.peak


def _started(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _ended(server: "subprocess.Popen[str]") -> float:
    """End a server; return its peak memory in MiB."""
    server.kill()
    _, _, used = os.wait4(server.pid, 0)
    server.returncode = 0
    if server.stdout:
        server.stdout.close()
    return used.ru_maxrss / 1024


def nothing() -> None:
    """Serve a page that does nothing, with the server and the settings of ours."""
    import asyncio  # noqa: PLC0415  only the served page needs these imports
    import socket  # noqa: PLC0415

    import uvicorn  # noqa: PLC0415
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import HTMLResponse, Response  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    async def page(request: Request) -> Response:
        await request.form()
        return HTMLResponse("<!DOCTYPE html><title>nothing</title>")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/?", flush=True)
        app = Starlette(routes=[Route("/{path:path}", page, methods=["GET", "POST"])])
        config = uvicorn.Config(
            app, log_level="critical", http="h11", loop="asyncio", lifespan="off", ws="none"
        )
        asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def peer() -> tuple[str, ...]:
    """Return the command that serves the page that does nothing."""
    return (sys.executable, str(Path(__file__)))


if __name__ == "__main__":
    nothing()
