"""The hand-off: what a doctor, nurse or pharmacist needs, the first page alone being enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.changes import Change
from taperdocs.documents.curve import Curve, curve
from taperdocs.documents.frame import Frame, frame
from taperdocs.documents.marks import hold_figures
from taperdocs.documents.steps import StepRow, step_facts, step_row, stop_facts, stop_row
from taperdocs.facts import Fact, Facts
from taperdocs.figures import Figured, Figures
from taperdocs.options import Options
from taperdocs.phrases import asked_note, change, hold, need
from taperdocs.plan import Plan
from taperdocs.rules import check
from taperdocs.supply import supply
from taperdocs.words import Words

_BLANK = "_" * 34


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what belongs to it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class HandoffView:
    """Everything on the hand-off."""

    frame: Frame
    title: str
    lines: tuple[Line, ...]
    curve: Curve
    changes: tuple[str, ...]
    supply: tuple[str, ...]
    findings: tuple[str, ...]
    asked: str
    columns: tuple[str, ...]
    steps: tuple[StepRow, ...]
    steps_note: str


def view(plan: Plan, options: Options) -> HandoffView:
    """Decide everything that the hand-off says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Hand-off"))
    waiting = tuple(step_row(plan, words, period, dated=False) for period in plan.waiting)
    end = (stop_row(words, plan.first_day_without),) if plan.first_day_without else ()
    over = plan.first_day_without is not None and options.as_of >= plan.first_day_without
    return HandoffView(
        edges,
        plan.outline.title,
        tuple(_lines(plan, options, words)),
        curve(plan, words, options.as_of, 182, 52),
        tuple(_change(words, entry) for entry in plan.outline.changes),
        tuple(need(words, plan, use) for use in supply(plan)),
        tuple(
            f"{words.language.full_date(f.first)}: {words.language.say(f.message)} ({f.source})"
            for f in check(plan)
        ),
        words.text("For your records: this plan has ended.")
        if over
        else words.text("Asked of you: confirm or change this plan, sign it, and prescribe what it needs."),
        (
            words.text("Step"),
            words.text("From – to"),
            words.text("Taken"),
            words.text("A day"),
            words.text("Cut"),
            words.text("Cut, % of present dose"),
            words.text("Cut, % of start dose"),
            words.text("Needs, rounded up"),
        ),
        (*(step_row(plan, words, period) for period in plan.periods), *waiting, *end),
        asked_note(words, plan),
    )


def _lines(plan: Plan, options: Options, words: Words) -> Iterator[Line]:
    outline, language = plan.outline, words.language
    name = outline.person.name if options.named else ""
    born = (
        words.text("born {date}", date=language.full_date(outline.person.born))
        if outline.person.born and options.named
        else ""
    )
    yield Line(words.text("Person"), ", ".join(part for part in (name, born) if part) or _BLANK)
    yield Line(words.text("Medicine"), "; ".join(f"{p.drug} {words.product(p)}" for p in outline.products))
    yield Line(words.text("Plan"), _course(plan, words))
    if plan.asked != len(plan.steps):
        yield Line(words.text("Packets"), asked_note(words, plan))
    yield Line(words.text("Now"), _now(plan, options.as_of, words))
    agreed = outline.agreed
    yield Line(
        words.text("Agreed"),
        words.text("with {by} on {date}", by=agreed.by, date=language.full_date(agreed.on))
        if agreed
        else words.text("Not agreed yet: this is a draft."),
    )


def _course(plan: Plan, words: Words) -> str:
    """Say start dose, number of steps and the end."""
    start = words.text(
        "{dose} from {date}, {steps}.",
        dose=words.regimen(plan.periods[0].step.regimen, plan.drugs),
        date=words.language.full_date(plan.first_day),
        steps=words.texts("{number} step", "{number} steps", len(plan.steps)),
    )
    if plan.last_dose_day and plan.first_day_without:
        end = words.text(
            "Last dose day {last}, first day without {without}.",
            last=words.language.full_date(plan.last_dose_day),
            without=words.language.full_date(plan.first_day_without),
        )
    else:
        end = words.text(
            "It does not end on a fixed day: {dose} goes on.",
            dose=words.regimen(plan.periods[-1].step.regimen, plan.drugs),
        )
    return f"{start} {end}"


def _now(plan: Plan, present: date, words: Words) -> str:
    """Say the present step and dose on the day that is printed for, and what comes next."""
    if present < plan.first_day:
        return words.text("Not begun on {date}.", date=words.language.full_date(present))
    period = plan.period(present)
    if period is None:
        return words.text(
            "Ended: nothing is laid out after {date}.",
            date=words.language.full_date(plan.last_dose_day or plan.last_day),
        )
    now = words.text(
        "Step {number} of {count} on {date}: {dose} since {first}.",
        number=period.step.number,
        count=len(plan.steps),
        date=words.language.full_date(present),
        dose=words.regimen(period.step.regimen, plan.drugs),
        first=words.language.full_date(plan.since(period)),
    )
    if period.held:
        now = f"{now} {hold(words, plan, period)}."
    coming = plan.next_change(present)
    return (
        f"{now} "
        + words.text(
            "Next change {date}: {change}.",
            date=words.language.full_date(coming.first),
            change=change(words, plan, coming),
        )
        if coming
        else now
    )


def _change(words: Words, entry: Change) -> str:
    """Say what happened to the plan, on which day, for how long and why."""
    length = words.days(entry.days) if entry.days else ""
    said = ", ".join(part for part in (words.text(entry.name), length, entry.why) if part)
    return f"{words.language.full_date(entry.on)}: {said}"


def facts(plan: Plan, options: Options, _shown: HandoffView) -> Facts:
    """Return what the hand-off must hold, line by line and step by step."""
    say = Figured(plan, options.language)
    found = [Fact("title", say.figures(plan.outline.title)), *_line_facts(plan, options, say)]
    for entry in plan.outline.changes:
        length = say.days(entry.days) if entry.days else ()
        found.append(
            Fact(f"change of {entry.on}", (*say.full_date(entry.on), *length, *say.figures(entry.why)))
        )
    found += (Fact("supply", say.uses((use,))) for use in supply(plan))
    found += (
        Fact(
            f"finding {f.rule}",
            (*say.full_date(f.first), *say.figures(f"{options.language.say(f.message)} ({f.source})")),
        )
        for f in check(plan)
    )
    if plan.asked != len(plan.steps):
        found.append(Fact("steps asked", _asked_figures(plan, say)))
    found += (
        Fact(f"step {p.step.number} from {p.first}", tuple(step_facts(plan, say, p))) for p in plan.periods
    )
    found += (
        Fact(f"step {p.step.number}, waiting", tuple(step_facts(plan, say, p, dated=False)))
        for p in plan.waiting
    )
    if plan.first_day_without:
        found.append(Fact("stop", tuple(stop_facts(say, plan.first_day_without))))
    return Facts("row", tuple(found), say, (plan.code,))


def _asked_figures(plan: Plan, say: Figured) -> Figures:
    return (*say.number(plan.asked), *say.number(len({step.regimen for step in plan.steps})))


def _line_facts(plan: Plan, options: Options, say: Figured) -> Iterator[Fact]:
    person, agreed, present = plan.outline.person, plan.outline.agreed, options.as_of
    born = say.full_date(person.born) if person.born else ()
    yield Fact("person", (*say.figures(person.name), *born) if options.named else ())
    products = plan.outline.products
    yield Fact(
        "medicine",
        tuple(figure for p in products for figure in (*say.figures(p.drug), *say.strength(p))),
    )
    last = (plan.last_dose_day, plan.first_day_without)
    ends = tuple(figure for day in last if day for figure in say.full_date(day)) or say.regimen(
        plan.periods[-1].step.regimen, plan.drugs
    )
    yield Fact(
        "plan",
        (
            *say.regimen(plan.periods[0].step.regimen, plan.drugs),
            *say.full_date(plan.first_day),
            *say.number(len(plan.steps)),
            *ends,
        ),
    )
    if plan.asked != len(plan.steps):
        yield Fact("packets", _asked_figures(plan, say))
    period = plan.period(present)
    if period is None:
        yield Fact(
            "now", say.full_date(present if present < plan.first_day else plan.last_dose_day or plan.last_day)
        )
    else:
        now = (
            *say.number(period.step.number),
            *say.number(len(plan.steps)),
            *say.full_date(present),
            *say.regimen(period.step.regimen, plan.drugs),
            *say.full_date(plan.since(period)),
            *(hold_figures(plan, say, period) if period.held else ()),
        )
        coming = plan.next_change(present)
        yield Fact("now", now + ((*say.full_date(coming.first), *say.change_at(coming)) if coming else ()))
    yield Fact("agreed", (*say.figures(agreed.by), *say.full_date(agreed.on)) if agreed else ())
