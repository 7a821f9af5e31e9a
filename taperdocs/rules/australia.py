"""What Australian guidance describes: on older people's medicines, and on stopping several kinds of drugs.

Deprescribing guideline of the University of Western Australia for older people, no year given. Antidepressants and
antipsychotics: in general 25 to 50 % every 1 to 4 weeks, and a stop from half of the lowest standard strength.
Proton-pump inhibitors: in general 50 % every 2 weeks, free of symptoms before each cut
(https://deprescribing.com/08-alimentary-tract-and-metabolism/01-proton-pump-inhibitors.html). Australian
Prescriber, "Deprescribing", no year given: a sudden stop of beta-blockers, benzodiazepines, corticosteroids, opioids or
levodopa can cause serious withdrawal and rebound; cautious is one drug at a time. Australian Prescriber, "Withdrawal
of antiepileptic drugs in seizure-free adults", no year given: slowly, ideally over several months
(https://australianprescriber.tg.org.au/articles/withdrawal-of-antiepileptic-drugs-in-seizure-free-adults.html).
"""

from collections.abc import Iterator
from datetime import date

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import Group, is_of
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import reductions
from taperdocs.rules.rule import Of, Remark, Source, describes, rule
from taperdocs.rules.scope import against_seizures
from taperdocs.rules.wording import at_once, beyond, cut_before_stop, large_at_last, question

UWA = Source(
    say(
        "University of Western Australia (UWA), deprescribing guideline for older people, no year given, Australia"
    ),
    say("UWA (Australia, older people)"),
    "its pages",
)
PRESCRIBER = Source(
    say("Australian Prescriber, Deprescribing, no year given, Australia"),
    say("Australian Prescriber"),
    "its article",
)
ANTIEPILEPTICS = Source(
    say(
        "Australian Prescriber, Withdrawal of antiepileptic drugs in seizure-free adults, no year given, Australia"
    ),
    say("Australian Prescriber"),
    "its article",
)
SLOWLY = say("a slow withdrawal, ideally over several months")
_WEEK, _FORTNIGHT, _HALF = 7, 14, 50
UWA_GROUPS = (Group.SSRI, Group.ANTIDEPRESSANT, Group.ANTIPSYCHOTIC)
_UWA = say("25 to 50 % every 1 to 4 weeks")
_UWA_PPI = say("50 % every 2 weeks")
_REBOUND = say("a sudden stop can cause serious withdrawal and rebound")
_ONE_AT_A_TIME = say("the cautious way is to change one drug at a time")
_SUDDEN = (Group.BETA_BLOCKER, Group.LEVODOPA)
"""Groups of which no other source here says what a sudden stop can do."""
_uwa = describes(_UWA, lambda _, drug: is_of(drug, *UWA_GROUPS))
_uwa_ppi = describes(_UWA_PPI, lambda _, drug: is_of(drug, Group.PPI))


@rule(UWA, Of.NOT_STATED, pace=_uwa)
def uwa_week(plan: Plan) -> Iterator[Remark]:
    """Find over 50 % of an antidepressant or antipsychotic less in 7 days; a note where only of the dose before."""
    for _, says, found in cut_before_stop(plan, _WEEK, _uwa):
        large = (fall for fall in found if fall.of_both > _HALF)
        yield from beyond(large, UWA, says)
        small = (f for f in found if f.of_present > _HALF >= f.of_highest and not f.stops)
        yield from large_at_last(plan, small, UWA, says)


@rule(UWA, Of.NOT_STATED, pace=_uwa_ppi)
def uwa_fortnight(plan: Plan) -> Iterator[Remark]:
    """Find a proton-pump inhibitor cut by over 50 % within 14 days; a note, since another source lets it be stopped."""
    for _, says, found in cut_before_stop(plan, _FORTNIGHT, _uwa_ppi):
        large = (fall for fall in found if fall.of_present > _HALF and not fall.stops)
        yield from beyond(large, UWA, says, Level.NOTE)


@rule(PRESCRIBER, Of.NONE)
def sudden_stop(plan: Plan) -> Iterator[Remark]:
    """Find a beta-blocker or levodopa that stops without a cut before; a switch of drugs is left out."""
    yield from at_once(plan, PRESCRIBER, _REBOUND, lambda drug: is_of(drug, *_SUDDEN))


@rule(ANTIEPILEPTICS, Of.NONE)
def antiepileptic_stop(plan: Plan) -> Iterator[Remark]:
    """Find an antiepileptic, or a drug for epilepsy, that stops without a cut before."""
    yield from at_once(plan, ANTIEPILEPTICS, SLOWLY, lambda drug: against_seizures(plan, drug))


@rule(PRESCRIBER, Of.DAYS)
def two_at_once(plan: Plan) -> Iterator[Remark]:
    """Find drugs that are cut within 7 days of each other; a switch from one to the other is left out."""
    for drugs, days in _same_week(plan).items():
        said = say("{drugs} are cut in the same week.", drugs=", ".join(drugs))
        if len(drugs) == 2:  # noqa: PLR2004
            said = say("{one} and {other} are cut in the same week.", one=drugs[0], other=drugs[1])
        yield question(PRESCRIBER, said, _ONE_AT_A_TIME, (min(days), max(days)))


def _same_week(plan: Plan) -> dict[tuple[str, ...], list[date]]:
    """Return the drugs that are cut within a week of each other, each time with the day of the last of these cuts."""
    cuts = sorted(
        ((fall.on, drug) for drug in plan.drugs for fall in reductions(plan, drug, 1)), reverse=True
    )
    found, before = dict[tuple[str, ...], list[date]](), (date.min, set[str]())
    for day in sorted({on for on, _ in cuts}):
        first = {drug: on for on, drug in cuts if 0 <= (on - day).days < _WEEK}
        if len(first) > 1 and not ((day - before[0]).days < _WEEK and before[1] > first.keys()):
            found.setdefault(tuple(drug for drug in plan.drugs if drug in first), []).append(
                max(first.values())
            )
            before = day, {*first}
    return found
