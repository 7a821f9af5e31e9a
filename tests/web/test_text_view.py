"""The plan file as text: nothing is lost, and each problem leads to its line."""

import re
from pathlib import Path

import pytest
from visit import PLAN, Visit, text

from taperdocs.web.desk import digest

BROKEN = PLAN.replace('"1 mg"', '"1 mgg"')
PAGE = "/plan/plan.toml/text"


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser that has opened the page of a folder with one plan."""
    (tmp_path / "plan.toml").write_text(PLAN)
    return Visit(tmp_path)


def saved(visit: Visit) -> bytes:
    """Return the bytes of the plan file."""
    return (visit.folder / "plan.toml").read_bytes()


def test_the_text_stands_beside_what_it_says(visit: Visit) -> None:
    """Its dates in words, each dose with its pieces, the curve, and what guidance would remark."""
    page = visit.get(PAGE)

    assert "\n" + PLAN.replace('"', "&#34;") + "</textarea>" in page.text
    assert '<span id="line-18">18</span>' in page.text
    said = text(page)
    assert "First day: Monday, 7 December 2026" in said
    assert "1 7 Dec 2026 20 Dec 2026 1 mg 2 tablets of 0.5 mg" in said
    assert "Last dose day 3 Jan 2027, first day without 4 Jan 2027." in said
    assert "Ask the prescriber, 21 Dec 2026" in said
    assert 'viewBox="0 0 110.0' in page.text


def test_each_problem_leads_to_its_line_while_it_is_typed(visit: Visit) -> None:
    """All at once, and nothing is saved."""
    page = visit.post("/plan/plan.toml/check", text=BROKEN.replace("weeks = 2", "weeks = two", 1))

    assert "2 problems to mend" in text(page)
    assert 'href="#line-12"' in page.text
    assert 'href="#line-13"' in page.text
    assert "step 1, dose:" in text(page)
    assert "<html" not in page.text
    assert saved(visit) == PLAN.encode()


def test_a_line_of_steps_is_told_back_as_it_was_read(visit: Visit) -> None:
    """So that a slip is seen."""
    line = PLAN[: PLAN.index("[[step]]")].replace("[[product]]", 'steps = "1mg 2w, .5mg 10d"\n\n[[product]]')
    page = visit.post("/plan/plan.toml/check", text=line)

    assert "Read as: 1 mg for 2 weeks 0.5 mg for 10 days" in text(page)


def test_what_is_saved_is_what_was_typed(visit: Visit) -> None:
    """A browser sends its own line ends; the file keeps its own."""
    typed = PLAN.replace("weeks = 2", "weeks = 3", 1)
    page = visit.post(PAGE, act="save", digest=digest(PLAN.encode()), text=typed.replace("\n", "\r\n"))

    assert "Saved." in text(page)
    assert saved(visit) == typed.encode()


def test_a_file_of_another_system_keeps_its_line_ends_and_its_mark(visit: Visit) -> None:
    """Only the line that was edited differs."""
    old = b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode()
    (visit.folder / "plan.toml").write_bytes(old)
    visit.post(PAGE, act="save", digest=digest(old), text=PLAN.replace("weeks = 2", "weeks = 3", 1))

    assert saved(visit) == old.replace(b"weeks = 2", b"weeks = 3", 1)


def test_an_edit_from_outside_is_not_overwritten_and_nothing_is_lost(visit: Visit) -> None:
    """Both texts are on the page; saving again is then done knowingly."""
    outside, mine = PLAN.replace("weeks = 2", "weeks = 4", 1), PLAN.replace("weeks = 2", "weeks = 3", 1)
    seen = digest(PLAN.encode())
    (visit.folder / "plan.toml").write_text(outside)
    page = visit.post(PAGE, act="save", digest=seen, text=mine)

    assert page.status_code == 409
    assert saved(visit) == outside.encode()
    assert "weeks = 3" in page.text.split("</textarea>")[0]
    assert "What the file says now format = 1" in text(page)
    assert "weeks = 4" in page.text.split("</textarea>")[1]
    assert f'name="digest" value="{digest(outside.encode())}"' in page.text
    visit.post(PAGE, act="save", digest=digest(outside.encode()), text=mine)
    assert saved(visit) == mine.encode()


def test_a_plan_with_problems_is_saved_only_when_the_person_says_so(visit: Visit) -> None:
    """Else the text stays on the page."""
    page = visit.post(PAGE, act="save", digest=digest(PLAN.encode()), text=BROKEN)

    assert page.status_code == 422
    assert "Not saved: there are problems to mend." in text(page)
    assert "1 mgg" in page.text.split("</textarea>")[0]
    assert saved(visit) == PLAN.encode()
    visit.post(PAGE, act="anyway", digest=digest(PLAN.encode()), text=BROKEN)
    assert saved(visit) == BROKEN.encode()


def test_looking_and_saving_under_another_name_leave_the_file_as_it_is(visit: Visit) -> None:
    """The new file gets the next free name."""
    typed = PLAN.replace("weeks = 2", "weeks = 3", 1)
    seen = digest(PLAN.encode())
    assert "28 Dec 2026" in text(visit.post(PAGE, act="check", digest=seen, text=typed))
    copied = visit.post(PAGE, act="copy", digest=seen, text=typed)

    assert copied.url.path == "/plan/plan-2.toml/text"
    assert (visit.folder / "plan-2.toml").read_text() == typed
    assert saved(visit) == PLAN.encode()


def test_a_file_that_may_only_be_read_is_told_and_the_text_stays(visit: Visit) -> None:
    """The system's refusal is one sentence."""
    path = visit.folder / "plan.toml"
    path.chmod(0o444)
    page = visit.post(
        PAGE, act="save", digest=digest(PLAN.encode()), text=PLAN.replace("weeks = 2", "weeks = 3", 1)
    )

    assert page.status_code == 409
    assert "may only be read" in text(page)
    assert "weeks = 3" in page.text.split("</textarea>")[0]


def test_a_name_with_signs_of_addresses_is_saved_and_shown(visit: Visit) -> None:
    """A file that somebody sent may be called anything."""
    name = "50% plan #2?.toml"
    (visit.folder / name).write_text(PLAN)
    address = re.findall(r'href="(/plan/50[^"]+/text)"', visit.get("/").text)[0]
    page = visit.post(address, act="save", digest=digest(PLAN.encode()), text=PLAN + "# a note\n")

    assert "Saved." in text(page)
    assert (visit.folder / name).read_text() == PLAN + "# a note\n"


def test_a_file_that_is_no_text_is_shown_as_a_problem(visit: Visit) -> None:
    """And cannot be edited here."""
    (visit.folder / "plan.toml").write_bytes(b"\xff\xfe\x00")
    page = visit.get(PAGE)

    assert "the file is saved as UTF-16" in text(page)
    assert "<textarea" not in page.text


def test_a_plan_without_dates_is_shown_with_numbered_days(visit: Visit) -> None:
    """As on its papers."""
    said = text(visit.post("/plan/plan.toml/check", text=PLAN.replace("2026-12-07", '"open"')))

    assert "First day: Day 1" in said
