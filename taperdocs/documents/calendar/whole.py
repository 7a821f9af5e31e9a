"""The first page of the calendar: the whole plan, a row a step, which shows that there is an end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from taperdocs.documents.calendar import sizes
from taperdocs.documents.calendar.heading import Room, whose_plan
from taperdocs.documents.curve.curve import Curve, curve
from taperdocs.documents.day_marks import Daily, daily, nothing, said_daily
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import agreed_of, every_allowed, fall, intake, own_ends, rhythms
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import shared_widths
from taperdocs.pdf.kit import Part, Text
from taperdocs.plan.cuts import cuts
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import merged_periods, steps_waiting
from taperdocs.plan.step import Period


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: a box, its dates, its doses, how each is made up, and by how much it changes; *now*: it is today's.

    *first* is its first day. *height* is in tenths of a unit.
    """

    now: bool
    first: date
    cells: tuple[tuple[Part, ...], ...]
    height: int = 0


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
    """Return the page of the whole plan; rows that do not fit are counted."""
    words, inside = Words(options.language), room.width
    title = words.text("The whole plan")
    columns = tuple(
        Text(sizes.WEEKDAYS, name)
        for name in (
            words.text("Done"),
            words.text("Dates"),
            words.text("Dose"),
            words.text("Made from"),
            words.text("Change"),
        )
    )
    unmeasured = tuple(_rows(plan, options, words))
    widths = _widths(columns, unmeasured, inside)
    rows = [replace(row, height=_height(row, widths)) for row in unmeasured]
    room_for = room.height - sizes.TITLE.line - sizes.WEEKDAYS.height("x", inside) - sizes.SPARE
    beside = (*rhythms(words, plan), *every_allowed(words, plan))
    needed = sum(sizes.STEP_BESIDE.height(one, inside) for one in beside)
    shown = _fitting(plan, words, rows, room_for - needed - 2 * sizes.FOOT_LINE.line)
    foot = tuple(
        Text(style, one)
        for style, lines in (
            (sizes.STEP_BESIDE, beside),
            (sizes.FOOT_LINE, _waiting(plan, words)),
        )
        for one in lines
    )
    free = room_for - sum(row.height for row in shown) / 10 - sum(one.height(inside) for one in foot)
    drawn = min(free - sizes.CURVE_ABOVE, sizes.CURVE_MOST)
    return WholePlan(
        title,
        whose_plan(plan, options, title, inside),
        columns,
        widths,
        shown,
        foot,
        curve(plan, words, options.as_of, inside, drawn) if drawn >= sizes.CURVE_LEAST else None,
    )


def _widths(columns: tuple[Text, ...], rows: Iterable[StepRow], inside: float) -> tuple[float, ...]:
    """Return the widths of the columns, given by their longest line."""
    cells = zip(*(row.cells for row in rows), strict=True)
    lines = ((name, *chain(*some)) for name, some in zip(columns, cells, strict=True))
    needs = [max(part.width for part in some) + sizes.STEP_APART for some in lines]
    return shared_widths(needs, sizes.STEP_SHARES, inside)


def _height(row: StepRow, widths: tuple[float, ...]) -> int:
    """Return the height of a row in tenths."""
    heights = (
        sum(part.height(width) for part in cell) for cell, width in zip(row.cells, widths, strict=True)
    )
    return int((max(*heights, sizes.STEP_LEAST) + sizes.RULE) * 10) + 1


def _fitting(plan: Plan, words: Words, rows: list[StepRow], room: float) -> tuple[StepRow, ...]:
    """Return the rows that fit: if not all do, from the one before today's step on, and the end of the plan.

    Where rows are left out, a row says so: what stands above and below it does not follow on each other.
    """
    if sum(row.height for row in rows) <= room * 10:
        return tuple(rows)
    *rows, end = rows
    gap = int((sizes.STEP_LEAST + sizes.RULE) * 10) + 1
    now = next((at for at, row in enumerate(rows) if row.now), 0)
    first, filled = max(now - 1, 0), end.height + gap
    shown = list[StepRow]()
    for row in rows[first:]:
        filled += row.height
        if filled > room * 10:
            break
        shown.append(row)
    left = rows[first + len(shown) :]
    return (
        *shown,
        *([replace(_gap(plan, words, left[0].first, end.first), height=gap)] if left else ()),
        end,
    )


def _gap(plan: Plan, words: Words, first: date, end: date) -> StepRow:
    """Say how many steps have no row: those that are taken from the *first* day on, before *end*."""
    left = len({one.step.number for one in plan.periods if first <= one.first < end})
    said = words.texts(
        "… {number} more step, on the page of its days",
        "… {number} more steps, on the pages of their days",
        left,
    )
    said = marked(said, f"stepsin:{first},{end - timedelta(1)}")
    return StepRow(now=False, first=first, cells=((), (Text(sizes.STEP, said),), (), (), ()))


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


def _rows(plan: Plan, options: Options, words: Words) -> Iterator[StepRow]:
    """Yield a row for each step, one for each run of daily steps, and one for the first day without a dose."""
    told = set[Daily]()
    for period in merged_periods(plan):
        run = next((run for run in daily(plan) if run.first <= period.first <= run.last), None)
        if run is None:
            yield _step(plan, options, words, period)
        elif run not in told:
            told.add(run)
            yield _run(plan, options, words, run)
    if plan.first_day_without:
        first = words.language.long_day(plan.first_day_without)
        said = marked(words.text("from {first} on", first=first), "without")
        yield StepRow(
            plan.first_day_without <= options.as_of,
            plan.first_day_without,
            (
                (),
                (Text(sizes.STEP, said),),
                (Text(sizes.STEP_DOSE, nothing(plan, words, plan.first_day_without)),),
                (),
                (),
            ),
        )


def _step(plan: Plan, options: Options, words: Words, period: Period) -> StepRow:
    step, language = period.step, words.language
    first, last = (language.together(language.long_day(day)) for day in (period.first, period.last))
    if period.open:
        dates = words.text("from {first} on, laid out to {last}", first=first, last=last)
    else:
        length = language.together(words.days(len(period)))
        dates = words.text("{first} – {last}, {days}", first=first, last=last, days=length)
    # A drug begins a line, but for a cycle of several days, where a line for each day and drug would say less.
    between = ",\n" if len(step.regimen.days) == 1 else ", "
    doses = marked(
        words.regimen(step.regimen, plan.drugs, timed=plan.timed, between=between), f"regimen:{step.number}"
    )
    days = {day: place for place, day in reversed(tuple(enumerate(step.regimen.days)))}
    made = tuple(
        Text(sizes.STEP_MADE, intake(words, plan, one, f"{step.number},{place},{number}"))
        for day, place in sorted(days.items(), key=lambda one: one[1])
        for number, one in enumerate(day)
    )
    kinds = [words.text("⏸ SAME DOSE")] * period.held + [
        words.text("□ ONLY IF NEEDED")
    ] * step.length.optional
    now = period.first <= options.as_of <= period.last
    said = agreed_of(words, step)
    kinds = [_present(words, options)] * now + kinds
    return StepRow(
        now,
        period.first,
        (
            (Text(sizes.STEP_TICK, "☐"),),
            (
                *(Text(sizes.STEP_KIND, kind) for kind in kinds),
                Text(sizes.STEP, marked(dates, f"run:{period.first}")),
                *([Text(sizes.STEP, marked(said, f"condition:{period.first}"))] if said else []),
                *(Text(sizes.STEP, one) for one in own_ends(words, plan, period)),
            ),
            (Text(sizes.STEP_DOSE, doses),),
            made,
            tuple(_changes(plan, words, period)),
        ),
    )


def _present(words: Words, options: Options) -> Marked:
    """Say which day the step was the present one: the page hangs for weeks."""
    said = words.text("● NOW, {date}", date=words.language.short_day(options.as_of))
    return marked(said, f"date:{options.as_of}")


def _changes(plan: Plan, words: Words, period: Period) -> Iterator[Part]:
    """Yield by how much each drug changes."""
    found = plan.period(period.first)
    if said := "\n".join(fall(words, plan, cut) for cut in (cuts(plan, found) if found else ())):
        yield Text(sizes.STEP, marked(said, f"less:{period.first}"))


def _run(plan: Plan, options: Options, words: Words, run: Daily) -> StepRow:
    now = run.first <= options.as_of <= run.last
    return StepRow(
        now,
        run.first,
        (
            (Text(sizes.STEP_TICK, "☐"),),
            (
                *([Text(sizes.STEP_KIND, _present(words, options))] if now else []),
                Text(sizes.STEP, said_daily(plan, words, run, words.language.long_day)),
            ),
            (),
            (Text(sizes.STEP_MADE, words.text("each day's page says how")),),
            (),
        ),
    )
