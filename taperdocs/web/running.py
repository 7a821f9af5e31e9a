"""Runs the web page until it is stopped or nobody has used it for hours."""

import asyncio
import socket
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from time import monotonic

import uvicorn

from taperdocs.web.desk import Desk
from taperdocs.web.guard import Guard
from taperdocs.web.press import warm
from taperdocs.web.site import site

IDLE = 8 * 60 * 60
"""Seconds without a request after which the server ends."""
_TURN = 0.0005
"""Seconds after which a thread that works gives others a turn: a picture asks a hundred times while a paper is made."""


def run(listener: socket.socket, folder: Path, today: Callable[[], date], token: str) -> None:
    """Serve the plans of *folder* at *listener*; *token* opens the page once."""
    desk = Desk(folder, today, lambda: setattr(server, "should_exit", True))
    guard = Guard(site(desk), listener.getsockname()[1], token)
    server = _server(guard)
    sys.setswitchinterval(_TURN)
    # While the person reads the list of plans.
    Thread(target=warm, daemon=True).start()
    asyncio.run(_run(server, listener, guard))


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
