"""Make the face "Taperdocs Signs": `python fonts/make_signs.py` writes fonts/taperdocs-signs/Signs.ttf.

Text set in "Taperdocs Text", which is made from Atkinson Hyperlegible Next, falls back to it for what that
face lacks. Its parts:

* the drawn signs, listed with code point and meaning in `signs.SIGNS`;
* the figures 0 to 10 in framed cells, eleven of which make a ruled scale (`figures.boxed_figures`);
* eighths and thirds, the micro sign, the non-breaking hyphen and the narrow spaces (`figures`).

Figures come from Atkinson's outlines, so the face is under its licence, the SIL Open Font License 1.1.
Atkinson's copyright line reserves no font name; we keep its name off our face all the same, and reserve
none ourselves.
"""

from io import BytesIO
from pathlib import Path

from figures import CAPITAL, LOWER, drawn, everything
from fontTools.fontBuilder import FontBuilder
from outline import frame, left
from signs import SIGNS, Sign

HERE = Path(__file__).parent
TARGET = HERE / "taperdocs-signs" / "Signs.ttf"
ASCENT, DESCENT = 984, -316  # Atkinson's own, so that a sign in a line of text does not move the line
EM = 1000
MOMENT = 3_850_000_000  # seconds since 1904; fixed, because the same drawings give the same bytes
USE_TYPO_METRICS_REGULAR = 0b1100_0000
MISSING = Sign(".notdef", -1, "no such sign", 600, frame(60, 0, 540, CAPITAL, 60))
NAMES = {
    "copyright": "Copyright 2026 The taperdocs authors. Copyright 2020-2024 The Atkinson Hyperlegible Next "
    "Project Authors (https://github.com/googlefonts/atkinson-hyperlegible-next)",
    "familyName": "Taperdocs Signs",
    "styleName": "Regular",
    "uniqueFontIdentifier": "1.000;TaperdocsSigns-Regular",
    "fullName": "Taperdocs Signs Regular",
    "version": "Version 1.000",
    "psName": "TaperdocsSigns-Regular",
    "licenseDescription": "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    "licenseInfoURL": "https://openfontlicense.org",
}


def all_signs() -> list[Sign]:
    """Return everything that is in the face, in glyph order."""
    return [*everything(HERE / "atkinson-hyperlegible-next"), *SIGNS]


def make() -> bytes:
    """Return the face as a TrueType file."""
    signs = [MISSING, *all_signs()]
    builder = FontBuilder(EM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupHead(unitsPerEm=EM, created=MOMENT, modified=MOMENT, fontRevision=1.0)
    builder.setupGlyphOrder([sign.name for sign in signs])
    builder.setupCharacterMap({sign.code: sign.name for sign in signs if sign is not MISSING})
    builder.setupGlyf({sign.name: drawn(sign.shape) for sign in signs})
    builder.setupHorizontalMetrics({sign.name: (sign.width, round(left(sign.shape))) for sign in signs})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable(NAMES, mac=False)
    builder.setupOS2(
        version=4,
        sTypoAscender=ASCENT,
        sTypoDescender=DESCENT,
        sTypoLineGap=0,
        usWinAscent=ASCENT,
        usWinDescent=-DESCENT,
        sCapHeight=CAPITAL,
        sxHeight=LOWER,
        fsType=0,
        fsSelection=USE_TYPO_METRICS_REGULAR,
    )
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(make())
