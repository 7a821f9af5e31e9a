"""A step lasts calendar months, up to a date, or until what it waits for has come."""

from datetime import date
from textwrap import dedent

import pytest

from taperdocs.plan.length import Length, month_end
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

HEAD = """
format = 1
drug = "prednisolone"
start = {start}

[[product]]
form = "tablet"
strength = "5 mg"
"""


def plan(start: str, *parts: str) -> Plan:
    """Read a plan, and have its days worked out a second time."""
    made = read("\n".join(dedent(part) for part in (HEAD.format(start=start), *parts)).encode())
    check_days(made)
    return made


def step(length: str, dose: str) -> str:
    """Return a step of the plan file."""
    return f'[[step]]\n{length}\ndose = "{dose}"\n'


def change(kind: str, on: str, more: str = "") -> str:
    """Return a change of the plan file."""
    return f'[[change]]\nkind = "{kind}"\non = {on}\n{more}\n'


def spans(made: Plan) -> list[str]:
    """Return the periods with their dates, and the steps that wait without any."""
    dated = [
        f"{period.step.number}: {period.first} {'on' if period.open else period.last}{' held' if period.held else ''}"
        for period in made.periods
    ]
    waiting = [f"{one.step.number}: {'open' if one.open else len(one)}" for one in made.waiting]
    return [*dated, *waiting]


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        # The day before the same day of the next month.
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 12, 7), 1, date(2027, 1, 6)),
        (date(2026, 12, 7), 3, date(2027, 3, 6)),
        (date(2026, 12, 31), 12, date(2027, 12, 30)),
        # February has no 29th, 30th or 31st in 2027, and a 29th in 2028.
        (date(2027, 1, 28), 1, date(2027, 2, 27)),
        (date(2027, 1, 29), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 29), 1, date(2028, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2027, 3, 31), 2, date(2027, 5, 30)),
    ],
)
def test_a_month_ends_the_day_before_the_same_day(first: date, months: int, last: date) -> None:
    """Where the next month has no such day, the month ends with that month's last day."""
    assert month_end(first, months) == last


def test_months_follow_each_other() -> None:
    """From 31 January: to the end of February, then all of March, then one or two months, then a fixed day."""
    made = plan(
        "2027-01-31",
        step("months = 1", "20 mg"),
        step("months = 1", "15 mg"),
        step('months = "1-2"', "10 mg"),
        step("until = 2027-06-30", "5 mg"),
    )

    assert spans(made) == [
        "1: 2027-01-31 2027-02-28",
        "2: 2027-03-01 2027-03-31",
        "3: 2027-04-01 2027-05-31",
        "4: 2027-06-01 2027-06-30",
    ]
    assert made.periods[2].move_on == date(2027, 5, 1)
    assert made.last_dose_day == date(2027, 6, 30)


def test_the_shortest_pace_counts_months_from_earlier_days() -> None:
    """The second step begins on 14 February, so that its month is shorter than that from 21 February."""
    lines = step('weeks = "2-3"', "20 mg"), step("months = 1", "15 mg")
    longest = plan("2027-01-31", *lines)
    shortest = plan('2027-01-31\npace = "shortest"', *lines)

    assert spans(longest) == ["1: 2027-01-31 2027-02-20", "2: 2027-02-21 2027-03-20"]
    assert spans(shortest) == ["1: 2027-01-31 2027-02-13", "2: 2027-02-14 2027-03-13"]


def test_a_hold_moves_a_month_and_a_date_by_days() -> None:
    """A hold moves all that is later by as many days: a month of 28 days stays 28 days, and a date is later too."""
    made = plan(
        "2027-02-01",
        step("months = 1", "20 mg"),
        step("until = 2027-03-10", "15 mg"),
        change("hold", "2027-02-10", "days = 3"),
    )

    assert spans(made) == [
        "1: 2027-02-01 2027-02-09",
        "1: 2027-02-10 2027-02-12 held",
        "1: 2027-02-13 2027-03-03",
        "2: 2027-03-04 2027-03-13",
    ]


def test_a_strategy_counts_its_months_one_by_one() -> None:
    """20, 15 and 10 mg for a month each, from 31 January on."""
    made = plan(
        "2027-01-31",
        '[[step]]\ntaper = "linear"\nstart = "20 mg"\ncut = "5 mg"\nevery = "1 month"\nto = "10 mg"\n',
    )

    assert spans(made) == [
        "1: 2027-01-31 2027-02-28",
        "2: 2027-03-01 2027-03-31",
        "3: 2027-04-01 2027-04-30",
    ]


WAITS = (
    step("weeks = 1", "40 mg"),
    step('until = "three urine strips are clear"', "60 mg"),
    step("weeks = 4", "40 mg"),
    step('until = "the next visit"', "20 mg"),
    step("days = 10", "10 mg"),
)


def test_what_comes_after_a_step_that_waits_has_no_dates() -> None:
    """As during an open hold, the dose goes on to the horizon of four weeks and further where it is asked for."""
    made = plan("2027-01-29", *WAITS)

    assert spans(made) == ["1: 2027-01-29 2027-02-04", "2: 2027-02-05 on", "3: 28", "4: open", "5: 10"]
    assert made.last_day == date(2027, 3, 4)
    assert made.extended_to(date(2027, 9, 1)).last_day == date(2027, 9, 1)
    assert (made.open, made.last_dose_day, made.waits_for) == (True, None, "three urine strips are clear")


def test_a_move_on_ends_a_step_that_waits() -> None:
    """The next steps get their dates, up to the next one that waits; the last move gives the last dose day."""
    once = plan("2027-01-29", *WAITS, change("move-on", "2027-02-20"))
    twice = plan("2027-01-29", *WAITS, change("move-on", "2027-02-20"), change("move-on", "2027-05-01"))

    assert spans(once) == [
        "1: 2027-01-29 2027-02-04",
        "2: 2027-02-05 2027-02-19",
        "3: 2027-02-20 2027-03-19",
        "4: 2027-03-20 on",
        "5: 10",
    ]
    assert once.waits_for == "the next visit"
    assert spans(twice)[3:] == ["4: 2027-03-20 2027-04-30", "5: 2027-05-01 2027-05-10"]
    assert (twice.last_dose_day, twice.waits_for) == (date(2027, 5, 10), "")


def test_a_hold_before_a_step_that_waits_only_moves_it() -> None:
    """The steps that wait go on waiting for the step, not for the hold."""
    made = plan("2027-01-29", *WAITS, change("hold", "2027-02-01", "days = 2"))

    assert spans(made) == [
        "1: 2027-01-29 2027-01-31",
        "1: 2027-02-01 2027-02-02 held",
        "1: 2027-02-03 2027-02-06",
        "2: 2027-02-07 on",
        "3: 28",
        "4: open",
        "5: 10",
    ]


def test_an_open_hold_before_a_step_that_waits_holds_all_of_it() -> None:
    """After its end the step waits as before."""
    held = plan("2027-01-29", *WAITS, change("hold", "2027-02-01"))
    resumed = plan("2027-01-29", *WAITS, change("hold", "2027-02-01"), change("resume", "2027-02-08"))

    assert spans(held)[1:] == ["1: 2027-02-01 on held", "1: 4", "2: open", "3: 28", "4: open", "5: 10"]
    assert held.waits_for == ""
    assert spans(resumed)[1:5] == [
        "1: 2027-02-01 2027-02-07 held",
        "1: 2027-02-08 2027-02-11",
        "2: 2027-02-12 on",
        "3: 28",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Three days more for each step that has an end.
        (
            (change("slow", "2027-02-02", "days = 3"),),
            [
                "1: 2027-01-29 2027-02-01",
                "1: 2027-02-02 2027-02-07",
                "2: 2027-02-08 on",
                "3: 31",
                "4: open",
                "5: 13",
            ],
        ),
        # A week of the step before, then the wait begins again.
        (
            (change("step-back", "2027-02-10", "weeks = 1"),),
            [
                "1: 2027-01-29 2027-02-04",
                "2: 2027-02-05 2027-02-09",
                "1: 2027-02-10 2027-02-16",
                "2: 2027-02-17 on",
                "3: 28",
                "4: open",
                "5: 10",
            ],
        ),
        # A week of the step that waited, which is now a week and waits for nothing.
        (
            (change("move-on", "2027-02-20"), change("step-back", "2027-02-25", "weeks = 1")),
            [
                "1: 2027-01-29 2027-02-04",
                "2: 2027-02-05 2027-02-19",
                "3: 2027-02-20 2027-02-24",
                "2: 2027-02-25 2027-03-03",
                "3: 2027-03-04 2027-03-31",
                "4: 2027-04-01 on",
                "5: 10",
            ],
        ),
        # Other steps from a day on, one of which waits too.
        (
            (change("replan", "2027-02-20", "steps = '30 mg until \"the rash is gone\"; 20 mg 1w; 0'"),),
            ["1: 2027-01-29 2027-02-04", "2: 2027-02-05 2027-02-19", "3: 2027-02-20 on", "4: 7"],
        ),
        # A hold of a step that waits, which then waits on.
        (
            (change("hold", "2027-02-10", "days = 2"), change("move-on", "2027-03-20")),
            [
                "1: 2027-01-29 2027-02-04",
                "2: 2027-02-05 2027-02-09",
                "2: 2027-02-10 2027-02-11 held",
                "2: 2027-02-12 2027-03-19",
                "3: 2027-03-20 2027-04-16",
                "4: 2027-04-17 on",
                "5: 10",
            ],
        ),
    ],
)
def test_other_changes_leave_what_waits_waiting(changes: tuple[str, ...], expected: list[str]) -> None:
    """Each is worked out by hand."""
    assert spans(plan("2027-01-29", *WAITS, *changes)) == expected


def test_a_line_that_stops_after_a_wait_ends_with_a_day_without() -> None:
    """The stop has no date until the step ends; the last dose day is then the day before."""
    line = "steps = '60 mg until \"the next visit\"; 0'"
    text = HEAD.format(start="2027-01-29").replace("\n[[product]]", f"{line}\n\n[[product]]")
    waits = read(text.encode())
    moved = read(f"{text}\n{change('move-on', '2027-02-20')}".encode())

    assert spans(waits) == ["1: 2027-01-29 on", "2: 1"]
    assert moved.last_dose_day == date(2027, 2, 19)


def test_a_step_that_waits_cannot_be_left_twice() -> None:
    """A move on is refused where no later step has a date."""
    with pytest.raises(TaperError, match="in the last step of the plan"):
        plan("2027-01-29", step('until = "the next visit"', "20 mg"), change("move-on", "2027-02-20"))


def test_lengths_are_told_apart() -> None:
    """Only a length that is the same wherever it begins has a fixed number of days."""
    assert Length(14, 14).fixed == 14
    assert Length(14, 21).fixed is None
    assert Length(1, 1, months=(1, 1)).fixed is None
    assert Length(28, 28, months=(1, 1)).fixed is None
    assert Length(28, 28, months=(1, 1)).written == Length(1, 1, months=(1, 1))
