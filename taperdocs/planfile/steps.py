"""Reads the steps of a plan file from tables or from a line."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_type_hints

from pydantic import Discriminator, Field, Tag, ValidationInfo, create_model, model_validator
from pydantic.config import ConfigDict, JsonDict, JsonValue

from taperdocs.plan.course import MOST_DAYS
from taperdocs.plan.dose import Dose
from taperdocs.plan.length import LONGEST_PLAN, Length
from taperdocs.plan.plan import Then
from taperdocs.plan.problems import Refused, TaperError, say
from taperdocs.plan.regimen import WEEKDAYS, Day, Intake, Regimen, Slot
from taperdocs.plan.step import Step
from taperdocs.plan.strategies import STRATEGIES, Basis, Percent, SlotDoses, Stage, Turn, stages
from taperdocs.planfile import fields as types
from taperdocs.planfile.counted import Counted
from taperdocs.planfile.drugs import known_drugs
from taperdocs.planfile.every import MOST_WEEKS, Every
from taperdocs.planfile.fields import (
    HOUR_KEY,
    CountText,
    DoseText,
    Made,
    Several,
    Table,
    Text,
    read_slot,
    told,
)
from taperdocs.planfile.one_line import read_line, stops

TAG = "·"
"""First sign of pydantic's names for alternatives, to distinguish them from keys of the file."""


def _kinds(table: str, several: str = "list", one: str = "dose") -> Discriminator:
    """Return a discriminator between a table, a list and a single value."""

    def kind(value: object) -> str:
        return TAG + (table if isinstance(value, dict) else several if isinstance(value, list) else one)

    return Discriminator(kind)


_Written = Dose | Counted
_T = TypeVar("_T")


def _intakes(
    doses: _Written | list[_Written] | dict[str, _Written], info: ValidationInfo, slot: Slot = Slot.ANY
) -> Day:
    """Return the intakes of one time of day, including doses of 0."""
    drugs = known_drugs(info)
    if not isinstance(doses, dict):
        several = doses if isinstance(doses, list) else [doses]
        return drugs.plain([drugs.counted(one) if isinstance(one, Counted) else one for one in several], slot)
    intakes = tuple(
        Intake(drugs.name(drug), slot, drugs.counted(dose, drug) if isinstance(dose, Counted) else dose)
        for drug, dose in doses.items()
    )
    if len({intake.drug for intake in intakes}) < len(intakes):
        raise Refused(say("one drug stands here twice"), say("Keep one dose of each drug."))
    return intakes


_One = Annotated[CountText, Tag(TAG + "dose")]
_Several = Annotated[list[CountText], Field(min_length=1, max_length=9), Tag(TAG + "list")]
_ByDrug = Annotated[dict[Text, CountText], Field(min_length=1), Tag(TAG + "drugs")]


_AtOneTime = Annotated[_One | _Several | _ByDrug, _kinds("drugs")]


def _at(slot: Slot) -> Made:
    """Return the type of the doses of a time of day."""
    return Made(_AtOneTime, partial(_intakes, slot=slot))


def _at_hours(
    written: dict[str, _Written | list[_Written] | dict[str, _Written]], info: ValidationInfo
) -> Day:
    """Return the intakes of all hours of a day, including doses of 0."""
    found, wrong = list[Day](), list[Refused]()
    for key, (slot, doses) in zip(written, _by_slot(written).items(), strict=True):
        try:
            found.append(_intakes(doses, info, slot))
        except Refused as refused:
            wrong.append(Refused(refused.message, refused.remedy, key, *refused.where))
    if len(found) > MOST_HOURS:
        wrong.append(
            Refused(
                say("a day has doses at {count} hours", count=len(found)),
                say("Write at most {most}: more have no room on a page.", most=MOST_HOURS),
            )
        )
    if wrong:
        raise told(*wrong)
    return tuple(intake for day in found for intake in day)


def _by_slot(written: Mapping[str, _T]) -> dict[Slot, _T]:
    """Return what is *written* by time of day; refuse keys that are no time, and two keys that are one time."""
    found, wrong = dict[Slot, _T](), list[Refused]()
    for key, value in written.items():
        try:
            slot = read_slot(key)
        except Refused as refused:
            wrong.append(Refused(refused.message, refused.remedy, key, *refused.where))
            continue
        if slot in found:
            wrong.append(
                Refused(
                    say("{time} is written twice", time=str(slot)),
                    say("Keep one of the two, with the dose that was agreed for it."),
                    key,
                )
            )
        found[slot] = value
    if wrong:
        raise told(*wrong)
    return found


MOST_HOURS = 12
"""Most hours of one day with a dose: every two hours."""
HOURS = "·hours"
"""Name, with the first sign of ``TAG``, of the field that holds what is written under all hours of a day."""
_LIKE_AN_HOUR = re.compile(r"\s*\d")


def like_an_hour(key: object) -> bool:
    """Tell whether a key is meant as an hour: no other key begins with a digit."""
    return isinstance(key, str) and bool(_LIKE_AN_HOUR.match(key))


class Slots(Table):
    """The doses of a day by time; *dose* has no time."""

    dose: Annotated[Day, _at(Slot.ANY)] | None = None
    morning: Annotated[Day, _at(Slot.MORNING)] | None = None
    noon: Annotated[Day, _at(Slot.NOON)] | None = None
    afternoon: Annotated[Day, _at(Slot.AFTERNOON)] | None = None
    evening: Annotated[Day, _at(Slot.EVENING)] | None = None
    bedtime: Annotated[Day, _at(Slot.BEDTIME)] | None = None
    hours: Annotated[Day, Made(dict[types.HourKey, _AtOneTime], _at_hours)] | None = Field(
        None, alias="·hours"
    )

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, written: object) -> object:
        """Put the keys that are hours into one field."""
        if not isinstance(written, dict) or not any(map(like_an_hour, written)):
            return written
        hours = {key: value for key, value in written.items() if like_an_hour(key)}
        return {key: value for key, value in written.items() if key not in hours} | {HOURS: hours}

    @cached_property
    def day(self) -> Day | None:
        """Return the intakes of a day without doses of 0, or None where no key is written."""
        keys = (*self._timed, self.dose)
        intakes = [intake for key in keys for intake in key or () if intake.dose]
        # Doses of one time stay in the order in which they are written.
        by_time = tuple(sorted(intakes, key=lambda intake: intake.slot))
        return None if all(key is None for key in keys) else by_time

    @property
    def _timed(self) -> tuple[Day | None, ...]:
        return (self.morning, self.noon, self.afternoon, self.evening, self.bedtime, self.hours)

    def wrong(self) -> Iterator[Refused]:
        """Yield the contradictions between the keys."""
        drugs = {intake.drug for key in self._timed for intake in key or ()}
        if any(intake.drug in drugs for intake in self.dose or ()):
            yield Refused(
                say(
                    "it is not clear whether this dose is meant beside those with a time of day, or is their sum"
                ),
                say(
                    'Take "dose" out and write what is taken at each time: morning, noon, afternoon, evening, '
                    'bedtime, or an hour such as "15:00".'
                ),
                "dose",
            )


def _cycle_day(written: Slots | _Written | list[_Written], info: ValidationInfo) -> Day:
    if not isinstance(written, Slots):
        return tuple(intake for intake in _intakes(written, info) if intake.dose)
    if wrong := tuple(written.wrong()):
        raise told(*wrong)
    if written.day is None:
        raise Refused(say("this day of the cycle has no dose"), say('Write "0 mg" for a day without a dose.'))
    return written.day


CycleDay = Annotated[
    Day, Made(Annotated[_One | _Several | Annotated[Slots, Tag(TAG + "slots")], _kinds("slots")], _cycle_day)
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


def _cycle(days: list[Day] | list[Weekly] | Weekly, _: ValidationInfo) -> Regimen:
    days = [days] if isinstance(days, Weekly) else days
    weeks = [dict(week).values() for week in days if isinstance(week, Weekly)]
    if weeks:
        return Regimen(tuple(day for week in weeks for day in week), weekly=True)
    return Regimen(tuple(day for day in days if not isinstance(day, Weekly)))


def _cycle_kind(value: object) -> str:
    if isinstance(value, dict):
        return TAG + "week"
    first = value[0] if isinstance(value, list) and value else None
    return TAG + ("weeks" if isinstance(first, dict) and not first.keys().isdisjoint(WEEKDAYS) else "days")


_Days = Annotated[list[CycleDay], Field(min_length=2, max_length=MOST_DAYS), Tag(TAG + "days")]
_Week = Annotated[Weekly, Tag(TAG + "week")]
_Weeks = Annotated[list[Weekly], Field(min_length=1, max_length=MOST_WEEKS), Tag(TAG + "weeks")]
Cycle = Annotated[Regimen, Made(Annotated[_Days | _Week | _Weeks, Discriminator(_cycle_kind)], _cycle)]

_NAMED_KEYS = (*(key for key in Slots.model_fields if key != "hours"), "cycle")
# Draft 4 cannot ask for a key of a pattern, but it can refuse that there is none.
_SOME_HOUR: JsonDict = {"not": {"patternProperties": {HOUR_KEY: {"not": {}}}}}
_SOME_KEY: list[JsonValue] = [{"required": [key]} for key in _NAMED_KEYS]
_SOME_DOSE: JsonDict = {"anyOf": [*_SOME_KEY, _SOME_HOUR]}
_LENGTHS = ("days", "weeks", "months", "until")
_ONE_LENGTH: JsonDict = {"oneOf": [{"required": [key]} for key in _LENGTHS]}


class WrittenStep(Slots):
    """A step as it was agreed: a length and the doses of a day, or a cycle of days."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_ONE_LENGTH, _SOME_DOSE]})

    days: types.Days | None = None
    weeks: types.Weeks | None = None
    months: types.Months | None = None
    until: types.Until | None = None
    cycle: Cycle | None = None
    every: types.EveryDays | None = None
    condition: Text = Field(default="", alias="if")
    begins: types.Begins | None = None

    def wrong(self) -> Iterator[Refused]:
        """Yield the contradictions between the keys, and what is missing."""
        yield from super().wrong()
        if lengths := several_lengths(self, _LENGTHS):
            yield lengths
        if not any(getattr(self, key) for key in _LENGTHS):
            yield Refused(
                say("this step has no length"),
                say(
                    'Write how long it lasts, as in weeks = 2 or days = "10-14". '
                    "After its last step a plan stops by itself."
                ),
            )
        if self.every and (wrong := _not_so(self.every, self.cycle)):
            yield wrong
        elif self.cycle and self.day is not None:
            yield Refused(
                say("this step has both a cycle and doses beside it"),
                say("Write all doses inside the cycle, or take the cycle out."),
                "cycle",
            )
        if not self.cycle and self.day is None:
            yield Refused(
                say("this step has no dose"),
                say('Write the dose of a day, as in dose = "0.5 mg" or morning = "0.5 mg".'),
            )


def _not_so(every: Every, cycle: Regimen | None) -> Refused | None:
    """Return the refusal of a step that is taken *every* so often, but not with what is written beside it, or None."""
    if every.weekdays and cycle:
        return Refused(
            say("this step has both days of the week and a cycle of days"),
            say('Write the dose alone beside every, as in dose = "10 mg", or take the line out.'),
            "every",
        )
    if every.weekdays or (cycle and cycle.by_weekday):
        return None
    return Refused(
        say("it is not clear on which days of the week: on one, or on all of them"),
        say(
            'Write the day, as in every = "second monday"; or write under [step.cycle] what is taken on each day '
            "of that week."
        ),
        "every",
    )


def several_lengths(table: Table, keys: Sequence[str]) -> Refused | None:
    """Return the refusal of a length that is written with several of the *keys*, or None."""
    written = [key for key in keys if getattr(table, key)]
    if len(written) < 2:  # noqa: PLR2004  two are too many
        return None
    return Refused(
        say("both {first} and {second} are written", first=written[0], second=written[1]),
        say("Keep one of the two."),
        written[0],
    )


_TYPES: dict[object, object] = {
    Dose: DoseText,
    Percent: types.PercentText,
    Dose | Percent: types.CutText,
    Length: types.LengthText,
    Basis: Basis,
    Turn: Annotated[Turn, Field(strict=False)],
    int: Annotated[int, Field(ge=1, le=MOST_DAYS - 1)],
    SlotDoses: Annotated[
        SlotDoses,
        Made(
            Annotated[dict[types.SlotKey, DoseText], Field(min_length=2)],
            lambda doses, _: tuple(_by_slot(doses).items()),
        ),
    ],
    tuple[Slot, ...]: Several[types.SlotText],
}


def _strategy_table(name: str, strategy: Callable[..., object]) -> type[Table]:
    """Make the table of a strategy from its signature: each parameter is a key."""
    hints = get_type_hints(strategy)
    keys: dict[str, Any] = {"taper": (Literal[name], ...)}
    for parameter in inspect.signature(strategy).parameters.values():
        needed = parameter.default is parameter.empty
        default = ... if needed else Field(default=parameter.default, strict=False)
        keys[parameter.name] = (_TYPES[hints[parameter.name]], default)
    keys["drug"] = (Text | None, None)
    if SlotDoses not in hints.values():
        keys["slot"] = (types.SlotText | None, None)
    doc = inspect.getdoc(strategy) or ""
    return create_model(name.capitalize(), __base__=Table, __doc__=doc.split("\n", maxsplit=1)[0], **keys)


STEP_TABLES: dict[str, type[Table]] = {TAG + "written": WrittenStep} | {
    TAG + name: _strategy_table(name, one) for name, one in STRATEGIES.items()
}


def _step_kind(value: object) -> str:
    name = value.get("taper") if isinstance(value, dict) else None
    if name is None:
        return TAG + "written"
    return TAG + (name if isinstance(name, str) and name in STRATEGIES else "unknown taper")


def _made(table: Table, info: ValidationInfo) -> tuple[Step, ...]:
    """Return the steps of a table: the written one, or those that a strategy works out."""
    if isinstance(table, WrittenStep):
        if wrong := tuple(table.wrong()):
            raise told(*wrong)
        length = cast("Length", table.days or table.weeks or table.months or table.until)
        regimen = table.cycle or Regimen((table.day or (),))
        if table.every:
            regimen = table.every.of(regimen)
        return (Step(length, regimen, table.condition, table.begins),)
    drugs = known_drugs(info)
    values = dict(table)
    name, drug, slot = values.pop("taper"), values.pop("drug") or drugs.only, values.pop("slot", None)
    if drug is None:
        raise Refused(
            say("this taper does not say of which drug it is"),
            say('Add the drug, as in drug = "clonazepam".'),
        )
    if drugs.steps >= LONGEST_PLAN:
        # So many steps last too long and are refused in any case.
        return ()
    made, of, rule = stages(name, values), drugs.name(drug), tuple(values.items())
    drugs.steps += len(made)
    return tuple(
        Step(stage.length, Regimen(_days(stage, of, slot)), strategy=name, rule=rule) for stage in made
    )


def _days(stage: Stage, drug: str, slot: Slot | None) -> tuple[Day, ...]:
    """Return the days of a stage; a dose without a time of day has that of *slot*, where it is given."""
    return tuple(
        tuple(Intake(drug, slot if slot and at == Slot.ANY else at, dose) for at, dose in day)
        for day in stage.days
    )


_TAGGED = tuple(Annotated[table, Tag(tag)] for tag, table in STEP_TABLES.items())
StepTable = Annotated[
    tuple[Step, ...],
    # One alternative for a written step and one for each strategy.
    Made(Annotated[Union[_TAGGED], Discriminator(_step_kind)], _made),  # noqa: UP007
]


def _together(tables: tuple[tuple[Step, ...], ...], info: ValidationInfo) -> tuple[Step, ...]:
    """Return the steps of all tables in one sequence, each with its place."""
    known_drugs(info).steps = 0
    return tuple(replace(step, place=("step", n)) for n, steps in enumerate(tables) for step in steps)


Steps = Annotated[tuple[Step, ...], Made(Several[StepTable], _together)]


def _line(text: str, info: ValidationInfo) -> tuple[Step, ...]:
    try:
        steps = read_line(text, known_drugs(info).counted)
    except TaperError as error:
        raise told(*(Refused(one.message, one.remedy, *one.where[1:]) for one in error.problems)) from None
    if stops(text) and info.data.get("then") is Then.STAY:
        raise Refused(
            say('this line ends with 0, but then = "stay" says that the last dose goes on'),
            say("Ask the prescriber which is right, and take the other out."),
        )
    drugs = known_drugs(info)
    plain = (
        tuple(
            tuple(one for slot, dose in day if dose for one in drugs.plain([dose], slot)) for day in step.days
        )
        for step in steps
    )
    return tuple(
        Step(step.length, Regimen(days, step.weekly), place=("steps", "step", index))
        for index, (step, days) in enumerate(zip(steps, plain, strict=True))
    )


StepsLine = Annotated[tuple[Step, ...], Made(Annotated[str, Field(min_length=1, max_length=20_000)], _line)]
