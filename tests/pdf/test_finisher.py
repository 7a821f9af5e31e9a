"""What the finisher puts into each PDF: words for drawings, what a header heads, edges that nobody hears."""

import ctypes
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pikepdf
import pypdfium2
import pytest
from envelopes import OPTIONS, PLAN, SAMPLES, made
from presented import DOCUMENTS, check_words
from pypdfium2 import raw

from taperdocs.language.language import Language, language
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf.accessibility import UnfinishedError
from taperdocs.pdf.render import pdf_of
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read

_FACES = "font-family: 'Taperdocs Text', 'Taperdocs Signs'"
_SPAN = re.compile(r'<span [^>]*title="([^"]*)">(.*?)</span>')
_UNSEEN = re.compile(r"<[^>]*>|[\u2066-\u2069]")
"""What the PDF draws no sign for: tags and isolates."""


def _page(body: str, direction: str = "ltr") -> str:
    # Without the faces WeasyPrint has none at all.
    faces = (folder("fonts") / "fonts.css").read_text(encoding="utf-8")
    style = (
        f"<style>{faces} @page {{ size: 100mm 100mm; {_FACES}; @top-left {{ content: 'head of the page' }} }}"
        f"body {{ {_FACES} }}</style>"
    )
    return f"<html lang=en dir={direction}><title>t</title>{style}{body}</html>"


def _drawn(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the words and the signs of each drawing, as another engine reads them by the tags."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            texts = _marked(page)
            tree = raw.FPDF_StructTree_GetForPage(page)
            for index in range(raw.FPDF_StructTree_CountChildren(tree)):
                yield from _spans(raw.FPDF_StructTree_GetChildAtIndex(tree, index), texts)
            raw.FPDF_StructTree_Close(tree)


def _marked(page: pypdfium2.PdfPage) -> dict[int, str]:
    text_page, texts = page.get_textpage(), dict[int, str]()
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
            mark = raw.FPDFPageObj_GetMarkedContentID(drawn)
            if mark >= 0:
                texts[mark] = texts.get(mark, "") + _said(raw.FPDFTextObj_GetText, drawn, text_page)
    return texts


def _spans(element: raw.FPDF_STRUCTELEMENT, texts: dict[int, str]) -> Iterator[tuple[str, str]]:
    words = _said(raw.FPDF_StructElement_GetAltText, element)
    if words and _said(raw.FPDF_StructElement_GetType, element) == "Span":
        # The engine puts a space of its own where the face changes.
        yield words, "".join("".join(_inside(element, texts)).split())
    for child in _children(element):
        yield from _spans(child, texts)


def _inside(element: raw.FPDF_STRUCTELEMENT, texts: dict[int, str]) -> Iterator[str]:
    for index in range(raw.FPDF_StructElement_GetMarkedContentIdCount(element)):
        yield texts.get(raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index), "")
    for child in _children(element):
        yield from _inside(child, texts)


def _children(element: raw.FPDF_STRUCTELEMENT) -> Iterator[raw.FPDF_STRUCTELEMENT]:
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield child


def _said(ask: Callable[..., int], *of: object) -> str:
    size = ask(*of, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:-2].decode("utf-16-le")


def _titled(page: str) -> list[tuple[str, str]]:
    return [
        (unescape(words), "".join(unescape(_UNSEEN.sub("", signs)).split()))
        for words, signs in _SPAN.findall(page)
    ]


def _short(plan: Plan) -> Options:
    return replace(OPTIONS, as_of=plan.first_day, last=plan.first_day + timedelta(27))


_BOTH = (SAMPLES / "two-doses-a-day.toml").read_text(encoding="utf-8")
_ONE = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"

[[step]]
weeks = 1
dose = ["1 mg", "0.75 mg"]

[[step]]
weeks = 1
dose = ["0.75 mg", "0.5 mg"]

[[step]]
weeks = 2
dose = ["0.5 mg", "0.25 mg"]
"""
DRAWN = {
    **{f"one product, {edition.value}": (_ONE, edition) for edition in Edition},
    **{f"two products, {edition.value}": (_BOTH, edition) for edition in (Edition.LARGE, Edition.GIANT)},
}
"""A plan and an edition whose squares have room for drawings."""
LANGUAGES = {"en-GB": language("en-GB"), "right to left": Language("en-GB", writing="rtl")}


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(("text", "edition"), DRAWN.values(), ids=DRAWN)
def test_every_drawn_tablet_of_the_calendar_has_its_own_words(
    text: str, edition: Edition, spoken: str
) -> None:
    """One and a half tablets are heard as one and a half, never as those of the next day."""
    plan = read(text.encode())
    options = replace(_short(plan), edition=edition, language=LANGUAGES[spoken])
    document = DOCUMENTS["calendar"]
    page = document_html(document, document.view(plan, options), options)

    wanted = _titled(page)
    found = list(_drawn(pdf_of(page)))
    if LANGUAGES[spoken].direction == "rtl":
        # The engine gives the signs from left to right, as they are drawn, and beside a number they are drawn so.
        wanted, found = (
            [(words, "".join(sorted(signs))) for words, signs in drawings] for drawings in (wanted, found)
        )

    # The square of the first day, which says that the plan begins, is too full in the smallest edition.
    assert page.count("<span") == len(wanted) == (54 if edition is Edition.STANDARD else 56)
    assert found == wanted


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (sample, name)
        for sample in ("oral-solution", "prednisolone", "with-a-hold")
        for name, document in DOCUMENTS.items()
        if document.needs(read((SAMPLES / f"{sample}.toml").read_bytes()))
    ],
)
def test_every_drawing_of_every_document_has_its_own_words(sample: str, name: str) -> None:
    """Tablets, capsules and syringes, in what stands once and in what is repeated."""
    plan = read((SAMPLES / f"{sample}.toml").read_bytes())
    options = replace(_short(plan), paper=PAPERS["letter"])
    document = DOCUMENTS[name]
    page = document_html(document, document.view(plan, options), options)

    assert page.count("data-drawn") == len(_titled(page))
    assert list(_drawn(pdf_of(page))) == _titled(page)


FALSE = {
    "a count": ('title="Drawing: 1\N{NO-BREAK SPACE}tablet', 'title="Drawing: 2\N{NO-BREAK SPACE}tablets'),
    "a strength": (
        '\N{NO-BREAK SPACE}2\N{NO-BREAK SPACE}mg">⬤',
        '\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}mg">⬤',
    ),
    "a sign": ('">⬤<small', '">◐<small'),
    "a strength that is seen": (
        '⬤<small class="strength">\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}2\N{NO-BREAK SPACE}mg',
        '⬤<small class="strength">\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}mg',
    ),
    "no words": (' title="Drawing: 1\N{NO-BREAK SPACE}tablet', ' lang="Drawing: 1\N{NO-BREAK SPACE}tablet'),
}


@pytest.mark.parametrize("what", FALSE)
def test_a_drawing_that_says_other_than_the_plan_is_refused(what: str) -> None:
    """What is heard is read back as what is seen."""
    plan = read(_BOTH.encode())
    document, options = DOCUMENTS["calendar"], replace(_short(plan), edition=Edition.LARGE)
    page = document_html(document, document.view(plan, options), options)
    check_words(page, plan, options)
    changed = page.replace(*FALSE[what], 1)

    assert changed != page
    with pytest.raises(ReadBackError):
        check_words(changed, plan, options)


def test_words_with_every_kind_of_sign_arrive_whole() -> None:
    """Accents, quotation marks and ampersands are those of the page."""
    words = 'une moitié & "½" < 3'
    page = _page('<p>a <span title="une moitié &amp; &#34;½&#34; &lt; 3">⬤</span> b</p>')

    assert list(_drawn(pdf_of(page))) == [(words, "⬤")]


def test_a_span_without_title_gets_no_words() -> None:
    """And does not take those of its neighbour."""
    page = _page(
        '<p><span>a</span> <span title="one">⬤</span> <span>b</span> <span title="half">◐</span></p>'
    )

    assert list(_drawn(pdf_of(page))) == [("one", "⬤"), ("half", "◐")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<p><span title="many">' + "⬤ " * 80 + "</span></p>", id="broken over lines"),
        pytest.param('<p style="display: none"><span title="none">⬤</span></p>', id="not shown"),
    ],
)
def test_a_drawing_that_the_pdf_has_otherwise_stops_the_run(body: str) -> None:
    """Words would come to stand with the wrong drawing."""
    with pytest.raises(UnfinishedError):
        pdf_of(_page(body + '<p><span title="one">⬤</span></p>'))


def _cells(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            str(one.A.Scope)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.TH
        ]


def test_a_header_cell_says_whether_it_heads_its_row_or_its_column() -> None:
    """As the page says; some screen readers go by nothing else."""
    page = _page(
        "<table><thead><tr><th scope=col>day</th><th scope=col>dose</th></tr></thead>"
        "<tbody><tr><th scope=row>1</th><td>x</td></tr></tbody></table>"
    )

    assert _cells(pdf_of(page)) == ["/Column", "/Column", "/Row"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_header_cell_of_any_document_is_without_its_scope(name: str) -> None:
    """Headers that are repeated on the next page too."""
    data = made(name, PLAN, _short(PLAN))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        headers = sum(isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH" for one in pdf.objects)

    assert len(_cells(data)) == headers
    assert set(_cells(data)) <= {"/Row", "/Column"}


def _texts(data: bytes) -> Iterator[tuple[str, bool]]:
    """Yield for each text that is drawn its kind of mark, and whether that stands in the structure tree."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(pdf.pages):
            marks = list[tuple[str, bool]]()
            for step in pikepdf.parse_content_stream(page):
                kind, operands = str(step.operator), step.operands
                if kind in {"BDC", "BMC"}:
                    mark = operands[1].get("/MCID") if kind == "BDC" else None
                    owner = parents[2 * number + 1][int(mark)] if mark is not None else None
                    marks.append((str(operands[0]), owner is not None and _reaches_the_root(owner)))
                elif kind == "EMC":
                    marks.pop()
                elif kind in {"Tj", "TJ"}:
                    yield marks[-1] if marks else ("", False)


def _reaches_the_root(element: pikepdf.Object) -> bool:
    while str(element.get("/Type")) != "/StructTreeRoot":
        kids = element.P.K if isinstance(element.P.K, pikepdf.Array) else [element.P.K]
        if not any(isinstance(kid, pikepdf.Dictionary) and kid.objgen == element.objgen for kid in kids):
            return False
        element = element.P
    return True


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_is_tagged_or_an_edge_of_the_page(name: str) -> None:
    """Nothing is drawn that a screen reader neither reads nor knows that it may leave out."""
    data = made(name, PLAN, _short(PLAN))
    found = set(_texts(data))

    assert all(inside for kind, inside in found if kind != "/Artifact")
    assert ("/Span", True) in found
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert (("/Artifact", False) in found) == (len(pdf.pages) > 1)


def test_the_edges_of_the_first_page_are_heard_once_and_those_of_the_others_never() -> None:
    """They say whom to ring and whether it is a draft, on paper on every page."""
    page = _page("<p>one</p><p style='break-before: page'>two</p><p style='break-before: page'>three</p>")
    data = pdf_of(page)
    with pypdfium2.PdfDocument(data) as document:
        assert all("head of the page" in page.get_textpage().get_text_range() for page in document)

    assert sorted(_texts(data)) == [("/Artifact", False)] * 2 + [("/Span", True)] * 4
    assert _order(data) == ["one", "head of the page", "two", "three"]


def test_the_tree_goes_page_by_page_and_owns_no_edge_of_later_pages() -> None:
    """After the first page comes the second, and no mark of a page points to what is in no tree."""
    page = _page("<p>one</p><p style='break-before: page'>two</p><p style='break-before: page'>three</p>")
    with pikepdf.open(io.BytesIO(pdf_of(page))) as pdf:
        numbers = {one.obj.objgen: number for number, one in enumerate(pdf.pages)}
        order = [numbers[kid.Pg.objgen] for kid in pdf.Root.StructTreeRoot.K[0].K]
        owned = [pdf.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1] for number in range(3)]
        edges = [[marks[index] is None for index in range(len(marks))] for marks in owned]

    assert order == [0, 0, 1, 2]
    assert edges == [[False, False], [False, True], [False, True]]


def _order(data: bytes) -> list[str]:
    """Return what is heard of each page, in the order of the tags."""
    found = list[str]()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            texts, tree = _marked(page), raw.FPDF_StructTree_GetForPage(page)
            for index in range(raw.FPDF_StructTree_CountChildren(tree)):
                found += _leaves(raw.FPDF_StructTree_GetChildAtIndex(tree, index), texts)
            raw.FPDF_StructTree_Close(tree)
    return found


def _leaves(element: raw.FPDF_STRUCTELEMENT, texts: dict[int, str]) -> Iterator[str]:
    children = tuple(_children(element))
    if not children:
        yield "".join(_inside(element, texts)).strip()
    for child in children:
        yield from _leaves(child, texts)


def test_what_no_page_uses_is_not_listed() -> None:
    """A validator of PDF/A takes an empty list for a fault."""
    with pikepdf.open(io.BytesIO(made("card"))) as pdf:
        lists = {key: value for page in pdf.pages for key, value in page.Resources.items()}

    assert lists.keys() >= {"/Font", "/ColorSpace"}
    assert all(len(value) for value in lists.values())
