"""How a day of the diary is laid out: the widths of its columns, where each part of a dose goes, and its height."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from taperdocs.documents.diary import sizes
from taperdocs.documents.diary.day import Content, Entry, Taken, told_apart
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked
from taperdocs.language.words import Drawing, Words
from taperdocs.pdf.fit import beside
from taperdocs.pdf.kit import Style
from taperdocs.pdf.measure import drawn_width, wrapped

BOXES = "⓪①②③④⑤⑥⑦⑧⑨⑩"
_LEAST_DOSES = 62.0
"""The narrowest column of doses beside scales, units."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A text with a line to write on: what is before and after the line, its length in units, and its underscores."""

    before: str
    after: str
    length: float
    line: str

    @property
    def said(self) -> str:
        """Return all of it as one text, to be measured."""
        return f"{self.before}{self.line}{self.after}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about each day: names of what is tracked, a number of *own* lines to name, feelings, and reasons.

    *allowed* are the texts of what may be taken when needed, with a null character where the number is written.
    """

    words: Words
    track: tuple[str, ...]
    own: int
    feelings: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    allowed: tuple[Marked, ...] = ()

    def blank(self, style: Style, text: str, room: float, most: float = sizes.LONG) -> Blank:
        """Return *text* with a line that fills *room*, but is no longer than *most*, in units."""
        return _blank(style, text, room, most)

    @property
    def slept(self) -> str:
        """Return the text for the hours of a night; the line goes where its null character is, as in all of these."""
        return self.words.text("slept {line} h", line="\0")

    @property
    def initials(self) -> str:
        """Return the text for the initials."""
        return self.words.text("initials {line}", line="\0")

    @property
    def at(self) -> str:
        """Return the text for the time of a dose."""
        return self.words.text("at {line}", line="\0")

    @property
    def instead(self) -> str:
        """Return the words before what was taken in place of each dose."""
        return _held(self.words.text("took instead:"))

    @property
    def why(self) -> str:
        """Return the word before the reasons, empty where none are asked for."""
        return self.words.text("why") if self.reasons else ""

    def took(self, taken: Sequence[Taken]) -> tuple[tuple[str, Blank], ...]:
        """Return the blank for what was taken in place of each dose of a day, after the mark of the words before it."""
        return tuple(
            (
                mark,
                self.blank(
                    sizes.OTHER, _held(f"{said} \0".lstrip(" ")), sizes.OTHER.width(f"{said} ") + sizes.BLANK
                ),
            )
            for mark, said in told_apart(taken) or (("", ""),)
        )

    @property
    def notes(self) -> str:
        """Return the text for notes."""
        return self.words.text("notes {line}", line="\0")


class _Heights(NamedTuple):
    """The height of the row of a day and of what stands below it; *within* is as ``Layout.within`` says."""

    row: float
    below: float
    within: bool


# Each is itself alone, so that what was measured with it is found again quickly.
@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The layout of all days of a diary in one density. All lengths are in units.

    *day*, *doses* and *how* are the widths of the columns; *how* is 0 where the scales stand below the doses. *when*
    is the width of the times before the boxes, 0 where each time stands above its dose. A drug stands before its dose
    if *named*, or else below the time if *under*, or else above the dose. *front* is the width of the dose, with the
    drug if *named*. The blank for the time stands after the dose, or else below the time if *aside*, or else on a line
    of its own if *later*. *name* is the room for a name before its scale, 0 where it stands above.
    """

    density: sizes.Density
    asked: Asked
    inside: float
    day: float
    doses: float
    how: float
    when: float
    named: bool
    under: bool
    front: float
    aside: bool
    later: bool
    name: float

    @property
    def indent(self) -> float:
        """Return where the doses begin in their column, after times and boxes."""
        return round(self.when + self.density.box + sizes.BESIDE, 2)

    @property
    def text(self) -> float:
        """Return the room for the texts of a dose."""
        return self.doses - self.indent

    def above(self, taken: Taken) -> tuple[tuple[str, str], ...]:
        """Return the marks and texts of what stands above a dose and not before it."""
        time = () if self.when or not taken.time else (("time", taken.time),)
        return (*time, *((("drug", taken.drug),) if taken.drug and not (self.named or self.under) else ()))

    @property
    def at(self) -> Blank:
        """Return the blank for the time of a dose."""
        room = self.when - 1 if self.aside else self.text - (0 if self.later else self.front)
        return self.asked.blank(sizes.AT, self.asked.at, room)

    @property
    def pitch(self) -> float:
        """Return the least distance from the top of one dose to that of the next."""
        return max(self.density.pitch, self.density.dose.line + sizes.ASIDE if self.aside else 0)

    @property
    def allowed(self) -> tuple[tuple[Marked, Blank], ...]:
        """Return each text of what may be taken when needed, and with a line for how often it was."""
        return tuple((one, _counted(one)) for one in self.asked.allowed)

    @property
    def slept(self) -> Blank:
        """Return the blank for the hours of a night."""
        return self.asked.blank(sizes.NIGHT, self.asked.slept, self.day - sizes.GAP)

    @property
    def initials(self) -> Blank:
        """Return the blank for the initials: after the notes, or below the date where scales stand below the doses."""
        room = self.inside if self.how else self.day - sizes.GAP
        return self.asked.blank(sizes.NIGHT, self.asked.initials, room, sizes.BLANK)

    @property
    def notes(self) -> Blank:
        """Return the line for notes."""
        beside = 0 if not self.how else _with_line(sizes.NOTES, self.asked.initials) + sizes.GAP
        return self.asked.blank(sizes.NOTES, self.asked.notes, self.inside - beside, self.inside)

    @property
    def own(self) -> Blank:
        """Return the blank to name something of one's own."""
        return self.asked.blank(sizes.NAME, "\0", self.name or self.rated, sizes.LONG)

    @property
    def boxes(self) -> str:
        """Return the boxes of a scale, from 0 to 10."""
        return BOXES

    @property
    def rated(self) -> float:
        """Return the width of what is asked about the day."""
        return self.how or self.doses

    def pieces(self, taken: Taken) -> str:
        """Return the pieces of a dose in lines that break between them, and inside one only where it must.

        What follows them is their drawing, which may begin a line.
        """
        return _broken(self.asked.words, taken, self.text, drawn=self.drawing(taken) is not None)

    def drawing(self, taken: Taken) -> Drawing | None:
        """Return the drawing of a dose, or None if it is wider than the texts.

        Where pages are scarce, return None also if it would need a line of its own.
        """
        if _drawn(taken) > self.text:
            return None
        without, with_it = (
            _broken(self.asked.words, taken, self.text, drawn=drawn) for drawn in (False, True)
        )
        spare = self.density is sizes.DENSITIES[-1] and with_it.count("\n") > without.count("\n")
        return None if spare else taken.drawing

    def dose(self, taken: Taken) -> float:
        """Return the height of a dose."""
        high = sum(sizes.DRUG.height(text, self.text) for _, text in self.above(taken))
        high += self.density.dose.line + sizes.PIECES.height(self.pieces(taken), self.text)
        return max(high + (sizes.AT.line if self.later else 0), self.pitch)

    def below(self, day: Entry) -> float:
        """Return the height of what stands below the row of a day: notes, and what was taken instead if not in it."""
        return _heights(self, day.content).below

    def row(self, day: Entry) -> float:
        """Return the height of the row of a day."""
        return _heights(self, day.content).row

    def within(self, day: Entry) -> bool:
        """Tell whether what was taken instead stands below the doses in their column: where that takes less height."""
        return _heights(self, day.content).within

    @property
    def asks(self) -> float:
        """Return the height of what is asked about the day."""
        names = 0 if self.name else sum(sizes.NAME.height(name, self.rated) for name in self.asked.track)
        names += 0 if self.name else sizes.NAME.line * self.asked.own
        return sizes.FEELINGS.line + names + sizes.SCALE.line * (len(self.asked.track) + self.asked.own)


@lru_cache(maxsize=2048)
def _heights(layout: Layout, day: Content) -> _Heights:
    """Measure a day; what was taken instead stands below its doses, in their column, where that takes less height."""
    named = sizes.WEEKDAY.line + sizes.DATE.line + sizes.NIGHT.line * (1 if layout.how else 2)
    named += sum(sizes.MARK.height(mark, layout.day - sizes.GAP) for _, mark in day.marks)
    taken = sum(sizes.NOTE.height(note, layout.doses) for note in day.notes) + sum(
        map(layout.dose, day.taken)
    )
    taken += sum(sizes.ALLOWED.height(one.said, layout.doses) for _, one in layout.allowed)
    taken += sizes.NOTHING.line if day.nothing else 0

    def row(doses: float) -> float:
        rated = (doses, layout.asks) if layout.how else (doses + layout.asks,)
        return round(sizes.RULE + sizes.ABOVE + max(named, *rated), 2)

    parts = _asked_instead(layout.asked, day.taken)
    inside, under = (
        sizes.OTHER.line * beside(parts, sizes.OTHER.width(" "), room)
        for room in (layout.doses, layout.inside)
    )
    if row(taken + inside) <= row(taken) + under:
        return _Heights(row(taken + inside), sizes.NOTES.line, within=True)
    return _Heights(row(taken), sizes.NOTES.line + under, within=False)


def layouts(asked: Asked, inside: float, days: Sequence[Entry]) -> tuple[Layout, ...]:
    """Return the layout of each density for these *days* in a page *inside* units wide."""
    taken = tuple(dict.fromkeys(one for day in days for one in day.taken))
    day = sizes.GAP + max(
        *(sizes.WEEKDAY.width(day.names[0]) for day in days),
        *(sizes.DATE.width(day.names[1]) for day in days),
        *(_with_line(sizes.NIGHT, text) for text in (asked.slept, asked.initials)),
    )
    day = round(day, 1)
    return tuple(_layout(asked, inside, day, taken, density) for density in sizes.DENSITIES)


def _layout(
    asked: Asked, inside: float, day: float, taken: Sequence[Taken], density: sizes.Density
) -> Layout:
    ticks = sum(sizes.FEELINGS.width(f" {name}") + sizes.SMALL + sizes.GAP for _, name in asked.feelings)
    scale = sizes.SCALE.width(BOXES) + sizes.BESIDE
    longest = max((sizes.NAME.width(name) + 1 for name in asked.track), default=0)
    least = longest if longest <= sizes.LONG else sizes.LEAST_NAME
    most = inside - day - sizes.GAP - max(ticks, scale + least)
    alone, box = _most(density.dose.width(one.dose) for one in taken), density.box + sizes.BESIDE
    stacked = most < max(_LEAST_DOSES, box + alone)
    most = inside - day if stacked else most
    when = max((sizes.WHEN.width(one.time) + 1 for one in taken if one.time), default=0)
    at = _with_line(sizes.AT, asked.at)
    bold, drugs = density.dose, max((sizes.UNDER_TIME.width(f"{one.drug} ") for one in taken), default=0)
    front = _most(
        bold.width(one.dose) + (sizes.DRUG.width(f"{one.drug} ") if one.drug else 0) for one in taken
    )
    named, under = any(one.drug for one in taken), False
    if named and when + box + front + at > most:
        front, named, under = alone, False, max(when, drugs) + box + alone <= most
        when = max(when, drugs) if under else when
    if when + box + front > most:
        when, under = 0, False
    later = when + box + front + at > most
    aside = later and not under and at < when
    later = later and not aside
    made = _most(
        sizes.PIECES.width(_same(one) + _broken(asked.words, one, 9 * inside, drawn=True)) + _drawn(one)
        for one in taken
    )
    wide = when + box + max(front + (0 if later or aside else at - sizes.BLANK + sizes.LONG), made + 1)
    instead = _asked_instead(asked, ())
    # Two lines say what was taken instead.
    least = (sum(instead) + sizes.OTHER.width(" ") * len(instead) + max(instead)) / 2
    needed = max((wide, least, *(sizes.ALLOWED.width(_counted(one).said) for one in asked.allowed)))
    doses = round(most if stacked else min(most, needed), 1)
    how = 0 if stacked else round(inside - day - doses - sizes.GAP, 1)
    room = (how or doses) - scale
    name = round(min(max(longest, sizes.LEAST_NAME), room), 1) if longest <= room + 0.5 else 0
    return Layout(
        *(
            density,
            asked,
            inside,
            day,
            doses,
            how,
            round(when, 1),
            named,
            under,
            round(front, 1),
            aside,
            later,
            name,
        )
    )


@lru_cache(maxsize=512)
def _broken(words: Words, taken: Taken, room: float, *, drawn: bool) -> str:
    """Return the pieces of a dose in lines of *room*, with room for its drawing as one more word."""
    pieces = (one.replace(" ", NO_BREAK) if sizes.PIECES.fits(one, room) else one for one in taken.pieces)
    word = "_" * ceil(_drawn(taken) / sizes.PIECES.width("_")) if drawn else ""
    said = " ".join(part for part in (_same(taken), words.listed(pieces), word) if part)
    return "\n".join(wrapped(said, sizes.PIECES.size, room)).removeprefix(_same(taken)).removesuffix(word)


def _held(text: str) -> str:
    """Return a text whose words stay on one line."""
    return text.replace(" ", NO_BREAK)


def _asked_instead(asked: Asked, taken: Sequence[Taken]) -> tuple[float, ...]:
    """Return the widths of the parts of what was taken instead: its head, the blanks, and each reason with its box."""
    said = (asked.instead, *(one.said for _, one in asked.took(taken)), asked.why)
    return (
        *map(sizes.OTHER.width, said),
        *(sizes.REASON + sizes.OTHER.width(f" {one}") + sizes.WORDED for one in asked.reasons),
    )


def _same(taken: Taken) -> str:
    """Return the dose beside its volume, as wide as it is in bold."""
    return f"= {taken.same} ".replace(" ", NO_BREAK) if taken.same else ""


def _drawn(taken: Taken) -> float:
    """Return the width of the drawing after the pieces."""
    return drawn_width(taken.drawing.parts, sizes.DRAWN.size) + sizes.BETWEEN if taken.drawing else 0


def _most(widths: Iterable[float]) -> float:
    """Return the greatest width, with the white after it."""
    return max(widths, default=0) + sizes.BESIDE


@lru_cache(maxsize=256)
def _blank(style: Style, text: str, room: float, most: float) -> Blank:
    before, after = text.split("\0")
    length = min(room - style.width(before + after), most)
    return Blank(before, after, round(length, 1), "_" * int(length / style.width("_")))


@lru_cache(maxsize=16)
def _counted(text: str) -> Blank:
    """Return a text with a line for a number, in a block that may wrap."""
    before, after = text.split("\0")
    return Blank(before, after, sizes.BLANK, "_" * int(sizes.BLANK / sizes.ALLOWED.width("_")))


def _with_line(style: Style, text: str) -> float:
    return style.width(text.replace("\0", "")) + sizes.BLANK
