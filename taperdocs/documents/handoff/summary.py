"""The first lines of the hand-off: for whom, which packets, how the plan began, with whom it was agreed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from taperdocs.language.language import NO_BREAK
from taperdocs.language.phrases import asked_note
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.measure import MM, lines
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Product, Split
from taperdocs.readback.facts import Fact
from taperdocs.readback.figures import Figured, Figures

# Lengths in units; style.css has the same numbers.
NAME = 36
_LINE, _PADDING, _SIZE = 5.4, 1.85, 4.3 / MM
_NAME_SIZE = 4.3 / MM
_MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what belongs to it; *shown* of a list stand in it, and the rest on other pages.

    Where even one has no room as it is said, *short* is its beginning.
    """

    name: str
    text: str
    height: float
    shown: int = 0
    short: bool = False


def line(name: str, text: str, inside: float, shown: int = 0) -> Line:
    """Measure a line in *inside* units."""
    rows = max(lines(text, _SIZE, inside - NAME), lines(name, _NAME_SIZE, NAME - 2, bold=True))
    return Line(name, text, _LINE * rows + _PADDING, shown)


def shortening(
    name: str, items: Sequence[str], more: Sequence[str], joint: str, inside: float
) -> tuple[Line, ...]:
    """Return the lines that show all *items*, one less and so on; *more* says how many are left."""
    found = []
    for shown in range(min(len(items), _MOST), -1, -1):
        left = len(items) - shown
        parts = (*items[:shown], *((more[left],) if left else ()))
        found.append(line(name, joint.join(parts), inside, shown))
    return tuple(found)


def person(plan: Plan, options: Options, words: Words, inside: float) -> Line:
    """Say for whom the plan is; what is not known is a blank to fill in."""
    whom, named = plan.outline.person, options.named
    born = words.text("born {date}", date=words.language.full_date(whom.born)) if whom.born else ""
    said = ", ".join(part for part in (whom.name, born) if part) if named else ""
    return line(words.text("Patient"), said or NO_BREAK, inside)


def packets(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say which packets there are and what they may be cut into."""
    said = tuple(packet(words, product) for product in plan.outline.products)
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
    return shortening(words.text("Medicine"), said, more, "; ", inside)


def packet(words: Words, product: Product) -> str:
    """Say what a packet is and what it may be cut into, or by which marks it is measured."""
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


def packet_figures(say: Figured, product: Product) -> Figures:
    """Return the figures of a packet."""
    mark = f"{say.language.number(product.measure)} mL" if product.measure else ""
    return (*say.figures(product.drug), *say.strength(product), *say.figures(mark))


def course(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Return the ways to say how the plan starts and ends: with the pieces of the dose, the dose, neither.

    ``shown`` counts which of the two are said.
    """
    first, name = plan.periods[0].step.regimen, words.text("Plan")
    dose = words.regimen(first, plan.drugs)
    starts = [dose, words.text("the doses of step {number}", number=words.language.number(1))]
    if _single(plan):
        starts.insert(0, f"{dose} ({words.pieces(plan.pieces(first.doses[0]))})")
    found = list[Line]()
    for shown, start in zip(range(len(starts) - 1, -1, -1), starts, strict=True):
        began = words.text(
            "Starts with {dose} on {date}; {steps}.",
            dose=start,
            date=words.language.full_date(plan.first_day),
            steps=words.texts("{number} step", "{number} steps", len(plan.steps)),
        )
        found.append(line(name, f"{began} {_end(plan, words, said=bool(shown))}", inside, shown))
    return tuple(found)


def _end(plan: Plan, words: Words, *, said: bool) -> str:
    """Say the last dose day; of a plan without one which dose goes on, where doses are *said* at all."""
    date_of = words.language.full_date
    if plan.last_dose_day and plan.first_day_without:
        last, without = date_of(plan.last_dose_day), date_of(plan.first_day_without)
        return words.text("Last dose day {last}, first day without {without}.", last=last, without=without)
    if plan.waiting:
        return words.text("No end is set while the hold is open.")
    if not said:
        return words.text("It goes on without a set end.")
    dose = words.regimen(plan.periods[-1].step.regimen, plan.drugs)
    return words.text("It goes on without a set end, with {dose}.", dose=dose)


def _single(plan: Plan) -> bool:
    """Tell whether the plan begins with one dose a day."""
    first = plan.periods[0].step.regimen
    return len(first.days) == 1 and len(first.days[0]) == 1


def asked(plan: Plan, words: Words, inside: float) -> tuple[Line, ...]:
    """Say how many steps were asked for where the packets make fewer doses."""
    said = asked_note(words, plan)
    return (line(words.text("Doses"), said, inside),) if said else ()


def agreed(plan: Plan, words: Words, inside: float) -> Line:
    """Say with whom and when the plan was agreed."""
    by = plan.outline.agreed
    said = (
        words.text("with {by} on {date}", by=by.by, date=words.language.full_date(by.on))
        if by
        else words.text("Not agreed yet: this is a draft.")
    )
    return line(words.text("Agreed"), said, inside)


def record_facts(plan: Plan, options: Options, say: Figured, shown: Sequence[Line]) -> Iterator[Fact]:
    """Yield the figures of each line, as far as it is *shown*."""
    whom, by, products = plan.outline.person, plan.outline.agreed, plan.outline.products
    born = say.full_date(whom.born) if whom.born else ()
    yield Fact("person", (*say.figures(whom.name), *born) if options.named else ())
    listed = [figure for product in products[: shown[1].shown] for figure in packet_figures(say, product)]
    left = len(products) - shown[1].shown
    yield Fact("medicine", (*listed, *(say.number(left) if left else ())))
    yield Fact("plan", _course_figures(plan, say, shown[2].shown))
    if plan.asked != len(plan.steps):
        yield Fact("doses", asked_figures(plan, say))
    yield Fact("agreed", (*say.figures(by.by), *say.full_date(by.on)) if by else ())


def _course_figures(plan: Plan, say: Figured, shown: int) -> Figures:
    first, last = plan.periods[0].step.regimen, (plan.last_dose_day, plan.first_day_without)
    ends = tuple(figure for day in last if day for figure in say.full_date(day))
    if not ends and shown and not plan.waiting:
        ends = say.regimen(plan.periods[-1].step.regimen, plan.drugs)
    return (
        *(say.regimen(first, plan.drugs) if shown else say.number(1)),
        *(say.pieces(first.doses[0]) if shown > 1 else ()),
        *say.full_date(plan.first_day),
        *say.number(len(plan.steps)),
        *ends,
    )


def asked_figures(plan: Plan, say: Figured) -> Figures:
    """Return how many steps were asked for, and how many doses they are."""
    return (*say.number(plan.asked), *say.number(len({step.regimen for step in plan.steps})))
