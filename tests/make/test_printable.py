"""Letters that the bundled fonts lack are told with line and key before anything is made."""

import json
from pathlib import Path

import pytest
from program import Run

from taperdocs.language.language import language
from taperdocs.make.make import make
from taperdocs.make.printable import unprintable
from taperdocs.options import PAPERS, Options
from taperdocs.pdf.measure import signs
from taperdocs.pdf.resources import folder
from taperdocs.plan.problems import TaperError
from taperdocs.planfile.reader import read

PLAN = """\
format = 1
drug = "{drug}"
start = 2026-12-07
title = "{title}"
steps = "1 mg 2w; 0.5 mg 2w; 0"

[person]
name = "{name}"

[[contact]]
role = "{role}"

[[product]]
form = "tablet"
strength = "0.5 mg"
"""


def plan_of(drug: str = "diazepam", title: str = "A", name: str = "A", role: str = "nurse") -> str:
    """Return a plan file with these texts."""
    return PLAN.format(drug=drug, title=title, name=name, role=role)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            plan_of(name="王小明"),
            (
                'plan.toml:8: person, name: "王小明" has letters that cannot be printed: 王 小 明\n'
                "    Write names and notes in Latin, Greek or Cyrillic letters."
            ),
        ),
        (
            plan_of(drug="地西泮"),
            (
                'plan.toml:2: drug: "地西泮" has letters that cannot be printed: 地 西 泮\n'
                "    Write names and notes in Latin, Greek or Cyrillic letters."
            ),
        ),
        (
            plan_of(name="Soﬁa"),
            (
                'plan.toml:8: person, name: "Soﬁa" has letters that cannot be printed: ﬁ\n'
                '    If the person agrees, write it in letters that can be printed, as in "Sofia".'
            ),
        ),
        (
            plan_of(title="Up \\U0001F600"),
            (
                'plan.toml:4: title: "Up 😀" has letters that cannot be printed: 😀\n'
                "    Write names and notes in Latin, Greek or Cyrillic letters."
            ),
        ),
    ],
)
def test_letters_that_no_font_has_are_told_with_line_and_key(text: str, said: str) -> None:
    """In any text, also in one that is written with a code."""
    (problem,) = unprintable(read(text.encode()))

    assert problem.text("plan.toml") == said


def test_the_name_of_a_drug_that_is_a_key_is_looked_at_too() -> None:
    """It is printed with each of its doses."""
    text = plan_of().replace('steps = "1 mg 2w; 0.5 mg 2w; 0"', "").replace('drug = "diazepam"\n', "")
    text += 'drug = "地"\n[[step]]\nweeks = 2\nmorning = { "地" = "1 mg" }\n'

    assert [problem.line for problem in unprintable(read(text.encode()))] == [15, 18]


@pytest.mark.parametrize(
    "text",
    [
        "José Łukasz Őri Ünal Ștefan",
        "Мария Їжак",
        "Ελένη",
        "Nguyễn Thị Ví Dụ",
        "Jose\u0301",
        "7\u202f–\u20098 Uhr",
        "5 µg ½ → ≤",
    ],
)
def test_what_can_be_printed_is_no_problem(text: str) -> None:
    """Letters of Latin, also Vietnamese, Greek and Cyrillic, in one sign or two, and spaces of any kind."""
    assert unprintable(read(plan_of(name=text).encode())) == ()


def test_all_that_a_plain_text_has_can_be_printed() -> None:
    """So that the fonts need not be read for it."""
    assert signs().issuperset(range(32, 127))


@pytest.mark.parametrize("path", sorted(folder("samples").glob("*.toml")), ids=lambda path: path.stem)
def test_each_sample_can_be_printed(path: Path) -> None:
    """The samples are made on every build."""
    assert unprintable(read(path.read_bytes())) == ()


@pytest.mark.parametrize("name", ["calendar", "diary", "handoff", "card"])
@pytest.mark.parametrize("sign", ["ﬁ", "王"])
def test_no_document_is_made_and_every_document_says_the_same(sign: str, name: str) -> None:
    """What one page could print and another could not is refused for both."""
    plan = read(plan_of(name=f"A{sign}").encode())
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day)

    with pytest.raises(TaperError) as caught:
        list(make(plan, (name,), options))

    assert caught.value.problems == unprintable(plan)


def test_commands_refuse_what_cannot_be_printed(tapers: Run, tmp_path: Path) -> None:
    """``check`` and ``make`` say it of the file, and a change of its reason; a phone calendar has all letters."""
    file = tmp_path / "plan.toml"
    file.write_text(plan_of(name="王小明"), encoding="utf-8")

    checked = tapers("check", str(file))
    assert checked.code == 3
    assert f'{file}:8: person, name: "王小明" has letters that cannot be printed' in checked.err
    assert tapers("make", str(file), "-o", str(tmp_path / "out")).err == checked.err
    assert json.loads(tapers("check", "--json", str(file)).out)["problems"][0]["line"] == 8
    assert tapers("make", str(file), "ics", "-o", str(tmp_path / "out")).code == 0

    file.write_text(plan_of(), encoding="utf-8")
    held = tapers("hold", str(file), "--from", "2026-12-10", "--as-of", "2026-12-10", "--why", "活")
    assert held.code == 2
    assert held.err.startswith('--why: "活" has letters that cannot be printed')
    assert file.read_text(encoding="utf-8") == plan_of()


WEEKDAYS_IN_CHINESE = """\
format = 1
drug = "levothyroxine"
start = 2026-12-02
then = "stay"

[person]
name = "王小明"

[[product]]
form = "tablet"
strength = "50 mcg"

[[step]]
weeks = "open"
dose = "100 mcg"
"""


def test_check_refuses_a_name_that_make_would_refuse(tapers: Run, tmp_path: Path) -> None:
    """A plan that was checked is never a surprise to make: both tell the line and the key."""
    file = tmp_path / "plan.toml"
    file.write_text(WEEKDAYS_IN_CHINESE, encoding="utf-8")
    told = f'{file}:7: person, name: "王小明" has letters that cannot be printed: 王 小 明\n'

    for command in (("check",), ("make", "-o", str(tmp_path / "out"))):
        ran = tapers(command[0], str(file), *command[1:])
        assert (ran.code, ran.err.startswith(told)) == (3, True)


LINK = "https://video.example.org/room/5b0c2c1e-6c38-4a5b-9d62"


@pytest.mark.parametrize("name", ["calendar", "diary", "handoff", "card"])
def test_a_long_word_without_a_space_is_printed(name: str) -> None:
    """A link breaks inside its column, and the proof of the print finds no text on another."""
    plan = read((plan_of() + f'\n[[review]]\non = 2026-12-20\nwhat = "{LINK}"\n').encode())
    options = Options(language("en-GB"), PAPERS["a4"], plan.first_day, everything=True)

    assert [file.name for file in make(plan, (name,), options)] == [f"{name}.pdf"]


def test_a_word_longer_than_a_card_breaks_inside_it() -> None:
    """As a name, and as a condition."""
    text = plan_of(name=LINK).replace('steps = "1 mg 2w; 0.5 mg 2w; 0"\n', "")
    text += f'\n[[step]]\nweeks = 2\ndose = "1 mg"\nif = "{LINK}"\n'
    plan = read(text.encode())

    assert list(make(plan, ("card",), Options(language("en-GB"), PAPERS["a5"], plan.first_day)))


@pytest.mark.parametrize("drug", ["1 MG", "0.5 mg", "2 mL", "10 %"])
def test_a_drug_whose_name_is_a_dose_is_refused(drug: str) -> None:
    """Beside a dose it would be read as another one."""
    with pytest.raises(TaperError, match="is no name of a drug"):
        read(plan_of(drug=drug).encode())
