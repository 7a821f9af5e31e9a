"""Makes many plans: looks what is there already, has the rest made, and writes it, some plans at a time."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from taperdocs.make.files import PlanFileError, read_source
from taperdocs.make.jobs import Job, JobResult
from taperdocs.make.plan_list import BatchItem
from taperdocs.make.store import Manifest, Store, digest, left_behind, manifest_of
from taperdocs.make.workers import Crew
from taperdocs.plan.problems import Problem, TaperError, say


class Outcome(StrEnum):
    """What became of a plan; one that is made again will have another outcome too."""

    MADE = "made"
    KEPT = "already there"
    REFUSED = "with problems"
    UNWRITTEN = "not written"
    LOST = "lost with a worker"
    BUG = "stopped by a bug"
    AGAIN = "made again"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the plan of a item, and what has to be told of it.

    ``old`` are files that an earlier run wrote beside those of now.
    """

    item: BatchItem
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    bug: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


_LOST = Problem(
    (),
    say("the process that made this plan was killed"),
    say("Most often the memory was too small: try again with fewer plans at a time."),
)
_GONE = Problem((), say("the cluster is gone"), say("Start it again, then go on with --resume."))
_A_WHILE = 2
"""Seconds after which a crew from which nothing comes is asked whether it is still there."""

_HOPELESS = 5
"""So many plans in a row that cannot be written end the batch: the disk is full, or the store is away."""

_Future = Future[Any]
_Then = Callable[[_Future], Iterator[Result]]


def run(
    batch_items: tuple[BatchItem, ...], crew: Crew, store: Store, *, resume: bool = False
) -> Generator[Result, None, None]:
    """Yield what became of each plan, in the order in which they are done.

    Only a few plans are held at a time, however many there are. With *resume* a plan stays as it is where
    the same plan with the same options and version is there and all its files are as they were written.
    """
    with ThreadPoolExecutor(store.at_once) as threads:
        line, waiting = _Line(crew, store, threads, resume), deque(batch_items)
        try:
            while waiting or line.busy:
                while waiting and line.has_room():
                    line.look(waiting.popleft())
                yield from line.step()
        finally:
            threads.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A item with its plan file, the manifest of what is there, and whether that may stay."""

    item: BatchItem
    source: bytes
    old: Manifest | None
    stays: bool

    @property
    def job(self) -> Job:
        return Job(self.source, self.item.request, self.old.code if self.old and self.stays else "")


def _look(item: BatchItem, store: Store, *, resume: bool) -> _Looked:
    source, old = read_source(item.path), store.manifest(item.name)
    stays = resume and old is not None and old.is_of(item.request) and store.holds(item.name, old)
    return _Looked(item, source, old, stays)


@dataclass(slots=True)
class _Line:
    """The plans that are looked at, in work, or being written; each future with what is done after it."""

    crew: Crew
    store: Store
    threads: ThreadPoolExecutor
    resume: bool
    looking: dict[_Future, _Then] = field(default_factory=dict)
    working: dict[_Future, _Then] = field(default_factory=dict)
    writing: dict[_Future, _Then] = field(default_factory=dict)
    ready: deque[_Looked] = field(default_factory=deque)
    suspects: deque[_Looked] = field(default_factory=deque)
    refused: int = 0

    @property
    def busy(self) -> bool:
        """Tell whether any plan is on the line."""
        return bool(self.looking or self.working or self.writing or self.ready or self.suspects)

    def has_room(self) -> bool:
        """Tell whether one more plan may be taken up."""
        return len(self.looking) + len(self.ready) < self.crew.hands + self.store.at_once

    def look(self, item: BatchItem) -> None:
        """Take up a plan."""
        future = self.threads.submit(_look, item, self.store, resume=self.resume)
        self.looking[future] = partial(self._looked, item)

    def step(self) -> Iterator[Result]:
        """Hand out what is ready, wait until something is done, and go on with that."""
        if self.crew.gone:
            raise TaperError(_GONE, exit_code=2)
        self._hand_out()
        then = {**self.looking, **self.working, **self.writing}
        for future in wait(then, _A_WHILE, FIRST_COMPLETED).done:
            for stage in (self.looking, self.working, self.writing):
                stage.pop(future, None)
            yield from then[future](future)

    def _hand_out(self) -> None:
        # What was in work when a worker was killed is made alone, so that a plan which kills shows itself.
        if self.suspects:
            if not self.working:
                self._submit(self.suspects.popleft(), alone=True)
            return
        # Twice as many as hands, so that no hand waits; none where writing does not keep up.
        room = 2 * self.crew.hands - len(self.working) if len(self.writing) < 2 * self.store.at_once else 0
        for _ in range(min(room, len(self.ready))):
            self._submit(self.ready.popleft(), alone=False)

    def _submit(self, looked: _Looked, *, alone: bool) -> None:
        try:
            future = self.crew.submit(looked.job)
        except BrokenProcessPool:
            self.crew.mend()
            future = self.crew.submit(looked.job)
        self.working[future] = partial(self._worked, looked, alone)

    def _looked(self, item: BatchItem, future: "Future[_Looked]") -> Iterator[Result]:
        try:
            looked = future.result()
        except PlanFileError as error:
            yield Result(item, Outcome.REFUSED, error.problems)
            return
        except TaperError as error:
            yield self._unwritten(item, error)
            return
        if looked.stays and looked.old and looked.old.source == digest(looked.source):
            yield Result(item, Outcome.KEPT)
        else:
            self.ready.append(looked)

    def _worked(self, looked: _Looked, alone: bool, future: "Future[JobResult]") -> Iterator[Result]:  # noqa: FBT001
        item = looked.item
        try:
            made = future.result()
        except BrokenProcessPool:
            if alone:
                yield Result(item, Outcome.LOST, (_LOST,))
            else:
                self.suspects.append(looked)
                yield Result(item, Outcome.AGAIN)
            return
        except CancelledError:
            raise TaperError(_GONE, exit_code=2) from None
        except Exception:  # noqa: BLE001  a cluster has several ways to say that its workers died of this plan
            yield Result(item, Outcome.LOST, (_LOST,))
            return
        if made.bug:
            yield Result(item, Outcome.BUG, bug=made.bug)
        elif made.problems:
            yield Result(item, Outcome.REFUSED, made.problems)
        elif made.code == looked.job.known:
            yield Result(item, Outcome.KEPT)
        else:
            note = manifest_of(looked.source, made.code, item.request, made.files)
            writing = self.threads.submit(self.store.put, item.name, made.files, note)
            self.writing[writing] = partial(self._written, item, left_behind(looked.old, made.files))

    def _written(self, item: BatchItem, old: tuple[str, ...], future: "Future[None]") -> Iterator[Result]:
        try:
            future.result()
        except TaperError as error:
            yield self._unwritten(item, error)
        else:
            self.refused = 0
            yield Result(item, Outcome.MADE, old=old)

    def _unwritten(self, item: BatchItem, error: TaperError) -> Result:
        """Return what is told of a plan that the store refuses; after several in a row raise the *error*."""
        self.refused += 1
        if self.refused == _HOPELESS:
            raise error
        return Result(item, Outcome.UNWRITTEN, error.problems)
