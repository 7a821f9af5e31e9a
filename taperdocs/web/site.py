"""The pages with their addresses."""

import re
from mimetypes import guess_type
from pathlib import Path

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from taperdocs.language.language import languages
from taperdocs.make.bug_report import notice
from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import TaperError
from taperdocs.web import change, fields, given, papers, plans, text_view
from taperdocs.web.desk import LANGUAGE, Desk, Form, desk_of, language_of, page, posted, problems_of, to_plan
from taperdocs.web.press import Press


def _still() -> dict[str, Path]:
    """Return the files that pages load, by name: style, script, sign and fonts."""
    own = {name: folder("templates") / "web" / name for name in ("style.css", "script.js", "icon.svg")}
    fonts = folder("fonts") / "taperdocs-text"
    return {**own, **{name: fonts / name for name in ("Regular.ttf", "Bold.ttf")}}


def _file(request: Request) -> Response:
    known, name = _still(), request.path_params["name"]
    if name not in known:
        raise HTTPException(404)
    return FileResponse(known[name], media_type=guess_type(name)[0])


def _stop(request: Request, form: Form) -> Response:
    del form
    answer = page(request, "stopped.html")
    answer.background = BackgroundTask(desk_of(request).stop)
    return answer


def _choose_language(request: Request, form: Form) -> Response:
    del request
    back = form["back"] if re.match(r"/(?![/\\])", form["back"]) else "/"
    answer = RedirectResponse(back, 303)
    if form["language"] in languages():
        answer.set_cookie(LANGUAGE, form["language"], httponly=True, samesite="strict")
    return answer


def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    say = language_of(request).gettext
    said = say("There is no such page. A plan file may have been moved or renamed.")
    if status != 404:  # noqa: PLR2004  the status of "not found"
        said = say("The page cannot do this.")
    return page(request, "sentence.html", status, said=(said,))


def _unread(request: Request, error: Exception) -> Response:
    """Tell the problems that no page has told."""
    problems = problems_of(request, error) if isinstance(error, TaperError) else ()
    name = request.path_params.get("name")
    if name and not request.url.path.endswith("/text"):
        return to_plan(name, "text")
    return page(request, "sentence.html", 422, said=tuple(f"{one.message}. {one.remedy}" for one in problems))


def _bug(request: Request, error: Exception) -> Response:
    return page(request, "sentence.html", 500, said=tuple(notice(error)))


def site(desk: Desk) -> Starlette:
    """Return the pages that work with *desk*, without the guard before them."""
    made = Starlette(
        routes=[
            Route("/", plans.show),
            Route("/new", fields.new),
            Route("/new", posted(fields.write), methods=["POST"]),
            Route("/new/check", posted(fields.check_new), methods=["POST"]),
            Route("/open", posted(given.open_file), methods=["POST"]),
            Route("/plan/{name}/fields", fields.show),
            Route("/plan/{name}/fields", posted(fields.save), methods=["POST"]),
            Route("/plan/{name}/fields/check", posted(fields.check), methods=["POST"]),
            Route("/plan/{name}/text", text_view.show),
            Route("/plan/{name}/text", posted(text_view.save), methods=["POST"]),
            Route("/plan/{name}/check", posted(text_view.check), methods=["POST"]),
            Route("/plan/{name}/papers", papers.show),
            Route("/plan/{name}/papers.zip", papers.everything),
            Route("/plan/{name}/paper/{file}", papers.file),
            Route("/plan/{name}/paper/{file}/{page:int}.png", papers.picture),
            Route("/plan/{name}/change", change.show),
            Route("/plan/{name}/change", posted(change.ask), methods=["POST"]),
            Route("/plan/{name}/undo", posted(change.undo), methods=["POST"]),
            Route("/static/{name}", _file),
            Route("/language", posted(_choose_language), methods=["POST"]),
            Route("/stop", posted(_stop), methods=["POST"]),
        ],
        exception_handlers={HTTPException: _not_found, TaperError: _unread, Exception: _bug},
    )
    made.state.desk = desk
    made.state.press = Press()
    return made
