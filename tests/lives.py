"""Plans that are drawn from a seed, and what becomes of them."""

from dataclasses import replace
from random import Random

from outlines import change as drawn_change
from outlines import outline

from taperdocs.plan.build import build
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError


def lives(seed: int) -> list[Plan]:
    """Return a plan and what becomes of it: one plan more for each change that makes sense."""
    dice, plans = Random(seed), list[Plan]()  # noqa: S311  nothing is kept secret with it
    try:
        plans.append(build(outline(dice)))
    except TaperError:
        return plans
    for _ in range(dice.randint(2, 6) if plans[0].outline.dated else 0):
        told = plans[-1].outline
        first = told.changes[-1].on if told.changes else plans[0].first_day
        more = drawn_change(dice, first, plans[-1].last_day)
        try:
            plans.append(build(replace(told, changes=(*told.changes, more))))
        except TaperError:
            continue
    return plans
