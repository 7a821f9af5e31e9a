"""Draws outlines from a seed: cheaper than plan files by far, so that thousands of them can be judged."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from taperdocs.plan.changes import Change, Hold, MoveOn, Replan, Resume, Skip, Slow, StepBack
from taperdocs.plan.dose import Dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.length import Length, Pace
from taperdocs.plan.plan import UNDATED, Make, Outline, Then
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import NAMED_TIMES, Day, Intake, Regimen, Slot, slot_at
from taperdocs.plan.step import Step
from taperdocs.plan.strategies import Basis, Percent, linear, percent

PACKETS = (
    Product("a", Form.TABLET, Dose(Decimal("0.5"), "mg"), Split.QUARTER),
    Product("a", Form.TABLET, Dose(Decimal("0.75"), "mg")),
    Product("b", Form.SOLUTION, Dose(Decimal(2), "mg"), per=Decimal(5), measure=Decimal("0.5")),
)
MONDAY = date(2026, 12, 7)
SOMETIMES, OFTEN = 0.2, 0.8
ALL_DAYS = 7


_STRATEGIES: dict[str, Callable[..., tuple[Dose, ...]]] = {"linear": linear, "percent": percent}


def outline(dice: Random) -> Outline:
    """Draw an outline without changes."""
    start = UNDATED if dice.random() < SOMETIMES else MONDAY + timedelta(dice.randint(0, 6))
    return Outline(
        title="A plan",
        start=start,
        steps=steps(dice, weekly=start < UNDATED),
        products=PACKETS,
        pace=dice.choice((Pace.LONGEST, Pace.LONGEST, Pace.SHORTEST)),
        then=dice.choice((Then.STOP, Then.STOP, Then.STAY)),
        make=Make.NEAREST_ABOVE,
        before=_day(dice) if dice.random() < SOMETIMES else (),
    )


def change(dice: Random, first: date, last: date) -> Change:
    """Draw a change of any kind on a day from *first* to *last*; many make no sense."""
    on = first + timedelta(dice.randint(0, max((last - first).days, 0)))
    days = dice.choice((1, 3, 7, 10))
    rare: tuple[Change, ...] = (Resume(on), MoveOn(on), Skip(on))
    often: tuple[Change, ...] = (Hold(on, days), Hold(on), StepBack(on, days), Slow(on, days))
    other = Replan(on, steps=steps(dice), pace=dice.choice(tuple(Pace)))
    # What seldom makes sense is tried more often.
    return dice.choice((*often, other, *rare, *rare))


def steps(dice: Random, *, weekly: bool = True) -> tuple[Step, ...]:
    """Draw steps: daily, cycles, weekdays and strategies; sometimes the last one has no end."""
    drawn: list[Step] = []
    for place in range(dice.randint(1, 4)):
        if dice.random() < SOMETIMES:
            drawn += _strategy(dice, place)
        else:
            count = dice.choice((1, 1, 1, 2, 3, ALL_DAYS, 2 * ALL_DAYS))
            cycle = (_day(dice), *(_day(dice) if dice.random() < OFTEN else () for _ in range(count - 1)))
            by_weekday = weekly and count % ALL_DAYS == 0
            drawn.append(Step(_length(dice), Regimen(cycle, weekly=by_weekday), place=("step", place)))
    if dice.random() < SOMETIMES:
        drawn.append(Step(Length(dice.randint(0, 40), None), Regimen((_day(dice), _day(dice)))))
    return tuple(drawn)


def _length(dice: Random) -> Length:
    shortest = dice.choice((0, 1, 3, 7, 10))
    return Length(shortest, shortest + dice.choice((0, 0, 4, 7)) or 5)


def _day(dice: Random) -> Day:
    return tuple(_intake(dice) for _ in range(dice.choice((1, 1, 2))))


_TIMES = (*NAMED_TIMES, Slot.ANY, slot_at(time(9, 30)))


def _intake(dice: Random) -> Intake:
    drug, part = dice.choice((("a", "0.125"), ("a", "0.3"), ("b", "0.2")))
    return Intake(drug, dice.choice(_TIMES), Dose(Decimal(part) * dice.randint(1, 6), "mg"))


def _strategy(dice: Random, place: int) -> list[Step]:
    name, every = dice.choice(tuple(_STRATEGIES)), _length(dice)
    rule: dict[str, object] = {
        "start": Dose(Decimal(dice.choice(("1", "1.5", "3"))), "mg"),
        "cut": Percent(dice.choice(("5", "12.5", "33"))) if name == "percent" else Dose(Decimal("0.1"), "mg"),
        "every": every,
        "to": Dose(Decimal("0.5"), "mg"),
    }
    if name == "percent":
        rule["of"] = dice.choice(tuple(Basis))
    return [
        Step(
            every,
            Regimen(((Intake("a", Slot.BEDTIME, dose),),)),
            strategy=name,
            rule=tuple(rule.items()),
            place=("step", place),
        )
        for dose in _STRATEGIES[name](**rule)
    ]
