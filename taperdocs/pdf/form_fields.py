"""Makes the form of a PDF one that every reader can show and fill: the fields' names, and the font they are written in.

It works on the objects of pydyf, as ``finisher`` does, and needs no type of theirs but that of the form itself.
"""

import re
from codecs import BOM_UTF16_BE
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

_FONT = "Hand"
_FIRST, _LAST = 32, 255
_NOT_SYMBOLIC = 32


def complete(pdf: Any) -> None:  # noqa: ANN401  pydyf has no types
    """Complete the form of *pdf*, if it has one."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    # Where all looks are to be made anew, a reader throws away those of the ticks and has no font for its own.
    del form["NeedAppearances"]
    fields = [object_of(pdf, reference) for reference in form["Fields"]]
    for field in fields:
        left, top, right, bottom = field["Rect"]
        field["Rect"][:] = [left, bottom, right, top]
    _give_font(pdf, form, [field for field in fields if field["FT"] == "/Tx"])
    form["Fields"][:] = [family.reference for family in _families(pdf, fields)]


def _give_font(pdf: Any, form: Any, written: Iterable[Any]) -> None:  # noqa: ANN401
    """Let *written* fields be filled in our own face, as a font in which each letter is a byte.

    WeasyPrint names one in which it is two, to which readers answer with a font of the machine, or with none.
    """
    fonts = object_of(pdf, object_of(pdf, form["DR"])["Font"])
    for field in written:
        name, size = re.search(rb"/(\S+) (\S+) Tf", field["DA"].string).groups()  # type: ignore[union-attr]  # WeasyPrint wrote it
        if _FONT not in fonts:
            fonts[_FONT] = _bytewise(pdf, object_of(pdf, fonts[name.decode()]), type(form))
        field["DA"] = b"(/" + _FONT.encode() + b" " + size + b" Tf 0 g)"


def _bytewise(pdf: Any, whole: Any, dictionary: Any) -> bytes:  # noqa: ANN401
    """Add the font *whole* once more, with Western European letters of one byte each; return its reference."""
    descendant = object_of(pdf, whole["DescendantFonts"][0])
    descriptor = dictionary({**object_of(pdf, descendant["FontDescriptor"]), "Flags": _NOT_SYMBOLIC})
    pdf.add_object(descriptor)
    glyphs = dict(_glyphs(object_of(pdf, whole["ToUnicode"])))
    widths = dict(_widths(descendant["W"]))
    letters = (bytes([code]).decode("cp1252", "replace") for code in range(_FIRST, _LAST + 1))
    font = dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": whole["BaseFont"],
            "Encoding": "/WinAnsiEncoding",
            "FirstChar": _FIRST,
            "LastChar": _LAST,
            "Widths": type(descendant["W"])([widths.get(glyphs.get(letter, 0), 0) for letter in letters]),
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    reference: bytes = font.reference
    return reference


def _glyphs(to_unicode: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401
    """Yield each letter with the number of its glyph."""
    for line in to_unicode.stream:
        if found := re.fullmatch(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>", line):
            yield chr(int(found[2], 16)), int(found[1], 16)


def _widths(listed: Any) -> Iterator[tuple[int, float]]:  # noqa: ANN401
    """Yield each glyph with its width; they are listed as a first glyph and the widths from it on."""
    for first, widths in zip(listed[::2], listed[1::2], strict=True):
        yield from enumerate(widths, start=first)


def _families(pdf: Any, fields: list[Any]) -> Iterator[Any]:  # noqa: ANN401
    """Yield for fields that are called ``day.dose1`` one called ``day``: no field's own name has a point."""
    for family, kids in groupby(fields, key=lambda field: field["T"].string.rpartition(".")[0]):
        found = list(kids)
        parent = type(found[0])({"T": string(family), "Kids": type(pdf.catalog["AcroForm"]["Fields"])()})
        pdf.add_object(parent)
        for kid in found:
            kid["T"], kid["Parent"] = string(kid["T"].string.rpartition(".")[2]), parent.reference
            parent["Kids"].append(kid.reference)
        yield parent


def object_of(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    """Return the object of *pdf* that has this reference."""
    return pdf.objects[int(reference.split()[0])]


def string(text: str) -> bytes:
    """Return *text* as a PDF has it, in any script."""
    return b"<" + (BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode() + b">"
