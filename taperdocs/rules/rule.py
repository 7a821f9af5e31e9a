"""A rule is one function with its source and with what its percentage is taken of.

A source is a publication with its year and its country; where it has none of them it says so. Which figure
stands where is in its ``place``. Only what was seen in the source itself or in a copy of its words is a rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import reduce

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Finding, Level


class Of(StrEnum):
    """What the percentage of a rule is taken of."""

    NOT_STATED = "the source does not say; of the dose before and of the highest dose, and both are printed"
    HIGHEST_THEN_REST = "the original dose, and from 30 % of it on what is left"
    AMOUNT = "no percentage: an amount in mg"
    DAYS = "no percentage: days"
    NONE = "no percentage"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication as it is printed, with its year and its country in it, and where its words were seen.

    ``short`` is how a sentence names it, again with both.
    """

    message: Message
    short: Message
    year: str
    country: str
    seen: str


THIS_PLAN = Source(say("this plan"), say("this plan"), "", "", "the plan itself; nobody's rule")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say of some days, and of which *drug* where it is about one.

    It is said in *parts*, of which the first ones that are *enough* name the source. Of several days the *worst*
    is the one that the figures are of, and *size* is how much of the highest dose is cut on it. *also* is what is
    said of it beside another remark on the pace of the same drug.
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


Look = Callable[[Plan], Iterator[Remark]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sourced function. Those about the *pace* of the same drug are said together."""

    name: str
    source: Source
    of: Of
    pace: bool
    look: Look

    def __call__(self, plan: Plan) -> Iterator[Finding]:
        """Yield what the rule finds in *plan*."""
        yield from (finding(((self, said),)) for said in self.look(plan))

    @property
    def computes(self) -> str:
        """Return what the function computes: the first sentence of its docstring, without the verb."""
        return (self.look.__doc__ or "").partition("\n")[0].removeprefix("Find ")


def rule(source: Source, of: Of, *, pace: bool = False) -> Callable[[Look], Rule]:
    """Make a rule of a function; its name is that of the function."""

    def made(look: Look) -> Rule:
        return Rule(look.__name__.replace("_", "-"), source, of, pace, look)

    return made


Said = tuple[Rule, Remark]
"""What one rule has to say."""

_ASK = say("Ask before this day whether the cut is meant.")
_ASK_OF_SEVERAL = say("Ask before the next of these days whether the cuts are meant.")


def finding(found: tuple[Said, ...]) -> Finding:
    """Return what rules say together: with the figures of the largest cut, and the days and the sources of all."""
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
        reduce(_and, sources),
        said.enough,
        said.worst if first != last else None,
    )


def _and(one: Message, other: Message) -> Message:
    return say("{one}; {other}", one=one, other=other)
