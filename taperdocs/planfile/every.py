"""Reads on which weekdays, or in which weeks, a step is taken: ``monday``, ``second monday``, ``second week``."""

import re
from collections.abc import Iterable
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
    **dict.fromkeys(("other", "alternate", "zweiten", "dos", "deux"), 2),
    **dict.fromkeys(("dritten", "tres", "trois"), 3),
}
_AND = r"\s*(?:,|\b(?:and|und|et|y)\b|&|\+)\s*"
_ABROAD = (
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "montags dienstags mittwochs donnerstags freitags samstags sonntags",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lundis mardis mercredis jeudis vendredis samedis dimanches",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunes martes miércoles jueves viernes sábados domingos",
)
_NAMES = {short: day for day in WEEKDAYS for short in (day, f"{day}s", day[:3])}
_NAMES |= {name: day for names in _ABROAD for name, day in zip(names.split(), WEEKDAYS, strict=True)}
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_SHORT = ("mo di mi do fr sa so", "lun mar mer jeu ven sam dim", "lun mar mié jue vie sáb dom")
_IN_LINES = {
    short: day for names in _SHORT for short, day in zip(names.split(), WEEKDAYS, strict=True)
} | _NAMES
_LINE_NAME = "|".join(sorted(_IN_LINES, key=len, reverse=True))
_EVERY = re.compile(
    rf"\s*(?:(?P<weeks>{'|'.join(_WEEKS)})\s+)?(?:(?P<week>week)|(?P<days>(?:{_NAME})(?:{_AND}(?:{_NAME}))*))\s*",
    re.IGNORECASE,
)
_TO = r"\s*(?:[-–]|\b(?:to|through|bis|a|à)\b)\s*"
_SOME = rf"weekdays|weekends?|(?:{_LINE_NAME})(?:{_TO}(?:{_LINE_NAME}))?"
_IN_LINE = re.compile(
    r"(?:(?:on|at(?:\s+the)?|every|each|jeden|am|un|cada|los|el|chaque|tous\s+les|le|les)\s+)?"
    rf"(?:(?P<weeks>{'|'.join(_WEEKS)})\s+)?(?P<days>(?:{_SOME})(?!\w)(?:(?:{_AND}|\s+)(?:{_SOME})(?!\w))*)(?P<half>\s+sur\s+deux(?!\w))?",
    re.IGNORECASE,
)
EVERY = r"^\s*([A-Za-z0-9]+\s+)?[A-Za-zÀ-ÿ]{3,10}(\s*(,|and|und|et|y|&|\+)\s*[A-Za-zÀ-ÿ]{3,10})*\s*$"
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
    return _read(match, text)


def every_in(text: str) -> tuple[Every, int] | None:
    """Read the days of the week that *text* begins with, and how many signs they take; None where there are none.

    Raise ``Refused`` where a day is named twice.
    """
    match = _IN_LINE.match(text)
    return (_read(match, match[0]), match.end()) if match else None


def _days(name: str) -> Iterable[int]:
    """Return the days of a name, such as ``monday``, ``monday to friday`` or ``weekends``."""
    if name.startswith("week"):
        return range(5) if name == "weekdays" else range(5, 7)
    first, *last = (WEEKDAYS.index(_IN_LINES[one]) for one in re.split(_TO, name))
    if not last:
        return (first,)
    return ((first + number) % 7 for number in range((last[0] - first) % 7 + 1))


def _read(match: re.Match[str], text: str) -> Every:
    weeks = _WEEKS[match["weeks"].lower()] if match["weeks"] else 1
    weeks = 2 if match.groupdict().get("half") else weeks  # one Monday of two, as French has it
    names = re.findall(_SOME, match["days"] or "", re.IGNORECASE)
    days = [day for name in names for day in _days(name.lower())]
    if len(days) > len(set(days)):
        raise Refused(say('"{text}" names a day twice', text=excerpt(text)), say("Keep each day once."))
    return Every(weeks, frozenset(days))
