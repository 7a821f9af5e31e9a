"""A line of steps becomes a commented plan file that reads back to the same steps."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.plan import Then
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.new import Draft, checked, new_plan
from taperdocs.planfile.one_line import read_line
from taperdocs.planfile.reader import read

ID = UUID("5b0c2c1e-6c38-4a5b-9d62-0f3f1f0f5a01")
DRAFT = Draft("clonazepam", date(2026, 12, 7), ("0.5 mg tablet quarter",), "1 mg 2w; 0.5 mg 2w; 0")


def refused(draft: Draft) -> str:
    """Return what is said about a draft that cannot be a plan."""
    with pytest.raises(TaperError) as caught:
        new_plan(draft, ID)
    return "\n".join(problem.text("") for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("1 mg 2w", 'weeks = 2\ndose = "1 mg"'),
        ("1 mg 10 days", 'days = 10\ndose = "1 mg"'),
        ("0,5 mg 2-3w", 'weeks = "2-3"\ndose = "0.5 mg"'),
        ("1 mg 0-10d", 'days = "0-10"\ndose = "1 mg"'),
        ("2x 1 mg 1w", 'weeks = 1\ndose = ["1 mg", "1 mg"]'),
        ("1 mg open", 'weeks = "open"\ndose = "1 mg"'),
        ("1 mg 2+ weeks", 'weeks = "2+"\ndose = "1 mg"'),
        ("1 mg 10+ days", 'days = "10+"\ndose = "1 mg"'),
    ],
)
def test_each_way_of_writing_a_step(line: str, written: str) -> None:
    """Lengths, ranges and several doses a day are written as a person would write them."""
    text = new_plan(replace(DRAFT, steps=line), ID)

    assert f"[[step]]\n{written}\n" in text


@pytest.mark.parametrize(
    ("packet", "lines"),
    [
        ("0,5 mg Tablette half", 'form = "tablet"\nstrength = "0,5 mg"\nsplit = "half"'),
        ("2.5 mg/mL Tropfen, 25 drops per mL", 'form = "drops"\nstrength = "2.5 mg/mL"\ndrops_per_mL = 25'),
        ("0,5 mg Tablette halb", 'form = "tablet"\nstrength = "0,5 mg"\nsplit = "half"'),
        ("0.5 mg tablets quarters", 'form = "tablet"\nstrength = "0.5 mg"\nsplit = "quarter"'),
    ],
)
def test_a_packet_is_called_as_people_call_it(packet: str, lines: str) -> None:
    """In the languages in which steps are read; the plan file has it in one way."""
    assert lines in new_plan(replace(DRAFT, products=(packet,), steps="0.5 mg 2w; 0"), ID)


def test_a_new_patch_may_say_every() -> None:
    """As one says it; the plan file has the length alone."""
    patch = replace(DRAFT, products=("25 mcg/h patch every 72 hours",), steps="25 mcg/h 15d; 0")

    assert 'change_every = "72 hours"' in new_plan(patch, ID)


def test_a_packet_that_cannot_be_read_is_no_problem_of_each_dose() -> None:
    """What is counted of it waits until it can be read, and what is missing is told once, as it is typed here."""
    steps = "10 puffs 2d; 4 puffs 2d; 0"
    drops = replace(DRAFT, products=("2.5 mg/mL drops",), steps="10 drops 2w; 9 drops 2w; 0")

    assert refused(replace(DRAFT, products=("100 mcg pump",), steps=steps)).count("is not a") == 1
    assert refused(drops) == (
        "product 1: it is not said how many drops are one mL\n"
        "    Add what the packet or its leaflet says, as in drops_per_mL = 25. "
        'Here it is typed as in "2.5 mg/mL drops 25".'
    )


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("1 mg every second Monday 4w; 0", ["2026-12-07", "2026-12-21"]),
        ("1 mg on Mondays and Thursdays 2w; 0", ["2026-12-07", "2026-12-10", "2026-12-14", "2026-12-17"]),
    ],
)
def test_a_dose_by_weekday_is_taken_on_no_other_day(line: str, days: list[str]) -> None:
    """A week is written whole; a dose of these days that was read as daily would be dangerous."""
    made = read(new_plan(replace(DRAFT, steps=line), ID).encode())

    assert [str(day) for day, taken in made.days() if taken] == days


def test_the_plan_holds_what_was_said() -> None:
    """Drug, first day, packets, identity and the stop are those that were given."""
    draft = replace(
        DRAFT, products=("0.5 mg tablet quarter", "2.5 mg/mL solution 0.1 mL", "1 mg orodispersible tablet")
    )
    plan = read(new_plan(draft, ID).encode())

    assert [product.label for product in plan.outline.products] == [
        "0.5 mg tablet",
        "2.5 mg/mL solution",
        "1 mg orodispersible tablet",
    ]
    assert (plan.drugs, plan.first_day, plan.outline.id) == (("clonazepam",), date(2026, 12, 7), ID)
    assert (plan.outline.then, plan.outline.agreed) == (Then.STOP, None)


def test_what_was_not_said_is_not_written() -> None:
    """Without a zero at the end the reader's own rule says what comes then."""
    text = new_plan(replace(DRAFT, steps="1 mg 2w"), ID)

    assert "\nthen" not in text
    assert "\n# then" in text


def test_every_table_that_may_be_used_is_explained() -> None:
    """The notes hold the tables that most plans need; without their first signs they read."""
    text = new_plan(DRAFT, ID)
    plan = read(
        re.sub(
            r"^# (\[|\w+ = [\[\"\d])", r"\1", text.replace("# then", "# (then)"), flags=re.MULTILINE
        ).encode()
    )

    assert plan.outline.person.name == "Maria Example"
    assert plan.outline.agreed
    assert plan.outline.contacts
    assert plan.outline.ready


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"steps": "1 mg 2w; 0.5 mgg 2w"}, '"0.5 mgg" is not a dose'),
        ({"steps": "1 mg"}, "has no length"),
        ({"steps": "0.55 mg 2w"}, "0.55 mg of clonazepam cannot be made"),
        ({"products": ("blue pills",)}, 'product 1: "blue pills" is not a packet'),
        ({"products": ("0.5 mg tablet sevenths",)}, "sevenths"),
        ({"products": ("0.5 mg capsule half",)}, "never split"),
        ({"products": ("2.5 mg/mL solution",)}, "smallest mark of the syringe"),
        ({"products": ()}, "product"),
        ({"drug": "a\a"}, "drug"),
        ({"start": date(1066, 10, 14)}, "start"),
    ],
)
def test_a_mistake_is_said_in_the_reader_s_words(changed: dict[str, object], said: str) -> None:
    """What the reader refuses is not written, and no line of an unseen text is named."""
    text = refused(replace(DRAFT, **changed))  # type: ignore[arg-type]  # any field may be wrong

    assert said in text
    assert not text.startswith(":")


def test_an_answer_is_checked_by_itself() -> None:
    """What was asked for is judged before the rest is known."""
    sound = replace(Draft(), products=("0.3 mg tablet",))

    assert checked(Draft(drug="clonazepam"), "drug").drug == "clonazepam"
    assert checked(sound, "product") == sound
    for broken, key in (
        (replace(Draft(), products=("0.3 mg pill",)), "product"),
        (replace(DRAFT, products=("0.3 mg tablet",)), None),
    ):
        with pytest.raises(TaperError):
            checked(broken, key)


STEP = st.builds(
    "{times}x {whole}.{part} mg {low}-{high}{unit}".format,
    times=st.integers(1, 3),
    whole=st.integers(0, 9),
    part=st.sampled_from(["125", "25", "375", "5", "625", "75", "875"]),
    low=st.integers(0, 40),
    high=st.integers(41, 90),
    unit=st.sampled_from("dw"),
)


@given(st.lists(STEP, min_size=1, max_size=12), st.sampled_from(["", "; 0"]))
def test_it_reads_back_to_the_same_steps(steps: list[str], end: str) -> None:
    """Whatever line is written, the reader finds its doses and lengths again."""
    line = "; ".join(steps) + end
    found = read(new_plan(replace(DRAFT, steps=line), ID).encode()).outline.steps

    wanted = read_line(line)
    assert [step.length for step in found] == [step.length for step in wanted]
    assert [[i.dose for i in step.regimen.days[0]] for step in found] == [
        [dose for _, dose in step.days[0] if dose] for step in wanted
    ]


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("10 mg am 5 mg pm 1w", ["weeks = 1", 'morning = "10 mg"', 'evening = "5 mg"']),
        ("10 mg bd 2w", ["weeks = 2", 'dose = ["10 mg", "10 mg"]']),
        ("10 mg every other day 2w", ["weeks = 2", 'cycle = ["10 mg", "0 mg"]']),
        ("5 mg morning every 3 days 3w", ["weeks = 3", 'cycle = [{ morning = "5 mg" }, "0 mg", "0 mg"]']),
        ("2 tablets 2w", ["weeks = 2", 'dose = "1 mg"']),
    ],
)
def test_what_people_write_becomes_keys(line: str, lines: list[str]) -> None:
    """Times of day, how often, and tablets of the one packet."""
    packets = ("0.5 mg tablet quarter",) if "tablets" in line else ("5 mg tablet",)
    text = new_plan(replace(DRAFT, products=packets, steps=line), ID)

    assert text.split("[[step]]\n", maxsplit=1)[1].splitlines() == lines


@given(st.text(max_size=30))
def test_no_drug_s_name_breaks_the_file(drug: str) -> None:
    """A name is read back as it was given, or refused; it never becomes a key or a step."""
    try:
        text = new_plan(replace(DRAFT, drug=drug), ID)
    except TaperError:
        return

    assert read(text.encode()).drugs == (" ".join(drug.split()),)
