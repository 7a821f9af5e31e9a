"""What reaches the paper: digits high enough, black that stays black, our fonts and no others."""

import io
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from ink import (
    CHECKS,
    HEIGHTS,
    Check,
    clipped,
    colour_faults,
    doses,
    fading,
    foreign_fonts,
    missing,
    pale,
    runs,
    stacked,
    vanishing,
)
from pages import (
    MM,
    Case,
    Way,
    html_of,
    sheets,
    signs,
    styled,
)

from taperdocs.options import Edition
from taperdocs.pdf.render import pdf_of
from taperdocs.pdf.resources import folder

CALENDAR, HANDOFF = Case("clonazepam", "calendar", Way(days=14)), Case("clonazepam", "handoff")

_DOT = "position: absolute; width: .15mm; height: .15mm; background: #888"
"""One dot of a printer, or two."""


@pytest.mark.parametrize(
    ("check", "style", "said"),
    [
        (pale, "td { color: #777 }", "has a contrast of 4.5:1"),
        (pale, "td { background: #000 }", "has a contrast of 1.0:1"),
        (fading, "td { color: #999 }", "keeps 0 of"),
        (vanishing, "h1 { border-bottom: 1mm solid #bbb }", "something fades away"),
        (vanishing, "h1 { background: #ddd }", "something fades away"),
        (vanishing, f"h1::after {{ content: ''; {_DOT} }}", "something fades away"),
        (clipped, "h1 { overflow: hidden; width: 33mm }", "is cut off at its"),
        (clipped, "h1 { overflow: hidden; height: 6mm }", "is cut off at its lower edge"),
        (clipped, "h1 { position: relative; left: -14mm }", "is cut off at its"),
        (stacked, "h1 { margin-bottom: -5mm }", "stands on"),
    ],
)
def test_a_broken_page_is_found(check: Check, style: str, said: str) -> None:
    """One rule at the end of the calendar's own style sheet, and the print shows it."""
    found = [fault for sheet in sheets(pdf_of(styled(html_of(CALENDAR), style))) for fault in check(sheet)]

    assert any(said in fault for fault in found), found


@pytest.mark.parametrize("check", CHECKS)
def test_a_whole_page_is_left_alone(check: Check) -> None:
    """The control: words in black on white and in white on black, at the smallest size."""
    page = (
        "<html lang=en><title>t</title><style>p { font: 9pt 'Taperdocs Text' }"
        "b { background: #000; color: #fff; padding: 1mm; font-weight: 700 }</style>"
        "<p>Half a tablet, 0.0625 mg; then wait.<p><b>NEW DOSE</b>"
    )

    assert [fault for sheet in sheets(pdf_of(page)) for fault in check(sheet)] == []


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("h1 { color: #111 }", "a colour 0.06"),
        ("td { background: #f00 }", "a colour 1 0 0"),
        ("h1 { opacity: .9 }", "/ca 0.9"),
    ],
)
def test_a_colour_is_found(style: str, said: str) -> None:
    """Also one so dark that no eye tells it from black."""
    with pikepdf.open(io.BytesIO(pdf_of(styled(html_of(CALENDAR), style)))) as pdf:
        assert any(fault.startswith(said) for fault in colour_faults(pdf)), colour_faults(pdf)


def test_a_grey_line_of_a_drawing_is_found() -> None:
    """The curve's own black is checked as the text's is."""
    page = re.sub(r'stroke="#000"', 'stroke="#555"', html_of(HANDOFF))

    with pikepdf.open(io.BytesIO(pdf_of(page))) as pdf:
        assert colour_faults(pdf)


def test_too_small_a_text_is_measured() -> None:
    """In points on the paper, whatever unit the style sheet has."""
    style = "<style>p {{ font: {} 'Taperdocs Text' }}</style>"
    page = f"<html lang=en><title>t</title>{style}<p>Words"

    def size(text: str) -> float:
        ((found,),) = [list(runs(page)) for page in signs(pdf_of(page.format(text)))]
        return found[1]

    assert size("8.9pt") == pytest.approx(8.9, abs=0.01)
    assert size("3mm") == pytest.approx(3 / MM * 0.75, abs=0.01)


def test_a_smaller_dose_is_found() -> None:
    """One size below the limit, and each day of the plan is missing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(HEIGHTS, Edition.STANDARD, 60)
        assert missing(CALENDAR, HEIGHTS[Edition.STANDARD]) == doses(CALENDAR)
    assert sum(doses(CALENDAR).values()) == 14


@pytest.mark.parametrize(
    ("family", "said"),
    [("Foreign Sans", "is not ours"), ("Taperdocs Signs", "has letters that are not ours")],
)
def test_a_foreign_font_is_found(family: str, said: str) -> None:
    """A page in any other face, also under the name of one of ours."""
    import weasyprint  # noqa: PLC0415  only after the engine is sealed

    face, font = TTFont(folder("fonts") / "taperdocs-text" / "Bold.ttf"), io.BytesIO()
    face["glyf"]["x"].coordinates.translate((9, 0))
    face.save(font)
    data = b64encode(font.getvalue()).decode()
    style = f"@font-face {{ font-family: '{family}'; src: url(data:font/ttf;base64,{data}) }}"
    page = f"<html lang=en><style>{style}p {{ font-family: '{family}' }}</style><p>x"

    with pikepdf.open(io.BytesIO(weasyprint.HTML(string=page).write_pdf())) as pdf:
        assert any(said in fault for fault in foreign_fonts(pdf)), foreign_fonts(pdf)


def _rename(face: TTFont, family: str) -> None:
    for record in face["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = family
        elif record.nameID == 6:
            record.string = family.replace(" ", "-")


_MAKE = """
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from taperdocs.documents import DOCUMENTS
from taperdocs.make.make import make
from taperdocs.language.language import language
from taperdocs.options import Options
from taperdocs.options import PAPERS
from taperdocs.planfile.reader import read
plan = read(Path(sys.argv[1]).read_bytes())
first = plan.first_day
names = [document.name for document in DOCUMENTS.values() if document.needs(plan)]
for file in make(plan, names, Options(language("en-GB"), PAPERS["a4"], first, first, first + timedelta(6))):
    print(file.name, sha256(file.data).hexdigest())
"""
_UNSEALED = """
import sys
import weasyprint
page = "<p style='font-family: Arial'>x<p style='font-family: \\"Taperdocs Text\\"'>y"
sys.stdout.buffer.write(weasyprint.HTML(string=page).write_pdf())
"""
_POPULAR = (
    "Arial",
    "DejaVu Sans",
    "Times New Roman",
    "Noto Sans",
    "Taperdocs Text",
    "Taperdocs Signs",
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with 300 fonts, some of them under the names of ours and with other letters."""
    home = tmp_path_factory.mktemp("home")
    (home / ".local" / "share" / "fonts").mkdir(parents=True)
    signs = TTFont(folder("fonts") / "taperdocs-signs" / "Signs.ttf")
    text = signs["cmap"].getBestCmap()
    glyph = text[0x2610]
    for table in signs["cmap"].tables:
        table.cmap |= dict.fromkeys(range(32, 127), glyph)
    for number in range(300):
        family = _POPULAR[number] if number < len(_POPULAR) else f"Crowd {number}"
        _rename(signs, family)
        signs.save(home / ".local" / "share" / "fonts" / f"{number}.ttf")
    return home


def _run(script: str, home: Path, *arguments: str) -> bytes:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FONTCONFIG"))
    }
    environment |= {"HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "ignore", "-c", script, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


def test_300_fonts_more_change_no_byte(crowded: Path, tmp_path: Path) -> None:
    """Whatever is installed, also under the names of our own faces, every document stays the same."""
    sample = str(folder("samples") / "with-a-hold.toml")

    alone, among_many = _run(_MAKE, tmp_path, sample), _run(_MAKE, crowded, sample)

    assert alone
    assert alone == among_many


def test_the_300_fonts_are_seen_by_others(crowded: Path) -> None:
    """The control: WeasyPrint as it comes sets a page in them."""
    with pikepdf.open(io.BytesIO(_run(_UNSEALED, crowded))) as pdf:
        assert any("Arial" in fault for fault in foreign_fonts(pdf))
