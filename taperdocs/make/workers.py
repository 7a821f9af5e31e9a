"""Who makes plans: processes of this machine, or a Dask cluster; each runs ``work`` on a job of one plan."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import wait
from tempfile import TemporaryDirectory
from threading import Lock, Thread, active_count
from typing import Any, Protocol

from taperdocs.make.bug_report import notice
from taperdocs.make.make import File, make
from taperdocs.make.typed import Request, possible, within
from taperdocs.make.version import VERSION
from taperdocs.options import Options
from taperdocs.pdf import render
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, refuse
from taperdocs.planfile.reader import read

_LIFE = 100
"""Plans that a process makes before another takes its place.

WeasyPrint 70 keeps some 150 bytes for good of each line of text that has figures of one width (its
``Layout`` never lets go of a list of Pango's attributes): a tenth of a MiB for a hand-off.
"""

_LONGEST = "diary"
"""The document that takes about as long as all others together."""

_TIMES = 5
"""Times that Dask asks again for what did not come through the network."""


@dataclass(frozen=True, slots=True)
class Job:
    """A plan file's bytes and what is wanted of it; ``known`` is the code of the plan that is there already."""

    source: bytes = field(repr=False)
    request: Request
    known: str = ""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came of a job: the files of the plan of this code, or its problems, or the notice of a bug.

    There are no files of a plan that is known.
    """

    code: str = ""
    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()
    bug: tuple[str, ...] = ()


_ONE_AT_A_TIME = Lock()
"""The engine and its fonts know no threads, and a worker of a cluster may have several."""


def work(job: Job) -> JobResult:
    """Make the files of one plan; whatever goes wrong is a value too, since the other plans go on."""
    with _ONE_AT_A_TIME:
        try:
            warm()
            # Of the plan before: to look once is faster than now and then, and keeps the memory as small.
            gc.collect()
            plan, request = read(job.source), job.request
            if plan.code == job.known:
                return JobResult(plan.code)
            within(plan, request.options)
            names = request.documents if request.chosen else possible(plan, request.documents)
            return JobResult(plan.code, tuple(make(plan, names, request.options)))
        except TaperError as error:
            return JobResult(problems=error.problems)
        except Exception as bug:  # noqa: BLE001  it is reported, without a word of the plan
            return JobResult(bug=tuple(notice(bug)))


@lru_cache(maxsize=1)
def warm() -> None:
    """Load once what every plan needs."""
    render.warm()
    settle()


def settle() -> None:
    """Collect garbage rarely: it takes a tenth of the time, and a page leaves little behind."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def version() -> str:
    """Return the version that works here, for a batch to compare with its own."""
    return VERSION


def cores() -> int:
    """Return how many cores this process may use, and of those no more than a pool on Windows can."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(known, 61) if sys.platform == "win32" else known


class Crew(Protocol):
    """Runs jobs in parallel; any thread may submit one."""

    @property
    def hands(self) -> int:
        """Return how many jobs are done at the same time."""

    @property
    def gone(self) -> bool:
        """Tell whether it will never finish what was begun."""

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job, or let it wait for a free hand; ``BrokenProcessPool`` says that its process was killed."""


class Pool:
    """Warm processes on this machine."""

    def __init__(self, hands: int, life: int, scratch: str) -> None:
        """Start them, each for *life* jobs; their fonts are unpacked in the folder *scratch*."""
        self.hands, self.gone = hands, False
        self._jobs, self._scratch, self._lock = life * hands, scratch, Lock()
        self._others = multiprocessing.active_children()
        self._executor, self._left = self._start(), self._jobs

    def _start(self) -> Executor:
        # A fork has everything loaded and shares its memory, but a process with threads must not be forked: their
        # locks stay locked. The libraries of macOS do not outlive a fork, and Windows has none.
        context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
        executor = ProcessPoolExecutor(self.hands, context, _begin, (self._scratch,))
        # Forks are made at the first task, so before there is any thread.
        executor.submit(version)
        return executor

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job; after many of them by new processes, while the old ones end what they have begun."""
        with self._lock:
            if self.gone:
                raise CancelledError
            if not self._left:
                self._renew()
            self._left -= 1
            try:
                return self._executor.submit(work, job)
            except BrokenProcessPool:
                self._renew()
                return self._executor.submit(work, job)

    def _renew(self) -> None:
        # The executor has max_tasks_per_child for this, with which Python 3.11 to 3.14 may wait forever.
        self._executor.shutdown(wait=False)
        self._executor, self._left = self._start(), self._jobs

    def end(self, *, at_once: bool) -> None:
        """Let the processes end, or end them *at_once*, whatever they are doing."""
        with self._lock:
            self.gone = True
        self._executor.shutdown(wait=not at_once, cancel_futures=True)
        for child in multiprocessing.active_children():
            if child not in self._others:
                if at_once:
                    child.terminate()
                child.join()


def _may_fork() -> bool:
    return sys.platform == "linux" and active_count() == 1


def _begin(scratch: str) -> None:
    """Make a process ready; an interrupt is for the one that started it, and without that one it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    Thread(target=_end_with_parent, daemon=True).start()
    warm()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        # No signal says that it was killed, and a worker would wait for its next job forever.
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def pool(hands: int, life: int = _LIFE) -> Iterator[Crew]:
    """Keep a pool of so many processes, each replaced after *life* plans; an interrupt ends them at once."""
    # What is loaded before the fork is in the memory once.
    warm()
    # Ended processes leave the fonts that they unpacked.
    with TemporaryDirectory(prefix="taperdocs-", ignore_cleanup_errors=True) as scratch:
        crew = Pool(hands, life, scratch)
        try:
            yield crew
        except BaseException:
            crew.end(at_once=True)
            raise
        crew.end(at_once=False)


@contextmanager
def beside(plan: Plan, asked: Mapping[str, Options]) -> Iterator[Callable[[str], Iterable[File]]]:
    """Begin to make what is *asked* of a plan, and hand out what returns the files of a name, asked for once.

    Another process makes the longest document meanwhile, where a core is left and this process may be forked:
    any other would load everything again, which takes longer than is gained.
    """
    if _LONGEST not in asked or len(asked) == 1 or cores() == 1 or not _may_fork():
        settle()
        yield lambda name: make(plan, [name], asked[name])
        return
    with pool(1) as crew:
        ahead = crew.submit(Job(plan.source, Request((_LONGEST,), chosen=True, options=asked[_LONGEST])))

        def take(name: str) -> Iterator[File]:
            files: tuple[File, ...] = ()
            if name == _LONGEST:
                with suppress(BrokenProcessPool):
                    files = ahead.result().files
            # Where nothing came it is made here, and goes wrong here, if it does, as any other.
            yield from files or make(plan, [name], asked[name])

        yield take


class Cluster:
    """The workers of a Dask cluster, which does again by itself what a lost worker had."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  distributed ships no types
        """Keep the client and its executor."""
        self._client = client
        # Not pure: each plan is a task of its own, also where two plans are the same.
        self._executor: Executor = client.get_executor(pure=False)

    @property
    def hands(self) -> int:
        """Return how many threads the workers have now, as far as is known here."""
        workers = self._client.scheduler_info(n_workers=-1).get("workers", {}).values()
        return max(1, sum(int(worker["nthreads"]) for worker in workers))

    @property
    def gone(self) -> bool:
        """Tell whether the scheduler is lost for good; its executor leaves some jobs without an answer then."""
        return self._client.status in {"closing", "closed"}

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job somewhere."""
        return self._executor.submit(work, job)


@contextmanager
def cluster(address: str, patience: float = 30) -> Iterator[Crew]:
    """Join the cluster at *address*; raise ``TaperError`` where that cannot be.

    It has *patience* seconds to answer, and as many to have a worker.
    """
    try:
        from dask import config  # noqa: PLC0415  an extra
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        refuse("--dask", "Dask is not installed", 'Type: python -m pip install "taperdocs[dask]"')
    # What is lost and found again is said in our words; that no answer is lost is left to Dask.
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    config.set({"distributed.comm.retry.count": _TIMES})
    try:
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError):
        refuse(
            "--dask", f"no scheduler answers at {address}", "Look at the address, as in tcp://10.0.0.5:8786."
        )
    try:
        _agree(client, patience)
        yield Cluster(client)
    finally:
        with suppress(OSError):
            client.close()


def _agree(client: Any, patience: float) -> None:  # noqa: ANN401
    """Refuse a cluster without workers, or with one that would make other pages than this version."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except OSError:
        refuse("--dask", "the cluster has no worker", "Start some: dask worker ADDRESS --nthreads 1")
    how = f'Type there: python -m pip install "taperdocs[dask]=={VERSION}"'
    try:
        versions = set(client.run(version).values())
    except Exception:  # noqa: BLE001  whatever a worker says that cannot import it
        refuse("--dask", "a worker of the cluster cannot import taperdocs", how)
    if versions != {VERSION}:
        refuse(
            "--dask", f"the workers have taperdocs {', '.join(sorted(versions))}, and here is {VERSION}", how
        )
