"""The terminal: data goes to standard output; messages, progress and questions go to standard error."""

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
    """Write the data that was asked for to standard output; raise ``TaperError`` where it cannot be written."""
    try:
        typer.echo(data, nl=False)
    except BrokenPipeError:
        # The reader, such as ``head``, has enough; ``__main__.py`` ends the program for that without a message.
        raise
    except OSError as error:
        _drop_the_rest()
        reason = os.strerror(error.errno or 0).lower()
        message = say("standard output cannot be written: {reason}", reason=reason)
        raise TaperError(Problem((), message, say("Write it somewhere else.")), exit_code=2) from None


def _drop_the_rest() -> None:
    """Let standard output lead nowhere."""
    # Otherwise Python would flush the buffer at exit, fail again and set an exit code of its own.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def talk(text: str) -> None:
    """Print *text* on standard error, without the control characters that, for example, a file name may hold."""
    typer.echo("\n".join(printable(line) for line in text.split("\n")), err=True)


def rewrite(text: str) -> None:
    """Write *text* over the line that shows the progress; do nothing unless standard error is a terminal."""
    if watched():
        room = width() - 1
        typer.echo(f"\r{text[:room]:<{room}}\r", err=True, nl=False)


def report(error: TaperError) -> None:
    """Print every problem with its place and remedy; the same mistake in many places is printed once."""
    file = error.file if isinstance(error, PlanFileError) else ""
    talk("\n".join(slip_text(slip, file, error.said) for slip in by_slip(error.problems)))


@contextmanager
def speaking(language: "Language") -> Iterator[None]:
    """Word any ``TaperError`` raised inside in *language*."""
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
    """Make standard output print characters that the terminal lacks as escape codes, not as question marks."""
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
    """Return what *check* makes of the first answer it accepts; raise ``KeyboardInterrupt`` at the end of the input."""
    while True:
        typer.echo(f"{question}: ", err=True, nl=False)
        answer = sys.stdin.readline()
        if not answer:
            raise KeyboardInterrupt
        try:
            return check(answer.strip())
        except TaperError as error:
            report(error)
