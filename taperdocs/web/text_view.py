"""The plan file as text: its problems beside it, what it says as a plan, and saving without losing anything."""

from codecs import BOM_UTF8

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.make.write import write_new, write_over
from taperdocs.plan.problems import TaperError
from taperdocs.web.desk import Form, desk_of, digest, page, problems_of, to_plan
from taperdocs.web.seen import Seen, seen

_CONFLICT, _UNREADABLE = 409, 422


def show(request: Request) -> Response:
    """Show a plan file."""
    name = request.path_params["name"]
    source = desk_of(request).source(name)
    return _shown(
        request, source, _text(source), seen(request, source), saved="saved" in request.query_params
    )


def check(request: Request, form: Form) -> Response:
    """Return what the text that is being typed says, without saving it."""
    desk_of(request).path(request.path_params["name"])
    return page(request, "seen.html", fields=False, seen=seen(request, form["text"].encode()), picture=False)


def save(request: Request, form: Form) -> Response:
    """Save the text, or say why it was not saved; what was typed is on the page in any case."""
    desk, name, asked = desk_of(request), request.path_params["name"], form["act"]
    old = desk.source(name)
    new = like(form["text"], old)
    found = seen(request, new)
    if asked == "copy":
        other = desk.free_name(name)
        write_new(desk.folder / other, new)
        return to_plan(other, "text?saved")
    if asked not in {"save", "anyway"}:
        return _shown(request, old, form["text"], found, digest=form["digest"])
    if form["digest"] != digest(old):
        return _shown(request, old, form["text"], found, _CONFLICT, other=_text(old))
    if found.problems and asked != "anyway":
        return _shown(request, old, form["text"], found, _UNREADABLE)
    try:
        if new != old:
            write_over(desk.path(name), new, old)
    except TaperError as error:
        # Perhaps another program was quicker by a moment.
        refused = Seen((*problems_of(request, error), *found.problems))
        return _shown(request, old, form["text"], refused, _CONFLICT, digest=form["digest"])
    return to_plan(name, "text?saved")


def _shown(  # noqa: PLR0913  each is a state of the page
    request: Request,
    source: bytes,
    text: str | None,
    found: Seen,
    status: int = 200,
    *,
    saved: bool = False,
    other: str | None = None,
    digest: str = "",
) -> Response:
    return page(
        request,
        "text.html",
        status,
        name=request.path_params["name"],
        text=None if text is None else text.replace("\r\n", "\n"),
        digest=digest or _digest(source),
        seen=found,
        fields=False,
        picture=not found.problems and text == _text(source),
        saved=saved,
        other=other,
        unreadable=status == _UNREADABLE,
    )


_digest = digest


def _text(source: bytes) -> str | None:
    """Return the text of a plan file; None where it is none."""
    try:
        return source.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def like(text: str, old: bytes) -> bytes:
    """Return *text*, as a form sends it, with the line ends and the byte order mark of the *old* file."""
    plain = text.replace("\r\n", "\n")
    if plain == _text(old):
        return old
    ends = "\r\n" if 2 * old.count(b"\r\n") > old.count(b"\n") else "\n"
    mark = BOM_UTF8 if old.startswith(BOM_UTF8) else b""
    return mark + plain.replace("\n", ends).encode()
