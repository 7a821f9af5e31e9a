"""How wide a text is in the bundled fonts, so that a view knows what fits."""

from functools import lru_cache

from taperdocs.resources import folder

MM = 25.4 / 72
"""Millimetres a point."""

_SLACK = 1.02
# Kerning and rounding of the typesetter: what nearly fills a line is counted as one more.


@lru_cache(maxsize=2)
def _advances(weight: str) -> tuple[dict[int, float], float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  as slow to import as all the rest

    with TTFont(folder("fonts") / "atkinson-hyperlegible-next" / f"{weight}.ttf", lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        found = {code: widths[name][0] / em for code, name in font.getBestCmap().items()}
    return found, max(found[ord("W")], 1.0)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* at *size* points, in mm on A4."""
    advances, widest = _advances("Bold" if bold else "Regular")
    return sum(advances.get(ord(sign), widest) for sign in text) * size * MM * _SLACK


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """Return how many lines *text* takes in *room* mm; it breaks at plain spaces and at line ends."""
    count = 0
    for paragraph in text.split("\n"):
        count, filled = count + 1, 0.0
        for word in paragraph.split(" "):
            needed = width(f"{word} ", size, bold=bold)
            if filled and filled + needed > room:
                count, filled = count + 1, 0.0
            filled += needed
    return count
