"""Checks the installation, and says what to type for everything that is missing."""

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
    """Something needed. *state* is its version, "found" or "missing"; *remedy* is what to type where it is missing."""

    name: str
    state: str
    remedy: str = ""


def checks() -> Iterator[Check]:
    """Yield a check of Python, of each package, of each library of the system and of each bundled font."""
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
        # Extras are optional, so what they require may be missing.
        stated = [one for one in metadata.requires("taperdocs") or () if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        checkout = Path(__file__).resolve().parents[2] / "pyproject.toml"
        stated = tomllib.loads(checkout.read_text(encoding="utf-8"))["project"]["dependencies"]
    # Our requirements have no other condition than the system, as in "; sys_platform == 'win32'".
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
    """Check each font file that ``fonts.css`` names."""
    sheet = folder("fonts") / "fonts.css"
    if not sheet.is_file():
        yield Check("fonts", "missing", _REINSTALL)
        return
    for face in dict.fromkeys(re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8"))):
        yield _found(face, _REINSTALL, found=(sheet.parent / face).is_file())


def _found(name: str, remedy: str, *, found: bool) -> Check:
    return Check(name, "found") if found else Check(name, "missing", remedy)
