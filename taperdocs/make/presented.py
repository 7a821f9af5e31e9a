"""Prepares a plan to be shown: hides its drugs' names if asked to, and numbers the days of a plan without dates.

On paper a dose without an end is laid out for four weeks from the day of printing.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from taperdocs.language.phrases import title
from taperdocs.language.undated import undated
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shown(plan: Plan, options: Options) -> tuple[Plan, Options]:
    """Return plan and options as exports take them; calling it twice changes nothing."""
    words = Words(options.language)
    if options.discreet and plan.origin is None:
        plan = redacted(plan, words)
    elif plan.outline.untitled and plan.origin is None:
        plan = replace(plan, outline=replace(plan.outline, title=title(words, plan)), origin=plan.outline)
    if not plan.outline.dated:
        options = replace(options, language=undated(options.language))
    return plan, options


def on_paper(plan: Plan, options: Options) -> tuple[Plan, Options]:
    """Return plan and options as documents take them: as ``shown``, with all days to print laid out."""
    plan, options = shown(plan, options)
    return laid_out(plan, options), options


def laid_out(plan: Plan, options: Options) -> Plan:
    """Return *plan* laid out to the last day to print, if it has no end."""
    if not plan.outline.dated:
        return plan
    plan = plan.ahead(max(options.as_of, options.first or options.as_of))
    return plan.extended_to(options.last) if options.last else plan


def redacted(plan: Plan, words: Words) -> Plan:
    """Return *plan* with each drug's name replaced in all its texts, in reasons and conditions too.

    The whole title is replaced, since it often has a brand in it. What the drugs are taken for and the plan file
    are left out, since they tell what it is.
    """
    drugs = dict.fromkeys(
        (*plan.drugs, *(product.drug for product in plan.outline.products), *plan.medicines)
    )
    names = {drug: _name(words, number, len(drugs)) for number, drug in enumerate(drugs)}
    hidden: Plan = _renamed(replace(plan, source=b"", origin=plan.outline), names)
    beside = tuple(replace(allowed, why="") for allowed in hidden.outline.as_needed)
    outline = replace(hidden.outline, title=words.text("Taper"), indication="", as_needed=beside)
    return replace(hidden, outline=outline, origin=plan.outline)


def _name(words: Words, number: int, count: int) -> str:
    if count == 1:
        return words.text("medicine")
    return words.text("medicine {letter}", letter=_LETTERS[number])


def _renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401  whatever a plan is made of
    """Return *value* with each drug's name replaced in all its texts."""
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
