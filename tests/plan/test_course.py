"""Courses are laid over each other day by day: each step of the plan says what all drugs are on its days."""

from dataclasses import replace
from datetime import date
from textwrap import dedent

import pytest

from taperdocs.language.language import language
from taperdocs.language.overview import end
from taperdocs.language.words import Words
from taperdocs.plan.dose import read_dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.regimen import Slot
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

HEAD = """
format = 1
start = 2027-01-04

[[product]]
drug = "prednisone"
form = "tablet"
strength = "10 mg"

[[product]]
drug = "verapamil"
form = "tablet"
strength = "40 mg"
"""
PREDNISONE = """
[[course]]
drug = "prednisone"
steps = "100 mg 5d; 80 mg 3d; 20 mg 2d; 0"
"""


def plan(*parts: str) -> Plan:
    """Read a plan, and have its days worked out a second time."""
    made = read("\n".join(dedent(part) for part in (HEAD, *parts)).encode())
    check_days(made)
    return made


def rows(made: Plan) -> list[str]:
    """Return each period: its first day, its number of days or "on", and the doses of each day of a cycle."""
    return [
        f"{period.first:%m-%d} {'on' if period.open else len(period)}: "
        + " | ".join(
            ", ".join(
                f"{one.drug[0]} {one.dose.amount}{'' if one.slot == Slot.ANY else ' ' + str(one.slot)}"
                for one in day
            )
            or "-"
            for day in period.cycle
        )
        for period in made.periods
    ]


def test_a_new_step_begins_wherever_a_course_changes() -> None:
    """Prednisone changes on the 9th and 12th and ends on the 13th; verapamil changes on the 7th and stays."""
    made = plan(
        PREDNISONE,
        """
        [[course]]
        drug = "verapamil"
        then = "stay"
        [[course.step]]
        days = 3
        morning = "40 mg"
        [[course.step]]
        days = 7
        morning = "40 mg"
        bedtime = "80 mg"
        """,
    )

    assert rows(made) == [
        "01-04 3: v 40 morning, p 100",
        "01-07 2: v 40 morning, v 80 bedtime, p 100",
        "01-09 3: v 40 morning, v 80 bedtime, p 80",
        "01-12 2: v 40 morning, v 80 bedtime, p 20",
        "01-14 on: v 40 morning, v 80 bedtime",
    ]
    assert (made.last_dose_day, made.last_dose_of("prednisone"), made.last_dose_of("verapamil")) == (
        None,
        date(2027, 1, 13),
        None,
    )


def test_a_course_begins_on_its_own_day_and_each_drug_has_its_own_end() -> None:
    """Verapamil for a week from the 11th: the plan ends with it."""
    made = plan(PREDNISONE, '[[course]]\ndrug = "verapamil"\nstart = 2027-01-11\nsteps = "40 mg 1w; 0"')

    assert rows(made) == [
        "01-04 5: p 100",
        "01-09 2: p 80",
        "01-11 1: p 80, v 40",
        "01-12 2: p 20, v 40",
        "01-14 4: v 40",
    ]
    assert (made.last_dose_day, made.own_ends) == (date(2027, 1, 17), {"prednisone": date(2027, 1, 13)})
    assert end(made, Words(language("en-GB"))).replace("\N{NO-BREAK SPACE}", " ") == (
        "Last dose day 17 Jan 2027, first day without 18 Jan 2027.\n"
        "prednisone: last dose day 13 Jan 2027, first day without 14 Jan 2027."
    )


def test_cycles_go_on_where_another_course_changes() -> None:
    """Every other day and every third day make a cycle of six days, which goes on when a step of the other begins."""
    made = plan(
        '[[course]]\ndrug = "prednisone"\nsteps = "20 mg every other day 5d; 10 mg every other day 4d"',
        '[[course]]\ndrug = "verapamil"\nsteps = "40 mg every 3 days 9d"',
    )

    days = [", ".join(f"{one.drug[0]} {one.dose.amount}" for one in day) or "-" for _, day in made.days()]
    assert days == ["p 20, v 40", "-", "p 20", "v 40", "p 20", "p 10", "v 40", "p 10", "-"]


def test_days_of_the_week_keep_their_names() -> None:
    """A course by weekdays and a daily one are a course by weekdays."""
    week = "\n".join(
        f'{day} = "{"40 mg" if day == "monday" else "0 mg"}"'
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    made = plan(
        '[[course]]\ndrug = "prednisone"\nsteps = "20 mg 10d"',
        f'[[course]]\ndrug = "verapamil"\n[[course.step]]\ndays = 10\n[course.step.cycle]\n{week}',
    )

    assert made.steps[0].regimen.weekly
    assert [day for day, taken in made.days() if len(taken) > 1] == [date(2027, 1, 4), date(2027, 1, 11)]


def test_months_and_strategies_are_counted_from_the_first_day_of_the_course() -> None:
    """A month from 31 January ends on 28 February; the strategy cuts on 7 and 14 February."""
    made = plan(
        '[[course]]\ndrug = "prednisone"\nsteps = "20 mg 8w"',
        '[[course]]\ndrug = "verapamil"\nstart = 2027-01-31\n[[course.step]]\ntaper = "linear"\n'
        'start = "120 mg"\ncut = "40 mg"\nevery = "1 week"\nto = "40 mg"\n[[course.step]]\nmonths = 1\ndose = "40 mg"',
    )

    assert rows(made) == [
        "01-04 27: p 20",
        "01-31 7: p 20, v 120",
        "02-07 7: p 20, v 80",
        "02-14 7: p 20, v 40",
        "02-21 8: p 20, v 40",
        "03-01 20: v 40",
    ]


def test_a_hold_holds_all_courses() -> None:
    """Two days more of what both drugs are on the 6th, then all goes on two days later."""
    made = plan(
        PREDNISONE,
        '[[course]]\ndrug = "verapamil"\nsteps = "40 mg 4d; 80 mg 6d; 0"',
        '[[change]]\nkind = "hold"\non = 2027-01-07\ndays = 2',
    )

    assert rows(made) == [
        "01-04 3: p 100, v 40",
        "01-07 2: p 100, v 40",
        "01-09 1: p 100, v 40",
        "01-10 1: p 100, v 80",
        "01-11 3: p 80, v 80",
        "01-14 2: p 20, v 80",
    ]


def test_the_days_are_refused_where_the_courses_say_others() -> None:
    """The second engine lays the courses over each other itself."""
    made = plan(PREDNISONE, '[[course]]\ndrug = "verapamil"\nsteps = "40 mg 10d; 0"')
    first, *later = made.outline.courses
    step, *rest = first.steps
    intake = replace(step.regimen.days[0][0], dose=read_dose("90 mg"))
    other = replace(step, regimen=replace(step.regimen, days=((intake,),)))
    courses = (replace(first, steps=(other, *rest)), *later)

    with pytest.raises(ReadBackError, match="the courses and the steps differ on 2027-01-04"):
        check_days(replace(made, outline=replace(made.outline, courses=courses)))


def test_the_days_are_refused_where_a_course_ends_on_another_day() -> None:
    """One day more or less, or a last dose that goes on."""
    made = plan(PREDNISONE, '[[course]]\ndrug = "verapamil"\nsteps = "40 mg 10d; 0"')
    first, second = made.outline.courses

    for wrong in (replace(second, start=date(2027, 1, 5)), replace(second, stays=True)):
        with pytest.raises(ReadBackError, match="courses"):
            check_days(replace(made, outline=replace(made.outline, courses=(first, wrong))))
