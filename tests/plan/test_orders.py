"""Where pages and phones say how long what is at home lasts, what to hand out and by when to order it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from deep import examples
from hypothesis import given
from icalendar import Calendar
from plans import plans
from presented import check_ics, plan_ics
from read_pdf import read_pdf

from taperdocs.cli.comparison import last_change
from taperdocs.documents.day_marks import notes
from taperdocs.documents.handoff.handoff import HandoffView, view
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.stock import refills
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
WORDS = Words(OPTIONS.language)
PLAN = """
format = 1
drug = "clonazepam"
start = 2026-12-07
steps = "1.75 mg 4w; 0.875 mg 4w; 0"

[supply]
pack_size = 28
on_hand = 12.5
dispense_every = "2 weeks"
order_ahead = "2 working days"
closed = ["sunday", 2027-01-01, "2026-12-19 to 2026-12-28"]

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
SEVERAL = """
format = 1
start = 2026-12-07

[supply]
order_ahead = "1 day"

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
on_hand = 20
pack_size = 30

[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.5 mL"
on_hand = "120 mL"
pack_size = "100 mL"

[[step]]
weeks = 4
morning = { lorazepam = "1 mg", diazepam = "2 mg" }
"""
HOLD = '\n[[change]]\nkind = "hold"\non = 2027-01-02\nweeks = 1\n'


def planned(text: str, *more: str) -> Plan:
    """Return a plan that has been read."""
    return read("".join((text, *more)).encode())


def page(plan: Plan, options: Options = OPTIONS) -> str:
    """Return what the calendar says, read from the finished file."""
    (file,) = make(plan, ["calendar"], options)
    return " | ".join(" ".join(" ".join(part).split()) for part in read_pdf(file.data, "cell"))


def handed(plan: Plan, as_of: date) -> HandoffView:
    """Return the hand-off of a day."""
    return view(plan, replace(OPTIONS, as_of=as_of))


def plain(text: str) -> str:
    """Return a text without spaces that keep it together."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def test_the_last_day_to_order_is_marked_on_its_day_without_a_number() -> None:
    """In all editions; a number in the square of a day would be read as a dose."""
    plan = planned(PLAN)

    marked = [day for day, _ in plan.days() if "Last day to order" in tuple(notes(plan, WORDS, day))]
    assert marked == [date(2026, 12, 7), date(2026, 12, 16), date(2027, 1, 14)]
    for edition in Edition:
        pages = page(plan, replace(OPTIONS, edition=edition))
        assert pages.count("Last day to order") == 3


def test_a_page_says_what_to_order_in_its_days() -> None:
    """With the day, and in packets."""
    said = page(planned(PLAN))

    assert "Needed on this page: 98 tablets of 0.5 mg." in said
    assert "Order by Monday, 7 December 2026: 37 tablets of 0.5 mg (2 packs of 28)." in said
    assert "Order by Thursday, 14 January 2027: 23 tablets of 0.5 mg (1 pack of 28)." in said


def orders(hand_off: HandoffView) -> list[str]:
    """Return what the hand-off says of packets at home and of orders, without the sentence about both."""
    listings = (one for one in hand_off.behind.listings if one.title == "At home, and orders")
    return [plain(line) for one in listings for line in one.lines[1:]]


@pytest.mark.parametrize(
    ("as_of", "ordered"),
    [
        (date(2026, 12, 1), "Order by Monday, 7 December 2026: 37 tablets of 0.5 mg (2 packs of 28)."),
        (date(2026, 12, 10), "Order by Monday, 7 December 2026: 37 tablets of 0.5 mg (2 packs of 28)."),
        (date(2026, 12, 11), "Order by Wednesday, 16 December 2026: 30 tablets of 0.5 mg (2 packs of 28)."),
        (date(2027, 1, 19), "Order by Thursday, 14 January 2027: 23 tablets of 0.5 mg (1 pack of 28)."),
        (date(2027, 1, 20), None),
    ],
)
def test_the_hand_off_says_how_long_it_lasts_and_what_to_order_next(as_of: date, ordered: str | None) -> None:
    """An order is said until it is needed, also after its day, and what was counted until it is used up."""
    at_hand = "At hand on 7 December 2026: 12 and ½ tablets of 0.5 mg, enough to 9 December 2026."
    lasts = at_hand if as_of <= date(2026, 12, 10) else None

    said = orders(handed(planned(PLAN), as_of))

    shown = [line.partition(" – ")[2].partition(": ")[2] or line for line in said[: 1 + bool(lasts)]]
    assert shown == [line for line in (lasts, ordered) if line]


def test_each_time_of_dispensing_says_what_to_order() -> None:
    """Beside what is left from the last one; a time for which enough is left orders nothing."""
    said = orders(handed(planned(PLAN), date(2026, 12, 7)))

    assert [line for line in said if ": Order by" in line] == [
        "7 Dec 2026 – 20 Dec 2026: Order by Monday, 7 December 2026: 37 tablets of 0.5 mg (2 packs of 28).",
        "21 Dec 2026 – 3 Jan 2027: Order by Wednesday, 16 December 2026: 30 tablets of 0.5 mg (2 packs of 28).",
        "18 Jan 2027 – 31 Jan 2027: Order by Thursday, 14 January 2027: 23 tablets of 0.5 mg (1 pack of 28).",
    ]


def test_several_drugs_say_their_names() -> None:
    """Tablets in packs, a liquid in bottles."""
    assert orders(handed(planned(SEVERAL), date(2026, 12, 7))) == [
        "At hand on 7 December 2026: lorazepam 20 tablets of 1 mg, enough to 26 December 2026.",
        "At hand on 7 December 2026: diazepam 120 mL of 2 mg/5 mL solution, enough to 30 December 2026.",
        (
            "7 Dec 2026 – 3 Jan 2027: Order by Friday, 25 December 2026: lorazepam 8 tablets of 1 mg (1 pack of 30); "
            "diazepam 20 mL of 2 mg/5 mL solution (1 bottle of 100 mL)."
        ),
    ]


def test_without_the_keys_no_page_speaks_of_stock() -> None:
    """The pages are as they were."""
    plan = planned(
        re.sub(r"(?s)pack_size.*?\ndispense", "dispense", re.sub(r"(?s)order_ahead.*?\n\n", "\n", PLAN))
    )

    hand_off = handed(plan, date(2026, 12, 7))
    assert not orders(hand_off)
    assert "order" not in page(plan).casefold()


def events(plan: Plan) -> list[tuple[str, date, str]]:
    """Return UID, day and summary of each order in the phone calendar, after it was read back."""
    data = plan_ics(plan, OPTIONS)
    check_ics(data, plan, OPTIONS)
    walked: list[Any] = list(Calendar.from_ical(data).walk("VEVENT"))
    found = [(str(one["UID"]), one["DTSTART"].dt, plain(str(one["SUMMARY"]))) for one in walked]
    return [event for event in found if "rder" in event[2]]


def test_an_order_is_an_event_that_a_hold_moves() -> None:
    """It is the same event on another day; one that is no longer needed is taken back."""
    plan, held = planned(PLAN), planned(PLAN, HOLD)
    before, after = events(plan), events(held)

    assert [(day, said) for _, day, said in before] == [
        (date(2026, 12, 7), "DRAFT: Clonazepam. Last day to order: 37 tablets of 0.5 mg (2 packs of 28)"),
        (date(2026, 12, 16), "DRAFT: Clonazepam. Last day to order: 30 tablets of 0.5 mg (2 packs of 28)"),
        (date(2027, 1, 14), "DRAFT: Clonazepam. Last day to order: 23 tablets of 0.5 mg (1 pack of 28)"),
    ]
    assert {uid for uid, _, _ in before} <= {uid for uid, _, _ in after}
    assert [uid for uid, _, _ in before][:2] == [uid for uid, _, _ in after][:2]


def test_a_change_says_which_order_it_moves() -> None:
    """Before beside after, with the day and how much."""
    said = plain(last_change(planned(PLAN), planned(PLAN, HOLD), WORDS, 300))

    assert "Next order that is different" in said
    assert "Order by Thursday, 14 January 2027: 23 tablets of 0.5 mg (1 pack of 28)." in said


@examples(20)
@given(plans())
def test_each_order_that_a_plan_has_is_in_its_phone_calendar(plan: Plan) -> None:
    """One event for each refill that has a day."""
    data = plan_ics(plan, OPTIONS)
    check_ics(data, plan, OPTIONS)
    summaries = [str(event["SUMMARY"]) for event in Calendar.from_ical(data).walk("VEVENT")]
    assert sum("Last day to order" in said for said in summaries) == sum(
        bool(one.order_by) for one in refills(plan)
    )


@pytest.mark.parametrize(("text", "paper"), [(PLAN, "a5"), (SEVERAL, "letter")], ids=["one", "several"])
def test_the_pages_with_a_supply_are_read_back_on_small_paper(text: str, paper: str) -> None:
    """And the first page of the hand-off stays one page."""
    made = make(planned(text), ["calendar", "diary", "handoff"], replace(OPTIONS, paper=PAPERS[paper]))
    *_, hand_off = made

    first = " ".join(" ".join(read_pdf(hand_off.data, "row")[0]).split())
    assert re.search(r"Date _+$", first)
