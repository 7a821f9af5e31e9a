"""The documents: each is a view, what must be read back from it, and a folder of templates.

A new document is one module here, one folder in ``templates/`` and one line in ``DOCUMENTS``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from taperdocs.documents import what_changed
from taperdocs.documents.calendar import month
from taperdocs.documents.card import card
from taperdocs.documents.diary import diary
from taperdocs.documents.handoff import handoff
from taperdocs.documents.page_frame import Frame
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.readback.facts import Facts


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
    expect: Callable[[Plan, Options, Any], Facts]
    carries: bool = False
    needs: Callable[[Plan], bool] = _always

    def view(self, plan: Plan, options: Options) -> View:
        """Return everything that the document says of *plan*, which is presentable."""
        return self.decide(plan, options)

    def facts(self, plan: Plan, options: Options, view: View) -> Facts:
        """Return what must be read back from it."""
        return self.expect(plan, options, view)


DOCUMENTS = {
    document.name: document
    for document in (
        Document("calendar", month.view, month.facts),
        Document("diary", diary.view, diary.facts),
        Document("handoff", handoff.view, handoff.facts, carries=True),
        Document("card", card.view, card.facts),
        Document("changes", what_changed.view, what_changed.facts, needs=what_changed.happened),
    )
}
