"""Asks for what a new plan still needs; each answer is checked at once, and none is guessed."""

from collections.abc import Callable
from dataclasses import replace

from taperdocs.cli import console
from taperdocs.make.typed import read_date
from taperdocs.plan.problems import Problem, TaperError, say
from taperdocs.planfile.new import Draft, checked


def draft(drug: str | None, start: str | None, packets: tuple[str, ...], steps: str | None) -> Draft:
    """Return the draft of a new plan; ask for what is not given, or raise ``TaperError`` if nobody can be asked."""
    given = {"--drug": drug, "--start": start, "--product": packets, "--steps": steps}
    missing = ", ".join(option for option, value in given.items() if not value)
    if missing and not console.interactive():
        message = say("{options} must be given", options=missing)
        remedy = say("Give them, or run this in a terminal, where they are asked for.")
        raise TaperError(Problem((), message, remedy), exit_code=2)
    # A draft has valid placeholders for what is not known yet.
    made = _answer("Drug, as on the packet", drug, lambda drug: checked(Draft(drug=drug), "drug"))
    made = _answer(
        "First day, as in 2026-12-07",
        start,
        lambda start: checked(replace(made, start=read_date("--start", start) or made.start), "start"),
    )
    made = checked(replace(made, products=packets), "product") if packets else _packets(made)
    question = "Steps, as in 1 mg 2w; 0.5 mg 2w; 0"
    return _answer(question, steps, lambda steps: checked(replace(made, steps=steps)))


def _answer(question: str, given: str | None, check: Callable[[str], Draft]) -> Draft:
    return check(given) if given else console.ask(question, check)


def _packets(made: Draft) -> Draft:
    """Ask for one packet after the other until the answer is empty."""
    first = "Packet, as in 0.5 mg tablet quarter, or 2.5 mg/mL solution 0.1 mL"
    made = console.ask(first, lambda packet: checked(replace(made, products=(packet,)), "product"))
    while (more := _another(made)) != made:
        made = more
    return made


def _another(made: Draft) -> Draft:
    def check(packet: str) -> Draft:
        return checked(replace(made, products=(*made.products, packet)), "product") if packet else made

    return console.ask("Another packet, or nothing", check)
