"""Words the events of a plan: steps, holds and their ends, the last dose day, reviews, orders and doses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from taperdocs.ics.history import history
from taperdocs.ics.milestones import Milestone, Series, milestones, series
from taperdocs.language import phrases
from taperdocs.language.event_titles import Kind, cancelled, short
from taperdocs.language.words import Words
from taperdocs.plan.changes import Hold
from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan, Review
from taperdocs.plan.regimen import Day, Slot
from taperdocs.plan.step import Period
from taperdocs.plan.stock import Refill

LONGEST_SUMMARY = 255
"""Most characters of a summary: the strictest calendar program cuts there, and a cut dose would be another dose."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event on a day: a summary that can be understood alone, and the lines of its text.

    ``key`` is its lasting name. ``at`` is its hour; None for the whole day. ``every`` is the interval in days at which
    it repeats until ``last``; 0 if it comes once. ``last`` is None without an end. ``cancelled`` tells that an earlier
    revision had it and this one does not.
    """

    key: str
    day: date
    summary: str
    lines: tuple[str, ...]
    cancelled: bool = False
    at: time | None = None
    every: int = 0
    last: date | None = None


def agenda(words: Words, plan: Plan) -> tuple[Event, ...]:
    """Return the events of *plan* in the order of their days, then those that changes have withdrawn."""
    wording = _Wording(words, plan)
    now = history(plan, milestones).now
    return (*(wording.milestone(key, one) for key, one in now), *agenda_withdrawn(words, plan))


def agenda_withdrawn(words: Words, plan: Plan) -> tuple[Event, ...]:
    """Return only the events that changes of *plan* have withdrawn."""
    gone = history(plan, milestones).withdrawn if plan.revision else ()
    return tuple(_Wording(words, plan).withdrawn(key, one.day, one.kind) for key, one in gone)


def reminders(words: Words, plan: Plan, zone: str) -> tuple[Event, ...]:
    """Return the doses of *plan* as events that repeat, then those that changes have withdrawn.

    If *zone* is empty, or a time of day has no hour, they are events of the whole day.
    """
    wording = _Wording(words, plan)
    now = (wording.dose(key, one, _hour(plan, zone, one.slot)) for key, one in history(plan, series).now)
    return (*now, *reminders_withdrawn(words, plan, zone))


def reminders_withdrawn(words: Words, plan: Plan, zone: str) -> tuple[Event, ...]:
    """Return only the reminders that changes of *plan* have withdrawn."""
    gone = history(plan, series).withdrawn if plan.revision else ()
    wording = _Wording(words, plan)
    return tuple(wording.withdrawn(key, one.day, Kind.DOSE, _hour(plan, zone, one.slot)) for key, one in gone)


def without_hour(plan: Plan, zone: str) -> tuple[Slot, ...]:
    """Return, in order, the times of day at which the plan has doses but no hour."""
    taken = {intake.slot for period in plan.periods for intake in period.step.regimen.doses}
    return tuple(slot for slot in sorted(taken) if _hour(plan, zone, slot) is None)


def _hour(plan: Plan, zone: str, slot: Slot) -> time | None:
    """Return when a reminder of a time of day comes: at its own hour, or at that under ``[hours]``.

    None without a *zone*, since an hour needs one.
    """
    return (slot.hour or dict(plan.outline.hours).get(slot)) if zone else None


Said = tuple[str, tuple[str, ...]]
"""The summary of an event, and the lines of its text."""


@dataclass(frozen=True, slots=True)
class _Wording:
    words: Words
    plan: Plan

    def milestone(self, key: str, one: Milestone) -> Event:
        """Return the event of a milestone."""
        match one.of:
            case Refill():
                said, lines = self._order(one.of)
            case Review(what=what):
                review = self.words.text("Review: {what}", what=what) if what else self.words.text("Review")
                said, lines = self._of_drug(review), (review,)
            case Period() if one.kind is Kind.HOLD:
                said, lines = self._hold(one.of)
            case Period() if one.kind is Kind.GOES_ON:
                said, lines = self._goes_on(one.of)
            case Period():
                said, lines = self._step(one.before, one.of)
            case _:
                ends = self._last if one.kind is Kind.LAST else self._without
                said, lines = ends(one.day, one.drug)
        return self._finished(Event(key, one.day, said, lines), one.kind)

    def dose(self, key: str, one: Series, at: time | None) -> Event:
        """Return the reminder of a series of doses."""
        doses, drug = self.words.taken(one.intakes, self.plan.drugs, timed=True), self._drug
        said = self.words.text("{drug}: {dose}", drug=drug, dose=doses) if drug else doses
        lines, every = phrases.intakes(self.words, self.plan, one.intakes), one.every * (one.day != one.last)
        return self._finished(Event(key, one.day, said, lines, at=at, every=every, last=one.last), Kind.DOSE)

    def withdrawn(self, key: str, day: date, kind: Kind, at: time | None = None) -> Event:
        """Return a cancelled event. It names no dose, since some programs do not show that it is cancelled."""
        lines = (self.words.text("The plan has changed since: this is no longer so."), *self._from_plan())
        return Event(key, day, cancelled(self.words)[kind], lines, cancelled=True, at=at)

    def _finished(self, event: Event, kind: Kind) -> Event:
        """Add what every event says: DRAFT, whom to ring, which plan; replace a summary that would be cut."""
        room, summary = LONGEST_SUMMARY - len("DRAFT: "), event.summary
        summary = summary if len(summary) <= room else short(self.words)[kind]
        lines = (*event.lines, *self._contacts(), *self._from_plan())
        if not self.plan.outline.agreed:
            summary = self.words.text("DRAFT: {summary}", summary=summary)
            lines = (self.words.text("DRAFT: not agreed yet"), *lines)
        return replace(event, summary=summary, lines=lines)

    def _contacts(self) -> Iterator[str]:
        for contact in self.plan.outline.contacts:
            parts = ", ".join(filter(None, (contact.role, contact.name, contact.phone)))
            yield self.words.text("Whom to ring: {contacts}", contacts=parts)

    def _from_plan(self) -> Iterator[str]:
        code = self.words.text("Plan {code}", code=self.plan.code)
        yield f"{code} · {self.words.text('revision {number}', number=self.plan.revision)}"
        yield (
            self.words.text("Laid out from the agreed plan; not a prescription.")
            if self.plan.outline.agreed
            else self.words.text("Laid out from a plan that is not agreed yet; not a prescription.")
        )

    def _step(self, before: Period | None, run: Period) -> Said:
        step, ready, summary = run.step, self.plan.outline.ready, self._new_dose(before, run)
        lines = [phrases.change(self.words, self.plan, run), *self._course(run)]
        if run.why:
            lines.append(self.words.text("Why: {why}", why=run.why))
        if step.condition:
            summary = self.words.text("{summary}, if its condition is met", summary=summary)
            lines.append(self.words.text("Condition: {condition}", condition=step.condition))
        if step.length.waits:
            lines.append(self.words.text("Goes on until {what}.", what=step.length.waits))
        if step.length.optional:
            lines.append(self.words.text("This step may be left out, as agreed."))
        if ready and any(cut.amount > 0 for cut in cuts(self.plan, run)):
            lines += [self.words.text("Before this step down:"), *(f"- {question}" for question in ready)]
        return summary, (*lines, *phrases.every_allowed(self.words, self.plan))

    def _new_dose(self, before: Period | None, run: Period) -> str:
        change, drug = phrases.change(self.words, self.plan, run), self._drug
        if not drug:
            begins = self.words.text("The plan begins: {change}", change=change)
            return self.words.text("New doses: {change}", change=change) if before else begins
        if before is None:
            dose = self.words.regimen(run.step.regimen, self.plan.drugs)
            return self.words.text("{drug}: the plan begins with {dose}", drug=drug, dose=dose)
        if before.step.number == run.step.number:
            return self.words.text("{drug}: this step begins again, {change}", drug=drug, change=change)
        return self._from_old(before, run)

    def _from_old(self, before: Period, run: Period) -> str:
        change, drug = phrases.change(self.words, self.plan, run), self._drug
        both = (before.step.regimen, run.step.regimen)
        timed = len({intake.slot for regimen in both for intake in regimen.doses}) > 1
        old, new = (self.words.regimen(regimen, self.plan.drugs, timed=timed) for regimen in both)
        if old == new:
            return self.words.text("{drug}: next step, {change}", drug=drug, change=change)
        if not run.step.regimen.drugs:
            return self.words.text("{drug}: nothing from today on (was {old})", drug=drug, old=old)
        if not run.step.regimen.days[0]:
            # "New dose no dose on one day" would be read as no dose at all.
            return self.words.text("{drug}: from today {new} (was {old})", drug=drug, new=new, old=old)
        return self.words.text("{drug}: new dose {new} (was {old})", drug=drug, new=new, old=old)

    def _hold(self, run: Period) -> Said:
        said, changes = phrases.hold(self.words, self.plan, run), self.plan.outline.changes
        holds = (one for one in changes if isinstance(one, Hold) and run.first <= one.on <= run.last)
        lines = [said, *(self.words.text("Why: {why}", why=one.why) for one in holds if one.why)]
        if not self.plan.endless(run):
            lines.append(self.words.text("The plan goes on from {date}.", date=self._day(run.last, after=1)))
        days, allowed = phrases.days(self.words, self.plan, run), phrases.every_allowed(self.words, self.plan)
        return self._of_drug(said), (*lines, *days, *allowed)

    def _goes_on(self, run: Period) -> Said:
        dose = self.words.regimen(run.step.regimen, self.plan.drugs)
        said = self.words.text("Hold ends: the plan goes on, same dose {dose}", dose=dose)
        return self._of_drug(said), (said, *self._course(run), *phrases.every_allowed(self.words, self.plan))

    def _last(self, last: date, drug: str) -> Said:
        taken = self._taken(last, drug)
        doses = self.words.taken(taken, self.plan.drugs)
        said = self._of_drug(self.words.text("Last dose day: {dose}", dose=doses))
        made = phrases.intakes(self.words, self.plan, taken)
        return said, (*self._end(last, drug), self.words.day(taken), *made)

    def _without(self, day: date, drug: str) -> Said:
        last = day - timedelta(1)
        drugs = ", ".join(dict.fromkeys(intake.drug for intake in self._taken(last, drug)))
        said = self.words.text("First day without {drugs}", drugs=drugs)
        off = self.plan.comes_off(day)
        if drug in off or (off and not drug):
            said = self.words.text("The patch comes off: first day without {drugs}", drugs=drugs)
        return said, self._end(last, drug)

    def _taken(self, day: date, drug: str) -> Day:
        """Return what is taken on a day, or only what is of one drug."""
        return tuple(intake for intake in self.plan.on(day) if drug in {"", intake.drug})

    def _end(self, last: date, drug: str) -> tuple[str, ...]:
        if drug:
            return (
                phrases.own_end(self.words, self.plan, drug, *(self._day(last, after) for after in (0, 1))),
                self.words.text("The rest of the plan goes on."),
            )
        return (
            self.words.text("Last dose day: {date}", date=self._day(last)),
            self.words.text("First day without: {date}", date=self._day(last, after=1)),
        )

    def _order(self, refill: Refill) -> Said:
        uses = [phrases.need(self.words, self.plan, use) for use in refill.uses]
        said = self.words.text("Last day to order: {uses}", uses=self.words.language.apart(uses))
        return self._of_drug(said), (
            *(f"- {use}" for use in uses),
            self.words.text("What is there before is enough to {date}.", date=self._day(refill.lasts)),
            self.words.text("With it there is enough to {date}.", date=self._day(refill.last)),
        )

    def _course(self, run: Period) -> Iterator[str]:
        yield phrases.span(self.words, self.plan, run)
        yield from phrases.days(self.words, self.plan, run)
        if run.move_on:
            yield self.words.text("You may move on from {date}, as agreed.", date=self._day(run.move_on))

    def _day(self, day: date, after: int = 0) -> str:
        return self.words.language.day(day + timedelta(after))

    @property
    def _drug(self) -> str:
        """Return the drug's name, capitalised, of a plan with one drug; with several, each dose names its own."""
        drug = self.plan.drugs[0] if len(self.plan.drugs) == 1 else ""
        return f"{drug[:1].upper()}{drug[1:]}"

    def _of_drug(self, said: str) -> str:
        return self.words.text("{drug}. {said}", drug=self._drug, said=said) if self._drug else said
