"""Measures this project against its peers and prints one table of ratios: ``python benchmarks/run.py [--short]``."""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import growth
import ours
import page
import peers
import raw
from chromium import Tab, prints_cold, warm
from clock import Used, Way, in_turn, used_by_program
from ours import Job
from peers import Missing, Typesetter
from reference import FIRST, plan_text
from table import Row, against, amount, heading, written

from taperdocs.make.version import VERSION
from taperdocs.make.workers import settle
from taperdocs.pdf.resources import folder

_CHROMIUM = {"calendar": 1.0, "diary": 0.7, "handoff": 0.8}
"""Limit of each document's time, in times of a warm Chromium."""

_TYPST, _COLD, _READ_BACK = 1.0, 1.0, 0.15
"""Limits as ratios: diary to Typst, all documents to a cold Chromium, reading back to rendering."""
_SIZES = {"calendar": 150, "diary": 400}
"""Limit of the size of each document of one year, in KB."""

_EXPONENT, _PEAK, _EXPORTS = 1.05, 400, 0.5
"""Limits of the growth of time by pages, of memory in MiB, and of the time of both phone calendars in seconds."""
_STARTS = {"--help": 7.0, "--version": 1.5, "check": 12.0, "show": 12.0}
"""Limit of each command's time, in times of a Python that does nothing."""

_LATER, _MARKED, _IDLE = 1.0, 0.1, 150
"""Limits of the local web page: its address after --help, s; marking a wrong dose, s; memory, MiB."""
_PICTURES = {"eight weeks": (4, 0.5), "a year": (26, 1.0)}
"""For each plan its steps, and the limit of the time until its papers show their first picture, in seconds."""

_STEPS = 60
"""Steps of the plan that commands read."""
_UNUSUAL = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
"""Variables that are removed, since they stop Python from keeping bytecode between starts, as it usually does."""


@dataclass(frozen=True, slots=True)
class Run:
    """The settings of a run: *turns* for documents, *starts* for commands, *patience* with one document in seconds."""

    turns: int
    starts: int
    patience: float
    scratch: Path
    environment: Mapping[str, str]


def main() -> None:
    """Measure and print."""
    # Taken before the engine hides the fonts of the system, since the peers must see them.
    environment = {name: value for name, value in os.environ.items() if name not in _UNUSUAL}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer turns: a few minutes")
    short = parser.parse_args().short
    browser, typesetter = peers.chromium(), peers.typst()
    for missing in (browser, typesetter):
        if isinstance(missing, Missing):
            print(f"{missing.what} is not here and left out of the table. To have it: {missing.remedy}")
    with TemporaryDirectory(prefix="taperdocs-benchmark-") as scratch:
        run = Run(3 if short else 9, 9 if short else 25, 45 if short else 900, Path(scratch), environment)
        print(_heading(browser), heading(), sep="\n\n", flush=True)
        # Print each row at once, so that one may stop early.
        for row in _rows(run, browser, typesetter):
            _say("")
            print(written(row), flush=True)


def _rows(run: Run, browser: str | Missing, typesetter: Typesetter | Missing) -> Iterator[Row]:
    # Measure starts first, while this process is still small.
    yield from _starts(run)
    yield from _page(run)
    # As ``make`` does after its imports.
    settle()
    with ExitStack() as opened:
        tab = None if isinstance(browser, Missing) else opened.enter_context(warm(browser, run.environment))
        for name in _CHROMIUM:
            yield from _document(run, ours.Job(name), tab, typesetter)
    if not isinstance(browser, Missing):
        yield _cold(run, browser)
    yield _exports(run)
    yield from _growth(run)


def _heading(browser: str | Missing) -> str:
    names = [
        f"taperdocs {VERSION}",
        f"WeasyPrint {version('weasyprint')}",
        f"Python {platform.python_version()}",
    ]
    names += [] if isinstance(browser, Missing) else [peers.chromium_version(browser)]
    names += [peers.typst_version()]
    machine = f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return (
        f"{', '.join(filter(None, names))}\n{machine}, {datetime.now(UTC):%Y-%m-%d}\n"
        "Times are medians of runs in turn (ours, peer, ours, peer …), a ratio is the median of the pairs'."
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _document(run: Run, job: Job, tab: Tab | None, typesetter: Typesetter | Missing) -> Iterator[Row]:
    """Compare a document with its peers; in each turn all of them get the same plan."""
    name, faces, beside = job.name, raw.faces(), _beside_the_fonts(run)
    _say(f"{name}, warm")
    ways: dict[str, Way] = {
        "ours": job.making,
        "read-back": job.reading_back,
        "raw": lambda turn: raw.writing(raw.pages(job.kept[turn]), faces),
    }
    if tab:
        ways["Chromium"] = lambda turn: tab.prints(ours.page(name, ours.reference(turn), beside))
    if name == "diary" and not isinstance(typesetter, Missing):
        ways["Typst"] = lambda turn: typesetter(ours.diary(ours.reference(turn)))
    used = dict(zip(ways, in_turn(run.turns, *ways.values()), strict=True))
    pages, size = len(raw.pages(job.kept[0])), len(job.kept[0]) / 1000
    for peer, most in (("Chromium", _CHROMIUM[name]), ("Typst", _TYPST)):
        if peer in used:
            yield against(f"{name}, {pages} pages, warm / {peer}", used["ours"], used[peer], most)
    yield against(f"{name}, warm / pydyf writing the same marks", used["ours"], used["raw"])
    rendering = tuple(map(Used.without, used["ours"], used["read-back"]))
    yield against(f"{name}, read-back / rendering", used["read-back"], rendering, _READ_BACK)
    yield amount(f"{name}, {pages} pages, size", size, "KB", _SIZES.get(name))


def _cold(run: Run, browser: str) -> Row:
    """Compare whole processes, from start to end, that make all documents of a plan."""
    _say("all documents, cold, and Chromium")
    folder, plan = _beside_the_fonts(run), run.scratch / "plan.toml"
    plan.write_text(plan_text())
    pages = [ours.page(name, ours.reference(0), folder) for name in ours.names(ours.reference(0))]
    command = (*_program(), "make", str(plan), "-o", str(run.scratch / "made"), "--as-of", str(FIRST))
    mine, its = in_turn(
        run.turns,
        partial(_running, command, run),
        lambda _turn: prints_cold(browser, run.environment, pages),
    )
    return against(f"make of all {len(pages)} documents, cold / Chromium", mine, its, _COLD)


def _growth(run: Run) -> Iterator[Row]:
    for name in ("calendar", "diary"):
        _say(f"growth of the {name}")
        found = tuple(growth.grown(name, run.environment, run.patience))
        years, last = "/".join(str(one.years) for one in found), found[-1]
        # The limits are for ten years; with fewer years the figures are shown but not judged.
        most, peak = (_EXPONENT, _PEAK) if len(found) == len(growth.YEARS) else (None, None)
        power = growth.exponent(found)
        yield amount(f"{name}, time by pages over {years} years, exponent", power, "", most)
        yield amount(f"{name} of {last.years} years, {last.pages} pages, peak", last.peak, "MiB", peak)


def _exports(run: Run) -> Row:
    _say("phone calendars")
    (used,) = in_turn(run.turns, ours.exporting)
    return amount("plan.ics and doses.ics of 5 years", median(one.wall for one in used), "s", _EXPORTS)


def _starts(run: Run) -> Iterator[Row]:
    plan = run.scratch / f"{_STEPS}.toml"
    plan.write_text(plan_text(steps=_STEPS))
    nothing = (sys.executable, "-c", "pass")
    for argument, most in _STARTS.items():
        _say(f"start of {argument}")
        plain = argument.startswith("--")
        command = (*_program(), argument, *(() if plain else (str(plan),)))
        mine, its = in_turn(run.starts, partial(_running, command, run), partial(_running, nothing, run))
        what = f"taperdocs {argument}" if plain else f"taperdocs {argument}, {_STEPS} steps"
        yield against(f"{what} / python -c pass", mine, its, most)


def _page(run: Run) -> Iterator[Row]:
    """Measure the local web page, with requests as a browser sends them; each turn has another plan."""
    _say("the local web page")
    folder = run.scratch / "plans"
    folder.mkdir()
    plan = folder / "plan.toml"
    plan.write_text(plan_text(steps=4))
    command, help_ = (*_program(), "serve", str(folder), "--no-browser"), (*_program(), "--help")
    told, shown, its = in_turn(
        run.turns,
        lambda _: page.starts(command, run.environment),
        lambda _: page.opens(command, run.environment),
        partial(_running, help_, run),
    )
    for what, mine, most in (("address", told, _LATER), ("first page", shown, None)):
        later = median(a.wall - b.wall for a, b in zip(mine, its, strict=True))
        yield amount(f"serve, until its {what}, later than --help", later, "s", most)
    yield amount(
        "serve, memory while it waits",
        page.idle(command, run.environment, ["/plan/plan.toml/fields"]),
        "MiB",
        _IDLE,
    )
    nothing = "Starlette page that does nothing"
    with (
        page.visiting(command, run.environment) as visitor,
        page.visiting(page.peer(), run.environment) as other,
    ):

        def marks(at: page.Visitor) -> Way:
            return lambda turn: at.posts(
                "/plan/plan.toml/check", text=plan_text(steps=4, turn=turn).replace(" mg", " mgg", 9)
            )

        mine, its = in_turn(run.turns, marks(visitor), marks(other))
        yield against(f"a wrong dose marked / {nothing}", mine, its)
        yield amount("a wrong dose marked", median(one.wall for one in mine), "s", _MARKED)
        for name, (steps, most) in _PICTURES.items():
            calendars = list[float]()

            def pictures(turn: int, steps: int = steps, calendars: list[float] = calendars) -> Used:
                plan.write_text(plan_text(steps=steps, turn=turn))
                asked = f"documents=card&documents=calendar&as-of={FIRST + timedelta(weeks=turn)}"
                card, calendar = visitor.pictures(f"/plan/plan.toml/papers?{asked}")
                calendars.append(calendar.wall)
                return card

            mine, its = in_turn(run.turns, pictures, lambda _: other.gets("/"))
            yield against(f"first picture of the papers of {name} / {nothing}", mine, its)
            yield amount(
                f"first picture of the papers of {name}", median(one.wall for one in mine), "s", most
            )
            yield amount(f"first picture of the calendar of {name}", median(calendars[1:]), "s")


def _running(command: tuple[str, ...], run: Run, _turn: int) -> Used:
    return used_by_program(command, run.environment)


def _beside_the_fonts(run: Run) -> Path:
    """Return a folder with links to the bundled fonts, where the pages look for them."""
    for one in folder("fonts").iterdir():
        link = run.scratch / one.name
        if one.is_dir() and not link.exists():
            link.symlink_to(one)
    return run.scratch


def _program() -> tuple[str, ...]:
    """Return the installed command, or else the module."""
    installed = Path(sys.executable).with_name("taperdocs")
    return (str(installed),) if installed.exists() else (sys.executable, "-m", "taperdocs")


def _say(what: str) -> None:
    """Show on a terminal what is being measured, on a line that the next call overwrites."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what and f'{what} …'}")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
