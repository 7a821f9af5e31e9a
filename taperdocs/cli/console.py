"""The terminal: data on standard output, talk on standard error, questions and answers."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TypeVar

import typer

from taperdocs.make.files import PlanFileError
from taperdocs.plan.problems import Problem, TaperError, printable, say

if TYPE_CHECKING:
    from taperdocs.language.language import Language

_T = TypeVar("_T")


def out(data: str | bytes) -> None:
    """Write the data that was asked for to standard output."""
    try:
        typer.echo(data, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        _let_go()
        reason = os.strerror(error.errno or 0).lower()
        message = say("standard output cannot be written: {reason}", reason=reason)
        raise TaperError(Problem((), message, say("Write it somewhere else.")), exit_code=2) from None


def _let_go() -> None:
    # What is left in the buffer would be tried again at exit, and end the program with a code of its own.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def talk(text: str) -> None:
    """Say something to the person on standard error; a file's name may try to steer the terminal."""
    typer.echo("\n".join(printable(line) for line in text.split("\n")), err=True)


def rewrite(text: str) -> None:
    """Say how far something has come on one line that is written again and again, where somebody watches."""
    if watched():
        room = width() - 1
        typer.echo(f"\r{text[:room]:<{room}}\r", err=True, nl=False)


def tell(error: TaperError) -> None:
    """Say every problem, its place and its remedy."""
    file = error.file if isinstance(error, PlanFileError) else ""
    talk("\n".join(problem.text(file, error.said) for problem in error.problems))


@contextmanager
def speaking(language: "Language") -> Iterator[None]:
    """Let what goes wrong here be told in *language*."""
    try:
        yield
    except TaperError as error:
        error.said = language.say
        raise


def can_draw(signs: str) -> bool:
    """Tell whether standard output can show *signs*."""
    try:
        signs.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def prepare() -> None:
    """Let a sign that the terminal does not know appear as its code, never as a question mark."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def width() -> int:
    """Return how many columns the terminal has."""
    return get_terminal_size().columns


def watched() -> bool:
    """Tell whether somebody sees what is said."""
    return sys.stderr is not None and sys.stderr.isatty()


def interactive() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str, check: Callable[[str], _T]) -> _T:
    """Ask until *check* has nothing against the answer; an end of input interrupts the program."""
    while True:
        typer.echo(f"{question}: ", err=True, nl=False)
        answer = sys.stdin.readline()
        if not answer:
            raise KeyboardInterrupt
        try:
            return check(answer.strip())
        except TaperError as error:
            tell(error)
