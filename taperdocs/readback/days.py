"""Works out each day of a plan a second time, in the plainest way, to prove the plan before it is printed.

The builder works with dated periods; here a plan is a list of days. A hold inserts days, a skip removes days, a
replan cuts the list off and goes on with new steps. The builder and this module share only values: the outline and
its changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import dropwhile, groupby, pairwise, takewhile
from math import gcd, lcm
from typing import Any, NamedTuple

from taperdocs.plan.changes import Change, Hold, MoveOn, Replan, Resume, Skip, Slow, StepBack
from taperdocs.plan.course import Course
from taperdocs.plan.dose import EXACT, Dose, dose_of
from taperdocs.plan.form import Form, Split
from taperdocs.plan.length import HORIZON, Length, Pace
from taperdocs.plan.plan import UNDATED, Make, Outline, Then, iso
from taperdocs.plan.problems import ReadBackError
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import Intake, Regimen, Slot
from taperdocs.plan.step import Step

_WEEK = 7
PARTS = {Split.NO: 1, Split.HALF: 2, Split.THIRD: 3, Split.QUARTER: 4, Split.EIGHTH: 8}
"""How many parts a tablet may be cut into."""


class Day(NamedTuple):
    """What one day should say: its intakes, and the number of its step.

    ``held`` days were added by a hold. On an ``early`` day the next step may already be taken. ``turn`` counts the
    days of the cycle from 0 on; in a cycle of one week it is the weekday. ``place`` is the written day of the cycle:
    in a weekly one, the weekday in its week. ``why`` is the reason of the step back that added the day.
    """

    on: date
    intakes: tuple[Intake, ...]
    step: int
    held: bool
    early: bool
    turn: int
    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Days:
    """All days, from the first on, and all steps, numbered from one.

    ``open`` tells whether the last dose goes on after these days. ``waits`` has the days that wait for an open hold,
    or a step that itself waits, to end: the step of each, and whether it is held.
    """

    days: tuple[Day, ...]
    open: bool
    steps: tuple[Step, ...]
    waits: tuple[tuple[int, bool], ...]

    def on(self, day: date) -> Day | None:
        """Return what *day* should say; None outside the plan."""
        number = (day - self.days[0].on).days
        return self.days[number] if 0 <= number < len(self.days) else None


def totals(intakes: Iterable[Intake]) -> dict[str, Fraction]:
    """Add up the mg of each drug."""
    found: dict[str, Fraction] = {}
    for intake in intakes:
        found[intake.drug] = found.get(intake.drug, Fraction(0)) + intake.dose.milligrams
    return found


def days(outline: Outline, until: date) -> Days:
    """Work out the days of *outline*: all of them, or at least up to *until* if the last dose goes on."""
    *_, (arrangements, row) = _rows(outline)
    return _dated(outline, arrangements, _longer(row, (until - outline.start).days + 1))


def revisions(outline: Outline) -> Iterator[Days]:
    """Work out the days before all changes and after each of them; a last cycle without an end is laid out twice."""
    for arrangements, row in _rows(outline):
        _, last = next(groupby(reversed(row.days), key=lambda spot: (spot.number, spot.held)))
        twice = len(row.days) - sum(1 for _ in last) + 2 * len(row.days[-1].step.regimen.days)
        yield _dated(outline, arrangements, _longer(row, twice))


class _Spot(NamedTuple):
    """A day without its date.

    ``number`` is the arrangement of its step and the step's place in it. ``turn`` counts the days of the step's
    cycle. The step of a ``waiting`` day waits for something before the next one begins. ``why`` is the reason of the
    step back that added the day.
    """

    number: tuple[int, int]
    step: Step
    turn: int
    held: bool = False
    early: bool = False
    waiting: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """The days that have dates, and the days that wait for an open hold or a waiting step to end.

    ``goes_on`` tells whether the last dose has no end; ``stays``, whether that is so because the plan says to stay.
    """

    days: list[_Spot]
    waits: list[_Spot]
    goes_on: bool
    stays: bool


def _rows(outline: Outline) -> Iterator[tuple[list[tuple[Step, ...]], _Row]]:
    """Yield the days before all changes and after each of them, with the arrangements of steps up to then."""
    courses = [_course(outline, course) for course in outline.courses]
    if courses:
        arrangements, row = _laid_over(outline, courses)
    else:
        steps = _taken(outline, _asked(outline, outline.steps, outline.start, outline.pace))
        arrangements, row = [steps], _begun(steps, 0, outline.pace, stays=outline.then is Then.STAY)
    yield arrangements, row
    for number, change in enumerate(outline.changes if outline.start != UNDATED else (), start=1):
        at = (change.on - outline.start).days
        if isinstance(change, Replan) and not change.drug:
            courses, steps = [], _taken(outline, _asked(outline, change.steps, change.on, change.pace))
            new = _begun(steps, len(arrangements), change.pace, stays=False)
            row = replace(new, days=_longer(row, at + 1).days[:at] + new.days)
            arrangements = [*arrangements, steps]
        elif courses:
            drugs = [course.drug for course in outline.courses]
            courses = [
                _of_course(outline, one, at, change, number) if _is_for(change, drug, one, at) else one
                for drug, one in zip(drugs, courses, strict=True)
            ]
            arrangements, row = _laid_over(outline, courses)
        else:
            row = _CHANGED[type(change)](_longer(row, at + 1), at, change)
        yield arrangements, row


def _course(outline: Outline, course: Course) -> _Row:
    """Lay a course out from the first day of the plan on, with no dose up to its own first day."""
    row = _begun(
        _asked(outline, course.steps, course.start, outline.pace), 0, outline.pace, stays=course.stays
    )
    before = _Spot((-1, 0), Step(Length(1, 1), Regimen(((),))), 0)
    return replace(row, days=[before] * (course.start - outline.start).days + row.days)


def _is_for(change: Change, drug: str, row: _Row, at: int) -> bool:
    """Tell whether a change is for a course: it names its drug, or it holds or resumes all that it can."""
    if change.drug:
        return change.drug == drug
    longer = _longer(row, at + 1)
    if isinstance(change, Resume):
        return at < len(longer.days) and longer.days[at].held
    return at < len(longer.days) and not (row.waits and row.days[-1].held)


def _of_course(outline: Outline, row: _Row, at: int, change: Change, number: int) -> _Row:
    row = _longer(row, at + 1)
    if not isinstance(change, Replan):
        return _CHANGED[type(change)](row, at, change)
    new = _begun(_asked(outline, change.steps, change.on, change.pace), number, change.pace, stays=False)
    return replace(new, days=row.days[:at] + new.days)


def _laid_over(outline: Outline, courses: list[_Row]) -> tuple[list[tuple[Step, ...]], _Row]:
    """Return what the courses have together on each day, and the steps: one wherever a step of a course begins."""
    steps, row = _over(courses, outline.start, 0)
    taken = _taken(outline, tuple(steps))
    spots = ([spot._replace(step=taken[spot.number[1]]) for spot in part] for part in (row.days, row.waits))
    days, waits = spots
    return [taken], replace(row, days=days, waits=waits)


_Side = tuple[_Spot | None, ...]
"""What each course has on a day; None after its end."""


def _over(courses: list[_Row], first: date, before: int) -> tuple[list[Step], _Row]:
    """Lay rows that begin on the day *first* over each other; their steps follow so many others."""
    endless = any(_is_open(row) for row in courses)
    count = max(len(row.days) for row in courses)
    count += 2 * endless  # the first day of a last step, and one of how it goes on
    rows = [_longer(row, count).days for row in courses]
    sides = [tuple(row[n] if n < len(row) else None for row in rows) for n in range(count)]
    runs = [list(run) for _, run in groupby(sides, key=_numbers_of)]
    waits = {row.days[-1].step.length.waits for row in courses if row.goes_on or row.waits}
    steps, days = list[Step](), list[_Spot]()
    none: _Side = (None,) * len(courses)
    for index, run in enumerate(runs):
        last, on = index + 1 == len(runs), first + timedelta(len(days))
        held = any(row.waits and row.days[-1].held for row in courses)
        until = "" if held else next((one for one in waits if one), "")
        length = Length(1, None, waits=until) if last and endless else None
        around = (runs[index - 1][-1] if index else none, none if last else runs[index + 1][0])
        step, spots = _together(run, on, around, length, (0, before + index))
        steps.append(step)
        days += spots
    row = _Row(days, [], endless, stays=False)
    if not any(course.waits for course in courses):
        return steps, row
    later = list[_Row]()
    for course in courses:
        if course.waits:
            later.append(_parted(course, [], course.waits))
        elif course.goes_on:
            later.append(replace(course, days=[course.days[-1]._replace(turn=0, held=False, why="")]))
        else:
            later.append(_Row([], [], goes_on=False, stays=False))
    # When that is, nobody knows: a cycle is told from its first day on.
    then = first + timedelta(len(days) - len(runs[-1]) + HORIZON)
    more, waiting = _over(later, then, before + len(steps))
    return steps + more, replace(row, waits=waiting.days + waiting.waits)


def _numbers_of(side: _Side) -> tuple[tuple[int, int] | None, ...]:
    return tuple(spot and spot.number for spot in side)


def _together(
    run: list[_Side], on: date, around: tuple[_Side, _Side], endless: Length | None, number: tuple[int, int]
) -> tuple[Step, list[_Spot]]:
    """Return the step of the days of a *run*, and these days.

    A day is held if a course is, none begins a step on it, and each that ends the run is held. It is early if it is so
    for each course that has another step after the run.
    """
    before, after = (_numbers_of(side) for side in around)
    now = _numbers_of(run[0])
    turning = [place for place, one in enumerate(now) if one != after[place]]
    spots = list[_Spot]()
    step = Step(endless or Length(len(run), len(run)), Regimen(()))
    for turn, side in enumerate(run):
        ends = [side[place] for place in turning] if endless is None else []
        held = turn > 0 and any(spot.held for spot in side if spot) and all(one.held for one in ends if one)
        may = [spot is not None and spot.early for spot in (side[place] for place in turning)]
        early = bool(may) and all(may) and not held and endless is None
        why = [spot.why for spot in side if spot and not spot.held and spot.why]
        spots.append(_Spot(number, step, turn, held, early, why="; ".join(dict.fromkeys(why))))
    if endless is None:
        own = [spot for spot in spots if not spot.held]
        early_from = next((place for place, spot in enumerate(own) if spot.early), None)
        shared = len({drug for spot in run[0] if spot for drug in spot.step.regimen.drugs}) > 1
        shortest = len(own) if early_from is None else early_from or int(shared)
        step = replace(step, length=Length(shortest, len(own)))
    begins = [spot.step for place, spot in enumerate(run[0]) if spot and now[place] != before[place]]
    # Events are named by where their step is written.
    at = [one.place for one in begins] or [spot.step.place for spot in run[0] if spot]
    regimen = _cycle(run, on, endless is not None)
    condition = "; ".join(one.condition for one in begins if one.condition)
    step = replace(step, condition=condition, regimen=regimen, place=at[0] if at else ())
    spots = [spot._replace(step=step) for spot in spots]
    for turn, (spot, side) in enumerate(zip(spots, run, strict=True)):
        day = on + timedelta(turn)
        if regimen.days[_place(spot, day)] != _both(side, day):
            message = f"the courses and the steps differ on {iso(day)}"
            raise ReadBackError(message)
    return step, spots


def _cycle(run: list[_Side], on: date, endless: bool) -> Regimen:  # noqa: FBT001
    """Return the cycle of all courses from the first day of a run on: by weekday if all of them can be told so."""
    cycles = [spot.step.regimen for spot in run[0] if spot]
    count = lcm(*(len(cycle.days) for cycle in cycles))
    weekly = any(cycle.weekly for cycle in cycles) and (
        count == _WEEK or all(cycle.weekly or len(cycle.days) == 1 for cycle in cycles)
    )
    if not weekly and not endless:
        count = min(count, len(run))
    days = [
        _both(tuple(spot and spot._replace(turn=spot.turn + n) for spot in run[0]), on + timedelta(n))
        for n in range(count)
    ]
    if weekly:
        # The day that is written in the place of a weekday is the one of that weekday in its week.
        back = [n - n % _WEEK + (n - on.weekday()) % _WEEK for n in range(count)]
        days = [days[n] for n in back]
    return Regimen(tuple(days), weekly)


def _both(side: _Side, on: date) -> tuple[Intake, ...]:
    """Return what all courses have on a day, in the order of the day."""
    taken = [intake for spot in side if spot for intake in spot.step.regimen.days[_place(spot, on)]]
    return tuple(sorted(taken, key=lambda intake: intake.slot))


def _dated(outline: Outline, arrangements: list[tuple[Step, ...]], row: _Row) -> Days:
    numbers = _numbers(row, arrangements)
    found = []
    for number, spot in enumerate(row.days):
        day = outline.start + timedelta(number)
        cycle, place = spot.step.regimen, _place(spot, day)
        turn = place if cycle.weekly and len(cycle.days) == _WEEK else spot.turn % len(cycle.days)
        step, why = numbers[spot.number], "" if spot.held else spot.why
        found.append(Day(day, cycle.days[place], step, spot.held, spot.early, turn, place, why))
    steps = tuple(arrangements[of][index] for of, index in numbers)
    waits = tuple((numbers[spot.number], spot.held) for spot in row.waits)
    return Days(tuple(found), _is_open(row), steps, waits)


def _place(spot: _Spot, on: date) -> int:
    """Return which of the written days of the cycle is taken; each seven days from its first on are one week."""
    cycle = spot.step.regimen
    if not cycle.weekly:
        return spot.turn % len(cycle.days)
    weeks_past, weeks = spot.turn // _WEEK, len(cycle.days) // _WEEK
    return weeks_past % weeks * _WEEK + on.weekday()


def _is_open(row: _Row) -> bool:
    return bool(row.waits) or row.goes_on


def _begun(steps: tuple[Step, ...], arrangement: int, pace: Pace, *, stays: bool) -> _Row:
    """Lay the steps of an arrangement out one after the other."""
    row: list[_Spot] = []
    for index, step in enumerate(steps):
        shortest, longest = step.length.shortest, step.length.longest
        count = (shortest if pace is Pace.SHORTEST else longest) if longest is not None else HORIZON
        ranged = pace is Pace.LONGEST and longest is not None
        for turn in range(max(count or 0, shortest)):
            early = ranged and shortest != longest and turn >= shortest
            row.append(_Spot((arrangement, index), step, turn, early=early, waiting=bool(step.length.waits)))
    return _parted(_Row([], [], stays or row[-1].step.length.longest is None, stays), [], row)


def _parted(row: _Row, before: list[_Spot], rest: list[_Spot]) -> _Row:
    """Return *row* with the days *before* and the *rest*, in which all days after a step that waits have no dates."""
    for number, (spot, following) in enumerate(pairwise(rest), start=1):
        if spot.waiting and spot.number != following.number:
            return replace(row, days=before + rest[:number], waits=rest[number:])
    return replace(row, days=before + rest, waits=[])


def _longer(row: _Row, count: int) -> _Row:
    """Return *row* with at least *count* days if its last dose goes on; otherwise *row* itself."""
    missing = count - len(row.days)
    if missing <= 0 or not _is_open(row):
        return row
    return replace(row, days=row.days + _more(row.days[-1], missing))


def _more(spot: _Spot, count: int) -> list[_Spot]:
    """Return the *count* days that follow *spot* in its cycle."""
    return [spot._replace(turn=spot.turn + number) for number in range(1, count + 1)]


def _hold(row: _Row, at: int, change: Hold) -> _Row:
    """Insert days that go on like the day before; the rest comes later, or waits."""
    like = row.days[at - 1]._replace(held=True, early=False, waiting=False)
    held = _more(like, change.days or HORIZON)
    rest = row.days[at:] + row.waits
    if change.days is None:
        return replace(row, days=row.days[:at] + held, waits=rest)
    return _parted(row, row.days[:at] + held, _joined(held, rest))


def _resume(row: _Row, at: int, _: Resume) -> _Row:
    """End the hold: remove its remaining days, and let the rest follow."""
    rest = list(dropwhile(lambda spot: spot.held, row.days[at:] + row.waits))
    return _parted(row, row.days[:at], _joined(row.days[:at], rest))


def _joined(held: list[_Spot], rest: list[_Spot]) -> list[_Spot]:
    """Return *rest* as it follows held days; as long as the held step goes on, so does its cycle."""
    joined, last = list[_Spot](), held[-1]
    for number, spot in enumerate(rest):
        if spot.number != held[-1].number and spot.step != held[-1].step:
            return joined + rest[number:]
        last = spot._replace(turn=last.turn + 1)
        joined.append(last)
    return joined


def _move_on(row: _Row, at: int, _: MoveOn) -> _Row:
    """Remove the rest of the step that the day before is in."""
    present = row.days[at - 1].number
    rest = dropwhile(lambda spot: spot.number == present, row.days[at:] + row.waits)
    return _parted(row, row.days[:at], list(rest))


def _skip(row: _Row, at: int, _: Skip) -> _Row:
    """Remove the first step from here on that may be left out."""
    rest = row.days[at:] + row.waits
    skipped = next(spot.number for spot in rest if spot.step.length.shortest == 0)
    left = [spot for spot in rest if spot.number != skipped]
    goes_on = row.goes_on
    if rest[-1].number == skipped:
        # A step that waits may be the last one now.
        goes_on = row.stays or bool(left and left[-1].waiting)
    return _parted(replace(row, goes_on=goes_on), row.days[:at], left)


def _slow(row: _Row, at: int, change: Slow) -> _Row:
    """Add days to the end of each step that has an end; its early days begin as much later."""
    rest, slower = row.days[at:] + row.waits, list[_Spot]()
    for _, group in groupby(rest, key=lambda spot: spot.number):
        step = list(group)
        own = list(dropwhile(lambda spot: spot.held, step))
        slower += step[: len(step) - len(own)]
        final = step[-1] is rest[-1] and row.goes_on
        if own and not own[-1].waiting and (not final or own[-1].step.length.longest):
            early = [False] * change.days + [spot.early for spot in own]
            own += _more(own[-1], change.days)
            own = [spot._replace(early=is_early) for spot, is_early in zip(own, early, strict=True)]
        slower += own
    return _parted(row, row.days[:at], slower)


def _step_back(row: _Row, at: int, change: StepBack) -> _Row:
    """Insert days of the step before, then repeat the whole present step without its held days."""
    present = row.days[at].number
    earlier = next(spot for spot in reversed(row.days[:at]) if spot.number < present)
    # Right after the step before, its cycle goes on as in a hold; later than that, the cycle starts again.
    turn = earlier.turn if earlier is row.days[at - 1] else -1
    back = _more(_Spot(earlier.number, earlier.step, turn, why=change.why), change.days)
    done = list(takewhile(lambda spot: spot.number == present, reversed(row.days[:at])))
    left = list(takewhile(lambda spot: spot.number == present, row.days[at:]))
    step = [spot for spot in done + left if not spot.held] or done + left
    length, waiting = step[0].step.length, any(spot.waiting for spot in left)
    first = step[0]._replace(turn=-1, held=False, early=False, waiting=waiting)
    again = _more(first, HORIZON if waiting else len(step))
    if any(spot.early for spot in step):
        whole = len(step) - (length.longest or 0) + length.shortest
        again = [spot._replace(early=spot.turn >= whole) for spot in again]
    return _parted(row, row.days[:at], back + again + row.days[at + len(left) :] + row.waits)


_CHANGED: dict[type[Change], Callable[[_Row, int, Any], _Row]] = {
    Hold: _hold,
    Resume: _resume,
    MoveOn: _move_on,
    Skip: _skip,
    Slow: _slow,
    StepBack: _step_back,
}


def _numbers(row: _Row, arrangements: list[tuple[Step, ...]]) -> dict[tuple[int, int], int]:
    """Return the number of each step, from one; a step that a replan cut off has none."""
    laid = {spot.number for spot in (*row.days, *row.waits)}
    numbers: dict[tuple[int, int], int] = {}
    for arrangement, steps in enumerate(arrangements):
        kept = len(steps)
        if arrangement < len(arrangements) - 1:
            kept = max((index + 1 for of, index in laid if of == arrangement), default=0)
        for index in range(kept):
            numbers[arrangement, index] = len(numbers) + 1
    return numbers


def _asked(outline: Outline, steps: tuple[Step, ...], first: date, pace: Pace) -> tuple[Step, ...]:
    """Return *steps* as they are asked for from the day *first* on."""
    return tuple(_measured(_worked_out(steps, outline.products), first, pace))


def _taken(outline: Outline, asked: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps that are *asked* for, with the doses that are to be taken."""
    if outline.make is Make.EXACTLY:
        return _merged(asked, asked)
    highest: dict[str, Fraction] = {}
    for intake in _intakes(asked):
        highest[intake.drug] = max(highest.get(intake.drug, Fraction(0)), intake.dose.milligrams)
    sizes = {drug: tuple(_smallest(one) for one in outline.products if one.drug == drug) for drug in highest}

    def taken(intake: Intake) -> Intake:
        above = _next_above(intake.dose, sizes[intake.drug], highest[intake.drug])
        return replace(intake, dose=above)

    def made(step: Step) -> Step:
        cycle = tuple(tuple(taken(intake) for intake in day) for day in step.regimen.days)
        return replace(step, regimen=replace(step.regimen, days=cycle))

    return _merged(asked, tuple(made(step) for step in asked))


def _intakes(steps: Iterable[Step]) -> Iterator[Intake]:
    for step in steps:
        for day in step.regimen.days:
            yield from day


def _merged(asked: tuple[Step, ...], made: tuple[Step, ...]) -> tuple[Step, ...]:
    """Merge neighbouring steps of one strategy that came to the same doses."""
    merged: list[Step] = []
    for wanted, step in zip(asked, made, strict=True):
        before = merged[-1] if merged else None
        shown = (wanted.regimen,) if step.strategy or wanted.regimen != step.regimen else ()
        if before and step.strategy and (before.place, before.regimen) == (step.place, step.regimen):
            one, other = before.length, step.length
            ends = one.longest is not None and other.longest is not None
            longest = (one.longest or 0) + (other.longest or 0) if ends else None
            length = Length(one.shortest + other.shortest, longest)
            merged[-1] = replace(before, length=length, asked=before.asked + shown)
        else:
            merged.append(replace(step, asked=shown))
    return tuple(merged)


def _worked_out(steps: tuple[Step, ...], products: tuple[Product, ...]) -> Iterator[Step]:
    """Yield the steps with the days on which patches are changed, and on which they are left on."""
    for step in _by_rules(steps):
        yield replace(step, regimen=left_on(step.regimen, products))


def left_on(regimen: Regimen, products: tuple[Product, ...]) -> Regimen:
    """Return a cycle in which a day is one of a new patch if its number is a multiple of the rhythm of its patch."""
    turns = {product.drug: product.change_every for product in products if product.form is Form.PATCH}
    count = len(regimen.days)
    for drug in regimen.drugs:
        while count % (turns.get(drug) or 1):
            count += len(regimen.days)

    def day(number: int) -> Iterator[Intake]:
        for intake in regimen.days[number % len(regimen.days)]:
            turn = turns.get(intake.drug)
            yield intake if turn is None else replace(intake, stays=number % turn > 0)

    return replace(regimen, days=tuple(tuple(day(number)) for number in range(count)))


def _by_rules(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield the steps as written; in place of a strategy, the steps that its rule asks for."""
    for _, group in groupby(steps, key=lambda step: (step.strategy, step.place, step.rule)):
        same = list(group)
        if not same[0].rule:
            yield from same
            continue
        intake = next(one for step in same for day in step.regimen.days for one in day)
        rule: dict[str, Any] = dict(same[0].rule)
        for days, length in RULES[same[0].strategy](**rule):
            cycle = tuple(
                tuple(replace(intake, slot=slot or intake.slot, dose=dose) for slot, dose in day if dose)
                for day in days
            )
            yield replace(same[0], length=length, regimen=replace(same[0].regimen, days=cycle))


def _measured(steps: Iterable[Step], first: date, pace: Pace) -> Iterator[Step]:
    """Yield *steps*, each length of months or up to a date counted in days, by walking from day to day."""
    day: date | None = first
    for step in steps:
        length = step.length
        if day and length.months:
            shortest, longest = ((_months_later(day, number) - day).days for number in length.months)
            length = replace(length, shortest=shortest, longest=longest)
        elif day and length.until:
            whole = (length.until - day).days + 1
            length = replace(length, shortest=whole, longest=whole)
        yield replace(step, length=length)
        if length.longest is None:
            day = None
        elif day:
            day += timedelta(length.longest if pace is Pace.LONGEST else length.shortest)


def _months_later(first: date, months: int) -> date:
    """Return the day with the same number so many months later; where there is none, the first of the next month."""
    day, passed = first, 0
    while passed < months or (passed == months and day.day < first.day):
        day += timedelta(1)
        passed += day.day == 1
    return day


_Stage = tuple[list[list[tuple[Slot | None, Dose]]], Length]
"""The doses of each day of a cycle, with their times where the rule says them, and how long the cycle is taken."""


def _linear(start: Dose, cut: Dose, every: Length, to: Dose) -> Iterator[_Stage]:
    for dose in _down(start, cut, to):
        if dose:
            yield [[(None, dose)]], every


def _down(start: Dose, cut: Dose, to: Dose) -> Iterator[Dose]:
    """Yield the doses from *start* to *to*, both included."""
    amount = start.amount
    while amount >= to.amount:
        yield Dose(amount, start.unit)
        amount = EXACT.subtract(amount, cut.amount)


def _percent(start: Dose, cut: Decimal, every: Length, to: Dose, of: str = "present") -> Iterator[_Stage]:
    amount, hundredth = start.amount, EXACT.divide(Decimal(cut), Decimal(100))
    while amount >= to.amount:
        yield [[(None, Dose(amount, start.unit))]], every
        less = EXACT.multiply(amount if of == "present" else start.amount, hundredth)
        amount = EXACT.subtract(amount, less)


def _dsns(start: Dose, cut: Dose, to: Dose, old: int, stay: Length) -> Iterator[_Stage]:
    """Count for each cut the old days down to one and then the new days up; in each cycle what is one comes first."""
    doses = list(_down(start, cut, to))
    for number, new in enumerate(doses[1:]):
        one_old = [(1, others) for others in range(2, old + 1)]
        for news, olds in [(1, others) for others in range(old, 0, -1)] + [
            (more, one) for one, more in one_old
        ]:
            row = [new] * news + [doses[number]] * olds if news == 1 else [doses[number]] + [new] * news
            yield [[(None, dose)] for dose in row], Length(news + olds, news + olds)
        if new:
            yield [[(None, new)]], stay


def _slide(  # noqa: PLR0913, PLR0917  its parameters are its keys
    start: Dose, cut: Dose | Decimal, every: Length, cuts: int, hold: Length, to: Dose, of: str = "present"
) -> Iterator[_Stage]:
    """Count the cuts since the last hold."""
    falling = _linear(start, cut, every, to) if isinstance(cut, Dose) else _percent(start, cut, every, to, of)
    made = -1
    for days, _ in falling:
        made += 1
        yield days, hold if made == cuts else every
        made %= cuts


def _in_turn(  # noqa: PLR0913, PLR0917  its parameters are its keys
    start: tuple[tuple[Slot, Dose], ...],
    order: tuple[Slot, ...],
    cut: Dose,
    every: Length,
    to: Dose,
    turn: str,
) -> Iterator[_Stage]:
    """Go round the times of day and cut whichever may still be cut."""
    amounts, waiting = {slot: dose.amount for slot, dose in start}, list(order)
    yield [_at_times(amounts, to.unit)], every
    while waiting:
        slot = waiting.pop(0)
        if amounts[slot] <= to.amount:
            continue
        amounts[slot] = EXACT.subtract(amounts[slot], cut.amount)
        waiting = [*waiting, slot] if turn == "each cut" else [slot, *waiting]
        if any(amounts.values()):
            yield [_at_times(amounts, to.unit)], every


def _at_times(amounts: dict[Slot, Decimal], unit: str) -> list[tuple[Slot | None, Dose]]:
    return [(slot, Dose(amounts[slot], unit)) for slot in sorted(amounts)]


RULES: dict[str, Callable[..., Iterator[_Stage]]] = {
    "linear": _linear,
    "percent": _percent,
    "dsns": _dsns,
    "slide": _slide,
    "in-turn": _in_turn,
}
"""For each strategy, what works out its stages from its keys."""


def _smallest(product: Product) -> Fraction:
    """Return the smallest part, volume or number of drops of *product* whose mg are a decimal number, in mg."""
    if not product.measure and not product.in_one:
        return product.strength.milligrams / PARTS[product.split]
    least = Fraction(product.measure) if product.measure else 1 / (product.in_one or Fraction(1))
    mark = product.strength.milligrams * least / Fraction(product.per)
    marks = 1
    while 10**30 * mark * marks % 1:
        marks += 1
    return mark * marks


def _next_above(dose: Dose, sizes: tuple[Fraction, ...], highest: Fraction) -> Dose:
    """Return the lowest dose at or above *dose* that parts of these *sizes* make."""
    unit = Fraction(1, lcm(*(size.denominator for size in sizes)))
    unit *= gcd(*(int(size / unit) for size in sizes))
    parts = tuple(sorted({int(size / unit) for size in sizes}))
    makeable = _makeable(parts, int(highest / unit) + 1 + parts[0])
    amount = -(-dose.milligrams // unit)
    while not makeable[amount]:
        amount += 1
    above = dose_of(amount * unit, dose.unit)
    if above is None:
        message = "an amount that no decimal says"
        raise ReadBackError(message)
    return above


@lru_cache(maxsize=16)
def _makeable(parts: tuple[int, ...], most: int) -> list[bool]:
    """Tell for each number from 0 to *most* whether it is a sum of *parts*."""
    makeable = [True]
    for number in range(1, most + 1):
        makeable.append(any(part <= number and makeable[number - part] for part in parts))
    return makeable
