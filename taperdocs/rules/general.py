"""Rules that hold for every drug.

Sources: the summary of NICE guideline NG215 by its authors (BMJ 2022;378:o1454, United Kingdom) says not
to stop medicines of dependence abruptly unless there are exceptional medical circumstances. That a dose
rises is nobody's rule: people are told to pause and some to go back a step, so it is only pointed out.
"""

from collections.abc import Iterator

from taperdocs.cut import cuts
from taperdocs.errors import say
from taperdocs.plan import Plan
from taperdocs.rules.finding import Finding, Level

_NG215 = say("NICE guideline NG215, 2022, United Kingdom (BMJ 2022;378:o1454)")


def abrupt_stop(plan: Plan) -> Iterator[Finding]:
    """Remark a plan that goes from its highest dose to nothing without a step in between."""
    day = plan.last_dose_day
    taken = [period for period in plan.periods if period.step.regimen.drugs]
    if day and len({period.step.regimen for period in taken}) == 1:
        message = say(
            "The plan goes to zero without a step in between. The source says not to stop abruptly "
            "unless there are exceptional medical circumstances."
        )
        yield Finding("abrupt-stop", Level.ASK, day, day, message, _NG215)


def rise(plan: Plan) -> Iterator[Finding]:
    """Point out each step that raises a dose, where a slip of the pen would look the same."""
    for period in plan.periods:
        raised = [cut.drug for cut in cuts(plan, period) if cut.amount < 0 and cut.of_present is not None]
        if raised:
            message = say(
                "The dose of {drug} rises on this day. If that was agreed, nothing needs to be done.",
                drug=", ".join(raised),
            )
            yield Finding("rise", Level.NOTE, period.first, period.last, message, say("this plan"))
