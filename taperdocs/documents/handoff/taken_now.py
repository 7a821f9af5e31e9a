"""The most prominent part of the hand-off: what is taken on the day that is printed for, with its pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import labels
from taperdocs.language.words import Drawing, Words
from taperdocs.pdf.measure import MM, lines, width
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day
from taperdocs.plan.runs import PlanStatus, merged_with
from taperdocs.plan.step import Period

# Lengths in units; style.css has the same numbers.
_NARROW, _GAP, _PADDING, _TITLE, _NOTE, _DRAWN, _ROW = 30, 2, 3.6, 6.4, 5.4, 7.6, 1.2
_TITLE_SIZE, _TEXT_SIZE = 5 / MM, 4.3 / MM


class _Size(NamedTuple):
    """Text size, line height and column width of a dose, the same of its label, all in units; and the most doses."""

    dose: float
    line: float
    column: float
    label: float
    label_line: float
    label_column: float
    most: int


_SIZES = (
    _Size(12, 14.4, 66, 5, 6.2, 46, 3),
    _Size(8.5, 10.4, 48, 5, 6.2, 46, 5),
    _Size(6.4, 8, 37, 4.3, 5.4, 58, 9),
    _Size(5, 6.2, 30, 4.3, 5.4, 58, 40),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose: when it is taken, how much, its drawing if that has room, and its pieces."""

    label: str
    dose: str
    drawing: Drawing | None
    pieces: str


@dataclass(frozen=True, slots=True)
class Present:
    """What is taken now: doses in text of *size* tenths of a unit, or *said* in one sentence.

    ``narrow``: whether all labels fit a narrow column. ``height`` is in units.
    """

    title: str
    size: int
    narrow: bool
    doses: tuple[Taken, ...]
    note: str
    height: float
    said: str = ""


def present_forms(plan: Plan, words: Words, now: PlanStatus, inside: float) -> tuple[Present, ...]:
    """Return the forms of what is taken now: in large figures, in smaller ones, last in one sentence."""
    title, note = _title(plan, words, now), _note(plan, words, now)
    every, first = tuple(_doses(plan, words, now)), tuple(_doses(plan, words, now, days=1))
    if now.period is None or not every:
        return (_form(title, 3, (), note, inside),)
    without = words.text("What makes each dose is in the step table.")
    without = marked(f"{note} {without}", note)
    found = [_form(title, size, every, note, inside) for size in range(len(_SIZES)) if _fits(size, every)]
    bare = tuple(replace(dose, drawing=None) for dose in every)
    alone = tuple(replace(dose, pieces="") for dose in bare)
    found += [_form(title, 3, bare, note, inside), _form(title, 3, alone, without, inside)]
    if len(first) < len(every):
        rest = words.text("The doses of the other days are in the step table.")
        note, without = marked(f"{note} {rest}", note), marked(f"{without} {rest}", without)
        found += [_form(title, size, first, note, inside) for size in (1, 2, 3) if _fits(size, first)]
    said = marked(words.taken(now.period.on(now.day), plan.drugs), f"doses:{now.day}")
    return (*found, _sentence(_form(title, 3, (), without, inside), said, inside))


def _sentence(form: Present, said: str, inside: float) -> Present:
    return replace(
        form, said=said, height=form.height + _SIZES[3].line * lines(said, _TITLE_SIZE, inside, bold=True)
    )


def _fits(size: int, doses: tuple[Taken, ...]) -> bool:
    high, column = _SIZES[size].dose, _SIZES[size].column
    return len(doses) <= _SIZES[size].most and all(
        width(d.dose, high / MM, bold=True) <= column for d in doses
    )


def _form(title: str, number: int, doses: tuple[Taken, ...], note: str, inside: float) -> Present:
    size, height = _SIZES[number], _PADDING + _TITLE * lines(title, _TITLE_SIZE, inside, bold=True)
    height += _NOTE * lines(note, _TEXT_SIZE, inside) if note else 0
    narrow = all(width(dose.label, size.label / MM, bold=True) <= _NARROW - _GAP for dose in doses)
    label_room = _NARROW if narrow else size.label_column
    room = inside - label_room - size.column
    for dose in doses:
        signs = dose.drawing.signs if dose.drawing else ""
        how = f"{signs} {dose.pieces}" if number else dose.pieces
        needed = _NOTE * lines(how, _TEXT_SIZE, room) if how.strip() else 0
        needed += 0 if number or not signs else _DRAWN
        label = size.label_line * lines(dose.label, size.label / MM, label_room - _GAP, bold=True)
        height += max(size.line, needed, label) + _ROW
    return Present(title, int(size.dose * 10), narrow, doses, note, height)


def _title(plan: Plan, words: Words, now: PlanStatus) -> Marked:
    if now.period is None:
        first = plan.first_day_without or now.day
        said = words.text(
            "This plan has ended: {nothing} from {date} on",
            nothing=words.nothing(),
            date=words.language.full_date(first),
        )
        return marked(said, f"nothing:{first}", f"date:{first}")
    day = words.language.full_date(now.day)
    said = words.text("Taken now, {date}", date=day)
    if not now.begun:
        said = words.text("Not begun yet. From {date}:", date=day)
    return marked(said, f"date:{now.day}")


def _note(plan: Plan, words: Words, now: PlanStatus) -> Marked:
    """Say which step it is, since when, and whether it is held, taken only if needed, or without an end."""
    period, language = now.period, words.language
    if period is None:
        return marked("")
    said = [marked(words.text("And so on, in turn."))] if _in_turn(period, now) else []
    step = words.text("Step {number} of {count}", number=period.step.number, count=len(plan.steps))
    marks = [f"step:{now.day}"]
    if now.begun:
        step = words.text("{step}, since {date}", step=step, date=language.full_date(plan.since(period)))
        marks.append(f"since:{now.day}")
    said.append(marked(f"{step}.", *marks))
    if period.held and period.open:
        said.append(marked(words.text("⏸ HOLD until it is agreed to go on.")))
    elif period.held:
        last = language.full_date(merged_with(plan, period).last)
        said.append(marked(words.text("⏸ HOLD until {date}.", date=last), f"holdend:{period.first}"))
    said += conditions(words, period)
    if not now.laid_out:
        last = language.full_date(plan.last_day)
        goes_on = words.text("No day after {date} is laid out: this dose goes on.", date=last)
        said.append(marked(goes_on, "laidout"))
    return marked(" ".join(said), *said)


def conditions(words: Words, period: Period) -> tuple[Marked, ...]:
    """Say whether a step is taken only if needed, and its condition; nothing where it has neither."""
    condition = period.step.condition
    said = f"{condition}." if condition else ""
    if period.step.length.optional:
        said = words.text("□ ONLY IF NEEDED.")
        if condition:
            said = words.text("□ ONLY IF NEEDED: {condition}.", condition=condition)
    return (marked(said, f"text:condition,{period.step.number - 1}"),) if said else ()


def _in_turn(period: Period, now: PlanStatus) -> bool:
    """Tell whether a cycle of several days is taken in full, so that "in turn" is true of it."""
    return 1 < len(period.step.regimen.days) <= _left(period, now)


def _left(period: Period, now: PlanStatus) -> int:
    """Return how many days of a period are left from now on; of one without a known end, the days of a cycle."""
    days = len(period.step.regimen.days)
    return days if not now.laid_out or period.open else (period.last - now.day).days + 1


def _different(now: PlanStatus) -> Iterator[tuple[tuple[date, ...], Day]]:
    """Yield the days of one cycle from now on; neighbours with the same doses come together."""
    if now.period is None:
        return
    number = min(len(now.period.step.regimen.days), _left(now.period, now))
    days = [now.day + timedelta(past) for past in range(number)]
    for day, run in groupby(days, key=now.period.on):
        yield tuple(run), day


def _doses(plan: Plan, words: Words, now: PlanStatus, days: int | None = None) -> Iterator[Taken]:
    alike = now.period is not None and len(now.period.step.regimen.days) == 1
    for dates, day in tuple(_different(now))[:days]:
        when = marked("") if alike else _dates(words, dates)
        if not day:
            yield Taken(
                marked(when or words.text("each day"), when),
                marked(words.nothing(), f"nothing:{dates[0]}"),
                None,
                "",
            )
        for place, (intake, slot) in enumerate(zip(day, labels(words, day), strict=True)):
            drug, at = intake.drug if len(plan.drugs) > 1 else "", f"{dates[0]},{place}"
            label = " ".join(part for part in (when, drug, slot) if part) or words.text("each day")
            pieces = plan.pieces(intake)
            yield Taken(
                marked(label, when, f"label:{at}"),
                marked(words.dose(intake.dose), f"dose:{at}"),
                words.drawing(plan, intake),
                marked(words.pieces(pieces), "pieces"),
            )


def _dates(words: Words, dates: tuple[date, ...]) -> Marked:
    """Return the first and the last of *dates*. Dates cannot be miscounted, unlike numbers of days in a cycle."""
    first, last = (words.language.short_day(day).replace(" ", NO_BREAK) for day in (dates[0], dates[-1]))
    if len(dates) == 1:
        return marked(first, f"date:{dates[0]}")
    said = words.text("{first} – {last}", first=first, last=last)
    return marked(said, f"date:{dates[0]}", f"date:{dates[-1]}")
