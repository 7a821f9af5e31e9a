"""Reads on which weekdays, or in which weeks, a step is taken: ``monday``, ``second monday``, ``second week``."""

import re
from dataclasses import dataclass

from taperdocs.plan.course import MOST_DAYS
from taperdocs.plan.problems import Refused, excerpt, say
from taperdocs.plan.regimen import WEEKDAYS, Regimen

MOST_WEEKS = MOST_DAYS // len(WEEKDAYS)
"""Most weeks of a cycle."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_WEEKS = {
    **{word: number for number, word in enumerate(_ORDINALS, 1) if number > 1},
    **{f"{number}{'nd' if number == 2 else 'rd' if number == 3 else 'th'}": number for number in range(2, 9)},  # noqa: PLR2004  2nd, 3rd
    "other": 2,
}
_AND = r"\s*(?:,|\band\b|&|\+)\s*"
_NAMES = {short: day for day in WEEKDAYS for short in (day, f"{day}s", day[:3])}
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_EVERY = re.compile(
    rf"\s*(?:(?P<weeks>{'|'.join(_WEEKS)})\s+)?(?:(?P<week>week)|(?P<days>(?:{_NAME})(?:{_AND}(?:{_NAME}))*))\s*",
    re.IGNORECASE,
)
EVERY = r"^\s*([A-Za-z0-9]+\s+)?[A-Za-z]{3,10}(\s*(,|and|&|\+)\s*[A-Za-z]{3,10})*\s*$"
"""Pattern of what can be read, for the schema."""


@dataclass(frozen=True, slots=True)
class Every:
    """How often a step is taken: in the first of so many *weeks*, on all or some *weekdays*, 0 for Monday."""

    weeks: int
    weekdays: frozenset[int]

    def of(self, regimen: Regimen) -> Regimen:
        """Return the cycle of weeks in which *regimen*, a week or one day, is taken so."""
        week = regimen.days
        if self.weekdays:
            week = tuple(week[0] if day in self.weekdays else () for day in range(len(WEEKDAYS)))
        return Regimen((*week, *((),) * (len(WEEKDAYS) * (self.weeks - 1))), weekly=True)


def read_every(text: str) -> Every:
    """Read ``second monday``, ``monday and thursday`` or ``second week``; raise ``Refused`` for all else."""
    match = _EVERY.fullmatch(text[:200])
    if match is None:
        raise Refused(
            say('"{text}" is neither a day of the week nor a week', text=excerpt(text)),
            say(
                'Write the day, as in every = "monday" or every = "second monday". A taper that is worked out, as with '
                'every = "2 weeks", also has a line such as taper = "linear".'
            ),
        )
    weeks = _WEEKS[match["weeks"].lower()] if match["weeks"] else 1
    names = re.split(_AND, match["days"], flags=re.IGNORECASE) if match["days"] else []
    days = [WEEKDAYS.index(_NAMES[name.lower()]) for name in names]
    if len(days) > len(set(days)):
        raise Refused(say('"{text}" names a day twice', text=excerpt(text)), say("Keep each day once."))
    return Every(weeks, frozenset(days))
