"""The fields of a diary that is filled in on a screen: their names, and what a screen reader says of them."""

from dataclasses import dataclass

from taperdocs.documents.diary.columns import Taken
from taperdocs.documents.diary.day import Entry
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, which says nothing personal, what is said of it, and how many signs it takes at most."""

    name: str
    said: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """Makes the field for each thing that is ticked, rated or written on a day; none at all on paper.

    The key of a *day* is the first half of each field's name, and its names are said first.
    """

    words: Words
    form: bool

    def ask(self, leaf: str, box: int, number: int, said: str) -> Field | None:
        """Return the tick of something that must be true before a step."""
        return self._field(f"{leaf}.ready{box}.ask{number}", said)

    def dose(self, day: Entry, number: int, taken: Taken) -> Field | None:
        """Return the tick of a dose."""
        return self._day(
            day, f"dose{number}", self._of(day, number, self.words.text("taken: {dose}", dose=_said(taken)))
        )

    def time(self, day: Entry, number: int, taken: Taken) -> Field | None:
        """Return the time of a dose."""
        said = self.words.text("time of {dose}", dose=_said(taken))
        return self._day(day, f"time{number}", self._of(day, number, said), 8)

    def track(self, day: Entry, number: int, name: str) -> Field | None:
        """Return the rating of something that is tracked."""
        said = self.words.text("{name}, 0 to 10", name=name.replace("\n", " "))
        said = marked(said, f"text:track,{number - 1}", "number:0", "number:10")
        return self._day(day, f"track{number}", said, 2)

    def feeling(self, day: Entry, key: str, name: str) -> Field | None:
        """Return the tick of how the day was."""
        return self._day(day, key, self.words.text("the day was {feeling}", feeling=name))

    def slept(self, day: Entry) -> Field | None:
        """Return the hours of sleep."""
        return self._day(day, "slept", self.words.text("hours slept"), 4)

    def initials(self, day: Entry) -> Field | None:
        """Return the initials."""
        return self._day(day, "initials", self.words.text("initials"), 6)

    def reason(self, day: Entry) -> Field | None:
        """Return the letter of the reason."""
        said = self.words.text("reason for a missed or different dose, one letter")
        return self._day(day, "reason", said, 1)

    def notes(self, day: Entry) -> Field | None:
        """Return the notes."""
        return self._day(day, "notes", self.words.text("notes"))

    def _of(self, day: Entry, number: int, said: str) -> Marked:
        return marked(said, f"intake:{day.day},{number - 1}")

    def _day(self, day: Entry, name: str, said: str, most: int = 0) -> Field | None:
        more = said if isinstance(said, Marked) else marked(said)
        return self._field(f"{day.key}.{name}", marked(f"{day.said}: {said}", day.said, more), most)

    def _field(self, name: str, said: str, most: int = 0) -> Field | None:
        return Field(name, said, most) if self.form else None


def _said(taken: Taken) -> str:
    return f"{taken.dose}, {taken.label}" if taken.label else taken.dose
