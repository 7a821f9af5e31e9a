"""The card fits a wallet on every paper, and says what is taken now, what is next and whom to ring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import Stroke, paths, signs
from plans import plans
from presented import DOCUMENTS, check_words
from pseudo import longer, mirrored
from read_pdf import read_pdf

from taperdocs.documents.card.card import CardView
from taperdocs.documents.card.cycle_days import turns
from taperdocs.documents.card.panel import HIGH, MOST, ROOM, WIDE, Block, Panel, Run
from taperdocs.language.language import Language, language
from taperdocs.make.make import document_html, make
from taperdocs.options import PAPERS, Options
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
TWO_STEPS = """
[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""
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


def panels(view: CardView) -> list[Panel]:
    """Return all panels in their order."""
    return [panel for page in view.pages for strip in page.strips for panel in strip.panels]


def said(plan: Plan, day: date, asked: Options | None = None) -> str:
    """Return the lines of a card, its panels parted by an empty line, up to the one of signs, as on each card."""
    shown = []
    for panel in panels(card(plan, asked or options(day)))[:-1]:
        blocks = [panel.head, *panel.blocks, *([panel.foot] if panel.foot else [])]
        shown.append("\n".join(_lines(one) for one in blocks))
    return "\n\n".join(shown).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _lines(one: Block) -> str:
    if one.syringe:
        return f"({one.syringe.alt})"
    label = f"{_line(one.label)} | " if one.label else ""
    return label + (" " if one.row else "\n").join(_line(run) for run in one.runs)


def _line(run: Run) -> str:
    return " ".join((*run.text.split("\n"), *([run.drawing.signs] if run.drawing else [])))


# On paper


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("plan", [SIMPLE, CROWDED], ids=["simple", "crowded"])
def test_a_panel_is_as_large_as_a_bank_card_on_every_paper(plan: Plan, paper: str) -> None:
    """85.6 by 54 mm, folded at each 54 mm, and far enough from the edge of the paper to be printed."""
    asked = options(plan.first_day, paper)
    view, (file,) = card(plan, asked), make(plan, ["card"], asked)

    for number, page in enumerate(view.pages):
        outlines = [
            s
            for path in paths(file.data, number)
            for s in path
            if _wide(s) == pytest.approx(float(WIDE), abs=A_DOT)
        ]
        cut = [stroke for stroke in outlines if len(stroke) > 2]
        folded = [stroke for stroke in outlines if len(stroke) == 2]
        assert [_high(stroke) for stroke in cut] == [
            pytest.approx(float(HIGH) * len(strip.panels), abs=A_DOT) for strip in page.strips
        ]
        assert len(folded) == sum(len(strip.panels) - 1 for strip in page.strips)
        for stroke in folded:
            from_top = (stroke[0][1] - min(y for _, y in cut[0])) / float(HIGH)
            assert from_top == pytest.approx(round(from_top), abs=0.001)
        across, down = float(asked.paper.width), float(asked.paper.height)
        assert all(6 <= x <= across - 6 and 6 <= y <= down - 6 for stroke in cut for x, y in stroke)


def _wide(stroke: Stroke) -> float:
    return max(x for x, _ in stroke) - min(x for x, _ in stroke)


def _high(stroke: Stroke) -> float:
    return max(y for _, y in stroke) - min(y for _, y in stroke)


@pytest.mark.parametrize(
    "tongue", [ENGLISH, language("de-DE"), longer(), mirrored()], ids=["en", "de", "long", "rtl"]
)
@pytest.mark.parametrize(
    "plan",
    [*(read(path.read_bytes()) for path in SAMPLES), CROWDED],
    ids=[*(path.stem for path in SAMPLES), "crowded"],
)
def test_no_sign_leaves_its_panel_or_is_under_nine_points(plan: Plan, tongue: Language) -> None:
    """Nothing is cut off by scissors, stands in a fold, or needs a lens; on A5 no less than on A4."""
    asked = options(plan.first_day + timedelta(20), "a5", tongue)
    view, (file,) = card(plan, asked), make(plan, ["card"], asked)

    for number in range(len(view.pages)):
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
def test_every_plan_fits_its_panels_on_every_day(plan: Plan, days: int) -> None:
    """Whatever is taken, nothing is higher than its panel, and no strip is too thick for a wallet."""
    view = card(plan, options(plan.first_day + timedelta(days)))

    assert all(panel.height <= ROOM for panel in panels(view))
    assert all(len(strip.panels) <= MOST for page in view.pages for strip in page.strips)


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


def test_the_front_says_who_tapers_what_and_whom_to_ring() -> None:
    """And the back what is taken, what is next and when it ends."""
    assert said(SIMPLE, date(2026, 12, 9)) == dedent("""\
        I am tapering clonazepam
        Maria Example
        Packets: 0.5 mg tablet
        ☎ Whom to ring
        01632 960001
        prescriber Example Surgery
        Plan CODE · revision 0 · not a prescription
        printed for 9 December 2026

        Step 1 of 2 since 7 Dec 2026
        1 mg ⬤⬤
        2 tablets of 0.5 mg
        Next change: Monday, 21 December 2026
        1 mg → 0.5 mg
        Last dose day: Sunday, 3 January 2027
    """).replace("CODE", SIMPLE.code)


def back(plan: Plan, day: date) -> str:
    """Return what the card says but its front."""
    return said(plan, day).split("\n\n", 1)[1]


def test_before_the_plan_begins_its_first_step_is_shown() -> None:
    """With the day on which it begins."""
    assert back(SIMPLE, date(2026, 12, 1)).startswith("Step 1 of 2 begins 7 Dec 2026\n1 mg ⬤⬤\n")
    assert said(SIMPLE, date(2026, 12, 1)).startswith("My taper: clonazepam\n")


def test_after_the_end_no_dose_is_shown() -> None:
    """But on which day it was the last."""
    assert back(SIMPLE, date(2027, 1, 4)) == dedent("""\
        The plan has ended
        Last dose day: 3 January 2027
        First day without: 4 January 2027
    """)


HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-14\n'


def test_a_hold_says_until_when() -> None:
    """Before the dose that goes on."""
    held = plan_of(HEAD, TABLETS, TWO_STEPS, HOLD, "days = 10\n")

    assert back(held, date(2026, 12, 16)) == dedent("""\
        Step 1 of 2 since 7 Dec 2026
        ⏸ Hold: stay on 1 mg until Wednesday, 23 December 2026
        1 mg ⬤⬤
        2 tablets of 0.5 mg
        Next change: Thursday, 31 December 2026
        1 mg → 0.5 mg
        Last dose day: Wednesday, 13 January 2027
    """)


def test_an_open_hold_has_no_next_change() -> None:
    """What comes after it has no date."""
    assert back(plan_of(HEAD, TABLETS, TWO_STEPS, HOLD), date(2026, 12, 16)) == dedent("""\
        Step 1 of 2 since 7 Dec 2026
        ⏸ Hold: stay on 1 mg until it is agreed to go on
        1 mg ⬤⬤
        2 tablets of 0.5 mg
        The later steps have no dates until the hold ends.
    """)


def test_days_that_differ_are_said_with_their_dates() -> None:
    """Every other day is never said only in those words."""
    plan = plan_of(HEAD, TABLETS, '[[step]]\nweeks = 4\ncycle = ["0.125 mg", "0 mg"]\n')

    assert back(plan, date(2026, 12, 10)) == dedent("""\
        Step 1 of 1 since 7 Dec 2026
        10 December | no dose
        11 December | 0.125 mg ◔
        ¼ tablet of 0.5 mg
        And so on, in turn.
        Last dose day: Saturday, 2 January 2027
    """)


def test_most_days_are_the_other_ones() -> None:
    """One day new, six days old."""
    days = ", ".join(['"0.5 mg"', *['"1 mg"'] * 6])
    plan = plan_of(HEAD, TABLETS, f"[[step]]\nweeks = 4\ncycle = [{days}]\n")

    assert back(plan, date(2026, 12, 10)).startswith(
        "Step 1 of 1 since 7 Dec 2026\n"
        "14 December | 0.5 mg ⬤\n1 tablet of 0.5 mg\n"
        "on all other days | 1 mg ⬤⬤\n2 tablets of 0.5 mg\n"
    )


def test_a_step_that_is_taken_only_if_needed_says_so() -> None:
    """With its condition."""
    step = '[[step]]\nweeks = "0-2"\ndose = "0.25 mg"\nif = "only if sleep is poor"\n'

    assert "\n□ ONLY IF NEEDED\nonly if sleep is poor\n0.25 mg ◐\n" in back(
        plan_of(HEAD, TABLETS, TWO_STEPS, step), date(2027, 1, 5)
    )


def test_a_range_says_from_when_one_may_move_on() -> None:
    """The next change is the latest day for it."""
    plan = plan_of(HEAD, TABLETS, TWO_STEPS.replace("weeks = 2", 'weeks = "1-2"'))

    assert "\n1 mg → 0.5 mg\nYou may move on from 14 December 2026.\n" in back(plan, date(2026, 12, 8))


def test_a_plan_that_stays_says_that_it_goes_on() -> None:
    """Also long after the last day that is laid out."""
    plan = plan_of(HEAD.replace("[person]", 'then = "stay"\n\n[person]', 1), TABLETS, TWO_STEPS)

    for day in (date(2026, 12, 24), date(2030, 1, 1)):
        assert back(plan, day) == dedent("""\
            Step 2 of 2 since 21 Dec 2026
            0.5 mg ⬤
            1 tablet of 0.5 mg
            Goes on like this until you and your prescriber agree otherwise.
        """)


def test_a_plan_whose_start_is_not_fixed_has_not_begun() -> None:
    """Its first step is shown, and days have numbers."""
    plan = plan_of(HEAD.replace("2026-12-07", '"open"', 1), TABLETS, TWO_STEPS)

    assert back(plan, date(2026, 12, 9)).startswith("Step 1 of 2 the start is not fixed\n1 mg ⬤⬤\n")
    assert "\nNext change: Day 15\n" in back(plan, date(2026, 12, 9))


def test_four_times_two_drugs_are_on_as_many_panels_as_they_need() -> None:
    """Each dose with its drug and time, none of them left out, in figures of 18 points."""
    doses = [
        line.split(" | ")[0] + ": " + line.split(" | ")[1].split(" mg")[0]
        for line in back(CROWDED, date(2026, 12, 9)).splitlines()
        if " | " in line
    ]

    assert doses == [
        "clonazepam morning: 0.625",
        "diazepam morning: 5.5",
        "clonazepam noon: 0.125",
        "diazepam noon: 1.5",
        "clonazepam evening: 0.375",
        "diazepam evening: 3.5",
        "clonazepam bedtime: 1.25",
        "diazepam bedtime: 11",
    ]


def test_contacts_that_do_not_fit_are_counted() -> None:
    """Twelve are too many for a wallet; those that are shown are shown with their whole number."""
    lines = said(CROWDED, date(2026, 12, 9)).splitlines()
    numbers = [line for line in lines if line.startswith("01632 96")]

    assert len(numbers) == 3
    assert lines[-1] == f"and {12 - len(numbers)} more in the hand-off"


@pytest.mark.parametrize(
    ("tongue", "signs"),
    [
        (
            ENGLISH,
            (
                "A fit, a collapse, cannot be woken, trouble breathing",
                "Emergency number",
                "Thoughts of suicide: crisis line",
                (
                    "Hard to bear: ring the prescriber. Do not stop suddenly, and do not go back to an old dose "
                    "on your own."
                ),
            ),
        ),
        (
            language("de-DE"),
            (
                "Krampfanfall, Zusammenbruch, nicht aufzuwecken, Atemnot",
                "Notruf",
                "Suizidgedanken: Krisentelefon",
                (
                    "Schwer auszuhalten: Praxis anrufen. Nicht plötzlich absetzen und nicht eigenmächtig zu einer "
                    "früheren Dosis zurück."
                ),
            ),
        ),
    ],
    ids=["en", "de"],
)
def test_every_card_has_signs_for_which_help_is_got_at_once(tongue: Language, signs: tuple[str, ...]) -> None:
    """With room for the numbers of the place, and what is not to be done alone."""
    for plan in (SIMPLE, CROWDED):
        panel = panels(card(plan, options(plan.first_day, "a4", tongue)))[-1]

        assert panel.height <= ROOM
        assert tuple(_lines(block) for block in panel.blocks) == signs


def test_a_number_is_never_cut() -> None:
    """However long, and whoever it is."""
    number = "0800 01632 960001 then 4 then 2 then wait then ask for the nurse on call, at night 01632 960002"
    plan = plan_of(
        HEAD.replace("01632 960001", number).replace("Example Surgery", "Surgery " * 20), TABLETS, TWO_STEPS
    )

    assert number in " ".join(said(plan, date(2026, 12, 9)).split())
    assert "Surgery Sur…" not in said(plan, date(2026, 12, 9)).replace("Surgery Surgery", "")


def test_packets_that_do_not_fit_are_counted() -> None:
    """The doses say their own."""
    more = "".join(
        f'[[product]]\ndrug = "clonazepam"\nform = "tablet"\nstrength = "{n}.5 mg"\n' for n in range(1, 14)
    )
    lines = said(plan_of(HEAD, TABLETS, more, TWO_STEPS), date(2026, 12, 9)).splitlines()

    assert (
        lines[2]
        == "Packets: 0.5 mg tablet; 1.5 mg tablet; 2.5 mg tablet; 3.5 mg tablet; 10 more in the hand-off"
    )


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    """The name and whom to ring."""
    bare = HEAD[: HEAD.index("[person]")].replace("format", "format")
    lines = said(plan_of(bare, TABLETS, TWO_STEPS), date(2026, 12, 9)).splitlines()

    assert lines[1] == "Name"
    assert lines[3:5] == ["☎ Whom to ring", "Telephone"]


def test_a_name_can_be_left_out() -> None:
    """As on any other page."""
    asked = replace(options(date(2026, 12, 9)), named=False)

    assert said(SIMPLE, asked.as_of, asked).splitlines()[1] == "Name"


def test_a_discreet_card_has_no_drug() -> None:
    """Neither on the front nor at a dose."""
    asked = replace(options(date(2026, 12, 9)), discreet=True)
    shown = said(CROWDED, asked.as_of, asked)

    assert shown.startswith("I am tapering medicine A, medicine B\n")
    assert "zepam" not in shown


def test_a_draft_says_so_on_every_panel() -> None:
    """They may be cut apart."""
    draft = plan_of(HEAD.replace('[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n', ""), TABLETS, TWO_STEPS)
    for plan, count in ((draft, 3), (SIMPLE, 0)):
        asked = options(date(2026, 12, 9))
        assert document_html(CARD, CARD.view(plan, asked), asked).count('class="draft"') == count


def test_a_liquid_has_a_panel_with_its_syringe() -> None:
    """Where its scale is measured and a panel holds it; else the volume stands in words alone."""
    liquid = (
        '[[product]]\ndrug = "clonazepam"\nform = "solution"\nstrength = "0.1 mg/mL"\nmeasure = "0.1 mL"\n'
    )
    step = '[[step]]\nweeks = 2\nmorning = "0.05 mg"\nbedtime = "0.15 mg"\n'
    measured = plan_of(HEAD, liquid, 'syringe = "5 mL"\nscale = "43 mm"\n', step)
    too_long = plan_of(HEAD, liquid, 'syringe = "5 mL"\nscale = "70 mm"\n', step)

    assert [panel.splitlines() for panel in back(measured, date(2026, 12, 9)).split("\n\n")[1:]] == [
        [
            "0.5 mL (0.05 mg) of 0.1 mg/mL solution",
            f"Plan {measured.code}",
            "(Drawing at true size: a syringe of 5 mL with its plunger at 0.5 mL.)",
        ],
        [
            "1.5 mL (0.15 mg) of 0.1 mg/mL solution",
            f"Plan {measured.code}",
            "(Drawing at true size: a syringe of 5 mL with its plunger at 1.5 mL.)",
        ],
    ]
    assert back(too_long, date(2026, 12, 9)).count("\n\n") == 0
    assert "1.5 mL (0.15 mg)" in back(too_long, date(2026, 12, 9))


# Read back


FALSE: dict[str, Callable[[str], str]] = {
    "a dose": lambda page: page.replace(
        'class="largest">1\N{NO-BREAK SPACE}mg', 'class="largest">2\N{NO-BREAK SPACE}mg'
    ),
    "what is drawn": lambda page: page.replace("⬤⬤", "⬤"),
    "the pieces": lambda page: page.replace("2 tablets of", "3 tablets of"),
    "the step": lambda page: page.replace("Step 1 of 2", "Step 1 of 3"),
    "the next change": lambda page: page.replace("21 December", "22 December"),
    "the next dose": lambda page: page.replace("→ 0.5", "→ 0.05"),
    "the last dose day": lambda page: page.replace("3 January", "2 January"),
    "a number": lambda page: page.replace(
        ">01632\N{NO-BREAK SPACE}960001<", ">01632\N{NO-BREAK SPACE}960002<"
    ),
    "the plan": lambda page: page.replace("revision 0", "revision 1"),
    "a panel less": lambda page: (
        page[: (cut := page.index('<div class="panel c0 n1">'))] + page[page.index("</div>", cut) + 6 :]
    ),
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
    assert heard[2:4] == ["I am tapering clonazepam", "Maria Example"]
    assert heard[9] == "1 mg ⬤⬤ Drawing: 2 tablets of 0.5 mg 2 tablets of 0.5 mg"
