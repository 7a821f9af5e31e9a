"""The dose curve: its texts never touch, and what is marked is marked by shape and word."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.documents.curve.axes import SIZE, Box, wide
from taperdocs.documents.curve.curve import Curve, curve, small_curve, small_mark
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.pdf.measure import MM
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

WORDS = Words(language("en-GB"))
WIDE, HIGH = 182.0, 54.0
HEAD = """
format = 1
drug = "diazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "2 mg"
split = "quarter"
"""
DOWN = """
[[step]]
weeks = "1-2"
dose = "4 mg"

[[step]]
weeks = 2
dose = "2 mg"
"""
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
    return curve(plan, WORDS, present, WIDE, HIGH)


def texts(found: Curve) -> list[str]:
    """Return all texts in the drawing."""
    return [label.text.replace("\N{NO-BREAK SPACE}", " ") for label in found.labels]


def boxes(found: Curve) -> list[Box]:
    """Return the room of each text; letters reach a little under their baseline."""
    return [
        Box(float(x.x), float(x.y) - SIZE * 0.75, float(x.x) + wide(x.text), float(x.y) + SIZE * 0.2)
        for x in found.labels
    ]


@given(plans(), st.integers(-3, 90), st.sampled_from([30, 46, 64]), st.sampled_from([150, 182, 202]))
def test_no_two_texts_touch_and_none_leaves_the_drawing(
    plan: Plan, days: int, height: int, width: int
) -> None:
    """Whatever the plan, the day and the room."""
    found = curve(plan, WORDS, plan.first_day + timedelta(days), width, height)

    placed = boxes(found)
    for number, box in enumerate(placed):
        assert box.left >= -0.01
        assert box.right <= width + 0.01
        assert box.bottom <= height
        assert not [other for other in placed[:number] if box.meets(other)], found.labels


@pytest.mark.parametrize(("number", "days"), [(60, 30), (60, 1), (1, 1), (1, 7), (2, 3), (10, 182)], ids=str)
def test_long_and_short_plans_have_days_that_a_person_reads(number: int, days: int) -> None:
    """Sixty steps over five years, one day, one week: two to twelve days are named, and no two touch."""
    found = drawn(planned(steps(number, days)))

    placed = boxes(found)
    assert not [(a, b) for n, a in enumerate(placed) for b in placed[:n] if a.meets(b)]
    assert 1 <= len([text for text in texts(found) if re.fullmatch(r"\d+ [A-Z][a-z]+( \d{4})?", text)]) <= 12


def test_the_doses_that_are_named_are_doses_of_the_plan() -> None:
    """The highest, the present and the last, and nothing."""
    said = texts(drawn(planned(DOWN)))

    assert [text for text in said if text.endswith(" mg")] == ["4 mg", "2 mg"]
    assert "0" in said


@pytest.mark.parametrize(
    ("cycle", "said"),
    [
        ('["4 mg", "3 mg"]', "2 mg"),
        ('["0.5 mg", "1 mg", "0 mg"]', "0.5 mg"),
        ('["40 mg", "41 mg"]', "20 mg"),
    ],
)
def test_a_plan_whose_days_all_differ_is_given_a_round_dose(cycle: str, said: str) -> None:
    """Its mean daily dose is no dose of the plan."""
    found = texts(drawn(planned(f"\n[[step]]\nweeks = 2\ncycle = {cycle}\n")))

    assert [text for text in found if text.endswith(" mg")] == [said]


def test_the_first_day_and_the_last_dose_day_are_named() -> None:
    """Of a plan without an end that is said, and an arrow goes on."""
    stays = drawn(read(HEAD.replace("start", 'then = "stay"\nstart').encode() + DOWN.encode()))
    ends = drawn(planned(DOWN))

    assert {"first day 7 Dec 2026", "last dose day 3 Jan 2027"} <= set(texts(ends))
    assert "no end is set" in texts(stays)
    assert "no end is set" not in texts(ends)
    assert len(stays.solid) > len(ends.solid)


def test_holds_are_hatched_and_said() -> None:
    """In the drawing, and in its words."""
    plain, held = drawn(planned(DOWN)), drawn(planned(DOWN, HOLD))

    assert (plain.holds, "hold" in texts(plain)) == ("", False)
    assert held.holds.count("L") > 5
    assert "hold" in texts(held)
    assert "Hold from 15 December 2026 to 21 December 2026." in held.alt


def test_steps_that_are_taken_only_if_needed_and_days_to_move_on_are_framed_and_said() -> None:
    """Each has its own frame."""
    found = drawn(planned(DOWN, '\n[[step]]\nweeks = "0-2"\ndose = "1 mg"\n'))

    assert found.optional
    assert found.windows
    assert {"only if needed", "□ may move on"} <= set(texts(found))


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


def test_drugs_are_told_apart_by_dash_and_name() -> None:
    """And a drug that comes in later stands on the axis until then."""
    found = drawn(read(CROSS.encode()))

    first, second = found.lines
    assert (first.dash, bool(second.dash)) == ("", True)
    assert {"lorazepam", "diazepam"} <= set(texts(found))
    foot = re.match(r"M[\d.]+ ([\d.]+)L", second.path)
    assert foot
    assert re.search(rf"V{foot[1]}H", found.axes)


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


def test_the_small_curve_has_no_text_but_its_words() -> None:
    """Beside a week of the diary there is no room for axes that can be read."""
    plan = planned(DOWN, HOLD)

    found, mark = (
        small_curve(plan, WORDS, 62, 19),
        small_mark(plan, WORDS, date(2026, 12, 21), 62, 19),
    )

    assert found.labels == mark.labels == ()
    assert found.holds
    assert found.alt == "Dose over time"
    assert mark.present
    assert mark.alt == "Dose over time, with a mark at 21 December 2026."


def test_texts_are_as_large_as_the_smallest_text_on_a_page() -> None:
    """Nine points on A4, also where the page is smaller than A4 by as much as Letter is."""
    assert SIZE / MM * 0.94 > 9
