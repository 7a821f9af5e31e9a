"""Courses: the timelines of several drugs, each with its own changes, laid over each other day by day.

Every course has a schedule of its own, and a change moves only the schedules of the courses that it is for. The plan
is what they have together on each day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise, takewhile
from math import lcm

from taperdocs.plan.changes import Change, Hold, Replan, Resume
from taperdocs.plan.length import DAY, HORIZON, WEEK, Length, Pace
from taperdocs.plan.problems import Refused, say
from taperdocs.plan.regimen import Day, Regimen
from taperdocs.plan.step import Period, Schedule, Step, arranged, following, lay_out

MOST_DAYS = 56
"""Most days of a cycle."""


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of one drug from its own first day on; *stays* tells whether its last dose goes on after them."""

    drug: str
    start: date
    steps: tuple[Step, ...]
    stays: bool = False


def begun(courses: tuple[Course, ...], start: date, pace: Pace) -> tuple[Schedule, ...]:
    """Return the schedule of each course from the first day of the plan on: no dose up to its own first day.

    The steps of a course are numbered from one; days before it are in a step with the number 0.
    """
    return tuple(_begun(course, start, pace) for course in courses)


def _begun(course: Course, start: date, pace: Pace) -> Schedule:
    laid = lay_out(numbered(course.steps), course.start, pace)
    days = (course.start - start).days
    nothing = Step(Length(days, days), Regimen(((),)))
    lead = (Period(nothing, start, course.start - DAY),) if days > 0 else ()
    return replace(laid, periods=(*lead, *laid.periods), stays=course.stays)


def numbered(steps: tuple[Step, ...], after: int = 0) -> tuple[Step, ...]:
    """Give each step its own number, to distinguish equal steps."""
    return tuple(replace(step, number=number) for number, step in enumerate(steps, start=after + 1))


def changed(
    courses: tuple[Course, ...], schedules: tuple[Schedule, ...], change: Change
) -> tuple[Schedule, ...]:
    """Return the schedule of each course after *change*: of its drug, or of all courses that it fits.

    Raise ``Refused`` where it fits none.
    """
    drugs = [course.drug for course in courses]
    if change.drug and change.drug not in drugs:
        raise Refused(
            say("there is no course of {drug}", drug=change.drug),
            say("Write the drug of a [[course]] of this plan."),
            "drug",
        )
    if not change.drug and not isinstance(change, Hold | Resume):
        raise Refused(
            say("this plan has several courses, and it is not said which of them this is for"),
            say('Write its drug, as in drug = "{drug}".', drug=drugs[0]),
        )
    found, refusals = list[Schedule](), list[tuple[date, Refused]]()
    for drug, schedule in zip(drugs, schedules, strict=True):
        try:
            fits = change.drug in {"", drug}
            found.append(_changed(schedule, change) if fits else schedule)
        except Refused as refused:
            refusals.append((schedule.periods[-1].last, refused))
            found.append(schedule)
    if len(refusals) == (1 if change.drug else len(courses)):
        # The course that ends last says best what is possible.
        raise max(refusals, key=lambda each: each[0])[1]
    return tuple(found)


def _changed(schedule: Schedule, change: Change) -> Schedule:
    """Return *schedule* after *change*; the days before a course are no step of it, but a hold of all moves them."""
    lead = tuple(takewhile(lambda period: not period.step.number, schedule.periods))
    if isinstance(change, Replan):
        taken = max(period.step.number for period in (*schedule.periods, *schedule.waiting))
        return replace(change, steps=numbered(change.steps, taken)).apply(schedule)
    if not change.drug or len(lead) == len(schedule.periods):
        return change.apply(schedule)
    new = change.apply(replace(schedule, periods=schedule.periods[len(lead) :]))
    return replace(new, periods=(*lead, *new.periods))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days on which each course is in one period, or in none; *after* is None where they have no end.

    *held* tells whether a hold added them for a course while no course begins or ends a step.
    """

    first: date
    after: date | None
    periods: tuple[Period | None, ...]
    held: bool = False

    @property
    def last(self) -> date:
        return self.after - DAY if self.after else self.first + timedelta(HORIZON - 1)

    @property
    def taken(self) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period)

    @property
    def drugs(self) -> tuple[str, ...]:
        return tuple(drug for period in self.taken for drug in period.step.regimen.drugs)

    @property
    def numbers(self) -> tuple[int | None, ...]:
        return tuple(period.step.number if period else None for period in self.periods)

    @property
    def why(self) -> str:
        return "; ".join(dict.fromkeys(one.why for one in self.taken if one.why and one.held == self.held))


def laid_over(schedules: tuple[Schedule, ...], first: date, number: int = 1) -> Schedule:
    """Return the schedule of all courses together from *first* on, its steps numbered from *number* on.

    A new step begins wherever a step of a course begins, or a course ends. Where a course waits, its later steps wait
    until all others are at their last doses. Raise ``Refused`` where two courses wait for different things, their
    cycles do not fit each other, or nothing is taken between two courses.
    """
    waits = _waits(schedules)
    runs = [tuple(run) for _, run in groupby(_stretches(schedules, first), key=lambda one: one.numbers)]
    if any(not run[0].drugs for run in runs[1:-1]):
        raise Refused(
            say("between two courses there are days on which nothing is taken"),
            say("Let the later course begin when the earlier one ends, or write two plans."),
        )
    none = (None,) * len(schedules)
    numbers = [none, *(run[0].numbers for run in runs), none]
    periods = tuple(
        period
        for index, run in enumerate(runs)
        for period in _together(
            _parted(run, numbers[index + 2]),
            numbers[index],
            numbers[index + 2],
            Length(1, None, waits=waits),
            number + index,
        )
    )
    if not any(schedule.waiting for schedule in schedules):
        return Schedule(periods)
    then = runs[-1][0].first + timedelta(HORIZON)
    waiting = laid_over(tuple(_from(one, then) for one in schedules), then, number + len(runs))
    return Schedule(periods, (*waiting.periods, *waiting.waiting))


def _from(schedule: Schedule, day: date) -> Schedule:
    """Return what comes in a course once it waits no more, as if that were *day*: its cycle begins with that day."""
    if schedule.waiting:
        return arranged(following(schedule.waiting, day - DAY), stays=schedule.stays)
    last = schedule.periods[-1]
    goes_on = replace(last, first=day, last=day, held=False, offset=0, why="")
    return replace(schedule, periods=(goes_on,)) if schedule.open else schedule


def _waits(schedules: tuple[Schedule, ...]) -> str:
    """Return what courses wait for; empty for an open hold, and where none waits."""
    ends = [(one.on_hold, one.periods[-1].step.length.waits) for one in schedules if one.open]
    found = {"" if held else waits for held, waits in ends if held or waits}
    if len(found) > 1:
        raise Refused(
            say("two courses wait at the same time, and for different things"),
            say("Let one of them go on first, or write until when it lasts."),
        )
    return next(iter(found), "")


def _stretches(schedules: tuple[Schedule, ...], first: date) -> Iterator[_Stretch]:
    """Yield the days from *first* on, cut wherever a period of a course begins or a course ends."""
    begins = {period.first for one in schedules for period in one.periods}
    ends = {one.periods[-1].last + DAY for one in schedules if not one.open}
    edges = [first, *sorted(edge for edge in begins | ends if edge > first)]
    endless = any(one.open for one in schedules)
    for day, after in pairwise([*edges, None] if endless else edges):
        if day:
            yield _Stretch(day, after, tuple(_on(one, day) for one in schedules))


def _on(schedule: Schedule, day: date) -> Period | None:
    """Return the period that *day* is in; the last one of an open schedule goes on."""
    last = schedule.periods[-1]
    return last if schedule.open and day > last.last else schedule.period(day)


def _parted(run: tuple[_Stretch, ...], after: tuple[int | None, ...]) -> Iterator[_Stretch]:
    """Yield the stretches of a step with their holds; on its first day a course begins a step, which is no hold.

    Nor is it one where a course that is not held ends the step: its dose does not stay until the hold ends.
    """
    turning = _turning(run[0].numbers, after) if run[-1].after else []
    for index, stretch in enumerate(run):
        ending = [period for period in (stretch.periods[place] for place in turning) if period]
        held = any(period.held for period in stretch.taken) and all(period.held for period in ending)
        rest = replace(stretch, held=held)
        if not index and rest.held:
            second = stretch.first + DAY
            yield replace(stretch, after=second)
            if second == stretch.after:
                continue
            rest = replace(rest, first=second)
        yield rest


def _turning(now: tuple[int | None, ...], after: tuple[int | None, ...]) -> list[int]:
    """Return the places of the courses that are in another step, or in none, after a step of all courses."""
    return [index for index, pair in enumerate(zip(now, after, strict=True)) if pair[0] != pair[1]]


def _together(
    stretches: Iterator[_Stretch],
    before: tuple[int | None, ...],
    after: tuple[int | None, ...],
    endless: Length,
    number: int,
) -> Iterator[Period]:
    """Yield the periods of one step; *before* and *after* have the steps of each course in the steps around it.

    Where it has no end, its length is *endless*. The next step may begin early if every course that then begins a step,
    or ends, allows it.
    """
    run = tuple(stretches)
    begin, end, now = run[0].first, run[-1].after, run[0].numbers
    turning = _turning(now, after)
    early = [_early(stretch, turning) if end else None for stretch in run]
    steps = [
        period.step
        for period, was in zip(run[0].periods, before, strict=True)
        if period and period.step.number != was
    ]
    running = run[0].taken
    # Where only an end of a course begins a step, it stands at the course that goes on.
    place = next((step.place for step in steps), running[0].step.place if running else ())
    condition = "; ".join(step.condition for step in steps if step.condition)
    length = _length(run, next((day for day in early if day), None)) if end else endless
    regimen = _regimen(running, begin, (end - begin).days if end else None)
    step = Step(length, regimen, condition, number=number, place=place)
    for stretch, move_on in zip(run, early, strict=True):
        offset, goes_on = (stretch.first - begin).days, stretch.after is None
        yield Period(step, stretch.first, stretch.last, move_on, stretch.held, goes_on, offset, stretch.why)


def _early(stretch: _Stretch, turning: list[int]) -> date | None:
    """Return the first day of *stretch* on which all courses that are *turning* allow the next step."""
    days = [period.move_on if (period := stretch.periods[index]) else None for index in turning]
    allowed = [day for day in days if day]
    if stretch.held or not allowed or len(allowed) < len(days):
        return None
    first = max(stretch.first, *allowed)
    return first if first <= stretch.last else None


def _length(run: tuple[_Stretch, ...], early: date | None) -> Length:
    """Return the length of a step without its holds; one that no other course shares may be left out."""
    own = [stretch for stretch in run if not stretch.held]
    days = sum((stretch.last - stretch.first).days + 1 for stretch in own)
    if early is None:
        return Length(days, days)
    done = sum(
        (min(stretch.last, early - DAY) - stretch.first).days + 1 for stretch in own if stretch.first < early
    )
    return Length(done or int(len(set(run[0].drugs)) > 1), days)


def _regimen(periods: tuple[Period, ...], first: date, days: int | None) -> Regimen:
    cycles = [one.step.regimen for one in periods]
    every = lcm(*(len(cycle.days) for cycle in cycles))
    if every > MOST_DAYS and (days is None or days > MOST_DAYS):
        raise Refused(
            say(
                "the cycles of these courses begin together again only after more than {most} days",
                most=MOST_DAYS,
            ),
            say("Ask the prescriber for cycles whose lengths fit each other, as 2 and 4 days do."),
        )
    named = all(cycle.weekly or len(cycle.days) == 1 for cycle in cycles)
    if any(cycle.weekly for cycle in cycles) and (every == WEEK or named) and every <= MOST_DAYS:
        # Each week from Monday on, so that the days have their names.
        dates = (first + number * DAY for number in range(every))
        written = sorted(dates, key=lambda day: ((day - first).days // WEEK, day.weekday()))
        return Regimen(tuple(_day(periods, day) for day in written), weekly=True)
    return Regimen(tuple(_day(periods, first + number * DAY) for number in range(min(every, days or every))))


def _day(periods: tuple[Period, ...], day: date) -> Day:
    """Return the intakes of all courses on *day*, in the order of the day."""
    return tuple(
        sorted((intake for one in periods for intake in one.on(day)), key=lambda intake: intake.slot)
    )
