"""Reads the bytes of a plan file into a built plan, and reports all problems with their lines."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from taperdocs.plan.build import build
from taperdocs.plan.dose_checks import dose_problems
from taperdocs.plan.order_checks import order_problems
from taperdocs.plan.plan import Outline, Plan
from taperdocs.plan.problems import Message, Place, Problem, TaperError, excerpt, gathered, say
from taperdocs.plan.regimen import WEEKDAYS
from taperdocs.plan.strategies import STRATEGIES
from taperdocs.planfile.drugs import UNNAMED, Drugs, drugs_of
from taperdocs.planfile.steps import STEP_TABLES, TAG, like_an_hour
from taperdocs.planfile.tables import PlanFile, keys_of, outline
from taperdocs.planfile.toml import located, read_text, read_toml

MOST = 50
"""Most problems that are reported at once; where there are more, most have one cause."""


def read(data: bytes) -> Plan:
    """Read the bytes of a plan file and build its plan; raise ``TaperError`` with all problems that can be found."""
    if not isinstance(data, bytes):
        # Another program may pass a text or a path by mistake.
        raise TaperError(
            Problem(
                (), say("a plan file is read from its bytes"), say('Pass Path("plan.toml").read_bytes().')
            ),
            exit_code=2,
        )
    text = read_text(data)
    toml = read_toml(text)
    try:
        plan = replace(build(outline_of(toml.values)), source=data)
    except TaperError as error:
        # The reader replaced the lines that are no TOML, so problems on them are its own.
        lines = {problem.line for problem in toml.problems}
        problems = [
            problem
            for problem in located(toml.text, tuple(dict.fromkeys(error.problems)))
            if problem.line not in lines
        ]
        raise TaperError(*_first(located(toml.text, (*toml.problems, *problems)))) from None
    if toml.problems:
        raise TaperError(*located(toml.text, toml.problems))
    return plan


def read_unseen(text: bytes) -> Plan:
    """Read a text that no user has seen; its problems have no line numbers."""
    try:
        return read(text)
    except TaperError as error:
        raise TaperError(*(replace(problem, line=None) for problem in error.problems)) from None


def _first(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if len(problems) <= MOST:
        return problems
    rest = Problem(
        (),
        say("there are {count} more problems", count=len(problems) - MOST),
        say("Mend these first, then check again."),
    )
    return (*problems[:MOST], rest)


def outline_of(raw: Mapping[str, object]) -> Outline:
    """Return the outline of a file's TOML values; raise ``TaperError`` with all problems that can be found."""
    drugs = drugs_of(raw)
    problems = list(drugs.problems)
    with gathered(problems):
        made = _read_outline(raw, drugs)
    if problems:
        raise TaperError(*problems, *_in_the_rest(raw, problems))
    return made


def _read_outline(raw: Mapping[str, object], drugs: Drugs) -> Outline:
    try:
        return outline(PlanFile.model_validate(raw, context=drugs), drugs)
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = [problem for one in details for problem in _problems(one, drugs)]
    named = {problem.where[:-1] for problem in found if problem.message == _NAMES_A_DRUG}
    unnamed = (problem.where[:-1] in named and problem.message == UNNAMED for problem in found)
    raise TaperError(*(problem for problem, said in zip(found, unnamed, strict=True) if not said))


def _in_the_rest(raw: Mapping[str, object], found: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems of the steps that can be read, so that they are reported together with those *found*."""
    wrong = {problem.where[0] for problem in found if problem.where}
    broken = {problem.where[1] for problem in found if problem.where[:1] == ("step",) and problem.where[1:]}
    written = raw.get("step")
    steps = written if isinstance(written, list) else []
    kept = [index for index in range(len(steps)) if index not in broken]
    # Doses are not checked where their packets cannot be read.
    packets = wrong.isdisjoint({"drug", "product", "make"})
    keys = {"then", "pace", "hours"} - wrong | ({"drug", "product", "make"} if packets else set())
    sound = {key: value for key, value in raw.items() if key in keys} | ({} if packets else {"drug": "?"})
    sound |= {"format": 1, "start": date(2000, 1, 1), "step": [steps[index] for index in kept]}
    try:
        rest = _read_outline(sound, drugs_of(sound))
    except TaperError:
        return ()
    placed = tuple(replace(step, place=("step", kept[int(step.place[1])])) for step in rest.steps)
    rest = replace(rest, steps=placed)
    return (*(dose_problems(rest) if packets else ()), *(() if broken else order_problems(rest)))


_NAMES_A_DRUG = say('a step has no "drug": in a plan with several drugs each dose names its own')


def _problems(error: ErrorDetails, drugs: Drugs) -> Iterator[Problem]:
    """Yield problems for an error of pydantic, worded by its type; its text is never used."""
    where, kind = _place(error["loc"]), error["type"]
    if kind == "refused":
        yield from (refused.problem(*where) for refused in error["ctx"]["refused"])
    elif kind == "extra_forbidden":
        if where[-1] == "drug" and "step" in where and drugs.only is None:
            name = (
                error["input"] if isinstance(error["input"], str) else next(iter(drugs.spelling.values()), "")
            )
            remedy = say(
                'Write the drug with each dose, as in dose = {{ "{drug}" = "5 mg" }}.', drug=excerpt(name)
            )
            yield Problem(where, _NAMES_A_DRUG, remedy)
        else:
            yield _unknown_key(where, keys_of(*error["loc"][:-1]))
    elif kind == "missing":
        key = str(where[-1])
        remedy = _WEEKDAY if key in WEEKDAYS else _MISSING.get(key, _EXAMPLES)
        if key == "start" and len(where) > 1:
            remedy = say('Write the dose with which this taper begins, as in start = "10 mg".')
        yield Problem(where[:-1], say('"{key}" is missing', key=key), remedy)
    elif kind in {"enum", "literal_error", "union_tag_invalid"}:
        yield _unknown_value(kind, where, error)
    else:
        yield _misshapen(kind, where, error)


def _unknown_value(kind: str, where: Place, error: ErrorDetails) -> Problem:
    if where == ("format",):
        return Problem(
            where,
            say("this format of plan files is not known"),
            say("Write format = 1. A file with a higher number needs a newer taperdocs."),
        )
    if kind == "union_tag_invalid":
        kinds = ", ".join(f'"{name}"' for name in STRATEGIES)
        message = say("this way of tapering is not known")
        return Problem(
            (*where, "taper"), message, say("Write one of {kinds}, or take the line out.", kinds=kinds)
        )
    expected = error["ctx"]["expected"].replace("'", '"')
    message = say('"{value}" is not known here', value=excerpt(error["input"]))
    return Problem(where, message, say("Write one of {expected}.", expected=expected))


def _misshapen(kind: str, where: Place, error: ErrorDetails) -> Problem:
    """Return the problem of a value of the wrong type."""
    key = str(next((part for part in reversed(where) if isinstance(part, str)), ""))
    message, remedy = _SHAPES.get(
        kind, (say('"{value}" does not fit here', value=excerpt(error["input"])), _EXAMPLES)
    )
    match kind:
        case "uuid_parsing" | "uuid_type":
            message = say('"{value}" is not an identifier', value=excerpt(error["input"]))
            remedy = say('Copy it from the file that "taperdocs new" wrote, or take the line out.')
        case "too_long" | "too_short" | "string_too_long" | "string_too_short":
            message, remedy = _counted(error["ctx"])
        case "list_type" | "tuple_type" if key in _HEADINGS:
            message = say("this is written once but may stand several times")
            remedy = say("Write it with two brackets, as in [[{key}]].", key=key)
        case "bool_type":
            message = say('"{value}" is neither true nor false', value=excerpt(error["input"]))
            remedy = say("Write {key} = true or {key} = false, without quotation marks.", key=key)
        case "list_type" | "tuple_type":
            message = say("this is one text where a list belongs")
            remedy = _LISTS.get(
                key, say('Write it in brackets, as in {key} = ["Steady for at least 7 days"].', key=key)
            )
        case "model_type":
            message = say("this is a value where a table belongs")
            remedy = say("Write a heading with one bracket, as in [{key}], and its keys below it.", key=key)
        case "int_type" if isinstance(error["input"], str):
            message = say('"{value}" stands in quotation marks', value=excerpt(error["input"]))
            remedy = say("Write a whole number without them, as in {key} = 2.", key=key)
        case "int_type" | "greater_than_equal" | "less_than_equal":
            message = say("{value} is not a possible number of {key}", value=excerpt(error["input"]), key=key)
            remedy = say("Write a whole number from 1 on, as in {key} = 2.", key=key)
    return Problem(where, message, remedy)


_SHAPES = {
    "dict_type": (
        say("this is one dose where a dose for each time of day belongs"),
        say('Write it in braces, as in start = {{ morning = "5 mg", bedtime = "5 mg" }}.'),
    ),
    "string_type": (
        say("this is where a line of steps belongs"),
        say('Write steps = "1 mg 2w; 0.5 mg 2w; 0"; the heading of a step is [[step]], without s.'),
    ),
}


def _counted(limits: Mapping[str, Any]) -> tuple[Message, Message]:
    least, most = limits.get("min_length"), limits.get("max_length")
    if most is None:
        return say("this is too short"), say("Write at least {least}.", least=least)
    return say("this is too long"), say("Write at most {most}.", most=most)


_HEADINGS = {"step", "product", "contact", "change", "review", "course", "as_needed"}
_LISTS = {
    "closed": say('Write it in brackets, as in closed = [2026-12-25, "2027-01-01 to 2027-01-03", "sunday"].')
}
_EXAMPLES = say("samples/README.md shows an example of every key.")
_WEEKDAY = say('Write every day of the week; a day without a dose is "0 mg".')
_MISSING = {
    "format": say("Write format = 1 in the first line; it says how the file is to be read."),
    "start": say(
        'Write the first day at the top, as in start = 2026-12-07; of a plan whose start is not fixed, "open".'
    ),
    "strength": say('Write the strength that is on the packet, as in strength = "0.5 mg" or "2.5 mg/mL".'),
    "form": say('Write what it is, as in form = "tablet".'),
    "by": say("Write with whom the plan was agreed, or take [agreed] out: then every page says DRAFT."),
    "on": say("Write the day, as in on = 2026-12-07."),
    "kind": say('Write what happened, as in kind = "hold".'),
    "role": say('Write who it is, as in role = "prescriber".'),
    "ask": say('Write what must be true before each step down, as in ask = ["Steady for at least 7 days"].'),
    "cut": say('Write how much is cut each time, as in cut = "10 %" or cut = "0.5 mg".'),
    "every": say('Write how often the dose is cut, as in every = "2 weeks".'),
    "most": say('Write at most how many times a day it may be taken, as in most = "2 a day".'),
    "drug": say('Write of which drug it is, as in drug = "prednisone".'),
    "old": say("Write on how many days the old dose is taken for one day of the new one, as in old = 6."),
    "stay": say('Write how long the new dose is taken before the next cut, as in stay = "4 weeks".'),
    "cuts": say("Write after how many cuts the dose is held, as in cuts = 4."),
    "hold": say('Write how long the dose is held then, as in hold = "2 weeks".'),
    "order": say('Write the times in the order in which they are cut, as in order = ["noon", "morning"].'),
    "turn": say('Write when the next time has its turn: turn = "each cut" or turn = "whole dose".'),
    "to": say('Write the last dose of this taper, as in to = "0.125 mg".'),
}


def _place(location: tuple[str | int, ...]) -> Place:
    """Return a location without what pydantic adds to it: names of alternatives and ``[key]``."""
    return tuple(part for part in location if part != "[key]" and not str(part).startswith(TAG))


_TIMES = say(
    'The times of day are morning, noon, afternoon, evening, bedtime, and hours such as "15:00": write the one '
    "that was agreed."
)
_LEFT_OUT = say(
    'The shortest length of a step that may be left out is 0: write it with both, as in weeks = "0-2".'
)
# Other words for the times of day; None where people mean different times.
_EVERYDAY = {
    **dict.fromkeys(("breakfast", "am"), "morning"),
    **dict.fromkeys(("lunch", "lunchtime", "midday"), "noon"),
    **dict.fromkeys(("night", "bed"), "bedtime"),
    **dict.fromkeys(("dinner", "supper", "tea", "pm"), None),
}


def _unknown_key(where: Place, known: tuple[str, ...]) -> Problem:
    key = excerpt(where[-1])
    message = say('"{key}" is not a key of a plan file', key=key)
    if len(where) > 1 and key in keys_of():
        remedy = say("It belongs to the whole plan: move it to the top, above the first heading in brackets.")
        return Problem(where, say('"{key}" stands under a heading where it does not belong', key=key), remedy)
    if len(where) == 1 and any(key in keys_of(table) for table in STEP_TABLES):
        remedy = say("It belongs to a step: write a line [[step]] above it.")
        return Problem(where, say('"{key}" stands at the top, where it does not belong', key=key), remedy)
    if like_an_hour(where[-1]):
        return _misplaced_hour(where, key, known)
    if key.casefold() in _EVERYDAY and "bedtime" in known:
        time = _EVERYDAY[key.casefold()]
        told = say('Did you mean "{near}"?', near=time) if time else _TIMES
        return Problem(where, message, told)
    if key == "optional" and "if" in known:
        remedy = _LEFT_OUT
    elif near := get_close_matches(key.casefold(), known, n=1):
        remedy = say('Did you mean "{near}"?', near=near[0])
    else:
        remedy = say("Possible here: {keys}.", keys=", ".join(known))
    return Problem(where, message, remedy)


def _misplaced_hour(where: Place, key: str, known: tuple[str, ...]) -> Problem:
    """Return the problem of an hour where no dose can stand."""
    message = say('"{key}" is an hour, and no dose stands here', key=key)
    if "slot" in known:
        return Problem(where, message, say('Write at which hour the doses are taken, as in slot = "15:00".'))
    if len(where) == 1:
        return Problem(where, message, say("It belongs to a step: write a line [[step]] above it."))
    if where[0] == "hours":
        return Problem(where, message, say("It is its own hour and needs no other: take the line out."))
    return Problem(where, message, say('An hour is the key of a dose in a step, as in "15:00" = "0.5 mg".'))
