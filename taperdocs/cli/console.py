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
from taperdocs.plan.problems import Problem, TaperError, by_slip, printable, say, slip_text

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
    # At exit Python would write the rest of the buffer, fail again and set an exit code of its own.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def talk(text: str) -> None:
    """Print *text* on standard error, without control characters that a file's name may hold."""
    typer.echo("\n".join(printable(line) for line in text.split("\n")), err=True)


def rewrite(text: str) -> None:
    """Overwrite the line that tells the progress, if standard error is a terminal."""
    if watched():
        room = width() - 1
        typer.echo(f"\r{text[:room]:<{room}}\r", err=True, nl=False)


def tell(error: TaperError) -> None:
    """Say every problem, its place and its remedy; the same slip in many places is said once."""
    file = error.file if isinstance(error, PlanFileError) else ""
    talk("\n".join(slip_text(slip, file, error.said) for slip in by_slip(error.problems)))


@contextmanager
def speaking(language: "Language") -> Iterator[None]:
    """Let a ``TaperError`` raised inside be told in *language*."""
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
    """Print a character that the terminal lacks as its escape code, never as a question mark."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def width() -> int:
    """Return how many columns the terminal has."""
    return get_terminal_size().columns


def watched() -> bool:
    """Tell whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def interactive() -> bool:
    """Tell whether standard input is a terminal, so that somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str, check: Callable[[str], _T]) -> _T:
    """Ask until *check* accepts the answer; raise ``KeyboardInterrupt`` at the end of the input."""
    while True:
        typer.echo(f"{question}: ", err=True, nl=False)
        answer = sys.stdin.readline()
        if not answer:
            raise KeyboardInterrupt
        try:
            return check(answer.strip())
        except TaperError as error:
            tell(error)
