"""Runs the web page on this computer until it is stopped or nobody has used it for hours."""

import asyncio
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from time import monotonic

import uvicorn

from taperdocs.make.write import write_all
from taperdocs.plan.problems import refuse
from taperdocs.web.desk import Desk
from taperdocs.web.guard import HOST, Guard
from taperdocs.web.press import warm
from taperdocs.web.site import site

IDLE = 8 * 60 * 60
"""Seconds without a request after which the server ends."""


def serve(folder: Path, port: int, today: Callable[[], date], started: Callable[[str], None]) -> None:
    """Serve the plans of *folder*, which is made if need be, and call *started* with the address.

    Raise ``TaperError`` where the port is taken or the folder cannot be made.
    """
    write_all(folder, ())
    with _listening(port) as listener:
        desk = Desk(folder.resolve(), today, lambda: setattr(server, "should_exit", True))
        guard = Guard(site(desk), listener.getsockname()[1])
        server = _server(guard)
        started(guard.address)
        # While the person reads the list of plans.
        Thread(target=warm, daemon=True).start()
        asyncio.run(_run(server, listener, guard))


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError):
        refuse("--port", f"{port} cannot be used, perhaps since another program uses it", "Leave it out.")


def _server(guard: Guard) -> uvicorn.Server:
    # Nothing is logged: an address has the names of plan files in it, and an error could quote a plan.
    config = uvicorn.Config(
        guard,
        access_log=False,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="none",
        http="h11",
        loop="asyncio",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


async def _run(server: uvicorn.Server, listener: socket.socket, guard: Guard) -> None:
    watch = asyncio.create_task(_end_when_idle(server, guard))
    await server.serve(sockets=[listener])
    watch.cancel()


async def _end_when_idle(server: uvicorn.Server, guard: Guard) -> None:
    while (left := guard.last + IDLE - monotonic()) > 0:  # noqa: ASYNC110  a request moves the end
        await asyncio.sleep(left)
    server.should_exit = True
