"""Proves the words of a page: what stands under each marked square is what a second working of the days has.

The HTML is read by Python's own parser. The visible text is taken apart here; the marks only say what it is about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from taperdocs.language.language import Language
from taperdocs.plan.dose import MILLIGRAMS
from taperdocs.plan.plan import UNDATED, Outline, iso
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.regimen import Intake
from taperdocs.readback.days import days
from taperdocs.readback.html import read_html

_PARTS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_DRAWN = {"⬤": Fraction(1), "⬭": Fraction(1), "◔": Fraction(1, 4), "◐": Fraction(1, 2), "◕": Fraction(3, 4)}
_TOKEN = re.compile(r"([0-9]+(?:[.,][0-9]+)?)(?:\s*(mcg|mg|g|mL)\b)?|([¼½¾])")
_MARKS = frozenset({"data-date", "data-dose", "data-unit", "data-pieces", "data-drawn"})


@dataclass(slots=True)
class _Square:
    """What stands in the square of a day: marks with their values and texts; its column's weekday and heading."""

    day: date
    weekday: str
    heading: str
    marks: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def of(self, kind: str) -> list[tuple[str, str]]:
        """Return the value and the text of each mark of a kind."""
        return [(value, "".join(texts)) for one, value, texts in self.marks if one == kind]

    def drawings(self) -> dict[int, str]:
        """Return what is drawn, by the number of the dose that it is drawn for."""
        found, number = dict[int, str](), 0
        for kind, _, texts in self.marks:
            if kind == "data-drawn":
                found[number] = "".join(texts)
            number += kind == "data-pieces"
        return found


def check_words(page: str, outline: Outline, language: Language) -> None:
    """Raise ``ReadBackError`` unless each marked square of *page* says what its day has, in the right column."""
    squares = _Reader().read(page)
    if not squares:
        return
    worked = days(outline, max(square.day for square in squares))
    before: date | None = None
    for square in squares:
        if before and square.day != before + timedelta(1):
            _refuse(square, "it does not follow the day before it")
        before = square.day
        name = language.weekday(square.day)
        if (square.weekday, square.heading) != (str(square.day.weekday()), name):
            _refuse(square, "it stands in the column of another weekday")
        found = worked.on(square.day)
        _check(square, found.intakes if found else (), language)


def _check(square: _Square, taken: tuple[Intake, ...], language: Language) -> None:
    """Compare what stands in a square with what is *taken* on its day."""
    number = (square.day - UNDATED).days + 1 if square.day >= UNDATED else square.day.day
    if [said for _, text in square.of("data-date") for said, _, _ in _TOKEN.findall(text)] != [str(number)]:
        _refuse(square, "it has another number")
    units, pieces = square.of("data-unit"), square.of("data-pieces")
    doses = [text.strip().replace(language.decimal_mark, ".") for _, text in square.of("data-dose")]
    said = [f"{dose} {unit.strip()}" for dose, (_, unit) in zip(doses, units, strict=False)]
    if said != [str(intake.dose) for intake in taken] or {len(doses), len(units), len(pieces)} != {
        len(taken)
    }:
        _refuse(square, f"it says {' + '.join(said) or 'no dose'}")
    if [value for value, _ in square.of("data-dose")] != said:
        _refuse(square, "a mark has another dose than its text")
    drawn = square.drawings()
    for place, (intake, (_, text)) in enumerate(zip(taken, pieces, strict=True)):
        made = tuple(_made(text, language))
        if sum((milligrams for _, milligrams in made), Fraction(0)) != intake.dose.milligrams:
            _refuse(square, "the pieces do not add up to the dose")
        signs = sum((_DRAWN.get(sign, Fraction(0)) for sign in drawn.get(place, "")), Fraction(0))
        if place in drawn and signs != sum((count for count, _ in made), Fraction(0)):
            _refuse(square, "the drawing is not what makes the dose")


def _made(text: str, language: Language) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the tablets of each piece of a text, none for a liquid, and how many mg it has."""
    for piece in text.split(" + "):
        counts, doses, volumes = list[Fraction](), list[Fraction](), list[Fraction]()
        for number, unit, part in _TOKEN.findall(piece):
            value = Fraction(number.replace(language.decimal_mark, ".")) if number else _PARTS[part]
            if unit == "mL":
                volumes.append(value)
            elif unit:
                doses.append(value * MILLIGRAMS[unit])
            else:
                counts.append(value)
        if volumes and len(doses) == len(("dose", "strength")):
            made = volumes[0] * doses[1] / (volumes[1] if len(volumes) > 1 else 1)
            yield Fraction(0), made if made == doses[0] else Fraction(-1)
        elif counts and len(doses) == 1:
            yield sum(counts, Fraction(0)), sum(counts, Fraction(0)) * doses[0]
        else:
            yield Fraction(0), Fraction(-1)


def _refuse(square: _Square, why: str) -> None:
    message = f"the square of {iso(square.day)}: {why}"
    raise ReadBackError(message)


class _Reader:
    """Gathers the marked squares of a page, which our templates write as XML."""

    def __init__(self) -> None:
        self._squares: list[_Square] = []
        self._weekdays: list[tuple[str, list[str]]] = []
        self._column = 0
        self._square: _Square | None = None
        self._into: list[list[str] | None] = [None]

    def read(self, page: str) -> list[_Square]:
        if "data-day" not in page:
            return []
        read_html(page, self._begin, self._end, self._said)
        return self._squares

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        into = self._into[-1]
        if tag == "thead":
            self._weekdays = []
        elif tag == "tr":
            self._column = 0
        elif tag in {"td", "th"}:
            if "data-weekday" in attributes:
                into = []
                self._weekdays.append((attributes["data-weekday"], into))
            if "data-day" in attributes:
                beyond = self._column >= len(self._weekdays)
                number, name = ("", []) if beyond else self._weekdays[self._column]
                self._square = _Square(date.fromisoformat(attributes["data-day"]), number, "".join(name))
                self._squares.append(self._square)
                into = None
            self._column += 1
        elif self._square:
            for kind in _MARKS.intersection(attributes):
                into = []
                self._square.marks.append((kind, attributes[kind], into))
        self._into.append(into)

    def _end(self, tag: str) -> None:
        self._into.pop()
        if tag == "td":
            self._square = None

    def _said(self, text: str) -> None:
        if (into := self._into[-1]) is not None:
            into.append(text)
