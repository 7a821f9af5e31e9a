"""A change is appended: the days before it stay as they are, the later ones move."""

from datetime import date, timedelta
from itertools import groupby, pairwise
from textwrap import dedent

import pytest
from deep import examples
from draw import draw, runs
from heads import HEAD, RANGES, daily
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from plans import histories, holds, possible, unchanged_plan_texts

from taperdocs.plan.changes import CHANGES, Hold, MoveOn, Resume, Skip, Slow, StepBack
from taperdocs.plan.length import HORIZON
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.regimen import total
from taperdocs.plan.revisions import PlanDifference, revision
from taperdocs.plan.supply import supply
from taperdocs.planfile.reader import read

TAPER = HEAD + daily("2 weeks: 1 mg", "2 weeks: 0.5 mg")


def plan(*parts: str) -> Plan:
    """Read a plan file from its parts."""
    return read("\n".join(dedent(part) for part in parts).encode())


def test_a_hold_stays_on_the_dose_and_moves_the_rest() -> None:
    """One week more of 1 mg, from the fourth day of the first step on."""
    held = plan(
        TAPER,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-10
        days = 7
        """,
    )

    assert draw(held) == dedent(
        """\
        2026-12-07  1    1    1    1h   1h   1h   1h
        2026-12-14  1h   1h   1h   1    1    1    1
        2026-12-21  1    1    1    1    1    1    1
        2026-12-28  0.5  0.5  0.5  0.5  0.5  0.5  0.5
        2027-01-04  0.5  0.5  0.5  0.5  0.5  0.5  0.5
        """
    )


def test_a_hold_on_the_day_of_a_lower_dose_keeps_the_dose_before_it() -> None:
    """The person who holds on the morning of the change has not made it yet."""
    held = plan(
        TAPER,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-21
        weeks = 1
        """,
    )

    assert runs(held) == dedent(
        """\
        2026-12-07 to 2026-12-20  1
        2026-12-21 to 2026-12-27  1h
        2026-12-28 to 2027-01-10  0.5
        """
    )


def test_an_open_hold_leaves_the_later_steps_undated() -> None:
    """The held dose is laid out for four weeks; the steps that wait keep their order and lengths."""
    held = plan(
        TAPER,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-16
        """,
    )

    assert runs(held) == dedent(
        """\
        2026-12-07 to 2026-12-15  1
        2026-12-16 to 2027-01-12  1h?
        """
    )
    assert [len(period) for period in held.waiting] == [5, 14]
    assert held.open
    assert held.last_dose_day is None


def test_a_resume_gives_the_waiting_steps_their_dates() -> None:
    """The plan goes on where it was left."""
    resumed = plan(
        TAPER,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-16

        [[change]]
        kind = "resume"
        on = 2027-01-04
        """,
    )

    assert runs(resumed) == dedent(
        """\
        2026-12-07 to 2026-12-15  1
        2026-12-16 to 2027-01-03  1h
        2027-01-04 to 2027-01-08  1
        2027-01-09 to 2027-01-22  0.5
        """
    )
    assert not resumed.waiting


EVERY_OTHER_DAY = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"

[[step]]
weeks = 2
cycle = ["1 mg", "0.5 mg"]

[[step]]
weeks = 1
dose = "0.5 mg"
"""


def test_every_other_day_goes_on_through_a_hold() -> None:
    """Neither at its beginning nor at its end do two high days meet."""
    held = plan(
        EVERY_OTHER_DAY,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-12
        days = 3
        """,
    )

    assert draw(held) == dedent(
        """\
        2026-12-07  1     0.5   1     0.5   1     0.5h  1h
        2026-12-14  0.5h  1     0.5   1     0.5   1     0.5
        2026-12-21  1     0.5   1     0.5   0.5   0.5   0.5
        2026-12-28  0.5   0.5   0.5   .     .     .     .
        """
    )


def test_every_other_day_goes_on_through_two_holds() -> None:
    """Whatever is held and resumed, the step alternates to its last day; a resume ends every hold."""
    held = plan(
        EVERY_OTHER_DAY,
        """
        [[change]]
        kind = "hold"
        on = 2026-12-12
        days = 3

        [[change]]
        kind = "hold"
        on = 2026-12-14

        [[change]]
        kind = "resume"
        on = 2026-12-19
        """,
    )

    assert draw(held) == dedent(
        """\
        2026-12-07  1     0.5   1     0.5   1     0.5h  1h
        2026-12-14  0.5h  1h    0.5h  1h    0.5h  1     0.5
        2026-12-21  1     0.5   1     0.5   1     0.5   1
        2026-12-28  0.5   0.5   0.5   0.5   0.5   0.5   0.5
        """
    )


def test_weekdays_keep_their_doses_through_a_hold() -> None:
    """A weekly cycle begins on Monday whatever happens."""
    held = plan(
        TAPER.split("[[step]]", maxsplit=1)[0],
        """
        [[step]]
        weeks = 2
        cycle = { monday = "1 mg", tuesday = "0.5 mg", wednesday = "0.5 mg", thursday = "0.5 mg", \
friday = "0.5 mg", saturday = "0.5 mg", sunday = "0 mg" }

        [[change]]
        kind = "hold"
        on = 2026-12-10
        days = 3
        """,
    )

    assert draw(held) == dedent(
        """\
        2026-12-07  1     0.5   0.5   0.5h  0.5h  0.5h  -
        2026-12-14  1     0.5   0.5   0.5   0.5   0.5   -
        2026-12-21  1     0.5   0.5   .     .     .     .
        """
    )


def test_a_range_that_is_held_can_be_left_as_much_later() -> None:
    """The first day on which the next step may begin moves with the hold."""
    text = TAPER.replace("weeks = 2\ndose", 'weeks = "1-2"\ndose', 1)
    early = plan(text).periods[0].move_on
    held = plan(text, '[[change]]\nkind = "hold"\non = 2026-12-09\ndays = 5')

    assert early is not None
    assert [period.move_on for period in held.periods if not period.held][:2] == [None, early + timedelta(5)]


@pytest.mark.parametrize("days", [1, 14])
def test_two_holds_add_up(days: int) -> None:
    """Each of them moves what comes after it."""
    one = f'[[change]]\nkind = "hold"\non = 2026-12-10\ndays = {days}'
    other = '[[change]]\nkind = "hold"\non = 2026-12-30\ndays = 3'
    assert (plan(TAPER, one, other).last_day - plan(TAPER).last_day).days == days + 3


@given(st.data())
def test_a_hold_touches_no_day_before_it_and_loses_none_after(data: st.DataObject) -> None:
    """Before: identical. Held: the dose of the day before goes on. After: the same days, as much later."""
    text = data.draw(unchanged_plan_texts())
    before = read(text.encode())
    after = read((text + data.draw(holds(before))).encode())
    hold = after.outline.changes[0]
    moved = (after.last_day - before.last_day).days
    old, new = dict(before.days()), dict(after.days())

    assert moved > 0
    assert {day: old[day] for day in old if day < hold.on} == {day: new[day] for day in new if day < hold.on}
    assert [len(period) for period in after.periods if period.held] == [moved]
    held = next(period for period in after.periods if period.held)
    assert held.step == before.period(hold.on - timedelta(1)).step  # type: ignore[union-attr]
    if all(len(step.regimen.days) == 1 for step in before.steps):
        assert {held.on(day) for day, _ in held} == {old[hold.on - timedelta(1)]}
        assert [day for date, day in old.items() if date >= hold.on] == [
            day for date, day in new.items() if date >= hold.on + timedelta(moved)
        ]


@given(st.data())
def test_a_hold_never_lowers_a_dose(data: st.DataObject) -> None:
    """Over one cycle the held days have the amount that the step before the hold has."""
    text = data.draw(unchanged_plan_texts(drugs=1))
    before = read(text.encode())
    after = read((text + data.draw(holds(before))).encode())
    held = next(period for period in after.periods if period.held)
    drug = after.drugs[0]
    doses = {total(day, drug) for day in before.period(held.first - timedelta(1)).step.regimen.days}  # type: ignore[union-attr]

    assert {total(day, drug) for _, day in held} <= doses


def test_a_hold_costs_its_days_of_tablets() -> None:
    """Seven days of 1 mg are fourteen tablets of 0.5 mg more."""
    held = plan(TAPER, '[[change]]\nkind = "hold"\non = 2026-12-10\ndays = 7')
    assert supply(held)[0].used - supply(plan(TAPER))[0].used == 14


def changed(text: str, *changes: str) -> Plan:
    """Read a plan file with changes, each as ``kind 2026-12-30 days = 7``."""
    parts = (change.split(" ", maxsplit=2) for change in changes)
    return plan(
        text, *(f'[[change]]\nkind = "{kind}"\non = {day}\n{"".join(more)}\n' for kind, day, *more in parts)
    )


def test_the_plan_that_the_next_tests_change() -> None:
    """A range, a fixed step, an optional one, and the last."""
    assert runs(changed(RANGES)) == dedent(
        """\
        2026-12-07 to 2026-12-27  1
        2026-12-28 to 2027-01-10  0.5
        2027-01-11 to 2027-01-24  0.25
        2027-01-25 to 2027-01-31  0.125
        """
    )


def test_moving_on_begins_the_next_step_within_its_range() -> None:
    """After two of two to three weeks; all that follows comes as much earlier."""
    assert runs(changed(RANGES, "move-on 2026-12-23")) == dedent(
        """\
        2026-12-07 to 2026-12-22  1
        2026-12-23 to 2027-01-05  0.5
        2027-01-06 to 2027-01-19  0.25
        2027-01-20 to 2027-01-26  0.125
        """
    )


def test_a_step_back_takes_the_step_before_and_then_the_present_one_again() -> None:
    """The present step begins again and lasts as long as it was laid out."""
    assert runs(changed(RANGES, "step-back 2027-01-05 days = 7")) == dedent(
        """\
        2026-12-07 to 2026-12-27  1
        2026-12-28 to 2027-01-04  0.5
        2027-01-05 to 2027-01-11  1
        2027-01-12 to 2027-01-25  0.5
        2027-01-26 to 2027-02-08  0.25
        2027-02-09 to 2027-02-15  0.125
        """
    )


def test_a_second_step_back_begins_the_present_step_again() -> None:
    """Two days of the present step were taken since the first; they are not taken off."""
    twice = changed(RANGES, "step-back 2027-01-05 days = 7", "step-back 2027-01-14 days = 3")

    assert runs(twice).splitlines()[2:6] == [
        "2027-01-05 to 2027-01-11  1",
        "2027-01-12 to 2027-01-13  0.5",
        "2027-01-14 to 2027-01-16  1",
        "2027-01-17 to 2027-01-30  0.5",
    ]


def test_a_step_back_out_of_a_hold_ends_it() -> None:
    """What is left of the held days is not taken; the step itself is, from its beginning."""
    back = changed(RANGES, "hold 2027-01-02 weeks = 4", "step-back 2027-01-05 days = 7")

    assert runs(back).splitlines()[1:5] == [
        "2026-12-28 to 2027-01-01  0.5",
        "2027-01-02 to 2027-01-04  0.5h",
        "2027-01-05 to 2027-01-11  1",
        "2027-01-12 to 2027-01-25  0.5",
    ]


def test_a_slower_plan_has_longer_steps_from_the_present_one_on() -> None:
    """Each step that is not over is a week longer."""
    assert runs(changed(RANGES, "slow 2027-01-05 days = 7")) == dedent(
        """\
        2026-12-07 to 2026-12-27  1
        2026-12-28 to 2027-01-17  0.5
        2027-01-18 to 2027-02-07  0.25
        2027-02-08 to 2027-02-21  0.125
        """
    )


def test_a_slower_plan_does_not_lengthen_a_hold() -> None:
    """The step that is held was over; only the later ones are longer."""
    slower = changed(RANGES, "hold 2026-12-28 days = 10", "slow 2027-01-02 days = 2")

    assert runs(slower).splitlines()[:3] == [
        "2026-12-07 to 2026-12-27  1",
        "2026-12-28 to 2027-01-06  1h",
        "2027-01-07 to 2027-01-22  0.5",
    ]


def test_a_range_of_a_slower_plan_is_left_as_much_later() -> None:
    """The shortest time of a step is longer too."""
    early, late = changed(RANGES), changed(RANGES, "slow 2026-12-10 days = 4")
    assert early.periods[0].move_on is not None
    assert late.period(late.periods[0].last + timedelta(1)) is not None
    assert [period.move_on for period in late.periods][1] == early.periods[0].move_on + timedelta(4)


def test_an_optional_step_is_skipped() -> None:
    """All that follows comes as much earlier."""
    assert runs(changed(RANGES, "skip 2027-01-05")) == dedent(
        """\
        2026-12-07 to 2026-12-27  1
        2026-12-28 to 2027-01-10  0.5
        2027-01-11 to 2027-01-17  0.125
        """
    )


def test_the_rest_of_an_optional_step_is_skipped() -> None:
    """The days of it that were taken stay."""
    assert runs(changed(RANGES, "skip 2027-01-15")).splitlines()[2:] == [
        "2027-01-11 to 2027-01-14  0.25",
        "2027-01-15 to 2027-01-21  0.125",
    ]


def test_a_new_arrangement_replaces_what_was_to_come() -> None:
    """Its steps are numbered on from those that were begun; the others are no more part of the plan."""
    new = changed(RANGES, 'replan 2027-01-05 steps = "0.375 mg 1w; 0.25 mg 4w; 0"')

    assert runs(new) == dedent(
        """\
        2026-12-07 to 2026-12-27  1
        2026-12-28 to 2027-01-04  0.5
        2027-01-05 to 2027-01-11  0.375
        2027-01-12 to 2027-02-08  0.25
        """
    )
    assert [period.step.number for period in new.periods] == [1, 2, 3, 4]
    assert len(new.steps) == 4


def test_a_new_arrangement_ends_an_open_hold() -> None:
    """What waited without dates does not come any more, however long the hold was."""
    for day in ("2026-12-30", "2027-03-01"):
        new = changed(RANGES, "hold 2026-12-20", f'replan {day} steps = "0.75 mg 1w; 0"')
        assert not new.waiting
        assert [period.open for period in new.periods] == [False] * 3
        assert new.periods[1].held
        assert new.periods[2].first == new.periods[1].last + timedelta(1)


def test_an_arrangement_of_steps_as_tables() -> None:
    """Times of day, cycles and conditions are written as in the plan itself."""
    new = plan(
        RANGES,
        """
        [[change]]
        kind = "replan"
        on = 2027-01-05

        [[change.step]]
        weeks = 1
        morning = "0.25 mg"
        bedtime = "0.125 mg"

        [[change.step]]
        weeks = 1
        cycle = ["0.25 mg", "0 mg"]
        """,
    )

    assert runs(new).splitlines()[2:5] == [
        "2027-01-05 to 2027-01-11  0.25+0.125",
        "2027-01-12 to 2027-01-12  0.25",
        "2027-01-13 to 2027-01-13  -",
    ]


def test_a_hold_that_still_runs_is_resumed_early() -> None:
    """The held days that are left are not taken."""
    resumed = changed(RANGES, "hold 2027-01-05 weeks = 4", "resume 2027-01-12")

    assert runs(resumed).splitlines()[1:4] == [
        "2026-12-28 to 2027-01-04  0.5",
        "2027-01-05 to 2027-01-11  0.5h",
        "2027-01-12 to 2027-01-17  0.5",
    ]


def test_a_resume_ends_a_hold_within_a_hold_too() -> None:
    """On its day the plan goes on, whatever was held before."""
    resumed = changed(RANGES, "hold 2027-01-02 weeks = 2", "hold 2027-01-05", "resume 2027-01-08")

    assert not any(
        period.held for period in resumed.periods if period.first >= resumed.outline.changes[-1].on
    )
    assert resumed.last_day - changed(RANGES).last_day == timedelta(6)


OPEN = RANGES.replace("weeks = 1\n", 'weeks = "open"\n')
STAYS = RANGES.replace("format = 1", 'format = 1\nthen = "stay"')


@pytest.mark.parametrize("text", [OPEN, STAYS], ids=["open", "stay"])
def test_a_dose_that_goes_on_can_be_changed_after_the_days_that_are_laid_out(text: str) -> None:
    """Where the plan has no end its last day is only a horizon: half a year later it can still be changed."""
    day = "2027-08-02"
    for change in ("step-back {} days = 7", 'replan {} steps = "0.25 mg 1w; 0"', "hold {} days = 7"):
        later = changed(text, change.format(day))
        assert later.period(later.outline.changes[0].on) is not None
        assert [(one.last + timedelta(1)) == other.first for one, other in pairwise(later.periods)] == [
            True
        ] * (len(later.periods) - 1)

    back = changed(text, f"step-back {day} days = 7")
    assert (str(back.on(date(2027, 8, 1))[0].dose), back.open) == ("0.125 mg", True)
    if text == STAYS:
        assert runs(back).splitlines()[-3:] == [
            "2027-01-25 to 2027-08-01  0.125",
            "2027-08-02 to 2027-08-08  0.25",
            "2027-08-09 to 2027-08-15  0.125",
        ]


def test_a_step_of_an_arrangement_that_must_begin_on_a_day() -> None:
    """What is asserted is checked in a new arrangement as well."""
    text = """
        [[change]]
        kind = "replan"
        on = 2027-01-05

        [[change.step]]
        weeks = 1
        dose = "0.25 mg"

        [[change.step]]
        weeks = 1
        dose = "0.125 mg"
        begins = {}
        """
    assert plan(RANGES, text.format("2027-01-12"))
    with pytest.raises(TaperError, match="no dose is written for 2027-01-12"):
        plan(RANGES, text.format("2027-01-13"))


def test_changes_that_make_no_sense_are_told_one_after_the_other() -> None:
    """The first that is refused ends it: what follows stands on it."""
    with pytest.raises(TaperError) as caught:
        plan(
            TAPER,
            '[[change]]\nkind = "resume"\non = 2026-12-10',
            '[[change]]\nkind = "hold"\non = 2020-12-10\ndays = 7',
        )
    assert [problem.where for problem in caught.value.problems] == [("change", 0)]


# Hypothesis writes down the plans that it found, which are long.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_changes_of_every_kind_are_drawn() -> None:
    """The properties below hold for each of them."""
    held, drawn = changed(RANGES, "hold 2026-12-10 days = 7"), set[type]()

    def complete(plans: tuple[Plan, ...]) -> bool:
        drawn.update(type(change) for change in plans[-1].outline.changes)
        return drawn == set(CHANGES.values())

    find(
        histories(unchanged_plan_texts()),
        complete,
        settings=settings(max_examples=500, phases=[Phase.generate]),
    )

    assert {*possible(changed(RANGES)), *possible(held)} == set(CHANGES)


def shape(course: Plan) -> list[int]:
    """Return the numbers of the steps in their order, dated and waiting, each once where it goes on."""
    return [
        number for number, _ in groupby(period.step.number for period in (*course.periods, *course.waiting))
    ]


def length(plan: Plan) -> int:
    """Return how many days are laid out and wait."""
    return sum(map(len, (*plan.periods, *plan.waiting)))


def is_within(part: list[int], whole: list[int]) -> bool:
    """Tell whether *part* is left of *whole* when some of it is taken out."""
    rest = iter(whole)
    return all(number in rest for number in part)


@given(histories(unchanged_plan_texts()))
def test_whatever_happens_no_day_is_left_out_or_there_twice(plans: tuple[Plan, ...]) -> None:
    """The periods follow each other from the first day on, and each day is in one of them."""
    for plan in plans:
        assert plan.first_day == plans[0].first_day
        assert all(one.last + timedelta(1) == other.first for one, other in pairwise(plan.periods))
        days = [day for day, _ in plan.days()]
        assert days == [plan.first_day + timedelta(number) for number in range(len(days))]
        assert [period.open for period in plan.periods[:-1]] == [False] * (len(plan.periods) - 1)


ROUNDED = """
format = 1
drug = "clonazepam"
start = 2026-12-07
make = "nearest-above"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"

[[step]]
taper = "percent"
start = "2 mg"
cut = "10 %"
every = "1 week"
to = "0.2 mg"
"""
"""23 doses asked for, which the packet makes eight."""


@examples(100)
@given(
    st.lists(
        st.tuples(st.sampled_from(("hold", "step-back", "slow")), st.integers(1, 160), st.integers(1, 30)),
        min_size=1,
        max_size=4,
    )
)
def test_no_change_is_dropped_where_asked_steps_are_one(asked: list[tuple[str, int, int]]) -> None:
    """A change within several asked steps made one is done or refused, and so is each one after it."""
    start = date(2026, 12, 7)
    lines = [f"{kind} {start + timedelta(day)} days = {days}" for kind, day, days in asked]
    try:
        after = changed(ROUNDED, *lines)
    except TaperError:
        return
    for number in range(len(lines)):
        assert PlanDifference(revision(after, number), revision(after, number + 1)).first


@given(histories(unchanged_plan_texts()).filter(lambda plans: not plans[0].outline.courses))
def test_each_kind_of_change_keeps_the_order_of_the_steps(plans: tuple[Plan, ...]) -> None:
    """A hold and a slower pace keep them all, others leave some out, and only a step back goes back.

    Courses that run beside each other have an order each, and none together.
    """
    for before, after in pairwise(plans):
        if after.outline.courses:
            # Courses are laid over each other anew, which may part a step or join two.
            continue
        kind, old, new = type(after.outline.changes[-1]), shape(before), shape(after)
        if kind in {Hold, Resume, Slow}:
            assert new == old
        elif kind in {MoveOn, Skip}:
            assert is_within(new, old)
            assert len(new) <= len(old)
        elif kind is StepBack:
            # On the first day of a step there is nothing of it to come back to yet.
            assert is_within(old, new)
            assert len(new) - len(old) <= 2
        else:
            start = after.period(after.outline.changes[-1].on).step.number  # type: ignore[union-attr]
            assert is_within([number for number in new if number < start], old)
            assert new[-1:] == [max(new)]


@given(histories(unchanged_plan_texts()))
def test_each_kind_of_change_makes_the_plan_longer_or_shorter(plans: tuple[Plan, ...]) -> None:
    """Only a move on, a skip and a resume make it shorter; a slower pace and a step back make it longer.

    A change of one course may leave the whole as long as it is, since another course may go on longer. One that ends a
    hold takes away the days of it that were left.
    """
    for before, after in pairwise(plans):
        change = after.outline.changes[-1]
        held = before.period(change.on)
        if (change.drug and length(after) == length(before)) or (held and held.held):
            continue
        if isinstance(change, MoveOn | Skip):
            assert length(after) < length(before)
        elif isinstance(change, Slow | StepBack):
            assert length(after) > length(before)
        elif isinstance(change, Hold) and not (before.open or change.drug):
            assert length(after) - length(before) == (change.days or HORIZON)


@given(histories(unchanged_plan_texts()))
def test_a_hold_never_lowers_a_dose_whatever_came_before(plans: tuple[Plan, ...]) -> None:
    """On a held day the doses are those of the step that was taken on the day before."""
    for before, after in pairwise(plans):
        change = after.outline.changes[-1]
        if isinstance(change, Hold):
            held = after.period(change.on)
            stays = after.period(change.on - timedelta(1))
            assert held is not None
            assert stays is not None
            assert (held.held, held.step) == (True, stays.step)
            if len(held.step.regimen.days) == 1:
                assert held.on(change.on) == before.on(change.on - timedelta(1))
