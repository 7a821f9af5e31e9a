"""What happened to the plan and what is worth a look: the last of it on the first page, all of it behind."""

from dataclasses import replace

from taperdocs.documents.handoff.summary import Line, line, shortening
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import changed, dates_of, measured
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules import check
from taperdocs.rules.finding import Finding, Level


def changes(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say what happened to the plan, the newest change first."""
    said = listed_changes(plan, words)[::-1]
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
    left = [marked(text, f"left:changes,{len(said) - number}") for number, text in enumerate(more)]
    return shortening(name, said, left, "\n", inside)


def listed_changes(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Say each change of the plan."""
    return tuple(
        marked(changed(words, entry), f"entry:{place}") for place, entry in enumerate(plan.outline.changes)
    )


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
    left = [marked(text, f"number:{number}") for number, text in enumerate(more)]
    asks, notes = _numbers(listed)
    counted = words.text("{findings}, on the next pages", findings=_counted(words, listed))
    left.append(marked(counted, *(f"number:{number}" for number in (asks, notes) if number)))
    forms = shortening(words.text("Worth a look"), said, left, "\n", inside)
    if listed[0].brief is None:
        return forms
    first = f"{_head(words, listed[0])}: {words.language.say(listed[0].parts[0])}"
    text = f"{measured(words, first)}\n{words.text('all of it on the next pages')}"
    text = marked(text, _says(listed[0]))
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


def _says(finding: Finding) -> str:
    """Return the mark of what was found: its days, as they are said."""
    days = finding.days if finding.first != finding.last else finding.days[:1]
    return f"found:{','.join(str(day) for day in days if day)}"


def _brief(words: Words, finding: Finding) -> Marked:
    """Say what was found as briefly as it can be said; where that leaves something out it stands behind."""
    if finding.brief is None:
        return found(words, finding)
    said = measured(words, f"{_head(words, finding)}: {words.language.say(finding.brief)}")
    return marked(said, _says(finding))


def _head(words: Words, finding: Finding) -> str:
    """Say whether something is asked, and the days."""
    level = words.text("Question") if finding.level is Level.ASK else words.text("Note")
    return f"{level}: {dates_of(words, finding.days, words.language.full_date)}"


def found(words: Words, finding: Finding) -> Marked:
    """Say what was found, on which day, and the source."""
    said, source = words.language.say(finding.message), words.language.say(finding.source)
    return marked(measured(words, f"{_head(words, finding)}: {said} ({source})"), _says(finding))
