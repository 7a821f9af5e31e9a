"""Words remarks about pace: one remark covers all reductions beyond a limit and shows the largest."""

from collections.abc import Iterable, Iterator

from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import Reduction
from taperdocs.rules.rule import Remark, Source

FASTER = say("Faster than {source} describes, by this calculation: {limit}.")
LINE = say("{does} {source}: {limit}.")
"""What the plan does, and what a source describes."""
_ALSO_FASTER = say("A cut is also faster than {source} describes: {limit}.")
_ALSO_LARGER = say("A cut is also larger than {source} describes: {limit}.")
_LAST = say("Of what is left this is more than {source} describes: {limit}.")
_HELP = say("The prescriber can say whether a liquid or a smaller strength would help.")


def faster(
    found: Iterable[Reduction], source: Source, limit: Message, compared: Message = FASTER
) -> Iterator[Remark]:
    """Yield one remark for all the reductions *found*, with the calculation of the largest; nothing for none."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: (fall.of_highest, not fall.stops, fall.of_present))
        yield remark(those, worst, (worst.message, compared), source, limit)


def remark(
    those: tuple[Reduction, ...],
    worst: Reduction,
    parts: tuple[Message, Message],
    source: Source,
    limit: Message,
) -> Remark:
    """Return the remark about *those* reductions: the calculation of the *worst* one, and the limit that it exceeds."""
    calculation, compared = parts
    # A single large cut is not called faster: the next cut may come later than the source describes.
    also = _ALSO_LARGER if worst.cuts == 1 else _ALSO_FASTER
    return Remark(
        Level.ASK,
        those[0].on,
        those[-1].on,
        (calculation, compared.put(source=source.short, limit=limit)),
        worst.drug,
        2,
        worst.on,
        worst.of_highest,
        also.put(source=source.short, limit=limit),
        LINE.put(does=worst.line, source=source.short, limit=limit),
    )


def large_at_last(
    found: Iterable[Reduction], source: Source, limit: Message, *, liquid: bool
) -> Iterator[Remark]:
    """Yield one note for reductions that are small in mg but a large part of the dose before them."""
    those = tuple(found)
    if those:
        worst = max(those, key=lambda fall: fall.of_present)
        parts = (worst.message, _LAST.put(source=source.short, limit=limit), *(() if liquid else (_HELP,)))
        line = LINE.put(does=worst.line, source=source.short, limit=limit)
        yield Remark(Level.NOTE, those[0].on, those[-1].on, parts, worst.drug, 2, worst.on, line=line)
