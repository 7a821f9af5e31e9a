"""The events that a phone calendar must have, worked out from the second working of the days."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple, TypeVar

from taperdocs.language.phrases import LISTED
from taperdocs.language.words import Words
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Outline
from taperdocs.plan.regimen import Intake, Regimen, Slot
from taperdocs.readback.days import Day
from taperdocs.readback.numbers import Numbers, Said
from taperdocs.readback.worked import Refill, Run, Worked

_DAY = timedelta(1)
_Known = TypeVar("_Known", bound=Hashable)

Name = tuple[Hashable, ...]
"""What identifies an event in every revision of a plan."""


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of a line, and the words that it must have; a person's *own* text is never quoted in an error."""

    numbers: Said = ()
    written: str = ""
    own: bool = False


class Expected(NamedTuple):
    """An event as it must be: its day, its summary and the lines of its text."""

    day: date
    summary: Line
    lines: tuple[Line, ...]


class Dose(NamedTuple):
    """What is taken at one time of a day, and at which hour; None for an event of the whole day."""

    at: time | None
    intakes: tuple[Intake, ...]


def runs(worked: Worked) -> Iterator[tuple[Name, Run | None, Run]]:
    """Yield for each run up to the last dose day its name, the run before it, and the run.

    A hold is named after the day of its change, since courses beside it can move its first day, and a step after its
    place in the plan file; a number tells how often that name has come.
    """
    times, before = Counter[Name](), None
    for run in worked.unbroken:
        if worked.last_dose and run.first > worked.last_dose:
            return
        name: Name
        if run.held:
            name = ("hold", _hold(worked, run))
        elif before and _ends_hold(before, run):
            name = ("goes on", _hold(worked, before))
        else:
            place = worked.step(run).place
            same = [number for number, step in enumerate(worked.steps, 1) if step.place == place]
            name = ("step", place, same.index(run.days[0].step))
        times[name] += 1
        yield (*name, times[name]), before, run
        before = run


def _hold(worked: Worked, run: Run) -> date:
    """Return the day of the last change that is a hold, on the first day of a run or before it."""
    changes = worked.outline.changes
    return max(change.on for change in changes if isinstance(change, Hold) and change.on <= run.first)


def _ends_hold(before: Run, run: Run) -> bool:
    return before.held and before.days[0].step == run.days[0].step


def _cycle(worked: Worked, run: Run) -> tuple[Day, ...]:
    """Return the days of a run's first cycle, or all its days if it is shorter."""
    return run.days[: len(worked.step(run).regimen.days)]


def days_of_plan(worked: Worked) -> dict[Name, date]:
    """Return the day of each event of plan.ics by its name."""
    found = {name: run.first for name, _, run in runs(worked)}
    last = worked.last_dose
    end: dict[Name, date] = {("last",): last, ("without",): last + _DAY} if last else {}
    for drug, last_of in _own_ends(worked):
        end |= {("last", drug): last_of, ("without", drug): last_of + _DAY}
    reviews = {("review", index): one.on for index, one in enumerate(worked.outline.reviews)}
    orders = {("order", _dispensing(worked, one)): one.by for one in worked.refills if one.by}
    return found | end | reviews | orders


def _own_ends(worked: Worked) -> Iterator[tuple[str, date]]:
    """Yield the last dose day of each of several drugs that ends before the plan does."""
    for drug in worked.drugs if len(worked.drugs) > 1 else ():
        last = worked.last_of(drug)
        if last and last != worked.last_dose:
            yield drug, last


def _dispensing(worked: Worked, refill: Refill) -> int:
    """Return the number of the dispensing interval that a refill is for."""
    every = worked.outline.dispense_every
    return (refill.last - worked.first).days // every if every else 0


Hours = Callable[[Slot], time | None]
"""Returns when a reminder of a time of day comes; None for an event of the whole day."""


def hours_of(outline: Outline, zone: str) -> Hours:
    """Return what tells the hours in a *zone*; without a zone nothing has an hour."""
    written = {slot: hour for slot, hour in outline.hours if zone}

    def at(slot: Slot) -> time | None:
        return written.get(slot, slot.hour if zone else None)

    return at


def days_of_doses(worked: Worked, hours: Hours) -> dict[Name, tuple[date, time | None]]:
    """Return the first day and the hour of each series of doses.ics by its name."""
    return {
        (*name, intake.slot, day.place): (day.on, hours(intake.slot))
        for name, _, run in runs(worked)
        for day in _cycle(worked, run)
        for intake in day.intakes
        if not intake.stays
    }


def doses(day: Day, hours: Hours) -> tuple[Dose, ...]:
    """Return what is taken at each time of a day."""
    intakes = [intake for intake in day.intakes if not intake.stays]
    slots = dict.fromkeys(intake.slot for intake in intakes)
    return tuple(Dose(hours(slot), tuple(i for i in intakes if i.slot == slot)) for slot in slots)


@dataclass(frozen=True, slots=True)
class Events:
    """Says what each event of a plan must say; *code* is the plan code."""

    worked: Worked
    say: Numbers
    code: str

    def all(self) -> list[Expected]:
        """Return the events of plan.ics in the order of the days."""
        return sorted(self._all(), key=lambda event: event.day)

    def reminder(self, on: date, intakes: tuple[Intake, ...]) -> Expected:
        """Return what a reminder of doses.ics must say."""
        return self._event(
            on, self.say.taken(intakes, self.say.drugs, timed=True), *map(self._intake, intakes)
        )

    def from_plan(self) -> tuple[Line, ...]:
        """Return the last lines of every event: which plan it is from, and that it is no prescription."""
        numbers = (*self.say.read(self.code), str(len(self.worked.outline.changes)))
        return (Line(numbers, self.code), Line())

    def _all(self) -> Iterator[Expected]:
        for _, before, run in runs(self.worked):
            if run.held:
                yield self._hold(run)
            elif before and _ends_hold(before, run):
                dose = self.say.regimen(self.worked.step(run).regimen)
                yield self._event(run.first, dose, Line(dose), *self._course(run), *self._allowed())
            else:
                yield self._step(self.worked.regimen(run.first - _DAY), run)
        if last := self.worked.last_dose:
            yield from self._end(last)
        for drug, last in _own_ends(self.worked):
            taken = tuple(intake for intake in self.worked.on(last) if intake.drug == drug)
            ends = (Line((*self.say.drug(drug), *self._date(last), *self._date(last + _DAY))), Line())
            yield self._event(last, self.say.taken(taken, self.say.drugs), *ends, *self._doses(taken))
            yield self._event(last + _DAY, self.say.drug(drug), *ends)
        for review in self.worked.outline.reviews:
            said = self._own(review.what) if review.what else Line()
            yield self._event(review.on, said, said)
        for refill in self.worked.refills:
            if refill.by:
                needs = [self.say.need(need.product, need.whole, need.packs) for need in refill.needs]
                dates = (Line(self._date(refill.lasts)), Line(self._date(refill.last)))
                yield self._event(refill.by, sum(needs, ()), *map(Line, needs), *dates)

    def _step(self, old: Regimen | None, run: Run) -> Expected:
        step, ready, why = self.worked.step(run), self.worked.outline.ready, run.days[0].why
        lines = [Line(self.say.change(old, step.regimen)), *self._course(run)]
        lines += [self._own(text) for text in (why, step.condition, step.length.waits) if text]
        lines += [Line()] * (step.length.shortest == 0)
        if ready and any(cut.amount > 0 for cut in self.worked.cut(run.first)):
            lines += [Line(), *map(self._own, ready)]
        lines += self._allowed()
        return self._event(run.first, self._new_dose(old, step.regimen), *lines)

    def _new_dose(self, old: Regimen | None, new: Regimen) -> Said:
        change = self.say.change(old, new)
        if self.say.several or old is None:
            return change
        timed, words = len({one.slot for one in (*old.doses, *new.doses)}) > 1, Words(self.say.language)
        # Compare words, since other days of the week can have the same numbers.
        if len({words.regimen(one, self.say.drugs, timed=timed) for one in (old, new)}) == 1:
            return change
        was, dose = (self.say.regimen(one, timed=timed) for one in (old, new))
        return (*dose, *was) if new.drugs else was

    def _hold(self, run: Run) -> Expected:
        regimen, endless = self.worked.step(run).regimen, self.worked.goes_on(run)
        until, after = (() if endless else self._date(day) for day in (run.last, run.last + _DAY))
        said = (*self.say.regimen(regimen), *until) if regimen.drugs else ()
        reasons = (
            change.why
            for change in self.worked.outline.changes
            if isinstance(change, Hold) and change.why and run.first <= change.on <= run.last
        )
        lines = [Line(said), *map(self._own, reasons), *([Line(after)] if after else [])]
        return self._event(run.first, said, *lines, *self._days(run), *self._allowed())

    def _end(self, last: date) -> Iterator[Expected]:
        taken, dates = self.worked.on(last), (Line(self._date(last)), Line(self._date(last + _DAY)))
        said = self.say.taken(taken, self.say.drugs)
        yield self._event(last, said, *dates, *self._doses(taken))
        drugs = tuple(dict.fromkeys(intake.drug for intake in taken)) if self.say.several else ()
        yield self._event(last + _DAY, drugs, *dates)

    def _allowed(self) -> Iterator[Line]:
        """Yield the line of each medicine that is allowed when needed."""
        for one in self.worked.outline.as_needed:
            pieces = self.worked.allowed(one)
            made = self.say.pieces(pieces)
            said = (*self.say.allowed(one, pieces), *self.say.read(one.why), *made)
            yield Line(said, f"{one.drug} {one.why}", own=True)

    def _course(self, run: Run) -> Iterator[Line]:
        end = (*self._date(run.last), *self.say.days(len(run.days)))
        yield Line((*self._date(run.first), *(() if self.worked.goes_on(run) else end)))
        yield from self._days(run)
        if early := next((day.on for day in run.days if day.early), None):
            yield Line(self._date(early))

    def _days(self, run: Run) -> Iterator[Line]:
        length, cycle = len(self.worked.step(run).regimen.days), _cycle(self.worked, run)
        if length > 1 and sum(max(len(day.intakes), 1) for day in cycle) > LISTED:
            yield Line((str(len(cycle)),))
            return
        for day in cycle:
            again = (str(length),) if day.on + length * _DAY <= run.last else ()
            yield from self._doses(day.intakes, (*self._date(day.on), *again) if length > 1 else ())

    def _doses(self, intakes: tuple[Intake, ...], dates: Said = ()) -> Iterator[Line]:
        """Yield the line of a day's doses, then a line for the pieces of each dose."""
        several, said = len({intake.drug for intake in intakes}) > 1, list[str]()
        for intake in intakes:
            said += [intake.drug] * several
            said += (*self.say.dose(intake.dose), *self.say.slot(intake.slot))
        yield Line((*dates, *(said or (self.say.nothing,))))
        yield from map(self._intake, intakes)

    def _intake(self, intake: Intake) -> Line:
        made = self.say.made(intake, self.worked.in_use(intake))
        return Line((*self.say.drug(intake.drug), *self.say.slot(intake.slot), *made))

    def _date(self, day: date) -> Said:
        return self.say.language.date_parts(day)

    def _own(self, text: str) -> Line:
        return Line(self.say.read(text), text, own=True)

    def _event(self, on: date, summary: Said | Line, *lines: Line) -> Expected:
        """Return an event with the lines that every event has: draft, whom to ring, which plan."""
        outline = self.worked.outline
        said = summary if isinstance(summary, Line) else Line(summary)
        drug = "" if self.say.several else self.say.drugs[0]
        contacts = (", ".join(filter(None, (one.role, one.name, one.phone))) for one in outline.contacts)
        draft = () if outline.agreed else (Line(),)
        return Expected(
            on,
            Line(said.numbers, f"{drug} {said.written}"),
            (*draft, *lines, *map(self._own, contacts), *self.from_plan()),
        )


def withdrawn(worked: Worked, known: Callable[[Worked], dict[Name, _Known]]) -> Counter[_Known]:
    """Count the events that changes have withdrawn: those *known* of one revision and not of the next."""
    gone, before = Counter[_Known](), dict[Name, _Known]()
    for earlier in worked.revisions():
        now = known(earlier)
        gone.update(day for name, day in before.items() if name not in now)
        before = now
    return gone
