"""What guidance remarks of a plan and what it was compared with: one page at most, however long the plan is."""

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
"""What a plan goes beyond is said first, and what cannot be compared last."""


def guidance(
    plan: Plan, words: Words, inside: float, height: float, present: date = date.min
) -> tuple[Listing, ...]:
    """List findings, what each source describes and the sources, in the fullest form that fits a page.

    *inside* and *height* are those of the page, in units. Where short forms do not fit, the last ones are counted.
    Days before *present* are left out of the findings.
    """
    forms = list(_forms(plan, words, present))
    return next((form for form in forms if _height(form, inside) <= height), forms[-1])


def _forms(plan: Plan, words: Words, present: date) -> Iterator[tuple[Listing, ...]]:
    """Yield the forms, the fullest first; the short ones leave out the sources that have no pace."""
    listed, every = ranked(plan, present), compared(plan)
    paced = tuple(one for one in every if one.beyond is not None)
    for each, those in ((found, every), (shortly, every), (shortly, paced)):
        yield _listings(plan, words, [each(words, finding) for finding in listed], listed, those)
    for shown in range(len(listed) - 1, -1, -1):
        left = len(listed) - shown
        more = words.texts(
            "and {number} more: taperdocs check says it too",
            "and {number} more: taperdocs check says them all",
            left,
        )
        short = [shortly(words, finding) for finding in listed[:shown]]
        yield _listings(plan, words, [*short, marked(more, f"found:{left}")], listed[:shown], paced)


def _listings(
    plan: Plan,
    words: Words,
    said: Sequence[Marked],
    listed: Sequence[Finding],
    those: Sequence[Comparison],
) -> tuple[Listing, ...]:
    every = (*(source for one in listed for source in one.sources), *(one.title for one in those))
    listings = (
        Listing(words.text("Worth a look"), tuple(said)),
        Listing(words.text("What sources describe"), _lines(plan, words, those)),
        Listing(words.text("Sources"), tuple(sources(words, every))),
    )
    return tuple(listing for listing in listings if listing.lines)


def compared_lines(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Say in a line each what every source describes, and whether the plan goes beyond it."""
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


def _height(listings: tuple[Listing, ...], inside: float) -> float:
    return sum(
        CHAPTER.height(listing.title, inside) + sum(TEXT.height(line, inside) + ROW for line in listing.lines)
        for listing in listings
    )
