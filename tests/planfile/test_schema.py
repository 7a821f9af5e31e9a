"""The shipped JSON Schemas: current, valid in their dialects, and never stricter than the reader."""

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from jsonschema.protocols import Validator
from plan_schema import draft4, plan_schema
from plans import plan_texts

from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import outline_of, read

SCHEMAS = {"plan.schema.json": plan_schema(), "plan.draft4.schema.json": draft4(plan_schema())}
VALIDATORS: tuple[Validator, ...] = (
    Draft202012Validator(SCHEMAS["plan.schema.json"]),
    Draft4Validator(SCHEMAS["plan.draft4.schema.json"]),
)
GALLERY = Path(__file__).parents[1] / "errors"
SAMPLES = sorted(folder("samples").glob("*.toml"))

STRUCTURAL = """
agreed_without_a_name
ask_is_no_list
begins_unreadable
change_unknown
cycle_of_one_day
cycle_with_a_broken_day
cycle_without_sunday
date_missing
diary_track_is_no_list
diary_track_too_long
dose_empty
dose_fraction
dose_in_ml
dose_letter_o
dose_needless_zero
dose_negative
dose_no_unit
dose_number_only
dose_range
dose_two_units
dose_unit_mistyped
dose_words
dose_percent
format_missing
format_of_the_future
hold_days_in_quotes
hold_in_half_weeks
hold_without_a_day
hour_unreadable
key_misspelt
key_of_a_step_at_the_top
key_of_the_plan_at_the_end
key_unknown
length_half_weeks
length_of_months
length_true
length_unit_twice
length_zero
product_measure_unreadable
product_scale_unreadable
product_single_bracket
product_strength_two_drugs
product_unknown_form
product_without_strength
replan_with_a_key_misspelt
review_single_bracket
review_without_a_day
start_in_words
step_heading_in_the_plural
step_unknown_time
step_with_two_lengths
step_without_dose
step_without_length
supply_unreadable
taper_linear_percent
taper_percent_without_sign
taper_unknown
taper_without_end
text_very_long
value_unknown
"""


def as_json(value: Any) -> Any:  # noqa: ANN401  whatever TOML holds
    """Return TOML values as an editor hands them to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def loads(text: str) -> dict[str, Any]:
    """Read TOML as the reader does."""
    return tomllib.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_readers(name: str, golden: Golden) -> None:
    """A key that is added to the reader is in both schemas."""
    golden(folder("planfile/schemas") / name, json.dumps(SCHEMAS[name], indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("validator", VALIDATORS, ids=SCHEMAS)
def test_the_schema_is_valid_in_its_dialect(validator: Validator) -> None:
    """Judged by the dialect's own schema."""
    schema = validator.schema
    assert isinstance(schema, dict)

    validator.check_schema(schema)

    assert schema["$schema"] == validator.META_SCHEMA["id" if "id" in schema else "$schema"]


def test_draft_4_has_none_of_the_later_words() -> None:
    """An unknown word is no mistake in a schema, but it does nothing."""
    assert words(SCHEMAS["plan.draft4.schema.json"]) <= {*Draft4Validator.META_SCHEMA["properties"], "$ref"}


def words(schema: dict[str, Any]) -> set[str]:
    """Return the words of the dialect that *schema* uses."""
    found = set(schema)
    for word, value in schema.items():
        inner = (
            value.values() if word in {"properties", "patternProperties", "$defs", "definitions"} else [value]
        )
        for entry in inner:
            for part in entry if isinstance(entry, list) else [entry]:
                found |= words(part) if isinstance(part, dict) else set()
    return found


@pytest.mark.parametrize("validator", VALIDATORS, ids=SCHEMAS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_each_sample_fits(sample: Path, validator: Validator) -> None:
    """The plans that people begin with show no red line in an editor."""
    assert not list(validator.iter_errors(as_json(loads(sample.read_text()))))


@given(plan_texts())
def test_each_plan_that_is_read_fits(text: str) -> None:
    """Under both dialects."""
    for validator in VALIDATORS:
        assert not list(validator.iter_errors(as_json(loads(text))))


@pytest.mark.parametrize("validator", VALIDATORS, ids=SCHEMAS)
@pytest.mark.parametrize("name", STRUCTURAL.split())
def test_a_mistake_of_structure_is_shown_in_the_editor(name: str, validator: Validator) -> None:
    """What can be seen without reckoning is refused by the schema as well."""
    assert not validator.is_valid(as_json(loads((GALLERY / f"{name}.toml").read_text())))


def places(value: object, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where each value of a file is."""
    if where:
        yield where
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*where, key))


VALUES = st.sampled_from(
    [
        *(
            "",
            " ",
            "0",
            "1 mg",
            "0,5 mg",
            "1\N{NO-BREAK SPACE}mg",
            "open",
            "2-3",
            "2 – 3",
            "2+",
            "3-2",
            "2 weeks",
            "2w",
        ),
        *(
            "2.5 mg/ml",
            "2 mg / 5 mL",
            "2 mg per 5 mL",
            "0.1 ml",
            "0,1 mL",
            "57 mm",
            "43,5 mm",
            "10 %",
            "2,5%",
            "week 2",
            "day 8",
            "solution",
        ),
        *(
            "half",
            "stop",
            "hold",
            "morning",
            "start",
            "x" * 201,
            " " * 201 + "x",
            "a\nb",
            "2026-12-07",
            "percent",
        ),
        *(0, 1, 2, -1, True, False, Decimal("1.0"), Decimal("1.5"), Decimal("NaN"), 10**400),
        *(date(2026, 12, 7), date(1950, 1, 1), datetime(2026, 12, 7, 8), time(8)),  # noqa: DTZ001  as TOML has them
        *(
            [],
            ["0.5 mg"],
            ["0.5 mg", "0 mg"],
            [["0.5 mg"], "1 mg"],
            {},
            {"clonazepam": "1 mg"},
            {"dose": "1 mg"},
        ),
        "1 mg 2w; 0.5 mg 2w; 0",
        *("100 mL", "2 working days", "sunday", "2026-12-24 to 2026-12-28"),
        *(["sunday", "2026-12-24 to 2026-12-28"], [date(2026, 12, 25)]),
        *({"pack_size": 28, "on_hand": Decimal("12.5")}, {"closed": ["sunday"], "keep_parts": False}),
    ]
).map(deepcopy)
KEYS = st.sampled_from(
    [
        "dose",
        "morning",
        "days",
        "weeks",
        "cycle",
        "begins",
        "if",
        "drug",
        "split",
        "measure",
        "syringe",
        "scale",
        "track",
        "dispense_every",
        "pack_size",
        "on_hand",
        "counted",
        "order_ahead",
        "closed",
        "keep_parts",
        "supply",
        "what",
        "review",
        "start",
        "taper",
        "on",
        "kind",
        "step",
        "x",
    ]
)


@st.composite
def altered(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the values of a plan file in which some are taken out, replaced or added."""
    text = draw(plan_texts() | st.sampled_from([sample.read_text() for sample in SAMPLES]))
    raw = loads(text)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(sorted(places(raw), key=repr) or [("x",)]))
        table: Any = raw
        for part in path:
            table = table[part]
        change = draw(st.sampled_from(("replace", "remove", "add")))
        if change == "remove":
            del table[last]
        elif change == "add" and isinstance(table, dict):
            table[draw(KEYS)] = draw(VALUES)
        else:
            table[last] = draw(VALUES)
    return raw


@given(altered())
def test_what_the_schema_refuses_the_reader_refuses(raw: dict[str, Any]) -> None:
    """A red line in the editor is never a false alarm."""
    try:
        outline_of(raw)
    except TaperError:
        return
    for validator in VALIDATORS:
        assert not list(validator.iter_errors(as_json(raw)))


@pytest.mark.parametrize("name", STRUCTURAL.split())
def test_the_reader_refuses_them_as_well(name: str) -> None:
    """The gallery says how."""
    with pytest.raises(TaperError):
        read((GALLERY / f"{name}.toml").read_bytes())
