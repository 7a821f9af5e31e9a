"""From a template to HTML and from HTML to a tagged PDF; the only module that knows WeasyPrint."""

import ctypes.util
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
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
"""The version of WeasyPrint whose inside ``once`` knows; without one, every page is laid out as it is."""


class RenderError(Exception):
    """Say that the engine complained about a page, which is a bug of a template and never of a plan."""


def html(name: str, **context: object) -> str:
    """Return the page that the template of the document *name* makes of *context*, its style sheet inside."""
    return _environment().get_template(f"{name}/document.html").render(context)


def unmarked(page: str) -> str:
    """Return *page* without the marks that read-back needs: they would make blocks differ that look alike.

    ``data-mark`` stays: it is the label of a bookmark.
    """
    return re.sub(r' data-(?!mark=)[a-z]+="[^"]*"', "", page)


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF, and for each page where the layout put its texts, in the order in which they were drawn."""

    data: bytes
    places: tuple[Sequence[Place], ...]


def pdf_of(page: str, *enclosed: Enclosure) -> bytes:
    """Return the bytes of *page* as ``printed_pdf`` makes them."""
    return printed_pdf(page, *enclosed).data


def printed_pdf(page: str, *enclosed: Enclosure) -> Printed:
    """Return *page* as PDF/UA-1, and as PDF/A-3a too where it carries files; raise ``RenderError`` at a warning.

    It is typeset with the bundled fonts alone. The same page and files give the same bytes.
    """
    page = unmarked(page)
    with _no_warning(), warnings.catch_warnings():
        # WeasyPrint leaves the closing of its colour profile to Python.
        warnings.simplefilter("ignore", ResourceWarning)
        document, tag = quick(page) or (_noting(layout(page)), tagger(page))
        data: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a" if enclosed else "pdf/ua-1",
            attachments=[_attachment(one) for one in enclosed],
            finisher=finisher(tag, enclosed),
        )
    return Printed(data, tuple(one.places for one in document.pages))


def _noting(document: Any) -> Any:  # noqa: ANN401
    """Let each page of *document* note the places of its texts when it is drawn."""

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
    """Return WeasyPrint's document for *page*: its boxes where they stand, as ``pdf_of`` prints them."""
    _check_signs(page)
    weasyprint, fonts = _engine()
    made = weasyprint.HTML(string=page, base_url=_base_url(), url_fetcher=_fetcher())
    return made.render(font_config=fonts, pdf_variant="pdf/ua-1", stylesheets=sheets)


def quick(page: str) -> tuple[Any, Finish] | None:
    """Return a document like that of ``layout`` for a page of many parts, laid out once each, and what tags it."""
    weasyprint, _ = _engine()
    if weasyprint.__version__ != TYPESET_ONCE:
        return None
    from taperdocs.pdf import typeset_once  # noqa: PLC0415  another version of WeasyPrint is of another make

    _check_signs(page)
    document = typeset_once.typeset(page, layout, _sheet)
    return None if document is None else (document, typeset_once.tag)


def _sheet(css: str) -> Any:  # noqa: ANN401
    weasyprint, fonts = _engine()
    return weasyprint.CSS(string=css, base_url=_base_url(), url_fetcher=_fetcher(), font_config=fonts)


def warm() -> None:
    """Import and read now what the first page would wait for; forked children then share it."""
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
    environment.filters["marks"] = marks
    return environment


def marks(texts: str | Iterable[str]) -> Markup:
    """Return the marks of texts that stand in one element, as its attributes in their order.

    A mark may be repeated right behind itself; elsewhere it wants an element of its own.
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
    """Quote *text* for a style sheet in HTML: what is no plain letter or figure is written as its code."""
    quoted = "".join(
        sign if re.fullmatch(r"[A-Za-z0-9 .,]", sign) else f"\\{ord(sign):06x} " for sign in text
    )
    return Markup(f'"{quoted}"')  # noqa: S704  nothing but letters, figures and codes is left


def _base_url() -> str:
    return folder("fonts").as_uri() + "/"


@lru_cache(maxsize=1)
def _engine() -> tuple[ModuleType, Any]:
    """Import WeasyPrint with the system's fonts out of sight; make the one font configuration of the process.

    A second configuration would keep memory for good.
    """
    sealed = folder("fonts") / "sealed.conf"
    if not sealed.is_file():
        message = "fonts/sealed.conf is missing: the pages could come out in any font"
        raise RenderError(message)
    os.environ["FONTCONFIG_FILE"] = str(sealed)
    with warnings.catch_warnings(), _libraries_by_name():
        warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
        import weasyprint  # noqa: PLC0415  takes half a second and is not needed to check a plan
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        return weasyprint, FontConfiguration()


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let Linux load libraries by the names of their files, which WeasyPrint tries too.

    It tries the names of other systems first, and for each of them Python starts ``ldconfig``, ``gcc`` and ``ld``:
    some fifty processes and a quarter of a second, at the end of which the loader finds the file by its name.
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
        """Open the bundled fonts and nothing else; anything else ends the run."""

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
    """Refuse what would come out as an empty box: a name in a script that the bundled fonts do not have."""
    unknown = sorted(sign for sign in set(page) if ord(sign) not in signs())
    if unknown:
        raise TaperError(
            Problem(
                (),
                say("the bundled fonts cannot print {signs}", signs=" ".join(unknown[:20])),
                say("Write names and notes in Latin letters; other scripts are not supported yet."),
            )
        )
