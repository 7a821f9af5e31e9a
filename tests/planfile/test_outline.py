"""What a plan file means before any day is laid out: drugs and their spelling, and what is left out."""

from dataclasses import fields
from datetime import date, timedelta
from textwrap import dedent

import pytest

from taperdocs.plan.plan import Outline, Plan, Then
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read
from taperdocs.planfile.tables import PlanFile, SupplyTable


def plan(*parts: str) -> Plan:
    """Read a plan file from its parts."""
    return read("\n".join(dedent(part) for part in ("format = 1\nstart = 2026-12-07", *parts)).encode())


def packet(drug: str = "", strength: str = "0.5 mg") -> str:
    """Return a product table."""
    name = f'drug = "{drug}"\n' if drug else ""
    return f'[[product]]\n{name}form = "tablet"\nstrength = "{strength}"\n'


STEP = '[[step]]\nweeks = 1\ndose = "0.5 mg"\n'


@pytest.mark.parametrize(
    "text",
    [
        ('drug = "clonazepam"', packet(), STEP),
        (packet("clonazepam"), STEP),
        ('drug = "clonazepam"', packet("CLONAZEPAM"), STEP),
        ('drug = "clonazepam"', packet(), '[[step]]\nweeks = 1\ndose = { Clonazepam = "0.5 mg" }'),
        ('drug = "clonazepam"\nsteps = "0.5 mg 1w"', packet()),
    ],
)
def test_the_drug_is_written_once_anywhere(text: tuple[str, ...]) -> None:
    """At the top, on the packet, or beside the dose; capitals are no difference."""
    taper = plan(*text)

    assert taper.drugs == ("clonazepam",)
    assert taper.outline.title == "Clonazepam taper"


def test_two_names_that_are_nearly_the_same_are_asked_about() -> None:
    """They may be a slip of the pen or two drugs, and nothing is guessed."""
    with pytest.raises(TaperError) as caught:
        plan('drug = "prednisolone"', packet("prednisone"), STEP)
    assert [problem.where for problem in caught.value.problems] == [("product", 0, "drug")]


def test_what_is_not_said_is_left_empty() -> None:
    """Nobody is named who is not in the file, and without an agreement it is a draft."""
    outline = plan('drug = "clonazepam"', packet(), STEP).outline

    assert (outline.person.name, outline.person.born, outline.agreed) == ("", None, None)
    assert (outline.contacts, outline.ready, outline.changes, outline.id) == ((), (), (), None)


def test_people_are_taken_over_as_they_are_written() -> None:
    """Spaces are closed up."""
    outline = plan(
        'drug = "clonazepam"\ntitle = "  My   taper "',
        """
        [person]
        name = "Maria  Example"
        born = 1950-02-28

        [agreed]
        by = "Dr A. Example"
        on = 2026-11-20

        [[contact]]
        role = "prescriber"
        phone = "01632 960001"

        [ready]
        ask = ["Steady for at least 7 days"]
        """,
        packet(),
        STEP,
    ).outline

    assert (outline.title, outline.person.name, str(outline.person.born)) == (
        "My taper",
        "Maria Example",
        "1950-02-28",
    )
    assert outline.agreed is not None
    assert (outline.agreed.by, str(outline.agreed.on)) == ("Dr A. Example", "2026-11-20")
    assert [(contact.role, contact.name, contact.phone) for contact in outline.contacts] == [
        ("prescriber", "", "01632 960001")
    ]
    assert outline.ready == ("Steady for at least 7 days",)


def test_a_plan_stops_unless_its_last_step_is_open() -> None:
    """Whether it says so or not."""
    closed, opened = STEP, STEP.replace("weeks = 1", 'weeks = "open"')

    assert plan('drug = "clonazepam"', packet(), closed).outline.then is Then.STOP
    assert plan('drug = "clonazepam"', packet(), opened).outline.then is Then.STAY


def test_no_step_of_a_long_history_is_lost() -> None:
    """Each arrangement may have as many steps as a plan; none is cut short because of those before it."""
    on = (date(2026, 12, 12) + timedelta(number) for number in range(20))
    cut = 'taper = "percent"\nstart = "30 mg"\ncut = "1 %"\nto = "0.5 mg"\nevery = "1 day"'
    changes = (f'[[change]]\nkind = "replan"\non = {day}\n[[change.step]]\n{cut}\n' for day in on)
    taper = plan('drug = "clonazepam"\nmake = "nearest-above"', packet(), STEP, *changes)

    assert {len(steps) for steps in taper.outline.arrangements[1:]} == {408}


def test_no_more_steps_are_worked_out_than_a_plan_has_days() -> None:
    """A file of a few lines could ask for millions: it is refused for its length."""
    taper = '[[step]]\ntaper = "linear"\nstart = "450 mg"\ncut = "0.5 mg"\nto = "0 mg"\nevery = "1 day"\n'
    with pytest.raises(TaperError, match="lasts longer than 20 years"):
        plan('drug = "clonazepam"', packet(), *[taper] * 10)


def test_a_day_of_a_cycle_has_its_doses_with_a_time_or_without() -> None:
    """As a step has."""
    day = '{ dose = "0.5 mg", morning = "0.5 mg" }'
    with pytest.raises(TaperError) as caught:
        plan('drug = "clonazepam"', packet(), f'[[step]]\nweeks = 1\ncycle = ["0.5 mg", {day}]')
    assert [problem.where for problem in caught.value.problems] == [("step", 0, "cycle", 1, "dose")]


def test_each_key_has_its_place_in_the_outline() -> None:
    """A key that is only read means nothing, and a value without a key is never there."""
    keys = {*PlanFile.model_fields, *SupplyTable.model_fields}
    values = {entry.name for entry in fields(Outline)}

    assert values - keys == {"untitled"}
    # The last four go into the steps and the products.
    assert keys - values == {"format", "supply", "drug", "step", "pack_size", "on_hand"}
