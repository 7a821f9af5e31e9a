"""The job of one plan in a batch: values in and values out, so that any process on any machine can do it."""

import gc
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from taperdocs.make.bug_report import notice
from taperdocs.make.make import File, make
from taperdocs.make.typed import Request, possible, within
from taperdocs.make.version import VERSION
from taperdocs.pdf import render
from taperdocs.plan.problems import Problem, TaperError
from taperdocs.planfile.reader import read


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
            return _made(job)
        except TaperError as error:
            return JobResult(problems=error.problems)
        except Exception as bug:  # noqa: BLE001  it is reported, without a word of the plan
            return JobResult(bug=tuple(notice(bug)))


def _made(job: Job) -> JobResult:
    plan, request = read(job.source), job.request
    if plan.code == job.known:
        return JobResult(plan.code)
    within(plan, request.options)
    names = request.documents if request.chosen else possible(plan, request.documents)
    return JobResult(plan.code, tuple(make(plan, names, request.options)))


@lru_cache(maxsize=1)
def warm() -> None:
    """Load once what every plan needs, and keep the collector of garbage from walking through it again."""
    render.warm()
    gc.collect()
    gc.freeze()


def version() -> str:
    """Return the version that works here, for a batch to compare with its own."""
    return VERSION
