"""A build is offline, and says nothing personal that the plan file and the options do not let it say."""

import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pikepdf
import pytest
from envelopes import carried
from heads import HEAD, daily
from pages import bare
from presented import plan_ics
from program import ROOT
from read_pdf import read_pdf

from taperdocs.documents import DOCUMENTS
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make.make import NAMES, make
from taperdocs.make.presented import redacted
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf.render import pdf_of
from taperdocs.planfile.reader import read

PLAN = b"""
format = 1
title = "Klonopin and Valium taper"
start = 2026-12-07

[person]
name = "Maria Example"

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
OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 7))
DISCREET, UNNAMED = replace(OPTIONS, discreet=True), replace(OPTIONS, named=False)


@cache
def _made_offline() -> dict[str, bytes]:
    """Make everything of the plan, with nothing kept back and no socket to be had."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        message = "a socket was opened"
        raise AssertionError(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", refuse)
        return dict(zip(NAMES, (file.data for file in make(read(PLAN), NAMES, OPTIONS)), strict=True))


def test_no_socket_is_ever_opened() -> None:
    """A build is offline, whatever is made."""
    assert set(_made_offline()) == set(NAMES)


def _made(name: str, options: Options) -> bytes:
    (file,) = make(read(PLAN), [name], options)
    return file.data


def _everything(data: bytes) -> str:
    """Return every text of a file: pages, tags, alternate texts, bookmarks, names and metadata."""
    if not data.startswith(b"%PDF"):
        return data.decode().replace("\r\n ", "").casefold()
    said = [block for page in read_pdf(data, "cell") for block in page]
    return " ".join([*said, *_beside(data)]).casefold()


def _beside(data: bytes) -> Iterator[str]:
    """Yield every text that a PDF holds beside its pages."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        waiting: list[object] = [*pdf.objects, pdf.trailer]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.String):
                yield str(value)
            elif isinstance(value, pikepdf.Array):
                waiting += [item for item in value if not _apart(item)]
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                waiting += [item for item in value.values() if not _apart(item)]
        yield pdf.Root.Metadata.read_bytes().decode()


def _apart(thing: object) -> bool:
    """Tell whether a part of an object is one that is looked at by itself."""
    return bool(getattr(thing, "is_indirect", False))


@pytest.mark.parametrize(
    ("name", "edition"),
    [*((name, Edition.STANDARD) for name in NAMES), ("calendar", Edition.LARGE), ("calendar", Edition.GIANT)],
)
def test_no_drug_is_named_anywhere_in_a_discreet_file(name: str, edition: Edition) -> None:
    """Not in the title, which often holds a brand, nor in a reason, a condition or the metadata."""
    said = _everything(_made(name, replace(DISCREET, edition=edition)))

    assert not [secret for secret in SECRET if secret in said]


@pytest.mark.parametrize("name", NAMES)
def test_the_person_is_named_nowhere_where_the_name_is_left_out(name: str) -> None:
    """Neither the pages nor title, bookmarks, words for drawings and files inside say it."""
    assert "maria" not in _everything(_made(name, UNNAMED))


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_keeps_back_is_found(name: str) -> None:
    """So that the tests above can fail; phone calendars and the page of what changed never have the name."""
    said = _everything(_made_offline()[name])

    assert "diazepam" in said
    assert ("maria" in said) == (name in {"calendar", "diary", "handoff", "card"})


def test_pages_are_tagged_and_carry_no_date_and_no_name() -> None:
    """PDF/UA-1 with a title and a language; the metadata holds nothing of the person and no time of day."""
    with pikepdf.open(io.BytesIO(_made_offline()["calendar"])) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert set(opened.docinfo) == {"/Producer", "/Title"}
        assert "Maria" not in str(opened.docinfo["/Title"])
        assert b"pdfuaid:part" in opened.Root.Metadata.read_bytes()


def test_only_the_hand_off_carries_files_and_is_for_an_archive() -> None:
    """Everything else hangs on a wall or lies in a bag: no plan file goes around with it."""
    made = {name: _made_offline()[name] for name in DOCUMENTS}

    assert [name for name, data in made.items() if carried(data)] == ["handoff"]
    assert [name for name, data in made.items() if "pdfaid:part" in " ".join(_beside(data))] == ["handoff"]


@pytest.mark.parametrize("options", [DISCREET, UNNAMED], ids=["without the drug's name", "without the name"])
def test_pages_that_keep_something_back_carry_nothing(options: Options) -> None:
    """The plan file holds name and drug."""
    data = _made("handoff", options)

    assert carried(data) == {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/AF" not in pdf.Root
        assert "/Names" not in pdf.Root


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
    plan = read((HEAD + daily("2 weeks: 1 mg")).encode())

    assert redacted(plan, Words(language("en-GB"))).drugs == ("medicine",)


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
        pdf_of(bare(body))


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
    here = {**os.environ, "PYTHONPATH": str(ROOT)}

    subprocess.run([sys.executable, "-c", _ALONE], check=True, env=here)


@pytest.mark.parametrize(("title", "named"), [("Taper for Maria Example", True), ("Maria and I", False)])
def test_the_name_of_the_person_is_never_in_the_file(title: str, named: bool) -> None:  # noqa: FBT001  a parameter
    """A title that may hold the name is not the calendar's name."""
    person = '[person]\nname = "Maria Example"\n'
    text = f'title = "{title}"\n{HEAD}{daily("2 weeks: 1 mg")}{person}'
    data = plan_ics(read(text.encode()), replace(OPTIONS, named=named))

    assert b"Maria" not in data
    assert b"X-WR-CALNAME:Taper\r\n" in data
