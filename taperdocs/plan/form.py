"""The forms that a product may have: one row for each, with all that the form decides.

A new form is one more row of ``Form``. Where a row needs a new sign, ``taperdocs.language.words`` says which one it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Self

from taperdocs.plan.problems import Phrase


class Split(StrEnum):
    """What a product may be cut into, as its leaflet says."""

    NO = "no"
    HALF = "half"
    THIRD = "third"
    QUARTER = "quarter"
    EIGHTH = "eighth"


_INTO = {Split.NO: 1, Split.HALF: 2, Split.THIRD: 3, Split.QUARTER: 4, Split.EIGHTH: 8}


def cuts(part: Fraction) -> int:
    """Return how many cut pieces make a part of a tablet: three quarters are a half and a quarter."""
    halves = part.denominator.bit_count() == 1
    return part.numerator.bit_count() if halves else part.numerator


PARTS = {
    split: tuple(sorted((Fraction(part, into) for part in range(into)), key=lambda part: (cuts(part), -part)))
    for split, into in _INTO.items()
}
"""The parts of a tablet that can be taken beside whole ones, those of the fewest pieces first."""


class Counting(StrEnum):
    """What the hand counts or measures of a product."""

    PIECES = "pieces"
    VOLUME = "volume"
    DROPS = "drops"
    UNITS = "units"
    BEADS = "beads"


class Drawn(StrEnum):
    """As what a product is drawn; a tablet that may be cut has a score line."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    FILM = "film"
    SYRINGE = "syringe"
    DROP = "drop"
    PATCH = "patch"


class Nouns(NamedTuple):
    """The noun of a form for one, and for several unless it has no plural."""

    one: str
    several: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a form decides.

    ``written`` is a pattern of the nouns with which people count it in a dose, and empty where they do not. ``leads``
    tells whether its number is the large figure of a dose, and not the mg in it. ``kept`` tells whether the rest of a
    cut piece can be used on another day. ``name`` is the value of the form where that is not the noun for one, and
    ``label`` its noun on a packet where that is not its value.
    """

    nouns: Nouns
    drawn: Drawn | None
    counting: Counting = Counting.PIECES
    written: str = (
        r"tablets?|tabs?|pills?|tabletten?|capsules?|caps?|kapseln?"
        r"|comprimidos?|comprimés?|cápsulas?|gélules?"
    )
    splits: frozenset[Split] = frozenset({Split.NO})
    leads: bool = False
    kept: bool = True
    name: str = ""
    label: str = ""


_CUT = frozenset(Split)


class Form(StrEnum):
    """What a product is."""

    _value_: str
    row: _Row

    # Modified-release and gastro-resistant products and capsules are swallowed whole. The rest of an orodispersible
    # tablet is thrown away (US labels of alprazolam: its stability is not assured).
    TABLET = _Row(Nouns("tablet", "tablets"), Drawn.TABLET, splits=_CUT)
    DISPERSIBLE = _Row(
        Nouns("orodispersible tablet", "orodispersible tablets"), Drawn.TABLET, splits=_CUT, kept=False
    )
    MODIFIED = _Row(Nouns("modified-release tablet", "modified-release tablets"), Drawn.TABLET)
    COATED = _Row(Nouns("gastro-resistant tablet", "gastro-resistant tablets"), Drawn.TABLET)
    CAPSULE = _Row(Nouns("capsule", "capsules"), Drawn.CAPSULE)
    MODIFIED_CAPSULE = _Row(Nouns("modified-release capsule", "modified-release capsules"), Drawn.CAPSULE)
    FILM = _Row(Nouns("film", "films"), Drawn.FILM, written=r"films?|filme", splits=_CUT)
    PUFF = _Row(
        Nouns("puff", "puffs"),
        None,
        written=r"puffs?|hub|hübe|sprühstoß|sprühstöße|sprays?|bouffées?",
        leads=True,
    )
    # A patch that is cut gives another rate, or all at once (product information of fentanyl patches, EMA).
    PATCH = _Row(Nouns("patch", "patches"), Drawn.PATCH, written=r"patch(?:e?s)?|pflaster|parches?")
    SOLUTION = _Row(Nouns("solution"), Drawn.SYRINGE, Counting.VOLUME, written="", leads=True)
    SUSPENSION = _Row(Nouns("suspension"), Drawn.SYRINGE, Counting.VOLUME, written="", leads=True)
    DROPS = _Row(
        Nouns("drop", "drops"),
        Drawn.DROP,
        Counting.DROPS,
        written=r"drops?|tropfen|gtt|gouttes?|gotas?",
        leads=True,
        name=Phrase("drops"),
    )
    # The beads of a capsule that was opened are not counted for another day.
    BEADS = _Row(
        Nouns("bead", "beads"),
        None,
        Counting.BEADS,
        written=r"beads?|pellets?|kügelchen|perlen?",
        leads=True,
        kept=False,
        name=Phrase("beads"),
        label="capsule",
    )
    UNITS = _Row(
        Nouns("unit", "units"), Drawn.SYRINGE, Counting.UNITS, "", name=Phrase("units"), label="solution"
    )

    def __new__(cls, row: _Row) -> Self:
        """Make a form of its row."""
        form = str.__new__(cls, row.name or row.nouns.one)
        form._value_ = str(form)
        form.row = row
        return form

    @property
    def label(self) -> str:
        """Return the noun that stands on a packet."""
        return self.row.label or self.value

    @property
    def liquid(self) -> bool:
        """Tell whether the product is a liquid, whose packets hold mL."""
        return self.row.counting not in {Counting.PIECES, Counting.BEADS}


LIQUIDS = frozenset(form for form in Form if form.liquid)
MEASURED = frozenset(form for form in Form if form.row.counting is Counting.VOLUME)
MAY_BE_SPLIT = frozenset(form for form in Form if len(form.row.splits) > 1)
