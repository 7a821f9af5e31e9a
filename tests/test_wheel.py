"""What is installed from a wheel works like a checkout."""

import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive of the source once, and the wheel from it, as `make dist` does."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(built), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(built.glob("*.whl"))


def test_a_wheel_holds_what_the_program_needs_and_no_more(wheel: Path) -> None:
    """Templates, fonts with their licences, samples and schemas are inside; scripts and pictures are not."""
    names = zipfile.ZipFile(wheel).namelist()

    for needed in (
        "taperdocs/templates/calendar/document.html",
        "taperdocs/fonts/fonts.css",
        "taperdocs/fonts/sealed.conf",
        "taperdocs/fonts/taperdocs-text/OFL.txt",
        "taperdocs/samples/clonazepam.toml",
        "taperdocs/language/locales/en_GB.po",
        "taperdocs/planfile/schemas/plan.schema.json",
        "taperdocs/py.typed",
    ):
        assert needed in names
    scripts = [name for name in names if name.endswith(".py") and re.search("/(fonts|samples)/", name)]
    assert not [*scripts, *(name for name in names if name.endswith(".png"))]
    assert not [name for name in names if "atkinson" in name or "noto" in name]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"taperdocs"}


def test_the_archive_of_the_source_holds_what_is_needed_to_go_on_working(wheel: Path) -> None:
    """The code, its tests and their data, and nothing that was made on this machine."""
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"pyproject.toml", "Makefile", ".ci/setup", "taperdocs/web/asked.py", "tests/visit.py"} <= names
    assert not [
        name for name in names if re.match(r"(\.venv|demo|dist|plans|\.git)/", name) or "__pycache__" in name
    ]


def test_a_wheel_in_an_empty_environment_makes_a_pdf(wheel: Path, tmp_path: Path) -> None:
    """Nothing of the checkout is in reach."""
    environment, alone = tmp_path / "environment", find_spec("pip") is None
    venv.create(environment, with_pip=alone)
    python = str(next(environment.glob("[bS][ic][nr]*/python*")))
    # To put a pip into the environment takes longer than what is asked here.
    pip = [python, "-m", "pip"] if alone else [sys.executable, "-m", "pip", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-compile", str(wheel)], check=True, cwd=tmp_path)

    subprocess.run([python, "-m", "taperdocs", "demo", "-o", "out"], check=True, cwd=tmp_path)

    assert (tmp_path / "out" / "calendar.pdf").read_bytes().startswith(b"%PDF-")
