"""The boxes that pages are laid out in: no text leaves its cell or its page, and none stands on another."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from pages import MM, ON_A4, ON_LETTER, ON_OTHERS, Case, Page, Way, every, html_of, made, page_of, styled

from taperdocs.pdf.render import layout

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


def _check(check: Check, case: Case) -> None:
    assert list(check(made(case).pages, case.document)) == []


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_texts_and_drawings_stay_in_their_cells_and_on_the_page(case: Case) -> None:
    """Also the longest names and the widest numerals, and far enough from the edge to be printed."""
    _check(leaving, case)


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_no_block_stands_out_of_the_page(case: Case) -> None:
    """A row that is too high has nowhere to go."""
    _check(spilling, case)


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_no_text_stands_on_another(case: Case) -> None:
    """Nor does one run into a drawing."""
    _check(meeting, case)


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_nothing_is_parted_between_pages(case: Case) -> None:
    """Each table is whole on its page; the hand-off's steps may go on under their head."""
    _check(running_on, case)


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_no_dose_is_parted_at_the_end_of_a_line(case: Case) -> None:
    """A number, its decimals and its unit stand on one line."""
    _check(parting, case)


CALENDAR = Case("clonazepam", "calendar", Way(days=14))


def _pages(html: str) -> tuple[Page, ...]:
    return tuple(page_of(page) for page in layout(html).pages)


@pytest.mark.parametrize(
    ("check", "style", "said"),
    [
        (leaving, "td * { text-indent: 40mm; white-space: pre }", "out of its cell"),
        (leaving, "td * { position: relative; top: 30mm }", "out of its cell"),
        (leaving, "h1 { text-indent: 250mm; white-space: pre }", "out of the page"),
        (leaving, "section { height: 40mm; overflow: hidden }", "out of what is shown"),
        (leaving, "@page { @bottom-left { padding-top: 14mm } }", "out of the sheet"),
        (leaving, "h1 { transform: translate(-20mm, 0) }", "out of the page"),
        (spilling, "table { margin-inline-start: 40mm; width: 100% }", "<table> stands"),
        (spilling, "section { margin-top: -9mm }", "<section> stands"),
        (meeting, "h1 { margin-bottom: -6mm }", "mm deep in"),
        (meeting, "td div { margin-top: -5mm !important }", "mm deep in"),
        (running_on, "h1 { margin-bottom: 120mm }", "goes on from page"),
        (running_on, "tr { height: 80mm !important }", "goes on from page"),
    ],
)
def test_a_broken_page_is_found(check: Check, style: str, said: str) -> None:
    """One rule at the end of the calendar's own style sheet, and the walk finds it."""
    assert any(said in trouble for trouble in check(_pages(styled(html_of(CALENDAR), style)), "calendar"))


@pytest.mark.parametrize(
    ("line", "following", "parted"),
    [
        ("take 12.5", "mg at night", True),
        ("take 0.", "0625 mg", True),
        ("take 1 and ½", "mg", True),
        ("from 1", "October 2025", False),
        ("take 12.5 mg", "at night", False),
        ("on 2 October 2026,", "2 days", False),
        ("page 2", "grams", False),
    ],
)
def test_a_parted_dose_is_found(line: str, following: str, *, parted: bool) -> None:
    """Before a unit and after a decimal point; a date may go on in the next line."""
    assert bool(list(parting([Page(lines=[(line, following)])], "calendar"))) is parted


def test_a_table_that_goes_on_needs_its_head() -> None:
    """The hand-off's steps may be parted between rows, where each page has the head."""
    case = Case("sixty-steps", "handoff")
    html = html_of(case)

    without_head = styled(html, "thead { display: table-row-group }")

    assert len(made(case).pages) > 2
    assert list(running_on(_pages(html), "handoff")) == []
    assert any("without its head" in said for said in running_on(_pages(without_head), "handoff"))
    assert any("goes on" in said for said in running_on(_pages(html), "calendar"))


def test_a_text_beside_a_drawing_is_told_from_one_in_it() -> None:
    """Words over a drawing belong to it; words that cross its edge have run into it."""
    drawing = "<svg viewBox='0 0 9 9'><title>x</title><path d='M0 0h9v9'/></svg>"
    style = "p, svg { font: 12pt 'Taperdocs Text'; position: absolute; left: 20mm; top: 20mm }"
    page = (
        "<html lang=en><title>t</title><style>{}svg {{ width: 30mm }}p {{ left: {}mm }}</style>{}<p>Words</p>"
    )

    def found(left: int) -> Any:  # noqa: ANN401  a short list
        return list(meeting(_pages(page.format(style, left, drawing)), ""))

    assert found(25) == []
    assert len(found(15)) == 1
    assert found(60) == []


def test_the_walk_measures_in_millimetres() -> None:
    """A word of 10 mm type at 30 mm from the left stands where it is put, and is as high as its letters."""
    style = "p { font: 10mm 'Taperdocs Text'; position: absolute; left: 30mm; margin: 0 }"
    html = f"<html lang=en><title>t</title><style>@page {{ margin: 0 }}{style}</style><p>HHH</p>"

    (mark,) = _pages(html)[0].marks

    assert 30 < mark.edges.left < 31.5
    assert 6 < mark.edges.bottom - mark.edges.top < 7.5
    assert 18 < mark.edges.right - mark.edges.left < 25
    assert pytest.approx(25.4) == 96 * MM
