"""The first page of the calendar: the whole plan, a row a step, which shows that there is an end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import Room, whose_plan
from taperdocs.documents.curve.curve import Curve, curve
from taperdocs.documents.day_marks import Daily, daily, nothing, said_daily
from taperdocs.documents.syringe import made as make_up
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import (
    agreed_of,
    every_allowed,
    fall,
    intake,
    labels,
    left_out,
    named,
    own_ends,
    rhythms,
)
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import TENTHS, shared_out, shared_widths
from taperdocs.pdf.kit import Line, Part, Text, whole
from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake, Slot
from taperdocs.plan.runs import merged_periods, steps_waiting
from taperdocs.plan.step import Period, Step

_SEVERAL = 2
"""Times of day from which on each has a column."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: a box, its dates, its doses, how each is made up, and by how much it changes; *now*: it is today's.

    *first* is its first day. *height* is in tenths of a unit. *tells* is the day of a step's cycle whose doses are all
    told, as ``1,0``.
    """

    now: bool
    first: date
    cells: tuple[tuple[Part, ...], ...]
    height: int = 0
    tells: str = ""


@dataclass(frozen=True, slots=True)
class WholePlan:
    """The page: its head, a row a step, what is left out, and the curve of the dose where there is room for it.

    *widths* are those of the columns, in units.
    """

    kind = "plan"

    title: str
    names: str
    columns: tuple[Text, ...]
    widths: tuple[float, ...]
    rows: tuple[StepRow, ...]
    foot: tuple[Text, ...]
    curve: Curve | None


def whole_plan(plan: Plan, options: Options, room: Room) -> WholePlan:
    """Return the page of the whole plan, in the largest print that has room; rows that do not fit are counted."""
    words, inside = Words(options.language), room.width
    title = words.text("The whole plan")
    beside = (*rhythms(words, plan), *every_allowed(words, plan))
    foot = (
        *(Text(sizes.STEP_BESIDE, one) for one in beside),
        *(Text(sizes.FOOT_LINE, one) for one in _waiting(plan, words)),
    )
    high = room.height - sizes.TITLE.line - sizes.WEEKDAYS.height("x", inside) - sizes.SPARE
    high -= sum(one.height(inside) for one in foot)
    found = list[tuple[_Table, tuple[StepRow, ...], float]]()
    for style in sizes.STEPS:
        steps = _Steps(plan, options, words, style)
        table = steps.by_time(inside) or steps.listed(inside)
        shown = steps.fitting(table, high)
        left = high - sum(row.height for row in shown) / TENTHS - sizes.CURVE_ABOVE
        found.append((table, shown, left))
        roomy = left >= sizes.CURVE_LEAST and style != sizes.STEPS[-1]
        if roomy and table.unbroken and shown == table.rows:
            break
    else:
        # No size has room for a curve too: the largest that holds all steps; the smallest only if words would break.
        whole_words = [one for one in found[:-1] if one[0].unbroken] or found[-1:]
        table, shown, left = next((one for one in whole_words if one[1] == one[0].rows), whole_words[-1])
    drawn = left >= sizes.CURVE_LEAST
    if not drawn:
        heights = shared_out([row.height / TENTHS for row in shown], high, sizes.STEP_STRETCH)
        shown = tuple(replace(row, height=high) for row, high in zip(shown, heights, strict=True))
    return WholePlan(
        title,
        whose_plan(plan, options, sizes.NAMES, inside - sizes.TITLE.width(f"{title}  ")),
        table.columns,
        table.widths,
        shown,
        foot,
        curve(plan, words, options.as_of, inside, min(left, sizes.CURVE_MOST)) if drawn else None,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of the steps: its heads, the widths of its columns, and a row a step with its height."""

    columns: tuple[Text, ...]
    widths: tuple[float, ...]
    rows: tuple[StepRow, ...]

    @property
    def unbroken(self) -> bool:
        """Tell whether no dose and no count breaks in its column."""
        return all(
            whole(part, width)
            for cells in (tuple((name,) for name in self.columns), *(row.cells for row in self.rows))
            for cell, width in zip(cells, self.widths, strict=True)
            for part in cell
        )


@dataclass(frozen=True, slots=True)
class _Steps:
    """Lays out the steps of a plan in a size of print."""

    plan: Plan
    options: Options
    words: Words
    style: sizes.Steps

    def listed(self, inside: float) -> _Table:
        """Return the steps with one column for their doses and one for what makes them."""
        heads = (self.words.text("Dose"), self.words.text("Made from"))
        return self._table(heads, self._listed, sizes.LISTED, inside, nones=1)

    def by_time(self, inside: float) -> _Table | None:
        """Return the steps with a column for each time of day.

        Return None where a plan has one time, cycles of several days, or doses that a column does not hold.
        """
        found = dict[str, Slot]()
        for period, run in self._periods():
            regimen = period.step.regimen
            if run is None and len(regimen.days) > 1:
                return None
            for day in regimen.days:
                found |= dict(zip(labels(self.words, day), (one.slot for one in day), strict=True))
        if len(found) < _SEVERAL or "" in found:
            return None
        times = tuple(sorted(found, key=lambda label: found[label]))
        heads = tuple(
            marked(label, *([f"times:{found[label]}"] if found[label] != Slot.ANY else [])) for label in times
        )
        shares = sizes.by_time(len(times))
        tables = (
            self._table(heads, partial(self._at_times, times, beside), shares, inside, nones=len(times))
            for beside in (True, False)
        )
        return next((table for table in tables if table.unbroken), None)

    def _table(
        self,
        heads: tuple[str, ...],
        doses: Callable[[Step], tuple[tuple[Part, ...], ...]],
        shares: tuple[float, ...],
        inside: float,
        *,
        nones: int,
    ) -> _Table:
        """Return the table; in its last row, *nones* of the columns of doses say that there is no dose."""
        words = self.words
        named = (words.text("Done"), words.text("Dates"), *heads, words.text("Change from before"))
        columns = tuple(Text(sizes.WEEKDAYS, name) for name in named)
        steps = (
            self._step(period, doses(period.step)) if run is None else self._run(run, len(heads))
            for period, run in self._periods()
        )
        rows = (*steps, *self._end(nones, len(heads) - nones))
        cells = zip(*(row.cells for row in rows), strict=True)
        lines = ((name, *chain(*some)) for name, some in zip(columns, cells, strict=True))
        needs = [max(part.width for part in some) + sizes.STEP_APART for some in lines]
        widths = shared_widths(needs, shares, inside)
        if not whole(columns[-1], widths[-1]):
            columns = (*columns[:-1], Text(sizes.WEEKDAYS, words.text("Change")))
        return _Table(columns, widths, tuple(replace(row, height=self._height(row, widths)) for row in rows))

    def _end(self, nones: int, others: int) -> Iterator[StepRow]:
        """Yield the row of the first day without a dose, where a plan has one: *nones* columns say so."""
        if without := self.plan.first_day_without:
            first = self.words.language.long_day(without)
            # A patch comes off once, on that day.
            once = self.plan.comes_off(without)
            said = first if once else self.words.text("from {first} on", first=first)
            dates = (Text(self.style.text, marked(said, "without")),)
            none = (Text(self.style.dose, nothing(self.plan, self.words, without)),)
            yield StepRow(
                without <= self.options.as_of, without, ((), dates, *[none] * nones, *[()] * (others + 1))
            )

    def _height(self, row: StepRow, widths: tuple[float, ...]) -> int:
        """Return the height of a row in tenths."""
        heights = (
            sum(part.height(width) for part in cell) for cell, width in zip(row.cells, widths, strict=True)
        )
        return int((max(*heights, self.style.least) + sizes.RULE) * TENTHS) + 1

    def fitting(self, table: _Table, room: float) -> tuple[StepRow, ...]:
        """Return the rows that fit: if not all do, from the one before today's step on, and the end of the plan.

        Where rows are left out, a row says so: what stands above and below it does not follow on each other.
        """
        if sum(row.height for row in table.rows) <= room * TENTHS:
            return table.rows
        *rows, end = table.rows
        gap = max(self._gap(table, rows[0].first, end.first, over=over).height for over in (True, False))
        now = next((at for at, row in enumerate(rows) if row.now), 0)
        first = max(now - 1, 0)
        over = [self._gap(table, rows[0].first, rows[first].first, over=True)] if first else []
        filled = end.height + gap * (1 + len(over))
        shown = list[StepRow]()
        for row in rows[first:]:
            filled += row.height
            if filled > room * TENTHS:
                break
            shown.append(row)
        if not (left := rows[first + len(shown) :]):
            return (*over, *shown, end)
        return (*over, *shown, self._gap(table, left[0].first, end.first, over=False), end)

    def _gap(self, table: _Table, first: date, end: date, *, over: bool) -> StepRow:
        """Say how many steps have no row: those that are taken from the *first* day on, before *end*."""
        left = len({one.step.number for one in self.plan.periods if first <= one.first < end})
        said = (
            self.words.texts(
                "… {number} step before, which is over", "… {number} steps before, which are over", left
            )
            if over
            else self.words.texts(
                "… {number} more step, on the page of its days",
                "… {number} more steps, on the pages of their days",
                left,
            )
        )
        told = Text(self.style.text, marked(said, f"stepsin:{first},{end - timedelta(1)}"))
        row = StepRow(now=False, first=first, cells=((), (told,), *[()] * (len(table.columns) - 2)))
        return replace(row, height=self._height(row, table.widths))

    def _periods(self) -> Iterator[tuple[Period, Daily | None]]:
        """Yield the periods, and the first one of each run of daily steps with its run."""
        told = set[Daily]()
        for period in merged_periods(self.plan):
            run = next((one for one in daily(self.plan) if one.first <= period.first <= one.last), None)
            if run is None or run not in told:
                yield period, run
            if run:
                told.add(run)

    def _step(self, period: Period, doses: tuple[tuple[Part, ...], ...]) -> StepRow:
        words, step, style, language = self.words, period.step, self.style, self.words.language
        first, last = (language.together(language.long_day(day)) for day in (period.first, period.last))
        if period.open:
            dates = words.text("from {first} on, laid out to {last}", first=first, last=last)
        else:
            length = language.together(words.days(len(period)))
            dates = words.text("{first} – {last}, {days}", first=first, last=last, days=length)
            # A dash alone on its line would be read as a day without a dose.
            dates = dates.replace(" –", f"{NO_BREAK}–")
        now = period.first <= self.options.as_of <= period.last
        kinds = (
            *([self._present()] if now else []),
            *([words.text("⏸ SAME DOSE")] if period.held else []),
            *([words.text("□ ONLY IF NEEDED")] if step.length.optional else []),
        )
        said = agreed_of(words, step)
        told = (
            *(Text(style.kind, kind) for kind in kinds),
            Text(style.text, marked(dates, f"run:{period.first}")),
            *([Text(style.text, marked(said, f"condition:{period.first}"))] if said else []),
            *([Text(style.text, left_out(words, step))] if step.length.optional else []),
            *(Text(style.text, one) for one in self._early(period)),
            *(Text(style.text, one) for one in own_ends(words, self.plan, period)),
        )
        tells = f"{step.number},0" if any(isinstance(part, Line) for cell in doses for part in cell) else ""
        cells = ((Text(style.tick, "☐"),), told, *doses, tuple(self._changes(period)))
        return StepRow(now, period.first, cells, tells=tells)

    def _early(self, period: Period) -> Iterator[Marked]:
        """Say from which day on the next step may begin, unless the step is over."""
        if period.move_on and not period.step.length.optional and self.options.as_of <= period.last:
            date = self.words.language.short_day(period.move_on)
            said = (
                self.words.text("▶ MAY MOVE ON from {date} on, as agreed.", date=date)
                if self.plan.outline.agreed
                else self.words.text("▶ MAY MOVE ON from {date} on.", date=date)
            )
            yield marked(said, f"moveon:{period.first}")

    def _present(self) -> Marked:
        """Say which day the step was the present one: the page hangs for weeks."""
        on = self.options.as_of
        said = self.words.text("● NOW, {date}", date=self.words.language.short_day(on))
        return marked(said, f"date:{on}")

    def _said(self, step: Step) -> Marked:
        """Say all doses of a step."""
        plan = self.plan
        said = self.words.regimen(step.regimen, plan.drugs, timed=plan.timed, lines=True, plan=plan)
        return marked(said, f"regimen:{step.number}")

    def _listed(self, step: Step) -> tuple[tuple[Part, ...], ...]:
        """Return all doses of a step, and what makes each of them; where they differ by day, each dose with it."""
        days = {day: place for place, day in reversed(tuple(enumerate(step.regimen.days)))}
        differ = len({tuple(one.dose for one in day) for day in days}) > 1
        # A dose of several days is said once: two lines of the same tablets would be taken twice.
        found = dict[Intake, str]()
        for day, place in sorted(days.items(), key=lambda one: one[1]):
            for number, one in enumerate(day):
                if not one.stays and one not in day[:number]:
                    found.setdefault(one, f"{step.number},{place},{number}")
        made = (Text(self.style.made, self._made(one, about, dosed=differ)) for one, about in found.items())
        return (Text(self.style.dose, self._said(step)),), tuple(made)

    def _made(self, taken: Intake, about: str, *, dosed: bool) -> Marked:
        """Say what makes a dose, with the dose itself if *dosed*."""
        words, plan = self.words, self.plan
        if not dosed:
            return intake(words, plan, taken, about)
        said = " ".join(
            part for part in (words.dose(taken.dose), named(plan, taken.drug, words.slot(taken.slot))) if part
        )
        pieces = words.made(plan, taken)
        return marked(
            words.text("{label}: {pieces}", label=said, pieces=pieces), f"intake:{about}", f"pieces:{about}"
        )

    def _at_times(self, times: tuple[str, ...], beside: bool, step: Step) -> tuple[tuple[Part, ...], ...]:  # noqa: FBT001  bound by partial
        """Return the doses at each of these *times* with what makes them; a dash where there is none.

        The drug stands *beside* its dose, or above it.
        """
        day = step.regimen.days[0]
        if not day:
            return ((Text(self.style.dose, self._said(step)),), *[()] * (len(times) - 1))
        named = tuple(enumerate(zip(day, labels(self.words, day), strict=True)))
        cells = (
            tuple(
                part
                for place, (taken, label) in named
                if label == time
                for part in self._dose(taken, f"{step.number},0,{place}", beside=beside)
            )
            for time in times
        )
        return tuple(cell or (Text(self.style.made, "–"),) for cell in cells)

    def _dose(self, taken: Intake, about: str, *, beside: bool) -> Iterator[Part]:
        """Yield the drug of a dose where a plan has several, what the hand does, and what makes it."""
        style, numeral = self.style, self.words.numeral(self.plan, taken)
        drug = taken.drug if len(self.plan.drugs) > 1 else ""
        said = " ".join(part for part in (numeral.amount, numeral.unit, numeral.beside) if part)
        dose = Line(style.dose, (Text(style.dose, said),), (), (f"numeral:{about}",), figures=True)
        if drug and beside:
            named = Text(style.kind, f"{drug} ")
            yield replace(dose, texts=(named, *dose.texts), marks=(f"drug:{about}", *dose.marks))
        else:
            yield from (Text(style.kind, marked(drug, f"drug:{about}")), dose) if drug else (dose,)
        yield Text(style.made, make_up(self.plan, self.words, taken, about))

    def _changes(self, period: Period) -> Iterator[Part]:
        """Yield by how much each drug changes; but not over cycles, where "6 mg less in 1 week" is misread."""
        found = self.plan.period(period.first)
        cut = cuts(self.plan, found) if found else ()
        daily = all(one.days == 1 for one in cut)
        if said := "\n".join(fall(self.words, self.plan, one) for one in cut if daily):
            yield Text(self.style.text, marked(said, f"less:{period.first}"))

    def _run(self, run: Daily, doses: int) -> StepRow:
        """Return the row of daily steps, whose *doses* are columns that the pages of the days fill."""
        now = run.first <= self.options.as_of <= run.last
        told = said_daily(self.plan, self.words, run, self.words.language.long_day)
        cells = (
            (Text(self.style.tick, "☐"),),
            (*([Text(self.style.kind, self._present())] if now else []), Text(self.style.text, told)),
            *[()] * (doses - 1),
            (Text(self.style.made, self.words.text("each day's page says how")),),
            (),
        )
        return StepRow(now, run.first, cells)


def _waiting(plan: Plan, words: Words) -> Iterator[Marked]:
    """Say how many steps wait for a hold to end, or for what a step waits for."""
    if waiting := steps_waiting(plan):
        said = (
            words.texts("{number} step has no date yet", "{number} steps have no dates yet", waiting)
            if plan.waits_for
            else words.texts(
                "{number} step waits until the hold ends", "{number} steps wait until the hold ends", waiting
            )
        )
        yield marked(said, "waits")
