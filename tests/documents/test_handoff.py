"""The hand-off: its first page is enough alone and never more than one, and behind it nothing is missing."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from plans import plans
from presented import DOCUMENTS, check_words
from pseudo import longer
from read_pdf import read_pdf

from taperdocs.documents.handoff.handoff import HandoffView
from taperdocs.language.language import Language, language
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.fit import fitted
from taperdocs.pdf.render import printed_pdf
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.plan.supply import Until, dispensings, needed_next, supply
from taperdocs.planfile.reader import read
from taperdocs.readback.print import check_print

HANDOFF = DOCUMENTS["handoff"]
HEAD = """
format = 1
title = "Winter"
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
DAILY = """
[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""
EVERY_OTHER = """
[[step]]
weeks = 2
dose = "0.25 mg"

[[step]]
weeks = 2
cycle = ["0.125 mg", "0 mg"]
"""


def planned(*parts: str) -> Plan:
    """Read a plan of one drug from its parts."""
    return read("".join((HEAD, *parts)).encode())


def at(as_of: date, paper: str = "a4") -> Options:
    """Return the options of a print for a day."""
    return Options(language("en-GB"), PAPERS[paper], as_of)


def handed(plan: Plan, as_of: date) -> HandoffView:
    """Return what the hand-off says on a day."""
    view = HANDOFF.view(plan, at(as_of))
    assert isinstance(view, HandoffView)
    return view


def pages(plan: Plan, options: Options) -> list[str]:
    """Typeset the hand-off, have every figure compared, and return the text of each page."""
    said = document_html(HANDOFF, HANDOFF.view(plan, options), options)
    made = printed_pdf(said)
    check_words(said, plan, options)
    check_print(made.data, said, made.places)
    return [" ".join(" ".join(page).split()) for page in read_pdf(made.data, "row")]


def loud(view: HandoffView) -> list[str]:
    """Return what stands in the frame of the first page, line by line."""
    first = view.first
    doses = [f"{taken.label}: {taken.dose}, {taken.pieces}" for taken in first.present.doses]
    lines = [first.present.title, *doses, first.present.note, first.coming.text, first.coming.note]
    lines += [first.needed.title, *first.needed.uses, first.needed.note]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines if line]


def test_what_is_taken_what_comes_and_what_is_needed_stand_in_the_frame() -> None:
    """The ten seconds that a doctor has."""
    assert loud(handed(planned(DAILY), date(2026, 12, 10))) == [
        "Taken now, 10 December 2026",
        "each day: 1 mg, 2 tablets of 0.5 mg",
        "Step 1 of 2, since 7 December 2026.",
        "Monday, 21 December 2026: 1 mg → 0.5 mg",
        "Needed to the last dose day, 3 January 2027",
        "36 tablets of 0.5 mg",
        "25 days from 10 December 2026, both days included; rounded up.",
    ]


def test_every_other_day_is_said_by_its_dates() -> None:
    """The day that is printed for comes first, whatever day of the cycle it is."""
    assert loud(handed(planned(EVERY_OTHER), date(2026, 12, 24)))[:5] == [
        "Taken now, 24 December 2026",
        "24 Dec: no dose, ",
        "25 Dec: 0.125 mg, ¼ tablet of 0.5 mg",
        "And so on, in turn. Step 2 of 2, since 21 December 2026.",
        "Sunday, 3 January 2027: first day without",
    ]


def test_every_other_day_is_read_back() -> None:
    """With its dates, its doses and that there is none."""
    first, steps = pages(planned(EVERY_OTHER), at(date(2026, 12, 24)))

    assert "24 Dec no dose 25 Dec 0.125 mg" in first
    assert (
        "0.25 mg → 0.125 mg on one day, no dose on the next, in turn"
        in pages(planned(EVERY_OTHER), at(date(2026, 12, 8)))[0]
    )
    assert "day 1 of 2, in turn 0.125 mg" in steps
    assert "day 2 of 2, in turn no dose" in steps


def test_a_day_after_the_step_is_not_shown_as_one_of_its_cycle() -> None:
    """On the last day of a step of every other day only that day is said."""
    assert loud(handed(planned(EVERY_OTHER, DAILY), date(2027, 1, 3)))[:3] == [
        "Taken now, 3 January 2027",
        "3 Jan: no dose, ",
        "Step 2 of 4, since 21 December 2026.",
    ]


RANGE = DAILY.replace("weeks = 2", 'weeks = "1-2"', 1)
HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-14\nwhy = "a cold"\n'


@pytest.mark.parametrize(
    ("parts", "as_of", "said"),
    [
        ((DAILY,), date(2026, 12, 1), "Not begun yet. From 7 December 2026:"),
        ((DAILY,), date(2027, 1, 4), "This plan has ended: no dose from 4 January 2027 on"),
        ((DAILY, HOLD), date(2026, 12, 20), "⏸ HOLD until it is agreed to go on."),
        ((DAILY, HOLD, "days = 3\n"), date(2026, 12, 15), "⏸ HOLD until 16 December 2026."),
        ((DAILY, HOLD), date(2026, 12, 20), "2 steps wait for the hold to end."),
        ((DAILY, HOLD), date(2027, 6, 1), "Step 1 of 2, since 7 December 2026. ⏸ HOLD until it is agreed to go on."),
        ((RANGE,), date(2026, 12, 8), "▶ MAY MOVE ON from 14 Dec"),
        ((RANGE,), date(2026, 12, 15), "▶ MAY MOVE ON: any day now."),
        ((DAILY, '\n[[step]]\nweeks = "0-1"\ndose = "0.25 mg"\nif = "if it was too much"\n'),
         date(2026, 12, 22), "□ ONLY IF NEEDED: if it was too much."),
        ((DAILY, '\n[[step]]\nweeks = "open"\ndose = "0.25 mg"\n'), date(2027, 1, 5),
         "None: this dose goes on, no end is set."),
    ],
)  # fmt: skip
def test_where_the_plan_stands_is_said(parts: tuple[str, ...], as_of: date, said: str) -> None:
    """Before it begins, while it is held, after its end, and where the next step may begin early."""
    assert said in " ".join(loud(handed(planned(*parts), as_of)))


def test_a_plan_that_has_ended_asks_for_nothing() -> None:
    """No line to sign, nothing to prescribe."""
    first = handed(planned(DAILY), date(2027, 2, 1)).first

    assert first.asked == "For your records: this plan has ended."
    assert (first.answer, first.needed.uses, first.coming.text) == (0, (), "")


REVIEWS = '\n[[review]]\non = 2026-12-28\nwhat = "by phone"\n\n[[review]]\non = 2026-12-14\n'
DISPENSED = '\n[supply]\ndispense_every = "10 days"\n'
STAYS = '\n[[step]]\nweeks = "open"\ndose = "0.25 mg"\n'


@pytest.mark.parametrize(
    ("parts", "as_of", "days", "until", "used"),
    [
        ((DAILY, REVIEWS, DISPENSED), date(2026, 12, 8),
         (date(2026, 12, 8), date(2026, 12, 14)), Until.REVIEW, 14),
        ((DAILY, REVIEWS), date(2026, 12, 14),
         (date(2026, 12, 14), date(2026, 12, 28)), Until.REVIEW, 22),
        ((DAILY, REVIEWS), date(2026, 12, 28),
         (date(2026, 12, 28), date(2027, 1, 3)), Until.LAST_DOSE, 7),
        ((DAILY, DISPENSED), date(2026, 12, 1),
         (date(2026, 12, 7), date(2026, 12, 16)), Until.DISPENSING, 20),
        ((DAILY, DISPENSED), date(2026, 12, 16),
         (date(2026, 12, 16), date(2026, 12, 16)), Until.DISPENSING, 2),
        ((DAILY, DISPENSED), date(2026, 12, 30),
         (date(2026, 12, 30), date(2027, 1, 3)), Until.LAST_DOSE, 5),
        ((DAILY,), date(2026, 12, 20),
         (date(2026, 12, 20), date(2027, 1, 3)), Until.LAST_DOSE, 16),
        ((DAILY, STAYS), date(2027, 1, 4),
         (date(2027, 1, 4), date(2027, 1, 31)), Until.LAID_OUT, 14),
        ((DAILY, STAYS, DISPENSED), date(2027, 6, 1),
         (date(2027, 6, 1), date(2027, 6, 4)), Until.DISPENSING, 2),
    ],
)  # fmt: skip
def test_what_is_needed_is_said_until_the_plan_is_looked_at_again(
    parts: tuple[str, ...], as_of: date, days: tuple[date, date], until: Until, used: int
) -> None:
    """The next review, the end of what is handed out at once, or the end of the plan; both days included."""
    span = needed_next(planned(*parts), as_of)

    assert span is not None
    assert ((span.first, span.last), span.until) == (days, until)
    assert [use.used for use in span.uses] == [used]


def test_nothing_is_needed_after_the_last_day() -> None:
    """Of a plan that has ended, and of one without an end whose next look is not known."""
    assert needed_next(planned(DAILY), date(2027, 1, 4)) is None
    assert needed_next(planned(DAILY, STAYS), date(2027, 6, 1)) is None


def test_a_dose_that_goes_on_past_what_is_laid_out_is_said_to() -> None:
    """An open hold is laid out for four weeks; the review is later."""
    plan = planned(DAILY, HOLD, "\n[[review]]\non = 2027-02-01\n")

    said = loud(handed(plan, date(2026, 12, 21)))

    assert said[-3:] == [
        "Needed until the next review, 1 February 2027",
        "86 tablets of 0.5 mg",
        (
            "43 days from 21 December 2026, both days included; rounded up. "
            "It counts on the present dose going on."
        ),
    ]


@given(plans(), st.integers(1, 40), st.integers(0, 60))
def test_the_times_of_dispensing_use_what_the_rest_of_the_plan_uses(
    plan: Plan, every: int, days: int
) -> None:
    """No day twice, none left out, each time rounded up for itself."""
    plan = replace(plan, outline=replace(plan.outline, dispense_every=every))
    present = plan.first_day + timedelta(days)

    spans = tuple(dispensings(plan, present))
    rest = [(day, taken) for day, taken in plan.days() if spans and day >= spans[0].first]

    for before, after in pairwise(spans):
        assert after.first == before.last + timedelta(1)
        assert len(before) == every
    for use in supply(plan, rest):
        of_spans = [other for span in spans for other in span.uses if other.product == use.product]
        assert sum((other.used for other in of_spans), Fraction(0)) == use.used
        assert sum(other.whole for other in of_spans) >= use.whole


PACKETS = "".join(
    f'[[product]]\nform = "tablet"\nstrength = "{strength} mg"\n\n' for strength in range(1, 15)
)
CROWDED = f"""
format = 1
title = "{"A title that is as long as a title may be, " * 4}and more"
drug = "diazepam"
start = 2026-01-05

[person]
name = "{"Maximiliane-Alexandra von Hohenlohe " * 5}"
born = 1949-11-30

[agreed]
by = "{"Dr Alexandra Example-Longname, consultant; " * 4}"
on = 2025-12-20

[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"

[[contact]]
role = "pharmacy"
phone = "01632 960002"

{PACKETS}
[[step]]
weeks = 4
morning = ["5 mg", "14 mg", "11 mg"]
noon = ["13 mg", "12 mg"]
evening = ["10 mg", "7 mg"]
bedtime = ["9 mg", "8 mg", "6 mg"]

[[step]]
weeks = 24
dose = "4 mg"

""" + "".join(
    f'[[change]]\nkind = "hold"\non = {date(2026, 2, 12) + timedelta(2 * number)}\ndays = 1\n'
    f'why = "{f"a reason that takes its time to be said in full, number {number}, " * 2}"\n\n'
    for number in range(60)
)  # fmt: skip


def test_sixty_changes_fourteen_packets_and_long_names_leave_the_first_page_one_page() -> None:
    """Every list is cut off there with a word where the rest is, and the rest is there."""
    first, *others = pages(read(CROWDED.encode()), at(date(2026, 1, 8)))
    behind = " ".join(others)

    assert first.endswith("Name, signature, date:")
    assert "Taken now, 8 January 2026 5 mg morning + 14 mg morning + 11 mg morning + 13 mg noon" in first
    assert re.search(r"\d+ packets( more)?, on the next pages Plan Starts with the doses of step 1", first)
    assert re.search(r"\d+ packets( more)?, on the next pages \d+ days", first)
    assert re.search(r"(\d+ changes before|60 changes), on the next pages", first)
    assert all(f"number {number}" in behind for number in range(60))
    assert all(f"diazepam {strength} mg tablet, not cut" in behind for strength in range(1, 15))
    assert "pharmacy, 01632 960002" in behind


# Shrinking a plan that takes seconds to print would take hours.
@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(plans(), st.integers(0, 60), st.sampled_from(sorted(PAPERS)))
def test_the_first_page_is_one_page_for_every_plan(plan: Plan, days: int, paper: str) -> None:
    """It ends with the line to sign, and what stands behind it begins on the second page."""
    first, second, *_ = pages(plan, at(plan.first_day + timedelta(days), paper))

    assert first.startswith("Hand-off: ")
    assert first.endswith("Name, signature, date:") or "has ended" in first
    assert second.startswith(("Steps", "Dose over time"))


@pytest.mark.parametrize("spoken", [language("de-DE"), longer()], ids=["German", "longer"])
@pytest.mark.parametrize("sample", ["cross-taper", "with-a-hold", "ten-percent"])
def test_the_first_page_is_one_page_in_languages_that_take_more_room(sample: str, spoken: Language) -> None:
    """German, and one that takes 40 % more than English."""
    plan = read((folder("samples") / f"{sample}.toml").read_bytes())

    first, second, *_ = pages(plan, replace(at(plan.first_day + timedelta(30)), language=spoken))

    assert first.endswith(spoken.gettext("Name, signature, date:"))
    assert second.startswith(spoken.gettext("Steps"))


def test_the_step_table_goes_on_with_its_head_on_each_page_and_cuts_no_row() -> None:
    """Forty steps are many pages; each step stands on one of them."""
    steps = "".join(f'\n[[step]]\ndays = 3\ndose = "{(120 - n) / 2:.1f} mg"\n' for n in range(40))

    plan = read((HEAD.replace("clonazepam", "mirtazapine") + steps).encode())
    found = pages(plan, at(date(2026, 12, 7)))

    assert len(found) > 3
    assert all("From – to" in page for page in found[1:])


def test_a_day_of_many_doses_is_put_on_rows_that_fit_a_page() -> None:
    """Five times nine doses a day: no row is cut, and none of the doses is lost."""
    doses = ", ".join(['"0.5 mg"'] * 9)
    slots = "".join(f"{slot} = [{doses}]\n" for slot in ("morning", "noon", "evening", "bedtime"))

    found = pages(planned("\n[[step]]\nweeks = 2\n", slots), at(date(2026, 12, 7)))

    assert " ".join(found[1:]).count("0.5 mg morning") == 9
    assert "continued" in found[2]


def test_a_cut_is_said_in_mg_and_in_percent_of_the_dose_before_and_of_the_first_one() -> None:
    """From 1 mg to 0.5 mg and on to 0.375 mg."""
    plan = planned(DAILY, '\n[[step]]\nweeks = 1\ndose = "0.375 mg"\n')

    rows = [row for rows in handed(plan, date(2026, 12, 7)).behind.steps for row in rows]

    assert [row.cut.replace("\N{NO-BREAK SPACE}", " ").split("\n") for row in rows[1:3]] == [
        ["0.5 mg", "50 % of previous", "50 % of first"],
        ["0.125 mg", "25 % of previous", "12.5 % of first"],
    ]


def test_holds_optional_steps_and_the_present_step_are_marked_by_shape_and_word() -> None:
    """A print in black and white keeps both."""
    plan = planned(DAILY, '\n[[step]]\nweeks = "0-1"\ndose = "0.25 mg"\n', HOLD, "days = 7\n")

    rows = [row for rows in handed(plan, date(2026, 12, 15)).behind.steps for row in rows]

    assert [[mark.word for mark in row.marks] for row in rows] == [
        [], ["● NOW", "⏸ HOLD"], [], [], ["□ ONLY IF NEEDED"], ["○ FIRST DAY WITHOUT"],
    ]  # fmt: skip


def test_what_a_change_has_cut_in_two_is_one_row_where_its_doses_go_on() -> None:
    """The parts of one step that follow each other say their days, their cut and their need once."""
    plan = planned(DAILY, '\n[[change]]\nkind = "slow"\non = 2026-12-24\ndays = 4\n')

    rows = [row for rows in handed(plan, date(2026, 12, 7)).behind.steps for row in rows]

    assert [(row.number, row.need.replace("\N{NO-BREAK SPACE}", " ")) for row in rows] == [
        ("1", "28 tablets of 0.5 mg"),
        ("2", "18 tablets of 0.5 mg"),
        ("Stop", ""),
    ]


def test_a_plan_without_times_of_dispensing_has_no_table_of_them() -> None:
    """Nothing is said that the plan file does not hold."""
    assert handed(planned(DAILY), date(2026, 12, 7)).behind.spans == ()
    assert len(handed(planned(DAILY, DISPENSED), date(2026, 12, 20)).behind.spans) == 2


def test_a_plan_without_dates_has_not_begun() -> None:
    """Whatever day it is printed for, it is said by its days."""
    plan = planned(DAILY.replace("0.5 mg", "0.25 mg"))
    undated = read(HEAD.replace("2026-12-07", '"open"').encode() + DAILY.encode())

    assert handed(plan, date(2026, 12, 8)).first.present.title == "Taken now, 8 December 2026"
    assert pages(undated, at(date(2026, 12, 8)))[0].count("Not begun yet. From Day 1:") == 1


def test_forms_that_are_enough_come_before_fuller_ones() -> None:
    """Parts are fitted in their order: to what is enough first, then to all of it."""
    parts = [[50, 20, 10], [40, 30, 5]]

    assert fitted(parts, (1, 1), 100) == (0, 0)
    assert fitted(parts, (1, 1), 80) == (0, 1)
    assert fitted(parts, (1, 1), 60) == (1, 0)
    assert fitted(parts, (1, 1), 50) == (1, 1)
    assert fitted(parts, (1, 1), 30) == (1, 2)
    assert fitted(parts, (1, 1), 1) == (2, 2)
