"""What is allowed when needed stands on every page and in the phone calendar, and each of its figures is proved."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from presented import DOCUMENTS, check_words

from taperdocs.cli.show_json import as_json
from taperdocs.language.language import language, languages
from taperdocs.make.make import document_html, make
from taperdocs.make.presented import shown
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 8))
TEXT = b"""
format = 1
drug = "clonazepam"
start = 2026-12-07
steps = "0.5 mg 2w; 0.25 mg 2w; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"

[[as_needed]]
drug = "lorazepam"
dose = "0.5 mg"
most = "3 a day"
why = "panic"
product = { form = "tablet", strength = "1 mg", split = "half" }

[[change]]
kind = "hold"
on = 2026-12-14
weeks = 1
"""
PLAN = read(TEXT)
LINE = "If needed: 0.5 mg lorazepam, at most 3 times a day, for panic. Each time ½ tablet of 1 mg."


def _page(name: str, plan: Plan = PLAN, options: Options = OPTIONS) -> str:
    return document_html(DOCUMENTS[name], DOCUMENTS[name].view(plan, options), options)


def _text(page: str) -> str:
    return " ".join(
        re.sub(r"<[^>]*>", " ", page)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{WORD JOINER}", "")
        .split()
    )


def test_each_day_of_the_giant_calendar_says_it() -> None:
    """Below the doses of the day, of which each has a page."""
    options = replace(OPTIONS, edition=Edition.GIANT, last=date(2026, 12, 9))
    page = _page("calendar", PLAN, options)

    check_words(page, PLAN, options)
    assert _text(page).count(LINE) == page.count("<section")


@pytest.mark.parametrize("name", ["calendar", "card"])
def test_what_has_no_packet_is_allowed_too(name: str) -> None:
    """Nothing is then said of what makes each dose."""
    plan = read(TEXT.replace(b'product = { form = "tablet", strength = "1 mg", split = "half" }\n', b""))
    page = _page(name, plan)

    check_words(page, plan, OPTIONS)
    assert "If needed: 0.5 mg lorazepam, at most 3 times a day, for panic." in _text(page)
    assert [file.name for file in make(plan, ["ics"], OPTIONS)][:1] == ["plan.ics"]


@pytest.mark.parametrize("name", ["calendar", "handoff", "card", "changes"])
def test_every_page_says_what_is_allowed(name: str) -> None:
    """In whole, with what makes one dose."""
    assert LINE in _text(_page(name))


@pytest.mark.parametrize("code", languages())
def test_a_page_of_several_medicines_says_it_in_each_language(code: str) -> None:
    """French says the medicine before its dose."""
    second = b'[[product]]\ndrug = "oxazepam"\nform = "tablet"\nstrength = "10 mg"\n'
    step = b'[[step]]\nweeks = 2\nmorning = { clonazepam = "0.5 mg", oxazepam = "10 mg" }\n'
    head, packet, rest = TEXT.partition(b"[[product]]\n")
    head = head.replace(b'drug = "clonazepam"\n', b"").replace(b'steps = "0.5 mg 2w; 0.25 mg 2w; 0"\n', b"")
    plan = read(head + second + packet + b'drug = "clonazepam"\n' + rest + step)
    options = replace(OPTIONS, language=language(code))

    check_words(_page("card", plan, options), plan, options)
    assert [file.name for file in make(plan, ["ics"], options)][:1] == ["plan.ics"]


def test_the_calendar_says_it_on_the_whole_plan_and_below_the_days() -> None:
    """The calendar has the whole plan and two pages of days."""
    assert _text(_page("calendar")).count(LINE) == 3


def test_the_diary_asks_on_each_day_how_often_it_was_taken() -> None:
    """A week a page, seven days each."""
    said = _text(_page("diary"))
    asked = said.count("× 0.5 mg lorazepam (½ tablet of 1 mg), at most 3 times a day")
    assert asked == said.count("took instead:") > 0


def test_a_form_has_a_field_for_it() -> None:
    """Its description says which medicine it is about."""
    page = _page("diary", options=replace(OPTIONS, form=True))
    assert 'name="d2026-12-08.needed1"' in page
    check_words(page, PLAN, replace(OPTIONS, form=True))


def test_the_hand_off_says_the_most_that_can_be_used_and_that_it_is_no_need() -> None:
    """Half a tablet three times a day is 1.5 tablets, in 28 days 42."""
    said = _text(_page("handoff"))
    assert "In 4 weeks that is at most 42 tablets of 1 mg. It is no part of the doses above" in said


def test_no_supply_and_no_day_has_it() -> None:
    """It stands under a key of its own in `show --json`, with the most that one day can use."""
    shown_as = as_json(PLAN, ())
    periods, supply, beside = (json.dumps(shown_as[key]) for key in ("periods", "supply", "as_needed"))
    assert "lorazepam" not in periods + supply
    assert json.loads(beside) == [
        {
            "drug": "lorazepam",
            "dose": "0.5 mg",
            "most": 3,
            "why": "panic",
            "pieces": [{"product": "1 mg tablet", "count": "1/2"}],
            "at_most": [
                {
                    "drug": "lorazepam",
                    "product": "1 mg tablet",
                    "unit": "piece",
                    "used": "3/2",
                    "lost": "0",
                    "whole": 2,
                    "pack_size": None,
                    "packs": None,
                }
            ],
        }
    ]


def test_what_is_counted_leads_with_its_number() -> None:
    """Puffs and drops are what the hand counts; the dose stands beside them."""
    text = TEXT.decode().replace(
        "[[change]]",
        """[[as_needed]]
drug = "salbutamol"
dose = "2 puffs"
most = "4 a day"
why = "wheeze"
product = { form = "puff", strength = "100 mcg" }

[[change]]""",
    )
    plan = read(text.encode())
    said = (
        "If needed: 2 puffs salbutamol (200 micrograms), at most 4 times a day, for wheeze. "
        "Each time 2 puffs of 100 micrograms."
    )
    for name in ("calendar", "handoff", "card", "changes", "diary"):
        page = _page(name, plan)
        assert (said if name != "diary" else "× 2 puffs salbutamol (200 micrograms) (2 puffs of") in _text(
            page
        )
        check_words(page, plan, OPTIONS)
        with pytest.raises(ReadBackError):
            check_words(
                page.replace("2\N{NO-BREAK SPACE}puffs sal", "3\N{NO-BREAK SPACE}puffs sal", 1), plan, OPTIONS
            )


@pytest.mark.parametrize("paper", ["a5", "letter"])
def test_four_of_them_beside_four_doses_a_day_fit_a_page_of_the_diary(paper: str) -> None:
    """Doses are set smaller before a day would be higher than its page."""
    allowed = "".join(
        f'[[as_needed]]\ndrug = "{drug}"\ndose = "500 mg"\nmost = "4 a day"\n'
        for drug in ("metamizole sodium", "paracetamol", "ibuprofen lysine", "naproxen sodium")
    )
    plan = read(
        b"""
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "morning 2 mg, noon 1 mg, evening 1 mg, bedtime 2 mg 1w; 0"
[[product]]
form = "tablet"
strength = "2 mg"
split = "half"
"""
        + allowed.encode()
    )
    (file,) = make(plan, ["diary"], replace(OPTIONS, paper=PAPERS[paper]))
    assert file.name == "diary.pdf"


FAULTS = {
    "another dose": ("0.5\N{NO-BREAK SPACE}mg lorazepam", "1\N{NO-BREAK SPACE}mg lorazepam"),
    "another drug": ("mg lorazepam, at", "mg clonazepam, at"),
    "once more a day": ("at most 3 times", "at most 4 times"),
    "a whole tablet": ("Each time ½", "Each time 1"),
    "another packet": (
        "tablet of\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}mg.",
        "tablet of\N{NO-BREAK SPACE}2\N{NO-BREAK SPACE}mg.",
    ),
}


@pytest.mark.parametrize("name", ["calendar", "handoff", "card", "changes"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_allows_anything_else_is_refused(name: str, fault: str) -> None:
    """Wrong by one dose, one drug, one time a day or half a tablet."""
    page, (right, wrong) = _page(name), FAULTS[fault]
    assert right in page
    check_words(page, PLAN, OPTIONS)
    with pytest.raises(ReadBackError):
        check_words(page.replace(right, wrong), PLAN, OPTIONS)


def test_a_diary_that_allows_more_is_refused() -> None:
    """The line to write on has the same figures."""
    page = _page("diary")
    check_words(page, PLAN, OPTIONS)
    with pytest.raises(ReadBackError):
        check_words(page.replace("at most 3", "at most 2", 1), PLAN, OPTIONS)


def test_a_hand_off_with_another_upper_bound_is_refused() -> None:
    """42 tablets, and not 43."""
    page = _page("handoff")
    check_words(page, PLAN, OPTIONS)
    with pytest.raises(ReadBackError):
        check_words(page.replace("at most 42", "at most 43"), PLAN, OPTIONS)


@pytest.mark.parametrize("code", ["en-GB", "en-US", "de-DE"])
def test_the_phone_calendar_says_it_with_each_step_and_hold(code: str) -> None:
    """The file is proved while it is made, in each language."""
    options = replace(OPTIONS, language=language(code))
    (file,) = make(PLAN, ["ics"], options)
    said = file.data.decode().replace("\r\n ", "")
    assert said.count("lorazepam") == said.count("at most 3" if code != "de-DE" else "höchstens 3") >= 3


def test_a_discreet_page_names_no_drug_and_not_what_it_is_for() -> None:
    """The letters tell the medicines apart; the reason would tell what it is."""
    plan, options = shown(PLAN, replace(OPTIONS, discreet=True))
    for name in ("calendar", "diary", "handoff", "card", "changes"):
        page = _page(name, plan, options)
        assert "lorazepam" not in page
        assert "panic" not in page
        assert "0.5\N{NO-BREAK SPACE}mg medicine B" in page
        check_words(page, plan, options)
