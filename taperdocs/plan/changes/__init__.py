"""Changes to a plan: each is a frozen value that turns one schedule into the next.

A change never touches the days before it. To add a kind of change, write a frozen class here and list it in ``Change``
and ``CHANGES``; its fields are its keys in the plan file.
"""

from dataclasses import fields

from taperdocs.plan.changes.hold import Hold, Resume
from taperdocs.plan.changes.pace import MoveOn, Skip, Slow
from taperdocs.plan.changes.replan import Replan
from taperdocs.plan.changes.step_back import StepBack

Change = Hold | Resume | MoveOn | StepBack | Slow | Skip | Replan
"""A change of the plan from the day *on*.

*days* is how many days it lasts, or None where it has no length; *why* is the reason in the person's own words, and
*drug* the drug whose course it is for, empty for the whole plan. ``apply`` returns a schedule after the change, or
raises ``Refused``. ``name`` is its English name on paper, which is translated where it is printed.
"""

CHANGES: dict[str, type[Change]] = {
    "hold": Hold,
    "resume": Resume,
    "move-on": MoveOn,
    "step-back": StepBack,
    "slow": Slow,
    "skip": Skip,
    "replan": Replan,
}

__all__ = ["CHANGES", "Change", "Hold", "MoveOn", "Replan", "Resume", "Skip", "Slow", "StepBack", "keys"]


def keys(kind: str) -> dict[str, object]:
    """Return the keys of a *kind* of change, each with its default."""
    return {entry.name: entry.default for entry in fields(CHANGES[kind])}
