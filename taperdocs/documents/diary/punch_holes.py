"""Where a sheet is punched for a binder: marks for the punch, and the margin that keeps text clear of them.

Two holes: ISO 838, centres 80 mm apart and 12 mm from the edge, the middle of the sheet between them, 6 mm
wide (https://sizes.com/tools/ring_binders.htm). Three holes: centres 4 1/4 inches apart, 1/4 or 5/16 inch wide;
their distance from the edge is not standardised, 5/16 to 3/8 inch in loose-leaf work and up to 1/2 inch
(http://sgmbindery.com/drilling.htm). Both only punch what is long enough for all holes.
"""

from dataclasses import dataclass
from decimal import Decimal

from taperdocs.documents.page_frame import Sheet
from taperdocs.options import Holes, Options

_INCH = Decimal("25.4")


@dataclass(frozen=True, slots=True)
class Punch:
    """Holes along an edge, in mm: how many, how far apart, how far their centres are from the edge."""

    count: int
    apart: Decimal
    edge: Decimal

    @property
    def mark(self) -> Decimal:
        """Return how far from the edge the mark begins, which is 4 mm wide."""
        return self.edge - 2


@dataclass(frozen=True, slots=True)
class Margin:
    """The margins of a page in units: at the bound edge with its marks, at the other, above and under the text."""

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
# What a hole takes at most: 12 + 1 mm and half of 6.5 mm, or 1/2 inch and half of 5/16 inch; and some white.
_CLEAR, _FROM_THE_END = 18, 10
# What many printers leave white, in mm as these two; in units the margins, and what stands in two of them.
_UNPRINTED = 4.3
_BOUND, _OTHER, _EVEN, _TOP, _BOTTOM, _HEAD, _FOOT = 20.0, 8.0, 12.0, 11.5, 15.0, 6.6, 10.0


def margin(options: Options, sheet: Sheet) -> Margin:
    """Return the margins of an upright *sheet*; no mark stands where not all holes fit."""
    punch, unit = PUNCHES.get(options.holes), float(options.paper.width / sheet.width)
    top, bottom = max(_TOP, _HEAD + _UNPRINTED / unit), max(_BOTTOM, _FOOT + _UNPRINTED / unit)
    if punch is None:
        return Margin(_EVEN, _EVEN, top, bottom, None)
    needed = (punch.count - 1) * punch.apart + 2 * _FROM_THE_END
    fits = needed <= options.paper.height
    return Margin(max(_BOUND, _CLEAR / unit), _OTHER, top, bottom, punch if fits else None)
