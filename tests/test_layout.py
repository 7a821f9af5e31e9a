"""The house: what each wing may import, and one place for each thing to be added."""

import ast
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest
from babel import Locale

import taperdocs.documents
import taperdocs.plan.changes
import taperdocs.plan.strategies
import taperdocs.rules
from taperdocs.documents import DOCUMENTS
from taperdocs.ics.export import EXPORTS
from taperdocs.language.language import languages
from taperdocs.options import PAPERS
from taperdocs.pdf.resources import folder
from taperdocs.plan.changes import CHANGES
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.rules import RULES
from taperdocs.rules.rule import Rule

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "taperdocs"
MOST_ENTRIES = 15

RULES_OF_WINGS = """
plan       |
planfile   | plan; pydantic pydantic_core
language   | plan; babel
rules      | plan
pdf        | plan.problems; weasyprint pydyf jinja2 markupsafe fontTools
ics        | plan language options; icalendar
readback   | plan language options planfile pdf.enclosure; pypdfium2 vobject
documents  | plan language options rules pdf
make       | plan planfile language rules pdf ics readback documents options; fsspec s3fs dask distributed
web        | plan planfile language rules pdf ics readback documents make options; starlette uvicorn jinja2
cli        | plan planfile language rules pdf ics readback documents make options web; typer
"""
"""What each wing may import beside itself and the standard library: of the project; of other libraries."""

BESIDE_THE_WINGS = {"options": {"language"}, "__init__": set(), "__main__": set()}
"""The faces of the whole import any wing; options are values that several wings share."""


def _rules() -> Iterator[tuple[str, set[str], set[str]]]:
    for line in RULES_OF_WINGS.strip().splitlines():
        wing, _, rest = line.partition("|")
        ours, _, theirs = rest.partition(";")
        yield wing.strip(), set(ours.split()), set(theirs.split())


WINGS = {wing: (ours, theirs) for wing, ours, theirs in _rules()}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _files(wing: str) -> Iterator[Path]:
    yield from sorted((PACKAGE / wing).rglob("*.py"))


def _forbidden(wing: str) -> Iterator[str]:
    ours, theirs = WINGS[wing]
    allowed = (wing, *ours)
    for path in _files(wing):
        for imported in _imports(path):
            top, _, rest = imported.partition(".")
            if top == "taperdocs":
                fine = any(rest == name or rest.startswith(f"{name}.") for name in allowed)
            else:
                fine = top in sys.stdlib_module_names or top in theirs
            if not fine:
                yield f"{path.relative_to(PACKAGE)} imports {imported}"


@pytest.mark.parametrize("wing", WINGS)
def test_each_wing_imports_what_its_rule_allows(wing: str) -> None:
    """Every arrow points down, and a library that is not ours has one home."""
    assert list(_forbidden(wing)) == []


def test_the_folders_of_documents_never_import_each_other() -> None:
    """But for the curve, which two of them draw."""
    folders = {path.name for path in (PACKAGE / "documents").iterdir() if path.is_dir()} - {"__pycache__"}
    others = [
        f"{path.relative_to(PACKAGE)} imports {imported}"
        for path in _files("documents")
        if path.parent.name in folders
        for imported in _imports(path)
        if imported.startswith("taperdocs.documents.")
        and imported.split(".")[2] in folders - {path.parent.name, "curve"}
    ]

    assert others == []


def test_the_package_shows_its_wings_and_little_else() -> None:
    """A reader sees the whole house in one look."""
    there = {path.name for path in PACKAGE.iterdir()} - {"__pycache__"}

    assert len(there) <= MOST_ENTRIES
    assert there - {"py.typed"} >= {*WINGS}
    assert {name.removesuffix(".py") for name in there if name.endswith(".py")} == set(BESIDE_THE_WINGS)


@pytest.mark.parametrize("wing", WINGS)
def test_each_wing_has_a_face_that_says_what_it_is_for(wing: str) -> None:
    """The first line of a wing is its sign."""
    assert ast.get_docstring(ast.parse((PACKAGE / wing / "__init__.py").read_text(encoding="utf-8")))


EDGE = {"cli", "__main__"}
"""Only these print, exit and read the clock; ``make/write.py`` is the one room that writes files."""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_edge_prints_exits_reads_the_clock_or_writes(path: Path) -> None:
    """Everything else takes values and returns values."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room in EDGE or path.relative_to(PACKAGE).as_posix() in {"make/write.py", "make/files.py"}:
        return
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }

    assert not calls & {
        "print",
        "open",
        "exit",
        "sys.exit",
        "date.today",
        "datetime.now",
        "time.time",
        "input",
    }
    assert not {call for call in calls if call.endswith((".write_text", ".write_bytes"))}


def test_each_document_has_its_templates_and_its_line() -> None:
    """A document is one folder of views, one of templates and one line."""
    templates = {path.name for path in folder("templates").iterdir()} - {"shared", "web"}

    assert templates == set(DOCUMENTS)
    for name in DOCUMENTS:
        assert {path.name for path in (folder("templates") / name).iterdir()} >= {
            "document.html",
            "style.css",
        }


def test_each_strategy_is_registered() -> None:
    """A strategy is a function that returns doses or stages."""
    returned = {"tuple[taperdocs.plan.dose.Dose, ...]", "tuple[taperdocs.plan.strategies.Stage, ...]"}
    written = {
        name.replace("_", "-")
        for name, function in inspect.getmembers(taperdocs.plan.strategies, inspect.isfunction)
        if not name.startswith("_")
        and name != "stages"
        and str(inspect.signature(function).return_annotation) in returned
    }

    assert written == set(STRATEGIES)


def test_each_kind_of_change_is_registered() -> None:
    """A kind of change is a frozen class with ``apply``."""
    written: set[object] = {
        kind
        for _, kind in inspect.getmembers(taperdocs.plan.changes, inspect.isclass)
        if hasattr(kind, "apply") and is_dataclass(kind)
    }

    assert written == set(CHANGES.values())


def test_each_rule_is_registered_and_names_its_source() -> None:
    """A rule is a sourced function in a module of its guideline."""
    names = (module.name for module in pkgutil.iter_modules(taperdocs.rules.__path__))
    # The wing itself has the one rule that asks all others.
    modules = [taperdocs.rules, *(import_module(f"taperdocs.rules.{name}") for name in names)]
    written = {value for module in modules for value in vars(module).values() if isinstance(value, Rule)}

    assert written == set(RULES)
    assert all(rule.source.message and rule.computes for rule in RULES)


def test_each_export_is_named_after_what_it_is_not_after_a_person() -> None:
    """A file name holds neither person nor drug."""
    assert {export.file for export in EXPORTS.values()} == {"plan.ics", "doses.ics"}
    assert {export.removal for export in EXPORTS.values()} == {"plan-remove.ics", "doses-remove.ics"}


def test_each_language_is_known_to_babel() -> None:
    """A language is one .po file named after its territory."""
    assert languages()
    for code in languages():
        assert Locale.parse(code, sep="-").territory


def test_each_paper_is_a_sheet_in_portrait() -> None:
    """A paper is one line."""
    for name, paper in PAPERS.items():
        assert name == paper.name.lower()
        assert paper.width < paper.height
