"""Each command starts with only what it needs: nobody waits for WeasyPrint to read the help."""

import subprocess
import sys
from pathlib import Path

import pytest

from taperdocs.pdf.resources import folder

PLAN = str(folder("samples") / "clonazepam.toml")
HEAVY = {"weasyprint", "jinja2", "vobject", "rich"}
NEW = ["new", "-", "--drug", "x", "--start", "2026-12-07", "--product", "1 mg tablet", "--steps", "1 mg 1w"]

# Runs the program and prints on standard error which packages it imported.
WATCHED = """
import sys
from taperdocs.__main__ import run
try:
    run()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def imported(*args: str) -> set[str]:
    """Return the packages that a command imports; it must end well and say nothing else on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *args],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout
    *_, line = done.stderr.splitlines()
    return set(line.split())


@pytest.mark.parametrize(
    "args",
    [
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
    ],
    ids=" ".join,
)
def test_no_command_imports_what_only_documents_need(args: list[str]) -> None:
    """WeasyPrint, Jinja2 and vobject are for `make` and `demo` alone."""
    assert not imported(*args) & HEAVY


def test_the_version_needs_nothing() -> None:
    """The version is said before even the command line's own library is imported."""
    assert not imported("--version") & {*HEAVY, "typer", "pydantic", "babel"}
