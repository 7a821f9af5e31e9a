"""The levels of a dose: means by date, whatever the steps are that the days were written in."""

from datetime import date

import pytest
from heads import Cycle, cycles
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.rules import check
from taperdocs.rules.levels import left_out, means
from taperdocs.rules.reduction import amount, daily


def plan_of(*steps: Cycle, drug: str = "diazepam", strength: str = "0.5 mg", more: str = "") -> Plan:
    """Read a plan of one drug."""
    return read(
        cycles(*steps, head=f'drug = "{drug}"\nstart = 2027-01-04\n{more}', strength=strength).encode()
    )


def levels(plan: Plan) -> list[str]:
    """Return the levels as they are said, each with its first day."""
    unit = "mcg" if "mcg" in plan.source.decode() else "mg"
    said = [f"{level.first} {daily(level, unit)}" for level in means(plan, plan.drugs[0])]
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in said]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            ((("1 mg",), 14), (("0.5 mg",), 14)),
            ["2027-01-04 1 mg a day", "2027-01-18 0.5 mg a day", "2027-02-01 0 mg a day"],
        ),
        (
            ((("1 mg",), 14), (("1 mg", "0.5 mg"), 14), (("0.5 mg",), 14)),
            [
                "2027-01-04 1 mg a day",
                "2027-01-18 0.75 mg a day on average",
                "2027-02-01 0.5 mg a day",
                "2027-02-15 0 mg a day",
            ],
        ),
        (
            ((("1 mg",), 14), (("0.5 mg", "1 mg"), 14), (("0.5 mg",), 14)),
            [
                "2027-01-04 1 mg a day",
                "2027-01-18 0.75 mg a day on average",
                "2027-02-01 0.5 mg a day",
                "2027-02-15 0 mg a day",
            ],
        ),
        (
            ((("1 mg",), 14), (("1 mg", "0 mg"), 14)),
            ["2027-01-04 1 mg a day", "2027-01-18 0.5 mg a day on average", "2027-01-31 0 mg a day"],
        ),
    ],
)
def test_a_level_begins_where_its_step_does(steps: tuple[Cycle, ...], said: list[str]) -> None:
    """With whole weeks in between, and a stop on the first day without a dose."""
    assert levels(plan_of(*steps)) == said


def test_a_rhythm_that_ends_on_a_day_without_is_as_long_as_its_step() -> None:
    """Two weeks of every other day are no thirteen days."""
    plan = plan_of((("1 mg",), 14), (("1 mg", "0 mg"), 14))
    last = means(plan, "diazepam")[-1]

    assert (last.first, last.begins) == (date(2027, 1, 31), date(2027, 2, 1))
    assert not [found for found in check(plan) if "13 days" in str(found.message)]


def test_old_and_new_in_turn_fall_and_never_rise() -> None:
    """Dead slow: one day on the new dose, then two, then three, between more and more days on the old one."""
    cycles = [("9 mg", *("10 mg",) * old) for old in (6, 5, 4, 3, 2, 1)]
    plan = plan_of(
        (("10 mg",), 14), *((each, len(each)) for each in cycles), (("9 mg",), 14), strength="1 mg"
    )
    amounts = [level.amount for level in means(plan, "diazepam")]

    assert amounts == sorted(amounts, reverse=True)
    assert not [found for found in check(plan) if found.rule == "rise"]


def test_a_short_rise_above_all_before_is_a_level() -> None:
    """A slip of the pen is not averaged away."""
    plan = plan_of((("5 mg",), 3), (("50 mg",), 3), (("5 mg",), 14), strength="5 mg")

    assert [found.rule for found in check(plan) if found.rule == "rise"] == ["rise"]


def test_a_mean_of_micrograms_is_said_in_micrograms() -> None:
    """A hundredth of a mg would hide the difference."""
    plan = plan_of(
        (("25 mcg", "25 mcg", "50 mcg"), 21),
        (("25 mcg", "50 mcg", "50 mcg"), 21),
        drug="levothyroxine",
        strength="25 mcg",
    )

    assert levels(plan)[:2] == [
        "2027-01-04 about 33.3 micrograms a day on average",
        "2027-01-25 about 41.7 micrograms a day on average",
    ]
    assert str(amount(means(plan, "levothyroxine")[0].amount, "mg")).startswith("about 0.03")


def test_days_left_out_are_those_between_days_with_a_dose() -> None:
    """The day after the last dose is no day that is left out."""
    plan = plan_of((("1 mg",), 14), (("1 mg", "0 mg"), 6))

    assert left_out(plan, "diazepam") == (date(2027, 1, 19), date(2027, 1, 21))


DOSES = st.sampled_from(("0 mg", "0.5 mg", "1 mg", "1.5 mg", "2 mg"))


@st.composite
def cut_up(draw: st.DrawFn) -> tuple[tuple[Cycle, ...], tuple[Cycle, ...]]:
    """Draw steps, and the same days with one of the steps written as two."""
    steps: list[Cycle] = [(("2 mg",), 7)]
    for _ in range(draw(st.integers(1, 3))):
        cycle = tuple(
            draw(st.lists(DOSES, min_size=1, max_size=4).filter(lambda doses: set(doses) != {"0 mg"}))
        )
        steps.append((cycle, draw(st.integers(2 * len(cycle), 4 * len(cycle) + 14))))
    number = draw(st.integers(0, len(steps) - 1))
    cycle, days = steps[number]
    first = draw(st.integers(1, days - 1))
    turned = cycle[first % len(cycle) :] + cycle[: first % len(cycle)]
    halves = [(cycle, first), (turned, days - first)]
    return tuple(steps), (*steps[:number], *halves, *steps[number + 1 :])


@given(cut_up(), st.sampled_from(("diazepam", "morphine", "sertraline", "prednisolone", "examplin")))
def test_the_same_days_have_the_same_findings_however_they_are_cut_up(
    written: tuple[tuple[Cycle, ...], tuple[Cycle, ...]], drug: str
) -> None:
    """A cycle that is written as two steps is the same dose on the same days."""
    whole, cut = (plan_of(*steps, drug=drug) for steps in written)

    assert list(whole.days()) == list(cut.days())
    assert means(whole, drug) == means(cut, drug)
    assert check(whole) == check(cut)
