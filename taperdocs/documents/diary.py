"""The tapering diary: a week a page, doses printed in advance, a bad day noted in under a minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from taperdocs.documents.curve import Curve, curve
from taperdocs.documents.frame import Frame, frame, printed
from taperdocs.documents.marks import mark, outlook, outlook_figures, without
from taperdocs.documents.measure import lines
from taperdocs.documents.paging import paged, shared_out
from taperdocs.facts import Fact, Facts
from taperdocs.figures import Figured, Figures
from taperdocs.options import Options
from taperdocs.phrases import change
from taperdocs.plan import Plan
from taperdocs.step import Period
from taperdocs.words import Words

_WEEK = 7
_DAY = timedelta(1)
# Lengths in units, which are mm on A4; style.css has the same numbers.
_HEAD, _FOOT, _TITLE, _NAMES, _READY_LINE, _SPARE, _WIDTH = 15, 15, 22, 6.7, 5.6, 4, 182
_LEAST, _LABEL, _DOSE, _HOW, _REASON, _PADDING, _STRETCH = 25, 4.4, 7, 4.2, 5, 1.3, 9


@dataclass(frozen=True, slots=True)
class DiaryIntake:
    """One dose with its tick box, when it is due, and how to make it up."""

    drug: str
    dose: str
    how: str


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One row: the day, what is special about it, and its doses."""

    weekday: str
    date: str
    kind: str
    mark: str
    intakes: tuple[DiaryIntake, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What must be true before a step down, to be ticked."""

    title: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """One page: a week, or the part of it that fits; each day with its height in tenths of a unit."""

    title: str
    summary: str
    curve: Curve
    days: tuple[tuple[int, DiaryDay], ...]
    ready: Ready | None
    count: int


@dataclass(frozen=True, slots=True)
class DiaryView:
    """All weeks and the texts that each page shares."""

    frame: Frame
    weeks: tuple[Week, ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    scale: str
    feelings: str
    legend: tuple[str, ...]

    @property
    def heights(self) -> tuple[int, ...]:
        """Return the different heights of rows; rows of one height share one class."""
        return tuple(sorted({height for week in self.weeks for height, _ in week.days}))


def view(plan: Plan, options: Options) -> DiaryView:
    """Decide everything that the diary says."""
    words = Words(options.language)
    edges = frame(plan, options, words.text("Tapering diary"))
    weeks = tuple(
        page
        for days in weeks_of(plan, options)
        for page in _pages(plan, options, days, float(edges.sheet.height))
    )
    return DiaryView(
        edges,
        weeks,
        (
            words.text("Day"),
            words.text("Dose, time taken"),
            words.text("How it was"),
            words.text("0 none, 10 worst"),
        ),
        (
            words.text("Anxious, restless"),
            words.text("Aches, shaking"),
            words.text("Low, irritable"),
            words.text("Slept"),
            words.text("Notes"),
        ),
        _SCALE,
        words.text("{line} hours    {box} good   {box} mixed   {box} bad", line="_" * 8, box="☐"),
        _legend(words),
    )


def _legend(words: Words) -> tuple[str, ...]:
    return (
        words.text(
            "Circle one number in each row: there is no total and no right answer. "
            "About a missed dose ask the prescriber or pharmacist."
        ),
        words.text(
            "Reason for a missed or different dose: F forgot, S sick, O ran out, T told to, W my wish."
        ),
    )


def _legend_height(words: Words) -> float:
    return 1.5 + sum(_HOW * lines(line, 9.1, _WIDTH) for line in _legend(words))


_SCALE = "⓪①②③④⑤⑥⑦⑧⑨⑩"


def weeks_of(plan: Plan, options: Options) -> Iterator[tuple[date, ...]]:
    """Yield the days of each week of the plan that is printed; weeks are counted from the first day."""
    first, last = printed(plan, options)
    begin = plan.first_day + timedelta((first - plan.first_day).days // _WEEK * _WEEK)
    while begin <= last:
        yield tuple(begin + timedelta(number) for number in range(_WEEK))
        begin += timedelta(_WEEK)


def _pages(plan: Plan, options: Options, days: tuple[date, ...], height: float) -> Iterator[Week]:
    """Put a week on a page, or on as many as it needs; the ready box is on the last."""
    words, language = Words(options.language), options.language
    number = language.number((days[0] - plan.first_day).days // _WEEK + 1)
    ready = _ready(plan, words, days)
    room = height - _HEAD - _FOOT - _TITLE - _NAMES - _SPARE - _legend_height(words) - _ready_height(ready)
    rows = tuple(_row(plan, words, day) for day in days)
    needed = tuple(_height(row) for row in rows)
    parts = paged(needed, room)
    title = words.text(
        "Week {number}: {first} to {last}",
        number=number,
        first=language.short_day(days[0]),
        last=language.brief_date(days[-1]),
    )
    drawing = curve(plan, words, min(max(days[0], plan.first_day), plan.last_day), 62, 19)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        shown = tuple(zip(shared_out(needed[part], room, _STRETCH), rows[part], strict=True))
        yield Week(title, _summary(plan, words, days), drawing, shown, ready if last else None, len(shown))


def _height(row: DiaryDay) -> float:
    doses = sum((_LABEL if i.drug else 0) + _DOSE + _HOW * lines(i.how, 9.1, 49) for i in row.intakes)
    return max(_LEAST, doses + _REASON + _PADDING)


def _ready_height(ready: Ready | None) -> float:
    if ready is None:
        return 0
    return 3 + _READY_LINE * (
        lines(ready.title, 10.3, 176, bold=True) + sum(lines(f"☐ {ask}", 10.8, 176) for ask in ready.ask)
    )


def _coming(plan: Plan, days: tuple[date, ...]) -> tuple[date, Period | None] | None:
    """Return the first new dose, or the stop, from the second of *days* to a day after the last."""
    for period in plan.periods:
        if days[0] < period.first <= days[-1] + _DAY and plan.is_new(period):
            return period.first, period
    stop = plan.first_day_without
    return (stop, None) if stop and days[0] < stop <= days[-1] + _DAY else None


def _ready(plan: Plan, words: Words, days: tuple[date, ...]) -> Ready | None:
    coming = _coming(plan, days)
    if coming is None or not plan.outline.ready:
        return None
    day, period = words.language.long_day(coming[0]), coming[1]
    if period is None:
        title = words.text("Before you stop on {day}. Not all ticked? Stay on this dose and ring.", day=day)
    else:
        title = words.text(
            "Before the new dose on {day} ({change}). Not all ticked? Stay on this dose and ring.",
            day=day,
            change=change(words, plan, period),
        )
    return Ready(title, plan.outline.ready)


def _how(words: Words, slot: str, pieces: str) -> str:
    return words.text("{slot}: {pieces}", slot=slot, pieces=pieces) if slot else pieces


def _conditions(plan: Plan, days: tuple[date, ...]) -> tuple[str, ...]:
    """Return on which conditions the steps of a week are taken."""
    periods = (plan.period(day) for day in days)
    return tuple(dict.fromkeys(p.step.condition for p in periods if p and p.step.condition))


def _summary(plan: Plan, words: Words, days: tuple[date, ...]) -> str:
    """Say on which conditions this week is taken, and what changes next."""
    return " ".join(
        (*(f"{condition}." for condition in _conditions(plan, days)), outlook(plan, words, days[0]))
    ).strip()


def _row(plan: Plan, words: Words, day: date) -> DiaryDay:
    intakes = tuple(
        DiaryIntake(
            intake.drug if len(plan.drugs) > 1 else "",
            words.dose(intake.dose),
            _how(words, words.slot(intake.slot), words.pieces(plan.pieces(intake))),
        )
        for intake in plan.on(day)
    )
    kind, said = mark(plan, words, day)
    return DiaryDay(
        words.language.weekday(day),
        words.language.day_month(day),
        kind,
        said,
        intakes,
        words.nothing() if without(plan, day) else "",
    )


def facts(plan: Plan, options: Options, shown: DiaryView) -> Facts:
    """Return what each page must hold: its week, its next change, and every dose of each day with its pieces.

    Of the view only the number of days on each page is used.
    """
    say, pages = Figured(plan, options.language), iter(shown.weeks)
    found: list[Fact] = []
    for days in weeks_of(plan, options):
        left = days
        while left:
            count = next(pages).count
            found += (
                *_head_facts(plan, say, days),
                *(Fact(day.isoformat(), _day_facts(plan, say, day)) for day in left[:count]),
            )
            left = left[count:]
        found += _ready_facts(plan, say, days)
    return Facts("row", tuple(found), say, (plan.code,), len(shown.weeks))


def _head_facts(plan: Plan, say: Figured, days: tuple[date, ...]) -> Iterator[Fact]:
    where, number = f"week of {days[0].isoformat()}", (days[0] - plan.first_day).days // _WEEK + 1
    yield Fact(where, (*say.number(number), *say.short_day(days[0]), *say.brief_date(days[-1])))
    found = [figure for condition in _conditions(plan, days) for figure in say.figures(condition)]
    found += outlook_figures(plan, say, days[0])
    yield Fact(f"{where}, summary", tuple(found))
    yield Fact(f"{where}, scale", ("0", "10"))


def _ready_facts(plan: Plan, say: Figured, days: tuple[date, ...]) -> Iterator[Fact]:
    coming = _coming(plan, days)
    if coming and plan.outline.ready:
        day, period = coming
        changed = say.change_at(period) if period else ()
        yield Fact(f"before {day}", (*say.day_month(day), *changed))
        yield from (Fact(f"before {day}", say.figures(ask)) for ask in plan.outline.ready)


def _day_facts(plan: Plan, say: Figured, day: date) -> Figures:
    found: list[str] = [*say.day_month(day)]
    for intake in plan.on(day):
        found += [*say.drug(intake), *say.dose(intake.dose), *say.slot(intake), *say.pieces(intake)]
    if without(plan, day):
        found.append(say.nothing)
    return tuple(found)
