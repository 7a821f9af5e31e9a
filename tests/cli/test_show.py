"""A plan for other programs, as its contract says, and for the terminal."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from golden import Golden
from jsonschema import Draft202012Validator

from taperdocs.cli.show_json import as_json, check_json
from taperdocs.cli.text import HEIGHT, curve, heading, steps_table, today
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.pdf.resources import folder
from taperdocs.plan.dose import MILLIGRAMS
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, say
from taperdocs.plan.product import Piece
from taperdocs.planfile.reader import read
from taperdocs.rules import Finding, Level, check

DOCS = Path(__file__).parents[2] / "docs" / "show-json.md"
SCHEMA = Draft202012Validator(
    json.loads((folder("planfile/schemas") / "show.schema.json").read_bytes()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
SAMPLES = sorted(folder("samples").glob("*.toml"))
WORDS = Words(language("en-GB"))
FINDING = Finding(
    "rise",
    Level.NOTE,
    date(2026, 12, 7),
    date(2026, 12, 8),
    (say("{what} rises", what="It"),),
    (say("NICE"),),
)

TABLETS = """
[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"
split = "quarter"
"""
HELD = f"""
format = 1
start = 2026-12-07
{TABLETS}
[[step]]
weeks = 1
dose = "1 mg"
[[step]]
weeks = "1-2"
cycle = ["1 mg", "0.5 mg"]
if = "steady"
[[change]]
kind = "hold"
on = 2026-12-10
why = "a cold"
"""


def plan_of(text: str) -> Plan:
    """Read a plan from its text."""
    return read(text.encode())


def values(thing: object) -> Iterator[object]:
    """Yield every value in a JSON document."""
    parts = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    yield thing
    for part in parts:
        yield from values(part)


def shown(plan: Plan, *findings: Finding) -> dict[str, Any]:
    """Return the JSON as another program reads it, judged by the schema."""
    document: dict[str, Any] = json.loads(json.dumps(as_json(plan, findings)))
    SCHEMA.validate(document)
    return document


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_shown_as_the_schema_says(sample: Path) -> None:
    """The contract holds for every plan that ships, without a float anywhere."""
    plan = read(sample.read_bytes())
    document = shown(plan, *check(plan), FINDING)

    assert not [value for value in values(document) if isinstance(value, float)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_cycles_give_every_day_of_the_plan(sample: Path) -> None:
    """A program that repeats each cycle over its dates gets the doses of every day, and the pieces add up."""
    plan = read(sample.read_bytes())
    packets = {(product.drug, product.label): product for product in plan.outline.products}
    days: dict[date, list[tuple[str, str, str]]] = {}
    for period in shown(plan)["periods"]:
        first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
        for number in range((last - first).days + 1):
            intakes = period["days"][number % len(period["days"])]
            days[first + timedelta(number)] = [(i["drug"], i["slot"], i["dose"]) for i in intakes]
            for intake in intakes:
                amount, unit = intake["dose"].split()
                made = [
                    Piece(packets[intake["drug"], p["product"]], Fraction(p["count"]))
                    for p in intake["pieces"]
                ]
                assert sum(piece.milligrams for piece in made) == Fraction(Decimal(amount)) * MILLIGRAMS[unit]

    assert days == {
        day: [(i.drug, str(i.slot), str(i.dose)) for i in intakes] for day, intakes in plan.days()
    }


def laid_out(value: object, indent: int = 0) -> str:
    """Return JSON as the description has it: on one line what fits on one."""
    line, inner = json.dumps(value), indent + 2
    if len(line) + indent <= 100:
        return line
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {laid_out(part, inner)}" for key, part in value.items()]
    else:
        assert isinstance(value, list)
        parts = [laid_out(part, inner) for part in value]
    signs = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(" " * inner + part for part in parts)
    return f"{signs[0]}\n{lines}\n{' ' * indent}{signs[1]}"


def test_the_example_of_the_description_is_what_is_shown(golden: Golden) -> None:
    """Whoever copies the description gets what the program prints."""
    text = DOCS.read_text(encoding="utf-8")
    before, plan, between, _, after = re.split(r"```(?:toml|json)\n(.*?)```", text, flags=re.DOTALL)

    example = laid_out(shown(plan_of(plan)))
    golden(DOCS, f"{before}```toml\n{plan}```{between}```json\n{example}\n```{after}")


def test_the_description_names_every_key() -> None:
    """No key is without its meaning, but for those that say themselves."""
    text = DOCS.read_text(encoding="utf-8")
    keys = {
        key
        for value in values(SCHEMA.schema)
        if isinstance(value, dict)
        for key in value.get("properties", {})
    }

    assert not [key for key in keys if f"`{key}`" not in text and f'"{key}"' not in text]


def test_what_waits_for_an_open_hold_has_no_dates() -> None:
    """While a hold is open the later steps are listed without dates, and no end is said."""
    document = shown(plan_of(HELD))

    assert [period["open"] for period in document["periods"]] == [False, True]
    assert [period["held"] for period in document["periods"]] == [False, True]
    assert [period["why"] for period in document["periods"]] == [None, "a cold"]
    assert [(waiting["step"], waiting["length"], waiting["if"]) for waiting in document["waiting"]] == [
        (1, 4, None),
        (2, 14, "steady"),
    ]
    assert (document["last_dose_day"], document["first_day_without"], document["revision"]) == (None, None, 1)


def test_doses_that_were_asked_for_are_said_beside_those_taken() -> None:
    """With the nearest makeable dose above, both are there, exactly."""
    plan = plan_of(f"""
        format = 1
        start = 2026-12-07
        make = "nearest-above"
        {TABLETS}
        [[step]]
        taper = "percent"
        start = "0.5 mg"
        cut = "10 %"
        every = "1 week"
        to = "0.4 mg"
    """)
    (period,) = shown(plan)["periods"]

    assert [intake["dose"] for day in period["days"] for intake in day] == ["0.5 mg"]
    assert [[[i["dose"] for i in day] for day in cycle] for cycle in period["asked"]] == [
        [["0.5 mg"]],
        [["0.45 mg"]],
        [["0.405 mg"]],
    ]
    assert "      asked for: 0.5 mg, 0.45 mg, 0.405 mg\n" in steps_table(plan, WORDS)


def test_findings_carry_their_source() -> None:
    """A finding is said with its days and its source."""
    expected = {
        "rule": "rise",
        "level": "note",
        "first": "2026-12-07",
        "last": "2026-12-08",
        "worst": None,
        "line": "",
        "message": "It rises",
        "source": "NICE",
    }
    problem = Problem(("step", 2, "morning"), say("wrong"), say("mend it"), 14)

    assert shown(plan_of(HELD), FINDING)["findings"] == [expected]
    assert check_json((problem,), (FINDING,)) == {
        "version": 1,
        "problems": [
            {
                "line": 14,
                "place": "step 3, morning",
                "path": ["step", 2, "morning"],
                "message": "wrong",
                "remedy": "mend it",
            }
        ],
        "findings": [expected],
        "compared": [],
    }


def test_the_steps_in_the_terminal() -> None:
    """Each period has its dates, its doses and the pieces that make them; a hold is said."""
    assert (
        steps_table(plan_of(HELD), WORDS)
        == """\
Step  From         To          Day         Dose    Made from
1     7 Dec 2026   9 Dec 2026              1 mg    1 tablet of 1 mg
1     10 Dec 2026  open                    1 mg    1 tablet of 1 mg
      hold without an end yet: the dose stays (a cold)
      laid out up to 6 Jan 2027
1     no date yet                          1 mg    1 tablet of 1 mg
2     no date yet              day 1 of 2  1 mg    1 tablet of 1 mg
                               day 2 of 2  0.5 mg  ½ tablet of 1 mg
      condition: steady
The plan does not say when it stops.
"""
    )


def test_a_hold_says_until_when_in_the_terminal() -> None:
    """The last day of it, and why where that is written."""
    said = steps_table(plan_of(f"{HELD}days = 10\n"), WORDS)

    assert "      hold until 19 Dec 2026: the dose stays (a cold)\n" in said
    assert "until 19 Dec 2026: the dose stays\n" in steps_table(
        plan_of(f"{HELD}days = 10\n".replace('why = "a cold"\n', "")), WORDS
    )


def test_equal_days_of_a_cycle_are_one_row() -> None:
    """With the numbers of the first and the last of them, and how many there are."""
    cycle = 'cycle = ["1 mg", "0.5 mg", "0.5 mg"]'

    assert "days 2 to 3 of 3  0.5 mg" in steps_table(
        plan_of(HELD.replace('cycle = ["1 mg", "0.5 mg"]', cycle)), WORDS
    )


def test_which_plan_it_is_stands_first() -> None:
    """Its title, drugs, code and revision, and DRAFT as long as it is not agreed."""
    agreed = '[agreed]\nby = "Dr Example"\non = 2026-12-01\n'
    plan = plan_of(HELD + agreed)

    assert heading(plan, WORDS) == f"Lorazepam taper: lorazepam\nPlan code {plan.code}, revision 1\n"
    assert heading(plan_of(HELD), WORDS).endswith(", revision 1, DRAFT\n")


def test_several_drugs_times_and_weekdays_in_the_terminal() -> None:
    """With several drugs each dose is named, and a week's pattern is said by weekday."""
    plan = plan_of(f"""
        format = 1
        start = 2026-12-07
        {TABLETS}
        [[product]]
        drug = "diazepam"
        form = "solution"
        strength = "2 mg/5 mL"
        measure = "0.5 mL"
        [[step]]
        weeks = "1-2"
        morning = {{ lorazepam = "1 mg", diazepam = "2 mg" }}
        bedtime = {{ diazepam = "1 mg" }}
        [[step]]
        weeks = 1
        [step.cycle]
        monday = {{ dose = {{ lorazepam = "0.5 mg" }} }}
        tuesday = {{ dose = {{ lorazepam = "0 mg" }} }}
        wednesday = {{ dose = {{ lorazepam = "0 mg" }} }}
        thursday = {{ dose = {{ lorazepam = "0.5 mg" }} }}
        friday = {{ dose = {{ lorazepam = "0.5 mg" }} }}
        saturday = {{ dose = {{ lorazepam = "0.5 mg" }} }}
        sunday = {{ dose = {{ lorazepam = "0.5 mg" }} }}
    """)

    assert (
        steps_table(plan, WORDS)
        == """\
Step  From         To           Day                Dose                    Made from
1     7 Dec 2026   20 Dec 2026                     lorazepam 1 mg morning  1 tablet of 1 mg
                                                   diazepam 2 mg morning   5 mL (2 mg) of 2 mg/5 mL solution
                                                   diazepam 1 mg bedtime   2.5 mL (1 mg) of 2 mg/5 mL solution
      you may move on from 14 Dec 2026, as agreed
2     21 Dec 2026  27 Dec 2026  Monday             lorazepam 0.5 mg        ½ tablet of 1 mg
                                Tuesday–Wednesday  no dose
                                Thursday–Sunday    lorazepam 0.5 mg        ½ tablet of 1 mg
Last dose day 27 Dec 2026, first day without 28 Dec 2026.
diazepam: last dose day 20 Dec 2026, first day without 21 Dec 2026.
"""
    )


STEPS = f"""
format = 1
start = 2026-12-07
{TABLETS}
[[step]]
weeks = "1-2"
dose = "1 mg"
[[step]]
weeks = 1
dose = "0.25 mg"
"""


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (STEPS, "2026-12-06", ["Sunday, 6 December 2026: the plan begins on 7 December 2026."]),
        (
            STEPS,
            "2026-12-08",
            [
                "Tuesday, 8 December 2026: step 1 of 2, day 2 of 14",
                "    1 mg: 1 tablet of 1 mg",
                "Next change on Monday, 21 December 2026: 1 mg → 0.25 mg",
            ],
        ),
        (
            STEPS,
            "2026-12-14",
            [
                "Monday, 14 December 2026: step 1 of 2, day 8 of 14",
                "    1 mg: 1 tablet of 1 mg",
                "You may move on to the next step, as agreed.",
                "Next change on Monday, 21 December 2026: 1 mg → 0.25 mg",
            ],
        ),
        (
            STEPS,
            "2026-12-27",
            [
                "Sunday, 27 December 2026: step 2 of 2, day 7 of 7",
                "    0.25 mg: ¼ tablet of 1 mg",
                "Last dose day 27 Dec 2026, first day without 28 Dec 2026.",
            ],
        ),
        (
            STEPS,
            "2026-12-28",
            [
                "Monday, 28 December 2026: the plan is over. Last dose day 27 Dec 2026, first day without 28 Dec 2026."
            ],
        ),
        (
            HELD,
            "2026-12-11",
            [
                "Friday, 11 December 2026: step 1 of 2, day 2 of a hold",
                "    1 mg: 1 tablet of 1 mg",
                "The next change has no date while the hold is open.",
            ],
        ),
        (
            STEPS.replace("weeks = 1\n", 'weeks = "2+"\n'),
            "2026-12-22",
            [
                "Tuesday, 22 December 2026: step 2 of 2, day 2, no end yet",
                "    0.25 mg: ¼ tablet of 1 mg",
                "The plan does not say when it stops.",
            ],
        ),
        (HELD, "2027-12-11", ["Saturday, 11 December 2027: the plan is laid out up to 6 January 2027 only."]),
    ],
)
def test_one_day_in_the_terminal(text: str, day: str, said: list[str]) -> None:
    """On every day it is said where the plan stands, what is taken and what comes next."""
    assert today(plan_of(text), WORDS, date.fromisoformat(day)).splitlines() == said


def test_the_curve_is_drawn_to_scale() -> None:
    """Two thirds of the width are at the full dose, the rest at a quarter of its height."""
    assert (
        curve(plan_of(STEPS), WORDS, 27)
        == """\
lorazepam
1 mg │██████████████
     │██████████████
     │██████████████
     │██████████████
     │██████████████
     │██████████████
     │█████████████████████
   0 │█████████████████████
      2026-12-07 2026-12-27
"""
    )


@pytest.mark.parametrize("width", [0, 20, 80, 400])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_no_dose_is_left_out_of_the_curve(sample: Path, width: int) -> None:
    """However wide it is drawn it fits, and every day with a dose, however small, has ink."""
    plan = read(sample.read_bytes())
    drawn = curve(plan, WORDS, width).split("\n\n")

    assert len(drawn) == len(plan.drugs)
    for picture in drawn:
        _, *rows, dates = picture.strip("\n").split("\n")
        assert len(rows) == HEIGHT
        assert max(map(len, [*rows, dates])) <= max(width, 40)
        assert rows[-1].split("│")[1].strip()


def test_a_drug_that_is_never_taken_has_no_curve() -> None:
    """Its one step was skipped; the other drug is drawn."""
    plan = read(SKIPPED.encode())

    assert plan.drugs == ("diazepam", "lorazepam")
    assert curve(plan, Words(language("en-GB")), 60).startswith("diazepam\n")
    assert "lorazepam" not in curve(plan, Words(language("en-GB")), 60)


SKIPPED = """
format = 1
start = 2026-12-07

[[product]]
drug = "diazepam"
form = "tablet"
strength = "2 mg"

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"

[[step]]
weeks = 2
morning = { diazepam = "2 mg" }

[[step]]
weeks = "0-2"
if = "if needed"
morning = { lorazepam = "1 mg" }

[[change]]
kind = "skip"
on = 2026-12-14
"""
