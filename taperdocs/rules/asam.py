"""What the American guideline on benzodiazepine tapering describes.

Joint Clinical Practice Guideline on Benzodiazepine Tapering, ASAM with nine other societies, 2025, United
States. Read were its pocket guide (key points p. 4, recommendations 6, 16 and 17) and its patient guide (pp. 10, 11
and 14). The 5 to 10 % are of the current total daily dose, as the patient guide says; for the 25 % no basis is given.
"""

from collections.abc import Iterator

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.levels import left_out
from taperdocs.rules.rule import Of, Remark, Source, describes, rule
from taperdocs.rules.scope import covers
from taperdocs.rules.wording import DAYS_WITHOUT, beyond, cut_before_stop, first_cut, large_at_last, question

ASAM = Source(
    say("Joint Clinical Practice Guideline on Benzodiazepine Tapering (ASAM), 2025, United States"),
    say("ASAM (US 2025)"),
    "its pocket guide and patient guide",
)
_FORTNIGHT = 14
_MOST, _COMMONLY = 25, 10
"""Usual largest cut within a fortnight, and the largest common first one, in percent."""
_MOST_SAYS = say("usually not more than 25 % in 2 weeks")
_START_SAYS = say("commonly 5 to 10 % of the current dose to begin with")
_NALOXONE = ("naloxon", "nalmefen")
"""Beginnings of the names of medicines that reverse opioids, in English and German."""
_most = describes(_MOST_SAYS, lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE))
_start = describes(_START_SAYS, lambda plan, drug: covers(plan, drug, Group.BENZODIAZEPINE))


@rule(ASAM, Of.NOT_STATED, pace=_most)
def asam_most(plan: Plan) -> Iterator[Remark]:
    """Find more than 25 % less within 14 days; only a note where that is so of the dose before alone."""
    for _, says, found in cut_before_stop(plan, _FORTNIGHT, _most):
        yield from beyond((fall for fall in found if fall.of_both > _MOST), ASAM, says)
        small = (f for f in found if f.of_present > _MOST >= f.of_highest and not f.stops)
        yield from large_at_last(plan, small, ASAM, says)


@rule(ASAM, Of.PRESENT, pace=_start, first_cut=True)
def asam_start(plan: Plan) -> Iterator[Remark]:
    """Find a first cut of more than 10 % of the dose before; only a note, since it is a common start and no limit."""
    for _, says, (first, *_) in cut_before_stop(plan, _FORTNIGHT, _start):
        if first.of_present > _COMMONLY and not first.stops:
            yield from beyond((first,), ASAM, says, Level.NOTE, first_cut(plan))


@rule(ASAM, Of.NONE)
def days_left_out(plan: Plan) -> Iterator[Remark]:
    """Find days without a benzodiazepine between days with one."""
    for drug in plan.drugs:
        days = left_out(plan, drug) if covers(plan, drug, Group.BENZODIAZEPINE) else ()
        if days:
            says = say("try not to skip doses, since that can make withdrawal worse")
            yield question(ASAM, DAYS_WITHOUT.put(drug=drug), says, (days[0], days[-1]), drug, each=days)


@rule(ASAM, Of.NONE)
def naloxone(plan: Plan) -> Iterator[Remark]:
    """Find a benzodiazepine and an opioid in one plan that does not mention naloxone."""
    those = [[d for d in plan.medicines if is_of(d, kind)] for kind in (Group.BENZODIAZEPINE, Group.OPIOID)]
    if all(those) and not names_naloxone(plan):
        one, other = those[0][0], those[1][0]
        said = say("{one} and {other}, and no line names naloxone.", one=one, other=other)
        says = say("offer everyone who takes both a medicine that reverses opioids")
        # Every day on which both are taken, not only the first one.
        yield question(ASAM, said, says, (plan.first_day, plan.last_day))


def names_naloxone(plan: Plan) -> bool:
    """Tell whether any text of a plan names a medicine that reverses opioids."""
    outline = plan.outline
    said = (
        outline.title,
        *outline.ready,
        *(review.what for review in outline.reviews),
        *(step.condition for step in plan.steps),
        *(step.length.waits for step in plan.steps),
        *(contact.role for contact in outline.contacts),
        *(change.why for change in outline.changes),
        *plan.medicines,
        *(product.drug for product in outline.products),
        *(allowed.why for allowed in outline.as_needed),
    )
    return any(word in text.casefold() for text in said for word in _NALOXONE)
