"""Courses are laid over each other day by day: each step of the plan says what all drugs are on its days."""

from dataclasses import replace
from datetime import date
from textwrap import dedent

import pytest
from presented import check_ics, plan_ics

from taperdocs.language.language import language
from taperdocs.language.overview import end
from taperdocs.language.words import Words
from taperdocs.options import PAPERS, Options
from taperdocs.plan.dose import read_dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError, TaperError
from taperdocs.plan.regimen import Slot
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2027, 1, 4))
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

    with pytest.raises(ReadBackError, match="step 1 is not as the plan file has it"):
        check_days(replace(made, outline=replace(made.outline, courses=courses)))


def test_the_days_are_refused_where_a_course_ends_on_another_day() -> None:
    """One day more or less, or a last dose that goes on."""
    made = plan(PREDNISONE, '[[course]]\ndrug = "verapamil"\nsteps = "40 mg 10d; 0"')
    first, second = made.outline.courses

    for wrong in (replace(second, start=date(2027, 1, 5)), replace(second, stays=True)):
        with pytest.raises(ReadBackError, match=r"the steps: |step 1 is not"):
            check_days(replace(made, outline=replace(made.outline, courses=(first, wrong))))


TWO = (PREDNISONE, '[[course]]\ndrug = "verapamil"\nsteps = "40 mg 4d; 80 mg 6d; 120 mg open"')


def change(kind: str, on: str, *more: str) -> str:
    """Return the table of a change."""
    return "\n".join(("[[change]]", f'kind = "{kind}"', f"on = {on}", *more))


def held(made: Plan) -> list[str]:
    """Return the first and last day of each hold."""
    return [f"{one.first:%m-%d} {one.last:%m-%d}" for one in made.periods if one.held]


def test_a_hold_of_one_drug_leaves_the_others_as_they_were() -> None:
    """Prednisone stays on 100 mg for four days more. Verapamil rises on the 8th: the doses stay from the 9th on."""
    made = plan(*TWO, change("hold", "2027-01-07", "days = 4", 'drug = "prednisone"'))

    assert rows(made) == [
        "01-04 3: p 100, v 40",
        "01-07 1: p 100, v 40",
        "01-08 1: p 100, v 80",
        "01-09 2: p 100, v 80",
        "01-11 2: p 100, v 80",
        "01-13 1: p 80, v 80",
        "01-14 2: p 80, v 120",
        "01-16 2: p 20, v 120",
        "01-18 on: v 120",
    ]
    assert held(made) == ["01-09 01-10"]
    assert [step.length.longest for step in made.steps] == [4, 3, 1, 2, 2, None]


def test_an_open_hold_of_one_drug_ends_with_its_own_resume() -> None:
    """While prednisone is held open, verapamil goes on; its later steps wait beside the last dose of verapamil."""
    hold = change("hold", "2027-01-07", 'drug = "prednisone"')

    made = plan(*TWO, hold)

    assert rows(made) == [
        "01-04 3: p 100, v 40",
        "01-07 1: p 100, v 40",
        "01-08 6: p 100, v 80",
        "01-14 1: p 100, v 120",
        "01-15 on: p 100, v 120",
    ]
    assert held(made) == ["01-15 02-11"]
    assert [len(one) for one in made.waiting[:-1]] == [2, 3, 2]
    after = rows(plan(*TWO, hold, change("resume", "2027-01-20", 'drug = "prednisone"')))
    assert after[-4:] == [
        "01-20 2: p 100, v 120",
        "01-22 3: p 80, v 120",
        "01-25 2: p 20, v 120",
        "01-27 on: v 120",
    ]


def test_a_hold_of_all_moves_the_first_day_of_a_course_to_come() -> None:
    """Two days on the 6th: verapamil begins on the 13th instead of the 11th. A hold of prednisone does not move it."""
    later = '[[course]]\ndrug = "verapamil"\nstart = 2027-01-11\nsteps = "40 mg 1w; 0"'

    both = plan(PREDNISONE, later, change("hold", "2027-01-06", "days = 2"))
    one = plan(PREDNISONE, later, change("hold", "2027-01-06", "days = 2", 'drug = "prednisone"'))

    assert rows(both)[-3:] == ["01-13 1: p 80, v 40", "01-14 2: p 20, v 40", "01-16 4: v 40"]
    assert rows(one)[-3:] == ["01-11 3: p 80, v 40", "01-14 2: p 20, v 40", "01-16 2: v 40"]


def test_a_step_of_a_course_may_have_a_range_and_wait() -> None:
    """Prednisone may move on from the 7th and waits on 20 mg; verapamil keeps its days, whatever prednisone does."""
    ranged = """
        [[course]]
        drug = "prednisone"
        [[course.step]]
        days = "3-6"
        dose = "40 mg"
        [[course.step]]
        until = "the blood test is back"
        dose = "20 mg"
        [[course.step]]
        days = 2
        dose = "10 mg"
        """
    verapamil = '[[course]]\ndrug = "verapamil"\nthen = "stay"\nsteps = "40 mg 8d; 80 mg 4d"'

    made = plan(ranged, verapamil)
    moved = plan(ranged, verapamil, change("move-on", "2027-01-08", 'drug = "prednisone"'))
    back = change("move-on", "2027-01-20", 'drug = "prednisone"')
    done = plan(ranged, verapamil, change("move-on", "2027-01-08", 'drug = "prednisone"'), back)

    assert rows(made) == ["01-04 6: p 40, v 40", "01-10 2: p 20, v 40", "01-12 on: p 20, v 80"]
    assert (made.periods[0].move_on, made.waits_for) == (date(2027, 1, 7), "the blood test is back")
    assert [one.step.regimen.drugs for one in made.waiting] == [("prednisone", "verapamil"), ("verapamil",)]
    assert rows(moved) == ["01-04 4: p 40, v 40", "01-08 4: p 20, v 40", "01-12 on: p 20, v 80"]
    assert rows(done)[-3:] == ["01-12 8: p 20, v 80", "01-20 2: p 10, v 80", "01-22 on: v 80"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            ("slow", "2027-01-07", "days = 2"),
            ["01-07 1: p 100, v 40", "01-08 3: p 100, v 80", "01-11 3: p 80, v 80"],
        ),
        (
            ("step-back", "2027-01-10", "days = 2"),
            ["01-04 4: p 100, v 40", "01-08 1: p 100, v 80", "01-09 1: p 80, v 80"],
        ),
        (
            ("replan", "2027-01-10", 'steps = "40 mg 2d; 0"'),
            ["01-10 2: p 40, v 80", "01-12 2: v 80", "01-14 on: v 120"],
        ),
    ],
)
def test_other_changes_are_for_one_course_too(changes: tuple[str, ...], expected: list[str]) -> None:
    """Verapamil rises on the 8th and the 14th in each of them. A step of a new arrangement need not name the drug."""
    kind, on, more = changes
    made = rows(plan(*TWO, change(kind, on, 'drug = "prednisone"', more)))

    assert set(expected) <= set(made)
    assert any(row.startswith("01-14") and "v 120" in row for row in made)


def test_a_new_arrangement_of_all_ends_the_courses() -> None:
    """From then on the drugs have the same steps, and what is for one of them alone is refused."""
    replan = (
        change("replan", "2027-01-07")
        + '\n[[change.step]]\ndays = 9\nmorning = { prednisone = "20 mg", verapamil = "40 mg" }'
    )

    assert rows(plan(*TWO, replan))[1:] == ["01-07 9: p 20 morning, v 40 morning"]
    with pytest.raises(TaperError, match="none can be changed alone"):
        plan(*TWO, replan, change("hold", "2027-01-09", "days = 2", 'drug = "verapamil"'))


def test_a_dose_that_another_course_changes_is_not_said_to_stay() -> None:
    """The hold of one drug is the hold of the plan only while nothing else changes; the phone calendar is made too."""
    changed = plan(
        """
[[course]]
drug = "prednisone"
steps = "20 mg 1w; 10 mg 1w; 0"

[[course]]
drug = "verapamil"
steps = "160 mg 1w; 120 mg 1w; 80 mg 1w; 0"

[[change]]
kind = "hold"
on = 2027-01-13
drug = "prednisone"

[[change]]
kind = "step-back"
on = 2027-01-20
days = 7
drug = "verapamil"
"""
    )

    assert [period.first for period in changed.periods if period.held] == [date(2027, 2, 4)]
    assert {one.drug for one in changed.on(date(2027, 2, 4))} == {"prednisone"}
    check_ics(plan_ics(changed, OPTIONS), changed, OPTIONS)
