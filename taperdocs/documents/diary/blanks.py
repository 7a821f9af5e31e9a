"""The blanks that are filled in by hand in the diary; each line is as long as its room allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from taperdocs.documents.diary.columns import Columns, wide
from taperdocs.language.words import Words

_SMALL, _TEXT, _LARGE, _GAP = 3.6, 4.3, 5.0, 2.0
_DAY, _REASON = 28.5, 20.0
_HOURS, _LETTER, _SENTENCE = 8.0, 6.0, 25.0
"""The shortest lines for the hours of a night, the letter of a reason, and notes, in units."""
_LINE = "\0"
"""The place of the line in a text, until its length is known."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with a line to write on: what is before and after the line, its length in units, and its underscores."""

    before: str
    after: str
    length: float
    line: str

    def __str__(self) -> str:
        """Return the text with its line drawn in it."""
        return f"{self.before}{self.line}{self.after}"


@dataclass(frozen=True, slots=True)
class Blanks:
    """All blanks of a day, beside its ticks and scales."""

    slept: Blank
    initials: Blank
    time: Blank
    reason: Blank
    notes: Blank


def blanks(words: Words, columns: Columns) -> Blanks:
    """Return the blanks of a day in *columns*."""
    layout, day, time = columns.layout, columns.day - 1, words.text("at {line}", line=_LINE)
    if layout.beside or layout.own_line:
        time = _LINE if layout.beside else words.text("taken at {line}", line=_LINE)
    return Blanks(
        _blank(_slept(words), day, _TEXT),
        _blank(_initials(words), day, _TEXT),
        _blank(time, layout.time),
        _blank(_reason(words), _reason_wide(words)),
        _blank(_notes(words), columns.rated - _reason_wide(words) - _GAP),
    )


def day_wide(words: Words) -> float:
    """Return the width of the column of days, in units; its lines are long enough to write on."""
    needed = max(_needed(_slept(words), _HOURS, _TEXT), _needed(_initials(words), _LETTER, _TEXT))
    return max(_DAY, round(needed + 1, 1))


def rated_wide(words: Words, feelings: Sequence[str]) -> float:
    """Return the least width of the column "How it was", in units, so that ticks and notes take one line each."""
    ticks = wide("  ".join(f"☐ {feeling}" for feeling in feelings), _LARGE)
    return max(ticks, _reason_wide(words) + _GAP + _needed(_notes(words), _SENTENCE))


def _slept(words: Words) -> str:
    return words.text("Slept {line} h", line=_LINE)


def _initials(words: Words) -> str:
    return words.text("Initials {line}", line=_LINE)


def _reason(words: Words) -> str:
    return words.text("Reason {line}", line=_LINE)


def _notes(words: Words) -> str:
    return words.text("Notes {line}", line=_LINE)


def _reason_wide(words: Words) -> float:
    return max(_REASON, _needed(_reason(words), _LETTER))


def _needed(text: str, line: float, size: float = _SMALL) -> float:
    return wide(text.replace(_LINE, ""), size) + line


def _blank(text: str, room: float, size: float = _SMALL) -> Blank:
    """Return *text* with a line that fills *room*, in units."""
    before, after = text.split(_LINE)
    length = room - wide(f"{before}{after}", size)
    return Blank(before, after, round(length, 1), "_" * int(length / wide("_", size)))
