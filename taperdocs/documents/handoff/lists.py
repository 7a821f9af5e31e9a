"""Changes of the plan and findings about it: a line each on the first page, in full on the pages behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import MOST_NAMED, dates_of, every_allowed, kind, lasting, measured
from taperdocs.language.words import Words
from taperdocs.plan.changes import Change
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message
from taperdocs.plan.supply import at_most
from taperdocs.rules import check
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.rule import THIS_PLAN

_NO_DECISION = {"switch", "epilepsy", "no-guidance"}
"""Rules whose findings leave nothing to tick."""
_MOST_ALLOWED = 3
"""Most lines of the first page about what is allowed when needed."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading with lines under it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A finding on one line: its day, what the plan does and what the source describes, and whether it is to decide."""

    day: str
    text: str
    decides: bool


def changes(plan: Plan, words: Words, present: date) -> tuple[Marked, ...]:
    """Say each change of the plan, the oldest first.

    One that is still to come is said to be, and one without a reason too, lest it be given that of another.
    """
    return tuple(
        marked(_changed(words, entry, present), f"entry:{place}")
        for place, entry in enumerate(plan.outline.changes)
    )


def _changed(words: Words, entry: Change, present: date) -> str:
    day, lasts = words.language.brief_date(entry.on), lasting(words, entry)
    what = ", ".join(part for part in (kind(words, entry), lasts) if part)
    if entry.on > present:
        said = words.text("{date} (to come): {what}.", date=day, what=what)
    else:
        said = words.text("{date}: {what}.", date=day, what=what)
    why = words.text("Why: {why}", why=entry.why) if entry.why else words.text("Why: not written down")
    return f"{said} {why}"


def allowed(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Say what is allowed beside the plan when it is needed; more than a few lines are left to the next pages."""
    said = every_allowed(words, plan)
    left = len(said) - _MOST_ALLOWED
    if left <= 0:
        return said
    more = words.texts(
        "and {number} more medicine if needed, on the next pages",
        "and {number} more medicines if needed, on the next pages",
        left,
    )
    return (*said[:_MOST_ALLOWED], marked(more, f"left:allowed,{_MOST_ALLOWED}"))


def allowed_at_most(plan: Plan, words: Words, days: int) -> Iterator[Marked]:
    """Say what is allowed when needed, each followed by the most of it that *days* can use, where that is known."""
    for place, (said, one) in enumerate(zip(every_allowed(words, plan), plan.outline.as_needed, strict=True)):
        yield said
        if most := at_most(plan, one, days):
            uses = words.listed(words.use(use.unpacked) for use in most)
            told = words.text("In {days} that is at most {uses}.", days=words.days(days), uses=uses)
            yield marked(told, f"allowedmost:{place},{days}")


def before(words: Words, number: int, left: int) -> Marked:
    """Say that *left* of *number* changes are on other pages."""
    said = words.texts("{number} change, on the next pages", "{number} changes, on the next pages", left)
    if left < number:
        said = words.texts(
            "and {number} change before, on the next pages",
            "and {number} changes before, on the next pages",
            left,
        )
    return marked(said, f"left:changes,{number - left}")


def looks(plan: Plan, words: Words, present: date = date.min) -> tuple[Look, ...]:
    """Say each finding on a line: questions before notes, since the last ones may have no room.

    Days before *present* are left out. None where nothing was found, which is not praise for a plan.
    """
    return tuple(_look(plan, words, finding) for finding in ranked(plan, present))


def ranked(plan: Plan, present: date = date.min) -> tuple[Finding, ...]:
    """Return the findings about the days from *present* on, questions before notes."""
    return tuple(sorted(check(plan, present), key=lambda finding: finding.level is not Level.ASK))


def _look(plan: Plan, words: Words, finding: Finding) -> Look:
    day = finding.worst or finding.first
    date_of = marked(words.language.brief_date(day), f"date:{day}")
    if (finding.first, finding.last, finding.each) == (plan.first_day, plan.last_day, ()):
        date_of = marked(words.text("the whole plan"))
    elif left := len(finding.each) - 1 if finding.each else 0:
        said = words.texts(
            "{date} and {number} other day", "{date} and {number} other days", left, date=date_of
        )
        date_of = marked(said, f"found:{day},{left}")
    elif finding.first != finding.last:
        date_of = marked(words.text("{date} and others", date=date_of), f"date:{day}")
    # An arrow at the end of a line would part the old dose from the new one.
    said = measured(words, words.language.say(finding.line)).replace("→ ", f"→{NO_BREAK}")
    return Look(date_of, marked(said, "found"), finding.rule not in _NO_DECISION)


def more(words: Words, shown: int, left: int) -> Marked:
    """Say how many findings are on other pages."""
    said = words.texts("and {number} more, on the next pages", "and {number} more, on the next pages", left)
    if not shown:
        said = words.texts(
            "Worth a look: {number} finding, on the next pages",
            "Worth a look: {number} findings, on the next pages",
            left,
        )
    return marked(said, f"found:{left}")


def found(words: Words, finding: Finding) -> Marked:
    """Say a finding in full, with its level and its days; sources are said once, by ``sources``."""
    return _dated(words, finding, finding.for_prescriber)


def shortly(words: Words, finding: Finding) -> Marked:
    """Say a finding in one line, with its level and its days."""
    return _dated(words, finding, finding.line)


def _dated(words: Words, finding: Finding, said: Message) -> Marked:
    level = words.text("Question") if finding.level is Level.ASK else words.text("Note")
    dates = dates_of(words, finding.days, finding.each, words.language.full_date)
    head = words.text("{head}: {said}", head=level, said=dates)
    text = measured(words, words.text("{head}: {said}", head=head, said=words.language.say(said)))
    return marked(text, f"found:{','.join(_marks(finding))}")


def _marks(finding: Finding) -> Iterator[str]:
    """Yield the days of a finding as they are said, and after first and last their number where that is said."""
    if finding.first == finding.last:
        yield str(finding.first)
    elif 1 < len(finding.each) <= MOST_NAMED:
        yield from map(str, finding.each)
    else:
        yield from map(str, (finding.first, finding.last))
        yield from (str(part) for part in (len(finding.each), finding.worst) if part)


def sources(words: Words, titles: Iterable[Message]) -> Iterator[Marked]:
    """Yield each of the *titles* of sources once; the plan itself is none."""
    for source in dict.fromkeys(titles):
        if source != THIS_PLAN.message:
            yield marked(words.language.say(source), "found")
