"""A language for plans whose start is not fixed: it numbers the days and leaves blanks for dates."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from taperdocs.language.language import NO_BREAK, Language
from taperdocs.language.words import Words
from taperdocs.plan.plan import UNDATED, Plan

BLANK = "_" * 12
_BLOCK = timedelta(28)
_MONDAY = 0


@dataclass(frozen=True)
class Undated(Language):
    """Writes days from ``UNDATED`` on as ``Day 15``; earlier dates are real and stay dates."""

    @property
    def first_weekday(self) -> int:
        """Return the weekday of ``UNDATED``, so that weeks begin with the plan."""
        return _MONDAY

    @property
    def weekdays(self) -> tuple[str, ...]:
        """Return seven blanks, into which the names of the days are written by hand."""
        return (BLANK,) * 7

    def weekday_name(self, number: int) -> str:
        """Return a blank, since the days of such a plan have no weekdays."""
        del number
        return BLANK

    def long_day(self, day: date) -> str:
        """Return ``Day 15``."""
        return self._numbered(day) or super().long_day(day)

    def square(self, day: date) -> str:
        """Return ``Day 15``."""
        return self._numbered(day) or super().square(day)

    def month_of(self, day: date) -> date:
        """Return the first day of the four weeks that *day* is in."""
        return UNDATED + (day - UNDATED) // _BLOCK * _BLOCK

    def month(self, day: date) -> str:
        """Return ``Day 1 to 28``, the four weeks that begin on *day*."""
        first, last = _number(day), _number(day + _BLOCK) - 1
        return self.gettext("Day {first} to {last}").format(first=self.number(first), last=self.number(last))

    def date_parts(self, day: date, wanted: str = "dMy") -> tuple[str, ...]:
        """Return the number of the day; for a month, the numbers of its first and last day."""
        if day < UNDATED:
            return super().date_parts(day, wanted)
        return (str(_number(day)),) if "d" in wanted else (str(_number(day)), str(_number(day + _BLOCK) - 1))

    def _written(self, day: date, form: str) -> str:
        return self._numbered(day) or super()._written(day, form)

    def _numbered(self, day: date) -> str:
        if day < UNDATED:
            return ""
        return self.gettext("Day {number}").replace(" ", NO_BREAK).format(number=self.number(_number(day)))


def undated(language: Language) -> Undated:
    """Return *language* in its form for plans whose start is not fixed."""
    return Undated(**{entry.name: getattr(language, entry.name) for entry in fields(language)})


def words_for(language: Language, *plans: Plan) -> Words:
    """Return the words for *plans*: they number the days where the start of one of them is not fixed."""
    return Words(language if all(plan.outline.dated for plan in plans) else undated(language))


def _number(day: date) -> int:
    return (day - UNDATED).days + 1
