"""The map at the head of CONTRIBUTING.md: each wing, file and function that it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "taperdocs"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAP = TEXT.split("## The map")[1].split("## ")[0]


def test_the_map_comes_first() -> None:
    """Who opens the page wants to know where things are."""
    assert TEXT.startswith("# Contributing\n\n## The map\n")


def test_each_wing_has_its_line() -> None:
    """No wing without a line, no line without a wing."""
    lines = re.findall(r"^\| `(\w+)/` \|", MAP, re.MULTILINE)
    wings = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert set(lines) == wings
    assert len(lines) == len(wings)


@pytest.mark.parametrize("road", ["taperdocs make", "taperdocs hold", ".ics"])
def test_each_road_is_drawn(road: str) -> None:
    """What happens from the first function to the last."""
    assert re.search(rf"\*\*The road of (an )?`{re.escape(road)}`:\*\*", MAP)


@pytest.mark.parametrize(("file", "name"), re.findall(r"`(\w+/[\w/]+\.py)` `(\w+)`", MAP))
def test_each_stop_of_a_road_is_there(file: str, name: str) -> None:
    """A function or class of that name is defined in that file."""
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:taperdocs|templates|tests|docs|benchmarks)/[\w./-]*)`", TEXT)))
)
def test_each_path_of_the_page_is_there(path: str) -> None:
    """A newcomer opens what is named."""
    assert (ROOT / path).exists()
