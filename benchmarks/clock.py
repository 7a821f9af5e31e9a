"""Takes the time of a piece of work and of a program, on the wall and in the processor, children included."""

import gc
import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

NOWHERE = (
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
)
"""What a program says is not read."""


class FailedError(Exception):
    """Say that a program which was measured failed, so that its time means nothing."""


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds on the wall, and seconds of all processors together."""

    wall: float
    cpu: float

    def without(self, part: "Used") -> "Used":
        """Return what is left of it without a *part*."""
        return Used(self.wall - part.wall, self.cpu - part.cpu)


Way = Callable[[int], Used]
"""Does the same work once more, with the data of this turn."""


def used_by(work: Callable[[], object]) -> Used:
    """Do *work* in this process and return what it took; rubbish of what went before is taken out first."""
    gc.collect()
    before, start = _cpu(), time.perf_counter()
    work()
    return Used(time.perf_counter() - start, _cpu() - before)


def used_by_program(arguments: Sequence[str], environment: Mapping[str, str]) -> Used:
    """Run a program from its start to its end and return what it took."""
    start = time.perf_counter()
    number = os.posix_spawnp(arguments[0], tuple(arguments), environment, file_actions=NOWHERE)
    _, status, used = os.wait4(number, 0)
    wall = time.perf_counter() - start
    if status:
        message = f"{' '.join(arguments)} ended with status {status}"
        raise FailedError(message)
    return Used(wall, used.ru_utime + used.ru_stime)


def in_turn(turns: int, *ways: Way) -> tuple[tuple[Used, ...], ...]:
    """Go all *ways* one after the other, as often as there are *turns*; the first time of each warms up.

    In a slow spell of the machine all of them are slow, and their ratio stays what it is.
    """
    found = [[way(turn) for way in ways] for turn in range(turns + 1)]
    return tuple(zip(*found[1:], strict=True))


def ratio(ours: Sequence[Used], peer: Sequence[Used]) -> tuple[float, float]:
    """Return how many times as long *ours* takes as the *peer*, wall and processor: the median of the pairs."""
    pairs = tuple(zip(ours, peer, strict=True))
    return median(a.wall / b.wall for a, b in pairs), median(a.cpu / b.cpu if b.cpu else 0 for a, b in pairs)


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
