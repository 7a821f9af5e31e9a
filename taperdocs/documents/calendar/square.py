"""The square of a day: its date and mark, its doses with a box to tick each, and a band for all else about the day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from taperdocs.documents.calendar import sizes
from taperdocs.documents.day_marks import marks, notes, nothing
from taperdocs.documents.syringe import made as make_up
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels, named
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Drawn, Line, Part, Stack, Style, Text, whole
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake

_FRAMED, _BARRED = frozenset({"new", "last", "without"}), frozenset({"held"})
_DOUBLE = 2
"""Doses of a day that stand below each other, each led by its time."""


@dataclass(frozen=True)
class Square:
    """A day: its *parts* from the top, and the *band* at its foot. Heights and *width* are in units.

    *fits*: whether each numeral stands beside its unit on one line.
    """

    day: date
    kind: str
    parts: tuple[Part, ...]
    band: tuple[Text, ...]
    width: float
    fits: bool = True

    @property
    def top(self) -> float:
        """Return the height of its parts."""
        return sum(part.height(self.width) for part in self.parts)

    @property
    def foot(self) -> float:
        """Return the height of the band with the rule above it."""
        return sizes.RULE * bool(self.band) + sum(text.height(self.width) for text in self.band)

    @property
    def around(self) -> float:
        """Return the height of its frame."""
        return 2 * sizes.FRAME if self.kind in _FRAMED else sizes.RULE

    @cached_property
    def height(self) -> float:
        """Return its least height."""
        return self.top + self.foot + self.around

    def gap(self, height: float) -> float:
        """Return the white above the band where the square is this high."""
        return round(max(height - self.height - 0.02, 0), 2)


@dataclass(frozen=True, slots=True)
class Blank:
    """A square that is no day of this page; *said* tells where its day is."""

    said: Text | None = None
    day = None
    height = sizes.STRIP.line + sizes.RULE

    def gap(self, height: float) -> float:
        """Return the height of what is hatched where the square is this high."""
        told = self.said.height(0) if self.said else 0
        return round(max(height - sizes.RULE - told - 0.02, 0), 2)


@dataclass(frozen=True, slots=True)
class Look:
    """How a square looks: its *width* in units, whether its date is *named* with the month.

    *drawn*: whether a drawing may have a line of its own.
    """

    width: float
    named: bool
    drawn: bool


Blocks = dict[tuple[object, ...], tuple[tuple[Part, ...], bool]]
"""The parts of each dose that was laid out, and whether its numeral fits; most days have the doses of another day."""


def square(plan: Plan, words: Words, day: date, look: Look, known: Blocks) -> Square:
    """Return the square of a day, made from *known* blocks of doses where it can be; new ones are added to them."""
    said = _once_a_week(marks(plan, words, day), plan, words, day)
    kind = said[0][0] if said else ""
    inside = look.width - (
        2 * sizes.FRAME if kind in _FRAMED else sizes.RULE + (sizes.BAR if kind in _BARRED else 0)
    )
    strip, flags = _strip(words, day, said, inside, named=look.named)
    taken = plan.on(day)
    named = tuple(enumerate(zip(taken, labels(words, taken), strict=True)))
    for draws in (True, False):
        doses = _Doses(plan, words, inside, look.drawn, draws)
        blocks = list[tuple[tuple[Part, ...], bool]]()
        for place, (intake, label) in named:
            key = inside, look.drawn, draws, intake, label, place, len(taken)
            if key not in known:
                # The day that a mark does not say is that of its square.
                known[key] = doses.block(f",{place}", intake, label, _close(place, len(taken)))
            blocks.append(known[key])
        # A drawing beside one dose of two would be taken for something that only this dose has.
        if sum(_is_drawn(part) for parts, _ in blocks for part in parts) in {0, len(taken)}:
            break
    none = nothing(plan, words, day)
    band = [word for _, word in said[1:]] + list(notes(plan, words, day))
    return Square(
        day,
        kind,
        (
            strip,
            *flags,
            *(part for parts, _ in blocks for part in parts),
            *([Text(sizes.NOTHING, none)] if none else []),
        ),
        tuple(Text(sizes.BAND, text) for text in band),
        inside,
        all(fits for _, fits in blocks),
    )


def _once_a_week(
    said: tuple[tuple[str, str], ...], plan: Plan, words: Words, day: date
) -> tuple[tuple[str, str], ...]:
    """Leave the mark of a hold out but on its first day and at the beginning of each week: nothing changes on it."""
    period = plan.period(day)
    if day.weekday() == words.language.first_weekday or (period and period.first == day):
        return said
    return tuple(one for one in said if one[0] != "held")


def _strip(
    words: Words, day: date, said: tuple[tuple[str, str], ...], inside: float, *, named: bool
) -> tuple[Part, tuple[Text, ...]]:
    """Return the strip with date and mark, and the mark below it where it has no room beside the date."""
    language = words.language
    text = marked(language.short_day(day) if named else language.square(day), f"date:{day}")
    number = Text(sizes.STRIP, text)
    if not said:
        return number, ()
    word = said[0][1]
    line = Line(sizes.STRIP, (number,), (Text(sizes.MARK, word),))
    if line.width + 2 * sizes.LABEL <= inside:
        return line, ()
    return number, (Text(sizes.FLAG, word),)


def _close(place: int, doses: int) -> Style | None:
    """Return the style of how a dose is made up where a day has several, ruled off from the next one."""
    if doses < _DOUBLE:
        return None
    return sizes.MADE_BELOW if place == doses - 1 else sizes.RULED


@dataclass(frozen=True, slots=True)
class _Doses:
    """Makes the blocks of doses in a room *inside* units wide.

    *drawn*: whether a drawing may have its own line. *draws*: whether doses are drawn at all.
    """

    plan: Plan
    words: Words
    inside: float
    drawn: bool
    draws: bool

    def block(
        self, about: str, intake: Intake, label: str, close: Style | None
    ) -> tuple[tuple[Part, ...], bool]:
        """Return the parts of one dose, and whether its numeral fits the square.

        *close* is the style of how it is made up where a day has several doses.
        """
        said = marked(named(self.plan, intake.drug, label), f"label:{about}")
        if intake.stays:
            return self._left_on(Text(sizes.LEAD, said), about, intake)
        drawing = self.words.drawing(self.plan, intake) if self.draws else None
        drawn = Drawn(sizes.DRAWN, drawing.signs, drawing.alt, drawing.parts, about) if drawing else None
        made = make_up(self.plan, self.words, intake, about)
        beside = self.inside - sizes.TICKED.start - sizes.TICKED.end
        if close or not whole(Text(sizes.MADE, made), beside):
            lead = tuple(_lead(said, drawn, self.inside))
            return self._led(lead, about, intake, made, close or sizes.MADE_BELOW)
        dose, fits = self._largest(about, intake)
        time = tuple(_time(said, drawn, beside)) if said else ()
        if drawn and not any(isinstance(part, Line) for part in time):
            if isinstance(dose, Line) and dose.width + drawn.width + 1 <= self.inside:
                dose = replace(dose, texts=(*dose.texts, Text(sizes.UNIT, " "), drawn))
            elif not said and self.drawn and (line := Line(sizes.TIME, (drawn,))).width <= beside:
                time = (line,)
        return (
            dose,
            Stack(sizes.TICKED, (*time, Text(sizes.MADE, made)), tick=True),
        ), fits

    def _left_on(self, lead: Text, about: str, intake: Intake) -> tuple[tuple[Part, ...], bool]:
        """Return a patch that is left on."""
        on = left_on(self.plan, self.words, about, intake, (sizes.NOTHING, sizes.ON))
        parts: tuple[Part, ...] = (*([lead] if lead.text else []), *on)
        return parts, all(whole(part, self.inside) for part in parts)

    def _led(
        self, lead: tuple[Part, ...], about: str, intake: Intake, made: Marked, close: Style
    ) -> tuple[tuple[Part, ...], bool]:
        """Return a dose that is led by its time, with its numeral beside the box if it fits there."""
        for style, unit in _sized(sizes.CLOSE):
            dose = self._dose(about, intake, (style, unit), sizes.BESIDE_CLOSE)
            if dose.width <= self.inside:
                ticked = Stack(sizes.BLOCK, (dose,), tick=True)
                below = Text(close, made)
                return (*lead, ticked, below), whole(below, self.inside)
        dose, fits = self._largest(about, intake)
        ticks = sizes.TICKED if close is sizes.MADE_BELOW else sizes.TICKED_RULED
        how, below = Stack(ticks, (Text(sizes.MADE, made),), tick=True), Text(close, made)
        if whole(how, self.inside):
            return (*lead, dose, how), fits
        # A long strength, as 25 micrograms/h, has no room beside the box.
        return (*lead, dose, Stack(sizes.TICKED, (), tick=True), below), fits and whole(below, self.inside)

    def _largest(self, about: str, intake: Intake) -> tuple[Line | Stack, bool]:
        """Return the dose in the largest numerals that fit, and whether any do."""
        sized = _sized(sizes.NUMERALS)
        if intake.drug in self.plan.patches:
            # No square holds a large rate and its long unit; what the hand does is the number of patches.
            sized = (*sized, (sizes.RATE, sizes.LONG_UNIT))
        doses = [self._dose(about, intake, each, sizes.BESIDE_BELOW) for each in sized]
        fitting = next((dose for dose in doses if dose.width + sizes.BAND.end <= self.inside), None)
        return fitting or doses[-1], fitting is not None

    def _dose(self, about: str, intake: Intake, sized: tuple[Style, Style], below: Style) -> Line | Stack:
        """Return the numeral with its unit on one line, and beside or below it what a measured dose is in mg."""
        numeral, marks_of, (style, unit) = self.words.numeral(self.plan, intake), (f"numeral:{about}",), sized
        texts = (Text(style, numeral.amount), Text(unit, f" {numeral.unit}"))
        if not numeral.beside:
            return Line(style, texts, (), marks_of, figures=True)
        line = Line(style, (*texts, Text(sizes.BESIDE, f" {numeral.beside}")), (), marks_of, figures=True)
        if line.width + sizes.BAND.end <= self.inside:
            return line
        return Stack(
            sizes.WHOLE, (Line(style, texts, figures=True), Text(below, numeral.beside)), marks=marks_of
        )


def left_on(
    plan: Plan, words: Words, about: str, intake: Intake, styles: tuple[Style, Style]
) -> tuple[Part, Part]:
    """Return a patch that is left on, in its two *styles*.

    That it is left on is what matters, and stands above its rate, which would else look like one to put on.
    """
    numeral, (large, small) = words.numeral(plan, intake), styles
    on = marked(words.made(plan, intake), f"pieces:{about}")
    rate = Text(small, f"{numeral.amount} {numeral.unit}")
    return Text(large, on), Line(small, (rate,), (), (f"numeral:{about}",), figures=True)


def _sized(numerals: tuple[Style, ...]) -> tuple[tuple[Style, Style], ...]:
    """Return each size of numerals with that of the unit beside it, and the smallest with that of a long unit."""
    return *((style, sizes.UNIT) for style in numerals), (numerals[-1], sizes.LONG_UNIT)


def _is_drawn(part: Part) -> bool:
    """Tell whether a part has a drawing in it."""
    inside = part.parts if isinstance(part, Stack) else part.texts if isinstance(part, Line) else ()
    return isinstance(part, Drawn) or any(_is_drawn(one) for one in inside)


def _time(said: Marked, drawn: Drawn | None, room: float) -> Iterator[Part]:
    """Yield the time, with the drawing on its line where there is room."""
    text = Text(sizes.TIME, said)
    line = Line(sizes.TIME, (text, *((Text(sizes.TIME, " "), drawn) if drawn else ())))
    yield line if drawn and line.width <= room else text


def _lead(said: Marked, drawn: Drawn | None, inside: float) -> Iterator[Part]:
    """Yield the time above a dose, the drawing, or both on one line; the drawing only where it has room."""
    lead = (Text(sizes.LEAD, said), Text(sizes.UNIT, " ")) if said else ()
    if drawn and (line := Line(sizes.LEAD, (*lead, drawn))).width <= inside:
        yield line
    else:
        yield from lead[:1]
