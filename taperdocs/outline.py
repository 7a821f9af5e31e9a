"""From the checked plan file to the outline: one table becomes one value, strategies become steps."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from typing import TypeVar

from taperdocs.changes import CHANGES, Change
from taperdocs.dose import Dose
from taperdocs.errors import Place, Problem, Refused, TaperError, excerpt, say
from taperdocs.length import Length
from taperdocs.line import read_line
from taperdocs.plan import LONGEST_PLAN, Agreed, Contact, Outline, Person, Then
from taperdocs.planfile import ChangeTable, PlanFile, ProductTable, Slots, Table, WrittenStep
from taperdocs.product import Product
from taperdocs.regimen import WEEKDAYS, Day, Intake, Regimen, Slot
from taperdocs.step import Step
from taperdocs.strategies import STRATEGIES

_A = TypeVar("_A")
_T = TypeVar("_T")


@dataclass(slots=True)
class _Reading:
    """What is known while tables are turned into values: the drugs' spelling, and the problems so far.

    ``drug`` is that of a plain dose, None where there are several.
    """

    drug: str | None
    spelling: Mapping[str, str]
    places: Mapping[int, int]
    problems: list[Problem] = field(default_factory=list)

    def name(self, drug: str) -> str:
        """Return *drug* as it is first spelt."""
        return self.spelling.get(drug.casefold(), drug)

    def attempt(self, make: Callable[[], _T], *where: str | int) -> _T | None:
        """Return what *make* makes, or None and keep its problems."""
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
    reading = _reading(file, places or {})
    products = _each(file.product, "product", lambda table: _product(table, reading), reading)
    steps = _steps(file, reading)
    changes = _each(file.change, "change", _change, reading)
    if not file.step and not file.steps:
        reading.problems.append(
            Problem(
                (),
                say("the plan has no step"),
                say('Write each step under a line [[step]], or all in one: steps = "1 mg 2w; 0.5 mg 2w; 0".'),
            )
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
        # A plan whose last step is open stays, and every other one stops, whether it says so or not.
        then=file.then or (Then.STAY if steps[-1].length.longest is None else Then.STOP),
        make=file.make,
        person=Person(file.person.name or "", file.person.born),
        agreed=Agreed(file.agreed.by, file.agreed.on) if file.agreed else None,
        contacts=tuple(Contact(entry.role, entry.name or "", entry.phone or "") for entry in file.contact),
        ready=tuple(file.ready.ask) if file.ready else (),
        changes=changes,
        id=file.id,
    )


def _reading(file: PlanFile, places: Mapping[int, int]) -> _Reading:
    """Find the drugs, each as first spelt; a name that is nearly the plan's is a problem, no second drug."""
    spelling: dict[str, str] = {}
    problems: list[Problem] = []
    if file.drug:
        spelling[file.drug.casefold()] = file.drug
    for index, name in enumerate(product.drug for product in file.product):
        if not name or name.casefold() in spelling:
            continue
        if file.drug and get_close_matches(name.casefold(), [file.drug.casefold()], cutoff=0.8):
            problems.append(_misspelt(index, name, file.drug))
            spelling[name.casefold()] = file.drug
        else:
            spelling[name.casefold()] = name
    if file.product and not spelling:
        problems.append(
            Problem(
                (),
                say("the plan does not say which drug is tapered"),
                say('Write it at the top, as in drug = "clonazepam"; with several, in each [[product]].'),
            )
        )
        spelling[""] = "?"
    drugs = tuple(dict.fromkeys(spelling.values()))
    return _Reading(drugs[0] if len(drugs) == 1 else None, spelling, places, problems)


def _misspelt(index: int, name: str, drug: str) -> Problem:
    return Problem(
        ("product", index, "drug"),
        say('the plan is for "{drug}" and this packet is "{name}"', drug=excerpt(drug), name=excerpt(name)),
        say(
            "Look at the packet and write one name in both places. If they are two drugs, take drug out at "
            "the top and name the drug of each dose."
        ),
    )


def _each(tables: list[_A], key: str, make: Callable[[_A], _T], reading: _Reading) -> tuple[_T, ...]:
    """Make a value of each table that stands under *key*."""
    made = (reading.attempt(partial(make, table), key, index) for index, table in enumerate(tables))
    return tuple(value for value in made if value is not None)


def _product(table: ProductTable, reading: _Reading) -> Product:
    drug = table.drug or reading.drug
    if drug is None:
        raise Refused(
            say("this packet does not say of which drug it is"),
            say('Add the drug, as in drug = "clonazepam".'),
        )
    strength, per = table.strength
    return Product(reading.name(drug), table.form, strength, table.split, per, table.measure)


def _change(table: ChangeTable) -> Change:
    if table.days and table.weeks:
        raise _both_lengths()
    days = table.weeks * 7 if table.weeks else table.days
    kind: Callable[..., Change] = CHANGES[table.kind]
    if days is None:
        return kind(on=table.on, why=table.why or "")
    if "days" not in (entry.name for entry in fields(CHANGES[table.kind])):
        raise Refused(
            say("a {kind} has no length", kind=table.kind),
            say("Take the length out."),
            "days" if table.days else "weeks",
        )
    return kind(on=table.on, why=table.why or "", days=days)


def _both_lengths() -> Refused:
    return Refused(say("both days and weeks are written"), say("Keep one of the two."), "days")


def _steps(file: PlanFile, reading: _Reading) -> tuple[Step, ...]:
    steps: list[Step] = []
    if file.steps:
        steps += reading.attempt(partial(_line, file, reading), "steps") or ()
    for index, table in enumerate(file.step):
        place = ("step", reading.places.get(index, index))
        if isinstance(table, WrittenStep):
            steps += _written(table, place, reading)
        elif len(steps) < LONGEST_PLAN:
            steps += reading.attempt(partial(_strategy, table, place, reading), *place) or ()
    return tuple(steps)


def _line(file: PlanFile, reading: _Reading) -> tuple[Step, ...]:
    if file.step:
        raise Refused(
            say('there are both a line of "steps" and [[step]] tables'),
            say("Keep one of the two."),
        )
    if file.then is Then.STAY and re.search(r"[;\n]\s*0[\s;]*$", file.steps or ""):
        raise Refused(
            say('this line ends with 0, but then = "stay" says that the last dose goes on'),
            say("Ask the prescriber which is right, and take the other out."),
        )
    steps = []
    for index, item in enumerate(read_line(file.steps or "")):
        day = tuple(intake for intake in _plain(item.doses, reading) if intake.dose)
        steps.append(Step(item.length, Regimen((day,)), place=("steps", "step", index)))
    return tuple(steps)


def _written(table: WrittenStep, place: Place, reading: _Reading) -> Iterator[Step]:
    length = reading.attempt(partial(_length, table), *place)
    regimen = reading.attempt(partial(_regimen, table, place, reading), *place)
    if length and regimen:
        yield Step(length, regimen, table.condition or "", table.begins, place=place)


def _length(table: WrittenStep) -> Length:
    if table.days and table.weeks:
        raise _both_lengths()
    length = table.days or table.weeks
    if length is None:
        raise Refused(
            say("this step has no length"),
            say(
                'Write how long it lasts, as in weeks = 2 or days = "10-14". '
                "After its last step a plan stops by itself."
            ),
        )
    return length


def _regimen(table: WrittenStep, place: Place, reading: _Reading) -> Regimen:
    day = _day(table, place, reading)
    if table.cycle is None:
        if day is None:
            raise Refused(
                say("this step has no dose"),
                say('Write the dose of a day, as in dose = "0.5 mg" or morning = "0.5 mg".'),
            )
        return Regimen((day,))
    if day is not None:
        raise Refused(
            say("this step has both a cycle and doses beside it"),
            say("Write all doses inside the cycle, or take the cycle out."),
            "cycle",
        )
    if isinstance(table.cycle, list):
        entries = [((*place, "cycle", index), entry) for index, entry in enumerate(table.cycle)]
    else:
        entries = [((*place, "cycle", name), getattr(table.cycle, name)) for name in WEEKDAYS]
    days = tuple(
        reading.attempt(partial(_cycle_day, entry, where, reading), *where) or () for where, entry in entries
    )
    return Regimen(days, weekly=not isinstance(table.cycle, list))


def _cycle_day(entry: Slots | Dose | list[Dose], place: Place, reading: _Reading) -> Day:
    if not isinstance(entry, Slots):
        doses = tuple(entry) if isinstance(entry, list) else (entry,)
        return tuple(intake for intake in _plain(doses, reading) if intake.dose)
    day = _day(entry, place, reading)
    if day is None:
        raise Refused(say("this day of the cycle has no dose"), say('Write "0 mg" for a day without a dose.'))
    return day


def _day(slots: Slots, place: Place, reading: _Reading) -> Day | None:
    """Return the intakes of a day without the zero doses, or None where no slot is written."""
    keys = {
        Slot.MORNING: slots.morning,
        Slot.NOON: slots.noon,
        Slot.EVENING: slots.evening,
        Slot.BEDTIME: slots.bedtime,
        Slot.ANY: slots.dose,
    }
    written = {slot: doses for slot, doses in keys.items() if doses is not None}
    intakes: list[Intake] = []
    for slot, doses in written.items():
        key = "dose" if slot is Slot.ANY else slot.value
        if isinstance(doses, dict):
            intakes += reading.attempt(partial(_by_drug, doses, slot, reading), *place, key) or ()
        else:
            several = tuple(doses) if isinstance(doses, list) else (doses,)
            intakes += reading.attempt(partial(_plain, several, reading, slot), *place, key) or ()
    timed = {intake.drug for intake in intakes if intake.slot is not Slot.ANY}
    if any(intake.slot is Slot.ANY and intake.drug in timed for intake in intakes):
        raise Refused(
            say(
                "it is not clear whether this dose is meant beside those with a time of day, or is their sum"
            ),
            say('Take "dose" out and write what is taken at each time: morning, noon, evening, bedtime.'),
            "dose",
        )
    return tuple(intake for intake in intakes if intake.dose) if written else None


def _by_drug(doses: dict[str, Dose], slot: Slot, reading: _Reading) -> Day:
    intakes = tuple(Intake(reading.name(drug), slot, dose) for drug, dose in doses.items())
    if len({intake.drug for intake in intakes}) < len(intakes):
        raise Refused(say("one drug stands here twice"), say("Keep one dose of each drug."))
    return intakes


def _plain(doses: tuple[Dose, ...], reading: _Reading, slot: Slot = Slot.ANY) -> Day:
    """Return intakes of the plan's one drug."""
    if reading.drug is None:
        raise Refused(
            say("this dose does not say of which drug it is"),
            say(
                'With one drug, write it once at the top, as in drug = "clonazepam"; with several, write a '
                'table, as in morning = {{ lorazepam = "1 mg", diazepam = "5 mg" }}.'
            ),
        )
    return tuple(Intake(reading.drug, slot, dose) for dose in doses)


def _strategy(table: Table, place: Place, reading: _Reading) -> tuple[Step, ...]:
    values = dict(table)
    name, drug, slot = values.pop("taper"), values.pop("drug") or reading.drug, values.pop("slot")
    if drug is None:
        raise Refused(
            say("this taper does not say of which drug it is"),
            say('Add the drug, as in drug = "clonazepam".'),
        )
    intakes = (
        Intake(reading.name(drug), Slot(slot or Slot.ANY), dose) for dose in STRATEGIES[name](**values)
    )
    return tuple(
        Step(values["every"], Regimen(((intake,),)), strategy=name, place=place) for intake in intakes
    )
