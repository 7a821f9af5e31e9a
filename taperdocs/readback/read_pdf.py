"""Reads a finished PDF with another engine, block by block, and compares every figure with the plan."""

from collections.abc import Iterator
from itertools import zip_longest

import pypdfium2
from pypdfium2 import raw

from taperdocs.language.language import Language
from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.facts import Fact, Facts
from taperdocs.readback.figures import Figures
from taperdocs.readback.pdfium import answer, opened_pdf

_BLOCKS = {
    "cell": frozenset({"TD", "TH", "P", "H1", "H2", "H3", "LI"}),
    "row": frozenset({"TR", "P", "H1", "H2", "H3", "LI"}),
}

_DRAWING = "Span"
"""Among the text; its words follow what is drawn, so that who hears the page gets no other figures."""

_EDGE = -1
"""What PDFium says for a text without the number of a mark, and for an empty cell too."""


def read_pdf(data: bytes, by: str, everywhere: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """Return for each page the texts of its blocks in the order of the tags, tables by ``cell`` or ``row``.

    What is read is the text that the tags put into each block: what is drawn and what a screen reader
    says. Raise ``ReadBackError`` where a page does not say *everywhere*.
    """
    with opened_pdf(data) as document:
        return tuple(tuple(_page(document, number, by, everywhere)) for number in range(len(document)))


def check_pdf(data: bytes, facts: Facts) -> None:
    """Raise ``ReadBackError`` unless *data* says exactly what *facts* has, no figure more and none less."""
    pages = read_pdf(data, facts.by, facts.everywhere)
    if facts.pages is not None and len(pages) != facts.pages:
        message = f"{len(pages)} pages instead of {facts.pages}: a page has spilled over"
        raise ReadBackError(message)
    said = [
        (number, found)
        for number, page in enumerate(pages)
        for text in page
        if (found := facts.say.figures(text))
    ]
    wanted = [fact for fact in facts.facts if fact.figures]
    for number, (fact, read) in enumerate(zip_longest(wanted, said)):
        if fact is None or read is None or not _same(fact.figures, read[1], facts.say.language):
            raise ReadBackError(_report(number, fact, read))


def _same(wanted: Figures, read: Figures, language: Language) -> bool:
    """Compare the figures of a block in their order.

    A line that is written from right to left is drawn, and read here, from its left end. There it is only
    compared that each number is there with its unit, as often as it must be.
    """
    if language.direction == "ltr":
        return wanted == read
    return sorted(filter(_is_number, wanted)) == sorted(filter(_is_number, read))


def _is_number(figure: str) -> bool:
    return figure[0].isdigit()


def _report(number: int, fact: Fact | None, read: tuple[int, Figures] | None) -> str:
    where = (
        f"block {number + 1}"
        + (f", page {read[0] + 1}" if read else "")
        + (f", {fact.where}" if fact else "")
    )
    wanted, found = _plain(fact.figures if fact else ()), _plain(read[1] if read else ())
    return f"{where}: the plan has {wanted}, the page says {found}"


def _plain(figures: Figures) -> str:
    # Words can be drugs: numbers are enough to find the place.
    return " ".join(figure if _is_number(figure) else "…" for figure in figures) or "nothing"


def _page(
    document: pypdfium2.PdfDocument, number: int, by: str, everywhere: tuple[str, ...]
) -> Iterator[str]:
    page = document[number]
    text_page = page.get_textpage()
    everything = text_page.get_text_range()
    if any(mark not in everything for mark in everywhere):
        message = f"page {number + 1} does not say which plan it belongs to"
        raise ReadBackError(message)
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
            texts.setdefault(mark, []).append(answer(raw.FPDFTextObj_GetText, drawn, text_page))
    return texts


def _blocks(
    element: raw.FPDF_STRUCTELEMENT, texts: dict[int, list[str]], blocks: frozenset[str]
) -> Iterator[str]:
    if answer(raw.FPDF_StructElement_GetType, element) in blocks:
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
    if answer(raw.FPDF_StructElement_GetType, element) == _DRAWING:
        yield answer(raw.FPDF_StructElement_GetAltText, element)
