"""What published guidance would remark: each rule has a plan that it remarks and one that it does not."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path

import pytest
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st
from plans import plans

from taperdocs.cli.text import remark
from taperdocs.documents.handoff.lists import looks
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.pdf.resources import folder
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.rules import RULES, Finding, Level, check
from taperdocs.rules.levels import means
from taperdocs.rules.reduction import percent, reductions
from taperdocs.rules.rule import THIS_PLAN, Of, Rule

TABLE = Path(__file__).parents[2] / "docs" / "rules.md"
SAMPLES = sorted(folder("samples").glob("*.toml"))


def plan_of(drug: str, steps: str, *packets: str, more: str = "") -> Plan:
    """Read a plan of one drug; its packet is a liquid that makes every dose where no other is given."""
    highest = max(float(dose) for dose in re.findall(r"([0-9.]+) mg", steps))
    strength = next(each for each in (1, 10, 100) if highest <= each * 10 or each == 100)
    products = packets or (f'form = "solution"\nstrength = "{strength} mg/mL"\nmeasure = "0.005 mL"',)
    tables = "".join(f"[[product]]\n{packet}\n" for packet in products)
    return read(
        f'format = 1\ndrug = "{drug}"\nstart = 2027-01-04\nsteps = "{steps}"\n{more}\n{tables}'.encode()
    )


def open_ended(drug: str, steps: str) -> Plan:
    """Read a plan of one drug whose last dose goes on."""
    return plan_of(drug, steps.removesuffix("; 0"), more='then = "stay"')


def two(one: str, other: str, *steps: tuple[str, str], more: str = "", weeks: int = 2) -> Plan:
    """Read a plan of two drugs: a step for each pair of doses."""
    products = "".join(
        f'[[product]]\ndrug = "{drug}"\nform = "solution"\nstrength = "10 mg/mL"\nmeasure = "0.01 mL"\n'
        for drug in (one, other)
    )
    tables = "".join(
        f'[[step]]\nweeks = {weeks}\nmorning = {{ {one} = "{first} mg", {other} = "{second} mg" }}\n'
        for first, second in steps
    )
    return read(f"format = 1\nthen = 'stay'\nstart = 2027-01-04\n{more}\n{products}{tables}".encode())


def down(start: float, cut: float, end: float, every: str) -> str:
    """Return the steps of equal cuts from *start* to *end*."""
    count = round((start - end) / cut)
    return "; ".join(f"{start - cut * number:g} mg {every}" for number in range(count + 1)) + "; 0"


def cycled(drug: str, *, every_other: bool) -> Plan:
    """Read a plan whose second step has its dose every other day, or each day."""
    dose = 'cycle = ["20 mg", "0 mg"]' if every_other else 'dose = "20 mg"'
    return read(
        f'format = 1\ndrug = "{drug}"\nstart = 2027-01-04\n[[product]]\nform = "tablet"\nstrength = "20 mg"\n'
        f"[[step]]\nweeks = 2\ndose = 20 mg\n[[step]]\nweeks = 2\n{dose}\n".replace(
            "dose = 20 mg", 'dose = "40 mg"'
        ).encode()
    )


def alternating(drug: str) -> Plan:
    """Read a plan that goes from 40 to 20 mg, and from 20 mg to no dose, by alternate days."""
    steps = ('dose = "40 mg"', 'cycle = ["40 mg", "20 mg"]', 'dose = "20 mg"', 'cycle = ["20 mg", "0 mg"]')
    tables = "".join(f"[[step]]\nweeks = 4\n{step}\n" for step in steps)
    return read(
        f'format = 1\ndrug = "{drug}"\nstart = 2027-01-04\n[[product]]\nform = "capsule"\nstrength = "20 mg"\n'
        f"{tables}".encode()
    )


COUNTRIES = {
    *("United Kingdom", "England", "Scotland", "United States", "Canada", "Australia"),
    "Europe and United States",
}
SHORT = 35
"""Most signs of the short name of a source, which stands in every finding about it."""
TABLETS = ('form = "tablet"\nstrength = "1 mg"', 'form = "tablet"\nstrength = "10 mg"')
LIQUIDS = tuple(f'form = "solution"\nstrength = "{s}"\nmeasure = "0.1 mL"' for s in ("5 mg/mL", "5 mg/5 mL"))
SAME_LIQUIDS = (LIQUIDS[1], 'form = "solution"\nstrength = "1 mg/mL"\nmeasure = "0.1 mL"')
MEETING = (
    'format = 1\ndrug = "mirtazapine"\nstart = 2027-01-04\n[[product]]\nform = "tablet"\nstrength = "0.5 mg"\n'
    '[[step]]\nweeks = "1-2"\ncycle = ["1 mg", "0.5 mg"]\n[[step]]\nweeks = 1\ncycle = ["0.5 mg", "0 mg"]\n'
    '[[change]]\nkind = "hold"\non = 2027-01-07\ndays = {days}\n'
)
NALOXONE = '[ready]\nask = ["Is Naloxone at hand?"]'
PAIRS: dict[str, tuple[Plan, Plan]] = {
    "abrupt-stop": (plan_of("venlafaxine", "75 mg 4w; 0"), plan_of("venlafaxine", "75 mg 4w; 37.4 mg 4w; 0")),
    "sudden-stop": (plan_of("propranolol", "80 mg 4w; 0"), plan_of("propranolol", "80 mg 4w; 40 mg 2w; 0")),
    "clonidine-stop": (
        plan_of("Clonidin", "0.2 mg 4w; 0"),
        plan_of("clonidine", "0.2 mg 4w; 0.1 mg 4w; 0"),
    ),
    "baclofen-stop": (plan_of("baclofen", "20 mg 4w; 0"), plan_of("baclofen", "20 mg 4w; 10 mg 4w; 0")),
    "antiepileptic-stop": (
        plan_of("clobazam", "20 mg 4w; 0", more='for = "epilepsy"'),
        plan_of("clobazam", "20 mg 4w; 0"),
    ),
    "stop-at-once": (
        plan_of("clonidine", "0.2 mg 4w; 0.1 mg 4w; 0"),
        plan_of("venlafaxine", "150 mg 4w; 75 mg 4w; 37.5 mg 4w; 0"),
    ),
    "rise": (
        plan_of("mirtazapine", "15 mg 2w; 30 mg 2w; 15 mg 2w"),
        plan_of("mirtazapine", "30 mg 2w; 15 mg 2w"),
    ),
    "short-steps": (
        plan_of("mirtazapine", "30 mg 6d; 15 mg 1w; 0"),
        plan_of("mirtazapine", "30 mg 1w; 15 mg 1w; 0"),
    ),
    "high-days-meet": (read(MEETING.format(days=3).encode()), read(MEETING.format(days=4).encode())),
    "asam-most": (
        plan_of("diazepam", "10 mg 2w; 7 mg 2w; 0"),
        open_ended("diazepam", "8 mg 2w; 6 mg 2w"),
    ),
    "asam-start": (plan_of("diazepam", down(10, 2, 8, "4w")), plan_of("diazepam", down(10, 1, 1, "4w"))),
    "maudsley-first": (
        plan_of("zopiclone", "10 mg 4w; 7.9 mg 4w; 0"),
        plan_of("zopiclone", "10 mg 4w; 8 mg 4w; 0"),
    ),
    "cks-pace": (
        plan_of("diazepam", "20 mg 1w; 18 mg 1w; 15 mg 1w; 13 mg 1w", more='then = "stay"'),
        plan_of("zopiclone", down(8, 1, 1, "2w")),
    ),
    "cuts-every-fortnight": (
        plan_of("zolpidem", down(10, 0.5, 0.5, "13d")),
        plan_of("zolpidem", down(10, 0.5, 0.5, "2w")),
    ),
    "canada-trials": (
        plan_of("zopiclone", "10 mg 2w; 7 mg 2w; 5 mg 2w; 2.5 mg 2w; 0", more='for = "insomnia"'),
        plan_of("zopiclone", "10 mg 2w; 7 mg 2w; 5 mg 2w; 2.5 mg 2w; 0"),
    ),
    "alprazolam-label": (
        plan_of("alprazolam", "2 mg 3d; 1.4 mg 3d; 1 mg 3d"),
        plan_of("Alprazolam", "2 mg 2w; 1 mg 2w; 0"),
    ),
    "clonazepam-label": (
        plan_of("clonazepam", "1 mg 3d; 0.7 mg 3d; 0.5 mg 3d"),
        plan_of("clonazepam", "1 mg 2w; 0.5 mg 2w; 0"),
    ),
    "days-left-out": (cycled("diazepam", every_other=True), cycled("diazepam", every_other=False)),
    "naloxone": (
        two("diazepam", "fentanyl", ("5", "1")),
        two("diazepam", "Morphin", ("5", "30"), more=NALOXONE),
    ),
    "naloxone-alone": (plan_of("morphine", "50 mg 4w; 0"), plan_of("Morphin", "49.5 mg 4w; 0")),
    "cdc-week": (
        plan_of("morphine", down(100, 11, 12, "1w")),
        open_ended("morphine", down(100, 10, 30, "1w")),
    ),
    "cdc-month": (
        open_ended("oxycodone", down(100, 10, 50, "2w")),
        open_ended("oxycodone", down(100, 10, 20, "4w")),
    ),
    "va-month": (
        open_ended("morphine", "100 mg 4w; 75 mg 4w"),
        open_ended("morphine", "100 mg 4w; 80 mg 4w"),
    ),
    "caden-cut": (
        open_ended("tramadol", "100 mg 4w; 75 mg 4w"),
        open_ended("tramadol", "100 mg 1w; 80 mg 1w; 64 mg 1w"),
    ),
    "tolerance": (
        plan_of("tramadol", "90 mg 4w; 80 mg 4w; 90 mg 4w"),
        plan_of("tramadol", "90 mg 4w; 80 mg 6d; 90 mg 4w"),
    ),
    "ng222-step": (
        plan_of("duloxetine", "60 mg 4w; 20 mg 4w; 0"),
        plan_of("duloxetine", "60 mg 4w; 30 mg 4w; 15 mg 4w; 0"),
    ),
    "cuts-every-week": (
        plan_of("sertraline", "100 mg 6d; 50 mg 6d; 25 mg 6d; 0"),
        plan_of("sertraline", "100 mg 1w; 50 mg 1w; 25 mg 1w; 0"),
    ),
    "sps-interval": (
        plan_of("venlafaxine", "150 mg 3w; 75 mg 3w; 37.5 mg 3w; 0"),
        plan_of("venlafaxine", "150 mg 4w; 75 mg 4w; 37.5 mg 4w; 0"),
    ),
    "uwa-week": (
        plan_of("quetiapine", "100 mg 4w; 40 mg 4w; 0"),
        plan_of("Quetiapin", "100 mg 4w; 50 mg 4w; 25 mg 4w; 0"),
    ),
    "uwa-fortnight": (
        plan_of("omeprazole", "40 mg 2w; 19 mg 2w; 0"),
        plan_of("omeprazole", "40 mg 2w; 20 mg 2w; 0"),
    ),
    "stops-from-more": (
        plan_of("citalopram", "40 mg 4w; 30 mg 4w; 0"),
        plan_of("citalopram", "40 mg 4w; 20 mg 4w; 0"),
    ),
    "cuts-do-not-shrink": (
        plan_of("mirtazapine", down(30, 10, 10, "4w")),
        plan_of("paroxetine", "30 mg 4w; 20 mg 4w; 5 mg 4w; 0"),
    ),
    "every-other-day": (cycled("Sertralin", every_other=True), cycled("fluoxetine", every_other=True)),
    "tapermd-beta-blocker": (
        plan_of("bisoprolol", "10 mg 2w; 5 mg 2w; 0"),
        plan_of("bisoprolol", "10 mg 2w; 5 mg 2w; 2.5 mg 2w; 0"),
    ),
    "steroid-pace": (
        plan_of("prednisolone", "40 mg 5w; 30 mg 1w; 20 mg 1w; 15 mg 1w; 10 mg 1w; 5 mg 1w; 0"),
        plan_of("prednisolone", "40 mg 5d; 30 mg 5d; 20 mg 5d; 10 mg 5d; 0"),
    ),
    "steroid-stop": (
        plan_of("dexamethasone", "2 mg 4w; 1 mg 1w; 0"),
        plan_of("prednisolone", "20 mg 2w; 10 mg 1w; 0"),
    ),
    "steroid-end": (
        plan_of("hydrocortisone", "40 mg 4w; 38 mg 4w; 20 mg 1w; 10 mg 1w"),
        plan_of("hydrocortisone", "40 mg 4w; 30 mg 4w; 20 mg 4w; 15 mg 4w; 10 mg 4w"),
    ),
    "fife-week": (
        plan_of("gabapentin", "1800 mg 1w; 1400 mg 1w; 1000 mg 1w"),
        open_ended("gabapentin", "1800 mg 4w; 1400 mg 4w; 1000 mg 4w"),
    ),
    "pregabalin-label": (
        plan_of("pregabalin", "150 mg 1w; 100 mg 3d; 50 mg 3d; 0"),
        plan_of("pregabalin", "150 mg 1w; 100 mg 3d; 50 mg 4d; 0"),
    ),
    "two-at-once": (
        two("diazepam", "gabapentin", ("5", "900"), ("4.5", "600")),
        two("diazepam", "gabapentin", ("5", "900"), ("4.5", "900"), ("4.5", "600")),
    ),
    "two-concentrations": (
        plan_of("mirtazapine", "10 mg 2w; 5 mg 2w", *LIQUIDS),
        plan_of("mirtazapine", "10 mg 2w; 5 mg 2w", *SAME_LIQUIDS),
    ),
    "tenfold": (
        plan_of("mirtazapine", "10 mg 2w; 1 mg 2w", *TABLETS),
        plan_of("mirtazapine", "10 mg 2w; 5 mg 2w", 'form = "tablet"\nstrength = "5 mg"', TABLETS[1]),
    ),
    "look-alike": (
        two("lorazepam", "alprazolam", ("1", "1")),
        two("lorazepam", "diazepam", ("1", "1")),
    ),
    "clonazepam-clobazam": (
        two("clonazepam", "clobazam", ("1", "10")),
        two("clonazepam", "diazepam", ("1", "10")),
    ),
    "epilepsy": (
        plan_of("clobazam", "20 mg 4w; 10 mg 4w; 0", more='for = "epilepsy"'),
        plan_of("clobazam", "20 mg 4w; 10 mg 4w; 0", more='for = "panic disorder"'),
    ),
    "switch": (
        two("lorazepam", "diazepam", ("2", "0"), ("1", "10"), ("0", "20")),
        two("lorazepam", "diazepam", ("2", "10"), ("1", "10")),
    ),
    "no-guidance": (plan_of("examplin", "2 mg 2w; 1 mg 2w"), plan_of("Zopiclon", "2 mg 2w; 1 mg 2w")),
}
"""Of each rule a plan that it remarks, and one on its threshold or beside it that it does not."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_has_a_plan_that_it_remarks_and_one_that_it_does_not(rule: Rule) -> None:
    """A rule without its two plans is no rule."""
    remarked, left = PAIRS[rule.name]

    assert [found.rule for found in rule(remarked)] == [rule.name]
    assert not list(rule(left))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_says_its_source_its_year_its_country_and_its_basis(rule: Rule) -> None:
    """What is nobody's rule says that it comes from this plan, and names no figure of anyone."""
    source = rule.source

    assert isinstance(rule.of, Of)
    assert rule.computes
    if source is THIS_PLAN:
        assert rule.of in {Of.NONE, Of.DAYS}
    else:
        said = re.search(r", (20\d\d|no year given), (.+)$", str(source.message))
        assert said
        assert said[2].partition(" (")[0] in COUNTRIES
        assert len(str(source.short)) <= SHORT
        assert said[1] in str(source.short) or not said[1].isdecimal()


def test_no_two_plans_are_of_no_rule() -> None:
    """A rule that is taken out takes its plans with it."""
    assert set(PAIRS) == {rule.name for rule in RULES}


def said(plan: Plan) -> list[str]:
    """Return what is found: the rule and what it asks for."""
    return [f"{found.rule} {found.level.name.lower()}" for found in check(plan)]


@dataclass(frozen=True)
class Schedule:
    """An official schedule of a drug, with what is remarked of it, and the rules of its own source."""

    drug: str
    steps: str
    remarked: tuple[str, ...]
    own: tuple[str, ...] = ()
    more: str = ""

    @property
    def plan(self) -> Plan:
        """Return the schedule as a plan; without steps its days alternate, and naloxone is never missing."""
        more = f"{self.more}\n{NALOXONE}"
        return plan_of(self.drug, self.steps, more=more) if self.steps else alternating(self.drug)


def percents(start: int, share: int, every: str, to: int) -> str:
    """Return the steps that cut *share* percent of what is left, on a tenth of a mg upwards, and stop."""
    doses, left = [], start * 10
    while left >= to * 10:
        doses.append(f"{left / 10:g} mg {every}")
        left = ceil(left * (100 - share) / 100)
    return "; ".join((*doses, "0"))


STAY = 'then = "stay"'
BENZODIAZEPINE = ("asam-most", "asam-start", "days-left-out")
SCHEDULES = {
    "ASAM, a tenth of the dose every 2 weeks": Schedule(
        "diazepam", percents(20, 10, "2w", 1), (), BENZODIAZEPINE
    ),
    "ASAM, a tenth first, then a quarter every 2 weeks": Schedule(
        "clobazam",
        "40 mg 2w; 36 mg 2w; 27 mg 2w; 20.3 mg 2w; 15.3 mg 2w",
        ("cks-pace ask",),
        BENZODIAZEPINE,
        STAY,
    ),
    "Maudsley, a fifth first": Schedule(
        "zopiclone", f"10 mg 4w; {down(8, 1, 1, '4w')}", (), ("maudsley-first",)
    ),
    "Scotland, 1 mg a step every 2 weeks from 10 mg": Schedule(
        "diazepam", down(10, 1, 1, "2w"), ("asam-most note",), ("cuts-every-fortnight",)
    ),
    "Scotland, 1 mg a step every 4 weeks from 20 mg": Schedule(
        "diazepam", down(20, 1, 1, "4w"), ("asam-most note",), ("cuts-every-fortnight",)
    ),
    "CKS, zopiclone by halves of a tablet": Schedule(
        "zopiclone",
        "7.5 mg 2w; 5.625 mg 2w; 3.75 mg 2w; 1.875 mg 2w; 0",
        ("maudsley-first ask",),
        ("cks-pace",),
    ),
    "CKS, diazepam in its bands every week": Schedule(
        "diazepam",
        "40 mg 1w; 36 mg 1w; 32 mg 1w; 28 mg 1w; 24 mg 1w; 20 mg 1w; 18 mg 1w; 16 mg 1w; 14 mg 1w; 12 mg 1w; "
        "10 mg 1w; 9 mg 1w; 8 mg 1w; 7 mg 1w; 6 mg 1w; 5 mg 1w; 4 mg 1w; 3 mg 1w; 2 mg 1w; 1 mg 1w; 0",
        ("cuts-every-fortnight note", "asam-most note"),
        ("cks-pace",),
    ),
    "CKS, diazepam in its bands every 2 weeks": Schedule(
        "diazepam",
        "20 mg 2w; 18 mg 2w; 16 mg 2w; 14 mg 2w; 12 mg 2w; 10 mg 2w; 9 mg 2w; 8 mg 2w; 7 mg 2w; 6 mg 2w; 5 mg 2w; "
        "4.5 mg 2w; 4 mg 2w; 3.5 mg 2w; 3 mg 2w; 2.5 mg 2w; 2 mg 2w; 1.5 mg 2w; 1 mg 2w; 0.5 mg 2w; 0",
        ("asam-most note",),
        ("cks-pace",),
    ),
    "CKS, one eighth every 2 weeks": Schedule(
        "nitrazepam", down(16, 2, 2, "2w"), ("asam-start note", "asam-most note"), ("cks-pace",)
    ),
    "CKS, a tenth every week": Schedule(
        "temazepam", down(20, 2, 2, "1w"), ("cuts-every-fortnight note", "asam-most note"), ("cks-pace",)
    ),
    "label of alprazolam": Schedule(
        "alprazolam", down(2, 0.5, 0.5, "3d"), ("asam-most ask",), ("alprazolam-label",)
    ),
    "label of clonazepam": Schedule(
        "clonazepam", down(2, 0.25, 0.25, "3d"), ("asam-most ask",), ("clonazepam-label",)
    ),
    "Canada, a quarter of the original dose every 2 weeks, then an eighth": Schedule(
        "lorazepam",
        "2 mg 2w; 1.5 mg 2w; 1 mg 2w; 0.5 mg 2w; 0.25 mg 2w; 0",
        ("cks-pace ask", "asam-most note"),
        ("canada-trials",),
        'for = "insomnia"',
    ),
    "TaperMD, a quarter every week": Schedule("lorazepam", down(2, 0.5, 0.5, "1w"), ("asam-most ask",)),
    "CDC, a tenth a month": Schedule(
        "morphine", percents(100, 10, "4w", 8), (), ("cdc-month", "cdc-week"), 'since = "2019"'
    ),
    "CDC, a tenth a week to 30 %, then a tenth of the rest": Schedule(
        "morphine",
        f"{down(100, 10, 40, '1w').removesuffix('; 0')}; {percents(30, 10, '1w', 5)}",
        ("va-month note",),
        ("cdc-month", "cdc-week"),
        'since = "2027"',
    ),
    "VA, a fifth every 4 weeks": Schedule(
        "morphine", down(100, 20, 20, "4w"), ("cdc-month ask",), ("va-month", "tolerance")
    ),
    "VA/DoD, a twentieth every 4 weeks": Schedule(
        "morphine", down(100, 5, 60, "4w").removesuffix("; 0"), (), ("va-month",), STAY
    ),
    "Canada, a fifth every week": Schedule(
        "morphine", percents(100, 20, "1w", 10), ("cdc-month ask", "cdc-week note"), ("caden-cut",)
    ),
    "RxFiles, a tenth every 2 weeks, later a twentieth": Schedule(
        "oxycodone",
        f"{down(100, 10, 40, '2w').removesuffix('; 0')}; {down(35, 5, 5, '4w')}",
        ("cdc-month ask", "cdc-week note"),
    ),
    "NG222, half of the dose, later a quarter": Schedule(
        "venlafaxine",
        "150 mg 4w; 75 mg 4w; 37.5 mg 4w; 28 mg 4w; 21 mg 4w; 16 mg 4w; 12 mg 4w; 9 mg 4w; 0",
        (),
        ("ng222-step", "cuts-do-not-shrink", "sps-interval", "abrupt-stop"),
    ),
    "Psychiatrienet, a quarter every 4 weeks": Schedule("citalopram", percents(40, 25, "4w", 8), ()),
    "tapering strips, a little less each day for 4 weeks": Schedule(
        "paroxetine", percents(20, 5, "1d", 5), ("cuts-every-week ask", "cuts-do-not-shrink note")
    ),
    "UWA, a quarter every week": Schedule("olanzapine", percents(20, 25, "1w", 5), (), ("uwa-week",)),
    "UWA, half every 4 weeks": Schedule(
        "amitriptyline", "100 mg 4w; 50 mg 4w; 25 mg 4w; 12.5 mg 4w; 0", (), ("uwa-week",)
    ),
    "UWA, half every 2 weeks": Schedule(
        "omeprazole", "40 mg 2w; 20 mg 2w; 10 mg 2w; 0", (), ("uwa-fortnight",)
    ),
    "Scotland, fluoxetine on alternate days": Schedule(
        "fluoxetine",
        "",
        ("cuts-do-not-shrink note",),
        ("cuts-every-week", "stops-from-more", "every-other-day"),
    ),
    "Scotland, a stop of sertraline from 50 mg": Schedule(
        "sertraline", "50 mg 4w; 0", ("abrupt-stop ask",), ("cuts-every-week", "stops-from-more")
    ),
    "label of clonidine, slowly": Schedule(
        "clonidine", "0.3 mg 4w; 0.2 mg 4w; 0.1 mg 4w; 0", ("no-guidance note",), ("clonidine-stop",)
    ),
    "label of baclofen, slowly": Schedule(
        "baclofen", down(30, 5, 5, "1w"), ("no-guidance note",), ("baclofen-stop",)
    ),
    "Australian Prescriber, an antiepileptic over months": Schedule(
        "lamotrigine", down(200, 25, 25, "4w"), ("no-guidance note",), ("antiepileptic-stop",)
    ),
    "table 4 of ESE and Endocrine Society": Schedule(
        "prednisolone",
        "60 mg 4w; 50 mg 1w; 40 mg 1w; 35 mg 1w; 30 mg 1w; 25 mg 1w; 20 mg 1w; 17.5 mg 1w; 15 mg 1w; 12.5 mg 1w; "
        "10 mg 1w; 9 mg 1w; 8 mg 1w; 7 mg 1w; 6 mg 1w; 5 mg 4w; 4 mg 4w; 3 mg 4w; 2 mg 4w; 1 mg 4w; 0",
        (),
        ("steroid-pace", "steroid-stop", "steroid-end"),
    ),
    "table 4, each cut after 4 weeks": Schedule(
        "prednisone",
        f"20 mg 4w; 17.5 mg 4w; 15 mg 4w; 12.5 mg 4w; {down(10, 1, 1, '4w')}",
        (),
        ("steroid-pace",),
    ),
    "no taper for less than 3 weeks": Schedule(
        "prednisolone", "40 mg 20d; 0", (), ("steroid-pace", "steroid-stop")
    ),
    "polymyalgia, United Kingdom": Schedule(
        "prednisolone", f"15 mg 3w; 12.5 mg 3w; 10 mg 6w; {down(9, 1, 1, '4w')}", ()
    ),
    "polymyalgia, Australia": Schedule(
        "prednisolone", f"15 mg 4w; 12.5 mg 4w; 10 mg 4w; {down(9, 1, 1, '8w')}", ()
    ),
    "TaperMD, half every week": Schedule(
        "metoprolol", "100 mg 1w; 50 mg 1w; 25 mg 1w; 0", (), ("tapermd-beta-blocker", "sudden-stop")
    ),
    "NHS Fife, gabapentin": Schedule("gabapentin", down(3600, 300, 300, "1w"), (), ("fife-week",)),
    "NHS Fife, pregabalin": Schedule(
        "pregabalin", down(600, 75, 75, "1w"), (), ("fife-week", "pregabalin-label")
    ),
    "an NHS leaflet, a step every 10 days": Schedule(
        "gabapentin", down(1800, 300, 300, "10d"), (), ("fife-week", "two-at-once")
    ),
    "Scotland, citalopram": Schedule(
        "citalopram",
        "40 mg 4w; 30 mg 4w; 20 mg 4w; 10 mg 4w; 0",
        ("cuts-do-not-shrink note",),
        ("cuts-every-week", "stops-from-more"),
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_official_schedules_do_not_drown_in_findings(name: str) -> None:
    """They disagree, so that one is faster than another; of each at most two things are said."""
    schedule = SCHEDULES[name]

    assert said(schedule.plan) == list(schedule.remarked)
    assert len(schedule.remarked) <= 2


@pytest.mark.parametrize("name", [name for name, schedule in SCHEDULES.items() if schedule.own])
def test_a_schedule_of_a_source_raises_nothing_against_that_source(name: str) -> None:
    """A plan that does what a source describes is not beyond it; only the share of the last steps may be noted."""
    schedule = SCHEDULES[name]
    own = [rule for rule in RULES if rule.name in schedule.own]

    assert len(own) == len(schedule.own)
    assert not [said for rule in own for said in rule.look(schedule.plan) if not said.apart]


def test_each_rule_with_a_source_has_a_schedule_of_that_source() -> None:
    """A third plan, beside the one that is remarked and the one that is not; of packets and naloxone there is none."""
    sourced = {rule.name for rule in RULES if rule.source is not THIS_PLAN}

    assert sourced - {name for one in SCHEDULES.values() for name in one.own} == {
        "naloxone",
        "naloxone-alone",
        "look-alike",
        "clonazepam-clobazam",
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_remarked_so(path: Path) -> None:
    """Once for a run of steps, and softer at its end."""
    expected = {
        "clonazepam": ["asam-most ask", "asam-most note"],
        "cross-taper": ["switch note", "asam-start note", "asam-most note"],
        "ends-above-zero": ["cks-pace note"],
        "every-2-3-weeks": ["maudsley-first ask", "asam-most note", "days-left-out ask"],
        "oral-solution": ["cuts-every-fortnight note", "asam-most note"],
        "prednisolone": ["steroid-pace ask"],
        "ten-percent": ["asam-start note", "asam-most note"],
        "two-doses-a-day": ["asam-most ask", "asam-most note"],
        "with-a-hold": ["maudsley-first ask", "asam-most note", "days-left-out ask"],
    }

    assert said(read(path.read_bytes())) == expected[path.stem]


def test_the_calculation_is_said_with_both_bases_and_every_source() -> None:
    """A reader can do it again, and sees who is meant."""
    hard, soft = check(read((folder("samples") / "clonazepam.toml").read_bytes()))

    assert str(hard.brief).replace("\N{NO-BREAK SPACE}", " ") == (
        "clonazepam: from 1 mg to 0.5 mg a day in one cut, by 50 % of 1 mg, the highest dose so far. "
        "ASAM (US 2025): usually not more than 25 % in 2 weeks."
    )
    assert str(hard.message).removeprefix(str(hard.brief)) == (
        " ASAM (US 2025): commonly 5 to 10 % of the current dose to begin with. Maudsley (UK 2024): about 20 % or less "
        "to begin with at low risk, less at a higher one. On other days too: NICE CKS (UK): cuts such as 5 to 10 % "
        "every 1 to 2 weeks, or one eighth every 2 weeks. Ask before this day whether it is meant."
    )
    assert str(hard.line).replace("\N{NO-BREAK SPACE}", " ") == (
        "clonazepam 1 mg → 0.5 mg a day, −50 %. ASAM (US 2025): usually not more than 25 % in 2 weeks. Also beyond "
        "other sources."
    )
    assert str(hard.source).split("; ") == [
        "Joint Clinical Practice Guideline on Benzodiazepine Tapering (ASAM), 2025, United States",
        "Maudsley Deprescribing Guidelines, 2024, United Kingdom",
        "NICE CKS Benzodiazepine and z-drug withdrawal, no year given, United Kingdom",
    ]
    assert (hard.first, hard.last, hard.worst) == (date(2025, 9, 1), date(2025, 9, 1), None)
    assert str(soft.line).replace("\N{NO-BREAK SPACE}", " ") == (
        "The last cuts before the stop are up to 50 % of what is left. Would a liquid or a smaller strength help?"
    )


@cache
def every_finding() -> list[Finding]:
    """Return what is said of all plans here."""
    official = [schedule.plan for schedule in SCHEDULES.values()]
    ours = [read(path.read_bytes()) for path in SAMPLES]
    pairs = [plan for pair in PAIRS.values() for plan in pair]
    return [found for plan in (*official, *ours, *pairs) for found in check(plan)]


def test_a_finding_is_three_lines_in_the_terminal_and_one_on_paper() -> None:
    """A doctor with a minute reads it to the end: its days, and two lines of what is done and what a source says."""
    words = Words(language("en-GB"))
    long = [text for found in every_finding() if (text := remark(found, words, 80)).count("\n") > 3]

    assert not long


@pytest.mark.parametrize("word", ["safe", "unsafe", "should", "must", "recommend", "wrong", "danger"])
def test_no_finding_judges(word: str) -> None:
    """It says what a source describes, and leaves the rest to the person and the prescriber."""
    assert not [str(found.message) for found in every_finding() if word in str(found.message).casefold()]


def test_a_step_up_a_hold_and_an_end_above_zero_are_no_faults() -> None:
    """Sources tell people to pause, some to go back a step, and some to stay."""
    text = open_ended("diazepam", down(10, 1, 8, "4w")).source.decode()
    back = '[[change]]\nkind = "step-back"\non = 2027-02-12\ndays = 7\n'
    hold = '[[change]]\nkind = "hold"\non = 2027-02-12\ndays = 7\n'

    assert said(read((text + hold).encode())) == []
    assert said(read((text + back).encode())) == []


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(50), "50 %"),
        (Fraction(25, 2), "12.5 %"),
        (Fraction(100, 3), "about 33.3 %"),
        (Fraction(200, 3), "about 66.7 %"),
        (Fraction(100, 32), "about 3.1 %"),
        (Fraction(2501, 99), "about 25.3 %"),
        (Fraction(7501, 300), "more than 25 %"),
        (Fraction(1001, 100), "10.01 %"),
        (Fraction(1, 10), "0.1 %"),
        (Fraction(1, 3), "about 0.3 %"),
        (Fraction(1, 30), "less than 0.1 %"),
    ],
)
def test_a_percentage_is_exact_or_says_that_it_is_not(share: Fraction, text: str) -> None:
    """What is above a threshold is not printed as the threshold or below it."""
    assert str(percent(share)).replace("\N{NO-BREAK SPACE}", " ") == text


def test_one_drug_in_the_place_of_another_is_not_remarked() -> None:
    """In a switch what falls is replaced; the doses are the prescriber's own."""
    plan = two("lorazepam", "diazepam", ("2", "0"), ("1", "10"), ("0", "20"))

    assert said(plan) == ["switch note"]


def test_a_cut_beside_a_drug_of_another_kind_is_remarked() -> None:
    """An antidepressant that is begun takes no benzodiazepine's place."""
    plan = two("diazepam", "sertraline", ("10", "0"), ("5", "50"))

    assert said(plan) == ["asam-most ask"]


def test_short_courses_of_steroids_may_stop() -> None:
    """The source describes no taper for less than three to four weeks, at whatever dose."""
    assert said(plan_of("prednisolone", "40 mg 5d; 0")) == []


def test_without_its_name_a_drug_gets_the_general_rules_only() -> None:
    """And the reader is told so."""
    (found,) = check(plan_of("Medicine", "4 mg 2w; 1 mg 2w; 0"))

    assert (found.rule, found.level) == ("no-guidance", Level.NOTE)
    assert str(found.message) == (
        "No guidance on the pace of Medicine was compared. That says nothing about the plan."
    )


def test_what_asks_for_an_answer_comes_first_on_the_first_page() -> None:
    """Where there is room for one finding it is not that a dose rises."""
    plan = read((folder("samples") / "with-a-hold.toml").read_bytes())
    first, *_ = looks(plan, Words(language("en-GB")))

    assert first.day.replace("\N{NO-BREAK SPACE}", " ") == "28 Dec 2026"
    assert first.text.startswith("First cut: clonazepam")
    assert "Maudsley (UK 2024)" in first.text


@given(plans())
def test_a_fall_is_what_is_missing_between_two_means(plan: Plan) -> None:
    """No fall is nothing, none is more than the whole, and each ends on a day on which the dose goes down."""
    for drug in plan.drugs:
        lower = {
            new.first
            for old, new in zip(means(plan, drug), means(plan, drug)[1:], strict=False)
            if new.amount < old.amount
        }
        for fall in reductions(plan, drug, 14):
            assert 0 < fall.of_highest <= fall.of_present <= 100
            assert fall.on in lower


@given(plans(), st.sampled_from(RULES))
def test_any_plan_can_be_looked_at(plan: Plan, rule: Rule) -> None:
    """Each finding has its days in the plan or on the day after it, and says something in English."""
    for found in rule(plan):
        assert plan.first_day <= found.first <= found.last <= (plan.first_day_without or plan.last_day)
        assert "{" not in str(found.message)


def test_the_table_of_the_rules_is_that_of_the_code(golden: Golden) -> None:
    """`docs/rules.md` is written from the rules: `pytest --rewrite tests/test_rules.py`."""
    head, sign, _ = TABLE.read_text(encoding="utf-8").partition("| rule |")
    rows = [
        f"| {rule.name} | {rule.computes} | {rule.of.value} | {rule.source.message} | {rule.source.seen} |"
        for rule in RULES
    ]
    table = "\n".join(
        (
            f"{sign} what it finds | percentage of | source | seen in |",
            "| --- | --- | --- | --- | --- |",
            *rows,
        )
    )

    golden(TABLE, f"{head}{table}\n")
