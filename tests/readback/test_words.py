"""The words of a page are compared with a second working of the days, square by square."""

from dataclasses import replace
from datetime import date

import pytest
from presented import DOCUMENTS, check_words

from taperdocs.language.language import language
from taperdocs.language.words import Words
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
    "a dose": (">3</b>", ">2</b>"),
    "a mark of another dose": ('data-numeral=",1"', 'data-numeral=",0"'),
    "a mark that nobody knows": ("data-numeral", "data-number"),
    "a unit": ("> mg</b>", "> mcg</b>"),
    "one tablet more": ('0">1\N{NO-BREAK SPACE}tablet', '0">2 tablets'),
    "a tablet that is drawn as its half": ("⬤<", "◐<"),
    "the number of a day": (">8<", ">9<"),
    "the day of a square": ('data-day="2026-12-08"', 'data-day="2026-12-09"'),
    "the name of a weekday": (">Monday</th>", ">Tuesday</th>"),
    "a square in another column": ('<td data-day="2026-12-07"', '<td></td><td data-day="2026-12-07"'),
    "a dose without a mark": (' data-numeral=",1"', ""),
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

    with pytest.raises(ReadBackError, match="the plan file has 2 mg … 4 mg"):
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


LIQUID = "2026-12-21"
"""A day of 2.4 mg, which are 6 mL where there are no tablets."""
MEASURED = read(TEXT.replace(TEXT[TEXT.index(b"[[product]]") : TEXT.index(b'[[product]]\nform = "sol')], b""))


def _leading(plan: Plan = MEASURED, day: str = LIQUID) -> str:
    """Return a page that says of a day what the hand does, in one element."""
    at = date.fromisoformat(day)
    words, options = Words(language("en-GB")), replace(OPTIONS, as_of=at, first=at, last=at)
    rows = list[str]()
    for place, intake in enumerate(plan.on(at)):
        said, drawing = words.numeral(plan, intake), words.drawing(plan, intake)
        assert drawing
        rows.append(
            f'<p data-numeral="{day},{place}"><i>☐</i> {said.amount} <b>{said.unit}</b> {said.beside}</p>'
            f'<p data-pieces="">{words.pieces(plan.pieces(intake))}</p>'
            f'<p><span data-drawn="{day},{place}" title="{drawing.alt}">{drawing.signs}</span></p>'
        )
    page = f'<html><body data-until="{day}"><div data-day="{day}">{"".join(rows)}</div></body></html>'
    check_words(page, plan, options)
    return page


def _refused(page: str, plan: Plan = MEASURED, day: str = LIQUID) -> None:
    at = date.fromisoformat(day)
    with pytest.raises(ReadBackError):
        check_words(page, plan, replace(OPTIONS, as_of=at, first=at, last=at))


LEADING_FAULTS = {
    "another volume": ("☐</i> 6 ", "☐</i> 5 "),
    "mg and mL exchanged": (
        "<b>mL</b> =\N{NO-BREAK SPACE}2.4\N{NO-BREAK SPACE}mg",
        "<b>mg</b> =\N{NO-BREAK SPACE}2.4\N{NO-BREAK SPACE}mL",
    ),
    "the dose as a volume": ("☐</i> 6 ", "☐</i> 2.4 "),
    "another dose": ("2.4\N{NO-BREAK SPACE}mg", "2.5\N{NO-BREAK SPACE}mg"),
    "no dose beside the volume": ("=\N{NO-BREAK SPACE}2.4\N{NO-BREAK SPACE}mg", ""),
    "a dose that is not told": (f' data-numeral="{LIQUID},0"', ""),
    "a dose that is told twice": (
        "</div>",
        f'<p data-numeral="{LIQUID},0">6 mL = 2.4 mg</p><p data-pieces="">6 mL (2.4 mg) of 2 mg/5 mL</p></div>',
    ),
    "two syringes": (">🌢<", ">🌢🌢<"),
    "a tablet in place of a syringe": (">🌢<", ">⬤<"),
}


@pytest.mark.parametrize("fault", LEADING_FAULTS)
def test_a_fault_in_what_the_hand_does_is_refused(fault: str) -> None:
    """By volume, dose, unit and sign."""
    page, (true, false) = _leading(), LEADING_FAULTS[fault]
    assert true in page, "nothing was falsified"

    _refused(page.replace(true, false, 1))


def test_the_numeral_of_tablets_is_their_dose() -> None:
    """It is never the volume or the count of something."""
    page = _leading(PLAN, "2026-12-07")

    assert page.count("data-numeral") == 2
    for false in ("1 <b>mL</b> = 2 mg", "1 <b>mg</b>", "2 <b>mL</b>"):
        _refused(page.replace("2 <b>mg</b>", false, 1), PLAN, "2026-12-07")


STRONG = read(
    TEXT.replace(b"[[step]]", b'[[product]]\nform = "tablet"\nstrength = "10 mg"\n\n[[step]]', 1).replace(
        b'"2 mg"\nbed', b'"12 mg"\nbed'
    )
)
DRAWN_FAULTS = {
    "strengths exchanged": ("🞄 of 10 mg  ⬤ of 2 mg", "🞄 of 2 mg  ⬤ of 10 mg"),
    "another strength": ("🞄 of 10", "🞄 of 20"),
    "no strength": ("🞄 of 10 mg  ⬤ of 2 mg", "🞄  ⬤ of 2 mg"),
    "a score line where nothing may be divided": ("🞄 of 10", "⬤ of 10"),
    "no score line": ("⬤ of 2", "🞄 of 2"),
    "a capsule": ("🞄 of 10", "⬭ of 10"),
    "a tablet more": ("🞄 of 10", "🞄🞄 of 10"),
    "the other product left out": ("🞄 of 10 mg  ⬤ of 2 mg", "🞄 of 10 mg"),
    "the words of another drawing": ("Drawing: 1", "Drawing: 2"),
}


@pytest.mark.parametrize("fault", [None, *DRAWN_FAULTS])
def test_a_drawing_says_its_strengths_and_what_may_be_divided(fault: str | None) -> None:
    """What is drawn is refused where it is another packet's."""
    words, at = Words(language("en-GB")), date(2026, 12, 7)
    drawing = words.drawing(STRONG, STRONG.on(at)[0])
    assert drawing
    signs = drawing.signs.replace("\N{NO-BREAK SPACE}", " ")
    drawn = f'<p><span data-drawn="2026-12-07,0" title="{drawing.alt}">{signs}</span></p>'
    page = f'<html><body data-until="2026-12-07">{drawn}</body></html>'
    if fault is None:
        check_words(page, STRONG, OPTIONS)
        return
    true, false = DRAWN_FAULTS[fault]
    assert true in page, "nothing was falsified"
    with pytest.raises(ReadBackError):
        check_words(page.replace(true, false, 1), STRONG, OPTIONS)
