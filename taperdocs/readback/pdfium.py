"""Opens PDFs with PDFium and asks it for texts. PDFium is not safe for threads, so one at a time may use it."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import RLock
from typing import Any

import pypdfium2
from pypdfium2 import raw

_ONE_AT_A_TIME = RLock()

if sys.platform != "win32":
    # Fork only while no thread is inside PDFium: else the child would inherit a lock that nobody releases.
    os.register_at_fork(
        before=_ONE_AT_A_TIME.acquire,
        after_in_parent=_ONE_AT_A_TIME.release,
        after_in_child=_ONE_AT_A_TIME.release,
    )


@contextmanager
def opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open the PDF in *data* for one thread at a time; its pages must not be used after it is closed."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
        yield document


def page_sizes(data: bytes) -> tuple[tuple[int, int], ...]:
    """Return width and height of each page of a PDF, in points."""
    with opened_pdf(data) as document:
        return tuple((round(page.get_width()), round(page.get_height())) for page in document)


def page_picture(data: bytes, number: int, width: int) -> bytes:
    """Return a page of a PDF, counted from zero, in greys as a PNG of some *width* in pixels."""
    packed = BytesIO()
    with opened_pdf(data) as document:
        page = document[number]
        page.render(scale=width / page.get_width(), grayscale=True).to_pil().save(packed, "PNG")
    return packed.getvalue()


HANDLE = int
"""An object of PDFium, as the functions of ``quick`` take and give it."""

_LENGTH = 1024
_BUFFER = ctypes.create_string_buffer(_LENGTH)
_WRITTEN = memoryview(_BUFFER)
"""Made once, since there are thousands of texts. Only the thread that has the PDF open writes into it."""


class _Quick:
    """The functions of PDFium; they take and give handles as numbers, and keep Python's lock, to be faster."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        ask = getattr(raw, name)
        kinds = (
            ctypes.c_void_p if issubclass(one, ctypes._Pointer) else one  # noqa: SLF001  what all pointers are
            for one in (ask.restype, *ask.argtypes)
        )
        made = ctypes.PYFUNCTYPE(*kinds)(ctypes.cast(ask, ctypes.c_void_p).value or 0)
        setattr(self, name, made)
        return made


quick = _Quick()


def sides() -> tuple[Iterable[float], Sequence[Any]]:
    """Return four numbers for a box, and what PDFium needs to write them."""
    numbers = (ctypes.c_float * 4)()
    return numbers, tuple(ctypes.byref(numbers, 4 * place) for place in range(4))


def answer(ask: Callable[..., int], *of: object) -> str:
    """Return the text that a function of ``quick`` writes in UTF-16, without the zero at its end."""
    size = ask(*of, _BUFFER, _LENGTH)
    if size <= len("\0\0"):
        return ""
    if size <= _LENGTH:
        return str(_WRITTEN[: size - 2], "utf-16-le")
    longer = ctypes.create_string_buffer(size)
    ask(*of, longer, size)
    return longer.raw[: size - 2].decode("utf-16-le")
