"""A new plan: nothing is chosen before the person chooses it, and each problem stands beside its field."""

import re
from pathlib import Path

import pytest
from visit import OURS, PLAN, TODAY, Visit, text

from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.planfile.reader import read

GOOD = {
    "act": "write",
    "drug": "clonazepam",
    "start": "2026-12-07",
    "product-0-strength": "0.5 mg",
    "product-0-form": "tablet",
    "product-0-split": "quarter",
    "steps": "1 mg 2w\r\n0.5 mg 2w\r\n0.125 mg 1w; 0",
}


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser at an empty folder."""
    return Visit(tmp_path)


def test_the_empty_form_has_no_dose_and_no_choice(visit: Visit) -> None:
    """Not even a date."""
    page = visit.get("/new").text

    assert set(re.findall(r'<input type="(?:text|date)"[^>]* value="([^"]*)"', page)) == {""}
    assert "selected" not in re.sub(r'<select id="language".*?</select>', "", page, flags=re.DOTALL)
    assert re.search(r'<textarea id="steps"[^>]*>\n</textarea>', page)


def test_a_plan_is_written_and_shown(visit: Visit) -> None:
    """The steps one a line; the file has the next free name, without person or medicine."""
    page = visit.post("/new", **GOOD)

    assert page.url.path == "/plan/plan.toml/fields"
    assert "Saved." in text(page)
    plan = read((visit.folder / "plan.toml").read_bytes())
    assert [str(intake.dose) for step in plan.outline.steps for intake in step.regimen.doses] == [
        "1 mg",
        "0.5 mg",
        "0.125 mg",
    ]
    assert visit.post("/new", **GOOD).url.path == "/plan/plan-2.toml/fields"
    named = visit.post("/new", **GOOD, name="../Opa's: plan<")
    assert named.url.path == "/plan/Opas plan.toml/fields"


def problems(page: str) -> dict[str, str]:
    """Return what stands beside each field."""
    found = re.findall(r'<ul class="problems" id="problem-([\w-]+)">(.*?)</ul>', page, re.DOTALL)
    return {field: " ".join(re.sub(r"<[^>]+>", " ", said).split()) for field, said in found if "<li" in said}


def test_everything_that_is_missing_is_said_at_once(visit: Visit) -> None:
    """Beside its field."""
    page = visit.post("/new", **{"act": "write", "product-rows": "1"})

    assert page.status_code == 422
    assert problems(page.text) == {
        "drug": "the medicine is missing Write it as it stands on the packet.",
        "start": "the first day is missing Choose it.",
        "product-0-strength": "a packet is missing Write the strength that is on it.",
        "steps": "the steps are missing Write them as they were agreed.",
    }
    assert list(visit.folder.iterdir()) == []


def test_every_mistake_is_said_at_once_and_nothing_typed_is_lost(visit: Visit) -> None:
    """A cut that is not chosen is never guessed."""
    wrong = {
        **GOOD,
        "start": "2026-13-01",
        "product-0-split": "",
        "product-1-strength": "2 mgg",
        "product-1-form": "capsule",
        "product-1-split": "no",
    }
    page = visit.post("/new", **{**wrong, "steps": "1 mgg 2w\r\n0"})

    found = problems(page.text)
    assert set(found) == {"start", "product-0-split", "product-1-strength", "steps"}
    assert "not a day of the calendar" in found["start"]
    assert "it is not said whether it may be cut" in found["product-0-split"]
    assert "1 mgg" in found["steps"]
    for kept in ("2026-13-01", "2 mgg", "clonazepam"):
        assert f'value="{kept}"' in page.text
    assert '<option value="tablet" selected' in page.text
    assert "1 mgg 2w\n0</textarea>" in page.text.replace("\r", "")


def test_what_does_not_belong_to_a_packet_is_told_and_not_passed_over(visit: Visit) -> None:
    """The person meant something by it."""
    tablet = visit.post("/new", **{**GOOD, "product-0-measure": "0.1 mL"})
    liquid = visit.post(
        "/new",
        **{
            **GOOD,
            "product-0-strength": "2.5 mg/mL",
            "product-0-form": "solution",
            "product-0-measure": "0.1 mL",
        },
    )

    strange = "this does not belong to what is in this packet Leave it empty."
    assert problems(tablet.text) == {"product-0-measure": strange}
    assert problems(liquid.text) == {"product-0-split": strange}


def test_a_dose_that_the_packet_cannot_make_stands_at_the_steps(visit: Visit) -> None:
    """With what the packet makes."""
    page = visit.post("/new", **{**GOOD, "product-0-split": "no"})

    assert "0.125 mg" in problems(page.text)["steps"]


def test_looking_says_what_was_read_and_writes_nothing(visit: Visit) -> None:
    """With the first day in words, since a browser may show 12/07/2026."""
    for page in (visit.post("/new", **{**GOOD, "act": "check"}), visit.post("/new/check", **GOOD)):
        assert page.status_code == 200
        assert "First day: Monday, 7 December 2026" in text(page)
    assert list(visit.folder.iterdir()) == []


def opened(visit: Visit, name: str, data: bytes) -> tuple[int, str, str]:
    """Give a file to the page; return the status, the path and the text of where it leads."""
    page = visit.client.post("/open", files={"file": (name, data)}, headers=OURS)
    return page.status_code, page.url.path, text(page)


def test_a_plan_file_and_a_hand_off_are_taken_over(visit: Visit) -> None:
    """Byte for byte; the PDF gives the plan file that it carries."""
    options = Options(language("en-GB"), PAPERS["a4"], TODAY)
    (handoff,) = make(read(PLAN.encode()), ["handoff"], options)

    assert opened(visit, "gran.toml", PLAN.encode())[:2] == (200, "/plan/gran.toml/fields")
    assert opened(visit, "handoff.pdf", handoff.data)[:2] == (200, "/plan/plan.toml/fields")
    assert {path.read_text() for path in visit.folder.iterdir()} == {PLAN}
    assert (
        opened(visit, "broken.toml", PLAN.replace("1 mg", "1 mgg").encode())[1] == "/plan/broken.toml/fields"
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0", "this is a picture, not a plan file"),
        ("letter.docx", b"PK\x03\x04", "this is a document of a word processor or a ZIP file"),
        ("broken.pdf", b"%PDF-1.7 and no more", "the PDF is broken or cut off"),
        ("photo.toml", b"\xff\xd8\xff\xe0", "This is no plan file."),
        ("empty.toml", b"", "Choose a file first."),
    ],
)
def test_another_file_is_refused_in_a_sentence(visit: Visit, name: str, data: bytes, said: str) -> None:
    """And nothing is written."""
    status, _, answer = opened(visit, name, data)

    assert status == 422
    assert said in answer
    assert list(visit.folder.iterdir()) == []
