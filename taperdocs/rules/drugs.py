"""What is known of a drug: its names and its group. No strengths, no doses, no equivalences.

Each drug has its code and group from the WHO ATC/DDD Index (https://atcddd.fhi.no/atc_ddd_index/). Names are
international nonproprietary names, with names of the United States and of Germany where these differ by more than a
final e or a salt ("Oxycodon", "morphine sulfate", "Morphinsulfat"). Brand names are left out, since they mean
different drugs in different countries.
"""

import re
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


DRUGS = (
    Drug("diazepam", Group.BENZODIAZEPINE, "N05BA01"),
    Drug("chlordiazepoxide", Group.BENZODIAZEPINE, "N05BA02"),
    Drug("medazepam", Group.BENZODIAZEPINE, "N05BA03"),
    Drug("oxazepam", Group.BENZODIAZEPINE, "N05BA04"),
    Drug(
        "potassium clorazepate",
        Group.BENZODIAZEPINE,
        "N05BA05",
        ("clorazepate", "dipotassium clorazepate", "clorazepate dipotassium", "dikaliumclorazepat"),
    ),
    Drug("lorazepam", Group.BENZODIAZEPINE, "N05BA06"),
    Drug("bromazepam", Group.BENZODIAZEPINE, "N05BA08"),
    Drug("clobazam", Group.BENZODIAZEPINE, "N05BA09"),
    Drug("ketazolam", Group.BENZODIAZEPINE, "N05BA10"),
    Drug("prazepam", Group.BENZODIAZEPINE, "N05BA11"),
    Drug("alprazolam", Group.BENZODIAZEPINE, "N05BA12"),
    Drug("halazepam", Group.BENZODIAZEPINE, "N05BA13"),
    Drug("etizolam", Group.BENZODIAZEPINE, "N05BA19"),
    Drug("clotiazepam", Group.BENZODIAZEPINE, "N05BA21"),
    Drug("cloxazolam", Group.BENZODIAZEPINE, "N05BA22"),
    Drug("flurazepam", Group.BENZODIAZEPINE, "N05CD01"),
    Drug("nitrazepam", Group.BENZODIAZEPINE, "N05CD02"),
    Drug("flunitrazepam", Group.BENZODIAZEPINE, "N05CD03"),
    Drug("estazolam", Group.BENZODIAZEPINE, "N05CD04"),
    Drug("triazolam", Group.BENZODIAZEPINE, "N05CD05"),
    Drug("lormetazepam", Group.BENZODIAZEPINE, "N05CD06"),
    Drug("temazepam", Group.BENZODIAZEPINE, "N05CD07"),
    Drug("midazolam", Group.BENZODIAZEPINE, "N05CD08"),
    Drug("brotizolam", Group.BENZODIAZEPINE, "N05CD09"),
    Drug("quazepam", Group.BENZODIAZEPINE, "N05CD10"),
    Drug("loprazolam", Group.BENZODIAZEPINE, "N05CD11"),
    Drug("clonazepam", Group.BENZODIAZEPINE, "N03AE01"),
    Drug("zopiclone", Group.Z_DRUG, "N05CF01"),
    Drug("zolpidem", Group.Z_DRUG, "N05CF02"),
    Drug("zaleplon", Group.Z_DRUG, "N05CF03"),
    Drug("eszopiclone", Group.Z_DRUG, "N05CF04"),
    Drug("morphine", Group.OPIOID, "N02AA01"),
    Drug("hydromorphone", Group.OPIOID, "N02AA03"),
    Drug(
        "oxycodone",
        Group.OPIOID,
        "N02AA05",
        ("oxycodone and naloxone", "oxycodone/naloxone", "oxycodon/naloxon"),
    ),
    Drug("dihydrocodeine", Group.OPIOID, "N02AA08"),
    Drug("oxymorphone", Group.OPIOID, "N02AA11"),
    Drug("pethidine", Group.OPIOID, "N02AB02", ("meperidine",)),
    Drug("fentanyl", Group.OPIOID, "N02AB03"),
    Drug("piritramide", Group.OPIOID, "N02AC03"),
    Drug(
        "buprenorphine",
        Group.OPIOID,
        "N02AE01",
        ("buprenorphine and naloxone", "buprenorphine/naloxone", "buprenorphin/naloxon"),
    ),
    Drug(
        "tilidine", Group.OPIOID, "N02AX01", ("tilidine and naloxone", "tilidine/naloxone", "tilidin/naloxon")
    ),
    Drug("tramadol", Group.OPIOID, "N02AX02"),
    Drug("meptazinol", Group.OPIOID, "N02AX05"),
    Drug("tapentadol", Group.OPIOID, "N02AX06"),
    Drug("hydrocodone", Group.OPIOID, "R05DA03"),
    Drug("codeine", Group.OPIOID, "R05DA04"),
    Drug("methadone", Group.OPIOID, "N07BC02"),
    Drug("levomethadone", Group.OPIOID, "N07BC05"),
    Drug("diamorphine", Group.OPIOID, "N07BC06", ("diacetylmorphine",)),
    Drug("fluoxetine", Group.SSRI, "N06AB03"),
    Drug("citalopram", Group.SSRI, "N06AB04"),
    Drug("paroxetine", Group.SSRI, "N06AB05"),
    Drug("sertraline", Group.SSRI, "N06AB06"),
    Drug("fluvoxamine", Group.SSRI, "N06AB08"),
    Drug("escitalopram", Group.SSRI, "N06AB10"),
    Drug("desipramine", Group.ANTIDEPRESSANT, "N06AA01"),
    Drug("imipramine", Group.ANTIDEPRESSANT, "N06AA02"),
    Drug("clomipramine", Group.ANTIDEPRESSANT, "N06AA04"),
    Drug("opipramol", Group.ANTIDEPRESSANT, "N06AA05"),
    Drug("trimipramine", Group.ANTIDEPRESSANT, "N06AA06"),
    Drug("lofepramine", Group.ANTIDEPRESSANT, "N06AA07"),
    Drug("amitriptyline", Group.ANTIDEPRESSANT, "N06AA09"),
    Drug("nortriptyline", Group.ANTIDEPRESSANT, "N06AA10"),
    Drug("doxepin", Group.ANTIDEPRESSANT, "N06AA12"),
    Drug("dosulepin", Group.ANTIDEPRESSANT, "N06AA16", ("dothiepin",)),
    Drug("maprotiline", Group.ANTIDEPRESSANT, "N06AA21"),
    Drug("phenelzine", Group.ANTIDEPRESSANT, "N06AF03"),
    Drug("tranylcypromine", Group.ANTIDEPRESSANT, "N06AF04"),
    Drug("moclobemide", Group.ANTIDEPRESSANT, "N06AG02"),
    Drug("mianserin", Group.ANTIDEPRESSANT, "N06AX03"),
    Drug("trazodone", Group.ANTIDEPRESSANT, "N06AX05"),
    Drug("mirtazapine", Group.ANTIDEPRESSANT, "N06AX11"),
    Drug("bupropion", Group.ANTIDEPRESSANT, "N06AX12"),
    Drug("tianeptine", Group.ANTIDEPRESSANT, "N06AX14"),
    Drug("venlafaxine", Group.ANTIDEPRESSANT, "N06AX16"),
    Drug("milnacipran", Group.ANTIDEPRESSANT, "N06AX17"),
    Drug("reboxetine", Group.ANTIDEPRESSANT, "N06AX18"),
    Drug("duloxetine", Group.ANTIDEPRESSANT, "N06AX21"),
    Drug("agomelatine", Group.ANTIDEPRESSANT, "N06AX22"),
    Drug("desvenlafaxine", Group.ANTIDEPRESSANT, "N06AX23"),
    Drug("vilazodone", Group.ANTIDEPRESSANT, "N06AX24"),
    Drug("vortioxetine", Group.ANTIDEPRESSANT, "N06AX26"),
    Drug("levomilnacipran", Group.ANTIDEPRESSANT, "N06AX28"),
    Drug("betamethasone", Group.GLUCOCORTICOID, "H02AB01"),
    Drug("dexamethasone", Group.GLUCOCORTICOID, "H02AB02"),
    Drug("methylprednisolone", Group.GLUCOCORTICOID, "H02AB04"),
    Drug("prednisolone", Group.GLUCOCORTICOID, "H02AB06"),
    Drug("prednisone", Group.GLUCOCORTICOID, "H02AB07"),
    Drug("triamcinolone", Group.GLUCOCORTICOID, "H02AB08"),
    Drug("hydrocortisone", Group.GLUCOCORTICOID, "H02AB09"),
    Drug("cortisone", Group.GLUCOCORTICOID, "H02AB10"),
    Drug("deflazacort", Group.GLUCOCORTICOID, "H02AB13"),
    Drug("gabapentin", Group.GABAPENTINOID, "N02BF01"),
    Drug("pregabalin", Group.GABAPENTINOID, "N02BF02"),
    Drug("mirogabalin", Group.GABAPENTINOID, "N02BF03"),
    Drug("chlorpromazine", Group.ANTIPSYCHOTIC, "N05AA01"),
    Drug("levomepromazine", Group.ANTIPSYCHOTIC, "N05AA02", ("methotrimeprazine",)),
    Drug("fluphenazine", Group.ANTIPSYCHOTIC, "N05AB02"),
    Drug("perphenazine", Group.ANTIPSYCHOTIC, "N05AB03"),
    Drug("haloperidol", Group.ANTIPSYCHOTIC, "N05AD01"),
    Drug("melperone", Group.ANTIPSYCHOTIC, "N05AD03"),
    Drug("pipamperone", Group.ANTIPSYCHOTIC, "N05AD05"),
    Drug("sertindole", Group.ANTIPSYCHOTIC, "N05AE03"),
    Drug("ziprasidone", Group.ANTIPSYCHOTIC, "N05AE04"),
    Drug("lurasidone", Group.ANTIPSYCHOTIC, "N05AE05"),
    Drug("flupentixol", Group.ANTIPSYCHOTIC, "N05AF01", ("flupenthixol",)),
    Drug("chlorprothixene", Group.ANTIPSYCHOTIC, "N05AF03"),
    Drug("zuclopenthixol", Group.ANTIPSYCHOTIC, "N05AF05"),
    Drug("clozapine", Group.ANTIPSYCHOTIC, "N05AH02"),
    Drug("olanzapine", Group.ANTIPSYCHOTIC, "N05AH03"),
    Drug("quetiapine", Group.ANTIPSYCHOTIC, "N05AH04"),
    Drug("sulpiride", Group.ANTIPSYCHOTIC, "N05AL01"),
    Drug("amisulpride", Group.ANTIPSYCHOTIC, "N05AL05"),
    Drug("risperidone", Group.ANTIPSYCHOTIC, "N05AX08"),
    Drug("aripiprazole", Group.ANTIPSYCHOTIC, "N05AX12"),
    Drug("paliperidone", Group.ANTIPSYCHOTIC, "N05AX13"),
    Drug("cariprazine", Group.ANTIPSYCHOTIC, "N05AX15"),
    Drug("brexpiprazole", Group.ANTIPSYCHOTIC, "N05AX16"),
    Drug("omeprazole", Group.PPI, "A02BC01"),
    Drug("pantoprazole", Group.PPI, "A02BC02"),
    Drug("lansoprazole", Group.PPI, "A02BC03"),
    Drug("rabeprazole", Group.PPI, "A02BC04"),
    Drug("esomeprazole", Group.PPI, "A02BC05"),
    Drug("dexlansoprazole", Group.PPI, "A02BC06"),
    Drug("pindolol", Group.BETA_BLOCKER, "C07AA03"),
    Drug("propranolol", Group.BETA_BLOCKER, "C07AA05"),
    Drug("timolol", Group.BETA_BLOCKER, "C07AA06"),
    Drug("sotalol", Group.BETA_BLOCKER, "C07AA07"),
    Drug("nadolol", Group.BETA_BLOCKER, "C07AA12"),
    Drug("metoprolol", Group.BETA_BLOCKER, "C07AB02"),
    Drug("atenolol", Group.BETA_BLOCKER, "C07AB03"),
    Drug("acebutolol", Group.BETA_BLOCKER, "C07AB04"),
    Drug("betaxolol", Group.BETA_BLOCKER, "C07AB05"),
    Drug("bisoprolol", Group.BETA_BLOCKER, "C07AB07"),
    Drug("celiprolol", Group.BETA_BLOCKER, "C07AB08"),
    Drug("nebivolol", Group.BETA_BLOCKER, "C07AB12"),
    Drug("labetalol", Group.BETA_BLOCKER, "C07AG01"),
    Drug("carvedilol", Group.BETA_BLOCKER, "C07AG02"),
    Drug("methyldopa", Group.ANTIHYPERTENSIVE, "C02AB01"),
    Drug("clonidine", Group.ANTIHYPERTENSIVE, "C02AC01"),
    Drug("guanfacine", Group.ANTIHYPERTENSIVE, "C02AC02"),
    Drug("moxonidine", Group.ANTIHYPERTENSIVE, "C02AC05"),
    Drug("baclofen", Group.MUSCLE_RELAXANT, "M03BX01"),
    Drug("tizanidine", Group.MUSCLE_RELAXANT, "M03BX02"),
    Drug("tolperisone", Group.MUSCLE_RELAXANT, "M03BX04"),
    Drug("phenobarbital", Group.ANTIEPILEPTIC, "N03AA02"),
    Drug("primidone", Group.ANTIEPILEPTIC, "N03AA03"),
    Drug("phenytoin", Group.ANTIEPILEPTIC, "N03AB02"),
    Drug("ethosuximide", Group.ANTIEPILEPTIC, "N03AD01"),
    Drug("carbamazepine", Group.ANTIEPILEPTIC, "N03AF01"),
    Drug("oxcarbazepine", Group.ANTIEPILEPTIC, "N03AF02"),
    Drug("rufinamide", Group.ANTIEPILEPTIC, "N03AF03"),
    Drug("eslicarbazepine", Group.ANTIEPILEPTIC, "N03AF04"),
    Drug(
        "valproic acid",
        Group.ANTIEPILEPTIC,
        "N03AG01",
        (
            "valproate",
            "sodium valproate",
            "valproate semisodium",
            "divalproex",
            "valproinsäure",
            "natriumvalproat",
        ),
    ),
    Drug("vigabatrin", Group.ANTIEPILEPTIC, "N03AG04"),
    Drug("tiagabine", Group.ANTIEPILEPTIC, "N03AG06"),
    Drug("sultiame", Group.ANTIEPILEPTIC, "N03AX03", ("sulthiame",)),
    Drug("lamotrigine", Group.ANTIEPILEPTIC, "N03AX09"),
    Drug("felbamate", Group.ANTIEPILEPTIC, "N03AX10"),
    Drug("topiramate", Group.ANTIEPILEPTIC, "N03AX11"),
    Drug("levetiracetam", Group.ANTIEPILEPTIC, "N03AX14"),
    Drug("zonisamide", Group.ANTIEPILEPTIC, "N03AX15"),
    Drug("lacosamide", Group.ANTIEPILEPTIC, "N03AX18"),
    Drug("perampanel", Group.ANTIEPILEPTIC, "N03AX22"),
    Drug("brivaracetam", Group.ANTIEPILEPTIC, "N03AX23"),
    Drug("cenobamate", Group.ANTIEPILEPTIC, "N03AX25"),
    Drug("levodopa", Group.LEVODOPA, "N04BA01"),
    Drug(
        "levodopa with a decarboxylase inhibitor",
        Group.LEVODOPA,
        "N04BA02",
        (
            "levodopa and carbidopa",
            "levodopa/carbidopa",
            "carbidopa/levodopa",
            "carbidopa and levodopa",
            "levodopa and benserazide",
            "levodopa/benserazide",
            "benserazide/levodopa",
            "co-careldopa",
            "co-beneldopa",
            "levodopa und carbidopa",
            "levodopa und benserazid",
        ),
    ),
)


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
