"""Proves the print: each block of a finished PDF says word for word what its block of the HTML says.

The PDF is read by PDFium, the HTML by Python's own parser; neither took part in making the pages.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.html import read_html
from taperdocs.readback.pdfium import answer, opened_pdf

_BLOCKS = frozenset({"td", "th", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "svg"})
_TAGGED = frozenset({"TD", "TH", "P", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Figure"})
_SAYS_ALT = frozenset({"Figure", "Span"})
_SPACES = re.compile(r"\s*")
_TOKENS = re.compile(r"[^\s/-]*[/-]+(?=\S)|\S+")
"""What stands together on a line, which may end after a slash or a hyphen."""
_EDGE = re.compile(r"@(?:top|bottom|left|right)-\w+ \{ content: ((?:[^;\"]|\"[^\"]*\")*)")
_PART = re.compile(r'"([^"]*)"|counter\((pages?)\)')
_CODE = re.compile(r"\\([0-9a-f]{1,6}) ?")
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\N{SOFT HYPHEN}": "-"})
"""What PDFium says for a hyphen at the end of a line."""

_NO_MARK = -1

_NEAR = 1.0
"""Texts may reach so far into each other, and beyond the page, in points: boxes of glyphs are not exact."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a block says: pieces without a space in them, each with whether a space is before it; its alt texts.

    ``table`` is the number of the table whose head it is in, or 0.
    """

    tokens: tuple[tuple[str, bool], ...]
    alts: tuple[str, ...]
    table: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What the HTML says, by sections where each is a page; the texts of the pages' edges; the direction."""

    sections: tuple[tuple[Block, ...], ...]
    paged: bool
    edges: tuple[str, ...]
    leftward: bool


@dataclass(frozen=True, slots=True)
class _Tagged:
    """A block of the structure tree: the marks of what is drawn in it, and its alt texts."""

    marks: tuple[int, ...]
    alts: tuple[str, ...]
    head: bool
    figure: bool


def check_print(data: bytes, page: str, pages: int | None = None) -> None:
    """Raise ``ReadBackError`` unless *data* prints what the HTML *page* says, on so many *pages*."""
    expected = expected_of(page)
    wanted = len(expected.sections) if expected.paged else pages
    with opened_pdf(data) as document:
        if wanted is not None and len(document) != wanted:
            _refuse(f"{len(document)} pages instead of {wanted}: a page has spilled over")
        left = _Left(expected)
        for number in range(len(document)):
            _check_page(document, number, left)
        left.end()


def _refuse(message: str) -> None:
    raise ReadBackError(message)


def expected_of(page: str) -> Expected:
    """Return what the HTML *page* says, block by block."""
    reader = _Reader()
    reader.read(page)
    found = tuple(tuple(blocks) for blocks in reader.sections)
    paged = len(found) > 1 and not found[0]
    style = page[: page.find("</style>")]
    edges = tuple(_edge(said) for said in _EDGE.findall(style))
    leftward = 'dir="rtl"' in page[: page.find("<head>")]
    return Expected(found[1:] if paged else (tuple(b for s in found for b in s),), paged, edges, leftward)


def _edge(content: str) -> str:
    parts = (
        "\0" + counter if counter else _CODE.sub(lambda code: chr(int(code[1], 16)), text)
        for text, counter in _PART.findall(content)
    )
    return "".join("".join(parts).split()) if content else ""


class _Reader:
    """Reads HTML, which our templates write as XML; ``sections`` begins with what is outside of any section."""

    def __init__(self) -> None:
        self.sections: list[list[Block]] = [[]]
        self._open: list[str] = []
        self._text: list[str] = []
        self._alts: list[str] = []
        self._block = 0
        self._titles: list[str] = []
        self._tables, self._heading, self._quiet = 0, False, 1

    def read(self, page: str) -> None:
        read_html(page, self._begin, self._end, self._said)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append(tag)
        if tag == "body":
            self._quiet = 0
        elif tag == "section":
            self._flush()
            self.sections.append([])
        elif tag == "thead":
            self._tables += 1
            self._heading = True
        if self._block:
            self._block += 1
        elif tag in _BLOCKS:
            self._flush()
            self._block = 1
        self._text.append("\0")
        self._titles.append(attributes.get("title", "") if tag == "span" else "")

    def _end(self, tag: str) -> None:
        self._open.pop()
        if title := self._titles.pop():
            self._alts.append(title)
        self._text.append("\0")
        if self._block:
            self._block -= 1
            if not self._block:
                self._flush()
        elif tag in {"div", "section", "body"}:
            self._flush()
        if tag == "thead":
            self._heading = False

    def _said(self, text: str) -> None:
        if self._quiet:
            return
        if self._open[-1] == "title":
            self._alts.append(text)
        else:
            self._text.append(text)

    def _flush(self) -> None:
        text, alts = "".join(self._text), tuple(self._alts)
        self._text, self._alts = [], []
        if (tokens := tuple(_tokens(text))) or alts:
            self.sections[-1].append(Block(tokens, alts, self._tables if self._heading else 0))


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what has no space and no edge of an element in it, and whether there is a space before it."""
    spaced = False
    for piece in text.split("\0"):
        for found in _TOKENS.finditer(piece):
            yield found[0], spaced or piece[found.start() - 1 : found.start()].isspace()
            spaced = False
        spaced = spaced or piece[-1:].isspace()


class _Left:
    """What of the HTML has not been found yet."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self._at = 0
        self._blocks = () if expected.paged else expected.sections[0]

    def page(self, number: int, found: Sequence[_Tagged]) -> Sequence[Block]:
        """Return the blocks that belong onto a page on which so much was *found*."""
        if self.expected.paged:
            return self.expected.sections[number]
        again: list[Block] = []
        following = self._blocks[self._at : self._at + 1]
        if found and found[0].head and not (following and following[0].table):
            # The head of a table that goes on is there again, whole.
            last = max((block.table for block in self._blocks[: self._at]), default=0)
            again = [block for block in self._blocks if last and block.table == last]
        first, self._at = self._at, self._at + len(found) - len(again)
        return (*again, *self._blocks[first : self._at])

    def end(self) -> None:
        """Raise ``ReadBackError`` where something is left."""
        if self._at < len(self._blocks):
            _refuse(f"block {self._at + 1} of the page is not in the PDF")


def _check_page(document: pypdfium2.PdfDocument, number: int, left: _Left) -> None:
    page = document[number]
    text_page = page.get_textpage()
    try:
        where, drawn, found = f"page {number + 1}", _Drawn(page, text_page), tuple(_tagged(page))
        edges = [
            edge.replace("\0pages", str(len(document))).replace("\0page", str(number + 1))
            for edge in left.expected.edges
        ]
        paged = left.expected.paged and not left.expected.leftward
        if not (paged and drawn.says(left.page(number, found), found, edges)):
            found = drawn.heard(found)
            drawn.check_each(where, left.page(number, found), found, edges, left.expected.leftward)
        _check_places(where, page, text_page)
    finally:
        text_page.close()
        page.close()


def _tagged(page: pypdfium2.PdfPage) -> Iterator[_Tagged]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _elements(raw.FPDF_StructTree_GetChildAtIndex(tree, index), head=False)
    finally:
        raw.FPDF_StructTree_Close(tree)


def _elements(element: Any, *, head: bool) -> Iterator[_Tagged]:  # noqa: ANN401  PDFium's handles have no types
    kind = answer(raw.FPDF_StructElement_GetType, element)
    if kind == "NonStruct":
        return  # what stands at the edges of the first page
    if kind in _TAGGED:
        marks, alts = list[int](), list[str]()
        _gather(element, kind, marks, alts)
        yield _Tagged(tuple(marks), tuple(alts), head, kind == "Figure")
        return
    loose, alts = list[int](), list[str]()
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
        if not child:
            loose += _mark(element, index)
        elif answer(raw.FPDF_StructElement_GetType, child) == "Span":
            _gather(child, "Span", loose, alts)
        else:
            if loose:
                yield _Tagged(tuple(loose), tuple(alts), head, figure=False)
                loose, alts = [], []
            yield from _elements(child, head=head or kind == "THead")
    if loose:
        yield _Tagged(tuple(loose), tuple(alts), head, figure=False)


def _gather(element: Any, kind: str, marks: list[int], alts: list[str]) -> None:  # noqa: ANN401
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            _gather(child, answer(raw.FPDF_StructElement_GetType, child), marks, alts)
        else:
            marks += _mark(element, index)
    if kind in _SAYS_ALT and (alt := answer(raw.FPDF_StructElement_GetAltText, element)):
        alts.append(alt)


def _mark(element: Any, index: int) -> tuple[int, ...]:  # noqa: ANN401
    """Return the mark that an element holds at a place; none where it holds what is on another page."""
    mark = raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
    return () if mark == _NO_MARK else (mark,)


class _Drawn:
    """The texts that are drawn on a page."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page, self._text_page = page, text_page
        self._count = text_page.count_chars()
        self._text = text_page.get_text_range().translate(_HYPHENS)

    def says(self, wanted: Sequence[Block], found: Sequence[_Tagged], edges: Sequence[str]) -> bool:
        """Tell whether the page's text is that of the blocks, one after the other, each drawn in its own marks.

        It is the quick way, and knows only pages on which everything is drawn in the order in which it is heard.
        """
        text = self._text
        found = [tagged for tagged in found if tagged.marks or tagged.alts]
        # Where PDFium leaves a sign out of the text, the numbers of the signs are others.
        if [block.alts for block in wanted] != [block.alts for block in found] or len(text) != self._count:
            return False
        order = sorted(zip(wanted, found, strict=True), key=lambda pair: min(pair[1].marks, default=-1))
        if any(
            max(one.marks, default=-1) >= min(other.marks, default=0)
            for (_, one), (_, other) in pairwise(order)
        ):
            return False
        at = 0
        for block, tagged in order:
            if not block.tokens:
                continue
            first = _SPACES.match(text, at).end()  # type: ignore[union-attr]  # it always matches
            at = _follow(block.tokens, text, first)
            if at < 0 or not {self._mark(first), self._mark(at - 1)} <= set(tagged.marks):
                return False
        return _are_edges(text[at:], edges)

    def _mark(self, index: int) -> int:
        mark: int = raw.FPDFPageObj_GetMarkedContentID(raw.FPDFText_GetTextObject(self._text_page, index))
        return mark

    def heard(self, found: Iterable[_Tagged]) -> tuple[_Tagged, ...]:
        """Return the blocks that say something."""
        return tuple(one for one in found if one.alts or "".join(self._said(one)).strip())

    def check_each(
        self,
        where: str,
        wanted: Sequence[Block],
        found: Sequence[_Tagged],
        edges: Sequence[str],
        leftward: bool,  # noqa: FBT001
    ) -> None:
        """Raise ``ReadBackError`` unless each block says what its own marks draw.

        A line that is written from right to left is drawn, and read here, from its left end: it is only compared
        that each letter is there.
        """
        if len(wanted) != len(found):
            _refuse(f"{where}: it has {len(found)} blocks instead of {len(wanted)}")
        for number, (block, tagged) in enumerate(zip(wanted, found, strict=True), 1):
            if block.alts != tagged.alts:
                _refuse(f"{where}, block {number}: other words are heard for a drawing than the HTML has")
            if not _same(block, tagged, self._said(tagged), leftward=leftward):
                _refuse(f"{where}, block {number}: the PDF does not say what the HTML says")
        heard = {mark for tagged in found for mark in tagged.marks}
        rest = "".join(text for mark, drawn in self._texts.items() if mark not in heard for text in drawn)
        if not leftward and not _are_edges(rest, edges):
            _refuse(f"{where}: something is drawn that is in no block, or its head or foot is not whole")

    def _said(self, tagged: _Tagged) -> tuple[str, ...]:
        return tuple(text for mark in tagged.marks for text in self._texts.get(mark, ()))

    @cached_property
    def _texts(self) -> dict[int, list[str]]:
        """Return the texts by the number of their mark."""
        texts: dict[int, list[str]] = {}
        for drawn in self._page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=1, textpage=self._text_page):
            said = answer(raw.FPDFTextObj_GetText, drawn, self._text_page).translate(_HYPHENS)
            texts.setdefault(raw.FPDFPageObj_GetMarkedContentID(drawn), []).append(said)
        return texts


def _same(block: Block, tagged: _Tagged, said: Sequence[str], *, leftward: bool) -> bool:
    letters, spoken = "".join(token for token, _ in block.tokens), "".join("".join(said).split())
    if leftward:
        # Brackets and arrows are turned around there, and signs of direction draw nothing.
        return sorted(filter(str.isalnum, letters)) == sorted(filter(str.isalnum, spoken))
    if tagged.figure:
        return letters == spoken  # its texts are drawn letter by letter
    text = " ".join(said)
    at = _follow(block.tokens, text, len(text) - len(text.lstrip()))
    return at >= 0 and not text[at:].strip()


def _follow(tokens: Iterable[tuple[str, bool]], text: str, at: int) -> int:
    """Return where *tokens* end that begin at a place of *text*; -1 where it has others there.

    A space must be where the HTML has one; more may be where an element begins or ends.
    """
    for number, (token, spaced) in enumerate(tokens):
        begin = _SPACES.match(text, at).end() if number else at  # type: ignore[union-attr]  # it always matches
        end = _end_of(token, text, begin)
        if end < 0 or (number and spaced and begin == at):
            return -1
        at = end
    return at


def _end_of(token: str, text: str, begin: int) -> int:
    """Return where *token* ends that begins at a place of *text*, or -1; a line may end in a word, not in a figure."""
    if text.startswith(token, begin):
        return begin + len(token)
    if any(sign.isdigit() for sign in token):
        return -1
    parted = re.compile(r"\s*".join(map(re.escape, token))).match(text, begin)
    return parted.end() if parted else -1


def _are_edges(text: str, edges: Iterable[str]) -> bool:
    """Tell whether *text* is that of the head, the foot and the sides of a page, in whatever order."""
    left = "".join(text.split())
    for edge in sorted(edges, key=len, reverse=True):
        if edge not in left:
            return False
        left = left.replace(edge, "", 1)
    return not left


def _check_places(where: str, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
    """Raise ``ReadBackError`` where a text reaches beyond the page, or lies on another."""
    width, height = page.get_size()
    sides = tuple(ctypes.c_double() for _ in range(4))
    given = tuple(map(ctypes.byref, sides))
    found = list[tuple[float, float, float, float]]()
    ask = raw.FPDFText_GetRect
    for index in range(raw.FPDFText_CountRects(text_page, 0, -1)):
        ask(text_page, index, *given)
        left, top, right, bottom = (side.value for side in sides)
        if left < -_NEAR or bottom < -_NEAR or right > width + _NEAR or top > height + _NEAR:
            _refuse(f"{where}: a text reaches beyond the page")
        found.append((bottom, top, left, right))
    found.sort()
    for number, (_, top, left, right) in enumerate(found):
        for other in range(number + 1, len(found)):
            bottom_of_other, top_of_other, left_of_other, right_of_other = found[other]
            if bottom_of_other >= top - _NEAR:
                break
            beside = min(right, right_of_other) - max(left, left_of_other) <= _NEAR
            if not beside and top_of_other - bottom_of_other > _NEAR:
                _refuse(f"{where}: two texts lie on each other")
