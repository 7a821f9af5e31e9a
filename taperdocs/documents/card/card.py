"""The card: as large as a bank card when folded. To a stranger, then the next steps, then how to take the doses now.

No dose is ever left out: the card has as many faces as it needs.
"""

from dataclasses import dataclass, replace

from taperdocs.documents.card import sizes
from taperdocs.documents.card.cycle_days import turns
from taperdocs.documents.card.doses import doses
from taperdocs.documents.card.front import front
from taperdocs.documents.card.sheets import CardSheet, lefts, most, sheets
from taperdocs.documents.card.sizes import BOTTOM, DRAFT_TOP, GUIDE, SIDE, TITLE, TOP
from taperdocs.documents.card.steps import steps
from taperdocs.documents.sheet import Frame, Sheet, frame
from taperdocs.language.marked import marked
from taperdocs.language.phrases import part_of
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import Text, sheet_of
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import status_on


@dataclass(frozen=True, slots=True)
class CardView:
    """All sheets of the card; *lefts* are the places of strips right of the margin, *tops* of faces below the guide."""

    frame: Frame
    css: str
    margins: str
    title: Text
    guide: Text
    sheets: tuple[CardSheet, ...]
    top: float
    lefts: tuple[float, ...]
    tops: tuple[float, ...]


def view(plan: Plan, options: Options) -> CardView:
    """Decide everything that the card says."""
    words, now, paper = Words(options.language), status_on(plan, options.as_of), options.paper
    edges = frame(plan, options, words.text("Card"), headed=False)
    shown = turns(now)
    edges = replace(
        edges,
        # A wallet does not grow with the sheet.
        sheet=Sheet(edges.sheet.size, "1mm", float(paper.width), float(paper.height)),
        tells=shown[0].first if shown else None,
    )
    first, left = front(plan, options)
    before = (first, *steps(plan, words, now))
    inside, top = edges.sheet.width - 2 * SIDE, DRAFT_TOP if edges.draft else TOP
    said = words.text("Card: {title}", title=plan.outline.title)
    room = inside - TITLE.width(f"  {part_of(words, 9, 9)}")
    title = Text(TITLE, marked(TITLE.shortened(said, room), "text:title"))
    guide = Text(
        GUIDE,
        words.text(
            "Cut on the solid lines. Fold on the dashed ones, with the print outside. "
            "Print the card anew when the plan changes."
        ),
    )
    head = title.height(inside) + guide.height(inside)
    height = edges.sheet.height - top - BOTTOM - head
    faces = (*before, *doses(plan, options, now, left, named=False))
    if len(faces) > most(height):
        faces = (*before, *doses(plan, options, now, left, named=True))
    cut = sheets(words, paper, faces, height)
    across, down = len(cut[0].strips), max(len(strip.faces) for one in cut for strip in one.strips)
    return CardView(
        edges,
        sheet_of(sizes, apart=sizes.ROW.above, sheet=edges.sheet.height - top - BOTTOM),
        f"{top}mm {SIDE}mm {BOTTOM}mm",
        title,
        guide,
        cut,
        head,
        lefts(paper, across),
        tuple(head + sizes.ABOVE + number * sizes.HIGH for number in range(down)),
    )
