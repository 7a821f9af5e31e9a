"""The tapering diary: a week a page, doses printed in advance, a bad day noted in under a minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.documents.day_marks import urgent
from taperdocs.documents.diary.blanks import Blanks, blanks, day_wide, rated_wide
from taperdocs.documents.diary.columns import Columns, Days, Room, columns
from taperdocs.documents.diary.day import MARK, Entry, doses, entry
from taperdocs.documents.diary.form import Filling
from taperdocs.documents.diary.page import WEEK, Binder, Leaf
from taperdocs.documents.diary.punch_holes import Margin, margin
from taperdocs.documents.diary.ready_box import steps_down
from taperdocs.documents.page_frame import Frame, frame, printed
from taperdocs.language.marked import marked
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan

_FEW = 3
"""The most marks in a week whose height does not count in the choice of the layout."""
_SCALE = ("number:0", "number:10")

Rows = tuple[tuple[date, Entry], ...]


@dataclass(frozen=True, slots=True)
class DiaryView:
    """All leaves, the *layouts* that they refer to, the texts that they share, and *filling*, the fields of a form."""

    frame: Frame
    margin: Margin
    layouts: tuple[tuple[Columns, Blanks], ...]
    leaves: tuple[Leaf, ...]
    names: tuple[str, str, str]
    feelings: tuple[tuple[str, str], ...]
    legend: tuple[str, ...]
    filling: Filling

    @property
    def heights(self) -> tuple[int, ...]:
        """Return the different heights of rows, in tenths of a unit; style.css has a class for each."""
        return tuple(sorted({height for leaf in self.leaves for height, _ in leaf.days}))


def view(plan: Plan, options: Options) -> DiaryView:
    """Decide everything that the diary says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Tapering diary"))
    margins = margin(options, edges.sheet)
    inside = float(edges.sheet.width) - margins.bound - margins.other
    days = list(weeks_of(plan, options))
    # Most days are alike, so the texts of equal days are made once.
    taken = {
        intakes: doses(plan, words, intakes) for intakes in {plan.on(day) for week in days for day in week}
    }
    weeks = [tuple((day, entry(plan, words, day, taken[plan.on(day)])) for day in week) for week in days]
    layouts = columns([_doses(rows) for rows in weeks], _room(plan, options, words, edges, inside))
    shared, legend = tuple(dict.fromkeys(layouts)), _legend(words)
    binder = Binder(
        plan,
        words,
        steps_down(plan),
        legend,
        inside,
        float(edges.sheet.height) - margins.top - margins.bottom,
    )
    return DiaryView(
        edges,
        margins,
        tuple((one, blanks(words, one)) for one in shared),
        tuple(
            leaf
            for rows, one in zip(weeks, layouts, strict=True)
            for leaf in binder.leaves(rows, one, shared.index(one))
        ),
        (
            words.text("Day"),
            words.text("Dose, time taken"),
            marked(words.text("How it was: 0 none, 10 worst"), *_SCALE),
        ),
        _feelings(words),
        legend,
        Filling(words, options.form),
    )


def _room(plan: Plan, options: Options, words: Words, edges: Frame, inside: float) -> Room:
    track = plan.outline.track or (words.text("Anxiety"), words.text("Aches"), words.text("Low mood"))
    names = [name for _, name in _feelings(words)]
    unit = float(options.paper.width / edges.sheet.width)
    return Room(inside, unit, track, day_wide(words), rated_wide(words, names))


def _feelings(words: Words) -> tuple[tuple[str, str], ...]:
    return (("good", words.text("good")), ("mixed", words.text("mixed")), ("bad", words.text("bad")))


def _doses(rows: Rows) -> Days:
    """Return the doses of each day, below the height of a mark where most days of the week have one."""
    above = MARK if sum(bool(row.mark) for _, row in rows) > _FEW else 0
    return tuple((above, row.taken) for _, row in rows)


def _legend(words: Words) -> tuple[str, ...]:
    return (
        words.text(
            "About a missed dose ask the prescriber or pharmacist. "
            "Reason: F forgot, S sick, O ran out, T told to, W my wish."
        ),
        urgent(words),
    )


def weeks_of(plan: Plan, options: Options) -> Iterator[tuple[date, ...]]:
    """Yield the days of each week to print; weeks are counted from the first day of the plan."""
    first, last = printed(plan, options)
    begin = plan.first_day + timedelta((first - plan.first_day).days // WEEK * WEEK)
    while begin <= last:
        yield tuple(begin + timedelta(number) for number in range(WEEK))
        begin += timedelta(WEEK)
