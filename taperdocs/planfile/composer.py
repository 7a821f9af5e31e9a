"""A plan file as texts by their places, which fields of a page can hold, and the one writer of plan files."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from taperdocs.plan.length import WEEK, Length
from taperdocs.plan.problems import Place, Problem, TaperError, say
from taperdocs.planfile.tables import HEADINGS, PlanFile
from taperdocs.planfile.toml import places, read_text, read_toml

Texts = tuple[tuple[Place, str], ...]
"""The text of each value with its place, such as ``(("step", 0, "weeks"), "2")``."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note in a plan file: *text* has its # sign, and place ``()`` is the whole file.

    It stands above its place or *beside* it, and then it has the spaces before it as well. An empty text is an empty
    line below a note.
    """

    place: Place
    text: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What a plan file says, value by value, each as the text that a person would type, and the notes in it."""

    texts: Texts = ()
    notes: tuple[Note, ...] = ()

    def __getitem__(self, place: Place) -> str:
        """Return the text at a place; empty where nothing is written."""
        return next((text for where, text in self.texts if where == place), "")

    def count(self, key: str) -> int:
        """Return how many rows a table such as ``step`` has."""
        return 1 + max((cast("int", where[1]) for where, _ in self.texts if _is_row(where, key)), default=-1)

    def rearranged(self, key: str, rows: Sequence[int | None]) -> "PlanForm":
        """Return the form with these *rows* of the table *key*, in this order; None is a new row, with nothing in it.

        A note goes with its row, and away with it.
        """
        number = {old: new for new, old in enumerate(rows) if old is not None}

        def moved(place: Place) -> Place | None:
            if not _is_row(place, key):
                return place
            new = number.get(cast("int", place[1]))
            return None if new is None else (key, new, *place[2:])

        texts = ((moved(place), text) for place, text in self.texts)
        notes = ((moved(note.place), note) for note in self.notes)
        return PlanForm(
            tuple((place, text) for place, text in texts if place is not None),
            tuple(replace(note, place=place) for place, note in notes if place is not None),
        )


def _is_row(place: Place, key: str) -> bool:
    return len(place) > 1 and place[0] == key and isinstance(place[1], int)


def form_of(source: bytes) -> PlanForm:
    """Return what a plan file says, also where what it says is wrong.

    Raise ``TaperError`` where its lines are no TOML, or where a list or table in it is empty, which no text can say.
    """
    text = read_text(source)
    toml = read_toml(text)
    if toml.problems:
        raise TaperError(*toml.problems)
    return PlanForm(tuple(_texts((), toml.values)), tuple(_notes(text)))


def composed(form: PlanForm) -> bytes:
    """Return the plan file of *form*, in the order of the reference; a key without a text is not written.

    Raise ``TaperError`` where *form* has one value and several at the same place. What is written is read again;
    where that is not what *form* says, raise ``ValueError``, which is a bug.
    """
    values = _nested(form.texts)
    source = ("\n".join(_Writer(form.notes).lines(values)).strip("\n") + "\n").encode()
    if values and sorted(form_of(source).texts, key=str) != sorted(_texts((), values), key=str):
        message = "a plan file that does not read back to its form"
        raise ValueError(message)
    return source


def row(key: str, texts: Texts) -> tuple[str, ...]:
    """Return the lines of one more row of the table *key*, whose *texts* have their places in the row."""
    return tuple(_Writer(()).rows((key,), [_nested(texts)]))[1:]


def inline(texts: Texts) -> str:
    """Return *texts* in one line, as they stand between the braces of a table: ``weeks = 2, dose = "1 mg"``."""
    return ", ".join(f"{_key(key)} = {_value(key, value)}" for key, value in _nested(texts).items())


def inline_texts(line: str) -> Texts:
    """Read what ``inline`` writes; raise ``TaperError`` where it is not written so, or has a note in it."""
    try:
        form = form_of(f"x = {{ {' '.join(line.split())} }}".encode()) if line.strip() else PlanForm()
    except TaperError:
        form = PlanForm(notes=(Note((), ""),))
    if form.notes or any(place[0] != "x" for place, _ in form.texts):
        raise TaperError(
            Problem(
                (),
                say("this is not written as in a plan file"),
                say('Write key = "value", with commas between several, as in cycle = ["1 mg", "0 mg"].'),
            )
        )
    return tuple((place[1:], text) for place, text in form.texts)


def length_text(length: Length) -> tuple[str, str]:
    """Return the key and the text of the length of a step or change, in weeks where they are whole."""
    if length.waits or length.until:
        return "until", str(length.until or length.waits)
    if length.months:
        least, most = length.months
        return "months", str(most) if least == most else f"{least}-{most}"
    shortest, longest = length.shortest, length.longest
    if (shortest, longest) == (1, None):
        return "weeks", "open"
    weekly = shortest % WEEK == 0 and (longest or 0) % WEEK == 0
    key, unit = ("weeks", WEEK) if weekly else ("days", 1)
    if longest is None:
        return key, f"{shortest // unit}+"
    return key, f"{longest // unit}" if shortest == longest else f"{shortest // unit}-{longest // unit}"


def _texts(place: Place, value: object) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a value; refuse what is empty, unless that is the same as not written."""
    if isinstance(value, Mapping | list):
        inside = value.items() if isinstance(value, Mapping) else enumerate(value)
        if not value and len(place) > (2 if isinstance(value, list) else 1):
            raise TaperError(
                Problem(
                    place,
                    say("this is an empty list or table"),
                    say("Take it out, or write what belongs there."),
                )
            )
        for key, one in inside:
            yield from _texts((*place, key), one)
    elif isinstance(value, bool):
        yield place, str(value).lower()
    else:
        yield place, f"{value:f}" if isinstance(value, Decimal) else str(value)


Values = dict[str | int, "Values | str"]


def _nested(texts: Texts) -> Mapping[str, object]:
    """Return the tables of *texts*; a key with nothing in its text is left out, an entry of a list never."""
    top: Values = {}
    for place, text in texts:
        if isinstance(place[-1], str) and not text.strip():
            continue
        inner: Values | str = top
        for part in place[:-1]:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner
        if not isinstance(inner, dict) or isinstance(inner.get(place[-1]), dict):
            raise _two(place)
        key = next((part for part in reversed(place) if isinstance(part, str)), "")
        inner[place[-1]] = text.strip() if _is_bare(key, text.strip()) else text
    return cast("Mapping[str, object]", _listed((), top))


def _listed(place: Place, value: Values | str) -> object:
    """Return *value* with its numbered entries as lists."""
    if isinstance(value, str):
        return value
    inner = {key: _listed((*place, key), one) for key, one in value.items()}
    numbers = sorted(key for key in inner if isinstance(key, int))
    if numbers and len(numbers) < len(inner):
        raise _two(place)
    return [inner[number] for number in numbers] if numbers else inner


def _two(place: Place) -> TaperError:
    return TaperError(
        Problem(place, say("one value and several stand at the same place"), say("Keep one of the two.")),
        exit_code=2,
    )


_DATES = frozenset({"start", "on", "born", "counted", "until", "begins", "closed"})
_NUMBERS = frozenset(
    {"format", "weeks", "days", "months", "old", "cuts", "drops_per_mL", "beads", "pack_size", "on_hand"}
)
_SWITCHES = frozenset({"keep_parts"})
"""Keys whose values stand without quotation marks where they look like a date, a number, true or false."""

_NUMBER = re.compile(r"(?:0|[1-9]\d{0,9})(?:\.\d{1,9})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def _quoted(text: str) -> str:
    # TOML reads every escape that JSON writes, and refuses one sign that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    return False


def _is_bare(key: str, text: str) -> bool:
    return (
        (key in _DATES and _is_date(text))
        or (key in _NUMBERS and _NUMBER.fullmatch(text) is not None)
        or (key in _SWITCHES and text in {"true", "false"})
    )


def _value(key: str, value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(_value(key, one) for one in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {_value(name, one)}' for name, one in value.items())} }}"
    return str(value) if _is_bare(key, str(value)) else _quoted(str(value))


_LAST = ("product", "as_needed", "step", "course", "change")
"""Tables at the end of a plan file: packets, and then what happens in the order of time."""


def _in_order(keys: Iterable[str]) -> list[str]:
    """Return all keys of a plan file and the unknown ones among *keys*, plain values before tables."""
    known = [field.alias or name for name, field in PlanFile.model_fields.items()]
    every = dict.fromkeys((*(key for key in known if key not in _LAST), *_LAST, *keys))
    return sorted(every, key=lambda key: key in HEADINGS)


class _Writer:
    """Writes tables line by line, with the notes that belong to each line."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self._notes = notes
        self._done = set[int]()
        self._within: dict[Place, list[int]] = {}
        for number, note in enumerate(notes):
            for length in range(len(note.place) + 1):
                self._within.setdefault(note.place[:length], []).append(number)

    def lines(self, values: Mapping[str, object]) -> Iterator[str]:
        """Yield the lines of a plan file."""
        yield from (note.text for note in self._taken((), inside=False, beside=False))
        for key in _in_order(values):
            value, place = values.get(key), (key,)
            if key in HEADINGS and (isinstance(value, Mapping) or _is_rows(value)):
                rows = cast("list[Mapping[str, object]]", value if isinstance(value, list) else [value])
                yield from self.rows(place, rows, one=isinstance(value, Mapping))
            elif value is not None:
                yield from self._line(place, value)
            else:
                # Where the key would stand.
                notes = [note.text for note in self._taken(place)]
                yield from (("", *notes) if key in HEADINGS and notes else notes)
        # Notes of what is not written any more, and those at the end of the file.
        left = [note.text.strip() for note in self._taken(())]
        yield from (("", *left) if left else ())

    def rows(self, place: Place, rows: list[Mapping[str, object]], *, one: bool = False) -> Iterator[str]:
        """Yield the lines of each row of the table at *place*, or of its *one* table."""
        above = tuple(note.text for note in self._taken(place, inside=False, beside=False))
        name = ".".join(_key(part) for part in place if isinstance(part, str))
        for index, values in enumerate(rows):
            here = place if one else (*place, index)
            yield from ("", *above)
            above = ()
            yield from self._noted(here, f"[{name}]" if one else f"[[{name}]]", inside=False)
            inner = [key for key, value in values.items() if key in HEADINGS and _is_rows(value)]
            for key, value in values.items():
                if key not in inner:
                    yield from self._line((*here, key), value)
            for key in inner:
                yield from self.rows((*here, key), cast("list[Mapping[str, object]]", values[key]))
            yield from (note.text for note in self._taken(here))

    def _line(self, place: Place, value: object) -> Iterator[str]:
        key = str(place[-1])
        yield from self._noted(place, f"{_key(key)} = {_value(key, value)}", inside=True)

    def _noted(self, place: Place, line: str, *, inside: bool) -> Iterator[str]:
        """Yield a line with its notes: one of them may stand behind it, all others stand above."""
        mine = self._taken(place, inside=inside)
        behind = [note for note in mine if note.beside]
        one = behind[0] if len(behind) == 1 else None
        yield from (note.text.strip() for note in mine if note is not one)
        yield f"{line}{one.text}" if one else line

    def _taken(self, place: Place, *, inside: bool = True, beside: bool | None = None) -> list[Note]:
        """Take the notes of *place* out of those that are left, and those of places *inside* it."""
        taken = [
            number
            for number in self._within.get(place, ())
            if number not in self._done
            and (inside or self._notes[number].place == place)
            and beside in {None, self._notes[number].beside}
        ]
        self._done.update(taken)
        return [self._notes[number] for number in taken]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[{\]}\n]',
    re.DOTALL,
)


def _written(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each line of a TOML text, or the lines of one value, without its notes; and these notes."""
    begin, depth, code, notes = 0, 0, "", list[str]()
    for token in _TOKEN.finditer(f"{text}\n"):
        sign = token[0]
        if sign.startswith("#"):
            code, begin = code + text[begin : token.start()], token.end()
            notes.append(code[len(code.rstrip()) :] + sign.rstrip())
        elif sign == "\n" and depth == 0:
            yield code + text[begin : token.start()], tuple(notes)
            begin, code, notes = token.end(), "", []
        else:
            depth += (sign in {"[", "{"}) - (sign in {"]", "}"})


def _notes(text: str) -> Iterator[Note]:
    """Yield the notes of a TOML text with the place of the line that they stand above or behind."""
    written = tuple(_written(text))
    above, top = list[str](), True
    for place, (code, notes) in zip(places([code for code, _ in written]), written, strict=True):
        if not code.strip():
            above += [one.strip() for one in notes] or ([""] if above and above[-1] else [])
            continue
        # Notes above the first row are about all of them; those above the first line are about the file.
        whose = () if top else place[:1] if place[1:] == (0,) else place
        yield from (Note(whose, one) for one in above)
        several = "\n" in code or len(notes) > 1
        yield from (Note(place, one.strip() if several else one, beside=not several) for one in notes)
        above, top = [], False
    yield from (Note((), one, beside=True) for one in above)
