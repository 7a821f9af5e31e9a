"""Makes many plans, some at a time: looks up what is there already, has the rest made, and writes it."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from taperdocs.make.files import PlanFileError, read_source
from taperdocs.make.plan_list import BatchItem
from taperdocs.make.store import Store, digest, manifest_of
from taperdocs.make.workers import Crew, Job, JobResult
from taperdocs.plan.problems import Problem, TaperError, say


class Outcome(StrEnum):
    """What became of a plan. A plan whose outcome is ``AGAIN`` gets a second one later."""

    MADE = "made"
    KEPT = "already there"
    REFUSED = "with problems"
    UNWRITTEN = "not written"
    LOST = "lost with a worker"
    BUG = "stopped by a bug"
    AGAIN = "made again"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a plan, and what has to be told of it.

    ``old`` names files of an earlier run that this run did not make.
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
"""Seconds to wait for a result before asking whether the crew is still there."""

_HOPELESS = 5
"""Number of plans in a row that cannot be written before the batch ends: the disk is full, or the store is gone."""

_MOST_THREADS = 10_000
"""Limit on threads, more than are ever used: a thread is started only if none is idle."""


def run(
    batch_items: tuple[BatchItem, ...], crew: Crew, store: Store, *, resume: bool = False
) -> Generator[Result, None, None]:
    """Yield what became of each plan, in the order in which they are done.

    Only a few plans are in memory at a time. With *resume* a plan is not made again if an earlier run made it
    with the same options and version, and all its files are unchanged. Raise ``TaperError`` if the crew is gone,
    or if nothing can be written any more.
    """
    one = partial(_result, crew=crew, store=store, resume=resume)
    # Two plans for each hand, so that none waits, and some more that are looked up or written meanwhile.
    results = _results(batch_items, one, crew, lambda: 2 * crew.hands + store.at_once)
    suspects, refused = list[BatchItem](), 0
    for result in results:
        yield result
        if result.outcome is Outcome.AGAIN:
            suspects.append(result.item)
        elif result.outcome is Outcome.MADE:
            refused = 0
        elif result.outcome is Outcome.UNWRITTEN:
            refused += 1
            if refused == _HOPELESS:
                raise TaperError(*result.problems, exit_code=2)
    # Plans in work when a process was killed are made again one by one, to find the one that kills it.
    for result in _results(suspects, one, crew, lambda: 1):
        yield Result(result.item, Outcome.LOST, (_LOST,)) if result.outcome is Outcome.AGAIN else result


def _results(
    items: Iterable[BatchItem], one: Callable[[BatchItem], Result], crew: Crew, room: Callable[[], int]
) -> Iterator[Result]:
    """Yield the result of each plan; at most *room* of them are done at the same time, each in a thread."""
    waiting, busy = deque(items), set[Future[Result]]()
    threads = ThreadPoolExecutor(_MOST_THREADS)
    try:
        while waiting or busy:
            # A cluster may grow, so the room is asked for each time.
            while waiting and len(busy) < room():
                busy.add(threads.submit(one, waiting.popleft()))
            done, busy = wait(busy, _A_WHILE, FIRST_COMPLETED)
            if crew.gone:
                raise TaperError(_GONE, exit_code=2)
            for future in done:
                yield future.result()
    except CancelledError:
        raise TaperError(_GONE, exit_code=2) from None
    finally:
        # The threads end when the crew does.
        threads.shutdown(wait=False, cancel_futures=True)


def _result(item: BatchItem, *, crew: Crew, store: Store, resume: bool) -> Result:
    """Keep a plan that is there already; otherwise have it made, and write it."""
    try:
        source = read_source(item.path) if item.source is None else item.source
        old = store.manifest(item.name)
        stays = resume and old is not None and old.is_of(item.request) and store.holds(item.name, old)
        known = old.code if old and stays else ""
        if old and stays and old.source == digest(source):
            made: JobResult | None = JobResult(known)
        else:
            made = _answer(crew.submit(Job(source, item.request, known)), crew)
        if made is None:
            return Result(item, Outcome.LOST, (_LOST,))
        if made.bug or made.problems:
            return Result(item, Outcome.BUG if made.bug else Outcome.REFUSED, made.problems, made.bug)
        if made.code == known:
            return Result(item, Outcome.KEPT)
        manifest = manifest_of(source, made.code, item.request, made.files)
        store.put(item.name, made.files, manifest)
        left = tuple(name for name in (old.files if old else ()) if name not in manifest.files)
        return Result(item, Outcome.MADE, old=left)
    except BrokenProcessPool:
        return Result(item, Outcome.AGAIN)
    except TaperError as error:
        outcome = Outcome.REFUSED if isinstance(error, PlanFileError) else Outcome.UNWRITTEN
        return Result(item, outcome, error.problems)


def _answer(future: "Future[JobResult]", crew: Crew) -> JobResult | None:
    """Wait for the result of a job; None if it killed the workers of a cluster."""
    while not wait([future], _A_WHILE).done:
        if crew.gone:
            raise CancelledError
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError):
        raise
    except Exception:  # noqa: BLE001  a cluster has several ways to say it
        return None
