"""Each form of product in a plan of its own: its days, its supply and its documents, worked out by hand."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from json import dumps

import pytest
from deep import thorough

from taperdocs.cli.show_json import as_json
from taperdocs.documents.calendar.day import day_pages
from taperdocs.documents.calendar.heading import Room
from taperdocs.documents.calendar.square import Look, square
from taperdocs.documents.day_marks import notes
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf.kit import Text
from taperdocs.plan.build import build
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError, TaperError
from taperdocs.plan.regimen import Regimen
from taperdocs.plan.supply import supply
from taperdocs.planfile.reader import read
from taperdocs.readback.check_days import check_days
from taperdocs.readback.check_ics import check_doses
from taperdocs.rules import RULES, check
from taperdocs.rules.rule import Of

BRITISH, GERMAN = Words(language("en-GB")), Words(language("de-DE"))
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
HEAD = 'format = 1\ndrug = "{drug}"\nstart = 2026-12-07\n\n[[product]]\n'


@dataclass(frozen=True)
class Case:
    """A plan from 7 December 2026 on, some of its days as the hand makes them, and what all its days use."""

    drug: str
    products: str
    doses: tuple[str, str]
    days: dict[int, str]
    needed: str
    drawn: str = ""
    german: str = ""

    @property
    def plan(self) -> Plan:
        """Return the plan: two days of the first dose, then two of the second one."""
        steps = "".join(f'\n[[step]]\ndays = 2\ndose = "{dose}"\n' for dose in self.doses)
        return read(f"{HEAD.format(drug=self.drug)}{self.products}{steps}".encode())


THIRDS = Case(
    "prednisone",
    'form = "tablet"\nstrength = "1.5 mg"\nsplit = "third"\npack_size = 10\n',
    ("2.5 mg", "⅓ tablet"),
    {7: "2.5 mg: 1 and ⅔ tablets of 1.5 mg", 9: "0.5 mg: ⅓ tablet of 1.5 mg", 11: "no dose"},
    # 2 days of 5/3 and 2 of 1/3 are 4 tablets.
    "4 tablets of 1.5 mg (1 pack of 10)",
    drawn="⬤\ue003\ue003",
    german="1 und ⅔ Tabletten zu 1,5 mg",
)
EIGHTHS = Case(
    "clonazepam",
    'form = "tablet"\nstrength = "0.5 mg"\nsplit = "eighth"\n',
    ("0.8125 mg", "an eighth of a tablet"),
    {7: "0.8125 mg: 1 and ⅝ tablets of 0.5 mg", 9: "0.0625 mg: ⅛ tablet of 0.5 mg", 11: "no dose"},
    # 2 days of 13/8 and 2 of 1/8 are 28/8 = 3 and a half tablets, so 4 are opened.
    "4 tablets of 0.5 mg",
    drawn="⬤◐\ue008",
    german="1 und ⅝ Tabletten zu 0,5 mg",
)
FILMS = Case(
    "buprenorphine",
    'form = "film"\nstrength = "4 mg"\n\n'
    '[[product]]\nform = "film"\nstrength = "2 mg"\nsplit = "half"\npack_size = 7\n',
    ("6 mg", "3 mg"),
    {7: "6 mg: 1 film of 4 mg and 1 film of 2 mg", 9: "3 mg: 1 and ½ films of 2 mg", 11: "no dose"},
    # 2 days of one film of each; 2 days of 3/2 films of 2 mg: 2 of 4 mg, 5 of 2 mg.
    "2 films of 4 mg; 5 films of 2 mg (1 pack of 7)",
    drawn="▭ of 4 mg  ▭ of 2 mg",
    german="1 Schmelzfilm zu 4 mg und 1 Schmelzfilm zu 2 mg",
)
PUFFS = Case(
    "salbutamol",
    'form = "puff"\nstrength = "100 mcg"\npack_size = 200\n',
    ("10 puffs", "1 puff"),
    {
        7: "1000 micrograms: 10 puffs of 100 micrograms",
        9: "100 micrograms: 1 puff of 100 micrograms",
        11: "no dose",
    },
    # 2 days of 10 and 2 of 1.
    "22 puffs of 100 micrograms (1 pack of 200)",
    german="10 Hübe zu 100 Mikrogramm",
)
DROPS = Case(
    "clonazepam drops",
    'form = "drops"\nstrength = "2.5 mg/mL"\ndrops_per_mL = 25\npack_size = "10 mL"\n',
    ("10 drops", "0.1 mg"),
    # One of 25 drops of 2.5 mg is 0.1 mg.
    {7: "1 mg: 10 drops (1 mg) of 2.5 mg/mL", 9: "0.1 mg: 1 drop (0.1 mg) of 2.5 mg/mL", 11: "no dose"},
    # 2 days of 10 and 2 of 1 are 22 drops, less than the 25 of one mL.
    "1 mL of 2.5 mg/mL drops (1 bottle of 10 mL)",
    drawn="🜄",
    german="10 Tropfen (1 mg) zu 2,5 mg/mL",
)
PEN = Case(
    "insulin glargine",
    'form = "units"\nstrength = "100 units/mL"\npack_size = "3 mL"\n',
    ("60 units", "1 IU"),
    {7: "60 units: 60 units of 100 units per mL", 9: "1 unit: 1 unit of 100 units per mL", 11: "no dose"},
    # 2 days of 60 and 2 of 1 are 122 units, which are 1.22 mL.
    "2 mL of 100 units per mL solution (1 bottle of 3 mL)",
    drawn="🌢",
    german="60 Einheiten zu 100 Einheiten pro mL",
)
UNITS = Case(
    "colecalciferol",
    'form = "capsule"\nstrength = "800 units"\npack_size = 30\n',
    ("1600 IU", "one capsule"),
    {7: "1600 units: 2 capsules of 800 units", 9: "800 units: 1 capsule of 800 units", 11: "no dose"},
    "6 capsules of 800 units (1 pack of 30)",
    drawn="⬭⬭",
    german="2 Kapseln zu 800 Einheiten",
)
BEADS = Case(
    "duloxetine",
    'form = "beads"\nstrength = "60 mg"\nbeads = 240\npack_size = 28\n',
    ("90 mg", "100 beads"),
    # One of 240 beads of 60 mg is 0.25 mg.
    {
        7: "90 mg: 1 capsule of 60 mg and 120 beads (30 mg) of another",
        9: "25 mg: 100 beads (25 mg) of one 60 mg capsule",
        11: "no dose",
    },
    # 2 days of 2 capsules, of which the second is opened, and 2 days of one that is opened.
    "6 capsules of 60 mg (1 pack of 28)",
    german="1 Kapsel zu 60 mg und 120 Kügelchen (30 mg) einer weiteren",
)
WHOLE = Case(
    "venlafaxine",
    'form = "modified-release capsule"\nstrength = "75 mg"\n\n'
    '[[product]]\nform = "modified-release tablet"\nstrength = "37.5 mg"\npack_size = 28\n',
    ("187.5 mg", "37.5 mg"),
    # 2 capsules are 150 mg, and one tablet is the rest.
    {
        7: "187.5 mg: 2 modified-release capsules of 75 mg and 1 modified-release tablet of 37.5 mg",
        9: "37.5 mg: 1 modified-release tablet of 37.5 mg",
        11: "no dose",
    },
    "4 modified-release capsules of 75 mg; 4 modified-release tablets of 37.5 mg (1 pack of 28)",
    drawn="⬭⬭ of 75 mg  \N{BLACK SLIGHTLY SMALL CIRCLE} of 37.5 mg",
    german="2 Retardkapseln zu 75 mg und 1 Retardtablette zu 37,5 mg",
)
COATED = Case(
    "prednisolone",
    'form = "gastro-resistant tablet"\nstrength = "5 mg"\n\n'
    '[[product]]\nform = "suspension"\nstrength = "5 mg/5 mL"\nmeasure = "0.5 mL"\npack_size = "100 mL"\n',
    ("12 mg", "2.5 mg"),
    # 2 tablets are 10 mg; 1 mg is in 1 mL.
    {
        7: "12 mg: 2 gastro-resistant tablets of 5 mg and 2 mL (2 mg) of 5 mg/5 mL suspension",
        9: "2.5 mg: 2.5 mL (2.5 mg) of 5 mg/5 mL suspension",
        11: "no dose",
    },
    # 2 days of 2 mL and 2 of 2.5 mL.
    "4 gastro-resistant tablets of 5 mg; 9 mL of 5 mg/5 mL suspension (1 bottle of 100 mL)",
    drawn="\N{BLACK SLIGHTLY SMALL CIRCLE}\N{BLACK SLIGHTLY SMALL CIRCLE}  🌢",
    german="2 magensaftresistente Tabletten zu 5 mg und 2 mL (2 mg)",
)
CASES = (THIRDS, EIGHTHS, FILMS, PUFFS, DROPS, PEN, UNITS, BEADS)
SWALLOWED_WHOLE = (WHOLE, COATED)
"""Their pages are those of the tablets and liquids of the samples."""


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def _said(words: Words, plan: Plan, day: int) -> str:
    """Return the doses of a day in December, each with what makes it."""
    intakes = plan.on(date(2026, 12, day))
    each = (f"{words.dose(one.dose)}: {words.pieces(plan.pieces(one))}" for one in intakes)
    return _plain("; ".join(each) or words.nothing())


@pytest.mark.parametrize("case", [*CASES, *SWALLOWED_WHOLE], ids=lambda case: case.drug)
def test_each_day_and_the_supply_are_those_worked_out_by_hand(case: Case) -> None:
    """The doses may be written in mg or as people count them."""
    plan = case.plan

    assert {day: _said(BRITISH, plan, day) for day in case.days} == case.days
    assert _plain("; ".join(map(BRITISH.use, supply(plan)))) == case.needed
    assert case.german in _said(GERMAN, plan, 7)


@pytest.mark.parametrize("case", [*CASES, *SWALLOWED_WHOLE], ids=lambda case: case.drug)
def test_what_a_form_is_drawn_as(case: Case) -> None:
    """Without a line where it cannot be cut; not at all where there is no sign."""
    plan = case.plan
    drawing = BRITISH.drawing(plan, plan.on(date(2026, 12, 7))[0])

    assert _plain(drawing.signs if drawing else "") == case.drawn


@pytest.mark.parametrize(
    ("case", "code"),
    [
        pytest.param(case, code, id=f"{case.drug}-{code}")
        for number, case in enumerate(CASES)
        for place, code in enumerate(("en-GB", "de-DE"))
        if thorough() or (number + place) % 2 == 0
    ],
)
def test_every_document_of_a_form_is_proved(case: Case, code: str) -> None:
    """The days by the second engine, the words by their marks, the print by its text, and the .ics."""
    names = ("calendar", "diary", "handoff", "card", "ics")
    made = make(case.plan, names, replace(OPTIONS, language=language(code)))

    assert [file.name for file in made][-1] == "plan.ics"


FENTANYL = """format = 1
drug = "fentanyl"
start = 2026-12-07

[[product]]
form = "patch"
rate = "25 mcg/h"
change_every = "72 hours"
pack_size = 5

[[product]]
form = "patch"
rate = "12 mcg/h"
change_every = "3 days"
pack_size = 5

[[step]]
days = 6
dose = "50 mcg/h"

[[step]]
days = 7
dose = "37 mcg/h"

[[step]]
days = 6
dose = "25 mcg/h"

[[step]]
days = 6
dose = "12 mcg/h"
"""
"""A patch is changed every 3 days; the second step is a day longer than two patches last."""
BUPRENORPHINE = """format = 1
drug = "buprenorphine"
start = 2026-12-07
steps = "10 mcg/h 2 weeks; 5 mcg per hour 2 weeks; 0"

[[product]]
form = "patch"
rate = "5 mcg/h"
change_every = "7 days"
pack_size = 4
"""


def _whole(day: date) -> tuple[str, str]:
    return str(day)[5:], _said_on(read(FENTANYL.encode()), day)


def _said_on(plan: Plan, day: date) -> str:
    return _plain("; ".join(f"{BRITISH.dose(one.dose)}: {BRITISH.made(plan, one)}" for one in plan.on(day)))


def test_a_patch_is_changed_in_its_rhythm_and_anew_with_each_step_and_left_on_between() -> None:
    """A step change puts a new patch on, also where the old one would have lasted longer; none is ever cut."""
    plan = read(FENTANYL.encode())
    said = dict(_whole(date(2026, 12, 7) + timedelta(number)) for number in range(26))
    changed = {day: text.split("put on ")[-1] for day, text in said.items() if "put on" in text}

    assert changed == {
        "12-07": "2 patches of 25 micrograms/h",
        "12-10": "2 patches of 25 micrograms/h",
        "12-13": "1 patch of 25 micrograms/h and 1 patch of 12 micrograms/h",
        "12-16": "1 patch of 25 micrograms/h and 1 patch of 12 micrograms/h",
        # Its third day would be the day after tomorrow, but the next step begins.
        "12-19": "1 patch of 25 micrograms/h and 1 patch of 12 micrograms/h",
        "12-20": "1 patch of 25 micrograms/h",
        "12-23": "1 patch of 25 micrograms/h",
        "12-26": "1 patch of 12 micrograms/h",
        "12-29": "1 patch of 12 micrograms/h",
    }
    assert {said[day] for day in said if day not in changed} == {
        "50 micrograms/h: leave on: 2 patches",
        "37 micrograms/h: leave on: 2 patches",
        "25 micrograms/h: leave on: 1 patch",
        "12 micrograms/h: leave on: 1 patch",
        "",
    }
    assert (plan.last_dose_day, plan.first_day_without) == (date(2026, 12, 31), date(2027, 1, 1))
    assert plan.comes_off(date(2027, 1, 1)) == ("fentanyl",)
    # 4 + 3 + 2 of 25 micrograms/h, and 3 + 2 of 12 micrograms/h.
    assert _plain("; ".join(map(BRITISH.use, supply(plan)))) == (
        "9 patches of 25 micrograms/h (2 packs of 5); 5 patches of 12 micrograms/h (1 pack of 5)"
    )


def test_a_patch_for_a_week_is_changed_on_one_weekday() -> None:
    """From Monday 7 December on, in lines of steps too."""
    plan = read(BUPRENORPHINE.encode())
    days = [date(2026, 12, 7) + timedelta(number) for number in range(29)]
    new = {str(day)[5:]: _said_on(plan, day) for day in days if plan.on(day) and not plan.on(day)[0].stays}

    assert new == {
        "12-07": "10 micrograms/h: take all off, then put on 2 patches of 5 micrograms/h",
        "12-14": "10 micrograms/h: take all off, then put on 2 patches of 5 micrograms/h",
        "12-21": "5 micrograms/h: take all off, then put on 1 patch of 5 micrograms/h",
        "12-28": "5 micrograms/h: take all off, then put on 1 patch of 5 micrograms/h",
    }
    assert plan.comes_off(date(2027, 1, 4)) == ("buprenorphine",)
    assert [_plain(BRITISH.use(use)) for use in supply(plan)] == [
        "6 patches of 5 micrograms/h (2 packs of 4)"
    ]


HELD = (
    FENTANYL
    + """
[[change]]
kind = "hold"
on = 2026-12-18
days = 4
"""
)


def test_a_hold_goes_on_in_the_rhythm_of_the_patch() -> None:
    """On from 16 December the patch is changed on 19, 22; the rest of the step follows, on 25 it is 1 day old."""
    plan = read(HELD.encode())
    days = [date(2026, 12, 13) + timedelta(number) for number in range(12)]
    changes = [str(day)[5:] for day in days if not plan.on(day)[0].stays]

    assert changes == ["12-13", "12-16", "12-19", "12-22", "12-24"]


@pytest.mark.parametrize(("text", "code"), [(FENTANYL, "en-GB"), (BUPRENORPHINE, "de-DE"), (HELD, "en-GB")])
def test_every_document_of_a_patch_is_proved(text: str, code: str) -> None:
    """And the reminders of the days on which it is changed."""
    options = replace(OPTIONS, language=language(code))
    names = ("calendar", "diary", "handoff", "card", "changes", "ics", "doses")

    assert len(list(make(read(text.encode()), names, options))) >= len(names) - 1


@pytest.mark.parametrize("edition", [Edition.LARGE, Edition.GIANT])
def test_the_other_editions_of_the_calendar_of_a_patch_are_proved(edition: Edition) -> None:
    """Their days are those of the squares."""
    options = replace(OPTIONS, as_of=date(2026, 12, 28), edition=edition)

    assert list(make(read(FENTANYL.encode()), ("calendar",), options))


def test_a_wrong_day_of_a_change_is_refused() -> None:
    """The second engine lays the days of a patch out again from its packets."""
    right = read(BUPRENORPHINE.encode()).outline
    first, *others = right.steps
    *early, last = first.regimen.days
    late = replace(right, steps=(replace(first, regimen=Regimen((last, *early))), *others))

    with pytest.raises(ReadBackError):
        check_days(build(late))


def test_a_page_that_says_leave_on_on_a_day_of_a_change_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two words tell a new patch from an old one; they are compared as numbers are."""
    monkeypatch.setattr(Words, "each_made", lambda self, _, __: (self.text("leave on"),))

    with pytest.raises(ReadBackError):
        list(make(read(BUPRENORPHINE.encode()), ("calendar",), OPTIONS))


def test_a_reminder_on_another_day_than_that_of_a_change_is_refused() -> None:
    """A patch that is changed every 6 days is not one that is changed every 7."""
    plan = read(BUPRENORPHINE.encode())
    (file,) = make(plan, ("doses",), OPTIONS)

    with pytest.raises(ReadBackError):
        check_doses(file.data.replace(b"INTERVAL=7", b"INTERVAL=6"), plan, OPTIONS)


def test_reminders_of_a_patch_come_on_the_days_of_a_change_alone() -> None:
    """A patch that is left on needs none; the plan's own calendar says when the last one comes off."""
    files = {
        file.name: file.data.decode()
        for file in make(read(BUPRENORPHINE.encode()), ("ics", "doses"), OPTIONS)
    }

    assert files["doses.ics"].count("BEGIN:VEVENT") == 2
    assert files["doses.ics"].count("RRULE:FREQ=DAILY;INTERVAL=7") == 2
    assert "SUMMARY:DRAFT: The patch comes off: first day without buprenorphine" in files["plan.ics"]


def test_the_square_of_a_patch_is_ticked_on_the_days_of_a_change() -> None:
    """On the day on which it comes off the square says so, and never "no dose"."""
    plan = read(FENTANYL.encode())
    days = [date(2026, 12, 7), date(2026, 12, 8), date(2027, 1, 1), date(2027, 1, 2)]
    squares = [square(plan, BRITISH, day, Look(120, named=False, drawn=False), {}) for day in days]

    assert [any(getattr(part, "tick", False) for part in one.parts) for one in squares] == [
        True,
        False,
        False,
        False,
    ]
    assert [_plain(one.parts[-1].text) for one in squares[2:] if isinstance(one.parts[-1], Text)] == [
        "take the patch off",
        "no dose",
    ]


@pytest.mark.parametrize(
    ("dose", "nearest"),
    [
        ("30 mcg/h", "25 micrograms/h and 36 micrograms/h"),
        ("18 mcg/h", "12 micrograms/h and 24 micrograms/h"),
    ],
)
def test_a_rate_that_whole_patches_do_not_make_is_refused(dose: str, nearest: str) -> None:
    """None is ever cut."""
    with pytest.raises(TaperError, match=f"nearest doses that can be made are {nearest}"):
        read(FENTANYL.replace("37 mcg/h", dose).encode())


def test_the_json_tells_days_of_a_change_from_others() -> None:
    """A patch that is left on has no pieces."""
    found = dumps(as_json(read(BUPRENORPHINE.encode()), ()))

    piece = '{"product": "5 mcg/h patch", "count": "2"}'
    assert f'"dose": "10 mcg/h", "leave_on": false, "pieces": [{piece}]' in found
    assert '"dose": "10 mcg/h", "leave_on": true, "pieces": []' in found


def test_a_patch_beside_another_medicine_comes_off_on_a_day_of_its_own() -> None:
    """Each course keeps its own rhythm; the page of that day names the patch."""
    text = (
        FENTANYL.split("[[product]]", maxsplit=1)[0].replace('drug = "fentanyl"\n', "")
        + """
[[product]]
drug = "fentanyl"
form = "patch"
rate = "12 mcg/h"
change_every = "72 hours"

[[product]]
drug = "pregabalin"
form = "capsule"
strength = "75 mg"

[[course]]
drug = "fentanyl"
steps = "12 mcg/h 7d; 0"

[[course]]
drug = "pregabalin"
steps = "75 mg 2w; 0"
"""
    )
    plan = read(text.encode())
    named = [_plain(note) for note in notes(plan, BRITISH, date(2026, 12, 14))]

    assert [day for day in range(7, 14) if not plan.on(date(2026, 12, day))[0].stays] == [7, 10, 13]
    assert "the fentanyl patch comes off" in named
    assert list(make(plan, ("calendar", "diary", "handoff", "card", "ics", "doses"), OPTIONS))


def test_of_puffs_the_number_leads() -> None:
    """It is what the hand does; the dose stands beside it."""
    plan = PUFFS.plan
    numerals = [BRITISH.numeral(plan, plan.on(date(2026, 12, day))[0]) for day in (7, 9)]

    assert [tuple(map(_plain, numeral)) for numeral in numerals] == [
        ("10", "puffs", "= 1000 micrograms"),
        ("1", "puff", "= 100 micrograms"),
    ]


@pytest.mark.parametrize(
    ("case", "leads"),
    [
        (DROPS, ("10", "drops", "= 1 mg")),
        (PUFFS, ("10", "puffs", "= 1000 micrograms")),
        (FILMS, ("6", "mg", "")),
    ],
)
def test_the_giant_calendar_leads_with_what_the_hand_does(case: Case, leads: tuple[str, str, str]) -> None:
    """As the other editions do."""
    day = date(2026, 12, 7)
    (page,) = day_pages(case.plan, OPTIONS, (day, day), Room(277, 150, 1))

    assert [tuple(map(_plain, (one.amount, one.unit, one.same))) for one in page.intakes] == [leads]


@pytest.mark.parametrize("drug", ["clonazepam", "alprazolam", "prednisone"])
@pytest.mark.parametrize("unit", ["mg", "units"])
def test_doses_in_units_are_never_compared_with_limits_in_mg(drug: str, unit: str) -> None:
    """What a source says in mg is not said of a drug that this plan has in another unit."""
    packet = f'form = "capsule"\nstrength = "10 {unit}"\n'
    steps = f'steps = "100 {unit} 5w; 50 {unit} 3d; 10 {unit} 1w; 0"\n'
    text = HEAD.format(drug=drug).replace("\n[[", f"{steps}\n[[") + packet
    plan = read(text.encode())

    assert any(list(one(plan)) for one in RULES if one.of is Of.AMOUNT) is (unit == "mg")


def test_a_rate_is_compared_in_percent_and_never_called_a_daily_amount() -> None:
    """From 50 to 37 mcg/h is 26 % less; no source compares the rate of a patch with mg."""
    findings = check(read(FENTANYL.encode()))
    said = [str(finding.message) for finding in findings]

    assert any("50 micrograms/h" in one for one in said)
    assert not any("micrograms/h a day" in one or " mg" in one for one in said)


def test_of_drops_the_number_leads_and_the_json_has_it() -> None:
    """The mg stand beside it; a drop is no tablet."""
    plan = DROPS.plan
    intake = plan.on(date(2026, 12, 7))[0]

    assert tuple(map(_plain, BRITISH.numeral(plan, intake))) == ("10", "drops", "= 1 mg")
    piece = '{"product": "2.5 mg/mL drops", "count": "2/5", "volume": "0.4 mL", "drops": 10}'
    assert piece in dumps(as_json(plan, ()))


@pytest.mark.parametrize(
    ("packet", "dose", "nearest"),
    [
        ('form = "drops"\nstrength = "2.5 mg/mL"\ndrops_per_mL = 25', "0.25 mg", "0.2 mg and 0.3 mg"),
        # 10 mg in 24 drops: only three at once, 1.25 mg, have an end in decimals.
        ('form = "drops"\nstrength = "10 mg/mL"\ndrops_per_mL = 24', "2 mg", "1.25 mg and 2.5 mg"),
        (PEN.products, "2.5 units", "2 units and 3 units"),
        ('form = "puff"\nstrength = "100 mcg"', "150 mcg", "100 micrograms and 200 micrograms"),
        # Most leaflets forbid to cut one.
        ('form = "film"\nstrength = "2 mg"', "3 mg", "2 mg and 4 mg"),
    ],
    ids=["a part of a drop", "a drop without an end", "half a unit", "half a puff", "half a film"],
)
def test_a_part_that_nobody_can_take_is_refused(packet: str, dose: str, nearest: str) -> None:
    """With the nearest doses below and above."""
    with pytest.raises(TaperError, match=f"nearest doses that can be made are {nearest}"):
        _read(packet, dose)


def _read(packet: str, dose: str) -> Plan:
    return read(f'{HEAD.format(drug="x")}{packet}\n[[step]]\ndays = 1\ndose = "{dose}"'.encode())


@pytest.mark.parametrize(("strength", "dose"), [("800 units", "1 mg"), ("1 mg", "800 IU")])
def test_units_and_mg_are_never_converted(strength: str, dose: str) -> None:
    """No factor is right for two drugs."""
    with pytest.raises(TaperError, match="cannot be made from a packet in"):
        _read(f'form = "capsule"\nstrength = "{strength}"', dose)
