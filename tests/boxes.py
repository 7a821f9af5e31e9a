"""Finds what is wrong with the boxes that pages are laid out in; pytest tries it on broken pages in test_boxes.py."""

import re
from collections.abc import Callable, Iterator, Sequence

from pages import Page

PLAY = 0.1
"""So many mm are no fault: the engine counts in pixels and rounds widths of text."""

_UNIT = r"\s*(?:mg|mcg|g|mL|%)(?!\w)"
_PARTED = (
    (re.compile(r"[\d¼½¾]$"), re.compile(_UNIT)),
    (re.compile(r"(?<!\d)\d{1,3}[.,]$"), re.compile(r"\d")),
)
_FRAMES = {"section", "table", "tr", "th", "td"}
_RUN_ON = {"handoff": {"html", "body", "section", "table", "thead", "tbody"}}
"""What may go on overleaf: nothing but the hand-off's table of steps and what it stands in."""

Check = Callable[[Sequence[Page], str], Iterator[str]]


def leaving(pages: Sequence[Page], _: str) -> Iterator[str]:
    """Find texts and drawings that stand out of their cell, of what is shown, of the page or of the sheet."""
    for number, page in enumerate(pages, 1):
        for mark in page.marks:
            for name, room in mark.rooms:
                if (out := mark.edges.beyond(room)) > PLAY:
                    yield f"page {number}: {mark} stands {out:.1f} mm out of {name}"


def spilling(pages: Sequence[Page], _: str) -> Iterator[str]:
    """Find sections, tables, rows and cells that stand out of the page."""
    for number, page in enumerate(pages, 1):
        for block in page.blocks:
            if block.tag in _FRAMES and (out := block.edges.beyond(block.room)) > PLAY:
                yield f"page {number}: <{block.tag}> stands {out:.1f} mm out of the page"


def meeting(pages: Sequence[Page], _: str) -> Iterator[str]:
    """Find texts that stand on other texts, and texts that run into a drawing beside them."""
    for number, page in enumerate(pages, 1):
        marks = sorted(page.marks, key=lambda mark: mark.edges.top)
        for index, mark in enumerate(marks):
            for other in marks[index + 1 :]:
                if other.edges.top > mark.edges.bottom:
                    break
                depth = mark.edges.shared(other.edges)
                if mark.line != other.line and depth > PLAY and (mark.text or other.text):
                    drawn, text = (mark, other) if other.text else (other, mark)
                    # Texts within a drawing were put there.
                    if drawn.text or text.edges.beyond(drawn.edges) > PLAY:
                        yield f"page {number}: {mark} stands {depth:.1f} mm deep in {other}"


def running_on(pages: Sequence[Page], document: str) -> Iterator[str]:
    """Find what is parted between two pages, but for a table that may be and repeats its head."""
    allowed, seen = _RUN_ON.get(document, {"html", "body"}), dict[int, int]()
    for number, page in enumerate(pages, 1):
        here = {id(block.element): block for block in page.blocks if block.element is not None}
        for key, block in here.items():
            if seen.setdefault(key, number) == number:
                continue
            if block.tag not in allowed and not block.head:
                yield f"page {number}: <{block.tag}> goes on from page {seen[key]}"
            heads = [child for child in block.element if block.tag == "table" and child.tag == "thead"]
            if block.tag == "table" and not any(id(head) in here for head in heads):
                yield f"page {number}: a table goes on without its head"


def parting(pages: Sequence[Page], _: str) -> Iterator[str]:
    """Find numbers that the end of a line parts, or parts from their unit."""
    for number, page in enumerate(pages, 1):
        for line, following in page.lines:
            for end, begin in _PARTED:
                if end.search(line.rstrip()) and begin.match(following):
                    yield f"page {number}: {line!r} is parted from {following!r}"


CHECKS: tuple[Check, ...] = (leaving, spilling, meeting, running_on, parting)
