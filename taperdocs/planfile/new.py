"""Writes a commented plan file from a line of steps, and proves it by reading it back."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from taperdocs.plan.form import LIQUIDS, Form
from taperdocs.plan.problems import Problem, Refused, TaperError, say
from taperdocs.planfile.drugs import Drugs
from taperdocs.planfile.one_line import LineIntake, LineStep, read_line, stops
from taperdocs.planfile.reader import read_unseen
from taperdocs.planfile.toml import length_line, quoted

_FORMS = "|".join(sorted((re.escape(form) for form in Form), key=len, reverse=True))
_PACKET = re.compile(rf"(?P<strength>\S.*?)\s+(?P<form>{_FORMS})(?:\s+(?P<rest>\S.*))?")


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a new plan as somebody typed them; a packet looks like ``0.5 mg tablet quarter``."""

    drug: str = "drug"
    start: date = date(2000, 1, 1)
    products: tuple[str, ...] = ("1 mg tablet",)
    steps: str = "1 mg 1w"


def new_plan(draft: Draft, plan_id: UUID) -> str:
    """Return the text of a plan file for *draft*; raise ``TaperError`` with all its problems."""
    steps = read_line(draft.steps, _drugs(draft).counted)
    text = _HEAD.format(
        id=plan_id,
        drug=quoted(draft.drug),
        start=draft.start,
        then=_STOPS if stops(draft.steps) else _MAY_STAY,
        products="\n".join(_products(draft.products)),
        steps="\n".join(_step(step) for step in steps),
    )
    _prove(text, steps)
    return text


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
    found = (_PACKET.fullmatch(packet.strip()) for packet in draft.products)
    packets = tuple(
        (
            draft.drug,
            match["form"],
            match["strength"],
            int(rest) if rest.isascii() and rest.isdigit() else None,
        )
        for match in found
        if match and (rest := match["rest"] or "") is not None
    )
    return Drugs(draft.drug, {}, packets=packets)


def _prove(text: str, steps: tuple[LineStep, ...]) -> None:
    wanted = [
        (step.length, [[(intake.slot, intake.dose) for intake in day if intake.dose] for day in step.days])
        for step in steps
    ]
    made = [
        (step.length.written, [[(intake.slot, intake.dose) for intake in day] for day in step.regimen.days])
        for step in read_unseen(text.encode()).outline.steps
    ]
    if made != wanted:
        message = "a new plan that does not read back to its steps"
        raise ValueError(message)


def _products(packets: tuple[str, ...]) -> list[str]:
    tables, found = list[str](), list[Problem]()
    for index, packet in enumerate(packets):
        try:
            tables.append(_product(packet))
        except Refused as refused:
            found.append(refused.problem("product", index))
    if found:
        raise TaperError(*found)
    return tables


def _product(packet: str) -> str:
    match = _PACKET.fullmatch(packet.strip())
    if match is None:
        raise Refused(
            say('"{packet}" is not a packet', packet=packet[:60]),
            say(
                "Write strength, form and what it may be split into, as in "
                '"0.5 mg tablet quarter" or "2.5 mg/mL solution 0.1 mL". The forms are {forms}.',
                forms=", ".join(Form),
            ),
        )
    lines = ["[[product]]", f"form = {quoted(match['form'])}", f"strength = {quoted(match['strength'])}"]
    if match["rest"]:
        # For a liquid this is the smallest mark of the syringe, or the drops in one mL. The reader checks each value.
        key = (
            "drops_per_mL"
            if match["form"] == Form.DROPS
            else "measure"
            if match["form"] in LIQUIDS
            else "split"
        )
        number = key == "drops_per_mL" and match["rest"].isascii() and match["rest"].isdigit()
        lines.append(f"{key} = {match['rest'] if number else quoted(match['rest'])}")
    return "\n".join(lines) + "\n"


def _step(step: LineStep) -> str:
    days = [_doses(day) for day in step.days]
    if len(days) > 1:
        cycle = ", ".join(_one_day(doses) for doses in days)
        return f"[[step]]\n{length_line(step.length)}\ncycle = [{cycle}]\n"
    lines = "".join(f"{key} = {doses}\n" for key, doses in days[0].items())
    return f"[[step]]\n{length_line(step.length)}\n{lines}"


def _doses(day: tuple[LineIntake, ...]) -> dict[str, str]:
    """Return the doses of a day as the plan file has them, by their keys."""
    found: dict[str, list[str]] = {}
    for intake in day:
        key = quoted(intake.slot.key) if intake.slot.hour else intake.slot.key
        found.setdefault(key, []).append(quoted(str(intake.dose)))
    listed = {key: doses[0] if len(doses) == 1 else f"[{', '.join(doses)}]" for key, doses in found.items()}
    return listed or {"dose": '"0 mg"'}


def _one_day(doses: dict[str, str]) -> str:
    if set(doses) == {"dose"}:
        return doses["dose"]
    return f"{{ {', '.join(f'{key} = {dose}' for key, dose in doses.items())} }}"


_STOPS = 'then = "stop"                 # after the last step nothing is taken'
_MAY_STAY = '# then = "stay"               # take the first # away if the last dose goes on'
_HEAD = """\
# A plan for taperdocs: what was agreed with the prescriber, and nothing else.
# What stands behind a # is a note. "taperdocs check" reads this file and says what is wrong.
format = 1
id = "{id}"  # keeps the phone calendar's events together; never change it
drug = {drug}
start = {start}            # year-month-day
{then}

# Take the # away from the lines that you want to use.
# [person]
# name = "Maria Example"      # printed on every page

# [agreed]                    # without it every page says DRAFT
# by = "Dr A. Example"
# on = 2026-11-20

# [[contact]]                 # whom to ring
# role = "prescriber"
# name = "Example Surgery"
# phone = "01632 960001"

# [ready]                     # what must be true before each step down
# ask = ["Steady for at least 7 days", "No worse than before the last step"]

# One table for each packet at hand, as it stands on the packet.
{products}
# The steps, one after the other. Times of day are morning, noon, afternoon, evening and bedtime,
# or an hour in quotation marks such as "15:00"; a range of lengths is written "2-3".
{steps}"""
