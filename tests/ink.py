"""Finds what does not reach the paper; `pdf/test_ink.py` tries it on broken pages."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

import pikepdf
from fontTools.ttLib import TTFont
from pages import Case, Sheet, Sign, made, signs
from pikepdf import Dictionary, Name, Object, Pdf
from PIL import Image, ImageChops

from taperdocs.documents.calendar.month import CalendarView
from taperdocs.language.words import Words
from taperdocs.options import Edition
from taperdocs.pdf.resources import folder

HEIGHTS = {Edition.STANDARD: 26.0, Edition.LARGE: 45.0, Edition.GIANT: 100.0}
"""Points that a dose in the calendar is at least high, by edition."""

SMALLEST = 9.0
"""Points below which nothing stands on A4. What a person acts on is larger: see the sizes of each style."""

CONTRAST = 7.0
"""The contrast that WCAG 2.2 asks for at its higher level, success criterion 1.4.6."""

_BLACK_AND_WHITE = {"0", "1"}
_COLOURS = re.compile(rb"((?:[\d.+-]+\s+)+)(?:rg|RG|g|G|k|K|sc|SC|scn|SCN)\b")
_FAMILIES = ("Taperdocs-Text", "Taperdocs-Signs")
_REACH = 2
_ROUNDED = 0.1  # PDFium's edges are off by up to a fortieth of the size: so many dots a point
_DEPTH = 0.15


@lru_cache(maxsize=2)
def _signs(case: Case) -> tuple[tuple[Sign, ...], ...]:
    return signs(made(case).data)


def runs(page: tuple[Sign, ...]) -> Iterator[tuple[str, float]]:
    """Yield the texts of a page, each with its size."""
    texts = dict[int, list[Sign]]()
    for sign in page:
        texts.setdefault(sign.run, []).append(sign)
    for found in texts.values():
        yield "".join(sign.text for sign in found), min(sign.size for sign in found)


def doses(case: Case) -> Counter[str]:
    """Count the doses of the days that a calendar prints, as the hand makes them."""
    done = made(case)
    words = Words(done.options.language)
    return Counter(
        words.numeral(done.plan, intake).amount
        for period in done.plan.periods
        for day, intakes in period
        if day in done.days
        for intake in intakes
    )


def missing(case: Case, points: float) -> Counter[str]:
    """Return the doses of the plan that do not stand on the pages in type of so many points."""
    found = Counter(text for page in _signs(case) for text, size in runs(page) if size >= points - 0.005)
    return doses(case) - found


def low(case: Case) -> Iterator[str]:
    """Find doses of a calendar's days, counted, that are lower than their edition has them."""
    done = made(case)
    # A day that is too full for large print is set in the next smaller one.
    smaller = isinstance(done.view, CalendarView) and any(page.kind == "busy" for page in done.view.pages)
    height = HEIGHTS[Edition.STANDARD if smaller else done.options.edition]
    for dose, times in missing(case, height).items():
        yield f"{dose} is {times} times lower than {height} points"


def small(case: Case) -> Iterator[str]:
    """Find texts below the smallest size, also in the foot of the page and in the curve."""
    for page in _signs(case):
        for text, size in runs(page):
            if size < SMALLEST - 0.005:
                yield f"{text!r} is set in {size:.1f} points"


Check = Callable[[Sheet], Iterator[str]]


def _levels(grey: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return the darkest and the lightest grey of a box in dots; what is off the sheet is at its edge."""
    (left, upper, right, lower), (width, height) = box, grey.size
    first = min(max(left, 0), width - 1), min(max(upper, 0), height - 1)
    inside = grey.crop((*first, max(min(right, width), 1), max(min(lower, height), 1)))
    return cast("tuple[int, int]", inside.getextrema())


def _light(level: int) -> float:
    """Return the luminance of a grey, as WCAG reckons it."""
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def pale(sheet: Sheet) -> Iterator[str]:
    """Find signs that do not stand out enough from what is behind them."""
    for sign in sheet.signs:
        low, high = _levels(sheet.grey, sheet.box(sign.edges, _REACH))
        contrast = (_light(high) + 0.05) / (_light(low) + 0.05)
        if contrast < CONTRAST:
            yield f"page {sheet.number}: {sign.text!r} has a contrast of {contrast:.1f}:1"


def fading(sheet: Sheet) -> Iterator[str]:
    """Find signs that lose or gain more than a third of their ink in a print of black and white.

    A sign in one size, on white or on black, is looked at once on a page.
    """
    seen = set[tuple[str, tuple[int, int], bool]]()
    for sign in sheet.signs:
        box = sheet.box(sign.edges, 1)
        grey = sheet.grey.crop(box)
        white = _on_black(grey)
        if (look := (sign.text, grey.size, white)) in seen:
            continue
        seen.add(look)
        drawn, kept = _ink(grey), _ink(sheet.bits.crop(box))
        if white:
            drawn, kept = (grey.width * grey.height - ink for ink in (drawn, kept))
        if not 0.66 * drawn < kept < 1.5 * drawn:
            yield f"page {sheet.number}: {sign.text!r} keeps {kept:.0f} of {drawn:.0f} dots"


def _on_black(image: Image.Image) -> bool:
    dots, width = image.tobytes(), image.width
    return sum(corner < 128 for corner in (dots[0], dots[width - 1], dots[-width], dots[-1])) > 2


def _ink(image: Image.Image) -> float:
    """Return how many dots are black, of which a half grey dot is half a one."""
    return image.width * image.height - sum(image.tobytes()) / 255


def vanishing(sheet: Sheet) -> Iterator[str]:
    """Find lines, boxes and marks of which a print of black and white keeps nothing."""
    near = sheet.bits
    for axis in ((1, 0), (0, 1)):
        for _ in range(_REACH):
            near = ImageChops.darker(
                ImageChops.darker(near, ImageChops.offset(near, *axis)),
                ImageChops.offset(near, *(-way for way in axis)),
            )
    # White where nothing black is near, and there the grey of the page.
    lost = ImageChops.lighter(sheet.grey, ImageChops.invert(near))
    lost = lost.point([255] * 225 + [0] * 31)
    if lost.getbbox():
        # Where the strokes of a white letter meet is a seam, which is none of ours.
        for around in (sheet.box(sign.edges, 1) for sign in sheet.signs):
            if _on_black(sheet.grey.crop(around)):
                lost.paste(0, around)
    if box := lost.getbbox():
        where = ", ".join(f"{side * 25.4 / 300:.0f}" for side in box)
        yield f"page {sheet.number}: something fades away inside of {where} mm"


def clipped(sheet: Sheet) -> Iterator[str]:
    """Find signs whose ink does not reach the edges that their drawing has."""
    for sign in sheet.signs:
        left, upper, right, lower = sheet.box(sign.edges)
        reach = _REACH + round(_ROUNDED * sign.size)
        out = left - reach, upper - reach, right + reach, lower + reach
        sides = {
            "left": (*out[:2], left + 1 + reach, out[3]),
            "upper": (*out[:3], upper + 1 + reach),
            "right": (right - 1 - reach, *out[1:]),
            "lower": (out[0], lower - 1 - reach, *out[2:]),
        }
        for name, side in sides.items():
            low, high = _levels(sheet.grey, side)
            if high - low < 60:
                yield f"page {sheet.number}: {sign.text!r} is cut off at its {name} edge"


def stacked(sheet: Sheet) -> Iterator[str]:
    """Find texts whose signs stand on the signs of another, also in drawings."""
    found, said = sorted(sheet.signs, key=lambda sign: sign.edges.top), set[tuple[int, int]]()
    texts = dict[int, str]()
    for sign in sheet.signs:
        texts[sign.run] = texts.get(sign.run, "") + sign.text
    for index, sign in enumerate(found):
        for other in found[index + 1 :]:
            if other.edges.top > sign.edges.bottom - _DEPTH:
                break
            pair = min(sign.run, other.run), max(sign.run, other.run)
            if sign.run != other.run and pair not in said and sign.edges.shared(other.edges) > _DEPTH:
                said.add(pair)
                yield f"page {sheet.number}: {texts[sign.run]!r} stands on {texts[other.run]!r}"


CHECKS: tuple[Check, ...] = (pale, fading, vanishing, clipped, stacked)


def colour_faults(pdf: Pdf) -> set[str]:
    """Find colours that are neither black nor white, pictures, and what lets another colour through."""
    found = set[str]()
    for stream, resources in _streams(pdf):
        if stream.get("/Subtype") == Name.Image:
            found.add("a picture")
            continue
        for colour in _COLOURS.findall(stream.read_bytes()):
            parts = {f"{float(part):g}" for part in colour.split()}
            if not parts <= _BLACK_AND_WHITE or len(parts) > 1:
                found.add(f"a colour {colour.decode().strip()}")
        found |= {
            f"{key} {float(state[key]):g}"
            for state in resources.get("/ExtGState", Dictionary()).values()
            for key in ("/ca", "/CA")
            if key in state and state[key] != 1
        }
    return found


def _streams(pdf: Pdf) -> Iterator[tuple[Object, Object]]:
    """Yield everything that paints, with what it uses: pages, patterns and the looks of fields."""
    for page in pdf.pages:
        page.contents_coalesce()
        yield page.Contents, page.Resources
    for thing in pdf.objects:
        stream = isinstance(thing, pikepdf.Stream)
        if stream and ("/PatternType" in thing or thing.get("/Type") == Name.XObject):
            yield thing, thing.get("/Resources", Dictionary())


def foreign_fonts(pdf: Pdf) -> set[str]:
    """Find fonts that are not embedded, that are not ours by name, and that are drawn otherwise than ours."""
    found = set[str]()
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font or "/DescendantFonts" in font:
            continue
        name = re.sub(r"^[A-Z]{6}\+", "", str(font.get("/BaseFont", "/nameless")).removeprefix("/"))
        about = font.get("/FontDescriptor", Dictionary())
        if "/FontFile2" not in about:
            found.add(f"{name} is not embedded")
        elif not name.startswith(_FAMILIES):
            found.add(f"{name} is not ours")
        else:
            drawn = _drawn(about.FontFile2.read_bytes())
            if not any(drawn <= ours for ours in _ours()):
                found.add(f"{name} has letters that are not ours")
    return found


def _drawn(font: bytes) -> set[tuple[int, str]]:
    """Return the drawings of a font, each with its place; a part of a font keeps the places."""
    with TTFont(io.BytesIO(font)) as face:
        shapes, found = face["glyf"], set[tuple[int, str]]()
        for place, name in enumerate(face.getGlyphOrder()):
            if shapes[name].numberOfContours:
                found.add((place, str(list(shapes[name].getCoordinates(shapes)[0]))))
    return found


@lru_cache(maxsize=1)
def _ours() -> tuple[set[tuple[int, str]], ...]:
    return tuple(_drawn(path.read_bytes()) for path in sorted(folder("fonts").glob("*/*.ttf")))
