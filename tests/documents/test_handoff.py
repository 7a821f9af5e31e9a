"""The hand-off: its first page is enough alone and never more than one, and behind it nothing is missing."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from deep import printed_examples
from heads import daily
from hypothesis import given
from hypothesis import strategies as st
from pages import signs
from plans import plans
from presented import DOCUMENTS, check_words
from pseudo import longer
from read_pdf import read_pdf

from taperdocs.documents.handoff.handoff import HandoffView
from taperdocs.language.language import Language, language
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.fit import fitted
from taperdocs.pdf.kit import SCALE
from taperdocs.pdf.render import printed_pdf
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.plan.supply import Until, needed_next
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
DAILY = daily("2 weeks: 1 mg", "2 weeks: 0.5 mg")
EVERY_OTHER = """
[[step]]
weeks = 2
dose = "0.25 mg"

[[step]]
weeks = 2
cycle = ["0.125 mg", "0 mg"]
"""
DROPS = """
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "4.8 mg 4w; 4.4 mg 4w; 0"

[[product]]
form = "drops"
strength = "10 mg/mL"
drops_per_mL = 25
"""
AGREED = '\n[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n'


def planned(*parts: str) -> Plan:
    """Read a plan of one drug from its parts."""
    return read("".join((HEAD, *parts)).encode())


def at(as_of: date, paper: str = "a4", code: str = "en-GB") -> Options:
    """Return the options of a print for a day."""
    return Options(language(code), PAPERS[paper], as_of)


def handed(plan: Plan, as_of: date, paper: str = "a4", code: str = "en-GB") -> HandoffView:
    """Return what the hand-off says on a day."""
    view = HANDOFF.view(plan, at(as_of, paper, code))
    assert isinstance(view, HandoffView)
    return view


def pages(plan: Plan, options: Options) -> list[str]:
    """Typeset the hand-off, have every figure compared, and return the text of each page."""
    said = document_html(HANDOFF, HANDOFF.view(plan, options), options)
    made = printed_pdf(said)
    check_words(said, plan, options)
    check_print(made.data, said, made.places)
    return [" ".join(" ".join(page).split()) for page in read_pdf(made.data, "row")]


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def asked(view: HandoffView) -> list[str]:
    """Return what stands in the box at the top, line by line."""
    ask = view.first.ask
    return [plain(line) for line in (ask.lead, *ask.uses, ask.more, ask.note) if line]


def now(view: HandoffView) -> list[str]:
    """Return what is taken now, line by line."""
    doses = view.first.doses
    taken = [text for one in doses.taken for text in (one.label, one.dose, one.pieces, one.after)]
    return [plain(line) for line in (doses.title, *taken, doses.said, *doses.notes) if line]


def coming(view: HandoffView) -> list[str]:
    """Return what comes next, line by line."""
    doses = view.first.doses
    said = [text for one in doses.comes for text in one]
    return [plain(line) for line in (doses.next_title, *said, *doses.next_notes) if line]


def rows(view: HandoffView) -> list[list[str]]:
    """Return the rows of the step table: number, dates and marks, doses, cut."""
    found = []
    for row in (row for rows in view.behind.steps for row in rows):
        signs = [sign.word for sign in row.signs]
        doses = "; ".join(
            " ".join(part.strip() for part in (one.which, one.drug, one.dose, one.when, one.pieces) if part)
            for one in row.doses
        )
        found.append(
            [plain(text) for text in (row.number, ", ".join((row.dates, *signs, *row.notes)), doses, row.cut)]
        )
    return found


def needed(view: HandoffView) -> list[tuple[str, str, str, str]]:
    """Return the rows of the table of supply."""
    return [
        (plain(row.what), plain(row.dates), plain(row.days), plain(row.need)) for row in view.behind.supply
    ]


def test_what_is_asked_what_is_taken_and_what_comes_stand_at_the_top() -> None:
    """The ten seconds that a doctor has; the figure of what to prescribe is said once."""
    view = handed(planned(DAILY, AGREED), date(2026, 12, 10))

    assert asked(view) == [
        "Please confirm or change, sign, and prescribe 25 days:",
        "clonazepam 36 tablets of 0.5 mg",
        (
            "Please answer before 21 December 2026. 10 December 2026 to 3 January 2027, both days included; up to the "
            "last dose."
        ),
    ]
    assert now(view) == [
        "NOW, 10 December 2026",
        "1 mg",
        "2 tablets of 0.5 mg",
        "Step 1 of 2, since 7 December 2026.",
    ]
    assert coming(view) == [
        "NEXT, Monday, 21 December 2026",
        "1 mg → 0.5 mg",
        "0.5 mg less: 50 % of the dose now, 50 % of the first dose",
    ]
    assert view.first.doses.beside


def test_that_the_first_step_is_a_cut_from_before_is_said_while_it_is_taken() -> None:
    """Whoever comes on the first day has just taken less."""
    plan = read(f'before = "1.25 mg"{HEAD}{DAILY}'.encode())
    said = ["Before 7 December 2026: 1.25 mg a day.", "0.25 mg less: 20 % of the dose before"]

    assert now(handed(plan, date(2026, 12, 7)))[-2:] == said
    assert now(handed(plan, date(2026, 12, 20)))[-2:] == said
    assert not set(said) & set(now(handed(plan, date(2026, 12, 21))))
    assert "Before 7 December 2026: 1.25 mg a day." in pages(plan, at(date(2026, 12, 7)))[0]


def test_whose_plan_it_is_stands_first_with_blanks_for_what_is_not_known() -> None:
    """What it is for and since when are blanks to fill in."""
    bare = handed(planned(DAILY), date(2026, 12, 10)).first
    known = handed(
        planned('\n[person]\nname = "Maria Example"\nborn = 1951-03-04\n', DAILY), date(2026, 12, 10)
    ).first

    assert re.fullmatch(r"Name _+ born _+", bare.person)
    assert plain(known.person) == "Maria Example, born 4 March 1951"
    assert re.fullmatch(r"for _{20,}, since _{5,}", known.reason)
    told = HEAD.replace("start", 'for = "panic disorder"\nsince = "2019"\nstart', 1)
    assert (
        handed(read((told + DAILY).encode()), date(2026, 12, 10)).first.reason
        == "for panic disorder, since 2019"
    )
    assert plain(known.medicine) == "clonazepam 0.5 mg tablet, may be quartered"
    assert plain(known.course) == (
        "2 steps from 7 December 2026 on. Last dose day 3 January 2027, first day without 4 January 2027."
    )
    assert bare.agreed == "Not agreed yet: this is a draft."


def test_it_is_carried_out_as_boxes_to_tick_and_lines_to_sign() -> None:
    """What to do when it gets too hard, whether it is agreed, and two signatures."""
    first = handed(planned(DAILY), date(2026, 12, 10)).first

    assert plain(" ".join(first.hard)).startswith(
        "☐ hold until steady   ☐ slower   ☐ back one step ☐ ring first: ___"
    )
    assert first.sign[0].startswith("☐ agreed   ☐ with changes: ____")
    assert re.fullmatch(r"Prescriber _+  Patient _+  Date _+", first.sign[-1])


FOUR_INTAKES = """
format = 1
title = "Four times a day"
start = 2026-12-07

[[review]]
on = 2026-12-21
what = "by telephone, with the nurse"

[supply]
dispense_every = "2 weeks"
order_ahead = "2 working days"

[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"

[[contact]]
role = "pharmacy"
name = "Example Pharmacy"
phone = "01632 960002"

[[product]]
drug = "oxazepam"
form = "tablet"
strength = "10 mg"
split = "half"
pack_size = 28

[[product]]
drug = "diazepam"
form = "tablet"
strength = "2 mg"
split = "half"
pack_size = 28

[[step]]
weeks = 2
morning = { oxazepam = "15 mg", diazepam = "2 mg" }
noon = { oxazepam = "15 mg" }
bedtime = { oxazepam = "15 mg" }

[[step]]
weeks = 2
morning = { oxazepam = "10 mg", diazepam = "3 mg" }
noon = { oxazepam = "15 mg", diazepam = "1 mg" }
"""


def test_three_intakes_or_more_are_a_table_by_time_with_old_and_new_doses() -> None:
    """A dose that stops and one that has not begun say so; what changes is told from what stays."""
    doses = handed(read(FOUR_INTAKES.encode()), date(2026, 12, 10)).first.doses

    assert not doses.beside
    assert [plain(text) for text in (doses.title, doses.next_title)] == [
        "NOW, 10 Dec 2026",
        "NEXT, 21 Dec 2026",
    ]
    assert [[plain(text) for text in (one.label, one.dose, one.after)] for one in doses.taken] == [
        ["oxazepam morning", "15 mg", "10 mg"],
        ["oxazepam noon", "15 mg", "15 mg"],
        ["oxazepam bedtime", "15 mg", "stops"],
        ["diazepam morning", "2 mg", "3 mg"],
        ["diazepam noon", "not yet", "1 mg"],
    ]
    assert [one.changed for one in doses.taken] == [True, False, True, True, True]


@pytest.mark.parametrize(
    ("plan", "as_of"),
    [(FOUR_INTAKES, date(2026, 12, 10)), (HEAD + DAILY, date(2026, 12, 10))],
    ids=["to a review", "to the end"],
)
def test_the_parts_of_the_supply_add_up_to_what_is_asked_on_the_first_page(plan: str, as_of: date) -> None:
    """To the part of a tablet for each step and each dispensing; no other figure stands on the first page (E11)."""
    view = handed(read(plan.encode()), as_of)

    table = needed(view)
    asks = next(row for row in table if row[0] == "asked on the first page")
    parts = table[: table.index(asks)]
    # The first page names the drug also where it is the only one.
    assert asks[3] == "\n".join(plain(use).removeprefix("clonazepam ") for use in view.first.ask.uses)
    for drug in ("oxazepam", "diazepam") if "oxazepam" in plan else ("",):
        counted = [
            re.search(rf"{drug} ?(\d+)?(?: and )?([½])? tablets? of (?:10|2|0\.5) mg", row[3])
            for row in parts
        ]
        exact = sum(Fraction(one[1] or 0) + (Fraction(1, 2) if one[2] else 0) for one in counted if one)
        whole = re.search(rf"{drug} ?(\d+) tablets", asks[3])
        assert whole
        assert 0 <= int(whole[1]) - exact < 1
    assert sum(int(row[2]) for row in parts) == int(asks[2])


def test_what_is_asked_goes_to_the_next_review_and_else_four_weeks() -> None:
    """Whole packs where it is known what one holds (E11)."""
    assert asked(handed(read(FOUR_INTAKES.encode()), date(2026, 12, 10))) == [
        "Please agree or change, sign, and prescribe 12 days:",
        "oxazepam 52 tablets of 10 mg (2 packs of 28)",
        "diazepam 13 tablets of 2 mg (1 pack of 28)",
        (
            "Please answer before 4 January 2027. 10 December 2026 to 21 December 2026, both days included; up to the "
            "next review: by telephone, with the nurse."
        ),
    ]
    assert asked(handed(planned(DAILY, DAILY), date(2026, 12, 10)))[0].endswith("prescribe 28 days:")


def test_orders_stand_behind_and_say_why_they_can_be_less() -> None:
    """What is at home or left over is counted off; where no stock is known nothing is guessed (E11)."""
    view = handed(read(FOUR_INTAKES.encode()), date(2026, 12, 10))
    unknown = handed(
        planned(DAILY.replace("[[step]]", "[supply]\npack_size = 28\n\n[[step]]", 1)), date(2026, 12, 10)
    )

    orders = next(one for one in view.behind.listings if one.title == "At home, and orders").lines
    assert "is counted off" in orders[0]
    days = "21 Dec 2026 – 3 Jan 2027"
    assert plain(orders[1]).startswith(f"{days}: Order by Wednesday, 23 December 2026: oxazepam 14 tablets")
    assert "At home, and orders" not in [one.title for one in unknown.behind.listings]


def test_every_other_day_is_said_by_its_dates_and_its_mean_as_one() -> None:
    """The day that is printed for comes first, whatever day of the cycle it is (E13)."""
    view = handed(planned(EVERY_OTHER), date(2026, 12, 24))

    assert now(view) == [
        "NOW, 24 December 2026",
        "24 Dec",
        "no dose",
        "25 Dec",
        "0.125 mg",
        "¼ tablet of 0.5 mg",
        "Step 2 of 2, since 21 December 2026.",
    ]
    assert coming(view)[:2] == ["NEXT, Sunday, 3 January 2027", "first day without"]
    assert view.first.curve
    assert "mean of 0.125 mg and 0 mg" in [plain(one.text) for one in view.first.curve.labels]


def test_every_other_day_is_read_back() -> None:
    """With its dates, its doses and that there is none."""
    first, steps, *_ = pages(planned(EVERY_OTHER), at(date(2026, 12, 24)))

    assert "24 Dec no dose 25 Dec 0.125 mg" in first
    assert (
        "0.25 mg → 0.125 mg on one day, no dose on the next, in turn"
        in pages(planned(EVERY_OTHER), at(date(2026, 12, 8)))[0]
    )
    assert "day 1 of 2, in turn 0.125 mg" in steps
    assert "day 2 of 2, in turn no dose" in steps


def test_a_day_after_the_step_is_not_shown_as_one_of_its_cycle() -> None:
    """On the last day of a step of every other day only that day is said."""
    assert now(handed(planned(EVERY_OTHER, DAILY), date(2027, 1, 3))) == [
        "NOW, 3 January 2027",
        "3 Jan",
        "no dose",
        "Step 2 of 4, since 21 December 2026.",
    ]


RANGE = DAILY.replace("weeks = 2", 'weeks = "1-2"', 1)
HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-14\nwhy = "a cold"\n'


@pytest.mark.parametrize(
    ("parts", "as_of", "said"),
    [
        ((DAILY,), date(2026, 12, 1), "NOT BEGUN. From 7 December 2026"),
        ((DAILY,), date(2027, 1, 4), "This plan has ended: no dose from 4 January 2027 on"),
        ((DAILY, HOLD), date(2026, 12, 20), "⏸ HOLD: same dose until it is agreed to go on."),
        ((DAILY, HOLD, "days = 3\n"), date(2026, 12, 15), "⏸ HOLD: same dose until 16 December 2026."),
        ((DAILY, HOLD), date(2026, 12, 20), "1 step waits for the hold to end."),
        ((DAILY, HOLD), date(2027, 6, 1),
         "Step 1 of 2, since 7 December 2026. ⏸ HOLD: same dose until it is agreed to go on."),
        ((RANGE,), date(2026, 12, 8), "▶ MAY MOVE ON from 14 December 2026 on."),
        ((RANGE,), date(2026, 12, 15), "▶ MAY MOVE ON: any day now."),
        ((DAILY, '\n[[step]]\nweeks = "0-1"\ndose = "0.25 mg"\nif = "if it was too much"\n'),
         date(2026, 12, 22), "□ The next step is taken ONLY IF NEEDED. Condition: if it was too much."),
        ((DAILY, '\n[[step]]\nweeks = "open"\ndose = "0.25 mg"\n'), date(2027, 1, 5),
         "None: this dose goes on, no end is set."),
    ],
)  # fmt: skip
def test_where_the_plan_stands_is_said(parts: tuple[str, ...], as_of: date, said: str) -> None:
    """Before it begins, while it is held, after its end, and where the next step may begin early."""
    view = handed(planned(*parts), as_of)

    assert said in " ".join((*now(view), *coming(view)))


def test_that_one_may_move_on_and_that_a_step_is_only_if_needed_are_two_lines() -> None:
    """Whether the next step may come, or comes only if needed, can be told (E26)."""
    optional = planned(
        DAILY.replace("weeks = 2", 'weeks = "1-2"'), '\n[[step]]\nweeks = "0-1"\ndose = "0.25 mg"\n'
    )

    view = handed(optional, date(2026, 12, 29))
    assert coming(view)[-2:] == ["□ The next step is taken ONLY IF NEEDED.", "▶ MAY MOVE ON: any day now."]
    for _, dates, _, _ in rows(view):
        assert not ("MAY MOVE ON" in dates and "ONLY IF NEEDED" in dates)


def test_a_plan_that_has_ended_asks_for_nothing() -> None:
    """No line to sign, nothing to prescribe, and nothing agreed for days that are too hard."""
    view = handed(planned(DAILY), date(2027, 2, 1))

    assert asked(view) == ["For your records: this plan has ended."]
    assert (view.first.sign, view.first.hard, coming(view), view.behind.supply) == ((), (), [], ())


OPEN_HOLD = """
format = 1
drug = "clonazepam"
title = "A plan that has changed"
start = 2026-10-05

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
pack_size = 28

[[step]]
weeks = 2
dose = "2 mg"

[[step]]
weeks = 6
dose = "1.75 mg"

[[step]]
weeks = 2
dose = "1.5 mg"

[[step]]
weeks = "0-2"
dose = "0.75 mg"

[[change]]
kind = "slow"
on = 2026-11-20
days = 3

[[change]]
kind = "hold"
on = 2026-11-22
why = "moving house"
"""


def test_steps_that_wait_for_an_open_hold_say_in_which_order_and_how_many_wait() -> None:
    """At step 2 of 4 two steps wait; the rest of step 2 comes before them (E10)."""
    view = handed(read(OPEN_HOLD.encode()), date(2026, 12, 1))

    assert "2 steps wait for the hold to end, one after the other." in coming(view)
    assert [row[:2] for row in rows(view)[-3:]] == [
        ["2", "after the hold: 11 days"],
        ["3", "then 17 days"],
        [
            "4",
            "then 17 days, □ ONLY IF NEEDED, If not, this step is left out, and what comes after it takes its place.",
        ],
    ]
    assert asked(view)[1] == "clonazepam 98 tablets of 0.5 mg (4 packs of 28)"


def test_a_change_that_is_to_come_is_said_as_such_and_a_missing_reason_too() -> None:
    """Nobody reads the reason of one change as that of another (E23)."""
    plan = read(OPEN_HOLD.encode())

    assert [plain(line) for line in handed(plan, date(2026, 11, 21)).first.past.lines] == [
        "22 Nov 2026 (to come): Hold. Why: moving house",
        "20 Nov 2026: Slower, each step 3 days longer. Why: not written down",
    ]
    assert handed(planned(DAILY), date(2026, 12, 8)).first.past.lines == (
        "Nothing: the plan is as it was first written.",
    )


def test_findings_are_a_line_each_with_boxes_and_in_full_behind_with_each_source_once() -> None:
    """The first page has at most five and says how many more there are."""
    view = handed(read((folder("samples") / "two-doses-a-day.toml").read_bytes()), date(2026, 12, 7))

    assert [(plain(one.day), plain(one.text)) for one in view.first.looks.rows] == [
        (
            "21 Dec 2026 and 1 other day",
            (
                "clonazepam, over 14 days: 4 mg → 1 mg a day, −75 %. ASAM (US 2025): usually not more than 25 % in 2 "
                "weeks. Also beyond other sources."
            ),
        ),
        (
            "4 Jan 2027",
            "The last cuts before the stop are up to 50 % of what is left. Would a liquid or a smaller strength help?",
        ),
    ]
    assert plain(view.first.boxes).split("   ") == ["☐ meant", "☐ change"]
    full, once = (one for one in view.behind.listings if one.title in {"Worth a look", "Sources"})
    assert len(full.lines) == 2
    assert len(set(once.lines)) == len(once.lines) == 5


def test_blanks_ask_for_what_a_doctor_wants_to_know() -> None:
    """Nobody is advised: they are blanks."""
    questions = handed(planned(DAILY), date(2026, 12, 10)).behind.questions

    assert [line.partition(":")[0] for line in questions] == [
        "What it is taken for",
        "Taken for how many months",
        "Other sedatives, and opioids",
        "Alcohol",
        "Seizures, ever",
        "Pregnancy",
        "Driving (in England and Wales",
        "Earlier attempts to come off",
        "Next review, and with whom",
    ]
    assert all(re.search(r": _{20,}$", line) for line in questions)


def test_what_the_plan_says_is_not_asked_about_again() -> None:
    """Why and since when it is taken stand on the first page already."""
    plan = read(f'for = "panic disorder"\nsince = "2019"{HEAD}{DAILY}'.encode())
    questions = [line.partition(":")[0] for line in handed(plan, date(2026, 12, 10)).behind.questions]

    assert questions[0] == "Other sedatives, and opioids"


@pytest.mark.parametrize(
    ("code", "drug", "review", "lines"),
    [
        ("en-GB", "clonazepam", "2027-01-20", 1),
        ("en-GB", "clonazepam", "2027-01-04", 0),
        ("en-GB", "mirtazapine", "2027-01-20", 0),
        ("en-US", "clonazepam", "2027-01-20", 0),
    ],
)
def test_more_than_thirty_days_of_a_controlled_drug_are_justified_in_britain(
    code: str, drug: str, review: str, lines: int
) -> None:
    """What is asked for goes up to the next review; the good practice of the country stands beside its supply."""
    text = f"{HEAD}{DAILY}{DAILY}[[review]]\non = {review}\n"
    notes = handed(read(text.replace("clonazepam", drug).encode()), date(2026, 12, 7), code=code)
    line = (
        "Controlled drugs of Schedules 2 to 4 in the UK (clonazepam): good practice is 30 days a prescription, longer "
        "only if justified (NHSBSA)."
    )

    assert [note for note in map(plain, notes.behind.supply_notes) if "Schedules" in note] == [line] * lines


def test_only_of_tablets_the_supply_is_said_to_the_part_of_one() -> None:
    """A plan of drops has no parts of tablets."""
    assert handed(planned(DAILY), date(2026, 12, 10)).behind.supply_title == "Supply, to the part of a tablet"
    assert handed(read(DROPS.encode()), date(2026, 12, 10)).behind.supply_title == "Supply, exactly"


def test_the_pages_of_the_doctor_do_not_say_ask_your_prescriber() -> None:
    """That is for the person, who reads it where the plan is checked."""
    plan = read((folder("samples") / "two-doses-a-day.toml").read_bytes())

    assert "Ask your prescriber" not in " ".join(pages(plan, at(date(2026, 12, 29))))


def test_german_says_whole_sentences_and_the_roles_of_those_to_ring() -> None:
    """And that the next step is possible, not that going on is still allowed (E9)."""
    said = " ".join(pages(read(FOUR_INTAKES.encode()), at(date(2026, 12, 10), code="de-DE")))
    range_ = " ".join(pages(planned(RANGE), at(date(2026, 12, 8), code="de-DE")))

    assert "Beginnt mit" not in said
    assert "prescriber" not in said
    assert "pharmacy" not in said
    assert "Apotheke, Example Pharmacy" in said
    assert "▶ NÄCHSTER SCHRITT MÖGLICH (ab 14. Dezember 2026)." in range_
    assert "WEITER ERLAUBT" not in range_


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
         (date(2026, 12, 7), date(2027, 1, 3)), Until.LAST_DOSE, 42),
        ((DAILY, STAYS), date(2026, 12, 1),
         (date(2026, 12, 7), date(2027, 1, 3)), Until.FOUR_WEEKS, 42),
        ((DAILY,), date(2026, 12, 20),
         (date(2026, 12, 20), date(2027, 1, 3)), Until.LAST_DOSE, 16),
        ((DAILY, STAYS, DISPENSED), date(2027, 6, 1),
         (date(2027, 6, 1), date(2027, 6, 28)), Until.FOUR_WEEKS, 14),
    ],
)  # fmt: skip
def test_what_is_needed_is_said_until_the_plan_is_looked_at_again(
    parts: tuple[str, ...], as_of: date, days: tuple[date, date], until: Until, used: int
) -> None:
    """The next review, or four weeks, or the end of the plan; both days included."""
    span = needed_next(planned(*parts), as_of)

    assert span is not None
    assert ((span.first, span.last), span.until) == (days, until)
    assert [use.used for use in span.uses] == [used]


def test_nothing_is_needed_after_the_last_day() -> None:
    """Of a plan that has ended."""
    assert needed_next(planned(DAILY), date(2027, 1, 4)) is None


def test_a_dose_that_goes_on_past_what_is_laid_out_is_said_to() -> None:
    """An open hold is laid out for four weeks; the review is later."""
    plan = planned(DAILY, HOLD, "\n[[review]]\non = 2027-02-01\n")

    assert asked(handed(plan, date(2026, 12, 21)))[1:] == [
        "clonazepam 86 tablets of 0.5 mg",
        (
            "21 December 2026 to 1 February 2027, both days included; up to the next review. "
            "It counts on the present dose going on."
        ),
    ]


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


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_sixty_changes_fourteen_packets_and_long_names_leave_the_first_page_one_page(paper: str) -> None:
    """Every list is cut off there with a word where the rest is, the drug is named, and the rest is behind."""
    first, *others = pages(read(CROWDED.encode()), at(date(2026, 1, 8), paper))
    behind = " ".join(others)

    assert re.search(r"Prescriber _+ Patient _+ Date _+$", first)
    assert "diazepam" in first
    assert re.search(r"NOW, (8 January|8 Jan) 2026 ", first)
    assert "5 mg" in first
    assert re.search(r"\d+ products( more)?: (how many of each, )?see the next pages", first)
    assert all(f"number {number}" in behind for number in range(60))
    assert all(f"diazepam {strength} mg tablet, not cut" in behind for strength in range(1, 15))
    assert "pharmacy, 01632 960002" in behind


@printed_examples(6)
@given(plans(), st.integers(0, 60), st.sampled_from(sorted(PAPERS)))
def test_the_first_page_is_one_page_for_every_plan(plan: Plan, days: int, paper: str) -> None:
    """It ends with the line to sign, and what stands behind it begins on the second page."""
    first, second, *_ = pages(plan, at(plan.first_day + timedelta(days), paper))

    assert "Hand-off: " in first
    assert re.search(r"Prescriber _+ Patient _+ Date _+$", first) or "has ended" in first
    assert re.search(r"(Steps|Dose a day, over time)", second)


@pytest.mark.parametrize("spoken", [language("de-DE"), longer()], ids=["German", "longer"])
@pytest.mark.parametrize("sample", ["cross-taper", "with-a-hold", "ten-percent"])
def test_the_first_page_is_one_page_in_languages_that_take_more_room(sample: str, spoken: Language) -> None:
    """German, and one that takes 40 % more than English."""
    plan = read((folder("samples") / f"{sample}.toml").read_bytes())

    first, second, *_ = pages(plan, replace(at(plan.first_day + timedelta(30)), language=spoken))

    signed = spoken.gettext("Prescriber {one}  Patient {other}  Date {day}")
    assert signed.partition("{one}")[0].strip() in first
    assert re.search(f"({spoken.gettext('Steps')}|{spoken.gettext('Dose a day, over time')})", second)


@pytest.mark.parametrize("paper", ["a4", "letter", "a5"])
def test_sizes_are_those_of_the_scale_on_every_paper(paper: str) -> None:
    """A small page shows fewer things and shrinks none of them: A5 has its curve behind."""
    plan = read((folder("samples") / "with-a-hold.toml").read_bytes())
    view = handed(plan, date(2026, 12, 27), paper)
    data = printed_pdf(document_html(HANDOFF, view, at(date(2026, 12, 27), paper))).data

    sizes = {round(sign.size, 1) for page in signs(data) for sign in page}
    assert sizes <= set(SCALE)
    assert (view.first.curve is None) is (paper == "a5")


def test_the_step_table_goes_on_with_its_head_on_each_page_and_cuts_no_row() -> None:
    """Eighty steps are many pages; each step stands on one of them."""
    steps = "".join(f'\n[[step]]\ndays = 3\ndose = "{(240 - n) / 2:.1f} mg"\n' for n in range(80))

    plan = read((HEAD.replace("clonazepam", "mirtazapine") + steps).encode())
    found = pages(plan, at(date(2026, 12, 7)))

    assert sum("Dose, and what makes it" in page for page in found) >= 2


def test_no_heading_stands_alone_at_the_end_of_a_page() -> None:
    """It goes on with its first line, also where a table comes after it (E15)."""
    for number in range(8, 40, 5):
        steps = "".join(f'\n[[step]]\ndays = 3\ndose = "{(number - n) / 2:.1f} mg"\n' for n in range(number))
        for page in pages(planned(steps), at(date(2026, 12, 7)))[1:]:
            text = page.partition(" ☎")[0].strip()
            assert not re.search(
                r"(Steps|Supply, to the part of a tablet|Worth a look|Sources|To ask about|All packets)$",
                text,
            )


def test_a_day_of_many_doses_is_put_on_rows_that_fit_a_page() -> None:
    """Five times nine doses a day: no row is cut, and none of the doses is lost."""
    doses = ", ".join(['"0.5 mg"'] * 9)
    slots = "".join(f"{slot} = [{doses}]\n" for slot in ("morning", "noon", "evening", "bedtime"))

    found = pages(planned("\n[[step]]\nweeks = 2\n", slots), at(date(2026, 12, 7)))

    assert " ".join(found[1:]).count("0.5 mg morning") == 9
    assert "continued" in " ".join(found[1:])


def test_a_cut_is_said_in_mg_and_in_percent_of_the_dose_before_and_of_the_first_one() -> None:
    """From 1 mg to 0.5 mg and on to 0.375 mg."""
    plan = planned(DAILY, '\n[[step]]\nweeks = 1\ndose = "0.375 mg"\n')

    assert [row[3] for row in rows(handed(plan, date(2026, 12, 7)))] == [
        "", "0.5 mg, 50 %, 50 %", "0.125 mg, 25 %, 12.5 %", "",
    ]  # fmt: skip


def test_daily_steps_that_fall_evenly_are_one_row() -> None:
    """Sixty rows would say the same; a step that lasts longer, or falls by more, has a row of its own."""
    steps = "".join(f'\n[[step]]\ndays = 1\ndose = "{Decimal(80 - n) / 8} mg"\n' for n in range(30))
    plan = planned(steps, '\n[[step]]\ndays = 1\ndose = "2 mg"\n', DAILY)

    table = rows(handed(plan, date(2026, 12, 9)))

    assert [row[0] for row in table] == ["1–30", "31", "32", "33", "Stop"]
    assert table[0][1:3] == [
        "7 Dec 2026 – 5 Jan 2027, 30 days, ● NOW",
        "10 mg to 6.375 mg, each day 0.125 mg less What makes each dose is in the calendar.",
    ]
    assert "Steps 3–30" in [row[0] for row in needed(handed(plan, date(2026, 12, 9)))]


def test_holds_optional_steps_and_the_present_step_are_marked_by_shape_and_word() -> None:
    """A print in black and white keeps both."""
    plan = planned(DAILY, '\n[[step]]\nweeks = "0-1"\ndose = "0.25 mg"\n', HOLD, "days = 7\n")

    signs = [
        [sign.word for sign in row.signs]
        for group in handed(plan, date(2026, 12, 15)).behind.steps
        for row in group
    ]

    assert signs == [
        [], ["● NOW", "⏸ SAME DOSE"], [], [], ["□ ONLY IF NEEDED"], ["○ FIRST DAY WITHOUT"],
    ]  # fmt: skip


def test_what_a_change_has_cut_in_two_is_one_row_where_its_doses_go_on() -> None:
    """The parts of one step that follow each other say their days and their cut once."""
    plan = planned(DAILY, '\n[[change]]\nkind = "slow"\non = 2026-12-24\ndays = 4\n')

    assert [row[0] for row in rows(handed(plan, date(2026, 12, 7)))] == ["1", "2", "Stop"]


def test_a_plan_without_dates_has_not_begun() -> None:
    """Whatever day it is printed for, it is said by its days."""
    plan = planned(DAILY.replace("0.5 mg", "0.25 mg"))
    undated = read(HEAD.replace("2026-12-07", '"open"').encode() + DAILY.encode())

    assert plain(handed(plan, date(2026, 12, 8)).first.doses.title) == "NOW, 8 December 2026"
    assert pages(undated, at(date(2026, 12, 8)))[0].count("NOT BEGUN. From Day 1") == 1


def test_forms_that_are_enough_come_before_fuller_ones() -> None:
    """Parts are fitted in their order: to what is enough first, then to all of it."""
    parts = [[50, 20, 10], [40, 30, 5]]

    assert fitted(parts, (1, 1), 100) == (0, 0)
    assert fitted(parts, (1, 1), 80) == (0, 1)
    assert fitted(parts, (1, 1), 60) == (1, 0)
    assert fitted(parts, (1, 1), 50) == (1, 1)
    assert fitted(parts, (1, 1), 30) == (1, 2)
    assert fitted(parts, (1, 1), 1) == (2, 2)


@pytest.mark.parametrize("sample", ["cross-taper", "oral-solution"])
def test_what_to_prescribe_stands_in_the_box_of_a_small_page_too(sample: str) -> None:
    """The doses give way to it: a number of products can be read as a number of packets."""
    plan = read((folder("samples") / f"{sample}.toml").read_bytes())
    asked = handed(plan, plan.first_day, "a5").first.ask

    assert not asked.more
    assert len(asked.uses) == len(plan.outline.products)


IF_NEEDED = (
    'before = "2 mg"\n[[product]]\nform = "tablet"\nstrength = "1 mg"\n[[product]]\ndrug = "lorazepam"\n'
    'form = "tablet"\nstrength = "1 mg"\nsplit = "half"\n[[as_needed]]\ndrug = "lorazepam"\ndose = "0.5 mg"\n'
    'most = "2 a day"\n[[step]]\nweeks = 4\ndose = "1 mg"\n'
)


def test_the_box_says_by_when_to_answer_and_what_is_prescribed_for_need() -> None:
    """The next day that is asked about; and a blank for until when, since no plan says it."""
    plan = read(f'format = 1\ndrug = "clonazepam"\nstart = 2027-01-04\n{IF_NEEDED}'.encode())
    before, after = (handed(plan, date(2027, 1, day)).first for day in (1, 5))

    assert plain(after.ask.note).startswith(
        "Please answer before 1 February 2027. 5 January 2027 to 31 January 2027"
    )
    assert plain(after.ask.note).endswith(
        "lorazepam, only if needed: for 27 days at most 27 tablets of 1 mg, until __________."
    )
    assert plain(before.ask.note).startswith("Please answer before 4 January 2027.")


def test_a_share_of_what_was_taken_before_the_plan_says_so() -> None:
    """The first dose of the plan is a smaller one."""
    plan = read(
        b'format = 1\ndrug = "clonazepam"\nstart = 2027-01-04\nbefore = "2 mg"\nsteps = "1.5 mg 4w; 1 mg 4w; 0"\n'
        b'[[product]]\nform = "tablet"\nstrength = "0.5 mg"\n'
    )
    view = handed(plan, date(2027, 1, 5))

    assert "0.5 mg less: about 33.3 % of the dose now, 25 % of the dose before the plan" in plain(
        view.first.doses.next_notes[0]
    )
    assert view.behind.columns[-1].endswith("and of the one before the plan")


@pytest.mark.parametrize(
    ("dose", "made"),
    [
        ('dose = "1800 mg"', "6 capsules of 300 mg for the day"),
        ('dose = "300 mg"', "1 capsule of 300 mg"),
        ('morning = "600 mg"\nbedtime = "600 mg"', "2 capsules of 300 mg"),
    ],
)
def test_an_amount_of_a_day_without_a_time_is_not_one_swallow(dose: str, made: str) -> None:
    """The plan says how much a day, and not that all is taken at once."""
    plan = read(
        'format = 1\ndrug = "gabapentin"\nstart = 2027-01-04\n[[product]]\nform = "capsule"\nstrength = "300 mg"\n'
        f"[[step]]\nweeks = 4\n{dose}\n".encode()
    )
    rows = handed(plan, date(2027, 1, 5)).behind.steps

    assert plain(rows[0][0].doses[0].pieces) == made


@pytest.mark.parametrize(
    ("drug", "asked", "left"),
    [
        (
            "omeprazole",
            ["Pregnancy:", "Next review, and with whom:"],
            ["Naloxone", "Seizures", "sedatives", "Alcohol"],
        ),
        ("morphine", ["Naloxone at home:", "Seizures, ever:", "Taken for how many months:"], []),
        ("diazepam", ["Seizures, ever:", "Next review, and with whom:"], ["Naloxone"]),
        ("prednisolone", ["Taken for how many weeks:"], ["Naloxone", "months"]),
    ],
)
def test_the_blanks_are_those_of_the_class(drug: str, asked: list[str], left: list[str]) -> None:
    """Nobody is asked for naloxone at home because of a stomach."""
    plan = read(
        f'format = 1\ndrug = "{drug}"\nstart = 2027-01-04\nsteps = "2 mg 4w; 1 mg 4w; 0"\n[[product]]\n'
        'form = "tablet"\nstrength = "1 mg"\n'.encode()
    )
    blanks = " ".join(handed(plan, date(2027, 1, 5)).behind.questions)

    assert not [one for one in asked if one not in blanks]
    assert not [one for one in left if one in blanks]
