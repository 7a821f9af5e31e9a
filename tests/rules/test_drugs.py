"""What is known of a drug: its names and its group, and nothing that could be taken for a dose."""

import re

import pytest

from taperdocs.rules.drugs import DRUGS, Drug, Group, find, is_of, may_replace, plain

CODES = {
    Group.BENZODIAZEPINE: ("N05BA", "N05CD", "N03AE"),
    Group.Z_DRUG: ("N05CF",),
    Group.OPIOID: ("N02A", "R05DA", "N07BC"),
    Group.SSRI: ("N06AB",),
    Group.ANTIDEPRESSANT: ("N06AA", "N06AF", "N06AG", "N06AX"),
    Group.GLUCOCORTICOID: ("H02AB",),
    Group.GABAPENTINOID: ("N02BF",),
    Group.ANTIPSYCHOTIC: ("N05A",),
    Group.PPI: ("A02BC",),
    Group.BETA_BLOCKER: ("C07A",),
    Group.ANTIHYPERTENSIVE: ("C02A",),
    Group.MUSCLE_RELAXANT: ("M03BX",),
    Group.ANTIEPILEPTIC: ("N03A",),
    Group.LEVODOPA: ("N04BA",),
}
"""Which codes of the ATC index belong to a group."""


@pytest.mark.parametrize("drug", DRUGS, ids=lambda drug: drug.name)
def test_each_drug_has_the_code_of_its_group(drug: Drug) -> None:
    """The index of the WHO is the source of the group."""
    assert re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", drug.atc)
    assert drug.atc.startswith(CODES[drug.group])


def test_each_name_is_of_one_drug_and_holds_no_figure() -> None:
    """Two drugs of one name would be one, and a strength is a matter of the packet."""
    names = [name for drug in DRUGS for name in (drug.name, *drug.names)]

    assert len(names) == len(set(names)) == len({name.casefold() for name in names})
    assert not [name for name in names if re.search(r"\d", name) or name != name.casefold()]
    assert len({drug.atc for drug in DRUGS}) == len(DRUGS)
    # A final e tells no two drugs apart.
    assert len({plain(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("clonazepam", "clonazepam"),
        ("Clonazepam", "clonazepam"),
        (" ZOPICLON ", "zopiclone"),
        ("Prednison", "prednisone"),
        ("morphine  sulfate", "morphine"),
        ("Morphinsulfat", "morphine"),
        ("Oxycodonhydrochlorid", "oxycodone"),
        ("Oxycodon HCl", "oxycodone"),
        ("Quetiapin", "quetiapine"),
        ("Quetiapine fumarate", "quetiapine"),
        ("Pantoprazol-Natrium", "pantoprazole"),
        ("Metoprololsuccinat", "metoprolol"),
        ("Dikaliumclorazepat", "potassium clorazepate"),
        ("Valproat", "valproic acid"),
        ("Meperidine", "pethidine"),
        ("Fentanyl", "fentanyl"),
        ("Omeprazol", "omeprazole"),
        ("Baclofen", "baclofen"),
        ("Clonidin", "clonidine"),
        ("Propranolol", "propranolol"),
        ("Hydrocortison", "hydrocortisone"),
        ("co-careldopa", "levodopa with a decarboxylase inhibitor"),
    ],
)
def test_a_drug_is_found_however_it_is_written(written: str, name: str) -> None:
    """In capitals, as a leaflet in German has it, with its salt."""
    found = find(written)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("lorazepam", "diazepam", True),
        ("zopiclone", "diazepam", True),
        ("citalopram", "venlafaxine", True),
        ("diazepam", "examplin", True),
        ("diazepam", "sertraline", False),
        ("diazepam", "morphine", False),
    ],
)
def test_a_drug_stands_in_the_place_of_one_of_its_kind(one: str, other: str, *, may: bool) -> None:
    """Or of one of which nothing is known: what is not sure is not remarked."""
    assert may_replace(one, other) is may_replace(other, one) is may


@pytest.mark.parametrize(
    "written", ["clonazepan", "clona", "", "Rivotril", "medicine A", "magnesium", "citrate", "phosphat"]
)
def test_a_near_miss_and_a_brand_are_no_drug(written: str) -> None:
    """A drug is never guessed: prednisone and prednisolone are near misses too."""
    assert find(written) is None
    assert not is_of(written, *Group)
