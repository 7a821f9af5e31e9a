"""The card's steps: the present one and the next ones with their dates, and from when on nothing is taken."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from taperdocs.documents.card.face import Face, Row, flowed, heading, of_drug
from taperdocs.documents.card.sizes import BIG, ENDS, FINE, INSIDE, KEY, LABEL, NOTE, WHEN
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import agreed_of, goes_on, plan_code
from taperdocs.language.words import Words
from taperdocs.pdf.kit import Part, Style, Text, whole
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import PlanStatus, merged_with
from taperdocs.plan.step import Period

_FORMS = tuple(product((4, 3), ((BIG[1], WHEN), (BIG[2], BIG[2]), (BIG[3], BIG[3]), (KEY, BIG[3]))))
"""How many steps after the present one, and the styles of doses and dates; the best form first."""

_TALLEST = 30.0
"""Height of the doses of a step, mm, above which they are left to the calendar."""


def steps(plan: Plan, words: Words, now: PlanStatus) -> tuple[Face, ...]:
    """Return the faces with the steps, or the one that says that the plan has ended."""
    code = plan_code(words, plan)
    fine = marked(f"{code}{NO_BREAK}· {words.text('not a prescription')}", code)
    if now.period is None:
        ended = marked(words.text("The plan has ended"))
        return tuple(flowed(heading(plan, words, ended, fine, code), _ended(plan, words)))
    said = words.text("Step {number} of {count}", number=now.period.step.number, count=len(plan.steps))
    said = marked(said, f"step:{now.day}")
    more = heading(plan, words, of_drug(plan, words, marked(words.text("The next steps"))), code)
    head, ends = heading(plan, words, said, fine, code), tuple(_ends(plan, words, now))
    rows = [tuple(_rows(plan, words, now, (count, *styles))) for count, styles in _FORMS]
    least = min(sum(map(_refers, one)) for one in rows)
    faces = [tuple(flowed(head, (*one, *ends), more)) for one in rows if sum(map(_refers, one)) == least]
    return min(faces, key=len)


def _refers(part: Part) -> bool:
    """Tell whether the doses of a row are left to the calendar."""
    return isinstance(part, Row) and part.marks[0].startswith(("nextday", "since"))


def _rows(plan: Plan, words: Words, now: PlanStatus, form: tuple[int, Style, Style]) -> Iterator[Part]:
    """Yield a row for each step, and say how many more there are."""
    (count, dose, when), coming, after = form, now.period, now.day
    for number in range(count + 1):
        if coming is None:
            break
        first = plan.since(coming) if not number else coming.first
        date = words.language.short_day(first)
        label: tuple[Text, ...] = (Text(when, date),)
        if not number and now.begun:
            since = Text(FINE, words.text("since {date}", date=date))
            label = (Text(when, words.text("● now")), since)
        said = words.regimen(coming.step.regimen, plan.drugs, timed=plan.timed, lines=True, plan=plan)
        doses = Text(dose, said)
        fits = whole(doses, INSIDE - LABEL) and doses.height(INSIDE - LABEL) <= _TALLEST
        doses = doses if fits else Text(NOTE, words.text("several doses: see the calendar"))
        marks = ("then", "present") if fits else ("nextday", "since")
        parts = (doses, *_conditions(plan, words, coming, present=not number))
        yield Row(label, parts, (f"{marks[not number]}:{after}",))
        after = after if not number else coming.first
        coming = plan.next_change(after)
    if left := sum(one.first > after and plan.is_new(one) for one in plan.periods):
        more = words.texts(
            "and {number} more step: see the calendar", "and {number} more steps: see the calendar", left
        )
        yield Text(NOTE, marked(more, f"later:{after}"))


def _conditions(plan: Plan, words: Words, period: Period, *, present: bool) -> Iterator[Part]:
    """Say what a step waits for; of the *present* one also a hold, and from when one may move on."""
    if present and period.held:
        yield Text(KEY, _held(plan, words, period))
    if period.step.length.optional:
        yield Text(KEY, words.text("□ ONLY IF NEEDED"))
    if said := agreed_of(words, period.step):
        yield Text(NOTE, marked(said, f"condition:{period.first}"))
    if present and period.move_on and not period.step.length.optional:
        date = words.language.short_day(period.move_on)
        yield Text(NOTE, marked(words.text("may move on from {date}", date=date), f"moveon:{period.first}"))


def _held(plan: Plan, words: Words, period: Period) -> Marked:
    run = merged_with(plan, period)
    if plan.endless(run):
        return marked(words.text("⏸ same dose until it is agreed to go on"))
    date = words.language.brief_date(run.last)
    return marked(words.text("⏸ same dose to {date}", date=date), f"holdend:{period.first}")


def _ends(plan: Plan, words: Words, now: PlanStatus) -> Iterator[Part]:
    """Say from when on no dose is taken, of each drug for itself, or that steps wait or the last one goes on."""
    lasts = {place: plan.last_dose_of(drug) for place, drug in enumerate(plan.drugs)}
    ends = {place: last + timedelta(1) for place, last in lasts.items() if last and last >= now.day}
    if ends:
        said = (_end(plan, words, plan.drugs[place], day) for place, day in ends.items())
        yield Text(ENDS, marked("\n".join(said), *(f"withoutof:{place}" for place in ends)))
    if plan.waiting and plan.waits_for:
        yield Text(NOTE, words.text("The later steps have no dates yet."))
    elif plan.waiting:
        yield Text(NOTE, words.text("The later steps have no dates until the hold ends."))
    elif plan.open:
        yield Text(NOTE, goes_on(words, plan))


def _end(plan: Plan, words: Words, drug: str, day: date) -> str:
    said = words.language.together(words.language.brief_date(day))
    if drug in plan.patches:
        off = words.text("The patch comes off on {date}", date=said)
        return words.text("{drug}: {sentence}", drug=drug, sentence=off) if len(plan.drugs) > 1 else off
    if len(plan.drugs) == 1:
        return words.text("No dose from {date}", date=said)
    return words.text("{drug}: no dose from {date}", drug=drug, date=said)


def _ended(plan: Plan, words: Words) -> Iterator[Part]:
    last, without, said = plan.last_dose_day, plan.first_day_without, words.language.full_date
    if last and without:
        yield Text(ENDS, marked(words.text("Last dose day: {date}", date=said(last)), "lastdose"))
        yield Text(ENDS, marked(words.text("First day without: {date}", date=said(without)), "without"))
