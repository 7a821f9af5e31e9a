"""A change is appended: the days before it stay as they are, the later ones move."""

from datetime import timedelta
from textwrap import dedent

import pytest
from draw import draw, runs
from hypothesis import given
from hypothesis import strategies as st
from plans import holds, unchanged_plan_texts

from taperdocs.errors import TaperError
from taperdocs.plan import Plan
from taperdocs.reader import read
from taperdocs.regimen import total
from taperdocs.supply import supply

TAPER = """
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""


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
    """Whatever is held and resumed, the step alternates from its first day to its last."""
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
        2026-12-14  0.5h  1h    0.5h  1h    0.5h  1h    0.5
        2026-12-21  1     0.5   1     0.5   1     0.5   1
        2026-12-28  0.5   0.5   0.5   0.5   0.5   0.5   0.5
        2027-01-04  0.5   .     .     .     .     .     .
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


def test_changes_that_make_no_sense_are_told_one_after_the_other() -> None:
    """The first that is refused ends it: what follows stands on it."""
    with pytest.raises(TaperError) as caught:
        plan(
            TAPER,
            '[[change]]\nkind = "resume"\non = 2026-12-10',
            '[[change]]\nkind = "hold"\non = 2020-12-10\ndays = 7',
        )
    assert [problem.where for problem in caught.value.problems] == [("change", 0)]
