"""The hand-off: what a doctor, nurse or pharmacist needs. The first page is enough on its own."""

from dataclasses import dataclass, replace

from taperdocs.documents.handoff.first_page import First, first_page
from taperdocs.documents.handoff.further_pages import Behind, behind
from taperdocs.documents.page_frame import Frame, frame
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import status_on

# Lengths in units, which are mm on A4; style.css has the same numbers.
_EDGES, _SIDES = 30, 28


@dataclass(frozen=True, slots=True)
class HandoffView:
    """Everything in the hand-off: its first page, and the pages behind it."""

    frame: Frame
    first: First
    behind: Behind


def view(plan: Plan, options: Options) -> HandoffView:
    """Decide everything that the hand-off says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Hand-off"))
    inside, height = float(edges.sheet.width) - _SIDES, float(edges.sheet.height) - _EDGES
    first = first_page(plan, options, words, (inside, height))
    told = status_on(plan, options.as_of).day if first.present.doses else None
    return HandoffView(replace(edges, tells=told), first, behind(plan, options, first, inside))
