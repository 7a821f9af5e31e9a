"""What British guidance on stopping antidepressants describes.

NICE guideline NG222 on depression, 2022, United Kingdom (recommendations 1.4.14 to 1.4.19, read in a copy): steps that
are each a proportion of the dose before, for example 50 %, and smaller ones as the dose becomes lower. NHS Specialist
Pharmacy Service, deprescribing tool, no year given, England: about 4 weeks on each step; less often than once a day is
not good practice, except for fluoxetine.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.drugs import Group, is_of, named
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import left_out
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import LONGEST_LINE, Of, Remark, Source, describes, rule
from taperdocs.rules.wording import DAYS_WITHOUT, SAYS, beyond, both, question, sooner

NG222 = Source(
    say("NICE guideline NG222 Depression in adults, 2022, United Kingdom"), say("NICE NG222 (2022)"), "a copy"
)
SPS = Source(
    say("NHS Specialist Pharmacy Service, stopping antidepressants, no year given, England"),
    say("NHS SPS (England)"),
    "its tool",
)
_HALF, _FOUR_WEEKS = 50, 28
_PROPORTION = say("cuts such as 50 % of the dose before")
_WITH_CARE = say("cuts such as 50 % of the dose before; particular care with this drug")
_CAREFUL = {"paroxetine", "venlafaxine"}
"""Antidepressants that the guideline names as those that need particular care."""
_SMALLER = say("consider smaller cuts at lower doses")
_MONTHLY = say("about 4 weeks on each step, as a guide")
_DAILY = say("less than daily is not good practice, except for fluoxetine")


def _ng222(plan: Plan, drug: str) -> Message | None:
    del plan
    if named(drug) in _CAREFUL:
        return _WITH_CARE
    return _PROPORTION if is_of(drug, Group.SSRI, Group.ANTIDEPRESSANT) else None


_sps = describes(_MONTHLY, lambda _, drug: is_of(drug, Group.SSRI, Group.ANTIDEPRESSANT))


@rule(NG222, Of.PRESENT, pace=_ng222)
def ng222_step(plan: Plan) -> Iterator[Remark]:
    """Find a cut of an antidepressant of more than 50 % of the dose before, other than the stop."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if _ng222(plan, drug) else ()
        large = (fall for fall in found if fall.of_present > _HALF and not fall.stops)
        yield from beyond(large, NG222, _PROPORTION)


@rule(NG222, Of.AMOUNT, pace=_ng222)
def cuts_do_not_shrink(plan: Plan) -> Iterator[Remark]:
    """Find an antidepressant with several cuts whose last cut is no smaller in mg than its first."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if _ng222(plan, drug) else ()
        if len(found) > 1 and found[-1].stops and found[-1].amount >= found[0].amount:
            parts = (
                say(
                    "The last cut of {drug} ({last}) is no smaller than the first ({first}).",
                    drug=drug,
                    last=found[-1].cut,
                    first=found[0].cut,
                ),
                SAYS.put(source=NG222.short, limit=_SMALLER),
            )
            line = both(*parts)
            if len(str(line)) > LONGEST_LINE:
                brief = say("The last cut of {drug} ({last}) is no smaller than the first.", drug=drug)
                line = both(brief.put(last=found[-1].cut), parts[1])
            yield Remark(Level.NOTE, found[-1].on, found[-1].on, parts, drug, 2, line=line, apart=True)


@rule(SPS, Of.DAYS, pace=_sps)
def sps_interval(plan: Plan) -> Iterator[Remark]:
    """Find cuts of an antidepressant that are less than 28 days apart; a note, since the source says "about"."""
    yield from sooner(plan, _FOUR_WEEKS, SPS, _sps)


@rule(SPS, Of.NONE, pace=_sps)
def every_other_day(plan: Plan) -> Iterator[Remark]:
    """Find days without an antidepressant, other than fluoxetine, between days with it."""
    for drug in plan.drugs:
        days = left_out(plan, drug) if _sps(plan, drug) and named(drug) != "fluoxetine" else ()
        if days:
            does, ends = DAYS_WITHOUT.put(drug=drug), (days[0], days[-1])
            yield question(SPS, does, _DAILY, ends, drug, each=days, apart=True)
