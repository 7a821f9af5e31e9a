"""Plans whose calendars were once refused, or took far too long, though nothing was wrong with them."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from taperdocs.ics.export import doses_ics, doses_remove, plan_ics, plan_remove
from taperdocs.language.language import language, languages
from taperdocs.options import PAPERS, Options
from taperdocs.plan.revisions import revision, revisions
from taperdocs.planfile.reader import read
from taperdocs.readback.check_ics import check_doses, check_doses_removal, check_ics, check_removal

OPTIONS = Options(language("en-GB"), PAPERS["a4"], date(2026, 11, 22))
_HEAD = """
format = 1
drug = "aprazol"
start = 2026-12-07
"""
_TABLET = '[[product]]\nform = "tablet"\nstrength = "1 mg"\n'
STAYS = f"""{_HEAD}
then = "stay"
{_TABLET}
[[step]]
days = 2
dose = "3 mg"
[[step]]
days = 1
cycle = ["2 mg", "1 mg", "0 mg"]
"""
HELD = f'{STAYS}[[change]]\nkind = "hold"\non = 2026-12-09\ndays = 5\n'
WEEKDAYS = f"""{_HEAD}
{_TABLET}
[[step]]
weeks = 2
cycle = [{{ bedtime = "2 mg" }}, "0 mg"]
[[step]]
days = 5
[step.cycle]
monday = {{ morning = "2 mg" }}
tuesday = {{ morning = "2 mg" }}
{"".join(f'{day} = "0 mg"{chr(10)}' for day in ("wednesday", "thursday", "friday", "saturday", "sunday"))}
"""
NOTHING_FIRST = f"""{_HEAD}
{_TABLET}
[[step]]
weeks = 1
dose = "3 mg"
[[step]]
weeks = 2
cycle = ["0 mg", "2 mg"]
[[change]]
kind = "hold"
on = 2026-12-16
days = 4
"""
MANY = f'{_HEAD}{_TABLET}[[step]]\nweeks = 3\ndose = "2 mg"\n[[step]]\nweeks = 1\ndose = "1 mg"\n' + "".join(
    f'[[change]]\nkind = "hold"\non = {date(2026, 12, 20) + timedelta(number)}\ndays = 1\n'
    for number in range(366)
)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("text", [STAYS, HELD, WEEKDAYS, NOTHING_FIRST], ids=range(4))
def test_it_is_handed_over(text: str, code: str) -> None:
    """Both files, and what takes them back."""
    plan, options = read(text.encode()), replace(OPTIONS, language=language(code))

    check_ics(plan_ics(plan, options), plan, options)
    check_doses(doses_ics(plan, options), plan, options)
    check_removal(plan_remove(plan, options), plan, options)
    check_doses_removal(doses_remove(plan, options), plan, options)


def said(text: str) -> str:
    """Return plan.ics as a person reads it."""
    data = plan_ics(read(text.encode()), OPTIONS).decode()
    return data.replace("\r\n ", "").replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")


def test_a_cycle_that_goes_on_is_said_whole() -> None:
    """However little of it is laid out."""
    assert "Friday, 11 December 2026 and every 3 days after: no dose" in said(STAYS)


def test_a_cycle_that_begins_without_a_dose_is_not_said_as_no_dose() -> None:
    """Neither in a new dose nor in a hold."""
    assert "from today no dose on one day, 2 mg on the next, in turn (was 3 mg)" in said(NOTHING_FIRST)
    assert "Hold: as now, no dose on one day, 2 mg on the next, in turn, until" in said(NOTHING_FIRST)


def test_each_revision_is_worked_out_from_the_one_before_as_it_would_be_alone() -> None:
    """One pass over all changes gives the same plans."""
    plan = read(HELD.encode())

    assert list(revisions(plan)) == [revision(plan, number) for number in range(plan.revision + 1)]


def test_hundreds_of_changes_take_seconds_at_most() -> None:
    """They took half a minute: each revision was built from the beginning."""
    plan = read(MANY.encode())
    begun = time.process_time()

    check_doses(doses_ics(plan, OPTIONS), plan, OPTIONS)

    assert time.process_time() - begun < 4
