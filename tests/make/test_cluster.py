"""A batch on a Dask cluster: the same function, wherever it is done, and no plan twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from heads import HEAD, daily
from program import Run

from taperdocs.make import workers
from taperdocs.make.batch import Outcome, run
from taperdocs.make.make import File, make
from taperdocs.make.plan_list import BatchItem
from taperdocs.make.store import MANIFEST, Folder, Manifest
from taperdocs.make.typed import request
from taperdocs.make.version import VERSION
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read

PLAN = 'title = "{title}"\n' + HEAD + daily("2 weeks: 1 mg")
PLANS = 12
USUAL = {"documents": "card ics", "as-of": "2026-12-07"}


@dataclass
class Cluster:
    """A scheduler and two workers, each a process of this machine."""

    folder: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """Return where the scheduler writes its address."""
        return self.folder / "scheduler.json"

    def start(self, *args: str) -> "subprocess.Popen[bytes]":
        """Start a part of the cluster; it ends with the tests."""
        root = str(Path(workers.__file__).parents[2])
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *args, "--scheduler-file", str(self.file), "--no-dashboard"],
                env={**os.environ, "PYTHONPATH": root, "DASK_TEMPORARY_DIRECTORY": str(self.folder)},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    @property
    def address(self) -> str:
        """Return the scheduler's address once it has one."""
        end = time.monotonic() + 30
        while True:
            text = self.file.read_text() if self.file.exists() else ""
            if '"address": "' in text:
                return text.split('"address": "')[1].split('"')[0]
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a cluster, and end it after the tests: the first kills a worker, and the last the scheduler."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.start("scheduler", "--host", "127.0.0.1", "--port", "0")
    for _ in range(2):
        made.start("worker", "--nthreads", "1", "--no-nanny")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


@dataclass(frozen=True, slots=True)
class Counted(Folder):
    """A folder that counts how often each plan is written."""

    puts: list[str] = field(default_factory=list)

    def put(self, name: str, files: Sequence[File], manifest: Manifest) -> None:
        """Write a plan, and keep its name."""
        self.puts.append(name)
        Folder.put(self, name, files, manifest)


def test_a_worker_that_dies_half_way_costs_no_plan_and_doubles_none(
    cluster: Cluster, tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every plan is there once, with the bytes that this process makes of it; --resume then finds all of them."""
    monkeypatch.chdir(tmp_path)
    usual, wanted = request(USUAL), list[BatchItem]()
    for number in range(PLANS):
        path = Path(f"p{number:02}.toml")
        path.write_text(PLAN.format(title=f"Plan {number}"))
        wanted.append(BatchItem(path.stem, str(path), usual))
    store, outcomes = Counted(Path("out")), list[tuple[str, Outcome]]()
    with workers.cluster(cluster.address) as crew:
        for result in run(tuple(wanted), crew, store):
            outcomes.append((result.item.name, result.outcome))
            if len(outcomes) == PLANS // 2:
                cluster.processes[-1].kill()

    assert Counter(outcomes) == Counter((item.name, Outcome.MADE) for item in wanted)
    assert Counter(store.puts) == Counter(item.name for item in wanted)
    for item in wanted[::7]:
        there = {
            one.name: one.read_bytes() for one in Path("out", item.name).iterdir() if one.name != MANIFEST
        }
        plan = read(Path(item.path).read_bytes())
        assert there == {file.name: file.data for file in make(plan, ["card", "ics"], usual.options)}

    names = [item.path for item in wanted]
    args = ("--documents", "card ics", "--as-of", "2026-12-07", "--resume", "--dask", cluster.address)
    again = tapers("batch", *names, "-o", "out", *args)
    assert (again.code, again.err.partition(" (")[0]) == (0, f"{PLANS} plans: {PLANS} already there")


def test_a_cluster_that_is_lost_ends_the_batch(cluster: Cluster, tmp_path: Path) -> None:
    """What was made by then is whole, and the way to go on is said."""
    path, usual = tmp_path / "p.toml", request(USUAL)
    path.write_text(PLAN.format(title="Plan"))
    wanted = tuple(BatchItem(f"p{number}", str(path), usual) for number in range(2000))

    def batch() -> None:
        with workers.cluster(cluster.address, patience=3) as crew:
            for number, _ in enumerate(run(wanted, crew, Folder(tmp_path / "out"))):
                if number == 3:
                    cluster.processes[0].kill()

    with pytest.raises(TaperError, match="the cluster is gone"):
        batch()
    for folder in (tmp_path / "out").iterdir():
        assert {path.name for path in folder.iterdir()} == {MANIFEST, "card.pdf", "plan.ics"}


def test_no_scheduler_is_told() -> None:
    """Soon, and with what to look at."""
    nobody = "tcp://127.0.0.1:9"
    with (
        pytest.raises(TaperError, match=f"--dask: no scheduler answers at {nobody}"),
        workers.cluster(nobody, patience=0.5),
    ):
        pass


def test_without_the_extra_it_is_told(tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line to type."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "p.toml").write_text(PLAN)
    done = tapers("batch", str(tmp_path / "p.toml"), "-o", str(tmp_path), "--dask", "tcp://127.0.0.1:9")

    assert done.code == 2
    assert done.err == '--dask: Dask is not installed\n    Type: python -m pip install "taperdocs[dask]"\n'


class Workers:
    """A client whose workers have these versions."""

    closed = False

    def __init__(self, *versions: str) -> None:
        """Keep the versions."""
        self.versions = versions

    def wait_for_workers(self, _count: int, timeout: float) -> None:
        """Say that there is none."""
        if not self.versions:
            raise TimeoutError(timeout)

    def run(self, _function: object) -> dict[str, str]:
        """Return the version of each."""
        if "" in self.versions:
            raise ModuleNotFoundError
        return {str(number): version for number, version in enumerate(self.versions)}

    def close(self) -> None:
        """Leave the cluster."""
        self.closed = True


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ((), "the cluster has no worker"),
        (("",), "a worker of the cluster cannot import taperdocs"),
        ((VERSION, "0.0.9"), f"the workers have taperdocs 0.0.9, {VERSION}, and here is"),
    ],
)
def test_a_cluster_that_would_make_other_pages_is_refused(
    versions: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any plan is sent to it; an older version cannot be had here, so a client stands in."""
    client = Workers(*versions)
    monkeypatch.setattr("distributed.Client", lambda *_args, **_options: client)
    with pytest.raises(TaperError, match=said), workers.cluster("tcp://10.0.0.5:8786"):
        pass
    assert client.closed
