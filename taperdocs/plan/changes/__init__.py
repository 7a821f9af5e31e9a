"""Changes to a plan: each is a frozen value that turns one schedule into the next.

A change never touches the days before it. To add a kind of change, write a frozen class here and list it in
``CHANGES``; its fields are its keys in the plan file.
"""

from dataclasses import fields
from typing import cast

from taperdocs.plan.changes.change import Change
from taperdocs.plan.changes.hold import Hold, Resume
from taperdocs.plan.changes.pace import MoveOn, Skip, Slow
from taperdocs.plan.changes.replan import Replan
from taperdocs.plan.changes.step_back import StepBack

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
    return {entry.name: entry.default for entry in fields(cast("type[Hold]", CHANGES[kind]))}
