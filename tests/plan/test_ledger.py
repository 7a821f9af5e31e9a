"""What is at home from day to day: nobody is ever a tablet short, nor asked to have more packets than it takes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import given
from plans import plans

from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Piece, Product
from taperdocs.plan.stock import Refill, counted_on, refills, stock_cover
from taperdocs.plan.supply import end_of, kept, supply, taken_of
from taperdocs.planfile.reader import read

_DAY = timedelta(1)
_28, _NONE = Fraction(28), Fraction(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a day takes of one product: so many whole tablets are *opened* for it, and parts are left or lost.

    Parts are used before another tablet is cut, so that less than one tablet is ever left in parts. Of a liquid
    nothing is opened.
    """

    day: date
    product: Product
    taken: Fraction
    opened: int
    left: Fraction
    lost: Fraction


def ledger(plan: Plan) -> Iterator[Entry]:
    """Yield what each day takes of each product, from the day on which what is at hand was counted."""
    left = dict[Product, Fraction]()
    first = counted_on(plan)
    for number in range((end_of(plan)[0] - first).days + 1):
        day = first + number * _DAY
        for product, taken in taken_of(plan, plan.on(day)).items():
            there = left.get(product, _NONE)
            opened = 0 if product.liquid else ceil(max(taken - there, _NONE))
            rest = _NONE if product.liquid else there + opened - taken
            left[product] = rest if kept(plan, product) else _NONE
            yield Entry(day, product, taken, opened, left[product], rest - left[product])


class Cupboard:
    """What is really there of one product: whole tablets, halves and quarters, or mL; it cannot be below nothing."""

    def __init__(self, product: Product, *, keeps: bool) -> None:
        """Begin with what is at hand; parts only where they are kept."""
        self.product, self.keeps = product, keeps
        self.there = Counter[Fraction]()
        self.put(Fraction(product.on_hand or 0))

    def put(self, amount: Fraction) -> None:
        """Put tablets in, the last of them perhaps in parts; or pour a liquid in."""
        if self.product.liquid:
            self.there[Fraction(1)] += amount  # type: ignore[assignment]  # a bottle holds fractions
            return
        self.there[Fraction(1)] += int(amount)
        for part in (Fraction(1, 2), Fraction(1, 4)) if self.keeps else ():
            if amount % 1 >= part and amount % (2 * part) >= part:
                self.there[part] += 1

    def take(self, piece: Piece) -> None:
        """Take whole ones and parts, a part that is there before one that must be cut."""
        if self.product.liquid:
            self.there[Fraction(1)] -= piece.count  # type: ignore[assignment]  # as above
        else:
            whole, part = divmod(piece.count, 1)
            self.there[Fraction(1)] -= whole
            for size in (Fraction(1, 2), Fraction(1, 4)):
                if part >= size:
                    self._part(size)
                    part -= size
        assert all(number >= 0 for number in self.there.values()), f"short of {self.product.label}"

    def _part(self, size: Fraction) -> None:
        if self.there[size]:
            self.there[size] -= 1
        elif self.there[size / 2] > 1:
            self.there[size / 2] -= 2
        elif size == Fraction(1, 2):
            self.there[Fraction(1)] -= 1
            self.there[size] += 1
        else:
            self._part(Fraction(1, 2))
            self.there[size] += 1

    def night(self) -> None:
        """Throw away what a cut has left, where it must not be kept."""
        if not self.keeps and not self.product.liquid:
            self.there = Counter({Fraction(1): self.there[Fraction(1)]})


def collected(plan: Plan, refill: Refill) -> date:
    """Return the day on which an order of the last day to order can be collected, waiting for it day by day."""
    ahead, closed = plan.outline.order_ahead, plan.outline.closed
    if refill.order_by is None or ahead is None:
        return refill.lasts
    day, waited = refill.order_by, 0
    assert not any(day in entry for entry in closed), "ordered where it is closed"
    while waited < ahead.days or any(day in entry for entry in closed):
        day += _DAY
        is_open = not any(day in entry for entry in closed)
        waited += (is_open and day.weekday() < 5) if ahead.working else 1
    return day


def live(plan: Plan) -> dict[Product, Cupboard]:
    """Take every dose of *plan*, fetching what was ordered in the evening of the last day that will do."""
    keeps = plan.outline.keep_parts
    cupboards = {product: Cupboard(product, keeps=keeps) for product in plan.outline.products}
    fetched = sorted(
        ((collected(plan, refill), refill) for refill in refills(plan)), key=lambda pair: pair[0]
    )
    first = plan.outline.counted or plan.first_day
    days = [first + number * _DAY for number in range((plan.last_day - first).days + 1)]
    for day in [first - _DAY, *days]:
        for intake in plan.on(day) if day >= first else ():
            for piece in plan.pieces(intake):
                cupboards[piece.product].take(piece)
        for cupboard in cupboards.values():
            cupboard.night()
        while fetched and (fetched[0][0] <= day):
            for use in fetched.pop(0)[1].uses:
                size = Fraction(use.product.pack_size or 0)
                cupboards[use.product].put((use.packs or 0) * size if size else Fraction(use.whole))
    assert not fetched, "ordered for nothing"
    return cupboards


@given(plans())
def test_nobody_is_ever_a_tablet_short(plan: Plan) -> None:
    """Whoever orders on the last day to order, and fetches it as late as it is there, can take every dose."""
    if refills(plan):
        live(plan)


@given(plans())
def test_less_than_a_packet_is_left_over(plan: Plan) -> None:
    """Nothing is ordered that is not needed, beside what was at hand."""
    if not refills(plan):
        return
    for product, cupboard in live(plan).items():
        left = sum((size * number for size, number in cupboard.there.items()), Fraction(0))
        refilled = any(use.product == product for refill in refills(plan) for use in refill.uses)
        assert left < Fraction(product.pack_size or 1) + 1 or not refilled


@given(plans())
def test_the_ledger_adds_up_to_the_supply(plan: Plan) -> None:
    """Each day's pieces are what is used; what is opened is what is used, lost, and left on the last day."""
    if plan.outline.counted:
        return
    entries = list(ledger(plan))

    for use in supply(plan):
        own = [entry for entry in entries if entry.product == use.product]
        assert sum(entry.taken for entry in own) == use.used
        assert sum(entry.lost for entry in own) == use.lost
        if not use.product.liquid:
            assert sum(entry.opened for entry in own) == use.whole == use.used + use.lost + own[-1].left


SAMPLE = """
format = 1
drug = "diazepam"
start = 2026-12-07
[supply]
{supply}

[[product]]
form = "tablet"
strength = "5 mg"
split = "{split}"
{big}

[[product]]
form = "tablet"
strength = "1 mg"
split = "quarter"
{small}

[[step]]
weeks = 8
dose = "{dose}"
"""


def text(dose: str, *supply: str, big: str = "", small: str = "", split: str = "half") -> str:
    """Return the plan file of eight weeks of a dose."""
    return SAMPLE.format(dose=dose, supply="\n".join(supply), big=big, small=small, split=split)


def planned(dose: str, *supply: str, big: str = "", small: str = "", split: str = "half") -> Plan:
    """Return eight weeks of a dose."""
    return read(text(dose, *supply, big=big, small=small, split=split).encode())


def test_one_and_three_quarters_of_two_strengths_over_a_holiday() -> None:
    """One of 5 mg and ¾ of 1 mg a day; the pharmacy is closed from 19 December to 3 January, and on Sundays."""
    plan = planned(
        "5.75 mg",
        'dispense_every = "2 weeks"',
        'order_ahead = "2 working days"',
        'closed = ["2026-12-19 to 2027-01-03", "sunday"]',
        big="pack_size = 14\non_hand = 20",
        small="pack_size = 28\non_hand = 3.75",
        split="no",
    )

    assert [(refill.number, refill.order_by, refill.lasts) for refill in refills(plan)] == [
        (1, date(2026, 12, 9), date(2026, 12, 11)),
        (2, date(2026, 12, 16), date(2026, 12, 26)),
        (3, date(2027, 1, 6), date(2027, 1, 9)),
        (4, date(2027, 1, 13), date(2027, 1, 17)),
    ]
    assert [[(use.used, use.packs) for use in refill.uses] for refill in refills(plan)] == [
        [(Fraction(27, 4), 1)],
        [(Fraction(8), 1)],
        [(Fraction(8), 1)],
        [(Fraction(8), 1), (Fraction(41, 4), 1)],
    ]
    live(plan)


def test_half_a_tablet_that_is_left_is_taken_on_the_next_day() -> None:
    """A tablet is opened every other day."""
    entries = list(ledger(planned("2.5 mg")))[:3]

    assert [(entry.taken, entry.opened, entry.left) for entry in entries] == [
        (Fraction(1, 2), 1, Fraction(1, 2)),
        (Fraction(1, 2), 0, _NONE),
        (Fraction(1, 2), 1, Fraction(1, 2)),
    ]


def test_who_must_not_keep_parts_opens_a_tablet_each_day() -> None:
    """What is left of it is lost, and counted; two halves of one day are one tablet."""
    plan, halves = planned("2.5 mg", "keep_parts = false"), planned("2.5 mg")

    assert [(use.used, use.lost, use.whole) for use in supply(plan)] == [(_28, _28, 56)]
    assert [(use.used, use.lost, use.whole) for use in supply(halves)] == [(_28, _NONE, 28)]
    assert all((entry.opened, entry.left, entry.lost) == (1, _NONE, Fraction(1, 2)) for entry in ledger(plan))


def test_an_orodispersible_tablet_that_was_cut_is_not_kept() -> None:
    """Whatever the plan file says of parts."""
    plan = read(text("2.5 mg").replace('"tablet"', '"orodispersible tablet"', 1).encode())

    assert [(use.used, use.lost) for use in supply(plan)] == [(_28, _28)]


def test_without_the_size_of_a_packet_only_pieces_are_said() -> None:
    """It is not guessed."""
    (refill,) = refills(planned("5 mg", 'order_ahead = "1 week"', big="on_hand = 10"))

    assert [(use.used, use.whole, use.packs) for use in refill.uses] == [(Fraction(46), 46, None)]
    assert (refill.order_by, refill.lasts, refill.last) == (
        date(2026, 12, 9),
        date(2026, 12, 16),
        date(2027, 1, 31),
    )


def test_without_any_word_of_the_supply_there_is_nothing_to_order() -> None:
    """Nor how long anything lasts."""
    plan = planned("5 mg", 'dispense_every = "2 weeks"')
    assert not refills(plan)
    assert not stock_cover(plan)


def test_how_long_what_is_at_hand_lasts() -> None:
    """Counted on a later day, what was taken before is no part of it; what is never used lasts."""
    plan = planned("7 mg", "counted = 2026-12-14", big="on_hand = 10.5", small="on_hand = 0")
    later = planned("5 mg", "counted = 2026-12-14", big="on_hand = 10.5", small="on_hand = 0")

    assert [one.last for one in stock_cover(plan)] == [date(2026, 12, 23), date(2026, 12, 13)]
    assert [one.last for one in stock_cover(later)] == [date(2026, 12, 23), None]


def test_a_hold_brings_the_next_order_forward() -> None:
    """More is taken in the same time, so that the packet is empty earlier."""
    hold = '[[change]]\nkind = "hold"\non = 2026-12-20\nweeks = 1\n'
    two_weeks = text("5 mg", 'order_ahead = "0 days"', big="on_hand = 20").replace("weeks = 8", "weeks = 2")
    file = two_weeks + '\n[[step]]\nweeks = 4\ndose = "2.5 mg"\n'
    assert [refill.order_by for refill in refills(read(file.encode()))] == [date(2027, 1, 1)]
    assert [refill.order_by for refill in refills(read((file + hold).encode()))] == [date(2026, 12, 26)]
