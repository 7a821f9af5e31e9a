"""Proves the files attached to a PDF; they are read with another library than the one that wrote them."""

from collections.abc import Container, Iterable, Iterator

import pypdfium2

from taperdocs.options import Options
from taperdocs.pdf.enclosure import Enclosure
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read
from taperdocs.readback.check_ics import check_ics
from taperdocs.readback.pdfium import opened_pdf

PLAN_FILE, CALENDAR = "plan.toml", "plan.ics"
NAMES = (PLAN_FILE, CALENDAR)
"""The only names of files attached to a PDF: they tell neither person nor drug."""


def check_enclosed(data: bytes, enclosed: Iterable[Enclosure], plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless exactly the *enclosed* files are attached to the PDF *data*, and are of *plan*."""
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
    """Yield the name and the bytes of each file attached to *document*, or of those with a *wanted* name.

    Whoever made the PDF chose the names: compare them, but never use one as the path of a file to write.
    """
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        name = _name(attachment)
        if wanted is None or name in wanted:
            yield name, _data(attachment)


def _name(attachment: pypdfium2.PdfAttachment) -> str:
    """Return the name of *attachment*; an empty text if it cannot be decoded, since nobody looks for such a file."""
    try:
        return str(attachment.get_name())
    except UnicodeDecodeError:
        return ""


def _data(attachment: pypdfium2.PdfAttachment) -> bytes:
    """Return the bytes of *attachment*; PDFium raises an error for an empty file."""
    try:
        return bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return b""
