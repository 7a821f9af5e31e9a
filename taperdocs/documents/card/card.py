"""The card: as large as a bank card when folded, with the present dose, the next change and whom to ring.

No dose is ever left out: the card has as many panels as its doses need. Where room is short, contacts are left
out first, then packets. The card says how many are missing, and that the hand-off has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from taperdocs.documents.card.cycle_days import turns
from taperdocs.documents.card.doses import dose_panels
from taperdocs.documents.card.help import help_panel
from taperdocs.documents.card.panel import (
    ABOVE,
    APART,
    BELOW,
    FINE,
    HIGH,
    INSIDE,
    KEY,
    MOST,
    ROOM,
    STRONG,
    TEXT,
    TICKS,
    TITLE,
    WIDE,
    Block,
    Panel,
    Strip,
    block,
    columns,
    draft,
    heading_room,
    strips,
)
from taperdocs.documents.card.people import front, others
from taperdocs.documents.page_frame import Frame, frame
from taperdocs.documents.syringe import mm, syringe
from taperdocs.language.marked import marked
from taperdocs.language.phrases import part_of, plan_code
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.measure import MM, lines, width, wrapped
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import status_on

# Lengths in units, which are mm on A4; style.css has the same numbers.
_MARGIN, _SIDE, _TITLE, _LINE = 15, 8, 8.5, 10.6


@dataclass(frozen=True, slots=True)
class CardPage:
    """A sheet: its part number where there are several, and the strips that are cut out of it."""

    part: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """All sheets of the card.

    The places are in mm below and right of the margins: *lefts* of strips, *tops* of panels, and the left *corners* and
    the top *corner* of the marks for cutting.
    """

    frame: Frame
    title: str
    guide: str
    draft: str
    pages: tuple[CardPage, ...]
    lefts: tuple[str, ...]
    tops: tuple[str, ...]
    corners: tuple[str, ...]
    corner: str


def view(plan: Plan, options: Options) -> CardView:
    """Decide everything that the card says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Card"))
    first = front(plan, options)
    rest = others(plan, options, first.contacts)
    more = [rest] if rest else []
    doses = (*dose_panels(plan, options), *_syringes(plan, options))
    panels = (first.panel, *doses, *more, help_panel(plan, words))
    guide, unit = _guide(words, len(panels) - 1), Fraction(Decimal(edges.sheet.unit.removesuffix("mm")))
    whole = _sheets(plan, options, edges, guide, panels)
    lefts = [whole.left + column * (WIDE + APART) - _SIDE * unit for column in range(len(whole.pages[0]))]
    shown = turns(status_on(plan, options.as_of))
    return CardView(
        replace(edges, tells=shown[0].first if shown else None),
        whole.title,
        guide,
        draft(plan, words),
        tuple(_pages(words, whole.pages)),
        tuple(map(mm, lefts)),
        tuple(mm(whole.top + HIGH * number) for number in range(MOST)),
        tuple(mm(left - TICKS) for left in lefts),
        mm(whole.top - ABOVE),
    )


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The title, the left of the first strip on the paper and its top below the margin, both in mm, and all strips."""

    title: str
    left: Fraction
    top: Fraction
    pages: tuple[tuple[Strip, ...], ...]


def _sheets(plan: Plan, options: Options, edges: Frame, guide: str, panels: tuple[Panel, ...]) -> _Sheets:
    """Lay the panels on as few sheets as they need; the title of several sheets leaves room for a part number."""
    words, unit = Words(options.language), Fraction(Decimal(edges.sheet.unit.removesuffix("mm")))
    said, inside = words.text("Card: {title}", title=plan.outline.title), float(edges.sheet.width) - 2 * _SIDE
    part = width(f" {part_of(words, 9, 9)}", TITLE.size / MM)
    for room in (inside, inside - part):
        title = wrapped(said, _TITLE / MM, room, bold=True)
        head = _LINE * len(title) + TEXT.line * lines(guide, TEXT.size / MM, inside)
        top = unit * Fraction(head) + ABOVE
        high = unit * (Fraction(edges.sheet.height) - 2 * _MARGIN) - top - BELOW
        pages = strips(panels, max(min(MOST, int(high / HIGH)), 1), columns(options.paper))
        if len(pages) == 1:
            break
    across = len(pages[0])
    left = (Fraction(options.paper.width) - across * (WIDE + APART) + APART) / 2
    return _Sheets(marked("\n".join(title), "text:title"), left, top, pages)


def _pages(words: Words, pages: tuple[tuple[Strip, ...], ...]) -> Iterator[CardPage]:
    for number, page in enumerate(pages, start=1):
        yield CardPage(part_of(words, number, len(pages)) if len(pages) > 1 else "", page)


def _guide(words: Words, folds: int) -> str:
    """Say how to cut and fold the card."""
    once = words.text("Cut along the solid line and fold along the dashed one, with the print outside.")
    often = words.text(
        "Cut along the solid lines and fold along the dashed ones to and fro, with the print outside."
    )
    return "\n".join(
        (once if folds == 1 else often, words.text("When the dose changes, print the card anew."))
    )


def _syringes(plan: Plan, options: Options) -> tuple[Panel, ...]:
    """Return a panel with the syringe of each liquid that is taken now, if it fits a panel at true size."""
    words, found = Words(options.language), list[Panel]()
    room = heading_room(plan, words)
    taken = (
        (f"{turn.first},{place}", intake)
        for turn in turns(status_on(plan, options.as_of))
        for place, intake in enumerate(turn.taken)
    )
    for place, intake in {plan.pieces(intake): (place, intake) for place, intake in taken}.values():
        drawing = syringe(plan, words, intake)
        if drawing is None or float(drawing.width) > INSIDE:
            continue
        drug = f"{intake.drug} " if len(plan.drugs) > 1 else ""
        pieces = f"{drug}{words.pieces(plan.pieces(intake))}"
        said = marked(pieces, f"drug:{place}", f"pieces:{place}")
        code = plan_code(words, plan)
        heads = (block((face, said), (FINE, code), room=room, gap=0) for face in (TITLE, STRONG, KEY))
        tried = (Panel(head, (Block(syringe=drawing),)) for head in heads)
        fits = next((panel for panel in tried if panel.height <= ROOM), None)
        found += [fits] if fits else []
    return tuple(found)
