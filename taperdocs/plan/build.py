"""Builds the plan from its outline, or reports all problems at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from taperdocs.plan.changes import Change, Replan
from taperdocs.plan.changes.change import without_effect
from taperdocs.plan.checks import dose_problems, order_problems, too_long
from taperdocs.plan.length import LONGEST_PLAN
from taperdocs.plan.pieces import nearest, pieces
from taperdocs.plan.plan import Make, Outline, Plan, Then, products_of
from taperdocs.plan.problems import Message, Problem, Refused, TaperError, say
from taperdocs.plan.regimen import Intake
from taperdocs.plan.step import Schedule, Step, lay_out

_WEEK = 7


def build(outline: Outline) -> Plan:
    """Lay out *outline* and check that the packets make every dose; raise ``TaperError`` with all problems."""
    unmakeable = dose_problems(outline)
    problems = [*unmakeable, *order_problems(outline)]
    if any(too_long(outline, steps) for steps in outline.arrangements):
        raise TaperError(*problems)
    written = lay_out(outline.steps, outline.start, outline.pace)
    gaps = (*_begins(outline, written), *(_ends(written) if outline.dated else ()))
    problems += gaps
    for course in outline.courses:
        laid = lay_out(course.steps, course.start, outline.pace)
        problems += (*_begins(outline, laid), *(_ends(laid) if outline.dated else ()))
    for change in outline.changes:
        if isinstance(change, Replan):
            new = lay_out(change.steps, change.on, change.pace)
            problems += (*_begins(outline, new), *_ends(new))
    made = _numbered(_made(outline, steps) for steps in outline.arrangements) if not unmakeable else ()
    # Changes apply to the steps that are taken, or to those that are written where the packets cannot make some.
    judged = made or (_numbered(outline.arrangements) if outline.make is Make.EXACTLY else ())
    if written.periods and not gaps and judged:
        try:
            *_, schedule = _schedules(outline, judged)
            problems += _no_dose(outline, schedule)
        except TaperError as error:
            problems += error.problems
    if problems:
        raise TaperError(*problems)
    return Plan(outline, *_renumbered(made, schedule))


def builds(outline: Outline) -> Iterator[Plan]:
    """Yield the plan before its changes and after each of them, each worked out from the one before.

    The *outline* must be one that ``build`` has accepted.
    """
    made = _numbered(_made(outline, steps) for steps in outline.arrangements)
    for number, schedule in enumerate(_schedules(outline, made)):
        earlier = replace(outline, changes=outline.changes[:number])
        yield Plan(earlier, *_renumbered(made[: len(earlier.arrangements)], schedule))


def _schedules(outline: Outline, made: tuple[tuple[Step, ...], ...]) -> Iterator[Schedule]:
    """Yield the schedule before any change, and the schedule after each one; *made* has the steps to lay out.

    Raise ``TaperError`` for the first change that is refused.
    """
    schedule, last = lay_out(made[0], outline.start, outline.pace), None
    schedule = replace(schedule, stays=outline.then is Then.STAY)
    yield schedule
    arrangements = iter(made[1:])
    # Changes in a plan without dates are already reported as a problem.
    for index, change in enumerate(outline.changes if outline.dated else ()):
        if isinstance(change, Replan):
            change = replace(change, steps=next(arrangements))  # noqa: PLW2901  with the doses that can be made
        try:
            schedule = _applied(outline, schedule, change, last)
        except Refused as refused:
            raise TaperError(refused.problem("change", index)) from None
        yield schedule
        last = change.on


def _no_dose(outline: Outline, schedule: Schedule) -> tuple[Problem, ...]:
    """Find a plan whose changes have removed every day with a dose."""
    if any(any(period.cycle) for period in (*schedule.periods, *schedule.waiting)):
        return ()
    where = ("change", len(outline.changes) - 1) if outline.changes else ()
    return (Problem(where, say("no day of this plan has a dose"), say("Write the doses that were agreed.")),)


def _renumbered(made: tuple[tuple[Step, ...], ...], schedule: Schedule) -> tuple[tuple[Step, ...], Schedule]:
    """Return the steps that a new arrangement has not cut off, numbered from one, and the schedule with them."""
    everything, last = (*schedule.periods, *schedule.waiting), len(made) - 1
    laid = {period.step.number for period in everything}
    kept = [
        step
        for index, steps in enumerate(made)
        for step in steps
        if index == last or step.number <= max((n for n in laid if n <= steps[-1].number), default=0)
    ]
    numbers = {step.number: number for number, step in enumerate(kept, start=1)}
    steps = {
        step.number: step
        if step.number == numbers[step.number]
        else replace(step, number=numbers[step.number])
        for step in kept
    }
    # Copy only periods whose step has a new number: copying all of them would be the slowest part.
    dated, waiting = (
        tuple(
            period if period.step is (step := steps[period.step.number]) else replace(period, step=step)
            for period in periods
        )
        for periods in (schedule.periods, schedule.waiting)
    )
    return tuple(steps.values()), replace(schedule, periods=dated, waiting=waiting)


_GAP = (
    say(
        "this step should begin on {wanted}, but the step before it ends on {end}: "
        "no dose is written for {left}"
    ),
    say("Ask the prescriber what is taken then; add that step, or lengthen the step before it."),
)
_OVERLAP = (
    say(
        "this step should begin on {wanted}, but the step before it lasts until {end}: "
        "two doses are written for {left}"
    ),
    say("Ask the prescriber which is right; shorten a step before it, or correct when this one begins."),
)


def _begins(outline: Outline, schedule: Schedule) -> Iterator[Problem]:
    """Find steps that do not begin when the plan file says they must; each gap is reported once."""
    moved = timedelta(0)
    for period in schedule.periods:
        said, laid = period.step.begins, period.first + moved
        if said is None or (isinstance(said, date) and not outline.dated):
            continue
        wanted = said if isinstance(said, date) else outline.start + timedelta(said - 1)
        if wanted == laid:
            continue
        moved += wanted - laid
        message, remedy = _GAP if wanted > laid else _OVERLAP
        days = {
            "wanted": _when(outline, said, wanted),
            "end": _when(outline, said, laid - timedelta(1)),
            "left": _span(outline, said, min(laid, wanted), max(laid, wanted) - timedelta(1)),
        }
        yield Problem((*period.step.place, "begins"), message.put(**days), remedy)


def _ends(schedule: Schedule) -> Iterator[Problem]:
    """Find steps that would begin after the day on which the plan file says that they end."""
    for period in schedule.periods:
        until = period.step.length.until
        if until and until < period.first:
            yield Problem(
                (*period.step.place, "until"),
                say("this step ends on {until}, and it begins on {first}", until=until, first=period.first),
                say("Look at the year and the month, and at the lengths of the steps before it."),
            )


def _when(outline: Outline, said: int | date | None, day: date) -> Message:
    """Write *day* in the form that *said* has in the plan file: as a date, or as a day and week of the plan."""
    number = (day - outline.start).days + 1
    if isinstance(said, date):
        return say("{date}", date=day)
    return say("day {day} (week {week})", day=number, week=(number - 1) // _WEEK + 1)


def _span(outline: Outline, said: int | date | None, first: date, last: date) -> Message:
    if isinstance(said, date) and first == last:
        return say("{date}", date=first)
    if isinstance(said, date):
        return say("{first} to {last}", first=first, last=last)
    days = [(day - outline.start).days for day in (first, last)]
    if days[0] % _WEEK == 0 and days[1] % _WEEK == _WEEK - 1:
        weeks = [day // _WEEK + 1 for day in days]
        if weeks[0] == weeks[1]:
            return say("week {week}", week=weeks[0])
        return say("weeks {first} to {last}", first=weeks[0], last=weeks[1])
    if first == last:
        return say("day {day}", day=days[0] + 1)
    return say("day {first} to day {last}", first=days[0] + 1, last=days[1] + 1)


def _made(outline: Outline, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps with doses that the packets make; equal neighbours of one strategy are merged."""
    merged: list[Step] = []
    for step in steps:
        days = (tuple(_makeable(outline, intake) for intake in day) for day in step.regimen.days)
        regimen = replace(step.regimen, days=tuple(days))
        asked = (step.regimen,) if regimen != step.regimen or step.strategy else ()
        made = replace(step, regimen=regimen, asked=asked)
        before = merged[-1] if merged else None
        if before and step.strategy and before.place == step.place and before.regimen == regimen:
            merged[-1] = replace(before, length=before.length + step.length, asked=before.asked + asked)
        else:
            merged.append(made)
    return tuple(merged)


def _makeable(outline: Outline, intake: Intake) -> Intake:
    products = products_of(outline, intake.drug)
    if pieces(intake.dose, products) is not None:
        return intake
    return replace(intake, dose=nearest(intake.dose, products)[1])


def _numbered(arrangements: Iterable[tuple[Step, ...]]) -> tuple[tuple[Step, ...], ...]:
    """Give each step of all arrangements its own number, to distinguish equal steps."""
    number = count(1)
    return tuple(tuple(replace(step, number=next(number)) for step in steps) for steps in arrangements)


def _applied(outline: Outline, schedule: Schedule, change: Change, last: date | None) -> Schedule:
    """Return *schedule* after *change*; raise ``Refused`` where it changes nothing, or is dated before *last*."""
    if last and change.on < last:
        raise Refused(
            say("it is dated {on}, before the change above it on {last}", on=change.on, last=last),
            say("Write the changes in the order in which they happened, the new one last."),
            "on",
        )
    changed = change.apply(schedule)
    if (changed.periods[-1].last - outline.start).days > LONGEST_PLAN:
        raise Refused(
            say("with it the plan lasts longer than {years} years", years=LONGEST_PLAN // 365),
            say("Look for a digit too many in its days or weeks."),
        )
    if without_effect(schedule, changed, change.on):
        raise Refused(
            say("it changes nothing: from {on} on every day stays as it is", on=change.on),
            say("Look at its day and its kind. If nothing else is taken, leave this change out."),
        )
    return changed
