"""Pages for a kitchen that others enter: no drug is named, and everything else is there."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from read_pdf import read_pdf

from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make.make import NAMES, make
from taperdocs.make.presented import redacted
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.planfile.reader import read

SAMPLES = Path(__file__).parents[2] / "samples"
PLAN = b"""
format = 1
title = "Klonopin and Valium taper"
start = 2026-12-07

[ready]
ask = ["Clonazepam no longer missed"]

[[product]]
drug = "clonazepam"
form = "tablet"
strength = "0.5 mg"
split = "half"

[[product]]
drug = "diazepam"
form = "tablet"
strength = "5 mg"

[[step]]
weeks = 1
morning = { clonazepam = "0.5 mg", diazepam = "5 mg" }
if = "if DIAZEPAM is borne well"

[[step]]
weeks = 1
morning = { clonazepam = "0.25 mg", diazepam = "5 mg" }

[[change]]
kind = "hold"
on = 2026-12-09
days = 3
why = "ran out of diazepam"
"""
SECRET = ("clonazepam", "diazepam", "klonopin", "valium")


def _options(edition: Edition = Edition.STANDARD) -> Options:
    return Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7), discreet=True, edition=edition)


def _everything(data: bytes) -> str:
    """Return every text of a file: pages, tags, alternate texts, bookmarks, names and metadata."""
    if not data.startswith(b"%PDF"):
        return data.decode().casefold()
    said = [block for page in read_pdf(data, "cell") for block in page]
    with pikepdf.open(io.BytesIO(data)) as opened:
        for thing in opened.objects:
            said += _strings(thing)
        with opened.open_metadata() as metadata:
            said.append(str(metadata))
    return " ".join(said).casefold()


def _strings(thing: pikepdf.Object) -> list[str]:
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if isinstance(thing, pikepdf.Dictionary):
        return [text for value in thing.values() if not _apart(value) for text in _strings(value)]
    if isinstance(thing, pikepdf.Array):
        return [text for item in thing if not _apart(item) for text in _strings(item)]
    return []


def _apart(thing: object) -> bool:
    """Tell whether a part of an object is one that is looked at by itself."""
    return bool(getattr(thing, "is_indirect", False))


@pytest.mark.parametrize(
    ("name", "edition"),
    [*((name, Edition.STANDARD) for name in NAMES), ("calendar", Edition.LARGE), ("calendar", Edition.GIANT)],
)
def test_no_drug_is_named_anywhere_in_a_file(name: str, edition: Edition) -> None:
    """Not in the title, which often holds a brand, nor in a reason, a condition or the metadata."""
    (file,) = make(read(PLAN), [name], _options(edition))

    assert not [secret for secret in SECRET if secret in _everything(file.data)]


@pytest.mark.parametrize("name", NAMES)
def test_with_the_names_they_are_found(name: str) -> None:
    """So that the test above can fail."""
    (file,) = make(read(PLAN), [name], Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7)))

    assert "diazepam" in _everything(file.data)


def test_it_is_the_same_plan_with_the_same_code_and_doses() -> None:
    """What hangs in the kitchen can be compared with what the doctor has."""
    plan = read(PLAN)
    hidden = redacted(plan, Words(language("en-GB")))

    assert hidden.code == plan.code
    assert hidden.drugs == ("medicine A", "medicine B")
    assert [[i.dose for i in day] for _, day in hidden.days()] == [
        [i.dose for i in day] for _, day in plan.days()
    ]


def test_one_drug_is_the_medicine() -> None:
    """There is nothing to tell apart."""
    plan = read((SAMPLES / "clonazepam.toml").read_bytes())

    assert redacted(plan, Words(language("en-GB"))).drugs == ("medicine",)
