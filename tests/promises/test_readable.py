"""Pages are readable: by poor eyes, by ear, on a printer of black and white alone, on each paper."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boxes
import ink
import pikepdf
import structure
from pages import ON_A4, ON_LETTER, ON_OTHERS, Case, every, made, sheets, telling

from taperdocs.options import Edition


@every((*ON_A4, *ON_LETTER, *ON_OTHERS))
def test_every_page_is_readable(case: Case, tmp_path: Path) -> None:
    """Whole and in its place, large and black enough, and tagged so that it can be heard; each page is made once."""
    said = list(_standing(case))
    if case.paper == "a4":
        said += [*_printed(case), *_tagged(case, tmp_path)]

    assert said == []


def _standing(case: Case) -> Iterator[str]:
    """Find what is out of its place, and doses of the calendar that are too low; a day of A5 has no room for more."""
    for check in boxes.CHECKS:
        yield from check(made(case).pages, case.document)
    if case.document == "calendar" and case.paper != "a5":
        yield from ink.low(case)


def _printed(case: Case) -> Iterator[str]:
    """Find what a print of 300 dpi in black and white does not show, on each page that looks as none before."""
    yield from ink.small(case)
    for sheet in sheets(made(case).data, telling(made(case).pages)):
        for check in ink.CHECKS:
            yield from check(sheet)
    with pikepdf.open(io.BytesIO(made(case).data)) as pdf:
        yield from (*ink.colour_faults(pdf), *ink.foreign_fonts(pdf))


def _tagged(case: Case, folder: Path) -> Iterator[str]:
    """Find what PDF/UA-1 asks for and is not there, with our own eyes and with two checkers of other people."""
    data = made(case).data
    yield from structure.faults(data)
    yield from structure.heard(data, folder)
    yield from structure.judged(data, folder)


@every(ON_A4)
def test_bookmarks_lead_through_the_document(case: Case) -> None:
    """One for each month, week or day, each with a name of its own; in the hand-off one for each step."""
    done = made(case)
    with pikepdf.open(io.BytesIO(done.data)) as pdf:
        titles, places, below = structure.bookmarks(pdf)
    first = done.options.language.first_weekday
    weeks = {day - timedelta((day.weekday() - first) % 7) for day in done.days}
    months = {done.options.language.month(day) for day in done.days}
    units = {Edition.LARGE: len(weeks), Edition.GIANT: len(done.days)}.get(done.options.edition, len(months))

    assert titles
    assert places == sorted(places)
    if case.document in {"calendar", "diary"}:
        assert len(titles) >= (units if case.document == "calendar" else len(weeks))
        assert len(set(titles)) == len(titles) == len(set(places))
    if case.document == "handoff":
        assert {f"Step {number + 1}" for number in range(len(done.plan.steps))} <= set(below)
    if any(title.startswith(month) for title in titles for month in months):
        assert months == {month for month in months if any(title.startswith(month) for title in titles)}
