"""What the kit measures is what is laid out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.language.marked import marked
from taperdocs.pdf.kit import Line, Part, Stack, Style, Text, css, fits
from taperdocs.pdf.render import _environment, layout

MM = 96 / 25.4

NUMERAL = Style("numeral", 34, 12, bold=True)
UNIT = Style("unit", 14, 6, bold=True)
SAID = Style("said", 10, 4.2, wraps=True, above=0.6)
TICKED = Style("ticked", 12, 5, start=9.5, least=8, above=1, below=0.5)
SQUARE = Style("square", 12, 5, start=1, end=1, rule=0.25)
STYLES = (NUMERAL, UNIT, SAID, TICKED, SQUARE)

texts = st.text("Wi 0,5½", min_size=1, max_size=40).map(lambda text: f"a{text}b")
lines = st.builds(lambda one, two: Line(NUMERAL, (Text(NUMERAL, one), Text(UNIT, two))), texts, texts)
blocks = st.builds(Text, st.just(SAID), texts)
parts = st.lists(st.one_of(lines, blocks), min_size=1, max_size=4).map(tuple)
stacks = st.builds(
    lambda above, inside, tick: Stack(SQUARE, (*above, Stack(TICKED, inside, tick=tick))),
    parts,
    parts,
    st.booleans(),
)


def laid_out(part: Part, room: float) -> Any:  # noqa: ANN401  WeasyPrint has no types
    """Return the box of *part* in a column of this width."""
    page = _printed(part, room)
    body = layout(page).pages[0]._page_box.children[0].children[0]  # noqa: SLF001
    return body.children[0].children[0]


def _printed(part: Part, room: float) -> str:
    source = (
        '<html><head><style>{% include "fonts.css" %} @page { size: 900mm 900mm; margin: 0 } html { font-size: 1mm } '
        'body { margin: 0; font-family: "Taperdocs Text", "Taperdocs Signs" } '
        ".ticked { position: relative } "
        ".box { position: absolute; inset-inline-start: 0 } "
        ".column { width: {{ room }}mm } {{ sheet }}</style></head><body>"
        '{% from "shared/parts.html" import part %}<div class="column">{{ part(one) }}</div></body></html>'
    )
    return _environment().from_string(source).render(one=part, room=room, sheet=css(STYLES))


@given(stacks)
def test_a_part_is_never_higher_than_it_was_measured(stack: Stack) -> None:
    """A line that nearly fills its room may be counted as two."""
    box = laid_out(stack, 60)
    assert box.border_height() / MM <= stack.height(60) + 0.01


def test_a_part_is_as_high_as_it_was_measured() -> None:
    """A numeral with its unit, a box to tick beside two texts, a line of text over three lines."""
    stack = Stack(
        SQUARE,
        (
            Line(NUMERAL, (Text(NUMERAL, "0.625"), Text(UNIT, " mg"))),
            Stack(TICKED, (Text(SAID, "1 and ¼ tablets of 0.5 mg, " * 3),), tick=True),
        ),
    )
    box = laid_out(stack, 60)
    assert box.border_height() / MM == pytest.approx(stack.height(60), abs=0.01)
    assert stack.height(60) == pytest.approx(12 + 1 + 0.6 + 3 * 4.2 + 0.5 + 0.25)


def test_a_part_tells_whether_it_fits() -> None:
    """In width and height."""
    line = Line(NUMERAL, (Text(NUMERAL, "0.625"), Text(UNIT, " mg")))
    assert fits(line, line.width, 12)
    assert not fits(line, line.width - 0.1, 12)
    assert not fits(line, line.width, 11.9)


def test_a_size_outside_the_scale_is_refused() -> None:
    """Nine sizes are enough."""
    with pytest.raises(ValueError, match="11 pt is not in the type scale"):
        Style("odd", 11, 5)


def test_marks_stand_on_the_element_that_says_the_text() -> None:
    """So that the read-back finds them."""
    line = Line(NUMERAL, (Text(NUMERAL, marked("0.5 mg", "dose:2026-03-01,0")),))
    assert 'data-dose="2026-03-01,0"' in _printed(line, 60)
