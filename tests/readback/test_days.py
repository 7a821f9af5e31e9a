"""Two engines that share no code work out the same days, whatever is planned and whatever becomes of it."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from outlines import change as drawn_change
from outlines import outline
from plans import histories, unchanged_plan_texts

from taperdocs.plan.build import build
from taperdocs.plan.changes import CHANGES
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.product import Split
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.readback.check_days import check_days
from taperdocs.readback.days import PARTS, RULES


def lives(seed: int) -> list[Plan]:
    """Return a plan and what becomes of it: one plan more for each change that makes sense."""
    dice, plans = Random(seed), list[Plan]()  # noqa: S311  nothing is kept secret with it
    try:
        plans.append(build(outline(dice)))
    except TaperError:
        return plans
    for _ in range(dice.randint(2, 6) if plans[0].outline.dated else 0):
        told = plans[-1].outline
        first = told.changes[-1].on if told.changes else plans[0].first_day
        more = drawn_change(dice, first, plans[-1].last_day)
        try:
            plans.append(build(replace(told, changes=(*told.changes, more))))
        except TaperError:
            continue
    return plans


@settings(max_examples=500)
@given(st.integers(0, 2**32))
def test_both_engines_agree_whatever_becomes_of_a_plan(seed: int) -> None:
    """Drawn as values, which is cheap: some two thousand plans."""
    for plan in lives(seed):
        check_days(plan)


@settings(max_examples=40)
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
