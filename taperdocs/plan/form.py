"""The forms that a product may have: one row for each, with all that the form decides.

A new form is one more row of ``Form``. Where a row needs a new sign, ``taperdocs.language.words`` says which one it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self


class Split(StrEnum):
    """What a product may be cut into, as its leaflet says."""

    NO = "no"
    HALF = "half"
    QUARTER = "quarter"


class Counting(StrEnum):
    """What the hand counts or measures of a product."""

    PIECES = "pieces"
    VOLUME = "volume"


class Drawn(StrEnum):
    """As what a product is drawn; a tablet that may be cut has a score line."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    SYRINGE = "syringe"


class Nouns(NamedTuple):
    """The noun of a form for one, and for several unless it has no plural."""

    one: str
    several: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a form decides: *kept* tells whether the rest of a cut piece can be used on another day."""

    nouns: Nouns
    drawn: Drawn
    counting: Counting = Counting.PIECES
    splits: frozenset[Split] = frozenset({Split.NO})
    kept: bool = True


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
    SOLUTION = _Row(Nouns("solution"), Drawn.SYRINGE, Counting.VOLUME)
    SUSPENSION = _Row(Nouns("suspension"), Drawn.SYRINGE, Counting.VOLUME)

    def __new__(cls, row: _Row) -> Self:
        """Make a form of its row."""
        form = str.__new__(cls, row.nouns.one)
        form._value_ = row.nouns.one
        form.row = row
        return form

    @property
    def liquid(self) -> bool:
        """Tell whether the product is a liquid, whose packets hold mL."""
        return self.row.counting is not Counting.PIECES


LIQUIDS = frozenset(form for form in Form if form.liquid)
MAY_BE_SPLIT = frozenset(form for form in Form if len(form.row.splits) > 1)
