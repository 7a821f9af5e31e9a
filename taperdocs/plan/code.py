"""The plan code: six signs that are the same wherever two plans mean the same."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

ALPHABET = "2346789CDFGHJKMNPQRTVWXY"
"""No sign that looks like another (0 O, 1 I L, 5 S, 2 Z, 8 B, U V), and no vowel: no word comes out."""

LENGTH = 6

_FIRST_NAMES = {"LeadTime": "Ahead"}
"""What classes were called when the first codes were made of their names."""


def code_of(value: object) -> str:
    """Return the code of a frozen dataclass; fields that do not count for equality do not count here.

    A field that has its default is left out, so that a key which a later version adds to plan files leaves
    the codes of older plans, and with them the pages that hang on fridges, as they are.
    """
    text = json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":"))
    number = int.from_bytes(sha256(text.encode()).digest())
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def _counts(value: object, field: "Field[object]") -> bool:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return field.compare and getattr(value, field.name) != default


def _plain(value: object) -> object:
    if is_dataclass(value):
        plain = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if _counts(value, f)}
        name = type(value).__name__
        return [_FIRST_NAMES.get(name, name), plain]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date | UUID):
        return str(value)
    return format(value, "f")
