"""A next revision moves the events: each stays the same one, and what a change withdraws is taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from deep import examples
from hypothesis import given
from plans import histories, unchanged_plan_texts
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

from taperdocs.ics.history import history
from taperdocs.ics.milestones import milestones
from taperdocs.language.language import language
from taperdocs.make import make as making
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import merged_periods
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))
PLAN = """
format = 1
id = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01"
drug = "clonazepam"
start = 2026-12-07
[agreed]
by = "Dr A. Example"
on = 2026-11-20
[[review]]
on = 2027-01-06
what = "Dr A. Example, 10:30"
[[review]]
on = 2026-12-14
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
[[step]]
weeks = 2
dose = "1 mg"
[[step]]
weeks = 2
dose = "0.5 mg"
[[step]]
weeks = "0-2"
dose = "0.25 mg"
"""


def change(kind: str, on: str, more: str = "") -> str:
    """Return a change as it stands in the file."""
    return f'[[change]]\nkind = "{kind}"\non = {on}\n{more}\n'


HOLD = change("hold", "2026-12-25", "days = 10")
OPEN_HOLD = change("hold", "2026-12-25")
RESUME = change("resume", "2027-01-04")


@dataclass(frozen=True)
class Event:
    """An event as any program reads it."""

    uid: str
    day: str
    title: str
    sequence: int
    changed: str
    cancelled: bool


def events(data: bytes) -> list[Event]:
    """Read the events of a file line by line."""
    text = data.decode().replace("\r\n ", "").replace("\N{NO-BREAK SPACE}", " ")
    return list(_events(text))


def _events(text: str) -> Iterator[Event]:
    for part in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        value = dict(
            re.findall(r"^([A-Z-]+)(?:;[^:]*)?:(.*)\r$", part.split("BEGIN:VALARM")[0], re.MULTILINE)
        )
        yield Event(
            value["UID"],
            value["DTSTART"],
            value["SUMMARY"].replace("\\", ""),
            int(value["SEQUENCE"]),
            value["LAST-MODIFIED"],
            value.get("STATUS") == "CANCELLED",
        )


def plan_of(*changes: str) -> Plan:
    """Read the plan with its changes."""
    return read((PLAN + "".join(changes)).encode())


def made(*changes: str) -> list[Event]:
    """Return the events of the plan with its changes."""
    return events(plan_ics(plan_of(*changes), OPTIONS))


def drawn(found: list[Event]) -> str:
    """Draw events as text."""
    return "\n".join(f"{event.day} {event.title}" for event in found)


def test_a_review_is_an_event_in_the_order_of_the_days() -> None:
    """With whom it is, where the plan says it; the drug is told as in every title."""
    found = made()

    assert drawn(found[:4]) == (
        "20261207 Clonazepam: the plan begins with 1 mg\n"
        "20261214 Clonazepam. Review\n"
        "20261221 Clonazepam: new dose 0.5 mg (was 1 mg)\n"
        "20270104 Clonazepam: new dose 0.25 mg (was 0.5 mg)"
    )
    assert found[4].title == "Clonazepam. Review: Dr A. Example, 10:30"


def test_a_review_that_is_put_off_is_the_same_event() -> None:
    """Its place among the reviews is its name."""
    later = read(PLAN.replace("2027-01-06", "2027-01-13").encode())

    assert {event.uid for event in events(plan_ics(later, OPTIONS))} == {event.uid for event in made()}


def test_a_hold_moves_what_comes_after_it() -> None:
    """The same events on later days, and two more for the hold and its end; none is withdrawn."""
    before, after = ({event.uid: event for event in found} for found in (made(), made(HOLD)))
    moved = {uid for uid in before if before[uid].day != after[uid].day}

    assert before.keys() < after.keys()
    assert sorted(before[uid].title.partition(" (")[0] for uid in moved) == [
        "Clonazepam. Last dose day: 0.25 mg",
        "Clonazepam: new dose 0.25 mg",
        "First day without clonazepam",
    ]
    assert [event.title.partition(" (")[0] for uid, event in after.items() if uid not in before] == [
        "Clonazepam. Hold: stay on 0.5 mg until Sunday, 3 January 2027",
        "Clonazepam. Hold ends: the plan goes on, same dose 0.5 mg",
    ]
    assert not any(event.cancelled for event in after.values())


def test_an_open_hold_withdraws_what_has_no_day() -> None:
    """Cancelled on the day that it had, with a title that says so and no dose."""
    gone = [event for event in made(OPEN_HOLD) if event.cancelled]

    assert drawn(gone) == (
        "20270104 Cancelled: next step\n"
        "20270117 Cancelled: last dose day\n"
        "20270118 Cancelled: first day without"
    )
    assert {event.uid for event in gone} <= {event.uid for event in made()}


def test_what_was_withdrawn_comes_back_as_another_event() -> None:
    """A program that has deleted an event may refuse it for good, and no sequence may fall."""
    first, opened, resumed = made(), made(OPEN_HOLD), made(OPEN_HOLD, RESUME)
    gone = {event.uid for event in opened if event.cancelled}
    back = [event for event in resumed if event.uid not in {event.uid for event in (*first, *opened)}]

    assert {event.uid for event in resumed if event.cancelled} == gone
    assert [event.title.partition(" (")[0] for event in back] == [
        "Clonazepam. Hold ends: the plan goes on, same dose 0.5 mg",
        "Clonazepam: new dose 0.25 mg",
        "Clonazepam. Last dose day: 0.25 mg",
        "First day without clonazepam",
    ]


def test_what_is_withdrawn_twice_comes_back_twice_as_another() -> None:
    """Each time under a name of its own."""
    again = (change("hold", "2027-01-06"), change("resume", "2027-01-12"))
    lives = [made(OPEN_HOLD, RESUME, *again[:number]) for number in range(3)]
    ends = [
        {event.uid for event in found if "First day" in event.title and not event.cancelled}
        for found in (made(), lives[0], lives[2])
    ]

    assert sum(event.title == "Cancelled: first day without" for event in lives[2]) == 2
    assert all(len(uids) == 1 for uids in ends)
    assert len(set.union(*ends)) == 3


def test_a_step_back_is_a_second_event_of_its_step() -> None:
    """The first time stays where it was; the step that is begun again is another event too."""
    found = made(change("step-back", "2026-12-25", "days = 7\nwhy = 'poor sleep'"))

    assert drawn(found) == (
        "20261207 Clonazepam: the plan begins with 1 mg\n"
        "20261214 Clonazepam. Review\n"
        "20261221 Clonazepam: new dose 0.5 mg (was 1 mg)\n"
        "20261225 Clonazepam: new dose 1 mg (was 0.5 mg)\n"
        "20270101 Clonazepam: new dose 0.5 mg (was 1 mg)\n"
        "20270106 Clonazepam. Review: Dr A. Example, 10:30\n"
        "20270115 Clonazepam: new dose 0.25 mg (was 0.5 mg)\n"
        "20270128 Clonazepam. Last dose day: 0.25 mg\n"
        "20270129 First day without clonazepam"
    )
    assert {event.uid for event in made()} < {event.uid for event in found}


def test_the_reason_of_a_step_back_is_told() -> None:
    """In the text of the day on which it begins."""
    data = plan_ics(plan_of(change("step-back", "2026-12-25", 'days = 7\nwhy = "poor sleep"')), OPTIONS)

    assert data.decode().replace("\r\n ", "").count(r"\nWhy: poor sleep\n") == 1


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ((change("skip", "2026-12-25"),), ["Cancelled: next step"]),
        ((change("replan", "2026-12-28", 'steps = "0.5 mg 1w; 0"'),), ["Cancelled: next step"]),
        ((change("slow", "2026-12-25", "days = 3"),), []),
    ],
)
def test_every_kind_of_change_takes_back_what_is_no_longer_so(
    changes: tuple[str, ...], gone: list[str]
) -> None:
    """A step that is left out, or was to come before a new arrangement."""
    assert [event.title for event in made(*changes) if event.cancelled] == gone


@pytest.mark.parametrize("changes", [(), (HOLD,), (OPEN_HOLD, RESUME)])
def test_there_is_a_file_that_takes_out_only_where_something_was_withdrawn(changes: tuple[str, ...]) -> None:
    """It has the withdrawn events alone: importing it by mistake takes nothing away that is still so."""
    plan = plan_of(*changes)
    gone = {event.uid for event in made(*changes) if event.cancelled}
    files = {file.name: file.data for file in making.make(plan, ["ics", "doses"], OPTIONS)}

    assert ("plan-remove.ics" in files) == ("doses-remove.ics" in files) == bool(gone)
    if gone:
        removal = events(files["plan-remove.ics"])
        assert b"\r\nMETHOD:CANCEL\r\n" in files["plan-remove.ics"]
        assert {event.uid for event in removal} == gone
        assert all(event.cancelled and event.sequence == plan.revision + 1 for event in removal)


def test_the_doses_are_moved_ended_and_taken_back_as_the_days_are() -> None:
    """A series that a hold cuts ends the day before; the one that waits is cancelled on its first day."""
    text = doses_ics(plan_of(OPEN_HOLD), OPTIONS).decode().replace("\N{NO-BREAK SPACE}", " ")
    shown = re.findall(
        r"DTSTART;VALUE=DATE:(\d+).*?DTEND[^\r]*\r\n(?:RRULE:(.*?)\r\n)?SUMMARY:(.*?)\r", text, re.DOTALL
    )

    assert [" ".join(one) for one in shown] == [
        "20261207 FREQ=DAILY;UNTIL=20261220 Clonazepam: 1 mg",
        "20261221 FREQ=DAILY;UNTIL=20261224 Clonazepam: 0.5 mg",
        "20261225 FREQ=DAILY Clonazepam: 0.5 mg",
        "20270104  Cancelled: dose",
    ]


def test_a_cycle_that_is_begun_anew_is_told_day_by_day() -> None:
    """Where a step back takes the same step again, its days have the dates of the new beginning."""
    text = PLAN.replace('weeks = 2\ndose = "1 mg"', 'days = 15\ncycle = ["1 mg", "0.5 mg"]')
    plan = read((text + change("step-back", "2026-12-22", "days = 6")).encode())
    data = plan_ics(plan, OPTIONS)

    check_ics(data, plan, OPTIONS)
    check_doses(doses_ics(plan, OPTIONS), plan, OPTIONS)
    assert sum(map(len, merged_periods(plan, unbroken=True))) == (plan.last_day - plan.first_day).days + 1


def test_names_are_made_of_nothing_that_is_moved() -> None:
    """They are the same whatever the days, the doses and the language are."""
    names = [milestone.key for milestone in milestones(plan_of(HOLD))]

    assert names == [
        *("step/step-0-0", "review/1", "step/step-1-0", "hold/0", "hold/0/end", "review/0"),
        *("step/step-2-0", "end/last", "end/without"),
    ]
    assert [name for name, _ in history(plan_of(OPEN_HOLD, RESUME), milestones).withdrawn] == [
        *("step/step-2-0", "end/last", "end/without"),
    ]


class Phone:
    """A calendar program as the standard has it: a known event changes if its sequence is higher."""

    def __init__(self) -> None:
        """Begin with an empty calendar."""
        self.known: dict[str, Event] = {}

    def take(self, data: bytes) -> None:
        """Import a file."""
        for event in events(data):
            UUID(event.uid)
            old = self.known.get(event.uid)
            if old:
                assert event.sequence > old.sequence
                assert event.changed > old.changed
                assert event.cancelled or not old.cancelled
            self.known[event.uid] = event

    def shown(self) -> list[tuple[str, str]]:
        """Return what is not cancelled."""
        return sorted((event.day, event.title) for event in self.known.values() if not event.cancelled)


@examples(40)
@given(plans=histories(unchanged_plan_texts(), least=1))
def test_who_imports_each_revision_has_what_the_last_one_says(plans: tuple[Plan, ...]) -> None:
    """No event twice, none lost, none stale, and none brought back to life, whatever changes there are."""
    days, doses = Phone(), Phone()
    for plan in plans:
        data, reminders = plan_ics(plan, OPTIONS), doses_ics(plan, OPTIONS)
        check_ics(data, plan, OPTIONS)
        check_doses(reminders, plan, OPTIONS)
        check_removal(plan_remove(plan, OPTIONS), plan, OPTIONS)
        check_doses_removal(doses_remove(plan, OPTIONS), plan, OPTIONS)
        days.take(data)
        doses.take(reminders)

        for phone, file in ((days, data), (doses, reminders)):
            now = [event for event in events(file) if not event.cancelled]
            assert phone.shown() == sorted((event.day, event.title) for event in now)
            assert phone.known.keys() == {event.uid for event in events(file)}


TWO_COURSES = """
format = 1
start = 2027-01-04
[agreed]
by = "Dr A. Example"
on = 2026-12-20
[[product]]
drug = "prednisone"
form = "tablet"
strength = "10 mg"
[[product]]
drug = "verapamil"
form = "tablet"
strength = "40 mg"
[[course]]
drug = "prednisone"
steps = "20 mg 1w; 10 mg 1w; 0"
[[course]]
drug = "verapamil"
then = "stay"
steps = "40 mg 4w"
"""


def ends_of_prednisone(*changes: str) -> list[Event]:
    """Return the two events of the end of a drug in a plan that goes on without it, after the file was proved."""
    plan = read((TWO_COURSES + "".join(changes)).encode())
    check_ics(plan_ics(plan, OPTIONS), plan, OPTIONS)
    found = events(plan_ics(plan, OPTIONS))
    return [one for one in found if "Last dose day" in one.title or "First day without" in one.title]


def test_a_drug_that_ends_before_the_plan_has_its_own_last_day_which_a_hold_moves() -> None:
    """Two weeks from Monday, 4 January; after a hold of five days the same two events come five days later."""
    before, after = ends_of_prednisone(), ends_of_prednisone(change("hold", "2027-01-08", "days = 5"))

    assert drawn(before) == (
        "20270117 Last dose day: prednisone 10 mg\n20270118 First day without prednisone"
    )
    assert drawn(after) == ("20270122 Last dose day: prednisone 10 mg\n20270123 First day without prednisone")
    assert [one.uid for one in before] == [one.uid for one in after]
    assert len({one.uid for one in before}) == len(before)


def test_an_open_hold_withdraws_the_end_of_a_drug() -> None:
    """It has no day any more; the title that is cancelled names no drug and no dose."""
    found = events(
        plan_ics(read((TWO_COURSES + change("hold", "2027-01-08")).encode()), OPTIONS),
    )

    gone = {one.uid: one.title for one in found if one.cancelled}
    assert [gone.get(one.uid) for one in ends_of_prednisone()] == [
        "Cancelled: last dose day",
        "Cancelled: first day without",
    ]
