"""Builds the plan from its outline, or reports all problems at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from taperdocs.plan.changes import Change, Replan
from taperdocs.plan.changes.change import without_effect
from taperdocs.plan.course import begun, laid_over, numbered
from taperdocs.plan.course import changed as changed_courses
from taperdocs.plan.dose_checks import dose_problems
from taperdocs.plan.length import LONGEST_PLAN, WEEK
from taperdocs.plan.order_checks import order_problems, too_long
from taperdocs.plan.pieces import nearest, pieces
from taperdocs.plan.plan import Make, Outline, Plan, Then, products_of
from taperdocs.plan.problems import Message, Problem, Refused, TaperError, gathered, say
from taperdocs.plan.regimen import Intake
from taperdocs.plan.step import Schedule, Step, lay_out


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
    # Changes apply to the steps that are taken, or to those that are written where the packets cannot make some.
    make = partial(_made, outline) if not unmakeable else tuple[Step, ...]
    early = any(course.start < outline.start for course in outline.courses)
    if written.periods and not gaps and not early and (not unmakeable or outline.make is Make.EXACTLY):
        with gathered(problems):
            *_, (made, schedule) = _schedules(outline, make)
            problems += _no_dose(outline, schedule)
    if problems:
        raise TaperError(*problems)
    return Plan(outline, *_renumbered(made, schedule))


def builds(outline: Outline) -> Iterator[Plan]:
    """Yield the plan before its changes and after each of them, each worked out from the one before.

    The *outline* must be one that ``build`` has accepted.
    """
    for number, (made, schedule) in enumerate(_schedules(outline, partial(_made, outline))):
        yield Plan(replace(outline, changes=outline.changes[:number]), *_renumbered(made, schedule))


_Steps = tuple[Step, ...]


def _schedules(
    outline: Outline, make: Callable[[_Steps], _Steps]
) -> Iterator[tuple[tuple[_Steps, ...], Schedule]]:
    """Yield the schedule before any change and after each one, with the steps as first written and rearranged.

    *make* returns steps with the doses that are taken. Raise ``TaperError`` for the first change that is refused.
    """
    courses = begun(outline.courses, outline.start, outline.pace)
    made: tuple[_Steps, ...] = (numbered(make(outline.steps)),)
    last: date | None = None
    schedule = replace(lay_out(made[0], outline.start, outline.pace), stays=outline.then is Then.STAY)
    if courses:
        made, schedule = _together(laid_over(courses, outline.start), make)
    yield made, schedule
    # Changes in a plan without dates are already reported as a problem.
    for index, change in enumerate(outline.changes if outline.dated else ()):
        try:
            _refuse_disorder(change, last)
            if isinstance(change, Replan) and not change.drug:
                courses, taken = (), sum(map(len, made))
                made = (*made, numbered(make(change.steps), taken))
                changed = replace(change, steps=made[-1]).apply(schedule)
            elif courses:
                courses = changed_courses(outline.courses, courses, change)
                made, changed = _together(laid_over(courses, outline.start), make)
            else:
                _refuse_drug(change, outline)
                changed = change.apply(schedule)
            _refuse_effects(outline, schedule, changed, change)
        except Refused as refused:
            raise TaperError(refused.problem("change", index)) from None
        schedule, last = changed, change.on
        yield made, schedule


def _together(schedule: Schedule, make: Callable[[_Steps], _Steps]) -> tuple[tuple[_Steps], Schedule]:
    """Return the steps of courses that are laid over each other, with the doses that are taken, and their schedule."""
    steps = make(schedule.steps)
    return (steps,), schedule.with_steps({step.number: step for step in steps})


def _no_dose(outline: Outline, schedule: Schedule) -> tuple[Problem, ...]:
    """Find a plan whose changes have removed every day with a dose."""
    if any(any(period.cycle) for period in (*schedule.periods, *schedule.waiting)):
        return ()
    where = ("change", len(outline.changes) - 1) if outline.changes else ()
    return (Problem(where, say("no day of this plan has a dose"), say("Write the doses that were agreed.")),)


def _renumbered(made: tuple[_Steps, ...], schedule: Schedule) -> tuple[_Steps, Schedule]:
    """Return the steps that a new arrangement has not cut off, numbered from one, and the schedule with them."""
    laid, last = {step.number for step in schedule.steps}, len(made) - 1
    kept = [
        step
        for index, steps in enumerate(made)
        for step in steps
        if index == last or step.number <= max((n for n in laid if n <= steps[-1].number), default=0)
    ]
    steps = {
        step.number: step if step.number == number else replace(step, number=number)
        for number, step in enumerate(kept, start=1)
    }
    return tuple(steps.values()), schedule.with_steps(steps)


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
    return say("day {day} (week {week})", day=number, week=(number - 1) // WEEK + 1)


def _span(outline: Outline, said: int | date | None, first: date, last: date) -> Message:
    if isinstance(said, date) and first == last:
        return say("{date}", date=first)
    if isinstance(said, date):
        return say("{first} to {last}", first=first, last=last)
    days = [(day - outline.start).days for day in (first, last)]
    if days[0] % WEEK == 0 and days[1] % WEEK == WEEK - 1:
        weeks = [day // WEEK + 1 for day in days]
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


def _refuse_disorder(change: Change, last: date | None) -> None:
    if last and change.on < last:
        raise Refused(
            say("it is dated {on}, before the change above it on {last}", on=change.on, last=last),
            say("Write the changes in the order in which they happened, the new one last."),
            "on",
        )


def _refuse_drug(change: Change, outline: Outline) -> None:
    """Raise ``Refused`` for a change of one drug whose steps are those of other drugs too."""
    if change.drug and {one.drug for one in outline.products} != {change.drug}:
        raise Refused(
            say("the drugs of this plan have the same steps, so that none can be changed alone"),
            say(
                'Write each drug as a [[course]] of its own, or what is taken from that day on as kind = "replan", '
                "without drug."
            ),
            "drug",
        )


def _refuse_effects(outline: Outline, schedule: Schedule, changed: Schedule, change: Change) -> None:
    """Raise ``Refused`` where a change leaves all as it was, or makes the plan too long."""
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
