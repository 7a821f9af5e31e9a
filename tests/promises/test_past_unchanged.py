"""The past is never rewritten: a change is appended, and the days before it stay as they were."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from heads import RANGES
from hypothesis import given
from hypothesis import strategies as st
from plans import histories, unchanged_plan_texts

from taperdocs.plan.changes import CHANGES, Hold
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError
from taperdocs.plan.revisions import PlanDifference
from taperdocs.plan.step import Schedule, following
from taperdocs.planfile.append import Wish, changed
from taperdocs.planfile.reader import read

PLAN = f"# Agreed in November.\n{RANGES}"
HELD = '\n[[change]]\nkind = "hold"\non = 2026-12-10\n'


@pytest.mark.parametrize(
    ("on", "today", "said"),
    [
        ("2026-12-20", "2026-12-29", "2026-12-20 is in a part of the plan that is over"),
        ("2026-12-28", "2026-12-29", ""),
        ("2026-12-10", "2026-12-22", ""),
        ("2026-12-10", "2026-12-25", "2026-12-10 is more than 14 days ago"),
        ("2027-01-31", "2027-02-01", "the plan was over on 2027-01-31"),
        ("2027-01-20", "2026-12-22", ""),
    ],
)
def test_the_past_is_never_rewritten(on: str, today: str, said: str) -> None:
    """A few days back in the time of the present dose is allowed: who has held since Monday may say so."""
    wish = Wish("hold", date.fromisoformat(on), 7)
    if not said:
        assert changed(read(PLAN.encode()), wish, date.fromisoformat(today)).revision == 1
        return
    with pytest.raises(TaperError) as caught:
        changed(read(PLAN.encode()), wish, date.fromisoformat(today))
    (problem,) = caught.value.problems
    assert str(problem.message) == said
    assert "never rewritten" in str(problem.remedy)


def test_an_open_hold_is_not_over_however_long_it_lasts() -> None:
    """Long after the days that are laid out it can be resumed, today or a few days ago."""
    held = read((PLAN + HELD).encode())
    for day in (date(2027, 6, 1), date(2027, 5, 20)):
        resumed = changed(held, Wish("resume", day), date(2027, 6, 1))
        assert resumed.period(day - timedelta(1)).held  # type: ignore[union-attr]
        assert not resumed.waiting
    with pytest.raises(TaperError, match="more than 14 days ago"):
        changed(held, Wish("resume", date(2027, 5, 1)), date(2027, 6, 1))


@pytest.mark.parametrize("last", ["\n", ""], ids=["ends with a line", "without"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
def test_every_byte_before_the_change_stays(mark: str, end: str, last: str) -> None:
    """Comments, layout, line ends, the mark of Notepad and a last line without an end."""
    data = (mark + PLAN.rstrip("\n").replace("\n", end) + last.replace("\n", end)).encode()
    new = changed(read(data), Wish("hold", date(2027, 1, 5), why="so"), date(2027, 1, 5)).source

    assert new.startswith(data)
    added = new[len(data) :].decode()
    assert added.replace(end, "\n").lstrip("\n") == '[[change]]\nkind = "hold"\non = 2027-01-05\nwhy = "so"\n'
    assert added.startswith(end * (1 if last else 2) + "[")
    assert set(added) & {"\n", "\r"} == set(end)


def attempt(old: Plan, wish: Wish, today: date) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Change a plan; return the new one, or the problems."""
    try:
        return changed(old, wish, today), ()
    except TaperError as error:
        return None, error.problems


@given(st.data())
def test_any_change_of_any_plan_only_adds_to_its_file(data: st.DataObject) -> None:
    """It is refused with a problem, or the file grows by it and the days before it stay."""
    (*_, old) = data.draw(histories(unchanged_plan_texts(), most=2, least=0))
    on = data.draw(st.dates(old.first_day - timedelta(3), old.last_day + timedelta(3)))
    today = data.draw(st.dates(on - timedelta(20), on + timedelta(20)))
    days = data.draw(st.none() | st.integers(1, 40))
    wish = Wish(data.draw(st.sampled_from(sorted(CHANGES))), on, days)
    new, problems = attempt(old, wish, today)

    assert (new is None) == bool(problems)
    assert [problem.line for problem in problems] == [None] * len(problems)
    if new:
        assert new.source.startswith(old.source)
        past = [day for day in old.days() if day[0] < on]
        assert past == [day for day in new.days() if day[0] < on][: len(past)]
        assert on >= today - timedelta(14)


def test_a_change_that_would_touch_the_past_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a kind of change does, a file whose past days are others is never written."""
    monkeypatch.setattr(
        Hold, "apply", lambda _, schedule: Schedule(following(schedule.periods, date(2026, 12, 7)))
    )

    with pytest.raises(ValueError, match="not only appended"):
        changed(read(PLAN.encode()), Wish("hold", date(2027, 1, 5), 7), date(2027, 1, 5))


@given(histories(unchanged_plan_texts()))
def test_whatever_happens_the_days_before_it_stay_as_they_were(plans: tuple[Plan, ...]) -> None:
    """Their doses and what makes them; and each change makes another plan of it."""
    for number, (before, after) in enumerate(pairwise(plans), start=1):
        on = after.outline.changes[-1].on
        past = [(day, doses) for day, doses in before.days() if day < on]
        assert past == [(day, doses) for day, doses in after.days() if day < on][: len(past)]
        assert all(before.pieces(intake) == after.pieces(intake) for _, day in past for intake in day)
        assert (after.revision, before.code != after.code) == (number, True)


@given(histories(unchanged_plan_texts()))
def test_no_change_is_kept_that_has_no_effect(plans: tuple[Plan, ...]) -> None:
    """Each either moves or changes a day, or what may be done on one."""
    for before, after in pairwise(plans):
        assert PlanDifference(before, after).first or marks(before) != marks(after)


def marks(plan: Plan) -> list[object]:
    """Return what is said of the periods of a plan beside their doses."""
    return [(period.open, period.move_on, period.step.condition) for period in plan.periods]
