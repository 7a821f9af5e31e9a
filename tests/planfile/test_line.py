"""The line form of a taper is what people write in a message: doses and lengths, one step after the other."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taperdocs.plan.dose import Dose
from taperdocs.plan.problems import TaperError
from taperdocs.plan.regimen import Slot
from taperdocs.plan.strategies import Stage
from taperdocs.planfile.counted import Counted
from taperdocs.planfile.one_line import read_line, stops


def half_milligram(counted: Counted) -> Dose:
    """Return the dose of a number of tablets of 0.5 mg."""
    return Dose(Decimal(counted.count.numerator) / counted.count.denominator / 2, "mg")


def drawn(line: str) -> list[str]:
    """Return each step of a line as its days, parted by slashes, and its length in days."""
    return [said(step) for step in read_line(line, half_milligram)]


def said(step: Stage) -> str:
    """Return a step as ``10 mg morning, 5 mg evening / no dose: 14``."""
    days = [
        ", ".join(str(dose) if slot == Slot.ANY else f"{dose} {slot}" for slot, dose in day)
        for day in step.days
    ]
    taken = [" / ".join(day or "no dose" for day in days)]
    if step.weekly:
        taken = [f"{day} on {number}" for number, day in enumerate(days) if day] + [f"of {len(step.days)}"]
    written = step.length
    shortest, longest = written.months or (written.shortest, written.longest)
    length = f"{shortest}" if shortest == longest else f"{shortest}-{'' if longest is None else longest}"
    length += " months" if written.months else ""
    if written.until or written.waits:
        length = f"until {written.until or written.waits}"
    return f"{' '.join(taken)}: {length}"


LINES = """
1 mg 2w; 0.5 mg 2w; 0                              | 1 mg: 14 | 0.5 mg: 14
1 mg 2w; 0,5 mg 2w;                                | 1 mg: 14 | 0.5 mg: 14
2x 2 mg 1w; 2 x 1 mg 1 week                        | 2 mg, 2 mg: 7 | 1 mg, 1 mg: 7
1 mg 2-3w; 0.5 mg 2+ weeks                         | 1 mg: 14-21 | 0.5 mg: 14-
50 mcg open                                        | 50 mcg: 1-
1 mg 1w; 0 mg 2d; 0                                | 1 mg: 7 | 0 mg: 2
40mg 5 days then 30mg 5 days then stop             | 40 mg: 5 | 30 mg: 5
40 mg x5d, 30 mg x5d                               | 40 mg: 5 | 30 mg: 5
40 mg x 5 days,30 mg x 5 days,.5 mg 1w             | 40 mg: 5 | 30 mg: 5 | ?
1 mg for 7 days; 0,5mg for 1 wk.                   | 1 mg: 7 | 0.5 mg: 7
1,5 mg 2w,1,25 mg 2w,0                             | 1.5 mg: 14 | 1.25 mg: 14
1 mg 2w,5 mg 1w                                    | 1 mg: 14 | 5 mg: 7
10 mg bd 1w; 10 mg BID 1w                          | 10 mg, 10 mg: 7 | 10 mg, 10 mg: 7
10 mg twice a day for a week; 5 mg daily 2 weeks   | 10 mg, 10 mg: 7 | 5 mg: 14
5 mg 3 times a day 4d; 5 mg 2x daily 4d            | 5 mg, 5 mg, 5 mg: 4 | 5 mg, 5 mg: 4
1 mg every other day 2w; 1 mg every 3 days 3 weeks | 1 mg / no dose: 14 | 1 mg / no dose / no dose: 21
morning 10 mg, bedtime 5 mg 2w                     | 10 mg morning, 5 mg bedtime: 14
10 mg am 5 mg pm 10d                               | 10 mg morning, 5 mg evening: 10
10 mg in the morning and at bedtime for 2 weeks    | 10 mg morning, 10 mg bedtime: 14
5 mg at night, 10 mg in the morning 1w             | 10 mg morning, 5 mg bedtime: 7
09:00 0.5 mg, 15:00 0.25 mg 2w                     | 0.5 mg 09:00, 0.25 mg 15:00: 14
0.5 mg at 9:00 and 0.25 mg at 3 pm 2w              | 0.5 mg 09:00, 0.25 mg 15:00: 14
15:00 0.25 mg, morning 0.5 mg 2w                   | 0.5 mg morning, 0.25 mg 15:00: 14
1 mg at 09:00, 13:00, 17:00, 21:00 for 5 days      | 1 mg 09:00, 1 mg 13:00, 1 mg 17:00, 1 mg 21:00: 5
09:00, 13:00 and 17:00 1 mg, bedtime 2 mg 5d       | 1 mg 09:00, 1 mg 13:00, 1 mg 17:00, 2 mg bedtime: 5
1 mg morning, afternoon 2 mg 5d                    | 1 mg morning, 2 mg afternoon: 5
8 Uhr 0,5 mg, nachmittags 0,25 mg zwei Wochen      | 0.5 mg 08:00, 0.25 mg afternoon: 14
zweimal täglich 5 mg 1 Woche; 2x am Tag 5 mg 1w    | 5 mg, 5 mg: 7 | 5 mg, 5 mg: 7
10mg/day x 1 week, 5 mg/d 1w                       | 10 mg: 7 | 5 mg: 7
every other day 5 mg 2w; daily 5 mg 1w             | 5 mg / no dose: 14 | 5 mg: 7
5 mg morning every other day 2w                    | 5 mg morning / no dose: 14
2 tablets 1w; ½ tablet 1w; 1½ tablets 5d           | 1 mg: 7 | 0.25 mg: 7 | 0.75 mg: 5
one tablet for two weeks; half a tablet 2w         | 0.5 mg: 14 | 0.25 mg: 14
0,5mg zwei Wochen, dann 0,25 mg zwei Wochen        | 0.5 mg: 14 | 0.25 mg: 14
10 mg morgens und 5 mg abends 2 bis 3 Wochen       | 10 mg morning, 5 mg evening: 14-21
500 micrograms 2w → 0.25 milligrams 2w             | 500 mcg: 14 | 0.25 mg: 14
1 mg 2w. 0.5 mg 2w.                                | 1 mg: 14 | 0.5 mg: 14
1 mg for 1 month; 0.5 mg 1-2 months, 0.25 mg a month | 1 mg: 1 months | 0.5 mg: 1-2 months | 0.25 mg: 1 months
10 mg every second Monday 8w; 5 mg on Mondays 4w   | 10 mg on 0 of 14: 56 | 5 mg on 0 of 7: 28
5 mg Mo-Di, 7 mg Sa So 4w                          | 5 mg on 0 5 mg on 1 7 mg on 5 7 mg on 6 of 7: 28
9 mg Saturday to Monday and 5 mg on Wednesday 4w | 9 mg on 0 5 mg on 2 9 mg on 5 9 mg on 6 of 7: 28
10 mg Mondays, Thursdays 4w                        | 10 mg on 0 10 mg on 3 of 7: 28
2.5 mg every other Friday in the evening 8w        | 2.5 mg evening on 4 of 14: 56
2,5 mg jeden zweiten Montag 8 Wochen; montags 1 mg 4w | 2.5 mg on 0 of 14: 56 | 1 mg on 0 of 7: 28
5 mg un lundi sur deux 8 semaines; 5 mg le jeudi 14 j | 5 mg on 0 of 14: 56 | 5 mg on 3 of 7: 14
5 mg cada dos lunes 8 semanas; 5 mg los martes 14d | 5 mg on 0 of 14: 56 | 5 mg on 1 of 7: 14
10 mg por la mañana y 5 mg por la noche 2 semanas; parar | 10 mg morning, 5 mg evening: 14
10 mg le matin et 5 mg le soir pendant dix jours, puis 5 mg 14 j, arrêt | 10 mg morning, 5 mg evening: 10 | 5 mg: 14
5 mg dos veces al día durante 2 a 3 semanas; 5 mg cada dos días 1 mes | 5 mg, 5 mg: 14-21 | 5 mg / no dose: 1 months
5 mg un jour sur deux une semaine; 5 mg tous les 3 jours 9 j | 5 mg / no dose: 7 | 5 mg / no dose / no dose: 9
medio comprimido al acostarse 2 semanas; 1 comprimé au coucher 1 sem | 0.25 mg bedtime: 14 | 0.5 mg bedtime: 7
1 mg hasta el 31 de enero de 2027; 1 mg jusqu'au 28 février 2027 | 1 mg: until 2027-01-31 | 1 mg: until 2027-02-28
1 mg zwei Monate; 0,5 mg 2w                        | 1 mg: 2 months | 0.5 mg: 14
1 mg until 31 January 2027, 0.5 mg 2w              | 1 mg: until 2027-01-31 | 0.5 mg: 14
1 mg until 2027-01-31; 0.5 mg until Feb 28th, 2027 | 1 mg: until 2027-01-31 | 0.5 mg: until 2027-02-28
1 mg bis 31. Januar 2027; 0,5 mg bis zum 1. März 2027 | 1 mg: until 2027-01-31 | 0.5 mg: until 2027-03-01
60 mg until "three strips; all clear", 40 mg 4w    | 60 mg: until three strips; all clear | 40 mg: 28
60 mg until “the next visit” then stop             | 60 mg: until the next visit | no dose: 1
"""


@pytest.mark.parametrize("row", LINES.strip().splitlines())
def test_a_line_is_read(row: str) -> None:
    """As people write it: with short words or long ones, commas or semicolons, in English or in German."""
    line, *expected = (part.strip() for part in row.split("|"))
    if "?" in expected:
        # A comma before a figure could be a decimal comma, or part two steps.
        assert told(line) == ['steps, step 3: "." in ".5 mg 1w" is not understood']
    else:
        assert drawn(line) == expected


@pytest.mark.parametrize(
    "line",
    ["1 mg 2w; 0", "1 mg 2w, 0", "1 mg 2w then stop", "1 mg 2w; 0 mg", "1 mg 2w;\nStop.", "1 mg 2w absetzen"],
)
def test_a_line_says_that_the_plan_stops(line: str) -> None:
    """With a 0 or a word at its end."""
    assert stops(line) == (line != "1 mg 2w absetzen")
    assert not stops("1 mg 2w; 0.5 mg 2w")


def told(line: str) -> list[str]:
    """Return what is said of a broken line, without the remedies."""
    with pytest.raises(TaperError) as caught:
        read_line(line)
    return [problem.text("").splitlines()[0].removeprefix(": ") for problem in caught.value.problems]


def test_all_mistakes_of_a_line_are_told_at_once() -> None:
    """Each is told with the number of its step."""
    assert told("1 mgg 2w; 0.5 mg; ; 0; 0.25 mg 1.5 months; 0.125 mg 0.0625 mg 2w; 0") == [
        'steps, step 1: "1 mgg" is not a dose: its unit is not known',
        'steps, step 2: "0.5 mg" has no length',
        "steps, step 3: there is nothing between two semicolons",
        'steps, step 4: a step comes after "0", where the plan stops',
        'steps, step 5: "1.5 months" is not a length: it is no whole number',
        'steps, step 6: "0.125 mg 0.0625 mg 2w" has two doses',
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,000 mg 2w", '"1,000 mg" is read as 1 in one country and as 1000 in another'),
        (
            "10-5-5 mg 2w",
            '"10-5-5 mg" has two meanings: doses at several times of the day, or doses one after the other',
        ),
        (
            "20/15/15 mg 1w",
            '"20/15/15 mg" has two meanings: doses at several times of the day, or doses one after the other',
        ),
        ("1 mg 1m", '"1m" has two meanings: months, or mg with a letter left out'),
        ("1 mg, 0.5 mg 2w", '"1 mg, 0.5 mg 2w" has two doses'),
        ("10 mg morning 5 mg 2w", '"10 mg morning 5 mg 2w" has two doses'),
        (
            "morning 10 mg, morning 5 mg 2w",
            '"morning 10 mg, morning 5 mg 2w" has two doses at one time: morning',
        ),
        (
            "10 mg morning twice a day 1w",
            '"10 mg morning twice a day 1w" says in two ways how often the dose is taken',
        ),
        (
            "2x 5 mg twice a day 1w",
            '"2x 5 mg twice a day 1w" says in two ways how often the dose is taken',
        ),
        ("10 mg/day bd 1w", '"10 mg/day bd 1w" says in two ways how often the dose is taken'),
        ("2 puffs every 4 hours 1d", '"every 4 hours" has two meanings: at night too, or only by day'),
        ("10 mg q6h 1w", '"q6h" has two meanings: at night too, or only by day'),
        ("1 1/2 tablets 1w", '"1 1/2 tablets" is not a dose: it is a fraction'),
        ("1 mg 2w 0.5 mg 2w", '"1 mg 2w 0.5 mg 2w" has two doses'),
        ("1 mg until better", '"1 mg until better" does not say clearly until when'),
        ("1 mg until 3/4/2027", '"1 mg until 3/4/2027" does not say clearly until when'),
        ("1 mg until January", '"1 mg until January" does not say clearly until when'),
        ('1 mg until "2 weeks"', '"2 weeks" is how long, and not until when'),
        ("1 mg until 31 February 2027", '"31 February 2027" is not a day of the calendar'),
        (
            "10 mg on Monday, 5 mg 4w",
            '"10 mg on Monday, 5 mg 4w" says only of one dose on which days it is taken',
        ),
        (
            "10 mg on weekdays, 5 mg on Friday 4w",
            '"10 mg on weekdays, 5 mg on Friday 4w" says only of one dose on which days it is taken',
        ),
        (
            "1 mg morning every other day, 0.5 mg bedtime 2w",
            '"1 mg morning every other day, 0.5 mg bedtime 2w" says only of one dose on which days it is taken',
        ),
        ("10 2w", '"10" is not a dose: it has no unit'),
        ("10 mg sometimes 2w", '"sometimes" in "10 mg sometimes 2w" is not understood'),
        ("2 mg/h 1w", '"2 mg/h" is not a dose: it is the rate of a patch or pump'),
        ("2 tablets 1w", '"2 tablets" is not a dose: it says how many, and not how much drug is in them'),
    ],
)
def test_what_has_two_meanings_or_none_is_refused(line: str, said: str) -> None:
    """And never guessed."""
    assert told(line) == [f"steps, step 1: {said}"]


MG = re.compile(r"(?<![0-9])(?<![0-9][.,])([0-9]+(?:[.,][0-9]+)?|\.[0-9]+)\s*m?g\b", re.IGNORECASE)
DAYS = re.compile(r"([0-9]+)\s*([dw])", re.IGNORECASE)
slips = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from("0123456789.,;- mgdwx\n½"), st.booleans()),
    min_size=1,
    max_size=3,
)


@given(
    st.sampled_from(
        [
            "1 mg 2w; 0.5 mg 2w; 0.25 mg 10d; 0",
            "2,5mg 2w,1,25 mg 2w,1 mg 10d,0",
            "morning 10 mg, bedtime 5 mg 2w; 5 mg bd 1w then stop",
            "40 mg x5d, 30 mg x5d, 2x 20 mg 5d",
            "twice a day 5 mg 1w; 10mg/day 2w; 5 mg mon wed 4w; 8 mg Mo-Fr 1w",
            "10 mg por la mañana 5d, 30 mg le matin 5d, puis 2 mg every second Monday 5d",
        ]
    ),
    slips,
)
def test_no_slip_changes_a_line_in_silence(line: str, changes: list[tuple[int, str, bool]]) -> None:
    """Whatever sign is put in or exchanged: what is read are the doses and lengths in the line, and all of them."""
    for place, sign, instead in changes:
        line = line[:place] + sign + line[place + instead :]
    try:
        steps = read_line(line)
    except TaperError:
        return
    written = {Decimal(number.replace(",", ".")) for number in MG.findall(line)}
    lengths = [int(number) * (7 if unit in "wW" else 1) for number, unit in DAYS.findall(line)]
    read = {dose.amount for step in steps for day in step.days for _, dose in day}
    assert read | {Decimal(0)} == written | {Decimal(0)}
    assert [step.length.longest for step in steps] == lengths


@pytest.mark.parametrize("line", ["", "0", ";", " \n "])
def test_a_line_without_a_step_is_refused(line: str) -> None:
    """A plan that only stops is none."""
    assert told(line) == ["steps: there is no step in this line"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("25:00 1 mg 2w", '"25:00" is not a time of day'),
        ("12 am 1 mg 2w", '"12 am" has two meanings: noon and midnight'),
        ("24:00 1 mg 2w", '"24:00" has two meanings: the end of this day and the start of the next'),
        ("09:00 1 mg, 9:00 0.5 mg 2w", '"09:00 1 mg, 9:00 0.5 mg 2w" has two doses at one time: 09:00'),
        ("09:00 1 mg, 15:00 2w", '"09:00 1 mg, 15:00 2w" has a time of day without a dose'),
        (
            "1 mg morning, noon, bedtime 2 mg 2w",
            '"," in "1 mg morning, noon, bedtime 2 mg 2w" is not understood',
        ),
    ],
)
def test_an_hour_that_says_no_one_time_is_refused(line: str, said: str) -> None:
    """With its remedy, as in the tables of a plan file."""
    assert told(line) == [f"steps, step 1: {said}"]
