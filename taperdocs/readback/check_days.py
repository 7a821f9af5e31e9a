"""Compares a plan with the second working of its days, before anything is printed."""

from datetime import timedelta
from itertools import groupby

from taperdocs.plan.plan import Plan, iso
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.regimen import Intake, total
from taperdocs.plan.step import Step
from taperdocs.readback.days import Day, Days, totals
from taperdocs.readback.worked import Worked

_DAY = timedelta(1)


def check_days(plan: Plan) -> None:
    """Raise ``ReadBackError`` unless a second working agrees; it names the first step, day or dose that differs."""
    proof = Worked(plan.outline, plan.pieces, plan.last_day, plan.last_day)
    worked = proof.days
    _check_steps(plan, worked)
    _check_row(plan, worked)
    _check_ends(plan, worked)
    for intakes in dict.fromkeys(day.intakes for day in worked.days):
        _check_totals(intakes)
    for intake in dict.fromkeys(intake for day in worked.days for intake in day.intakes):
        proof.pieces(intake)
    for one in plan.outline.as_needed:
        if plan.makes(one) != proof.allowed(one):
            message = f"what makes {one.dose} when needed is not what its packet makes"
            raise ReadBackError(message)


def _check_steps(plan: Plan, worked: Days) -> None:
    """Compare the steps, also those that have no days yet or were left out."""
    _equal("the steps", len(plan.steps), len(worked.steps))
    for number, (step, other) in enumerate(zip(plan.steps, worked.steps, strict=True), start=1):
        if step.number != number or step != other:
            message = f"step {number} is not as the plan file has it"
            raise ReadBackError(message)
    waits = tuple((period.step.number, period.held) for period in plan.waiting for _ in range(len(period)))
    if _counted(waits, worked.steps) != _counted(worked.waits, worked.steps):
        message = "what waits for a hold to end is not what the plan file has"
        raise ReadBackError(message)


def _counted(waits: tuple[tuple[int, bool], ...], steps: tuple[Step, ...]) -> list[tuple[int, bool, int]]:
    """Return each step that waits, whether it is a hold, and its days; 0 for a step without an end."""
    found = ((step, held, len(tuple(days))) for (step, held), days in groupby(waits))
    return [(step, held, days if held or steps[step - 1].length.longest else 0) for step, held, days in found]


def _check_row(plan: Plan, worked: Days) -> None:
    """Compare each day twice: as the plan lists it, and as the plan answers when asked for it."""
    listed = [(period, day, intakes) for period in plan.periods for day, intakes in period]
    for (period, on, intakes), day in zip(listed, worked.days, strict=False):
        early = period.move_on is not None and on >= period.move_on
        cycle, why = period.step.regimen, "" if period.held else period.why
        turn = (
            on.weekday() if cycle.by_weekday else (period.offset + (on - period.first).days) % len(cycle.days)
        )
        place = cycle.place(on, period.first, period.offset)
        found = Day(on, intakes, period.step.number, period.held, early, turn, place, why)
        if found != day:
            message = f"{iso(day.on)} has {_said(found)}; the plan file has {_said(day)}"
            raise ReadBackError(message)
        if plan.on(on) != day.intakes or plan.period(on) is not period:
            message = f"{iso(on)} is not answered for as it is listed: {_doses(plan.on(on))}"
            raise ReadBackError(message)
    _equal("the days", len(listed), len(worked.days[: len(listed)] if plan.open else worked.days))


def _check_ends(plan: Plan, worked: Days) -> None:
    _equal("the end that is open", plan.open, worked.open)
    first, last = worked.days[0].on, plan.last_day
    if plan.first_day != first or plan.on(first - _DAY) or plan.on(last + _DAY):
        message = f"the plan is not from {iso(first)} to {iso(last)}"
        raise ReadBackError(message)
    last_dose = None if worked.open else max(day.on for day in worked.days if day.intakes)
    without = last_dose + _DAY if last_dose else None
    if (plan.last_dose_day, plan.first_day_without) != (last_dose, without):
        message = f"the last dose day is not {iso(last_dose) if last_dose else 'open'}"
        raise ReadBackError(message)


def _check_totals(intakes: tuple[Intake, ...]) -> None:
    for drug, milligrams in totals(intakes).items():
        said = total(intakes, drug)
        if said is None or said.milligrams != milligrams:
            message = f"the total of {_doses(intakes)} is not {said}"
            raise ReadBackError(message)


def _equal(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        message = f"{what}: {found}; the plan file has {wanted}"
        raise ReadBackError(message)


def _said(day: Day) -> str:
    """Return a day in figures, without a drug's name, since the text may end up in the report of a bug."""
    marks = " held" * day.held + " early" * day.early
    return f"{_doses(day.intakes)} of step {day.step}{marks} on {iso(day.on)}"


def _doses(intakes: tuple[Intake, ...]) -> str:
    return " + ".join(f"{intake.dose} {intake.slot}" for intake in intakes) or "no dose"
