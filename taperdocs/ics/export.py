"""Writes the phone calendar: what changes on which day, and if asked for a reminder of each dose.

Each event is the same one in every revision, so that a program which updates by UID moves it. Whatever day
is exported, printed for or asked for, all events are in the file: such a program would keep what is left
out. What a change has withdrawn is still there, as cancelled; for programs that do not look at that there
is a second file, which takes it out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from taperdocs.ics.events import Event, agenda, agenda_withdrawn, reminders, reminders_withdrawn
from taperdocs.ics.icalendar_text import AT_ONCE, clock, component, line, plain, state, text, utc, when
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Outline, Plan
from taperdocs.plan.problems import Problem, TaperError, say

_PLANS = UUID("6d0a7c58-3f0e-4d0b-9a3c-8f6a5e0c7b21")
"""The name space of plans whose file has no id."""
_UNCHANGED = date(2000, 1, 1)
"""When a draft last changed: before every agreement, so that agreeing to it is later."""
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Export:
    """A file for other programs: its name, without person or drug, and the function that makes it.

    ``remove`` makes the file ``removal``, which takes out what an earlier revision had; None where that is
    nothing. An export that is not ``usual`` is only made when it is asked for.
    """

    file: str
    make: Callable[[Plan, Options], bytes]
    removal: str
    remove: Callable[[Plan, Options], bytes | None]
    usual: bool = True


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a file says: its plan, in whose words, its calendar's name, its zone, and when its alarms ring."""

    plan: Plan
    words: Words
    name: str
    zone: str
    trigger: str
    at_dose: bool


def plan_ics(plan: Plan, options: Options) -> bytes:
    """Return what changes on which day as an iCalendar file: steps, holds, reviews, the last dose day.

    Raise ``TaperError`` for a plan whose start is not fixed.
    """
    said = _dated(plan, options)
    return _file(said, agenda(said.words, said.plan))


def plan_remove(plan: Plan, options: Options) -> bytes | None:
    """Return the file that takes those days out which a change has withdrawn; None where there are none."""
    said = _dated(plan, options)
    return _removal(said, agenda_withdrawn(said.words, said.plan))


def doses_ics(plan: Plan, options: Options) -> bytes:
    """Return an event for each time of day at which a dose is taken, as an iCalendar file.

    Raise ``TaperError`` for a plan whose start is not fixed.
    """
    said = _of_doses(_dated(plan, options))
    return _file(said, reminders(said.words, said.plan, said.zone))


def doses_remove(plan: Plan, options: Options) -> bytes | None:
    """Return the file that takes those doses out which a change has withdrawn; None where there are none."""
    said = _of_doses(_dated(plan, options))
    return _removal(said, reminders_withdrawn(said.words, said.plan, said.zone))


EXPORTS = {
    "ics": Export("plan.ics", plan_ics, "plan-remove.ics", plan_remove),
    "doses": Export("doses.ics", doses_ics, "doses-remove.ics", doses_remove, usual=False),
}
"""What other programs can be given; a new one is one function for each of its files and its line here."""


def plan_id(outline: Outline) -> UUID:
    """Return the plan's identity: its own, or one made from what no change to a plan alters."""
    drugs = dict.fromkeys(drug for step in outline.steps for drug in step.regimen.drugs)
    return outline.id or uuid5(_PLANS, "\n".join((plain(outline.title), str(outline.start), *drugs)))


def last_changed(outline: Outline) -> datetime:
    """Return when the plan last changed, never the time of the export: the same plan gives the same file."""
    days = [change.on for change in outline.changes] or [
        outline.agreed.on if outline.agreed else outline.start
    ]
    return datetime.combine(days[-1], time(), UTC)


def _stamp(plan: Plan) -> datetime:
    """Return when the events last changed: later with each change of the plan, and when it is agreed to.

    Two changes of one day are seconds apart, since some programs only take what is later.
    """
    agreed = plan.outline.agreed
    days = (*(change.on for change in plan.outline.changes), agreed.on if agreed else _UNCHANGED)
    noon = 12 * _HOUR if agreed else timedelta(0)
    return datetime.combine(max(days), time(), UTC) + noon + timedelta(seconds=plan.revision)


def _dated(plan: Plan, options: Options) -> _Shown:
    if not plan.outline.dated:
        raise TaperError(
            Problem(
                ("start",),
                say("a phone calendar needs dates, and the start of the plan is not fixed"),
                say('Write the first day at the top, as in start = 2026-12-07, instead of start = "open".'),
            )
        )
    # A cycle that goes on is said as one that comes round, however little of it is laid out.
    plan = plan.round_twice()
    words, trigger = Words(options.language), _ahead(options.day_before) if options.day_before else ""
    name, zone = _title(words, plan, options), options.zone or plan.outline.zone
    return _Shown(plan, words, name, zone, trigger, options.at_dose)


def _of_doses(days: _Shown) -> _Shown:
    """Return the same for the reminders, which are a calendar of their own."""
    name = days.words.text("{title}: doses", title=days.name)
    return replace(days, name=name, trigger=AT_ONCE if days.at_dose else "")


def _ahead(hour: time) -> str:
    """Return how long before the beginning of a day it is *hour* on the day before."""
    minutes = (_DAY - timedelta(hours=hour.hour, minutes=hour.minute)) // _MINUTE
    return f"-PT{minutes}M" if minutes % 60 else f"-PT{minutes // 60}H"


def _title(words: Words, plan: Plan, options: Options) -> str:
    """Return the calendar's name; people give calendars away, so the person's name is never in it."""
    title, person = plan.outline.title, plan.outline.person.name
    told = not options.named or (person and person.casefold() in title.casefold())
    return words.text("Taper") if told else title


def _removal(content: _Shown, gone: tuple[Event, ...]) -> bytes | None:
    """Return the file that cancels what was withdrawn, with a sequence above all that it had."""
    return _file(content, gone, line("METHOD", "CANCEL"), 1) if gone else None


def _file(content: _Shown, events: tuple[Event, ...], method: str = "", above: int = 0) -> bytes:
    plan = content.plan
    named, changed = plan_id(plan.origin or plan.outline), utc(_stamp(plan))
    # What is the same in all of them is written once.
    same = (
        line("SEQUENCE", str(plan.revision + above)),
        text("CATEGORIES", content.words.text("Taper")),
        line("CLASS", "PRIVATE"),
        line("DTSTAMP", changed),
        line("LAST-MODIFIED", changed),
        line("TRANSP", "TRANSPARENT"),
    )
    return component(
        "VCALENDAR",
        line("VERSION", "2.0"),
        line("PRODID", "-//taperdocs//taperdocs//EN"),
        method,
        text("X-WR-CALNAME", content.name),
        clock(content.zone, plan.first_day, plan.last_day) if any(event.at for event in events) else "",
        *(
            component(
                "VEVENT",
                line("UID", str(uuid5(named, event.key))),
                *when(event, content.zone),
                text("SUMMARY", event.summary),
                text("DESCRIPTION", *event.lines),
                *same,
                *state(event, content.trigger),
            )
            for event in events
        ),
    ).encode()
