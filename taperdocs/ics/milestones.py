"""What happens in a plan on which day, without words: what a phone calendar has an event for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from taperdocs.language.event_titles import Kind
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Plan, Review
from taperdocs.plan.regimen import Day, Slot
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.step import Period, Step
from taperdocs.plan.stock import Refill, refills


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happens on a day, with the days that it begins and those before it.

    ``key`` stays the same as long as it is the same step, hold, review or order, whatever its day, dose or number.
    """

    kind: Kind
    key: str
    day: date
    run: Period | None = None
    before: Period | None = None
    review: Review | None = None
    refill: Refill | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """What is taken at one time of day, *every* so many days from *day* to *last*; None without an end."""

    key: str
    day: date
    last: date | None
    every: int
    slot: Slot
    intakes: Day
    kind: Kind = Kind.DOSE


def milestones(plan: Plan) -> tuple[Milestone, ...]:
    """Return what happens in *plan* in the order of the days; what waits for an open hold to end has none."""
    times = Counter[str]()
    found = []
    for milestone in (*_runs(plan), *_end(plan), *_reviews(plan), *_orders(plan)):
        times[milestone.key] += 1
        # A step that is gone back to is another event than its first time.
        again = f"/{times[milestone.key]}" if times[milestone.key] > 1 else ""
        found.append(replace(milestone, key=milestone.key + again))
    return tuple(sorted(found, key=lambda milestone: milestone.day))


def series(plan: Plan) -> tuple[Series, ...]:
    """Return all doses of *plan*: a series for each time of day on each day of the cycle of each run."""
    return tuple(
        one
        for milestone in milestones(plan)
        if milestone.run
        for one in _series(plan, milestone.key, milestone.run)
    )


def _series(plan: Plan, key: str, run: Period) -> Iterator[Series]:
    every = len(run.step.regimen.days)
    endless = plan.endless(run)
    # A dose that goes on takes every day of its cycle, also those after the last day that is laid out.
    for number in range(every if endless else min(len(run), every)):
        day = run.first + timedelta(number)
        intakes = run.on(day)
        last = None if endless else day + (run.last - day) // timedelta(every) * timedelta(every)
        place = day.weekday() if run.step.regimen.weekly else (run.offset + number) % every
        for slot, taken in groupby(
            sorted(intakes, key=lambda one: list(Slot).index(one.slot)), lambda one: one.slot
        ):
            yield Series(f"{key}/{slot}/{place}", day, last, every, slot, tuple(taken))


def _runs(plan: Plan) -> Iterator[Milestone]:
    for before, run in pairwise((None, *merged_periods(plan, unbroken=True))):
        if run is None or (plan.last_dose_day and run.first > plan.last_dose_day):
            return  # What comes after the last dose day is said by the first day without.
        if run.held:
            yield Milestone(Kind.HOLD, f"hold/{_hold_id(plan, run)}", run.first, run, before)
        elif before and before.held and before.step.number == run.step.number:
            yield Milestone(Kind.GOES_ON, f"hold/{_hold_id(plan, before)}/end", run.first, run, before)
        else:
            yield Milestone(Kind.STEP, f"step/{_step_id(plan, run.step)}", run.first, run, before)


def _end(plan: Plan) -> Iterator[Milestone]:
    last, after = plan.last_dose_day, plan.first_day_without
    if last and after:
        yield Milestone(Kind.LAST, "end/last", last)
        yield Milestone(Kind.WITHOUT, "end/without", after)


def _reviews(plan: Plan) -> Iterator[Milestone]:
    # Named by its place in the file: one that is put off is the same event on another day.
    for index, review in enumerate(plan.outline.reviews):
        yield Milestone(Kind.REVIEW, f"review/{index}", review.on, review=review)


def _orders(plan: Plan) -> Iterator[Milestone]:
    # Named by its time of dispensing: one that comes earlier or later is the same event on another day.
    for refill in refills(plan):
        if refill.order_by:
            yield Milestone(Kind.ORDER, f"order/{refill.number}", refill.order_by, refill=refill)


def _step_id(plan: Plan, step: Step) -> str:
    """Return what names a step for good: where it is written, and how many of its strategy come before it."""
    before = (other for other in plan.steps if other.place == step.place and other.number < step.number)
    position = sum(max(len(other.asked), 1) for other in before)
    return "-".join(str(part) for part in (*step.place, position))


def _hold_id(plan: Plan, run: Period) -> int:
    """Return which of the plan's changes, to which others are only ever added, began the hold."""
    holds = [
        (index, change.on)
        for index, change in enumerate(plan.outline.changes)
        if isinstance(change, Hold) and change.on <= run.first
    ]
    begun = max(on for _, on in holds)
    return next(index for index, on in holds if on == begun)
