"""A rule: one function, its source, and the basis of its percentage.

A source is a publication with its year and country. A rule states only what was seen in the source itself or in a
copy of its words.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Finding, Level


class Of(StrEnum):
    """The basis of a rule's percentage."""

    NOT_STATED = "the source does not say: of the dose before and of the highest dose"
    PRESENT = "the dose before"
    HIGHEST = "the highest dose"
    HIGHEST_THEN_REST = "the original dose, and from 30 % of it on what is left"
    AMOUNT = "no percentage: an amount in mg"
    DAYS = "no percentage: days"
    NONE = "no percentage"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: its full name with year and country, a ``short`` name with both, and where it was ``seen``."""

    message: Message
    short: Message
    seen: str


THIS_PLAN = Source(say("this plan"), say("this plan"), "the plan itself; nobody's rule")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule remarks about the days from *first* to *last*; *drug* is empty where it concerns no single drug.

    The text is in *parts*; the first *enough* of them are shown alone where room is scarce. *line* says it in one
    line; without it, the first part and the short name of the source do. *worst* is the day that the figures belong
    to, and *size* the cut on it, in percent of the highest dose. *also* replaces the text where a remark with a larger
    cut of the same drug comes first; an *apart* remark about pace is a finding of its own. *each* is every day, where
    they are known one by one; *singles* are the remarks about single days that this one joins, the worst first.
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
    apart: bool = False
    each: tuple[date, ...] = ()
    singles: "tuple[Remark, ...]" = ()

    def since(self, day: date) -> "Remark | None":
        """Return the remark with the figures of the days from *day* on; None where all of its days are past."""
        if self.last < day:
            return None
        if self.singles:
            return joined(tuple(one for one in self.singles if one.last >= day))
        if self.first >= day or not self.each:
            return self
        left = tuple(one for one in self.each if one >= day)
        worst = self.worst if self.worst and self.worst >= day else None
        return replace(self, first=left[0], each=left, worst=worst)


def without(said: Remark, days: Container[date]) -> Remark | None:
    """Return a remark without what it says of single *days*; None where nothing is left."""
    left = tuple(one for one in said.singles if one.first not in days)
    return said if len(left) == len(said.singles) else joined(left) if left else None


def joined(singles: tuple[Remark, ...]) -> Remark:
    """Join remarks about single days, the worst first, in one with the figures of the worst."""
    days = tuple(sorted(one.first for one in singles))
    return replace(singles[0], first=days[0], last=days[-1], each=days, singles=singles)


Look = Callable[[Plan], Iterator[Remark]]
"""The function of a rule."""
Describes = Callable[[Plan, str], Message | None]
"""What a source describes of the pace of a drug in a plan; None for a drug that it does not cover there."""


def describes(says: Message, about: Callable[[Plan, str], bool]) -> Describes:
    """Return *says* for the drugs that the source is *about*."""
    return lambda plan, drug: says if about(plan, drug) else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A function with its source.

    *pace* says what the source describes of the pace of a drug; remarks of such rules about one drug become one
    finding. *at_once*: whether that is also about a drug that stops without a cut before. *first_cut*: whether it is
    about the first cut alone. *within*: whether a plan that the rule does not remark is within what it describes.
    """

    name: str
    source: Source
    of: Of
    pace: Describes | None
    look: Look
    at_once: bool = False
    first_cut: bool = False
    within: bool = True

    def __call__(self, plan: Plan) -> Iterator[Finding]:
        """Yield a finding for each remark of the rule about *plan*."""
        yield from (finding(((self, said),)) for said in self.look(plan))

    @property
    def computes(self) -> str:
        """Return what the rule looks for: the first line of its docstring, without its verb."""
        return (self.look.__doc__ or "").partition("\n")[0].removeprefix("Find ")


def rule(  # noqa: PLR0913  its options are keywords
    source: Source,
    of: Of,
    *,
    pace: Describes | None = None,
    at_once: bool = False,
    first_cut: bool = False,
    within: bool = True,
) -> Callable[[Look], Rule]:
    """Make a rule from a function and name it after the function."""

    def made(look: Look) -> Rule:
        return Rule(look.__name__.replace("_", "-"), source, of, pace, look, at_once, first_cut, within)

    return made


Said = tuple[Rule, Remark]
"""A rule and one of its remarks."""

LONGEST_LINE = 140
"""Most signs of a line that says more than it must; the rest is listed elsewhere too."""
_ALSO = say("{line} Also beyond {source}.")
_ON_SOME = say("On some of these days: {also}")
_ON_OTHERS = say("On other days too: {also}")
_ALSO_MORE = say("{line} Also beyond other sources.")


def lead(found: Iterable[Said]) -> Said:
    """Return the remark that is said first: a question before a note, and of these the largest cut.

    Of two about the same cut, one about the first cut alone comes second: the finding has the days of both.
    """
    return max(found, key=lambda said: (said[1].level is Level.ASK, said[1].size, not said[0].first_cut))


def finding(found: tuple[Said, ...]) -> Finding:
    """Join several remarks in one finding, with the figures and days of the largest cut and the sources of all."""
    first_of_all = lead(found)
    each, said = first_of_all
    others = [other for other in found if other is not first_of_all]
    also = list(
        dict.fromkeys(_also(said, one) for _, one in others if one.also and one.also not in said.parts)
    )
    shown = said.enough or len(said.parts)
    sources = dict.fromkeys(one.source.message for one, _ in (first_of_all, *others))
    return Finding(
        each.name,
        said.level,
        said.first,
        said.last,
        (*said.parts[:shown], *also, *said.parts[shown:]),
        tuple(sources),
        said.enough,
        said.worst if said.first != said.last else None,
        _with_others(
            said.line or _line(each, said), each, [other for other, one in others if one.level is Level.ASK]
        ),
        _days(said),
    )


def _days(said: Remark) -> tuple[date, ...]:
    """Return every day of a remark, where they are known one by one."""
    return said.each or ((said.first,) if said.first == said.last else ())


def _also(said: Remark, other: Remark) -> Message:
    """Return what another source describes, and whether that is about the days of the remark that is said first."""
    ours, theirs = set(_days(said)), set(_days(other))
    also = other.also or other.parts[0]
    if theirs == ours or not (ours and theirs):
        return also
    return (_ON_SOME if theirs < ours else _ON_OTHERS).put(also=also)


def _line(each: Rule, said: Remark) -> Message:
    """Return the first part of a remark with the short name of its source, which the plan itself has not."""
    if each.source is THIS_PLAN:
        return said.parts[0]
    return say("{finding} ({source})", finding=said.parts[0], source=each.source.short)


def _with_others(line: Message, each: Rule, others: list[Rule]) -> Message:
    """Add that the plan goes beyond other sources: the name of one, or that there are more."""
    names = [name for name in dict.fromkeys(one.source.short for one in others) if name != each.source.short]
    if not names:
        return line
    said = (_ALSO_MORE if names[1:] else _ALSO).put(line=line, source=names[0])
    return said if len(str(said)) <= LONGEST_LINE else line
