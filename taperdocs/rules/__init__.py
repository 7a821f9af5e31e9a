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
from taperdocs.rules import (
    antidepressants,
    asam,
    australia,
    beta_blockers,
    canada,
    cdc,
    cks,
    cycles,
    general,
    labels,
    maudsley,
    packets,
    scotland,
    steroids,
)
from taperdocs.rules.compared import Comparison, comparisons
from taperdocs.rules.described import descriptions
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Rule, Said, finding, lead, rule, without
from taperdocs.rules.scope import for_epilepsy

_SOURCED: tuple[Rule, ...] = (
    general.abrupt_stop,
    australia.sudden_stop,
    labels.clonidine_stop,
    labels.baclofen_stop,
    australia.antiepileptic_stop,
    general.stop_at_once,
    general.rise,
    general.short_steps,
    cycles.high_days_meet,
    asam.asam_most,
    asam.asam_start,
    maudsley.maudsley_first,
    cks.cks_pace,
    scotland.cuts_every_fortnight,
    canada.canada_trials,
    labels.alprazolam_label,
    labels.clonazepam_label,
    asam.days_left_out,
    asam.naloxone,
    cdc.naloxone_alone,
    cdc.cdc_month,
    cdc.cdc_week,
    cdc.va_month,
    cdc.caden_cut,
    cdc.tolerance,
    antidepressants.ng222_step,
    scotland.cuts_every_week,
    antidepressants.sps_interval,
    australia.uwa_week,
    australia.uwa_fortnight,
    scotland.stops_from_more,
    antidepressants.cuts_do_not_shrink,
    antidepressants.every_other_day,
    beta_blockers.tapermd_beta_blocker,
    steroids.steroid_pace,
    steroids.steroid_stop,
    steroids.steroid_end,
    scotland.fife_week,
    labels.pregabalin_label,
    australia.two_at_once,
    packets.two_concentrations,
    packets.tenfold,
    packets.look_alike,
    packets.clonazepam_clobazam,
    general.epilepsy,
    general.switch,
)


@rule(THIS_PLAN, Of.NONE)
def no_guidance(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are cut and of whose pace no source here says anything."""
    known = {drug for drug in plan.drugs if any(each.pace and each.pace(plan, drug) for each in _SOURCED)}
    those = [drug for drug in plan.drugs if drug not in known and not for_epilepsy(plan, drug)]
    yield from general.not_compared(
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
    asked = {said.drug for each, said in found if each is antidepressants.ng222_step}
    # The day of the cut that the finding about pace shows: if that is the stop, it needs no finding of its own.
    shown = {(drug, said.worst) for drug, those in paces.items() for _, said in (lead(those),)} | stops.keys()
    for each, said in found:
        if (each is australia.uwa_week and said.apart and said.drug in asked) or each in _ABOUT_STOPS:
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
    general.abrupt_stop,
    australia.sudden_stop,
    labels.clonidine_stop,
    labels.baclofen_stop,
    australia.antiepileptic_stop,
    scotland.stops_from_more,
)
"""Rules whose source speaks of a stop: they make one finding of it, with the sources of a pace that it is beyond."""


def _again(each: Rule, said: Remark, often: set[str], shown: set[tuple[str, date | None]]) -> bool:
    """Tell whether a remark says again what one with a source says of the same cut."""
    if each is general.short_steps:
        return said.drug in often
    return each is general.stop_at_once and (said.drug, said.first) in shown


__all__ = ["RULES", "Comparison", "Finding", "Level", "check", "compared", "news_of"]
