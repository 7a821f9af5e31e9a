"""What every page works with: the folder of plans, today's date, and the pages of the templates."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import cast
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from taperdocs.language.language import Language, languages
from taperdocs.language.undated import undated
from taperdocs.language.words import Words
from taperdocs.make.files import read_source
from taperdocs.pdf.resources import folder as resources
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, place_text
from taperdocs.web.spoken import spoken

LANGUAGE = "taperdocs-language"
"""The cookie that holds the language that a person chose."""
END = ".toml"
_SO_FAR = "\f"
"""Stands in a page where what is before it is sent at once; a browser reads a form feed as a space."""
_MOST_FIELDS = 3000
"""Most fields of a form: the rows of a long plan."""


@dataclass(frozen=True)
class Desk:
    """The folder of plans, what day it is, and what ends the server. No plan is kept here: the files are the truth."""

    folder: Path
    today: Callable[[], date]
    stop: Callable[[], None]

    def names(self) -> tuple[str, ...]:
        """Return the names of the plan files; a link that leads out of the folder is none."""
        return tuple(sorted(path.name for path in self.folder.glob(f"*{END}") if self._is_inside(path)))

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.is_file() and path.resolve().parent == self.folder
        except OSError:
            return False

    def path(self, name: str) -> Path:
        """Return the path of a plan file that is in the folder; answer 404 for every other name."""
        if name not in self.names():
            raise HTTPException(404)
        return self.folder / name

    def source(self, name: str) -> bytes:
        """Return the bytes of a plan file; raise ``TaperError`` where they cannot be read."""
        return read_source(str(self.path(name)))

    def free_name(self, wished: str) -> str:
        """Return a name that no file has yet, made from the letters of *wished* that every system allows."""
        stem = Path(wished.replace("\\", "/")).name.removesuffix(END)
        plain = "".join(sign for sign in stem if sign.isalnum() or sign in "-_ ").strip()[:60] or "plan"
        tries = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 10_000))
        return next(f"{one}{END}" for one in tries if not (self.folder / f"{one}{END}").exists())


@dataclass(frozen=True)
class Form:
    """The fields that a page sent: the first text of each, or all of them; and the file, if there is one."""

    fields: tuple[tuple[str, str], ...] = ()
    file: bytes = b""
    file_name: str = ""

    def __getitem__(self, name: str) -> str:
        """Return the text of a field; empty where it was not sent."""
        return next((text for key, text in self.fields if key == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        """Return each text of a field that may be sent several times."""
        return tuple(text for key, text in self.fields if key == name)


Handler = Callable[[Request, Form], Response]


def posted(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads the form and then works in a thread, so that other pages go on."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=1_000_000) as sent:
            texts = tuple((key, value) for key, value in sent.multi_items() if isinstance(value, str))
            uploads = [value for value in sent.values() if isinstance(value, UploadFile)]
            data = await uploads[0].read() if uploads else b""
            form = Form(texts, data, (uploads[0].filename or "") if uploads else "")
        return await run_in_threadpool(handle, request, form)

    return endpoint


def to_plan(name: str, page_and_query: str) -> Response:
    """Lead to a page of a plan file, whatever signs its name has."""
    return RedirectResponse(f"/plan/{quote(name)}/{page_and_query}", 303)


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    return cast("Desk", request.app.state.desk)


def language_of(request: Request) -> Language:
    """Return the language that the person chose or the browser asks for."""
    return spoken(request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE, ""))


def words_of(request: Request, plan: Plan | None = None) -> Words:
    """Return the words of the page; for a plan whose start is not fixed, with numbered days."""
    language = language_of(request)
    return Words(language if plan is None or plan.outline.dated else undated(language))


def digest(source: bytes) -> str:
    """Return what tells one state of a file from another."""
    return sha256(source).hexdigest()


@dataclass(frozen=True)
class Told:
    """A problem in the words of the page. ``field`` is the first part of its place; ``line`` that of the file."""

    field: str
    place: str
    message: str
    remedy: str
    line: int | None


def told(request: Request, error: TaperError) -> tuple[Told, ...]:
    """Return every problem in the language of the page."""
    return tuple(_told(language_of(request), problem) for problem in error.problems)


def _told(language: Language, problem: Problem) -> Told:
    field = str(problem.where[0]).removeprefix("--") if problem.where else ""
    place = place_text(problem.where)
    return Told(field, place, language.say(problem.message), language.say(problem.remedy), problem.line)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(resources("templates") / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Request, template: str, status: int = 200, **context: object) -> Response:
    """Return a page of the templates in the language of the person."""
    return HTMLResponse("".join(parts(request, template, **context)), status)


def parts(request: Request, template: str, **context: object) -> Iterator[str]:
    """Yield a page up to each ``so_far`` of its template, so that a long one can be sent while it is made."""
    language = language_of(request)
    frame = {
        "code": language.code,
        "direction": language.direction,
        # A page that answers a form has its own address again.
        "here": request.url.path,
        "languages": [(code, spoken(code).locale.get_display_name() or code) for code in languages()],
        "_": language.gettext,
        "ngettext": language.ngettext,
        "so_far": _SO_FAR,
    }
    held = list[str]()
    for piece in _environment().get_template(template).generate({**frame, **context}):
        held.append(piece)
        if _SO_FAR in piece:
            yield "".join(held)
            held.clear()
    yield "".join(held)
