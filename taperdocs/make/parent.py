"""Lets a process end with the one that started it, however that one ended."""

import os
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread


def end_with_parent() -> None:
    """End this process as soon as its parent has ended; no signal says so."""
    Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
