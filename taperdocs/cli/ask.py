"""Asks for what a new plan still needs; each answer is checked at once, and none is guessed.

The answer "back" returns to the question before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from taperdocs.cli import console
from taperdocs.make.typed import read_date
from taperdocs.plan.problems import Problem, TaperError, say
from taperdocs.planfile.new import Draft, checked, divided, divisible

_BACK = frozenset({"back", "zurück"})
_FIRST_PACKET = "Packet, as in 0.5 mg tablet quarter, or 2.5 mg/mL solution 0.1 mL"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a new plan: its draft, the options that are *open*, and whether more packets may come."""

    draft: Draft
    open: tuple[str, ...]
    more: bool = False

    @property
    def undivided(self) -> int | None:
        """Return the place of the first packet that does not say whether it may be divided."""
        packets = () if "--product" in self.open else self.draft.products
        return next((place for place, packet in enumerate(packets) if divisible(packet)), None)


Answer = Callable[[str], Asked]
"""Takes an answer and returns what is known with it; raises ``TaperError`` for one that cannot be."""


class _Back(Exception):  # noqa: N818  it is an answer
    """Somebody wants to go back to the question before."""


def draft(given: Draft, drug: str | None, start: str | None, steps: str | None) -> Draft:
    """Return the draft of a new plan; ask for what is not given, or raise ``TaperError`` if nobody can be asked.

    *given* has everything else that was typed: its packets are empty where none were.
    """
    wanted = {"--drug": drug, "--start": start, "--product": given.products, "--steps": steps}
    missing = tuple(option for option, value in wanted.items() if not value)
    asked = console.interactive()
    if missing and not asked:
        message = say("{options} must be given", options=", ".join(missing))
        remedy = say("Give them, or run this in a terminal, where they are asked for.")
        raise TaperError(Problem((), message, remedy), exit_code=2)
    usual = Draft()
    made = replace(given, drug=drug or usual.drug, products=given.products or usual.products)
    made = replace(made, start=read_date("--start", start) or usual.start, steps=steps or usual.steps)
    if not missing:
        try:
            return checked(made)
        except TaperError:
            # Whether a packet may be divided is asked before it is said that a dose cannot be made from it.
            if not asked or Asked(made, ()).undivided is None:
                raise
    # What is not known yet has a valid placeholder, and no dose is checked before all packets are known.
    made = replace(made, steps=usual.steps)
    for key in ("drug", "start", "product", "time", "before", "person", "agreed", "contact"):
        checked(made, key)
    console.talk('Answer "back" to go back to the question before.')
    known = [Asked(made, missing, more="--product" in missing)]
    while question := next(_questions(known[-1]), None):
        text, answer = question
        try:
            known.append(console.ask(text, _or_back(answer)))
        except _Back:
            if len(known) > 1:
                known.pop()
            else:
                console.talk("This is the first question.")
    done = known[-1].draft
    return checked(replace(done, steps=steps) if steps else done)


def _or_back(answer: Answer) -> Answer:
    def check(said: str) -> Asked:
        if said.casefold() in _BACK:
            raise _Back
        return answer(said)

    return check


def _questions(known: Asked) -> Iterator[tuple[str, Answer]]:
    """Yield the questions that are left, in their order."""
    made = known.draft

    def closed(option: str, draft: Draft, key: str) -> Asked:
        return replace(
            known, draft=checked(draft, key), open=tuple(one for one in known.open if one != option)
        )

    if "--drug" in known.open:
        yield "Drug, as on the packet", lambda said: closed("--drug", replace(made, drug=said), "drug")
    if "--start" in known.open:
        yield (
            "First day, as in 2026-12-07",
            lambda said: closed(
                "--start", replace(made, start=read_date("--start", said) or made.start), "start"
            ),
        )
    if "--product" in known.open:
        yield _FIRST_PACKET, lambda said: closed("--product", replace(made, products=(said,)), "product")
    if (place := known.undivided) is not None:
        packet = made.products[place]
        yield (
            f"May the {packet} be divided, as its leaflet says: no, half, third, quarter, eighth",
            lambda said: replace(known, draft=_with_packet(made, place, divided(packet, said))),
        )
    if known.more:
        yield "Another packet, or nothing", lambda said: _another(known, said)
    if "--steps" in known.open:
        yield (
            "Steps, as in 1 mg 2w; 0.5 mg 2w; 0",
            lambda said: replace(known, draft=checked(replace(made, steps=said)), open=()),
        )


def _with_packet(made: Draft, place: int, packet: str) -> Draft:
    packets = made.products
    return checked(replace(made, products=(*packets[:place], packet, *packets[place + 1 :])), "product")


def _another(known: Asked, packet: str) -> Asked:
    if not packet:
        return replace(known, more=False)
    made = known.draft
    return replace(known, draft=checked(replace(made, products=(*made.products, packet)), "product"))
