"""Lay out an agreed medicine taper as a fridge calendar, a diary, a hand-off and a phone calendar.

For other programs::

    plan = read(Path("plan.toml").read_bytes())
    options = Options(language("en-GB"), PAPERS["a4"], as_of=date.today())
    for file in make(plan, ["calendar", "ics"], options):
        (folder / file.name).write_bytes(file.data)

* ``read`` turns the bytes of a plan file into a ``Plan``; ``check`` returns its findings.
* ``make`` yields a ``File`` (its name, its bytes) for each of ``NAMES`` that is asked for. Each is proved first.
* ``Options`` holds the language, the paper (``PAPERS``, in mm) and the day that is printed for.
* ``Edition`` is how large the calendar is printed. ``Holes`` is where the diary is punched, and
  ``Ink`` the colour of rules and boxes.
* ``form_of`` takes a plan file apart into its texts by place, and ``composed`` writes a plan file from them: the whole
  way from fields of a page to a plan. Each text is what a person would type.
* ``changed`` returns a plan after the change of a ``Wish``, and ``undone`` one without its last change; its
  ``source`` has the new bytes of the plan file.

Wrong input raises a ``TaperError``; its ``problems`` say where, what is wrong, and what to do. Every other exception
is a bug. One of them is ``ReadBackError``: a file that was made differed from the plan and was held back.

Each name is imported when it is first used, because every command of the program imports this module.
"""

import sys
from importlib import import_module
from types import ModuleType

# Type checkers take this for true. It is not imported from typing, which is slower to import than this whole module.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from taperdocs.language.language import language
    from taperdocs.make.make import NAMES, File, make
    from taperdocs.options import PAPERS, Edition, Holes, Ink, Options
    from taperdocs.plan.plan import Plan
    from taperdocs.plan.problems import Problem, ReadBackError, TaperError
    from taperdocs.planfile.append import Wish, changed, undone
    from taperdocs.planfile.composer import PlanForm, composed, form_of
    from taperdocs.planfile.reader import read
    from taperdocs.rules import check

_ROOMS = {
    "make.make": ("NAMES", "File", "make"),
    "plan.problems": ("Problem", "ReadBackError", "TaperError"),
    "language.language": ("language",),
    "options": ("PAPERS", "Edition", "Holes", "Ink", "Options"),
    "plan.plan": ("Plan",),
    "planfile.append": ("Wish", "changed", "undone"),
    "planfile.composer": ("PlanForm", "composed", "form_of"),
    "planfile.reader": ("read",),
    "rules": ("check",),
}
_ROOM = {name: room for room, names in _ROOMS.items() for name in names}
"""The module of each name."""

__all__ = [
    "NAMES",
    "PAPERS",
    "Edition",
    "File",
    "Holes",
    "Ink",
    "Options",
    "Plan",
    "PlanForm",
    "Problem",
    "ReadBackError",
    "TaperError",
    "Wish",
    "changed",
    "check",
    "composed",
    "form_of",
    "language",
    "make",
    "read",
    "undone",
]


class _Face(ModuleType):
    """Keeps ``make`` and ``language`` the public functions, although two subpackages have these names."""

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute, but not a subpackage, which Python sets here when it is first imported."""
        if name not in _ROOM or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> object:
    """Import a public name from its module."""
    if name not in _ROOM:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_ROOM[name]}"), name)
