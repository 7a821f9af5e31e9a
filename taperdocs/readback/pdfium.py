"""Opens PDFs with PDFium, which bears one thread at a time: whoever reads one waits for those who do already."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import pypdfium2

_ONE_AT_A_TIME = RLock()

if sys.platform != "win32":
    # A child is forked only while nobody is inside PDFium: it would inherit a lock that nobody gives back.
    os.register_at_fork(
        before=_ONE_AT_A_TIME.acquire,
        after_in_parent=_ONE_AT_A_TIME.release,
        after_in_child=_ONE_AT_A_TIME.release,
    )


@contextmanager
def opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Lend the PDF in *data* to one thread; what was taken from it must not be used after it is closed."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
        yield document
