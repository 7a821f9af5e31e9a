"""The step table: when, what is taken, how far each step goes down, and what is needed for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain

from taperdocs.cut import Cut, cuts
from taperdocs.figures import Figured
from taperdocs.phrases import need
from taperdocs.plan import Plan
from taperdocs.regimen import Day, Intake, Regimen
from taperdocs.step import Period
from taperdocs.supply import supply
from taperdocs.words import Words


@dataclass(frozen=True, slots=True)
class StepRow:
    """One period: when, what is taken, how far it goes down, and what is needed for it."""

    number: str
    dates: str
    mark: str
    doses: str
    total: str
    cut: str
    of_present: str
    of_start: str
    need: str


def step_row(plan: Plan, words: Words, period: Period, *, dated: bool = True) -> StepRow:
    """Say a period, or one that waits undated for a hold to end."""
    step, language = period.step, words.language
    found = cuts(plan, period) if dated else ()
    days = {
        "first": language.brief_date(period.first),
        "last": language.brief_date(period.last),
        "days": words.days(len(period)),
    }
    dates = (
        words.text("{first} – {last}, {days}", **days) if dated else words.text("waits for the hold to end")
    )
    if dated and period.open:
        dates = words.text("from {first} on", first=days["first"])
    marks = (
        words.text("HOLD") if period.held else "",
        words.text("from {date} you may move on", date=language.brief_date(period.move_on))
        if period.move_on and dated
        else "",
        step.condition,
        words.text("asked: {doses}", doses=", ".join(_asked(words, step.asked)))
        if step.asked and step.asked != (step.regimen,)
        else "",
    )
    return StepRow(
        language.number(step.number),
        dates,
        "\n".join(mark for mark in marks if mark),
        "\n".join(_taken(plan, words, period)),
        words.daily(step.regimen, plan.drugs),
        "\n".join(_cut(plan, words, cut) for cut in found),
        "\n".join(_share(plan, words, cut, cut.of_present) for cut in found),
        "\n".join(_share(plan, words, cut, cut.of_start) for cut in found),
        "\n".join(need(words, plan, use) for use in supply(plan, tuple(period))) if dated else "",
    )


def _asked(words: Words, asked: tuple[Regimen, ...]) -> Iterator[str]:
    for regimen in asked:
        yield " / ".join(words.brief(intake.dose) for intake in regimen.doses)


def _taken(plan: Plan, words: Words, period: Period) -> Iterator[str]:
    """Yield what is taken on each different day of the cycle, with its pieces."""
    for day, numbers in _different_days(period.step.regimen):
        yield _which_days(words, period.step.regimen, numbers) + (
            "; ".join(_intake(plan, words, intake) for intake in day) or words.nothing()
        )


def _different_days(regimen: Regimen) -> Iterator[tuple[Day, tuple[int, ...]]]:
    """Yield each different day of a cycle with its places in it, the first being one."""
    for day in dict.fromkeys(regimen.days):
        yield day, tuple(number for number, other in enumerate(regimen.days, start=1) if other == day)


def _which_days(words: Words, regimen: Regimen, numbers: tuple[int, ...]) -> str:
    """Say which days of the cycle are meant; nothing where every day is the same."""
    if len(regimen.days) == 1:
        return ""
    if regimen.weekly:
        names = ", ".join(words.language.weekday_name(number - 1) for number in numbers)
        return words.text("{weekdays}: ", weekdays=names)
    said = ", ".join(words.language.number(number) for number in numbers)
    return words.text("day {numbers} of {count}: ", numbers=said, count=len(regimen.days))


def _intake(plan: Plan, words: Words, intake: Intake) -> str:
    parts = (
        intake.drug if len(plan.drugs) > 1 else "",
        words.slot(intake.slot),
        f"{words.dose(intake.dose)} =",
        words.pieces(plan.pieces(intake)),
    )
    return " ".join(part for part in parts if part)


def stop_row(words: Words, day: date) -> StepRow:
    """Say the first day without a dose, which the last step goes down to."""
    nothing = words.nothing()
    return StepRow(
        "",
        words.text("from {first} on", first=words.language.brief_date(day)),
        "",
        nothing,
        nothing,
        "",
        "",
        "",
        "",
    )


def stop_facts(say: Figured, day: date) -> Iterator[str]:
    """Yield the figures that the row of the first day without must hold."""
    yield from (*say.brief_date(day), say.nothing, say.nothing)


def _share(plan: Plan, words: Words, cut: Cut, share: Fraction | None) -> str:
    """Say a cut in percent; a rise is no cut, and of nothing there is no percentage."""
    drug = f"{cut.drug} " if len(plan.drugs) > 1 else ""
    if share is None:
        return f"{drug}–"
    return drug + (words.percent(share) if share > 0 else words.text("rise"))


def _cut(plan: Plan, words: Words, cut: Cut) -> str:
    drug = f"{cut.drug} " if len(plan.drugs) > 1 else ""
    over = words.text(" in {days}", days=words.days(cut.days)) if cut.days > 1 else ""
    return (
        drug
        + (
            words.dose(cut.dose)
            if cut.amount > 0
            else words.text("rise of {dose}", dose=words.dose(cut.dose))
        )
        + over
    )


def step_facts(plan: Plan, say: Figured, period: Period, *, dated: bool = True) -> Iterator[str]:
    """Yield the figures that the row of a period must hold."""
    step, several = period.step, len(plan.drugs) > 1
    yield from say.number(step.number)
    if dated:
        yield from say.brief_date(period.first)
        yield from () if period.open else (*say.brief_date(period.last), *say.days(len(period)))
        yield from say.brief_date(period.move_on) if period.move_on else ()
    yield from say.figures(step.condition)
    if step.asked and step.asked != (step.regimen,):
        yield from (figure for regimen in step.asked for i in regimen.doses for figure in say.brief(i.dose))
    numbered = len(step.regimen.days) > 1 and not step.regimen.weekly
    for day, numbers in _different_days(step.regimen):
        yield from chain(map(str, numbers), say.number(len(step.regimen.days))) if numbered else ()
        for intake in day:
            yield from (*say.drug(intake), *say.slot(intake), *say.dose(intake.dose), *say.pieces(intake))
        yield from () if day else (say.nothing,)
    yield from say.daily(step.regimen, plan.drugs)
    found = cuts(plan, period) if dated else ()
    for cut in found:
        yield from ((cut.drug,) if several else ())
        yield from (*say.dose(cut.dose), *(say.days(cut.days) if cut.days > 1 else ()))
    for shares in ([cut.of_present for cut in found], [cut.of_start for cut in found]):
        for cut, share in zip(found, shares, strict=True):
            yield from (
                *((cut.drug,) if several else ()),
                *(say.percent(share) if share and share > 0 else ()),
            )
    yield from say.uses(supply(plan, tuple(period))) if dated else ()
