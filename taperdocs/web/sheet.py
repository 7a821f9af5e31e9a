"""The fields of the plan screen by their names, and the plan file that they make: no page, no request.

A field has the name of its place in the plan file, such as ``step-2-morning``. Rows that are empty have a number too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, unquote

from taperdocs.plan.form import LIQUIDS, MAY_BE_SPLIT, MEASURED, Form, Split
from taperdocs.plan.problems import Message, Place, Problem, TaperError, say
from taperdocs.plan.regimen import NAMED_TIMES
from taperdocs.planfile.composer import PlanForm, Texts, inline, inline_texts
from taperdocs.planfile.fields import OPEN
from taperdocs.planfile.steps import like_an_hour

MOST_ROWS = 100
"""Most rows of a table on the page; a plan with more is edited as text."""
TIMES = ("dose", *(slot.name for slot in NAMED_TIMES))
"""The keys of doses that have no hour."""
LENGTHS = ("weeks", "days", "months", "until")
NO_END = "open"
"""The unit of a step without an end."""
_TOP = ("drug", "title", "start", "for", "since", "steps", "then", "pace", "make")
_PARTS = (("person", "name"), ("person", "born"), ("agreed", "by"), ("agreed", "on"))
_COLUMNS = {
    "product": ("drug", "form", "strength", "split", "pack_size", "on_hand", "syringe", "scale"),
    "step": ("if", "begins"),
    "as_needed": ("drug", "dose", "most", "why"),
    "contact": ("role", "name", "phone"),
}
TABLES = tuple(_COLUMNS)
_NEEDED = {"contact": ("role",), "as_needed": ("drug", "dose", "most")}
_MARKS = {Form.DROPS.value: "drops_per_mL", Form.BEADS.value: "beads", Form.PATCH.value: "change_every"}
_MARKED = MEASURED | {Form.DROPS, Form.BEADS, Form.PATCH}
_NO_MARK = {
    Form.DROPS.value: (say("it is not said how many drops are one mL"), say("Write it, as in 25.")),
    Form.BEADS.value: (say("it is not said how many beads are in one capsule"), say("Write it, as in 60.")),
    Form.PATCH.value: (
        say("it is not said how often this patch is changed"),
        say("Write it, as in 72 hours or 7 days."),
    ),
}
"""What is said of a packet for which that is missing."""
_STRENGTHS = {"rate": "strength"}
"""The rate of a patch is typed where other packets have their strength."""
_IN_A_ROW = re.compile(rf"({'|'.join(TABLES)})-([0-9]{{1,3}})-(.+)")
_IN_A_DAY = re.compile(r"(?:step-[0-9]+|before)-([^-]+)(?:-(.+))?")
_PLUS = " + "
"""Stands between several doses of one time."""


@dataclass(frozen=True)
class Sheet:
    """The texts of the fields by their names."""

    texts: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return what stands in a field; empty where there is none."""
        return self.texts.get(name, "")

    def rows(self, key: str) -> range:
        """Return the numbers of the rows of a table, empty ones as well."""
        count = self[f"{key}-rows"]
        sent = int(count) if count.isascii() and count.isdigit() and len(count) < len("1000") else 0
        return range(min(max(sent, 1 + max(self._rows.get(key, {}), default=-1)), MOST_ROWS))

    def filled(self, key: str, row: int) -> bool:
        """Tell whether something stands in a row."""
        return self._rows.get(key, {}).get(row, False)

    @cached_property
    def _rows(self) -> dict[str, dict[int, bool]]:
        """Return for each row of each table whether something stands in it."""
        found: dict[str, dict[int, bool]] = {}
        for name, text in self.texts.items():
            if match := _IN_A_ROW.fullmatch(name):
                rows = found.setdefault(match[1], {})
                number = int(match[2])
                rows[number] = rows.get(number, False) or (match[3] != "was" and bool(text.strip()))
        return found

    @cached_property
    def times(self) -> tuple[str, ...]:
        """Return the times of day that have a column, in the order of the day."""
        wanted = {*self["times"].split(), *(time for time, _ in self._dosed)}
        wanted = {time for time in wanted if time in TIMES or like_an_hour(time)} or {"dose"}
        return (
            *(time for time in TIMES if time in wanted),
            *sorted(time for time in wanted if time not in TIMES),
        )

    @cached_property
    def _dosed(self) -> frozenset[tuple[str, str]]:
        """Return time and drug of each field with a dose, and the names of other fields of these rows."""
        found = ((_IN_A_DAY.fullmatch(name), text) for name, text in self.texts.items())
        return frozenset(
            (match[1], unquote(match[2] or "")) for match, text in found if match and text.strip()
        )

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Return the drugs of which doses are typed apart; none where there is one drug."""
        named = (self["drug"], *(self[f"product-{row}-drug"] for row in self.rows("product")))
        known = {name.strip().casefold(): name.strip() for name in reversed(named) if name.strip()}
        return tuple(reversed(known.values())) if len(known) > 1 else ()

    @cached_property
    def _columns(self) -> tuple[tuple[str, str], ...]:
        """Return time and drug of each column of doses."""
        found = list[tuple[str, str]]()
        for time in self.times:
            apart = sorted(drug for at, drug in self._dosed if at == time)
            found += ((time, drug) for drug in dict.fromkeys((*(self.drugs or ("",)), *apart)))
        return tuple(found)

    def doses(self, row: str) -> tuple[tuple[str, str, str], ...]:
        """Return name, time and drug of each dose field of a *row*, which is a step or what was taken before."""
        return tuple((_dose_name(row, time, drug), time, drug) for time, drug in self._columns)

    def rearranged(self, key: str, rows: Sequence[int | None]) -> "Sheet":
        """Return the sheet with these *rows* of a table in this order; None is an empty row."""
        start = f"{key}-"
        kept = {name: text for name, text in self.texts.items() if not _of_row(name, start)}
        for new, old in enumerate(rows):
            for name, text in self.texts.items():
                if old is not None and name.startswith(f"{start}{old}-"):
                    kept[f"{start}{new}-{name.removeprefix(f'{start}{old}-')}"] = text
        return Sheet({**kept, f"{key}-rows": str(len(rows))})


def _of_row(name: str, start: str) -> bool:
    return name.startswith(start) and name.removeprefix(start).split("-")[0].isdigit()


def _dose_name(row: str, time: str, drug: str) -> str:
    # A name of a drug may have any sign, and an id in HTML may not.
    return f"{row}-{time}-{quote(drug, safe='')}" if drug else f"{row}-{time}"


def sheet_of(form: PlanForm) -> Sheet:
    """Return the fields of a plan file."""
    texts = {name: form[(name,)] for name in _TOP}
    texts |= {"-".join(place): form[place] for place in _PARTS}
    if texts["start"] == OPEN:
        texts |= {"start": "", "start-open": "on"}
    before = _within(form, "before")
    texts |= _row("before", "before", tuple((place or ("dose",), text) for place, text in before))
    for key in TABLES:
        texts[f"{key}-rows"] = str(form.count(key))
        for row in range(form.count(key)):
            texts |= _row(key, f"{key}-{row}", _within(form, key, row)) | {f"{key}-{row}-was": str(row)}
    return Sheet({name: text for name, text in texts.items() if text})


def _within(form: PlanForm, *place: str | int) -> Texts:
    """Return the texts under *place*, with their places there."""
    return tuple((where[len(place) :], text) for where, text in form.texts if where[: len(place)] == place)


def _row(key: str, name: str, texts: Texts) -> dict[str, str]:
    """Return the fields of a row; what has no field of its own stands in one line, its rest."""
    found, rest = dict[str, str](), list[tuple[Place, str]]()
    firsts = dict.fromkeys(place[0] for place, _ in texts)
    for first in firsts:
        inner = tuple((place[1:], text) for place, text in texts if place[0] == first)
        fields = _fields(key, str(first), inner, found) if isinstance(first, str) else None
        if fields is None and isinstance(first, int):
            # Several doses without a time of day, before the plan.
            fields = {"dose": _PLUS.join(text for _, text in texts)} if key == "before" else None
        if fields is None:
            rest += [((first, *place), text) for place, text in inner]
        else:
            found |= fields
    return {f"{name}-{field}": text for field, text in {**found, "rest": inline(tuple(rest))}.items()}


def _fields(key: str, first: str, texts: Texts, found: Mapping[str, str]) -> dict[str, str] | None:
    """Return the fields of what stands under one key of a row; None where it has no field."""
    plain = texts[0][1] if len(texts) == 1 and not texts[0][0] else None
    if key in {"step", "before"} and (first in TIMES or like_an_hour(first)) and "-" not in first:
        return _doses(first, texts)
    if plain is None:
        return None
    if key == "step" and first in LENGTHS and "unit" not in found:
        if plain == OPEN and first in {"weeks", "days"}:
            return {"unit": NO_END}
        return {"length": plain, "unit": first}
    if key == "product" and first in {"measure", *_MARKS.values()} and "mark" not in found:
        wanted = _MARKS.get(found.get("form", ""), "measure")
        return {"mark": plain} if first == wanted else None
    first = _STRENGTHS.get(first, first)
    return {first: plain} if first in _COLUMNS.get(key, ()) else None


def _doses(time: str, texts: Texts) -> dict[str, str] | None:
    if any(len(place) > 1 for place, _ in texts):
        return None
    if all(place and isinstance(place[0], int) for place, _ in texts):
        return {time: _PLUS.join(text for _, text in texts)}
    return {_dose_name("", time, str(place[0]) if place else "")[1:]: text for place, text in texts}


@dataclass(frozen=True)
class Made:
    """The plan file that fields make, what is wrong before it is read, and where each of its rows is typed.

    ``wrong`` has the name of the field of each problem.
    """

    form: PlanForm
    wrong: tuple[tuple[str, Problem], ...]
    rows: Mapping[str, tuple[int, ...]]

    def field(self, sheet: Sheet, where: Place) -> str:
        """Return the name of the field of a place in the plan file, or of its row; empty where it has none."""
        first, *rest = where or ("",)
        if first == "before":
            return _nearest(sheet, "before", "before", rest or ["dose"])
        if first in TABLES and rest and isinstance(rest[0], int) and rest[0] < len(self.rows[str(first)]):
            row = f"{first}-{self.rows[str(first)][rest[0]]}"
            return _nearest(sheet, str(first), row, rest[1:])
        if first in _TOP:
            return str(first)
        name = next(("-".join(place) for place in _PARTS if place == where[:2]), "")
        return name or next(("-".join(place) for place in _PARTS if place[0] == first), "")


def _nearest(sheet: Sheet, key: str, row: str, rest: Sequence[str | int]) -> str:
    """Return the field of a place in a row, or the row itself."""
    if not rest:
        return row
    first = _STRENGTHS.get(str(rest[0]), str(rest[0]))
    shown = {name for name, _, _ in sheet.doses(row)} if key in {"step", "before"} else set[str]()
    own = _dose_name(row, first, str(rest[1])) if rest[1:] else ""
    if own in shown:
        return own
    if f"{row}-{first}" in shown or first in _COLUMNS.get(key, ()):
        return f"{row}-{first}"
    if key == "step" and first in LENGTHS:
        return f"{row}-length"
    if key == "product" and first in {"measure", *_MARKS.values()}:
        return f"{row}-mark"
    return row if key in {"step", "before"} and (first in TIMES or like_an_hour(first)) else f"{row}-rest"


def made(sheet: Sheet, base: PlanForm, *, locked: bool = False) -> Made:
    """Return the plan file of the fields; what has no field is that of *base*, and so are the steps where *locked*."""
    tables = tuple(key for key in TABLES if not (locked and key == "step"))
    rows = {key: tuple(row for row in sheet.rows(key) if sheet.filled(key, row)) for key in tables}
    wrong = list[tuple[str, Problem]]()
    texts = list(_plain(sheet))
    texts += _before(sheet, wrong)
    form = base
    for key in tables:
        form = form.rearranged(key, _were(sheet, base, key, rows[key]))
        for number, row in enumerate(rows[key]):
            found = (*_ROWS[key](sheet, row), *_rest(sheet, f"{key}-{row}", wrong))
            # What was in the file already keeps its order.
            order = list(dict.fromkeys(place[0] for place, _ in _within(form, key, number)))
            texts += sorted(
                (((key, number, *place), text) for place, text in found),
                key=lambda entry: order.index(entry[0][2]) if entry[0][2] in order else len(order),
            )
            wrong += _incomplete(sheet, key, row)
    kept = tuple(entry for entry in form.texts if not _has_field(entry[0], tables))
    if locked:
        texts = [entry for entry in texts if entry[0] != ("steps",)]
        kept += tuple(entry for entry in form.texts if entry[0] == ("steps",))
    if locked:
        rows["step"] = ()
    return Made(PlanForm((*texts, *kept), form.notes), tuple(wrong), rows)


def _has_field(place: Place, tables: Sequence[str]) -> bool:
    """Tell whether a place of a plan file is typed in a field: one that is not as it should be has none."""
    if place[0] in tables:
        return isinstance(place[1:2] and place[1], int)
    return place[0] == "before" or place in _PARTS or (len(place) == 1 and place[0] in _TOP)


def _were(sheet: Sheet, base: PlanForm, key: str, rows: Sequence[int]) -> tuple[int | None, ...]:
    """Return which row of the file each row was, so that its notes go with it."""
    found, count = list[int | None](), base.count(key)
    for row in rows:
        was = sheet[f"{key}-{row}-was"]
        number = int(was) if was.isascii() and was.isdigit() and len(was) < len("1000") else count
        found.append(number if number < count and number not in found else None)
    return tuple(found)


def _plain(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    for name in _TOP:
        text = sheet[name]
        if name == "start" and sheet["start-open"]:
            text = OPEN
        if name == "steps":
            # A new line ends a step; the plan file has the steps on one line.
            lines = (line.strip(" \t;\r") for line in text.splitlines())
            text = "; ".join(line for line in lines if line)
        yield (name,), text
    yield from ((place, sheet["-".join(place)]) for place in _PARTS)


def _before(sheet: Sheet, wrong: list[tuple[str, Problem]]) -> Iterator[tuple[Place, str]]:
    found = tuple(_typed_doses(sheet, "before"))
    # Doses without a time and without a drug need no key.
    timeless = all(place[0] == "dose" and not isinstance((*place, 0)[1], str) for place, _ in found)
    yield from (
        (("before", *(place[1:] if timeless else place)), text)
        for place, text in (*found, *_rest(sheet, "before", wrong))
    )


def _typed_doses(sheet: Sheet, row: str) -> Iterator[tuple[Place, str]]:
    for name, time, drug in sheet.doses(row):
        several = [one.strip() for one in sheet[name].split("+")]
        place: Place = (time, drug) if drug else (time,)
        if len(several) > 1 and not drug:
            yield from (((*place, number), one) for number, one in enumerate(several))
        elif sheet[name].strip():
            yield place, sheet[name]


def _rest(sheet: Sheet, row: str, wrong: list[tuple[str, Problem]]) -> Texts:
    try:
        return inline_texts(sheet[f"{row}-rest"])
    except TaperError as error:
        wrong += ((f"{row}-rest", problem) for problem in error.problems)
        return ()


def _step(sheet: Sheet, row: int) -> Iterator[tuple[Place, str]]:
    name = f"step-{row}"
    length, unit = sheet[f"{name}-length"], sheet[f"{name}-unit"]
    if unit == NO_END:
        yield ("weeks",), OPEN
    elif unit in LENGTHS:
        yield (unit,), length
    yield from _typed_doses(sheet, name)
    yield from _columns("step")(sheet, row)


def _product(sheet: Sheet, row: int) -> Iterator[tuple[Place, str]]:
    form = sheet[f"product-{row}-form"]
    for place, text in _columns("product")(sheet, row):
        yield (("rate",) if form == Form.PATCH and place == ("strength",) else place), text
    yield (_MARKS.get(form, "measure"),), sheet[f"product-{row}-mark"]


_Row = Callable[[Sheet, int], Iterator[tuple[Place, str]]]


def _columns(key: str) -> _Row:
    def texts(sheet: Sheet, row: int) -> Iterator[tuple[Place, str]]:
        yield from (((name,), sheet[f"{key}-{row}-{name}"]) for name in _COLUMNS[key])

    return texts


_ROWS: Mapping[str, _Row] = {
    "product": _product,
    "step": _step,
    "as_needed": _columns("as_needed"),
    "contact": _columns("contact"),
}


def _incomplete(sheet: Sheet, key: str, row: int) -> Iterator[tuple[str, Problem]]:
    """Yield what a row lacks before it can be read, in the words of the page."""
    name = f"{key}-{row}"

    def at(field: str, what: Message, remedy: Message) -> tuple[str, Problem]:
        return f"{name}-{field}", Problem((key, row, field), what, remedy)

    if key == "product":
        yield from _lacks(sheet, row)
    elif key == "step" and not sheet[f"{name}-rest"].strip():
        length, unit = sheet[f"{name}-length"].strip(), sheet[f"{name}-unit"]
        if length and unit not in LENGTHS:
            yield at("length", say("it is not said whether these are weeks or days"), say("Choose it."))
        elif not length and unit != NO_END:
            yield at("length", say("it is not said how long this step lasts"), say("Write it."))
        doses = sheet.doses(name)
        if not any(sheet[one].strip() for one, _, _ in doses):
            field = doses[0][0].removeprefix(f"{name}-")
            yield at(field, say("the dose is missing"), say("For days without a dose, write 0 mg."))
    for field in _NEEDED.get(key, ()):
        if not sheet[f"{name}-{field}"].strip():
            yield at(field, say("this is missing"), say("Write it, or leave the whole row empty."))


def _lacks(sheet: Sheet, row: int) -> Iterator[tuple[str, Problem]]:
    """Yield what a packet lacks; whether it may be cut is never guessed."""
    name = f"product-{row}"
    form, split, mark = sheet[f"{name}-form"], sheet[f"{name}-split"], sheet[f"{name}-mark"].strip()

    def at(field: str, what: Message, remedy: Message) -> tuple[str, Problem]:
        return f"{name}-{field}", Problem(("product", row, field), what, remedy)

    if not sheet[f"{name}-strength"].strip():
        yield at("strength", say("the strength is missing"), say("Write what is on the packet."))
    if form not in {*Form}:
        yield at("form", say("it is not said what it is"), say("Choose it."))
    elif form in MAY_BE_SPLIT and split not in {*Split}:
        remedy = say("Its leaflet or the pharmacist says it.")
        yield at("split", say("it is not said whether it may be cut"), remedy)
    elif form not in _MARKED and mark:
        yield at("mark", say("this is only for a liquid"), say("Leave it empty."))
    elif form in LIQUIDS and split not in {"", Split.NO}:
        yield at("split", say("a liquid is not cut"), say("Choose no, or nothing."))
    elif form in _NO_MARK and not mark:
        yield at("mark", *_NO_MARK[form])
    elif form in MEASURED and not mark:
        yield at("mark", say("the smallest mark of the syringe is missing"), say("Write it, as in 0.1 mL."))


def said(sheet: Sheet) -> Sheet:
    """Return the sheet of a file with what the file means by what it leaves out: a packet that may not be cut."""
    texts = dict(sheet.texts)
    for row in sheet.rows("product"):
        if sheet[f"product-{row}-form"] in MAY_BE_SPLIT and not sheet[f"product-{row}-split"]:
            texts[f"product-{row}-split"] = Split.NO.value
    return replace(sheet, texts=texts)
