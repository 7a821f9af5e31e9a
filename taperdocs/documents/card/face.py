"""A face of the card: a heading and the parts below it, which go on over more faces where they are too many."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taperdocs.documents.card.sizes import DRAFT, FINE, GAP, HEAD, INSIDE, LABEL, ROOM, ROW
from taperdocs.documents.syringe import Syringe
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Line, Part, Style, Text
from taperdocs.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Row:
    """Parts beside a *label*, both in columns that rows in a row share; *marks* are those of the row as a whole."""

    label: tuple[Text, ...]
    parts: tuple[Part, ...]
    marks: tuple[str, ...] = ()
    kind = "row"

    @property
    def width(self) -> float:
        """Return the width of both columns."""
        return INSIDE

    def height(self, room: float) -> float:
        """Return its height, with the white above it."""
        columns = ((self.label, LABEL - GAP), (self.parts, room - LABEL))
        return ROW.around(max(sum(part.height(width) for part in parts) for parts, width in columns))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A syringe at true size."""

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
    """One side of the folded card."""

    heading: Line
    parts: tuple[Part, ...]

    @property
    def height(self) -> float:
        """Return the height of everything on it."""
        return sum(part.height(INSIDE) for part in (self.heading, *self.parts))

    @property
    def fits(self) -> bool:
        """Tell whether all its parts fit a face."""
        return self.height <= ROOM


def row(style: Style, *texts: Text) -> Line:
    """Return those of *texts* that say something on one line, with spaces between them."""
    said = [text for text in texts if text.text.strip()]
    return Line(style, tuple(one for text in said for one in (Text(style, " "), text))[1:])


def of_drug(plan: Plan, words: Words, said: Marked, *, named: bool = True) -> Marked:
    """Return what a heading says, with the drug if *named* and the rows below it do not name theirs."""
    if len(plan.drugs) > 1 or not named:
        return said
    return marked(words.text("{heading}: {drug}", heading=said, drug=plan.drugs[0]), said, "text:drugs")


def heading(plan: Plan, words: Words, said: Marked, *fine: str) -> Line:
    """Return a heading, after the mark of a plan that is not agreed yet and before the first *fine* text with room."""
    draft = "" if plan.outline.agreed else f"{NO_BREAK}{words.text('DRAFT')}{NO_BREAK}"
    texts = (Text(DRAFT, draft), Text(HEAD, said))
    whole = (row(HEAD, *texts, Text(FINE, one)) for one in fine)
    bare = row(HEAD, *texts)
    shorter = row(
        HEAD, texts[0], Text(HEAD, marked(HEAD.shortened(said, INSIDE - bare.width + HEAD.width(said)), said))
    )
    return next((line for line in (*whole, bare) if line.width <= INSIDE), shorter)


def flowed(head: Line, parts: Iterable[Part], more: Line | None = None) -> Iterator[Face]:
    """Put *parts* on as many faces as they need, all but the first under the heading *more*."""
    shown = list[Part]()
    for one in parts:
        if shown and not Face(head, (*shown, one)).fits:
            yield Face(head, tuple(shown))
            head, shown = more or head, []
        shown.append(one)
    yield Face(head, tuple(shown))
