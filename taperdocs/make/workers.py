"""Who works on a batch: processes of this machine, or a Dask cluster; both do the same function."""

import logging
import multiprocessing
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from taperdocs.make import jobs
from taperdocs.make.jobs import Job, JobResult
from taperdocs.make.parent import end_with_parent
from taperdocs.make.version import VERSION
from taperdocs.plan.problems import refuse

LIFE = 100
"""So many plans a process makes before another takes its place.

WeasyPrint 70 keeps some 150 bytes for good of each line of text that has figures of one width (its
``Layout`` never lets go of a list of Pango's attributes): a tenth of a MiB for a hand-off.
"""

_TIMES = 5
"""So often Dask asks again for what did not come through the network."""

_SECONDS = 30
"""So long a cluster has time to answer and to have a worker."""


class Crew(Protocol):
    """Does jobs, some of them at the same time."""

    @property
    def hands(self) -> int:
        """Return how many jobs are done at the same time."""

    @property
    def gone(self) -> bool:
        """Tell whether it will never finish what was begun."""

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job, or let it wait for a free hand."""

    def mend(self) -> None:
        """Go on after a worker was killed; what was in work is lost."""


class Pool:
    """Warm processes on this machine."""

    gone = False

    def __init__(self, hands: int, scratch: str) -> None:
        """Start them; their fonts are unpacked in the folder *scratch*."""
        self.hands = hands
        self._scratch = scratch
        self._others = multiprocessing.active_children()
        self._left = LIFE * hands
        # A fork has everything loaded. The libraries of macOS do not outlive one, and Windows has none.
        self._executor = self._start("fork" if sys.platform == "linux" else "spawn")
        # Begun at once, since a fork should come before any thread.
        self._executor.submit(jobs.version)

    def _start(self, kind: str) -> Executor:
        context = multiprocessing.get_context(kind)
        return ProcessPoolExecutor(self.hands, context, _begin, (self._scratch,))

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job; after many of them by new processes, while the old ones end what they have begun."""
        if not self._left:
            self._renew(wait=False)
        future = self._executor.submit(jobs.work, job)
        self._left -= 1
        return future

    def mend(self) -> None:
        """Start other processes."""
        self._renew(wait=True)

    def _renew(self, *, wait: bool) -> None:
        self._executor.shutdown(wait=wait)
        # By now this process has threads, which no fork should meet.
        self._executor, self._left = self._start("spawn"), LIFE * self.hands

    def stop(self) -> None:
        """End the processes at once, whatever they are doing."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for child in self._ours():
            child.terminate()
        self.close()

    def close(self) -> None:
        """Let the processes end."""
        self._executor.shutdown()
        for child in self._ours():
            child.join()

    def _ours(self) -> list[BaseProcess]:
        return [child for child in multiprocessing.active_children() if child not in self._others]


def _begin(scratch: str) -> None:
    """Make a process ready; an interrupt is for the one that started it, and without that one it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    end_with_parent()
    jobs.warm()


@contextmanager
def pool(hands: int) -> Iterator[Crew]:
    """Keep a pool of so many processes; an interrupt ends them at once."""
    # What is loaded before the fork is in the memory once.
    jobs.warm()
    # Ended processes leave the fonts that they unpacked.
    with TemporaryDirectory(prefix="taperdocs-batch-", ignore_cleanup_errors=True) as scratch:
        crew = Pool(hands, scratch)
        try:
            yield crew
        except BaseException:
            crew.stop()
            raise
        crew.close()


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
        return self._executor.submit(jobs.work, job)

    def mend(self) -> None:
        """Do nothing: the scheduler has done it."""


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Join the cluster at *address*; raise ``TaperError`` where that cannot be."""
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
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        refuse(
            "--dask", f"no scheduler answers at {address}", "Look at the address, as in tcp://10.0.0.5:8786."
        )
    try:
        _agree(client)
        yield Cluster(client)
    finally:
        with suppress(OSError):
            client.close()


def _agree(client: Any) -> None:  # noqa: ANN401
    """Refuse a cluster without workers, or with one that would make other pages than this version."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except OSError:
        refuse("--dask", "the cluster has no worker", "Start some: dask worker ADDRESS --nthreads 1")
    how = f'Type there: python -m pip install "taperdocs[dask]=={VERSION}"'
    try:
        versions = set(client.run(jobs.version).values())
    except Exception:  # noqa: BLE001  whatever a worker says that cannot import it
        refuse("--dask", "a worker of the cluster cannot import taperdocs", how)
    if versions != {VERSION}:
        refuse(
            "--dask", f"the workers have taperdocs {', '.join(sorted(versions))}, and here is {VERSION}", how
        )
