"""PDFium bears one thread at a time; who reads back in several gets what one gets."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

import pypdfium2
import pytest
from envelopes import handoff
from read_pdf import read_pdf

from taperdocs.readback.open_handoff import opened

_THREADS, _TIMES = 4, 6


def test_several_threads_read_what_one_reads() -> None:
    """Four at once read the pages and files of a hand-off again and again."""
    data = handoff()
    pages, files = read_pdf(data, "cell"), opened(data)

    with ThreadPoolExecutor(_THREADS) as pool:
        read = pool.map(lambda _turn: (read_pdf(data, "cell"), opened(data)), range(_THREADS * _TIMES))

        assert all(found == (pages, files) for found in read)


def test_only_one_thread_is_ever_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a PDF is open no other thread opens one, whichever reader it comes from."""
    data, inside, real = handoff(), Lock(), pypdfium2.PdfDocument

    @contextmanager
    def alone(given: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202
        assert inside.acquire(blocking=False), "two threads are inside PDFium"
        try:
            with real(given) as document:
                yield document
        finally:
            inside.release()

    monkeypatch.setattr(pypdfium2, "PdfDocument", alone)

    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(lambda reader: reader(data), [lambda one: read_pdf(one, "cell"), opened] * _TIMES):
            pass
