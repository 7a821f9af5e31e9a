"""A step is what was written; a period is a step with dates; a regimen is the days that repeat."""

from datetime import date, timedelta

import pytest

from taperdocs.plan.dose import read_dose
from taperdocs.plan.length import Length, Pace
from taperdocs.plan.regimen import WEEKDAYS, Day, Intake, Regimen, Slot, total
from taperdocs.plan.step import Period, Step, lay_out

MONDAY = date(2026, 12, 7)


def day(*doses: str, drug: str = "clonazepam") -> Day:
    """Return the intakes of a day."""
    return tuple(Intake(drug, Slot.ANY, read_dose(dose)) for dose in doses)


def step(shortest: int, longest: int | None, *doses: str) -> Step:
    """Return a step whose cycle has a day for each dose."""
    return Step(Length(shortest, longest), Regimen(tuple(day(dose) for dose in doses)))


def test_a_cycle_repeats_from_its_first_day() -> None:
    """A period may begin anywhere in it."""
    period = Period(step(5, 5, "1 mg", "2 mg", "3 mg"), MONDAY, MONDAY + timedelta(4), offset=1)

    assert [str(intakes[0].dose) for _, intakes in period] == ["2 mg", "3 mg", "1 mg", "2 mg", "3 mg"]
    assert [str(intakes[0].dose) for intakes in period.cycle] == ["2 mg", "3 mg", "1 mg"]


@pytest.mark.parametrize("number", range(7))
def test_a_weekly_cycle_is_by_weekday(number: int) -> None:
    """Whatever day the step began on."""
    week = Regimen(tuple(day(f"{n} mg") for n in range(1, 8)), weekly=True)
    on = MONDAY + timedelta(number)

    assert on.strftime("%A").lower() == WEEKDAYS[number]
    assert week.on(on, since=on, offset=3) == day(f"{number + 1} mg")


def test_steps_are_laid_out_one_after_the_other() -> None:
    """Of a range the day from which on it may be left is known; of an open step the days shown."""
    schedule = lay_out(
        (step(7, 7, "2 mg"), step(3, 5, "1 mg"), step(1, None, "0.5 mg")), MONDAY, Pace.LONGEST
    )

    assert [(period.first - MONDAY).days for period in schedule.periods] == [0, 7, 12]
    assert [len(period) for period in schedule.periods] == [7, 5, 28]
    assert [period.open for period in schedule.periods] == [False, False, True]
    assert [period.move_on and (period.move_on - MONDAY).days for period in schedule.periods] == [
        None,
        10,
        None,
    ]


def test_a_period_without_a_day_is_a_bug() -> None:
    """It would be lost in every output."""
    with pytest.raises(ValueError, match="ends before it begins"):
        Period(step(1, 1, "1 mg"), MONDAY, MONDAY - timedelta(1))


def test_a_day_adds_up_by_drug() -> None:
    """Two doses of one drug are one total; a drug that is not taken has none."""
    intakes = (*day("0.5 mg", "0.25 mg"), *day("5 mg", drug="diazepam"))

    assert total(intakes, "clonazepam") == read_dose("0.75 mg")
    assert total(intakes, "diazepam") == read_dose("5 mg")
    assert total(intakes, "lorazepam") is None


def test_a_regimen_knows_its_drugs_and_doses_in_the_order_in_which_they_are_written() -> None:
    """Each once."""
    regimen = Regimen((day("1 mg"), day("2 mg", drug="diazepam"), day("1 mg"), ()))

    assert regimen.drugs == ("clonazepam", "diazepam")
    assert regimen.doses == (*day("1 mg"), *day("2 mg", drug="diazepam"))
