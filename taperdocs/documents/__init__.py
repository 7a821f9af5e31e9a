"""The documents: each is a view, what must be read back from it, and a folder of templates.

A new document is one module here, one folder in ``templates/`` and one line in ``DOCUMENTS``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from taperdocs.documents import calendar, diary, handoff
from taperdocs.documents.frame import Frame
from taperdocs.facts import Facts
from taperdocs.options import Options
from taperdocs.plan import Plan


class View(Protocol):
    """A document's content, all decided; the template adds nothing."""

    @property
    def frame(self) -> Frame:
        """Return what every page says around the content."""


@dataclass(frozen=True)
class Document:
    """Something that is printed: its name is that of its file and of its templates' folder."""

    name: str
    view: Callable[[Plan, Options], View]
    facts: Callable[[Plan, Options, Any], Facts]


DOCUMENTS = {
    document.name: document
    for document in (
        Document("calendar", calendar.view, calendar.facts),
        Document("diary", diary.view, diary.facts),
        Document("handoff", handoff.view, handoff.facts),
    )
}
