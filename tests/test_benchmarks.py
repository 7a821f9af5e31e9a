"""The benchmarks: their plan is sound, and the peer gets all of it. How long anything takes is not tested."""

import json

import ours
import pytest
from diary_data import diary_json
from growth import Grown, exponent
from reference import plan_text

from taperdocs.planfile.reader import read


@pytest.mark.parametrize("years", [1, 10])
def test_a_reference_plan_has_26_steps_a_year_and_two_doses_a_day(years: int) -> None:
    """It reads without a problem, lasts 52 weeks for each year, and no step is without a dose."""
    plan = read(plan_text(years).encode())
    assert len(plan.steps) == 26 * years
    assert (plan.last_day - plan.first_day).days + 1 == 364 * years
    assert {len(plan.on(period.first)) for period in plan.periods} == {2}


def test_each_turn_is_another_plan() -> None:
    """No turn has the code or the first day of another one, so that nothing that was kept helps."""
    plans = [ours.reference(turn) for turn in range(3)]
    assert len({plan.code for plan in plans}) == len({plan.first_day for plan in plans}) == len(plans)


def test_typst_gets_each_day_of_each_week_with_its_doses() -> None:
    """Every page of our diary is a page of its, and has the same days, doses and drawings."""
    view = ours.diary(ours.reference(0))
    told = json.loads(diary_json(view))
    assert [leaf["title"] for leaf in told["leaves"]] == [leaf.title for leaf in view.leaves]
    # The first day without the medicine begins a week of its own.
    assert {f"Week {number}" for number in range(1, 54)} == {leaf["title"] for leaf in told["leaves"]}
    days = [day for leaf in told["leaves"] for day in leaf["days"]]
    ours_days = [day for leaf in view.leaves for _, day in leaf.days]
    assert [tuple(day["names"]) for day in days] == [day.names for day in ours_days]
    assert [[taken["dose"] for taken in day["taken"]] for day in days] == [
        [taken.dose for taken in day.taken] for day in ours_days
    ]
    drawn = [[tuple(map(tuple, taken["drawn"])) for taken in day["taken"]] for day in days]
    assert drawn == [
        [tuple(map(tuple, drawing.parts)) if (drawing := layout.drawing(one)) else () for one in day.taken]
        for leaf in view.leaves
        for layout in [view.layouts[leaf.layout]]
        for _, day in leaf.days
    ]


@pytest.mark.parametrize(("power", "said"), [(1, 1.0), (2, 2.0)])
def test_growth_is_the_power_of_the_pages(power: int, said: float) -> None:
    """Twice the pages in twice the time is 1, in four times the time 2."""
    found = [Grown(years, 70 * years, 0.1 * years**power, 100) for years in (1, 2, 5, 10)]
    assert exponent(found) == pytest.approx(said)
