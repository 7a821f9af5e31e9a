"""A batch into a store that speaks S3: a plan is there when its manifest is, and that comes last."""

import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fsspec.registry import _registry
from heads import HEAD, daily
from program import Here, Run
from s3fs import S3FileSystem

from taperdocs.make.batch import Outcome, run
from taperdocs.make.make import File
from taperdocs.make.plan_list import batch_items
from taperdocs.make.store import MANIFEST, Folder, Manifest, Remote, manifest_of, read_manifest, store
from taperdocs.make.typed import Request, request
from taperdocs.plan.problems import TaperError

PLAN = HEAD + daily("2 weeks: 1 mg")
FILES = (File("card.pdf", b"a card"), File("plan.ics", b"a calendar"))
WHERE = "s3://plans/tonight"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server that speaks S3, and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 30
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < end
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3FileSystem]:
    """Let S3 be that server, with an empty bucket; return what looks into it."""
    settings = {
        "ENDPOINT_URL": server,
        "ACCESS_KEY_ID": "testing",
        "SECRET_ACCESS_KEY": "testing",
        "DEFAULT_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    system = S3FileSystem(use_listings_cache=False)
    system.mkdir("plans")
    yield system
    system.rm("plans", recursive=True)


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Return the names of two plan files."""
    monkeypatch.chdir(tmp_path)
    for name in ("anna", "bert"):
        Path(f"{name}.toml").write_text(PLAN)
    return "anna.toml", "bert.toml"


def names(bucket: S3FileSystem) -> set[str]:
    """Return the objects in the bucket."""
    return {name.removeprefix("plans/tonight/") for name in bucket.find("plans")}


USUAL = {"documents": "card ics", "as-of": "2026-12-07"}
BATCH = ("--documents", "card ics", "--as-of", "2026-12-07", "--jobs", "1")


def outcomes(plans: tuple[str, ...], where: str, *, resume: bool = False) -> Counter[Outcome]:
    """Make the plans in this process, and count what became of them."""
    results = run(batch_items(plans, (), USUAL), Here(), store(where), resume=resume)
    return Counter(result.outcome for result in results)


def test_plans_come_into_a_bucket_as_they_come_into_a_folder(
    tapers: Run, bucket: S3FileSystem, plans: tuple[str, ...]
) -> None:
    """The same bytes, each plan under its name; --resume then leaves them, and makes what was altered anew."""
    assert outcomes(plans, WHERE) == outcomes(plans, "out") == {Outcome.MADE: 2}
    files = {f"{name}/{file}" for name in ("anna", "bert") for file in (MANIFEST, "card.pdf", "plan.ics")}
    assert names(bucket) == files
    for file in files:
        if not file.endswith(MANIFEST):
            assert bucket.cat(f"plans/tonight/{file}") == Path("out", file).read_bytes()

    done = tapers("batch", *plans, "-o", WHERE, *BATCH, "--resume")
    assert (done.code, done.err.partition(" (")[0]) == (0, "2 plans: 2 already there")
    good = bucket.cat("plans/tonight/anna/plan.ics")
    bucket.pipe("plans/tonight/anna/plan.ics", good[:-1] + b"x")
    assert outcomes(plans, WHERE, resume=True) == {Outcome.MADE: 1, Outcome.KEPT: 1}
    assert bucket.cat("plans/tonight/anna/plan.ics") == good
    bucket.rm("plans/tonight/bert/card.pdf")
    assert outcomes(plans, WHERE, resume=True) == {Outcome.MADE: 1, Outcome.KEPT: 1}


def test_a_bucket_that_is_not_there_is_told(
    tapers: Run, bucket: S3FileSystem, plans: tuple[str, ...]
) -> None:
    """With the store's own reason."""
    del bucket
    done = tapers("batch", plans[0], "-o", "s3://nowhere/tonight", *BATCH)

    assert done.code == 2
    assert re.search(r"anna.toml: s3://nowhere/tonight/anna cannot be written: .*bucket", done.err)
    assert done.err.count("\n") == 3


class Failing:
    """A file system that refuses a file, or loses the end of it; all else goes to a real one."""

    def __init__(self, system: S3FileSystem, name: str, *, cut: bool = False) -> None:
        """Keep the system and the name of the file."""
        self._system, self._name, self._cut = system, name, cut

    def __getattr__(self, name: str) -> object:
        """Return what the real one has."""
        return getattr(self._system, name)

    def pipe_file(self, path: str, data: bytes) -> None:
        """Write a file."""
        if not path.endswith(self._name):
            self._system.pipe_file(path, data)
        elif self._cut:
            self._system.pipe_file(path, data[:-1])
        else:
            message = "the line is dead"
            raise OSError(message)


@pytest.fixture
def usual() -> Request:
    """Return what is asked for."""
    return request(USUAL)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(("name", "cut"), [("plan.ics", False), ("plan.ics", True), (MANIFEST, False)])
def test_a_failure_half_way_leaves_no_manifest(
    bucket: S3FileSystem, usual: Request, name: str, *, cut: bool, again: bool
) -> None:
    """Neither a new one nor that of the files which were there before: the plan counts as not there."""
    sound = store(WHERE)
    assert isinstance(sound, Remote)
    note = manifest_of(PLAN.encode(), "CODE", usual, FILES)
    if again:
        sound.put("anna", FILES, note)
        assert sound.manifest("anna")
    failing = replace(sound, system=Failing(sound.system, name, cut=cut))

    with pytest.raises(TaperError, match="s3://plans/tonight/anna cannot be written: "):
        failing.put("anna", FILES, note)
    assert sound.manifest("anna") is None
    assert f"anna/{MANIFEST}" not in names(bucket)
    assert "anna/card.pdf" in names(bucket)

    sound.put("anna", FILES, note)
    there = sound.manifest("anna")
    assert there is not None
    assert sound.holds("anna", there)


def test_a_manifest_says_from_what_the_files_were_made(tmp_path: Path, usual: Request) -> None:
    """And nothing that is in the plan."""
    note = manifest_of(PLAN.encode(), "CODE", usual, FILES)
    Folder(tmp_path).put("anna", FILES, note)
    data = (tmp_path / "anna" / MANIFEST).read_bytes()
    written = json.loads(data)

    assert read_manifest(data) == note
    assert written["code"] == "CODE"
    assert written["asked"]["as_of"] == "2026-12-07"
    assert list(written["files"]) == ["card.pdf", "plan.ics"]
    assert b"clonazepam" not in data
    assert note.is_of(usual)
    assert not replace(note, version="0.0.1").is_of(usual)
    assert not note.is_of(request({"documents": "card", "as-of": "2026-12-07"}))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b'{"format": 2}', b"\xff", b'{"format": 1, "code": 3}', b"[" * 100_000],
    ids=range(7),
)
def test_what_is_no_manifest_is_none(data: bytes) -> None:
    """The plan is made anew."""
    assert read_manifest(data) is None


@pytest.mark.parametrize(
    ("where", "module", "how"),
    [
        ("s3://plans/x", "s3fs", 'python -m pip install "taperdocs[s3]"'),
        ("s3://plans/x", "fsspec.core", 'python -m pip install "taperdocs[s3]"'),
        ("gs://plans/x", "gcsfs", "Install fsspec and what gs needs."),
    ],
    ids=("s3fs", "fsspec", "gcsfs"),
)
def test_without_the_extra_it_is_told(
    monkeypatch: pytest.MonkeyPatch, where: str, module: str, how: str
) -> None:
    """With the line to type."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, module, None)
    for kind in ("s3", "gs"):
        monkeypatch.delitem(_registry, kind, raising=False)

    with pytest.raises(TaperError) as refused:
        store(where)
    kind = where.partition(":")[0]
    assert str(refused.value) == f"-o: nothing is installed that writes to {kind}\n    {how}"


def test_a_folder_may_be_written_as_an_address(tmp_path: Path) -> None:
    """It is the same folder, and written like one."""
    assert store(f"file://{tmp_path}") == store(str(tmp_path)) == Folder(tmp_path)


def test_any_store_that_fsspec_knows_will_do(usual: Request) -> None:
    """Also one without S3's tags: then it goes by size and time."""
    memory, note = store("memory://tonight"), manifest_of(PLAN.encode(), "CODE", usual, FILES)
    memory.put("anna", FILES, note)
    there = memory.manifest("anna")

    assert isinstance(there, Manifest)
    assert memory.holds("anna", there)
    assert isinstance(memory, Remote)
    memory.system.rm_file("/tonight/anna/card.pdf")
    assert not memory.holds("anna", there)
    assert memory.manifest("bert") is None
