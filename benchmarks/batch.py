"""Measures a batch: plans a second with one process and with two, and the memory as it goes on.

``python benchmarks/batch.py`` makes all documents of 12 one-year plans (some minutes); ``--plans 1000
--documents "handoff ics" --rounds 1`` looks at the memory. It prints a table for docs/scale.md.
"""

import argparse
import multiprocessing
import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from reference import FIRST, plan_text

from taperdocs.make import workers
from taperdocs.make.batch import Outcome, run
from taperdocs.make.plan_list import BatchItem
from taperdocs.make.store import Folder
from taperdocs.make.typed import request
from taperdocs.make.version import VERSION

MIB = 1024


def main() -> None:
    """Read the options, measure in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=12)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--documents", default="")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    texts = {"documents": wanted.documents, "as-of": str(FIRST)}
    print(f"{date.today()}, {_machine()}, Python {platform.python_version()}, taperdocs {VERSION},")  # noqa: DTZ011
    print(
        f"WeasyPrint {version('weasyprint')}; {wanted.plans} plans of {wanted.years} years, 26 steps a year,"
    )
    print(f"documents: {wanted.documents or 'all'}; median of {wanted.rounds} rounds in turns\n")
    rates: dict[int, list[float]] = {jobs: [] for jobs in wanted.jobs}
    memory, cost, size = dict[int, str](), dict[int, float](), 0.0
    with TemporaryDirectory() as folder:
        batch_items = _items(Path(folder), wanted.plans, wanted.years, texts)
        for number in range(wanted.rounds):
            for jobs in wanted.jobs:
                out = Path(folder) / f"out-{number}-{jobs}"
                rate, cost[jobs], memory[jobs] = _measured(batch_items, jobs, out)
                rates[jobs].append(rate)
                size = sum(path.stat().st_size for path in out.rglob("*.*")) / wanted.plans
    print("| processes | plans/s | times one | CPU s a plan | most MiB of a process up to 10 / 50 / 100 % |")
    print("| --- | --- | --- | --- | --- |")
    one = median(rates[wanted.jobs[0]]) / wanted.jobs[0]
    for jobs, measured in rates.items():
        rate = median(measured)
        print(f"| {jobs} | {rate:.2f} | {rate / one:.2f} | {cost[jobs]:.2f} | {memory[jobs]} |")
    print(f"\n{size / 1000:.0f} KB a plan, with its manifest")


def _items(folder: Path, count: int, years: int, texts: dict[str, str]) -> tuple[BatchItem, ...]:
    """Write *count* plans, each with its own identifier, and return their batch items."""
    usual, made = request(texts), []
    for number in range(count):
        path = folder / f"plan-{number:05}.toml"
        path.write_text(plan_text(years, id=str(UUID(int=number, version=4))))
        made.append(BatchItem(path.stem, str(path), usual))
    return tuple(made)


def _measured(batch_items: tuple[BatchItem, ...], jobs: int, out: Path) -> tuple[float, float, str]:
    """Return plans a second without the start of the pool, CPU seconds a plan, and the most memory so far."""
    marks = {max(1, len(batch_items) * part // 100) for part in (10, 50, 100)}
    seen, most, before = list[str](), 0.0, _spent()
    with workers.pool(jobs) as crew:
        begun = perf_counter()
        for number, result in enumerate(run(batch_items, crew, Folder(out)), start=1):
            if result.outcome is not Outcome.MADE:
                message = f"{result.item.path}: {result.outcome}"
                raise SystemExit(message)
            children = [child.pid for child in multiprocessing.active_children()]
            most = max(most, *(_resident(pid) for pid in children if pid))
            if number in marks:
                seen.append(f"{most:.0f}")
        seconds = perf_counter() - begun
        own = _resident(os.getpid())
    cost = (_spent() - before) / len(batch_items)
    return len(batch_items) / seconds, cost, f"{' / '.join(seen)}, and {own:.0f} of the one that writes"


def _spent() -> float:
    """Return the CPU seconds of all processes that have ended, and of this one."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _resident(pid: int) -> float:
    """Return the memory of a process in MiB; 0 where it has just ended, or where there is no /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / MIB for line in lines if line.startswith("VmRSS")), 0.0)


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores {model or platform.machine()}"


if __name__ == "__main__":
    main()
