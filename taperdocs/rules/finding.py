"""A finding informs; it never stops the work and never says safe, unsafe or a dose."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taperdocs.errors import Message


class Level(StrEnum):
    """How much attention a finding asks for."""

    NOTE = "note"
    ASK = "ask the prescriber"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, on which days, in whose words; ``source`` has title, year and country.

    Where room is scarce ``brief`` is enough, which names its source itself.
    """

    rule: str
    level: Level
    first: date
    last: date
    message: Message
    source: Message
    brief: Message | None = None
