"""The papers of a plan: every document with the options of `make`, as pictures of the finished pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile, ZipInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from taperdocs.documents import DOCUMENTS
from taperdocs.documents.what_changed import only_changed
from taperdocs.ics.export import EXPORTS
from taperdocs.language.words import Words
from taperdocs.make import typed
from taperdocs.make.bug_report import notice
from taperdocs.make.make import File
from taperdocs.make.presented import on_paper
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError, say
from taperdocs.readback.pdfium import page_picture, page_sizes
from taperdocs.web.desk import ShownProblem, desk_of, language_of, page, parts, problems_of, words_of
from taperdocs.web.fields import Field
from taperdocs.web.press import Press
from taperdocs.web.seen import readable

_WIDTH = 1000
"""Width of the picture of a page, pixels."""
_KINDS = {"pdf": "application/pdf", "ics": "text/calendar; charset=utf-8"}


_CALLED = {
    "letter": say("Letter"),
    "both": say("A4 and Letter"),
    "standard": say("standard"),
    "large": say("large"),
    "giant": say("giant"),
    "iso": say("two holes"),
    "us": say("three holes"),
    "none": say("no holes"),
    "black": say("black"),
    "blue": say("blue"),
}
"""What the choices of options are called, where that is not their key."""


@dataclass(frozen=True)
class Paper:
    """A document of the page: while it is ``making``, and then its files and pages, or why there is none."""

    title: str
    number: int
    count: int
    making: bool = False
    files: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    problems: tuple[ShownProblem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Order:
    """What is asked for: the plan, its documents and their options."""

    plan: Plan
    names: tuple[str, ...]
    options: Options
    changed: bool


def show(request: Request) -> Response:
    """Show the options, and send each document as soon as it is made."""
    name, query = request.path_params["name"], request.query_params
    source = desk_of(request).source(name)
    frame = {
        "name": name,
        "query": urlencode(query.multi_items()),
        "fields": fields(request),
        "documents": _titles(words_of(request)),
        "chosen": query.getlist("documents"),
        "changed": "changed" in query,
    }
    try:
        order = _order(request, readable(source))
    except TaperError as error:
        problems = problems_of(request, error)
        return page(request, "papers.html", 422, **frame, problems=problems, papers=(), revised=True)
    revised = order.plan.revision > 0
    made = parts(
        request, "papers.html", **frame, problems=(), papers=_papers(request, order), revised=revised
    )
    return StreamingResponse(made, media_type="text/html")


def file(request: Request) -> Response:
    """Return one finished file."""
    found = _file(request)
    kind = _KINDS[found.name.rpartition(".")[2]]
    how = "inline" if kind == _KINDS["pdf"] else "attachment"
    return Response(
        found.data, media_type=kind, headers={"content-disposition": f'{how}; filename="{found.name}"'}
    )


def picture(request: Request) -> Response:
    """Return one page of a finished file as a picture."""
    found, number = _file(request), request.path_params["page"]
    if not found.name.endswith(".pdf") or not 1 <= number <= len(page_sizes(found.data)):
        raise HTTPException(404)
    return Response(page_picture(found.data, number - 1, _WIDTH), media_type="image/png")


def everything(request: Request) -> Response:
    """Return all files in one ZIP file, the same bytes for the same papers."""
    order, packed = _order(request, _plan(request)), BytesIO()
    with ZipFile(packed, "w") as zipped:
        for name in order.names:
            for made in _files(request, order, name):
                zipped.writestr(ZipInfo(made.name), made.data)
    headers = {"content-disposition": 'attachment; filename="papers.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def press_of(request: Request) -> Press:
    """Return the press of the server."""
    press = request.app.state.press
    if not isinstance(press, Press):
        raise TypeError
    return press


def fields(request: Request) -> tuple[Field, ...]:
    """Return the options of `make`, each with what is chosen; without a choice, its usual text."""
    return tuple(_field(request, option) for option in typed.OPTIONS if option.key != "documents")


def _field(request: Request, option: typed.Option) -> Field:
    words, value = words_of(request), request.query_params.get(option.key)
    usual = {"language": words.language.code, "as-of": str(desk_of(request).today())}
    named = ((key, _CALLED.get(key)) for key in option.choices()) if option.choices else ()
    choices = tuple((key, words.language.say(said) if said else key.upper()) for key, said in named)
    if option.key == "language":
        choices = tuple(typed.languages().items())
    if option.key == "holes":
        choices = (("", words.text("as the paper needs")), *choices)
    kind = "date" if option.value == "DATE" else "text" if option.value else "switch"
    shown = usual.get(option.key, option.usual) if value is None else value
    return Field(option.key, words.text(option.label), words.text(option.help), kind, shown, choices)


def _titles(words: Words) -> Mapping[str, str]:
    known = {
        "calendar": words.text("Calendar"),
        "diary": words.text("Diary"),
        "handoff": words.text("Hand-off for the doctor"),
        "card": words.text("Card for the wallet"),
        "changes": words.text("What changed"),
        "ics": words.text("Phone calendar"),
        "doses": words.text("Phone calendar with each dose"),
    }
    return {name: known.get(name, name) for name in (*DOCUMENTS, *EXPORTS)}


def _plan(request: Request) -> Plan:
    return readable(desk_of(request).source(request.path_params["name"]))


def _order(request: Request, plan: Plan) -> _Order:
    """Return what the address asks for; raise ``TaperError`` with each mistake at its option."""
    query = request.query_params
    texts = {field.name: field.value for field in fields(request)}
    texts = {key: ("yes" if text == "on" else text) for key, text in texts.items()}
    asked = typed.request({**texts, "documents": " ".join(query.getlist("documents"))})
    typed.within(plan, asked.options)
    names = asked.documents if asked.chosen else typed.possible(plan, asked.documents)
    return _Order(plan, names, asked.options, "changed" in query and plan.revision > 0)


def _papers(request: Request, order: _Order) -> Iterator[Paper]:
    """Yield each document twice: before it is made, so that the page can say so, and when it is there."""
    titles, count = _titles(words_of(request)), len(order.names)
    # A single page is there in a moment, while the others are made.
    first = "changes" if order.changed else "card"
    for number, name in enumerate(sorted(order.names, key=lambda name: name != first), start=1):
        title = titles[name]
        yield Paper(title, number, count, making=True)
        try:
            files = _files(request, order, name)
        except TaperError as error:
            yield Paper(title, number, count, problems=problems_of(request, error))
            continue
        except Exception as bug:  # noqa: BLE001  its text may hold the plan; the other documents can still be made
            yield Paper(title, number, count, notes=tuple(notice(bug)))
            continue
        notes = () if files else (language_of(request).gettext("No page of it has changed."),)
        sizes = page_sizes(files[0].data) if files and name in DOCUMENTS else ()
        yield Paper(title, number, count, files=tuple(one.name for one in files), sizes=sizes, notes=notes)


def _files(request: Request, order: _Order, name: str) -> tuple[File, ...]:
    options: Options | None = order.options
    if order.changed:
        options = only_changed(*on_paper(order.plan, order.options), name)
    return press_of(request).files(order.plan, name, options) if options else ()


def _file(request: Request) -> File:
    """Return the file that the address names; answer 404 where there is none of that name."""
    wanted = request.path_params["file"]
    names = {f"{name}.pdf": name for name in DOCUMENTS}
    names |= {file: name for name, export in EXPORTS.items() for file in (export.file, export.removal)}
    if wanted in names:
        made = _files(request, _order(request, _plan(request)), names[wanted])
        for one in made:
            if one.name == wanted:
                return one
    raise HTTPException(404)
