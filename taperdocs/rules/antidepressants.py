"""What is published about how antidepressants are tapered, beside the guides of a country.

Horowitz and Taylor, Lancet Psychiatry 2019;6:538-46: equal steps in the brain are cuts that become smaller in mg.
O'Neill, Sorensen, Taylor and Horowitz, J Affect Disord 2026: a model of doses every other day. Both were read in
their abstracts, and neither is the guidance of a country.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import amount, left_out, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule

HOROWITZ = Source(
    say("Horowitz and Taylor, Lancet Psychiatry, 2019, no country given"),
    say("Horowitz and Taylor (2019, no country given)"),
    "2019",
    "no country given",
    "its abstract",
)
ONEILL = Source(
    say("O'Neill and others, J Affect Disord, 2026, a model, no country given"),
    say("O'Neill and others (2026, no country given)"),
    "2026",
    "no country given",
    "its abstract",
)
_MODELLED = {"citalopram", "escitalopram", "sertraline", "duloxetine", "mirtazapine"}


@rule(HOROWITZ, Of.AMOUNT)
def cuts_do_not_shrink(plan: Plan) -> Iterator[Remark]:
    """Find a last cut of an SSRI, of several, that is no smaller in mg than the first."""
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
    """Find days without a dose between days with one, of a drug that was modelled so."""
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
