"""Writes the files of a run together or not at all, and never half a file."""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType

from taperdocs.plan.problems import Message, Problem, TaperError, say

STAGING = ".taperdocs-writing-"
"""First part of the name of a run's temporary folder; a killed run leaves that folder behind."""


def write_all(folder: Path, files: Iterable[tuple[str, bytes]], *, keep: bool = False) -> tuple[Path, ...]:
    """Write *files* into *folder*, which is made if need be, and return their paths.

    With *keep*, nothing is written if a file of the same name is there and has other bytes.

    All files are taken from the iterable first, then written and synced in a temporary folder, then moved into
    place one by one. A failure puts the old files back. A kill leaves each file wholly old or wholly new.
    Raise ``TaperError`` with the remedy if the system refuses.
    """
    ready = dict(files)
    if any(Path(name).name != name for name in ready):
        message = "a file name with a folder in it"
        raise ValueError(message)
    with _explained(folder):
        missing = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _staging(folder) as staging:
                if keep:
                    _refuse_others(folder, ready)
                _replace(folder, staging, ready)
        except BaseException:
            for empty in missing:
                with suppress(OSError):
                    empty.rmdir()
            raise
    return tuple(folder / name for name in ready)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet; raise ``TaperError`` with the remedy if it is."""
    taken = Problem((), say("{path} is already there", path=path), _TAKEN)
    if os.path.lexists(path):
        raise TaperError(taken, exit_code=2)
    with _explained(path.parent), _staging(path.parent) as staging:
        _stage(staging / "new", data, path)
        try:
            _appear(staging / "new", path, data)
        except FileExistsError:
            raise TaperError(taken, exit_code=2) from None


def write_over(path: Path, data: bytes, old: bytes) -> None:
    """Replace the file at *path*, which must still hold *old*; raise ``TaperError`` if that is refused.

    The new file is written and synced beside the old one and then replaces it in one step, so that a failure
    or a kill leaves one of the two whole. The permissions stay the same, and a symbolic link stays one.
    """
    target = Path(os.path.realpath(path))
    with _explained(path, _PLAN_REMEDIES), _staging(target.parent) as staging:
        _refuse_changed(path, target, old)
        _stage(staging / "new", data, target)
        (staging / "new").replace(target)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder inside *folder*, to one run at a time; sync *folder* afterwards."""
    with _locked(folder):
        for left in folder.glob(f"{STAGING}*"):
            # Left by a killed run: no other run is alive, since this one holds the lock.
            shutil.rmtree(left, ignore_errors=True)
        staging = Path(mkdtemp(prefix=STAGING, dir=folder))
        try:
            yield staging
            _sync(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock *folder*, so that one run at a time writes into it; the system frees the lock of a killed run."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  Windows has none

    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network folders have no locks; write without one there.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_others(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to write where a file of the same name has other bytes."""

    def is_other(path: Path, data: bytes) -> bool:
        same = path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
        return os.path.lexists(path) and not same

    other = [folder / name for name, data in files.items() if is_other(folder / name, data)]
    if other:
        said = (say("{path} is already there, and it is another", path=path) for path in other)
        raise TaperError(*(Problem((), message, _MOVE) for message in said), exit_code=2)


def _refuse_changed(path: Path, target: Path, old: bytes) -> None:
    """Refuse a target that is not a regular file, is read-only, or no longer holds the *old* bytes."""
    mode = target.stat().st_mode
    if not stat.S_ISREG(mode):
        said = say("{path} is no file that can be written again", path=path), _COPY
    elif not mode & _WRITABLE or not os.access(target, os.W_OK):
        said = say("{path} may only be read", path=path), _COPY
    elif target.read_bytes() != old:
        said = say("{path} was changed by another program just now", path=path), _AGAIN
    else:
        return
    raise TaperError(Problem((), *said), exit_code=2)


def _stage(path: Path, data: bytes, target: Path) -> None:
    """Write a file that will replace *target*, with the owner and the permissions of *target*."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    with path.open("xb") as file:
        _fill(file.fileno(), data)
    if target.is_file():
        # A private file stays private, and a file that an administrator replaces still belongs to the person.
        # Some disks have neither permissions nor owners; Windows has no owners.
        with suppress(OSError):
            shutil.copymode(target, path)
        with suppress(OSError, AttributeError):
            owner = target.stat()
            os.chown(path, owner.st_uid, owner.st_gid)


def _replace(folder: Path, staging: Path, files: Mapping[str, bytes]) -> None:
    """Put all files in their places in *folder*, or leave every old one in its place."""
    new, old = staging / "new", staging / "old"
    new.mkdir()
    old.mkdir()
    for name, data in files.items():
        _stage(new / name, data, folder / name)
    for name in files:
        _keep(folder / name, old / name)
    try:
        for name in files:
            (new / name).replace(folder / name)
    except BaseException:
        for name in files:
            if not (new / name).exists():
                _put_back(folder / name, old / name)
        raise


def _keep(target: Path, aside: Path) -> None:
    """Keep the old file under a second name, so that its place is never empty."""
    if not os.path.lexists(target):
        return
    try:
        os.link(target, aside, follow_symlinks=False)
    except OSError:
        # A USB stick or a network folder without hard links.
        shutil.copy2(target, aside, follow_symlinks=False)


def _put_back(target: Path, aside: Path) -> None:
    with suppress(OSError):
        if os.path.lexists(aside):
            aside.replace(target)
        else:
            target.unlink(missing_ok=True)


def _appear(new: Path, path: Path, data: bytes) -> None:
    """Give a finished file its name in one step, and only if no file has that name."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:
        # A USB stick or a network folder without hard links.
        with path.open("xb") as file:
            try:
                _fill(file.fileno(), data)
            except BaseException:
                path.unlink(missing_ok=True)
                raise


def _fill(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)


def _sync(folder: Path) -> None:
    """Make the new names survive a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_MOVE = say("Choose another folder, or move that file away first.")
_TAKEN = say("Choose another name, or edit that file.")
_AGAIN = say("Look at it and try again. Nothing was changed.")
_COPY = say("Copy it to a folder of yours and change it there. Nothing was changed.")
_MAY_WRITE = say("Choose a folder that you may write into, or close the file if another program has it open.")
_OTHERWISE = say("Choose another folder, or ask whoever looks after this computer. Nothing was changed.")
_REFUSALS = {
    # For each error number the reason, in English so that it can be translated, and the remedy.
    0: (say("the system refuses"), _OTHERWISE),
    errno.ENOSPC: (
        say("no space left on device"),
        say("The disk is full: make room and try again. Nothing was changed."),
    ),
    errno.EDQUOT: (
        say("disk quota exceeded"),
        say("Your share of the disk is full: make room and try again. Nothing was changed."),
    ),
    errno.EACCES: (say("permission denied"), _MAY_WRITE),
    errno.EPERM: (say("operation not permitted"), _MAY_WRITE),
    errno.EROFS: (say("read-only file system"), say("Nothing can be written there; choose another folder.")),
    errno.EISDIR: (
        say("is a directory"),
        say("A folder has the name of a file to be written; move it, or choose another folder."),
    ),
    errno.ENOTDIR: (say("not a directory"), say("A part of that name is a file; choose another folder.")),
    errno.EEXIST: (say("file exists"), say("There is a file of that name; choose another folder.")),
    errno.ENOENT: (say("no such file or directory"), say("There is no such folder; make it first.")),
    errno.ENAMETOOLONG: (say("file name too long"), say("Choose a shorter name.")),
}
_PLAN_REMEDIES = dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _COPY)


@contextmanager
def _explained(place: Path, remedies: Mapping[int, Message] = MappingProxyType({})) -> Iterator[None]:
    """Turn an ``OSError`` at *place* into a ``TaperError``; *remedies* replace the usual ones."""
    try:
        yield
    except OSError as error:
        number = error.errno or 0
        where = error.filename2 or error.filename
        shown = where if isinstance(where, str) and STAGING not in where else place
        reason, remedy = _REFUSALS.get(number) or (os.strerror(number).lower(), _OTHERWISE)
        message = say("{path} cannot be written: {reason}", path=shown, reason=reason)
        raise TaperError(Problem((), message, remedies.get(number, remedy)), exit_code=2) from None
