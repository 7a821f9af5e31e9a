"""The libraries of the system: what is missing is named, with the line to type."""

import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from taperdocs.cli import system_libraries
from taperdocs.pdf.render import finding


def test_every_system_has_one_line() -> None:
    """No system is left without a remedy, and each remedy can be copied as one line."""
    for system in system_libraries.SYSTEMS:
        assert system_libraries.remedy(system).strip()
        assert "\n" not in system_libraries.remedy(system)


def test_this_system_is_one_of_them() -> None:
    """The line for the machine at hand can always be looked up."""
    assert system_libraries.this_system() in system_libraries.SYSTEMS


def test_nothing_is_missing_here() -> None:
    """The machine that runs the tests has been set up, so every library loads."""
    assert system_libraries.missing() == ()
    assert system_libraries.complaint((), system_libraries.this_system()) == ""


def test_a_missing_library_is_named() -> None:
    """Only the library that cannot be loaded is named, and the last line says what to type."""
    absent = system_libraries.Library("libnowhere")

    names = system_libraries.missing((*system_libraries.LIBRARIES, absent))

    assert names == ("libnowhere",)
    complaint = system_libraries.complaint(names, "fedora").splitlines()
    assert "libnowhere" in complaint[0]
    assert complaint[-1].strip() == system_libraries.remedy("fedora")


def test_apt_is_told_the_packages_only_where_it_is() -> None:
    """The set-up installs nothing where nothing is missing, or where there is no apt."""
    assert system_libraries.apt_packages(("libpango-1.0",), "debian") in system_libraries.remedy("debian")
    assert system_libraries.apt_packages(("libpango-1.0",), "fedora") == ""
    assert system_libraries.apt_packages((), "debian") == ""


@pytest.mark.parametrize(
    ("name", "release", "expected"),
    [
        ("linux", {"ID": "debian"}, "debian"),
        ("linux", {"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ("linux", {"ID": "alpine"}, "alpine"),
        ("linux", {"ID": "nixos"}, "other"),
        ("linux", {}, "other"),
        ("freebsd14", {"ID": "freebsd"}, "other"),
        ("darwin", {}, "macos"),
        ("win32", {}, "windows"),
    ],
)
def test_a_system_is_told_by_what_it_is_like(name: str, release: dict[str, str], expected: str) -> None:
    """A distribution gets the line of the one that it descends from."""
    assert system_libraries.system_of(name, release) == expected


def test_windows_finds_the_libraries_that_a_package_brings(tmp_path: Path) -> None:
    """Unless the person names a folder; no other system is told of it."""
    package = ModuleSpec("gstreamer_libs", None, is_package=True)
    package.submodule_search_locations = [str(tmp_path)]
    libraries = str(tmp_path / "bin")

    assert finding("win32", {"PATH": "C:\\Windows"}, package) == {
        "WEASYPRINT_DLL_DIRECTORIES": libraries,
        "PATH": f"{libraries};C:\\Windows",
    }
    assert finding("win32", {"WEASYPRINT_DLL_DIRECTORIES": "D:\\pango"}, package) == {}
    assert finding("win32", {}, None) == finding("linux", {}, package) == {}


@pytest.mark.parametrize("option", [[], ["--packages"]])
def test_it_runs_before_anything_is_installed(option: list[str]) -> None:
    """The set-up starts the file by itself, shut off from every installed package."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", system_libraries.__file__, *option],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
