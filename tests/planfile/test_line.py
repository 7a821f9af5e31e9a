"""The line form of a taper is what people write in a message: doses and lengths, separated by semicolons."""

import pytest

from taperdocs.plan.dose import read_dose
from taperdocs.plan.length import read_length_in_words
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.one_line import LineStep, read_line


def step(length: str, *doses: str) -> LineStep:
    """Return a step of the line."""
    return LineStep(tuple(read_dose(dose) for dose in doses), read_length_in_words(length))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 mg 2w; 0.5 mg 2w; 0", (step("2w", "1 mg"), step("2w", "0.5 mg"))),
        ("1 mg 2w; 0,5 mg 2w;", (step("2w", "1 mg"), step("2w", "0.5 mg"))),
        ("2x 2 mg 1w; 2 x 1 mg 1 week", (step("1w", "2 mg", "2 mg"), step("1w", "1 mg", "1 mg"))),
        ("\n1 mg 2w;\n0.5 mg 10d\n0\n", (step("2w", "1 mg"), step("10d", "0.5 mg"))),
        ("1 mg 2-3w; 0.5 mg 2+ weeks", (step("2-3w", "1 mg"), step("2+ weeks", "0.5 mg"))),
        ("50 mcg open", (step("open", "50 mcg"),)),
        ("1 mg 1w; 0 mg 2d; 0", (step("1w", "1 mg"), step("2d", "0 mg"))),
    ],
)
def test_a_line_is_read(line: str, expected: tuple[LineStep, ...]) -> None:
    """Semicolons or new lines part the steps; a 0 at the end says that the plan stops."""
    assert read_line(line) == expected


def told(line: str) -> list[str]:
    """Return what is said of a broken line, without the remedies."""
    with pytest.raises(TaperError) as caught:
        read_line(line)
    return [problem.text("").splitlines()[0].removeprefix(": ") for problem in caught.value.problems]


def test_all_mistakes_of_a_line_are_told_at_once() -> None:
    """Each is told with the number of its step."""
    assert told("1mg 2w; 0.5 mg; ; 0; 0.25 mg 2 months; 0.125 mg 2w, 0.0625 mg 2w; 0") == [
        'steps, step 1: "1mg" is not a dose: there is no space before its unit',
        'steps, step 2: "0.5 mg" has no length',
        "steps, step 3: there is nothing between two semicolons",
        'steps, step 4: a step comes after "0", where the plan stops',
        'steps, step 5: "2 months" is not a length: months differ',
        'steps, step 6: "0.125 mg 2w, 0.0625 mg 2w" has two doses',
    ]


@pytest.mark.parametrize("line", ["", "0", ";", " \n "])
def test_a_line_without_a_step_is_refused(line: str) -> None:
    """A plan that only stops is none."""
    assert told(line) == ["steps: there is no step in this line"]
