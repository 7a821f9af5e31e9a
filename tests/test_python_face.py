"""What other programs import from `taperdocs`: its types, and what it says to what is passed wrongly."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, assert_type

import pytest

import taperdocs
from taperdocs import (
    NAMES,
    PAPERS,
    Edition,
    File,
    Holes,
    Options,
    Plan,
    PlanForm,
    Problem,
    TaperError,
    Wish,
    changed,
    check,
    composed,
    form_of,
    language,
    make,
    read,
    undone,
)
from taperdocs.language.language import Language, languages
from taperdocs.options import Paper
from taperdocs.rules import Finding

SAMPLE = (Path(__file__).parents[1] / "samples" / "clonazepam.toml").read_bytes()
FIRST = date(2026, 12, 7)
PLAN = read(SAMPLE)
OPTIONS = Options(language("en-GB"), PAPERS["a4"], FIRST, edition=Edition.STANDARD, holes=Holes.ISO)


def test_what_is_handed_on_has_types() -> None:
    """The type checker of this project reads this as another program's would."""
    assert_type(read(SAMPLE), Plan)
    assert_type(language("de"), Language)
    assert_type(PAPERS["a4"], Paper)
    assert_type(make(PLAN, ["card"], OPTIONS), Iterator[File])
    assert_type(check(PLAN), tuple[Finding, ...])
    assert_type(form_of(SAMPLE), PlanForm)
    assert_type(composed(form_of(SAMPLE)), bytes)
    assert_type(TaperError().problems, tuple[Problem, ...])
    assert_type(NAMES, tuple[str, ...])


def test_everything_that_is_named_is_there() -> None:
    """And a name that is not is an AttributeError, as of any module."""
    assert all(getattr(taperdocs, name) is not None for name in taperdocs.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'bake'"):
        _ = taperdocs.bake


def test_make_and_language_stay_functions_after_the_wings_of_these_names_are_imported() -> None:
    """Python would set an imported wing in their place."""
    import_module("taperdocs.language.words")
    import_module("taperdocs.make.batch")

    assert callable(taperdocs.make)
    assert callable(taperdocs.language)


def test_a_change_is_made_and_taken_back_without_the_command_line() -> None:
    """The plan has the bytes of its file before and after."""
    on = PLAN.first_day
    held = changed(PLAN, Wish("hold", on + timedelta(14), 7, "poor sleep"), on)

    assert held.source.startswith(SAMPLE)
    assert undone(held, on) == PLAN


def _problem(error: pytest.ExceptionInfo[TaperError]) -> str:
    return "\n".join(problem.text() for problem in error.value.problems)


def test_a_file_is_made_as_the_description_shows() -> None:
    """A name without person or drug, and bytes."""
    (file,) = make(PLAN, ["ics"], OPTIONS)

    assert file.name == "plan.ics"
    assert file.data.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["calender"], 'names: this cannot be "calender"\n    Pass calendar.'),
        ("ics, card", 'names: this cannot be "ics, card"\n    Pass '),
        ([3], 'names: this cannot be "3"\n    Pass '),
    ],
)
def test_a_name_that_is_none_is_refused_before_anything_is_made(names: Any, said: str) -> None:  # noqa: ANN401
    """The nearest name is offered."""
    with pytest.raises(TaperError) as error:
        make(PLAN, names, OPTIONS)

    assert _problem(error).startswith(said)


def test_options_of_the_wrong_kind_are_refused_all_at_once() -> None:
    """Each with what would be right."""
    with pytest.raises(TaperError) as error:
        Options("en-GB", "a4", datetime(2026, 12, 7))  # type: ignore[arg-type]  # noqa: DTZ001

    assert (
        _problem(error)
        == """\
language: this cannot be "en-GB"
    Pass language("en-GB").
paper: this cannot be "a4"
    Pass PAPERS["a4"].
as_of: this cannot be "2026-12-07 00:00:00"
    Pass date(2026, 12, 7)."""
    )


@pytest.mark.parametrize("value", [SAMPLE.decode(), "plan.toml", Path("plan.toml"), None])
def test_what_is_not_the_bytes_of_a_file_is_refused(value: Any) -> None:  # noqa: ANN401
    """People pass its text, or where it is."""
    with pytest.raises(TaperError) as error:
        read(value)

    assert _problem(error) == 'a plan file is read from its bytes\n    Pass Path("plan.toml").read_bytes().'


def test_a_plan_that_is_none_is_refused() -> None:
    """It was not read yet."""
    with pytest.raises(TaperError) as error:
        make(SAMPLE, ["card"], OPTIONS)  # type: ignore[arg-type]

    assert "plan: this cannot be" in _problem(error)


def test_a_language_that_is_none_is_refused() -> None:
    """The possible ones are named."""
    with pytest.raises(TaperError) as error:
        language("klingon")

    known = ", ".join(languages())
    assert _problem(error) == f'language: there is no language "klingon"\n    Choose one of {known}.'
