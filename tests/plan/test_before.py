"""What was taken before the plan makes its first day a change like any other."""

from datetime import date
from fractions import Fraction

import pytest

from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read
from taperdocs.rules import check

PLAN = """
format = 1
drug = "clonazepam"
start = 2026-12-07
{before}
steps = "0.5 mg 2w; 0.25 mg 2w; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"
"""
FIRST = date(2026, 12, 7)


def plan(before: str) -> Plan:
    """Read the plan with this line."""
    return read(PLAN.format(before=before).encode())


def test_the_first_cut_is_a_cut_like_any_other() -> None:
    """In mg and percent, of the dose before it and of the dose with which it all began."""
    taper = plan('before = "1 mg"')
    first, second = (cuts(taper, period)[0] for period in taper.periods)

    assert (first.amount, first.of_present, first.of_start) == (Fraction(1, 2), Fraction(50), Fraction(50))
    assert (second.amount, second.of_present, second.of_start) == (Fraction(1, 4), Fraction(50), Fraction(25))
    assert cuts(plan(""), plan("").periods[0]) == ()


def test_the_first_day_is_the_next_change_until_it_comes() -> None:
    """Without the key the first change is that of the second step."""
    with_it, without = plan('before = "1 mg"'), plan("")
    day = FIRST.replace(day=1)

    assert [taper.next_change(day) for taper in (with_it, without)] == [
        with_it.periods[0],
        without.periods[1],
    ]
    assert with_it.since(with_it.periods[0]) == FIRST


def test_the_same_dose_before_is_no_change() -> None:
    """It goes on, and is taken since a day that the plan does not know."""
    taper = plan('before = "0.5 mg"')

    assert not taper.is_new(taper.periods[0])
    assert taper.since(taper.periods[0]) == FIRST


def test_guidance_looks_at_the_first_cut_too() -> None:
    """Half of the dose at once is more than any source describes."""
    firsts = [[finding.first for finding in check(plan(line))] for line in ('before = "1 mg"', "")]

    assert firsts == [[FIRST, date(2026, 12, 21)], [date(2026, 12, 21), date(2027, 1, 4)]]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ('before = "1000 mcg"', "steps, step 1: clonazepam is in mg here and in mcg before"),
        ('before = { dose = { lorazepam = "1 mg" } }', "before: no step has lorazepam"),
        ('before = "one"', 'before: "one" is not a dose'),
    ],
)
def test_what_cannot_have_been_before_is_refused(before: str, said: str) -> None:
    """Another unit, another drug, no dose."""
    with pytest.raises(TaperError) as caught:
        plan(before)

    assert [problem.text().splitlines()[0].split(": ", 1)[1] for problem in caught.value.problems] == [said]


def test_the_plan_code_of_a_plan_without_it_stays() -> None:
    """It is part of what was agreed where it is written."""
    assert plan("").code == read(PLAN.replace("{before}\n", "").encode()).code
    assert plan('before = "1 mg"').code != plan("").code
