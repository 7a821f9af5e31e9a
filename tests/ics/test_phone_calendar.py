"""The phone calendar from the command line: which files are written, when alarms ring, and what is said."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from taperdocs.__main__ import run
from taperdocs.make.typed import read_alarms

ROOT = Path(__file__).parents[2]
PLAN = """
format = 1
drug = "clonazepam"
start = 2026-12-07
{top}
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
{last}
"""
LONDON = 'zone = "Europe/London"\n'
HOURS = '[hours]\nmorning = "08:00"\nbedtime = "22:30"\n'
TIMED, UNTIMED = 'bedtime = "0.25 mg"', 'dose = "0.25 mg"'
OPEN_HOLD = '[[change]]\nkind = "hold"\non = 2026-12-12\n'

Make = Callable[..., tuple[int, str, dict[str, str]]]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Make:
    """Run `make` on a plan; return how it ended, what it said and the files that it wrote."""

    def made(*args: str, top: str = LONDON + HOURS, last: str = TIMED) -> tuple[int, str, dict[str, str]]:
        plan, folder = tmp_path / "plan.toml", tmp_path / "phone"
        plan.write_text(PLAN.format(top=top, last=last), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["taperdocs", "make", str(plan), *args, "-o", str(folder)])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr().err.replace(str(folder), "phone")
        files = {path.name: path.read_bytes().decode() for path in folder.glob("*")}
        return int(ended.value.code or 0), said, files

    return made


def test_doses_are_written_when_they_are_asked_for(make: Make) -> None:
    """Beside what is asked for, or by their own name."""
    assert make("ics")[2].keys() == {"plan.ics"}
    assert make("ics", "--doses")[2].keys() == {"plan.ics", "doses.ics"}
    assert make("doses", "--doses")[1].split() == [str(Path("phone") / "doses.ics")]


def test_where_every_dose_has_its_hour_nothing_is_said(make: Make) -> None:
    """The file is named, and no more."""
    code, said, files = make("doses")

    assert (code, said.split()) == (0, [str(Path("phone") / "doses.ics")])
    assert files["doses.ics"].count("DTSTART;TZID=Europe/London:") == 3


@pytest.mark.parametrize(
    ("top", "last", "args", "said"),
    [
        (
            HOURS,
            TIMED,
            (),
            (
                "The plan names no time zone: in doses.ics the doses are events of the whole day.\n"
                'Write zone = "Europe/London" at its top and the hours under [hours], or add --zone.'
            ),
        ),
        (
            LONDON + '[hours]\nmorning = "08:00"\n',
            TIMED,
            ("--alarm", "at dose"),
            (
                "No hour is written for bedtime: in doses.ics these doses are events of the whole day, and no "
                'alarm rings at them.\nWrite it under [hours], as in morning = "08:00".'
            ),
        ),
        (
            LONDON + HOURS,
            UNTIMED,
            (),
            "Some doses have no time of day: in doses.ics they are events of the whole day.",
        ),
    ],
)
def test_what_has_no_hour_is_said(make: Make, top: str, last: str, args: tuple[str, ...], said: str) -> None:
    """And what gives it one."""
    code, told, files = make("doses", *args, top=top, last=last)

    assert (code, set(files)) == (0, {"doses.ics"})
    assert told.startswith(said)


def test_the_zone_can_be_given_with_the_command(make: Make) -> None:
    """For who is not at home."""
    _, said, files = make("doses", "--zone", "Asia/Tokyo")

    assert "time zone" not in said
    assert files["doses.ics"].count("DTSTART;TZID=Asia/Tokyo:") == 3


def test_alarms_ring_when_they_are_asked_to(make: Make) -> None:
    """On the day before each change at an hour, and at each dose."""
    alarms = ("--alarm", "day before 18:00", "--alarm", "at dose")
    quiet, loud = make("ics", "--doses")[2], make("ics", "--doses", *alarms)[2]

    assert "VALARM" not in quiet["plan.ics"] + quiet["doses.ics"]
    assert loud["plan.ics"].count("TRIGGER:-PT6H") == loud["plan.ics"].count("BEGIN:VEVENT") == 4
    assert loud["doses.ics"].count("TRIGGER:P0D") == loud["doses.ics"].count("BEGIN:VEVENT") == 3


@pytest.mark.parametrize(
    ("texts", "alarms"),
    [
        ((), "(None, False)"),
        (("day before 18:00",), "(datetime.time(18, 0), False)"),
        (("Day  Before 9:05", "at dose"), "(datetime.time(9, 5), True)"),
    ],
)
def test_alarms_are_read(texts: tuple[str, ...], alarms: str) -> None:
    """However they are typed."""
    assert str(read_alarms(";".join(texts))) == alarms


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["--alarm", "at six"],
            '--alarm: "at six" is no time for an alarm\n    Write "day before 18:00", or',
        ),
        (["--alarm", "day before 6"], '--alarm: "6" is not a time of day\n    Write hours and minutes'),
        (
            ["--alarm", "at dose"],
            "--alarm: there are no doses to ring at\n    Ask for the doses too, as with --doses.",
        ),
        (
            ["--zone", "Europe/Londn"],
            '--zone: "Europe/Londn" is not a time zone\n    Did you mean "Europe/London"?',
        ),
    ],
)
def test_an_option_that_makes_no_sense_is_said(make: Make, args: list[str], said: str) -> None:
    """With its remedy, and nothing is written."""
    code, told, files = make("ics", *args)

    assert (code, files) == (2, {})
    assert said in told


def test_what_was_withdrawn_has_files_of_its_own(make: Make) -> None:
    """Beside the calendar that it was in; a plan that was only moved has none."""
    held = make("ics", "--doses", last=f"{TIMED}\n{OPEN_HOLD}")[2]

    assert held.keys() == {"plan.ics", "doses.ics", "plan-remove.ics", "doses-remove.ics"}
    assert all("METHOD:CANCEL" in held[name] for name in ("plan-remove.ics", "doses-remove.ics"))


def test_a_file_that_an_earlier_revision_left_in_the_folder_is_named(make: Make) -> None:
    """Imported by mistake it would bring back old doses, or take out what is so again."""
    make("ics", "--doses", last=f"{TIMED}\n{OPEN_HOLD}")
    _, said, _ = make("ics")

    assert [line.split(" ", maxsplit=1)[0] for line in said.splitlines() if "delete it" in line] == [
        str(Path("phone") / name) for name in ("plan-remove.ics", "doses.ics", "doses-remove.ics")
    ]
    assert "delete it" not in make("ics", "--doses", last=f"{TIMED}\n{OPEN_HOLD}")[1]


def test_the_page_for_people_names_each_file_and_option() -> None:
    """Whoever reads how to import them finds what the program writes."""
    page = (ROOT / "docs" / "phone-calendar.md").read_text(encoding="utf-8")

    for name in ("plan.ics", "doses.ics", "plan-remove.ics", "--doses", "--alarm", "--zone", "--discreet"):
        assert name in page
    for client in ("Google", "Apple", "Outlook", "Samsung", "Thunderbird"):
        assert f"\n## {client}" in page
