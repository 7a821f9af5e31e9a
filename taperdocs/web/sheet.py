"""The fields of the plan screen by their names, and the plan file that they make: no page, no request.

A field has the name of its place in the plan file, such as ``step-2-morning``. Rows that are empty have a number too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, unquote

from taperdocs.plan.form import MAY_BE_SPLIT, Form, Split
from taperdocs.plan.problems import Message, Place, Problem, TaperError, say
from taperdocs.plan.regimen import NAMED_TIMES, WEEKDAYS
from taperdocs.planfile.composer import PlanForm, Texts, inline, inline_texts
from taperdocs.planfile.fields import OPEN
from taperdocs.planfile.steps import like_an_hour
from taperdocs.web.asked import FORMS_OF, LACKING, NO_END, ONCE, TABLES, Ask, ask_at, each, of_rule

MOST_ROWS = 100
"""Most rows of a table on the page; a plan with more is edited as text."""
TIMES = ("dose", *(slot.name for slot in NAMED_TIMES))
"""The keys of doses that have no hour."""
LENGTHS = ("weeks", "days", "months", "until")
_DOSED = ("step", "before")
"""What has a field for each dose of a day."""
AGREED = ("step", "steps", "then", "course")
"""What is not typed anew once the plan is agreed."""
_UNSEEN = ("was", "taper")
"""Fields of a row that nobody fills in."""
_IN_A_ROW = re.compile(rf"({'|'.join(TABLES)})-([0-9]{{1,3}})-(.+)")
_IN_A_DAY = re.compile(r"(?:step-[0-9]+|before)-([^-]+)(?:-(.+))?")
_HOUR = re.compile(r"\d\d?:\d\d", re.ASCII)
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
                rows[number] = rows.get(number, False) or (match[3] not in _UNSEEN and bool(text.strip()))
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
    texts, _ = _answers(ONCE, tuple(entry for entry in form.texts if entry[0][0] not in TABLES))
    if texts.get("start") == OPEN:
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


def _answers(asks: tuple[Ask, ...], texts: Texts) -> tuple[dict[str, str], Texts]:
    """Return what stands in the fields of some questions, and the texts that answer none of them."""
    found, rest = dict[str, list[str]](), list[tuple[Place, str]]()
    for place, text in texts:
        ask = ask_at(asks, place)
        if ask is None:
            rest.append((place, text))
        else:
            lines = [line.strip() for line in text.split(";")] if ask.kind == "steps" else [text]
            # A step that was left out is a problem that no line of its own would show.
            found.setdefault(ask.key, []).extend(lines if all(lines) else [text])
    return {key: "\n".join(lines) for key, lines in found.items()}, tuple(rest)


def _answer(ask: Ask, text: str) -> Iterator[tuple[Place, str]]:
    """Yield what a field says in the plan file."""
    if not ask.written:
        return
    lines = [stripped for line in text.splitlines() if (stripped := line.strip(" \t;\r"))]
    if ask.kind == "steps":
        # A new line ends a step; the plan file has the steps on one line.
        yield ask.place, "; ".join(lines)
    elif ask.kind == "lines":
        yield from (((*ask.place, number), line) for number, line in enumerate(lines))
    elif text.strip() or not isinstance(ask.place[-1], int):
        yield ask.place, text


def _row(key: str, name: str, texts: Texts) -> dict[str, str]:
    """Return the fields of a row; what has no field of its own stands in one line, its rest."""
    taper = next((text for place, text in texts if key == "step" and place == ("taper",)), "")
    if of_rule(taper):
        found, texts = {"taper": taper}, tuple(entry for entry in texts if entry[0] != ("taper",))
    else:
        found, texts = _of_days(key, texts)
    answers, rest = _answers(each(key, taper) if key in TABLES else (), texts)
    return {f"{name}-{field}": text for field, text in {**found, **answers, "rest": inline(rest)}.items()}


def _of_days(key: str, texts: Texts) -> tuple[dict[str, str], Texts]:
    """Return the fields of the doses of a day and of a length, and the other texts."""
    found, rest = dict[str, str](), list[tuple[Place, str]]()
    for first in dict.fromkeys(place[0] for place, _ in texts) if key in _DOSED else ():
        inner = tuple((place[1:], text) for place, text in texts if place[0] == first)
        fields = None
        if isinstance(first, int):
            # Several doses without a time of day, before the plan.
            fields = {"dose": _PLUS.join(text for _, text in inner)} if key == "before" else None
        elif _is_time(first):
            fields = _doses(first, inner)
        elif (key, first) == ("step", "cycle"):
            fields = _cycle_lines(inner)
        elif key == "step" and first in LENGTHS and "unit" not in found and not inner[0][0]:
            open_ended = inner[0][1] == OPEN and first in {"weeks", "days"}
            fields = {"unit": NO_END} if open_ended else {"length": inner[0][1], "unit": first}
        if fields is None:
            rest += [((first, *place), text) for place, text in inner]
        else:
            found |= fields
    return found, tuple(rest) if key in _DOSED else texts


def _is_time(key: str | int) -> bool:
    return isinstance(key, str) and (key in TIMES or like_an_hour(key)) and "-" not in key


def _leads(word: str | int) -> bool:
    """Tell whether a word before a dose in a line is its time of day."""
    return isinstance(word, str) and (word in TIMES or bool(_HOUR.fullmatch(word)))


def _cycle_lines(texts: Texts) -> dict[str, str] | None:
    """Return the days of a cycle, a day a line: ``2 mg``, ``morning 2 mg, bedtime 1 mg`` or ``monday 2 mg``."""
    days = dict[str | int, list[str]]()
    for place, text in texts:
        day, *time = place or ("",)
        if len(time) > 1 or not all(map(_leads, time)) or not (isinstance(day, int) or day in WEEKDAYS):
            return None
        days.setdefault(day, []).append(" ".join((*map(str, time), text)))
    lines = (f"{'' if isinstance(day, int) else f'{day} '}{', '.join(doses)}" for day, doses in days.items())
    return {"cycle": "\n".join(lines)}


def _cycle(text: str) -> Iterator[tuple[Place, str]]:
    """Yield what the lines of a cycle say in the plan file; a line that says no day stays whole, to be refused."""
    days = dict[str | int, list[str]]()
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        day, _, doses = line.partition(" ")
        named = day in WEEKDAYS and doses
        days.setdefault(day if named else number, []).append(doses if named else line)
    for key, lines in days.items():
        whole = ", ".join(lines)
        timed = {time: dose for time, _, dose in (one.partition(" ") for one in re.split(r",\s+", whole))}
        if all(_leads(time) and dose for time, dose in timed.items()) and whole.count(", ") == len(timed) - 1:
            yield from ((("cycle", key, time), dose) for time, dose in timed.items())
        else:
            yield ("cycle", key), whole


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
        ask = ask_at(ONCE, where) if where else None
        return next((one.key for one in (ask, *ONCE) if one and one.place[0] == first), "")


def _nearest(sheet: Sheet, key: str, row: str, rest: Sequence[str | int]) -> str:
    """Return the field of a place in a row, or the row itself."""
    if not rest:
        return row
    first = str(rest[0])
    asked = each(key, sheet[f"{row}-taper"]) if key in TABLES else ()
    # What is not typed in lines stands in the rest.
    asks = {ask.key for ask in asked if ask.kind != "lines" or sheet[f"{row}-{ask.key}"]}
    known = {f"{row}-{name}" for name in asks}
    if key in _DOSED:
        known |= {name for name, _, _ in sheet.doses(row)}
        if rest[1:] and (own := _dose_name(row, first, str(rest[1]))) in known:
            return own
    for count in range(len(rest), 0, -1):
        if (name := f"{row}-{'-'.join(map(str, rest[:count]))}") in known:
            return name
    if key == "step" and first in LENGTHS and "length" in asks:
        return f"{row}-length"
    return row if key in _DOSED and _is_time(first) else f"{row}-rest"


def made(sheet: Sheet, base: PlanForm, *, locked: bool = False) -> Made:
    """Return the plan file of the fields; what has no field is that of *base*, and so are the steps where *locked*."""
    tables = tuple(key for key in TABLES if not (locked and key in AGREED))
    asks = tuple(ask for ask in ONCE if not (locked and ask.key in AGREED))
    rows = {key: tuple(row for row in sheet.rows(key) if sheet.filled(key, row)) for key in tables}
    wrong = list[tuple[str, Problem]]()
    texts = [entry for ask in asks for entry in _answer(ask, sheet[ask.key])]
    if sheet["start-open"]:
        texts = [(place, OPEN if place == ("start",) else text) for place, text in texts]
    texts += _before(sheet, wrong)
    form = base
    for key in tables:
        form = form.rearranged(key, _were(sheet, base, key, rows[key]))
        for number, row in enumerate(rows[key]):
            name = f"{key}-{row}"
            found = (*_typed_row(sheet, key, name), *_rest(sheet, name, wrong))
            # What was in the file already keeps its order.
            order = list(dict.fromkeys(place[0] for place, _ in _within(form, key, number)))
            texts += sorted(
                (((key, number, *place), text) for place, text in found),
                key=lambda entry: order.index(entry[0][2]) if entry[0][2] in order else len(order),
            )
            wrong += _incomplete(sheet, key, row)
    kept = tuple(entry for entry in form.texts if not _has_field(entry[0], tables, asks))
    return Made(PlanForm((*texts, *kept), form.notes), tuple(wrong), dict.fromkeys(TABLES, ()) | rows)


def _has_field(place: Place, tables: Sequence[str], asks: tuple[Ask, ...]) -> bool:
    """Tell whether a place of a plan file is typed in a field: one that is not as it should be has none."""
    if place[0] in tables:
        return isinstance(place[1:2] and place[1], int)
    return place[0] == "before" or ask_at(asks, place) is not None


def _were(sheet: Sheet, base: PlanForm, key: str, rows: Sequence[int]) -> tuple[int | None, ...]:
    """Return which row of the file each row was, so that its notes go with it."""
    found, count = list[int | None](), base.count(key)
    for row in rows:
        was = sheet[f"{key}-{row}-was"]
        number = int(was) if was.isascii() and was.isdigit() and len(was) < len("1000") else count
        found.append(number if number < count and number not in found else None)
    return tuple(found)


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


def _typed_row(sheet: Sheet, key: str, name: str) -> Iterator[tuple[Place, str]]:
    """Yield what a row says, without its rest."""
    asks, taper = each(key, sheet[f"{name}-taper"]), sheet[f"{name}-taper"]
    if key == "step" and of_rule(taper):
        yield ("taper",), taper
    elif key == "step":
        length, unit = sheet[f"{name}-length"], sheet[f"{name}-unit"]
        if unit == NO_END:
            yield ("weeks",), OPEN
        elif unit in LENGTHS:
            yield (unit,), length
        yield from (*_typed_doses(sheet, name), *_cycle(sheet[f"{name}-cycle"]))
    for ask in asks:
        yield from _answer(ask, sheet[f"{name}-{ask.key}"])


def _incomplete(sheet: Sheet, key: str, row: int) -> Iterator[tuple[str, Problem]]:
    """Yield what a row lacks before it can be read, in the words of the page."""
    name = f"{key}-{row}"
    asks = each(key, sheet[f"{name}-taper"])

    def at(field: str, what: Message, remedy: Message) -> tuple[str, Problem]:
        return f"{name}-{field}", Problem((key, row, *field.split("-")), what, remedy)

    if key == "step" and asks == each(key) and not sheet[f"{name}-rest"].strip():
        length, unit = sheet[f"{name}-length"].strip(), sheet[f"{name}-unit"]
        if length and unit not in LENGTHS:
            yield at("length", say("it is not said whether these are weeks or days"), say("Choose it."))
        elif not length and unit != NO_END:
            yield at("length", say("it is not said how long this step lasts"), say("Write it."))
        doses = sheet.doses(name)
        if not any(sheet[one].strip() for one in (f"{name}-cycle", *(one for one, _, _ in doses))):
            field = doses[0][0].removeprefix(f"{name}-")
            yield at(field, say("the dose is missing"), say("For days without a dose, write 0 mg."))
    for ask in asks:
        if ask.needed and not sheet[f"{name}-{ask.key}"].strip():
            yield at(ask.key, say("this is missing"), say("Write it, or leave the whole row empty."))
        # What is in a packet decides what else is asked of it; a packet of its own may be left out.
        start = ask.key.removesuffix("form")
        if ask.kind == "form" and (not start or any(sheet[f"{name}-{start}{one}"] for one in LACKING)):
            yield from (at(f"{start}{one}", *told) for one, told in _lacks(sheet, f"{name}-{start}"))


def _lacks(sheet: Sheet, packet: str) -> Iterator[tuple[str, tuple[Message, Message]]]:
    """Yield what a packet lacks and what does not belong to it; whether it may be cut is never guessed."""
    form = sheet[f"{packet}form"]
    chosen = form in {*Form}
    if not chosen:
        yield "form", (say("it is not said what it is"), say("Choose it."))
    for key, forms in FORMS_OF.items():
        text, lacking = sheet[f"{packet}{key}"].strip(), LACKING.get(key)
        said = text if key != "split" or text in {*Split} else ""
        if lacking and not said and (form in forms if chosen else key == "strength"):
            yield key, lacking
        elif chosen and form not in forms and text and (key, text) != ("split", Split.NO):
            yield key, (say("this does not belong to what is in this packet"), say("Leave it empty."))


def said(sheet: Sheet) -> Sheet:
    """Return the sheet of a file with what the file means by what it leaves out: a packet that may not be cut."""
    texts = dict(sheet.texts)
    for row in sheet.rows("product"):
        if sheet[f"product-{row}-form"] in MAY_BE_SPLIT and not sheet[f"product-{row}-split"]:
            texts[f"product-{row}-split"] = Split.NO.value
    return replace(sheet, texts=texts)
