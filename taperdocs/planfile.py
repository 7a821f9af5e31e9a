"""The plan file's keys and values, checked all at once; the JSON Schema is made from these classes."""

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_type_hints
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from taperdocs.changes import CHANGES
from taperdocs.dose import Dose, read_dose
from taperdocs.errors import Refused, say
from taperdocs.length import Length, Pace, read_length, read_length_in_words
from taperdocs.plan import Make, Then
from taperdocs.product import Form, Split, read_strength, read_volume
from taperdocs.strategies import STRATEGIES, Basis, Percent, read_percent

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TAG = "·"
"""Begins the names of alternatives, which are no keys of the file."""

_NUMBER = r"(0|[1-9][0-9]*)([.,][0-9]+)?"
_SPACE = r"[ \u00a0\u202f]"


def _read(read: Callable[[str], object], **schema: object) -> tuple[PlainValidator, WithJsonSchema]:
    """Make pydantic read a text with *read*, and say its refusal at the value's place."""

    def validate(value: object) -> object:
        try:
            if not isinstance(value, str):
                raise Refused(
                    say("{value} is not a text in quotation marks", value=str(value)[:40]),
                    say('Write it with its unit in quotation marks, as in "0.5 mg", "2 weeks" or "10 %".'),
                )
            return read(value)
        except Refused as refused:
            raise _custom(refused) from None

    return PlainValidator(validate), WithJsonSchema({"type": "string", **schema})


def _custom(refused: Refused) -> PydanticCustomError:
    return PydanticCustomError("refused", "{message}", {"message": refused.message, "remedy": refused.remedy})


def _read_text(text: str) -> str:
    plain = " ".join(text.split())
    if not plain or len(plain) > _LONGEST_TEXT or not plain.isprintable():
        raise Refused(
            say("a text is empty, very long or has signs that cannot be printed"),
            say("Write 1 to {most} letters, figures and signs on one line.", most=_LONGEST_TEXT),
        )
    return plain


_LONGEST_TEXT = 200


def _length_in(unit: int) -> tuple[PlainValidator, WithJsonSchema]:
    def validate(value: object) -> Length:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and not isinstance(value, str):
            refused = Refused(
                say("{value} is not a whole number", value=str(value)[:40]), say('Write whole days or weeks, as in days = 10 or weeks = "2-3".')
            )
            raise _custom(refused)
        try:
            return read_length(str(value), unit)
        except Refused as refused:
            raise _custom(refused) from None

    schema = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": r"^\s*([0-9]+(\s*[-–]\s*[0-9]+|\s*\+)?|open)\s*$"}]}
    return PlainValidator(validate), WithJsonSchema(schema)


def _read_begins(value: object) -> int | date:
    if type(value) is date:
        return value
    unit, _, number = str(value).strip().partition(" ")
    if unit not in {"day", "week"} or not number.isascii() or not number.isdigit() or not 0 < int(number[:6]) <= _LAST_DAY:
        raise _custom(
            Refused(
                say('"{value}" is not a day on which a step begins', value=str(value)[:40]),
                say('Write "week 9", "day 57" or a date such as 2027-02-01; the plan begins in week 1, on day 1.'),
            )
        )
    return int(number) if unit == "day" else (int(number) - 1) * 7 + 1


_LAST_DAY = 9999


def _read_start(value: object) -> date:
    if type(value) is not date:
        raise _custom(Refused(say("{value} is not a date", value=str(value)[:40]), say("Write year-month-day without quotation marks, as in start = 2026-12-07.")))
    if not 1990 <= value.year <= 2100:  # noqa: PLR2004  the years in which a plan on paper can begin
        raise _custom(Refused(say("the year {year} is a slip of the pen", year=value.year), say("Write a date such as 2026-12-07.")))
    return value


Text = Annotated[str, *_read(_read_text, minLength=1, maxLength=_LONGEST_TEXT)]
DoseText = Annotated[Dose, *_read(read_dose, pattern=rf"^\s*{_NUMBER}{_SPACE}(mg|mcg|g)\s*$", examples=["0.5 mg"])]
StrengthText = Annotated[str, *_read(lambda text: text, pattern=rf"^\s*{_NUMBER}{_SPACE}(mg|mcg|g)\s*((/|in)\s*({_NUMBER} )?mL)?\s*$", examples=["0.5 mg", "2.5 mg/mL"])]
VolumeText = Annotated[Any, *_read(read_volume, pattern=r"^\s*[0-9]{1,4}([.,][0-9]{1,3})? mL\s*$", examples=["0.1 mL"])]
PercentText = Annotated[Percent, *_read(read_percent, pattern=r"^\s*[0-9]{1,2}([.,][0-9]{1,4})?\s*%\s*$", examples=["10 %"])]
LengthText = Annotated[Length, *_read(read_length_in_words, examples=["2 weeks", "2-3 weeks", "10 days"])]
Days = Annotated[Length, *_length_in(1)]
Weeks = Annotated[Length, *_length_in(7)]
Date = Annotated[date, PlainValidator(_read_start), WithJsonSchema({"type": "string", "format": "date"})]
Begins = Annotated[int | date, PlainValidator(_read_begins), WithJsonSchema({"type": "string", "examples": ["week 9", "day 57", "2027-02-01"]})]


def _kind(value: object) -> str:
    """Tell how a slot is written: one dose, several without a time, or a table by drug."""
    return TAG + ("list" if isinstance(value, list) else "drugs" if isinstance(value, dict) else "dose")


Doses = Annotated[
    Annotated[DoseText, Tag(TAG + "dose")]
    | Annotated[list[DoseText], Field(min_length=1, max_length=9), Tag(TAG + "list")]
    | Annotated[dict[Text, DoseText], Field(min_length=1), Tag(TAG + "drugs")],
    Discriminator(_kind),
]


class Table(BaseModel):
    """A table of the plan file: no key that is not known, no value that is only nearly right."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True, populate_by_name=False)


class Slots(Table):
    """The doses of a day by time; *dose* has no time."""

    dose: Doses | None = None
    morning: Doses | None = None
    noon: Doses | None = None
    evening: Doses | None = None
    bedtime: Doses | None = None


def _day_kind(value: object) -> str:
    return TAG + ("slots" if isinstance(value, dict) else "list" if isinstance(value, list) else "dose")


CycleDay = Annotated[
    Annotated[DoseText, Tag(TAG + "dose")]
    | Annotated[list[DoseText], Field(min_length=1, max_length=9), Tag(TAG + "list")]
    | Annotated[Slots, Tag(TAG + "slots")],
    Discriminator(_day_kind),
]
Weekly = create_model("Weekly", __base__=Table, **dict.fromkeys(WEEKDAYS, (CycleDay, ...)))  # type: ignore[call-overload]  # keys come from a tuple
Cycle = Annotated[
    Annotated[list[CycleDay], Field(min_length=2, max_length=56), Tag(TAG + "days")] | Annotated[Weekly, Tag(TAG + "week")],
    Discriminator(lambda value: TAG + ("week" if isinstance(value, dict) else "days")),
]

ONE_LENGTH = {"oneOf": [{"required": ["days"]}, {"required": ["weeks"]}]}
SOME_DOSE = {"anyOf": [{"required": [key]} for key in ("dose", "morning", "noon", "evening", "bedtime", "cycle")]}


class WrittenStep(Slots):
    """A step as it was agreed: a length and the doses of a day, or a cycle of days."""

    model_config = ConfigDict(json_schema_extra={"allOf": [ONE_LENGTH, SOME_DOSE]})

    days: Days | None = None
    weeks: Weeks | None = None
    cycle: Cycle | None = None
    condition: Text | None = Field(default=None, alias="if")
    begins: Begins | None = None


_TYPES = {Dose: DoseText, Percent: PercentText, Length: LengthText, Basis: Basis}


def _strategy_table(name: str, strategy: Callable[..., tuple[Dose, ...]]) -> type[Table]:
    """Make the table of a strategy from its signature: a parameter is a key."""
    hints = get_type_hints(strategy)
    parameters = inspect.signature(strategy).parameters.values()
    keys: dict[str, Any] = {
        parameter.name: (_TYPES[hints[parameter.name]], ... if parameter.default is parameter.empty else Field(default=parameter.default, strict=False))
        for parameter in parameters
    }
    keys["taper"] = (Literal[name], ...)
    keys["drug"] = (Text | None, None)
    keys["slot"] = (Literal["morning", "noon", "evening", "bedtime"] | None, None)
    doc = inspect.getdoc(strategy) or ""
    return create_model(name.capitalize(), __base__=Table, __doc__=doc.split("\n", maxsplit=1)[0], **keys)


STRATEGY_TABLES = {name: _strategy_table(name, strategy) for name, strategy in STRATEGIES.items()}


def _step_kind(value: object) -> str:
    name = value.get("taper") if isinstance(value, dict) else None
    return TAG + (name if isinstance(name, str) and name in STRATEGIES else "unknown taper" if name is not None else "written")


_strategies: Any = None
for _name, _table in STRATEGY_TABLES.items():
    _tagged = Annotated[_table, Tag(TAG + _name)]
    _strategies = _tagged if _strategies is None else _strategies | _tagged
StepTable = Annotated[
    Annotated[WrittenStep, Tag(TAG + "written")] | _strategies,
    Discriminator(_step_kind),
]


class PersonTable(Table):
    """Whom the plan is for."""

    name: Text | None = None
    born: Date | None = None


class AgreedTable(Table):
    """With whom and when the plan was agreed."""

    by: Text
    on: Date


class ContactTable(Table):
    """Whom to ring."""

    role: Text
    name: Text | None = None
    phone: Text | None = None


class ReadyTable(Table):
    """What must be true before each step down."""

    ask: Annotated[list[Text], Field(min_length=1, max_length=6)]


class ProductTable(Table):
    """One packet."""

    drug: Text | None = None
    form: Annotated[Form, Field(strict=False)]
    strength: StrengthText
    split: Annotated[Split, Field(strict=False)] = Split.NO
    measure: VolumeText | None = None


class ChangeTable(Table):
    """Something that happened to the plan later."""

    kind: Literal[tuple(CHANGES)]  # type: ignore[valid-type]  # the registry names them
    on: Date
    days: Annotated[int, Field(ge=1, le=_LAST_DAY)] | None = None
    weeks: Annotated[int, Field(ge=1, le=_LAST_DAY)] | None = None
    why: Text | None = None


class PlanFile(Table):
    """A plan file, format 1: what a person and their prescriber agreed."""

    format: Literal[1]
    id: Annotated[UUID, Field(strict=False)] | None = None
    title: Text | None = None
    drug: Text | None = None
    start: Date
    pace: Annotated[Pace, Field(strict=False)] = Pace.LONGEST
    then: Annotated[Then, Field(strict=False)] | None = None
    make: Annotated[Make, Field(strict=False)] = Make.EXACTLY
    steps: Annotated[str, Field(min_length=1, max_length=20_000)] | None = None
    person: PersonTable = PersonTable()
    agreed: AgreedTable | None = None
    contact: list[ContactTable] = []
    ready: ReadyTable | None = None
    product: list[ProductTable] = []
    step: list[StepTable] = []
    change: list[ChangeTable] = []


def keys_of(where: tuple[str | int, ...], raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys that the table at *where* may have."""
    tables: dict[str, type[Table]] = {"person": PersonTable, "agreed": AgreedTable, "contact": ContactTable, "ready": ReadyTable, "product": ProductTable, "change": ChangeTable}
    match where:
        case ():
            model: type[Table] = PlanFile
        case ("step", int(index)):
            steps = raw.get("step")
            kind = _step_kind(steps[index] if isinstance(steps, list) else None)
            model = STRATEGY_TABLES.get(kind.removeprefix(TAG), WrittenStep)
        case ("step", int(), "cycle", *_):
            return (*WEEKDAYS, *Slots.model_fields)
        case (str(name), *_):
            model = tables.get(name, Slots)
        case _:
            model = PlanFile
    return tuple(field.alias or name for name, field in model.model_fields.items())
