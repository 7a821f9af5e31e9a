"""What guidance remarks of a plan and what it was compared with: one page at most, however long the plan is."""

from collections.abc import Iterator

from taperdocs.documents.handoff.lists import Listing, found, more, ranked, shortly, sources
from taperdocs.documents.handoff.sizes import CHAPTER, ROW, TEXT
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import closing, measured
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules import compared
from taperdocs.rules.finding import Finding

_ORDER = {True: 0, False: 1, None: 2}
"""What a plan goes beyond is said first, and what cannot be compared last."""


def guidance(plan: Plan, words: Words, inside: float, height: float) -> tuple[Listing, ...]:
    """List findings, what each source describes and the sources, in the fullest form that fits a page.

    *inside* and *height* are those of the page, in units. Where short forms do not fit, the last ones are counted.
    """
    forms = list(_forms(plan, words))
    return next((form for form in forms if _height(form, inside) <= height), forms[-1])


def _forms(plan: Plan, words: Words) -> Iterator[tuple[Listing, ...]]:
    """Yield the forms, the fullest first."""
    listed = ranked(plan)
    for each in (found, shortly):
        yield _listings(plan, words, tuple(each(words, finding) for finding in listed), listed)
    for shown in range(len(listed) - 1, -1, -1):
        short = tuple(shortly(words, finding) for finding in listed[:shown])
        yield _listings(plan, words, (*short, more(words, shown, len(listed) - shown)), listed[:shown])


def _listings(
    plan: Plan, words: Words, said: tuple[Marked, ...], listed: tuple[Finding, ...]
) -> tuple[Listing, ...]:
    every = (*(source for one in listed for source in one.sources), *(one.title for one in compared(plan)))
    listings = (
        Listing(words.text("Worth a look"), (*said, closing(words)) if said else ()),
        Listing(words.text("What sources describe"), tuple(compared_lines(plan, words))),
        Listing(words.text("Sources"), tuple(sources(words, every))),
    )
    return tuple(listing for listing in listings if listing.lines)


def compared_lines(plan: Plan, words: Words) -> Iterator[Marked]:
    """Yield a line for each source: what it describes, and whether the plan goes beyond it."""
    every = compared(plan)
    several = len({one.drug for one in every}) > 1
    for one in sorted(every, key=lambda one: (plan.drugs.index(one.drug), _ORDER[one.beyond])):
        said = words.language.say(one.line)
        if several:
            said = words.text("{drug}: {comparison}", drug=one.drug, comparison=said)
        yield marked(measured(words, said), "found")


def _height(listings: tuple[Listing, ...], inside: float) -> float:
    return sum(
        CHAPTER.height(listing.title, inside) + sum(TEXT.height(line, inside) + ROW for line in listing.lines)
        for listing in listings
    )
