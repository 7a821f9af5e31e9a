"""For each mark of a page, the numbers that must stand under it, taken from the second working of the days.

Each mark is a method of ``Claims`` with the mark's name. Its arguments are the value of the mark, split at commas:

* a day, as ``2026-03-01``;
* an intake, as its day and its place in that day, or as step, day of the cycle and place in that day. Steps count
  from one, days of the cycle and places from zero;
* anything else, as its place in the plan file, from zero.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import groupby, pairwise
from math import ceil

from taperdocs.options import Options
from taperdocs.plan.code import code_of
from taperdocs.plan.form import Form
from taperdocs.plan.plan import Outline
from taperdocs.plan.product import Piece
from taperdocs.plan.regimen import Day, Intake, Regimen, slot_named
from taperdocs.plan.step import Step
from taperdocs.readback.days import Day as OneDay
from taperdocs.readback.numbers import Numbers, Said, amount
from taperdocs.readback.worked import Need, Run, Worked

_DAY = dt.timedelta(1)
_WEEK, _PAIR = 7, 2
_MOST_LISTED = 3
"""Most fillings of a syringe that are said one by one."""
_PROOF = "50"
"""Length of the line that proves the scale of a drawn syringe, mm."""

Ways = tuple[Said, ...]
"""All the ways in which one thing may be said; any of them is right."""

ANYTHING: Said = ("anything",)
"""Stands for any numbers: those of a finding come from its rule and source, and are not worked out a second time."""


@dataclass(frozen=True)
class Claims:
    """Knows what must stand under each mark; *origin* is the agreed outline, with the real names, for the plan code."""

    worked: Worked
    options: Options
    origin: Outline
    known: tuple[str, ...] = ()

    @cached_property
    def say(self) -> Numbers:
        """Return the reader and writer of this plan's numbers."""
        return Numbers(self.worked.drugs, self.options.language, self.known)

    @cached_property
    def _beside(self) -> Numbers:
        """Return the reader of what is allowed when needed, to which the names of its drugs tell it apart."""
        names = (one.drug for one in self.worked.outline.as_needed)
        drugs = tuple(dict.fromkeys((*self.worked.drugs, *names)))
        return Numbers(drugs, self.options.language, self.known)

    def reader(self, marks: Iterable[str]) -> Numbers:
        """Return what reads a text under these *marks*."""
        return self._beside if any(mark.startswith("allowed") for mark in marks) else self.say

    @cached_property
    def ways(self) -> Callable[[str, str], Ways]:
        """Return what tells what a mark must say about something; a page repeats the same mark many times."""
        return cache(lambda mark, about: getattr(self, mark)(*(about.split(",") if about else ())))

    @cached_property
    def _made(self) -> Callable[[Intake], tuple[Said, Said]]:
        """Return what says the pieces of an intake, in words and as they are drawn; most days have the same ones."""
        products = self.worked.outline.products
        return cache(
            lambda intake: (
                self.say.made(intake, self.worked.in_use(intake)),
                self.say.drawn(self.worked.pieces(intake), products),
            )
        )

    def allowed(self, place: str) -> Ways:
        """Say what is allowed when needed: dose, drug, how often a day at most, why, and what makes each dose."""
        one = self.worked.outline.as_needed[int(place)]
        pieces, say = self.worked.allowed(one), self._beside
        return ((*say.allowed(one, pieces), *say.read(one.why), *say.pieces(pieces)),)

    def allowedbox(self, place: str) -> Ways:
        """Say dose, drug, what makes the dose, and how often a day at most, of what is allowed when needed."""
        one = self.worked.outline.as_needed[int(place)]
        pieces, say = self.worked.allowed(one), self._beside
        *what, most = say.allowed(one, pieces)
        return ((*what, *say.pieces(pieces), most),)

    def allowedasked(self, place: str, days: str = "") -> Ways:
        """Say the name of what is allowed when needed, and the most that a number of days can use, if that is said."""
        name = self._beside.read(self.worked.outline.as_needed[int(place)].drug)
        most = self.allowedmost(place, days) if days else ((),)
        return tuple((*name, *way) for way in most)

    def allowedmost(self, place: str, days: str) -> Ways:
        """Say a number of days, and the most that they can use of what is allowed when needed."""
        needs = self.worked.most(self.worked.outline.as_needed[int(place)], int(days))
        said = list(self.say.days(int(days)))
        for need in needs:
            said += (
                amount(Fraction(need.whole), self.say.unit(need.product)),
                *self.say.strength(need.product),
            )
        return (tuple(said),)

    def of(self, *about: str) -> Intake:
        """Return the intake that a mark is about."""
        *where, place = about
        return self.taken(*where)[int(place)]

    def taken(self, *where: str) -> Day:
        """Return the intakes of a day, or of a day of a step's cycle."""
        return self._cycle_day(*where) if len(where) > 1 else self.worked.on(_day(where[0]))

    def _cycle_day(self, step: str, day: str) -> Day:
        return self.worked.steps[int(step) - 1].regimen.days[int(day)]

    def date(self, day: str) -> Ways:
        """Say a day."""
        return self.say.date(_day(day))

    def month(self, day: str) -> Ways:
        """Say a month with its year."""
        return (self.options.language.date_parts(_day(day), "My"),)

    def week(self, day: str) -> Ways:
        """Say which week of the plan a day is in, counted from one."""
        return ((str((_day(day) - self.worked.first).days // _WEEK + 1),),)

    def weekday(self, number: str) -> Ways:
        """Say the name of a weekday; Monday is 0."""
        return ((self.options.language.weekday_name(int(number)),),)

    def length(self, first: str, last: str) -> Ways:
        """Say how long it is from one day to another, both included: in weeks if they are whole, else in days."""
        return (self.say.days(len(_dates(first, last))),)

    def count(self, first: str, last: str) -> Ways:
        """Say how many days it is from one day to another, both included."""
        return ((str(len(_dates(first, last))),),)

    def printed(self) -> Ways:
        """Say the day for which the page is printed."""
        return self.say.date(self.options.as_of)

    def first(self) -> Ways:
        """Say the first day."""
        return self.say.date(self.worked.first)

    def laidout(self) -> Ways:
        """Say the last day that is laid out of a plan without an end; nothing for a plan with one."""
        return self.say.date(self.worked.last) if self.worked.open else ((),)

    def lastdose(self) -> Ways:
        """Say the last dose day; nothing if the plan has no end."""
        return self.say.date(self.worked.last_dose) if self.worked.last_dose else ((),)

    def without(self) -> Ways:
        """Say the first day without a dose; nothing if the plan has no end."""
        return self.say.date(self.worked.last_dose + _DAY) if self.worked.last_dose else ((),)

    def lastof(self, drug: str) -> Ways:
        """Say the last day on which the drug at a place in the plan is taken; nothing if that is not known."""
        last = self.worked.last_of(self.worked.drugs[int(drug)])
        return self.say.date(last) if last else ((),)

    def endof(self, drug: str) -> Ways:
        """Say a drug, its last dose day and its first day without; nothing if it has no end."""
        name = self.worked.drugs[int(drug)]
        last = self.worked.last_of(name)
        if last is None:
            return ()
        return _both((self.say.drug(name),), self.say.date(last), self.say.date(last + _DAY))

    def withoutof(self, drug: str) -> Ways:
        """Say the first day after the last one on which a drug is taken; if there are several drugs, also its name."""
        name = self.worked.drugs[int(drug)]
        last = self.worked.last_of(name)
        if last is None:
            return ()
        date = self.say.date(last + _DAY)
        nothing: Ways = ((), (self.say.nothing,))
        if name in self.worked.comes_off(last + _DAY):
            nothing = ((),)
        return (*_both((self.say.drug(name),), nothing, date), *_both((self.say.drug(name),), date, nothing))

    def since(self, day: str) -> Ways:
        """Say since when the doses of a day are taken."""
        return self.say.date(self.worked.since(_day(day)))

    def run(self, day: str) -> Ways:
        """Say first and last day of the run that a day is in, and its length; that may be left out if it has no end."""
        run = self.worked.run(_day(day))
        length: Ways = (*(((),) if self._goes_on(run) else ()), self.say.days(len(run.days)))
        return _both(self.say.date(run.first), self.say.date(run.last), length)

    def waiting(self, number: str) -> Ways:
        """Say how many days a run has that waits for a hold or a step to end; the runs count from zero."""
        runs = [(one, sum(1 for _ in run)) for one, run in groupby(self.worked.waits)]
        (step, held), days = runs[int(number)]
        open_end = self.worked.steps[step - 1].length.longest is None and not held
        return (self.say.days(days), *([()] if open_end else []))

    def waits(self) -> Ways:
        """Say how many steps have not begun and wait for a hold to end."""
        return ((str(len({step for step, _ in self.worked.waits} - {self.worked.row[-1].step})),),)

    def _goes_on(self, run: Run) -> bool:
        return self.worked.open and run.last >= self.worked.last

    def _end_of(self, run: Run) -> Ways:
        """Return the last day of a run, or nothing if it goes on."""
        return ((),) if self._goes_on(run) else self.say.date(run.last)

    def _days(self, first: str, last: str) -> Iterator[OneDay]:
        """Yield the days of the plan from one to another."""
        return (day for day in map(self.worked.day, _dates(first, last)) if day)

    def dose(self, *about: str) -> Ways:
        """Say a dose."""
        return (self.say.dose(self.of(*about).dose),)

    def numeral(self, *about: str) -> Ways:
        """Say what the hand does: of one liquid or of puffs alone how much, and then the dose, else the dose."""
        intake = self.of(*about)
        return ((*self._hand(intake), *self.say.dose(intake.dose)),)

    def _hand(self, intake: Intake) -> Said:
        """Say how much of one liquid, or of puffs alone, the hand takes; nothing where the dose leads."""
        pieces = self.worked.pieces(intake)
        if len(pieces) != 1 or not pieces[0].product.form.row.leads:
            return ()
        return tuple(filter(None, (self.say.hand(pieces[0]),)))

    def drug(self, *about: str) -> Ways:
        """Say the drug of a dose, or the drug at a place in the plan; nothing if the plan has one drug."""
        drug = self.worked.drugs[int(about[0])] if len(about) == 1 else self.of(*about).drug
        return (self.say.drug(drug),)

    def time(self, *about: str) -> Ways:
        """Say the time of day of a dose."""
        return (self.say.slot(self.of(*about).slot),)

    def times(self, *slots: str) -> Ways:
        """Say these times of day."""
        return (tuple(said for slot in slots for said in self.say.slot(slot_named(slot))),)

    def label(self, *about: str) -> Ways:
        """Say drug and time of day of a dose."""
        intake = self.of(*about)
        return ((*self.say.drug(intake.drug), *self.say.slot(intake.slot)),)

    def intake(self, *about: str) -> Ways:
        """Say a dose with its drug and time of day."""
        return _both(self.dose(*about), self.label(*about))

    def pieces(self, *about: str) -> Ways:
        """Say the pieces that make a dose."""
        return self._made(self.of(*about))[:1]

    def drawn(self, *about: str) -> Ways:
        """Say the pieces of a dose as they are drawn."""
        return self._made(self.of(*about))[1:]

    def _pieces(self, about: tuple[str, ...]) -> tuple[Piece, ...]:
        return self.worked.pieces(self.of(*about))

    def nothing(self, *about: str) -> Ways:
        """Say "no dose" for a day, or a day of a cycle, without one."""
        taken = self.taken(*about)
        if taken:
            return ()
        off = len(about) == 1 and self.worked.comes_off(_day(about[0]))
        return ((self.say.off if off else self.say.nothing,),)

    def comesoff(self, day: str) -> Ways:
        """Say the drugs whose patch comes off on a day."""
        off = self.worked.comes_off(_day(day))
        return (tuple(said for drug in off for said in self.say.drug(drug)),) if off else ()

    def rhythm(self, drug: str) -> Ways:
        """Say a drug and after how many days its patch is changed."""
        name = self.worked.drugs[int(drug)]
        every = {one.change_every for one in self.worked.outline.products if one.drug == name}
        days = tuple(str(days) for days in every if days and days > 1)
        return ((*self.say.drug(name), *days),)

    def doses(self, day: str) -> Ways:
        """Say all doses of a day."""
        return (self.say.taken(self.worked.on(_day(day)), self.worked.drugs),)

    def regimen(self, step: str) -> Ways:
        """Say the doses of each day of a step's cycle, with their times of day or, at one time, without it.

        Each may stand behind what the hand counts or measures.
        """
        return self._regimen(self.worked.steps[int(step) - 1].regimen)

    def _regimen(self, regimen: Regimen) -> Ways:
        plain = self.say.regimen(regimen), self.say.regimen(regimen, timed=True)
        return (*plain, *(self.say.regimen(regimen, timed=timed, hand=self._hand) for timed in (None, True)))

    def takes(self, day: str) -> Ways:
        """Say a day and the doses of its step."""
        regimen = self.worked.regimen(_day(day))
        return _both(self.say.date(_day(day)), self._regimen(regimen)) if regimen else ()

    def level(self, day: str, place: str) -> Ways:
        """Say the daily dose of a drug around a day; of a cycle, two different ones, or the least and the most."""
        drug = self.worked.drugs[int(place)]
        regimen = self.worked.pace(_day(day), drug).of
        doses = [i.dose for taken in regimen.days for i in taken if i.drug == drug]
        if not doses:
            return ()
        totals = dict.fromkeys(
            sum((Fraction(i.dose.amount) for i in taken if i.drug == drug), Fraction(0))
            for taken in regimen.days
        )
        ends = (min(totals), max(totals)) if len(totals) > _PAIR else totals
        return (tuple(amount(one, doses[0].unit) for one in ends),)

    def present(self, day: str) -> Ways:
        """Say since when the doses of a day are taken, and these doses."""
        return self.takes(self.worked.since(_day(day)).isoformat())

    def then(self, day: str) -> Ways:
        """Say the first change after a day, and the doses from then on."""
        coming = self.worked.next_change(_day(day))
        return self.takes(coming.isoformat()) if coming else ()

    def later(self, day: str) -> Ways:
        """Say how many changes there are after a day."""
        return ((str(sum(change > _day(day) for change in self.worked.changes)),),)

    def differs(self, day: str) -> Ways:
        """Say a day and its doses; it must be the first one with other doses than before the last change."""
        old, on = self.worked.before(len(self.worked.outline.changes) - 1), _day(day)
        end = max(self.worked.last, old.last, on) + _DAY
        was, now = (replace(one, until=end, latest=end) for one in (old, self.worked))
        days = (now.first + _DAY * number for number in range((end - now.first).days + 1))
        if on != next((one for one in days if was.on(one) != now.on(one)), None):
            return ()
        regimen = now.regimen(on)
        return _both(self.say.date(on), (self.say.regimen(regimen) if regimen else (self.say.nothing,),))

    def begins(self) -> Ways:
        """Say the first day and the doses of the first step."""
        return self.takes(self.worked.first.isoformat())

    def ends(self, day: str) -> Ways:
        """Say a day and its doses; it must be the first day with these doses."""
        return self.takes(day) if self.worked.since(_day(day)) == _day(day) else ()

    def cycle(self, step: str) -> Ways:
        """Say how many days the cycle of a step has."""
        return ((str(len(self.worked.steps[int(step) - 1].regimen.days)),),)

    def stepdoses(self, step: str, first: str = "0", last: str = "") -> Ways:
        """Say the doses of each different day of a step's cycle, drug by drug: all, or from *first* up to *last*."""
        doses = list(self._stepdoses(int(step)))
        return (tuple(said for dose in doses[int(first) : int(last) if last else None] for said in dose),)

    def _stepdoses(self, step: int) -> Iterator[Said]:
        regimen = self.worked.steps[step - 1].regimen
        days = list(dict.fromkeys(regimen.days))
        if regimen.weekly and len(regimen.days) > _WEEK:
            # What is taken on most days is said last, of "all other days".
            days.sort(key=lambda day: day == Counter(regimen.days).most_common(1)[0][0])
        for day in days:
            which = self._which(regimen, day)
            if not day:
                yield (*which, self.say.nothing)
            for drug in self.worked.drugs:
                intakes = [intake for intake in day if intake.drug == drug]
                name = self.say.drug(drug)
                for number, intake in enumerate(intakes, start=1):
                    dose = (*self.say.dose(intake.dose), *self.say.slot(intake.slot))
                    made = self._made(intake)[0]
                    total = self.say.totals(tuple(intakes), (drug,)) if number == len(intakes) > 1 else ()
                    yield (*which, *name, *dose, *made, *total)
                    which = name = ()

    def _which(self, regimen: Regimen, day: Day) -> Said:
        """Return first and last number of each run of days like *day* in its cycle, and how many days the cycle has."""
        if len(regimen.days) in {1, _WEEK * regimen.weekly}:
            return ()
        if regimen.weekly:
            if day == Counter(regimen.days).most_common(1)[0][0]:
                return ()
            weeks = dict.fromkeys(
                place // _WEEK + 1 for place, other in enumerate(regimen.days) if other == day
            )
            return tuple(said for week in weeks for said in (str(week), str(len(regimen.days) // _WEEK)))
        same = [place for place, other in enumerate(regimen.days) if other == day]
        ends = [place + 1 for place in same if not (place - 1 in same and place + 1 in same)]
        return (*map(str, ends), str(len(regimen.days)))

    def wanted(self, step: str) -> Ways:
        """Say the doses that were asked for in a step that takes others instead."""
        asked = self.worked.steps[int(step) - 1].asked
        return (tuple(said for one in asked for intake in one.doses for said in self.say.brief(intake.dose)),)

    def step(self, day: str) -> Ways:
        """Say which step a day is in, and how many there are."""
        found = self.worked.day(_day(day))
        return ((str(found.step), str(len(self.worked.steps))),) if found else ()

    def stepnumber(self, step: str) -> Ways:
        """Say the number of a step."""
        return ((step,),) if 1 <= int(step) <= len(self.worked.steps) else ()

    def steps(self) -> Ways:
        """Say how many steps there are."""
        return ((str(len(self.worked.steps)),),)

    def stepsin(self, first: str, last: str) -> Ways:
        """Say how many steps are taken on the days from one to another."""
        return ((str(len({day.step for day in self._days(first, last)})),),)

    def asked(self) -> Ways:
        """Say how many steps were asked for and how many different doses they came to; nothing if none were merged."""
        steps = self.worked.steps
        asked = sum(max(len(step.asked), 1) for step in steps)
        return ((str(asked), str(len({step.regimen for step in steps}))),) if asked != len(steps) else ((),)

    def change(self, day: str) -> Ways:
        """Say old and new doses on a day of change; on the first day of the plan the new ones."""
        on = _day(day)
        new = self.worked.regimen(on)
        if new is None or (on not in self.worked.changes and on != self.worked.first):
            return ()
        return (self.say.change(self.worked.regimen(on - _DAY), new),)

    def formerly(self, day: str) -> Ways:
        """Say the doses before a day of change, of each drug and at each time that changes."""
        on = _day(day)
        old, new = self.worked.regimen(on - _DAY), self.worked.regimen(on)
        return () if old is None or new is None or old == new else (self.say.was(old, new),)

    def daily(self, first: str, last: str) -> Ways:
        """Say the first and the last of days in a row, and by how much the dose changes on each of them."""
        by = {self._cuts(day, 0) for day in _dates(first, last)}
        return _both(self.say.date(_day(first)), self.say.date(_day(last)), *by) if len(by) == 1 else ()

    def monthof(self, day: str) -> Ways:
        """Say the month of a day without its year."""
        return ((self.options.language.month_name(_day(day)),),)

    def next(self, day: str) -> Ways:
        """Say day and doses of the first change after a day; if there is none, the last dose day unless it is over."""
        coming, last = self.worked.next_change(_day(day)), self.worked.last_dose
        if coming:
            return _both(self.say.date(coming), self.change(coming.isoformat()))
        return self.say.date(last) if last and last >= _day(day) else self.until()

    def until(self) -> Ways:
        """Say what the last dose goes on until, in the words of the plan file; nothing if it waits for nothing."""
        return (self.say.read(self.worked.waits_for),)

    def nextday(self, day: str) -> Ways:
        """Say the day of the first change after a day; if there is none, the first day without a dose."""
        coming = self.worked.next_change(_day(day))
        return self.say.date(coming) if coming else self.without()

    def hold(self, day: str) -> Ways:
        """Say the doses that are held on a day, and the last day of the hold if it is known."""
        run, regimen = self.worked.run(_day(day)), self.worked.regimen(_day(day))
        if not run.days[0].held or regimen is None:
            return ()
        return _both((self.say.regimen(regimen),), self._end_of(run)) if regimen.drugs else ((),)

    def holdend(self, day: str) -> Ways:
        """Say the last day of the hold that a day is in."""
        run = self.worked.run(_day(day))
        return self.say.date(run.last) if run.days[0].held else ()

    def held(self, day: str) -> Ways:
        """Say the first day of a hold, and its last day if it is known."""
        run = self.worked.run(_day(day))
        if run.first != _day(day) or not run.days[0].held:
            return ()
        return _both(self.say.date(run.first), self._end_of(run))

    def holds(self, said: str) -> Ways:
        """Say how many holds are left when *said* of them have been told."""
        return ((str(sum(run.days[0].held for run in self.worked.runs) - int(said)),),)

    def moveon(self, day: str) -> Ways:
        """Say the first day from which the step of a day may be left early."""
        run = self.worked.run(_day(day))
        early = next((one.on for one in run.days if one.early), None)
        return self.say.date(early) if early else ()

    def condition(self, day: str) -> Ways:
        """Say the condition for the step of a day, in the words of the plan file."""
        found = self.worked.day(_day(day))
        return (self.say.read(_terms(self.worked.steps[found.step - 1])),) if found else ()

    def conditions(self, first: str, last: str) -> Ways:
        """Say the conditions for the steps from one day to another, each once; with or without what they wait for."""
        steps = [self.worked.steps[day.step - 1] for day in self._days(first, last)]
        both = (dict.fromkeys(map(_terms, steps)), dict.fromkeys(step.condition for step in steps))
        return tuple(tuple(said for one in texts for said in self.say.read(one)) for texts in both)

    def earlier(self) -> Ways:
        """Say the first day, and the doses that were taken each day before it."""
        old = self.worked.regimen(self.worked.first - _DAY)
        return () if old is None else _both(self.say.date(self.worked.first), (self.say.regimen(old),))

    def cut(self, day: str, of: str = "") -> Ways:
        """Say by how much the doses fall or rise on a day, and by how many percent, or only of the dose *before*."""
        return self._cuts(_day(day), 1 if of else 2)

    def less(self, day: str) -> Ways:
        """Say by how much the doses fall or rise on a day."""
        return self._cuts(_day(day), 0)

    def _cuts(self, day: dt.date, shares: int) -> Ways:
        found = list[str]()
        for cut in self.worked.cut(day):
            found += (*self.say.drug(cut.drug), amount(abs(cut.amount), cut.unit))
            found += self.say.days(cut.days) if cut.days > 1 else ()
            for share in (cut.of_present, cut.of_start)[:shares]:
                found += self.say.percent(share) if share and share > 0 else ()
        return (tuple(found),)

    def needed(self, first: str, last: str, place: str = "") -> Ways:
        """Say what is needed from one day to another, of all products or of one, in packets or in pieces alone."""
        needs = self.worked.needs(_day(first), _day(last))
        return self._ways_of(needs[int(place) :][:1] if place else needs)

    def neededleft(self, first: str, last: str, shown: str) -> Ways:
        """Say how many products are needed from one day to another when *shown* of them are shown."""
        return ((str(len(self.worked.needs(_day(first), _day(last))) - int(shown)),),)

    def used(self, first: str, last: str) -> Ways:
        """Say what is needed from one day to another, of all products, to the part of a tablet."""
        found = list[str]()
        for need in self.worked.needs(_day(first), _day(last)):
            product, exact = need.product, need.taken + need.lost
            parts = (
                (self.say.hand(Piece(product, exact)),)
                if product.liquid
                else [amount(Fraction(p), self.say.unit(product)) for p in divmod(exact, 1) if p]
            )
            found += (*self.say.drug(product.drug), *parts, *self.say.strength(product))
        return (tuple(found),)

    def falling(self, first: str, last: str) -> Ways:
        """Say first and last dose of days with one dose each that falls by the same amount each day, and that."""
        days = list(map(self.worked.on, _dates(first, last)))
        doses = [Fraction(day[0].dose.amount) for day in days if len(day) == 1]
        same = {(day[0].drug, day[0].slot, day[0].dose.unit) for day in days if day}
        falls = {one - other for one, other in pairwise(doses)}
        if len(doses) != len(days) or len(same) != 1 or len(falls) != 1 or min(falls) <= 0:
            return ()
        (drug, slot, unit), *_ = same
        ends = (amount(doses[0], unit), amount(doses[-1], unit), amount(min(falls), unit))
        return ((*self.say.drug(drug), *self.say.slot(slot), *ends),)

    def neededbeside(self, place: str) -> Ways:
        """Say what the whole plan needs of a product, and by how much the last change has changed that."""
        old = self.worked.before(len(self.worked.outline.changes) - 1)
        was = {need.product: need.whole for need in old.needs(old.first, old.last)}
        need = self.worked.needs(self.worked.first, self.worked.last)[int(place)]
        more = abs(need.whole - was.get(need.product, 0))
        return _both(self._ways_of((need,)), ((str(more),) if more else (),))

    def order(self, place: str) -> Ways:
        """Say what to order and by when; if no time to order is known, the day from which it is needed."""
        refill = self.worked.refills[int(place)]
        return _both(self.say.date(refill.by or refill.lasts + _DAY), self._ways_of(refill.needs))

    def lasting(self, place: str) -> Ways:
        """Say the day of the count, how much of a product was at hand then, and the last day for which it is enough."""
        product, counted = self.worked.outline.products[int(place)], self.worked.counted
        last, there = self.worked.lasts(product), Fraction(product.on_hand or 0)
        whole = there if product.liquid else divmod(there, 1)
        parts = (
            (whole,)
            if isinstance(whole, Fraction)
            else tuple(Fraction(p) for p in whole if p) or (Fraction(0),)
        )
        unit = self.say.unit(product)
        said = (
            *self.say.drug(product.drug),
            *(amount(part, unit) for part in parts),
            *self.say.strength(product),
        )
        until = self.say.date(last) if last and last >= counted else ((),)
        return _both(self.say.date(counted), (said,), until)

    def _ways_of(self, needs: tuple[Need, ...]) -> Ways:
        packed, loose = (
            tuple(s for n in needs for s in self.say.need(n.product, n.whole, n.packs if packs else None))
            for packs in (True, False)
        )
        return tuple(dict.fromkeys((packed, loose)))

    def text(self, key: str, place: str = "") -> Ways:
        """Say the numbers in a text of the plan file; if it was cut to fit, only the first of them."""
        outline = self.worked.outline
        texts = {
            "title": (outline.title,),
            "person": (outline.person.name,),
            "drugs": (", ".join(self.worked.drugs),),
            "indication": (outline.indication,),
            "since": (outline.since,),
            "track": outline.track,
            "ready": outline.ready,
            "condition": tuple(_terms(step) for step in self.worked.steps),
        }[key]
        said = self.say.read(" ".join(texts[int(place) : int(place) + 1] if place else texts))
        return tuple(said[:number] for number in range(len(said), -1, -1))

    def why(self, day: str) -> Ways:
        """Say the reason for the hold of a day, which is that of one of the changes up to it."""
        holds = [c for c in self.worked.outline.changes if c.on <= _day(day)]
        return tuple(dict.fromkeys(self.say.read(change.why) for change in reversed(holds)))

    def review(self, day: str) -> Ways:
        """Say what the plan file says of the reviews on a day."""
        reviews = (review.what for review in self.worked.outline.reviews if review.on == _day(day))
        return (tuple(said for what in reviews for said in self.say.read(what)),)

    def entry(self, place: str) -> Ways:
        """Say a change: its day, its length and its reason."""
        entry = self.worked.outline.changes[int(place)]
        days = self.say.days(entry.days) if entry.days else ()
        said = (*self.say.read(entry.drug), *days, *self.say.read(entry.why))
        return _both(self.say.date(entry.on), (said,))

    def packet(self, place: str) -> Ways:
        """Say a packet with its drug, and the volume between the marks to measure it by, which may be left out."""
        product = self.worked.outline.products[int(place)]
        measure: Said = (amount(Fraction(product.measure), "mL"),) if product.measure else ()
        if product.beads:
            measure = (amount(Fraction(product.beads), Form.BEADS), "1")
        if product.change_every:
            measure = (str(product.change_every),) if product.change_every > 1 else ()
        if product.drops:
            measure = (amount(Fraction(product.drops), Form.DROPS), amount(Fraction(1), "mL"))
        named = (self.say.read(product.drug), self.say.drug(product.drug))
        return tuple(
            dict.fromkeys(
                (*name, *self.say.strength(product), *more) for name in named for more in ((), measure)
            )
        )

    def packets(self, *places: str) -> Ways:
        """Say a drug, and then what stands on its packets."""
        products = [self.worked.outline.products[int(place)] for place in places]
        said = (strength for product in products for strength in self.say.strength(product))
        return ((*self.say.drug(products[0].drug), *said),)

    def contact(self, place: str) -> Ways:
        """Say a contact: the phone number and then role and name, which may be cut, or the phone number last."""
        one = self.worked.outline.contacts[int(place)]
        who, phone = self.say.read(f"{one.role} {one.name}"), self.say.read(one.phone)
        first = ((*phone, *who[:number]) for number in range(len(who), -1, -1))
        return tuple(dict.fromkeys((*first, (*who, *phone))))

    def whois(self, place: str) -> Ways:
        """Say name and role of a contact, which may be cut."""
        one = self.worked.outline.contacts[int(place)]
        who = self.say.read(f"{one.name} {one.role}")
        return tuple(who[:number] for number in range(len(who), -1, -1))

    def born(self) -> Ways:
        """Say when the person was born."""
        born = self.worked.outline.person.born
        return self.say.date(born) if born else ((),)

    def agreed(self) -> Ways:
        """Say with whom and when the plan was agreed."""
        agreed = self.worked.outline.agreed
        return _both((self.say.read(agreed.by),), self.say.date(agreed.on)) if agreed else ((),)

    def left(self, key: str, shown: str) -> Ways:
        """Say how many entries of a list are left when *shown* of them are shown."""
        outline = self.worked.outline
        lists = {
            "packets": outline.products,
            "contacts": outline.contacts,
            "changes": outline.changes,
            "allowed": outline.as_needed,
            "drugs": self.worked.drugs,
        }
        left = len(lists[key]) - int(shown)
        return ((str(left),) if left else (),)

    def code(self, revision: str = "") -> Ways:
        """Say the plan code of a revision, or of the latest one."""
        outline = self.origin
        if revision:
            outline = replace(outline, changes=outline.changes[: int(revision)])
        return (self.say.read(code_of(outline)),)

    def revision(self, revision: str = "") -> Ways:
        """Say the number of the latest revision, or of the one given; it counts the changes."""
        changes = len(self.origin.changes)
        return ((str(changes if not revision else min(int(revision), changes)),),)

    def found(self, *days: str) -> Ways:
        """Say the days of a finding, the number of them where it is given, and any numbers after them."""
        return _both(
            *(((day,),) if day.isdecimal() else self.say.date(_day(day)) for day in days), (ANYTHING,)
        )

    def part(self, number: str, parts: str) -> Ways:
        """Say which part a page is, and how many parts there are."""
        return ((number, parts),)

    def rating(self) -> Ways:
        """Say the ends of the scale on which a person rates something."""
        return (("0", "10"),)

    def syringe(self, *about: str) -> Ways:
        """Say the volume of the syringe, and how much is in it."""
        piece = self._liquid(about)
        return ((amount(Fraction(piece.product.syringe or 0), "mL"), amount(piece.count, "mL")),)

    def volume(self, *about: str) -> Ways:
        """Say how much is in the syringe, or how many drops or puffs."""
        return ((next(said for piece in self._pieces(about) if (said := self.say.hand(piece))),),)

    def filled(self, *about: str) -> Ways:
        """Say to which volumes the syringe is filled for each liquid: how often if it is not once, and how far."""
        liquids = [piece for piece in self._pieces(about) if piece.product.measure]
        found = list[str]()
        for piece in liquids:
            found += self.say.strength(piece.product) if len(liquids) > 1 else ()
            found += self._fillings(piece)
        return (tuple(found),)

    def _fillings(self, piece: Piece) -> Said:
        full = Fraction(piece.product.syringe or piece.count)
        number = max(ceil(piece.count / full), 1)
        last = amount(piece.count - full * (number - 1), "mL")
        every = (amount(full, "mL"),) * ((number if number <= _MOST_LISTED else 2) - 1)
        return (*((str(number),) if number > 1 else ()), *every, last)

    def graduation(self, *about: str) -> Ways:
        """Say the volumes at the marks of the syringe, and once more the last one, with its unit."""
        product = self._liquid(about).product
        mark, full = Fraction(product.measure or 1), Fraction(product.syringe or 0)
        return (
            *((amount(mark * number),) for number in range(1, int(full / mark) + 1)),
            (amount(full, "mL"),),
        )

    def _liquid(self, about: tuple[str, ...]) -> Piece:
        return next(piece for piece in self._pieces(about) if piece.product.measure)

    def proof(self) -> Ways:
        """Say the length of the line that proves the scale."""
        return ((_PROOF,),)


def _terms(step: Step) -> str:
    """Return what the plan file says of a step beside its doses: its condition, and what it waits for."""
    return f"{step.condition}; {step.length.waits}"


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _dates(first: str, last: str) -> list[dt.date]:
    return [_day(first) + _DAY * number for number in range((_day(last) - _day(first)).days + 1)]


def _both(*ways: Ways) -> Ways:
    """Return all ways to say these things one after the other."""
    found: Ways = ((),)
    for one in ways:
        found = tuple((*before, *said) for before in found for said in one)
    return tuple(dict.fromkeys(found))
