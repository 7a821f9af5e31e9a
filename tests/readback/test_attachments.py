"""The hand-off is an envelope: it carries the plan file and the phone calendar, and no other page does."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import outloud
import pdfua
import pikepdf
import pytest
from envelopes import OPTIONS, OTHER, PLAN, SAMPLES, SOURCE, calendar, carried, carrying, handoff, made, saved
from pages import whole
from pikepdf import pdfa

from taperdocs.documents import DOCUMENTS
from taperdocs.language.language import language
from taperdocs.make import make as making
from taperdocs.make.enclosures import enclosures
from taperdocs.pdf.enclosure import Enclosure
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read
from taperdocs.readback.attached import check_enclosed
from taperdocs.readback.check_ics import check_ics

PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
STANDARD = frozenset(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption NonStruct P H1 H2 H3 L LI Lbl LBody "
        "Table TR TH TD THead TBody TFoot Span Link Figure Form",
    )
)
"""The types of elements that PDF 1.7 knows and WeasyPrint uses."""

UNDATED = SOURCE[: SOURCE.index(b"[[change]]")].replace(b"2026-12-07", b'"open"')


def _opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_the_plan_file_is_inside_byte_for_byte_with_its_calendar() -> None:
    """Comments and line ends too, and the calendar is the one that the export makes."""
    assert carried(handoff()) == {"plan.toml": SOURCE, "plan.ics": calendar()}


def test_each_file_is_listed_once_and_says_what_it_is_to_the_pages() -> None:
    """The pages were made from the plan file; the calendar supplements them, since it says less."""
    with _opened(handoff()) as pdf:
        listed = [(str(file.UF), str(file.AFRelationship), str(file.EF.F.Subtype)) for file in pdf.Root.AF]
        named = [str(name) for name in pdf.Root.Names.EmbeddedFiles.Names if isinstance(name, pikepdf.String)]

    assert listed == [
        ("plan.ics", "/Supplement", "/text/calendar"),
        ("plan.toml", "/Source", "/application/toml"),
    ]
    assert named == ["plan.ics", "plan.toml"]


@pytest.mark.parametrize("code", ["en-GB", "de-DE"])
def test_each_file_is_described_in_the_language_of_the_pages(code: str) -> None:
    """A reader shows the description beside the name."""
    said = language(code).gettext("The plan file from which these pages were made")
    with _opened(made("handoff", options=replace(OPTIONS, language=language(code)))) as pdf:
        assert str(pdf.Root.AF[1].Desc) == said


def test_dates_of_the_files_come_from_the_plan_and_never_from_a_clock() -> None:
    """The day of the last change, whatever day it is printed for."""
    later = made("handoff", options=replace(OPTIONS, as_of=date(2027, 1, 20)))
    for data in (handoff(), later):
        with _opened(data) as pdf:
            days = {
                str(day) for file in pdf.Root.AF for key, day in file.EF.F.Params.items() if "Date" in key
            }
            assert days == {f"D:{PLAN.outline.changes[-1].on:%Y%m%d}000000Z"}


def _marks(data: bytes) -> dict[str, str]:
    with _opened(data) as pdf:
        packet = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314  our own file
    return {key: text for part in packet.iter(f"{RDF}Description") for key, text in part.items()}


def test_one_file_is_marked_as_pdf_a_3a_and_as_pdf_ua_1() -> None:
    """For an archive, and for a screen reader; PDF/A wants the foreign mark described."""
    marks = _marks(handoff())

    assert (marks[f"{PDFA}part"], marks[f"{PDFA}conformance"], marks[f"{PDFUA}part"]) == ("3", "A", "1")
    with _opened(handoff()) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in packet
    assert packet.count("<rdf:RDF") == 1


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.toml")))
def test_the_strictest_checker_there_is_approves_it(name: str) -> None:
    """The checker knows level B and no foreign marks, so these alone are put back before it looks."""
    data = whole(name, "handoff")

    with _opened(data) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        plain = re.sub(
            r'\n<rdf:Description rdf:about="" xmlns:pdfuaid.*(?=</rdf:RDF>)', "", packet, flags=re.DOTALL
        )
        pdf.Root.Metadata.write(plain.replace('conformance="A"', 'conformance="B"').encode())
        report = pdfa.validate_written(io.BytesIO(saved(pdf)), "3b")
    untouched = pdfa.validate_written(io.BytesIO(data), "3b")

    assert report.passed, report.findings
    assert {found.rule for found in untouched.findings} == {"ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3"}
    assert all("MetadataStream" in found.where for found in untouched.findings)


def test_what_level_a_asks_for_beyond_level_b_is_there() -> None:
    """Tags of known types alone, a language, and no sign without a meaning in Unicode."""
    with _opened(handoff()) as pdf:
        kinds = {
            str(one.S)[1:]
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        }
        maps = [
            one.ToUnicode.read_bytes()
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one
        ]

        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert kinds <= STANDARD
        assert maps
        assert not [
            code
            for text in maps
            for code in re.findall(rb"<[0-9a-fA-F]+> <([eE][0-9a-fA-F]{3}|[fF][0-8][0-9a-fA-F]{2})>", text)
        ]


def test_it_stays_readable_aloud(tmp_path: Path) -> None:
    """Both checkers of PDF/UA find nothing, not even to warn of."""
    path = tmp_path / "handoff.pdf"
    path.write_bytes(handoff())

    assert not [(found.rule, found.message) for found in outloud.check(str(path)).findings]
    assert not pdfua.validate(str(path)).findings


def test_a_plan_that_no_file_was_read_for_carries_its_calendar_alone() -> None:
    """A program that builds a plan itself has no plan file."""
    assert carried(made("handoff", replace(PLAN, source=b""))) == {"plan.ics": calendar()}


def test_a_plan_without_dates_carries_its_plan_file_alone() -> None:
    """A phone calendar needs dates; the file's own date is then that of the agreement or of the print."""
    plan = read(UNDATED)
    data = made("handoff", plan)

    assert carried(data) == {"plan.toml": UNDATED}
    with _opened(data) as pdf:
        assert str(pdf.Root.AF[0].EF.F.Params.ModDate)[:6] == "D:2026"


CHANGED = {
    "a byte of the plan file": (("plan.ics", calendar()), ("plan.toml", SOURCE.replace(b"1 mg", b"2 mg", 1))),
    "a byte of the calendar": (("plan.ics", calendar()[:-2]), ("plan.toml", SOURCE)),
    "a file is missing": (("plan.ics", calendar()),),
    "a file is there twice": (("plan.ics", calendar()), ("plan.toml", SOURCE), ("plan.toml", SOURCE)),
    "a file has another name": (("plan.ics", calendar()), ("plan2.toml", SOURCE)),
    "nothing is inside": (),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_pdf_with_other_files_inside_is_never_handed_over(what: str) -> None:
    """The files are read back from the finished bytes with another engine."""
    enclosed = enclosures(DOCUMENTS["handoff"], PLAN, OPTIONS)
    check_enclosed(handoff(), enclosed, PLAN, OPTIONS)

    with pytest.raises(ReadBackError):
        check_enclosed(carrying(*CHANGED[what]), enclosed, PLAN, OPTIONS)


def test_a_page_that_should_carry_nothing_is_refused_with_a_file_inside() -> None:
    """The read-back knows that nothing was meant."""
    with pytest.raises(ReadBackError):
        check_enclosed(handoff(), (), PLAN, OPTIONS)


def test_a_plan_file_that_is_not_the_plan_of_the_pages_is_refused() -> None:
    """A program that changed the plan and kept the old file would send two plans in one."""
    with pytest.raises(ReadBackError, match="not that of its pages"):
        made("handoff", replace(PLAN, source=OTHER))


def test_the_calendar_inside_is_read_back_event_by_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar that says another dose stops the hand-off."""

    def wrong(*given: object) -> tuple[Enclosure, ...]:
        first, *rest = enclosures(*given)  # type: ignore[arg-type]
        return (replace(first, data=first.data.replace(b"0.75", b"0.57")), *rest)

    monkeypatch.setattr(making, "enclosures", wrong)
    assert b"0.75" in calendar()
    check_ics(calendar(), PLAN, OPTIONS)

    with pytest.raises(ReadBackError, match=r"plan\.ics"):
        made("handoff")
