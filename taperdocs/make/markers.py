"""What lies beside the files of each plan of a batch and says from what they were made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from enum import Enum
from hashlib import sha256

from taperdocs.language.language import Language
from taperdocs.make.jobs import Asked
from taperdocs.make.make import File
from taperdocs.make.version import VERSION
from taperdocs.options import Paper

MARKER = ".taperdocs-batch.json"
_FORMAT = 1
LARGEST = 100_000
"""Bytes; a marker has some hundreds."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The code of the plan, the digest of its file, what was asked for, by which version, and what was made.

    ``files`` has for each name the digest of its bytes; ``tags`` what a remote store calls them by.
    """

    code: str
    source: str
    asked: Mapping[str, object]
    files: Mapping[str, str]
    version: str = VERSION
    tags: Mapping[str, str] | None = None

    def is_of(self, asked: Asked) -> bool:
        """Tell whether this version made what is *asked* for."""
        return self.version == VERSION and self.asked == plain(asked)

    def data(self) -> bytes:
        """Return the marker as a file."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return (json.dumps({"format": _FORMAT, **values}, indent=1) + "\n").encode()


def marker(source: bytes, code: str, asked: Asked, files: Iterable[File]) -> Marker:
    """Return the marker of *files* that were made from *source*."""
    return Marker(code, digest(source), plain(asked), {file.name: digest(file.data) for file in files})


def read_marker(data: bytes) -> Marker | None:
    """Return a marker; None where it is of another format or was tampered with."""
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
                return Marker(code, source, asked, files, version, tags)
    except (ValueError, RecursionError):
        pass
    return None


def digest(data: bytes) -> str:
    """Return what tells bytes from any others."""
    return sha256(data).hexdigest()


def plain(asked: Asked) -> dict[str, object]:
    """Return what was asked for as JSON can hold it."""
    options = {one.name: _plain(getattr(asked.options, one.name)) for one in fields(asked.options)}
    return {"documents": list(asked.documents), "chosen": asked.chosen, **options}


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
