"""Languages: a .po file each, with dates, numbers and the week as Babel knows them for the territory."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from taperdocs.errors import Message, Problem, TaperError, say
from taperdocs.resources import folder

NO_BREAK = "\N{NO-BREAK SPACE}"


def languages() -> tuple[str, ...]:
    """Return the codes of all languages: one for each .po file."""
    return tuple(sorted(path.stem.replace("_", "-") for path in folder("locales").glob("*.po")))


@dataclass(frozen=True)
class Language:
    """A language in a territory: its texts, its dates and its numbers."""

    code: str

    @cached_property
    def locale(self) -> Locale:
        """Return Babel's data of the territory."""
        return Locale.parse(self.code, sep="-")

    @cached_property
    def _texts(self) -> GNUTranslations:
        with (folder("locales") / f"{self.code.replace('-', '_')}.po").open("rb") as file:
            catalog, compiled = read_po(file), BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        return GNUTranslations(compiled)

    def gettext(self, text: str) -> str:
        """Translate *text*; a text that has no translation stays as it is."""
        return self._texts.gettext(text)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """Translate the form of a text that goes with *number*."""
        return self._texts.ngettext(one, several, number)

    def say(self, message: Message) -> str:
        """Translate a message and put its values in."""
        return self.gettext(message.template).format_map(dict(message.values))

    @property
    def direction(self) -> str:
        """Return ``ltr`` or ``rtl``."""
        return self.locale.text_direction

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
        return _date(day, "medium", self.code)

    def month(self, day: date) -> str:
        """Return ``September 2025`` as the territory writes it."""
        return _skeleton(day, "yMMMM", self.code)

    def month_name(self, day: date) -> str:
        """Return ``September`` as it stands in a date."""
        return _skeleton(day, "MMMMd", self.code).replace(str(day.day), "").strip(" .,")

    @property
    def date_order(self) -> str:
        """Return ``dMy`` or ``Mdy``: how the territory puts day, month and year."""
        return "".join(
            dict.fromkeys(sign for sign in self.locale.date_formats["long"].pattern if sign in "dMy")
        )

    @property
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
    """Return the language *code*; raise ``TaperError`` with the possible ones where there is none."""
    if code not in languages():
        problem = Problem(
            ("language",),
            say('there is no language "{code}"', code=code),
            say("Choose one of {codes}.", codes=", ".join(languages())),
        )
        raise TaperError(problem, exit_code=2)
    return Language(code)


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
