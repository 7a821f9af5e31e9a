"""Builds the plan from its outline, or says every problem that stands in the way, all at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import groupby

from taperdocs.dose import Dose
from taperdocs.errors import Place, Problem, Refused, TaperError, say
from taperdocs.plan import LONGEST_PLAN, Make, Outline, Plan, Then, products_of
from taperdocs.product import Product, Split, how_many, nearest, pieces
from taperdocs.regimen import Day, Intake, Regimen, Slot
from taperdocs.step import Course, Step, lay_out

_WEEK = 7


def build(outline: Outline) -> Plan:
    """Lay out *outline* and make every dose from its packets; raise ``TaperError`` with all problems."""
    problems = [*dose_problems(outline), *_order(outline)]
    if sum(step.length.days(outline.pace) for step in outline.steps) > LONGEST_PLAN:
        problems.append(_too_long())
        raise TaperError(*problems)
    written = lay_out(outline.steps, outline.start, outline.pace)
    problems += _begins(outline, written)
    if problems:
        raise TaperError(*problems)
    steps = _numbered(_made(outline))
    course, problems = _changed(outline, lay_out(steps, outline.start, outline.pace))
    if problems:
        raise TaperError(*problems)
    return Plan(outline, steps, course)


def dose_problems(outline: Outline) -> tuple[Problem, ...]:
    """Find only what is wrong with single doses and packets, whatever the order of the steps."""
    return (*_packets(outline), *_doses(outline))


def _too_long() -> Problem:
    return Problem(
        (),
        say("the plan lasts longer than {years} years", years=LONGEST_PLAN // 365),
        say("Look for a length with a digit too many, or write days where weeks are meant."),
    )


def _packets(outline: Outline) -> Iterator[Problem]:
    """Find packets that are written twice and drugs whose amounts have two units."""
    seen: list[Product] = []
    for index, product in enumerate(outline.products):
        twin = next((n for n, other in enumerate(seen) if _same_packet(other, product)), None)
        seen.append(product)
        if twin is not None:
            yield Problem(
                ("product", index),
                say("this {label} of {drug} is already product {number}", label=product.label, drug=product.drug, number=twin + 1),
                say("Keep one of the two."),
            )
    for drug in dict.fromkeys(drug for step in outline.steps for drug in step.regimen.drugs):
        first = next(intake.dose.unit for step in outline.steps for intake in step.regimen.doses if intake.drug == drug)
        for where, intake in _intakes(outline.steps):
            if intake.drug == drug and intake.dose.unit != first:
                yield Problem(
                    where,
                    say("{drug} is in {unit} here and in {first} before", drug=drug, unit=intake.dose.unit, first=first),
                    say("Write all doses of one drug in one unit: mixed units are misread a thousandfold."),
                )
                break


def _same_packet(one: Product, other: Product) -> bool:
    return (one.drug, one.form, one.strength, one.per) == (other.drug, other.form, other.strength, other.per)


def _doses(outline: Outline) -> Iterator[Problem]:
    """Find drugs without packets and doses that the packets cannot make."""
    missing: set[str] = set()
    for (_, strategy), group in groupby(outline.steps, key=lambda step: (step.place, step.strategy)):
        steps = tuple(group)
        impossible: dict[tuple[Place, Dose], Intake] = {}
        for where, intake in _intakes(steps):
            products = products_of(outline, intake.drug)
            if not products and intake.drug not in missing:
                missing.add(intake.drug)
                yield _no_product(where, intake.drug, outline)
            elif products and pieces(intake.dose, products) is None:
                impossible[where, intake.dose] = intake
        if outline.make is Make.NEAREST_ABOVE or not impossible:
            continue
        if strategy:
            yield _impossible_strategy(outline, steps, tuple(impossible.values()))
        else:
            yield from (_impossible(outline, where, intake) for (where, _), intake in impossible.items())


def _no_product(where: Place, drug: str, outline: Outline) -> Problem:
    near = get_close_matches(drug, [product.drug for product in outline.products], n=1)
    return Problem(
        where,
        say("there is no product for {drug}", drug=drug),
        say('Did you mean "{near}"? Otherwise add a [[product]] for {drug}.', near=near[0], drug=drug)
        if near
        else say("Add a [[product]] with the form, strength and split that stand on the packet."),
    )


def _impossible(outline: Outline, where: Place, intake: Intake) -> Problem:
    products = products_of(outline, intake.drug)
    below, above = nearest(intake.dose, products)
    return Problem(
        where,
        say("{dose} of {drug} cannot be made from {packets}", dose=intake.dose, drug=intake.drug, packets=_packet_list(products)),
        say(
            "The nearest doses that can be made are {below} and {above}. Agree on the dose with the prescriber, or add the packet that makes it.",
            below=below,
            above=above,
        ),
    )


def _impossible_strategy(outline: Outline, steps: tuple[Step, ...], impossible: tuple[Intake, ...]) -> Problem:
    products = products_of(outline, impossible[0].drug)
    asked = [intake.dose for _, intake in _intakes(steps)]
    return Problem(
        steps[0].place,
        say(
            "{count} of the {asked} doses of this taper cannot be made from {packets}: {doses}",
            count=len(impossible),
            asked=len(asked),
            packets=_packet_list(products),
            doses=", ".join(intake.dose.brief for intake in impossible),
        ),
        say(
            "From {lowest} to {highest} these packets make {number} different doses. Add a liquid or a smaller strength, or, if the prescriber agrees "
            'to the next makeable dose above each, write make = "nearest-above" at the top of the plan.',
            lowest=asked[-1].brief,
            highest=asked[0].brief,
            number=how_many(asked[-1], asked[0], products),
        ),
    )


def _packet_list(products: Iterable[Product]) -> str:
    splits = {Split.NO: "", Split.HALF: " (halves)", Split.QUARTER: " (halves and quarters)"}
    return " and ".join(product.label + splits[product.split] for product in products)


def _order(outline: Outline) -> Iterator[Problem]:
    """Find steps that cannot follow each other, and a plan without a dose."""
    *early, final = outline.steps
    for step in early:
        if step.length.longest is None:
            yield Problem(
                step.place, say("only the last step may be open"), say("Write how long this step lasts, as in weeks = 2.")
            )
    if final.length.longest is None and outline.then is Then.STOP:
        yield Problem(
            final.place,
            say('the last step is open, but then = "stop" says that the plan stops'),
            say('Write how long the last step lasts, or then = "stay".'),
        )
    stopped = False
    for step in outline.steps:
        if stopped and step.regimen.drugs:
            yield Problem(
                step.place,
                say("this step comes after the dose has gone to zero"),
                say("Take the zero step out, or move this step before it. Days without a dose between doses are written as a cycle."),
            )
            break
        stopped = stopped or not step.regimen.drugs
    if not any(step.regimen.drugs and step.length.days(outline.pace) for step in outline.steps):
        yield Problem((), say("no day of this plan has a dose"), say("Write the doses that were agreed."))


def _begins(outline: Outline, course: Course) -> Iterator[Problem]:
    """Find steps that do not begin when the plan file says that they must."""
    for period in course.periods:
        step = period.step
        if step.begins is None:
            continue
        wanted = step.begins if isinstance(step.begins, date) else outline.start + timedelta(step.begins - 1)
        if wanted != period.first:
            gap = wanted > period.first
            names = [_when(outline, step.begins, day) for day in (wanted, period.first)]
            between = sorted((wanted, period.first))
            left = _span(outline, step.begins, between[0], between[1] - timedelta(1))
            message = (
                "it should begin on {wanted}, but the steps before it end so that it begins on {laid}: {left} has no dose"
                if gap
                else "it should begin on {wanted}, but the steps before it last until it begins on {laid}: {left} has two doses"
            )
            yield Problem(
                (*step.place, "begins"),
                say(message, wanted=names[0], laid=names[1], left=left),
                say("Agree what is taken then: repeat or lengthen a step before it.") if gap
                else say("Shorten a step before it, or correct when this one begins."),
            )


def _when(outline: Outline, said: int | date, day: date) -> str:
    """Say *day* in the manner of what was *said*: a date, or a week or day of the plan."""
    number = (day - outline.start).days + 1
    if isinstance(said, date):
        return str(day)
    return f"day {number} (week {(number - 1) // _WEEK + 1})"


def _span(outline: Outline, said: int | date, first: date, last: date) -> str:
    if isinstance(said, date):
        return f"{first} to {last}" if first != last else str(first)
    days = [(day - outline.start).days for day in (first, last)]
    if days[0] % _WEEK == 0 and days[1] % _WEEK == _WEEK - 1:
        weeks = [day // _WEEK + 1 for day in days]
        return f"week {weeks[0]}" if weeks[0] == weeks[1] else f"weeks {weeks[0]} to {weeks[1]}"
    return f"day {days[0] + 1}" if first == last else f"day {days[0] + 1} to day {days[1] + 1}"


def _made(outline: Outline) -> Iterator[Step]:
    """Yield the steps with doses that can be made; equal ones of a strategy in a row become one."""
    merged: list[Step] = []
    for step in outline.steps:
        regimen = replace(step.regimen, days=tuple(_makeable(outline, day) for day in step.regimen.days))
        asked = (step.regimen,) if regimen != step.regimen or step.strategy else ()
        made = replace(step, regimen=regimen, asked=asked)
        before = merged[-1] if merged else None
        if before and step.strategy and before.place == step.place and before.regimen == regimen:
            merged[-1] = replace(before, length=before.length + step.length, asked=before.asked + asked)
        else:
            merged.append(made)
    return iter(merged)


def _makeable(outline: Outline, day: Day) -> Day:
    return tuple(_next_makeable(outline, intake) for intake in day)


def _next_makeable(outline: Outline, intake: Intake) -> Intake:
    products = products_of(outline, intake.drug)
    if pieces(intake.dose, products) is not None:
        return intake
    above = nearest(intake.dose, products)[1]
    if above is None:
        message = "no makeable dose above"
        raise ValueError(message)
    return replace(intake, dose=above)


def _numbered(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, number=number) for number, step in enumerate(steps, start=1))


def _changed(outline: Outline, course: Course) -> tuple[Course, list[Problem]]:
    """Apply the changes one after the other; the first that is refused ends it."""
    last: date | None = None
    for index, change in enumerate(outline.changes):
        try:
            if last and change.on < last:
                raise Refused(
                    say("it is dated {on}, before the change above it on {last}", on=change.on, last=last),
                    say("Changes are appended in the order in which they happened and never edited."),
                )
            course, last = change.apply(course), change.on
        except Refused as refused:
            return course, [refused.problem("change", index)]
    return course, []


def _intakes(steps: Iterable[Step]) -> Iterator[tuple[Place, Intake]]:
    """Yield each intake of *steps* with the place where it is written."""
    for step in steps:
        for index, day in enumerate(step.regimen.days):
            for intake in day:
                key = "dose" if intake.slot is Slot.ANY else intake.slot.value
                where = ("cycle", index) if len(step.regimen.days) > 1 else (key,)
                yield (*step.place, *(() if step.strategy else where)), intake
