"""The head and foot of a page: title, drugs and person, and changes above the days; what is needed below them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.documents.calendar import sizes
from taperdocs.documents.day_marks import begins, daily, legend, said_daily
from taperdocs.documents.sheet import names
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import change, every_allowed, order, rhythms, unbroken, used
from taperdocs.language.phrases import goes_on as goes_on_like
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.kit import Style, Text
from taperdocs.plan.plan import Plan
from taperdocs.plan.stock import refills
from taperdocs.plan.supply import supply

_BESIDE = 2
"""Lines of changes that are together no higher than the title."""
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a page within its margins.

    *width* and *height* are in units; *height* is for head, days and foot together. *unit* is one unit in mm.
    """

    width: float
    height: float
    unit: float


@dataclass(frozen=True, slots=True)
class PageHead:
    """A title, the names beside it, and the changes of the page with their dates, line by line.

    *beside*: whether the changes stand at the end of the title's line; otherwise they stand below it. *height* is the
    height of the whole head, in units.
    """

    title: str
    names: str
    changes: tuple[tuple[str, ...], ...]
    beside: bool
    height: float


def page_head(plan: Plan, options: Options, title: str, days: tuple[date, date], inside: float) -> PageHead:
    """Return the head of a page *inside* units wide; *days* are its first and its last day."""
    words = Words(options.language)
    whose = whose_plan(plan, options, sizes.NAMES, inside - sizes.TITLE.width(f"{title}  "))
    items = tuple(changes(plan, words, *days))
    left = inside - sizes.TITLE.width(f"{title}  ") - sizes.NAMES.width(whose) - sizes.GAP
    lines = _lines(items, left)
    if len(lines) <= _BESIDE and all(sizes.CHANGES.fits(_SEPARATOR.join(line), left) for line in lines):
        return PageHead(title, whose, lines, beside=True, height=sizes.TITLE.line)
    lines = _lines(items, inside)
    said = "\n".join(_SEPARATOR.join(line) for line in lines)
    height = sizes.TITLE.line + sizes.CHANGES.height(said, inside)
    return PageHead(title, whose, lines, beside=False, height=height)


def whose_plan(plan: Plan, options: Options, style: Style, room: float) -> Marked:
    """Return the drugs and the person as far as they fit a line of *room* units in this style."""
    person = ("text:person",) if options.named and plan.outline.person.name else ()
    return marked(names(plan, options, style, room), "text:drugs", *person)


def _lines(items: tuple[Marked, ...], room: float) -> tuple[tuple[Marked, ...], ...]:
    """Distribute items over lines *room* units wide; an item that is wider than that gets a line of its own."""
    found = list[list[Marked]]()
    for item in items:
        if found and sizes.CHANGES.fits(_SEPARATOR.join((*found[-1], item)), room):
            found[-1].append(item)
        else:
            found.append([item])
    return tuple(map(tuple, found))


def changes(plan: Plan, words: Words, first: date, last: date) -> Iterator[Marked]:
    """Yield each change from *first* to *last*; then the next change, how the plan goes on, or the last dose day."""
    on = words.language.short_day
    for run in daily(plan):
        if run.first <= last and first <= run.last:
            each_day = said_daily(plan, words, run, on)
            yield marked(each_day.replace(" ", NO_BREAK), each_day)
    for period in plan.periods:
        if first <= period.first <= last and plan.before(period) and begins(plan, period):
            told = change(words, plan, period)
            said = words.text("{date}: {change}", date=on(period.first), change=told)
            yield marked(unbroken(said), f"date:{period.first}", told)
    yield from _after(plan, words, last)


def _after(plan: Plan, words: Words, last: date) -> Iterator[Marked]:
    """Yield the next change after *last*; where there is none, how the plan goes on or its last dose day."""
    on = words.language.short_day
    coming = plan.next_change(last)
    if coming and begins(plan, coming):
        said = words.text("{date}: {change}", date=on(coming.first), change=change(words, plan, coming))
        yield marked(unbroken(words.text("Later: {change}", change=said)), f"next:{last}")
    elif plan.open and not coming:
        yield goes_on_like(words, plan)
    if plan.last_dose_day and not coming:
        yield marked(words.text("Last dose: {date}", date=on(plan.last_dose_day)), "lastdose")


def page_foot(
    plan: Plan, words: Words, shown: tuple[date, ...], room: float, goes_on: date | None = None
) -> tuple[Text, ...]:
    """Return the lines of the foot: what the *shown* days need, what to order, what the marks mean, and the next page.

    *room* is the width in units; *goes_on* is the first day of the next page, None on the last one.
    """
    days = [day for day in shown if plan.period(day)]
    said = list[str]()
    if days:
        first, last = days[0], days[-1]
        uses = ", ".join(
            used(words, plan, use) for use in supply(plan, ((day, plan.on(day)) for day in days))
        )
        if uses:
            needed = words.text("Needed on this page: {need}.", need=uses)
            said.append(marked(needed, f"used:{first},{last}"))
        said += (
            marked(order(words, plan, refill), f"order:{place}")
            for place, refill in enumerate(refills(plan))
            if refill.order_by and first <= refill.order_by <= last
        )
    said += (*rhythms(words, plan), *every_allowed(words, plan))
    said += legend(plan, words, shown)
    if goes_on:
        on = words.language.short_day(goes_on)
        tells = marked(words.text("→ from {date}: next page", date=on), f"date:{goes_on}")
        if len(said) == 1 and sizes.FOOT_LINE.fits(f"{said[0]}   {tells}", room):
            said = [marked(f"{said[0]}   {tells}", *getattr(said[0], "marks", ()), *tells.marks)]
        else:
            said.append(tells)
    return tuple(Text(sizes.FOOT_LINE, one) for one in said)
