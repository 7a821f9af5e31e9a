"""Reads the texts of a finished PDF, block by block, as the tags have them."""

from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from taperdocs.readback.pdfium import answer, opened_pdf, quick

_BLOCKS = {
    "cell": frozenset({"TD", "TH", "P", "H1", "H2", "H3", "LI"}),
    "row": frozenset({"TR", "P", "H1", "H2", "H3", "LI"}),
}

_DRAWING = "Span"
"""Among the text; its words follow what is drawn, so that who hears the page gets no other figures."""

_EDGE = -1
"""What PDFium says for a text without the number of a mark, and for an empty cell too."""


def read_pdf(data: bytes, by: str) -> tuple[tuple[str, ...], ...]:
    """Return for each page the texts of its blocks in the order of the tags, tables by ``cell`` or ``row``.

    What is read is the text that the tags put into each block: what is drawn and what a screen reader says.
    """
    with opened_pdf(data) as document:
        return tuple(tuple(_page(document, number, by)) for number in range(len(document)))


def _page(document: pypdfium2.PdfDocument, number: int, by: str) -> Iterator[str]:
    page = document[number]
    text_page = page.get_textpage()
    texts = _marked_texts(page, text_page)
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _blocks(raw.FPDF_StructTree_GetChildAtIndex(tree, index), texts, _BLOCKS[by])
    finally:
        raw.FPDF_StructTree_Close(tree)
        text_page.close()
        page.close()


def _marked_texts(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> dict[int, list[str]]:
    """Return the texts that are drawn on a page by the number of their mark; its edges have none."""
    texts: dict[int, list[str]] = {}
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        mark = raw.FPDFPageObj_GetMarkedContentID(drawn)
        if mark != _EDGE and raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
            texts.setdefault(mark, []).append(answer(quick.FPDFTextObj_GetText, drawn, text_page.raw))
    return texts


def _blocks(
    element: raw.FPDF_STRUCTELEMENT, texts: dict[int, list[str]], blocks: frozenset[str]
) -> Iterator[str]:
    if answer(quick.FPDF_StructElement_GetType, element) in blocks:
        yield " ".join(_text(element, texts))
        return
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from _blocks(child, texts, blocks)


def _text(element: raw.FPDF_STRUCTELEMENT, texts: dict[int, list[str]]) -> Iterator[str]:
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        mark = raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
        if mark != _EDGE:
            yield from texts.get(mark, ())
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from _text(child, texts)
    if answer(quick.FPDF_StructElement_GetType, element) == _DRAWING:
        yield answer(quick.FPDF_StructElement_GetAltText, element)
