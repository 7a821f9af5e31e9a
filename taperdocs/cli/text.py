"""The plan as text for a terminal: its steps, one day of it and its curve."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from taperdocs.language import phrases
from taperdocs.language.language import DIRECTIONS, NO_BREAK
from taperdocs.language.phrases import asked_note, dates_of, measured, title
from taperdocs.language.words import Words
from taperdocs.plan.plan import UNDATED, Outline, Plan
from taperdocs.plan.regimen import Day, Intake, Regimen, Slot, total
from taperdocs.plan.step import Period
from taperdocs.rules import Finding
from taperdocs.rules.rule import THIS_PLAN

HEIGHT = 8
_BLOCKS = " ▁▂▃▄▅▆▇█"
_AXIS = "│"
SIGNS = _BLOCKS + _AXIS
"""The characters that a terminal must be able to show for the curve."""
_EIGHTHS = len(_BLOCKS) - 1
_NARROWEST = 10
_GAP = "  "
_INDENT = "    "
_NARROWEST_TEXT, _WIDEST_TEXT = 40, 78
_TO = "\N{EN DASH}"

Row = tuple[str, ...]


def summary(plan: Plan, words: Words) -> str:
    """Return one line: that the plan file is complete (which is no judgement), its code and its days."""
    steps = words.texts("{number} step", "{number} steps", len(plan.steps))
    code = words.text("plan code {code}", code=plan.code)
    draft = () if plan.outline.agreed else (words.text("DRAFT"),)
    first = _as_written(words, plan.first_day)
    if plan.last_dose_day:
        last = _as_written(words, plan.last_dose_day)
        days = words.text("{first} to {last}, then nothing is taken", first=first, last=last)
    elif plan.waiting:
        days = words.text("from {first}, no end while the hold is open", first=first)
    else:
        days = words.text("from {first}, no end: the last dose goes on", first=first)
    return (
        words.text("The plan file is complete: {plan}.", plan=", ".join((steps, code, *draft, days))) + "\n"
    )


def read_as(outline: Outline, words: Words, *, every: bool = False) -> str:
    """Return how the steps of a line were read, each in the form that is printed; with *every* those of tables too."""
    steps = [step for step in outline.steps if every or step.place[:1] == ("steps",)]
    if not steps:
        return ""
    said = (
        words.text(
            "{doses} for {length}", doses=_taken(step.regimen, words), length=words.length(step.length)
        )
        for step in steps
    )
    lines = (f"{_INDENT}{number}. {one}\n" for number, one in enumerate(said, start=1))
    return plain(words.text("Read as:") + "\n" + "".join(lines))


def _taken(regimen: Regimen, words: Words) -> str:
    """Return the doses of a step; equal ones without a time as "10 mg twice a day"."""
    (first, *others), count = regimen.days, len(regimen.days[0])
    if others or count < 2 or len(set(first)) > 1 or first[0].slot is not Slot.ANY:  # noqa: PLR2004  several doses
        return words.regimen(regimen, regimen.drugs)
    dose = words.dose(first[0].dose)
    if count == 2:  # noqa: PLR2004  "twice" has its own word
        return words.text("{dose} twice a day", dose=dose)
    return words.text("{dose} {number} times a day", dose=dose, number=words.language.number(count))


def findings(found: Sequence[Finding], words: Words, width: int) -> str:
    """Return all findings, their sources once, and the note that closes them.

    Without findings, say that there are none, which is no judgement.
    """
    if not found:
        return words.text("No findings. That is no judgement of the plan.") + "\n"
    said = (remark(one, words, width) for one in found)
    return "\n".join(("", *said, *_sources(found, words, width), closing(words, width)))


def _sources(found: Sequence[Finding], words: Words, width: int) -> Iterator[str]:
    """Yield the list of the publications that the findings name; the plan itself is none."""
    each = dict.fromkeys(source for one in found for source in one.sources if source != THIS_PLAN.message)
    if each:
        named = "; ".join(words.language.say(source) for source in each)
        said = words.text("Sources: {sources}", sources=named)
        yield plain("\n".join(_wrapped(said, width)) + "\n")


def closing(words: Words, width: int) -> str:
    """Return the note below findings: none is a reason to change a dose."""
    return textwrap.fill(phrases.closing(words), max(width, _NARROWEST_TEXT)) + "\n"


def remark(finding: Finding, words: Words, width: int) -> str:
    """Return a finding: its level and its days, and below them what was found and what the source says."""
    days = dates_of(words, finding.days, lambda day: _as_written(words, day))
    said = measured(words, words.language.say(finding.line))
    head = f"{words.text(finding.level.value)}, {days}:"
    return plain("\n".join((head, *_wrapped(said, width, _INDENT))) + "\n")


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    room = min(max(width, _NARROWEST_TEXT), _WIDEST_TEXT)
    return textwrap.wrap(text, room, initial_indent=indent, subsequent_indent=indent or _INDENT)


def _as_written(words: Words, day: date) -> str:
    """Return a day as a plan file has it, or its number if the start is not fixed."""
    return str(day) if day < UNDATED else words.text("day {day}", day=(day - UNDATED).days + 1)


def heading(plan: Plan, words: Words) -> str:
    """Return the title, the drugs, the plan code and the revision, and DRAFT until the plan is agreed."""
    marks = (
        words.text("Plan code {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        *(() if plan.outline.agreed else (words.text("DRAFT"),)),
    )
    return plain(f"{title(words, plan)}: {', '.join(plan.drugs)}\n{', '.join(marks)}\n")


def steps_table(plan: Plan, words: Words) -> str:
    """Return the steps with their dates, and each dose with the pieces that make it."""
    head = (
        words.text("Step"),
        words.text("From"),
        words.text("To"),
        words.text("Day"),
        words.text("Dose"),
        words.text("Made from"),
    )
    rows = [head, *(row for period in plan.periods for row in _dated(plan, words, period))]
    undated = (words.text("no date yet"), "")
    rows += [row for period in plan.waiting for row in _rows(plan, words, period, undated)]
    note = asked_note(words, plan)
    return plain(f"{table(rows)}\n{_end(plan, words)}\n" + (f"{note}\n" if note else ""))


def today(plan: Plan, words: Words, as_of: date) -> str:
    """Return what is taken on *as_of*, how it is made up, and the next change."""
    day = words.language.day(as_of)
    period = plan.period(as_of)
    if period is None:
        return plain(f"{day}: {_outside(plan, words, as_of)}\n")
    lines = [f"{day}: {_where(plan, words, period, as_of)}"]
    for dose, made in _intakes(plan, words, period.on(as_of)):
        lines.append(f"    {dose}: {made}" if made else f"    {dose}")
    if period.move_on and period.move_on <= as_of:
        lines.append(words.text("You may move on to the next step, as agreed."))
    lines.append(_next(plan, words, as_of))
    return plain("\n".join(lines) + "\n")


def curve(plan: Plan, words: Words, width: int) -> str:
    """Return each drug's daily total over the plan, drawn in block characters *width* columns wide."""
    taken = {intake.drug for _, day in plan.days() for intake in day}
    return plain("\n".join(_curve(plan, words, drug, width) for drug in plan.drugs if drug in taken))


def _dated(plan: Plan, words: Words, period: Period) -> Iterator[Row]:
    date_of = words.language.brief_date
    last = words.text("open") if period.open else date_of(period.last)
    yield from _rows(plan, words, period, (date_of(period.first), last))
    if period.held:
        yield _note(_held(words, period))
    if period.open:
        yield _note(words.text("laid out up to {day}", day=date_of(period.last)))
    if period.move_on:
        yield _note(words.text("you may move on from {day}, as agreed", day=date_of(period.move_on)))


def _rows(plan: Plan, words: Words, period: Period, dates: tuple[str, str]) -> Iterator[Row]:
    """Yield one row for each intake; a cell that would repeat the one above is empty."""
    start: Row = (words.language.number(period.step.number), *dates)
    for label, day in _runs(words, period):
        for dose, made in _intakes(plan, words, day):
            yield (*start, label, dose, made)
            start, label = ("", "", ""), ""  # noqa: PLW2901  said once for all its intakes
    if period.step.condition:
        yield _note(words.text("condition: {condition}", condition=period.step.condition))
    if any(regimen != period.step.regimen for regimen in period.step.asked):
        doses = (words.brief(intake.dose) for regimen in period.step.asked for intake in regimen.doses)
        yield _note(words.text("asked for: {doses}", doses=", ".join(doses)))


def _held(words: Words, period: Period) -> str:
    until = words.text("hold until {day}: the dose stays", day=words.language.brief_date(period.last))
    said = words.text("hold without an end yet: the dose stays") if period.open else until
    return f"{said} ({period.why})" if period.why else said


def _note(text: str) -> Row:
    return ("", text)


def _runs(words: Words, period: Period) -> Iterator[tuple[str, Day]]:
    """Yield each run of equal days of the cycle, with its label."""
    cycle, number = period.cycle, 0
    for day, group in groupby(cycle):
        first, number = number, number + len(tuple(group))
        yield ("" if len(cycle) == 1 else _days(words, period, first, number - 1)), day


def _days(words: Words, period: Period, first: int, last: int) -> str:
    if period.step.regimen.weekly:
        names = [words.language.weekday(period.first + timedelta(number)) for number in (first, last)]
        return names[0] if first == last else f"{names[0]}{_TO}{names[1]}"
    days = [words.language.number(number + 1) for number in (first, last)]
    cycle = words.language.number(len(period.cycle))
    if first == last:
        return words.text("day {day} of {days}", day=days[0], days=cycle)
    return words.text("days {first} to {last} of {days}", first=days[0], last=days[1], days=cycle)


def _intakes(plan: Plan, words: Words, day: Day) -> Iterator[tuple[str, str]]:
    """Yield each intake's dose and its pieces, or that there is none."""
    for intake in day:
        yield _dose(plan, words, intake), words.pieces(plan.pieces(intake))
    if not day:
        yield words.nothing(), ""


def _dose(plan: Plan, words: Words, intake: Intake) -> str:
    drug = intake.drug if len(plan.drugs) > 1 else ""
    return " ".join(part for part in (drug, words.dose(intake.dose), words.slot(intake.slot)) if part)


def table(rows: list[Row]) -> str:
    """Align the columns and leave out empty ones; a note begins in the second column and may run on."""
    full = [row for row in rows if len(row) == len(rows[0])]
    used = [column for column in range(len(rows[0])) if any(row[column] for row in full[1:])]
    widths = [max(len(row[column]) for row in full) for column in used]
    lines = []
    for row in rows:
        cells = [row[column] for column in used] if len(row) == len(rows[0]) else row
        lines.append(
            _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip()
        )
    return "\n".join(lines)


def _end(plan: Plan, words: Words) -> str:
    if plan.last_dose_day is None or plan.first_day_without is None:
        return words.text("The plan does not say when it stops.")
    return words.text(
        "Last dose day {last}, first day without {without}.",
        last=words.language.brief_date(plan.last_dose_day),
        without=words.language.brief_date(plan.first_day_without),
    )


def _outside(plan: Plan, words: Words, as_of: date) -> str:
    if as_of < plan.first_day:
        return words.text("the plan begins on {day}.", day=words.language.full_date(plan.first_day))
    if plan.open:
        last = words.language.full_date(plan.last_day)
        return words.text("the plan is laid out up to {day} only.", day=last)
    return words.text("the plan is over. {end}", end=_end(plan, words))


def _where(plan: Plan, words: Words, period: Period, as_of: date) -> str:
    values = {
        "number": words.language.number(period.step.number),
        "steps": words.language.number(len(plan.steps)),
        "day": words.language.number((as_of - period.first).days + 1),
        "days": words.language.number(len(period)),
    }
    if period.held:
        return words.text("step {number} of {steps}, day {day} of a hold", **values)
    if period.open:
        return words.text("step {number} of {steps}, day {day}, no end yet", **values)
    return words.text("step {number} of {steps}, day {day} of {days}", **values)


def _next(plan: Plan, words: Words, as_of: date) -> str:
    period = plan.next_change(as_of)
    before = period and plan.before(period)
    if period and before:
        old, new = (words.regimen(part.step.regimen, plan.drugs) for part in (before, period))
        said, day = words.text("{old} → {new}", old=old, new=new), words.language.day(period.first)
        return words.text("Next change on {day}: {doses}", day=day, doses=said)
    if plan.waiting:
        return words.text("The next change has no date while the hold is open.")
    return _end(plan, words)


def _curve(plan: Plan, words: Words, drug: str, width: int) -> str:
    taken = [(total(day, drug), number) for number, (_, day) in enumerate(plan.days())]
    top = max(dose for dose, _ in taken if dose)
    amounts = [Fraction(dose.amount) if dose else Fraction(0) for dose, _ in taken]
    highest = plain(words.dose(top))
    label = len(highest)
    columns = _columns(amounts, max(width - label - 2, _NARROWEST))
    levels = [-(-HEIGHT * _EIGHTHS * amount // Fraction(top.amount)) for amount in columns]
    lines = [drug]
    for row in reversed(range(HEIGHT)):
        name = highest if row == HEIGHT - 1 else "0" if not row else ""
        blocks = "".join(_BLOCKS[max(0, min(level - row * _EIGHTHS, _EIGHTHS))] for level in levels)
        lines.append(f"{name:>{label}} {_AXIS}{blocks}".rstrip())
    first, last = _as_written(words, plan.first_day), _as_written(words, plan.last_day)
    lines.append(f"{'':{label}}  {first}{last:>{max(len(levels) - len(first), len(last) + 1)}}")
    return "\n".join(lines) + "\n"


def _columns(amounts: list[Fraction], width: int) -> list[Fraction]:
    """Spread the days over *width* columns; a column of several days shows their mean."""
    found = []
    for column in range(width):
        first = column * len(amounts) // width
        part = amounts[first : max(first + 1, (column + 1) * len(amounts) // width)]
        found.append(sum(part, start=Fraction(0)) / len(part))
    return found


def plain(text: str) -> str:
    """Return *text* for a terminal, with plain spaces, so that it can be searched, and no direction marks."""
    spaced = text.replace(NO_BREAK, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return spaced.translate(dict.fromkeys(DIRECTIONS))
