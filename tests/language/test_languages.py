"""Languages: each says everything, loses nothing, and its pages hold whatever its words are."""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import messages
import pypdfium2
import pytest
from babel.messages.pofile import read_po
from deep import thorough
from once import once
from pages import UNLIKE
from presented import DOCUMENTS, plan_ics
from pseudo import Said, longer, mirrored

from taperdocs.__main__ import run
from taperdocs.cli import text as terminal
from taperdocs.language.language import Language, language, languages
from taperdocs.language.words import Words
from taperdocs.make import make as making
from taperdocs.make.make import document_html
from taperdocs.options import PAPERS, Edition, Options
from taperdocs.pdf.render import pdf_of
from taperdocs.pdf.resources import folder
from taperdocs.plan.dose import read_dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.length import read_length_in_words
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.product import Piece, Product
from taperdocs.plan.regimen import NAMED_TIMES, Slot, slot_at
from taperdocs.planfile.reader import read

CATALOGUES = sorted(messages.LOCALES.glob("*.po"))
GALLERY = sorted((Path(__file__).parents[1] / "errors").glob("*.toml"))
SAMPLES = sorted(path.stem for path in folder("samples").glob("*.toml") if thorough() or path.stem in UNLIKE)
GERMAN = language("de-DE")
TRANSLATED = [code for code in languages() if not code.startswith("en-")]


def plan_of(sample: str) -> Plan:
    """Read a sample's plan."""
    return read((folder("samples") / f"{sample}.toml").read_bytes())


def options_of(plan: Plan, spoken: Language, edition: Edition = Edition.STANDARD, weeks: int = 3) -> Options:
    """Print a plan in a language from its first day on: a week of a day a page, so many of the others."""
    shown = timedelta(7 * (1 if edition is Edition.GIANT else weeks) - 1)
    last = plan.first_day + shown if plan.first_day + shown < plan.last_day else None
    return Options(spoken, PAPERS["a4"], plan.first_day, last=last, edition=edition)


def plain(text: str) -> str:
    """Return *text* with ordinary spaces, and without what joins its parts."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_message_and_no_other(path: Path) -> None:
    """What is missing, untranslated, obsolete or has lost a value is named."""
    said = messages.complaints(messages.read(path), messages.used(), source=messages.is_source(path))

    assert not said, "\n".join(said)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_as_it_is_written(path: Path) -> None:
    """Its order is that of the files, so that a change of one message changes one place."""
    assert messages.merged(path, messages.used()) == path.read_bytes()


AMERICAN = {
    "ring": "call",
    "Ring": "Call",
    "ticked": "checked",
    "strike": "cross",
    "Strike": "Cross",
    "anew": "again",
    "labelling": "labeling",
    "microgram": "mcg",
    "micrograms": "mcg",
}


def test_american_english_differs_from_british_by_these_words_alone() -> None:
    """Words of another language in it, or parts of words exchanged, would be printed."""
    american = messages.read(messages.LOCALES / "en_US.po")
    texts = [
        (british, said)
        for message in american
        if message.id
        for british, said in zip(_forms(message.id), _forms(message.string), strict=True)
    ]

    assert texts
    for british, said in texts:
        assert said == re.sub(r"\w+", lambda word: AMERICAN.get(word[0], word[0]), british)


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


BROKEN = """
msgid "DRAFT"
msgstr ""

msgid "Plan {code}"
msgstr "Plan {Code}"

#, fuzzy
msgid "Dose"
msgstr "Dosen"

msgid "0 none, 10 worst."
msgstr "1 gar nicht, 10 am stärksten."

msgid "{old} → {new}"
msgstr "{old} auf {new}"

msgid "something that is not said any more"
msgstr "etwas, das nicht mehr gesagt wird"

msgid "{number} day"
msgid_plural "{number} days"
msgstr[0] "ein Tag"
msgstr[1] "{number} Tage"
"""


def test_each_mistake_of_a_catalogue_is_named() -> None:
    """One message of each kind is found, and those that are not there at all."""
    catalog, used = read_po(io.BytesIO(BROKEN.encode())), messages.used()
    said = messages.complaints(catalog, used)

    assert [line for line in said if not line.startswith("missing")] == [
        "untranslated: 'DRAFT'",
        "Code, code is not in both: 'Plan {code}'",
        "untranslated: 'Dose'",
        "other figures: '0 none, 10 worst.'",
        "other signs: '{old} → {new}'",
        "obsolete: 'something that is not said any more'",
        "number is not in both: ('{number} day', '{number} days')",
    ]
    assert "missing: 'no dose'" in said


@pytest.mark.parametrize("kind", ["say", "text", "texts", "a template", "a name", "a phrase"])
def test_messages_are_found_wherever_they_are_said(kind: str) -> None:
    """In problems, in words, with their plural, in templates, as the name of a change, and as a value."""
    known: dict[str, str | tuple[str, ...]] = {
        "say": "there is no dose",
        "text": "no dose",
        "texts": ("{number} day", "{number} days"),
        "a template": "fold",
        "a name": "Resume",
        "a phrase": "a list",
    }

    assert known[kind] in messages.used()


NAMES = {"entry.name", "finding.level.value", "kind.name", "summary(kind)", "option.label", "option.help"}
"""What is translated by its name: it is written elsewhere, and collected from there."""


def test_each_message_is_written_where_it_is_said() -> None:
    """A text that comes from somewhere else is in no catalogue, and stays English on every page."""
    elsewhere = [
        ast.unparse(call)
        for path in sorted((messages.ROOT / "taperdocs").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and re.search(r"\bwords\.texts?$", ast.unparse(call.func))
        if not isinstance(call.args[0], ast.Constant) and ast.unparse(call.args[0]) not in NAMES
    ]

    assert not elsewhere


@pytest.mark.parametrize("typed", ["de-DE", "de", "de_DE", "DE-de"])
def test_a_language_is_found_however_it_is_typed(typed: str) -> None:
    """Without its territory too, where it is there for one only."""
    assert language(typed).code == "de-DE"


def test_a_language_of_two_territories_is_not_guessed() -> None:
    """Dates differ between them."""
    with pytest.raises(TaperError, match=re.escape("en-GB, en-US")):
        language("en")


TABLET = Product("clonazepam", Form.TABLET, read_dose("0.5 mg"), Split.QUARTER)
LIQUID = Product("diazepam", Form.SOLUTION, read_dose("2 mg"), per=Decimal(5), measure=Decimal("0.1"))


def test_german_says_doses_and_pieces_as_a_leaflet_does() -> None:
    """With a decimal comma, and each noun in the form that its count takes."""
    words = Words(GERMAN)
    counts = (Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))

    assert [plain(words.piece(Piece(TABLET, count))) for count in counts] == [
        "½ Tablette zu 0,5 mg",
        "1 Tablette zu 0,5 mg",
        "1 und ½ Tabletten zu 0,5 mg",
        "2 Tabletten zu 0,5 mg",
    ]
    assert plain(words.piece(Piece(LIQUID, Fraction(6, 5)))) == "1,2 mL (0,48 mg) Lösung 2 mg/5 mL"
    assert plain(words.product(TABLET)) == "Tablette 0,5 mg"
    assert plain(words.percent(Fraction(25, 4))) == "6,25 %"


def test_german_says_dates_times_and_lengths() -> None:
    """In the order and with the names that the territory has."""
    words, day = Words(GERMAN), date(2026, 5, 3)

    assert plain(GERMAN.day(day)) == "Sonntag, 3. Mai 2026"
    assert plain(GERMAN.brief_date(day)) == "3. Mai 2026"
    assert plain(GERMAN.brief_date(date(2026, 9, 3))) == "3. Sept. 2026"
    assert GERMAN.weekdays[0] == "Montag"
    assert [words.slot(slot) for slot in (*NAMED_TIMES, slot_at(time(15)), Slot.ANY)] == [
        "morgens",
        "mittags",
        "nachmittags",
        "abends",
        "zur Nacht",
        "15:00",
        "",
    ]
    lengths = ("1 day", "2 weeks", "2-3 weeks", "0-2 weeks", "4+ weeks", "open")
    assert [words.length(read_length_in_words(length)) for length in lengths] == [
        "1 Tag",
        "2 Wochen",
        "2–3 Wochen",
        "höchstens 2 Wochen",
        "mindestens 4 Wochen",
        "offen",
    ]


IMPOSSIBLE = """
format = 1
drug = "Clonazepam"
start = 2026-12-07
[[product]]
form = "tablet"
strength = "0.5 mg"
split = "quarter"
[[product]]
form = "tablet"
strength = "2 mg"
[[step]]
weeks = 2
dose = "1.3 mg"
"""


def test_a_problem_is_told_in_german_with_german_numbers() -> None:
    """In German 1.375 mg would be more than a thousand; places and keys stay as the file has them."""
    with pytest.raises(TaperError) as refused:
        read(IMPOSSIBLE.encode())

    assert refused.value.problems[0].text("plan.toml", GERMAN.say) == (
        "plan.toml:14: step 1, dose: 1,3 mg Clonazepam lässt sich nicht herstellen aus: "
        "Tablette 0,5 mg (Hälften und Viertel) und Tablette 2 mg\n"
        "    Die nächsten Dosen, die sich herstellen lassen, sind 1,25 mg und 1,375 mg. Fragen Sie Ihre "
        "Ärztin oder Ihren Arzt, welche Dosis gilt, oder ergänzen Sie die Packung, mit der es geht."
    )


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> "Command":
    """Return the program, run in a folder of its own, with what it says."""
    monkeypatch.chdir(tmp_path)
    return Command(monkeypatch, capsys)


class Command:
    """Runs the program in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Keep what changes its arguments and what it writes."""
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *args: str, plan: str) -> str:
        """Run it with *args* on *plan*; return all that it says."""
        Path("plan.toml").write_text(plan, encoding="utf-8")
        self.monkeypatch.setattr(sys, "argv", ["taperdocs", *args])
        with pytest.raises(SystemExit):
            run()
        return "".join(self.capsys.readouterr())


@pytest.mark.parametrize("command", ["check plan.toml", "show plan.toml", "make plan.toml -o made"])
def test_each_command_tells_problems_in_the_language_asked_for(said: "Command", command: str) -> None:
    """English without one."""
    assert "lässt sich nicht herstellen" in said(*command.split(), "--language", "de", plan=IMPOSSIBLE)
    assert "cannot be made" in said(*command.split(), plan=IMPOSSIBLE)


def test_what_the_disk_refuses_is_told_in_the_language_too(said: "Command") -> None:
    """It is told by the same line."""
    plan = IMPOSSIBLE.replace("1.3", "1")
    told = said("make", "plan.toml", "ics", "-o", "plan.toml/made", "--language", "de", plan=plan)

    assert "lässt sich nicht schreiben" in told


def test_check_and_show_speak_german(said: "Command") -> None:
    """Summary, findings with their sources, table and the next change."""
    plan = IMPOSSIBLE.replace("1.3", "1")

    assert said("check", "plan.toml", "--language", "de", plan=plan) == (
        f"Die Plandatei ist vollständig: 1 Schritt, Plancode {read(plan.encode()).code}, ENTWURF, 2026-12-07 bis "
        "2026-12-20, danach wird nichts eingenommen.\n\n"
        "ärztlich klären, 2026-12-21:\n"
        "    Letzter Schritt, auf einmal: Clonazepam 1 mg → keine Dosis. NICE NG215\n"
        "    (2022): nicht plötzlich absetzen, außer unter außergewöhnlichen\n"
        "    medizinischen Umständen.\n\n"
        "Was Quellen zu Clonazepam beschreiben:\n"
        "    Laut ASAM (USA 2025): meist nicht mehr als 25 % in 2 Wochen.\n"
        "    Laut ASAM (USA 2025): zu Beginn meist 5 bis 10 % der aktuellen Dosis.\n"
        "    Laut Maudsley (GB 2024): zu Beginn etwa 20 % oder weniger bei geringem\n"
        "    Risiko, weniger bei höherem.\n"
        "    Laut NICE CKS (GB): Senkungen zum Beispiel um 5 bis 10 % alle 1 bis 2\n"
        "    Wochen, oder um ein Achtel alle 2 Wochen.\n"
        "    Laut Schottland (2024): eine Senkung alle 2 bis 4 Wochen erwägen.\n"
        "    Laut US-Fachinformation: alle 3 Tage 0,25 mg am Tag weniger.\n"
        "    Laut ASAM (USA 2025): eine Abhängigkeit ist nach 3 Monaten Einnahme an\n"
        "    mindestens 4 Tagen pro Woche wahrscheinlich, oberhalb kleiner Dosen nach 1\n"
        "    Monat.\n"
        "    Laut Schottland (2024): ein Gespräch 5 bis 7 Tage nach der ersten Senkung\n"
        "    oder einer Umstellung, und eines vor jeder weiteren.\n\n"
        "Quellen: NICE-Leitlinie NG215, 2022, Vereinigtes Königreich (BMJ\n"
        "    2022;378:o1454); Joint Clinical Practice Guideline on Benzodiazepine\n"
        "    Tapering (ASAM), 2025, USA; Maudsley Deprescribing Guidelines, 2024,\n"
        "    Vereinigtes Königreich; NICE CKS Benzodiazepine and z-drug withdrawal,\n"
        "    ohne Jahr, Vereinigtes Königreich; Scottish Government, Benzodiazepines\n"
        "    and z-drugs: quality prescribing guide, 2024, Schottland; Fachinformation\n"
        "    von Clonazepam bei Panikstörung, ohne Jahr, USA\n\n"
        "Nichts davon ist ein Grund, eine Dosis selbst zu ändern. Fragen Sie zuerst\n"
        "ärztlich nach.\n"
    )
    shown = said("show", "plan.toml", "--language", "de", "--as-of", "2026-12-08", plan=plan)
    assert "Clonazepam ausschleichen" in shown
    assert "Letzter Einnahmetag 20. Dez. 2026, erster Tag ohne 21. Dez. 2026." in shown


@pytest.mark.parametrize("broken", GALLERY, ids=lambda path: path.stem)
def test_no_problem_has_a_part_that_cannot_be_translated(broken: Path) -> None:
    """Message and remedy are wholly ours, from their first sign to their last, whatever is put into them."""
    with pytest.raises(TaperError) as refused:
        read(broken.read_bytes())

    for problem in refused.value.problems:
        for told in (longer().say(problem.message), longer().say(problem.remedy)):
            assert (told[0], told[-1]) == ("[", "]")


def test_the_longer_language_is_longer() -> None:
    """By 40 % and more, with every value that the message had."""
    for message in messages.messages_of(messages.used()):
        text = message.id if isinstance(message.id, str) else message.id[0]
        told = longer().gettext(text)
        bare, long = (re.sub(r"\{\w*\}|\W", "", part) for part in (text, told))
        units = sum(len(word) for word in re.findall(r"\b(?:mg|mcg|g|mL|mm)\b", text))

        assert len(long) >= (len(bare) - units - len(re.findall(r"\d", bare))) * 1.4
        assert messages.names(text) == messages.names(told)


def _editions(sample: str, name: str) -> tuple[Edition, ...]:
    """Return the usual edition, and of the calendar the two others in turn."""
    others = (Edition.LARGE, Edition.GIANT) if name == "calendar" else ()
    return Edition.STANDARD, *(others if thorough() else others[SAMPLES.index(sample) % 2 :][:1])


def _names(sample: str) -> tuple[str, ...]:
    """Return what can be made of a sample: where nothing has changed there is no page that says what."""
    changed = plan_of(sample).revision
    return tuple(name for name in making.NAMES if name != "changes" or changed)


def _in_turn(samples: Iterable[str], turn: int, of: int) -> list[Any]:
    """Pair each sample with every *of*-th document, the first of them by its *turn*; before a release with each."""
    return [
        pytest.param(sample, name, id=f"{sample}-{name}")
        for number, sample in enumerate(samples)
        for place, name in enumerate(making.NAMES)
        if name in _names(sample) and (thorough() or (number + place + turn) % of == 0)
    ]


ENDED = _in_turn(SAMPLES if thorough() else ("cross-taper", "with-a-hold"), 0, 2)
EVERY = [
    pytest.param(sample, name, edition, id=f"{sample}-{name}-{edition}")
    for sample in SAMPLES
    for name in _names(sample)
    for edition in _editions(sample, name)
]


@pytest.mark.parametrize(("sample", "name", "edition"), EVERY)
def test_every_document_holds_in_a_longer_language(sample: str, name: str, edition: Edition) -> None:
    """Made, read back, and no page more than the view decided."""
    plan = plan_of(sample)

    assert len(list(making.make(plan, [name], options_of(plan, longer(), edition)))) == 1


SPOKEN = [
    pytest.param(code, *one.values, id=f"{code}-{one.id}")
    for turn, code in enumerate(TRANSLATED)
    for one in _in_turn(SAMPLES, turn, len(TRANSLATED))
]


@pytest.mark.parametrize(("code", "sample", "name"), SPOKEN)
def test_every_document_is_made_in_each_language_and_read_back(code: str, sample: str, name: str) -> None:
    """Decimal commas and the months of the language are read as what they are, and every word has room."""
    plan = plan_of(sample)

    assert len(list(making.make(plan, [name], options_of(plan, language(code))))) == 1


@pytest.mark.parametrize(("sample", "name"), ENDED)
def test_every_document_is_made_in_german_when_the_plan_is_over(sample: str, name: str) -> None:
    """Who prints it then is told so, in words that are read back."""
    plan = plan_of(sample)
    weeks = max(plan.first_day, plan.last_day - timedelta(20))
    asked = Options(GERMAN, PAPERS["a4"], plan.last_day + timedelta(400), first=weeks)

    assert len(list(making.make(plan, [name], asked))) == 1


def own_words(value: object) -> Iterator[str]:
    """Yield the words that stand in a plan file as they are printed: titles, names, reasons."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield from re.findall(r"\w+", value.casefold())
    elif isinstance(value, tuple):
        for item in value:
            yield from own_words(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from own_words(getattr(value, field.name))


@cache
def english() -> frozenset[str]:
    """Return the words of all messages, without units and what Babel says."""
    spoken, days = language("en-GB"), [date(2026, month, 1) for month in range(1, 13)]
    names = " ".join(
        [*spoken.weekdays, *(f"{spoken.full_date(day)} {spoken.short_day(day)}" for day in days)]
    )
    kept = {"mg", "mcg", "g", "ml", "mm", *re.findall(r"\w+", names.casefold())}
    texts = (
        message.id if isinstance(message.id, str) else message.id[1]
        for message in messages.messages_of(messages.used())
    )
    found = (
        word for text in texts for word in re.findall(r"[A-Za-z]+", re.sub(r"\{\w*\}", " ", text).casefold())
    )
    return frozenset(word for word in found if len(word) > 1) - kept


def left_in_english(texts: list[str], plan: Plan) -> set[str]:
    """Return the English words that *texts* have beside the plan's own."""
    said = {word for text in texts for word in re.findall(r"\w+", plain(text).casefold())}
    return (said & english()) - set(own_words(plan.outline)) - {plan.code.casefold()}


@pytest.mark.parametrize(("sample", "name", "edition"), [one for one in EVERY if one.values[1] in DOCUMENTS])
def test_a_page_is_never_in_two_languages(sample: str, name: str, edition: Edition) -> None:
    """No English word of ours is on any page in another language, nor in what a screen reader says of it."""
    plan = plan_of(sample)
    options = options_of(plan, longer(), edition)
    page = Said()
    page.feed(document_html(DOCUMENTS[name], DOCUMENTS[name].view(plan, options), options))

    assert not left_in_english(page.texts, plan)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_phone_calendar_and_a_terminal_are_never_in_two_languages(sample: str) -> None:
    """What they say is ours throughout."""
    plan, words = plan_of(sample), Words(longer())
    data = plan_ics(plan, options_of(plan, longer())).decode().replace("\r\n ", "")
    said = [line for line in data.split("\r\n") if line.startswith(("SUMMARY", "DESCRIPTION", "CATEGORIES"))]
    events = [text.split(":", 1)[1].replace("\\n", "\n") for text in said]
    shown = [
        terminal.summary(plan, words),
        terminal.heading(plan, words),
        terminal.steps_table(plan, words),
        terminal.today(plan, words, plan.first_day),
        terminal.curve(plan, words, 80),
    ]

    assert not left_in_english([*events, *shown], plan)


def test_an_english_word_that_was_not_translated_is_found() -> None:
    """The search for it can fail."""
    plan = plan_of("clonazepam")

    assert left_in_english(["[Fřídge] calendar of Maria Example, 2 mg"], plan) == {"calendar", "of"}


def _texts(data: bytes) -> str:
    """Return the texts of all pages as they are drawn, each line from its left end."""
    pages = pypdfium2.PdfDocument(data)
    drawn = " ".join(page.get_textpage().get_text_range() for page in pages)
    return plain(drawn.replace("\N{WORD JOINER}", "").replace("/\r\n", "/"))


def _left(data: bytes, text: str) -> float:
    """Return how far from the left *text* first stands on the first page of squares, behind that of the whole plan."""
    page = pypdfium2.PdfDocument(data)[1].get_textpage()
    index, count = page.search(text).get_next() or (0, 0)
    assert count, f"there is no {text}"
    return float(page.get_charbox(index)[0])


@pytest.mark.parametrize(
    ("sample", "name"), _in_turn(("clonazepam", "cross-taper", "oral-solution", "with-a-hold"), 0, 2)
)
def test_every_document_is_read_back_from_right_to_left(sample: str, name: str) -> None:
    """Figure by figure, each with its unit."""
    assert _made(mirrored(), sample, name)


def _made(spoken: Language, sample: str, name: str) -> bytes:
    """Make and prove a document, once for all tests."""
    options = options_of(plan_of(sample), spoken, weeks=6 if name == "calendar" else 3)
    return once(
        f"{sample}-{name}-{spoken.writing}-{spoken.code}",
        lambda: next(making.make(plan_of(sample), [name], options)).data,
    )


def test_the_week_begins_at_the_right_where_one_writes_from_there() -> None:
    """In the finished page Sunday stands left of Monday; in English it is the other way round."""
    for spoken, from_right in ((language("en-GB"), False), (mirrored(), True)):
        data = _made(spoken, "clonazepam", "calendar")
        places = [_left(data, name) for name in spoken.weekdays]

        assert places == sorted(places, reverse=from_right)


@pytest.mark.parametrize("name", [name for name in _names("oral-solution") if name in DOCUMENTS])
def test_no_dose_is_turned_around_between_words_from_right_to_left(name: str) -> None:
    """Each number stands left of its unit in the drawn line, as often as in English: 0.5 mg, never mg 0.5."""
    pattern = r"\b\d+(?:\.\d+)?…? (?:mg|mL)\b(?:/(?:\d+ )?mL)?|\d+(?:\.\d+)? %"
    english, turned = (
        sorted(re.findall(pattern, _texts(_made(spoken, "oral-solution", name))))
        for spoken in (language("en-GB"), mirrored())
    )

    assert english == turned
    assert english


def test_without_its_isolates_a_dose_would_be_turned_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """So the test before this one can fail."""
    monkeypatch.setattr(
        Language, "together", lambda _, figures: plain(figures).replace(" ", "\N{NO-BREAK SPACE}")
    )
    plan = plan_of("oral-solution")
    options = options_of(plan, mirrored())
    page = document_html(DOCUMENTS["handoff"], DOCUMENTS["handoff"].view(plan, options), options)
    assert re.search(r"mg (\d)", _texts(pdf_of(page)))


def test_spanish_says_doses_times_and_dates_as_a_leaflet_does() -> None:
    """A time of day is never "mañana" alone, which is tomorrow too."""
    spanish = language("es")
    words, day = Words(spanish), date(2026, 5, 3)
    counts = (Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))

    assert [plain(words.piece(Piece(TABLET, count))) for count in counts] == [
        "½ comprimido de 0,5 mg",
        "1 comprimido de 0,5 mg",
        "1 y ½ comprimidos de 0,5 mg",
        "2 comprimidos de 0,5 mg",
    ]
    assert plain(words.piece(Piece(LIQUID, Fraction(6, 5)))) == "1,2 mL (0,48 mg) de solución de 2 mg/5 mL"
    assert plain(spanish.day(day)) == "domingo, 3 de mayo de 2026"
    assert [words.slot(slot) for slot in NAMED_TIMES] == [
        "por la mañana",
        "al mediodía",
        "por la tarde",
        "por la noche",
        "al acostarse",
    ]


def test_french_says_doses_and_dates_as_a_leaflet_does() -> None:
    """Several begins at two, no comma follows a weekday, and the first of a month is an ordinal number."""
    french = language("fr")
    words = Words(french)
    counts = (Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))

    assert [plain(words.piece(Piece(TABLET, count))) for count in counts] == [
        "½ comprimé à 0,5 mg",
        "1 comprimé à 0,5 mg",
        "1 et ½ comprimé à 0,5 mg",
        "2 comprimés à 0,5 mg",
    ]
    assert plain(words.piece(Piece(LIQUID, Fraction(6, 5)))) == "1,2 mL (0,48 mg) de solution à 2 mg/5 mL"
    assert plain(french.long_day(date(2026, 5, 3))) == "dimanche 3 mai"
    assert plain(french.day(date(2026, 5, 1))) == "vendredi 1er mai 2026"
    assert plain(french.brief_date(date(2026, 9, 1))) == "1er sept. 2026"
    assert plain(french.month(date(2026, 9, 1))) == "septembre 2026"
    assert plain(words.length(read_length_in_words("0-2 weeks"))) == "au plus 2 semaines"


def test_a_language_needs_no_file() -> None:
    """It is a frozen value that can be compared and kept in a set."""
    assert longer() == longer()
    assert len({longer(), mirrored(), language("en-GB")}) == 3
