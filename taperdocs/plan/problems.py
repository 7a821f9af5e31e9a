"""Problems of a plan, and the messages in which they are told. Problems are values, reported all at once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NoReturn, Protocol, Self, runtime_checkable

Place = tuple[str | int, ...]
"""Keys and zero-based indices from the top of the plan file: ``("step", 2, "morning")``."""


class Phrase(str):
    """A value of a message that is itself translated."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a message: a noun beside a number, in the plural form that each language has for it."""

    one: str
    several: str
    number: Decimal = Decimal(1)

    def __str__(self) -> str:
        """Return the English noun."""
        return self.one if self.number == 1 else self.several


Value = str | Decimal | Counted
"""A value of a message: a text, a phrase or noun to translate, or a number with the decimal sign of the language."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that can be translated: its English template and its values, which may be messages too."""

    template: str
    values: tuple[tuple[str, "Value | Message"], ...] = ()

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.said(str, _shown)

    def said(self, translate: Callable[[str], str], show: Callable[[Value], str]) -> str:
        """Return the sentence, with its texts translated by *translate* and its values formatted by *show*."""
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
    """A value that has a message of its own: a dose, a packet."""

    @property
    def message(self) -> Message:
        """Return the message."""


def _value(value: object) -> Value | Message:
    if isinstance(value, Sayable):
        return value.message
    return value if isinstance(value, Message | Phrase | Decimal | Counted) else printable(value)


def _shown(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else printable(value)


def say(template: str, **values: object) -> Message:
    """Make a message from an English *template* with ``{name}`` for each value."""
    return Message(template).put(**values)


def printable(value: object) -> str:
    """Return *value* on one line without control characters, since the file may come from anyone."""
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
    """Return the first *most* signs of *value*, for quoting it in a message."""
    text = printable(value)
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that makes a plan unusable: where it is, what is wrong and how to mend it."""

    where: Place
    message: Message
    remedy: Message
    line: int | None = None

    def text(self, file: str = "", said: Callable[[Message], str] = str) -> str:
        """Return two lines: ``file:line: place: what is wrong`` and the remedy, indented.

        *said* translates messages. The place stays in the words of the plan file.
        """
        head = file if self.line is None else f"{file}:{self.line}"
        parts = [head, place_text(self.where), said(self.message)]
        return ": ".join(part for part in parts if part) + f"\n    {said(self.remedy)}"


_SAME_SLIP = 3
"""How many problems that differ only in what they quote are one slip."""


def by_slip(problems: Iterable[Problem]) -> tuple[tuple[Problem, ...], ...]:
    """Group problems that are one slip in several places: all that say the same, and three that quote other values.

    Problems with other remedies, as each dose that cannot be made has its own, are never grouped.
    """
    alike = dict[tuple[str, Message], list[Problem]]()
    for problem in problems:
        alike.setdefault((problem.message.template, problem.remedy), []).append(problem)
    found = list[tuple[Problem, ...]]()
    for group in alike.values():
        same = dict[Message, list[Problem]]()
        for problem in group:
            same.setdefault(problem.message, []).append(problem)
        quotes = '"{' in group[0].message.template
        found += [tuple(group)] if len(group) >= _SAME_SLIP and quotes else map(tuple, same.values())
    return tuple(found)


_MOST_LINES = 20
"""Most lines that are named for one slip."""


def slip_text(slip: tuple[Problem, ...], file: str = "", said: Callable[[Message], str] = str) -> str:
    """Return the text of the first problem of a slip, and in how many places and on which lines the others are."""
    first, *others = slip
    if not others:
        return first.text(file, said)
    lines = dict.fromkeys(str(one.line) for one in others if one.line is not None)
    shown = ", ".join((*tuple(lines)[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])))
    more = (
        say("The same slip stands in {count} places; the other lines: {lines}.", count=len(slip), lines=shown)
        if lines
        else say("The same slip stands in {count} places.", count=len(slip))
    )
    return f"{first.text(file, said)}\n    {said(more)}"


def place_text(where: Place) -> str:
    """Write a place with numbers that count from one: ``step 3, morning``."""
    words: list[str] = []
    for part in where:
        if isinstance(part, int):
            words[-1:] = [f"{words[-1]} {part + 1}" if words else str(part + 1)]
        else:
            words.append(excerpt(part))
    return ", ".join(words)


class TaperError(Exception):
    """Problems that a person can mend; every other exception is a bug.

    ``exit_code`` is that of the command line: 3 for problems in a plan, 2 for everything else that the person can
    mend. ``said`` translates their messages.
    """

    said: Callable[[Message], str] = staticmethod(str)

    def __init__(self, *problems: Problem, exit_code: int = 3) -> None:
        """Keep the *problems* in the order in which they are told."""
        super().__init__("\n".join(problem.text() for problem in problems))
        self.problems = problems
        self.exit_code = exit_code


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Raise ``TaperError`` for something that was typed wrongly."""
    # Passed as values, since what was typed may contain braces.
    problem = Problem((where,) if where else (), say("{what}", what=what), say("{remedy}", remedy=remedy))
    raise TaperError(problem, exit_code=2)


class Refused(ValueError):  # noqa: N818  always turned into a problem
    """Why a value is refused; the caller, which knows the place, turns it into a problem.

    ``where`` is the key at fault, where the value has several keys.
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


@contextmanager
def gathered(problems: list[Problem], *where: str | int) -> Iterator[None]:
    """Add the problems that are raised inside to *problems*; a refused value has its place at *where*."""
    try:
        yield
    except Refused as refused:
        problems.append(refused.problem(*where))
    except TaperError as error:
        problems += error.problems


class ReadBackError(Exception):
    """A finished file does not say what the plan says. This is a bug, and the file is not written.

    The text names the place and the figures, but nothing personal.
    """
