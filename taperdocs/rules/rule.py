"""A rule: one function, its source, and the basis of its percentage.

A source is a publication with its year and country. A rule states only what was seen in the source itself or in a
copy of its words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Finding, Level


class Of(StrEnum):
    """The basis of a rule's percentage."""

    NOT_STATED = "the source does not say; of the dose before and of the highest dose, and both are printed"
    HIGHEST_THEN_REST = "the original dose, and from 30 % of it on what is left"
    AMOUNT = "no percentage: an amount in mg"
    DAYS = "no percentage: days"
    NONE = "no percentage"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: its full name with year and country, a ``short`` name with both, and where it was ``seen``."""

    message: Message
    short: Message
    year: str
    country: str
    seen: str


THIS_PLAN = Source(say("this plan"), say("this plan"), "", "", "the plan itself; nobody's rule")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule remarks about the days from *first* to *last*; *drug* is empty where it concerns no single drug.

    The text is in *parts*; the first *enough* of them are shown alone where room is scarce. *line* says it in one
    line; without it, the first part and the short name of the source do. *worst* is the day that
    the figures belong to, and *size* the cut on it, in percent of the highest dose. *also* replaces the text where a
    remark with a larger cut of the same drug comes first.
    """

    level: Level
    first: date
    last: date
    parts: tuple[Message, ...]
    drug: str = ""
    enough: int = 0
    worst: date | None = None
    size: Fraction = Fraction(0)
    also: Message | None = None
    line: Message | None = None


Look = Callable[[Plan], Iterator[Remark]]
"""The function of a rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A function with its source. Remarks of *pace* rules about one drug become one finding."""

    name: str
    source: Source
    of: Of
    pace: bool
    look: Look

    def __call__(self, plan: Plan) -> Iterator[Finding]:
        """Yield a finding for each remark of the rule about *plan*."""
        yield from (finding(((self, said),)) for said in self.look(plan))

    @property
    def computes(self) -> str:
        """Return what the rule looks for: the first line of its docstring, without its verb."""
        return (self.look.__doc__ or "").partition("\n")[0].removeprefix("Find ")


def rule(source: Source, of: Of, *, pace: bool = False) -> Callable[[Look], Rule]:
    """Make a rule from a function and name it after the function."""

    def made(look: Look) -> Rule:
        return Rule(look.__name__.replace("_", "-"), source, of, pace, look)

    return made


Said = tuple[Rule, Remark]
"""A rule and one of its remarks."""

_ASK = say("Ask before this day whether the cut is meant.")
_ASK_OF_SEVERAL = say("Ask before the next of these days whether the cuts are meant.")


def finding(found: tuple[Said, ...]) -> Finding:
    """Join several remarks in one finding, with the figures of the largest cut and the days and sources of all."""
    lead = max(found, key=lambda said: said[1].size)
    each, said = lead
    others = [other for other in found if other is not lead]
    first, last = min(one.first for _, one in found), max(one.last for _, one in found)
    also = [one.also for _, one in others if one.also]
    asks = [_ASK if first == last else _ASK_OF_SEVERAL] if said.size and said.level is Level.ASK else []
    shown = said.enough or len(said.parts)
    sources = dict.fromkeys(one.source.message for one, _ in (lead, *others))
    return Finding(
        each.name,
        said.level,
        first,
        last,
        (*said.parts[:shown], *also, *said.parts[shown:], *asks),
        tuple(sources),
        said.enough,
        said.worst if first != last else None,
        said.line or _line(each, said),
    )


def _line(each: Rule, said: Remark) -> Message:
    """Return the first part of a remark with the short name of its source, which the plan itself has not."""
    if not each.source.country:
        return said.parts[0]
    return say("{finding} ({source})", finding=said.parts[0], source=each.source.short)
