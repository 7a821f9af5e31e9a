"""The card fits a wallet on every paper. To a stranger, then the next steps, then how to take the doses now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from deep import thorough
from heads import daily
from hypothesis import given
from hypothesis import strategies as st
from paths import Stroke, paths, signs
from plans import plans
from presented import DOCUMENTS, check_words
from pseudo import longer, mirrored
from read_pdf import read_pdf

from taperdocs.documents.card import sizes
from taperdocs.documents.card.card import CardView
from taperdocs.documents.card.cycle_days import turns
from taperdocs.documents.card.face import Drawn, Face, Row
from taperdocs.documents.card.sizes import HIGH, MOST, WIDE
from taperdocs.language.language import Language, language
from taperdocs.language.overview import readings
from taperdocs.language.words import Words
from taperdocs.make.make import document_html, make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.kit import Line, Part, Text, styles_of
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.runs import status_on
from taperdocs.planfile.reader import read

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.toml"))
CARD = DOCUMENTS["card"]
ENGLISH = language("en-GB")
A_DOT = 25.4 / 600
"""Half a dot of a 300 dpi printer, in mm."""
NINE_POINTS_HIGH = 0.668 * 9 * 25.4 / 72
"""How high a figure of nine points is, in mm."""

HEAD = """
format = 1
title = "Taper"
start = 2026-12-07

[person]
name = "Maria Example"

[agreed]
by = "Dr A. Example"
on = 2026-11-20

[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"
"""
TABLETS = """
[[product]]
drug = "clonazepam"
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
OTHERS = """
[[product]]
drug = "diazepam"
form = "tablet"
strength = "2 mg"
split = "quarter"
"""
TWO_STEPS = daily("2 weeks: 1 mg", "2 weeks: 0.5 mg")
FOUR_TIMES_TWO = """
[[step]]
weeks = 4
morning = { clonazepam = "0.625 mg", diazepam = "5.5 mg" }
noon = { clonazepam = "0.125 mg", diazepam = "1.5 mg" }
evening = { clonazepam = "0.375 mg", diazepam = "3.5 mg" }
bedtime = { clonazepam = "1.25 mg", diazepam = "11 mg" }
"""


def plan_of(*parts: str) -> Plan:
    """Read a plan from its parts."""
    return read("".join(parts).encode())


SIMPLE = plan_of(HEAD, TABLETS, TWO_STEPS)
CROWDED = plan_of(
    HEAD.replace("Maria Example", "Maria-Antonia Josepha Example-Featherstonehaugh of the Old Town " * 2),
    *(
        f'[[contact]]\nrole = "friend"\nname = "{name} of the long road"\nphone = "01632 9601{number:02}"\n'
        for number, name in enumerate(
            ["Anna", "Bo", "Cem", "Dora", "Eva", "Finn", "Gül", "Hal", "Ida", "Jo", "Kim"]
        )
    ),
    TABLETS,
    OTHERS,
    FOUR_TIMES_TWO,
)


def options(day: date, paper: str = "a4", tongue: Language = ENGLISH) -> Options:
    """Print for a day."""
    return Options(tongue, PAPERS[paper], day)


def card(plan: Plan, asked: Options) -> CardView:
    """Return what the card says."""
    view = CARD.view(plan, asked)
    assert isinstance(view, CardView)
    return view


def faces(view: CardView) -> list[Face]:
    """Return all faces in their order."""
    return [face for sheet in view.sheets for strip in sheet.strips for face in strip.faces]


def said(plan: Plan, day: date, asked: Options | None = None) -> list[str]:
    """Return the lines of each face; in a row, the label is before a stroke."""
    shown = faces(card(plan, asked or options(day)))
    return [
        "\n".join(map(_text, (face.heading, *face.parts)))
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{WORD JOINER}", "")
        + "\n"
        for face in shown
    ]


def _text(part: Part) -> str:
    match part:
        case Text():
            return part.text
        case Line():
            return "".join(text.text for text in part.texts)
        case Row():
            return " ".join(map(_text, part.label)) + " | " + "; ".join(map(_text, part.parts))
        case Drawn():
            return f"({part.syringe.alt})"
    raise TypeError(part)


# On paper


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("plan", [SIMPLE, CROWDED], ids=["simple", "crowded"])
def test_a_face_is_as_large_as_a_bank_card_on_every_paper(plan: Plan, paper: str) -> None:
    """85.6 by 54 mm, folded at each 54 mm, and far enough from the edge of the paper to be printed."""
    asked = options(plan.first_day, paper)
    view, (file,) = card(plan, asked), make(plan, ["card"], asked)

    for number, page in enumerate(view.sheets):
        outlines = [
            s
            for path in paths(file.data, number)
            for s in path
            if _wide(s) == pytest.approx(float(WIDE), abs=A_DOT)
        ]
        cut = [stroke for stroke in outlines if len(stroke) > 2]
        folded = [stroke for stroke in outlines if len(stroke) == 2]
        assert [_high(stroke) for stroke in cut] == [
            pytest.approx(float(HIGH) * len(strip.faces), abs=A_DOT) for strip in page.strips
        ]
        assert len(folded) == sum(len(strip.faces) - 1 for strip in page.strips)
        for stroke in folded:
            from_top = (stroke[0][1] - min(y for _, y in cut[0])) / float(HIGH)
            assert from_top == pytest.approx(round(from_top), abs=0.001)
        across, down = float(asked.paper.width), float(asked.paper.height)
        assert all(6 <= x <= across - 6 and 6 <= y <= down - 6 for stroke in cut for x, y in stroke)


def _wide(stroke: Stroke) -> float:
    return max(x for x, _ in stroke) - min(x for x, _ in stroke)


def _high(stroke: Stroke) -> float:
    return max(y for _, y in stroke) - min(y for _, y in stroke)


TONGUES = {"en": ENGLISH, "de": language("de-DE"), "long": longer(), "rtl": mirrored()}


@pytest.mark.parametrize(
    ("plan", "tongue"),
    [
        pytest.param(plan, tongue, id=f"{name}-{code}")
        for number, (name, plan) in enumerate(
            [*((path.stem, read(path.read_bytes())) for path in SAMPLES), ("crowded", CROWDED)]
        )
        for place, (code, tongue) in enumerate(TONGUES.items())
        if thorough() or name == "crowded" or (number + place) % 2 == 0
    ],
)
def test_no_sign_leaves_its_face_or_is_under_nine_points(plan: Plan, tongue: Language) -> None:
    """Nothing is cut off by scissors, stands in a fold, or needs a lens; on A5 no less than on A4."""
    asked = options(plan.first_day + timedelta(20), "a5", tongue)
    view, (file,) = card(plan, asked), make(plan, ["card"], asked)

    for number in range(len(view.sheets)):
        boxes = [
            (min(x for x, _ in s), min(y for _, y in s), max(x for x, _ in s), max(y for _, y in s))
            for path in paths(file.data, number)
            for s in path
            if len(s) > 2 and _wide(s) == pytest.approx(float(WIDE), abs=A_DOT)
        ]
        inside = 0
        for sign, left, top, right, bottom in signs(file.data, number):
            box = next(
                (b for b in boxes if b[0] < (left + right) / 2 < b[2] and b[1] < (top + bottom) / 2 < b[3]),
                None,
            )
            if box is None:
                continue
            inside += 1
            upper, lower = (top - box[1]) % float(HIGH), (bottom - box[1]) % float(HIGH)
            assert left > box[0] + 3, sign
            assert right < box[2] - 3, sign
            assert 2 < upper < lower < float(HIGH) - 2, sign
            if sign.isdecimal():
                assert bottom - top > NINE_POINTS_HIGH * 0.97, sign
        assert inside > 20


@given(plans(), st.integers(-20, 400))
def test_every_plan_fits_its_faces_on_every_day(plan: Plan, days: int) -> None:
    """Whatever is taken, nothing is higher than its face, and no strip is too thick for a wallet."""
    view = card(plan, options(plan.first_day + timedelta(days)))

    assert all(face.fits for face in faces(view))
    assert all(len(strip.faces) <= MOST for sheet in view.sheets for strip in sheet.strips)


@given(plans(), st.integers(0, 400))
def test_every_dose_of_the_days_to_come_is_on_the_card(plan: Plan, days: int) -> None:
    """Each day of the cycle is one of those that are listed, on its date or as another one."""
    now = status_on(plan, plan.first_day + timedelta(days))
    listed = turns(now)
    if now.period is None or not listed:
        return
    count = len(now.period.step.regimen.days)
    for on in (now.day + timedelta(number) for number in range(count)):
        if now.laid_out and not now.period.open and on > now.period.last:
            break
        dated = [turn for turn in listed if on in turn.dates]
        (shown,) = dated or [turn for turn in listed if not turn.dates]
        assert shown.taken == now.period.on(on)


# What it says

CLONAZEPAM = """\
I TAKE planned until 3 Jan 2027
CLONAZEPAM
DO NOT STOP IT SUDDENLY
Maria Example
☎ 01632 960001
Example Surgery, prescriber
Write in: emergency number
"""


def test_the_card_has_three_faces() -> None:
    """To a stranger; the steps; the doses of now, with help."""
    assert said(SIMPLE, date(2026, 12, 9)) == [
        CLONAZEPAM,
        dedent("""\
            Step 1 of 2 Plan CODE · not a prescription
            ● now since 7 Dec | 1 mg
            21 Dec | 0.5 mg
            No dose from 4 Jan 2027
        """).replace("CODE", SIMPLE.code),
        dedent("""\
            Doses now they change on 21 Dec
            1 mg ⬤⬤
            2 tablets of 0.5 mg
            SIGNS ring the emergency number.
            Hard to bear: ring your prescriber first.
            Write in: crisis line for thoughts of suicide
            Plan CODE, revision 0, printed for 9 Dec 2026
        """)
        .replace("CODE", SIMPLE.code)
        .replace(
            "SIGNS",
            "Seizure, collapse, cannot be woken, trouble breathing, confusion, seeing or hearing things:",
        ),
    ]


def steps_of(plan: Plan, day: date) -> str:
    """Return the face with the steps, without its heading."""
    return said(plan, day)[1].split("\n", 1)[1]


def test_the_next_steps_have_their_dates_so_that_the_card_outlives_a_step() -> None:
    """The present one is marked, four more are dated, the rest is counted."""
    plan = plan_of(
        HEAD, TABLETS, "".join(f'[[step]]\nweeks = 1\ndose = "{n}.5 mg"\n' for n in (7, 6, 5, 4, 3, 2, 1))
    )

    assert steps_of(plan, date(2026, 12, 15)) == dedent("""\
        ● now since 14 Dec | 6.5 mg
        21 Dec | 5.5 mg
        28 Dec | 4.5 mg
        4 Jan | 3.5 mg
        11 Jan | 2.5 mg
        and 1 more step: see the calendar
        No dose from 25 Jan 2027
    """)


def test_of_each_dose_of_drops_what_the_hand_counts_leads() -> None:
    """Also of several a day, or on some days: 25 drops are 2.5 mg, so 5 drops are 0.5 mg, as the reader tells back."""
    drops = '[[product]]\nform = "drops"\nstrength = "2.5 mg/mL"\ndrops_per_mL = 25\n'
    line = 'steps = "morning 5 drops, bedtime 10 drops 2w; bedtime 0.4 mg every other day 2w; 0"\n'
    plan, asked = plan_of('drug = "clonazepam"\n', line, HEAD, drops), options(date(2026, 12, 9))
    page = document_html(CARD, CARD.view(plan, asked), asked)

    assert steps_of(plan, date(2026, 12, 9)) == dedent("""\
        ● now since 7 Dec | 5 drops = 0.5 mg morning and 10 drops = 1 mg bedtime
        21 Dec | 4 drops = 0.4 mg bedtime on one day, no dose on the next, in turn
        No dose from 3 Jan 2027
    """)
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in readings(plan, Words(ENGLISH))] == [
        "5 drops = 0.5 mg morning and 10 drops = 1 mg bedtime for 2 weeks",
        "4 drops = 0.4 mg bedtime on one day, no dose on the next, in turn for 2 weeks",
    ]
    check_words(page, plan, asked)
    with pytest.raises(ReadBackError):
        check_words(page.replace("10\N{NO-BREAK SPACE}drops", "11\N{NO-BREAK SPACE}drops", 1), plan, asked)


def test_before_the_plan_begins_its_first_step_is_shown() -> None:
    """With the day on which it begins; nothing is taken now."""
    _, steps, doses = said(SIMPLE, date(2026, 12, 1))

    assert steps.splitlines()[1:3] == ["7 Dec | 1 mg", "21 Dec | 0.5 mg"]
    assert doses.startswith("Take from 7 Dec they change on 21 Dec\n1 mg ⬤⬤\n")


def test_after_the_end_no_dose_is_shown() -> None:
    """But on which day it was the last."""
    front, steps, helps = said(SIMPLE, date(2027, 1, 4))

    assert front.startswith("I TOOK last dose 3 Jan 2027\nCLONAZEPAM\nMaria Example\n")
    assert steps == (
        f"The plan has ended Plan {SIMPLE.code}\n"
        "Last dose day: 3 January 2027\nFirst day without: 4 January 2027\n"
    )
    assert helps.startswith("☎ Help")


HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-14\n'


def test_a_hold_says_until_when() -> None:
    """Below the dose that goes on."""
    held = plan_of(HEAD, TABLETS, TWO_STEPS, HOLD, "days = 10\n")

    assert steps_of(held, date(2026, 12, 16)) == dedent("""\
        ● now since 7 Dec | 1 mg; ⏸ same dose to 23 Dec 2026
        31 Dec | 0.5 mg
        No dose from 14 Jan 2027
    """)


def test_an_open_hold_has_no_next_step() -> None:
    """What comes after it has no date, nor has the end."""
    front, steps, doses = said(plan_of(HEAD, TABLETS, TWO_STEPS, HOLD), date(2026, 12, 16))

    assert front.startswith("I TAKE\n")
    assert steps.split("\n", 1)[1] == dedent("""\
        ● now since 7 Dec | 1 mg; ⏸ same dose until it is agreed to go on
        The later steps have no dates until the hold ends.
    """)
    assert doses.startswith("Doses now\n")


def doses_of(plan: Plan, day: date) -> str:
    """Return the faces with the doses, without what follows them."""
    return "".join(said(plan, day)[2:]).split("A fit,")[0]


def test_days_that_differ_are_said_with_their_dates() -> None:
    """Every other day is never said only in those words."""
    plan = plan_of(HEAD, TABLETS, '[[step]]\nweeks = 4\ncycle = ["0.125 mg", "0 mg"]\n')

    assert doses_of(plan, date(2026, 12, 10)).startswith(
        dedent("""\
            Doses now
            10 December and every 2 days after | no dose
            11 December and every 2 days after | 0.125 mg ◔; ¼ tablet of 0.5 mg
        """)
    )
    assert steps_of(plan, date(2026, 12, 10)).startswith(
        "● now since 7 Dec | 0.125 mg on one day, no dose on the next, in turn\n"
    )


def test_a_day_of_a_cycle_does_not_come_again_once_its_step_is_over() -> None:
    """A patch for the 13th is not put on again on the 16th, when the next dose begins; what is left is told by date."""
    patch = '[[product]]\ndrug = "fentanyl"\nform = "patch"\nstrength = "{} mcg/h"\nchange_every = "3 days"\n'
    steps = '[[step]]\ndays = 9\ndose = "37 mcg/h"\n[[step]]\ndays = 9\ndose = "25 mcg/h"\n'
    plan = plan_of(HEAD, patch.format(25) + patch.format(12), steps)

    assert doses_of(plan, date(2026, 12, 8)).startswith(
        "Doses now they change on 16 Dec\n10 December and every 3 days after | 37 micrograms/h"
    )
    assert doses_of(plan, date(2026, 12, 12)).startswith(
        "Doses now they change on 16 Dec\n13 December | 37 micrograms/h"
    )


def test_most_days_are_the_other_ones() -> None:
    """One day new, six days old."""
    days = ", ".join(['"0.5 mg"', *['"1 mg"'] * 6])
    plan = plan_of(HEAD, TABLETS, f"[[step]]\nweeks = 4\ncycle = [{days}]\n")

    assert doses_of(plan, date(2026, 12, 10)).startswith(
        "Doses now\n"
        "14 December and every 7 days after | 0.5 mg ⬤; 1 tablet of 0.5 mg\n"
        "on all other days | 1 mg ⬤⬤; 2 tablets of 0.5 mg\n"
    )


def test_a_face_that_may_begin_a_strip_of_its_own_names_the_drug() -> None:
    """Four hours a day take two strips; what is allowed beside them has a heading, and no line breaks an hour."""
    hours = "".join(f'"{hour}:00" = "0.125 mg"\n' for hour in ("06", "12", "18", "23"))
    allowed = '[[as_needed]]\ndrug = "lorazepam"\ndose = "0.5 mg"\nmost = "2 a day"\n'
    faces = said(plan_of(HEAD, TABLETS, f"[[step]]\nweeks = 2\n{hours}", allowed), date(2026, 12, 9))

    assert "0.125 mg at 06:00, 0.125 mg at 12:00" in faces[1]
    doses = [face for face in faces if face.startswith("Doses now")]
    assert all(
        face.startswith(f"Doses now, {number} of {len(doses)}: clonazepam")
        for number, face in enumerate(doses, 1)
    )
    assert "\nAlso allowed\nIf needed: 0.5 mg lorazepam, at most 2 times a day" in doses[-1]


def test_a_step_that_is_taken_only_if_needed_says_so() -> None:
    """With its condition, while it is to come as well."""
    step = '[[step]]\nweeks = "0-2"\ndose = "0.25 mg"\nif = "only if sleep is poor"\n'
    plan = plan_of(HEAD, TABLETS, TWO_STEPS, step)

    assert "4 Jan | 0.25 mg; □ ONLY IF NEEDED; Condition: only if sleep is poor\n" in steps_of(
        plan, date(2026, 12, 9)
    )
    assert steps_of(plan, date(2027, 1, 5)).startswith(
        "● now since 4 Jan | 0.25 mg; □ ONLY IF NEEDED; Condition: only if sleep is poor\n"
    )


def test_a_range_says_from_when_one_may_move_on() -> None:
    """The next step has the latest day for it."""
    plan = plan_of(HEAD, TABLETS, TWO_STEPS.replace("weeks = 2", 'weeks = "1-2"'))

    assert steps_of(plan, date(2026, 12, 8)).startswith("● now since 7 Dec | 1 mg; may move on from 14 Dec\n")


def test_a_plan_that_stays_says_that_it_goes_on() -> None:
    """Also long after the last day that is laid out."""
    plan = plan_of(HEAD.replace("[person]", 'then = "stay"\n\n[person]', 1), TABLETS, TWO_STEPS)

    for day in (date(2026, 12, 24), date(2030, 1, 1)):
        assert said(plan, day)[0].startswith("I TAKE\n")
        assert steps_of(plan, day) == dedent("""\
            ● now since 21 Dec | 0.5 mg
            Goes on like this until you and your prescriber agree otherwise.
        """)


def test_a_plan_whose_start_is_not_fixed_has_not_begun() -> None:
    """Its first step is shown, and days have numbers."""
    plan = plan_of(HEAD.replace("2026-12-07", '"open"', 1), TABLETS, TWO_STEPS)
    _, steps, doses = said(plan, date(2026, 12, 9))

    assert steps.splitlines()[1:] == ["Day 1 | 1 mg", "Day 15 | 0.5 mg", "No dose from Day 29"]
    assert doses.startswith("Take from Day 1 they change on Day 15\n")


def test_four_times_two_drugs_are_on_as_many_faces_as_they_need() -> None:
    """Each dose with its drug and time, none of them left out."""
    rows = [line for line in doses_of(CROWDED, date(2026, 12, 9)).splitlines() if " | " in line]

    assert [row.split(" mg")[0] for row in rows] == [
        "clonazepam morning | 0.625",
        "diazepam morning | 5.5",
        "clonazepam noon | 0.125",
        "diazepam noon | 1.5",
        "clonazepam evening | 0.375",
        "diazepam evening | 3.5",
        "clonazepam bedtime | 1.25",
        "diazepam bedtime | 11",
    ]


def test_what_it_is_taken_for_is_said_to_a_stranger() -> None:
    """Where the plan file says it."""
    plan = plan_of(HEAD.replace("[person]", 'for = "panic disorder"\n\n[person]', 1), TABLETS, TWO_STEPS)

    assert said(plan, date(2026, 12, 9))[0].startswith(
        "I TAKE planned until 3 Jan 2027\nCLONAZEPAM\nfor panic disorder\nDO NOT STOP IT SUDDENLY\nMaria Example\n"
    )


# Several drugs


TWO_ENDS = """
format = 1
title = "two"
start = 2026-12-01
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
[[product]]
drug = "mirtazapine"
form = "tablet"
strength = "15 mg"
[[step]]
days = 3
morning = { lorazepam = "1 mg", mirtazapine = "15 mg" }
[[step]]
days = 4
morning = { mirtazapine = "15 mg" }
"""


def test_each_drug_has_its_own_last_day() -> None:
    """Whoever reads the end of one drug as that of the other stops it too early, or too late."""
    front, steps, *_ = said(plan_of(TWO_ENDS), date(2026, 12, 2))

    assert front.splitlines()[1:3] == [
        "LORAZEPAM planned until 3 Dec 2026",
        "MIRTAZAPINE planned until 7 Dec 2026",
    ]
    assert steps.splitlines()[-2:] == [
        "lorazepam: no dose from 4 Dec 2026",
        "mirtazapine: no dose from 8 Dec 2026",
    ]


def test_a_drug_that_is_over_is_not_taken() -> None:
    """The next card leaves it out."""
    front, steps, *_ = said(plan_of(TWO_ENDS), date(2026, 12, 5))

    assert front.splitlines()[:3] == [
        "DRAFT I TAKE planned until 7 Dec 2026".replace("DRAFT", " DRAFT "),
        "MIRTAZAPINE",
        "DO NOT STOP IT SUDDENLY",
    ]
    assert "lorazepam" not in steps


def test_a_last_day_that_is_not_known_is_not_said() -> None:
    """While a hold is open, the drug that goes on after it has no end; the other one keeps its own."""
    held = plan_of(TWO_ENDS, '[[change]]\nkind = "hold"\non = 2026-12-06\n')
    front, steps, *_ = said(held, date(2026, 12, 2))

    assert front.splitlines()[1:3] == ["LORAZEPAM planned until 3 Dec 2026", "MIRTAZAPINE"]
    assert "lorazepam: no dose from 4 Dec 2026" in steps
    assert "mirtazapine: no dose" not in steps


@pytest.mark.parametrize(
    ("drugs", "band"),
    [
        (("clonazepam",), "DO NOT STOP IT SUDDENLY"),
        (("prednisolone",), "DO NOT STOP IT SUDDENLY"),
        (("morphine", "zopiclone"), "DO NOT STOP THEM SUDDENLY"),
        (("morphine", "metformin"), "DO NOT STOP MORPHINE SUDDENLY"),
        (("metformin",), ""),
    ],
)
def test_what_must_not_be_stopped_suddenly_is_told_to_a_stranger(drugs: tuple[str, ...], band: str) -> None:
    """As a source says of its class; of a drug that no source names nothing is said."""
    products = "".join(f'[[product]]\ndrug = "{one}"\nform = "tablet"\nstrength = "1 mg"\n' for one in drugs)
    doses = ", ".join(f'{one} = "1 mg"' for one in drugs)
    front, *_ = said(
        plan_of(HEAD, products, f"[[step]]\nweeks = 4\nmorning = {{ {doses} }}\n"), date(2026, 12, 9)
    )

    assert [line for line in front.splitlines() if "SUDDENLY" in line] == ([band] if band else [])


def test_a_short_course_of_a_steroid_may_stop() -> None:
    """Its source has no taper for less than 3 to 4 weeks, and no emergency card."""
    faces = said(
        plan_of(HEAD, TABLETS.replace("clonazepam", "prednisolone"), '[[step]]\nweeks = 1\ndose = "1 mg"\n'),
        date(2026, 12, 9),
    )

    assert "SUDDENLY" not in " ".join(faces)
    assert "steroid" not in " ".join(faces)


def test_each_class_has_the_sentences_of_its_sources() -> None:
    """A steroid is doubled on days of illness, so "do not go back to the first dose" would be wrong there."""
    advice = {
        drug: " ".join(
            said(plan_of(HEAD, TABLETS.replace("clonazepam", drug), TWO_STEPS), date(2026, 12, 9))[2:]
        )
        for drug in ("clonazepam", "morphine", "prednisolone", "quetiapine", "metformin")
    }

    assert {drug: "back to the first dose" in text for drug, text in advice.items()} == {
        "clonazepam": False,
        "morphine": True,
        "prednisolone": False,
        "quetiapine": False,
        "metformin": False,
    }
    assert "Missed doses can be dangerous. Ask about a steroid emergency card." in advice["prednisolone"]
    assert "Fever, vomiting, an operation: say that you take a steroid" in advice["prednisolone"]
    assert "before you change a dose" not in advice["prednisolone"]
    assert "Going back to the dose before may be agreed then." in advice["quetiapine"]


# People


LONG = """
format = 1
drug = "chlordiazepoxide hydrochloride and clidinium bromide"
title = "Reduction of the evening medicine, as discussed at the spring appointment"
start = 2026-12-07

[person]
name = "Wilhelmina Alexandra Konstantinopoulou-Featherstonehaugh"
born = 1944-11-30

[agreed]
by = "Professor Dr Maximilian-Alexander von Hohenstein-Wallenberg"
on = 2026-11-20

[[contact]]
role = "prescriber"
name = "Department of Clinical Pharmacology and Toxicology, Royal Example Infirmary"
phone = "+44 (0)1632 960001 ext. 40113"

[[contact]]
role = "pharmacy"
name = "Example Pharmacy at the Old Market Square, Saint Example-upon-Water"
phone = "+44 (0)1632 960002"

[[contact]]
role = "at night and at weekends"
name = "Out-of-hours service of the county of Exampleshire"
phone = "111"

[[product]]
form = "orodispersible tablet"
strength = "5 mg"
split = "quarter"

[[step]]
weeks = 3
morning = "10 mg"
bedtime = "12.5 mg"

[[step]]
weeks = 2
bedtime = "13.75 mg"
if = "only if sleep has been as usual for a fortnight and nobody in the household is ill"

[[step]]
weeks = 2
bedtime = "6.25 mg"
"""


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_names_may_be_shortened_but_a_number_and_a_condition_are_whole(paper: str) -> None:
    """The prescriber's number stands on the face for a stranger, the others behind."""
    plan = plan_of(LONG)
    front, steps, *rest = said(plan, date(2026, 12, 8), options(date(2026, 12, 8), paper))

    assert "\n☎ +44 (0)1632 960001 ext. 40113\nDepartment of Clinical Pharmacology and Toxi…\n" in front
    assert "CHLORDIAZEPOXIDE HYDROCHLORIDE AND CLIDINIUM BROMIDE" in front
    assert (
        "28 Dec | 13.75 mg bedtime; Condition: only if sleep has been as usual for a fortnight and nobody in the "
        "household is ill\n" in steps
    )
    assert "☎ +44 (0)1632 960002\n" in "".join(rest)
    assert "☎ 111\n" in "".join(rest)


def test_a_number_is_never_cut() -> None:
    """However long, and whoever it is."""
    number = "0800 01632 960001 then 4 then 2 then wait then ask for the nurse on call, at night 01632 960002"
    plan = plan_of(
        HEAD.replace("01632 960001", number).replace("Example Surgery", "Surgery " * 20), TABLETS, TWO_STEPS
    )

    assert number in " ".join("".join(said(plan, date(2026, 12, 9))).split())


def test_every_contact_is_on_the_card() -> None:
    """The prescriber in front, the others with the help."""
    lines = "".join(said(CROWDED, date(2026, 12, 9))).splitlines()

    assert len([line for line in lines if line.startswith("☎ 01632 96")]) == 12


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    """The name and whom to ring."""
    bare = HEAD[: HEAD.index("[person]")].replace("format", "format")
    front, *_ = said(plan_of(bare, TABLETS, TWO_STEPS), date(2026, 12, 9))

    assert front.splitlines()[3:] == ["Name", "Write in: prescriber, telephone", "Write in: emergency number"]


def test_a_name_can_be_left_out() -> None:
    """As on any other page."""
    asked = replace(options(date(2026, 12, 9)), named=False)

    assert said(SIMPLE, asked.as_of, asked)[0].splitlines()[3] == "Name"


def test_a_discreet_card_has_no_drug_but_still_warns() -> None:
    """A stranger need not know what must not be stopped suddenly."""
    asked = replace(options(date(2026, 12, 9)), discreet=True)
    front, *rest = said(CROWDED, asked.as_of, asked)

    assert front.splitlines()[1:3] == [
        "MEDICINE A planned until 3 Jan 2027",
        "MEDICINE B planned until 3 Jan 2027",
    ]
    assert "DO NOT STOP THEM SUDDENLY" in front
    assert "zepam" not in "".join(rest).casefold()


def test_a_draft_says_so_on_every_face() -> None:
    """They may be cut apart."""
    draft = plan_of(HEAD.replace('[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n', ""), TABLETS, TWO_STEPS)

    assert [face.startswith(" DRAFT ") for face in said(draft, date(2026, 12, 9))] == [True] * 3
    assert "DRAFT" not in "".join(said(SIMPLE, date(2026, 12, 9)))


# Syringes


def test_a_liquid_has_a_face_with_its_syringe() -> None:
    """Where its scale is measured and a face holds it."""
    liquid = (
        '[[product]]\ndrug = "clonazepam"\nform = "solution"\nstrength = "0.1 mg/mL"\nmeasure = "0.1 mL"\n'
    )
    step = '[[step]]\nweeks = 2\nmorning = "0.05 mg"\nbedtime = "0.15 mg"\n'
    measured = plan_of(HEAD, liquid, 'syringe = "5 mL"\nscale = "43 mm"\n', step)
    too_long = plan_of(HEAD, liquid, 'syringe = "5 mL"\nscale = "70 mm"\n', step)

    assert [face.splitlines()[1:] for face in said(measured, date(2026, 12, 9))[3:5]] == [
        [
            "0.5 mL (0.05 mg) of 0.1 mg/mL solution",
            "(Drawing at true size: a syringe of 5 mL with its plunger at 0.5 mL.)",
        ],
        [
            "1.5 mL (0.15 mg) of 0.1 mg/mL solution",
            "(Drawing at true size: a syringe of 5 mL with its plunger at 1.5 mL.)",
        ],
    ]
    assert "Drawing" not in "".join(said(too_long, date(2026, 12, 9)))
    assert "1.5 mL (0.15 mg)" in "".join(said(too_long, date(2026, 12, 9)))


def test_a_syringe_that_is_not_drawn_is_said() -> None:
    """Where its drawing is wider than a face, and where the dose is more than one filling."""
    liquid = '[[product]]\ndrug = "diazepam"\nform = "solution"\nstrength = "2 mg/5 mL"\nmeasure = "0.1 mL"\n'
    wide = plan_of(
        HEAD, liquid, 'syringe = "5 mL"\nscale = "60 mm"\n', '[[step]]\nweeks = 1\ndose = "1 mg"\n'
    )
    twice = plan_of(
        HEAD, liquid, 'syringe = "5 mL"\nscale = "43 mm"\n', '[[step]]\nweeks = 1\ndose = "2.4 mg"\n'
    )

    assert doses_of(wide, date(2026, 12, 9)).startswith(
        "Doses now\n2.5 mL = 1 mg 🌢\n2.5 mL (1 mg) of 2 mg/5 mL solution\nsyringe: 2.5 mL on the scale\n"
    )
    assert doses_of(twice, date(2026, 12, 9)).startswith(
        "Doses now\n6 mL = 2.4 mg 🌢\n6 mL (2.4 mg) of 2 mg/5 mL solution\nfill the syringe 2 times: 5 mL and 1 mL\n"
    )


# Sizes


def test_every_size_is_in_the_scale_and_nothing_is_under_nine_points() -> None:
    """The style of each text comes from one table."""
    assert min(style.size for style in styles_of(sizes)) == 9
    assert len({style.name for style in styles_of(sizes)}) == len(styles_of(sizes))


# Read back


FALSE: dict[str, Callable[[str], str]] = {
    "a dose": lambda page: page.replace(
        'class="dose-18">1\N{NO-BREAK SPACE}mg', 'class="dose-18">2\N{NO-BREAK SPACE}mg'
    ),
    "what is drawn": lambda page: page.replace("⬤⬤", "⬤"),
    "the pieces": lambda page: page.replace("2\N{NO-BREAK SPACE}tablets", "3\N{NO-BREAK SPACE}tablets"),
    "the step": lambda page: page.replace("Step 1 of 2", "Step 1 of 3"),
    "since when": lambda page: page.replace("7\N{NO-BREAK SPACE}Dec", "8\N{NO-BREAK SPACE}Dec"),
    "the next change": lambda page: page.replace("21\N{NO-BREAK SPACE}Dec<", "22\N{NO-BREAK SPACE}Dec<"),
    "the next dose": lambda page: page.replace(">0.5\N{NO-BREAK SPACE}mg", ">0.05\N{NO-BREAK SPACE}mg"),
    "the day without": lambda page: page.replace("4\N{NO-BREAK SPACE}Jan", "5\N{NO-BREAK SPACE}Jan"),
    "the last dose day": lambda page: page.replace("3\N{NO-BREAK SPACE}Jan", "2\N{NO-BREAK SPACE}Jan"),
    "a number": lambda page: page.replace("01632\N{NO-BREAK SPACE}960001<", "01632\N{NO-BREAK SPACE}960002<"),
    "the plan": lambda page: page.replace("revision 0,", "revision 1,"),
}


@pytest.mark.parametrize("what", FALSE)
def test_a_falsified_card_is_refused(what: str) -> None:
    """One figure changed in one place is enough."""
    asked = options(date(2026, 12, 9))
    view = CARD.view(SIMPLE, asked)
    true = document_html(CARD, view, asked)
    false = FALSE[what](true)

    assert false != true
    check_words(true, SIMPLE, asked)
    with pytest.raises(ReadBackError):
        check_words(false, SIMPLE, asked)


def test_the_end_of_the_other_drug_is_refused() -> None:
    """Its own last day and first day without stand under the mark of each drug."""
    plan, asked = plan_of(TWO_ENDS), options(date(2026, 12, 2))
    page = document_html(CARD, CARD.view(plan, asked), asked)

    check_words(page, plan, asked)
    for true, false in (
        ("until 3\N{NO-BREAK SPACE}Dec", "until 7\N{NO-BREAK SPACE}Dec"),
        ("from 8\N{NO-BREAK SPACE}Dec", "from 4\N{NO-BREAK SPACE}Dec"),
    ):
        assert true in page
        with pytest.raises(ReadBackError):
            check_words(page.replace(true, false, 1), plan, asked)


def test_a_falsified_syringe_is_refused() -> None:
    """The volume over its mark is a dose."""
    plan = read((SAMPLES[0].parent / "oral-solution.toml").read_bytes())
    asked = options(plan.periods[1].first)
    view = CARD.view(plan, asked)
    page = document_html(CARD, view, asked).replace(">1.5\N{NO-BREAK SPACE}mL<", ">1.6\N{NO-BREAK SPACE}mL<")

    with pytest.raises(ReadBackError):
        check_words(page, plan, asked)


def test_the_text_of_a_card_is_read_in_its_order() -> None:
    """Heading by heading, as a screen reader says it."""
    (file,) = make(SIMPLE, ["card"], options(date(2026, 12, 9)))
    (blocks,) = read_pdf(file.data, "row")
    heard = [" ".join(block.split()) for block in blocks]

    assert heard[0] == "Card: Taper"
    assert heard[2:4] == ["I TAKE planned until 3 Jan 2027", "CLONAZEPAM"]
    assert "● now since 7 Dec 1 mg" in heard
    assert "1 mg ⬤⬤ Drawing: 2 tablets of 0.5 mg" in heard


def test_a_long_unit_beside_a_volume_goes_on_the_next_line() -> None:
    """French writes micrograms out: nothing hangs over the edge of its cell."""
    liquid = (
        '[[product]]\ndrug = "clonidine"\nform = "solution"\nstrength = "50 mcg/5 mL"\nmeasure = "0.1 mL"\n'
    )
    plan = plan_of(HEAD, liquid, '[[step]]\nweeks = 1\nmorning = "25 mcg"\n')
    options = Options(language("fr-FR"), PAPERS["a4"], date(2026, 12, 9))
    (card,) = make(plan, ["card"], options)

    assert "= 25 microgrammes" in " ".join(
        " ".join(text.split()) for page in read_pdf(card.data, "cell") for text in page
    )


@pytest.mark.parametrize(
    ("drug", "steps", "more", "signs"),
    [
        (
            "diazepam",
            "2 mg 4w; 0",
            "",
            "Seizure, collapse, cannot be woken, trouble breathing, confusion, seeing or hea",
        ),
        (
            "clobazam",
            "20 mg 4w; 0",
            'for = "epilepsy"',
            "Seizure longer than usual or than five minutes, several in a row, collapse,",
        ),
        (
            "quetiapine",
            "100 mg 4w; 0",
            "",
            "confusion, seeing or hearing things more than usual: ring the emergency",
        ),
        (
            "omeprazole",
            "20 mg 4w; 0",
            "",
            "Collapse, cannot be woken, trouble breathing: ring the emergency number.",
        ),
        (
            "prednisolone",
            "40 mg 5d; 0",
            "",
            "Collapse, cannot be woken, trouble breathing: ring the emergency number.",
        ),
    ],
)
def test_the_signs_are_those_of_the_class_and_of_what_it_is_for(
    drug: str, steps: str, more: str, signs: str
) -> None:
    """Whoever has seizures or hears voices is not sent to an ambulance by each; a short course has no withdrawal."""
    plan = read(
        f'format = 1\ndrug = "{drug}"\nstart = 2027-01-04\nsteps = "{steps}"\n{more}\n[[product]]\nform = "tablet"\n'
        'strength = "1 mg"\n'.encode()
    )
    *_, last = said(plan, date(2027, 1, 5))

    assert signs in " ".join(last.split())
    assert ("crisis line" in last) == (drug not in {"omeprazole", "prednisolone"})
