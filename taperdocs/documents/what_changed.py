"""The page "What changed": what to do from when on, large; the plan before and now; which printed pages are old."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from taperdocs.documents.day_marks import mark, notes, outlook
from taperdocs.documents.sheet import BOTTOM, HEADED, Frame, frame
from taperdocs.language.marked import marked
from taperdocs.language.phrases import change, changed, every_allowed, intake, need, need_beside
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import Style, Text, css
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan, days_between
from taperdocs.plan.revisions import PlanDifference, revision

_WEEK = 7 * DAY

_SIDE, _NAMES, _GAP = 12.0, 34.0, 3.0
"""Margins at the sides, the width of the column of names, and the white beside columns, in units."""

_HEADS = 2
"""Most lines of the heads of the columns."""

TITLE = Style("title", 14, 6, bold=True, below=1)
_LINES = {48: 18, 34: 13, 26: 10.4, 18: 7.6, 14: 6, 12: 5.2}
SENTENCES = tuple(Style(f"do-{size}", size, _LINES[size], bold=True, wraps=True) for size in (48, 34, 26, 18))
DRAFTED = tuple(
    Style(f"drafted-{size}", size, _LINES[size], bold=True, above=0.5, below=0.5, start=2, end=2, wraps=True)
    for size in (26, 18)
)
"""That the plan is not agreed to, over the large sentence that would else be followed; the largest that fits a line."""
WHY = Style("why", 12, 5.4, above=2.5, below=3, wraps=True)
BIG = tuple(Style(f"was-{size}", size, _LINES[size], wraps=True) for size in (18, 14, 12))
NOW = tuple(Style(f"now-{size}", size, _LINES[size], bold=True, wraps=True) for size in (18, 14, 12))
NAME, MADE, FINE = (
    Style("name", 12, 5.2, bold=True, wraps=True),
    Style("made", 12, 5.2, wraps=True),
    Style("fine", 10, 4.4, wraps=True),
)
ROW = Style("row", 12, 5.2, above=1.8, below=1.8, rule=0.25)
HEADING = Style("part", 14, 6, bold=True, above=4.5, below=0.8, rule=0.7, wraps=True)
LINE = Style("line", 12, 5.4, above=1.2, wraps=True)
STYLES = (TITLE, *DRAFTED, *SENTENCES, WHY, *BIG, *NOW, NAME, MADE, FINE, ROW, HEADING, LINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: something as it was and as it is now."""

    name: Text
    before: tuple[Text, ...]
    now: tuple[Text, ...]

    def height(self, room: float) -> float:
        """Return its height in a table that is *room* wide."""
        column = (room - _NAMES) / 2 - _GAP
        columns = (((self.name,), _NAMES - _GAP), (self.before, column), (self.now, column))
        return ROW.around(max(sum(text.height(width) for text in texts) for texts, width in columns))


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything on the page; *before* is the number of the earlier revision."""

    frame: Frame
    css: str
    margins: str
    title: Text
    before: int
    head: tuple[Text, ...]
    columns: tuple[Text, Text]
    row: Style
    rows: tuple[Row, ...]
    pages: tuple[Text, ...]


def happened(plan: Plan) -> bool:
    """Tell whether the plan was ever changed."""
    return plan.revision > 0


def view(plan: Plan, options: Options) -> ChangesView:
    """Decide everything that the page says: as large, and with as much of the table, as fits one page.

    Where room is short, rows are left out before the others are set smaller, and what makes a dose last of all.
    """
    words, both = Words(options.language), _revisions(plan)
    old, first = both.old, _first_different(both)
    edges, title = frame(plan, options, words.text("What changed")), Text(TITLE, words.text("What changed"))
    room, width = edges.sheet.height - HEADED - BOTTOM, edges.sheet.width - 2 * _SIDE
    do, why, pages = _do(words, both, first), Text(WHY, _what(plan, words)), tuple(_pages(words, both, first))
    large = next((one for one in DRAFTED if one.fits(edges.draft, width)), DRAFTED[-1])
    heads, sizes = [tuple[Text, ...]()], SENTENCES
    if edges.draft:
        # What is not agreed must not be the largest on the page: somebody would follow it.
        sizes = SENTENCES[-1], NOW[1]
        asks = Text(WHY, words.text("Until this is agreed, ask your prescriber which dose to take."))
        only = (Text(sizes[0], words.text("Only if this is agreed:")),) if first else ()
        small = Text(DRAFTED[-1], edges.draft)
        heads = [(Text(large, edges.draft), asks, *only), (small, *only), only or (small,)]
    around = sum(part.height(width) for part in (title, why, *pages)) + ROW.around(_HEADS * FINE.line)
    for told, made, size, left_out, style in product(heads, (True, False), range(3), range(4), sizes):
        table = tuple(_rows(words, both, first, size, made=made))
        rows, sentence = table[: max(len(table) - left_out, 1)], Text(style, do)
        shown: tuple[Text | Row, ...] = (*told, sentence, *rows)
        high = around + sum(part.height(width) for part in shown)
        if high <= room:
            break
    return ChangesView(
        replace(edges, one_page=high <= room),
        css(STYLES, names=_NAMES, gap=_GAP),
        f"{HEADED}rem {_SIDE}rem {BOTTOM}rem",
        title,
        old.revision,
        (*told, sentence, *([why] if why.text else [])),
        (
            _revision(
                words.text("Before: plan {code}, revision {number}", code=old.code, number=old.revision), old
            ),
            _revision(
                words.text("If agreed: plan {code}, revision {number}", code=plan.code, number=plan.revision)
                if edges.draft
                else words.text("Now: plan {code}, revision {number}", code=plan.code, number=plan.revision),
                plan,
            ),
        ),
        ROW,
        rows,
        pages,
    )


def _long(words: Words, day: date) -> str:
    """Return weekday, day and month; a line may end after the weekday, never inside the date."""
    said, short = words.language.long_day(day), words.language.day_month(day)
    return said.replace(short, words.language.together(short))


def _revisions(plan: Plan) -> PlanDifference:
    """Return the last two revisions, both extended to one common day.

    That day lies past both ends, so that "stops here" differs from "not laid out further".
    """
    old = revision(plan, max(plan.revision - 1, 0))
    until = PlanDifference(old, plan).last_day
    return PlanDifference(old.extended_to(until), plan.extended_to(until))


def _first_different(both: PlanDifference) -> date | None:
    """Return the first day with other doses than before the change; a hold of the same dose is none."""
    begin = min(both.old.first_day, both.new.first_day)
    days = days_between(begin, both.last_day)
    return next((day for day in days if both.old.on(day) != both.new.on(day)), None)


def _do(words: Words, both: PlanDifference, first: date | None) -> str:
    """Say what is done from the first day on that differs."""
    if not both.new.revision:
        return words.text("Nothing yet: this plan is as it was first written.")
    if first is None:
        return words.text("No dose changes.")
    date, period, before = (
        _long(words, first),
        both.new.period(first),
        both.new.period(first - DAY),
    )
    if period is None or not period.step.regimen.drugs:
        return marked(words.text("From {date} no dose", date=date), f"differs:{first}")
    doses = words.regimen(period.step.regimen, both.new.drugs)
    stays = before is not None and before.step.regimen == period.step.regimen
    said = (
        words.text("From {date} stay on {doses}", date=date, doses=doses)
        if stays
        else words.text("From {date} take {doses}", date=date, doses=doses)
    )
    return marked(said, f"differs:{first}")


def _what(plan: Plan, words: Words) -> str:
    """Say which change was made, and why."""
    if not plan.revision:
        return ""
    return marked(changed(words, plan.outline.changes[-1]), f"entry:{plan.revision - 1}")


def _rows(words: Words, both: PlanDifference, first: date | None, size: int, *, made: bool) -> Iterator[Row]:
    """Yield the rows, the most important first; *size* is the place of the styles of what was and of what is now.

    *made*: whether it is said what makes each dose.
    """
    old, new, (was, now) = both.old, both.new, (BIG[size], NOW[size])
    if first:
        name = marked(words.text("On {date}", date=_long(words, first)), f"date:{first}")
        taken = (_taken(words, old, first, was), _taken(words, new, first, now))
        yield Row(Text(NAME, name), *(texts if made else texts[:1] for texts in taken))
    yield Row(Text(NAME, words.text("Last dose day")), (_last(words, old, was),), (_last(words, new, now),))
    if first:
        day = first - DAY
        yield Row(
            Text(NAME, words.text("Next change from that day on")),
            _next(words, old, day, was),
            _next(words, new, day, now),
        )
    if both.needed:
        before = "\n".join(need(words, old, was) for was, _ in both.needed if was.used)
        needed = [need_beside(words, new, was, now) for was, now in both.needed if now.used]
        marks = (f"neededbeside:{place}" for place in range(len(needed)))
        yield Row(
            Text(NAME, words.text("Needed for the whole plan")),
            (Text(MADE, marked(before, f"needed:{old.first_day},{old.last_day}")),),
            (Text(MADE, marked("\n".join(needed), *marks)),),
        )


def _revision(said: str, plan: Plan) -> Text:
    return Text(FINE, marked(said, f"code:{plan.revision}", f"revision:{plan.revision}"))


def _taken(words: Words, plan: Plan, day: date, style: Style) -> tuple[Text, ...]:
    """Say the doses of a day, and what makes each."""
    period, taken = plan.period(day), plan.on(day)
    said = words.taken(taken, plan.drugs)
    if period and period.held:
        said = words.text("stay on {doses}", doses=said)
    made = (Text(MADE, intake(words, plan, one, f"{day},{place}")) for place, one in enumerate(taken))
    return (Text(style, marked(said, f"doses:{day}")), *made)


def _next(words: Words, plan: Plan, after: date, style: Style) -> tuple[Text, ...]:
    coming = plan.next_change(after)
    if coming is None:
        return (Text(style, words.text("no date yet") if plan.waiting else words.text("none")),)
    return (
        Text(style, marked(words.language.brief_date(coming.first), f"nextday:{after}")),
        Text(MADE, change(words, plan, coming)),
    )


def _last(words: Words, plan: Plan, style: Style) -> Text:
    last = plan.last_dose_day
    return Text(
        style, marked(words.language.brief_date(last) if last else words.text("not fixed"), "lastdose")
    )


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
    first, last = max(both.old.first_day, page(over)), max(both.old.last_day, both.new.last_day) + DAY
    return next(
        (
            page(day)
            for day in days_between(first, last)
            if _square(words, both.old, day) != _square(words, both.new, day)
            or outlook(both.old, words, page(day)) != outlook(both.new, words, page(day))
        ),
        None,
    )


def _square(words: Words, plan: Plan, day: date) -> object:
    return plan.on(day), mark(plan, words, day), tuple(notes(plan, words, day))


def _pages(words: Words, both: PlanDifference, first: date | None) -> Iterator[Text]:
    """Say which pages to strike through from which day on, which to throw away, and what stays true."""
    yield from _stale_pages(words, both, first)
    for said in every_allowed(words, both.new):
        yield Text(LINE, said)


def _stale_pages(words: Words, both: PlanDifference, first: date | None) -> Iterator[Text]:
    if not both.new.revision:
        yield Text(HEADING, words.text("Still true"))
        yield Text(LINE, words.text("Calendar and diary: all of it"))
        return
    agreed = both.new.outline.agreed
    if first:
        date = _long(words, first)
        said = (
            words.text("Strike out from {date} on", date=date)
            if agreed
            else words.text("If agreed: strike out from {date} on", date=date)
        )
        yield Text(HEADING, marked(said, f"date:{first}"))
        yield Text(
            LINE,
            words.text(
                "☐ On the page with this day, in calendar and diary. Keep that page for what is ticked."
            ),
        )
    anew = (
        words.text("Throw away and print anew")
        if agreed
        else words.text("If agreed: throw away and print anew")
    )
    yield Text(HEADING, anew)
    if first:
        yield Text(LINE, words.text("☐ Calendar and diary: all later pages, and the page of the whole plan"))
    yield Text(LINE, words.text("☐ Hand-off and card"))
    yield Text(LINE, words.text("☐ Phone: open the new file plan.ics on it; it moves the old entries"))
    yield Text(HEADING, words.text("Still true"))
    if first:
        yield Text(
            LINE,
            words.text(
                "All doses before that day. Only what a page says of a next change or an end may be old."
            ),
        )
    else:
        yield Text(
            LINE,
            words.text(
                "Every dose in calendar and diary. Only what a page says of a next change or an end may be old."
            ),
        )
