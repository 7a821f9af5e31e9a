"""The edges of every page: whom to ring, which plan it is, and the colour of rules and boxes."""

import re
from datetime import date

import pytest

from taperdocs.documents import DOCUMENTS
from taperdocs.documents.sheet import HEAD, frame, names
from taperdocs.language.language import language
from taperdocs.make.make import document_html, make
from taperdocs.options import PAPERS, Ink, Options
from taperdocs.planfile.reader import read

PLAN = read(
    b"""
format = 1
drug = "chlordiazepoxide hydrochloride and clidinium bromide"
title = "Reduction of the evening medicine, as discussed at the spring appointment"
start = 2026-12-07
steps = "10 mg 2w; 5 mg 2w; 0"

[person]
name = "Wilhelmina Alexandra Konstantinopoulou-Featherstonehaugh"

[[contact]]
role = "prescriber"
name = "Department of Clinical Pharmacology and Toxicology, Royal Example Infirmary"
phone = "+44 (0)1632 960001 ext. 40113"

[[contact]]
role = "pharmacy"
name = "Example Pharmacy"
phone = "01632 960002"

[[product]]
form = "tablet"
strength = "5 mg"
"""
)


PLAN_OF_A_PHARMACY = read(
    b"""
format = 1
drug = "diazepam"
start = 2026-12-07
steps = "10 mg 2w; 5 mg 2w; 0"

[[contact]]
role = "pharmacy"
name = "Example Pharmacy"
phone = "01632 960002"

[[product]]
form = "tablet"
strength = "5 mg"
"""
)


def options(paper: str = "a4", ink: Ink = Ink.BLACK, code: str = "en-GB") -> Options:
    """Return the options of a run."""
    return Options(language(code), PAPERS[paper], date(2026, 12, 7), ink=ink)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("landscape", [False, True])
def test_a_telephone_number_is_whole_on_every_paper(paper: str, *, landscape: bool) -> None:
    """A name beside it is shortened."""
    rings = frame(PLAN, options(paper), "Card", landscape=landscape).ring

    assert [ring.replace("\N{NO-BREAK SPACE}", " ").split("  ")[0] for ring in rings] == [
        "☎ +44 (0)1632 960001 ext. 40113",
        "☎ 01632 960002",
    ]


def test_a_name_beside_a_number_is_not_shortened_to_a_few_letters() -> None:
    """On A5 the small print says less instead."""
    edges = frame(PLAN_OF_A_PHARMACY, options("a5"), "Card")

    assert "Exampl" in edges.ring[0]
    assert edges.foot[1].replace("\N{NO-BREAK SPACE}", " ") == "printed for 7 December 2026"


def test_a_known_role_is_said_in_the_language_of_the_page() -> None:
    """What the plan file calls pharmacy is one on a German page too."""
    assert frame(PLAN, options(code="de-DE"), "Karte").ring[1].endswith("Example Pharmacy, Apotheke")


def test_neither_the_drug_nor_the_person_is_lost() -> None:
    """Both are shortened before one of them is left out."""
    said = names(PLAN, options(), HEAD, 80, title=True)
    drug, person = said.split(" · ")

    assert drug.startswith("chlordiazepoxide")
    assert person.startswith("Wilhelmina")
    assert HEAD.fits(said, 80)


def test_sizes_stay_on_small_papers_and_grow_on_large_ones() -> None:
    """On A5 a page shows fewer things."""
    units = {paper: frame(PLAN, options(paper), "Card").sheet.unit for paper in PAPERS}

    assert units == {
        "a3": "1.4141mm",
        "a4": "1.0000mm",
        "a5": "1.0000mm",
        "both": "1.0000mm",
        "letter": "1.0000mm",
    }


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "changes"])
def test_blue_ink_colours_rules_and_boxes_and_no_text(name: str) -> None:
    """The dose alone is black; without the option nothing is coloured."""
    document = DOCUMENTS[name]
    for ink, colour in ((Ink.BLUE, "#00308f"), (Ink.BLACK, "#000")):
        page = document_html(document, document.view(PLAN, options(ink=ink)), options(ink=ink))
        style = page[: page.index("</style>")]

        assert f"--ink: {colour}" in style
        assert not re.search(r"(?<![-\w])color: (?!#000|#fff|inherit|var\(--ink\))", style)
    assert len(list(make(PLAN, [name], options(ink=Ink.BLUE)))) == 1
