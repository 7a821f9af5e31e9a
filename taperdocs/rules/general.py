"""Rules that hold for every drug.

Sources: the summary of NICE guideline NG215 by its authors (BMJ 2022;378:o1454, United Kingdom) says not
to stop medicines of dependence abruptly unless there are exceptional medical circumstances. That a dose
rises is nobody's rule: people are told to pause and some to go back a step, so it is only pointed out; and so are
steps of a few days, which some official labels have.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from taperdocs.drugs import Group, find, is_of
from taperdocs.errors import say
from taperdocs.plan import Plan
from taperdocs.rules.fall import falls, means
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Source, rule

NG215 = Source(
    say("NICE guideline NG215, 2022, United Kingdom (BMJ 2022;378:o1454)"),
    say("NICE (2022, United Kingdom)"),
    "2022",
    "United Kingdom",
    "the summary of its authors in the BMJ",
)
_WEEK = 7


@rule(NG215, Of.NONE)
def abrupt_stop(plan: Plan) -> Iterator[Remark]:
    """Find a drug that goes to zero without a cut before; no glucocorticoid, and no switch."""
    for drug in plan.drugs:
        found = falls(plan, drug, 1)
        if len(found) == 1 and found[0].stops and not is_of(drug, Group.GLUCOCORTICOID):
            day = plan.last_dose_day if plan.first_day_without == found[0].on else found[0].on
            alone = say(
                "The plan goes to zero without a step in between. The source says not to stop abruptly "
                "unless there are exceptional medical circumstances."
            )
            one = say(
                "{drug} goes to zero without a step in between. The source says not to stop abruptly unless "
                "there are exceptional medical circumstances.",
                drug=drug,
            )
            yield Remark(
                Level.ASK, day or found[0].on, day or found[0].on, one if plan.drugs[1:] else alone, drug
            )


@rule(THIS_PLAN, Of.NONE)
def rise(plan: Plan) -> Iterator[Remark]:
    """Find a dose that rises, where a slip of the pen would look the same."""
    for drug in plan.drugs:
        for count, first, last in _risings(plan, drug):
            one = say(
                "The dose of {drug} rises on this day. If that was agreed, nothing needs to be done.",
                drug=drug,
            )
            several = say(
                "The dose of {drug} rises {count} times. If that was agreed, nothing needs to be done.",
                drug=drug,
                count=count,
            )
            # Of opioids another rule warns here, and nothing may sound as if that could be left.
            opioid = say("The dose of {drug} rises on this day. Ask whether that is meant.", drug=drug)
            message = several if count > 1 else one
            yield Remark(Level.NOTE, first, last, opioid if is_of(drug, Group.OPIOID) else message, drug)


def _risings(plan: Plan, drug: str) -> Iterator[tuple[int, date, date]]:
    """Yield how often the dose rises without a fall between, and the first and the last day of the higher ones."""
    levels = means(plan, drug)
    ends = [*(level.first - timedelta(1) for level in levels[1:]), plan.last_day]
    run: list[tuple[date, date]] = []
    for (old, new), end in zip(pairwise(levels), ends[1:], strict=True):
        if new.amount > old.amount:
            run += [(new.first, end)] if old.amount else []
        elif run:
            yield len(run), run[0][0], run[-1][1]
            run = []
    if run:
        yield len(run), run[0][0], run[-1][1]


@rule(THIS_PLAN, Of.DAYS)
def short_steps(plan: Plan) -> Iterator[Remark]:
    """Find a dose that changes again in less than 7 days; no glucocorticoid, where that is common."""
    for drug in plan.drugs:
        if not is_of(drug, Group.GLUCOCORTICOID):
            lengths = [
                (old.first, (new.first - old.first).days)
                for old, new in pairwise(means(plan, drug))
                if old.amount and (new.first - old.first).days < _WEEK
            ]
            if lengths:
                message = say(
                    "Steps shorter than a week: the dose of {drug} changes again after {days} days, where that "
                    "is soonest. If that was agreed, nothing needs to be done.",
                    drug=drug,
                    days=min(days for _, days in lengths),
                )
                yield Remark(Level.NOTE, lengths[0][0], lengths[-1][0], message, drug)


@rule(THIS_PLAN, Of.NONE)
def unknown_drug(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are not in the list, so that only the general rules were looked at."""
    unknown = [drug for drug in plan.drugs if find(drug) is None]
    if unknown:
        message = say(
            "No published rule was looked at for {drugs}: not in the list of drugs. Only the general ones were.",
            drugs=", ".join(unknown),
        )
        yield Remark(Level.NOTE, plan.first_day, plan.last_day, message)
