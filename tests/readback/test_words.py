"""The words of a page are compared with a second working of the days, square by square."""

from datetime import date

import pytest
from presented import DOCUMENTS, check_words

from taperdocs.language.language import language
from taperdocs.make.make import document_html as html
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import unmarked
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
TEXT = b"""
format = 1
drug = "diazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "2 mg"
split = "half"

[[product]]
form = "solution"
strength = "2 mg/5 mL"
measure = "0.1 mL"

[[step]]
weeks = 2
morning = "2 mg"
bedtime = "3 mg"

[[step]]
weeks = 1
cycle = ["2.4 mg", "0 mg"]
"""
PLAN = read(TEXT)


def _page(plan: Plan = PLAN, options: Options = OPTIONS) -> str:
    document = DOCUMENTS["calendar"]
    return html(document, document.view(plan, options), options)


@pytest.mark.parametrize("code", ["en-GB", "en-US", "de-DE"])
def test_a_calendar_says_what_its_days_have(code: str) -> None:
    """In each language, with its own decimal sign and its own first weekday."""
    options = Options(language(code), PAPERS["a4"], date(2026, 12, 7))

    check_words(_page(options=options), PLAN, options)


FAULTS = {
    "a dose": (">3</div>", ">2</div>"),
    "a mark of another dose": ('data-amount="2026-12-07,1"', 'data-amount="2026-12-07,0"'),
    "a mark that nobody knows": ("data-amount", "data-number"),
    "a unit": ('<b data-unit="">mg</b>', '<b data-unit="">mcg</b>'),
    "one tablet more": ('class="w">1 tablet', 'class="w">2 tablets'),
    "a tablet that is drawn as its half": ("⬤<", "◐<"),
    "the number of a day": (">8<", ">9<"),
    "the day of a square": ('data-day="2026-12-08"', 'data-day="2026-12-09"'),
    "the name of a weekday": (">Monday</th>", ">Tuesday</th>"),
    "a square in another column": ('<td data-day="2026-12-07"', '<td></td><td data-day="2026-12-07"'),
    "a dose without a mark": ('<div data-amount="2026-12-07,1"', "<div"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_square_is_refused(fault: str) -> None:
    """Whatever is wrong in it."""
    page, (true, false) = _page(), FAULTS[fault]
    assert true in page, "nothing was falsified"

    with pytest.raises(ReadBackError):
        check_words(page.replace(true, false, 1), PLAN, OPTIONS)


def test_a_square_of_another_plan_is_refused() -> None:
    """Where the page is true to itself and not to the plan file."""
    other = read(TEXT.replace(b'"3 mg"', b'"4 mg"'))

    with pytest.raises(ReadBackError, match="the plan file has 42 2 mg"):
        check_words(_page(), other, OPTIONS)


def test_marks_are_not_typeset() -> None:
    """What is laid out has none of them, so that squares that look alike are alike."""
    assert "data-" not in unmarked(_page())


def test_a_long_number_in_a_persons_own_words_is_printed_as_it_stands() -> None:
    """Eighteen digits of a reference are no dose, and no figure of them is lost."""
    number = "123456789012345678"
    text = (
        TEXT
        + f'if = "after call {number}"\n[[change]]\nkind = "hold"\non = 2026-12-10\nwhy = "{number}"\n'.encode()
    )
    plan = read(text)
    pages = {
        name: html(document, document.view(plan, OPTIONS), OPTIONS) for name, document in DOCUMENTS.items()
    }

    for page in pages.values():
        check_words(page, plan, OPTIONS)
    assert all(number in pages[name] for name in ("handoff", "changes"))
