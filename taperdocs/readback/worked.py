"""Answers questions about a plan from the second working of its days: doses, changes, ends and what is needed.

Nothing here asks the builder's plan. What is needed is added up day by day. The last day to order is found by going
back from the day on which the packets must be there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise
from math import ceil, floor, lcm
from typing import NamedTuple

from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.dose import RATE
from taperdocs.plan.form import Form
from taperdocs.plan.length import HORIZON
from taperdocs.plan.plan import Outline
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Piece, Pieces, Product
from taperdocs.plan.regimen import WEEKDAYS, Intake, Regimen, Slot
from taperdocs.plan.step import Step
from taperdocs.readback.days import PARTS, Day, Days, days, left_on, revisions

_DAY = timedelta(1)
_WEEK = 7
_WORKING = 5
"""Number of working days in a week, from Monday on."""


class Run(NamedTuple):
    """Days in a row of one step, either all held or none."""

    days: tuple[Day, ...]

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.days[0].on

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.days[-1].on

    @property
    def held(self) -> bool:
        """Tell whether the days were added by a hold."""
        return self.days[0].held


class Cut(NamedTuple):
    """By how much the doses of a drug fall over some *days*, and the percentages of the last and first mean dose."""

    drug: str
    amount: Fraction
    unit: str
    days: int
    of_present: Fraction | None
    of_start: Fraction | None


class Pace(NamedTuple):
    """The mean daily dose of a drug from a day on, the number of *days* after which its doses repeat, and *of* what."""

    first: date
    mean: Fraction
    days: int
    of: Regimen


class Need(NamedTuple):
    """How much of a product is taken and how much is lost by cutting, in pieces or mL."""

    product: Product
    taken: Fraction
    lost: Fraction = Fraction(0)

    @property
    def whole(self) -> int:
        """Return what is needed, rounded up to whole pieces or mL."""
        return ceil(self.taken + self.lost)

    @property
    def packs(self) -> int | None:
        """Return how many packets are needed; None if it is not known what one holds."""
        size = self.product.pack_size
        return ceil((self.taken + self.lost) / Fraction(size)) if size else None


class Refill(NamedTuple):
    """What is needed for the days up to *last*, and by when to order it; what is at hand is enough up to *lasts*."""

    lasts: date
    by: date | None
    last: date
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Worked:
    """The second working of a plan.

    A plan without an end is laid out *until* a day; single days are known up to the *latest* that is asked for.
    ``made`` tells which packets make an intake; each of its answers is compared with the dose before it is used.
    """

    outline: Outline
    made: Callable[[Intake], Pieces]
    until: date
    latest: date
    given: Days | None = None

    @cached_property
    def days(self) -> Days:
        """Return all days, from the first on."""
        return self.given or days(self.outline, max(self.until, self.latest))

    def revisions(self) -> "Iterator[Worked]":
        """Yield the plan before all changes and after each of them, laid out until its last cycle is there twice."""
        for number, found in enumerate(revisions(self.outline)):
            outline, last = replace(self.outline, changes=self.outline.changes[:number]), found.days[-1].on
            yield replace(self, outline=outline, until=last, latest=last, given=found)

    @property
    def open(self) -> bool:
        """Tell whether the plan has no end."""
        return self.days.open

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return all steps, numbered from one."""
        return self.days.steps

    @property
    def waits_for(self) -> str:
        """Return what the last day that is laid out goes on until; empty for a hold, and where it waits for nothing."""
        last = self.row[-1]
        return self.steps[last.step - 1].length.waits if self.open and not last.held else ""

    @property
    def waits(self) -> tuple[tuple[int, bool], ...]:
        """Return the step of each day that waits for a hold to end, and whether the day is held."""
        return self.days.waits

    @cached_property
    def row(self) -> tuple[Day, ...]:
        """Return the days that are laid out."""
        found = self.days.days
        return tuple(day for day in found if day.on <= self.until) if self.open else found

    def day(self, on: date) -> Day | None:
        """Return what a day should say; None outside the plan."""
        return self.days.on(on)

    def on(self, on: date) -> tuple[Intake, ...]:
        """Return what is taken on a day."""
        found = self.day(on)
        return found.intakes if found else ()

    def says_nothing(self, on: date) -> bool:
        """Tell whether a page must say "no dose" for a day: one without a dose, or one after the last dose day."""
        if on > self.last:
            return self.last_dose is not None
        return on >= self.first and not self.on(on)

    @cached_property
    def _pieces(self) -> dict[Intake, Pieces]:
        return {}

    def pieces(self, intake: Intake) -> Pieces:
        """Return the pieces that make an intake; raise ``ReadBackError`` if they do not add up to its dose."""
        if intake not in self._pieces:
            self._pieces[intake] = self._proved(intake, self.made(intake))
        return self._pieces[intake]

    def in_use(self, intake: Intake) -> Pieces:
        """Return the pieces that make an intake; of a patch that is left on, those that were put on before."""
        return self.pieces(replace(intake, stays=False))

    def allowed(self, one: AsNeeded) -> Pieces:
        """Return the pieces of a dose that is allowed when needed; none if no packet of it is known."""
        if own := one.product:
            piece = Piece(own, one.dose.milligrams * Fraction(own.per) / own.strength.milligrams)
            if not _divides(own, piece.count):
                message = f"{one.dose} is no part of {own.strength}"
                raise ReadBackError(message)
            return (piece,)
        known = any(product.drug == one.drug for product in self.outline.products)
        return self.pieces(Intake(one.drug, Slot.ANY, one.dose)) if known else ()

    def most(self, one: AsNeeded, days: int) -> tuple[Need, ...]:
        """Return the most that *days* can use of what is allowed when needed."""
        found = list[Need]()
        for piece in self.allowed(one):
            a_day = piece.count + sum((piece.count for _ in range(one.most - 1)), Fraction(0))
            lost = Fraction(0) if self.kept(piece.product) else ceil(a_day) - a_day
            found.append(Need(piece.product, a_day * days, lost * days))
        return tuple(found)

    def _proved(self, intake: Intake, pieces: Pieces) -> Pieces:
        if intake.stays:
            # What is left on was put on before: a new patch on it would be one too many.
            if pieces:
                message = f"{intake.dose} is left on, and new patches are counted for it"
                raise ReadBackError(message)
            return pieces
        amount = sum(
            (p.product.strength.milligrams * p.count / Fraction(p.product.per) for p in pieces), Fraction(0)
        )
        if amount != intake.dose.milligrams or not all(
            self._may(intake.drug, p.product, p.count) for p in pieces
        ):
            said = " + ".join(f"{piece.count} of {piece.product.strength}" for piece in pieces)
            message = f"{intake.dose} is not {said}"
            raise ReadBackError(message)
        return pieces

    def _may(self, drug: str, product: Product, count: Fraction) -> bool:
        if product.drug != drug or product not in self.outline.products:
            return False
        return _divides(product, count)

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Return the drugs in the order in which they are first taken."""
        return tuple(dict.fromkeys(drug for step in self.steps for drug in step.regimen.drugs))

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.row[0].on

    @property
    def last(self) -> date:
        """Return the last day; of a plan without an end, the last day that is laid out."""
        return self.row[-1].on

    @cached_property
    def last_dose(self) -> date | None:
        """Return the last day with a dose; None if the plan has no end."""
        return None if self.open else max(day.on for day in self.row if day.intakes)

    def last_of(self, drug: str) -> date | None:
        """Return the last day with a dose of *drug*; None if the drug has no end, or may be taken after a hold."""
        ahead = [self.steps[step - 1] for step, _ in self.waits]
        ahead += [self.steps[self.row[-1].step - 1]] if self.open else []
        if any(drug in step.regimen.drugs for step in ahead):
            return None
        return max((day.on for day in self.row if any(one.drug == drug for one in day.intakes)), default=None)

    def regimen(self, on: date) -> Regimen | None:
        """Return the doses of the step that a day is in; on the day before the first one, what was taken before."""
        found = self.day(on)
        if found is None and self.outline.before and on == self.first - _DAY:
            return self._before
        return self.steps[found.step - 1].regimen if found else None

    @cached_property
    def _before(self) -> Regimen:
        """Return what was taken before the first step."""
        return left_on(Regimen((self.outline.before,)), self.outline.products)

    def comes_off(self, on: date) -> tuple[str, ...]:
        """Return the drugs whose patch was worn on the day before and on this day no longer."""
        patches = {product.drug for product in self.outline.products if product.form is Form.PATCH}
        now = [one.drug for one in self.on(on)]
        return tuple(i.drug for i in self.on(on - _DAY) if i.drug in patches and i.drug not in now)

    @cached_property
    def changes(self) -> tuple[date, ...]:
        """Return the days on which the doses change; the first day only if the plan file says what was taken before."""
        regimens = [self.steps[day.step - 1].regimen for day in self.row]
        first = self._before if self.outline.before else regimens[0]
        return tuple(
            day.on
            for day, before, now in zip(self.row, (first, *regimens), regimens, strict=False)
            if before != now
        )

    def next_change(self, after: date) -> date | None:
        """Return the first change after a day."""
        return next((day for day in self.changes if day > after), None)

    def since(self, on: date) -> date:
        """Return the first day from which the doses of a day are taken without a change."""
        return max((day for day in self.changes if day <= on), default=self.first)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs: the days of each step, with held days as runs of their own."""
        return tuple(Run(tuple(run)) for _, run in groupby(self.row, key=lambda day: (day.step, day.held)))

    @cached_property
    def unbroken(self) -> tuple[Run, ...]:
        """Return the runs, split also where a day is not the next one of its cycle."""
        found = list[Run]()
        for run in self.runs:
            length, turns = len(self.step(run).regimen.days), [day.turn for day in run.days]
            anew = [n for n in range(1, len(turns)) if turns[n] != (turns[n - 1] + 1) % length]
            found += (Run(run.days[begin:end]) for begin, end in pairwise((0, *anew, len(turns))))
        return tuple(found)

    def step(self, run: Run) -> Step:
        """Return the step of a run."""
        return self.steps[run.days[0].step - 1]

    def goes_on(self, run: Run) -> bool:
        """Tell whether a run has no end."""
        return self.open and run.last == self.last

    def run(self, on: date) -> Run:
        """Return the run that a day is in."""
        return next(run for run in self.runs if run.first <= on <= run.last)

    def cut(self, on: date) -> Iterator[Cut]:
        """Yield by how much the doses of each drug fall on a day; a rise is negative."""
        if on not in self.changes:
            return
        for drug in self.drugs:
            start, was, now = self.paces(drug)[0], self.pace(on - _DAY, drug), self.pace(on, drug)
            if was.mean != now.mean:
                unit = next(i.dose.unit for r in (was.of, now.of) for i in r.doses if i.drug == drug)
                number = lcm(was.days, now.days) if unit != RATE else 1
                of_present = (was.mean - now.mean) * 100 / was.mean if was.mean else None
                of_start = (was.mean - now.mean) * 100 / start.mean if start.mean else None
                yield Cut(drug, (was.mean - now.mean) * number, unit, number, of_present, of_start)

    def pace(self, on: date, drug: str) -> Pace:
        """Return how much of a drug is taken on average around a day."""
        return next(pace for pace in reversed(self.paces(drug)) if pace.first <= on)

    @cached_property
    def _paces(self) -> dict[str, list[Pace]]:
        return {}

    def paces(self, drug: str) -> list[Pace]:
        """Return the paces of a drug by date; doses that go on in turn as before are one pace, whatever their steps."""
        if drug not in self._paces:
            self._paces[drug] = self._worked_paces(drug)
        return self._paces[drug]

    def _worked_paces(self, drug: str) -> list[Pace]:
        longest = HORIZON + 2 * max(len(step.regimen.days) for step in self.steps)
        row = days(self.outline, self.last + timedelta(longest)).days if self.open else self.row
        found, taken = list[Pace](), list[Fraction]()
        if self.outline.before:
            found = [_pace(self.first - timedelta(longest), self._before, drug)]
            taken = [found[0].mean] * longest
        for of, run in groupby(row, key=lambda day: self.steps[day.step - 1].regimen):
            here = list(run)
            now = _pace(here[0].on, of, drug)
            taken += (_sum(day.intakes, drug) for day in here)
            for one in (*found[-1:], now) if found else ():
                turns, first = range(one.days, len(taken)), taken[: one.days]
                alike = all(taken[n] == taken[n - one.days] for n in turns)
                if len(turns) >= one.days and alike and sum(first) == one.mean * one.days:
                    found[-1] = one._replace(first=found[-1].first)
                    break
            else:
                taken = taken[-len(here) :]
                found.append(now)
        return found

    @cached_property
    def _takes(self) -> dict[tuple[Intake, ...], dict[Product, Fraction]]:
        return {}

    def takes(self, on: date) -> dict[Product, Fraction]:
        """Return how much of each product a day takes."""
        intakes = self.on(on)
        if intakes not in self._takes:
            self._takes[intakes] = found = dict[Product, Fraction]()
            for piece in (piece for intake in intakes for piece in self.pieces(intake)):
                found[piece.product] = found.get(piece.product, Fraction(0)) + piece.count
        return self._takes[intakes]

    def kept(self, product: Product) -> bool:
        """Tell whether the part that a cut leaves over is kept for another day."""
        return product.liquid or (self.outline.keep_parts and product.form.row.kept)

    def needs(self, first: date, last: date) -> tuple[Need, ...]:
        """Return what is needed of each product from *first* to *last*, both included, in the order of the products."""
        taken, lost = dict[Product, Fraction](), dict[Product, Fraction]()
        for on in _between(first, last):
            for product, count in self.takes(on).items():
                taken[product] = taken.get(product, Fraction(0)) + count
                left_over = Fraction(0) if self.kept(product) else ceil(count) - count
                lost[product] = lost.get(product, Fraction(0)) + left_over
        return tuple(Need(p, taken[p], lost[p]) for p in self.outline.products if p in taken)

    @property
    def end(self) -> date:
        """Return the last day for which packets are needed."""
        return self.last_dose or self.last

    @property
    def counted(self) -> date:
        """Return the day on which the packets at hand were counted, in the morning."""
        return max(self.outline.counted or self.first, self.first)

    @cached_property
    def refills(self) -> tuple[Refill, ...]:
        """Return what to get by when, so that no day is short; nothing if the plan file says nothing about packets."""
        said = any(p.pack_size or p.on_hand is not None for p in self.outline.products)
        if not said and self.outline.order_ahead is None:
            return ()
        found, there = list[Refill](), {product: self._at_hand(product) for product in self.outline.products}
        for first, last in self._times():
            needs, lasts = list[Need](), last
            for product in self.outline.products:
                wanted = [self._wanted(on, product) for on in _between(first, last)]
                missing = sum(wanted, Fraction(0)) - there[product]
                if missing > 0:
                    need = Need(product, missing)
                    needs.append(need)
                    lasts = min(lasts, first + timedelta(_enough(wanted, there[product])) - _DAY)
                    size = product.pack_size
                    there[product] += need.packs * Fraction(size) if need.packs and size else need.whole
                there[product] -= sum(wanted, Fraction(0))
            if needs:
                found.append(Refill(lasts, self._order_by(lasts), last, tuple(needs)))
        return tuple(found)

    def lasts(self, product: Product) -> date | None:
        """Return the last day for which a product at hand is enough; None if it is enough for all days."""
        wanted = [self._wanted(on, product) for on in _between(self.counted, self.end)]
        number = _enough(wanted, self._at_hand(product))
        return None if number == len(wanted) else self.counted + timedelta(number) - _DAY

    def _times(self) -> Iterator[tuple[date, date]]:
        """Yield first and last day of each dispensing interval from the count on; without intervals, of all days."""
        every = self.outline.dispense_every
        day = self.counted
        while day <= self.end:
            last = day + timedelta(every - 1 - (day - self.first).days % every) if every else self.end
            yield day, min(last, self.end)
            day = last + _DAY

    def _at_hand(self, product: Product) -> Fraction:
        there = Fraction(product.on_hand or 0)
        return there if self.kept(product) else Fraction(floor(there))

    def _wanted(self, on: date, product: Product) -> Fraction:
        """Return how much of a product must be at hand for a day: whole tablets if cut parts are not kept."""
        taken = self.takes(on).get(product, Fraction(0))
        return taken if self.kept(product) else Fraction(ceil(taken))

    def _order_by(self, day: date) -> date | None:
        """Return the last day to order what must be there on *day*; None if it is not known how long an order takes."""
        ahead = self.outline.order_ahead
        if ahead is None:
            return None
        while not self._is_open(day):
            day -= _DAY
        ordered, passed = day, 0
        while passed < ahead.days or not self._is_open(ordered):
            counts = not ahead.working or (ordered.weekday() < _WORKING and self._is_open(ordered))
            passed += counts
            ordered -= _DAY
        return ordered

    def _is_open(self, day: date) -> bool:
        return not any(
            one.first <= day <= one.last if one.first and one.last else WEEKDAYS[day.weekday()] == one.weekday
            for one in self.outline.closed
        )

    def before(self, revision: int) -> "Worked":
        """Return the working of the plan after its first *revision* changes."""
        return replace(self, outline=replace(self.outline, changes=self.outline.changes[:revision]))


def _divides(product: Product, count: Fraction) -> bool:
    """Tell whether a *count* of a product can be measured, or cut as its packet may be."""
    if count <= 0:
        return False
    if product.measure:
        return count % Fraction(product.measure) == 0
    if product.in_one:
        return (count * product.in_one).denominator == 1
    return (count * PARTS[product.split]).denominator == 1


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _enough(wanted: list[Fraction], there: Fraction) -> int:
    """Return for how many of the *wanted* days *there* is enough."""
    for number, one in enumerate(wanted):
        there -= one
        if there < 0:
            return number
    return len(wanted)


def _pace(first: date, of: Regimen, drug: str) -> Pace:
    """Return the pace of the doses of a drug in a step: over the fewest days, or whole weeks, that have them all."""
    taken = [_sum(day, drug) for day in of.days]
    days = len(taken)
    for fewer in range(days - 1, 0, -1):
        whole = days % fewer == 0 and (fewer == 1 or not of.weekly or fewer % _WEEK == 0)
        if whole and taken == taken[:fewer] * (len(taken) // fewer):
            days = fewer
    return Pace(first, sum(taken, Fraction(0)) / len(taken), days, of)


def _sum(taken: Iterable[Intake], drug: str) -> Fraction:
    return sum((Fraction(one.dose.amount) for one in taken if one.drug == drug), Fraction(0))
