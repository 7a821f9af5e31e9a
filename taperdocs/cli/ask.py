"""Asks for what a new plan still needs; each answer is checked at once, and none is guessed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from taperdocs.cli import console
from taperdocs.make.typed import read_date
from taperdocs.plan.problems import Problem, TaperError, say
from taperdocs.planfile.new import Draft, problems


@dataclass(frozen=True, slots=True)
class Given:
    """What the options of ``taperdocs new`` say; what is empty is asked for."""

    drug: str | None
    start: str | None
    products: tuple[str, ...]
    steps: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the options that are still needed."""
        options = (
            ("--drug", self.drug),
            ("--start", self.start),
            ("--product", self.products),
            ("--steps", self.steps),
        )
        return tuple(name for name, value in options if not value)


def draft(given: Given) -> Draft:
    """Return what a new plan is made of; raise ``TaperError`` where nobody can be asked for the rest."""
    if given.missing and not console.interactive():
        message = say("{options} must be given", options=", ".join(given.missing))
        remedy = say("Give them, or run this in a terminal, where they are asked for.")
        raise TaperError(Problem((), message, remedy), exit_code=2)
    # What is not known yet is a stand-in that no check complains about.
    made = _answer("Drug, as on the packet", given.drug, lambda drug: _checked(Draft(drug=drug), "drug"))
    made = _answer(
        "First day, as in 2026-12-07",
        given.start,
        lambda start: _checked(replace(made, start=read_date("--start", start) or made.start), "start"),
    )
    made = _checked(replace(made, products=given.products), "product") if given.products else _packets(made)
    question = "Steps, as in 1 mg 2w; 0.5 mg 2w; 0"
    return _answer(question, given.steps, lambda steps: _checked(replace(made, steps=steps)))


def _answer(question: str, given: str | None, check: Callable[[str], Draft]) -> Draft:
    return check(given) if given else console.ask(question, check)


def _packets(made: Draft) -> Draft:
    """Ask for one packet after the other until the answer is empty."""
    first = "Packet, as in 0.5 mg tablet quarter, or 2.5 mg/mL solution 0.1 mL"
    made = console.ask(first, lambda packet: _checked(replace(made, products=(packet,)), "product"))
    while (more := _another(made)) != made:
        made = more
    return made


def _another(made: Draft) -> Draft:
    def check(packet: str) -> Draft:
        return _checked(replace(made, products=(*made.products, packet)), "product") if packet else made

    return console.ask("Another packet, or nothing", check)


def _checked(made: Draft, key: str | None = None) -> Draft:
    """Return *made*; raise ``TaperError`` with what the reader has against it, at *key* or anywhere."""
    if found := problems(made, key):
        raise TaperError(*found)
    return made
