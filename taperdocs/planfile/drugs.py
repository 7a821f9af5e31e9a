"""Which drugs a plan file is about, and how each is spelt: known before its tables are read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast

from pydantic import ValidationInfo

from taperdocs.plan.dose import Dose
from taperdocs.plan.problems import Place, Problem, Refused, excerpt, say
from taperdocs.plan.regimen import Day, Intake, Slot
from taperdocs.planfile.fields import read_words

_NO_NAME = re.compile(
    r"(?:[\W\d_]|\b(?:mg|mcg|g|ml|no|dose|tablets?"
    r"|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b)+",
    re.IGNORECASE,
)
"""A name of nothing but numbers, units, months and days: beside a dose or a date nobody can tell it from them."""


@dataclass(slots=True)
class Drugs:
    """The drugs of a plan file, each as first spelt, and what is wrong with their names.

    ``only`` is the drug of a plain dose, None where there are several. ``steps`` counts those that
    the strategies of one list have made so far.
    """

    only: str | None
    spelling: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    steps: int = 0

    def name(self, drug: str) -> str:
        """Return *drug* as it is first spelt."""
        return self.spelling.get(drug.casefold(), drug)

    def plain(self, doses: Iterable[Dose], slot: Slot) -> Day:
        """Return intakes of the plan's one drug; raise ``Refused`` where there are several."""
        if self.only is None:
            raise Refused(
                say("this dose does not say of which drug it is"),
                say(
                    'With one drug, write it once at the top, as in drug = "clonazepam"; with several, write a '
                    'table, as in morning = {{ lorazepam = "1 mg", diazepam = "5 mg" }}.'
                ),
            )
        return tuple(Intake(self.only, slot, dose) for dose in doses)


def known_drugs(info: ValidationInfo) -> Drugs:
    """Return the drugs of the file that pydantic is reading."""
    return cast("Drugs", info.context)


def drugs_of(raw: Mapping[str, object]) -> Drugs:
    """Find the drugs of a file; a name that is nearly the plan's is a problem, no second drug."""
    packets = raw.get("product", [])
    tables = packets if isinstance(packets, list) else [packets]
    places: list[tuple[Place, object]] = [(("drug",), raw)]
    places += [(("product", index, "drug"), table) for index, table in enumerate(tables)]
    names = {place: name for place, table in places if (name := _drug(table)) is not None}
    if not all(names.values()):
        # What cannot be read is told at its place, and not again at every dose.
        return Drugs("?", {})
    problems = [_no_name(place, name) for place, name in names.items() if _NO_NAME.fullmatch(name)]
    top = names.get(("drug",), "")
    spelling = {top.casefold(): top} if top else {}
    for place, name in names.items():
        key = name.casefold()
        if top and key not in spelling and get_close_matches(key, [top.casefold()], cutoff=0.8):
            problems.append(_misspelt(place, name, top))
            spelling[key] = top
        spelling.setdefault(key, name)
    if tables and not spelling:
        problems.append(
            Problem(
                (),
                say("the plan does not say which drug is tapered"),
                say('Write it at the top, as in drug = "clonazepam"; with several, in each [[product]].'),
            )
        )
        return Drugs("?", {}, tuple(problems))
    different = tuple(dict.fromkeys(spelling.values()))
    return Drugs(different[0] if len(different) == 1 else None, spelling, tuple(problems))


def _drug(table: object) -> str | None:
    """Return the name of the drug that *table* has, None where it has none, nothing where it cannot be read."""
    if not isinstance(table, Mapping) or not isinstance(table.get("drug", ""), str):
        return ""
    try:
        return read_words(table["drug"]) if "drug" in table else None
    except Refused:
        return ""


def _no_name(place: Place, name: str) -> Problem:
    """Refuse a name that reads as a dose or a date."""
    return Problem(
        place,
        say('"{name}" is no name of a drug: it would be read as a dose or a date', name=excerpt(name)),
        say('Write the name that is on the packet, as in drug = "clonazepam".'),
    )


def _misspelt(place: Place, name: str, drug: str) -> Problem:
    return Problem(
        place,
        say('the plan is for "{drug}" and this packet is "{name}"', drug=excerpt(drug), name=excerpt(name)),
        say(
            "Look at the packet and write one name in both places. If they are two drugs, take drug out at "
            "the top and name the drug of each dose."
        ),
    )
