"""The list of plans: what is taken today, what comes next, and what cannot be read."""

from pathlib import Path

from visit import PLAN, Visit, text


def test_the_list_says_todays_dose_and_the_next_change(tmp_path: Path) -> None:
    """Each plan with its own; today is 10 December 2026."""
    (tmp_path / "a.toml").write_text(PLAN)
    (tmp_path / "b.toml").write_text(PLAN.replace("2026-12-07", "2027-01-04"))
    (tmp_path / "c.toml").write_text(PLAN.replace("2026-12-07", "2026-01-05"))
    (tmp_path / "d.toml").write_text(PLAN.replace("2026-12-07", '"open"'))
    (tmp_path / "e.toml").write_text(PLAN.replace('"1 mg"', '"1 mgg"'))
    (tmp_path / "notes.txt").write_text("not a plan")
    said = text(Visit(tmp_path).get("/"))

    assert "Today: 1 mg Next change on Monday, 21 December 2026: 1 mg → 0.5 mg" in said
    assert "Begins on Monday, 4 January 2027. Next change on Monday, 4 January 2027: new: 1 mg" not in said
    assert "Begins on Monday, 4 January 2027. Next change on Monday, 18 January 2027: 1 mg → 0.5 mg" in said
    assert "Over since Sunday, 1 February 2026." in said
    assert "The start is not fixed yet." in said
    assert "e.toml 1 problem to mend" in said
    assert "notes" not in said


def test_an_empty_folder_offers_a_new_plan(tmp_path: Path) -> None:
    """And a file that somebody was given."""
    said = text(Visit(tmp_path).get("/"))

    assert "There is no plan here yet. New plan" in said
    assert "Open a plan file or the PDF of a hand-off" in said


def test_the_page_is_in_the_language_of_the_browser_or_in_the_chosen_one(tmp_path: Path) -> None:
    """German is as good as English."""
    (tmp_path / "plan.toml").write_text(PLAN)
    german = Visit(tmp_path, language="de-AT,de;q=0.9,en;q=0.8")

    assert "Heute: 1 mg Nächste Änderung am Montag, 21. Dezember 2026: 1 mg → 0,5 mg" in text(german.get("/"))
    assert '<html lang="de-DE"' in german.get("/").text
    back = german.post("/language", language="en-GB", back="/new")
    assert back.url.path == "/new"
    assert "Write what was agreed" in text(back)


def test_what_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    """With the way back."""
    visit = Visit(tmp_path)

    assert "There is no such page." in text(visit.get("/plan/gone.toml/text"))
    assert visit.post("/", text="x").status_code == 405
