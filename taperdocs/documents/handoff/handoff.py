"""The hand-off: what a doctor, nurse or pharmacist needs. The first page is enough on its own."""

from dataclasses import dataclass, replace

from taperdocs.documents.handoff import sizes
from taperdocs.documents.handoff.doses import widths
from taperdocs.documents.handoff.first_page import First, first_page
from taperdocs.documents.handoff.further_pages import Behind, behind
from taperdocs.documents.sheet import BOTTOM, EDGE, HEAD, HEADED, Frame, frame, names
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import css
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import status_on


@dataclass(frozen=True, slots=True)
class HandoffView:
    """Everything in the hand-off: its first page, and the pages behind it."""

    frame: Frame
    first: First
    behind: Behind
    margin: str
    style: str


def view(plan: Plan, options: Options) -> HandoffView:
    """Decide everything that the hand-off says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Hand-off"))
    inside = edges.sheet.width - 2 * EDGE
    size = inside, edges.sheet.height - HEADED - BOTTOM
    first = first_page(plan, options, words, size)
    told = status_on(plan, options.as_of).day if first.doses.taken else None
    draft = HEAD.width(edges.draft) if edges.draft else 0
    head = names(plan, options, HEAD, inside - 1.5 * draft)
    further = behind(plan, options, first, size)
    return HandoffView(
        replace(edges, tells=told, head=head),
        first,
        further,
        f"{HEADED}rem {EDGE}rem {BOTTOM}rem",
        _style(first, further, inside),
    )


def _style(first: First, further: Behind, inside: float) -> str:
    """Return the sizes of the style sheet."""
    now, _, after = widths(inside, after=first.doses.after)
    cols = further.widths
    drawn = first.curve or further.curve
    return css(
        sizes.STYLES,
        gap=first.gap,
        padding=sizes.PADDING,
        half=sizes.PADDING / 2,
        box_line=sizes.FRAME,
        rule=sizes.RULE,
        row=sizes.ROW,
        apart=sizes.APART,
        labels=sizes.LABELS,
        dates=sizes.DATES,
        boxes=sizes.TEXT.width(first.boxes),
        now=now,
        after=after,
        step=cols.step,
        step_dates=cols.dates,
        cut=cols.cut,
        what=cols.what,
        days=cols.days,
        curve_width=float(drawn.width) if drawn else 0,
        curve_height=float(drawn.height) if drawn else 0,
    )
