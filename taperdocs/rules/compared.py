"""Which sources a plan was compared with: what each describes of its pace, and whether the plan goes beyond it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message, say
from taperdocs.rules.finding import Finding, Level
from taperdocs.rules.levels import left_out
from taperdocs.rules.reduction import reductions, switch_days
from taperdocs.rules.rule import THIS_PLAN, Of, Rule

_BEYOND = say("Beyond what {source} describes: {describes}.")
_WITHIN = say("Within what {source} describes: {describes}.")
_BEYOND_TIME = say("Beyond what {source} describes of the timing: {describes}.")
_WITHIN_TIME = say("Within what {source} describes of the timing: {describes}.")
_BEYOND_FIRST = say("Beyond what {source} describes of the first cut: {describes}.")
_WITHIN_FIRST = say("Within what {source} describes of the first cut: {describes}.")
_BESIDE = say("{source} describes: {describes}.")
_BUT_STOP = say("Within what {source} describes, but for the stop: {describes}.")
_BUT_LAST = say("Within what {source} describes, but for the share of the last cuts: {describes}.")
_MEANS = say("As averages over days: {comparison}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A source that covers *drug*: its short name, its full *title*, what it *describes*, if the plan goes *beyond* it.

    Not to go beyond is no praise: it says what was compared; None where the source has no pace. *but_last*: whether the
    last cuts are beyond it as a share of the dose before them, but not of the highest dose; *but_stop*: whether only
    the stop is beyond it. *timing*: whether only the timing of cuts is described; *first_cut*: whether only the first
    cut is. *means*: whether days with different doses were compared by their average.
    *switch*: first and last day of a switch, which is not compared; *since*: the first day compared, if it is later.
    """

    drug: str
    source: Message
    title: Message
    describes: Message
    beyond: bool | None
    but_last: bool = False
    but_stop: bool = False
    timing: bool = False
    first_cut: bool = False
    means: bool = False
    switch: tuple[date, date] | None = None
    since: date | None = None

    @property
    def line(self) -> Message:
        """Return the comparison in one line, without the drug."""
        if self.beyond is None:
            said = _BESIDE
        elif self.but_stop:
            said = _BUT_STOP
        elif self.beyond:
            said = _BEYOND_TIME if self.timing else _BEYOND_FIRST if self.first_cut else _BEYOND
        else:
            within = _WITHIN_TIME if self.timing else _WITHIN_FIRST if self.first_cut else _WITHIN
            said = _BUT_LAST if self.but_last else within
        line = said.put(source=self.source, describes=self.describes)
        return _MEANS.put(comparison=line) if self.means and self.beyond is False else line


def with_a_pace(compared: Iterable[Comparison]) -> tuple[Message, ...]:
    """Return the short names of the sources whose pace was compared."""
    return tuple(dict.fromkeys(one.source for one in compared if one.beyond is not None))


def comparisons(plan: Plan, rules: Iterable[Rule]) -> Iterator[Comparison]:
    """Yield what each source says of the pace of each drug that is cut.

    A stop without a cut before has no pace, and neither have days without a dose between days with one, unless a rule
    is about them: what the source describes is then compared with nothing. What a source describes is compared once: a
    plan that one of its rules remarks is beyond it.
    """
    found = dict[tuple[str, Message, Message], Comparison]()
    for one in _each(plan, rules):
        same = found.setdefault((one.drug, one.source, one.describes), one)
        beyond = one.beyond if same.beyond is None else same.beyond or bool(one.beyond)
        found[one.drug, one.source, one.describes] = replace(
            same,
            beyond=beyond,
            but_last=same.but_last or one.but_last,
            but_stop=(bool(beyond) or one.but_stop)
            and all(each.but_stop or not each.beyond for each in (same, one)),
        )
    yield from found.values()


def _each(plan: Plan, rules: Iterable[Rule]) -> Iterator[Comparison]:
    for rule in rules:
        remarks = list(rule.look(plan)) if rule.pace else []
        beyond = [said for said in remarks if not said.apart or said.level is Level.ASK]
        last = {said.drug for said in remarks if said not in beyond}
        for drug in plan.drugs if rule.pace else ():
            describes = rule.pace(plan, drug) if rule.pace else None
            found, switch = reductions(plan, drug, 1), switch_days(plan, drug)
            if describes and found:
                source, timing = rule.source, rule.of is Of.DAYS
                no_pace = not rule.at_once and all(fall.stops for fall in found)
                no_pace = no_pace or (not timing and bool(left_out(plan, drug)))
                days = {
                    day
                    for said in beyond
                    if said.drug == drug
                    for day in said.each or (said.first, said.last)
                }
                only_stop = days == {found[-1].on} or (not days and rule.of is Of.HIGHEST_THEN_REST)
                yield Comparison(
                    drug,
                    source.short,
                    source.message,
                    describes,
                    bool(days) if days or (rule.within and not no_pace) else None,
                    drug in last,
                    rule.within and only_stop and found[-1].stops and len(found) > 1,
                    timing,
                    rule.first_cut,
                    not timing and not all(fall.old.even and fall.new.even for fall in found),
                    (switch[0], switch[-1]) if switch else None,
                    found[0].on if switch and switch[-1] < found[0].on else None,
                )


def publications(found: Iterable[Finding], compared: Iterable[Comparison]) -> tuple[Message, ...]:
    """Return the publications that findings and comparisons name, each once; the plan itself is none."""
    every = (*(source for one in found for source in one.sources), *(one.title for one in compared))
    return tuple(dict.fromkeys(source for source in every if source != THIS_PLAN.message))
