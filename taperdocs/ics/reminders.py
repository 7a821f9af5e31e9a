"""The doses of a plan in words, as a phone calendar reminds of them: one event for each time of day."""

from dataclasses import replace
from datetime import time

from taperdocs.ics.events import Event, finished, heading, short_enough, withdrawn
from taperdocs.ics.history import history
from taperdocs.ics.milestones import Series, series
from taperdocs.language import phrases
from taperdocs.language.event_titles import Kind
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Slot


def reminders(words: Words, plan: Plan, zone: str) -> tuple[Event, ...]:
    """Return each dose of *plan* as an event that comes again, then those that its changes have withdrawn.

    Where *zone* is empty, or a time of day has no hour, they are events of the whole day.
    """
    now, hours = history(plan, series).now, hours_of(plan, zone)
    return (
        *(_event(words, plan, key, one, hours.get(one.slot)) for key, one in now),
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


def _event(words: Words, plan: Plan, key: str, one: Series, at: time | None) -> Event:
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
