"""A print that does not say word for word what the HTML says, each at its place, is refused; others are made."""

import re
from dataclasses import replace
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
from taperdocs.pdf.render import Printed, printed_pdf
from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.print import check_print

_DAYS = timedelta(20)


@lru_cache
def _page(sample: str, name: str, paper: str = "a4", days: timedelta = _DAYS) -> str:
    plan = plan_of(sample)
    plan, options = shown(
        plan, Options(language("en-GB"), PAPERS[paper], plan.first_day, None, plan.first_day + days)
    )
    plan = laid_out(plan, options)
    return document_html(DOCUMENTS[name], DOCUMENTS[name].view(plan, options), options)


@lru_cache
def _printed(page: str) -> Printed:
    return printed_pdf(page)


def _check(page: str, made: Printed | None = None) -> None:
    made = made or printed_pdf(page)
    check_print(made.data, page, made.places)


LOST = {
    "a word": ("calendar", "NEW DOSE", "NEW"),
    "a dose": ("calendar", 'class="n34">0.5</b>', 'class="n34"></b>'),
    "a unit": ("diary", "\N{NO-BREAK SPACE}mg", ""),
    "a space": ("handoff", "Last dose day", "Lastdose day"),
    "a word among others": ("handoff", "first day without", "first without"),
    "a word at the edge": ("card", 'content: "Plan MN4W', 'content: "Plan MN4'),
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
        _check(page, printed_pdf(less))


@pytest.mark.parametrize("name", ["calendar", "diary"])
def test_two_pages_that_are_swapped_are_refused(name: str) -> None:
    """Each page is that of its own section of the HTML."""
    page = _page("clonazepam", name, days=timedelta(100))
    made = printed_pdf(page)
    with pikepdf.open(BytesIO(made.data)) as pdf:
        second = pdf.pages[1]
        del pdf.pages[1]
        pdf.pages.insert(0, second)
        changed = BytesIO()
        pdf.save(changed)

    _check(page, made)
    with pytest.raises(ReadBackError, match="page 1"):
        _check(page, replace(made, data=changed.getvalue()))


def test_a_page_too_many_is_refused() -> None:
    """What runs over onto a page of its own does not go out."""
    page = _page("clonazepam", "handoff")
    longer = page.replace("</body>", "<p>x</p>" * 90 + "</body>")

    made = printed_pdf(longer)

    with pytest.raises(ReadBackError, match="spilled"):
        check_print(made.data, longer, made.places, 2)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("td div { position: relative; left: 260mm }", "beyond the page"),
        (".n34 { margin-top: -8mm }", "on each other"),
        ("td div { position: absolute; top: 0; left: 0 }", "on each other"),
    ],
    ids=["moved off the page", "moved out of its box", "overlapping"],
)
def test_texts_that_stand_where_they_must_not_are_refused(style: str, said: str) -> None:
    """Every word is there, but not to be read."""
    page = _page("clonazepam", "calendar").replace("</style>", f"{style}</style>")

    with pytest.raises(ReadBackError, match=said):
        _check(page)


def _redrawn(made: Printed, mark: int, x: float = 0, y: float = 0, before: bytes = b"") -> Printed:
    """Move the text with a mark on the first page so many points to the right and down; draw something before it."""
    with pikepdf.open(BytesIO(made.data)) as pdf:
        stream = pdf.pages[0].Contents
        text = rb"(<</MCID %d>>\s+BDC.*?)(BT\s+1 0 0 -1 )(\S+) (\S+)(?= Tm)" % mark

        def elsewhere(found: re.Match[bytes]) -> bytes:
            left, top = float(found[3]) + x / 0.75, float(found[4]) + y / 0.75
            return found[1] + before + found[2] + f"{left} {top}".encode()

        drawn, count = re.subn(text, elsewhere, stream.read_bytes(), count=1, flags=re.DOTALL)
        assert count == 1
        stream.write(drawn)
        changed = BytesIO()
        pdf.save(changed)
    return replace(made, data=changed.getvalue())


def _numerals(made: Printed) -> list[tuple[int, float]]:
    """Return the marks of the highest lines on the first page, which are doses, and where each begins."""
    lines = [line for line, _ in made.places[0]]
    highest = max(round(top - bottom) for _, bottom, _, top in lines)
    return [(mark, one[0]) for mark, one in enumerate(lines) if round(one[3] - one[1]) == highest]


@pytest.mark.parametrize("name", ["calendar", "diary", "handoff"])
@pytest.mark.parametrize("way", [(20, 0), (0, 20), (-20, 0), (0, -20)], ids=["right", "down", "left", "up"])
def test_a_text_that_was_moved_is_refused(name: str, way: tuple[float, float]) -> None:
    """Also where it stands on blank paper, in its own square and among the right words."""
    page = _page("clonazepam", name, days=timedelta(100))
    made = _printed(page)
    (mark, _), *_ = _numerals(made)

    _check(page, _redrawn(made, mark))
    with pytest.raises(ReadBackError):
        _check(page, _redrawn(made, mark, *way))


def test_the_texts_of_two_squares_that_are_exchanged_are_refused() -> None:
    """Each is the right words for its day, and stands where the other has to."""
    page = _page("clonazepam", "calendar", days=timedelta(100))
    made = _printed(page)
    (one, left), (other, right), *_ = _numerals(made)

    with pytest.raises(ReadBackError, match="elsewhere"):
        _check(page, _redrawn(_redrawn(made, one, right - left), other, left - right))


def test_a_text_that_is_cut_off_is_refused() -> None:
    """Only part of it is to be seen."""
    page = _page("clonazepam", "calendar", days=timedelta(100))
    made = _printed(page)
    (mark, _), *_ = _numerals(made)

    with pytest.raises(ReadBackError, match="cut off"):
        _check(page, _redrawn(made, mark, before=b"0 0 9 9 re W n "))


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("calendar", ".n34 { position: relative; left: 24mm }"),
        ("calendar", ".made { white-space: pre; margin-left: 20mm }"),
        ("calendar", "td:last-child .strip { position: relative; left: 38mm }"),
        ("diary", ".front { position: relative; left: 60mm }"),
    ],
)
@pytest.mark.parametrize("days", [20, 100], ids=["laid out itself", "typeset once"])
def test_a_text_that_hangs_over_the_edge_of_its_square_is_refused(name: str, style: str, days: int) -> None:
    """It stands where it was laid out, but not in its square."""
    page = _page("clonazepam", name, days=timedelta(days)).replace("</style>", f"{style}</style>")

    with pytest.raises(ReadBackError, match=r"hangs over|on each other|beyond the page"):
        _check(page)


def test_a_first_letter_that_hangs_out_before_its_line_is_no_mistake() -> None:
    """The hook of a "j" does, as in "jueves" in large type."""
    page = _page("clonazepam", "card")

    _check(re.sub(r'"guide">[^<]*', '"guide" style="font-size: 30pt; line-height: 1">jueves', page))
