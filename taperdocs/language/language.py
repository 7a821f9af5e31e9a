"""Languages: a .po file each, with dates, numbers and the week as Babel knows them for the territory."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from taperdocs.plan.problems import Message, Phrase, Problem, TaperError, Value, say

_CATALOGUES = Path(__file__).parent / "locales"
NO_BREAK = "\N{NO-BREAK SPACE}"
_ISOLATE, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_JOIN = "\N{WORD JOINER}"
DIRECTIONS = tuple(
    map(ord, f"{_ISOLATE}{_END}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}")
)
"""Code points of signs that are never seen: they say in which direction the text around them is written."""


def languages() -> tuple[str, ...]:
    """Return the codes of all languages: one for each .po file."""
    return tuple(sorted(path.stem.replace("_", "-") for path in _CATALOGUES.glob("*.po")))


@dataclass(frozen=True)
class Language:
    """A language in a territory: its texts, its dates and its numbers.

    *po* stands in for the bytes of its .po file, *writing* (``ltr`` or ``rtl``) for the territory's
    direction.
    """

    code: str
    po: bytes | None = field(default=None, repr=False)
    writing: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process as the code alone; there its texts are read once."""
        if type(self) is Language and self.po is None and self.writing is None:
            return language, (self.code,)
        return type(self), tuple(getattr(self, one.name) for one in fields(self))

    @cached_property
    def locale(self) -> Locale:
        """Return Babel's data of the territory."""
        return Locale.parse(self.code, sep="-")

    @cached_property
    def _texts(self) -> GNUTranslations:
        file = _CATALOGUES / f"{self.code.replace('-', '_')}.po"
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(file.read_bytes() if self.po is None else self.po)))
        compiled.seek(0)
        return GNUTranslations(compiled)

    def gettext(self, text: str) -> str:
        """Translate *text*; a text that has no translation stays as it is."""
        return self._texts.gettext(text)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """Translate the form of a text that goes with *number*."""
        return self._texts.ngettext(one, several, number)

    def say(self, message: Message) -> str:
        """Translate a message and the phrases among its values, and put them in."""
        return message.said(self.gettext, self._shown)

    def _shown(self, value: Value) -> str:
        if isinstance(value, Decimal):
            return self.number(value)
        return self.gettext(value) if isinstance(value, Phrase) else value

    @property
    def direction(self) -> str:
        """Return ``ltr`` or ``rtl``."""
        return self.writing or self.locale.text_direction

    def together(self, figures: str) -> str:
        """Return a number with its unit or sign so that no line parts it and no text around it turns it.

        Between words that are written from right to left "0.5 mg" would stand as "mg 0.5", and so would
        what is left of it behind the end of a line.
        """
        whole = figures.replace(" ", NO_BREAK)
        return whole if self.direction == "ltr" else f"{_ISOLATE}{whole.replace('/', f'/{_JOIN}')}{_END}"

    @property
    def first_weekday(self) -> int:
        """Return the first day of the territory's week; Monday is 0."""
        return self.locale.first_week_day

    @cached_property
    def weekdays(self) -> tuple[str, ...]:
        """Return the seven names in full, from the territory's first weekday on."""
        names = get_day_names("wide", "stand-alone", self.locale)
        return tuple(names[(self.first_weekday + number) % 7] for number in range(7))

    def number(self, value: Decimal | int) -> str:
        """Return *value* with the territory's decimal sign, all its digits and no grouping.

        Babel rounds to three decimals unless told not to: a dose of 0.0625 would become 0.062. Groups
        are left out because 1,000 is one in half of the world.
        """
        return _number(Decimal(value), self.code)

    def day(self, day: date) -> str:
        """Return ``Monday, 1 September 2025`` as the territory writes it."""
        return _date(day, "full", self.code)

    def full_date(self, day: date) -> str:
        """Return ``1 September 2025`` as the territory writes it."""
        return _date(day, "long", self.code)

    def long_day(self, day: date) -> str:
        """Return ``Monday, 1 September`` as the territory writes it."""
        return f"{self.weekday(day)}, {self.day_month(day)}"

    def day_month(self, day: date) -> str:
        """Return ``1 September`` as the territory writes it."""
        return _skeleton(day, "MMMMd", self.code)

    def short_day(self, day: date) -> str:
        """Return ``1 Sept`` as the territory writes it."""
        return _skeleton(day, "MMMd", self.code)

    def brief_date(self, day: date) -> str:
        """Return ``1 Sept 2025`` as the territory writes it."""
        return _skeleton(day, "yMMMd", self.code)

    def square(self, day: date) -> str:
        """Return what stands in the square of a day in a calendar: ``15``."""
        return self.number(day.day)

    def month_of(self, day: date) -> date:
        """Return the first day of the calendar page that *day* is on."""
        return day.replace(day=1)

    def month(self, day: date) -> str:
        """Return ``September 2025`` as the territory writes it."""
        return _skeleton(day, "yMMMM", self.code)

    def month_name(self, day: date) -> str:
        """Return ``September`` as it stands in a date."""
        return _skeleton(day, "MMMMd", self.code).replace(str(day.day), "").strip(" .,")

    @cached_property
    def date_order(self) -> str:
        """Return ``dMy`` or ``Mdy``: how the territory puts day, month and year."""
        return "".join(
            dict.fromkeys(sign for sign in self.locale.date_formats["long"].pattern if sign in "dMy")
        )

    def date_parts(self, day: date, wanted: str = "dMy") -> tuple[str, ...]:
        """Return what a date is known by, in the territory's order: of day, month and year those *wanted*."""
        parts = {"d": str(day.day), "M": self.month_name(day), "y": str(day.year)}
        return tuple(parts[part] for part in self.date_order if part in wanted)

    @cached_property
    def decimal_mark(self) -> str:
        """Return the sign between whole numbers and decimals."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def weekday(self, day: date) -> str:
        """Return ``Monday``."""
        return self.weekday_name(day.weekday())

    def weekday_name(self, number: int) -> str:
        """Return the name of a weekday; Monday is 0."""
        return self.weekdays[(number - self.first_weekday) % 7]


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    """Return the language *code*; raise ``TaperError`` with the possible ones where there is none.

    Without its territory it is enough where the language is there for one only: ``de`` is ``de-DE``.
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


@lru_cache(maxsize=4096)
def _number(value: Decimal, code: str) -> str:
    locale = Language(code).locale
    return format_decimal(
        value, locale=locale, decimal_quantization=False, group_separator=False, numbering_system="latn"
    )


@lru_cache(maxsize=8192)
def _date(day: date, form: str, code: str) -> str:
    return format_date(day, form, locale=Language(code).locale)


@lru_cache(maxsize=8192)
def _skeleton(day: date, skeleton: str, code: str) -> str:
    return format_skeleton(skeleton, day, locale=Language(code).locale)
