"""Each command starts with only what it needs: nobody waits for WeasyPrint to read the help."""

import json
import subprocess
import sys
from pathlib import Path

from taperdocs.pdf.resources import folder

PLAN = str(folder("samples") / "clonazepam.toml")
HEAVY = {"weasyprint", "jinja2", "vobject", "rich"}
NEW = ["new", "-", "--drug", "x", "--start", "2026-12-07", "--product", "1 mg tablet", "--steps", "1 mg 1w"]

COMMANDS = (
    ["--help"],
    ["serve", "--help"],
    ["make", "--help"],
    ["batch", "--help"],
    ["check", PLAN],
    ["check", "--json", PLAN],
    ["show", PLAN],
    ["show", "--json", PLAN],
    ["list"],
    ["schema", "show"],
    ["doctor"],
    NEW,
)

# Runs commands one after another; prints on standard error a line for each: which packages are imported by now.
WATCHED = """
import json, sys
from taperdocs.__main__ import run
for args in json.loads(sys.argv[1]):
    sys.argv = ["taperdocs", *args]
    try:
        run()
    except SystemExit as ended:
        assert not ended.code, args
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def imported(*commands: list[str]) -> list[set[str]]:
    """Return the packages that are imported after each command of one process; each must end well."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(commands)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout
    return [set(line.split()) for line in done.stderr.splitlines()[-len(commands) :]]


def test_no_command_imports_what_only_documents_need() -> None:
    """WeasyPrint, Jinja2 and vobject are for `make` and `demo` alone."""
    packages = imported(*COMMANDS)

    assert [command for command, found in zip(COMMANDS, packages, strict=True) if found & HEAVY] == []


def test_the_version_needs_nothing() -> None:
    """The version is said before even the command line's own library is imported."""
    (found,) = imported(["--version"])

    assert not found & {*HEAVY, "typer", "pydantic", "babel"}
