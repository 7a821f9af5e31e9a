"""The events of a plan in words: each step change, each hold and its end, the last dose day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from taperdocs import phrases
from taperdocs.changes import Hold
from taperdocs.plan import Plan
from taperdocs.regimen import Regimen
from taperdocs.step import Period, Step
from taperdocs.words import Words

LONGEST_SUMMARY = 255
"""Where the strictest calendar program cuts; a cut dose would be another dose."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a day: a summary that is understood alone, and the lines of its text.

    ``key`` stays the same as long as it is the same step or hold, whatever its day, dose or number.
    """

    key: str
    day: date
    summary: str
    lines: tuple[str, ...]


def agenda(words: Words, plan: Plan) -> tuple[Event, ...]:
    """Return the events of *plan* in the order of their days; what waits for an open hold to end has none."""
    times = Counter[str]()
    events = []
    for event in (*_periods(words, plan), *_end(words, plan)):
        times[event.key] += 1
        # A step that is gone back to is another event than its first time.
        key = f"{event.key}/{times[event.key]}" if times[event.key] > 1 else event.key
        events.append(_finished(words, plan, replace(event, key=key)))
    return tuple(events)


def _periods(words: Words, plan: Plan) -> Iterator[Event]:
    for before, run in pairwise((None, *phrases.joined(plan))):
        if run is None or (plan.last_dose_day and run.first > plan.last_dose_day):
            return  # What comes after the last dose day is said by the first day without.
        if run.held:
            yield _hold(words, plan, run)
        elif before and before.held and before.step.number == run.step.number:
            yield _goes_on(words, plan, before, run)
        else:
            yield _step(words, plan, before, run)


def _step(words: Words, plan: Plan, before: Period | None, run: Period) -> Event:
    step, summary = run.step, _new_dose(words, plan, before, run)
    lines = [phrases.change(words, plan, run), *_course(words, plan, run)]
    if step.condition:
        summary = words.text("{summary}, if its condition is met", summary=summary)
        lines.append(words.text("Condition: {condition}", condition=step.condition))
    if step.length.optional:
        lines.append(words.text("This step may be left out, as agreed."))
    if plan.outline.ready and before and _falls(plan, before.step.regimen, step.regimen):
        lines += [words.text("Before this step down:"), *(f"- {question}" for question in plan.outline.ready)]
    summary = _short_enough(summary, words.text("Next step: see the doses below"))
    return Event(f"step/{_step_id(plan, step)}", run.first, summary, tuple(lines))


def _new_dose(words: Words, plan: Plan, before: Period | None, run: Period) -> str:
    change, new = phrases.change(words, plan, run), words.regimen(run.step.regimen, plan.drugs)
    drug = _drug(plan)
    if not drug:
        begins = words.text("The plan begins: {change}", change=change)
        return words.text("New doses: {change}", change=change) if before else begins
    if before is None:
        return words.text("{drug}: the plan begins with {dose}", drug=drug, dose=new)
    old = words.regimen(before.step.regimen, plan.drugs)
    if old == new:
        return words.text("{drug}: next step, {change}", drug=drug, change=change)
    if not run.step.regimen.drugs:
        return words.text("{drug}: nothing from today on (was {old})", drug=drug, old=old)
    return words.text("{drug}: new dose {new} (was {old})", drug=drug, new=new, old=old)


def _falls(plan: Plan, old: Regimen, new: Regimen) -> bool:
    """Tell whether less of any drug is taken than before."""
    return any(_average(new, drug) < _average(old, drug) for drug in plan.drugs)


def _average(regimen: Regimen, drug: str) -> Fraction:
    taken = (intake.dose.milligrams for day in regimen.days for intake in day if intake.drug == drug)
    return sum(taken, Fraction(0)) / len(regimen.days)


def _hold(words: Words, plan: Plan, run: Period) -> Event:
    said = phrases.hold(words, plan, run)
    lines = [said, *_reasons(words, plan, run)]
    if not run.open:
        on = words.language.day(run.last + timedelta(1))
        lines.append(words.text("The plan goes on from {date}.", date=on))
    lines += phrases.days(words, plan, run)
    summary = _short_enough(_of_drug(words, plan, said), words.text("Hold: see the doses below"))
    return Event(f"hold/{_hold_id(plan, run)}", run.first, summary, tuple(lines))


def _reasons(words: Words, plan: Plan, run: Period) -> Iterator[str]:
    for change in plan.outline.changes:
        if isinstance(change, Hold) and change.why and run.first <= change.on <= run.last:
            yield words.text("Why: {why}", why=change.why)


def _goes_on(words: Words, plan: Plan, held: Period, run: Period) -> Event:
    dose = words.regimen(run.step.regimen, plan.drugs)
    said = words.text("Hold ends: the plan goes on, same dose {dose}", dose=dose)
    summary = _short_enough(_of_drug(words, plan, said), words.text("Hold ends: the plan goes on, same dose"))
    lines = (said, *_course(words, plan, run))
    return Event(f"hold/{_hold_id(plan, held)}/end", run.first, summary, lines)


def _end(words: Words, plan: Plan) -> Iterator[Event]:
    last, after = plan.last_dose_day, plan.first_day_without
    if not last or not after:
        return
    dose, drugs = plan.on(last), dict.fromkeys(intake.drug for intake in plan.on(last))
    days = (
        words.text("Last dose day: {date}", date=words.language.day(last)),
        words.text("First day without: {date}", date=words.language.day(after)),
    )
    taken = words.taken(dose, plan.drugs)
    summary = _of_drug(words, plan, words.text("Last dose day: {dose}", dose=taken))
    summary = _short_enough(summary, words.text("Last dose day"))
    yield Event("end/last", last, summary, (*days, words.day(dose), *phrases.intakes(words, plan, dose)))
    without = words.text("First day without {drugs}", drugs=", ".join(drugs))
    yield Event("end/without", after, _short_enough(without, words.text("First day without")), days)


def _course(words: Words, plan: Plan, run: Period) -> Iterator[str]:
    yield phrases.span(words, plan, run)
    yield from phrases.days(words, plan, run)
    if run.move_on:
        yield words.text("You may move on from {date}, as agreed.", date=words.language.day(run.move_on))


def _finished(words: Words, plan: Plan, event: Event) -> Event:
    """Return *event* with what every event says: DRAFT first, whom to ring and which plan it is from."""
    draft = not plan.outline.agreed
    code, revision = (
        words.text("Plan {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
    )
    lines = (
        *((words.text("DRAFT: not agreed yet"),) if draft else ()),
        *event.lines,
        *_contacts(words, plan),
        f"{code} · {revision}",
        words.text("Laid out from a plan that is not agreed yet; not a prescription.")
        if draft
        else words.text("Laid out from the agreed plan; not a prescription."),
    )
    summary = words.text("DRAFT: {summary}", summary=event.summary) if draft else event.summary
    return replace(event, summary=summary, lines=lines)


def _contacts(words: Words, plan: Plan) -> Iterator[str]:
    for contact in plan.outline.contacts:
        parts = (contact.role, contact.name, contact.phone)
        yield words.text("Whom to ring: {contacts}", contacts=", ".join(part for part in parts if part))


def _drug(plan: Plan) -> str:
    """Return the drug of a plan with one, as a heading; with several each dose says its own."""
    drug = plan.drugs[0] if len(plan.drugs) == 1 else ""
    return f"{drug[:1].upper()}{drug[1:]}"


def _of_drug(words: Words, plan: Plan, said: str) -> str:
    drug = _drug(plan)
    return words.text("{drug}. {said}", drug=drug, said=said) if drug else said


def _short_enough(summary: str, short: str) -> str:
    room = LONGEST_SUMMARY - len("DRAFT: ")
    return summary if len(summary) <= room else short


def _step_id(plan: Plan, step: Step) -> str:
    """Return what names a step for good: where it is written, and how many of its strategy come before it."""
    before = (other for other in plan.steps if other.place == step.place and other.number < step.number)
    position = sum(max(len(other.asked), 1) for other in before)
    return "-".join(str(part) for part in (*step.place, position))


def _hold_id(plan: Plan, run: Period) -> int:
    """Return which of the plan's changes, to which others are only ever added, began the hold."""
    changes: Iterable[tuple[int, object]] = enumerate(plan.outline.changes)
    return next(index for index, change in changes if isinstance(change, Hold) and change.on == run.first)
