"""The page "What changed": the plan before and now in big type, and which printed pages are out of date."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from taperdocs.documents.day_marks import mark, notes, outlook
from taperdocs.documents.page_frame import Frame, frame
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import change, changed, intake, need, need_beside
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.measure import lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import PlanDifference, revision

_DAY, _WEEK = timedelta(1), timedelta(7)
# Lengths in units, which are mm on A4; style.css has the same numbers. ``_SIZES`` are text sizes of the table.
_SIZES = {"big": 5, "text": 4.3, "small": 3.6}
_LEADING, _NAMES, _COLUMN, _GAP, _ROW, _AROUND = 1.28, 39, 67, 4, 0.25, 60
_POINTS = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: something as it was and as it is now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything on the page; *before* is the number of the earlier revision. A long table goes on on more pages."""

    frame: Frame
    title: str
    before: int
    what: str
    columns: tuple[str, str, str]
    rows: tuple[Row, ...]
    size: str
    bin_title: str
    bin: tuple[str, ...]
    keep_title: str
    keep: tuple[str, ...]


def happened(plan: Plan) -> bool:
    """Tell whether the plan was ever changed."""
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
        replace(edges, one_page=bool(size)),
        words.text("What changed"),
        both.old.revision,
        what,
        (
            "",
            _revision(
                words.text(
                    "Before: plan {code}, revision {number}", code=both.old.code, number=both.old.revision
                ),
                both.old,
            ),
            _revision(
                words.text("Now: plan {code}, revision {number}", code=plan.code, number=plan.revision), plan
            ),
        ),
        rows,
        size or "small",
        words.text("Throw away what was printed before"),
        gone,
        words.text("Still true"),
        kept,
    )


def _revision(said: str, plan: Plan) -> Marked:
    return marked(said, f"code:{plan.revision}", f"revision:{plan.revision}")


def _height(rows: tuple[Row, ...], size: float) -> float:
    """Return the height of the table in units, heads included, with text of *size* units."""
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
    """Return the last two revisions, both extended to one common day.

    That day lies past both ends, so that "stops here" differs from "not laid out further".
    """
    old = revision(plan, max(plan.revision - 1, 0))
    until = PlanDifference(old, plan).last_day
    return PlanDifference(old.extended_to(until), plan.extended_to(until))


def _what(plan: Plan, words: Words) -> str:
    if not plan.revision:
        return words.text("Nothing yet: this plan is as it was first written.")
    return marked(changed(words, plan.outline.changes[-1]), f"entry:{plan.revision - 1}")


def _rows(words: Words, both: PlanDifference) -> Iterator[Row]:
    old, new, first = both.old, both.new, both.first
    if first:
        name = marked(words.text("On {date}", date=words.language.long_day(first)), f"date:{first}")
        yield Row(name, _taken(words, old, first), _taken(words, new, first))
        day = first - _DAY
        yield Row(words.text("Next change"), _next(words, old, day), _next(words, new, day))
    yield Row(words.text("Last dose day"), _last(words, old), _last(words, new))
    if both.needed:
        before = "\n".join(need(words, old, was) for was, _ in both.needed if was.used)
        now = [need_beside(words, new, was, now) for was, now in both.needed if now.used]
        yield Row(
            words.text("Needed for the whole plan"),
            marked(before, f"needed:{old.first_day},{old.last_day}"),
            marked("\n".join(now), *(f"neededbeside:{place}" for place in range(len(now)))),
        )


def _taken(words: Words, plan: Plan, day: date) -> Marked:
    period, said = plan.period(day), words.taken(plan.on(day), plan.drugs)
    if period and period.held:
        said = words.text("{doses}, held", doses=said)
    taken = plan.on(day)
    made = (f"made:{day},{place}" for place in range(len(taken)))
    return marked("\n".join((said, *(intake(words, plan, one) for one in taken))), f"doses:{day}", *made)


def _next(words: Words, plan: Plan, after: date) -> str:
    coming = plan.next_change(after)
    if coming is None:
        return words.text("no date yet") if plan.waiting else words.text("none")
    said = f"{words.language.day(coming.first)}\n{change(words, plan, coming)}"
    return marked(said, f"nextof:{after}")


def _last(words: Words, plan: Plan) -> str:
    last = plan.last_dose_day
    return marked(words.language.day(last) if last else words.text("not fixed"), "lastdose")


@dataclass(frozen=True, slots=True)
class _Stale:
    """The first month of the calendar and the first week of the diary that are out of date."""

    month: date | None
    week: int | None


def _stale(options: Options, both: PlanDifference) -> _Stale:
    begin = both.old.first_day
    month = _first_stale(options, both, options.language.month_of)
    week = _first_stale(options, both, lambda day: begin + (day - begin) // _WEEK * _WEEK)
    return _Stale(month, None if week is None else (week - begin) // _WEEK + 1)


def only_changed(plan: Plan, options: Options, name: str) -> Options | None:
    """Return *options* narrowed to the pages of the document *name* that have changed, None where none has."""
    both = _revisions(plan)
    stale = _stale(options, both)
    if name == "calendar":
        return replace(options, first=max(stale.month, plan.first_day)) if stale.month else None
    if name == "diary":
        return replace(options, first=both.old.first_day + (stale.week - 1) * _WEEK) if stale.week else None
    return options if plan.revision else None


def _first_stale(options: Options, both: PlanDifference, page: Callable[[date], date]) -> date | None:
    """Return the first day of the first page on which a day or the head differs.

    *page* gives the first day of the page that a day is on. Pages whose days were all over when the plan was
    changed are skipped: their doses cannot have changed.
    """
    words, changes = Words(options.language), both.new.outline.changes
    over = min(options.as_of, changes[-1].on) if changes else both.new.first_day
    first, last = max(both.old.first_day, page(over)), max(both.old.last_day, both.new.last_day) + _DAY
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return next(
        (
            page(day)
            for day in days
            if _square(words, both.old, day) != _square(words, both.new, day)
            or outlook(both.old, words, page(day)) != outlook(both.new, words, page(day))
        ),
        None,
    )


def _square(words: Words, plan: Plan, day: date) -> object:
    return plan.on(day), mark(plan, words, day), tuple(notes(plan, words, day))


def _gone(words: Words, both: PlanDifference, stale: _Stale) -> Iterator[str]:
    if both.old == both.new:
        return
    if stale.month:
        said = words.text("Calendar: {month} and everything later", month=words.language.month(stale.month))
        yield marked(said, f"month:{stale.month}")
    if stale.week:
        said = words.text("Diary: week {number} and everything later", number=stale.week)
        yield marked(said, f"number:{stale.week}")
    yield words.text("Hand-off and card: all of it")
    yield words.text("Phone: take in the new plan.ics; it moves the old entries")


def _kept(words: Words, both: PlanDifference, stale: _Stale) -> Iterator[str]:
    language = words.language
    if stale.month and language.month_of(both.old.first_day) < stale.month:
        month = language.month_of(stale.month - _DAY)
        until = words.text("Calendar: up to {month}", month=language.month(month))
        yield marked(until, f"month:{month}")
    if stale.week and stale.week > 1:
        until = words.text("Diary: up to week {number}", number=stale.week - 1)
        yield marked(until, f"number:{stale.week - 1}")
    if not stale.month and not stale.week:
        yield words.text("Calendar and diary: all of it")
    yield words.text("Every day that you have ticked off: what is over stays as it was")
