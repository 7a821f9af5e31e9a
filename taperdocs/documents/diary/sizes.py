"""The sizes of the diary, which the style sheet takes from here: a style for each kind of text, and the lengths."""

from dataclasses import dataclass

from taperdocs.pdf.kit import Style

TITLE = Style("title", 26, 9.6, bold=True)
DATES = Style("dates", 14, 6)
WHO = Style("who", 12, 5.2, bold=True, wraps=True)
NEWS = Style("news", 12, 5.2, bold=True, wraps=True)
SOON = Style("soon", 12, 5.2, wraps=True)
"""The head: the number of the week, its dates, the drugs and the person, what changes, and what comes after it."""

QUESTION = Style("question", 12, 5.2, bold=True, wraps=True)
ASK = Style("ask", 12, 5.2, above=0.6, start=6.5, end=4, wraps=True)
OTHERWISE = Style("otherwise", 12, 5.2, above=0.6, bold=True, wraps=True)
READY = Style("ready", 12, 5.2, above=0.6, below=0.6, start=1.6, end=1.6, wraps=True)
"""The box before a step down, and the question, the conditions and the last line in it."""

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
"""The foot."""

STYLES = (
    *(
        TITLE,
        DATES,
        WHO,
        NEWS,
        SOON,
        QUESTION,
        ASK,
        OTHERWISE,
        READY,
        WEEKDAY,
        DATE,
        MARK,
        NIGHT,
        NOTE,
        WHEN,
        DRUG,
        UNDER_TIME,
    ),
    *(PIECES, DRAWN, AT, OTHER, ALLOWED, NOTHING, FEELINGS, NAME, SCALE, NOTES, URGENT, LEGEND),
)

CURVE, HIGH, LOW, NARROW = 60.0, 18.0, 14.6, 140.0
"""Width of the curve, its height, and that beside a box that asks; and the width of a page that has room for it."""

ABOVE, UNDER, GAP, APART, BESIDE, BETWEEN = 0.6, 1.2, 3.0, 4.0, 1.5, 1.0
"""White above a row, under the head, between columns, beside the curve, after a box, and before a drawing."""

FRAME, RULE, SMALL = 0.6, 0.25, 5.0
"""The frame of a box, a rule, and a small box to tick."""

REASON, WORDED = 4.4, 1.6
"""A box for a reason, and the white after the words of it, so that its box is not taken for the next one."""

BLANK, LONG = 15.0, 22.0
"""The shortest line to write on, and the longest one for a time."""

LEAST_NAME, MOST_STRETCH = 17.2, 24.0
"""The narrowest room for a name before its scale, and the most white that a row may get."""


@dataclass(frozen=True, slots=True)
class Density:
    """How large doses are printed, in the style *dose*, and the box beside each; boxes are *apart*."""

    dose: Style
    box: float
    apart: float = 3.0

    @property
    def pitch(self) -> float:
        """Return the least distance from one dose to the next."""
        return self.box + self.apart


DENSITIES = (
    Density(Style("roomy", 18, 7, bold=True), 8),
    Density(Style("close", 18, 6.2, bold=True), 7),
    Density(Style("dense", 14, 5.2, bold=True), 6),
)
"""The best first; the next one is used only where it saves a page."""

LENGTHS = {
    "curve": CURVE,
    "high": HIGH,
    "low": LOW,
    "beside": CURVE + APART,
    "tight": 0.6,
    "under": UNDER,
    "above": ABOVE,
    "gap": GAP,
    "frame": FRAME,
    "rule": RULE,
    "small": SMALL,
    "reason": REASON,
    "worded": WORDED,
    "between": BETWEEN,
}
"""The lengths that the style sheet names."""
