"""What is known of a drug: its names and its group. No strengths, no doses, no equivalences.

Each drug has its code and group from the WHO ATC/DDD Index (https://atcddd.fhi.no/atc_ddd_index/). Names are
international nonproprietary names, also as German leaflets spell them. Brand names are left out, since they mean
different drugs in different countries.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Group(StrEnum):
    """The groups of drugs that the rules distinguish."""

    BENZODIAZEPINE = "benzodiazepine"
    Z_DRUG = "z-drug"
    OPIOID = "opioid"
    SSRI = "SSRI"
    ANTIDEPRESSANT = "antidepressant"
    GLUCOCORTICOID = "glucocorticoid"
    GABAPENTINOID = "gabapentinoid"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug: its international name, group, ATC code, and other spellings."""

    name: str
    group: Group
    atc: str
    names: tuple[str, ...] = ()


DRUGS = (
    Drug("diazepam", Group.BENZODIAZEPINE, "N05BA01"),
    Drug("chlordiazepoxide", Group.BENZODIAZEPINE, "N05BA02", ("chlordiazepoxid",)),
    Drug("oxazepam", Group.BENZODIAZEPINE, "N05BA04"),
    Drug("lorazepam", Group.BENZODIAZEPINE, "N05BA06"),
    Drug("bromazepam", Group.BENZODIAZEPINE, "N05BA08"),
    Drug("clobazam", Group.BENZODIAZEPINE, "N05BA09"),
    Drug("alprazolam", Group.BENZODIAZEPINE, "N05BA12"),
    Drug("nitrazepam", Group.BENZODIAZEPINE, "N05CD02"),
    Drug("lormetazepam", Group.BENZODIAZEPINE, "N05CD06"),
    Drug("temazepam", Group.BENZODIAZEPINE, "N05CD07"),
    Drug("clonazepam", Group.BENZODIAZEPINE, "N03AE01"),
    Drug("zopiclone", Group.Z_DRUG, "N05CF01", ("zopiclon",)),
    Drug("zolpidem", Group.Z_DRUG, "N05CF02"),
    Drug("morphine", Group.OPIOID, "N02AA01", ("morphin", "morphine sulfate", "morphine sulphate")),
    Drug("hydromorphone", Group.OPIOID, "N02AA03", ("hydromorphon",)),
    Drug("oxycodone", Group.OPIOID, "N02AA05", ("oxycodon",)),
    Drug("dihydrocodeine", Group.OPIOID, "N02AA08", ("dihydrocodein",)),
    Drug("buprenorphine", Group.OPIOID, "N02AE01", ("buprenorphin",)),
    Drug("tramadol", Group.OPIOID, "N02AX02"),
    Drug("tapentadol", Group.OPIOID, "N02AX06"),
    Drug("codeine", Group.OPIOID, "R05DA04", ("codein",)),
    Drug("methadone", Group.OPIOID, "N07BC02", ("methadon",)),
    Drug("fluoxetine", Group.SSRI, "N06AB03", ("fluoxetin",)),
    Drug("citalopram", Group.SSRI, "N06AB04"),
    Drug("paroxetine", Group.SSRI, "N06AB05", ("paroxetin",)),
    Drug("sertraline", Group.SSRI, "N06AB06", ("sertralin",)),
    Drug("fluvoxamine", Group.SSRI, "N06AB08", ("fluvoxamin",)),
    Drug("escitalopram", Group.SSRI, "N06AB10"),
    Drug("mirtazapine", Group.ANTIDEPRESSANT, "N06AX11", ("mirtazapin",)),
    Drug("venlafaxine", Group.ANTIDEPRESSANT, "N06AX16", ("venlafaxin",)),
    Drug("duloxetine", Group.ANTIDEPRESSANT, "N06AX21", ("duloxetin",)),
    Drug("prednisolone", Group.GLUCOCORTICOID, "H02AB06", ("prednisolon",)),
    Drug("prednisone", Group.GLUCOCORTICOID, "H02AB07", ("prednison",)),
    Drug("hydrocortisone", Group.GLUCOCORTICOID, "H02AB09", ("hydrocortison",)),
    Drug("gabapentin", Group.GABAPENTINOID, "N02BF01"),
    Drug("pregabalin", Group.GABAPENTINOID, "N02BF02"),
)


@lru_cache(maxsize=256)
def find(name: str) -> Drug | None:
    """Return the drug called *name* in upper or lower case, or None; similar names do not match."""
    written = " ".join(name.casefold().split())
    return next((drug for drug in DRUGS if written in {drug.name, *drug.names}), None)


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
