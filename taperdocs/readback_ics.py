"""Reads a finished .ics with another library, event by event, and compares every figure with the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import NoReturn

import vobject

from taperdocs.errors import ReadBackError
from taperdocs.expected_ics import Events, Expected, Line
from taperdocs.figures import Figured, Figures
from taperdocs.options import Options
from taperdocs.plan import Plan

_LONGEST_LINE = 75
_LONG = 80
"""Figures and drugs that may be too long for a summary, which then leaves all of them to the text."""
_ONCE = ("uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "summary", "description")
_ALLOWED = frozenset({*_ONCE, "categories", "class", "transp"})


@dataclass(frozen=True, slots=True)
class Found:
    """An event as it is in the file."""

    uid: str
    sequence: str
    day: date
    end: date
    summary: str
    lines: tuple[str, ...]


def check_ics(data: bytes, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* has exactly the plan's events and each says its figures."""
    figured = Figured(plan, options.language)
    found, expected = tuple(_events(_text(data))), tuple(Events(plan, figured).all())
    for number, (event, wanted) in enumerate(zip_longest(found, expected), start=1):
        if event is None or wanted is None or event.day != wanted.day:
            was, is_ = wanted.day if wanted else "no event", event.day if event else "none"
            _refuse(f"event {number}", f"the plan has {was}, the file has {is_}")
        _whole(event, plan)
        _says(event, wanted, figured)
    if len({event.uid for event in found}) < len(found):
        _refuse("UID", "two events have the same")


def _text(data: bytes) -> str:
    """Decode the file and check its lines, which some calendar programs are strict about."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        _refuse("file", "it is not UTF-8")
    *lines, rest = text.split("\r\n")
    if rest or any(len(line.encode()) > _LONGEST_LINE or not _clean(line) for line in lines):
        _refuse("file", "a line is too long, has a control sign or does not end as it must")
    return text


def _clean(line: str) -> bool:
    return all(sign >= " " and not "\x7f" <= sign <= "\x9f" for sign in line)


def _events(text: str) -> Iterator[Found]:
    try:
        calendars = tuple(vobject.readComponents(text))
    except (vobject.base.ParseError, ValueError) as error:
        _refuse("file", f"it cannot be parsed ({type(error).__name__})")
    if len(calendars) != 1 or calendars[0].name != "VCALENDAR" or "method" in calendars[0].contents:
        _refuse("file", "it is not one calendar without a method")
    for number, component in enumerate(calendars[0].components(), start=1):
        yield _found(component, number)


def _found(component: vobject.base.Component, number: int) -> Found:
    contents = component.contents
    if component.name != "VEVENT" or not contents.keys() <= _ALLOWED:
        _refuse(f"event {number}", "it is no plain event")
    if any(len(contents.get(name, ())) != 1 for name in _ONCE):
        _refuse(f"event {number}", "a property is missing or there twice")
    value = {name: contents[name][0].value for name in _ONCE}
    lines = tuple(value["description"].split("\n"))
    return Found(value["uid"], value["sequence"], value["dtstart"], value["dtend"], value["summary"], lines)


def _whole(event: Found, plan: Plan) -> None:
    if isinstance(event.day, datetime) or event.end != event.day + timedelta(1):
        _refuse(str(event.day), "it does not last one whole day")
    if event.sequence != str(plan.revision):
        _refuse(str(event.day), f"the plan has revision {plan.revision}, the file {event.sequence}")


def _says(event: Found, wanted: Expected, figured: Figured) -> None:
    if not _holds(event.summary, wanted.draft):
        _refuse(f"{event.day}, summary", "it does not say that the plan is a draft")
    figures = figured.figures(event.summary)
    too_long = len(" ".join((*wanted.summary.figures, wanted.summary.written))) > _LONG
    if figures or not too_long:
        _compare(f"{event.day}, summary", event.summary, wanted.summary, figures)
    for number, (line, expected) in enumerate(zip_longest(event.lines, wanted.lines), start=1):
        if line is None or expected is None:
            _refuse(
                str(event.day), f"the text should have {len(wanted.lines)} lines, it has {len(event.lines)}"
            )
        _compare(f"{event.day}, line {number}", line, expected, figured.figures(line))


def _compare(where: str, text: str, wanted: Line, figures: Figures) -> None:
    if wanted.written and not _holds(text, wanted.written):
        _refuse(where, "a text of the plan is missing")
    if figures != wanted.figures and wanted.own:
        # It may be a telephone number.
        _refuse(where, "a text of the plan has other figures")
    if figures != wanted.figures:
        _refuse(where, f"the plan has {_plain(wanted.figures)}, the file says {_plain(figures)}")


def _holds(text: str, written: str) -> bool:
    """Tell whether the words of *written* stand in *text* in their order."""
    said, place = _printable(text), 0
    for word in _printable(written).split():
        place = said.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def _printable(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isprintable() or sign.isspace())


def _plain(figures: Figures) -> str:
    # Words can be drugs: figures are enough to find the place.
    return " ".join(figure if figure[0].isdigit() else "…" for figure in figures) or "nothing"


def _refuse(where: str, what: str) -> NoReturn:
    message = f"plan.ics, {where}: {what}"
    # What the parser had to say would have the plan's texts in it.
    raise ReadBackError(message) from None
