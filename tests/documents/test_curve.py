"""The dose curve: its texts never touch, and what is marked is marked by shape and word."""

import re
from datetime import date, timedelta

import pytest
from heads import daily
from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.documents.curve.axes import Box, wide
from taperdocs.documents.curve.curve import Curve, curve, good_height, small_curve, small_mark
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

WORDS = Words(language("en-GB"))
WIDE = 190.0
HEAD = """
format = 1
drug = "diazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "2 mg"
split = "quarter"
"""
DOWN = daily("1-2 weeks: 4 mg", "2 weeks: 2 mg")
HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-15\ndays = 7\n'
CROSS = """
format = 1
title = "Lorazepam to diazepam"
start = 2026-12-07

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"

[[product]]
drug = "diazepam"
form = "tablet"
strength = "5 mg"

[[step]]
weeks = 2
morning = { lorazepam = "2 mg" }

[[step]]
weeks = 2
morning = { lorazepam = "1 mg", diazepam = "5 mg" }

[[step]]
weeks = 4
morning = { diazepam = "10 mg" }
"""


def planned(*parts: str) -> Plan:
    """Read a plan of one drug from its parts."""
    return read("".join((HEAD, *parts)).encode())


def steps(number: int, days: int) -> str:
    """Return steps of half a milligram less each."""
    return "".join(f'\n[[step]]\ndays = {days}\ndose = "{(number - n) / 2:.1f} mg"\n' for n in range(number))


def drawn(plan: Plan, present: date = date(2026, 12, 10)) -> Curve:
    """Draw the curve as large as on the hand-off."""
    return curve(plan, WORDS, present, WIDE, good_height(plan))


def texts(found: Curve) -> list[str]:
    """Return all texts in the drawing."""
    return [label.text.replace("\N{NO-BREAK SPACE}", " ") for label in found.labels]


def boxes(found: Curve) -> list[Box]:
    """Return the room of each text; letters reach a little under their baseline."""
    size = found.size
    return [
        Box(
            float(x.x),
            float(x.y) - size * 0.7,
            float(x.x) + wide(x.text, bold=x.strong),
            float(x.y) + size * 0.1,
        )
        for x in found.labels
    ]


@given(plans(), st.integers(-3, 90), st.sampled_from([116, 180, 190]))
def test_no_two_texts_touch_and_none_leaves_the_drawing(plan: Plan, days: int, width: int) -> None:
    """Whatever the plan, the day and the room."""
    found = curve(plan, WORDS, plan.first_day + timedelta(days), width, good_height(plan))

    placed = boxes(found)
    for number, box in enumerate(placed):
        assert box.left >= -0.01
        assert box.right <= width + 0.01
        assert box.top >= 0
        assert box.bottom <= good_height(plan)
        assert not [other for other in placed[:number] if box.meets(other)], found.labels


@pytest.mark.parametrize(("number", "days"), [(60, 30), (60, 1), (1, 1), (1, 7), (2, 3), (10, 182)], ids=str)
def test_long_and_short_plans_have_days_that_a_person_reads(number: int, days: int) -> None:
    """Sixty steps over five years, one day, one week: one to twelve days are named, and no two touch."""
    found = drawn(planned(steps(number, days)))

    placed = boxes(found)
    assert not [(a, b) for n, a in enumerate(placed) for b in placed[:n] if a.meets(b)]
    assert len([text for text in texts(found) if re.fullmatch(r"\d+ [A-Z][a-z]+( \d{4})?", text)]) <= 12


def test_each_level_is_labelled_with_its_dose() -> None:
    """The present one in bold; of sixty steps in sixty days as many as have room."""
    found = drawn(planned(DOWN))
    many = [text for text in texts(drawn(planned(steps(60, 1)), date(2027, 1, 5))) if text.endswith(" mg")]

    assert [text for text in texts(found) if text.endswith(" mg")] == ["4 mg", "2 mg"]
    assert [label.text for label in found.labels if label.strong and "mg" in label.text] == [
        "4\N{NO-BREAK SPACE}mg"
    ]
    assert {"30 mg", "15.5 mg"} <= set(many)
    assert 8 < len(many) < 30


@pytest.mark.parametrize(
    ("cycle", "said"),
    [
        ('["4 mg", "3 mg"]', "mean of 4 mg and 3 mg"),
        ('["4 mg", "0 mg", "0 mg"]', "mean of 4 mg and 0 mg"),
        ('["0.5 mg", "1 mg", "0 mg"]', "mean of 0 mg to 1 mg"),
    ],
)
def test_a_mean_of_a_cycle_is_said_to_be_one(cycle: str, said: str) -> None:
    """Nobody takes 3.5 mg; every other day is no daily dose."""
    assert said in texts(drawn(planned(f"\n[[step]]\nweeks = 2\ncycle = {cycle}\n")))


def test_a_last_dose_that_comes_in_its_turn_is_on_the_line_of_those_before() -> None:
    """The same days have the same curve, written as one step or as two."""
    turns = 'cycle = ["2 mg", "0 mg", "0 mg"]\n'
    one, two = (
        drawn(planned(f"{DOWN}[[step]]\n{rest}"))
        for rest in (f"days = 10\n{turns}", f'days = 9\n{turns}[[step]]\ndays = 1\ndose = "2 mg"\n')
    )

    assert (one.lines, texts(one)) == (two.lines, texts(two))


def test_the_first_day_and_the_last_dose_day_are_named() -> None:
    """Of a plan without an end that is said, and an arrow goes on."""
    stays = drawn(read(HEAD.replace("start", 'then = "stay"\nstart').encode() + DOWN.encode()))
    ends = drawn(planned(DOWN))

    assert {"7 Dec 2026", "last dose 3 Jan 2027"} <= set(texts(ends))
    assert "no end is set" in texts(stays)
    assert "no end is set" not in texts(ends)
    assert len(stays.solid) > len(ends.solid)


def test_holds_are_bars_under_the_axis_and_said() -> None:
    """In the drawing, and in its words."""
    plain, held = drawn(planned(DOWN)), drawn(planned(DOWN, HOLD))

    assert (plain.solid, "hold" in texts(plain)) == ("", False)
    assert held.solid.count("H") == 2
    assert "hold" in texts(held)
    assert "Hold from 15 December 2026 to 21 December 2026." in held.alt.replace("\N{NO-BREAK SPACE}", " ")


def test_steps_that_are_taken_only_if_needed_are_frames_and_said() -> None:
    """They are told from holds by their shape and their words."""
    found = drawn(planned(DOWN, '\n[[step]]\nweeks = "0-2"\ndose = "1 mg"\n'))

    assert found.optional
    assert not found.solid
    assert "only if needed" in texts(found)


def test_the_present_day_is_marked_and_named() -> None:
    """A day outside the plan is not."""
    plan = planned(DOWN)

    assert "today, 10 Dec" in texts(drawn(plan))
    for day in (date(2026, 12, 6), date(2027, 1, 4)):
        found = drawn(plan, day)
        assert (found.present, found.solid) == ("", "")
        assert not [text for text in texts(found) if text.startswith("today")]


def test_a_marked_step_is_named_also_where_the_present_day_is_in_it() -> None:
    """The name stands beside the line through the day."""
    plan = planned(DOWN, '\n[[step]]\ndays = "0-4"\ndose = "1 mg"\n')

    for day in range(4):
        assert "only if needed" in texts(drawn(plan, date(2027, 1, 4) + timedelta(day)))


def test_each_drug_has_a_panel_of_its_own_with_its_name() -> None:
    """Two drugs on one axis would be compared; a drug that comes in later starts on its axis."""
    found = drawn(read(CROSS.encode()))

    names = {label.text: float(label.y) for label in found.labels if label.text in {"lorazepam", "diazepam"}}
    axes = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)H", found.axes)]
    assert names["lorazepam"] < axes[0] < names["diazepam"] < axes[1]
    assert re.search(rf"M[\d.]+ {axes[1]:.2f}L", found.lines)


def test_the_words_for_the_drawing_stay_short_however_long_the_plan_is() -> None:
    """A person listens to them: start, number of steps, end, three holds at most."""
    holds = "".join(
        f'\n[[change]]\nkind = "hold"\non = {date(2027, 1, 4) + timedelta(30 * n)}\ndays = 3\n'
        for n in range(9)
    )

    alt = drawn(planned(steps(60, 14), holds)).alt.replace("\N{NO-BREAK SPACE}", " ")

    assert alt.startswith("Dose over time. From 7 December 2026: 30 mg. 60 steps. At the end, from ")
    assert "6 more holds." in alt
    assert len(alt) < 450


@pytest.mark.parametrize("day", [date(2026, 12, 7), date(2026, 12, 21), date(2027, 1, 3)])
def test_the_small_curve_says_the_last_day_and_the_dose_of_its_week(day: date) -> None:
    """The bar of the week stands whole under the axis, in the first week and in the last too."""
    plan = planned(DOWN)

    found, mark = small_curve(plan, WORDS, 60, 18), small_mark(plan, WORDS, day, 60, 18)

    assert texts(found) == []
    dose = "4 mg a day" if day.month == 12 and day.day < 21 else "2 mg a day"
    assert texts(mark) == ["last dose 3 Jan 2027", dose]
    left, right = (float(x) for x in re.findall(r"[MH]([\d.]+)", mark.solid)[:2])
    assert 0 <= left < right <= 60
    assert max(box.right for box in boxes(mark)) <= 60
    assert found.alt == "Dose over time"
    assert mark.alt.startswith("Dose over time, with a mark at ")


def test_in_the_small_curve_too_each_drug_has_an_axis_of_its_own() -> None:
    """The panels stand side by side, each with the name and the dose of its drug."""
    plan = read(CROSS.encode())

    found, mark = small_curve(plan, WORDS, 60, 18), small_mark(plan, WORDS, date(2026, 12, 21), 60, 18)

    assert found.axes.count("H") == mark.solid.count("v") == 2
    assert texts(mark)[1:] in (["diazepam 5 mg"], ["lorazepam 1 mg", "diazepam 5 mg"])
