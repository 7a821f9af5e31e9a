"""The drawn signs, and the table of what each one means.

A sign keeps the meaning of its code point wherever it can, so that text copied out of a page, or read
aloud, still says something true: U+25D0 is a circle whose left half is black, and we draw half a tablet.
All are centred on the middle of Atkinson's capitals and figures, which is also the middle of its line.
"""

from dataclasses import dataclass
from math import cos, radians, sin

from outline import (
    Contour,
    Point,
    Shape,
    arc,
    band,
    box,
    disc,
    frame,
    hole,
    place,
    polygon,
    ring,
    stroke,
    turn,
)

MIDDLE = 334  # half of the height of Atkinson's capitals and figures, 668
BOTTOM, TOP = MIDDLE - 500, MIDDLE + 500
STEM = 112  # between the upright of Atkinson's Regular, 94, and of its Bold, 146
RADIUS = 450  # of a tablet
APART = 80  # between the piece that is taken and the rest
DASH = 0.6  # the inked part of a dash and its gap
WIDE = 2 * RADIUS + 180  # a tablet with some room, so that several stand in a row
SCORE = 52  # the groove in a tablet
GHOST = 44  # the dashed line round what is not taken


@dataclass(frozen=True)
class Sign:
    """A drawn sign: its glyph name, its code point, what it says, its width and its outline."""

    name: str
    code: int
    meaning: str
    width: int
    shape: Shape


def _tick(x: float, y: float, size: float, thick: float) -> Contour:
    """Draw a tick whose corner is at the point and whose long arm rises by the size."""
    return stroke(thick, (x - 0.46 * size, y + 0.44 * size), (x, y), (x + 0.72 * size, y + size))


def _arrow(angle: float) -> Shape:
    """Draw an arrow that points right, turned."""
    tip, tail, head, diagonal = 940.0, 60.0, 250.0, STEM * 2**0.5
    upper = [
        (tip, MIDDLE),
        (tip - head, MIDDLE + head),
        (tip - head - diagonal / 2, MIDDLE + head - diagonal / 2),
        (tip - diagonal - STEM / 2, MIDDLE + STEM / 2),
        (tail, MIDDLE + STEM / 2),
    ]
    lower = [(x, 2 * MIDDLE - y) for x, y in upper[:0:-1]]
    return turn([polygon(*upper, *lower)], 500, MIDDLE, angle)


def _triangle(angle: float) -> Shape:
    """Draw a solid triangle that points up, turned."""
    return turn([polygon((50, MIDDLE - 334), (450, MIDDLE + 334), (850, MIDDLE - 334))], 450, MIDDLE, angle)


def _flag() -> Shape:
    """Draw a swallow-tailed flag on its pole."""
    cloth = polygon((120 + STEM, 770), (890, 770), (770, 560), (890, 350), (120 + STEM, 350))
    return [box(120, -100, 120 + STEM, 770), cloth]


def _scissors() -> Shape:
    """Draw open scissors whose blades point right."""
    blade = polygon((236, 222), (312, 118), (1000, 590), (890, 640))
    half = [blade, *ring(190, 130, 175, 92)]
    other = [[p._replace(y=2 * MIDDLE - p.y) for p in reversed(contour)] for contour in half]
    return half + other


def _telephone() -> Shape:
    """Draw a desk telephone with its handset on top."""
    side = [(500, 410), (610, 410), (610, 500), (700, 500), (700, 390), (890, 140), (890, -20)]
    body = polygon(*side, *[(1000 - x, y) for x, y in side[:0:-1]])
    under = ((950, 430), (740, 430), (740, 560), (260, 560), (260, 430), (50, 430))
    handset = arc(290, 470, 240, 180, 90) + arc(710, 470, 240, 90, 0) + [Point(x, y) for x, y in under]
    return [body, hole(disc(500, 190, 120)), disc(500, 190, 54), handset]


def _groove(angle: float, begin: float) -> Contour:
    """Draw the groove in a tablet, from a distance from its middle to near its edge."""
    x = WIDE / 2
    groove = box(x + begin, MIDDLE - SCORE / 2, x + RADIUS - 100, MIDDLE + SCORE / 2)
    return hole(turn([groove], x, MIDDLE, angle)[0])


def _taken(start: float, end: float) -> Shape:
    """Draw a cut tablet: solid the piece between the angles, in dashes the rest, a little apart."""
    x, towards, apart = WIDE / 2, radians((start + end) / 2), APART / 2 / sin(radians(end - start) / 2)
    solid = [[*arc(x, MIDDLE, RADIUS, end, start), Point(x, MIDDLE)]]
    if end - start > 180:  # noqa: PLR2004 - more than half a turn still shows the groove
        solid.append(_groove(start + 90, 90))
    across, up = apart * cos(towards), apart * sin(towards)
    return place(solid, x=across, y=up) + place(_dashed(end, start + 360), x=-across, y=-up)


def _dashed(start: float, end: float) -> Shape:
    """Draw the outline of a piece of a tablet between two angles in dashes."""
    x, count, step = WIDE / 2, round((end - start) / 30), RADIUS / (3 + DASH)
    period = (end - start) / (count - 1 + DASH)
    angles = [start + number * period for number in range(count)]
    dashes = [band(x, MIDDLE, RADIUS, GHOST, angle, angle + DASH * period) for angle in angles]
    for angle, low in ((start, MIDDLE), (end, MIDDLE - GHOST)):
        edge = [box(x + n * step, low, x + (n + DASH) * step, low + GHOST) for n in range(3)]
        dashes += turn(edge, x, MIDDLE, angle)
    return dashes


def _capsule() -> Shape:
    """Draw a capsule lying down, one half dark and one light."""
    x, reach, radius, thick = 620, 310, 250, 64
    outer = arc(x - reach, MIDDLE, radius, 270, 90) + arc(x + reach, MIDDLE, radius, 90, -90)
    light = arc(x + reach, MIDDLE, radius - thick, 90, -90)
    light += [Point(x, MIDDLE - radius + thick), Point(x, MIDDLE + radius - thick)]
    return [outer, hole(light)]


def _film() -> Shape:
    """Draw a film lying flat: an oblong outline, without a line to cut at."""
    return frame(90, MIDDLE - 270, 1010, MIDDLE + 270, 70)


def _syringe() -> Shape:
    """Draw an oral syringe without a needle: plunger, flange, barrel with marks, blunt tip."""
    plate, rod = box(60, MIDDLE - 180, 144, MIDDLE + 180), box(144, MIDDLE - 42, 330, MIDDLE + 42)
    flange, barrel = box(330, MIDDLE - 280, 414, MIDDLE + 280), box(414, MIDDLE - 210, 1130, MIDDLE + 210)
    liquid = hole(box(520, MIDDLE - 140, 1060, MIDDLE + 140))
    marks = [box(x, MIDDLE - 10, x + 56, MIDDLE + 140) for x in (630, 762, 894)]
    tip = box(1130, MIDDLE - 64, 1250, MIDDLE + 64)
    return [plate, rod, flange, barrel, tip, liquid, *marks]


def _patch() -> Shape:
    """Draw a patch: a square whose middle holds the medicine."""
    return [*frame(120, MIDDLE - 340, 800, MIDDLE + 340, 70), box(290, MIDDLE - 170, 630, MIDDLE + 170)]


def _drop() -> Shape:
    """Draw a drop that falls."""
    x, radius, angle = 420.0, 300.0, 30.0
    low, top = MIDDLE - 130, MIDDLE + 520
    return [[Point(x, top), *arc(x, low, radius, angle, angle - 240)]]


PLAIN = disc(WIDE / 2, MIDDLE, RADIUS)
BOX = frame(0, BOTTOM, 1000, TOP, 60)

SIGNS = (
    Sign("boxempty", 0x2610, "tick box, exactly 1 em wide and high", 1000, BOX),
    Sign("boxticked", 0x2611, "ticked box", 1000, [*BOX, _tick(430, 40, 520, 116)]),
    Sign("tick", 0x2713, "tick: yes, done", 860, [_tick(370, 70, 560, STEM)]),
    Sign("arrowleft", 0x2190, "arrow left", 1000, _arrow(180)),
    Sign("arrowup", 0x2191, "arrow up: dose goes up", 1000, _arrow(90)),
    Sign("arrowright", 0x2192, "arrow right: becomes", 1000, _arrow(0)),
    Sign("arrowdown", 0x2193, "arrow down: dose goes down", 1000, _arrow(270)),
    Sign("triangleup", 0x25B2, "triangle up", 900, _triangle(0)),
    Sign("triangleright", 0x25B6, "triangle right: may move on", 900, _triangle(270)),
    Sign("triangledown", 0x25BC, "triangle down", 900, _triangle(180)),
    Sign("squareblack", 0x25A0, "solid square", 760, [box(80, MIDDLE - 300, 680, MIDDLE + 300)]),
    Sign("squarewhite", 0x25A1, "open square", 760, frame(80, MIDDLE - 300, 680, MIDDLE + 300, 90)),
    Sign("circleblack", 0x25CF, "solid circle", 800, [disc(400, MIDDLE, 334)]),
    Sign("circlewhite", 0x25CB, "open circle", 800, ring(400, MIDDLE, 334, 90)),
    Sign("pause", 0x23F8, "pause: hold", 800, [box(80, 34, 310, 634), box(490, 34, 720, 634)]),
    Sign("flag", 0x2691, "flag: last dose day", 960, _flag()),
    Sign("scissors", 0x2702, "scissors: cut here", 1000, _scissors()),
    Sign("telephone", 0x260E, "telephone: whom to ring", 1000, _telephone()),
    Sign("tabletwhole", 0x2B24, "one tablet that may be divided", WIDE, [PLAIN, _groove(90, 100 - RADIUS)]),
    Sign("tabletplain", 0x1F784, "one tablet that is never divided", WIDE, [PLAIN]),
    Sign("tablethalf", 0x25D0, "half a tablet", WIDE, _taken(90, 270)),
    Sign("tabletquarter", 0x25D4, "a quarter of a tablet", WIDE, _taken(0, 90)),
    Sign("tabletthreequarters", 0x25D5, "three quarters of a tablet", WIDE, _taken(-180, 90)),
    # Unicode has no circle of which a third or an eighth is black: these two have code points for private use.
    Sign("tabletthird", 0xE003, "a third of a tablet", WIDE, _taken(0, 120)),
    Sign("tableteighth", 0xE008, "an eighth of a tablet", WIDE, _taken(0, 45)),
    Sign("film", 0x25AD, "film", 1100, _film()),
    Sign("patch", 0x25A3, "patch for the skin", 920, _patch()),
    Sign("capsule", 0x2B2D, "capsule", 1240, _capsule()),
    Sign("drop", 0x1F704, "drops: a liquid that is counted in drops", 840, _drop()),
    Sign("syringe", 0x1F322, "oral syringe: liquid, in mL", 1310, _syringe()),
)
