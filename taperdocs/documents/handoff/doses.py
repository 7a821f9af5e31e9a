"""What is taken now and what comes next, side by side: the ten seconds that a doctor has."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from taperdocs.documents.handoff.sizes import DOSES, FRAME, LABEL, LABELS, PADDING, ROW, TEXT, WHEN
from taperdocs.documents.syringe import made
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import changes_of, fall, labels, named, unbroken
from taperdocs.language.words import Drawing, Words
from taperdocs.pdf.kit import Style
from taperdocs.plan.cuts import cuts
from taperdocs.plan.length import DAY
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Day, Intake, Slot
from taperdocs.plan.runs import PlanStatus, merged_with, steps_waiting
from taperdocs.plan.step import Period

_BESIDE, _MOST_ROWS, _MOST_CUTS = 2, 14, 4
"""Most doses of a column, most rows of a table, and most drugs whose cut is said in full."""
_LONG = 14
"""A size, in points, at which a text may take several lines."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One dose: when it is taken, how much, its drawing if that has room, and its pieces."""

    label: str
    dose: str
    drawing: Drawing | None
    pieces: str
    after: str = ""
    changed: bool = False

    @property
    def between(self) -> str:
        """Return what parts the drawing from the words: the end of a line, where it ends with a strength."""
        if self.drawing is None:
            return ""
        return "\n" if any(strength for _, strength in self.drawing.parts) else " "


@dataclass(frozen=True, slots=True)
class Doses:
    """What is taken now, and what comes next.

    *beside*: whether both stand side by side; else *taken* are the rows of a table, where each may say the dose
    *after* the change too. *comes* has labels and texts of the change, whose numbers have the marks of *change*.
    *small* is the style of the doses, and *coming* that of the texts of the change. *height* is in units.
    """

    title: str
    next_title: str
    beside: bool
    small: Style
    coming: Style
    taken: tuple[Taken, ...]
    said: str
    notes: tuple[str, ...]
    comes: tuple[tuple[str, str], ...]
    change: Marked
    next_notes: tuple[str, ...]
    height: float

    @property
    def after(self) -> bool:
        """Tell whether the table has a column for the doses after the change."""
        return any(one.after for one in self.taken)


def doses(plan: Plan, words: Words, now: PlanStatus, inside: float) -> tuple[Doses, ...]:
    """Return the forms of what is taken and what comes, the largest first."""
    whole = _whole(plan, words, now)
    if now.period is None:
        return (_measured(replace(whole, taken=(), comes=()), inside),)
    found, taken = list[Doses](), tuple(_taken(plan, words, now))
    if len(taken) <= _BESIDE and len(whole.comes) <= _BESIDE:
        for small in DOSES:
            form = replace(whole, beside=True, small=small, taken=taken)
            found += (_measured(one, inside) for one in _coming(form, inside) if _fits(one, inside))
    # The next doses are said at their times only where each day is the same, before and after.
    after = tuple(_beside(plan, words, now, taken))
    table = replace(whole, taken=after or taken, comes=() if after else whole.comes)
    if after:
        coming = plan.next_change(now.day if now.begun else plan.first_day)
        table = replace(
            table,
            next_notes=tuple(_on(words, coming, whole.next_notes)),
            title=_title(plan, words, now, widths(inside, after=True)[0] - PADDING),
            next_title=_brief(plan, words, now, widths(inside, after=True)[2] - PADDING),
        )
    bare = replace(table, taken=tuple(replace(one, drawing=None, pieces="") for one in table.taken))
    bare = replace(bare, notes=(*bare.notes, words.text("What makes each dose is in the step table.")))
    first = replace(whole, taken=tuple(_taken(plan, words, now, days=1)))
    if len(first.taken) < len(taken):
        others = words.text("The doses of the other days are in the step table.")
        first = replace(first, notes=(*whole.notes, others))
    for form in (table, bare, first):
        for small in DOSES[2:]:
            one = replace(form, small=small, coming=small)
            if len(one.taken) <= _MOST_ROWS and _fits_rows(one, inside):
                found.append(_measured(one, inside))
    said = marked(words.taken(now.period.on(now.day), plan.drugs), f"doses:{now.day}")
    least = replace(whole, small=DOSES[-1], coming=DOSES[-1], said=said, notes=bare.notes)
    found.append(_measured(least, inside))
    short = marked(words.text("Its doses are in the step table."))
    if whole.comes:
        least = replace(least, comes=(("", short),), change=short, next_notes=())
    found.append(_measured(least, inside))
    return tuple(found)


def _on(words: Words, coming: Period | None, notes: tuple[str, ...]) -> Iterator[str]:
    """Yield *notes*; the one about the cut of the next change begins with its day."""
    for note in notes:
        if coming and isinstance(note, Marked) and any(mark.startswith("cut:") for mark in note.marks):
            date = words.language.short_day(coming.first)
            said = words.text("{date}: {change}", date=date, change=note)
            yield marked(said, f"date:{coming.first}", note)
        else:
            yield note


def _coming(form: Doses, inside: float) -> Iterator[Doses]:
    """Yield *form* with the texts of the change in the largest size that fits."""
    room = _column(inside)
    for style in DOSES[DOSES.index(form.small) :]:
        if style.size <= _LONG or all(style.fits(text, room) for _, text in form.comes):
            yield replace(form, coming=style)
            return


def _column(inside: float) -> float:
    return inside / 2 - 2 * PADDING - FRAME


def _fits(form: Doses, inside: float) -> bool:
    return all(form.small.fits(one.dose, _column(inside)) for one in form.taken)


def widths(inside: float, *, after: bool) -> tuple[float, float, float]:
    """Return the widths of the columns of the table: dose now, what makes it, and dose after the change."""
    room = inside - 2 * (FRAME + PADDING) - LABELS
    return (room * 0.24, room * 0.5, room * 0.26) if after else (room * 0.3, room * 0.7, 0)


def _fits_rows(form: Doses, inside: float) -> bool:
    now, _, after = widths(inside, after=form.after)
    return all(
        form.small.fits(one.dose, now - PADDING)
        and (not one.after or form.small.fits(one.after, after - PADDING))
        for one in form.taken
    )


def _measured(form: Doses, inside: float) -> Doses:
    """Return *form* with its height."""
    whole = inside - 2 * (FRAME + PADDING)
    head = WHEN.height(form.title, _column(inside) if form.beside else whole)
    if form.beside:
        room = _column(inside)
        head = max(head, WHEN.height(form.next_title, room))
        left = sum(_tall(form, one, room) for one in form.taken) + _texts(form.notes, room)
        right = sum(
            (LABEL.height(label, room) if label else 0) + form.coming.height(text, room)
            for label, text in form.comes
        )
        return replace(
            form, height=head + max(left, right + _texts(form.next_notes, room)) + 2 * (PADDING + FRAME)
        )
    now, _, after = widths(inside, after=form.after)
    if form.taken:
        head = (
            max(WHEN.height(form.title, now - PADDING), WHEN.height(form.next_title, after or whole))
            + 2 * ROW
        )
    rows = sum(_flat(form, one, inside) for one in form.taken)
    said = form.small.height(form.said, whole) if form.said else 0
    coming = sum(
        form.coming.height(f"{label} {text}" if label else text, whole) for label, text in form.comes
    )
    if not form.after and form.next_title:
        coming += WHEN.height(form.next_title, whole) + ROW + PADDING
    height = head + rows + said + coming + _texts((*form.notes, *form.next_notes), whole)
    return replace(form, height=height + 2 * (PADDING + FRAME) + ROW)


def _texts(texts: tuple[str, ...], room: float) -> float:
    return sum(TEXT.height(text, room) for text in texts)


def _how(one: Taken) -> str:
    return f"{one.drawing.signs if one.drawing else ''}{one.between}{one.pieces}"


def _tall(form: Doses, one: Taken, room: float) -> float:
    label = LABEL.height(one.label, room) if one.label else 0
    return label + form.small.line + (TEXT.height(_how(one), room) if one.pieces else 0)


def _flat(form: Doses, one: Taken, inside: float) -> float:
    _, how, _ = widths(inside, after=form.after)
    label = LABEL.height(one.label, LABELS - PADDING)
    return max(label, form.small.line, TEXT.height(_how(one), how - PADDING) if one.pieces else 0) + 2 * ROW


def _whole(plan: Plan, words: Words, now: PlanStatus) -> Doses:
    """Return what all forms have in common."""
    next_title, comes, change, next_notes = _next(plan, words, now)
    empty = Doses("", "", False, DOSES[0], DOSES[-1], (), "", (), comes, change, next_notes, 0)  # noqa: FBT003
    return replace(
        empty, title=_title(plan, words, now), notes=_notes(plan, words, now), next_title=next_title
    )


def _dated(words: Words, day: date, room: float) -> str:
    """Return a date that no line end parts, without its year in a column that is too narrow for it."""
    whole = words.language.brief_date(day)
    return whole if WHEN.fits(whole, room) else words.language.short_day(day)


def _brief(plan: Plan, words: Words, now: PlanStatus, room: float) -> str:
    coming = plan.next_change(now.day if now.begun else plan.first_day)
    if coming is None:
        return ""
    said = words.text("NEXT, {date}", date=_dated(words, coming.first, room))
    return marked(said, f"nextday:{now.day}")


def _title(plan: Plan, words: Words, now: PlanStatus, room: float = 0) -> Marked:
    """Return what the present doses stand under; with a *room*, in the head of a column so wide."""
    if now.period is None:
        first = plan.first_day_without or now.day
        day = words.language.full_date(first)
        if plan.comes_off(first):
            return marked(
                words.text("This plan has ended: the patch came off on {date}", date=day), f"date:{first}"
            )
        said = words.text("This plan has ended: {nothing} from {date} on", nothing=words.nothing(), date=day)
        return marked(said, f"nothing:{first}", f"date:{first}")
    day = _dated(words, now.day, room) if room else words.language.full_date(now.day)
    said = words.text("NOW, {date}", date=day)
    if not now.begun:
        said = words.text("NOT BEGUN. From {date}", date=day)
    return marked(said, f"date:{now.day}")


def _notes(plan: Plan, words: Words, now: PlanStatus) -> tuple[Marked, ...]:
    """Say which step it is, since when, and whether it is held, taken only if needed, or without an end."""
    period, language = now.period, words.language
    if period is None:
        return ()
    step = words.text("Step {number} of {count}", number=period.step.number, count=len(plan.steps))
    said = marked(f"{step}.", f"step:{now.day}")
    if now.begun:
        step = words.text("{step}, since {date}", step=step, date=language.full_date(plan.since(period)))
        said = marked(f"{step}.", f"step:{now.day}", f"since:{now.day}")
    notes = [said, *_before(plan, words, period)]
    if period.held and period.open:
        notes.append(marked(words.text("⏸ HOLD: same dose until it is agreed to go on.")))
    elif period.held:
        last = language.full_date(merged_with(plan, period).last)
        notes.append(
            marked(words.text("⏸ HOLD: same dose until {date}.", date=last), f"holdend:{period.first}")
        )
    if period.step.length.optional:
        notes.append(marked(words.text("□ This step is taken ONLY IF NEEDED.")))
    notes += _condition(words, period)
    if not now.laid_out:
        last = language.full_date(plan.last_day)
        goes_on = words.text("No day after {date} is laid out: this dose goes on.", date=last)
        notes.append(marked(goes_on, "laidout"))
    return tuple(notes)


def _condition(words: Words, period: Period) -> tuple[Marked, ...]:
    condition, waits = period.step.condition, period.step.length.waits
    if not condition and not waits:
        return ()
    parts = (
        words.text("Condition: {condition}.", condition=condition) if condition else "",
        words.text("Goes on until {what}.", what=waits) if waits else "",
    )
    said = " ".join(part for part in parts if part)
    return (marked(said, f"text:condition,{period.step.number - 1}"),)


def _next(
    plan: Plan, words: Words, now: PlanStatus
) -> tuple[str, tuple[tuple[str, str], ...], Marked, tuple[Marked, ...]]:
    """Return the title of the next change, its labels and texts, their marks, and notes on its conditions."""
    if now.period is None:
        return "", (), marked(""), ()
    coming, early = plan.next_change(now.day if now.begun else plan.first_day), _early(plan, now)
    notes = list[Marked]()
    if early and early > now.day:
        from_day = words.text("▶ MAY MOVE ON from {date} on.", date=words.language.full_date(early))
        notes.append(marked(from_day, f"moveon:{now.day}"))
    elif early:
        notes.append(marked(words.text("▶ MAY MOVE ON: any day now.")))
    if coming:
        title = words.text("NEXT, {date}", date=words.language.day(coming.first))
        said = tuple(
            (label, unbroken(text).replace(" + ", f"{NO_BREAK}+{NO_BREAK}"))
            for label, text in changes_of(words, plan, coming)
        )
        if coming.step.length.optional:
            notes.insert(0, marked(words.text("□ The next step is taken ONLY IF NEEDED.")))
        change = marked("", f"change:{coming.first}")
        more = (*_cuts(plan, words, coming), *notes, *_condition(words, coming))
        return marked(title, f"nextday:{now.day}"), said, change, more
    title = words.text("NEXT")
    if plan.first_day_without:
        day = words.language.day(plan.first_day_without)
        title = marked(words.text("NEXT, {date}", date=day), "without")
        text = marked(
            words.text("the patch comes off: first day without")
            if plan.comes_off(plan.first_day_without)
            else words.text("first day without")
        )
    elif plan.waiting and plan.waits_for:
        waiting = words.texts(
            "{number} step has no date yet.", "{number} steps have no dates yet.", steps_waiting(plan)
        )
        text = marked(waiting, "waits")
    elif plan.waiting:
        waiting = words.texts(
            "{number} step waits for the hold to end.",
            "{number} steps wait for the hold to end, one after the other.",
            steps_waiting(plan),
        )
        text = marked(waiting, "waits")
    else:
        text = marked(words.text("None: this dose goes on, no end is set."))
    return title, (("", text),), text, tuple(notes)


def _before(plan: Plan, words: Words, period: Period) -> tuple[Marked, ...]:
    """Say what was taken before the plan and by how much its first step differs, while that is the present one."""
    first = plan.periods[0]
    before = plan.before(first)
    if before is None or plan.since(period) != plan.first_day:
        return ()
    day, taken = plan.first_day, words.taken(before.step.regimen.days[0], plan.drugs)
    date = words.language.full_date(day)
    # A rate is not an amount of a day.
    said = (
        words.text("Before {date}: {doses}.", date=date, doses=taken)
        if plan.patches
        else words.text("Before {date}: {doses} a day.", date=date, doses=taken)
    )
    return marked(said, "earlier"), *_cuts(plan, words, first, begun=True)


def _cuts(plan: Plan, words: Words, period: Period, *, begun: bool = False) -> tuple[Marked, ...]:
    """Say by how much the doses fall, and by how many percent of the dose now and of the first one.

    *begun*: whether that is the cut to the dose now; its share is then of the dose before, which is the first one.
    """
    found = cuts(plan, period)
    if not found or len(found) > _MOST_CUTS:
        return ()
    lines = list[str]()
    for cut in found:
        head, shares = fall(words, plan, cut), list[str]()
        if begun and cut.of_present and cut.of_present > 0:
            shares.append(words.text("{percent} of the dose before", percent=words.percent(cut.of_present)))
        elif cut.of_present and cut.of_present > 0:
            shares.append(words.text("{percent} of the dose now", percent=words.percent(cut.of_present)))
        if cut.of_start and cut.of_start > 0 and not begun:
            said = words.text("{percent} of the first dose", percent=words.percent(cut.of_start))
            if plan.outline.before:
                said = words.text(
                    "{percent} of the dose before the plan", percent=words.percent(cut.of_start)
                )
            shares.append(said)
        lines.append(words.text("{head}: {said}", head=head, said=", ".join(shares)) if shares else head)
    return (marked("\n".join(lines), f"cut:{period.first}{',before' if begun else ''}"),)


def _early(plan: Plan, now: PlanStatus) -> date | None:
    """Return the day from which the next step may begin early; None while the plan is held."""
    if now.period is None or now.period.held or not now.laid_out:
        return None
    return merged_with(plan, now.period).move_on


def _taken(plan: Plan, words: Words, now: PlanStatus, days: int | None = None) -> Iterator[Taken]:
    alike = now.period is not None and len(now.period.step.regimen.days) == 1
    for dates, day in tuple(_different(now))[:days]:
        when = marked("") if alike else _dates(words, dates)
        if not day:
            yield Taken(when, marked(words.nothing(), f"nothing:{dates[0]}"), None, "")
        for place, (intake, slot) in enumerate(zip(day, labels(words, day), strict=True)):
            drug, at = intake.drug if len(plan.drugs) > 1 else "", f"{dates[0]},{place}"
            label = " ".join(part for part in (when, drug, slot) if part)
            yield Taken(
                marked(label, when, f"label:{at}"),
                marked(words.dose(intake.dose), f"dose:{at}"),
                words.drawing(plan, intake),
                made(plan, words, intake, at),
            )


def _different(now: PlanStatus) -> Iterator[tuple[tuple[date, ...], Day]]:
    """Yield the days of one cycle from now on; neighbours with the same doses come together."""
    period = now.period
    if period is None:
        return
    number = len(period.step.regimen.days)
    if now.laid_out and not period.open:
        number = min(number, (period.last - now.day).days + 1)
    for day, run in groupby((now.day + DAY * past for past in range(number)), key=period.on):
        yield tuple(run), day


def _dates(words: Words, dates: tuple[date, ...]) -> Marked:
    """Return the first and the last of *dates*. Dates cannot be miscounted, unlike numbers of days in a cycle."""
    first, last = (words.language.short_day(day) for day in (dates[0], dates[-1]))
    if len(dates) == 1:
        return marked(first, f"date:{dates[0]}")
    said = words.text("{first} – {last}", first=first, last=last)
    return marked(said, f"date:{dates[0]}", f"date:{dates[-1]}")


def _beside(plan: Plan, words: Words, now: PlanStatus, taken: tuple[Taken, ...]) -> Iterator[Taken]:
    """Yield the doses of now and of the next change, time by time; nothing where a cycle has several days."""
    coming = plan.next_change(now.day if now.begun else plan.first_day)
    if now.period is None or coming is None:
        return
    if len(now.period.step.regimen.days) > 1 or len(coming.step.regimen.days) > 1:
        return
    old, new = (list(period.step.regimen.days[0]) for period in (now.period, coming))
    if not old or not new:
        return
    said = dict(zip(_keys(old), taken, strict=True))
    then = dict(zip(_keys(new), enumerate(new), strict=True))
    was = dict(zip(_keys(old), old, strict=True))
    names = dict(zip(_keys(new), labels(words, tuple(new)), strict=True))
    order = {drug: place for place, drug in enumerate(plan.drugs)}
    for key in sorted({*said, *then}, key=lambda key: (order[key[0]], *key[1:])):
        one = said.get(key)
        if one is None:
            label = marked(named(plan, key[0], names[key]), f"label:{coming.first},{then[key][0]}")
            one = Taken(label, words.text("not yet"), None, "")
        if key not in then:
            yield replace(one, after=words.text("stops"), changed=True)
            continue
        place, intake = then[key]
        after = marked(words.dose(intake.dose), f"dose:{coming.first},{place}")
        yield replace(one, after=after, changed=key not in was or was[key].dose != intake.dose)


def _keys(day: list[Intake]) -> Iterator[tuple[str, Slot, int]]:
    """Yield drug, time of day and number of each intake of a day."""
    seen = Counter[tuple[str, Slot]]()
    for intake in day:
        seen[intake.drug, intake.slot] += 1
        yield intake.drug, intake.slot, seen[intake.drug, intake.slot]
