"""Finds what ships beside the code: templates, fonts, samples."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """Return the folder *name*: in an installed package, beside it in a checkout, also an editable one."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
