"""From the checked plan file to the outline: one table becomes one value, strategies become steps."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from difflib import get_close_matches
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar, cast

from taperdocs.plan.changes import CHANGES, Change, Hold
from taperdocs.plan.dose import Dose
from taperdocs.plan.length import LONGEST_PLAN, Length, Pace
from taperdocs.plan.plan import Agreed, Contact, Outline, Person, Review, Then
from taperdocs.plan.problems import Phrase, Place, Problem, Refused, TaperError, excerpt, say
from taperdocs.plan.product import Amount, Product
from taperdocs.plan.regimen import WEEKDAYS, Day, Intake, Regimen, Slot
from taperdocs.plan.step import Step
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.planfile.one_line import LineStep, read_line
from taperdocs.planfile.tables import (
    ChangeTable,
    PlanFile,
    ProductTable,
    Slots,
    SupplyTable,
    Table,
    WrittenStep,
)

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
    products = _stocked(
        file, _each(file.product, "product", lambda table: _product(table, reading), reading), reading
    )
    steps = _steps(file, reading)
    changes = _changes(file, reading)
    hours = reading.attempt(partial(_hours, file), "hours") or ()
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
    supply = file.supply or SupplyTable()
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
        reviews=tuple(Review(entry.on, entry.what or "") for entry in file.review),
        track=tuple(file.diary.track) if file.diary else (),
        dispense_every=supply.dispense_every,
        order_ahead=supply.order_ahead,
        closed=tuple(supply.closed),
        keep_parts=supply.keep_parts,
        counted=supply.counted,
        changes=changes,
        id=file.id,
        untitled=file.title is None,
        zone=file.zone or "",
        hours=hours,
    )


def _hours(file: PlanFile) -> tuple[tuple[Slot, time], ...]:
    """Return the hour of each time of day; they are those of one day, in its order."""
    written = {slot: getattr(file.hours, slot, None) for slot in Slot if slot is not Slot.ANY}
    hours = tuple((slot, hour) for slot, hour in written.items() if hour is not None)
    for (early, before), (late, after) in pairwise(hours):
        if after <= before:
            raise Refused(
                say(
                    "{late} at {after} is not after {early} at {before}",
                    late=Phrase(late.value),
                    after=f"{after:%H:%M}",
                    early=Phrase(early.value),
                    before=f"{before:%H:%M}",
                ),
                say(
                    "Write the hours of one day in their order; a bedtime after midnight is written as "
                    '"23:59".'
                ),
                late.value,
            )
    return hours


def _reading(file: PlanFile, places: Mapping[int, int]) -> _Reading:
    """Find the drugs, each as first spelt; a name that is nearly the plan's is a problem, no second drug."""
    spelling: dict[str, str] = {}
    problems: list[Problem] = []
    if file.drug:
        spelling[file.drug.casefold()] = file.drug
    problems += _no_names(file)
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


_NO_NAME = re.compile(
    r"(?:[\W\d_]|\b(?:mg|mcg|g|ml|no|dose|tablets?"
    r"|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b)+",
    re.IGNORECASE,
)
"""A name of nothing but numbers, units, months and days: beside a dose or a date nobody can tell it from them."""


def _no_names(file: PlanFile) -> Iterator[Problem]:
    """Find drugs whose name reads as a dose or a date."""
    names = [
        (("drug",), file.drug),
        *((("product", n, "drug"), one.drug) for n, one in enumerate(file.product)),
    ]
    for where, name in names:
        if name and _NO_NAME.fullmatch(name):
            yield Problem(
                where,
                say(
                    '"{name}" is no name of a drug: it would be read as a dose or a date', name=excerpt(name)
                ),
                say('Write the name that is on the packet, as in drug = "clonazepam".'),
            )


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
    return Product(
        reading.name(drug),
        table.form,
        strength,
        table.split,
        per,
        table.measure,
        table.syringe,
        table.scale,
        table.pack_size.of(table.form, "pack_size") if table.pack_size else None,
        table.on_hand.of(table.form, "on_hand") if table.on_hand else None,
    )


def _stocked(file: PlanFile, products: tuple[Product, ...], reading: _Reading) -> tuple[Product, ...]:
    """Give the plan's one packet what the table of the supply says of it."""
    for key in ("pack_size", "on_hand"):
        amount: Amount | None = getattr(file.supply, key, None)
        if amount:
            found = reading.attempt(partial(_one_stocked, file, products, key, amount), "supply")
            products = found or products
    if file.supply and file.supply.counted and not _is_counted(file):
        reading.problems.append(
            Problem(
                ("supply", "counted"),
                say("this says when it was counted, and nothing says how many there were"),
                say("Add what was counted, as in on_hand = 28, or take the line out."),
            )
        )
    return products


def _is_counted(file: PlanFile) -> bool:
    tables: tuple[SupplyTable | ProductTable | None, ...] = (file.supply, *file.product)
    return any(table is not None and table.on_hand is not None for table in tables)


def _one_stocked(
    file: PlanFile, products: tuple[Product, ...], key: str, amount: Amount
) -> tuple[Product, ...]:
    if len(file.product) > 1:
        raise Refused(
            say("there are several packets, and this does not say of which it is"),
            say("Write {key} under the [[product]] that it is true of.", key=key),
            key,
        )
    if any(getattr(table, key) for table in file.product):
        raise Refused(say("this is written here and under [[product]]"), say("Keep one of the two."), key)
    return tuple(
        replace(product, **cast("dict[str, Any]", {key: amount.of(product.form, key)}))
        for product in products
    )


def _changes(file: PlanFile, reading: _Reading) -> tuple[Change, ...]:
    made = (
        reading.attempt(partial(_change, table, ("change", index), file.pace, reading), "change", index)
        for index, table in enumerate(file.change)
    )
    return tuple(change for change in made if change)


def _change(table: ChangeTable, place: Place, pace: Pace, reading: _Reading) -> Change:
    """Make a change: its class has a field for each key that it may have."""
    if table.days and table.weeks:
        raise _both_lengths()
    kind: Callable[..., Change] = CHANGES[table.kind]
    known = {entry.name for entry in fields(cast("type[Hold]", CHANGES[table.kind]))}
    if (table.days or table.weeks) and "days" not in known:
        raise Refused(
            say("a {kind} has no length", kind=table.kind),
            say("Take the length out."),
            "days" if table.days else "weeks",
        )
    if (table.steps or table.step) and "steps" not in known:
        raise Refused(
            say("a {kind} has no steps", kind=table.kind),
            say('Take them out, or write kind = "replan" for a new arrangement.'),
            "steps" if table.steps else "step",
        )
    values: dict[str, object] = {"on": table.on, "why": table.why or ""}
    if table.days or table.weeks:
        values["days"] = table.weeks * 7 if table.weeks else table.days
    if "steps" in known:
        values |= {"steps": _steps(table, reading, place), "pace": pace}
        if not table.steps and not table.step:
            raise Refused(
                say("a new arrangement has no step"),
                say('Write what is taken from that day on, as in steps = "0.5 mg 2w; 0.25 mg 2w; 0".'),
            )
    return kind(**values)


def _both_lengths() -> Refused:
    return Refused(say("both days and weeks are written"), say("Keep one of the two."), "days")


def _steps(file: PlanFile | ChangeTable, reading: _Reading, inside: Place = ()) -> tuple[Step, ...]:
    steps: list[Step] = []
    if file.steps:
        steps += reading.attempt(partial(_line, file, inside, reading), *inside, "steps") or ()
    for index, table in enumerate(file.step):
        place = (*inside, "step", index if inside else reading.places.get(index, index))
        if isinstance(table, WrittenStep):
            steps += _written(table, place, reading)
        elif len(steps) < LONGEST_PLAN:
            steps += reading.attempt(partial(_strategy, table, place, reading), *place) or ()
    return tuple(steps)


def _line(file: PlanFile | ChangeTable, inside: Place, reading: _Reading) -> tuple[Step, ...]:
    if file.step:
        raise Refused(
            say('there are both a line of "steps" and [[step]] tables'),
            say("Keep one of the two."),
        )
    if (
        isinstance(file, PlanFile)
        and file.then is Then.STAY
        and re.search(r"[;\n]\s*0[\s;]*$", file.steps or "")
    ):
        raise Refused(
            say('this line ends with 0, but then = "stay" says that the last dose goes on'),
            say("Ask the prescriber which is right, and take the other out."),
        )
    steps = []
    for index, item in enumerate(_items(file.steps or "", inside)):
        day = tuple(intake for intake in _plain(item.doses, reading) if intake.dose)
        steps.append(Step(item.length, Regimen((day,)), place=(*inside, "steps", "step", index)))
    return tuple(steps)


def _items(line: str, inside: Place) -> tuple[LineStep, ...]:
    try:
        return read_line(line)
    except TaperError as error:
        problems = (replace(problem, where=(*inside, *problem.where)) for problem in error.problems)
        raise TaperError(*problems) from None


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
    rule = tuple(values.items())
    return tuple(
        Step(values["every"], Regimen(((intake,),)), strategy=name, rule=rule, place=place)
        for intake in intakes
    )
