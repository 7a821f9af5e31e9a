"""Reads the files that a person names: plan files, lists of plans and hand-offs. Each problem names its file."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from taperdocs.plan.problems import Message, Problem, TaperError, refuse, say

if TYPE_CHECKING:
    from taperdocs.plan.plan import Plan

# Readers are imported where they are needed, so that a command starts with only what it needs.
# ruff: noqa: PLC0415

STDIN = "-"
_LARGEST_LIST = 200_000_000
"""Size of the largest list of plans, bytes."""


class PlanFileError(TaperError):
    """Problems in one file; the name of the file is printed before each."""

    def __init__(self, file: str, *problems: Problem) -> None:
        """Keep the name of the *file* and its *problems*."""
        super().__init__(*problems)
        self.file = file


def read_plan(path: str) -> "Plan":
    """Read the plan file at *path*; raise ``TaperError`` with the file's name and every problem."""
    from taperdocs.planfile.reader import read

    with _named(path):
        return read(read_source(path))


def read_printable(path: str, names: Iterable[str] = ()) -> "Plan":
    """Read the plan file at *path* for the documents *names*, or for all.

    Raise ``TaperError`` for its problems and, if pages are asked for, for letters that no page can print.
    """
    from taperdocs.make.printable import refuse_unprintable

    plan, asked = read_plan(path), tuple(names)
    if asked:
        from taperdocs.documents import DOCUMENTS

        if DOCUMENTS.keys().isdisjoint(asked):
            return plan
    with _named(path):
        refuse_unprintable(plan)
    return plan


def read_source(path: str) -> bytes:
    """Return the bytes of the plan file at *path*; raise ``TaperError`` where they cannot be read."""
    from taperdocs.planfile.toml import LARGEST_FILE

    lost = say("Look at its name and folder, or begin with taperdocs new.")
    inside = say("Give the plan file in it, whose name ends in .toml.")
    with _named(path):
        return _bytes(path, LARGEST_FILE, lost, inside)


def read_rows(path: str) -> bytes:
    """Return the bytes of a list of plans; raise ``TaperError`` where they cannot be read."""
    inside = say("Give the list in it, whose name ends in .csv.")
    with _named(path):
        data = _bytes(path, _LARGEST_LIST, say("Look at its name and folder."), inside)
        if len(data) > _LARGEST_LIST:
            refuse("", "the list is too long", "Make several of it, of a million plans at most.")
        return data


def read_handoff(path: str) -> tuple[tuple[str, bytes], ...]:
    """Read the files attached to the hand-off at *path*; raise ``TaperError`` with the file's name and the problem."""
    from taperdocs.readback.open_handoff import LARGEST_PDF, opened

    inside = say("Give the hand-off in it, whose name ends in .pdf.")
    with _named(path):
        return opened(_bytes(path, LARGEST_PDF, say("Look at its name and folder."), inside))


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Add the name of the file to each problem."""
    try:
        yield
    except TaperError as error:
        file = "standard input" if path == STDIN else path
        raise PlanFileError(file, *error.problems) from None


def _bytes(path: str, most: int, lost: Message, inside: Message) -> bytes:
    """Read at most *most* + 1 bytes; *lost* is the remedy if there is no file, *inside* if it is a folder."""
    try:
        if path == STDIN:
            return sys.stdin.buffer.read(most + 1) if sys.stdin else b""
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        said = say("there is no such file"), lost
    except IsADirectoryError:
        said = say("this is a folder"), inside
    except PermissionError:
        said = say("the file may not be read"), say("Ask whoever it belongs to for it.")
    except (OSError, ValueError):
        said = say("the file cannot be read"), say("Copy it to a folder of yours and try again.")
    raise TaperError(Problem((), *said))
