"""The sizes of the card: the kinds of text on it and all lengths, in mm. It is as large on every paper."""

from taperdocs.pdf.kit import Style

# A bank card, format ID-1 of ISO/IEC 7810, is 85.60 by 53.98 mm: Markus Kuhn, International standard paper
# sizes, University of Cambridge, UK, https://www.cl.cam.ac.uk/~mgk25/iso-paper.html#id
WIDE, HIGH = 85.6, 54.0
"""Size of a face."""

BESIDE, OVER = 4.0, 2.35
"""White inside the edges of a face."""

INSIDE, ROOM = WIDE - 2 * BESIDE, HIGH - 2 * OVER
"""Width and height of the room on a face."""

LABEL, GAP = 26.0, 1.5
"""Width of the column of dates, drugs and times, and the white at its end."""

MOST = 4
"""The most faces of a strip: a thicker card fits no wallet."""

APART, TICKS, ABOVE, BELOW = 14.5, 4.0, 6.0, 4.5
"""Gap between strips, and the room for their marks beside, above and below them."""

TOP, DRAFT_TOP, SIDE, BOTTOM = 6.0, 11.0, 8.0, 16.0
"""Margins of the sheet; that at the top is larger where it has the mark of a draft."""

_LINES = {26: 10.2, 18: 7.2, 14: 5.8, 12: 5}

TITLE, GUIDE = Style("title", 14, 5.8, bold=True), Style("guide", 9, 4, wraps=True)
HEAD, DRAFT = Style("heading", 12, 5.2, bold=True), Style("mark", 9, 4.4, bold=True)
BIG = tuple(Style(f"big-{size}", size, line, bold=True, wraps=True) for size, line in _LINES.items())
"""Names of drugs, telephone numbers and doses of a step, the largest first."""
DOSES = tuple(Style(f"dose-{size}", size, line, bold=True) for size, line in _LINES.items())
"""Doses to take, never broken, and their drawings, the largest first."""
DRAWN = Style("drawn", 12, 5)
STOPS = tuple(
    Style(f"stop-{size}", size, _LINES[size], bold=True, above=0.7, below=0.5, start=2, end=2, wraps=True)
    for size in (14, 12)
)
STRONG, TIME = (
    Style("strong", 12, 5, bold=True, wraps=True),
    Style("time", 12, 5, bold=True, above=1.8, wraps=True),
)
WHEN = Style("when", 14, 5.8, bold=True, above=0.9, wraps=True)
KEY, NOTE = Style("key", 10, 4.4, bold=True, wraps=True), Style("note", 10, 4.4, wraps=True)
FINE, FOOT = Style("fine", 9, 4, wraps=True), Style("foot-note", 9, 4, above=0.6, wraps=True)
SIGNS = Style("signs", 10, 4.4, bold=True, above=1.2, wraps=True)
PERSONS = tuple(
    Style(f"person-{size}", size, line, bold=True, above=0.8, wraps=True)
    for size, line in ((12, 5), (10, 4.4))
)
OTHER = Style("other", 12, 5, bold=True, above=1.2, wraps=True)
ENDS = Style("ends", 12, 5, bold=True, above=1.2, wraps=True)
BLANK = Style("blank", 10, 4.4, above=2.8, rule=0.25, wraps=True)
ROW = Style("row", 10, 4.4, above=0.8)
ALSO = Style("also", 12, 5, bold=True, above=1.8, wraps=True)
"""The heading of what is allowed beside the doses."""
