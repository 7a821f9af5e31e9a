"""Each block of the print says word for word what the HTML says, and anything else is refused."""

from datetime import timedelta
from functools import lru_cache
from io import BytesIO

import pikepdf
import pytest
from pages import plan_of

from taperdocs.documents import DOCUMENTS
from taperdocs.language.language import language
from taperdocs.make.make import document_html
from taperdocs.make.presented import laid_out, shown
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import pdf_of
from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.print import check_print

SAMPLES = sorted(path.stem for path in folder("samples").glob("*.toml"))
_OTHERS = sorted(PAPERS.keys() - {"a4"})
_DAYS = timedelta(20)


@lru_cache
def _page(sample: str, name: str, paper: str = "a4", days: timedelta = _DAYS) -> str:
    plan = plan_of(sample)
    plan, options = shown(
        plan, Options(language("en-GB"), PAPERS[paper], plan.first_day, None, plan.first_day + days)
    )
    plan = laid_out(plan, options)
    return document_html(DOCUMENTS[name], DOCUMENTS[name].view(plan, options), options)


@pytest.mark.parametrize(
    ("sample", "paper"),
    [
        *((sample, "a4") for sample in SAMPLES),
        *(("cross-taper", paper) for paper in _OTHERS),
    ],
)
def test_what_is_printed_is_what_the_html_says(sample: str, paper: str) -> None:
    """Every block of every document, with heads of tables that are there again on the next page."""
    for name, document in DOCUMENTS.items():
        if document.needs(plan_of(sample)):
            page = _page(sample, name, paper)

            check_print(pdf_of(page), page)


LOST = {
    "a word": ("calendar", "FIRST DAY", "FIRST"),
    "a dose": ("calendar", 'class="a">1</div>', 'class="a"></div>'),
    "a unit": ("diary", "\N{NO-BREAK SPACE}mg", ""),
    "a space": ("handoff", "Last dose day", "Lastdose day"),
    "a word among others": ("handoff", "first day without", "first without"),
    "a word at the edge": ("card", 'content: "Whom to ring', 'content: "Whom to'),
    "a mark": ("diary", "☐", ""),
    "a word that is heard": ("calendar", 'title="Drawing: ', 'title="'),
    "a paragraph": ("card", '<p class="guide">', '<p class="guide">More. '),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_on_the_way_is_refused(what: str) -> None:
    """The PDF is made of a page that says a little less or more."""
    name, there, gone = LOST[what]
    page = _page("clonazepam", name)
    less = page.replace(there, gone, 1)
    assert less != page

    with pytest.raises(ReadBackError):
        check_print(pdf_of(less), page)


@pytest.mark.parametrize("name", ["calendar", "diary"])
def test_two_pages_that_are_swapped_are_refused(name: str) -> None:
    """Each page is that of its own section of the HTML."""
    page = _page("clonazepam", name, days=timedelta(100))
    with pikepdf.open(BytesIO(pdf_of(page))) as pdf:
        second = pdf.pages[1]
        del pdf.pages[1]
        pdf.pages.insert(0, second)
        changed = BytesIO()
        pdf.save(changed)

    check_print(pdf_of(page), page)
    with pytest.raises(ReadBackError, match="page 1"):
        check_print(changed.getvalue(), page)


def test_a_page_too_many_is_refused() -> None:
    """What runs over onto a page of its own does not go out."""
    page = _page("clonazepam", "handoff")
    longer = page.replace("</body>", "<p>x</p>" * 90 + "</body>")

    with pytest.raises(ReadBackError, match="spilled"):
        check_print(pdf_of(longer), longer, 2)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("td div { position: relative; left: 260mm }", "beyond the page"),
        (".a { margin-top: -8mm }", "on each other"),
        ("td div { position: absolute; top: 0; left: 0 }", "on each other"),
    ],
    ids=["moved off the page", "moved out of its box", "overlapping"],
)
def test_texts_that_stand_where_they_must_not_are_refused(style: str, said: str) -> None:
    """Every word is there, but not to be read."""
    page = _page("clonazepam", "calendar").replace("</style>", f"{style}</style>")

    with pytest.raises(ReadBackError, match=said):
        check_print(pdf_of(page), page)
