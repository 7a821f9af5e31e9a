"""Makes the longest document in a second process while the others are made in this one: both cores are there."""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import active_count

from taperdocs.make import make as making
from taperdocs.make.make import File
from taperdocs.make.parent import end_with_parent
from taperdocs.options import Options
from taperdocs.pdf.render import warm
from taperdocs.plan.plan import Plan

LONGEST = "diary"
"""It takes about as long as all others together."""


def begin(plan: Plan, asked: Mapping[str, Options]) -> Callable[[str], Iterator[File]]:
    """Begin to make what is *asked*, and return what yields the files of one name; each is asked for once."""
    two = LONGEST in asked and len(asked) > 1 and possible()
    if two:
        # Both have then loaded it, and neither looks for garbage in it.
        warm()
    settle()
    ahead = _ahead(plan, asked[LONGEST]) if two else None

    def take(name: str) -> Iterator[File]:
        files = _received(ahead) if ahead and name == LONGEST else ()
        # Where nothing came it is made here, and goes wrong here, if it does, as any other.
        yield from files or making.make(plan, [name], asked[name])

    return take


def settle() -> None:
    """Look for garbage less often: a page leaves little behind, and to look takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def possible() -> bool:
    """Tell whether there is a second core, and this process may be forked: one with threads may not."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and active_count() == 1


def _ahead(plan: Plan, options: Options) -> Connection:
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    context.Process(target=_make, args=(here, there, plan, options), daemon=True).start()
    there.close()
    return here


def _make(here: Connection, there: Connection, plan: Plan, options: Options) -> None:
    """Send the files; say nothing of what goes wrong, and leave an interrupt to the one that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    # A pipe that nobody reads any more then refuses, instead of letting this process wait.
    here.close()
    try:
        there.send_bytes(pickle.dumps(tuple(making.make(plan, [LONGEST], options))))
    except BaseException:  # noqa: BLE001  whatever it is, it happens again where it can be told
        os._exit(1)
    os._exit(0)


def _received(ahead: Connection) -> tuple[File, ...]:
    try:
        files: tuple[File, ...] = pickle.loads(ahead.recv_bytes())  # noqa: S301  from our own child
    except (EOFError, OSError):
        return ()
    return files
