"""Figures and letters taken from Atkinson Hyperlegible Next, and what we build from them."""

from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPointPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from outline import Point, Shape, box, frame, left, place, right
from signs import BOTTOM, MIDDLE, TOP, Sign

CAPITAL, LOWER, DEPTH = 668, 496, -162  # heights of capitals and figures, of small letters; foot of the p
WEIGHT = 0.35  # of the way from Regular to Bold: its uprights are as thick as the strokes of our signs
CELL, LINE, CELL_FIGURE = 1000, 50, 0.75  # the cell of a boxed figure: width, frame, scale of the figure
LAST = 10
# A fraction, after Atkinson's ½ and ¾: scale and weight of the figures, room beside them, how far the bar
# reaches under and over them.
FIGURE, FIGURE_WEIGHT, BESIDE, UNDER, OVER = 0.561, 0.8, 53, 120, 196
FRACTIONS = {
    "onethird": (0x2153, "1", "3"),
    "twothirds": (0x2154, "2", "3"),
    "oneeighth": (0x215B, "1", "8"),
    "threeeighths": (0x215C, "3", "8"),
    "fiveeighths": (0x215D, "5", "8"),
    "seveneighths": (0x215E, "7", "8"),
}
SPACES = {
    "space": (0x0020, 290),
    "nbspace": (0x00A0, 290),
    "figurespace": (0x2007, 632),
    "thinspace": (0x2009, 150),
    "zerowidthspace": (0x200B, 0),
    "narrownbspace": (0x202F, 150),
    "wordjoiner": (0x2060, 0),
}


class Atkinson:
    """Atkinson Hyperlegible Next at a weight from 0, its Regular, to 1, its Bold."""

    def __init__(self, folder: Path, weight: float = WEIGHT) -> None:
        """Open both weights; their outlines have the same points, so a weight between them is a mean."""
        self.faces = [TTFont(folder / f"{name}.ttf") for name in ("Regular", "Bold")]
        for face in self.faces:
            plain_zero(face)
        self.weight = weight

    def width(self, text: str) -> float:
        """Return how far a text moves the pen."""
        return sum(
            self._between(*(face["hmtx"][face.getBestCmap()[ord(char)]][0] for face in self.faces))
            for char in text
        )

    def shape(self, char: str) -> Shape:
        """Return the outline of a character."""
        (light, ends, flags), (heavy, _, _) = (
            face["glyf"][face.getBestCmap()[ord(char)]].getCoordinates(face["glyf"]) for face in self.faces
        )
        points = [
            Point(self._between(a, c), self._between(b, d), bool(flag & 1))
            for (a, b), (c, d), flag in zip(light, heavy, flags, strict=True)
        ]
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [points[start : end + 1] for start, end in zip(starts, ends, strict=True)]

    def line(self, text: str, x: float, y: float, scale: float) -> Shape:
        """Return the outlines of a text that begins at the point."""
        run: Shape = []
        for char in text:
            run += place(self.shape(char), x=x, y=y, scale=scale)
            x += self.width(char) * scale
        return run

    def _between(self, light: float, heavy: float) -> float:
        """Return the value at our weight."""
        return light + (heavy - light) * self.weight


def plain_zero(font: TTFont) -> None:
    """Take the slash out of the zero, and out of whatever is composed of it.

    The outline stays. The slash cuts the counter in two but spares its lower left quarter, from the foot to the
    left side. That quarter, mirrored, is the whole counter: with the stems that its designers gave the zero.
    """
    zero = font["glyf"]["zero"]
    points, ends, flags = zero.getCoordinates(font["glyf"])
    outline, lower, upper = (
        [Point(x, y, bool(flag & 1)) for (x, y), flag in zip(points[a:b], flags[a:b], strict=True)]
        for a, b in ((0, ends[0] + 1), (ends[0] + 1, ends[1] + 1), (ends[1] + 1, ends[2] + 1))
    )
    foot, side = lower[0], left([lower])
    quarter = lower[next(n for n, point in enumerate(lower) if point.on and point.x == side) :]
    across, up = 2 * foot.x, foot.y + max(point.y for point in upper)
    half = [*quarter, foot, *(Point(across - x, y, on) for x, y, on in quarter[:0:-1])]
    counter = half + [Point(across - x, up - y, on) for x, y, on in half]
    plain = drawn([outline, counter])
    plain.recalcBounds(font["glyf"])
    font["glyf"]["zero"] = plain


def drawn(shape: Shape) -> Glyph:
    """Return the outline as the font file keeps it, in whole units."""
    pen = TTGlyphPointPen(None)
    for contour in shape:
        pen.beginPath()
        for point in contour:
            pen.addPoint((round(point.x), round(point.y)), "qcurve" if point.on else None)
        pen.endPath()
    return pen.glyph()


def boxed_figures(atkinson: Atkinson) -> list[Sign]:
    """Return 0 to 10 in cells that share the upright between neighbours.

    A cell begins at its left edge, and its right upright hangs over by its thickness, where the next cell
    draws its own left upright: the seam is one line thick. The ten, always last, has room for it.
    """
    cells = []
    for number in range(LAST + 1):
        text = str(number)
        x = (CELL + LINE - atkinson.width(text) * CELL_FIGURE) / 2
        y = MIDDLE - CAPITAL / 2 * CELL_FIGURE
        shape = frame(0, BOTTOM, CELL + LINE, TOP, LINE) + atkinson.line(text, x, y, CELL_FIGURE)
        code = ord("\N{CIRCLED DIGIT ONE}") + number - 1 if number else ord("\N{CIRCLED DIGIT ZERO}")
        width = CELL + LINE if number == LAST else CELL
        cells.append(Sign(f"boxed{number}", code, f"{number}, a cell of the scale 0 to {LAST}", width, shape))
    return cells


def fractions(bar: Atkinson, small: Atkinson) -> list[Sign]:
    """Return the fractions that Atkinson lacks, their slash in one weight, their figures in another."""
    made = []
    for name, (code, upper, lower) in FRACTIONS.items():
        above = _from(BESIDE, place(small.shape(upper), y=CAPITAL * (1 - FIGURE), scale=FIGURE))
        slash = _from(right(above) - UNDER, bar.shape("\N{FRACTION SLASH}"))
        below = _from(right(slash) - OVER, place(small.shape(lower), scale=FIGURE))
        width = round(right(below)) + BESIDE
        made.append(Sign(name, code, f"{upper}/{lower}", width, [*above, *slash, *below]))
    return made


def characters(atkinson: Atkinson) -> list[Sign]:
    """Return the ordinary characters that Atkinson lacks."""
    letter, hyphen = atkinson.shape("u"), atkinson.shape("-")
    stem = left(letter)
    micro = [*letter, box(stem, DEPTH, stem + 108, LOWER / 2)]
    return [
        Sign("mu", 0x00B5, "micro", round(atkinson.width("u")), micro),
        Sign("hyphennobreak", 0x2011, "non-breaking hyphen", round(atkinson.width("-")), hyphen),
        *(Sign(name, code, "space", width, []) for name, (code, width) in SPACES.items()),
    ]


def everything(folder: Path) -> list[Sign]:
    """Return all that is made from the Atkinson of a folder, in glyph order."""
    atkinson = Atkinson(folder)
    return [
        *characters(atkinson),
        *fractions(atkinson, Atkinson(folder, FIGURE_WEIGHT)),
        *boxed_figures(atkinson),
    ]


def _from(x: float, shape: Shape) -> Shape:
    """Move a shape so that its ink begins at x."""
    return place(shape, x=x - left(shape))
