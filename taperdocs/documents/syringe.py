"""Draws the syringe of a liquid dose at true size, above a line that proves the scale of the print."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from taperdocs.language.marked import Marked, marked
from taperdocs.language.words import Words
from taperdocs.pdf.measure import MM, width, wrapped
from taperdocs.plan.dose import decimal
from taperdocs.plan.plan import Plan
from taperdocs.plan.product import Piece, Product
from taperdocs.plan.regimen import Intake

PROOF = 50
"""Length of the line that proves the scale, mm."""

CLOSEST = Fraction(2, 5)
"""Smallest distance between marks that do not run together in print, mm."""

MOST_LISTED = 3
"""Most fillings of a syringe whose volumes are said one by one."""

# Lengths in mm on every paper: a syringe is not scaled with the sheet. shared/syringe.css has the same numbers.
ZERO, TOP, BOTTOM = Fraction(6), Fraction(9), Fraction(18)
"""The mark of 0 from the left, and the top and bottom of the barrel from above, mm."""
_END, _FLANGE, _ROD, _PLATE, _SEAL = Fraction(5), Fraction(3, 2), Fraction(6), Fraction(3, 2), Fraction(3)
_OUT, _LONG, _MIDDLE, _SHORT = Fraction(3, 2), Fraction(4), Fraction(3), Fraction(21, 10)
_PROOF_AT, _LINE, _COLUMNS = BOTTOM + 7, 4, (62, 76)
_GAP = 0.85
"""Least gap between two numbers, mm: on a scale of 57 mm, tenths have their numbers."""

_SIZE, _SMALL = 5 / MM, 3.2 / MM
"""Text size of the volume, and of all other texts, points."""


@dataclass(frozen=True, slots=True)
class SyringeText:
    """A text centred at *left* mm, or with *start* beginning there."""

    left: str
    text: str
    start: bool = False


@dataclass(frozen=True, slots=True)
class Syringe:
    """The drawing: paths for an SVG, and the texts on it. *width* and *height* are its true size in mm.

    The texts are not part of the SVG, so that they can be copied and read back.
    """

    width: str
    height: str
    outline: str
    marks: str
    marks_on_seal: str
    black: str
    proof: str
    volume: SyringeText
    numbers: tuple[SyringeText, ...]
    proves: str
    alt: str


def syringe(plan: Plan, words: Words, intake: Intake) -> Syringe | None:
    """Draw the syringe filled with the liquid of an intake; None where there is no liquid or no safe drawing.

    A drawing is not safe where nobody has measured the scale (makers differ), where the dose is more than
    one filling (two fillings in one picture could be taken for one), where two liquids make the dose, or where
    the marks would run together.
    """
    piece = liquid(plan, intake)
    if piece is None:
        return None
    product, full = piece.product, _full(piece.product)
    at, end = ZERO + place(product, piece.count), ZERO + place(product, full) + _END
    proves = _proves(words)
    wide = max(end + _FLANGE + _ROD + _PLATE, *(Fraction(width(line, _SMALL)) for line in proves))
    volume = _millilitres(words, piece.count)
    covered = [mark for mark in _volumes(product) if at < ZERO + place(product, mark) < at + _SEAL]
    return Syringe(
        width=mm(wide),
        height=mm(_PROOF_AT + Fraction(3, 2) + _LINE * len(proves)),
        outline=_outline(at, end),
        marks=_marks(product, _volumes(product)),
        marks_on_seal=_marks(product, covered),
        black=f"{_box(at, TOP, at + _SEAL, BOTTOM)}M{mm(at)} {mm(TOP)}l-2.2 -3.8h4.4z",
        proof=f"M.2 {mm(_PROOF_AT - 1)}v2m0 -1h{PROOF}m0 -1v2",
        volume=SyringeText(mm(_inside(at, volume, wide)), volume),
        numbers=tuple(_numbers(words, product)),
        proves="\n".join(proves),
        alt=words.text(
            "Drawing at true size: a syringe of {full} with its plunger at {volume}.",
            full=_millilitres(words, full),
            volume=volume,
        ),
    )


def liquid(plan: Plan, intake: Intake) -> Piece | None:
    """Return the liquid of an intake if its syringe can be drawn safely, as told at ``syringe``."""
    measured = [piece for piece in plan.pieces(intake) if piece.product.measure]
    if len(measured) != 1:
        return None
    product, count = measured[0].product, measured[0].count
    if not (product.scale and product.syringe and product.measure) or count > Fraction(product.syringe):
        return None
    return measured[0] if place(product, Fraction(product.measure)) >= CLOSEST else None


def fillings(piece: Piece) -> tuple[Fraction, ...]:
    """Return the volumes, in mL, to which the syringe is filled for a liquid, one after the other; mostly one."""
    full, left, found = _full(piece.product), piece.count, list[Fraction]()
    while full and left > full:
        found.append(full)
        left -= full
    return (*found, left)


def filled(plan: Plan, words: Words, intake: Intake, at: str = "") -> Marked:
    """Say to which volumes the syringe is filled: for a dose that is larger than it, and where it is not drawn.

    The text is empty where there is no liquid. *at* is the intake for the mark; without it, it is the dose before.
    """
    liquids = [piece for piece in plan.pieces(intake) if piece.product.measure]
    each = (
        words.text("{label}: {pieces}", label=words.strength(piece.product), pieces=_filled(words, piece))
        if len(liquids) > 1
        else _filled(words, piece)
        for piece in liquids
    )
    return marked(words.language.apart(each), *([f"filled:{at}" if at else "filled"] if liquids else []))


def made(plan: Plan, words: Words, intake: Intake, at: str) -> Marked:
    """Say what makes an intake, and on a line of its own how often and how far a syringe is filled if not once.

    *at* is the intake for the marks.
    """
    said = marked(words.made(plan, intake), f"pieces:{at}")
    if all(len(fillings(piece)) == 1 for piece in plan.pieces(intake) if piece.product.measure):
        return said
    again = filled(plan, words, intake, at)
    return marked(f"{said}\n{again}", said, again)


def _filled(words: Words, piece: Piece) -> str:
    volumes = [_millilitres(words, volume) for volume in fillings(piece)]
    number = len(volumes)
    if number == 1:
        return words.text("syringe: {volume} on the scale", volume=volumes[0])
    if number <= MOST_LISTED:
        said = words.listed(volumes)
        return words.texts(
            "fill the syringe {number} time: {volumes}",
            "fill the syringe {number} times: {volumes}",
            number,
            volumes=said,
        )
    *_, full, last = volumes
    return words.texts(
        "fill the syringe {number} time: {full} each time, and {rest} the last time",
        "fill the syringe {number} times: {full} each time, and {rest} the last time",
        number,
        full=full,
        rest=last,
    )


def place(product: Product, volume: Fraction) -> Fraction:
    """Return the distance from 0 to the mark of *volume* mL on the syringe, in mm."""
    return Fraction(product.scale or 0) * volume / _full(product)


def _full(product: Product) -> Fraction:
    return Fraction(product.syringe or 0)


def _volumes(product: Product) -> list[Fraction]:
    """Return the volume of each mark in mL, from 0 to the full syringe."""
    mark = Fraction(product.measure or 0)
    return [mark * number for number in range(int(_full(product) / mark) + 1)]


def _step(product: Product) -> Fraction:
    """Return the step between numbers: the least of … 1, 2, 5, 10 … mL that falls on marks and leaves room."""
    mark = Fraction(product.measure or 0)
    steps = (Fraction(10) ** power * digit for power in range(-3, 4) for digit in (1, 2, 5))
    round_ones = (step for step in steps if (step / mark).denominator == 1)
    far_enough = (step for step in round_ones if place(product, step) >= _apart(product, step))
    return next(far_enough, _full(product))


def _numbered(product: Product) -> tuple[Fraction, ...]:
    """Return the volumes with a number: every step, and always the last mark."""
    step, full = _step(product), _full(product)
    steps = (step * number for number in range(1, int(full / step) + 1))
    far = max(_apart(product, step), width(str(decimal(full)), _SMALL) + 1)
    return (*(volume for volume in steps if place(product, full - volume) >= far), full)


def _apart(product: Product, step: Fraction) -> float:
    """Return the least distance between numbers in mm: the width of the longest one and a gap."""
    longest = max((str(decimal(volume)) for volume in (step, step * 3, _full(product) - step)), key=len)
    return width(longest, _SMALL) + _GAP


def _marks(product: Product, volumes: Iterable[Fraction]) -> str:
    """Draw the marks up from the lower edge of the barrel: long at numbers, middling half-way, else short."""
    step = _step(product)
    long, half = {Fraction(0), *_numbered(product)}, step / 2
    drawn = (
        f"M{mm(ZERO + place(product, volume))} {mm(BOTTOM)}"
        f"v-{mm(_LONG if volume in long else _MIDDLE if volume % half == 0 else _SHORT)}"
        for volume in volumes
    )
    return "".join(drawn)


def _outline(at: Fraction, end: Fraction) -> str:
    """Draw nozzle, barrel, flange and plunger; the rod has a break, since its outer length is not to scale."""
    middle = (TOP + BOTTOM) / 2
    rod, plate = at + _SEAL, end + _FLANGE + _ROD
    barrel = f"M{mm(end)} {mm(TOP)}H{mm(ZERO)}v3H.3v3H{mm(ZERO)}V{mm(BOTTOM)}H{mm(end)}"
    flange = _box(end, TOP - _OUT, end + _FLANGE, BOTTOM + _OUT)
    barrel += flange + _box(plate, TOP, plate + _PLATE - Fraction(3, 10), BOTTOM)
    breaks = [end + _FLANGE + Fraction(part) for part in ("3", "4")]
    rods = "".join(
        f"M{mm(rod)} {mm(y)}H{mm(breaks[0])}M{mm(breaks[1])} {mm(y)}H{mm(plate)}"
        for y in (middle - 1, middle + 1)
    )
    return barrel + rods + "".join(f"M{mm(x - Fraction(1, 2))} {mm(middle + 2)}l1 -4" for x in breaks)


def _box(left: Fraction, top: Fraction, right: Fraction, bottom: Fraction) -> str:
    return f"M{mm(left)} {mm(top)}H{mm(right)}V{mm(bottom)}H{mm(left)}Z"


def _numbers(words: Words, product: Product) -> Iterator[SyringeText]:
    """Yield the numbers under their marks; only the last one has the unit."""
    *volumes, last = _numbered(product)
    for volume in volumes:
        yield SyringeText(mm(ZERO + place(product, volume)), _number(words, volume))
    left = ZERO + place(product, last) - Fraction(width(_number(words, last), _SMALL)) / 2
    yield SyringeText(mm(left), _millilitres(words, last), start=True)


def _proves(words: Words) -> tuple[str, ...]:
    """Say what the line proves, broken at the width in ``_COLUMNS`` that needs fewer lines."""
    said = words.text(
        "This line is {length} long when the page is printed at its true size.",
        length=words.measured(Decimal(PROOF), "mm"),
    )
    return min((wrapped(said, _SMALL, room) for room in _COLUMNS), key=len)


def _inside(at: Fraction, text: str, wide: Fraction) -> Fraction:
    """Return the middle of a text over a mark, moved sideways to stay inside the drawing."""
    half = Fraction(width(text, _SIZE, bold=True)) / 2
    return max(half, min(at, wide - half))


def _number(words: Words, volume: Fraction) -> str:
    said = decimal(volume)
    if said is None:
        message = "a volume that no decimal says"
        raise ValueError(message)
    return words.language.number(said)


def _millilitres(words: Words, volume: Fraction) -> str:
    return words.language.together(f"{_number(words, volume)} mL")


def mm(length: Fraction) -> str:
    """Return a length in mm as text for an SVG or a style sheet, without its unit."""
    return f"{float(length):.4f}".rstrip("0").rstrip(".")
