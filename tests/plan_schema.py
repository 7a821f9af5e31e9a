"""Makes the JSON Schema of the plan file, for editors and other programs, from the classes that read it."""

from collections.abc import Callable, Mapping
from typing import Any

from taperdocs.planfile.steps import HOURS, TAG
from taperdocs.planfile.tables import PlanFile

Schema = dict[str, Any]

_NAMED = ("properties", "patternProperties", "$defs")
"""Words of a schema whose keys are names in the file."""

_LATER = ("examples", "propertyNames")
"""Words that Draft 4 lacks; without them a schema accepts more or explains less."""


def plan_schema() -> Schema:
    """Return the schema in the dialect 2020-12."""
    schema = _plain(PlanFile.model_json_schema(by_alias=True))
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:taperdocs:plan:1",
        "title": "taperdocs plan file",
    }
    return {**head, **schema}


def draft4(schema: Schema) -> Schema:
    """Return *schema* in Draft 4, which TOML editors read; it refuses no file that *schema* accepts."""
    head = {"$schema": "http://json-schema.org/draft-04/schema#", "id": schema["$id"]}
    rest = {word: value for word, value in schema.items() if word not in {"$schema", "$id"}}
    return {**head, **_older(rest)}


def _plain(schema: Mapping[str, Any]) -> Schema:
    """Return *schema* without null, which TOML does not have, and without titles that repeat a key."""
    made: Schema = {}
    for word, value in schema.items():
        if word in _NAMED:
            made[word] = {name: _plain(inner) for name, inner in value.items() if not name.startswith(TAG)}
            if word == "properties" and HOURS in value:
                # What is written under all hours is one field of the class; in the file each hour is a key.
                made["patternProperties"] = _plain(value[HOURS])["patternProperties"]
        elif word == "anyOf" and {"type": "null"} in value:
            left = [_plain(inner) for inner in value if inner != {"type": "null"}]
            made |= left[0] if len(left) == 1 else {"anyOf": left}
        elif word == "title" or (word == "default" and not (value and isinstance(value, str))):
            continue
        else:
            made[word] = _inside(value, _plain)
    return made


def _older(schema: Mapping[str, Any]) -> Schema:
    if "$ref" in schema:
        # Draft 4 ignores everything beside a reference.
        return {"$ref": schema["$ref"].replace("#/$defs/", "#/definitions/")}
    made: Schema = {}
    for word, value in schema.items():
        if word in _NAMED:
            made["definitions" if word == "$defs" else word] = {
                name: _older(inner) for name, inner in value.items()
            }
        elif word == "const":
            made["enum"] = [value]
        elif word not in _LATER:
            made[word] = _inside(value, _older)
    return made


def _inside(value: object, change: Callable[[Schema], Schema]) -> object:
    if isinstance(value, dict):
        return change(value)
    if isinstance(value, list):
        return [_inside(inner, change) for inner in value]
    return value
