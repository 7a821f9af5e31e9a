"""Reads the files that a PDF carries, with an engine that is not the one that wrote it, and compares them."""

import ctypes
from collections.abc import Container, Iterable, Iterator

import pypdfium2
from pypdfium2 import raw

from taperdocs.make.enclosures import CALENDAR, PLAN_FILE, Enclosure
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read
from taperdocs.readback.check_ics import check_ics
from taperdocs.readback.pdfium import opened_pdf


def check_enclosed(data: bytes, enclosed: Iterable[Enclosure], plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* carries exactly the *enclosed* files, and these say *plan*."""
    meant = {one.name: one.data for one in enclosed}
    with opened_pdf(data) as document:
        found = tuple(attachments(document))
    if found != tuple(meant.items()):
        message = (
            f"{len(meant)} files were put into the PDF, {len(found)} are in it, or others than were meant"
        )
        raise ReadBackError(message)
    if PLAN_FILE in meant and read(meant[PLAN_FILE]).code != plan.code:
        message = "the plan file in the PDF is not that of its pages"
        raise ReadBackError(message)
    if CALENDAR in meant:
        check_ics(meant[CALENDAR], plan, options)


def attachments(
    document: pypdfium2.PdfDocument, wanted: Container[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file in *document*, or of each that has a *wanted* name.

    The names are those of whoever made the PDF: compare them, and never write to them.
    """
    for index in range(raw.FPDFDoc_GetAttachmentCount(document)):
        attachment = raw.FPDFDoc_GetAttachment(document, index)
        name = _name(attachment)
        if wanted is None or name in wanted:
            yield name, _data(attachment)


def _name(attachment: raw.FPDF_ATTACHMENT) -> str:
    size = raw.FPDFAttachment_GetName(attachment, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAttachment_GetName(attachment, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")


def _data(attachment: raw.FPDF_ATTACHMENT) -> bytes:
    size = ctypes.c_ulong()
    raw.FPDFAttachment_GetFile(attachment, None, 0, size)
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDFAttachment_GetFile(attachment, buffer, size.value, size)
    return buffer.raw[: size.value]
