"""A face of the card, which is one panel of it: a heading and parts; parts that do not fit go on on further faces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taperdocs.documents.card.sizes import DRAFT, FINE, GAP, HEAD, INSIDE, KEY, LABEL, ROOM, ROW
from taperdocs.documents.syringe import Syringe
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Line, Part, Style, Text
from taperdocs.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Row:
    """Parts beside a *label*, in the two columns of a table; neighbouring rows make one table.

    *marks* are those of the whole row.
    """

    label: tuple[Text, ...]
    parts: tuple[Part, ...]
    marks: tuple[str, ...] = ()
    kind = "row"

    @property
    def width(self) -> float:
        """Return the width of both columns together, in units."""
        return INSIDE

    def height(self, room: float) -> float:
        """Return its height, with the white above it."""
        columns = ((self.label, LABEL - GAP), (self.parts, room - LABEL))
        return ROW.around(max(sum(part.height(width) for part in parts) for parts, width in columns))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawing of a syringe, at true size."""

    syringe: Syringe
    kind = "syringe"

    @property
    def width(self) -> float:
        """Return its width."""
        return float(self.syringe.width)

    def height(self, room: float) -> float:  # noqa: ARG002  a drawing is never scaled
        """Return its height, with the white above it."""
        return ROW.around(float(self.syringe.height))


@dataclass(frozen=True, slots=True)
class Face:
    """One panel of the folded card."""

    heading: Line
    parts: tuple[Part, ...]

    @property
    def height(self) -> float:
        """Return the height of the heading and all parts, in units."""
        return sum(part.height(INSIDE) for part in (self.heading, *self.parts))

    @property
    def fits(self) -> bool:
        """Tell whether the heading and all parts fit a panel."""
        return self.height <= ROOM


def row(style: Style, *texts: Text) -> Line:
    """Return *texts* on one line with spaces between them; empty ones are left out."""
    said = [text for text in texts if text.text.strip()]
    return Line(style, tuple(one for text in said for one in (Text(style, " "), text))[1:])


def of_drug(plan: Plan, words: Words, said: Marked, *, named: bool = True) -> Marked:
    """Return the text of a heading, with the drug if *named*; of several drugs each row names its own instead."""
    if len(plan.drugs) > 1 or not named:
        return said
    return marked(words.text("{heading}: {drug}", heading=said, drug=plan.drugs[0]), said, "text:drugs")


def heading(plan: Plan, words: Words, said: Marked, *fine: str) -> Line:
    """Return a heading: DRAFT where the plan is not agreed, *said*, and the first of the *fine* texts that fits.

    Where not even *said* fits, it is set smaller, and then shortened.
    """
    draft = "" if plan.outline.agreed else f"{NO_BREAK}{words.text('DRAFT')}{NO_BREAK}"
    texts = (Text(DRAFT, draft), Text(HEAD, said))
    whole = (row(HEAD, *texts, Text(FINE, one)) for one in fine)
    bare = row(HEAD, *texts)
    shorter = row(
        HEAD, texts[0], Text(HEAD, marked(HEAD.shortened(said, INSIDE - bare.width + HEAD.width(said)), said))
    )
    small = (row(HEAD, texts[0], Text(style, said)) for style in (KEY, FINE))
    return next((line for line in (*whole, bare, *small) if line.width <= INSIDE), shorter)


def flowed(head: Line, parts: Iterable[Part], more: Line | None = None) -> Iterator[Face]:
    """Yield as many faces as *parts* need: the first under the heading *head*, the others under *more*."""
    shown = list[Part]()
    for one in parts:
        if shown and not Face(head, (*shown, one)).fits:
            yield Face(head, tuple(shown))
            head, shown = more or head, []
        shown.append(one)
    yield Face(head, tuple(shown))
