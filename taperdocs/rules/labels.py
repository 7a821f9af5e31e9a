"""What the official labels of single drugs describe; some are faster than the guidelines, some slower.

They are labels of the United States, read in transcriptions (alprazolam, clonazepam for panic disorder; no year
given) and at DailyMed (pregabalin, 2025). The label of clonazepam cuts 0.125 mg twice daily every 3 days. What
labels say of a sudden stop was read in transcriptions: of clonidine tablets for blood pressure
(https://wikidoc.org./index.php?oldid=938792&title=Clonidine_contraindications) and of baclofen tablets
(http://www.druginteractionchecker.com/baclofen-10-mg-oral-tablet/), which are "slowly withdrawn" at DailyMed too
(2021, https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid=b4f2f888-979a-6f54-e053-2a95a90a95a3).
"""

from collections.abc import Iterator
from decimal import Decimal

from taperdocs.plan.dose import Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import say
from taperdocs.rules.drugs import named
from taperdocs.rules.finding import Level
from taperdocs.rules.reduction import reductions, weighed
from taperdocs.rules.rule import Describes, Of, Remark, Source, describes, rule
from taperdocs.rules.scope import for_epilepsy
from taperdocs.rules.wording import BY_AMOUNT, SAYS, at_once, beyond, both, cut_before_stop

ALPRAZOLAM = Source(
    say("label of alprazolam, no year given, United States"), say("US labelling"), "a transcription"
)
CLONAZEPAM = Source(
    say("label of clonazepam for panic disorder, no year given, United States"),
    say("US labelling"),
    "a transcription",
)
PREGABALIN = Source(say("label of pregabalin, 2025, United States"), say("US labelling (2025)"), "DailyMed")
CLONIDINE = Source(
    say("label of clonidine, no year given, United States"), say("US labelling"), "a transcription"
)
BACLOFEN = Source(
    say("label of baclofen, no year given, United States"), say("US labelling"), "a transcription"
)
_PRESSURE = say("the blood pressure can then rise fast; to be reduced over 2 to 4 days")
_SEIZURES = say("hallucinations and seizures have followed a sudden stop; to be reduced slowly")
_THREE_DAYS, _WEEK = 3, 7
_PACE = say("at most {limit} less every 3 days; some need slower")
_CLONAZEPAM_PACE = say("{limit} a day less every 3 days")
_AT_LEAST_A_WEEK = say("gradually, over at least 1 week")
_STOPS = say("{drug} stops {days} days after its first cut.")
_STOPS_NEXT_DAY = say("{drug} stops on the day after its first cut.")
_ALPRAZOLAM, _CLONAZEPAM = Dose(Decimal("0.5"), "mg"), Dose(Decimal("0.25"), "mg")
"""Largest cuts of the daily dose every three days."""
_alprazolam = describes(_PACE.put(limit=_ALPRAZOLAM), lambda plan, drug: _weighed(plan, drug, "alprazolam"))
_clonazepam = describes(
    _CLONAZEPAM_PACE.put(limit=_CLONAZEPAM), lambda plan, drug: _weighed(plan, drug, "clonazepam")
)
_pregabalin = describes(_AT_LEAST_A_WEEK, lambda plan, drug: _is(plan, drug, "pregabalin"))


@rule(ALPRAZOLAM, Of.AMOUNT, pace=_alprazolam)
def alprazolam_label(plan: Plan) -> Iterator[Remark]:
    """Find on average more than 0.5 mg alprazolam a day less every 3 days."""
    yield from _more(plan, ALPRAZOLAM, _alprazolam, _ALPRAZOLAM)


@rule(CLONAZEPAM, Of.AMOUNT, pace=_clonazepam)
def clonazepam_label(plan: Plan) -> Iterator[Remark]:
    """Find on average more than 0.25 mg clonazepam a day less every 3 days."""
    yield from _more(plan, CLONAZEPAM, _clonazepam, _CLONAZEPAM)


@rule(PREGABALIN, Of.DAYS, pace=_pregabalin)
def pregabalin_label(plan: Plan) -> Iterator[Remark]:
    """Find fewer than 7 days from the first cut of pregabalin to its stop."""
    for drug in plan.drugs:
        found = reductions(plan, drug, 1) if _pregabalin(plan, drug) else ()
        if len(found) > 1 and found[-1].stops:
            days = (found[-1].new.begins - found[0].new.begins).days
            if days < _WEEK:
                stops = (_STOPS_NEXT_DAY if days == 1 else _STOPS).put(drug=drug, days=days)
                says = SAYS.put(source=PREGABALIN.short, limit=_AT_LEAST_A_WEEK)
                line = both(stops, says)
                yield Remark(
                    Level.ASK, found[0].on, found[-1].on, (stops, says), drug, 2, also=line, line=line
                )


@rule(CLONIDINE, Of.NONE)
def clonidine_stop(plan: Plan) -> Iterator[Remark]:
    """Find clonidine that stops without a cut before."""
    yield from at_once(plan, CLONIDINE, _PRESSURE, lambda drug: _is(plan, drug, "clonidine"))


@rule(BACLOFEN, Of.NONE)
def baclofen_stop(plan: Plan) -> Iterator[Remark]:
    """Find baclofen that stops without a cut before."""
    yield from at_once(plan, BACLOFEN, _SEIZURES, lambda drug: _is(plan, drug, "baclofen"))


def _more(plan: Plan, source: Source, describes: Describes, limit: Dose) -> Iterator[Remark]:
    for _, says, found in cut_before_stop(plan, _THREE_DAYS, describes):
        fast = (fall for fall in found if fall.paced(fall.amount) > limit.milligrams)
        yield from beyond(fast, source, says, does=BY_AMOUNT)


def _weighed(plan: Plan, drug: str, name: str) -> bool:
    """Tell whether *drug* is the one of this name, and its doses can be compared with mg."""
    return _is(plan, drug, name) and weighed(plan, drug)


def _is(plan: Plan, drug: str, name: str) -> bool:
    return named(drug) == name and not for_epilepsy(plan, drug)
