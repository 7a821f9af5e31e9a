"""What happened to the plan and what is worth a look: the last of it on the first page, all of it behind."""

import re
from collections.abc import Iterator

from taperdocs.changes import Change
from taperdocs.documents.record import Line, line, shortening
from taperdocs.facts import Fact
from taperdocs.figures import Figured, Figures
from taperdocs.phrases import lasting
from taperdocs.plan import Plan
from taperdocs.rules import check
from taperdocs.rules.finding import Finding, Level
from taperdocs.words import Words

_MEASURED = re.compile(r"(\d+(?:[.,]\d+)?)[\u200e\u200f]?[ \u00a0]((?:mcg|mg|g|mL|%)(?:/mL)?(?!\w))")
"""A number and its unit, which no end of a line may part; a translation may have turned them around."""


def changes(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say what happened to the plan, the newest change first."""
    said = tuple(changed(words, entry) for entry in reversed(plan.outline.changes))
    name = words.text("Changes so far")
    if not said:
        return (line(name, words.text("None."), inside),)
    more = [
        words.texts(
            "and {number} change before, on the next pages",
            "and {number} changes before, on the next pages",
            number,
        )
        for number in range(len(said))
    ]
    more.append(
        words.texts("{number} change, on the next pages", "{number} changes, on the next pages", len(said))
    )
    return shortening(name, said, more, "\n", inside)


def changed(words: Words, entry: Change) -> str:
    """Say what happened, on which day, for how long and why."""
    parts = (words.text(entry.name), lasting(words, entry), entry.why)
    said = ", ".join(part for part in parts if part)
    return f"{words.language.full_date(entry.on)}: {said}"


def changed_figures(say: Figured, entry: Change) -> Figures:
    """Return the figures of a change."""
    length = say.days(entry.days) if entry.days else ()
    return (*say.full_date(entry.on), *length, *say.figures(entry.why))


def findings(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say what is worth a look; nothing where nothing was found, which is no praise."""
    said = tuple(_brief(words, finding) for finding in _ranked(plan))
    if not said:
        return ()
    more = [
        words.texts("and {number} more, on the next pages", "and {number} more, on the next pages", number)
        for number in range(len(said))
    ]
    more.append(
        words.texts("{number} finding, on the next pages", "{number} findings, on the next pages", len(said))
    )
    return shortening(words.text("Worth a look"), said, more, "\n", inside)


def _ranked(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings in their order, but first what asks for an answer: room may be scarce."""
    return tuple(sorted(check(plan), key=lambda finding: finding.level is not Level.ASK))


def _brief(words: Words, finding: Finding) -> str:
    """Say what was found as briefly as it can be said; where that leaves something out it stands behind."""
    if finding.brief is None:
        return found(words, finding)
    return f"{_days(words, finding)}: {_whole(words, words.language.say(finding.brief))}"


def _days(words: Words, finding: Finding) -> str:
    """Return the day of a finding; of one for several steps, whose worst it names, the first and the last."""
    first, last = (words.language.full_date(day) for day in (finding.first, finding.last))
    return first if finding.first == finding.last else words.text("{first} to {last}", first=first, last=last)


def found(words: Words, finding: Finding) -> str:
    """Say what was found, on which day, and the source."""
    day, said = _days(words, finding), words.language.say(finding.message)
    return _whole(words, f"{day}: {said} ({words.language.say(finding.source)})")


def _whole(words: Words, said: str) -> str:
    return _MEASURED.sub(lambda found: words.language.together(f"{found[1]} {found[2]}"), said)


def found_figures(say: Figured, finding: Finding) -> Figures:
    """Return the figures of what was found, and of its source."""
    said, source = say.language.say(finding.message), say.language.say(finding.source)
    return (*_day_figures(say, finding), *say.figures(f"{said} ({source})"))


def _brief_figures(say: Figured, finding: Finding) -> Figures:
    if finding.brief is None:
        return found_figures(say, finding)
    return (*_day_figures(say, finding), *say.figures(say.language.say(finding.brief)))


def _day_figures(say: Figured, finding: Finding) -> Figures:
    later = finding.first != finding.last
    return (*say.full_date(finding.first), *(say.full_date(finding.last) if later else ()))


def past_facts(plan: Plan, say: Figured, shown: tuple[Line, ...]) -> Iterator[Fact]:
    """Yield the figures of the changes and of the findings, as far as they are *shown*."""
    newest, listed = plan.outline.changes[::-1], _ranked(plan)
    lists = (
        [changed_figures(say, entry) for entry in newest],
        [_brief_figures(say, entry) for entry in listed],
    )
    for one, figures in zip(shown, lists, strict=False):
        left = len(figures) - one.shown
        said = (figure for of_one in figures[: one.shown] for figure in of_one)
        yield Fact("changes and findings", (*said, *(say.number(left) if left else ())))
