"""The calendar: what the square of a day says, what stands on which page, and the larger editions."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from presented import DOCUMENTS, check_words
from read_pdf import read_pdf

from taperdocs.documents.calendar.month import CalendarView, view
from taperdocs.documents.calendar.pages import Page
from taperdocs.documents.calendar.square import Square
from taperdocs.documents.calendar.week import WeekPage, WeekRow
from taperdocs.language.language import language, languages
from taperdocs.make.make import document_html, make
from taperdocs.make.presented import on_paper
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf.kit import Drawn, Line, Part, Stack, Style, Text
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read

SAMPLES = Path(__file__).parents[2] / "samples"
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
TABLET = '[[product]]\nform = "tablet"\nstrength = "0.5 mg"\nsplit = "quarter"\n'


def _plan(steps: str, packets: str = TABLET, start: str = "2026-12-07") -> Plan:
    """Return a plan of clonazepam with these steps."""
    return read(f'format = 1\ndrug = "clonazepam"\nstart = {start}\n{packets}\n{steps}'.encode())


def _step(doses: str, length: str = "weeks = 2") -> str:
    return f"[[step]]\n{length}\n{doses}\n"


DAILY = _step('bedtime = "0.5 mg"') + _step('bedtime = "0.125 mg"', "weeks = 1")


def _view(plan: Plan, options: Options = OPTIONS) -> CalendarView:
    return view(*on_paper(plan, options))


def _said(part: Part) -> str:
    """Return the texts of a part."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Line):
        texts = (*part.texts, *part.pushed)
        return "".join("" if isinstance(one, Drawn) else one.text for one in texts).strip()
    assert isinstance(part, Stack)
    return " / ".join(filter(None, map(_said, part.parts)))


def _square(shown: CalendarView, day: str) -> list[str]:
    """Return what the square of a day says, a line for each part, and for each line of its band."""
    cells = (
        cell for page in shown.pages if isinstance(page, Page) for row in page.rows for cell in row.cells
    )
    found = next(cell for cell in cells if isinstance(cell, Square) and str(cell.day) == day)
    texts = [*map(_said, found.parts), *("_ " + line.text for line in found.band)]
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]


def _titles(shown: CalendarView) -> list[str]:
    return [page.head.title.replace("\N{NO-BREAK SPACE}", " ") for page in shown.pages]


def _pages(plan: Plan, options: Options = OPTIONS) -> tuple[str, ...]:
    (file,) = make(plan, ["calendar"], options)
    pages = (" ".join(" ".join(page).split()) for page in read_pdf(file.data, "cell"))
    return tuple(re.sub(r"Drawing: [^+]*? mg ", "", page) for page in pages)


def test_a_square_has_its_date_its_dose_a_box_and_a_band() -> None:
    """The dose of another day is only said of the day before, and only on the day of the change."""
    shown = _view(_plan(DAILY))

    assert _square(shown, "2026-12-07") == ["7● FIRST DAY", "0.5 mg", "bedtime / 1 tablet of 0.5 mg"]
    assert _square(shown, "2026-12-08") == ["8", "0.5 mg", "bedtime / 1 tablet of 0.5 mg"]
    assert _square(shown, "2026-12-20")[-1] == "_ New dose tomorrow"
    assert _square(shown, "2026-12-21") == [
        "21▼ NEW DOSE",
        "0.125 mg",
        "bedtime / ¼ tablet of 0.5 mg",
        "_ was 0.5 mg",
    ]
    assert _square(shown, "2026-12-28") == ["28", "○ FIRST DAY WITHOUT", "no dose"]


def test_the_head_says_the_changes_of_the_page_and_the_one_after() -> None:
    """With their dates, and whose plan it is."""
    steps = "".join(_step(f'bedtime = "{dose} mg"') for dose in ("1", "0.75", "0.5", "0.25"))
    first, second, *_ = _view(_plan(steps)).pages

    assert [line.replace("\N{NO-BREAK SPACE}", "~") for lines in first.head.changes for line in lines] == [
        "21~Dec: 1~mg~→~0.75~mg",
        "Later: 4~Jan: 0.75~mg~→~0.5~mg",
    ]
    assert [line[:6] for lines in second.head.changes for line in lines] == [
        "4\N{NO-BREAK SPACE}Jan:",
        "18\N{NO-BREAK SPACE}Jan",
        "Last d",
    ]
    assert first.head.names == "clonazepam"


def test_two_marks_of_a_day_are_both_said() -> None:
    """The first one beside the date, the second one in the band: the last days of this plan come only if needed."""
    plan = read((SAMPLES / "two-doses-a-day.toml").read_bytes())
    shown = _view(plan)
    marked = [
        cell
        for page in shown.pages
        if isinstance(page, Page)
        for row in page.rows
        for cell in row.cells
        if isinstance(cell, Square) and cell.kind == "last"
    ]

    assert [cell.band[0].text for cell in marked] == ["□ ONLY IF NEEDED"]


def test_a_drug_that_is_new_is_said_without_a_dose_apart_from_its_time() -> None:
    """What was taken has its time; the new dose stands in its block alone."""
    pages = _view(read((SAMPLES / "cross-taper.toml").read_bytes())).pages
    rows = [row for page in pages if isinstance(page, WeekPage) for row in page.rows]
    (said,) = (_said(row.head[-1]) for row in rows if row.day == date(2026, 12, 14))
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "lorazepam bedtime was 1 mg\ndiazepam new"


def test_a_day_with_another_dose_than_most_of_its_cycle_is_marked() -> None:
    """A nine among tens is not seen at a glance; every other day has no mark."""
    tens = ", ".join(['"1 mg"'] * 6)
    shown = _view(_plan(_step(f'cycle = [{tens}, "0.75 mg"]')))
    turns = _view(_plan(_step('cycle = ["1 mg", "0.75 mg"]')))

    assert _square(shown, "2026-12-20")[:3] == ["20", "⚑ LAST DOSE DAY", "0.75 mg"]
    assert _square(shown, "2026-12-13")[:2] == ["13◊ DIFFERENT", "0.75 mg"]
    assert _square(shown, "2026-12-20")[-1] == "_ ◊ DIFFERENT"
    assert not [line for day in range(8, 19) for line in _square(turns, f"2026-12-{day:02}") if "◊" in line]


def test_two_doses_are_led_by_their_times() -> None:
    """Each with its own box; where the plan gives no times they are first and second."""
    timed = _view(_plan(_step('morning = "0.5 mg"\nbedtime = "0.25 mg"')))
    untimed = _view(_plan(_step('dose = ["0.5 mg", "0.25 mg"]')))

    assert _square(timed, "2026-12-08") == [
        "8",
        "morning",
        "0.5 mg",
        "1 tablet of 0.5 mg",
        "bedtime",
        "0.25 mg",
        "½ tablet of 0.5 mg",
    ]
    assert [line for line in _square(untimed, "2026-12-08") if "dose" in line] == [
        "first dose",
        "second dose",
    ]


def test_a_change_says_what_was_by_time_and_what_stops() -> None:
    """The morning dose of one drug stops and the bedtime dose of another is less."""
    plan = read(
        b"""
format = 1
start = 2026-12-07
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
[[product]]
drug = "diazepam"
form = "tablet"
strength = "5 mg"
split = "half"
[[step]]
weeks = 2
morning = { lorazepam = "1 mg" }
bedtime = { diazepam = "5 mg" }
[[step]]
weeks = 2
bedtime = { diazepam = "2.5 mg" }
"""
    )

    assert _square(_view(plan), "2026-12-20")[-1] == "_ New dose tomorrow"
    assert (
        _square(_view(plan), "2026-12-21")[-1]
        == "_ lorazepam stops, was 1 mg morning · diazepam was 5 mg bedtime"
    )


def test_no_german_word_for_tomorrow_is_one_for_morning() -> None:
    """It would be both: "Morgen"."""
    shown = _view(_plan(DAILY.replace("bedtime", "morning")), replace(OPTIONS, language=language("de-DE")))

    assert _square(shown, "2026-12-20")[-1] == "_ Ab dem nächsten Tag neue Dosis"


def test_daily_steps_are_said_once() -> None:
    """A mark on each day would say nothing."""
    steps = '[[step]]\ntaper = "linear"\nstart = "1 mg"\ncut = "0.125 mg"\nevery = "1 day"\nto = "0.125 mg"\n'
    shown = _view(_plan(steps))

    assert [
        line.replace("\N{NO-BREAK SPACE}", " ") for lines in shown.pages[0].head.changes for line in lines
    ] == [
        "8 Dec to 14 Dec: each day 0.125 mg less",
        "Last dose: 14 Dec",
    ]
    assert _square(shown, "2026-12-09")[0] == "9"
    assert not [line for line in _square(shown, "2026-12-09") if line.startswith("_")]


@pytest.mark.parametrize(
    ("start", "rows"), [("2026-02-01", 5), ("2027-02-01", 4), ("2026-12-01", 5), ("2026-09-01", 5)]
)
def test_a_month_is_a_page(start: str, rows: int) -> None:
    """Of four or five weeks; the days of other months are blank, and the first of them says where they are."""
    shown = _view(
        _plan(_step('dose = "0.5 mg"', "weeks = 16"), start=start),
        replace(OPTIONS, as_of=date.fromisoformat(start)),
    )
    page = shown.pages[0]

    assert isinstance(page, Page)
    assert len(page.rows) == rows
    assert page.head.title.split()[0] in {"February", "December", "September"}


def test_the_days_of_the_next_month_are_on_its_page() -> None:
    """It is said once."""
    page = _view(_plan(_step('dose = "0.5 mg"', "weeks = 12"))).pages[0]
    assert isinstance(page, Page)
    blanks = [cell for cell in page.rows[-1].cells if not isinstance(cell, Square)]

    assert [blank.said and blank.said.text for blank in blanks] == ["→ January page", None, None]


def test_what_does_not_fit_a_month_is_on_four_weeks_that_run_through_its_end() -> None:
    """The first day of a month says so."""
    shown = _view(_plan(_step('morning = "0.5 mg"\nbedtime = "0.5 mg"', "weeks = 8")))

    assert _titles(shown)[:2] == ["7 Dec to 27 Dec 2026", "28 Dec to 17 Jan 2027"]
    assert _square(shown, "2027-01-01")[0] == "1 Jan"
    assert shown.pages[0].foot[-1].text.endswith("→ from 28\N{NO-BREAK SPACE}Dec: next page")


def test_busy_weeks_have_rows_of_days_and_all_others_stay_as_they_are() -> None:
    """It is decided week by week."""
    busy = 'morning = "0.5 mg"\nnoon = "0.5 mg"\nevening = "0.5 mg"\nbedtime = "0.25 mg"'
    shown = _view(
        _plan(_step('dose = "0.5 mg"') + _step(busy, "weeks = 1") + _step('dose = "0.25 mg"', "weeks = 9"))
    )

    assert [type(page) for page in shown.pages] == [Page, WeekPage, Page, Page, Page]
    busy_page = shown.pages[1]
    assert isinstance(busy_page, WeekPage)
    assert [text.text for text in busy_page.columns] == ["Day", "morning", "noon", "evening", "bedtime"]
    assert _titles(shown)[:2] == ["7 Dec to 20 Dec 2026", "21 Dec to 27 Dec 2026"]


def test_a_dose_with_more_digits_than_a_square_holds_has_a_row() -> None:
    """No numeral is smaller than 26 points, and none stands over the next square."""
    plan = _plan(_step('dose = "112.0625 mg"'), '[[product]]\nform = "tablet"\nstrength = "112.0625 mg"\n')

    assert {type(page) for page in _view(plan).pages} == {WeekPage}
    assert _pages(plan)


def test_sizes_do_not_shrink_on_small_paper() -> None:
    """A5 has fewer weeks on a page instead."""
    a4, a5 = (_view(_plan(DAILY), replace(OPTIONS, paper=PAPERS[paper])) for paper in ("a4", "a5"))

    assert a4.sheet == a5.sheet
    assert a5.frame.sheet.unit == "1.0000mm"
    assert len(a5.pages) > len(a4.pages)


def test_printing_begins_today() -> None:
    """The first page has today, and its next change lies ahead."""
    plan = read((SAMPLES / "clonazepam.toml").read_bytes())
    for day in (date(2025, 9, 22), date(2025, 10, 2)):
        shown = _view(plan, replace(OPTIONS, as_of=day))
        page = shown.pages[0]
        assert isinstance(page, Page)
        cells = [cell for row in page.rows for cell in row.cells if isinstance(cell, Square)]
        assert cells[0].day == day
    assert _titles(_view(plan, replace(OPTIONS, as_of=date(2025, 9, 22)))) == ["22 Sept to 13 Oct 2025"]
    everything = replace(OPTIONS, as_of=date(2025, 10, 2), everything=True)
    assert _titles(_view(plan, everything)) == ["September 2025", "October 2025"]


def test_after_the_end_no_page_says_no_dose_alone() -> None:
    """The first day without a dose stands with the last weeks, also where it begins a month or a week."""
    for weeks in (1, 2, 3, 4, 8):
        shown = _view(_plan(_step('dose = "0.5 mg"', f"weeks = {weeks}")))
        last = shown.pages[-1]
        assert isinstance(last, Page)
        cells = [cell for row in last.rows for cell in row.cells if isinstance(cell, Square)]
        assert len(cells) > 1
        assert cells[-1].kind == "without"


def test_one_file_prints_whole_on_a4_and_on_letter() -> None:
    """It is no wider than the one and no longer than the other."""
    both, a4, letter = PAPERS["both"], PAPERS["a4"], PAPERS["letter"]

    assert both.width <= min(a4.width, letter.width)
    assert both.height <= min(a4.height, letter.height)


def test_a_review_stands_on_its_day() -> None:
    """With whom it is."""
    plan = _plan(DAILY + '[[review]]\non = 2026-12-14\nwhat = "Dr A. Example"')

    assert _square(_view(plan), "2026-12-14")[-1] == "_ Review: Dr A. Example"


@pytest.mark.parametrize("top", ['then = "stay"', "title = 'Open'"])
def test_a_dose_that_goes_on_leaves_no_square_empty(top: str) -> None:
    """Up to the end of the page; an empty square would be read as a day without a dose."""
    length = "weeks = 1" if "stay" in top else 'weeks = "open"'
    plan = _plan(_step('dose = "0.5 mg"', length), f"{top}\n{TABLET}")
    for day in (date(2026, 12, 7), date(2027, 5, 20), date(2027, 2, 1)):
        shown = _view(plan, replace(OPTIONS, as_of=day)).pages
        for page in shown:
            assert isinstance(page, Page)
            cells = [cell for row in page.rows for cell in row.cells]
            taken = [isinstance(cell, Square) and len(cell.parts) > 1 for cell in cells]
            assert all(taken[taken.index(True) : len(taken) - taken[::-1].index(True)])
    assert _pages(plan, replace(OPTIONS, as_of=date(2027, 5, 20)))


UNTIMED = _plan(
    _step('dose = "10.5 mg"', "days = 3")
    + _step('noon = "12.5 mg"\nevening = "12.5 mg"\nbedtime = "14.5 mg"', "days = 4"),
    '[[product]]\nform = "tablet"\nstrength = "2 mg"\nsplit = "quarter"\n',
)


@pytest.mark.parametrize("edition", [Edition.STANDARD, Edition.LARGE])
def test_an_untimed_dose_never_stands_under_a_time(edition: Edition) -> None:
    """Under "bedtime" it would be taken at bedtime."""
    pages = _view(UNTIMED, replace(OPTIONS, edition=edition)).pages
    shown = [page for page in pages if isinstance(page, WeekPage)]

    for page in shown:
        names = [text.text for text in page.columns[1:]]
        for row in page.rows:
            if row.day < date(2026, 12, 10):
                filled = [name for name, cell in zip(names, row.columns, strict=True) if cell]
                assert filled == ["any time"]
                assert row.columns[names.index("any time")]
    assert shown


def test_each_page_says_what_its_own_days_need() -> None:
    """Who packs a box from the page would otherwise put in a week's tablets for each part."""
    pages = _view(UNTIMED, replace(OPTIONS, edition=Edition.LARGE)).pages
    said = [(len(page.rows), page.foot[0].text.replace("\N{NO-BREAK SPACE}", " ")) for page in pages]

    assert len(said) > 1
    assert said[0] == (3, "Needed on this page: 15 and ¾ tablets of 2 mg.   → from 10 Dec: next page")


def test_standard_is_a_month_a_page_large_some_days_and_giant_a_day() -> None:
    """Three weeks in December, and the first day without."""
    plan = _plan(DAILY)
    standard, large, giant = (_pages(plan, replace(OPTIONS, edition=edition)) for edition in Edition)

    assert [page[:13] for page in standard] == ["The whole pla", "December 2026"]
    assert large[1].startswith("7 Dec to 10 Dec 2026 ")
    assert len(giant) == 22
    assert giant[0].startswith("Monday 7 December 2026 ● FIRST DAY clonazepam bedtime ☐ 0.5 mg")
    assert giant[-1].startswith("Monday 28 December 2026 ○ FIRST DAY WITHOUT clonazepam no dose")


GIANT = """
format = 1
start = 2026-12-07
drug = "diazepam"

[person]
name = "Maria Example"

[[as_needed]]
drug = "lorazepam"
dose = "0.5 mg"
most = "2 a day"

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[step]]
days = 1
morning = "3 mg"
noon = "1 mg"
bedtime = "2 mg"

[[step]]
days = "0-1"
if = "sleep is steady"
morning = "1 mg"
bedtime = "2 mg"
"""


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize("code", languages())
def test_each_giant_page_says_whose_it_is_all_marks_and_a_dose(code: str, paper: str) -> None:
    """A page may hang alone: none is without a dose, and none says less about its day than another."""
    options = replace(OPTIONS, language=language(code), paper=PAPERS[paper], edition=Edition.GIANT)
    pages = _view(read(GIANT.encode()), options).days
    last = [page for page in pages if page.day == date(2026, 12, 8)]

    assert all(page.intakes or page.nothing for page in pages)
    assert {page.names.text for page in pages} == {"diazepam · Maria Example"}
    assert [[kind for kind, _ in page.marks] for page in last] == [["last", "new", "needed"]] * len(last)
    assert all(
        "sleep is steady" in page.notes[-1].text and "lorazepam" in page.allowed[0].text for page in last
    )


def test_large_print_says_no_dose_where_the_doses_stand() -> None:
    """And parts two doses of one cell by a rule."""
    hours = "\n".join(f'"{hour}:00" = "0.5 mg"' for hour in range(16, 22))
    plan = _plan(_step(hours, "days = 1") + _step('bedtime = "0.5 mg"', "days = 1"))
    rows = [row for page in _view(plan, replace(OPTIONS, edition=Edition.LARGE)).pages for row in page.rows]
    first, last = (row for row in rows if isinstance(row, WeekRow) and row.day.day in {7, 9})

    ruled = [sum(style.rule > 0 for part in cell for style in _styles(part)) for cell in first.columns]
    assert ruled == [2, 2, 0]
    assert {_said(part) for cell in last.columns for part in cell} == {"no dose"}


def test_large_print_labels_each_box_with_its_time() -> None:
    """Also two doses without a time, as first and second."""
    plan = _plan(_step('dose = ["0.5 mg", "0.25 mg"]', "weeks = 1"))
    page = _view(plan, replace(OPTIONS, edition=Edition.LARGE)).pages[0]
    assert isinstance(page, WeekPage)

    assert [_said(cell[0]) for cell in page.rows[0].columns] == ["first dose", "second dose"]
    assert [text.text for text in page.columns[1:]] == ["first dose", "second dose"]
    assert min(style.size for part in page.rows[0].columns[0] for style in _styles(part)) >= 18


def _styles(part: Part) -> list[Style]:
    if isinstance(part, Text):
        return [part.style]
    if isinstance(part, Line):
        return [part.style, *(one.style for one in part.texts)]
    assert isinstance(part, Stack)
    return [style for one in part.parts for style in _styles(one)]


def test_a_false_next_change_is_refused() -> None:
    """It is compared with the plan file as each dose is."""
    plan = _plan(_step('bedtime = "1 mg"', "weeks = 4") + _step('bedtime = "0.5 mg"', "weeks = 4"))
    document = DOCUMENTS["calendar"]
    page = document_html(document, document.view(plan, OPTIONS), OPTIONS)
    true, false = "Later: 4\N{NO-BREAK SPACE}Jan", "Later: 5\N{NO-BREAK SPACE}Jan"
    assert true in page

    with pytest.raises(ReadBackError):
        check_words(page.replace(true, false, 1), plan, OPTIONS)


def test_the_first_page_is_the_whole_plan() -> None:
    """A row a step with a box to tick, today's marked, and the end."""
    plan = _plan(_step('bedtime = "1 mg"') + _step('bedtime = "0.5 mg"'))
    whole = _view(plan, replace(OPTIONS, as_of=date(2026, 12, 22))).whole
    assert whole is not None
    rows = [
        [" ".join(map(_said, cell)).replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells]
        for row in whole.rows
    ]

    assert rows == [
        [
            "☐",
            "Monday, 7 December – Sunday, 20 December, 2 weeks",
            "1 mg",
            "bedtime: 2 tablets of 0.5 mg",
            "",
        ],
        [
            "☐",
            "● NOW, 22 Dec Monday, 21 December – Sunday, 3 January, 2 weeks",
            "0.5 mg",
            "bedtime: 1 tablet of 0.5 mg",
            "0.5 mg less",
        ],
        ["", "from Monday, 4 January on", "no dose", "", ""],
    ]
    assert whole.curve is not None


def test_the_whole_plan_has_a_column_for_each_time_of_day() -> None:
    """What is not taken at a time is a dash; a dose in another column, or a lost one, is refused."""
    step = '[[step]]\nweeks = 2\nbedtime = "{}"\nmorning = "{}"\n'
    plan = _plan(step.format("1 mg", "0.5 mg") + _step('bedtime = "0.75 mg"'))
    whole = _view(plan).whole
    assert whole is not None
    rows = [
        [" / ".join(map(_said, cell)).replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells[2:]]
        for row in whole.rows
    ]
    page = document_html(DOCUMENTS["calendar"], DOCUMENTS["calendar"].view(plan, OPTIONS), OPTIONS)
    first, second = re.findall(r"<td[^>]*><div[^>]*numeral=.1,0,\d.*?</td>", page)

    assert [name.text for name in whole.columns[2:]] == ["morning", "bedtime", "Change from before"]
    assert rows == [
        ["0.5 mg / 1 tablet of 0.5 mg", "1 mg / 2 tablets of 0.5 mg", ""],
        ["–", "0.75 mg / 1 and ½ tablets of 0.5 mg", "0.75 mg less"],
        ["no dose", "no dose", ""],
    ]
    check_words(page, plan, OPTIONS)
    for false in (page.replace(first + second, second + first), page.replace(second, "<td></td>")):
        with pytest.raises(ReadBackError):
            check_words(false, plan, OPTIONS)


def test_the_whole_plan_is_one_page_however_long_it_is() -> None:
    """Daily steps are one row; what has no room is counted."""
    daily = '[[step]]\ntaper = "linear"\nstart = "3 mg"\ncut = "0.125 mg"\nevery = "{}"\nto = "0.125 mg"\n'
    days, weeks = (_view(_plan(daily.format(every))).whole for every in ("1 day", "1 week"))
    assert days is not None
    assert weeks is not None

    assert len(days.rows) == 3
    gap = weeks.rows[-2].cells[1][0]
    assert isinstance(gap, Text)
    assert gap.text == f"… {26 - len(weeks.rows)} more steps, on the pages of their days"


def test_the_row_of_what_is_left_out_is_as_high_as_its_text() -> None:
    """Where each time of day has a column, the text takes two lines in its own."""
    times = 'morning = "{0}.625 mg"\nnoon = "{0}.5 mg"\nevening = "{0}.125 mg"\nbedtime = "{0}.625 mg"'
    steps = (_step(times.format(left)) for left in range(40, 0, -1))
    whole = _view(_plan("".join(steps))).whole
    assert whole is not None
    gap = whole.rows[-2]
    (said,) = gap.cells[1]

    assert gap.height >= 10 * said.height(whole.widths[1]) > 10 * said.height(2 * whole.widths[1])


def test_a_part_of_the_calendar_has_no_page_of_the_whole_plan() -> None:
    """It goes to pages that hang there already."""
    assert _view(_plan(DAILY), replace(OPTIONS, first=date(2026, 12, 14))).whole is None


def test_an_hour_leads_its_dose_as_it_is_written() -> None:
    """In a square behind the morning, and as the head of a column where a day has four of them."""
    mixed = _view(_plan(_step('"15:00" = "0.25 mg"\nmorning = "0.5 mg"')))
    hours = '"20:00" = "0.5 mg"\n"8:00" = "0.5 mg"\n"12:00" = "0.25 mg"\n"16:00" = "0.25 mg"'
    four = [page for page in _view(_plan(_step(hours))).pages if isinstance(page, WeekPage)]

    assert _square(mixed, "2026-12-08") == [
        "8",
        "morning",
        "0.5 mg",
        "1 tablet of 0.5 mg",
        "15:00",
        "0.25 mg",
        "½ tablet of 0.5 mg",
    ]
    assert [text.text for text in four[0].columns] == ["Day", "08:00", "12:00", "16:00", "20:00"]
    row = [
        " / ".join(map(_said, cell)).replace("\N{NO-BREAK SPACE}", " ") for cell in four[0].rows[0].columns
    ]
    assert [cell.split(" mg")[0] for cell in row] == ["0.5", "0.25", "0.25", "0.5"]


PATCH = """
format = 1
drug = "fentanyl"
start = 2026-12-07

[[product]]
form = "patch"
rate = "25 mcg/h"
change_every = "72 hours"

[[product]]
form = "patch"
rate = "12 mcg/h"
change_every = "72 hours"

[[step]]
days = 12
dose = "37 mcg/h"

[[step]]
days = 12
dose = "25 mcg/h"
"""


@pytest.mark.parametrize("code", ["en-GB", "de-DE"])
def test_a_patch_stands_in_squares(code: str) -> None:
    """The long unit is smaller beside its rate, and what is put on stands below the box."""
    pages = _view(read(PATCH.encode()), replace(OPTIONS, language=language(code))).pages
    squares = [page for page in pages if isinstance(page, Page)]

    assert [page.kind for page in pages] == ["squares", "squares"]
    assert all(cell.fits for page in squares for row in page.rows for cell in row.cells if cell.day)


def test_the_whole_plan_takes_the_last_patch_off_on_one_day() -> None:
    """And not from that day on, as no dose is taken."""
    whole = _view(read(PATCH.encode())).whole
    assert whole is not None
    _, date, dose, *_ = whole.rows[-1].cells

    assert [" ".join(map(_said, cell)).replace("\N{NO-BREAK SPACE}", " ") for cell in (date, dose)] == [
        "Thursday, 31 December",
        "take the patch off",
    ]


def test_the_giant_calendar_says_put_on_as_large_as_leave_on() -> None:
    """It is the word that tells one day from the other."""
    options = replace(OPTIONS, edition=Edition.GIANT)
    change, stays = (page.intakes[0] for page in _view(read(PATCH.encode()), options).days[:2])

    assert change.how.text.startswith("take all off, then put on ")
    assert stays.how.text.replace("\N{NO-BREAK SPACE}", " ") == "leave on: 2 patches"
    assert all(one.how.style.size >= 26 for one in (change, stays))


def test_a_square_without_a_time_keeps_its_drawing_where_its_packet_has_a_long_strength() -> None:
    """In the frame of the last day the strength has no room beside the box."""
    packet = '[[product]]\nform = "tablet"\nstrength = "50 mcg"\nsplit = "half"\n'
    pages = _pages(_plan(_step('dose = "50 mcg"'), packet))

    assert sum(page.count("Drawing: 1 tablet of 50 micrograms") for page in pages) == 14


def test_the_whole_plan_says_the_tablets_beside_a_patch_once() -> None:
    """A day of a new patch and one on which it is left on have the same tablets; two lines would be taken twice."""
    patch = '[[product]]\ndrug = "fentanyl"\nform = "patch"\nrate = "25 mcg/h"\nchange_every = "72 hours"\n'
    tablet = '[[product]]\ndrug = "diazepam"\nform = "tablet"\nstrength = "2 mg"\n'
    doses = 'morning = { fentanyl = "25 mcg/h" }\nbedtime = { diazepam = "4 mg" }\n'
    plan = f"format = 1\nstart = 2026-12-07\n{patch}{tablet}[[step]]\nweeks = 3\n{doses}"
    whole = _view(read(plan.encode())).whole
    assert whole
    said = [part.text for cell in whole.rows[0].cells for part in cell if isinstance(part, Text)]

    assert sum("2\N{NO-BREAK SPACE}tablets" in text for text in said) == 1


def test_the_first_day_without_is_marked_also_where_a_cycle_ends_on_a_day_without_a_dose() -> None:
    """It looks like each second day before it, after which a dose came."""
    plan = _plan('[[step]]\ndays = 8\ncycle = [{ dose = "0.5 mg" }, { dose = "0 mg" }]\n')

    assert plan.first_day_without
    assert _square(_view(plan), str(plan.first_day_without))[1] == "○ FIRST DAY WITHOUT"


def test_a_dash_between_two_dates_never_stands_alone_on_a_line() -> None:
    """There it would look like a time without a dose, which is a dash on the same page."""
    whole = _view(_plan(DAILY), replace(OPTIONS, language=language("en-US"))).whole
    assert whole
    said = [part.text for row in whole.rows for cell in row.cells for part in cell if isinstance(part, Text)]

    assert any("December\N{NO-BREAK SPACE}20" in text and "7\N{NO-BREAK SPACE}– " in text for text in said)
