"""Proves the print: each block of a finished PDF says word for word what its block of the HTML says, at its place.

PDFium reads the PDF, and this module reads the HTML; neither took part in making the pages. The layout has told
before drawing where each text has to be.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import unescape
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.pdfium import answer, opened_pdf

_TAGGED = frozenset({"TD", "TH", "P", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Figure"})
_PIECE = re.compile(
    r"<(td|th|p|h[1-6]|li|caption|svg)\b[^>]*>(.*?)</\1>"
    r"|(</?(?:section|thead)|</div|</body)\b[^>]*>"
    r"|[^<]+|<[^>]*>",
    re.DOTALL,
)
"""A block with its content; the start or end tag of what holds blocks; or anything outside blocks."""
_ALT = re.compile(r'<span\b[^>]*\stitle="([^"]+)"|<title\b[^>]*>([^<]*)</title>')
_MARKUP = re.compile(r"<title\b[^>]*>[^<]*</title>|<[^>]*>")
_TOKENS = re.compile(r"[^\s/-]*[/-]+(?=\S)|\S+")
"""A token, which stays on one line; a line may end at a space, or after a slash or a hyphen."""
_EDGE = re.compile(r"@(?:top|bottom|left|right)-\w+ \{ content: ((?:[^;\"]|\"[^\"]*\")*)")
_PART = re.compile(r'"([^"]*)"|counter\((pages?)\)')
_CODE = re.compile(r"\\([0-9a-f]{1,6}) ?")
_COUNTERS = {"page": "\0", "pages": "\1"}
"""What stands in an edge for the page's number and for the number of pages, whatever word follows it."""
_HYPHENS = ("\x02", "\ufffe", "\N{SOFT HYPHEN}")
"""Characters that PDFium may return for a hyphen at the end of a line."""

_WORD = re.compile(r"\S+")
_JOIN = "\N{WORD JOINER}"
"""Holds a strength such as "2 mg/5 mL" together, and draws nothing."""
_NO_MARK, _LOOSE = -1, ""

_NEAR = 1.0
"""How far texts may overlap or leave their places, points: boxes of glyphs are not exact."""
_HANG = 0.06
"""How far a first letter may hang out before its line, by the height of the line: "j" does in any size."""

Corners = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of a page."""

Places = Sequence[tuple[Corners, Corners | None]]
"""The line and the table cell of each mark of a page, and after them of the texts without a mark."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a block says: its letters without spaces, and the alt texts of its drawings.

    ``spaced`` has the places of letters with a space before them. ``figures`` has first and last place of each token
    with a figure, which must be on one line. ``table`` is the number of the table whose head the block is in, or 0.
    """

    letters: str
    spaced: tuple[int, ...]
    figures: tuple[tuple[int, int], ...]
    alts: tuple[str, ...]
    table: int = 0


_NOTHING = Block("", (), (), ())


@dataclass(frozen=True, slots=True)
class Expected:
    """What the HTML says: its blocks, by page if each section is one, the texts of the edges, and the direction."""

    sections: tuple[tuple[Block, ...], ...]
    paged: bool
    edges: tuple[str, ...]
    leftward: bool


class _Tagged(NamedTuple):
    """A block of the structure tree: its marks, its alt texts, and its *cell* as table, row and column."""

    marks: list[int]
    alts: list[str]
    head: bool
    figure: bool = False
    cell: tuple[int, ...] | None = None


_EDGES = _Tagged([], [], head=False)
"""Stands for the texts that are in no block."""


class _Stands(NamedTuple):
    """Where a block is on the page: the boxes of its texts, and the box around them all."""

    tagged: _Tagged
    boxes: list[Corners]
    around: Corners


_DOUBLES = tuple(ctypes.c_double() for _ in range(4))
_FLOATS = tuple(ctypes.c_float() for _ in range(4))
_GIVEN_DOUBLES, _GIVEN_FLOATS = tuple(map(ctypes.byref, _DOUBLES)), tuple(map(ctypes.byref, _FLOATS))
"""Made once, since there are thousands of boxes. Only the thread that has the PDF open writes into them."""


def check_print(data: bytes, page: str, places: Sequence[Places], pages: int | None = None) -> None:
    """Raise ``ReadBackError`` unless the PDF *data* says what *page* says, at its *places*, on so many *pages*."""
    expected = expected_of(page)
    wanted = len(expected.sections) if expected.paged else pages
    with opened_pdf(data) as document:
        if wanted is not None and len(document) != wanted:
            _refuse(f"{len(document)} pages instead of {wanted}: a page has spilled over")
        left = _Left(expected)
        for number in range(len(document)):
            _check_page(document, number, left, places[number])
        left.end()


def _refuse(message: str) -> None:
    raise ReadBackError(message)


def expected_of(page: str) -> Expected:
    """Return what the HTML *page* says, block by block."""
    found, loose, tables, heading = [list[Block]()], "", 0, 0
    for piece in _PIECE.finditer(page, page.index("<body")):
        block, inside, edge = piece.groups()
        if not block and not edge:
            loose += piece[0]
            continue
        for said in map(_said, (loose, inside or "")):
            if said != _NOTHING:
                found[-1].append(replace(said, table=heading) if heading else said)
        loose = ""
        if edge == "<section":
            found.append([])
        elif edge == "<thead":
            tables += 1
            heading = tables
        elif edge == "</thead":
            heading = 0
    paged = len(found) > 1 and not found[0]
    sections = tuple(map(tuple, found[1:])) if paged else (tuple(block for one in found for block in one),)
    edges = tuple(_edge(said) for said in _EDGE.findall(page[: page.find("</style>")]))
    return Expected(sections, paged, edges, 'dir="rtl"' in page[: page.find("<head>")])


def _edge(content: str) -> str:
    parts = (
        _COUNTERS[counter] if counter else _CODE.sub(lambda code: chr(int(code[1], 16)), text)
        for text, counter in _PART.findall(content)
    )
    return "".join("".join(parts).split()) if content else ""


@lru_cache(maxsize=1024)
def _said(inside: str) -> Block:
    """Return a part of the HTML as a block."""
    letters, spaced, figures, end, space = "", list[int](), list[tuple[int, int]](), 0, False
    for piece in _MARKUP.split(inside):
        text = unescape(piece).replace(_JOIN, "")
        for word in _WORD.finditer(text):
            if end and (space or word.start()):
                spaced.append(end)
            space, letters = False, letters + word[0]
            for token in _TOKENS.findall(word[0]):
                begin, end = end, end + len(token)
                if _is_number(word[0]) and any(map(str.isdigit, token)):
                    figures.append((begin, end - 1))
        space = space or text[-1:].isspace()
    alts = (unescape(title or text) for title, text in _ALT.findall(inside))
    return Block(letters, tuple(spaced), tuple(figures), tuple(alts))


def _is_number(word: str) -> bool:
    """Tell whether a word with a figure is a number; a link has more letters than any unit."""
    return sum(map(str.isalpha, word)) <= len("mcg")


class _Left:
    """The blocks of the HTML that have not been found in the PDF yet."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self._at = 0
        self._blocks = () if expected.paged else expected.sections[0]

    def page(self, number: int, found: Sequence[_Tagged]) -> Sequence[Block]:
        """Return the blocks that must be on a page, as many as were *found* on it."""
        if self.expected.paged:
            return self.expected.sections[number]
        again: list[Block] = []
        following = self._blocks[self._at : self._at + 1]
        if found and found[0].head and not (following and following[0].table):
            # A table that goes on from the page before repeats its whole head.
            last = max((block.table for block in self._blocks[: self._at]), default=0)
            again = [block for block in self._blocks if last and block.table == last]
        first, self._at = self._at, self._at + len(found) - len(again)
        return (*again, *self._blocks[first : self._at])

    def end(self) -> None:
        """Raise ``ReadBackError`` if a block is left."""
        if self._at < len(self._blocks):
            _refuse(f"block {self._at + 1} of the page is not in the PDF")


def _check_page(document: pypdfium2.PdfDocument, number: int, left: _Left, places: Places) -> None:
    page = document[number]
    text_page = page.get_textpage()
    try:
        where, drawn, found = f"page {number + 1}", _Drawn(page, text_page), tuple(_tagged(page))
        edges = [
            edge.replace(_COUNTERS["pages"], str(len(document))).replace(_COUNTERS["page"], str(number + 1))
            for edge in left.expected.edges
        ]
        paged, leftward = left.expected.paged, left.expected.leftward
        standing = drawn.at_once(left.page(number, found), found, edges) if paged and not leftward else None
        if standing is None:
            found = drawn.heard(found)
            standing = drawn.one_by_one(where, left.page(number, found), found, edges, leftward)
        _check_boxes(where, page.get_size(), standing)
        _check_places(where, standing, places)
        _check_tables(where, standing, leftward)
    finally:
        text_page.close()
        page.close()


def _tagged(page: pypdfium2.PdfPage) -> list[_Tagged]:
    tree, found = raw.FPDF_StructTree_GetForPage(page), list[_Tagged]()
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            whole = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
            _walk(whole, "Document", found, [0, 0], head=False)
    finally:
        raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, kind: str, found: list[_Tagged], row: list[int], *, head: bool) -> None:  # noqa: ANN401  PDFium's handles have no types
    """Add the blocks in an element to those *found*; *row* has the numbers of the table and of the row so far."""
    row[0] += kind == "Table"
    row[1] += kind == "TR"
    loose: _Tagged | None = None
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
        if kind == "Document" and not child:
            continue  # it is on another page, as most elements are
        inside = answer(raw.FPDF_StructElement_GetType, child) if child else _LOOSE
        if inside in _TAGGED:
            loose = None
            found.append(_Tagged([], [], head, inside == "Figure", (*row, index) if kind == "TR" else None))
            _gather(child, found[-1])
        elif inside in {"Span", _LOOSE}:
            if loose is None:
                loose = _Tagged([], [], head)
                found.append(loose)
            if child:
                _gather(child, loose)
            elif (mark := raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)) != _NO_MARK:
                loose.marks.append(mark)
        else:
            loose = None
            if inside != "NonStruct":  # what stands at the edges of the first page
                _walk(child, inside, found, row, head=head or inside == "THead")


def _gather(element: Any, block: _Tagged) -> None:  # noqa: ANN401
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        # A child on another page has neither mark nor element here.
        if (mark := raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)) != _NO_MARK:
            block.marks.append(mark)
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            _gather(child, block)
    if alt := answer(raw.FPDF_StructElement_GetAltText, element):
        block.alts.append(alt)


class _Text:
    """A text without its spaces: its letters, and the place of each in the text with spaces."""

    def __init__(self, text: str) -> None:
        for hyphen in _HYPHENS:
            text = text.replace(hyphen, "-")
        text = text.replace(_JOIN, "")
        self.letters = "".join(text.split())
        self.at = [index for word in _WORD.finditer(text) for index in range(*word.span())]

    def says(self, block: Block, first: int) -> bool:
        """Tell whether the text says the *block* from its letter *first* on.

        Each space of the HTML must be there. More spaces may be where an element begins or ends, and where a line
        ends inside a word, but not inside a figure.
        """
        at = self.at
        return (
            self.letters.startswith(block.letters, first)
            and all(at[first + end] - at[first + begin] == end - begin for begin, end in block.figures)
            and all(at[first + letter] - at[first + letter - 1] > 1 for letter in block.spaced)
        )


class _Drawn:
    """The texts that are drawn on a page."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page, self._text_page = page.raw, text_page.raw
        self._whole = text_page.get_text_range()

    def at_once(
        self, wanted: Sequence[Block], found: Sequence[_Tagged], edges: Sequence[str]
    ) -> list[_Stands] | None:
        """Return the boxes of the blocks if the page's text is that of the blocks in a row, each in its own marks.

        This is the quick way. It returns None if it cannot tell, as on a page that is not drawn in reading order.
        """
        found = [tagged for tagged in found if tagged.marks or tagged.alts]
        order = sorted(zip(wanted, found, strict=False), key=lambda pair: min(pair[1].marks, default=-1))
        if (
            # If PDFium leaves a character out of the text, the characters are numbered differently.
            len(self._whole) != raw.FPDFText_CountChars(self._text_page)
            or [list(block.alts) for block in wanted] != [tagged.alts for tagged in found]
            or any(
                max(one.marks, default=-1) >= min(other.marks, default=0)
                for (_, one), (_, other) in pairwise(order)
            )
        ):
            return None
        text, first, standing = _Text(self._whole), 0, list[_Stands]()
        for block, tagged in order:
            if not block.letters:
                continue
            if not text.says(block, first):
                return None
            begin, end = text.at[first], text.at[first + len(block.letters) - 1]
            if not {self._mark(begin), self._mark(end)} <= set(tagged.marks):
                return None
            standing.append(self._stands(tagged, begin, end + 1 - begin))
            first += len(block.letters)
        if not _are_edges(text.letters[first:], edges):
            return None
        if first < len(text.at):
            standing.append(self._stands(_EDGES, text.at[first], -1))
        return standing

    def _mark(self, index: int) -> int:
        drawn = raw.FPDFText_GetTextObject(self._text_page, index)
        _refuse_cut(drawn)
        mark: int = raw.FPDFPageObj_GetMarkedContentID(drawn)
        return mark

    def _stands(self, tagged: _Tagged, first: int, count: int) -> _Stands:
        ask, (left, top, right, bottom), found = raw.FPDFText_GetRect, _DOUBLES, list[Corners]()
        for index in range(raw.FPDFText_CountRects(self._text_page, first, count)):
            ask(self._text_page, index, *_GIVEN_DOUBLES)
            found.append((left.value, bottom.value, right.value, top.value))
        return _Stands(tagged, found, _around(found))

    def heard(self, found: Iterable[_Tagged]) -> tuple[_Tagged, ...]:
        """Return the blocks that say something."""
        return tuple(one for one in found if one.alts or "".join(self._said(one)).strip())

    def one_by_one(
        self,
        where: str,
        wanted: Sequence[Block],
        found: Sequence[_Tagged],
        edges: Sequence[str],
        leftward: bool,  # noqa: FBT001
    ) -> list[_Stands]:
        """Return the boxes of the blocks; raise ``ReadBackError`` unless the marks of each draw what it says.

        Lines written from right to left are drawn, and read here, from their left end. Of them it is only proved
        that the same letters are there.
        """
        if len(wanted) != len(found):
            _refuse(f"{where}: it has {len(found)} blocks instead of {len(wanted)}")
        for number, (block, tagged) in enumerate(zip(wanted, found, strict=True), 1):
            if list(block.alts) != tagged.alts:
                _refuse(f"{where}, block {number}: other words are heard for a drawing than the HTML has")
            if not _same(block, tagged, self._said(tagged), leftward=leftward):
                _refuse(f"{where}, block {number}: the PDF does not say what the HTML says")
        heard = {mark for tagged in found for mark in tagged.marks}
        rest = [one for mark, drawn in self._texts.items() if mark not in heard for one in drawn]
        if not leftward and not _are_edges("".join(text for text, _ in rest), edges):
            _refuse(f"{where}: something is drawn that is in no block, or its head or foot is not whole")
        boxes = (
            *((one, [box for mark in one.marks for _, box in self._texts.get(mark, ())]) for one in found),
            (_EDGES, [box for _, box in rest]),
        )
        return [_Stands(one, drawn, _around(drawn)) for one, drawn in boxes if drawn]

    def _said(self, tagged: _Tagged) -> tuple[str, ...]:
        return tuple(text for mark in tagged.marks for text, _ in self._texts.get(mark, ()))

    @cached_property
    def _texts(self) -> dict[int, list[tuple[str, Corners]]]:
        """Return the texts and their boxes by mark."""
        texts: dict[int, list[tuple[str, Corners]]] = {}
        for index in range(raw.FPDFPage_CountObjects(self._page)):
            drawn = raw.FPDFPage_GetObject(self._page, index)
            if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
                _refuse_cut(drawn)
                said = answer(raw.FPDFTextObj_GetText, drawn, self._text_page)
                raw.FPDFPageObj_GetBounds(drawn, *_GIVEN_FLOATS)
                left, bottom, right, top = (side.value for side in _FLOATS)
                mark = raw.FPDFPageObj_GetMarkedContentID(drawn)
                texts.setdefault(mark, []).append((said, (left, bottom, right, top)))
        return texts


def _refuse_cut(drawn: Any) -> None:  # noqa: ANN401
    """Raise ``ReadBackError`` where a text reaches out of a path that cuts it off."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    for path in range(raw.FPDFClipPath_CountPaths(clip)):
        corners = list[Corners]()
        for number in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, number)
            raw.FPDFPathSegment_GetPoint(segment, *_GIVEN_FLOATS[:2])
            x, y = (side.value for side in _FLOATS[:2])
            corners.append((x, y, x, y))
        raw.FPDFPageObj_GetBounds(drawn, *_GIVEN_FLOATS)
        left, bottom, right, top = (side.value for side in _FLOATS)
        if not _is_inside((left, bottom, right, top), _around(corners)):
            _refuse("a text is cut off")


def _same(block: Block, tagged: _Tagged, said: Sequence[str], *, leftward: bool) -> bool:
    text = _Text(" ".join(said))
    if leftward:
        # There, brackets and arrows are mirrored, and marks of direction draw nothing.
        return sorted(filter(str.isalnum, block.letters)) == sorted(filter(str.isalnum, text.letters))
    # The texts of a figure are drawn letter by letter.
    return block.letters == text.letters and (tagged.figure or text.says(block, 0))


def _are_edges(text: str, edges: Iterable[str]) -> bool:
    """Tell whether *text* is exactly the texts at the edges of a page, in any order."""
    left = "".join(text.split())
    for edge in sorted(edges, key=len, reverse=True):
        if edge not in left:
            return False
        left = left.replace(edge, "", 1)
    return not left


def _check_boxes(where: str, size: tuple[float, float], standing: Sequence[_Stands]) -> None:
    """Raise ``ReadBackError`` if a text leaves the page or overlaps another."""
    around = [one.around for one in standing]
    if not all(_is_inside(one, (0, 0, *size)) for one in around):
        _refuse(f"{where}: a text reaches beyond the page")
    alone = (one.boxes for one in standing if len(one.boxes) > 1)
    near = (standing[one].boxes + standing[other].boxes for one, other in _overlaps(around))
    if any(any(_overlaps(boxes)) for boxes in chain(alone, near)):
        _refuse(f"{where}: two texts lie on each other")


def _around(boxes: Sequence[Corners]) -> Corners:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _overlaps(boxes: Sequence[Corners]) -> Iterator[tuple[int, int]]:
    """Yield the indices of each two boxes that overlap."""
    upwards = sorted(
        (bottom, top, left, right, number) for number, (left, bottom, right, top) in enumerate(boxes)
    )
    for at, (_, top, left, right, number) in enumerate(upwards, 1):
        for bottom_of_other, top_of_other, left_of_other, right_of_other, other in islice(upwards, at, None):
            if bottom_of_other >= top - _NEAR:
                break
            beside = min(right, right_of_other) - max(left, left_of_other) <= _NEAR
            if not beside and top_of_other - bottom_of_other > _NEAR:
                yield number, other


def _is_inside(box: Corners, whole: Corners) -> bool:
    return (
        box[0] >= whole[0] - _NEAR
        and box[1] >= whole[1] - _NEAR
        and box[2] <= whole[2] + _NEAR
        and box[3] <= whole[3] + _NEAR
    )


def _with_hang(line: Corners) -> Corners:
    left, bottom, right, top = line
    return left - _HANG * (top - bottom), bottom, right, top


def _check_places(where: str, standing: Sequence[_Stands], places: Places) -> None:
    """Raise ``ReadBackError`` if a text is outside its line, or reaches over the edge of its cell."""
    heard = {mark for one in standing for mark in one.tagged.marks}
    beside = [_with_hang(line) for mark, (line, _) in enumerate(places) if mark not in heard]
    for tagged, boxes, around in standing:
        if tagged is _EDGES:
            moved = not all(any(_is_inside(box, line) for line in beside) for box in boxes)
        else:
            lines = iter([_with_hang(places[mark][0]) for mark in tagged.marks])
            line = next(lines, None)
            for box in boxes:
                while line and not _is_inside(box, line):
                    line = next(lines, None)
            moved = line is None
        if moved:
            _refuse(f"{where}: a text stands elsewhere than it was laid out")
        cell = places[tagged.marks[0]][1] if tagged.marks else None
        if cell and not _is_inside(around, cell):
            _refuse(f"{where}: a text hangs over the edge of its cell")


def _check_tables(where: str, standing: Sequence[_Stands], leftward: bool) -> None:  # noqa: FBT001
    """Raise ``ReadBackError`` if texts of a table are not in the order of its rows and columns."""
    rows: dict[tuple[int, int], list[Corners]] = {}
    columns: dict[tuple[int, int], list[Corners]] = {}
    for tagged, _, around in standing:
        if tagged.cell:
            table, row, column = tagged.cell
            rows.setdefault((table, row), []).append(around)
            columns.setdefault((table, -column if leftward else column), []).append(around)
    across = [(table, _around(boxes)) for (table, _), boxes in sorted(columns.items())]
    down = [(table, _around(boxes)) for (table, _), boxes in sorted(rows.items())]
    if any(
        one == other and left[2] > right[0] + _NEAR for (one, left), (other, right) in pairwise(across)
    ) or any(one == other and above[1] < below[3] - _NEAR for (one, above), (other, below) in pairwise(down)):
        _refuse(f"{where}: a text stands in another row or column than its own")
