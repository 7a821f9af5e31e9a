"""The plan as text for a terminal: its steps, one day of it and its curve."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from taperdocs.language import overview, phrases
from taperdocs.language.language import INVISIBLE, NO_BREAK
from taperdocs.language.overview import Row, as_written, end, intakes
from taperdocs.language.phrases import asked_note, beside_switch, dates_of, goes_on, measured, title
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import total
from taperdocs.plan.step import Period
from taperdocs.rules import Comparison, Finding
from taperdocs.rules.compared import publications, with_a_pace

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


def summary(plan: Plan, words: Words) -> str:
    """Return one line: that the plan file is complete (which is no judgement), its code and its days."""
    return f"{overview.summary(plan, words)}\n"


def read_as(plan: Plan, words: Words, *, every: bool = False) -> str:
    """Return how the steps of a line were read; with *every* those of tables too. Empty where there are none."""
    said = overview.readings(plan, words, every=every)
    if not said:
        return ""
    lines = (f"{_INDENT}{number}. {one}\n" for number, one in enumerate(said, start=1))
    return plain(words.text("Read as:") + "\n" + "".join(lines))


def findings(found: Sequence[Finding], words: Words, width: int, compared: Sequence[Comparison] = ()) -> str:
    """Return all findings, what each source describes, the full names of sources once, and the note that closes them.

    Without findings, say that there is no question, which is no judgement.
    """
    if not found:
        named = phrases.compared_with(words, with_a_pace(compared))
        end = plain("\n".join(_wrapped(named, width)) + "\n")
    else:
        end = closing(words, width)
    parts = (
        *(remark(one, words, width) for one in found),
        *_compared(compared, words, width),
        *_sources(found, compared, words, width),
        end,
    )
    return "\n".join(("", *parts) if parts[1:] else parts)


def _compared(compared: Sequence[Comparison], words: Words, width: int) -> Iterator[str]:
    """Yield for each drug what each source describes of its pace, and whether the plan goes beyond it."""
    for drug in dict.fromkeys(one.drug for one in compared):
        head = words.text("What sources describe for {drug}:", drug=drug)
        said = (_comparison(one, words) for one in compared if one.drug == drug)
        lines = (line for text in said for line in _wrapped(measured(words, text), width, _INDENT))
        yield plain("\n".join((head, *lines)) + "\n")


def _comparison(one: Comparison, words: Words) -> str:
    said = words.language.say(one.line)
    if one.switch:
        return beside_switch(words, said, one.switch, one.since, lambda day: as_written(words, day))
    return said


def _sources(
    found: Sequence[Finding], compared: Sequence[Comparison], words: Words, width: int
) -> Iterator[str]:
    """Yield the list of the publications that the findings and the comparison name; the plan itself is none."""
    if each := publications(found, compared):
        named = words.language.apart(map(words.language.say, each))
        said = words.text("Sources: {sources}", sources=named)
        yield plain("\n".join(_wrapped(said, width)) + "\n")


def closing(words: Words, width: int) -> str:
    """Return the note below findings: none is a reason to change a dose."""
    return textwrap.fill(phrases.closing(words), max(width, _NARROWEST_TEXT)) + "\n"


def remark(finding: Finding, words: Words, width: int) -> str:
    """Return a finding: its level and its days, and below them what was found and what the source says."""
    days = dates_of(words, finding.days, finding.each, lambda day: as_written(words, day))
    said = measured(words, words.language.say(finding.line))
    head = f"{words.text(finding.level.value)}, {days}:"
    return plain("\n".join((*_wrapped(head, width), *_wrapped(said, width, _INDENT))) + "\n")


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    room = min(max(width, _NARROWEST_TEXT), _WIDEST_TEXT)
    return textwrap.wrap(text, room, initial_indent=indent, subsequent_indent=indent or _INDENT)


def heading(plan: Plan, words: Words) -> str:
    """Return the title, the drugs, the plan code and the revision, and DRAFT until the plan is agreed."""
    marks = (
        words.text("Plan code {code}", code=plan.code),
        words.text("revision {number}", number=plan.revision),
        *(() if plan.outline.agreed else (words.text("DRAFT"),)),
    )
    head = words.text("{head}: {said}", head=title(words, plan), said=", ".join(plan.drugs))
    return plain(f"{head}\n{', '.join(marks)}\n")


def steps_table(plan: Plan, words: Words) -> str:
    """Return the steps with their dates, and each dose with the pieces that make it."""
    note = asked_note(words, plan)
    said = f"{table(overview.step_rows(plan, words))}\n{end(plan, words)}\n"
    return plain(said + (f"{note}\n" if note else "") + allowed(plan, words))


def allowed(plan: Plan, words: Words) -> str:
    """Return a line for each medicine that is allowed when needed; empty where there is none."""
    return plain("".join(f"{one}\n" for one in phrases.every_allowed(words, plan)))


def today(plan: Plan, words: Words, as_of: date) -> str:
    """Return what is taken on *as_of*, how it is made up, and the next change."""
    day = words.language.day(as_of)
    period = plan.period(as_of)
    if period is None:
        return plain(words.text("{head}: {said}", head=day, said=_outside(plan, words, as_of)) + "\n")
    lines = [words.text("{head}: {said}", head=day, said=_where(plan, words, period, as_of))]
    for dose, made in intakes(plan, words, period.on(as_of)):
        said = words.text("{head}: {said}", head=dose, said=made) if made else dose
        lines.append(f"    {said}")
    if period.move_on and period.move_on <= as_of:
        lines.append(words.text("You may move on to the next step, as agreed."))
    lines.append(_next(plan, words, as_of))
    return plain("\n".join(lines) + "\n")


def curve(plan: Plan, words: Words, width: int) -> str:
    """Return each drug's daily total over the plan, drawn in block characters *width* columns wide."""
    taken = {intake.drug for _, day in plan.days() for intake in day}
    return plain("\n".join(_curve(plan, words, drug, width) for drug in plan.drugs if drug in taken))


def table(rows: Sequence[Row]) -> str:
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


def _outside(plan: Plan, words: Words, as_of: date) -> str:
    if as_of < plan.first_day:
        return words.text("the plan begins on {day}.", day=words.language.full_date(plan.first_day))
    if plan.open:
        last = words.language.full_date(plan.last_day)
        return words.text("the plan is laid out up to {day} only.", day=last)
    return words.text("the plan is over. {end}", end=end(plan, words))


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
    if plan.waits_for:
        return goes_on(words, plan)
    if plan.waiting:
        return words.text("The next change has no date while the hold is open.")
    return end(plan, words)


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
    first, last = as_written(words, plan.first_day), as_written(words, plan.last_day)
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
    """Return *text* for a terminal, with plain spaces, so that it can be searched, and nothing invisible."""
    spaced = text.replace(NO_BREAK, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return spaced.translate(dict.fromkeys(INVISIBLE))
