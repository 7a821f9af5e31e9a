"""A plan is made of calendar days: no clock and no time zone moves one."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import vobject
from draw import runs
from heads import HEAD, daily
from hypothesis import given
from plans import plans
from presented import plan_ics
from program import in_shell

from taperdocs.language.language import language
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

TEXT = HEAD + daily("2 weeks: 1 mg", "2 weeks: 0.5 mg", "2 weeks: 0.25 mg")


def test_the_last_dose_day_and_the_first_day_without() -> None:
    """The plan stops by itself after its last step."""
    taper = read(TEXT.encode())

    assert taper.last_dose_day == date(2027, 1, 17)
    assert taper.first_day_without == date(2027, 1, 18)
    assert not taper.open


def test_a_plan_over_a_leap_day_has_it() -> None:
    """29 February is a day like any other."""
    text = TEXT.replace("2026-12-07", "2028-02-21")
    assert runs(read(text.encode())).startswith("2028-02-21 to 2028-03-05  1\n")


def test_a_day_ends_where_the_next_begins_over_a_clock_change() -> None:
    """Plans are made of calendar days: the night of the clock change has as many doses as any."""
    text = TEXT.replace("2026-12-07", "2026-10-24")
    assert [str(day) for day, _ in read(text.encode()).days()][:3] == [
        "2026-10-24",
        "2026-10-25",
        "2026-10-26",
    ]


_ZONES = ("Pacific/Kiritimati", "Pacific/Honolulu", "Europe/London", "Australia/Sydney")


@pytest.fixture
def zone() -> Iterator[Callable[[str], None]]:
    """Set the zone of this process, and set it back."""
    before = os.environ.get("TZ")

    def change(name: str | None) -> None:
        os.environ.pop("TZ", None)
        if name:
            os.environ["TZ"] = name
        time.tzset()

    yield change
    change(before)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot set the zone of a process")
@pytest.mark.parametrize("turn", [date(2025, 10, 26), date(2026, 3, 29), date(2028, 2, 29)])
def test_the_bytes_are_the_same_in_every_zone(zone: Callable[[str], None], turn: date) -> None:
    """Over a clock change and a leap day a step begins on its day."""
    plan = read(TEXT.replace("2026-12-07", str(turn - timedelta(14))).encode())
    options, found = Options(language("en-GB"), PAPERS["a4"], turn), set()
    for name in _ZONES:
        zone(name)
        found.add(plan_ics(plan, options))

    assert len(found) == 1
    events = vobject.readOne(found.pop().decode()).components()
    (said,) = [event.summary.value for event in events if event.dtstart.value == turn]
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "DRAFT: Clonazepam: new dose 0.5 mg (was 1 mg)"


@pytest.mark.parametrize("zone", ["", ":", "nonsense", "{plan}", ":{plan}", "/"])
def test_the_zone_of_the_machine_is_not_looked_at(tmp_path: Path, zone: str) -> None:
    """Also where it is a file that is none."""
    plan = tmp_path / "plan.toml"
    plan.write_text(TEXT)
    done = in_shell(["show", str(plan)], TZ=zone.format(plan=plan))

    assert (done.returncode, done.stderr) == (0, "")


@given(plans())
def test_every_day_is_within_exactly_one_period(plan: Plan) -> None:
    """There is no gap and no overlap from the first day to the last."""
    days = [day for period in plan.periods for day, _ in period]

    assert days == [plan.first_day + timedelta(number) for number in range(len(days))]
    assert plan.first_day == plan.outline.start
    assert plan.last_day == days[-1]


@given(plans())
def test_the_last_dose_day_is_the_last_with_a_dose(plan: Plan) -> None:
    """The first day without follows it; a plan with an open end has neither."""
    last = max(day for day, intakes in plan.days() if intakes)

    assert plan.last_dose_day == (None if plan.open else last)
    assert plan.first_day_without == (None if plan.open else last + timedelta(1))
