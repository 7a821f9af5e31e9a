"""Completes the form of a PDF, so that every reader can show and fill it: the fields' names and their font.

It works on the objects of pydyf, as ``finisher`` does.
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
    # With this entry a reader draws all fields anew: it drops our ticks, and has no font for ticks of its own.
    del form["NeedAppearances"]
    fields = [object_of(pdf, reference) for reference in form["Fields"]]
    for field in fields:
        left, top, right, bottom = field["Rect"]
        field["Rect"][:] = [left, bottom, right, top]
    _give_font(pdf, form, [field for field in fields if field["FT"] == "/Tx"])
    form["Fields"][:] = [family.reference for family in _families(pdf, fields)]


def _give_font(pdf: Any, form: Any, written: Iterable[Any]) -> None:  # noqa: ANN401
    """Let text in the *written* fields appear in our own font, in a form in which each letter is one byte.

    WeasyPrint names a font with two bytes a letter; readers replace it by a font of the machine, or show nothing.
    """
    fonts = object_of(pdf, object_of(pdf, form["DR"])["Font"])
    for field in written:
        name, size = re.search(rb"/(\S+) (\S+) Tf", field["DA"].string).groups()  # type: ignore[union-attr]  # WeasyPrint wrote it
        if _FONT not in fonts:
            fonts[_FONT] = _bytewise(pdf, object_of(pdf, fonts[name.decode()]), type(form))
        field["DA"] = b"(/" + _FONT.encode() + b" " + size + b" Tf 0 g)"


def _bytewise(pdf: Any, whole: Any, dictionary: Any) -> bytes:  # noqa: ANN401
    """Add the font *whole* a second time, with Western European letters of one byte each; return its reference."""
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
    """Yield each letter and the number of its glyph."""
    for line in to_unicode.stream:
        if found := re.fullmatch(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>", line):
            yield chr(int(found[2], 16)), int(found[1], 16)


def _widths(listed: Any) -> Iterator[tuple[int, float]]:  # noqa: ANN401
    """Yield each glyph and its width; PDF lists a first glyph, then the widths of the glyphs from it on."""
    for first, widths in zip(listed[::2], listed[1::2], strict=True):
        yield from enumerate(widths, start=first)


def _families(pdf: Any, fields: list[Any]) -> Iterator[Any]:  # noqa: ANN401
    """Yield a parent field ``day`` for fields named ``day.dose1``, since PDF allows no point in a field's own name."""
    for family, kids in groupby(fields, key=lambda field: field["T"].string.rpartition(".")[0]):
        found = list(kids)
        parent = type(found[0])({"T": string(family), "Kids": type(pdf.catalog["AcroForm"]["Fields"])()})
        pdf.add_object(parent)
        for kid in found:
            kid["T"], kid["Parent"] = string(kid["T"].string.rpartition(".")[2]), parent.reference
            parent["Kids"].append(kid.reference)
        yield parent


def object_of(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401
    """Return the object of *pdf* with this *reference*."""
    return pdf.objects[int(reference.split()[0])]


def string(text: str) -> bytes:
    """Return *text* as a PDF string, in any script."""
    return b"<" + (BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode() + b">"
