"""A plan file becomes a calendar: each test shows the file and the days that come of it."""

from datetime import date, timedelta
from fractions import Fraction
from textwrap import dedent
from time import process_time

import pytest
from draw import draw, runs
from heads import daily

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.regimen import Slot
from taperdocs.planfile.reader import read

CLONAZEPAM = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""


def plan(*parts: str) -> Plan:
    """Read a plan file from its parts."""
    return read("\n".join(dedent(part) for part in parts).encode())


def told(*parts: str) -> list[str]:
    """Return what is said of a broken plan, without the remedies."""
    with pytest.raises(TaperError) as caught:
        plan(*parts)
    return [problem.text("plan").splitlines()[0] for problem in caught.value.problems]


EIGHT_WEEKS = """
format = 1
drug = "clonazepam"
start = 2025-09-01

[[product]]
form = "tablet"
strength = "0,5 mg"
split = "quarter"

[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0,5 mg"

[[step]]
weeks = 2
dose = "0,25 mg"

[[step]]
weeks = 2
dose = "0,125 mg"
"""


def test_four_steps_of_two_weeks() -> None:
    """Written with decimal commas, from the first of September on."""
    assert draw(plan(EIGHT_WEEKS)) == dedent(
        """\
        2025-09-01  1      1      1      1      1      1      1
        2025-09-08  1      1      1      1      1      1      1
        2025-09-15  0.5    0.5    0.5    0.5    0.5    0.5    0.5
        2025-09-22  0.5    0.5    0.5    0.5    0.5    0.5    0.5
        2025-09-29  0.25   0.25   0.25   0.25   0.25   0.25   0.25
        2025-10-06  0.25   0.25   0.25   0.25   0.25   0.25   0.25
        2025-10-13  0.125  0.125  0.125  0.125  0.125  0.125  0.125
        2025-10-20  0.125  0.125  0.125  0.125  0.125  0.125  0.125
        """
    )


def test_each_step_is_made_of_tablets() -> None:
    """Two, one, half and a quarter of the 0.5 mg tablet."""
    taper = plan(EIGHT_WEEKS)
    counts = [[piece.count for piece in taper.pieces(period.cycle[0][0])] for period in taper.periods]

    assert counts == [[Fraction(2)], [Fraction(1)], [Fraction(1, 2)], [Fraction(1, 4)]]


RANGE = daily("3-5 days: 1 mg", "3 days: 0.5 mg")


def test_a_range_is_laid_out_at_its_longest() -> None:
    """The first day on which the next step may begin is known."""
    taper = plan(CLONAZEPAM, RANGE)

    assert runs(taper) == "2026-12-07 to 2026-12-11  1\n2026-12-12 to 2026-12-14  0.5\n"
    assert [period.move_on for period in taper.periods] == [date(2026, 12, 10), None]


def test_the_pace_lays_a_range_out_at_its_shortest() -> None:
    """Nothing is left to move on from."""
    taper = plan('pace = "shortest"', CLONAZEPAM, RANGE)

    assert runs(taper) == "2026-12-07 to 2026-12-09  1\n2026-12-10 to 2026-12-12  0.5\n"
    assert [period.move_on for period in taper.periods] == [None, None]


OPTIONAL = """
[[step]]
days = 3
dose = "0.25 mg"

[[step]]
days = "0-4"
dose = "0.125 mg"
if = "only if stopping was too much"
"""


def test_an_optional_step_is_taken_at_the_longest_pace() -> None:
    """From its first day on it may be left."""
    taper = plan(CLONAZEPAM, OPTIONAL)

    assert runs(taper) == "2026-12-07 to 2026-12-09  0.25\n2026-12-10 to 2026-12-13  0.125\n"
    assert taper.periods[1].move_on == date(2026, 12, 10)
    assert taper.periods[1].step.condition == "only if stopping was too much"


def test_an_optional_step_is_left_out_at_the_shortest_pace() -> None:
    """It is still one of the steps, and has no days."""
    taper = plan('pace = "shortest"', CLONAZEPAM, OPTIONAL)

    assert runs(taper) == "2026-12-07 to 2026-12-09  0.25\n"
    assert len(taper.steps) == 2


@pytest.mark.parametrize("length", ['weeks = "open"', 'days = "10+"'])
def test_an_open_last_step_is_laid_out_for_four_weeks(length: str) -> None:
    """Where no end was agreed there is no last dose day."""
    taper = plan(CLONAZEPAM, f'[[step]]\n{length}\ndose = "0.25 mg"')

    assert runs(taper) == "2026-12-07 to 2027-01-03  0.25?\n"
    assert (taper.open, taper.last_dose_day, taper.first_day_without) == (True, None, None)


def test_a_plan_may_end_above_zero() -> None:
    """A plan that stays has a last day laid out and no last dose day."""
    taper = plan('then = "stay"', CLONAZEPAM, '[[step]]\nweeks = 1\ndose = "0.25 mg"')

    assert (taper.open, taper.last_day, taper.last_dose_day) == (True, date(2026, 12, 13), None)


def test_days_without_a_dose_at_the_end_are_after_the_last_dose_day() -> None:
    """Of every other day the last dose is what counts."""
    taper = plan(CLONAZEPAM, '[[step]]\ndays = 4\ncycle = ["0.25 mg", "0 mg"]')

    assert draw(taper) == "2026-12-07  0.25  -     0.25  -     .     .     .\n"
    assert taper.last_dose_day == date(2026, 12, 9)


def test_a_step_with_a_cycle_of_days() -> None:
    """One day new, six days old: the cycle begins on the first day of the step."""
    step = """
        [[step]]
        weeks = 2
        cycle = ["0.75 mg", "1 mg", "1 mg", "1 mg", "1 mg", "1 mg", "1 mg"]
        """
    assert draw(plan(CLONAZEPAM.replace("12-07", "12-09"), step)) == dedent(
        """\
        2026-12-07  .     .     0.75  1     1     1     1
        2026-12-14  1     1     0.75  1     1     1     1
        2026-12-21  1     1     .     .     .     .     .
        """
    )


def test_a_cycle_by_weekday_stands_on_its_weekdays() -> None:
    """Whatever day the step begins on, Monday has Monday's dose."""
    step = """
        [[step]]
        weeks = 2
        [step.cycle]
        monday = "0.5 mg"
        tuesday = "1 mg"
        wednesday = "0.5 mg"
        thursday = "1 mg"
        friday = "0.5 mg"
        saturday = "1 mg"
        sunday = "0 mg"
        """
    assert draw(plan(CLONAZEPAM.replace("12-07", "12-10"), step)) == dedent(
        """\
        2026-12-07  .    .    .    1    0.5  1    -
        2026-12-14  0.5  1    0.5  1    0.5  1    -
        2026-12-21  0.5  1    0.5  .    .    .    .
        """
    )


def test_times_of_day_are_in_the_order_of_the_day() -> None:
    """However they are written; a dose of zero is none."""
    step = '[[step]]\ndays = 1\nbedtime = "0.5 mg"\nnoon = "0 mg"\nmorning = ["0.25 mg", "0.125 mg"]'
    assert runs(plan(CLONAZEPAM, step)) == "2026-12-07 to 2026-12-07  0.25+0.125+0.5\n"


CROSS_TAPER = """
format = 1
start = 2026-12-07

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "half"

[[product]]
drug = "Diazepam"
form = "tablet"
strength = "5 mg"

[[step]]
days = 7
morning = { lorazepam = "1 mg" }
bedtime = { lorazepam = "1 mg", diazepam = "5 mg" }

[[step]]
days = 7
morning = { lorazepam = "0.5 mg", diazepam = "5 mg" }
bedtime = { lorazepam = "0.5 mg", DIAZEPAM = "5 mg" }

[[step]]
days = 7
bedtime = { diazepam = "10 mg" }
"""


def test_two_drugs_in_one_plan() -> None:
    """A drug is spelt as on its first packet; the first intake decides the order."""
    taper = plan(CROSS_TAPER)

    assert runs(taper) == dedent(
        """\
        2026-12-07 to 2026-12-13  lo1+lo1+Di5
        2026-12-14 to 2026-12-20  lo0.5+Di5+lo0.5+Di5
        2026-12-21 to 2026-12-27  Di10
        """
    )
    assert taper.drugs == ("lorazepam", "Diazepam")


FORUM = """
format = 1
drug = "lorazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "1 mg"
split = "quarter"

[[step]]
weeks = 3
dose = ["2 mg", "2 mg"]

[[step]]
weeks = 1
dose = ["0.25 mg", "0.25 mg"]
begins = "{begins}"

[[step]]
weeks = 1
dose = ["0.25 mg", "0 mg"]
begins = "{last}"
"""


def test_a_step_begins_when_it_was_said_to_begin() -> None:
    """Week 4 begins on the 22nd day."""
    taper = plan(FORUM.format(begins="week 4", last="day 29"))
    assert [str(period.first) for period in taper.periods] == ["2026-12-07", "2026-12-28", "2027-01-04"]


@pytest.mark.parametrize(
    ("begins", "last", "said"),
    [
        ("week 5", "week 6", ["no dose is written for week 4"]),
        ("week 6", "week 7", ["no dose is written for weeks 4 to 5"]),
        ("day 24", "day 31", ["no dose is written for day 22 to day 23"]),
        ("day 23", "day 30", ["no dose is written for day 22"]),
        ("week 3", "week 4", ["two doses are written for week 3"]),
        ("week 5", "week 7", ["no dose is written for week 4", "no dose is written for week 6"]),
    ],
)
def test_a_week_left_out_is_a_problem_and_never_a_guess(begins: str, last: str, said: list[str]) -> None:
    """Each gap and each overlap is told once, with the weeks it is about."""
    lines = told(FORUM.format(begins=begins, last=last))
    assert [line.rpartition(": ")[2] for line in lines] == said


PERCENT = """
[[step]]
taper = "percent"
start = "1 mg"
cut = "10 %"
every = "2 weeks"
to = "0.0625 mg"
"""


def test_doses_that_no_packet_makes_are_counted() -> None:
    """Quarters of a 0.5 mg tablet make one of the 27 doses, and eight different ones in all."""
    with pytest.raises(TaperError) as caught:
        plan(CLONAZEPAM, PERCENT)
    text = "\n".join(problem.text("plan") for problem in caught.value.problems)

    assert "26 of the 27 doses" in text
    assert "these packets make 8 different doses" in text


def test_the_next_makeable_dose_stands_in_where_that_was_agreed() -> None:
    """27 steps were asked; where the same dose stands in for several they become one of 8 steps."""
    taper = plan('make = "nearest-above"', CLONAZEPAM, PERCENT)

    assert (taper.asked, len(taper.steps)) == (27, 8)
    assert runs(taper) == dedent(
        """\
        2026-12-07 to 2027-01-03  1
        2027-01-04 to 2027-01-17  0.875
        2027-01-18 to 2027-02-14  0.75
        2027-02-15 to 2027-03-14  0.625
        2027-03-15 to 2027-04-25  0.5
        2027-04-26 to 2027-06-20  0.375
        2027-06-21 to 2027-09-12  0.25
        2027-09-13 to 2027-12-19  0.125
        """
    )


def test_what_was_asked_stays_with_the_step() -> None:
    """The first 1 mg stands in for 1 mg and 0.9 mg, and none of them is below what was asked."""
    taper = plan('make = "nearest-above"', CLONAZEPAM, PERCENT)
    asked = [[str(regimen.days[0][0].dose) for regimen in step.asked] for step in taper.steps]

    assert asked[0] == ["1 mg", "0.9 mg"]
    for step in taper.steps:
        made = step.regimen.days[0][0].dose
        assert all(not made < regimen.days[0][0].dose for regimen in step.asked)


def test_a_linear_taper_is_laid_out() -> None:
    """A strategy stands wherever a step may stand."""
    taper = plan(
        CLONAZEPAM,
        """
        [[step]]
        taper = "linear"
        slot = "bedtime"
        start = "1 mg"
        cut = "0.25 mg"
        every = "5 days"
        to = "0.5 mg"

        [[step]]
        days = 2
        dose = "0.25 mg"
        """,
    )

    assert runs(taper) == dedent(
        """\
        2026-12-07 to 2026-12-11  1
        2026-12-12 to 2026-12-16  0.75
        2026-12-17 to 2026-12-21  0.5
        2026-12-22 to 2026-12-23  0.25
        """
    )
    assert [step.number for step in taper.steps] == [1, 2, 3, 4]
    assert taper.steps[0].regimen.days[0][0].slot == Slot.BEDTIME


def test_a_percentage_of_the_start_dose() -> None:
    """Every cut is the same; a liquid makes what tablets cannot."""
    taper = plan(
        """
        format = 1
        drug = "diazepam"
        start = 2026-12-07

        [[product]]
        form = "solution"
        strength = "2 mg/5 mL"
        measure = "0.5 mL"

        [[step]]
        taper = "percent"
        of = "start"
        start = "10 mg"
        cut = "20 %"
        every = "3 days"
        to = "4 mg"
        """
    )

    assert runs(taper) == dedent(
        """\
        2026-12-07 to 2026-12-09  10
        2026-12-10 to 2026-12-12  8
        2026-12-13 to 2026-12-15  6
        2026-12-16 to 2026-12-18  4
        """
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Doses, order and changes are looked at together."""
    lines = told(
        CLONAZEPAM,
        """
        [[step]]
        weeks = "open"
        dose = "0.3 mg"

        [[step]]
        weeks = 2
        dose = "0.2 mg"

        [[change]]
        kind = "resume"
        on = 2026-12-20
        """,
    )

    assert lines == [
        "plan:12: step 1: only the last step may be open",
        "plan:14: step 1, dose: 0.3 mg of clonazepam cannot be made from 0.5 mg tablet (halves and quarters)",
        "plan:18: step 2, dose: 0.2 mg of clonazepam cannot be made from 0.5 mg tablet (halves and quarters)",
        "plan:20: change 1: there is no hold to resume from on 2026-12-20",
    ]


@pytest.mark.parametrize("apart", [0, 1])
def test_hundreds_of_changes_are_built_at_once(apart: int) -> None:
    """A hold on each of 366 days, or all of them on one day, takes no longer than a person waits."""
    start = date(2026, 12, 14)
    holds = (
        f'[[change]]\nkind = "hold"\non = {start + timedelta(apart * number)}\ndays = 1\n'
        for number in range(366)
    )
    text = (
        'format = 1\ndrug = "clonazepam"\nstart = 2026-12-07\nsteps = "1 mg 2-3w; 0.5 mg 2w; 0"\n'
        f'[[product]]\nform = "tablet"\nstrength = "0.5 mg"\n{"".join(holds)}'
    )
    before = process_time()
    plan = read(text.encode())

    assert process_time() - before < 2
    assert sum(len(period) for period in plan.periods if period.held) == 366
