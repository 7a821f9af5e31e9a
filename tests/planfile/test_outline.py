"""What a plan file means before any day is laid out: drugs and their spelling, and what is left out."""

from textwrap import dedent

import pytest

from taperdocs.plan.plan import Plan, Then
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read


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
