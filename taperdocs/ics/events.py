"""The events of a plan in words: each step change, each hold and its end, the last dose day, each review and order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from taperdocs.ics.history import history
from taperdocs.ics.milestones import Milestone, Series, milestones, series
from taperdocs.language import phrases
from taperdocs.language.event_titles import Kind, cancelled, short
from taperdocs.language.words import Words
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Regimen, Slot, mean
from taperdocs.plan.step import Period
from taperdocs.plan.stock import Refill

LONGEST_SUMMARY = 255
"""Where the strictest calendar program cuts; a cut dose would be another dose."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a day: a summary that is understood alone, and the lines of its text.

    ``key`` names it for good. ``at`` is a time of day, None for the whole day. It comes again *every* so many
    days until ``last``, None without an end; *every* 0 is this once. ``cancelled`` says that it was once
    written down and is no longer so.
    """

    key: str
    day: date
    summary: str
    lines: tuple[str, ...]
    cancelled: bool = False
    at: time | None = None
    every: int = 0
    last: date | None = None


def agenda(words: Words, plan: Plan) -> tuple[Event, ...]:
    """Return the events of *plan* in the order of their days, then those that its changes have withdrawn."""
    now = history(plan, milestones).now
    return (
        *(finished(words, plan, _event(words, plan, key, milestone)) for key, milestone in now),
        *agenda_withdrawn(words, plan),
    )


def agenda_withdrawn(words: Words, plan: Plan) -> tuple[Event, ...]:
    """Return those events alone that the changes of *plan* have withdrawn."""
    gone = history(plan, milestones).withdrawn if plan.revision else ()
    return tuple(withdrawn(words, plan, key, milestone.day, milestone.kind) for key, milestone in gone)


def withdrawn(words: Words, plan: Plan, key: str, day: date, kind: Kind) -> Event:
    """Return the event that takes another back: it says no dose, since not every program shows what it is."""
    lines = (words.text("The plan has changed since: this is no longer so."), *_from_plan(words, plan))
    return Event(key, day, cancelled(words)[kind], lines, cancelled=True)


def _event(words: Words, plan: Plan, key: str, milestone: Milestone) -> Event:
    run, before = milestone.run, milestone.before
    if milestone.refill:
        summary, lines = _order(words, plan, milestone.refill)
    elif run is None:
        summary, lines = _review(words, plan, milestone) if milestone.review else _end(words, plan, milestone)
    elif milestone.kind is Kind.HOLD:
        summary, lines = _hold(words, plan, run)
    elif milestone.kind is Kind.GOES_ON:
        summary, lines = _goes_on(words, plan, run)
    else:
        summary, lines = _step(words, plan, before, run)
    return Event(key, milestone.day, summary, lines)


def _step(words: Words, plan: Plan, before: Period | None, run: Period) -> tuple[str, tuple[str, ...]]:
    step, summary = run.step, _new_dose(words, plan, before, run)
    lines = [phrases.change(words, plan, run), *_course(words, plan, run)]
    if run.why:
        lines.append(words.text("Why: {why}", why=run.why))
    if step.condition:
        summary = words.text("{summary}, if its condition is met", summary=summary)
        lines.append(words.text("Condition: {condition}", condition=step.condition))
    if step.length.optional:
        lines.append(words.text("This step may be left out, as agreed."))
    if plan.outline.ready and before and _falls(plan, before.step.regimen, step.regimen):
        lines += [words.text("Before this step down:"), *(f"- {question}" for question in plan.outline.ready)]
    return short_enough(words, summary, Kind.STEP), tuple(lines)


def _new_dose(words: Words, plan: Plan, before: Period | None, run: Period) -> str:
    change, new = phrases.change(words, plan, run), words.regimen(run.step.regimen, plan.drugs)
    drug = heading(plan)
    if not drug:
        begins = words.text("The plan begins: {change}", change=change)
        return words.text("New doses: {change}", change=change) if before else begins
    if before is None:
        return words.text("{drug}: the plan begins with {dose}", drug=drug, dose=new)
    return _from_old(words, plan, before, run)


def _from_old(words: Words, plan: Plan, before: Period, run: Period) -> str:
    """Say what is new of the one drug, and what it was."""
    change, drug = phrases.change(words, plan, run), heading(plan)
    both = (before.step.regimen, run.step.regimen)
    timed = len({intake.slot for regimen in both for intake in regimen.doses}) > 1
    old, new = (words.regimen(regimen, plan.drugs, timed=timed) for regimen in both)
    if before.step.number == run.step.number:
        return words.text("{drug}: this step begins again, {change}", drug=drug, change=change)
    if old == new:
        return words.text("{drug}: next step, {change}", drug=drug, change=change)
    if not run.step.regimen.drugs:
        return words.text("{drug}: nothing from today on (was {old})", drug=drug, old=old)
    if not run.step.regimen.days[0]:
        # "New dose no dose on one day" would be read as no dose at all.
        return words.text("{drug}: from today {new} (was {old})", drug=drug, new=new, old=old)
    return words.text("{drug}: new dose {new} (was {old})", drug=drug, new=new, old=old)


def _falls(plan: Plan, old: Regimen, new: Regimen) -> bool:
    """Tell whether less of any drug is taken than before."""
    return any(mean(new, drug) < mean(old, drug) for drug in plan.drugs)


def _hold(words: Words, plan: Plan, run: Period) -> tuple[str, tuple[str, ...]]:
    said = phrases.hold(words, plan, run)
    lines = [said, *_reasons(words, plan, run)]
    if not plan.endless(run):
        on = words.language.day(run.last + timedelta(1))
        lines.append(words.text("The plan goes on from {date}.", date=on))
    lines += phrases.days(words, plan, run)
    summary = short_enough(words, _of_drug(words, plan, said), Kind.HOLD)
    return summary, tuple(lines)


def _reasons(words: Words, plan: Plan, run: Period) -> Iterator[str]:
    for change in plan.outline.changes:
        if isinstance(change, Hold) and change.why and run.first <= change.on <= run.last:
            yield words.text("Why: {why}", why=change.why)


def _goes_on(words: Words, plan: Plan, run: Period) -> tuple[str, tuple[str, ...]]:
    dose = words.regimen(run.step.regimen, plan.drugs)
    said = words.text("Hold ends: the plan goes on, same dose {dose}", dose=dose)
    summary = short_enough(words, _of_drug(words, plan, said), Kind.GOES_ON)
    return summary, (said, *_course(words, plan, run))


def _end(words: Words, plan: Plan, milestone: Milestone) -> tuple[str, tuple[str, ...]]:
    last = milestone.day if milestone.kind is Kind.LAST else milestone.day - timedelta(1)
    dose, drugs = plan.on(last), dict.fromkeys(intake.drug for intake in plan.on(last))
    days = (
        words.text("Last dose day: {date}", date=words.language.day(last)),
        words.text("First day without: {date}", date=words.language.day(last + timedelta(1))),
    )
    if milestone.kind is Kind.WITHOUT:
        without = words.text("First day without {drugs}", drugs=", ".join(drugs))
        return short_enough(words, without, Kind.WITHOUT), days
    said = words.text("Last dose day: {dose}", dose=words.taken(dose, plan.drugs))
    summary = short_enough(words, _of_drug(words, plan, said), Kind.LAST)
    return summary, (*days, words.day(dose), *phrases.intakes(words, plan, dose))


def _review(words: Words, plan: Plan, milestone: Milestone) -> tuple[str, tuple[str, ...]]:
    what = milestone.review.what if milestone.review else ""
    said = words.text("Review: {what}", what=what) if what else words.text("Review")
    return short_enough(words, _of_drug(words, plan, said), Kind.REVIEW), (said,)


def _order(words: Words, plan: Plan, refill: Refill) -> tuple[str, tuple[str, ...]]:
    uses = tuple(phrases.need(words, plan, use) for use in refill.uses)
    said, day = words.text("Last day to order: {uses}", uses="; ".join(uses)), words.language.day
    lines = (
        *(f"- {use}" for use in uses),
        words.text("What is there before is enough to {date}.", date=day(refill.lasts)),
        words.text("With it there is enough to {date}.", date=day(refill.last)),
    )
    return short_enough(words, _of_drug(words, plan, said), Kind.ORDER), lines


def _course(words: Words, plan: Plan, run: Period) -> Iterator[str]:
    yield phrases.span(words, plan, run)
    yield from phrases.days(words, plan, run)
    if run.move_on:
        yield words.text("You may move on from {date}, as agreed.", date=words.language.day(run.move_on))


def finished(words: Words, plan: Plan, event: Event) -> Event:
    """Return *event* with what every event says: DRAFT first, whom to ring and which plan it is from."""
    draft = not plan.outline.agreed
    lines = (
        *((words.text("DRAFT: not agreed yet"),) if draft else ()),
        *event.lines,
        *_contacts(words, plan),
        *_from_plan(words, plan),
    )
    summary = words.text("DRAFT: {summary}", summary=event.summary) if draft else event.summary
    return replace(event, summary=summary, lines=lines)


def _from_plan(words: Words, plan: Plan) -> Iterator[str]:
    code = words.text("Plan {code}", code=plan.code)
    yield f"{code} · {words.text('revision {number}', number=plan.revision)}"
    yield (
        words.text("Laid out from the agreed plan; not a prescription.")
        if plan.outline.agreed
        else words.text("Laid out from a plan that is not agreed yet; not a prescription.")
    )


def _contacts(words: Words, plan: Plan) -> Iterator[str]:
    for contact in plan.outline.contacts:
        parts = (contact.role, contact.name, contact.phone)
        yield words.text("Whom to ring: {contacts}", contacts=", ".join(part for part in parts if part))


def heading(plan: Plan) -> str:
    """Return the drug of a plan with one, as a heading; with several each dose says its own."""
    drug = plan.drugs[0] if len(plan.drugs) == 1 else ""
    return f"{drug[:1].upper()}{drug[1:]}"


def _of_drug(words: Words, plan: Plan, said: str) -> str:
    drug = heading(plan)
    return words.text("{drug}. {said}", drug=drug, said=said) if drug else said


def short_enough(words: Words, summary: str, kind: Kind) -> str:
    """Return *summary*, or where a program would cut it one without doses, which are all in the text."""
    room = LONGEST_SUMMARY - len("DRAFT: ")
    return summary if len(summary) <= room else short(words)[kind]


def reminders(words: Words, plan: Plan, zone: str) -> tuple[Event, ...]:
    """Return each dose of *plan* as an event that comes again, then those that its changes have withdrawn.

    Where *zone* is empty, or a time of day has no hour, they are events of the whole day.
    """
    now, hours = history(plan, series).now, hours_of(plan, zone)
    return (
        *(_dose_event(words, plan, key, one, hours.get(one.slot)) for key, one in now),
        *reminders_withdrawn(words, plan, zone),
    )


def reminders_withdrawn(words: Words, plan: Plan, zone: str) -> tuple[Event, ...]:
    """Return those reminders alone that the changes of *plan* have withdrawn."""
    gone = history(plan, series).withdrawn if plan.revision else ()
    hours = hours_of(plan, zone)
    return tuple(
        replace(withdrawn(words, plan, key, one.day, one.kind), at=hours.get(one.slot)) for key, one in gone
    )


def hours_of(plan: Plan, zone: str) -> dict[Slot, time]:
    """Return when the doses of each time of day are taken; nothing without a *zone*, since hours need one."""
    return dict(plan.outline.hours) if zone else {}


def without_hour(plan: Plan, zone: str) -> tuple[Slot, ...]:
    """Return the times of day that the plan has doses at and no hour for, in their order."""
    taken = {intake.slot for period in plan.periods for intake in period.step.regimen.doses}
    return tuple(slot for slot in Slot if slot in taken - hours_of(plan, zone).keys())


def _dose_event(words: Words, plan: Plan, key: str, one: Series, at: time | None) -> Event:
    doses, drug = words.taken(one.intakes, plan.drugs, timed=True), heading(plan)
    said = words.text("{drug}: {dose}", drug=drug, dose=doses) if drug else doses
    event = Event(
        key,
        one.day,
        short_enough(words, said, Kind.DOSE),
        phrases.intakes(words, plan, one.intakes),
        at=at,
        every=0 if one.day == one.last else one.every,
        last=one.last,
    )
    return finished(words, plan, event)
