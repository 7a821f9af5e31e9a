"""A plan file as texts: what is taken apart and written again says the same, and no note in it is lost."""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import plan_texts

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.composer import PlanForm, composed, form_of, inline, inline_texts
from taperdocs.planfile.reader import read

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.toml"))
EXAMPLES = re.findall(
    r"```toml\n(.*?)```", (ROOT / "samples" / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
BROKEN = sorted((ROOT / "tests" / "errors").glob("*.toml"))

PLAN = """\
# From the letter of May.

format = 1
drug = "clonazepam"
start = 2026-12-07  # a Monday

# The packets at home.
[[product]]
form = "tablet"
strength = "0.5 mg"

# Agreed by telephone.
[[step]]
weeks = 2  # or three
dose = "1 mg"

# After the holiday.
[[step]]   # half
weeks = 2
dose = "0.5 mg"
# The end.
"""


def same(one: Plan, other: Plan) -> bool:
    """Tell whether two plans say the same and have the same code."""
    return one.outline == other.outline and one.code == other.code


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_says_the_same_when_it_is_written_again(path: Path) -> None:
    """Outline and plan code, and its notes; a second time its bytes."""
    source = path.read_bytes()
    again = composed(form_of(source))

    assert same(read(again), read(source))
    assert sorted(re.findall(rb"#.*", again)) == sorted(re.findall(rb"#.*", source))
    assert composed(form_of(again)) == again


def test_a_sample_in_the_usual_order_is_written_again_byte_by_byte() -> None:
    """All but one, which has its [ready] below its steps."""
    assert [path.stem for path in SAMPLES if composed(form_of(path.read_bytes())) != path.read_bytes()] == [
        "with-a-hold"
    ]


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_example_of_the_reference_says_the_same(text: str) -> None:
    """With every key that a plan file may have."""
    assert same(read(composed(form_of(text.encode()))), read(text.encode()))


@given(plan_texts())
def test_any_plan_says_the_same_when_it_is_written_again(text: str) -> None:
    """With cycles, strategies, several drugs, stock and changes."""
    form = form_of(text.encode())
    again = composed(form)

    assert same(read(again), read(text.encode()))
    assert composed(form_of(again)) == again


def _told(source: bytes) -> list[str]:
    try:
        read(source)
    except TaperError as error:
        return sorted(f"{one.where} {one.message.template}" for one in error.problems)
    return []


def test_a_broken_plan_stays_broken_unless_only_its_quotation_marks_were_wrong() -> None:
    """No dose and no length becomes another one; what a field cannot tell apart has one meaning."""
    mended, refused = set[str](), list[str]()
    for path in BROKEN:
        try:
            again = composed(form_of(path.read_bytes()))
        except TaperError as error:
            refused.append(error.problems[0].message.template)
            continue
        if not _told(again):
            mended.add(path.stem)

    assert mended == {"date_in_quotes", "hold_days_in_quotes", "text_empty", "text_is_a_number"}
    assert "this is an empty list or table" in refused


def test_notes_stay_where_they_stand() -> None:
    """Above and behind their lines, at the top and at the end."""
    assert composed(form_of(PLAN.encode())).decode() == PLAN.replace(
        'dose = "0.5 mg"\n# The end.', 'dose = "0.5 mg"\n\n# The end.'
    )


def test_a_note_goes_with_its_row_and_one_above_all_rows_stays() -> None:
    """When the second step becomes the first, and a new one follows."""
    form = form_of(PLAN.encode()).rearranged("step", (1, None, 0))
    form = PlanForm((*form.texts, (("step", 1, "days"), "3"), (("step", 1, "dose"), "0,75mg")), form.notes)

    assert composed(form).decode().split("[[product]]")[1] == dedent(
        """
        form = "tablet"
        strength = "0.5 mg"

        # Agreed by telephone.
        # After the holiday.
        [[step]]   # half
        weeks = 2
        dose = "0.5 mg"

        [[step]]
        weeks = 2  # or three
        dose = "1 mg"

        [[step]]
        days = 3
        dose = "0,75mg"

        # The end.
        """
    ).replace(
        '[[step]]\nweeks = 2  # or three\ndose = "1 mg"\n\n[[step]]\ndays = 3\ndose = "0,75mg"\n',
        '[[step]]\ndays = 3\ndose = "0,75mg"\n\n[[step]]\nweeks = 2  # or three\ndose = "1 mg"\n',
    )
    assert form.count("step") == 3
    assert form[("step", 2, "weeks")] == "2"
    assert "half" not in composed(form_of(PLAN.encode()).rearranged("step", (0,))).decode()


@pytest.mark.parametrize(
    "lines",
    [
        'title = "a # b"  # c',
        "title = 'a # b'  # c",
        'title = """\n# a\n"# b"""""  # c',
        "title = '''# a'\n'''  # c",
        'title = "a \\" # b"  # c',
        '"title" = "a"  # c',
        'before = { "09:00" = "1 mg" }  # [c] = "d"',
        "[supply]\nclosed = [\n  2026-12-25,  # c\n  2026-12-26, # d\n]",
        "[supply]  # [c]\n# d\n# [[step]]\ncounted = 2026-12-07",
        'person.name = "Maria Example"  # c',
        'step = [ # c\n  { weeks = 1, dose = "1 mg" }, # d\n]',
        '[[step]]\nweeks = 1\n[step.morning]  # c\nclonazepam = "1 mg"  # d',
        '# c\n\n\n\n# d\n\n[[step]]\nweeks = 1\ncycle = { monday = "1 mg" }\n# e',
    ],
)
def test_no_note_is_lost_and_no_text_is_taken_for_one(lines: str) -> None:
    """Whatever way of TOML they are written in."""
    form = form_of(f"format = 1\n{lines}\n".encode())
    again = form_of(composed(form))

    assert sorted(again.texts, key=str) == sorted(form.texts, key=str)
    assert [note.text.strip() for note in again.notes if note.text] == [
        note.text.strip() for note in form.notes if note.text
    ]
    assert {"# c", "# d"} & {note.text.strip() for note in form.notes} or "[" in lines


def _types(schema: object, key: str = "") -> set[tuple[str, str]]:
    """Return each key of a JSON Schema with each type that its value may have."""
    found = set[tuple[str, str]]()
    if isinstance(schema, list):
        for one in schema:
            found |= _types(one, key)
    elif isinstance(schema, dict):
        if isinstance(kind := schema.get("type"), str):
            found.add((key, "date" if schema.get("format") == "date" else kind))
        for name, inner in schema.get("properties", {}).items():
            found |= _types(inner, name)
        for inner in schema.get("$defs", {}).values():
            found |= _types(inner)
        for name in ("anyOf", "oneOf", "items"):
            found |= _types(schema.get(name), key)
    return found


def test_each_key_is_written_as_its_type_in_the_json_schema() -> None:
    """A new key whose value stands without quotation marks is named here."""
    schema = json.loads((ROOT / "taperdocs/planfile/schemas/plan.schema.json").read_text(encoding="utf-8"))
    types = _types(schema)
    values = {"integer": "2", "number": "2.5", "date": "2026-12-07", "boolean": "true"}
    bare = {key for key, kind in types if kind in values}
    for key, kind in sorted(types):
        if kind in values and key:
            assert (
                composed(PlanForm(((("x", key), values[kind]),)))
                == f"x = {{ {key} = {values[kind]} }}\n".encode()
            )
    for key in sorted({key for key, _ in types} - bare - {"until", "begins", "closed"}):
        for text in values.values():
            assert composed(PlanForm((((key or "x", "y"), text),))).count(b'"') >= 2
    assert {"weeks", "start", "keep_parts", "drops_per_mL"} <= bare


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_read_back(text: str, key: str) -> None:
    """Whatever signs it has; nothing in it becomes a key."""
    form = PlanForm((((key,), "a"), (("title",), f"{text}.")))
    if "\r" in text + key or key == "title":
        return

    assert sorted(form_of(composed(form)).texts) == sorted(form.texts)


def test_one_value_and_several_at_one_place_are_refused() -> None:
    """Other programs may put both into a form."""
    for texts in (
        ((("before",), "1 mg"), (("before", "morning"), "1 mg")),
        ((("before", "morning"), "1 mg"), (("before",), "1 mg")),
        ((("step", 0, "dose"), "1 mg"), (("step", "dose"), "1 mg")),
    ):
        with pytest.raises(TaperError, match="one value and several"):
            composed(PlanForm(texts))


def test_an_empty_entry_of_a_list_is_not_lost() -> None:
    """An empty key is not written, but a day of a cycle would change the days behind it."""
    texts = ((("title",), " "), (("cycle", 0), "1 mg"), (("cycle", 1), ""), (("cycle", 2), "2 mg"))

    assert composed(PlanForm(texts)) == b'cycle = ["1 mg", "", "2 mg"]\n'


def test_what_stands_between_braces_is_read_back_and_nothing_behind_it_is_passed_over() -> None:
    """A page has it in one line."""
    line = 'cycle = ["1 mg", "0 mg"], begins = 2027-02-01, "09:00" = { lorazepam = "1 mg" }'
    assert inline(inline_texts(line)) == line
    assert inline_texts(" ") == ()
    for wrong in ("cycle = [", "a = 1 } # b", 'a = "1" }\ny = { b = 1', "a = 1 # b", "a = {}", "1 mg"):
        with pytest.raises(TaperError, match="not written as in a plan file"):
            inline_texts(wrong)
