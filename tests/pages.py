"""What the tests of the printed pages share: which pages there are, each made once, and what stands on them.

A new document, edition, paper, sample or hard plan is one line here and is tested by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from ctypes import addressof, c_double
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from math import ceil, floor, hypot
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from deep import thorough
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from once import once
from PIL import Image
from presented import DOCUMENTS
from pypdfium2 import raw

from taperdocs.documents import View
from taperdocs.language.language import language
from taperdocs.make.make import document_html, make
from taperdocs.options import PAPERS, Edition, Holes, Options
from taperdocs.pdf import render
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

MM = 25.4 / 96
"""The length of WeasyPrint's unit, in mm."""

_POINT = 25.4 / 72
_DPI = 300
_DOTS = _DPI / 25.4

UNPRINTED = 4.2
"""So many mm at the edge of a sheet many printers leave white."""

LONG_NAMES = """
format = 1
title = "Dihydrocodeinhydrogentartrat, reduced slowly after the long winter"
drug = "dihydrocodeinhydrogentartrat"
start = 2026-08-01

[person]
name = "Maximiliana-Wilhelmina Featherstonehaugh-Cholmondeley von und zu Hohenlohe-Waldenburg"

[[contact]]
role = "prescriber"
name = "Llanfairpwllgwyngyll Community Health Centre and Minor Injuries Unit"
phone = "01632 960001"

[ready]
ask = ["Steady for at least 7 days", "No worse than before the last step, in the evening and at night too"]

[[product]]
form = "tablet"
strength = "0.25 mg"
split = "quarter"

[[product]]
form = "tablet"
strength = "10 mg"
split = "half"

[[step]]
days = 2
dose = "25.1875 mg"
"""
# 59 steps more, down to a quarter of a tablet; a month of six weeks and one of five.
_SIXTY = "".join(f'\n[[step]]\ndays = 2\ndose = "{number / 16:.4f} mg"\n' for number in range(59, 0, -1))
_FOUR_TIMES = """
format = 1
title = "Lorazepam to diazepam, four times a day"
start = 2026-12-28

[person]
name = "Maria Example"

[agreed]
by = "Dr A. Example"
on = 2026-11-20

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "quarter"

[[product]]
drug = "diazepam"
form = "tablet"
strength = "10 mg"
split = "half"

[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.1 mL"

[[step]]
weeks = 1
morning = { lorazepam = "0.75 mg", diazepam = "25 mg" }
noon = { lorazepam = "0.75 mg", diazepam = "5.04 mg" }
evening = { lorazepam = "0.75 mg", diazepam = "25 mg" }
bedtime = { lorazepam = "2.75 mg", diazepam = "25 mg" }

[[step]]
weeks = "1-2"
morning = { lorazepam = "0.25 mg", diazepam = "25 mg" }
noon = { diazepam = "5.04 mg" }
evening = { diazepam = "25 mg" }
bedtime = { lorazepam = "1.75 mg", diazepam = "25 mg" }

[[change]]
kind = "hold"
on = 2027-01-08
days = 5
why = "A cold, three bad nights in a row and much to do; we wait until the worst of it is over"
"""
_SAMPLES = {path.stem: path.read_text("utf-8") for path in sorted(folder("samples").glob("*.toml"))}
PLANS = _SAMPLES | {"sixty-steps": LONG_NAMES + _SIXTY, "four-times": _FOUR_TIMES}
"""The samples, and two plans that are hard to lay out."""

UNLIKE = ("clonazepam", "cross-taper", "oral-solution", "prednisolone", "two-doses-a-day", "with-a-hold")
"""Samples whose pages differ in kind: the others look like one of these."""


@dataclass(frozen=True)
class Way:
    """How a document is printed: what is chosen in ``Options``, and only so many days of a longer plan.

    Pages differ far less than they cost time. On A4 the first days are printed and on every other paper the
    last ones; None is the whole plan. Before a release ``make test-deep`` prints all of it.
    """

    name: str = ""
    chosen: tuple[tuple[str, Any], ...] = ()
    days: int | None = None


WHOLE = Way()
WAYS: Mapping[str, tuple[Way, ...]] = {
    "calendar": (
        Way(days=45),
        Way("large", (("edition", Edition.LARGE),), 15),
        Way("giant", (("edition", Edition.GIANT),), 3),
    ),
    "diary": (Way(days=21),),
}
"""The ways of printing each document for every plan; a document that is not named is printed whole."""

RARE_WAYS: Mapping[str, tuple[Way, ...]] = {
    "calendar": (Way("discreet", (("discreet", True),), 28),),
    "diary": (
        Way("form", (("form", True),), 7),
        *(Way(holes.value, (("holes", holes),), 7) for holes in Holes if holes is not Holes.ISO),
    ),
}
"""Ways that are tried with ``RARE_PLANS`` only, as the rarer papers are."""
RARE_PLANS = ("clonazepam", "cross-taper")


@dataclass(frozen=True)
class Case:
    """One way of printing a document of a plan on a paper."""

    plan: str
    document: str
    way: Way = WHOLE
    paper: str = "a4"

    def __str__(self) -> str:
        """Return ``clonazepam-calendar-large-a4``."""
        return "-".join(part for part in (self.plan, self.document, self.way.name, self.paper) if part)


def cases(paper: str, plans: Iterable[str], ways: Mapping[str, tuple[Way, ...]]) -> tuple[Case, ...]:
    """Return each of the ways of printing each document of the plans."""
    return tuple(
        Case(plan, document.name, way, paper)
        for plan in plans
        if thorough() or plan not in _SAMPLES or plan in UNLIKE
        for document in DOCUMENTS.values()
        if document.needs(plan_of(plan))
        for way in ways.get(document.name, (WHOLE,) if ways is WAYS else ())
    )


def in_turn(found: Iterable[Case]) -> tuple[Case, ...]:
    """Return each way of printing with every second plan, in turn, so that each paper still has each way."""
    kept = tuple(found)
    plans = list(dict.fromkeys(case.plan for case in kept))
    ways = list(dict.fromkeys((case.document, case.way, case.paper) for case in kept))
    return tuple(
        case
        for case in kept
        if thorough() or (plans.index(case.plan) + ways.index((case.document, case.way, case.paper))) % 2 == 0
    )


@lru_cache
def plan_of(name: str) -> Plan:
    """Read one of the plans."""
    return read(PLANS[name].encode())


_ON_A4 = cases("a4", PLANS, WAYS)
ON_A4 = (
    *(case for case in _ON_A4 if not case.way.name),
    *in_turn(case for case in _ON_A4 if case.way.name),
    *in_turn(cases("a4", RARE_PLANS, RARE_WAYS)),
)
ON_LETTER = in_turn(cases("letter", ("sixty-steps", "four-times", *RARE_PLANS, "oral-solution"), WAYS))
ON_OTHERS = in_turn(
    case for paper in PAPERS if paper not in {"a4", "letter"} for case in cases(paper, RARE_PLANS, WAYS)
)


def every(found: Iterable[Case]) -> pytest.MarkDecorator:
    """Run a test with each of the cases, those of one case one after another, so that it is made once."""
    return pytest.mark.parametrize("case", tuple(found), ids=str, scope="session")


@dataclass(frozen=True)
class Made:
    """A finished document with the plan and the layout that it was made from."""

    case: Case
    plan: Plan
    options: Options
    view: View
    days: tuple[date, ...]
    data: bytes

    @cached_property
    def layout(self) -> Any:  # noqa: ANN401  WeasyPrint has no types
        """Return the boxes of each page, laid out as they are; `test_once.py` proves that the PDF has them so."""
        page = document_html(DOCUMENTS[self.case.document], self.view, self.options)
        return _laid_out(render.unmarked(page))

    @cached_property
    def pages(self) -> tuple["Page", ...]:
        """Return what stands on each page."""
        return tuple(page_of(page) for page in self.layout.pages)


_laid_out = lru_cache(maxsize=1)(render.layout)
"""The layout that a document was just made from, where it was not put together from parts, is the one looked at."""


def whole(sample: str, name: str) -> bytes:
    """Return a document or an export of a whole sample, made on its first day, proved, and kept for other tests.

    Of a diary that looks like another's it is the last eight weeks, as long as no release is tested.
    """
    plan = plan_of(sample)
    all_days = name != "diary" or sample in UNLIKE or thorough()
    first = None if all_days else plan.last_day - timedelta(55)
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day, first)
    return once(f"{sample}-{name}-whole", lambda: next(make(plan, [name], options)).data)


def _document(plan: Plan, name: str, options: Options) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "layout", _laid_out)
        return next(make(plan, [name], options)).data


@lru_cache(maxsize=2)
def made(case: Case) -> Made:
    """Make the document as the program makes it."""
    plan = plan_of(case.plan)
    first, last = _window(case, plan)
    options = Options(
        language("en-GB"),
        PAPERS[case.paper],
        plan.first_day + timedelta(20),
        first,
        last,
        **dict(case.way.chosen),
    )
    data = once(f"{case} {first} {last}.pdf", lambda: _document(plan, case.document, options))
    view = DOCUMENTS[case.document].view(plan, options)
    days = tuple(first + timedelta(number) for number in range((last - first).days + 1))
    return Made(case, plan, options, view, days, data)


def _window(case: Case, plan: Plan) -> tuple[date, date]:
    """Return the first and the last day to print: of the thorough profile the whole plan."""
    first, last, days = plan.first_day, plan.first_day_without or plan.last_day, case.way.days
    if not days or (not case.way.name and thorough()):
        return first, last
    if case.paper == "a4":
        return first, min(last, first + timedelta(days - 1))
    return max(first, last - timedelta(days - 1)), last


@dataclass(frozen=True, slots=True)
class Edges:
    """A rectangle, in mm from the upper left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def beyond(self, room: "Edges") -> float:
        """Return by how much it stands out of *room* on its worst side."""
        return max(
            room.left - self.left, room.top - self.top, self.right - room.right, self.bottom - room.bottom
        )

    def shared(self, other: "Edges") -> float:
        """Return how deep the two stand in each other; below zero is the distance."""
        return min(
            self.right - other.left,
            other.right - self.left,
            self.bottom - other.top,
            other.bottom - self.top,
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """The ink of a text, or a drawing, and the rooms that it has to keep to."""

    text: str
    edges: Edges
    rooms: tuple[tuple[str, Edges], ...]
    line: int

    def __str__(self) -> str:
        """Return the text and where it begins."""
        return f"{self.text or 'a drawing'!r} at {self.edges.left:.1f}, {self.edges.top:.1f} mm"


@dataclass(frozen=True, slots=True)
class Block:
    """A box of the page with its tag, its element and its outer edges; *head* in the head of a table."""

    tag: str
    element: Any
    edges: Edges
    room: Edges
    head: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page: its marks, its blocks, the lines of each block, and the looks of its signs."""

    marks: list[Mark] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    looks: set[tuple[object, ...]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the rooms that what follows has to keep to, the line, and how it is turned."""

    rooms: tuple[tuple[str, Edges], ...]
    room: Edges | None
    line: int = 0
    head: bool = False
    turned: Any = None

    def __call__(self, left: float, top: float, width: float, height: float) -> Edges:
        """Return a rectangle of the layout as it stands on the sheet."""
        corners = [(left, top), (left + width, top + height)]
        if self.turned:
            corners = [self.turned.transform_point(x, y) for x, y in corners]
        (x1, y1), (x2, y2) = corners
        return Edges(min(x1, x2) * MM, min(y1, y2) * MM, max(x1, x2) * MM, max(y1, y2) * MM)

    def within(self, name: str, edges: Edges) -> "_Place":
        """Return the place inside one more room, which replaces one of its name."""
        return replace(self, rooms=(*(room for room in self.rooms if room[0] != name), (name, edges)))


def page_of(page: Any) -> Page:  # noqa: ANN401  WeasyPrint has no types
    """Walk through the boxes of a page of WeasyPrint."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415  only after the engine is sealed

    found, box = Page(), page._page_box  # noqa: SLF001  the only way to the boxes
    width, height = box.margin_width() * MM, box.margin_height() * MM
    sheet = Edges(UNPRINTED, UNPRINTED, width - UNPRINTED, height - UNPRINTED)
    flow = _inner(box)
    for child in box.children:
        margin = isinstance(child, boxes.MarginBox)
        rooms = (("the sheet", sheet),) if margin else (("the sheet", sheet), ("the page", flow))
        _walk(child, _Place(rooms, None if margin else flow), found)
    return found


def _inner(box: Any) -> Edges:  # noqa: ANN401
    left, top = box.content_box_x(), box.content_box_y()
    return Edges(left * MM, top * MM, (left + box.width) * MM, (top + box.height) * MM)


def _walk(box: Any, place: _Place, found: Page) -> None:  # noqa: ANN401
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    box = getattr(box, "_box", box)  # what is positioned stands behind a placeholder
    if matrix := box.transformation_matrix:
        place = replace(place, turned=matrix @ place.turned if place.turned else matrix)
    if isinstance(box, boxes.TextBox):
        _text(box, place, found)
        return
    if isinstance(box, boxes.LineBox):
        place = replace(place, line=id(box))
    elif room := place.room:
        place = replace(place, head=place.head or getattr(box, "is_header", False))
        _block(box, place, room, found)
    if isinstance(box, boxes.ReplacedBox):
        edges = place(box.content_box_x(), box.content_box_y(), box.width, box.height)
        found.marks.append(Mark("", edges, place.rooms, id(box)))
    if isinstance(box, boxes.TableCellBox) or box.style["overflow"] != "visible":
        inside = place(box.padding_box_x(), box.padding_box_y(), box.padding_width(), box.padding_height())
        place = place.within("its cell" if isinstance(box, boxes.TableCellBox) else "what is shown", inside)
    texts = [_said(child) for child in box.children if isinstance(child, boxes.LineBox)]
    found.lines.extend(pairwise(texts))
    for child in box.children:
        _walk(child, place, found)


def _block(box: Any, place: _Place, room: Edges, found: Page) -> None:  # noqa: ANN401
    name = str(box.element_tag or "").rpartition("}")[2]
    edges = place(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
    found.blocks.append(Block(name, box.element, edges, room, place.head))
    if box.element is not None:
        found.looks.add((name, box.element.get("class")))


def _said(box: Any) -> str:  # noqa: ANN401
    """Return the text of a line."""
    return "".join([str(getattr(box, "text", "")), *map(_said, box.children)])


def _text(box: Any, place: _Place, found: Page) -> None:  # noqa: ANN401
    text, style = str(box.text), box.style
    size, bold = float(style["font_size"]), style["font_weight"] >= 600
    families = tuple(style["font_family"])
    glyphs = [glyph(sign, families, bold=bold) for sign in text]
    found.looks.update({(sign,) for sign in text if not sign.isalpha()} | {(size, bold)})
    inked = [number for number, one in enumerate(glyphs) if one.bottom < one.top]
    if not inked:
        return
    first, last = inked[0], inked[-1]
    before = sum(one.advance for one in glyphs[:first]) + glyphs[first].left
    after = sum(one.advance for one in glyphs[last + 1 :]) + glyphs[last].advance - glyphs[last].right
    if style["direction"] == "rtl":
        before, after = after, before
    top, bottom = max(glyphs[n].top for n in inked), min(glyphs[n].bottom for n in inked)
    base = box.position_y + box.baseline
    edges = place(
        box.position_x + before * size,
        base - top * size,
        box.width - (before + after) * size,
        (top - bottom) * size,
    )
    found.marks.append(Mark(text, edges, place.rooms, place.line))


@dataclass(frozen=True, slots=True)
class Glyph:
    """How far a sign moves the pen, and the edges of its ink, of a font of size 1."""

    advance: float
    left: float
    bottom: float
    right: float
    top: float


@lru_cache(maxsize=4096)
def glyph(sign: str, families: tuple[str, ...], *, bold: bool) -> Glyph:
    """Return the sign's drawing in the first of the families that has it."""
    for family in families:
        face = _faces()[family, bold]
        if ord(sign) in face.getBestCmap():
            break
    name, em = face.getBestCmap().get(ord(sign), ".notdef"), face["head"].unitsPerEm
    glyphs = face.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    left, bottom, right, top = pen.bounds or (0, 0, 0, 0)
    return Glyph(face["hmtx"][name][0] / em, left / em, bottom / em, right / em, top / em)


@lru_cache(maxsize=1)
def _faces() -> dict[tuple[str, bool], TTFont]:
    fonts = folder("fonts")
    text, signs = fonts / "taperdocs-text", TTFont(fonts / "taperdocs-signs" / "Signs.ttf")
    return {
        ("Taperdocs Text", False): TTFont(text / "Regular.ttf"),
        ("Taperdocs Text", True): TTFont(text / "Bold.ttf"),
        ("Taperdocs Signs", False): signs,
        ("Taperdocs Signs", True): signs,
    }


def telling(pages: Iterable[Page]) -> tuple[int, ...]:
    """Return the pages on which something looks as on no page before: of a diary's fifty weeks only a few."""
    seen, found = set[tuple[object, ...]](), list[int]()
    for number, page in enumerate(pages):
        if not page.looks <= seen:
            found.append(number)
        seen |= page.looks
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a finished PDF: its size in points, the edges of its ink, and the text it is part of."""

    text: str
    size: float
    edges: Edges
    run: int


def signs_of(page: pypdfium2.PdfPage) -> Iterator[Sign]:
    """Yield the signs of a page as PDFium finds them, spaces left out.

    Where one drawing stands for two signs, as a boxed 10 does, the second has no width and is left out too.
    """
    text, height = page.get_textpage(), page.get_height()
    matrix, sides = raw.FS_MATRIX(), [c_double() for _ in range(4)]
    for index in range(raw.FPDFText_CountChars(text)):
        sign = chr(raw.FPDFText_GetUnicode(text, index))
        if raw.FPDFText_IsGenerated(text, index) or sign.isspace():
            continue
        raw.FPDFText_GetMatrix(text, index, matrix)
        raw.FPDFText_GetCharBox(text, index, *sides)
        left, right, bottom, top = (side.value for side in sides)
        if left == right:
            continue
        run = addressof(raw.FPDFText_GetTextObject(text, index).contents)
        size = raw.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
        edges = Edges(left * _POINT, (height - top) * _POINT, right * _POINT, (height - bottom) * _POINT)
        yield Sign(sign, size, edges, run)


def signs(data: bytes) -> tuple[tuple[Sign, ...], ...]:
    """Return the signs of each page of a finished PDF."""
    with pypdfium2.PdfDocument(data) as document:
        return tuple(tuple(signs_of(page)) for page in document)


@dataclass(frozen=True)
class Sheet:
    """A page as a printer of 300 dpi gets it: in grey, and in black and white alone."""

    number: int
    grey: Image.Image
    signs: tuple[Sign, ...]

    @cached_property
    def bits(self) -> Image.Image:
        """Return the page as a laser printer puts it on paper: black, white and nothing between."""
        return self.grey.point([0] * 128 + [255] * 128)

    def box(self, edges: Edges, more: int = 0) -> tuple[int, int, int, int]:
        """Return a rectangle in dots, so many *more* on each side; what is off the sheet is at its edge."""
        right, bottom = self.grey.size
        return (
            min(max(floor(edges.left * _DOTS) - more, 0), right - 1),
            min(max(floor(edges.top * _DOTS) - more, 0), bottom - 1),
            max(min(ceil(edges.right * _DOTS) + more, right), 1),
            max(min(ceil(edges.bottom * _DOTS) + more, bottom), 1),
        )


def sheets(data: bytes, numbers: Iterable[int] | None = None) -> tuple[Sheet, ...]:
    """Return the pages of a finished PDF, or those of these numbers, as a printer gets them."""
    with pypdfium2.PdfDocument(data) as document:
        return tuple(
            Sheet(
                number + 1,
                document[number].render(scale=_DPI / 72, grayscale=True).to_pil(),
                tuple(signs_of(document[number])),
            )
            for number in (range(len(document)) if numbers is None else numbers)
        )


def html_of(case: Case) -> str:
    """Return the document as HTML, to be falsified."""
    document, done = DOCUMENTS[case.document], made(case)
    return document_html(document, done.view, done.options)


def bare(body: str) -> str:
    """Return a page of our fonts alone, with *body* in it."""
    # WeasyPrint crashes where it has no face at all, as in a process that has made no page yet.
    faces = (folder("fonts") / "fonts.css").read_text(encoding="utf-8")
    style = f"<style>{faces} p {{ font-family: 'Taperdocs Text' }}</style>"
    return f"<html lang=en><title>t</title>{style}{body}</html>"


def styled(page: str, style: str) -> str:
    """Return *page* with one more rule at the end of its style sheet."""
    return page.replace("</style>", f"{style}\n</style>", 1)


def path_of(data: bytes, folder: Path) -> str:
    """Write *data* for a program that opens files only, and return where."""
    path = folder / "page.pdf"
    path.write_bytes(data)
    return str(path)
