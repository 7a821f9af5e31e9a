"""Tells where the layout puts each text of a page, so that the finished PDF can be compared with it.

It reads WeasyPrint's boxes, which have no types. They are measured in CSS pixels from the upper left corner.
"""

from collections.abc import Iterable, Iterator
from typing import Any

Corners = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of a page."""

Place = tuple[Corners, Corners | None]
"""The area of a line of text, and the area of the table cell that it is in."""

_POINT = 0.75
"""Size of a CSS pixel, points."""
_BELOW, _SPACE = 0.3, 0.3
"""Depth of letters below their line, and width of a space, as parts of the font size."""


def places(drawn: Iterable[Any], within: Iterable[Any]) -> tuple[Place, ...]:
    """Return the place of each *drawn* box, for a page of height 0; *within* are the boxes around them."""
    cells = {one: cell for box in within for one, cell in _cells(box, None)}
    return tuple((_corners(box), cells.get(box)) for box in drawn)


def moved(corners: Corners, x: float, y: float, height: float = 0) -> Corners:
    """Return *corners* moved right by *x* and down by *y*, on a page of this *height*; all three in pixels."""
    left, bottom, right, top = corners
    x, y = x * _POINT, (height - y) * _POINT
    return left + x, bottom + y, right + x, top + y


def border_box(box: Any) -> Corners:  # noqa: ANN401
    """Return the area of a box with its border, for a page of height 0."""
    return _points(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())


def _cells(box: Any, cell: Corners | None) -> Iterator[tuple[Any, Corners | None]]:  # noqa: ANN401
    # A box outside the flow is represented by a placeholder, which behaves like the box.
    box = getattr(box, "_box", box)
    if cell is None and box.element_tag in {"td", "th"}:
        cell = border_box(box)
    yield box, cell
    for child in getattr(box, "children", ()):
        yield from _cells(child, cell)


def _corners(box: Any) -> Corners:  # noqa: ANN401
    if hasattr(box, "replacement"):
        return _points(box.content_box_x(), box.content_box_y(), box.width, box.height)
    size = box.style["font_size"]
    # WeasyPrint subtracts a space at the end of a line twice from the width of the line.
    spare = 0 if box.style["white_space"] == "pre" else size * _SPACE
    top = box.position_y + box.baseline - size
    return _points(box.position_x, top, box.width + spare, size * (1 + _BELOW))


def _points(x: float, y: float, width: float, height: float) -> Corners:
    return x * _POINT, -(y + height) * _POINT, (x + width) * _POINT, -y * _POINT
