"""Writes the files for a phone calendar: one for the changes of a plan, and if asked for one for its doses.

An event keeps its UID in every revision, so that a calendar program moves it instead of adding another. A file always
has all events, whatever days are printed, since such a program would keep events that are left out. An event that a
change has withdrawn stays in the file as cancelled. For programs that ignore this, a second file removes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from taperdocs.ics.events import Event, agenda, agenda_withdrawn, reminders, reminders_withdrawn
from taperdocs.ics.icalendar_text import AT_ONCE, clock, component, line, plain, stamp, state, text, when
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Outline, Plan
from taperdocs.plan.problems import Problem, TaperError, say

_PLANS = UUID("6d0a7c58-3f0e-4d0b-9a3c-8f6a5e0c7b21")
"""UUID namespace for plans whose file has no id."""
_UNCHANGED = date(2000, 1, 1)
"""The day on which a draft counts as changed; it is before the day of any agreement."""
_DAY, _HALF_DAY = timedelta(days=1), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Export:
    """A file for other programs: its name, without person or drug, and the function that makes it.

    ``remove`` makes the file ``removal``, which removes events of earlier revisions from a calendar; None if there
    are none. An export that is not ``usual`` is made only when it is asked for.
    """

    file: str
    make: Callable[[Plan, Options], bytes]
    removal: str
    remove: Callable[[Plan, Options], bytes | None]
    usual: bool = True


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What a file needs beside its events: the plan, the words, its name, its time zone, and when alarms ring."""

    plan: Plan
    words: Words
    name: str
    zone: str
    trigger: str


def plan_ics(plan: Plan, options: Options) -> bytes:
    """Return what changes on which day as an iCalendar file: steps, holds, reviews, the last dose day.

    Raise ``TaperError`` for a plan whose start is not fixed.
    """
    calendar = _calendar(plan, options)
    return _file(calendar, agenda(calendar.words, calendar.plan))


def plan_remove(plan: Plan, options: Options) -> bytes | None:
    """Return the file that removes the events which changes have withdrawn; None if there are none."""
    calendar = _calendar(plan, options)
    gone = agenda_withdrawn(calendar.words, calendar.plan)
    return _file(calendar, gone, removal=True) if gone else None


def doses_ics(plan: Plan, options: Options) -> bytes:
    """Return an event for each time of day at which a dose is taken, as an iCalendar file.

    Raise ``TaperError`` for a plan whose start is not fixed.
    """
    calendar = _calendar_of_doses(plan, options)
    return _file(calendar, reminders(calendar.words, calendar.plan, calendar.zone))


def doses_remove(plan: Plan, options: Options) -> bytes | None:
    """Return the file that removes the doses which changes have withdrawn; None if there are none."""
    calendar = _calendar_of_doses(plan, options)
    gone = reminders_withdrawn(calendar.words, calendar.plan, calendar.zone)
    return _file(calendar, gone, removal=True) if gone else None


EXPORTS = {
    "ics": Export("plan.ics", plan_ics, "plan-remove.ics", plan_remove),
    "doses": Export("doses.ics", doses_ics, "doses-remove.ics", doses_remove, usual=False),
}
"""The exports by name. A new one needs a function for each of its two files, and a line here."""


def plan_id(outline: Outline) -> UUID:
    """Return the plan's UUID: the one in its file, or one made of title, start and drugs, which no change alters."""
    drugs = dict.fromkeys(drug for step in outline.steps for drug in step.regimen.drugs)
    return outline.id or uuid5(_PLANS, "\n".join((plain(outline.title), str(outline.start), *drugs)))


def last_changed(outline: Outline) -> datetime:
    """Return when the plan last changed. It is not the time of the export, so that equal plans give equal files."""
    days = [change.on for change in outline.changes] or [
        outline.agreed.on if outline.agreed else outline.start
    ]
    return datetime.combine(days[-1], time(), UTC)


def _changed(plan: Plan) -> datetime:
    """Return when the events last changed; each change of the plan, and its agreement, makes it later.

    Two changes of one day are seconds apart, since some programs accept only a later time.
    """
    agreed = plan.outline.agreed
    days = (*(change.on for change in plan.outline.changes), agreed.on if agreed else _UNCHANGED)
    noon = _HALF_DAY if agreed else timedelta(0)
    return datetime.combine(max(days), time(), UTC) + noon + timedelta(seconds=plan.revision)


def _calendar(plan: Plan, options: Options) -> _Calendar:
    """Return the calendar of the plan's changes, whose alarms ring on the day before."""
    if not plan.outline.dated:
        raise TaperError(
            Problem(
                ("start",),
                say("a phone calendar needs dates, and the start of the plan is not fixed"),
                say('Write the first day at the top, as in start = 2026-12-07, instead of start = "open".'),
            )
        )
    words, title, person = Words(options.language), plan.outline.title, plan.outline.person.name
    # People share calendars, so the person's name is never in one.
    told = not options.named or (person and person.casefold() in title.casefold())
    name, trigger = words.text("Taper") if told else title, ""
    if hour := options.day_before:
        minutes = (_DAY - timedelta(hours=hour.hour, minutes=hour.minute)) // timedelta(minutes=1)
        trigger = f"-PT{minutes}M" if minutes % 60 else f"-PT{minutes // 60}H"
    # Two rounds of a cycle without an end are laid out, so that it is told as one that repeats.
    return _Calendar(plan.round_twice(), words, name, options.zone or plan.outline.zone, trigger)


def _calendar_of_doses(plan: Plan, options: Options) -> _Calendar:
    """Return the calendar of doses, whose alarms ring at the dose."""
    days = _calendar(plan, options)
    name = days.words.text("{title}: doses", title=days.name)
    return replace(days, name=name, trigger=AT_ONCE if options.at_dose else "")


def _file(calendar: _Calendar, events: tuple[Event, ...], *, removal: bool = False) -> bytes:
    """Return *events* as a file; a *removal* cancels them, with a higher sequence number than they ever had."""
    plan = calendar.plan
    named, changed = plan_id(plan.origin or plan.outline), stamp(_changed(plan))
    # These lines are the same in all events, so they are made once.
    same = (
        line("SEQUENCE", str(plan.revision + removal)),
        text("CATEGORIES", calendar.words.text("Taper")),
        line("CLASS", "PRIVATE"),
        line("DTSTAMP", changed),
        line("LAST-MODIFIED", changed),
        line("TRANSP", "TRANSPARENT"),
    )
    return component(
        "VCALENDAR",
        line("VERSION", "2.0"),
        line("PRODID", "-//taperdocs//taperdocs//EN"),
        line("METHOD", "CANCEL") if removal else "",
        text("X-WR-CALNAME", calendar.name),
        clock(calendar.zone, plan.first_day, plan.last_day) if any(event.at for event in events) else "",
        *(
            component(
                "VEVENT",
                line("UID", str(uuid5(named, event.key))),
                *when(event, calendar.zone),
                text("SUMMARY", event.summary),
                text("DESCRIPTION", *event.lines),
                *same,
                *state(event, calendar.trigger),
            )
            for event in events
        ),
    ).encode()
