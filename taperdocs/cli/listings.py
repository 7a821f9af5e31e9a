"""What can be chosen on the command line, and what only its commands read and say."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from taperdocs.make.typed import one_of, read_date, summary
from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import Refused, TaperError, excerpt, refuse

if TYPE_CHECKING:
    from taperdocs.options import Options
    from taperdocs.plan.plan import Plan

# Registries are imported where they are asked for, so that a command starts with only what it needs.
# ruff: noqa: PLC0415


def tapers() -> dict[str, str]:
    """Return the ways of tapering that a step may name."""
    from taperdocs.plan.strategies import STRATEGIES

    return {name: summary(strategy) for name, strategy in STRATEGIES.items()}


def changes() -> dict[str, str]:
    """Return the kinds of changes that a plan file may hold."""
    from taperdocs.plan.changes import CHANGES

    return {name: summary(kind) for name, kind in CHANGES.items()}


def schemas() -> dict[str, Path]:
    """Return the JSON Schemas that are shipped."""
    end = ".schema.json"
    return {path.name.removesuffix(end): path for path in sorted(folder("planfile/schemas").glob(f"*{end}"))}


def read_schema(name: str) -> bytes:
    """Return the schema *name*; raise ``TaperError`` where there is none."""
    return one_of(schemas(), "NAME", name).read_bytes()


def all_day(plan: "Plan", options: "Options") -> str:
    """Say which doses are events of the whole day in doses.ics, and what gives them an hour."""
    from taperdocs.ics.events import without_hour
    from taperdocs.plan.regimen import Slot

    zone = options.zone or plan.outline.zone
    missing = without_hour(plan, zone)
    named = ", ".join(slot for slot in missing if slot is not Slot.ANY)
    whole = "events of the whole day" + (", and no alarm rings at them" if options.at_dose else "")
    if not missing:
        return ""
    if not named:
        return f"Some doses have no time of day: in doses.ics they are {whole}."
    if not zone:
        return (
            f"The plan names no time zone: in doses.ics the doses are {whole}.\n"
            'Write zone = "Europe/London" at its top and the hours under [hours], or add --zone.'
        )
    return (
        f"No hour is written for {named}: in doses.ics these doses are {whole}.\n"
        'Write it under [hours], as in morning = "08:00".'
    )


def read_day(as_of: str | None) -> date:
    """Read ``--as-of``; without it return the day that it is here, the only look at a clock."""
    return read_date("--as-of", as_of) or date.today()  # noqa: DTZ011


def read_days(where: str, text: str) -> int:
    """Read ``2 weeks`` or ``10 days``; raise ``TaperError`` for what is not one length."""
    from taperdocs.plan.length import read_length_in_words

    how = 'Write it as in "2 weeks" or "10 days".'
    if re.match(r"\s*([-−]|0+\D*$)", text, re.ASCII):
        refuse(where, f'"{excerpt(text)}" is not a day or longer', how)
    try:
        length = read_length_in_words(text)
    except Refused as refused:
        raise TaperError(refused.problem(where), exit_code=2) from None
    if length.longest is None or length.shortest != length.longest:
        refuse(where, f'"{text}" is not one length', how)
    return length.longest


def one_word_each(command: str, rest: Sequence[str], example: str) -> None:
    """Raise ``TaperError`` where words are left over: most often a value of several without quotation marks."""
    if rest:
        words = '" and "'.join(excerpt(word) for word in rest)
        refuse(
            command,
            f'"{words}" {"belong" if len(rest) > 1 else "belongs"} to no option',
            f"Put quotation marks around a value of several words, as in {example}.",
        )


def left_behind(folder: Path, code: str) -> Iterator[Path]:
    """Yield the files for a phone calendar in *folder* that are not from the plan of this *code*."""
    from taperdocs.ics.export import EXPORTS

    for path in (folder / name for export in EXPORTS.values() for name in (export.file, export.removal)):
        if path.is_file() and code.encode() not in path.read_bytes().replace(b"\r\n ", b""):
            yield path
