"""What research papers say about tapering antidepressants; neither of the two is the guidance of a country.

Horowitz and Taylor, Lancet Psychiatry 2019;6:538-46: for equal steps in the brain, the cuts in mg must become
smaller. O'Neill, Sorensen, Taylor and Horowitz, J Affect Disord 2026: a model of doses every other day. Only the
abstracts were read.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import left_out
from taperdocs.rules.reduction import amount, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule

HOROWITZ = Source(
    say("Horowitz and Taylor, Lancet Psychiatry, 2019, no country given"),
    say("Horowitz and Taylor (2019)"),
    "2019",
    "no country given",
    "its abstract",
)
ONEILL = Source(
    say("O'Neill and others, J Affect Disord, 2026, a model, no country given"),
    say("O'Neill and others (2026)"),
    "2026",
    "no country given",
    "its abstract",
)
_MODELLED = {"citalopram", "escitalopram", "sertraline", "duloxetine", "mirtazapine"}
"""Drugs that the model of O'Neill covers."""


@rule(HOROWITZ, Of.AMOUNT)
def cuts_do_not_shrink(plan: Plan) -> Iterator[Remark]:
    """Find an SSRI with several cuts whose last cut is no smaller in mg than its first."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if is_of(drug, Group.SSRI) else ()
        if len(found) > 1 and found[-1].stops and found[-1].amount >= found[0].amount:
            parts = (
                say(
                    "The last cut of {drug} is {last} a day and the first one {first}.",
                    drug=drug,
                    last=amount(found[-1].amount, found[-1].unit),
                    first=amount(found[0].amount, found[0].unit),
                ),
                say("The source describes cuts that become smaller in mg towards the end."),
            )
            yield Remark(Level.NOTE, found[-1].on, found[-1].on, parts, drug)


@rule(ONEILL, Of.NONE)
def every_other_day(plan: Plan) -> Iterator[Remark]:
    """Find days without a dose between days with one, for a drug that the source models."""
    for drug in plan.drugs:
        known = find(drug)
        days = left_out(plan, drug) if known and known.name in _MODELLED else ()
        if days:
            parts = (
                say("The plan has days without {drug} between days with it.", drug=drug),
                say(
                    "The source is a model: longer gaps between doses make the effect swing and raise the risk "
                    "of withdrawal symptoms."
                ),
                say("Ask whether these days are meant."),
            )
            yield Remark(Level.ASK, days[0], days[-1], parts, drug)
