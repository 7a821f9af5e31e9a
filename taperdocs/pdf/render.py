"""Turns templates into HTML, and HTML into a tagged PDF with WeasyPrint."""

import ctypes.util
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from taperdocs.pdf.accessibility import Finish, finisher, tagger
from taperdocs.pdf.enclosure import Enclosure
from taperdocs.pdf.measure import signs
from taperdocs.pdf.places import Place, moved, places
from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import Problem, TaperError, say

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

TYPESET_ONCE = "70.0"
"""The version of WeasyPrint whose internals ``typeset_once`` uses; with any other version it is not used."""


class RenderError(Exception):
    """WeasyPrint complained about a page: a bug in a template, never a fault of a plan."""


def html(name: str, **context: object) -> str:
    """Return the HTML, with its style sheet inside, that the template of the document *name* makes of *context*."""
    return _environment().get_template(f"{name}/document.html").render(context)


def unmarked(page: str) -> str:
    """Return *page* without the marks for read-back, so that blocks that look the same are the same.

    ``data-mark`` stays, since it is the label of a bookmark.
    """
    return re.sub(r' data-(?!mark=)[a-z]+="[^"]*"', "", page)


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF, and for each page the places of its texts in the layout, in the order of drawing."""

    data: bytes
    places: tuple[Sequence[Place], ...]


def pdf_of(page: str, *enclosed: Enclosure) -> bytes:
    """Return the bytes of *page* as ``printed_pdf`` makes them."""
    return printed_pdf(page, *enclosed).data


def printed_pdf(page: str, *enclosed: Enclosure) -> Printed:
    """Return *page* as PDF/UA-1, with files attached also as PDF/A-3a; raise ``RenderError`` at a warning.

    Only the bundled fonts are used. The same page and files give the same bytes.
    """
    page = unmarked(page)
    with _no_warning(), warnings.catch_warnings():
        # WeasyPrint does not close the file of its colour profile.
        warnings.simplefilter("ignore", ResourceWarning)
        document, tag = quick(page) or (_noting(layout(page)), tagger(page))
        data: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a" if enclosed else "pdf/ua-1",
            attachments=[_attachment(one) for one in enclosed],
            finisher=finisher(tag, enclosed),
        )
    return Printed(data, tuple(one.places for one in document.pages))


def _noting(document: Any) -> Any:  # noqa: ANN401
    """Make each page of *document* record the places of its texts when it is drawn."""

    def noting(page: Any, paint: Callable[..., None]) -> Callable[..., None]:  # noqa: ANN401
        def painted(stream: Any, scale: float) -> None:  # noqa: ANN401
            paint(stream, scale)
            page.places = tuple(
                (moved(line, 0, 0, page.height), cell and moved(cell, 0, 0, page.height))
                for line, cell in places(stream._tags, [page._page_box])  # noqa: SLF001
            )

        return painted

    for page in document.pages:
        page.paint = noting(page, page.paint)
    return document


def _attachment(enclosed: Enclosure) -> Any:  # noqa: ANN401
    weasyprint, _ = _engine()
    return weasyprint.Attachment(
        string=enclosed.data,
        name=enclosed.name,
        description=enclosed.description,
        relationship=enclosed.relation,
        created=enclosed.changed,
        modified=enclosed.changed,
        url_fetcher=_fetcher(),
    )


def layout(page: str, *sheets: Any) -> Any:  # noqa: ANN401  WeasyPrint has no types
    """Return WeasyPrint's document for *page*, laid out as ``pdf_of`` prints it."""
    _check_signs(page)
    weasyprint, fonts = _engine()
    made = weasyprint.HTML(string=page, base_url=_base_url(), url_fetcher=_fetcher())
    return made.render(font_config=fonts, pdf_variant="pdf/ua-1", stylesheets=sheets)


def quick(page: str) -> tuple[Any, Finish] | None:
    """Return the document of ``typeset_once`` and what tags it; None if only ``layout`` can make this page."""
    weasyprint, _ = _engine()
    if weasyprint.__version__ != TYPESET_ONCE:
        return None
    from taperdocs.pdf import typeset_once  # noqa: PLC0415  fails with other versions of WeasyPrint

    _check_signs(page)
    document = typeset_once.typeset(page, layout, _sheet)
    return None if document is None else (document, typeset_once.tag)


def _sheet(css: str) -> Any:  # noqa: ANN401
    weasyprint, fonts = _engine()
    return weasyprint.CSS(string=css, base_url=_base_url(), url_fetcher=_fetcher(), font_config=fonts)


def warm() -> None:
    """Load now what the first page would wait for, so that forked processes share it."""
    _engine()
    _environment()
    _fetcher()
    signs()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder("templates"), folder("fonts")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = css_string
    environment.filters["counted"] = counted
    environment.filters["marks"] = marks
    return environment


def marks(texts: str | Iterable[str]) -> Markup:
    """Return the marks of the texts in one element, in order, as attributes of the element.

    A mark may follow itself. Raise ``RenderError`` if it comes again after another one: it needs its own element.
    """
    found = dict[str, list[str]]()
    for text in (texts,) if isinstance(texts, str) else texts:
        for mark in getattr(text, "marks", ()):
            name, _, about = mark.partition(":")
            if name in found and name != next(reversed(found)):
                message = f"the mark {name} stands twice in one element"
                raise RenderError(message)
            found.setdefault(name, []).append(about)
    return Markup("").join(Markup(' data-{}="{}"').format(name, " ".join(of)) for name, of in found.items())


def css_string(text: str) -> Markup:
    """Quote *text* for a style sheet in HTML; anything but plain letters and figures is written as its code."""
    quoted = "".join(
        sign if re.fullmatch(r"[A-Za-z0-9 .,]", sign) else f"\\{ord(sign):06x} " for sign in text
    )
    return Markup(f'"{quoted}"')  # noqa: S704  nothing but letters, figures and codes is left


def counted(text: str) -> Markup:
    """Quote *text* for a style sheet, with the page's number for ``{page}`` and the number of pages for ``{pages}``."""
    counters = {"{page}": Markup("counter(page)"), "{pages}": Markup("counter(pages)")}
    parts = (part for part in re.split(r"({pages?})", text) if part)
    return Markup(" ").join(counters.get(part) or css_string(part) for part in parts)


def _base_url() -> str:
    return folder("fonts").as_uri() + "/"


@lru_cache(maxsize=1)
def _engine() -> tuple[ModuleType, Any]:
    """Import WeasyPrint with the system's fonts hidden, and make the one font configuration of the process.

    A second configuration would leak memory.
    """
    sealed = folder("fonts") / "sealed.conf"
    if not sealed.is_file():
        message = "fonts/sealed.conf is missing: the pages could come out in any font"
        raise RenderError(message)
    os.environ["FONTCONFIG_FILE"] = str(sealed)
    os.environ.update(finding(sys.platform, os.environ, find_spec("gstreamer_libs")))
    with warnings.catch_warnings(), _libraries_by_name():
        warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
        import weasyprint  # noqa: PLC0415  takes half a second and is not needed to check a plan
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        return weasyprint, FontConfiguration()


def finding(system: str, given: Mapping[str, str], package: ModuleSpec | None) -> dict[str, str]:
    """Return the variables with which WeasyPrint finds the libraries of a *package* on Windows.

    There are none on another *system*, nor where those that are *given* name a folder already.
    """
    places = package.submodule_search_locations if package else None
    if system != "win32" or not places or "WEASYPRINT_DLL_DIRECTORIES" in given:
        return {}
    libraries = str(Path(places[0]) / "bin")
    return {"WEASYPRINT_DLL_DIRECTORIES": libraries, "PATH": f"{libraries};{given.get('PATH', '')}"}


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """On Linux, skip Python's slow search for libraries while WeasyPrint is imported.

    WeasyPrint tries the names of other systems first. For each, Python starts ``ldconfig``, ``gcc`` and ``ld``: some
    fifty processes and a quarter of a second in all. Without the search, the loader finds the file by its name.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda _name: None  # type: ignore[assignment]  # for a moment
    try:
        yield
    finally:
        ctypes.util.find_library = search


@lru_cache(maxsize=1)
def _fetcher() -> "URLFetcher":
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    allowed = folder("fonts").resolve()

    class FontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Open the bundled fonts and nothing else; any other URL ends the run."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  the signature is WeasyPrint's
            path = Path(unquote(urlsplit(url).path)).resolve()
            if urlsplit(url).scheme == "file" and path.is_relative_to(allowed) and path.suffix == ".ttf":
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
            message = "a page asked for something that is not a bundled font"
            raise FatalURLFetchingError(message)

    return FontsOnly(allowed_protocols=("file",), allow_redirects=False)


class _Complaints(logging.Handler):
    """Keep what the engine logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(str(record.msg))  # the template of the message: its values could be the plan's


@contextmanager
def _no_warning() -> Iterator[None]:
    complaints, loggers = _Complaints(), [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    kept = [(logger.propagate, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [complaints]
    try:
        yield
    finally:
        for logger, (propagate, handlers) in zip(loggers, kept, strict=True):
            logger.propagate, logger.handlers = propagate, handlers
    if complaints.said:
        raise RenderError("; ".join(dict.fromkeys(complaints.said)))


def _check_signs(page: str) -> None:
    """Refuse characters that the bundled fonts do not have, since they would be printed as empty boxes."""
    unknown = sorted(sign for sign in set(page) if ord(sign) not in signs())
    if unknown:
        raise TaperError(
            Problem(
                (),
                say("the bundled fonts cannot print {signs}", signs=" ".join(unknown[:20])),
                say("Write names and notes in Latin, Greek or Cyrillic letters."),
            )
        )
