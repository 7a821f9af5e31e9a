"""A finding informs: it never stops the work, never calls a plan safe or unsafe, and never suggests a dose."""

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


_NOTHING = say("")
_ASK = say("Ask before this day whether it is meant.")
_ASK_OF_SEVERAL = say("Ask before the next of these days whether it is meant.")
_CONFIRM = say("To confirm before this day.")
_CONFIRM_OF_SEVERAL = say("To confirm before the next of these days.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found and on which days; each of its ``sources`` with title, year and country.

    ``line`` says it in one short line for paper and terminal: what the plan does, and what the source describes, by
    its short name; it has no dates. ``parts`` say it in full, in one or a few sentences each. Where room is scarce,
    the first ``enough`` parts are shown alone; they name the source themselves. 0 means that all parts and the source
    are needed. Where there are several days, the figures are those of the ``worst`` one; ``each`` names every day,
    where they are known one by one.
    """

    rule: str
    level: Level
    first: date
    last: date
    parts: tuple[Message, ...]
    sources: tuple[Message, ...]
    enough: int = 0
    worst: date | None = None
    line: Message = _NOTHING
    each: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, date, date | None]:
        """Return the first day, the last one, and the worst one where it is known."""
        return self.first, self.last, self.worst

    @property
    def message(self) -> Message:
        """Return the whole text; a question ends with what to ask the prescriber."""
        return self._ending(_ASK, _ASK_OF_SEVERAL)

    @property
    def for_prescriber(self) -> Message:
        """Return the whole text for the prescriber, who asks nobody but confirms what is a question."""
        return self._ending(_CONFIRM, _CONFIRM_OF_SEVERAL)

    def _ending(self, one: Message, several: Message) -> Message:
        asks = [one if self.first == self.last else several] if self.level is Level.ASK else []
        return _joined((*self.parts, *asks))

    @property
    def source(self) -> Message:
        """Return all the sources as one text."""
        return reduce(lambda said, more: say("{one}; {other}", one=said, other=more), self.sources)

    @property
    def brief(self) -> Message | None:
        """Return the text for where room is scarce, which names its source; None where only the whole text will do."""
        return _joined(self.parts[: self.enough]) if self.enough else None


def _joined(parts: Iterable[Message]) -> Message:
    return reduce(lambda said, more: say("{said} {more}", said=said, more=more), parts)
