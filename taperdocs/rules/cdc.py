"""What the American guideline on opioids for pain and the taper tool of the veterans' clinics describe.

CDC Clinical Practice Guideline for Prescribing Opioids for Pain, MMWR 71(3), 2022, United States,
recommendation 5. Opioid Taper Decision Tool, Department of Veterans Affairs, 2016, United States. Both were
read in copies. Methadone and buprenorphine also treat opioid use disorder, for which this pace is not meant, so the
rules about pace leave them out. The rule about tolerance holds for every opioid.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan, products_of
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, find, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import Reduction, amount, daily, reductions, rises, unit_of
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.wording import LINE, faster, large_at_last

CDC = Source(
    say("CDC Clinical Practice Guideline for Prescribing Opioids for Pain, 2022, United States"),
    say("CDC (US 2022)"),
    "2022",
    "United States",
    "a copy",
)
VA = Source(
    say("VA Opioid Taper Decision Tool, 2016, United States"),
    say("VA (US 2016)"),
    "2016",
    "United States",
    "a public data set",
)
_MORE = say("That is more than {source} describes for one week: {limit}.")
_IF_LONG = say(
    "If {drug} has been taken for about a year or more, this is faster than {source} describes, by this "
    "calculation: {limit}."
)
_RISES = say("Ask before the next of these days whether the rises are meant.")
_WEEK, _MONTH = 7, 28
_TENTH, _REST, _HUNDRED = 10, 30, 100
"""Percentages: the largest cut, the rest of the original dose from which cuts are taken of it, and the whole."""
ALSO_A_TREATMENT = {"methadone", "buprenorphine"}
"""Opioids that also treat opioid use disorder."""


@rule(CDC, Of.HIGHEST_THEN_REST, pace=True)
def cdc_week(plan: Plan) -> Iterator[Remark]:
    """Find a cut of more than 10 % of the original dose within 7 days; at 30 % of it and below, of what is left."""
    limit = say(
        "after weeks to months of use 10 % of the original dose a week or slower, from about 30 % of it on about "
        "10 % of what is left each week"
    )
    for drug, found in _opioids(plan, _WEEK):
        yield from faster((fall for fall in found if fall.of_highest > _TENTH), CDC, limit, _MORE)
        small = (f for f in found if f.of_present > _TENTH >= f.of_highest and _is_rest(f) and not f.stops)
        liquid = any(product.liquid for product in products_of(plan.outline, drug))
        yield from large_at_last(small, CDC, limit, liquid=liquid)


@rule(CDC, Of.NOT_STATED)
def cdc_month(plan: Plan) -> Iterator[Remark]:
    """Find more than 10 % less within 28 days, where no week is faster than the source describes."""
    limit = say("about 10 % a month or slower (of which dose is not said)")
    for drug, found in _opioids(plan, _MONTH):
        if any(fall.of_highest > _TENTH for fall in reductions(plan, drug, _WEEK)):
            continue
        fast = [fall for fall in found if min(fall.of_present, fall.of_highest) > _TENTH]
        if fast:
            worst = max(fast, key=lambda fall: fall.of_highest)
            compared = _IF_LONG.put(drug=drug, source=CDC.short, limit=limit)
            line = LINE.put(
                does=worst.line,
                source=CDC.short,
                limit=say("about 10 % a month, if taken for a year or more"),
            )
            yield Remark(
                Level.NOTE, fast[0].on, fast[-1].on, (worst.message, compared), drug, 2, worst.on, line=line
            )


@rule(VA, Of.NONE)
def tolerance(plan: Plan) -> Iterator[Remark]:
    """Find a dose of an opioid that rises after a cut."""
    for drug in plan.drugs:
        found = [each for each in rises(plan, drug) if each.after_cut] if is_of(drug, Group.OPIOID) else []
        if found:
            most, unit = max(found, key=lambda each: each.new.amount - each.old.amount), unit_of(plan, drug)
            parts = (
                say(
                    "{drug} rises from {old} to {new}, after a cut.",
                    drug=drug,
                    old=amount(most.old.amount, unit),
                    new=daily(most.new, unit),
                ),
                say(
                    "{source}: the body can stop being used to a dose in as little as a week, and going back to "
                    "the old dose can then be fatal.",
                    source=VA.short,
                ),
                say("Ask before this day whether the rise is meant.") if not found[1:] else _RISES,
            )
            yield Remark(
                Level.ASK, found[0].new.first, found[-1].new.first, parts, drug, worst=most.new.first
            )


def _is_rest(fall: Reduction) -> bool:
    return fall.old.amount * _HUNDRED <= fall.highest * _REST


def _opioids(plan: Plan, days: int) -> Iterator[tuple[str, tuple[Reduction, ...]]]:
    """Yield each opioid for pain that is cut before it stops; ``abrupt_stop`` finds the others."""
    for drug in plan.drugs:
        known = find(drug)
        if known and known.group is Group.OPIOID and known.name not in ALSO_A_TREATMENT:
            found = reductions(plan, drug, days)
            if any(not fall.stops for fall in found):
                yield drug, found
