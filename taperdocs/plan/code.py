"""The plan code: six signs, the same for two plans with the same meaning."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from taperdocs.plan.regimen import Slot

ALPHABET = "2346789CDFGHJKMNPQRTVWXY"
"""The signs of a plan code: of look-alikes (0 O, 1 I L, 5 S, 2 Z, 8 B, U V) one at most, and no vowels (no words)."""

LENGTH = 6
"""Number of signs."""

_FIRST_NAMES = {"LeadTime": "Ahead"}
"""The name that a class had when the first codes were made. Codes are made of names, so it stays part of them."""


def code_of(value: object) -> str:
    """Return the code of a frozen dataclass; fields that are not compared do not count.

    A field that has its default is left out. So a later version may add a field without changing the codes of older
    plans, which are on printed pages.
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
    if isinstance(value, Slot):
        # A time of day counts as its word, as it did when the first codes were made.
        return str(value)
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
