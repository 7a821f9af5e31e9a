"""Compares two plans as text for a terminal: what a change has moved, and how two plan files differ."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest

from taperdocs.cli import text as terminal
from taperdocs.language.compared import Row, change_rows, code, days, ends, first_day, happened
from taperdocs.language.words import Words
from taperdocs.plan.as_needed import AsNeeded
from taperdocs.plan.changes import Change, Replan
from taperdocs.plan.form import Split
from taperdocs.plan.pharmacy import Closed, LeadTime
from taperdocs.plan.plan import UNDATED, Outline, Person, Plan
from taperdocs.plan.product import Product
from taperdocs.plan.regimen import WEEKDAYS, Slot
from taperdocs.plan.revisions import PlanDifference
from taperdocs.plan.step import Step
from taperdocs.rules import news_of


def last_change(old: Plan, new: Plan, words: Words, width: int) -> str:
    """Return what the last change of *new* has moved, and what guidance remarks of it, *width* columns wide."""
    both, entry, news = PlanDifference(old, new), new.outline.changes[-1], news_of(old, new)
    rows = change_rows(old, new, words)
    parts = (
        happened(words, entry),
        first_day(both, words),
        "",
        _side_by_side(rows, words, width),
        *(terminal.remark(found, words, width) for found in news),
        *((terminal.closing(words, width),) if news else ()),
    )
    return terminal.plain("\n".join(parts))


def comparison(old: Plan, new: Plan, words: Words, width: int) -> str:
    """Return the text that says whether two plans are the same, and where not, which keys and which days differ.

    The same value written in two ways is no difference.
    """
    codes = [code(plan, words) for plan in (old, new)]
    if old.outline == new.outline:
        lines = [words.text("The same plan: {code}", code=codes[0])]
    else:
        lines = [words.text("Not the same plan: {old} → {new}", old=codes[0], new=codes[1])]
    lines += _outlines(old.outline, new.outline, words)
    if old.outline != new.outline and old.outline.dated == new.outline.dated:
        both = PlanDifference(old, new)
        table = _side_by_side((*days(both, words), *ends(both, words)), words, width)
        same = words.text("The doses of every day are the same.")
        lines += (first_day(both, words), "", table.rstrip()) if both.stretches else (same,)
    return terminal.plain("\n".join(lines) + "\n")


def _side_by_side(rows: tuple[Row, ...], words: Words, width: int) -> str:
    """Return *rows* as a table of three columns; if that is too wide, with both sides below the name of each row."""
    head = ("", words.text("Before"), words.text("After"))
    cells = [line for row in rows for line in zip_longest(*map(str.splitlines, row), fillvalue="")]
    table = terminal.table([head, *cells]) + "\n"
    if max(map(len, table.splitlines())) <= width:
        return table
    labels = [f"    {side}: " for side in head[1:]]
    broad = max(map(len, labels))
    lines = list[str]()
    for name, *sides in rows:
        said = (": ".join(side.splitlines()) for side in sides)
        lines += (name, *(label.ljust(broad) + side for label, side in zip(labels, said, strict=True)))
    return "\n".join(lines) + "\n"


def _outlines(old: Outline, new: Outline, words: Words) -> Iterator[str]:
    """Yield a line for each value that differs, named as in the plan file."""
    for entry in fields(Outline):
        if entry.name == "untitled":
            continue
        key, say = _SAID.get(entry.name, (entry.name, _text))
        was, now = getattr(old, entry.name), getattr(new, entry.name)
        if isinstance(was, tuple):
            yield from _entries(key, was, now, words, say)
        elif was != now:
            yield f"{key}: {_difference(was, now, words, say)}"


def _entries(
    key: str, old: tuple[object, ...], new: tuple[object, ...], words: Words, say: Callable[..., str]
) -> Iterator[str]:
    """Yield a line for each entry of a list that was changed, removed or added, such as ``step 2: …``."""
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for was, now in zip_longest(range(first, last), range(begin, end)):
            number = was if now is None else now
            said = _difference(_value(old, was), _value(new, now), words, say)
            yield f"{key} {words.language.number(number + 1)}: {said}"


def _value(values: tuple[object, ...], index: int | None) -> object:
    return None if index is None else values[index]


def _difference(old: object, new: object, words: Words, say: Callable[..., str]) -> str:
    """Return the old and the new value; where one is missing, that the other was added or taken out."""
    if new is None or new == "":
        return words.text("taken out: {value}", value=say(words, old))
    if old is None or old == "":
        return words.text("added: {value}", value=say(words, new))
    was, now = say(words, old), say(words, new)
    if was == now:
        return words.text("{value}, said in another way", value=was)
    return words.text("{old} → {new}", old=was, new=now)


def _text(_: Words, value: object) -> str:
    return str(value)


def _person(words: Words, person: Person) -> str:
    born = words.text("born {day}", day=words.language.full_date(person.born)) if person.born else ""
    return ", ".join(part for part in (person.name, born) if part) or words.text("not named")


def _product(words: Words, product: Product) -> str:
    counted = "mL" if product.liquid else ""
    values: tuple[tuple[str, Decimal | int | None, str], ...] = (
        ("measure", product.measure, "mL"),
        ("syringe", product.syringe, "mL"),
        ("scale", product.scale, "mm"),
        ("drops_per_mL", product.drops, ""),
        ("beads", product.beads, ""),
        ("change_every", product.change_every, ""),
        ("pack_size", product.pack_size, counted),
        ("on_hand", product.on_hand, counted),
    )
    return ", ".join(
        (
            f"{product.drug} {words.product(product)}",
            *((f"split {product.split.value}",) if product.split is not Split.NO else ()),
            *(
                f"{name} {words.measured(Decimal(value), unit) if unit else words.language.number(value)}"
                # What is measured comes before what is counted.
                for name, value, unit in sorted(values, key=lambda one: not one[2])
                if value is not None
            ),
        )
    )


def _lead_time(words: Words, lead: LeadTime) -> str:
    if not lead.working:
        return words.days(lead.days)
    return words.texts("{number} working day", "{number} working days", lead.days)


def _closed(words: Words, closed: Closed) -> str:
    if closed.first is None or closed.last is None:
        return words.language.weekday_name(WEEKDAYS.index(closed.weekday))
    first, last = words.language.full_date(closed.first), words.language.full_date(closed.last)
    return first if first == last else words.text("{first} to {last}", first=first, last=last)


def _step(words: Words, step: Step) -> str:
    timed = any(intake.slot != Slot.ANY for intake in step.regimen.doses)
    doses = words.regimen(step.regimen, step.regimen.drugs, timed=timed)
    return ", ".join(part for part in (words.length(step.length), doses, step.condition) if part)


def _change(words: Words, change: Change) -> str:
    steps = change.steps if isinstance(change, Replan) else ()
    return words.language.apart((happened(words, change), *(_step(words, step) for step in steps)))


def _allowed(words: Words, one: AsNeeded) -> str:
    dose = words.text("{dose} {drug}", dose=words.dose(one.dose), drug=one.drug)
    most = words.texts("at most {number} time a day", "at most {number} times a day", one.most)
    packet = words.product(one.product) if one.product else ""
    return ", ".join(part for part in (dose, most, one.why, packet) if part)


_SAID: dict[str, tuple[str, Callable[..., str]]] = {
    "start": ("start", lambda _, day: "open" if day == UNDATED else str(day)),
    "steps": ("step", _step),
    "products": ("product", _product),
    "person": ("person", _person),
    "agreed": ("agreed", lambda words, agreed: f"{agreed.by}, {words.language.full_date(agreed.on)}"),
    "contacts": ("contact", lambda _, one: ", ".join(filter(None, (one.role, one.name, one.phone)))),
    "reviews": (
        "review",
        lambda words, one: ", ".join(filter(None, (words.language.day(one.on), one.what))),
    ),
    "dispense_every": ("dispense_every", Words.days),
    "order_ahead": ("order_ahead", _lead_time),
    "keep_parts": (
        "keep_parts",
        lambda words, kept: (
            words.text("cut parts are kept") if kept else words.text("cut parts are not kept")
        ),
    ),
    "closed": ("closed", _closed),
    "changes": ("change", _change),
    "before": ("before", lambda words, intake: words.day((intake,))),
    "indication": ("for", _text),
    "hours": ("hours", lambda words, hour: f"{words.slot(hour[0])} {hour[1]:%H:%M}"),
    "as_needed": ("as_needed", _allowed),
}
"""The key in the plan file and the wording of each field of an outline that is no text or has another name there."""
