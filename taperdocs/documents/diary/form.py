"""The form fields of a diary that is filled in on a screen: their names, and descriptions for screen readers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from taperdocs.documents.diary.day import Entry, Taken
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its *name*, which holds nothing personal; its description; its most characters, 0 for no limit."""

    name: str
    said: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """Makes the fields of a form.

    Fields of a day have the key of the day before their name, and the date before their description.
    """

    form: ClassVar = True
    words: Words

    def ask(self, leaf: str, box: int, number: int, said: str) -> Field:
        """Return the tick box of a condition (*said*) of a box that asks before a step."""
        return Field(f"{leaf}.ready{box}.ask{number}", said)

    def dose(self, day: Entry, number: int, taken: Taken) -> Field:
        """Return the tick box of a dose."""
        return self._day(
            day, f"dose{number}", self._of(day, number, self.words.text("taken: {dose}", dose=taken.said))
        )

    def time(self, day: Entry, number: int, taken: Taken) -> Field:
        """Return the field for the time of a dose."""
        said = self.words.text("time of {dose}", dose=taken.said)
        return self._day(day, f"time{number}", self._of(day, number, said), 8)

    def track(self, day: Entry, number: int, name: str) -> Field:
        """Return the field for the rating of something tracked."""
        said = self.words.text("{name}, 0 to 10", name=name)
        said = marked(said, f"text:track,{number - 1}", "rating")
        return self._day(day, f"track{number}", said, 2)

    def feeling(self, day: Entry, key: str, name: str) -> Field:
        """Return the tick box of a feeling."""
        return self._day(day, key, self.words.text("the day was {feeling}", feeling=name))

    def slept(self, day: Entry) -> Field:
        """Return the field for the hours of sleep."""
        return self._day(day, "slept", self.words.text("hours slept"), 4)

    def initials(self, day: Entry) -> Field:
        """Return the field for the initials."""
        return self._day(day, "initials", self.words.text("initials"), 6)

    def own(self, day: Entry, number: int) -> Field:
        """Return the field for the name of something that the person adds to rate."""
        return self._day(day, f"own{number}", self.words.text("something else to rate"))

    def took(self, day: Entry, number: int) -> Field:
        """Return the field for what was taken in place of a dose."""
        said = self.words.text("taken instead of what is printed")
        if day.taken:
            said = self._of(
                day, number, self.words.text("taken instead of {dose}", dose=day.taken[number - 1].said)
            )
        return self._day(day, f"took{number}", said)

    def allowed(self, day: Entry, number: int, said: Marked) -> Field:
        """Return the field for how often something was taken that is allowed when needed."""
        # On paper a line to write on stands where the text has its null character.
        what = marked(said.replace("\0", "…"), said)
        return self._day(day, f"needed{number}", what, 3)

    def reason(self, day: Entry, number: int, said: str) -> Field:
        """Return the tick box of a reason for a missed or different dose."""
        return self._day(day, f"reason{number}", self.words.text("reason: {reason}", reason=said))

    def notes(self, day: Entry) -> Field:
        """Return the field for notes."""
        return self._day(day, "notes", self.words.text("notes"))

    def _of(self, day: Entry, number: int, said: str) -> Marked:
        return marked(said, f"intake:{day.day},{number - 1}")

    def _day(self, day: Entry, name: str, said: str, most: int = 0) -> Field:
        more = said if isinstance(said, Marked) else marked(said)
        return Field(f"{day.key}.{name}", marked(f"{day.said}: {said}", day.said, more), most)


class OnPaper:
    """Stands for ``Filling`` where the diary is no form: there are no fields, and no descriptions are made."""

    form = False

    def __getattr__(self, _name: str) -> Callable[..., None]:
        """Return a function that returns nothing, for each method of ``Filling``."""
        return lambda *_: None
