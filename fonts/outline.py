"""Outlines as lists of TrueType points: the few shapes that our signs are made of.

Coordinates are font units, 1000 to the em, y upwards. Outer contours run clockwise and holes
counter-clockwise, so that the non-zero rule of PDF and FreeType fills the one and spares the other.
"""

from collections.abc import Iterable
from math import ceil, cos, hypot, radians, sin
from typing import NamedTuple, TypeAlias


class Point(NamedTuple):
    """A point of a contour: on the curve, or the control point of a quadratic."""

    x: float
    y: float
    on: bool = True


Contour: TypeAlias = list[Point]
Shape: TypeAlias = list[Contour]

ARC_STEP = 30.0  # degrees a quadratic may span: off a true circle by less than a unit at 1000 units


def polygon(*corners: tuple[float, float]) -> Contour:
    """Join the corners, clockwise whatever order they came in."""
    contour = [Point(x, y) for x, y in corners]
    return contour if _area(contour) < 0 else contour[::-1]


def box(x: float, bottom: float, end: float, top: float) -> Contour:
    """Return a filled rectangle."""
    return polygon((x, bottom), (x, top), (end, top), (end, bottom))


def frame(x: float, bottom: float, end: float, top: float, thick: float) -> Shape:
    """Return a rectangle drawn as a line that keeps inside the given edges."""
    return [
        box(x, bottom, end, top),
        hole(box(x + thick, bottom + thick, end - thick, top - thick)),
    ]


def arc(x: float, y: float, radius: float, start: float, end: float) -> Contour:
    """Return the open curve from one angle to the other; degrees, counter-clockwise from the right."""
    steps = ceil(abs(end - start) / ARC_STEP - 1e-9)
    step = radians(end - start) / max(steps, 1)
    reach = radius / cos(step / 2)  # where the tangents of both ends of a step meet
    curve = [Point(x + radius * cos(radians(start)), y + radius * sin(radians(start)))]
    for number in range(steps):
        angle = radians(start) + number * step
        curve += [
            Point(x + reach * cos(angle + step / 2), y + reach * sin(angle + step / 2), on=False),
            Point(x + radius * cos(angle + step), y + radius * sin(angle + step)),
        ]
    return curve


def disc(x: float, y: float, radius: float) -> Contour:
    """Return a filled circle."""
    return arc(x, y, radius, 360, 0)[:-1]


def ring(x: float, y: float, radius: float, thick: float) -> Shape:
    """Return a circle drawn as a line that keeps inside the radius."""
    return [disc(x, y, radius), hole(disc(x, y, radius - thick))]


def band(x: float, y: float, radius: float, thick: float, *angles: float) -> Contour:
    """Return a piece of a ring, cut at two angles."""
    start, end = angles
    return arc(x, y, radius, end, start) + arc(x, y, radius - thick, start, end)


def stroke(thick: float, *path: tuple[float, float]) -> Contour:
    """Return a line along the path with square ends and pointed corners."""
    above = [_offset(path, number, thick / 2) for number in range(len(path))]
    below = [_offset(path, number, -thick / 2) for number in range(len(path))]
    return polygon(*above, *below[::-1])


def hole(contour: Contour) -> Contour:
    """Turn a filled contour into a hole."""
    return contour[::-1]


def left(shape: Shape) -> float:
    """Return where the ink begins; 0 without ink."""
    return min((point.x for contour in shape for point in contour), default=0)


def right(shape: Shape) -> float:
    """Return where the ink ends; 0 without ink."""
    return max((point.x for contour in shape for point in contour), default=0)


def place(shape: Shape, *, x: float = 0, y: float = 0, scale: float = 1) -> Shape:
    """Scale a shape about the origin, then move it."""
    return [[Point(x + p.x * scale, y + p.y * scale, p.on) for p in contour] for contour in shape]


def turn(shape: Shape, x: float, y: float, degrees: float) -> Shape:
    """Turn a shape about a point, counter-clockwise."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return [
        [Point(x + (p.x - x) * c - (p.y - y) * s, y + (p.x - x) * s + (p.y - y) * c, p.on) for p in contour]
        for contour in shape
    ]


def _area(contour: Iterable[Point]) -> float:
    """Return twice the signed area: negative when clockwise."""
    points = list(contour)
    return sum(a.x * b.y - b.x * a.y for a, b in zip(points, points[1:] + points[:1], strict=True))


def _offset(path: tuple[tuple[float, float], ...], number: int, distance: float) -> tuple[float, float]:
    """Return the point beside a corner of the path, on the mitre where two lines meet."""
    x, y = path[number]
    before = _normal(path[max(number - 1, 0)], path[max(number, 1)])
    last = len(path) - 1
    after = _normal(path[min(number, last - 1)], path[min(number + 1, last)])
    across, up = before[0] + after[0], before[1] + after[1]
    length = distance * 2 / (across * across + up * up)
    return x + across * length, y + up * length


def _normal(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return the unit vector to the left of a line."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = hypot(across, up)
    return -up / length, across / length
