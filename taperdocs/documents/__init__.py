"""The printed documents: each is a view and a folder of templates.

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
from taperdocs.documents.sheet import Frame
from taperdocs.options import Options
from taperdocs.plan.plan import Plan


class View(Protocol):
    """Everything that a document says; its template decides nothing."""

    @property
    def frame(self) -> Frame:
        """Return the texts of the page edges."""


def _always(plan: Plan) -> bool:
    del plan
    return True


@dataclass(frozen=True)
class Document:
    """A printed document. Its file and its folder of templates have its name.

    ``carries``: whether the plan file and the phone calendar are embedded in it. ``needs`` tells whether a plan
    has anything to print in it.
    """

    name: str
    decide: Callable[[Plan, Options], View]
    carries: bool = False
    needs: Callable[[Plan], bool] = _always

    def view(self, plan: Plan, options: Options) -> View:
        """Return everything that the document says about *plan*, which was prepared for paper."""
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
