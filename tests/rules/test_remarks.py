"""How a finding is worded: what a doctor sees in a minute, and what a frightened person reads at night."""

from datetime import date
from fractions import Fraction
from textwrap import dedent

import pytest
from rules.test_rules import NALOXONE, cycled, down, every_finding, plan_of, two

from taperdocs.cli.text import findings as said_in_terminal
from taperdocs.documents.handoff.guidance import compared_lines, guidance, height_of
from taperdocs.documents.handoff.handoff import view
from taperdocs.documents.handoff.lists import found, looks, more, ranked
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.options import PAPERS, Options
from taperdocs.plan.plan import Plan
from taperdocs.planfile.reader import read
from taperdocs.rules import RULES, Finding, Level, check, compared
from taperdocs.rules.reduction import amount

WORDS = Words(language("en-GB"))


def one(plan: Plan, rule: str) -> Finding:
    """Return the only finding of a rule."""
    (finding,) = (each for each in check(plan) if each.rule == rule)
    return finding


def said(finding: Finding) -> str:
    """Return the line of a finding, with plain spaces."""
    return str(finding.line).replace("\N{NO-BREAK SPACE}", " ")


def plain_text(line: str) -> str:
    """Return a line with plain spaces."""
    return line.replace("\N{NO-BREAK SPACE}", " ")


def text(finding: Finding) -> str:
    """Return what a finding says, with plain spaces."""
    return str(finding.message).replace("\N{NO-BREAK SPACE}", " ")


def names(plan: Plan) -> list[str]:
    """Return which rules have found something."""
    return [finding.rule for finding in check(plan)]


def test_of_several_days_the_one_with_the_figures_is_named() -> None:
    """On the first day there is a much smaller cut than the one whose figures follow."""
    finding = one(plan_of("diazepam", "20 mg 4w; 14 mg 4w; 8 mg 4w", more='then = "stay"'), "asam-most")

    assert (finding.first, finding.last) == (date(2027, 2, 1), date(2027, 3, 1))
    assert finding.worst == date(2027, 3, 1)
    assert (
        found(WORDS, finding)
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith("Question: 1 February 2027 and 1 March 2027: diazepam: from 14")
    )


def test_of_one_day_nothing_is_the_most() -> None:
    """Its figures can only be of that day."""
    finding = one(plan_of("diazepam", "10 mg 4w; 9 mg 4w; 5 mg 8w", more='then = "stay"'), "asam-most")

    assert finding.worst is None
    assert (
        found(WORDS, finding)
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith("Question: 1 March 2027: diazepam: from 9")
    )


def test_rules_that_speak_together_take_their_figures_from_the_largest_cut() -> None:
    """The first cut is small; one that another source finds later is larger, and is the one that is said."""
    plan = plan_of("lorazepam", "100 mg 2w; 88 mg 2w; 76 mg 1w; 64 mg 1w; 54 mg 8w", more='then = "stay"')
    finding = one(plan, "cks-pace")

    assert finding.first == finding.last == date(2027, 2, 8)
    assert said(finding) == (
        "lorazepam, over 14 days: 88 mg → 64 mg a day, about −27.3 %. NICE CKS (UK): cuts "
        "such as 5 to 10 % every 1 to 2 weeks, or one eighth every 2 weeks."
    )
    assert "Scotland (2024): consider cutting every 2 to 4 weeks." in text(finding)


def test_of_opioids_it_is_asked_how_long_they_have_been_taken() -> None:
    """The source has one pace after weeks to months and another after a year."""
    finding = one(plan_of("morphine", "90 mg 8w; 75 mg 8w", more='then = "stay"'), "cdc-month")

    assert said(finding) == (
        "morphine 90 mg → 75 mg a day, about −16.7 %. CDC (US 2022): 10 % a week, about 10 % a month after a year. "
        "Taken for how long?"
    )


@pytest.mark.parametrize(
    ("since", "rules"), [("2019", ["cdc-month"]), ("January 2027", []), ("2026", ["cdc-month"])]
)
def test_a_plan_that_says_since_when_is_compared_with_that_pace(since: str, rules: list[str]) -> None:
    """A year that may be one or two is asked about; a certain one is not."""
    plan = plan_of("morphine", "90 mg 8w; 75 mg 8w", more=f'then = "stay"\nsince = "{since}"\n{NALOXONE}')

    assert names(plan) == rules
    asked = "Has it been taken for a year?"
    assert [asked in said(finding) for finding in check(plan)] == ([since == "2026"] if rules else [])


def test_what_was_taken_before_the_plan_makes_its_first_day_a_cut() -> None:
    """From 1 mg to 0.5 mg on the first day is a first cut of half."""
    plan = plan_of("clonazepam", "0.5 mg 4w; 0.25 mg 4w; 0", more='before = "1 mg"')

    assert check(plan)[0].first == plan.first_day
    assert said(check(plan)[0]).startswith("clonazepam 1 mg → 0.5 mg a day, −50 %. ASAM (US 2025): usually")


def test_a_stop_names_the_source_only_for_the_drugs_that_it_is_about() -> None:
    """NG215 is not about clonidine, another source speaks of beta-blockers, and omeprazole may be stopped."""
    stops = [
        plan_of(drug, "20 mg 4w; 0") for drug in ("fluvoxamine", "propranolol", "clonidine", "omeprazole")
    ]

    assert [said(each) for plan in stops for each in check(plan) if each.rule != "no-guidance"] == [
        (
            "Last step: fluvoxamine 20 mg → no dose at once. NICE NG215 (2022): do not stop abruptly, unless in "
            "exceptional medical circumstances."
        ),
        (
            "Last step: propranolol 20 mg → no dose at once. Australian Prescriber: a sudden stop can cause "
            "serious withdrawal and rebound."
        ),
        (
            "Last step: clonidine 20 mg → no dose at once. US labelling: the blood pressure can then rise fast; "
            "to be reduced over 2 to 4 days."
        ),
    ]


def test_a_stop_is_on_one_day_whatever_finds_it() -> None:
    """That is the first day without, not the day before."""
    days = {(each.first, each.last) for each in check(plan_of("sertraline", "100 mg 4w; 0"))}

    assert days == {(date(2027, 2, 1), date(2027, 2, 1))}


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            "30 mg 1d; 15 mg 1w; 10 mg 1w; 5 mg 1w; 0",
            "The dose of examplin changes again on the next day.",
        ),
        (
            "30 mg 3d; 15 mg 6d; 10 mg 1w; 5 mg 1w; 0",
            "The dose of examplin changes again after 3 days.",
        ),
    ],
)
def test_short_steps_are_said_without_a_comfort(steps: str, message: str) -> None:
    """Nothing sounds as if it could be left."""
    assert text(one(plan_of("examplin", steps), "short-steps")) == message


def test_short_steps_are_left_out_where_a_source_says_so_already() -> None:
    """The same thing is not said twice of one drug."""
    assert "short-steps" not in names(plan_of("sertraline", "100 mg 6d; 50 mg 6d; 25 mg 6d; 0"))
    assert "short-steps" not in names(plan_of("pregabalin", "150 mg 1w; 100 mg 3d; 50 mg 3d; 0"))


@pytest.mark.parametrize(("every", "again"), [("1d", "on the next day"), ("6d", "after 6 days")])
def test_many_small_cuts_are_more_often_not_faster(every: str, again: str) -> None:
    """A taper of 1 % a day is not called fast for being in small steps."""
    plan = plan_of("sertraline", down(100, 0.5, 90, every).removesuffix("; 0"), more='then = "stay"')

    assert said(one(plan, "cuts-every-week")) == (
        f"sertraline is cut again {again}. Scotland (2024): one step every 1 to 4 weeks."
    )
    assert "faster" not in text(one(plan, "cuts-every-week")).casefold()


def test_every_source_that_is_named_says_its_limit() -> None:
    """Each can be checked by the reader, and the shortest time between two cuts is said."""
    plan = plan_of("diazepam", "5 mg 3w; 4.2 mg 1w; 3.8 mg 1w; 3.4 mg 8w", more='then = "stay"')

    assert text(one(plan, "asam-start")) == (
        "diazepam: from 5 mg to 4.2 mg a day in one cut, by 16 % of 5 mg, the highest dose so far. ASAM (US 2025): "
        "commonly 5 to 10 % of the current dose to begin with. On other days too: diazepam is cut again "
        "after 7 days. Scotland (2024): "
        "consider cutting every 2 to 4 weeks."
    )


def test_the_last_steps_are_measured_by_what_is_left_and_by_no_other_schedule() -> None:
    """Who has no liquid is asked what would help."""
    tablets = 'form = "tablet"\nstrength = "1 mg"'
    finding = one(plan_of("diazepam", down(10, 1, 1, "4w"), tablets), "asam-most")

    assert said(finding) == (
        "The last cuts before the stop are up to 50 % of what is left. Would a liquid or a smaller strength help?"
    )
    assert text(finding) == (
        "diazepam: from 2 mg to 1 mg a day in one cut, by 50 % of 2 mg and 10 % of the highest dose, 10 mg. ASAM (US "
        "2025): usually not more than 25 % in 2 weeks. Would a liquid or a smaller strength help?"
    )
    assert "smaller strength" not in text(one(plan_of("diazepam", down(10, 1, 1, "4w")), "asam-most"))


@pytest.mark.parametrize(
    ("drug", "steps", "rule", "message"),
    [
        (
            "diazepam",
            "10 mg 1w; 9 mg 1w; 0",
            "abrupt-stop",
            (
                "diazepam 9 mg → no dose, 90 % of the highest dose. NICE NG215 (2022): do not stop "
                "abruptly, unless in exceptional medical circumstances. ASAM (US 2025): usually not more than 25 % in "
                "2 weeks."
            ),
        ),
        (
            "examplin",
            "10 mg 8w; 9.5 mg 8w; 0",
            "stop-at-once",
            "Last step: examplin 9.5 mg → no dose, 95 % of the highest dose.",
        ),
    ],
)
def test_a_stop_is_said_as_no_dose(drug: str, steps: str, rule: str, message: str) -> None:
    """A stop is always the whole of what is left, and that is no percentage worth saying."""
    assert text(one(plan_of(drug, steps), rule)).startswith(message)


@pytest.mark.parametrize(
    ("steps", "rules"),
    [
        ("90 mg 4w; 100 mg 4w; 90 mg 4w", {"rise"}),
        ("90 mg 4w; 80 mg 4w; 90 mg 4w", {"tolerance"}),
        ("90 mg 4w; 80 mg 4w; 90 mg 4w; 100 mg 4w", {"rise", "tolerance"}),
    ],
)
def test_a_rise_is_said_once(steps: str, rules: set[str]) -> None:
    """After a cut it is the rule on tolerance that speaks; a first rise has lost none."""
    assert {"rise", "tolerance"} & set(names(plan_of("morphine", steps))) == rules


def test_a_rise_of_an_opioid_after_a_cut_is_warned_of() -> None:
    """Its doses are the plan's own, and the warning is the source's: of the original dose, not of any."""
    finding = one(plan_of("morphine", "90 mg 4w; 80 mg 4w; 90 mg 4w"), "tolerance")

    assert said(finding) == (
        "The dose of morphine goes up again, 80 mg → 90 mg a day. VA (US 2016): after a week on less, taking the "
        "original dose risks an overdose."
    )
    assert "fatal" not in text(finding)
    assert (finding.level, finding.first, finding.last) == (Level.ASK, date(2027, 3, 1), date(2027, 3, 1))


STEP_BACK = '[[change]]\nkind = "step-back"\non = 2027-02-12\ndays = 14\nwhy = "bad pain"\n'


def test_a_step_back_that_was_agreed_explains_its_rise() -> None:
    """It is on the page already, with its reason."""
    text = plan_of("morphine", "35 mg 4w; 30 mg 4w; 25 mg 4w", more='then = "stay"').source.decode()

    assert not {"rise", "tolerance"} & set(names(read(f"{text}\n{STEP_BACK}".encode())))


def test_the_drug_that_comes_in_is_not_remarked() -> None:
    """In a switch one drug falls and the other rises."""
    plan = two("lorazepam", "diazepam", ("2", "5"), ("1", "10"), ("0", "20"))

    assert "rise" not in names(plan)
    assert "rise" in names(two("lorazepam", "diazepam", ("2", "5"), ("2", "10"), ("2", "20")))


@pytest.mark.parametrize(
    ("drug", "steps", "level", "message"),
    [
        (
            "mirtazapine",
            "15 mg 2w; 30 mg 2w",
            "note",
            "mirtazapine rises, 15 mg → 30 mg a day.",
        ),
        (
            "mirtazapine",
            "15 mg 2w; 30 mg 2w; 45 mg 2w",
            "note",
            "mirtazapine rises 2 times, 15 mg → 45 mg a day.",
        ),
        (
            "morphine",
            "10 mg 2w; 20 mg 2w",
            "ask the prescriber",
            "morphine rises, 10 mg → 20 mg a day. Ask before this day whether it is meant.",
        ),
    ],
)
def test_a_rise_is_said_with_its_doses(drug: str, steps: str, level: str, message: str) -> None:
    """A slip of the pen is seen at once, on its own day."""
    finding = one(plan_of(drug, steps, more='then = "stay"'), "rise")

    assert (text(finding), str(finding.level)) == (message, level)
    assert finding.first == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (1, "pregabalin stops on the day after its first cut."),
        (4, "pregabalin stops 4 days after its first cut."),
    ],
)
def test_pregabalin_that_stops_within_a_week(days: int, message: str) -> None:
    """The label has a floor of a week."""
    finding = one(plan_of("pregabalin", f"60 mg 1w; 30 mg {days}d; 0"), "pregabalin-label")

    assert said(finding) == f"{message} US labelling (2025): gradually, over at least 1 week."


def test_only_what_asks_says_ask() -> None:
    """Who reads a note has nothing to ask, and who reads a question knows that there is one."""
    for finding in every_finding():
        assert ("Ask " in text(finding)) == (finding.level is Level.ASK)


@pytest.mark.parametrize(
    ("drug", "rule", "message"),
    [
        (
            "diazepam",
            "days-left-out",
            "ASAM (US 2025): try not to skip doses, since that can make withdrawal worse.",
        ),
        (
            "sertraline",
            "every-other-day",
            "NHS SPS (England): less than daily is not good practice, except for fluoxetine.",
        ),
    ],
)
def test_days_that_are_left_out_are_a_question(drug: str, rule: str, message: str) -> None:
    """The same fact has the same level, whichever source is behind it."""
    finding = one(cycled(drug, every_other=True), rule)

    assert finding.level is Level.ASK
    assert said(finding) == f"Days without {drug} are planned. {message}"
    assert text(finding).endswith(" Ask before the next of these days whether it is meant.")


def test_a_level_stands_before_each_day_on_paper() -> None:
    """A doctor sees which of them want an answer."""
    full = [found(WORDS, finding) for finding in ranked(plan_of("diazepam", down(8, 2, 2, "4w")))]

    assert [line.partition(":")[0] for line in full] == ["Question", "Note"]


def test_the_first_page_says_on_a_line_what_the_plan_does_and_whose_limit_that_is() -> None:
    """The day is that of the figures."""
    first, *_ = looks(plan_of("diazepam", down(8, 2, 2, "4w")), WORDS)

    assert first.day.replace("\N{NO-BREAK SPACE}", " ") == "1 Feb 2027"
    assert first.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "First cut: diazepam 8 mg → 6 mg a day, −25 %. Maudsley (UK 2024): about 20 % or less to begin with at low "
        "risk, less at a higher one."
    )


def test_without_room_the_first_page_counts_the_findings() -> None:
    """How many there are is said even there."""
    assert more(WORDS, 0, 3) == "Worth a look: 3 findings, on the next pages"
    assert more(WORDS, 2, 1) == "and 1 more, on the next pages"


def test_days_that_are_left_out_are_the_days_without() -> None:
    """The step begins on the day before with a dose, which nobody should take for one to leave out."""
    finding = one(cycled("diazepam", every_other=True), "days-left-out")

    assert (finding.first, finding.last) == (date(2027, 1, 19), date(2027, 1, 29))


def test_an_amount_that_no_decimal_says_is_never_more_than_nothing() -> None:
    """A third of a hundredth is less than a hundredth."""
    assert str(amount(Fraction(1, 300), "mg")).replace("\N{NO-BREAK SPACE}", " ") == "less than 0.01 mg"
    assert str(amount(Fraction(4, 300), "mg")).replace("\N{NO-BREAK SPACE}", " ") == "about 0.01 mg"


def test_a_drug_of_which_no_pace_is_known_is_named() -> None:
    """Silence would look like praise."""
    plan = plan_of("baclofen", "20 mg 4w; 10 mg 4w; 0")

    assert said(one(plan, "no-guidance")) == (
        "No guidance on the pace of baclofen was compared. That says nothing about the plan."
    )
    assert said(one(plan, "stop-at-once")) == "Last step: baclofen 10 mg → no dose, half of the highest dose."


def test_a_stop_that_a_source_describes_is_not_asked_about() -> None:
    """The Scottish guide has sertraline stopped from 50 mg, and from no more."""
    assert "abrupt-stop" not in names(plan_of("sertraline", "100 mg 4w; 50 mg 4w; 0"))
    assert "abrupt-stop" in names(plan_of("fluvoxamine", "100 mg 4w; 50 mg 4w; 0"))
    assert "abrupt-stop" not in names(plan_of("citalopram", "40 mg 4w; 30 mg 4w; 0"))


def test_a_drug_for_epilepsy_is_no_taper_of_dependence() -> None:
    """What it is for changes which guidance is about it."""
    plan = plan_of("clobazam", "20 mg 4w; 10 mg 4w; 5 mg 4w; 0", more='for = "epilepsy"')

    assert [said(finding) for finding in check(plan)] == [
        "clobazam is taken for epilepsy: guidance on dependence was not compared. That says nothing about the plan."
    ]
    assert [str(each.line) for each in compared(plan)] == [
        "Australian Prescriber describes: a slow withdrawal, ideally over several months."
    ]


def test_epilepsy_that_only_the_title_knows_is_asked_about() -> None:
    """A title is no statement of what a medicine is for."""
    plan = plan_of("clobazam", "20 mg 4w; 10 mg 4w; 5 mg 4w; 0", more='title = "Epilepsy"')

    assert [said(finding) for finding in check(plan)] == [
        "By its title this plan is for epilepsy: guidance on dependence was not compared with clobazam. Is it so?"
    ]


def test_a_tiny_cut_before_a_stop_hides_it_no_longer() -> None:
    """A drug that is not in the list is looked at by the general rules."""
    assert names(plan_of("examplin", "20 mg 4w; 19.9 mg 4w; 0")) == ["no-guidance", "stop-at-once"]
    assert names(plan_of("examplin", "20 mg 4w; 9.5 mg 4w; 0")) == ["no-guidance"]


def test_the_terminal_says_it_line_by_line() -> None:
    """The days, what the plan does and a source says; then what was compared, and the full names of the sources."""
    plan = plan_of("morphine", "80 mg 8w; 70 mg 8w", more='then = "stay"')

    assert said_in_terminal(check(plan), WORDS, 120, compared(plan)) == dedent(
        """
        ask the prescriber, 2027-01-04 to 2027-04-25:
            morphine 80 mg a day, and no line names naloxone. CDC (US 2022): offer it,
            above all from 50 MME a day on.

        ask the prescriber, 2027-03-01:
            morphine 80 mg → 70 mg a day, −12.5 %. CDC (US 2022): 10 % a week, about
            10 % a month after a year. Taken for how long?

        What sources describe for morphine:
            Beyond what CDC (US 2022) describes: about 10 % a month after a year or
            more of use.
            Within what CDC (US 2022) describes: 10 % of the original dose a week;
            below 30 %, 10 % of the rest.
            Within what VA (US 2016) describes: commonly 5 to 20 % of the original
            dose every 4 weeks.
            Within what CADeN (Canada) describes: 10 to 20 % every 1 to 4 weeks.
            CDC (US 2022) describes: contact at least once a month while the dose is
            cut.

        Sources: CDC Clinical Practice Guideline for Prescribing Opioids for Pain,
            2022, United States; VA Opioid Taper Decision Tool, 2016, United States;
            Canadian Medication Appropriateness and Deprescribing Network (CADeN),
            opioids, no year given, Canada

        No finding is a reason to change a dose on your own. Ask your prescriber first.
        """
    )


def test_without_findings_it_is_said_what_was_compared() -> None:
    """That is no judgement of the plan."""
    plan = plan_of("diazepam", down(10, 1, 5, "4w").removesuffix("; 0"), more='then = "stay"')

    said = said_in_terminal((), WORDS, 80, compared(plan))

    assert not check(plan)
    assert "Within what NICE CKS (UK) describes: every 1 to 2 weeks 2 to 4 mg less" in said
    assert said.endswith(
        dedent(
            """
            Compared with ASAM (US 2025), Maudsley (UK 2024), NICE CKS (UK), Scotland
                (2024): no question. That is no judgement of the plan.
            """
        )
    )


def test_each_source_that_covers_a_drug_says_whether_the_plan_goes_beyond_it() -> None:
    """A doctor learns which of them describes the pace."""
    plan = plan_of("diazepam", down(10, 1, 1, "1w"))

    assert {str(each.source): each.beyond for each in compared(plan) if each.beyond is not None} == {
        "ASAM (US 2025)": False,
        "Maudsley (UK 2024)": False,
        "NICE CKS (UK)": False,
        "Scotland (2024)": True,
    }


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            "20 mg 1w; 17 mg 1w; 15 mg 1w",
            "diazepam 20 mg → 17 mg a day. NICE CKS (UK): 1 mg to 2 mg every 1 to 2 weeks below 20 mg.",
        ),
        (
            "8 mg 1w; 6.5 mg 1w; 5.5 mg 1w",
            "diazepam 8 mg → 6.5 mg a day. NICE CKS (UK): 1 mg every 1 to 2 weeks below 10 mg.",
        ),
    ],
)
def test_diazepam_is_compared_with_the_amounts_of_its_schedule(steps: str, message: str) -> None:
    """Of diazepam the source has mg for each range of doses, and percentages for other drugs."""
    plan = plan_of("diazepam", steps, more='then = "stay"')
    (remark,) = (each for rule in RULES if rule.name == "cks-pace" for each in rule(plan))

    assert said(remark) == message


def test_prednisolone_that_falls_each_week_after_four_weeks_is_asked_about() -> None:
    """The table of the guideline has a cut for each range of doses; the one furthest from its range is shown."""
    plan = plan_of("prednisolone", "40 mg 4w; 30 mg 1w; 20 mg 1w; 15 mg 1w; 10 mg 1w; 5 mg 1w; 0")
    finding = one(plan, "steroid-pace")

    assert said(finding) == (
        "prednisolone 5 mg → no dose. Endocrine Society (2024): 1 mg every 4 weeks at 5 mg and below, if there are no "
        "symptoms or a test is negative."
    )
    assert (finding.first, finding.last, finding.worst) == (
        date(2027, 2, 1),
        date(2027, 3, 8),
        date(2027, 3, 8),
    )


@pytest.mark.parametrize(
    ("steps", "question"),
    [
        # Of 20 mg and of 10 mg the table has two rows: what one of them describes is not beyond it.
        ("25 mg 4w; 20 mg 1w; 15 mg 1w; 12.5 mg 1w", ""),
        ("12.5 mg 4w; 10 mg 1w; 7.5 mg 1w", ""),
        (
            "25 mg 4w; 20 mg 1w; 14 mg 1w",
            "20 mg → 14 mg a day. Endocrine Society (2024): 5 mg a week at 20 to 40 mg.",
        ),
        (
            "12.5 mg 4w; 10 mg 1w; 7 mg 1w",
            "10 mg → 7 mg a day. Endocrine Society (2024): 2.5 mg every 1 to 4 weeks at 10 to 20 mg.",
        ),
        # The first row is of more than 40 mg, and 5 mg has a row of its own.
        (
            "50 mg 4w; 40 mg 1w; 34 mg 1w",
            "40 mg → 34 mg a day. Endocrine Society (2024): 5 mg a week at 20 to 40 mg.",
        ),
        (
            "6 mg 4w; 5 mg 1w; 4 mg 1w",
            (
                "5 mg → 4 mg a day. Endocrine Society (2024): 1 mg every 4 weeks at 5 mg and below, if there are no "
                "symptoms or a test is negative."
            ),
        ),
    ],
)
def test_a_cut_of_prednisolone_at_the_end_of_a_row_is_of_either_row(steps: str, question: str) -> None:
    """What is said of the row is what the cut is compared with."""
    plan = plan_of("prednisolone", steps, more='then = "stay"')
    pace = compared(plan)[0]

    assert [said(finding) for finding in check(plan)] == ([f"prednisolone {question}"] if question else [])
    assert str(pace.line).startswith("Beyond what" if question else "Within what")


def test_findings_fill_one_page_at_most() -> None:
    """In full where there is room, else in one line each, and the last ones are counted."""
    plan = two("diazepam", "morphine", ("20", "90"), ("10", "40"), ("2", "5"), ("1", "1"))
    full, short, counted = (guidance(plan, WORDS, 194, height) for height in (260, 230, 160))

    assert [part.title for part in full] == ["Worth a look", "What sources describe", "Sources"]
    assert len(full[0].lines) == len(short[0].lines) == 6
    assert len(str(full[0].lines)) > len(str(short[0].lines))
    assert [line for part in counted for line in part.lines if "printed here" in line] == [
        "and 3 more, none of them printed here",
        "and 7 more, none of them printed here",
    ]


def many_drugs() -> Plan:
    """Read a plan of eight drugs, of which nearly every source says something, that all fall every five days."""
    drugs = "diazepam clonazepam morphine venlafaxine sertraline quetiapine prednisolone gabapentin".split()  # noqa: SIM905
    packets = "".join(
        f'[[product]]\ndrug = "{drug}"\nform = "solution"\nstrength = "10 mg/mL"\nmeasure = "0.1 mL"\n'
        for drug in drugs
    )
    days = (", ".join(f'{drug} = "{number}0 mg"' for drug in drugs) for number in range(6, 0, -1))
    steps = "".join(f"[[step]]\ndays = 5\nmorning = {{ {doses} }}\n" for doses in days)
    return read(f"format = 1\nstart = 2027-01-04\n{packets}{steps}".encode())


@pytest.mark.parametrize("code", ["en-GB", "de-DE", "fr-FR", "es-ES"])
@pytest.mark.parametrize("paper", ["a4", "letter", "a5"])
def test_findings_of_eight_drugs_fill_one_page_at_most(paper: str, code: str) -> None:
    """Two of A5 are as one of A4. Both lists keep their first lines, and say how many more there are."""
    plan, words = many_drugs(), Words(language(code))
    page = view(plan, Options(words.language, PAPERS[paper], plan.first_day))
    top, side, bottom = (float(white.removesuffix("rem")) for white in page.margin.split())
    sheet = page.frame.sheet
    titles = [words.text(title) for title in ("Worth a look", "What sources describe", "Sources")]
    lists = tuple(one for one in page.behind.listings if one.title in titles)

    assert [one.title for one in lists] == titles
    assert height_of(lists, sheet.width - 2 * side) <= (sheet.height - top - bottom) * (1 + (paper == "a5"))
    for (*shown, last), number in zip(
        (one.lines for one in lists), (check(plan), compared(plan)), strict=False
    ):
        assert shown
        left = len(number) - len(shown)
        assert last == words.texts(
            "and {number} more, not printed here", "and {number} more, none of them printed here", left
        )


def test_drugs_that_are_cut_in_one_week_are_one_finding() -> None:
    """Not one for each two of them; two that are cut by themselves in another week are one more."""
    plan = many_drugs()
    (found,) = (finding for finding in check(plan) if finding.rule == "two-at-once")
    others = two("diazepam", "gabapentin", ("5", "900"), ("4", "600"), ("3", "300"))

    assert said(found).startswith("diazepam, clonazepam, morphine, venlafaxine, sertraline, quetiapine, pred")
    assert "gabapentin are cut in the same week." in said(found)
    assert said(one(others, "two-at-once")).startswith("diazepam and gabapentin are cut in the same week.")


def test_a_stop_at_once_is_not_said_to_be_within_anything() -> None:
    """It has no pace to compare; what is said of it is that it is abrupt."""
    assert not [each for each in compared(plan_of("diazepam", "10 mg 4w; 0")) if each.beyond is not None]


def test_a_stop_that_a_source_asks_about_is_not_within_what_it_describes() -> None:
    """The cut before it was no faster below; the stop left that part out."""
    plan = plan_of("methylprednisolone", "16 mg 4w; 8 mg 1w; 0")

    assert names(plan) == ["steroid-stop"]
    assert plain_text(str(compared(plan)[0].line)) == (
        "Beyond what Endocrine Society (2024) describes: slower at 3 mg to 5 mg and below."
    )


def test_a_short_course_of_a_steroid_is_compared_though_it_stops_at_once() -> None:
    """The source says that no taper is needed."""
    lines = [str(each.line) for each in compared(plan_of("prednisolone", "40 mg 5d; 0"))]

    assert lines[0] == (
        "Within what Endocrine Society (2024) describes: no taper is needed for less than 3 to 4 weeks."
    )
    assert names(plan_of("prednisolone", "40 mg 5w; 0")) == ["steroid-pace"]


def test_a_stop_from_half_is_asked_about_also_where_another_cut_is_shown() -> None:
    """The largest cut is the first one; the stop is a question of its own."""
    plan = plan_of("zopiclone", "7.5 mg 2w; 3.75 mg 2w; 0")

    assert [said(finding) for finding in check(plan)][1:] == [
        (
            "zopiclone 3.75 mg → no dose, half of the highest dose. NICE NG215 (2022): do not stop abruptly, unless in "
            "exceptional medical circumstances."
        )
    ]


def test_a_stop_after_small_cuts_is_a_question_of_its_own() -> None:
    """The pace shows the largest of its cuts; the stop has the source that speaks of stops, and is shown once."""
    plan = plan_of(
        "morphine", "90 mg 4w; 80 mg 4w; 70 mg 4w; 60 mg 4w; 0", more=f'since = "2019"\n{NALOXONE}'
    )

    assert [said(finding) for finding in check(plan)] == [
        (
            "morphine 70 mg → 60 mg a day, about −14.3 %. CDC (US 2022): about 10 % a month after a year or more of "
            "use."
        ),
        (
            "morphine 60 mg → no dose, about 66.7 % of the highest dose. NICE NG215 (2022): do not stop abruptly, "
            "unless in exceptional medical circumstances."
        ),
    ]
    assert "CDC (US 2022): about 10 % a month after a year or more of use." in text(one(plan, "abrupt-stop"))


@pytest.mark.parametrize(
    ("drug", "dose", "line"),
    [
        (
            "morphine",
            "90 mg",
            (
                "morphine 90 mg a day, and no line names naloxone. CDC (US 2022): offer it, above all from 50 MME a "
                "day on."
            ),
        ),
        (
            "oxycodone",
            "40 mg",
            (
                "oxycodone, and no line names naloxone. CDC (US 2022): offer it, above all from 50 MME a day on. Is it "
                "that much?"
            ),
        ),
    ],
)
def test_naloxone_is_asked_about_for_an_opioid_alone(drug: str, dose: str, line: str) -> None:
    """Of morphine the mg are the measure; no other drug is converted into it."""
    plan = plan_of(drug, f"{dose} 4w", more='then = "stay"')

    assert said(one(plan, "naloxone-alone")) == line
    assert "naloxone-alone" not in names(plan_of(drug, f"{dose} 4w", more=f'then = "stay"\n{NALOXONE}'))
    assert "naloxone-alone" not in names(two("diazepam", drug, ("5", "90")))


@pytest.mark.parametrize(
    ("drug", "steps", "lines"),
    [
        (
            "zopiclone",
            "8 mg 2w; 7 mg 2w",
            [
                "Scotland (2024) describes: a review 5 to 7 days after the first cut or a switch, and one before each"
            ],
        ),
        ("oxycodone", "80 mg 4w; 75 mg 4w", ["CDC (US 2022) describes: contact at least once a month while"]),
        (
            "mirtazapine",
            "30 mg 4w; 15 mg 4w",
            [
                "NICE QS8 (UK) describes: the next cut once withdrawal symptoms are gone or bearable, at a pace agreed"
            ],
        ),
        (
            "quetiapine",
            "300 mg 4w; 200 mg 4w",
            [
                "UWA (Australia, older people) describes: the next cut once there is no sign of withdrawal or relapse.",
                "NHS AWP (England) describes: back to the dose before, and a talk with the team, where withdrawal is",
            ],
        ),
        (
            "omeprazole",
            "20 mg 4w; 10 mg 4w",
            [
                "Within what UWA (Australia, older people) describes: 50 % every 2 weeks.",
                "UWA (Australia, older people) describes: being free of symptoms before each cut.",
            ],
        ),
        (
            "propranolol",
            "80 mg 4w; 0",
            ["TaperMD (Canada) describes: 50 % every 1 to 2 weeks, a stop from 25 % of the original dose."],
        ),
        (
            "mirtazapine",
            "30 mg 4w; 0",
            ["NICE NG222 (2022) describes: cuts such as 50 % of the dose before."],
        ),
    ],
)
def test_what_a_source_asks_for_beside_a_pace_is_said(drug: str, steps: str, lines: list[str]) -> None:
    """Reviews, symptoms before the next cut, a way back; of a stop at once what the sources describe instead."""
    plan = plan_of(drug, steps, more="" if steps.endswith("; 0") else 'then = "stay"')
    told = [plain_text(str(one.line)) for one in compared(plan)]

    for line in lines:
        assert [one for one in told if one.startswith(line)]


def test_the_length_of_a_switch_is_described() -> None:
    """It is said once, whichever drug comes in."""
    plan = two("lorazepam", "diazepam", *SWITCH)
    (line,) = (str(one.line) for one in compared(plan) if "switch may" in str(one.line))

    assert line == "ASAM (US 2025) describes: a switch may go better over 1 to 2 weeks than over 1 to 2 days."


def test_a_mean_that_is_never_taken_is_not_called_within() -> None:
    """Days without a dose are compared with no share; days with different doses only as averages, which is said."""
    head = (
        'format = 1\ndrug = "sertraline"\nstart = 2027-01-04\nthen = "stay"\n[[product]]\nform = "tablet"\n'
        'strength = "25 mg"\n[[step]]\nweeks = 4\ndose = "100 mg"\n[[step]]\nweeks = 4\n'
    )
    plan = read(f'{head}cycle = ["100 mg", "75 mg"]\n'.encode())
    none = [
        plain_text(str(one.line)) for one in compared(read(f'{head}cycle = ["100 mg", "0 mg"]\n'.encode()))
    ]

    assert "NICE NG222 (2022) describes: cuts such as 50 % of the dose before." in none
    assert not [line for line in none if line.startswith("Within") and "timing" not in line]
    assert (
        "As averages over days: Within what NICE NG222 (2022) describes: cuts such as 50 % of the dose before."
        in [plain_text(str(one.line)) for one in compared(plan)]
    )


def test_a_stop_from_the_rest_is_not_within_a_pace_of_the_rest() -> None:
    """Of 12 mg that are left a stop takes all, however slow it is as a share of the original dose."""
    steps = (
        "100 mg 4w; 90 mg 4w; 80 mg 4w; 70 mg 4w; 60 mg 4w; 50 mg 4w; 40 mg 4w; 30 mg 4w; 20 mg 4w; 12 mg 4w"
    )

    assert of_source(plan_of("oxycodone", f"{steps}; 0"), "CDC")[1] == (
        "Within what CDC (US 2022) describes, but for the stop"
    )
    assert of_source(plan_of("oxycodone", steps, more='then = "stay"'), "CDC")[1] == (
        "Within what CDC (US 2022) describes"
    )


def test_what_two_rules_of_a_source_describe_alike_is_said_once() -> None:
    """The line of the opioid that may have been taken for a year has both paces of the CDC."""
    finding = one(plan_of("tramadol", "400 mg 1w; 300 mg 1w; 200 mg 1w", more='then = "stay"'), "cdc-month")

    assert text(finding).count("10 % a week, about 10 % a month after a year") == 1


def test_many_rises_of_one_drug_are_one_finding() -> None:
    """However long a plan is, its findings fit a page."""
    plan = plan_of("mirtazapine", "; ".join(["15 mg 2w; 30 mg 2w"] * 9), more='then = "stay"')

    assert said(one(plan, "rise")) == "mirtazapine rises 9 times between cuts, by up to 15 mg a day."


def test_what_describes_only_the_timing_says_so() -> None:
    """That cuts come late enough says nothing of their size."""
    plan = plan_of("zopiclone", "7.5 mg 2w; 3.75 mg 2w; 0")

    assert ("Within what Scotland (2024) describes of the timing: consider cutting every 2 to 4 weeks.") in {
        str(each.line) for each in compared(plan)
    }


def test_what_describes_only_the_first_cut_says_so() -> None:
    """Whoever reads it does not take it for the whole plan."""
    lines = {str(each.line) for each in compared(plan_of("diazepam", "10 mg 4w; 8 mg 4w; 4 mg 4w; 0"))}

    assert (
        "Within what Maudsley (UK 2024) describes of the first cut: about 20 % or less to begin with at low risk, "
        "less at a higher one."
    ) in lines
    assert (
        "Beyond what ASAM (US 2025) describes of the first cut: commonly 5 to 10 % of the current dose to begin with."
    ) in lines


@pytest.mark.parametrize(
    ("drug", "steps", "beyond"),
    [
        ("clonazepam", "1 mg 3w; 0.75 mg 3w; 0.625 mg 3w; 0.5 mg 3w", True),
        ("clonazepam", "1 mg 2w; 0.875 mg 2w; 0.75 mg 2w", False),
        ("clonazepam", "1 mg 1w; 0.9 mg 1w; 0.8 mg 1w", False),
        ("diazepam", "20 mg 4w; 16 mg 4w", True),
        ("diazepam", "20 mg 4w; 18 mg 4w", False),
    ],
)
def test_a_large_cut_is_not_within_the_examples_because_it_comes_late(
    drug: str, steps: str, beyond: object
) -> None:
    """The source describes how large each cut is; a quarter every 3 weeks is not a tenth a week."""
    plan = plan_of(drug, steps, more='then = "stay"')
    (cks,) = (each for each in compared(plan) if str(each.source) == "NICE CKS (UK)")
    levels = {each.level for rule in RULES if rule.name == "cks-pace" for each in rule(plan)}

    assert cks.beyond is beyond
    assert levels == ({Level.NOTE} if beyond else set())


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("; 0", "The last cuts before the stop are up to 50 % of what is left. Would"),
        ("", "The last cuts are up to 50 % of what is left. Would"),
    ],
)
def test_the_share_of_the_last_cuts_leaves_out_the_stop(then: str, says: str) -> None:
    """A stop is the whole of what is left."""
    tablets = 'form = "tablet"\nstrength = "1 mg"'
    steps = down(10, 1, 1, "4w").removesuffix("; 0") + then
    plan = plan_of("diazepam", steps, tablets, more="" if then else 'then = "stay"')

    assert said(one(plan, "asam-most")).startswith(says)


SWITCH = (("2", "0"), ("1", "10"), ("0", "20"), ("0", "18"), ("0", "16"))


def test_a_switch_is_not_compared_and_what_comes_after_it_says_so() -> None:
    """Without an equivalence nobody can say how much is cut on its days."""
    plan = two("lorazepam", "diazepam", *SWITCH)
    lines = [plain_text(line) for line in compared_lines(plan, WORDS)]

    assert said(one(plan, "switch")) == (
        "The switch (lorazepam, diazepam) was not compared: that needs an equivalence of the drugs. That says nothing "
        "about the plan."
    )
    assert not [line for line in lines if line.startswith(("Within", "Beyond"))]
    assert [look.decides for look in looks(plan, WORDS) if "was not compared" in look.text] == [False]
    assert (
        "After the switch, from 15 February 2027 on: Within what Scotland (2024) describes of the timing: consider "
        "cutting every 2 to 4 weeks."
    ) in lines
    assert "After the switch, from 2027-02-15 on: Within what" in said_in_terminal(
        (), WORDS, 80, compared(plan)
    )


COURSES = """
format = 1
start = 2026-12-07

[[product]]
drug = "prednisone"
form = "tablet"
strength = "20 mg"

[[product]]
drug = "verapamil"
form = "tablet"
strength = "40 mg"

[[course]]
drug = "prednisone"
steps = "60 mg 5d; 40 mg 3d; 20 mg 3d; 0"

[[course]]
drug = "verapamil"
steps = "40 mg 5d; 80 mg 3d; 120 mg 1w"
then = "stay"
"""


def test_a_drug_with_a_course_of_its_own_replaces_none_that_it_is_not_like() -> None:
    """Verapamil rises while prednisone falls; nobody switches from one to the other."""
    assert "switch" not in {finding.rule for finding in check(read(COURSES.encode()))}


def test_the_first_cut_of_a_drug_that_came_in_a_switch_is_one_after_the_switch() -> None:
    """The drug before was cut already."""
    plan = two("lorazepam", "clonazepam", ("2", "0"), ("0", "4"), ("0", "3.5"), ("0", "3.2"))

    assert said(one(plan, "asam-start")).startswith(
        "First cut after the switch: clonazepam 4 mg → 3.5 mg a day"
    )


def test_a_finding_about_several_cuts_is_not_called_the_first_cut() -> None:
    """One source is about how to begin, another about this cut and later ones: the days are those of both."""
    finding, *_ = check(plan_of("clonazepam", "2 mg 2w; 1.5 mg 2w; 1 mg 2w; 0.5 mg 2w", more='then = "stay"'))

    assert said(finding) == (
        "clonazepam 1 mg → 0.5 mg a day, −50 %. NICE CKS (UK): cuts such as 5 to 10 % every 1 to 2 weeks, or one "
        "eighth every 2 weeks."
    )
    assert len(finding.each) > 1


def test_cuts_before_a_switch_are_compared_without_it() -> None:
    """The days of the switch are named."""
    plan = two("lorazepam", "diazepam", ("2", "0"), ("1.8", "0"), ("0", "20"), ("0", "20"))
    lines = [plain_text(line) for line in compared_lines(plan, WORDS)]

    assert (
        "Without the switch on 1 February 2027: Within what ASAM (US 2025) describes: usually not "
        "more than 25 % in 2 weeks."
    ) in lines


def test_a_prescriber_confirms_and_everybody_else_asks() -> None:
    """On the hand-off there is nobody to ask."""
    finding = one(plan_of("clonazepam", "10 mg 4w; 6 mg 4w; 3 mg 4w", more='then = "stay"'), "asam-most")

    assert str(finding.message).endswith("Ask before the next of these days whether it is meant.")
    assert found(WORDS, finding).endswith("To confirm before the next of these days.")


def test_more_than_four_days_are_counted() -> None:
    """The day of the figures is named."""
    finding = one(plan_of("clonazepam", down(10, 1, 1, "13d")), "cuts-every-fortnight")

    assert plain_text(found(WORDS, finding)).startswith("Note: 30 January 2027 to 14 May 2027, on 9 days: ")


def test_days_that_are_past_are_left_out_with_their_figures() -> None:
    """On the day of the hand-off nobody decides about them any more."""
    plan = plan_of("diazepam", "20 mg 4w; 10 mg 4w; 4 mg 4w", more='then = "stay"')

    (row, *_) = looks(plan, WORDS, date(2027, 2, 2))
    assert plain_text(row.day) == "1 Mar 2027"
    assert "10 mg → 4 mg" in plain_text(row.text)
    assert not looks(plan, WORDS, date(2027, 3, 2))


def test_diazepam_above_the_schedule_is_not_said_to_be_within_it() -> None:
    """The schedule begins with 40 mg."""
    plan = plan_of("diazepam", "60 mg 4w; 30 mg 4w; 0")

    assert "NICE CKS (UK)" not in {str(each.source) for each in compared(plan)}


def test_a_first_cut_of_half_is_beyond_both_of_the_same_source() -> None:
    """Of what is usual at most, and of what is common to begin with."""
    plan = plan_of("diazepam", "10 mg 4w; 5 mg 4w; 0")

    assert [each.beyond for each in compared(plan) if str(each.source) == "ASAM (US 2025)"] == [
        True,
        True,
        None,
    ]


def test_a_label_is_compared_by_the_average_pace() -> None:
    """Half a mg after two weeks is slower than a quarter every three days."""
    plan = plan_of("clonazepam", "1 mg 2w; 0.5 mg 2w; 0")

    assert {str(each.source): each.beyond for each in compared(plan)}["US labelling"] is False


def test_without_findings_nothing_is_called_good() -> None:
    """A plan that no rule remarks has not been judged."""
    assert said_in_terminal((), WORDS, 80) == "No findings. That is no judgement of the plan.\n"


@pytest.mark.parametrize(
    ("drug", "steps", "says"),
    [
        ("sertraline", "100 mg 4w; 50 mg 4w; 25 mg 4w; 0", True),
        ("omeprazole", "20 mg 4w; 0", True),
        ("quetiapine", "100 mg 4w; 50 mg 4w", False),
        ("clonidine", "0.2 mg 4w; 0.1 mg 4w; 0", False),
    ],
)
def test_half_of_the_lowest_strength_is_said_to_be_not_compared(drug: str, steps: str, says: object) -> None:
    """No strengths are known here, and the short name of the source says for whom it is."""
    plan = plan_of(drug, steps, more="" if steps.endswith("; 0") else 'then = "stay"')
    lines = [str(one.line).replace("\N{NO-BREAK SPACE}", " ") for one in compared(plan) if one.beyond is None]
    said = (
        "UWA (Australia, older people) describes: a stop from half of the lowest standard strength, which was not "
        "compared."
    )

    assert [line for line in lines if "lowest standard strength" in line] == [said] * bool(says)


def test_naloxone_is_asked_about_for_as_long_as_both_are_taken() -> None:
    """Not only on the first day of the plan: what is printed later asks too, and says that it is about all of it."""
    plan = two("diazepam", "fentanyl", ("5", "1"), ("5", "0.9"), ("5", "0.8"))
    (found,) = (each for each in check(plan, date(2027, 1, 20)) if each.rule == "naloxone")
    first, *_ = looks(plan, WORDS, date(2027, 1, 20))

    assert (found.first, found.last) == (plan.first_day, plan.last_day)
    assert (first.day, first.text[:43]) == ("the whole plan", "diazepam and fentanyl, and no line names na")


def test_a_steroid_taken_for_long_names_the_test_that_its_source_has() -> None:
    """The guideline has a slow end with a look at symptoms, or a morning test; a short course needs neither."""
    long, short = (
        plan_of("dexamethasone", steps) for steps in ("4 mg 3w; 2 mg 2w; 0.5 mg 1w; 0", "4 mg 5d; 0")
    )

    assert any("morning test of cortisol" in str(each.line) for each in compared(long))
    assert not any("morning test of cortisol" in str(each.line) for each in compared(short))


def test_a_large_share_of_a_small_dose_is_not_within_what_a_source_describes() -> None:
    """UWA does not say of which dose its 50 % are: a cut of 60 % of the dose before is noted."""
    plan = plan_of("quetiapine", "100 mg 4w; 50 mg 4w; 20 mg 4w; 10 mg 4w; 0")
    (uwa,) = (
        each for each in compared(plan) if str(each.source).startswith("UWA") and each.beyond is not None
    )
    also_asked = plan_of("venlafaxine", "150 mg 4w; 75 mg 4w; 18.5 mg 4w; 0")

    assert names(plan) == ["uwa-week"]
    assert str(uwa.line).startswith(
        "Within what UWA (Australia, older people) describes, but for the share of the last cuts"
    )
    assert "uwa-week" not in names(also_asked)


def test_the_rate_of_a_patch_is_not_an_amount_of_a_day() -> None:
    """Nothing of it is taken "a day"."""
    plan = read(
        dedent("""\
            format = 1
            drug = "fentanyl"
            start = 2027-01-04
            before = "50 mcg/h"
            then = "stay"
            [[product]]
            form = "patch"
            rate = "25 mcg/h"
            change_every = "72 hours"
            [[step]]
            weeks = 3
            dose = "25 mcg/h"
            """).encode()
    )

    assert said(one(plan, "cdc-month")).startswith("fentanyl 50 micrograms/h → 25 micrograms/h, −50 %. CDC")
    assert not any("micrograms a day" in said(finding) for finding in check(plan))


def test_the_days_of_a_finding_are_those_of_the_source_that_it_names() -> None:
    """Only the stop is more than a quarter; the cuts before it are beyond another source, on other days."""
    plan = plan_of("lorazepam", "1 mg 4w; 0.8 mg 4w; 0.6 mg 4w; 0.4 mg 4w; 0")
    (finding,) = (each for each in check(plan) if each.level is Level.ASK)

    assert said(finding).startswith("lorazepam 0.4 mg → no dose, 40 % of the highest dose. ASAM (US 2025)")
    assert (finding.first, finding.last) == (date(2027, 4, 26), date(2027, 4, 26))
    assert "On other days too: NICE CKS (UK)" in text(finding)


def of_source(plan: Plan, source: str) -> list[str]:
    """Return what is said of the comparison with a source that has a pace, up to what it describes."""
    return [
        plain_text(str(one.line)).partition(":")[0]
        for one in compared(plan)
        if str(one.source).startswith(source) and one.beyond is not None
    ]


def test_a_plan_whose_stop_alone_is_beyond_a_source_is_within_it_but_for_the_stop() -> None:
    """A ninth every four weeks is what the VA describes; the stop from what is left is not."""
    steps = "90 mg 4w; 80 mg 4w; 70 mg 4w; 60 mg 4w"

    assert of_source(plan_of("morphine", f"{steps}; 0"), "VA") == [
        "Within what VA (US 2016) describes, but for the stop"
    ]
    assert of_source(plan_of("morphine", steps, more='then = "stay"'), "VA") == [
        "Within what VA (US 2016) describes"
    ]


def test_a_source_gives_one_verdict() -> None:
    """What one of its sentences asks about is not within what another describes."""
    growing = plan_of("venlafaxine", down(150, 37.5, 37.5, "4w"))

    assert of_source(growing, "NICE") == [
        "Within what NICE NG222 (2022) describes, but for the share of the last cuts"
    ]
    assert of_source(cycled("sertraline", every_other=True), "NHS SPS") == [
        "Beyond what NHS SPS (England) describes of the timing"
    ]


@pytest.mark.parametrize(
    ("since", "rules"),
    [
        ("November 2026", ["cdc-week"]),
        ("autumn 2026", ["cdc-week"]),
        ("automne 2026", ["cdc-week"]),
        ("2026", ["cdc-month"]),
        ("March 2025", ["cdc-month"]),
    ],
)
def test_a_month_or_season_says_whether_it_was_a_year(since: str, rules: list[str]) -> None:
    """Four months of use have the weekly pace alone; a year without a month may be a year of use."""
    plan = plan_of(
        "tramadol", "400 mg 1w; 300 mg 1w; 200 mg 1w", more=f'then = "stay"\nsince = "{since}"\n{NALOXONE}'
    )

    assert [finding.rule for finding in check(plan) if finding.level is Level.ASK] == rules


def test_a_steroid_without_a_table_is_not_said_to_be_within_one() -> None:
    """The table of the guideline is in prednisone, and nothing is converted."""
    plan = plan_of("dexamethasone", "8 mg 4w; 6 mg 1w; 4 mg 1w; 2 mg 1w; 1 mg 1w; 0.5 mg 1w; 0")
    lines = [plain_text(str(one.line)) for one in compared(plan)]

    assert not [line for line in lines if line.startswith("Within")]
    assert (
        "Endocrine Society (2024) describes: a table of cuts in mg of prednisone, which was not compared: no drug is "
        "converted into another."
    ) in lines
