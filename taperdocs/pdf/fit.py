"""Puts rows on pages: none is cut, none is lost, and what is left over is shared out."""

from collections.abc import Sequence

TENTHS = 10


def paged(heights: Sequence[float], room: float) -> tuple[slice, ...]:
    """Put rows of these *heights* on as few pages of *room* as they need, as evenly as they fit.

    A row that is too high for any page is alone on one.
    """
    found = _filled(heights, room)
    each = -(-len(heights) // len(found))
    even = tuple(slice(first, min(first + each, len(heights))) for first in range(0, len(heights), each))
    return even if len(even) == len(found) and all(sum(heights[part]) <= room for part in even) else found


def _filled(heights: Sequence[float], room: float) -> tuple[slice, ...]:
    found: list[slice] = []
    first, filled = 0, 0.0
    for index, height in enumerate(heights):
        if index > first and filled + height > room:
            found.append(slice(first, index))
            first, filled = index, 0.0
        filled += height
    return (*found, slice(first, len(heights)))


def shared_out(heights: Sequence[float], room: float, most: float) -> tuple[int, ...]:
    """Return the heights in tenths with the rest of *room* spread evenly, *most* more for a row at most."""
    spare = min(max(room - sum(heights), 0) / max(len(heights), 1), most)
    return tuple(int((height + spare) * TENTHS) for height in heights)
