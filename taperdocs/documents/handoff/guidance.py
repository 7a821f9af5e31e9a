"""The page of guidance: findings about the plan, and what it was compared with. At most one page of A4 for any plan."""

from collections.abc import Iterator, Sequence
from datetime import date

from taperdocs.documents.handoff.lists import Listing, found, ranked, shortly, sources
from taperdocs.documents.handoff.sizes import CHAPTER, ROW, TEXT
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import beside_switch, measured
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules import Comparison, compared
from taperdocs.rules.finding import Finding

_ORDER = {True: 0, False: 1, None: 2}
"""Order of comparisons by ``beyond``: sources that the plan goes beyond first, those without a pace last."""
_SHARES = 20
"""Number of steps in which both lists are shortened until they fit a page: each drops a twentieth of both."""


def guidance(
    plan: Plan, words: Words, inside: float, height: float, present: date = date.min
) -> tuple[Listing, ...]:
    """Return the findings, what each source describes, and the sources, in the fullest form that fits a page.

    *inside* and *height* are the width and height of the page, in units. Where even the short form does not fit, both
    lists lose their last lines and say how many are missing. Findings begin at *present*.
    """
    return next(form for form in _forms(plan, words, present) if height_of(form, inside) <= height)


def _forms(plan: Plan, words: Words, present: date) -> Iterator[tuple[Listing, ...]]:
    """Yield the forms, the fullest first: whole findings, short ones, fewer sources, then fewer lines of both lists."""
    listed, every = ranked(plan, present), sorted(compared(plan), key=lambda one: _ORDER[one.beyond])
    paced = [one for one in every if one.beyond is not None]
    for each, those in ((found, every), (shortly, every), (shortly, paced)):
        yield _listings(plan, words, [each(words, finding) for finding in listed], listed, those)
    for shown in range(_SHARES - 1, -1, -1):
        some, few = listed[: len(listed) * shown // _SHARES], paced[: len(paced) * shown // _SHARES]
        short = [shortly(words, finding) for finding in some]
        yield _listings(
            plan, words, short, some, few, (_more(words, len(listed), some), _more(words, len(every), few))
        )


def _more(words: Words, number: int, shown: Sequence[object]) -> tuple[Marked, ...]:
    """Return how many of *number* lines are not *shown*, and what to type to see them; empty where none is missing."""
    left = number - len(shown)
    more = words.texts(
        "and {number} more, not printed here",
        "and {number} more, none of them printed here",
        left,
    )
    return (marked(more, f"found:{left}"),) if left else ()


def _listings(  # noqa: PLR0913, PLR0917
    plan: Plan,
    words: Words,
    said: Sequence[Marked],
    listed: Sequence[Finding],
    those: Sequence[Comparison],
    more: tuple[tuple[Marked, ...], tuple[Marked, ...]] = ((), ()),
) -> tuple[Listing, ...]:
    every = (*(source for one in listed for source in one.sources), *(one.title for one in those))
    listings = (
        Listing(words.text("Worth a look"), (*said, *more[0])),
        Listing(words.text("What sources describe"), (*_lines(plan, words, those), *more[1])),
        Listing(words.text("Sources"), tuple(sources(words, every))),
    )
    return tuple(listing for listing in listings if listing.lines)


def compared_lines(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Return a line for each source: what it describes, and whether the plan goes beyond it."""
    return _lines(plan, words, compared(plan))


def _lines(plan: Plan, words: Words, those: Sequence[Comparison]) -> tuple[Marked, ...]:
    several, lines = len({one.drug for one in those}) > 1, list[Marked]()
    for one in sorted(those, key=lambda one: (plan.drugs.index(one.drug), _ORDER[one.beyond])):
        said = words.language.say(one.line)
        if one.switch:
            said = beside_switch(words, said, one.switch, one.since, words.language.full_date)
        if several:
            said = words.text("{drug}: {comparison}", drug=one.drug, comparison=said)
        lines.append(marked(measured(words, said), "found"))
    return tuple(lines)


def height_of(listings: tuple[Listing, ...], inside: float) -> float:
    """Return the height of *listings*, in units, on a page *inside* units wide."""
    return sum(
        CHAPTER.height(listing.title, inside) + sum(TEXT.height(line, inside) + ROW for line in listing.lines)
        for listing in listings
    )
