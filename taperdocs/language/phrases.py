"""Puts what a plan does into words: changes of dose, the pieces of an intake, holds, the days of a cycle."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.changes import Change, Slow
from taperdocs.plan.cuts import Cut
from taperdocs.plan.dose import RATE, Dose
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Message
from taperdocs.plan.regimen import Day, Intake, Regimen, Slot, by_slot
from taperdocs.plan.runs import merged_with
from taperdocs.plan.step import Period, Step
from taperdocs.plan.stock import Refill
from taperdocs.plan.supply import Use
from taperdocs.plan.worn import rhythms as worn_for

_MEASURED = re.compile(
    r"(\d+(?:[.,]\d+)?)[\u200e\u200f]?[ \u00a0]((?:mcg|mg|g|mL|%|[Mm]i[ck]rogram\w*)(?:/mL|/h)?(?!\w))"
)
"""A number and its unit, which no line break may part; a translation may have a sign of direction between them."""

LISTED = 28
"""Most intakes of a cycle that a short text lists; for longer cycles it refers to the printed calendar."""


def title(words: Words, plan: Plan) -> str:
    """Return the title of the plan, or ``Clonazepam taper`` where the plan file has none."""
    if not plan.outline.untitled:
        return plan.outline.title
    drug = plan.drugs[0]
    return words.text("{drug} taper", drug=f"{drug[:1].upper()}{drug[1:]}")


def part_of(words: Words, number: int, parts: int) -> Marked:
    """Say which part of how many a page is: ``part 2 of 3``."""
    said = words.text("part {number} of {parts}", number=number, parts=parts)
    return marked(said, f"part:{number},{parts}")


def role(words: Words, said: str) -> str:
    """Return the role of a contact in the language of the page, where the plan file says one that is known."""
    known = {
        "prescriber": words.text("prescriber"),
        "doctor": words.text("doctor"),
        "nurse": words.text("nurse"),
        "pharmacy": words.text("pharmacy"),
        "pharmacist": words.text("pharmacist"),
        "carer": words.text("carer"),
    }
    return known.get(said.lower(), said)


def plan_code(words: Words, plan: Plan) -> Marked:
    """Say the code of a plan: ``Plan X7K2P9``."""
    return marked(words.text("Plan {code}", code=plan.code), "code")


MOST_NAMED = 4
"""Most days that are all named."""


def dates_of(
    words: Words, days: tuple[date, date, date | None], each: tuple[date, ...], said: Callable[[date], str]
) -> str:
    """Return each day where they are few, else first and last of *days*, their number, and the worst one."""
    first, last, worst = days
    if 1 < len(each) <= MOST_NAMED:
        return words.listed(said(day) for day in each)
    if first == last:
        return said(first)
    values = {"first": said(first), "last": said(last), "number": words.language.number(len(each))}
    if worst is None and each:
        return words.text("{first} to {last}, on {number} days", **values)
    if worst is None:
        return words.text("{first} to {last}", **values)
    values["worst"] = said(worst)
    if each:
        return words.text("{first} to {last}, on {number} days, such as {worst}", **values)
    return words.text("{first} to {last}, for example on {worst}", **values)


def beside_switch(
    words: Words, compared: str, switch: tuple[date, date], since: date | None, said: Callable[[date], str]
) -> str:
    """Return a comparison that leaves a *switch* of drugs out, with the days of it; *said* formats a date."""
    if since:
        return words.text(
            "After the switch, from {date} on: {comparison}", date=said(since), comparison=compared
        )
    first, last = map(said, switch)
    if first == last:
        return words.text("Without the switch on {date}: {comparison}", date=first, comparison=compared)
    return words.text(
        "Without the switch, {first} to {last}: {comparison}", first=first, last=last, comparison=compared
    )


def measured(words: Words, said: str) -> str:
    """Return *said* with no line break between a number and its unit."""
    return _MEASURED.sub(lambda found: words.language.together(f"{found[1]} {found[2]}"), said)


def compared_with(words: Words, sources: Iterable[Message]) -> str:
    """Say which *sources* a plan without findings was compared with, which is no judgement of it."""
    named = ", ".join(dict.fromkeys(words.language.say(source) for source in sources))
    if not named:
        return words.text("No findings. That is no judgement of the plan.")
    return words.text(
        "Compared with {sources}: no question. That is no judgement of the plan.", sources=named
    )


def closing(words: Words) -> str:
    """Return the sentence after the findings: no finding is a reason to change a dose."""
    return words.text("No finding is a reason to change a dose on your own. Ask your prescriber first.")


def change(words: Words, plan: Plan, period: Period) -> Marked:
    """Return ``1 mg → 0.5 mg``, or ``new: 1 mg`` for the first period; with several drugs, each with its name."""
    before, new = plan.before(period), period.step.regimen
    old = before.step.regimen if before else None
    mark = f"change:{period.first}"
    if len(plan.drugs) == 1:
        return marked(words.language.apart(_drug_changes(words, plan.drugs[0], old, new)), mark)
    taken = {*new.drugs, *(old.drugs if old else ())}
    drugs = [drug for drug in plan.drugs if drug in taken] or plan.drugs
    # The name is said with each change: "bedtime 0.5 mg → no dose" alone would be read as no dose of any drug.
    changes = ((drug, said) for drug in drugs for said in _drug_changes(words, drug, old, new))
    each = (words.text("{drug} {change}", drug=drug, change=said) for drug, said in changes)
    return marked(words.language.apart(each), mark)


def named(plan: Plan, drug: str, *parts: str) -> str:
    """Join *parts* with spaces, after the name of their *drug* if the plan has several."""
    return " ".join(part for part in (drug if len(plan.drugs) > 1 else "", *parts) if part)


def fall(words: Words, plan: Plan, cut: Cut) -> str:
    """Return ``0.5 mg less``, or more, with the number of days over which that is spread."""
    dose = words.dose(cut.dose)
    way = words.text("{dose} less", dose=dose) if cut.amount > 0 else words.text("{dose} more", dose=dose)
    return named(
        plan, cut.drug, way, words.text("in {days}", days=words.days(cut.days)) if cut.days > 1 else ""
    )


def dates_between(words: Words, first: date, last: date) -> Marked:
    """Return ``1 Sept to 14 Sept 2025``, or one day."""
    if first == last:
        return marked(words.language.brief_date(last), f"date:{last}")
    begins, ends = words.language.short_day(first), words.language.brief_date(last)
    said = words.text("{first} to {last}", first=begins, last=ends)
    return marked(said, f"date:{first}", f"date:{last}")


def changes_of(words: Words, plan: Plan, period: Period) -> Iterator[tuple[str, str]]:
    """Yield label and text of each change of ``change``: drug and time of day, and ``1 mg → 0.5 mg``."""
    before, new = plan.before(period), period.step.regimen
    old = before.step.regimen if before else None
    taken = {*new.drugs, *(old.drugs if old else ())}
    for drug in [drug for drug in plan.drugs if drug in taken] or plan.drugs:
        name = drug if len(plan.drugs) > 1 else ""
        slots = by_slot(drug, old, new) if old else {}
        if not slots:
            yield name, _drug_change(words, drug, old, new)
        for slot, doses in slots.items():
            was, now = (words.dose(dose) if dose else words.nothing() for dose in doses)
            label = " ".join(part for part in (name, words.slot(slot)) if part)
            yield label, words.text("{old} → {new}", old=was, new=now)


def unbroken(text: str) -> str:
    """Return *text* so that no line ends between an old dose, the arrow and the new dose."""
    return text.replace(" → ", f"{NO_BREAK}→{NO_BREAK}")


def nothing_on(words: Words, plan: Plan, day: date) -> str:
    """Return "no dose" for a day on which nothing is taken, or that the last patch is taken off on it."""
    return words.text("take the patch off") if plan.comes_off(day) else words.nothing()


def rhythms(words: Words, plan: Plan) -> tuple[Marked, ...]:
    """Say of each patch how often it is changed, and that the old one is taken off."""
    said = list[Marked]()
    for drug, days in worn_for(plan.outline.products).items():
        if drug in plan.drugs:
            often = words.texts(
                "Change patches every day: take all old ones off, then put the new ones on.",
                "Change patches every {number} days and on the first day of each step: take all old ones off, "
                "then put the new ones on.",
                days,
            )
            named = (
                words.text("{drug}: {sentence}", drug=drug, sentence=often) if len(plan.drugs) > 1 else often
            )
            said.append(marked(named, f"rhythm:{plan.drugs.index(drug)}"))
    return tuple(said)


def intake(words: Words, plan: Plan, taken: Intake, at: str = "") -> Marked:
    """Return ``morning: ½ tablet of 0.5 mg``; with several drugs, the drug first; *at* is the dose's place."""
    label = named(plan, taken.drug, words.slot(taken.slot))
    pieces = words.made(plan, taken)
    said = words.text("{label}: {pieces}", label=label, pieces=pieces) if label else pieces
    return marked(said, f"label:{at}", f"pieces:{at}")


def allowed(words: Words, plan: Plan, place: int) -> Marked:
    """Return ``If needed: 0.5 mg lorazepam, at most 2 times a day, for panic. Each time ½ tablet of 1 mg.``."""
    one = plan.outline.as_needed[place]
    said = words.texts(
        "If needed: {what}, at most {number} time a day",
        "If needed: {what}, at most {number} times a day",
        one.most,
        what=allowed_dose(words, plan, one),
    )
    if one.why:
        said = words.text("{allowed}, for {why}", allowed=said, why=one.why)
    made = plan.makes(one)
    told = (
        words.text("{allowed}. Each time {pieces}.", allowed=said, pieces=words.pieces(made))
        if made
        else words.text("{allowed}.", allowed=said)
    )
    return marked(told, f"allowed:{place}")


def every_allowed(words: Words, plan: Plan) -> tuple[Marked, ...]:
    """Return a line for each medicine that is allowed beside the plan when it is needed."""
    return tuple(allowed(words, plan, place) for place in range(len(plan.outline.as_needed)))


def allowed_dose(words: Words, plan: Plan, one: AsNeeded) -> str:
    """Return the dose of each time: ``0.5 mg lorazepam``, or ``2 puffs salbutamol (200 mcg)``."""
    amount, unit, beside = words.numeral_of(one.dose, plan.makes(one))
    said = words.text("{dose} {drug}", dose=words.language.together(f"{amount} {unit}"), drug=one.drug)
    return words.text("{drug} ({dose})", drug=said, dose=words.dose(one.dose)) if beside else said


def labels(words: Words, day: Day) -> tuple[str, ...]:
    """Return a label for each intake: its time, or ``second dose`` where a drug has several without a time."""
    untimed = Counter(taken.drug for taken in day if taken.slot == Slot.ANY)
    seen, found = Counter[str](), list[str]()
    for taken in day:
        seen[taken.drug] += taken.slot == Slot.ANY
        several = taken.slot == Slot.ANY and untimed[taken.drug] > 1
        found.append(words.turn(seen[taken.drug]) if several else words.slot(taken.slot))
    return tuple(found)


def need(words: Words, plan: Plan, use: Use) -> str:
    """Return ``53 tablets of 0.5 mg``; with several drugs, the drug first; *at* is the dose's place."""
    return named(plan, use.product.drug, words.use(use))


def used(words: Words, plan: Plan, use: Use) -> str:
    """Return ``22 and ½ tablets of 0.5 mg``: to the part of a tablet; with several drugs, the drug's name first."""
    return named(plan, use.product.drug, words.used(use))


def order(words: Words, plan: Plan, refill: Refill) -> str:
    """Return ``Order by Thursday 17 December 2026: 28 tablets of 0.5 mg.``, or from when they are needed."""
    uses = words.language.apart(need(words, plan, use) for use in refill.uses)
    if refill.order_by is None:
        return words.text(
            "Needed more, from {date} on: {uses}.",
            date=words.language.day(refill.lasts + timedelta(1)),
            uses=uses,
        )
    return words.text("Order by {date}: {uses}.", date=words.language.day(refill.order_by), uses=uses)


def need_beside(words: Words, plan: Plan, old: Use, new: Use) -> str:
    """Return ``67 tablets of 0.5 mg (14 more)``: what is needed now, and the difference from before."""
    needed, more = need(words, plan, new), new.whole - old.whole
    if more > 0:
        return words.text("{need} ({number} more)", need=needed, number=words.language.number(more))
    if more:
        return words.text("{need} ({number} fewer)", need=needed, number=words.language.number(-more))
    return needed


def asked_note(words: Words, plan: Plan) -> Marked:
    """Return how many steps were asked for and how many doses the packets make; empty where they make all."""
    if plan.asked == len(plan.steps):
        return marked("")
    made = len({step.regimen for step in plan.steps})
    count = words.text("{asked} steps asked, {doses} different doses.", asked=plan.asked, doses=made)
    how = words.text(
        "Each dose asked for is taken as the next dose above it that the packets make; "
        "the cuts are the true ones."
    )
    return marked(f"{count} {how}", "asked")


def kind(words: Words, entry: Change) -> str:
    """Return what kind of change it is, and for which drug if it is not for all."""
    said = words.text(entry.name)
    return words.text("{change} (only {drug})", change=said, drug=entry.drug) if entry.drug else said


def lasting(words: Words, entry: Change) -> str:
    """Return how long a change lasts, or by how much it lengthens each step; empty where it has no length."""
    days = words.days(entry.days) if entry.days else ""
    return words.text("each step {days} longer", days=days) if isinstance(entry, Slow) else days


def changed(words: Words, entry: Change) -> str:
    """Return the day of a change, its kind, its length and its reason."""
    parts = (kind(words, entry), lasting(words, entry), entry.why)
    said = ", ".join(part for part in parts if part)
    return words.text("{head}: {said}", head=words.language.full_date(entry.on), said=said)


def terms(words: Words, step: Step) -> str:
    """Return what is agreed of a step beside its doses: its condition, and what it waits for; empty for neither."""
    until = words.length(step.length) if step.length.waits else ""
    return words.language.apart(part for part in (step.condition, until) if part)


def agreed_of(words: Words, step: Step) -> str:
    """Return ``terms`` where they stand alone: a condition as ``sleep is steady`` would be read as a forecast."""
    said = terms(words, step)
    return words.text("Condition: {condition}", condition=said) if step.condition else said


def left_out(words: Words, step: Step) -> str:
    """Say what becomes of a step that is taken only if needed, where it is not; empty for any other step."""
    if not step.length.optional:
        return ""
    return words.text("If not, this step is left out, and what comes after it takes its place.")


def goes_on(words: Words, plan: Plan) -> Marked:
    """Say until when a dose without an end goes on: until what the plan file says, or until something is agreed."""
    if plan.waits_for:
        return marked(words.text("Goes on like this until {what}.", what=plan.waits_for), "until")
    return marked(words.text("Goes on like this until you and your prescriber agree otherwise."))


def own_ends(words: Words, plan: Plan, period: Period | None = None) -> Iterator[Marked]:
    """Yield the last dose day and first day without of each drug that ends before the plan does.

    With a *period*, yield those whose first day without is in it.
    """
    for drug, last in plan.own_ends.items():
        without = last + timedelta(1)
        if period is None or period.first <= without <= period.last:
            dates = (words.language.together(words.language.brief_date(day)) for day in (last, without))
            yield marked(own_end(words, plan, drug, *dates), f"endof:{plan.drugs.index(drug)}")


def own_end(words: Words, plan: Plan, drug: str, last: str, without: str) -> str:
    """Say the last dose day of a drug and its first day without, or the day on which its patch comes off."""
    dates = {"drug": drug, "last": last, "without": without}
    if drug in plan.patches:
        return words.text("{drug}: last dose day {last}, the patch comes off on {without}.", **dates)
    return words.text("{drug}: last dose day {last}, first day without {without}.", **dates)


def last_days(words: Words, plan: Plan, said: Callable[[date], str]) -> str:
    """Return the last dose day and the first day without, or the day on which the patch comes off, as *said*."""
    last, without = plan.last_dose_day, plan.first_day_without
    if last is None or without is None:
        return ""
    if plan.comes_off(without):
        return words.text(
            "Last dose day {last}, the patch comes off on {without}.", last=said(last), without=said(without)
        )
    return words.text(
        "Last dose day {last}, first day without {without}.", last=said(last), without=said(without)
    )


def hold(words: Words, plan: Plan, period: Period) -> Marked:
    """Return ``Hold: stay on 0.5 mg until Sunday 24 January 2027``, with the last day of the hold."""
    return marked(_hold(words, plan, period), f"hold:{period.first}")


def _hold(words: Words, plan: Plan, period: Period) -> str:
    run = merged_with(plan, period)
    dose, last = words.regimen(run.step.regimen, plan.drugs), words.language.day(run.last)
    if not run.step.regimen.drugs:
        return words.text("Hold: stay without a dose")
    if not run.step.regimen.days[0]:
        # "Stay on no dose on one day, …" would be read as no dose at all.
        if plan.endless(run):
            return words.text("Hold: as now, {dose}, until it is agreed to go on", dose=dose)
        return words.text("Hold: as now, {dose}, until {date}", dose=dose, date=last)
    if plan.endless(run):
        return words.text("Hold: stay on {dose} until it is agreed to go on", dose=dose)
    return words.text("Hold: stay on {dose} until {date}", dose=dose, date=last)


def span(words: Words, plan: Plan, period: Period) -> str:
    """Return the first and last day of a period and its length; only the first day where it has no end."""
    first, last = words.language.day(period.first), words.language.day(period.last)
    if plan.endless(period):
        return words.text("From {first}; no end is set", first=first)
    return words.text("{first} to {last} ({length})", first=first, last=last, length=words.days(len(period)))


def days(words: Words, plan: Plan, period: Period) -> tuple[str, ...]:
    """Return a line for each day of the cycle, with dates and doses, followed by a line for each of its intakes."""
    cycle = period.cycle
    if len(period.step.regimen.days) == 1:
        return (words.text("Each day: {doses}", doses=words.day(cycle[0])), *intakes(words, plan, cycle[0]))
    if listed(period):
        return tuple(_cycle(words, plan, period))
    number = words.language.number(len(cycle))
    return (words.text("{number} days; the doses of each are on the printed calendar", number=number),)


def listed(period: Period) -> bool:
    """Tell whether the cycle is short enough for a short text."""
    return sum(max(len(day), 1) for day in period.cycle) <= LISTED


def intakes(words: Words, plan: Plan, day: Day) -> tuple[str, ...]:
    """Return a line for each intake of *day*, with its pieces."""
    return tuple(f"- {intake(words, plan, taken)}" for taken in day)


def _cycle(words: Words, plan: Plan, period: Period) -> Iterator[str]:
    cycle = period.cycle
    for number, day in enumerate(cycle):
        first = period.first + timedelta(number)
        when = words.language.day(first)
        if first + timedelta(len(cycle)) <= period.last:
            when = words.texts(
                "{date} and every {number} day after",
                "{date} and every {number} days after",
                len(cycle),
                date=when,
            )
        yield words.text("{when}: {doses}", when=when, doses=words.day(day))
        yield from intakes(words, plan, day)


def _drug_changes(words: Words, drug: str, old: Regimen | None, new: Regimen) -> tuple[str, ...]:
    """Return the change of a drug, or its change at each time of day."""
    if old and (slots := by_slot(drug, old, new)):
        return tuple(_slot_change(words, slot, doses) for slot, doses in slots.items())
    return (_drug_change(words, drug, old, new),)


def _drug_change(words: Words, drug: str, old: Regimen | None, new: Regimen) -> str:
    taken = [intake for regimen in (old, new) if regimen for intake in regimen.doses]
    several = len({intake.drug for intake in taken}) > 1
    # Among several drugs a dose without its time could be given at the time of another one.
    timed = len({intake.slot for intake in taken if several or intake.drug == drug}) > 1
    dose = words.regimen(new, (drug,), timed=timed)
    if old is None or drug not in old.drugs:
        return words.text("new: {dose}", dose=dose)
    was = words.regimen(old, (drug,), timed=timed)
    if was != dose:
        before = {(intake.slot, intake.dose.unit == RATE) for intake in old.doses if intake.drug == drug}
        if timed and before == {(Slot.ANY, False)}:
            # "2 mg → 0.5 mg morning + 1 mg bedtime" would be read as a fall to 0.5 mg. A rate is not an amount a day.
            was = words.text("{dose} a day", dose=was)
        return words.text("{old} → {new}", old=was, new=dose)
    was_taken, is_taken = (
        {tuple(taken for taken in day if taken.drug == drug) for day in regimen.days}
        for regimen in (old, new)
    )
    if was_taken == is_taken:
        return words.text("{dose}, as before", dose=dose)
    return words.text("{old} → {new}, taken differently", old=was, new=dose)


def _slot_change(words: Words, slot: Slot, doses: tuple[Dose | None, Dose | None]) -> str:
    old, new = (words.dose(dose) if dose else words.nothing() for dose in doses)
    return words.text("{slot} {old} → {new}", slot=words.when(slot), old=old, new=new)
