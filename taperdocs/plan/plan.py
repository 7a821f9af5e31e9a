"""The plan: what was agreed, with the doses of every date. ``build`` makes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.changes import Change, Replan
from taperdocs.plan.code import code_of
from taperdocs.plan.course import Course
from taperdocs.plan.length import HORIZON, LONGEST_PLAN, Length, Pace
from taperdocs.plan.pharmacy import Closed, LeadTime
from taperdocs.plan.pieces import pieces
from taperdocs.plan.product import Pieces, Product
from taperdocs.plan.regimen import Day, Intake, Regimen, Slot
from taperdocs.plan.step import Period, Schedule, Step
from taperdocs.plan.worn import worn

_FOUR_WEEKS = timedelta(HORIZON)


class Then(StrEnum):
    """What comes after the last step."""

    STOP = "stop"
    STAY = "stay"


UNDATED = date(3010, 1, 1)
"""Day 1 of a plan whose start is not fixed: a Monday far after any real date. It is never printed."""


def days_between(first: date, last: date) -> Iterator[date]:
    """Return the days from *first* to *last*, both included."""
    return (first + timedelta(number) for number in range((last - first).days + 1))


def iso(day: date) -> str:
    """Return a date in ISO format, or ``day 15`` in a plan whose start is not fixed."""
    return str(day) if day < UNDATED else f"day {(day - UNDATED).days + 1}"


class Make(StrEnum):
    """What to do with a dose that the packets cannot make."""

    EXACTLY = "exactly"
    NEAREST_ABOVE = "nearest-above"


@dataclass(frozen=True, slots=True)
class Person:
    """The person who takes the medicine; an empty field is printed as a blank to fill in by hand."""

    name: str = ""
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to the plan, and when; without it every page says DRAFT."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to ring."""

    role: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A day on which the plan is reviewed; *what* says with whom or where."""

    on: date
    what: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything that a plan file says, before any day is laid out.

    ``ready`` has what must be true before each step down, and ``track`` the symptoms that the diary asks for. The
    pharmacy dispenses every ``dispense_every`` days and needs orders ``order_ahead``. What is at home was counted on
    the morning of ``counted``, or of the first day where that is None. ``courses`` has the timelines
    that were laid over each other into the steps. ``before`` is what was taken each day before
    the first step, ``indication`` what it is taken for, and ``since`` since when. ``as_needed`` has what is allowed
    beside the plan. ``id``, ``untitled``, ``zone`` and
    ``hours`` are on no page, so they are not compared and do not change the plan code.
    """

    title: str
    start: date
    steps: tuple[Step, ...]
    products: tuple[Product, ...]
    pace: Pace = Pace.LONGEST
    then: Then = Then.STOP
    make: Make = Make.EXACTLY
    person: Person = Person()
    agreed: Agreed | None = None
    contacts: tuple[Contact, ...] = ()
    ready: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    track: tuple[str, ...] = ()
    dispense_every: int | None = None
    order_ahead: LeadTime | None = None
    closed: tuple[Closed, ...] = ()
    keep_parts: bool = True
    counted: date | None = None
    changes: tuple[Change, ...] = ()
    courses: tuple[Course, ...] = ()
    before: Day = ()
    indication: str = ""
    since: str = ""
    as_needed: tuple[AsNeeded, ...] = ()
    id: UUID | None = field(default=None, compare=False)
    untitled: bool = field(default=False, compare=False)
    zone: str = field(default="", compare=False)
    hours: tuple[tuple[Slot, time], ...] = field(default=(), compare=False)

    @property
    def arrangements(self) -> tuple[tuple[Step, ...], ...]:
        """Return the original steps, then those of each new arrangement."""
        return (self.steps, *(change.steps for change in self.changes if isinstance(change, Replan)))

    @property
    def packets(self) -> tuple[Product, ...]:
        """Return the packets of the plan, then those of what is allowed beside it."""
        own = (one.product for one in self.as_needed)
        return (*self.products, *(product for product in own if product))

    @property
    def written(self) -> tuple[tuple[Step, ...], ...]:
        """Return the steps as the plan file has them: those of courses or the plan, then new arrangements."""
        return tuple(steps for steps, _ in self.timelines)

    @property
    def timelines(self) -> tuple[tuple[tuple[Step, ...], Then], ...]:
        """Return the steps as in ``written``, each with what comes after: an arrangement stays on an open last step."""
        whole = [(course.steps, Then.STAY if course.stays else Then.STOP) for course in self.courses]
        later = ((steps, Then.STAY if _goes_on(steps) else Then.STOP) for steps in self.arrangements[1:])
        return (*(whole or [(self.steps, self.then)]), *later)

    @property
    def dated(self) -> bool:
        """Tell whether the start is fixed; without it days are counted from ``UNDATED``."""
        return self.start != UNDATED


@dataclass(frozen=True)
class Plan:
    """A plan with dates. ``steps`` are numbered from one; ``schedule`` has their dates after all changes.

    ``source`` has the bytes of the plan file. ``origin`` is the agreed outline where this plan is a copy in which
    names are replaced; the plan code is then that of ``origin``.
    """

    outline: Outline
    steps: tuple[Step, ...]
    schedule: Schedule
    source: bytes = field(default=b"", compare=False, repr=False)
    origin: Outline | None = field(default=None, compare=False, repr=False)

    def __hash__(self) -> int:
        """Return the hash, worked out once because caches ask for it on every page."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.outline, self.steps, self.schedule))

    @cached_property
    def timed(self) -> bool:
        """Tell whether doses are taken at several times of day, so that a dose alone does not say when."""
        return len({intake.slot for step in self.steps for intake in step.regimen.doses}) > 1

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return the dated periods, without gap or overlap."""
        return self.schedule.periods

    @property
    def waiting(self) -> tuple[Period, ...]:
        """Return the periods that have no dates while a hold is open, or a step waits for something."""
        return self.schedule.waiting

    @property
    def first_day(self) -> date:
        """Return the first day of the first step."""
        return self.periods[0].first

    @property
    def last_day(self) -> date:
        """Return the last day that is laid out."""
        return self.periods[-1].last

    @property
    def open(self) -> bool:
        """Tell whether the plan goes on after its last day: a hold or the last step is open, or the plan stays."""
        return self.schedule.open

    @property
    def waits_for(self) -> str:
        """Return what the dose goes on until, in the words of the plan file; empty where it waits for no such thing."""
        last = self.periods[-1]
        return last.step.length.waits if last.open and not last.held else ""

    def endless(self, period: Period) -> bool:
        """Tell whether *period* has no end: it is the last period of a plan that goes on."""
        return self.open and period.last == self.last_day

    @cached_property
    def last_dose_day(self) -> date | None:
        """Return the last day with a dose, or None where the plan is open."""
        if self.open:
            return None
        return next(
            day for period in reversed(self.periods) for day, intakes in reversed(tuple(period)) if intakes
        )

    @property
    def first_day_without(self) -> date | None:
        """Return the day after the last dose day, or None where the plan is open."""
        return self.last_dose_day + timedelta(1) if self.last_dose_day else None

    def comes_off(self, day: date) -> tuple[str, ...]:
        """Return the drugs whose patch was worn on the day before *day* and is taken off on it for good."""
        now = {intake.drug for intake in self.on(day)}
        worn_before = (one.drug for one in self.on(day - timedelta(1)) if one.drug in self.patches)
        return tuple(drug for drug in worn_before if drug not in now)

    @cached_property
    def patches(self) -> frozenset[str]:
        """Return the drugs that are worn as patches."""
        return frozenset(product.drug for product in self.outline.products if product.change_every)

    def last_dose_of(self, drug: str) -> date | None:
        """Return the last day with a dose of *drug*, or None where that is not known or the drug is never taken."""
        endless = [self.periods[-1]] if self.open else []
        if any(drug in period.step.regimen.drugs for period in (*endless, *self.waiting)):
            return None
        days = (day for period in reversed(self.periods) for day, _ in reversed(tuple(period)))
        return next((day for day in days if any(one.drug == drug for one in self.on(day))), None)

    @cached_property
    def own_ends(self) -> dict[str, date]:
        """Return the last dose day of each drug that ends before the plan does."""
        ends = ((drug, self.last_dose_of(drug)) for drug in self.drugs)
        return {drug: last for drug, last in ends if last and last != self.last_dose_day}

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Return the drugs in the order in which they are first taken."""
        return tuple(dict.fromkeys(drug for step in self.steps for drug in step.regimen.drugs))

    @cached_property
    def medicines(self) -> tuple[str, ...]:
        """Return the drugs of the plan, then those that are only allowed beside it."""
        return tuple(dict.fromkeys((*self.drugs, *(one.drug for one in self.outline.as_needed))))

    @property
    def revision(self) -> int:
        """Return how often the plan was changed."""
        return len(self.outline.changes)

    @property
    def asked(self) -> int:
        """Return how many steps were asked for, before equal neighbours became one step."""
        return sum(max(len(step.asked), 1) for step in self.steps)

    @cached_property
    def code(self) -> str:
        """Return the plan code: six signs made from what the plan means."""
        return code_of(self.origin or self.outline)

    def period(self, day: date) -> Period | None:
        """Return the period that *day* is in."""
        return self.schedule.period(day)

    def extended_to(self, day: date) -> "Plan":
        """Return the plan laid out to *day* at least; unchanged unless it is open.

        No plan is laid out for more than ``LONGEST_PLAN`` days.
        """
        schedule = self.schedule.extended_to(min(day, self.first_day + timedelta(LONGEST_PLAN)))
        return self if schedule is self.schedule else replace(self, schedule=schedule)

    def ahead(self, today: date) -> "Plan":
        """Return the plan laid out for four weeks from *today* at least; unchanged unless it is open."""
        return self.extended_to(min(today, date.max - _FOUR_WEEKS) + _FOUR_WEEKS - timedelta(1))

    def round_twice(self) -> "Plan":
        """Return the plan with its last cycle laid out twice at least; unchanged unless it is open."""
        last = self.periods[-1]
        return self.extended_to(last.first + timedelta(2 * len(last.step.regimen.days) - 1))

    def on(self, day: date) -> Day:
        """Return the intakes on *day*; empty outside the plan and on a day without a dose."""
        period = self.period(day)
        return period.on(day) if period else ()

    def days(self) -> Iterator[tuple[date, Day]]:
        """Yield each day that is laid out with its intakes."""
        for period in self.periods:
            yield from period

    def pieces(self, intake: Intake) -> Pieces:
        """Return the pieces of an intake, none for a patch that is left on.

        Raise ``ValueError`` where the packets cannot make it.
        """
        if intake.stays:
            return ()
        made = pieces(intake.dose, products_of(self.outline, intake.drug))
        if made is None:
            message = "an intake that is not of this plan"
            raise ValueError(message)
        return made

    def makes(self, allowed: AsNeeded) -> Pieces:
        """Return the pieces of a dose that is *allowed* when needed; none where no packet of it is known."""
        return pieces(allowed.dose, packets_of(self.outline, allowed)) or ()

    def before(self, period: Period) -> Period | None:
        """Return the period before *period*, or None; *period* may be merged, or waiting without dates.

        Before the first one, it is a day with the doses that were taken before the plan, where the plan file says them.
        """
        if period in self.waiting:
            return (self.periods[-1], *self.waiting)[self.waiting.index(period)]
        day = period.first - timedelta(1)
        if self.outline.before and day < self.first_day:
            taken = worn(Regimen((self.outline.before,)), self.outline.products)
            return Period(Step(Length(1, None), taken), day, day)
        return self.period(day)

    def since(self, period: Period) -> date:
        """Return the first day since which the doses are those of *period* without a break, holds included."""
        first, before = period.first, self.before(period)
        while before and before.first >= self.first_day and before.step.regimen == period.step.regimen:
            first, before = before.first, self.before(before)
        return first

    def next_change(self, after: date) -> Period | None:
        """Return the first period with new doses that begins after a day, or None; the first period does not count."""
        return next((p for p in self.periods if p.first > after and self.before(p) and self.is_new(p)), None)

    def is_new(self, period: Period) -> bool:
        """Tell whether *period* has other doses than the period before it; the first period does."""
        before = self.before(period)
        return before is None or before.step.regimen != period.step.regimen


def _goes_on(steps: tuple[Step, ...]) -> bool:
    return bool(steps) and steps[-1].length.longest is None


def packets_of(outline: Outline, allowed: AsNeeded) -> tuple[Product, ...]:
    """Return the packets of what is *allowed* when needed: its own, or those of the plan."""
    return (allowed.product,) if allowed.product else products_of(outline, allowed.drug)


def products_of(outline: Outline, drug: str) -> tuple[Product, ...]:
    """Return the packets of *drug*."""
    return tuple(product for product in outline.products if product.drug == drug)
