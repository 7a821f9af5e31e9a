"""The first page of the hand-off. It is enough on its own, and its parts are shortened until they fit one page."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from taperdocs.documents.curve.curve import Curve, curve, good_height
from taperdocs.documents.handoff.asked import Ask, asks
from taperdocs.documents.handoff.doses import Doses, doses
from taperdocs.documents.handoff.lists import Look, allowed, before, changes, looks, more
from taperdocs.documents.handoff.people import agreed, course, packets, person, reason
from taperdocs.documents.handoff.sizes import (
    DATES,
    GAP,
    NAME,
    NARROW,
    PADDING,
    ROW,
    RULE,
    SIGN,
    SMALL,
    TEXT,
    TITLE,
    WHO,
    WIDEST_GAP,
    blank,
)
from taperdocs.language.language import NO_BREAK
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import compared_with
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.pdf.fit import fitted
from taperdocs.plan.plan import Plan
from taperdocs.plan.runs import status_on
from taperdocs.plan.supply import needed_next
from taperdocs.rules import check, compared
from taperdocs.rules.compared import with_a_pace

_MOST_CHANGES, _MOST_LOOKS, _ENOUGH = 6, 5, 2
"""Most changes and findings on the first page, and how many of each are enough where room is short."""
_GAPS, _DATE = 6, 26.0
"""The number of gaps; and the width of the blank for a date, units."""
_CURVES = (1, 0.85, 0.7)
"""Heights of the curve, in parts of its good height."""
_ROOMY, _MOST_SIGNS = 22.0, 4
"""Room that is enough for one more line to write on, units; and the most lines to write on."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Changes, and a line that says how many are on other pages.

    *left_out*: whether they and what stands beside them are on other pages.
    """

    lines: tuple[str, ...]
    more: str
    height: float
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """Findings, and a line that says how many are on other pages; without findings it has no heading."""

    rows: tuple[Look, ...]
    more: str
    height: float


@dataclass(frozen=True, slots=True)
class First:
    """Everything on the first page.

    *packets* says how many packets the line *medicine* names. *allowed* is what may be taken when needed. *curve* is
    None where it has no room. *hard* is what was agreed for bad days, and *sign* are the lines to sign, none where
    nothing is asked. *gap* is the white between the parts, in units.
    """

    title: str
    person: str
    reason: str
    medicine: str
    packets: int
    course: str
    allowed: tuple[str, ...]
    agreed: str
    ask: Ask
    doses: Doses
    curve: Curve | None
    past: Listed
    hard: tuple[str, ...]
    looks: Looks
    boxes: str
    sign: tuple[str, ...]
    gap: float


class _Room(NamedTuple):
    height: float


@dataclass(frozen=True, slots=True)
class _Medicine:
    packets: int
    text: str
    height: float


class _Parts(NamedTuple):
    """The forms of each part, the fullest form first. Earlier parts get room before later ones."""

    ask: tuple[Ask, ...]
    doses: tuple[Doses, ...]
    medicine: tuple[_Medicine, ...]
    past: tuple[Listed, ...]
    looks: tuple[Looks, ...]
    curve: tuple[_Room, ...]


def first_page(plan: Plan, options: Options, words: Words, size: tuple[float, float]) -> First:
    """Fit the first page into *size*, width and height in units: what is asked and the doses get room first."""
    (inside, height), now = size, status_on(plan, options.as_of)
    span = needed_next(plan, options.as_of if plan.outline.dated else plan.first_day)
    title = _title(plan, words, inside)
    agree = agreed(plan, words, inside)
    whose = (person(plan, options, words, inside), reason(plan, words, inside), course(plan, words), agree)
    beside_plan = allowed(plan, words)
    hard, sign = (_hard(words, inside / 2 - PADDING), _sign(words, inside)) if now.period else ((), ())
    beside = sum(TEXT.height(one, inside / 2 - PADDING) + ROW for one in hard)
    boxes = _boxes(words)
    drawn = good_height(plan)
    head = NAME.height("", inside) + GAP
    parts = _Parts(
        asks(plan, words, now, span, inside),
        doses(plan, words, now, inside),
        tuple(_Medicine(shown, text, TEXT.height(text, inside)) for shown, text in packets(plan, words)),
        _past(plan, words, options.as_of, inside / 2 - PADDING, beside),
        _looks(plan, words, options.as_of, inside - TEXT.width(boxes) - PADDING),
        (*(_Room(drawn * share + head) for share in _CURVES), _Room(0)),
    )
    fixed = (
        TITLE.height(title, inside),
        WHO.height(whose[0], inside),
        sum(TEXT.height(text, inside) for text in (*whose[1:], *beside_plan)),
        sum(SIGN.height(text, inside) for text in sign),
        GAP * _GAPS,
    )
    heights = [[form.height for form in forms] for forms in parts]
    chosen = fitted(heights, _enough(parts), height - sum(fixed) - 1)
    left = height - sum(fixed) - sum(of[form] for of, form in zip(heights, chosen, strict=True))
    while sign and left > _ROOMY and len(sign) < _MOST_SIGNS:
        sign, left = (*sign[:-1], blank(SIGN, inside), sign[-1]), left - SIGN.height("", inside)
    at = dict(zip(_Parts._fields, chosen, strict=True))
    medicine, shown = parts.medicine[at["medicine"]], parts.curve[at["curve"]].height
    return First(
        title,
        *whose[:2],
        medicine.text,
        medicine.packets,
        whose[2],
        beside_plan,
        agree,
        parts.ask[at["ask"]],
        parts.doses[at["doses"]],
        curve(plan, words, options.as_of, inside, shown - head) if shown else None,
        parts.past[at["past"]],
        hard,
        parts.looks[at["looks"]],
        boxes,
        sign,
        round(min(WIDEST_GAP, GAP + max(left, 0) / (_GAPS + 1)), 2),
    )


def _title(plan: Plan, words: Words, inside: float) -> Marked:
    """Say the title on two lines at most, and on a small page on one."""
    said = words.text("Hand-off: {title}", title=plan.outline.title)
    most = 2 if inside > NARROW else 1
    if TITLE.height(said, inside) > TITLE.height("", inside) + TITLE.line * (most - 1):
        said = TITLE.shortened(said, 0.9 * most * inside)
    return marked(said, "text:title")


def _enough(parts: _Parts) -> tuple[int, ...]:
    """Return the form of each part that is enough, so that no larger one takes the room of another part."""
    dose = next((form for form, one in enumerate(parts.doses) if one.small.size <= 18), 0)  # noqa: PLR2004
    past = next((form for form, one in enumerate(parts.past) if len(one.lines) <= _ENOUGH), 0)
    found = next((form for form, one in enumerate(parts.looks) if len(one.rows) <= _ENOUGH + 1), 0)
    return (0, dose, 0, past, found, 0)


def _past(plan: Plan, words: Words, present: date, room: float, beside: float) -> tuple[Listed, ...]:
    """Return the forms of the list of changes, the newest first; *beside* is the height of what stands beside it."""
    said, left_out = changes(plan, words, present)[::-1], Listed((), "", 0, left_out=True)
    if not said:
        nothing = words.text("Nothing: the plan is as it was first written.")
        return _listed((nothing,), "", room, beside), left_out
    forms = list[Listed]()
    for shown in range(min(len(said), _MOST_CHANGES), -1, -1):
        left = before(words, len(said), len(said) - shown) if shown < len(said) else ""
        forms.append(_listed(said[:shown], left, room, beside))
    return (*forms, left_out)


def _listed(lines: tuple[str, ...], left: str, room: float, beside: float) -> Listed:
    height = sum(TEXT.height(text, room) + ROW for text in (*lines, left) if text)
    return Listed(lines, left, NAME.height("", room) + max(height, beside))


def _looks(plan: Plan, words: Words, present: date, inside: float) -> tuple[Looks, ...]:
    """Return the forms of the findings, the fullest first."""
    found = looks(plan, words, present if plan.outline.dated else date.min)
    if not found:
        # A question about days that are past was one all the same.
        asked = check(plan)
        those = () if asked else with_a_pace(compared(plan))
        said = marked(compared_with(words, those), "found") if those else marked("")
        if not those and not asked:
            drugs = words.language.apart(plan.drugs)
            said = marked(
                words.text(
                    "No guidance on the pace of {drugs} was compared. That says nothing about the plan.",
                    drugs=drugs,
                ),
                "text:drugs",
            )
        return (Looks((), said, TEXT.height(said, inside) if said else 0),)
    forms = list[Looks]()
    for shown in range(min(len(found), _MOST_LOOKS), -1, -1):
        left = more(words, shown, len(found) - shown) if shown < len(found) else ""
        rows = found[:shown]
        height = (
            (NAME.height("", inside) if shown else 0)
            + (TEXT.line if left else 0)
            + sum(
                max(
                    SMALL.height(row.day, DATES - PADDING),
                    SMALL.height(row.text, inside - DATES - PADDING),
                    TEXT.line,
                )
                + 2 * ROW
                + RULE
                for row in rows
            )
        )
        forms.append(Looks(rows, left, height))
    return tuple(forms)


def _boxes(words: Words) -> str:
    """Return the boxes to tick behind a finding."""
    texts = (words.text("meant"), words.text("change"))
    return f"{2 * NO_BREAK} ".join(f"☐{NO_BREAK}{one}" for one in texts).replace(" ", NO_BREAK)


def _hard(words: Words, room: float) -> tuple[str, ...]:
    """Say what may be agreed for days that are too hard, as boxes to tick."""
    boxes = [
        words.text("hold until steady"),
        words.text("slower"),
        words.text("back one step"),
    ]
    ring = words.text("☐ ring first: {blank}", blank="")
    return (
        f"{2 * NO_BREAK} ".join(f"☐ {one}".replace(" ", NO_BREAK) for one in boxes),
        words.text("☐ ring first: {blank}", blank=blank(TEXT, room - TEXT.width(ring) - 1)),
    )


def _sign(words: Words, inside: float) -> tuple[str, ...]:
    """Return the lines to agree and to sign."""

    def agree(line: str) -> str:
        return words.text("☐ agreed   ☐ with changes: {blank}", blank=line)

    def names(one: str, other: str, day: str) -> str:
        return words.text("Prescriber {one}  Patient {other}  Date {day}", one=one, other=other, day=day)

    day = blank(SIGN, _DATE)
    each = blank(SIGN, (inside - SIGN.width(names("", "", day)) - 1) / 2)
    return agree(blank(SIGN, inside - SIGN.width(agree("")) - 1)), names(each, each, day)
