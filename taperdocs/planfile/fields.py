"""The types of the values in a plan file, each with its reader and its JSON Schema."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function, with_info_after_validator_function

from taperdocs.plan.as_needed import read_most
from taperdocs.plan.dose import AN_HOUR, DECIMALS, LARGEST, UNIT_NAMES, Dose, read_dose
from taperdocs.plan.length import Length, read_length, read_length_in_words, read_months
from taperdocs.plan.pharmacy import Closed, LeadTime, read_closed, read_lead_time
from taperdocs.plan.plan import UNDATED
from taperdocs.plan.problems import Refused, excerpt, say
from taperdocs.plan.product import (
    MOST_PIECES,
    Amount,
    read_change_every,
    read_on_hand,
    read_pack_size,
    read_scale,
    read_strength,
    read_volume,
)
from taperdocs.plan.regimen import NAMED_TIMES, Slot, slot_at
from taperdocs.plan.strategies import Percent, read_percent
from taperdocs.plan.time_zone import read_hour, read_zone
from taperdocs.planfile.counted import COUNTED, Counted, any_case, read_counted
from taperdocs.planfile.every import EVERY, Every, read_every
from taperdocs.planfile.until import read_until, until_day

LONGEST_TEXT = 200
"""Most signs of a text."""
OPEN = "open"
"""The value of ``start`` in a plan whose start is not fixed."""

_NUMBER = rf"(0|[1-9][0-9]{{0,{len(str(LARGEST)) - 1}}})([.,][0-9]{{1,{DECIMALS}}})?"
_UNITS = any_case("|".join(sorted(UNIT_NAMES, key=len, reverse=True)))
_PER_HOUR = rf"\s*(/|{any_case('an|per|pro')})\s*({any_case(AN_HOUR)})"
_DOSE = rf"([.,][0-9]{{1,{DECIMALS}}}|{_NUMBER})[ \t\u00a0\u202f]*({_UNITS})({_PER_HOUR})?\.?"
_RANGE = r"[0-9]{1,6}(\s*[-\u2013]\s*[0-9]{1,6}|\s*\+)?"
_UNIT = r"([dDwW]|[dD][aA][yY][sS]?|[wW][eE][eE][kK][sS]?|[mM][oO][nN][tT][hH][sS]?)"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Table(BaseModel):
    """A table of the plan file: no key that is not known, no value that is only nearly right."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


_T = TypeVar("_T")

Several = Annotated[tuple[_T, ...], Field(strict=False)]
"""A list in a plan file."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """Makes pydantic read a value with *read*, report its refusal, and publish *schema*.

    pydantic's own annotations for this inspect the class of the result, which would take half the time in which the
    tables are built.
    """

    read: Callable[[Any], object]
    schema: Mapping[str, object]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)

    def _validate(self, value: object) -> object:
        try:
            return self.read(value)
        except Refused as refused:
            raise told(refused) from None


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Makes pydantic check a value as *shape* and then return what *make* returns, or report its refusal."""

    shape: Any
    make: Callable[[Any, ValidationInfo], object]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic how to read the value."""
        return with_info_after_validator_function(self._validate, handler.generate_schema(self.shape))

    def _validate(self, value: object, info: ValidationInfo) -> object:
        try:
            return self.make(value, info)
        except Refused as refused:
            raise told(refused) from None


def told(*refused: Refused) -> PydanticCustomError:
    """Return the error that passes on through pydantic why a value is *refused*."""
    return PydanticCustomError("refused", "refused", {"refused": refused})


def _text(read: Callable[[str], object], example: str, **schema: object) -> _Reader:
    """Return a reader of text in quotation marks."""

    def read_text(value: object) -> object:
        if not isinstance(value, str):
            raise Refused(
                say("{value} stands without quotation marks", value=excerpt(value)),
                say('Write it in quotation marks, as in "{example}".', example=example),
            )
        return read(value)

    return _Reader(read_text, {"type": "string", **schema})


def _form(read: Callable[[str], object], pattern: str, example: str) -> _Reader:
    """Return a reader of text that matches *pattern*, with spaces around it allowed."""
    return _text(read, example, pattern=rf"^\s*{pattern}\s*$", examples=[example])


def read_words(text: str) -> str:
    """Read one line of text and join its words by single spaces; raise ``Refused`` for empty or too long text."""
    plain = " ".join(text.split())
    if not plain:
        raise Refused(
            say("there is nothing in the quotation marks"), say("Write something, or take the line out.")
        )
    if len(text) > LONGEST_TEXT or not plain.isprintable():
        raise Refused(
            say('"{text}" is too long, or has signs that cannot be printed', text=excerpt(plain)),
            say("Write at most {most} letters, figures and signs on one line.", most=LONGEST_TEXT),
        )
    return plain


def _length_in(read_text: Callable[[str], Length], *more: str) -> _Reader:
    """Return a reader of a whole number, a range or one of the words *more*."""

    def read(value: object) -> Length:
        if isinstance(value, str):
            return read_text(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return read_text(excerpt(value))
        if isinstance(value, Decimal):
            raise Refused(
                say("{value} is not a whole number", value=excerpt(value)),
                say("Write parts of a week in days, as in days = 10."),
            )
        raise Refused(
            say("{value} is not a whole number", value=excerpt(value)),
            say('Write whole days or weeks, as in days = 10 or weeks = "2-3".'),
        )

    text = {"type": "string", "pattern": rf"^\s*({'|'.join((_RANGE, *more))})\s*$"}
    return _Reader(read, {"anyOf": [{"type": "integer", "minimum": 1}, text]})


def _read_until(value: object) -> Length:
    if isinstance(value, str):
        return read_until(read_words(value))
    return until_day(_read_date(value))


def _read_begins(value: object) -> int | date:
    if type(value) is date:
        return _in_years(value, 1990)
    match = (
        re.fullmatch(r"(day|week) ([1-9]\d{0,3})", value.strip(), re.ASCII)
        if isinstance(value, str)
        else None
    )
    if match:
        return int(match[2]) if match[1] == "day" else (int(match[2]) - 1) * 7 + 1
    raise Refused(
        say('"{value}" is not a day on which a step begins', value=excerpt(value)),
        say('Write "week 9", "day 57" or a date such as 2027-02-01; the plan begins in week 1, on day 1.'),
    )


def _read_date(value: object) -> date:
    if type(value) is date:
        return value
    how = say("Write year-month-day without quotation marks, as in 2026-12-07.")
    if isinstance(value, str):
        raise Refused(say('"{value}" is a text where a date belongs', value=excerpt(value)), how)
    raise Refused(say("{value} is not a date", value=excerpt(value)), how)


def _in_years(value: date, first: int) -> date:
    last = 2100
    if not first <= value.year <= last:
        raise Refused(
            say("the year {year} is a slip of the pen", year=value.year),
            say("Write a year from {first} to {last}.", first=first, last=last),
        )
    return value


def read_slot(text: str) -> Slot:
    """Read a time of day as a plan file has it: ``bedtime``, ``15:00``; raise ``Refused`` for any other text."""
    named = {slot.name: slot for slot in NAMED_TIMES}
    try:
        return named.get(text.strip()) or slot_at(read_hour(text))
    except Refused as refused:
        if text.strip()[:1].isdigit():
            raise
        raise Refused(
            refused.message,
            say(
                'Write one of {names}, or an hour such as "15:00".', names=", ".join(f'"{n}"' for n in named)
            ),
        ) from None


def _read_every(text: str) -> int:
    length = read_length_in_words(text)
    if length.fixed is None:
        raise Refused(
            say('"{text}" is not one length', text=excerpt(text)),
            say('Write how many days or weeks are handed out at once, as in "2 weeks".'),
        )
    return length.fixed


def _read_closed(value: object) -> Closed:
    if isinstance(value, str):
        return read_closed(value)
    day = _in_years(_read_date(value), 1990)
    return Closed(day, day)


def _count(read: Callable[[object], Amount], least: int) -> _Reader:
    """Return a reader of a number of pieces, or of text with mL."""
    number = {"type": "number", "minimum": least, "maximum": MOST_PIECES}
    text = {"type": "string", "pattern": r"^\s*[0-9]{1,5}([.,][0-9]{1,3})?\s*m[lL]\.?\s*$"}
    return _Reader(read, {"anyOf": [number, text], "examples": [28, "100 mL"]})


def _date(first: int) -> _Reader:
    schema: dict[str, object] = {"type": "string", "format": "date", "pattern": f"^{_DATE}$"}
    return _Reader(lambda value: _in_years(_read_date(value), first), schema)


Text = Annotated[str, _text(read_words, "Maria Example", pattern=r"\S", maxLength=LONGEST_TEXT)]
DoseText = Annotated[Dose, _form(read_dose, _DOSE, "0.5 mg")]
CountText = Annotated[
    Dose | Counted,
    _form(lambda text: read_counted(text) or read_dose(text), rf"({_DOSE}|{COUNTED})", "0.5 mg"),
]
StrengthText = Annotated[
    tuple[Dose, Decimal],
    _form(
        read_strength,
        rf"{_DOSE}(\s*(/|in|per)\s*([0-9]{{1,4}}([.,][0-9]{{1,3}})?\s*)?[mM][lL])?",
        "2.5 mg/mL",
    ),
]
VolumeText = Annotated[Decimal, _form(read_volume, r"[0-9]{1,4}([.,][0-9]{1,3})?\s*m[lL]\.?", "0.1 mL")]
PercentText = Annotated[Percent, _form(read_percent, r"[0-9]{1,2}([.,][0-9]{1,4})?\s*%", "10 %")]
CutText = Annotated[
    Dose | Percent,
    _form(
        lambda text: read_percent(text) if "%" in text else read_dose(text),
        rf"({_DOSE}|[0-9]{{1,2}}([.,][0-9]{{1,4}})?\s*%)",
        "0.5 mg",
    ),
]
ScaleText = Annotated[Decimal, _form(read_scale, r"[0-9]{1,3}([.,][0-9])?\s*mm", "57 mm")]
ChangeText = Annotated[
    int,
    _form(
        read_change_every,
        rf"[0-9]{{1,3}}\s*({any_case('hours?|hrs?|h|std|stunden?')}|{_UNIT})\.?",
        "72 hours",
    ),
]
MostText = Annotated[int, _form(read_most, r"\S.*\S", "2 a day")]
EveryText = Annotated[int, _form(_read_every, rf"[0-9]{{1,6}}\s*{_UNIT}", "2 weeks")]
EveryDays = Annotated[Every, _text(read_every, "second monday", pattern=EVERY, examples=["second monday"])]
AheadText = Annotated[
    LeadTime,
    _form(
        read_lead_time,
        r"[0-9]{1,2}\s*([wW][oO][rR][kK][iI][nN][gG] )?([dD][aA][yY][sS]?|[wW][eE][eE][kK][sS]?)",
        "2 working days",
    ),
]
PackSize = Annotated[Amount, _count(read_pack_size, 1)]
OnHand = Annotated[Amount, _count(read_on_hand, 0)]
ClosedText = Annotated[
    Closed,
    _Reader(
        _read_closed,
        {
            "type": "string",
            "anyOf": [
                {"pattern": rf"^{_DATE}$"},
                {"pattern": rf"^\s*{_DATE}\s+[tT][oO]\s+{_DATE}\s*$"},
                {"pattern": r"^\s*[A-Za-z]+\s*$"},
            ],
            "examples": ["2026-12-25", "2026-12-24 to 2026-12-28", "sunday"],
        },
    ),
]
_HOUR = r"([01]?[0-9]|2[0-3])([:.][0-5][0-9])?\s*([aApP]\.?[mM]\.?|[hH]|[uU][hH][rR])?"
HourText = Annotated[time, _form(read_hour, _HOUR, "08:00")]
HOUR_KEY = rf"^\s*{_HOUR}\s*$"
"""Pattern of a key that is an hour."""
HourKey = Annotated[str, _form(str, _HOUR, "15:00")]
_SLOT = rf"({'|'.join(map(str, NAMED_TIMES))}|{_HOUR})"
SlotKey = Annotated[str, _form(str, _SLOT, "morning")]
"""A time as a key, as ``HourKey`` an hour: two keys may be written for one time, so they are read together."""
SlotText = Annotated[Slot, _form(read_slot, _SLOT, "morning")]
ZoneName = Annotated[
    str, _text(read_zone, "Europe/London", pattern=r"^\s*[A-Za-z0-9_+/-]+\s*$", examples=["Europe/London"])
]
LengthText = Annotated[Length, _form(read_length_in_words, rf"({_RANGE}\s*{_UNIT}|open)", "2 weeks")]
Days = Annotated[Length, _length_in(partial(read_length, unit=1), "open")]
Weeks = Annotated[Length, _length_in(partial(read_length, unit=7), "open")]
Months = Annotated[Length, _length_in(read_months)]
Until = Annotated[
    Length,
    _Reader(
        _read_until,
        {
            "type": "string",
            "pattern": r"\S",
            "maxLength": LONGEST_TEXT,
            "examples": ["2027-01-31", "the rash is gone"],
        },
    ),
]
Day = Annotated[date, _date(1990)]
Start = Annotated[
    date,
    _Reader(
        lambda value: UNDATED if value == OPEN else _in_years(_read_date(value), 1990),
        {"anyOf": [{"type": "string", "format": "date", "pattern": f"^{_DATE}$"}, {"const": OPEN}]},
    ),
]
Birthday = Annotated[date, _date(1880)]
Begins = Annotated[
    int | date,
    _Reader(
        _read_begins,
        {
            "type": "string",
            "pattern": rf"^\s*((day|week) [1-9][0-9]{{0,3}}\s*|{_DATE})$",
            "examples": ["week 9", "day 57", "2027-02-01"],
        },
    ),
]
