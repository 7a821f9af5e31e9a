"""What a run is asked for, beside the plan: one value that every document and export takes."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from taperdocs.language.language import Language
from taperdocs.plan.problems import Problem, TaperError, excerpt, say


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in portrait, in mm."""

    name: str
    width: Decimal
    height: Decimal


PAPERS = {
    "a3": Paper("A3", Decimal(297), Decimal(420)),
    "a4": Paper("A4", Decimal(210), Decimal(297)),
    "a5": Paper("A5", Decimal(148), Decimal(210)),
    # As narrow as A4 and as short as Letter: it prints whole on each of them.
    "both": Paper("Both", Decimal(210), Decimal("279.4")),
    "letter": Paper("Letter", Decimal("215.9"), Decimal("279.4")),
}


class Edition(StrEnum):
    """How large the calendar is printed."""

    STANDARD = "standard"
    LARGE = "large"
    GIANT = "giant"


class Holes(StrEnum):
    """Where the diary's margin has marks for a punch: two holes, three holes or none."""

    ISO = "iso"
    US = "us"
    NONE = "none"


@dataclass(frozen=True)
class Options:
    """Language, paper, the day that is printed for, the days to print, and how they are printed.

    ``first`` and ``last`` None mean from ``as_of`` to the end; ``everything`` means from the plan's first
    day. ``named`` prints the person's name, ``discreet`` prints no drug's name, and ``form`` makes the diary
    one to fill in on a screen.

    Of the phone calendar: ``zone`` is where the person lives now, ``day_before`` the time at which an alarm
    rings the day before, and ``at_dose`` lets one ring at the time of each dose.
    """

    language: Language
    paper: Paper
    as_of: date
    first: date | None = None
    last: date | None = None
    everything: bool = False
    named: bool = True
    discreet: bool = False
    edition: Edition = Edition.STANDARD
    holes: Holes = Holes.ISO
    form: bool = False
    zone: str = ""
    day_before: time | None = None
    at_dose: bool = False

    def __post_init__(self) -> None:
        """Raise ``TaperError`` for each value of another kind, since other programs pass what they like."""
        problems = [
            Problem(
                (name,),
                say('this cannot be "{value}"', value=excerpt(value)),
                say("Pass {example}.", example=example),
            )
            for name, kinds, example in _KINDS
            # A datetime is a date to Python; a day of a plan has no time.
            if not isinstance(value := getattr(self, name), kinds) or isinstance(value, datetime)
        ]
        if problems:
            raise TaperError(*problems, exit_code=2)


_DAY = (date, type(None))
_KINDS: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    ("language", Language, 'language("en-GB")'),
    ("paper", Paper, 'PAPERS["a4"]'),
    ("as_of", date, "date(2026, 12, 7)"),
    ("first", _DAY, "date(2026, 12, 7), or None"),
    ("last", _DAY, "date(2026, 12, 7), or None"),
    ("edition", Edition, "Edition.LARGE"),
    ("holes", Holes, "Holes.ISO"),
    ("zone", str, '"Europe/London"'),
    ("day_before", (time, type(None)), "time(18, 0), or None"),
)
"""What each value must be: its name, its types, and one that would be right."""
