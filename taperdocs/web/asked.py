"""What the plan screen asks, one row a key of the plan file: its label, its hint and how it is typed.

A new key of the plan file is one more row here. What a step by a rule asks is read from the parameters of its strategy.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import get_type_hints

from taperdocs.plan.form import MAY_BE_SPLIT, MEASURED, Form, Split
from taperdocs.plan.length import Pace
from taperdocs.plan.plan import Make, Then
from taperdocs.plan.problems import Message, Place, say
from taperdocs.plan.regimen import NAMED_TIMES, Slot
from taperdocs.plan.strategies import STRATEGIES, Basis, SlotDoses, Turn

Choices = tuple[tuple[str, Message], ...]


@dataclass(frozen=True)
class Ask:
    """One question: the *key* of its answer within its table, with dashes between its parts.

    ``kind`` is text, date, time, switch, form (what is in a packet), lines (a list, an entry a line) or steps (a step
    a line); one with ``choices`` is chosen from them. A row is not whole without what is ``needed``; what is
    ``folded`` is asked only where it is opened; what is not ``written`` has no key of its own in the plan file.
    """

    key: str
    label: Message
    hint: Message | None = None
    kind: str = "text"
    choices: Choices = ()
    needed: bool = False
    folded: bool = False
    written: bool = True

    @cached_property
    def place(self) -> Place:
        """Return the place of the answer within its table."""
        return tuple(int(part) if part.isdigit() else part for part in self.key.split("-"))

    def has(self, place: Place) -> bool:
        """Tell whether what stands at *place* is an answer."""
        an_entry = self.kind == "lines" and isinstance(place[-1], int)
        return self.written and (place[:-1] if an_entry else place) == self.place


@dataclass(frozen=True)
class Part:
    """A part of the screen: what it asks once, and in *each* row of its table; *row* is what a row is called."""

    key: str
    title: Message | None
    once: tuple[Ask, ...] = ()
    each: tuple[Ask, ...] = ()
    row: Message | None = None
    add: Message | None = None
    hint: Message | None = None
    folded: bool = True


def ask_at(asks: tuple[Ask, ...], place: Place) -> Ask | None:
    """Return the question that a *place* answers; None where there is none."""
    return next((ask for ask in asks if ask.has(place)), None)


NO_END = "open"
"""The unit of a step without an end."""
_UNIT = say("With its unit")
_PACK_SIZE = say("In one packet"), say("As in 28, or 100 mL")
_TIMES: Choices = tuple((slot.name, say(slot.name)) for slot in NAMED_TIMES)
_UNITS: Choices = (
    ("weeks", say("weeks")),
    ("days", say("days")),
    ("months", say("months")),
    ("until", say("until this day, or until this has come")),
    (NO_END, say("without an end")),
)
_CUTS: Choices = (
    (Split.NO, say("no, never")),
    (Split.HALF, say("into halves")),
    (Split.THIRD, say("into thirds")),
    (Split.QUARTER, say("into quarters")),
    (Split.EIGHTH, say("into eighths")),
)
_THEN = Ask(
    "then",
    say("After the last step"),
    say("Without a choice, nothing is taken."),
    choices=((Then.STOP, say("nothing is taken")), (Then.STAY, say("the last dose goes on"))),
)
_STEPS = say("Steps, one a line: the dose, and for how long")
_IN_A_LINE = say(
    "In the form: number, unit, number of weeks or days; with several doses a day, the time of day stands before "
    "each. Beside it stands how each line is read."
)
REST = Ask(
    "rest",
    say("In the words of the plan file"),
    say("What has no field of its own"),
    folded=True,
    written=False,
)


def _packet(start: str = "", *, folded: bool = False) -> tuple[Ask, ...]:
    """Return what is asked of a packet; the page shows what belongs to the chosen form alone.

    All of it is *folded*, or only its size.
    """
    drops = say("It stands on the bottle or in the leaflet.")
    return (
        Ask(f"{start}form", say("What is it?"), kind="form", folded=folded),
        Ask(
            f"{start}strength", say("Strength"), say("As on the packet: 0.5 mg, or 2.5 mg/mL"), folded=folded
        ),
        Ask(f"{start}rate", say("Strength of the patch"), say("As in 25 mcg/h"), folded=folded),
        Ask(f"{start}split", say("May it be cut?"), choices=_CUTS, folded=folded),
        Ask(f"{start}measure", say("Smallest mark of the syringe"), say("As in 0.1 mL"), folded=folded),
        Ask(f"{start}drops_per_mL", say("How many drops are one mL?"), drops, folded=folded),
        Ask(f"{start}beads", say("How many beads are in one capsule?"), folded=folded),
        Ask(f"{start}change_every", say("How often is it changed?"), say("As in 72 hours"), folded=folded),
        Ask(f"{start}pack_size", *_PACK_SIZE, folded=True),
    )


LACKING: Mapping[str, tuple[Message, Message]] = {
    "strength": (say("the strength is missing"), say("Write what is on the packet.")),
    "rate": (say("the strength is missing"), say("Write what is on the packet.")),
    "split": (say("it is not said whether it may be cut"), say("Its leaflet or the pharmacist says it.")),
    "measure": (say("the smallest mark of the syringe is missing"), say("Write it, as in 0.1 mL.")),
    "drops_per_mL": (say("it is not said how many drops are one mL"), say("Write it, as in 25.")),
    "beads": (say("it is not said how many beads are in one capsule"), say("Write it, as in 60.")),
    "change_every": (
        say("it is not said how often this patch is changed"),
        say("Write it, as in 72 hours or 7 days."),
    ),
}
"""What is said of a packet in which something is missing that belongs to its form, by key."""


FORMS_OF: Mapping[str, frozenset[Form]] = {
    "strength": frozenset(Form) - {Form.PATCH},
    "rate": frozenset({Form.PATCH}),
    "split": MAY_BE_SPLIT,
    "measure": MEASURED,
    "drops_per_mL": frozenset({Form.DROPS}),
    "beads": frozenset({Form.BEADS}),
    "change_every": frozenset({Form.PATCH}),
    "syringe": MEASURED,
    "scale": MEASURED,
}
"""The forms of packet to which a key belongs, where it does not belong to all."""

PARTS = (
    Part(
        "",
        None,
        (
            Ask(
                "drug",
                say("Medicine"),
                say("As on the packet; with several, leave it empty and write it at each"),
            ),
            Ask(
                "start",
                say("First day"),
                say("It is repeated in words, since browsers write dates in several ways."),
                "date",
            ),
            Ask("start-open", say("The first day is not fixed yet"), kind="switch", written=False),
        ),
        folded=False,
    ),
    Part(
        "product",
        say("Packets"),
        each=(
            Ask("drug", say("Medicine"), say("Only where the plan has several")),
            *_packet(),
            Ask("on_hand", say("At home"), say("What was counted, as in 12.5, or 40 mL"), folded=True),
            Ask("syringe", say("The syringe holds"), say("As in 5 mL"), folded=True),
            Ask("scale", say("Length of its scale"), say("As in 43 mm"), folded=True),
            REST,
        ),
        row=say("Packet {number}"),
        add=say("One more packet"),
        folded=False,
    ),
    Part("before", say("What is taken each day before the plan, if you like")),
    Part(
        "step",
        say("Steps"),
        (Ask("steps", _STEPS, _IN_A_LINE, "steps"),),
        (
            Ask("length", say("How long?"), say("A number, or a range such as 2-3"), written=False),
            Ask("unit", say("Weeks or days?"), choices=_UNITS, written=False),
            Ask("every", say("Only on"), say("As in monday, or second monday"), folded=True),
            Ask(
                "cycle",
                say("Days that differ, a day a line"),
                say(
                    'One below the other: 2 mg, then 1 mg, in turn; or "monday 2 mg" and six more days. A time of day '
                    'stands before its dose: "morning 2 mg, bedtime 1 mg".'
                ),
                "lines",
                folded=True,
                written=False,
            ),
            Ask("if", say("Only if"), say("What decides whether this step is taken"), folded=True),
            Ask("begins", say("Begins"), say("It is checked: week 9, day 57 or 2027-02-01"), folded=True),
            replace(REST, hint=say("What has no field of its own, such as weeks that differ")),
        ),
        say("Step {number}"),
        say("One more step"),
        folded=False,
    ),
    Part("then", None, (_THEN,), folded=False),
    Part(
        "course",
        say("Several medicines, each with steps of its own"),
        each=(
            Ask("drug", say("Medicine"), needed=True),
            Ask("start", say("First day, if it is another one"), kind="date"),
            _THEN,
            Ask("steps", _STEPS, _IN_A_LINE, "steps"),
            replace(
                REST,
                hint=say(
                    "What has no field of its own. Steps that have a table each in the file stand here, in one line."
                ),
            ),
        ),
        row=say("Medicine {number}"),
        add=say("A medicine with steps of its own"),
        hint=say("The steps above then stay empty."),
    ),
    Part(
        "as_needed",
        say("Allowed when needed"),
        each=(
            Ask("drug", say("Medicine"), needed=True),
            Ask("dose", say("Dose each time"), _UNIT, needed=True),
            Ask("most", say("At most"), say("How often a day: 2 a day"), needed=True),
            Ask("why", say("For what")),
            *_packet("product-", folded=True),
            REST,
        ),
        row=say("When needed {number}"),
        add=say("Something that is allowed when needed"),
        hint=say("It is never part of the doses of a day."),
    ),
    Part(
        "contact",
        say("Person, agreement, whom to ring"),
        (
            Ask("person-name", say("Name"), say("It is printed on every page.")),
            Ask("person-born", say("Born on"), kind="date"),
            Ask("agreed-by", say("Agreed with"), say("Without it, every page says DRAFT.")),
            Ask("agreed-on", say("Agreed on"), kind="date"),
        ),
        (
            Ask("role", say("Who it is"), say("prescriber, pharmacy, partner"), needed=True),
            Ask("name", say("Name")),
            Ask("phone", say("Telephone")),
            REST,
        ),
        say("To ring {number}"),
        say("Somebody to ring"),
    ),
    Part(
        "review",
        say("Days on which the plan is looked at together"),
        each=(Ask("on", say("Day"), kind="date", needed=True), Ask("what", say("With whom, or where")), REST),
        row=say("Day {number}"),
        add=say("One more day"),
    ),
    Part(
        "supply",
        say("What is at home, and the pharmacy"),
        (
            Ask(
                "supply-on_hand",
                say("At home"),
                say("What was counted, as in 12.5, or 40 mL; with several packets, write it at each"),
            ),
            Ask("supply-counted", say("Counted on the morning of"), kind="date"),
            Ask("supply-pack_size", *_PACK_SIZE),
            Ask("supply-dispense_every", say("The pharmacy hands out for"), say("As in 2 weeks")),
            Ask("supply-order_ahead", say("An order takes"), say("As in 3 days, or 2 working days")),
            Ask(
                "supply-closed",
                say("The pharmacy is closed, one entry a line"),
                say("As in sunday, 2027-01-01, or 2026-12-24 to 2026-12-28"),
                "lines",
            ),
            Ask(
                "supply-keep_parts",
                say("The rest of a cut tablet"),
                choices=(("true", say("is kept for the next day")), ("false", say("is thrown away"))),
            ),
        ),
    ),
    Part(
        "hours",
        say("Hours for the reminders of the phone"),
        (
            *(Ask(f"hours-{slot.name}", say(slot.name), kind="time") for slot in NAMED_TIMES),
            Ask("zone", say("Time zone"), say("Continent and city, as in Europe/London")),
        ),
        hint=say("Only the phone calendar with each dose uses them. No page shows them."),
    ),
    Part(
        "more",
        say("More about the plan"),
        (
            Ask("title", say("Title"), say('It heads every page; without it, the medicine and "taper".')),
            Ask("for", say("What it is taken for")),
            Ask("since", say("Since when")),
            Ask(
                "pace",
                say("Steps with a range take"),
                choices=((Pace.LONGEST, say("the longest time")), (Pace.SHORTEST, say("the shortest time"))),
            ),
            Ask(
                "make",
                say("A dose that the packets cannot make"),
                choices=(
                    (Make.EXACTLY, say("refuse it")),
                    (Make.NEAREST_ABOVE, say("take the next higher dose, as agreed with the prescriber")),
                ),
            ),
            Ask(
                "ready-ask",
                say("What must be true before each step down, one a line"),
                say("The diary prints it with boxes to tick."),
                "lines",
            ),
            Ask(
                "diary-track",
                say("What the diary asks for each day, one a line"),
                say("Up to three symptoms, in your own words"),
                "lines",
            ),
        ),
    ),
)
ONCE = tuple(ask for part in PARTS for ask in part.once)
TABLES: Mapping[str, Part] = {part.key: part for part in PARTS if part.each}

RULES: Mapping[str, Message] = {
    "linear": say("the same amount less each time"),
    "percent": say("a percentage less each time"),
    "dsns": say("the lower dose on more and more days"),
    "slide": say("some cuts, then a rest"),
    "in-turn": say("one time of day after the other"),
}
"""What a person chooses for each strategy."""
_OF_A_RULE: Mapping[str, tuple[Message, Message | None]] = {
    "start": (say("First dose"), _UNIT),
    "cut": (say("Each cut"), say("An amount with its unit, or a percentage with its sign")),
    "every": (say("A cut every"), say("As in 2 weeks")),
    "to": (say("Down to"), say("With its unit; no dose of this rule is lower")),
    "of": (say("A percentage of"), None),
    "old": (say("Days of the old dose at first"), None),
    "stay": (say("Then the new dose alone for"), say("As in 2 weeks")),
    "cuts": (say("How many cuts before a rest?"), None),
    "hold": (say("How long is the rest?"), say("As in 2 weeks")),
    "turn": (say("The next time of day has its turn"), None),
}
"""The label and the hint of each parameter of a strategy."""
_VALUES: Mapping[StrEnum, Message] = {
    Basis.PRESENT: say("the dose before the cut"),
    Basis.START: say("the first dose"),
    Turn.EACH_CUT: say("after each cut"),
    Turn.WHOLE_DOSE: say("when a time has come all the way down"),
}


def of_rule(name: str) -> tuple[Ask, ...]:
    """Return what a step by the rule *name* asks; empty where there is no such rule."""
    strategy = STRATEGIES.get(name)
    return (*_parameters(strategy), REST) if strategy else ()


def _parameters(strategy: Callable[..., object]) -> Iterator[Ask]:
    hints = get_type_hints(strategy)
    for parameter in inspect.signature(strategy).parameters.values():
        key, kind = parameter.name, hints[parameter.name]
        if kind == SlotDoses:
            yield from (
                Ask(f"{key}-{time}", say("First dose, {time}", time=said), _UNIT) for time, said in _TIMES
            )
        elif kind == tuple[Slot, ...]:
            yield from (
                Ask(f"{key}-{number}", say("Cut number {number}", number=str(number + 1)), choices=_TIMES)
                for number in range(len(_TIMES))
            )
        else:
            choices = (
                tuple((str(value), _VALUES[value]) for value in kind)
                if isinstance(kind, type) and issubclass(kind, StrEnum)
                else ()
            )
            label, hint = _OF_A_RULE[key]
            needed = parameter.default is parameter.empty
            yield Ask(key, label, hint, choices=choices, needed=needed)
    yield Ask("drug", say("Medicine"), say("Only where the plan has several"), folded=True)
    if SlotDoses not in hints.values():
        yield Ask("slot", say("Time of day"), choices=_TIMES, folded=True)


def each(key: str, rule: str = "") -> tuple[Ask, ...]:
    """Return what a row of a table asks; a step may be made by a *rule*."""
    return of_rule(rule) or TABLES[key].each if key == "step" else TABLES[key].each
