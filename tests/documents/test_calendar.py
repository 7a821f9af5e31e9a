"""The calendar's editions: which one is printed, what is on each page, and where it says that it moved."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from read_pdf import read_pdf

from taperdocs.documents.calendar.month import CalendarView, edition_of, view
from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.make.presented import on_paper
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

SAMPLES = Path(__file__).parents[2] / "samples"
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
MOVED = "Too much stands on one day for the square of a month, so each week has its page."


def _plan(doses: str, packets: str = "", start: str = "2026-12-07", weeks: int = 2) -> Plan:
    return read(
        f"""
format = 1
drug = "clonazepam"
start = {start}
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
{packets}
[[step]]
weeks = {weeks}
{doses}
[[step]]
weeks = 1
dose = "0.125 mg"
""".encode()
    )


def _pages(plan: Plan, options: Options) -> tuple[str, ...]:
    (file,) = make(plan, ["calendar"], options)
    pages = (" ".join(" ".join(page).split()) for page in read_pdf(file.data, "cell"))
    return tuple(re.sub(r"Drawing: [^+]*? mg ", "", page) for page in pages)


def test_standard_is_a_month_a_page_large_a_week_and_giant_a_day() -> None:
    """Three weeks in December, and the first day without."""
    plan = _plan('dose = "0.5 mg"')
    pages = {edition: _pages(plan, replace(OPTIONS, edition=edition)) for edition in Edition}

    assert [page.split(" Next")[0].split(" Needed")[0] for page in pages[Edition.STANDARD]] == [
        "December 2026"
    ]
    assert [page.split(" Needed")[0] for page in pages[Edition.LARGE][:3]] == [
        "7 Dec to 13 Dec 2026",
        "14 Dec to 20 Dec 2026",
        "21 Dec to 27 Dec 2026",
    ]
    assert pages[Edition.LARGE][3].startswith("28 Dec to 3 Jan 2027 ")
    assert len(pages[Edition.GIANT]) == 22
    assert pages[Edition.GIANT][0].startswith(
        "Monday 7 December 2026 ● FIRST DAY ☐ 0.5 mg ⬤ 1 tablet of 0.5 mg"
    )
    assert pages[Edition.GIANT][-1].startswith("Monday 28 December 2026 ○ FIRST DAY WITHOUT no dose")


@pytest.mark.parametrize(
    ("doses", "edition"),
    [
        ('dose = "0.5 mg"', Edition.STANDARD),
        ('morning = "0.5 mg"\nbedtime = "0.25 mg"', Edition.STANDARD),
        ('morning = "0.5 mg"\nnoon = "0.5 mg"\nbedtime = "0.25 mg"', Edition.LARGE),
        ('dose = ["0.5 mg", "0.5 mg", "0.5 mg", "0.5 mg"]', Edition.LARGE),
    ],
)
def test_three_doses_a_day_get_the_large_edition_and_it_says_so(doses: str, edition: Edition) -> None:
    """They do not fit the square of a month."""
    plan = _plan(doses)

    assert edition_of(plan, OPTIONS) is edition
    assert all((MOVED in page) == (edition is Edition.LARGE) for page in _pages(plan, OPTIONS))


def test_who_asked_for_the_large_edition_is_not_told_that_it_moved() -> None:
    """It did not."""
    assert not [
        page
        for page in _pages(_plan('dose = "0.5 mg"'), replace(OPTIONS, edition=Edition.LARGE))
        if MOVED in page
    ]


def test_a_dose_with_more_digits_than_a_square_holds_gets_the_large_edition() -> None:
    """No numeral is made smaller than 30 points."""
    plan = _plan('dose = "112.0625 mg"', '[[product]]\nform = "tablet"\nstrength = "112.0625 mg"\n')

    assert edition_of(plan, OPTIONS) is Edition.LARGE


@pytest.mark.parametrize(
    ("start", "rows"), [("2026-02-01", 5), ("2027-02-01", 4), ("2026-12-01", 5), ("2026-08-01", 6)]
)
def test_months_of_four_five_and_six_weeks_are_one_page_where_little_is_written(
    start: str, rows: int
) -> None:
    """August 2026 begins on a Saturday and has six."""
    shown = view(
        _plan('dose = "0.5 mg"', start=start, weeks=8), replace(OPTIONS, as_of=date.fromisoformat(start))
    )
    page = shown.pages[0]

    assert isinstance(shown, CalendarView)
    assert (len(page.rows), page.head.part) == (rows, "")


def test_two_doses_without_a_time_are_told_apart() -> None:
    """Two equal boxes would be ticked for each other."""
    page = " ".join(_pages(_plan('dose = ["0.5 mg", "0.25 mg"]'), OPTIONS))

    assert "8 first dose 0.5 ☐ mg ⬤ 1 tablet of 0.5 mg second dose 0.25 ☐ mg ◐ ½ tablet of 0.5 mg" in page


def test_the_day_before_a_change_says_what_is_taken_tomorrow() -> None:
    """One dose, not an old and a new one to choose from."""
    (page,) = _pages(_plan('dose = "0.5 mg"'), OPTIONS)

    assert "20 0.5 ☐ mg ⬤ Tomorrow: 0.125 mg 1 tablet" in page
    assert "21 ▼ NEW DOSE 0.125 ☐ mg ◔ 0.5 mg → 0.125 mg ¼ tablet of 0.5 mg" in page


def test_printing_begins_today_unless_everything_is_asked_for() -> None:
    """What is over need not be hung up again."""
    plan = read((SAMPLES / "clonazepam.toml").read_bytes())
    later = replace(OPTIONS, as_of=date(2025, 10, 2))

    assert [page.split(" Needed")[0] for page in _pages(plan, later)] == ["October 2025"]
    assert len(_pages(plan, replace(later, everything=True))) == 2
    assert len(_pages(plan, replace(OPTIONS, as_of=plan.first_day - timedelta(90)))) == 2
    assert len(_pages(plan, replace(OPTIONS, as_of=plan.last_day + timedelta(90)))) == 2


def test_one_file_prints_whole_on_a4_and_on_letter() -> None:
    """It is no wider than the one and no longer than the other."""
    both, a4, letter = PAPERS["both"], PAPERS["a4"], PAPERS["letter"]

    assert both.width <= min(a4.width, letter.width)
    assert both.height <= min(a4.height, letter.height)


def test_a_review_stands_on_its_day() -> None:
    """With whom it is."""
    plan = _plan('dose = "0.5 mg"\n[[review]]\non = 2026-12-14\nwhat = "Dr A. Example"')
    (page,) = _pages(plan, OPTIONS)

    assert "14 0.5 ☐ mg ⬤ Review: Dr A. Example 1 tablet of 0.5 mg" in page


@pytest.mark.parametrize("top", ['then = "stay"', "title = 'Open'"])
def test_a_dose_that_goes_on_leaves_no_square_empty(top: str) -> None:
    """Up to the end of the month; an empty square would be read as a day without a dose."""
    length = "weeks = 1" if "stay" in top else 'weeks = "open"'
    plan = read(
        f"""
format = 1
drug = "clonazepam"
start = 2026-12-07
{top}
[[product]]
form = "tablet"
strength = "0.5 mg"
[[step]]
{length}
dose = "0.5 mg"
""".encode()
    )
    for day, pages in ((date(2026, 12, 7), 2), (date(2027, 5, 20), 2), (date(2027, 2, 1), 1)):
        shown = view(*on_paper(plan, replace(OPTIONS, as_of=day))).pages
        assert len(shown) == pages
        cells = [cell for page in shown for row in page.rows for cell in row.cells if cell]
        assert all(cell.intakes for cell in cells[day.day - 1 :])
    assert _pages(plan, replace(OPTIONS, as_of=date(2027, 5, 20)))


MERGED = """
format = 1
drug = "diazepam"
start = 2026-12-07
[[product]]
form = "tablet"
strength = "2 mg"
split = "quarter"
[[step]]
days = 3
dose = "10.5 mg"
[[step]]
days = 4
noon = "12.5 mg"
evening = "12.5 mg"
bedtime = "14.5 mg"
"""


def test_an_untimed_dose_in_a_merged_column_says_any_time() -> None:
    """Under "bedtime" alone it would be taken at bedtime."""
    (first, second) = view(read(MERGED.encode()), OPTIONS).weeks[:2]

    assert first.columns == ("Day", "noon, evening", "bedtime, any time")
    assert [intake.label for intake in first.rows[0].columns[1]] == ["any time"]
    assert [intake.label for intake in second.rows[-1].columns[1]] == ["bedtime"]


def test_untimed_doses_of_two_drugs_in_a_merged_column_say_any_time() -> None:
    """Each with its drug, under whatever times the column is for."""
    plan = read(
        b"""
format = 1
start = 2026-12-07
[[product]]
drug = "diazepam"
form = "tablet"
strength = "0.25 mg"
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "25 mcg"
[[step]]
days = 2
dose = { diazepam = "4.25 mg", lorazepam = "50 mcg" }
[[step]]
days = 5
morning = { diazepam = "4 mg" }
noon = { diazepam = "0.5 mg", lorazepam = "75 mcg" }
evening = { lorazepam = "25 mcg" }
"""
    )
    week = view(plan, replace(OPTIONS, edition=Edition.LARGE)).weeks[0]
    labels = [intake.label for column in week.rows[0].columns for intake in column]

    assert [label.rsplit(" ", 2)[-2:] for label in labels] == [["any", "time"]] * 2


def test_a_part_of_a_week_says_what_its_own_days_need() -> None:
    """Who packs a box from the page would otherwise put in a week's tablets for each part."""
    parts = [page for page in view(read(MERGED.encode()), OPTIONS).weeks if page.head.part]

    assert [len(page.rows) for page in parts] == [4, 3]
    assert [page.head.summary.split("\n")[0].replace("\N{NO-BREAK SPACE}", " ") for page in parts] == [
        "Needed on this page: 36 tablets of 2 mg.",
        "Needed on this page: 60 tablets of 2 mg.",
    ]
