"""What guidance on opioids describes: of the CDC, of the veterans' clinics, and of the Canadian network.

CDC Clinical Practice Guideline for Prescribing Opioids for Pain, MMWR 71(3), 2022, United States,
recommendation 5. Opioid Taper Decision Tool, Department of Veterans Affairs, 2016, United States. Both were
read in copies. Canadian Medication Appropriateness and Deprescribing Network, page on opioids, no year given. Methadone
and buprenorphine also treat opioid use disorder, for which these paces are not meant, so the rules about pace leave
them out. The rule about tolerance holds for every opioid.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.asam import names_naloxone
from taperdocs.rules.changed import recorded
from taperdocs.rules.drugs import Group, is_of, named
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import Reduction, amount, daily, rises, unit_of, weighed
from taperdocs.rules.rule import Of, Remark, Source, describes, joined, rule
from taperdocs.rules.scope import months
from taperdocs.rules.wording import SAYS, beyond, both, cut_before_stop, large_at_last, question

CDC = Source(
    say("CDC Clinical Practice Guideline for Prescribing Opioids for Pain, 2022, United States"),
    say("CDC (US 2022)"),
    "a copy",
)
VA = Source(
    say("VA Opioid Taper Decision Tool, 2016, United States"), say("VA (US 2016)"), "a public data set"
)
CADEN = Source(
    say(
        "Canadian Medication Appropriateness and Deprescribing Network (CADeN), opioids, no year given, Canada"
    ),
    say("CADeN (Canada)"),
    "its page",
)
_WEEK, _MONTH = 7, 28
_TENTH, _REST, _HUNDRED = 10, 30, 100
"""Percentages: the largest cut, the rest of the original dose from which cuts are taken of it, and the whole."""
_FIFTH = 20
"""Percent: the most that the VA commonly describes in four weeks, and the Canadian network in one."""
_A_YEAR = 12
"""Months of use from which on a pace is slower."""
ALSO_A_TREATMENT = {"methadone", "buprenorphine", "levomethadone", "diamorphine"}
"""Opioids that also treat opioid use disorder."""
_WEEKLY = say("10 % of the original dose a week; below 30 %, 10 % of the rest")
_MONTHLY = say("about 10 % a month after a year or more of use")
_EITHER = say("10 % a week, about 10 % a month after a year")
_HOW_LONG = say("Taken for how long?")
_A_YEAR_LONG = say("Has it been taken for a year?")
_VA_SAYS = say("commonly 5 to 20 % of the original dose every 4 weeks")
_CADEN_SAYS = say("10 to 20 % every 1 to 4 weeks")
_HIGH = 50
"""Morphine milligram equivalents (MME) a day, from which on above all naloxone is offered."""
_NALOXONE = say("offer it, above all from 50 MME a day on")
_SO_MUCH = say("Is it that much?")
_TOLERANCE = say("after a week on less, taking the original dose risks an overdose")
_weekly = describes(_WEEKLY, lambda plan, drug: for_pain(drug) and not _long(plan))


def _monthly(plan: Plan, drug: str) -> Message | None:
    if not for_pain(drug) or _short(plan):
        return None
    return _MONTHLY


_va = describes(_VA_SAYS, lambda _, drug: for_pain(drug))
_caden = describes(_CADEN_SAYS, lambda _, drug: for_pain(drug))


@rule(CDC, Of.HIGHEST_THEN_REST, pace=_weekly)
def cdc_week(plan: Plan) -> Iterator[Remark]:
    """Find on average over 10 % of the original dose less in a week; from 30 % of it on, of what is left."""
    for _, says, found in cut_before_stop(plan, _WEEK, _weekly):
        fast = (fall for fall in found if fall.paced(fall.of_highest) > _TENTH)
        yield from beyond(fast, CDC, says if _short(plan) else _EITHER)
        small = (
            f
            for f in found
            if f.paced(f.of_present) > _TENTH >= f.paced(f.of_highest) and _is_rest(f) and not f.stops
        )
        yield from large_at_last(plan, small, CDC, says)


@rule(CDC, Of.NOT_STATED, pace=_monthly)
def cdc_month(plan: Plan) -> Iterator[Remark]:
    """Find more than 10 % less within 28 days, by both bases; a question where it may have been taken for a year."""
    for _, says, found in cut_before_stop(plan, _MONTH, _monthly):
        fast = [fall for fall in found if fall.of_both > _TENTH]
        if fast:
            (said,) = beyond(fast, CDC, says) if _long(plan) else beyond(fast, CDC, _EITHER, does=_shortly)
            asks = () if _long(plan) else (_A_YEAR_LONG if plan.outline.since else _HOW_LONG,)
            yield joined(tuple(_asking(one, asks) for one in said.singles))


def _shortly(fall: Reduction) -> Message:
    """Say a reduction without its share of the highest dose: a question follows."""
    return fall.line if fall.stops else fall.short_line


def _asking(said: Remark, asks: tuple[Message, ...]) -> Remark:
    line = both(said.line, *asks) if said.line and asks else said.line
    return replace(said, parts=(*said.parts, *asks), enough=len(said.parts) + len(asks), line=line)


@rule(VA, Of.HIGHEST, pace=_va)
def va_month(plan: Plan) -> Iterator[Remark]:
    """Find more than 20 % of the highest dose less within 28 days; a note, since the source has faster tapers too."""
    for _, says, found in cut_before_stop(plan, _MONTH, _va):
        yield from beyond((fall for fall in found if fall.of_highest > _FIFTH), VA, says, Level.NOTE)


@rule(CADEN, Of.NOT_STATED, pace=_caden)
def caden_cut(plan: Plan) -> Iterator[Remark]:
    """Find more than 20 % less within 7 days, by both bases; a note, since it is a page for patients."""
    for _, says, found in cut_before_stop(plan, _WEEK, _caden):
        fast = (fall for fall in found if fall.of_both > _FIFTH)
        yield from beyond(fast, CADEN, says, Level.NOTE)


@rule(VA, Of.NONE)
def tolerance(plan: Plan) -> Iterator[Remark]:
    """Find a dose of an opioid that rises after at least a week on less; what a change of the plan says is left out."""
    for drug in plan.drugs:
        found = [
            each
            for each in (rises(plan, drug) if is_of(drug, Group.OPIOID) else ())
            if each.after_cut and not recorded(plan, each.new.first) and each.days >= _WEEK
        ]
        if found:
            most, unit = max(found, key=lambda each: each.new.amount - each.old.amount), unit_of(plan, drug)
            said = say(
                "The dose of {drug} goes up again, {old} → {new}.",
                drug=drug,
                old=amount(most.old.amount, unit),
                new=daily(most.new, unit),
            )
            each = tuple(one.new.first for one in found)
            yield question(VA, said, _TOLERANCE, (each[0], each[-1]), drug, worst=most.new.first, each=each)


@rule(CDC, Of.NONE)
def naloxone_alone(plan: Plan) -> Iterator[Remark]:
    """Find an opioid for pain of 50 MME a day or more, or of unknown MME, in a plan that does not mention naloxone.

    Of morphine by mouth the MME are its mg; no other drug is converted. With a benzodiazepine another source asks.
    """
    if names_naloxone(plan) or any(is_of(drug, Group.BENZODIAZEPINE) for drug in plan.medicines):
        return
    for drug in filter(for_pain, plan.medicines):
        says = SAYS.put(source=CDC.short, limit=_NALOXONE)
        parts: tuple[Message, ...] = say("{drug}, and no line names naloxone.", drug=drug), says, _SO_MUCH
        if named(drug) == "morphine" and drug in plan.drugs and weighed(plan, drug):
            highest = max(means(plan, drug), key=lambda level: level.amount)
            if highest.amount < _HIGH:
                continue
            dose = daily(highest, unit_of(plan, drug))
            parts = say("{drug} {dose}, and no line names naloxone.", drug=drug, dose=dose), says
        yield Remark(
            Level.ASK, plan.first_day, plan.last_day, parts, drug, len(parts), line=reduce(both, parts)
        )


def _is_rest(fall: Reduction) -> bool:
    return fall.old.amount * _HUNDRED <= fall.highest * _REST


def _long(plan: Plan) -> bool:
    taken = months(plan)
    return taken is not None and taken[0] >= _A_YEAR


def _short(plan: Plan) -> bool:
    taken = months(plan)
    return taken is not None and taken[1] < _A_YEAR


def for_pain(drug: str) -> bool:
    """Tell whether *drug* is an opioid that the paces here are meant for."""
    return is_of(drug, Group.OPIOID) and named(drug) not in ALSO_A_TREATMENT
