"""The step table: when, what is taken, how far each step goes down, and what is needed for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from taperdocs.documents.handoff.step_doses import Dose, dose_figures, doses_of, parts_of
from taperdocs.language.language import NO_BREAK
from taperdocs.language.phrases import need
from taperdocs.language.words import Words
from taperdocs.plan.cuts import Cut, cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen
from taperdocs.plan.step import Period
from taperdocs.plan.supply import Use, supply
from taperdocs.readback.figures import Figured, Figures


@dataclass(frozen=True, slots=True)
class Mark:
    """What is special about a step: its shape and its word."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One period: when, what is taken, how far it goes down, what is needed; or the *stop* after the last."""

    number: str
    bookmark: str
    dates: str
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    asked: str
    doses: tuple[Dose, ...]
    cut: str
    need: str
    stop: bool = False


_EMPTY = StepRow("", "", "", (), (), "", (), "", "")


def step_row(plan: Plan, words: Words, period: Period, present: date, *, dated: bool = True) -> StepRow:
    """Say a period, or one that waits undated for a hold to end."""
    step, found = period.step, _cuts(plan, period) if dated else ()
    number = words.language.number(step.number)
    early = period.move_on if dated and not step.length.optional else None
    notes = (
        words.text("from {date} on", date=_date(words, early)) if early else "",
        period.why,
        step.condition,
    )
    return StepRow(
        number,
        words.text("Step {number}", number=number),
        _dates(words, period, dated=dated),
        tuple(_marks(words, period, present, dated=dated)),
        tuple(note for note in notes if note),
        words.text("asked: {doses}", doses=", ".join(_asked(words, step.asked))) if _differs(period) else "",
        tuple(doses_of(plan, words, step.regimen)),
        "\n".join(line for cut in found for line in _cut(plan, words, cut)),
        "\n".join(need(words, plan, use) for use in _uses(plan, period)) if dated else "",
    )


def _cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return what a period changes, which may be several of the plan's own put together."""
    first = plan.period(period.first)
    return cuts(plan, first) if first else ()


def _uses(plan: Plan, period: Period) -> tuple[Use, ...]:
    return supply(plan, ((day, plan.on(day)) for day, _ in period))


def _dates(words: Words, period: Period, *, dated: bool) -> str:
    first, last = (_date(words, day) for day in (period.first, period.last))
    if not dated:
        return words.text("{days}, when the hold has ended", days=words.days(len(period)))
    if period.open:
        return words.text("from {first} on, laid out to {last}", first=first, last=last)
    said = words.text("{first} – {last}, {days}", first=first, last=last, days=words.days(len(period)))
    # The last day and the length stay together on a line of their own.
    return said.replace(" – ", " –\n", 1)


def _date(words: Words, day: date) -> str:
    return words.language.brief_date(day).replace(" ", NO_BREAK)


def _marks(words: Words, period: Period, present: date, *, dated: bool) -> Iterator[Mark]:
    if dated and period.first <= present <= period.last:
        yield Mark("now", words.text("● NOW"))
    if period.held:
        yield Mark("held", words.text("⏸ HOLD"))
    if period.step.length.optional:
        yield Mark("needed", words.text("□ ONLY IF NEEDED"))
    elif period.move_on and dated:
        yield Mark("window", words.text("▶ MAY MOVE ON"))


def _differs(period: Period) -> bool:
    """Tell whether other doses were asked for than are taken."""
    return bool(period.step.asked) and period.step.asked != (period.step.regimen,)


def _asked(words: Words, asked: tuple[Regimen, ...]) -> Iterator[str]:
    for regimen in asked:
        yield " / ".join(words.brief(intake.dose) for intake in regimen.doses)


def stop_row(words: Words, day: date) -> StepRow:
    """Say the first day without a dose, which the last step goes down to."""
    first, mark = words.text("from {first} on", first=_date(words, day)), words.text("○ FIRST DAY WITHOUT")
    nothing = Dose("", "", words.nothing(), "", None, "", "")
    stop = words.text("Stop")
    return StepRow(stop, stop, first, (Mark("without", mark),), (), "", (nothing,), "", "", stop=True)


def divided(words: Words, row: StepRow, inside: float) -> Iterator[StepRow]:
    """Put the doses of a row that no page can hold on several rows, each of which is whole."""
    parts = parts_of(row.doses, inside)
    yield replace(row, doses=row.doses[parts[0]])
    for part in parts[1:]:
        doses, again = row.doses[part], words.text("{dates}, continued", dates=row.dates)
        yield replace(_EMPTY, number=row.number, dates=again, doses=doses)


def _cut(plan: Plan, words: Words, cut: Cut) -> Iterator[str]:
    """Say a cut and how many percent it is; a rise is no cut, and of nothing there is no percentage."""
    dose = words.dose(cut.dose) if cut.amount > 0 else words.text("rise of {dose}", dose=words.dose(cut.dose))
    over = words.text("in {days}", days=words.days(cut.days)) if cut.days > 1 else ""
    yield " ".join(part for part in (cut.drug if len(plan.drugs) > 1 else "", dose, over) if part)
    if cut.of_present and cut.of_present > 0:
        yield words.text("{percent} of previous", percent=words.percent(cut.of_present))
    if cut.of_start and cut.of_start > 0:
        yield words.text("{percent} of first", percent=words.percent(cut.of_start))


def step_facts(
    plan: Plan, say: Figured, period: Period, parts: Iterable[int], *, dated: bool = True
) -> Iterator[Figures]:
    """Yield the figures of each row of a period; *parts* are the numbers of doses that they show."""
    doses, first = dose_figures(plan, say, period.step.regimen), True
    dates = tuple(_date_facts(say, period, dated=dated))
    for part in parts:
        found = [*say.number(period.step.number), *dates]
        found += _note_facts(say, period, dated=dated) if first else ()
        found += chain.from_iterable(islice(doses, part))
        found += _asked_facts(say, period) if first else ()
        if first and dated:
            found += (*_cut_facts(say, _cuts(plan, period)), *say.uses(_uses(plan, period)))
        first = False
        yield tuple(found)


def _date_facts(say: Figured, period: Period, *, dated: bool) -> Iterator[str]:
    if dated:
        yield from (*say.brief_date(period.first), *say.brief_date(period.last))
    yield from () if dated and period.open else say.days(len(period))


def _note_facts(say: Figured, period: Period, *, dated: bool) -> Iterator[str]:
    if period.move_on and dated and not period.step.length.optional:
        yield from say.brief_date(period.move_on)
    yield from (*say.figures(period.why), *say.figures(period.step.condition))


def _asked_facts(say: Figured, period: Period) -> Iterator[str]:
    for regimen in period.step.asked if _differs(period) else ():
        yield from (figure for intake in regimen.doses for figure in say.brief(intake.dose))


def _cut_facts(say: Figured, found: tuple[Cut, ...]) -> Iterator[str]:
    for cut in found:
        yield from (*((cut.drug,) * say.several), *say.dose(cut.dose))
        yield from say.days(cut.days) if cut.days > 1 else ()
        for share in (cut.of_present, cut.of_start):
            yield from say.percent(share) if share and share > 0 else ()


def stop_facts(say: Figured, day: date) -> Figures:
    """Return the figures that the row of the first day without must hold."""
    return (*say.brief_date(day), say.nothing)
