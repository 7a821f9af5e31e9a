"""How a finding is worded: what a doctor sees in a minute, and what a frightened person reads at night."""

from datetime import date
from fractions import Fraction
from textwrap import dedent

import pytest
from rules.test_rules import cycled, down, every_finding, plan_of

from taperdocs.cli.text import findings as said_in_terminal
from taperdocs.documents.handoff.lists import found, looks, more, ranked
from taperdocs.language.language import language
from taperdocs.language.words import Words
from taperdocs.plan.plan import Plan
from taperdocs.rules import Finding, Level, check
from taperdocs.rules.reduction import amount

WORDS = Words(language("en-GB"))


def one(plan: Plan, rule: str) -> Finding:
    """Return the only finding of a rule."""
    (finding,) = (each for each in check(plan) if each.rule == rule)
    return finding


def text(finding: Finding) -> str:
    """Return what a finding says, with plain spaces."""
    return str(finding.message).replace("\N{NO-BREAK SPACE}", " ")


def names(plan: Plan) -> list[str]:
    """Return which rules have found something."""
    return [finding.rule for finding in check(plan)]


def test_of_several_days_the_one_with_the_figures_is_named() -> None:
    """On the first day there is a much smaller cut than the one whose figures follow."""
    finding = one(plan_of("diazepam", "10 mg 4w; 6 mg 4w; 0"), "asam-most")

    assert (finding.first, finding.last) == (date(2027, 2, 1), date(2027, 3, 1))
    assert finding.worst == date(2027, 3, 1)
    assert found(WORDS, finding).startswith(
        "Question: 1 February 2027 to 1 March 2027, for example on 1 March 2027: diazepam: from 6"
    )


def test_of_one_day_nothing_is_the_most() -> None:
    """Its figures can only be of that day."""
    finding = one(plan_of("diazepam", "10 mg 4w; 9 mg 4w; 5 mg 8w", more='then = "stay"'), "asam-most")

    assert finding.worst is None
    assert found(WORDS, finding).startswith("Question: 1 March 2027: diazepam: from 9")


def test_rules_that_speak_together_take_their_figures_from_the_largest_cut() -> None:
    """The first two cuts are small; one that another source finds later is larger, and is the one that is said."""
    finding = one(
        plan_of("diazepam", "100 mg 4w; 88 mg 4w; 80 mg 4w; 56 mg 8w", more='then = "stay"'), "cks-pace"
    )

    assert (finding.first, finding.last, finding.worst) == (
        date(2027, 2, 1),
        date(2027, 3, 29),
        date(2027, 3, 29),
    )
    assert text(finding).startswith("diazepam: from 80 mg to 56 mg a day in one cut, by 30 % of 80 mg and")
    assert "A cut is also larger than ASAM (US 2025) describes: at first" in text(finding)


def test_one_large_step_after_many_weeks_is_not_called_faster() -> None:
    """It is more than the source describes for one week, and that is all that is said."""
    finding = one(plan_of("morphine", "80 mg 8w; 70 mg 8w", more='then = "stay"'), "cdc-week")

    assert text(finding) == (
        "morphine: from 80 mg to 70 mg a day in one cut, by 12.5 % of 80 mg, the highest dose so far. That "
        "is more than CDC (US 2022) describes for one week: after weeks to months of use 10 % of the "
        "original dose a week or slower, from about 30 % of it on about 10 % of what is left each week. Ask before "
        "this day whether the cut is meant."
    )


def test_a_stop_names_the_source_only_for_the_drugs_that_it_is_about() -> None:
    """NG215 is not about omeprazole."""
    covered, other = (plan_of(drug, "20 mg 4w; 0") for drug in ("fluvoxamine", "omeprazole"))

    assert text(one(covered, "abrupt-stop")) == (
        "fluvoxamine stops from 20 mg a day, without a step in between. NICE NG215 (UK 2022) says of opioids, "
        "benzodiazepines, z-drugs, gabapentinoids and antidepressants: do not stop abruptly unless there are "
        "exceptional medical circumstances. Ask before this day whether the stop is meant."
    )
    assert text(one(other, "stop-at-once")) == (
        "omeprazole stops from 20 mg a day, without a step in between. Ask before this day whether the stop is meant."
    )
    assert str(one(other, "stop-at-once").source) == "this plan"


def test_a_stop_is_on_one_day_whatever_finds_it() -> None:
    """That is the first day without, not the day before."""
    days = {(each.first, each.last) for each in check(plan_of("sertraline", "100 mg 4w; 0"))}

    assert days == {(date(2027, 2, 1), date(2027, 2, 1))}


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            "30 mg 1d; 15 mg 1w; 10 mg 1w; 5 mg 1w; 0",
            "The dose of mirtazapine changes again on the next day. Check that this was agreed.",
        ),
        (
            "30 mg 3d; 15 mg 6d; 10 mg 1w; 5 mg 1w; 0",
            "The dose of mirtazapine changes again after 3 days, where that is soonest. Check that this was agreed.",
        ),
    ],
)
def test_short_steps_are_said_without_a_comfort(steps: str, message: str) -> None:
    """Nothing sounds as if it could be left."""
    assert text(one(plan_of("mirtazapine", steps), "short-steps")) == message


def test_short_steps_are_left_out_where_a_source_says_so_already() -> None:
    """The same thing is not said twice of one drug."""
    assert "short-steps" not in names(plan_of("sertraline", "100 mg 6d; 50 mg 6d; 25 mg 6d; 0"))
    assert "short-steps" not in names(plan_of("pregabalin", "150 mg 1w; 100 mg 3d; 50 mg 3d; 0"))


@pytest.mark.parametrize(
    ("every", "again"), [("1d", "on the next day"), ("6d", "after 6 days, where that is soonest")]
)
def test_many_small_cuts_are_more_often_not_faster(every: str, again: str) -> None:
    """A taper of 1 % a day is not called fast for being in small steps."""
    finding = one(
        plan_of("sertraline", down(100, 0.5, 90, every).removesuffix("; 0"), more='then = "stay"'),
        "cuts-every-week",
    )

    assert text(finding) == (
        f"sertraline is cut more often than Scottish Government (2024) describes: again {again}. The "
        "source: one step every 1 to 4 weeks, each after a review. Ask whether this is meant."
    )
    assert finding.brief is not None
    assert "faster" not in text(finding).casefold()


def test_every_source_that_is_named_says_its_limit() -> None:
    """Each can be checked by the reader, and a cut that comes too often says after how many days."""
    finding = one(
        plan_of("diazepam", "5 mg 3w; 4.6 mg 1w; 4.2 mg 1w; 3.8 mg 8w", more='then = "stay"'), "asam-start"
    )

    assert text(finding) == (
        "diazepam: from 5 mg to 4.2 mg a day in 2 cuts within 14 days, by 16 % of 5 mg, the highest dose so far. "
        "Faster than ASAM (US 2025) describes, by this calculation: at first commonly 5 to 10 % of the current dose "
        "every 2 to 4 weeks. Also cut more often than Scottish Government (2024) "
        "describes, again after 7 days, where that is soonest: consider cutting every 2 to 4 weeks. Ask before the "
        "next of these days whether the cuts are meant."
    )


def test_the_last_steps_are_measured_by_what_is_left_and_by_no_other_schedule() -> None:
    """That official schedules have such steps has no source, and nothing is excused by it."""
    tablets = 'form = "tablet"\nstrength = "1 mg"'
    finding = one(plan_of("diazepam", down(10, 1, 1, "4w"), tablets), "asam-most")

    assert text(finding) == (
        "diazepam: from 2 mg to 1 mg a day in one cut, by 50 % of 2 mg and 10 % of the highest dose, 10 mg. "
        "Of what is left this is more than ASAM (US 2025) describes: usually not more than 25 % in "
        "2 weeks. The prescriber can say whether a liquid or a smaller strength would "
        "help."
    )
    assert "smaller strength" not in text(one(plan_of("diazepam", down(10, 1, 1, "4w")), "asam-most"))


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            "10 mg 1w; 9 mg 1w; 0",
            "diazepam: from 10 mg a day, the highest dose so far, to no dose in 2 cuts within 14 days.",
        ),
        (
            "10 mg 8w; 9.5 mg 8w; 0",
            "diazepam: from 9.5 mg a day to no dose in one cut, by 95 % of the highest dose, 10 mg.",
        ),
    ],
)
def test_a_stop_is_said_as_no_dose(steps: str, message: str) -> None:
    """A stop is always the whole of what is left, and that is no percentage worth saying."""
    assert text(one(plan_of("diazepam", steps), "asam-most")).startswith(message)


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
    """Its doses are the plan's own."""
    finding = one(plan_of("morphine", "90 mg 4w; 80 mg 4w; 90 mg 4w"), "tolerance")

    assert text(finding) == (
        "morphine rises from 80 mg to 90 mg a day, after a cut. VA (US 2016): the body can stop being "
        "used to a dose in as little as a week, and going back to the old dose can then be fatal. Ask before this day "
        "whether the rise is meant."
    )
    assert (finding.level, finding.first, finding.last) == (Level.ASK, date(2027, 3, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("drug", "steps", "level", "message"),
    [
        (
            "mirtazapine",
            "15 mg 2w; 30 mg 2w",
            "note",
            "mirtazapine rises from 15 mg to 30 mg a day. Check that this was agreed.",
        ),
        (
            "mirtazapine",
            "15 mg 2w; 30 mg 2w; 45 mg 2w",
            "note",
            "mirtazapine rises 2 times, from 15 mg to 45 mg a day. Check that this was agreed.",
        ),
        (
            "morphine",
            "10 mg 2w; 20 mg 2w",
            "ask the prescriber",
            "morphine rises from 10 mg to 20 mg a day. Ask before this day whether that is meant.",
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

    assert text(finding) == (
        f"{message} Faster than US label (2025) describes: gradually, over at least 1 week. Ask "
        "whether this is meant."
    )


def test_only_what_asks_says_ask() -> None:
    """Who reads a note has nothing to ask, and who reads a question knows that there is one."""
    for finding in every_finding():
        assert ("Ask " in text(finding)) == (finding.level is Level.ASK)


@pytest.mark.parametrize(("drug", "rule"), [("diazepam", "days-left-out"), ("sertraline", "every-other-day")])
def test_days_that_are_left_out_are_a_question(drug: str, rule: str) -> None:
    """The same fact has the same level, whichever source is behind it."""
    finding = one(cycled(drug, every_other=True), rule)

    assert finding.level is Level.ASK
    assert text(finding).startswith(f"The plan has days without {drug} between days with it. ")
    assert text(finding).endswith(" Ask whether these days are meant.")


def test_a_level_stands_before_each_day_on_paper() -> None:
    """A doctor sees which of them want an answer."""
    full = [found(WORDS, finding) for finding in ranked(plan_of("diazepam", down(10, 2, 2, "4w")))]

    assert [line.partition(":")[0] for line in full] == ["Question", "Note"]


def test_the_first_page_says_on_a_line_what_the_plan_does_and_whose_limit_that_is() -> None:
    """The day is that of the figures."""
    first, *_ = looks(plan_of("diazepam", down(10, 2, 2, "4w")), WORDS)

    assert first.day.replace("\N{NO-BREAK SPACE}", " ") == "1 Mar 2027 and others"
    assert first.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "diazepam 8 mg → 6 mg a day, −25 %. ASAM (US 2025): at first commonly 5 to 10 % of the current dose "
        "every 2 to 4 weeks."
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
    plan = plan_of("venlafaxine", "225 mg 4w; 150 mg 4w; 0")

    assert text(one(plan, "no-pace")) == "venlafaxine: the program has no published pace to compare with."
    assert text(one(plan, "stop-at-once")) == (
        "venlafaxine stops from 150 mg a day, which is more than all its cuts before together. Ask before this day "
        "whether the stop is meant."
    )


def test_a_tiny_cut_before_a_stop_hides_it_no_longer() -> None:
    """A drug that is not in the list is looked at by the general rules."""
    assert names(plan_of("examplin", "20 mg 4w; 19.9 mg 4w; 0")) == ["unknown-drug", "stop-at-once"]
    assert names(plan_of("examplin", "20 mg 4w; 10 mg 4w; 0")) == ["unknown-drug"]


def test_the_terminal_says_it_line_by_line() -> None:
    """What is asked and when, then the calculation, the comparison, the question and the source."""
    plan = plan_of("morphine", "80 mg 8w; 70 mg 8w", more='then = "stay"')

    assert said_in_terminal(check(plan), WORDS, 120) == dedent(
        """
        ask the prescriber, 2027-03-01:
            morphine 80 mg → 70 mg a day, −12.5 %. CDC (US 2022): after weeks to
            months of use 10 % of the original dose a week or slower, from about 30 %
            of it on about 10 % of what is left each week.

        Sources: CDC Clinical Practice Guideline for Prescribing Opioids for Pain,
            2022, United States

        No finding is a reason to change a dose on your own. Ask your prescriber first.
        """
    )


def test_without_findings_nothing_is_called_good() -> None:
    """A plan that no rule remarks has not been judged."""
    assert said_in_terminal((), WORDS, 80) == "No findings. That is no judgement of the plan.\n"
