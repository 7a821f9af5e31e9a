"""What all tests share: the flag that rewrites expected texts, and Hypothesis without a clock."""

from pathlib import Path

import pytest
from golden import Golden
from hypothesis import HealthCheck, settings

# A property must not fail because the machine is busy. Before a release:
# pytest --hypothesis-profile=thorough
settings.register_profile(
    "quick", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=500)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rewrite``: write what is said now as what is expected; read the difference first."""
    parser.addoption("--rewrite", action="store_true", help="write expected texts instead of comparing them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the file that holds what is expected, or write it under ``--rewrite``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite"):
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare
