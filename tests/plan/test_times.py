"""Hours of the clock and the afternoon are times of day like the others: each day's doses are in their order."""

from datetime import date, time
from textwrap import dedent

import pytest

from taperdocs.language.language import language
from taperdocs.language.overview import readings
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.regimen import NAMED_TIMES, Slot, slot_at, slot_named
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days

HEAD = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"
"""


def plan(steps: str, head: str = HEAD) -> Plan:
    """Read a plan file with these steps, and have its days worked out a second time."""
    found = read((head + dedent(steps)).encode())
    check_days(found)
    return found


def day(found: Plan, on: date) -> str:
    """Return a day as ``1 mg 08:00, 0.5 mg 12:00``."""
    return ", ".join(f"{intake.dose} {intake.slot}" for intake in found.on(on)) or "no dose"


def test_four_hours_a_day() -> None:
    """Whatever order they are written in; each step has the doses and hours of its own days, and no other."""
    found = plan(
        """
        [[step]]
        days = 3
        "20:00" = "1 mg"
        "08:00" = "1 mg"
        "12:00" = "0.5 mg"
        "16:00" = "0.25 mg"

        [[step]]
        days = 2
        "08:00" = "0.75 mg"
        "12:00" = "0.5 mg"
        "16:00" = "0.25 mg"
        "20:00" = "1 mg"

        [[step]]
        days = 1
        "08:00" = "0.5 mg"
        "16:00" = "0 mg"
        "20:30" = "0.5 mg"
        """
    )

    first, second = (
        "1 mg 08:00, 0.5 mg 12:00, 0.25 mg 16:00, 1 mg 20:00",
        "0.75 mg 08:00, 0.5 mg 12:00, 0.25 mg 16:00, 1 mg 20:00",
    )
    last = "0.5 mg 08:00, 0.5 mg 20:30"
    days = [day(found, date(2026, 12, number)) for number in range(7, 14)]
    assert days == [first, first, first, second, second, last, "no dose"]
    assert found.last_dose_day == date(2026, 12, 12)
    assert found.first_day_without == date(2026, 12, 13)


def test_named_times_and_hours_of_one_day() -> None:
    """The morning comes before 15:00, and the afternoon before the evening."""
    found = plan(
        """
        [[step]]
        days = 2
        "15:00" = "0.5 mg"
        morning = "1 mg"

        [[step]]
        days = 1
        evening = "0.25 mg"
        "19:00" = "0.25 mg"
        afternoon = "0.5 mg"
        """
    )

    assert [day(found, date(2026, 12, number)) for number in (7, 8, 9, 10)] == [
        "1 mg morning, 0.5 mg 15:00",
        "1 mg morning, 0.5 mg 15:00",
        "0.5 mg afternoon, 0.25 mg evening, 0.25 mg 19:00",
        "no dose",
    ]


def test_hours_in_a_cycle_in_a_strategy_and_in_a_line() -> None:
    """An hour may stand wherever a named time may; a line has its own plan file."""
    found = plan(
        """
        [[step]]
        days = 2
        cycle = [{ "9:00" = "1 mg", bedtime = "0.5 mg" }, { "15:00" = "0.5 mg" }]

        [[step]]
        taper = "linear"
        start = "0.5 mg"
        cut = "0.25 mg"
        to = "0.25 mg"
        every = "1 day"
        slot = "3 pm"
        """
    )
    line = read(HEAD.replace("\n[[", 'steps = "9am 1 mg, nachmittags 0.5 mg 1d; 0"\n[[', 1).encode())

    assert [day(found, date(2026, 12, number)) for number in range(7, 12)] == [
        "1 mg 09:00, 0.5 mg bedtime",
        "0.5 mg 15:00",
        "0.5 mg 15:00",
        "0.25 mg 15:00",
        "no dose",
    ]
    assert day(line, date(2026, 12, 7)) == "1 mg 09:00, 0.5 mg afternoon"


def test_a_change_keeps_the_hours() -> None:
    """The days of a hold have the doses of the day before it, at the same hours."""
    steps = """
    [[step]]
    days = 2
    "09:00" = "1 mg"
    "15:00" = "0.5 mg"

    [[step]]
    days = 1
    "09:00" = "0.5 mg"

    [[change]]
    kind = "hold"
    on = 2026-12-08
    days = 2
    """

    assert [day(plan(steps), date(2026, 12, number)) for number in range(7, 13)] == [
        *["1 mg 09:00, 0.5 mg 15:00"] * 4,
        "0.5 mg 09:00",
        "no dose",
    ]


def test_times_sort_by_their_place_in_the_day() -> None:
    """Named times have an agreed place among the hours; what has no time comes last."""
    hours = [slot_at(time(hour)) for hour in (0, 7, 11, 13, 16, 19, 23)]

    assert " ".join(map(str, sorted({*NAMED_TIMES, Slot.ANY, *hours}))) == (
        "00:00 07:00 morning 11:00 noon 13:00 afternoon 16:00 evening 19:00 bedtime 23:00 any"
    )


@pytest.mark.parametrize("name", ["morning", "afternoon", "any", "00:00", "15:00"])
def test_a_time_is_known_by_its_name(name: str) -> None:
    """As it is written in a plan file, in ``show --json`` and in the marks of a page."""
    assert str(slot_named(name)) == name
    assert slot_named(name) == slot_named(str(slot_named(name)))


def test_the_hours_of_reminders_may_settle_the_order() -> None:
    """Morning and 08:00 are in order where [hours] says that the morning is at 07:30, and not at 08:30."""
    steps = '[[step]]\nweeks = 1\nmorning = "1 mg"\n"08:15" = "0.5 mg"\n'

    assert day(plan(steps), date(2026, 12, 7)) == "1 mg morning, 0.5 mg 08:15"
    with pytest.raises(TaperError, match="which comes first, morning or 08:15"):
        plan(f'[hours]\nmorning = "08:30"\n{steps}')


def test_a_plan_code_tells_hours_apart_and_not_how_they_are_written() -> None:
    """Both "9:00" and "09:00" are one plan; 10:00 is another."""
    written = ("09:00", "9:00", "10:00")
    first, same, other = (plan(f'[[step]]\nweeks = 1\n"{hour}" = "1 mg"\n').code for hour in written)

    assert first == same != other


def test_each_time_of_a_line_is_told_back() -> None:
    """Also where a step has only one; an hour stands behind its dose as "at 15:00"."""
    line = "9am 1 mg, 15 Uhr 0,5 mg 2w; afternoon 0.5 mg 1w; 0.5 mg 1w; 0"
    found = read(HEAD.replace("\n[[", f'steps = "{line}"\n[[', 1).encode())

    told = readings(found, Words(language("en-GB")))
    assert [step.replace("\N{NO-BREAK SPACE}", " ") for step in told] == [
        "1 mg at 09:00 and 0.5 mg at 15:00 for 2 weeks",
        "0.5 mg afternoon for 1 week",
        "0.5 mg for 1 week",
    ]


def test_hours_are_cut_one_after_the_other() -> None:
    """Each hour has its turn, and the others stay."""
    found = plan(
        """
        [[step]]
        taper = "in-turn"
        start = { "9:00" = "0.5 mg", "15:00" = "0.5 mg" }
        order = ["15:00", "09:00"]
        cut = "0.25 mg"
        every = "1 day"
        to = "0 mg"
        turn = "each cut"
        """
    )

    assert [day(found, date(2026, 12, number)) for number in range(7, 12)] == [
        "0.5 mg 09:00, 0.5 mg 15:00",
        "0.5 mg 09:00, 0.25 mg 15:00",
        "0.25 mg 09:00, 0.25 mg 15:00",
        "0.25 mg 09:00",
        "no dose",
    ]
