"""By when to order so that something is there in time, whatever days the pharmacy is closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.pharmacy import Closed, LeadTime, Pharmacy, read_closed, read_lead_time
from taperdocs.plan.problems import Refused

CHRISTMAS = Closed(date(2026, 12, 24), date(2026, 12, 28))
SUNDAYS = Closed(weekday="sunday")


@pytest.mark.parametrize(
    ("lead", "closed", "needed", "ordered"),
    [
        (LeadTime(0), (), date(2026, 12, 17), date(2026, 12, 17)),
        (LeadTime(3), (), date(2026, 12, 17), date(2026, 12, 14)),
        # Sunday is the last day for which there is enough: it must be there on Saturday.
        (LeadTime(1), (SUNDAYS,), date(2026, 12, 20), date(2026, 12, 18)),
        (LeadTime(2), (SUNDAYS,), date(2026, 12, 22), date(2026, 12, 19)),
        (LeadTime(2, working=True), (), date(2026, 12, 22), date(2026, 12, 20)),
        (LeadTime(2, working=True), (SUNDAYS,), date(2026, 12, 22), date(2026, 12, 19)),
        (LeadTime(2, working=True), (CHRISTMAS, SUNDAYS), date(2026, 12, 29), date(2026, 12, 22)),
        (LeadTime(2), (CHRISTMAS, SUNDAYS), date(2026, 12, 28), date(2026, 12, 21)),
        (LeadTime(5), (CHRISTMAS, SUNDAYS), date(2027, 1, 1), date(2026, 12, 23)),
    ],
)
def test_the_last_day_to_order(
    lead: LeadTime, closed: tuple[Closed, ...], needed: date, ordered: date
) -> None:
    """What is ordered on it is collected on the day at the latest, and both are days when it is open."""
    assert Pharmacy(lead, closed).order_by(needed) == ordered


def collected(pharmacy: Pharmacy, ordered: date) -> date:
    """Return the day on which an order can be collected, waiting for it day by day."""
    day, waited = ordered, 0
    while waited < pharmacy.lead.days or not pharmacy.is_open(day):
        day += timedelta(1)
        waited += not pharmacy.lead.working or (day.weekday() < 5 and pharmacy.is_open(day))
    return day


CLOSURES = st.builds(
    lambda first, length: Closed(first, first + timedelta(length)),
    st.dates(date(2026, 11, 1), date(2027, 1, 31)),
    st.integers(0, 30),
) | st.sampled_from(("saturday", "sunday", "wednesday")).map(lambda day: Closed(weekday=day))


@given(
    st.builds(LeadTime, st.integers(0, 12), st.booleans()),
    st.lists(CLOSURES, max_size=4).map(tuple),
    st.dates(date(2026, 12, 1), date(2027, 1, 31)),
)
def test_no_later_day_would_do(lead: LeadTime, closed: tuple[Closed, ...], needed: date) -> None:
    """An order of that day is there in time, and one of any later day on which it is open is too late."""
    pharmacy = Pharmacy(lead, closed)
    by = pharmacy.order_by(needed)
    later = (by + timedelta(number) for number in range(1, (needed - by).days + 1))

    assert pharmacy.is_open(by)
    assert collected(pharmacy, by) <= needed
    assert all(collected(pharmacy, day) > needed for day in later if pharmacy.is_open(day))


def test_how_it_is_written() -> None:
    """In words of any case."""
    assert read_lead_time(" 2 Working Days ") == LeadTime(2, working=True)
    assert [read_lead_time(text).days for text in ("1 day", "3 days", "1 week", "2weeks")] == [1, 3, 7, 14]
    assert read_closed("Sunday") == SUNDAYS
    assert read_closed("2026-12-24  to 2026-12-28") == CHRISTMAS


@pytest.mark.parametrize("text", ["", "2", "-1 days", "1.5 days", "100 days", "13 weeks", "2 bank days"])
def test_what_does_not_say_how_long_is_refused(text: str) -> None:
    """A number alone may be weeks."""
    with pytest.raises(Refused):
        read_lead_time(text)
