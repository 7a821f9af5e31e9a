"""The sizes of the hand-off: each kind of text, and the lengths that the style sheet shares, in units."""

from taperdocs.pdf.kit import Style

TITLE = Style("title", 18, 7.6, bold=True, below=0.6, wraps=True)
WHO = Style("who", 12, 5.4, bold=True, wraps=True)
TEXT = Style("text", 10, 4.6, wraps=True)
SMALL = Style("fine", 9, 4, wraps=True)
NAME = Style("name", 12, 5.2, bold=True, below=0.6, wraps=True)
ASK = Style("ask", 14, 6.2, bold=True, wraps=True)
LABEL = Style("label", 12, 5.2, bold=True, wraps=True)
WHEN = Style("when", 10, 4.6, bold=True, below=0.6, wraps=True)
CHAPTER = Style("chapter", 14, 6, bold=True, above=5, below=1, rule=0.7, wraps=True)
BLANK = Style("blank", 10, 4.6, above=3.4)
SIGN = Style("sign", 12, 5.2, above=5)
DOSES = (
    Style("d26", 26, 10.6, bold=True, wraps=True),
    Style("d18", 18, 7.6, bold=True, wraps=True),
    Style("d14", 14, 6, bold=True, wraps=True),
    Style("d12", 12, 5.2, bold=True, wraps=True),
)
"""Sizes of a dose, the largest first."""

STYLES = (TITLE, WHO, TEXT, SMALL, NAME, ASK, LABEL, WHEN, CHAPTER, BLANK, SIGN, *DOSES)

PADDING, FRAME, RULE = 2.4, 0.7, 0.25
"""White inside a box, its line, and a thin line."""
GAP, WIDEST_GAP = 3.0, 6.0
"""Least and largest gap between parts of the first page."""
NARROW = 150.0
"""A page whose text is narrower than this shows fewer things."""
ROW, APART = 0.8, 4.0
"""White above and below a row of a table, and beside a column of steps or of supply."""
LABELS, DATES = 44.0, 38.0
"""Widths of labels of doses, and of dates of findings."""


def blank(style: Style, room: float) -> str:
    """Return a line to write on that fills *room*."""
    # What is measured is a little wider than what is printed.
    return "_" * max(int(room * 1.018 / style.width("_" * 20) * 20), 5)
