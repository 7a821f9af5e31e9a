"""The plan code: two prints with the same code are the same plan, and two plans have two codes."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from plans import plan_texts

from taperdocs.plan.code import ALPHABET, LENGTH, code_of
from taperdocs.planfile.reader import read

TABLES = """\
format = 1
title = "My taper"
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 2
dose = "1 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""
LINE = """\
# The same plan, written in another way.
steps = "1 mg 2w; 0,50 mg 14 days; 0"
then = "stop"
start = 2026-12-07
drug = 'clonazepam'
title = "My   taper"
format = 1

[[product]]
split = "quarter"
strength = "0,5 mg"
drug = "Clonazepam"
form = "tablet"
"""


def code(text: str) -> str:
    """Return the code of a plan file."""
    return read(text.encode()).code


def test_a_code_is_six_signs_that_cannot_be_misread() -> None:
    """No sign looks like another, and no word comes out."""
    assert len(code(TABLES)) == LENGTH == 6
    assert set(code(TABLES)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OILSZBUAE5")


def test_a_code_never_changes_with_the_program() -> None:
    """Papers on the fridge carry it."""
    assert code(TABLES) == "Y2M3JX"


@pytest.mark.parametrize(
    ("more", "always"),
    [
        ('[person]\nname = "Maria Example"\n[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n', "T6P4TD"),
        ('[[contact]]\nrole = "prescriber"\n[[review]]\non = 2026-12-20\n', "XWR3D3"),
        ('[supply]\norder_ahead = "2 working days"\nclosed = ["sunday"]\n', "CKP37C"),
        (
            '[[change]]\nkind = "hold"\non = 2026-12-14\n[[change]]\nkind = "resume"\non = 2026-12-20\n',
            "PRCM83",
        ),
        ('[[change]]\nkind = "step-back"\non = 2026-12-22\ndays = 7\n', "JDT7W8"),
        ('[[change]]\nkind = "slow"\non = 2026-12-22\ndays = 7\n', "9HTXF6"),
        ('[[change]]\nkind = "replan"\non = 2026-12-22\nsteps = "0.25 mg 2w"\n', "TYX2KV"),
    ],
)
def test_no_code_changes_when_a_class_gets_another_name(more: str, always: str) -> None:
    """Whatever of a plan is a value of its own."""
    assert code(TABLES + more) == always


@pytest.mark.parametrize(
    "same",
    [
        LINE,
        TABLES.replace("0.5 mg", "0,5 mg"),
        TABLES.replace("1 mg", "1.0 mg"),
        TABLES.replace("weeks = 2", "days = 14"),
        TABLES.replace("weeks = 2", 'weeks = "2-2"'),
        TABLES.replace("\n", "\r\n"),
        TABLES.replace('drug = "clonazepam"', 'drug = "clonazepam"  # twice a day before'),
        TABLES + '# begins = "week 9"\n',
        TABLES + 'begins = "week 3"\n',
        TABLES + "[person]\n",
        'id = "8a6e0804-2bd0-4672-b79d-d97027f9071a"\n' + TABLES,
        'pace = "longest"\n' + TABLES,
        TABLES + "[supply]\nclosed = []\nkeep_parts = true\n",
    ],
)
def test_what_means_the_same_has_the_same_code(same: str) -> None:
    """Comments, layout, the decimal sign, tables or a line are no part of a plan's meaning."""
    assert code(same) == code(TABLES)


@pytest.mark.parametrize(
    "other",
    [
        TABLES.replace("My taper", "Our taper"),
        TABLES.replace("2026-12-07", "2026-12-08"),
        TABLES.replace("weeks = 2", "weeks = 3"),
        TABLES.replace("weeks = 2", 'weeks = "2-3"'),
        TABLES.replace('dose = "1 mg"', 'dose = "0.875 mg"'),
        TABLES.replace('dose = "1 mg"', 'morning = "1 mg"'),
        TABLES.replace('dose = "1 mg"', 'dose = ["0.5 mg", "0.5 mg"]'),
        TABLES.replace("clonazepam", "lorazepam"),
        TABLES.replace("quarter", "half"),
        TABLES.replace('"tablet"', '"orodispersible tablet"'),
        'then = "stay"\n' + TABLES,
        'pace = "shortest"\n' + TABLES,
        'make = "nearest-above"\n' + TABLES,
        TABLES + 'if = "only if needed"\n',
        TABLES + '[person]\nname = "Maria Example"\n',
        TABLES + '[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n',
        TABLES + '[[contact]]\nrole = "prescriber"\n',
        TABLES + '[ready]\nask = ["Steady"]\n',
        TABLES + '[diary]\ntrack = ["Anxious"]\n',
        TABLES + '[supply]\ndispense_every = "2 weeks"\n',
        TABLES + "[supply]\npack_size = 28\n",
        TABLES + "[supply]\non_hand = 0\n",
        TABLES + '[supply]\norder_ahead = "2 days"\n',
        TABLES + '[supply]\norder_ahead = "2 working days"\n',
        TABLES + '[supply]\nclosed = ["sunday"]\n',
        TABLES + "[supply]\nkeep_parts = false\n",
        TABLES + "[[review]]\non = 2026-12-20\n",
        TABLES.replace("start = 2026-12-07", 'start = "open"'),
        TABLES + '[[change]]\nkind = "hold"\non = 2026-12-14\ndays = 7\n',
        TABLES + '[[change]]\nkind = "hold"\non = 2026-12-14\ndays = 7\nwhy = "a cold"\n',
        TABLES + '[[change]]\nkind = "hold"\non = 2026-12-14\n',
    ],
)
def test_any_change_of_meaning_has_another_code(other: str) -> None:
    """Doses, dates, lengths, packets, people and changes are all part of it."""
    assert code(other) != code(TABLES)


def test_a_count_means_the_same_wherever_it_is_written() -> None:
    """In the table of the supply or under its packet, and with zeros after the point."""
    there = TABLES.replace("[[product]]", "[[product]]\npack_size = 28\non_hand = 12", 1)

    assert code(TABLES + "[supply]\npack_size = 28.0\non_hand = 12\n") == code(there) != code(TABLES)


@given(plan_texts())
def test_a_plan_a_day_later_is_another_plan(text: str) -> None:
    """Whatever stands in it."""
    outline = read(text.encode()).outline
    assert code_of(outline) != code_of(replace(outline, start=outline.start + timedelta(1)))


@given(plan_texts())
def test_points_and_commas_are_no_difference(text: str) -> None:
    """In any plan whose doses all have decimal points."""
    points = re.sub(r"(\d),(\d+) m", r"\1.\2 m", text)
    assert code(points) == code(text)


def test_a_key_that_a_later_version_adds_leaves_the_codes_of_old_plans_as_they_are() -> None:
    """What has its default is as if it were not there, so what hangs on a fridge stays true."""

    @dataclass(frozen=True)
    class Old:
        name: str

    @dataclass(frozen=True)
    class New:
        name: str
        more: tuple[str, ...] = ()

    New.__name__ = "Old"

    assert code_of(Old("a")) == code_of(New("a")) != code_of(New("a", ("b",)))


def test_only_what_counts_for_equality_counts_for_the_code() -> None:
    """Where a thing is written is no part of it."""

    @dataclass(frozen=True)
    class Thing:
        name: str
        place: int = field(compare=False)

    assert code_of(Thing("a", 1)) == code_of(Thing("a", 2)) != code_of(Thing("b", 1))
