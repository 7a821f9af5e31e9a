"""The files of a run are written together or not at all, whatever fails and whenever it is killed."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from taperdocs.make import write
from taperdocs.make.write import STAGING, write_all, write_new, write_over
from taperdocs.plan.problems import TaperError

OLD = {"calendar.pdf": b"old calendar", "diary.pdf": b"old diary"}
NEW = {"calendar.pdf": b"new calendar" * 99, "diary.pdf": b"new diary" * 99, "plan.ics": b"new events"}


def held(folder: Path) -> dict[str, bytes]:
    """Return what *folder* holds, with whatever was left behind."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of an earlier run and one that is none of ours."""
    place = tmp_path / "fridge"
    write_all(place, OLD.items())
    (place / "notes.txt").write_bytes(b"mine")
    return place


@pytest.fixture
def before(folder: Path) -> dict[str, bytes]:
    """Return what *folder* holds before anything is tried."""
    return held(folder)


def test_all_files_are_written(folder: Path) -> None:
    """New files appear, old ones are replaced, others stay, and nothing is left behind."""
    assert write_all(folder, NEW.items()) == tuple(folder / name for name in NEW)
    assert held(folder) == {**NEW, "notes.txt": b"mine"}
    assert {path.name for path in folder.iterdir()} == {*NEW, "notes.txt"}


def test_folders_are_made(tmp_path: Path) -> None:
    """A folder that is not there yet is made, with those above it."""
    write_all(tmp_path / "a" / "b", NEW.items())

    assert held(tmp_path / "a" / "b") == NEW


def test_a_file_that_others_may_not_read_stays_so(folder: Path) -> None:
    """A new print is no more public than the old one."""
    (folder / "diary.pdf").chmod(0o600)

    write_all(folder, NEW.items())

    assert (folder / "diary.pdf").stat().st_mode & 0o777 == 0o600


def test_a_document_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    """Nothing is touched, and no folder made, before every file is there."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield "calendar.pdf", b"new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_all(tmp_path / "fridge", files())

    assert not (tmp_path / "fridge").exists()


def failing_at(number: int, call: Callable[..., object], error: int) -> Callable[..., object]:
    """Return *call*, which fails with *error* the *number*-th time."""
    calls = 0

    def fails(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(error, os.strerror(error))
        return call(*args, **kwargs)

    return fails


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_full_disk_leaves_the_old_files(
    folder: Path, before: dict[str, bytes], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever file no longer fits, the old ones stay, and the person is told to make room."""
    monkeypatch.setattr(os, "write", failing_at(number, os.write, errno.ENOSPC))

    with pytest.raises(TaperError, match="make room") as caught:
        write_all(folder, NEW.items())

    assert (held(folder), caught.value.exit_code) == (before, 2)


def test_a_disk_that_takes_a_part_is_given_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may write fewer bytes than it is given."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:5]))

    write_all(folder, NEW.items())

    assert held(folder) == {**NEW, "notes.txt": b"mine"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_file_that_cannot_be_replaced_puts_the_others_back(
    folder: Path, before: dict[str, bytes], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another program has open makes all of them stay as they were."""
    monkeypatch.setattr(Path, "replace", failing_at(number, Path.replace, errno.EACCES))

    with pytest.raises(TaperError, match="another program has it open"):
        write_all(folder, NEW.items())

    assert held(folder) == before


def test_it_works_where_there_are_no_links(
    folder: Path, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A memory stick knows no second name for a file; the old one is copied instead."""
    monkeypatch.setattr(os, "link", failing_at(1, os.link, errno.EPERM))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing_at(3, Path.replace, errno.EIO))
        with pytest.raises(TaperError):
            write_all(folder, NEW.items())
        assert held(folder) == before

    write_all(folder, NEW.items())

    assert held(folder) == {**NEW, "notes.txt": b"mine"}


def test_a_folder_with_a_file_s_name_is_not_touched(folder: Path) -> None:
    """Somebody's folder named like one of our files is named, and stays."""
    (folder / "plan.ics").mkdir()
    (folder / "plan.ics" / "mine").write_bytes(b"mine")
    before = held(folder)

    with pytest.raises(TaperError, match="has the name of a file"):
        write_all(folder, NEW.items())

    assert held(folder) == before


@pytest.mark.parametrize(
    ("place", "said"),
    [("fridge/notes.txt", "exists"), ("fridge/notes.txt/in", "not a directory"), ("x" * 300, "too long")],
)
def test_a_place_that_cannot_be_is_said(folder: Path, place: str, said: str) -> None:
    """What the system refuses is said in words, with the exit code of a usage error."""
    with pytest.raises(TaperError, match=said) as caught:
        write_all(folder.parent / place, NEW.items())

    assert caught.value.exit_code == 2


def test_a_folder_that_may_not_be_written_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to write the person is told to choose another folder."""
    monkeypatch.setattr(write, "mkdtemp", failing_at(1, lambda: None, errno.EACCES))

    with pytest.raises(TaperError, match="that you may write into"):
        write_all(folder, NEW.items())


def test_a_name_with_a_folder_is_a_bug(folder: Path) -> None:
    """No file is ever written outside the folder."""
    with pytest.raises(ValueError, match="folder in it"):
        write_all(folder, [("../plan.ics", b"")])


def test_a_new_file_never_replaces_one(folder: Path, before: dict[str, bytes]) -> None:
    """A plan that is there already stays."""
    with pytest.raises(TaperError, match="already there"):
        write_new(folder / "notes.txt", b"new")
    assert held(folder) == before

    write_new(folder / "plan.toml", b"new")

    assert held(folder) == {**before, "plan.toml": b"new"}


def test_half_a_new_file_is_taken_away(
    folder: Path, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves no half plan."""
    monkeypatch.setattr(os, "write", failing_at(1, os.write, errno.ENOSPC))

    with pytest.raises(TaperError, match="make room"):
        write_new(folder / "plan.toml", b"new")

    assert held(folder) == before


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a plan file in a folder of its own."""
    (tmp_path / "plans").mkdir()
    path = tmp_path / "plans" / "plan.toml"
    path.write_bytes(b"old plan")
    return path


def test_a_file_is_replaced_by_its_next_text(file: Path) -> None:
    """Nothing is left behind beside it."""
    write_over(file, b"new plan", b"old plan")

    assert held(file.parent) == {"plan.toml": b"new plan"}
    assert [path.name for path in file.parent.iterdir()] == ["plan.toml"]


def test_a_file_that_others_may_not_read_stays_so_when_it_is_replaced(file: Path) -> None:
    """Its rights are those of the old one."""
    for mode in (0o600, 0o664):
        file.chmod(mode)
        write_over(file, b"old plan", b"old plan")
        assert file.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="nobody owns a file in this way there")
def test_a_file_still_belongs_to_its_owner(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when an administrator changes it."""
    given = list[tuple[object, ...]]()
    monkeypatch.setattr(os, "chown", lambda *args: given.append(args))
    write_over(file, b"new plan", b"old plan")

    assert [args[1:] for args in given] == [(file.stat().st_uid, file.stat().st_gid)]


def test_a_link_is_followed(file: Path, tmp_path: Path) -> None:
    """The file that it means is replaced, in its own folder; the link stays."""
    link = tmp_path / "link.toml"
    link.symlink_to("plans/plan.toml")

    write_over(link, b"new plan", b"old plan")

    assert link.is_symlink()
    assert file.read_bytes() == b"new plan"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"other plan"), "was changed by another program just now"),
        (lambda path: path.unlink(), "no such file or directory"),
        (lambda path: path.chmod(0o444), "may only be read"),
    ],
    ids=["changed", "gone", "read-only"],
)
def test_a_file_that_is_not_as_it_was_is_not_replaced(
    file: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """What somebody has done to it meanwhile stays."""
    spoil(file)
    before = held(file.parent)

    with pytest.raises(TaperError, match=said) as caught:
        write_over(file, b"new plan", b"old plan")

    assert (held(file.parent), caught.value.exit_code) == (before, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_only_a_plain_file_is_replaced(tmp_path: Path) -> None:
    """A pipe between two programs is not made a file."""
    pipe = tmp_path / "plan.toml"
    os.mkfifo(pipe)

    with pytest.raises(TaperError, match="is no file that can be written again"):
        write_over(pipe, b"new plan", b"old plan")

    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("place", "call", "error", "remedy"),
    [
        (os, "write", errno.ENOSPC, "make room"),
        (os, "fsync", errno.EIO, "Nothing was changed"),
        (write, "mkdtemp", errno.EACCES, "Copy it to a folder of yours"),
        (Path, "replace", errno.EPERM, "Copy it to a folder of yours"),
    ],
)
def test_a_failure_leaves_the_old_file(  # noqa: PLR0913  each is a column
    file: Path, place: object, call: str, error: int, remedy: str, *, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the system refuses, the file is whole, nothing lies beside it, and the way out is said."""
    monkeypatch.setattr(place, call, failing_at(1, getattr(place, call), error))

    with pytest.raises(TaperError) as caught:
        write_over(file, b"new plan", b"old plan")

    monkeypatch.undo()
    assert remedy in str(caught.value.problems[0].remedy)
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == {"plan.toml": b"old plan"}


# Writes in a fork that is killed at the first call of the system, in another one that is killed at the second, and
# so on until one is not killed; each in a folder of its own, which is made ready first.
KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from taperdocs.make import write

def fork_killed_at(number):
    pid = os.fork()
    if pid:
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert code in {0, -signal.SIGKILL}, code
        return bool(code)
    seen = 0

    def called(event, args):
        nonlocal seen
        if event in {"open", "fsync", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir"}:
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    def counted(call):
        def wrapped(*args):
            called("fsync", args)
            return call(*args)
        return wrapped

    os.fsync, os.write = counted(os.fsync), counted(os.write)
    sys.addaudithook(called)
    exec(sys.argv[3])
    os._exit(0)

for number in count(1):
    folder = Path(sys.argv[1], str(number))
    folder.mkdir()
    exec(sys.argv[2])
    if not fork_killed_at(number):
        break
"""


def killed_at_each_point(folder: Path, ready: str, write: str) -> list[Path]:
    """Write in a process that is killed at any call of the system, and return the folders that it left."""
    subprocess.run([sys.executable, "-c", KILLED, str(folder), ready, write], check=True)
    return sorted(folder.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_kill_leaves_each_file_whole(tmp_path: Path) -> None:
    """Killed at any point, each file is wholly old or wholly new, and the next run cleans up."""
    folders = killed_at_each_point(
        tmp_path, f"write.write_all(folder, {OLD!r}.items())", f"write.write_all(folder, {NEW!r}.items())"
    )
    for folder in folders:
        for name, data in NEW.items():
            path = folder / name
            assert (path.read_bytes() if path.exists() else None) in {OLD.get(name), data}, folder
        left = {path.name for path in folder.iterdir()} - set(NEW)
        assert all(name.startswith(STAGING) for name in left)
        write_all(folder, [("card.pdf", b"card")])
        assert not list(folder.glob(f"{STAGING}*"))
    assert len(folders) > 20  # so many points were tried


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_kill_leaves_a_plan_file_whole(tmp_path: Path) -> None:
    """Killed at any point it is wholly old or wholly new, never empty or away, and the next run cleans up."""
    old, new, seen = b"old plan" * 500, b"new plan" * 600, set[bytes]()
    folders = killed_at_each_point(
        tmp_path,
        f"(folder / 'plan.toml').write_bytes({old!r})",
        f"write.write_over(folder / 'plan.toml', {new!r}, {old!r})",
    )
    for folder in folders:
        found = (folder / "plan.toml").read_bytes()
        assert found in {old, new}, folder
        seen.add(found)
        names = {entry.name for entry in folder.iterdir() if not entry.name.startswith(STAGING)}
        assert names == {"plan.toml"}
        write_over(folder / "plan.toml", b"next", found)
        assert held(folder) == {"plan.toml": b"next"}
    assert len(folders) > 8  # so many points were tried
    assert seen == {old, new}


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_kill_leaves_no_half_of_a_new_plan_file(tmp_path: Path) -> None:
    """Killed at any point the file is whole or not there, and it can be written again."""
    new, seen = b"new plan" * 600, set[bool]()
    folders = killed_at_each_point(tmp_path, "", f"write.write_new(folder / 'plan.toml', {new!r})")
    for folder in folders:
        path = folder / "plan.toml"
        seen.add(path.exists())
        if path.exists():
            assert path.read_bytes() == new, folder
        else:
            write_new(path, new)
        write_over(path, b"next", new)
        assert held(folder) == {"plan.toml": b"next"}
    assert len(folders) > 6  # so many points were tried
    assert seen == {True, False}


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_kill_at_any_moment_leaves_a_plan_file_whole(tmp_path: Path) -> None:
    """The same for kills from outside, while one text is written over another again and again."""
    subprocess.run([sys.executable, "-c", OVER_AND_OVER, str(tmp_path / "plan.toml")], check=True)


OVER_AND_OVER = """
import os, signal, sys
from pathlib import Path
from time import sleep
from taperdocs.make.write import write_over

path, texts = Path(sys.argv[1]), (b"a" * 90_000, b"b" * 50_000)
path.write_bytes(texts[0])
for turn in range(20):
    ready, begun = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(begun, b"!")
        while True:
            now = path.read_bytes()
            write_over(path, texts[now == texts[0]], now)
    os.read(ready, 1)
    sleep(turn / 500)
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert path.read_bytes() in texts, turn
"""


TURNS = """
import sys
from pathlib import Path
from taperdocs.make.write import write_all

for turn in range(40):
    data = f"{sys.argv[2]} {turn}".encode()
    write_all(Path(sys.argv[1]), [(f"{number}.pdf", data) for number in range(5)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no locks are taken there")
def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    """Runs into one folder take turns, so that all files are of the same run."""
    runs = [subprocess.Popen([sys.executable, "-c", TURNS, str(tmp_path), name]) for name in "ab"]

    assert [run.wait() for run in runs] == [0, 0]
    found = held(tmp_path)
    assert len(found) == 5
    assert len(set(found.values())) == 1


NO_DISK = 77

# Fills a disk of forty thousand bytes and says what is left on it.
FULL = """
import os, sys
from pathlib import Path
from taperdocs.plan.problems import TaperError
from taperdocs.make.write import write_all

folder = Path(sys.argv[1])
write_all(folder, [("calendar.pdf", b"o" * 9000), ("diary.pdf", b"o" * 9000)])
try:
    write_all(folder, [("calendar.pdf", b"n" * 9000), ("diary.pdf", b"n" * 20000)])
except TaperError as error:
    print(error.problems[0].remedy)
print(*sorted(f"{path.name} {path.read_bytes()[:1]} {path.stat().st_size}" for path in folder.iterdir()))
"""


FULL_FOR_A_PLAN = """
import sys
from pathlib import Path
from taperdocs.plan.problems import TaperError
from taperdocs.make.write import write_over

path = Path(sys.argv[1]) / "plan.toml"
path.write_bytes(b"o" * 20000)
try:
    write_over(path, b"n" * 21000, b"o" * 20000)
except TaperError as error:
    print(error.problems[0].remedy)
print(*(f"{entry.name} {entry.read_bytes()[:1]} {entry.stat().st_size}" for entry in path.parent.iterdir()))
"""


@pytest.mark.parametrize(
    ("program", "whole"),
    [
        (FULL, "calendar.pdf b'o' 9000 diary.pdf b'o' 9000"),
        (FULL_FOR_A_PLAN, "plan.toml b'o' 20000"),
    ],
    ids=["documents", "a plan"],
)
def test_a_disk_that_is_really_full(tmp_path: Path, program: str, whole: str) -> None:
    """On a disk of a few pages the old files stay whole and nothing else does."""
    mount = f'mount -t tmpfs -o size=40k tmpfs "$1" 2> /dev/null || exit {NO_DISK}; exec "$2" -c "$3" "$1"'
    line = ["unshare", "-rm", "sh", "-c", mount, "sh", str(tmp_path), sys.executable, program]
    try:
        done = subprocess.run(line, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no way to make a small disk here")
    if done.returncode == NO_DISK or done.stderr.startswith("unshare:"):
        pytest.skip("no small disk may be made here")
    assert done.returncode == 0, done.stderr

    said, left = done.stdout.splitlines()

    assert said == "The disk is full: make room and try again. Nothing was changed."
    assert left == whole
