"""How the columns of the diary share the width of a page, and how the doses of a day are laid out in theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from taperdocs.language.language import NO_BREAK
from taperdocs.language.words import Drawing
from taperdocs.pdf.measure import width, wrapped

_POINTS = 72 / 25.4
# Lengths in units, which are mm on A4; style.css has the same numbers.
_SMALL, _LINE, _CLOSE, _BOX, _BIG, _UNDER = 3.6, 4.3, 4.05, 8.1, 9.6, 0.6
_GAP, _SPACE, _SLACK = 2.0, 1.6, 0.5
# A sign of a drawing: a tablet, or one of these.
_SIGN, _SIGNS = 4.75, {" ": 1.3, "+": 2.7, "⬭": 5.45, "🌢": 5.75}
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
"""The scale in its own height: eleven cells, ten thin spaces; and the white between one and the next."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose to be ticked: its amount with the unit, what it is, and how to make it up."""

    dose: str
    label: str
    pieces: str
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a dose is laid out: its size, its text *beside* it or under it, the time on its own line or behind it.

    Beside a dose the drawing stands behind the words, or *first*, behind the label.
    """

    name: str
    dose: float
    beside: bool = False
    first: bool = False
    own_line: bool = False

    @property
    def large(self) -> bool:
        """Tell whether the dose is as large as its box, so that both are one text."""
        return self.dose > _BOX

    @property
    def time(self) -> float:
        """Return how long the text and the line for the time are."""
        return _AT_SHORT if self.beside else _LEAST if self.own_line else _AT

    def parts(self, taken: Taken) -> tuple[tuple[str, Drawing | None], ...]:
        """Return what stands with a dose: its label, and its pieces, or both in one."""
        if self.beside and taken.label:
            drawings = (taken.drawing, None) if self.first else (None, taken.drawing)
            return tuple(zip((taken.label, taken.pieces), drawings, strict=True))
        text = f"{taken.label}: {taken.pieces}" if taken.label else taken.pieces
        return ((text, taken.drawing),)

    def lines(self, taken: Taken, room: float) -> Iterator[tuple[str, Drawing | None]]:
        """Yield the lines of what stands with a dose; each ends with a drawing or without."""
        for text, drawing in self.parts(taken):
            *others, last = (text,) if wide(text, _SMALL) <= room else wrapped(text, _SMALL * _POINTS, room)
            yield from ((line, None) for line in others)
            if drawing is None or wide(last, _SMALL) + _drawn(drawing) <= room:
                yield last, drawing
            else:
                yield from ((last, None), ("", drawing))

    def front(self, taken: Taken) -> float:
        """Return how wide the line of the dose is: its box, the dose, and the time where it stands behind."""
        dose = wide(taken.dose, self.dose, bold=True)
        return (
            (self.dose if self.large else _BOX) + _SPACE + dose + (0 if self.own_line else _SPACE + self.time)
        )

    def needed(self, taken: Taken) -> float:
        """Return how wide the text of a dose is where no line of it is broken."""
        return max(wide(text, _SMALL) + _drawn(drawing) for text, drawing in self.parts(taken)) + _SLACK

    def height(self, taken: Taken, room: float, hand: float) -> float:
        """Return how high a dose is with its text in *room*."""
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
    """The widths of a diary's columns in units, and how what the person tracks is broken into lines.

    ``front`` is where the text of a dose begins that stands beside it, ``text`` the room that it has, ``between``
    the white under it; ``scale`` is the height of a scale, its boxes may stand ``apart``, ``hand`` the height of a
    line to write on. Where names are *even* with their scales they are as large.
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
        """Return how far a scale is under the one above it."""
        return round(self.scale + _APART, 2)

    @property
    def boxes(self) -> str:
        """Return the scale from nothing to the worst."""
        return (_THIN_SPACE if self.apart else "").join("⓪①②③④⑤⑥⑦⑧⑨⑩")

    @property
    def row(self) -> float:
        """Return how high a line is beside which there is only a date or a line to write on."""
        return round(self.hand - 0.2, 2)

    @property
    def above(self) -> float:
        """Return the room above the text of a line to write on."""
        return round(self.hand - 4.4, 2)

    @property
    def broken(self) -> bool:
        """Tell whether something that is tracked needs two lines."""
        return any("\n" in name for name in self.track)

    def doses(self, day: Sequence[Taken]) -> float:
        """Return how high the doses of a day are."""
        return sum(self.layout.height(taken, self.text, self.hand) + self.between for taken in day)

    def high(self, days: "Days", *, doses: bool = False) -> float:
        """Return how high the highest of *days* is, or the *doses* of it alone."""
        highest = max(above + self.doses(day) for above, day in days)
        return highest if doses else max(highest, self.ratings)

    @property
    def ratings(self) -> float:
        """Return how high the column is that says how the day was: scales, feelings, and a line of notes."""
        scales = sum(max(self.pitch, _CLOSE * (1 + name.count("\n"))) for name in self.track)
        return scales + _FEELINGS + self.hand


Days = tuple[tuple[float, tuple[Taken, ...]], ...]
"""What stands above the doses of each day, and the doses."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the columns share: so much *inside* the margins, in units of so many mm, and what is tracked.

    The column of the *day* is as wide as this, and the one that says how the day was is at least *rated*.
    """

    inside: float
    unit: float
    track: tuple[str, ...]
    day: float
    rated: float


Way = tuple[Layout, tuple[float, float]]
"""A layout, and the size and the width of the names of what is tracked."""


def columns(weeks: Sequence[Days], room: Room) -> tuple[Columns, ...]:
    """Return the columns of each week: the way that fits it best, and the same columns for all of one way."""
    best = {days: _best(days, room) for days in dict.fromkeys(weeks)}
    alike = {}
    for way in dict.fromkeys(best.values()):
        days = tuple(dict.fromkeys(day for week, of_week in best.items() if of_week == way for day in week))
        alike[way] = _spaced(_share(*way, days, room), days)
    kept = {days: _kept(alike[way], _share(*way, days, room), days) for days, way in best.items()}
    return tuple(kept[days] for days in weeks)


def _kept(alike: Columns, own: Columns, days: Days) -> Columns:
    """Return the columns that a week shares with others unless it would take more room in them."""
    return alike if alike.high(days) <= max(own.high(days), _HIGH) else _spaced(own, days)


def _spaced(one: Columns, days: Days) -> Columns:
    """Put white between the doses of a day where the scales beside them are higher."""
    spare = (_COMFORT - one.high(days, doses=True)) / max(1, *(len(day) for _, day in days))
    return replace(one, between=round(min(max(spare, 0), _MOST_BETWEEN), 2))


def _best(days: Days, room: Room) -> Way:
    """Return the first layout in which seven such days fit a page, else the one with the lowest days."""
    found = list[tuple[float, int, Way]]()
    for number, way in enumerate(product(LAYOUTS, _labels(room))):
        one = _share(*way, days, room)
        if one.text >= (_LEAST_BESIDE if one.layout.beside else max(_LEAST, one.front)):
            high = one.high(days)
            if high <= _HIGH and not one.layout.beside:
                return way
            found.append((high, number, way))
    # Where a name leaves too little room for a dose, the name is cut inside a word: a dose never is.
    return min(found)[2] if found else (LAYOUTS[-1], (_SMALL, _SHORT_LABEL))


def _labels(room: Room) -> tuple[tuple[float, float], ...]:
    """Return in which sizes and widths the names of what is tracked may stand: large, small, small and broken."""
    large, small = (max(wide(name, size) for name in room.track) + _SLACK for size in (_SCALE, _SMALL))
    word = max(wide(word, _SMALL) for name in room.track for word in name.split()) + _SLACK
    return (_SCALE, large), (_SMALL, small), (_SMALL, min(small, max(word, _SHORT_LABEL)))


def _share(layout: Layout, named: tuple[float, float], days: Days, room: Room) -> Columns:
    """Give each column what it needs; what is left parts the boxes of the scales and lengthens the notes."""
    every = dict.fromkeys(taken for _, day in days for taken in day)
    size, label = named
    # On papers that are a little smaller than A4 boxes stay 5 mm, and lines to write on 8 mm apart.
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
    """Return *piece* so that no line parts it, if it is short enough for any layout."""
    return piece.replace(" ", NO_BREAK) if wide(piece, _SMALL) < _LEAST_BESIDE else piece


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* at *size* units."""
    return width(text, size * _POINTS, bold=bold)


def _drawn(drawing: Drawing | None) -> float:
    if drawing is None:
        return 0
    return _SPACE + sum(_SIGNS.get(sign, _SIGN) for sign in drawing.signs)
