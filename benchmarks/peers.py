"""The programs that this one is compared with, and how they are installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from clock import Used, used_by
from diary_data import diary_json

from taperdocs.documents.diary.diary import DiaryView
from taperdocs.pdf.resources import folder

Typesetter = Callable[[DiaryView], Used]
"""Typesets a diary and returns the time that it took."""

_TEMPLATES = Path(__file__).parent / "peer_pages"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_APT = ("install", "--no-install-recommends", "chromium")


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that is left out of the table, and the command that installs it."""

    what: str
    remedy: str


def chromium() -> str | Missing:
    """Return the name of the browser; install it first where that is allowed."""
    remedy = f"sudo apt-get update && sudo apt-get {' '.join(_APT)}"
    root = () if os.geteuid() == 0 else ("sudo", "-n")
    if not _browser() and shutil.which("apt-get") and (not root or shutil.which("sudo")):
        _told("Installing chromium")
        _tried(*root, "apt-get", "-qq", "update")
        _tried(*root, "apt-get", "-qq", "-y", *_APT)
    return _browser() or Missing("Chromium", remedy)


def _browser() -> str:
    return next((name for name in _BROWSERS if shutil.which(name)), "")


def chromium_version(program: str) -> str:
    """Return the name and version of the browser."""
    told = subprocess.run((program, "--version"), capture_output=True, check=True, text=True)
    return " ".join(told.stdout.split()[:2])


def typst() -> Typesetter | Missing:
    """Return the typesetter of Typst; its fonts are loaded once, like ours."""
    if not find_spec("typst") and find_spec("pip") and sys.prefix != sys.base_prefix:
        _told("Installing typst")
        _tried(sys.executable, "-m", "pip", "install", "--quiet", "typst>=0.15")
    if not find_spec("typst"):
        return Missing("Typst", f"{sys.executable} -m pip install 'typst>=0.15'")
    return _typesetter()


def typst_version() -> str:
    """Return the version of Typst, which is that of its Python package."""
    try:
        return f"Typst {version('typst')}"
    except PackageNotFoundError:
        return ""


def _typesetter() -> Typesetter:
    from typst import Compiler, Fonts  # noqa: PLC0415  it may just have been installed

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder("fonts"))])
    compiler, template = Compiler(root=_TEMPLATES, font_paths=fonts), str(_TEMPLATES / "diary.typ")

    def sets(view: DiaryView) -> Used:
        data = {"diary": diary_json(view)}
        return used_by(
            lambda: compiler.compile(template, sys_inputs=data, format="pdf", pdf_standards="ua-1")
        )

    return sets


def _tried(*command: str) -> None:
    # A failure shows in that the program is still missing.
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _told(text: str) -> None:
    sys.stderr.write(f"{text} …\n")
