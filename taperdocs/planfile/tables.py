"""The plan file's tables and keys, checked all at once; the JSON Schema is made from these classes."""

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model
from pydantic.config import JsonDict

from taperdocs.plan.changes import CHANGES
from taperdocs.plan.dose import Dose
from taperdocs.plan.length import Length, Pace
from taperdocs.plan.plan import Make, Then
from taperdocs.plan.product import Form, Split
from taperdocs.plan.strategies import STRATEGIES, Basis, Percent
from taperdocs.planfile.fields import (
    AheadText,
    Begins,
    Birthday,
    ClosedText,
    Day,
    Days,
    DoseText,
    EveryText,
    HourText,
    LengthText,
    OnHand,
    PackSize,
    PercentText,
    ScaleText,
    Start,
    StrengthText,
    Text,
    VolumeText,
    Weeks,
    ZoneName,
)

TAG = "·"
"""Begins the names of alternatives, which are no keys of the file."""

MOST_CLOSED = 60
"""So many times of closing are more than a pharmacy tells."""

LONGEST_HOLD = 7305
"""Days: as long as the longest plan."""


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

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


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


class Weekly(Table):
    """A cycle by days of the week; every day is written."""

    monday: CycleDay
    tuesday: CycleDay
    wednesday: CycleDay
    thursday: CycleDay
    friday: CycleDay
    saturday: CycleDay
    sunday: CycleDay


Cycle = Annotated[
    Annotated[list[CycleDay], Field(min_length=2, max_length=56), Tag(TAG + "days")]
    | Annotated[Weekly, Tag(TAG + "week")],
    Discriminator(lambda value: TAG + ("week" if isinstance(value, dict) else "days")),
]

_ONE_LENGTH: JsonDict = {"oneOf": [{"required": ["days"]}, {"required": ["weeks"]}]}
_SOME_DOSE: JsonDict = {"anyOf": [{"required": [key]} for key in (*Slots.model_fields, "cycle")]}


class WrittenStep(Slots):
    """A step as it was agreed: a length and the doses of a day, or a cycle of days."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_ONE_LENGTH, _SOME_DOSE]})

    days: Days | None = None
    weeks: Weeks | None = None
    cycle: Cycle | None = None
    condition: Text | None = Field(default=None, alias="if")
    begins: Begins | None = None


_TYPES = {Dose: DoseText, Percent: PercentText, Length: LengthText, Basis: Basis}


def _strategy_table(name: str, strategy: Callable[..., tuple[Dose, ...]]) -> type[Table]:
    """Make the table of a strategy from its signature: a parameter is a key."""
    hints = get_type_hints(strategy)
    keys: dict[str, Any] = {"taper": (Literal[name], ...)}
    for parameter in inspect.signature(strategy).parameters.values():
        needed = parameter.default is parameter.empty
        default = ... if needed else Field(default=parameter.default, strict=False)
        keys[parameter.name] = (_TYPES[hints[parameter.name]], default)
    keys["drug"] = (Text | None, None)
    keys["slot"] = (Literal["morning", "noon", "evening", "bedtime"] | None, None)
    doc = inspect.getdoc(strategy) or ""
    return create_model(name.capitalize(), __base__=Table, __doc__=doc.split("\n", maxsplit=1)[0], **keys)


STRATEGY_TABLES = {name: _strategy_table(name, strategy) for name, strategy in STRATEGIES.items()}


def _step_kind(value: object) -> str:
    name = value.get("taper") if isinstance(value, dict) else None
    if name is None:
        return TAG + "written"
    return TAG + (name if isinstance(name, str) and name in STRATEGIES else "unknown taper")


if TYPE_CHECKING:
    StepTable = WrittenStep | Table
else:
    # One alternative for each strategy of the registry.
    _tables = {"written": WrittenStep, **STRATEGY_TABLES}
    _tagged = tuple(Annotated[table, Tag(TAG + name)] for name, table in _tables.items())
    StepTable = Annotated[Union[_tagged], Discriminator(_step_kind)]  # noqa: UP007  a union of as many as there are


class PersonTable(Table):
    """Whom the plan is for."""

    name: Text | None = None
    born: Birthday | None = None


class AgreedTable(Table):
    """With whom and when the plan was agreed."""

    by: Text
    on: Day


class ContactTable(Table):
    """Whom to ring."""

    role: Text
    name: Text | None = None
    phone: Text | None = None


class ReadyTable(Table):
    """What must be true before each step down."""

    ask: Annotated[list[Text], Field(min_length=1, max_length=6)]


class ReviewTable(Table):
    """A day on which the plan is looked at together."""

    on: Day
    what: Text | None = None


class DiaryTable(Table):
    """What the diary asks for."""

    track: Annotated[list[Text], Field(min_length=1, max_length=3)]


class HoursTable(Table):
    """When the phone calendar reminds of the doses of each time of day."""

    morning: HourText | None = None
    noon: HourText | None = None
    evening: HourText | None = None
    bedtime: HourText | None = None


class SupplyTable(Table):
    """What is at home, what a packet holds, and how and when the pharmacy hands out."""

    dispense_every: EveryText | None = None
    pack_size: PackSize | None = None
    on_hand: OnHand | None = None
    counted: Day | None = None
    order_ahead: AheadText | None = None
    closed: Annotated[list[ClosedText], Field(max_length=MOST_CLOSED)] = []
    keep_parts: bool = True


class ProductTable(Table):
    """One packet."""

    drug: Text | None = None
    form: Annotated[Form, Field(strict=False)]
    strength: StrengthText
    split: Annotated[Split, Field(strict=False)] = Split.NO
    measure: VolumeText | None = None
    syringe: VolumeText | None = None
    scale: ScaleText | None = None
    pack_size: PackSize | None = None
    on_hand: OnHand | None = None


class ChangeTable(Table):
    """Something that happened to the plan later."""

    kind: Literal[tuple(CHANGES)]  # type: ignore[valid-type]  # the registry names them
    on: Day
    days: Annotated[int, Field(ge=1, le=LONGEST_HOLD)] | None = None
    weeks: Annotated[int, Field(ge=1, le=LONGEST_HOLD // 7)] | None = None
    why: Text | None = None
    steps: Annotated[str, Field(min_length=1, max_length=20_000)] | None = None
    step: list[StepTable] = []


class PlanFile(Table):
    """A plan file, format 1: what a person and their prescriber agreed."""

    format: Literal[1]
    id: Annotated[UUID, Field(strict=False)] | None = None
    title: Text | None = None
    drug: Text | None = None
    start: Start
    zone: ZoneName | None = None
    pace: Annotated[Pace, Field(strict=False)] = Pace.LONGEST
    then: Annotated[Then, Field(strict=False)] | None = None
    make: Annotated[Make, Field(strict=False)] = Make.EXACTLY
    steps: Annotated[str, Field(min_length=1, max_length=20_000)] | None = None
    person: PersonTable = PersonTable()
    agreed: AgreedTable | None = None
    contact: Annotated[list[ContactTable], Field(max_length=12)] = []
    ready: ReadyTable | None = None
    review: Annotated[list[ReviewTable], Field(max_length=60)] = []
    diary: DiaryTable | None = None
    supply: SupplyTable | None = None
    hours: HoursTable | None = None
    product: Annotated[list[ProductTable], Field(max_length=60)] = []
    step: list[StepTable] = []
    change: Annotated[list[ChangeTable], Field(max_length=366)] = []


_TABLES: dict[str, type[Table]] = {
    "person": PersonTable,
    "agreed": AgreedTable,
    "contact": ContactTable,
    "ready": ReadyTable,
    "review": ReviewTable,
    "diary": DiaryTable,
    "supply": SupplyTable,
    "hours": HoursTable,
    "product": ProductTable,
    "change": ChangeTable,
}


def keys_of(where: tuple[str | int, ...], raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys that the table at *where* may have."""
    match where:
        case ("change", int(index), "step", *rest):
            changes = raw.get("change")
            change = changes[index] if isinstance(changes, list) and index < len(changes) else {}
            return keys_of(("step", *rest), change)
        case ("step", int(index)):
            steps = raw.get("step")
            kind = _step_kind(
                steps[index] if isinstance(steps, list) and steps and index < len(steps) else None
            )
            model = STRATEGY_TABLES.get(kind.removeprefix(TAG), WrittenStep)
        case ("step", int(), "cycle"):
            model = Weekly
        case ("step", *_):
            model = Slots
        case (str(name), *_):
            model = _TABLES.get(name, PlanFile)
        case _:
            model = PlanFile
    return tuple(field.alias or name for name, field in model.model_fields.items())
