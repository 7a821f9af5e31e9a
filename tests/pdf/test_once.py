"""What is typeset once and placed on many pages is drawn, tagged and listed as if each page were laid out itself."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

import pikepdf
import pypdfium2
import pytest
from pages import plan_of
from PIL import Image, ImageChops
from presented import DOCUMENTS
from read_pdf import read_pdf

from taperdocs.language.language import language
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf import render, typeset_once

_DIFFERENT, _FEW = 96, 400
"""Of 255 shades, and of the pixels of a page: the edge of a line may fall to the other side of a pixel."""


_DAYS = {("calendar", Edition.STANDARD): 41}
"""So many are enough for pages that are alike, and 20 of those with a page a week.

All end with a week: hatched squares may be drawn a part of a dot elsewhere, which a picture counts.
"""

CASES = (
    ("clonazepam", "diary", "a4", "en-GB", Edition.STANDARD),
    ("cross-taper", "diary", "letter", "de", Edition.STANDARD),
    ("cross-taper", "calendar", "a4", "en-GB", Edition.STANDARD),
    ("with-a-hold", "calendar", "letter", "en-US", Edition.STANDARD),
    ("with-a-hold", "diary", "a5", "en-GB", Edition.STANDARD),
    ("ten-percent", "calendar", "a3", "de", Edition.STANDARD),
    ("every-2-3-weeks", "calendar", "both", "en-GB", Edition.LARGE),
    ("oral-solution", "calendar", "a4", "de", Edition.LARGE),
)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_it_looks_and_is_read_as_if_laid_out_itself(
    case: tuple[str, str, str, str, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures, elements with alt texts, headers and marks, the text of each, and bookmarks are the same."""
    plan_name, name, paper, code, edition = case
    plan = plan_of(plan_name)
    last = plan.first_day + timedelta(_DAYS.get((name, edition), 20))
    options = Options(language(code), PAPERS[paper], plan.first_day, None, last, edition=edition)
    page = document_html(DOCUMENTS[name], DOCUMENTS[name].view(plan, options), options)
    assert render.quick(page) is not None
    once = render.pdf_of(page)
    monkeypatch.setattr(render, "TYPESET_ONCE", "")

    plain = render.pdf_of(page)

    for one, other in zip(_pictures(once), _pictures(plain), strict=True):
        assert sum(ImageChops.difference(one, other).histogram()[_DIFFERENT:]) < _FEW
    assert list(_tags(once)) == list(_tags(plain))
    assert _texts(once) == _texts(plain)
    assert _bookmarks(once) == _bookmarks(plain)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("</h1>", '</h1><p style="height: 250mm">too high</p>'),
        ('<div class="night">', '<div class="night" style="height: 80mm">'),
        ("<section>", "<section>text without a block"),
        ("</table>", "</table></p>"),
        ("<section>", "<p>before each page</p><section>"),
    ],
    ids=["page", "cell", "text", "html", "body"],
)
def test_what_does_not_fit_is_laid_out_as_it_is(before: str, after: str) -> None:
    """A page of another make is not put together from parts; the first of the cases above is the control."""
    plan = plan_of("clonazepam")
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day, last=plan.first_day + timedelta(20))
    page = document_html(DOCUMENTS["diary"], DOCUMENTS["diary"].view(plan, options), options)

    assert before in page
    assert render.quick(page.replace(before, after)) is None


def _pictures(data: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=1).to_pil().convert("L") for page in document]
    finally:
        document.close()


def _tags(data: bytes) -> Iterator[tuple[object, ...]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        yield from _elements(pdf.Root.StructTreeRoot.K[0], numbers)


def _elements(element: Any, numbers: dict[Any, int]) -> Iterator[tuple[object, ...]]:  # noqa: ANN401
    said, marks = element.get("/A", {}), [kid for kid in element.K if isinstance(kid, int)]
    yield (
        str(element.S),
        numbers[element.Pg.objgen] if "/Pg" in element else None,
        str(element.get("/Alt", "")),
        str(said.get("/Scope", "")),
        [str(one) for one in said.get("/Headers", ())] and len(said.Headers),
        [round(float(one)) for one in said.get("/BBox", ())],
        len(marks),
    )
    for kid in element.K:
        if not isinstance(kid, int):
            yield from _elements(kid, numbers)


def _texts(data: bytes) -> list[list[str]]:
    """Return the texts of each page; PDFium says more spaces where a text was drawn after another one."""
    return [[" ".join(text.split()) for text in page] for page in read_pdf(data, "cell")]


def _bookmarks(data: bytes) -> list[tuple[object, ...]]:
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return [
            (
                one.title,
                numbers[target[0].objgen],
                [round(float(n)) for n in list(target)[2:4]],
            )
            for one in outline.root
            for target in (cast("pikepdf.Array", one.destination),)
        ]


def test_nothing_of_the_library_is_rebound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who imports us and WeasyPrint has the WeasyPrint that they know, also while a document is made."""
    plan = plan_of("clonazepam")
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day, last=plan.first_day + timedelta(20))
    page = document_html(DOCUMENTS["diary"], DOCUMENTS["diary"].view(plan, options), options)
    render.warm()
    modules = [module for name, module in sys.modules.items() if name.startswith("weasyprint")]
    before = [dict(vars(module)) for module in modules]
    seen = list[bool]()
    real = typeset_once.tag

    def tag(document: object, pdf: object) -> None:
        seen.append([dict(vars(module)) for module in modules] == before)
        real(document, pdf)

    monkeypatch.setattr(typeset_once, "tag", tag)

    render.pdf_of(page)

    assert seen == [True]
    assert [dict(vars(module)) for module in modules] == before
