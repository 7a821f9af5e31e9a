"""Pages for who hears them: PDF/UA-1 on the structure tree itself, and by two checkers of other people."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pages import Case, Way, html_of, made, styled
from pikepdf import Array, Dictionary, Name, Pdf
from structure import faults, heard, judged

from taperdocs.pdf.render import pdf_of

_DRAWN = r"(<svg[^>]*>)\s*<title[^>]*>[^<]*</title>"
CALENDAR, HANDOFF = Case("clonazepam", "calendar", Way(days=14)), Case("clonazepam", "handoff")


@pytest.mark.parametrize(
    ("case", "old", "new", "said"),
    [
        (HANDOFF, _DRAWN, r"\1", "a drawing says ''"),
        (HANDOFF, r"<h2", "<h4", "H4 follows H1"),
        (HANDOFF, r"</?h1[^>]*>", "<p>", "H2 follows H0"),
        (CALENDAR, r"<(/?)th\b", r"<\1td", "table 1 has a data cell that names no header"),
        (CALENDAR, r"</tr>", r"<td>more</td></tr>", "table 1 has a data cell that names no header"),
        (CALENDAR, r"<td[^>]*>", "", "table 1 has rows of unlike lengths"),
        (CALENDAR, r"<h1", "<p></p><h1", "an empty P"),
        (CALENDAR, r"<head>.*?<title>[^<]*</title>", "<head>", "the document has no title"),
    ],
)
def test_a_broken_page_is_found(case: Case, old: str, new: str, said: str) -> None:
    """One slip in the HTML of a real page, and the checks name it."""
    page, slips = re.subn(old, new, html_of(case), flags=re.DOTALL)

    assert slips
    assert said in faults(pdf_of(page))


def _changed(case: Case, change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(made(case).data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _paint(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"q 20 20 50 50 re f Q")


def _write(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.keys()))
    pdf.pages[0].contents_add(f"BT {font} 20 Tf 50 50 Td <00410041> Tj ET".encode())


def _decorate(pdf: Pdf) -> None:
    stream = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = pdf.make_stream(re.sub(rb"/Span\s*<</MCID 0>>\s*BDC", b"/Artifact BMC", stream))


def _repeat(pdf: Pdf) -> None:
    part = pdf.Root.StructTreeRoot.K[0].K
    part.append(part[0])


def _empty(pdf: Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b"")


def _unname(pdf: Pdf) -> None:
    for element in pdf.objects:
        if isinstance(element, Dictionary) and element.get("/S") == Name.TD:
            del element["/A"]


def _untie(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K = Array(list(pdf.Root.StructTreeRoot.K[0].K)[1:])


def _unmark(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _silence(pdf: Pdf) -> None:
    del pdf.Root.Lang


def _hide_title(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


def _unclaim(pdf: Pdf) -> None:
    old = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = pdf.make_stream(old.replace(b"pdfuaid:part", b"pdfuaid:none"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_paint, "page 1: f is neither tagged nor decoration"),
        (_write, "page 1: Tj is neither tagged nor decoration"),
        (_decorate, "page 1: words are marked as decoration"),
        (_repeat, "page 1: mark 0 is in the tree 2 times"),
        (_empty, "page 1: mark 0 is in the tree and not on the page"),
        (_unname, "table 1 has a data cell that names no header"),
        (_untie, "page 1: mark 0 is not in the tree"),
        (_unmark, "the document is not marked as tagged"),
        (_silence, "the document has no language"),
        (_hide_title, "the title is not shown"),
        (_unclaim, "the document does not say that it is PDF/UA-1"),
    ],
)
def test_a_broken_file_is_found(change: Callable[[Pdf], None], said: str) -> None:
    """One slip in a finished file, which no template could make."""
    found = faults(_changed(CALENDAR, change))

    assert any(fault.startswith(said) for fault in found), found


def test_the_checkers_find_a_drawing_without_words(tmp_path: Path) -> None:
    """They do look: the hand-off's curve without its title is an error to both."""
    page = re.sub(_DRAWN, r"\1", html_of(HANDOFF))

    assert any("FIG-001" in said for said in heard(pdf_of(page), tmp_path))
    assert judged(pdf_of(page), tmp_path)


def test_the_checkers_find_words_without_a_tag(tmp_path: Path) -> None:
    """Written at the end of the page, outside of every mark."""
    assert any("TAG-001" in said for said in heard(_changed(CALENDAR, _write), tmp_path))


def test_a_style_changes_no_structure() -> None:
    """The control: the same page with a harmless rule has the same faults as before, none."""
    assert faults(pdf_of(styled(html_of(CALENDAR), "h1 { letter-spacing: 0 }"))) == Counter()
