"""Lay out an agreed medicine taper as a fridge calendar, a diary, a hand-off and a phone calendar.

For other programs: ``read`` a plan file to a plan, and ``make`` its files; both raise ``TaperError``. They
are imported when they are first asked for, since every command of the program imports this module.
"""

import sys
from importlib import import_module
from types import ModuleType

# Checkers take it for true. The module typing, which has it, takes longer to import than all this.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from taperdocs.language.language import language
    from taperdocs.make.make import NAMES, File, make
    from taperdocs.options import PAPERS, Options
    from taperdocs.plan.plan import Plan
    from taperdocs.plan.problems import Problem, TaperError
    from taperdocs.planfile.reader import read
    from taperdocs.rules import check

_ROOMS = {
    "NAMES": "make.make",
    "File": "make.make",
    "make": "make.make",
    "Problem": "plan.problems",
    "TaperError": "plan.problems",
    "language": "language.language",
    "Options": "options",
    "PAPERS": "options",
    "Plan": "plan.plan",
    "read": "planfile.reader",
    "check": "rules",
}

__all__ = [
    "NAMES",
    "PAPERS",
    "File",
    "Options",
    "Plan",
    "Problem",
    "TaperError",
    "check",
    "language",
    "make",
    "read",
]


class _Face(ModuleType):
    """Keeps ``make`` and ``language`` the functions that other programs call, not the wings of these names."""

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute; leave out a wing, which Python would set here once it is imported."""
        if name not in _ROOMS or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> object:
    """Import what is asked for from its module."""
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
