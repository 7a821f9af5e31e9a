"""The kit of a page: texts, lines, boxes and stacks that know how wide and how tall they are printed.

A document states each length once: a ``Style`` for each kind of text, and a named number for everything else. ``css``
makes the classes and variables of the style sheet. A view builds its parts from the styles and asks them whether they
fit; ``templates/shared/parts.html`` prints the same parts. So what is measured is what is printed.
All lengths are in units: 1 mm on A4, Letter and smaller papers, and more on larger ones.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import ModuleType
from typing import Protocol

from markupsafe import Markup

from taperdocs.pdf.measure import MM, drawn_width, lines, shortened, width

SCALE = (9, 10, 12, 14, 18, 26, 30, 34, 48, 113)
"""The sizes of text on paper, points. Nothing is smaller, and no other size is used."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. Its *name* is its class in the style sheet.

    *size* is in points and one of ``SCALE``. All else is in units: *line* is the height of a line, and *above*,
    *below*, *start* and *end* are the white around a block. *least* is the least height inside that white. *rule* is
    the thickness of a line at its foot. *wraps*: whether a block may take several lines.
    """

    name: str
    size: float
    line: float
    bold: bool = False
    above: float = 0
    below: float = 0
    start: float = 0
    end: float = 0
    least: float = 0
    rule: float = 0
    wraps: bool = False

    def __post_init__(self) -> None:
        """Refuse a size that is not in the scale: ``ValueError``."""
        if self.size not in SCALE:
            message = f"{self.name}: {self.size} pt is not in the type scale"
            raise ValueError(message)

    def width(self, text: str) -> float:
        """Return the width of *text* on one line, with the white beside it."""
        return (
            self.start + self.end + max(width(line, self.size, bold=self.bold) for line in text.split("\n"))
        )

    def height(self, text: str, room: float) -> float:
        """Return the height of a block that says *text* in a width of *room*."""
        inside = room - self.start - self.end
        count = lines(text, self.size, inside, bold=self.bold) if self.wraps else 1 + text.count("\n")
        return self.around(count * self.line)

    def around(self, inside: float) -> float:
        """Return the height of a block whose content is *inside* high."""
        return self.above + max(inside, self.least) + self.below + self.rule

    def fits(self, text: str, room: float) -> bool:
        """Tell whether *text* fits one line of *room*."""
        return self.width(text) <= room

    def shortened(self, text: str, room: float) -> str:
        """Return *text* on one line of *room*, cut off with an ellipsis if need be.

        Never use it for a dose, a date or a telephone number.
        """
        return shortened(text, self.size, room - self.start - self.end, bold=self.bold)

    @property
    def points(self) -> float:
        """Return its size in units."""
        return round(self.size * MM, 4)

    @property
    def weight(self) -> int:
        """Return the weight of its letters."""
        return 700 if self.bold else 400

    @property
    def css(self) -> str:
        """Return its rule. Inside a line it has neither white nor a height, so that the line stays as high as it is."""
        white = " ".join(f"{side}rem" for side in (self.above, 0, self.below, 0))
        foot = f"; border-bottom: {self.rule}rem solid var(--ink)" if self.rule else ""
        least = f"; min-height: {self.least}rem" if self.least else ""
        return (
            f".{self.name} {{ font-size: {self.points}rem; line-height: {self.line}rem; "
            f"font-weight: {self.weight}; padding: {white}; padding-inline: {self.start}rem {self.end}rem; "
            f"white-space: {'pre-line; overflow-wrap: anywhere' if self.wraps else 'pre'}{least}{foot} }}\n"
            f"span.{self.name}, b.{self.name} {{ line-height: 0; padding: 0; border: 0 }}"
        )


class Part(Protocol):
    """Something that is printed as a block."""

    @property
    def kind(self) -> str:
        """Return the name of the macro that prints it."""

    @property
    def width(self) -> float:
        """Return the width that it needs to take no more lines than it has."""

    def height(self, room: float) -> float:
        """Return its height in a width of *room*."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one style, as a block or inside a ``Line``; *alt* says what a drawing shows."""

    style: Style
    text: str
    alt: str = ""
    kind = "text"

    @property
    def width(self) -> float:
        """Return its width on one line."""
        return self.style.width(self.text)

    def height(self, room: float) -> float:
        """Return its height as a block in a width of *room*."""
        return self.style.height(self.text, room)


@dataclass(frozen=True, slots=True)
class Drawn(Text):
    """A drawing of tablets inside a ``Line``: the signs and the strength of each of its *parts*.

    *of* is the dose that it draws, for the read-back.
    """

    parts: tuple[tuple[str, str], ...] = ()
    of: str = ""
    kind = "drawn"

    @property
    def width(self) -> float:
        """Return its width."""
        return self.style.start + self.style.end + drawn_width(self.parts, self.style.size)


@dataclass(frozen=True, slots=True)
class Line:
    """Texts of several styles on one line, one after the other; *style* is that of the line, and gives it its height.

    *marks* are the marks of the line as a whole. The texts in *pushed* stand at the end of the line. *figures* are a
    number and its unit, which stand from left to right in every language.
    """

    style: Style
    texts: tuple[Text, ...]
    pushed: tuple[Text, ...] = ()
    marks: tuple[str, ...] = ()
    figures: bool = False
    kind = "line"

    @property
    def width(self) -> float:
        """Return the width of all texts, one after the other."""
        beside = self.style.start + self.style.end
        texts = (*self.texts, *self.pushed)
        return beside + sum(text.width - text.style.start - text.style.end for text in texts)

    def height(self, room: float) -> float:  # noqa: ARG002  a line has one height
        """Return the height of the line."""
        return self.style.around(self.style.line)


@dataclass(frozen=True, slots=True)
class Stack:
    """Parts one below the other in a box.

    With *tick*, an empty box to tick stands at its start, in the white of its style. *marks* are the marks of all
    parts together.
    """

    style: Style
    parts: tuple[Part, ...]
    tick: bool = False
    marks: tuple[str, ...] = ()
    kind = "stack"

    @property
    def width(self) -> float:
        """Return the width of its widest part, with the white beside it."""
        return self.style.start + self.style.end + max((part.width for part in self.parts), default=0)

    def height(self, room: float) -> float:
        """Return the height of its parts, with the white above and below."""
        inside = room - self.style.start - self.style.end
        return self.style.around(sum(part.height(inside) for part in self.parts))


def fits(part: Part, room: float, height: float) -> bool:
    """Tell whether *part* fits a *room* of this width and *height*."""
    return part.width <= room and part.height(room) <= height


def whole(part: Part, room: float) -> bool:
    """Tell whether nothing in *part* that must stay together, as a dose with its unit, breaks in a width of *room*."""
    if isinstance(part, Stack):
        return all(whole(one, room - part.style.start - part.style.end) for one in part.parts)
    if isinstance(part, Text) and part.style.wraps:
        # What must not be broken is one word.
        return all(part.style.fits(word, room) for word in re.split(r"[ \n]", part.text))
    return part.width <= room


def css(styles: Iterable[Style], **lengths: float) -> Markup:
    """Return a class for each style, and a variable for each length: ``box=8`` is ``var(--box)``, 8 units."""
    named = " ".join(f"--{name.replace('_', '-')}: {length}rem;" for name, length in lengths.items())
    return Markup(f":root {{ {named} }}\n" + "\n".join(style.css for style in styles))  # noqa: S704  names and numbers of the code


def sheet_of(sizes: ModuleType, **lengths: float) -> Markup:
    """Return ``css`` for a module of sizes; *lengths* are further ones, or take the place of those of the module."""
    return css(styles_of(sizes), **lengths_of(sizes) | lengths)


def lengths_of(sizes: ModuleType) -> dict[str, float]:
    """Return the lengths that a module of sizes names in capitals: ``BOX`` is ``box``."""
    return {
        name.lower(): one for name, one in vars(sizes).items() if name.isupper() and isinstance(one, float)
    }


def styles_of(sizes: ModuleType) -> tuple[Style, ...]:
    """Return each style of a module of sizes once, also those inside tuples and frozen classes."""
    return tuple(dict.fromkeys(_styles([one for name, one in vars(sizes).items() if name.isupper()])))


def _styles(value: object) -> Iterator[Style]:
    if isinstance(value, Style):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _styles(one)
    elif is_dataclass(value):
        yield from _styles([getattr(value, field.name) for field in fields(value)])
