"""The sizes of the calendar: each kind of text and each length stands here and nowhere else."""

from dataclasses import dataclass, replace

from taperdocs.pdf.kit import Style
from taperdocs.pdf.measure import MM

TITLE = Style("title", 26, 10.4, bold=True)
NAMES = Style("names", 14, 6, bold=True)
CHANGES = Style("changed", 12, 5, bold=True, wraps=True)
FOOT_LINE = Style("needed", 10, 4.2, wraps=True)
"""The head of a page, and what is needed below its days."""

STRIP = Style("strip", 14, 5.2, start=1.2, rule=0.2)
MARK = Style("mark", 10, 4.4, bold=True)
FLAG = Style("flag", 10, 4.4, bold=True, start=1.2, end=1, wraps=True, rule=0.25)
"""The strip of a square: its date, a mark at its end, and a mark that is too wide to stand there."""

NUMERALS = tuple(Style(f"n{size}", size, 10.6, bold=True, start=1.2, above=0.9) for size in (34, 30, 26))
RATE = Style("n18", 18, 8.4, bold=True, start=1.2, above=0.9)
CLOSE = tuple(Style(f"c{size}", size, 8.4, bold=True, start=10.4, below=0.8) for size in (30, 26))
"""The numerals of a square, that of a patch, and those that stand beside their box where a day has two doses."""

UNIT = Style("unit", 14, 6, bold=True)
LONG_UNIT = Style("longunit", 10, 4.4, bold=True)
"""A unit beside a numeral, and a long one, as micrograms/h, beside the smallest."""
BESIDE = Style("same", 10, 4.2)
BESIDE_BELOW = Style("equal", 10, 4.2, start=1.2)
BESIDE_CLOSE = Style("close", 10, 4.2, start=10.4)
WHOLE = Style("whole", 12, 5)
"""What a measured dose is in mg: beside the numeral, or below it; and numeral and this together."""
TIME = Style("time", 12, 5, bold=True, wraps=True)
DRAWN = Style("tablets", 14, 5)
MADE = Style("made", 10, 4.2, wraps=True)
TICKED = Style("ticked", 12, 5, start=10.4, end=0.6, least=8.4, above=0.5, below=0.3)
TICKED_RULED = replace(TICKED, name="tickedruled", rule=0.25)
LEAD = Style("lead", 12, 4.7, bold=True, start=1.2, end=0.6, wraps=True, above=0.3)
MADE_BELOW = Style("below", 10, 4.2, start=1.2, end=0.6, wraps=True, below=0.3)
RULED = Style("ruled", 10, 4.2, start=1.2, end=0.6, wraps=True, below=0.3, rule=0.25)
"""How a dose is made up, below it; the same with the rule between two doses."""
BLOCK = Style("block", 12, 5)
NOTHING = Style("nothing", 18, 9, bold=True, start=1.2, end=0.6, wraps=True, above=2)
BAND = Style("band", 10, 4.2, start=1.2, end=0.6, wraps=True)
ON = Style("on", 12, 5.4, bold=True, start=1.2)

TOP, DRAFT_TOP, GAP = 6.0, 12.0, 8.0
"""White above a page, the same with the word DRAFT above it, and between the two sides of its head."""
WEEKDAYS = Style("weekday", 12, 5.2, bold=True, start=1.2, rule=0.5)
BOX, LABEL, RULE, FRAME, BAR = 8.0, 1.0, 0.25, 0.9, 1.6
"""Edge of the box to tick, white beside a mark, thin rules, the frame of a new dose, and the bar of a held day."""
HATCH = 2.6
"""How far the lines of a hatched square are apart."""
LISTED, STEP_APART = (0, 0.29, 0.25, 0.25, 0.15), 1.6
"""Parts of the width of the whole plan that its columns take, and white beside a column.

A column without a part is always as wide as its longest line.
"""
CURVE_ABOVE, CURVE_LEAST, CURVE_MOST = 4.0, 26.0, 100.0
"""White above the curve, and its least and greatest height."""
STRETCH, STEP_STRETCH = 24.0, 6.0
"""Most that a row may be higher than what is in it: of days, and of steps."""
SPARE = 0.6
"""White kept free at the foot of a page."""

STEP_BESIDE = Style("stepbeside", 14, 6, bold=True, start=1.2, above=1, wraps=True)


@dataclass(frozen=True, slots=True)
class Steps:
    """The styles of the table of the whole plan: dates and changes, doses, what makes them, marks and drugs, box.

    *least* is the least height of a row, in units.
    """

    text: Style
    dose: Style
    made: Style
    kind: Style
    tick: Style
    least: float


STEPS = (
    Steps(
        text=Style("rstep", 14, 6, start=1.2, end=1, above=0.8, wraps=True),
        dose=Style("rdose", 18, 7.4, bold=True, start=1.2, end=1, above=0.6, wraps=True),
        made=Style("rmade", 14, 6, start=1.2, end=1, above=0.8, wraps=True),
        kind=Style("rkind", 12, 5.4, bold=True, start=1.2, end=1, above=0.6),
        tick=Style("rtick", 26, 9.6, start=1.2),
        least=10,
    ),
    Steps(
        text=Style("step", 12, 5, start=1.2, end=1, above=0.8, wraps=True),
        dose=Style("stepdose", 14, 5.8, bold=True, start=1.2, end=1, above=0.6, wraps=True),
        made=Style("stepmade", 12, 5, start=1.2, end=1, above=0.8, wraps=True),
        kind=Style("stepkind", 10, 4.6, bold=True, start=1.2, end=1),
        tick=Style("steptick", 26, 9.6, start=1.2),
        least=10,
    ),
    Steps(
        text=Style("cstep", 10, 4.2, start=1.2, end=1, above=0.4, wraps=True),
        dose=Style("cdose", 14, 5.6, bold=True, start=1.2, end=1, above=0.2, wraps=True),
        made=Style("cmade", 10, 4.2, start=1.2, end=1, wraps=True),
        kind=Style("ckind", 10, 4.2, bold=True, start=1.2, end=1, above=0.4),
        tick=Style("ctick", 18, 7, start=1.2),
        least=7.4,
    ),
    Steps(
        text=Style("tstep", 9, 3.8, start=1.2, end=1, above=0.4, wraps=True),
        dose=Style("tdose", 10, 4.2, bold=True, start=1.2, end=1, above=0.2, wraps=True),
        made=Style("tmade", 9, 3.8, start=1.2, end=1, wraps=True),
        kind=Style("tkind", 10, 4.2, bold=True, start=1.2, end=1, above=0.4),
        tick=Style("ttick", 18, 7, start=1.2),
        least=7.4,
    ),
)
"""The sizes of the whole plan, the largest first."""


def by_time(times: int) -> tuple[float, ...]:
    """Return the parts of the width that the columns take where each of these *times* of day has its own."""
    return (0, 0.22, *[0.64 / times] * times, 0.14)


@dataclass(frozen=True, slots=True)
class Days:
    """The styles of a page with a row for each day; *date* is the width of its first column.

    *ruled* is what makes a dose with another one below it.
    """

    day: Style
    dated: Style
    flag: Style
    note: Style
    nothing: Style
    head: Style
    label: Style
    numerals: tuple[Style, ...]
    unit: Style
    same: Style
    drawn: Style
    made: Style
    ruled: Style
    ticked: Style
    date: float


BUSY_MADE = Style("bmade", 10, 4.2, start=1.2, end=2, wraps=True, below=0.3)
LARGE_MADE = Style("lmade", 18, 7.4, start=1.2, end=2, wraps=True, below=1)
BUSY = Days(
    day=Style("bday", 14, 5.6, bold=True, start=1.2, above=0.6),
    dated=Style("bdate", 14, 5.6, start=1.2),
    flag=FLAG,
    note=BAND,
    nothing=Style("bnothing", 14, 5.6, bold=True, start=1.2, wraps=True),
    head=WEEKDAYS,
    label=Style("blabel", 12, 5, bold=True, start=1.2, end=0.6, wraps=True, above=1),
    numerals=tuple(Style(f"b{size}", size, 9.8, bold=True, below=0.8) for size in (34, 30, 26)),
    unit=UNIT,
    same=BESIDE,
    drawn=DRAWN,
    made=BUSY_MADE,
    ruled=replace(BUSY_MADE, name="bruled", rule=RULE),
    ticked=Style("bticked", 12, 5, start=10.4, end=0.6, least=9.8, above=1),
    date=40,
)
LARGE = Days(
    day=Style("lday", 26, 10.4, bold=True, start=1.2, above=1),
    dated=Style("ldate", 18, 7.4, start=1.2),
    flag=Style("lflag", 18, 7.8, bold=True, start=1.2, end=1, wraps=True, rule=0.25),
    note=Style("lnote", 18, 7.4, start=1.2, end=1, wraps=True),
    nothing=Style("lnothing", 26, 10.4, bold=True, start=1.2, wraps=True),
    head=Style("lhead", 18, 7.8, bold=True, start=1.2, rule=0.5),
    label=Style("llabel", 18, 7.6, bold=True, start=1.2, end=0.6, wraps=True, above=1),
    numerals=tuple(Style(f"l{size}", size, 15, bold=True) for size in (48,)),
    unit=Style("lunit", 26, 10.4, bold=True),
    same=Style("lsame", 18, 7.4),
    drawn=Style("ltablets", 26, 10.4),
    made=LARGE_MADE,
    ruled=replace(LARGE_MADE, name="lruled", rule=RULE),
    ticked=Style("lticked", 12, 5, start=13.4, end=0.6, least=15, above=0.4),
    date=66,
)
LARGE_FOOT = Style("lfoot", 18, 7.4, wraps=True)
"""The line below the days of a large page."""

GIANT_MARK = Style("gmark", 26, 10.4, bold=True)
GIANT_NUMERAL, GIANT_UNIT = Style("gnumeral", 113, 38, bold=True), Style("gunit", 34, 12, bold=True)
GIANT_NOTHING = Style("gnothing", 113, 48, bold=True, wraps=True)
GIANT_TEXTS = tuple(
    Style(f"g{size}", size, round(size * MM * 1.1, 3), bold=True, wraps=True) for size in (48, 34, 26, 18)
)
GIANT_NAMES, GIANT_SMALL = GIANT_TEXTS[-1], Style("g12", 12, 5, bold=True, wraps=True)
"""A page of a single day: a mark, a dose, no dose, its other texts, and the smallest notes."""


@dataclass(frozen=True, slots=True)
class Giant:
    """A size of print of such a page: its title, no dose, the time of a dose, what makes it, and notes.

    Where there are several styles, each text has the largest that fits a line.
    """

    titles: tuple[Style, ...]
    none: Style
    labels: tuple[Style, ...]
    hows: tuple[Style, ...]
    note: Style


GIANT_PRINTS = (
    Giant(GIANT_TEXTS, GIANT_NOTHING, GIANT_TEXTS, GIANT_TEXTS[1:], GIANT_TEXTS[2]),
    Giant(GIANT_TEXTS, GIANT_NOTHING, GIANT_TEXTS, GIANT_TEXTS[2:], GIANT_TEXTS[2]),
    Giant(GIANT_TEXTS, GIANT_NOTHING, GIANT_TEXTS, GIANT_TEXTS[2:], GIANT_TEXTS[3]),
    Giant(GIANT_TEXTS, GIANT_NOTHING, GIANT_TEXTS[1:], GIANT_TEXTS[2:], GIANT_TEXTS[3]),
    Giant(GIANT_TEXTS, GIANT_TEXTS[0], GIANT_TEXTS[1:], GIANT_TEXTS[3:], GIANT_TEXTS[3]),
    Giant(GIANT_TEXTS, GIANT_TEXTS[0], GIANT_TEXTS[2:], GIANT_TEXTS[3:], GIANT_TEXTS[3]),
    Giant(GIANT_TEXTS[2:], GIANT_TEXTS[1], GIANT_TEXTS[3:], GIANT_TEXTS[3:], GIANT_SMALL),
)
"""The sizes of print of such a page, the largest first."""

GIANT_BOX, GIANT_SIGN, GIANT_BELOW, GIANT_GAP, GIANT_LABEL = 24.0, 16.0, 4.5, 10.0, 2.0
"""Its box to tick, a tablet, the white below a dose, that before a syringe, and that beside a mark."""
