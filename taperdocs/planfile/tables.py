"""Reads the tables of a plan file into the values of a plan; the JSON Schema is made from these classes.

Each key is a field of the class of its table. A key with a value of its own in the ``Outline`` has the same name there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationInfo

from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.changes import CHANGES, Change, Replan, keys
from taperdocs.plan.course import Course, begun, laid_over
from taperdocs.plan.dose import RATE, Dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.length import LONGEST_PLAN, Pace
from taperdocs.plan.plan import Agreed, Contact, Make, Outline, Person, Review, Then
from taperdocs.plan.problems import Phrase, Problem, Refused, TaperError, gathered, say
from taperdocs.plan.product import Amount, Product
from taperdocs.plan.regimen import Slot, slot_named
from taperdocs.plan.step import Step, counted
from taperdocs.plan.worn import steps_worn
from taperdocs.planfile import fields as types
from taperdocs.planfile.counted import Counted
from taperdocs.planfile.drugs import Drugs, known_drugs
from taperdocs.planfile.fields import CountText, Made, Several, Table, Text
from taperdocs.planfile.steps import (
    STEP_TABLES,
    TAG,
    CycleDay,
    Slots,
    Steps,
    StepsLine,
    Weekly,
    several_lengths,
)

MOST_DROPS = 200
"""Most drops of one mL; droppers give 20 to 60."""
MOST_BEADS = 2000
"""Most beads of one capsule that are counted."""
MOST_ALLOWED = 4
"""Most medicines that are allowed when needed: a day of the diary has a line for each, and must fit a page of A5."""
MOST_CLOSED = 60
"""Most entries of ``closed``."""


def _as(table: type[Table], make: Callable[..., object]) -> Made:
    """Return the type of a *table* whose keys are the arguments of *make*."""
    return Made(table, lambda checked, _: make(**dict(checked)))


class PersonTable(Table):
    """Whom the plan is for."""

    name: Text = ""
    born: types.Birthday | None = None


class AgreedTable(Table):
    """With whom and when the plan was agreed."""

    by: Text
    on: types.Day


class ContactTable(Table):
    """Whom to ring."""

    role: Text
    name: Text = ""
    phone: Text = ""


class ReadyTable(Table):
    """What must be true before each step down."""

    ask: Annotated[list[Text], Field(min_length=1, max_length=6)]


class ReviewTable(Table):
    """A day on which the plan is looked at together."""

    on: types.Day
    what: Text = ""


class DiaryTable(Table):
    """What the diary asks for."""

    track: Annotated[list[Text], Field(min_length=1, max_length=3)]


class HoursTable(Table):
    """When the phone calendar reminds of the doses of each time of day."""

    morning: types.HourText | None = None
    noon: types.HourText | None = None
    afternoon: types.HourText | None = None
    evening: types.HourText | None = None
    bedtime: types.HourText | None = None


Hours = tuple[tuple[Slot, time], ...]


def _hours(**written: time | None) -> Hours:
    """Return the hour of each time of day; raise ``Refused`` where they are not in the order of the day."""
    hours = tuple((slot_named(name), hour) for name, hour in written.items() if hour is not None)
    for (early, before), (late, after) in pairwise(hours):
        if after <= before:
            raise Refused(
                say(
                    "{late} at {after} is not after {early} at {before}",
                    late=Phrase(late.name),
                    after=f"{after:%H:%M}",
                    early=Phrase(early.name),
                    before=f"{before:%H:%M}",
                ),
                say(
                    "Write the hours of one day in their order; a bedtime after midnight is written as "
                    '"23:59".'
                ),
                late.name,
            )
    return hours


class SupplyTable(Table):
    """What is at home, what a packet holds, and how and when the pharmacy hands out."""

    dispense_every: types.EveryText | None = None
    pack_size: types.PackSize | None = None
    on_hand: types.OnHand | None = None
    counted: types.Day | None = None
    order_ahead: types.AheadText | None = None
    closed: Annotated[Several[types.ClosedText], Field(max_length=MOST_CLOSED)] = ()
    keep_parts: bool = True


DropsNumber = Annotated[Annotated[int, Field(ge=1, le=MOST_DROPS)] | None, Field(alias="drops_per_mL")]


BeadsNumber = Annotated[int, Field(ge=1, le=MOST_BEADS)] | None


_RATE = say('Write what is on the packet, as in rate = "25 mcg/h".')
NO_STRENGTH = Refused(
    say('"{key}" is missing', key="strength"),
    say('Write the strength that is on the packet, as in strength = "0.5 mg" or "2.5 mg/mL".'),
)


class ProductTable(Table):
    """One packet."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["strength"]}, {"required": ["rate"]}]}
    )

    drug: Text | None = None
    form: Annotated[Form, Field(strict=False)]
    strength: types.StrengthText | None = None
    rate: types.StrengthText | None = None
    change_every: types.ChangeText | None = None
    split: Annotated[Split, Field(strict=False)] = Split.NO
    measure: types.VolumeText | None = None
    syringe: types.VolumeText | None = None
    scale: types.ScaleText | None = None
    pack_size: types.PackSize | None = None
    on_hand: types.OnHand | None = None
    drops: DropsNumber = None
    beads: BeadsNumber = None


def _product(table: ProductTable, info: ValidationInfo) -> Product:
    drugs = known_drugs(info)
    drug = table.drug or drugs.only
    if drug is None:
        raise Refused(
            say("this packet does not say of which drug it is"),
            say('Add the drug, as in drug = "clonazepam".'),
        )
    return _packet(table, drugs.name(drug), _strength(table))


def _packet(table: "ProductTable | OwnPacket", drug: str, strength: tuple[Dose, Decimal]) -> Product:
    """Return the packet of a table."""
    values = dict(table) | {"drug": drug}
    values["strength"], values["per"] = strength
    values.pop("rate", None)
    for key in ("pack_size", "on_hand"):
        if amount := values.get(key):
            values[key] = amount.of(table.form, key)
    return Product(**values)


def _strength(table: ProductTable) -> tuple[Dose, Decimal]:
    """Return the strength of a packet, or the rate of a patch; raise ``Refused`` where there is neither."""
    if table.strength and table.rate:
        raise Refused(say("both strength and rate are written"), say("Keep one of the two."), "rate")
    patch = table.form is Form.PATCH
    if table.rate and not patch:
        raise Refused(
            say("a {form} has no rate", form=say(table.form.label)),
            say('Write its strength, as in strength = "10 mg", or form = "patch" if it is one.'),
            "rate",
        )
    if table.rate and table.rate[0].unit != RATE:
        raise Refused(
            say("the packet of a patch says its rate, and {dose} is none", dose=table.rate[0]), _RATE, "rate"
        )
    found = table.strength or table.rate
    if found is None:
        raise Refused(say("it is not said which rate this patch has"), _RATE) if patch else NO_STRENGTH
    return found


class OwnPacket(Table):
    """The packet of a medicine that is allowed when needed, apart from the packets of the plan."""

    form: Annotated[Form, Field(strict=False)]
    strength: types.StrengthText
    split: Annotated[Split, Field(strict=False)] = Split.NO
    measure: types.VolumeText | None = None
    pack_size: types.PackSize | None = None
    drops: DropsNumber = None
    beads: BeadsNumber = None


class AsNeededTable(Table):
    """What is allowed beside the plan when it is needed; it is never part of the doses of a day."""

    drug: Text
    dose: CountText
    most: types.MostText
    why: Text = ""
    product: OwnPacket | None = None


def _as_needed(table: AsNeededTable, info: ValidationInfo) -> AsNeeded:
    drugs, own = known_drugs(info), table.product
    if (own and own.form is Form.PATCH) or (isinstance(table.dose, Dose) and table.dose.unit == RATE):
        raise Refused(
            say("a patch is worn for days, and is not taken when needed"),
            say("Write it as a step, or as a course of its own."),
            "dose",
        )
    drug, dose, packet = drugs.name(table.drug), table.dose, None
    if own:
        try:
            packet = _packet(own, drug, own.strength)
        except Refused as refused:
            raise Refused(refused.message, refused.remedy, "product", *refused.where) from None
        strength, per = own.strength
        written = f"{strength}/{per} mL" if own.form.liquid else str(strength)
        drugs = replace(drugs, packets=((drug, str(own.form), written, own.drops or own.beads),))
    if isinstance(dose, Counted):
        dose = drugs.counted(dose, drug)
    if not dose:
        raise Refused(
            say("nothing is allowed here: the dose is 0"),
            say('Write how much may be taken each time, as in dose = "0.5 mg".'),
            "dose",
        )
    return AsNeeded(drug, dose, table.most, table.why, packet)


OfCourse = Annotated[str, Made(Text, lambda name, info: known_drugs(info).of_course(name))]
"""The drug that the doses which are read next need not name."""


class ChangeTable(Table):
    """Something that happened to the plan later."""

    kind: Literal[tuple(CHANGES)]  # type: ignore[valid-type]  # the registry names them
    on: types.Day
    days: Annotated[int, Field(ge=1, le=LONGEST_PLAN)] | None = None
    weeks: Annotated[int, Field(ge=1, le=LONGEST_PLAN // 7)] | None = None
    why: Text = ""
    drug: OfCourse = ""
    steps: StepsLine = ()
    step: Steps = ()


def _steps(table: "PlanFile | ChangeTable | CourseTable") -> tuple[Step, ...]:
    """Return the steps of a line or of tables; raise ``Refused`` where there are both."""
    if table.steps and table.step:
        raise Refused(
            say('there are both a line of "steps" and [[step]] tables'), say("Keep one of the two."), "steps"
        )
    return table.steps or table.step


def _change(table: ChangeTable, info: ValidationInfo) -> Change:
    """Return the change of a table; raise ``Refused`` for keys that its kind does not have."""
    known_drugs(info).of_course("")
    kind = CHANGES[table.kind]
    known = keys(table.kind)
    values: dict[str, Any] = {"on": table.on, "why": table.why, "drug": table.drug}
    if lengths := several_lengths(table, ("days", "weeks")):
        raise lengths
    if table.days or table.weeks:
        if "days" not in known:
            raise Refused(
                say("a {kind} has no length", kind=table.kind),
                say("Take the length out."),
                "days" if table.days else "weeks",
            )
        values["days"] = table.weeks * 7 if table.weeks else table.days
    if "steps" in known:
        values["steps"] = _steps(table)
        if not values["steps"]:
            raise Refused(
                say("a new arrangement has no step"),
                say('Write what is taken from that day on, as in steps = "0.5 mg 2w; 0.25 mg 2w; 0".'),
            )
    elif table.steps or table.step:
        raise Refused(
            say("a {kind} has no steps", kind=table.kind),
            say('Take them out, or write kind = "replan" for a new arrangement.'),
            "steps" if table.steps else "step",
        )
    return kind(**values)


class CourseTable(Table):
    """The timeline of one drug beside those of others."""

    drug: OfCourse
    start: types.Day | None = None
    then: Annotated[Then, Field(strict=False)] | None = None
    steps: StepsLine = ()
    step: Steps = ()


def _courses(tables: tuple[CourseTable, ...], start: date, pace: Pace) -> Iterator[Course]:
    """Yield the courses with their own first days; raise ``TaperError`` for what courses cannot have."""
    problems = list[Problem]()
    for index, table in enumerate(tables):
        here, written = ("course", index), tuple[Step, ...]()
        count = len(problems)
        with gathered(problems, *here):
            written = _steps(table)
        if len(problems) > count:
            continue
        if not written:
            how = say('Write steps = "40 mg 1w; 20 mg 1w; 0", or each step under a line [[course.step]].')
            problems.append(Problem(here, say("this course has no step"), how))
            continue
        steps = tuple(replace(step, place=(*here, *step.place)) for step in written)
        first = table.start or start
        if not any(step.length.days(pace) for step in steps):
            how = say("Write at least one step that lasts a day or longer.")
            problems.append(Problem(here, say("no day of this course is laid out"), how))
        stays = table.then is Then.STAY or (table.then is None and steps[-1].length.longest is None)
        yield Course(table.drug, first, counted(steps, first, pace), stays)
    if problems:
        raise TaperError(*problems)


APerson = Annotated[Person, _as(PersonTable, Person)]
AnAgreement = Annotated[Agreed, _as(AgreedTable, Agreed)]
AContact = Annotated[Contact, _as(ContactTable, Contact)]
AReview = Annotated[Review, _as(ReviewTable, Review)]
AProduct = Annotated[Product, Made(ProductTable, _product)]
AnAllowance = Annotated[AsNeeded, Made(AsNeededTable, _as_needed)]
AChange = Annotated[Change, Made(ChangeTable, _change)]


class PlanFile(Table):
    """A plan file, format 1: what a person and their prescriber agreed."""

    format: Literal[1]
    id: Annotated[UUID, Field(strict=False)] | None = None
    title: Text | None = None
    drug: Text | None = None
    start: types.Start
    zone: types.ZoneName = ""
    pace: Annotated[Pace, Field(strict=False)] = Pace.LONGEST
    then: Annotated[Then, Field(strict=False)] | None = None
    make: Annotated[Make, Field(strict=False)] = Make.EXACTLY
    before: CycleDay = ()
    indication: Annotated[Text, Field(alias="for")] = ""
    since: Text = ""
    as_needed: Annotated[Several[AnAllowance], Field(max_length=MOST_ALLOWED)] = ()
    steps: StepsLine = ()
    person: APerson = Person()
    agreed: AnAgreement | None = None
    contacts: Annotated[Several[AContact], Field(max_length=12, alias="contact")] = ()
    ready: Annotated[tuple[str, ...], Made(ReadyTable, lambda table, _: tuple(table.ask))] = ()
    reviews: Annotated[Several[AReview], Field(max_length=60, alias="review")] = ()
    track: Annotated[
        tuple[str, ...], Made(DiaryTable, lambda table, _: tuple(table.track)), Field(alias="diary")
    ] = ()
    supply: Annotated[Mapping[str, Any], _as(SupplyTable, dict)] = Field(default_factory=dict)
    hours: Annotated[Hours, _as(HoursTable, _hours)] = ()
    products: Annotated[Several[AProduct], Field(max_length=60, alias="product")] = ()
    step: Steps = ()
    changes: Annotated[Several[AChange], Field(max_length=366, alias="change")] = ()
    courses: Annotated[Several[CourseTable], Field(max_length=9, alias="course")] = ()


def outline(file: PlanFile, drugs: Drugs) -> Outline:
    """Turn *file* into its outline; raise ``TaperError`` with all problems."""
    products, steps, courses = file.products, tuple[Step, ...](), tuple[Course, ...]()
    problems = list[Problem]()
    for key in ("pack_size", "on_hand"):
        with gathered(problems, "supply"):
            products = _stocked(products, key, file.supply.get(key))
    counts = (file.supply.get("on_hand"), *(product.on_hand for product in file.products))
    if file.supply.get("counted") and all(count is None for count in counts):
        problems.append(
            Problem(
                ("supply", "counted"),
                say("this says when it was counted, and nothing says how many there were"),
                say("Add what was counted, as in on_hand = 28, or take the line out."),
            )
        )
    with gathered(problems):
        steps = _steps(file)
    with gathered(problems):
        courses = tuple(_courses(file.courses, file.start, file.pace))
    problems += _beside_courses(file)
    if not file.steps and not file.step and not file.courses:
        problems.append(
            Problem(
                (),
                say("the plan has no step"),
                say('Write each step under a line [[step]], or all in one: steps = "1 mg 2w; 0.5 mg 2w; 0".'),
            )
        )
    if problems:
        raise TaperError(*problems)
    # A patch has days of its own: one on which it is changed, and others on which it stays on.
    steps = steps_worn(steps, products)
    if courses:
        courses = tuple(replace(one, steps=steps_worn(one.steps, products)) for one in courses)
        try:
            first = min(file.start, *(course.start for course in courses))
            steps = laid_over(begun(courses, first, file.pace), first).steps
        except Refused as refused:
            raise TaperError(refused.problem("course")) from None
    drug = (
        courses[0].drug
        if courses
        else drugs.only or next((name for step in steps for name in step.regimen.drugs), "")
    )
    values = {**dict(file), **file.supply}
    values |= {
        "title": file.title or f"{drug[:1].upper()}{drug[1:]} taper",
        "untitled": file.title is None,
        "steps": steps if courses else counted(steps, file.start, file.pace),
        "courses": courses,
        "products": products,
        # Where ``then`` is not written, a plan with an open last step stays and every other plan stops.
        "then": file.then or (Then.STAY if steps[-1].length.longest is None else Then.STOP),
        "changes": tuple(
            _replanned(change, index, file.pace, products) for index, change in enumerate(file.changes)
        ),
    }
    return Outline(**{entry.name: values[entry.name] for entry in fields(Outline) if entry.name in values})


def _beside_courses(file: PlanFile) -> Iterator[Problem]:
    """Find what a plan of courses cannot have for all of them together."""
    if not file.courses:
        return
    if file.steps or file.step:
        yield Problem(
            ("steps" if file.steps else "step",),
            say("there are courses, and steps beside them"),
            say(
                "Write all steps of a drug under its [[course]]: as a line of steps there, or each as [[course.step]] "
                "instead of [[step]]."
            ),
        )
    if file.then:
        yield Problem(
            ("then",),
            say("each course says for itself what comes after its last step"),
            say("Write then under the [[course]] of which it is true."),
        )


def _replanned(change: Change, index: int, pace: Pace, products: tuple[Product, ...]) -> Change:
    """Return a new arrangement with the *pace* of the plan and the places of its steps; other changes unchanged."""
    if not isinstance(change, Replan):
        return change
    steps = tuple(replace(step, place=("change", index, *step.place)) for step in change.steps)
    return replace(change, steps=steps_worn(counted(steps, change.on, pace), products), pace=pace)


def _stocked(products: tuple[Product, ...], key: str, amount: Amount | None) -> tuple[Product, ...]:
    """Return *products* with the *amount* that ``[supply]`` gives for the only packet."""
    if amount is None:
        return products
    if len(products) > 1:
        raise Refused(
            say("there are several packets, and this does not say of which it is"),
            say("Write {key} under the [[product]] that it is true of.", key=key),
            key,
        )
    if any(getattr(product, key) is not None for product in products):
        raise Refused(say("this is written here and under [[product]]"), say("Keep one of the two."), key)
    return tuple(
        replace(product, **cast("dict[str, Any]", {key: amount.of(product.form, key)}))
        for product in products
    )


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
    "as_needed": AsNeededTable,
    "change": ChangeTable,
    "course": CourseTable,
    TAG + "slots": Slots,
    TAG + "week": Weekly,
    **STEP_TABLES,
}

HEADINGS = frozenset({"step", *(name for name in _TABLES if not name.startswith(TAG))})
"""The keys of tables that stand under a heading of their own."""


def keys_of(*location: str | int) -> tuple[str, ...]:
    """Return the keys of the table at a *location* in pydantic's form."""
    table = next(
        (_TABLES[part] for part in reversed(location) if isinstance(part, str) and part in _TABLES), PlanFile
    )
    named = (field.alias or name for name, field in table.model_fields.items())
    return tuple(key for key in named if not key.startswith(TAG))
