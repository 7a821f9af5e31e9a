"""Changes of the plan and findings about it: in short on the first page, in full on the pages behind."""

from taperdocs.documents.handoff.summary import Line, line, shortening
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import changed, dates_of, measured
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules import check
from taperdocs.rules.finding import Finding, Level


def changes(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the forms of the list of changes, the fullest first; each has the newest change first."""
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
    """Say each change of the plan, the oldest first."""
    return tuple(
        marked(changed(words, entry), f"entry:{place}") for place, entry in enumerate(plan.outline.changes)
    )


def findings(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the forms of the list of findings, the fullest first; none where nothing was found.

    The page then says nothing: that no rule found anything is not praise for a plan.
    """
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
    return (*forms[:-1], line(forms[0].name, text, inside, 1), forms[-1])


def _ranked(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings, questions before notes, since the last ones may have no room."""
    return tuple(sorted(check(plan), key=lambda finding: finding.level is not Level.ASK))


def _numbers(found: tuple[Finding, ...]) -> tuple[int, int]:
    """Return how many findings are questions, and how many are notes."""
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
    """Return the mark of a finding: the days that its text names."""
    days = finding.days if finding.first != finding.last else finding.days[:1]
    return f"found:{','.join(str(day) for day in days if day)}"


def _brief(words: Words, finding: Finding) -> Marked:
    """Say a finding in its brief form if it has one; the pages behind say it in full."""
    if finding.brief is None:
        return found(words, finding)
    said = measured(words, f"{_head(words, finding)}: {words.language.say(finding.brief)}")
    return marked(said, _says(finding))


def _head(words: Words, finding: Finding) -> str:
    """Say whether a finding is a question or a note, and its days."""
    level = words.text("Question") if finding.level is Level.ASK else words.text("Note")
    return f"{level}: {dates_of(words, finding.days, words.language.full_date)}"


def found(words: Words, finding: Finding) -> Marked:
    """Say a finding in full, with its days and its source."""
    said, source = words.language.say(finding.message), words.language.say(finding.source)
    return marked(measured(words, f"{_head(words, finding)}: {said} ({source})"), _says(finding))
