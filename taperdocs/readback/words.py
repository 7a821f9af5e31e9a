"""Proves the words of a page: the text under each mark must say what the second working of the days says.

A mark is an attribute of an element: ``data-dose="2026-03-01,0"`` says that the text is the first dose of that day,
and ``data-dose=",0"`` the first dose of the day whose row or square it is in. Several marks stand in the order in which
the text says them. A number without a mark is refused. One reader proves every document: it knows marks, and rows and
columns of days, but no document.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NoReturn

from taperdocs.options import Options
from taperdocs.plan.plan import Plan, iso
from taperdocs.plan.problems import ReadBackError
from taperdocs.readback.claims import ANYTHING, Claims, Ways
from taperdocs.readback.html import read_html
from taperdocs.readback.numbers import Said, plain
from taperdocs.readback.worked import Worked

_DAY = timedelta(1)
_FRAME = frozenset({"data-day", "data-tells", "data-until", "data-was", "data-mark"})
"""Attributes that claim nothing.

They are: day of a row, day of the plan or of a step that is told in full, last day laid out, revision, label of a
bookmark.
"""
_WORDS = frozenset({"unit", "weekday"})
"""Marks whose text has no number and is compared word for word."""
_DOSES = frozenset({"dose", "numeral"})
"""Marks that tell a dose; a day tells each of its doses once."""
_OF_THE_DOSE = frozenset({"unit", "pieces", "drawn", "syringe", "volume", "filled", "graduation"})
"""Marks that are about the dose before them if they do not say which."""
_INSIDE_LINE = frozenset({"b", "i", "small", "span", "u"})
"""Elements that share the text around them if they have no mark of their own."""
_MARKS = re.compile(r'data-[a-z]+="[^"]*"')
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class _Row:
    """The row, square or page of a day, and how often it has each mark."""

    day: date
    marks: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Element:
    """An open element: its marks, the claims for it, its texts, and what is heard for it after them."""

    marks: tuple[tuple[str, str], ...]
    claims: Claims
    texts: list[str]
    alt: str


def check_words(page: str, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless each number of *page* stands under a mark and is what the plan file says.

    Of *plan* it uses only the outline, the code, and which packets make a dose.
    """
    reader = _Reader(page, plan, options)
    read_html(page[page.index("<body") : page.index("</html>")], reader.begin, reader.end, reader.text)
    reader.check_days()


class _Reader:
    """Reads the body of a page once and compares each text with its marks."""

    def __init__(self, page: str, plan: Plan, options: Options) -> None:
        until = re.search(r'data-until="([^"]*)"', page)
        named = [_day(day) for marks in _MARKS.findall(page) for day in _DATE.findall(marks)]
        last = _day(until[1]) if until else plan.outline.start
        worked = Worked(plan.outline, plan.pieces, last, max((last, *named)))
        changes = len(plan.outline.changes)
        drugs = tuple(
            {drug for number in (changes - 1, changes) for drug in worked.before(max(number, 0)).drugs}
        )
        self._claims = {
            number: Claims(worked.before(number), options, plan.origin or plan.outline, drugs)
            for number in {max(changes - 1, 0), changes}
        }
        self._open = [_Element((), self._claims[changes], [], "")]
        self._rows: list[_Row] = []
        self._told = Counter(re.findall(r'data-tells="([^"]+)"', page))
        self._said = {about: list[int]() for about in self._told}
        self._heads: list[dict[str, str]] = []
        self._column = 0
        self._dose = ""
        self._options = options

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        outer = self._open[-1]
        outer.texts.append(" ")
        self._enter(tag, attributes)
        marks = tuple(
            self._meant(name.removeprefix("data-"), about)
            for name, abouts in attributes.items()
            if name.startswith("data-") and name not in _FRAME
            for about in abouts.split(" ")
        )
        if not marks and (outer.marks or tag in _INSIDE_LINE):
            outer.texts.append(attributes.get("title", ""))
            self._open.append(outer)
            return
        claims = self._claims[int(attributes["data-was"])] if "data-was" in attributes else outer.claims
        self._open.append(_Element(marks, claims, [], attributes.get("title", "")))

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        """Note which column of a table and which day come next."""
        if tag == "thead":
            self._heads = []
        elif tag == "tr":
            self._column = 0
        elif tag == "th" and attributes.get("scope") == "col":
            self._heads.append(attributes)
        if "data-day" in attributes:
            self._rows.append(_Row(_day(attributes["data-day"])))
            if self._in_column("data-weekday") not in {None, str(self._rows[-1].day.weekday())}:
                self._refuse("it stands in the column of another weekday")

    def text(self, text: str) -> None:
        """Take a text."""
        self._open[-1].texts.append(text)

    def end(self, tag: str) -> None:
        """Close an element, and compare its text with its marks."""
        element, outer = self._open.pop(), self._open[-1]
        outer.texts.append(" ")
        self._column += tag in {"td", "th"}
        if element is not outer:
            element.texts.append(f" {element.alt}")
            self._check(element)

    def _in_column(self, name: str) -> str | None:
        """Return an attribute of the head of the present column; None if there is no head or no such attribute."""
        return self._heads[self._column].get(name) if self._column < len(self._heads) else None

    def _meant(self, name: str, about: str) -> tuple[str, str]:
        """Return a mark with what it is about, and count the doses that are told of each day."""
        if name in _OF_THE_DOSE and not about:
            about = self._dose
        if about.startswith(",") and self._rows:
            about = f"{self._rows[-1].day}{about}"
        if name in {*_DOSES, "pieces"}:
            self._dose = about
        if self._rows:
            self._rows[-1].marks[name] += 1
        if name in _DOSES:
            self._check_column(about)
            where, place = about.rsplit(",", 1)
            self._said.setdefault(where, []).append(int(place))
        return name, about

    def _check_column(self, about: str) -> None:
        """Refuse a dose in the column of another time of day or drug."""
        intake = self._open[-1].claims.of(*about.split(","))
        times, drug = self._in_column("data-times"), self._in_column("data-drug")
        drugs = self._open[-1].claims.worked.drugs
        if (times is not None and str(intake.slot) not in times.split(",")) or (
            drug is not None and intake.drug != drugs[int(drug)]
        ):
            self._refuse("a dose stands in the column of another time or drug")

    def _check(self, element: _Element) -> None:
        """Compare the text of an element with its marks; without a mark it must have no number."""
        text, expected = "".join(element.texts), list[Ways]()
        for name, about in element.marks:
            try:
                expected.append(element.claims.ways(name, about))
            except (AttributeError, LookupError, ValueError, TypeError, StopIteration) as error:
                self._refuse(f'the mark "{name}" is about nothing that is there', error)
        names = [name for name, _ in element.marks]
        in_words = _WORDS.intersection(names)
        said = (text.strip(),) if in_words else element.claims.reader(names).read(text)
        if not _fits(said, expected):
            wanted = (
                " ".join(plain(ways[0]) if ways else "nothing" for ways in expected)
                if expected
                else "no mark"
            )
            self._refuse(f"{', '.join(names)}: the plan file has {wanted}, the page says {plain(said)}")

    def check_days(self) -> None:
        """Refuse a page that does not tell each dose of its days exactly once, or tells its days in disorder.

        The days of a step's cycle are such days too, told once in each of its rows.
        """
        worked = self._open[0].claims.worked
        if self._rows:
            self._check_rows(worked)
        for where, doses in self._said.items():
            over = self._rows and "," not in where and _day(where) > worked.last
            taken = () if over else self._open[0].claims.taken(*where.split(","))
            if sorted(doses) != sorted([*range(len(taken))] * max(self._told[where], 1)):
                self._refuse(f"{where} has {len(taken)} doses, and the page says {len(doses)}")

    def _check_rows(self, worked: Worked) -> None:
        """Refuse rows of days that are missing, repeated, out of order or incomplete."""
        options = self._options
        last = options.last or (worked.last_dose + _DAY if worked.last_dose else worked.last)
        whole = options.everything or not worked.first <= options.as_of <= last
        first = options.first or (worked.first if whole else options.as_of)
        before = self._rows[0].day
        if before > first or self._rows[-1].day < last:
            self._refuse(f"not all days from {iso(first)} to {iso(last)} are there")
        for row in self._rows:
            if row.day not in {before, before + _DAY}:
                self._refuse(f"{iso(row.day)} follows {iso(before)}")
            before = row.day
            self._said.setdefault(f"{row.day}", [])
            if bool(row.marks["nothing"]) != worked.says_nothing(row.day):
                self._refuse(f"{iso(row.day)} does not say whether anything is taken")
            if sum(row.marks[name] for name in _DOSES) != row.marks["pieces"]:
                self._refuse(f"{iso(row.day)} does not say what makes each dose")

    def _refuse(self, why: str, error: Exception | None = None) -> NoReturn:
        where = f"{iso(self._rows[-1].day)}, " if self._rows and len(self._open) > 1 else ""
        message = f"{where}{why}"
        raise ReadBackError(message) from error


def _fits(said: Said, expected: list[Ways]) -> bool:
    """Tell whether *said* says each expected thing, one after the other, each in one of its ways."""
    if not expected:
        return not said
    for way in expected[0]:
        known = way[: -len(ANYTHING)] if way[-len(ANYTHING) :] == ANYTHING else way
        longest = len(said) if known != way else len(known)
        if said[: len(known)] == known and any(
            _fits(said[number:], expected[1:]) for number in range(len(known), longest + 1)
        ):
            return True
    return False


def _day(text: str) -> date:
    return date.fromisoformat(text)
