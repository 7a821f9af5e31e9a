"""What other people's calendar programs show after each revision: no event twice, none lost, none stale.

A plan is imported into each, then its second revision with a hold that is open, then a third in which it
went on and took a step back.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from clients.libraries import Ical, IcalJs, Ics, RecurringIcalEvents
from clients.programs import Khal, Radicale, radicale
from clients.seen import FIRST, LAST, LONDON, Client, Seen, at, plain

from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.make import make as making
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import NAMED_TIMES, Slot
from taperdocs.planfile.reader import read

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2027, 2, 20), day_before=time(18), at_dose=True)
PLAN = """
format = 1
id = "5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01"
title = "Clonazepam; slowly, Grüße 😀"
drug = "clonazepam"
start = 2027-02-22
zone = "Europe/London"
[hours]
morning = "08:00"
bedtime = "22:30"
[agreed]
by = "Dr A. Example"
on = 2027-02-20
[[contact]]
role = "prescriber"
name = "Example Surgery; ask for Grüße, 😀"
phone = "01632 960001"
[[review]]
on = 2027-03-10
what = "telephone; bring the diary, the packets, and Grüße an Dr Ä. Größe-Müller: 😀 ⬤ ½ 漢字"
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
morning = "0.25 mg"
bedtime = "0.25 mg"
[[step]]
weeks = 1
cycle = ["0.25 mg", "0 mg"]
"""
HOLD = """
[[change]]
kind = "hold"
on = 2027-03-12
"""
STEP_BACK = """
[[change]]
kind = "resume"
on = 2027-03-26
[[change]]
kind = "step-back"
on = 2027-03-29
days = 7
"""
REVISIONS = (PLAN, PLAN + HOLD, PLAN + HOLD + STEP_BACK)

BEGINS = """\
2027-02-22 Clonazepam: the plan begins with 0.5 mg morning and 0.25 mg bedtime
2027-03-08 Clonazepam: new dose 0.25 mg morning and 0.25 mg bedtime (was 0.5 mg morning and 0.25 mg bedtime)
2027-03-10 Clonazepam. Review: telephone; bring the diary, the packets, and Grüße an Dr Ä. Größe-Müller: 😀 ⬤ ½ 漢字
"""
SHOWN = (
    f"""\
{BEGINS}\
2027-03-22 Clonazepam: new dose 0.25 mg on one day, no dose on the next, in turn \
(was 0.25 mg morning and 0.25 mg bedtime)
2027-03-28 Clonazepam. Last dose day: 0.25 mg
2027-03-29 First day without clonazepam
""",
    f"""\
{BEGINS}\
2027-03-12 Clonazepam. Hold: stay on 0.25 mg morning and 0.25 mg bedtime until it is agreed to go on
2027-03-22 Cancelled: next step
2027-03-28 Cancelled: last dose day
2027-03-29 Cancelled: first day without
""",
    f"""\
{BEGINS}\
2027-03-12 Clonazepam. Hold: stay on 0.25 mg morning and 0.25 mg bedtime until Thursday, 25 March 2027
2027-03-22 Cancelled: next step
2027-03-26 Clonazepam. Hold ends: the plan goes on, same dose 0.25 mg morning and 0.25 mg bedtime
2027-03-28 Cancelled: last dose day
2027-03-29 Cancelled: first day without
2027-03-29 Clonazepam: new dose 0.5 mg morning and 0.25 mg bedtime (was 0.25 mg morning and 0.25 mg bedtime)
2027-04-05 Clonazepam: new dose 0.25 mg morning and 0.25 mg bedtime (was 0.5 mg morning and 0.25 mg bedtime)
2027-04-19 Clonazepam: new dose 0.25 mg on one day, no dose on the next, in turn \
(was 0.25 mg morning and 0.25 mg bedtime)
2027-04-25 Clonazepam. Last dose day: 0.25 mg
2027-04-26 First day without clonazepam
""",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a Radicale server."""
    with radicale(tmp_path_factory.mktemp("radicale")) as port:
        yield port


@pytest.fixture(params=[Khal, Radicale, IcalJs, RecurringIcalEvents, Ical])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Client:
    """Return each program with an empty calendar."""
    if request.param is Radicale:
        return Radicale(request.getfixturevalue("server"), tmp_path.name)
    made: Client = request.param(tmp_path)
    return made


def files(text: str, folder: Path) -> list[Path]:
    """Make the phone calendars of a revision."""
    folder.mkdir()
    made = list(making.make(read(text.encode()), ["ics", "doses"], OPTIONS))
    for file in made:
        (folder / file.name).write_bytes(file.data)
    return [folder / file.name for file in made if "remove" not in file.name]


def is_dose(one: Seen) -> bool:
    """Tell whether it is the reminder of a dose."""
    return re.match(r"Clonazepam: [\d.]+ mg|Cancelled: dose", one.title) is not None


def drawn(seen: list[Seen]) -> str:
    """Draw what changes a line a day; what is cancelled must be marked, and nothing else."""
    assert [one for one in seen if one.cancelled != one.title.startswith("Cancelled: ")] == []
    return "".join(f"{one.start} {one.title}\n" for one in seen if not is_dose(one))


def doses(plan: Plan) -> list[Seen]:
    """Return each dose of each day of *plan*, taken day by day, and at which moment it is."""
    words, hours, found = Words(OPTIONS.language), dict(plan.outline.hours), list[Seen]()
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        period = plan.period(day) or (plan.periods[-1] if plan.open and day > plan.last_day else None)
        for slot in (*NAMED_TIMES, Slot.ANY):
            taken = tuple(one for one in period.on(day) if one.slot == slot) if period else ()
            start = at(datetime.combine(day, hours[slot], LONDON)) if slot in hours else str(day)
            if taken:
                title = words.taken(taken, plan.drugs, timed=True)
                found.append(Seen(start, plain(f"Clonazepam: {title}")))
    return sorted(found)


def test_each_revision_takes_the_place_of_the_one_before(client: Client, tmp_path: Path) -> None:
    """After each import days and doses are those of the plan: moved, new, and marked where withdrawn.

    Who is not sure imports again, and the file that takes out takes nothing out that is still so.
    """
    for number, (text, shown) in enumerate(zip(REVISIONS, SHOWN, strict=True)):
        client.take(*files(text, tmp_path / f"revision-{number}"))
        seen = client.seen()

        assert drawn(seen) == shown
        assert [one for one in seen if is_dose(one) and not one.cancelled] == doses(read(text.encode()))
        assert len(set(seen)) == len(seen)
        if text == REVISIONS[1]:
            client.take(*files(text, tmp_path / "again"), *(tmp_path / "again").glob("*-remove.ics"))
            assert client.seen() == seen


def test_five_years_of_doses_are_all_there(client: Client, tmp_path: Path) -> None:
    """A step every four weeks, two doses a day, then a hold: the months that are looked at are its third winter."""
    head = PLAN.split("[[step]]", maxsplit=1)[0].replace("start = 2027-02-22", "start = 2025-01-06")
    steps = "".join(
        f'[[step]]\nweeks = 4\nmorning = "{(65 - number) * 0.25:g} mg"\nbedtime = "0.25 mg"\n'
        for number in range(65)
    )
    for number, change in enumerate(("", '[[change]]\nkind = "hold"\non = 2027-03-05\nweeks = 3\n')):
        plan = read((text := head + steps + change).encode())
        client.take(*files(text, tmp_path / f"revision-{number}"))

        assert [one for one in client.seen() if is_dose(one) and not one.cancelled] == doses(plan)
        assert (plan.last_day - plan.first_day).days >= 5 * 52 * 7 - 1


def test_a_library_without_repetitions_reads_the_days(tmp_path: Path) -> None:
    """And the first dose of each series, at its hour."""
    client = Ics(tmp_path)
    for number, (text, shown) in enumerate(zip(REVISIONS, SHOWN, strict=True)):
        client.take(*files(text, tmp_path / f"revision-{number}"))
        seen = client.seen()

        assert drawn(seen) == shown
        assert {one for one in seen if is_dose(one) and not one.cancelled} <= set(doses(read(text.encode())))


def test_events_that_changed_their_names_would_be_there_twice(tmp_path: Path) -> None:
    """So the tests before can fail: another id is another plan."""
    client = RecurringIcalEvents(tmp_path)
    client.take(*files(PLAN, tmp_path / "one"))
    client.take(*files(PLAN.replace("5a01", "5a02"), tmp_path / "other"))

    assert len(client.seen()) == 2 * len(set(client.seen()))
