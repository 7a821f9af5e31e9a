"""What the American guideline on benzodiazepine tapering describes.

Joint Clinical Practice Guideline on Benzodiazepine Tapering, ASAM with nine other societies, 2025, United
States. Read were its pocket guide (key points p. 4, recommendations 6, 16 and 17) and its patient guide (p. 14). The
pages that were read do not say of which dose the percentages are taken.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan, products_of
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import left_out
from taperdocs.rules.reduction import Reduction, reductions
from taperdocs.rules.rule import Of, Remark, Source, rule
from taperdocs.rules.wording import faster, large_at_last

ASAM = Source(
    say("Joint Clinical Practice Guideline on Benzodiazepine Tapering (ASAM), 2025, United States"),
    say("ASAM (US 2025)"),
    "2025",
    "United States",
    "its pocket guide and patient guide",
)
_FORTNIGHT = 14
_MOST, _GENERALLY = 25, 10
"""Largest cut within a fortnight, and the largest at first, in percent."""
_INITIAL = 2
"""Number of cuts that count as the first ones."""
_NALOXONE = ("naloxon", "nalmefen")
"""Beginnings of the names of medicines that reverse opioids, in English and German."""


@rule(ASAM, Of.NOT_STATED, pace=True)
def asam_most(plan: Plan) -> Iterator[Remark]:
    """Find more than 25 % less within 14 days; only a note where that is so of the dose before alone."""
    limit = say("usually not more than 25 % in 2 weeks")
    for drug, found in _benzodiazepines(plan):
        yield from faster((fall for fall in found if _too_fast(fall)), ASAM, limit)
        small = (f for f in found if f.of_present > _MOST >= f.of_highest and not f.stops)
        liquid = any(product.liquid for product in products_of(plan.outline, drug))
        yield from large_at_last(small, ASAM, limit, liquid=liquid)


@rule(ASAM, Of.NOT_STATED, pace=True)
def asam_start(plan: Plan) -> Iterator[Remark]:
    """Find more than 10 % less within 14 days at one of the first two cuts."""
    limit = say("at first commonly 5 to 10 % of the current dose every 2 to 4 weeks")
    for _, found in _benzodiazepines(plan):
        first = found[:_INITIAL]
        small = (f for f in first if min(f.of_present, f.of_highest) > _GENERALLY and not _too_fast(f))
        yield from faster(small, ASAM, limit)


@rule(ASAM, Of.NONE)
def days_left_out(plan: Plan) -> Iterator[Remark]:
    """Find days without a benzodiazepine between days with one."""
    for drug in plan.drugs:
        days = left_out(plan, drug) if is_of(drug, Group.BENZODIAZEPINE) else ()
        if days:
            parts = (
                say("The plan has days without {drug} between days with it.", drug=drug),
                say("Of missed doses the source says: try not to skip, since it can make withdrawal worse."),
                say("Ask whether these days are meant."),
            )
            yield Remark(Level.ASK, days[0], days[-1], parts, drug)


@rule(ASAM, Of.NONE)
def naloxone(plan: Plan) -> Iterator[Remark]:
    """Find a benzodiazepine and an opioid in one plan that does not mention naloxone."""
    those = [[d for d in plan.drugs if is_of(d, kind)] for kind in (Group.BENZODIAZEPINE, Group.OPIOID)]
    if all(those) and not any(word in _lines(plan) for word in _NALOXONE):
        parts = (
            say(
                "{one} and {other} are both in this plan. No line of it names naloxone, which reverses opioids.",
                one=those[0][0],
                other=those[1][0],
            ),
            say(
                "The source says to offer such a medicine to everyone who takes both, and to keep it at hand."
            ),
            say("Ask about it."),
        )
        yield Remark(Level.ASK, plan.first_day, plan.first_day, parts)


def _benzodiazepines(plan: Plan) -> Iterator[tuple[str, tuple[Reduction, ...]]]:
    """Yield each benzodiazepine that is cut before it stops; ``abrupt_stop`` finds the others."""
    for drug in plan.drugs:
        found = reductions(plan, drug, _FORTNIGHT) if is_of(drug, Group.BENZODIAZEPINE) else ()
        if any(not fall.stops for fall in found):
            yield drug, found


def _too_fast(fall: Reduction) -> bool:
    return min(fall.of_present, fall.of_highest) > _MOST


def _lines(plan: Plan) -> str:
    """Return all the free text of a plan, in lower case."""
    outline = plan.outline
    said = (
        outline.title,
        *outline.ready,
        *(review.what for review in outline.reviews),
        *(step.condition for step in plan.steps),
        *(contact.role for contact in outline.contacts),
        *(change.why for change in outline.changes),
        *plan.drugs,
        *(product.drug for product in outline.products),
    )
    return "\n".join(said).casefold()
