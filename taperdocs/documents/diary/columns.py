"""Shares the width of a diary page among its columns, and chooses the layout of the doses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from taperdocs.language.language import NO_BREAK
from taperdocs.language.words import Drawing
from taperdocs.pdf.measure import drawn_width, width, wrapped

_POINTS = 72 / 25.4
# Lengths in units, which are mm on A4; style.css has the same numbers.
_SMALL, _LINE, _CLOSE, _BOX, _BIG, _UNDER = 3.6, 4.3, 4.05, 8.1, 9.6, 0.6
_GAP, _SPACE, _SLACK = 2.0, 1.6, 0.5
_DRAWN = 4.3
_AT, _AT_SHORT, _LEAST, _LEAST_BESIDE, _SHORT_LABEL, _FEELINGS, _HIGH, _COMFORT, _MOST_BETWEEN = (
    19.0,
    10.5,
    42.0,
    29.0,
    19.0,
    6.0,
    31.2,
    29.4,
    1.8,
)
_THIN_SPACE = "\N{THIN SPACE}"
_SCALE, _CELLS, _THIN, _APART = 5.0, 11.05, 1.5, 0.25
"""Height of a scale, units; width of its eleven cells and least width with thin spaces, in heights of the scale; white
between two scales, units."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose to tick: its amount with the unit, its label, and the pieces that make it."""

    dose: str
    label: str
    pieces: str
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of doses; ``name`` is its class in style.css, ``dose`` the text size of a dose in units.

    *beside*: the text stands beside the dose, else below it. *first*: the drawing then follows the label, else the
    pieces. *own_line*: the time has its own line, else it follows the dose.
    """

    name: str
    dose: float
    beside: bool = False
    first: bool = False
    own_line: bool = False

    @property
    def large(self) -> bool:
        """Tell whether the tick box has the size of the dose, so that both are one text."""
        return self.dose > _BOX

    @property
    def time(self) -> float:
        """Return the width of the blank for the time, text and line, in units."""
        return _AT_SHORT if self.beside else _LEAST if self.own_line else _AT

    def parts(self, taken: Taken) -> tuple[tuple[str, Drawing | None], ...]:
        """Return the texts that go with a dose, each with a drawing or None: label and pieces, or both in one."""
        if self.beside and taken.label:
            drawings = (taken.drawing, None) if self.first else (None, taken.drawing)
            return tuple(zip((taken.label, taken.pieces), drawings, strict=True))
        text = f"{taken.label}: {taken.pieces}" if taken.label else taken.pieces
        return ((text, taken.drawing),)

    def lines(self, taken: Taken, room: float) -> Iterator[tuple[str, Drawing | None]]:
        """Yield the lines of the texts that go with a dose, each with the drawing at its end or None."""
        for text, drawing in self.parts(taken):
            *others, last = (text,) if wide(text, _SMALL) <= room else wrapped(text, _SMALL * _POINTS, room)
            yield from ((line, None) for line in others)
            if drawing is None or wide(last, _SMALL) + _drawn(drawing) <= room:
                yield last, drawing
            else:
                yield from ((last, None), ("", drawing))

    def front(self, taken: Taken) -> float:
        """Return the width of the line of a dose in units: its box, the dose, and the time if that follows it."""
        dose = wide(taken.dose, self.dose, bold=True)
        return (
            (self.dose if self.large else _BOX) + _SPACE + dose + (0 if self.own_line else _SPACE + self.time)
        )

    def needed(self, taken: Taken) -> float:
        """Return the width of the texts of a dose where no line is broken, in units."""
        return max(wide(text, _SMALL) + _drawn(drawing) for text, drawing in self.parts(taken)) + _SLACK

    def height(self, taken: Taken, room: float, hand: float) -> float:
        """Return the height of a dose with its texts *room* wide; *hand* is the height of a line to write on; units."""
        count = sum(1 for _ in self.lines(taken, room))
        if self.beside:
            return max(_BOX, _CLOSE * count)
        return _LINE * count + (_BIG if self.large else _BOX) + (hand if self.own_line else 0) + _UNDER


LAYOUTS = (
    Layout("big", 8.5, own_line=True),
    Layout("wide", 8.5),
    Layout("tall", 6.4),
    Layout("flat", 5.0, beside=True),
    Layout("flat", 5.0, beside=True, first=True),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of a diary's columns, and the names of what is tracked, broken into lines. All lengths are in units.

    ``day``, ``dose`` and ``rated`` are the widths of the columns. ``front`` is the x offset of the text beside a dose,
    ``text`` the width of its room, ``between`` the white below a dose. ``scale`` is the height of a scale; ``apart``:
    whether its boxes have thin spaces between them. ``hand`` is the height of a line to write on. ``even``: whether
    names are set as large as scales.
    """

    layout: Layout
    day: float
    dose: float
    front: float
    text: float
    rated: float
    scale: float
    apart: bool
    hand: float
    track: tuple[str, ...]
    even: bool
    between: float = 0

    @property
    def pitch(self) -> float:
        """Return the distance from a scale to the next one, in units."""
        return round(self.scale + _APART, 2)

    @property
    def boxes(self) -> str:
        """Return the boxes of a scale, from 0 to 10."""
        return (_THIN_SPACE if self.apart else "").join("⓪①②③④⑤⑥⑦⑧⑨⑩")

    @property
    def row(self) -> float:
        """Return the height of a line of the column of days, in units."""
        return round(self.hand - 0.2, 2)

    @property
    def above(self) -> float:
        """Return the white above the text of a line to write on, in units."""
        return round(self.hand - 4.4, 2)

    @property
    def broken(self) -> bool:
        """Tell whether the name of something tracked needs more than one line."""
        return any("\n" in name for name in self.track)

    def doses(self, day: Sequence[Taken]) -> float:
        """Return the height of the doses of a day, in units."""
        return sum(self.layout.height(taken, self.text, self.hand) + self.between for taken in day)

    def high(self, days: "Days", *, doses: bool = False) -> float:
        """Return the height of the highest of *days* in units; with *doses* that of the doses alone."""
        highest = max(above + self.doses(day) for above, day in days)
        return highest if doses else max(highest, self.ratings)

    @property
    def ratings(self) -> float:
        """Return the height of the column "How it was" in units: scales, feelings, and a line of notes."""
        scales = sum(max(self.pitch, _CLOSE * (1 + name.count("\n"))) for name in self.track)
        return scales + _FEELINGS + self.hand


Days = tuple[tuple[float, tuple[Taken, ...]], ...]
"""The height of what is above the doses of each day, in units, and its doses."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room that the columns share, in units: the width *inside* the margins. *unit* is the length of a unit in mm.

    *track* are the names of what is tracked. *day* is the width of the column of days, *rated* the least width of the
    column "How it was".
    """

    inside: float
    unit: float
    track: tuple[str, ...]
    day: float
    rated: float


Way = tuple[Layout, tuple[float, float]]
"""A layout; and the text size and the width of the names of what is tracked, in units."""


def columns(weeks: Sequence[Days], room: Room) -> tuple[Columns, ...]:
    """Return the columns of each week, in the way that fits it best; weeks of one way share their columns."""
    best = {days: _best(days, room) for days in dict.fromkeys(weeks)}
    alike = {}
    for way in dict.fromkeys(best.values()):
        days = tuple(dict.fromkeys(day for week, of_week in best.items() if of_week == way for day in week))
        alike[way] = _spaced(_share(*way, days, room), days)
    kept = {days: _kept(alike[way], _share(*way, days, room), days) for days, way in best.items()}
    return tuple(kept[days] for days in weeks)


def _kept(alike: Columns, own: Columns, days: Days) -> Columns:
    """Return the shared columns of a week, but its own ones where the shared ones make its days too high."""
    return alike if alike.high(days) <= max(own.high(days), _HIGH) else _spaced(own, days)


def _spaced(one: Columns, days: Days) -> Columns:
    """Return *one* with white between the doses of a day, where they leave room."""
    spare = (_COMFORT - one.high(days, doses=True)) / max(1, *(len(day) for _, day in days))
    return replace(one, between=round(min(max(spare, 0), _MOST_BETWEEN), 2))


def _best(days: Days, room: Room) -> Way:
    """Return the first way in which seven such days fit a page, else the one with the lowest days."""
    found = list[tuple[float, int, Way]]()
    for number, way in enumerate(product(LAYOUTS, _labels(room))):
        one = _share(*way, days, room)
        if one.text >= (_LEAST_BESIDE if one.layout.beside else max(_LEAST, one.front)):
            high = one.high(days)
            if high <= _HIGH and not one.layout.beside:
                return way
            found.append((high, number, way))
    # Where the names of what is tracked leave too little room for a dose, they break inside a word. A dose never does.
    return min(found)[2] if found else (LAYOUTS[-1], (_SMALL, _SHORT_LABEL))


def _labels(room: Room) -> tuple[tuple[float, float], ...]:
    """Return the sizes and widths for the names of what is tracked: large, small, and small in several lines."""
    large, small = (max(wide(name, size) for name in room.track) + _SLACK for size in (_SCALE, _SMALL))
    word = max(wide(word, _SMALL) for name in room.track for word in name.split()) + _SLACK
    return (_SCALE, large), (_SMALL, small), (_SMALL, min(small, max(word, _SHORT_LABEL)))


def _share(layout: Layout, named: tuple[float, float], days: Days, room: Room) -> Columns:
    """Return columns of the widths they need; room to spare goes to the column "How it was"."""
    every = dict.fromkeys(taken for _, day in days for taken in day)
    size, label = named
    # On papers a little smaller than A4, boxes stay 5 mm high, and lines to write on stay 8 mm apart.
    true = min(max(1 / room.unit, 1), 1.07)
    scale, hand = round(_SCALE * true, 2), round(8 * true, 2)
    label *= true if size == _SCALE else 1
    front = max((layout.front(taken) for taken in every), default=0) + (_GAP if layout.beside else 0)
    needed = max((layout.needed(taken) for taken in every), default=0)
    rest = room.inside - room.day - 2 * _GAP
    left = rest - max(scale * _CELLS + _SPACE + label, room.rated)
    least = front + _LEAST_BESIDE if layout.beside else max(front, _LEAST)
    wanted = front + needed if layout.beside else needed
    dose = min(max(wanted, least), left)
    return Columns(
        layout,
        room.day,
        round(dose + _GAP, 1),
        round(front, 1),
        dose - front if layout.beside else dose,
        rest - dose,
        scale,
        left - dose >= scale * _THIN,
        hand,
        tuple("\n".join(wrapped(name, size * _POINTS, label)) for name in room.track),
        even=size == _SCALE,
    )


def unbroken(piece: str) -> str:
    """Return *piece* with spaces that do not break, if it is short enough for every layout."""
    return piece.replace(" ", NO_BREAK) if wide(piece, _SMALL) < _LEAST_BESIDE else piece


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* at a text size of *size*, both in units."""
    return width(text, size * _POINTS, bold=bold)


def _drawn(drawing: Drawing | None) -> float:
    if drawing is None:
        return 0
    return _SPACE + drawn_width(drawing.parts, _DRAWN * _POINTS)
