"""A plan whose start is not fixed: days have numbers, nothing has a date, and what needs dates is refused."""

import re
from datetime import date
from pathlib import Path

import pytest
from deep import printed_examples
from hypothesis import given
from hypothesis import strategies as st
from plans import unchanged_plan_texts
from presented import DOCUMENTS, plan_ics
from read_pdf import read_pdf

from taperdocs.cli.show_json import as_json
from taperdocs.language.language import language
from taperdocs.language.undated import undated
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.plan.plan import UNDATED
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read

OPEN = b"""
format = 1
drug = "clonazepam"
start = "open"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = "1-2"
dose = "1 mg"

[[step]]
weeks = 2
cycle = ["0.5 mg", "0 mg"]

[[step]]
weeks = 2
morning = "0.25 mg"
bedtime = "0.125 mg"
"""
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))


def _said(name: str, options: Options) -> str:
    (file,) = make(read(OPEN), [name], options)
    return " ".join(" ".join(block for page in read_pdf(file.data, "cell") for block in page).split())


@pytest.mark.parametrize("edition", Edition)
def test_the_calendar_numbers_its_days(edition: Edition) -> None:
    """From day 1 to the first day without, and no month is named."""
    said = _said("calendar", Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22), edition=edition))

    assert "Day 1 " in said
    assert "Day 43" in said
    assert not re.search(r"January|Monday|3010", said)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_can_be_made_without_a_date(name: str) -> None:
    """What was read back is what was printed, and the year that stands in is never seen."""
    said = _said(name, OPTIONS)

    assert "3010" not in said
    assert "Day " in said


def test_a_month_of_squares_is_four_weeks_with_blanks_for_the_weekdays() -> None:
    """So that whoever begins on a Thursday writes Thursday above the first column."""
    said = _said("calendar", OPTIONS)

    assert said.startswith("The whole plan ")
    assert " Day 1 to 28 clonazepam " in said
    assert said.count("____") >= 7


def test_real_dates_stay_dates() -> None:
    """The day of a print or of an agreement has nothing to do with the plan's days."""
    spoken = undated(language("en-GB"))

    assert spoken.full_date(date(2026, 11, 22)).replace("\N{NO-BREAK SPACE}", " ") == "22 November 2026"
    assert spoken.full_date(UNDATED) == "Day\N{NO-BREAK SPACE}1"


def test_a_phone_calendar_is_refused() -> None:
    """It would land on a day that nobody chose."""
    with pytest.raises(TaperError, match="a phone calendar needs dates"):
        plan_ics(read(OPEN), OPTIONS)


def test_other_programs_get_numbered_days() -> None:
    """And are told that there are no dates."""
    shown = as_json(read(OPEN), ())

    assert (shown["dated"], shown["first_day"], shown["last_dose_day"]) == (False, "day 1", "day 42")


@printed_examples(6)
@given(unchanged_plan_texts(), st.sampled_from(sorted(DOCUMENTS)))
def test_without_its_dates_a_plan_is_the_same_plan(text: str, name: str) -> None:
    """Any plan can be printed without its start, unless it goes by weekdays or dates, which is said."""
    without = re.sub(r"^start = \d\S+", 'start = "open"', text, count=1, flags=re.MULTILINE)
    if re.search(r'monday|\[\[review\]\]|order_ahead|closed = \["', text):
        with pytest.raises(TaperError, match="this needs dates"):
            read(without.encode())
        return
    dated, plan = read(text.encode()), read(without.encode())

    assert [day for _, day in plan.days()] == [day for _, day in dated.days()]
    assert tuple(make(plan, [name], OPTIONS))


@pytest.mark.parametrize(
    "needs",
    [
        '[[change]]\nkind = "hold"\non = 2026-12-14\ndays = 7\n',
        "[[review]]\non = 2026-12-14\n",
        '[[step]]\nweeks = 1\ndose = "0.5 mg"\nbegins = 2027-01-18\n',
        '[supply]\norder_ahead = "2 days"\n',
        '[supply]\nclosed = ["sunday"]\n',
    ],
    ids=["a change", "a review", "a date on which a step begins", "an order", "a closed day"],
)
def test_what_needs_dates_is_refused(needs: str, tmp_path: Path) -> None:
    """With the line where it stands and the remedy."""
    del tmp_path
    with pytest.raises(TaperError) as refused:
        read(OPEN + needs.encode())

    assert "the start of the plan is not fixed" in str(refused.value.problems[0].message)
