"""Typesets what many pages share once and places it on each; knows WeasyPrint's inside, and is switched off by one line.

A document whose body is sections, one a page, of blocks and of tables with fixed columns and rows of a stated height, is
mostly the same few blocks again and again. Each different block, cell and row is laid out by WeasyPrint once, in its own
surroundings, on one tall page; the pages are then put together by adding up heights. What is drawn, tagged and bookmarked
for a block is what WeasyPrint draws, tags and bookmarks for it, moved to its place.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any
from xml.parsers import expat

KNOWN = "70.0"
"""The version of WeasyPrint whose inside this module knows; None switches it off."""

_FEW = 4
"""So few pages are laid out faster as they are."""

_MANY = 8
"""So many texts of a kind in one column are typeset as the lines of one block."""

_NEAR = 0.01
_PLAIN = re.compile(rb"(<\w+(?: class=\"[^\"]*\")?>)([^<\n]+)</\w+>")
_TALL = "@page { size: %.6fpx 900000px !important; %s } section { break-after: auto !important }"
_PAGE, _PAGES = "8642086420", "9753197531"
_EDGES = tuple(f"@{a}-{b} {{ content: none !important }}" for a in ("top", "bottom") for b in ("left", "center", "right")) + tuple(
    f"@{a}-{b} {{ content: none !important }}" for a in ("left", "right") for b in ("top", "middle", "bottom")
)


class _UnfitError(Exception):
    """Say that a page is not made of blocks and rows that can be added up."""


@dataclass(slots=True)
class _Node:
    tag: str
    start: int
    inside: int
    end: int = 0
    texts: bool = False
    children: list["_Node"] = field(default_factory=list)


@dataclass(slots=True)
class _Fragment:
    """What was typeset once: its box, later what is drawn and tagged for it; lengths in CSS px."""

    boxes: tuple[tuple[Any, str], ...]
    """Each with what is drawn of it: the *whole*, its *shell* without what is in it, or a *line* of a block."""
    corner: tuple[float, float] = (0, 0)
    x: float = 0
    y: float = 0
    absolute: bool = False
    above: float = 0
    height: float = 0
    below: float = 0
    drawn: tuple[bytes | int, ...] | None = None
    marks: int = 0
    trees: tuple[Any, ...] = ()
    bookmarks: tuple[Any, ...] = ()


@dataclass(slots=True)
class _Cell:
    start: bytes
    whole: bytes
    leaves: tuple[bytes, ...]

    @property
    def shell(self) -> bytes:
        return self.whole or self.start


@dataclass(slots=True)
class _Row:
    group: bytes
    start: bytes
    cells: tuple[_Cell, ...]

    @property
    def shell(self) -> tuple[bytes, ...]:
        return (self.group, self.start, *(cell.shell for cell in self.cells))


@dataclass(slots=True)
class _Table:
    start: bytes
    head: bytes
    columns: tuple[int, ...]
    rows: tuple[_Row, ...]


@dataclass(slots=True)
class _Specimens:
    """The distinct parts of all tables of a kind."""

    table: _Table
    rows: dict[tuple[bytes, ...], _Row] = field(default_factory=dict)
    leaves: dict[tuple[int, bytes], dict[bytes, _Fragment | None]] = field(default_factory=dict)
    shells: dict[tuple[bytes, ...], "_Shell"] = field(default_factory=dict)
    margin: float = 0
    x: float = 0


@dataclass(slots=True)
class _Shell:
    fragment: _Fragment
    height: float
    origins: tuple[tuple[float, float, float], ...]
    """Of each cell where its content begins, and how far down it may go."""


@dataclass(slots=True)
class _Kind:
    """The distinct parts of all sections of a kind."""

    blocks: dict[bytes, _Fragment | None] = field(default_factory=dict)
    tables: dict[tuple[bytes, bytes], _Specimens] = field(default_factory=dict)
    x: float = 0
    y: float = 0


def typeset(page: str, render: Callable[..., Any], parse: Callable[[str], Any]) -> Any | None:  # noqa: ANN401  WeasyPrint has no types
    """Return WeasyPrint's document for *page* with pages put together from what was typeset once.

    *render* lays out HTML with style sheets, and *parse* makes one of CSS. None where another version of WeasyPrint is installed, where the document is of another
    make, and where something does not fit its place: then it is laid out as it is.
    """
    import weasyprint

    if weasyprint.__version__ != KNOWN or "<input" in page or 'dir="rtl"' in page:
        return None
    source = page.encode()
    try:
        sections = _sections(source)
        if len(sections) < _FEW:
            return None
        return _put_together(page, source, sections, render, parse)
    except (_UnfitError, expat.ExpatError):
        return None


def _sections(source: bytes) -> list[_Node]:
    """Return the sections of the body; each is to be a page."""
    stack: list[_Node] = []
    top = _Node("", 0, 0)
    parser = expat.ParserCreate()

    def begin(tag: str, _attributes: object) -> None:
        at = parser.CurrentByteIndex
        node = _Node(tag, at, source.index(b">", at) + 1)
        (stack[-1] if stack else top).children.append(node)
        stack.append(node)

    def end(_tag: str) -> None:
        stack.pop().end = source.index(b">", parser.CurrentByteIndex) + 1

    def text(said: str) -> None:
        if said.strip():
            stack[-1].texts = True

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.Parse(source, True)
    body = top.children[0].children[-1]
    if body.tag != "body" or any(child.tag != "section" for child in body.children):
        raise _UnfitError
    return body.children


_BLOCKS = {"div", "p", "h1", "h2", "h3"}


def _table(source: bytes, node: _Node) -> _Table:
    rows = tuple(
        _Row(
            source[group.start : group.inside],
            source[row.start : row.inside],
            tuple(_cell(source, cell) for cell in row.children),
        )
        for group in node.children
        for row in group.children
    )
    first = rows[0]
    names = [cell.start for cell in first.cells]
    ends = [(name, index == 0, index == len(names) - 1) for index, name in enumerate(names)]
    head = node.children[0]
    return _Table(
        source[node.start : node.inside],
        source[head.start : head.end],
        tuple(ends.index(one) for one in ends),
        rows,
    )


def _cell(source: bytes, node: _Node) -> _Cell:
    start = source[node.start : node.inside]
    if node.texts or any(child.tag not in _BLOCKS for child in node.children):
        return _Cell(start, source[node.start : node.end], ())
    return _Cell(start, b"", tuple(source[child.start : child.end] for child in node.children))


def _put_together(page: str, source: bytes, sections: list[_Node], render: Callable[..., Any], parse: Callable[[str], Any]) -> Any:
    kinds: dict[bytes, _Kind] = {}
    planned = []
    for section in sections:
        start = source[section.start : section.inside]
        kind = kinds.setdefault(start, _Kind())
        items: list[bytes | _Table] = []
        for node in section.children:
            if node.tag == "table":
                table = _table(source, node)
                _collect(kind, table)
                items.append(table)
            else:
                raw = source[node.start : node.end]
                kind.blocks.setdefault(raw)
                items.append(raw)
        planned.append((start, items))
    head, _, _ = page.partition("</head>")
    opening = page[len(head) + len("</head>") : page.index("<section")]
    head, _, rest = head.partition("<style>")
    style = rest.partition("</style>")[0]
    # Each page has the same numbers at first; they are found by them, and get its own.
    style = style.replace("counter(pages)", f'"{_PAGES}"').replace("counter(page)", f'"{_PAGE}"')
    sheet = parse(style)
    alike = list(_alike(kinds))
    samples = b"".join(start + b"x</div>" for start in alike).decode()
    proto = render(f"{head}</head>{opening}<section>{samples}</section></body></html>", sheet).pages[0]._page_box
    sampled = proto.children[0].children[0].children[0].children
    lined = {start for start, box in zip(alike, sampled, strict=True) if _is_line(box)}
    edges = _edges(proto, len(sections))
    tall = parse(_TALL % (proto.margin_width(), " ".join(_EDGES)))
    specimens = f"{head}</head>{opening}{_specimens(kinds, lined)}{_labels(edges)}</body></html>"
    document = render(specimens, sheet, tall)
    if len(document.pages) != 1:
        raise _UnfitError
    page_box = document.pages[0]._page_box
    body = page_box.children[0].children[0]
    boxes = iter(body.children)
    for kind in kinds.values():
        _measure(kind, next(boxes), body, lined)
    for edge in edges:
        edge.take(boxes)
    room = proto.content_box_y() + proto.height
    origin = proto.content_box_x() - page_box.content_box_x(), proto.content_box_y()
    pages = [
        _place(_Page(proto, page_box), kinds[start], items, origin, room, start) for start, items in planned
    ]
    pages[0].first = True
    for number, made in enumerate(pages):
        made.edges = [edge.on(number) for edge in edges]
    _install()
    return document.copy(pages)


def _collect(kind: _Kind, table: _Table) -> None:
    """Note what is new in a table."""
    specimens = kind.tables.setdefault((table.start, table.head), _Specimens(table))
    for row in table.rows:
        specimens.rows.setdefault(row.shell, row)
        if len(row.cells) != len(table.columns):
            raise _UnfitError
        for column, cell in zip(table.columns, row.cells, strict=True):
            leaves = specimens.leaves.setdefault((column, cell.start), {})
            for leaf in cell.leaves:
                leaves.setdefault(leaf)


def _alike(kinds: dict[bytes, _Kind]) -> Iterator[bytes]:
    """Yield the start tags that many plain texts of a column have."""
    found = Counter(
        (column, cell, match[1])
        for kind in kinds.values()
        for specimens in kind.tables.values()
        for (column, cell), leaves in specimens.leaves.items()
        for leaf in leaves
        if (match := _PLAIN.fullmatch(leaf)) and leaf.startswith(b"<div")
    )
    return iter(dict.fromkeys(start for (_, _, start), count in found.items() if count >= _MANY))


def _is_line(box: Any) -> bool:
    """Tell whether a block is as high as its line and draws nothing else, and its text is never broken."""
    style = box.style
    sides = ("top", "right", "bottom", "left")
    return (
        style["white_space"] == "pre"
        and style["height"] == "auto"
        and style["min_height"] == "auto"
        and not any(getattr(box, f"border_{side}_width") for side in sides)
        and not (box.padding_top or box.padding_bottom or box.background)
        and style["position"] == "static"
        and style["bookmark_level"] == "none"
    )


def _lines_of(leaves: Iterable[bytes], lined: set[bytes]) -> tuple[list[bytes], dict[bytes, dict[bytes, bytes]]]:
    """Share leaves out: those that are blocks, and those that are lines, their texts by their start tags."""
    blocks, lines = [], dict[bytes, dict[bytes, bytes]]()
    for leaf in leaves:
        match = _PLAIN.fullmatch(leaf)
        if match and match[1] in lined:
            lines.setdefault(match[1], {})[leaf] = match[2]
        else:
            blocks.append(leaf)
    return blocks, lines


def _specimens(kinds: dict[bytes, _Kind], lined: set[bytes]) -> str:
    """Return the HTML with each different part once."""
    made = []
    for start, kind in kinds.items():
        made += [start, *kind.blocks]
        for specimens in kind.tables.values():
            made += _specimen_table(specimens, lined)
        made.append(b"</section>")
    return b"".join(made).decode()


def _specimen_table(specimens: _Specimens, lined: set[bytes]) -> Iterator[bytes]:
    yield specimens.table.start
    group = b""
    for row in specimens.rows.values():
        if row.group != group:
            if group:
                yield b"</" + group[1:].partition(b" ")[0].strip(b">") + b">"
            group = row.group
            yield group
        yield row.start
        for cell in row.cells:
            yield cell.whole or cell.start + b"</" + cell.start[1:3] + b">"
        yield b"</tr>"
    count = len(specimens.table.columns)
    for (column, start), leaves in specimens.leaves.items():
        if leaves:
            yield b"<tr>" + b"<td></td>" * column + start
            blocks, lines = _lines_of(leaves, lined)
            yield from blocks
            for tag, texts in lines.items():
                yield tag + b"\n".join(texts.values()) + b"</div>"
            yield b"</" + start[1:3] + b">" + b"<td></td>" * (count - column - 1) + b"</tr>"
    yield b"</tbody></table>"


def _measure(kind: _Kind, section: Any, body: Any, lined: set[bytes]) -> None:
    """Read off the boxes of a section of specimens where everything stands."""
    kind.x, kind.y = section.position_x, section.position_y - body.position_y
    children = iter(section.children)
    for raw in kind.blocks:
        kind.blocks[raw] = _block(next(children), section.position_x, section.position_y)
    for specimens in kind.tables.values():
        wrapper = next(children)
        table = wrapper.get_wrapped_table()
        if any(getattr(table, f"border_{side}_width") for side in ("top", "bottom", "left", "right")):
            raise _UnfitError
        specimens.margin, specimens.x = wrapper.margin_top, table.position_x - section.position_x
        rows = iter([row for group in table.children for row in group.children])
        for shell, made in specimens.rows.items():
            row = next(rows)
            specimens.shells[shell] = _shell(made, row)
        for (column, _start), leaves in specimens.leaves.items():
            if leaves:
                cell = next(rows).children[column]
                left, top = cell.content_box_x(), cell.content_box_y()
                found = iter(cell.children)
                blocks, lines = _lines_of(leaves, lined)
                for leaf in blocks:
                    leaves[leaf] = _block(next(found), left, top)
                for texts in lines.values():
                    block = next(found)
                    for leaf, line in zip(texts, block.children, strict=True):
                        leaves[leaf] = _line(block, line, left, top)


def _block(box: Any, left: float, top: float) -> _Fragment:
    """Return a block, with its place beside the corner of what it stands in."""
    absolute = not hasattr(box, "children") or not box.is_in_normal_flow()
    box = getattr(box, "_box", box)
    x, y = box.border_box_x(), box.border_box_y()
    made = _Fragment(
        ((box, "whole"),),
        (x, y),
        x - left,
        y - top,
        absolute,
        0 if absolute else box.margin_top,
        box.border_height(),
        0 if absolute else box.margin_bottom,
    )
    return made


def _line(block: Any, line: Any, left: float, top: float) -> _Fragment:
    """Return a line of a block as if it were a block of its own."""
    x, y = block.border_box_x(), line.position_y
    return _Fragment(
        ((line, "line"),), (x, y), x - left, y - top, False, block.margin_top, line.height, block.margin_bottom
    )


def _shell(row: _Row, box: Any) -> _Shell:
    origins = tuple(
        (
            cell.content_box_x() - box.position_x,
            cell.content_box_y() - box.position_y,
            box.height - cell.border_bottom_width,
        )
        for cell in box.children
    )
    cells = tuple((cell, "whole" if made.whole else "shell") for cell, made in zip(box.children, row.cells, strict=True))
    return _Shell(_Fragment(cells, (box.position_x, box.position_y)), box.height, origins)


@dataclass(slots=True)
class _Element:
    """An element of the structure tree that holds others."""

    kind: str
    parts: list[Any] = field(default_factory=list)
    extra: Any = None


class _Page:
    """What WeasyPrint takes for a page when it writes: put together, not laid out."""

    first = False

    def __init__(self, proto: Any, specimens: Any) -> None:
        self.width, self.height = proto.margin_width(), proto.margin_height()
        self.bleed = dict.fromkeys(("top", "right", "bottom", "left"), 0)
        self.bookmarks: list[Any] = []
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[Any, Any] = {None: []}
        self.placed: list[tuple[_Fragment, float, float]] = []
        self.edges: list[tuple[_Fragment, float, float]] = []
        self.tree = _Element("Sect")
        self.specimens = specimens
        self.marks: list[int] = []

    def put(self, fragment: _Fragment, x: float, y: float) -> tuple[_Fragment, int]:
        left, top = fragment.corner
        self.placed.append((fragment, x - left, y - top))
        return fragment, len(self.placed) - 1

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw the fragments where they were put; called by WeasyPrint."""
        from weasyprint.matrix import Matrix  # noqa: PLC0415, F401

        with stream.stacked():
            stream.transform(a=scale, d=scale)
            marks, out = 0, stream.stream
            for fragment, x, y in self.placed:
                if fragment.drawn is None:
                    _draw(fragment, stream, self.specimens)
                self.marks.append(marks)
                out.append(b"q 1 0 0 1 %s %s cm" % (_number(x), _number(y)))
                out.append(_numbered(fragment, marks))
                out.append(b"Q")
                marks += fragment.marks
            for fragment, x, y in self.edges:
                if fragment.drawn is None:
                    _draw(fragment, stream, self.specimens)
                self.marks.append(marks)
                out.append(b"q 1 0 0 1 %s %s cm" % (_number(x), _number(y)))
                out.append(_numbered(fragment, marks if self.first else None))
                out.append(b"Q")
                marks += fragment.marks if self.first else 0
        for fragment, x, y in self.placed:
            for level, label, (left, top), state in fragment.bookmarks:
                self.bookmarks.append((level, label, (left + x, top + y), state))


_LONG = re.compile(rb"-?\d+\.\d{4,}")
_LENGTHS = (b" re", b" m", b" l", b" c", b" Tm")


def _short(item: bytes) -> bytes:
    """Round lengths to a thousandth of a pixel; a scale or the size of a font is multiplied, and stays as it is."""
    return _LONG.sub(lambda found: _number(float(found[0])), item) if item.endswith(_LENGTHS) else item


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()


def _numbered(fragment: _Fragment, first: int | None) -> bytes:
    """Return what is drawn with its marks counted from *first*; without one, nobody hears it."""
    parts = fragment.drawn or ()
    if first is None:
        return b"\n".join(
            b"/Artifact" if index % 3 == 1 else b"<</Type /Pagination>>" if index % 3 == 2 else part
            for index, part in enumerate(parts)
        )
    return b"\n".join(b"<</MCID %d>>" % (first + part) if isinstance(part, int) else part for part in parts)


def _draw(fragment: _Fragment, stream: Any, page: Any) -> None:
    """Let WeasyPrint draw a fragment, and say what it tags in it."""
    import pydyf
    from weasyprint.anchors import gather_anchors
    from weasyprint.draw import draw_background, draw_border, draw_inline_level, draw_stacking_context
    from weasyprint.formatting_structure.boxes import MarginBox, TableCellBox
    from weasyprint.stacking import StackingContext

    tags: dict[Any, Any] = {}
    fresh = stream.clone(tags=tags)
    bookmarks: list[Any] = []
    for box, part in fragment.boxes:
        if part == "line":
            draw_inline_level(fresh, page, box)
        elif part == "whole":
            draw_stacking_context(fresh, StackingContext.from_box(box, page))
            if not isinstance(box, (TableCellBox, MarginBox)):
                gather_anchors(box, {}, [], bookmarks, {None: []})
        else:
            draw_background(fresh, box.background)
            draw_border(fresh, box)
    fragment.marks = len(tags)
    parts: list[bytes | int] = []
    some: list[bytes] = []
    for item in fresh.stream:
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            parts += [b"\n".join(some[:-1]), some[-1], item["MCID"]]
            some = []
        else:
            some.append(_short(pydyf._to_bytes(item)))  # noqa: SLF001
    parts.append(b"\n".join(some))
    fragment.trees = tuple(
        None if part == "shell" else (("/Div", {}, _tree(box, tags)),) if part == "line" else _tree(box, tags)
        for box, part in fragment.boxes
    )
    fragment.drawn = tuple(parts)
    fragment.bookmarks = tuple(bookmarks)


def _tree(box: Any, tags: dict[Any, Any], *, in_cell: bool = False) -> tuple[Any, ...]:
    """Return the elements that a box comes to: kinds, what is said of them, and what is in them.

    They are those that WeasyPrint makes and ``finisher`` leaves: a part of a text is none of its own.
    """
    import pydyf
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf.tags import _get_pdf_tag  # noqa: PLC2701

    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.TextBox):
        return (tags.pop(box)["mcid"],)
    kind = _get_pdf_tag(None if box.element is None else box.element_tag)
    cell = kind in {"TH", "TD"}
    inside = tuple(kid for child in box.children for kid in _tree(child, tags, in_cell=cell))
    if isinstance(box, boxes.ReplacedBox):
        inside = (*inside, tags.pop(box)["mcid"])
    if isinstance(box, (boxes.LineBox, boxes.MarginBox)):
        return inside
    said = "" if box.element is None else box.element.get("title", "")
    if kind == "NonStruct" or (kind == "Span" and not said) or (cell and in_cell):
        return inside
    extra: dict[str, Any] = {}
    if kind == "Figure":
        x, y = box.content_box_x(), box.content_box_y()
        extra["A"] = pydyf.Dictionary(
            {"O": "/Layout", "BBox": pydyf.Array((x, y, x + box.width, y + box.height))}
        )
        said = box.element.findtext("{http://www.w3.org/2000/svg}title") or ""
    elif cell:
        extra["A"] = pydyf.Dictionary({"O": "/Table"})
    if said:
        extra["Alt"] = pydyf.String(said)
    return ((f"/{kind}", extra, inside),)


def _place(
    made: _Page,
    kind: _Kind,
    items: Sequence[bytes | _Table],
    origin: tuple[float, float],
    room: float,
    start: bytes,
) -> _Page:
    """Put the items of a section under each other."""
    del start
    left, top = kind.x + origin[0], origin[1]
    y, last = top, 0.0
    for item in items:
        if isinstance(item, bytes):
            fragment = kind.blocks[item]
            assert fragment
            if fragment.absolute:
                made.tree.parts.append(made.put(fragment, left + fragment.x, top + fragment.y))
                continue
            y += _between(last, fragment.above)
            made.tree.parts.append(made.put(fragment, left + fragment.x, y))
            y, last = y + fragment.height, fragment.below
        else:
            specimens = kind.tables[item.start, item.head]
            y += _between(last, specimens.margin)
            y, last = _rows(made, specimens, item, left + specimens.x, y), 0.0
    if y > room + _NEAR:
        raise _UnfitError
    return made


def _between(above: float, below: float) -> float:
    """Return what two margins that touch come to."""
    return max(above, below, 0) + min(above, below, 0)


def _rows(made: _Page, specimens: _Specimens, table: _Table, left: float, y: float) -> float:
    """Put a table's rows under each other, and into each cell what is in it."""
    group, groups = b"", _Element("Table")
    made.tree.parts.append(groups)
    for row in table.rows:
        if row.group != group:
            group = row.group
            name = group[1:6].decode()
            groups.parts.append(_Element(name[:2].upper() + name[2:]))
        shell = specimens.shells[row.shell]
        drawn = made.put(shell.fragment, left, y)
        line = _Element("TR")
        groups.parts[-1].parts.append(line)
        for index, (cell, (x, above, down)) in enumerate(zip(row.cells, shell.origins, strict=True)):
            if cell.whole:
                line.parts.append((*drawn, index, cell))
                continue
            inside = _Element(cell.start[1:3].decode().upper(), extra=cell)
            line.parts.append(inside)
            at, last = above, 0.0
            leaves = specimens.leaves[table.columns[index], cell.start]
            for leaf in cell.leaves:
                fragment = leaves[leaf]
                assert fragment
                if fragment.absolute:
                    raise _UnfitError
                at += _between(last, fragment.above)
                inside.parts.append(made.put(fragment, left + x + fragment.x, y + at))
                at, last = at + fragment.height, fragment.below
            if at + last > down + _NEAR:
                raise _UnfitError
        y += shell.height
    return y


@dataclass(slots=True)
class _Edge:
    """A text at the edge of the page; where it has the page's number, one for each page."""

    box: Any
    texts: tuple[str, ...]
    fragments: list[_Fragment] = field(default_factory=list)

    def take(self, boxes: Iterator[Any]) -> None:
        """Take from the specimens what was typeset for each page."""
        if not self.texts:
            self.fragments = [_Fragment(((self.box, "whole"),))]
            return
        block = next(boxes)
        first = _first_line(self.box)
        lines = iter(block.children)
        for text in self.texts:
            mine = [next(lines) for _ in text.split("\n")]
            x = block.content_box_x() - self.box.content_box_x()
            corner = x, mine[0].position_y - first.position_y
            self.fragments.append(_Fragment(tuple((line, "line") for line in mine), corner))

    def on(self, number: int) -> tuple[_Fragment, float, float]:
        fragment = self.fragments[number if self.texts else 0]
        left, top = fragment.corner
        return fragment, -left, -top


def _first_line(box: Any) -> Any:
    from weasyprint.formatting_structure.boxes import LineBox  # noqa: PLC0415

    while not isinstance(box, LineBox):
        box = box.children[0]
    return box


def _edges(proto: Any, count: int) -> list[_Edge]:
    """Return the texts at the edges of a page that was laid out with odd numbers in place of its own."""
    found = []
    for box in proto.children[1:]:
        said = "\n".join(_lines(box))
        if not said.strip():
            continue
        counted = _PAGE in said or _PAGES in said
        texts = tuple(
            said.replace(_PAGES, str(count)).replace(_PAGE, str(number + 1)) if counted else ""
            for number in range(count if counted else 0)
        )
        found.append(_Edge(box, texts))
    return found


def _lines(box: Any) -> Iterator[str]:
    from weasyprint.formatting_structure.boxes import LineBox

    for child in box.children:
        if isinstance(child, LineBox):
            yield "".join(one.text for one in child.descendants() if hasattr(one, "text"))
        else:
            yield from _lines(child)


def _labels(edges: Sequence[_Edge]) -> str:
    """Return the HTML of the texts that differ from page to page, styled as their edge is."""
    return "".join(
        f'<div style="{escape(_style(edge.box))}">{escape(chr(10).join(edge.texts))}</div>'
        for edge in edges
        if edge.texts
    )


def _style(box: Any) -> str:
    style = box.style
    height = style["line_height"]
    families = ", ".join(f"'{name}'" for name in style["font_family"])
    return (
        f"width: {box.width}px; font-size: {style['font_size']}px; font-weight: {style['font_weight']}; "
        f"line-height: {height.value if hasattr(height, 'value') else height}px; white-space: {style['white_space']}; "
        f"text-align: {style['text_align_all']}; font-family: {families}"
    )


def composed(document: Any) -> bool:
    """Tell whether the pages of a document were put together here."""
    return all(isinstance(page, _Page) for page in document.pages)


def _install() -> None:
    """Let WeasyPrint tag our pages through us."""
    import weasyprint.pdf

    if weasyprint.pdf.add_tags is not _add_tags:
        global _plain  # noqa: PLW0603
        _plain = weasyprint.pdf.add_tags
        weasyprint.pdf.add_tags = _add_tags


_plain: Callable[..., None]


def _add_tags(pdf: Any, document: Any, version: Any, streams: Any) -> None:
    """Add the structure tree: WeasyPrint's own for its pages, and for ours what was noted when they were made."""
    if not composed(document):
        _plain(pdf, document, version, streams)
        return
    import pydyf

    _plain(pdf, SimpleNamespace(pages=[]), version, [])
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    whole = pdf.objects[int(root["K"][0].split()[0])]
    numbers = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    for index, page in enumerate(document.pages):
        writer = _Tagger(pdf, page, pdf.page_references[index])
        made = writer.element(page.tree, whole.reference)
        whole["K"].append(made)
        if page.first:
            for number, (fragment, x, y) in enumerate(page.edges, len(page.placed)):
                for mark in range(fragment.marks):
                    heard = writer.add("/NonStruct", whole.reference)
                    writer.fill(heard, (mark,), number, x, y)
                    whole["K"].append(heard.reference)
        numbers.append(index)
        numbers.append(pydyf.Array(owner for _, owner in sorted(writer.owners.items())))


@lru_cache(maxsize=1)
def _element() -> type:
    """Return pydyf's dictionary for an element, which there are many of, as a class that is quick to write."""
    import pydyf  # noqa: PLC0415

    class Element(pydyf.Dictionary):  # type: ignore[misc]  # pydyf has no types
        """An element of the structure tree."""

        @property
        def data(self) -> bytes:
            """Return what pydyf would."""
            inside = b" ".join(b"%d" % kid if isinstance(kid, int) else kid for kid in self["K"])
            said = b"".join(
                b"/%s %s" % (key.encode(), self[key].data) for key in ("A", "Alt", "ID") if key in self
            )
            return b"<</Type /StructElem/S %s/K [%s]/Pg %s/P %s%s>>" % (
                self["S"].encode(), inside, self["Pg"], self["P"], said,
            )

    return Element


class _Tagger:
    """Writes the elements of one page."""

    def __init__(self, pdf: Any, page: _Page, reference: bytes) -> None:
        self.pdf, self.page, self.reference = pdf, page, reference
        self.owners: dict[int, bytes] = {}

    def add(self, kind: str, parent: bytes, extra: Any = None) -> Any:
        made = _element()({"Type": "/StructElem", "S": kind, "K": [], "Pg": self.reference, "P": parent})
        if extra:
            made.update(extra)
        self.pdf.add_object(made)
        return made

    def element(self, element: _Element, parent: bytes) -> bytes:
        if element.kind == "Table":
            return self.table(element, parent)
        made = self.add(f"/{element.kind}", parent)
        made["K"].extend(self.parts(element, made.reference))
        return made.reference

    def parts(self, element: _Element, parent: bytes) -> Iterator[bytes]:
        for part in element.parts:
            if isinstance(part, _Element):
                yield self.element(part, parent)
            else:
                fragment, number = part
                _, x, y = self.page.placed[number]
                for tree in fragment.trees[0]:
                    yield self.write(tree, parent, number, x, y)

    def table(self, element: _Element, parent: bytes) -> bytes:
        import pydyf

        made = self.add("/Table", parent)
        heads: dict[int, Any] = {}
        line = -1
        for group in element.parts:
            part = self.add(f"/{group.kind}", made.reference)
            made["K"].append(part.reference)
            for row in group.parts:
                line += 1
                tr = self.add("/TR", part.reference)
                part["K"].append(tr.reference)
                cells = []
                for column, cell in enumerate(row.parts):
                    if isinstance(cell, _Element):
                        start = cell.extra.start
                        td = self.add(f"/{cell.kind}", tr.reference, {"A": pydyf.Dictionary({"O": "/Table"})})
                        td["K"].extend(self.parts(cell, td.reference))
                        reference = td.reference
                    else:
                        fragment, number, index, source = cell
                        start = source.start
                        _, x, y = self.page.placed[number]
                        ((tree),) = fragment.trees[index]
                        reference = self.write(tree, tr.reference, number, x, y)
                        td = self.pdf.objects[int(reference.split()[0])]
                        td["A"] = pydyf.Dictionary(td["A"])
                    tr["K"].append(reference)
                    cells.append((td, start))
                row_heads = []
                for column, (td, start) in enumerate(cells):
                    if td["S"] == "/TH":
                        key = pydyf.String(f"{made.number}-{line}-{column}")
                        td["ID"] = key
                        if b'scope="row"' in start:
                            row_heads.append(key)
                        else:
                            heads.setdefault(column, []).append(key)
                for column, (td, _) in enumerate(cells):
                    if td["S"] == "/TD":
                        td["A"]["Headers"] = pydyf.Array([*row_heads, *heads.get(column, ())])
        return made.reference

    def write(self, tree: Any, parent: bytes, number: int, x: float, y: float) -> bytes:
        import pydyf

        kind, extra, inside = tree
        if extra and "BBox" in extra.get("A", ()):
            x1, y1, x2, y2 = extra["A"]["BBox"]
            moved = pydyf.Dictionary({**extra["A"], "BBox": pydyf.Array((x1 + x, y1 + y, x2 + x, y2 + y))})
            extra = {**extra, "A": moved}
        made = self.add(kind, parent, extra)
        self.fill(made, inside, number, x, y)
        return made.reference

    def fill(self, made: Any, inside: Any, number: int, x: float, y: float) -> None:
        first, reference = self.page.marks[number], made.reference
        for kid in inside:
            if isinstance(kid, int):
                made["K"].append(first + kid)
                self.owners[first + kid] = reference
            else:
                made["K"].append(self.write(kid, reference, number, x, y))
