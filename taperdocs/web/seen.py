"""What a plan file says, for a page: every problem, or the plan with its dates, its curve and its findings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.requests import Request

from taperdocs.documents.curve.curve import Curve, curve, good_height
from taperdocs.documents.handoff.guidance import compared_lines
from taperdocs.language import overview, phrases
from taperdocs.language.phrases import asked_note, closing, compared_with, dates_of, measured
from taperdocs.language.words import Words
from taperdocs.make.printable import refuse_unprintable
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read
from taperdocs.rules import Comparison, Finding, check, compared
from taperdocs.rules.compared import publications, with_a_pace
from taperdocs.web.desk import ShownProblem, desk_of, problems_of, words_of

_WIDTH = 110
"""Width of the curve, in units; a text in it has 3.7."""


@dataclass(frozen=True)
class Remark:
    """A finding: its level and days, and what was found."""

    head: str
    line: str


@dataclass(frozen=True)
class Seen:
    """What a text says as a plan, or its problems; ``rows`` are those of the steps, the first one is their head."""

    problems: tuple[ShownProblem, ...] = ()
    summary: str = ""
    first_day: str = ""
    read_as: tuple[str, ...] = ()
    rows: tuple[overview.Row, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    compared: tuple[str, ...] = ()
    sources: str = ""
    closing: str = ""
    curve: Curve | None = None

    def at(self, *fields: str) -> tuple[ShownProblem, ...]:
        """Return the problems of some fields."""
        return tuple(problem for problem in self.problems if problem.field in fields)


def seen(request: Request, source: bytes) -> Seen:
    """Return what the bytes of a plan file say."""
    try:
        return seen_plan(request, readable(source))
    except TaperError as error:
        return Seen(problems_of(request, error))


def readable(source: bytes) -> Plan:
    """Read a plan file; raise ``TaperError`` with its problems, letters that no page can print among them."""
    plan = read(source)
    refuse_unprintable(plan)
    return plan


def seen_plan(request: Request, plan: Plan) -> Seen:
    """Return what there is to see of a plan."""
    words, today = words_of(request, plan), desk_of(request).today()
    shown, found = plan.ahead(today) if plan.outline.dated else plan, check(plan)
    note = asked_note(words, plan)
    return Seen(
        # A date is not broken after its hyphens.
        summary=re.sub(r"(?<=\d)-(?=\d)", "-\N{WORD JOINER}", overview.summary(plan, words)),
        first_day=words.language.day(plan.first_day),
        read_as=overview.readings(plan, words),
        rows=_used(overview.step_rows(shown, words)),
        notes=(overview.end(plan, words), *((note,) if note else ()), *phrases.every_allowed(words, plan)),
        remarks=remarks(words, found),
        compared=tuple(map(str, compared_lines(plan, words))),
        sources=sources(words, found, compared(plan)),
        closing=closing(words) if found else compared_with(words, with_a_pace(compared(plan))),
        curve=drawn(words, shown, request),
    )


def drawn(words: Words, plan: Plan, request: Request) -> Curve:
    """Return the dose over time."""
    made = curve(plan, words, desk_of(request).today(), _WIDTH, good_height(plan))
    # The page needs no marks for read-back.
    return replace(made, alt=str(made.alt))


def remarks(words: Words, found: tuple[Finding, ...]) -> tuple[Remark, ...]:
    """Return findings in words."""
    return tuple(_remark(words, finding) for finding in found)


def _remark(words: Words, finding: Finding) -> Remark:
    days, level = (
        dates_of(words, finding.days, finding.each, words.language.brief_date),
        words.text(finding.level.value),
    )
    return Remark(
        f"{level[:1].upper()}{level[1:]}, {days}:", measured(words, words.language.say(finding.line))
    )


def sources(words: Words, found: Iterable[Finding], compared: Iterable[Comparison] = ()) -> str:
    """Return the publications that findings and comparisons name, once; the plan itself is none."""
    named = "; ".join(map(words.language.say, publications(found, compared)))
    return words.text("Sources: {sources}", sources=named) if named else ""


def _used(rows: tuple[overview.Row, ...]) -> tuple[overview.Row, ...]:
    """Leave out the columns in which no row has anything; a note is a row of two cells."""
    full = [row for row in rows if len(row) == len(rows[0])]
    used = [column for column in range(len(rows[0])) if any(row[column] for row in full[1:])]
    return tuple(row if len(row) != len(rows[0]) else tuple(row[column] for column in used) for row in rows)
