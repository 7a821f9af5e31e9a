"""The process that makes the longest document beside the others: it never outlives the run."""

import os
import signal
from pathlib import Path

import pytest
from program import LINUX, ROOT, alive, children, started, until

PLAN = str(ROOT / "samples" / "clonazepam.toml")


@LINUX
@pytest.mark.skipif(os.cpu_count() == 1, reason="with one core there is no second process")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_ended_leaves_no_process_and_no_file(tmp_path: Path, how: signal.Signals) -> None:
    """Whatever the other process is doing, and whether or not anybody told it."""
    if signal.getsignal(how) == signal.SIG_IGN:
        pytest.skip("what ignores a signal starts programs that ignore it")
    process = started("make", PLAN, "-o", str(tmp_path / "out"), "--as-of", "2026-12-07")
    until(lambda: children(process))
    others = children(process)
    process.send_signal(how)
    process.communicate()

    assert process.returncode in {-how, 130}
    until(lambda: not any(map(alive, others)))
    assert not list(tmp_path.glob("out/*"))


@LINUX
@pytest.mark.skipif(os.cpu_count() == 1, reason="with one core there is no second process")
def test_a_document_whose_process_is_killed_is_made_all_the_same(tmp_path: Path) -> None:
    """By the process that waits for it, and nothing is said of it."""
    out = tmp_path / "out"
    process = started("make", PLAN, "card", "diary", "-o", str(out), "--as-of", "2026-12-07")
    until(lambda: children(process))
    for child in children(process):
        os.kill(child, signal.SIGKILL)
    said = process.communicate()[1]

    assert (process.returncode, said) == (0, f"{out / 'card.pdf'}\n{out / 'diary.pdf'}\n")
