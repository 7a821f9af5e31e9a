"""Measures this project against its peers and prints one table of ratios: ``python benchmarks/run.py [--short]``."""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import growth
import ours
import peers
import raw
from chromium import prints_cold, warm
from clock import Used, in_turn, used_by_program
from peers import Missing, Typesetter
from reference import FIRST, plan_text
from table import Row, against, amount, written

from taperdocs.resources import folder
from taperdocs.version import VERSION

_WARM = (("calendar", 1.0), ("diary", 0.7), ("handoff", 0.8))
"""How many times the time of Chromium each may take."""

_SIZES = (("calendar", 150), ("diary", 400))
"""How many thousand bytes a year each may have."""

_PEAK, _EXPONENT, _READ_BACK, _EXPORTS = 400, 1.05, 0.1, 0.5
_STARTS = (("--help", 7.0), ("--version", 1.5), ("check", 12.0), ("show", 12.0))
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """How often each thing is done, how long one may take, where files go, and the environment of programs."""

    turns: int
    starts: int
    patience: float
    scratch: Path
    environment: Mapping[str, str]


def main() -> None:
    """Measure and print."""
    # Our engine hides the system's fonts from its own process; programs that are started are to see them.
    environment = dict(os.environ)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer turns: a few minutes")
    short = parser.parse_args().short
    browser, typesetter = peers.chromium(), peers.typst()
    with TemporaryDirectory(prefix="taperdocs-benchmark-") as scratch:
        run = Run(3 if short else 9, 9 if short else 25, 45 if short else 900, Path(scratch), environment)
        rows = list(_rows(run, browser, typesetter))
    for missing in (browser, typesetter):
        if isinstance(missing, Missing):
            print(f"{missing.what} is not here and left out of the table. To have it: {missing.remedy}")
    print(_heading(browser), written(rows), sep="\n\n", end="")


def _rows(run: Run, browser: str | Missing, typesetter: Typesetter | Missing) -> Iterator[Row]:
    # While programs are started this process is small yet.
    yield from _starts(run)
    if not isinstance(browser, Missing):
        yield from _against_chromium(run, browser)
        yield _cold(run, browser)
    if not isinstance(typesetter, Missing):
        yield _against_typst(run, typesetter)
    yield from _read_back(run)
    yield _exports(run)
    yield from _sizes()
    yield from _raw(run)
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


def _against_chromium(run: Run, browser: str) -> Iterator[Row]:
    folder = _beside_the_fonts(run)
    with warm(browser, run.environment) as tab:
        for name, most in _WARM:
            _say(f"{name}, warm, and Chromium")

            def mine(turn: int, name: str = name) -> Used:
                return ours.making(name, turn)

            def its(turn: int, name: str = name) -> Used:
                return tab.prints(ours.page(name, ours.reference(turn), folder))

            what = f"{_named(name)}, warm / Chromium"
            yield against(what, *in_turn(run.turns, mine, its), most)


def _against_typst(run: Run, typesetter: Typesetter) -> Row:
    _say("diary, warm, and Typst")
    mine, its = in_turn(
        run.turns,
        lambda turn: ours.making("diary", turn),
        lambda turn: typesetter(ours.diary(ours.reference(turn))),
    )
    return against(f"{_named('diary')}, warm / Typst", mine, its, 1.0)


def _cold(run: Run, browser: str) -> Row:
    """Compare whole processes, from the start of each to its end, with all documents of a plan."""
    _say("all documents, cold, and Chromium")
    folder, plan = _beside_the_fonts(run), run.scratch / "plan.toml"
    plan.write_text(plan_text())
    pages = [ours.page(name, ours.reference(0), folder) for name in ours.names(ours.reference(0))]
    command = (*_program(), "make", str(plan), "-o", str(run.scratch / "made"), "--as-of", str(FIRST))
    mine, its = in_turn(
        run.turns,
        lambda _turn: used_by_program(command, run.environment),
        lambda _turn: prints_cold(browser, run.environment, pages),
    )
    return against(f"make of all {len(pages)} documents, cold / Chromium", mine, its, 1.0)


def _read_back(run: Run) -> Iterator[Row]:
    for name in ("calendar", "diary"):
        _say(f"read-back of the {name}")
        mine, its = in_turn(
            run.turns,
            lambda turn, name=name: ours.reading_back(name, turn),
            lambda turn, name=name: ours.rendering(name, turn),
        )
        yield against(f"{name}, read-back / rendering", mine, its, _READ_BACK)


def _raw(run: Run) -> Iterator[Row]:
    """Compare with the cost of writing the same marks, which no typesetter can go below."""
    faces = raw.faces()
    for name in ("calendar", "diary"):
        _say(f"raw cost of the {name}")
        marks = [raw.pages(ours.made(name, ours.reference(turn)).data) for turn in range(run.turns + 1)]
        mine, its = in_turn(
            run.turns,
            lambda turn, name=name: ours.making(name, turn),
            lambda turn, marks=marks: raw.writing(marks[turn], faces),
        )
        yield against(f"{name}, warm / pydyf writing the same marks", mine, its)


def _growth(run: Run) -> Iterator[Row]:
    for name in ("calendar", "diary"):
        _say(f"growth of the {name}")
        found = tuple(growth.grown(name, run.environment, run.patience))
        years, last = "/".join(str(one.years) for one in found), found[-1]
        yield amount(
            f"{name}, time by pages over {years} years, exponent", growth.exponent(found), "", _EXPONENT
        )
        yield amount(f"{name} of {last.years} years, {last.pages} pages, peak", last.peak, "MiB", _PEAK)


def _sizes() -> Iterator[Row]:
    for name, most in _SIZES:
        size = len(ours.made(name, ours.reference(0)).data)
        yield amount(f"{_named(name)}, size", size / 1000, "KB", most)


def _exports(run: Run) -> Row:
    _say("phone calendars")
    (used,) = in_turn(run.turns, ours.exporting)
    return amount("plan.ics and doses.ics of 5 years", median(one.wall for one in used), "s", _EXPORTS)


def _starts(run: Run) -> Iterator[Row]:
    plan = run.scratch / f"{_STEPS}.toml"
    plan.write_text(plan_text(steps=_STEPS))
    nothing = (sys.executable, "-c", "pass")
    for argument, most in _STARTS:
        _say(f"start of {argument}")
        command = (*_program(), argument, *(() if argument.startswith("--") else (str(plan),)))
        mine, its = in_turn(
            run.starts,
            lambda _turn, command=command: used_by_program(command, run.environment),
            lambda _turn: used_by_program(nothing, run.environment),
        )
        what = f"taperdocs {argument}" + ("" if argument.startswith("--") else f", {_STEPS} steps")
        yield against(f"{what} / python -c pass", mine, its, most)


@lru_cache
def _named(name: str) -> str:
    """Return a document with the number of its pages."""
    return f"{name}, {len(raw.pages(ours.made(name, ours.reference(0)).data))} pages"


def _beside_the_fonts(run: Run) -> Path:
    """Return a folder in which pages find the bundled fonts where the engine's find them."""
    for one in folder("fonts").iterdir():
        link = run.scratch / one.name
        if one.is_dir() and not link.exists():
            link.symlink_to(one)
    return run.scratch


def _program() -> tuple[str, ...]:
    """Return the command as it is installed, or else as a module."""
    installed = Path(sys.executable).with_name("taperdocs")
    return (str(installed),) if installed.exists() else (sys.executable, "-m", "taperdocs")


def _say(what: str) -> None:
    sys.stderr.write(f"{what} …\n")


if __name__ == "__main__":
    main()
