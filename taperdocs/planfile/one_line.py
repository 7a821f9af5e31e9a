"""The one-line form of a taper, as people write it in a message: ``1 mg 2w; 0.5 mg 2w; 0``.

A line is read word by word. A step is one or more doses, each with its times of day or how often it is taken, and then
a length. What ends a step is a semicolon, a new line, "then", or a comma after the length.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from taperdocs.plan.dose import RATE_UNIT, UNIT_NAMES, Dose, read_dose
from taperdocs.plan.length import WEEK, Length, read_length_in_words
from taperdocs.plan.problems import Problem, Refused, TaperError, excerpt, gathered, say
from taperdocs.plan.regimen import Slot, slot_at
from taperdocs.plan.strategies import SlotDoses, Stage
from taperdocs.plan.time_zone import read_hour
from taperdocs.planfile.counted import NOUNS, SIGNS, Counted, read_counted
from taperdocs.planfile.every import Every, every_in
from taperdocs.planfile.until import DATE, read_until

_HOW = say(
    'Write each step as dose and length, as in "0.5 mg 2w" or "2x 0.5 mg 10d", '
    "with a semicolon between steps."
)
_HOW_WITHOUT_NAMES = say(
    '{how} Other words say when or how often, as in "bedtime", "bd", "every other day" or "on Mondays". The drug is '
    "not named here: each of several drugs has a [[course]] in the plan file, with its own drug and steps.",
    how=_HOW,
)
_TIMES = {
    Slot.MORNING: "morning mornings mane am a.m. morgen morgens früh matin mañana mañanas",
    Slot.NOON: "noon midday mittag mittags midi mediodía",
    Slot.AFTERNOON: "afternoon afternoons nachmittag nachmittags après-midi tarde tardes",
    Slot.EVENING: "evening evenings pm p.m. abend abends soir noche noches",
    Slot.BEDTIME: "bedtime night nightly nights nocte hs nachts coucher acostarse",
}
_SLOTS = {word: slot for slot, words in _TIMES.items() for word in words.split()}
_DAILY = {
    1: "daily/once daily/once a day/a day/per day/each day/every day/od/qd/täglich/am tag/"
    "una vez al día/al día/cada día/diario/diaria/une fois par jour/par jour/chaque jour",
    2: "twice daily/twice a day/bd/b.d./bid/b.i.d./two times a day/zweimal täglich/zweimal am tag/"
    "dos veces al día/deux fois par jour",
    3: "three times a day/three times daily/tds/tid/t.i.d./dreimal täglich/dreimal am tag/"
    "tres veces al día/trois fois par jour",
    4: "four times a day/four times daily/qds/qid/q.i.d./viermal täglich/viermal am tag/"
    "cuatro veces al día/quatre fois par jour",
}
_CYCLES = {
    2: "every other day/every second day/alternate days/on alternate days/eod/qod/jeden zweiten tag/"
    "cada dos días/días alternos/un jour sur deux/1 jour sur 2/tous les deux jours",
    3: "every third day/jeden dritten tag/cada tres días/un jour sur trois/tous les trois jours",
}
_DAY_WORDS = ("daily", "a day", "per day", "täglich", "am tag", "pro tag", "al día", "par jour")
_TIMES_A_DAY = (
    *("{} times a day", "{} times daily", "{} times per day", "{} veces al día", "{} fois par jour"),
    *("{} mal täglich", "{} mal am tag", "{} mal pro tag"),
)
_EVERY_DAYS = (("every", "days"), ("alle", "tage"), ("cada", "días"), ("tous les", "jours"))
_OFTEN = {
    **{phrase: (number, 1) for number, phrases in _DAILY.items() for phrase in phrases.split("/")},
    **{phrase.format(n): (n, 1) for n in range(2, 10) for phrase in _TIMES_A_DAY},
    **{f"{n}x {day}": (n, 1) for n in range(1, 10) for day in _DAY_WORDS},
    **{f"/ {day}": (1, 1) for day in ("d", "day", "tag", "día", "jour", "j")},
    **{phrase: (1, days) for days, phrases in _CYCLES.items() for phrase in phrases.split("/")},
    **{f"{every} {n} {days}": (1, n) for n in range(2, 8) for every, days in _EVERY_DAYS},
}
"""How often a dose is taken: so many times a day, and on one of so many days."""

_ENDS = frozenset(
    {"0", "0 mg", "stop", "off", "stopp", "absetzen", "ende", "fin", "parar", "arrêt", "arrêter"}
)
_THEN = frozenset({"then", "dann", "danach", "puis", "ensuite", "luego", "después"})
_FILLED = frozenset(
    ("in", "at", "the", "am", "zur", "um", "zum", "le", "la", "por", "al", "au", "à", "du", "de", "las")
)
"""Words before a time of day that say nothing; the German "am" is one only before another time."""
_AND = frozenset({"and", "und", "et", "y", "+", "&", ","})
_LENGTH = (
    r"d|days?|tage?n?|d[ií]as?|jours?|j|w|wks?|weeks?|wochen?|semanas?|semaines?|sem"
    r"|months?|monate?n?|mes|meses|mois"
)
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_NUMBERS = {word: str(n) for words in _NUMBER_WORDS for n, word in enumerate(words.split(), 1)}
_NUMBERS |= {"eine": "1", "einen": "1", "une": "1"}
_SPELT = "|".join(_NUMBERS)
_LENGTHS = frozenset({"length", "months", "until"})
_UNTIL = frozenset({"until", "till", "bis", "hasta", "jusqu"})
_FOR = frozenset({"for", "für", "over", "durante", "por", "pendant"})
# A comma before a figure parts two steps here; only a point after a space may stand for "0.".
_AMOUNT = r"(?:(?:(?<!\S)\.)?[0-9](?:[0-9.,'’/–-]*[0-9])?)"
_SPAN = rf"{_AMOUNT}(?:\s*(?:[-–]|to|bis|a|à)\s*[0-9]+)?\s*\+?"
_UNITS = "|".join(sorted(map(re.escape, UNIT_NAMES), key=len, reverse=True))
_COUNT = (
    rf"(?:{_AMOUNT}(?:\s*(?:and|und)?\s*[{SIGNS}])?|[{SIGNS}]|(?:a\s+)?half(?:\s+a)?"
    r"|(?:an?\s+|two\s+)?(?:quarter|thirds?|eighth)(?:\s+of)?(?:\s+a)?"
    r"|one|two|three|four|a|eine(?:\s+halbe|\s+viertel|\s+drittel|\s+achtel)?|zwei|drei|vier"
    r"|une?(?:\s+demi)?|deux|trois|quatre|una|dos|tres|cuatro|medi[ao])"
)
_CLOCK = r"(?:[ap]m|[ap]\.m\.|uhr)"
"""Words behind an hour. "10 mg am" has none, since its number has a unit."""
_QUOTED = r"\"[^\"]*\"|'[^']*'|“[^”]*”|„[^“]*“|‘[^’]*’"
_WORD = re.compile(
    rf"""
    (?P<until>(?:until|till|bis|hasta|jusqu['’](?:à|au))\s+(?:{_QUOTED}|(?:{DATE})(?!\w)))
    | (?P<dose>{_AMOUNT}\s*(?:{RATE_UNIT}(?!\w)|(?:{_UNITS})(?!\w|\s*/\s*(?:h|std))))
    | (?P<counted>{_COUNT}\s*(?:{NOUNS})(?!\w))
    | (?P<clock>(?<![\w.,:])[0-9]{{1,2}}(?::[0-9]{{2}}(?:\s*{_CLOCK})?|\s*{_CLOCK})(?![\w:]))
    | (?P<length>(?:{_SPAN}|{_SPELT})\s*(?:{_LENGTH})(?!\w)|an?\s+(?:week|month)(?!\w)|open(?!\w))
    | (?P<months>[0-9]+\s*m(?!\w))
    | (?P<times>[0-9]+\s*[x×](?!\w))
    | (?P<by>[x×])
    | (?P<end>;|\n|→|\.(?=\s))
    | (?P<sign>[,+&])
    | (?P<number>{_AMOUNT})
    | (?P<word>après-midi|[^\W\d_]+(?:\.[^\W\d_]+)*\.?)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AS_NEEDED = re.compile(
    r"\b(?:(?:as|when|if) needed|as required|prn|bei bedarf|si besoin|si es necesario|si precisa)\b",
    re.IGNORECASE,
)
_HOURLY = re.compile(
    r"\b(?:q\s*[0-9]+(?:-[0-9]+)?\s*h|(?:every|alle|cada|toutes\s+les)\s+[0-9]+(?:-[0-9]+)?\s*"
    r"(?:h|hrs?|hours?|std|stunden|horas|heures)|[0-9]+[\s-]*hourly)\b",
    re.IGNORECASE,
)
_LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the line: its kind, its text, and where it begins and ends."""

    kind: str
    text: str
    begin: int
    end: int


def read_line(text: str, counted: Callable[[Counted], Dose] | None = None) -> tuple[Stage, ...]:
    """Read a line of steps, without the stop at its end; raise ``TaperError`` with all problems.

    *counted* returns the dose of a number of tablets; without it a number of tablets is refused.
    """
    items = list(_items(text[:_LONGEST_LINE]))
    ends = bool(items) and _is_end(text, items[-1])
    steps, problems = list[Stage](), list[Problem]()
    for index, item in enumerate(items[:-1] if ends else items):
        with gathered(problems, "steps", "step", index):
            steps.append(_read_item(text, item, counted))
    if not problems and not steps:
        problems.append(Problem(("steps",), say("there is no step in this line"), _HOW))
    if problems:
        raise TaperError(*problems)
    if ends and steps[-1].length.waits:
        # Nothing is taken once what the last step waits for has come: a step, since it has no date yet.
        steps.append(Stage(((),), Length(1, 1)))
    return tuple(steps)


def read_time(text: str) -> Slot:
    """Read a time of day as a line has it: ``bedtime``, ``in the morning``, ``9 pm``; raise ``Refused`` otherwise."""
    words = [word for item in _items(text[:_LONGEST_LINE]) for word in item]
    if (found := _Reader(text, words, None).time()) is None:
        raise Refused(
            say('"{text}" is not one time of day', text=excerpt(text)),
            say("Write morning, noon, afternoon, evening or bedtime, or an hour such as 15:00."),
        )
    return found


def stops(text: str) -> bool:
    """Tell whether a line of steps ends with a ``0`` or "stop", which means that the plan stops."""
    items = list(_items(text[:_LONGEST_LINE]))
    return bool(items) and _is_end(text, items[-1])


def _items(text: str) -> Iterator[list[_Word]]:
    """Yield the words of each item; one without words stands where there is nothing between two semicolons."""
    words = [
        _Word(match.lastgroup or "", match[0], match.start(), match.end())
        for match in _WORD.finditer(text.rstrip(" \t\r\n."))
    ]
    item, closed = list[_Word](), True
    for word, following in pairwise((*words, _Word("end", "", len(text), len(text)))):
        soft = word.text == "," and bool(item) and (item[-1].kind in _LENGTHS or _is_end(text, item))
        then = word.text.lower() in _THEN
        if word.kind == "end" or soft or then:
            if item or (word.text == ";" and closed and following.text):
                yield item
            item, closed = [], word.text == ";"
        else:
            item.append(word)
    if item:
        yield item


def _said(text: str, item: list[_Word]) -> str:
    return text[item[0].begin : item[-1].end] if item else ""


def _is_end(text: str, item: list[_Word]) -> bool:
    return " ".join(_said(text, item).lower().split()) in _ENDS


def _read_item(text: str, item: list[_Word], counted: Callable[[Counted], Dose] | None) -> Stage:
    said = _said(text, item)
    if not item:
        raise Refused(say("there is nothing between two semicolons"), _HOW)
    if _is_end(text, item):
        raise Refused(
            say('a step comes after "{end}", where the plan stops', end=said),
            say('Write "0" or "stop" only at the end of the line.'),
        )
    if found := _AS_NEEDED.search(said):
        raise Refused(
            say('"{text}" is no step: what may be taken when needed stands beside the plan', text=found[0]),
            say(
                "End the line before it, and write into the plan file [[as_needed]], and below it what is allowed, as "
                'in drug = "salbutamol", dose = "2 puffs" and most = "4 a day", each on a line.'
            ),
        )
    if found := _HOURLY.search(said):
        raise Refused(
            say('"{text}" has two meanings: at night too, or only by day', text=found[0]),
            say(
                'Write how many times a day, as in "2 puffs 4 times a day 1w", or the hours that were agreed, as in '
                '"08:00 2 puffs, 20:00 2 puffs 1w".'
            ),
        )
    return _Reader(said, item, counted).step()


@dataclass(frozen=True, slots=True)
class _Part:
    """A dose at its times, on one of so many days of a *cycle*, or on *every* so many days of the week."""

    intakes: SlotDoses
    cycle: int
    every: Every | None


class _Reader:
    """Reads the words of one item from left to right."""

    def __init__(self, said: str, words: list[_Word], counted: Callable[[Counted], Dose] | None) -> None:
        self._said = said
        self._words = words
        self._at = 0
        self._counted = counted
        self._leading = False

    def step(self) -> Stage:
        """Read doses and then a length; raise ``Refused`` for anything else."""
        parts = list[_Part]()
        while self._at < len(self._words) and not self._begins_length():
            parts.append(self._intake())
            while self._here.text.lower() in _AND and self._here.text:
                self._at += 1
        length = self._length()
        if not parts:
            raise Refused(say('"{item}" has no dose', item=excerpt(self._said, 60)), _HOW)
        if all(part.every for part in parts):
            return self._weekly(parts, length)
        if any(part.every or part.cycle > 1 for part in parts[:-1]) or parts[-1].every:
            raise self._of_one_dose()
        day = self._day([intake for part in parts for intake in part.intakes])
        return Stage((day, *((),) * (parts[-1].cycle - 1)), length)

    def _weekly(self, parts: "list[_Part]", length: Length) -> Stage:
        """Return the step of doses that each have their days of the week; another week has none."""
        weeks = max(part.every.weeks for part in parts if part.every)
        days: list[SlotDoses] = [() for _ in range(WEEK * weeks)]
        for part in parts:
            for day in part.every.weekdays if part.every else ():
                if days[day] or (weeks > 1 and len(parts) > 1):
                    raise self._of_one_dose()
                days[day] = self._day(list(part.intakes))
        return Stage(tuple(days), length, weekly=True)

    def _of_one_dose(self) -> Refused:
        return Refused(
            say('"{item}" says only of one dose on which days it is taken', item=excerpt(self._said, 60)),
            say(
                "What is true of all doses stands behind the last one; otherwise write each day with its "
                "dose as a cycle, under [[step]]."
            ),
        )

    def _day(self, intakes: list[tuple[Slot, Dose]]) -> SlotDoses:
        """Return the doses of one day in the order of the day; raise ``Refused`` where they do not fit each other."""
        timed = [slot != Slot.ANY for slot, _ in intakes]
        alike = len(set(intakes)) == 1 or all(timed)
        times = [slot for slot, _ in intakes if slot != Slot.ANY]
        if twice := next((slot for slot in times if times.count(slot) > 1), None):
            raise Refused(
                say(
                    '"{item}" has two doses at one time: {time}',
                    item=excerpt(self._said, 60),
                    time=str(twice),
                ),
                say("Keep the dose that was agreed for it."),
            )
        if not alike:
            raise Refused(
                say('"{item}" has two doses', item=excerpt(self._said, 60)),
                say(
                    'Write a length after each step, as in "1 mg 2w; 0.5 mg 2w", or a time with each dose of one '
                    'day, as in "morning 1 mg, bedtime 0.5 mg 2w".'
                ),
            )
        return tuple(sorted(intakes, key=lambda intake: intake[0]))

    def time(self) -> Slot | None:
        """Read one time of day and nothing else; None for anything else."""
        found = self._slots(commas=False)
        return found[0] if len(found) == 1 and self._at == len(self._words) else None

    @property
    def _here(self) -> _Word:
        return self._words[self._at] if self._at < len(self._words) else _Word("end", "", 0, 0)

    def _begins_length(self) -> bool:
        following = self._words[self._at + 1] if self._at + 1 < len(self._words) else None
        before = self._here.kind == "by" or self._here.text.lower() in _FOR
        here = self._here
        return (here.kind in _LENGTHS or here.text.lower() in _UNTIL) or (
            before and following is not None and following.kind in _LENGTHS
        )

    def _length(self) -> Length:
        bare = self._here.text.lower() in _UNTIL
        if self._begins_length() and self._here.kind not in _LENGTHS and not bare:
            self._at += 1
        word = self._here
        if word.kind == "months":
            raise Refused(
                say('"{text}" has two meanings: months, or mg with a letter left out', text=word.text),
                say('Write "1 month" or "4 weeks" for a length, and write the unit of a dose in full.'),
            )
        if bare:
            raise Refused(
                say('"{item}" does not say clearly until when', item=excerpt(self._said, 60)),
                say(
                    'Write a date as in "until 31 January 2027"; what the step waits for stands in quotation marks '
                    "of its own, as in steps = '5 mg until \"{waits}\"; 2 mg 1w'.",
                    waits=self._waits() or "the rash is gone",
                ),
            )
        if word.kind not in _LENGTHS:
            raise Refused(say('"{item}" has no length', item=excerpt(self._said, 60)), _HOW)
        self._at += 1
        if self._at < len(self._words):
            rest = self._words[self._at :]
            if any(one.kind in {"dose", "counted"} for one in rest):
                raise Refused(say('"{item}" has two doses', item=excerpt(self._said, 60)), _HOW)
            raise self._unread(rest[0])
        if word.kind == "until":
            return read_until(word.text.split(maxsplit=1)[1].strip("\"'“”„‘’"))
        return read_length_in_words(_plain_length(word.text))

    def _waits(self) -> str:
        """Return what a step waits for that stands without quotation marks; empty for what may be a day."""
        behind = self._said[self._here.end - self._words[0].begin :]
        what = re.split(r"[\d,;:.\"'“”„‘’]", behind)[0].strip()
        try:
            return read_until(what).waits
        except Refused:
            return ""

    def _intake(self) -> "_Part":
        """Read one dose with its times of day, or how often it is taken, and on which days."""
        times, begin = 1, self._at
        every = self._weekdays()
        slots = self._slots(commas=begin == 0 or self._leading)
        often = [self._often()]
        if self._here.kind == "times":
            times = int(re.sub(r"\D", "", self._here.text))
            self._at += 1
        dose = self._dose(begin)
        self._leading |= bool(slots)
        every = every or self._weekdays()
        often.append(self._often())
        if not self._leading:
            slots = self._slots_behind()
        every = every or self._weekdays()
        often.append(self._often())
        every = every or self._weekdays()
        daily = [count for count, days in filter(None, often) if days == 1]
        cycles = [days for _, days in filter(None, often) if days > 1]
        a_day, cycle = max(daily, default=1), max(cycles, default=1)
        count = times * a_day
        # "2x 5 mg twice a day" may be 10 mg or 20 mg a day.
        twice = len(daily) > 1 or len(cycles) > 1 or (times > 1 and a_day > 1)
        if twice or count > 9 or (slots and count > 1) or (every and cycle > 1):  # noqa: PLR2004  so many doses of a day have a name
            raise Refused(
                say('"{item}" says in two ways how often the dose is taken', item=excerpt(self._said, 60)),
                _HOW,
            )
        return _Part(tuple((slot, dose) for slot in slots or [Slot.ANY] * count), cycle, every)

    def _dose(self, begin: int) -> Dose:
        word = self._here
        if word.kind == "dose":
            self._at += 1
            return read_dose(word.text)
        if word.kind == "counted" and (found := read_counted(word.text)):
            self._at += 1
            if self._counted is None:
                return read_dose(word.text)
            return self._counted(found)
        if begin < self._at and (self._begins_length() or not word.text):
            raise Refused(
                say('"{item}" has a time of day without a dose', item=excerpt(self._said, 60)),
                say('Write the dose of each time, as in "09:00 1 mg, 15:00 0.5 mg 2w".'),
            )
        raise self._unread(word if word.text else self._words[begin])

    def _unread(self, word: _Word) -> Refused:
        """Return the refusal of a word that has no place, told as the dose that it may have been meant to be."""
        first = word.begin - self._words[0].begin
        tail = self._said[first:]
        if word.kind in {"number", "counted"} or tail[:1].isdigit():
            nearby = re.match(r"\S+(?:\s+\d+/\d+)?(?:\s+[^\s\d]\S*)?", tail)
            try:
                read_dose(nearby[0] if nearby else tail)
            except Refused as refused:
                return refused
        message = say(
            '"{word}" in "{item}" is not understood', word=excerpt(word.text), item=excerpt(self._said, 60)
        )
        return Refused(message, _HOW_WITHOUT_NAMES if word.kind == "word" else _HOW)

    def _slots_behind(self) -> list[Slot]:
        """Read the times of day behind a dose. A comma joins two of them only where no other dose follows."""
        begin = self._at
        slots = self._slots(commas=True)
        if not self._begins_length():
            self._at = begin
            slots = self._slots(commas=False)
        return slots

    def _slots(self, *, commas: bool) -> list[Slot]:
        """Read times of day, with "in the", "at", "and" or, if *commas*, a comma between them."""
        found = list[Slot]()
        between = _AND if commas else _AND - {","}
        while True:
            ahead = self._at
            while ahead < len(self._words) and self._filler(ahead, between if found else frozenset()):
                ahead += 1
            if (slot := self._slot(ahead)) is None:
                return found
            found.append(slot)
            self._at = ahead + 1

    def _slot(self, at: int) -> Slot | None:
        """Return the time of day that stands *at* this word; None where it is another word."""
        if at >= len(self._words):
            return None
        word = self._words[at]
        if word.kind == "clock":
            return slot_at(read_hour(word.text))
        said = word.text.lower()
        return _SLOTS.get(said) or _SLOTS.get(said.rstrip("."))

    def _filler(self, at: int, joins: frozenset[str]) -> bool:
        word = self._words[at].text.lower()
        return word in joins or (word in _FILLED and (word not in _SLOTS or self._slot(at + 1) is not None))

    def _weekdays(self) -> Every | None:
        """Read on which days of the week a dose is taken; None where they are not said here."""
        here = self._here.begin - self._words[0].begin
        found = every_in(self._said[here:]) if self._here.text else None
        if found is None:
            return None
        while self._here.text and self._here.begin - self._words[0].begin < here + found[1]:
            self._at += 1
        return found[0]

    def _often(self) -> tuple[int, int] | None:
        """Read times a day, or on one of how many days a dose is taken; None where neither is said here."""
        words = [
            "".join(word.text.lower().split())
            if word.kind == "times"
            else " ".join(word.text.lower().split())
            for word in self._words[self._at : self._at + 4]
        ]
        for count in range(len(words), 0, -1):
            if found := _OFTEN.get(" ".join(words[:count])):
                self._at += count
                return found
        return None


def _plain_length(text: str) -> str:
    """Return a length with its number in digits and its range with a hyphen."""
    word, _, unit = text.strip().rpartition(" ")
    number = (_NUMBERS | {"a": "1"}).get(word.strip().lower())
    return (
        f"{number} {unit}" if number else re.sub(r"\s*\b(?:to|bis|a|à)\b\s*", "-", text, flags=re.IGNORECASE)
    )
