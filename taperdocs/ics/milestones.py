"""The dated events of a plan, not yet worded: its milestones, and the series of its doses."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from taperdocs.language.event_titles import Kind
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Plan, Review
from taperdocs.plan.regimen import Day, Slot
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.step import Period, Step
from taperdocs.plan.stock import Refill, refills


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happens on a day: ``of`` is the period that begins, the review or the order.

    ``before`` is the period before. ``drug`` is the one that ends, where the plan goes on without it. ``key`` stays the
    same for the same step, hold, end, review or order, even if its day, dose or number changes.
    """

    kind: Kind
    key: str
    day: date
    of: Period | Review | Refill | None = None
    before: Period | None = None
    drug: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """What is taken at one time of day from *day* to *last*, *every* so many days; *last* is None without an end."""

    key: str
    day: date
    last: date | None
    every: int
    slot: Slot
    intakes: Day
    kind: Kind = Kind.DOSE


def milestones(plan: Plan) -> tuple[Milestone, ...]:
    """Return the milestones of *plan* by day, without those that wait for an open hold to end."""
    times, found = Counter[str](), list[Milestone]()
    for one in _milestones(plan):
        times[one.key] += 1
        # A step that comes a second time, after a step back, is another event.
        found.append(replace(one, key=f"{one.key}/{times[one.key]}") if times[one.key] > 1 else one)
    return tuple(sorted(found, key=lambda one: one.day))


def _milestones(plan: Plan) -> Iterator[Milestone]:
    last, after = plan.last_dose_day, plan.first_day_without
    for before, run in pairwise((plan.before(plan.periods[0]), *merged_periods(plan, unbroken=True))):
        # Runs after the last dose day have no event of their own: the first day without a dose stands for them.
        if run and not (last and run.first > last):
            yield _beginning(plan, before, run)
    if last and after:
        yield Milestone(Kind.LAST, "end/last", last)
        yield Milestone(Kind.WITHOUT, "end/without", after)
    drugs = list(
        dict.fromkeys(drug for steps in plan.outline.written for step in steps for drug in step.regimen.drugs)
    )
    for drug, end in plan.own_ends.items() if len(plan.drugs) > 1 else ():
        # A drug is named by its place among all that were ever written, which no change and no hidden name moves.
        number = drugs.index(drug)
        yield Milestone(Kind.LAST, f"end/last/{number}", end, drug=drug)
        yield Milestone(Kind.WITHOUT, f"end/without/{number}", end + timedelta(1), drug=drug)
    # A review is named by its place in the file, an order by its number, so that a new day does not rename them.
    for index, review in enumerate(plan.outline.reviews):
        yield Milestone(Kind.REVIEW, f"review/{index}", review.on, review)
    for refill in refills(plan) if plan.outline.order_ahead else ():
        if refill.order_by:
            yield Milestone(Kind.ORDER, f"order/{refill.number}", refill.order_by, refill)


def _beginning(plan: Plan, before: Period | None, run: Period) -> Milestone:
    """Return the beginning of a hold, its end, or the beginning of a step."""
    if run.held:
        return Milestone(Kind.HOLD, f"hold/{_hold_id(plan, run)}", run.first, run, before)
    if before and before.held and before.step.number == run.step.number:
        return Milestone(Kind.GOES_ON, f"hold/{_hold_id(plan, before)}/end", run.first, run, before)
    return Milestone(Kind.STEP, f"step/{_step_id(plan, run.step)}", run.first, run, before)


def series(plan: Plan) -> tuple[Series, ...]:
    """Return all doses of *plan*: a series for each time of day on each day of the cycle of each run."""
    runs = ((one.key, one.of) for one in milestones(plan))
    return tuple(one for key, run in runs if isinstance(run, Period) for one in _series(plan, key, run))


def _series(plan: Plan, key: str, run: Period) -> Iterator[Series]:
    every, endless = len(run.step.regimen.days), plan.endless(run)
    # A dose without an end has each day of its cycle, even if it comes after the last day that is laid out.
    for number in range(every if endless else min(len(run), every)):
        day = run.first + timedelta(number)
        last = None if endless else day + (run.last - day) // timedelta(every) * timedelta(every)
        place = run.step.regimen.place(day, run.first, run.offset)
        # A patch that is left on needs no reminder.
        here = tuple(intake for intake in run.on(day) if not intake.stays)
        for slot in sorted({intake.slot for intake in here}):
            taken = tuple(intake for intake in here if intake.slot == slot)
            yield Series(f"{key}/{slot}/{place}", day, last, every, slot, taken)


def _step_id(plan: Plan, step: Step) -> str:
    """Return the lasting name of a step: its place in the file, and how many steps of its strategy come before it."""
    before = (other for other in plan.steps if other.place == step.place and other.number < step.number)
    position = sum(max(len(other.asked), 1) for other in before)
    return "-".join(str(part) for part in (*step.place, position))


def _hold_id(plan: Plan, run: Period) -> int:
    """Return the index of the change that began the hold; it is lasting, since changes are only ever appended."""
    holds = [
        (change.on, -index)
        for index, change in enumerate(plan.outline.changes)
        if isinstance(change, Hold) and change.on <= run.first
    ]
    return -max(holds)[1]
