"""The command that makes many plans, a folder each, in a pool of processes or on a cluster."""

from collections import Counter
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

import typer

from taperdocs.cli import console, parameters
from taperdocs.cli.console import talk
from taperdocs.plan.problems import refuse

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from taperdocs.make.batch import Outcome, Result
    from taperdocs.make.plan_list import BatchItem
    from taperdocs.make.store import Store
    from taperdocs.make.workers import Crew

# Heavy imports stand inside the command, as in app.py.
# ruff: noqa: PLC0415

EXAMPLES = (
    "batch plans/*.toml -o print",
    "batch plans.csv -o print --paper letter --resume",
    'batch plans/*.toml -o print --documents "calendar ics" --jobs 8',
    "batch plans.csv -o s3://bucket/prefix --dask tcp://10.0.0.5:8786",
)
_PAUSE = 30
"""Seconds between two lines of progress if standard error is not a terminal."""

_MINUTE, _HOUR = 60, 3600
"""Seconds."""

_SHORT = 120
"""A duration below this many seconds is told in seconds."""


@parameters.takes_options_of_make()
def batch(  # noqa: PLR0913  each is an option of the command
    plans: parameters.PlanPaths = None,
    *,
    folder: parameters.Store,
    table: parameters.Table = None,
    jobs: parameters.Jobs = None,
    dask: parameters.Dask = None,
    resume: parameters.Resume = False,
    **options: object,
) -> None:
    """Make the documents of many plans, a folder each.

    A plan with problems is told and the others are made. A .csv names plans, each with options of its own:
    plan,name,paper,language and the other options as columns; an empty cell takes what is given here.
    """
    from taperdocs.make.plan_list import batch_items
    from taperdocs.make.store import store

    # Ask for the date once, so that all plans have the same even if the batch runs past midnight.
    wanted = batch_items(plans or (), table or (), parameters.texts_of_make(options))
    with _crew(dask, jobs, len(wanted)) as crew:
        # The store is opened after the crew: it may start threads, and a process with threads must not be forked.
        _run(wanted, crew, store(folder), resume=resume)


def _crew(dask: str | None, jobs: int | None, plans: int) -> "AbstractContextManager[Crew]":
    from taperdocs.make import workers

    if dask and jobs:
        refuse("--jobs", "the workers of a cluster are as many as were started", "Leave it out.")
    if jobs is not None and jobs < 1:
        refuse("--jobs", f"{jobs} processes make nothing", "Write 1 or more.")
    if dask:
        return workers.cluster(dask)
    cores = workers.cores()
    most = min(cores, plans)
    if jobs and jobs > most:
        much = f"{_several(plans, 'plan')} on {_several(cores, 'core')}"
        talk(f"--jobs {jobs}: {most} at a time; more would only wait, with {much}.")
    return workers.pool(min(jobs or most, most))


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _run(wanted: "tuple[BatchItem, ...]", crew: "Crew", where: "Store", *, resume: bool) -> None:
    """Make the plans; say what is wrong with each, and how far the batch has come."""
    from taperdocs.make.batch import Outcome, run

    counts, total, begun = Counter[Outcome](), len(wanted), monotonic()
    told = begun
    try:
        with closing(run(wanted, crew, where, resume=resume)) as results:
            for result in results:
                if said := _said(result):
                    console.rewrite("")
                    talk(said)
                if result.outcome is not Outcome.AGAIN:
                    counts[result.outcome] += 1
                now = monotonic()
                if console.watched():
                    console.rewrite(line(counts, total, now - begun))
                elif now - told > _PAUSE:
                    told = now
                    talk(line(counts, total, now - begun))
    finally:
        console.rewrite("")
        talk(summary(counts, total, monotonic() - begun))
    codes = {Outcome.BUG: 1, Outcome.LOST: 2, Outcome.UNWRITTEN: 2, Outcome.REFUSED: 3}
    # The lowest code wins: first a bug, then files that were not written, then problems.
    if code := min((codes[outcome] for outcome in counts if outcome in codes), default=0):
        raise typer.Exit(code)


def _said(result: "Result") -> str:
    """Return what is wrong with a plan, in its language and with its file; an empty text if nothing is."""
    from taperdocs.make.batch import Outcome

    item = result.item
    lines = [problem.text(item.path, item.request.options.language.say) for problem in result.problems]
    if result.outcome is Outcome.AGAIN:
        lines.append(f"{item.path}: a process was killed while this was in work; it is made again, alone.")
    if result.bug:
        lines += (f"{item.path}:", *result.bug)
    if result.old:
        names = ", ".join(result.old)
        lines.append(f"{item.name}: {names} is from an earlier run and was not made now: delete it.")
    return "\n".join(lines)


def line(counts: "Counter[Outcome]", total: int, seconds: float) -> str:
    """Return ``12 of 1000 plans, 3.1 plans/s, about 5 min left``."""
    from taperdocs.make.batch import Outcome

    done = sum(counts.values())
    # Plans that were there already take no time, so they must not count in the rate.
    made = done - counts[Outcome.KEPT]
    said = f"{done} of {total} plans"
    if not made or seconds <= 0:
        return said
    rate = made / seconds
    return f"{said}, {pace(rate)}, about {duration((total - done) / rate)} left"


def pace(rate: float) -> str:
    """Return ``3.1 plans/s``, or of a slow one ``12 plans/min``."""
    return f"{rate:.1f} plans/s" if rate >= 1 else f"{rate * _MINUTE:.1f} plans/min"


def duration(seconds: float) -> str:
    """Return ``40 s``, ``12 min`` or ``3 h 20 min``."""
    if seconds < _SHORT:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    hours, rest = divmod(round(seconds / _MINUTE), _MINUTE)
    return f"{hours} h {rest} min"


def summary(counts: "Counter[Outcome]", total: int, seconds: float) -> str:
    """Return what became of all plans: ``1000 plans: 990 made, 10 with problems (5 min, 3.1 plans/s)``."""
    from taperdocs.make.batch import Outcome

    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    if open_ := total - sum(counts.values()):
        parts.append(f"{open_} not begun")
    made = counts[Outcome.MADE]
    speed = f", {pace(made / seconds)}" if made and seconds > 0 else ""
    return f"{total} plan{'s' if total > 1 else ''}: {', '.join(parts) or 'none made'} ({duration(seconds)}{speed})"
