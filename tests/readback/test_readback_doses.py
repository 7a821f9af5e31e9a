"""The second reader of reminders, cancellations and alarms: what is not exactly the plan is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from presented import (
    check_doses,
    check_doses_removal,
    check_ics,
    check_removal,
    doses_ics,
    doses_remove,
    plan_ics,
    plan_remove,
)
from readback.test_readback_ics import events, folded, unfolded

from taperdocs.language.language import language, languages
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import ReadBackError
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22), day_before=time(17, 45), at_dose=True)
PLAN = """
format = 1
drug = "clonazepam"
start = 2027-03-15
zone = "Europe/London"
[hours]
morning = "08:00"
bedtime = "22:30"
[agreed]
by = "Dr A. Example"
on = 2027-03-01
[[contact]]
role = "prescriber"
phone = "01632 960001"
[[review]]
on = 2027-03-24
what = "nurse, room 3"
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
[[step]]
weeks = 2
morning = "0.5 mg"
bedtime = "0.25 mg"
[[step]]
weeks = 2
noon = "0.25 mg"
evening = "0.125 mg"
[[step]]
weeks = 1
cycle = ["0.125 mg", "0 mg"]
"""
OPEN = f'{PLAN}[[change]]\nkind = "hold"\non = 2027-04-05\n'

Make = Callable[[Plan, Options], bytes | None]
Check = Callable[[bytes, Plan, Options], None]


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("text", [PLAN, OPEN, PLAN.replace("zone", "# zone")], ids=range(3))
@pytest.mark.parametrize("alarms", [True, False])
def test_what_was_written_is_what_the_plan_has(text: str, code: str, alarms: bool) -> None:  # noqa: FBT001  a parameter
    """In every language, with and without alarms, hours and cancellations."""
    plan, options = read(text.encode()), replace(OPTIONS, language=language(code), at_dose=alarms)
    options = options if alarms else replace(options, day_before=None)

    check_ics(plan_ics(plan, options), plan, options)
    check_doses(doses_ics(plan, options), plan, options)
    check_removal(plan_remove(plan, options), plan, options)
    check_doses_removal(doses_remove(plan, options), plan, options)


_DOSES: dict[str, tuple[str, str, str]] = {
    "a dose in a summary": (PLAN, "SUMMARY:Clonazepam: 0.5 mg", "SUMMARY:Clonazepam: 5 mg"),
    "the time of day in a summary": (
        PLAN,
        "SUMMARY:Clonazepam: 0.5 mg morning",
        "SUMMARY:Clonazepam: 0.5 mg",
    ),
    "the drug": (PLAN, "SUMMARY:Clonazepam", "SUMMARY:Lorazepam"),
    "the pieces": (PLAN, "- morning: 1 tablet", "- morning: 2 tablets"),
    "the hour": (PLAN, "London:20270315T080000", "London:20270315T090000"),
    "the length": (PLAN, "London:20270315T081500", "London:20270315T083000"),
    "the zone of an event": (PLAN, "DTSTART;TZID=Europe/London", "DTSTART;TZID=Europe/Paris"),
    "an hour of no zone": (
        PLAN,
        "DTSTART;TZID=Europe/London:20270315T080000\r\nDTEND;TZID=Europe/London:",
        "DTSTART:20270315T080000\r\nDTEND:",
    ),
    "an hour of the whole world": (
        PLAN,
        "DTSTART;TZID=Europe/London:20270315T080000\r\nDTEND;TZID=Europe/London:20270315T081500",
        "DTSTART:20270315T080000Z\r\nDTEND:20270315T081500Z",
    ),
    "a dose of the whole day with an hour": (
        PLAN,
        "DTSTART;VALUE=DATE:20270412",
        "DTSTART;TZID=Europe/London:20270412T080000",
    ),
    "the last day": (PLAN, "UNTIL=20270328T070000Z", "UNTIL=20270329T070000Z"),
    "the last dose, an hour too late after a change of the clock": (
        PLAN,
        "UNTIL=20270328T070000Z",
        "UNTIL=20270328T080000Z",
    ),
    "the last day of a series without an hour": (PLAN, "UNTIL=20270411", "UNTIL=20270410"),
    "a last day where a last time belongs": (PLAN, "UNTIL=20270328T070000Z", "UNTIL=20270328"),
    "no end": (PLAN, ";UNTIL=20270328T070000Z", ""),
    "an end where there is none": (OPEN, "RRULE:FREQ=DAILY\r\n", "RRULE:FREQ=DAILY;UNTIL=20270502\r\n"),
    "no repetition": (PLAN, "RRULE:FREQ=DAILY;UNTIL=20270328T070000Z\r\n", ""),
    "every day of every other day": (PLAN, "FREQ=DAILY;INTERVAL=2", "FREQ=DAILY"),
    "every third day": (PLAN, "INTERVAL=2", "INTERVAL=3"),
    "every week": (PLAN, "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY"),
    "a count": (PLAN, "FREQ=DAILY;UNTIL=20270411", "FREQ=DAILY;COUNT=14"),
    "the first day": (
        PLAN,
        "DTSTART;VALUE=DATE:20270329\r\nDTEND;VALUE=DATE:20270330",
        "DTSTART;VALUE=DATE:20270330\r\nDTEND;VALUE=DATE:20270331",
    ),
    "a day left out": (PLAN, "\r\nSUMMARY", "\r\nEXDATE;VALUE=DATE:20270330\r\nSUMMARY"),
    "the alarm of a dose": (PLAN, "TRIGGER:P0D", "TRIGGER:-PT1H"),
    "an alarm after the dose": (PLAN, "TRIGGER:P0D", "TRIGGER:PT1H"),
    "an alarm that says another dose": (
        PLAN,
        "DESCRIPTION:Clonazepam: 0.5 mg",
        "DESCRIPTION:Clonazepam: 5 mg",
    ),
    "an alarm that is a mail": (PLAN, "ACTION:DISPLAY", "ACTION:EMAIL"),
    "an alarm that comes again": (PLAN, "TRIGGER:P0D", "TRIGGER:P0D\r\nREPEAT:9"),
    "two alarms": (PLAN, "END:VALARM\r\n", "END:VALARM\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"),
    "the summer in the zone": (PLAN, "BYMONTH=3;BYDAY=-1SU", "BYMONTH=4;BYDAY=-1SU"),
    "the offset in the zone": (PLAN, "TZOFFSETTO:+0100", "TZOFFSETTO:+0200"),
    "the name of the zone": (PLAN, "TZID:Europe/London", "TZID:Europe/Paris"),
    "a status": (PLAN, "CLASS:PRIVATE", "CLASS:PRIVATE\r\nSTATUS:TENTATIVE"),
    "a dose that is cancelled": (PLAN, "CLASS:PRIVATE", "CLASS:PRIVATE\r\nSTATUS:CANCELLED"),
    "a cancelled dose that is not": (OPEN, "STATUS:CANCELLED\r\n", ""),
    "the day of a cancelled dose": (
        OPEN,
        "DTSTART;VALUE=DATE:20270412\r\nDTEND;VALUE=DATE:20270413",
        "DTSTART;VALUE=DATE:20270413\r\nDTEND;VALUE=DATE:20270414",
    ),
    "a dose in a cancelled one": (OPEN, "SUMMARY:Cancelled: dose", "SUMMARY:Cancelled: 0.125 mg"),
    "a cancelled one that does not say so": (OPEN, "SUMMARY:Cancelled: dose", "SUMMARY:dose"),
    "a cancelled one that comes again": (OPEN, "SUMMARY:Cancelled", "RRULE:FREQ=DAILY\r\nSUMMARY:Cancelled"),
    "when it changed": (PLAN, "DTSTAMP:20270301", "DTSTAMP:20270302"),
    "when it was modified": (PLAN, "LAST-MODIFIED:20270301T120000Z", "LAST-MODIFIED:20270301T130000Z"),
    "a method": (PLAN, "VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL"),
    "a comma that is not escaped": (PLAN, r"\, 01632", ", 01632"),
    "a component that is not closed": (PLAN, "END:VALARM\r\n", ""),
    "a property in a group": (PLAN, "CLASS:", "a.CLASS:"),
    "a time of change by no clock": (PLAN, "DTSTAMP:20270301T120000Z", "DTSTAMP:20270301T120000"),
    "a calendar without its name": (PLAN, "X-WR-CALNAME", "X-WR-CALDESC"),
    "a parameter": (PLAN, "CLASS:", "CLASS;X-A=b:"),
    "an invitation": (PLAN, "CLASS:PRIVATE", "CLASS:PRIVATE\r\nORGANIZER:mailto:a@example.org"),
}
_ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT375M\r\n"
_DAYS: dict[str, tuple[str, str, str]] = {
    "the alarm": (PLAN, "TRIGGER:-PT375M", "TRIGGER:-PT6H"),
    "the day of a review": (
        PLAN,
        "DTSTART;VALUE=DATE:20270324\r\nDTEND;VALUE=DATE:20270325",
        "DTSTART;VALUE=DATE:20270325\r\nDTEND;VALUE=DATE:20270326",
    ),
    "what is reviewed": (
        PLAN,
        r"SUMMARY:Clonazepam. Review: nurse\, room 3",
        "SUMMARY:Clonazepam. Review: nurse",
    ),
    "a figure in a review": (PLAN, r"\, room 3\nWhom", r"\, room 4\nWhom"),
    "a cancelled day that is not": (OPEN, "STATUS:CANCELLED\r\n", ""),
    "a cancelled day of another revision": (OPEN, "no longer so.\\nPlan", "no longer so.\\nPlan 2"),
    "a cancelled day with an alarm": (
        OPEN,
        "STATUS:CANCELLED\r\n",
        f"STATUS:CANCELLED\r\n{_ALARM}DESCRIPTION:Cancelled: next step\r\nEND:VALARM\r\n",
    ),
    "a dose in a cancelled day": (OPEN, "SUMMARY:Cancelled: next step", "SUMMARY:Cancelled: 0.25 mg"),
}


@pytest.mark.parametrize(("text", "right", "wrong"), _DOSES.values(), ids=_DOSES.keys())
def test_a_false_reminder_is_refused(text: str, right: str, wrong: str) -> None:
    """A dose, a day, an hour, a zone, a repetition, an alarm, a cancellation that is not the plan's."""
    _refuses(doses_ics, check_doses, text, right, wrong)


@pytest.mark.parametrize(("text", "right", "wrong"), _DAYS.values(), ids=_DAYS.keys())
def test_a_false_day_is_refused(text: str, right: str, wrong: str) -> None:
    """An alarm, a review, a cancellation that is not the plan's."""
    _refuses(plan_ics, check_ics, text, right, wrong)


_GONE: dict[str, tuple[str, str, str]] = {
    "no method": (OPEN, "METHOD:CANCEL\r\n", ""),
    "a request": (OPEN, "METHOD:CANCEL", "METHOD:REQUEST"),
    "the sequence": (OPEN, "SEQUENCE:2", "SEQUENCE:1"),
    "the status": (OPEN, "STATUS:CANCELLED\r\n", ""),
    "the day": (
        OPEN,
        "DTSTART;VALUE=DATE:20270412\r\nDTEND;VALUE=DATE:20270413",
        "DTSTART;VALUE=DATE:20270411\r\nDTEND;VALUE=DATE:20270412",
    ),
}


@pytest.mark.parametrize(("text", "right", "wrong"), _GONE.values(), ids=_GONE.keys())
@pytest.mark.parametrize(
    ("make", "check"), [(plan_remove, check_removal), (doses_remove, check_doses_removal)]
)
def test_a_file_that_takes_out_something_else_is_refused(
    make: Make, check: Check, text: str, right: str, wrong: str
) -> None:
    """It must take out exactly what was withdrawn, and nothing that is still so."""
    _refuses(make, check, text, right, wrong)


def _refuses(make: Make, check: Check, text: str, right: str, wrong: str) -> None:
    plan = read(text.encode())
    written = unfolded(make(plan, OPTIONS) or b"").replace("\N{NO-BREAK SPACE}", " ")
    check(folded(written), plan, OPTIONS)
    assert right in written

    with pytest.raises(ReadBackError):
        check(folded(written.replace(right, wrong, 1)), plan, OPTIONS)


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("twice", [True, False])
def test_a_reminder_too_few_or_too_many_is_refused(number: int, twice: bool) -> None:  # noqa: FBT001  a parameter
    """Left out, or there twice under another name."""
    plan = read(PLAN.encode())
    parts = events(unfolded(doses_ics(plan, OPTIONS)))
    assert len(parts) == 7
    again = parts[number].replace("UID:", "UID:0", 1)
    changed = [*parts[:number], *([parts[number], again] if twice else []), *parts[number + 1 :]]

    with pytest.raises(ReadBackError):
        check_doses(folded("".join(changed)), plan, OPTIONS)


def test_two_doses_that_change_places_are_refused() -> None:
    """Where none has an hour, each is known by what it says."""
    plan = read(PLAN.encode())
    text = unfolded(doses_ics(plan, OPTIONS)).replace("\N{NO-BREAK SPACE}", " ")
    swapped = text.replace("0.25 mg noon", "0.25 mg evening", 1).replace(
        "0.125 mg evening", "0.125 mg noon", 1
    )

    with pytest.raises(ReadBackError):
        check_doses(folded(swapped), plan, OPTIONS)


def test_a_missing_or_needless_file_that_takes_out_is_refused() -> None:
    """It is there where something was withdrawn, and only there."""
    calm, opened = read(PLAN.encode()), read(OPEN.encode())

    for make, check in ((plan_remove, check_removal), (doses_remove, check_doses_removal)):
        assert make(calm, OPTIONS) is None
        with pytest.raises(ReadBackError, match="there is none"):
            check(None, opened, OPTIONS)
        with pytest.raises(ReadBackError):
            check(make(opened, OPTIONS), calm, OPTIONS)


def test_the_report_has_nothing_personal() -> None:
    """A file that cannot be parsed is quoted by nobody."""
    plan = read(PLAN.encode())
    text = unfolded(doses_ics(plan, OPTIONS)).replace("SUMMARY:Clonazepam", "Clonazepam")

    with pytest.raises(ReadBackError) as error:
        check_doses(folded(text), plan, OPTIONS)

    assert "lonazepam" not in str(error.value)
    assert str(error.value).startswith("doses.ics, file: it cannot be parsed")
