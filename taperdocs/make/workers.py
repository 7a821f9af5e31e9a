"""Runs jobs in parallel, in processes of this machine or on a Dask cluster; a job makes the files of one plan."""

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
from taperdocs.make.make import ONE_AT_A_TIME, File, make
from taperdocs.make.typed import Request, possible, within
from taperdocs.make.version import VERSION
from taperdocs.options import Options
from taperdocs.pdf import render
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, refuse
from taperdocs.planfile.reader import read

_LIFE = 100
"""Number of plans after which a process is replaced.

WeasyPrint 70 leaks some 150 bytes for each line of text that asks for a feature of its font, since its ``Layout``
never frees a list of Pango attributes. No page asks for one now; should one, what a process takes stays bounded.
"""

_LONGEST = "diary"
"""The slowest document: it takes about as long as all others together."""

_TIMES = 5
"""How often Dask repeats a request that the network has lost."""


@dataclass(frozen=True, slots=True)
class Job:
    """A plan file's bytes and what to make of it; ``known`` is the code of the plan whose files are there already."""

    source: bytes = field(repr=False)
    request: Request
    known: str = ""


@dataclass(frozen=True, slots=True)
class JobResult:
    """The result of a job: the plan's code and its files, or its problems, or the notice of a bug.

    A plan whose code is the ``known`` one has no files here, since they are there already.
    """

    code: str = ""
    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()
    bug: tuple[str, ...] = ()


def work(job: Job) -> JobResult:
    """Make the files of one plan; return what goes wrong as a value, so that the other plans go on."""
    # A worker of a cluster may have several threads.
    with ONE_AT_A_TIME:
        try:
            warm()
            # Free what the last plan left: once a plan is faster than now and then, and saves as much memory.
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
    """Collect garbage rarely: it costs 10 % of a run and frees little."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def version() -> str:
    """Return the version that runs here, for a batch to compare with its own."""
    return VERSION


def cores() -> int:
    """Return how many cores this process may use; on Windows at most 61, which is the limit of a pool there."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(known, 61) if sys.platform == "win32" else known


class Crew(Protocol):
    """Runs jobs in parallel; any thread may submit one."""

    @property
    def hands(self) -> int:
        """Return how many jobs are done at the same time."""

    @property
    def gone(self) -> bool:
        """Tell whether the crew is lost: jobs that were begun may never finish."""

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job, or queue it; its future raises ``BrokenProcessPool`` if the process was killed."""


class Pool:
    """Processes on this machine that have everything loaded."""

    def __init__(self, hands: int, life: int, scratch: str) -> None:
        """Start *hands* processes, each for about *life* jobs; they unpack their fonts into the folder *scratch*."""
        self.hands, self.gone = hands, False
        self._jobs, self._scratch, self._lock = life * hands, scratch, Lock()
        self._others = multiprocessing.active_children()
        self._executor, self._left = self._start(), self._jobs

    def _start(self) -> Executor:
        # A forked process has everything loaded and shares its memory. But a process with threads must not be
        # forked: their locks stay locked. On macOS the system's libraries break in a fork; Windows cannot fork.
        context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
        executor = ProcessPoolExecutor(self.hands, context, _begin, (self._scratch,))
        # The processes are forked at the first task: give one now, before there is any thread.
        executor.submit(version)
        return executor

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job; after many jobs start new processes, while the old ones finish what they have begun."""
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
        # The executor's own max_tasks_per_child can wait forever in Python 3.11 to 3.14.
        self._executor.shutdown(wait=False)
        self._executor, self._left = self._start(), self._jobs

    def end(self, *, at_once: bool) -> None:
        """Wait until the processes have finished, or end them *at_once*, whatever they are doing."""
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
    """Make a process ready: it leaves an interrupt to its parent, and ends when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    Thread(target=_end_with_parent, daemon=True).start()
    warm()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        # No signal tells that the parent was killed, and a worker would wait for its next job forever.
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def pool(hands: int, life: int = _LIFE) -> Iterator[Crew]:
    """Run a pool of *hands* processes, each replaced after *life* plans; an interrupt ends them at once."""
    # Load everything before the fork, so that all processes share it in memory.
    warm()
    # A process that is ended leaves its unpacked fonts behind; they go with this folder.
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
    """Yield a function that returns the files of one of the names in *asked*; call it once for each name.

    Meanwhile a second process makes the slowest document, if a core is free and this process may be forked: one
    that is not forked would load everything again, which takes longer than it saves.
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
            # If the other process returned no files, make them here: an error is then raised here, as usual.
            yield from files or make(plan, [name], asked[name])

        yield take


class Cluster:
    """The workers of a Dask cluster; Dask itself repeats the jobs of a lost worker."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  distributed ships no types
        """Keep the client and its executor."""
        self._client = client
        # Not pure: each job is a task of its own, even if two jobs are equal.
        self._executor: Executor = client.get_executor(pure=False)

    @property
    def hands(self) -> int:
        """Return how many threads the workers have now, as far as is known here."""
        workers = self._client.scheduler_info(n_workers=-1).get("workers", {}).values()
        return max(1, sum(int(worker["nthreads"]) for worker in workers))

    @property
    def gone(self) -> bool:
        """Tell whether the scheduler is lost for good; some jobs then get no answer from the executor."""
        return self._client.status in {"closing", "closed"}

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job somewhere."""
        return self._executor.submit(work, job)


@contextmanager
def cluster(address: str, patience: float = 30) -> Iterator[Crew]:
    """Connect to the cluster at *address*; raise ``TaperError`` if that fails.

    The scheduler has *patience* seconds to answer, and as many again to have a worker.
    """
    try:
        from dask import config  # noqa: PLC0415  an extra
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        refuse("--dask", "Dask is not installed", 'Type: python -m pip install "taperdocs[dask]"')
    # Our own messages tell what was lost, so these logs are silenced. Dask repeats lost requests.
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
    """Refuse a cluster without workers, or with a worker that has another version."""
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
