"""What each event of plan.ics must be: worked out day by day from the plan, not from what wrote the file."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from taperdocs.language.phrases import LISTED
from taperdocs.language.words import Words
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Outline, Plan, Review
from taperdocs.plan.regimen import Regimen
from taperdocs.plan.stock import Refill, refills
from taperdocs.readback.figures import Figured, Figures
from taperdocs.readback.spans import Span, check_cycles, last_dose_day, named, spans

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
class Events:
    """Works out the events of one plan."""

    plan: Plan
    say: Figured

    def all(self) -> Iterator[Expected]:
        """Yield every event in the order of the days."""
        yield from sorted(self._all(), key=lambda event: event.day)

    def _all(self) -> Iterator[Expected]:
        check_cycles(self.plan)
        last = last_dose_day(self.plan)
        before: Span | None = None
        for span in spans(self.plan):
            if last is None or span.first <= last:
                yield self._event(before, span)
            before = span
        if last:
            yield from self._end(last)
        yield from map(self._review, self.plan.outline.reviews)
        yield from (self._order(refill, refill.by) for refill in refills(self.plan) if refill.by)

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
        lines += [self._own(span.why)] if span.why else []
        lines += [self._own(step.condition)] if step.condition else []
        lines += [Line()] * step.length.optional
        if old and outline.ready and self._falls(old, step.regimen):
            lines += [Line(), *(self._own(question) for question in outline.ready)]
        return self._expect(span.first, self._new_dose(old, step.regimen), tuple(lines))

    def _new_dose(self, old: Regimen | None, new: Regimen) -> Figures:
        change = self.say.change(old, new)
        if self.say.several or old is None:
            return change
        timed, words = len({one.slot for one in (*old.doses, *new.doses)}) > 1, Words(self.say.language)
        # Other days of the week can have the same figures.
        if len({words.regimen(one, self.plan.drugs, timed=timed) for one in (old, new)}) == 1:
            return change
        was, dose = (self.say.regimen(one, self.plan.drugs, timed=timed) for one in (old, new))
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

    def _review(self, review: Review) -> Expected:
        said = self._own(review.what) if review.what else Line()
        return expect(self.plan, self.say, review.on, said, (said,))

    def _order(self, refill: Refill, by: date) -> Expected:
        uses = (Line(self.say.uses((use,))) for use in refill.uses)
        days = (Line(self.say.full_date(day)) for day in (refill.lasts, refill.last))
        return self._expect(by, self.say.uses(refill.uses), (*uses, *days))

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
        return _own(self.say, text)

    def _expect(self, day: date, summary: Figures, lines: tuple[Line, ...]) -> Expected:
        return expect(self.plan, self.say, day, Line(summary), lines)


def _taken(regimen: Regimen, drug: str) -> Fraction:
    return sum((i.dose.milligrams for day in regimen.days for i in day if i.drug == drug), Fraction(0))


def expect(plan: Plan, say: Figured, day: date, summary: Line, lines: tuple[Line, ...]) -> Expected:
    """Return an event with what it says itself and what every event says."""
    outline = plan.outline
    draft = "" if outline.agreed else Words(say.language).text("DRAFT: {summary}", summary="")
    parts = ((contact.role, contact.name, contact.phone) for contact in outline.contacts)
    said = (", ".join(part for part in contact if part) for contact in parts)
    contacts = (_own(say, contact) for contact in said)
    drug = "" if say.several else plan.drugs[0]
    named = Line(summary.figures, f"{drug} {summary.written}")
    own = (*((Line(),) if draft else ()), *lines, *contacts)
    return Expected(day, draft, named, (*own, *from_plan(plan, say)))


def _own(say: Figured, text: str) -> Line:
    return Line(say.figures(text), text, own=True)


def from_plan(plan: Plan, say: Figured) -> tuple[Line, ...]:
    """Return the last lines of every event: from which plan it is, and that it is no prescription."""
    return (Line((*say.figures(plan.code), str(plan.revision)), plan.code), Line())


def last_changed(outline: Outline) -> date | None:
    """Return the last day on which the plan was changed or agreed to."""
    days = [change.on for change in outline.changes] + ([outline.agreed.on] if outline.agreed else [])
    return max(days, default=None)


def days(plan: Plan) -> dict[Hashable, date]:
    """Return the day of each event of plan.ics by what it is known by."""
    found = {name: span.first for name, span in named(plan)}
    last = last_dose_day(plan)
    end = {"last": last, "without": last + _DAY} if last else {}
    reviews = {("review", index): one.on for index, one in enumerate(plan.outline.reviews)}
    orders = {("order", refill.number): refill.by for refill in refills(plan) if refill.by}
    return found | end | reviews | orders
