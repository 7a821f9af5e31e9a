"""Strategies that change more than one dose at a time: their days, worked out by hand and again by read-back."""

from datetime import date

import pytest

from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Slot
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

HEAD = """
format = 1
drug = "prednisolone"
start = 2027-01-04

[[product]]
form = "tablet"
strength = "1 mg"
split = "half"

[[step]]
"""


def plan(keys: str) -> Plan:
    """Read a plan of one strategy, and have its days worked out a second time."""
    made = read((HEAD + keys).encode())
    check_days(made)
    return made


def rows(made: Plan) -> list[str]:
    """Return each period: its first day, its number of days, and the doses of each day of a cycle."""
    return [
        f"{period.first:%m-%d} {len(period):2}: " + " ".join(_day(day) for day in period.cycle)
        for period in made.periods
    ]


def _day(day: tuple[object, ...]) -> str:
    return "/".join(_dose(intake) for intake in day) or "-"


def _dose(intake: object) -> str:
    slot, dose = intake.slot, intake.dose  # type: ignore[attr-defined]
    return f"{dose.amount}{'' if slot == Slot.ANY else str(slot)[0]}"


def test_dsns_mixes_in_the_new_dose_day_by_day() -> None:
    """With three old days: 1 new and 3, 2, 1 old; then 1 old and 2, 3 new; then the new one alone for two weeks."""
    made = plan('taper = "dsns"\nstart = "10 mg"\ncut = "1 mg"\nto = "8 mg"\nold = 3\nstay = "2 weeks"')

    assert rows(made) == [
        "01-04  4: 9 10 10 10",
        "01-08  3: 9 10 10",
        "01-11  2: 9 10",
        "01-13  3: 10 9 9",
        "01-16  4: 10 9 9 9",
        "01-20 14: 9",
        "02-03  4: 8 9 9 9",
        "02-07  3: 8 9 9",
        "02-10  2: 8 9",
        "02-12  3: 9 8 8",
        "02-15  4: 9 8 8 8",
        "02-19 14: 8",
    ]
    assert made.last_dose_day == date(2027, 3, 4)


def test_dsns_to_nothing_ends_with_the_last_day_that_has_a_dose() -> None:
    """The last cycle is one day of 1 mg and two days without."""
    made = plan(
        'taper = "dsns"\nstart = "1 mg"\ncut = "1 mg"\nto = "0 mg"\nold = 2\nstay = "1 week"\nslot = "morning"'
    )

    assert rows(made) == ["01-04  3: - 1m 1m", "01-07  2: - 1m", "01-09  3: 1m - -"]
    assert made.last_dose_day == date(2027, 1, 9)


def test_dsns_with_one_old_day_takes_turns_once() -> None:
    """A single old day is followed by the new dose alone."""
    made = plan('taper = "dsns"\nstart = "5 mg"\ncut = "0.5 mg"\nto = "4.5 mg"\nold = 1\nstay = "1 month"')

    assert rows(made) == ["01-04  2: 4.5 5", "01-06 31: 4.5"]


def test_slide_makes_some_cuts_and_then_stays() -> None:
    """The dose after each second cut is taken for three weeks, every other one for one."""
    made = plan(
        'taper = "slide"\nstart = "7 mg"\ncut = "1 mg"\nevery = "1 week"\ncuts = 2\nhold = "3 weeks"\nto = "2 mg"'
    )

    assert rows(made) == [
        "01-04  7: 7",
        "01-11  7: 6",
        "01-18 21: 5",
        "02-08  7: 4",
        "02-15 21: 3",
        "03-08  7: 2",
    ]


def test_slide_by_percent_cuts_the_present_dose() -> None:
    """10 % of 10, of 9 and of 8.1 mg; the next dose would be 6.561 mg, below the end."""
    text = HEAD.replace("[[product]]", 'make = "nearest-above"\n\n[[product]]')
    keys = 'taper = "slide"\nstart = "10 mg"\ncut = "10 %"\nevery = "1 week"\ncuts = 3\nhold = "4 weeks"\nto = "7 mg"'
    made = read((text + keys).encode())
    check_days(made)

    asked = [str(cycle.doses[0].dose) for step in made.steps for cycle in step.asked]
    assert asked == ["10 mg", "9 mg", "8.1 mg", "7.29 mg"]
    assert rows(made) == ["01-04  7: 10", "01-11  7: 9", "01-18  7: 8.5", "01-25 28: 7.5"]


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        # bedtime, noon, morning, bedtime, morning; noon has come to an end before.
        (
            "each cut",
            [
                "01-04  7: 2m/1n/2b",
                "01-11  7: 2m/1n/1b",
                "01-18  7: 2m/1b",
                "01-25  7: 1m/1b",
                "02-01  7: 1m",
            ],
        ),
        # All of bedtime, then noon, then morning.
        (
            "whole dose",
            [
                "01-04  7: 2m/1n/2b",
                "01-11  7: 2m/1n/1b",
                "01-18  7: 2m/1n",
                "01-25  7: 2m",
                "02-01  7: 1m",
            ],
        ),
    ],
)
def test_in_turn_cuts_one_time_while_the_others_stay(turn: str, expected: list[str]) -> None:
    """The first in the order is cut first."""
    made = plan(
        'taper = "in-turn"\nstart = { morning = "2 mg", noon = "1 mg", bedtime = "2 mg" }\n'
        'order = ["bedtime", "noon", "morning"]\ncut = "1 mg"\nevery = "1 week"\nto = "0 mg"\n'
        f'turn = "{turn}"'
    )

    assert rows(made) == expected


def test_in_turn_ends_above_nothing_at_each_time() -> None:
    """Hours are times like any other, and each time ends at 1 mg."""
    made = plan(
        'taper = "in-turn"\nstart = { "15:00" = "2 mg", bedtime = "3 mg" }\norder = ["15:00", "bedtime"]\n'
        'cut = "1 mg"\nevery = "2 weeks"\nto = "1 mg"\nturn = "each cut"'
    )

    assert rows(made) == [
        "01-04 14: 21/3b",
        "01-18 14: 11/3b",
        "02-01 14: 11/2b",
        "02-15 14: 11/1b",
    ]
