"""How a rule about the pace says what it found: once for all steps that are faster, with one calculation."""

from collections.abc import Iterable, Iterator

from taperdocs.errors import Message, say
from taperdocs.rules.fall import Fall
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import Remark, Source

_FASTER = say("{fall} Faster than {source} describes, by this calculation.")
_FASTER_OFTEN = say(
    "{fall} Faster than {source} describes, by this calculation. This is the largest of {count} such cuts."
)
_LAST = say(
    "{fall} Measured by {source}, the last steps are large in proportion to what is left, as in official "
    "schedules too."
)
_SAYS = say("The source: {limit}.")
_SAYS_ASK = say("The source: {limit}. Ask whether a liquid or a smaller strength would help.")


def faster(found: Iterable[Fall], source: Source, limit: Message) -> Iterator[Remark]:
    """Yield one remark for all falls that are faster than the *limit* of a source, with the greatest of them."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: (fall.of_highest, not fall.stops, fall.of_present))
        said = _FASTER if len(those) == 1 else _FASTER_OFTEN.put(count=len(those))
        message, more = said.put(source=source.short, fall=worst.message), _SAYS.put(limit=limit)
        yield Remark(Level.ASK, those[0].on, those[-1].on, message, worst.drug, more)


def large_at_last(found: Iterable[Fall], source: Source, limit: Message, *, liquid: bool) -> Iterator[Remark]:
    """Yield one softer remark for the falls that are small, but large in proportion to what is left."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: fall.of_present)
        message = _LAST.put(source=source.short, fall=worst.message)
        more = (_SAYS if liquid else _SAYS_ASK).put(limit=limit)
        yield Remark(Level.NOTE, those[0].on, those[-1].on, message, worst.drug, more)
