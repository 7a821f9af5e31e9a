"""The plan as fields, a new one or a plan file: every problem beside its field, and saving without losing anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.language.words import Words
from taperdocs.make.typed import read_date
from taperdocs.make.write import write_new, write_over
from taperdocs.plan.form import Form as Kind
from taperdocs.plan.form import Split
from taperdocs.plan.problems import Place, Problem, TaperError, place_text, say
from taperdocs.plan.regimen import slot_named
from taperdocs.planfile.composer import PlanForm, composed, form_of
from taperdocs.planfile.new import apart, explained
from taperdocs.planfile.steps import like_an_hour
from taperdocs.web.desk import Form, Told, desk_of, digest, page, to_plan, told, words_of
from taperdocs.web.seen import Seen, readable, seen_plan
from taperdocs.web.sheet import MOST_ROWS, NO_END, TABLES, Made, Sheet, made, said, sheet_of
from taperdocs.web.text_view import like

_CONFLICT, _UNREADABLE = 409, 422


@dataclass(frozen=True)
class Field:
    """A field of the page; ``kind`` is text, date, long, switch or choice."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a table: what is always asked, and what folds away."""

    name: str
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...] = ()

    @property
    def open(self) -> bool:
        """Tell whether something stands in what folds away."""
        return any(field.value for field in self.more)


@dataclass(frozen=True)
class Section:
    """A part of the page: its fields, and the rows of its table with what a new row is called."""

    key: str
    title: str
    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    add: str = ""
    hint: str = ""
    folded: bool = False

    @property
    def open(self) -> bool:
        """Tell whether something stands in it."""
        return bool(self.rows) or any(field.value for field in self.fields)


@dataclass(frozen=True)
class _Plan:
    """What is edited: a plan file of the folder, or a new one, which has no name; ``source`` has its bytes.

    It is ``broken`` where it became a file without fields while they were typed.
    """

    base: PlanForm
    name: str = ""
    source: bytes = b""
    broken: bool = False

    @property
    def locked(self) -> bool:
        """Tell whether the steps are not typed here: they are agreed, or stand in courses."""
        return bool(self.name) and (bool(self.base[("agreed", "by")]) or self.has_courses)

    @property
    def has_courses(self) -> bool:
        """Tell whether each drug has steps of its own."""
        return any(place[0] == "course" for place, _ in self.base.texts)


def new(request: Request) -> Response:
    """Show the empty form. Nothing in it is chosen before the person chooses it."""
    return _shown(request, _begun(UUID(int=0)), Sheet({"product-rows": "1"}), None)


def check_new(request: Request, form: Form) -> Response:
    """Return what the form says so far."""
    plan = _begun(UUID(int=0))
    return _fragment(request, plan, _read(request, plan, _sheet(form))[1])


def write(request: Request, form: Form) -> Response:
    """Write the plan file and show it; with problems, show the form with each beside its field."""
    plan, sheet = _begun(uuid4()), _sheet(form)
    if other := _acted(sheet, form["act"]):
        return _shown(request, plan, other, None)
    drawn, found = _read(request, plan, sheet)
    if found.problems or form["act"] != "write":
        return _shown(request, plan, sheet, found, _UNREADABLE if found.problems else 200)
    desk = desk_of(request)
    name = desk.free_name(sheet["name"])
    write_new(desk.folder / name, composed(apart(explained(drawn.form.texts))))
    return to_plan(name, "fields?saved")


def show(request: Request) -> Response:
    """Show a plan file as fields; one that is no TOML is shown as text."""
    name = request.path_params["name"]
    source = desk_of(request).source(name)
    plan = _Plan(form_of(source), name, source)
    sheet = said(sheet_of(plan.base))
    return _shown(request, plan, sheet, _read(request, plan, sheet)[1], saved="saved" in request.query_params)


def check(request: Request, form: Form) -> Response:
    """Return what the fields say while they are typed, without saving."""
    plan = _opened(request)
    return _fragment(request, plan, _read(request, plan, _sheet(form))[1])


def save(request: Request, form: Form) -> Response:
    """Save the plan, or say why it was not saved; what was typed is on the page in any case."""
    plan, sheet, asked = _opened(request), _sheet(form), form["act"]
    other = _acted(sheet, asked)
    drawn, found = _read(request, plan, other or sheet)
    if asked == "apart" and not found.problems:
        other = sheet_of(apart(drawn.form))
    if other or asked not in {"save", "anyway", "copy"}:
        return _shown(request, plan, other or sheet, found, digest=form["digest"], unsaved=True)
    return _kept(request, plan, sheet, drawn=drawn, found=found, form=form)


def _kept(  # noqa: PLR0913  all of them are what was typed
    request: Request, plan: _Plan, sheet: Sheet, *, drawn: Made, found: Seen, form: Form
) -> Response:
    desk, asked, seen_before = desk_of(request), form["act"], form["digest"]
    if asked != "copy" and (plan.broken or seen_before != digest(plan.source)):
        seen_now = seen_before if plan.broken else ""
        return _shown(request, plan, sheet, found, _CONFLICT, digest=seen_now, unsaved=True)
    # What cannot be read in a line of the plan file would be lost.
    lost = any(name.endswith("-rest") for name, _ in drawn.wrong)
    if lost or (found.problems and asked == "save"):
        return _shown(request, plan, sheet, found, _UNREADABLE, digest=seen_before, unsaved=True)
    try:
        if asked == "copy":
            name = desk.free_name(plan.name)
            write_new(desk.folder / name, _bytes(plan, drawn))
            return to_plan(name, "fields?saved")
        if (changed := _bytes(plan, drawn)) != plan.source:
            write_over(desk.path(plan.name), changed, plan.source)
    except TaperError as error:
        # Perhaps another program was quicker by a moment.
        refused = Seen((*told(request, error), *found.problems))
        return _shown(request, plan, sheet, refused, _CONFLICT, digest=seen_before, unsaved=True)
    return to_plan(plan.name, "fields?saved")


def _begun(plan_id: UUID) -> _Plan:
    return _Plan(base=PlanForm(((("format",), "1"), (("id",), str(plan_id)))))


def _opened(request: Request) -> _Plan:
    name = request.path_params["name"]
    source = desk_of(request).source(name)
    try:
        return _Plan(form_of(source), name, source)
    except TaperError:
        return _Plan(PlanForm(((("format",), "1"),)), name, source, broken=True)


def _bytes(plan: _Plan, drawn: Made) -> bytes:
    """Return what is saved: the bytes of the file where the fields say the same as it does."""
    text = composed(drawn.form)
    same = composed(made(said(sheet_of(plan.base)), plan.base, locked=plan.locked).form)
    return plan.source if text == same else like(text.decode(), plan.source)


def _sheet(form: Form) -> Sheet:
    return Sheet({name: text for name, text in reversed(form.fields) if name not in {"act", "digest"}})


_ON_A_ROW = re.compile(rf"(up|down|drop|below|add)-({'|'.join(TABLES)})(?:-(\d{{1,3}}))?", re.ASCII)


def _acted(sheet: Sheet, act: str) -> Sheet | None:
    """Return the sheet after a button that moves rows or adds columns; None for every other button."""
    if act == "times":
        return Sheet({**sheet.texts, "times": "morning noon afternoon evening bedtime"})
    if act == "hour" and like_an_hour(sheet["hour"]):
        return Sheet({**sheet.texts, "times": f"{sheet['times']} {sheet['hour']}", "hour": ""})
    match = _ON_A_ROW.fullmatch(act)
    if match is None:
        return None
    what, key, row = match[1], match[2], int(match[3] or 0)
    rows: list[int | None] = list(sheet.rows(key))
    if what == "add":
        rows.append(None)
    elif row < len(rows):
        other = {"up": max(row - 1, 0), "down": min(row + 1, len(rows) - 1)}.get(what)
        if other is not None:
            rows[row], rows[other] = rows[other], rows[row]
        elif what == "drop":
            del rows[row]
        else:
            rows.insert(row + 1, None)
    return sheet.rearranged(key, rows[:MOST_ROWS])


def _read(request: Request, plan: _Plan, sheet: Sheet) -> tuple[Made, Seen]:
    """Return the plan file of the fields and what it says, or every problem at its field."""
    drawn = made(sheet, plan.base, locked=plan.locked)
    wrong = [*_missing(sheet, drawn.form), *_no_dates(sheet), *drawn.wrong]
    rows = {"-".join(field.split("-")[:2]) for field, _ in wrong}
    try:
        read = readable(composed(_stood_in(drawn, rows)))
    except TaperError as error:
        # A row of which something is missing is said in the words of the page alone.
        for problem in error.problems:
            field = drawn.field(sheet, problem.where)
            if "-".join(field.split("-")[:2]) not in rows and not (wrong and not field):
                wrong.append((field, replace(problem, where=_typed(drawn, problem.where))))
    else:
        if not wrong:
            return drawn, seen_plan(request, read)
    return drawn, Seen(tuple(dict.fromkeys(_told(request, field, problem) for field, problem in wrong)))


def _typed(drawn: Made, where: Place) -> Place:
    """Return a place with the number of its row on the page."""
    if where[:1] and where[0] in drawn.rows and isinstance(where[1:2] and where[1], int):
        numbers = drawn.rows[str(where[0])]
        number = int(where[1])
        return (where[0], numbers[number] if number < len(numbers) else number, *where[2:])
    return where


def _told(request: Request, field: str, problem: Problem) -> Told:
    (one,) = told(request, TaperError(problem))
    return replace(one, field=field, place=place_text(problem.where), line=None)


def _missing(sheet: Sheet, form: PlanForm) -> Iterator[tuple[str, Problem]]:
    """Yield what a plan lacks before it can be read."""
    written = {place[0] for place, text in form.texts if text.strip()}
    if "drug" not in written and not any(
        place[2:] == ("drug",) for place, text in form.texts if text.strip()
    ):
        yield (
            "drug",
            Problem(("drug",), say("the medicine is missing"), say("Write it as it stands on the packet.")),
        )
    if "start" not in written:
        yield "start", Problem(("start",), say("the first day is missing"), say("Choose it."))
    if "product" not in written:
        field = "product-0-strength" if sheet.rows("product") else "product"
        remedy = say("Write the strength that is on it.")
        yield field, Problem(("product",), say("a packet is missing"), remedy)
    if written.isdisjoint({"step", "steps", "course"}):
        field = "steps" if _in_lines(sheet) else "step"
        yield field, Problem((field,), say("the steps are missing"), say("Write them as they were agreed."))


def _no_dates(sheet: Sheet) -> Iterator[tuple[str, Problem]]:
    """Yield what stands in a field of a day and is none."""
    for name in ("start", "person-born", "agreed-on"):
        try:
            read_date(name, sheet[name].strip() or None)
        except TaperError as error:
            yield from ((name, replace(problem, where=(name,))) for problem in error.problems)


def _stood_in(drawn: Made, rows: Iterable[str]) -> PlanForm:
    """Return the plan file with something in place of what is missing, so that the rest of it can be read.

    A packet that is not whole gets a strength that cannot be read: then no dose is judged by it.
    """
    form, rows = drawn.form, set(rows)
    texts = [
        entry for entry in form.texts if entry[1].strip() and entry[0][0] not in {"drug", "start"} & rows
    ]
    written = {place[0] for place, _ in texts}
    texts += [((key,), text) for key, text in (("drug", "drug"), ("start", "2000-01-01")) if key in rows]
    broken = [number for number, row in enumerate(drawn.rows.get("product", ())) if f"product-{row}" in rows]
    if "product" not in written:
        broken, texts = [0], [*texts, (("product", 0, "form"), Kind.TABLET.value)]
    places = {("product", number, "strength") for number in broken}
    return PlanForm(
        (*(entry for entry in texts if entry[0] not in places), *((place, "?") for place in sorted(places)))
    )


def _in_lines(sheet: Sheet) -> bool:
    """Tell whether the steps are written in lines: where there are no rows of them."""
    return bool(sheet["steps"].strip()) or not sheet.rows("step")


def _fragment(request: Request, plan: _Plan, found: Seen) -> Response:
    return page(request, "seen.html", fields=True, seen=found, name=plan.name)


def _shown(  # noqa: PLR0913  each is a state of the page
    request: Request,
    plan: _Plan,
    sheet: Sheet,
    found: Seen | None,
    status: int = 200,
    *,
    saved: bool = False,
    digest: str = "",
    unsaved: bool = False,
) -> Response:
    words = words_of(request)
    sections = tuple(_sections(words, sheet, locked=plan.locked))
    return page(
        request,
        "fields.html",
        status,
        name=plan.name,
        sheet=sheet,
        times=" ".join(sheet.times),
        tables=TABLES,
        sections=sections,
        locked=plan.locked,
        courses=plan.has_courses,
        in_lines=_in_lines(sheet),
        beside_fields=sorted({str(place[0]) for place, _ in plan.base.texts} - _WITH_FIELDS)
        if plan.name
        else [],
        digest=digest or _digest(plan.source),
        seen=found,
        fields=True,
        saved=saved,
        unsaved=unsaved,
        other=plan.source.decode(errors="replace") if status == _CONFLICT else None,
        unreadable=status == _UNREADABLE,
        unknown=not any(field.endswith("-rest") for field in _problem_fields(found)),
    )


_digest = digest
_WITH_FIELDS = {
    *("format", "id", "drug", "title", "start", "for", "since", "steps", "then", "pace", "make"),
    *("before", "person", "agreed", *TABLES),
}


def _problem_fields(found: Seen | None) -> set[str]:
    return {problem.field for problem in found.problems} if found else set()


def _sections(words: Words, sheet: Sheet, *, locked: bool) -> Iterator[Section]:
    """Yield the parts of the page."""
    top = _Asked(sheet, "")
    yield Section(
        "",
        "",
        (
            top(
                "drug",
                words.text("Medicine"),
                words.text("As on the packet; with several, leave it empty and write it at each"),
            ),
            top(
                "start",
                words.text("First day"),
                words.text("It is repeated in words, since browsers write dates in several ways."),
                "date",
            ),
            top("start-open", words.text("The first day is not fixed yet"), kind="switch"),
        ),
    )
    packets = tuple(_packet(words, sheet, row) for row in sheet.rows("product"))
    yield Section("product", words.text("Packets"), (), packets, words.text("One more packet"))
    before = tuple(_dose_fields(words, sheet, "before"))
    if rest := sheet["before-rest"]:
        before += (Field("before-rest", words.text("In the words of the plan file"), value=rest),)
    yield Section(
        "before", words.text("What is taken each day before the plan, if you like"), before, folded=True
    )
    if not locked:
        lines = top(
            "steps",
            words.text("Steps, one a line: the dose, and for how long"),
            words.text(
                "In the form: number, unit, number of weeks or days. Beside it stands how each line is read."
            ),
            "long",
        )
        steps = tuple(_step(words, sheet, row) for row in sheet.rows("step"))
        yield Section(
            "step",
            words.text("Steps"),
            (lines,) if _in_lines(sheet) else (),
            steps,
            words.text("One more step"),
        )
    allowed = tuple(_allowed(words, sheet, row) for row in sheet.rows("as_needed"))
    yield Section(
        "as_needed",
        words.text("Allowed when needed"),
        (),
        allowed,
        words.text("Something that is allowed when needed"),
        words.text("It is never part of the doses of a day."),
        folded=True,
    )
    contacts = tuple(_contact(words, sheet, row) for row in sheet.rows("contact"))
    yield Section(
        "contact",
        words.text("Person, agreement, whom to ring"),
        (
            top("person-name", words.text("Name"), words.text("It is printed on every page.")),
            top("person-born", words.text("Born on"), kind="date"),
            top("agreed-by", words.text("Agreed with"), words.text("Without it, every page says DRAFT.")),
            top("agreed-on", words.text("Agreed on"), kind="date"),
        ),
        contacts,
        words.text("Somebody to ring"),
        folded=True,
    )
    yield Section("more", words.text("More about the plan"), tuple(_about(words, top)), folded=True)


@dataclass(frozen=True)
class _Asked:
    """Makes fields of a row, with what stands in them."""

    sheet: Sheet
    row: str

    def __call__(
        self,
        key: str,
        label: str,
        hint: str = "",
        kind: str = "text",
        choices: Mapping[str, str] | None = None,
    ) -> Field:
        """Return a field."""
        name = f"{self.row}{key}"
        value = self.sheet[name]
        # A browser shows nothing of a date that is none.
        if kind == "date" and value and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            kind = "text"
        # The rows below the first one need no hint.
        if re.match(r"(product|step)-[1-9]", self.row):
            hint = ""
        kept = {value: value} if choices and value and value not in choices else {}
        return Field(name, label, hint, kind, value, tuple({**(choices or {}), **kept}.items()))


def _packet(words: Words, sheet: Sheet, row: int) -> Row:
    ask = _Asked(sheet, f"product-{row}-")
    kinds = {kind.value: words.form(kind, Fraction(1)) for kind in Kind}
    cuts = {
        Split.NO.value: words.text("no, never"),
        Split.HALF.value: words.text("into halves"),
        Split.THIRD.value: words.text("into thirds"),
        Split.QUARTER.value: words.text("into quarters"),
        Split.EIGHTH.value: words.text("into eighths"),
    }
    drug = ask("drug", words.text("Medicine"), words.text("Only where the plan has several"))
    several = bool(sheet.drugs or drug.value or not sheet["drug"]) and len(sheet.rows("product")) > 1
    return Row(
        f"product-{row}",
        words.text("Packet {number}", number=row + 1),
        (
            *((drug,) if several else ()),
            ask("strength", words.text("Strength"), words.text("As on the packet: 0.5 mg, or 2.5 mg/mL")),
            ask("form", words.text("What is it?"), kind="choice", choices=kinds),
            ask("split", words.text("May it be cut?"), kind="choice", choices=cuts),
            ask(
                "mark",
                words.text("Smallest mark of the syringe"),
                words.text(
                    "Only for a liquid: 0.1 mL; for drops, how many are one mL: 25; for beads, how many are in one "
                    "capsule: 60; for patches, how often they are changed: 72 hours"
                ),
            ),
        ),
        (
            *(() if several else (drug,)),
            ask("pack_size", words.text("In one packet"), words.text("As in 28, or 100 mL")),
            ask("on_hand", words.text("At home"), words.text("What was counted, as in 12.5, or 40 mL")),
            ask("syringe", words.text("The syringe holds"), words.text("As in 5 mL")),
            ask("scale", words.text("Length of its scale"), words.text("As in 43 mm")),
            _rest(words, ask),
        ),
    )


def _rest(words: Words, ask: _Asked) -> Field:
    return ask(
        "rest", words.text("In the words of the plan file"), words.text("What has no field of its own")
    )


def _step(words: Words, sheet: Sheet, row: int) -> Row:
    ask = _Asked(sheet, f"step-{row}-")
    units = {
        "weeks": words.text("weeks"),
        "days": words.text("days"),
        "months": words.text("months"),
        "until": words.text("until this day, or until this has come"),
        NO_END: words.text("without an end"),
    }
    return Row(
        f"step-{row}",
        words.text("Step {number}", number=row + 1),
        (
            *_dose_fields(words, sheet, f"step-{row}"),
            ask("length", words.text("How long?"), words.text("A number, or a range such as 2-3")),
            ask("unit", words.text("Weeks or days?"), kind="choice", choices=units),
        ),
        (
            ask("if", words.text("Only if"), words.text("What decides whether this step is taken")),
            ask("begins", words.text("Begins"), words.text("It is checked: week 9, day 57 or 2027-02-01")),
            _rest(words, ask),
        ),
    )


def _dose_fields(words: Words, sheet: Sheet, row: str) -> Iterator[Field]:
    first, hint = sheet.doses(row)[0][0], words.text("With its unit; two doses of one time: 1 mg + 1 mg")
    for name, time, drug in sheet.doses(row):
        if time == "dose":
            said_time = words.text("Dose of a day")
        elif like_an_hour(time):
            said_time = time
        else:
            spoken = words.slot(slot_named(time))
            said_time = spoken[:1].upper() + spoken[1:]
        yield Field(
            name,
            f"{said_time}, {drug}" if drug else said_time,
            hint if name == first and row in {"before", "step-0"} else "",
            value=sheet[name],
        )


def _allowed(words: Words, sheet: Sheet, row: int) -> Row:
    ask = _Asked(sheet, f"as_needed-{row}-")
    return Row(
        f"as_needed-{row}",
        words.text("When needed {number}", number=row + 1),
        (
            ask("drug", words.text("Medicine")),
            ask("dose", words.text("Dose each time"), words.text("With its unit")),
            ask("most", words.text("At most"), words.text("How often a day: 2 a day")),
            ask("why", words.text("For what")),
        ),
        (_rest(words, ask),),
    )


def _contact(words: Words, sheet: Sheet, row: int) -> Row:
    ask = _Asked(sheet, f"contact-{row}-")
    return Row(
        f"contact-{row}",
        words.text("To ring {number}", number=row + 1),
        (
            ask("role", words.text("Who it is"), words.text("prescriber, pharmacy, partner")),
            ask("name", words.text("Name")),
            ask("phone", words.text("Telephone")),
        ),
        (_rest(words, ask),) if sheet[f"contact-{row}-rest"] else (),
    )


def _about(words: Words, ask: _Asked) -> Iterator[Field]:
    yield ask(
        "title", words.text("Title"), words.text('It heads every page; without it, the medicine and "taper".')
    )
    yield ask("for", words.text("What it is taken for"))
    yield ask("since", words.text("Since when"))
    then = {"stop": words.text("nothing is taken"), "stay": words.text("the last dose goes on")}
    yield ask("then", words.text("After the last step"), kind="choice", choices=then)
    pace = {"longest": words.text("the longest time"), "shortest": words.text("the shortest time")}
    yield ask("pace", words.text("Steps with a range take"), kind="choice", choices=pace)
    nearest = {
        "exactly": words.text("refuse it"),
        "nearest-above": words.text("take the next higher dose, as agreed with the prescriber"),
    }
    yield ask("make", words.text("A dose that the packets cannot make"), kind="choice", choices=nearest)
