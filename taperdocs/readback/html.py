"""Reads the HTML of a page with Python's own parser; our templates write it as XML."""

from collections.abc import Callable
from xml.parsers import expat

from taperdocs.plan.problems import ReadBackError


def read_html(
    page: str,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    """Call *begin* and *end* for each element, *said* for each text; raise ``ReadBackError`` if *page* is not XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = said
    try:
        parser.Parse(page, True)  # noqa: FBT003  that this is all of it
    except expat.ExpatError as error:
        message = "a page cannot be read as XML"
        raise ReadBackError(message) from error
    finally:
        # The handlers and the parser refer to each other, which would keep both in memory until a garbage collection.
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
