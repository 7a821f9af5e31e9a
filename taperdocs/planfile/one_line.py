"""The one-line form of a taper: ``1 mg 2w; 0.5 mg 2w; 0.25 mg 2w; 0``."""

import re
from dataclasses import dataclass

from taperdocs.plan.dose import Dose, read_dose
from taperdocs.plan.length import Length, read_length_in_words
from taperdocs.plan.problems import Problem, Refused, TaperError, excerpt, say

_ITEM = re.compile(r"(?:(?P<times>[1-9])\s*[x×]\s*)?(?P<dose>\S+(?:\s+[^\s\d]\S*)?)(?:\s+(?P<length>\S.*))?")
_LONGEST_ITEM = 120
_HOW = say(
    'Write each step as dose and length, as in "0.5 mg 2w" or "2x 0.5 mg 10d", '
    "with a semicolon between steps."
)


@dataclass(frozen=True, slots=True)
class LineStep:
    """One item of the line: the doses of a day, all without a time, and the length."""

    doses: tuple[Dose, ...]
    length: Length


def read_line(text: str) -> tuple[LineStep, ...]:
    """Read a line of steps, without a ``0`` at its end; raise ``TaperError`` with all problems."""
    items = [item.strip() for item in re.split(r";[ \t]*\n?|\n", text.strip())]
    while items and not items[-1]:
        items.pop()
    ends = bool(items) and items[-1] == "0"
    steps, problems = list[LineStep](), list[Problem]()
    for index, item in enumerate(items[:-1] if ends else items):
        try:
            steps.append(_read_item(item))
        except Refused as refused:
            problems.append(refused.problem("steps", "step", index))
    if not problems and not steps:
        problems.append(Problem(("steps",), say("there is no step in this line"), _HOW))
    if problems:
        raise TaperError(*problems)
    return tuple(steps)


def stops(text: str) -> bool:
    """Tell whether a line of steps ends with a ``0``, which means that the plan stops."""
    return re.search(r"(?:^|[;\n])\s*0[\s;]*$", text) is not None


def _read_item(item: str) -> LineStep:
    if item == "0":
        raise Refused(
            say('a step comes after "0", where the plan stops'), say('Write "0" only at the end of the line.')
        )
    if not item:
        raise Refused(say("there is nothing between two semicolons"), _HOW)
    match = _ITEM.fullmatch(item) if len(item) <= _LONGEST_ITEM else None
    if match is None:
        raise Refused(say('"{item}" is not a step', item=excerpt(item, 60)), _HOW)
    dose = read_dose(match["dose"])
    if match["length"] is None:
        raise Refused(say('"{item}" has no length', item=excerpt(item, 60)), _HOW)
    if re.search(r"m?c?g\b", match["length"]):
        raise Refused(say('"{item}" has two doses', item=excerpt(item, 60)), _HOW)
    return LineStep((dose,) * int(match["times"] or 1), read_length_in_words(match["length"]))
