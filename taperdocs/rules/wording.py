"""Words remarks about pace: one remark covers all reductions beyond a limit and shows the largest."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import Any

from taperdocs.plan.plan import Plan, products_of
from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Reduction, reductions, switch_days
from taperdocs.rules.rule import LONGEST_LINE, Describes, Remark, Source, joined

_BY_SHARE: Callable[[Reduction], Message] = attrgetter("line")
BY_AMOUNT: Callable[[Reduction], Message] = attrgetter("by_amount")
"""What the line says of the plan beside a source that has amounts: no percentage."""
SAYS = say("{source}: {limit}.")
LINE = say("{does} {source}: {limit}.")
"""What the plan does, and what a source describes."""
DAYS_WITHOUT = say("Days without {drug} are planned.")
_AGAIN = say("{drug} is cut again after {days} days.")
_AGAIN_NEXT_DAY = say("{drug} is cut again on the next day.")
_HELP = say("Would a liquid or a smaller strength help?")
_SHARES = say("The last cuts are up to {present} of what is left.")
_SHARES_BEFORE_STOP = say("The last cuts before the stop are up to {present} of what is left.")
_SHARES_OF = say("The last cuts of {drug} are up to {present} of what is left.")
_SHARES_OF_BEFORE_STOP = say("The last cuts of {drug} before its stop are up to {present} of what is left.")


def first_cut(plan: Plan) -> Callable[[Reduction], Message]:
    """Return what the line says of the plan where a source describes how to begin; cuts of a switch are not counted."""

    def said(fall: Reduction) -> Message:
        after = any(day < fall.on for day in switch_days(plan, fall.drug))
        first = say("First cut after the switch: {course}") if after else say("First cut: {course}")
        return first.put(course=fall.line)

    return said


def both(does: Message, says: Message) -> Message:
    """Return two sentences: what the plan does, and what a source says."""
    return say("{does} {says}", does=does, says=says)


def question(
    source: Source,
    does: Message,
    limit: Message,
    days: tuple[date, date],
    drug: str = "",
    **more: Any,  # noqa: ANN401  fields of a remark
) -> Remark:
    """Return a question about the first to the last of *days*: what the plan *does*, and what a source describes."""
    parts = does, SAYS.put(source=source.short, limit=limit)
    return Remark(Level.ASK, *days, parts, drug, 2, line=both(*parts), **more)


def _size(fall: Reduction, does: Callable[[Reduction], Message]) -> Fraction:
    """Return how large the line calls a reduction; a stop is always the whole of what is left, so not by that."""
    return fall.of_highest if fall.stops or does is BY_AMOUNT else fall.of_present


def beyond(
    found: Iterable[Reduction],
    source: Source,
    limit: Message | Callable[[Reduction], Message],
    level: Level = Level.ASK,
    does: Callable[[Reduction], Message] = _BY_SHARE,
) -> Iterator[Remark]:
    """Yield one remark for all the reductions *found*, with the calculation of the largest; nothing for none.

    *limit* says what the source describes, also of the largest one; *does* returns what the line says of the plan.
    """
    those = tuple(found)
    if those:
        worst_first = sorted(those, key=lambda fall: (_size(fall, does), not fall.stops), reverse=True)
        yield joined(tuple(_beyond(fall, source, limit, level, does) for fall in worst_first))


def _beyond(
    fall: Reduction,
    source: Source,
    limit: Message | Callable[[Reduction], Message],
    level: Level,
    does: Callable[[Reduction], Message],
) -> Remark:
    described = limit if isinstance(limit, Message) else limit(fall)
    says = SAYS.put(source=source.short, limit=described)
    line = LINE.put(does=does(fall), source=source.short, limit=described)
    if does is _BY_SHARE and len(str(line)) > LONGEST_LINE and not fall.stops:
        line = LINE.put(does=fall.short_line, source=source.short, limit=described)
    return Remark(
        level, fall.on, fall.on, (fall.message, says), fall.drug, 2, fall.on, _size(fall, does), says, line
    )


def cut_before_stop(
    plan: Plan, days: int, describes: Describes
) -> Iterator[tuple[str, Message, tuple[Reduction, ...]]]:
    """Yield each drug that a source *describes* and that is cut before it stops: other rules find sudden stops.

    Beside it are what the source says, and the reductions over *days* days.
    """
    for drug in plan.drugs:
        says = describes(plan, drug)
        found = reductions(plan, drug, days) if says else ()
        if says and any(not fall.stops for fall in found):
            yield drug, says, found


def at_once(
    plan: Plan,
    source: Source,
    limit: Message,
    about: Callable[[str], bool],
    sudden: Callable[[Reduction], bool] = lambda _: False,
) -> Iterator[Remark]:
    """Yield a question for each drug that stops without a cut before and that the source is *about*.

    *sudden* tells whether a stop after cuts is asked about, too.
    """
    for drug in plan.drugs:
        *cuts, last = (reductions(plan, drug, 1) if about(drug) else ()) or (None,)
        if last and last.stops and (not cuts or sudden(last)):
            parts = last.line, SAYS.put(source=source.short, limit=limit)
            line = both(*parts)
            yield Remark(Level.ASK, last.on, last.on, parts, drug, 2, size=_WHOLE, also=parts[1], line=line)


_WHOLE = Fraction(100)
"""Size of a stop in percent of what is left: a finding about it leads with it."""


def from_half(fall: Reduction) -> bool:
    """Tell whether a reduction is half of the highest dose or more."""
    return fall.amount * 2 >= fall.highest


def sooner(
    plan: Plan, days: int, source: Source, describes: Describes, level: Level = Level.NOTE
) -> Iterator[Remark]:
    """Yield one remark for each drug that *source* describes and whose cuts are less than *days* apart."""
    for drug in plan.drugs:
        limit = describes(plan, drug)
        cuts = [(fall.new.begins, fall.on) for fall in reductions(plan, drug, 1)] if limit else []
        soon = [
            ((late - early).days, on)
            for (early, _), (late, on) in pairwise(cuts)
            if (late - early).days < days
        ]
        if limit and soon:
            says, singles = SAYS.put(source=source.short, limit=limit), list[Remark]()
            for apart, on in sorted(soon):
                does = (_AGAIN_NEXT_DAY if apart == 1 else _AGAIN).put(drug=drug, days=apart)
                line = LINE.put(does=does, source=source.short, limit=limit)
                singles.append(Remark(level, on, on, (does, says), drug, 2, also=line, line=line))
            yield joined(tuple(singles))


def large_at_last(plan: Plan, found: Iterable[Reduction], source: Source, limit: Message) -> Iterator[Remark]:
    """Yield one note for reductions that are small in mg but a large part of the dose before them; none is a stop."""
    singles = list[Remark]()
    for fall in sorted(found, key=lambda fall: fall.of_present, reverse=True):
        liquid = any(product.liquid for product in products_of(plan.outline, fall.drug))
        helps = () if liquid else (_HELP,)
        parts = (fall.message, SAYS.put(source=source.short, limit=limit), *helps)
        stops = not means(plan, fall.drug)[-1].amount
        shares = (_SHARES_BEFORE_STOP if stops else _SHARES).put(present=fall.share)
        if plan.drugs[1:]:
            shares = (_SHARES_OF_BEFORE_STOP if stops else _SHARES_OF).put(drug=fall.drug, present=fall.share)
        # Who can take smaller steps is told what the source describes; who cannot, is asked what would help.
        line = LINE.put(does=shares, source=source.short, limit=limit) if liquid else both(shares, _HELP)
        singles.append(
            Remark(Level.NOTE, fall.on, fall.on, parts, fall.drug, 2, fall.on, line=line, apart=True)
        )
    if singles:
        yield joined(tuple(singles))
