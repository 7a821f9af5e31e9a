"""The paper sizes: a new one is one line here."""

from dataclasses import dataclass
from decimal import Decimal


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
