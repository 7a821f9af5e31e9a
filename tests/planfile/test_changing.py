"""A change is shown, refused where it makes no sense, and else appended to the plan file; nothing else is."""

import stat
import sys
from datetime import date, timedelta
from inspect import signature
from pathlib import Path
from textwrap import dedent
from uuid import UUID

import pytest
from draw import runs
from heads import RANGES
from hypothesis import given
from hypothesis import strategies as st
from program import Done, Run

from taperdocs.cli import change_commands, console
from taperdocs.plan.changes import CHANGES, Hold
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.append import Wish, changed
from taperdocs.planfile.new import Draft, new_plan
from taperdocs.planfile.reader import read

PLAN = f"# Agreed in November.\n{RANGES}"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a plan file in the folder that the program runs in, on a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    path = Path("plan.toml")
    path.write_bytes(PLAN.encode())
    return path


EACH_KIND = {
    "hold": (
        ["--for", "10 days", "--from", "2027-01-05", "--why", "poor sleep"],
        'kind = "hold"\non = 2027-01-05\ndays = 10\nwhy = "poor sleep"\n',
    ),
    "move-on": (["--from", "2026-12-23"], 'kind = "move-on"\non = 2026-12-23\n'),
    "step-back": (
        ["--for", "1w", "--from", "2027-01-05"],
        'kind = "step-back"\non = 2027-01-05\nweeks = 1\n',
    ),
    "slow": (["--by", "3 days", "--from", "2027-01-05"], 'kind = "slow"\non = 2027-01-05\ndays = 3\n'),
    "skip": (["--from", "2027-01-05"], 'kind = "skip"\non = 2027-01-05\n'),
    "replan": (
        ["--steps", "0.25 mg 2w; 0", "--from", "2027-01-05"],
        'kind = "replan"\non = 2027-01-05\nsteps = "0.25 mg 2w; 0"\n',
    ),
    "resume": (["--from", "2026-12-16"], 'kind = "resume"\non = 2026-12-16\n'),
}
HELD = '\n[[change]]\nkind = "hold"\non = 2026-12-10\n'


@pytest.mark.parametrize("kind", CHANGES)
def test_each_kind_of_change_is_a_command(tapers: Run, plan: Path, kind: str) -> None:
    """It appends a table to the plan file, and the plan is changed as the table says."""
    args, table = EACH_KIND[kind]
    before = PLAN + (HELD if kind == "resume" else "")
    plan.write_text(before)

    said = tapers(kind, "plan.toml", *args, "--as-of", "2026-12-10")

    assert said.code == 0
    assert plan.read_text() == f"{before}\n[[change]]\n{table}"
    assert isinstance(read(plan.read_bytes()).outline.changes[-1], CHANGES[kind])
    assert said.err == "The change stands at the end of plan.toml; without it the plan is as before.\n"


def test_a_kind_of_change_has_the_options_that_it_has_keys_for() -> None:
    """A new kind gets its command from its class alone."""
    options = {kind: set(signature(change_commands.command(kind)).parameters) for kind in CHANGES}

    assert options["hold"] - options["resume"] == {"length"}
    assert options["replan"] - options["resume"] == {"steps"}
    assert options["move-on"] == options["skip"] == options["resume"]


def test_what_moves_is_shown_old_beside_new(tapers: Run, plan: Path) -> None:
    """The days with both doses, the next change, the last dose day, what is needed, and which plan it is."""
    said = tapers("hold", str(plan), "--for", "1 week", "--from", "2027-01-05", "--as-of", "2027-01-04")

    assert said.out == dedent(
        """\
        Hold; Tuesday, 5 January 2027; 1 week
        First day that is different: Tuesday, 5 January 2027

                              Before                After
        5 Jan – 10 Jan 2027   0.5 mg                0.5 mg, held
        11 Jan 2027           0.25 mg               0.5 mg, held
        12 Jan – 17 Jan 2027  0.25 mg               0.5 mg
        25 Jan – 31 Jan 2027  0.125 mg              0.25 mg
        1 Feb – 7 Feb 2027    no dose               0.125 mg
        Next change           11 Jan 2027           18 Jan 2027
                              0.5 mg → 0.25 mg      0.5 mg → 0.25 mg
        Last dose day         31 Jan 2027           7 Feb 2027 (1 week later)
        Needed in all         65 tablets of 0.5 mg  72 tablets of 0.5 mg (7 more)
        Plan code             JTRT28, revision 0    {code}, revision 1
        """
    ).format(code=read(plan.read_bytes()).code)


def test_an_open_hold_leaves_the_rest_without_dates(tapers: Run, plan: Path) -> None:
    """What has no date any more is said so, and nothing is counted that has no end."""
    said = tapers("hold", str(plan), "--from", "2027-01-05", "--as-of", "2027-01-05").out

    lines = [line.split("  ")[-1].strip() for line in said.splitlines()]
    assert lines[4:8] == ["0.5 mg, held, no end yet"] * 4
    assert "\n1 Feb 2027 – …        no dose " in said
    assert [line for line in lines if line in {"no date yet", "no end is set"}] == [
        "no date yet",
        "no end is set",
    ]
    assert "Needed in all" not in said


def test_what_was_held_is_no_difference(tapers: Run, plan: Path) -> None:
    """When a long hold ends, only the days from then on are other days, and none of them had no dose."""
    plan.write_text(PLAN + HELD)
    said = tapers("resume", str(plan), "--as-of", "2027-03-01").out

    assert said.splitlines()[1] == "First day that is different: Monday, 1 March 2027"
    assert " ".join(said.splitlines()[4].split()) == "1 Mar – 18 Mar 2027 1 mg, held, no end yet 1 mg"


def test_on_a_narrow_terminal_the_two_sides_stand_below_each_other(
    tapers: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is broken in the middle of a dose."""
    monkeypatch.setenv("COLUMNS", "60")
    plan.write_text(PLAN.replace("clonazepam", "mirtazapine"))
    said = tapers("skip", str(plan), "--as-of", "2027-01-05").out

    assert "11 Jan – 17 Jan 2027\n    Before: 0.25 mg\n    After:  0.125 mg\n" in said
    assert max(map(len, said.splitlines())) <= 60


def test_a_finding_of_the_changed_plan_is_said_at_once(tapers: Run, plan: Path) -> None:
    """What a rule remarks only since the change stands below it; what the change itself says is no finding."""
    back = tapers("step-back", str(plan), "--for", "1 week", "--as-of", "2027-01-05", "--dry-run").out
    plan.write_text(PLAN.replace("clonazepam", "mirtazapine"))
    said = tapers("skip", str(plan), "--as-of", "2027-01-05").out

    assert "rises from" not in back
    assert "mirtazapine 0.5 mg → 0.125 mg a day, −75 %" in said
    assert said.endswith("No finding is a reason to change a dose on your own. Ask your prescriber first.\n")


def test_what_is_said_of_the_whole_plan_is_not_said_again(tapers: Run, plan: Path) -> None:
    """What each source describes was known before the change, though the plan ends on another day."""
    plan.write_text(PLAN.replace("clonazepam", "mirtazapine"))

    assert "What sources describe for mirtazapine" in tapers("check", str(plan)).out
    assert "What sources describe" not in tapers("skip", str(plan), "--as-of", "2027-01-05").out


def test_the_days_and_doses_in_another_language(tapers: Run, plan: Path) -> None:
    """Dates follow the language that was asked for."""
    said = tapers("hold", str(plan), "--as-of", "2027-01-05", "--language", "en-US", "--dry-run")

    assert said.out.startswith("Hold; Tuesday, January 5, 2027\n")


def test_a_dry_run_writes_nothing(tapers: Run, plan: Path) -> None:
    """It shows the same, and the file is not even opened for writing."""
    args = ("hold", str(plan), "--for", "1 week", "--as-of", "2027-01-05")
    before = plan.stat()
    dry = tapers(*args, "--dry-run")

    assert (plan.read_text(), plan.stat().st_mtime_ns) == (PLAN, before.st_mtime_ns)
    assert (dry.code, dry.err) == (0, "Nothing was written.\n")
    assert tapers(*args).out == dry.out


def test_without_a_day_a_change_begins_today(tapers: Run, plan: Path) -> None:
    """The day of the person's own calendar."""
    today = date.today()  # noqa: DTZ011  as the person's calendar says
    plan.write_text(PLAN.replace("2026-12-07", str(today - timedelta(3))))

    assert tapers("hold", str(plan)).code == 0
    assert read(plan.read_bytes()).outline.changes == (Hold(today),)


def test_a_plan_from_standard_input_is_printed_with_its_change(tapers: Run) -> None:
    """The new text is the data; what moves is said on standard error."""
    said = tapers("hold", "-", "--as-of", "2027-01-05", stdin=PLAN.encode())
    dry = tapers("hold", "-", "--as-of", "2027-01-05", "--dry-run", stdin=PLAN.encode())

    assert said.out == f'{PLAN}\n[[change]]\nkind = "hold"\non = 2027-01-05\n'
    assert said.err.startswith("Hold; Tuesday, 5 January 2027\n")
    assert dry == Done(0, said.err, "Nothing was written.\n")


def test_taking_the_last_change_out_undoes_it(tapers: Run, plan: Path) -> None:
    """Without its last table the file is the one before, to the byte."""
    tapers("hold", str(plan), "--for", "1 week", "--as-of", "2027-01-05")
    tapers("slow", str(plan), "--by", "3 days", "--as-of", "2027-01-06")
    first, last = plan.read_text().rsplit("\n[[change]]\n", maxsplit=1)

    assert last.startswith('kind = "slow"')
    assert first.rsplit("\n[[change]]\n", maxsplit=1)[0] == PLAN


REFUSED = {
    "a day before the last change": (
        ["hold", "--from", "2027-01-04"],
        """\
        --from: 2027-01-04 is before the last change of the plan, which is on 2027-01-05
            Choose 2027-01-05 or a later day. If the last change is not meant any more, take its [[change]] out of the file first.
        """,  # noqa: E501
    ),
    "a day that is no date": (
        ["hold", "--from", "5.1.2027"],
        """\
        --from: "5.1.2027" is not a date
            Write year-month-day, as in 2026-12-07.
        """,
    ),
    "a day after the plan": (
        ["hold", "--from", "2028-01-05"],
        """\
        --from: the hold begins on 2028-01-05, after the last day of the plan
            Write a day up to 2027-02-07, the last of the plan.
        """,
    ),
    "a move on too early": (
        ["move-on", "--from", "2027-01-14"],
        """\
        --from: the step of 2027-01-14 does not yet allow to move on
            It is not laid out longer than its shortest time. What else the prescriber agrees to is a change of kind "replan".
        """,  # noqa: E501
    ),
    "a resume without a hold": (
        ["resume", "--from", "2027-01-20"],
        """\
        resume: there is no hold to resume from on 2027-01-20
            A hold with a number of days ends by itself: nothing needs to be resumed.
        """,
    ),
    "a step back without its days": (
        ["step-back"],
        """\
        --for: it is not said how long
            Write it, as in --for "1 week".
        """,
    ),
    "a range for a length": (
        ["step-back", "--for", "1-2 weeks"],
        """\
        --for: "1-2 weeks" is not one length
            Write it as in "2 weeks" or "10 days".
        """,
    ),
    "a length without quotation marks": (
        ["hold", "--for", "2", "weeks"],
        """\
        hold: "weeks" belongs to no option
            Put quotation marks around a value of several words, as in --for "1 week".
        """,
    ),
    "a reason without quotation marks": (
        ["skip", "--why", "poor", "sleep", "again"],
        """\
        skip: "sleep" and "again" belong to no option
            Put quotation marks around a value of several words, as in --why "poor sleep".
        """,
    ),
    "a length of no day": (
        ["hold", "--for", "0 days"],
        """\
        --for: "0 days" is not a day or longer
            Write it as in "2 weeks" or "10 days".
        """,
    ),
    "a length below nothing": (
        ["slow", "--by", "-3 days"],
        """\
        --by: "-3 days" is not a day or longer
            Write it as in "2 weeks" or "10 days".
        """,
    ),
    "a length without a unit": (
        ["slow", "--by", "3"],
        """\
        --by: "3" is not a length
            Write a number and its unit, as in "2 weeks", "10 days" or "2-3 weeks".
        """,
    ),
    "new steps that are not said": (
        ["replan"],
        """\
        --steps: the new steps are missing
            Write them, as in --steps "0.25 mg 2w; 0".
        """,
    ),
    "new steps that no packet makes": (
        ["replan", "--steps", "0.25 mg 1w; 0.13 mg 1w; 0"],
        """\
        --steps, step 2: 0.13 mg of clonazepam cannot be made from 0.5 mg tablet (halves and quarters)
            The nearest doses that can be made are 0.125 mg and 0.25 mg. Ask the prescriber which dose to take, or add the packet that makes it.
        """,  # noqa: E501
    ),
    "new steps that are no steps": (
        ["replan", "--steps", "less and less"],
        """\
        --steps, step 1: "less" in "less and less" is not understood
            Write each step as dose and length, as in "0.5 mg 2w" or "2x 0.5 mg 10d", with a semicolon between steps. \
Other words say when or how often, as in "bedtime", "bd", "every other day" or "on Mondays". The drug is not named \
here: each of several drugs has a [[course]] in the plan file, with its own drug and steps.
        """,
    ),
    "a reason with signs that steer a terminal": (
        ["hold", "--why", "\x1b[31mred"],
        """\
        --why: this has signs that cannot be printed
            Type it again, as one line of text.
        """,
    ),
    "a reason as long as a letter": (
        ["hold", "--why", "x" * 201],
        """\
        --why: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is too long, or has signs that cannot be printed
            Write at most 200 letters, figures and signs on one line.
        """,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_change_that_makes_no_sense_is_refused(tapers: Run, plan: Path, name: str) -> None:
    """One problem at its option, with the way out; nothing is shown or written."""
    before = f'{PLAN}\n[[change]]\nkind = "hold"\non = 2027-01-05\nweeks = 1\n'
    plan.write_text(before)
    (command, *args), said = REFUSED[name]

    done = tapers(command, str(plan), *args, "--as-of", "2027-01-06")

    assert (done.code, done.out, plan.read_text()) == (2, "", before)
    assert done.err == dedent(said)


def test_a_plan_without_a_start_cannot_be_changed_yet(tapers: Run, plan: Path) -> None:
    """Its days have no dates; its steps are edited in the file."""
    plan.write_text(PLAN.replace("2026-12-07", '"open"'))
    said = tapers("hold", str(plan), "--as-of", "2027-01-05")

    assert said.code == 2
    assert said.err == dedent(
        """\
        hold: this needs dates, and the start of the plan is not fixed
            Write the first day at the top, as in start = 2026-12-07, instead of start = "open".
        """
    )


def test_a_plan_of_several_drugs_gets_new_steps_in_the_file(tapers: Run, plan: Path) -> None:
    """A line of steps does not say which drug it means, and nothing is guessed."""
    several = PLAN + '[[product]]\ndrug = "diazepam"\nform = "tablet"\nstrength = "2 mg"\n'
    named = several.replace("[[product]]\nform", '[[product]]\ndrug = "clonazepam"\nform')
    plan.write_text(named.replace("dose = ", "morning.clonazepam = "))
    said = tapers("replan", str(plan), "--steps", "0.5 mg 1w; 0", "--as-of", "2027-01-05")

    assert said.code == 2
    assert said.err.startswith("--steps: this plan has several drugs, and a line of steps does not say which")


def test_changes_in_one_line_are_told(tapers: Run, plan: Path) -> None:
    """A list at the top of the file cannot be appended to."""
    plan.write_text('change = [{ kind = "hold", on = 2026-12-10, days = 3 }]\n' + PLAN)
    said = tapers("hold", str(plan), "--as-of", "2027-01-05")

    assert said.code == 2
    assert said.err.startswith("change: the changes of this file stand in one line, change = […]\n")


def test_a_plan_with_problems_is_not_changed(tapers: Run, plan: Path) -> None:
    """They are told with their lines, as by a check."""
    plan.write_text(PLAN.replace('"1 mg"', '"1 mgg"'))
    before = plan.read_bytes()

    assert tapers("hold", str(plan), "--as-of", "2026-12-10") == tapers("check", str(plan))
    assert plan.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_file_that_may_only_be_read_is_not_changed(tapers: Run, plan: Path) -> None:
    """Not even by who may write everywhere: somebody has locked it on purpose."""
    plan.chmod(0o444)
    said = tapers("hold", str(plan), "--as-of", "2027-01-05")

    assert (said.code, plan.read_text()) == (2, PLAN)
    assert said.err == (
        "plan.toml may only be read\n"
        "    Copy it to a folder of yours and change it there. Nothing was changed.\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no such links or rights there")
def test_a_link_stays_a_link_and_rights_stay_as_they_are(tapers: Run, plan: Path) -> None:
    """The plan in a cloud folder, linked from the desktop, is changed where it is."""
    Path("cloud").mkdir()
    plan.rename("cloud/mine.toml")
    Path("cloud/mine.toml").chmod(0o640)
    plan.symlink_to("cloud/mine.toml")

    assert tapers("hold", str(plan), "--as-of", "2027-01-05").code == 0

    assert plan.is_symlink()
    assert stat.S_IMODE(plan.stat().st_mode) == 0o640
    assert read(Path("cloud/mine.toml").read_bytes()).revision == 1
    assert [path.name for path in Path("cloud").iterdir()] == ["mine.toml"]


def test_a_file_that_was_edited_meanwhile_is_not_overwritten(
    tapers: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an editor saved between reading and writing is not lost."""

    def edits(text: str) -> None:
        console.out(text)
        plan.write_text(PLAN + "# My note.\n")

    monkeypatch.setattr("taperdocs.cli.change_commands.out", edits)
    said = tapers("hold", str(plan), "--as-of", "2027-01-05")

    assert (said.code, plan.read_text()) == (2, PLAN + "# My note.\n")
    assert said.err.startswith("plan.toml was changed by another program just now\n")


@given(st.text(max_size=60))
def test_any_reason_is_read_back_as_it_was_typed(why: str) -> None:
    """Quotation marks, backslashes and signs of any script; spaces are put together."""
    plain = " ".join(why.split())
    wish = Wish("hold", date(2027, 1, 5), 7, why)

    if plain.isprintable():
        assert changed(read(PLAN.encode()), wish, wish.on).outline.changes[-1].why == plain
    else:
        with pytest.raises(TaperError):
            changed(read(PLAN.encode()), wish, wish.on)


def test_a_walk_through_a_plan_that_lives(tapers: Run, plan: Path) -> None:
    """A bad week, a hold, on again, a step back, slower, and the step that may be left out is."""
    for line in (
        "move-on --as-of 2026-12-22",
        "hold --as-of 2026-12-28",
        "resume --as-of 2027-01-10",
        "step-back --for 5d --as-of 2027-01-12",
        "slow --by 2d --as-of 2027-01-20",
        "skip --as-of 2027-01-25",
    ):
        command, *args = line.split()
        assert tapers(command, str(plan), *args).code == 0, line

    lived = read(plan.read_bytes())
    assert lived.revision == 6
    assert runs(lived) == dedent(
        """\
        2026-12-07 to 2026-12-21  1
        2026-12-22 to 2026-12-27  0.5
        2026-12-28 to 2027-01-09  0.5h
        2027-01-10 to 2027-01-11  0.5
        2027-01-12 to 2027-01-16  1
        2027-01-17 to 2027-02-01  0.5
        2027-02-02 to 2027-02-10  0.125
        """
    )


@pytest.mark.parametrize("length", ["", " "])
def test_an_empty_length_is_no_open_hold(tapers: Run, plan: Path, length: str) -> None:
    """Who writes nothing after --for has forgotten something: a hold is open where the option is left out."""
    done = tapers("hold", "plan.toml", "--from", "2026-12-16", "--as-of", "2026-12-16", "--for", length)

    assert (done.code, done.err.splitlines()[0]) == (2, f'--for: "{length.strip()}" is not a length')
    assert plan.read_text(encoding="utf-8") == PLAN


def test_another_name_of_the_file_is_told(tapers: Run, plan: Path) -> None:
    """The new file takes the place of one name alone, so that a kill leaves one of the two whole."""
    command = ("hold", "plan.toml", "--as-of", "2026-12-16", "--for", "1 week", "--from")
    assert "another name" not in tapers(*command, "2026-12-16").err
    Path("other.toml").hardlink_to(plan)

    done = tapers(*command, "2026-12-18")

    assert (done.code, done.err.splitlines()[-1]) == (
        0,
        "The file has another name too (a hard link): under that name the plan is as before.",
    )
    assert len(read(plan.read_bytes()).outline.changes) == 2
    assert len(read(Path("other.toml").read_bytes()).outline.changes) == 1


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("0.5 mg 2w\n0.25 mg 1w;\nstop", "0.5 mg 2w; 0.25 mg 1w; 0"),
        ("½ tablet for 2 weeks then 0.125mg x7d", "0.25 mg 2w; 0.125 mg 1w"),
        (
            "morning 0.25 mg, bedtime 0,5mg 1 wk, then 0.25 mg nocte 2w",
            "0.25 mg morning, 0.5 mg bedtime 1w; 0.25 mg bedtime 2w",
        ),
        ("0.25 mg bd zwei Wochen, dann absetzen", "2x 0.25 mg 2w; 0"),
    ],
)
def test_a_new_arrangement_takes_the_same_lines_as_a_new_plan(line: str, same: str) -> None:
    """A new line ends a step too; the days after it are those of the plain line."""
    on = date(2026, 12, 14)
    one, other = (changed(read(PLAN.encode()), Wish("replan", on, steps=said), on) for said in (line, same))
    new = new_plan(Draft("clonazepam", on, ("0.5 mg tablet quarter",), line), UUID(int=0))

    assert list(one.days()) == list(other.days())
    taken = [intakes for day, intakes in one.days() if day >= on]
    assert taken == [intakes for _, intakes in read(new.encode()).days()]
