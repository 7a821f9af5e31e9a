"""What is not the same in two plan files, in words; what is only written in another way is the same."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import time
from difflib import SequenceMatcher
from itertools import zip_longest

from taperdocs.cli import beside
from taperdocs.cli import text as terminal
from taperdocs.language.words import Words
from taperdocs.plan.changes import Change, Replan
from taperdocs.plan.pharmacy import Ahead, Closed
from taperdocs.plan.plan import UNDATED, Agreed, Contact, Outline, Person, Plan, Review
from taperdocs.plan.product import Product, Split
from taperdocs.plan.regimen import WEEKDAYS, Slot
from taperdocs.plan.step import Step


def comparison(old: Plan, new: Plan, words: Words, width: int) -> str:
    """Return whether *old* and *new* are the same plan, and what differs, key by key and day by day."""
    codes = [beside.code(plan, words) for plan in (old, new)]
    lines = [
        words.text("The same plan: {code}", code=codes[0])
        if old.outline == new.outline
        else words.text("Not the same plan: {old} → {new}", old=codes[0], new=codes[1]),
        *_outlines(old.outline, new.outline, words),
    ]
    if old.outline != new.outline and old.outline.dated == new.outline.dated:
        lines += _days(old, new, words, width)
    return terminal.plain("\n".join(lines) + "\n")


def _days(old: Plan, new: Plan, words: Words, width: int) -> Iterator[str]:
    rows = tuple(beside.days(old, new, words))
    if not rows:
        yield words.text("The doses of every day are the same.")
        return
    yield beside.first_day(old, new, words)
    yield ""
    yield beside.side_by_side((*rows, *beside.ends(old, new, words)), words, width).rstrip()


def _outlines(old: Outline, new: Outline, words: Words) -> Iterator[str]:
    """Yield a line for each value that differs, under its key in the plan file."""
    for entry in fields(Outline):
        if entry.name == "untitled":
            continue
        key, say = _SAID.get(entry.name, (entry.name, _text))
        was, now = getattr(old, entry.name), getattr(new, entry.name)
        if isinstance(was, tuple):
            yield from _several(key, was, now, words, say)
        elif was != now:
            yield f"{key}: {_turned(was, now, words, say)}"


def _several(
    key: str, old: tuple[object, ...], new: tuple[object, ...], words: Words, say: Callable[..., str]
) -> Iterator[str]:
    """Yield a line for each of several tables that was changed, taken out or added, with its number."""
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for was, now in zip_longest(range(first, last), range(begin, end)):
            number = was if now is None else now
            said = _turned(_at(old, was), _at(new, now), words, say)
            yield f"{key} {words.language.number(number + 1)}: {said}"


def _at(values: tuple[object, ...], index: int | None) -> object:
    return None if index is None else values[index]


def _turned(old: object, new: object, words: Words, say: Callable[..., str]) -> str:
    """Return both values, or the one that there is and that it was taken out or added."""
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


def _start(_: Words, value: object) -> str:
    return "open" if value == UNDATED else str(value)


def _person(words: Words, person: Person) -> str:
    born = words.text("born {day}", day=words.language.full_date(person.born)) if person.born else ""
    return ", ".join(part for part in (person.name, born) if part) or words.text("not named")


def _agreed(words: Words, agreed: Agreed) -> str:
    return ", ".join((agreed.by, words.language.full_date(agreed.on)))


def _contact(_: Words, contact: Contact) -> str:
    return ", ".join(part for part in (contact.role, contact.name, contact.phone) if part)


def _review(words: Words, review: Review) -> str:
    return ", ".join(part for part in (words.language.day(review.on), review.what) if part)


def _product(words: Words, product: Product) -> str:
    lengths = (
        ("measure", product.measure, "mL"),
        ("syringe", product.syringe, "mL"),
        ("scale", product.scale, "mm"),
        *((key, getattr(product, key), "mL") for key in _COUNTED if product.liquid),
    )
    counted = ((key, getattr(product, key)) for key in _COUNTED if not product.liquid)
    return ", ".join(
        (
            f"{product.drug} {words.product(product)}",
            *((f"split {product.split.value}",) if product.split is not Split.NO else ()),
            *(f"{name} {words.measured(value, unit)}" for name, value, unit in lengths if value is not None),
            *(f"{name} {words.language.number(value)}" for name, value in counted if value is not None),
        )
    )


def _ahead(words: Words, ahead: Ahead) -> str:
    if not ahead.working:
        return words.days(ahead.days)
    return words.texts("{number} working day", "{number} working days", ahead.days)


def _closed(words: Words, closed: Closed) -> str:
    if closed.first is None or closed.last is None:
        return words.language.weekday_name(WEEKDAYS.index(closed.weekday))
    first, last = words.language.full_date(closed.first), words.language.full_date(closed.last)
    return first if first == last else words.text("{first} to {last}", first=first, last=last)


def _kept(words: Words, kept: object) -> str:
    return words.text("cut parts are kept") if kept else words.text("cut parts are not kept")


def _step(words: Words, step: Step) -> str:
    timed = any(intake.slot is not Slot.ANY for intake in step.regimen.doses)
    doses = words.regimen(step.regimen, step.regimen.drugs, timed=timed)
    return ", ".join(part for part in (words.length(step.length), doses, step.condition) if part)


def _change(words: Words, change: Change) -> str:
    steps = change.steps if isinstance(change, Replan) else ()
    return "; ".join((beside.happened(words, change), *(_step(words, step) for step in steps)))


def _hour(words: Words, hour: tuple[Slot, time]) -> str:
    slot, at = hour
    return f"{words.slot(slot)} {at:%H:%M}"


_COUNTED = ("pack_size", "on_hand")

_SAID: dict[str, tuple[str, Callable[..., str]]] = {
    "start": ("start", _start),
    "steps": ("step", _step),
    "products": ("product", _product),
    "person": ("person", _person),
    "agreed": ("agreed", _agreed),
    "contacts": ("contact", _contact),
    "reviews": ("review", _review),
    "dispense_every": ("dispense_every", Words.days),
    "order_ahead": ("order_ahead", _ahead),
    "keep_parts": ("keep_parts", _kept),
    "closed": ("closed", _closed),
    "changes": ("change", _change),
    "hours": ("hours", _hour),
}
"""The values of an outline that have another key in the plan file, or are no text, and how they are said."""
