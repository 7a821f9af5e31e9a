"""Builds the plan from its outline, or says every problem that stands in the way, all at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from taperdocs.errors import Problem, Refused, TaperError, say
from taperdocs.faults import dose_problems, order_problems
from taperdocs.pieces import nearest, pieces
from taperdocs.plan import LONGEST_PLAN, Outline, Plan, products_of
from taperdocs.regimen import Day, Intake
from taperdocs.step import Course, Step, lay_out

_WEEK = 7


def build(outline: Outline) -> Plan:
    """Lay out *outline* and make every dose from its packets; raise ``TaperError`` with all problems."""
    problems = [*dose_problems(outline), *order_problems(outline)]
    if sum(step.length.days(outline.pace) for step in outline.steps) > LONGEST_PLAN:
        raise TaperError(*problems)
    written = lay_out(outline.steps, outline.start, outline.pace)
    gaps = tuple(_begins(outline, written))
    problems += gaps
    if written.periods and not gaps:
        problems += _changed(outline, written)[1]
    if problems:
        raise TaperError(*problems)
    steps = _numbered(_made(outline))
    return Plan(outline, steps, _changed(outline, lay_out(steps, outline.start, outline.pace))[0])


def _begins(outline: Outline, course: Course) -> Iterator[Problem]:
    """Find steps that do not begin when the plan file says that they must; each gap is said once."""
    moved = timedelta(0)
    for period in course.periods:
        step, laid = period.step, period.first + moved
        if step.begins is None:
            continue
        wanted = step.begins if isinstance(step.begins, date) else outline.start + timedelta(step.begins - 1)
        if wanted != laid:
            moved += wanted - laid
            yield (
                _gap(outline, step, laid, wanted) if wanted > laid else _overlap(outline, step, laid, wanted)
            )


def _gap(outline: Outline, step: Step, laid: date, wanted: date) -> Problem:
    return Problem(
        (*step.place, "begins"),
        say(
            "this step should begin on {wanted}, but the step before it ends on {end}: "
            "no dose is written for {left}",
            wanted=_when(outline, step.begins, wanted),
            end=_when(outline, step.begins, laid - timedelta(1)),
            left=_span(outline, step.begins, laid, wanted - timedelta(1)),
        ),
        say("Ask the prescriber what is taken then; add that step, or lengthen the step before it."),
    )


def _overlap(outline: Outline, step: Step, laid: date, wanted: date) -> Problem:
    return Problem(
        (*step.place, "begins"),
        say(
            "this step should begin on {wanted}, but the step before it lasts until {end}: "
            "two doses are written for {left}",
            wanted=_when(outline, step.begins, wanted),
            end=_when(outline, step.begins, laid - timedelta(1)),
            left=_span(outline, step.begins, wanted, laid - timedelta(1)),
        ),
        say("Ask the prescriber which is right; shorten a step before it, or correct when this one begins."),
    )


def _when(outline: Outline, said: int | date | None, day: date) -> str:
    """Say *day* in the manner of what was *said*: a date, or a day and week of the plan."""
    number = (day - outline.start).days + 1
    return str(day) if isinstance(said, date) else f"day {number} (week {(number - 1) // _WEEK + 1})"


def _span(outline: Outline, said: int | date | None, first: date, last: date) -> str:
    if isinstance(said, date):
        return f"{first} to {last}" if first != last else str(first)
    days = [(day - outline.start).days for day in (first, last)]
    if days[0] % _WEEK == 0 and days[1] % _WEEK == _WEEK - 1:
        weeks = [day // _WEEK + 1 for day in days]
        return f"week {weeks[0]}" if weeks[0] == weeks[1] else f"weeks {weeks[0]} to {weeks[1]}"
    return f"day {days[0] + 1}" if first == last else f"day {days[0] + 1} to day {days[1] + 1}"


def _made(outline: Outline) -> tuple[Step, ...]:
    """Return the steps with doses that can be made; equal ones of a strategy in a row become one."""
    merged: list[Step] = []
    for step in outline.steps:
        regimen = replace(step.regimen, days=tuple(_makeable(outline, day) for day in step.regimen.days))
        asked = (step.regimen,) if regimen != step.regimen or step.strategy else ()
        made = replace(step, regimen=regimen, asked=asked)
        before = merged[-1] if merged else None
        if before and step.strategy and before.place == step.place and before.regimen == regimen:
            merged[-1] = replace(before, length=before.length + step.length, asked=before.asked + asked)
        else:
            merged.append(made)
    return tuple(merged)


def _makeable(outline: Outline, day: Day) -> Day:
    return tuple(_next_makeable(outline, intake) for intake in day)


def _next_makeable(outline: Outline, intake: Intake) -> Intake:
    products = products_of(outline, intake.drug)
    if pieces(intake.dose, products) is not None:
        return intake
    return replace(intake, dose=nearest(intake.dose, products)[1])


def _numbered(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, number=number) for number, step in enumerate(steps, start=1))


def _changed(outline: Outline, course: Course) -> tuple[Course, tuple[Problem, ...]]:
    """Apply the changes one after the other; the first that is refused ends it."""
    last: date | None = None
    for index, change in enumerate(outline.changes):
        try:
            if last and change.on < last:
                raise Refused(  # noqa: TRY301  it is one of the refusals that are caught here
                    say("it is dated {on}, before the change above it on {last}", on=change.on, last=last),
                    say("Write the changes in the order in which they happened, the new one last."),
                    "on",
                )
            course, last = change.apply(course), change.on
            if (course.periods[-1].last - outline.start).days > LONGEST_PLAN:
                raise Refused(  # noqa: TRY301  as above
                    say("with it the plan lasts longer than {years} years", years=LONGEST_PLAN // 365),
                    say("Look for a digit too many in its days or weeks."),
                )
        except Refused as refused:
            return course, (refused.problem("change", index),)
    return course, ()
