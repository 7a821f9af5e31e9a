"""The documents: each is a view and a folder of templates.

A new document is one module here, one folder in ``templates/`` and one line in ``DOCUMENTS``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from taperdocs.documents import what_changed
from taperdocs.documents.calendar import month
from taperdocs.documents.card import card
from taperdocs.documents.diary import diary
from taperdocs.documents.handoff import handoff
from taperdocs.documents.page_frame import Frame
from taperdocs.options import Options
from taperdocs.plan.plan import Plan


class View(Protocol):
    """A document's content, all decided; the template adds nothing."""

    @property
    def frame(self) -> Frame:
        """Return what every page says around the content."""


def _always(plan: Plan) -> bool:
    del plan
    return True


@dataclass(frozen=True)
class Document:
    """Something that is printed: its name is that of its file and of its templates' folder.

    One that ``carries`` has the plan file and the phone calendar inside; ``needs`` tells whether there is
    anything to print of a plan.
    """

    name: str
    decide: Callable[[Plan, Options], View]
    carries: bool = False
    needs: Callable[[Plan], bool] = _always

    def view(self, plan: Plan, options: Options) -> View:
        """Return everything that the document says of *plan*, which is presentable."""
        return self.decide(plan, options)


DOCUMENTS = {
    document.name: document
    for document in (
        Document("calendar", month.view),
        Document("diary", diary.view),
        Document("handoff", handoff.view, carries=True),
        Document("card", card.view),
        Document("changes", what_changed.view, needs=what_changed.happened),
    )
}
