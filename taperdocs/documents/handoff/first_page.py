"""The first page of the hand-off. It is enough on its own, and its parts are shortened until they fit one page."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from taperdocs.documents.curve.curve import Curve, curve
from taperdocs.documents.handoff.history import changes, findings
from taperdocs.documents.handoff.next_change import (
    Coming,
    Needed,
    coming_forms,
    needed_forms,
)
from taperdocs.documents.handoff.on_hand import stock
from taperdocs.documents.handoff.summary import Line, agreed, asked, course, packets, person
from taperdocs.documents.handoff.taken_now import Present, present_forms
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import fitted
from taperdocs.pdf.measure import MM, lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import PlanStatus, status_on
from taperdocs.plan.supply import Span, needed_next

# Lengths in units, which are mm on A4; style.css has the same numbers.
_SPARE = 2
_TITLES, _UNDER_TITLE = ((8.5, 10.4), (6.4, 8)), 2.5
_BOX, _RULES = 8.4, 2
_HEADING, _ASKED, _ASKED_SIZE = 6.4, 6.4, 5 / MM
_GOOD_CURVES = (54, 64)
"""Heights that the curve grows to, units: before another line to write on is added, and after."""
_LOUD, _FEW, _LISTED, _FOUND = 64, 4, 3, 2
"""Text size that is enough for a dose, tenths of a unit; most doses that each show their pieces; lines of the list of
changes, and of that of findings, that are enough."""
_WRITING, _OTHER_LINES = 9, 2
"""Height of a line to write on, units; and how many lines there are beside those for changes."""
_GAP, _WIDEST_GAP, _GAPS = 3.0, 7.0, 3
"""Least and largest gap between parts, units; and the number of gaps."""


@dataclass(frozen=True, slots=True)
class First:
    """Everything on the first page.

    ``small``: whether the title has smaller letters. ``curve`` is None where it has no room. ``answer`` is the number
    of lines for the doctor to write changes on, 0 where nothing is asked. ``gap`` is the white between the parts, in
    tenths of a unit.
    """

    title: str
    small: bool
    record: tuple[Line, ...]
    present: Present
    coming: Coming
    needed: Needed
    asked: str
    curve: Curve | None
    past: tuple[Line, ...]
    answer: int
    gap: int


@dataclass(frozen=True, slots=True)
class _Room:
    """The height of the curve, or of the *lines* to write on, in units."""

    height: float
    lines: int = 0


class _Parts(NamedTuple):
    """The forms of each part, the fullest form first. Earlier parts get room before later ones."""

    present: tuple[Present, ...]
    coming: tuple[Coming, ...]
    needed: tuple[Needed, ...]
    curve: tuple[_Room, ...]
    answer: tuple[_Room, ...]
    began: tuple[Line, ...]
    packets: tuple[Line, ...]
    happened: tuple[Line, ...]
    looks: tuple[Line, ...]


_CURVES = (*(_Room(height + _HEADING + _GAP) for height in (46, 42, 38, 34, 30)), _Room(0))
_ANSWERS = tuple(_Room(_WRITING * (_OTHER_LINES + number), number) for number in (2, 1))


def first_page(plan: Plan, options: Options, words: Words, size: tuple[float, float]) -> First:
    """Fit the first page into *size*, width and height in units: doses, next change and need get room first."""
    (inside, height), now, span = size, status_on(plan, options.as_of), needed(plan, options.as_of)
    title = marked(words.text("Hand-off: {title}", title=plan.outline.title), "text:title")
    asks = _asked(plan, words, now, span)
    small = lines(title, _TITLES[0][0] / MM, inside, bold=True) > 1
    whose = (person(plan, options, words, inside), *asked(plan, words, inside), agreed(plan, words, inside))
    left = height - _taken(title, asks, whose, inside)
    parts = _parts(plan, words, now, span, inside)
    heights = [[form.height for form in forms] for forms in parts]
    chosen = dict(zip(_Parts._fields, fitted(heights, _enough(parts), left), strict=True))
    left -= sum(of[form] for of, form in zip(heights, chosen.values(), strict=True))
    drawn, answer, gap = _spread(
        parts.curve[chosen["curve"]].height, parts.answer[chosen["answer"]].lines, left
    )
    looks = parts.looks[chosen["looks"]]
    return First(
        title,
        small,
        (whose[0], parts.packets[chosen["packets"]], parts.began[chosen["began"]], *whose[1:]),
        parts.present[chosen["present"]],
        parts.coming[chosen["coming"]],
        parts.needed[chosen["needed"]],
        asks,
        curve(plan, words, options.as_of, inside, drawn) if drawn else None,
        (parts.happened[chosen["happened"]], *((looks,) if looks.name else ())),
        answer,
        int(10 * gap),
    )


def _enough(parts: _Parts) -> tuple[int, ...]:
    """Return the form of each part that is enough, so that no larger one takes the room of another part.

    Where there are many doses, a line for each without its pieces is enough.
    """
    doses = len(parts.present[0].doses)
    present = next(
        (
            form
            for form, said in enumerate(parts.present)
            if said.size <= _LOUD and (doses <= _FEW or not any(dose.pieces for dose in said.doses))
        ),
        0,
    )
    coming = next((form for form, said in enumerate(parts.coming) if said.size < _LOUD), 0)
    needed_then = next((form for form, said in enumerate(parts.needed) if said.size < _LOUD), 0)
    found = next((form for form, said in enumerate(parts.looks) if said.shown <= _FOUND), 0)
    listed = max(len(parts.happened) - _LISTED, 0), found
    curves, answers = len(parts.curve) - 3, len(parts.answer) - 1
    return (present, coming, needed_then, curves, answers, max(len(parts.began) - 2, 0), 0, *listed)


def _spread(room: float, answer: int, left: float) -> tuple[float, int, float]:
    """Share out the room that is *left*, in units: the curve, one more line to write on, the curve again, the gaps."""
    (good, best), drawn = _GOOD_CURVES, max(room - _HEADING - _GAP, 0)
    grown = max(min(left, good - drawn), 0) if drawn else 0
    left -= grown
    more = int(bool(answer) and left >= _WRITING)
    left -= _WRITING * more
    last = max(min(left, best - good), 0) if drawn else 0
    return drawn + grown + last, answer + more, min(_WIDEST_GAP, _GAP + max(left - last, 0) / (_GAPS + 1))


def needed(plan: Plan, present: date) -> Span | None:
    """Return what is needed from *present* on until the next review or dispensing; without dates from the first day."""
    return needed_next(plan, present if plan.outline.dated else plan.first_day)


def _taken(title: str, asks: str, whose: tuple[Line, ...], inside: float) -> float:
    """Return the height of the parts that have only one form, in units."""
    small = lines(title, _TITLES[0][0] / MM, inside, bold=True) > 1
    size, line = _TITLES[small]
    heights = (
        _SPARE,
        line * lines(title, size / MM, inside, bold=True) + _UNDER_TITLE,
        sum(line.height for line in whose),
        _RULES,
        _ASKED * lines(asks, _ASKED_SIZE, inside, bold=True),
        _GAP * _GAPS,
    )
    return sum(heights)


def _parts(plan: Plan, words: Words, now: PlanStatus, span: Span | None, inside: float) -> _Parts:
    looks = findings(plan, words, inside)
    return _Parts(
        present_forms(plan, words, now, inside - _BOX),
        coming_forms(plan, words, now, inside - _BOX),
        needed_forms(plan, words, span, stock(plan, words, now.day), inside - _BOX),
        _CURVES,
        _ANSWERS if now.period else (_Room(0),),
        course(plan, words, inside),
        packets(plan, words, inside),
        changes(plan, words, inside),
        looks or (Line("", "", 0),),
    )


def _asked(plan: Plan, words: Words, now: PlanStatus, span: Span | None) -> Marked:
    """Say what is asked of the doctor."""
    if now.period is None:
        return marked(words.text("For your records: this plan has ended."))
    if span is None:
        return marked(words.text("Asked of you: agree how the plan goes on, and sign."))
    until = words.language.full_date(span.last)
    said = words.text("Asked of you: agree or change, sign, and prescribe to {date}.", date=until)
    if plan.outline.agreed:
        said = words.text("Asked of you: confirm or change, sign, and prescribe to {date}.", date=until)
    return marked(said, f"date:{span.last}")
