"""The house: which modules there are, what each may import, and one place for each thing to be added."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest
from babel import Locale

import taperdocs.changes
import taperdocs.documents
import taperdocs.ics
import taperdocs.rules
import taperdocs.strategies
from taperdocs.changes import CHANGES
from taperdocs.documents import DOCUMENTS
from taperdocs.ics import EXPORTS
from taperdocs.languages import languages
from taperdocs.paper import PAPERS
from taperdocs.resources import folder
from taperdocs.rules import RULES
from taperdocs.rules.rule import Rule
from taperdocs.strategies import STRATEGIES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "taperdocs"

ROWS = """
drugs bugs errors native resources version
code dose paper clock
length product
pieces regimen line
step pharmacy
changes strategies
plan
faults cut supply languages
build options words undated ledger
phrases fields source moments revisions
figures discreet history spans
facts rules agenda planfile shown component
outline schema expected_ics reminders
reader expected_doses vevent parsed_ics
documents ics show terminal new difference changing
beside
comparison
enclosures form parts
once
finisher readback readback_ics
render attachments packed readback_doses
opening
making writing
aside
__init__
choices doctor
arguments console jobs
markers tables
crews stores
batch
progress
asking later many
cli
__main__
"""
"""From the bottom up: a module imports only from the rows above its own, a folder also from itself."""

STANDARD_LIBRARY_UP_TO = "supply"
ONLY_IN = {
    "pydantic": {"fields", "planfile", "reader"},
    "pydantic_core": {"fields", "reader"},
    "weasyprint": {"render", "once"},
    "pydyf": {"once"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "icalendar": {"component"},
    "vobject": {"parsed_ics"},
    "pypdfium2": {"attachments", "opening", "readback"},
    "babel": {"languages"},
    "fontTools": {"render", "documents"},
    "typer": {"arguments", "cli", "console", "later", "many", "__main__"},
    "dask": {"crews"},
    "distributed": {"crews"},
    "fsspec": {"stores"},
}
FIRST_FOLDERS = ("taperdocs", "templates", "fonts", "samples", "tests", "benchmarks", "docs")
FIRST = """
errors dose paper resources product regimen step changes strategies plan supply languages rules words
planfile documents ics render readback making __init__ cli
"""
"""What the architecture names; the others stand between."""


def _row(module: str) -> int:
    return next(number for number, row in enumerate(ROWS.split("\n")) if module in row.split())


def _modules() -> Iterator[tuple[str, Path]]:
    """Yield each module, or folder of modules, with each of its files."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("name", FIRST_FOLDERS)
def test_each_folder_of_the_layout_is_there(name: str) -> None:
    """A reader guesses the room of a line of code from the layout."""
    assert (ROOT / name).is_dir()


def test_each_module_of_the_architecture_is_there_and_has_its_row() -> None:
    """No module without a place, no place without a module."""
    there = {name for name, _ in _modules()}

    assert there >= set(FIRST.split())
    assert there == set(ROWS.split())


@pytest.mark.parametrize(
    ("module", "path"), [pytest.param(m, p, id=str(p.relative_to(PACKAGE))) for m, p in _modules()]
)
def test_modules_import_only_from_the_rows_above(module: str, path: Path) -> None:
    """And what is not ours only where it belongs."""
    for imported in _imports(path):
        top, *rest = imported.split(".")
        if top == "taperdocs":
            ours = rest[0] if rest and rest[0] in ROWS.split() else "__init__"
            assert ours == module == path.parent.name or _row(ours) < _row(module), imported
        elif top in ONLY_IN:
            assert module in ONLY_IN[top], imported
            assert _row(module) > _row(STANDARD_LIBRARY_UP_TO) or top == "babel", imported
        else:
            assert top in STANDARD, imported


STANDARD = set(__import__("sys").stdlib_module_names)


@pytest.mark.parametrize("path", [path for _, path in _modules()], ids=str)
def test_only_the_edge_prints_exits_reads_the_clock_or_writes(path: Path) -> None:
    """Everything else takes values and returns values."""
    edge = {"cli", "console", "choices", "doctor", "writing", "__main__", "native", "asking"}
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and path.stem not in edge
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


def test_each_document_has_a_view_facts_templates_and_its_line() -> None:
    """A document is one module, one folder of templates and one line."""
    modules = {m.name for m in pkgutil.iter_modules(taperdocs.documents.__path__)}
    documents = {m for m in modules if hasattr(import_module(f"taperdocs.documents.{m}"), "view")}
    templates = {path.name for path in folder("templates").iterdir() if path.name != "shared"}

    assert documents == set(DOCUMENTS) == templates
    for name in DOCUMENTS:
        assert callable(import_module(f"taperdocs.documents.{name}").facts)
        assert {path.name for path in (folder("templates") / name).iterdir()} >= {
            "document.html",
            "style.css",
        }


def test_each_strategy_is_registered() -> None:
    """A strategy is a function that returns doses."""
    written = {
        name
        for name, function in inspect.getmembers(taperdocs.strategies, inspect.isfunction)
        if not name.startswith("_")
        and str(inspect.signature(function).return_annotation) == "tuple[taperdocs.dose.Dose, ...]"
    }

    assert written == set(STRATEGIES)


def test_each_kind_of_change_is_registered() -> None:
    """A kind of change is a frozen class with ``apply``."""
    written: set[object] = {
        kind
        for _, kind in inspect.getmembers(taperdocs.changes, inspect.isclass)
        if hasattr(kind, "apply") and is_dataclass(kind)
    }

    assert written == set(CHANGES.values())


def test_each_rule_is_registered_and_names_its_source() -> None:
    """A rule is a sourced function in a module of its guideline."""
    modules = [
        import_module(f"taperdocs.rules.{m.name}") for m in pkgutil.iter_modules(taperdocs.rules.__path__)
    ]
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
