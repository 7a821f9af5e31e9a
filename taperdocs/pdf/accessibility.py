"""Adds to a PDF, before it is written, what WeasyPrint leaves out: alt texts, scopes, PDF/UA mark and file types.

It works on the objects of pydyf, which WeasyPrint hands to a "finisher": dictionaries, lists and bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

from taperdocs.pdf.enclosure import Enclosure
from taperdocs.pdf.form_fields import complete, object_of, string

_SPAN = re.compile(r"<span\b[^>]*>")
_TITLE = re.compile(r'\stitle="([^"]*)"')
_MAY_BE_EMPTY = ("Pattern", "Shading", "XObject", "ExtGState")
_RDF_END = b"</rdf:RDF>"
_UA_MARK = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""The mark of PDF/UA-1, with the description that PDF/A demands for marks from other standards."""


Finish = Callable[[Any, Any], None]
"""A function of WeasyPrint's document and the PDF made of it, which have no types."""


class UnfinishedError(Exception):
    """The PDF does not have the structure of its page: a bug in a template."""


def finisher(tag: Finish, enclosed: Iterable[Enclosure]) -> Finish:
    """Return what finishes a PDF: *tag* completes its structure tree; the *enclosed* files get their types."""
    files = tuple(enclosed)

    def finish(document: Any, pdf: Any) -> None:  # noqa: ANN401
        _drop_empty_resources(pdf)
        tag(document, pdf)
        complete(pdf)
        if files:
            _mark_accessible(pdf)
            _associate(pdf, files)

    return finish


def tagger(page: str) -> Finish:
    """Return a function that corrects the structure tree that WeasyPrint makes of *page*."""
    titles = tuple(_titles(page))

    def tag(_document: Any, pdf: Any) -> None:  # noqa: ANN401
        _set_edges_apart(pdf)
        _say_drawings(pdf, titles)
        _join_texts(pdf)
        _drop_empty_blocks(pdf)
        _scope_headers(pdf)

    return tag


def _titles(page: str) -> Iterator[str]:
    """Yield the title of each span, or an empty text if it has none."""
    for span in _SPAN.findall(page):
        title = _TITLE.search(span)
        yield unescape(title[1]) if title else ""


def _elements(pdf: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the elements of the structure tree, in the order of the page."""
    return (made for made in pdf.objects if isinstance(made, dict) and made.get("Type") == "/StructElem")


def _drop_empty_resources(pdf: Any) -> None:  # noqa: ANN401
    """Remove empty resource lists, which a validator of PDF/A reports as faults."""
    for made in pdf.objects:
        if isinstance(made, dict) and "ColorSpace" in made:
            for key in _MAY_BE_EMPTY:
                if key in made and not made[key]:
                    del made[key]


def _set_edges_apart(pdf: Any) -> None:  # noqa: ANN401
    """Let a screen reader read head and foot once, after the first page, and skip them on all other pages.

    They say whom to ring and whether this is a draft. WeasyPrint leaves them out of the structure tree, but
    marks them as if they were in it.
    """
    elements, root = (
        {one.reference: one for one in _elements(pdf)},
        object_of(pdf, pdf.catalog["StructTreeRoot"]),
    )
    whole, first = elements[root["K"][0]], pdf.page_references[0]
    known = set(whole["K"])
    edges = [one for one in elements.values() if one["P"] == whole.reference and one.reference not in known]
    heard = [edge for edge in edges if edge["Pg"] == first and _marks(elements, edge)]
    place = sum(elements[kid]["Pg"] == first for kid in whole["K"])
    whole["K"][place:place] = [edge.reference for edge in heard]
    owners = object_of(pdf, root["ParentTree"])["Nums"][1::2]
    for page, owned in zip(pdf.page_references[1:], owners[1:], strict=False):
        unheard = {mark for edge in edges if edge["Pg"] == page for mark in _marks(elements, edge)}
        drawn = object_of(pdf, object_of(pdf, page)["Contents"]).stream
        for index, item in enumerate(drawn):
            if isinstance(item, dict) and item.get("MCID") in unheard:
                drawn[index - 1 : index + 1] = "/Artifact", "<</Type /Pagination>>"
        for mark in unheard:
            owned[mark] = "null"


def _marks(elements: dict[bytes, Any], element: Any) -> tuple[int, ...]:  # noqa: ANN401
    """Return the numbers of the page's marks in an element and in all elements inside it."""
    own = [kid for kid in element["K"] if isinstance(kid, int)]
    inside = (mark for kid in element["K"] if kid in elements for mark in _marks(elements, elements[kid]))
    return (*own, *inside)


def _say_drawings(pdf: Any, titles: tuple[str, ...]) -> None:  # noqa: ANN401
    """Give each drawing inside a text its title as alt text, for people who hear the page.

    WeasyPrint makes a Span of each text too; but that one holds marks of the page, and no other element.
    """
    if not any(titles):
        return
    spans = [
        one
        for one in _elements(pdf)
        if one["S"] == "/Span" and not any(isinstance(kid, int) for kid in one["K"])
    ]
    if len(spans) != len(titles):
        message = f"{len(titles)} spans on the page became {len(spans)} in the PDF: one is broken over lines"
        raise UnfinishedError(message)
    for span, title in zip(spans, titles, strict=True):
        if title:
            span["Alt"] = string(title)


def _join_texts(pdf: Any) -> None:  # noqa: ANN401
    """Move texts up into the element that they belong to; WeasyPrint makes an element of each part of a line."""
    elements = {one.reference: one for one in _elements(pdf)}
    thin = {reference for reference, one in elements.items() if _is_thin(one, elements)}

    def holder(reference: bytes) -> bytes:
        while reference in thin:
            reference = elements[reference]["P"]
        return reference

    def held(kids: Iterable[Any]) -> Iterator[Any]:
        for kid in kids:
            yield from held(elements[kid]["K"]) if kid in thin else (kid,)

    for reference in elements.keys() - thin:
        one = elements[reference]
        one["K"][:], one["P"] = list(held(one["K"])), holder(one["P"])
    owners = object_of(pdf, object_of(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for owned in owners[1::2]:
        if isinstance(owned, list):
            owned[:] = [holder(one) for one in owned]
    for reference in thin:
        elements[reference].clear()


def _drop_empty_blocks(pdf: Any) -> None:  # noqa: ANN401
    """Remove blocks that nothing is heard of, such as the lines that hatch a square."""
    elements = {one.reference: one for one in _elements(pdf)}
    empty = [one for one in elements.values() if _is_empty_block(one)]
    for one in empty:
        around, reference = elements[one["P"]], one.reference
        around["K"].remove(reference)
        one.clear()
        if _is_empty_block(around):
            empty.append(around)


def _is_empty_block(element: Any) -> bool:  # noqa: ANN401
    return element["S"] == "/Div" and not element["K"] and "Alt" not in element


def _is_thin(element: Any, elements: dict[bytes, Any]) -> bool:  # noqa: ANN401
    """Tell whether an element is redundant: a part of a line without an alt text, inside another element."""
    around = elements.get(element["P"])
    says_nothing = element["S"] in {"/NonStruct", "/Span"} and "Alt" not in element
    return says_nothing and around is not None and around["S"] != "/Document"


def _scope_headers(pdf: Any) -> None:  # noqa: ANN401
    """Set the scope of each header cell: row if data cells of its row refer to it, else column."""
    elements = {one.reference: one for one in _elements(pdf)}
    for row in elements.values():
        if row["S"] == "/TR":
            cells = [elements[kid] for kid in row["K"]]
            referred = {header.string for cell in cells for header in cell.get("A", {}).get("Headers", ())}
            for cell in cells:
                if cell["S"] == "/TH":
                    cell["A"]["Scope"] = "/Row" if cell["ID"].string in referred else "/Column"


def _mark_accessible(pdf: Any) -> None:  # noqa: ANN401
    """Add the mark of PDF/UA-1 to the metadata, where WeasyPrint marks only PDF/A."""
    metadata = object_of(pdf, pdf.catalog["Metadata"])
    packet = b"".join(metadata.stream)
    if packet.count(_RDF_END) != 1:
        message = "the metadata is not one block"
        raise UnfinishedError(message)
    metadata.stream = [packet.replace(_RDF_END, _UA_MARK + _RDF_END)]


def _associate(pdf: Any, files: tuple[Enclosure, ...]) -> None:  # noqa: ANN401
    """List each attached file once and set its MIME type, which WeasyPrint would take from the machine's settings."""
    listed = pdf.catalog["AF"]
    listed[:] = dict.fromkeys(listed)
    for reference, file in zip(listed, files, strict=True):
        specification = object_of(pdf, reference)
        embedded = object_of(pdf, specification["EF"]["F"])
        embedded.extra["Subtype"] = "/" + file.kind.replace("/", "#2f")
