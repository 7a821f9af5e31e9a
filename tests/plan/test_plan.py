"""What holds of every plan, whatever stands in it."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plan_texts, plans

from taperdocs.plan.cuts import cuts
from taperdocs.plan.length import LONGEST_PLAN
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read


@given(plans())
def test_a_day_says_the_same_wherever_it_is_asked(plan: Plan) -> None:
    """By date, by period and in the run of all days."""
    for day, intakes in plan.days():
        period = plan.period(day)
        assert period is not None
        assert plan.on(day) == period.on(day) == intakes


@given(plans())
def test_no_day_outside_the_plan_has_a_dose(plan: Plan) -> None:
    """Before the first day and after the last nothing is said."""
    for day in (plan.first_day - timedelta(1), plan.last_day + timedelta(1)):
        assert plan.on(day) == ()
        assert plan.period(day) is None


@given(plans())
def test_cycles_repeat_what_each_day_says(plan: Plan) -> None:
    """A period's cycle, repeated, is its days."""
    for period in plan.periods:
        days = [intakes for _, intakes in period]
        assert [period.cycle[number % len(period.cycle)] for number in range(len(days))] == days


@given(plan_texts())
def test_the_same_file_is_the_same_plan(text: str) -> None:
    """Reading twice gives equal plans with one code."""
    one, other = read(text.encode()), read(text.encode())

    assert one == other
    assert one.code == other.code


@given(plans(), st.integers(0, 5))
def test_each_period_knows_the_one_before_it(plan: Plan, number: int) -> None:
    """The first has none."""
    number = min(number, len(plan.periods) - 1)
    assert plan.before(plan.periods[number]) == (plan.periods[number - 1] if number else None)


def test_an_intake_of_another_plan_has_no_pieces() -> None:
    """That would be a bug, and is never answered with a guess."""
    head = 'format = 1\ndrug = "{}"\nstart = 2026-12-07\n[[product]]\nform = "tablet"\nstrength = "1 mg"\n'
    step = '[[step]]\nweeks = 1\ndose = "1 mg"\n'
    one, other = (read((head.format(drug) + step).encode()) for drug in ("clonazepam", "diazepam"))
    with pytest.raises(ValueError, match="not of this plan"):
        one.pieces(other.on(date(2026, 12, 7))[0])


@given(plans(), st.integers(-40, 400))
def test_a_plan_without_an_end_is_laid_out_as_far_as_it_is_looked_at(plan: Plan, days: int) -> None:
    """Its last dose goes on in its cycle, every other day stays as it was; a plan with an end stays the same."""
    today = plan.last_day + timedelta(days)
    ahead = plan.ahead(today)

    assert list(ahead.days())[: len(list(plan.days()))] == list(plan.days())
    assert (ahead.code, ahead.open, ahead.waiting) == (plan.code, plan.open, plan.waiting)
    if not plan.open:
        assert ahead == plan
        return
    assert ahead.last_day == max(plan.last_day, today + timedelta(27))
    cycle = plan.periods[-1].step.regimen.days
    for day in (plan.last_day + timedelta(number) for number in range((ahead.last_day - plan.last_day).days)):
        assert ahead.on(day) in cycle


def test_no_plan_is_laid_out_for_ever() -> None:
    """A year with a digit too many costs no pages."""
    head = 'format = 1\ndrug = "clonazepam"\nstart = 2026-12-07\nthen = "stay"\n'
    packet = '[[product]]\nform = "tablet"\nstrength = "1 mg"\n'
    plan = read((head + packet + '[[step]]\nweeks = 1\ndose = "1 mg"\n').encode())

    assert plan.ahead(date.max).last_day == date(2026, 12, 7) + timedelta(LONGEST_PLAN)


def test_a_cut_is_told_in_percent_of_the_dose_before_and_of_the_first() -> None:
    """A dose that rises is a negative cut; over a cycle the mean daily doses are compared."""
    head = 'format = 1\ndrug = "clonazepam"\nstart = 2026-12-07\n[[product]]\nform = "tablet"\nstrength = "0.5 mg"\n'
    doses = ('dose = "2 mg"', 'dose = "1 mg"', 'dose = "1.5 mg"', 'cycle = ["1.5 mg", "0.5 mg"]')
    plan = read((head + "".join(f"[[step]]\nweeks = 2\n{dose}\n" for dose in doses)).encode())
    found = [cut for period in plan.periods for cut in cuts(plan, period)]

    assert [(str(cut.dose), cut.days) for cut in found] == [("1 mg", 1), ("0.5 mg", 1), ("1 mg", 2)]
    assert [cut.of_present for cut in found] == [Fraction(50), Fraction(-50), Fraction(100, 3)]
    assert [cut.of_start for cut in found] == [Fraction(50), Fraction(-25), Fraction(25)]
