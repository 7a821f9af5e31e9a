"""Proves the print: each block of a finished PDF says word for word what its block of the HTML says, at its place.

PDFium reads the PDF, and this module reads the HTML; neither took part in making the pages. The layout has told
before drawing where each text has to be.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from html import unescape
from itertools import accumulate, groupby, islice, pairwise, repeat
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.numbers import JOIN
from taperdocs.readback.pdfium import HANDLE, answer, opened_pdf, quick, sides

_TAGGED = frozenset({"TD", "TH", "P", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Figure"})
_PIECE = re.compile(
    r"<(td|th|p|h[1-6]|li|caption|svg)\b[^>]*>(.*?)</\1>"
    r"|(</?(?:section|thead)|</div|</body)\b[^>]*>"
    r"|[^<]+|<[^>]*>",
    re.DOTALL,
)
"""A block with its content; the start or end tag of what holds blocks; or anything outside blocks."""
_MARK = re.compile(r' data-[a-z]+="[^"]*"')
_ALT = re.compile(r'<span\b[^>]*\stitle="([^"]+)"|<title\b[^>]*>([^<]*)</title>')
_MARKUP = re.compile(r"<title\b[^>]*>[^<]*</title>|<[^>]*>")
_TOKENS = re.compile(r"[^\s/-]*[/-]+(?=\S)|\S+")
"""A token, which stays on one line; a line may end at a space, or after a slash or a hyphen."""
_EDGE = re.compile(r"@(?:top|bottom|left|right)-\w+ \{ content: ((?:[^;\"]|\"[^\"]*\")*)")
_PART = re.compile(r'"([^"]*)"|counter\((pages?)\)')
_CODE = re.compile(r"\\([0-9a-f]{1,6}) ?")
_COUNTERS = {"page": "\0", "pages": "\1"}
"""What stands in an edge for the page's number and for the number of pages, whatever word follows it."""

_WORD = re.compile(r"\S+")
_UNIT = re.compile(r"^[^\W\d_]+/(?=\d)")
"""A unit before the volume of a strength: "micrograms/5 mL"."""
_AS_WRITTEN = str.maketrans(dict.fromkeys("\x02\ufffe\N{SOFT HYPHEN}", "-") | {JOIN: ""})
"""Replaces what PDFium may return for a hyphen at the end of a line."""
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

    ``spaced`` has the places of letters with a space before them, ``held`` of those without, since they are inside a
    figure, which must be on one line. ``table`` is the number of the table whose head the block is in, or 0.
    """

    letters: str
    spaced: frozenset[int]
    held: frozenset[int]
    alts: tuple[str, ...]
    table: int = 0

    def is_said(self, words: Sequence[str]) -> bool:
        """Tell whether the *words* say this.

        More spaces may be where an element begins or ends, and where a line ends inside a word.
        """
        spaces = set(accumulate(map(len, words)))
        return "".join(words) == self.letters and self.spaced <= spaces and self.held.isdisjoint(spaces)


_NOTHING = Block("", frozenset(), frozenset(), ())


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


class _Text(NamedTuple):
    """A text that is drawn at once: its words, its mark, and the box around its letters."""

    words: list[str]
    mark: int
    box: Corners


class _Stands(NamedTuple):
    """Where a block is on the page: its texts, all their words, and the box around them all."""

    tagged: _Tagged
    texts: list[_Text]
    words: list[str]
    around: Corners


_SIDES, _EACH_SIDE = sides()


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
    # Without its marks, a part that stands there every day is the same text every day, and is read once.
    for piece in _PIECE.finditer(_MARK.sub("", page[page.index("<body") :])):
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
    letters, spaced, held, end, space = "", list[int](), list[int](), 0, False
    for piece in _MARKUP.split(inside):
        text = unescape(piece).replace(JOIN, "")
        space = space or text[:1].isspace()
        for word in text.split():
            if end and space:
                spaced.append(end)
            held += (end + place for place in _held(word))
            space, letters, end = True, letters + word, end + len(word)
        space = text[-1:].isspace() if text.strip() else space
    alts = (unescape(title or text) for title, text in _ALT.findall(inside))
    return Block(letters, frozenset(spaced), frozenset(held), tuple(alts))


@lru_cache(maxsize=1024)
def _held(word: str) -> tuple[int, ...]:
    """Return the places of letters that are not the first one of their token, if it is a figure."""
    tokens, found = _TOKENS.finditer(word) if _is_number(word) else (), list[int]()
    for token in tokens:
        if any(map(str.isdigit, token[0])):
            found += range(token.start() + 1, token.end())
    return tuple(found)


def _is_number(word: str) -> bool:
    """Tell whether a word with a figure is a number; a link has more letters than any unit before it."""
    return sum(map(str.isalpha, _UNIT.sub("", word))) <= len("mcg")


class _Left:
    """The blocks of the HTML that have not been found in the PDF yet."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self._at = 0
        self._blocks = () if expected.paged else expected.sections[0]

    def page(self, number: int, found: Sequence[_Stands]) -> Sequence[Block]:
        """Return the blocks that must be on a page, as many as were *found* on it."""
        if self.expected.paged:
            return self.expected.sections[number]
        again: list[Block] = []
        following = self._blocks[self._at : self._at + 1]
        if found and found[0].tagged.head and not (following and following[0].table):
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
    where, expected, page = f"page {number + 1}", left.expected, document[number]
    text_page = page.get_textpage()
    try:
        standing, rest = _standing(page, text_page)
        size = page.get_size()
    finally:
        text_page.close()
        page.close()
    edges = [
        edge.replace(_COUNTERS["pages"], str(len(document))).replace(_COUNTERS["page"], str(number + 1))
        for edge in expected.edges
    ]
    _check_words(where, left.page(number, standing), standing, leftward=expected.leftward)
    if not expected.leftward and not _are_edges("".join(rest.words), edges):
        _refuse(f"{where}: something is drawn that is in no block, or its head or foot is not whole")
    standing = [one for one in (*standing, rest) if one.texts]
    _check_boxes(where, size, standing)
    _check_places(where, standing, places)
    _check_tables(where, standing, expected.leftward)


def _tagged(page: pypdfium2.PdfPage) -> list[_Tagged]:
    tree, found = raw.FPDF_StructTree_GetForPage(page), list[_Tagged]()
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            whole = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
            _walk(whole, "Document", found, [0, 0], head=False)
    finally:
        raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: HANDLE, kind: str, found: list[_Tagged], row: list[int], *, head: bool) -> None:
    """Add the blocks in an element to those *found*; *row* has the numbers of the table and of the row so far."""
    row[0] += kind == "Table"
    row[1] += kind == "TR"
    loose: _Tagged | None = None
    for index in range(quick.FPDF_StructElement_CountChildren(element)):
        child = quick.FPDF_StructElement_GetChildAtIndex(element, index)
        if kind == "Document" and not child:
            continue  # it is on another page, as most elements are
        inside = answer(quick.FPDF_StructElement_GetType, child) if child else _LOOSE
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
            elif (mark := quick.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)) != _NO_MARK:
                loose.marks.append(mark)
        else:
            loose = None
            if inside != "NonStruct":  # what stands at the edges of the first page
                _walk(child, inside, found, row, head=head or inside == "THead")


def _gather(element: HANDLE, block: _Tagged) -> None:
    for index in range(quick.FPDF_StructElement_CountChildren(element)):
        # A child on another page has neither mark nor element here.
        if (mark := quick.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)) != _NO_MARK:
            block.marks.append(mark)
        elif child := quick.FPDF_StructElement_GetChildAtIndex(element, index):
            _gather(child, block)
    if alt := answer(quick.FPDF_StructElement_GetAltText, element):
        block.alts.append(alt)


def _standing(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> tuple[list[_Stands], _Stands]:
    """Return the blocks of a page that say something, and the texts that are in no block."""
    texts = _texts(page, text_page)
    found = [
        _stands(one, [text for mark in one.marks for text in texts.pop(mark, ())]) for one in _tagged(page)
    ]
    rest = _stands(_EDGES, [text for left in texts.values() for text in left])
    return [one for one in found if one.tagged.alts or one.words], rest


def _stands(tagged: _Tagged, texts: list[_Text]) -> _Stands:
    words, boxes = [word for text in texts for word in text.words], [text.box for text in texts]
    return _Stands(tagged, texts, words, _around(boxes) if boxes else (0, 0, 0, 0))


def _texts(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> dict[int, list[_Text]]:
    """Return the texts of a page by their mark."""
    words, found = _words_of_objects(text_page), dict[int, list[_Text]]()
    objects = map(quick.FPDFPage_GetObject, repeat(page.raw), range(raw.FPDFPage_CountObjects(page)))
    drawn = [one for one in objects if quick.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_TEXT]
    for one, mark in zip(drawn, map(quick.FPDFPageObj_GetMarkedContentID, drawn), strict=True):
        box = _box(one)
        _refuse_cut(one, box)
        said = (
            _words(answer(quick.FPDFTextObj_GetText, one, text_page.raw))
            if words is None
            else words.pop(one, [])
        )
        found.setdefault(mark, []).append(_Text(said, mark, box))
    if words:
        _refuse("a text is drawn inside a drawing")
    return found


def _words_of_objects(text_page: pypdfium2.PdfTextPage) -> dict[HANDLE, list[str]] | None:
    """Return the words of each object; None if PDFium leaves characters out of the text or adds some of its own."""
    whole, found = text_page.get_text_range(), dict[HANDLE, list[str]]()
    if len(whole) != text_page.count_chars():
        return None
    object_of = partial(quick.FPDFText_GetTextObject, text_page.raw)
    for word in _WORD.finditer(whole):
        first, end = word.span()
        owner = object_of(first)
        if end - first == 1 or object_of(end - 1) == owner:
            found.setdefault(owner, []).extend(_words(word[0]))
        else:
            for one, letters in groupby(range(first, end), object_of):
                found.setdefault(one, []).extend(_words("".join(whole[letter] for letter in letters)))
    return None if None in found else found


def _words(text: str) -> list[str]:
    return text.translate(_AS_WRITTEN).split()


def _box(drawn: HANDLE) -> Corners:
    quick.FPDFPageObj_GetBounds(drawn, *_EACH_SIDE)
    left, bottom, right, top = _SIDES
    return left, bottom, right, top


def _refuse_cut(drawn: HANDLE, box: Corners) -> None:
    """Raise ``ReadBackError`` where a text reaches out of a path that cuts it off."""
    clip = quick.FPDFPageObj_GetClipPath(drawn)
    for path in range(quick.FPDFClipPath_CountPaths(clip)):
        corners = list[Corners]()
        for number in range(quick.FPDFClipPath_CountPathSegments(clip, path)):
            quick.FPDFPathSegment_GetPoint(
                quick.FPDFClipPath_GetPathSegment(clip, path, number), *_EACH_SIDE[:2]
            )
            x, y, _, _ = _SIDES
            corners.append((x, y, x, y))
        if not _is_inside(box, _around(corners)):
            _refuse("a text is cut off")


def _check_words(where: str, wanted: Sequence[Block], found: Sequence[_Stands], *, leftward: bool) -> None:
    """Raise ``ReadBackError`` unless the marks of each block draw what it says.

    Lines written from right to left are drawn, and read here, from their left end. Of them it is only proved that
    the same letters are there.
    """
    if len(wanted) != len(found):
        _refuse(f"{where}: it has {len(found)} blocks instead of {len(wanted)}")
    for number, (block, (tagged, _, words, _)) in enumerate(zip(wanted, found, strict=True), 1):
        if list(block.alts) != tagged.alts:
            _refuse(f"{where}, block {number}: other words are heard for a drawing than the HTML has")
        letters = "".join(words)
        if leftward:
            # There, brackets and arrows are mirrored, and marks of direction draw nothing.
            same = sorted(filter(str.isalnum, block.letters)) == sorted(filter(str.isalnum, letters))
        else:
            # The texts of a figure are drawn letter by letter.
            same = block.letters == letters if tagged.figure else block.is_said(words)
        if not same:
            _refuse(f"{where}, block {number}: the PDF does not say what the HTML says")


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
    if not all(_is_inside(one.around, (0, 0, *size)) for one in standing):
        _refuse(f"{where}: a text reaches beyond the page")
    if _overlap([text.box for one in standing for text in one.texts]):
        _refuse(f"{where}: two texts lie on each other")


def _around(boxes: Sequence[Corners]) -> Corners:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _overlap(boxes: Iterable[Corners]) -> bool:
    """Tell whether any two boxes overlap."""
    upwards = sorted((bottom, top, left, right) for left, bottom, right, top in boxes)
    for at, (_, top, left, right) in enumerate(upwards, 1):
        for bottom_of_other, top_of_other, left_of_other, right_of_other in islice(upwards, at, None):
            if bottom_of_other >= top - _NEAR:
                break
            beside = min(right, right_of_other) - max(left, left_of_other) <= _NEAR
            if not beside and top_of_other - bottom_of_other > _NEAR:
                return True
    return False


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
    for tagged, texts, _, around in standing:
        for text in texts:
            lines = beside if tagged is _EDGES else (_with_hang(places[text.mark][0]),)
            if not any(_is_inside(text.box, line) for line in lines):
                _refuse(f"{where}: a text stands elsewhere than it was laid out")
        cell = places[tagged.marks[0]][1] if tagged.marks else None
        if cell and not _is_inside(around, cell):
            _refuse(f"{where}: a text hangs over the edge of its cell")


def _check_tables(where: str, standing: Sequence[_Stands], leftward: bool) -> None:  # noqa: FBT001
    """Raise ``ReadBackError`` if texts of a table are not in the order of its rows and columns."""
    rows: dict[tuple[int, int], list[Corners]] = {}
    columns: dict[tuple[int, int], list[Corners]] = {}
    for tagged, _, _, around in standing:
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
