"""Finds what is installed, and what to type for everything that is missing."""

import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from taperdocs.cli import system_libraries
from taperdocs.make.version import VERSION
from taperdocs.pdf.resources import folder

_REINSTALL = "python -m pip install --force-reinstall taperdocs"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is needed, its state, and the line to type if it is missing."""

    name: str
    state: str
    remedy: str = ""


def checks() -> Iterator[Check]:
    """Look at Python, the packages, the system's libraries and the bundled fonts."""
    yield Check("Python", f"{platform.python_version()} ({sys.platform}, {platform.machine()})")
    yield Check("taperdocs", VERSION)
    yield from map(_package, _requirements())
    absent, remedy = system_libraries.missing(), system_libraries.remedy(system_libraries.this_system())
    for library in system_libraries.LIBRARIES:
        yield _found(library.name, remedy, found=library.name not in absent)
    yield from _fonts()


def _requirements() -> tuple[str, ...]:
    """Return the requirements of the installed package, or of the checkout if none is installed."""
    try:
        # The requirements of extras are not needed.
        stated = [one for one in metadata.requires("taperdocs") or () if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        checkout = Path(__file__).resolve().parents[2] / "pyproject.toml"
        stated = tomllib.loads(checkout.read_text(encoding="utf-8"))["project"]["dependencies"]
    # The one condition that stands behind a requirement is the system.
    parts = (one.partition(";") for one in stated)
    return tuple(one.strip() for one, _, system in parts if not system or sys.platform in system)


def _package(requirement: str) -> Check:
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    mend = f'python -m pip install "{requirement}"'
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, "missing", mend)
    pinned = requirement.partition("==")[2]
    if pinned and pinned != found:
        return Check(name, f"{found}, but {requirement} is needed", mend)
    return Check(name, found)


def _fonts() -> Iterator[Check]:
    """Find each face that the style sheet of the fonts names."""
    sheet = folder("fonts") / "fonts.css"
    if not sheet.is_file():
        yield Check("fonts", "missing", _REINSTALL)
        return
    for face in dict.fromkeys(re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8"))):
        yield _found(face, _REINSTALL, found=(sheet.parent / face).is_file())


def _found(name: str, remedy: str, *, found: bool) -> Check:
    return Check(name, "found") if found else Check(name, "missing", remedy)
