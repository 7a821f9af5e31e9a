"""The program as a person starts it: its arguments in, and out comes how the run ended and what it said."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from taperdocs.make.workers import Job, JobResult, work

ROOT = Path(__file__).parents[1]
LINUX = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="looks for processes as Linux shows them"
)


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it said where."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def started(*args: str) -> "subprocess.Popen[str]":
    """Start the program as a person does; where these tests run in the background, Ctrl-C is ignored."""
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "taperdocs", *args],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, kept)


def in_shell(args: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "taperdocs", *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def children(process: "subprocess.Popen[str]") -> set[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def alive(number: int) -> bool:
    """Tell whether there is a process of this number that has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(done: Callable[[], object]) -> None:
    """Wait for something, and fail where it does not come."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


class Here:
    """A crew that makes each plan of a batch in this process."""

    hands, gone = 1, False

    def submit(self, job: Job) -> "Future[JobResult]":
        """Do a job."""
        future: Future[JobResult] = Future()
        future.set_result(work(job))
        return future
