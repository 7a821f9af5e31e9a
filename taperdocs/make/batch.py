"""Makes many plans, some at a time: looks what is there already, has the rest made, and writes it."""

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
    """What became of a plan, and what has to be told of it.

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
"""Plans in a row that cannot be written before the batch ends: the disk is full, or the store is away."""

_MOST_THREADS = 10_000
"""More than are ever used: a thread is started where none is idle."""


def run(
    batch_items: tuple[BatchItem, ...], crew: Crew, store: Store, *, resume: bool = False
) -> Generator[Result, None, None]:
    """Yield what became of each plan, in the order in which they are done.

    Only a few plans are held at a time, however many there are. With *resume* a plan stays as it is where
    the same plan with the same options and version is there and all its files are as they were written.
    Raise ``TaperError`` where the crew is gone, or where nothing can be written any more.
    """
    one = partial(_result, crew=crew, store=store, resume=resume)
    # Twice as many as hands, so that none waits, and some that are looked at or written meanwhile.
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
    # What was in work when a worker was killed is made alone, so that a plan which kills shows itself.
    for result in _results(suspects, one, crew, lambda: 1):
        yield Result(result.item, Outcome.LOST, (_LOST,)) if result.outcome is Outcome.AGAIN else result


def _results(
    items: Iterable[BatchItem], one: Callable[[BatchItem], Result], crew: Crew, room: Callable[[], int]
) -> Iterator[Result]:
    """Yield the result of each plan; as many as there is *room* for are done at the same time, a thread each."""
    waiting, busy = deque(items), set[Future[Result]]()
    threads = ThreadPoolExecutor(_MOST_THREADS)
    try:
        while waiting or busy:
            # The crew of a cluster may grow.
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
    """Look what is there of a plan, have the rest made, and write it."""
    try:
        source, old = read_source(item.path), store.manifest(item.name)
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
    """Wait for what comes of a job; None where the workers of a cluster died of it."""
    while not wait([future], _A_WHILE).done:
        if crew.gone:
            raise CancelledError
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError):
        raise
    except Exception:  # noqa: BLE001  a cluster has several ways to say it
        return None
