"""Compares a plan with published guidance: each rule is a function with a source, and none suggests a dose.

To add a rule, write a function in the module of its guideline, give it a source and the basis of its percentage, and
list it in ``RULES``. Where several rules remark on the pace of one drug, one shows its calculation and the others
add only their limits.
"""

from collections.abc import Iterator
from functools import lru_cache

from taperdocs.plan.plan import Plan
from taperdocs.rules.antidepressants import cuts_do_not_shrink, every_other_day
from taperdocs.rules.asam import asam_most, asam_start, days_left_out, naloxone
from taperdocs.rules.cdc import cdc_month, cdc_week, tolerance
from taperdocs.rules.cks import cks_pace
from taperdocs.rules.cycles import high_days_meet
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.general import abrupt_stop, no_pace, rise, short_steps, stop_at_once, unknown_drug
from taperdocs.rules.labels import alprazolam_label, clonazepam_label, pregabalin_label
from taperdocs.rules.packets import clonazepam_clobazam, look_alike, tenfold, two_concentrations
from taperdocs.rules.rule import THIS_PLAN, Rule, Said, finding
from taperdocs.rules.scotland import (
    cuts_every_fortnight,
    cuts_every_week,
    fife_week,
    stops_from_more,
    two_at_once,
)
from taperdocs.rules.steroids import steroid_end, steroid_stop

RULES: tuple[Rule, ...] = (
    abrupt_stop,
    stop_at_once,
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
    no_pace,
)

_MORE_OFTEN = {"cuts-every-fortnight", "cuts-every-week", "pregabalin-label"}
"""Names of rules that make a remark of short-steps about the same drug redundant."""


@lru_cache(maxsize=16)
def check(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings of all rules by date; remarks about the pace of one drug become one finding."""
    found = [
        finding(said) for said in _together([(each, said) for each in RULES for said in each.look(plan)])
    ]
    return tuple(sorted(found, key=lambda finding: (finding.first, finding.rule)))


def news_of(old: Plan, new: Plan) -> tuple[Finding, ...]:
    """Return the findings of *new* that *old* does not have."""
    known = check(old)
    return tuple(found for found in check(new) if _is_new(new, found, known))


def _is_new(new: Plan, found: Finding, known: tuple[Finding, ...]) -> bool:
    """Tell whether *found* is new.

    It is not new if the same rule said the same before, even about other days. But a finding whose source is the
    plan itself, and that is about a part of the plan, is new also if only its days are.
    """
    whole = (found.first, found.last) == (new.first_day, new.last_day)
    if found.source == THIS_PLAN.message and not whole:
        return found not in known
    # The last part is a question, worded differently for one day and for several.
    said = {part for one in known if one.rule == found.rule for part in one.parts}
    return not said.issuperset(found.parts[:-1] or found.parts)


def _together(found: list[Said]) -> Iterator[tuple[Said, ...]]:
    """Group questions about pace by drug; yield all other remarks singly."""
    paces: dict[str, list[Said]] = {}
    often = {said.drug for each, said in found if each.name in _MORE_OFTEN}
    for each, said in found:
        if each.pace and said.level is Level.ASK:
            paces.setdefault(said.drug, []).append((each, said))
        elif each is not short_steps or said.drug not in often:
            yield ((each, said),)
    yield from map(tuple, paces.values())


__all__ = ["RULES", "Finding", "Level", "check", "news_of"]
