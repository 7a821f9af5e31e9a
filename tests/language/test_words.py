"""How amounts, pieces and lengths are said."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.language.language import Language, language, languages
from taperdocs.language.words import Words
from taperdocs.plan.dose import Dose, read_dose
from taperdocs.plan.form import Form, Split
from taperdocs.plan.length import read_length_in_words
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import TaperError
from taperdocs.plan.product import Piece, Product
from taperdocs.plan.regimen import NAMED_TIMES, Intake, Regimen, Slot, slot_at
from taperdocs.planfile.reader import read
from taperdocs.readback.numbers import Numbers

PLAN = read((Path(__file__).parents[2] / "samples" / "clonazepam.toml").read_bytes())
BRITISH = Words(language("en-GB"))
TABLET = Product("clonazepam", Form.TABLET, read_dose("0.5 mg"), Split.QUARTER)
LIQUID = Product("diazepam", Form.SOLUTION, read_dose("2 mg"), per=Decimal(5), measure=Decimal("0.1"))


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(
    ("code", "said", "tablet"),
    [
        ("en-GB", ["50 micrograms", "25 micrograms/h", "2.5 micrograms/5 mL"], "50 microgram tablet"),
        ("en-US", ["50 mcg", "25 mcg/h", "2.5 mcg/5 mL"], "50 mcg tablet"),
        ("de-DE", ["50 Mikrogramm", "25 Mikrogramm/h", "2,5 Mikrogramm/5 mL"], "Tablette 50 Mikrogramm"),
        (
            "fr-FR",
            ["50 microgrammes", "25 microgrammes/h", "2,5 microgrammes/5 mL"],
            "comprimé à 50 microgrammes",
        ),
        (
            "es-ES",
            ["50 microgramos", "25 microgramos/h", "2,5 microgramos/5 mL"],
            "comprimido de 50 microgramos",
        ),
    ],
)
def test_micrograms_are_written_as_each_language_asks_for(code: str, said: list[str], tablet: str) -> None:
    """Out of America they are a word of their own, on paper and in findings, and what is printed can be typed again."""
    words = Words(language(code))
    liquid = replace(LIQUID, strength=read_dose("2.5 mcg"))
    doses = [read_dose(dose) for dose in ("50 mcg", "25 mcg/h")]

    assert [_plain(text) for text in (*map(words.dose, doses), words.strength(liquid))] == said
    assert [words.language.say(dose.message) for dose in doses] == said[:2]
    assert [read_dose(text) for text in said[:2]] == doses
    assert _plain(words.product(replace(TABLET, strength=doses[0]))) == tablet
    assert Numbers(("x",), words.language).read(said[0]) == ("50 mcg",)


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        ("0.5 mg", "0.5 mg"),
        ("0,50 mg", "0.5 mg"),
        ("1.0 mg", "1 mg"),
        ("0.0625 mg", "0.0625 mg"),
        ("0.000001 mg", "0.000001 mg"),
        ("1250 mg", "1250 mg"),
        ("50 mcg", "50 micrograms"),
        ("2 g", "2 g"),
    ],
)
def test_a_dose_has_a_leading_zero_no_trailing_one_and_all_its_decimals(dose: str, said: str) -> None:
    """ISMP, Joint Commission and NHS CUI agree on the zeros."""
    assert _plain(BRITISH.dose(read_dose(dose))) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en-GB", ["0 micrograms", "0.5 micrograms", "1 microgram", "1.5 micrograms", "2 micrograms"]),
        ("fr-FR", ["0 microgramme", "0,5 microgramme", "1 microgramme", "1,5 microgramme", "2 microgrammes"]),
        ("es-ES", ["0 microgramos", "0,5 microgramos", "1 microgramo", "1,5 microgramos", "2 microgramos"]),
        ("de-DE", ["0 Mikrogramm", "0,5 Mikrogramm", "1 Mikrogramm", "1,5 Mikrogramm", "2 Mikrogramm"]),
    ],
)
def test_a_word_beside_an_amount_has_the_number_that_the_language_has_for_it(
    code: str, said: list[str]
) -> None:
    """In French the plural begins at two, on paper and in findings."""
    words, doses = (
        Words(language(code)),
        [Dose(Decimal(each), "mcg") for each in ("0", "0.5", "1", "1.5", "2")],
    )

    assert [_plain(words.dose(dose)) for dose in doses] == said
    assert [words.language.say(dose.message) for dose in doses] == said


@pytest.mark.parametrize(
    ("code", "said"), [("en-GB", "1 mg; 2 mg"), ("fr-FR", "1 mg\N{NO-BREAK SPACE}; 2 mg")]
)
def test_a_list_has_the_semicolons_of_its_language(code: str, said: str) -> None:
    """French parts them from the word before."""
    assert language(code).apart(("1 mg", "2 mg")) == said


def test_a_dose_never_breaks_over_two_lines() -> None:
    """Number and unit stay together."""
    assert " " not in BRITISH.dose(read_dose("0.5 mg"))


@pytest.mark.parametrize("code", languages())
def test_the_time_behind_a_dose_never_breaks_over_two_lines(code: str) -> None:
    """In Spanish the second half of "in the morning" alone says "tomorrow"."""
    words = Words(language(code))

    assert not [slot for slot in (*NAMED_TIMES, slot_at(time(15))) if " " in words.when(slot)]


@given(
    amount=st.decimals(min_value=0, max_value=999_999, places=9, allow_nan=False),
    code=st.sampled_from(languages()),
)
def test_every_dose_that_is_said_is_read_back_as_it_was(amount: Decimal, code: str) -> None:
    """In every language, through the reader of finished pages."""
    dose = Dose(amount, "mg")
    said = Words(language(code)).dose(dose)

    assert Numbers(PLAN.drugs, language(code)).read(said) == (f"{Fraction(dose.amount)} mg",)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Fraction(2), "2 tablets of 0.5 mg"),
        (Fraction(1), "1 tablet of 0.5 mg"),
        (Fraction(1, 2), "½ tablet of 0.5 mg"),
        (Fraction(1, 4), "¼ tablet of 0.5 mg"),
        (Fraction(3, 4), "¾ tablet of 0.5 mg"),
        (Fraction(7, 4), "1 and ¾ tablets of 0.5 mg"),
    ],
)
def test_pieces_are_said_with_drawn_fractions(count: Fraction, said: str) -> None:
    """A fraction never stands directly after a digit, where 1½ could be 11/2."""
    assert _plain(BRITISH.piece(Piece(TABLET, count))) == said


def test_a_liquid_is_said_in_ml_with_the_mg_and_the_concentration() -> None:
    """All three stand on the label."""
    assert _plain(BRITISH.piece(Piece(LIQUID, Fraction(6, 5)))) == "1.2 mL (0.48 mg) of 2 mg/5 mL solution"


def test_a_count_that_no_sign_says_is_refused() -> None:
    """A fifth of a tablet has no sign; it is not said as 0.2."""
    with pytest.raises(ValueError, match="no sign"):
        BRITISH.count(Fraction(1, 5))


@pytest.mark.parametrize(
    ("length", "said"),
    [
        ("1 week", "1 week"),
        ("14 days", "2 weeks"),
        ("10 days", "10 days"),
        ("2-3 weeks", "2–3 weeks"),
        ("10-14 days", "10–14 days"),
        ("0-2 weeks", "up to 2 weeks"),
        ("open", "open"),
        ("4+ weeks", "at least 4 weeks"),
    ],
)
def test_lengths_are_said_in_weeks_where_they_are_whole(length: str, said: str) -> None:
    """Days otherwise."""
    assert BRITISH.length(read_length_in_words(length)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(50), "50 %"),
        (Fraction(25, 4), "6.25 %"),
        (Fraction(100, 7), "about 14.3 %"),
        (Fraction(-20), "-20 %"),
    ],
)
def test_percentages_are_exact_with_two_decimals_or_said_to_be_about_one(share: Fraction, said: str) -> None:
    """They describe a cut and are never taken."""
    assert _plain(BRITISH.percent(share)) == said


def test_dates_follow_the_territory() -> None:
    """Order, first weekday and names come from Babel; no line end parts day, month and year."""
    day, american = date(2025, 9, 1), language("en-US")

    assert BRITISH.language.day(day) == "Monday, 1\N{NO-BREAK SPACE}September\N{NO-BREAK SPACE}2025"
    assert american.day(day) == "Monday, September\N{NO-BREAK SPACE}1,\N{NO-BREAK SPACE}2025"
    assert BRITISH.language.weekdays[0] == "Monday"
    assert american.weekdays[0] == "Sunday"
    assert american.weekday(day) == "Monday"


@pytest.mark.parametrize(
    ("code", "said"), [("en-GB", "September"), ("de-DE", "September"), ("es-ES", "septiembre")]
)
def test_the_name_of_a_month_is_its_name_alone(code: str, said: str) -> None:
    """Without the "de" that joins it to the day in Spanish."""
    assert Language(code, po=b"").month_name(date(2025, 9, 1)) == said


def test_a_language_that_is_not_there_is_refused_with_those_that_are() -> None:
    """Exit code 2: nothing is wrong with the plan."""
    with pytest.raises(TaperError, match="en-GB") as refused:
        language("tlh")

    assert refused.value.exit_code == 2


def _every(doses: str, *, weekly: bool = False) -> Regimen:
    """Return a cycle of one dose a day, 0 for a day without."""
    days = (Dose(Decimal(dose), "mg") for dose in doses.split())
    return Regimen(tuple((Intake("x", Slot.ANY, dose),) if dose else () for dose in days), weekly=weekly)


@pytest.mark.parametrize(
    ("regimen", "said"),
    [
        (_every("1"), "1 mg"),
        (_every("1 1"), "1 mg"),
        (_every("0.125 0"), "0.125 mg on one day, no dose on the next, in turn"),
        (_every("0 0.125"), "no dose on one day, 0.125 mg on the next, in turn"),
        (_every("1 2 2 2 2 2 2"), "1 mg for 1 day, 2 mg for 6 days, in turn"),
        (_every("1 0 1 2"), "1 mg for 1 day, no dose for 1 day, 1 mg for 1 day, 2 mg for 1 day, in turn"),
        (
            _every("1 0 1 0 1 0 0", weekly=True),
            "1 mg on Monday, Wednesday, Friday; no dose on all other days",
        ),
        (_every("50 50 50 50 50 75 75", weekly=True), "75 mg on Saturday, Sunday; 50 mg on all other days"),
    ],
)
def test_a_cycle_is_said_day_by_day_and_that_it_begins_again(regimen: Regimen, said: str) -> None:
    """Every other day is never said only in those words: each day has its own dose."""
    assert _plain(BRITISH.regimen(regimen, ("x",))) == said
    assert _plain(BRITISH.daily(regimen, ("x",))) == said


@given(st.lists(st.sampled_from(["0", "0.125", "0.25", "2"]), min_size=1, max_size=9), st.booleans())
def test_what_is_said_of_a_cycle_is_read_back(doses: list[str], weekly: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
    """The figures found in the words are those of the plan."""
    say = Numbers(PLAN.drugs, language("en-GB"))
    regimen = _every(" ".join((doses * 7)[:7] if weekly else doses), weekly=weekly)

    assert say.read(BRITISH.regimen(regimen, ("x",))) == say.regimen(regimen, ("x",))


MANY = """
format = 1
drug = "prednisolone"
start = 2026-12-07
{products}
[[step]]
weeks = 1
dose = "{dose}"
"""
TABLETS = (
    '[[product]]\nform = "gastro-resistant tablet"\nstrength = "20 mg"\n'
    '[[product]]\nform = "tablet"\nstrength = "5 mg"\nsplit = "half"\n'
)
MIXTURE = '[[product]]\nform = "solution"\nstrength = "{}"\nmeasure = "0.1 mL"\n'


def _planned(dose: str, products: str) -> tuple[Plan, Intake]:
    """Return a plan of these products, and its one dose."""
    plan = read(MANY.format(dose=dose, products=products).encode())
    return plan, plan.periods[0].step.regimen.days[0][0]


@pytest.mark.parametrize(
    ("dose", "products", "signs"),
    [
        ("40 mg", TABLETS, "🞄🞄 of 20 mg"),
        ("47.5 mg", TABLETS, "🞄🞄 of 20 mg  ⬤◐ of 5 mg"),
        ("47.5 mg", TABLETS.replace("20 mg", "20000 mcg"), "🞄🞄 of 20000 micrograms  ⬤◐ of 5 mg"),
        ("7.5 mg", TABLETS[TABLETS.index("\n[[") :], "⬤◐"),
        ("6 mg", TABLETS[TABLETS.index("\n[[") :] + MIXTURE.format("1 mg/mL"), "⬤  🌢"),
        ("5.2 mg", MIXTURE.format("5 mg/mL") + MIXTURE.format("1 mg/5 mL"), "🌢 of 5 mg/mL  🌢 of 1 mg/5 mL"),
        ("10 mg", '[[product]]\nform = "capsule"\nstrength = "5 mg"\n', "⬭⬭"),
    ],
)
def test_tablets_are_drawn_with_what_tells_them_apart(dose: str, products: str, signs: str) -> None:
    """A score line where the packet may be divided; the strength where two look alike; never a plus sign."""
    drawing = BRITISH.drawing(*_planned(dose, products))

    assert drawing
    assert _plain(drawing.signs) == signs
    assert " " not in drawing.signs


def test_many_pieces_are_not_drawn() -> None:
    """Nobody should have to count them."""
    assert BRITISH.drawing(*_planned("140 mg", TABLETS)) is None


@pytest.mark.parametrize(
    ("dose", "products", "numeral"),
    [
        ("2.4 mg", MIXTURE.format("2 mg/5 mL"), ("6", "mL", "= 2.4 mg")),
        ("2.36 mg", MIXTURE.format("4 mg/10 mL"), ("5.9", "mL", "= 2.36 mg")),
        ("47.5 mg", TABLETS, ("47.5", "mg", "")),
        ("6 mg", TABLETS[TABLETS.index("\n[[") :] + MIXTURE.format("1 mg/mL"), ("6", "mg", "")),
        ("5.2 mg", MIXTURE.format("5 mg/mL") + MIXTURE.format("1 mg/5 mL"), ("5.2", "mg", "")),
    ],
)
def test_what_the_hand_does_leads(dose: str, products: str, numeral: tuple[str, str, str]) -> None:
    """The volume of one liquid alone, with the dose beside it; else the dose."""
    said = BRITISH.numeral(*_planned(dose, products))

    assert tuple(map(_plain, said)) == numeral
    assert " " not in said.beside


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "en-GB",
            "2 gastro-resistant tablets of 20 mg, 1 tablet of 5 mg and 2.5 mL (2.5 mg) of 1 mg/mL solution",
        ),
        (
            "de-DE",
            "2 magensaftresistente Tabletten zu 20 mg, 1 Tablette zu 5 mg und 2,5 mL (2,5 mg) Lösung 1 mg/mL",
        ),
    ],
)
def test_pieces_are_a_list_in_a_sentence(code: str, said: str) -> None:
    """A plus sign is read as a figure."""
    plan, intake = _planned("47.5 mg", TABLETS + MIXTURE.format("1 mg/mL"))

    assert _plain(Words(language(code)).pieces(plan.pieces(intake))) == said


def test_a_count_stays_with_its_noun_and_a_strength_with_its_word() -> None:
    """Lines break only between pieces, before "of", and before the noun of a liquid."""
    plan, intake = _planned("5.2 mg", TABLETS[TABLETS.index("\n[[") :] + MIXTURE.format("1 mg/mL"))

    assert BRITISH.pieces(plan.pieces(intake)).split(" ") == [
        "1\N{NO-BREAK SPACE}tablet",
        "of\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}mg",
        "and",
        "0.2\N{NO-BREAK SPACE}mL",
        "(0.2\N{NO-BREAK SPACE}mg)",
        "of\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}mg/\N{WORD JOINER}mL",
        "solution",
    ]
