"""The plan as fields: what is typed is what is saved, each problem stands beside its field, and nothing is lost."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from plans import plan_texts
from visit import PLAN, Visit, text

from taperdocs.plan.problems import TaperError
from taperdocs.plan.regimen import WEEKDAYS
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.planfile.composer import composed, form_of
from taperdocs.planfile.reader import read
from taperdocs.planfile.steps import TAG
from taperdocs.planfile.tables import keys_of
from taperdocs.web.asked import ONCE, RULES, TABLES, each
from taperdocs.web.desk import digest
from taperdocs.web.sheet import LENGTHS, TIMES, made, said, sheet_of

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.toml"))
EXAMPLES = re.findall(
    r"```toml\n(.*?)```", (ROOT / "samples" / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
BROKEN = sorted((ROOT / "tests" / "errors").glob("*.toml"))
PAGE = "/plan/plan.toml/fields"
SEVERAL = """\
format = 1
start = 2026-12-07

[[product]]
drug = "lorazepam"
form = "tablet"
strength = "1 mg"

[[product]]
drug = "St. John's wort"
form = "capsule"
strength = "300 mg"

# Noted by hand.
[[step]]
weeks = 1
bedtime = { lorazepam = "2 mg", "St. John's wort" = "300 mg" }

[[step]]  # the last one
weeks = 1
bedtime = { lorazepam = "1 mg" }
begins = "week 2"
"""


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Return a browser that has opened the page of a folder with one plan."""
    (tmp_path / "plan.toml").write_text(PLAN)
    return Visit(tmp_path)


def saved(visit: Visit) -> bytes:
    """Return the bytes of the plan file."""
    return (visit.folder / "plan.toml").read_bytes()


def typed(source: str, **fields: str) -> dict[str, str]:
    """Return what the page sends for a plan file after some fields were typed."""
    names = {name.replace("_x_", "-"): value for name, value in fields.items()}
    sent = {
        **said(sheet_of(form_of(source.encode()))).texts,
        "act": "save",
        "digest": digest(source.encode()),
    }
    return {**sent, **names}


def problems(page: str) -> dict[str, str]:
    """Return what stands beside each field."""
    found = re.findall(r'<ul class="problems" id="problem-([\w%-]+)">(.*?)</ul>', page, re.DOTALL)
    return {field: " ".join(re.sub(r"<[^>]+>", " ", told).split()) for field, told in found if "<li" in told}


@pytest.mark.parametrize("source", [*(path.read_text() for path in SAMPLES), *EXAMPLES])
def test_the_fields_of_each_sample_make_the_same_plan(source: str) -> None:
    """With everything that has no field of its own."""
    form = form_of(source.encode())
    again = made(said(sheet_of(form)), form)

    assert again.wrong == ()
    assert read(composed(again.form)).outline == read(source.encode()).outline


@given(plan_texts())
def test_the_fields_of_any_plan_make_the_same_plan(source: str) -> None:
    """However it is written."""
    form = form_of(source.encode())

    assert read(composed(made(said(sheet_of(form)), form).form)).outline == read(source.encode()).outline


def test_a_plan_that_was_only_looked_at_keeps_its_bytes(visit: Visit) -> None:
    """Also one in another order, with the line ends of another system."""
    for source in (PLAN, SEVERAL, "start = 2026-12-07\n" + PLAN.replace("start = 2026-12-07\n", "")):
        old = source.replace("\n", "\r\n").encode()
        (visit.folder / "plan.toml").write_bytes(old)
        page = visit.post(PAGE, **{**typed(source), "digest": digest(old)})

        assert "Saved." in text(page)
        assert saved(visit) == old


def test_what_is_typed_is_saved_and_only_that_changes(visit: Visit) -> None:
    """A dose, a person, and something that is allowed when needed."""
    fields = {
        "step-1-dose": "0,25mg",
        "step-1-length": "2-3",
        "person-name": "Maria Example",
        "as_needed-0-drug": "lorazepam",
        "as_needed-0-dose": "0.5 mg",
        "as_needed-0-most": "2 a day",
        "before-dose": "1.5 mg",
    }
    page = visit.post(PAGE, **{**typed(PLAN), **fields})

    assert "Saved." in text(page)
    assert saved(visit).decode() == PLAN.replace(
        'weeks = 2\ndose = "0.5 mg"', 'weeks = "2-3"\ndose = "0,25mg"'
    ).replace(
        "start = 2026-12-07\n", 'start = 2026-12-07\nbefore = "1.5 mg"\n\n[person]\nname = "Maria Example"\n'
    ).replace(
        "[[step]]", '[[as_needed]]\ndrug = "lorazepam"\ndose = "0.5 mg"\nmost = "2 a day"\n\n[[step]]', 1
    )


def test_every_problem_stands_beside_its_field_at_once_and_nothing_typed_is_lost(visit: Visit) -> None:
    """With the place in the words of the plan, and nothing is saved."""
    fields = {
        "drug": "",
        "step-0-dose": "1 mgg",
        "step-1-unit": "",
        "product-0-split": "",
        "contact-0-phone": "01632 960001",
        "step-1-rest": "cycle = [",
        "agreed-by": "Dr A. Example",
    }
    page = visit.post(PAGE, **{**typed(PLAN), **fields})

    assert page.status_code == 422
    found = problems(page.text)
    assert set(found) == {
        *("drug", "step-0-dose", "step-1-rest", "product-0-split", "contact-0-role", "agreed-by"),
    }
    assert "1 mgg&#34; is not a dose" in found["step-0-dose"]
    for value in ("1 mgg", "01632 960001", "cycle = [", "Dr A. Example"):
        assert f'value="{value}"' in page.text
    assert 'href="#step-0-dose">Step 1: Dose of a day</a>' in page.text
    assert saved(visit) == PLAN.encode()


def test_an_edit_from_outside_is_not_overwritten_and_nothing_is_lost(visit: Visit) -> None:
    """What was typed and what the file says are on the page; what has no field is that of the file."""
    outside = (
        PLAN.replace("weeks = 2", "weeks = 4", 1) + '\n[[change]]\nkind = "hold"\non = 2026-12-10\ndays = 3\n'
    )
    sent = {**typed(PLAN), "step-0-length": "3"}
    (visit.folder / "plan.toml").write_text(outside)
    page = visit.post(PAGE, **sent)

    assert page.status_code == 409
    assert saved(visit) == outside.encode()
    assert 'id="step-0-length" name="step-0-length" value="3"' in page.text
    assert "weeks = 4" in page.text
    visit.post(PAGE, **{**sent, "digest": digest(outside.encode())})
    assert b"weeks = 3" in saved(visit)
    assert b"[[change]]" in saved(visit)


def test_a_file_that_lost_its_fields_meanwhile_is_never_overwritten(visit: Visit) -> None:
    """A copy keeps what was typed."""
    sent = {**typed(PLAN), "step-0-length": "3"}
    (visit.folder / "plan.toml").write_text("format = 1\nstart = 7.12.2026\n")
    page = visit.post(PAGE, **sent)

    assert page.status_code == 409
    assert 'name="step-0-length" value="3"' in page.text
    assert visit.post(PAGE, **sent).status_code == 409
    assert saved(visit) == b"format = 1\nstart = 7.12.2026\n"


def test_a_file_that_is_no_toml_is_shown_as_text(visit: Visit) -> None:
    """There its lines are told."""
    (visit.folder / "plan.toml").write_text(PLAN.replace("weeks = 2", "weeks = 2-3", 1))
    page = visit.get(PAGE)

    assert page.url.path == "/plan/plan.toml/text"
    assert "line 12" in text(page)


def test_rows_are_added_moved_and_taken_out_without_saving(visit: Visit) -> None:
    """By plain buttons; what was typed goes with its row."""
    sent = {**typed(PLAN), "step-0-dose": "0.75 mg"}

    def doses(act: str) -> list[str]:
        page = visit.post(PAGE, **{**sent, "act": act})
        return re.findall(r'name="step-\d-dose" value="([^"]*)"', page.text)

    assert doses("add-step") == ["0.75 mg", "0.5 mg", ""]
    assert doses("below-step-0") == ["0.75 mg", "", "0.5 mg"]
    assert (
        '<fieldset id="step-1" tabindex="-1" autofocus>'
        in visit.post(PAGE, **{**sent, "act": "down-step-0"}).text
    )
    assert doses("down-step-0") == ["0.5 mg", "0.75 mg"]
    assert doses("drop-step-0") == ["0.5 mg"]
    assert doses("drop-step-9") == ["0.75 mg", "0.5 mg"]
    several = visit.post(PAGE, **{**sent, "act": "times"}).text
    assert {"step-0-morning", "step-1-bedtime"} <= set(re.findall(r'name="(step-\d-\w+)"', several))
    assert 'name="step-0-15:00"' in visit.post(PAGE, **{**sent, "act": "hour", "hour": "15:00"}).text
    assert saved(visit) == PLAN.encode()


def test_notes_and_what_has_no_field_go_with_their_rows(visit: Visit) -> None:
    """The doses of several drugs have a field each, whatever signs the name has."""
    (visit.folder / "plan.toml").write_text(SEVERAL)
    page = visit.get(PAGE)
    assert 'name="step-0-bedtime-St.%20John%27s%20wort" value="300 mg"' in page.text

    sent = typed(SEVERAL)
    moved = visit.post(PAGE, **{**sent, "act": "up-step-1"}).text
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', unescape(moved)))
    visit.post(PAGE, **{**sent, **again, "step-0-begins": "", "act": "save"})

    assert saved(visit).decode().split('strength = "300 mg"\n\n')[1] == (
        "# Noted by hand.\n[[step]]  # the last one\nweeks = 1\n"
        'bedtime = { lorazepam = "1 mg" }\n\n'
        '[[step]]\nweeks = 1\nbedtime = { lorazepam = "2 mg", "St. John\'s wort" = "300 mg" }\n'
    )


def test_steps_that_are_agreed_are_not_typed_anew(visit: Visit) -> None:
    """Whatever a page sends for them; the way leads to what changed."""
    agreed = PLAN.replace("[[product]]", '[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n\n[[product]]')
    (visit.folder / "plan.toml").write_text(agreed)
    page = visit.get(PAGE)
    assert 'name="step-0-dose"' not in page.text
    assert "They are agreed" in text(page)

    visit.post(PAGE, **typed(agreed, person_x_name="Maria Example"), **{"step-7-dose": "9 mg"})
    assert read(saved(visit)).outline.steps == read(agreed.encode()).outline.steps
    assert b"Maria Example" in saved(visit)


COURSES = """\
format = 1
start = 2026-12-07

[[product]]
drug = "prednisone"
form = "tablet"
strength = "5 mg"
split = "no"

[[product]]
drug = "verapamil"
form = "tablet"
strength = "40 mg"
split = "no"

[[course]]
drug = "prednisone"
steps = "10 mg 5d; 5 mg 3d; 0"

[[course]]
drug = "verapamil"
then = "stay"

[[course.step]]
days = 3
morning = "40 mg"
"""


def test_each_medicine_may_have_steps_of_its_own(visit: Visit) -> None:
    """A step a line; steps in tables stay in the words of the plan file; a problem stands at its course."""
    (visit.folder / "plan.toml").write_text(COURSES)
    page = visit.get(PAGE).text
    assert re.search(r'<textarea id="course-0-steps"[^>]*>\n10 mg 5d\n5 mg 3d\n0</textarea>', page)
    assert 'name="course-1-rest" value="step = [{ days = 3, morning = &#34;40 mg&#34; }]"' in page

    wrong = visit.post(PAGE, **{**typed(COURSES), "course-0-steps": "10 mgg 5d", "course-2-then": "stop"})
    assert set(problems(wrong.text)) == {"course-0-steps", "course-2-drug"}
    visit.post(PAGE, **{**typed(COURSES), "course-0-steps": "15 mg 1w\r\n5 mg 3d;\r\n0"})
    assert saved(visit).decode() == COURSES.replace("10 mg 5d", "15 mg 1w")


def test_a_rule_asks_for_its_own_figures_and_makes_its_steps(visit: Visit) -> None:
    """None of them is there before the person writes it; what is missing is said at its field."""
    page = visit.post(PAGE, **{**typed(PLAN), "act": "rule", "rule": "percent"}).text
    asked = re.findall(r'id="step-2-(\w+)" name="[^"]*" value="([^"]*)"', page)
    assert dict(asked) == dict.fromkeys(("start", "cut", "every", "to", "drug", "rest"), "")
    assert '<option value="present"' in page

    rule = {"step-2-taper": "percent", "step-2-start": "0.5 mg", "step-2-cut": "50 %"}
    less = visit.post(PAGE, **{**typed(PLAN), **rule, "step-2-every": "2 weeks"})
    assert problems(less.text) == {"step-2-to": "this is missing Write it, or leave the whole row empty."}
    visit.post(PAGE, **{**typed(PLAN), **rule, "step-2-every": "2 weeks", "step-2-to": "0.125 mg"})
    added = 'taper = "percent"\nstart = "0.5 mg"\ncut = "50 %"\nevery = "2 weeks"\nto = "0.125 mg"'
    assert saved(visit).decode() == f"{PLAN}\n[[step]]\n{added}\n"


def test_a_time_of_day_after_the_other_and_a_list_have_fields(visit: Visit) -> None:
    """Whatever stands in tables and lists of the plan file is text in a field of its own."""
    turns = """taper = "in-turn"
start = { morning = "1 mg", bedtime = "0.5 mg" }
order = ["bedtime", "morning"]
cut = "0.5 mg"
every = "2 weeks"
to = "0 mg"
turn = "each cut"
"""
    source = f"""{PLAN.split("[[step]]")[0]}[supply]
on_hand = 12.5
closed = ["sunday", 2027-01-01]
keep_parts = false

[[as_needed]]
drug = "lorazepam"
dose = "0.5 mg"
most = "2 a day"
product = {{ form = "tablet", strength = "1 mg", split = "half" }}

[[step]]
{turns}"""
    sheet = sheet_of(form_of(source.encode()))
    assert sheet["supply-closed"] == "sunday\n2027-01-01"
    assert (sheet["step-0-order-0"], sheet["step-0-start-bedtime"]) == ("bedtime", "0.5 mg")
    assert sheet["as_needed-0-product-split"] == "half"
    assert not any(text for name, text in sheet.texts.items() if name.endswith("-rest"))
    (visit.folder / "plan.toml").write_text(source)
    visit.post(PAGE, **typed(source, supply_x_on_hand="7"))

    assert read(saved(visit)).outline == read(source.replace("12.5", "7").encode()).outline


def test_days_that_differ_are_typed_a_day_a_line(visit: Visit) -> None:
    """A cycle that no lines can say stands in the words of the plan file; a problem stands where the dose does."""
    week = ", ".join(f'{day} = "1 mg"' for day in WEEKDAYS)
    cycles = (
        '["1 mg", "0,5 mg"]',
        '[{ morning = "1 mg", bedtime = "0.5 mg" }, { morning = "1 mg" }]',
        f"{{ {week} }}",
        f"[{{ {week} }}, {{ {week} }}]",
    )
    source = PLAN + "".join(f"\n[[step]]\nweeks = 2\ncycle = {cycle}\n" for cycle in cycles)
    (visit.folder / "plan.toml").write_text(source)
    page = visit.get(PAGE).text
    assert re.findall(r'<textarea id="step-\d-cycle"[^>]*>\n([^<]*)</textarea>', page)[2:] == [
        "1 mg\n0,5 mg",
        "morning 1 mg, bedtime 0.5 mg\nmorning 1 mg",
        "\n".join(f"{day} 1 mg" for day in WEEKDAYS),
        "",
    ]
    assert 'value="cycle = [{ monday = &#34;1 mg&#34;' in page

    rest = f"cycle = {cycles[3].replace('1 mg', '1 mgg', 1)}"
    wrong = {**typed(source), "step-2-cycle": "1 mgg", "step-5-rest": rest}
    assert set(problems(visit.post(PAGE, **wrong).text)) == {"step-2-cycle", "step-5-rest"}
    for lost in ("1 mg, 0.5 mg", "morning 1 mg, 0.5 mg", "morning 1 mg, morning 0.5 mg", "morning", "monday"):
        told = problems(visit.post(PAGE, **{**typed(source), "step-2-cycle": f"1 mg\n{lost}"}).text)
        assert f"{lost}&#34; is not a dose" in told["step-2-cycle"]
    twice = typed(source)["step-4-cycle"] + "\nmonday 1 mg"
    assert set(problems(visit.post(PAGE, **{**typed(source), "step-4-cycle": twice}).text)) == {
        "step-4-cycle"
    }
    lines = {"step-2-cycle": "1 mg\r\n0.25 mg\r\n"}
    visit.post(PAGE, **{**typed(source), **lines, "step-3-cycle": "15:00 1 mg\n0 mg"})
    assert [step.regimen for step in read(saved(visit)).outline.steps[2:4]] == [
        step.regimen
        for step in read(
            source.replace('"0,5 mg"]', '"0.25 mg"]')
            .replace(cycles[1], '[{ "15:00" = "1 mg" }, "0 mg"]')
            .encode()
        ).outline.steps[2:4]
    ]


def test_what_comes_after_the_last_step_stands_below_the_steps(visit: Visit) -> None:
    """It unfolds nothing, and is not typed anew once the plan is agreed."""
    agreed = '[agreed]\nby = "Dr A. Example"\non = 2026-11-20\n\n[[product]]'
    ends = PLAN.replace("[[product]]", 'then = "stop"\n\n[[product]]')
    (visit.folder / "plan.toml").write_text(ends)
    page = visit.get(PAGE).text
    assert page.index('id="step-1"') < page.index('id="then"') < page.index('id="course"')
    assert '<details id="more"><summary>' in page

    (visit.folder / "plan.toml").write_text(ends.replace("[[product]]", agreed))
    assert 'id="then"' not in visit.get(PAGE).text


def test_the_card_is_shown_until_something_else_is_typed(visit: Visit) -> None:
    """A picture shows what is saved, and a plan with problems has none."""
    picture = "/plan/plan.toml/paper/card.pdf/1.png"
    assert f'src="{picture}"' in visit.get(PAGE).text
    assert f'src="{picture}"' in visit.get("/plan/plan.toml/text").text
    for act in ("check", "add-step"):
        assert "1.png" not in visit.post(PAGE, **{**typed(PLAN), "act": act}).text
    assert "1.png" not in visit.post(f"{PAGE}/check", **typed(PLAN)).text
    assert "1.png" not in visit.post("/plan/plan.toml/text", text=PLAN + "#", act="check").text
    (visit.folder / "plan.toml").write_text(PLAN.replace("1 mg", "1 mgg"))
    assert "1.png" not in visit.get(PAGE).text


def test_every_key_of_the_plan_file_has_a_field() -> None:
    """Or is typed as text: a new key is one more row of what is asked, and so is a parameter of a strategy."""
    written = {"format", "id", "before", "change", "step", *LENGTHS, *TIMES}
    for table in ("", *TABLES, "person", "agreed", "ready", "diary", "supply", "hours"):
        keys = set(keys_of(f"{TAG}written" if table == "step" else table))
        asked = {ask.key.split("-")[0] for ask in each(table)} if table in TABLES else set(TABLES)
        inside = (f"{table}-" if table else "") if table not in TABLES else "none"
        asked |= {ask.key.removeprefix(inside).split("-")[0] for ask in ONCE if ask.key.startswith(inside)}
        assert keys - asked <= written, table
    assert STRATEGIES.keys() == RULES.keys()
    assert all(each("step", rule) != each("step") for rule in STRATEGIES)


def test_a_line_of_steps_becomes_rows(visit: Visit) -> None:
    """The same plan, step by step."""
    line = PLAN[: PLAN.index("[[step]]")].replace(
        "[[product]]", 'steps = "1mg 2w, .5 mg bd 10d; 0"\n\n[[product]]'
    )
    (visit.folder / "plan.toml").write_text(line)
    page = visit.post(PAGE, **{**typed(line), "act": "apart"})

    assert re.findall(r'name="step-\d-(?:dose|length)" value="([^"]*)"', page.text) == [
        "1 mg",
        "2",
        "0.5 mg + 0.5 mg",
        "10",
    ]
    assert saved(visit) == line.encode()


def test_every_problem_of_the_gallery_lands_at_a_field_that_is_there(tmp_path: Path) -> None:
    """Or has its words above, where it is about no field."""
    visit, alone = Visit(tmp_path), set[str]()
    for path in BROKEN:
        try:
            form_of(path.read_bytes())
        except TaperError:
            continue
        (tmp_path / "plan.toml").write_bytes(path.read_bytes())
        page = visit.get(PAGE)
        assert page.status_code == 200
        for field in re.findall(r'<a href="#([^"]+)">', page.text.split('id="seen"')[1]):
            assert f' id="{field}"' in page.text, path.stem
        told = page.text.split('id="seen"')[1].count("<li data-field=")
        alone |= {path.stem} if '<li data-field=""' in page.text else set()
        # A field cannot tell whether a date stood in quotation marks, or one entry in a list.
        assert told or path.stem in {
            "ask_is_no_list",
            "date_in_quotes",
            "diary_track_is_no_list",
            "hold_days_in_quotes",
            "supply_closed_without_brackets",
            "text_empty",
            "text_is_a_number",
        }

    assert len(alone) < len(BROKEN) / 2
