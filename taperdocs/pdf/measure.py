"""How wide a text is in the bundled fonts, so that a view knows what fits, and which letters they have."""

from functools import lru_cache
from math import ceil

from taperdocs.pdf.resources import folder

MM = 25.4 / 72
"""Millimetres a point."""

UNSEEN = (0x200E, 0x200F, 0x061C, *range(0x2066, 0x206A))
"""Code points of marks that say in which direction the text around them is written, and take no room."""

_SLACK = 1.02
# Kerning and rounding of the typesetter: what nearly fills a line is counted as one more.


@lru_cache(maxsize=2)
def _advances(weight: str) -> tuple[dict[int, float], float]:
    # What the text face lacks is set in the face with our signs, which has one weight.
    faces = ("taperdocs-signs/Signs.ttf", f"atkinson-hyperlegible-next/{weight}.ttf")
    found = dict.fromkeys(UNSEEN, 0.0)
    found |= {code: advance for face in faces for code, advance in _face(face).items()}
    return found, max(found[ord("W")], 1.0)


@lru_cache(maxsize=1)
def signs() -> frozenset[int]:
    """Return the code points that a page can print: those of the bundled fonts, and ends of lines."""
    return frozenset((*map(ord, "\t\n\r"), *_advances("Regular")[0]))


def _face(name: str) -> dict[int, float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  as slow to import as all the rest

    with TTFont(folder("fonts") / name, lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* at *size* points, in mm on A4."""
    return _ems(text, "Bold" if bold else "Regular") * size * MM * _SLACK


# Most pages say the same few lines, and each is measured for every layout that it may stand in.
@lru_cache(maxsize=4096)
def _ems(text: str, weight: str) -> float:
    advances, widest = _advances(weight)
    return sum(advances.get(ord(sign), widest) for sign in text)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return *text* on one line of *room* mm, cut off with an ellipsis where it must be; never a dose."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """Return how many lines *text* takes in *room* mm at most.

    It breaks at plain spaces and at line ends; a word that no line holds breaks inside, as a link does.
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
                # Where a line ends inside a word is up to the typesetter: no two of its lines fit on one.
                count, filled = count + ceil(2 * filled / room) - 1, room
    return count


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return *text* as lines of at most *room* mm; a word that no line holds is cut where the line ends."""
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
