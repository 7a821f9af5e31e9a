"""Two engines that share no code work out the same days, whatever is planned and whatever becomes of it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from deep import examples
from hypothesis import given
from hypothesis import strategies as st
from lives import lives
from plans import histories, unchanged_plan_texts

from taperdocs.plan.changes import CHANGES
from taperdocs.plan.form import Split
from taperdocs.plan.plan import Plan
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days
from taperdocs.readback.days import PARTS, RULES, Days, days


@examples(300)
@given(st.integers(0, 2**32))
def test_both_engines_agree_whatever_becomes_of_a_plan(seed: int) -> None:
    """Drawn as values, which is cheap: some two thousand plans."""
    for plan in lives(seed):
        check_days(plan)


@examples(40)
@given(histories(unchanged_plan_texts()))
def test_both_engines_agree_on_plan_files(plans: tuple[Plan, ...]) -> None:
    """Drawn as the text of plan files."""
    for plan in plans:
        check_days(plan)


def test_every_kind_of_change_is_drawn() -> None:
    """Each often enough for the property above to mean something."""
    last = [lives(seed)[-1:] for seed in range(200)]
    drawn = Counter(type(change) for plans in last for plan in plans for change in plan.outline.changes)

    assert set(drawn) == set(CHANGES.values())
    assert min(drawn.values()) >= 5


def test_what_the_second_engine_must_know_of_every_registry() -> None:
    """A new strategy and a new way to cut a tablet need a second working."""
    assert set(RULES) == set(STRATEGIES)
    assert set(PARTS) == set(Split)


PLAN = """
format = 1
drug = "clonazepam"
start = 2026-12-07
steps = "1 mg 4-7d; 0.5 mg 5d; 0.25 mg 0-3d; 0.125 mg 3d; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
EVERY_OTHER_DAY = (
    PLAN.replace('steps = "1 mg 4-7d; 0.5 mg 5d; 0.25 mg 0-3d; 0.125 mg 3d; 0"', "")
    + """
[[step]]
days = 5
cycle = ["1 mg", "0 mg"]

[[step]]
days = 5
dose = "0.5 mg"
"""
)


def drawn(found: Days) -> str:
    """Draw a line a week: a is 1 mg, b 0.5 mg, c 0.25 mg, d 0.125 mg, - no dose; a held day is A or ~."""
    letters = {"1": "a", "0.5": "b", "0.25": "c", "0.125": "d"}
    lines = dict[date, list[str]]()
    for day in found.days:
        letter = letters[f"{day.intakes[0].dose.amount:f}"] if day.intakes else "-"
        held = letter.upper() if day.intakes else "~"
        lines.setdefault(day.on - timedelta(day.on.weekday()), []).append(held if day.held else letter)
    return "\n".join(f"{monday:%d} {' '.join(line)}" for monday, line in lines.items())


EXAMPLES = {
    "nothing": (PLAN, (), "07 a a a a a a a\n14 b b b b b c c\n21 c d d d"),
    "hold": (PLAN, ("hold 14 days = 3",), "07 a a a a a a a\n14 A A A b b b b\n21 b c c c d d d"),
    "resume": (PLAN, ("hold 16", "resume 19"), "07 a a a a a a a\n14 b b B B B b b\n21 b c c c d d d"),
    "move-on": (PLAN, ("move-on 12",), "07 a a a a a b b\n14 b b b c c c d\n21 d d"),
    "step-back": (
        PLAN,
        ("step-back 16 days = 2",),
        "07 a a a a a a a\n14 b b a a b b b\n21 b b c c c d d\n28 d",
    ),
    "slow": (PLAN, ("slow 16 days = 2",), "07 a a a a a a a\n14 b b b b b b b\n21 c c c c c d d\n28 d d d"),
    "skip": (PLAN, ("skip 16",), "07 a a a a a a a\n14 b b b b b d d\n21 d"),
    "replan": (PLAN, ('replan 16 steps = "0.25 mg 2d; 0.125 mg 2d; 0"',), "07 a a a a a a a\n14 b b c c d d"),
    "a hold of every other day": (EVERY_OTHER_DAY, ("hold 10 days = 2",), "07 a - a ~ A - a\n14 b b b b b"),
    "a step back on the first day of a step, which is as a hold": (
        EVERY_OTHER_DAY,
        ("step-back 12 days = 2",),
        "07 a - a - a - a\n14 b b b b b",
    ),
}


@pytest.mark.parametrize(("text", "changes", "calendar"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_second_engine_alone(text: str, changes: tuple[str, ...], calendar: str) -> None:
    """Its days are those of a calendar that was drawn by hand."""
    for change in changes:
        kind, day, *more = change.split(" ", 2)
        text += f'\n[[change]]\nkind = "{kind}"\non = 2026-12-{day}\n{" ".join(more)}\n'
    plan = read(text.encode())

    assert drawn(days(plan.outline, plan.last_day)) == calendar
    check_days(plan)
