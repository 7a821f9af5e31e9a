"""The boxes that pages are laid out in: no text leaves its cell or its page, and none stands on another."""

from typing import Any

import pytest
from boxes import Check, leaving, meeting, parting, running_on, spilling
from pages import MM, Case, Page, Way, html_of, made, page_of, styled

from taperdocs.pdf.render import layout

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
