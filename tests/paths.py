"""What is drawn on a finished page, in mm from its top left: paths with their points, signs with boxes."""

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72

Point = tuple[float, float]
Stroke = tuple[Point, ...]
"""The points of a line that is drawn without lifting the pen."""


Sign = tuple[str, float, float, float, float]


def paths(data: bytes, number: int = 0) -> tuple[tuple[Stroke, ...], ...]:
    """Return each path of a page as its strokes; of a page that is not there none."""
    document = pypdfium2.PdfDocument(data)
    try:
        if number >= len(document):
            return ()
        page = document[number]
        height = page.get_height()
        return tuple(
            tuple(_strokes(drawn, height))
            for drawn in page.get_objects(max_depth=5)
            if drawn.type == raw.FPDF_PAGEOBJ_PATH
        )
    finally:
        document.close()


def _strokes(drawn: pypdfium2.PdfObject, height: float) -> Iterator[Stroke]:
    matrix, points = drawn.get_matrix(), list[Point]()
    for index in range(raw.FPDFPath_CountSegments(drawn)):
        segment, x, y = raw.FPDFPath_GetPathSegment(drawn, index), ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        right, up = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield tuple(points)
            points = []
        points.append((right * MM, (height - up) * MM))
    if points:
        yield tuple(points)


def signs(data: bytes, number: int = 0) -> tuple[Sign, ...]:
    """Return each sign of a page that leaves ink: itself, and its left, top, right and bottom."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number]
        text, height, found = page.get_textpage(), page.get_height(), []
        for index in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text, index))
            if sign.isspace() or raw.FPDFText_IsGenerated(text, index):
                continue
            left, bottom, right, top = (value * MM for value in text.get_charbox(index))
            found.append((sign, left, height * MM - top, right, height * MM - bottom))
        return tuple(found)
    finally:
        document.close()
