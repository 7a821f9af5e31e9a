"""Finds the drugs of a plan file and how each is spelt, before its tables are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import cast

from pydantic import ValidationInfo

from taperdocs.plan.dose import Dose, dose_of
from taperdocs.plan.form import Form
from taperdocs.plan.problems import Place, Problem, Refused, excerpt, say
from taperdocs.plan.product import read_strength
from taperdocs.plan.regimen import Day, Intake, Slot
from taperdocs.planfile.counted import Counted
from taperdocs.planfile.fields import read_words

_NO_NAME = re.compile(
    r"(?:[\W\d_]|\b(?:mg|mcg|g|ml|no|dose|tablets?"
    r"|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b)+",
    re.IGNORECASE,
)
"""A name made only of numbers, units, months and weekdays, which could be read as a dose or a date."""


UNNAMED = say("this dose does not say of which drug it is")
_ALMOST = 0.93
"""How alike two names are that are one name with a slip; clonazepam and lorazepam are 0.84 alike, and two drugs."""


_INSIDE = frozenset({Form.DROPS, Form.BEADS})
"""Forms whose doses are counted in what is inside."""


@dataclass(slots=True)
class Drugs:
    """The drugs of a plan file, each as first spelt, and the problems with their names.

    ``only`` is the only drug, which a dose need not name; None where there are several. ``steps`` counts the steps
    that the strategies of one list have made so far. ``packets`` are drug, form, strength and drops in one
    mL, or beads in one capsule, of each packet, as written.
    """

    only: str | None
    spelling: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    steps: int = 0
    packets: tuple[tuple[str, str, str, object], ...] = ()
    _whole: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Keep the drug that doses of the whole plan need not name."""
        self._whole = self.only

    def name(self, drug: str) -> str:
        """Return *drug* as it was first spelt in the file."""
        return self.spelling.get(drug.casefold(), drug)

    def of_course(self, drug: str) -> str:
        """Let *drug* be the one that the doses which are read next need not name, and return it as first spelt.

        Without a *drug* it is again that of the whole plan.
        """
        self.only = self.name(drug) or self._whole
        return self.name(drug)

    def counted(self, counted: Counted, drug: str | None = None) -> Dose:
        """Return the dose of a number of pieces; raise ``Refused`` where the packets do not say how much that is."""
        name = (drug or self.only or "").casefold()
        fitting = [packet for of, *packet in self.packets if of.casefold() in {name, ""}]
        form, strength, drops = fitting[0] if len(fitting) == 1 else ("", "", None)
        inside = drops if isinstance(drops, int) and drops > 0 else None
        if form in _INSIDE and inside is None:
            # The packet is refused for what it does not say, and that once.
            return Dose(Decimal(1), "mg")
        if not counted.fits(str(form)):
            raise Refused(
                say(
                    '"{text}" is not a dose: the plan does not have one packet that is counted so',
                    text=excerpt(counted.text),
                ),
                say(
                    "Write how much drug that is in mg, as on the packet; taperdocs works out how to make it up."
                ),
            )
        one, per = read_strength(str(strength))
        several = Fraction(per) * (inside if form in _INSIDE and inside else 1)
        dose = dose_of(one.milligrams * counted.count / several, one.unit)
        if dose is None:
            raise Refused(
                say(
                    "no decimal number says how much {text} of {strength} is",
                    text=excerpt(counted.text),
                    strength=strength,
                ),
                say("Ask the prescriber for a dose in mg whose decimals end, or for another packet."),
            )
        return dose

    def plain(self, doses: Iterable[Dose], slot: Slot) -> Day:
        """Return intakes of the only drug; raise ``Refused`` where there are several."""
        if self.only is None:
            raise Refused(
                UNNAMED,
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
    """Return the drugs of a file; a name that is almost that of the plan is a problem and not a second drug."""
    packets = raw.get("product", [])
    tables = packets if isinstance(packets, list) else [packets]
    places: list[tuple[Place, object]] = [(("drug",), raw)]
    places += [(("product", index, "drug"), table) for index, table in enumerate(tables)]
    names = {place: name for place, table in places if (name := _drug(table)) is not None}
    beside = _beside(raw)
    if not all(names.values()):
        # A name that cannot be read is reported once, at its place, and not again at every dose.
        return Drugs("?", {})
    named = {**names, **beside}
    problems = [_no_name(place, name) for place, name in named.items() if _NO_NAME.fullmatch(name)]
    top = names.get(("drug",), "")
    spelling = {top.casefold(): top} if top else {}
    # What is allowed when needed is a drug of its own, however much its name is like that of the plan.
    known = {name.casefold() for name in beside.values()}
    for place, name in names.items():
        key = name.casefold()
        if (
            top
            and key not in known
            and key not in spelling
            and get_close_matches(key, [top.casefold()], cutoff=0.8)
        ):
            problems.append(_misspelt(place, name, top))
            spelling[key] = top
        spelling.setdefault(key, name)
    problems += _almost(beside, spelling)
    if tables and not spelling:
        problems.append(
            Problem(
                (),
                say("the plan does not say which drug is tapered"),
                say('Write it at the top, as in drug = "clonazepam"; with several, in each [[product]].'),
            )
        )
        return Drugs("?", {}, tuple(problems))
    # Where the top names the drug of the plan, a packet of what is only allowed beside it makes it no second drug.
    apart = known - {top.casefold()} if top else set[str]()
    different = tuple(dict.fromkeys(name for key, name in spelling.items() if key not in apart))
    for name in beside.values():
        spelling.setdefault(name.casefold(), name)
    written = tuple(
        (
            str(table.get("drug", "")),
            str(table.get("form", "")),
            str(table.get("strength", table.get("rate", ""))),
            table.get("drops_per_mL") or table.get("beads"),
        )
        for table in tables
        if isinstance(table, Mapping)
    )
    return Drugs(different[0] if len(different) == 1 else None, spelling, tuple(problems), packets=written)


def _beside(raw: Mapping[str, object]) -> dict[Place, str]:
    """Return the names of what is allowed when needed, which are no drugs of the plan for that."""
    tables = raw.get("as_needed", [])
    listed = tables if isinstance(tables, list) else [tables]
    named = ((("as_needed", index, "drug"), _drug(table)) for index, table in enumerate(listed))
    return {place: name for place, name in named if name}


def _almost(beside: Mapping[Place, str], spelling: Mapping[str, str]) -> Iterator[Problem]:
    """Find names that are almost those of a drug of the plan."""
    for place, name in beside.items():
        near = get_close_matches(name.casefold(), spelling, n=1, cutoff=_ALMOST)
        if near and name.casefold() not in spelling:
            yield Problem(
                place,
                say('this is "{name}" and the plan has "{drug}"', name=name, drug=spelling[near[0]]),
                say("Look at the packet and write one name in both places."),
            )


def _drug(table: object) -> str | None:
    """Return the drug that *table* names, None where it names none, and "" where the name cannot be read."""
    if not isinstance(table, Mapping) or not isinstance(table.get("drug", ""), str):
        return ""
    try:
        return read_words(table["drug"]) if "drug" in table else None
    except Refused:
        return ""


def _no_name(place: Place, name: str) -> Problem:
    """Return the problem of a name that could be read as a dose or a date."""
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
