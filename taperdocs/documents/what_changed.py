"""What changed: one page in big type, the plan before and now, and which printed pages are out of date."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from taperdocs.documents.day_marks import mark, notes, outlook
from taperdocs.documents.handoff.history import changed_figures
from taperdocs.documents.page_frame import Frame, frame
from taperdocs.language.phrases import change, changed, intake, need, need_beside
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.measure import lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import PlanDifference, revision
from taperdocs.plan.supply import supply
from taperdocs.readback.facts import Fact, Facts
from taperdocs.readback.figures import Figured, Figures

_DAY, _WEEK = timedelta(1), 7
# Lengths in units, which are mm on A4; style.css has the same numbers. The sizes are those of the table.
_SIZES = {"big": 5, "text": 4.3, "small": 3.6}
_LEADING, _NAMES, _COLUMN, _GAP, _ROW, _AROUND = 1.28, 39, 67, 4, 0.25, 60
_POINTS = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Row:
    """Something as it was and as it is now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything on the page; what does not fit it in the smallest type goes on behind."""

    frame: Frame
    title: str
    what: str
    columns: tuple[str, str, str]
    rows: tuple[Row, ...]
    size: str
    bin_title: str
    bin: tuple[str, ...]
    keep_title: str
    keep: tuple[str, ...]
    fits: bool


def happened(plan: Plan) -> bool:
    """Tell whether there is a change to speak of."""
    return plan.revision > 0


def view(plan: Plan, options: Options) -> ChangesView:
    """Decide everything that the page says."""
    words, both = Words(options.language), _revisions(plan)
    stale, edges = _stale(options, both), frame(plan, options, words.text("What changed"))
    rows, gone, kept = (
        tuple(_rows(words, both)),
        tuple(_gone(words, both, stale)),
        tuple(_kept(words, both, stale)),
    )
    what = _what(plan, words)
    room = float(edges.sheet.height) - 30 - _AROUND - 6.6 * (len(gone) + len(kept))
    room -= 8 * lines(what, 18.2, 182)
    size = next((name for name, size in _SIZES.items() if _height(rows, size) <= room), "")
    return ChangesView(
        edges,
        words.text("What changed"),
        what,
        (
            "",
            words.text(
                "Before: plan {code}, revision {number}", code=both.old.code, number=both.old.revision
            ),
            words.text("Now: plan {code}, revision {number}", code=plan.code, number=plan.revision),
        ),
        rows,
        size or "small",
        words.text("Throw away what was printed before"),
        gone,
        words.text("Still true"),
        kept,
        bool(size),
    )


def _height(rows: tuple[Row, ...], size: float) -> float:
    """Return the height of the table, its heads included, at a *size* in units."""
    points = size * _POINTS
    counted = (
        max(
            lines(row.name, points, _NAMES, bold=True),
            lines(row.before, points, _COLUMN),
            lines(row.now, points, _COLUMN, bold=True),
        )
        for row in rows
    )
    return sum(count * size * _LEADING + _GAP + _ROW for count in (2, *counted))


def _revisions(plan: Plan) -> PlanDifference:
    """Return both, laid out equally far where they have no end."""
    old = revision(plan, max(plan.revision - 1, 0)).extended_to(plan.last_day)
    return PlanDifference(old, plan)


def _what(plan: Plan, words: Words) -> str:
    if not plan.revision:
        return words.text("Nothing yet: this plan is as it was first written.")
    return changed(words, plan.outline.changes[-1])


def _rows(words: Words, both: PlanDifference) -> Iterator[Row]:
    old, new, first = both.old, both.new, both.first
    if first:
        name = words.text("On {date}", date=words.language.long_day(first))
        yield Row(name, _taken(words, old, first), _taken(words, new, first))
        day = first - _DAY
        yield Row(words.text("Next change"), _next(words, old, day), _next(words, new, day))
    yield Row(words.text("Last dose day"), _last(words, old), _last(words, new))
    if both.needed:
        before = (need(words, old, was) for was, _ in both.needed if was.used)
        now = (need_beside(words, new, was, now) for was, now in both.needed if now.used)
        yield Row(words.text("Needed for the whole plan"), "\n".join(before), "\n".join(now))


def _taken(words: Words, plan: Plan, day: date) -> str:
    period, said = plan.period(day), words.taken(plan.on(day), plan.drugs)
    if period and period.held:
        said = words.text("{doses}, held", doses=said)
    return "\n".join((said, *(intake(words, plan, taken) for taken in plan.on(day))))


def _next(words: Words, plan: Plan, after: date) -> str:
    coming = plan.next_change(after)
    if coming is None:
        return words.text("no date yet") if plan.waiting else words.text("none")
    return f"{words.language.day(coming.first)}\n{change(words, plan, coming)}"


def _last(words: Words, plan: Plan) -> str:
    last = plan.last_dose_day
    return words.language.day(last) if last else words.text("not fixed")


def _needed_figures(one: Figured, both: PlanDifference) -> Figures:
    """Return what is needed, and of the plan as it is now how much more or less that is."""
    if one.plan is both.old:
        return one.uses(supply(one.plan))
    found = list[str]()
    for was, now in both.needed:
        if not now.used:
            continue
        more = abs(now.whole - was.whole)
        found += (*one.uses((now,)), *(one.number(more) if more else ()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Stale:
    """The first day whose calendar page says something else than before, and the first week of the diary."""

    month: date | None
    week: int | None


def _stale(options: Options, both: PlanDifference) -> _Stale:
    language = options.language
    month = _first_stale(options, both, language.month_of)
    week = _first_stale(options, both, lambda day: both.old.first_day + timedelta(_WEEK * _weeks(both, day)))
    return _Stale(month and language.month_of(month), None if week is None else _weeks(both, week) + 1)


def only_changed(plan: Plan, options: Options, name: str) -> Options | None:
    """Return *options* so that of a document only the pages are printed that are not as they were.

    None where no page of it has changed.
    """
    both = _revisions(plan)
    stale = _stale(options, both)
    if name == "calendar":
        return replace(options, first=max(stale.month, plan.first_day)) if stale.month else None
    if name == "diary":
        weeks = timedelta(_WEEK * (stale.week - 1)) if stale.week else None
        return None if weeks is None else replace(options, first=both.old.first_day + weeks)
    return options if plan.revision else None


def _first_stale(options: Options, both: PlanDifference, page: Callable[[date], date]) -> date | None:
    """Return the first day that differs, or on whose page the head does; *page* gives a page's first day.

    A page whose days were all over when the plan was changed is not looked at: it was followed, and its doses
    are the same.
    """
    words, over = Words(options.language), _over(options, both)
    first, last = max(both.old.first_day, page(over)), max(both.old.last_day, both.new.last_day) + _DAY
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return next(
        (
            day
            for day in days
            if _square(words, both.old, day) != _square(words, both.new, day)
            or outlook(both.old, words, page(day)) != outlook(both.new, words, page(day))
        ),
        None,
    )


def _over(options: Options, both: PlanDifference) -> date:
    """Return the first day that is not over for the last change: its own, or before that the present one."""
    changes = both.new.outline.changes
    return min(options.as_of, changes[-1].on) if changes else both.new.first_day


def _square(words: Words, plan: Plan, day: date) -> object:
    return plan.on(day), mark(plan, words, day), tuple(notes(plan, words, day))


def _weeks(both: PlanDifference, day: date) -> int:
    return (day - both.old.first_day).days // _WEEK


def _gone(words: Words, both: PlanDifference, stale: _Stale) -> Iterator[str]:
    if both.old == both.new:
        return
    if stale.month:
        yield words.text("Calendar: {month} and everything later", month=words.language.month(stale.month))
    if stale.week:
        yield words.text("Diary: week {number} and everything later", number=stale.week)
    yield words.text("Hand-off and card: all of it")
    yield words.text("Phone: take in the new plan.ics; it moves the old entries")


def _kept(words: Words, both: PlanDifference, stale: _Stale) -> Iterator[str]:
    language = words.language
    if stale.month and language.month_of(both.old.first_day) < stale.month:
        until = language.month(language.month_of(stale.month - _DAY))
        yield words.text("Calendar: up to {month}", month=until)
    if stale.week and stale.week > 1:
        yield words.text("Diary: up to week {number}", number=stale.week - 1)
    if not stale.month and not stale.week:
        yield words.text("Calendar and diary: all of it")
    yield words.text("Every day that you have ticked off: what is over stays as it was")


def facts(plan: Plan, options: Options, shown: ChangesView) -> Facts:
    """Return what the page must hold, column by column."""
    both = _revisions(plan)
    old, new = Figured(both.old, options.language), Figured(plan, options.language, both.old.drugs)
    found = [Fact("change", changed_figures(new, plan.outline.changes[-1]) if plan.revision else ())]
    found += (
        Fact(f"revision {one.plan.revision}", (*new.figures(one.plan.code), *new.number(one.plan.revision)))
        for one in (old, new)
    )
    if both.first:
        found.append(Fact("first day", new.day_month(both.first)))
        found += (
            Fact(f"{both.first}, revision {one.plan.revision}", _taken_figures(one, both.first))
            for one in (old, new)
        )
        found += (
            Fact(f"next, revision {one.plan.revision}", _next_figures(one, both.first)) for one in (old, new)
        )
    found += (Fact(f"end, revision {one.plan.revision}", _last_figures(one)) for one in (old, new))
    if both.needed:
        found += (
            Fact(f"needed, revision {one.plan.revision}", _needed_figures(one, both)) for one in (old, new)
        )
    found += _page_facts(options, new, both)
    return Facts("cell", tuple(found), new, (plan.code,), 1 if shown.fits else None)


def _taken_figures(one: Figured, day: date) -> Figures:
    taken = one.plan.on(day)
    pieces = (figure for intake_ in taken for figure in one.intake(intake_))
    return (*one.taken(taken, one.plan.drugs), *pieces)


def _next_figures(one: Figured, first: date) -> Figures:
    coming = one.plan.next_change(first - _DAY)
    return (*one.full_date(coming.first), *one.change_at(coming)) if coming else ()


def _last_figures(one: Figured) -> Figures:
    return one.full_date(one.plan.last_dose_day) if one.plan.last_dose_day else ()


def _page_facts(options: Options, new: Figured, both: PlanDifference) -> Iterator[Fact]:
    language = options.language
    stale = _stale(options, both)
    yield Fact("calendar to throw away", new.month(stale.month) if stale.month else ())
    yield Fact("diary to throw away", new.number(stale.week) if stale.week else ())
    if stale.month and language.month_of(both.old.first_day) < stale.month:
        yield Fact("calendar to keep", new.month(language.month_of(stale.month - _DAY)))
    if stale.week and stale.week > 1:
        yield Fact("diary to keep", new.number(stale.week - 1))
