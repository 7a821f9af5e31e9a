"""What all tests share: the flag that rewrites expected texts, and Hypothesis without a clock."""

import io
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from golden import Golden
from hypothesis import HealthCheck, settings
from once import FOLDER
from program import Done, Run

from taperdocs.__main__ import run
from taperdocs.make.workers import settle

# A property must fail because of a change, not because the machine is busy or the dice fell otherwise. New examples,
# before a release: make test-deep
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=500, derandomize=False)
settings.load_profile("quick")


_FOLDER = pytest.StashKey[TemporaryDirectory[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rewrite``: write what is said now as what is expected; read the difference first."""
    parser.addoption("--rewrite", action="store_true", help="write expected texts instead of comparing them")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder in which the processes of a run share the documents that they have made.

    Garbage is collected as rarely as where the program makes documents.
    """
    settle()
    if FOLDER not in os.environ:
        config.stash[_FOLDER] = TemporaryDirectory(prefix="taperdocs-tests-")
        os.environ[FOLDER] = config.stash[_FOLDER].name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it, where this process made it."""
    if _FOLDER in config.stash:
        config.stash[_FOLDER].cleanup()
        del os.environ[FOLDER]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the file that holds what is expected, or write it under ``--rewrite``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite"):
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare


@pytest.fixture
def tapers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the program, run in this process with its arguments and what it reads."""

    def start(*args: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["taperdocs", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return start
