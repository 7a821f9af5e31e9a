"""The clock where somebody lives: hours and zones as they are written, and when it is changed there."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

import pytest
from deep import examples
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.problems import Refused
from taperdocs.plan.time_zone import Onset, instant, offset, onsets, read_hour, read_zone

NAMES = files("tzdata").joinpath("zones").read_text().split()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("08:00", time(8)),
        ("8:00", time(8)),
        (" 22:30 ", time(22, 30)),
        ("00:00", time(0)),
        ("8.00", time(8)),
        ("8am", time(8)),
        ("8:30 pm", time(20, 30)),
        ("3 P.M.", time(15)),
        ("15 Uhr", time(15)),
        ("15h", time(15)),
    ],
)
def test_an_hour_is_read(text: str, hour: time) -> None:
    """Of a clock of 24 hours."""
    assert read_hour(text) == hour


@pytest.mark.parametrize("text", ["8", "15 pm", "0 am", "25:00", "12:60", "08:00:00", "٥:٥٥", ""])
def test_what_is_no_hour_is_refused(text: str) -> None:
    """It is never guessed whether 8 is in the morning."""
    with pytest.raises(Refused, match="is not a time of day"):
        read_hour(text)


@pytest.mark.parametrize("text", ["12 am", "12:00 pm", "24:00"])
def test_noon_and_midnight_have_two_meanings(text: str) -> None:
    """Each remedy writes both."""
    with pytest.raises(Refused, match="has two meanings"):
        read_hour(text)


@pytest.mark.parametrize("name", ["Europe/London", " America/New_York ", "UTC", "Asia/Kolkata"])
def test_a_zone_is_known_by_its_name(name: str) -> None:
    """As the time zone database has it."""
    assert read_zone(name) == name.strip()


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Europe/Londn", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("America/New York", "America/New_York"),
        ("../../etc/passwd", "continent and city"),
        ("BST", "continent and city"),
        ("", "continent and city"),
    ],
)
def test_a_name_that_is_nearly_one_is_offered(text: str, near: str) -> None:
    """And nothing else is looked up: it becomes the name of a file."""
    with pytest.raises(Refused) as refused:
        read_zone(text)

    assert near in str(refused.value.remedy)


def test_a_clock_that_is_changed_each_year_is_two_rules() -> None:
    """From long ago on; the hour is that of the clock before the change."""
    found = onsets("Europe/London", date(2026, 12, 7), date(2027, 4, 1))

    assert found == (
        Onset(datetime(1970, 10, 25, 2), HOUR, 0 * HOUR, "GMT", (10, "-1SU")),  # noqa: DTZ001  by the clock there
        Onset(datetime(1970, 3, 29, 1), 0 * HOUR, HOUR, "BST", (3, "-1SU")),  # noqa: DTZ001  by the clock there
    )


def test_a_clock_that_is_never_changed_is_one_line() -> None:
    """From long before the plan."""
    (found,) = onsets("Asia/Kolkata", date(2026, 12, 7), date(2027, 4, 1))

    assert (found.before, found.after, found.at.year) == (5.5 * HOUR, 5.5 * HOUR, 1970)


def test_a_clock_without_a_rule_is_told_change_by_change() -> None:
    """In Jerusalem it is put forward on the Friday before the last Sunday of March."""
    found = onsets("Asia/Jerusalem", date(2026, 12, 7), date(2027, 4, 1))

    assert not any(one.every for one in found)
    assert [one.at.date() for one in found[:3]] == [date(2025, 1, 1), date(2025, 3, 28), date(2025, 10, 26)]
    assert found[-1].at.year > 2030


@pytest.mark.parametrize(
    ("zone", "local", "world"),
    [
        ("Europe/London", datetime(2027, 3, 27, 8), datetime(2027, 3, 27, 8, tzinfo=UTC)),  # noqa: DTZ001  there
        ("Europe/London", datetime(2027, 3, 28, 8), datetime(2027, 3, 28, 7, tzinfo=UTC)),  # noqa: DTZ001  there
        ("Asia/Tokyo", datetime(2027, 3, 28, 8), datetime(2027, 3, 27, 23, tzinfo=UTC)),  # noqa: DTZ001  there
    ],
)
def test_an_hour_there_is_an_instant(zone: str, local: datetime, world: datetime) -> None:
    """Another one when the clock has been changed."""
    assert instant(zone, local) == world


def shown(found: tuple[Onset, ...], local: datetime) -> timedelta:
    """Return the offset at *local*, as a program works it out that knows only these changes."""
    turns = [(at, one.after) for one in found for at in _times(one, local.year)]
    return max((at, after) for at, after in turns if at <= local)[1]


def _times(onset: Onset, year: int) -> list[datetime]:
    if onset.every is None:
        return [onset.at]
    month, place = onset.every
    number, weekday = int(place[:-2]), ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(place[-2:])
    found = []
    for each in (year - 1, year):
        days = [date(each, month, day + 1) for day in range(monthrange(each, month)[1])]
        days = [day for day in days if day.weekday() == weekday]
        found.append(datetime.combine(days[number - 1 if number > 0 else number], onset.at.time()))
    return found


@examples(40)
@given(
    zone=st.sampled_from(NAMES),
    first=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    days=st.integers(0, 1900),
    hour=st.integers(4, 23),
)
def test_the_changes_say_what_the_clocks_show_in_every_zone(
    zone: str, first: date, days: int, hour: int
) -> None:
    """On every day of a plan, whatever its zone and its years are."""
    found = onsets(zone, first, first + timedelta(days))

    for number in range(days + 1):
        local = datetime.combine(first + timedelta(number), time(hour))
        assert shown(found, local) == offset(zone, local), local
