"""The phone calendar: what changes is an all-day event, the same one again in every revision."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import recurring_ical_events
import vobject
from deep import examples
from golden import Golden
from heads import daily
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from presented import EXPORTS, check_ics, plan_ics

from taperdocs.language.language import language
from taperdocs.options import PAPERS, Options
from taperdocs.plan.build import build
from taperdocs.plan.changes import Hold
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))
GOLDEN = Path(__file__).parents[1] / "golden" / "ics"
_TABLETS = """
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
_HEAD = f"""
format = 1
drug = "clonazepam"
start = 2026-12-07
{_TABLETS}
"""
_STEPS = daily("2 weeks: 1 mg", "2 weeks: 0.5 mg", "2 weeks: 0.25 mg")
_OPEN_HOLD = """
[[change]]
kind = "hold"
on = 2026-12-25
why = "poor sleep after the last step"
"""
_HOLD = f"{_OPEN_HOLD}days = 10\n"
_AGREED = '[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n'
_RESUME = '[[change]]\nkind = "resume"\non = 2027-01-09\n'
_RESUMED = '[[change]]\nkind = "slow"\non = 2027-01-09\ndays = 1\n'


def made(text: str, options: Options = OPTIONS) -> bytes:
    """Return the calendar of the plan that *text* is."""
    return plan_ics(read(text.encode()), options)


def events(data: bytes) -> list[Any]:
    """Read the events with a library that did not write them."""
    return list(vobject.readOne(data.decode()).components())


def drawn(data: bytes) -> str:
    """Draw a calendar as text: a line an event."""
    return "\n".join(f"{event.dtstart.value} {plain(event.summary.value)}" for event in events(data))


def plain(text: str) -> str:
    """Return *text* with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def lines(data: bytes, number: int) -> list[str]:
    """Return the lines of the text of the event *number*."""
    return plain(events(data)[number].description.value).split("\n")


def uids(data: bytes) -> dict[str, str]:
    """Return the UID of each event by its summary."""
    return {plain(event.summary.value): event.uid.value for event in events(data)}


def test_each_change_of_dose_the_last_dose_day_and_the_day_after_are_events() -> None:
    """A summary is understood alone; the first step is one of them."""
    text = f'{_HEAD}{_STEPS}[agreed]\nby = "Dr A. Example"\non = 2026-11-20'

    assert (
        drawn(made(text))
        == """\
2026-12-07 Clonazepam: the plan begins with 1 mg
2026-12-21 Clonazepam: new dose 0.5 mg (was 1 mg)
2027-01-04 Clonazepam: new dose 0.25 mg (was 0.5 mg)
2027-01-17 Clonazepam. Last dose day: 0.25 mg
2027-01-18 First day without clonazepam"""
    )


def test_a_draft_says_so_first() -> None:
    """Every summary begins with DRAFT, and every text."""
    data = made(_HEAD + _STEPS)

    assert all(line.split(" ")[1] == "DRAFT:" for line in drawn(data).split("\n"))
    assert all(lines(data, number)[0] == "DRAFT: not agreed yet" for number in range(5))


def test_the_text_says_how_to_make_the_dose_up_and_whom_to_ring() -> None:
    """Doses, days, pieces at each time, when to move on, what must be true, whom to ring, which plan."""
    text = f"""{_HEAD}
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[ready]
ask = ["Steady for at least 7 days", "No worse than before; not at all"]
[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"
[[contact]]
role = "pharmacist"
[[step]]
weeks = 2
dose = "1 mg"
[[step]]
weeks = "0-3"
morning = "0.75 mg"
bedtime = "0.125 mg"
if = "only if the last step was too much"
"""
    data = made(text)

    assert drawn(data).split("\n")[1] == (
        "2026-12-21 Clonazepam: new dose 0.75 mg morning and 0.125 mg bedtime (was 1 mg), "
        "if its condition is met"
    )
    assert lines(data, 1) == [
        "1 mg a day → 0.75 mg morning and 0.125 mg bedtime",
        "Monday, 21 December 2026 to Sunday, 10 January 2027 (3 weeks)",
        "Each day: 0.75 mg morning, 0.125 mg bedtime",
        "- morning: 1 and ½ tablets of 0.5 mg",
        "- bedtime: ¼ tablet of 0.5 mg",
        "You may move on from Monday, 21 December 2026, as agreed.",
        "Condition: only if the last step was too much",
        "This step may be left out, as agreed.",
        "Before this step down:",
        "- Steady for at least 7 days",
        "- No worse than before; not at all",
        "Whom to ring: prescriber, Example Surgery, 01632 960001",
        "Whom to ring: pharmacist",
        f"Plan {read(text.encode()).code} · revision 0",
        "Laid out from the agreed plan; not a prescription.",
    ]


def test_each_day_of_a_cycle_has_its_dates_and_its_own_dose() -> None:
    """Every other day is never said only in those words."""
    data = made(f'{_HEAD}[[step]]\nweeks = 2\ncycle = ["0.25 mg", "0 mg"]\n')

    assert lines(data, 0)[3:6] == [
        "Monday, 7 December 2026 and every 2 days after: 0.25 mg",
        "- ½ tablet of 0.5 mg",
        "Tuesday, 8 December 2026 and every 2 days after: no dose",
    ]
    assert drawn(data).split("\n")[-1] == "2026-12-20 DRAFT: First day without clonazepam"


def test_a_cycle_that_does_not_come_round_says_each_date_once() -> None:
    """Four days of a cycle of seven are four dates."""
    data = made(f"{_HEAD}[[step]]\ndays = 4\ncycle = {json.dumps(['0.5 mg'] * 6 + ['1 mg'])}\n")

    assert [line for line in lines(data, 0) if line.endswith("0.5 mg") and "tablet" not in line] == [
        f"{day}, {number} December 2026: 0.5 mg"
        for day, number in (("Monday", 7), ("Tuesday", 8), ("Wednesday", 9), ("Thursday", 10))
    ]


def test_a_cycle_too_long_for_a_short_text_is_left_to_the_paper() -> None:
    """No calendar program may cut a text in the middle of a dose."""
    cycle = json.dumps([f"{number % 4 + 1}.5 mg" for number in range(40)])
    data = made(f"{_HEAD}[[step]]\ndays = 80\ncycle = {cycle}\n")

    assert lines(data, 0)[3] == "40 days; the doses of each are on the printed calendar"
    assert events(data)[0].summary.value == "DRAFT: Next step: see the doses below"


def test_several_drugs_each_say_their_name() -> None:
    """What begins, falls and ends is said of each drug."""
    text = """
format = 1
start = 2026-12-07
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "half"
[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.5 mL"
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[[step]]
weeks = 1
morning = { lorazepam = "1 mg" }
[[step]]
weeks = 1
morning = { lorazepam = "0.5 mg" }
bedtime = { diazepam = "5 mg" }
[[step]]
weeks = 1
bedtime = { diazepam = "5 mg" }
"""
    data = made(text)

    assert (
        drawn(data)
        == """\
2026-12-07 The plan begins: lorazepam new: 1 mg
2026-12-14 New doses: lorazepam 1 mg morning → 0.5 mg morning; diazepam new: 5 mg bedtime
2026-12-20 Last dose day: lorazepam 0.5 mg
2026-12-21 New doses: lorazepam 0.5 mg morning → no dose; diazepam 5 mg bedtime, as before
2026-12-21 First day without lorazepam
2026-12-27 Last dose day: diazepam 5 mg
2026-12-28 First day without diazepam"""
    )
    assert lines(data, 1)[3:5] == [
        "- lorazepam morning: ½ tablet of 1 mg",
        "- diazepam bedtime: 12.5 mL (5 mg) of 2 mg/5 mL solution",
    ]
    assert lines(data, 2)[:3] == [
        "lorazepam: last dose day Sunday, 20 December 2026, first day without Monday, 21 December 2026.",
        "The rest of the plan goes on.",
        "0.5 mg morning",
    ]


def test_the_same_dose_taken_differently_is_said() -> None:
    """A step that only moves doses to other times says the times."""
    once = '[[step]]\nweeks = 1\ndose = "1 mg"\n'
    twice = '[[step]]\nweeks = 1\nmorning = "0.5 mg"\nbedtime = "0.5 mg"\n'

    other, same = drawn(made(f"{_HEAD}{once}{twice}")), drawn(made(f"{_HEAD}{once}{once}"))
    assert "2026-12-14 DRAFT: Clonazepam: new dose 0.5 mg morning and 0.5 mg bedtime (was 1 mg)" in other
    assert "2026-12-14 DRAFT: Clonazepam: next step, 1 mg, as before" in same


def test_a_hold_in_a_step_has_a_beginning_and_an_end() -> None:
    """The rest of the step begins without another dose, so that nobody steps down on that day."""
    data = made(f"{_HEAD}{_STEPS}{_HOLD}")

    assert (
        drawn(data)
        == """\
2026-12-07 DRAFT: Clonazepam: the plan begins with 1 mg
2026-12-21 DRAFT: Clonazepam: new dose 0.5 mg (was 1 mg)
2026-12-25 DRAFT: Clonazepam. Hold: stay on 0.5 mg until Sunday, 3 January 2027
2027-01-04 DRAFT: Clonazepam. Hold ends: the plan goes on, same dose 0.5 mg
2027-01-14 DRAFT: Clonazepam: new dose 0.25 mg (was 0.5 mg)
2027-01-27 DRAFT: Clonazepam. Last dose day: 0.25 mg
2027-01-28 DRAFT: First day without clonazepam"""
    )
    assert lines(data, 2)[1:4] == [
        "Hold: stay on 0.5 mg until Sunday, 3 January 2027",
        "Why: poor sleep after the last step",
        "The plan goes on from Monday, 4 January 2027.",
    ]


def test_a_hold_before_a_step_ends_with_that_step() -> None:
    """The day on which the dose changes says it all."""
    data = made(f'{_HEAD}{_STEPS}[[change]]\nkind = "hold"\non = 2026-12-21\ndays = 7\n')

    assert drawn(data).split("\n")[1:3] == [
        "2026-12-21 DRAFT: Clonazepam. Hold: stay on 1 mg until Sunday, 27 December 2026",
        "2026-12-28 DRAFT: Clonazepam: new dose 0.5 mg (was 1 mg)",
    ]


def test_a_hold_made_longer_is_one_hold() -> None:
    """Two holds in a row on one dose are one event, with the reasons of both."""
    longer = '[[change]]\nkind = "hold"\non = 2026-12-30\ndays = 5\nwhy = "still poor sleep"\n'
    data = made(f"{_HEAD}{_STEPS}{_HOLD}{longer}")

    assert drawn(data).count("Hold: stay on 0.5 mg until Friday, 8 January 2027") == 1
    assert drawn(data).count("Hold") == 2
    assert lines(data, 2)[2:4] == ["Why: poor sleep after the last step", "Why: still poor sleep"]


def test_an_open_hold_takes_later_events_away() -> None:
    """What waits has no day, and neither has the end: their events are cancelled where they were."""
    data = made(f"{_HEAD}{_STEPS}{_OPEN_HOLD}")

    assert (
        drawn(data)
        == """\
2026-12-07 DRAFT: Clonazepam: the plan begins with 1 mg
2026-12-21 DRAFT: Clonazepam: new dose 0.5 mg (was 1 mg)
2026-12-25 DRAFT: Clonazepam. Hold: stay on 0.5 mg until it is agreed to go on
2027-01-04 Cancelled: next step
2027-01-17 Cancelled: last dose day
2027-01-18 Cancelled: first day without"""
    )


def test_a_plan_that_stays_above_zero_has_no_last_dose_day() -> None:
    """No end is set, so none is said."""
    data = made(f'then = "stay"\n{_HEAD}{_STEPS}')

    assert "Last dose" not in drawn(data)
    assert "without" not in drawn(data)
    assert lines(data, 2)[2] == "From Monday, 4 January 2027; no end is set"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "",
            [
                "2027-01-17 DRAFT: Clonazepam. Last dose day: 0.25 mg",
                "2027-01-18 DRAFT: First day without clonazepam",
            ],
        ),
        (
            '[[change]]\nkind = "hold"\non = 2027-01-20\n',
            [
                "2027-01-18 DRAFT: Clonazepam: nothing from today on (was 0.25 mg)",
                "2027-01-20 DRAFT: Clonazepam. Hold: stay without a dose",
                "2027-01-17 Cancelled: last dose day",
                "2027-01-18 Cancelled: first day without",
            ],
        ),
    ],
)
def test_a_step_without_a_dose_is_an_event_only_while_no_end_is_set(change: str, expected: list[str]) -> None:
    """Otherwise the first day without says the same of the same day."""
    zero = '[[step]]\nweeks = 1\ndose = "0 mg"\n'

    assert drawn(made(f"{_HEAD}{_STEPS}{zero}{change}")).split("\n")[3:] == expected


def test_a_step_is_the_same_event_after_a_hold_with_other_doses_and_another_start() -> None:
    """A UID names the step by its place in the plan file, not by its number, its dose or its day."""
    known = 'id = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01"\n'
    first = list(uids(made(f"{known}{_HEAD}{_STEPS}")).values())
    held = uids(made(f"{known}{_HEAD}{_STEPS}{_HOLD}"))
    other = made(f"{known}{_HEAD}{_STEPS}".replace("1 mg", "1.5 mg").replace("2026-12-07", "2027-03-01"))

    assert [uid for summary, uid in held.items() if "Hold" not in summary] == first
    assert list(uids(other).values()) == first
    assert len(set(held.values())) == len(held) == 7


def test_a_step_of_a_strategy_is_named_by_its_first_asked_dose() -> None:
    """Other packets make other doses one step; the steps that stay are the same events."""
    taper = '[[step]]\ntaper = "percent"\nstart = "1 mg"\ncut = "10 %"\nevery = "1 weeks"\nto = "0.5 mg"\n'
    coarse = f'id = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01"\nmake = "nearest-above"\n{_HEAD}{taper}'
    fine = f'{coarse}[[product]]\nform = "solution"\nstrength = "0.1 mg/mL"\nmeasure = "0.1 mL"\n'
    by_day = [
        {event.dtstart.value: event.uid.value for event in events(made(text))} for text in (coarse, fine)
    ]

    assert len(by_day[0]) < len(by_day[1])
    assert by_day[0].items() <= by_day[1].items()


def test_a_plan_without_an_id_is_known_by_what_no_change_alters() -> None:
    """A hold, another packet or an agreement leaves the UIDs; another plan has others."""
    first = uids(made(_HEAD + _STEPS))
    later = f'{_HEAD}{_STEPS}{_HOLD}[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n'
    another = uids(made(f'title = "Second try"\n{_HEAD}{_STEPS}'))

    assert set(first.values()) < set(uids(made(later)).values())
    assert not set(first.values()) & set(another.values())
    assert all(UUID(uid).version == 5 for uid in first.values())


@pytest.mark.parametrize(
    ("more", "stamp", "sequence"),
    [
        ("", datetime(2000, 1, 1, tzinfo=UTC), "0"),
        (_AGREED, datetime(2026, 11, 20, 12, tzinfo=UTC), "0"),
        (f"{_AGREED}{_HOLD}", datetime(2026, 12, 25, 12, 0, 1, tzinfo=UTC), "1"),
        (f"{_AGREED}{_OPEN_HOLD}{_RESUME}", datetime(2027, 1, 9, 12, 0, 2, tzinfo=UTC), "2"),
        (f"{_AGREED}{_OPEN_HOLD}{_RESUME}{_RESUMED}", datetime(2027, 1, 9, 12, 0, 3, tzinfo=UTC), "3"),
    ],
)
def test_an_event_says_when_and_how_often_the_plan_changed(more: str, stamp: datetime, sequence: str) -> None:
    """Never when it was exported; a draft before it is agreed to, and two changes of one day apart."""
    for event in events(made(f"{_HEAD}{_STEPS}{more}")):
        assert event.dtstamp.value == event.last_modified.value == stamp
        assert event.sequence.value == sequence


def test_all_events_are_there_whatever_is_printed() -> None:
    """The days, the paper and the day that it is printed for are no part of a phone calendar."""
    other = Options(
        language("en-GB"), PAPERS["letter"], date(2027, 5, 1), date(2026, 12, 20), date(2026, 12, 22)
    )

    assert made(_HEAD + _STEPS, other) == made(_HEAD + _STEPS)


def test_the_file_is_a_plain_snapshot() -> None:
    """No method, no zone, no alarm; private, and free for meetings."""
    data = made(f'title = "Winter taper"\n{_HEAD}{_STEPS}').decode()

    assert data.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//taperdocs//taperdocs//EN\r\n")
    assert "X-WR-CALNAME:Winter taper\r\n" in data
    for absent in ("METHOD", "VTIMEZONE", "TZID", "VALARM", "RRULE", "ATTENDEE", "ORGANIZER"):
        assert absent not in data
    count = data.count("BEGIN:VEVENT")
    for line in (
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "CATEGORIES:Taper",
        "DTSTART;VALUE=DATE:",
        "DTEND;VALUE=DATE:",
    ):
        assert data.count(f"\r\n{line}") == count


def test_the_export_is_found_by_its_name() -> None:
    """The file's name says neither drug nor person."""
    assert EXPORTS["ics"].file == "plan.ics"
    assert EXPORTS["ics"].make(read((_HEAD + _STEPS).encode()), OPTIONS) == made(_HEAD + _STEPS)


_SIGNS = 'Semicolon; comma, back\\slash "quotes" a\\nb: \\; \\, 😀 Grüße → 中文'


def test_signs_that_mean_something_in_the_format_are_kept() -> None:
    """Other libraries read what was written, sign by sign."""
    said = json.dumps(_SIGNS, ensure_ascii=False)
    contact = f'[[contact]]\nrole = {said}\nphone = "0;1,2"\n'
    hold = _HOLD.replace('"poor sleep after the last step"', said)
    data = made(f"title = {said}\n{_HEAD}{_STEPS}{hold}{contact}")

    read_back = [
        plain(str(event["description"])).split("\n") for event in Calendar.from_ical(data).walk("VEVENT")
    ]
    for texts in (lines(data, 2), read_back[2]):
        assert f"Why: {_SIGNS}" in texts
        assert f"Whom to ring: {_SIGNS}, 0;1,2" in texts
    assert vobject.readOne(data.decode()).x_wr_calname.value == _SIGNS


def test_control_signs_and_line_ends_never_reach_the_file() -> None:
    """A program that calls the library can put into a text what a plan file cannot."""
    outline = read((_HEAD + _STEPS + _HOLD).encode()).outline
    nasty = "a\r\nBEGIN:VEVENT\x0b\x00\x1b\x7f\u2028b\u202e c\ud800"
    hold = Hold(date(2026, 12, 25), 10, nasty)
    data = plan_ics(build(replace(outline, title=nasty, changes=(hold,))), OPTIONS)

    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == 7
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)", data)
    assert "Why: a  BEGIN:VEVENT  b c" in lines(data, 2)


_TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("äöüßé;,\\:\"'😀👩🏽🇩🇪中→")),
    min_size=1,
    max_size=200,
).filter(lambda text: text.isprintable() and text == " ".join(text.split()))


@given(title=_TEXTS, why=_TEXTS)
def test_lines_are_folded_and_ended_as_the_standard_says(title: str, why: str) -> None:
    """At most 75 octets, never inside a sign, and CRLF at the end of each."""
    outline = read((_HEAD + _STEPS + _HOLD).encode()).outline
    hold = Hold(date(2026, 12, 25), 10, why)
    data = plan_ics(build(replace(outline, title=title, changes=(hold,))), OPTIONS)

    *folded, rest = data.split(b"\r\n")
    assert rest == b""
    for line in folded:
        assert len(line) <= 75
        assert b"\n" not in line.decode().encode("ascii", "replace")
    shown = why.translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    assert f"Why: {plain(shown)}".rstrip() in lines(data, 2)


_LENGTHS = st.one_of(
    st.integers(1, 30).map(lambda days: f"days = {days}"),
    st.tuples(st.integers(0, 9), st.integers(10, 20)).map(lambda days: f'days = "{days[0]}-{days[1]}"'),
)
_DOSES = st.integers(1, 16).map(lambda eighths: f'"{eighths / 8:g} mg"')


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAILY = _DOSES.map(lambda dose: f"dose = {dose}")
_SLOTS = st.dictionaries(st.sampled_from(["morning", "noon", "evening", "bedtime"]), _DOSES, min_size=1)
_REGIMENS = st.one_of(
    _DAILY,
    _SLOTS.map(lambda slots: "\n".join(f"{slot} = {dose}" for slot, dose in slots.items())),
    st.lists(_DOSES, min_size=2, max_size=9).map(lambda doses: f'cycle = [{", ".join(doses)}, "0 mg"]'),
    st.lists(_DOSES, min_size=7, max_size=7).map(
        lambda doses: (
            "cycle = { " + ", ".join(f"{day} = {dose}" for day, dose in zip(_WEEK, doses, strict=True)) + " }"
        )
    ),
)


@st.composite
def plans(draw: st.DrawFn, regimens: st.SearchStrategy[str]) -> Plan:
    """Draw a plan with holds, closed and open, that may begin in each other."""
    steps = [f"[[step]]\n{draw(_LENGTHS)}\n{draw(regimens)}\n" for _ in range(draw(st.integers(1, 6)))]
    changes, on = list[str](), 1
    for _ in range(draw(st.integers(0, 3))):
        on += draw(st.integers(0, 12))
        day, days = date(2026, 12, 7) + timedelta(on), draw(st.integers(1, 20))
        changes.append(f'[[change]]\nkind = "hold"\non = {day}\ndays = {days}\n')
    if changes and draw(st.sampled_from(["open", ""])):
        changes[-1] = changes[-1].split("days")[0]
    then = draw(st.sampled_from(["", 'then = "stop"\n', 'then = "stay"\n']))
    # The last step is long enough for every hold to begin in it.
    last = f"[[step]]\ndays = 60\ndose = {draw(_DOSES)}\n"
    return read(f"{then}{_HEAD}{''.join(steps)}{last}{''.join(changes)}".encode())


def expanded(plan: Plan) -> dict[date, list[str]]:
    """Expand the calendar to days with an independent library, as a phone does."""
    found: dict[date, list[str]] = {}
    for event in recurring_ical_events.of(Calendar.from_ical(plan_ics(plan, OPTIONS))).all():
        if event.get("status") == "CANCELLED":
            continue
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(1)
        found.setdefault(event["dtstart"].dt, []).append(plain(str(event["summary"])))
    return found


@examples(40)
@given(plan=plans(_REGIMENS))
def test_there_is_an_event_on_each_day_on_which_something_changes_and_on_no_other(plan: Plan) -> None:
    """Days are taken one by one from the plan and one by one from the expanded calendar."""
    days, wanted = [day for day, _ in plan.days()], list[date]()
    for day in days:
        now, before = plan.period(day), plan.period(day - timedelta(1))
        assert now is not None
        if before is None or (now.step.number, now.held) != (before.step.number, before.held):
            wanted.append(day)
    if not plan.open:
        last = max(day for day in days if plan.on(day))
        wanted += [last, last + timedelta(1)]

    found = expanded(plan)

    check_ics(plan_ics(plan, OPTIONS), plan, OPTIONS)
    assert sorted(day for day, summaries in found.items() for _ in summaries) == sorted(wanted)


@examples(40)
@given(plan=plans(_DAILY))
def test_who_only_follows_the_events_takes_what_the_plan_says(plan: Plan) -> None:
    """The dose that the last summary names is the dose of every day until the next."""
    found, dose = expanded(plan), ""
    for day, intakes in plan.days():
        for summary in found.get(day, ()):
            named = re.search(
                r"(?:begins with|new dose|stay on|same dose|next step,|Last dose day:) ([\d.]+ mg)", summary
            )
            assert named is not None
            dose = named[1]
        assert dose == str(intakes[0].dose)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "hold",
            f"""
id = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01"
title = "Clonazepam; slowly, Grüße 😀"
then = "stop"
{_HEAD}
[person]
name = "Maria Example"
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[ready]
ask = ["Steady for at least 7 days"]
[[contact]]
role = "prescriber"
name = "Example Surgery"
phone = "01632 960001"
[[step]]
weeks = "2-3"
morning = "0.5 mg"
bedtime = "0.25 mg"
[[step]]
weeks = 2
cycle = ["0.25 mg", "0 mg"]
[[step]]
weeks = "0-2"
dose = "0.125 mg"
if = "only if stopping was too much"
{_HOLD}
""",
        ),
        (
            "cross-taper",
            """
format = 1
title = "From lorazepam to diazepam"
start = 2026-12-07
then = "stay"
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "half"
[[product]]
drug = "diazepam"
form = "solution"
strength = "2 mg/5 mL"
measure = "0.5 mL"
[[step]]
weeks = 1
dose = { lorazepam = "1.5 mg" }
[[step]]
weeks = 1
morning = { lorazepam = "0.5 mg", diazepam = "5 mg" }
bedtime = { diazepam = "5 mg" }
[[step]]
weeks = 1
bedtime = { diazepam = "9.8 mg" }
""",
        ),
    ],
)
def test_golden(golden: Golden, name: str, text: str) -> None:
    """The whole file is as it was when somebody last read it."""
    golden(GOLDEN / f"{name}.ics", made(text).decode())


def test_a_hold_after_which_nothing_changes_any_more_has_no_end() -> None:
    """Where a plan stays on its dose and its last steps were skipped, a day to go on would be a lie."""
    plan = read(
        b"""
format = 1
start = 2026-12-07
then = "stay"
drug = "clonazepam"

[[product]]
form = "tablet"
strength = "0.5 mg"

[[step]]
weeks = 1
dose = "1 mg"

[[step]]
weeks = "0-1"
dose = "0.5 mg"

[[change]]
kind = "hold"
on = 2026-12-14
days = 1

[[change]]
kind = "skip"
on = 2026-12-14
"""
    )
    file = plan_ics(plan, OPTIONS).decode().replace("\r\n ", "").replace("\N{NO-BREAK SPACE}", " ")

    check_ics(plan_ics(plan, OPTIONS), plan, OPTIONS)
    assert "Hold: stay on 1 mg until it is agreed to go on" in file
    assert "The plan goes on from" not in file
