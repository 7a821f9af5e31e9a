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
SOURCE = FONTS / "atkinson-hyperlegible-next"
"""What the faces of the pages are made from; no page names it."""

TEXT = FONTS / "taperdocs-text"
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
def text_script() -> ModuleType:
    """Import the script that makes the text face."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FONTS)
        import make_text  # noqa: PLC0415 - only now on the path

        return make_text


@pytest.fixture(scope="module", params=["Regular", "Bold"])
def text(request: pytest.FixtureRequest) -> TTFont:
    """Open a committed weight of the text face."""
    return TTFont(TEXT / f"{request.param}.ttf")


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


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_script_makes_committed_text_face(text_script: ModuleType, style: str) -> None:
    """Both weights in the repository are those that the script makes, to the byte."""
    made = hashlib.sha256(text_script.make(style)).hexdigest()
    committed = hashlib.sha256((TEXT / f"{style}.ttf").read_bytes()).hexdigest()
    assert made == committed, "run: python fonts/make_text.py"


def test_text_face_is_its_source_but_for_the_zero_and_the_letters_of_other_alphabets(text: TTFont) -> None:
    """No other glyph was touched, every character is there, and every feature."""
    source = TTFont(SOURCE / f"{text['name'].getDebugName(2)}.ttf")
    order = source.getGlyphOrder()

    assert text.getGlyphOrder()[: len(order)] == order
    assert [name for name in order if text["glyf"][name] != source["glyf"][name]] == ["zero"]
    assert {name: text["hmtx"][name] for name in order} == source["hmtx"].metrics
    assert text["GPOS"] == source["GPOS"]
    assert source.getBestCmap().items() - text.getBestCmap().items() == {
        (code, name) for code, name in source.getBestCmap().items() if chr(code) in "0123456789"
    }
    assert [record.FeatureTag for record in text["GSUB"].table.FeatureList.FeatureRecord] == [
        record.FeatureTag for record in source["GSUB"].table.FeatureList.FeatureRecord
    ]


@pytest.mark.parametrize("letters", ["абвгґёжїљџѣ", "άβγδζΰώΏ", "ạằẫễỉỗợữỹ"])
def test_letters_of_other_alphabets_stand_in_the_lines_of_its_own(text: TTFont, letters: str) -> None:
    """Small ones are as tall as an x, within a tenth, and none is taller or deeper than the face is."""
    _, _, _, tall = bounds(text, ord("x"))
    for letter in (*letters, *letters.upper()):
        _, low, _, high = bounds(text, ord(letter))
        assert -text["OS/2"].usWinDescent <= low
        assert high <= text["OS/2"].usWinAscent
    assert abs(bounds(text, ord("п"))[3] - tall) < tall / 10


def inside(face: TTFont, name: str) -> list[tuple[float, float, float, float]]:
    """Return the edges of each contour of a glyph, the largest first."""
    points, ends, _ = face["glyf"][name].getCoordinates(face["glyf"])
    starts = [0, *(end + 1 for end in ends)]
    parts = [list(points[start : end + 1]) for start, end in zip(starts, ends, strict=False)]
    edges = [
        (min(p[0] for p in c), min(p[1] for p in c), max(p[0] for p in c), max(p[1] for p in c))
        for c in parts
    ]
    return sorted(edges, key=lambda e: (e[0] - e[2]) * (e[3] - e[1]))


def test_a_zero_is_plain(text: TTFont, face: TTFont) -> None:
    """It has one counter and nothing in it, in every form; its stems are about those of the eight."""
    for name in ("zero", "zero.tf", text.getBestCmap()[ord("0")]):
        outline, counter = inside(text, name)
        outer, *holes = inside(text, "eight")
        lowest = min(holes, key=lambda edges: edges[1])
        stems = counter[0] - outline[0], outline[2] - counter[2]
        foot, eight = counter[1] - outline[1], lowest[1] - outer[1]
        assert abs(stems[0] - stems[1]) <= 1
        assert abs(foot - eight) <= 12
        assert abs(stems[0] - (lowest[0] - outer[0])) <= 3
        middle = [(e[0] + e[2], e[1] + e[3]) for e in (outline, counter)]
        assert all(abs(a - b) <= 3 for a, b in zip(*middle, strict=True))
    boxed = inside(face, "boxed0")
    assert len(boxed) == 4, "the two edges of the frame, the outline and one counter"


def test_figures_are_as_wide_as_each_other(text: TTFont) -> None:
    """A column of numbers stands without a feature being asked for."""
    assert len({advance(text, ord(figure)) for figure in "0123456789"}) == 1


def test_figures_are_not_kerned(text: TTFont) -> None:
    """No pair moves a figure, before or after it."""
    figures = {text.getBestCmap()[ord(figure)] for figure in "0123456789"}
    for lookup in text["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if lookup.LookupType == 2:
                assert not figures & set(table.Coverage.glyphs)
                named = table.ClassDef2.classDefs if table.Format == 2 else ()
                assert not figures & set(named)
                seconds = [
                    pair.SecondGlyph
                    for pairs in getattr(table, "PairSet", ())
                    for pair in pairs.PairValueRecord
                ]
                assert not figures & set(seconds)


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
        for face in (TTFont(path) for path in FONTS.glob("taperdocs-*/*.ttf"))
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
    """Every face of the style sheet is there, and every face of ours is in the style sheet."""
    css = (FONTS / "fonts.css").read_text(encoding="utf-8")
    named = {FONTS / url for url in re.findall(r'url\("([^"]+)"\)', css)}
    assert named == set(FONTS.glob("taperdocs-*/*.ttf"))


def test_style_sheet_names_families_of_the_faces() -> None:
    """A family in the style sheet is one that we ship, never a generic one."""
    css = (FONTS / "fonts.css").read_text(encoding="utf-8")
    families = re.findall(r'font-family: "?([^";]+)"?;', css)
    assert set(families) == {
        TTFont(path)["name"].getBestFamilyName() for path in FONTS.glob("taperdocs-*/*.ttf")
    }
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
    style = """<style>body { font-family: "Taperdocs Text", "Taperdocs Signs" }</style>"""
    pdf, noise = draw(f"{style}<p>half \u25d0 <b>\u2610 5</b> \u0416 \u65e5 \u263a \U0001f48a", tmp_path)
    assert {name.removesuffix("-Bold") for name in faces(pdf)} == {
        "Taperdocs-Text",
        "Taperdocs-Signs",
    }
    assert "ontconfig" not in noise
