"""What every page needs: the folder of plans, today's date, the posted form, and filled templates."""

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
from taperdocs.language.undated import words_for
from taperdocs.language.words import Words
from taperdocs.make.files import read_source
from taperdocs.pdf.resources import folder as resources
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError, place_text
from taperdocs.web.spoken import spoken

LANGUAGE = "taperdocs-language"
"""The cookie that holds the language that a person chose."""
SUFFIX = ".toml"
"""The suffix of a plan file."""
_SO_FAR = "\f"
"""Marks the places of a page up to which it is sent at once. A form feed, since browsers treat that as a space."""
_MOST_FIELDS = 3000
"""Most fields that a form may have. Each row of a plan has several, so a long plan needs many."""


@dataclass(frozen=True)
class Desk:
    """The folder of plans, *today*, and *stop*, which ends the server.

    It keeps no plan in memory: every request reads the files again.
    """

    folder: Path
    today: Callable[[], date]
    stop: Callable[[], None]

    def names(self) -> tuple[str, ...]:
        """Return the names of the plan files, sorted; links that lead out of the folder are left out."""
        return tuple(sorted(path.name for path in self.folder.glob(f"*{SUFFIX}") if self._is_inside(path)))

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.is_file() and path.resolve().parent == self.folder
        except OSError:
            return False

    def path(self, name: str) -> Path:
        """Return the path of a plan file in the folder; raise ``HTTPException`` 404 for any other name."""
        if name not in self.names():
            raise HTTPException(404)
        return self.folder / name

    def source(self, name: str) -> bytes:
        """Return the bytes of a plan file; raise ``TaperError`` where they cannot be read."""
        return read_source(str(self.path(name)))

    def free_name(self, wished: str) -> str:
        """Return a file name like *wished* that is still free.

        It keeps letters, digits, "-", "_" and spaces, which every system allows, and gets a number where it is taken.
        """
        stem = Path(wished.replace("\\", "/")).name.removesuffix(SUFFIX)
        plain = "".join(sign for sign in stem if sign.isalnum() or sign in "-_ ").strip()[:60] or "plan"
        tries = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 10_000))
        return next(f"{one}{SUFFIX}" for one in tries if not (self.folder / f"{one}{SUFFIX}").exists())


@dataclass(frozen=True)
class Form:
    """What a page posted: its fields, and the uploaded file, if there is one.

    ``form[name]`` is the first text of a field, ``form.every(name)`` are all of them.
    """

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
    """Return an endpoint that reads the form and calls *handle* in a thread, so that other pages need not wait."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=1_000_000) as sent:
            texts = tuple((key, value) for key, value in sent.multi_items() if isinstance(value, str))
            uploads = [value for value in sent.values() if isinstance(value, UploadFile)]
            data = await uploads[0].read() if uploads else b""
            form = Form(texts, data, (uploads[0].filename or "") if uploads else "")
        return await run_in_threadpool(handle, request, form)

    return endpoint


def to_plan(name: str, page_and_query: str) -> Response:
    """Redirect to a page of a plan file; the name may hold any character."""
    return RedirectResponse(f"/plan/{quote(name)}/{page_and_query}", 303)


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    return cast("Desk", request.app.state.desk)


def language_of(request: Request) -> Language:
    """Return the language that the person chose or the browser asks for."""
    return spoken(request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE, ""))


def words_of(request: Request, plan: Plan | None = None) -> Words:
    """Return the words of the page; for a *plan* whose start is open they number the days instead of dating them."""
    return words_for(language_of(request), *((plan,) if plan else ()))


def digest(source: bytes) -> str:
    """Return the SHA-256 of a file; a form carries it, so that a change made meanwhile is noticed."""
    return sha256(source).hexdigest()


@dataclass(frozen=True)
class ShownProblem:
    """A problem in the language of the page.

    *field* is the key that the place begins with; *place* is the whole place; *line* is the line of the plan file.
    """

    field: str
    place: str
    message: str
    remedy: str
    line: int | None


def problems_of(request: Request, error: TaperError) -> tuple[ShownProblem, ...]:
    """Return every problem in the language of the page."""
    say = language_of(request).say
    return tuple(
        ShownProblem(
            str(one.where[0]).removeprefix("--") if one.where else "",
            place_text(one.where),
            say(one.message),
            say(one.remedy),
            one.line,
        )
        for one in error.problems
    )


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
    """Yield a page in pieces that end at each ``so_far`` of its template, so that it can be sent while it is made."""
    language = language_of(request)
    frame = {
        "code": language.code,
        "direction": language.direction,
        # Where the choice of a language leads back to: a form is posted to the address of its own page.
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
