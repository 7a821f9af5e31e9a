"""Measures the wall time and CPU time of a piece of work or of a program, children included."""

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
"""File actions that discard the output of a program."""


class FailedError(Exception):
    """A measured program failed, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Used:
    """Wall time and CPU time of all processors, in seconds."""

    wall: float
    cpu: float

    def without(self, part: "Used") -> "Used":
        """Return the times minus those of a *part*."""
        return Used(self.wall - part.wall, self.cpu - part.cpu)


Way = Callable[[int], Used]
"""Does a piece of work with the data of a turn, and returns its times."""


def used_by(work: Callable[[], object]) -> Used:
    """Do *work* in this process and return its times; garbage is collected before."""
    gc.collect()
    before, start = _cpu(), time.perf_counter()
    work()
    return Used(time.perf_counter() - start, _cpu() - before)


def used_by_program(arguments: Sequence[str], environment: Mapping[str, str]) -> Used:
    """Run a program to its end and return its times; raise ``FailedError`` where it fails."""
    start = time.perf_counter()
    number = os.posix_spawnp(arguments[0], tuple(arguments), environment, file_actions=NOWHERE)
    _, status, used = os.wait4(number, 0)
    wall = time.perf_counter() - start
    if status:
        message = f"{' '.join(arguments)} ended with status {status}"
        raise FailedError(message)
    return Used(wall, used.ru_utime + used.ru_stime)


def in_turn(turns: int, *ways: Way) -> tuple[tuple[Used, ...], ...]:
    """Do all *ways* in turn, *turns* times after a first round to warm up; return the times of each way.

    When the machine is slow for a while, all of them are slow, and their ratio stays the same.
    """
    found = [[way(turn) for way in ways] for turn in range(turns + 1)]
    return tuple(zip(*found[1:], strict=True))


def ratio(ours: Sequence[Used], peer: Sequence[Used]) -> tuple[float, float]:
    """Return the ratios of our time to that of the peer, wall and CPU: each is the median over the turns."""
    pairs = tuple(zip(ours, peer, strict=True))
    return median(a.wall / b.wall for a, b in pairs), median(a.cpu / b.cpu if b.cpu else 0 for a, b in pairs)


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
