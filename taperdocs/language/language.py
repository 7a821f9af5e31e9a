"""Languages: texts from a .po file each; dates, numbers and the week from Babel's data of the territory."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from taperdocs.plan.problems import Counted, Message, Phrase, Problem, TaperError, Value, say

_CATALOGUES = Path(__file__).parent / "locales"
_FIRST = {"fr": "1er"}
"""The first of a month in the languages whose other days are plain numbers; Babel's data do not have it."""
NO_BREAK = "\N{NO-BREAK SPACE}"
_ISOLATE, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
JOIN = "\N{WORD JOINER}"
INVISIBLE = tuple(
    map(ord, f"{JOIN}{_ISOLATE}{_END}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}")
)
"""Code points of the invisible signs that set the direction of writing, and of the one that parts no line."""


def languages() -> tuple[str, ...]:
    """Return the codes of all languages; each has a .po file."""
    return tuple(sorted(path.stem.replace("_", "-") for path in _CATALOGUES.glob("*.po")))


@dataclass(frozen=True)
class Language:
    """A language in a territory: its texts, dates and numbers.

    *po* replaces the bytes of its .po file, and *writing* (``ltr`` or ``rtl``) the direction of the territory; both
    are for tests.
    """

    code: str
    po: bytes | None = field(default=None, repr=False)
    writing: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle a bundled language as its code alone, so that another process reads its texts once."""
        if type(self) is Language and self.po is None and self.writing is None:
            return language, (self.code,)
        return type(self), tuple(getattr(self, one.name) for one in fields(self))

    @property
    def locale(self) -> Locale:
        """Return Babel's data of the territory."""
        return _locale(self.code)

    @cached_property
    def _texts(self) -> GNUTranslations:
        file = _CATALOGUES / f"{self.code.replace('-', '_')}.po"
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(file.read_bytes() if self.po is None else self.po)))
        compiled.seek(0)
        return GNUTranslations(compiled)

    def gettext(self, text: str) -> str:
        """Return the translation of *text*, or *text* itself where there is none."""
        return self._texts.gettext(text)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """Return the translation in the plural form for *number*."""
        return self._texts.ngettext(one, several, number)

    def noun(self, one: str, several: str, amount: Decimal | Fraction) -> str:
        """Return the translation in the plural form for an *amount*: in French, several begins at two."""
        number = int(amount)
        if amount != number:
            number = 1 if self.locale.plural_form(float(amount)) == "one" else number + 2
        return self.ngettext(one, several, number)

    def apart(self, items: Iterable[str]) -> str:
        """Return *items* with semicolons between them, which French parts from the word before."""
        return self.gettext("{one}; {other}").format(one="", other="").join(items)

    def say(self, message: Message) -> str:
        """Return *message* translated, with its values in this language."""
        return message.said(self.gettext, self._shown)

    def _shown(self, value: Value) -> str:
        if isinstance(value, Decimal):
            return self.number(value)
        if isinstance(value, Counted):
            return self.noun(value.one, value.several, value.number)
        return self.gettext(value) if isinstance(value, Phrase) else value

    @property
    def direction(self) -> str:
        """Return ``ltr`` or ``rtl``."""
        return self.writing or self.locale.text_direction

    def together(self, figures: str) -> str:
        """Return a number with its unit so that no line break parts them and no text around them reorders them.

        Among words that are written from right to left, "0.5 mg" would be printed as "mg 0.5". A line that broke after
        the slash of "2 mg/5 mL" would be read as 5 mL.
        """
        whole = figures.replace(" ", NO_BREAK).replace("/", f"/{JOIN}")
        return whole if self.direction == "ltr" else f"{_ISOLATE}{whole}{_END}"

    @property
    def first_weekday(self) -> int:
        """Return the first weekday of the territory; Monday is 0."""
        return self.locale.first_week_day

    @cached_property
    def weekdays(self) -> tuple[str, ...]:
        """Return the full names of the seven weekdays, from the first of the territory on."""
        names = get_day_names("wide", "stand-alone", self.locale)
        return tuple(names[(self.first_weekday + number) % 7] for number in range(7))

    def number(self, value: Decimal | int) -> str:
        """Return *value* with the decimal sign of the territory, all its digits, and no grouping of thousands.

        By default Babel rounds to three decimals, and a dose of 0.0625 would become 0.062. There is no grouping
        because half of the world reads 1,000 as one.
        """
        return _number(Decimal(value), self.code)

    def day(self, day: date) -> str:
        """Return ``Monday, 1 September 2025`` as the territory writes it."""
        return self._written(day, "full")

    def full_date(self, day: date) -> str:
        """Return ``1 September 2025`` as the territory writes it."""
        return self._written(day, "long")

    def long_day(self, day: date) -> str:
        """Return ``Monday, 1 September`` as the territory writes it."""
        between = re.match(r"EEEE(\W+)", self.locale.date_formats["full"].pattern)
        return f"{self.weekday(day)}{between[1] if between else ', '}{self.day_month(day)}"

    def day_month(self, day: date) -> str:
        """Return ``1 September`` as the territory writes it."""
        return self._written(day, "MMMMd")

    def short_day(self, day: date) -> str:
        """Return ``1 Sept`` as the territory writes it."""
        return self._written(day, "MMMd")

    def brief_date(self, day: date) -> str:
        """Return ``1 Sept 2025`` as the territory writes it."""
        return self._written(day, "yMMMd")

    def _written(self, day: date, form: str) -> str:
        """Return a date in a *form* of Babel: a named one, or a skeleton."""
        written = _date if form in {"full", "long"} else _skeleton
        return written(day, form, self.code)

    def square(self, day: date) -> str:
        """Return the number in a day's square of a calendar: ``15``."""
        return self.number(day.day)

    def month_of(self, day: date) -> date:
        """Return the first day of the month of *day*."""
        return day.replace(day=1)

    def month(self, day: date) -> str:
        """Return ``September 2025`` as the territory writes it."""
        return _skeleton(day, "yMMMM", self.code)

    def month_name(self, day: date) -> str:
        """Return ``September`` in the form that it has in a date."""
        return self.month_names()[day.month - 1]

    def month_names(self, width: Literal["wide", "abbreviated"] = "wide") -> tuple[str, ...]:
        """Return the names of the twelve months in the form that they have in a date, whole or short."""
        return tuple(str(name) for _, name in sorted(get_month_names(width, "format", self.locale).items()))

    @cached_property
    def date_order(self) -> str:
        """Return the order of day, month and year in the territory: ``dMy`` or ``Mdy``."""
        return "".join(
            dict.fromkeys(sign for sign in self.locale.date_formats["long"].pattern if sign in "dMy")
        )

    def date_parts(self, day: date, wanted: str = "dMy") -> tuple[str, ...]:
        """Return day, month and year, as far as *wanted*, in the order of the territory."""
        parts = {"d": str(day.day), "M": self.month_name(day), "y": str(day.year)}
        return tuple(parts[part] for part in self.date_order if part in wanted)

    @cached_property
    def decimal_mark(self) -> str:
        """Return the decimal sign of the territory."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def weekday(self, day: date) -> str:
        """Return ``Monday``."""
        return self.weekday_name(day.weekday())

    def weekday_name(self, number: int) -> str:
        """Return the name of a weekday; Monday is 0."""
        return self.weekdays[(number - self.first_weekday) % 7]


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    """Return the language *code*; raise ``TaperError`` with all codes where there is none.

    The territory may be left out where only one has this language: ``de`` is ``de-DE``.
    """
    asked = str(code).replace("_", "-").casefold()
    meant = [known for known in languages() if asked in {known.casefold(), known.casefold().split("-")[0]}]
    if len(meant) != 1:
        problem = Problem(
            ("language",),
            say('there is no language "{code}"', code=code),
            say("Choose one of {codes}.", codes=", ".join(meant or languages())),
        )
        raise TaperError(problem, exit_code=2)
    return Language(meant[0])


@lru_cache(maxsize=32)
def _locale(code: str) -> Locale:
    return Locale.parse(code, sep="-")


@lru_cache(maxsize=4096)
def _number(value: Decimal, code: str) -> str:
    locale = _locale(code)
    return format_decimal(
        value, locale=locale, decimal_quantization=False, group_separator=False, numbering_system="latn"
    )


@lru_cache(maxsize=8192)
def _date(day: date, form: str, code: str) -> str:
    """Return a date that no line break parts, but for the weekday before it."""
    said, whole = (format_date(day, one, locale=_locale(code)) for one in (form, "long"))
    return _first(said.replace(whole, whole.replace(" ", NO_BREAK)), day, code)


@lru_cache(maxsize=8192)
def _skeleton(day: date, skeleton: str, code: str) -> str:
    said = format_skeleton(skeleton, day, locale=_locale(code)).replace(" ", NO_BREAK)
    return _first(said, day, code) if "d" in skeleton else said


def _first(said: str, day: date, code: str) -> str:
    """Return a date whose day is written as an ordinal number where the language does so: ``1er mars``."""
    ordinal = _FIRST.get(_locale(code).language) if day.day == 1 else None
    return re.sub(r"\b1\b", ordinal, said, count=1) if ordinal else said
