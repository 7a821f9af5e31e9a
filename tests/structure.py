"""Finds what a screen reader would not be told: PDF/UA-1 on the structure tree, and by two checkers of other people."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import outloud
import pdfua
import pikepdf
from pages import path_of
from pikepdf import Array, Dictionary, Name, Object, Pdf

_HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
_MAY_BE_EMPTY = {
    "TD": "a day of another month",
    "TBody": "WeasyPrint parts a table between pages",
}
_PAINTING = "Tj TJ ' \" f F f* S s B B* b b* sh Do EI"
_WRITING = {"Tj", "TJ", "'", '"'}
_DECORATION, _EDGE = -1, -2
_UNHEEDED = {
    # "9 header cells against 7 data cells" is taken for headings torn to pieces. In a week with one time of
    # day, each day's name heads one dose.
    "TBL-010",
    # "Lines of prose are marked /Artifact": the head and the foot of a page, which it knows as such only
    # where they are on three pages. That nothing else is an artifact is tested here.
    "TAG-002",
}
"""What ``outloud`` calls an error and is none here, each with its reason."""


@dataclass(frozen=True)
class Element:
    """An element of the structure tree with the elements and the marks of its page that are in it."""

    tag: str
    kids: tuple["Element", ...]
    marks: tuple[tuple[int, int], ...]
    ident: str
    headers: tuple[str, ...]
    alt: str
    annotations: int

    def walk(self) -> Iterator["Element"]:
        """Yield it and everything in it, in the order in which it is read aloud."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def tree_of(pdf: Pdf) -> Element:
    """Read the structure tree."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def element(found: Object) -> Element:
        page = found.get("/Pg")
        kids, marks, annotations = [], [], 0
        inside = found.get("/K", Array())
        for kid in inside if isinstance(inside, Array) else [inside]:
            if isinstance(kid, int):
                marks.append((pages[page.objgen], int(kid)))
            elif kid.get("/Type") == Name.OBJR:
                annotations += 1
            elif kid.get("/Type") == Name.MCR:
                marks.append((pages[kid.Pg.objgen], int(kid.MCID)))
            else:
                kids.append(element(kid))
        about = found.get("/A", Dictionary())
        return Element(
            str(found.get("/S", Name.StructTreeRoot)).removeprefix("/"),
            tuple(kids),
            tuple(marks),
            str(found.get("/ID", "")),
            tuple(str(header) for header in about.get("/Headers", ())),
            str(found.get("/Alt", "")),
            annotations,
        )

    return element(pdf.Root.StructTreeRoot)


Check = Callable[[Pdf, Element], Iterator[str]]


def document_faults(pdf: Pdf, _tree: Element) -> Iterator[str]:
    """Find what a document lacks as a whole: marks, language, title."""
    root = pdf.Root
    if not root.get("/MarkInfo", Dictionary()).get("/Marked"):
        yield "the document is not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "the document has no language"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle"):
        yield "the title is not shown"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "the document has no title"
    said = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if not re.search(r"pdfuaid:part(?:=\"1\"|>1<)", said):
        yield "the document does not say that it is PDF/UA-1"
    if "dc:title" not in said:
        yield "the metadata have no title"


def heading_faults(_pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find a first heading that is not the highest, and levels that are skipped."""
    level = 0
    for element in tree.walk():
        if element.tag in _HEADINGS:
            found = _HEADINGS.index(element.tag) + 1
            if found > level + 1:
                yield f"H{found} follows H{level}"
            level = found
    if not level:
        yield "there is no heading"


def table_faults(_pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find data cells that name no header of their table, but for an empty corner, and unlike rows."""
    for number, table in enumerate((one for one in tree.walk() if one.tag == "Table"), 1):
        rows = [one.kids for one in table.walk() if one.tag == "TR"]
        cells = [cell for row in rows for cell in row]
        idents = Counter(cell.ident for cell in cells if cell.tag == "TH")
        if len({len(row) for row in rows}) != 1:
            yield f"table {number} has rows of unlike lengths"
        for cell in cells:
            if cell.tag not in {"TD", "TH"}:
                yield f"table {number} has {cell.tag} in a row"
            if cell.tag == "TH" and idents[cell.ident] != 1:
                yield f"table {number} has a header cell without a name of its own"
            if cell.tag == "TD" and not cell.headers and (cell.kids or cell.marks):
                yield f"table {number} has a data cell that names no header"
            for header in cell.headers:
                if header not in idents:
                    yield f"table {number} has a data cell that names no header of its table"


def figure_faults(_pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find drawings without words, or with words that say nothing."""
    for element in tree.walk():
        if element.tag in {"Figure", "Formula"} and len(element.alt.split()) < 2:
            yield f"a drawing says {element.alt!r}"


def empty_faults(_pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find elements that are announced and then say nothing."""
    for element in tree.walk():
        said = element.kids or element.marks or element.alt or element.annotations
        if not said and element.tag not in _MAY_BE_EMPTY:
            yield f"an empty {element.tag}"


def untagged_faults(pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find what is painted and is neither in the tree nor decoration, and words that pass for decoration."""
    told = {mark for element in tree.walk() for mark in element.marks}
    for number, page in enumerate(pdf.pages):
        for mark, operator in _painted(page):
            if mark is None:
                yield f"page {number + 1}: {operator} is neither tagged nor decoration"
            # Head and foot are heard once, those of the first page.
            elif mark == _DECORATION and operator in _WRITING and number == 0:
                yield f"page {number + 1}: words are marked as decoration"
            elif mark >= 0 and operator != "BDC" and (number, mark) not in told:
                yield f"page {number + 1}: mark {mark} is not in the tree"


def lost_faults(pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find what the tree has twice, and what it has and no page."""
    told = Counter(mark for element in tree.walk() for mark in element.marks)
    begun = {(number, mark) for number, page in enumerate(pdf.pages) for mark, _ in _painted(page)}
    for (number, mark), times in told.items():
        if times > 1:
            yield f"page {number + 1}: mark {mark} is in the tree {times} times"
        if (number, mark) not in begun:
            yield f"page {number + 1}: mark {mark} is in the tree and not on the page"


def _painted(page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """Yield the mark under which each thing is painted, or None without one, and each mark as it begins."""
    marks: list[int | None] = []
    for step in pikepdf.parse_content_stream(page, f"BMC BDC EMC {_PAINTING}"):
        name, operands = str(step.operator), list(step.operands)
        if name == "EMC":
            marks.pop()
        elif name in {"BMC", "BDC"}:
            mark = operands[1].get("/MCID") if len(operands) > 1 else None
            inside = marks[-1] if marks else None
            marks.append(
                _DECORATION if operands[0] == Name.Artifact else inside if mark is None else int(mark)
            )
            if marks[-1] is not None:
                yield marks[-1], "BDC"
        else:
            yield marks[-1] if marks else None, name


def field_faults(pdf: Pdf, tree: Element) -> Iterator[str]:
    """Find fields of a form that have no name to be read aloud or are not in the tree."""
    notes = [note for page in pdf.pages for note in page.get("/Annots", Array())]
    fields = [note for note in notes if note.get("/Subtype") == Name.Widget]
    for field in fields:
        if not str(field.get("/TU", field.get("/Parent", Dictionary()).get("/TU", ""))):
            yield "a field has no name"
    forms = sum(element.annotations for element in tree.walk() if element.tag == "Form")
    if forms != len(fields):
        yield f"{forms} of {len(fields)} fields are in the tree"
    if any(page.get("/Annots") and page.get("/Tabs") != Name.S for page in pdf.pages):
        yield "the tab key does not follow the structure"


CHECKS: tuple[Check, ...] = (
    document_faults,
    heading_faults,
    table_faults,
    figure_faults,
    empty_faults,
    untagged_faults,
    lost_faults,
    field_faults,
)


def faults(data: bytes) -> Counter[str]:
    """Return everything that the checks of this module find, each with how often."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = tree_of(pdf)
        return Counter(fault for check in CHECKS for fault in check(pdf, tree))


def bookmarks(pdf: Pdf) -> tuple[list[str], list[int], list[str]]:
    """Return the titles of the bookmarks, the pages that they lead to, and the titles of those below them."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def titles(marks: list[pikepdf.OutlineItem]) -> list[str]:
        return [title for mark in marks for title in (mark.title, *titles(mark.children))]

    with pdf.open_outline() as outline:
        marks = list(outline.root)
        places = [pages[mark.destination[0].objgen] for mark in marks if isinstance(mark.destination, Array)]
        top = [mark.title for mark in marks]
        return top, places, titles([child for mark in marks for child in mark.children])


def heard(data: bytes, folder: Path) -> list[str]:
    """Return the errors that ``outloud`` finds."""
    result = outloud.check(path_of(data, folder))
    assert not result.error, result.error
    return [
        f"{finding.rule} {finding.message}"
        for finding in result.findings
        if finding.severity == "error" and finding.rule not in _UNHEEDED
    ]


def judged(data: bytes, folder: Path) -> list[str]:
    """Return everything that ``pdfua`` finds, warnings too."""
    return [f"{found.rule_id} {found.message}" for found in pdfua.validate(path_of(data, folder)).findings]
