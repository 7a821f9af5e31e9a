"""What a change of the plan says itself, so that no rule remarks on it."""

from datetime import date, timedelta

from taperdocs.plan.changes import Replan, StepBack
from taperdocs.plan.plan import Plan

_NEAR = timedelta(2)
"""Days by which a mean may rise beside the day of its change, where days with and without a dose alternate."""


def recorded(plan: Plan, day: date) -> bool:
    """Tell whether a step back or a new arrangement that was agreed explains a rise on *day*."""
    return any(
        isinstance(change, StepBack | Replan) and abs(change.on - day) <= _NEAR
        for change in plan.outline.changes
    )
