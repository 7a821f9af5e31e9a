"""Proves a finished .ics: every event must be there once, at its time, and say what its day has."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import zip_longest

from taperdocs.language.event_titles import cancelled, short
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.time_zone import instant, offset
from taperdocs.readback.days import Day
from taperdocs.readback.events import (
    Dose,
    Events,
    Expected,
    Line,
    Name,
    days_of_doses,
    days_of_plan,
    doses,
    hours_of,
    withdrawn,
)
from taperdocs.readback.numbers import Numbers, plain
from taperdocs.readback.parse_ics import Found, Parsed, parsed, refuse
from taperdocs.readback.worked import Worked

PLAN, PLAN_REMOVAL = "plan.ics", "plan-remove.ics"
DOSES, DOSES_REMOVAL = "doses.ics", "doses-remove.ics"
_DAY, _DOSE = timedelta(1), timedelta(minutes=15)
_YEAR = 366
"""Number of days after the last one laid out for which clock changes are compared, if a dose goes on."""


def check_ics(data: bytes, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* has exactly the plan's events, and each says what its day has."""
    proof = _Proof(PLAN, plan, options)
    found, ahead = parsed(PLAN, data), options.day_before
    alarm = ahead and _DAY - timedelta(hours=ahead.hour, minutes=ahead.minute)
    both = zip_longest(proof.present(found), proof.events.all())
    for number, (event, wanted) in enumerate(both, start=1):
        if event is None or wanted is None or event.day != wanted.day:
            was, is_ = wanted.day if wanted else "no event", event.day if event else "none"
            refuse(PLAN, f"event {number}", f"the plan has {was}, the file has {is_}")
        if event.alarm != alarm:
            refuse(PLAN, str(event.day), f"the alarm should be {alarm} before, it is {event.alarm}")
        if event.at is not None or event.lasts != _DAY or event.every:
            refuse(PLAN, str(event.day), "it does not last one whole day")
        proof.says(event, wanted)
    proof.withdraws(found)


def check_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* cancels exactly the events that changes have withdrawn."""
    _Proof(PLAN_REMOVAL, plan, options).takes_out(data)


def check_doses(data: bytes, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* has each dose of each day once, and each says what is taken."""
    proof = _Proof(DOSES, plan, options)
    found, left = parsed(DOSES, data), {day.on: list(doses(day, proof.hours)) for day in proof.days()}
    for event in proof.present(found):
        timed = event.at is not None
        if (event.lasts, event.zone) != ((_DOSE, proof.zone) if timed else (_DAY, "")):
            refuse(DOSES, str(event.day), "it lasts another time, or its hour is that of another zone")
        alarm = timedelta(0) if timed and options.at_dose else None
        if event.alarm != alarm:
            refuse(DOSES, str(event.day), f"the alarm should be {alarm} before, it is {event.alarm}")
        if event.every and event.last is None and not proof.worked.open:
            refuse(DOSES, str(event.day), "it has no end, and the plan has one")
        dose = proof.meant(event, left.get(event.day, []))
        for day in _days(event, max(left)):
            if dose not in left.get(day, ()):
                what = f"it comes on {day}, when the plan has no such dose, or it is there twice"
                refuse(DOSES, str(event.day), what)
            left[day].remove(dose)
    if missing := [day for day, rest in left.items() if rest]:
        refuse(DOSES, str(missing[0]), "a dose of this day is missing")
    proof.has_its_clock(found)
    proof.withdraws(found)


def check_doses_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* cancels exactly the doses that changes have withdrawn."""
    _Proof(DOSES_REMOVAL, plan, options).takes_out(data)


class _Proof:
    """Compares a *file* with the second working of a plan's days."""

    def __init__(self, file: str, plan: Plan, options: Options) -> None:
        self.file, self.plan, self.outline = file, plan, plan.outline
        self.zone = options.zone or plan.outline.zone
        self.hours = hours_of(plan.outline, self.zone)
        self.words = Words(options.language)

    @cached_property
    def worked(self) -> Worked:
        """Return the second working.

        A dose without an end is laid out one cycle further than in the file, to show whether its events go on.
        """
        until = self.plan.round_twice().last_day
        cycles = (len(step.regimen.days) for step in self.plan.steps)
        return Worked(self.outline, self.plan.pieces, until, until + max(cycles) * _DAY)

    @cached_property
    def say(self) -> Numbers:
        """Return the reader of the numbers in a text."""
        return Numbers(self.worked.drugs, self.words.language)

    @cached_property
    def events(self) -> Events:
        """Return what the events must say."""
        return Events(self.worked, self.say, self.plan.code)

    def days(self) -> Iterator[Day]:
        """Return each day; for a plan without an end, also some days after the last one that is laid out."""
        first, last = self.worked.first, self.worked.latest if self.worked.open else self.worked.last
        found = (self.worked.day(first + number * _DAY) for number in range((last - first).days + 1))
        return (day for day in found if day)

    def present(self, found: Parsed) -> tuple[Found, ...]:
        """Check what all events of a file have in common; return those that are not cancelled."""
        if found.method:
            refuse(self.file, "file", "it has a method, as an invitation has")
        self._check(found, len(self.outline.changes))
        return tuple(event for event in found.events if not event.cancelled)

    def takes_out(self, data: bytes | None) -> None:
        """Refuse *data* unless it cancels exactly what was withdrawn; it must be None if nothing was."""
        if data is None:
            if gone := self._withdrawn():
                refuse(self.file, "file", f"there is none, and the plan has withdrawn {gone.total()} events")
            return
        found = parsed(self.file, data)
        if found.method != "CANCEL" or not found.events or any(not event.cancelled for event in found.events):
            refuse(self.file, "file", "it does not only cancel")
        self._check(found, len(self.outline.changes) + 1)
        self.withdraws(found)

    def _check(self, found: Parsed, sequence: int) -> None:
        revision, agreed = len(self.outline.changes), self.outline.agreed
        days = (*(change.on for change in self.outline.changes), *((agreed.on,) if agreed else ()))
        for event in found.events:
            if event.sequence != str(sequence):
                what = f"the plan has sequence {sequence}, the file {event.sequence}"
                refuse(self.file, str(event.day), what)
            stamp, modified = event.stamps
            changed = not days or stamp.date() == max(days)
            if stamp != modified or not changed or stamp.second != revision % 60:
                what = f"it was not changed when the plan was, in revision {revision}"
                refuse(self.file, str(event.day), what)
        if len({event.uid for event in found.events}) < len(found.events):
            refuse(self.file, "UID", "two events have the same")

    def withdraws(self, found: Parsed) -> None:
        """Check that exactly the withdrawn events are cancelled, without a dose, an alarm or a repetition."""
        gone, events = self._withdrawn(), [event for event in found.events if event.cancelled]
        if Counter((event.day, event.at) for event in events) != gone:
            what = f"the plan has withdrawn {gone.total()} events, the file {len(events)}"
            refuse(self.file, "cancelled", what)
        titles = cancelled(self.words).values()
        for event in events:
            if event.every or event.alarm is not None or event.summary not in titles:
                what = "it is cancelled, and comes again, rings or does not say so"
                refuse(self.file, str(event.day), what)
            self._lines(event, (Line(), *self.events.from_plan()))

    def _withdrawn(self) -> Counter[tuple[date, time | None]]:
        return _withdrawn(self.plan, self.zone, doses=self.file in {DOSES, DOSES_REMOVAL})

    def meant(self, event: Found, wanted: list[Dose]) -> Dose:
        """Return the dose that *event* is for; of several without an hour, the one that it names."""
        there = [dose for dose in wanted if dose.at == event.at]
        if not there:
            refuse(self.file, str(event.day), "the plan has no dose at this time")
        said = self.say.read(event.summary)
        expected = {dose: self.events.reminder(event.day, dose.intakes) for dose in there}
        dose = next((one for one, meant in expected.items() if meant.summary.numbers == said), there[0])
        self.says(event, expected[dose])
        return dose

    def says(self, event: Found, wanted: Expected) -> None:
        """Refuse an *event* that does not have the numbers and texts that are *wanted*."""
        draft = "{}" if self.outline.agreed else self.words.text("DRAFT: {summary}", summary="{}")
        if not _holds(event.summary, draft.format("")):
            refuse(self.file, f"{event.day}, summary", "it does not say that the plan is a draft")
        # A summary that would be too long leaves out the doses; the lines of the text then have them.
        if event.summary not in {draft.format(one) for one in short(self.words).values()}:
            self._compare(f"{event.day}, summary", event.summary, wanted.summary)
        self._lines(event, wanted.lines)

    def _lines(self, event: Found, wanted: tuple[Line, ...]) -> None:
        for number, (line, expected) in enumerate(zip_longest(event.lines, wanted), start=1):
            if line is None or expected is None:
                what = f"the text should have {len(wanted)} lines, it has {len(event.lines)}"
                refuse(self.file, str(event.day), what)
            self._compare(f"{event.day}, line {number}", line, expected)

    def _compare(self, where: str, text: str, wanted: Line) -> None:
        said = self.say.read(text)
        if wanted.written and not _holds(text, wanted.written):
            refuse(self.file, where, "a text of the plan is missing")
        if said != wanted.numbers and wanted.own:
            # It may be a telephone number.
            refuse(self.file, where, "a text of the plan has other figures")
        if said != wanted.numbers:
            refuse(self.file, where, f"the plan has {plain(wanted.numbers)}, the file says {plain(said)}")

    def has_its_clock(self, found: Parsed) -> None:
        """Compare the time zone written in the file with the zone's own rules."""
        timed = any(event.at for event in found.events)
        if found.zone != (self.zone if timed else "") or timed != (found.clock is not None):
            refuse(self.file, "time zone", "it is another one, or there for nothing")
        for hour in self._hours() if found.clock else ():
            for moment in self._near_turns(hour):
                if moment.replace(tzinfo=found.clock).utcoffset() != offset(self.zone, moment):
                    refuse(self.file, "time zone", f"on {moment.date()} a clock there shows another time")

    def _hours(self) -> set[time]:
        """Return all hours at which reminders can come."""
        steps = self.plan.steps
        slots = {intake.slot for step in steps for intake in step.regimen.doses}
        return {hour for slot in slots if (hour := self.hours(slot))}

    def _near_turns(self, hour: time) -> Iterator[datetime]:
        """Yield *hour* on the days around each change of the clock and on the first day of each month."""
        first, last = self.worked.first, self.worked.last + (_YEAR if self.worked.open else 0) * _DAY
        days = (first + number * _DAY for number in range(-1, (last - first).days + 2))
        moments = [datetime.combine(day, hour) for day in days]
        offsets = [(offset(self.zone, one), offset(self.zone, one.replace(fold=1))) for one in moments]
        for number, moment in enumerate(moments[1:-1], start=1):
            early, late = offsets[number]
            turns = len(set(offsets[number - 1 : number + 2])) > 1
            # Leave out an hour that a clock shows twice or never: programs read it in two ways.
            if early == late and (turns or moment.day == 1):
                yield moment


@lru_cache(maxsize=4)
def _withdrawn(plan: Plan, zone: str, *, doses: bool) -> Counter[tuple[date, time | None]]:
    """Count the withdrawn events; cached, since a file and its removal both need them."""
    if not plan.outline.changes:
        return Counter()
    worked = Worked(plan.outline, plan.pieces, plan.last_day, plan.last_day)

    def known(earlier: Worked) -> dict[Name, tuple[date, time | None]]:
        if doses:
            return days_of_doses(earlier, hours_of(plan.outline, zone))
        return {name: (day, None) for name, day in days_of_plan(earlier).items()}

    return withdrawn(worked, known)


def _days(event: Found, end: date) -> Iterator[date]:
    """Yield the days on which *event* comes, up to *end* if it has no end."""
    last = _last(event, end) if event.every else event.day
    for number in range((last - event.day).days // (event.every or 1) + 1):
        yield event.day + number * event.every * _DAY


def _last(event: Found, end: date) -> date:
    """Return the last day of a series; if the series has an hour, its last moment must be at that hour."""
    if event.last is None:
        return end
    if isinstance(event.last, datetime) != (event.at is not None):
        refuse(DOSES, str(event.day), "it begins with a time and ends with a day, or the other way round")
    if event.at is None or not isinstance(event.last, datetime):
        return event.last
    days = (event.last.date() + number * _DAY for number in (-1, 0, 1))
    found = [day for day in days if instant(event.zone, datetime.combine(day, event.at)) == event.last]
    if not found:
        refuse(DOSES, str(event.day), "it does not end with a dose")
    return found[0]


def _holds(text: str, written: str) -> bool:
    """Tell whether *text* has the words of *written* in their order."""
    said, place = _printable(text), 0
    for word in _printable(written).split():
        place = said.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def _printable(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isprintable() or sign.isspace())
