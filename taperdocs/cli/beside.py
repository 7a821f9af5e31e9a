"""A change as text for a terminal: the plan before it beside the plan after it."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import takewhile, zip_longest

from taperdocs.cli import text as terminal
from taperdocs.language import phrases
from taperdocs.language.words import Words
from taperdocs.plan.changes import Change
from taperdocs.plan.difference import Stretch, different
from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import first_difference, level
from taperdocs.plan.step import Period
from taperdocs.plan.stock import refills
from taperdocs.plan.supply import Use, supply
from taperdocs.rules import Finding, check
from taperdocs.rules.rule import THIS_PLAN

MOST = 8
"""So many stretches of days are shown; taperdocs show has the others."""

_TO = "\N{EN DASH}"

Row = tuple[str, str, str]


def beside(old: Plan, new: Plan, words: Words, width: int) -> str:
    """Return what the last change of *new* has moved, in a table where *width* columns are enough."""
    entry, known = new.outline.changes[-1], check(old)
    news = [found for found in check(new) if _is_new(new, found, known)]
    rows = (
        *days(old, new, words),
        *zip(
            (words.text("Next change"), ""), _next(old, entry, words), _next(new, entry, words), strict=True
        ),
        *ends(old, new, words),
        (words.text("Plan code"), code(old, words), code(new, words)),
    )
    parts = (
        happened(words, entry),
        first_day(old, new, words),
        "",
        side_by_side(rows, words, width),
        *(terminal.remark(found, words, width) for found in news),
        *((terminal.closing(words, width),) if news else ()),
    )
    return terminal.plain("\n".join(parts))


def _is_new(new: Plan, found: Finding, known: tuple[Finding, ...]) -> bool:
    """Tell whether it was not said before; what was said of the same doses on other days was, or of a whole plan."""
    whole = (found.first, found.last) == (new.first_day, new.last_day)
    if found.source == THIS_PLAN.message and not whole:
        return found not in known
    # The question at the end is another one for one day than for several.
    said = {part for one in known if one.rule == found.rule for part in one.parts}
    return not said.issuperset(found.parts[:-1] or found.parts)


def first_day(old: Plan, new: Plan, words: Words) -> str:
    """Say the first day that is not the same."""
    first = first_difference(old, new)
    day = words.language.day(first) if first else words.text("none")
    return words.text("First day that is different: {day}", day=day)


def happened(words: Words, entry: Change) -> str:
    """Say a change: what it is, its day, for how long and why."""
    parts = (words.text(entry.name), words.language.day(entry.on), phrases.lasting(words, entry), entry.why)
    return "; ".join(part for part in parts if part)


def side_by_side(rows: tuple[Row, ...], words: Words, width: int) -> str:
    """Return *rows* with a heading, or where that is too wide each with its two sides below it."""
    head = ("", words.text("Before"), words.text("After"))
    table = terminal.table([head, *rows]) + "\n"
    if max(map(len, table.splitlines())) <= width:
        return table
    labels = [f"    {side}: " for side in head[1:]]
    broad = max(map(len, labels))
    lines = list[str]()
    for name, *sides in _joined(rows):
        said = (label.ljust(broad) + side for label, side in zip(labels, sides, strict=True) if side)
        lines += (name, *said)
    return "\n".join(lines) + "\n"


def _joined(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Yield *rows*, each with those that go on with it and have no name of their own."""
    for index, (name, *sides) in enumerate(rows):
        more = takewhile(lambda row: not row[0], rows[index + 1 :])
        if name:
            columns = zip(sides, *(row[1:] for row in more), strict=True)
            old, new = (": ".join(part for part in column if part) for column in columns)
            yield name, old, new


def days(old: Plan, new: Plan, words: Words) -> Iterator[Row]:
    """Yield the days that are not the same, with what is taken before and after."""
    found, until = different(old, new), max(plan.last_day for plan in level(old, new))
    for stretch in found[:MOST]:
        goes_on = (old.open or new.open) and stretch.last == until
        yield _dates(stretch, words, goes_on=goes_on), *_taken(old, new, stretch, words)
    if len(found) > MOST:
        last = words.language.brief_date(found[-1].last)
        yield words.text("and other days up to {day}", day=last), "…", "…"


def _dates(stretch: Stretch, words: Words, *, goes_on: bool) -> str:
    first, last = stretch.first, stretch.last
    if goes_on:
        return f"{words.language.brief_date(first)} {_TO} …"
    if first == last:
        return words.language.brief_date(last)
    same = first.year == last.year
    begins = words.language.short_day(first) if same else words.language.brief_date(first)
    return f"{begins} {_TO} {words.language.brief_date(last)}"


def _taken(old: Plan, new: Plan, stretch: Stretch, words: Words) -> tuple[str, str]:
    said = _doses(old, stretch.old, words), _doses(new, stretch.new, words)
    if said[0] != said[1]:
        return said
    return said[0], words.text("the same, begun on another day")


def _doses(plan: Plan, period: Period | None, words: Words) -> str:
    if period is None:
        return words.nothing()
    doses = words.regimen(period.step.regimen, plan.drugs)
    if period.held:
        doses = words.text("{doses}, held", doses=doses)
    return words.text("{doses}, no end yet", doses=doses) if period.open else doses


def _next(plan: Plan, entry: Change, words: Words) -> tuple[str, str]:
    """Return the day and the doses of the next change, which may come on the day of *entry* itself."""
    found = plan.next_change(entry.on - timedelta(1))
    if found:
        return words.language.brief_date(found.first), phrases.change(words, plan, found)
    return words.text("no date yet") if plan.waiting else words.text("none"), ""


def ends(old: Plan, new: Plan, words: Words) -> Iterator[Row]:
    """Yield the last dose day, and where both plans have one what is needed in all."""
    said = [_last(plan, words) for plan in (old, new)]
    if old.last_dose_day and new.last_dose_day:
        later = (new.last_dose_day - old.last_dose_day).days
        if later > 0:
            said[1] = words.text("{day} ({days} later)", day=said[1], days=words.days(later))
        elif later:
            said[1] = words.text("{day} ({days} earlier)", day=said[1], days=words.days(-later))
    yield words.text("Last dose day"), said[0], said[1]
    yield from _ordered(old, new, words)
    if not old.open and not new.open:
        yield from _needed(old, new, words)


def _last(plan: Plan, words: Words) -> str:
    last = plan.last_dose_day
    return words.language.brief_date(last) if last else words.text("no end is set")


def _ordered(old: Plan, new: Plan, words: Words) -> Iterator[Row]:
    """Yield the first order that is not the same, each with its last day."""
    for was, now in zip_longest(refills(old), refills(new)):
        sides = [phrases.order(words, *side) if side[1] else "" for side in ((old, was), (new, now))]
        if sides[0] != sides[1]:
            before, after = (side or words.text("none") for side in sides)
            yield words.text("Next order that is different"), before, after
            return


def _needed(old: Plan, new: Plan, words: Words) -> Iterator[Row]:
    before, after = ({use.product.unstocked: use for use in supply(plan)} for plan in (old, new))
    for product in dict.fromkeys((*before, *after)):
        was, now = (found.get(product, Use(product, Fraction(0))) for found in (before, after))
        needed = phrases.need_beside(words, new, was, now)
        yield words.text("Needed in all"), phrases.need(words, old, was), needed


def code(plan: Plan, words: Words) -> str:
    """Return which plan it is: its code and its revision."""
    number = words.language.number(plan.revision)
    return words.text("{code}, revision {number}", code=plan.code, number=number)
