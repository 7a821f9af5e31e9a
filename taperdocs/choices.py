"""What can be chosen on the command line, each with what it is, and the values that were typed."""

import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from taperdocs.errors import Problem, TaperError, say
from taperdocs.resources import folder

if TYPE_CHECKING:
    from taperdocs.options import Options
    from taperdocs.paper import Paper
    from taperdocs.plan import Plan

# Registries are imported where they are asked for, so that a command starts with only what it needs.
# ruff: noqa: PLC0415

STDIN = "-"
_T = TypeVar("_T")


class PlanFileError(TaperError):
    """Problems in one file, whose name stands before each."""

    def __init__(self, file: str, *problems: Problem) -> None:
        """Keep the name of the *file* and its *problems*."""
        super().__init__(*problems)
        self.file = file


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Raise ``TaperError`` for something that was typed wrongly."""
    # Put in as values: what was typed may hold braces.
    problem = Problem((where,), say("{what}", what=what), say("{remedy}", remedy=remedy))
    raise TaperError(problem, exit_code=2)


def documents() -> dict[str, str]:
    """Return what can be made."""
    from taperdocs.documents import DOCUMENTS
    from taperdocs.ics import EXPORTS

    views = {name: sys.modules[document.view.__module__] for name, document in DOCUMENTS.items()}
    makers = {name: export.make for name, export in EXPORTS.items()}
    return {name: _summary(thing) for name, thing in (*views.items(), *makers.items())}


def papers() -> dict[str, str]:
    """Return the papers with their sizes."""
    from taperdocs.paper import PAPERS

    return {name: f"{paper.width} x {paper.height} mm" for name, paper in PAPERS.items()}


def languages() -> dict[str, str]:
    """Return the codes of the languages with their names."""
    from taperdocs.languages import language
    from taperdocs.languages import languages as codes

    return {code: language(code).locale.get_display_name() or "" for code in codes()}


def tapers() -> dict[str, str]:
    """Return the ways of tapering that a step may name."""
    from taperdocs.strategies import STRATEGIES

    return {name: _summary(strategy) for name, strategy in STRATEGIES.items()}


def changes() -> dict[str, str]:
    """Return the kinds of changes that a plan file may hold."""
    from taperdocs.changes import CHANGES

    return {name: _summary(kind) for name, kind in CHANGES.items()}


def schemas() -> dict[str, Path]:
    """Return the JSON Schemas that are shipped."""
    end = ".schema.json"
    return {path.name.removesuffix(end): path for path in sorted(folder("schemas").glob(f"*{end}"))}


def read_schema(name: str) -> bytes:
    """Return the schema *name*; raise ``TaperError`` where there is none."""
    return _one_of(schemas(), "NAME", name).read_bytes()


def read_paper(name: str) -> "Paper":
    """Return the paper *name*; raise ``TaperError`` where there is none."""
    from taperdocs.paper import PAPERS

    return _one_of(PAPERS, "--paper", name.lower())


def read_documents(names: Iterable[str]) -> tuple[str, ...]:
    """Return *names*, each once and all without any; raise ``TaperError`` for one that there is not."""
    known, asked = documents(), tuple(dict.fromkeys(names))
    for name in asked:
        _one_of(known, "DOCUMENT", name)
    return asked or tuple(known)


def read_date(where: str, text: str | None) -> date | None:
    """Read ``2026-12-07`` or nothing; raise ``TaperError`` for every other way of writing a date."""
    if text is None:
        return None
    # Python itself reads 20261207 and 2026-W50-1 too.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        refuse(where, f'"{text}" is not a date', "Write year-month-day, as in 2026-12-07.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(
            where,
            f"{text} is not a day of the calendar",
            "Write a month from 01 to 12 and a day that it has, as in 2026-12-07.",
        )


def within(plan: "Plan", options: "Options") -> None:
    """Raise ``TaperError`` where the days to print are reversed or not of the plan."""
    days = f"Choose a day from {plan.first_day} to {plan.last_day}."
    for name, day in (("--from", options.first), ("--to", options.last)):
        if day and not plan.first_day <= day <= plan.last_day:
            refuse(name, f"{day} is not a day of this plan", days)
    if options.first and options.last and options.last < options.first:
        refuse("--to", f"{options.last} is before {options.first}", "Write the earlier day after --from.")


def read_plan(path: str) -> "Plan":
    """Read the plan file at *path*; raise ``TaperError`` with the file's name and every problem."""
    from taperdocs.reader import read

    try:
        return read(_bytes(path))
    except TaperError as error:
        file = "standard input" if path == STDIN else path
        raise PlanFileError(file, *error.problems) from None


def _bytes(path: str) -> bytes:
    """Read no more than a plan file may have, whatever it is."""
    from taperdocs.source import LARGEST_FILE

    try:
        if path == STDIN:
            return sys.stdin.buffer.read(LARGEST_FILE + 1) if sys.stdin else b""
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        said = say("there is no such file"), say("Look at its name and folder, or begin with taperdocs new.")
    except IsADirectoryError:
        said = say("this is a folder"), say("Give the plan file in it, whose name ends in .toml.")
    except PermissionError:
        said = say("the file may not be read"), say("Ask whoever it belongs to for it.")
    except (OSError, ValueError):
        said = say("the file cannot be read"), say("Copy it to a folder of yours and try again.")
    raise TaperError(Problem((), *said))


def _one_of(known: Mapping[str, _T], where: str, name: str) -> _T:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f'Did you mean "{near[0]}"?' if near else f"Choose from {', '.join(known)}."
        refuse(where, f'there is no "{name}"', remedy)
    return known[name]


def _summary(thing: object) -> str:
    """Return the first line of a docstring as it is read by itself."""
    line = (thing.__doc__ or "").strip().split("\n", maxsplit=1)[0].replace("*", "").removeprefix("Return ")
    return line[:1].upper() + line[1:]
