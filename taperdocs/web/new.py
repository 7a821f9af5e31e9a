"""A new plan: from a line of steps and the packets at hand, or from a file that somebody was given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.make.typed import read_date
from taperdocs.make.write import write_new
from taperdocs.plan.form import LIQUIDS, MAY_BE_SPLIT, MEASURED, Split
from taperdocs.plan.form import Form as Kind
from taperdocs.plan.problems import Message, Place, Problem, TaperError, say
from taperdocs.planfile.new import Draft, new_plan
from taperdocs.readback.attached import PLAN_FILE
from taperdocs.readback.open_handoff import opened
from taperdocs.web.desk import END, Form, desk_of, language_of, page, to_plan, told, words_of
from taperdocs.web.seen import Seen, readable, seen

_PACKETS = 4
"""How many packets the page has room for; more are added in the text."""
_MARKED = MEASURED | {Kind.DROPS, Kind.BEADS}
"""Forms for which the page asks how they are measured, or what is inside."""
_UNREADABLE = 422


def show(request: Request) -> Response:
    """Show the empty form. Nothing in it is chosen before the person chooses it."""
    return _shown(request, Form(), None)


def check(request: Request, form: Form) -> Response:
    """Return what the form says so far."""
    return page(request, "seen.html", fields=True, seen=_seen(request, form, UUID(int=0))[1])


def write(request: Request, form: Form) -> Response:
    """Write the plan file and show it; with problems, show the form with each beside its field."""
    text, found = _seen(request, form, uuid4())
    if found.problems or form["act"] != "write":
        return _shown(request, form, found, _UNREADABLE if found.problems else 200)
    return _kept(request, form["name"], text)


def open_file(request: Request, form: Form) -> Response:
    """Take over a plan file, or the one in a hand-off."""
    data, name = form.file, form.file_name
    try:
        if b"%PDF-" in data[:1024]:
            data, name = dict(opened(data))[PLAN_FILE], "plan"
        elif not name.endswith(END):
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
    return to_plan(free, "text?saved")


def _shown(request: Request, form: Form, found: Seen | None, status: int = 200) -> Response:
    words = words_of(request)
    cuts = {
        Split.NO: words.text("no, never"),
        Split.HALF: words.text("into halves"),
        Split.THIRD: words.text("into thirds"),
        Split.QUARTER: words.text("into quarters"),
        Split.EIGHTH: words.text("into eighths"),
    }
    return page(
        request,
        "new.html",
        status,
        form=form,
        fields=True,
        seen=found,
        rows=range(1, _PACKETS + 1),
        kinds=[(kind.value, words.form(kind, Fraction(1))) for kind in Kind],
        cuts=[(cut.value, cuts.get(cut, cut.value)) for cut in Split],
    )


@dataclass(frozen=True)
class _Packet:
    """A row of the form that is filled in: its number on the page."""

    row: int
    text: str


def _seen(request: Request, form: Form, plan_id: UUID) -> tuple[bytes, Seen]:
    """Return the text of the plan file and what it says; without a text, every problem at its field."""
    problems, packets, usual = list[Problem](), list[_Packet](), Draft()
    for row in range(1, _PACKETS + 1):
        found = tuple(_missing(form, row))
        problems += found
        if _is_filled(form, row) and not found:
            packets.append(_Packet(row, _packet(form, row)))
    if not packets and not problems:
        remedy = say("Write the strength that is on it.")
        problems.append(_at("strength-1", say("a packet is missing"), remedy))
    drug, lines = form["drug"].strip(), [line.strip().rstrip(";") for line in form["steps"].splitlines()]
    if not drug:
        remedy = say("Write it as it stands on the packet.")
        problems.append(_at("drug", say("the medicine is missing"), remedy))
    start = usual.start
    try:
        start = _start(form["start"])
    except TaperError as error:
        problems += error.problems
    steps = "; ".join(line for line in lines if line)
    if not steps:
        problems.append(_at("steps", say("the steps are missing"), say("Write them as they were agreed.")))
    products = tuple(packet.text for packet in packets) or usual.products
    draft = Draft(drug or usual.drug, start, products, steps or usual.steps)
    # What stands in for a missing part must not be told as a mistake of the person.
    own = {"drug"} if drug else set[str]()
    own |= ({"product"} if packets else set()) | (
        {"steps", *(("step",) if packets else ())} if steps else set()
    )
    text = ""
    for one in (replace(draft, steps=usual.steps), draft):
        try:
            text = new_plan(one, plan_id)
        except TaperError as error:
            asked = own if one is draft else own - {"step", "steps"}
            told_of = (problem for problem in error.problems if problem.where and problem.where[0] in asked)
            problems += (_placed(problem, packets) for problem in told_of)
    if problems:
        return b"", Seen(told(request, TaperError(*dict.fromkeys(problems))))
    return text.encode(), seen(request, text.encode())


def _start(text: str) -> date:
    if not text:
        raise TaperError(_at("start", say("the first day is missing"), say("Choose it.")))
    return read_date("start", text) or date.min


def _is_filled(form: Form, row: int) -> bool:
    return any(form[f"{key}-{row}"].strip() for key in ("strength", "kind", "cut", "mark"))


def _missing(form: Form, row: int) -> Iterator[Problem]:
    """Yield what a packet lacks; whether it may be cut is never guessed."""
    if not _is_filled(form, row):
        return
    kind = form[f"kind-{row}"]
    if not form[f"strength-{row}"].strip():
        yield _at(f"strength-{row}", say("the strength is missing"), say("Write what is on the packet."))
    if kind not in {*Kind}:
        yield _at(f"kind-{row}", say("it is not said what it is"), say("Choose it."))
    elif kind in MAY_BE_SPLIT and form[f"cut-{row}"] not in {*Split}:
        yield _at(
            f"cut-{row}",
            say("it is not said whether it may be cut"),
            say("Its leaflet or the pharmacist says it."),
        )
    elif kind not in _MARKED and form[f"mark-{row}"].strip():
        yield _at(f"mark-{row}", say("this is only for a liquid"), say("Leave it empty."))
    elif kind in LIQUIDS and form[f"cut-{row}"] not in {"", Split.NO}:
        yield _at(f"cut-{row}", say("a liquid is not cut"), say("Choose no, or nothing."))
    elif kind == Kind.DROPS and not form[f"mark-{row}"].strip():
        yield _at(f"mark-{row}", say("it is not said how many drops are one mL"), say("Write it, as in 25."))
    elif kind == Kind.BEADS and not form[f"mark-{row}"].strip():
        yield _at(
            f"mark-{row}", say("it is not said how many beads are in one capsule"), say("Write it, as in 60.")
        )
    elif kind in MEASURED and not form[f"mark-{row}"].strip():
        yield _at(
            f"mark-{row}", say("the smallest mark of the syringe is missing"), say("Write it, as in 0.1 mL.")
        )


def _packet(form: Form, row: int) -> str:
    kind = form[f"kind-{row}"]
    rest = form[f"mark-{row}"].strip() if kind in _MARKED else "" if kind in LIQUIDS else form[f"cut-{row}"]
    return " ".join(part for part in (form[f"strength-{row}"].strip(), kind, rest) if part)


def _placed(problem: Problem, packets: list[_Packet]) -> Problem:
    """Give a problem the field that it belongs to."""
    first, *rest = problem.where or ("",)
    place: Place = (first,)
    if first == "product":
        number = rest[0] if rest and isinstance(rest[0], int) else 0
        key = {
            "form": "kind",
            "split": "cut",
            "measure": "mark",
            "drops_per_mL": "mark",
            "beads": "mark",
        }.get(str(rest[-1]) if rest else "", "strength")
        place = (f"{key}-{packets[number].row}",)
    elif first in {"step", "steps", "make"}:
        place = ("steps",)
    return replace(problem, where=place, line=None)


def _at(field: str, what: Message, remedy: Message) -> Problem:
    return Problem((field,), what, remedy)
