"""Every mistake that a tired person makes is told with file, line, place and remedy; never a traceback."""

from pathlib import Path
from textwrap import dedent
from time import process_time

import pytest
from deep import examples
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, by_slip, slip_text
from taperdocs.planfile.reader import read
from taperdocs.planfile.toml import LARGEST_FILE

GALLERY = Path(__file__).parents[1] / "errors"
PLANS = sorted(GALLERY.glob("*.toml"))


def told(data: bytes) -> str:
    """Return all that the reader says about a broken plan."""
    with pytest.raises(TaperError) as caught:
        read(data)
    return "\n".join(problem.text("plan.toml") for problem in caught.value.problems) + "\n"


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_each_broken_plan_gives_its_message(plan: Path, golden: Golden) -> None:
    """Each message of the gallery is exactly the one beside its plan."""
    golden(plan.with_suffix(".txt"), told(plan.read_bytes()))


def test_the_same_slip_in_many_places_is_said_once_with_its_lines() -> None:
    """Twelve doses in tablets, where two packets could be meant, are one text; no problem is lost for programs."""
    head = 'format = 1\ndrug = "prednisone"\nstart = 2026-12-07\n'
    packets = "".join(f'[[product]]\nform = "tablet"\nstrength = "{n} mg"\n' for n in (1, 5))
    steps = "".join(f'[[step]]\ndays = 1\ndose = "{n} tablets"\n' for n in range(12, 1, -1))
    with pytest.raises(TaperError) as caught:
        read((head + packets + steps).encode())

    assert len(caught.value.problems) == 11
    (slip,) = by_slip(caught.value.problems)
    assert slip_text(slip, "plan.toml").splitlines() == [
        'plan.toml:12: step 1, dose: "12 tablets" is not a dose: the plan does not have one packet that is counted so',
        "    Write how much drug that is in mg, as on the packet; taperdocs works out how to make it up.",
        "    The same slip stands in 11 places; the other lines: 15, 18, 21, 24, 27, 30, 33, 36, 39, 42.",
    ]


def test_doses_that_cannot_be_made_are_each_said() -> None:
    """Each has its own nearest doses; only the same dose twice is said once."""
    plan = """
format = 1
drug = "prednisone"
start = 2026-12-07
steps = "7 mg 1w; 8 mg 1w; 7 mg 1w; 0"
[[product]]
form = "capsule"
strength = "5 mg"
"""
    with pytest.raises(TaperError) as caught:
        read(plan.encode())

    said = [slip_text(slip).splitlines() for slip in by_slip(caught.value.problems)]
    assert [line[0].partition(": ")[2] for line in said] == [
        "steps, step 1: 7 mg of prednisone cannot be made from 5 mg capsule",
        "steps, step 2: 8 mg of prednisone cannot be made from 5 mg capsule",
    ]
    assert said[0][2] == "    The same slip stands in 2 places; the other lines: 5."


def test_the_gallery_is_complete() -> None:
    """Every plan has its message beside it and every message its plan."""
    assert [plan.with_suffix(".txt") for plan in PLANS] == sorted(GALLERY.glob("*.txt"))
    assert len(PLANS) >= 50


GOOD = b"""\
format = 1
drug = "clonazepam"
start = 2026-12-07

[[product]]
form = "tablet"
strength = "0.5 mg"

[[step]]
weeks = 2
dose = "0.5 mg"
"""


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_saved_by_notepad_is_read(newline: bytes, mark: bytes) -> None:
    """A byte order mark and the line ends of Windows are no mistakes."""
    assert read(mark + GOOD.replace(b"\n", newline)) == read(GOOD)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_the_same_in_a_file_of_notepad(newline: bytes) -> None:
    """A mistake in such a file is told with the line that the editor shows."""
    data = b"\xef\xbb\xbf" + GOOD.replace(b'"0.5 mg"\n\n[[step]]', b'"0,5 mgg"\n\n[[step]]').replace(
        b"\n", newline
    )
    assert told(data).startswith('plan.toml:7: product 1, strength: "0,5 mgg" is not a dose')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"",
            """\
            plan.toml: the file is empty
                Begin with "taperdocs new", which writes a plan file with comments.
            """,
        ),
        (
            b"\xef\xbb\xbf \r\n",
            """\
            plan.toml: the file is empty
                Begin with "taperdocs new", which writes a plan file with comments.
            """,
        ),
        (
            GOOD.decode().encode("utf-16"),
            """\
            plan.toml: the file is saved as UTF-16
                Save it again and choose the encoding "UTF-8".
            """,
        ),
        (
            GOOD.decode().encode("utf-16-le"),
            """\
            plan.toml: the file is not a text
                Give the .toml file that holds the plan.
            """,
        ),
        (
            GOOD.replace(b"clonazepam", b"Clonaz\xe9pam"),
            """\
            plan.toml:2: the file is not saved as UTF-8
                Save it again and choose the encoding "UTF-8".
            """,
        ),
        (
            b"%PDF-1.7\n\x00\x01",
            """\
            plan.toml: this is a PDF, not a plan file
                Give the .toml file from which it was made.
            """,
        ),
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            """\
            plan.toml: this is a phone calendar, not a plan file
                Give the .toml file from which it was made.
            """,
        ),
        (
            b'{\n  "version": 1,\n',
            """\
            plan.toml: this is JSON for another program, not a plan file
                Give the .toml file from which it was made.
            """,
        ),
        (
            b"\n<!doctype html>\n<p>",
            """\
            plan.toml: this is a web page or the like, not a plan file
                Give the .toml file from which it was made.
            """,
        ),
        (
            b"{\\rtf1 Dear Maria",
            """\
            plan.toml: this is a document of a word processor, not a plan file
                Give the .toml file from which it was made.
            """,
        ),
        (
            b"# My taper\n\n* 0.5 mg for a week\n* then nothing\n",
            """\
            plan.toml: this does not look like a plan file
                Begin with "taperdocs new" or write it as samples/README.md shows; put a # before each line that is a note.
            """,  # noqa: E501
        ),
        (
            GOOD + b"\n* Call if it is bad.\n\n# So it is.\n" * 9,
            """\
            plan.toml:13: from here on this does not look like a plan file
                Begin with "taperdocs new" or write it as samples/README.md shows; put a # before each line that is a note.
            """,  # noqa: E501
        ),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            """\
            plan.toml: this is a picture, not a plan file
                Give the .toml file that holds the plan.
            """,
        ),
        (
            b"PK\x03\x04 word/document.xml",
            """\
            plan.toml: this is a document of a word processor or a ZIP file
                Save the plan as plain text in UTF-8.
            """,
        ),
        (
            b"x" * (LARGEST_FILE + 1),
            """\
            plan.toml: the file is larger than any plan
                Give the plan file itself; it is a text of a few pages.
            """,
        ),
        (
            b"deep = " + b"[" * 5000,
            """\
            plan.toml: brackets are nested far too deeply
                Write the plan as samples/README.md shows.
            """,
        ),
        (
            GOOD + b"a." * 20_000 + b"a = 1",
            """\
            plan.toml:12: a key of this line has more parts than any in a plan file
                Write the plan as samples/README.md shows.
            """,
        ),
        (
            GOOD.replace(b"weeks = 2", b"weeks = " + b"9" * 5000),
            """\
            plan.toml: a number has thousands of digits
                Write the numbers as they were agreed.
            """,
        ),
    ],
    ids=[
        "empty",
        "blank",
        "utf-16",
        "utf-16 without a mark",
        "latin-1",
        "pdf",
        "calendar",
        "json",
        "html",
        "rtf",
        "markdown",
        "notes",
        "picture",
        "word",
        "huge",
        "deep",
        "dotted",
        "digits",
    ],
)
def test_what_is_no_plan_file_is_named(data: bytes, said: str) -> None:
    """Another kind of file is told as what it is, with the way out."""
    assert told(data) == dedent(said)


@pytest.mark.parametrize(
    "line", [b"a." * 99_000, b"a" * 199_000, b'"' * 199_000, b"'a'." * 49_000, b'"a' * 99_000, b"a-" * 99_000]
)
def test_a_long_line_is_refused_at_once(line: bytes) -> None:
    """Whatever stands in it: the time to look through it grows with its length, not with its square."""
    before = process_time()
    told(GOOD + line)
    assert process_time() - before < 2


@pytest.mark.parametrize("name", ["1", "1 mg", "no dose", "0,5", "May 2027", "freitag", "—"])
def test_a_drug_is_not_called_like_a_dose_or_a_date(name: str) -> None:
    """Nobody could tell it from the doses and dates beside it."""
    assert f'"{name}" is no name of a drug' in told(GOOD.replace(b"clonazepam", name.encode()))


@pytest.mark.parametrize(
    "name", ["5-HTP", "T4", "vitamin B12", "aspirin 75 mg", "Mayzent", "Sunitinib", "G-CSF"]
)
def test_a_drug_may_have_figures_and_a_unit_in_its_name(name: str) -> None:
    """As long as there is a name beside them."""
    assert read(GOOD.replace(b"clonazepam", name.encode())).drugs == (name,)


def test_a_plan_of_nothing_but_mistakes_is_told_in_one_screen() -> None:
    """After fifty problems the others are counted: they have one cause."""
    lines = told(GOOD + b'\n[[step]]\ndose = "5mgg"\n' * 5000).splitlines()
    assert lines[-2:] == [
        "plan.toml: there are 4950 more problems",
        "    Mend these first, then check again.",
    ]
    assert len(lines) == 2 * 51


def test_no_sign_of_the_file_reaches_the_terminal_unseen() -> None:
    """Whatever steers a terminal is shown as a question mark in a box: in values, keys and broken lines."""
    data = GOOD + b'"\\u001b]0;x" = 1\ndose = "\\u001b[31m5"\nif = "\\u202e"\n\x0bbroken'
    assert all(sign.isprintable() or sign == "\n" for sign in told(data))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Draw a plan of the gallery or a good one that is cut, doubled or has something else in it."""
    data = draw(st.sampled_from([GOOD, *(plan.read_bytes() for plan in PLANS)]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 30)))
        data = data[:start] + draw(st.one_of(st.sampled_from(SCRAPS), st.binary(max_size=6))) + data[end:]
    return data


SCRAPS = [
    *(
        b'"',
        b"[",
        b"]",
        b"{",
        b"}",
        b"=",
        b"\n",
        b"#",
        b'"""',
        b"0",
        b"-",
        b",",
        b".",
        b"9" * 20,
        b"0x" + b"f" * 5000,
    ),
    *(
        b"nan",
        b"inf",
        b"1e999",
        b"true",
        b"2026-12-07",
        b"07:30:00",
        b"9999-12-31",
        b"0001-01-01",
        b"\\u0000",
    ),
    *(
        b"[[step]]\n",
        b"[[change]]\n",
        b"[step]\n",
        b"[[product]]\n",
        b'taper = "percent"\n',
        b'make = "nearest-above"\n',
    ),
    *(b'kind = "hold"\n', b"on = 2026-12-14\n", b'weeks = "open"\n', b"days = 7000\n", b'cut = "0.0001 %"\n'),
    *(
        b'then = "stay"\n',
        b'pace = "shortest"\n',
        b'weeks = "0-2"\n',
        b'begins = "week 3"\n',
        b'"0 mg"',
        b'"999999 g"',
    ),
    *(
        b'"0.000000001 mcg"',
        b'"10 mg/15 mL"',
        b'measure = "0.001 mL"\n',
        b'form = "solution"\n',
        b'steps = "1 mg 2w; 0"\n',
    ),
]


@examples(250)
@given(mutated())
def test_no_broken_plan_ends_in_a_traceback(data: bytes) -> None:
    """Whatever is done to a plan file, it is read or its problems are told."""
    plan, problems = attempt(data)
    assert plan.code if plan else problems
    assert all(problem.text("plan.toml") for problem in problems)


def attempt(data: bytes) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Read *data*; return the plan or the problems."""
    try:
        return read(data), ()
    except TaperError as error:
        return None, error.problems


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_ends_in_a_traceback(data: bytes) -> None:
    """Any bytes at all are told as no plan file."""
    assert told(data)
