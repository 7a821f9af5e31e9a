"""The calendar's giant edition, a day a page, for people who see very little."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import Room, whose_plan
from taperdocs.documents.day_marks import marks, notes, nothing
from taperdocs.documents.syringe import Syringe, syringe
from taperdocs.documents.syringe import made as make_up
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import every_allowed, labels, named, part_of
from taperdocs.language.words import Drawing, Words
from taperdocs.options import Options
from taperdocs.pdf.fit import beside, paged
from taperdocs.pdf.kit import Line, Style, Text
from taperdocs.pdf.measure import MM, drawn_width
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.regimen import Intake

_BOX = sizes.GIANT_BOX + sizes.GIANT_UNIT.width("  ")
"""Width of the box to tick with the white after it."""


@dataclass(frozen=True, slots=True)
class GiantIntake:
    """One dose: its day and place in it, when, how much, its drawing, its pieces, and a syringe *beside* it or below.

    *tick*: whether something is done that can be ticked; a patch that is left on has no box. *same* is the dose of what
    is measured or counted; it has a text *below* where there is no room beside the large figure. *top* is the height of
    the label, and *height* that of the whole dose, in units.
    """

    about: str
    tick: bool
    label: tuple[Text, ...]
    amount: str
    unit: str
    same: str
    below: tuple[Text, ...]
    drawing: Drawing | None
    how: Text
    syringe: Syringe | None
    beside: bool
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class GiantPage:
    """A day, or the part of its doses that fits a page.

    *marks* are the kinds and words of all marks of the day, and beside them stand the drugs and the person. *allowed*
    is what may be taken when needed. *height* is the height of the whole page, in units.
    """

    day: date
    title: Line
    marks: tuple[tuple[str, str], ...]
    names: Text
    notes: tuple[Text, ...]
    intakes: tuple[GiantIntake, ...]
    nothing: tuple[Text, ...]
    allowed: tuple[Text, ...]
    height: float


def day_pages(plan: Plan, options: Options, span: tuple[date, date], size: Room) -> Iterator[GiantPage]:
    """Yield the pages of the days of *span*; doses that do not fit *size* go on another page of their day.

    A day takes as few pages as it can, and the largest print with which it does.
    """
    names = Text(sizes.GIANT_NAMES, whose_plan(plan, options, sizes.GIANT_NAMES, size.width))
    *larger, smallest = (
        _Print(plan, Words(options.language), names, size, one) for one in sizes.GIANT_PRINTS
    )
    for day in days_between(*span):
        least = smallest.pages(day)
        ways = (one.pages(day) for one in larger)
        fitting = (way for way in ways if all(page.height <= size.height for page in way))
        yield from next((way for way in fitting if len(way) == len(least)), least)


@dataclass(frozen=True, slots=True)
class _Print:
    """Makes the pages of a day in one size of print; the *names* stand on each."""

    plan: Plan
    words: Words
    names: Text
    size: Room
    prints: sizes.Giant

    def pages(self, day: date) -> tuple[GiantPage, ...]:
        """Return the pages of a day."""
        plan, words, width, note = self.plan, self.words, self.size.width, self.prints.note
        taken, said = plan.on(day), marks(plan, words, day)
        shown = [
            self._intake(f"{day},{place}", intake, label)
            for place, (intake, label) in enumerate(zip(taken, labels(words, taken), strict=True))
        ]
        special = tuple(Text(note, one) for one in notes(plan, words, day))
        allowed = tuple(Text(note, one) for one in every_allowed(words, plan))
        none = tuple(Text(self.prints.none, one) for one in [nothing(plan, words, day)] if one)
        above = (sizes.GIANT_MARK.width(word) + 2 * sizes.GIANT_LABEL for _, word in said)
        lines = beside((*above, self.names.width), sizes.GIANT_MARK.width(" "), width)
        bare = self._title(day).height(width) + lines * sizes.GIANT_MARK.line
        bare += sum(text.height(width) for text in (*special, *none, *allowed))
        heights = [one.height for one in shown]
        parts = paged(heights, self.size.height - bare) if shown else (slice(0, 0),)
        return tuple(
            GiantPage(
                day=day,
                title=self._title(day, part_of(words, number, len(parts)) if parts[1:] else None),
                marks=said,
                names=self.names,
                notes=special,
                intakes=tuple(shown[part]),
                nothing=none,
                allowed=allowed,
                height=bare + sum(heights[part]),
            )
            for number, part in enumerate(parts, start=1)
        )

    def _title(self, day: date, part: Marked | None = None) -> Line:
        """Return the weekday, the date and which *part* of the day it is, in the largest print that fits a line."""
        language = self.words.language
        after = f" {language.full_date(day)}" + (f", {part}" if part else "")
        about = (f"date:{day}", *(part.marks if part else ()))
        lines = [
            Line(large, (Text(large, language.weekday(day)), Text(small, after)), (), about)
            for large, small in pairwise(self.prints.titles)
        ]
        return next((line for line in lines if line.width <= self.size.width), lines[-1])

    def _intake(self, about: str, intake: Intake, label: str) -> GiantIntake:
        plan, words, size, larger = self.plan, self.words, self.size, sizes.GIANT_UNIT
        amount, unit, same = words.numeral(plan, intake)
        drawing, liquid = words.drawing(plan, intake), syringe(plan, words, intake)
        taken = _BOX + sizes.GIANT_NUMERAL.width(amount) + larger.width(f"{unit}  ")
        below = bool(same) and taken + larger.width(f"{same} ") > size.width
        if not below:
            taken += larger.width(f"{same} ")
        drawn = drawn_width(drawing.parts, sizes.GIANT_SIGN / MM) if drawing else 0
        if taken + drawn > size.width:
            drawing, drawn = None, 0
        said = marked(named(plan, intake.drug, label), f"label:{about}")
        how = make_up(plan, words, intake, about)
        # Of a patch only this tells whether it is changed or left on.
        lines, largest = (2, self.prints.labels) if intake.drug in plan.patches else (1, self.prints.hows)
        above = [Text(self._fitting(self.prints.labels, said), said)] if said else []
        under = [Text(sizes.GIANT_NAMES, same)] if below else []
        made = Text(self._fitting(largest, how, lines + how.count("\n")), how)
        beside = taken + drawn + (float(liquid.width) / size.unit + sizes.GIANT_GAP if liquid else 0)
        top = sum(text.height(size.width) for text in above)
        height = top + sizes.GIANT_NUMERAL.line + sum(text.height(size.width) for text in (*under, made))
        if liquid and beside > size.width:
            height += float(liquid.height) / size.unit
        return GiantIntake(
            about=about,
            tick=not intake.stays,
            label=tuple(above),
            amount=amount,
            unit=unit,
            same=same,
            below=tuple(under),
            drawing=drawing,
            how=made,
            syringe=liquid,
            beside=beside <= size.width,
            top=top,
            height=height + sizes.GIANT_BELOW + sizes.RULE,
        )

    def _fitting(self, styles: tuple[Style, ...], said: str, lines: int = 1) -> Style:
        """Return the largest of *styles* in which a text takes so many *lines*, else the smallest."""
        heights = ((one, one.height(said, self.size.width)) for one in styles)
        return next((one for one, height in heights if height <= lines * one.line), styles[-1])
