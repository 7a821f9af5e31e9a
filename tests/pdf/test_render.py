"""What the engine may do: our fonts and nothing else, every complaint an error, the same bytes each time."""

import io
import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from presented import DOCUMENTS

from taperdocs.language.language import language
from taperdocs.make.make import NAMES, document_html, make
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.render import RenderError, css_string, pdf_of
from taperdocs.pdf.resources import folder
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


def _page(body: str) -> str:
    # WeasyPrint crashes where it has no face at all, as in a process that has made no page yet.
    faces = (folder("fonts") / "fonts.css").read_text(encoding="utf-8")
    style = f"<style>{faces} p {{ font-family: 'Taperdocs Text' }}</style>"
    return f"<html lang=en><title>t</title>{style}{body}</html>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>x</p><img alt=x src='http://127.0.0.1:9/x.png'>",
        "<p>x</p><img alt=x src='file:///etc/hostname'>",
        "<p style='background: url(../pyproject.toml)'>x</p>",
        "<link rel=stylesheet href='http://127.0.0.1:9/x.css'><p>x</p>",
    ],
)
def test_a_page_can_open_nothing_but_the_bundled_fonts(body: str) -> None:
    """Neither the network nor any other file of the machine."""
    with pytest.raises(BaseException, match="not a bundled font"):
        pdf_of(_page(body))


def test_a_complaint_of_the_engine_is_an_error() -> None:
    """A style that is not understood never passes unseen."""
    with pytest.raises(RenderError):
        pdf_of(_page("<p style='colour: red'>x</p>"))


def test_signs_that_the_fonts_lack_are_refused_and_named() -> None:
    """An empty box on paper is worse than no paper."""
    with pytest.raises(TaperError, match="李"):
        pdf_of(_page("<p>李</p>"))


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


def test_no_socket_is_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build is offline."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        message = "a socket was opened"
        raise AssertionError(message)

    monkeypatch.setattr(socket, "socket", refuse)

    assert len(tuple(make(read(PLAN), NAMES, OPTIONS))) == len(NAMES)


def test_pages_are_tagged_and_carry_no_date_and_no_name() -> None:
    """PDF/UA-1 with a title and a language; the metadata holds nothing of the person and no time of day."""
    (file,) = make(read(PLAN), ["calendar"], OPTIONS)

    with pikepdf.open(io.BytesIO(file.data)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert set(opened.docinfo) == {"/Producer", "/Title"}
        assert "Zoë" not in str(opened.docinfo["/Title"])
        assert b"pdfuaid:part" in opened.Root.Metadata.read_bytes()


_EVERYWHERE = """
import sys
from datetime import date, timedelta
from hashlib import sha256
from taperdocs.make.make import NAMES, make
from taperdocs.language.language import language
from taperdocs.options import Options
from taperdocs.options import PAPERS
from taperdocs.planfile.reader import read
DAYS = {"2025-10-20": date(2025, 10, 26), "2026-03-23": date(2026, 3, 29), "2028-02-21": date(2028, 2, 29)}
for start, as_of in DAYS.items():
    plan = read(DATA.replace(b"2025-10-20", start.encode()))
    weeks = as_of + timedelta(20)
    for file in make(plan, NAMES, Options(language("en-GB"), PAPERS["a4"], as_of, last=weeks)):
        print(start, file.name, sha256(file.data).hexdigest())
"""


def test_the_same_bytes_in_every_time_zone_and_process(tmp_path: Path) -> None:
    """Kiritimati, Honolulu, London and Sydney over two changes of the clocks and a leap day."""
    script = tmp_path / "everywhere.py"
    script.write_text(f"DATA = {PLAN!r}\n{_EVERYWHERE}", encoding="utf-8")
    running = [
        subprocess.Popen(
            [sys.executable, str(script)],
            env={
                **os.environ,
                "TZ": zone,
                "PYTHONHASHSEED": str(seed),
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in enumerate(
            ("Pacific/Kiritimati", "Pacific/Honolulu", "Europe/London", "Australia/Sydney")
        )
    ]
    said = [process.communicate()[0] for process in running]

    assert len(said[0].splitlines()) == 3 * len(NAMES)
    assert set(said) == {said[0]}


_ALONE = """
import subprocess
def refuse(*command, **options):
    raise AssertionError(command)
subprocess.Popen = refuse
from taperdocs.pdf import render
render.warm()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries are found without other programs")
def test_the_engine_is_loaded_without_starting_other_programs() -> None:
    """Python would look for its libraries with a compiler and a linker, fifty times."""
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    subprocess.run([sys.executable, "-c", _ALONE], check=True, env=here)
