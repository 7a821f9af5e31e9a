"""What the Canadian page on tapering blood pressure medicines, beta-blockers among them, describes.

TaperMD, antihypertensives, no year given, Canada: 50 % every 1 to 2 weeks, and a stop at 25 % of the original dose if
there are no withdrawal symptoms.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.rule import Of, Remark, Source, describes, rule
from taperdocs.rules.wording import beyond, cut_before_stop

TAPERMD = Source(
    say("TaperMD, antihypertensives, no year given, Canada"), say("TaperMD (Canada)"), "its page"
)
_WEEK, _HALF, _QUARTER = 7, 50, 25
_SAYS = say("50 % every 1 to 2 weeks, a stop from 25 % of the original dose")
_describes = describes(_SAYS, lambda _, drug: is_of(drug, Group.BETA_BLOCKER))


@rule(TAPERMD, Of.HIGHEST, pace=_describes)
def tapermd_beta_blocker(plan: Plan) -> Iterator[Remark]:
    """Find a beta-blocker cut by more than 50 % within 7 days, or stopped from more than 25 % of the highest dose."""
    for _, says, found in cut_before_stop(plan, _WEEK, _describes):
        fast = (f for f in found if (f.of_highest > _QUARTER if f.stops else f.of_present > _HALF))
        yield from beyond(fast, TAPERMD, says)
