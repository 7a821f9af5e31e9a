"""What is known of a drug: its names and its group. No strengths, no doses, no equivalences.

Each drug of `drugs.csv` has its code and group from the WHO ATC/DDD Index (https://atcddd.fhi.no/atc_ddd_index/).
Names are international nonproprietary names, with names of the United States and of Germany where these differ by more
than a final e or a salt ("Oxycodon", "morphine sulfate", "Morphinsulfat"). Brand names are left out, since they mean
different drugs in different countries.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files


class Group(StrEnum):
    """The groups of drugs that the rules distinguish."""

    BENZODIAZEPINE = "benzodiazepine"
    Z_DRUG = "z-drug"
    OPIOID = "opioid"
    SSRI = "SSRI"
    ANTIDEPRESSANT = "antidepressant"
    GLUCOCORTICOID = "glucocorticoid"
    GABAPENTINOID = "gabapentinoid"
    ANTIPSYCHOTIC = "antipsychotic"
    PPI = "proton-pump inhibitor"
    BETA_BLOCKER = "beta-blocker"
    ANTIHYPERTENSIVE = "antihypertensive"
    MUSCLE_RELAXANT = "muscle relaxant"
    ANTIEPILEPTIC = "antiepileptic"
    LEVODOPA = "levodopa"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug: its international name, group, ATC code, and other spellings."""

    name: str
    group: Group
    atc: str
    names: tuple[str, ...] = ()


def _drugs() -> Iterator[Drug]:
    with files("taperdocs.rules").joinpath("drugs.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            yield Drug(
                row["name"],
                Group(row["group"]),
                row["ATC"],
                tuple(filter(None, row["other names"].split("; "))),
            )


DRUGS = tuple(_drugs())


@lru_cache(maxsize=256)
def find(name: str) -> Drug | None:
    """Return the drug called *name* in upper or lower case, or None; similar names do not match."""
    written = " ".join(name.casefold().split())
    return _NAMES.get(plain(written)) or _NAMES.get(plain(_SALT.sub("", written)))


def named(name: str) -> str:
    """Return the international name of the drug called *name*; nothing for one that is not known."""
    drug = find(name)
    return drug.name if drug else ""


def plain(name: str) -> str:
    """Return *name* without a final e, which is the difference between many English and German names."""
    return name.removesuffix("e")


_SALT = re.compile(
    r"(?<=\w\w\w)[ -]?(hemi|di)?(hydrochlorid|hydrobromid|sul(f|ph)at|phos(f|ph)at|(hydrogen)?(tartrat|maleat|fumarat)"
    r"|oxalat|succinat|besilat|mesilat|acetat|citrat|calcium|magnesium|sodium|natrium|kalium)e?"
    r"( (di|tri|sesqui)?hydrate?)?$"
    r"| hcl$"
)
"""A salt at the end of a name, in English or German: "morphine sulfate", "Oxycodonhydrochlorid"."""
_NAMES = {plain(each): drug for drug in DRUGS for each in (drug.name, *drug.names)}


def may_replace(one: str, other: str) -> bool:
    """Tell whether one drug may replace the other: both are of one kind, or one is unknown."""
    known = [find(name) for name in (one, other)]
    groups = [drug.group for drug in known if drug]
    return len(groups) < len(known) or any(kind.issuperset(groups) for kind in _KINDS)


_KINDS = (
    frozenset({Group.BENZODIAZEPINE, Group.Z_DRUG}),
    frozenset({Group.SSRI, Group.ANTIDEPRESSANT}),
    *(frozenset({group}) for group in Group),
)
"""Groups within which one drug may replace another."""


def is_of(name: str, *groups: Group) -> bool:
    """Tell whether *name* is a known drug of one of *groups*."""
    drug = find(name)
    return drug is not None and drug.group in groups
