"""Finds packets of one plan that are easily mistaken for each other.

Look-alike names: the lists of the FDA and of the ISMP, 2023, United States. They are copyright, so only single pairs
are taken from them. Clonazepam and clobazam: a formulary of the NHS, United Kingdom, which gives no year.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.plan.product import Product
from taperdocs.rules.drugs import named
from taperdocs.rules.finding import Level
from taperdocs.rules.rule import THIS_PLAN, Of, Remark, Source, rule

ISMP = Source(
    say("FDA and ISMP lists of look-alike names, 2023, United States"),
    say("FDA and ISMP (US 2023)"),
    "its entries",
)
FORMULARY = Source(
    say("a formulary of the NHS, no year given, United Kingdom"), say("NHS formulary (UK)"), "its page"
)
_LISTED = (
    frozenset({"clonazepam", "lorazepam"}),
    frozenset({"clonazepam", "clonidine"}),
    frozenset({"lorazepam", "alprazolam"}),
    frozenset({"paroxetine", "fluoxetine"}),
    frozenset({"paroxetine", "duloxetine"}),
    frozenset({"fluoxetine", "duloxetine"}),
)
_CONFUSED = (frozenset({"clonazepam", "clobazam"}),)
_TEN = 10


@rule(THIS_PLAN, Of.NONE)
def two_concentrations(plan: Plan) -> Iterator[Remark]:
    """Find two liquids of one drug with different amounts in one mL."""
    for one, other in combinations((product for product in plan.outline.packets if product.liquid), 2):
        if one.drug == other.drug and _in_one(one) != _in_one(other):
            parts = (
                say(
                    "The plan has two liquids of {drug}, {one} and {other}: the same volume is not the same dose.",
                    drug=one.drug,
                    one=one,
                    other=other,
                ),
                say("Look which bottle it is each time."),
            )
            yield Remark(Level.NOTE, plan.first_day, plan.last_day, parts, one.drug)


@rule(THIS_PLAN, Of.NONE)
def tenfold(plan: Plan) -> Iterator[Remark]:
    """Find two packets of one drug whose strengths differ only in the place of the decimal point."""
    counted = [product for product in plan.outline.packets if not product.liquid]
    for one, other in combinations(counted, 2):
        if (
            one.drug == other.drug
            and one.strength.milligrams != other.strength.milligrams
            and _times(one, other) in {_TEN, _TEN**2, _TEN**3}
        ):
            parts = (
                say(
                    "The plan has two packets of {drug}: {one} and {other}. One is {times} times as strong as the "
                    "other.",
                    drug=one.drug,
                    one=one,
                    other=other,
                    times=_times(one, other),
                ),
                say("Look which packet it is each time."),
            )
            yield Remark(Level.NOTE, plan.first_day, plan.last_day, parts, one.drug)


def _in_one(product: Product) -> Fraction:
    return product.strength.milligrams / Fraction(product.per)


def _times(one: Product, other: Product) -> Fraction:
    least, most = sorted((one.strength.milligrams, other.strength.milligrams))
    return most / least


@rule(ISMP, Of.NONE)
def look_alike(plan: Plan) -> Iterator[Remark]:
    """Find two drugs that the source lists as a pair of names that are mixed up."""
    yield from _pairs(plan, _LISTED)


@rule(FORMULARY, Of.NONE)
def clonazepam_clobazam(plan: Plan) -> Iterator[Remark]:
    """Find clonazepam and clobazam in one plan."""
    yield from _pairs(plan, _CONFUSED)


def _pairs(plan: Plan, pairs: tuple[frozenset[str], ...]) -> Iterator[Remark]:
    for one, other in combinations(plan.medicines, 2):
        if frozenset(named(drug) or drug.casefold() for drug in (one, other)) in pairs:
            parts = (
                say(
                    "The names {one} and {other} look alike, and the source has them among names that are mixed "
                    "up.",
                    one=one,
                    other=other,
                ),
                say("Compare each packet with this plan letter by letter."),
            )
            yield Remark(Level.NOTE, plan.first_day, plan.last_day, parts)
