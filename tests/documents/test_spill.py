"""Whatever a plan says, each page holds it: none spills over on one that nobody has planned."""

import pytest
from deep import printed_examples
from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.measure import lines
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

A_HELD_MEASURED_DOSE = """
format = 1
start = 2027-11-07
[[product]]
drug = "aprazol"
form = "modified-release tablet"
strength = "7 mg"
[[product]]
drug = "brotipam"
form = "suspension"
strength = "2 mg/5 mL"
measure = "0.1 mL"
[[step]]
weeks = "1-3"
dose = { aprazol = "7 mg", brotipam = "0.44 mg" }
[[change]]
kind = "hold"
on = 2027-11-08
"""
MANY_TIMES_A_DAY = """
format = 1
start = 2026-07-29
[[product]]
drug = "aprazol"
form = "modified-release tablet"
strength = "37.5 mg"
[[product]]
drug = "clodiaz"
form = "tablet"
strength = "7 mg"
[[step]]
weeks = "1-2"
dose = { clodiaz = "14 mg" }
[[step]]
days = 1
[step.cycle]
monday = { morning = { aprazol = "75 mg", clodiaz = "7 mg" } }
tuesday = { morning = { aprazol = "75 mg", clodiaz = "7 mg" } }
wednesday = { morning = { aprazol = "75 mg", clodiaz = "7 mg" }, bedtime = { aprazol = "337.5 mg" } }
thursday = { dose = { aprazol = "0 mg" } }
saturday = { dose = { aprazol = "0 mg" } }
[step.cycle.friday]
morning = { aprazol = "75 mg", clodiaz = "7 mg" }
evening = { aprazol = "187.5 mg", clodiaz = "14 mg" }
[step.cycle.sunday]
morning = { aprazol = "75 mg", clodiaz = "7 mg" }
evening = { aprazol = "187.5 mg", clodiaz = "14 mg" }
bedtime = { aprazol = "337,5 mg" }
[[step]]
weeks = 1
morning = { aprazol = "112.5 mg", clodiaz = "7 mg" }
noon = { aprazol = "112,5 mg", clodiaz = "14 mg" }
evening = { aprazol = "300 mg", clodiaz = "7 mg" }
"""
TWO_LONG_DOSES_AND_A_HOLD = """
format = 1
drug = "venlafaxine"
start = 2027-12-07

[[product]]
form = "orodispersible tablet"
strength = "75 mg"
split = "half"

[[step]]
weeks = 1
dose = ["187.5 mg", "187.5 mg"]

[[change]]
kind = "hold"
on = 2027-12-08
days = 1
"""
A_LINK = """
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "1 mg 2w; 0.5 mg 2w; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"

[[review]]
on = 2026-12-20
what = "https://video.example.org/room/5b0c2c1e-6c38-4a5b-9d62"
"""


@pytest.mark.parametrize("plan", [A_HELD_MEASURED_DOSE, MANY_TIMES_A_DAY, TWO_LONG_DOSES_AND_A_HOLD])
def test_a_calendar_holds_long_doses_changes_and_holds(plan: str) -> None:
    """The frame of a held day makes its square narrower, and a long word breaks inside."""
    assert _made(read(plan.encode()), "calendar")


def test_a_dose_of_many_ones_stays_inside_its_square() -> None:
    """Printed in columns a one is as wide as a zero."""
    plan = """
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "1111.11 mg 1w; 0"

[[product]]
form = "tablet"
strength = "1111.11 mg"
"""
    assert _made(read(plan.encode()), "calendar")


def test_a_diary_holds_a_link() -> None:
    """It has no space where a line could end."""
    assert _made(read(A_LINK.encode()), "diary")


def test_a_word_that_no_line_holds_takes_several() -> None:
    """Two lines of the typesetter never fit on one, so twice as many as the word fills are enough."""
    assert lines("word " * 3, 10, 100) == 1
    assert lines("a" * 100, 10, 50) > lines("a" * 50, 10, 50) > 1


@printed_examples(4)
@given(plans(), st.sampled_from(sorted(PAPERS)), st.sampled_from(("en-GB", "de-DE")))
def test_no_calendar_spills_over(plan: Plan, paper: str, spoken: str) -> None:
    """Of any plan, on any paper, in any language."""
    assert _made(plan, "calendar", paper, spoken)


def _made(plan: Plan, name: str, paper: str = "a4", spoken: str = "en-GB") -> bytes:
    """Make a document, which raises where the finished pages are more than those laid out."""
    options = Options(language(spoken), PAPERS[paper], plan.first_day, everything=True)
    (file,) = make(plan, [name], options)
    return file.data


A_LONG_WORD_TO_TRACK = """
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "1 mg 2w; 0.5 mg 2w; 0"

[diary]
track = ["Konzentrationsschwierigkeiten"]

[[product]]
form = "tablet"
strength = "0.5 mg"
"""


@pytest.mark.parametrize("code", ["en-GB", "de-DE"])
def test_a_name_that_is_tracked_is_cut_before_a_dose_is(code: str) -> None:
    """The column of the doses keeps room for "0,5 mg" on one line."""
    plan = read(A_LONG_WORD_TO_TRACK.encode())
    (diary,) = make(plan, ["diary"], Options(language(code), PAPERS["a4"], plan.first_day))

    assert diary.name == "diary.pdf"
