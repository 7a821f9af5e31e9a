"""The sizes of the diary: a style for each kind of text, and lengths in units. The style sheet is made from them."""

from dataclasses import dataclass

from taperdocs.pdf.kit import Style

TITLE = Style("title", 26, 9.6, bold=True)
DATES = Style("dates", 14, 6)
WHO = Style("who", 12, 5.2, bold=True, wraps=True)
NEWS = Style("news", 12, 5.2, bold=True, wraps=True)
SOON = Style("soon", 12, 5.2, wraps=True)
"""The head: number of the week, its dates, drugs and person, what changes, and the next change or the conditions."""

QUESTION = Style("question", 12, 5.2, bold=True, wraps=True)
ASK = Style("ask", 12, 5.2, above=0.6, start=6.5, end=4, wraps=True)
OTHERWISE = Style("otherwise", 12, 5.2, above=0.6, bold=True, wraps=True)
READY = Style("ready", 12, 5.2, above=0.6, below=0.6, start=1.6, end=1.6, wraps=True)
"""The box before a step down: its question, a condition, the last line ("Not all ticked?"), and the box itself."""

WEEKDAY = Style("weekday", 12, 5.2, bold=True)
DATE = Style("date", 10, 4.4)
MARK = Style("mark", 10, 4.4, bold=True, above=0.3, below=0.3, start=1, end=1, wraps=True)
NIGHT = Style("night", 10, 5.8)
NOTE = Style("note", 10, 4.2, bold=True, wraps=True)
WHEN = Style("when", 12, 6.2, bold=True)
DRUG = Style("drug", 12, 5, bold=True, wraps=True)
UNDER_TIME = Style("undertime", 10, 4, bold=True)
PIECES = Style("pieces", 10, 4.4)
DRAWN = Style("drawn", 12, 4)
AT = Style("at", 10, 6)
OTHER = Style("other", 9, 5.0, wraps=True)
ALLOWED = Style("allowed", 10, 5.4, bold=True, above=0.6, wraps=True)
NOTHING = Style("nothing", 18, 8, bold=True)
FEELINGS = Style("feelings", 12, 5.6)
NAME = Style("name", 10, 4.2, wraps=True)
SCALE = Style("scale", 12, 4.8)
NOTES = Style("notes", 10, 6)
"""A day: its date, mark, night and notes; its doses; what was taken instead; how it was; the line for notes."""

URGENT = Style("urgent", 9, 5, above=0.6, wraps=True)
LEGEND = Style("legend", 9, 4, wraps=True)
"""The foot: whom to ring, and what the signs mean."""

CURVE, HIGH, LOW, NARROW = 60.0, 18.0, 14.6, 140.0
"""Width of the curve; its height, and its lower height on a page with a box that asks; least page width for a curve."""

ABOVE, UNDER, GAP, APART, BESIDE, BETWEEN = 0.6, 1.2, 3.0, 4.0, 1.5, 1.0
"""White above a row, under the head, between columns, beside the curve, after a box to tick, and before a drawing."""

FRAME, RULE, SMALL = 0.6, 0.25, 5.0
"""Thickness of the frame of a box, thickness of a rule, and width of a small box to tick."""

ASIDE = 4.4
"""Height of the blank for the time below the time in its column."""

REASON, WORDED = 4.4, 1.6
"""Width of the box of a reason, and the white after its word, so that the next box is not taken for its own."""

BLANK, LONG = 15.0, 22.0
"""Shortest line to write on, and the longest one for a time, hours or a name."""

LEAST_NAME, MOST_STRETCH = 17.2, 24.0
"""Least width for a name before its scale, and most height that a row may gain where a page has room left."""


@dataclass(frozen=True, slots=True)
class Density:
    """How large doses are printed: their style, the width of the *box* beside each, and how far boxes are *apart*."""

    dose: Style
    box: float
    apart: float = 3.0

    @property
    def pitch(self) -> float:
        """Return the least distance from the top of one dose to that of the next."""
        return self.box + self.apart


DENSITIES = (
    Density(Style("roomy", 18, 7, bold=True), 8),
    Density(Style("close", 18, 6.2, bold=True), 7),
    Density(Style("dense", 14, 5.2, bold=True), 6),
)
"""The most roomy first; a denser one is used only where days overflow otherwise or where it saves a page."""
