"""Two plans side by side: which days differ, what is taken before and after, and how both end.

Both the terminal and the web page show them.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import zip_longest

from taperdocs.language import phrases
from taperdocs.language.words import Words
from taperdocs.plan.changes import Change
from taperdocs.plan.plan import Plan
from taperdocs.plan.revisions import PlanDifference
from taperdocs.plan.step import Period, Stretch
from taperdocs.plan.stock import refills

MOST = 8
"""How many stretches of days are shown at most; `taperdocs show` has the others."""

_TO = "\N{EN DASH}"

Row = tuple[str, str, str]
"""A name, and the values before and after; each may have several lines."""


def change_rows(old: Plan, new: Plan, words: Words) -> tuple[Row, ...]:
    """Return what the last change of *new* has moved."""
    both, entry = PlanDifference(old, new), new.outline.changes[-1]
    return (
        *days(both, words),
        (words.text("Next change"), next_change(old, entry, words), next_change(new, entry, words)),
        *ends(both, words),
        (words.text("Plan code"), code(old, words), code(new, words)),
    )


def first_day(both: PlanDifference, words: Words) -> str:
    """Return the first day that is different."""
    day = words.language.day(both.first) if both.first else words.text("none")
    return words.text("First day that is different: {day}", day=day)


def happened(words: Words, entry: Change) -> str:
    """Return a change in words: its kind, day, length and reason."""
    parts = (
        phrases.kind(words, entry),
        words.language.day(entry.on),
        phrases.lasting(words, entry),
        entry.why,
    )
    return words.language.apart(part for part in parts if part)


def days(both: PlanDifference, words: Words) -> Iterator[Row]:
    """Yield the days that differ, with what is taken before and after the change."""
    for stretch in both.stretches[:MOST]:
        goes_on = (both.old.open or both.new.open) and stretch.last == both.last_day
        yield _dates(stretch, words, goes_on=goes_on), *_taken(both, stretch, words)
    if len(both.stretches) > MOST:
        last = words.language.brief_date(both.stretches[-1].last)
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


def _taken(both: PlanDifference, stretch: Stretch, words: Words) -> tuple[str, str]:
    said = _doses(both.old, stretch.old, words), _doses(both.new, stretch.new, words)
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


def next_change(plan: Plan, entry: Change, words: Words) -> str:
    """Return the day and, below it, the doses of the next change, which may come on the day of *entry* itself."""
    found = plan.next_change(entry.on - timedelta(1))
    if found:
        return f"{words.language.brief_date(found.first)}\n{phrases.change(words, plan, found)}"
    return words.text("no date yet") if plan.waiting else words.text("none")


def ends(both: PlanDifference, words: Words) -> Iterator[Row]:
    """Yield the last dose day, the first order that differs, and what is needed in all."""
    old, new = both.old, both.new
    said = [
        words.language.brief_date(plan.last_dose_day) if plan.last_dose_day else words.text("no end is set")
        for plan in (old, new)
    ]
    if old.last_dose_day and new.last_dose_day:
        later = (new.last_dose_day - old.last_dose_day).days
        if later > 0:
            said[1] = words.text("{day} ({days} later)", day=said[1], days=words.days(later))
        elif later:
            said[1] = words.text("{day} ({days} earlier)", day=said[1], days=words.days(-later))
    yield words.text("Last dose day"), said[0], said[1]
    yield from _ordered(old, new, words)
    for was, now in both.needed:
        needed = phrases.need_beside(words, new, was, now)
        yield words.text("Needed in all"), phrases.need(words, old, was), needed


def _ordered(old: Plan, new: Plan, words: Words) -> Iterator[Row]:
    """Yield the first order that differs between the plans."""
    for was, now in zip_longest(refills(old), refills(new)):
        sides = [phrases.order(words, *side) if side[1] else "" for side in ((old, was), (new, now))]
        if sides[0] != sides[1]:
            before, after = (side or words.text("none") for side in sides)
            yield words.text("Next order that is different"), before, after
            return


def code(plan: Plan, words: Words) -> str:
    """Return the code of a plan with its revision."""
    number = words.language.number(plan.revision)
    return words.text("{code}, revision {number}", code=plan.code, number=number)
