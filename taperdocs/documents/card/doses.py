"""The card's panels of the present step: each dose with the pieces that make it, then the next change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taperdocs.documents.card.cycle_days import Turn, turns, when
from taperdocs.documents.card.next_change import ahead, ended
from taperdocs.documents.card.panel import (
    FINE,
    HEAD,
    INSIDE,
    KEY,
    LARGER,
    LARGEST,
    NOTE,
    STRONG,
    TEXT,
    TITLE,
    Block,
    Face,
    Panel,
    Run,
    beside,
    block,
    flowed,
    heading_room,
)
from taperdocs.language.marked import Marked, marked
from taperdocs.language.phrases import hold, labels, plan_code
from taperdocs.language.words import Words
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.regimen import Intake
from taperdocs.plan.runs import PlanStatus, status_on

_LABEL = 27.0
"""Width of the column of labels beside doses, mm; style.css has the same number."""

_SMALLER = {LARGEST: LARGER, LARGER: HEAD, HEAD: TITLE, TITLE: STRONG, STRONG: NOTE}
"""The face of a drawing beside a dose of each face."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The face of a dose, the face of its pieces, and the white above it in mm."""

    dose: Face
    pieces: Face
    gap: int


_ALONE = (_Form(LARGEST, TEXT, 3), _Form(LARGEST, TEXT, 2), _Form(LARGER, TEXT, 2), _Form(HEAD, TEXT, 2))
_BESIDE_OTHERS = (_Form(HEAD, NOTE, 3), _Form(HEAD, NOTE, 2), _Form(HEAD, NOTE, 1))
_LONG = (_Form(TITLE, NOTE, 1), _Form(STRONG, NOTE, 1))
"""The forms of an only dose, of one of several, and of one too long for the larger faces; the largest first."""


def dose_panels(plan: Plan, options: Options) -> tuple[Panel, ...]:
    """Say the present step, its doses and what is next, in the largest form that needs the fewest panels."""
    words, now = Words(options.language), status_on(plan, options.as_of)
    room, (strong, fine) = heading_room(plan, words), _heading(plan, words, now)
    head = beside((TITLE, strong), (NOTE, fine), room=room, gap=0)
    code = plan_code(words, plan)
    continued = marked(words.text("{heading}, continued", heading=strong), strong)
    more = beside((KEY, continued), (FINE, code), room=room, gap=0)
    doses = [words.dose(intake.dose) for turn in turns(now) for intake in turn.taken]
    alone = len(turns(now)) == len(doses) == 1
    room = INSIDE if alone else INSIDE - _LABEL
    forms = (*(_ALONE if alone else ()), *_BESIDE_OTHERS, *_LONG)
    whole = [form for form in forms if all(form.dose.wide(dose) <= room for dose in doses)] or [*forms[-1:]]
    large = [form for form in whole if form not in _LONG] or whole
    tried = [tuple(flowed(head, more, tuple(_blocks(plan, words, now, form)))) for form in large]
    return min(tried, key=lambda panels: (len(panels), -_drawings(panels)))


def _drawings(panels: Sequence[Panel]) -> int:
    return sum(run.drawing is not None for panel in panels for one in panel.blocks for run in one.runs)


def _heading(plan: Plan, words: Words, now: PlanStatus) -> tuple[Marked, str]:
    """Return the present step, and since when it is taken."""
    if now.period is None:
        return marked(words.text("The plan has ended")), ""
    said = words.text("Step {number} of {count}", number=now.period.step.number, count=len(plan.steps))
    step = marked(said, f"step:{now.day}")
    if not plan.outline.dated:
        return step, words.text("the start is not fixed")
    if not now.begun:
        begins = words.text("begins {date}", date=words.language.brief_date(now.day))
        return step, marked(begins, f"date:{now.day}")
    since = words.text("since {date}", date=words.language.brief_date(plan.since(now.period)))
    return step, marked(since, f"since:{now.day}")


def _blocks(plan: Plan, words: Words, now: PlanStatus, form: _Form) -> Iterator[Block]:
    """Yield the paragraphs, with the doses in *form*."""
    period, shown = now.period, turns(now)
    beside_it = _label_face(plan, words, shown)
    if period is None:
        yield ended(plan, words)
        return
    if period.held:
        held = hold(words, plan, period)
        yield block((STRONG, marked(f"⏸ {held}", held)))
    if period.step.length.optional or period.step.condition:
        needed = words.text("□ ONLY IF NEEDED") if period.step.length.optional else ""
        yield block((KEY, needed), (NOTE, marked(period.step.condition, f"condition:{period.first}")))
    if not shown:
        number = words.language.number(len(period.step.regimen.days))
        said = words.text("{number} days; the doses of each are on the printed calendar", number=number)
        yield block((TEXT, marked(said, f"cycle:{period.step.number}")))
    for turn in shown:
        days = when(words, period, turn) if len(shown) > 1 else marked("")
        if days and not _single(shown):
            yield block((KEY, days), gap=2, leads=True)
        for place, (intake, label) in enumerate(zip(turn.taken, labels(words, turn.taken), strict=True)):
            named = (days if _single(shown) else "", intake.drug if len(plan.drugs) > 1 else "", label)
            parts = tuple(part for part in named if part)
            yield _intake(plan, words, (f"{turn.first},{place}", intake), parts, (form, beside_it))
        if not turn.taken:
            yield _none(words, turn, days if _single(shown) else "")
    if any(turn.come_round for turn in shown) and not period.step.regimen.weekly:
        yield block((NOTE, words.text("And so on, in turn.")))
    yield ahead(plan, words, now, period)


def _single(shown: tuple[Turn, ...]) -> bool:
    """Tell whether there are several days with at most one dose each; their dates then stand beside the doses."""
    return len(shown) > 1 and all(len(turn.taken) <= 1 for turn in shown)


def _label_face(plan: Plan, words: Words, shown: tuple[Turn, ...]) -> Face | None:
    """Return the face of the labels beside doses; None for a single dose, or where a name is too long."""
    if len(shown) == 1 and len(shown[0].taken) == 1:
        return None
    named = {part for turn in shown for part in labels(words, turn.taken)}
    named |= {intake.drug for turn in shown for intake in turn.taken} if len(plan.drugs) > 1 else set()
    faces = (KEY,) if _single(shown) else (STRONG, KEY)
    return next((face for face in faces if all(face.wide(part) <= _LABEL - 1 for part in named)), None)


def _intake(
    plan: Plan,
    words: Words,
    at: tuple[str, Intake],
    named: tuple[str, ...],
    how: tuple[_Form, Face | None],
) -> Block:
    """Say a dose and the pieces that make it; its names stand beside it, or above it where *how* has no face."""
    (place, intake), (form, face), pieces = at, how, plan.pieces(at[1])
    label = _label(named, face) if named and face else None
    room = INSIDE - _LABEL if label else INSIDE
    dose, drawing = words.dose(intake.dose), words.drawing(plan, intake)
    if drawing and form.dose.wide(f"{dose} ") + _SMALLER[form.dose].wide(drawing.signs) > room:
        drawing = None
    dates = [part for part in named if isinstance(part, Marked)]
    above = (Run(KEY, KEY.broken(marked(", ".join(named), *dates))),) if named and not label else ()
    # A label is read before its dose.
    said = marked(dose, f"label:{place}", f"dose:{place}")
    made = Run(form.pieces, form.pieces.broken(marked(words.pieces(pieces), "pieces"), room))
    return Block((*above, Run(form.dose, said, drawing), made), form.gap, label)


def _none(words: Words, turn: Turn, when: str) -> Block:
    """Say *when* nothing is taken."""
    nothing = Run(STRONG, marked(words.nothing(), f"nothing:{turn.first}"))
    return Block((nothing,), 2, _label((when,), KEY) if when else None)


def _label(named: tuple[str, ...], face: Face) -> Run:
    dates = [part for part in named if isinstance(part, Marked)]
    said = "\n".join(line for part in named for line in face.lines(part, _LABEL - 1))
    return Run(face, marked(said, *dates))
