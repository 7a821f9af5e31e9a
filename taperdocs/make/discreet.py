"""A plan as it may hang where others read it: without the drugs' names, with all its doses and its code."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def discreet(plan: Plan, words: Words) -> Plan:
    """Return *plan* with other names for its drugs wherever they stand, in reasons and conditions too.

    The title goes altogether, since it often holds a brand. The plan file is left out: it says everything.
    """
    drugs = dict.fromkeys((*plan.drugs, *(product.drug for product in plan.outline.products)))
    names = {drug: _name(words, number, len(drugs)) for number, drug in enumerate(drugs)}
    hidden: Plan = _renamed(replace(plan, source=b"", origin=plan.outline), names)
    return replace(hidden, outline=replace(hidden.outline, title=words.text("Taper")), origin=plan.outline)


def _name(words: Words, number: int, count: int) -> str:
    if count == 1:
        return words.text("medicine")
    return words.text("medicine {letter}", letter=_LETTERS[number])


def _renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401  whatever a plan is made of
    """Return *value* with each drug's name in each of its texts replaced."""
    made = value
    if isinstance(value, str) and not isinstance(value, Enum):
        pattern = "|".join(re.escape(drug) for drug in sorted(names, key=len, reverse=True))
        lower = {drug.casefold(): name for drug, name in names.items()}
        made = re.sub(
            rf"(?<!\w)(?:{pattern})(?!\w)", lambda m: lower[m[0].casefold()], value, flags=re.IGNORECASE
        )
    elif isinstance(value, tuple):
        made = tuple(_renamed(item, names) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(
            value, **{entry.name: _renamed(getattr(value, entry.name), names) for entry in fields(value)}
        )
    return made
