"""What changed: the page that says so, and the pages that have to be printed again."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from presented import DOCUMENTS, check_words
from read_pdf import read_pdf

from taperdocs.documents.what_changed import only_changed, view
from taperdocs.language.language import language
from taperdocs.make.make import document_html, make
from taperdocs.make.presented import on_paper
from taperdocs.make.typed import possible
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.revisions import PlanDifference, revision
from taperdocs.planfile.reader import read

TAPER = """
format = 1
drug = "clonazepam"
start = 2026-11-30

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 4
dose = "1 mg"

[[step]]
weeks = 4
dose = "0.5 mg"
"""
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20))

DRAFT = "DRAFT: not agreed yet | Until this is agreed, ask your prescriber which dose to take. | "
IF = "Only if this is agreed: | "


def _changed(change: str) -> Plan:
    return read((TAPER + "\n[[change]]\n" + dedent(change)).encode())


LATER = _changed('kind = "hold"\non = 2027-01-11\ndays = 7')
HELD = _changed('kind = "hold"\non = 2026-12-21\ndays = 14\nwhy = "poor sleep"')


def _page(plan: Plan) -> str:
    (file,) = make(plan, ["changes"], OPTIONS)
    (page,) = read_pdf(file.data, "cell")
    return " | ".join(" ".join(block.split()) for block in page)


def test_what_is_done_stands_first_and_then_old_beside_new() -> None:
    """A hold from 21 December on is felt a week later, where the old plan went down."""
    before, now = revision(HELD, 0).code, HELD.code

    assert _page(HELD).startswith(
        f"What changed | {DRAFT}{IF}From Monday, 28 December stay on 1 mg | "
        "21 December 2026: Hold, 2 weeks, poor sleep | "
        f"Before: plan {before}, revision 0 | If agreed: plan {now}, revision 1 | "
        "On Monday, 28 December | 0.5 mg 1 tablet of 0.5 mg | stay on 1 mg 2 tablets of 0.5 mg | "
        "Last dose day | 24 Jan 2027 | 7 Feb 2027 | "
        "Next change from that day on | 28 Dec 2026 1 mg → 0.5 mg | 11 Jan 2027 1 mg → 0.5 mg | "
        "Needed for the whole plan | 84 tablets of 0.5 mg | 112 tablets of 0.5 mg (28 more) | "
    )


def test_the_large_date_is_the_day_on_which_the_hand_does_something_else() -> None:
    """A change that is dated ahead changes no dose on its own day."""
    slower = _changed('kind = "slow"\non = 2026-12-05\ndays = 3\nwhy = "slower from here on"')

    assert _page(slower).startswith(
        f"What changed | {DRAFT}{IF}From Monday, 28 December stay on 1 mg | "
        "5 December 2026: Slower, each step 3 days longer, slower from here on | "
    )


def test_a_day_that_is_not_the_first_one_that_differs_is_refused() -> None:
    """The read-back compares the days of both revisions by itself."""
    document, asked = DOCUMENTS["changes"], OPTIONS
    page = document_html(document, document.view(HELD, asked), asked)

    check_words(page, HELD, asked)
    for day in (21, 27, 29):
        later = page.replace(
            "28\N{NO-BREAK SPACE}December stay", f"{day}\N{NO-BREAK SPACE}December stay"
        ).replace('data-differs="2026-12-28"', f'data-differs="2026-12-{day}"')
        assert later != page
        with pytest.raises(ReadBackError):
            check_words(later, HELD, asked)


def test_a_dose_that_ends_earlier_and_one_that_is_new_say_so() -> None:
    """No dose, or another one."""
    sooner = _changed('kind = "replan"\non = 2027-01-18\nsteps = "0.25 mg 3d; 0"')
    assert f"{IF}From Monday, 18 January take 0.25 mg | " in _page(sooner)

    ends = _changed('kind = "replan"\non = 2027-01-18\nsteps = "0.5 mg 3d; 0"')
    assert f"{IF}From Thursday, 21 January no dose | " in _page(ends)


def test_a_change_without_another_dose_says_that_none_changes() -> None:
    """A hold of a dose that goes on."""
    stays = TAPER.replace("start =", 'then = "stay"\nstart =')
    page = _page(read((stays + '[[change]]\nkind = "hold"\non = 2027-01-11\n').encode()))

    assert page.startswith(f"What changed | {DRAFT}No dose changes. | 11 January 2027: Hold | ")
    assert "Strike out" not in page


def test_a_dose_that_went_on_is_said_beside_the_new_end() -> None:
    """The last dose of a plan without an end is taken on the day after it was laid out too."""
    went_on = TAPER.replace("start =", 'then = "stay"\nstart =')
    ends = '[[change]]\nkind = "replan"\non = 2027-01-11\n[[change.step]]\nweeks = 2\ndose = "0.5 mg"\n'

    assert "On Monday, 25 January | 0.5 mg 1 tablet of 0.5 mg | no dose | " in _page(
        read((went_on + ends).encode())
    )


def test_the_page_says_what_to_strike_out_and_what_to_throw_away() -> None:
    """From one day on: the page of that day is kept for its ticks, all later ones are old."""
    assert _page(LATER).endswith(
        "If agreed: strike out from Monday, 25 January on | "
        "☐ On the page with this day, in calendar and diary. Keep that page for what is ticked. | "
        "If agreed: throw away and print anew | "
        "☐ Calendar and diary: all later pages, and the page of the whole plan | ☐ Hand-off and card | "
        "☐ Phone: open the new file plan.ics on it; it moves the old entries | "
        "Still true | All doses before that day. Only what a page says of a next change or an end may be old."
    )


def test_only_pages_that_changed_are_printed() -> None:
    """The calendar from the month on that is not true any more, the hand-off whole."""
    assert only_changed(*on_paper(LATER, OPTIONS), "calendar") == replace(OPTIONS, first=date(2027, 1, 1))
    assert only_changed(*on_paper(LATER, OPTIONS), "diary") == replace(OPTIONS, first=date(2026, 12, 28))
    assert only_changed(*on_paper(LATER, OPTIONS), "handoff") == OPTIONS


def test_a_plan_that_has_not_changed_has_no_such_page() -> None:
    """Who asks for it all the same is told so; it is left out where everything is made."""
    plan = read(TAPER.encode())

    assert _page(plan).startswith(
        f"What changed | {DRAFT}Nothing yet: this plan is as it was first written. | "
    )
    assert "changes" not in possible(plan, DOCUMENTS)
    assert "changes" in possible(HELD, DOCUMENTS)


def test_the_first_difference_is_the_day_of_the_change() -> None:
    """Days before a change are the same days."""
    assert PlanDifference(revision(HELD, 0), HELD).first == date(2026, 12, 21)
    assert PlanDifference(HELD, HELD).first is None


RESUMED = _changed(
    """
    kind = "hold"
    on = 2026-12-21

    [[change]]
    kind = "resume"
    on = 2027-03-01
    """
)


def test_after_a_long_hold_the_page_begins_with_the_day_on_which_the_plan_goes_on() -> None:
    """Weeks after the days that were laid out at first: what was held meanwhile is no change."""
    (file,) = make(RESUMED, ["changes"], replace(OPTIONS, as_of=date(2027, 3, 1)))
    page = " | ".join(" ".join(block.split()) for block in read_pdf(file.data, "cell")[0])

    assert "| Only if this is agreed: | From Monday, 8 March take 0.5 mg | " in page
    assert "On Monday, 8 March | stay on 1 mg 2 tablets of 0.5 mg | 0.5 mg 1 tablet of 0.5 mg | " in page
    assert "Next change from that day on | no date yet | 8 Mar 2027 1 mg → 0.5 mg | " in page
    assert "strike out from Monday, 8 March on" in page


def test_a_page_whose_days_are_over_is_not_printed_again() -> None:
    """Not even where it could now say how long a hold was."""
    on = replace(OPTIONS, as_of=date(2027, 3, 1))

    assert only_changed(*on_paper(RESUMED, on), "calendar") == replace(on, first=date(2027, 3, 1))
    assert only_changed(*on_paper(RESUMED, on), "diary") == replace(on, first=date(2027, 3, 1))


def test_a_page_of_days_that_are_other_doses_now_is_stale_also_when_they_are_over() -> None:
    """Who prints late throws away what hung there meanwhile, from the day of the change on."""
    late = replace(OPTIONS, as_of=date(2027, 2, 10))

    assert only_changed(*on_paper(HELD, late), "calendar") == replace(late, first=date(2026, 12, 1))


@pytest.mark.parametrize(
    "change",
    [
        'kind = "hold"\non = 2026-12-21',
        'kind = "step-back"\non = 2027-01-04\ndays = 7',
        'kind = "slow"\non = 2026-12-21\ndays = 7',
        'kind = "replan"\non = 2026-12-21\nsteps = "0.75 mg 2w; 0.5 mg 2w; 0"',
    ],
)
def test_every_kind_of_change_has_its_page(change: str) -> None:
    """Also one without an end, and one that brings doses that were not there before."""
    assert _page(_changed(change)).startswith("What changed | ")


def test_it_is_one_page_on_every_paper() -> None:
    """Also with two drugs at two times of day."""
    plan = read(
        (Path(__file__).parents[2] / "samples" / "cross-taper.toml").read_bytes()
        + b'\n[[change]]\nkind = "hold"\non = 2026-12-23\ndays = 7\nwhy = "a cold"\n'
    )
    for paper in PAPERS.values():
        (file,) = make(plan, ["changes"], replace(OPTIONS, paper=paper))
        assert len(read_pdf(file.data, "cell")) == 1


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_a_draft_cannot_be_followed_by_its_largest_words_and_keeps_to_one_page(paper: str) -> None:
    """What is not agreed stands below its condition, in smaller letters than the word DRAFT."""
    plan = read(b"""
format = 1
drug = "diazepam"
start = 2026-12-07
[[product]]
form = "tablet"
strength = "2 mg"
split = "half"
[[step]]
weeks = 2
morning = "2 mg"
bedtime = "5 mg"
[[step]]
weeks = 2
bedtime = "4 mg"
[[change]]
kind = "hold"
on = 2026-12-18
days = 10
why = "A cold, and three bad nights"
""")
    shown = view(plan, Options(language("de-DE"), PAPERS[paper], date(2026, 12, 16)))

    said = {text.text: text.style.size for text in shown.head}
    largest, condition, sentence = {"a4": (26, 18, 18), "a5": (18, 18, 14)}[paper]
    assert said.get("ENTWURF: noch nicht vereinbart", 18) == largest
    assert list(said.values())[-3:-1] == [condition, sentence]
    assert shown.frame.one_page
