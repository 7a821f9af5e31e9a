"""Measures the raw cost of a document: writes the same marks with pydyf, without layout, shaping, tags or read-back.

The marks come from our own PDF: each text with its place and size, and the box around each path.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pydyf
import pypdfium2
from clock import Used, used_by
from fontTools.ttLib import TTFont
from pypdfium2 import raw

from taperdocs.pdf.resources import folder

_FACES = {
    "R": "taperdocs-text/Regular.ttf",
    "B": "taperdocs-text/Bold.ttf",
    "S": "taperdocs-signs/Signs.ttf",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its face, size and starting point, in points."""

    face: str
    size: float
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """The box around a path, in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size, in points, and its marks."""

    width: float
    height: float
    marks: tuple[Text | Box, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and the glyph number of each character."""

    data: bytes
    glyphs: dict[int, int]


def faces() -> dict[str, Face]:
    """Open the bundled fonts."""
    found = {}
    for name, path in _FACES.items():
        font = TTFont(folder("fonts") / path, lazy=True)
        numbers = font.getReverseGlyphMap()
        glyphs = {sign: numbers[glyph] for sign, glyph in font.getBestCmap().items()}
        found[name] = Face((folder("fonts") / path).read_bytes(), glyphs)
    return found


def pages(data: bytes) -> tuple[Page, ...]:
    """Return the marks of a PDF, page by page."""
    document = pypdfium2.PdfDocument(data)
    return tuple(_page(page) for page in document)


def writing(marked: Sequence[Page], with_faces: dict[str, Face]) -> Used:
    """Return the time to write the marks."""
    return used_by(lambda: _write(marked, with_faces))


def _page(page: pypdfium2.PdfPage) -> Page:
    text_page = page.get_textpage()
    count = raw.FPDFPage_CountObjects(page)
    drawn = (raw.FPDFPage_GetObject(page, number) for number in range(count))
    marks = tuple(mark for one in drawn for mark in _marks(one, text_page))
    width, height = page.get_size()
    return Page(width, height, marks)


def _marks(drawn: raw.FPDF_PAGEOBJECT, text_page: pypdfium2.PdfTextPage) -> Iterator[Text | Box]:
    kind = raw.FPDFPageObj_GetType(drawn)
    if kind == raw.FPDF_PAGEOBJ_FORM:
        for number in range(raw.FPDFFormObj_CountObjects(drawn)):
            yield from _marks(raw.FPDFFormObj_GetObject(drawn, number), text_page)
    elif kind == raw.FPDF_PAGEOBJ_TEXT:
        yield _text(drawn, text_page)
    else:
        edges = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(drawn, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        yield Box(left, bottom, right - left, top - bottom)


def _text(drawn: raw.FPDF_PAGEOBJECT, text_page: pypdfium2.PdfTextPage) -> Text:
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(drawn, size)
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    length = raw.FPDFTextObj_GetText(drawn, text_page, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFTextObj_GetText(drawn, text_page, buffer, length)
    text, font = bytes(buffer)[:-2].decode("utf-16-le"), raw.FPDFTextObj_GetFont(drawn)
    name = ctypes.create_string_buffer(raw.FPDFFont_GetBaseFontName(font, None, 0))
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    face = "S" if b"Signs" in name.value else "B" if b"Bold" in name.value else "R"
    return Text(face, size.value * matrix.d, matrix.e, matrix.f, text)


def _write(marked: Sequence[Page], with_faces: dict[str, Face]) -> None:
    pdf = pydyf.PDF()
    fonts = pydyf.Dictionary({name: _embed(pdf, name, face) for name, face in with_faces.items()})
    resources = pydyf.Dictionary({"Font": fonts})
    pdf.add_object(resources)
    for page in marked:
        stream = pydyf.Stream([_line(mark, with_faces) for mark in page.marks], compress=True)
        pdf.add_object(stream)
        pdf.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": pdf.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, page.width, page.height]),
                    "Contents": stream.reference,
                    "Resources": resources.reference,
                }
            )
        )
    pdf.write(BytesIO(), compress=True)


def _line(mark: Text | Box, with_faces: dict[str, Face]) -> bytes:
    if isinstance(mark, Box):
        return b"%.2f %.2f %.2f %.2f re S" % (mark.x, mark.y, mark.width, mark.height)
    glyphs = with_faces[mark.face].glyphs
    shown = "".join(f"{glyphs.get(ord(sign), 0):04x}" for sign in mark.text)
    return f"BT /{mark.face} {mark.size:.2f} Tf {mark.x:.2f} {mark.y:.2f} Td <{shown}> Tj ET".encode()


def _embed(pdf: pydyf.PDF, name: str, face: Face) -> bytes:
    file = pydyf.Stream([face.data], pydyf.Dictionary({"Length1": len(face.data)}), compress=True)
    pdf.add_object(file)
    described = pydyf.Dictionary({"Type": "/FontDescriptor", "FontName": f"/{name}", "Flags": 4})
    described["FontFile2"] = file.reference
    pdf.add_object(described)
    inner = pydyf.Dictionary({"Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": f"/{name}"})
    inner["FontDescriptor"] = described.reference
    pdf.add_object(inner)
    outer = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{name}"})
    outer["Encoding"], outer["DescendantFonts"] = "/Identity-H", pydyf.Array([inner.reference])
    pdf.add_object(outer)
    reference: bytes = outer.reference
    return reference
