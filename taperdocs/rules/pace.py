"""How a rule about the pace says what it found: once for all steps that are faster, with one calculation."""

from collections.abc import Iterable, Iterator

from taperdocs.errors import Message, say
from taperdocs.rules.fall import Fall
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import Remark

_FASTER = say("Faster than the source describes, by this calculation: {fall} The source: {limit}.")
_FASTER_OFTEN = say(
    "Faster than the source describes, by this calculation, {count} times; the most is {fall} The source: "
    "{limit}."
)
_LAST = say(
    "The last steps are large in proportion to what is left: {fall} Official schedules have such steps too. The "
    "source: {limit}."
)
_LAST_OF_PACKETS = say(
    "The last steps are large in proportion to what is left: {fall} Official schedules have such steps too. The "
    "source: {limit}. Ask whether a liquid or a smaller strength would help."
)


def faster(found: Iterable[Fall], limit: Message) -> Iterator[Remark]:
    """Yield one remark for all falls that are faster than *limit*, with the greatest of them."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: (fall.of_highest, fall.of_present))
        said = _FASTER if len(those) == 1 else _FASTER_OFTEN.put(count=len(those))
        message = said.put(fall=worst.message, limit=limit)
        yield Remark(Level.ASK, those[0].on, those[-1].on, message, worst.drug)


def large_at_last(found: Iterable[Fall], limit: Message, *, liquid: bool) -> Iterator[Remark]:
    """Yield one softer remark for the falls that are small, but large in proportion to what is left."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: fall.of_present)
        message = (_LAST if liquid else _LAST_OF_PACKETS).put(fall=worst.message, limit=limit)
        yield Remark(Level.NOTE, those[0].on, those[-1].on, message, worst.drug)
