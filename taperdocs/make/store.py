"""Where the files of a batch go: a folder here, or any store that fsspec knows, such as S3."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from taperdocs.cli.listings import refuse
from taperdocs.make.make import File
from taperdocs.make.markers import LARGEST, MARKER, Marker, digest, read_marker
from taperdocs.make.write import write_all
from taperdocs.plan.problems import Problem, TaperError, excerpt, say


class Store(Protocol):
    """Keeps the files of each plan under the plan's name: all that belong together, or a plan that is not there."""

    @property
    def at_once(self) -> int:
        """Return how many plans are best written at the same time."""

    def marker(self, name: str) -> Marker | None:
        """Return the marker of a plan that was written once, or None."""

    def holds(self, name: str, marker: Marker) -> bool:
        """Tell whether all files of a plan are there as they were written with *marker*."""

    def put(self, name: str, files: Sequence[File], marker: Marker) -> None:
        """Write a plan's files and then its marker; raise ``TaperError`` where that is refused."""


def store(where: str) -> Store:
    """Return the store at *where*: an address such as ``s3://bucket/prefix``, or a folder."""
    scheme, sign, rest = where.partition("://")
    if not sign:
        return Folder(Path(where))
    return Folder(Path(rest)) if scheme == "file" else _remote(where)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this machine, with one inside for each plan."""

    root: Path
    at_once: int = 4

    def marker(self, name: str) -> Marker | None:
        """Read the marker of a plan."""
        try:
            with (self.root / name / MARKER).open("rb") as file:
                return read_marker(file.read(LARGEST))
        except OSError:
            return None

    def holds(self, name: str, marker: Marker) -> bool:
        """Read every file of a plan and compare it with its marker."""
        folder = self.root / name
        try:
            return all(digest((folder / one).read_bytes()) == its for one, its in marker.files.items())
        except OSError:
            return False

    def put(self, name: str, files: Sequence[File], marker: Marker) -> None:
        """Write all of them or none; the marker takes its place last."""
        ready = (*((file.name, file.data) for file in files), (MARKER, marker.data()))
        write_all(self.root / name, ready)


@dataclass(frozen=True, slots=True)
class Remote:
    """A store that has no way of writing several files at once: a plan is there when its marker is."""

    system: Any  # fsspec ships no types
    root: str
    where: str
    at_once: int = 16

    def marker(self, name: str) -> Marker | None:
        """Read the marker of a plan."""
        with self._explained(name):
            try:
                return read_marker(self.system.cat_file(f"{self.root}/{name}/{MARKER}"))
            except FileNotFoundError:
                return None

    def holds(self, name: str, marker: Marker) -> bool:
        """Compare sizes and tags with those that the store has now; nothing is fetched."""
        with self._explained(name):
            tags = self._tags(f"{self.root}/{name}")
        return marker.tags is not None and marker.tags.items() <= tags.items()

    def put(self, name: str, files: Sequence[File], marker: Marker) -> None:
        """Take the old marker away, write the files, and the new marker when all of them have arrived."""
        folder = f"{self.root}/{name}"
        with self._explained(name):
            if self.system.exists(f"{folder}/{MARKER}"):
                self.system.rm_file(f"{folder}/{MARKER}")
            for file in files:
                self.system.pipe_file(f"{folder}/{file.name}", file.data)
            tags = self._tags(folder)
            arrived = {file.name: tags.get(file.name, "") for file in files}
            if any(not arrived[file.name].startswith(f"{len(file.data)} ") for file in files):
                message = "a file has not arrived whole"
                raise OSError(message)
            self.system.pipe_file(f"{folder}/{MARKER}", replace(marker, tags=arrived).data())

    def _tags(self, folder: str) -> Mapping[str, str]:
        """Return for each file its size and what the store tells its bytes by."""
        return dict(_tag(entry) for entry in self.system.ls(folder, detail=True, refresh=True))

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Say what the store refuses, whatever kind of error its library makes of it."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  each store has its own kinds
            where, reason = f"{self.where}/{name}", excerpt(str(error) or type(error).__name__, 200)
            message = say("{path} cannot be written: {reason}", path=where, reason=reason)
            remedy = say("{remedy}", remedy="Look at its name, at your rights there and at the network.")
            raise TaperError(Problem((), message, remedy), exit_code=2) from None


def _tag(entry: Mapping[str, object]) -> tuple[str, str]:
    kinds = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "mtime", "created")
    tag = next((entry[kind] for kind in kinds if entry.get(kind)), "")
    return str(entry["name"]).rsplit("/", maxsplit=1)[-1], f"{entry['size']} {tag}"


def _remote(where: str) -> Store:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  an extra

        system, root = url_to_fs(where, use_listings_cache=False)
    except ImportError:
        kind = where.partition(":")[0]
        extra = "s3" if kind in {"s3", "s3a"} else ""
        how = (
            f'python -m pip install "taperdocs[{extra}]"'
            if extra
            else f"Install fsspec and what {kind} needs."
        )
        refuse("-o", f"nothing is installed that writes to {kind}", how)
    except ValueError:
        refuse(
            "-o", f"no store is known that is called {where.partition(':')[0]}", "Give a folder or s3://…."
        )
    return Remote(system, root.rstrip("/"), where.rstrip("/"))


def left_behind(old: Marker | None, files: Iterable[File]) -> tuple[str, ...]:
    """Return the names of files that an earlier run wrote and this one did not."""
    made = {file.name for file in files}
    return tuple(name for name in (old.files if old else ()) if name not in made)
