"""The first lines of the hand-off: the person, the reason, the packets, the course, and who agreed to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from taperdocs.documents.handoff.sizes import TEXT, WHO, blank
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import last_days
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.form import Split
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Product

_MOST = 6
"""Most items of a list on the first page."""
_SINCE = 26.0
"""Width of the blank for a year, in units."""


def person(plan: Plan, options: Options, words: Words, inside: float) -> str:
    """Return the name and date of birth, with blanks to fill in where they are unknown or not to be printed."""
    whom = plan.outline.person
    name, born = (whom.name, whom.born) if options.named else ("", None)
    date_of = words.language.full_date(born) if born else blank(WHO, 34)
    if not name:
        said = words.text("Name {name} born {date}", name=blank(WHO, inside / 2), date=date_of)
    else:
        said = words.text("{name}, born {date}", name=WHO.shortened(name, 1.4 * inside), date=date_of)
    marks = (*(("text:person",) if name else ()), *(("born",) if born else ()))
    return marked(said, *marks) if marks else said


def reason(plan: Plan, words: Words, inside: float) -> Marked:
    """Return what the medicine is for and since when it is taken, with blanks for what the plan file does not say."""
    what, when = plan.outline.indication, plan.outline.since
    since = TEXT.shortened(when, inside / 3) or blank(TEXT, _SINCE)
    bare = words.text("for {what}, since {when}", what="", when=since)
    room = inside - TEXT.width(bare) - 2
    said = words.text(
        "for {what}, since {when}", what=TEXT.shortened(what, room) or blank(TEXT, room), when=since
    )
    return marked(said, *(("text:indication",) if what else ()), *(("text:since",) if when else ()))


def shortening(
    items: Sequence[Marked], more: Sequence[Marked], join: Callable[[Iterable[str]], str]
) -> Iterator[tuple[int, Marked]]:
    """Yield a list in ever shorter forms, each with the number of items that it shows.

    The first shows as many *items* as the first page may list, each further one an item fewer, the last none.
    ``more[n]`` is the text that says that n are left out.
    """
    for shown in range(min(len(items), _MOST), -1, -1):
        left = len(items) - shown
        parts = (*items[:shown], *((more[left],) if left else ()))
        yield shown, marked(join(parts), *parts)


def packets(plan: Plan, words: Words) -> tuple[tuple[int, Marked], ...]:
    """Return the list of packets in ever shorter forms, each with the number of packets that it names."""
    said = listed_packets(plan, words)
    more = [
        words.texts(
            "and {number} product more: see the next pages",
            "and {number} products more: see the next pages",
            number,
        )
        for number in range(len(said))
    ]
    drugs = ", ".join(plan.drugs)
    counted = words.texts(
        "{number} product: see the next pages", "{number} products: see the next pages", len(said)
    )
    left = [marked(text, f"left:packets,{len(said) - number}") for number, text in enumerate(more)]
    left.append(marked(f"{drugs}: {counted}", "text:drugs", "left:packets,0"))
    return tuple(shortening(said, left, words.language.apart))


def listed_packets(plan: Plan, words: Words) -> tuple[Marked, ...]:
    """Return a text for each packet of the plan, with how it may be divided or is counted."""
    return tuple(
        marked(_packet(words, product), f"packet:{place}")
        for place, product in enumerate(plan.outline.products)
    )


def _packet(words: Words, product: Product) -> str:
    """Return what a packet holds, and how it is cut, measured or counted."""
    if product.drops:
        how = words.texts("{number} drop in 1 mL", "{number} drops in 1 mL", product.drops)
    elif product.beads:
        how = words.texts("{number} bead in 1 capsule", "{number} beads in 1 capsule", product.beads)
    elif product.change_every:
        how = words.texts("changed every day", "changed every {number} days", product.change_every)
    elif product.in_one:
        how = words.text("counted in whole units")
    elif product.liquid:
        mark = words.measured(product.measure or Decimal(0), "mL")
        how = words.text("measured by {volume}", volume=mark)
    elif product.form.row.leads:
        return f"{product.drug} {words.product(product)}"  # nobody would cut a puff
    else:
        split = {
            Split.NO: words.text("not cut"),
            Split.HALF: words.text("may be halved"),
            Split.THIRD: words.text("may be cut into thirds"),
            Split.QUARTER: words.text("may be quartered"),
            Split.EIGHTH: words.text("may be cut into eighths"),
        }
        how = split[product.split]
    return f"{product.drug} {words.product(product)}, {how}"


def course(plan: Plan, words: Words) -> Marked:
    """Return the number of steps, their first day, and when they end or why no end is set."""
    date_of = words.language.full_date
    steps = words.texts("{number} step", "{number} steps", len(plan.steps))
    began = words.text("{steps} from {date} on.", steps=steps, date=date_of(plan.first_day))
    end = marked(words.text("It goes on without a set end."))
    if plan.last_dose_day and plan.first_day_without:
        end = marked(last_days(words, plan, date_of), "lastdose", "without")
    elif plan.waits_for:
        end = marked(words.text("It goes on until {what}; no end is set.", what=plan.waits_for), "until")
    elif plan.waiting:
        end = marked(words.text("No end is set while the hold is open."))
    return marked(f"{began} {end}", "steps", "first", end)


def agreed(plan: Plan, words: Words, room: float) -> Marked:
    """Return with whom and when the plan was agreed, or that it is a draft; *room* is the width of a line in units."""
    by = plan.outline.agreed
    if by is None:
        return marked(words.text("Not agreed yet: this is a draft."))
    who = TEXT.shortened(by.by, 2 * room)
    said = words.text("Agreed with {by} on {date}", by=who, date=words.language.full_date(by.on))
    return marked(said, "agreed")
