"""Lays out on which days of a step a patch is changed and on which it is left on."""

from dataclasses import replace
from math import lcm

from taperdocs.plan.product import Product
from taperdocs.plan.regimen import Regimen
from taperdocs.plan.step import Step


def rhythms(products: tuple[Product, ...]) -> dict[str, int]:
    """Return of each drug that is worn as a patch after how many days it is changed."""
    return {one.drug: one.change_every for one in reversed(products) if one.change_every}


def worn(regimen: Regimen, products: tuple[Product, ...]) -> Regimen:
    """Return *regimen* with a cycle in which a patch is put on on the first day and then left on until it is changed.

    Without a patch, it is *regimen* itself; so is one by weekdays, which the checks refuse.
    """
    every = {drug: days for drug, days in rhythms(products).items() if drug in regimen.drugs}
    if not every or regimen.weekly:
        return regimen
    count = lcm(len(regimen.days), *every.values())
    return Regimen(
        tuple(
            tuple(
                replace(intake, stays=bool(intake.drug in every and number % every[intake.drug]))
                for intake in regimen.days[number % len(regimen.days)]
            )
            for number in range(count)
        )
    )


def steps_worn(steps: tuple[Step, ...], products: tuple[Product, ...]) -> tuple[Step, ...]:
    """Return *steps* with the days of their patches; each step begins with a new patch."""
    if not rhythms(products):
        return steps
    return tuple(replace(step, regimen=worn(step.regimen, products)) for step in steps)
