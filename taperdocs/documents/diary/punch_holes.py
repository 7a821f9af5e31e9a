"""Where a sheet is punched for a binder: marks for the punch, and margins that keep text clear of the holes.

Two holes (ISO 838) are 6 mm wide; their centres are 80 mm apart, 12 mm from the edge, and at equal distances from
the middle of the sheet (https://sizes.com/tools/ring_binders.htm). Three holes are 1/4 or 5/16 inch wide; their
centres are 4 1/4 inches apart. Their distance from the edge is not standardised: it is 5/16 to 3/8 inch in loose-leaf
work and up to 1/2 inch (http://sgmbindery.com/drilling.htm). A sheet must be long enough for all holes.
"""

from dataclasses import dataclass
from decimal import Decimal

from taperdocs.documents.sheet import DRAFT, FOOT, RING, Frame
from taperdocs.options import Holes, Options

_INCH = Decimal("25.4")


@dataclass(frozen=True, slots=True)
class Punch:
    """Holes along an edge: their number; and the distances between their centres and from the edge, in mm."""

    count: int
    apart: Decimal
    edge: Decimal

    @property
    def mark(self) -> Decimal:
        """Return the distance from the edge to the mark, which is 4 mm wide, in mm."""
        return self.edge - 2


@dataclass(frozen=True, slots=True)
class Margin:
    """The margins of a page in units: at the bound edge, at the other edge, above and below the text; and its punch."""

    bound: float
    other: float
    top: float
    bottom: float
    punch: Punch | None

    @property
    def rings(self) -> str:
        """Return the marks, one a line."""
        return "\n".join("○" * self.punch.count) if self.punch else ""


PUNCHES = {
    Holes.ISO: Punch(2, Decimal(80), Decimal(12)),
    Holes.US: Punch(3, _INCH * 17 / 4, _INCH * 3 / 8),
}
# A hole ends at most 12 + 1 mm and half of 6.5 mm from the edge, or 1/2 inch and half of 5/16 inch.
_CLEAR, _FROM_THE_END, _UNPRINTED = 18, 10, 4.3
"""Least margin with holes, paper needed beyond the centre of the last hole, edge that printers leave white, mm."""
_BOUND, _OTHER, _EVEN, _TOP = 20.0, 8.0, 12.0, 7.0
"""Margins: bound, other, both without holes, and the least one at the top; units."""


def sides(options: Options, unit: float) -> tuple[float, float]:
    """Return the margins at the bound and at the other edge, in units of *unit* mm."""
    punched = options.holes in PUNCHES
    return (max(_BOUND, _CLEAR / unit), _OTHER) if punched else (_EVEN, _EVEN)


def margin(options: Options, edges: Frame) -> Margin:
    """Return the margins of an upright page with these *edges*; it has no marks where not all holes fit."""
    punch, unit = PUNCHES.get(options.holes), float(options.paper.width) / edges.sheet.width
    white = _UNPRINTED / unit
    top = max(_TOP, DRAFT.line + 1 + white if edges.draft else 0)
    bottom = 1 + max(RING.line * len(edges.ring), FOOT.line * len(edges.foot)) + white
    needed = (punch.count - 1) * punch.apart + 2 * _FROM_THE_END if punch else 0
    fits = punch is not None and needed <= options.paper.height
    return Margin(*sides(options, unit), round(top, 2), round(bottom, 2), punch if fits else None)
