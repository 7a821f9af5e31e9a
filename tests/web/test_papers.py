"""The papers of a plan on the page: the bytes of `make`, pictures of the real pages, and every option."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from visit import PLAN, TODAY, Visit, text

from taperdocs.documents import DOCUMENTS
from taperdocs.ics.export import EXPORTS
from taperdocs.language.language import language
from taperdocs.make.make import ONE_AT_A_TIME, make
from taperdocs.make.typed import OPTIONS
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.planfile.reader import read

PAGE = "/plan/plan.toml/papers"
HELD = PLAN + '\n[[change]]\nkind = "hold"\non = 2026-12-14\ndays = 7\n'


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser that has opened the page of a folder with one plan."""
    (tmp_path / "plan.toml").write_text(PLAN)
    return Visit(tmp_path)


def test_every_document_is_shown_with_the_bytes_that_make_gives(visit: Visit) -> None:
    """The page says what is being made, then shows each page and offers each file."""
    page = visit.get(PAGE)
    plan, options = read(PLAN.encode()), Options(language("en-GB"), PAPERS["a4"], TODAY)
    files = {
        file.name: file.data for file in make(plan, ["calendar", "diary", "handoff", "card", "ics"], options)
    }

    assert "Card for the wallet (1 of 5) is being made and proved …" in text(page)
    offered = set(re.findall(r'download="([\w.-]+)"', page.text))
    assert offered == {*files, "papers.zip"}
    for name, data in files.items():
        assert visit.get(f"/plan/plan.toml/paper/{name}?").content == data
    zipped = visit.get("/plan/plan.toml/papers.zip?").content
    with ZipFile(BytesIO(zipped)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files
    for number, address in enumerate(re.findall(r'<img class="sheet" src="([^"]+)"', page.text)):
        if number < 2:
            picture = Image.open(BytesIO(visit.get(address).content))
            assert picture.width == 1000
            assert len(picture.getcolors() or ()) > 2


def test_every_option_of_make_is_a_field(visit: Visit) -> None:
    """A new option is on the page without a line here."""
    page = visit.get(f"{PAGE}?documents=ics").text

    for option in OPTIONS:
        assert f'name="{option.key}"' in page
    for name in (*DOCUMENTS, *EXPORTS):
        assert f'name="documents" value="{name}"' in page


def test_the_options_are_those_of_make(visit: Visit) -> None:
    """What is chosen is made, and stays chosen on the page."""
    chosen = "documents=calendar&paper=a4&language=de-DE&edition=large&discreet=on&as-of=2026-12-21"
    page = visit.get(f"{PAGE}?{chosen}")
    options = Options(
        language("de-DE"),
        PAPERS["a4"],
        TODAY.replace(day=21),
        edition=Edition.LARGE,
        discreet=True,
    )
    (file,) = make(read(PLAN.encode()), ["calendar"], options)

    assert visit.get(f"/plan/plan.toml/paper/calendar.pdf?{chosen}").content == file.data
    assert '<option value="large" selected>' in page.text
    assert re.search(r'name="discreet"[^>]* checked', page.text)
    assert "Diary (" not in text(page)


def test_every_mistake_stands_at_its_option(visit: Visit) -> None:
    """All at once, and nothing is made."""
    page = visit.get(f"{PAGE}?as-of=today&zone=Nowhere&alarm=noon&documents=ics")

    assert page.status_code == 422
    for key in ("as-of", "zone", "alarm"):
        assert f'<li data-field="{key}">' in page.text
    assert '"today" is not a date' in text(page)
    late = text(visit.get(f"{PAGE}?from=2030-01-01"))
    assert "2030-01-01 is not a day of this plan" in late
    assert 'there is no "nonsense"' in text(visit.get(f"{PAGE}?documents=nonsense"))


def test_after_a_change_only_what_is_untrue_can_be_printed(visit: Visit) -> None:
    """With the page of what changed."""
    assert 'name="changed"' not in visit.get(f"{PAGE}?documents=ics").text
    (visit.folder / "plan.toml").write_text(HELD)
    page = visit.get(f"{PAGE}?documents=changes&documents=calendar&changed=on")

    assert re.search(r'name="changed" checked', page.text)
    assert "What changed (1 of 2) is being made and proved …" in text(page)
    assert {"changes.pdf", "calendar.pdf"} <= set(re.findall(r'download="([\w.-]+)"', page.text))


def test_a_document_that_there_is_not_is_told_beside_the_others(visit: Visit) -> None:
    """A plan without dates has no phone calendar; its other papers are made."""
    (visit.folder / "plan.toml").write_text(PLAN.replace("2026-12-07", '"open"'))
    page = visit.get(f"{PAGE}?documents=ics&documents=card")

    assert "<li data-field" in page.text
    assert 'download="card.pdf"' in page.text


def test_a_bug_in_one_document_leaves_the_others(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says nothing of the plan."""

    def broken(*_: object) -> None:
        message = "clonazepam of Maria"
        raise ValueError(message)

    monkeypatch.setattr("taperdocs.web.press.make", broken)
    page = visit.get(f"{PAGE}?documents=card&documents=ics")

    assert text(page).count("This is a bug in taperdocs") == 2
    assert "Maria" not in page.text


def test_only_files_and_pages_that_there_are_have_an_address(visit: Visit) -> None:
    """Everything else is not there."""
    for address in (
        "plan.toml",
        "passwd",
        "changes.txt",
        "calendar.pdf/0.png",
        "calendar.pdf/9.png",
        "plan.ics/1.png",
    ):
        assert visit.get(f"/plan/plan.toml/paper/{address}?").status_code == 404


def test_several_windows_at_once_get_the_same_proved_bytes(visit: Visit) -> None:
    """Typesetter and reader work for one at a time."""
    addresses = [
        f"/plan/plan.toml/paper/{name}.pdf?paper={paper}"
        for name in ("card", "calendar")
        for paper in ("a4", "letter")
    ]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(visit.get, addresses))

    assert [answer.status_code for answer in together] == [200] * 4
    assert [answer.content for answer in together] == [visit.get(address).content for address in addresses]


def test_what_is_made_is_shown_while_another_document_is_being_made(visit: Visit) -> None:
    """The first picture does not wait for the last document."""
    address = "/plan/plan.toml/paper/card.pdf/1.png?"
    visit.get(address)
    with ThreadPoolExecutor(1) as pool, ONE_AT_A_TIME:
        assert pool.submit(visit.get, address).result(20).status_code == 200


def test_a_plan_with_problems_leads_to_its_text(visit: Visit) -> None:
    """Its problems are on the page, each with its line."""
    (visit.folder / "plan.toml").write_text(PLAN.replace('"1 mg"', '"1 mgg"'))
    page = visit.get(PAGE)

    assert page.status_code == 422
    assert '"1 mgg" is not a dose' in text(page)
