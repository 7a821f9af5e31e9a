"""What is filled in by hand in the diary, each with a line as long as there is room for it."""

from dataclasses import dataclass

from taperdocs.documents.columns import Columns, wide
from taperdocs.words import Words

_SMALL, _TEXT, _REASON, _GAP = 3.6, 4.3, 20.0, 2.0
_LINE = "\0"
"""Stands for the line until its length is known."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with a line in it: what stands before and behind the line, and how long it is in units."""

    before: str
    after: str
    length: float
    line: str

    def __str__(self) -> str:
        """Return the text with its line drawn in it."""
        return f"{self.before}{self.line}{self.after}"


@dataclass(frozen=True, slots=True)
class Blanks:
    """All that is filled in beside ticks and scales."""

    slept: Blank
    initials: Blank
    time: Blank
    reason: Blank
    notes: Blank


def blanks(words: Words, columns: Columns) -> Blanks:
    """Return what is filled in by hand in *columns*."""
    layout, day, time = columns.layout, columns.day - 1, words.text("at {line}", line=_LINE)
    if layout.beside or layout.own_line:
        time = _LINE if layout.beside else words.text("taken at {line}", line=_LINE)
    return Blanks(
        _blank(words.text("Slept {line} h", line=_LINE), day, _TEXT),
        _blank(words.text("Initials {line}", line=_LINE), day, _TEXT),
        _blank(time, layout.time),
        _blank(words.text("Reason {line}", line=_LINE), _REASON),
        _blank(words.text("Notes {line}", line=_LINE), columns.rated - _REASON - _GAP),
    )


def _blank(text: str, room: float, size: float = _SMALL) -> Blank:
    """Put a line into *text* that fills the *room*."""
    before, after = text.split(_LINE)
    length = room - wide(f"{before}{after}", size)
    return Blank(before, after, round(length, 1), "_" * int(length / wide("_", size)))
