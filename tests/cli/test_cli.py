"""The command line: data on standard output, talk on standard error, and an exit code for how it went."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
from program import Done, Run, in_shell

import taperdocs
from taperdocs.cli import app, system_libraries
from taperdocs.language.language import languages
from taperdocs.make import workers
from taperdocs.options import Options
from taperdocs.pdf.resources import folder
from taperdocs.plan.changes import CHANGES
from taperdocs.plan.plan import Agreed, Contact, Plan
from taperdocs.planfile.reader import read
from taperdocs.planfile.toml import LARGEST_FILE

PLAN = """
format = 1
drug = "clonazepam"
start = 2026-12-07
[person]
name = "Maria Example"
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
"""
BROKEN = PLAN.replace('"1 mg"', '"1 mgg"')
UNREMARKED = PLAN.replace("clonazepam", "prednisolone")
"""Of which no rule remarks the pace."""
ABRUPT = PLAN[: PLAN.rindex("[[step]]")]
NEW = ["--drug", "clonazepam", "--start", "2026-12-07", "--product", "0.5 mg tablet quarter"]
COMMANDS = (
    "demo",
    "doctor",
    "new",
    "check",
    "show",
    "make",
    "serve",
    "undo",
    "batch",
    *CHANGES,
    "diff",
    "open",
    "list",
    "schema",
)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a plan file in a folder that the program runs in."""
    monkeypatch.chdir(tmp_path)
    path = Path("plan.toml")
    path.write_text(PLAN)
    return path


@dataclass
class Maker:
    """Stands in for `make`: keeps what it was asked for."""

    asked: list[tuple[Plan, tuple[str, ...], Options]]

    def make(self, plan: Plan, names: Iterable[str], options: Options) -> Iterator[SimpleNamespace]:
        """Yield a file a name."""
        names = tuple(names)
        before = self.asked.pop()[1] if self.asked and self.asked[-1][::2] == (plan, options) else ()
        self.asked.append((plan, (*before, *names), options))
        for name in names:
            yield SimpleNamespace(name=f"{name}.pdf", data=name.encode())


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Put a quick maker in the place of the real one."""
    stand_in = Maker([])
    monkeypatch.setattr(workers, "make", stand_in.make)
    # With one core there is no second process, which would keep to itself what it was asked for.
    monkeypatch.setattr(workers, "cores", lambda: 1)
    return stand_in


def test_the_version(tapers: Run) -> None:
    """The version is the one of the project, with other options too."""
    said = tapers("--version")

    assert re.fullmatch(r"taperdocs \d+\.\d+\.\d+\n", said.out)
    assert tapers("--version", "check") == said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(tapers: Run, command: str) -> None:
    """The help says what the command does and shows a line to copy."""
    said = tapers(command, "--help")

    assert said.code == 0
    assert f"Examples:\n    taperdocs {command}" in said.out
    assert command in tapers("--help").out


def test_the_help_names_each_language(tapers: Run) -> None:
    """A new .po file is said there too."""
    help_of_make = tapers("make", "--help").out

    assert all(code in help_of_make for code in languages())


def test_no_command_is_left_out() -> None:
    """These tests know every command."""
    assert sorted(COMMANDS) == sorted(
        c.name or c.callback.__name__ for c in app.app.registered_commands if c.callback
    )


@pytest.mark.parametrize("args", [[], ["nonsense"], ["check"], ["make"], ["check", "--nonsense", "x"]])
def test_what_was_typed_wrongly_is_a_usage_error(tapers: Run, args: list[str]) -> None:
    """Standard output stays empty, and the exit code is 2."""
    said = tapers(*args)

    assert (said.code, said.out) == (2, "")
    assert "Usage: taperdocs" in said.err


def test_a_plan_without_problems(tapers: Run, plan: Path) -> None:
    """What was read is said in one line."""
    plan.write_text(UNREMARKED)
    said = tapers("check", str(plan))

    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(
        r"The plan file is complete: 2 steps, plan code \w{6}, DRAFT, 2026-12-07 to 2027-01-03, then nothing is "
        r"taken\.\n\nWhat sources describe for prednisolone:\n(    .*\n)+\nSources: (.*\n)+"
        r"Compared with Endocrine Society \(2024\): no question. That is no judgement of\n    the plan\.\n",
        said.out,
    )
    for more, end in (
        ('\n[[change]]\nkind = "hold"\non = 2026-12-14\n', "no end while the hold is open"),
        ("", "no end: the last dose goes on"),
    ):
        plan.write_text(UNREMARKED.replace("format = 1", 'format = 1\nthen = "stay"') + more)
        assert f" DRAFT, from 2026-12-07, {end}.\n" in tapers("check", str(plan)).out


def test_a_plan_with_problems(tapers: Run, plan: Path) -> None:
    """Each problem has file, line, place, message and remedy, on standard error."""
    plan.write_text(BROKEN)
    said = tapers("check", str(plan))

    assert (said.code, said.out) == (3, "")
    assert said.err.startswith('plan.toml:13: step 1, dose: "1 mgg" is not a dose')
    assert said.err.splitlines()[1].startswith("    ")


def test_findings_only_fail_a_strict_check(tapers: Run, plan: Path) -> None:
    """A finding informs with its source; only `--strict` makes it count."""
    plan.write_text(ABRUPT)
    said = tapers("check", str(plan))

    assert said.code == 0
    assert "Sources: NICE" in said.out
    assert tapers("check", "--strict", str(plan)) == Done(4, said.out, "")


def test_a_check_for_another_program(tapers: Run, plan: Path) -> None:
    """With `--json` problems and findings are data, and the exit codes stay."""
    plan.write_text(UNREMARKED)
    good = tapers("check", "--json", str(plan))
    plan.write_text(BROKEN)
    bad = tapers("check", "--json", str(plan))
    plan.write_text(ABRUPT)
    found = tapers("check", "--json", "--strict", str(plan))

    assert (good.code, json.loads(good.out)) == (
        0,
        {
            "version": 1,
            "problems": [],
            "findings": [],
            "compared": [
                {
                    "drug": "prednisolone",
                    "source": "Endocrine Society (2024)",
                    "describes": (
                        "5 to 10 mg a week above 40 mg; 5 mg a week at 20 to 40 mg; 2.5 mg every 1 to 4 weeks at 10 to "
                        "20 mg; 1 mg every 1 to 4 weeks at 5 to 10 mg; 1 mg every 4 weeks at 5 mg and below"
                    ),
                    "beyond": False,
                    "but_last": False,
                    "but_stop": False,
                },
                {
                    "drug": "prednisolone",
                    "source": "Endocrine Society (2024)",
                    "describes": (
                        "at the dose that the body makes itself, a slow taper with a look at symptoms, or a morning "
                        "test of cortisol"
                    ),
                    "beyond": None,
                    "but_last": False,
                    "but_stop": False,
                },
                {
                    "drug": "prednisolone",
                    "source": "RCP (UK)",
                    "describes": (
                        "a steroid emergency card from 5 mg of prednisolone a day, or the equivalent of another "
                        "steroid, for 4 weeks or longer"
                    ),
                    "beyond": None,
                    "but_last": False,
                    "but_stop": False,
                },
            ],
        },
    )
    assert (bad.code, bad.err) == (3, "")
    assert [problem["line"] for problem in json.loads(bad.out)["problems"]] == [13]
    assert found.code == 4
    assert [finding["rule"] for finding in json.loads(found.out)["findings"]] == ["abrupt-stop"]


@pytest.mark.parametrize("command", [["check"], ["show"], ["make", "-o", "out"]])
@pytest.mark.usefixtures("maker")
def test_a_plan_from_standard_input(tapers: Run, plan: Path, command: list[str]) -> None:
    """A minus sign reads the plan from standard input, and problems say so."""
    assert tapers(*command, "-", stdin=plan.read_bytes()).code == 0
    assert tapers(*command, "-", stdin=BROKEN.encode()).err.startswith("standard input:13: step 1, dose: ")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.toml", "nowhere.toml: there is no such file"),
        (".", ".: this is a folder"),
        ("plan.toml/x", "plan.toml/x: the file cannot be read"),
        ("a\0b", "the file cannot be read"),
        ("/dev/zero", "/dev/zero: the file is larger than any plan"),
    ],
)
def test_a_plan_that_cannot_be_read(tapers: Run, plan: Path, path: str, said: str) -> None:
    """What is no plan file is said with a remedy; a file without an end is not read to its end."""
    assert plan.exists()
    done = tapers("check", path)

    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert done.err.splitlines()[1].startswith("    ")


def test_a_plan_that_may_not_be_read(tapers: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is named."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)

    assert "plan.toml: the file may not be read" in tapers("check", str(plan)).err


def test_no_more_is_read_than_a_plan_can_have(tapers: Run) -> None:
    """A flood on standard input is refused after the largest size."""
    stdin = b"#" * (LARGEST_FILE + 10_000)

    assert "larger than any plan" in tapers("check", "-", stdin=stdin).err


def test_no_sign_steers_the_terminal(tapers: Run, plan: Path) -> None:
    """Escape sequences in a doctored plan or a file's name are not passed on."""
    plan.write_text(PLAN + "\x1b[31mred = 1\n")
    trick = Path("\x1b]0;trick.toml")
    trick.write_text(PLAN + "\x1b[31mred = 1\n")

    for path in (plan, trick, Path("\x1bnowhere")):
        said = tapers("check", str(path))
        assert said.code == 3
        assert "\x1b" not in said.out + said.err


def test_the_plan_in_the_terminal(tapers: Run, plan: Path) -> None:
    """Steps, the day that was asked for, the next change and the curve are shown."""
    said = tapers("show", str(plan), "--as-of", "2026-12-08")

    assert (said.code, said.err) == (0, "")
    assert re.match(r"Clonazepam taper: clonazepam\nPlan code \w{6}, revision 0, DRAFT\n\nStep", said.out)
    assert "1     7 Dec 2026   20 Dec 2026  1 mg    2 tablets of 0.5 mg\n" in said.out
    assert "Tuesday, 8 December 2026: step 1 of 2, day 2 of 14\n    1 mg: 2 tablets of 0.5 mg\n" in said.out
    assert "Next change on Monday, 21 December 2026: 1 mg → 0.5 mg\n" in said.out
    assert "1 mg │██" in said.out


def test_the_plan_in_another_english(tapers: Run, plan: Path) -> None:
    """Dates follow the language that was asked for; one that there is not is refused."""
    assert "December 8, 2026" in tapers("show", str(plan), "--as-of", "2026-12-08", "--language", "en-US").out
    assert tapers("show", str(plan), "--language", "xx").code == 2


def test_without_a_day_it_is_today(tapers: Run, plan: Path) -> None:
    """The day of the person's own calendar is shown."""
    plan.write_text(PLAN.replace("2026-12-07", str(date.today())))  # noqa: DTZ011  as the person's calendar says

    assert "step 1 of 2, day 1 of 14" in tapers("show", str(plan)).out


def test_the_plan_for_another_program(tapers: Run, plan: Path) -> None:
    """The JSON is on standard output alone, and its schema can be had."""
    shown = json.loads(tapers("show", "--json", str(plan)).out)
    schema = json.loads(tapers("schema", "show").out)

    assert (shown["version"], shown["last_dose_day"]) == (1, "2027-01-03")
    assert set(shown) == set(schema["properties"])
    assert tapers("schema", "shows").err.startswith('NAME: there is no "shows"\n    Did you mean "show"?')


def test_a_terminal_without_blocks_gets_no_curve(plan: Path) -> None:
    """In a narrow encoding the curve is left out, and no sign of a dose becomes a question mark."""
    done = in_shell(["show", str(plan), "--as-of", "2026-12-08"], PYTHONIOENCODING="latin-1", PYTHONUTF8="0")

    assert done.returncode == 0
    assert "?" not in done.stdout
    assert "1 mg \\u2192 0.5 mg" in done.stdout


def test_everything_is_made_by_default(tapers: Run, maker: Maker, plan: Path) -> None:
    """All documents are written, named on standard error, and nothing else is said."""
    said = tapers("make", str(plan), "-o", "out")
    ((made, names, options),) = maker.asked

    assert (said.code, said.out) == (0, "")
    assert said.err.split() == [str(Path("out") / f"{name}.pdf") for name in names]
    assert {path.name for path in Path("out").iterdir()} == {f"{name}.pdf" for name in names}
    assert {"calendar", "ics"} <= set(names)
    assert made == read(PLAN.encode())
    assert (options.language.code, options.paper.name, options.named) == ("en-GB", "A4", True)
    assert (options.first, options.last) == (None, None)


def test_what_is_made_can_be_chosen(tapers: Run, maker: Maker, plan: Path) -> None:
    """Documents, paper, language, days and the name are as they were asked for."""
    days = ["--from", "2026-12-10", "--to", "2026-12-20", "--as-of", "2026-12-01"]
    said = tapers(
        "make", str(plan), "ics", "calendar", "ics", "-o", "out",
        *days, "--paper", "Letter", "--language", "en-US", "--no-name",
    )  # fmt: skip
    ((_, names, options),) = maker.asked

    assert said.code == 0
    assert names == ("ics", "calendar")
    assert (options.language.code, options.paper.name, options.named) == ("en-US", "Letter", False)
    assert (options.first, options.last, options.as_of) == (
        date(2026, 12, 10),
        date(2026, 12, 20),
        date(2026, 12, 1),
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["calender"], 'DOCUMENT: there is no "calender"\n    Did you mean "calendar"?'),
        (["--paper", "a6"], '--paper: there is no "a6"'),
        (["--language", "tlh"], 'language: there is no language "tlh"'),
        (["--as-of", "7.12.2026"], '--as-of: "7.12.2026" is not a date\n    Write year-month-day'),
        (["--as-of", "20261207"], "is not a date"),
        (["--as-of", "2026-02-30"], "2026-02-30 is not a day of the calendar"),
        (["--from", "2026-12-06"], "--from: 2026-12-06 is not a day of this plan"),
        (["--to", "2027-01-04"], "--to: 2027-01-04 is not a day of this plan"),
        (["--from", "2026-12-20", "--to", "2026-12-10"], "--to: 2026-12-10 is before 2026-12-20"),
    ],
)
def test_an_option_that_makes_no_sense(
    tapers: Run, maker: Maker, plan: Path, args: list[str], said: str
) -> None:
    """It is said with a remedy, and nothing is made."""
    done = tapers("make", str(plan), "-o", "out", *args)

    assert (done.code, done.out, maker.asked) == (2, "", [])
    assert said in done.err
    assert not Path("out").exists()


def test_a_plan_with_problems_writes_nothing(tapers: Run, maker: Maker, plan: Path) -> None:
    """No folder is made for a plan that cannot be laid out."""
    plan.write_text(BROKEN)

    assert tapers("make", str(plan), "-o", "out").code == 3
    assert not Path("out").exists()
    assert not maker.asked


def test_long_work_says_where_it_is(tapers: Run, maker: Maker, plan: Path) -> None:
    """Each document is named when its turn comes, if somebody wants to know."""
    said = tapers("make", str(plan), "calendar", "ics", "-o", "out", "--verbose")

    assert maker.asked
    assert said.err.splitlines()[:2] == ["calendar (1 of 2)…", "ics (2 of 2)…"]


def test_a_folder_that_cannot_be_is_said(tapers: Run, maker: Maker, plan: Path) -> None:
    """A file where the folder should be is a thing to mend, not a bug."""
    said = tapers("make", str(plan), "calendar", "-o", str(plan))

    assert maker.asked
    assert said.code == 2
    assert "choose another folder" in said.err


def test_the_demo_needs_nothing(
    tapers: Run, maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any file every document of the sample is made, always for the same day."""
    monkeypatch.chdir(tmp_path)
    said = tapers("demo", "--paper", "letter")
    ((made, names, options),) = maker.asked

    assert said.code == 0
    assert {path.name for path in Path("demo").iterdir()} == {f"{name}.pdf" for name in names}
    assert (options.paper.name, options.as_of) == ("Letter", made.first_day)


def test_the_demo_makes_real_documents(tmp_path: Path) -> None:
    """With nothing put in its place, every document is typeset, read back and written."""
    done = in_shell(["demo", "-o", str(tmp_path / "demo")])
    files = {path.name: path.read_bytes() for path in (tmp_path / "demo").iterdir()}

    assert (done.returncode, done.stdout) == (0, "")
    assert {"calendar.pdf", "plan.ics"} <= set(files)
    for name, data in files.items():
        assert data.startswith(b"%PDF-" if name.endswith(".pdf") else b"BEGIN:VCALENDAR")
        assert str(tmp_path / "demo" / name) in done.stderr


def test_what_can_be_chosen_is_listed(tapers: Run) -> None:
    """Documents, papers, languages, tapers and changes are named, each with what it is."""
    said = tapers("list").out

    for heading, name in (
        ("documents", "calendar"),
        ("papers", "letter"),
        ("languages", "en-GB"),
        ("tapers", "percent"),
        ("changes", "hold"),
    ):
        assert re.search(rf"^{heading}\n(  .+\n)*  {name} +\w", said, re.MULTILINE), heading


def test_the_doctor_is_content_here(tapers: Run) -> None:
    """Where nothing is missing everything is listed with its version."""
    said = tapers("doctor")

    assert (said.code, said.err) == (0, "")
    assert re.search(r"^ok +weasyprint: 70\.0$", said.out, re.MULTILINE)
    assert re.search(r"^ok +libpango-1\.0: found$", said.out, re.MULTILINE)
    assert re.search(r"^ok +taperdocs-text/Regular\.ttf: found$", said.out, re.MULTILINE)
    assert "MEND" not in said.out


def test_the_doctor_names_a_package_that_is_missing(tapers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is not there or is too old comes with the line that mends it."""
    wanted = ("nowhere>=1", "weasyprint==1.0")
    monkeypatch.setattr("taperdocs.cli.doctor.metadata.requires", lambda _name: wanted)
    said = tapers("doctor")

    assert said.code == 2
    assert "MEND  nowhere: missing" in said.out
    assert "MEND  weasyprint: 70.0, but weasyprint==1.0 is needed" in said.out
    assert 'python -m pip install "nowhere>=1"' in said.err


def test_the_doctor_knows_what_a_checkout_needs(tapers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where taperdocs is not installed, it is what the checkout states."""
    installed = tapers("doctor").out

    def requires(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("taperdocs.cli.doctor.metadata.requires", requires)
    assert sorted(tapers("doctor").out.splitlines()) == sorted(installed.splitlines())


def test_the_doctor_names_what_is_missing(
    tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library or a font that is missing comes with the line that mends it."""
    sheet = (folder("fonts") / "fonts.css").read_text()
    (tmp_path / "fonts.css").write_text(sheet)
    monkeypatch.setattr("taperdocs.cli.doctor.folder", lambda _: tmp_path)
    monkeypatch.setattr(system_libraries, "missing", lambda: ("libpango-1.0",))
    said = tapers("doctor")

    assert said.code == 2
    assert "MEND  libpango-1.0: missing" in said.out
    assert "MEND  taperdocs-signs/Signs.ttf: missing" in said.out
    assert system_libraries.remedy(system_libraries.this_system()) in said.err

    (tmp_path / "fonts.css").unlink()
    assert "MEND  fonts: missing" in tapers("doctor").out


def test_a_new_plan_from_a_line(tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan is written, reads back, and never replaces a file."""
    monkeypatch.chdir(tmp_path)
    line = ["--steps", "1 mg 2w; 0.5 mg 2w; 0"]
    said = tapers("new", "my plan.toml", *NEW, *line)
    again = tapers("new", "my plan.toml", *NEW, *line)

    assert (said.code, said.out) == (0, "")
    assert "taperdocs check 'my plan.toml'" in said.err
    assert tapers("check", "my plan.toml").code == 0
    assert again.code == 2
    assert "already there" in again.err


def test_words_without_quotation_marks_are_told_what_mends_them(tapers: Run, tmp_path: Path) -> None:
    """The shell takes `--steps 1 mg 2w` apart; that is said, and nothing is written."""
    path = tmp_path / "plan.toml"
    said = tapers("new", str(path), *NEW, "--steps", "1", "mg", "2w")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith('new: "mg" and "2w" belong to no option\n    Put quotation marks around')
    assert not path.exists()


def test_a_new_plan_on_standard_output(tapers: Run) -> None:
    """A minus sign prints the plan; each has an identity of its own."""
    plans = [tapers("new", "-", *NEW, "--steps", "1mg bd 2 wks") for _ in range(2)]
    identities = {read(said.out.encode()).outline.id for said in plans}

    assert len(identities) == 2
    assert plans[0].err == (
        "Read as:\n    1. 1 mg twice a day for 2 weeks\nThe plan file is complete: 1 step, plan code "
        f"{read(plans[0].out.encode()).code}, DRAFT, 2026-12-07 to 2026-12-20, then nothing is taken.\n"
    )


def test_a_new_plan_asks_nobody_who_is_not_there(tapers: Run) -> None:
    """In a script everything that is missing is named at once."""
    said = tapers("new", "-", "--drug", "clonazepam")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("--start, --product, --steps must be given\n")


def test_a_new_plan_with_problems_is_not_written(
    tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reader would refuse is refused before it is written."""
    monkeypatch.chdir(tmp_path)
    said = tapers("new", "plan.toml", *NEW, "--steps", "1 mg 2w; 0.3 mg 2w")

    assert said.code == 3
    assert "0.3 mg of clonazepam cannot be made" in said.err
    assert not list(Path().iterdir())


def test_a_new_plan_asks(tapers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is checked at once and asked for again with what is wrong; nothing is guessed."""
    monkeypatch.setattr("taperdocs.cli.console.interactive", lambda: True)
    answers = [
        "", "clonazepam",
        "tomorrow", "2026-12-07",
        "0.5 mg pills", "0.5 mg tablet quarter",
        "2.5 mg/mL solution", "2.5 mg/mL solution 0.1 mL", "",
        "1 mg 2w; 0.3 mgg 2w", "1 mg 2w; 0.3 mg 2w", "1 mg 2w; 0.5 mg 2w; 0",
    ]  # fmt: skip
    said = tapers("new", "-", stdin="\n".join(answers).encode() + b"\n")

    assert said.code == 0
    plan = read(said.out.encode())
    assert [product.label for product in plan.outline.products] == ["0.5 mg tablet", "2.5 mg/mL solution"]
    assert [str(step.regimen.doses[0].dose) for step in plan.steps] == ["1 mg", "0.5 mg"]
    for complaint in (
        '"tomorrow" is not a date',
        '"0.5 mg pills" is not a packet',
        "smallest mark",
        '"0.3 mgg"',
    ):
        assert complaint in said.err


def test_a_new_plan_asks_whether_a_packet_may_be_divided(
    tapers: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks before it says that a dose cannot be made, also about a packet that was given as an option."""
    monkeypatch.setattr("taperdocs.cli.console.interactive", lambda: True)
    answers = ["yes", "half", "1 mg capsule", "", "0.5 mg 2w; 0.25 mg 2w; 0"]
    options = ["--drug", "clonazepam", "--start", "2026-12-07"]
    said = tapers("new", "-", *options, stdin="\n".join(["0.5 mg tablet", *answers]).encode() + b"\n")

    assert said.code == 0
    assert "May the 0.5 mg tablet be divided" in said.err
    assert '"yes" does not say into what it may be divided' in said.err
    assert "May the 1 mg capsule" not in said.err
    assert "cannot be made" not in said.err
    assert 'split = "half"' in said.out

    given = [*options, "--product", "0.5 mg tablet"]
    said = tapers("new", "-", *given, stdin=b"no\n0.25 mg 2w; 0\n0.5 mg 2w; 0\n")
    assert said.code == 0
    assert "0.25 mg of clonazepam cannot be made" in said.err

    said = tapers("new", "-", *given, "--steps", "0.25 mg 2w; 0", stdin=b"half\n")
    assert said.code == 0
    assert "cannot be made" not in said.err


def test_an_option_that_is_given_twice_is_refused(tapers: Run) -> None:
    """Only the last would count, and a second drug would be lost in silence."""
    said = tapers("new", "-", *NEW, "--drug", "diazepam", "--steps", "1 mg 2w; 0")

    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "--drug: this is given twice, and only the last would count\n"
        "    Give it once. The drug, as on the packet. Of several, each has a [[course]] in the plan file.\n"
    )


def test_a_new_plan_lets_one_go_back_a_question(tapers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also over a packet and what it may be divided into; before the first question there is none."""
    monkeypatch.setattr("taperdocs.cli.console.interactive", lambda: True)
    answers = [
        "back", "clonazepan", "back", "clonazepam", "2026-12-07",
        "0.5 mg tablet", "back", "2 mg tablet", "half", "back", "back", "0.5 mg tablet", "quarter", "",
        "back", "2.5 mg/mL solution 0.1 mL", "", "0.5 mg 2w; 0",
    ]  # fmt: skip
    said = tapers("new", "-", stdin="\n".join(answers).encode() + b"\n")

    assert said.code == 0
    assert "This is the first question." in said.err
    plan = read(said.out.encode())
    assert plan.drugs == ("clonazepam",)
    assert [product.label for product in plan.outline.products] == ["0.5 mg tablet", "2.5 mg/mL solution"]


def test_a_new_plan_takes_everything_as_options(tapers: Run) -> None:
    """Time of day, what was taken before, person, agreement and contacts; all mistakes are said at once."""
    line = ["--steps", "1 mg 2w; 0.5 mg 2w; 0"]
    said = tapers(
        *("new", "-", *NEW, *line, "--time", "bedtime", "--before", "2mg", "--person", "Maria Example"),
        *("--agreed", "Dr A. Example, 2026-11-20"),
        *("--contact", "prescriber, Example Surgery, 01632 960001", "--contact", "pharmacy, 01632 960002"),
    )
    outline = read(said.out.encode()).outline

    assert (said.code, outline.person.name) == (0, "Maria Example")
    assert outline.agreed == Agreed("Dr A. Example", date(2026, 11, 20))
    assert outline.contacts == (
        Contact("prescriber", "Example Surgery", "01632 960001"),
        Contact("pharmacy", "", "01632 960002"),
    )
    assert [(str(one.dose), str(one.slot)) for one in outline.before] == [("2 mg", "bedtime")]
    assert {str(one.slot) for step in outline.steps for one in step.regimen.doses} == {"bedtime"}

    wrong = tapers(
        *("new", "-", *NEW, "--steps", "2x 1 mg 2w; 0", "--time", "soon", "--before", "2mgg"),
        *("--agreed", "Dr A. Example", "--contact", "01632 960001"),
    )
    assert wrong.code == 3
    for complaint in (
        'time: "soon" is not one time of day',
        'before: "2mgg" is not what is taken on one day',
        'agreed: "Dr A. Example" does not say with whom and when',
        'contact: "01632 960001" does not say who it is',
    ):
        assert complaint in wrong.err
    assert "several doses" in tapers("new", "-", *NEW, "--steps", "2x 1 mg 2w", "--time", "bedtime").err


def test_asking_can_be_ended(tapers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An end of input is an interruption and writes nothing."""
    monkeypatch.setattr("taperdocs.cli.console.interactive", lambda: True)

    assert tapers("new", "-", stdin=b"clonazepam\n").code == 130


def test_a_bug_prints_nothing_of_the_plan(tapers: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds and places of the errors are said, and no text, value or path: they may be personal."""

    def breaks(plan: Plan) -> None:
        name, drug = plan.outline.person.name, plan.drugs[0]
        try:
            {drug: name}[name]
        except KeyError as error:
            message = f"{name} takes {drug}"
            raise RuntimeError(message) from error

    monkeypatch.setattr("taperdocs.rules.check", breaks)
    said = tapers("check", str(plan))

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("This is a bug in taperdocs")
    assert "builtins.RuntimeError" in said.err
    assert "builtins.KeyError" in said.err
    assert re.search(r"taperdocs\.cli\.app:\d+ in check", said.err)
    for private in (
        "Maria",
        "Example",
        "clonazepam",
        "takes",
        "plan.toml",
        str(Path.cwd()),
        str(Path.home()),
    ):
        assert private not in said.err


def test_an_interruption_is_quiet(tapers: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Ctrl-C gets no traceback."""

    def interrupted(_: Plan) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("taperdocs.rules.check", interrupted)

    assert tapers("check", str(plan)) == Done(130, "", "")


@pytest.mark.parametrize("command", ["make", "open", "demo"])
def test_a_folder_without_a_name_is_refused(tapers: Run, plan: Path, command: str) -> None:
    """It comes from a variable that is not set; nothing is written into the folder one happens to be in."""
    done = tapers(command, *([] if command == "demo" else [str(plan)]), "-o", "")

    assert done.code == 2
    assert done.err.startswith("-o: the name of the folder is empty\n")
    assert list(Path().iterdir()) == [plan]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_pipe_that_is_closed_is_quiet(plan: Path) -> None:
    """`taperdocs show plan.toml | head -1` says nothing more."""
    shut, handle = os.pipe()
    os.close(shut)
    done = subprocess.run(
        [sys.executable, "-m", "taperdocs", "show", str(plan.absolute())],
        stdout=handle,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(taperdocs.__file__).parents[1])},
    )
    os.close(handle)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_an_output_that_is_full_is_said(plan: Path) -> None:
    """Data that cannot be written is a thing to mend, not a bug."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "taperdocs", "show", "--json", str(plan.absolute())],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(taperdocs.__file__).parents[1])},
        )

    assert done.returncode == 2
    assert done.stderr.startswith("standard output cannot be written")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("make plan.toml cal", "calendar"),
        ("make plan.toml --paper le", "letter"),
        ("schema s", "show"),
        ("show --language en-G", "en-GB"),
        ("ch", "check"),
    ],
)
def test_the_shell_completes(line: str, offered: str) -> None:
    """Commands, documents, papers, languages and schemas are offered while one types."""
    words = f"taperdocs {line}"
    done = in_shell(
        [], _TAPERDOCS_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1)
    )

    assert offered in done.stdout.split()


def test_colour_is_never_used(plan: Path) -> None:
    """With or without NO_COLOR, and even where colour is forced, no escape sequence is printed."""
    for environment in ({"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}):
        for args in (["show", str(plan.absolute())], ["--help"], ["nonsense"]):
            done = in_shell(args, **environment)
            assert "\x1b" not in done.stdout + done.stderr
