"""The sheets that a card is cut from: faces in strips, strips beside each other, and the marks to cut and fold by."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from taperdocs.documents.card.face import Face
from taperdocs.documents.card.sizes import ABOVE, APART, BELOW, HIGH, MOST, SIDE, TICKS, WIDE
from taperdocs.language.marked import Marked
from taperdocs.language.phrases import part_of
from taperdocs.language.words import Words
from taperdocs.options import Paper

_UNPRINTED = 4.2
"""The edge that many printers leave white."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Faces one below the other that are cut out in one piece and folded between them.

    The marks are an SVG of *width* by *height* mm, which begins ``TICKS`` left of the strip and ``ABOVE`` over it:
    *solid* and *dashed* are its paths, *folds* the y of the words beside folds.
    """

    faces: tuple[Face, ...]
    width: float
    height: float
    solid: str
    dashed: str
    folds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A sheet of paper: its part number where there are several, and its strips."""

    part: Marked | str
    strips: tuple[Strip, ...]


def most(room: float) -> int:
    """Return the most faces of a strip that is *room* high with its marks."""
    return max(1, min(MOST, floor((room - ABOVE - BELOW) / HIGH)))


def sheets(words: Words, paper: Paper, faces: Sequence[Face], room: float) -> tuple[CardSheet, ...]:
    """Share *faces* evenly among strips, and strips among sheets with a height of *room* for strips and their marks."""
    across = int((float(paper.width) - 2 * (_UNPRINTED + TICKS) + APART) // (WIDE + APART))
    each = -(-len(faces) // -(-len(faces) // most(room)))
    parts = [tuple(faces[first : first + each]) for first in range(0, len(faces), each)]
    pages = [parts[number : number + across] for number in range(0, len(parts), across)]
    return tuple(
        CardSheet(
            part_of(words, number, len(pages)) if len(pages) > 1 else "",
            tuple(_strip(part, first=not column) for column, part in enumerate(page)),
        )
        for number, page in enumerate(pages, 1)
    )


def lefts(paper: Paper, across: int) -> tuple[float, ...]:
    """Return how far right of the margin strips begin, of *across* in the middle of the paper."""
    first = (float(paper.width) - across * (WIDE + APART) + APART) / 2 - SIDE
    return tuple(first + column * (WIDE + APART) for column in range(across))


def _strip(faces: tuple[Face, ...], *, first: bool) -> Strip:
    """Return a strip with its marks; only the *first* of a sheet has words beside its folds."""
    left, right, bottom = TICKS, TICKS + WIDE, ABOVE + HIGH * len(faces)
    folds = tuple(ABOVE + HIGH * number for number in range(1, len(faces)))
    solid = f"M{left} {ABOVE}H{right}V{bottom}H{left}Z"
    for x, out in ((left, -1), (right, 1)):
        solid += f"M{x} {ABOVE - 1}v-3M{x} {bottom + 1}v3"
        solid += "".join(f"M{x + out} {y}h{3 * out}" for y in (ABOVE, bottom))
        # Between two strips there is room for the words beside the folds alone.
        solid += "".join(f"M{x + out} {y}h{2 * out}" for y in folds if first or out > 0)
    dashed = "".join(f"M{left} {y}H{right}" for y in folds)
    wide = right + (APART if first and folds else TICKS)
    return Strip(faces, wide, bottom + BELOW, solid, dashed, tuple(y + 1 for y in folds) if first else ())
