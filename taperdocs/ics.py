"""Writes the phone calendar: all-day events for what changes, each the same event again in every revision.

Whatever day is exported, printed for or asked for, all events are in the file: a calendar program that
updates by UID would keep what is left out.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from taperdocs.agenda import Event, agenda
from taperdocs.options import Options
from taperdocs.plan import Outline, Plan
from taperdocs.words import Words

if TYPE_CHECKING:
    from icalendar import Event as Component

_PLANS = UUID("6d0a7c58-3f0e-4d0b-9a3c-8f6a5e0c7b21")
"""The name space of plans whose file has no id."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing could turn the digits of a dose around."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file for other programs: its name, without person or drug, and the function that makes it."""

    file: str
    make: Callable[[Plan, Options], bytes]


def plan_ics(plan: Plan, options: Options) -> bytes:
    """Return the steps, holds, the last dose day and the first day without as an iCalendar file."""
    from icalendar import Calendar, vText  # noqa: PLC0415  only a document needs it

    words, named = Words(options.language), plan_id(plan.outline)
    calendar = Calendar()
    calendar.add("prodid", "-//taperdocs//taperdocs//EN")
    calendar.add("version", "2.0")
    # icalendar escapes nothing in a property that it does not know, unless it is told the kind.
    calendar.add("x-wr-calname", vText(_plain(_title(words, plan, options))))
    for event in agenda(words, plan):
        calendar.add_component(_component(words, plan, named, event))
    return bytes(calendar.to_ical())


EXPORTS = {"ics": Export("plan.ics", plan_ics)}
"""What other programs can be given; a new one is one function and its line here."""


def plan_id(outline: Outline) -> UUID:
    """Return the plan's identity: its own, or one made from what no change to a plan alters."""
    drugs = dict.fromkeys(drug for step in outline.steps for drug in step.regimen.drugs)
    return outline.id or uuid5(_PLANS, "\n".join((_plain(outline.title), str(outline.start), *drugs)))


def _component(words: Words, plan: Plan, named: UUID, event: Event) -> "Component":
    from icalendar import Event as Component  # noqa: PLC0415  only a document needs it

    component = Component()
    changed = _changed(plan.outline)
    component.add("uid", str(uuid5(named, event.key)))
    component.add("sequence", plan.revision)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(1))
    component.add("summary", _plain(event.summary))
    component.add("description", "\n".join(_plain(line) for line in event.lines))
    component.add("categories", [words.text("Taper")])
    component.add("class", "PRIVATE")
    component.add("transp", "TRANSPARENT")
    return component


def _changed(outline: Outline) -> datetime:
    """Return when the plan last changed, never the time of the export: the same plan gives the same file."""
    days = [change.on for change in outline.changes] or [
        outline.agreed.on if outline.agreed else outline.start
    ]
    return datetime.combine(days[-1], time(), UTC)


def _title(words: Words, plan: Plan, options: Options) -> str:
    """Return the calendar's name; people give calendars away, so the person's name is never in it."""
    title, person = plan.outline.title, plan.outline.person.name
    told = not options.named or (person and person.casefold() in title.casefold())
    return words.text("Taper") if told else title


def _plain(text: str) -> str:
    """Return *text* as one line without control signs: some calendar programs break on them."""
    return "".join(_sign(sign) for sign in text).strip()


def _sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in {"Cc", "Zl", "Zp"}:
        return " " if sign.isspace() else ""
    return "" if kind == "Cs" or sign in _BIDI else sign
