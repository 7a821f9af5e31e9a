"""The step table: a row for each step with its dates, doses and cut; a run of daily steps shares one row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from taperdocs.documents.handoff.sizes import DOSES, SMALL, TEXT
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import agreed_of, labels, left_out, named, nothing_on, own_ends
from taperdocs.language.words import Words
from taperdocs.pdf.fit import paged
from taperdocs.plan.cuts import Cut, cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import WEEKDAYS, Day, Regimen
from taperdocs.plan.runs import merged_periods
from taperdocs.plan.step import Period, Step

_JOINED = 3
"""Fewest daily steps in a row of the table; shorter runs have a row for each step."""
_HIGHEST = 110.0
"""Height of the doses of one row, in units, above which the row is divided, since it might not fit a page."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of a step.

    *which* are the days of the cycle on which it is taken; *when* is its time of day. *total* is the daily dose of its
    drug; only the last of several doses of a drug has it. A text that would repeat the row above is empty.
    """

    which: str
    drug: str
    dose: str
    when: str
    pieces: str
    total: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What is special about a step, such as "● NOW": its word, and the *kind*, which is its class in style.css."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A row of the table: one step, several joined steps, or with *stop* the first day without a dose.

    *mark* tells the proof of the page which doses to expect here. *asked* are the doses that the plan file asks for,
    where the packets make others.
    """

    mark: str
    number: str
    bookmark: str
    dates: str
    signs: tuple[Sign, ...]
    notes: tuple[str, ...]
    asked: str
    doses: tuple[Dose, ...]
    cut: str
    stop: bool = False

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the texts whose marks belong to the cell of the doses."""
        return marked("", self.mark), self.asked


_EMPTY = StepRow("", "", "", "", (), (), "", (), "")


def runs(plan: Plan) -> Iterator[tuple[Period, ...]]:
    """Yield the periods in groups: a run of equal daily cuts is one group, every other period is alone."""
    run = list[Period]()
    for period in merged_periods(plan):
        if run and not _joins(plan, run, period):
            yield from _parted(run)
            run = []
        run.append(period)
    yield from _parted(run)


def _parted(run: list[Period]) -> Iterator[tuple[Period, ...]]:
    """Yield a run as one group where it is long enough, otherwise each of its periods alone."""
    if len(run) >= _JOINED:
        yield tuple(run)
    else:
        yield from ((period,) for period in run)


def _joins(plan: Plan, run: list[Period], period: Period) -> bool:
    """Tell whether *period* goes on with a run: daily like its last period, and falling by the same amount."""
    one = run[-1]
    if not (_daily(one) and _daily(period)) or any(period.first <= one.first for one in run):
        return False
    before, now = one.step.regimen.doses[0], period.step.regimen.doses[0]
    fall = before.dose.milligrams - now.dose.milligrams
    same = (before.drug, before.slot, before.dose.unit) == (now.drug, now.slot, now.dose.unit)
    last = run[-2].step.regimen.doses[0].dose.milligrams - before.dose.milligrams if len(run) > 1 else fall
    return same and fall == last and fall > 0 and plan.before(period) is not None


def _daily(period: Period) -> bool:
    """Tell whether a period is one day with one dose and has nothing that needs a row of its own, as a hold would."""
    step = period.step
    more = (
        period.held,
        period.move_on,
        period.open,
        period.why,
        step.length.optional,
        step.condition,
        step.length.waits,
        _differs(step),
    )
    return len(period) == 1 and not any(more) and len(step.regimen.days) == len(step.regimen.days[0]) == 1


def step_rows(plan: Plan, words: Words, present: date) -> Iterator[StepRow]:
    """Yield the rows of the table: dated steps, then the steps that wait for an open hold to end, then the stop."""
    for run in runs(plan):
        yield _joined(plan, words, run, present) if len(run) > 1 else _row(plan, words, run[0], present)
    for number, period in enumerate(plan.waiting):
        yield _row(plan, words, period, present, number)
    if plan.first_day_without:
        yield _stop(plan, words, plan.first_day_without)


def _joined(plan: Plan, words: Words, run: tuple[Period, ...], present: date) -> StepRow:
    first, last = run[0], run[-1]
    ends = [words.language.number(period.step.number) for period in (first, last)]
    number = words.text("{first}–{last}", first=ends[0], last=ends[1])
    taken, least = first.step.regimen.doses[0], last.step.regimen.doses[0]
    cut = cuts(plan, run[1])[0]
    label = named(plan, taken.drug, words.slot(taken.slot))
    falls = words.text(
        "{first} to {last}, each day {dose} less",
        first=words.dose(taken.dose),
        last=words.dose(least.dose),
        dose=words.dose(cut.dose),
    )
    signs = (Sign("now", words.text("● NOW")),) if first.first <= present <= last.last else ()
    note = words.text("What makes each dose is in the calendar.")
    return replace(
        _EMPTY,
        mark=f"falling:{first.first},{last.last}",
        number=marked(number, f"stepnumber:{first.step.number}", f"stepnumber:{last.step.number}"),
        bookmark=words.text("Steps {number}", number=number),
        dates=marked(_span(words, first.first, last.last), f"date:{first.first}", f"date:{last.last}",
                     f"length:{first.first},{last.last}"),
        signs=signs,
        doses=(Dose("", f"{label} " if label else "", falls, "", note, ""),),
    )  # fmt: skip


def _row(plan: Plan, words: Words, period: Period, present: date, waits: int | None = None) -> StepRow:
    """Return the row of a period. With *waits*, its index in ``plan.waiting``, it has no dates yet."""
    dated = waits is None
    step, found, day = period.step, _cuts(plan, period) if dated else (), period.first
    number = words.language.number(step.number)
    early = period.move_on if dated and not step.length.optional else None
    from_day = (
        words.text("▶ MAY MOVE ON from {date} on.", date=words.language.short_day(early)) if early else ""
    )
    notes = (
        marked(from_day, f"moveon:{day}"),
        marked(words.text("Why: {why}", why=period.why) if period.why else "", f"why:{day}"),
        marked(agreed_of(words, step), f"text:condition,{step.number - 1}"),
        marked(left_out(words, step)),
        *(own_ends(words, plan, period) if dated else ()),
    )
    asked = ""
    if _differs(step):
        asked = words.text("asked: {doses}", doses=", ".join(_asked(words, step.asked)))
    return StepRow(
        f"stepdoses:{step.number}",
        marked(number, f"stepnumber:{step.number}"),
        words.text("Step {number}", number=number),
        _dates(plan, words, period, waits),
        tuple(_signs(words, period, present, dated=dated)),
        tuple(note for note in notes if note),
        marked(asked, *([f"wanted:{step.number}"] if asked else [])),
        tuple(_doses(plan, words, step)),
        marked("\n".join(_cut(plan, words, cut) for cut in found), *([f"cut:{day}"] if found else [])),
    )


def _cuts(plan: Plan, period: Period) -> tuple[Cut, ...]:
    """Return the cuts at the beginning of a period.

    The period may be several of the plan's merged, so the plan's own one is looked up by its first day.
    """
    first = plan.period(period.first)
    return cuts(plan, first) if first else ()


def _cut(plan: Plan, words: Words, cut: Cut) -> str:
    """Return a cut with its percentages, or a rise without; a change from no dose has no percentage either."""
    dose = words.dose(cut.dose) if cut.amount > 0 else words.text("rise of {dose}", dose=words.dose(cut.dose))
    over = words.text("in {days}", days=words.days(cut.days)) if cut.days > 1 else ""
    said = [named(plan, cut.drug, dose, over)]
    shares = (words.percent(share) for share in (cut.of_present, cut.of_start) if share and share > 0)
    return ", ".join((*said, *map(words.language.together, shares)))


def _dates(plan: Plan, words: Words, period: Period, waits: int | None) -> Marked:
    if waits is not None:
        return marked(_after(plan, words, period, first=not waits), f"waiting:{waits}")
    if period.open:
        first, last = words.language.brief_date(period.first), words.language.brief_date(period.last)
        said = words.text("from {first} on, laid out to {last}", first=first, last=last)
        return marked(said, f"run:{period.first}")
    return marked(_span(words, period.first, period.last), f"run:{period.first}")


def _after(plan: Plan, words: Words, period: Period, *, first: bool) -> str:
    """Return how long a period without dates lasts; *first*: whether it is the first one that waits."""
    if period.open:
        return words.text("then, without an end yet")
    days = words.days(len(period))
    if first and not plan.waits_for:
        return words.text("after the hold: {days}", days=days)
    return words.text("then {days}", days=days)


def _span(words: Words, first: date, last: date) -> str:
    begins = words.language.short_day(first) if first.year == last.year else words.language.brief_date(first)
    days = words.language.together(words.days((last - first).days + 1))
    return words.text(
        "{first} – {last}, {days}", first=begins, last=words.language.brief_date(last), days=days
    )


def _signs(words: Words, period: Period, present: date, *, dated: bool) -> Iterator[Sign]:
    if dated and period.first <= present <= period.last:
        yield Sign("now", words.text("● NOW"))
    if period.held:
        yield Sign("held", words.text("⏸ SAME DOSE"))
    if period.step.length.optional:
        yield Sign("needed", words.text("□ ONLY IF NEEDED"))


def _differs(step: Step) -> bool:
    """Tell whether the plan file asks for other doses than those that the packets make."""
    return bool(step.asked) and step.asked != (step.regimen,)


def _asked(words: Words, asked: tuple[Regimen, ...]) -> Iterator[str]:
    for regimen in asked:
        yield " / ".join(words.brief(intake.dose) for intake in regimen.doses)


def _stop(plan: Plan, words: Words, day: date) -> StepRow:
    """Return the last row: the first day without a dose, or the day on which the patch comes off."""
    stop, first = (
        marked(words.text("Stop")),
        words.text("from {first} on", first=words.language.brief_date(day)),
    )
    return replace(
        _EMPTY,
        mark=f"nothing:{day}",
        number=stop,
        bookmark=stop,
        dates=marked(first, "without"),
        signs=(Sign("without", words.text("○ FIRST DAY WITHOUT")),),
        doses=(Dose("", "", nothing_on(words, plan, day), "", "", ""),),
        stop=True,
    )


def _doses(plan: Plan, words: Words, step: Step) -> Iterator[Dose]:
    """Yield the doses of a step, for each different day of its cycle and drug by drug."""
    for day, numbers in _different_days(step.regimen):
        which = _which_days(words, step.regimen, numbers)
        if not day:
            yield Dose(which, "", words.nothing(), "", "", "")
        for drug in plan.drugs:
            doses = tuple(intake for intake in day if intake.drug == drug)
            total = words.totals(doses, (drug,))
            for number, (intake, label) in enumerate(zip(doses, labels(words, doses), strict=True), start=1):
                yield Dose(
                    which,
                    _name(plan, doses) if number == 1 else "",
                    words.dose(intake.dose),
                    words.when(intake.slot) or label,
                    words.made(plan, intake),
                    words.text("{total} a day", total=total) if number == len(doses) > 1 else "",
                )
                which = ""


def _name(plan: Plan, doses: Day) -> str:
    """Return the drug's name where the plan has several: before a single dose, or on a line above several."""
    if len(plan.drugs) == 1:
        return ""
    return f"{doses[0].drug}{' ' if len(doses) == 1 else chr(10)}"


def _different_days(regimen: Regimen) -> Iterator[tuple[Day, tuple[int, ...]]]:
    """Yield each different day of a cycle with the places, counted from 1, at which it comes in the cycle."""
    days = tuple(dict.fromkeys(regimen.days))
    if _of_weeks(regimen):
        days = (*(day for day in days if day != _usual(regimen)), _usual(regimen))
    for day in days:
        yield day, tuple(number for number, other in enumerate(regimen.days, start=1) if other == day)


def _of_weeks(regimen: Regimen) -> bool:
    return regimen.weekly and not regimen.by_weekday


def _usual(regimen: Regimen) -> Day:
    """Return the day that comes most often in the cycle."""
    return max(dict.fromkeys(regimen.days), key=regimen.days.count)


def _which_days(words: Words, regimen: Regimen, numbers: tuple[int, ...]) -> str:
    """Return words for the days with these *numbers* in the cycle; empty where every day is the same."""
    if len(regimen.days) == 1:
        return ""
    if regimen.by_weekday:
        return ", ".join(words.language.weekday_name(number - 1) for number in numbers)
    if regimen.weekly and regimen.days[numbers[0] - 1] == _usual(regimen):
        return words.text("on all other days")
    if regimen.weekly:
        return words.weekdays_of([number - 1 for number in numbers], len(regimen.days) // len(WEEKDAYS))
    said = ", ".join(
        "–".join(words.language.number(number) for number in ends) for ends in _ends_of_runs(numbers)
    )
    return words.text("day {numbers} of {count}, in turn", numbers=said, count=len(regimen.days))


def _ends_of_runs(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the ends of each run of consecutive *numbers*: first and last, or one number alone."""
    for _, group in groupby(enumerate(numbers), key=lambda counted: counted[1] - counted[0]):
        run = [number for _, number in group]
        yield (run[0], run[-1]) if len(run) > 1 else (run[0],)


def divided(words: Words, row: StepRow, room: float) -> Iterator[StepRow]:
    """Yield a row, divided into several where its doses are too high for a page.

    *room* is the width of the column of doses, in units.
    """
    heights = [_height(dose, room) for dose in row.doses]
    parts = paged(heights, _HIGHEST) if sum(heights) > _HIGHEST else (slice(0, len(heights)),)
    marks = [f"{row.mark},{part.start},{part.stop}" for part in parts] if len(parts) > 1 else [row.mark]
    yield replace(row, mark=marks[0], doses=row.doses[parts[0]])
    for mark, part in zip(marks[1:], parts[1:], strict=True):
        doses, again = row.doses[part], marked(words.text("{dates}, continued", dates=row.dates), row.dates)
        yield replace(_EMPTY, mark=mark, number=row.number, dates=again, doses=doses)


def _height(dose: Dose, room: float) -> float:
    lines = sum(TEXT.height(text, room) for text in (dose.which, dose.total) if text)
    said = f"{dose.drug}{dose.dose} {dose.when}: {dose.pieces}"
    return lines + DOSES[-1].line / SMALL.line * SMALL.height(said, room * 0.9)
