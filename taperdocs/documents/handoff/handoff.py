"""The hand-off: what a doctor, nurse or pharmacist needs, the first page alone being enough."""

from dataclasses import dataclass

from taperdocs.documents.handoff.first_page import First, first_facts, first_page
from taperdocs.documents.handoff.further_pages import Behind, behind, behind_facts
from taperdocs.documents.page_frame import Frame, frame
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.readback.facts import Facts
from taperdocs.readback.figures import Figured

# Lengths in units, which are mm on A4; style.css has the same numbers.
_EDGES, _SIDES = 30, 28


@dataclass(frozen=True, slots=True)
class HandoffView:
    """Everything on the hand-off: its first page, and what stands behind it."""

    frame: Frame
    first: First
    behind: Behind


def view(plan: Plan, options: Options) -> HandoffView:
    """Decide everything that the hand-off says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Hand-off"))
    inside, height = float(edges.sheet.width) - _SIDES, float(edges.sheet.height) - _EDGES
    first = first_page(plan, options, words, (inside, height))
    return HandoffView(edges, first, behind(plan, options, first, inside))


def facts(plan: Plan, options: Options, shown: HandoffView) -> Facts:
    """Return what the hand-off must hold, line by line and step by step."""
    say = Figured(plan, options.language)
    first = first_facts(plan, options, say, shown.first)
    rest = behind_facts(plan, options, say, shown.first, shown.behind)
    return Facts("row", (*first, *rest), say, (plan.code,))
