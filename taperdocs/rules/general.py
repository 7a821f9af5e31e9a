"""Rules that hold for every drug.

The summary of NICE guideline NG215 by its authors (BMJ 2022;378:o1454, United Kingdom) says not to stop medicines
of dependence abruptly unless there are exceptional medical circumstances. The other rules have no source. No source
forbids a rise, since people are told to pause and some to go back a step; and some official labels have steps of a
few days. So both are only pointed out, and so is a drug for which no source is known.
"""

from collections.abc import Iterator
from itertools import pairwise

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.cdc import ALSO_A_TREATMENT
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Rise, amount, daily, reductions, rises, unit_of
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Source, rule

NG215 = Source(
    say("NICE guideline NG215, 2022, United Kingdom (BMJ 2022;378:o1454)"),
    say("NICE NG215 (UK 2022)"),
    "2022",
    "United Kingdom",
    "the summary of its authors in the BMJ",
)
NG215_GROUPS = (
    Group.OPIOID,
    Group.BENZODIAZEPINE,
    Group.Z_DRUG,
    Group.GABAPENTINOID,
    Group.SSRI,
    Group.ANTIDEPRESSANT,
)
"""The groups of drugs that NG215 is about."""
_WEEK = 7
_AT_ONCE = say("{drug} stops from {dose}, without a step in between.")
_MOST_AT_ONCE = say("{drug} stops from {dose}, which is more than all its cuts before together.")
_ASK = say("Ask before this day whether the stop is meant.")
_RISES = say("{drug} rises from {old} to {new}.")
_RISES_OFTEN = say("{drug} rises {count} times, from {old} to {new}.")
_CHECK = say("Check that this was agreed.")
_ASK_RISE = say("Ask before this day whether that is meant.")
_ASK_RISES = say("Ask before the next of these days whether that is meant.")
_NEXT_DAY = say("The dose of {drug} changes again on the next day.")
_AGAIN = say("The dose of {drug} changes again after {days} days, where that is soonest.")


@rule(NG215, Of.NONE)
def abrupt_stop(plan: Plan) -> Iterator[Remark]:
    """Find a drug of a group in the source that stops without a cut before; a switch of drugs is left out."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if is_of(drug, *NG215_GROUPS) else ()
        if len(found) == 1 and found[0].stops:
            says = say(
                "{source} says of opioids, benzodiazepines, z-drugs, gabapentinoids and antidepressants: do not "
                "stop abruptly unless there are exceptional medical circumstances.",
                source=NG215.short,
            )
            parts = (_AT_ONCE.put(drug=drug, dose=found[0].before), says, _ASK)
            line = say(
                "{drug} {dose} → no dose at once. {source}: do not stop abruptly.",
                drug=drug,
                dose=found[0].before,
                source=NG215.short,
            )
            yield Remark(Level.ASK, found[0].on, found[0].on, parts, drug, line=line)


@rule(THIS_PLAN, Of.NONE)
def stop_at_once(plan: Plan) -> Iterator[Remark]:
    """Find a stop that no source covers: without a cut before, or from more than all cuts before together."""
    for drug in plan.drugs:
        found = () if is_of(drug, Group.GLUCOCORTICOID) else reductions(plan, drug, 1)
        if found and found[-1].stops:
            said = _AT_ONCE if len(found) == 1 else _MOST_AT_ONCE
            alone = len(found) == 1 and not is_of(drug, *NG215_GROUPS)
            most = (
                _unpaced(drug) and len(found) > 1 and found[-1].amount > sum(one.amount for one in found[:-1])
            )
            if alone or most:
                parts = (said.put(drug=drug, dose=found[-1].before), _ASK)
                yield Remark(Level.ASK, found[-1].on, found[-1].on, parts, drug)


def _unpaced(drug: str) -> bool:
    """Tell whether no rule knows a pace or a last dose for *drug*."""
    known = find(drug)
    return known is None or known.group is Group.ANTIDEPRESSANT or known.name in ALSO_A_TREATMENT


@rule(THIS_PLAN, Of.NONE)
def rise(plan: Plan) -> Iterator[Remark]:
    """Find a rise, which may be a slip of the pen; an opioid that rises after a cut is left to tolerance."""
    for drug in plan.drugs:
        opioid, unit = is_of(drug, Group.OPIOID), unit_of(plan, drug)
        for run in _risings(plan, drug, opioid=opioid):
            said = (_RISES if not run[1:] else _RISES_OFTEN).put(
                drug=drug,
                count=len(run),
                old=amount(run[0].old.amount, unit),
                new=daily(run[-1].new, unit),
            )
            asks = (_ASK_RISE if not run[1:] else _ASK_RISES) if opioid else _CHECK
            level = Level.ASK if opioid else Level.NOTE
            yield Remark(level, run[0].new.first, run[-1].new.first, (said, asks), drug)


def _risings(plan: Plan, drug: str, *, opioid: bool) -> Iterator[tuple[Rise, ...]]:
    """Yield runs of rises without a cut between them; starts are left out, and of an *opioid* rises after a cut."""
    run: list[Rise] = []
    for each in rises(plan, drug):
        if run and run[-1].new.first != each.old.first:
            yield tuple(run)
            run = []
        if each.old.amount and not (opioid and each.after_cut):
            run.append(each)
    if run:
        yield tuple(run)


@rule(THIS_PLAN, Of.DAYS)
def short_steps(plan: Plan) -> Iterator[Remark]:
    """Find a dose that changes again in less than 7 days; glucocorticoids, for which that is common, are left out."""
    for drug in plan.drugs:
        if not is_of(drug, Group.GLUCOCORTICOID):
            lengths = [
                (old.first, (new.begins - old.begins).days)
                for old, new in pairwise(means(plan, drug))
                if old.amount and (new.begins - old.begins).days < _WEEK
            ]
            if lengths:
                soonest = min(days for _, days in lengths)
                said = (_NEXT_DAY if soonest == 1 else _AGAIN).put(drug=drug, days=soonest)
                yield Remark(Level.NOTE, lengths[0][0], lengths[-1][0], (said, _CHECK), drug)


@rule(THIS_PLAN, Of.NONE)
def unknown_drug(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are not in the list, to which only the general rules were applied."""
    unknown = [drug for drug in plan.drugs if find(drug) is None]
    if unknown:
        said = say(
            "{drugs}: not in the program's list of drugs, so only the general rules were looked at.",
            drugs=", ".join(unknown),
        )
        yield Remark(Level.NOTE, plan.first_day, plan.last_day, (said,))


@rule(THIS_PLAN, Of.NONE)
def no_pace(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are in the list and are cut, but have no published pace to compare with."""
    those = [
        drug
        for drug in plan.drugs
        if find(drug) and _unpaced(drug) and any(not fall.stops for fall in reductions(plan, drug, 1))
    ]
    if those:
        said = say("{drugs}: the program has no published pace to compare with.", drugs=", ".join(those))
        yield Remark(Level.NOTE, plan.first_day, plan.last_day, (said,))
