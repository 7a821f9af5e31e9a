"""A finding informs; it never stops the work and never says safe, unsafe or a dose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

from taperdocs.plan.problems import Message, say


class Level(StrEnum):
    """How much attention a finding asks for."""

    NOTE = "note"
    ASK = "ask the prescriber"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, on which days, in whose words; ``source`` has title, year and country.

    It is said in ``parts``, a sentence or a few each. Where room is scarce the first ``enough`` of them will do,
    which name the source themselves; 0 where all of them and the source are needed. Of several days the ``worst``
    is the one that the figures are of.
    """

    rule: str
    level: Level
    first: date
    last: date
    parts: tuple[Message, ...]
    source: Message
    enough: int = 0
    worst: date | None = None

    @property
    def days(self) -> tuple[date, date, date | None]:
        """Return the first day, the last one, and the worst one where it is known."""
        return self.first, self.last, self.worst

    @property
    def message(self) -> Message:
        """Return all that is said."""
        return _joined(self.parts)

    @property
    def brief(self) -> Message | None:
        """Return what is enough where room is scarce; it names its source."""
        return _joined(self.parts[: self.enough]) if self.enough else None


def _joined(parts: Iterable[Message]) -> Message:
    return reduce(lambda said, more: say("{said} {more}", said=said, more=more), parts)
