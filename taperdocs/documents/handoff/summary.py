"""The first lines of the hand-off: the patient, the packets, how the plan starts and ends, who agreed to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import asked_note
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.measure import MM, lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Product, Split

# Lengths in units; style.css has the same numbers.
NAME = 36
_LINE, _PADDING, _SIZE = 5.4, 1.85, 4.3 / MM
_MOST = 6
"""The most items of a list on the first page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its text, with their height in units; *shown* is how many items of a list are in the text."""

    name: str
    text: str
    height: float
    shown: int = 0


def line(name: str, text: str, inside: float, shown: int = 0) -> Line:
    """Return a line that is *inside* units wide, with its height."""
    rows = max(lines(text, _SIZE, inside - NAME), lines(name, _SIZE, NAME - 2, bold=True))
    return Line(name, text, _LINE * rows + _PADDING, shown)


def shortening(
    name: str, items: Sequence[Marked], more: Sequence[Marked], joint: str, inside: float
) -> tuple[Line, ...]:
    """Return the forms of a list: all *items*, one fewer, and so on; ``more[n]`` says that n are left out."""
    found = []
    for shown in range(min(len(items), _MOST), -1, -1):
        left = len(items) - shown
        parts = (*items[:shown], *((more[left],) if left else ()))
        found.append(line(name, marked(joint.join(parts), *parts), inside, shown))
    return tuple(found)


def person(plan: Plan, options: Options, words: Words, inside: float) -> Line:
    """Say for whom the plan is, with a blank to fill in where that is unknown or not to be printed."""
    whom, named = plan.outline.person, options.named
    born = words.text("born {date}", date=words.language.full_date(whom.born)) if whom.born else ""
    said = ", ".join(part for part in (whom.name, born) if part) if named else ""
    whose = marked(said, "text:person", "born") if said else NO_BREAK
    return line(words.text("Patient"), whose, inside)


def packets(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the forms of the list of packets, the fullest first."""
    said = listed_packets(plan, words)
    more = [
        words.texts(
            "and {number} packet more, on the next pages",
            "and {number} packets more, on the next pages",
            number,
        )
        for number in range(len(said))
    ]
    more.append(
        words.texts("{number} packet, on the next pages", "{number} packets, on the next pages", len(said))
    )
    left = [marked(text, f"left:packets,{len(said) - number}") for number, text in enumerate(more)]
    return shortening(words.text("Medicine"), said, left, "; ", inside)


def listed_packets(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Say each packet of the plan, and how it may be divided."""
    return tuple(
        marked(_packet(words, product), f"packet:{place}")
        for place, product in enumerate(plan.outline.products)
    )


def _packet(words: Words, product: Product) -> str:
    """Say what a packet is, and whether its tablets may be cut or how finely its liquid is measured."""
    if product.liquid:
        mark = words.measured(product.measure or Decimal(0), "mL")
        how = words.text("measured by {volume}", volume=mark)
    else:
        split = {
            Split.NO: words.text("not cut"),
            Split.HALF: words.text("may be halved"),
            Split.QUARTER: words.text("may be quartered"),
        }
        how = split[product.split]
    return f"{product.drug} {words.product(product)}, {how}"


def course(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the forms of how the plan starts and ends: with the dose and its pieces, with the dose, without both.

    ``shown`` of each is 2, 1 or 0 accordingly.
    """
    first, name = plan.periods[0].step.regimen, words.text("Plan")
    dose = marked(words.regimen(first, plan.drugs), "regimen:1")
    second = words.text("the doses of step {number}", number=words.language.number(1))
    starts = [dose, marked(second, "stepnumber:1")]
    if _single(plan):
        whole = f"{dose} ({words.pieces(plan.pieces(first.doses[0]))})"
        starts.insert(0, marked(whole, dose, f"pieces:{plan.first_day},0"))
    found = list[Line]()
    for shown, start in zip(range(len(starts) - 1, -1, -1), starts, strict=True):
        began = words.text(
            "Starts with {dose} on {date}; {steps}.",
            dose=start,
            date=words.language.full_date(plan.first_day),
            steps=words.texts("{number} step", "{number} steps", len(plan.steps)),
        )
        end = _end(plan, words, said=bool(shown))
        text = marked(f"{began} {end}", start, "first", "steps", end)
        found.append(line(name, text, inside, shown))
    return tuple(found)


def _end(plan: Plan, words: Words, *, said: bool) -> Marked:
    """Say the last dose day, or in a plan without one that its dose goes on; *said*: whether to name that dose."""
    date_of = words.language.full_date
    if plan.last_dose_day and plan.first_day_without:
        last, without = date_of(plan.last_dose_day), date_of(plan.first_day_without)
        end = words.text("Last dose day {last}, first day without {without}.", last=last, without=without)
        return marked(end, "lastdose", "without")
    if plan.waiting:
        return marked(words.text("No end is set while the hold is open."))
    if not said:
        return marked(words.text("It goes on without a set end."))
    step = plan.periods[-1].step
    dose = words.regimen(step.regimen, plan.drugs)
    end = words.text("It goes on without a set end, with {dose}.", dose=dose)
    return marked(end, f"goeson:{step.number}")


def _single(plan: Plan) -> bool:
    """Tell whether the plan begins with one dose a day, the same every day."""
    first = plan.periods[0].step.regimen
    return len(first.days) == 1 and len(first.days[0]) == 1


def asked(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Say how many steps were asked for, where the packets make fewer doses."""
    said = asked_note(words, plan)
    return (line(words.text("Doses"), said, inside),) if said else ()


def agreed(plan: Plan, words: Words, inside: float) -> Line:
    """Say with whom and when the plan was agreed, or that it is a draft."""
    by = plan.outline.agreed
    said = (
        marked(words.text("with {by} on {date}", by=by.by, date=words.language.full_date(by.on)), "agreed")
        if by
        else words.text("Not agreed yet: this is a draft.")
    )
    return line(words.text("Agreed"), said, inside)
