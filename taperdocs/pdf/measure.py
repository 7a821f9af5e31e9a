"""Measures texts in the bundled fonts, so that a view knows what fits, and tells which letters the fonts have."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from taperdocs.pdf.resources import folder

MM = 25.4 / 72
"""Size of a point, mm."""

UNSEEN = (0x200E, 0x200F, 0x061C, 0x2060, *range(0x2066, 0x206A))
"""Code points that have no width: marks that set the direction of writing, and the one that holds words together."""

STRENGTH = 0.75
"""Size of a strength after the signs that it is about, in sizes of the signs."""
_GAP = "\N{NO-BREAK SPACE}"

_SLACK = 1.02
# Factor for kerning and rounding of the typesetter: a text that nearly fills a line counts as one line more.


@lru_cache(maxsize=2)
def _advances(weight: str) -> tuple[dict[int, float], float]:
    # Letters that the text face lacks are set in the face with our signs, which has only one weight.
    faces = ("taperdocs-signs/Signs.ttf", f"taperdocs-text/{weight}.ttf")
    found = dict.fromkeys(UNSEEN, 0.0)
    found |= {code: advance for face in faces for code, advance in _face(face).items()}
    return found, max(found[ord("W")], 1.0)


@lru_cache(maxsize=1)
def signs() -> frozenset[int]:
    """Return the code points that a page can print: those of the bundled fonts, and tabs and line ends."""
    return frozenset((*map(ord, "\t\n\r"), *_advances("Regular")[0]))


def _face(name: str) -> dict[int, float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  slow to import

    with TTFont(folder("fonts") / name, lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* at *size* points, in mm on A4."""
    return _ems(text, "Bold" if bold else "Regular") * size * MM * _SLACK


def drawn_width(parts: Sequence[tuple[str, str]], size: float) -> float:
    """Return the width of a drawing of signs at *size* points, in mm on A4: of its parts, signs and strength each.

    The signs are as they are in the face with our signs; a strength is smaller and bold, as in shared/drawn.css.
    """
    gaps = 2 * max(len(parts) - 1, 0) * width(_GAP, size)
    signs = sum(width(signs, size) for signs, _ in parts)
    strengths = (f"{_GAP}{strength}" for _, strength in parts if strength)
    return gaps + signs + sum(width(one, STRENGTH * size, bold=True) for one in strengths)


# Cached, since most pages say the same few lines, and each is measured for every layout that is tried.
@lru_cache(maxsize=4096)
def _ems(text: str, weight: str) -> float:
    advances, widest = _advances(weight)
    return sum(advances.get(ord(sign), widest) for sign in text)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return *text* on one line of *room* mm, cut off with an ellipsis if need be. Never use it for a dose."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """Return the most lines that *text* can take in a width of *room* mm.

    Lines break at plain spaces and line ends. A word that is wider than a line, as a link, breaks inside.
    """
    count = 0
    for paragraph in text.split("\n"):
        count, filled = count + 1, 0.0
        for word in paragraph.split(" "):
            needed = width(f"{word} ", size, bold=bold)
            if filled and filled + needed > room:
                count, filled = count + 1, 0.0
            filled += needed
            if filled > room and width(word, size, bold=bold) > room:
                # The typesetter chooses where to break the word; any two of its lines in a row are wider than one.
                count, filled = count + ceil(2 * filled / room) - 1, room
    return count


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return *text* as lines of at most *room* mm; a word that is wider than a line is cut at the end of the line."""
    found = list[str]()
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size, bold=bold) <= room:
                line = longer
                continue
            *full, line = _cut(word, size, room, bold=bold)
            found += [*([longer[: -len(word) - 1]] if longer != word else []), *full]
        found.append(line)
    return tuple(found)


def _cut(word: str, size: float, room: float, *, bold: bool) -> tuple[str, ...]:
    parts, part = list[str](), ""
    for sign in word:
        if part and width(part + sign, size, bold=bold) > room:
            parts.append(part)
            part = ""
        part += sign
    return (*parts, part)
