"""Appends a change to a plan file, or takes the last one back; the bytes and the days before it stay the same."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NoReturn

from taperdocs.plan.length import Length
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, Problem, TaperError, say
from taperdocs.planfile.composer import length_text, row
from taperdocs.planfile.reader import read_unseen

FEW_DAYS = 14
"""Most days that a change may be dated back; it must also lie within the time of the present doses."""

_MENDABLE = 2
_CHANGE = re.compile(rb"^[ \t]*\[\[[ \t]*change[ \t]*\]\]", re.MULTILINE)
_OTHER = re.compile(rb"^[ \t]*\[(?!\[?[ \t]*[\"']?change\b)", re.MULTILINE)
"""The headings of a change, and of anything else."""
_INLINE = re.compile(rb"^[ \t]*[\"']?change[\"']?[ \t]*=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that somebody asks for: its kind and its values; empty ones are not written."""

    kind: str
    on: date
    days: int | None = None
    why: str = ""
    steps: str = ""
    drug: str = ""


def changed(old: Plan, wish: Wish, today: date) -> Plan:
    """Return the plan after the change; its ``source`` has the new bytes of the plan file of *old*.

    Raise ``TaperError`` where the change lies in the past or is not possible; each problem names a key of the change.
    """
    if old.outline.dated:
        _refuse_the_past(old, wish.on, today)
    if wish.steps and not wish.drug and len({product.drug for product in old.outline.products}) > 1:
        _refuse(
            "steps",
            say("this plan has several drugs, and a line of steps does not say which of them it means"),
            say(
                "Say the drug where each has a [[course]]; otherwise write the new steps into the file, under "
                "[[change]], as samples/README.md shows."
            ),
        )
    new = _read_again(appended(old.source, table(wish)), old)
    _prove(old, new, wish)
    return new


def undone(old: Plan, today: date) -> Plan:
    """Return the plan without its last change; its ``source`` has the new bytes of the plan file of *old*.

    Raise ``TaperError`` where there is no change, its first day is past, or it cannot be cut out of the text.
    """
    if not old.outline.changes:
        _refuse("change", say("this plan has no change"), say("There is nothing to take back."))
    last = old.outline.changes[-1]
    if old.outline.dated and last.on < today:
        _refuse(
            "change",
            say("the last change began on {on}, which is past", on=last.on),
            say("What is past is never rewritten. Write what is taken from now on with taperdocs replan."),
        )
    tables = list(_CHANGE.finditer(old.source))
    begin = tables[-1].start() if tables else len(old.source)
    new = None if _OTHER.search(old.source, begin) else _read_again(old.source[:begin].rstrip() + b"\n", old)
    if new is None or new.outline != replace(old.outline, changes=old.outline.changes[:-1]):
        _refuse(
            "change",
            say("the last change does not stand alone at the end of the file"),
            say("Take its [[change]] out of the file yourself, then check it."),
        )
    return new


def table(wish: Wish) -> tuple[str, ...]:
    """Return the lines of the change for a plan file."""
    texts = [("kind", wish.kind), ("on", str(wish.on)), ("drug", wish.drug)]
    if wish.days is not None:
        texts.append(length_text(Length(wish.days, wish.days)))
    # A new line ends a step, as it does in a new plan; the plan file has the steps on one line.
    steps = "; ".join(line.strip(" \t;") for line in wish.steps.splitlines() if line.strip(" \t;"))
    texts += [("steps", steps), ("why", wish.why)]
    return row("change", tuple(((key,), _plain(text, key)) for key, text in texts))


def appended(data: bytes, lines: tuple[str, ...]) -> bytes:
    """Return *data* with an empty line and *lines* at its end, with the same line ends."""
    ends = re.findall(rb"\r\n|\n|\r", data)
    end = ends[-1] if ends else b"\n"
    gap = (b"" if data.endswith(end) else end) + (b"" if data.endswith(end * 2) else end)
    return data + gap + b"".join(line.encode() + end for line in lines)


def _plain(text: str, key: str) -> str:
    plain = " ".join(text.split())
    if not plain.isprintable():
        _refuse(key, say("this has signs that cannot be printed"), say("Type it again, as one line of text."))
    return plain


def _refuse_the_past(plan: Plan, on: date, today: date) -> None:
    last = plan.outline.changes[-1].on if plan.outline.changes else on
    if on < last:
        _refuse(
            "on",
            say("{on} is before the last change of the plan, which is on {last}", on=on, last=last),
            say(
                "Choose {last} or a later day. If the last change is not meant any more, take its [[change]] "
                "out of the file first.",
                last=last,
            ),
        )
    if plan.first_day <= on < today:
        _refuse_before(plan, on, today)


def _refuse_before(plan: Plan, on: date, today: date) -> None:
    """Refuse a day before the time of the present doses, or more than ``FEW_DAYS`` before *today*."""
    period = plan.period(today) or (plan.periods[-1] if plan.open else None)
    if period is None:
        _refuse(
            "on",
            say("the plan was over on {last}", last=plan.last_day),
            say("What is past is never rewritten. Begin a new plan with taperdocs new."),
        )
    since, few = plan.since(period), today - timedelta(FEW_DAYS)
    if on >= max(since, few):
        return
    message = (
        say("{on} is in a part of the plan that is over", on=on)
        if on < since
        else say("{on} is more than {days} days ago", on=on, days=FEW_DAYS)
    )
    _refuse(
        "on",
        message,
        say(
            "What is past is never rewritten: choose {day} or a later day. If other doses were taken than "
            "the plan says, write what is taken from now on with taperdocs replan.",
            day=max(since, few),
        ),
    )


def _read_again(text: bytes, old: Plan) -> Plan:
    """Return the plan of the new text; a problem of the new change gets the place of its key."""
    try:
        return read_unseen(text)
    except TaperError as error:
        new, places = ("change", old.revision), [problem.where for problem in error.problems]
        if _INLINE.search(text) and not any(where[:2] == new for where in places):
            _refuse(
                "change",
                say("the changes of this file stand in one line, change = […]"),
                say("Write each under a line [[change]], as samples/README.md shows; then try again."),
            )
        keys = (where[2:] if where[:2] == new else where for where in places)
        problems = map(lambda problem, key: replace(problem, where=key), error.problems, keys)
        raise TaperError(*problems, exit_code=_MENDABLE) from None


def _prove(old: Plan, new: Plan, wish: Wish) -> None:
    """Raise ``ValueError``, which is a bug, where the new plan is not the old one with this change."""
    before = replace(new.outline, changes=new.outline.changes[:-1])
    days = range((min(wish.on, old.last_day + timedelta(1)) - old.first_day).days)
    past = (old.first_day + timedelta(number) for number in days)
    if (
        not new.source.startswith(old.source)
        or before != old.outline
        or new.outline.changes[-1].on != wish.on
        or any(_state(old, day) != _state(new, day) for day in past)
    ):
        message = "a change that is not only appended"
        raise ValueError(message)


def _state(plan: Plan, day: date) -> object:
    period = plan.period(day)
    return period and (period.on(day), period.held, [plan.pieces(intake) for intake in period.on(day)])


def _refuse(key: str, message: Message, remedy: Message) -> NoReturn:
    raise TaperError(Problem((key,), message, remedy), exit_code=_MENDABLE) from None
