"""Where a change makes two steps meet: two high days of every other day are never in a row without a word."""

from datetime import date, timedelta
from textwrap import dedent

import pytest
from draw import draw
from hypothesis import given
from hypothesis import strategies as st
from plans import histories

from taperdocs.plan.length import Pace
from taperdocs.plan.plan import Plan
from taperdocs.plan.step import Step
from taperdocs.planfile.reader import read
from taperdocs.rules import Finding, Level, check

HEAD = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"

"""
TURNS = f"""{HEAD}
[[step]]
weeks = "1-2"
cycle = ["1 mg", "0.5 mg"]

[[step]]
weeks = 1
cycle = ["0.5 mg", "0 mg"]

[[step]]
weeks = 1
dose = "0.25 mg"
"""


def found(text: str, change: str) -> tuple[Plan, list[Finding]]:
    """Return the plan with a change such as ``hold 2026-12-10 days = 3``, and what the rule finds in it."""
    kind, day, more = (*change.split(" ", maxsplit=2), "", "", "")[:3]
    table = f'[[change]]\nkind = "{kind}"\non = {day}\n{more}\n' if change else ""
    plan = read((text + table).encode())
    return plan, [finding for finding in check(plan) if finding.rule == "high-days-meet"]


def test_two_high_days_that_a_hold_has_moved_together_are_said() -> None:
    """Held for three days the first step ends with its high day, and the next one begins with its own."""
    plan, (finding,) = found(TURNS, "hold 2026-12-10 days = 3")

    assert draw(plan) == dedent(
        """\
        2026-12-07  1     0.5   1     0.5h  1h    0.5h  1
        2026-12-14  0.5   1     0.5   1     0.5   1     0.5
        2026-12-21  1     0.5   1     0.5   -     0.5   -
        2026-12-28  0.5   -     0.5   0.25  0.25  0.25  0.25
        2027-01-04  0.25  0.25  0.25  .     .     .     .
        """
    )
    assert (finding.first, finding.last) == (date(2026, 12, 23), date(2026, 12, 24))
    assert (finding.level, str(finding.source)) == (Level.ASK, "this plan")
    assert str(finding.message).startswith(
        "2 days with the higher dose of clonazepam follow each other here. In the plan as written,"
    )


@pytest.mark.parametrize(
    ("change", "days"),
    [
        ("", None),
        ("hold 2026-12-10 days = 4", None),
        ("move-on 2026-12-15", None),
        ("move-on 2026-12-14", (13, 14)),
        ("step-back 2026-12-25 days = 4", None),
        ("step-back 2026-12-24 days = 4", (23, 24)),
        ("slow 2026-12-10 days = 2", None),
        ("slow 2026-12-10 days = 1", (21, 22)),
        ('replan 2026-12-11 steps = "0.25 mg 1w; 0"', None),
    ],
)
def test_each_kind_of_change_that_makes_such_a_seam(change: str, days: tuple[int, int] | None) -> None:
    """Nothing is said where the days still alternate."""
    _, findings = found(TURNS, change)

    assert [(finding.first.day, finding.last.day) for finding in findings] == ([days] if days else [])


def test_a_hold_within_a_step_makes_no_seam() -> None:
    """The cycle goes on through the hold and after it."""
    plan, findings = found(TURNS, "hold 2026-12-10")

    assert plan.waiting
    assert not findings


def test_a_seam_that_was_written_so_is_not_said() -> None:
    """A plan whose steps meet on high days before any change is as it was agreed."""
    written = TURNS.replace('weeks = "1-2"', "days = 7").replace("weeks = 1\ncycle", "days = 8\ncycle")

    assert not found(written, "")[1]
    assert not found(written, "hold 2026-12-09 days = 2")[1]
    assert [finding.first.day for finding in found(written, "hold 2026-12-09 days = 1")[1]] == []


def test_longer_turns_have_longer_runs() -> None:
    """One day new and two days old has two high days in a row, and only a third one is said."""
    text = f"""{HEAD}
[[step]]
weeks = "1-2"
cycle = ["0.5 mg", "1 mg", "1 mg"]

[[step]]
weeks = 1
cycle = ["0.5 mg", "0 mg"]
"""
    assert not found(text, "move-on 2026-12-15")[1]
    (finding,) = found(text, "move-on 2026-12-16")[1]
    assert (finding.first.day, finding.last.day) == (14, 16)


def high(plan: Plan, day: date) -> bool:
    """Tell whether a day is the higher one of every other day."""
    period = plan.period(day)
    return period is not None and peak(period.step, period.step.regimen.days.index(plan.on(day)))


def peak(step: Step, number: int) -> bool:
    """Tell whether a day of a step, the first being 0, is the higher one of every other day."""
    days = [sum(intake.dose.amount for intake in day) for day in step.regimen.days]
    return len(days) == 2 and days[number % 2] > min(days)


@st.composite
def turns(draw_: st.DrawFn) -> str:
    """Draw a plan of steps that alternate, each a little lower."""
    steps = list[str]()
    for number in range(draw_(st.integers(2, 4)), 0, -1):
        length = draw_(st.sampled_from(("days = 3", "days = 4", 'days = "2-5"', "weeks = 1", 'days = "0-3"')))
        cycle = f'cycle = ["{number} mg", "{number - 1} mg"]'
        steps.append(f"[[step]]\n{length if steps else 'days = 6'}\n{cycle}\n")
    return HEAD + "\n".join(steps)


@given(histories(turns()))
def test_no_two_high_days_meet_without_a_word(plans: tuple[Plan, ...]) -> None:
    """In plans of every other day what a change has moved together is said, and nothing else."""
    for plan in plans:
        told = {
            finding.first + timedelta(number)
            for finding in check(plan)
            if finding.rule == "high-days-meet"
            for number in range((finding.last - finding.first).days + 1)
        }
        meet = [p for p in plan.periods if high(plan, p.first) and high(plan, p.first - timedelta(1))]
        assert told <= {day for p in meet for day in (p.first - timedelta(1), p.first)}
        for period in meet:
            before = plan.period(period.first - timedelta(1))
            since = bool(plan.outline.changes) and period.first >= plan.outline.changes[0].on
            assert before is not None
            ends = peak(before.step, before.step.length.days(Pace.LONGEST) - 1)
            as_written = ends and peak(period.step, 0) and period.step.number == before.step.number + 1
            assert {before.last, period.first} <= told or not since or as_written
