"""The reminders: every dose of every day is an event once, at its hour there, whatever the clocks do."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from deep import examples, thorough
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from plans import histories, unchanged_plan_texts
from presented import check_doses, doses_ics

from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))
HOURS = """
[hours]
morning = "08:00"
noon = "12:30"
evening = "18:00"
bedtime = "22:30"
"""
_HEAD = """
format = 1
drug = "clonazepam"
start = 2026-12-07
{zone}
{hours}
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[[contact]]
role = "prescriber"
phone = "01632 960001"
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
_STEPS = """
[[step]]
weeks = 2
morning = "0.5 mg"
bedtime = "0.25 mg"
[[step]]
weeks = 1
dose = ["0.25 mg", "0.125 mg"]
"""
_LONDON = 'zone = "Europe/London"'


def plan_of(steps: str = _STEPS, zone: str = _LONDON, hours: str = HOURS) -> Plan:
    """Read a plan with these steps and hours."""
    return read((_HEAD.format(zone=zone, hours=hours) + steps).encode())


def made(plan: Plan, options: Options = OPTIONS) -> str:
    """Return the file, read back, with each property on one line and ordinary spaces."""
    data = doses_ics(plan, options)
    check_doses(data, plan, options)
    return data.decode().replace("\r\n ", "").replace("\N{NO-BREAK SPACE}", " ")


def drawn(text: str) -> list[str]:
    """Draw each event as a line: when it begins, how it comes again, what it says."""
    found = re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.DOTALL)
    return [" ".join(re.findall(r"(?:DTSTART|RRULE|SUMMARY)[^:]*:(.*)\r", event)) for event in found]


def test_each_time_of_day_of_a_step_is_one_event_that_comes_again() -> None:
    """With its hour where it has one, and else of the whole day; the last time is the last dose's own."""
    assert drawn(made(plan_of())) == [
        "20261207T080000 FREQ=DAILY;UNTIL=20261220T080000Z Clonazepam: 0.5 mg morning",
        "20261207T223000 FREQ=DAILY;UNTIL=20261220T223000Z Clonazepam: 0.25 mg bedtime",
        "20261221 FREQ=DAILY;UNTIL=20261227 Clonazepam: 0.25 mg and 0.125 mg",
    ]


def test_the_text_says_how_to_make_it_up_and_whom_to_ring() -> None:
    """The pieces, the contact, the plan it is from."""
    plan = plan_of()
    events = [part for part in vobject.readOne(made(plan)).components() if part.name == "VEVENT"]

    assert events[2].description.value.split("\n") == [
        "- ½ tablet of 0.5 mg",
        "- ¼ tablet of 0.5 mg",
        "Whom to ring: prescriber, 01632 960001",
        f"Plan {plan.code} · revision 0",
        "Laid out from the agreed plan; not a prescription.",
    ]


def test_a_plan_without_a_zone_has_reminders_of_the_whole_day() -> None:
    """An hour alone is none: two programs would take it for two times."""
    text = made(plan_of(zone=""))

    assert drawn(text)[:2] == [
        "20261207 FREQ=DAILY;UNTIL=20261220 Clonazepam: 0.5 mg morning",
        "20261207 FREQ=DAILY;UNTIL=20261220 Clonazepam: 0.25 mg bedtime",
    ]
    assert "TZ" not in text


def test_a_time_of_day_without_an_hour_is_of_the_whole_day() -> None:
    """No hour is made up."""
    assert [line.split(" ")[0] for line in drawn(made(plan_of(hours='[hours]\nbedtime = "22:30"\n')))] == [
        "20261207",
        "20261207T223000",
        "20261221",
    ]


def test_who_lives_elsewhere_now_gives_the_zone_with_the_command() -> None:
    """It takes the place of that of the plan."""
    text = made(plan_of(), replace(OPTIONS, zone="Asia/Tokyo"))

    assert "DTSTART;TZID=Asia/Tokyo:20261207T080000" in text
    assert "Europe" not in text
    assert drawn(text)[0].split(" ")[1] == "FREQ=DAILY;UNTIL=20261219T230000Z"


def test_every_day_of_a_cycle_has_its_own_dose() -> None:
    """Every other day, and a week that goes by its days; a day without a dose has no event."""
    week = ", ".join(f'{day} = "0 mg"' for day in ("tuesday", "wednesday", "thursday", "friday", "sunday"))
    steps = f"""
[[step]]
days = 5
cycle = ["0.5 mg", "0 mg"]
[[step]]
weeks = 2
cycle = {{ monday = "0.5 mg", {week}, saturday = "0.25 mg" }}
[[step]]
days = 1
dose = "0.125 mg"
"""
    assert drawn(made(plan_of(steps))) == [
        "20261207 FREQ=DAILY;INTERVAL=2;UNTIL=20261211 Clonazepam: 0.5 mg",
        "20261212 FREQ=DAILY;INTERVAL=7;UNTIL=20261219 Clonazepam: 0.25 mg",
        "20261214 FREQ=DAILY;INTERVAL=7;UNTIL=20261221 Clonazepam: 0.5 mg",
        "20261226 Clonazepam: 0.125 mg",
    ]


def test_what_is_taken_together_is_one_event() -> None:
    """A morning with two drugs rings once."""
    text = """
format = 1
start = 2026-12-07
zone = "Europe/London"
[hours]
morning = "08:00"
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.5 mL"
[[step]]
weeks = 1
morning = { lorazepam = "1 mg", diazepam = "5 mg" }
bedtime = { diazepam = "5 mg" }
"""
    data = made(read(text.encode()))

    assert [line.partition(" ")[2].partition(" ")[2] for line in drawn(data)] == [
        "DRAFT: lorazepam 1 mg morning\\, diazepam 5 mg morning",
        "DRAFT: diazepam 5 mg bedtime",
    ]
    assert r"\n- lorazepam morning: 1 tablet of 1 mg\n- diazepam morning: 12.5 mL (5 mg) of 2 mg/5 mL" in data


@pytest.mark.parametrize(
    ("top", "change", "begins"),
    [
        ('then = "stay"\n', "", "20261221"),
        ("", '[[change]]\nkind = "hold"\non = 2026-12-25\n', "20261225"),
    ],
)
def test_what_has_no_end_has_none_in_the_calendar(top: str, change: str, begins: str) -> None:
    """A dose that goes on must not stop in the phone on the day up to which paper is printed."""
    plan = plan_of(_STEPS + change, zone=f"{top}{_LONDON}")

    assert f"{begins} FREQ=DAILY Clonazepam: 0.25 mg and 0.125 mg" in drawn(made(plan))


@pytest.mark.parametrize("at_dose", [True, False])
def test_an_alarm_rings_at_each_dose_that_has_an_hour(at_dose: bool) -> None:  # noqa: FBT001  a parameter
    """If it was asked for; of the whole day it would ring at midnight."""
    text = made(plan_of(), replace(OPTIONS, at_dose=at_dose, day_before=time(18)))

    assert text.count("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:P0D\r\n") == 2 * at_dose
    assert text.count("VALARM") == 4 * at_dose


ZONES = (
    *("Europe/London", "Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"),
    *("Africa/Cairo", "Asia/Jerusalem", "America/Santiago", "Australia/Lord_Howe", "Pacific/Chatham"),
)


def expanded(text: str, first: date, last: date) -> Counter[tuple[object, str]]:
    """Expand the calendar to days with a library that did not write it, by the zone in the file alone."""
    # A name that no program knows, and not from the file before: then only this file's changes count.
    nowhere = f"Nowhere/{uuid4()}"
    calendar = Calendar.from_ical(re.sub(r"(TZID[=:])[\w/]+", rf"\g<1>{nowhere}", text))
    found = recurring_ical_events.of(calendar).between(first, last + timedelta(1))
    return Counter(
        (_instant(event["DTSTART"].dt), str(event["SUMMARY"]))
        for event in found
        if event.get("STATUS") != "CANCELLED"
    )


def _instant(start: date) -> object:
    return start.timestamp() if isinstance(start, datetime) else start


@cache
def clock_of(zone: str) -> ZoneInfo:
    """Return the clock of a zone, as the same package has it everywhere: systems know different rules."""
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)


def wanted(plan: Plan, last: date, zone: str) -> Counter[tuple[object, str]]:
    """Return each dose of each day, with the instant at which a clock there shows its hour."""
    words, hours = Words(OPTIONS.language), dict(plan.outline.hours) if zone else {}
    found = Counter[tuple[object, str]]()
    for number in range((last - plan.first_day).days + 1):
        day = plan.first_day + timedelta(number)
        period = plan.period(day) or (plan.periods[-1] if plan.open else None)
        for slot in sorted({one.slot for one in period.on(day)}) if period else ():
            # A patch that is left on is nothing to do.
            taken = (
                tuple(one for one in period.on(day) if one.slot == slot and not one.stays) if period else ()
            )
            if taken:
                start: object = day
                if hour := hours.get(slot, slot.hour if zone else None):
                    start = datetime.combine(day, hour, clock_of(zone)).timestamp()
                said = words.taken(taken, plan.drugs, timed=True)
                said = said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
                drug = "" if len(plan.drugs) > 1 else f"{plan.drugs[0][:1].upper()}{plan.drugs[0][1:]}: "
                draft = "" if plan.outline.agreed else "DRAFT: "
                found[start, f"{draft}{drug}{said}"] += 1
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_a_dose_is_at_its_hour_all_year(zone: str) -> None:
    """Over two years or five, and all changes of the clock, as a program reads it that knows no zones."""
    weeks = 260 if thorough() or zone in {"Europe/London", "Africa/Cairo"} else 104
    steps = f'[[step]]\nweeks = {weeks}\nmorning = "0.5 mg"\nbedtime = "0.25 mg"\n'
    plan = plan_of(steps, zone=f'zone = "{zone}"')

    assert expanded(made(plan), plan.first_day, plan.last_day) == wanted(plan, plan.last_day, zone)


@examples(40)
@given(
    plans=histories(unchanged_plan_texts(), least=0),
    zone=st.sampled_from(("", "Europe/London", "America/New_York", "Africa/Cairo")),
)
def test_every_dose_of_every_day_is_there_once_and_no_other(plans: tuple[Plan, ...], zone: str) -> None:
    """Whatever the plan is and whatever became of it; days are taken one by one."""
    zoned = f'format = 1\nzone = "{zone}"' if zone else "format = 1"
    source = plans[-1].source.decode().replace("format = 1", zoned, 1)
    plan = read(f"{source}{HOURS if zone else ''}".encode())
    last = plan.last_day + timedelta(30)

    assert expanded(made(plan), plan.first_day, last) == wanted(plan, last, zone)


def test_five_years_of_doses_are_small() -> None:
    """Google takes a megabyte at most."""
    steps = "".join(
        f'[[step]]\nweeks = 2\nmorning = "{(130 - number) * 0.125:g} mg"\nbedtime = "0.25 mg"\n'
        for number in range(130)
    )
    plan = plan_of(steps)

    assert plan.last_day.year == 2031
    assert len(doses_ics(plan, replace(OPTIONS, at_dose=True))) < 250_000


@pytest.mark.parametrize(
    ("hour", "zone", "start"),
    [
        ("01:30", "Europe/London", "2027-03-21"),  # an hour that there is not on 28 March
        ("01:30", "Europe/London", "2027-10-24"),  # one that there is twice on 31 October
        ("23:59", "Europe/London", "2027-03-21"),  # ends on the next day
        ("00:00", "Africa/Cairo", "2027-04-23"),  # the clock is put forward at midnight
    ],
)
def test_an_hour_that_a_clock_never_shows_is_no_trouble(hour: str, zone: str, start: str) -> None:
    """It is written as it was agreed, once a day, and read back."""
    text = _HEAD.format(zone=f'zone = "{zone}"', hours=f'[hours]\nmorning = "{hour}"\n')
    plan = read(f'{text.replace("2026-12-07", start)}[[step]]\nweeks = 2\nmorning = "0.5 mg"\n'.encode())

    assert sum(expanded(made(plan), plan.first_day, plan.last_day).values()) == 14


def test_a_discreet_calendar_names_no_drug() -> None:
    """Whoever sees the phone sees doses and hours."""
    text = made(plan_of(), replace(OPTIONS, discreet=True))

    assert "lonazepam" not in text
    assert "Medicine: 0.5 mg morning" in text


def test_it_is_the_same_event_with_and_without_a_name() -> None:
    """Who begins to hide the drug gets no second set of reminders."""
    uids = [
        re.findall(r"UID:(.*)\r", made(plan_of(), replace(OPTIONS, discreet=discreet)))
        for discreet in (True, False)
    ]

    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 3


def test_an_hour_of_the_plan_rings_at_itself() -> None:
    """[hours] gives the named times theirs; without a zone all are events of the whole day."""
    steps = '[[step]]\nweeks = 1\nmorning = "0.5 mg"\n"14:30" = "0.25 mg"\nafternoon = "0.125 mg"\n'
    said = [line for line in made(plan_of(steps)).splitlines() if line.startswith(("DTSTART", "SUMMARY"))]
    without = made(plan_of(steps, zone=""))

    assert [line for line in said if "1970" not in line] == [
        "DTSTART;TZID=Europe/London:20261207T080000",
        "SUMMARY:Clonazepam: 0.5 mg morning",
        "DTSTART;TZID=Europe/London:20261207T143000",
        "SUMMARY:Clonazepam: 0.25 mg at 14:30",
        "DTSTART;VALUE=DATE:20261207",
        "SUMMARY:Clonazepam: 0.125 mg afternoon",
    ]
    assert without.count("DTSTART;VALUE=DATE:20261207") == 3
