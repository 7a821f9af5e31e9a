"""From a file's bytes to TOML values, with the line of each key; what is no TOML is said in words."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from taperdocs.errors import Place, Problem, TaperError, say

LARGEST_FILE = 1_000_000
"""Bytes. A plan file has a few thousand; reading stops here."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')\s*=""")


def read_text(data: bytes) -> str:
    """Decode a plan file: UTF-8, with or without the mark that Notepad puts before it.

    Raise ``TaperError`` for what is no text, or is empty or far too large.
    """
    if len(data) > LARGEST_FILE:
        raise _refuse("the file is larger than any plan", "Give the plan file itself; it is a text of a few pages at most.")
    if data.startswith(b"%PDF-"):
        raise _refuse("this is a PDF, not a plan file", "Give the .toml file from which the PDF was made.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        raise _refuse("the file is saved as UTF-16 or is no text", 'Save it again and choose the encoding "UTF-8".')
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refuse("the file is not saved as UTF-8", 'Save it again and choose the encoding "UTF-8".', line) from None
    if not text.strip():
        raise _refuse("the file is empty", 'Begin with "taperdocs new", which writes a plan file with comments.')
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(text: str) -> Mapping[str, object]:
    """Read TOML, numbers as ``Decimal``; raise ``TaperError`` with every line that is none."""
    lines, problems = text.split("\n"), list[Problem]()
    while True:
        try:
            values = tomllib.loads("\n".join(lines), parse_float=Decimal)
        except RecursionError:
            raise _refuse("brackets are nested far too deeply", "Write the plan as samples/README.md shows.") from None
        except tomllib.TOMLDecodeError as error:
            number = _line_of(error, len(lines))
            problems.append(_explain(lines[number - 1], str(error), number))
            # What is left without this line tells of further mistakes, not of the same one.
            if len(problems) >= _MOST or not lines[number - 1].strip():
                raise TaperError(*_once(problems)) from None
            lines[number - 1] = ""
        else:
            if problems:
                raise TaperError(*_once(problems))
            return values


_MOST = 50


def locate(text: str, where: Place) -> int | None:
    """Return the line of the innermost part of *where* that is written, or None for the whole file."""
    lines = _keys(text)
    for length in range(len(where), 0, -1):
        if where[:length] in lines:
            return lines[where[:length]]
    return None


def located(text: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return *problems* with their lines, in the order of the file."""
    found = (problem if problem.line else replace(problem, line=locate(text, problem.where)) for problem in problems)
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _keys(text: str) -> dict[Place, int]:
    """Return the first line of each table and key, as far as they stand at the beginning of a line."""
    found: dict[Place, int] = {}
    table: Place = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line):
            name = header[2].strip("\"' ")
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (name, counts[name])
                found.setdefault((name,), number)
            else:
                table = tuple(name.split("."))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, next(part for part in key.groups() if part is not None)), number)
    return found


def _line_of(error: tomllib.TOMLDecodeError, lines: int) -> int:
    match = re.search(r"at line (\d+)", str(error))
    return min(int(match[1]), lines) if match else lines


_EXPLAINED = (
    (r".*[“”„‘’«»].*", "has curly quotation marks", 'Replace them with the plain sign ", as in dose = "0.5 mg".'),
    (r"\s*[\w-]+\s*=\s*\d{4}-\d\d?-\d\d?\s*(#.*)?", "is not a day of the calendar", "Write year-month-day with two digits each, as in 2026-12-07, and a day that the month has."),
    (r"\s*[\w-]+\s*=\s*\d\d?[./-]\d\d?[./-]\d{2,4}.*", "is not a date as plan files have it", "Write year-month-day, as in 2026-12-07."),
    (r"\s*[\w-]+\s*=\s*[-.,]?\d.*", "has a value that needs quotation marks", 'Put a dose, a length or a percentage in quotation marks, as in dose = "0.5 mg".'),
    (r"\s*[\w-]+\s*=\s*(true|false)?[A-Za-zäöüß].*", "has words without quotation marks", 'Put words in quotation marks, as in drug = "clonazepam".'),
    (r"\s*[\w-]+\s*=\s*(#.*)?", "has no value", "Write the value behind the = sign, or take the line out."),
    (r"\s*[\w-]+\s*=\s*\"[^\"]*(#.*)?", "has a quotation mark that is never closed", 'Close it: dose = "0.5 mg".'),
    (r"\s*[\w-]+\s*:.*", "has a colon where a = belongs", 'Write it as in dose = "0.5 mg".'),
    (r"\s*\[.*", "is a heading that is not closed or is written twice", "Write [[step]], [[product]], [[contact]] and [[change]] with two brackets, the others once and with one."),
)


def _explain(line: str, error: str, number: int) -> Problem:
    shown = line.strip()[:50]
    if "overwrite" in error or "already" in error or "Duplicate" in error:
        key = shown.split("=")[0].strip()
        return Problem((), say('"{key}" is written twice', key=key), say("Keep one. A new step begins with a line [[step]]."), number)
    for pattern, why, remedy in _EXPLAINED:
        if re.fullmatch(pattern, line):
            return Problem((), say('"{line}" ' + why, line=shown), say(remedy), number)
    return Problem(
        (),
        say('"{line}" is not a line of a plan file', line=shown) if shown else say("the file ends in the middle of a value"),
        say('Write key = value, with words and doses in quotation marks, as in dose = "0.5 mg".'),
        number,
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple({problem.line: problem for problem in problems}.values())


def _refuse(message: str, remedy: str, line: int | None = None) -> TaperError:
    return TaperError(Problem((), say(message), say(remedy), line))
