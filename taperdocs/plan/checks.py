"""Finds what is wrong with the doses, packets and steps of an outline before it is laid out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from itertools import chain, combinations, dropwhile, groupby, islice, pairwise

from taperdocs.plan.course import MOST_DAYS
from taperdocs.plan.dose import RATE, Dose, unit_said
from taperdocs.plan.form import Split
from taperdocs.plan.length import LONGEST_PLAN
from taperdocs.plan.pieces import how_many, nearest, pieces, too_fine
from taperdocs.plan.plan import Make, Outline, Then, packets_of, products_of
from taperdocs.plan.problems import Counted, Message, Place, Problem, excerpt, say
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import WEEKDAYS, Intake, Slot
from taperdocs.plan.step import Step
from taperdocs.plan.worn import rhythms

_ONE_UNIT = say(
    "Write the doses in the unit of the packet: taperdocs never converts units into mg or mg into units."
)
_ONE_RATE = say(
    'Write the doses of a patch as its rate, as in "25 mcg/h", and others in mg: taperdocs never converts one into the '
    "other."
)
Written = tuple[Place, Intake]
"""An intake and the place where it is written."""
MOST_PACKETS = 15
"""Largest number of different packets of one drug."""


def dose_problems(outline: Outline) -> tuple[Problem, ...]:
    """Find what is wrong with single doses and packets."""
    twins, muddled = tuple(_twins(outline)), dict(_muddled(outline))
    beside = tuple(_as_needed(outline, muddled))
    doses = (*muddled.values(), *_doses(outline, muddled), *_patches(outline), *beside)
    return (*twins, *_before(outline), *doses)


def _patches(outline: Outline) -> Iterator[Problem]:
    """Find patches of one drug that are changed in two rhythms, and steps in which a patch is not worn every day."""
    every = rhythms(outline.products)
    for index, product in enumerate(outline.products):
        if product.change_every and product.change_every != every[product.drug]:
            yield Problem(
                ("product", index, "change_every"),
                say(
                    "patches of {drug} are worn together, and these are changed every {days} days and every {other}",
                    drug=product.drug,
                    days=every[product.drug],
                    other=product.change_every,
                ),
                say("Ask the prescriber on which days they are changed, and write the same for all of them."),
            )
    for step in chain.from_iterable(outline.written):
        for drug in (drug for drug in step.regimen.drugs if drug in every):
            days = [[one for one in day if one.drug == drug] for day in step.regimen.days]
            alike = {(day[0].dose, day[0].slot) for day in days if len(day) == 1}
            if step.regimen.weekly or len(alike) > 1 or any(len(day) != 1 for day in days):
                yield Problem(
                    step.place,
                    say(
                        "a patch of {drug} stays on day and night, and this step has other doses of it",
                        drug=drug,
                    ),
                    say(
                        'Write one rate for all days of the step, as in dose = "25 mcg/h", and a medicine that is '
                        "taken by weekday as a [[course]] of its own."
                    ),
                )
            elif len(days) > MOST_DAYS:
                yield Problem(
                    step.place,
                    say(
                        "the cycle of this step and that of the patch begin together again only after {days} days",
                        days=len(days),
                    ),
                    say(
                        "Write each drug as a [[course]] of its own, or ask the prescriber for rhythms that fit."
                    ),
                )


def _as_needed(outline: Outline, muddled: Iterable[str]) -> Iterator[Problem]:
    """Find what is allowed twice, in another unit than the plan's doses, or as a dose that its packet cannot make."""
    taken, seen = _by_drug(outline), set[Intake]()
    for index, allowed in enumerate(outline.as_needed):
        place, packets = ("as_needed", index), packets_of(outline, allowed)
        intake = Intake(allowed.drug, Slot.ANY, allowed.dose)
        written = ((*place, "dose"), intake)
        if intake in seen:
            yield Problem(place, say("this is allowed here and above"), say("Keep one of the two."))
            continue
        seen.add(intake)
        problem = _two_units([*taken.get(allowed.drug, [])[:1], written]) or _two_kinds(written, packets)
        if not problem and packets and (allowed.product or allowed.drug not in muddled):
            problem = _too_fine(written, packets) or _not_made(written, packets)
        if problem:
            yield problem


def _before(outline: Outline) -> Iterator[Problem]:
    """Find a drug that was taken before the first step and that no step has."""
    drugs = {drug for steps in outline.written for step in steps for drug in step.regimen.drugs}
    for intake in outline.before:
        if intake.drug not in drugs:
            yield Problem(
                ("before",),
                say("no step has {drug}", drug=intake.drug),
                say("Write its last days as a step, or leave it out here."),
            )


def order_problems(outline: Outline) -> tuple[Problem, ...]:
    """Find steps that cannot follow each other, a plan without a dose, a plan that is too long, and wrong dates."""
    each = (replace(outline, steps=steps, then=then) for steps, then in outline.timelines if steps)
    found = (rule(one) for one in each for rule in _RULES)
    return (
        *chain.from_iterable(found),
        *_times(outline),
        *_no_dose(outline),
        *_courses(outline),
        *_stock(outline),
        *(_early_reviews(outline) if outline.dated else _dates_without_a_start(outline)),
    )


def _courses(outline: Outline) -> Iterator[Problem]:
    """Find courses of one drug, and first days of courses that do not fit that of the plan."""
    drugs = [course.drug for course in outline.courses]
    for index, course in enumerate(outline.courses):
        if course.drug in drugs[:index]:
            yield Problem(
                ("course", index, "drug"),
                say("there is already a course of {drug}", drug=course.drug),
                say("Write all steps of one drug in one course."),
            )
        if outline.dated and course.start < outline.start:
            yield Problem(
                ("course", index, "start"),
                say(
                    "this course begins on {on}, before the plan on {start}",
                    on=course.start,
                    start=outline.start,
                ),
                say(
                    "Write the first day of the first course at the top, as in start = {on}.", on=course.start
                ),
            )
    first = min((course.start for course in outline.courses), default=outline.start)
    if first > outline.start:
        yield Problem(
            ("start",),
            say("the plan begins on {start}, and its first course on {on}", start=outline.start, on=first),
            say("Write start = {on}, or let a course begin with the plan.", on=first),
        )


def _early_reviews(outline: Outline) -> Iterator[Problem]:
    for index, review in enumerate(outline.reviews):
        if review.on < outline.start:
            yield Problem(
                ("review", index, "on"),
                say(
                    "this review is on {on}, before the plan begins on {start}",
                    on=review.on,
                    start=outline.start,
                ),
                say("Look at the year and the month, or take the review out."),
            )


def _dates_without_a_start(outline: Outline) -> Iterator[Problem]:
    """Find what needs dates in a plan that has none."""
    written = [step for steps in outline.written for step in steps]
    places: list[Place] = [
        *(
            ("course", n, "start")
            for n, course in enumerate(outline.courses)
            if course.start != outline.start
        ),
        *((*step.place, "begins") for step in written if isinstance(step.begins, date)),
        *((*step.place, "cycle") for step in written if step.regimen.weekly),
        *((*step.place, "months") for step in written if step.length.months),
        *((*step.place, "until") for step in written if step.length.until),
        *(("review", index) for index in range(len(outline.reviews))),
        *(("change", index) for index in range(len(outline.changes))),
        *(("supply", key) for key in ("counted", "order_ahead", "closed") if getattr(outline, key)),
    ]
    for place in places:
        yield Problem(
            place,
            say("this needs dates, and the start of the plan is not fixed"),
            say('Write the first day at the top, as in start = 2026-12-07, instead of start = "open".'),
        )


def _stock(outline: Outline) -> Iterator[Problem]:
    """Find a count before the first day, and a pharmacy that is never open."""
    counted = outline.counted
    if counted and outline.dated and counted < outline.start:
        yield Problem(
            ("supply", "counted"),
            say(
                "this was counted on {on}, before the plan begins on {start}",
                on=counted,
                start=outline.start,
            ),
            say(
                "Nobody knows what is taken until then: count again on the first day, and take this line out."
            ),
        )
    closed = {entry.weekday for entry in outline.closed}
    if closed.issuperset(WEEKDAYS[:5]):
        yield Problem(
            ("supply", "closed"),
            say("this pharmacy is closed from Monday to Friday in every week"),
            say("Write the days of the week on which nothing can be collected."),
        )


def _twins(outline: Outline) -> Iterator[Problem]:
    """Find packets that are listed twice."""
    first: dict[object, int] = {}
    for index, product in enumerate(outline.products):
        twin = first.setdefault((product.drug, product.form, product.strength, product.per), index)
        if twin != index:
            yield Problem(
                ("product", index),
                say(
                    "this {label} of {drug} is already product {number}",
                    label=product,
                    drug=product.drug,
                    number=twin + 1,
                ),
                say("Keep one of the two."),
            )


def _by_drug(outline: Outline) -> dict[str, list[Written]]:
    """Return the intakes of each drug in the order in which they are written."""
    found: dict[str, list[Written]] = {}
    for written in _intakes(chain(*outline.written)):
        found.setdefault(written[1].drug, []).append(written)
    return found


def _muddled(outline: Outline) -> Iterator[tuple[str, Problem]]:
    """Find drugs whose doses cannot be worked out: two units, too many packets, or far too many ways to make a dose."""
    for drug, taken in _by_drug(outline).items():
        packets = products_of(outline, drug)
        places: list[Place] = [
            ("product", index) for index, product in enumerate(outline.products) if product.drug == drug
        ]
        earlier = [(("before",), intake) for intake in outline.before if intake.drug == drug]
        problem = _two_units([*earlier, *taken]) or _two_kinds(taken[0], packets)
        if not problem and len(packets) > MOST_PACKETS:
            problem = Problem(
                places[MOST_PACKETS],
                say("there are more than {most} different packets of {drug}", most=MOST_PACKETS, drug=drug),
                say("Keep those that are at home."),
            )
        if not problem and packets:
            highest = max((intake for _, intake in taken), key=lambda intake: intake.dose.milligrams)
            problem = _too_fine((places[0], highest), packets)
        if problem:
            yield drug, problem


def _two_units(taken: list[Written]) -> Problem | None:
    """Return the problem of the first dose in another unit than the one before it."""
    first = taken[0][1].dose.unit
    for where, intake in taken:
        if intake.dose.unit != first:
            return Problem(
                where,
                say(
                    "{drug} is in {unit} here and in {first} before",
                    drug=intake.drug,
                    unit=intake.dose.unit,
                    first=first,
                ),
                say("Write all doses of one drug in one unit: mixed units are misread a thousandfold."),
            )
    return None


def _two_kinds(written: Written, packets: tuple[Product, ...]) -> Problem | None:
    """Return the problem of a dose in mg whose packet is in units, or the other way round: no factor turns them."""
    where, intake = written
    other = next((one.strength for one in packets if one.strength.kind != intake.dose.kind), None)
    if other is None:
        return None
    return Problem(
        where,
        say(
            "{dose} of {drug} cannot be made from a packet in {unit}",
            dose=intake.dose,
            drug=intake.drug,
            unit=unit_of(other),
        ),
        _ONE_RATE if RATE in {other.unit, intake.dose.unit} else _ONE_UNIT,
    )


def _too_fine(written: Written, packets: tuple[Product, ...]) -> Problem | None:
    """Return the problem of a dose that there are far too many ways to make."""
    where, intake = written
    if not too_fine(intake.dose, packets):
        return None
    return Problem(
        where,
        say(
            "a dose of {dose} is past counting in pieces of these packets of {drug}",
            dose=intake.dose,
            drug=intake.drug,
        ),
        say("Look for a digit too many in the strengths, the measures and the doses."),
    )


def unit_of(dose: Dose) -> str | Counted:
    """Return the unit of several doses for a message."""
    return unit_said(dose.unit, Decimal(2))


def _doses(outline: Outline, muddled: Iterable[str]) -> Iterator[Problem]:
    """Find drugs without packets and doses that the packets cannot make."""
    done = set(muddled)
    packets = {product.drug: products_of(outline, product.drug) for product in outline.products}
    for (_, strategy), group in groupby(
        chain(*outline.written), key=lambda step: (step.place, step.strategy)
    ):
        steps = tuple(group)
        impossible = list[Written]()
        for where, intake in dict.fromkeys(_intakes(steps)):
            if intake.drug in done:
                continue
            if intake.drug not in packets:
                done.add(intake.drug)
                yield _no_product(where, intake.drug, packets)
            elif pieces(intake.dose, packets[intake.drug]) is None:
                impossible.append((where, intake))
        if outline.make is Make.NEAREST_ABOVE or not impossible:
            continue
        if strategy:
            yield _impossible_strategy(packets, steps, [intake.dose for _, intake in impossible])
        else:
            yield from (_impossible(written, packets[written[1].drug]) for written in impossible)


def _no_product(where: Place, drug: str, packets: Iterable[str]) -> Problem:
    near = get_close_matches(excerpt(drug), tuple(packets)[:MOST_PACKETS], n=1, cutoff=0.8)
    return Problem(
        where,
        say("there is no product for {drug}", drug=excerpt(drug)),
        say(
            'If "{near}" is meant, write it so; otherwise add a [[product]] for {drug}.',
            near=near[0],
            drug=drug,
        )
        if near
        else say("Add a [[product]] with the form, strength and split of its packet."),
    )


def _not_made(written: Written, packets: tuple[Product, ...]) -> Problem | None:
    """Return the problem of a dose that the packets cannot make."""
    return _impossible(written, packets) if pieces(written[1].dose, packets) is None else None


def _impossible(written: Written, packets: tuple[Product, ...]) -> Problem:
    where, intake = written
    below, above = nearest(intake.dose, packets)
    remedy = (
        say(
            "The nearest doses that can be made are {below} and {above}. Ask the prescriber which dose to "
            "take, or add the packet that makes it.",
            below=below,
            above=above,
        )
        if below
        else say(
            "The nearest dose that can be made is {above}, above it; below it there is none. Ask the "
            "prescriber which dose to take, or add the packet that makes it.",
            above=above,
        )
    )
    if divided := _if_divided(intake.dose, packets):
        remedy = say(
            'If its leaflet says that the {packet} may be divided, write split = "{split}" there, or for a new plan '
            '"{label} {split}". {remedy}',
            packet=divided,
            label=divided.label,
            split=divided.split,
            remedy=remedy,
        )
    return Problem(
        where,
        say(
            "{dose} of {drug} cannot be made from {packets}",
            dose=intake.dose,
            drug=intake.drug,
            packets=_packet_list(packets),
        ),
        remedy,
    )


def _if_divided(dose: Dose, products: tuple[Product, ...]) -> Product | None:
    """Return the packet that would make a dose with the others if it may be divided, and into what; None without one.

    Only a packet of which the plan does not say that it is divided may be meant.
    """
    for split in (Split.HALF, Split.QUARTER):
        for index, one in enumerate(products):
            if one.split is Split.NO and split in one.form.row.splits:
                divided = replace(one, split=split)
                others = (*products[:index], divided, *products[index + 1 :])
                if not too_fine(dose, others) and pieces(dose, others) is not None:
                    return divided
    return None


def _impossible_strategy(
    packets: dict[str, tuple[Product, ...]], steps: tuple[Step, ...], impossible: list[Dose]
) -> Problem:
    intakes = [intake for _, intake in _intakes(steps)]
    products, asked = packets[intakes[0].drug], [intake.dose for intake in intakes]
    lowest, *_, highest = sorted((*asked, *asked), key=lambda dose: dose.milligrams)
    return Problem(
        steps[0].place,
        say(
            "{count} of the {asked} doses of this taper cannot be made from {packets}: {doses}",
            count=len(impossible),
            asked=len(asked),
            packets=_packet_list(products),
            doses=_some(impossible),
        ),
        say(
            "From {lowest} to {highest} these packets make {number} different doses. Add a liquid or a "
            "smaller strength, or, if the prescriber agrees to the next makeable dose above each, "
            'write make = "nearest-above" at the top of the plan.',
            lowest=lowest.brief_message,
            highest=highest.brief_message,
            number=how_many(lowest, highest, products),
        ),
    )


_SHOWN = 5
"""Number of impossible doses that a problem lists."""


def _some(doses: list[Dose]) -> Message:
    shown = [dose.brief_message for dose in doses[:_SHOWN]]
    names = [f"dose_{number}" for number in range(len(shown))]
    more = ", …" if len(doses) > _SHOWN else ""
    return Message(", ".join(f"{{{name}}}" for name in names) + more, tuple(zip(names, shown, strict=True)))


def _packet_list(products: Iterable[Product]) -> Message:
    said = [_packet(product) for product in products]
    return reduce(lambda first, second: say("{first} and {second}", first=first, second=second), said)


def _packet(product: Product) -> Message:
    match product.split:
        case Split.HALF:
            return say("{packet} (halves)", packet=product)
        case Split.THIRD:
            return say("{packet} (thirds)", packet=product)
        case Split.QUARTER:
            return say("{packet} (halves and quarters)", packet=product)
        case Split.EIGHTH:
            return say("{packet} (halves, quarters and eighths)", packet=product)
    return product.message


def _open_steps(outline: Outline) -> Iterator[Problem]:
    final = outline.steps[-1]
    for step, later in pairwise(outline.steps):
        length = step.length
        if length.longest is None and not length.waits and step.place != later.place:
            yield Problem(
                step.place,
                say("only the last step may be open"),
                say(
                    "Write how long this step lasts, as in weeks = 2, or what it waits for, as in "
                    'until = "the blood test is back".'
                ),
            )
    if final.strategy and final.length.longest is None:
        yield Problem(
            (*final.place, "every"),
            say("the steps of a taper cannot be open"),
            say('Write how often the dose is cut, as in every = "2 weeks".'),
        )
    elif final.length.waits and outline.then is Then.STOP:
        yield Problem(
            final.place,
            say('the last step waits for something, but then = "stop" says that the plan stops'),
            say('Write what comes after it as a step, as in days = 1 and dose = "0 mg", or take then out.'),
        )
    elif final.length.longest is None and outline.then is Then.STOP:
        yield Problem(
            final.place,
            say('the last step is open, but then = "stop" says that the plan stops'),
            say('Write how long the last step lasts, or then = "stay".'),
        )


def _unknown_days(outline: Outline) -> Iterator[Problem]:
    """Find months and dates after a step that waits, since it is not known when they begin."""
    after = dropwhile(lambda step: not step.length.waits, outline.steps)
    for step in islice(after, 1, None):
        if step.length.months or step.length.until:
            yield Problem(
                (*step.place, "months" if step.length.months else "until"),
                say("it is not known on which day this step begins, since a step before it waits"),
                say("Write its length in weeks or days, as in weeks = 4."),
            )


def _after_zero(outline: Outline) -> Iterator[Problem]:
    stopped = False
    for step in outline.steps:
        if stopped and step.regimen.drugs:
            yield Problem(
                step.place,
                say("this step comes after the dose has gone to zero"),
                say(
                    "Take the zero step out, or move this step before it. Days without a dose between doses "
                    'are written as a cycle, as in cycle = ["0.5 mg", "0 mg"].'
                ),
            )
            return
        stopped = stopped or not step.regimen.drugs


def _staying_at_zero(outline: Outline) -> Iterator[Problem]:
    if outline.then is Then.STAY and not outline.steps[-1].regimen.drugs:
        place = outline.steps[-1].place
        yield Problem(
            (*(place[:2] if place[:1] == ("course",) else ()), "then"),
            say('the last step has no dose, but then = "stay" says that its dose goes on'),
            say('Write then = "stop", or take the last step out.'),
        )


def _times(outline: Outline) -> Iterator[Problem]:
    """Find an hour and a named time of one day that would be printed in another order than that of their hours."""
    named = dict(outline.hours)
    for step in chain.from_iterable(outline.written):
        for index, day in enumerate(step.regimen.days):
            taken = {intake.slot: intake for intake in day}
            for early, late in combinations(sorted(taken), 2):
                before, after = (slot.hour or named.get(slot, slot.place) for slot in (early, late))
                # Named times are in order among themselves: the reader of [hours] sees to that.
                if bool(early.hour) != bool(late.hour) and after <= before:
                    yield Problem(
                        (*step.place, *_key(step, index, taken[late])),
                        say(
                            "it is not clear which comes first, {early} or {late}: in the order of a day {named} "
                            "counts as {place}",
                            early=str(early),
                            late=str(late),
                            named=str(late if early.hour else early),
                            place=f"{(late if early.hour else early).place:%H:%M}",
                        ),
                        say('Write the hour of both, as in "12:00" and "13:00".'),
                    )


def _no_dose(outline: Outline) -> Iterator[Problem]:
    if not any(step.regimen.drugs and step.length.days(outline.pace) for step in outline.steps):
        yield Problem((), say("no day of this plan has a dose"), say("Write the doses that were agreed."))


def too_long(outline: Outline, steps: tuple[Step, ...]) -> bool:
    """Tell whether *steps* last longer than ``LONGEST_PLAN``."""
    return sum(step.length.days(outline.pace) for step in steps) > LONGEST_PLAN


def _too_long(outline: Outline) -> Iterator[Problem]:
    if too_long(outline, outline.steps):
        yield Problem(
            (),
            say("the plan lasts longer than {years} years", years=LONGEST_PLAN // 365),
            say("Look for a length with a digit too many, or for weeks where days are meant."),
        )


_RULES = (_open_steps, _unknown_days, _after_zero, _staying_at_zero, _too_long)


def _intakes(steps: Iterable[Step]) -> Iterator[Written]:
    """Yield each intake of *steps* with the place where it is written."""
    for step in steps:
        for index, day in enumerate(step.regimen.rates):
            for intake in day:
                yield (*step.place, *_key(step, index, intake)), intake


def _key(step: Step, index: int, intake: Intake) -> Place:
    if step.strategy or "steps" in step.place:
        return ()
    if len(step.regimen.rates) > 1:
        if not step.regimen.weekly:
            return ("cycle", index)
        week, weekday = divmod(index, len(WEEKDAYS))
        return ("cycle", *(() if step.regimen.by_weekday else (week,)), WEEKDAYS[weekday])
    return (intake.slot.key,)
