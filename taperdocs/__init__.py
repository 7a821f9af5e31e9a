"""Lay out an agreed medicine taper as a fridge calendar, a diary, a hand-off and a phone calendar.

For other programs: ``read`` a plan file to a plan, and ``make`` its files; both raise ``TaperError``. They
are imported when they are first asked for, since every command of the program imports this module.
"""

from importlib import import_module

# Checkers take it for true. The module typing, which has it, takes longer to import than all this.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from taperdocs.errors import Problem, TaperError
    from taperdocs.languages import language
    from taperdocs.making import NAMES, File, make
    from taperdocs.options import Options
    from taperdocs.paper import PAPERS
    from taperdocs.plan import Plan
    from taperdocs.reader import read
    from taperdocs.rules import check

_ROOMS = {
    "NAMES": "making",
    "File": "making",
    "make": "making",
    "Problem": "errors",
    "TaperError": "errors",
    "language": "languages",
    "Options": "options",
    "PAPERS": "paper",
    "Plan": "plan",
    "read": "reader",
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


def __getattr__(name: str) -> object:
    """Import what is asked for from its module."""
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
