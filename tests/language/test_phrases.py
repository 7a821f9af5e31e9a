"""What a plan does, in words that the documents and the phone calendar share."""

import pytest

from taperdocs.language import phrases
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read

WORDS = Words(language("en-GB"))
_HEAD = """
format = 1
start = 2026-12-07
[[product]]
drug = "clonazepam"
form = "tablet"
strength = "0.5 mg"
split = "quarter"
"""
_DIAZEPAM = """
[[product]]
drug = "diazepam"
form = "tablet"
strength = "5 mg"
"""


def plan_of(*steps: str, more: str = "", head: str = _HEAD) -> Plan:
    """Read a plan whose steps last a week each."""
    written = "".join(f"[[step]]\nweeks = 1\n{step}\n" for step in steps)
    return read(f"{head}{written}{more}".encode())


def plain(text: str) -> str:
    """Return *text* with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def changes(plan: Plan) -> list[str]:
    """Say the change of each period, those that wait too."""
    return [plain(phrases.change(WORDS, plan, period)) for period in (*plan.periods, *plan.waiting)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (('dose = "1 mg"', 'dose = "0.5 mg"'), "1 mg → 0.5 mg"),
        (('dose = "1 mg"', 'dose = "0 mg"'), "1 mg → no dose"),
        (
            ('dose = "1 mg"', 'cycle = ["1 mg", "0.5 mg"]'),
            "1 mg → 1 mg on one day, 0.5 mg on the next, in turn",
        ),
        (
            ('cycle = ["1 mg", "0.5 mg"]', 'cycle = ["0.5 mg", "1 mg"]'),
            "1 mg on one day, 0.5 mg on the next, in turn → 0.5 mg on one day, 1 mg on the next, in turn",
        ),
        (('dose = "1 mg"', 'dose = "1 mg"'), "1 mg, as before"),
        (('dose = "1 mg"', 'cycle = ["1 mg", "1 mg"]'), "1 mg, as before"),
        (
            ('dose = "1 mg"', 'morning = "0.5 mg"\nbedtime = "0.5 mg"'),
            "1 mg a day → 0.5 mg morning and 0.5 mg bedtime",
        ),
    ],
)
def test_a_change_says_old_and_new(steps: tuple[str, ...], expected: str) -> None:
    """The first period has only a new dose."""
    assert changes(plan_of(*steps))[1] == expected
    assert changes(plan_of(*steps))[0].startswith("new: 1 mg")


def test_a_change_of_several_drugs_names_each() -> None:
    """A drug that begins, that stays, that ends, and that is not taken."""
    plan = plan_of(
        'dose = { clonazepam = "1 mg" }',
        'dose = { clonazepam = "0.5 mg", diazepam = "5 mg" }',
        'dose = { diazepam = "5 mg" }',
        head=_HEAD + _DIAZEPAM,
    )

    assert changes(plan) == [
        "clonazepam new: 1 mg",
        "clonazepam 1 mg → 0.5 mg; diazepam new: 5 mg",
        "clonazepam 0.5 mg → no dose; diazepam 5 mg, as before",
    ]


def test_the_rate_of_a_patch_beside_another_drug_is_no_amount_a_day() -> None:
    """A patch of 50 micrograms/h is one of 50 micrograms/h on each day."""
    plan = read(
        b'format = 1\nstart = 2027-01-04\n[[product]]\ndrug = "fentanyl"\nform = "patch"\nrate = "25 mcg/h"\n'
        b'change_every = "72 hours"\n[[product]]\ndrug = "diazepam"\nform = "tablet"\nstrength = "5 mg"\n'
        b'[[step]]\ndays = 6\ndose = { fentanyl = "50 mcg/h" }\nbedtime = { diazepam = "5 mg" }\n'
        b'[[step]]\ndays = 6\ndose = { fentanyl = "25 mcg/h" }\nbedtime = { diazepam = "5 mg" }\n'
    )
    said = phrases.change(Words(language("en-GB")), plan, plan.periods[1])

    assert "fentanyl 50 micrograms/h → 25 micrograms/h" in said.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{WORD JOINER}", ""
    )


def test_what_waits_for_a_hold_to_end_changes_from_what_is_held() -> None:
    """The dates that waiting periods would have had count for nothing."""
    hold = '[[change]]\nkind = "hold"\non = 2026-12-14\n'
    plan = plan_of('dose = "1 mg"', 'dose = "0.5 mg"', 'dose = "0.25 mg"', more=hold)

    assert changes(plan)[-2:] == ["1 mg → 0.5 mg", "0.5 mg → 0.25 mg"]


def test_an_intake_says_its_time_and_its_pieces() -> None:
    """A dose without a time has no label; with several drugs it has the drug's name."""
    none, one = plan_of('dose = "0.75 mg"'), plan_of('morning = "0.125 mg"')
    two = plan_of('morning = { clonazepam = "0.75 mg", diazepam = "10 mg" }', head=_HEAD + _DIAZEPAM)

    said = [
        [plain(phrases.intake(WORDS, plan, intake)) for intake in plan.on(plan.first_day)]
        for plan in (none, one, two)
    ]
    assert said == [
        ["1 and ½ tablets of 0.5 mg"],
        ["morning: ¼ tablet of 0.5 mg"],
        ["clonazepam morning: 1 and ½ tablets of 0.5 mg", "diazepam morning: 2 tablets of 5 mg"],
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("days = 10\n", "Hold: stay on 1 mg until Saturday, 19 December 2026"),
        ("", "Hold: stay on 1 mg until it is agreed to go on"),
    ],
)
def test_a_hold_says_its_last_day(days: str, expected: str) -> None:
    """An open one says that it goes on."""
    hold = f'[[change]]\nkind = "hold"\non = 2026-12-10\n{days}'
    plan = plan_of('dose = "1 mg"', 'dose = "0.5 mg"', more=hold)

    assert plain(phrases.hold(WORDS, plan, plan.periods[1])) == expected


def test_a_hold_in_a_hold_lasts_to_the_end_of_both() -> None:
    """Whichever of its parts is asked for."""
    holds = "".join(f'[[change]]\nkind = "hold"\non = 2026-12-{on}\ndays = 10\n' for on in (10, 12))
    plan = plan_of('dose = "1 mg"', 'dose = "0.5 mg"', more=holds)
    held = [period for period in plan.periods if period.held]

    assert len(held) == 3
    assert {plain(phrases.hold(WORDS, plan, period)) for period in held} == {
        "Hold: stay on 1 mg until Tuesday, 29 December 2026"
    }


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("hold", "weeks = 2", "2 weeks"),
        ("hold", "", ""),
        ("step-back", "days = 10", "10 days"),
        ("slow", "days = 3", "each step 3 days longer"),
        ("skip", "", ""),
    ],
)
def test_a_change_says_how_long_it_lasts(kind: str, more: str, said: str) -> None:
    """Three days slower are three days for each step, and not in all."""
    change = f'[[change]]\nkind = "{kind}"\non = 2026-12-15\n{more}\n'
    plan = plan_of('dose = "1 mg"', more=f'[[step]]\nweeks = "0-2"\ndose = "0.5 mg"\n{change}')

    assert plain(phrases.lasting(WORDS, plan.outline.changes[0])) == said
