"""Something changed: nothing is written before the person says so, and the last change can be taken back."""

import re
from pathlib import Path

import pytest
from visit import PLAN, Visit, text

from taperdocs.plan.changes import CHANGES
from taperdocs.planfile.reader import read
from taperdocs.web.desk import digest

PAGE = "/plan/plan.toml/change"
HOLD = {"kind": "hold", "on": "2026-12-14", "days": "1 week", "why": "poor sleep"}
SEEN = {"digest": digest(PLAN.encode())}


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser that has opened the page of a folder with one plan; today is 10 December 2026."""
    (tmp_path / "plan.toml").write_text(PLAN)
    return Visit(tmp_path)


def saved(visit: Visit) -> bytes:
    """Return the bytes of the plan file."""
    return (visit.folder / "plan.toml").read_bytes()


def test_every_kind_of_change_is_offered_and_none_is_chosen(visit: Visit) -> None:
    """A new kind is on the page without a line here; the first day is today."""
    page = visit.get(PAGE)

    assert re.findall(r'name="kind" value="([\w-]+)"', page.text) == list(CHANGES)
    assert "checked" not in page.text
    assert 'name="on" value="2026-12-10"' in page.text
    assert re.search(r'value="replan" data-needs="[^"]*\bsteps\b', page.text)
    assert "Take it back" not in text(page)


def test_what_would_move_is_shown_and_nothing_is_written(visit: Visit) -> None:
    """Before and after, day by day, with how it ends."""
    page = visit.post(PAGE, act="show", **HOLD)
    said = text(page)

    assert "This change would move: Hold; Monday, 14 December 2026; 1 week; poor sleep" in said
    assert "First day that is different: Monday, 14 December 2026" in said
    assert "Last dose day 3 Jan 2027 10 Jan 2027 (1 week later)" in said
    assert "Nothing is written yet." in said
    assert saved(visit) == PLAN.encode()


def test_a_change_is_written_and_taken_back_to_the_same_bytes(visit: Visit) -> None:
    """Each after a look at what it would move."""
    applied = visit.post(PAGE, act="apply", **SEEN, **HOLD)
    changed = saved(visit)

    assert "The plan file is changed." in text(applied)
    assert "/plan/plan.toml/papers?changed=on" in applied.text
    assert changed.startswith(PLAN.encode())
    assert read(changed).revision == 1
    looked = visit.post("/plan/plan.toml/undo", act="show")
    assert "Taking this change back would move: Hold; Monday, 14 December 2026" in text(looked)
    assert "10 Jan 2027 3 Jan 2027 (1 week earlier)" in text(looked)
    assert saved(visit) == changed
    visit.post("/plan/plan.toml/undo", act="apply", digest=digest(changed))
    assert saved(visit) == PLAN.encode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"kind": "it is not said what happened"}),
        ({"kind": "step-down"}, {"kind": "it is not said what happened"}),
        (
            {"kind": "slow", "on": "today"},
            {"on": '"today" is not a date', "days": "it is not said how long"},
        ),
        ({"kind": "hold", "days": "a while"}, {"days": "a while"}),
        ({"kind": "hold", "days": "-3 days"}, {"days": "is not a day or longer"}),
        ({"kind": "hold", "days": "1-2 weeks"}, {"days": "is not one length"}),
        ({"kind": "skip", "days": "1 week"}, {"days": 'this does not belong to "Skip"'}),
        ({"kind": "hold", "steps": "1 mg 1w"}, {"steps": 'this does not belong to "Hold"'}),
        ({"kind": "replan"}, {"steps": "the steps are missing"}),
        ({"kind": "replan", "steps": "1 mgg 1w; 0"}, {"steps": "1 mgg"}),
        ({"kind": "hold", "on": "2026-12-01"}, {"on": "2026-12-01"}),
        ({"kind": "hold", "on": "2028-12-01"}, {"on": "after the last day of the plan"}),
        ({"kind": "resume"}, {"kind": "there is no hold to resume from"}),
        ({"kind": "hold", "why": "\u200bx\x07"}, {"why": "cannot be printed"}),
    ],
    ids=str,
)
def test_each_problem_stands_at_its_field(
    visit: Visit, fields: dict[str, str], wrong: dict[str, str]
) -> None:
    """Nothing is written, and what was typed stays."""
    page = visit.post(PAGE, act="apply", **SEEN, **{"on": "2026-12-14", **fields})

    assert page.status_code == 422
    assert saved(visit) == PLAN.encode()
    for field, message in wrong.items():
        inside = page.text.split(f'id="problem-{field}"')[1]
        assert message in inside.split("</ul>")[0].replace("&#34;", '"')
    for field, typed in fields.items():
        if field in {"days", "steps"}:
            assert f'value="{typed}"' in page.text


def test_a_change_of_a_file_that_was_changed_outside_is_not_written(visit: Visit) -> None:
    """The page shows what it would move now."""
    outside = PLAN.replace("weeks = 2", "weeks = 3", 1).encode()
    (visit.folder / "plan.toml").write_bytes(outside)
    page = visit.post(PAGE, act="apply", **SEEN, **HOLD)

    assert page.status_code == 409
    assert saved(visit) == outside
    assert "Look again at what would move." in text(page)
    assert f'name="digest" value="{digest(outside)}"' in page.text
    assert 'value="poor sleep"' in page.text


def test_a_change_that_is_past_is_not_taken_back(visit: Visit) -> None:
    """What is past is never rewritten."""
    past = PLAN + '\n[[change]]\nkind = "hold"\non = 2026-12-08\ndays = 1\n'
    (visit.folder / "plan.toml").write_text(past)
    page = visit.post("/plan/plan.toml/undo", act="apply", digest=digest(past.encode()))

    assert page.status_code == 422
    assert "which is past" in text(page)
    assert saved(visit) == past.encode()


def test_a_plan_with_problems_leads_to_its_text(visit: Visit) -> None:
    """A change needs a plan."""
    (visit.folder / "plan.toml").write_text(PLAN.replace('"1 mg"', '"1 mgg"'))

    assert visit.get(PAGE).url.path == "/plan/plan.toml/text"
