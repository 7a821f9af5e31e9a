"""The settings of a run beside the plan: one value that every document and export takes."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from taperdocs.language.language import Language
from taperdocs.plan.problems import Problem, TaperError, excerpt, say


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper size in portrait; its width and height are in mm."""

    name: str
    width: Decimal
    height: Decimal


PAPERS = {
    "a3": Paper("A3", Decimal(297), Decimal(420)),
    "a4": Paper("A4", Decimal(210), Decimal(297)),
    "a5": Paper("A5", Decimal(148), Decimal(210)),
    # As narrow as A4 and as short as Letter, so that a page fits on either of them.
    "both": Paper("Both", Decimal(210), Decimal("279.4")),
    "letter": Paper("Letter", Decimal("215.9"), Decimal("279.4")),
}


class Edition(StrEnum):
    """The sizes in which the calendar is printed: a month, a week or a day a page."""

    STANDARD = "standard"
    LARGE = "large"
    GIANT = "giant"


class Holes(StrEnum):
    """The holes for which the diary has punch marks: two (ISO 838), three (US) or none."""

    ISO = "iso"
    US = "us"
    NONE = "none"


class Ink(StrEnum):
    """The colour of strips, boxes, rules and lines to write on; texts are black, and no colour has a meaning."""

    BLACK = "black"
    BLUE = "blue"

    @property
    def colour(self) -> str:
        """Return it as a style sheet has it."""
        return {Ink.BLACK: "#000", Ink.BLUE: "#00308f"}[self]


@dataclass(frozen=True)
class Options:
    """The language, the paper, the day that is printed for, the days to print, and how they are printed.

    ``first`` and ``last`` are the days to print; None means from ``as_of`` to the end of the plan. ``everything``
    prints from the plan's first day on. ``named`` prints the person's name; ``discreet`` replaces the names of
    drugs. ``form`` makes a diary to fill in on a screen.

    For the phone calendar: ``zone`` is the time zone where the person lives now. ``day_before`` is the time of the
    alarm on the day before. ``at_dose`` adds an alarm at the time of each dose.
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
    ink: Ink = Ink.BLACK
    form: bool = False
    zone: str = ""
    day_before: time | None = None
    at_dose: bool = False

    def __post_init__(self) -> None:
        """Check the type of each value, since other programs may pass any; raise ``TaperError`` with all problems."""
        problems = [
            Problem(
                (name,),
                say('this cannot be "{value}"', value=excerpt(value)),
                say("Pass {example}.", example=example),
            )
            for name, kinds, example in _KINDS
            # A datetime is a date to Python, but a day of a plan has no time.
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
    ("ink", Ink, "Ink.BLUE"),
    ("zone", str, '"Europe/London"'),
    ("day_before", (time, type(None)), "time(18, 0), or None"),
)
"""The values that are checked: name, types, and an example of a right value."""
