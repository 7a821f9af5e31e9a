"""Measures how time and memory grow with a plan; ``python benchmarks/growth.py YEARS DOCUMENT`` measures one."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from statistics import fmean

YEARS = (1, 2, 5, 10)
_MEBIBYTE = 1024
"""One MiB in KiB, the unit in which the system reports memory."""


@dataclass(frozen=True, slots=True)
class Grown:
    """A document of a plan of *years*: its pages, its time in seconds, and the *peak* memory of its process in MiB."""

    years: int
    pages: int
    seconds: float
    peak: float


def grown(name: str, environment: Mapping[str, str], patience: float) -> Iterator[Grown]:
    """Yield the measures of a document for each of ``YEARS``, each made in its own process.

    Stop before a document that would take longer than *patience* seconds.
    """
    for years in YEARS:
        command = (sys.executable, __file__, str(years), name)
        told = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
        one = Grown(**json.loads(told.stdout))
        yield one
        later = [more for more in YEARS if more > years]
        if years > 1 and later and one.seconds * later[0] / years > patience:
            return


def exponent(found: Sequence[Grown]) -> float:
    """Return the exponent with which time grows by pages: 1 where twice the pages take twice the time."""
    pages, times = [log(one.pages) for one in found], [log(one.seconds) for one in found]
    middle, mean = fmean(pages), fmean(times)
    shared = sum((x - middle) * (y - mean) for x, y in zip(pages, times, strict=True))
    return shared / sum((x - middle) ** 2 for x in pages)


def _measured(years: int, name: str) -> Grown:
    import pypdfium2  # noqa: PLC0415  only the measured process needs these imports
    from clock import used_by  # noqa: PLC0415
    from ours import made, reference  # noqa: PLC0415
    from reference import plan_text  # noqa: PLC0415

    from taperdocs.make.workers import settle  # noqa: PLC0415
    from taperdocs.planfile.reader import read  # noqa: PLC0415

    settle()
    made(name, read(plan_text(steps=2, turn=1).encode()))
    plan, found = reference(0, years), list[bytes]()
    used = used_by(lambda: found.append(made(name, plan).data))
    peak = _peak()
    return Grown(years, len(pypdfium2.PdfDocument(found[0])), used.wall, peak / _MEBIBYTE)


def _peak() -> int:
    """Return the peak memory of this process or of one that it started, in KiB.

    Where there is no /proc, the figure may include the process that started this one.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    status = Path("/proc/self/status")
    if not status.exists():
        return max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    (own,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(children, int(own))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_measured(int(sys.argv[1]), sys.argv[2]))))
    sys.stdout.flush()
    os._exit(0)  # skip the clean-up of the engine
