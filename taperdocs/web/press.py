"""Makes the files of plans one at a time, and keeps the latest in memory."""

from collections import OrderedDict
from contextlib import suppress
from threading import Lock

from taperdocs.make.make import File, make
from taperdocs.options import Options
from taperdocs.pdf.render import warm
from taperdocs.plan.plan import Plan
from taperdocs.readback.pdfium import page_picture, page_sizes

_MOST = 60
"""How many documents are kept."""


class Press:
    """Makes documents and pictures of their pages; typesetter and PDFium work for one thread at a time."""

    def __init__(self) -> None:
        """Begin with nothing made."""
        self._alone = Lock()
        self._made: OrderedDict[tuple[bytes, str, Options], tuple[File, ...]] = OrderedDict()

    def warm(self) -> None:
        """Load what the first document would wait for; what fails here is told when a document is asked for."""
        with self._alone, suppress(Exception):
            warm()

    def files(self, plan: Plan, name: str, options: Options) -> tuple[File, ...]:
        """Return the files of a document or export, proved; raise ``TaperError`` where there can be none."""
        key = plan.source, name, options
        with self._alone:
            if key not in self._made:
                self._made[key] = tuple(make(plan, (name,), options))
            self._made.move_to_end(key)
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
            return self._made[key]

    def sizes(self, data: bytes) -> tuple[tuple[int, int], ...]:
        """Return width and height of each page of a PDF, in points."""
        with self._alone:
            return page_sizes(data)

    def picture(self, data: bytes, number: int, width: int) -> bytes:
        """Return a page of a PDF, counted from zero, as a PNG of some *width* in pixels."""
        with self._alone:
            return page_picture(data, number, width)
