"""Finds steps that cannot follow each other, a plan without a dose or far too long, and dates that do not fit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, dropwhile, islice, pairwise

from taperdocs.plan.length import LONGEST_PLAN
from taperdocs.plan.plan import Outline, Then
from taperdocs.plan.problems import Place, Problem, say
from taperdocs.plan.regimen import WEEKDAYS
from taperdocs.plan.step import Step


def order_problems(outline: Outline) -> tuple[Problem, ...]:
    """Find steps that cannot follow each other, a plan without a dose, a plan that is too long, and wrong dates."""
    each = (replace(outline, steps=steps, then=then) for steps, then in outline.timelines if steps)
    found = (rule(one) for one in each for rule in _RULES)
    return (
        *chain.from_iterable(found),
        *_times(outline),
        *_no_dose(outline),
        *_courses(outline),
        *_stock(outline),
        *(_early_reviews(outline) if outline.dated else _dates_without_a_start(outline)),
    )


def _courses(outline: Outline) -> Iterator[Problem]:
    """Find courses of one drug, and first days of courses that do not fit that of the plan."""
    drugs = [course.drug for course in outline.courses]
    for index, course in enumerate(outline.courses):
        if course.drug in drugs[:index]:
            yield Problem(
                ("course", index, "drug"),
                say("there is already a course of {drug}", drug=course.drug),
                say("Write all steps of one drug in one course."),
            )
        if outline.dated and course.start < outline.start:
            yield Problem(
                ("course", index, "start"),
                say(
                    "this course begins on {on}, before the plan on {start}",
                    on=course.start,
                    start=outline.start,
                ),
                say(
                    "Write the first day of the first course at the top, as in start = {on}.", on=course.start
                ),
            )
    first = min((course.start for course in outline.courses), default=outline.start)
    if first > outline.start:
        yield Problem(
            ("start",),
            say("the plan begins on {start}, and its first course on {on}", start=outline.start, on=first),
            say("Write start = {on}, or let a course begin with the plan.", on=first),
        )


def _early_reviews(outline: Outline) -> Iterator[Problem]:
    for index, review in enumerate(outline.reviews):
        if review.on < outline.start:
            yield Problem(
                ("review", index, "on"),
                say(
                    "this review is on {on}, before the plan begins on {start}",
                    on=review.on,
                    start=outline.start,
                ),
                say("Look at the year and the month, or take the review out."),
            )


def _dates_without_a_start(outline: Outline) -> Iterator[Problem]:
    """Find what needs dates in a plan that has none."""
    written = [step for steps in outline.written for step in steps]
    places: list[Place] = [
        *(
            ("course", n, "start")
            for n, course in enumerate(outline.courses)
            if course.start != outline.start
        ),
        *((*step.place, "begins") for step in written if isinstance(step.begins, date)),
        *((*step.place, "cycle") for step in written if step.regimen.weekly),
        *((*step.place, "months") for step in written if step.length.months),
        *((*step.place, "until") for step in written if step.length.until),
        *(("review", index) for index in range(len(outline.reviews))),
        *(("change", index) for index in range(len(outline.changes))),
        *(("supply", key) for key in ("counted", "order_ahead", "closed") if getattr(outline, key)),
    ]
    for place in places:
        yield Problem(
            place,
            say("this needs dates, and the start of the plan is not fixed"),
            say('Write the first day at the top, as in start = 2026-12-07, instead of start = "open".'),
        )


def _stock(outline: Outline) -> Iterator[Problem]:
    """Find a count before the first day, and a pharmacy that is never open."""
    counted = outline.counted
    if counted and outline.dated and counted < outline.start:
        yield Problem(
            ("supply", "counted"),
            say(
                "this was counted on {on}, before the plan begins on {start}", on=counted, start=outline.start
            ),
            say(
                "Nobody knows what is taken until then: count again on the first day, and take this line out."
            ),
        )
    closed = {entry.weekday for entry in outline.closed}
    if closed.issuperset(WEEKDAYS[:5]):
        yield Problem(
            ("supply", "closed"),
            say("this pharmacy is closed from Monday to Friday in every week"),
            say("Write the days of the week on which nothing can be collected."),
        )


def _open_steps(outline: Outline) -> Iterator[Problem]:
    final = outline.steps[-1]
    for step, later in pairwise(outline.steps):
        length = step.length
        if length.longest is None and not length.waits and step.place != later.place:
            yield Problem(
                step.place,
                say("only the last step may be open"),
                say(
                    "Write how long this step lasts, as in weeks = 2, or what it waits for, as in "
                    'until = "the blood test is back".'
                ),
            )
    if final.strategy and final.length.longest is None:
        yield Problem(
            (*final.place, "every"),
            say("the steps of a taper cannot be open"),
            say('Write how often the dose is cut, as in every = "2 weeks".'),
        )
    elif final.length.waits and outline.then is Then.STOP:
        yield Problem(
            final.place,
            say('the last step waits for something, but then = "stop" says that the plan stops'),
            say('Write what comes after it as a step, as in days = 1 and dose = "0 mg", or take then out.'),
        )
    elif final.length.longest is None and outline.then is Then.STOP:
        yield Problem(
            final.place,
            say('the last step is open, but then = "stop" says that the plan stops'),
            say('Write how long the last step lasts, or then = "stay".'),
        )


def _unknown_days(outline: Outline) -> Iterator[Problem]:
    """Find months and dates after a step that waits, since it is not known when they begin."""
    after = dropwhile(lambda step: not step.length.waits, outline.steps)
    for step in islice(after, 1, None):
        if step.length.months or step.length.until:
            yield Problem(
                (*step.place, "months" if step.length.months else "until"),
                say("it is not known on which day this step begins, since a step before it waits"),
                say("Write its length in weeks or days, as in weeks = 4."),
            )


def _after_zero(outline: Outline) -> Iterator[Problem]:
    stopped = False
    for step in outline.steps:
        if stopped and step.regimen.drugs:
            yield Problem(
                step.place,
                say("this step comes after the dose has gone to zero"),
                say(
                    "Take the zero step out, or move this step before it. Days without a dose between doses "
                    'are written as a cycle, as in cycle = ["0.5 mg", "0 mg"].'
                ),
            )
            return
        stopped = stopped or not step.regimen.drugs


def _staying_at_zero(outline: Outline) -> Iterator[Problem]:
    if outline.then is Then.STAY and not outline.steps[-1].regimen.drugs:
        place = outline.steps[-1].place
        yield Problem(
            (*(place[:2] if place[:1] == ("course",) else ()), "then"),
            say('the last step has no dose, but then = "stay" says that its dose goes on'),
            say('Write then = "stop", or take the last step out.'),
        )


def _times(outline: Outline) -> Iterator[Problem]:
    """Find an hour and a named time of one day that would be printed in another order than that of their hours."""
    named = dict(outline.hours)
    for step in chain.from_iterable(outline.written):
        for index, day in enumerate(step.regimen.days):
            taken = {intake.slot: intake for intake in day}
            for early, late in combinations(sorted(taken), 2):
                before, after = (slot.hour or named.get(slot, slot.place) for slot in (early, late))
                # Named times are in order among themselves: the reader of [hours] sees to that.
                if bool(early.hour) != bool(late.hour) and after <= before:
                    yield Problem(
                        step.place_of(index, taken[late]),
                        say(
                            "it is not clear which comes first, {early} or {late}: in the order of a day {named} "
                            "counts as {place}",
                            early=str(early),
                            late=str(late),
                            named=str(late if early.hour else early),
                            place=f"{(late if early.hour else early).place:%H:%M}",
                        ),
                        say('Write the hour of both, as in "12:00" and "13:00".'),
                    )


def _no_dose(outline: Outline) -> Iterator[Problem]:
    if not any(step.regimen.drugs and step.length.days(outline.pace) for step in outline.steps):
        yield Problem((), say("no day of this plan has a dose"), say("Write the doses that were agreed."))


def too_long(outline: Outline, steps: tuple[Step, ...]) -> bool:
    """Tell whether *steps* last longer than ``LONGEST_PLAN``."""
    return sum(step.length.days(outline.pace) for step in steps) > LONGEST_PLAN


def _too_long(outline: Outline) -> Iterator[Problem]:
    if too_long(outline, outline.steps):
        yield Problem(
            (),
            say("the plan lasts longer than {years} years", years=LONGEST_PLAN // 365),
            say("Look for a length with a digit too many, or for weeks where days are meant."),
        )


_RULES = (_open_steps, _unknown_days, _after_zero, _staying_at_zero, _too_long)
