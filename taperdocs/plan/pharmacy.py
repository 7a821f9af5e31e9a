"""When the pharmacy is open, and the last day to order what must be collected by a given day."""

import re
from dataclasses import dataclass
from datetime import date

from taperdocs.plan.length import DAY
from taperdocs.plan.problems import Refused, excerpt, say
from taperdocs.plan.regimen import WEEKDAYS

_WORKING = range(5)
"""Monday to Friday. Where other days are working days, the last day to order is earlier than needed, never later."""
MOST_AHEAD, LONGEST_CLOSED = 90, 92
"""Longest time to order ahead and longest time of closing, in days."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How many days it takes until an order can be collected; *working* days or calendar days."""

    days: int
    working: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which the pharmacy is closed: from *first* to *last*, or a *weekday* of each week."""

    first: date | None = None
    last: date | None = None
    weekday: str = ""

    def __contains__(self, day: date) -> bool:
        """Tell whether it is closed on *day*."""
        if self.first is None or self.last is None:
            return WEEKDAYS[day.weekday()] == self.weekday
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """How long an order takes, and when the pharmacy is closed; it must be open on at least one working day a week."""

    lead: LeadTime
    closed: tuple[Closed, ...] = ()

    def is_open(self, day: date) -> bool:
        """Tell whether something can be ordered and collected on *day*."""
        return not any(day in closed for closed in self.closed)

    def order_by(self, day: date) -> date:
        """Return the last day on which to order what must be collected on *day* at the latest."""
        collected = self._open_by(day)
        if not self.lead.working:
            return self._open_by(collected - self.lead.days * DAY)
        ordered = collected
        for _ in range(self.lead.days):
            while ordered.weekday() not in _WORKING or not self.is_open(ordered):
                ordered -= DAY
            ordered -= DAY
        return self._open_by(ordered)

    def _open_by(self, day: date) -> date:
        """Return the last open day up to *day*."""
        while not self.is_open(day):
            day -= DAY
        return day


def read_lead_time(text: str) -> LeadTime:
    """Read ``2 working days``, ``3 days`` or ``1 week``; raise ``Refused`` for anything else."""
    match = re.fullmatch(r"(\d{1,2})\s*(working days?|days?|weeks?)", text.strip(), re.ASCII | re.IGNORECASE)
    unit = match[2].casefold() if match else ""
    days = int(match[1]) * (7 if unit.startswith("week") else 1) if match else 0
    if not match or days > MOST_AHEAD:
        raise Refused(
            say('"{text}" does not say how long before to order', text=excerpt(text)),
            say('Write up to {most} days, as in "2 working days", "3 days" or "1 week".', most=MOST_AHEAD),
        )
    return LeadTime(days, unit.startswith("working"))


def read_closed(text: str) -> Closed:
    """Read ``2026-12-24 to 2026-12-28`` or ``sunday``; raise ``Refused`` for anything else."""
    plain = " ".join(text.casefold().split())
    if plain in WEEKDAYS:
        return Closed(weekday=plain)
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", plain, re.ASCII)
    try:
        first, last = (date.fromisoformat(match[number]) for number in (1, 2)) if match else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise Refused(
            say('"{text}" is not a time when the pharmacy is closed', text=excerpt(text)),
            say(
                'Write a day without quotation marks, as in 2026-12-25, or "2026-12-24 to 2026-12-28", or a '
                'weekday, as in "sunday".'
            ),
        )
    if last < first:
        raise Refused(
            say("this ends on {last}, before it begins on {first}", first=first, last=last),
            say("Write the first day that it is closed, then the last one."),
        )
    if (last - first).days >= LONGEST_CLOSED:
        raise Refused(
            say("these are {days} days", days=(last - first).days + 1),
            say("Look at the year and the month; a pharmacy that is closed longer is another pharmacy."),
        )
    return Closed(first, last)
