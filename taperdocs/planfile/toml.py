"""Reads TOML from bytes, finds the line of each key, and explains lines that are no TOML."""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from taperdocs.plan.problems import Message, Place, Problem, TaperError, excerpt, say

LARGEST_FILE = 200_000
"""Largest plan file, in bytes; a usual one has a few thousand."""

_MOST = 20
"""Most lines that are no TOML; a file with more is another kind of file."""

_FOREIGN = 8
"""Most lines in a row that are neither TOML nor begin with a key; a file with more is another kind of file."""

_LONGEST_LINE = 400
"""Most signs of a line that patterns are tried on."""
_LONGEST_NUMBER = 40
"""Most signs of a number, and most digits before or after its point."""
_MANY_PARTS = re.compile(r"""(?<![\w-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""")
"""A key such as a.b.c with 64 parts or more: the time to read it grows with their square."""
_LIKE_A_PLAN = re.compile(
    r"^\s*\W?(format|title|drug|start|steps?|weeks|days|dose|cycle|form|strength|kind)\W?\s*[=:]"
    r"|^\s*\[+\s*(step|product|contact|change)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')\s*[=.]""")
_BROKEN_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)")
_BROKEN_HEADER = re.compile(r"\s*\[+\s*(change\.step|step|product|contact|change)s?\b")


_MADE_FROM = say("Give the .toml file from which it was made.")
_THE_PLAN = say("Give the .toml file that holds the plan.")
_UTF_8 = say('Save it again and choose the encoding "UTF-8".')
_OTHER_KINDS = (
    (rb"%PDF-", say("this is a PDF, not a plan file"), _MADE_FROM),
    (rb"\xff\xfe|\xfe\xff", say("the file is saved as UTF-16"), _UTF_8),
    (
        rb"PK\x03\x04",
        say("this is a document of a word processor or a ZIP file"),
        say("Save the plan as plain text in UTF-8."),
    ),
    (rb"\xff\xd8\xff|\x89PNG", say("this is a picture, not a plan file"), _THE_PLAN),
    (rb"[^\0]*\0", say("the file is not a text"), _THE_PLAN),
    (
        rb"\s*\Z",
        say("the file is empty"),
        say('Begin with "taperdocs new", which writes a plan file with comments.'),
    ),
    (rb"(?i)\s*BEGIN:VCALENDAR", say("this is a phone calendar, not a plan file"), _MADE_FROM),
    (rb"\s*\{\\rtf", say("this is a document of a word processor, not a plan file"), _MADE_FROM),
    (rb"\s*\{", say("this is JSON for another program, not a plan file"), _MADE_FROM),
    (rb"\s*<", say("this is a web page or the like, not a plan file"), _MADE_FROM),
)
"""Other kinds of file: how their bytes begin, what they are, and what to do."""


def read_text(data: bytes) -> str:
    """Decode a plan file: UTF-8, with or without a byte order mark.

    Raise ``TaperError`` where it is not text, empty or far too large.
    """
    if len(data) > LARGEST_FILE:
        raise _refuse(
            say("the file is larger than any plan"),
            say("Give the plan file itself; it is a text of a few pages."),
        )
    for begins, kind, remedy in _OTHER_KINDS:
        if re.match(begins, data.removeprefix(BOM_UTF8)):
            raise _refuse(kind, remedy)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refuse(say("the file is not saved as UTF-8"), _UTF_8, line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Toml(NamedTuple):
    """The values of a text, and a problem for each line that is no TOML.

    In ``text`` such lines are replaced, so that all other mistakes can be reported together with them.
    """

    values: Mapping[str, object]
    text: str
    problems: tuple[Problem, ...]


def read_toml(text: str) -> Toml:
    """Read TOML with numbers as ``Decimal``; raise ``TaperError`` where it cannot be read at all."""
    if found := _MANY_PARTS.search(text):
        raise _refuse(
            say("a key of this line has more parts than any in a plan file"),
            say("Write the plan as samples/README.md shows."),
            text.count("\n", 0, found.start()) + 1,
        )
    broken = _Broken(text.split("\n"))
    while True:
        try:
            mended = "\n".join(broken.lines)
            return Toml(tomllib.loads(mended, parse_float=_number), mended, tuple(broken.problems.values()))
        except RecursionError:
            raise _refuse(
                say("brackets are nested far too deeply"), say("Write the plan as samples/README.md shows.")
            ) from None
        except tomllib.TOMLDecodeError as error:
            if not _LIKE_A_PLAN.search(text):
                raise _no_plan() from None
            possible = broken.mend(str(error))
            if foreign := broken.foreign_row():
                raise _no_plan(foreign) from None
            if not possible or len(broken.problems) > _MOST:
                raise TaperError(*broken.problems.values()) from None
        except _NoNumberError as error:
            number = str(error)
            line = next((n for n, line in enumerate(broken.lines, start=1) if number in line), None)
            raise _refuse(
                say("{number} is larger or finer than any number of a plan", number=excerpt(number)),
                say("Write the numbers as they were agreed."),
                line,
            ) from None
        except ValueError:
            # Python refuses to read integers of more than 4300 digits.
            raise _refuse(
                say("a number has thousands of digits"), say("Write the numbers as they were agreed.")
            ) from None


class _NoNumberError(ValueError):
    """Names a number with too many digits."""


def _number(text: str) -> Decimal:
    """Return the exact number; refuse long ones, since a few signs such as 1e999999999 can mean billions of digits."""
    with suppress(InvalidOperation):
        number = Decimal(text)
        if not number.is_finite() or max(len(text), abs(number.adjusted())) <= _LONGEST_NUMBER:
            return number
    raise _NoNumberError(text)


@dataclass(slots=True)
class _Broken:
    """The lines of a text that is no TOML, replaced one by one until it is, and their problems."""

    lines: list[str]
    problems: dict[int, Problem] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)

    def mend(self, error: str) -> bool:
        """Explain and replace the line that *error* names; tell whether that was possible."""
        number = self._opening(_line_of(error, len(self.lines)))
        line = self.lines[number - 1]
        if number not in self.problems:
            self.problems[number] = _explain(line, error, number)
            if line.strip() and not _KEY.match(line[:_LONGEST_LINE]):
                self.foreign.add(number)
            stand_in = _OUT if "overwrite" in error else _stand_in(line, number)
        elif line.lstrip().startswith("[") and not line.startswith("[[line-"):
            stand_in = f"[[line-{number}]]"
        else:
            stand_in = _OUT
        self.lines[number - 1] = stand_in
        return bool(line.strip()) and line != _OUT

    def foreign_row(self) -> int | None:
        """Return the first of more than ``_FOREIGN`` foreign lines in a row, or None."""
        row: list[int] = []
        for number, line in enumerate(self.lines, start=1):
            if number in self.foreign:
                row.append(number)
            elif line.strip() and not line.lstrip().startswith("#"):
                row.clear()
            if len(row) > _FOREIGN:
                return row[0]
        return None

    def _opening(self, number: int) -> int:
        """Return the earlier line that opens a list or text and never closes it, or else *number*."""
        threes = [n for n, line in enumerate(self.lines[:number], start=1) for _ in range(line.count(_THREE))]
        if number == len(self.lines) and len(threes) % 2:
            return threes[-1]
        for before in range(number - 1, max(number - _LONGEST_LIST, 0), -1):
            line = self.lines[before - 1]
            if _KEY.match(line[:_LONGEST_LINE]):
                return before if line.count("[") > line.count("]") else number
            if line.lstrip().startswith("[") or "]" in line:
                break
        return number


_OUT = "#"
_THREE = '"""'
_LONGEST_LIST = 60
"""Most lines back that the beginning of an unclosed list is looked for."""


def _stand_in(line: str, number: int) -> str:
    """Return a valid line like the broken *line*, so that the lines after it still belong to the same table."""
    if line.lstrip().startswith("["):
        header = _BROKEN_HEADER.match(line)
        return f"[[{header[1]}]]" if header else f"[[line-{number}]]"
    key = _BROKEN_KEY.match(line)
    return f'{key[1]} = "?"' if key else _OUT


def located(text: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return *problems* in the order of the file, each with the line of its place.

    Where a place is on no line, the line is that of the table around it, or None for the whole file.
    """
    lines = _keys(text)
    found = []
    for problem in problems:
        parts = (problem.where[:length] for length in range(len(problem.where), 0, -1))
        line = problem.line or next((lines[part] for part in parts if part in lines), None)
        found.append(replace(problem, line=line))
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _keys(text: str) -> dict[Place, int]:
    """Return the line number of each table and key that is at the beginning of a line."""
    found: dict[Place, int] = {}
    for number, place in enumerate(places(text.split("\n")), start=1):
        if place:
            found.setdefault(place[:1], number)
            found.setdefault(place, number)
    return found


def places(lines: Iterable[str]) -> Iterator[Place]:
    """Yield the place of the heading or key with which each line begins; one of no parts where there is none."""
    table: Place = ()
    counts: dict[Place, int] = {}
    for line in lines:
        if header := _HEADER.fullmatch(line) if len(line) <= _LONGEST_LINE else None:
            *above, last = (name.strip("\"' ") for name in header[2].split("."))
            table = ()
            # A heading such as [step.morning] or [[change.step]] belongs to the table above it.
            for name in above:
                table = _entry((*table, name), counts)
            table = (*table, last)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
            table = _entry(table, counts)
            yield table
        else:
            key = _KEY.match(line[:_LONGEST_LINE])
            yield (*table, next(part for part in key.groups() if part is not None)) if key else ()


def _entry(table: Place, counts: Mapping[Place, int]) -> Place:
    """Return the last table so far where *table* is repeated, or *table* itself."""
    return (*table, counts[table]) if table in counts else table


def _line_of(error: str, lines: int) -> int:
    match = re.search(r"at line (\d+)", error)
    return min(int(match[1]), lines) if match else lines


_VALUE = r"\s*[\w.-]+\s*=\s*"
_EXPLAINED: tuple[tuple[str, Message, Message], ...] = (
    (
        r"\s*",
        say("the file ends in the middle of a value"),
        say("Look for a bracket or a quotation mark that is opened and never closed."),
    ),
    (
        r"[^#]*[“”„‘’«»].*",
        say('"{line}" has curly quotation marks'),
        say('Replace them with the plain sign ", as in dose = "0.5 mg".'),
    ),
    (
        _VALUE + r"\d{4}-(?:00?|1[3-9]|[2-9]\d)-\d\d?\s*(#.*)?",
        say('"{line}" has a month that there is not'),
        say("There are 12 months: write year-month-day, as in 2026-12-07."),
    ),
    (
        _VALUE + r"\d{4,6}-\d{1,4}-\d{1,4}\s*(#.*)?",
        say('"{line}" is not a day of the calendar'),
        say("Write year-month-day with two digits each, as in 2026-12-07, and a day that the month has."),
    ),
    (
        _VALUE + r"\d\d?\s*[./-]\s*\d\d?[./-]\s*\d{2,4}\b.*|" + _VALUE + r"\d{4}[./]\d.*|"
        # A strategy's start is a dose.
        r"\s*(?:start|on|born)\s*=\s*(?!.*(?:\b|[\d½¼¾])m?c?g\b)[^\W_][^\"]*[^\W\d_][^\"]*",
        say('"{line}" is not a date as plan files have it'),
        say("Write year-month-day, as in 2026-12-07."),
    ),
    (
        r'.*""".*',
        say('"{line}" has three quotation marks that are never closed'),
        say('Write one on each side, as in title = "My taper".'),
    ),
    (
        _VALUE + r"[^,\[{]*,\s*(#.*)?",
        say('"{line}" ends with a comma'),
        say("Take the comma out: each key and its value stand on a line of their own."),
    ),
    (
        _VALUE + r"\[[^\]]*",
        say('"{line}" has a bracket that is never closed'),
        say('Close it, as in dose = ["0.5 mg", "0.5 mg"], or take it out.'),
    ),
    (
        _VALUE + r"\[?[^\"\[]*\"[^\"]*",
        say('"{line}" has a quotation mark on one side only'),
        say('Put one on each side, as in dose = "0.5 mg".'),
    ),
    (
        _VALUE + r"\"[^\"]*\"\s*[^\s#].*",
        say('"{line}" has more behind its value'),
        say(
            "Take it out, or put a # before it if it is a note. "
            'Several doses are a list, as in dose = ["1 mg", "1 mg"].'
        ),
    ),
    (
        _VALUE + r"[-+~<>.,]?\s*[\d½¼¾].*",
        say('"{line}" has a value that needs quotation marks'),
        say('Put a dose, a length or a percentage in quotation marks, as in dose = "0.5 mg".'),
    ),
    (
        _VALUE + r"[^\W\d_].*",
        say('"{line}" has words without quotation marks'),
        say('Put words in quotation marks, as in drug = "clonazepam".'),
    ),
    (
        _VALUE + r"(#.*)?",
        say('"{line}" has no value'),
        say("Write the value behind the = sign, or take the line out."),
    ),
    (
        r"\s*\d{1,2}:\d\d\s*[=:].*",
        say('"{line}" begins with an hour without quotation marks'),
        say('Put the hour in quotation marks too, as in "15:00" = "0.5 mg".'),
    ),
    (
        r"\s*[\w-]+\s*:.*",
        say('"{line}" has a colon where a = belongs'),
        say('Write it as in dose = "0.5 mg".'),
    ),
    (
        r"\s*\[.*",
        say('"{line}" is a heading that is not closed, or stands twice'),
        say(
            "Write [[step]], [[product]], [[contact]] and [[change]] each time with two brackets on both "
            "sides, and [person], [agreed] and [ready] once, with one."
        ),
    ),
    (r".*\\.*", say('"{line}" has a backslash'), say("Leave it out, or write / in its place.")),
    (
        r"[^=]+",
        say('"{line}" has no = sign'),
        say('Write it as in dose = "0.5 mg", or put a # before it if it is a note.'),
    ),
    (
        r".*",
        say('"{line}" is not a line of a plan file'),
        say('Write key = value, with words and doses in quotation marks, as in dose = "0.5 mg".'),
    ),
)
"""Patterns of lines that are no TOML, with message and remedy; the first that matches counts."""


def _explain(line: str, error: str, number: int) -> Problem:
    shown = excerpt(line.strip(), 50)
    if "overwrite" in error:
        return Problem(
            (),
            say('"{key}" is written twice', key=shown.split("=")[0].strip()),
            say("Keep one. If it belongs to the next step, write the heading [[step]] above it."),
            number,
        )
    rows = _EXPLAINED if len(line) <= _LONGEST_LINE else _EXPLAINED[-1:]
    _, message, remedy = next(row for row in rows if re.fullmatch(row[0], line))
    return Problem((), message.put(line=shown), remedy, number)


def _no_plan(line: int | None = None) -> TaperError:
    return _refuse(
        say("from here on this does not look like a plan file")
        if line
        else say("this does not look like a plan file"),
        say(
            'Begin with "taperdocs new" or write it as samples/README.md shows; put a # before each line '
            "that is a note."
        ),
        line,
    )


def _refuse(message: Message, remedy: Message, line: int | None = None) -> TaperError:
    return TaperError(Problem((), message, remedy, line))
