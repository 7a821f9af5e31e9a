"""What happened to the plan and what is worth a look: the last of it on the first page, all of it behind."""

from collections.abc import Iterator
from dataclasses import replace

from taperdocs.documents.handoff.summary import Line, line, shortening
from taperdocs.language.phrases import changed, dates_of, measured
from taperdocs.language.words import Words
from taperdocs.plan.changes import Change
from taperdocs.plan.plan import Plan
from taperdocs.readback.facts import Fact
from taperdocs.readback.figures import Figured, Figures
from taperdocs.rules import check
from taperdocs.rules.finding import Finding, Level


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


def changed_figures(say: Figured, entry: Change) -> Figures:
    """Return the figures of a change."""
    length = say.days(entry.days) if entry.days else ()
    return (*say.full_date(entry.on), *length, *say.figures(entry.why))


def findings(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say what is worth a look; nothing where nothing was found, which is no praise."""
    listed = _ranked(plan)
    if not listed:
        return ()
    said = tuple(_brief(words, finding) for finding in listed)
    more = [
        words.texts("and {number} more, on the next pages", "and {number} more, on the next pages", number)
        for number in range(len(said))
    ]
    more.append(words.text("{findings}, on the next pages", findings=_counted(words, listed)))
    forms = shortening(words.text("Worth a look"), said, more, "\n", inside)
    if listed[0].brief is None:
        return forms
    first = f"{_head(words, listed[0])}: {words.language.say(listed[0].parts[0])}"
    text = f"{measured(words, first)}\n{words.text('all of it on the next pages')}"
    return (*forms[:-1], replace(line(forms[0].name, text, inside, 1), short=True), forms[-1])


def _ranked(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings in their order, but first what asks for an answer: room may be scarce."""
    return tuple(sorted(check(plan), key=lambda finding: finding.level is not Level.ASK))


def _numbers(found: tuple[Finding, ...]) -> tuple[int, int]:
    """Return how many findings ask, and how many only note."""
    asks = sum(finding.level is Level.ASK for finding in found)
    return asks, len(found) - asks


def _counted(words: Words, found: tuple[Finding, ...]) -> str:
    asks, notes = _numbers(found)
    questions = words.texts("{number} question", "{number} questions", asks)
    others = words.texts("{number} note", "{number} notes", notes)
    if not asks or not notes:
        return questions if asks else others
    return words.text("{questions} and {notes}", questions=questions, notes=others)


def _brief(words: Words, finding: Finding) -> str:
    """Say what was found as briefly as it can be said; where that leaves something out it stands behind."""
    if finding.brief is None:
        return found(words, finding)
    return measured(words, f"{_head(words, finding)}: {words.language.say(finding.brief)}")


def _head(words: Words, finding: Finding) -> str:
    """Say whether something is asked, and the days."""
    level = words.text("Question") if finding.level is Level.ASK else words.text("Note")
    return f"{level}: {dates_of(words, finding.days, words.language.full_date)}"


def found(words: Words, finding: Finding) -> str:
    """Say what was found, on which day, and the source."""
    said, source = words.language.say(finding.message), words.language.say(finding.source)
    return measured(words, f"{_head(words, finding)}: {said} ({source})")


def found_figures(say: Figured, finding: Finding) -> Figures:
    """Return the figures of what was found, and of its source."""
    said, source = say.language.say(finding.message), say.language.say(finding.source)
    return (*_day_figures(say, finding), *say.figures(f"{said} ({source})"))


def _short_figures(say: Figured, finding: Finding) -> Figures:
    return (*_day_figures(say, finding), *say.figures(say.language.say(finding.parts[0])))


def _brief_figures(say: Figured, finding: Finding) -> Figures:
    if finding.brief is None:
        return found_figures(say, finding)
    return (*_day_figures(say, finding), *say.figures(say.language.say(finding.brief)))


def _day_figures(say: Figured, finding: Finding) -> Figures:
    days = finding.days if finding.first != finding.last else finding.days[:1]
    return tuple(figure for day in days if day for figure in say.full_date(day))


def past_facts(plan: Plan, say: Figured, shown: tuple[Line, ...]) -> Iterator[Fact]:
    """Yield the figures of the changes and of the findings, as far as they are *shown*."""
    newest, listed, short = plan.outline.changes[::-1], _ranked(plan), shown[-1].short
    lists = (
        [changed_figures(say, entry) for entry in newest],
        [(_short_figures if short else _brief_figures)(say, entry) for entry in listed],
    )
    for one, figures in zip(shown, lists, strict=False):
        left = len(figures) - one.shown
        numbers = (left,) if one.shown or figures is lists[0] else _numbers(listed)
        said = (figure for of_one in figures[: one.shown] for figure in of_one)
        counted = (figure for number in numbers if number and not one.short for figure in say.number(number))
        yield Fact("changes and findings", (*said, *counted))
