"""Doses by weekday over several weeks: which dates they fall on, counted on a calendar by hand."""

from datetime import date, timedelta

import pytest

from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

# 4 January 2027 is a Monday.
HEAD = """
format = 1
drug = "methotrexate"
start = {start}

[[product]]
form = "tablet"
strength = "2.5 mg"
"""
NOTHING_ELSE = """
tuesday = "0 mg"
wednesday = "0 mg"
friday = "0 mg"
saturday = "0 mg"
sunday = "0 mg"
"""


def taken(plan: Plan) -> list[str]:
    """Return the dates with a dose, after the second engine has agreed to all days."""
    check_days(plan)
    return [
        f"{day:%a %-d %b} {', '.join(str(one.dose) for one in intakes)}"
        for period in plan.periods
        for day, intakes in period
        if intakes
    ]


def plan(*parts: str, start: str = "2027-01-04") -> Plan:
    """Read a plan from its parts."""
    return read("".join((HEAD.format(start=start), *parts)).encode())


def step(every: str, weeks: int = 5) -> str:
    """Return a step of 10 mg."""
    return f'[[step]]\nweeks = {weeks}\nevery = "{every}"\ndose = "10 mg"\n'


def test_a_dose_on_one_day_of_the_week_comes_every_week() -> None:
    """On the other days nothing is taken."""
    assert taken(plan(step("thursday", weeks=3))) == [
        "Thu 7 Jan 10 mg",
        "Thu 14 Jan 10 mg",
        "Thu 21 Jan 10 mg",
    ]


@pytest.mark.parametrize("written", ["second monday", "other Mondays", "2nd mon", " Second  monday "])
def test_every_second_monday_leaves_one_out(written: str) -> None:
    """However it is written."""
    assert taken(plan(step(written))) == ["Mon 4 Jan 10 mg", "Mon 18 Jan 10 mg", "Mon 1 Feb 10 mg"]


def test_the_first_monday_of_a_step_is_the_first_one_with_a_dose() -> None:
    """Where it begins on a Wednesday too: weeks are counted from its first day."""
    found = taken(plan(step("second monday"), start="2027-01-06"))

    assert found == ["Mon 11 Jan 10 mg", "Mon 25 Jan 10 mg", "Mon 8 Feb 10 mg"]


def test_each_step_counts_its_own_weeks() -> None:
    """The second step begins on Monday, 25 January."""
    found = taken(plan(step("second monday", weeks=3), step("third monday and thursday", weeks=4)))

    assert found == [
        "Mon 4 Jan 10 mg",
        "Mon 18 Jan 10 mg",
        "Mon 25 Jan 10 mg",
        "Thu 28 Jan 10 mg",
        "Mon 15 Feb 10 mg",
        "Thu 18 Feb 10 mg",
    ]


def test_a_week_with_a_dose_and_one_without() -> None:
    """A week by weekdays is taken every second week."""
    week = f'[step.cycle]\nmonday = "5 mg"\nthursday = "2.5 mg"{NOTHING_ELSE}'

    found = taken(plan('[[step]]\nweeks = 3\nevery = "second week"\n', week))

    assert found == ["Mon 4 Jan 5 mg", "Thu 7 Jan 2.5 mg", "Mon 18 Jan 5 mg", "Thu 21 Jan 2.5 mg"]


def test_weeks_that_differ_follow_each_other() -> None:
    """Two tables, and after the second week the first one again."""
    weeks = (
        f'[[step.cycle]]\nmonday = "{monday}"\nthursday = "{thursday}"{NOTHING_ELSE}'
        for monday, thursday in (("10 mg", "0 mg"), ("0 mg", "5 mg"))
    )

    found = taken(plan("[[step]]\nweeks = 3\n", *weeks))

    assert found == ["Mon 4 Jan 10 mg", "Thu 14 Jan 5 mg", "Mon 18 Jan 10 mg"]


def test_a_hold_keeps_weekdays_and_weeks() -> None:
    """Ten held days from Thursday on: the next dose is still two weeks after the last one."""
    hold = '[[change]]\nkind = "hold"\non = 2027-01-07\ndays = 10\n'

    found = taken(plan(step("second monday", weeks=4), hold))

    assert found == ["Mon 4 Jan 10 mg", "Mon 18 Jan 10 mg", "Mon 1 Feb 10 mg"]


def test_two_courses_keep_their_weeks_from_their_own_first_days() -> None:
    """Each counts from its own start, whatever day the other begins on."""
    courses = """
[[product]]
drug = "folic acid"
form = "tablet"
strength = "5 mg"
[[course]]
drug = "folic acid"
start = 2027-01-06
[[course.step]]
weeks = 4
every = "second monday"
dose = "5 mg"
[[course]]
drug = "methotrexate"
[[course.step]]
weeks = 4
every = "second monday"
dose = "10 mg"
"""
    source = HEAD.format(start="2027-01-04").replace('drug = "methotrexate"\n', "", 1)
    made = read((source.replace("[[product]]", '[[product]]\ndrug = "methotrexate"') + courses).encode())

    check_days(made)
    mondays = [date(2027, 1, 4) + timedelta(7 * number) for number in range(4)]
    drugs = [[one.drug for one in made.on(day)] for day in mondays]
    assert drugs == [["methotrexate"], ["folic acid"], ["methotrexate"], ["folic acid"]]
