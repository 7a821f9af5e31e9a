"""Rules that hold for every drug.

The summary of NICE guideline NG215 by its authors (BMJ 2022;378:o1454, United Kingdom) says not to stop medicines
of dependence abruptly unless there are exceptional medical circumstances. The other rules have no source. No source
forbids a rise, since people are told to pause and some to go back a step; and some official labels have steps of a
few days. So both are only pointed out, and so is a drug for which no source is known.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.changed import recorded
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Rise, amount, daily, reductions, replacing, rises, switch_days, unit_of
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Source, rule
from taperdocs.rules.scope import covers, for_epilepsy
from taperdocs.rules.scotland import tells_a_stop
from taperdocs.rules.wording import at_once, from_half

NG215 = Source(
    say("NICE guideline NG215, 2022, United Kingdom (BMJ 2022;378:o1454)"),
    say("NICE NG215 (2022)"),
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
_ABRUPT = say("do not stop abruptly, unless in exceptional medical circumstances")
_RISES = say("{drug} rises, {old} → {new}.")
_RISES_OFTEN = say("{drug} rises {count} times, {old} → {new}.")
_RISES_BETWEEN = say("{drug} rises {count} times between cuts, by up to {most} a day.")
_NEXT_DAY = say("The dose of {drug} changes again on the next day.")
_AGAIN = say("The dose of {drug} changes again after {days} days.")
_NONE_COMPARED = say("No guidance on the pace of {drugs} was compared. That says nothing about the plan.")
_SWITCH = say(
    "The switch ({drugs}) was not compared: that needs an equivalence of the drugs. That says nothing about the plan."
)
_EPILEPSY = say(
    "{drugs} is taken for epilepsy: guidance on dependence was not compared. That says nothing about the plan."
)
_EPILEPSY_BY_TITLE = say(
    "By its title this plan is for epilepsy: guidance on dependence was not compared with {drugs}. Is it so?"
)


@rule(NG215, Of.NONE)
def abrupt_stop(plan: Plan) -> Iterator[Remark]:
    """Find a drug of a group in the source that stops from half of the highest dose or more; switches are left out."""
    yield from at_once(
        plan,
        NG215,
        _ABRUPT,
        lambda drug: covers(plan, drug, *NG215_GROUPS),
        lambda last: from_half(last) and not tells_a_stop(last.drug),
    )


@rule(THIS_PLAN, Of.NONE)
def stop_at_once(plan: Plan) -> Iterator[Remark]:
    """Find a stop from half of the highest dose or more, of a drug whose stop no source here is about."""
    for drug in plan.drugs:
        other = covers(plan, drug, *NG215_GROUPS) or is_of(drug, *_STOPS_OTHERWISE)
        for last in () if other else reductions(plan, drug, 1)[-1:]:
            if last.stops and from_half(last):
                yield Remark(Level.ASK, last.on, last.on, (last.last_step,), drug)


_STOPS_OTHERWISE = (Group.GLUCOCORTICOID, Group.PPI)
"""Groups of drugs that sources let stop at once: short courses of the first, and the second."""


@rule(THIS_PLAN, Of.NONE)
def rise(plan: Plan) -> Iterator[Remark]:
    """Find a rise that no change and no switch explains, perhaps a slip of the pen; tolerance has that of opioids."""
    for drug in plan.drugs:
        opioid, unit = is_of(drug, Group.OPIOID), unit_of(plan, drug)
        runs = tuple(_risings(plan, drug, opioid=opioid))
        every = [each for run in runs for each in run]
        if every:
            said = _RISES_BETWEEN if runs[1:] else _RISES_OFTEN if every[1:] else _RISES
            said = said.put(
                drug=drug,
                count=len(every),
                old=amount(every[0].old.amount, unit),
                new=daily(every[-1].new, unit),
                most=amount(max(each.new.amount - each.old.amount for each in every), unit),
            )
            level = Level.ASK if opioid else Level.NOTE
            yield Remark(level, every[0].new.first, every[-1].new.first, (said,), drug)


def _risings(plan: Plan, drug: str, *, opioid: bool) -> Iterator[tuple[Rise, ...]]:
    """Yield runs of rises without a cut between them; starts are left out, and what something explains.

    Of an *opioid*, rises after a week on less are left out too.
    """
    run, replaced = list[Rise](), replacing(plan, drug)
    for each in rises(plan, drug):
        if run and run[-1].new.first != each.old.first:
            yield tuple(run)
            run = []
        explained = recorded(plan, each.new.first) or any(
            abs((each.new.first - day).days) <= _WEEK for day in replaced
        )
        if each.old.amount and not explained and not (opioid and each.after_cut and each.days >= _WEEK):
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
                if old.amount and (new.begins - old.begins).days < _WEEK and not _written(plan, new.first)
            ]
            if lengths:
                soonest = min(days for _, days in lengths)
                said = (_NEXT_DAY if soonest == 1 else _AGAIN).put(drug=drug, days=soonest)
                yield Remark(Level.NOTE, lengths[0][0], lengths[-1][0], (said,), drug)


def _written(plan: Plan, day: date) -> bool:
    """Tell whether a change of the plan begins on *day* or ends the days before it."""
    return any(
        abs((day - change.on - timedelta(change.days or 0)).days) <= 1 or change.on == day
        for change in plan.outline.changes
    )


@rule(THIS_PLAN, Of.NONE)
def epilepsy(plan: Plan) -> Iterator[Remark]:
    """Find drugs that the plan says are for epilepsy: guidance on dependence is not about them."""
    said = _EPILEPSY if plan.outline.indication else _EPILEPSY_BY_TITLE
    yield from _of_all(plan, [drug for drug in plan.drugs if for_epilepsy(plan, drug)], said)


@rule(THIS_PLAN, Of.NONE)
def switch(plan: Plan) -> Iterator[Remark]:
    """Find days on which one drug takes the place of another: nothing is converted, so they are not compared."""
    found = {drug: days for drug in plan.drugs if (days := switch_days(plan, drug))}
    if found:
        every = [day for those in found.values() for day in those]
        yield Remark(Level.NOTE, min(every), max(every), (_SWITCH.put(drugs=", ".join(found)),))


def _of_all(plan: Plan, drugs: list[str], said: Message) -> Iterator[Remark]:
    """Yield a note about *drugs*, if there are any."""
    if drugs:
        yield Remark(Level.NOTE, plan.first_day, plan.last_day, (said.put(drugs=", ".join(drugs)),))


def not_compared(plan: Plan, drugs: list[str]) -> Iterator[Remark]:
    """Yield a note that no guidance on the pace of *drugs* was compared."""
    yield from _of_all(plan, drugs, _NONE_COMPARED)
