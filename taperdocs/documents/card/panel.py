"""The panels of a folded card in true millimetres: their content, its height, and the marks for cuts and folds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from taperdocs.documents.syringe import Syringe, mm
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Paper
from taperdocs.pdf.measure import MM, width, wrapped
from taperdocs.plan.plan import Plan

# A bank card, format ID-1 of ISO/IEC 7810, is 85.60 by 53.98 mm: Markus Kuhn, International standard paper
# sizes, University of Cambridge, UK, https://www.cl.cam.ac.uk/~mgk25/iso-paper.html#id
WIDE, HIGH = Fraction(856, 10), Fraction(54)
"""Size of a panel, mm. It is the same on every paper, since a wallet does not grow with the sheet."""

INSIDE, ROOM = 77.6, 48.5
"""Width and height of the room for content on a panel, mm; style.css has the same numbers."""

APART, TICKS, ABOVE, BELOW = 14, 4, 9, 5
"""Gap between strips, and the room for their marks beside, above and below them, mm."""

MOST = 4
"""The most panels of a strip: a thicker card fits no wallet."""

_LEFT_WHITE, _AROUND, _LOWER = 4.2, 4.5, 1.1
"""Edge that printers leave white, white around the mark of a draft, and drop of a label to its dose's line, mm."""


@dataclass(frozen=True, slots=True)
class Face:
    """A style of text: its class in style.css, its size and the height of its line in mm."""

    name: str
    size: float
    line: float
    bold: bool = False

    def lines(self, text: str, room: float = INSIDE) -> tuple[str, ...]:
        """Return *text* in lines of at most *room* mm."""
        return wrapped(text, self.size / MM, room, bold=self.bold)

    def broken(self, text: str, room: float = INSIDE) -> Marked:
        """Return *text* with line ends where it breaks in *room* mm."""
        return marked("\n".join(self.lines(text, room)), *([text] if isinstance(text, Marked) else []))

    def wide(self, text: str) -> float:
        """Return the width of *text* in mm."""
        return width(text, self.size / MM, bold=self.bold)


FINE, BLANK, _MARK = Face("fine", 3.2, 4), Face("blank", 4.3, 8), Face("draft", 3.2, 5, bold=True)
NOTE, KEY = Face("note", 3.6, 4.5), Face("key", 3.6, 4.5, bold=True)
TEXT, STRONG = Face("text", 4.3, 5.4), Face("strong", 4.3, 5.4, bold=True)
TITLE, HEAD = Face("title", 5, 6.2, bold=True), Face("head", 6.4, 7.4, bold=True)
LARGER, LARGEST = Face("larger", 8.5, 10, bold=True), Face("largest", 12, 13.4, bold=True)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one face, already broken into lines, with a drawing behind it or none."""

    face: Face
    text: str
    drawing: Drawing | None = None

    @property
    def height(self) -> float:
        """Return the height of all its lines, in mm."""
        return self.face.line * (self.text.count("\n") + 1)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: runs one below the other, with a label beside them or none; or a syringe alone.

    *gap* is the white above it in mm. *leads*: it is never the last block of its panel. *row*: its runs stand side by
    side. *rule*: it has a line above it.
    """

    runs: tuple[Run, ...] = ()
    gap: int = 1
    label: Run | None = None
    syringe: Syringe | None = None
    leads: bool = False
    row: bool = False
    rule: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Return its texts in the order in which they are read."""
        return (*([self.label.text] if self.label else []), *(run.text for run in self.runs))

    @property
    def height(self) -> float:
        """Return its height with the white above it, in mm."""
        if self.syringe:
            return self.gap + float(self.syringe.height)
        runs = [run.height for run in self.runs]
        high = max(runs) if self.row else sum(runs)
        return self.gap + max(high, self.label.height + _LOWER if self.label else 0)


@dataclass(frozen=True, slots=True)
class Panel:
    """One side of the folded card: its heading, its blocks, and its foot."""

    head: Block
    blocks: tuple[Block, ...]
    foot: Block | None = None

    @property
    def height(self) -> float:
        """Return the height of everything on it, in mm."""
        return sum(one.height for one in (self.head, *self.blocks, *([self.foot] if self.foot else [])))


@dataclass(frozen=True, slots=True)
class Strip:
    """Panels one below the other that are cut out in one piece and folded between panels.

    The marks are an SVG of *width* by *height* mm, which begins ``TICKS`` left of the strip and ``ABOVE`` over it:
    *solid* and *dashed* are its paths, *folds* the y of the words beside folds.
    """

    panels: tuple[Panel, ...]
    width: str
    height: str
    solid: str
    dashed: str
    folds: tuple[str, ...]


def block(
    *parts: tuple[Face, str], room: float = INSIDE, gap: int = 1, leads: bool = False, rule: bool = False
) -> Block:
    """Return a paragraph of texts one below the other, each in its face; empty texts are left out."""
    runs = tuple(Run(face, face.broken(text, room)) for face, text in parts if text)
    return Block(runs, gap, leads=leads, rule=rule)


def beside(first: tuple[Face, str], second: tuple[Face, str], *, room: float = INSIDE, gap: int = 1) -> Block:
    """Return two texts on one line if they fit, else one below the other."""
    (face, text), (other, more) = first, second
    if text and more and face.wide(f"{text} ") + other.wide(more) <= room:
        return Block((Run(face, text), Run(other, more)), gap, row=True)
    return block(first, second, room=room, gap=gap)


def draft(plan: Plan, words: Words) -> str:
    """Return the mark of a plan that is not agreed yet, or nothing."""
    return "" if plan.outline.agreed else words.text("DRAFT")


def heading_room(plan: Plan, words: Words) -> float:
    """Return the width of the room for a heading, in mm: less where the mark of a draft stands beside it."""
    said = draft(plan, words)
    return INSIDE - (_MARK.wide(said) + _AROUND if said else 0)


def fitting(faces: Sequence[Face], text: str, room: float = INSIDE, most: int = 1) -> Face:
    """Return the first of *faces* in which *text* takes at most *most* lines, else the last face."""
    return next((face for face in faces if len(face.lines(text, room)) <= most), faces[-1])


def flowed(head: Block, more: Block, blocks: Sequence[Block]) -> Iterator[Panel]:
    """Put *blocks* on as many panels as they need; *head* heads the first panel, *more* the others."""
    shown = list[Block]()
    for index, one in enumerate(blocks):
        following = blocks[index + 1 : index + 2] if one.leads else ()
        if shown and Panel(head, (*shown, one, *following)).height > ROOM and not shown[-1].leads:
            yield Panel(head, tuple(shown))
            head, shown = more, []
        shown.append(one)
    yield Panel(head, tuple(shown))


def columns(paper: Paper) -> int:
    """Return how many strips fit beside each other on a paper."""
    return int((Fraction(paper.width) - 2 * (_LEFT_WHITE + TICKS) + APART) // (WIDE + APART))


def strips(panels: Sequence[Panel], most: int, across: int) -> tuple[tuple[Strip, ...], ...]:
    """Share *panels* evenly among strips of at most *most*, and strips among pages with *across* beside each other."""
    each = -(-len(panels) // -(-len(panels) // most))
    parts = [tuple(panels[first : first + each]) for first in range(0, len(panels), each)]
    return tuple(
        tuple(_strip(part, first=not column) for column, part in enumerate(parts[number : number + across]))
        for number in range(0, len(parts), across)
    )


def _strip(panels: tuple[Panel, ...], *, first: bool) -> Strip:
    """Return a strip with its marks; only the *first* of a page has words beside its folds."""
    left, top = Fraction(TICKS), Fraction(ABOVE)
    right, bottom = left + WIDE, top + HIGH * len(panels)
    folds = [top + HIGH * number for number in range(1, len(panels))]
    solid = f"M{mm(left)} {mm(top)}H{mm(right)}V{mm(bottom)}H{mm(left)}Z"
    for x, out in ((left, -1), (right, 1)):
        solid += f"M{mm(x)} {mm(top - 1)}v-3M{mm(x)} {mm(bottom + 1)}v3"
        solid += "".join(f"M{mm(x + out)} {mm(y)}h{3 * out}" for y in (top, bottom))
        solid += "".join(f"M{mm(x + out)} {mm(y)}h{2 * out}" for y in folds)
    dashed = "".join(f"M{mm(left)} {mm(y)}H{mm(right)}" for y in folds)
    size = mm(right + (APART if first and folds else TICKS)), mm(bottom + BELOW)
    return Strip(panels, *size, solid, dashed, tuple(mm(y + 1) for y in folds) if first else ())


def listed(blocks: Iterable[Block], room: float) -> int:
    """Return how many of the first *blocks* fit into *room* mm."""
    count, filled = 0, 0.0
    for one in blocks:
        filled += one.height
        if filled > room:
            break
        count += 1
    return count
