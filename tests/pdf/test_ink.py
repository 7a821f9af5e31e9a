"""What reaches the paper: digits high enough, black that stays black, our fonts and no others."""

import io
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pages import (
    MM,
    ON_A4,
    ON_LETTER,
    ON_OTHERS,
    Case,
    Sheet,
    Sign,
    Way,
    every,
    html_of,
    made,
    sheets,
    signs,
    styled,
    telling,
)
from pikepdf import Dictionary, Name, Object, Pdf
from PIL import Image, ImageChops

from taperdocs.documents.calendar.month import CalendarView
from taperdocs.language.words import Words
from taperdocs.options import Edition
from taperdocs.pdf.render import pdf_of
from taperdocs.pdf.resources import folder

HEIGHTS = {Edition.STANDARD: 26.0, Edition.LARGE: 45.0, Edition.GIANT: 100.0}
"""Points that a dose in the calendar is at least high, by edition."""


SMALLEST = 9.0
"""Points below which nothing stands on A4. What a person acts on is larger: see the sizes of each style."""

CONTRAST = 7.0
"""The contrast that WCAG 2.2 asks for at its higher level, success criterion 1.4.6."""

_BLACK_AND_WHITE = {"0", "1"}
_COLOURS = re.compile(rb"((?:[\d.+-]+\s+)+)(?:rg|RG|g|G|k|K|sc|SC|scn|SCN)\b")
_FAMILIES = ("Taperdocs-Text", "Taperdocs-Signs")
_REACH = 2
_ROUNDED = 0.1  # PDFium's edges are off by up to a fortieth of the size: so many dots a point
_DEPTH = 0.15


@lru_cache(maxsize=2)
def _signs(case: Case) -> tuple[tuple[Sign, ...], ...]:
    return signs(made(case).data)


@lru_cache(maxsize=2)
def _sheets(case: Case) -> tuple[Sheet, ...]:
    """Return the pages of a case that have something on them that no page before has."""
    return sheets(made(case).data, telling(made(case).pages))


def _runs(page: tuple[Sign, ...]) -> Iterator[tuple[str, float]]:
    """Yield the texts of a page, each with its size."""
    texts = dict[int, list[Sign]]()
    for sign in page:
        texts.setdefault(sign.run, []).append(sign)
    for found in texts.values():
        yield "".join(sign.text for sign in found), min(sign.size for sign in found)


def _doses(case: Case) -> Counter[str]:
    """Count the doses of the days that a calendar prints, as the hand makes them."""
    done = made(case)
    words = Words(done.options.language)
    return Counter(
        words.numeral(done.plan, intake).amount
        for period in done.plan.periods
        for day, intakes in period
        if day in done.days
        for intake in intakes
    )


def _missing(case: Case, points: float) -> Counter[str]:
    """Return the doses of the plan that do not stand on the pages in type of so many points."""
    found = Counter(text for page in _signs(case) for text, size in _runs(page) if size >= points - 0.005)
    return _doses(case) - found


_CALENDARS = [case for case in (*ON_A4, *ON_LETTER, *ON_OTHERS) if case.document == "calendar"]


@every(case for case in _CALENDARS if case.paper != "a5")
def test_every_dose_of_the_calendar_is_high_enough(case: Case) -> None:
    """Each dose of each day, counted, in type of at least 26, 45 or 100 points on A4, Letter and larger."""
    view = made(case).view
    # A day that is too full for large print is set in the next smaller one.
    smaller = isinstance(view, CalendarView) and any(page.kind == "busy" for page in view.pages)
    assert _missing(case, HEIGHTS[Edition.STANDARD if smaller else made(case).options.edition]) == Counter()


@every(ON_A4)
def test_nothing_is_set_smaller_than_the_smallest_size(case: Case) -> None:
    """Neither the foot of the page nor a label of the curve."""
    small = {
        text: round(size, 1) for page in _signs(case) for text, size in _runs(page) if size < SMALLEST - 0.005
    }

    assert small == {}


Check = Callable[[Sheet], Iterator[str]]


def _levels(image: Image.Image) -> tuple[int, int]:
    """Return the darkest and the lightest grey."""
    dots = image.tobytes()
    return min(dots), max(dots)


def _light(level: int) -> float:
    """Return the luminance of a grey, as WCAG reckons it."""
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def pale(sheet: Sheet) -> Iterator[str]:
    """Find signs that do not stand out enough from what is behind them."""
    for sign in sheet.signs:
        low, high = _levels(sheet.grey.crop(sheet.box(sign.edges, _REACH)))
        contrast = (_light(high) + 0.05) / (_light(low) + 0.05)
        if contrast < CONTRAST:
            yield f"page {sheet.number}: {sign.text!r} has a contrast of {contrast:.1f}:1"


def fading(sheet: Sheet) -> Iterator[str]:
    """Find signs that lose or gain more than a third of their ink in a print of black and white."""
    for sign in sheet.signs:
        box = sheet.box(sign.edges, 1)
        grey, bits = sheet.grey.crop(box), sheet.bits.crop(box)
        if _on_black(grey):
            grey, bits = ImageChops.invert(grey), ImageChops.invert(bits)
        if not 0.66 * _ink(grey) < _ink(bits) < 1.5 * _ink(grey):
            yield f"page {sheet.number}: {sign.text!r} keeps {_ink(bits):.0f} of {_ink(grey):.0f} dots"


def _on_black(image: Image.Image) -> bool:
    dots, width = image.tobytes(), image.width
    return sum(corner < 128 for corner in (dots[0], dots[width - 1], dots[-width], dots[-1])) > 2


def _ink(image: Image.Image) -> float:
    """Return how many dots are black, of which a half grey dot is half a one."""
    (mean,) = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return (255 - mean) / 255 * image.width * image.height


def vanishing(sheet: Sheet) -> Iterator[str]:
    """Find lines, boxes and marks of which a print of black and white keeps nothing."""
    near = sheet.bits
    for axis in ((1, 0), (0, 1)):
        for _ in range(_REACH):
            near = ImageChops.darker(
                ImageChops.darker(near, ImageChops.offset(near, *axis)),
                ImageChops.offset(near, *(-way for way in axis)),
            )
    # White where nothing black is near, and there the grey of the page.
    lost = ImageChops.lighter(sheet.grey, ImageChops.invert(near))
    box = lost.point([255] * 225 + [0] * 31).getbbox()
    # A dot or two is a seam where the strokes of a white letter meet.
    if box and max(box[2] - box[0], box[3] - box[1]) > _REACH:
        where = ", ".join(f"{side * 25.4 / 300:.0f}" for side in box)
        yield f"page {sheet.number}: something fades away inside of {where} mm"


def clipped(sheet: Sheet) -> Iterator[str]:
    """Find signs whose ink does not reach the edges that their drawing has."""
    for sign in sheet.signs:
        edges = sign.edges
        sides = {
            "left": replace(edges, right=edges.left),
            "upper": replace(edges, bottom=edges.top),
            "right": replace(edges, left=edges.right),
            "lower": replace(edges, top=edges.bottom),
        }
        for name, side in sides.items():
            reach = _REACH + round(_ROUNDED * sign.size)
            low, high = _levels(sheet.grey.crop(sheet.box(side, reach)))
            if high - low < 60:
                yield f"page {sheet.number}: {sign.text!r} is cut off at its {name} edge"


def stacked(sheet: Sheet) -> Iterator[str]:
    """Find texts whose signs stand on the signs of another, also in drawings."""
    found, said = sorted(sheet.signs, key=lambda sign: sign.edges.top), set[tuple[int, int]]()
    texts = dict[int, str]()
    for sign in sheet.signs:
        texts[sign.run] = texts.get(sign.run, "") + sign.text
    for index, sign in enumerate(found):
        for other in found[index + 1 :]:
            if other.edges.top > sign.edges.bottom - _DEPTH:
                break
            pair = min(sign.run, other.run), max(sign.run, other.run)
            if sign.run != other.run and pair not in said and sign.edges.shared(other.edges) > _DEPTH:
                said.add(pair)
                yield f"page {sheet.number}: {texts[sign.run]!r} stands on {texts[other.run]!r}"


CHECKS: tuple[Check, ...] = (pale, fading, vanishing, clipped, stacked)


@every(ON_A4)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_everything_is_on_the_paper(case: Case, check: Check) -> None:
    """At 300 dpi in black and white no sign, box, rule or mark is pale, lost, cut off or printed over."""
    assert Counter(fault for sheet in _sheets(case) for fault in check(sheet)) == Counter()


def colour_faults(pdf: Pdf) -> set[str]:
    """Find colours that are neither black nor white, pictures, and what lets another colour through."""
    found = set[str]()
    for stream, resources in _streams(pdf):
        if stream.get("/Subtype") == Name.Image:
            found.add("a picture")
            continue
        for colour in _COLOURS.findall(stream.read_bytes()):
            parts = {f"{float(part):g}" for part in colour.split()}
            if not parts <= _BLACK_AND_WHITE or len(parts) > 1:
                found.add(f"a colour {colour.decode().strip()}")
        found |= {
            f"{key} {float(state[key]):g}"
            for state in resources.get("/ExtGState", Dictionary()).values()
            for key in ("/ca", "/CA")
            if key in state and state[key] != 1
        }
    return found


def _streams(pdf: Pdf) -> Iterator[tuple[Object, Object]]:
    """Yield everything that paints, with what it uses: pages, patterns and the looks of fields."""
    for page in pdf.pages:
        page.contents_coalesce()
        yield page.Contents, page.Resources
    for thing in pdf.objects:
        stream = isinstance(thing, pikepdf.Stream)
        if stream and ("/PatternType" in thing or thing.get("/Type") == Name.XObject):
            yield thing, thing.get("/Resources", Dictionary())


def foreign_fonts(pdf: Pdf) -> set[str]:
    """Find fonts that are not embedded, that are not ours by name, and that are drawn otherwise than ours."""
    found = set[str]()
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font or "/DescendantFonts" in font:
            continue
        name = re.sub(r"^[A-Z]{6}\+", "", str(font.get("/BaseFont", "/nameless")).removeprefix("/"))
        about = font.get("/FontDescriptor", Dictionary())
        if "/FontFile2" not in about:
            found.add(f"{name} is not embedded")
        elif not name.startswith(_FAMILIES):
            found.add(f"{name} is not ours")
        elif not any(_drawn(about.FontFile2.read_bytes()) <= ours for ours in _ours()):
            found.add(f"{name} has letters that are not ours")
    return found


def _drawn(font: bytes) -> set[tuple[int, str]]:
    """Return the drawings of a font, each with its place; a part of a font keeps the places."""
    with TTFont(io.BytesIO(font)) as face:
        shapes, found = face["glyf"], set[tuple[int, str]]()
        for place, name in enumerate(face.getGlyphOrder()):
            if shapes[name].numberOfContours:
                found.add((place, str(list(shapes[name].getCoordinates(shapes)[0]))))
    return found


@lru_cache(maxsize=1)
def _ours() -> tuple[set[tuple[int, str]], ...]:
    return tuple(_drawn(path.read_bytes()) for path in sorted(folder("fonts").glob("*/*.ttf")))


@every(ON_A4)
def test_pages_are_black_and_white(case: Case) -> None:
    """No grey, no colour, no picture: nothing that a print or a copy could lose."""
    with pikepdf.open(io.BytesIO(made(case).data)) as pdf:
        assert colour_faults(pdf) == set()


@every(ON_A4)
def test_only_our_fonts_are_embedded(case: Case) -> None:
    """In pages, drawings and fields."""
    with pikepdf.open(io.BytesIO(made(case).data)) as pdf:
        assert foreign_fonts(pdf) == set()


CALENDAR, HANDOFF = Case("clonazepam", "calendar", Way(days=14)), Case("clonazepam", "handoff")


@pytest.mark.parametrize(
    ("check", "style", "said"),
    [
        (pale, "td { color: #777 }", "has a contrast of 4.5:1"),
        (pale, "td { background: #000 }", "has a contrast of 1.0:1"),
        (fading, "td { color: #999 }", "keeps 0 of"),
        (vanishing, "h1 { border-bottom: 1mm solid #bbb }", "something fades away"),
        (vanishing, "h1 { background: #ddd }", "something fades away"),
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
        ((found,),) = [list(_runs(page)) for page in signs(pdf_of(page.format(text)))]
        return found[1]

    assert size("8.9pt") == pytest.approx(8.9, abs=0.01)
    assert size("3mm") == pytest.approx(3 / MM * 0.75, abs=0.01)


def test_a_smaller_dose_is_found() -> None:
    """One size below the limit, and each day of the plan is missing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(HEIGHTS, Edition.STANDARD, 60)
        assert _missing(CALENDAR, HEIGHTS[Edition.STANDARD]) == _doses(CALENDAR)
    assert sum(_doses(CALENDAR).values()) == 14


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
for file in make(plan, names, Options(language("en-GB"), PAPERS["a4"], first, first, first + timedelta(20))):
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
