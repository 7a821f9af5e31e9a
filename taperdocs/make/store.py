"""Where the files of a batch go: a folder here, or any store that fsspec knows, such as S3."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from taperdocs.language.language import Language
from taperdocs.make.make import File
from taperdocs.make.typed import Request
from taperdocs.make.version import VERSION
from taperdocs.make.write import write_all
from taperdocs.options import Paper
from taperdocs.plan.problems import Problem, TaperError, excerpt, refuse, say

MANIFEST = ".taperdocs-batch.json"
"""File name of a manifest, which is beside the files that it lists."""

_LARGEST = 100_000
"""Size of the largest manifest that is read, bytes; most have some hundreds."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made of a plan: the plan's code, the digest of its file, what was asked for, and the version.

    ``files`` has the digest of each file; ``tags``, of a remote store, the size and the store's own tag of each.
    """

    code: str
    source: str
    asked: Mapping[str, object]
    files: Mapping[str, str]
    version: str = VERSION
    tags: Mapping[str, str] | None = None

    def is_of(self, request: Request) -> bool:
        """Tell whether this version made what the *request* asks for."""
        return self.version == VERSION and self.asked == _of_request(request)

    def data(self) -> bytes:
        """Return the manifest as a file."""
        return (json.dumps({"format": 1, **asdict(self)}, indent=1) + "\n").encode()


def manifest_of(source: bytes, code: str, request: Request, files: Iterable[File]) -> Manifest:
    """Return the manifest of *files* that were made from *source*."""
    return Manifest(
        code, digest(source), _of_request(request), {file.name: digest(file.data) for file in files}
    )


def read_manifest(data: bytes) -> Manifest | None:
    """Read a manifest; None if it has another format or is damaged."""
    try:
        match json.loads(data):
            case {
                "format": 1,
                "code": str(code),
                "source": str(source),
                "asked": dict(asked),
                "files": dict(files),
                "version": str(version),
                "tags": None | dict() as tags,
            }:
                return Manifest(code, source, asked, files, version, tags)
    except (ValueError, RecursionError):
        pass
    return None


def digest(data: bytes) -> str:
    """Return the SHA-256 of *data*, in hexadecimal."""
    return sha256(data).hexdigest()


def _of_request(request: Request) -> dict[str, object]:
    """Return what was asked for as values of JSON."""
    options = {one.name: _plain(getattr(request.options, one.name)) for one in fields(request.options)}
    return {"documents": list(request.documents), "chosen": request.chosen, **options}


def _plain(value: object) -> str | bool | None:
    match value:
        case Language(code=name) | Paper(name=name):
            return name
        case Enum(value=str(name)):
            return name
        case date() | time():
            return value.isoformat()
        case None | bool() | str():
            return value
    message = f"an option of the kind {type(value).__name__} cannot be written down"
    raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this machine, with one inside for each plan."""

    root: Path
    at_once: int = 4
    """How many plans are best written at the same time."""

    def manifest(self, name: str) -> Manifest | None:
        """Read the manifest of a plan."""
        try:
            with (self.root / name / MANIFEST).open("rb") as file:
                return read_manifest(file.read(_LARGEST))
        except OSError:
            return None

    def holds(self, name: str, manifest: Manifest) -> bool:
        """Read every file of a plan and compare it with its manifest."""
        folder = self.root / name
        try:
            return all(digest((folder / one).read_bytes()) == its for one, its in manifest.files.items())
        except OSError:
            return False

    def put(self, name: str, files: Sequence[File], manifest: Manifest) -> None:
        """Write all of them or none; the manifest takes its place last."""
        ready = (*((file.name, file.data) for file in files), (MANIFEST, manifest.data()))
        write_all(self.root / name, ready)


@dataclass(frozen=True, slots=True)
class Remote:
    """A store that cannot write several files at once: a plan counts as written once its manifest is there."""

    system: Any  # fsspec ships no types
    root: str
    where: str
    at_once: int = 16

    def manifest(self, name: str) -> Manifest | None:
        """Read the manifest of a plan."""
        with self._explained(name):
            try:
                return read_manifest(self.system.cat_file(f"{self.root}/{name}/{MANIFEST}"))
            except FileNotFoundError:
                return None

    def holds(self, name: str, manifest: Manifest) -> bool:
        """Compare sizes and tags with those that the store has now; nothing is fetched."""
        with self._explained(name):
            tags = self._tags(f"{self.root}/{name}")
        return manifest.tags is not None and manifest.tags.items() <= tags.items()

    def put(self, name: str, files: Sequence[File], manifest: Manifest) -> None:
        """Delete the old manifest, write the files, and write the new manifest once all of them have arrived."""
        folder = f"{self.root}/{name}"
        with self._explained(name):
            if self.system.exists(f"{folder}/{MANIFEST}"):
                self.system.rm_file(f"{folder}/{MANIFEST}")
            for file in files:
                self.system.pipe_file(f"{folder}/{file.name}", file.data)
            tags = self._tags(folder)
            arrived = {file.name: tags.get(file.name, "") for file in files}
            if any(not arrived[file.name].startswith(f"{len(file.data)} ") for file in files):
                message = "a file has not arrived whole"
                raise OSError(message)
            self.system.pipe_file(f"{folder}/{MANIFEST}", replace(manifest, tags=arrived).data())

    def _tags(self, folder: str) -> Mapping[str, str]:
        """Return the size and the store's own tag of each file, as one text."""
        return dict(_tag(entry) for entry in self.system.ls(folder, detail=True, refresh=True))

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Turn any error of the store's library into a ``TaperError``."""
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


Store = Folder | Remote
"""Keeps the files of each plan under the plan's name; a plan that lacks some of its files counts as not there."""


def store(where: str) -> Store:
    """Return the store at *where*: an address such as ``s3://bucket/prefix``, or a folder."""
    scheme, sign, rest = where.partition("://")
    if not sign:
        return Folder(Path(where))
    return Folder(Path(rest)) if scheme == "file" else _remote(where)


def _remote(where: str) -> Store:
    kind = where.partition(":")[0]
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  an extra

        system, root = url_to_fs(where, use_listings_cache=False)
    except ImportError:
        s3 = kind in {"s3", "s3a"}
        how = 'python -m pip install "taperdocs[s3]"' if s3 else f"Install fsspec and what {kind} needs."
        refuse("-o", f"nothing is installed that writes to {kind}", how)
    except ValueError:
        refuse("-o", f"no store is known that is called {kind}", "Give a folder or s3://….")
    return Remote(system, root.rstrip("/"), where.rstrip("/"))
