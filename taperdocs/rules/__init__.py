"""Compares a plan with published guidance: each rule is a function with a source, and none suggests a dose.

To add a rule, write a function in the module of its guideline, give it a source and the basis of its percentage, and
list it in ``RULES``. Where several rules remark on the pace of one drug, one shows its calculation and the others
add only their limits.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from taperdocs.plan.plan import Plan
from taperdocs.rules.antidepressants import cuts_do_not_shrink, every_other_day, ng222_step, sps_interval
from taperdocs.rules.asam import asam_most, asam_start, days_left_out, naloxone
from taperdocs.rules.australia import antiepileptic_stop, sudden_stop, two_at_once, uwa_fortnight, uwa_week
from taperdocs.rules.beta_blockers import tapermd_beta_blocker
from taperdocs.rules.canada import canada_trials
from taperdocs.rules.cdc import caden_cut, cdc_month, cdc_week, naloxone_alone, tolerance, va_month
from taperdocs.rules.cks import cks_pace
from taperdocs.rules.compared import Comparison, comparisons
from taperdocs.rules.cycles import high_days_meet
from taperdocs.rules.described import descriptions
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.general import (
    abrupt_stop,
    epilepsy,
    not_compared,
    rise,
    short_steps,
    stop_at_once,
    switch,
)
from taperdocs.rules.labels import (
    alprazolam_label,
    baclofen_stop,
    clonazepam_label,
    clonidine_stop,
    pregabalin_label,
)
from taperdocs.rules.maudsley import maudsley_first
from taperdocs.rules.packets import clonazepam_clobazam, look_alike, tenfold, two_concentrations
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Rule, Said, finding, lead, rule, without
from taperdocs.rules.scope import for_epilepsy
from taperdocs.rules.scotland import cuts_every_fortnight, cuts_every_week, fife_week, stops_from_more
from taperdocs.rules.steroids import steroid_end, steroid_pace, steroid_stop

_SOURCED: tuple[Rule, ...] = (
    abrupt_stop,
    sudden_stop,
    clonidine_stop,
    baclofen_stop,
    antiepileptic_stop,
    stop_at_once,
    rise,
    short_steps,
    high_days_meet,
    asam_most,
    asam_start,
    maudsley_first,
    cks_pace,
    cuts_every_fortnight,
    canada_trials,
    alprazolam_label,
    clonazepam_label,
    days_left_out,
    naloxone,
    naloxone_alone,
    cdc_month,
    cdc_week,
    va_month,
    caden_cut,
    tolerance,
    ng222_step,
    cuts_every_week,
    sps_interval,
    uwa_week,
    uwa_fortnight,
    stops_from_more,
    cuts_do_not_shrink,
    every_other_day,
    tapermd_beta_blocker,
    steroid_pace,
    steroid_stop,
    steroid_end,
    fife_week,
    pregabalin_label,
    two_at_once,
    two_concentrations,
    tenfold,
    look_alike,
    clonazepam_clobazam,
    epilepsy,
    switch,
)


@rule(THIS_PLAN, Of.NONE)
def no_guidance(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are cut and of whose pace no source here says anything."""
    known = {drug for drug in plan.drugs if any(each.pace and each.pace(plan, drug) for each in _SOURCED)}
    those = [drug for drug in plan.drugs if drug not in known and not for_epilepsy(plan, drug)]
    yield from not_compared(
        plan, [drug for drug in those if any(not fall.stops for fall in reductions(plan, drug, 1))]
    )


RULES = (*_SOURCED, no_guidance)

_MORE_OFTEN = {"cuts-every-fortnight", "cuts-every-week", "sps-interval", "pregabalin-label"}
"""Names of rules that make a remark of short-steps about the same drug redundant."""


@lru_cache(maxsize=16)
def check(plan: Plan, since: date = date.min) -> tuple[Finding, ...]:
    """Return the findings of all rules by date; remarks about the pace of one drug become one finding.

    Days before *since* are left out, and so are the findings that are about no other.
    """
    said = ((each, one.since(since)) for each in RULES for one in each.look(plan))
    found = [finding(those) for those in _together([(each, one) for each, one in said if one])]
    return tuple(sorted(found, key=lambda finding: (finding.first, finding.rule)))


@lru_cache(maxsize=16)
def compared(plan: Plan) -> tuple[Comparison, ...]:
    """Return what each source that covers a drug of the plan describes, and whether the plan goes beyond its pace."""
    return (*comparisons(plan, RULES), *descriptions(plan))


def news_of(old: Plan, new: Plan) -> tuple[Finding, ...]:
    """Return the findings of *new* that *old* does not have."""
    known = check(old)
    return tuple(found for found in check(new) if _is_new(new, found, known))


def _is_new(new: Plan, found: Finding, known: tuple[Finding, ...]) -> bool:
    """Tell whether *found* is new.

    It is not new if the same rule said the same before, even about other days: all of it, or the same line of the same
    sources. But a finding whose source is the plan itself, and that is about a part of the plan, is new also if only
    its days are.
    """
    whole = (found.first, found.last) == (new.first_day, new.last_day)
    if found.source == THIS_PLAN.message and not whole:
        return found not in known
    before = [one for one in known if one.rule == found.rule]
    lines = (one.line for one in before if set(one.sources) >= set(found.sources))
    if found.line.template and found.line in lines:
        return False
    return not {part for one in before for part in one.parts}.issuperset(found.parts)


def _together(found: list[Said]) -> Iterator[tuple[Said, ...]]:
    """Group remarks about a stop by its day, those about pace by drug; yield others singly, if they say more."""
    stops, paces = _stops_and_paces(found)
    often = {said.drug for each, said in found if each.name in _MORE_OFTEN}
    # What one source asks about a large share of the dose before, another need not note.
    asked = {said.drug for each, said in found if each is ng222_step}
    # The day of the cut that the finding about pace shows: if that is the stop, it needs no finding of its own.
    shown = {(drug, said.worst) for drug, those in paces.items() for _, said in (lead(those),)} | stops.keys()
    for each, said in found:
        if (each is uwa_week and said.apart and said.drug in asked) or each in _ABOUT_STOPS:
            continue
        if (not each.pace or said.apart) and not _again(each, said, often, shown):
            yield ((each, said),)
    yield from map(tuple, (*stops.values(), *paces.values()))


def _stops_and_paces(found: list[Said]) -> tuple[dict[tuple[str, date], list[Said]], dict[str, list[Said]]]:
    """Return what is said of each stop of a drug, also by rules about pace, and the rest of these by drug."""
    stops, paces = defaultdict[tuple[str, date], list[Said]](list), defaultdict[str, list[Said]](list)
    for each, said in found:
        if each in _ABOUT_STOPS:
            stops[said.drug, said.first].append((each, said))
    for each, said in found:
        if each.pace and not said.apart:
            told = {day for drug, day in stops if drug == said.drug}
            for one in said.singles:
                if one.first in told:
                    stops[said.drug, one.first].append((each, one))
            if left := without(said, told):
                paces[said.drug].append((each, left))
    return stops, paces


_ABOUT_STOPS = (
    abrupt_stop,
    sudden_stop,
    clonidine_stop,
    baclofen_stop,
    antiepileptic_stop,
    stops_from_more,
)
"""Rules whose source speaks of a stop: they make one finding of it, with the sources of a pace that it is beyond."""


def _again(
    each: Rule,
    said: Remark,
    often: set[str],
    shown: set[tuple[str, date | None]],
) -> bool:
    """Tell whether a remark says again what one with a source says of the same cut."""
    if each is short_steps:
        return said.drug in often
    return each is stop_at_once and (said.drug, said.first) in shown


__all__ = ["RULES", "Comparison", "Finding", "Level", "check", "compared", "news_of"]
