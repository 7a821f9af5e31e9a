"""Writes a commented plan file from a line of steps, and proves it by reading it back."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from taperdocs.plan.dose import Dose
from taperdocs.plan.form import LIQUIDS, MAY_BE_SPLIT, Form, Split
from taperdocs.plan.plan import Then
from taperdocs.plan.problems import Place, Problem, Refused, TaperError, excerpt, gathered, say
from taperdocs.plan.regimen import WEEKDAYS, Slot
from taperdocs.plan.strategies import SlotDoses, Stage
from taperdocs.planfile.composer import Note, PlanForm, Texts, composed, length_text
from taperdocs.planfile.counted import Counted
from taperdocs.planfile.drugs import Drugs, drugs_of
from taperdocs.planfile.fields import read_words
from taperdocs.planfile.one_line import read_line, read_time, stops
from taperdocs.planfile.reader import read_unseen
from taperdocs.planfile.toml import read_toml

_CALLED = {
    **{name: form for form in Form for name in (form.value, f"{form.value}s")},
    **dict.fromkeys(
        ("tablette", "tabletten", "comprimé", "comprimés", "comprimido", "comprimidos"), Form.TABLET
    ),
    **dict.fromkeys(("kapsel", "kapseln", "gélule", "gélules", "cápsula", "cápsulas"), Form.CAPSULE),
    **dict.fromkeys(("patches", "pflaster", "parche", "parches"), Form.PATCH),
    **dict.fromkeys(("tropfen", "gouttes", "gotas"), Form.DROPS),
    **dict.fromkeys(("inhaler", "spray", "hub", "hübe", "bouffées"), Form.PUFF),
    "lösung": Form.SOLUTION,
}
"""How people call each form, in small letters."""
_EXAMPLES = {
    **dict.fromkeys((Form.SOLUTION, Form.SUSPENSION), "2.5 mg/mL solution 0.1 mL"),
    Form.DROPS: "2.5 mg/mL drops 25",
    Form.BEADS: "60 mg beads 240",
    Form.PATCH: "25 mcg/h patch 72 hours",
}
"""How a packet is typed whose form needs one thing more than its strength."""
_FORMS = "|".join(sorted(map(re.escape, _CALLED), key=len, reverse=True))
_PACKET = re.compile(rf"(?P<strength>\S.*?)\s+(?P<form>{_FORMS})(?:,?\s+(?P<rest>\S.*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Packet:
    """A packet as it was typed; *rest* is what stands behind its form."""

    strength: str
    form: Form
    rest: str


def _packet(text: str) -> _Packet | None:
    """Read ``0.5 mg tablet quarter``; None where *text* is no packet."""
    match = _PACKET.fullmatch(text.strip())
    if match is None:
        return None
    form, rest = _CALLED[match["form"].lower()], match["rest"] or ""
    if form in {Form.DROPS, Form.BEADS} and (inside := re.fullmatch(r"(\d+)(?:\s*\D*)", rest)):
        rest = inside[1]
    if form is Form.PATCH:
        rest = re.sub(r"^(?:every|alle|tous les|toutes les|cada)\s+", "", rest, flags=re.IGNORECASE)
    return _Packet(match["strength"], form, _INTO.get(rest.casefold(), rest))


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a new plan as somebody typed them; a packet looks like ``0.5 mg tablet quarter``.

    *time* is the time of day of all doses that name none, and *before* the doses of a day before the plan. *agreed*
    looks like ``Dr A. Example, 2026-11-20``, and a contact like ``prescriber, Example Surgery, 01632 960001``.
    """

    drug: str = "drug"
    start: date = date(2000, 1, 1)
    products: tuple[str, ...] = ("1 mg tablet",)
    steps: str = "1 mg 1w"
    time: str = ""
    before: str = ""
    person: str = ""
    agreed: str = ""
    contacts: tuple[str, ...] = ()


def new_plan(draft: Draft, plan_id: UUID) -> str:
    """Return the text of a plan file for *draft*; raise ``TaperError`` with all its problems."""
    problems = list[Problem]()
    slot = _tried(problems, "time", lambda: read_time(draft.time) if draft.time else Slot.ANY) or Slot.ANY
    _tried(problems, "drug", lambda: read_words(draft.drug))
    products = _tried(problems, "product", lambda: _products(draft.products)) or ()
    # Where a packet cannot be read, what is counted of it is no problem of its own.
    counted = _drugs(draft).counted if products else lambda _: Dose(Decimal(1), "mg")
    steps = _tried(problems, "steps", lambda: _timed(read_line(draft.steps, counted), slot)) or ()
    before = _tried(problems, "before", lambda: _before(draft.before, slot, counted)) or ()
    agreed = _tried(problems, "agreed", lambda: _agreed(draft.agreed)) or ()
    contacts = _tried(problems, "contact", lambda: _rows("contact", draft.contacts, _contact)) or ()
    if problems:
        raise TaperError(*problems)
    texts: Texts = (
        (("format",), "1"),
        (("id",), str(plan_id)),
        (("drug",), draft.drug),
        (("start",), str(draft.start)),
        (("then",), Then.STOP if stops(draft.steps) else ""),
        *_one_day(("before",), before),
        (("person", "name"), draft.person),
        *agreed,
        *contacts,
        *products,
        *(text for number, step in enumerate(steps) for text in _step(("step", number), step)),
    )
    text = composed(explained(texts)).decode()
    try:
        _prove(text, steps, before)
    except TaperError as error:
        raise TaperError(*(_as_typed(one, draft.products) for one in error.problems)) from None
    return text


def _as_typed(problem: Problem, packets: tuple[str, ...]) -> Problem:
    """Return a problem that says, where a packet lacks something, how that is typed behind its form."""
    found = _packet(packets[int(problem.where[1])]) if problem.where[:1] == ("product",) else None
    if found is None or found.rest or found.form not in _EXAMPLES:
        return problem
    how = say(
        '{remedy} Here it is typed as in "{packet}".', remedy=problem.remedy, packet=_EXAMPLES[found.form]
    )
    return replace(problem, remedy=how)


def _tried(problems: list[Problem], key: str, make: Callable[[], _T]) -> _T | None:
    """Return what *make* returns; where it refuses a value, add its *problems* at *key* and return None."""
    with gathered(problems, key):
        return make()
    return None


def divisible(packet: str) -> bool:
    """Tell whether a packet that was typed may be divided, and does not say whether it is."""
    found = _packet(packet)
    return found is not None and not found.rest and found.form in MAY_BE_SPLIT


_INTO = {
    **{word: split for split in Split for word in (split.value, f"{split.value}s")},
    **dict.fromkeys(("n", "never", "nein", "non"), Split.NO),
    **dict.fromkeys(("halves", "halb", "halbe", "hälfte", "demi", "moitié", "mitad", "medio"), Split.HALF),
    **dict.fromkeys(("drittel", "tiers", "tercio"), Split.THIRD),
    **dict.fromkeys(("viertel", "quart", "cuarto"), Split.QUARTER),
    **dict.fromkeys(("achtel", "huitième", "octavo"), Split.EIGHTH),
}
"""How people call what a packet may be divided into, in small letters."""


def divided(packet: str, answer: str) -> str:
    """Return a *packet* with what it may be divided into; raise ``TaperError`` for another answer."""
    split = _INTO.get(answer.strip().casefold())
    if split is None:
        raise TaperError(
            Problem(
                ("split",),
                say('"{answer}" does not say into what it may be divided', answer=excerpt(answer)),
                say(
                    "Look at its leaflet: answer no, half, third, quarter or eighth. If it does not say, ask the "
                    "pharmacist."
                ),
            )
        )
    return f"{packet.strip()} {split.value}"


def _timed(steps: tuple[Stage, ...], slot: Slot) -> tuple[Stage, ...]:
    """Return *steps* with a time of day for each dose that names none."""
    return tuple(replace(step, days=tuple(_day_at(day, slot) for day in step.days)) for step in steps)


def _day_at(day: SlotDoses, slot: Slot) -> SlotDoses:
    timed = tuple((slot if at == Slot.ANY else at, dose) for at, dose in day)
    if slot != Slot.ANY and len({at for at, _ in timed}) < len(timed):
        raise Refused(
            say("a day has several doses, and this is one time for all of them"),
            say('Write the time with each dose, as in "morning 1 mg, bedtime 0.5 mg 2w".'),
        )
    return timed


def _before(text: str, slot: Slot, counted: Callable[[Counted], Dose]) -> SlotDoses:
    """Return what was taken on each day before the plan, which is read like a step; empty where nothing is said."""
    if not text.strip():
        return ()
    try:
        steps = read_line(f"{text} 1d", counted)
    except TaperError:
        steps = ()
    if len(steps) != 1 or len(steps[0].days) != 1 or not any(dose for _, dose in steps[0].days[0]):
        raise Refused(
            say('"{text}" is not what is taken on one day', text=excerpt(text)),
            say('Write the doses of a day before the plan, as in "1 mg" or "morning 1 mg, bedtime 0.5 mg".'),
        )
    return _timed(steps, slot)[0].days[0]


_AGREED = re.compile(r"(?P<by>\S.*?)(?:,|\s+on)?\s+(?P<on>\d{4}-\d\d-\d\d)", re.ASCII | re.DOTALL)
_PHONE = re.compile(r"[+(]?[\d][\d\s()/.-]{2,}")


def _agreed(text: str) -> Texts:
    """Return who agreed, and when; empty where nothing is said."""
    if not text.strip():
        return ()
    match = _AGREED.fullmatch(" ".join(text.split()))
    if match is None:
        raise Refused(
            say('"{text}" does not say with whom and when the plan was agreed', text=excerpt(text)),
            say('Write a name and a date, as in "Dr A. Example, 2026-11-20".'),
        )
    return ((("agreed", "by"), match["by"]), (("agreed", "on"), match["on"]))


def _contact(text: str) -> dict[str, str]:
    """Return somebody to ring: role, name and telephone number, with commas between them in *text*."""
    role, *others = (part.strip() for part in text.split(","))
    phone = others.pop() if others and _PHONE.fullmatch(others[-1]) else ""
    if not role or (not others and not phone) or _PHONE.fullmatch(role):
        raise Refused(
            say('"{text}" does not say who it is and how to ring', text=excerpt(text)),
            say('Write role, name and telephone number, as in "prescriber, Example Surgery, 01632 960001".'),
        )
    return {"role": role, "name": ", ".join(others), "phone": phone}


def _rows(key: str, written: tuple[str, ...], read: Callable[[str], dict[str, str]]) -> Texts:
    """Return a table of which each row is *written* in one text."""
    return tuple(
        ((key, number, name), text) for number, one in enumerate(written) for name, text in read(one).items()
    )


def checked(draft: Draft, key: str | None = None) -> Draft:
    """Return *draft*; raise ``TaperError`` with all its problems, or only with those at *key*."""
    try:
        new_plan(draft, UUID(int=0))
    except TaperError as error:
        if found := [one for one in error.problems if key is None or one.where[:1] == (key,)]:
            raise TaperError(*found) from None
    return draft


def _drugs(draft: Draft) -> Drugs:
    """Return what counts the tablets of a line: the packets as far as they can be read."""
    found = map(_packet, draft.products)
    packets = tuple(
        (
            draft.drug,
            packet.form.value,
            packet.strength,
            int(packet.rest) if packet.rest.isascii() and packet.rest.isdigit() else None,
        )
        for packet in found
        if packet
    )
    return Drugs(draft.drug, {}, packets=packets)


def _prove(text: str, steps: tuple[Stage, ...], before: SlotDoses) -> None:
    wanted = [
        (
            step.length,
            step.weekly,
            [[(slot, dose) for slot, dose in day if dose] for day in step.days],
        )
        for step in steps
    ]
    outline = read_unseen(text.encode()).outline
    made = [
        (
            step.length.written,
            step.regimen.weekly,
            [[(intake.slot, intake.dose) for intake in day] for day in step.regimen.rates],
        )
        for step in outline.steps
    ]
    earlier = [(intake.slot, intake.dose) for intake in outline.before]
    if made != wanted or earlier != [(slot, dose) for slot, dose in before if dose]:
        message = "a new plan that does not read back to its steps"
        raise ValueError(message)


def _products(packets: tuple[str, ...]) -> Texts:
    found = list[Problem]()
    for index, packet in enumerate(packets):
        with gathered(found, "product", index):
            _product(packet)
    if found:
        raise TaperError(*found)
    return _rows("product", packets, _product)


def _product(packet: str) -> dict[str, str]:
    found = _packet(packet)
    if found is None:
        raise Refused(
            say('"{packet}" is not a packet', packet=packet[:60]),
            say(
                "Write strength, form and what it may be split into, as in "
                '"0.5 mg tablet quarter" or "2.5 mg/mL solution 0.1 mL". The forms are {forms}.',
                forms=", ".join(Form),
            ),
        )
    # For a liquid this is the smallest mark of the syringe, for drops and beads how many are inside, for a patch how
    # often it is changed. The reader checks each value.
    form = found.form
    usual = "measure" if form in LIQUIDS else "split"
    inside = {Form.DROPS: "drops_per_mL", Form.BEADS: "beads", Form.PATCH: "change_every"}
    strength = "rate" if form == Form.PATCH else "strength"
    return {"form": form.value, strength: found.strength, inside.get(form, usual): found.rest}


def _step(place: Place, step: Stage) -> Iterator[tuple[Place, str]]:
    key, length = length_text(step.length)
    yield (*place, key), length
    if step.weekly:
        for number, day in enumerate(step.days):
            week, name = divmod(number, len(WEEKDAYS))
            where = (*place, "cycle", *((week,) if len(step.days) > len(WEEKDAYS) else ()), WEEKDAYS[name])
            yield from _one_day(where, day) or ((where, "0 mg"),)
    elif len(step.days) > 1:
        for number, day in enumerate(step.days):
            yield from _one_day((*place, "cycle", number), day) or (((*place, "cycle", number), "0 mg"),)
    else:
        found = _doses(place, step.days[0])
        yield from found or (((*place, "dose"), "0 mg"),)


def _doses(place: Place, day: SlotDoses) -> Texts:
    """Return the doses of a day under the keys of their times."""
    found: dict[str, list[str]] = {}
    for slot, dose in day:
        found.setdefault(slot.key, []).append(str(dose))
    return tuple(
        ((*place, key) if len(doses) == 1 else (*place, key, number), dose)
        for key, doses in found.items()
        for number, dose in enumerate(doses)
    )


def _one_day(place: Place, day: SlotDoses) -> Texts:
    """Return the doses of a day at one place, where those without a time need no key."""
    timeless = all(slot == Slot.ANY for slot, _ in day)
    return tuple(
        ((*place, *where[len(place) + 1 :]) if timeless else where, text)
        for where, text in _doses(place, day)
    )


def explained(texts: Texts) -> PlanForm:
    """Return a new plan with notes that explain it, and the lines that it may have and does not."""
    return PlanForm(texts, tuple(_notes(texts)))


def apart(form: PlanForm) -> PlanForm:
    """Return *form* with a table for each step of its line of steps; raise ``TaperError`` where that cannot be read."""
    line = form[("steps",)]
    if not line.strip():
        return form
    drugs = drugs_of(read_toml(composed(form).decode()).values)
    steps = read_line(line, drugs.counted)
    then = ((("then",), str(Then.STOP)),) if stops(line) and not form[("then",)] else ()
    texts = (
        *(entry for entry in form.texts if entry[0] != ("steps",)),
        *then,
        *(text for number, step in enumerate(steps) for text in _step(("step", number), step)),
    )
    return PlanForm(texts, form.notes)


def _notes(texts: Texts) -> Iterator[Note]:
    written = {place[0] for place, text in texts if text}
    for key, beside, above in _NOTES:
        if beside and (key in written):
            yield Note((key,), f"  {beside}", beside=True)
        yield from (
            Note((key,) if key else (), line)
            for line in above.splitlines()
            if key in _ALWAYS or key not in written
        )


_ALWAYS = ("", "product", "step")
_NOTES = (
    (
        "",
        "",
        """\
# A plan for taperdocs: what was agreed with the prescriber, and nothing else.
# What stands behind a # is a note. "taperdocs check" reads this file and says what is wrong.
# Take the # away from the lines below that you want to use.""",
    ),
    ("id", "# keeps the phone calendar's events together; never change it", ""),
    ("start", "# year-month-day", ""),
    (
        "then",
        "# after the last step nothing is taken",
        '# then = "stay"  # take the first # away if the last dose goes on',
    ),
    ("before", "", '# before = "1 mg"  # what was taken before the first step'),
    (
        "person",
        "",
        """\
# [person]
# name = "Maria Example"  # printed on every page""",
    ),
    (
        "agreed",
        "",
        """\
# [agreed]  # without it every page says DRAFT
# by = "Dr A. Example"
# on = 2026-11-20""",
    ),
    (
        "contact",
        "",
        """\
# [[contact]]  # whom to ring
# role = "prescriber"
# name = "Example Surgery"
# phone = "01632 960001\"""",
    ),
    (
        "ready",
        "",
        """\
# [ready]  # what must be true before each step down
# ask = ["Steady for at least 7 days", "No worse than before the last step"]""",
    ),
    ("product", "", "# One table for each packet at hand, as it stands on the packet."),
    (
        "step",
        "",
        """\
# The steps, one after the other. Times of day are morning, noon, afternoon, evening and bedtime,
# or an hour in quotation marks such as "15:00"; a range of lengths is written "2-3".""",
    ),
)
"""For each key what stands behind it where it is written, and above it: always, or only where it is not written."""
