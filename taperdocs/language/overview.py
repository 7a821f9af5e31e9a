"""A plan in sentences and rows: what was read, its steps with dates and pieces, and how it ends.

Both the terminal and the web page show them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from taperdocs.language import phrases
from taperdocs.language.words import Words
from taperdocs.plan.plan import UNDATED, Plan
from taperdocs.plan.regimen import Day, Regimen, Slot
from taperdocs.plan.step import Period, Step

Row = tuple[str, ...]
_TO = "\N{EN DASH}"


def summary(plan: Plan, words: Words) -> str:
    """Return one line: that the plan file is complete (which is no judgement), its code and its days."""
    steps = words.texts("{number} step", "{number} steps", len(plan.steps))
    code = words.text("plan code {code}", code=plan.code)
    draft = () if plan.outline.agreed else (words.text("DRAFT"),)
    first = as_written(words, plan.first_day)
    if plan.last_dose_day:
        last = as_written(words, plan.last_dose_day)
        days = words.text("{first} to {last}, then nothing is taken", first=first, last=last)
    elif plan.waits_for:
        days = words.text(
            "from {first}, no end yet: {until}", first=first, until=words.length(plan.periods[-1].step.length)
        )
    elif plan.waiting:
        days = words.text("from {first}, no end while the hold is open", first=first)
    else:
        days = words.text("from {first}, no end: the last dose goes on", first=first)
    return words.text("The plan file is complete: {plan}.", plan=", ".join((steps, code, *draft, days)))


def readings(plan: Plan, words: Words, *, every: bool = False) -> tuple[str, ...]:
    """Return how each step of a line was read, in the form that is printed; with *every* those of tables too."""
    courses = plan.outline.courses
    steps = [step for written in plan.outline.written[: len(courses) or 1] for step in written]
    return tuple(_reading(plan, step, words) for step in steps if every or "steps" in step.place)


def _reading(plan: Plan, step: Step, words: Words) -> str:
    doses, length = _taken(plan, step.regimen, words), words.length(step.length)
    if step.length.until or step.length.waits:
        return words.text("{doses} {until}", doses=doses, until=length)
    if (step.length.shortest, step.length.longest) == (1, None):
        return words.text("{doses}, no end is set", doses=doses)
    return words.text("{doses} for {length}", doses=doses, length=length)


def _taken(plan: Plan, regimen: Regimen, words: Words) -> str:
    """Return the doses of a step, each with its time of day; equal ones without a time as "10 mg twice a day".

    In a plan of *courses* each has the name of its drug.
    """
    courses = tuple(course.drug for course in plan.outline.courses)
    (first, *others), count = regimen.days, len(regimen.days[0])
    timed = any(taken.slot != Slot.ANY for taken in regimen.doses)
    if others or count < 2 or len(set(first)) > 1 or timed:  # noqa: PLR2004  several doses
        return words.regimen(regimen, courses or regimen.drugs, timed=timed, plan=plan)
    dose = phrases.named(plan, first[0].drug, words.by_hand(plan, first[0]))
    if count == 2:  # noqa: PLR2004  "twice" has its own word
        return words.text("{dose} twice a day", dose=dose)
    return words.text("{dose} {number} times a day", dose=dose, number=words.language.number(count))


def step_rows(plan: Plan, words: Words) -> tuple[Row, ...]:
    """Return the head of a table of the steps, then its rows: dates, and each dose with the pieces that make it.

    A row of two cells is a note to the rows above it: its second cell runs on to the end of the table.
    """
    head = (
        words.text("Step"),
        words.text("From"),
        words.text("To"),
        words.text("Day"),
        words.text("Dose"),
        words.text("Made from"),
    )
    undated = (words.text("no date yet"), "")
    return (
        head,
        *(row for period in plan.periods for row in _dated(plan, words, period)),
        *(row for period in plan.waiting for row in _rows(plan, words, period, undated)),
    )


def end(plan: Plan, words: Words) -> str:
    """Return the last dose day and the first day without, or that no end is set; also those of a drug on its own."""
    whole = words.text("The plan does not say when it stops.")
    if plan.last_dose_day and plan.first_day_without:
        whole = phrases.last_days(words, plan, words.language.brief_date)
    return "\n".join((whole, *phrases.own_ends(words, plan)))


def _dated(plan: Plan, words: Words, period: Period) -> Iterator[Row]:
    date_of = words.language.brief_date
    last = words.text("open") if period.open else date_of(period.last)
    yield from _rows(plan, words, period, (date_of(period.first), last))
    if period.held:
        yield _note(_held(words, period))
    if period.open:
        yield _note(words.text("laid out up to {day}", day=date_of(period.last)))
    if period.move_on:
        yield _note(words.text("you may move on from {day}, as agreed", day=date_of(period.move_on)))


def _rows(plan: Plan, words: Words, period: Period, dates: tuple[str, str]) -> Iterator[Row]:
    """Yield one row for each intake; a cell that would repeat the one above is empty."""
    start: Row = (words.language.number(period.step.number), *dates)
    for label, day in _runs(words, period):
        for dose, made in intakes(plan, words, day):
            yield (*start, label, dose, made)
            start, label = ("", "", ""), ""  # noqa: PLW2901  said once for all its intakes
    if period.step.condition:
        yield _note(words.text("condition: {condition}", condition=period.step.condition))
    if period.step.length.waits:
        yield _note(words.length(period.step.length))
    if any(regimen != period.step.regimen for regimen in period.step.asked):
        doses = (words.brief(intake.dose) for regimen in period.step.asked for intake in regimen.doses)
        yield _note(words.text("asked for: {doses}", doses=", ".join(doses)))


def _held(words: Words, period: Period) -> str:
    until = words.text("hold until {day}: the dose stays", day=words.language.brief_date(period.last))
    said = words.text("hold without an end yet: the dose stays") if period.open else until
    return f"{said} ({period.why})" if period.why else said


def _note(text: str) -> Row:
    return ("", text)


def _runs(words: Words, period: Period) -> Iterator[tuple[str, Day]]:
    """Yield each run of equal days of the cycle, with its label."""
    cycle, number = period.cycle, 0
    for day, group in groupby(cycle):
        first, number = number, number + len(tuple(group))
        yield ("" if len(cycle) == 1 else _days(words, period, first, number - 1)), day


def _days(words: Words, period: Period, first: int, last: int) -> str:
    regimen = period.step.regimen
    if regimen.weekly and not regimen.by_weekday:
        ends = (period.first + timedelta(number) for number in dict.fromkeys((first, last)))
        places = (regimen.place(day, period.first, period.offset) for day in ends)
        return f" {_TO} ".join(words.weekdays_of([place], len(regimen.days) // 7) for place in places)
    if regimen.weekly:
        names = [words.language.weekday(period.first + timedelta(number)) for number in (first, last)]
        return names[0] if first == last else f"{names[0]}{_TO}{names[1]}"
    days = [words.language.number(number + 1) for number in (first, last)]
    cycle = words.language.number(len(period.cycle))
    if first == last:
        return words.text("day {day} of {days}", day=days[0], days=cycle)
    return words.text("days {first} to {last} of {days}", first=days[0], last=days[1], days=cycle)


def intakes(plan: Plan, words: Words, day: Day) -> Iterator[tuple[str, str]]:
    """Yield each intake's dose and its pieces, or that there is none."""
    for intake in day:
        yield (
            phrases.named(plan, intake.drug, words.dose(intake.dose), words.when(intake.slot)),
            words.made(plan, intake),
        )
    if not day:
        yield words.nothing(), ""


def as_written(words: Words, day: date) -> str:
    """Return a day as a plan file has it, or its number if the start is not fixed."""
    return str(day) if day < UNDATED else words.text("day {day}", day=(day - UNDATED).days + 1)
