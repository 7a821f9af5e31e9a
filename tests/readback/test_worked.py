"""What the second working answers is what the plan answers, and no true page is refused."""

from datetime import date, timedelta
from random import Random

from deep import examples
from hypothesis import given
from hypothesis import strategies as st
from lives import lives
from plans import plans
from presented import DOCUMENTS, check_words

from taperdocs.language.language import language, languages
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.stock import refills, stock_cover
from taperdocs.plan.supply import end_of, supply
from taperdocs.readback.worked import Need, Worked


def worked(plan: Plan) -> Worked:
    """Work a plan out again."""
    return Worked(plan.outline, plan.pieces, plan.last_day, plan.last_day)


@examples(50)
@given(st.integers(0, 2**32))
def test_changes_and_cuts_are_those_of_the_plan(seed: int) -> None:
    """Whatever becomes of it."""
    for plan in lives(seed):
        again = worked(plan)

        assert again.last_dose == plan.last_dose_day
        assert again.end == end_of(plan)[0]
        for period in plan.periods:
            day = period.first
            coming = plan.next_change(day)
            assert again.regimen(day) == period.step.regimen
            assert again.since(day) == plan.since(period)
            assert again.next_change(day) == (coming.first if coming else None)
            assert [tuple(cut) for cut in again.cut(day)] == [
                (cut.drug, cut.amount, cut.unit, cut.days, cut.of_present, cut.of_start)
                for cut in cuts(plan, period)
            ]


@examples(60)
@given(plans())
def test_what_is_needed_and_ordered_is_what_the_plan_says(plan: Plan) -> None:
    """With packets, closed days and what is at hand."""
    again = worked(plan)

    assert again.needs(plan.first_day, plan.last_day) == tuple(
        Need(use.product, use.used, use.lost) for use in supply(plan)
    )
    assert [(r.lasts, r.by, r.last, [(n.product, n.taken) for n in r.needs]) for r in again.refills] == [
        (r.lasts, r.order_by, r.last, [(use.product, use.used) for use in r.uses]) for r in refills(plan)
    ]
    assert [again.lasts(one.product) for one in stock_cover(plan)] == [one.last for one in stock_cover(plan)]


@examples(10)
@given(plans(), st.sampled_from(languages()), st.sampled_from(Edition), st.integers(0, 2**32))
def test_no_true_page_is_refused(plan: Plan, code: str, edition: Edition, seed: int) -> None:
    """In each language, on any day of the plan and around it."""
    days = (plan.last_day - plan.first_day).days + 40
    day = plan.first_day + timedelta(Random(seed).randrange(days) - 20)  # noqa: S311  nothing is kept secret
    as_of = day if plan.outline.dated else date(2026, 12, 7)
    options = Options(language(code), PAPERS["a4"], as_of, edition=edition)
    for document in DOCUMENTS.values():
        if document.needs(plan):
            check_words(document_html(document, document.view(plan, options), options), plan, options)
