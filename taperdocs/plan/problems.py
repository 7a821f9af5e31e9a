"""What is said when a plan cannot be used: problems are values, reported all at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NoReturn, Protocol, Self, runtime_checkable

Place = tuple[str | int, ...]
"""Keys and zero-based indices from the top of the plan file: ``("step", 2, "morning")``."""


class Phrase(str):
    """Words of ours among the values of a message, which are translated like the message itself."""

    __slots__ = ()


Value = str | Decimal
"""What is put into a sentence: a text, a phrase of ours, or a number with a language's decimal sign."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence as its English template and the values to put in, so that it can be translated.

    A value may be a message itself.
    """

    template: str
    values: tuple[tuple[str, "Value | Message"], ...] = ()

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.said(str, _shown)

    def said(self, translate: Callable[[str], str], show: Callable[[Value], str]) -> str:
        """Return the sentence with its texts as *translate* turns them and its values as they *show*."""
        values = {
            name: value.said(translate, show) if isinstance(value, Message) else show(value)
            for name, value in self.values
        }
        return translate(self.template).format_map(values)

    def put(self, **values: object) -> Self:
        """Return the message with *values* put in."""
        added = ((name, _value(value)) for name, value in values.items())
        return replace(self, values=(*self.values, *added))


@runtime_checkable
class Sayable(Protocol):
    """What can say itself in any language: a dose, a packet."""

    @property
    def message(self) -> Message:
        """Return it as a message."""


def _value(value: object) -> Value | Message:
    if isinstance(value, Sayable):
        return value.message
    return value if isinstance(value, Message | Phrase | Decimal) else printable(value)


def _shown(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else printable(value)


def say(template: str, **values: object) -> Message:
    """Make a message from an English *template* with ``{names}`` and their values."""
    return Message(template).put(**values)


def printable(value: object) -> str:
    """Return *value* on one line, without signs that steer a terminal: anyone may have written the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return Phrase("a list") if isinstance(value, list) else Phrase("a table")
    try:
        text = str(value)
    except ValueError:
        # Python refuses to write integers of more than 4300 digits.
        return Phrase("a number of thousands of digits")
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )


def excerpt(value: object, most: int = 40) -> str:
    """Return the beginning of *value* as a message quotes it."""
    text = printable(value)
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stops the work: where it is, what is wrong and how to mend it."""

    where: Place
    message: Message
    remedy: Message
    line: int | None = None

    def text(self, file: str = "", said: Callable[[Message], str] = str) -> str:
        """Return two lines: ``file:line: place: what is wrong`` and the remedy, indented.

        *said* turns messages into a language; the place is said in the words of the plan file.
        """
        head = file if self.line is None else f"{file}:{self.line}"
        parts = [head, place_text(self.where), said(self.message)]
        return ": ".join(part for part in parts if part) + f"\n    {said(self.remedy)}"


def place_text(where: Place) -> str:
    """Say a place as a person counts: ``step 3, morning``.

    The tables that are written several times are counted from one.
    """
    words: list[str] = []
    for part in where:
        if isinstance(part, int):
            words[-1:] = [f"{words[-1]} {part + 1}" if words else str(part + 1)]
        else:
            words.append(excerpt(part))
    return ", ".join(words)


class TaperError(Exception):
    """Tell a person what to mend; every other exception is a bug.

    ``problems`` holds all of them; ``exit_code`` is what the command line ends with: 3 for problems
    in a plan, 2 for everything else that the person can mend. ``said`` is the language in which they are
    told.
    """

    said: Callable[[Message], str] = staticmethod(str)

    def __init__(self, *problems: Problem, exit_code: int = 3) -> None:
        """Keep the *problems*, in the order in which they should be read."""
        super().__init__("\n".join(problem.text() for problem in problems))
        self.problems = problems
        self.exit_code = exit_code


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Raise ``TaperError`` for something that was typed wrongly."""
    # Put in as values: what was typed may hold braces.
    problem = Problem((where,) if where else (), say("{what}", what=what), say("{remedy}", remedy=remedy))
    raise TaperError(problem, exit_code=2)


class Refused(ValueError):  # noqa: N818  it is a sentence about a value, not a class of errors
    """Say why a value cannot be made; the reader that knows the place turns it into a problem.

    ``where`` is the key of the value at fault, where the value has several.
    """

    def __init__(self, message: Message, remedy: Message, *where: str | int) -> None:
        """Keep what is wrong and how to mend it."""
        super().__init__(str(message))
        self.message = message
        self.remedy = remedy
        self.where = where

    def problem(self, *where: str | int) -> Problem:
        """Return the problem at *where*."""
        return Problem((*where, *self.where), self.message, self.remedy)


class ReadBackError(Exception):
    """Say that a finished file does not hold what the plan has: a bug, and never handed over.

    Its text names the place and the figures, nothing personal.
    """
