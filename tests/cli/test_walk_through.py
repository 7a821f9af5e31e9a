"""The walk-through of a plan that lives is run from its start to its end, and says what comes out."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from shlex import split
from unittest.mock import patch

import pytest
from golden import Golden

from taperdocs.__main__ import run
from taperdocs.plan.changes import Hold, Resume, StepBack
from taperdocs.planfile.reader import read

WALK = Path(__file__).parents[2] / "docs" / "walk-through.md"
BLOCK = re.compile(r"```(console|toml)\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)
KHAL = """\
[calendars]
[[plan]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
[view]
agenda_day_format = ""
agenda_event_format = {{start-date}} {{status}}{{title}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty folder for the plan, with khal and its empty calendar beside it."""
    for name in ("home", "calendar", "khal"):
        (tmp_path / name).mkdir()
    (tmp_path / "khal" / "config").write_text(KHAL.format(folder=tmp_path), encoding="utf-8")
    return tmp_path / "home"


def told(text: str, home: Path) -> str:
    """Return the walk-through with what comes out of each of its commands now."""

    def block(found: re.Match[str]) -> str:
        kind, inside = found[1], found[2]
        if kind == "toml":
            with (home / "plan.toml").open("a", encoding="utf-8") as plan:
                plan.write(f"\n{inside}")
            return found[0]
        return f"```console\n{''.join(typed(inside, home))}```"

    return BLOCK.sub(block, text)


def typed(block: str, home: Path) -> Iterator[str]:
    """Type each command of a block as a person does; each must end well."""
    for command in COMMAND.findall(block):
        line = re.sub(r"^[$>] ", "", command, flags=re.MULTILINE)
        code, said = (ours if line.startswith("taperdocs ") else theirs)(line, home)
        assert code == 0, f"{command}{said}"
        yield f"{command}{said}"


def ours(line: str, home: Path) -> tuple[int, str]:
    """Run our program in this process, which has everything loaded; return how it ended and what it said."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        patch.object(sys, "argv", split(line.replace("\\\n", " "))),
        patch.dict(os.environ, COLUMNS="90"),
        chdir(home),
        redirect_stdout(said),
        redirect_stderr(said),
        pytest.raises(SystemExit) as ended,
    ):
        run()
    return int(ended.value.code or 0), said.buffer.getvalue().decode()


def theirs(line: str, home: Path) -> tuple[int, str]:
    """Run another program in a shell."""
    known = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(home.parent),
        "XDG_CONFIG_HOME": str(home.parent),
        "COLUMNS": "90",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=home,
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="its commands are for a shell")
def test_the_walk_through_is_true_from_its_start_to_its_end(golden: Golden, home: Path) -> None:
    """Each command is typed, and what is shown is what comes out; then the plan has lived as it is told."""
    golden(WALK, told(WALK.read_text(encoding="utf-8"), home))

    lived = read((home / "plan.toml").read_bytes())
    assert [type(change) for change in lived.outline.changes] == [Hold, Resume, StepBack]
    assert (home / "surgery" / "plan.toml").read_bytes() == (home / "plan.toml").read_bytes()


def test_the_walk_through_says_every_stage() -> None:
    """New, print, import, hold, print and import again, resume, step back, finish: in this order."""
    commands = [command.split()[1:3] for command in COMMAND.findall(WALK.read_text(encoding="utf-8"))]
    stages = [second if first == "taperdocs" else f"khal {second}" for first, second in commands]
    rest = iter(stages)

    assert [
        stage
        for stage in (
            *("new", "check", "make", "khal import", "hold", "make", "khal import", "resume", "make"),
            *("khal import", "step-back", "make", "khal import", "show", "open", "diff"),
        )
        if stage not in rest
    ] == []
