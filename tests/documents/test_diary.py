"""The diary is a week a page, punched where binders are, filled in by hand or on a screen."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from paths import signs
from read_pdf import read_pdf

from taperdocs.documents.diary.diary import view
from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Holes, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
CLEAR = 16.5
"""So many mm from the bound edge the widest hole ends: 12 + 1 mm, and half of 6.5 mm, rounded up."""

PLAN = """
format = 1
start = 2026-12-07
drug = "clonazepam"

[ready]
ask = ["Steady for at least 7 days", "Spoke to the practice"]

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 1
dose = "0.5 mg"

[[step]]
days = "3-5"
dose = "0.25 mg"

[[step]]
if = "if this dose is necessary"
days = 2
dose = "0.125 mg"
"""


def _plan(more: str = "") -> Plan:
    return read(f"{PLAN}{more}".encode())


def _made(plan: Plan, options: Options = OPTIONS) -> bytes:
    (file,) = make(plan, ["diary"], options)
    return file.data


def _pages(plan: Plan, options: Options = OPTIONS) -> tuple[str, ...]:
    """Return what is said on each page, the blanks in short."""
    said = (" ".join(" ".join(page).split()) for page in read_pdf(_made(plan, options), "cell"))
    return tuple(re.sub("_+", "_", page) for page in said)


def _fields(data: bytes) -> dict[str, dict[str, str]]:
    """Return the fields of a form by their whole names; a name that is there twice would be lost, and is said."""
    with pikepdf.open(BytesIO(data)) as document:
        families: Any = document.Root.AcroForm.Fields
        found = [
            (f"{family.T}.{field.T}", {key: _plain(value) for key, value in field.items()})
            for family in families
            for field in family.Kids
        ]
    assert len(dict(found)) == len(found)
    return dict(found)


def _plain(value: Any) -> str:  # noqa: ANN401  whatever stands in a field
    return "" if isinstance(value, pikepdf.Dictionary | pikepdf.Array) else str(value)


def test_a_week_is_a_page_with_each_dose_to_tick_and_three_things_to_rate() -> None:
    """What must be true stands on the page before the new dose, and what may be, early or left out, is said."""
    first, second, third, _ = _pages(_plan())

    assert first.startswith("Week 1 7 Dec to 13 Dec 2026 clonazepam, tablets of 0.5 mg Ready for ")
    assert (
        "Ready for 0.5 mg → 0.25 mg on Monday, 14 December? ☐ Steady for at least 7 days ☐ Spoke to the practice "
        "Not all ticked? Stay on this dose and ring."
    ) in first
    assert (
        "Tuesday 8 December slept _ h ☐ 0.5 mg at _ 1 tablet of 0.5 mg ⬤ Drawing: 1 tablet of 0.5 mg "
        "took instead: _ why ☐ forgot ☐ sick ☐ ran out ☐ told to ☐ my wish ☐ good ☐ mixed ☐ bad "
        "Anxiety ⓪①②③④⑤⑥⑦⑧⑨⑩ Aches ⓪①②③④⑤⑥⑦⑧⑨⑩ Low mood ⓪①②③④⑤⑥⑦⑧⑨⑩"
    ) in first
    assert "▼ Monday, 14 December: 0.5 mg → 0.25 mg Ready for" in second
    assert "Monday 14 December ▼ NEW DOSE slept _ h ☐ 0.25 mg at _ ½ tablet of 0.5 mg ◐" in second
    assert "Thursday 17 December ▶ MAY MOVE ON slept _ h ☐ 0.25 mg" in second
    assert "part 2 of 2" in third
    assert "if this dose is necessary." in third


def test_each_dose_of_a_day_has_a_line_for_what_was_taken_instead() -> None:
    """One line for all of them would not say which dose it was; each is called as it is above."""
    doses = 'morning = "0.5 mg"\n"15:00" = "0.25 mg"\nbedtime = "0.5 mg"'
    pages = [
        _pages(read(PLAN.replace('dose = "0.5 mg"', each).encode()))[0]
        for each in (doses, 'dose = ["0.5 mg", "0.5 mg"]')
    ]

    assert "took instead: morning _ 15:00 _ bedtime _ why ☐ forgot" in pages[0]
    assert "took instead: first dose _ second dose _ why ☐ forgot" in pages[1]


@pytest.mark.parametrize("code", ["en-GB", "en-US", "de-DE", "fr-FR"])
def test_a_week_of_two_doses_a_day_is_a_page_also_where_it_asks_whether_to_go_on(code: str) -> None:
    """A diary of twice the pages is left in the drawer."""
    steps = "".join(
        f'[[step]]\nweeks = 2\nmorning = "0.{left} mg"\nevening = "0.{left} mg"\n' for left in (375, 25, 125)
    )
    agreed = '[agreed]\nby = "Dr A. Example"\non = 2026-12-01\n'
    plan = read((PLAN[: PLAN.index("[[step]]")] + agreed + steps).encode())

    weeks = [leaf.days[0][1].day for leaf in view(plan, replace(OPTIONS, language=language(code))).leaves]

    assert [(day - plan.first_day).days for day in weeks] == [0, 7, 14, 21, 28, 35, 42]


def test_a_longer_word_for_the_time_has_its_blank_below_it_and_the_week_stays_a_page() -> None:
    """As "por la mañana" and "por la noche": a line of its own for the blank would cost two pages a week.

    A week that begins with a change has two, for each old dose stays beside its new one.
    """
    steps = "".join(
        f'[[step]]\nweeks = 2\nmorning = "0.{left} mg"\nevening = "0.{left} mg"\n' for left in (375, 25, 125)
    )
    plan = read(
        (
            PLAN[: PLAN.index("[ready]")] + PLAN[PLAN.index("[[product]]") : PLAN.index("[[step]]")] + steps
        ).encode()
    )

    shown = view(plan, replace(OPTIONS, language=language("es-ES")))

    assert [layout.aside for layout in shown.layouts] == [True, True, True]
    assert Counter(leaf.title for leaf in shown.leaves) == {
        f"Semana {number}": 2 if number in {3, 5} else 1 for number in range(1, 8)
    }


def test_a_day_has_all_its_marks() -> None:
    """The first and the last day of a step that is taken only if needed are both."""
    pages = " ".join(_pages(read(PLAN.replace("days = 2", 'days = "0-2"').encode())))

    assert "Saturday 19 December ▼ NEW DOSE □ ONLY IF NEEDED slept" in pages
    assert "Sunday 20 December ⚑ LAST DOSE DAY □ ONLY IF NEEDED slept" in pages


def test_whom_to_ring_when_a_mood_is_too_low_stands_beside_the_emergency_number() -> None:
    """The diary asks for a low mood; the number for it is filled in once."""
    first, *_ = _pages(_plan())

    assert "ring the emergency number (write in: _). Thoughts of suicide: ring (write in: _)." in first


@pytest.mark.parametrize(
    ("drug", "asked"),
    [
        ("oxycodone", ("Anxiety", "Pain", "Low mood")),
        ("clonazepam", ("Anxiety", "Aches", "Low mood")),
        ("prednisolone", ()),
    ],
)
def test_what_is_tracked_follows_the_drug_where_the_plan_says_nothing(
    drug: str, asked: tuple[str, ...]
) -> None:
    """Pain for opioids; of steroids only what the person names in the blank rows."""
    first, *_ = _pages(read(PLAN.replace("clonazepam", drug).encode()))
    tuesday = first[first.index("Tuesday") : first.index("Wednesday")]

    found = [name for name in ("Anxiety", "Aches", "Pain", "Low mood") if name in tuesday]
    assert found == [name for name in ("Anxiety", "Aches", "Pain", "Low mood") if name in asked]
    assert asked or "_ ⓪①②③④⑤⑥⑦⑧⑨⑩ _ ⓪①②③④⑤⑥⑦⑧⑨⑩" in tuesday


def test_what_is_tracked_is_what_the_plan_says() -> None:
    """In the words of the person and in their order."""
    first, *_ = _pages(_plan('[diary]\ntrack = ["Ringing ears", "Trembling hands", "Nausea"]\n'))

    assert "Ringing ears ⓪" in first
    assert first.index("Ringing ears") < first.index("Trembling hands") < first.index("Nausea")
    assert "Anxiety" not in first


def test_a_day_without_a_dose_has_nothing_to_tick_but_is_kept() -> None:
    """How the first day without was is asked all the same."""
    *_, last = _pages(_plan())
    without = last[last.index("FIRST DAY WITHOUT") :]

    assert "no dose" in without
    assert "☐ 0" not in without
    assert "Anxiety ⓪" in without


def test_two_drugs_four_times_a_day_are_eight_boxes_a_day() -> None:
    """Each with its time and then its drug, before its dose."""
    times = "".join(
        f'{slot} = {{ clonazepam = "0.5 mg", diazepam = "2 mg" }}\n'
        for slot in ("morning", "noon", "evening", "bedtime")
    )
    plan = read(
        f"""
format = 1
start = 2026-12-07

[[product]]
drug = "clonazepam"
form = "tablet"
strength = "0.5 mg"

[[product]]
drug = "diazepam"
form = "tablet"
strength = "2 mg"

[[step]]
weeks = 1
{times}
""".encode()
    )
    pages = " ".join(_pages(plan))
    monday = pages[pages.index("Monday 7 December") : pages.index("Tuesday 8 December")]

    for slot in ("morning", "noon", "evening", "bedtime"):
        assert f"☐ {slot} clonazepam 0.5 mg at _" in monday
        assert f"☐ {slot} diazepam 2 mg at _" in monday


@pytest.mark.parametrize(
    ("holes", "paper", "tops", "centre"),
    [
        (Holes.ISO, "a4", (297 / 2 - 40, 297 / 2 + 40), 12),
        (Holes.ISO, "a5", (105 - 40, 105 + 40), 12),
        (
            Holes.US,
            "letter",
            (279.4 / 2 - 107.95, 279.4 / 2, 279.4 / 2 + 107.95),
            9.525,
        ),
        (Holes.NONE, "a4", (), 12),
        (Holes.US, "a5", (), 9.525),
    ],
)
def test_marks_for_the_punch_are_where_the_holes_are(
    holes: Holes, paper: str, tops: tuple[float, ...], centre: float
) -> None:
    """ISO 838: 80 mm apart, 12 mm from the edge; three holes 4 1/4 inches apart; none where not all fit."""
    plan, options = _plan(), replace(OPTIONS, holes=holes, paper=PAPERS[paper])
    drawn = signs(_made(plan, options), 0)
    rings = [sign for sign in drawn if sign[0] == "○" and sign[3] < 20]

    assert len(rings) == len(tops)
    for (_, left, top, right, bottom), wanted in zip(rings, tops, strict=True):
        assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((centre, wanted), abs=0.3)
    if rings:
        text = [sign for sign in drawn if sign not in rings]
        assert min(left for _, left, *_ in text) > CLEAR


def test_a_form_has_ticks_numbers_and_one_note_a_day_and_says_what_each_is() -> None:
    """No field is of many buttons, each is told to a screen reader, and no name says who or what."""
    fields = _fields(_made(_plan('\n[diary]\ntrack = ["Anxiety"]\n'), replace(OPTIONS, form=True)))
    monday = {name.partition(".")[2]: field for name, field in fields.items() if "2026-12-07" in name}

    assert {name: field["/FT"] for name, field in monday.items()} == {
        "slept": "/Tx",
        "initials": "/Tx",
        "dose1": "/Btn",
        "time1": "/Tx",
        "track1": "/Tx",
        "track2": "/Tx",
        "track3": "/Tx",
        "own1": "/Tx",
        "own2": "/Tx",
        "good": "/Btn",
        "mixed": "/Btn",
        "bad": "/Btn",
        "took1": "/Tx",
        **{f"reason{number}": "/Btn" for number in range(1, 6)},
        "notes": "/Tx",
    }
    assert monday["track1"]["/TU"] == "Monday 7\xa0December: Anxiety, 0 to 10"
    assert monday["dose1"]["/TU"] == "Monday 7\xa0December: taken: 0.5\xa0mg"
    assert int(monday["track1"]["/MaxLen"]) == len("10")
    assert all("/TU" in field and "/StructParent" in field for field in fields.values())
    assert not any("clonazepam" in name for name in fields)


def test_paper_has_no_fields() -> None:
    """Only who asks for a form gets one."""
    assert "/AcroForm" not in pikepdf.open(BytesIO(_made(_plan()))).Root


def test_what_is_filled_in_is_kept(tmp_path: Path) -> None:
    """A tick has its own look, and a number is there when the file is opened again."""
    path = tmp_path / "diary.pdf"
    path.write_bytes(_made(_plan(), replace(OPTIONS, form=True)))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        fields: Any = document.Root.AcroForm.Fields
        monday = {
            str(field.T): field for family in fields if "12-07" in str(family.T) for field in family.Kids
        }
        (looks,) = (key for key in monday["dose1"].AP.N if key != "/Off")
        monday["dose1"].V = monday["dose1"].AS = pikepdf.Name(looks)
        monday["track1"].V = pikepdf.String("7")
        document.save(path)
    kept = _fields(path.read_bytes())
    day = next(name.partition(".")[0] for name in kept if "12-07" in name)

    assert (kept[f"{day}.dose1"]["/V"], kept[f"{day}.track1"]["/V"]) == (looks, "7")


def test_a_longer_week_says_where_it_goes_on() -> None:
    """Three doses a day are two pages a week, and each says which it is; two doses are one."""
    plan = PLAN[: PLAN.index("[ready]")] + PLAN[PLAN.index("[[product]]") :]
    for count, parts in ((2, 1), (3, 2), (8, 4)):
        doses = ", ".join(['"0.5 mg"'] * count)
        pages = _pages(read(plan.replace('dose = "0.5 mg"', f"dose = [{doses}]").encode()))

        for number, page in enumerate(pages[:parts], start=1):
            assert (f", part {number} of {parts} " in page) == (parts > 1)
            assert page.startswith("Week 1 ")
        assert pages[parts].startswith("Week 2 ")


def test_a_long_name_is_said_whole() -> None:
    """Drug, person and telephone number are never cut off in the diary."""
    plan = read(
        _named(
            "chlordiazepoxide hydrochloride and clidinium bromide", "Wilhelmina Konstantinopoulou"
        ).encode()
    )
    first, *_ = _pages(plan)

    assert "chlordiazepoxide hydrochloride and clidinium bromide, tablets of 0.5 mg" in first
    assert "Wilhelmina Konstantinopoulou" in first
    assert (
        view(plan, OPTIONS)
        .frame.ring[0]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith("☎ +44 (0)1632 960001 ext. 40113")
    )


def _named(drug: str, person: str) -> str:
    return PLAN.replace("clonazepam", drug) + (
        f'[person]\nname = "{person}"\n[[contact]]\nrole = "prescriber"\n'
        'name = "Department of Clinical Pharmacology and Toxicology, Royal Example Infirmary"\n'
        'phone = "+44 (0)1632 960001 ext. 40113"\n'
    )


def test_the_volume_leads_where_the_dose_is_one_measured_liquid() -> None:
    """The hand measures millilitres; the dose stands beside them."""
    liquid = PLAN.replace('form = "tablet"', 'form = "solution"').replace('split = "quarter"\n', "")
    first, *_ = _pages(
        read(liquid.replace('strength = "0.5 mg"', 'strength = "0.125 mg/mL"\nmeasure = "0.1 mL"').encode())
    )

    assert "☐ 4 mL at _ = 0.5 mg 4 mL (0.5 mg) of 0.125 mg/mL solution" in first


def test_a_dose_too_wide_beside_the_scales_puts_them_below_it() -> None:
    """French writes micrograms out; nothing lies on anything."""
    plan = read(
        b'format = 1\ndrug = "levothyroxine"\nstart = 2027-01-04\n[[product]]\nform = "tablet"\n'
        b'strength = "25 mcg"\nsplit = "half"\n[[step]]\ndays = 2\nmorning = "1137.5 mcg"\n'
    )
    (page,) = _pages(plan, replace(OPTIONS, language=language("fr-FR")))

    assert "1137,5 microgrammes" in page
    assert all(one.how == 0 for one in view(plan, replace(OPTIONS, language=language("fr-FR"))).layouts[:1])


def test_the_bar_of_the_present_week_is_never_clipped() -> None:
    """In the first week, in the last one, and where a week is less than a line is wide."""
    for weeks in (1, 300):
        plan = read(PLAN.replace("weeks = 1", f"weeks = {weeks}").encode())
        leaves = view(plan, replace(OPTIONS, everything=True)).leaves
        for leaf in (leaves[0], leaves[-1]):
            mark = leaf.curve[-1]
            bar = [float(x) for x in re.findall(r"[ML](-?[\d.]+)|H(-?[\d.]+)", mark.solid) for x in x if x]
            assert bar
            assert min(bar) >= 0
            assert max(bar) <= float(mark.width)
            assert max(bar) - min(bar) >= 1


@pytest.mark.parametrize("paper", ["a4", "letter", "both", "a5", "a3"])
def test_a_small_paper_shows_fewer_days_in_the_same_sizes(paper: str) -> None:
    """Boxes are 8 mm, or 6 at the least; the text of a dose has 18 points, or 14; nothing is under 9 points."""
    found = view(_plan(), replace(OPTIONS, paper=PAPERS[paper]))

    assert float(found.frame.sheet.unit.removesuffix("mm")) >= 1
    assert {layout.density.box for layout in found.layouts} == {8, 7, 6}
    assert max(len(leaf.days) for leaf in found.leaves) == (3 if paper == "a5" else 7)
    for leaf in found.leaves:
        layout = found.layouts[leaf.layout]
        assert layout.at.length >= 15
        assert all(one.length >= 15 for _, day in leaf.days for _, one in layout.asked.took(day.taken))
        assert layout.notes.length >= 105


def test_on_a_narrow_page_changes_of_more_than_two_lines_are_left_to_the_boxes() -> None:
    """The room is for the doses: a page that is low too would spill over."""
    packets = "".join(
        f'[[product]]\ndrug = "{drug}"\nform = "solution"\nstrength = "50 mcg/5 mL"\nmeasure = "0.1 mL"\n'
        for drug in ("clonidine", "clonazepam")
    )
    steps = "".join(
        f'[[step]]\ndays = 2\n{time} = {{ clonidine = "{dose} mcg", clonazepam = "{dose} mcg" }}\n'
        for time, dose in (("bedtime", 50), ("bedtime", 25))
    )
    plan = read(f"format = 1\nstart = 2027-01-04\n{packets}{steps}".encode())
    news = [
        [text.text for leaf in view(plan, replace(OPTIONS, paper=PAPERS[paper])).leaves for text in leaf.news]
        for paper in ("a4", "a5")
    ]

    assert not any("each box says its own" in text for text in news[0])
    assert any("each box says its own" in text for text in news[1])
