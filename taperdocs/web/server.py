"""Opens the web page on this computer: it listens, tells the address, and only then loads the pages."""

import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from secrets import token_urlsafe

from taperdocs.make.write import write_all
from taperdocs.plan.problems import refuse
from taperdocs.web import HOST, address


def serve(folder: Path, port: int, today: Callable[[], date], started: Callable[[str], None]) -> None:
    """Serve the plans of *folder*, which is made if need be, and call *started* with the address.

    Raise ``TaperError`` where the port is taken or the folder cannot be made.
    """
    write_all(folder, ())
    with _listening(port) as listener:
        token = token_urlsafe()
        started(address(listener.getsockname()[1], token))
        # The browser starts meanwhile, and what it asks for waits at the socket.
        from taperdocs.web.running import run  # noqa: PLC0415

        run(listener, folder.resolve(), today, token)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError):
        refuse("--port", f"{port} cannot be used, perhaps since another program uses it", "Leave it out.")
