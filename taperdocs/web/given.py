"""A plan file that somebody was given, or the one in the PDF of a hand-off, is put into the folder."""

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.make.write import write_new
from taperdocs.plan.problems import say
from taperdocs.readback.attached import PLAN_FILE
from taperdocs.readback.open_handoff import opened
from taperdocs.web.desk import SUFFIX, Form, desk_of, language_of, page, to_plan
from taperdocs.web.seen import readable

_UNREADABLE = 422


def open_file(request: Request, form: Form) -> Response:
    """Take over a plan file, or the one in a hand-off."""
    data, name = form.file, form.file_name
    try:
        if b"%PDF-" in data[:1024]:
            data, name = dict(opened(data))[PLAN_FILE], "plan"
        elif not name.endswith(SUFFIX):
            # A file of another name must be a plan without a fault; else it is most likely another kind of file.
            readable(data)
        data.decode()
    except UnicodeDecodeError:
        said = say("This is no plan file. Choose one whose name ends in .toml, or the PDF of a hand-off.")
        return page(request, "sentence.html", _UNREADABLE, said=(language_of(request).say(said),))
    if not data:
        said = say("Choose a file first.")
        return page(request, "sentence.html", _UNREADABLE, said=(language_of(request).say(said),))
    return _kept(request, name, data)


def _kept(request: Request, name: str, data: bytes) -> Response:
    desk = desk_of(request)
    free = desk.free_name(name)
    write_new(desk.folder / free, data)
    return to_plan(free, "fields?saved")
