"""Where a problem is: the line of a key in the text, as an editor counts it."""

from textwrap import dedent

import pytest
from hypothesis import given
from plans import plan_texts

from taperdocs.plan.problems import Place, Problem, TaperError, say
from taperdocs.planfile.toml import located, read_text, read_toml

TEXT = dedent(
    """\
    # A remark.
    format = 1
    "drug" = "clonazepam"
    person.name = "Maria Example"

    [[product]]
    form = "tablet"

    [[ product ]]  # the second
      form = "capsule"

    [[step]]
    weeks = 1
    dose = "1 mg"

    [[step]]
    weeks = 2
    morning = { clonazepam = "1 mg" }
    cycle = [
      "1 mg",
      "2 mg",
    ]

    [step.bedtime]
    clonazepam = "1 mg"

    [[change]]
    kind = "replan"

    [[change.step]]
    dose = "1 mg"

    [[change.step]]
    dose = "0.5 mg"

    [[change]]
    kind = "replan"

    [[change.step]]
    dose = "0.25 mg"
    """
)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), None),
        (("format",), 2),
        (("drug",), 3),
        (("person",), 4),
        (("product",), 6),
        (("product", 0), 6),
        (("product", 0, "form"), 7),
        (("product", 1), 9),
        (("product", 1, "form"), 10),
        (("step", 0, "dose"), 14),
        (("step", 1, "weeks"), 17),
        # What has no line of its own is where the part around it is.
        (("product", 1, "split"), 9),
        (("step", 1, "morning", "clonazepam"), 18),
        (("step", 1, "cycle", 1), 19),
        (("step", 1, "bedtime"), 24),
        (("step", 1, "bedtime", "clonazepam"), 25),
        (("start",), None),
        (("change", 0, "step", 1), 33),
        (("change", 0, "step", 1, "dose"), 34),
        (("change", 1, "kind"), 37),
        (("change", 1, "step", 0, "dose"), 40),
    ],
)
def test_a_place_has_a_line(place: Place, line: int | None) -> None:
    """The innermost part of the place that is written."""
    assert line_of(TEXT, place) == line


def line_of(text: str, place: Place) -> int | None:
    """Return the line that a problem at *place* is told with."""
    (problem,) = located(text, (Problem(place, say("wrong"), say("mend")),))
    return problem.line


@given(plan_texts())
def test_each_step_has_the_line_of_its_heading(text: str) -> None:
    """In any plan file."""
    headings = [number for number, line in enumerate(text.split("\n"), start=1) if line == "[[step]]"]
    assert [line_of(text, ("step", index)) for index in range(len(headings))] == headings


def test_lines_that_are_no_toml_are_told_and_the_rest_is_read() -> None:
    """So that one slip does not hide the others."""
    toml = read_toml("format = 1\ndrug = clonazepam\nstart = 7.12.2026\n[[step]\nweeks = 2\n")

    assert [problem.line for problem in toml.problems] == [2, 3, 4]
    assert toml.values["format"] == 1
    assert toml.values["step"] == [{"weeks": 2}]


@pytest.mark.parametrize(("start", "line"), [("", None), ("format = 1\n", 2)])
def test_a_text_that_is_no_toml_at_all_is_refused_once(start: str, line: int | None) -> None:
    """With no key of a plan, or with many lines in a row that are none, it is another kind of file."""
    with pytest.raises(TaperError) as caught:
        read_toml(start + "Dear patient, take one tablet.\n" * 1000)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_many_slips_in_a_plan_are_told_up_to_a_limit() -> None:
    """Lines with a key are those of a plan, however many of them are wrong."""
    with pytest.raises(TaperError) as caught:
        read_toml("format = 1\n" + "".join(f"dose{number} = one mg\n" for number in range(100)))
    assert len(caught.value.problems) == 21


def test_line_ends_become_new_lines() -> None:
    """Of Windows, of old Macs, and with a byte order mark."""
    assert read_text(b"\xef\xbb\xbfa\r\nb\rc\n") == "a\nb\nc\n"
