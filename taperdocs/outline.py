"""From the checked plan file to the outline: one table becomes one value, strategies become steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from taperdocs.changes import CHANGES, Change
from taperdocs.dose import Dose, read_dose
from taperdocs.errors import Place, Problem, Refused, TaperError, say
from taperdocs.length import Length
from taperdocs.line import read_line
from taperdocs.plan import Agreed, Contact, Outline, Person
from taperdocs.planfile import WEEKDAYS, ChangeTable, PlanFile, ProductTable, Slots, Table, WrittenStep
from taperdocs.product import Product, read_strength
from taperdocs.regimen import Day, Intake, Regimen, Slot
from taperdocs.step import Step
from taperdocs.strategies import STRATEGIES


_T = TypeVar("_T")


@dataclass(slots=True)
class _Reading:
    """What is known while tables are turned into values: the drugs' spelling, and the problems so far."""

    drug: str | None
    spelling: Mapping[str, str]
    places: Mapping[int, int]
    problems: list[Problem] = field(default_factory=list)

    def name(self, drug: str) -> str:
        return self.spelling.get(drug.casefold(), drug)

    def attempt(self, make: Callable[[], _T], *where: str | int) -> _T | None:
        try:
            return make()
        except Refused as refused:
            self.problems.append(refused.problem(*where))
        except TaperError as error:
            self.problems += error.problems
        return None


def outline(file: PlanFile, places: Mapping[int, int] | None = None) -> Outline:
    """Turn *file* into its outline; raise ``TaperError`` with all problems.

    *places* gives the number that each step has in the file where some of them are left out.
    """
    reading = _Reading(*_drugs(file), places or {})
    products = tuple(
        product
        for index, table in enumerate(file.product)
        if (product := reading.attempt(lambda table=table: _product(table, reading), "product", index))  # type: ignore[misc]
    )
    steps = tuple(_steps(file, reading))
    changes = tuple(
        change
        for index, entry in enumerate(file.change)
        if (change := reading.attempt(lambda entry=entry: _change(entry), "change", index))  # type: ignore[misc]
    )
    if not file.step and not file.steps:
        reading.problems.append(
            Problem((), say("the plan has no step"), say('Write each step under a line [[step]], or all in one: steps = "1 mg 2w; 0.5 mg 2w; 0".'))
        )
    if reading.problems:
        raise TaperError(*reading.problems)
    drug = reading.drug or next((name for step in steps for name in step.regimen.drugs), "")
    return Outline(
        title=file.title or f"{drug[:1].upper()}{drug[1:]} taper",
        start=file.start,
        steps=steps,
        products=products,
        pace=file.pace,
        then=file.then,
        make=file.make,
        person=Person(file.person.name or "", file.person.born),
        agreed=Agreed(file.agreed.by, file.agreed.on) if file.agreed else None,
        contacts=tuple(Contact(entry.role, entry.name or "", entry.phone or "") for entry in file.contact),
        ready=tuple(file.ready.ask) if file.ready else (),
        changes=changes,
        id=file.id,
    )


def _drugs(file: PlanFile) -> tuple[str | None, dict[str, str]]:
    """Return the drug of a plain dose, None where there are several, and each drug as first spelt."""
    named = [name for name in (file.drug, *(product.drug for product in file.product)) if name]
    spelling: dict[str, str] = {}
    for name in named:
        spelling.setdefault(name.casefold(), name)
    return (named[0] if len(spelling) == 1 else None), spelling


def _product(table: ProductTable, reading: _Reading) -> Product:
    strength, per = read_strength(table.strength)
    drug = table.drug or reading.drug
    if drug is None:
        raise Refused(say("this packet does not say of which drug it is"), say('Add the drug, as in drug = "clonazepam".'))
    return Product(reading.name(drug), table.form, read_dose(strength), table.split, per, table.measure)


def _change(table: ChangeTable) -> Change:
    if table.days and table.weeks:
        raise Refused(say("both days and weeks are written"), say("Keep one of the two."))
    days = table.weeks * 7 if table.weeks else table.days
    kind = CHANGES[table.kind]
    if days is None:
        return kind(on=table.on, why=table.why or "")
    if "days" not in kind.__dataclass_fields__:
        raise Refused(say("a {kind} has no length", kind=table.kind), say("Take days or weeks out."))
    return kind(on=table.on, why=table.why or "", days=days)


def _steps(file: PlanFile, reading: _Reading) -> Iterator[Step]:
    if file.steps and file.step:
        reading.problems.append(Problem(("steps",), say('there are both a line of "steps" and [[step]] tables'), say("Keep one of the two.")))
    for index, item in enumerate(reading.attempt(lambda: read_line(file.steps or "")) or () if file.steps else ()):
        place = ("steps", index)
        if day := reading.attempt(lambda item=item: _untimed(item.doses, reading), *place):  # type: ignore[misc]
            yield Step(item.length, Regimen((tuple(i for i in day if i.dose),)), place=place)
    for index, table in enumerate(file.step):
        place = ("step", reading.places.get(index, index))
        if isinstance(table, WrittenStep):
            yield from _written(table, place, reading)
        else:
            yield from reading.attempt(lambda table=table, place=place: tuple(_strategy(table, place, reading)), *place) or ()  # type: ignore[misc]


def _written(table: WrittenStep, place: Place, reading: _Reading) -> Iterator[Step]:
    length = reading.attempt(lambda: _length(table), *place)
    regimen = reading.attempt(lambda: _regimen(table, reading, place), *place)
    if length and regimen:
        yield Step(length, regimen, table.condition or "", table.begins, place=place)


def _length(table: WrittenStep) -> Length:
    if table.days and table.weeks:
        raise Refused(say("both days and weeks are written"), say("Keep one of the two."))
    length = table.days or table.weeks
    if length is None:
        raise Refused(
            say("this step has no length"),
            say('Write how long it lasts, as in weeks = 2 or days = "10-14". A plan stops by itself after its last step.'),
        )
    return length


def _regimen(table: WrittenStep, reading: _Reading, place: Place) -> Regimen:
    day = _day(table, reading, place)
    if table.cycle is None:
        if day is None:
            raise Refused(say("this step has no dose"), say('Write the dose of a day, as in dose = "0.5 mg" or morning = "0.5 mg".'))
        return Regimen((day,))
    if day is not None:
        raise Refused(say("this step has both a cycle and doses beside it"), say("Write all doses inside the cycle, or take the cycle out."))
    weekly = not isinstance(table.cycle, list)
    entries = [getattr(table.cycle, name) for name in WEEKDAYS] if weekly else table.cycle
    return Regimen(tuple(_cycle_day(entry, reading, place) for entry in entries), weekly)


def _cycle_day(entry: Slots | Dose | list[Dose], reading: _Reading, place: Place) -> Day:
    if not isinstance(entry, Slots):
        return tuple(intake for intake in _untimed(tuple(entry) if isinstance(entry, list) else (entry,), reading) if intake.dose)
    day = _day(entry, reading, place)
    if day is None:
        raise Refused(say("a day of the cycle has no dose"), say('Write "0 mg" for a day without a dose.'))
    return day


def _day(slots: Slots, reading: _Reading, place: Place) -> Day | None:
    """Return the intakes of a day without the zero doses, or None where no slot is written."""
    keys = {Slot.MORNING: slots.morning, Slot.NOON: slots.noon, Slot.EVENING: slots.evening, Slot.BEDTIME: slots.bedtime, Slot.ANY: slots.dose}
    written = {slot: doses for slot, doses in keys.items() if doses is not None}
    intakes: list[Intake] = []
    for slot, doses in written.items():
        key = "dose" if slot is Slot.ANY else slot.value
        if isinstance(doses, dict):
            intakes += (Intake(reading.name(drug), slot, dose) for drug, dose in doses.items())
        else:
            several = tuple(doses) if isinstance(doses, list) else (doses,)
            intakes += reading.attempt(lambda several=several, slot=slot: _untimed(several, reading, slot), *place, key) or ()  # type: ignore[misc]
    return tuple(intake for intake in intakes if intake.dose) if written else None


def _untimed(doses: tuple[Dose, ...], reading: _Reading, slot: Slot = Slot.ANY) -> Day:
    """Return intakes of the plan's one drug."""
    if reading.drug is None:
        raise Refused(
            say("this dose does not say of which drug it is"),
            say('Write the drug once at the top, as in drug = "clonazepam"; with several drugs write a table, as in morning = {{ lorazepam = "1 mg", diazepam = "5 mg" }}.'),
        )
    return tuple(Intake(reading.name(reading.drug), slot, dose) for dose in doses)


def _strategy(table: Table, place: Place, reading: _Reading) -> Iterator[Step]:
    values = dict(table)
    name, drug, slot = values.pop("taper"), values.pop("drug"), values.pop("slot")
    drug = drug or reading.drug
    if drug is None:
        raise Refused(say("this taper does not say of which drug it is"), say('Add the drug, as in drug = "clonazepam".'))
    for dose in STRATEGIES[name](**values):
        day = (Intake(reading.name(drug), Slot(slot or Slot.ANY), dose),)
        yield Step(values["every"], Regimen((day,)), strategy=name, place=place)
