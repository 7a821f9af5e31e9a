"""Reads a finished plan.ics back, event by event, and compares every figure with the plan."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import zip_longest

from taperdocs.language.event_titles import cancelled, short
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.readback.expected_events import Events, Expected, Line, days, from_plan, last_changed
from taperdocs.readback.figures import Figured, Figures
from taperdocs.readback.parse_ics import Found, Parsed, parsed, refuse
from taperdocs.readback.spans import withdrawn

FILE, REMOVAL = "plan.ics", "plan-remove.ics"
_DAY = timedelta(1)


def check_ics(data: bytes, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* has exactly the plan's events and each says its figures."""
    plan = plan.round_twice()
    figured, found = Figured(plan, options.language), parsed(FILE, data)
    now = check_frame(FILE, found, plan)
    ahead = options.day_before
    alarm = ahead and _DAY - timedelta(hours=ahead.hour, minutes=ahead.minute)
    for number, (event, wanted) in enumerate(zip_longest(now, Events(plan, figured).all()), start=1):
        if event is None or wanted is None or event.day != wanted.day:
            was, is_ = wanted.day if wanted else "no event", event.day if event else "none"
            refuse(FILE, f"event {number}", f"the plan has {was}, the file has {is_}")
        if event.alarm != alarm:
            refuse(FILE, str(event.day), f"the alarm should be {alarm} before, it is {event.alarm}")
        _whole_day(FILE, event)
        says(FILE, event, wanted, figured)
    check_withdrawn(FILE, found.events, plan, options, _withdrawn_days(plan))


def check_removal(data: bytes | None, plan: Plan, options: Options) -> None:
    """Raise ``ReadBackError`` unless *data* takes out exactly the days that changes have withdrawn."""
    check_taken_out(REMOVAL, data, plan, options, _withdrawn_days(plan))


Withdrawn = Counter[tuple[date, time | None]]
"""How often an event of a day, and a time of day where it has one, was taken back."""


def _withdrawn_days(plan: Plan) -> Withdrawn:
    return Counter({(day, None): count for day, count in withdrawn(plan, days).items()})


def check_frame(file: str, found: Parsed, plan: Plan) -> tuple[Found, ...]:
    """Check what all events of a file have; return those that are not cancelled."""
    if found.method:
        refuse(file, "file", "it has a method, as an invitation has")
    _check_events(file, found, plan, plan.revision)
    return tuple(event for event in found.events if not event.cancelled)


def check_taken_out(file: str, data: bytes | None, plan: Plan, options: Options, gone: Withdrawn) -> None:
    """Raise ``ReadBackError`` unless *data* cancels exactly what is *gone*, and is not there for nothing."""
    if data is None:
        if gone:
            refuse(file, "file", f"there is none, and the plan has withdrawn {gone.total()} events")
        return
    found = parsed(file, data)
    if found.method != "CANCEL" or not found.events or any(not event.cancelled for event in found.events):
        refuse(file, "file", "it does not only cancel")
    _check_events(file, found, plan, plan.revision + 1)
    check_withdrawn(file, found.events, plan, options, gone)


def _check_events(file: str, found: Parsed, plan: Plan, sequence: int) -> None:
    changed = last_changed(plan.outline)
    for event in found.events:
        where = str(event.day)
        if event.sequence != str(sequence):
            refuse(file, where, f"the plan has sequence {sequence}, the file {event.sequence}")
        stamp, modified = event.stamps
        if stamp != modified or (changed and stamp.date() != changed) or stamp.second != plan.revision % 60:
            refuse(file, where, f"it was not changed when the plan was, in revision {plan.revision}")
    if len({event.uid for event in found.events}) < len(found.events):
        refuse(file, "UID", "two events have the same")


def check_withdrawn(
    file: str, events: Iterable[Found], plan: Plan, options: Options, gone: Withdrawn
) -> None:
    """Check that exactly what is *gone* is cancelled, each once, without a dose, an alarm or a repetition."""
    figured, found = Figured(plan, options.language), [event for event in events if event.cancelled]
    if Counter((event.day, event.at) for event in found) != gone:
        refuse(file, "cancelled", f"the plan has withdrawn {gone.total()} events, the file {len(found)}")
    titles = cancelled(Words(options.language)).values()
    wanted = (Line(), *from_plan(plan, figured))
    for event in found:
        if event.every or event.alarm is not None or event.summary not in titles:
            refuse(file, str(event.day), "it is cancelled, and comes again, rings or does not say so")
        _lines(file, event, wanted, figured)


def _whole_day(file: str, event: Found) -> None:
    if event.at is not None or event.lasts != _DAY or event.every:
        refuse(file, str(event.day), "it does not last one whole day")


def says(file: str, event: Found, wanted: Expected, figured: Figured) -> None:
    """Raise ``ReadBackError`` unless *event* has the figures and texts that are *wanted*."""
    if not _holds(event.summary, wanted.draft):
        refuse(file, f"{event.day}, summary", "it does not say that the plan is a draft")
    words = Words(figured.language)
    # One that is too long for a program leaves all doses to the text.
    draft = words.text("DRAFT: {summary}", summary="{}") if wanted.draft else "{}"
    if event.summary not in {draft.format(one) for one in short(words).values()}:
        said = figured.figures(event.summary)
        _compare(file, f"{event.day}, summary", event.summary, wanted.summary, said)
    _lines(file, event, wanted.lines, figured)


def _lines(file: str, event: Found, wanted: tuple[Line, ...], figured: Figured) -> None:
    for number, (line, expected) in enumerate(zip_longest(event.lines, wanted), start=1):
        if line is None or expected is None:
            refuse(
                file, str(event.day), f"the text should have {len(wanted)} lines, it has {len(event.lines)}"
            )
        _compare(file, f"{event.day}, line {number}", line, expected, figured.figures(line))


def _compare(file: str, where: str, text: str, wanted: Line, figures: Figures) -> None:
    if wanted.written and not _holds(text, wanted.written):
        refuse(file, where, "a text of the plan is missing")
    if figures != wanted.figures and wanted.own:
        # It may be a telephone number.
        refuse(file, where, "a text of the plan has other figures")
    if figures != wanted.figures:
        refuse(file, where, f"the plan has {_plain(wanted.figures)}, the file says {_plain(figures)}")


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
