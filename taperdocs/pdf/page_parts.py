"""Splits a page of HTML into parts that repeat: the blocks of its sections, and the rows and cells of their tables."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_BLOCKS = frozenset({b"div", b"p", b"h1", b"h2", b"h3"})
_Part = Callable[[int, int], bytes]
_PIECE = re.compile(rb"<(/?)([a-z0-9]+)[^>]*?(/?)>|[^<]+")
_TEXT = re.compile(rb'(<div(?: class="[^"]*")?>)([^<\n]+)</div>')


class UnfitError(Exception):
    """The page does not have the structure that ``typeset_once`` needs."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its start tag and the blocks in it; or the *whole* cell if it has text outside a block."""

    start: bytes
    blocks: tuple[bytes, ...]
    whole: bytes = b""

    @property
    def name(self) -> str:
        """Return ``TH`` or ``TD``."""
        return self.start[1:3].decode().upper()

    @property
    def heads_row(self) -> bool:
        """Tell whether it is the header of its row."""
        return b'scope="row"' in self.start

    @property
    def shell(self) -> bytes:
        """Return the HTML of the cell without its blocks."""
        return self.whole or self.start + self.end

    @property
    def end(self) -> bytes:
        """Return the end tag."""
        return b"</" + self.start[1:3] + b">"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the start tags of its group and its own, and its cells."""

    group: bytes
    start: bytes
    cells: tuple[Cell, ...]

    @property
    def shell(self) -> bytes:
        """Return the HTML of the row without the blocks in its cells."""
        return b"".join((self.start, *(cell.shell for cell in self.cells), b"</tr>"))


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its start tag and its rows; equal columns have the same number in *columns*."""

    start: bytes
    rows: tuple[Row, ...]
    columns: tuple[int, ...]

    @property
    def kind(self) -> bytes:
        """Return start tag and first row, which are the same for tables whose columns have the same widths."""
        return self.start + self.rows[0].shell


@dataclass(frozen=True, slots=True)
class Section:
    """A section, which is one printed page: its start tag, and its blocks and tables in order."""

    start: bytes
    items: tuple[bytes | Table, ...]


@dataclass(slots=True)
class _Node:
    """An element, and where it begins and ends in the source."""

    tag: bytes
    start: int
    inside: int
    end: int = 0
    texts: bool = False
    children: list["_Node"] = field(default_factory=list)


def sections(page: str) -> tuple[Section, ...]:
    """Return the sections of a page's body; raise ``UnfitError`` if the body has anything else in it."""
    source = page[page.find("<html") :].encode()
    body, part = _parsed(source).children[-1], _parts(source)
    if body.texts or any(child.tag != b"section" or child.texts for child in body.children):
        raise UnfitError
    return tuple(_section(part, node) for node in body.children)


def plain_text(block: bytes) -> tuple[bytes, bytes] | None:
    """Return start tag and text of a block; None unless it holds one line of text and nothing else."""
    found = _TEXT.fullmatch(block)
    return (found[1], found[2]) if found else None


def _parsed(source: bytes) -> _Node:
    """Return the root element; raise ``UnfitError`` if elements are not properly nested."""
    stack = [_Node(b"", 0, 0)]
    for piece in _PIECE.finditer(source):
        ends, tag, closed = piece.groups()
        if not tag:
            stack[-1].texts |= not piece[0].isspace()
        elif ends:
            if stack[-1].tag != tag:
                raise UnfitError
            stack.pop().end = piece.end()
        else:
            node = _Node(tag, piece.start(), piece.end(), piece.end())
            stack[-1].children.append(node)
            if not closed:
                stack.append(node)
    if not stack[0].children:
        raise UnfitError
    return stack[0].children[0]


def _parts(source: bytes) -> _Part:
    """Return a function that cuts parts out of *source*; equal parts are the same object, which saves memory."""
    known: dict[bytes, bytes] = {}

    def part(start: int, end: int) -> bytes:
        cut = source[start:end]
        return known.setdefault(cut, cut)

    return part


def _section(part: _Part, node: _Node) -> Section:
    items = (
        _table(part, child) if child.tag == b"table" else part(child.start, child.end)
        for child in node.children
    )
    return Section(part(node.start, node.inside), tuple(items))


def _table(part: _Part, node: _Node) -> Table:
    rows = tuple(
        Row(
            part(group.start, group.inside),
            part(row.start, row.inside),
            tuple(_cell(part, cell) for cell in row.children),
        )
        for group in node.children
        for row in group.children
    )
    if not rows or any(len(row.cells) != len(rows[0].cells) for row in rows):
        raise UnfitError
    return Table(part(node.start, node.inside), rows, tuple(_alike(rows[0].cells)))


def _cell(part: _Part, node: _Node) -> Cell:
    start = part(node.start, node.inside)
    if node.texts or any(child.tag not in _BLOCKS for child in node.children):
        return Cell(start, (), part(node.start, node.end))
    return Cell(start, tuple(part(child.start, child.end) for child in node.children))


def _alike(cells: Iterable[Cell]) -> Iterable[int]:
    """Yield for each column the first one like it; the first and last column may have paddings of their own."""
    starts = [cell.start for cell in cells]
    places = [(start, at == 0, at == len(starts) - 1) for at, start in enumerate(starts)]
    return (places.index(place) for place in places)
