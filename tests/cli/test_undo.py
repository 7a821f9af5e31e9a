"""The last change can be taken back as long as nobody has lived by it."""

from pathlib import Path

import pytest
from program import Run

PLAN = """\
format = 1
drug = "clonazepam"
start = 2026-12-07
steps = "1 mg 2w; 0.5 mg 2w; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"
"""
HELD = PLAN + '\n[[change]]\nkind = "hold"\non = 2026-12-21\nweeks = 1\nwhy = "a cold"\n'


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan with one change."""
    path = tmp_path / "plan.toml"
    path.write_text(HELD)
    return path


def test_a_change_that_was_made_is_taken_back_byte_for_byte(tapers: Run, tmp_path: Path) -> None:
    """Hold, then undo: the file is what it was."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    tapers("hold", str(path), "--for", "1 week", "--from", "2026-12-21", "--as-of", "2026-12-20")
    assert path.read_text() != PLAN
    done = tapers("undo", str(path), "--as-of", "2026-12-21")

    assert done.code == 0
    assert done.err.endswith(f"The last change is taken out of {path}.\n")
    assert path.read_text() == PLAN


def test_only_the_last_change_is_taken_back(tapers: Run, plan: Path) -> None:
    """The one before stays."""
    plan.write_text(HELD + '\n[[change]]\nkind = "hold"\non = 2027-01-04\ndays = 3\n')

    assert tapers("undo", str(plan), "--as-of", "2026-12-22").code == 0
    assert plan.read_text() == HELD


def test_what_would_come_back_can_be_looked_at_first(tapers: Run, plan: Path) -> None:
    """Nothing is written."""
    done = tapers("undo", str(plan), "--as-of", "2026-12-21", "--dry-run")

    assert "2026" in done.out
    assert done.err == "Nothing was written.\n"
    assert plan.read_text() == HELD


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (HELD, "2026-12-22", "change: the last change began on 2026-12-21, which is past"),
        (PLAN, "2026-12-22", "change: this plan has no change"),
        (
            HELD + '\n[[contact]]\nrole = "prescriber"\n',
            "2026-12-20",
            "change: the last change does not stand alone at the end of the file",
        ),
        (
            'change = [{ kind = "hold", on = 2026-12-21, weeks = 1 }]\n' + PLAN,
            "2026-12-20",
            "change: the last change does not stand alone at the end of the file",
        ),
    ],
)
def test_what_cannot_be_taken_back_is_refused(
    tapers: Run, plan: Path, text: str, day: str, said: str
) -> None:
    """What is past stays; a file that was written in another way is not cut by guess."""
    plan.write_text(text)
    done = tapers("undo", str(plan), "--as-of", day)

    assert done.code == 2
    assert done.err.splitlines()[0] == said
    assert plan.read_text() == text


def test_without_a_folder_pages_go_beside_the_plan(tapers: Run, plan: Path) -> None:
    """Into a folder with its name, and it is said."""
    done = tapers("make", str(plan), "ics")

    folder = plan.with_suffix("")
    assert done.err.splitlines()[0] == f"Written into {folder}, since no folder was named with -o."
    assert [path.name for path in folder.iterdir()] == ["plan.ics"]


def test_a_plan_from_standard_input_needs_a_folder(tapers: Run) -> None:
    """It has no name."""
    done = tapers("make", "-", "ics", stdin=PLAN.encode())

    assert (done.code, done.err.splitlines()[0]) == (2, "-o: it is not said where to write")


def test_several_plans_are_checked_at_once(tapers: Run, plan: Path) -> None:
    """Each with its name; a problem in one does not hide the others."""
    broken = plan.with_name("broken.toml")
    broken.write_text(PLAN.replace("0.5 mg 2w", "0.3 mg 2w"))
    done = tapers("check", str(broken), str(plan))

    assert done.code == 3
    assert f"{broken}:4: steps, step 2: 0.3 mg of clonazepam cannot be made" in done.err
    assert done.out.startswith(f"{plan}:\nThe plan file is complete")
