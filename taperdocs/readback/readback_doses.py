"""Reads a finished doses.ics back: every dose of every day must be there once, at its hour and no other."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Slot
from taperdocs.plan.time_zone import instant, offset
from taperdocs.readback.check_ics import Withdrawn, check_frame, check_taken_out, check_withdrawn, says
from taperdocs.readback.expected_doses import Dose, doses, reminder, series
from taperdocs.readback.figures import Figured
from taperdocs.readback.parse_ics import Found, Parsed, parsed, refuse
from taperdocs.readback.spans import withdrawn

FILE, REMOVAL = "doses.ics", "doses-remove.ics"
_DAY, _DOSE = timedelta(1), timedelta(minutes=15)


def check_doses(data: bytes, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* has each dose of each day once and each says its figures."""
    plan = plan.round_twice()
    found, hours = parsed(FILE, data), _hours(plan, options)
    left = {day: list(wanted) for day, wanted in doses(plan, hours)}
    figured, end = Figured(plan, options.language), max(left)
    for event in check_frame(FILE, found, plan):
        _lasts(event, plan, options)
        dose = _meant(event, left.get(event.day, []), plan, figured)
        for day in _days(event, plan, end):
            if dose not in left.get(day, ()):
                refuse(
                    FILE,
                    str(event.day),
                    f"it comes on {day}, when the plan has no such dose, or it is there twice",
                )
            left[day].remove(dose)
    if missing := [day for day, rest in left.items() if rest]:
        refuse(FILE, str(missing[0]), "a dose of this day is missing")
    _same_clock(found, plan, options, hours)
    check_withdrawn(FILE, found.events, plan, options, _withdrawn_doses(plan, hours))


def check_doses_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* takes out exactly the doses that changes have withdrawn."""
    gone = _withdrawn_doses(plan, _hours(plan, options))
    check_taken_out(REMOVAL, data, plan, options, gone)


def _zone(plan: Plan, options: Options) -> str:
    return options.zone or plan.outline.zone


def _hours(plan: Plan, options: Options) -> dict[Slot, time]:
    return dict(plan.outline.hours) if _zone(plan, options) else {}


def _withdrawn_doses(plan: Plan, hours: dict[Slot, time]) -> Withdrawn:
    return Counter(withdrawn(plan, lambda earlier: series(earlier, hours)))


def _lasts(event: Found, plan: Plan, options: Options) -> None:
    timed = event.at is not None
    wanted = (_DOSE, _zone(plan, options)) if timed else (_DAY, "")
    if (event.lasts, event.zone) != wanted:
        refuse(FILE, str(event.day), "it lasts another time, or its hour is that of another zone")
    alarm = timedelta(0) if timed and options.at_dose else None
    if event.alarm != alarm:
        refuse(FILE, str(event.day), f"the alarm should be {alarm} before, it is {event.alarm}")


def _meant(event: Found, wanted: list[Dose], plan: Plan, figured: Figured) -> Dose:
    """Return the dose that *event* is: where several have no hour, the one that it names."""
    there = [dose for dose in wanted if dose.at == event.at]
    if not there:
        refuse(FILE, str(event.day), "the plan has no dose at this time")
    said = figured.figures(event.summary)
    expected = {dose: reminder(plan, figured, event.day, dose) for dose in there}
    dose = next((one for one, meant in expected.items() if meant.summary.figures == said), there[0])
    says(FILE, event, expected[dose], figured)
    return dose


def _days(event: Found, plan: Plan, end: date) -> Iterator[date]:
    """Yield the days on which *event* comes, up to *end* where it has none."""
    if event.every and event.last is None and not plan.open:
        refuse(FILE, str(event.day), "it has no end, and the plan has one")
    last = _last(event, end) if event.every else event.day
    for number in range((last - event.day).days // (event.every or 1) + 1):
        yield event.day + number * event.every * _DAY


def _last(event: Found, end: date) -> date:
    """Return the last day of a series: where it has an hour, the day on which that hour is its last."""
    if event.last is None:
        return end
    if isinstance(event.last, datetime) != (event.at is not None):
        refuse(FILE, str(event.day), "it begins with a time and ends with a day, or the other way round")
    if event.at is None or not isinstance(event.last, datetime):
        return event.last
    days = (event.last.date() + number * _DAY for number in (-1, 0, 1))
    found = [day for day in days if instant(event.zone, datetime.combine(day, event.at)) == event.last]
    if not found:
        refuse(FILE, str(event.day), "it does not end with a dose")
    return found[0]


def _same_clock(found: Parsed, plan: Plan, options: Options, hours: dict[Slot, time]) -> None:
    """Compare the zone in the file, as a program reads it that knows none, with the clocks of that place."""
    zone = _zone(plan, options)
    timed = any(event.at for event in found.events)
    if found.zone != (zone if timed else "") or timed != (found.clock is not None):
        refuse(FILE, "time zone", "it is another one, or there for nothing")
    for hour in hours.values() if found.clock else ():
        for moment in _near_turns(zone, plan, hour):
            if moment.replace(tzinfo=found.clock).utcoffset() != offset(zone, moment):
                refuse(FILE, "time zone", f"on {moment.date()} a clock there shows another time")


def _near_turns(zone: str, plan: Plan, hour: time) -> Iterator[datetime]:
    """Yield *hour* of the days around each change of the clock, and of the first day of each month."""
    count = (plan.last_day - plan.first_day).days + 1
    moments = [datetime.combine(plan.first_day + number * _DAY, hour) for number in range(-1, count + 1)]
    offsets = [(offset(zone, moment), offset(zone, moment.replace(fold=1))) for moment in moments]
    for number, moment in enumerate(moments[1:-1], start=1):
        early, late = offsets[number]
        turns = len(set(offsets[number - 1 : number + 2])) > 1
        # An hour that a clock shows twice, or never, is read in two ways.
        if early == late and (turns or moment.day == 1):
            yield moment
