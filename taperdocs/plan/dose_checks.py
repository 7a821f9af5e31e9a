"""Finds what is wrong with the doses and packets of an outline: units that are mixed, doses that no packet makes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from itertools import chain, groupby

from taperdocs.plan.course import MOST_DAYS
from taperdocs.plan.dose import RATE, Dose, unit_said
from taperdocs.plan.form import Split
from taperdocs.plan.pieces import how_many, nearest, pieces, too_fine
from taperdocs.plan.plan import Make, Outline, packets_of, products_of
from taperdocs.plan.problems import Counted, Message, Place, Problem, excerpt, say
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import Intake, Slot
from taperdocs.plan.step import Step, Written
from taperdocs.plan.worn import rhythms

_ONE_UNIT = say(
    "Write the doses in the unit of the packet: taperdocs never converts units into mg or mg into units."
)
_ONE_RATE = say(
    'Write the doses of a patch as its rate, as in "25 mcg/h", and others in mg: taperdocs never converts one into the '
    "other."
)
MOST_PACKETS = 15
"""Largest number of different packets of one drug."""


def dose_problems(outline: Outline) -> tuple[Problem, ...]:
    """Find what is wrong with single doses and packets."""
    twins, muddled = tuple(_twins(outline)), dict(_muddled(outline))
    beside = tuple(_as_needed(outline, muddled))
    doses = (*muddled.values(), *_doses(outline, muddled), *_patches(outline), *beside)
    return (*twins, *_before(outline), *doses)


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


def _by_drug(outline: Outline) -> dict[str, list[Written]]:
    """Return the intakes of each drug in the order in which they are written."""
    found: dict[str, list[Written]] = {}
    for written in _written(chain(*outline.written)):
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
        for where, intake in dict.fromkeys(_written(steps)):
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
    intakes = [intake for _, intake in _written(steps)]
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
    said = [_DIVIDED.get(one.split, say("{packet}")).put(packet=one) for one in products]
    return reduce(lambda first, second: say("{first} and {second}", first=first, second=second), said)


_DIVIDED = {
    Split.HALF: say("{packet} (halves)"),
    Split.THIRD: say("{packet} (thirds)"),
    Split.QUARTER: say("{packet} (halves and quarters)"),
    Split.EIGHTH: say("{packet} (halves, quarters and eighths)"),
}


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
            impossible = pieces(allowed.dose, packets) is None
            problem = _too_fine(written, packets) or (_impossible(written, packets) if impossible else None)
        if problem:
            yield problem


def _written(steps: Iterable[Step]) -> Iterator[Written]:
    return chain.from_iterable(step.written for step in steps)
