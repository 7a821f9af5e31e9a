"""Finds the system libraries that WeasyPrint loads, and says what to type if one is missing.

The set-up runs this file before anything is installed (``python -I taperdocs/cli/system_libraries.py``), so it
imports the standard library and nothing else.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

APT_PACKAGES: Final = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""Debian packages of the libraries; they bring GLib, HarfBuzz and Fontconfig with them."""

OTHER: Final = "other"
"""The key of every system that has no remedy of its own."""

# From the installation page of WeasyPrint's documentation. Three are added: HarfBuzz on Fedora, Homebrew's own
# Python, which finds libraries where Homebrew puts them, and for Windows the package that brings them all.
_REMEDIES: Final = {
    "debian": "sudo apt-get update && sudo apt-get install --no-install-recommends " + " ".join(APT_PACKAGES),
    "fedora": "sudo dnf install pango harfbuzz",
    "arch": "sudo pacman -S pango",
    "alpine": "apk add so:libgobject-2.0.so.0 so:libpango-1.0.so.0 so:libpangoft2-1.0.so.0"
    " so:libharfbuzz.so.0 so:libharfbuzz-subset.so.0 so:libfontconfig.so.1",
    "macos": "brew install pango python",
    "windows": "py -m pip install gstreamer-libs",
    OTHER: "(install Pango, HarfBuzz with hb-subset, and Fontconfig with this system's package manager)",
}

SYSTEMS: Final = tuple(_REMEDIES)
"""The keys of the systems that `remedy` knows."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library and the number in its file names."""

    name: str
    number: int = 0

    def loads(self) -> bool:
        """Tell whether the library can be loaded, looked for as WeasyPrint does."""
        return any(_loads(place) for place in self._places())

    def _places(self) -> Iterator[str]:
        """Yield its file names on Linux, macOS and Windows, and the paths where it may be."""
        file = f"{self.name}-{self.number}.dll"
        yield from (f"{self.name}.so.{self.number}", f"{self.name}.{self.number}.dylib", file)
        yield ctypes.util.find_library(self.name.removeprefix("lib")) or ""
        usual = f"{_shipped()};" + r"C:\msys64\ucrt64\bin"
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", usual).split(";"):
            yield f"{folder}\\{file}"


LIBRARIES: Final = (
    Library("libgobject-2.0"),
    Library("libpango-1.0"),
    Library("libpangoft2-1.0"),
    Library("libharfbuzz"),
    # WeasyPrint can do without it, but warns, and a warning stops taperdocs.
    Library("libharfbuzz-subset"),
    Library("libfontconfig", 1),
)


def missing(libraries: tuple[Library, ...] = LIBRARIES) -> tuple[str, ...]:
    """Return the names of the libraries that cannot be loaded."""
    return tuple(library.name for library in libraries if not library.loads())


def remedy(system: str) -> str:
    """Return the line to type on a *system*, one of `SYSTEMS`."""
    return _REMEDIES[system]


def this_system() -> str:
    """Return the key of the system that this runs on, one of `SYSTEMS`."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return system_of(sys.platform, release)


def system_of(name: str, release: Mapping[str, str]) -> str:
    """Return the system's key, from its *name* as in `sys.platform` and its os-release file.

    A distribution without a key of its own gets that of one which it says it is like: Ubuntu gets Debian's.
    """
    if name in ("darwin", "win32"):
        return {"darwin": "macos", "win32": "windows"}[name]
    names = (release.get("ID", ""), *release.get("ID_LIKE", "").split())
    return next((known for known in names if known in SYSTEMS), OTHER)


def complaint(names: tuple[str, ...], system: str) -> str:
    """Return which libraries are missing and, on the last line, what to type; an empty text if none is."""
    if not names:
        return ""
    return f"WeasyPrint cannot load {', '.join(names)}. Type this, then try again:\n    {remedy(system)}\n"


def apt_packages(names: tuple[str, ...], system: str) -> str:
    """Return the packages that apt has to install; an empty text if no library is missing or there is no apt."""
    return " ".join(APT_PACKAGES) if names and system == "debian" else ""


def _shipped() -> str:
    """Return the folder of the libraries that a package brings on Windows, or would bring."""
    found = importlib.util.find_spec("gstreamer_libs")
    places = found.submodule_search_locations if found else None
    return os.path.join(places[0], "bin") if places else ""  # noqa: PTH118  runs before anything else


def _loads(place: str) -> bool:
    try:
        # An empty name would load the running program, and succeed.
        return bool(place and ctypes.CDLL(place))
    except OSError:
        return False


if __name__ == "__main__":
    say = apt_packages if sys.argv[1:] == ["--packages"] else complaint
    absent = missing()
    sys.stdout.write(say(absent, this_system()))
    sys.exit(1 if absent else 0)
