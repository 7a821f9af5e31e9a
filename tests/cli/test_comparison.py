"""`taperdocs diff` says what two plan files do not have in common, and only that."""

from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from uuid import UUID

import pytest
from heads import HEAD, daily
from hypothesis import given
from hypothesis import strategies as st
from plans import histories, unchanged_plan_texts
from program import Run

from taperdocs.cli.comparison import comparison
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.build import build
from taperdocs.plan.dose import Dose
from taperdocs.plan.pharmacy import Closed, LeadTime
from taperdocs.plan.plan import Agreed, Contact, Make, Outline, Person, Plan, Review, Then
from taperdocs.plan.regimen import Intake, Slot
from taperdocs.planfile.reader import read

PLAN = HEAD + daily("2 weeks: 1 mg", "2 weeks: 0.5 mg", "1 weeks: 0.25 mg")
HOLD = '\n[[change]]\nkind = "hold"\non = 2026-12-21\nweeks = 1\nwhy = "poor sleep"\n'
WORDS = Words(language("en-GB"))


def said(old: str, new: str) -> str:
    """Compare two plan files on a wide terminal."""
    return comparison(read(old.encode()), read(new.encode()), WORDS, 120)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return two plan files in the folder that the program runs in, the second with a hold."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    paths = Path("old.toml"), Path("new.toml")
    for path, text in zip(paths, (PLAN, PLAN + HOLD), strict=True):
        path.write_text(text)
    return paths


def test_the_exit_code_says_whether_two_files_are_the_same_plan(
    tapers: Run, files: tuple[Path, Path]
) -> None:
    """0 for the same meaning, 5 for another; 3 where one of them has problems, which name their file."""
    old, new = map(str, files)
    same, other = tapers("diff", old, old), tapers("diff", old, new)
    files[1].write_text(PLAN.replace('"1 mg"', '"1 mgg"'))
    broken = tapers("diff", old, new)

    assert (same.code, other.code, broken.code) == (0, 5, 3)
    assert same.out.startswith("The same plan: ")
    assert (other.out, other.err) == (said(PLAN, PLAN + HOLD), "")
    assert broken.err.startswith("new.toml:12: step 1, dose: ")


def test_one_of_the_two_may_come_from_standard_input(tapers: Run, files: tuple[Path, Path]) -> None:
    """But not both."""
    assert tapers("diff", "-", str(files[1]), stdin=PLAN.encode()).code == 5
    assert tapers("diff", "-", "-", stdin=PLAN.encode()).err.startswith("NEW: standard input holds one plan")


def test_what_is_only_written_in_another_way_is_the_same() -> None:
    """Notes, layout, a line instead of tables, days instead of weeks."""
    other = f"# Mine.\n{PLAN}".split("[[step]]", maxsplit=1)[0].replace(
        "start", "steps = '1 mg 14d; 0.5 mg 2w; 0.25 mg 1w'\nstart"
    )

    assert said(PLAN, other) == f"The same plan: {read(PLAN.encode()).code}, revision 0\n"


def test_a_change_is_said_with_the_days_that_it_moves() -> None:
    """The tables are numbered as they are in the file."""
    codes = [read(text.encode()).code for text in (PLAN, PLAN + HOLD)]

    assert said(PLAN, PLAN + HOLD) == dedent(
        """\
        Not the same plan: {}, revision 0 → {}, revision 1
        change 1: added: Hold; Monday, 21 December 2026; 1 week; poor sleep
        First day that is different: Monday, 21 December 2026

                              Before                After
        21 Dec – 27 Dec 2026  0.5 mg                1 mg, held
        4 Jan – 10 Jan 2027   0.25 mg               0.5 mg
        11 Jan – 17 Jan 2027  no dose               0.25 mg
        Last dose day         10 Jan 2027           17 Jan 2027 (1 week later)
        Needed in all         46 tablets of 0.5 mg  60 tablets of 0.5 mg (14 more)
        """
    ).format(*codes)


def test_steps_are_compared_one_by_one() -> None:
    """A changed one, one that was taken out and one that was added."""
    text = PLAN.replace('weeks = 2\ndose = "0.5 mg"', 'weeks = "2-3"\ndose = "0.5 mg"\nif = "if steady"')
    assert "\nstep 2: 2 weeks, 0.5 mg → 2–3 weeks, 0.5 mg, if steady\n" in said(PLAN, text)

    shorter = PLAN[: PLAN.rindex("[[step]]")]
    assert "\nstep 3: taken out: 1 week, 0.25 mg\n" in said(PLAN, shorter)
    assert "\nstep 3: added: 1 week, 0.25 mg\n" in said(shorter, PLAN)


def test_times_of_day_are_a_difference() -> None:
    """The same dose at another time is another plan, though each day has the same amount."""
    morning, bedtime = (PLAN.replace("dose", slot) for slot in ("morning", "bedtime"))

    assert "\nstep 1: 2 weeks, 1 mg morning → 2 weeks, 1 mg bedtime\n" in said(morning, bedtime)


def test_who_and_with_what() -> None:
    """Packets, the agreement, contacts and the person are no days, and are said all the same."""
    more = f"""{PLAN.replace('"quarter"', '"half"').replace('"0.25 mg"', '"0.5 mg"')}
[person]
name = "Maria Example"
born = 1980-02-29

[agreed]
by = "Dr A. Example"
on = 2026-11-20

[[contact]]
role = "prescriber"
phone = "01632 960001"
"""
    lines = said(PLAN, more).splitlines()

    assert lines[1:6] == [
        "step 3: 1 week, 0.25 mg → 1 week, 0.5 mg",
        "product 1: clonazepam 0.5 mg tablet, split quarter → clonazepam 0.5 mg tablet, split half",
        "person: not named → Maria Example, born 29 February 1980",
        "agreed: added: Dr A. Example, 20 November 2026",
        "contact 1: added: prescriber, 01632 960001",
    ]


def test_a_plan_whose_start_is_not_fixed() -> None:
    """With one that has dates it shares no day; two of them are compared by the numbers of their days."""
    undated = PLAN.replace("2026-12-07", '"open"')
    assert said(PLAN, undated).splitlines()[1:] == ["start: 2026-12-07 → open"]
    shown = said(undated, undated.replace('"1 mg"', '"0.75 mg"'))
    assert shown.splitlines()[1] == "step 1: 2 weeks, 1 mg → 2 weeks, 0.75 mg"


def test_days_of_a_plan_without_a_start_have_numbers(tapers: Run, files: tuple[Path, Path]) -> None:
    """No date of the far future is ever shown."""
    for path, dose in zip(files, ("1 mg", "0.75 mg"), strict=True):
        path.write_text(PLAN.replace("2026-12-07", '"open"').replace("1 mg", dose))
    shown = tapers("diff", *map(str, files)).out

    assert "Day 1 – Day 14  1 mg" in shown
    assert "3010" not in shown


OTHERS: dict[str, object] = {
    "title": "Another",
    "start": date(2026, 12, 8),
    "then": Then.STAY,
    "make": Make.NEAREST_ABOVE,
    "person": Person("Maria Example"),
    "agreed": Agreed("Dr A. Example", date(2026, 11, 20)),
    "contacts": (Contact("nurse"),),
    "ready": ("Steady",),
    "reviews": (Review(date(2026, 12, 20)),),
    "track": ("Sleep",),
    "dispense_every": 14,
    "order_ahead": LeadTime(2, working=True),
    "closed": (Closed(weekday="sunday"),),
    "keep_parts": False,
    "counted": date(2026, 12, 10),
    "id": UUID(int=1),
    "zone": "Europe/London",
    "hours": ((Slot.MORNING, time(8)),),
    "before": (Intake("clonazepam", Slot.ANY, Dose(Decimal("1.5"), "mg")),),
    "indication": "panic disorder",
    "since": "2019",
    "as_needed": (AsNeeded("lorazepam", Dose(Decimal("0.5"), "mg"), 2, "panic"),),
}


SAID_ABOVE = {"steps", "courses", "products", "changes"}
NO_DIFFERENCE = {"pace", "untitled"}
"""A pace where no length is a range, and whether a title was written."""


def test_every_value_of_a_plan_is_compared() -> None:
    """One that is added to plans is not forgotten here."""
    assert {entry.name for entry in fields(Outline)} == {*OTHERS, *SAID_ABOVE, *NO_DIFFERENCE}


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_differs_is_said(name: str) -> None:
    """Also what is not part of the plan's meaning, like the zone of its hours."""
    old = read(PLAN.encode())
    new = build(replace(old.outline, **{name: OTHERS[name]}))  # type: ignore[arg-type]  # each is of its kind

    assert len(comparison(old, new, WORDS, 120).splitlines()) > 1


@given(histories(unchanged_plan_texts(), most=3, least=0), st.data())
def test_two_plans_are_the_same_where_their_codes_are(plans: tuple[Plan, ...], data: st.DataObject) -> None:
    """And only then nothing but that is said."""
    old, new = (data.draw(st.sampled_from(plans)) for _ in range(2))
    lines = comparison(old, new, WORDS, 200).splitlines()

    assert lines[0].startswith("The same plan" if old.code == new.code else "Not the same plan")
    assert (len(lines) == 1) == (old.code == new.code)
