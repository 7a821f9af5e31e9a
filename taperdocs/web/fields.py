"""The plan as fields, a new one or a plan file: every problem beside its field, and saving without losing anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from taperdocs.language.phrases import measured
from taperdocs.language.words import Words
from taperdocs.make.typed import read_date
from taperdocs.make.write import write_new, write_over
from taperdocs.plan.form import Form as Kind
from taperdocs.plan.problems import Message, Problem, TaperError, say
from taperdocs.plan.regimen import slot_named
from taperdocs.planfile.composer import PlanForm, composed, form_of
from taperdocs.planfile.new import apart, explained
from taperdocs.planfile.steps import like_an_hour
from taperdocs.web.asked import FORMS_OF, ONCE, PARTS, REST, RULES, TABLES, Ask, Part, each
from taperdocs.web.desk import Form, ShownProblem, desk_of, digest, page, problems_of, to_plan, words_of
from taperdocs.web.seen import Seen, readable, seen_plan
from taperdocs.web.sheet import AGREED, MOST_ROWS, Made, Sheet, made, said, sheet_of
from taperdocs.web.text_view import like

_CONFLICT, _UNREADABLE = 409, 422


@dataclass(frozen=True)
class Field:
    """A field of the page, of a kind of ``Ask``; ``only`` is its key where it belongs to some forms of packet alone."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    only: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: what is always asked, and what folds away; its steps may be made by a ``rule``."""

    name: str
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...] = ()
    rule: str = ""

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
        """Tell whether the steps are not typed here, since they are agreed."""
        return bool(self.name) and bool(self.base[("agreed", "by")])


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
    other, focus = _acted(sheet, form["act"])
    if other:
        return _shown(request, plan, other, None, focus=focus)
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
    other, focus = _acted(sheet, asked)
    drawn, found = _read(request, plan, other or sheet)
    if asked == "apart" and not found.problems:
        other = sheet_of(apart(drawn.form))
    if other or asked not in {"save", "anyway", "copy"}:
        return _shown(request, plan, other or sheet, found, digest=form["digest"], unsaved=True, focus=focus)
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
        refused = Seen((*problems_of(request, error), *found.problems))
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


def _acted(sheet: Sheet, act: str) -> tuple[Sheet | None, str]:
    """Return the sheet after a button that moves rows or adds columns, and where to go on; None for another button."""
    if act == "times":
        return Sheet({**sheet.texts, "times": "morning noon afternoon evening bedtime"}), "step-0-morning"
    if act == "rule" and sheet["rule"] in RULES:
        count = len(sheet.rows("step"))
        added = {f"step-{count}-taper": sheet["rule"], "step-rows": str(count + 1), "rule": ""}
        return Sheet({**sheet.texts, **added}), f"step-{count}"
    if act == "hour" and like_an_hour(sheet["hour"]):
        times = f"{sheet['times']} {sheet['hour']}"
        return Sheet({**sheet.texts, "times": times, "hour": ""}), f"step-0-{sheet['hour']}"
    match = _ON_A_ROW.fullmatch(act)
    if match is None:
        return None, ""
    what, key, row = match[1], match[2], int(match[3] or 0)
    rows: list[int | None] = list(sheet.rows(key))
    if what == "add":
        row = len(rows)
        rows.append(None)
    elif row < len(rows):
        other = {"up": max(row - 1, 0), "down": min(row + 1, len(rows) - 1)}.get(what)
        if other is not None:
            rows[row], rows[other] = rows[other], rows[row]
            row = other
        elif what == "drop":
            del rows[row]
        else:
            row += 1
            rows.insert(row, None)
    return sheet.rearranged(key, rows[:MOST_ROWS]), f"{key}-{row}"


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
                wrong.append((field, problem))
    else:
        if not wrong:
            return drawn, seen_plan(request, read)
    called = dict(_called(_sections(words_of(request), sheet, locked=plan.locked)))
    return drawn, Seen(tuple(dict.fromkeys(_told(request, called, *one) for one in wrong)))


def _told(request: Request, called: Mapping[str, str], field: str, problem: Problem) -> ShownProblem:
    (one,) = problems_of(request, TaperError(problem))
    known = field if field in called else ""
    return replace(one, field=known, place=called[known] if known else one.place, line=None)


def _called(sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    """Yield what each field, row and section of the page is called there."""
    for section in sections:
        yield section.key, section.title
        yield from ((field.name, field.label) for field in section.fields)
        for row in section.rows:
            yield row.name, row.title
            yield from ((field.name, f"{row.title}: {field.label}") for field in (*row.fields, *row.more))


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
    for ask in ONCE:
        name = ask.key
        try:
            read_date(name, sheet[name].strip() or None) if ask.kind == "date" else None
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
    return page(request, "seen.html", fields=True, seen=found, name=plan.name, picture=False)


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
    focus: str = "",
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
        needs=_NEEDS,
        rules=[(rule, words.language.say(said)) for rule, said in RULES.items()],
        sections=sections,
        locked=plan.locked,
        in_lines=_in_lines(sheet),
        beside_fields=sorted({str(place[0]) for place, _ in plan.base.texts} - _WITH_FIELDS)
        if plan.name
        else [],
        digest=digest or _digest(plan.source),
        seen=found,
        fields=True,
        saved=saved,
        unsaved=unsaved,
        focus=focus,
        other=plan.source.decode(errors="replace") if status == _CONFLICT else None,
        unreadable=status == _UNREADABLE,
        picture=bool(plan.name and found and not found.problems and not unsaved),
        unknown=not any(one.field.endswith("-rest") for one in (found.problems if found else ())),
    )


_digest = digest
_WITH_FIELDS = {"format", "id", "before", *TABLES, *(str(ask.place[0]) for ask in ONCE)}
_NEEDS = {form.value: " ".join(key for key, forms in FORMS_OF.items() if form in forms) for form in Kind}
"""For each form of packet the keys that belong to it."""


def _sections(words: Words, sheet: Sheet, *, locked: bool) -> Iterator[Section]:
    """Yield the parts of the page."""
    for part in PARTS:
        if locked and part.key in AGREED:
            if part.key == "step":
                yield Section(part.key, _said(words, part.title))
            continue
        once = tuple(_field(words, sheet, "", ask) for ask in part.once)
        if part.key == "before":
            once = (*_dose_fields(words, sheet, "before"), _field(words, sheet, "before-", REST))
            once = tuple(field for field in once if field.value or not field.name.endswith("-rest"))
        elif part.key == "step" and not _in_lines(sheet):
            once = ()
        rows = tuple(_rows(words, sheet, part))
        title, add, hint = (_said(words, text) for text in (part.title, part.add, part.hint))
        yield Section(part.key, title, once, rows, add, hint, part.folded)


def _rows(words: Words, sheet: Sheet, part: Part) -> Iterator[Row]:
    one_drug = len(sheet.rows("product")) == 1 or not (sheet.drugs or not sheet["drug"])
    for row in sheet.rows(part.key) if part.each else ():
        name, rule = f"{part.key}-{row}", sheet[f"{part.key}-{row}-taper"]
        asks = each(part.key, rule)
        made = {ask: _field(words, sheet, f"{name}-", ask) for ask in asks}
        # The medicine of a packet is asked where the plan has several.
        aside = {
            ask for ask in asks if ask.folded or (one_drug and (part.key, ask.key) == ("product", "drug"))
        }
        first = () if rule or part.key != "step" else tuple(_dose_fields(words, sheet, name))
        title = _said(words, part.row and part.row.put(number=str(row + 1)))
        yield Row(
            name,
            f"{title}: {words.language.say(RULES[rule])}" if rule in RULES else title,
            (*first, *(field for ask, field in made.items() if ask not in aside)),
            tuple(field for ask, field in made.items() if ask in aside),
            rule,
        )


def _field(words: Words, sheet: Sheet, row: str, ask: Ask) -> Field:
    name, kind = f"{row}{ask.key}", ask.kind
    value, label = sheet[name], words.language.say(ask.label)
    # A browser shows nothing of a date or an hour that is none.
    if kind in _SHAPES and value and not _SHAPES[kind].fullmatch(value):
        kind = "text"
    choices = {one: words.language.say(said) for one, said in ask.choices}
    if kind == "form":
        choices = {form.value: words.form(form, Fraction(1)) for form in Kind}
    kept = {value: value} if choices and value and value not in choices else {}
    return Field(
        name,
        label[:1].upper() + label[1:],
        # The rows below the first one need no hint where nothing is unfolded.
        "" if re.match(r"\w+-[1-9]", row) and not (ask.folded and value) else _said(words, ask.hint),
        kind,
        value,
        tuple({**choices, **kept}.items()),
        only=ask.key.split("-")[-1] if ask.key.split("-")[-1] in FORMS_OF else "",
    )


def _said(words: Words, text: Message | None) -> str:
    return measured(words, words.language.say(text)) if text else ""


def _dose_fields(words: Words, sheet: Sheet, row: str) -> Iterator[Field]:
    hint = measured(words, words.text("With its unit; two doses of one time: 1 mg + 1 mg"))
    first = sheet.doses(row)[0][0]
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


_SHAPES = {"date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), "time": re.compile(r"\d\d:\d\d", re.ASCII)}
"""What a browser can show of the kinds of fields that it draws itself."""
