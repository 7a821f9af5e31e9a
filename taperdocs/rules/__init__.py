"""What published guidance would remark: each rule is a sourced function, none of them says a dose.

A new rule is one function in the module of its guideline, with its source and what its percentage is taken of, and
its name in ``RULES``; of those about the pace the first one says its calculation, the others are named with it.
"""

from collections.abc import Iterator
from functools import lru_cache, reduce

from taperdocs.errors import Message, say
from taperdocs.plan import Plan
from taperdocs.rules.antidepressants import cuts_do_not_shrink, every_other_day
from taperdocs.rules.asam import asam_most, asam_start, days_left_out, naloxone
from taperdocs.rules.cdc import cdc_month, cdc_week, tolerance
from taperdocs.rules.cks import cks_pace
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.general import abrupt_stop, rise, short_steps, unknown_drug
from taperdocs.rules.labels import alprazolam_label, clonazepam_label, pregabalin_label
from taperdocs.rules.packets import clonazepam_clobazam, look_alike, tenfold, two_concentrations
from taperdocs.rules.rule import Remark, Rule
from taperdocs.rules.scotland import (
    cuts_every_fortnight,
    cuts_every_week,
    fife_week,
    stops_from_more,
    two_at_once,
)
from taperdocs.rules.seams import high_days_meet
from taperdocs.rules.steroids import steroid_end, steroid_stop

RULES: tuple[Rule, ...] = (
    abrupt_stop,
    rise,
    short_steps,
    high_days_meet,
    asam_most,
    asam_start,
    cks_pace,
    cuts_every_fortnight,
    alprazolam_label,
    clonazepam_label,
    days_left_out,
    naloxone,
    cdc_week,
    cdc_month,
    tolerance,
    cuts_every_week,
    stops_from_more,
    cuts_do_not_shrink,
    every_other_day,
    steroid_stop,
    steroid_end,
    fife_week,
    pregabalin_label,
    two_at_once,
    two_concentrations,
    tenfold,
    look_alike,
    clonazepam_clobazam,
    unknown_drug,
)

_ALSO = say("{message} Faster too, each by its own calculation, than the other sources that are named.")
_Said = tuple[Rule, Remark]


@lru_cache(maxsize=16)
def check(plan: Plan) -> tuple[Finding, ...]:
    """Return what every rule finds, in the order of the days; what several say of one pace only once."""
    found = [_finding(said) for said in _together((each, said) for each in RULES for said in each.look(plan))]
    return tuple(sorted(found, key=lambda finding: (finding.first, finding.rule)))


def _together(found: Iterator[_Said]) -> Iterator[tuple[_Said, ...]]:
    """Yield what stands alone, and together what asks about the pace of the same drug."""
    paces: dict[str, list[_Said]] = {}
    for each, said in found:
        if each.pace and said.level is Level.ASK:
            paces.setdefault(said.drug, []).append((each, said))
        else:
            yield ((each, said),)
    yield from map(tuple, paces.values())


def _finding(found: tuple[_Said, ...]) -> Finding:
    """Return the finding of the first rule, with the sources of all and the days of all."""
    (each, said), sources = found[0], tuple(dict.fromkeys(each.source.message for each, _ in found))
    first, last = min(one.first for _, one in found), max(one.last for _, one in found)
    message = _ALSO.put(message=said.whole) if sources[1:] else said.whole
    return Finding(each.name, said.level, first, last, message, reduce(_and, sources), said.brief)


def _and(one: Message, other: Message) -> Message:
    return say("{one}; {other}", one=one, other=other)


__all__ = ["RULES", "Finding", "Level", "check"]
