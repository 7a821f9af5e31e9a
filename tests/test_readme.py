"""What the written parts say is true."""

import re
from pathlib import Path

import pytest

from taperdocs.documents import DOCUMENTS
from taperdocs.make.typed import possible
from taperdocs.plan.changes import CHANGES
from taperdocs.planfile.fields import Table
from taperdocs.planfile.reader import read
from taperdocs.planfile.steps import HOURS, STEP_TABLES
from taperdocs.planfile.tables import ChangeTable, PlanFile

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_of_the_reference_is_a_plan(example: str) -> None:
    """What stands there can be copied."""
    assert read(example.encode()).periods


def tables_of(table: type[Table]) -> tuple[type[Table], ...]:
    """Return each kind of table that a plan file can have."""
    return tuple(each for kind in table.__subclasses__() for each in (kind, *tables_of(kind)))


def test_each_key_of_a_plan_file_is_in_the_reference() -> None:
    """A key that nobody can look up is not there."""
    tables = (*STEP_TABLES.values(), *tables_of(Table))
    assert {PlanFile, ChangeTable} <= set(tables)
    keys = {field.alias or name for table in tables for name, field in table.model_fields.items()} - {HOURS}

    assert not {key for key in keys if not re.search(rf"\b{key}\b", REFERENCE)}


def test_each_kind_of_change_is_in_the_reference_with_an_example() -> None:
    """What happens to a plan is shown as it stands in a file."""
    shown = {
        change for example in EXAMPLES for change in re.findall(r'^kind = "(.+)"$', example, re.MULTILINE)
    }

    assert shown == set(CHANGES)


def test_each_sample_is_in_the_reference_and_the_other_way_round() -> None:
    """The list of samples is whole."""
    samples = {path.name for path in (ROOT / "samples").glob("*.toml")}

    assert samples == set(re.findall(r"`([\w-]+\.toml)`", REFERENCE))


def test_the_readme_is_short_and_has_a_picture_of_each_document() -> None:
    """Under 60 lines."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert len(readme.splitlines()) < 60
    plan = read((ROOT / "samples" / "clonazepam.toml").read_bytes())
    for name in possible(plan, DOCUMENTS):
        assert f"samples/pages/clonazepam-{name}.png" in readme
        assert (ROOT / "samples" / "pages" / f"clonazepam-{name}.png").is_file()
    assert "samples/web-page.png" in readme
    assert (ROOT / "samples" / "web-page.png").stat().st_size < 100_000
