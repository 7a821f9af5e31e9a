"""The bundled faces: made by their script, complete, licensed, and alone on a page."""

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "fonts"
FAMILIES = sorted(folder for folder in FONTS.iterdir() if any(folder.glob("*.ttf")))
SIGNS = FONTS / "taperdocs-signs" / "Signs.ttf"
BOXED = [0x24EA, *range(0x2460, 0x246A)]
GENERIC = ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Import the script that makes the signs; it and its neighbours are not in the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FONTS)
        import make_signs  # noqa: PLC0415 - only now on the path

        return make_signs


@pytest.fixture(scope="module")
def face() -> TTFont:
    """Open the committed face."""
    return TTFont(SIGNS)


def bounds(face: TTFont, code: int) -> tuple[float, float, float, float]:
    """Return the edges of the ink of a sign: left, bottom, right, top."""
    glyphs = face.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[face.getBestCmap()[code]].draw(pen)
    left, bottom, right, top = pen.bounds
    return left, bottom, right, top


def advance(face: TTFont, code: int) -> int:
    """Return how far a sign moves the pen."""
    width: int = face["hmtx"][face.getBestCmap()[code]][0]
    return width


def test_script_makes_committed_face(script: ModuleType) -> None:
    """The face in the repository is the one that its script draws, to the byte."""
    made = hashlib.sha256(script.make()).hexdigest()
    assert made == hashlib.sha256(SIGNS.read_bytes()).hexdigest(), "run: python fonts/make_signs.py"


def test_face_has_every_named_sign(script: ModuleType, face: TTFont) -> None:
    """Each sign has its code point, one drawing and one meaning."""
    signs = script.all_signs()
    assert face.getBestCmap() == {sign.code: sign.name for sign in signs}
    assert len({sign.name for sign in signs}) == len(signs)
    assert all(sign.meaning for sign in signs)


def test_tick_box_is_one_em(face: TTFont) -> None:
    """A box set at 8 mm is 8 mm wide and high, and fills a line as high as its size."""
    left, bottom, right, top = bounds(face, 0x2610)
    em = face["head"].unitsPerEm
    assert (left, right, advance(face, 0x2610)) == (0, em, em)
    assert top - bottom == em
    lines = face["hhea"]
    assert top + bottom == lines.ascent + lines.descent


def test_scale_is_ruled_without_double_lines(face: TTFont) -> None:
    """The right upright of each boxed figure is the left upright of the next one."""
    line = 50
    for code in BOXED[:-1]:
        left, _, right, _ = bounds(face, code)
        assert (left, right) == (0, advance(face, code) + line)
    left, _, right, _ = bounds(face, BOXED[-1])
    assert (left, right) == (0, advance(face, BOXED[-1]))


def test_signs_keep_the_line_of_text() -> None:
    """A sign has the ascent and descent of the text beside it."""
    lines = {
        (face["hhea"].ascent, face["hhea"].descent, face["hhea"].lineGap)
        for face in (TTFont(path) for path in FONTS.glob("*/*.ttf"))
    }
    assert len(lines) == 1


@pytest.mark.parametrize("folder", FAMILIES, ids=lambda folder: str(folder.name))
def test_licence_stands_beside_each_family(folder: Path) -> None:
    """Each family has the SIL Open Font License, with the copyright lines that its faces carry."""
    licence = (folder / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    head = licence.partition("This Font Software")[0].splitlines()
    for path in folder.glob("*.ttf"):
        copyright_ = TTFont(path)["name"].getDebugName(0)
        assert [line for line in head if line and line not in copyright_] == []


def test_style_sheet_names_files_that_exist() -> None:
    """Every face of the style sheet is there, and every face that is there is in the style sheet."""
    css = (FONTS / "fonts.css").read_text(encoding="utf-8")
    named = {FONTS / url for url in re.findall(r'url\("([^"]+)"\)', css)}
    assert named == set(FONTS.glob("*/*.ttf"))


def test_style_sheet_names_families_of_the_faces() -> None:
    """A family in the style sheet is one that we ship, never a generic one."""
    css = (FONTS / "fonts.css").read_text(encoding="utf-8")
    families = re.findall(r'font-family: "?([^";]+)"?;', css)
    assert set(families) == {TTFont(path)["name"].getBestFamilyName() for path in FONTS.glob("*/*.ttf")}
    assert not set(families) & set(GENERIC)


DRAW = """
import sys, warnings
warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
import weasyprint
html = '<link rel=stylesheet href="fonts.css">' + sys.argv[2]
sys.stdout.buffer.write(weasyprint.HTML(string=html, base_url=sys.argv[1]).write_pdf())
"""


def draw(html: str, tmp_path: Path) -> tuple[pikepdf.Pdf, str]:
    """Render in a process of its own, sealed and without a home; return the pages and the noise."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    environment |= {"FONTCONFIG_FILE": str(FONTS / "sealed.conf"), "HOME": str(tmp_path / "none")}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", DRAW, f"{FONTS.as_uri()}/", html]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return pikepdf.open(io.BytesIO(done.stdout)), done.stderr.decode()


def faces(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of the fonts on the pages, without their subset tags."""
    fonts: list[Any] = [font for page in pdf.pages for font in page.resources.Font.values()]
    return {str(font.BaseFont).partition("+")[2] for font in fonts}


def test_nothing_from_the_system_gets_on_a_page(tmp_path: Path) -> None:
    """Text that our faces cannot write does not bring in another face, and fontconfig keeps quiet."""
    style = """<style>body { font-family: "Atkinson Hyperlegible Next", "Taperdocs Signs" }</style>"""
    pdf, noise = draw(f"{style}<p>half \u25d0 <b>\u2610 5</b> \u0416 \u65e5 \u263a \U0001f48a", tmp_path)
    assert {name.removesuffix("-Bold") for name in faces(pdf)} == {
        "Atkinson-Hyperlegible-Next",
        "Taperdocs-Signs",
    }
    assert "ontconfig" not in noise
