"""What the engine may do: our fonts and nothing else, and every complaint an error."""

import io
from datetime import date

import pikepdf
import pytest
from pages import bare
from presented import DOCUMENTS

from taperdocs.language.language import language
from taperdocs.make.make import document_html, make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import RenderError, css_string, pdf_of
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read

PLAN = b"""
format = 1
title = "Example <taper> & more"
drug = "clonazepam"
start = 2025-10-20

[person]
name = "Zo\xc3\xab \\"Z\\" Example </style> \\\\"

[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"

[[step]]
weeks = 1
dose = "0.5 mg"

[[step]]
weeks = 1
dose = "0.25 mg"
"""
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2025, 10, 20))


def test_a_complaint_of_the_engine_is_an_error() -> None:
    """A style that is not understood never passes unseen."""
    with pytest.raises(RenderError):
        pdf_of(bare("<p style='colour: red'>x</p>"))


def test_signs_that_the_fonts_lack_are_refused_and_named() -> None:
    """An empty box on paper is worse than no paper."""
    with pytest.raises(TaperError, match="李"):
        pdf_of(bare("<p>李</p>"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_the_bundled_faces_are_embedded(name: str) -> None:
    """Whatever the machine has."""
    (file,) = make(read(PLAN), [name], OPTIONS)

    with pikepdf.open(io.BytesIO(file.data)) as opened:
        faces = {
            str(face["/FontDescriptor"]["/FontFamily"])
            if "/FontFamily" in face["/FontDescriptor"]
            else str(face["/BaseFont"]).split("+")[1]
            for page in opened.pages
            for font in page.Resources.Font.values()
            for face in font.DescendantFonts
        }

    assert {face.replace("-", " ").replace(" Bold", "") for face in faces} <= {
        "Taperdocs Text",
        "Taperdocs Signs",
    }


def test_what_the_plan_file_says_cannot_become_markup() -> None:
    """Names with quotation marks, angle brackets and backslashes come out as they are."""
    for name, document in DOCUMENTS.items():
        page = document_html(document, document.view(read(PLAN), OPTIONS), OPTIONS)

        assert page.count("</style>") == 1, name
        assert "<taper>" not in page, name


def test_texts_in_style_sheets_are_quoted() -> None:
    """Everything but letters and figures is written as its code."""
    assert css_string('a"</style>\\') == '"a\\000022 \\00003c \\00002f style\\00003e \\00005c "'
