"""What is special about a day, as a mark and as notes; the same in every edition and in the diary."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import agreed_of, change, goes_on, named, nothing_on, unbroken
from taperdocs.language.words import Words
from taperdocs.plan.cuts import Cut, cuts
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan, Review
from taperdocs.plan.regimen import Regimen, by_slot
from taperdocs.plan.runs import merged_with
from taperdocs.plan.step import Period
from taperdocs.plan.stock import refills

_RUN = 3
"""Fewest days in a row with the same change that are told as daily steps."""


def mark(plan: Plan, words: Words, day: date) -> tuple[str, str]:
    """Return the kind and the word of the first mark of a day; both are empty for a day with nothing special.

    The word begins with a sign, so that marks can be told apart by shape too. A day outside the plan is ``outside``.
    """
    found = marks(plan, words, day)
    return found[0] if found else ("" if plan.period(day) else "outside", "")


def marks(plan: Plan, words: Words, day: date) -> tuple[tuple[str, str], ...]:
    """Return kind and word of all marks of a day, the one that matters most first."""
    return tuple(_marks(plan, words, day))


def _marks(plan: Plan, words: Words, day: date) -> Iterator[tuple[str, str]]:
    period = plan.period(day)
    if day == plan.first_day_without:
        yield "without", words.text("○ FIRST DAY WITHOUT")
        return
    if period is None:
        return
    if day == plan.last_dose_day:
        yield "last", words.text("⚑ LAST DOSE DAY")
    if day == period.first and begins(plan, period):
        yield "new", _new(plan, words, period)
    if period.held:
        yield "held", words.text("⏸ SAME DOSE")
    if period.step.length.optional:
        yield "needed", words.text("□ ONLY IF NEEDED")
    elif period.move_on and period.move_on <= day:
        yield "window", words.text("▶ MAY MOVE ON")
    if _differs(period, day):
        yield "differs", words.text("◊ DIFFERENT")


def begins(plan: Plan, period: Period) -> bool:
    """Tell whether *period* begins with a dose to look out for: other doses, and not each day of daily steps."""
    before = plan.before(period)
    within = any(run.first <= period.first <= run.last for run in daily(plan))
    return plan.is_new(period) and not (within and before and len(before) == 1)


def _differs(period: Period, day: date) -> bool:
    """Tell whether a day has other doses than most days of its cycle, as 9 mg on one day of seven with 10 mg."""
    # A patch that is left on has the rate of one that is changed.
    days = period.step.regimen.rates
    if len(days) == 1:
        return False
    usual, count = Counter(days).most_common(1)[0]
    here = replace(period, step=replace(period.step, regimen=Regimen(days, period.step.regimen.weekly))).on(
        day
    )
    return bool(usual and here != usual) and count * 3 >= len(days) * 2


@dataclass(frozen=True, slots=True)
class Daily:
    """Days in a row, *first* to *last*, on each of which one dose changes by the same amount."""

    first: date
    last: date
    cut: Cut


@lru_cache(maxsize=8)
def daily(plan: Plan) -> tuple[Daily, ...]:
    """Return the runs of three days or more on which one dose changes daily by the same amount."""
    found = list[list[tuple[Period, Cut]]]()
    for period in plan.periods:
        cut = _daily_cut(plan, period)
        if not cut:
            continue
        after = found and found[-1][-1][0].last + DAY == period.first and len(found[-1][-1][0]) == 1
        if after and found[-1][-1][1].amount == cut.amount and found[-1][-1][1].drug == cut.drug:
            found[-1].append((period, cut))
        else:
            found.append([(period, cut)])
    return tuple(Daily(run[0][0].first, run[-1][0].first, run[0][1]) for run in found if len(run) >= _RUN)


def said_daily(plan: Plan, words: Words, run: Daily, on: Callable[[date], str]) -> Marked:
    """Say from when to when a dose changes each day, and by how much; *on* writes a day."""
    by = words.dose(run.cut.dose)
    less, more = words.text("each day {dose} less", dose=by), words.text("each day {dose} more", dose=by)
    said = words.text(
        "{first} to {last}: {change}",
        first=on(run.first),
        last=on(run.last),
        change=named(plan, run.cut.drug, less if run.cut.amount > 0 else more),
    )
    return marked(said, f"daily:{run.first},{run.last}")


def _daily_cut(plan: Plan, period: Period) -> Cut | None:
    """Return the only cut at the beginning of a period, where the same doses are taken at the same times."""
    before = plan.before(period)
    if before is None or len(before.step.regimen.days) > 1 or len(period.step.regimen.days) > 1:
        return None
    was, now = before.step.regimen.days[0], period.step.regimen.days[0]
    if [(one.drug, one.slot) for one in was] != [(one.drug, one.slot) for one in now]:
        return None
    changed = [one for one, other in zip(now, was, strict=True) if one != other]
    return cuts(plan, period)[0] if len(changed) == 1 else None


def _new(plan: Plan, words: Words, period: Period) -> str:
    """Return the mark of a new dose: lower, higher, or neither for all drugs alike."""
    if not plan.before(period):
        return words.text("● FIRST DAY")
    ways = {cut.amount > 0 for cut in cuts(plan, period)}
    if len(ways) != 1:
        return words.text("■ NEW DOSE")
    return words.text("▼ NEW DOSE") if ways == {True} else words.text("▲ NEW DOSE")


def legend(plan: Plan, words: Words, days: Iterable[date]) -> tuple[str, ...]:
    """Explain those marks of *days* that are not clear by their words alone, in at most four lines."""
    said = {
        "held": words.text("⏸ SAME DOSE: a hold. Stay on this dose until the hold ends."),
        "window": words.text("▶ MAY MOVE ON: the next step may begin on any of these days, as agreed.")
        if plan.outline.agreed
        else words.text("▶ MAY MOVE ON: the next step may begin on any of these days."),
        "needed": words.text(
            "□ ONLY IF NEEDED: this step is taken only if its condition is met; if not, the next one takes its place."
        ),
        "differs": words.text("◊ DIFFERENT: not the dose of most days of this step. Take what the day says."),
    }
    kinds = {kind for day in days for kind, _ in marks(plan, words, day)}
    return tuple(text for kind, text in said.items() if kind in kinds)


def without(plan: Plan, day: date) -> bool:
    """Tell whether nothing is taken on a day: a day of the plan without a dose, or one after the last dose day."""
    after = plan.first_day_without is not None and day >= plan.first_day_without
    return after or (plan.period(day) is not None and not plan.on(day))


def nothing(plan: Plan, words: Words, day: date) -> Marked:
    """Say that nothing is taken on a day, or that the patch is taken off; empty where something is taken."""
    said = nothing_on(words, plan, day) if without(plan, day) else ""
    return marked(said, *([f"nothing:{day}"] if said else []))


def notes(plan: Plan, words: Words, day: date) -> Iterator[Marked]:
    """Yield what is said about a day as a whole: what the doses were, how long a hold is, a review, an order, a change.

    No dose of another day is among them but that of the day before, which is said as such.
    """
    period = plan.period(day)
    if period and day == period.first and begins(plan, period) and plan.before(period):
        yield was(words, plan, period)
    if plan.on(day) and (off := plan.comes_off(day)):
        said = words.text("the {drugs} patch comes off", drugs=words.listed(off))
        yield marked(said, f"comesoff:{day}")
    if period and _begins_hold(plan, period, day):
        yield _until(words, plan, period)
    if period and day == period.first and (said := agreed_of(words, period.step)):
        yield marked(said, f"condition:{day}")
    yield from (review(words, planned) for planned in plan.outline.reviews if planned.on == day)
    if any(refill.order_by == day for refill in refills(plan)):
        yield marked(words.text("Last day to order"))
    if period and _following(plan, day):
        # It says no dose: beside that of today, it could be taken today.
        yield marked(words.text("New dose tomorrow"))


def was(words: Words, plan: Plan, period: Period) -> Marked:
    """Say what was taken before *period*, of each drug and at each time that changes: ``was 1 mg``."""
    before, new = plan.before(period), period.step.regimen
    if before is None:
        return marked("")
    old, said = before.step.regimen, list[str]()
    for drug in plan.drugs:
        said += (named(plan, drug, one) for one in _was(words, drug, old, new))
    return marked(" · ".join(said), f"formerly:{period.first}")


def _was(words: Words, drug: str, old: Regimen, new: Regimen) -> Iterator[str]:
    if slots := by_slot(drug, old, new):
        for slot, (dose, after) in slots.items():
            was_taken = words.text("was {dose}", dose=words.dose(dose)) if dose else words.text("new")
            ended = words.text("stops, {was}", was=was_taken) if after is None else was_taken
            yield words.text("{slot} {was}", slot=words.slot(slot), was=ended)
        return
    if [[one for one in day if one.drug == drug] for day in old.days] == [
        [one for one in day if one.drug == drug] for day in new.days
    ]:
        return
    if drug not in old.drugs:
        yield words.text("new")
        return
    before = words.text("was {dose}", dose=words.regimen(old, (drug,)))
    yield before if drug in new.drugs else words.text("stops, {was}", was=before)


def _until(words: Words, plan: Plan, period: Period) -> Marked:
    run = merged_with(plan, period)
    if plan.endless(run):
        return marked(words.text("same dose until it is agreed to go on"))
    return marked(
        words.text("same dose until {date}", date=words.language.short_day(run.last)),
        f"holdend:{period.first}",
    )


def outlook(plan: Plan, words: Words, after: date) -> Marked:
    """Say the next change after a day, else the last dose day unless it is over, else nothing."""
    return marked(unbroken(_outlook(plan, words, after)), f"next:{after}")


def _outlook(plan: Plan, words: Words, after: date) -> str:
    coming, date_of = plan.next_change(after), words.language.day
    if coming:
        said = change(words, plan, coming)
        return words.text("Next change: {date}, {change}.", date=date_of(coming.first), change=said)
    last = plan.last_dose_day
    if last and last >= after:
        return words.text("Last dose day: {date}.", date=date_of(last))
    return goes_on(words, plan) if plan.waits_for else ""


def review(words: Words, planned: Review) -> Marked:
    """Return the note of a planned review, with what the plan says about it."""
    said = words.text("Review: {what}", what=planned.what) if planned.what else words.text("Review")
    return marked(said, f"review:{planned.on}")


def _begins_hold(plan: Plan, period: Period, day: date) -> bool:
    before = plan.before(period)
    return period.held and day == period.first and not (before and before.held)


def _following(plan: Plan, day: date) -> Period | None:
    """Return the period with new doses that begins on the next day, if any."""
    here, following = plan.period(day), plan.period(day + DAY)
    return following if here and following and following is not here and begins(plan, following) else None
