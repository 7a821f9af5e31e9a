"""Make the family "Taperdocs Text": `python fonts/make_text.py` writes fonts/taperdocs-text/{Regular,Bold}.ttf.

It is Atkinson Hyperlegible Next, every glyph and feature, but for three things:

* its zero is plain: Atkinson's is slashed and has no other form (`figures.plain_zero`);
* its figures are all as wide as each other and are not kerned, without a feature being asked for. Atkinson has
  such figures for `tnum`; here they are what a digit stands for, and `pnum` gives the others;
* the letters that Atkinson lacks of Greek, Cyrillic and Vietnamese come from Noto Sans, made as tall as its own:
  a name is printed as it is written. The faces in noto-sans are those letters of Noto Sans 2.004, without hints.

The family is under the licence of both, the SIL Open Font License 1.1. It has a name of its own, since a reader
who meets Atkinson's name expects Atkinson's zero.
"""

from io import BytesIO
from pathlib import Path

from figures import plain_zero
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from make_signs import MOMENT, NAMES

HERE = Path(__file__).parent
SOURCE, TARGET = HERE / "atkinson-hyperlegible-next", HERE / "taperdocs-text"
LETTERS, NOTO = HERE / "noto-sans", "Copyright 2015 Google LLC. All Rights Reserved."
STYLES = ("Regular", "Bold")
FAMILY, VERSION = "Taperdocs Text", "1.000"
TABULAR = ".tf"
COPYRIGHT, BASE, STYLE, IDENTIFIER, FULL, VERSIONED, POSTSCRIPT, PREFIX = (0, 1, 2, 3, 4, 5, 6, 25)
OTHERS = (8, 11, 12)  # the maker of Atkinson and two web addresses, which are not ours


def make(style: str) -> bytes:
    """Return the face of a style as a TrueType file."""
    font = TTFont(SOURCE / f"{style}.ttf", recalcBBoxes=False, recalcTimestamp=False)
    plain_zero(font)
    tabular(font)
    letters(font, TTFont(LETTERS / f"{style}.ttf"))
    names(font, style)
    font["head"].created = font["head"].modified = MOMENT
    font["head"].fontRevision = float(VERSION)
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def tabular(font: TTFont) -> None:
    """Let digits stand for the figures of one width, and let features that took the others take them too."""
    order = set(font.getGlyphOrder())
    wide = {name: name + TABULAR for name in order if name + TABULAR in order}
    for table in font["cmap"].tables:
        table.cmap = {code: wide.get(name, name) for code, name in table.cmap.items()}
    gsub = font["GSUB"].table
    lookups = {
        record.FeatureTag: [gsub.LookupList.Lookup[n] for n in record.Feature.LookupListIndex]
        for record in gsub.FeatureList.FeatureRecord
    }
    for lookup in lookups["sups"]:
        for table in lookup.SubTable:
            table.mapping |= {wide[name]: to for name, to in table.mapping.items() if name in wide}
    for lookup in lookups["ordn"]:
        for table in lookup.SubTable:
            for coverage in table.BacktrackCoverage:
                added = [wide[name] for name in coverage.glyphs if name in wide]
                coverage.glyphs = sorted([*coverage.glyphs, *added], key=font.getGlyphID)
    for lookup in lookups["frac"]:
        for table in lookup.SubTable:
            for ligature in [one for found in table.ligatures.values() for one in found]:
                ligature.Component = [wide.get(name, name) for name in ligature.Component]
            table.ligatures = {wide.get(name, name): found for name, found in table.ligatures.items()}


def letters(font: TTFont, other: TTFont) -> None:
    """Add the letters of the *other* face that the font lacks, with capitals as tall as its own."""
    tall = font["OS/2"].sCapHeight / other["OS/2"].sCapHeight
    known, glyphs = font.getBestCmap(), other.getGlyphSet()
    for code, name in sorted(other.getBestCmap().items()):
        if code in known:
            continue
        whole, pen, added = DecomposingRecordingPen(glyphs), TTGlyphPen({}), f"uni{code:04X}"
        glyphs[name].draw(whole)
        whole.replay(TransformPen(pen, (tall, 0, 0, tall, 0, 0)))
        font.setGlyphOrder([*font.getGlyphOrder(), added])
        font["glyf"][added] = glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][added] = round(glyphs[name].width * tall), getattr(glyph, "xMin", 0)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = added
    font["OS/2"].recalcUnicodeRanges(font)


def names(font: TTFont, style: str) -> None:
    """Name the face, its makers and its source."""
    table, joined = font["name"], FAMILY.replace(" ", "")
    for number in OTHERS:
        table.removeNames(nameID=number)
    for number, text in {
        COPYRIGHT: f"{NAMES['copyright']}\n{NOTO}",
        BASE: FAMILY,
        STYLE: style,
        IDENTIFIER: f"{VERSION};{joined}-{style}",
        FULL: f"{FAMILY} {style}",
        VERSIONED: f"Version {VERSION}",
        POSTSCRIPT: f"{joined}-{style}",
        PREFIX: joined,
    }.items():
        table.removeNames(nameID=number)
        table.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name in STYLES:
        (TARGET / f"{name}.ttf").write_bytes(make(name))
