"""Documents that several processes and modules of a run need: each is made once and kept in a folder of the run."""

import os
from collections.abc import Callable
from pathlib import Path

FOLDER = "TAPERDOCS_TESTS_FOLDER"
"""The variable with which the first process tells the others where the folder is."""


def once(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what *make* returns; if it was made in this run under this *name*, what was made then."""
    kept = Path(os.environ[FOLDER]) / name
    if not kept.exists():
        fresh = kept.with_name(f"{name}.{os.getpid()}")
        fresh.write_bytes(make())
        fresh.replace(kept)
    return kept.read_bytes()
