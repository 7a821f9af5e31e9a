"""What is allowed when needed is read from the plan file, and is never part of a day."""

from fractions import Fraction

import pytest

from taperdocs.plan.as_needed import AsNeeded, read_most
from taperdocs.plan.dose import read_dose
from taperdocs.plan.problems import Refused, TaperError
from taperdocs.planfile.reader import read
from taperdocs.rules import check

_PLAN = """\
format = 1
drug = "{drug}"
start = 2026-12-07
steps = "1 mg 2w; 0.5 mg 2w; 0"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "half"

[[as_needed]]
drug = "{beside}"
dose = "{dose}"
most = "2 a day"
{more}
"""


def _plan(drug: str = "clonazepam", beside: str = "lorazepam", dose: str = "0.5 mg", more: str = "") -> bytes:
    return _PLAN.format(drug=drug, beside=beside, dose=dose, more=more).encode()


def test_what_is_allowed_is_no_drug_of_the_plan_and_in_no_day() -> None:
    """It stands beside the drugs of the plan, and no day has a dose of it."""
    plan = read(_plan(more='why = "panic"'))
    assert plan.outline.as_needed == (AsNeeded("lorazepam", read_dose("0.5 mg"), 2, "panic"),)
    assert plan.drugs == ("clonazepam",)
    assert plan.medicines == ("clonazepam", "lorazepam")
    assert {intake.drug for _, day in plan.days() for intake in day} == {"clonazepam"}
    assert plan.makes(plan.outline.as_needed[0]) == ()


@pytest.mark.parametrize(
    "said",
    [
        "2 a day",
        "2 per day",
        "2/day",
        "2 x daily",
        "twice a day",
        "2 times a day",
        "zweimal täglich",
        "2 am Tag",
    ],
)
def test_the_most_a_day_is_read_as_people_write_it(said: str) -> None:
    """Each of these says the same."""
    assert read_most(said) == 2


@pytest.mark.parametrize("said", ["2", "2 mg a day", "0 a day", "1-2 a day", "2 a week", "25 a day"])
def test_what_has_no_number_of_times_a_day_is_refused(said: str) -> None:
    """A number alone, an amount, a range or a week is no number of times a day."""
    with pytest.raises(Refused):
        read_most(said)


def test_its_own_packet_makes_its_dose_and_leaves_the_plans_doses_alone() -> None:
    """Half a tablet of 1 mg is 0.5 mg, also where the plan has the same drug in other tablets."""
    own = 'product = { form = "tablet", strength = "1 mg", split = "half" }'
    plan = read(_plan(beside="clonazepam", more=own))
    (allowed,) = plan.outline.as_needed
    (piece,) = plan.makes(allowed)
    assert (str(piece.product.strength), piece.count) == ("1 mg", Fraction(1, 2))
    # 1 mg of the plan is still two tablets of 0.5 mg.
    assert [(str(p.product.strength), p.count) for p in plan.pieces(plan.on(plan.first_day)[0])] == [
        ("0.5 mg", Fraction(2))
    ]


def test_a_packet_in_the_list_of_packets_needs_no_name_at_each_dose() -> None:
    """The top of the file says which drug a dose without a name is of."""
    packet = '[[product]]\ndrug = "lorazepam"\nform = "tablet"\nstrength = "1 mg"\nsplit = "half"'
    plan = read(_plan(more=packet))
    assert plan.drugs == ("clonazepam",)
    assert [piece.count for piece in plan.makes(plan.outline.as_needed[0])] == [Fraction(1, 2)]


def test_tablets_of_its_own_packet_may_be_counted() -> None:
    """2 capsules of 10 mg are 20 mg."""
    own = 'product = { form = "capsule", strength = "10 mg" }'
    plan = read(_plan(beside="oxycodone", dose="2 capsules", more=own))
    assert str(plan.outline.as_needed[0].dose) == "20 mg"


def test_it_changes_the_plan_code_and_a_plan_without_it_keeps_its_code() -> None:
    """A new key that is not written changes no code on paper."""
    without = read(_plan().partition(b"[[as_needed]]")[0])
    assert without.code != read(_plan()).code
    assert without.code == "P4R8KX"


def test_an_opioid_when_needed_beside_a_benzodiazepine_gets_what_a_second_drug_gets() -> None:
    """ASAM's question about naloxone comes, unless a line names it."""
    found = {one.rule for one in check(read(_plan(drug="diazepam", beside="oxycodone")))}
    assert "naloxone" in found
    with_it = _plan(drug="diazepam", beside="oxycodone", more='why = "pain; naloxone is at home"')
    assert "naloxone" not in {one.rule for one in check(read(with_it))}


def test_names_that_look_alike_are_found_beside_the_plan_too() -> None:
    """Clonazepam and lorazepam are a pair of the source."""
    assert "look-alike" in {one.rule for one in check(read(_plan()))}


def test_all_problems_of_what_is_allowed_are_said_at_their_keys() -> None:
    """A capsule is not divided, so 0.5 mg cannot be made from 1 mg."""
    own = 'product = { form = "capsule", strength = "1 mg" }'
    with pytest.raises(TaperError) as caught:
        read(_plan(more=own))
    (problem,) = caught.value.problems
    assert problem.where == ("as_needed", 0, "dose")
    assert "0.5 mg of lorazepam cannot be made from 1 mg capsule" in str(problem.message)
