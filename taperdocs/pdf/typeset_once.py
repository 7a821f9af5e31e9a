"""Typesets each block that many pages share once, and places it on every page. It uses WeasyPrint's internals.

In a long document each section is a page of blocks and of tables with rows of a stated height, and most blocks repeat.
WeasyPrint lays out each different block, cell and row once, as a specimen on one tall page. Pages are then put together
by adding up heights. What WeasyPrint draws for a block is moved to each of its places, with its tags, so that the page
looks and is read as if WeasyPrint had laid it out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from itertools import groupby
from typing import Any

import pydyf
from weasyprint.anchors import gather_anchors
from weasyprint.draw import (
    draw_background,
    draw_border,
    draw_inline_level,
    draw_replacedbox,
    draw_stacking_context,
)
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.tags import _get_pdf_tag
from weasyprint.stacking import StackingContext

from taperdocs.pdf.form_fields import object_of
from taperdocs.pdf.page_parts import Cell, Row, Section, Table, UnfitError, plain_text, sections
from taperdocs.pdf.places import Corners, Place, border_box, moved, places

Box = Any
"""Any object of WeasyPrint or pydyf, which have no types."""

_FEW = 2
"""Number of pages from which typesetting once pays."""
_MANY = 8
"""Number of single texts of one kind from which they are typeset as lines of one block."""
_LONG_FIGURE = 200
"""Length of a figure's paths, in characters, beyond which it is drawn once and then only named."""
_NEAR = 0.01
"""Difference up to which two lengths count as equal, CSS pixels."""

# Placeholders for the page's number and the number of pages until they are known; no plan has such numbers.
_PAGE, _PAGES = "8642086420", "9753197531"
_EDGES = (
    *(f"@{one}-{two}" for one in ("top", "bottom") for two in ("left", "center", "right")),
    *(f"@{one}-{two}" for one in ("left", "right") for two in ("top", "middle", "bottom")),
)
_TALL = (
    "@page {{ size: {width}px 900000px !important; "
    + " ".join(f"{edge} {{{{ content: none !important }}}}" for edge in _EDGES)
    + " }} section {{ break-after: auto !important }}"
)
_SIDES = ("top", "right", "bottom", "left")
_LONG = re.compile(rb"-?\d+\.\d{4,}")
_LENGTHS = (b" re", b" m", b" l", b" c", b" Tm")


class _Of(Enum):
    """Which part of a box is drawn."""

    WHOLE = "all of it"
    SHELL = "its background and frame"
    LINE = "all of it, and it is a line of a block"


@dataclass(slots=True)
class _Fragment:
    """Something that was typeset once.

    *corner* is its place on the tall page; *x* and *y* are its place inside its section or cell; *above* and *below*
    are its margins. *drawn* and the fields after it are set when it is first drawn. In *drawn* each third part is the
    number of a mark.
    """

    boxes: tuple[tuple[Box, _Of], ...]
    corner: tuple[float, float]
    x: float = 0
    y: float = 0
    above: float = 0
    height: float = 0
    below: float = 0
    absolute: bool = False
    drawn: tuple[bytes | int, ...] = ()
    marks: int = 0
    trees: tuple["_Trees", ...] = ()
    bookmarks: tuple[Any, ...] = ()
    places: tuple[Place, ...] = ()


_Trees = tuple["int | _Tree", ...]


@dataclass(frozen=True, slots=True)
class _Tree:
    """An element of a fragment's structure tree, whose marks are counted from 0."""

    kind: str
    extra: dict[str, Any]
    inside: _Trees


@dataclass(slots=True)
class _Shell:
    """A row without the blocks in its cells.

    *cells* has for each cell the x and y at which its blocks begin, the lowest y that they may reach, and its area.
    """

    fragment: _Fragment
    height: float
    cells: tuple[tuple[float, float, float, Corners], ...]


@dataclass(slots=True)
class _Columns:
    """All different rows and blocks in tables of one kind; blocks by column and start tag of their cell."""

    start: bytes
    count: int
    rows: dict[tuple[bytes, bytes], Row] = field(default_factory=dict)
    blocks: dict[tuple[int, bytes], dict[bytes, _Fragment | None]] = field(default_factory=dict)
    shells: dict[tuple[bytes, bytes], _Shell] = field(default_factory=dict)
    x: float = 0
    above: float = 0


@dataclass(slots=True)
class _Kind:
    """All different blocks and tables in sections of one kind."""

    blocks: dict[bytes, _Fragment | None] = field(default_factory=dict)
    tables: dict[bytes, _Columns] = field(default_factory=dict)
    x: float = 0


def typeset(page: str, render: Callable[..., Box], parse: Callable[[str], Box]) -> Box | None:
    """Return WeasyPrint's document for *page*, with pages put together from fragments; it is written as any other.

    *render* lays out HTML with style sheets; *parse* makes a style sheet. Return None if *page* is short or has
    another structure, or if something does not fit its place: WeasyPrint must then lay out the page as a whole.
    """
    if "<input" in page or 'dir="rtl"' in page:
        return None
    try:
        found = sections(page)
        return _document(page, found, render, parse) if len(found) >= _FEW else None
    except UnfitError:
        return None


def _document(
    page: str, found: Sequence[Section], render: Callable[..., Box], parse: Callable[[str], Box]
) -> Box:
    kinds = _kinds(found)
    head, rest = page[: page.index("<section")].split("<style>")
    style, body = rest.split("</style>")
    style = style.replace("counter(pages)", f'"{_PAGES}"').replace("counter(page)", f'"{_PAGE}"')
    sheet, end = parse(style), "</body></html>"

    alike = tuple(_alike(kinds))
    samples = b"".join(start + b"x</div>" for start in alike).decode()
    first = render(f"{head}{body}<section>{samples}</section>{end}", sheet).pages[0]._page_box  # noqa: SLF001
    sampled = first.children[0].children[0].children[0].children
    lines = frozenset(start for start, box in zip(alike, sampled, strict=True) if _is_line(box))
    edges = _edges(first, len(found))

    tall = parse(_TALL.format(width=first.margin_width()))
    specimens = b"".join(_specimens(kinds, lines)).decode()
    document = render(f"{head}{body}{specimens}{_labels(edges)}{end}", sheet, tall)
    if len(document.pages) != 1:
        raise UnfitError
    page_box = document.pages[0]._page_box  # noqa: SLF001
    typeset_ones = iter(page_box.children[0].children[0].children)
    for kind in kinds.values():
        _measure(kind, next(typeset_ones), lines)
    for edge in edges:
        edge.take(typeset_ones)
    pages = [
        _Page(first, page_box, number, [edge.on(number) for edge in edges]) for number in range(len(found))
    ]
    for made, section in zip(pages, found, strict=True):
        made.fill(kinds[section.start], section)
    # A fragment frees its boxes once it is drawn; the boxes around them would keep all of them to the end.
    page_box.children = first.children = ()
    return document.copy(pages)


def _kinds(found: Iterable[Section]) -> dict[bytes, _Kind]:
    """Return all different parts of the sections, by the start tag of their section."""
    kinds: dict[bytes, _Kind] = {}
    for section in found:
        kind = kinds.setdefault(section.start, _Kind())
        for item in section.items:
            if isinstance(item, bytes):
                kind.blocks.setdefault(item)
            else:
                columns = kind.tables.setdefault(item.kind, _Columns(item.start, len(item.columns)))
                for row in item.rows:
                    columns.rows.setdefault((row.group, row.shell), row)
                    for column, cell in zip(item.columns, row.cells, strict=True):
                        known = columns.blocks.setdefault((column, cell.start), {})
                        for block in cell.blocks:
                            known.setdefault(block)
    return kinds


def _alike(kinds: dict[bytes, _Kind]) -> Iterator[bytes]:
    """Yield the start tags that many single texts in cells of one kind share."""
    found = Counter(
        (column, cell, text[0])
        for kind in kinds.values()
        for columns in kind.tables.values()
        for (column, cell), blocks in columns.blocks.items()
        for block in blocks
        if (text := plain_text(block))
    )
    yield from dict.fromkeys(start for (_, _, start), count in found.items() if count >= _MANY)


def _is_line(box: Box) -> bool:
    """Tell whether a block is only its line of text: no border or padding, no height of its own, no line breaks."""
    style = box.style
    return (
        style["white_space"] == "pre"
        and (style["height"], style["min_height"], style["position"]) == ("auto", "auto", "static")
        and not any(getattr(box, f"border_{side}_width") for side in _SIDES)
        and not (box.padding_top or box.padding_bottom or box.background)
        and style["bookmark_level"] == "none"
    )


def _shared(
    blocks: Iterable[bytes], lines: frozenset[bytes]
) -> tuple[list[bytes], dict[bytes, dict[bytes, bytes]]]:
    """Split blocks into those that stay blocks and those that are typeset as lines, whose texts go by start tag."""
    stay, texts = list[bytes](), dict[bytes, dict[bytes, bytes]]()
    for block in blocks:
        text = plain_text(block)
        if text and text[0] in lines:
            texts.setdefault(text[0], {})[block] = text[1]
        else:
            stay.append(block)
    return stay, texts


def _specimens(kinds: dict[bytes, _Kind], lines: frozenset[bytes]) -> Iterator[bytes]:
    """Yield HTML with each different part once, as a specimen."""
    for start, kind in kinds.items():
        yield start
        yield from kind.blocks
        for columns in kind.tables.values():
            yield columns.start
            for group, rows in groupby(columns.rows.values(), key=lambda row: row.group):
                yield group
                yield from (row.shell for row in rows)
            for (column, start_of_cell), blocks in columns.blocks.items():
                if blocks:
                    yield b"<tr>" + b"<td></td>" * column + start_of_cell
                    stay, texts = _shared(blocks, lines)
                    yield from stay
                    yield from (tag + b"\n".join(said.values()) + b"</div>" for tag, said in texts.items())
                    yield Cell(start_of_cell, ()).end
                    yield b"<td></td>" * (columns.count - column - 1) + b"</tr>"
            yield b"</tbody></table>"
        yield b"</section>"


def _measure(kind: _Kind, section: Box, lines: frozenset[bytes]) -> None:
    """Record where each part is in a section of specimens."""
    kind.x, left, top = section.position_x, section.position_x, section.position_y
    inside = iter(section.children)
    for block in kind.blocks:
        kind.blocks[block] = _block(next(inside), left, top)
    for columns in kind.tables.values():
        wrapper = next(inside)
        table = wrapper.get_wrapped_table()
        if any(getattr(table, f"border_{side}_width") for side in _SIDES):
            raise UnfitError
        columns.above, columns.x = wrapper.margin_top, table.position_x - left
        rows = (row for group in table.children for row in group.children)
        for key, row in columns.rows.items():
            columns.shells[key] = _shell(row, next(rows))
        for (column, _), blocks in columns.blocks.items():
            if blocks:
                _measure_cell(blocks, next(rows).children[column], lines)


def _measure_cell(blocks: dict[bytes, _Fragment | None], cell: Box, lines: frozenset[bytes]) -> None:
    left, top, inside = cell.content_box_x(), cell.content_box_y(), iter(cell.children)
    stay, texts = _shared(blocks, lines)
    for block in stay:
        blocks[block] = _block(next(inside), left, top)
    for said in texts.values():
        box = next(inside)
        for block, line in zip(said, box.children, strict=True):
            blocks[block] = _line(box, line, left)


def _block(box: Box, left: float, top: float) -> _Fragment:
    absolute = isinstance(box, AbsolutePlaceholder)
    box = box._box if absolute else box  # noqa: SLF001
    x, y, height = box.border_box_x(), box.border_box_y(), box.border_height()
    above, below = (0, 0) if absolute else (box.margin_top, box.margin_bottom)
    return _Fragment(((box, _Of.WHOLE),), (x, y), x - left, y - top, above, height, below, absolute)


def _line(box: Box, line: Box, left: float) -> _Fragment:
    """Return a line of a block as a block of its own."""
    x, y = box.border_box_x(), line.position_y
    return _Fragment(((line, _Of.LINE),), (x, y), x - left, 0, box.margin_top, line.height, box.margin_bottom)


def _shell(row: Row, box: Box) -> _Shell:
    left, top = box.position_x, box.position_y
    cells = tuple(
        (one, _Of.WHOLE if cell.whole else _Of.SHELL)
        for one, cell in zip(box.children, row.cells, strict=True)
    )
    inside = tuple(
        (
            one.content_box_x() - left,
            one.content_box_y() - top,
            box.height - one.border_bottom_width,
            moved(border_box(one), -left, -top),
        )
        for one in box.children
    )
    return _Shell(_Fragment(cells, (left, top)), box.height, inside)


@dataclass(slots=True)
class _Edge:
    """A text at the edge of the pages; if it says the page's number, it has a text for each page."""

    box: Box
    texts: tuple[str, ...]
    fragments: list[_Fragment] = field(default_factory=list)

    def take(self, specimens: Iterator[Box]) -> None:
        """Take what was typeset for each page from *specimens*, and put it in the place of the edge's own text."""
        if not self.texts:
            self.fragments = [_Fragment(((self.box, _Of.WHOLE),), (0, 0))]
            return
        block, first = next(specimens), next(_lines(self.box))
        lines, x = iter(block.children), block.content_box_x() - self.box.content_box_x()
        for text in self.texts:
            mine = [next(lines) for _ in text.split("\n")]
            corner = x, mine[0].position_y - first.position_y
            self.fragments.append(_Fragment(tuple((line, _Of.LINE) for line in mine), corner))

    def on(self, number: int) -> _Fragment:
        """Return what stands on a page."""
        return self.fragments[number if self.texts else 0]


def _edges(page: Box, count: int) -> tuple[_Edge, ...]:
    """Return the edges of *count* pages, read from a page that has placeholders for the numbers."""
    found = list[_Edge]()
    for box in page.children[1:]:
        lines = ("".join(one.text for one in _texts(line)) for line in _lines(box))
        said = "\n".join(lines)
        counted = _PAGE in said or _PAGES in said
        if said.strip():
            texts = (
                said.replace(_PAGES, str(count)).replace(_PAGE, str(number + 1)) for number in range(count)
            )
            found.append(_Edge(box, tuple(texts) if counted else ()))
    return tuple(found)


def _lines(box: Box) -> Iterator[Box]:
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            yield child
        else:
            yield from _lines(child)


def _texts(line: Box) -> Iterator[Box]:
    return (one for one in line.descendants() if isinstance(one, boxes.TextBox))


def _labels(edges: Iterable[_Edge]) -> str:
    """Return HTML of those texts of the edges that differ from page to page, in the style of their edge."""
    return "".join(
        f'<div style="{escape(_style(edge.box))}">{escape(chr(10).join(edge.texts))}</div>'
        for edge in edges
        if edge.texts
    )


def _style(box: Box) -> str:
    style = box.style
    if style["white_space"] != "pre":
        raise UnfitError
    families = ", ".join(f"'{name}'" for name in style["font_family"])
    line = next(_lines(box)).height
    return (
        f"width: {box.width}px; text-align: {style['text_align_all']}; white-space: pre; line-height: {line}px; "
        f"font-family: {families}; font-size: {style['font_size']}px; font-weight: {style['font_weight']}"
    )


_Placed = tuple[_Fragment, float, float, Corners | None]
"""A fragment on a page, how far it is moved in x and y, and the area of its cell."""


@dataclass(slots=True)
class _Element:
    """An element of a page's structure tree; *made* is its object in the PDF.

    *inside* has elements, or pairs: an index into the page's *placed*, and which tree of that fragment.
    """

    kind: str
    inside: list[Any] = field(default_factory=list)
    heads_row: bool = False
    made: Box = None


class _Page:
    """A page put together from fragments; it has the attributes that WeasyPrint reads when it writes a page."""

    def __init__(self, like: Box, specimens: Box, number: int, edges: Iterable[_Fragment]) -> None:
        self._page_box = like  # empty by the time WeasyPrint looks in it for boxes to tag
        self.width, self.height = like.margin_width(), like.margin_height()
        self.bleed = dict.fromkeys(_SIDES, 0)
        self.bookmarks: list[Any] = []
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[Any, Any] = {None: []}
        self.specimens, self.number = specimens, number
        self.left, self.top = like.content_box_x() - specimens.content_box_x(), like.content_box_y()
        self.bottom = self.top + like.height
        self.edges = tuple(edges)
        self.placed: list[_Placed] = []
        self.places: list[Place] = []
        self.marks: list[int] = []
        self.tree = _Element("Sect")

    def fill(self, kind: _Kind, section: Section) -> None:
        """Place the items of a section one below the other; raise ``UnfitError`` where they do not fit."""
        left, y, last = kind.x + self.left, self.top, 0.0
        for item in section.items:
            if isinstance(item, bytes):
                fragment = _known(kind.blocks[item])
                if fragment.absolute:
                    self._place(self.tree, fragment, left + fragment.x, self.top + fragment.y)
                    continue
                y += _between(last, fragment.above)
                self._place(self.tree, fragment, left + fragment.x, y)
                y, last = y + fragment.height, fragment.below
            else:
                columns = kind.tables[item.kind]
                y += _between(last, columns.above)
                y, last = self._table(columns, item, left + columns.x, y), 0.0
        if y > self.bottom + _NEAR:
            raise UnfitError

    def _place(
        self, parent: _Element, fragment: _Fragment, x: float, y: float, cell: Corners | None = None
    ) -> None:
        parent.inside.append((len(self.placed), 0))
        self.placed.append((fragment, x - fragment.corner[0], y - fragment.corner[1], cell))

    def _table(self, columns: _Columns, table: Table, left: float, y: float) -> float:
        whole = _Element("Table")
        self.tree.inside.append(whole)
        for group, rows in groupby(table.rows, key=lambda row: row.group):
            part = _Element({b"th": "THead", b"tb": "TBody"}[group[1:3]])
            whole.inside.append(part)
            for row in rows:
                shell = columns.shells[row.group, row.shell]
                part.inside.append(self._row(columns, (table.columns, row), shell, left, y))
                y += shell.height
        return y

    def _row(
        self, columns: _Columns, row: tuple[tuple[int, ...], Row], shell: _Shell, left: float, y: float
    ) -> _Element:
        made, number = _Element("TR"), len(self.placed)
        self.placed.append(
            (shell.fragment, left - shell.fragment.corner[0], y - shell.fragment.corner[1], None)
        )
        for index, (column, cell, (x, at, down, box)) in enumerate(
            zip(row[0], row[1].cells, shell.cells, strict=True)
        ):
            inside = _Element(cell.name, heads_row=cell.heads_row)
            made.inside.append(inside)
            if cell.whole:
                inside.inside.append((number, index))
                continue
            last = 0.0
            for block in cell.blocks:
                fragment = _known(columns.blocks[column, cell.start][block])
                if fragment.absolute:
                    raise UnfitError
                at += _between(last, fragment.above)  # noqa: PLW2901  how far down it has come
                around = moved(box, left, y, self.height)
                self._place(inside, fragment, left + x + fragment.x, y + at, around)
                at, last = at + fragment.height, fragment.below  # noqa: PLW2901
            if at + last > down + _NEAR:
                raise UnfitError
        return made

    def paint(self, stream: Box, scale: float = 1) -> None:
        """Draw everything at its place."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            edges = ((fragment, -fragment.corner[0], -fragment.corner[1], None) for fragment in self.edges)
            marks, heard = 0, True
            for index, (fragment, x, y, around) in enumerate((*self.placed, *edges)):
                if index == len(self.placed):
                    # A screen reader reads whom to ring and whether this is a draft once, after the first page.
                    heard = self.number == 0
                if not fragment.drawn:
                    _draw(fragment, stream, self.specimens)
                stream.stream.append(b"q 1 0 0 1 %s %s cm" % (_number(x), _number(y)))
                stream.stream.append(_marked(fragment, marks if heard else None))
                stream.stream.append(b"Q")
                self.marks.append(marks)
                marks += fragment.marks if heard else 0
                self.places += (
                    (moved(line, x, y, self.height), moved(cell, x, y, self.height) if cell else around)
                    for line, cell in fragment.places
                )
                self.bookmarks += (
                    (level, label, (left + x, top + y), state)
                    for level, label, (left, top), state in fragment.bookmarks
                )


def _known(fragment: _Fragment | None) -> _Fragment:
    if fragment is None:
        raise UnfitError
    return fragment


def _between(above: float, below: float) -> float:
    """Return the height of two adjoining margins, which collapse as in CSS."""
    return max(above, below, 0) + min(above, below, 0)


def _draw(fragment: _Fragment, stream: Box, page: Box) -> None:
    """Let WeasyPrint draw a fragment, and record what it draws, tags and bookmarks."""
    tags: dict[Box, Any] = {}
    bookmarks: list[Any] = []
    fresh = stream.clone(tags=tags)
    for box, part in fragment.boxes:
        if part is _Of.LINE:
            draw_inline_level(fresh, page, box)
        elif part is _Of.SHELL:
            draw_background(fresh, box.background)
            draw_border(fresh, box)
        elif isinstance(box, boxes.ReplacedBox) and _is_long(box):
            _draw_apart(fresh, box)
        else:
            draw_stacking_context(fresh, StackingContext.from_box(box, page))
            if not isinstance(box, (boxes.MarginBox, boxes.TableCellBox)):
                gather_anchors(box, {}, [], bookmarks, {None: []})
    fragment.marks, fragment.bookmarks = len(tags), tuple(bookmarks)
    fragment.places = places(tags, (box for box, part in fragment.boxes if part is _Of.WHOLE))
    fragment.drawn = tuple(_parts(fresh.stream))
    fragment.trees = tuple(
        ()
        if part is _Of.SHELL
        else (_Tree("Div", {}, _tree(box, tags)),)
        if part is _Of.LINE
        else _tree(box, tags)
        for box, part in fragment.boxes
    )
    fragment.boxes = ()


def _is_long(figure: Box) -> bool:
    """Tell whether a figure has long paths; one with texts is not drawn apart, since they are read on their page."""
    if any(str(path.tag).endswith("}text") for path in figure.element.iter()):
        return False
    return sum(len(path.get("d", "")) for path in figure.element.iter()) > _LONG_FIGURE


def _draw_apart(stream: Box, box: Box) -> None:
    """Draw a figure as an object of its own, so that each of its places only names it."""
    group = stream.add_group(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
    draw_replacedbox(group, box)
    with stream.marked(box, "Figure"):
        stream.draw_x_object(group.id)


def _parts(drawn: Iterable[Any]) -> Iterator[bytes | int]:
    """Yield in turn: drawing operators, the name of a mark, and its number."""
    some: list[bytes] = []
    for item in drawn:
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            *before, name = some
            yield from (b"\n".join(before), name, item["MCID"])
            some = []
        else:
            some.append(_short(pydyf._to_bytes(item)))  # noqa: SLF001
    yield b"\n".join(some)


def _marked(fragment: _Fragment, first: int | None) -> bytes:
    """Return what is drawn, with marks counted from *first*; if that is None, screen readers skip it."""
    parts = fragment.drawn
    if first is not None:
        return b"\n".join(b"<</MCID %d>>" % (first + one) if isinstance(one, int) else one for one in parts)
    unheard = (b"%b", b"/Artifact", b"<</Type /Pagination>>")
    return b"\n".join(
        one if index % 3 == 0 and isinstance(one, bytes) else unheard[index % 3]
        for index, one in enumerate(parts)
    )


def _short(item: bytes) -> bytes:
    """Round lengths to a thousandth of a pixel; scales and font sizes stay exact, since they are multiplied.

    Leave out offsets of zero between glyphs.
    """
    if item.endswith(_LENGTHS):
        return _LONG.sub(lambda found: _number(float(found[0])), item)
    return item.replace(b">0<", b"") if item.endswith(b" TJ") else item


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()


def _tree(box: Box, tags: dict[Box, Any], *, in_cell: bool = False) -> _Trees:
    """Return the elements of a box: those that WeasyPrint would make of it and ``finisher`` would keep."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001
    if isinstance(box, boxes.TextBox):
        return (tags.pop(box)["mcid"],)
    kind = _get_pdf_tag(None if box.element is None else box.element_tag)
    cell = kind in {"TH", "TD"}
    inside = tuple(kid for child in box.children for kid in _tree(child, tags, in_cell=cell))
    if isinstance(box, boxes.ReplacedBox):
        inside = (*inside, tags.pop(box)["mcid"])
    said = "" if box.element is None else box.element.get("title", "")
    thin = kind == "NonStruct" or (kind == "Span" and not said) or (cell and in_cell)
    silent = kind == "Div" and not inside and not said
    if thin or silent or isinstance(box, (boxes.LineBox, boxes.MarginBox)):
        return inside
    extra: dict[str, Any] = {}
    if kind == "Figure":
        x, y = box.content_box_x(), box.content_box_y()
        extra["A"] = _layout(x, y, x + box.width, y + box.height)
        said = box.element.findtext("{http://www.w3.org/2000/svg}title") or ""
    if said:
        extra["Alt"] = pydyf.String(said)
    return (_Tree(kind, extra, inside),)


def _layout(*corners: float) -> Box:
    return pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(corners)})


def tag(document: Box, pdf: Box) -> None:
    """Add the elements of each page to the structure tree, which WeasyPrint has left empty."""
    root = object_of(pdf, pdf.catalog["StructTreeRoot"])
    whole, owners = object_of(pdf, root["K"][0]), object_of(pdf, root["ParentTree"])["Nums"][1::2]
    # WeasyPrint writes the metadata last, after the tags.
    metadata = pdf.objects.pop()
    for page, reference, owned in zip(document.pages, pdf.page_references, owners, strict=True):
        tagger = _Tagger(pdf, page, reference)
        whole["K"].extend(tagger.page(whole.reference))
        owned.extend(owner for _, owner in sorted(tagger.owners.items()))
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


@dataclass(slots=True)
class _Closed:
    """An element as finished bytes: there are hundreds of thousands, and pydyf's objects take much memory."""

    number: int
    data: bytes
    offset: int = 0
    generation: int = 0
    free: str = "n"
    compressible: bool = True


def _closed(made: Box) -> _Closed:
    """Return an element as the bytes that pydyf would write."""
    inside = b" ".join(b"%d" % one if isinstance(one, int) else one for one in made["K"])
    said = b"".join(b"/%s %s" % (key.encode(), made[key].data) for key in ("A", "Alt", "ID") if key in made)
    element = made["S"].encode(), inside, made["Pg"], made["P"], said
    return _Closed(made.number, b"<</Type /StructElem/S %s/K [%s]/Pg %s/P %s%s>>" % element)


class _Tagger:
    """Makes the elements of one page; *owners* has the reference of each mark's element."""

    def __init__(self, pdf: Box, page: _Page, reference: bytes) -> None:
        self.pdf, self.made, self.reference = pdf, page, reference
        self.owners: dict[int, bytes] = {}
        self.elements: list[Box] = []

    def page(self, parent: bytes) -> Iterator[bytes]:
        """Yield the reference of the page's section; on the first page also those of its edges."""
        yield self._element(self.made.tree, parent).reference
        if self.made.number == 0:
            for number, edge in enumerate(self.made.edges, len(self.made.placed)):
                for mark in range(edge.marks):
                    heard = self._add("NonStruct", parent)
                    self._fill(heard, (mark,), (number, 0, 0))
                    yield heard.reference
        for made in self.elements:
            self.pdf.objects[made.number] = _closed(made)

    def _add(self, kind: str, parent: bytes) -> Box:
        made = pydyf.Dictionary({"S": f"/{kind}", "K": [], "Pg": self.reference, "P": parent})
        self.pdf.add_object(made)
        self.elements.append(made)
        return made

    def _element(self, element: _Element, parent: bytes) -> Box:
        element.made = made = self._add(element.kind, parent)
        if element.kind in {"TH", "TD"}:
            made["A"] = pydyf.Dictionary({"O": "/Table"})
        for one in element.inside:
            if isinstance(one, _Element):
                made["K"].append(self._element(one, made.reference).reference)
                continue
            number, index = one
            fragment, x, y, _ = self.made.placed[number]
            for tree in fragment.trees[index]:
                # The tree of a cell that was typeset whole begins with the cell's own element.
                own = isinstance(tree, _Tree) and tree.kind == element.kind
                self._fill(made, tree.inside if own else (tree,), (number, x, y))
        if element.kind == "Table":
            _relate(element)
        return made

    def _fill(self, made: Box, inside: _Trees, place: tuple[int, float, float]) -> None:
        number, x, y = place
        for one in inside:
            if isinstance(one, int):
                mark = self.made.marks[number] + one
                made["K"].append(mark)
                self.owners[mark] = made.reference
            else:
                kid = self._add(one.kind, made.reference)
                kid.update(one.extra)
                if one.kind == "Figure":
                    left, top, right, bottom = one.extra["A"]["BBox"]
                    kid["A"] = _layout(left + x, top + y, right + x, bottom + y)
                made["K"].append(kid.reference)
                self._fill(kid, one.inside, place)


def _relate(table: _Element) -> None:
    """Give each header cell of a table an ID, and list in each data cell the IDs of its headers."""
    above: dict[int, list[Any]] = {}
    for line, row in enumerate(row for group in table.inside for row in group.inside):
        beside = list[Any]()
        for column, cell in enumerate(row.inside):
            if cell.kind == "TH":
                cell.made["ID"] = pydyf.String(f"{table.made.number}-{line}-{column}")
                cell.made["A"]["Scope"] = "/Row" if cell.heads_row else "/Column"
                (beside if cell.heads_row else above.setdefault(column, [])).append(cell.made["ID"])
        for column, cell in enumerate(row.inside):
            if cell.kind == "TD":
                cell.made["A"]["Headers"] = pydyf.Array([*beside, *above.get(column, ())])
