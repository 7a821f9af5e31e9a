"""What must be read back from a finished page, straight from the plan and not from its view."""

from dataclasses import dataclass

from taperdocs.readback.figures import Figured, Figures


@dataclass(frozen=True, slots=True)
class Fact:
    """The figures that a block (a cell or row, a paragraph, a heading) holds, in their order.

    ``where`` names it in a report: a date or the number of a step, nothing personal.
    """

    where: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is read back from a document, tables by ``cell`` or by ``row``, found by *say*.

    Blocks without a figure are left out; ``everywhere`` stands on each page; ``pages`` is their number
    where the view decides it.
    """

    by: str
    facts: tuple[Fact, ...]
    say: Figured
    everywhere: tuple[str, ...] = ()
    pages: int | None = None
