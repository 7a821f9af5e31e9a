"""Nothing is handed over that does not say what the plan says, figure by figure."""

import io
import re
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pages import whole
from presented import DOCUMENTS, check_words

from taperdocs.documents import Document, View
from taperdocs.language.language import language
from taperdocs.make import make as making
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import printed_pdf
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read
from taperdocs.readback.print import check_print

Step = pikepdf.ContentStreamInstruction
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20))
PLAN = read(
    b"""
format = 1
drug = "diazepam"
start = 2026-12-07

[ready]
ask = ["Steady for at least 7 days"]

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[product]]
form = "solution"
strength = "2 mg/5 mL"
measure = "0.1 mL"

[[step]]
weeks = 2
morning = "2 mg"
bedtime = "3 mg"

[[step]]
weeks = "1-2"
cycle = ["2.4 mg", "0 mg"]
if = "if this is needed"
"""
)


def _page(name: str) -> str:
    document = DOCUMENTS[name]
    return document_html(document, document.view(PLAN, OPTIONS), OPTIONS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_was_made_is_read_back_whole(name: str) -> None:
    """The page as it is made passes."""
    page = _page(name)

    check_words(page, PLAN, OPTIONS)
    made = printed_pdf(page)
    check_print(made.data, page, made.places)


FALSE = {
    "a unit": ("calendar", "> mg</b>", "> mcg</b>"),
    "a unit in the diary": ("diary", ">3\N{NO-BREAK SPACE}mg</b>", ">3\N{NO-BREAK SPACE}g</b>"),
    "a dose": ("calendar", 'class="c30">3</b>', 'class="c30">2</b>'),
    "a dose without its point": ("calendar", 'class="n34">2.4</b>', 'class="n34">24</b>'),
    "a day": ("calendar", 'data-date="2026-12-24">24<', 'data-date="2026-12-24">25<'),
    "a month": ("calendar", "20\N{NO-BREAK SPACE}Dec<", "20\N{NO-BREAK SPACE}Nov<"),
    "a count of tablets": ("calendar", "1\N{NO-BREAK SPACE}tablet of", "2\N{NO-BREAK SPACE}tablets of"),
    "a part of a tablet": ("calendar", "1\N{NO-BREAK SPACE}tablet of", "½\N{NO-BREAK SPACE}tablet of"),
    "a volume": ("calendar", "1\N{NO-BREAK SPACE}mL (0.4", "1.1\N{NO-BREAK SPACE}mL (0.4"),
    "a time of day": ("calendar", '0">morning', '0">bedtime'),
    "a day without a dose": ("calendar", "no dose", ""),
    "the next change": ("calendar", "21\N{NO-BREAK SPACE}Dec: 2", "22\N{NO-BREAK SPACE}Dec: 2"),
    "a dose in the diary": ("diary", ">3\N{NO-BREAK SPACE}mg</b>", ">2\N{NO-BREAK SPACE}mg</b>"),
    "a date in the diary": ("diary", "18\N{NO-BREAK SPACE}December", "19\N{NO-BREAK SPACE}December"),
    "a percentage": ("handoff", "76\N{NO-BREAK SPACE}%", "67\N{NO-BREAK SPACE}%"),
    "what is needed": ("handoff", "tablets of 2", "tablets of 20"),
    "the last dose day": (
        "handoff",
        "Last dose day 2\N{NO-BREAK SPACE}January",
        "Last dose day 3\N{NO-BREAK SPACE}January",
    ),
}


@pytest.mark.parametrize("what", FALSE)
def test_a_falsified_page_is_refused(what: str) -> None:
    """One figure changed in one place is enough."""
    name, true, false = FALSE[what]
    page = _page(name)
    assert true in page, "nothing was falsified"

    with pytest.raises(ReadBackError):
        check_words(page.replace(true, false, 1), PLAN, OPTIONS)


def test_a_dose_changed_inside_the_finished_file_is_refused() -> None:
    """The drawing operators of one dose are replaced by those of another, as a hand in the file would."""
    said = _page("calendar")
    made = printed_pdf(said)
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        page = opened.pages[0]
        drawn = [step for step in pikepdf.parse_content_stream(page) if isinstance(step, Step)]
        first, other = _doses(drawn)
        drawn[first] = drawn[other]
        page.Contents = opened.make_stream(pikepdf.unparse_content_stream(drawn))
        changed = io.BytesIO()
        opened.save(changed)

    with pytest.raises(ReadBackError):
        check_print(changed.getvalue(), said, made.places)


def _doses(drawn: list[Step]) -> tuple[int, int]:
    """Return where two different doses of the first squares are drawn: what stands in the largest sizes."""
    size, found = 0.0, list[tuple[float, int]]()
    for index, step in enumerate(drawn):
        if str(step.operator) == "Tf":
            size = float(step.operands[1])
        elif str(step.operator) in {"Tj", "TJ"}:
            found.append((size, index))
    doses = [index for size, index in found if size > 0.85 * max(found)[0]]
    return doses[0], next(
        index for index in doses if str(drawn[index].operands[0]) != str(drawn[doses[0]].operands[0])
    )


def test_a_spilled_page_is_refused() -> None:
    """Content that runs over onto a page of its own does not go out."""
    page = _page("calendar").replace("</section>", "<p>x</p>" * 40 + "</section>", 1)
    made = printed_pdf(page)

    with pytest.raises(ReadBackError, match="spilled"):
        check_print(made.data, page, made.places)


def test_the_report_names_the_place_and_no_drug() -> None:
    """A bug report can be sent to strangers."""
    with pytest.raises(ReadBackError) as refused:
        check_words(_page("calendar").replace('class="c30">3</b>', 'class="c30">2</b>', 1), PLAN, OPTIONS)

    assert "2026-12-20" in str(refused.value)
    assert "diazepam" not in str(refused.value)


def test_a_wrong_file_is_never_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The main job itself refuses."""

    def wrong(document: Document, view: View, options: Options) -> str:
        return document_html(document, view, options).replace('class="c30">3<', 'class="c30">2<', 1)

    monkeypatch.setattr(making, "document_html", wrong)

    with pytest.raises(ReadBackError):
        tuple(making.make(PLAN, ["calendar"], OPTIONS))


SAMPLES = sorted(path.stem for path in (Path(__file__).parents[2] / "samples").glob("*.toml"))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_document_of_every_sample_is_made_and_read_back(name: str) -> None:
    """Without a page more than the view decides; each paper is filled in ``test_documents``."""
    assert all(whole(name, document) for document in making.NAMES)


_HOURS = read(
    b"""
format = 1
drug = "diazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[step]]
weeks = 2
"09:00" = "2 mg"
"15:00" = "3 mg"

[[step]]
weeks = 1
"09:00" = "1 mg"
"15:30" = "2 mg"
afternoon = "1 mg"
"""
)


@pytest.mark.parametrize("name", ["calendar", "diary", "handoff", "card"])
def test_an_hour_said_as_another_is_refused(name: str) -> None:
    """In each of its places of a page: as the head of a column, beside a box, and behind a dose."""
    page = document_html(DOCUMENTS[name], DOCUMENTS[name].view(_HOURS, OPTIONS), OPTIONS)
    places = [found.start(1) for found in re.finditer(r">[^<>]*?(15:00|15:30|09:00)", page)]

    check_words(page, _HOURS, OPTIONS)
    assert places
    for place in places[:: max(len(places) // 8, 1)]:
        with pytest.raises(ReadBackError):
            check_words(f"{page[:place]}16:45{page[place + 5 :]}", _HOURS, OPTIONS)
