"""A liquid's syringe is drawn as long as it is, with the plunger exactly on the mark of the dose."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import Stroke, paths
from presented import check_words

from taperdocs.documents.syringe import (
    BOTTOM,
    CLOSEST,
    PROOF,
    TOP,
    ZERO,
    Syringe,
    SyringeText,
    filled,
    syringe,
)
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make.make import make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.measure import MM, width
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.regimen import Intake
from taperdocs.planfile.reader import read

SAMPLE = Path(__file__).parents[2] / "samples" / "oral-solution.toml"
ENGLISH = Words(language("en-GB"))
A_DOT = 25.4 / 600
"""Half a dot of a 300 dpi printer, in mm."""


def liquid(dose: str, syringe_keys: str, more: str = "") -> tuple[Plan, Intake]:
    """Return a plan of 1 mg/mL with the one dose that it has."""
    text = f"""
format = 1
drug = "diazepam"
start = 2026-12-07

[[product]]
form = "solution"
strength = "1 mg/mL"
{syringe_keys}
{more}
[[step]]
weeks = 1
dose = "{dose}"
"""
    plan = read(text.encode())
    return plan, plan.periods[0].step.regimen.days[0][0]


FIVE = 'measure = "0.1 mL"\nsyringe = "5 mL"\nscale = "43 mm"'


def drawn(dose: str, syringe_keys: str = FIVE, more: str = "") -> Syringe | None:
    """Draw the syringe of a dose."""
    plan, intake = liquid(dose, syringe_keys, more)
    return syringe(plan, ENGLISH, intake)


def marks_of(drawing: Syringe) -> list[float]:
    """Return where the marks stand, in mm from the left of the drawing."""
    return [float(mark.split()[0]) for mark in drawing.marks.split("M")[1:]]


def plunger_of(drawing: Syringe) -> float:
    """Return where the front of the plunger stands."""
    return float(drawing.black[1:].split()[0])


# The finished page


@pytest.mark.parametrize("paper", PAPERS)
def test_the_scale_on_paper_is_as_long_as_the_one_that_was_measured(paper: str) -> None:
    """43 mm from 0 to 5 mL on every paper, 51 marks 0.86 mm apart, the plunger 12.9 mm from 0 at 1.5 mL."""
    marks, front, proof = _measured_on(paper)

    assert len(marks) == 51
    assert marks[-1] - marks[0] == pytest.approx(43, abs=A_DOT)
    for number, mark in enumerate(marks):
        assert mark - marks[0] == pytest.approx(float(Fraction(43, 50) * number), abs=A_DOT)
    assert front - marks[0] == pytest.approx(float(Fraction(43) * Fraction(3, 2) / 5), abs=A_DOT)
    assert proof == pytest.approx(PROOF, abs=A_DOT)


def _measured_on(paper: str) -> tuple[list[float], float, float]:
    """Return the places of the marks and of the plunger on a card, and the length of the proof."""
    plan = read(SAMPLE.read_bytes())
    day = plan.periods[1].first
    (file,) = make(plan, ["card"], Options(language("en-GB"), PAPERS[paper], day))
    found = [path for number in range(2) for path in paths(file.data, number)]
    marks = next(path for path in found if len(path) > 40 and all(_upright(stroke) for stroke in path))
    black = next(path for path in found if len(path) == 2 and len(path[1]) >= 3 and _upright_box(path[0]))
    lengths = [abs(stroke[-1][0] - stroke[0][0]) for path in found for stroke in path if _level(stroke)]
    proof = min(lengths, key=lambda length: abs(length - PROOF))
    return sorted(stroke[0][0] for stroke in marks), min(x for x, _ in black[0]), proof


def _upright(stroke: Stroke) -> bool:
    return len(stroke) == 2 and stroke[0][0] == pytest.approx(stroke[1][0])


def _level(stroke: Stroke) -> bool:
    return len(stroke) == 2 and stroke[0][1] == pytest.approx(stroke[1][1])


def _upright_box(stroke: Stroke) -> bool:
    """Tell whether it is the seal of the plunger, which is as high as the barrel."""
    highs = [y for _, y in stroke]
    return max(highs) - min(highs) == pytest.approx(float(BOTTOM - TOP)) and len(stroke) >= 4


# What is drawn


def test_the_plunger_stands_on_the_mark_of_the_dose() -> None:
    """2.5 mL of 5 mL is half-way."""
    drawing = drawn("2.5 mg")

    assert drawing
    assert plunger_of(drawing) == float(ZERO + Fraction(43, 2))
    assert drawing.volume.text == "2.5\N{NO-BREAK SPACE}mL"


def test_what_is_drawn_is_said_too() -> None:
    """Who cannot see the drawing hears it."""
    drawing = drawn("2.5 mg")

    assert drawing
    said = drawing.alt.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
    assert said == "Drawing at true size: a syringe of 5 mL with its plunger at 2.5 mL."


@pytest.mark.parametrize(
    ("keys", "dose", "numbers"),
    [
        (FIVE, "1 mg", "1 2 3 4 5 mL"),
        ('measure = "0.5 mL"\nsyringe = "10 mL"\nscale = "57 mm"', "10 mg", "1 2 3 4 5 6 7 8 9 10 mL"),
        (
            'measure = "0.01 mL"\nsyringe = "1 mL"\nscale = "57 mm"',
            "0.01 mg",
            "0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1 mL",
        ),
        ('measure = "1 mL"\nsyringe = "20 mL"\nscale = "70 mm"', "7 mg", "2 4 6 8 10 12 14 16 18 20 mL"),
        ('measure = "0.25 mL"\nsyringe = "2.5 mL"\nscale = "40 mm"', "1 mg", "0.5 1 1.5 2 2.5 mL"),
        # Marks between which no round number stands: the last one has its number all the same.
        ('measure = "0.3 mL"\nsyringe = "4.5 mL"\nscale = "40 mm"', "0.9 mg", "4.5 mL"),
    ],
)
def test_the_marks_are_numbered_in_round_steps(keys: str, dose: str, numbers: str) -> None:
    """Ones, twos or fives, far enough from each other, and the last mark with the unit."""
    drawing = drawn(dose, keys)

    assert drawing
    assert " ".join(one.text for one in drawing.numbers).replace("\N{NO-BREAK SPACE}", " ") == numbers


@pytest.mark.parametrize(
    ("dose", "keys", "more"),
    [
        pytest.param("1 mg", 'measure = "0.1 mL"', "", id="nobody has measured the syringe"),
        pytest.param("1 mg", 'measure = "0.1 mL"\nsyringe = "5 mL"', "", id="its scale is not measured"),
        pytest.param("7.5 mg", FIVE, "", id="more than one filling"),
        pytest.param("1 mg", FIVE.replace("43", "19.9"), "", id="marks that run together in print"),
        pytest.param(
            "10 mg",
            FIVE,
            '[[product]]\nform = "tablet"\nstrength = "10 mg"\n',
            id="tablets alone make the dose",
        ),
        pytest.param(
            "1.05 mg",
            FIVE,
            f'[[product]]\nform = "solution"\nstrength = "0.05 mg/mL"\n{FIVE.replace("0.1", "1")}\n',
            id="two liquids",
        ),
    ],
)
def test_without_a_true_drawing_there_is_none(dose: str, keys: str, more: str) -> None:
    """Then the volume stands in words alone."""
    plan, intake = liquid(dose, keys, more)

    assert syringe(plan, ENGLISH, intake) is None


@given(
    marks=st.integers(2, 100),
    measure=st.sampled_from(["0.01", "0.05", "0.1", "0.2", "0.25", "0.5", "1"]),
    scale=st.decimals("10", "150", places=1),
    taken=st.integers(1, 100),
)
def test_every_mark_is_where_it_is_on_the_syringe(
    marks: int, measure: str, scale: Decimal, taken: int
) -> None:
    """Whatever the syringe: to a ten thousandth of a mm, and no number on another."""
    full = Decimal(measure) * marks
    dose = Decimal(measure) * min(taken, marks)
    keys = f'measure = "{measure} mL"\nsyringe = "{full} mL"\nscale = "{scale} mm"'
    drawing = drawn(f"{dose.normalize():f} mg", keys)

    apart = Fraction(scale) / marks
    if apart < CLOSEST:
        assert drawing is None
        return
    assert drawing
    assert marks_of(drawing) == [pytest.approx(float(ZERO + apart * n), abs=1e-4) for n in range(marks + 1)]
    assert plunger_of(drawing) == pytest.approx(float(ZERO + apart * min(taken, marks)), abs=1e-4)
    ends = [_ends(one) for one in drawing.numbers]
    assert all(before[1] < after[0] for before, after in pairwise(ends))
    assert 0 < float(drawing.volume.left) < float(drawing.width)


def _ends(number: SyringeText) -> tuple[float, float]:
    """Return where a number begins and ends."""
    wide, left = width(number.text, 3.2 / MM), float(number.left)
    return (left, left + wide) if number.start else (left - wide / 2, left + wide / 2)


def test_other_languages_write_the_numbers_in_their_way() -> None:
    """With a decimal comma."""
    plan, intake = liquid("2.5 mg", FIVE)
    drawing = syringe(plan, Words(language("de-DE")), intake)

    assert drawing
    assert drawing.volume.text == "2,5\N{NO-BREAK SPACE}mL"


@pytest.mark.parametrize(
    ("dose", "keys", "said"),
    [
        ("2.5 mg", FIVE, "syringe: 2.5 mL on the scale"),
        ("5 mg", FIVE, "syringe: 5 mL on the scale"),
        ("6 mg", FIVE, "fill the syringe 2 times: 5 mL and 1 mL"),
        ("10 mg", FIVE, "fill the syringe 2 times: 5 mL and 5 mL"),
        ("12.4 mg", FIVE, "fill the syringe 3 times: 5 mL, 5 mL and 2.4 mL"),
        ("31 mg", FIVE, "fill the syringe 7 times: 5 mL each time, and 1 mL the last time"),
        ("31 mg", 'measure = "0.1 mL"', "syringe: 31 mL on the scale"),
    ],
)
def test_a_dose_larger_than_the_syringe_says_each_filling(dose: str, keys: str, said: str) -> None:
    """Six of a 5 mL syringe are five and one; what is said is proved, and another volume or number refused."""
    plan, intake = liquid(dose, keys)
    text = filled(plan, ENGLISH, intake, "2026-12-07,0")
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day)

    assert text.replace("\N{NO-BREAK SPACE}", " ") == said
    page = f'<html><body data-until="2026-12-07"><p data-filled="2026-12-07,0">{text}</p></body></html>'
    check_words(page, plan, options)
    for figure in re.findall(r"[\d.]+", said):
        for other in ("3.5", "4", "8"):
            with pytest.raises(ReadBackError):
                check_words(re.sub(rf"(?<=[ >])\b{figure}(?=[ \s])", other, page, count=1), plan, options)


def test_tablets_fill_no_syringe() -> None:
    """Nothing is said then."""
    tablets = '[[product]]\nform = "tablet"\nstrength = "10 mg"\n'

    plan, intake = liquid("10 mg", FIVE, tablets)

    assert not filled(plan, ENGLISH, intake)
