"""A rule is one function with its source and with what its percentage is taken of.

A source is a publication with its year and its country; where it has none of them it says so. Which figure
stands where is in its ``place``. Only what was seen in the source itself or in a copy of its words is a rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taperdocs.errors import Message, say
from taperdocs.plan import Plan
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

    What stands in *more* is left out where room is scarce; then the message names the source.
    """

    level: Level
    first: date
    last: date
    message: Message
    drug: str = ""
    more: Message | None = None

    @property
    def whole(self) -> Message:
        """Return all that is said."""
        return say("{said} {more}", said=self.message, more=self.more) if self.more else self.message

    @property
    def brief(self) -> Message | None:
        """Return what is enough where there is more."""
        return self.message if self.more else None


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
        for said in self.look(plan):
            yield Finding(
                self.name, said.level, said.first, said.last, said.whole, self.source.message, said.brief
            )

    @property
    def computes(self) -> str:
        """Return what the function computes: the first sentence of its docstring, without the verb."""
        return (self.look.__doc__ or "").partition("\n")[0].removeprefix("Find ")


def rule(source: Source, of: Of, *, pace: bool = False) -> Callable[[Look], Rule]:
    """Make a rule of a function; its name is that of the function."""

    def made(look: Look) -> Rule:
        return Rule(look.__name__.replace("_", "-"), source, of, pace, look)

    return made
