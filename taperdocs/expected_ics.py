"""What each event of an .ics must be: worked out day by day from the plan, not from what wrote the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from taperdocs.changes import Hold
from taperdocs.errors import ReadBackError
from taperdocs.figures import Figured, Figures
from taperdocs.phrases import LISTED
from taperdocs.plan import Plan
from taperdocs.regimen import Regimen
from taperdocs.step import Step
from taperdocs.words import Words

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a line and the text that must be in it; a person's own text is not reported."""

    figures: Figures = ()
    written: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """An event as it must be: its day, how its summary begins if it is a draft, what it says."""

    day: date
    draft: str
    summary: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row of one step, all held or none."""

    first: date
    last: date
    step: Step
    held: bool
    move_on: date | None


@dataclass(frozen=True, slots=True)
class Events:
    """Works out the events of one plan."""

    plan: Plan
    say: Figured

    def all(self) -> Iterator[Expected]:
        """Yield every event in the order of the days."""
        last = self._last_dose_day()
        before: Span | None = None
        for span in spans(self.plan):
            if last is None or span.first <= last:
                yield self._event(before, span)
            before = span
        if last:
            yield from self._end(last)

    def _last_dose_day(self) -> date | None:
        return None if self.plan.open else max(day for day, intakes in self.plan.days() if intakes)

    def _event(self, before: Span | None, span: Span) -> Expected:
        if span.held:
            return self._hold(span)
        if before and before.held and before.step.number == span.step.number:
            dose = self.say.regimen(span.step.regimen, self.plan.drugs)
            return self._expect(span.first, dose, (Line(dose), *self._course(span)))
        return self._step(before.step.regimen if before else None, span)

    def _step(self, old: Regimen | None, span: Span) -> Expected:
        step, outline = span.step, self.plan.outline
        change = self.say.change(old, step.regimen)
        lines = [Line(change), *self._course(span)]
        lines += [self._own(step.condition)] if step.condition else []
        lines += [Line()] * step.length.optional
        if old and outline.ready and self._falls(old, step.regimen):
            lines += [Line(), *(self._own(question) for question in outline.ready)]
        return self._expect(span.first, self._new_dose(old, step.regimen), tuple(lines))

    def _new_dose(self, old: Regimen | None, new: Regimen) -> Figures:
        change = self.say.change(old, new)
        if self.say.several or old is None:
            return change
        was, dose = self.say.regimen(old, self.plan.drugs), self.say.regimen(new, self.plan.drugs)
        if was == dose:
            return change
        return (*dose, *was) if new.drugs else was

    def _falls(self, old: Regimen, new: Regimen) -> bool:
        """Compare what is taken of each drug in as many days of both."""
        return any(
            _taken(new, drug) * len(old.days) < _taken(old, drug) * len(new.days) for drug in self.plan.drugs
        )

    def _hold(self, span: Span) -> Expected:
        goes_on = () if self._no_end(span) else self.say.full_date(span.last + _DAY)
        until = () if self._no_end(span) else self.say.full_date(span.last)
        dose = self.say.regimen(span.step.regimen, self.plan.drugs)
        said = (*dose, *until) if span.step.regimen.drugs else ()
        reasons = (
            change.why
            for change in self.plan.outline.changes
            if isinstance(change, Hold) and change.why and span.first <= change.on <= span.last
        )
        lines = [Line(said), *(self._own(why) for why in reasons)]
        lines += [Line(goes_on)] if goes_on else []
        return self._expect(span.first, said, (*lines, *self._days(span)))

    def _end(self, last: date) -> Iterator[Expected]:
        day, after = self.plan.on(last), last + _DAY
        days = (Line(self.say.full_date(last)), Line(self.say.full_date(after)))
        doses = (Line(self.say.day(day)), *(Line(self.say.intake(intake)) for intake in day))
        yield self._expect(last, self.say.taken(day, self.plan.drugs), (*days, *doses))
        drugs = tuple(dict.fromkeys(intake.drug for intake in day)) if self.say.several else ()
        yield self._expect(after, drugs, days)

    def _course(self, span: Span) -> Iterator[Line]:
        first, length = self.say.full_date(span.first), (span.last - span.first).days + 1
        end = () if self._no_end(span) else (*self.say.full_date(span.last), *self.say.days(length))
        yield Line((*first, *end))
        yield from self._days(span)
        if span.move_on:
            yield Line(self.say.full_date(span.move_on))

    def _days(self, span: Span) -> Iterator[Line]:
        length = len(span.step.regimen.days)
        days = [span.first + timedelta(number) for number in range(length)]
        days = [day for day in days if day <= span.last]
        if length > 1 and sum(max(len(self.plan.on(day)), 1) for day in days) > LISTED:
            yield Line((str(len(days)),))
            return
        for day in days:
            again = (str(length),) if day + length * _DAY <= span.last else ()
            date_ = (*self.say.full_date(day), *again) if length > 1 else ()
            yield Line((*date_, *self.say.day(self.plan.on(day))))
            yield from (Line(self.say.intake(intake)) for intake in self.plan.on(day))

    def _no_end(self, span: Span) -> bool:
        return self.plan.open and span.last == self.plan.last_day

    def _own(self, text: str) -> Line:
        return Line(self.say.figures(text), text, own=True)

    def _expect(self, day: date, summary: Figures, lines: tuple[Line, ...]) -> Expected:
        """Add what every event says to its own."""
        outline = self.plan.outline
        draft = "" if outline.agreed else Words(self.say.language).text("DRAFT: {summary}", summary="")
        parts = ((contact.role, contact.name, contact.phone) for contact in outline.contacts)
        said = (", ".join(part for part in contact if part) for contact in parts)
        contacts = (self._own(contact) for contact in said)
        plan = Line((*self.say.figures(self.plan.code), str(self.plan.revision)), self.plan.code)
        named = Line(summary, "" if self.say.several else self.plan.drugs[0])
        return Expected(day, draft, named, (*((Line(),) if draft else ()), *lines, *contacts, plan, Line()))


def _taken(regimen: Regimen, drug: str) -> Fraction:
    return sum((i.dose.milligrams for day in regimen.days for i in day if i.drug == drug), Fraction(0))


def spans(plan: Plan) -> Iterator[Span]:
    """Yield the days that belong together, and check that they repeat their cycle to the last one."""
    days = ((day, intakes, period) for period in plan.periods for day, intakes in period)
    for (_, held), group in groupby(days, key=lambda one: (one[2].step.number, one[2].held)):
        run = tuple(group)
        first, _, period = run[0]
        length = len(period.step.regimen.days)
        if any(intakes != run[number % length][1] for number, (_, intakes, _) in enumerate(run)):
            message = f"plan.ics: the cycle that began on {first} does not go on"
            raise ReadBackError(message)
        early = next((period.move_on for _, _, period in run if period.move_on), None)
        yield Span(first, run[-1][0], period.step, held, early)
