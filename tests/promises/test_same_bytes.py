"""Given the plan, the options and the day, the bytes are the same: in any process, zone and order."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from heads import HEAD, daily
from pages import plan_of
from program import ROOT

from taperdocs.language.language import language
from taperdocs.make.make import NAMES, make
from taperdocs.options import PAPERS, Options

PLAN = HEAD + daily("1 weeks: 0.5 mg", "1 weeks: 0.25 mg")

# At two changes of the clocks and on a leap day, each in the zone that is named for it.
_EVERYWHERE = """
import os, sys, time
from datetime import date, timedelta
from hashlib import sha256
from taperdocs.make.make import NAMES, make
from taperdocs.language.language import language
from taperdocs.options import Options
from taperdocs.options import PAPERS
from taperdocs.planfile.reader import read
DAYS = {"2025-10-20": date(2025, 10, 26), "2026-03-23": date(2026, 3, 29), "2028-02-21": date(2028, 2, 29)}
for (start, as_of), zone in zip(DAYS.items(), sys.argv[1:], strict=True):
    os.environ["TZ"] = zone
    time.tzset()
    plan = read(DATA.replace("2026-12-07", start).encode())
    weeks = as_of + timedelta(20)
    for file in make(plan, NAMES, Options(language("en-GB"), PAPERS["a4"], as_of, last=weeks)):
        print(start, file.name, sha256(file.data).hexdigest())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot set the zone of a process")
def test_the_same_bytes_in_every_time_zone_and_process(tmp_path: Path) -> None:
    """Kiritimati, Honolulu, London and Sydney over two changes of the clocks and a leap day."""
    script = tmp_path / "everywhere.py"
    script.write_text(f"DATA = {PLAN!r}\n{_EVERYWHERE}", encoding="utf-8")
    zones = (
        ("Pacific/Kiritimati", "Europe/London", "Australia/Sydney"),
        ("Europe/London", "Pacific/Honolulu", "Pacific/Kiritimati"),
    )
    running = [
        subprocess.Popen(
            [sys.executable, str(script), *during],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, during in enumerate(zones)
    ]
    one, other = (process.communicate()[0] for process in running)

    assert len(one.splitlines()) == 3 * len(NAMES)
    assert one == other


@pytest.mark.parametrize("name", NAMES)
def test_what_was_made_before_does_not_show(name: str) -> None:
    """With everything inside, twice in a row, and another plan between them."""
    plans = [plan_of(sample) for sample in ("with-a-hold", "clonazepam", "with-a-hold")]
    first, _, again = (
        next(make(plan, [name], Options(language("en-GB"), PAPERS["a4"], date(2026, 12, 20), last=last))).data
        for plan in plans
        for last in [plan.first_day + timedelta(13)]
    )

    assert first == again
